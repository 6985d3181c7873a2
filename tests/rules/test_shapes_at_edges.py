"""Empty arrays, arrays of no axes or of one element, read-only and strided ones: gradients keep shape and dtype."""

import warnings

import numpy as np
import pytest

import srcad

EMPTY, ZERO, ONE = np.zeros(0), np.array(2.5), np.array([2.5])
ROWS = np.arange(1.0, 7.0).reshape(2, 3)

AT_EDGES = [
    *[
        (f"np.sum({f})", x)
        for f in (
            "np.sort(x)",
            "np.cumsum(x)",
            "np.cumprod(x)",
            "np.diff(x)",
            "np.sin(x)",
            "np.pad(x, 1)",
            "x[::2]",
            "np.tile(x, 2)",
        )
        for x in (EMPTY, ONE)
    ],
    *[
        (f"np.sum({f})", x)
        for f in (
            "np.append(x, 1.0)",
            "np.concatenate((x, x))",
            "np.repeat(x, 3)",
            "np.flip(x)",
            "np.roll(x, 1)",
            "x * x",
            "np.delete(x, [])",
        )
        for x in (EMPTY, ONE)
    ],
    *[(f"np.sum({f})", ONE) for f in ("np.median(x)", "np.max(x)", "np.var(x)", "np.fft.fft(x).real", "np.unique(x)")],
    *[(f, x) for f in ("np.sum(x)", "np.prod(x)", "np.linalg.norm(x)", "x @ x", "np.dot(x, x)") for x in (EMPTY, ONE)],
    *[
        (f"np.sum({f})", ZERO)
        for f in ("np.exp(x)", "x * 2", "np.reshape(x, (1, 1))", "np.maximum(x, 0)", "x[None]", "np.ravel(x)")
    ],
    *[
        (f"np.sum({f})", ZERO)
        for f in ("np.stack((x, x))", "np.cumsum(x)", "np.full(3, x)", "np.where(x > 0, x, 0)", "x[()]")
    ],
    *[
        (f"np.sum({f})", ROWS)
        for f in (
            "np.sum(x, axis=-1)",
            "np.max(x, axis=(0, 1))",
            "np.mean(x, axis=(-1, -2))",
            "np.std(x, axis=-2)",
            "np.prod(x, axis=(1, 0))",
        )
    ],
    *[
        (f"np.sum({f})", ROWS[:, :1])
        for f in ("np.max(x, axis=1)", "x + np.ones(3)", "np.broadcast_to(x, (2, 4))", "np.squeeze(x)", "x * x.T")
    ],
    *[
        (f"np.sum({f})", ROWS.T)
        for f in ("np.ravel(x)", "x.reshape(-1) * x.ravel()", "np.linalg.norm(x, axis=0)", "x @ x.T")
    ],
    *[
        (f"np.sum({f})", np.zeros((0, 3)))
        for f in ("np.sum(x, axis=1)", "x @ np.ones(3)", "np.linalg.norm(x, axis=1)", "x.T", "np.mean(x, axis=1)")
    ],
]


def run(text, x):
    """Return value, gradient and tangent of an expression in x."""
    f = srcad.from_source(f"def f(x):\n    return {text}\n", {"np": np}, "f")
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        value, gradient = srcad.value_and_grad(f)(x)
        _, tangent = srcad.jvp(f, (x,), (np.ones_like(x),))
    return f(x), value, gradient, tangent


@pytest.mark.parametrize("text, x", AT_EDGES, ids=lambda v: v if isinstance(v, str) else str(np.shape(v)))
def test_shape(text, x):
    plain, value, gradient, tangent = run(text, x)
    assert value == plain
    assert np.shape(gradient) == x.shape
    assert np.result_type(gradient) == x.dtype
    assert np.sum(gradient) == pytest.approx(tangent, rel=1e-12)
    step = 1e-6
    f = srcad.from_source(f"def f(x):\n    return {text}\n", {"np": np}, "f")
    assert np.sum(gradient) == pytest.approx((f(x + step) - f(x - step)) / (2 * step), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    "text", ["np.sum(x * x)", "np.sum(np.sort(x))", "np.linalg.norm(x)", "np.sum(np.fft.rfft(x).real)"]
)
def test_read_only_and_strided(text):
    base = np.arange(1.0, 9.0)
    base.flags.writeable = False
    for x in (base, base[::2], base[::-1]):
        before = x.copy()
        _, _, gradient, _ = run(text, x)
        np.testing.assert_array_equal(x, before)
        np.testing.assert_allclose(gradient, run(text, before)[2], rtol=1e-13)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.longdouble])
@pytest.mark.parametrize(
    "text", ["np.sum(x * x)", "np.sum(np.exp(x))", "np.max(x)", "np.sum(np.cumsum(x))", "np.sum(x[1:] * 2)"]
)
def test_dtype_is_kept(text, dtype):
    x = np.array([0.5, 1.5, -0.25], dtype=dtype)
    plain, value, gradient, _ = run(text, x)
    assert value == plain
    assert gradient.dtype == dtype


def test_nan_and_inf_pass_through():
    x = np.array([np.nan, np.inf, 1.0])
    np.testing.assert_array_equal(run("np.sum(x * x)", x)[2], [np.nan, np.inf, 2.0])
    np.testing.assert_array_equal(run("np.sum(np.where(np.isfinite(x), np.exp(x), 0.0))", x)[2], [0.0, 0.0, np.e])
    np.testing.assert_array_equal(run("np.nansum(x)", np.array([np.nan, 1.0]))[2], [0.0, 1.0])


def test_equal_eigenvalues():
    """Through the values alone the derivative exists; through vectors it is not said to be a number."""

    def of_values(a):
        return np.sum(np.linalg.eigh(a)[0] ** 2)

    def of_vectors(a):
        w, v = np.linalg.eigh(a)
        return np.sum((v * w**2) @ v.T)

    np.testing.assert_allclose(srcad.grad(of_values)(np.eye(3)), 2 * np.eye(3), atol=1e-12)
    with np.errstate(all="ignore"):
        assert not np.all(np.isfinite(srcad.grad(of_vectors)(np.eye(3))))
