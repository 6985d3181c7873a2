"""Differences, integrals, interpolation, convolution, polynomials, quantiles and covariances.

A parameter that NumPy calls `y` is `y_` here, since `y` is the result.
"""

from .rule import bilinear, constant, elementwise, general, linear, variant

# ---------------------------------------------------------------- differences and integrals
ENDS = "ends(a, axis, prepend, append)"
JOINED = f"diff_adjoint(g, np.concatenate({ENDS}, axis=axis), n, axis)"
linear(
    "np.diff(a, n=1, axis=-1, prepend=None, append=None)",
    f"diff_adjoint(g, a, n, axis) if prepend is None and append is None else concatenate_part({JOINED}, {ENDS}, 1, axis)", None, None,
    f"unbroadcast(concatenate_part({JOINED}, {ENDS}, 0, axis), prepend)", f"unbroadcast(concatenate_part({JOINED}, {ENDS}, 2, axis), append)", kind="diff",
)  # fmt: skip
linear(
    "np.ediff1d(ary, to_end=None, to_begin=None)",
    "ediff1d_adjoint(g, ary, to_end, to_begin)", "np.reshape(g[np.size(g) - np.size(to_end):], np.shape(to_end))",
    "np.reshape(g[:np.size(to_begin)], np.shape(to_begin))", kind="vector",
)  # fmt: skip
linear("np.gradient(f, *varargs, axis=None, edge_order=1)",  "gradient_adjoint(g, f, varargs, axis, edge_order)",  "!the spacing counts as constant",  kind="gradient",  holomorphic=False)
general(
    "np.trapezoid(y_, x=None, dx=1.0, axis=-1)", kind="trapezoid",
    jvp=("self", "np.trapezoid(y_, g, axis=axis)", "g * np.trapezoid(y_, axis=axis)"),
    vjp=(
        "np.expand_dims(g, axis) * trapezoid_weights(y_, x, dx, axis)",
        "trapezoid_steps_adjoint(np.expand_dims(g, axis), y_, x, axis)", "np.sum(g * np.trapezoid(y_, axis=axis))",
    ),
)  # fmt: skip
variant(
    "np.trapezoid(y_, x=None, dx=1.0, axis=-1)", (1,),
    "g * trapezoid_weights(y_, x, dx, axis)", "trapezoid_steps_adjoint(np.expand_dims(g, axis), y_, x, axis)", "g * np.trapezoid(y_)",
)  # fmt: skip
linear("diff_adjoint(value, a, n, axis)",                                 "np.diff(g, n, axis)",                                  kind="like_second")
linear(
    "ediff1d_adjoint(value, ary, to_end, to_begin)",
    "np.ediff1d(g, None if to_end is None else np.zeros_like(to_end), None if to_begin is None else np.zeros_like(to_begin))",
    kind="like_second",
)  # fmt: skip
linear("gradient_adjoint(value, f, varargs, axis, edge_order)",           "np.gradient(g, *varargs, axis=axis, edge_order=edge_order)",  kind="like_second")
constant("ends(a, axis, prepend, append)", "segment(x, xp)")

# ---------------------------------------------------------------- interpolation: constant outside
general(
    "np.interp(x, xp, fp, left=None, right=None)", kind="interp",
    jvp=("g * interp_slope(x, xp, fp)", "-interp_slope(x, xp, fp) * np.interp(x, xp, g)", "np.interp(x, xp, g, None if left is None else 0.0, None if right is None else 0.0)", "g * (x < xp[0])", "g * (x > xp[-1])"),
    vjp=("g * interp_slope(x, xp, fp)", "-interp_adjoint(g * interp_slope(x, xp, fp), x, xp, fp, None, None)", "interp_adjoint(g, x, xp, fp, left, right)", "np.sum(g * (x < xp[0]))", "np.sum(g * (x > xp[-1]))"),
)  # fmt: skip

