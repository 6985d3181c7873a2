"""What is said of the kinds of grids and of what helpers without a rule give holds, whatever is known of arguments."""

import numpy as np
import pytest

from srcad.analyse.infer import expression_kind
from srcad.kinds import NUMERIC, kind_of
from srcad.syntax.read import read_expression
from tests.rules.test_results import covers, described, dtypeless, known, lengthless, longer, numeric, rankless, result

MATRIX, ROW, COLUMN = (np.random.default_rng(0).normal(size=shape) for shape in ((3, 4), (4,), (3, 1)))
PLACES = np.array([0.0, 0.3, 0.5, 1.0])
TEXTS = (
    "interp_slope(q, x, row)",
    "interp_slope(a, x, row)",
    "interp_adjoint(g, q, x, row, None, None)",
    "interp_adjoint(g, q, x, row, 0.0, None)",
    "interp_adjoint(a, a, x, row, None, 1.0)",
    "trapezoid_weights(a, None, 0.5, 0)",
    "trapezoid_weights(a, x, 1.0, 1)",
    "trapezoid_weights(a, a, 1.0, 0)",
    "trapezoid_weights(a, x[None, :], 1.0, 1)",
    "trapezoid_steps_adjoint(column, a, x, 1)",
    "trapezoid_steps_adjoint(column, a, a, 1)",
    "trapezoid_steps_adjoint(column, a, x[None, :], 1)",
    "average_share(a, 0, None)",
    "average_share(a, 1, row)",
    "average_share(a, None, a)",
    "average_total(a, 1, row)",
    "average_total(a, (0, 1), a)",
    "norm_slope(a, g, 'fro', None)",
    "norm_slope(a, g, np.inf, None)",
    "norm_slope(a, column, 3, 1)",
    "vector_slope(a, column, 1, 1)",
    "histogram_adjoint([np.ones(5), np.zeros(6)], a, np.histogram(a, 5, weights=a), None, a)",
    "histogram_adjoint([np.ones(3), np.zeros(4)], a, np.histogram(a, x, weights=a), True, a)",
    "np.histogram(row, x, weights=row)",
    "np.mgrid[0:n, 1:7:2]",
    "np.mgrid[:2]",
    "np.mgrid[0:g:5j, n:7, 0:2]",
    "np.mgrid[2:n, 0:3.0]",
    "np.ogrid[:n, 0:q:4j]",
    "np.ogrid[-1:1:3j, :n, 0:7:n]",
)
VALUES = {"a": MATRIX, "row": ROW, "x": PLACES, "column": COLUMN, "g": 1.0, "q": 0.4, "n": 3}
CLASSES = (
    {},
    {"a": np.float32, "row": np.float32, "column": np.float32},
    {"x": np.float32, "row": np.float32, "g": np.float32, "q": np.float32},
    {"row": np.complex64},
    {"x": np.int64},
    {"row": np.int64},
)


@pytest.mark.parametrize("classes", CLASSES, ids=str)
@pytest.mark.parametrize("text", TEXTS)
def test_claims_hold(text, classes):
    values = {name: np.asarray(value).astype(classes.get(name, float))[()] for name, value in VALUES.items()}
    values |= {name: VALUES[name] for name in ("g", "q", "n") if name not in classes}
    found = described(result(text, values))
    kinds = {name: kind_of(value) for name, value in values.items()}
    expr = read_expression(text)
    if not classes:
        assert expression_kind(expr, kinds) != NUMERIC
    for weaken in (known, longer, lengthless, dtypeless, rankless, numeric):
        claim = expression_kind(expr, {name: weaken(kind) for name, kind in kinds.items()})
        assert covers(claim, found), f"{weaken.__name__}: {claim} for {found}"
    for name in kinds:
        claim = expression_kind(expr, {**kinds, name: NUMERIC})
        assert covers(claim, found), f"{name} unknown: {claim} for {found}"
