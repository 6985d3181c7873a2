"""Helpers of generated code for functions that broadcast, move, repeat, select or join elements."""

from __future__ import annotations

from typing import Any

import numpy as np

from .errors import KindError

AS_ARRAY = "Use an array, a list or a dict."


def unbroadcast(g: Any, x: Any) -> Any:
    """Return g, of a shape that broadcasts with x's, summed to x's shape, in x's dtype; a number for a number x.

    The adjoint of broadcasting: g is summed along the axes that x has not, and repeated along those that it has not
    itself. What x cannot have is dropped: the imaginary part where x is real.
    """
    if type(x) is float and type(g) is float:
        return g
    shape = getattr(x, "shape", ())
    own = getattr(g, "shape", ())
    if own != shape:
        extra = len(own) - len(shape)
        if extra > 0:
            g = np.sum(g, axis=tuple(range(extra)))
        elif own and extra < 0:
            g, own, extra = np.reshape(g, (1,) * -extra + own), (1,) * -extra + own, 0
        ones = tuple([i for i, n in enumerate(shape) if n == 1 and own[extra + i] != 1]) if own else ()
        if ones:
            g = np.sum(g, axis=ones, keepdims=True)
        if getattr(g, "shape", ()) != shape:
            g = np.broadcast_to(g, shape).copy()
    return _with_dtype(g, x)


def _with_dtype(g: Any, x: Any) -> Any:
    """Return g in the dtype of x, as far as x is a real or complex number or array of NumPy's."""
    dtype = getattr(x, "dtype", None)
    own = getattr(g, "dtype", None)
    if (
        dtype is not None
        and own is not None
        and own == dtype
        and isinstance(g, np.ndarray) == isinstance(x, np.ndarray)
    ):
        return g
    holds_complex = isinstance(x, complex) or (dtype is not None and dtype.kind in "cO")
    if not holds_complex and (isinstance(g, complex) or (own is not None and own.kind == "c")):
        g = g.real
    if dtype is None or dtype.kind not in "fc":
        return g
    if isinstance(x, np.ndarray):
        return np.asarray(g, dtype=dtype)
    return dtype.type(g) if isinstance(x, np.generic) else g


def expand(g: Any, x: Any) -> Any:
    """Return g broadcast to x's shape, an array of its own; g itself if the shapes agree or x is a number."""
    shape = getattr(x, "shape", ())
    if shape == () or getattr(g, "shape", ()) == shape:
        return g
    return np.broadcast_to(_with_dtype(g, x), shape).copy()


def zeros_like(x: Any) -> Any:
    """Return the zero of a number, an array, or a list, tuple or dict of such; that of whole numbers is a float."""
    if isinstance(x, dict):
        return {key: zeros_like(value) for key, value in x.items()}
    if isinstance(x, list):
        return [zeros_like(value) for value in x]
    if isinstance(x, tuple):
        zeros = [zeros_like(value) for value in x]
        return x._make(zeros) if hasattr(x, "_make") else tuple(zeros)
    if hasattr(x, "tocsr"):
        return np.zeros_like(x.data)  # of a sparse matrix, its entries
    if getattr(x, "shape", ()) == ():
        if hasattr(x, "__setitem__") and not hasattr(x, "shape"):
            raise KindError(f"what an object of the class {type(x).__name__} holds has no derivative", hint=AS_ARRAY)
        return 0.0
    return np.zeros_like(x) if x.dtype.kind in "fcO" else np.zeros_like(x, dtype=float)


def memory_like(x: Any) -> Any:
    """Return the zero of x as memory that two names can share: that of a number is an array without dimensions."""
    if isinstance(x, bool | int | float | complex | np.generic) or (isinstance(x, np.ndarray) and x.ndim == 0):
        kind = np.asarray(x).dtype
        return np.zeros((), kind if kind.kind in "fcO" else float)
    return zeros_like(x)


def one_like(x: Any) -> Any:
    """Return the one of a number that is no float: of a fraction, a decimal, a symbol."""
    return x * 0 + 1


def blank(x: Any) -> Any:
    """Return the zero of what srcad knows nothing of, to be written into: a list where x is a tuple."""
    return [zeros_like(value) for value in x] if isinstance(x, tuple) else zeros_like(x)


def each(g: Any, values: Any) -> Any:
    """Return the adjoints of the elements of a sequence whose sum has the adjoint g; of an array as an array."""
    if isinstance(values, np.ndarray):
        return expand(g, values)
    return [unbroadcast(g, value) for value in values]


# ---------------------------------------------------------------- arguments turned round; those made of literals fold
def opposite(shift: Any) -> Any:
    """Return minus a number, or a tuple of numbers."""
    return tuple([-s for s in shift]) if isinstance(shift, tuple | list) else -shift