# ---------------------------------------------------------------- convolution: the other operand turned round
bilinear(
    "np.convolve(a, v, mode='full')", kind="vector",
    left="np.convolve(full_length(g, a, v, mode, False), v[::-1], mode='valid')",
    right="np.convolve(full_length(g, a, v, mode, False), a[::-1], mode='valid')",
)  # fmt: skip
bilinear(
    "np.correlate(a, v, mode='valid')", kind="vector", holomorphic=False,
    left="np.convolve(full_length(g, a, v, mode, True), v, mode='valid')",
    right="np.correlate(a, full_length(g, a, v, mode, True), mode='valid')",
)  # fmt: skip
linear("full_length(value, a, v, mode, turned)",  "part_of_full(g, value, a, v, mode, turned)",  kind="vector")
linear("part_of_full(x, value, a, v, mode, turned)",  "full_length(g, a, v, mode, turned)",  kind="like_second")

# ---------------------------------------------------------------- polynomials by their coefficients, highest power first
general(
    "np.polyval(p, x)", kind="polyval",
    jvp=("np.polyval(g, x)", "unbroadcast(g * np.polyval(np.polyder(p), x), y)"),
    vjp=("polyval_adjoint(g, p, x)", "unbroadcast(g * np.polyval(np.polyder(p), x), x)"),
)  # fmt: skip
linear("np.polyder(p, m=1)",       "polyder_adjoint(g, p, m)",                                             kind="vector")
general("np.polyint(p, m=1, k=None)",  jvp=("np.polyint(g, m)", None, END := "!constants of integration count as constants"),  vjp=("polyint_adjoint(g, p, m)", None, END),  kind="vector")
linear("np.polyadd(a1, a2)",       "added_from_the_end(g, a1)",          "added_from_the_end(g, a2)",       kind="vector")
linear("np.polysub(a1, a2)",       "added_from_the_end(g, a1)",          "-added_from_the_end(g, a2)",      kind="vector")
general(  # by np.convolve, since np.polymul leaves out zeros at the start, which a tangent may have
    "np.polymul(a1, a2)", kind="vector",
    jvp=("np.convolve(g, a2)", "np.convolve(a1, g)"),
    vjp=("np.convolve(g, a2[::-1], mode='valid')", "np.convolve(g, a1[::-1], mode='valid')"),
)  # fmt: skip
general("np.poly(seq_of_zeros)",   jvp=("g @ poly_slope(seq_of_zeros, y)",),   vjp=("poly_slope(seq_of_zeros, y) @ g",),   kind="poly")
general("np.roots(p)",             jvp=("roots_slope(p, y) @ g",),          vjp=("unbroadcast(np.transpose(roots_slope(p, y)) @ g, p)",),  kind="complex_vector")
general(
    "np.vander(x, N=None, increasing=False)", kind="vander",
    jvp=("np.expand_dims(g, -1) * vander_slope(x, N, increasing)",),
    vjp=("unbroadcast(np.sum(g * vander_slope(x, N, increasing), axis=-1), x)",),
)  # fmt: skip
general(
    "np.polyfit(x, y_, deg, rcond=None, *, w=None)", kind="polyfit", holomorphic=False,
    jvp=("polyfit_tangent(g, x, y_, deg, w)", "np.polyfit(x, g, deg, w=w)", None, None, FIXED := "!the weights of a fit count as constants"),
    vjp=("polyfit_adjoint(g, x, y_, deg, w)", "polyfit_values_adjoint(g, x, deg, w)", None, None, FIXED),
)  # fmt: skip
linear("polyder_adjoint(value, p, m)",           "np.polyder(g, m)",             kind="like_second")
linear("polyint_adjoint(value, p, m)",           "np.polyint(g, m)",             kind="like_second")
linear("added_from_the_end(value, p)",           "before_the_end(g, value)",     kind="like_second")
linear("before_the_end(p, value)",               "added_from_the_end(g, p)",     kind="like_second")

