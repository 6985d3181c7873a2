"""Plain programs that were compiled wrongly, or refused: the same numbers under both backends and by differences."""

import types

import numpy as np
import pytest

import srcad

pytest.importorskip("numba")

from tests.backends.test_numba import _cache, both  # noqa: F401 (a fixture)
from tests.programs import harness


def checked(function, *args, argnums=0):
    """Assert that a compiled gradient is that of the NumPy backend, and both fit the tangents and differences."""
    wrt = argnums if isinstance(argnums, tuple) else (argnums,)
    value, expected = srcad.value_and_grad(function, wrt)(*args)
    compiled, gradient = srcad.value_and_grad(function, wrt, backend="numba")(*args)
    np.testing.assert_allclose(compiled, value, rtol=1e-11, atol=1e-13)
    for mine, other in zip(gradient, expected, strict=True):
        assert np.shape(mine) == np.shape(other)
        assert np.asarray(mine).dtype == np.asarray(other).dtype
        np.testing.assert_allclose(mine, other, rtol=1e-11, atol=1e-13)
    along = harness.random_like(args, 3)
    tangents = tuple(along[i] if i in wrt else None for i in range(len(args)))
    value, slope = srcad.jvp(function, args, tangents, backend="numba")
    assert np.isrealobj(value)
    inner = sum(np.sum(np.real(np.conj(g) * along[i])) for g, i in zip(gradient, wrt, strict=True))
    np.testing.assert_allclose(inner, slope, rtol=1e-10, atol=1e-12)

    def moved(by):
        return [arg + by * along[i] if i in wrt else arg for i, arg in enumerate(args)]

    step = 1e-6
    difference = (function(*moved(step)) - function(*moved(-step))) / (2 * step)
    np.testing.assert_allclose(slope, difference, rtol=1e-5, atol=1e-7)


# ------------------------------------------------------------ parts of complex numbers
def square_of_real_part(x):
    z = x * (1 + 2j)
    return np.sum(z.real**2)


def square_of_its_sum(x):
    z = x * (1 + 2j)
    return np.sum(z.real) ** 2


def both_parts(x, w):
    z = np.exp(1j * x)
    r = z.real
    i = z.imag
    return np.sum(r * w) ** 2 + np.sum(i * w) ** 2


def functions_of_parts(x):
    z = np.exp(1j * x)
    return np.sum(np.real(z) * np.imag(z)) + np.sum(np.imag(x) + np.real(x) ** 2) + np.sum(x.imag * x.real)


def mean_of_a_real_part(x):
    z = x * (1 + 2j)
    return (z * z.conj()).real.mean() + (z * z.conjugate()).real[1]


def parts_of_rows(x):
    z = np.outer(x, x) * (1 + 2j)
    rows = np.sum(z.real[1] * z.T.imag[2]) + z.real[0, 1] + z[1].real[2]
    return rows + np.sum(z.real.sum(axis=0) ** 2 + np.max(z.imag, axis=1)) + np.sum(z.real @ x)


def part_of_what_is_written(x):
    z = x * (1 + 2j)
    r = z.real
    z[1] = 5.0 * x[0] + 2j
    return np.sum(r**2)


def written_through_a_part(x):
    z = x * (1 + 2j)
    z.real[1:] = x[1:] ** 2
    i = z.imag
    i[:-1] = x[:-1] ** 3
    i *= 2
    return np.sum(np.abs(z) ** 2)


def parts_in_a_loop(x):
    z = x * (1 + 2j)
    total = 0.0
    for _ in range(3):
        z = z * z * 0.5 + 1j * x
        total = total + np.sum(z.real * x) + np.vdot(z.imag, z.real)
    return total


def complex_of_a_real_part(x):
    z = np.exp(1j * x)
    return np.sum(np.abs(z.real + 1j * x) ** 2) + np.sum(np.copy(z.real) * np.array(x, np.complex128).real)


def real_until_turned(x):
    y, numbers = x[0], [x[1]]
    for _ in range(3):
        y = y * (1 + 1j)
        numbers.append(numbers[-1] * (1 + 0.5j))
    z = x[2]
    if z > 0.0:
        z = z * (2 - 1j)
    return y.real + 3 * y.imag + numbers[-1].imag + (z * z * (1 + 1j)).real


