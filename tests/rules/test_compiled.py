"""Each case through the whole compiler: its gradient, and both kinds of second derivative, against differences."""

import cmath
import math
import warnings

import numpy as np
import pytest

import srcad
from tests.rules.cases import CASES
from tests.rules.test_rules import exists, op_of
from tests.rules.texts import NAMESPACE, Operation

UNCALLED = {*vars(srcad.runtime_edges), "added_lists"}  # those of lists of adjoints are not called from outside
TRIED = [case for case in CASES if exists(op_of(case)) and op_of(case) not in UNCALLED]
COMPLEX = (
    "np.linalg.eig",
    "np.linalg.eigvals",
    "np.roots",
    "scipy.linalg.eig",
    "scipy.linalg.eigvals",
)  # count as such
STEPS = (1e-2, 3e-3, 1e-3, 1e-4, 1e-5)


def weighted(part, weights, k):
    """Return the text that makes a number of a result: the sum of its numbers, each times a random weight."""
    value = weights[k]
    if np.iscomplexobj(value):
        return f"np.sum(np.real(w{k}) * np.real({part}) + np.imag(w{k}) * np.imag({part}))"
    return f"np.sum(w{k} * {part})"


class Program:
    """A case as a function of its smooth arguments, with a number as the result."""

    def __init__(self, case, dtype=None):
        self.values = case.values(dtype=dtype)
        self.smooth = [name for name in case.smooth]
        rng = np.random.default_rng(5)
        result = Operation(case.text, self.values, self.smooth).result
        parts = list(result) if isinstance(result, tuple | list) else [result]
        weights = [self.weight(rng, part) for part in parts]
        terms = []
        for k, part in enumerate(parts):
            if np.asarray(part).dtype.kind in "fc":
                maybe = op_of(case) in COMPLEX
                terms.append(
                    weighted(
                        "np.real(y)"
                        if maybe and part is result
                        else f"np.real(y[{k}])"
                        if maybe
                        else "y"
                        if len(parts) == 1 and part is result
                        else f"y[{k}]",
                        weights,
                        k,
                    )
                )
        body = f"    y = {case.text}\n    return {' + '.join(terms)}\n"
        fixed = {name: value for name, value in self.values.items() if name not in self.smooth}
        space = {
            **NAMESPACE,
            **vars(srcad.runtime),
            "np": np,
            "math": math,
            "cmath": cmath,
            **fixed,
            **{f"w{k}": w for k, w in enumerate(weights)},
        }
        self.function = srcad.from_source(f"def f({', '.join(self.smooth)}):\n{body}", space, "f")
        self.args = [self.values[name] for name in self.smooth]
        self.directions = [self.weight(rng, np.where(np.isnan(a), 0, a) if np.ndim(a) else a) for a in self.args]
        self.directions = [
            np.where(np.isnan(a), 0, d) if np.ndim(a) else d for a, d in zip(self.args, self.directions, strict=True)
        ]

    def weight(self, rng, part):
        """Draw random numbers of a value's shape and dtype."""
        part = np.asarray(part)
        drawn = rng.normal(size=part.shape)
        if part.dtype.kind == "c":
            drawn = drawn + 1j * rng.normal(size=part.shape)
        return (
            drawn.astype(part.dtype if part.dtype.kind in "fc" else float)
            if part.ndim
            else drawn.item()
            if isinstance(drawn, np.ndarray)
            else drawn
        )

    def moved(self, step):
        """Return the arguments a step along the directions."""
        return [a + step * d for a, d in zip(self.args, self.directions, strict=True)]


def flat(tree):
    """Return the numbers of a gradient as one vector of floats."""
    parts = [np.nan_to_num(np.ravel(np.asarray(part))) for part in tree]
    return np.concatenate([np.concatenate([part.real, part.imag]) for part in parts])


def nearest(found, function):
    """Return how far a derivative is from the nearest of the central differences, relative to its size."""
    errors = []
    for h in STEPS:
        wide = (function(h) - function(-h)) / (2 * h)
        near = (function(h / 2) - function(-h / 2)) / h
        errors.append(np.max(np.abs((4 * near - wide) / 3 - found), initial=0.0))
    return min(errors) / (1 + np.max(np.abs(found), initial=0.0))


