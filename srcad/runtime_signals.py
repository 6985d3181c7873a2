"""Helpers of generated code for scipy.signal: what convolutions are cut from, and filters run backward."""

from __future__ import annotations

from typing import Any

import numpy as np

from .runtime_filters import around, folded
from .runtime_fourier import fitted


# ---------------------------------------------------------------- convolutions: the part of the full one that is kept
def _kept(in1: Any, in2: Any, mode: str, axes: Any) -> tuple[tuple[int, ...], tuple[slice, ...]]:
    """Return the shape of the full convolution of two arrays, and which part of it `mode` keeps."""
    rank = np.ndim(in1)
    along = range(rank) if axes is None else [i % rank for i in ((axes,) if np.ndim(axes) == 0 else axes)]
    shape, part = [], []
    for i, (n, m) in enumerate(zip(np.shape(in1), np.shape(in2), strict=True)):
        length = n + m - 1 if i in along else max(n, m)
        kept, first = length, 0
        if i in along and mode == "valid":
            kept, first = abs(n - m) + 1, min(n, m) - 1
        elif i in along and mode in ("same", "same, later"):
            kept, first = n, (m - 1) // 2 if mode == "same" else m // 2
        shape.append(length)
        part.append(slice(first, first + kept))
    return tuple(shape), tuple(part)


def whole_of(value: Any, in1: Any, in2: Any, mode: str, axes: Any) -> Any:
    """Return the adjoint of the full convolution of two arrays, of which `mode` keeps a part; that one's is given."""
    shape, part = _kept(in1, in2, mode, axes)
    found = np.zeros(shape, dtype=value.dtype)
    found[part] = value
    return found


def cut_out(x: Any, value: Any, in1: Any, in2: Any, mode: str, axes: Any) -> Any:
    """Return the part of a full convolution that `mode` keeps."""
    return x[_kept(in1, in2, mode, axes)[1]]


def borders(in2: Any) -> Any:
    """Return how far a full convolution with in2 reaches beyond the edges: pairs, one for each axis."""
    return tuple([(n - 1, n - 1) for n in np.shape(in2)])


# ---------------------------------------------------------------- filters
def lagged_products(w: Any, x: Any, b: Any, axis: int) -> Any:
    """Return the sums of `w[n] * x[n - k]` for k = 0, 1, ..., as many as b has elements: its adjoint in a filter."""
    late, early = np.moveaxis(w, axis, -1), np.moveaxis(x, axis, -1)
    n = late.shape[-1]
    found = [np.sum(late[..., k:] * early[..., : max(n - k, 0)]) for k in range(len(b))]
    return np.array(found, dtype=np.result_type(w, x))


def filtfilt_back(value: Any, b: Any, a: Any, axis: int, padtype: Any, padlen: Any) -> Any:
    """Return the adjoint of x in scipy.signal.filtfilt(b, a, x, axis, padtype, padlen), in its shape."""
    g = np.moveaxis(value, axis, -1)
    n = g.shape[-1]
    edge = 0 if padtype is None else 3 * max(len(np.atleast_1d(a)), len(np.atleast_1d(b))) if padlen is None else padlen
    wide = np.zeros((*g.shape[:-1], n + 2 * edge), dtype=g.dtype)
    wide[..., edge : edge + n] = g
    wide = _settled_back(np.flip(wide, -1), b, a)
    wide = _settled_back(np.flip(wide, -1), b, a)
    return np.moveaxis(_without_ends(wide, edge, padtype), -1, axis)


def _settled_back(g: Any, b: Any, a: Any) -> Any:
    """Return the adjoint of what a filter is given that has settled at the first element before it begins."""
    from scipy.signal import lfilter, lfilter_zi

    found = np.flip(lfilter(b, a, np.flip(g, -1)), -1)
    start = np.zeros(g.shape[-1])
    start[0] = 1.0
    found[..., 0] += g @ lfilter(lfilter_zi(b, a), np.atleast_1d(a) / np.atleast_1d(a)[0], start)
    return found


def _without_ends(wide: Any, edge: int, padtype: Any) -> Any:
    """Return the adjoint of what was made longer at both ends by `edge` elements, mirrored or as the last one is."""
    found = np.array(wide[..., edge : wide.shape[-1] - edge])
    if edge == 0:
        return found
    before, after = wide[..., :edge], wide[..., wide.shape[-1] - edge :]
    if padtype != "constant":
        sign = -1 if padtype == "odd" else 1
        found[..., 1 : edge + 1] += sign * np.flip(before, -1)
        found[..., -edge - 1 : -1] += sign * np.flip(after, -1)
    if padtype != "even":
        times = 2 if padtype == "odd" else 1
        found[..., 0] += times * np.sum(before, axis=-1)
        found[..., -1] += times * np.sum(after, axis=-1)
    return found


def analytic_back(value: Any, x: Any, axis: int) -> Any:
    """Return the adjoint of x in scipy.signal.hilbert(x, N, axis), in its shape, for the result's complex one."""
    from scipy.signal import hilbert

    turned = -np.imag(hilbert(np.imag(value), axis=axis))  # the Hilbert transform is antisymmetric
    return fitted(np.real(value) + turned, x, axis)


def savgol_back(
    value: Any, x: Any, window_length: int, polyorder: int, deriv: int, delta: float, axis: int, mode: str
) -> Any:
    """Return the adjoint of x in scipy.signal.savgol_filter, in its shape."""
    from scipy.signal import savgol_filter

    how = (window_length, polyorder, deriv, delta)
    half = window_length // 2
    rows = np.array(np.moveaxis(value, axis, 0))
    image = np.moveaxis(x, axis, 0)
    n = len(rows)
    if mode != "interp":
        pairs = around(image, half, 0)
        return np.moveaxis(
            folded(np.flip(savgol_filter(np.flip(np.pad(rows, pairs)), *how, 0, "constant")), image, pairs, mode),
            0,
            axis,
        )
    ends = savgol_filter(np.eye(window_length), *how, 0)  # at the ends, polynomials through the outermost elements
    first, last = np.tensordot(ends[:half].T, rows[:half], 1), np.tensordot(ends[-half:].T, rows[n - half :], 1)
    rows[:half] = 0.0
    rows[n - half :] = 0.0
    found = np.flip(savgol_filter(np.flip(np.pad(rows, around(rows, half, 0))), *how, 0, "constant"))[half : half + n]
    found[:window_length] += first
    found[n - window_length :] += last
    return np.moveaxis(found.astype(x.dtype), 0, axis)
