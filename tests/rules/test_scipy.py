"""SciPy's rules: as those of NumPy, from their texts and through the compiler."""

import functools
import subprocess
import sys
import warnings

import numpy as np
import pytest

pytest.importorskip("scipy")
import scipy.fft
import scipy.integrate
import scipy.interpolate
import scipy.linalg
import scipy.ndimage
import scipy.signal
import scipy.sparse.linalg
import scipy.spatial.distance
import scipy.special
import scipy.stats

import srcad
from srcad.rules.rule import RULES, USERS
from tests.rules import test_compiled, test_rules
from tests.rules.scipy_cases import SCIPY_CASES as CASES
from tests.rules.texts import NAMESPACE

NAMESPACE["scipy"] = scipy


@pytest.fixture(autouse=True)
def _quiet():
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule(case):
    test_rules.check(test_rules.operation(case))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_compiled_rule(case):
    test_compiled.check(test_compiled.Program(case))


@pytest.mark.parametrize("case", [case for case in CASES if case.complex], ids=str)
def test_complex(case):
    test_rules.check(test_rules.operation(case, complex))


@pytest.mark.parametrize("case", [case for case in CASES if case.complex], ids=str)
def test_compiled_complex(case):
    test_compiled.check(test_compiled.Program(case, complex))


MIXED = [case for case in CASES if case.complex and len(case.smooth) > 1]


@pytest.mark.parametrize("case", MIXED, ids=str)
def test_complex_with_real(case):
    test_rules.check(test_rules.operation(case, values=test_rules.mixed(case)))


@pytest.mark.parametrize("case", MIXED, ids=str)
def test_real_with_complex(case):
    values, others = case.values(), case.values(dtype=complex)
    mixed = {name: values[name] if i == 0 else others[name] for i, name in enumerate(values)}
    test_rules.check(test_rules.operation(case, values=mixed))


@pytest.mark.parametrize("case", [case for case in CASES if case.float32 and test_rules.arrays_only(case)], ids=str)
def test_float32_stays_float32(case):
    test_rules.test_float32_stays_float32(case)


HANDED = [
    (scipy.special.logsumexp, np.array([0.3, 1.2])),
    (scipy.special.softmax, np.array([0.3, 1.2])),
    (scipy.linalg.expm, np.array([[0.3, 1.2], [0.1, -0.4]])),
    (scipy.linalg.det, np.array([[0.3, 1.2], [0.1, -0.4]])),
    (scipy.linalg.norm, np.array([[0.3, 1.2], [0.1, -0.4]])),
    (scipy.linalg.toeplitz, np.array([0.3, 1.2])),
    (scipy.integrate.simpson, np.array([0.3, 1.2, 0.7, 0.1])),
    (scipy.stats.gmean, np.array([0.3, 1.2, 0.7])),
    (scipy.stats.skew, np.array([0.3, 1.2, 0.7, -0.6])),
    (scipy.stats.kurtosis, np.array([0.3, 1.2, 0.7, -0.6])),
    (scipy.fft.dct, np.array([0.3, 1.2, 0.7])),
    (functools.partial(scipy.stats.gmean, axis=0), np.array([[0.3, 1.2], [0.7, 0.2]])),
    (functools.partial(scipy.linalg.cho_solve, (np.eye(2), True)), np.array([0.3, 1.2])),
]  # fmt: skip


@pytest.mark.parametrize(("function", "x"), HANDED, ids=lambda part: getattr(part, "__name__", ""))
def test_functions_handed_over_directly(function, x):
    expected = srcad.jacobian(lambda x: function(x))(x)
    for derivative in (srcad.jacobian, srcad.jacfwd, srcad.jacrev):
        np.testing.assert_allclose(derivative(function)(x), expected, rtol=1e-12, atol=1e-14)
    srcad.check_grads(function, (x,), order=2)


def test_functions_of_several_arguments_handed_over_directly():
    a, b = np.array([[3.0, 1.0], [0.5, 2.0]]), np.array([1.0, 2.0])
    for function, args in ((scipy.linalg.solve, (a, b)), (scipy.spatial.distance.cdist, (a, a + 1.0))):
        srcad.check_grads(function, args, order=2)
    assert srcad.grad(scipy.integrate.quad, 2, has_aux=True)(np.cos, 0.0, 0.3)[0] == pytest.approx(np.cos(0.3))
    with pytest.raises(srcad.UnsupportedSyntax, match="a basis of a space is one of many"):
        srcad.jacobian(scipy.linalg.null_space)(a)


def test_sparse_matrix_as_argument():
    gradient = srcad.grad(lambda x, a: np.sum(np.tanh(a @ x)))
    x = np.array([0.3, -0.2, 0.5])
    for made in (scipy.sparse.csr_array, scipy.sparse.csc_matrix, scipy.sparse.coo_array, scipy.sparse.dia_array):
        for dense in (np.eye(3), np.arange(6.0).reshape(2, 3)):
            expected = dense.T @ (1 - np.tanh(dense @ x) ** 2)
            np.testing.assert_allclose(gradient(x, made(dense)), expected, rtol=1e-12)


