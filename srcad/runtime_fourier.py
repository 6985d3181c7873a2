"""Helpers of generated code for np.fft: lengths and weights of half a spectrum."""

from __future__ import annotations

from typing import Any

import numpy as np

from .runtime_shape import unbroadcast

_INVERSE = {1: 1, 2: 3, 3: 2, 4: 4}
_SWAPPED = {None: "forward", "backward": "forward", "forward": "backward", "ortho": "ortho"}


def fitted(g: Any, a: Any, axes: Any) -> Any:
    """Return g cut off or filled with zeros along axes (an int, a tuple, None for all) to a's shape, in a's dtype."""
    places = range(np.ndim(a)) if axes is None else axes if isinstance(axes, tuple | list) else (axes,)
    if not places:
        return unbroadcast(g, a)
    index, widths = [slice(None)] * np.ndim(a), [(0, 0)] * np.ndim(a)
    for axis in places:
        n, own = np.shape(a)[axis], np.shape(g)[axis]
        index[axis], widths[axis] = slice(0, n), (0, max(n - own, 0))
    return unbroadcast(np.pad(g[tuple(index)], widths), a)


def half_weights(n: int, axis: int, rank: int) -> Any:
    """Return how often each number of half a spectrum of n stands in the whole one: 1 or 2; it broadcasts."""
    weights = np.full(n // 2 + 1, 2.0)
    weights[0] = 1.0
    if n % 2 == 0:
        weights[-1] = 1.0
    shape = [1] * rank
    shape[axis] = -1
    return np.reshape(weights, shape)


def inverse_norm(norm: str | None) -> str:
    """Return the `norm` of the transform that is the adjoint of the inverse transform with `norm`."""
    return {None: "forward", "backward": "forward", "forward": "backward"}.get(norm, "ortho")


def last_axes(a: Any, s: Any, axes: Any) -> Any:
    """Return the axes that np.fft.fftn and its relatives transform."""
    if axes is not None:
        return tuple(axes)
    rank = np.ndim(a)
    return tuple(range(rank)) if s is None else tuple(range(rank - len(s), rank))


def lengths(a: Any, s: Any, axes: Any) -> Any:
    """Return the lengths that np.fft.fftn and its relatives transform along their axes."""
    return tuple([np.shape(a)[axis] for axis in last_axes(a, s, axes)]) if s is None else tuple(s)


# ---------------------------------------------------------------- cosine and sine transforms
def cosines(x: Any, name: str, type: int, axes: Any, norm: str | None) -> Any:
    """Return the transform `scipy.fft.dct`, `idct`, `dst` or `idst` of x along axes."""
    from scipy import fft

    for axis in axes:
        x = getattr(fft, name)(x, type, None, axis, norm)
    return x


def cosines_back(value: Any, x: Any, name: str, type: int, axes: Any, norm: str | None) -> Any:
    """Return the adjoint of x in the transform `name` along axes, in its shape.

    The matrices of types 1 and 4 are their own transposes, those of types 2 and 3 each other's, but for the elements at
    the ends, which the definitions of `scipy.fft` do not count twice.
    """
    kind, norm = (type, norm) if name in ("dct", "dst") else (_INVERSE[type], _SWAPPED[norm])
    sine, other = name in ("dst", "idst"), _INVERSE[kind]
    for axis in axes:
        n = np.shape(value)[axis]
        before, after = np.ones(n), np.ones(n)
        ends = {1: () if sine else (0, n - 1), 2: (n - 1,) if sine else (0,), 3: (n - 1,) if sine else (0,)}
        for end in ends.get(kind, ()) if norm != "ortho" else ():
            before[end], after[end] = {1: (2.0, 0.5), 2: (2.0, 1.0), 3: (1.0, 0.5)}[kind]
        shape = [-1 if i == axis % np.ndim(value) else 1 for i in range(np.ndim(value))]
        scaled = value * np.reshape(before, shape)
        value = cosines(scaled, "dst" if sine else "dct", other, (axis,), norm) * np.reshape(after, shape)
    return fitted(value, x, axes)
