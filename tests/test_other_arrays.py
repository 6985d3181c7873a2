"""Arrays of other libraries, which NumPy's functions hand over to: a strict stand-in for CuPy's, and Dask's."""

import numpy as np
import pytest

import srcad


class Device(np.lib.mixins.NDArrayOperatorsMixin):
    """An array that lives elsewhere: operators and NumPy's functions work on it, and nothing turns it into NumPy's."""

    def __init__(self, data):
        self.data = data

    dtype = property(lambda self: self.data.dtype)
    shape = property(lambda self: self.data.shape)
    ndim = property(lambda self: self.data.ndim)
    size = property(lambda self: self.data.size)
    T = property(lambda self: Device(self.data.T))

    def __array__(self, *args, **kwargs):
        raise TypeError("this array must not become one of NumPy's")

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        return wrapped(self.data[index])

    def __setitem__(self, index, value):
        self.data[index] = plain(value)

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
        if any(isinstance(each, np.ndarray) and each.ndim for each in inputs):
            return NotImplemented
        if out is not None:
            kwargs["out"] = plain(out)
        found = getattr(ufunc, method)(*plain(inputs), **kwargs)
        return out[0] if out is not None else wrapped(found)

    def __array_function__(self, function, types, args, kwargs):
        return wrapped(function(*plain(args), **{key: plain(value) for key, value in kwargs.items()}))


def plain(value):
    if isinstance(value, tuple | list):
        return type(value)(map(plain, value))
    return value.data if isinstance(value, Device) else value


def wrapped(value):
    if isinstance(value, tuple | list):
        return type(value)(map(wrapped, value))
    return Device(np.asarray(value)) if isinstance(value, np.ndarray | np.generic) else value


def of_functions(x):
    return np.sum(np.sin(x) * x) + np.mean(np.exp(x))


def residuals(w, x, y):
    return np.sum((x @ w - y) ** 2)


def differences(x):
    return np.sum((x[1:] - x[:-1]) ** 2) + x[2] * x[0]


def in_a_loop(x, n):
    total = 0.0
    for i in range(n):
        total = total + np.sum(x * i) ** 2 * x[i]
    return total


def halves(x, n):
    while n > 0:
        x = x * 0.5 + np.tanh(x)
        n = n - 1
    return np.max(x) + np.sum(np.maximum(x, 0.3))


def rows_and_columns(a):
    return np.sum(np.sum(a, axis=0) ** 2) + np.sum(np.mean(a, axis=1, keepdims=True) * a)


def written(x):
    y = x * 2
    y[0] = 1.0
    y[1] *= 3.0
    return np.sum(y**2)


def written_by_another_name(x):
    y = x * 2
    z = y[1:]
    z[0] = 5.0
    return np.sum(y**2) + np.sum(z)


X = np.array([0.3, -0.7, 1.1, 0.4, 0.9])
CASES = [
    (of_functions, (X,)),
    (residuals, (X[:3], np.arange(15.0).reshape(5, 3) / 7, X)),
    (differences, (X,)),
    (in_a_loop, (X, 4)),
    (halves, (X, 3)),
    (rows_and_columns, (np.arange(6.0).reshape(2, 3) / 5,)),
    (written, (X,)),
]


def moved(args, make):
    return [make(arg) if isinstance(arg, np.ndarray) else arg for arg in args]


def check(function, args, make, back):
    value, gradient = srcad.value_and_grad(function)(*moved(args, make))
    assert type(gradient) is type(make(X))
    np.testing.assert_allclose(back(value), function(*args), rtol=1e-14)
    np.testing.assert_allclose(back(gradient), srcad.grad(function)(*args), rtol=1e-13)
    nothing = (None,) * (len(args) - 1)
    _, tangent = srcad.jvp(function, moved(args, make), (make(np.ones_like(args[0])), *nothing))
    np.testing.assert_allclose(back(tangent), np.sum(srcad.grad(function)(*args)), rtol=1e-12)


@pytest.mark.parametrize(("function", "args"), CASES, ids=lambda v: getattr(v, "__name__", ""))
def test_arrays_that_live_elsewhere(function, args):
    check(function, args, lambda a: Device(a.copy()), lambda a: np.asarray(plain(a)))


@pytest.mark.parametrize(("function", "args"), CASES, ids=lambda v: getattr(v, "__name__", ""))
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_arrays_of_dask(function, args):
    dask = pytest.importorskip("dask.array")
    check(function, args, lambda a: dask.from_array(a, chunks=2), np.asarray)


def test_parts_under_other_names_are_refused():
    with pytest.raises(srcad.KindError, match="written into under another name"):
        srcad.grad(written_by_another_name)(Device(X.copy()))