def check(program):
    """Compare value, gradient, tangent and second derivatives."""
    f, args, directions = program.function, program.args, program.directions
    argnums = tuple(range(len(args)))
    both = srcad.value_and_grad(f, argnums=argnums)
    value, gradient = both(*args)
    assert np.array_equal(value, f(*args), equal_nan=True), "the value differs from the plain one"
    for one, arg in zip(gradient, args, strict=True):
        assert np.shape(one) == np.shape(arg)
        assert np.result_type(one) == np.result_type(arg)
    same, tangent = srcad.jvp(f, tuple(args), tuple(directions))
    assert np.array_equal(same, value, equal_nan=True)
    slope = float(np.sum(flat(gradient) * flat(directions)))
    assert slope == pytest.approx(tangent, rel=1e-9, abs=1e-9), "forward and reverse mode differ"
    assert nearest(np.array([tangent]), lambda h: np.array([f(*program.moved(h))])) < 1e-8, "not the differences"
    first, second = srcad.jvp(srcad.grad(f, argnums=argnums), tuple(args), tuple(directions))
    assert np.allclose(flat(first), flat(gradient), rtol=1e-9, atol=1e-12), "the gradient beside its derivative"
    assert nearest(flat(second), lambda h: flat(both(*program.moved(h))[1])) < 1e-7, "second derivative"


@pytest.mark.parametrize("case", TRIED, ids=str)
def test_compiled(case):
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        check(Program(case))


# Complex numbers: what these give is fixed up to a phase, is no function of all that they are given, or has no order.
PHASES = {"np.linalg.eigh", "np.linalg.svd"}  # see test_complex_decompositions
REAL = {"math.dist", ".astype()", "np.astype", "bessel_i", "logistic", "logistic2", "np.maximum", "np.minimum"}
PLACES = {"np.histogram", "np.gradient"}  # by the first or the second argument: real, whatever stands at the places


def takes_complex(case):
    """Return whether what a case calls can do with complex numbers."""
    if op_of(case) in PHASES | REAL | PLACES:
        return False
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            program = Program(case, complex)
            return any(map(np.iscomplexobj, program.args)) and np.isfinite(program.function(*program.args))
        except (TypeError, ValueError):
            assert not case.complex
            return False


@pytest.mark.parametrize("case", [case for case in TRIED if takes_complex(case)], ids=str)
def test_compiled_complex(case):
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        check(Program(case, complex))


def projectors(a):
    """Return what eigh gives of a matrix's Hermitian part: the eigenvalues, and the vectors without their phases."""
    values, vectors = np.linalg.eigh(a + np.conj(a.T))
    return np.sum(values**3) + np.sum(np.arange(9.0).reshape(3, 3) * np.abs(vectors) ** 2)


def polar(a):
    """Return what svd gives of a matrix, in a form in which the phases cancel."""
    u, s, v = np.linalg.svd(a, full_matrices=False)
    return np.sum(s**3) + np.sum(np.real((u @ v) * (1 + 2j))) + np.sum(np.arange(8.0).reshape(4, 2) * np.abs(u) ** 2)


@pytest.mark.parametrize(("function", "shape"), [(projectors, (3, 3)), (polar, (4, 2))])
def test_complex_decompositions(function, shape):
    rng = np.random.default_rng(8)
    a, direction = rng.normal(size=(2, *shape)) + 1j * rng.normal(size=(2, *shape))
    slope = np.sum(np.real(np.conj(srcad.grad(function)(a)) * direction))
    _, tangent = srcad.jvp(function, (a,), (direction,))
    assert slope == pytest.approx(tangent, rel=1e-10)
    assert nearest(np.array([tangent]), lambda h: np.array([function(a + h * direction)])) < 1e-9
    second = srcad.hvp(function, a, direction)
    assert nearest(flat([second]), lambda h: flat([srcad.grad(function)(a + h * direction)])) < 1e-7