def inverse_axes(axes: Any) -> Any:
    """Return the permutation of axes that undoes np.transpose(a, axes); `axes` may be wrapped in a tuple, or empty."""
    if axes is None or len(axes) == 0 or axes[0] is None:
        return None
    if isinstance(axes[0], tuple | list):
        axes = axes[0]
    rank = len(axes)
    places = [0] * rank
    for i, axis in enumerate(axes):
        places[axis % rank] = i
    return tuple(places)


def memory_order(a: Any, order: str) -> str:
    """Return "C" or "F": the order in which np.reshape or np.ravel with `order` takes the elements of the array a."""
    if order in ("C", "F"):
        return order
    if np.ndim(a) < 2 or a.flags.c_contiguous:
        return "C"
    if a.flags.f_contiguous:
        return "F"
    if order == "A":
        return "C"
    raise ValueError('the derivative of an order="K" read is known for contiguous arrays only')


# ---------------------------------------------------------------- adjoints of selections and repetitions
def tile_adjoint(g: Any, a: Any, reps: Any) -> Any:
    """Return the adjoint of a in np.tile(a, reps), in a's shape."""
    times = tuple(reps) if np.ndim(reps) else (reps,)
    shape = np.shape(a)
    rank = max(len(times), len(shape))
    times = (1,) * (rank - len(times)) + times
    lifted = (1,) * (rank - len(shape)) + shape
    pairs = [n for pair in zip(times, lifted, strict=True) for n in pair]
    return np.reshape(np.sum(np.reshape(g, pairs), axis=tuple(range(0, 2 * rank, 2))), shape)


def reduceat_adjoint(g: Any, array: Any, indices: Any, axis: int) -> Any:
    """Return the adjoint of array in np.add.reduceat(array, indices, axis), in array's shape."""
    found, parts = np.zeros_like(np.moveaxis(array, axis, 0)), np.moveaxis(g, axis, 0)
    starts = [int(i) for i in indices]
    for part, start, stop in zip(parts, starts, [*starts[1:], len(found)], strict=True):
        found[start : max(stop, start + 1)] += part
    return np.moveaxis(found, 0, axis)


def repeat_adjoint(g: Any, a: Any, repeats: Any, axis: Any) -> Any:
    """Return the adjoint of a in np.repeat(a, repeats, axis), in a's shape."""
    if axis is None:
        return np.reshape(repeat_adjoint(g, np.reshape(a, (-1,)), repeats, 0), np.shape(a))
    origins = np.repeat(np.arange(np.shape(a)[axis]), repeats)
    found = np.zeros(np.shape(np.moveaxis(a, axis, 0)), dtype=g.dtype)
    np.add.at(found, origins, np.moveaxis(g, axis, 0))
    return np.moveaxis(found, 0, axis)


def take_adjoint(g: Any, a: Any, indices: Any, axis: Any) -> Any:
    """Return the adjoint of a in np.take(a, indices, axis), in a's shape: g added up where it was taken from."""
    if axis is None:
        return np.reshape(take_adjoint(g, np.reshape(a, (-1,)), indices, 0), np.shape(a))
    found = np.zeros(np.shape(a), dtype=np.result_type(g, a))
    places = tuple([axis % np.ndim(a) + i for i in range(np.ndim(indices))])
    np.add.at(np.moveaxis(found, axis, 0), indices, np.moveaxis(g, places, tuple(range(len(places)))))
    return found


def diag_adjoint(g: Any, v: Any, k: int) -> Any:
    """Return the adjoint of v in np.diag(v, k): v is a vector, or a matrix whose diagonal is taken."""
    return np.diagonal(g, k) if np.ndim(v) == 1 else diagonal_adjoint(g, v, k, 0, 1)


def diagonal_adjoint(g: Any, a: Any, offset: int, axis1: int, axis2: int) -> Any:
    """Return the adjoint of a in np.diagonal(a, offset, axis1, axis2), in a's shape: zero off the diagonals."""
    found = np.zeros(np.shape(a), dtype=g.dtype)
    places = np.arange(g.shape[-1])
    matrices = np.moveaxis(found, (axis1, axis2), (-2, -1))
    matrices[..., places + max(-offset, 0), places + max(offset, 0)] = g
    return found


def trace_adjoint(g: Any, a: Any, offset: int, axis1: int, axis2: int) -> Any:
    """Return the adjoint of a in np.trace(a, offset, axis1, axis2), in a's shape."""
    diagonals = np.ones_like(np.diagonal(a, offset, axis1, axis2))
    return diagonal_adjoint(np.expand_dims(g, -1) * diagonals, a, offset, axis1, axis2)