def refused():
    """Yield what must be refused: a function, an argument, and words of the error."""
    matrix = scipy.sparse.csr_array(np.eye(3))
    old = scipy.sparse.csr_matrix(np.eye(3))
    x = np.array([0.3, 0.2, 0.5])
    out = np.zeros(3)
    knots = np.arange(3.0)
    yield lambda x: np.sum(matrix * x), x, "of a sparse matrix"
    yield lambda x: np.sum((old * x[0]).sum()), x, "of a sparse matrix"
    yield lambda x: np.sum((scipy.sparse.kron(x, matrix)) @ x), x, "csr_array"
    yield lambda x: np.sum(scipy.sparse.csr_array(np.outer(x, x)) @ x), x, "zeros would lose"
    yield lambda x: np.sum(scipy.ndimage.gaussian_filter(x, 1.0, output=out)), x, "output="
    yield lambda x: np.sum(scipy.ndimage.gaussian_filter(knots, x[0])), x, "counts as constant"
    yield lambda x: np.sum(scipy.linalg.null_space(np.outer(x, x))), x, "basis"
    yield lambda x: np.sum(scipy.linalg.schur(np.outer(x, x))[0]), x, "scipy.linalg"
    yield lambda x: np.sum(scipy.interpolate.PchipInterpolator(knots, x)(0.5)), x, "no linear function"
    yield lambda x: scipy.integrate.dblquad(lambda s, t: s * x[0], 0.0, 1.0, 0.0, 1.0)[0], x, "fixed_quad"
    yield lambda x: scipy.integrate.quad(lambda t: t * x[0], 0.0, 1.0, weight="cos", wvar=2.0)[0], x, "weight"
    yield lambda x: np.sum(scipy.signal.resample_poly(x, 2, 1)), x, "lfilter"
    yield lambda x: np.sum(scipy.stats.gamma.cdf(1.0, x)), x, "no closed form"
    yield lambda x: scipy.spatial.distance.pdist(np.outer(x, x), "cosine")[0], x, "have no derivative"
    stack = np.stack([np.eye(3) + 0.1 * np.outer(x, x)] * 3)
    yield lambda a: np.sum(scipy.linalg.solve_sylvester(a, a, a)), stack, "solve_sylvester of stacks"
    yield lambda a: np.sum(scipy.linalg.lu_factor(a)[0]), stack, "that of one matrix has"
    yield lambda a: np.sum(scipy.linalg.solve_circulant(a, x)), stack[0], "that of one vector has"
    yield lambda x: np.sum(np.real(scipy.special.digamma(x + 1j))), x, "polygamma takes real ones alone"


def test_what_only_the_run_knows_is_refused_there():
    with pytest.raises(ValueError, match="no wider than tall"):
        srcad.grad(lambda a: np.sum(scipy.linalg.polar(a)[1]))(np.ones((2, 3)))
    logpdf = scipy.stats.multivariate_normal.logpdf
    with pytest.raises(ValueError, match="no derivative by a singular covariance"):
        srcad.grad(lambda c: logpdf(np.zeros(2), np.zeros(2), c, allow_singular=True))(np.diag([1.0, 0.0]))
    with pytest.raises(srcad.MissingRule, match="polygamma takes real ones alone"):
        srcad.hessian(lambda x: np.real(scipy.special.gamma(x + 1j)))(0.7)


@pytest.mark.parametrize("case", list(refused()), ids=lambda case: case[2])
def test_refusal(case):
    function, x, words = case
    with pytest.raises(Exception, match=words):
        srcad.grad(function)(x)


def test_what_an_unknown_function_may_fill_is_refused():
    filling = scipy.spatial.distance._distance_wrap.to_vector_from_squareform_wrap

    def f(x):
        found = np.zeros(3)
        filling(x, found)
        return np.sum(found)

    with pytest.raises(srcad.GradientLeak, match="may write it into an array"):
        srcad.grad(f)(np.ones((3, 3)))


def test_every_rule_has_a_case():
    tried = {test_rules.op_of(case) for case in CASES}
    made = [op for op, rule in RULES.items() if rule.kind == "sparse"]  # tried in tests/programs/scipy_use.py
    rules = [op for op, rule in RULES.items() if op.startswith("scipy.") and rule.sort != "constant"]
    rules = [op for op in rules if op not in USERS and op not in made]
    assert not [op for op in rules if op not in tried]


def test_importing_srcad_does_not_import_scipy():
    program = (
        "import sys, srcad; f = srcad.from_source('def f(x):\\n    return x * x\\n', {}, 'f')\n"
        "assert srcad.grad(f)(2.0) == 4.0 and 'scipy' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_what_is_not_followed_is_told_by_its_call():
    def without_rule(a):
        return np.sum(scipy.linalg.ldl(a)[1])

    with pytest.raises(srcad.SrcadError, match=r"scipy\.linalg\.ldl has no derivative rule, and its source") as caught:
        srcad.grad(without_rule)(np.eye(2))
    assert caught.value.origin.file == __file__
    assert "ldl" in caught.value.origin.source