# ---------------------------------------------------------------- order statistics: weights of the elements next to the place
MEDIAN = "order_weights(a, 0.5, axis, 'linear', {})"
TANGENT = "quantile_tangent(g, {}, axis, keepdims, np.ndim({}))"
ADJOINT = "quantile_adjoint(g, {}, a, axis, keepdims)"
SHARES = "order_weights(a, {}, axis, method, {})"
general("np.median(a, axis=None, *, keepdims=False)",     jvp=(TANGENT.format(MEDIAN.format(False), 0),),  vjp=(ADJOINT.format(MEDIAN.format(False)),),  kind="quantile")
general("np.nanmedian(a, axis=None, *, keepdims=False)",  jvp=(TANGENT.format(MEDIAN.format(True), 0),),   vjp=(ADJOINT.format(MEDIAN.format(True)),),   kind="quantile")
for skip, nan in ((False, ""), (True, "nan")):
    for name, q, scale in (("quantile", "q", ""), ("percentile", "np.divide(q, 100)", " / 100")):
        STEP = TANGENT.replace("(g,", "(a,").format(f"order_slopes(a, {q}, axis, method, {skip})", "q")
        general(
            f"np.{nan}{name}(a, q, axis=None, *, method='linear', keepdims=False)", kind="quantile",
            jvp=(TANGENT.format(SHARES.format(q, skip), "q"), f"np.reshape(g, np.shape(q) + (1,) * (np.ndim(y) - np.ndim(q))) * {STEP}{scale}"),
            vjp=(ADJOINT.format(SHARES.format(q, skip)), f"np.sum(np.reshape(g * {STEP}, np.shape(q) + (-1,)), axis=-1){scale}"),
        )  # fmt: skip
bilinear(
    "quantile_tangent(value, weights, axis, keepdims, several)", kind="quantile_tangent",
    left="quantile_adjoint(g, weights, value, axis, keepdims)", right="quantile_outer(g, value, weights, axis, keepdims)",
)  # fmt: skip
bilinear(
    "quantile_adjoint(value, weights, a, axis, keepdims)", kind="weighted",
    left="quantile_tangent(g, weights, axis, keepdims, np.ndim(weights) - np.ndim(a))", right="quantile_outer(value, g, weights, axis, keepdims)",
)  # fmt: skip
bilinear(
    "quantile_outer(value, x, weights, axis, keepdims)", kind="weighted",
    left="quantile_tangent(x, g, axis, keepdims, np.ndim(weights) - np.ndim(x))", right="quantile_adjoint(value, g, x, axis, keepdims)",
)  # fmt: skip
STEP = "order_slopes(a, q, axis, method, skip)"
general(
    "order_weights(a, q, axis, method='linear', skip=False)", kind="order_weights",
    jvp=(None, f"np.reshape(g, np.shape(q) + (1,) * np.ndim(a)) * {STEP}"), vjp=(None, f"np.sum(np.reshape(g * {STEP}, np.shape(q) + (-1,)), axis=-1)"),
)  # fmt: skip
constant("order_slopes(a, q, axis, method='linear', skip=False)",  kind="order_weights")

# ---------------------------------------------------------------- covariances
X = "variables(m, y_, rowvar)"
general(
    "np.cov(m, y_=None, rowvar=True, bias=False, ddof=None)", kind="covariance", holomorphic=False,
    jvp=(
        f"cov_tangent(variables(g, None if y_ is None else np.zeros_like(y_), rowvar), {X}, bias, ddof)",
        f"cov_tangent(variables(np.zeros_like(m), g, rowvar), {X}, bias, ddof)",
    ),
    vjp=(f"rows_adjoint(cov_adjoint(g, {X}, bias, ddof), m, y_, rowvar, False)", f"rows_adjoint(cov_adjoint(g, {X}, bias, ddof), m, y_, rowvar, True)"),
)  # fmt: skip
X = "variables(x, y_, rowvar)"
general(
    "np.corrcoef(x, y_=None, rowvar=True)", kind="covariance", holomorphic=False,
    jvp=(
        f"corr_tangent(variables(g, None if y_ is None else np.zeros_like(y_), rowvar), {X})",
        f"corr_tangent(variables(np.zeros_like(x), g, rowvar), {X})",
    ),
    vjp=(f"rows_adjoint(corr_adjoint(g, {X}), x, y_, rowvar, False)", f"rows_adjoint(corr_adjoint(g, {X}), x, y_, rowvar, True)"),
)  # fmt: skip
linear("rows_adjoint(value, m, y_, rowvar, second)",  "rows_of_part(g, value, m, rowvar, second)",  kind="rows")
linear("rows_of_part(x, value, like, rowvar, second)",  "rows_adjoint(g, x, x, rowvar, second)",  kind="like_second")

