"""scipy.ndimage: filters, which are convolutions of an image extended at its edges, and images read between elements.

The transpose of a convolution is the same one on everything turned round (`np.flip`); see `runtime_filters.py`.
"""

from .rule import constant, general, linear

FIXED = "!this parameter counts as constant; to learn it, make the weights from it and use scipy.ndimage.correlate"
ANGLE = "!the angle counts as constant; use scipy.ndimage.affine_transform with a matrix made from it"


def same_everywhere(name: str, params: str, call: str, pairs: str, fixed: tuple[str | None, ...] = ()) -> None:
    """State the derivative of a filter with weights of its own: `call` has its further arguments but for the edges."""
    f = f"scipy.ndimage.{name}"
    back = f"folded(np.flip({f}(np.flip(np.pad(g, {pairs})), {call}mode='constant')), input, {pairs}, mode)"
    general(f"{f}(input, {params})", jvp=(f"{f}(g, {call}mode=mode)", *fixed), vjp=(back, *fixed), kind="same")


# ---------------------------------------------------------------- with weights of the user's
EDGES = "output=None, mode='reflect', cval=0.0, origin=0"
R = "reach(weights, origin)"
general(
    f"scipy.ndimage.correlate(input, weights, {EDGES})", kind="same",
    jvp=("scipy.ndimage.correlate(g, weights, mode=mode, origin=origin)", "self"),
    vjp=(
        f"folded(scipy.ndimage.convolve(np.pad(g, {R}), weights, mode='constant', origin=origin), input, {R}, mode)",
        f"scipy.signal.convolve(extended(input, {R}, mode, cval), np.flip(g), mode='valid')",
    ),
)  # fmt: skip
T = f"turned_round({R})"
general(
    f"scipy.ndimage.convolve(input, weights, {EDGES})", kind="same",
    jvp=("scipy.ndimage.convolve(g, weights, mode=mode, origin=origin)", "self"),
    vjp=(
        f"folded(scipy.ndimage.correlate(np.pad(g, {T}), weights, mode='constant', origin=origin), input, {T}, mode)",
        f"np.flip(scipy.signal.convolve(extended(input, {T}, mode, cval), np.flip(g), mode='valid'))",
    ),
)  # fmt: skip
EDGES = "axis=-1, output=None, mode='reflect', cval=0.0, origin=0"
R = "reach_along(input, weights, origin, axis)"
general(
    f"scipy.ndimage.correlate1d(input, weights, {EDGES})", kind="same",
    jvp=("scipy.ndimage.correlate1d(g, weights, axis, mode=mode, origin=origin)", "self"),
    vjp=(
        f"folded(scipy.ndimage.convolve1d(np.pad(g, {R}), weights, axis, mode='constant', origin=origin), input, {R}, mode)",
        f"np.ravel(scipy.signal.convolve(extended(input, {R}, mode, cval), np.flip(g), mode='valid'))",
    ),
)  # fmt: skip
T = f"turned_round({R})"
general(
    f"scipy.ndimage.convolve1d(input, weights, {EDGES})", kind="same",
    jvp=("scipy.ndimage.convolve1d(g, weights, axis, mode=mode, origin=origin)", "self"),
    vjp=(
        f"folded(scipy.ndimage.correlate1d(np.pad(g, {T}), weights, axis, mode='constant', origin=origin), input, {T}, mode)",
        f"np.flip(np.ravel(scipy.signal.convolve(extended(input, {T}, mode, cval), np.flip(g), mode='valid')))",
    ),
)  # fmt: skip

# ---------------------------------------------------------------- with weights of their own
EDGES = "output=None, mode='reflect', cval=0.0"
CUT = "gaussian_radius(sigma, truncate, radius)"
same_everywhere("uniform_filter",     f"size=3, {EDGES}, origin=0, *, axes=None",  "size, origin=origin, axes=axes, ",  "around(input, window_radius(size, origin), axes)")
same_everywhere("uniform_filter1d",   f"size, axis=-1, {EDGES}, origin=0",         "size, axis, origin=origin, ",       "around(input, window_radius(size, origin), axis)")
same_everywhere("gaussian_filter",    f"sigma, order=0, {EDGES}, truncate=4.0, *, radius=None, axes=None",  "sigma, order, truncate=truncate, radius=radius, axes=axes, ",  f"around(input, {CUT}, axes)",  (FIXED,))
same_everywhere("gaussian_filter1d",  f"sigma, axis=-1, order=0, {EDGES}, truncate=4.0, *, radius=None",    "sigma, axis, order, truncate=truncate, radius=radius, ",       f"around(input, {CUT}, axis)",  (FIXED,))
same_everywhere("gaussian_laplace",   f"sigma, {EDGES}",     "sigma, ",  "around(input, gaussian_radius(sigma, 4.0, None))",  (FIXED,))
same_everywhere("sobel",              f"axis=-1, {EDGES}",   "axis, ",   "around(input, 1)")
same_everywhere("prewitt",            f"axis=-1, {EDGES}",   "axis, ",   "around(input, 1)")
same_everywhere("laplace",            EDGES,                 "",         "around(input, 1)")
general(
    f"scipy.ndimage.gaussian_gradient_magnitude(input, sigma, {EDGES})", kind="same",
    jvp=("over(np.sum(slopes(input, sigma, mode, cval) * slopes(g, sigma, mode, 0.0), axis=0), y)", FIXED),
    vjp=("slopes_back(slopes(input, sigma, mode, cval) * over(g, y), input, sigma, mode)", FIXED),
)  # fmt: skip
general("slopes(x, sigma, mode, cval)",  jvp=("slopes(g, sigma, mode, 0.0)",),  vjp=("slopes_back(g, x, sigma, mode)",),  kind="unknown")
linear("slopes_back(value, x, sigma, mode)",                "slopes(g, sigma, mode, 0.0)",       kind="like_second")
general("extended(x, pairs, mode, cval=0.0)",  jvp=("extended(g, pairs, mode)",),  vjp=("folded(g, x, pairs, mode)",),  kind="padded")
linear("folded(value, x, pairs, mode)",                     "extended(g, pairs, mode)",          kind="like_second")

