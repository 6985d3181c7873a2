"""Helpers of generated code for differences, integrals, interpolation and convolution."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .runtime_axes import scatter
from .runtime_shape import unbroadcast


# ---------------------------------------------------------------- differences
def diff_adjoint(g: Any, a: Any, n: int, axis: int) -> Any:
    """Return the adjoint of a in np.diff(a, n, axis), in a's shape."""
    if not np.size(g):
        return np.zeros(np.shape(a), dtype=g.dtype)
    for _ in range(n):
        edge = np.zeros_like(np.take(g, [0], axis=axis))
        g = -np.diff(np.concatenate((edge, g, edge), axis=axis), axis=axis)
    return g


def ends(a: Any, axis: int, prepend: Any, append: Any) -> Any:
    """Return what np.diff joins: what is prepended, a, what is appended; each in full, or of length 0."""
    shape = list(np.shape(a))
    found = []
    for part in (prepend, a, append):
        if part is None:
            shape[axis] = 0
            found.append(np.zeros(shape))
        elif np.ndim(part) == 0:
            shape[axis] = 1
            found.append(np.broadcast_to(part, shape))
        else:
            found.append(part)
    return tuple(found)


def ediff1d_adjoint(g: Any, ary: Any, to_end: Any, to_begin: Any) -> Any:
    """Return the adjoint of ary in np.ediff1d(ary, to_end, to_begin), in its shape."""
    start = 0 if to_begin is None else np.size(to_begin)
    inner = g[start : np.size(g) - (0 if to_end is None else np.size(to_end))]
    return np.reshape(diff_adjoint(inner, np.ravel(ary), 1, 0), np.shape(ary))


def gradient_adjoint(g: Any, f: Any, varargs: Any, axis: Any, edge_order: Any) -> Any:
    """Return the adjoint of f in np.gradient(f, *varargs, axis=axis, edge_order=edge_order), in f's shape.

    An element of the result depends on three neighbours at most; three combs of ones tell its coefficients.
    """
    axes = tuple(range(np.ndim(f))) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    spacings = varargs * len(axes) if len(varargs) == 1 else varargs or (1.0,) * len(axes)
    parts = (g,) if len(axes) == 1 and isinstance(g, np.ndarray) else tuple(g)
    total = np.zeros(np.shape(f), dtype=np.result_type(f, *parts))
    for part, axis, spacing in zip(parts, axes, spacings, strict=True):
        n = np.shape(f)[axis]
        first = np.clip(np.arange(n) - 1, 0, max(n - 3, 0))
        rows, found = np.moveaxis(part, axis, -1), np.moveaxis(total, axis, -1)
        for c in range(min(n, 3)):
            weights = np.gradient((np.arange(n) % 3 == c).astype(float), spacing, edge_order=edge_order)
            places: Any = (..., np.minimum(first + (c - first) % 3, n - 1))
            np.add.at(found, places, rows * weights)
    return total


# ---------------------------------------------------------------- integrals by trapezes
def trapezoid_weights(y: Any, x: Any, dx: Any, axis: int) -> Any:
    """Return the weight of each element of y in np.trapezoid(y, x, dx, axis); it broadcasts against y."""
    if x is None:
        along = np.swapaxes(np.ones_like(y), axis, -1)
        steps = 0.5 * dx * along[..., 1:]
    else:
        along = x if np.ndim(x) == 1 else np.swapaxes(x, axis, -1)
        steps = 0.5 * np.diff(along)
    none = np.zeros_like(steps[..., :1])
    rows = np.concatenate((steps, none), axis=-1) + np.concatenate((none, steps), axis=-1)
    if x is not None and np.ndim(x) == 1:
        rows = rows * np.ones_like(np.swapaxes(y, axis, -1))
    return np.swapaxes(rows, axis, -1)


def trapezoid_steps_adjoint(g: Any, y: Any, x: Any, axis: int) -> Any:
    """Return the adjoint of x in np.trapezoid(y, x, axis=axis), in x's shape; g has the axis put back."""
    rows = np.swapaxes(y, axis, -1)
    middle = np.swapaxes(g, axis, -1) * (0.5 * (rows[..., 1:] + rows[..., :-1]))
    none = np.zeros_like(middle[..., :1])
    found = np.concatenate((none, middle), axis=-1) - np.concatenate((middle, none), axis=-1)
    return unbroadcast(found if np.ndim(x) == 1 else np.swapaxes(found, axis, -1), x)