# ---------------------------------------------------------------- counts: linear in the weights, constant in what is counted
general(
    "np.histogram(a, bins=10, range=None, density=None, weights=None)", kind="histogram", holomorphic=False,
    jvp=("(np.zeros(np.shape(y[0])), np.zeros(np.shape(y[1])))", None, None, None, "histogram_tangent(g, a, y, density, weights)"),
    vjp=("np.zeros(np.shape(a))", None, None, None, "histogram_adjoint(g, a, y, density, weights)"),
)  # fmt: skip

# ---------------------------------------------------------------- ramps, running sums, special functions
general(
    "np.geomspace(start, stop, num=50, endpoint=True)", kind="linspace",
    jvp=("g * y * geometric_share(start, y, num, endpoint, 1, 0) / start", "g * y * geometric_share(stop, y, num, endpoint, 0, 1) / stop"),
    vjp=("unbroadcast(g * y * geometric_share(start, y, num, endpoint, 1, 0) / start, start)", "unbroadcast(g * y * geometric_share(stop, y, num, endpoint, 0, 1) / stop, stop)"),
)  # fmt: skip
general(
    "np.logspace(start, stop, num=50, endpoint=True, base=10.0)", kind="linspace",
    jvp=(
        "g * y * np.log(base) * geometric_share(start, y, num, endpoint, 1, 0)", "g * y * np.log(base) * geometric_share(stop, y, num, endpoint, 0, 1)",
        None, None, "g * y * np.linspace(start, stop, num, endpoint) / base",
    ),
    vjp=(
        "unbroadcast(g * y * np.log(base) * geometric_share(start, y, num, endpoint, 1, 0), start)",
        "unbroadcast(g * y * np.log(base) * geometric_share(stop, y, num, endpoint, 0, 1), stop)",
        None, None, "unbroadcast(g * y * np.linspace(start, stop, num, endpoint) / base, base)",
    ),
)  # fmt: skip
constant("geometric_share(x, y_, num, endpoint, first, last)",  kind="unknown")
linear("np.cumulative_sum(x, *, axis=None, include_initial=False)",  "cumsum_adjoint(without_first(g, axis) if include_initial else g, x, axis)",  kind="lengths_unknown")
linear("without_first(value, axis)",  "with_first(g, axis)",  kind="lengths_unknown")
linear("with_first(value, axis)",     "without_first(g, axis)",  kind="lengths_unknown")
general(
    "np.cumulative_prod(x, *, axis=None)", kind="cumulative",
    jvp=("cumprod_tangent(g, x, 0 if axis is None else axis)",), vjp=("cumprod_adjoint(g, x, 0 if axis is None else axis)",),
)  # fmt: skip
elementwise("np.i0(x)",               "g * bessel_i(1, x)",  kind="same")
elementwise("bessel_i(n, x)",   None, "0.5 * g * (bessel_i(abs(n - 1), x) + bessel_i(n + 1, x))")
linear("np.add.reduceat(array, indices, axis=0)",  "reduceat_adjoint(g, array, indices, axis)",  kind="lengths_unknown")
general("np.logaddexp.reduce(array, axis=0)",  jvp=("np.sum(g * shares(array, axis), axis=axis)",),  vjp=("np.expand_dims(g, axis) * shares(array, axis)",),  kind="reduce_first")
general("shares(a, axis)",  jvp=("y * (g - np.sum(g * y, axis=axis, keepdims=True))",),  vjp=("y * (g - np.sum(g * y, axis=axis, keepdims=True))",),  kind="like_first")
