"""The conventions at kinks and poles: one row each, for numbers and for arrays."""

import math
import warnings

import numpy as np
import pytest

from srcad import runtime
from tests.rules.texts import Operation

INF, NAN = math.inf, math.nan


def adjoint(text, g=1.0, wrt=None, **values):
    """Return the adjoint of one argument, the first unless `wrt` names another."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        op = Operation(text, values, tuple(values))
        wrt = wrt or next(iter(values))
        return sum(op.adjoint(operand, g) for operand in op.operands() if operand.name == wrt)


def array(*values):
    return np.array(values, dtype=float)


NUMBERS = [
    # |x|' is 0 at 0
    ("abs(x)", {"x": 0.0}, 0.0),
    ("np.abs(x)", {"x": 0.0}, 0.0),
    ("np.fabs(x)", {"x": 0.0}, 0.0),
    ("math.fabs(x)", {"x": 0.0}, 0.0),
    ("np.copysign(x, 1.0)", {"x": 0.0}, 0.0),
    # equal arguments share evenly
    ("np.maximum(x, 0)", {"x": 0.0}, 0.5),
    ("np.maximum(x, 0.0)", {"x": -0.0}, 0.5),
    ("np.minimum(x, 2.0)", {"x": 2.0}, 0.5),
    ("np.fmax(x, 2.0)", {"x": 2.0}, 0.5),
    ("np.fmax(x, b)", {"x": 2.0, "b": NAN}, 1.0),
    ("np.fmax(x, b)", {"x": NAN, "b": 2.0}, 0.0),
    ("np.fmin(b, x)", {"x": 2.0, "b": NAN}, 1.0),
    ("max(a, b)", {"a": 2.0, "b": 2.0}, 0.5),
    ("min(a, b)", {"a": 2.0, "b": 2.0}, 0.5),
    ("np.maximum(a, b)", {"a": INF, "b": INF}, 0.5),
    # clip: 1 inside and at the bounds
    ("np.clip(x, 0.0, 1.0)", {"x": 0.0}, 1.0),
    ("np.clip(x, 0.0, 1.0)", {"x": 1.0}, 1.0),
    ("np.clip(x, 0.0, 1.0)", {"x": 1.5}, 0.0),
    # roots at 0: infinite, but 0 where nothing comes in
    ("np.sqrt(x)", {"x": 0.0}, INF),
    ("np.sqrt(x)", {"x": 0.0, "g": 0.0}, 0.0),
    ("math.sqrt(x)", {"x": 0.0}, INF),
    ("math.sqrt(x)", {"x": 0.0, "g": 0.0}, 0.0),
    ("np.cbrt(x)", {"x": 0.0}, INF),
    ("np.cbrt(x)", {"x": 0.0, "g": 0.0}, 0.0),
    ("x ** 0.5", {"x": 0.0}, INF),
    ("x ** 0.5", {"x": 0.0, "g": 0.0}, 0.0),
    # norms at 0
    ("np.hypot(a, b)", {"a": 0.0, "b": 0.0}, 0.0),
    ("math.hypot(a, b)", {"a": 0.0, "b": 0.0}, 0.0),
    ("math.dist((a, b), (1.0, 2.0))", {"a": 1.0, "b": 2.0}, 0.0),
    # powers
    ("x ** 0", {"x": 0.0}, 0.0),
    ("x ** 0", {"x": INF}, 0.0),
    ("x ** 1", {"x": 0.0}, 1.0),
    ("x ** 1.0", {"x": 0.0}, 1.0),
    ("x ** 2", {"x": 0.0}, 0.0),
    ("x ** 2.5", {"x": 0.0}, 0.0),
    ("x ** 3", {"x": -2.0}, 12.0),
    ("2.0 ** p", {"p": 3.0}, 8.0 * math.log(2.0)),
    ("x ** p", {"p": 2.0, "x": 0.0}, 0.0),
    ("x ** p", {"p": 0.0, "x": 0.0}, 0.0),
    ("x ** p", {"p": 2.0, "x": -1.5}, NAN),
    ("x ** p", {"x": -1.5, "p": 2.0}, -3.0),
    ("math.pow(x, p)", {"x": 0.0, "p": 1.0}, 1.0),
    # sums in log space that start with nothing
    ("np.logaddexp(a, b)", {"a": -INF, "b": 0.5}, 0.0),
    ("np.logaddexp(a, b)", {"b": 0.5, "a": -INF}, 1.0),
    ("np.logaddexp(a, b)", {"a": -INF, "b": -INF}, 0.0),
    # steps
    ("np.sinc(x)", {"x": 0.0}, 0.0),
]


@pytest.mark.parametrize("text, values, expected", NUMBERS, ids=lambda v: str(v))
def test_numbers(text, values, expected):
    values = dict(values)
    g = values.pop("g", 1.0)
    assert adjoint(text, g, **values) == pytest.approx(expected, rel=1e-14, nan_ok=True)


ARRAYS = [
    ("np.abs(x)", array(-2, 0, 3), None, [-1, 0, 1]),
    ("np.maximum(x, 0)", array(-2, 0, 3), None, [0, 0.5, 1]),
    ("np.maximum(x, x)", array(-2, 0), None, [1, 1]),
    ("np.clip(x, 0, 1)", array(-2, 0, 0.5, 1, 3), None, [0, 1, 1, 1, 0]),
    ("np.max(x)", array(1, 3, 3), 1.0, [0, 0.5, 0.5]),
    ("np.min(x)", array(1, 1, 1, 1), 1.0, [0.25] * 4),
    ("np.ptp(x)", array(2, 2), 1.0, [0, 0]),
    ("np.nanmax(x)", array(NAN, 3, 3), 1.0, [0, 0.5, 0.5]),
    ("np.sqrt(x)", array(0, 0, 4), array(0, 1, 1), [0, INF, 0.25]),
    ("np.sqrt(x)", array(-1, 4), array(0, 1), [0, 0.25]),
    ("x ** 0.5", array(0, 0, 4), array(0, 1, 1), [0, INF, 0.25]),
    ("x ** 0", array(0, 2), None, [0, 0]),
    ("x ** 1", array(0, 2), None, [1, 1]),
    ("x ** 2", array(0, 2), None, [0, 4]),
    ("x ** 2.5", array(0, 1), None, [0, 2.5]),
    ("x ** np.array([0.0, 1.0, 2.0, 2.5])", array(0, 0, 0, 0), None, [0, 1, 0, 0]),
    ("np.zeros(3) ** x", array(0, 1, 2.5), None, [0, 0, 0]),
    ("np.linalg.norm(x)", array(0, 0), 1.0, [0, 0]),
    ("np.linalg.norm(x, axis=0)", np.array([[0.0, 3.0], [0.0, 4.0]]), array(1, 1), [[0, 0.6], [0, 0.8]]),
    ("np.linalg.norm(x, ord=3)", array(0, 0), 1.0, [0, 0]),
    ("np.linalg.norm(x, ord=np.inf)", array(2, -2), 1.0, [0.5, -0.5]),
    ("np.linalg.norm(x, 1)", array(0, -2), 1.0, [0, -1]),
    ("np.std(x)", array(2, 2, 2), 1.0, [0, 0, 0]),
    ("np.prod(x)", array(0, 2, 3), 1.0, [6, 0, 0]),
    ("np.prod(x)", array(0, 0, 3), 1.0, [0, 0, 0]),
    ("np.cumprod(x)", array(2, 0, 3), array(1, 1, 1), [1, 8, 0]),
    ("np.where(x > 1, x, 0.0)", array(0, 2), array(INF, 1), [0, 1]),
    ("np.logaddexp(x, np.array([-np.inf, 0.0]))", array(-INF, -INF), None, [0, 0]),
]


@pytest.mark.parametrize("text, x, g, expected", ARRAYS, ids=lambda v: v if isinstance(v, str) else "")
def test_arrays(text, x, g, expected):
    found = adjoint(text, np.ones(np.shape(x)) if g is None else g, x=x)
    np.testing.assert_allclose(found, expected, rtol=1e-14, atol=1e-15)


def test_determinant_of_singular_matrices():
    a = np.array([[1.0, 2.0], [2.0, 4.0]])
    np.testing.assert_allclose(adjoint("np.linalg.det(a)", a=a), [[4.0, -2.0], [-2.0, 1.0]], atol=1e-13)
    np.testing.assert_allclose(adjoint("np.linalg.det(a)", a=np.zeros((2, 2))), np.zeros((2, 2)))


def test_cholesky_reads_the_lower_triangle():
    found = adjoint("np.linalg.cholesky(a)", np.eye(2), a=np.array([[4.0, 9.0], [1.0, 3.0]]))
    assert found[0, 1] == 0.0


def test_polygamma():
    assert runtime.polygamma(0, 1.0) == pytest.approx(-0.5772156649015329, rel=1e-14)
    assert runtime.polygamma(0, 0.5) == pytest.approx(-1.9635100260214235, rel=1e-14)
    assert runtime.polygamma(1, 1.0) == pytest.approx(math.pi**2 / 6, rel=1e-14)
    assert runtime.polygamma(1, -0.5) == pytest.approx(8.934802200544679, rel=1e-13)
    assert runtime.polygamma(2, 1.0) == pytest.approx(-2.4041138063191886, rel=1e-14)
    assert runtime.polygamma(3, 1.0) == pytest.approx(math.pi**4 / 15, rel=1e-14)


# ---------------------------------------------------------------- the two helpers that are everywhere
@pytest.mark.parametrize(
    "g, x, expected",
    [
        (2.0, 1.0, 2.0),
        (array(1, 2), 1.0, 3.0),
        (np.ones((2, 3)), np.ones(3), [2, 2, 2]),
        (np.ones((2, 3)), np.ones((2, 1)), [[3], [3]]),
        (np.ones((4, 2, 3)), np.ones((1, 3)), [[8, 8, 8]]),
        (np.ones((2, 3)), np.float32(1), 6.0),
        (np.ones(3) + 1j, np.ones(3), [1, 1, 1]),
        (2.0 + 1j, 1.0, 2.0),
        (2.0 + 1j, 1j, 2.0 + 1j),
        (np.ones(3), np.array(1.0), 3.0),
        (np.ones(0), 1.0, 0.0),
        (2.0, np.ones(3), [2, 2, 2]),
        (np.ones(3), np.array([1, 2, 3]), [1, 1, 1]),
    ],
)
def test_unbroadcast(g, x, expected):
    found = runtime.unbroadcast(g, x)
    np.testing.assert_array_equal(found, expected)
    assert np.shape(found) == np.shape(x)
    assert isinstance(found, np.ndarray) == isinstance(x, np.ndarray)
    if isinstance(x, np.ndarray | np.generic) and x.dtype.kind in "fc":
        assert found.dtype == x.dtype


def test_expand_gives_an_array_of_its_own():
    x = np.ones((2, 3), dtype=np.float32)
    found = runtime.expand(2.0, x)
    assert found.dtype == np.float32
    found[0, 0] = 5.0
    np.testing.assert_array_equal(found, [[5, 2, 2], [2, 2, 2]])
    assert runtime.expand(2.0, 1.0) == 2.0
    same = np.ones((2, 3))
    assert runtime.expand(same, x) is same


def test_over():
    np.testing.assert_array_equal(runtime.over(array(0, 0, 1), array(0, NAN, 2)), [0, 0, 0.5])
    assert runtime.over(1.0, 0.0) == INF
    assert runtime.over(-1.0, 0.0) == -INF
    assert runtime.over(0.0, 0.0) == 0.0
    assert runtime.over(np.ones(2, np.float32), np.ones(2, np.float32)).dtype == np.float32


def test_share_keeps_float32():
    assert runtime.share(np.ones(2, np.float32), 1.0, None).dtype == np.float32


def test_einsum_backward():
    assert runtime.einsum_backward("ij,jk->ik", (2, 2), 0) == ("ik,jk->ij", (), ())
    assert runtime.einsum_backward("ii->i", (2,), 0) == ("i,ia->ia", (), (1,))
    assert runtime.einsum_backward("ij->i", (2,), 0) == ("i,j->ij", (1,), ())


def test_zeros_like():
    assert runtime.zeros_like({"a": [1.0, (2, np.ones(2))]})["a"][0] == 0.0
    assert runtime.zeros_like(np.array([1, 2])).dtype == float


@pytest.mark.parametrize("cast", [np.float16, np.float32, np.complex64])
def test_narrow_casts(cast):
    x, t = array(0.1, 0.3), array(1, -2)
    op = Operation(f"np.{cast.__name__}(x)", {"x": x}, ("x",))
    found = op.adjoint(op.operands()[0], cast([2, 3]))
    np.testing.assert_array_equal(found, [2.0, 3.0])
    assert found.dtype == np.float64
    assert op.tangent({"x": t}).dtype == cast


# where the usual formulas lose digits, with what mpmath gives to 60 digits
STABLE = [
    ("np.expm1(x)", -30.0, 9.357622968840175e-14),
    ("np.expm1(x)", -700.0, 9.85967654375977e-305),
    ("np.expm1(x)", 1e-300, 1.0),
    ("math.expm1(x)", -30.0, 9.357622968840175e-14),
    ("np.log1p(x)", 1e-20, 1.0),
    ("np.log1p(x)", -0.999999, 999999.9999712444),
    ("np.log1p(x)", 1e300, 1e-300),
    ("np.logaddexp(x, 0.0)", -700.0, 9.85967654375977e-305),
    ("np.logaddexp(x, 0.0)", -40.0, 4.248354255291589e-18),
    ("np.logaddexp(x, 0.0)", 1e-9, 0.50000000025),
    ("np.logaddexp(x, 0.0)", 33.0, 0.9999999999999953),
    ("np.logaddexp2(x, 0.0)", -40.0, 9.094947017721011e-13),
    ("np.logaddexp2(x, 0.0)", 50.0, 0.9999999999999991),
]


@pytest.mark.parametrize("text, x, expected", STABLE)
def test_stable_formulas_keep_their_digits(text, x, expected):
    found = float(adjoint(text, x=x))
    assert abs(found - expected) <= 4 * np.spacing(expected)


def test_shares_of_a_sum_keep_their_digits():
    found = adjoint("np.logaddexp.reduce(x)", x=array(-500.0, 1.0, -3.0))
    assert abs(found[0] - 2.5738435972126e-218) <= 4 * np.spacing(2.5738435972126e-218)
    found = adjoint("np.logaddexp.reduce(x)", x=array(-INF, -INF))
    np.testing.assert_array_equal(found, [0.0, 0.0])
