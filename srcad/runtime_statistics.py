"""Helpers of generated code for medians and quantiles, covariances and correlations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .runtime_axes import from_last, to_last
from .runtime_decompositions import adjugate, diagonals, on_diagonal
from .runtime_shape import unbroadcast


def order_weights(a: Any, q: Any, axis: Any, method: str = "linear", skip: bool = False) -> Any:
    """Return the weight of each element of a in its q-quantile along `axis`, in a's shape; `skip` leaves nan out.

    For several q there is a first axis more. Weights are those of places in sorted order, as NumPy interpolates them.
    """
    if np.ndim(q):
        return _of_each(order_weights, a, q, axis, method, skip)
    rows, order, n = _sorted_rows(a, axis, skip)
    place = np.zeros(rows.shape[:-1])
    for count in np.unique(n):
        if count:
            place[n == count] = np.quantile(np.arange(float(count)), q, method=method)  # type: ignore[call-overload]
    low = np.floor(place).astype(int)
    share = (place - low)[..., None]
    found = np.zeros_like(rows)
    np.put_along_axis(found, np.take_along_axis(order, low[..., None], -1), 1 - share, -1)
    upper = np.take_along_axis(order, np.minimum(low + 1, np.maximum(n - 1, 0))[..., None], -1)
    np.put_along_axis(found, upper, np.take_along_axis(found, upper, -1) + share, -1)
    return from_last(found, a, axis)


def order_slopes(a: Any, q: Any, axis: Any, method: str = "linear", skip: bool = False) -> Any:
    """Return how the weights of `order_weights` change with q, which moves from place to place in sorted order."""
    if np.ndim(q):
        return _of_each(order_slopes, a, q, axis, method, skip)
    rows, order, n = _sorted_rows(a, axis, skip)
    found = np.zeros_like(rows)
    for count in np.unique(n):
        low, pace = _pace(int(count), float(q), method)
        if pace:
            found[n == count] = _stepping(found[n == count], order[n == count], low, pace)
    return from_last(found, a, axis)


def _of_each(found: Callable[..., Any], a: Any, q: Any, axis: Any, method: str, skip: bool) -> Any:
    """Return what is found for each of several q, with q's axes in front."""
    each = np.stack([found(a, one, axis, method, skip) for one in np.ravel(q)])
    return each.reshape(np.shape(q) + np.shape(a))


def _sorted_rows(a: Any, axis: Any, skip: bool) -> tuple[Any, Any, Any]:
    """Return a with `axis` last, the order of the elements of each row, and how many of them count."""
    rows = to_last(a, axis)
    n = np.sum(~np.isnan(rows), axis=-1) if skip else np.full(rows.shape[:-1], rows.shape[-1])
    return rows, np.argsort(rows, axis=-1), n


def _stepping(found: Any, order: Any, low: int, pace: float) -> Any:
    """Return rows of weights that pass from the element at one place in sorted order to the one at the next."""
    np.put_along_axis(found, order[..., low : low + 1], -pace, -1)
    np.put_along_axis(found, order[..., low + 1 : low + 2], pace, -1)
    return found


def _pace(count: int, q: float, method: str) -> tuple[int, float]:
    """Return the place below a quantile of sorted numbers, and how fast its place grows with q: 0 where it jumps."""
    ends = {
        "linear": (1.0, 1.0), "weibull": (0.0, 0.0), "hazen": (0.5, 0.5), "interpolated_inverted_cdf": (0.0, 1.0),
        "median_unbiased": (1 / 3, 1 / 3), "normal_unbiased": (3 / 8, 3 / 8),
    }  # fmt: skip
    if count < 2 or method not in ends:
        return 0, 0.0
    first, last = ends[method]
    place = count * q + first + q * (1 - first - last) - 1
    if not 0 <= place <= count - 1:
        return 0, 0.0
    return min(int(place), count - 2), count + 1 - first - last


def quantile_tangent(g: Any, weights: Any, axis: Any, keepdims: bool, several: int) -> Any:
    """Return the sum of g times weights along `axis`, for `several` axes of quantiles in front."""
    rows = to_last(g, axis)
    found = [np.sum(rows * to_last(w, axis), axis=-1) for w in np.reshape(weights, (-1, *np.shape(g)))]
    if keepdims:
        found = [from_last(np.expand_dims(f, -1), np.sum(g, axis=axis, keepdims=True), axis) for f in found]
    return np.reshape(np.stack(found), np.shape(weights)[:several] + np.shape(found[0]))


