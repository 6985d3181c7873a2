"""The numba backend: the same numbers as the NumPy backend's, or an error that names what it cannot compile."""

import importlib
import subprocess
import sys

import numpy as np
import pytest

import srcad

numba = pytest.importorskip("numba")

from tests.backends import sweep  # noqa: E402 (only where there is numba)
from tests.programs import harness  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def _cache(tmp_path_factory):
    """Keep what is compiled in a folder of this run."""
    from srcad.backends.numba import load

    patch = pytest.MonkeyPatch()
    patch.setenv("SRCAD_CACHE_DIR", str(tmp_path_factory.mktemp("numba")))
    load.folder.cache_clear()
    yield
    patch.undo()
    load.folder.cache_clear()


def both(function, *args, argnums=0):
    """Assert that both backends give the same value and gradient."""
    value, expected = srcad.value_and_grad(function, argnums)(*args)
    compiled, found = srcad.value_and_grad(function, argnums, backend="numba")(*args)
    np.testing.assert_allclose(compiled, value, rtol=1e-11, atol=1e-13)
    for mine, other in zip(harness.leaves(found), harness.leaves(expected), strict=True):
        assert np.shape(mine) == np.shape(other)
        assert np.asarray(mine).dtype == np.asarray(other).dtype
        np.testing.assert_allclose(mine, other, rtol=1e-11, atol=1e-13)


# ------------------------------------------------------------ programs


def rows(every):
    """Return one program in so many, of each table."""
    for group in sweep.GROUPS:
        table = harness.unique(importlib.import_module(f"tests.programs.{group}").ROWS)
        for item in [row for row in table if harness.runs(row)][::every]:
            yield pytest.param(item, id=f"{group}-{item.name}")


@pytest.mark.parametrize("item", list(rows(90)))
def test_same_numbers(item):
    found = sweep.compare(item, "reverse")
    assert found == "same" or found.startswith("the numba backend cannot compile"), found


# ------------------------------------------------------------ loops made of array statements
def reads_before_it_writes(x):
    x = x.copy()
    x[1:] = x[:-1] * x[1:]
    x[:-1] += x[1:] * x[0]
    return np.sum(x * x)


def swaps_halves(x):
    x = x * 1.0
    x[:3], x[3:] = x[3:] * 2.0, x[:3] * x[3:]
    return np.sum(np.sin(x))


def stencil(u, c):
    u = u.copy()
    for _ in range(3):
        u[1:-1] += c * (u[:-2] - 2.0 * u[1:-1] + u[2:])
    return np.sum(u * u)


def broadcasts(a, b):
    return np.sum(np.tanh(a[:, None] * b) / (1.0 + np.exp(b - np.max(b, axis=1, keepdims=True))))


def softmax(x, w):
    z = x @ w
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return -np.mean(np.log(p[:, 0])) + 0.1 * np.sum(w**2)


def gathers(x, index):
    return np.sum(x[index] ** 3 * np.log1p(x[index] ** 2))


def rebinds(x, n):
    y = x
    for _ in range(n):
        y = np.sin(y) * x + y[::-1] * 0.1
        if np.sum(y) > 3.0:
            y = y * 0.5
    return np.sum(y)


def named_like_the_prelude(x):
    add = np.exp(x)
    over = np.sum(add) / x.size
    return over + np.sum(add * x)


def recurrent(x, w):
    h = np.zeros(3)
    total = 0.0
    for t in range(x.shape[0]):
        h = np.tanh(w @ h + x[t])
        total = total + np.sum(h**2)
    return total


def minimum_norm(x):
    return np.sqrt(np.sum(np.minimum(x, 0.5) ** 2)) + np.where(x > 0.2, np.sqrt(np.abs(x)), x).sum()


def powers(x, p):
    return np.sum(x**p) + np.sum(np.where(np.abs(x) <= 0.7, 0.5 * x * x, 0.3 * np.abs(x))) + x[0] ** p


def rows_multiplied(x, y):
    return np.sum(np.inner(x, y) ** 2) + np.sum(np.inner(x[0], y)) + np.sum(np.inner(x, y[0]) ** 3)


