"""scipy.interpolate and scipy.integrate: sums of functions with fixed shapes, so linear in coefficients and values.

The interpolators themselves are objects: `stand_ins.py` says which of these operations they are made of.
"""

from .rule import alias, constant, elementwise, general, linear

KNOTS = "!the points or knots count as constants"

# ---------------------------------------------------------------- coefficients of splines
HOW = "x, y_, name, axis, bc"
general("coefficients(x, y_, name, axis, bc)",  jvp=(KNOTS, "coefficients_tangent(g, x, name, axis, bc)"),  vjp=(KNOTS, f"coefficients_values_back(g, {HOW})"),  kind="unknown")
linear("coefficients_tangent(value, x, name, axis, bc)",        "coefficients_values_back(g, x, value, name, axis, bc)",   kind="unknown")
linear(f"coefficients_values_back(value, {HOW})",               "coefficients_tangent(g, x, name, axis, bc)",              kind="like_third")

general("shape_coefficients(x, y_, name, axis)",  jvp=(KNOTS, SHAPED := "!the coefficients are no linear function of the values; the derivative by the point is known"),  vjp=(KNOTS, SHAPED),  kind="unknown")
constant("interpolation_knots(x, y_, k_, bc, axis)", "interp_known(x, t, fill_value)", "interp_order(kind)",  kind="unknown")

# ---------------------------------------------------------------- their values
general(
    "interp_value(x, y_, t, kind, bounds_error, fill_value)", kind="like_third_shape",
    jvp=(KNOTS, "interp_tangent(g, x, y_, t, kind, fill_value)", "g * interp_rate(x, y_, t, kind, fill_value)"),
    vjp=(KNOTS, "interp_values_back(g, x, y_, t, kind, fill_value)", "g * interp_rate(x, y_, t, kind, fill_value)"),
)  # fmt: skip
HOW = "extrapolate, axis"
general(
    f"piecewise(c, x, t, nu, {HOW})", kind="valued",
    jvp=("self", KNOTS, f"on_points(g, y, t, axis) * piecewise(c, x, t, nu + 1, {HOW})"),
    vjp=(f"piecewise_back(g, c, x, t, nu, {HOW})", KNOTS, f"at_points(g * piecewise(c, x, t, nu + 1, {HOW}), t, axis)"),
)  # fmt: skip
general(
    f"piecewise_back(value, c, x, t, nu, {HOW})", kind="like_second",
    jvp=("self", None, KNOTS, f"piecewise_back(on_points(g, value, t, axis) * value, c, x, t, nu + 1, {HOW})"),
    vjp=(f"piecewise(g, x, t, nu, {HOW})", None, KNOTS, f"at_points(value * piecewise(g, x, t, nu + 1, {HOW}), t, axis)"),
)  # fmt: skip
general(
    f"bspline(c, t, k_, x, nu, {HOW})", kind="valued",
    jvp=("self", KNOTS, None, f"on_points(g, y, x, axis) * bspline(c, t, k_, x, nu + 1, {HOW})"),
    vjp=(f"bspline_back(g, c, t, k_, x, nu, {HOW})", KNOTS, None, f"at_points(g * bspline(c, t, k_, x, nu + 1, {HOW}), x, axis)"),
)  # fmt: skip
general(
    f"bspline_back(value, c, t, k_, x, nu, {HOW})", kind="like_second",
    jvp=("self", None, KNOTS, None, f"bspline_back(on_points(g, value, x, axis) * value, c, t, k_, x, nu + 1, {HOW})"),
    vjp=(f"bspline(g, t, k_, x, nu, {HOW})", None, KNOTS, None, f"at_points(value * bspline(g, t, k_, x, nu + 1, {HOW}), x, axis)"),
)  # fmt: skip
linear("at_points(value, t, axis)",      "expand(on_points(g, value, t, axis), value)",   kind="like_second")
linear("on_points(g_, v, t, axis)",      "at_points(g, t, axis)",                         kind="unknown")

# ---------------------------------------------------------------- grids
PLACES = "grid_places(points, xi), 1, 'constant'"
ZERO = "(0,) * len(points)"
MOVES = f"spline_slopes(values, {PLACES}, 0.0, {ZERO}) * grid_scale(points, xi)"
general(
    "grid_value(values, points, xi, bounds_error, fill_value)", kind="unknown",
    jvp=(f"spline_at(g, {PLACES}, 0.0, {ZERO})", KNOTS, f"np.sum(np.moveaxis(g, -1, 0) * {MOVES}, axis=0)"),
    vjp=(f"spline_scatter(g, values, {PLACES}, {ZERO})", KNOTS, f"np.moveaxis(g * {MOVES}, 0, -1)"),
)  # fmt: skip
general(
    "grid_places(points, xi)", kind="unknown",
    jvp=(KNOTS, "np.moveaxis(g, -1, 0) * grid_scale(points, xi)"), vjp=(KNOTS, "np.moveaxis(g * grid_scale(points, xi), 0, -1)"),
)  # fmt: skip
constant("grid_scale(points, xi)",  kind="unknown")

# ---------------------------------------------------------------- integrals at points that move with finite bounds
elementwise("quad_place(a, b, share, form)",  "g * quad_moves(share, form, 0)",   "g * quad_moves(share, form, 1)",   kind="elementwise")
elementwise("quad_width(a, b, form)",         "-g if form == 0 else 0.0 * g",     "g if form == 0 else 0.0 * g",      kind="elementwise")
constant("quad_points(found, a, b)", "quad_moves(share, form, which)",  kind="unknown")

# ---------------------------------------------------------------- integrals of samples
alias("scipy.integrate.trapezoid(y_, x=None, dx=1.0, axis=-1)",  "np.trapezoid(y_)")
general(
    "scipy.integrate.romb(y_, dx=1.0, axis=-1)", kind="reduce_asked",
    jvp=("self", "g * scipy.integrate.romb(y_, 1.0, axis)"),
    vjp=("np.expand_dims(g, axis) * romb_weights(y_, dx, axis)", "np.sum(g * scipy.integrate.romb(y_, 1.0, axis))"),
)  # fmt: skip
general("romb_weights(v, dx, axis)",  jvp=(None, "g * romb_weights(v, 1.0, axis)"),  vjp=(None, "np.sum(g * romb_weights(v, 1.0, axis))"),  kind="unknown")