def quantile_adjoint(g: Any, weights: Any, a: Any, axis: Any, keepdims: bool) -> Any:
    """Return the adjoint of a in a quantile with these weights, in a's shape."""
    return np.sum(_as_kept(g, weights, a, axis, keepdims) * weights, axis=tuple(range(np.ndim(weights) - np.ndim(a))))


def quantile_outer(g: Any, x: Any, weights: Any, axis: Any, keepdims: bool) -> Any:
    """Return the adjoint of weights in quantiles of x, in their shape."""
    return _as_kept(g, weights, x, axis, keepdims) * x


def _as_kept(g: Any, weights: Any, a: Any, axis: Any, keepdims: bool) -> Any:
    """Return the adjoint of quantiles of a with the axes that were reduced put back."""
    if keepdims:
        return g
    return np.reshape(g, np.shape(weights)[: np.ndim(weights) - np.ndim(a)] + np.shape(np.sum(a, axis, keepdims=True)))


# ---------------------------------------------------------------- covariances
def variables(m: Any, y: Any, rowvar: bool) -> Any:
    """Return the variables that np.cov sees, one a row."""
    rows = _rows(m, rowvar)
    return rows if y is None else np.concatenate((rows, _rows(y, rowvar)), axis=0)


def _rows(m: Any, rowvar: bool) -> Any:
    """Return a matrix with a variable in each row."""
    if np.ndim(m) < 2:
        return np.reshape(m, (1, -1))
    return m if rowvar else np.transpose(m)


def rows_adjoint(g: Any, m: Any, y: Any, rowvar: bool, second: bool) -> Any:
    """Return the part of g, an adjoint of `variables(m, y, rowvar)`, that is m's, or y's if `second`."""
    like = y if second else m
    count = np.shape(like)[0 if rowvar else 1] if np.ndim(like) == 2 else 1
    part = g[len(g) - count :] if second else g[:count]
    return unbroadcast(np.reshape(part if np.ndim(like) < 2 or rowvar else np.transpose(part), np.shape(like)), like)


def rows_of_part(x: Any, value: Any, like: Any, rowvar: bool, second: bool) -> Any:
    """Return x, like one of np.cov's arguments, as its rows among zeros of the shape of `value`."""
    rows = _rows(x, rowvar)
    zeros = np.zeros_like(value[: len(value) - len(rows)])
    return np.concatenate((zeros, rows) if second else (rows, zeros), axis=0)


def cov_scale(x: Any, bias: bool, ddof: Any) -> Any:
    """Return what np.cov divides by."""
    return np.float64(np.shape(x)[1] - ((0 if bias else 1) if ddof is None else ddof))


def cov_tangent(g: Any, x: Any, bias: bool, ddof: Any) -> Any:
    """Return the tangent of np.cov for variables x in rows, and their tangent g."""
    half = g @ adjugate(x - np.mean(x, axis=1, keepdims=True))
    return np.squeeze((half + adjugate(half)) / cov_scale(x, bias, ddof))


def cov_adjoint(g: Any, x: Any, bias: bool, ddof: Any) -> Any:
    """Return the adjoint of variables x in rows, for that of np.cov."""
    g = np.reshape(g, (len(x), len(x)))
    return (g + adjugate(g)) @ (x - np.mean(x, axis=1, keepdims=True)) / cov_scale(x, bias, ddof)


def corr_tangent(g: Any, x: Any) -> Any:
    """Return the tangent of np.corrcoef for variables x in rows, and their tangent g."""
    c, dc = np.reshape(np.cov(x), (len(x), len(x))), np.reshape(cov_tangent(g, x, False, None), (len(x), len(x)))
    d = np.real(diagonals(c))
    scale = np.sqrt(np.expand_dims(d, 0) * np.expand_dims(d, 1))
    change = 0.5 * np.real(diagonals(dc)) / d
    return np.squeeze(dc / scale - c / scale * (np.expand_dims(change, 0) + np.expand_dims(change, 1)))


def corr_adjoint(g: Any, x: Any) -> Any:
    """Return the adjoint of variables x in rows, for that of np.corrcoef."""
    g, c = np.reshape(g, (len(x), len(x))), np.reshape(np.cov(x), (len(x), len(x)))
    d = np.real(diagonals(c))
    scaled = g / np.sqrt(np.expand_dims(d, 0) * np.expand_dims(d, 1))
    both = np.real(scaled * np.conj(c))
    sums = np.sum(both, axis=0) + np.sum(both, axis=1)
    return cov_adjoint(scaled - on_diagonal(0.5 * sums / d), x, False, None)