def scaled_in_place(C, A, beta):
    for i in range(len(C)):
        C[i] *= beta * A[i]
        C[i] += np.sin(C[i])
    return np.sum(C)


def arrays_of_other_dtypes(x, n):
    counts = np.zeros(3, dtype=np.int64)
    turned, flags, same = np.zeros(n, complex), np.empty(3, dtype=bool), np.empty((n, 2), x.dtype)
    for i in range(n):
        counts[i] += 1.7 * i
        turned[i] = x[i] * (1.0 + 2.0j)
        flags[i] = 3 * i
        same[i, 0] = x[i] ** 2
        same[i, 1] = same[i, 0] * x[i]
    return np.sum(x * counts) + np.sum(x * flags) + np.sum(np.abs(turned) ** 2) + np.sum(same)


def doubled(n):
    return 2.0 * n if n > 1 else 3.0


def with_a_helper_of_constants(x, n):
    return np.sum(x * x) * doubled(n) + doubled(0.5 * n) * x[0]


def batches(a, b):
    return np.sum(np.sin(a @ b) ** 2)


CASES = [
    (reads_before_it_writes, (harness.normal(6),), 0),
    (swaps_halves, (harness.normal(6),), 0),
    (stencil, (harness.normal(9), 0.2), (0, 1)),
    (broadcasts, (harness.normal(6), harness.normal(6, 7)), (0, 1)),
    (softmax, (harness.normal(6, 5), harness.normal(5, 3)), (0, 1)),
    (gathers, (harness.positive(6), np.array([0, 3, 3, -1, 2, 0])), 0),
    (rebinds, (harness.positive(6), 4), 0),
    (named_like_the_prelude, (harness.normal(6),), 0),
    (recurrent, (harness.normal(6, 3), harness.normal(3, 3)), (0, 1)),
    (minimum_norm, (harness.normal(7),), 0),
    (powers, (harness.positive(6), 1.3), (0, 1)),
    (batches, (harness.normal(5, 2, 6), harness.normal(5, 6, 3)), (0, 1)),
    (rows_multiplied, (harness.normal(3, 3), harness.normal(3, 3)), (0, 1)),
    (scaled_in_place, (harness.normal(4), harness.normal(4), 0.7), (0, 1, 2)),
    (arrays_of_other_dtypes, (harness.positive(3), 3), 0),
    (with_a_helper_of_constants, (harness.normal(4), 1.5), 0),
    (softmax, (harness.normal(6, 5).astype(np.float32), harness.normal(5, 3).astype(np.float32)), 1),
]


@pytest.mark.parametrize("function, args, argnums", CASES, ids=lambda value: getattr(value, "__name__", ""))
def test_loops(function, args, argnums):
    if any(getattr(arg, "dtype", None) == np.float32 for arg in args):
        expected = srcad.grad(function, argnums)(*args)
        found = srcad.grad(function, argnums, backend="numba")(*args)
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found, expected, rtol=2e-5, atol=1e-6)
    else:
        both(function, *args, argnums=argnums)


def test_views_of_what_is_restored_go_from_one_compiled_part_to_the_other():
    def of_a_parameter(b, x):
        t = x[0, :]
        x = x * b
        x[0, :] = b * x[1, :]
        z = np.sin(x[0, :]) * t
        x[0, :] = z * x[0, :]
        return x

    def f(b, x):
        y = np.empty_like(x)
        y[:, 0] = x[:, 0]
        for j in range(1, x.shape[1]):
            y[:, j] = x[:, j] + b * y[:, j - 1]
        z = np.sin(y[0, :])
        y[0, :] = b * x[0, :]
        q = y[0, :] * y[0, :]
        y[0, :] = q + z
        return y

    x, seed = harness.normal(7, 20), np.sin(np.arange(140.0)).reshape(7, 20)
    for function in (f, of_a_parameter):
        expected = srcad.vjp(function, 0.5, x)[1](seed)
        found = srcad.vjp(function, 0.5, x, backend="numba")[1](seed)
        for mine, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(mine, other, rtol=1e-11)


