"""Rows for distances, integrals, sparse matrices and splines of SciPy, and the helpers of their rules, as in `cases.py`."""

import numpy as np

from .case import case
from .domains import apart, between, fixed, normal, positive

N = "number"
A = "scipy.sparse.csr_array(([1.0, 1.0, 1.0, 1.0], ([0, 1, 1, 2], [0, 0, 2, 1])), shape=(3, 3))"
PLACES = "([0, 1, 1, 2, 0], [0, 0, 2, 1, 0])"  # one of them twice
KNOTS = fixed(np.array([0.0, 0.4, 1.0, 1.3, 2.0, 2.2]))
SPLINE = fixed(np.array([0.0, 0.0, 0.0, 0.0, 0.7, 1.4, 2.0, 2.0, 2.0, 2.0]))
AT = between(0.45, 0.95, 3)
ENDS = ("'not-a-knot'", "'natural'", "'clamped'", "((1, 0.5), (2, 0.3))")
SYSTEM = fixed(np.array([[3.0, 0.5, 0.0], [0.0, 2.0, 0.3], [0.1, 0.0, 4.0]]))
LU = "sparse_lu(scipy.sparse.csc_array(m), {})"

DISTANCES = [
    *[
        case(f"scipy.spatial.distance.{f}, '{m}')", a=normal(4, 3), b=normal(5, 3), float32=False)
        for f in ("cdist(a, b", "pdist(a")
        for m in ("euclidean", "sqeuclidean", "cityblock", "chebyshev")
    ],
    case("scipy.spatial.distance.cdist(a, b, 'minkowski', p=3)", a=normal(4, 3), b=normal(5, 3), float32=False),
    case("scipy.spatial.distance.squareform(x)", x=normal(6), float32=False),
    case("pair_differences(x)", x=normal(4, 2)),
    case("pair_differences_back(v, x)", v=normal(6, 2), x=fixed(np.ones((4, 2)))),
    case("squareform_back(v, x)", v=normal(4, 4), x=fixed(np.ones(6))),
    case("squareform_back(v, x)", v=normal(6), x=fixed(np.ones((4, 4)))),
    *[case("half_form(x)", x=normal(*shape)) for shape in ((6,), (4, 4))],
]

INTEGRALS = [
    case("scipy.integrate.trapezoid(f, x)", f=normal(5), x=apart(5), float32=False),
    case("scipy.integrate.trapezoid(f, dx=0.3, axis=0)", f=normal(4, 2)),
    case("scipy.integrate.romb(f, 0.25)", f=normal(5), float32=False),
    case("scipy.integrate.romb(f, d, 0)", f=normal(9, 2), d=positive(N), float32=False),
    case("quad_place(a, b, 0.3, 0)", a=normal(N), b=normal(N), float32=False),
    case("quad_width(a, b, 0)", a=normal(N), b=normal(N), float32=False),
    case("romb_weights(v, d, 0)", v=fixed(np.ones((5, 2))), d=positive(N)),
]

SPARSE = [
    case(f"sparse_times({A}, x)", x=normal(3), float32=False),
    case(f"times_sparse(x, {A})", x=normal(2, 3), float32=False),
    case(f"entries_of(d, {A}, (d, {PLACES}), 0)", d=normal(5), float32=False),
    case(f"entries_back(v, {A}, (d, {PLACES}), 0)", v=normal(4), d=fixed(np.ones(5)), float32=False),
    *[
        case(f"entries_times(e, {A}, x, {t})", e=normal(4), x=normal(*shape), float32=False)
        for t in (True, False)
        for shape in ((3,), (3, 2))
    ],
    *[case(f"products_at(p, q, {A})", p=normal(*shape), q=normal(*shape), float32=False) for shape in ((3,), (3, 2))],
    case(f"entries_into(e, {A}, {A})", e=normal(4), float32=False),
    case(f"entries_out(e, {A}, {A})", e=normal(4), float32=False),
    case(f"taken_at(x, {A})", x=normal(3, 3), float32=False),
    *[
        case(f"scipy.sparse.linalg.spsolve(scipy.sparse.{f}(m), b)", m=SYSTEM, b=normal(*shape), float32=False)
        for f in ("csc_array", "csr_array")
        for shape in ((3,), (3, 2))
    ],
    *[case(f"solved_with({LU}, None, b, '{t}')", m=SYSTEM, b=normal(3), float32=False) for t in "NT"],
]

SPLINES = [
    *[case(f"coefficients(x, f, 'CubicSpline', 0, {ends})", x=KNOTS, f=normal(*shape), float32=False) for ends in ENDS for shape in ((6,),)],
    case("coefficients(x, f, 'CubicSpline', 0, 'natural')", x=KNOTS, f=normal(6, 2), float32=False),
    case("coefficients(x, f, 'make_interp_spline', 0, (3, None))", x=KNOTS, f=normal(6), float32=False),
    case("coefficients_tangent(f, x, 'CubicSpline', 0, 'natural')", x=KNOTS, f=normal(6), float32=False),
    case("coefficients_values_back(v, x, like, 'CubicSpline', 0, 'natural')", v=normal(4, 5), x=KNOTS, like=fixed(np.ones(6)), float32=False),
    *[case(f"piecewise(c, x, t, {nu}, True, 0)", c=normal(4, 5), x=KNOTS, t=AT, float32=False) for nu in (0, 1)],
    *[case(f"piecewise(c, x, t, 0, {how}, 0)", c=normal(4, 5, 2), x=KNOTS, t=t, float32=False) for how, t in (("True", between(2.3, 2.6, 3)), ("'periodic'", between(2.7, 3.1, 2)))],
    case("piecewise(c, x, t, 0, True, 1)", c=normal(4, 5, 2), x=KNOTS, t=AT, float32=False),
    case("piecewise_back(v, c, x, t, 0, True, 0)", v=normal(3), c=fixed(np.ones((4, 5))), x=KNOTS, t=AT, float32=False),
    *[case(f"bspline(c, s, 3, x, {nu}, True, 0)", c=normal(6), s=SPLINE, x=AT, float32=False) for nu in (0, 1)],
    case("bspline_back(v, c, s, 3, x, 0, True, 0)", v=normal(3), c=fixed(np.ones(6)), s=SPLINE, x=AT, float32=False),
    case("at_points(v, t, 0)", v=normal(3, 2), t=fixed(np.ones(3))),
    case("on_points(v, like, t, 1)", v=normal(3), like=fixed(np.ones((2, 3, 4))), t=fixed(np.ones(3))),
    *[case(f"interp_value(x, f, t, '{kind}', None, np.nan)", x=KNOTS, f=normal(6), t=AT, float32=False) for kind in ("linear", "cubic")],
    case("grid_value(f, (x, x), t, True, np.nan)", f=normal(6, 6), x=KNOTS, t=between(0.45, 0.95, 4, 2), float32=False),
    case("grid_places((x, x), t)", x=KNOTS, t=between(0.45, 0.95, 4, 2), float32=False),
]  # fmt: skip

OBJECT_CASES = [*DISTANCES, *INTEGRALS, *SPARSE, *SPLINES]