def of_a_complex_argument(z, w):
    return np.sum(z.real * w) ** 2 + np.sum(np.abs(z) ** 2) + np.sum(z.imag[1:] * w[:-1])


PARTS = [
    square_of_real_part, square_of_its_sum, functions_of_parts, mean_of_a_real_part, parts_of_rows,
    part_of_what_is_written, written_through_a_part, parts_in_a_loop, complex_of_a_real_part,
    real_until_turned,
]  # fmt: skip


@pytest.mark.parametrize("function", PARTS, ids=lambda f: f.__name__)
def test_parts_of_complex_numbers(function):
    checked(function, harness.normal(6 if function in (parts_of_rows, square_of_its_sum) else 3))


@pytest.mark.parametrize("n", [2, 6])
def test_parts_of_complex_numbers_with_weights(n):
    checked(both_parts, harness.normal(n), harness.positive(n), argnums=(0, 1))
    checked(of_a_complex_argument, harness.normal(n) * (1 + 0.5j), harness.positive(n), argnums=(0, 1))


def test_real_parts_of_less_precision():
    def narrow(x):
        z = (x * (1 + 2j)).astype(np.complex64)
        return np.sum(z.real**2)

    x = harness.normal(5)
    found, expected = srcad.value_and_grad(narrow, backend="numba")(x), srcad.value_and_grad(narrow)(x)
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-6)
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-6)


# ------------------------------------------------------------ options of functions of elements
def bounds_by_name(x):
    return np.sum(np.clip(x, a_min=-0.5, a_max=0.5) * x + x.clip(max=0.4) + np.clip(x, 0.0, None) * np.clip(x, None, 1))


def precision_by_name(x):
    return np.sum(np.multiply(x, 2, dtype=complex).real * x)


@pytest.mark.parametrize("function", [bounds_by_name, precision_by_name])
def test_options_by_name(function):
    checked(function, harness.normal(5))


# ------------------------------------------------------------ what a function writes outside
class Counted:
    def __init__(self):
        self.calls, self.last, self.table = 0, None, {"n": 0}

    def counts(self, x):
        self.calls += 1
        return np.sum(x**2)

    def counts_in_a_loop(self, x):
        total = 0.0
        for k in range(x.shape[0]):
            if x[k] > 0.0:
                self.calls += 1
            total += x[k] ** 2 * self.calls
        return total

    def counts_in_a_table(self, x):
        self.table["n"] += 2
        return np.sum(x**3)

    def keeps(self, x):
        self.last = x * 2
        self.last[0] = 3.0
        self.calls = np.sum(self.last**2)
        return np.sum(self.last**2) * x[1]


COUNTED = Counted()
TOTALS = [0, 0.0]
CALLS = 0


def counts_there(x):
    COUNTED.calls += 1
    TOTALS[1] += x.shape[0]
    return np.sum(x**2)


def counts_a_global(x):
    global CALLS
    CALLS += 1
    return np.sum(x**2)


def counts_an_argument(x, counted):
    counted.calls += 1
    counted.last = x[0]
    return np.sum(x**2)


@pytest.mark.parametrize("backend", ["numba", "auto"])
@pytest.mark.parametrize("name", ["counts", "counts_in_a_loop", "counts_in_a_table", "keeps"])
def test_what_a_method_writes_into_its_object(backend, name):
    x = np.array([0.5, -0.3, 0.8])
    mine, other = Counted(), Counted()
    compiled = srcad.value_and_grad(getattr(mine, name), backend=backend)
    plain = srcad.value_and_grad(getattr(other, name))
    for _ in range(2):
        for found, expected in zip(compiled(x), plain(x), strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-12)
        assert mine.calls == pytest.approx(other.calls, rel=1e-14)
        assert mine.table == other.table
        np.testing.assert_array_equal(mine.last, other.last)
    _, pullback = srcad.vjp(getattr(mine, name), x, backend=backend)
    np.testing.assert_allclose(pullback(1.0)[0], srcad.vjp(getattr(other, name), x)[1](1.0)[0], rtol=1e-12)
    assert mine.calls == pytest.approx(other.calls, rel=1e-14)