def test_pullbacks_keep_elements_rows_and_slices_of_one_array():
    def elements_and_slices(x, n):
        y = x.copy()
        for k in range(n):
            y[k] = y[k] * y[k + 1]
            if y[0] > -1e3:
                y[1:] = y[1:] * y[:-1]
        return y

    def elements_and_rows(x, n):
        y, k = np.outer(x, x), 0
        while k < n:
            y[k] = np.sin(y[k]) * y[k + 1]
            y[k, k] *= y[k + 1, k]
            y *= 1.0 + y[0, 0]
            k += 1
        return y

    x = harness.positive(5)
    for function in (elements_and_slices, elements_and_rows):
        value, expected = srcad.vjp(function, x, 3)
        found, pullback = srcad.vjp(function, x, 3, backend="numba")
        np.testing.assert_allclose(found, value, rtol=1e-12)
        seed = np.sin(np.arange(float(value.size))).reshape(value.shape)
        for _ in range(2):
            np.testing.assert_allclose(pullback(seed)[0], expected(seed)[0], rtol=1e-11)


@pytest.mark.parametrize("n", [4, 20])
def test_views_and_elements_of_what_is_written(n):
    def element_of_itself(x):
        a = x.copy()
        a += a[0]
        a *= a[n - 1]
        return a

    def element_through_a_view(x):
        a = x.copy()
        v = a[:]
        v += v[0] * a[1]
        return a

    def view_written(x):
        a = x.copy()
        v = a[:]
        v[0] = v[1] * 2
        return a

    def view_given_back(x):
        a = x * 3.0
        v = a[1:]
        v[0] = v[1] * a[0]
        return v

    x, seed = harness.positive(n), np.sin(np.arange(float(n)))
    for function in (element_of_itself, element_through_a_view, view_written, view_given_back):
        value, expected = srcad.vjp(function, x)
        found, pullback = srcad.vjp(function, x, backend="numba")
        np.testing.assert_allclose(found, value, rtol=1e-12)
        weights = seed[: len(value)]
        for _ in range(2):
            np.testing.assert_allclose(pullback(weights)[0], expected(weights)[0], rtol=1e-11)
        _, tangent = srcad.jvp(function, (x,), (seed,), backend="numba")
        np.testing.assert_allclose(tangent, srcad.jvp(function, (x,), (seed,))[1], rtol=1e-11)
        assert np.dot(weights, tangent) == pytest.approx(np.dot(pullback(weights)[0], seed), rel=1e-11)


def test_arrays_of_less_precision_round():
    def narrow(x):
        c = np.zeros(3, dtype=np.float32)
        c[:] = x / 3.0
        return np.sum(x * c)

    x = harness.positive(3)
    value, gradient = srcad.value_and_grad(narrow, backend="numba")(x)
    assert value == pytest.approx(narrow(x), rel=1e-14)  # not what arrays of float64 would give
    np.testing.assert_allclose(gradient, 2 * x / 3, rtol=1e-6)


def test_other_memory_layouts():
    x = harness.normal(6, 5)
    both(softmax, np.asfortranarray(x), harness.normal(5, 3), argnums=(0, 1))
    both(softmax, harness.normal(12, 5)[::2], harness.normal(3, 5).T, argnums=(0, 1))


def test_shapes_that_do_not_fit_are_refused_as_numpy_does():
    gradient = srcad.grad(lambda a, b: np.sum(a * b * b), (0, 1), backend="numba")
    gradient(np.ones(6), np.ones(6))
    with pytest.raises(ValueError, match="broadcast"):
        gradient(np.ones(6), np.ones(7))


def test_arguments_stay_as_they_were():
    def f(x):
        x[0] = x[1] * x[2]
        return np.sum(x * x)

    x = harness.normal(6)
    before = x.copy()
    srcad.grad(f, backend="numba")(x)
    np.testing.assert_array_equal(x, before)


