"""`memory=`: loops run again what does not fit, the gradients are the same, and what cannot run again is stored."""

import pickle
import tracemalloc

import numpy as np
import pytest

import srcad
from srcad.budget import bytes_of


def stepped(u, c, n):
    for _ in range(n):
        u = u + c * np.sin(u) * np.roll(u, 1)
    return np.sum(u**2)


def in_place(u, c, n):
    energy = 0.0
    for t in range(n):
        w = c * np.sin(u)
        if t > 5 and w[0] > 100.0:
            break
        u[1:-1] += 0.1 * w[:-2] * u[2:]
        energy += np.sum(u) * 0.01
    w = np.cos(u)
    return np.sum(u * w) + energy


def until(u, c, end):
    t = 0.0
    while t < end:
        u = u + c * np.sin(u)
        t += 0.01
    return np.sum(u**2)


def for_ever(u, c, n):
    k = 0
    while True:
        u = u + c * np.tanh(u)
        k += 1
        if k == n:
            break
    return np.sum(u**2)


def two_loops(u, c, n):
    for _ in range(n):
        u = np.sin(u) * c + u
    v = np.cos(u)
    for k in range(n):
        v = v + 0.1 * k * np.sin(v) * u
    return np.sum(v)


def helper(u, c, n):
    def march(u, steps):
        for _ in range(steps):
            u = u + c * np.sin(u)
        return u

    return np.sum(march(u, n) * march(u, 2 * n))


def last_read(u, c, n):
    for _ in range(n):
        kept = c * np.sin(u)
        u = u + kept
    return np.sum(u * kept)


def under_two_names(u, c, n):
    u = u.copy()
    inner = u[1:]
    for _ in range(n):
        u[1:] *= 1.0 + c
        inner += c * u[0]
    return np.sum(u)


U = np.linspace(0.1, 1.0, 50)
CASES = [
    (stepped, (U, 0.01, 40)), (in_place, (U, 0.01, 40)), (until, (U, 0.01, 0.4)), (for_ever, (U, 0.01, 40)),
    (two_loops, (U, 0.01, 40)), (helper, (U, 0.01, 40)), (under_two_names, (U, 0.01, 40)), (last_read, (U, 0.01, 40)),
]  # fmt: skip


@pytest.mark.parametrize(("function", "args"), CASES, ids=lambda x: getattr(x, "__name__", ""))
@pytest.mark.parametrize("memory", [1, 3000, "10kB", "1 GB"])
def test_the_gradient_is_the_same(function, args, memory):
    given = [np.copy(x) if isinstance(x, np.ndarray) else x for x in args]
    value, gradient = srcad.value_and_grad(function, argnums=(0, 1), memory=memory)(*given)
    expected, wanted = srcad.value_and_grad(function, argnums=(0, 1))(*args)
    assert value == expected
    for found, right in zip(gradient, wanted, strict=True):
        np.testing.assert_allclose(found, right, rtol=1e-12, atol=1e-14)
    assert all(np.array_equal(x, y) for x, y in zip(given, args, strict=True))


@pytest.mark.parametrize(("function", "args"), CASES[:-2], ids=lambda x: getattr(x, "__name__", ""))
def test_what_does_not_fit_is_run_again(function, args):
    assert "slots_within" in srcad.source(function, *args, memory="4kB")
    assert "slots_within" not in srcad.source(function, *args)


def test_what_fits_is_stored():
    assert "slots_within" not in srcad.source(stepped, U, 0.01, 40, memory="1MB")
    gradient = srcad.grad(stepped, memory="100kB")  # 40 steps store 50 kB, 400 store half a megabyte
    for n, again in ((40, False), (400, True), (40, False)):
        gradient(U, 0.01, n)
        assert ("slots_within" in srcad.source(stepped, U, 0.01, n, memory="100kB")) is again


def test_a_loop_that_cannot_run_again_is_stored():
    text = srcad.source(last_read, U, 0.01, 40, memory=1)
    assert "stack" in text
    assert "slots_within" not in text


def peak(function, *args):
    function(*args)
    tracemalloc.start()
    function(*args)
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def test_memory_is_kept_to():
    u = np.linspace(0.1, 1.0, 20_000)  # 160 kB; three arrays are stored in each of 100 steps: 48 MB
    assert peak(srcad.grad(stepped), u, 1e-3, 100) > 20e6
    assert peak(srcad.grad(stepped, memory="3MB"), u, 1e-3, 100) < 5e6


def test_options_of_the_decorator():
    decorated = srcad.differentiate(memory="4kB")(stepped)
    assert "slots_within" in decorated.source(U, 0.01, 40)
    assert "slots_within" in srcad.source(decorated, U, 0.01, 40)
    np.testing.assert_allclose(decorated.grad(U, 0.01, 40), srcad.grad(stepped)(U, 0.01, 40), rtol=1e-12)
    again = pickle.loads(pickle.dumps(srcad.grad(stepped, memory="4kB")))
    assert again.memory == 4000


@pytest.mark.parametrize(
    ("memory", "count"),
    [(7, 7), ("7", 7), ("200MB", 200_000_000), ("1.5 kb", 1500), ("2GiB", 2**31), ("64 KiB", 65536), (np.int64(9), 9)],
)
def test_amounts(memory, count):
    assert bytes_of(memory) == count


@pytest.mark.parametrize("memory", ["much", "12 parsecs", -1, 0, True, 1.5, "-3MB"])
def test_amounts_that_are_none(memory):
    with pytest.raises(srcad.KindError, match="memory must be"):
        srcad.grad(stepped, memory=memory)


def test_compiled_code_takes_no_limit():
    with pytest.raises(srcad.KindError, match="NumPy code"):
        srcad.grad(stepped, memory="1MB", backend="numba")
