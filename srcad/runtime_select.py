"""Helpers of generated code for functions that choose among elements: which places they took them from.

What NumPy does to the positions of the elements tells where each element of the result came from.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .runtime_axes import positions, scatter


def sorted_places(a: Any, axis: Any, kind: Any = None) -> Any:
    """Return the positions in a of the elements of np.sort(a, axis, kind)."""
    if axis is None:
        return np.argsort(a, axis=None, kind=kind)
    return np.take_along_axis(positions(a), np.argsort(a, axis=axis, kind=kind), axis)


def partitioned_places(a: Any, kth: Any, axis: Any) -> Any:
    """Return the positions in a of the elements of np.partition(a, kth, axis)."""
    order = np.argpartition(a, kth, axis=axis)
    return order if axis is None else np.take_along_axis(positions(a), order, axis)


def trimmed_places(a: Any, trim: str) -> Any:
    """Return the positions in a vector of the elements of np.trim_zeros(a, trim)."""
    kept = np.flatnonzero(a)
    if not len(kept):
        return np.arange(0)
    start = kept[0] if "f" in trim.lower() else 0
    stop = kept[-1] + 1 if "b" in trim.lower() else len(a)
    return np.arange(start, stop)


def running_places(a: Any, y: Any, axis: int) -> Any:
    """Return the positions in a of the elements of its running extreme y along an axis: the latest that is equal."""
    steps = np.expand_dims(np.arange(np.shape(a)[axis]), tuple(range(1, np.ndim(a))))
    counted = np.broadcast_to(np.moveaxis(steps, 0, axis), np.shape(a))
    latest = np.maximum.accumulate(np.where(a == y, counted, 0), axis=axis)
    return np.take_along_axis(positions(a), latest, axis)


def block_places(arrays: Any, k: Any) -> Any:
    """Return for each element of np.block(arrays) its position in the k-th array, -1 where it is of another one."""
    return np.block(_replaced(arrays, k if isinstance(k, tuple) else (k,)))


def block_parts(g: Any, arrays: Any) -> Any:
    """Return the parts of g for all the arrays that np.block puts together, as lists like theirs."""

    def parts(inner: Any, path: tuple[int, ...]) -> Any:
        if isinstance(inner, list):
            return [parts(each, (*path, k)) for k, each in enumerate(inner)]
        return scatter(g, block_places(arrays, path), inner)

    return parts(arrays, ())


def _replaced(arrays: Any, path: tuple[int, ...] | None) -> Any:
    """Return nested lists with the positions of the array at a path, and -1 for the elements of all others."""
    if isinstance(arrays, list | tuple):
        inside = [path[1:] if path and path[0] == i else None for i in range(len(arrays))]
        return [_replaced(part, rest) for part, rest in zip(arrays, inside, strict=True)]
    return positions(arrays) if path is not None else np.full(np.shape(arrays), -1)


def item_at(arrays: Any, k: Any) -> Any:
    """Return the array at a position in nested lists."""
    for i in k if isinstance(k, tuple) else (k,):
        arrays = arrays[i]
    return arrays


def selected(condlist: Any) -> Any:
    """Return which of the choices np.select takes, -1 for the default."""
    return np.select(condlist, [np.array(k) for k in range(len(condlist))], np.array(-1))


def select_adjoint(g: Any, condlist: Any, choicelist: Any) -> Any:
    """Return the adjoints of all the choices of np.select, as a list."""
    which = selected(condlist)
    return [unbroadcast_to(np.where(which == k, g, 0), x) for k, x in enumerate(choicelist)]


def choose_adjoint(g: Any, a: Any, choices: Any) -> Any:
    """Return the adjoints of all the choices of np.choose, as a list or as an array, as they are."""
    found = [unbroadcast_to(np.where(np.equal(a, k), g, 0), x) for k, x in enumerate(choices)]
    return np.stack(found) if isinstance(choices, np.ndarray) else found


def unbroadcast_to(g: Any, x: Any) -> Any:
    """Return g summed to x's shape."""
    return scatter(g, np.broadcast_to(positions(x), np.shape(g)), x) if np.ndim(x) else np.sum(g)


# ---------------------------------------------------------------- padding
def pad_tangent(g: Any, pad_width: Any, mode: Any, reflect_type: Any) -> Any:
    """Return the tangent of np.pad for the tangent g of the array; what is filled in is constant."""
    if mode == "constant" or mode == "empty":
        return np.pad(g, pad_width)
    if mode == "linear_ramp":
        return np.pad(g, pad_width, "linear_ramp")
    if mode == "reflect" or mode == "symmetric":
        return np.pad(g, pad_width, mode, reflect_type=reflect_type)
    return np.pad(g, _linear(pad_width, mode), mode)


def pad_adjoint(g: Any, array: Any, pad_width: Any, mode: Any, reflect_type: Any) -> Any:
    """Return the adjoint of the array in np.pad, in its shape: what was put in for an element is added to it."""
    widths = np.broadcast_to(_widths(pad_width, np.ndim(array)), (np.ndim(array), 2))
    if mode == "constant" or mode == "empty":
        return g[tuple([slice(before, before + n) for (before, _), n in zip(widths, np.shape(array), strict=True)])]
    if mode == "edge" or mode == "wrap" or (reflect_type == "even" and mode in ("reflect", "symmetric")):
        return scatter(g, np.pad(positions(array), pad_width, mode), array)
    _linear(pad_width, mode)
    for axis, (before, after) in enumerate(widths):  # one axis after the other: each a matrix
        matrix = pad_tangent(
            np.eye(np.shape(array)[axis], dtype=g.dtype), ((before, after), (0, 0)), mode, reflect_type
        )
        g = np.moveaxis(np.tensordot(g, matrix, (axis, 0)), -1, axis)
    return g


def _linear(pad_width: Any, mode: str) -> Any:
    """Return the widths; raise where padding is not linear in the array."""
    if mode in ("maximum", "minimum", "median"):
        raise ValueError(
            f"np.pad with mode={mode!r} has no derivative in srcad; pad with mode='edge' or np.concatenate"
        )
    return pad_width


def _widths(pad_width: Any, rank: int) -> Any:
    """Return widths as rows of two; a dict names axes."""
    if isinstance(pad_width, dict):
        found = np.zeros((rank, 2), dtype=int)
        for axis, width in pad_width.items():
            found[axis] = width
        return found
    return pad_width


# ---------------------------------------------------------------- grids
def mesh_adjoint(g: Any, x: Any, k: int, indexing: str) -> Any:
    """Return the adjoint of the k-th argument of np.meshgrid, in its shape; g is that of the k-th result."""
    place = 1 - k if indexing == "xy" and k < 2 and np.ndim(g) > 1 else k
    return np.reshape(np.sum(g, axis=tuple([i for i in range(np.ndim(g)) if i != place])), np.shape(x))


def mesh_tangent(x: Any, value: Any, like: Any, k: int, indexing: str) -> Any:
    """Return x along the axis of the k-th argument of np.meshgrid, in the shape of `value`."""
    place = 1 - k if indexing == "xy" and k < 2 and np.ndim(value) > 1 else k
    shape = [1] * np.ndim(value)
    shape[place] = -1
    return np.array(np.broadcast_to(np.reshape(x, shape), np.shape(value)))