def test_what_a_function_writes_outside():
    x = np.array([0.5, -0.3, 0.8])
    COUNTED.calls, TOTALS[1] = 0, 0.0
    np.testing.assert_allclose(srcad.grad(counts_there, backend="numba")(x), 2 * x)
    assert COUNTED.calls == 1
    assert TOTALS[1] == 3.0
    before = CALLS
    np.testing.assert_allclose(srcad.grad(counts_a_global, backend="numba")(x), 2 * x)
    assert before + 1 == CALLS
    given = types.SimpleNamespace(calls=4, last=None)
    np.testing.assert_allclose(srcad.grad(counts_an_argument, backend="numba")(x, given), 2 * x)
    assert (given.calls, given.last) == (5, 0.5)


def test_what_may_not_be_there_to_be_written():
    class Kept:
        last = None

        def keeps_some(self, x):
            if x[0] > 0.0:
                self.last = x[0]
            return np.sum(x * x)

    x, kept = np.array([0.5, -0.3, 0.8]), Kept()
    with pytest.raises(srcad.SrcadError, match=r"a write to .* that may not happen"):
        srcad.grad(kept.keeps_some, backend="numba")(x)
    np.testing.assert_allclose(srcad.grad(kept.keeps_some, backend="auto")(x), 2 * x)
    assert kept.last == 0.5


# ------------------------------------------------------------ lengths
def staggered(steps, ex, ey, hz, source):
    for t in range(steps):
        ey[0, :] = source[t]
        ey[1:, :] -= 0.5 * (hz[1:, :] - hz[:-1, :])
        ex[:, 1:] -= 0.5 * (hz[:, 1:] - hz[:, :-1])
        hz[:-1, :-1] -= 0.7 * (ex[:-1, 1:] - ex[:-1, :-1] + ey[1:, :-1] - ey[:-1, :-1])
    return np.sum(ex * ex) + np.sum(ey * ey) + np.sum(hz * hz)


def test_lengths_that_are_equal_in_a_circle():
    fields = [harness.normal(6, 7) for _ in range(3)]
    both(staggered, 3, *fields, harness.normal(3), argnums=(1, 2, 3, 4))


# ------------------------------------------------------------ products
def products_of_all(x):
    return np.prod(x) + np.prod(np.abs(x.ravel())) * np.prod(np.cos(x) ** 2) + (x.T * 2.0).prod()


def products_along_axes(x):
    rows = np.sum(np.prod(x, axis=0) ** 2) + np.sum(x.prod(axis=1) ** 2)
    return rows + np.sum(np.prod(x, axis=1, keepdims=True) * x)


def products_of_stacks(x):
    stack = np.reshape(x, (1, 3, 1, 3))
    return (
        np.sum((stack @ x) ** 2)
        + np.sum((x @ np.reshape(x, (1, 1, 3, 3))) ** 3)
        + np.sum(np.dot(np.reshape(x, (3, 1, 3)), x) ** 2)
    )


def products_with_whole_numbers(x):
    return np.sum((x @ np.arange(9).reshape(3, 3)) ** 2) + np.sum(np.abs(x @ (np.eye(3) * 1j)) ** 2)


@pytest.mark.parametrize(
    "function", [products_of_all, products_along_axes, products_of_stacks, products_with_whole_numbers]
)
def test_products(function):
    checked(function, harness.normal(3, 3))


def test_products_with_zeros():
    for x in (np.array([0.5, 0.0, 2.0, -1.0]), np.array([0.0, 0.0, 2.0]), np.array([3.0]), np.zeros(0)):
        both(lambda x: np.prod(x) ** 2 + np.sum(x), x)


# ------------------------------------------------------------ indices that are lists, flags as numbers
def rows_exchanged(a):
    a = a.copy()
    a[[0, 1]] = a[[1, 0]]
    a[[0, 2]] += a[[1, 1]]
    a[[0, 1]] *= 2.0
    return np.sum(a * a[0])


def rows_by_lists(a):
    picked = np.sum(a[[0, 1, 0]] ** 2) + np.sum(a[:, [2, -1]] * a[0, 0]) + np.sum(a[[0, 1], [1, 2]] ** 3)
    return picked + np.sum(a[[True, False, True]] ** 2)


def numbers_of_flags(a):
    total = float(a[0, 0] >= 0.0) * a[1, 0] ** 2
    for k in range(3):
        total += float(a[k, 0] > 0.0) * a[k, 1] ** 2 + np.float64(a[k, 2] > 0.0) * a[k, 2]
    return total