# ---------------------------------------------------------------- that choose an element of each window
EDGES = "output=None, mode='reflect', cval=0.0, origin=0"
WINDOW = "input, y, size, footprint, mode, cval, origin, axes"
LINE = "input, y, line_of(input, size, axis), None, mode, cval, moved_along(input, origin, axis)"
for name, before in (("maximum", ""), ("minimum", ""), ("median", ""), ("percentile", "percentile, "), ("rank", "rank, ")):
    general(
        f"scipy.ndimage.{name}_filter(input, {before}size=None, footprint=None, {EDGES}, *, axes=None)", kind="same",
        jvp=(f"chosen_tangent(g, {WINDOW})",), vjp=(f"chosen_adjoint(g, {WINDOW})",),
    )  # fmt: skip
for name in ("maximum", "minimum"):
    general(f"scipy.ndimage.{name}_filter1d(input, size, axis=-1, {EDGES})", jvp=(f"chosen_tangent(g, {LINE})",), vjp=(f"chosen_adjoint(g, {LINE})",), kind="same")
HOW = "x, y_, size, footprint, mode, cval, origin, axes"
linear(f"chosen_tangent(value, {HOW}=None)",  f"chosen_adjoint(g, {HOW})",  kind="like_second")
linear(f"chosen_adjoint(value, {HOW}=None)",  f"chosen_tangent(g, {HOW})",  kind="like_second")
constant("reach(weights, origin)", "reach_along(x, weights, origin, axis)", "turned_round(pairs)", "around(x, radius, axes=None)",  kind="unknown")
constant("window_radius(size, origin)", "gaussian_radius(sigma, truncate, radius)", "line_of(x, size, axis)", "moved_along(x, origin, axis)",  kind="unknown")