# ------------------------------------------------------------ the interface
def test_every_mode():
    def f(x, p):
        for _ in range(3):
            x = np.sin(x) * p["w"]
        return np.sum(x * x)

    x, p = harness.normal(5), {"w": 1.5, "b": 2.0}
    for argnums in (0, 1, (0, "p")):
        both(f, x, p, argnums=argnums)
    decorated = srcad.differentiate(backend="numba")(f)
    np.testing.assert_allclose(decorated.value_and_grad(x, p)[1], srcad.grad(f)(x, p))
    np.testing.assert_allclose(
        srcad.jvp(f, (x, p), (x, None), backend="numba"), srcad.jvp(f, (x, p), (x, None)), rtol=1e-12
    )
    np.testing.assert_allclose(srcad.hvp(f, (x, p), (x, None), backend="numba"), srcad.hvp(f, (x, p), (x, None)))
    np.testing.assert_allclose(
        srcad.jacobian(lambda x: np.sin(x) * x[0], backend="numba")(x), srcad.jacobian(lambda x: np.sin(x) * x[0])(x)
    )
    value, pullback = srcad.vjp(lambda x: np.exp(x) * x, x, backend="numba")
    np.testing.assert_allclose(pullback(value)[0], (1 + x) * np.exp(x) * value)


def test_a_derivative_inside_is_compiled_with_its_function():
    def f(x):
        return np.sum(srcad.grad(lambda y: np.sum(y**3), backend="numba")(x) * x)

    x = harness.normal(5)
    np.testing.assert_allclose(srcad.grad(f)(x), 9 * x**2)


def test_source_is_what_runs():
    text = srcad.source(lambda x: np.sum(np.sin(x) ** 2), np.ones(6), mode="grad", backend="numba")
    assert "@njit" in text
    assert "for i in range(x.shape[0]):" in text
    assert "empty(" in text


def test_short_functions_stay_in_python():
    text = srcad.source(lambda x, y: x * x * y, 2.0, 3.0, mode="grad", backend="numba")
    assert "@njit" not in text


def with_try(x):
    try:
        y = np.sum(x * x) / x.shape[0]
    except ZeroDivisionError:
        y = 0.0
    return y


def with_words(x):
    counts = {}
    for k in range(x.shape[0]):
        counts[k % 2] = counts.get(k % 2, 0.0) + x[k] ** 2
    return counts[0] * counts[1]


@pytest.mark.parametrize("function, what", [(with_try, "attempt"), (with_words, "dict")])
def test_what_it_cannot_compile(function, what):
    x = harness.normal(6)
    with pytest.raises(srcad.SrcadError, match=f"the numba backend cannot compile .*{what}"):
        srcad.grad(function, backend="numba")(x)
    np.testing.assert_allclose(srcad.grad(function, backend="auto")(x), srcad.grad(function)(x))
    text = srcad.source(function, x, backend="auto")
    assert text.startswith("# Not compiled: the numba backend cannot compile")
    assert what in text.splitlines()[0]


def test_unknown_backend():
    with pytest.raises(srcad.SrcadError, match="no backend 'fortran'"):
        srcad.grad(np.sin, backend="fortran")
    with pytest.raises(srcad.SrcadError, match="no backend 'fortran'"):
        srcad.differentiate(backend="fortran")


def test_compiled_code_is_kept_on_disk(tmp_path):
    program = """
import numpy as np, srcad, os, sys
gradient = srcad.grad(lambda x: np.sum(np.sin(x) ** 3), backend="numba")
gradient(np.ones(7))
found = gradient.find(gradient.bind((np.ones(7),), {})).functions[0].__globals__
compiled = next(value for name, value in found.items() if name.endswith("_compiled"))
print(sum(compiled.stats.cache_hits.values()))
"""
    file = tmp_path / "program.py"
    file.write_text(program)
    hits = [
        subprocess.run(
            [sys.executable, str(file)], capture_output=True, text=True, check=True,
            env={**__import__("os").environ, "SRCAD_CACHE_DIR": str(tmp_path), "PYTHONPATH": ":".join(sys.path)},
        ).stdout.strip()
        for _ in range(2)
    ]  # fmt: skip
    assert hits == ["0", "1"]