# ---------------------------------------------------------------- interpolation
def segment(x: Any, xp: Any) -> Any:
    """Return the position of the left end of the piece that each of the points x is in."""
    return np.clip(np.searchsorted(xp, x, side="right") - 1, 0, len(xp) - 2)


def interp_slope(x: Any, xp: Any, fp: Any) -> Any:
    """Return the derivative of np.interp(x, xp, fp) through x: 0 outside, at a knot that of the piece to the right."""
    xp = np.asarray(xp)
    i = segment(x, xp)
    inside = (x >= xp[0]) & (x <= xp[-1])
    return np.where(inside, (fp[i + 1] - fp[i]) / (xp[i + 1] - xp[i]), 0.0)


def interp_adjoint(g: Any, x: Any, xp: Any, fp: Any, left: Any, right: Any) -> Any:
    """Return the adjoint of fp in np.interp(x, xp, fp, left, right), in its shape."""
    xp = np.asarray(xp)
    i = segment(x, xp)
    share = np.clip((x - xp[i]) / (xp[i + 1] - xp[i]), 0.0, 1.0)
    if left is not None:
        g = np.where(x < xp[0], 0.0, g)
    if right is not None:
        g = np.where(x > xp[-1], 0.0, g)
    return scatter(g * (1 - share), i, fp) + scatter(g * share, i + 1, fp)


# ---------------------------------------------------------------- convolution
def full_length(g: Any, a: Any, v: Any, mode: str, turned: bool) -> Any:
    """Return the adjoint g of np.convolve(a, v, mode), or of np.correlate if `turned`, as that for mode "full"."""
    if mode == "full":
        return g
    before, after = _missing(a, v, mode, turned)
    return np.pad(g, (before, after))


def part_of_full(x: Any, value: Any, a: Any, v: Any, mode: str, turned: bool) -> Any:
    """Return the numbers of x that np.convolve(a, v, mode) keeps of those for mode "full"."""
    if mode == "full":
        return x
    before, after = _missing(a, v, mode, turned)
    return x[before : np.size(x) - after]


def _missing(a: Any, v: Any, mode: str, turned: bool) -> tuple[int, int]:
    """Return how many numbers of the full convolution are left out before and after."""
    short = min(np.size(a), np.size(v))
    if mode == "valid":
        return short - 1, short - 1
    before = short // 2 if turned and np.size(a) < np.size(v) else short - 1 - short // 2
    return before, short - 1 - before


# ---------------------------------------------------------------- ramps, and sums that begin with 0
def geometric_share(x: Any, y: Any, num: int, endpoint: bool, first: float, last: float) -> Any:
    """Return the weights of an end in the logarithms of np.geomspace, from `first` to `last`, along y's first axis."""
    return np.reshape(np.linspace(first, last, num, endpoint), (-1,) + (1,) * (np.ndim(y) - 1))


def without_first(x: Any, axis: Any) -> Any:
    """Return x without its first element along an axis, None meaning the only one."""
    return np.delete(x, 0, 0 if axis is None else axis)


def with_first(x: Any, axis: Any) -> Any:
    """Return x with a zero put before its elements along an axis, None meaning the only one."""
    return np.insert(x, 0, 0, 0 if axis is None else axis)


def romb_weights(v: Any, dx: Any, axis: int) -> Any:
    """Return the weights of the samples v in scipy.integrate.romb(v, dx, axis), so that they broadcast against v."""
    n = np.shape(v)[axis]
    steps = [(n - 1) >> i for i in range((n - 1).bit_length())]
    row: list[Any] = []
    for step in steps:
        weights = np.zeros(n)
        weights[::step] = step * dx
        weights[[0, -1]] *= 0.5
        new = [weights]
        for j, former in enumerate(row):
            new.append(new[j] + (new[j] - former) / (4 ** (j + 1) - 1))
        row = new
    return np.reshape(row[-1], [-1 if i == axis % np.ndim(v) else 1 for i in range(np.ndim(v))])