def ramp_adjoint(g: Any, x: Any, num: int, endpoint: bool, first: float, last: float) -> Any:
    """Return the adjoint of an end x of np.linspace: g, of shape (num, ...), weighted from `first` to `last`."""
    return unbroadcast(np.tensordot(np.linspace(first, last, num, endpoint), g, 1), x)


# ---------------------------------------------------------------- adjoints of joins
def concatenate_part(g: Any, arrays: Any, k: int, axis: Any) -> Any:
    """Return the part of g that belongs to the k-th of the arrays in np.concatenate(arrays, axis), in its shape."""
    if axis is None:
        start = sum([np.size(x) for x in arrays[:k]])
        return np.reshape(g[start : start + np.size(arrays[k])], np.shape(arrays[k]))
    start = sum([np.shape(x)[axis] for x in arrays[:k]])
    return _slice(g, start, np.shape(arrays[k])[axis], axis)


def concatenate_parts(g: Any, arrays: Any, axis: Any) -> Any:
    """Return the parts of g that belong to the arrays in np.concatenate(arrays, axis), as a list."""
    return [concatenate_part(g, arrays, k, axis) for k in range(len(arrays))]


def concatenate_array(g: Any, arrays: Any, axis: Any) -> Any:
    """Return the parts of g that belong to the arrays in np.concatenate(arrays, axis), where these are one array."""
    return np.stack(concatenate_parts(g, arrays, axis), axis=0)


def joined_part(g: Any, arrays: Any, k: int, axis: int, rank: int) -> Any:
    """Return the part of g for the k-th array in np.vstack (axis 0, rank 2), hstack (1, 1) or dstack (2, 3)."""
    shapes = [_lifted(np.shape(x), rank) for x in arrays]
    if rank == 1 and len(shapes[0]) == 1:
        axis = 0
    start = sum([shape[axis] for shape in shapes[:k]])
    return np.reshape(_slice(g, start, shapes[k][axis], axis), np.shape(arrays[k]))


def joined_parts(g: Any, arrays: Any, axis: int, rank: int) -> Any:
    """Return the parts of g for all the arrays that np.vstack, hstack or dstack joins, as a list."""
    return [joined_part(g, arrays, k, axis, rank) for k in range(len(arrays))]


def joined_array(g: Any, arrays: Any, axis: int, rank: int) -> Any:
    """Return the parts of g for the arrays that np.vstack, hstack or dstack joins, where these are one array."""
    return np.stack(joined_parts(g, arrays, axis, rank))


def joined(arrays: Any, rank: int) -> Any:
    """Return the arrays joined by np.hstack (rank 1), vstack (2) or dstack (3)."""
    return (np.hstack, np.vstack, np.dstack)[rank - 1](arrays)


def columns_part(g: Any, arrays: Any, k: int) -> Any:
    """Return the part of g for the k-th of the arrays that np.column_stack joins, in its shape."""
    widths = [1 if np.ndim(x) < 2 else np.shape(x)[1] for x in arrays]
    start = sum(widths[:k])
    return np.reshape(_slice(g, start, widths[k], 1), np.shape(arrays[k]))


def columns_parts(g: Any, arrays: Any) -> Any:
    """Return the parts of g for all the arrays that np.column_stack joins, as a list."""
    return [columns_part(g, arrays, k) for k in range(len(arrays))]


def columns_array(g: Any, arrays: Any) -> Any:
    """Return the parts of g for the arrays that np.column_stack joins, where these are one array."""
    return np.stack(columns_parts(g, arrays))


def _lifted(shape: tuple[int, ...], rank: int) -> tuple[int, ...]:
    """Return the shape that np.atleast_1d, atleast_2d or atleast_3d gives."""
    if len(shape) >= rank:
        return shape
    if rank == 1:
        return (1,)
    if rank == 2:
        return (1, *shape) if shape else (1, 1)
    return ((1, 1, 1), (1, *shape, 1), (*shape, 1))[len(shape)]


def _slice(g: Any, start: int, length: int, axis: int) -> Any:
    """Return `length` elements of g along an axis, from `start` on, as a view."""
    before = (slice(None),) * (axis % np.ndim(g))
    return g[(*before, slice(start, start + length))]


def of_shape(g: Any, x: Any) -> Any:
    """Return the gradient g of x; raise where their shapes differ, since the plain call raises then."""
    if np.shape(g) != np.shape(x):
        raise ValueError(f"operands could not be broadcast together with shapes {np.shape(x)} {np.shape(g)}")
    return g