# ------------------------------------------------------------ exponentials, logarithms and angles
RANGES = {
    "exp": ((-745.0, 709.7), (-3.0, 3.0)), "expm1": ((-50.0, 700.0), (-1e-3, 1e-3), (-2.0, 2.0)),
    "exp2": ((-1074.0, 1023.9), (-3.0, 3.0)), "tanh": ((-1e-4, 1e-4), (-2.0, 2.0), (-25.0, 25.0)),
    "cosh": ((-1.0, 1.0), (-710.4, 710.4)), "sinh": ((-1e-3, 1e-3), (-3.0, 3.0), (0.99, 1.01), (-710.4, 710.4)),
    "log": ((1e-300, 1e300), (0.5, 2.0), (0.99, 1.01)), "log1p": ((-0.9999, 2.0), (-1e-3, 1e-3), (0.0, 1e12)),
    "log10": ((1e-300, 1e300), (0.5, 2.0), (0.99, 1.01), (1.0, 1000.0)),
    "arcsinh": ((-1e-3, 1e-3), (-3.0, 3.0), (1e8, 1e9), (1e200, 1e300)),
    "arccosh": ((1.0, 1.001), (1.0, 3.0), (1e8, 1e9), (1e200, 1e300)),
    "arctanh": ((-1e-3, 1e-3), (-0.5, 0.5), (-1.0, 1.0)),
    "sin": ((-1.0, 1.0), (-50.0, 50.0), (-1e6, 1e6), (-1e9, 1e9), (0.0, 1e300)),
    "cos": ((-1.0, 1.0), (-50.0, 50.0), (-1e6, 1e6), (-1e9, 1e9), (0.0, 1e300)),
    "tan": ((-1.0, 1.0), (-50.0, 50.0), (-1e6, 1e6), (-1e9, 1e9), (0.0, 1e300)),
    "arcsin": ((-1e-3, 1e-3), (-0.5, 0.5), (-1.0, 1.0), (0.49, 0.51)),
    "arccos": ((-1e-3, 1e-3), (-0.5, 0.5), (-1.0, 1.0), (-0.51, -0.49)),
    "arctan": ((-1e-3, 1e-3), (-3.0, 3.0), (0.6, 0.7), (2.3, 2.5), (1e10, 1e300)),
}  # fmt: skip
UNITS = {"arccosh": 3.0, "tan": 2.5}  # in the last place, else two
SPECIAL = np.array([
    0.0, -0.0, np.inf, -np.inf, np.nan, 1e-310, -1e-310, 1.0, -1.0, 0.5, -0.5, 0.66, 2.0, 710.5, -800.0, 5e-324, 1e308,
    -1e308, 1e-160, 1e160, 2.414213562373095, np.pi, 1e6, 1e7, 1e22,
])  # fmt: skip


def same(found, expected, units):
    """Whether numbers are near enough: nan for nan, infinities and zeros with their signs."""
    with np.errstate(invalid="ignore"):
        near = np.abs(found - expected) <= units * np.spacing(np.abs(expected))
    signs = (np.signbit(found) == np.signbit(expected)) | (expected != 0)
    return ((near | (found == expected)) & signs) | (np.isnan(found) & np.isnan(expected))


@pytest.mark.skipif(np.finfo(np.longdouble).nmant < 60, reason="nothing here is more precise than float64")
@pytest.mark.parametrize("name", RANGES)
def test_functions_of_a_number_are_within_two_units(name):
    from srcad.backends.numba.load import functions

    quick = functions()[name]

    @numba.njit(error_model="numpy")
    def apply(x, out):
        for i in range(x.shape[0]):
            out[i] = quick(x[i])

    reference = getattr(np, name)
    for low, high in RANGES[name]:
        x = np.random.default_rng(1).uniform(low, high, 100_000)
        out = np.empty_like(x)
        apply(x, out)
        exact = reference(x.astype(np.longdouble))
        assert np.max(np.abs((out - exact) / np.spacing(np.abs(exact.astype(float))))) < UNITS.get(name, 2.0)
    out = np.empty_like(SPECIAL)
    apply(SPECIAL, out)
    with np.errstate(all="ignore"):
        assert np.all(same(out, reference(SPECIAL.astype(np.longdouble)).astype(float), UNITS.get(name, 2.0)))


