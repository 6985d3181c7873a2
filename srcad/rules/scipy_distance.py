"""scipy.spatial.distance: distances of all pairs; those of two vectors are differentiated from their source."""

from .rule import general, linear

SLOPE = "pair_slope(XA, XB, y, metric, p)"
general(
    "scipy.spatial.distance.cdist(XA, XB, metric='euclidean', *, p=2)", kind="lengths_unknown",
    jvp=(f"np.sum(np.expand_dims(g, 1) * {SLOPE}, axis=-1)", f"-np.sum(np.expand_dims(g, 0) * {SLOPE}, axis=-1)"),
    vjp=(f"np.sum(np.expand_dims(g, -1) * {SLOPE}, axis=1)", f"-np.sum(np.expand_dims(g, -1) * {SLOPE}, axis=0)"),
)  # fmt: skip
general(
    "scipy.spatial.distance.pdist(X, metric='euclidean', *, p=2)", kind="lengths_unknown",
    jvp=("np.sum(pair_differences(g) * own_slope(X, y, metric, p), axis=-1)",), vjp=("pair_differences_back(np.expand_dims(g, -1) * own_slope(X, y, metric, p), X)",),
)  # fmt: skip
linear("pair_differences(x)",              "pair_differences_back(g, x)",   kind="unknown")
linear("pair_differences_back(value, x)",  "pair_differences(g)",           kind="like_second")
general("scipy.spatial.distance.squareform(X)",  jvp=("half_form(g)",),  vjp=("squareform_back(g, X)",),  kind="squareform")
linear("squareform_back(value, x)",        "half_form(g)",                  kind="like_second")
linear("half_form(x)",                     "squareform_back(g, x)",         kind="squareform")