# ---------------------------------------------------------------- images read between their elements
END = "output=None, order=3, mode='constant', cval=0.0, prefilter=True"
HOW = "order=order, mode=mode, prefilter=prefilter"
READ = "input, {}, order, mode, prefilter"
SLOPES = "read_slopes(input, {}, order, mode, cval, prefilter)"
general(
    f"scipy.ndimage.map_coordinates(input, coordinates, {END})", kind="read_at",
    jvp=(f"scipy.ndimage.map_coordinates(g, coordinates, {HOW})", f"np.sum(g * {SLOPES.format('coordinates')}, axis=0)"),
    vjp=(f"read_back(g, {READ.format('coordinates')})", f"unbroadcast(g * {SLOPES.format('coordinates')}, coordinates)"),
)  # fmt: skip
PLACES = "affine_places(matrix, offset, input, output_shape)"
general(
    f"scipy.ndimage.affine_transform(input, matrix, offset=0.0, output_shape=None, {END})", kind="lengths_unknown",
    jvp=(
        f"scipy.ndimage.affine_transform(g, matrix, offset, output_shape, {HOW})",
        f"np.sum(affine_places(g, 0.0, input, output_shape) * {SLOPES.format(PLACES)}, axis=0)", f"np.sum(for_axes(g, input) * {SLOPES.format(PLACES)}, axis=0)",
    ),
    vjp=(f"read_back(g, {READ.format(PLACES)})", f"matrix_back(g * {SLOPES.format(PLACES)}, matrix)", f"for_axes_back(g * {SLOPES.format(PLACES)}, offset)"),
)  # fmt: skip
PLACES = "np.indices(np.shape(input)) - for_axes(shift, input)"
general(
    f"scipy.ndimage.shift(input, shift, {END})", kind="same",
    jvp=(f"scipy.ndimage.shift(g, shift, {HOW})", f"-np.sum(for_axes(g, input) * {SLOPES.format(PLACES)}, axis=0)"),
    vjp=(f"read_back(g, {READ.format(PLACES)})", f"for_axes_back(-g * {SLOPES.format(PLACES)}, shift)"),
)  # fmt: skip
general(
    f"scipy.ndimage.zoom(input, zoom, {END}, *, grid_mode=False)", kind="lengths_unknown",
    jvp=(f"scipy.ndimage.zoom(g, zoom, {HOW}, grid_mode=grid_mode)", ZOOM := "!the factors count as constants; use scipy.ndimage.affine_transform with a matrix made from them"),
    vjp=(f"read_back(g, {READ.format('zoom_places(input, y, grid_mode)')})", ZOOM),
)  # fmt: skip
general(
    f"scipy.ndimage.rotate(input, angle, axes=(1, 0), reshape=True, {END})", kind="lengths_unknown",
    jvp=(f"scipy.ndimage.rotate(g, angle, axes, reshape, {HOW})", ANGLE),
    vjp=("rotated_back(g, input, angle, axes, order, mode, prefilter)", ANGLE),
)  # fmt: skip
general(
    "rotated_back(value, x, angle, axes, order, mode, prefilter)", kind="like_second",
    jvp=("self",), vjp=("scipy.ndimage.rotate(g, angle, axes, np.shape(value) != np.shape(x), order=order, mode=mode, prefilter=prefilter)",),
)  # fmt: skip
general("scipy.ndimage.spline_filter1d(input, order=3, axis=-1, *, mode='mirror')",  jvp=("self",),  vjp=("spline_filter_back(g, input, order, axis, mode)",),  kind="same_shape")
general("scipy.ndimage.spline_filter(input, order=3, *, mode='mirror')",             jvp=("self",),  vjp=("coefficients_back(g, input, order, mode, True)",),    kind="same_shape")
linear("spline_filter_back(value, x, order, axis, mode)",             "scipy.ndimage.spline_filter1d(g, order, axis, mode=mode)",   kind="like_second")
general("image_coefficients(x, order, mode, cval, prefilter)",        jvp=("image_coefficients(g, order, mode, 0.0, prefilter)",),  vjp=("coefficients_back(g, x, order, mode, prefilter)",),  kind="unknown")
linear("coefficients_back(value, x, order, mode, prefilter)",         "image_coefficients(g, order, mode, 0.0, prefilter)",         kind="like_second")
general("places_in(x, places, order, mode, prefilter)",               jvp=(None, "g"),  vjp=(None, "g"),                            kind="like_places")
linear("for_axes(v, x)",                                              "for_axes_back(g, v)",                                        kind="unknown")
linear("for_axes_back(value, v)",                                     "expand(for_axes(g, value[0]), value)",                       kind="like_second")
linear("affine_places(matrix, offset, x, output_shape)",              "matrix_back(g, matrix)",  "for_axes_back(g, offset)",        kind="unknown")
linear("matrix_back(value, matrix)",                                  "affine_places(g, 0.0, value[0], np.shape(value)[1:])",       kind="like_second")
constant("zoom_places(x, y_, grid_mode)",                             kind="unknown")

HIGHER = "!derivatives of this order are not known"
general(
    "spline_at(c, places, order, mode, cval, nu)", kind="unknown",
    jvp=("spline_at(g, places, order, mode, 0.0, nu)", "np.sum(g * spline_slopes(c, places, order, mode, cval, nu), axis=0)"),
    vjp=("spline_scatter(g, c, places, order, mode, nu)", "g * spline_slopes(c, places, order, mode, cval, nu)"),
)  # fmt: skip
general(
    "spline_scatter(value, c, places, order, mode, nu)", kind="like_second",
    jvp=("self", None, "slopes_scatter(g * value, c, places, order, mode, nu)"),
    vjp=("spline_at(g, places, order, mode, 0.0, nu)", None, "value * spline_slopes(g, places, order, mode, 0.0, nu)"),
)  # fmt: skip
general(
    "spline_slopes(c, places, order, mode, cval, nu)", kind="unknown",
    jvp=("spline_slopes(g, places, order, mode, 0.0, nu)", "np.sum(g * spline_curvature(c, places, order, mode, cval, nu), axis=1)"),
    vjp=("slopes_scatter(g, c, places, order, mode, nu)", "np.sum(g * spline_curvature(c, places, order, mode, cval, nu), axis=1)"),
)  # fmt: skip
general(
    "slopes_scatter(value, c, places, order, mode, nu)", kind="like_second",
    jvp=("self", None, "curvature_scatter(np.expand_dims(value, 1) * g, c, places, order, mode, nu)"),
    vjp=("spline_slopes(g, places, order, mode, 0.0, nu)", None, "np.sum(np.expand_dims(value, 1) * spline_curvature(g, places, order, mode, 0.0, nu), axis=0)"),
)  # fmt: skip
general(
    "spline_curvature(c, places, order, mode, cval, nu)", kind="unknown",
    jvp=("spline_curvature(g, places, order, mode, 0.0, nu)", HIGHER), vjp=("curvature_scatter(g, c, places, order, mode, nu)", HIGHER),
)  # fmt: skip
general(
    "curvature_scatter(value, c, places, order, mode, nu)", kind="like_second",
    jvp=("self", None, HIGHER), vjp=("spline_curvature(g, places, order, mode, 0.0, nu)", None, HIGHER),
)  # fmt: skip