@pytest.mark.skipif(np.finfo(np.longdouble).nmant < 60, reason="nothing here is more precise than float64")
@pytest.mark.parametrize("name", ["arctan2", "hypot", "power"])
def test_functions_of_two_numbers_are_within_two_units(name):
    from srcad.backends.numba.load import functions

    quick = functions()[name]

    @numba.njit(error_model="numpy")
    def apply(x, y, out):
        for i in range(x.shape[0]):
            out[i] = quick(x[i], y[i])

    reference = getattr(np, name)
    rng = np.random.default_rng(2)
    given = [np.meshgrid(SPECIAL, SPECIAL), *(rng.uniform(-h, h, (2, 50_000)) for h in (1.0, 1e200, 1e-160))]
    if name == "power":
        ranges = ((0.1, 10.0), 300.0), ((0.9, 1.1), 6000.0), ((1e-300, 1e300), 1.0), ((1.414, 1.4143), 2000.0)
        given[1:] = [(rng.uniform(*base, 50_000), rng.uniform(-p, p, 50_000)) for base, p in ranges]
    for x, y in given:
        out = np.empty(x.size)
        apply(x.ravel(), y.ravel(), out)
        with np.errstate(all="ignore"):
            exact = reference(x.ravel().astype(np.longdouble), y.ravel().astype(np.longdouble)).astype(float)
        assert np.all(same(out, exact, 2.0))


@pytest.mark.parametrize("power", range(23))
def test_logarithms_of_powers_of_ten_are_whole(power):
    value = srcad.value_and_grad(lambda x: np.sum(np.log10(x)), backend="numba")(np.array([10.0**power]))[0]
    assert value == power


def test_logarithms_of_sums_of_exponentials():
    rng = np.random.default_rng(3)
    x, y = np.concatenate([rng.normal(size=(2, 500)) * 10, np.tile(rng.normal(size=20), (2, 1))], axis=1)
    found = srcad.value_and_grad(lambda x, y: np.sum(np.logaddexp(x, y) ** 2), (0, 1), backend="numba")(x, y)
    expected = srcad.value_and_grad(lambda x, y: np.sum(np.logaddexp(x, y) ** 2), (0, 1))(x, y)
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-14)
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-13)
    edges = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 800.0, -800.0, 1e-310])
    a, b = (part.ravel() for part in np.meshgrid(edges, edges))
    for argnum in (0, 1):
        value, pullback = srcad.vjp(lambda a, b: np.logaddexp(a, b), a, b, argnums=argnum, backend="numba")
        with np.errstate(invalid="ignore"):
            expected, other = srcad.vjp(lambda a, b: np.logaddexp(a, b), a, b, argnums=argnum)
            gradient = other(np.ones_like(a))
        np.testing.assert_allclose(value, expected, rtol=4e-16)
        np.testing.assert_allclose(pullback(np.ones_like(a)), gradient, rtol=4e-16)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("argnum", [0, 1])
def test_derivatives_of_powers_at_edges(argnum):
    edges = np.array([0.0, -0.0, np.inf, np.nan, 1e-310, 1.0, -1.0, 0.5, 2.0, 3.0, -2.0, -3.0, 1e160, 1e-160, 700.0])
    a, b = (part.ravel() for part in np.meshgrid(edges, edges))
    found, pullback = srcad.vjp(lambda a, b: a**b, a, b, argnums=argnum, backend="numba")
    expected, other = srcad.vjp(lambda a, b: a**b, a, b, argnums=argnum)
    np.testing.assert_allclose(found, expected, rtol=1e-15)
    np.testing.assert_allclose(pullback(np.ones_like(a)), other(np.ones_like(a)), rtol=1e-14)