# ---------------------------------------------------------------- counts
def histogram_tangent(g: Any, a: Any, y: Any, density: Any, weights: Any) -> Any:
    """Return the tangents of y = np.histogram(a, density=density, weights=weights) for the tangent g of the weights."""
    counts = np.histogram(a, y[1], weights=g)[0]
    if density:
        total = np.sum(np.histogram(a, y[1], weights=weights)[0])
        counts = (counts / np.diff(y[1]) - np.sum(counts) * y[0]) / total
    return counts, np.zeros(np.shape(y[1]))


def histogram_adjoint(g: Any, a: Any, y: Any, density: Any, weights: Any) -> Any:
    """Return the adjoint of the weights in y = np.histogram(a, density=density, weights=weights), in their shape."""
    bars = g[0]
    place = np.searchsorted(y[1], a, side="right") - 1
    place = np.where(a == y[1][-1], len(bars) - 1, place)
    inside = (place >= 0) & (place < len(bars))
    if density:
        total = np.sum(np.where(inside, weights, 0.0))
        bars = (bars / np.diff(y[1]) - np.sum(bars * np.conj(y[0]))) / np.conj(total)
    return np.where(inside, bars[np.clip(place, 0, len(bars) - 1)], 0.0)


# ---------------------------------------------------------------- scipy.integrate.quad: its rule on its last intervals
def quad_points(found: Any, a: Any, b: Any) -> Any:
    """Return the points at which `quad` looked last, as shares, their weights, and the form of the bounds: 0 where both
    are finite (points at a + (b - a) * share), 1 and 2 where one is (a + share, b - share), 3 where none is.

    QUADPACK bisects the interval and takes Kronrod's rule of 21 points on each part; infinite ones it maps to (0, 1].
    """
    if len(found) > 3:
        warnings.warn(str(found[3]), stacklevel=2)
    last = found[2]["last"]
    low, high = found[2]["alist"][:last], found[2]["blist"][:last]
    form = int(np.isinf(a)) * 2 + int(np.isinf(b))
    form = (0, 1, 2, 3)[form] if b >= a else (0, 2, 1, 3)[form]
    nodes = np.concatenate((-_KRONROD[:-1], _KRONROD[::-1]))
    weights = np.concatenate((_KRONROD_WEIGHTS[:-1], _KRONROD_WEIGHTS[::-1]))
    half = np.expand_dims(0.5 * (high - low), 1)
    at, weight = np.ravel(np.expand_dims(0.5 * (low + high), 1) + half * nodes), np.ravel(half * weights)
    if form == 0:
        order = (at - a) / (b - a)
        return order, weight / (b - a), 0
    share, slope = (1.0 - at) / at, weight / (at * at)
    if form == 3:
        return np.concatenate((share, -share)), np.concatenate((slope, slope)) * (1.0 if b > a else -1.0), 3
    return share, slope * (1.0 if b > a else -1.0), form


_KRONROD = np.array([
    0.995657163025808080735527280689003, 0.973906528517171720077964012084452, 0.930157491355708226001207180059508,
    0.865063366688984510732096688423493, 0.780817726586416897063717578345042, 0.679409568299024406234327365114874,
    0.562757134668604683339000099272694, 0.433395394129247190799265943165784, 0.294392862701460198131126603103866,
    0.148874338981631210884826001129720, 0.0,
])  # fmt: skip
_KRONROD_WEIGHTS = np.array([
    0.011694638867371874278064396062192, 0.032558162307964727478818972459390, 0.054755896574351996031381300244580,
    0.075039674810919952767043140916190, 0.093125454583697605535065465083366, 0.109387158802297641899210590325805,
    0.123491976262065851077958109585166, 0.134709217311473325928054001771707, 0.142775938577060080797094273138717,
    0.147739104901338491374841515972068, 0.149445554002916905664936468389821,
])  # fmt: skip


def quad_place(a: Any, b: Any, share: Any, form: int) -> Any:
    """Return a point between a and b; see `quad_points`."""
    if form == 0:
        return a + (b - a) * share
    return share if form == 3 else a + share if form == 1 else b - share


def quad_moves(share: Any, form: int, which: int) -> Any:
    """Return how fast a point moves with a, or else with b."""
    if form == 0:
        return share if which else 1.0 - share
    return 1.0 if form == which + 1 else 0.0


def quad_width(a: Any, b: Any, form: int) -> Any:
    """Return what the weights of points are multiplied by."""
    return b - a if form == 0 else 1.0