def written_along_an_axis(a):
    b = a * 1.0
    np.put_along_axis(b, np.argsort(a, axis=1)[:, :2], 1.0, axis=1)
    np.put_along_axis(b, np.argmax(a, axis=1, keepdims=True), a[:, :1] ** 2, axis=1)
    return np.sum(b * a)


@pytest.mark.parametrize("function", [rows_exchanged, rows_by_lists, numbers_of_flags, written_along_an_axis])
def test_lists_and_flags(function):
    checked(function, harness.normal(3, 4))


# ------------------------------------------------------------ helpers of which nothing is differentiated
def pair(a):
    return a * 2.0, a + 1.0


def summed_in_a_loop(a, w):
    h = np.zeros(3)
    for i in range(3):
        h[i] += w[i]
    return h, a * 2.0


def elements_of_tuples(x):
    first = pair(x)[0] / pair(np.ones(3))[0]
    return np.sum(first / summed_in_a_loop(np.ones(3), np.full(3, 2.0))[0] * summed_in_a_loop(x, x)[0])


def halved(u):
    count = 0
    while u[0] > 0.01:
        u *= 0.5
        count += 1
    return count


def counts_are_left(x):
    u = x.copy()
    halved(u)
    return np.sum(u**2)


@pytest.mark.parametrize("function", [elements_of_tuples, counts_are_left])
def test_helpers(function):
    checked(function, harness.positive(3))


# ------------------------------------------------------------ messages of exceptions
class TooLong(Exception):
    def __init__(self, n, text):
        super().__init__(text)
        self.n = n


def with_a_percent_sign(x):
    n = x.size
    if n > 3:
        raise ValueError("too long: %d" % n)  # noqa: UP031 (what is tested)
    return np.sum(x**2)


def with_a_format(x):
    for k in range(x.size):
        if k > 2:
            raise RuntimeError(f"entry {k!r} is {x[k]:.2e}, of {x.size}")
    return np.sum(x**2)


def of_a_class_of_its_own(x):
    if x.shape[0] < 4:
        y = x * 2
    else:
        raise TooLong(x.size, f"n = {x.size}")
    return np.sum(y**2)


def asserted(x):
    assert x.size < 4, f"long: {x[0]:g}"
    return np.sum(x**2)


@pytest.mark.parametrize("function", [with_a_percent_sign, with_a_format, of_a_class_of_its_own, asserted])
def test_messages_of_exceptions(function):
    both(function, np.array([0.5, 1.0, 2.0]))
    long = np.array([0.5, 1.0, 2.0, 4.0])
    with pytest.raises(Exception, match=r"long|entry|n = ") as expected:
        srcad.grad(function)(long)
    with pytest.raises(type(expected.value)) as found:
        srcad.grad(function, backend="numba")(long)
    assert found.value.args == expected.value.args
    assert vars(found.value).get("n") == vars(expected.value).get("n")


# ------------------------------------------------------------ reductions told by arguments, and without holes
def variances_without_holes(x, axis=0):
    return np.sum(np.nanvar(x, axis=axis) + np.nanmean(x, axis=axis))


def deviations_without_holes(x):
    return np.sum(np.nanstd(np.where(x > 1.6, np.nan, x), axis=0)) + np.sum(np.nanstd(x, axis=1, ddof=1))


def axes_kept_or_not(x, axis=0, keep=True):
    return np.sum(np.mean(x, axis=axis, keepdims=keep) * np.std(x, axis=axis, keepdims=keep) ** 2)


def medians_along(x, axis=1, keep=False):
    return np.sum(np.median(x, axis=axis, keepdims=keep) ** 2)


def sums_along_a_new_axis(x, axis=1):
    return np.sum(np.cumsum(x, axis=axis) * np.expand_dims(np.max(x, axis), axis))


@pytest.mark.parametrize(
    "function",
    [variances_without_holes, deviations_without_holes, axes_kept_or_not, medians_along, sums_along_a_new_axis],
)
def test_reductions(function):
    checked(function, harness.positive(3, 4))


def spaced_by_a_factor(x, y):
    return np.geomspace(x, y, 5)


def test_what_only_python_could_do_in_a_pullback_is_refused():
    with pytest.raises(srcad.UnsupportedSyntax, match="unbroadcast"):
        srcad.vjp(spaced_by_a_factor, 0.7, 2.0, backend="numba")
