"""The kinds of what functions give that move, repeat, select, join or make elements; see `results.py`."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ..kinds import (
    ANY,
    NUMERIC,
    ONE,
    UNKNOWN,
    Array,
    Dim,
    Kind,
    Scalar,
    Struct,
    Unknown,
    dims_of_kind,
    dtype_of,
    unknown_dims,
)
from .bound import UNKNOWN_VALUE, Bound, Dims, as_array, ask, at_least
from .lengths import axis_of, is_sure


def rest(kind: Kind) -> Kind:
    """Return the kind for a first argument that is neither a number nor an array."""
    return UNKNOWN if kind == UNKNOWN or not isinstance(kind, Unknown) else NUMERIC


def dtype_or(bound: Bound, default: str | None) -> str | None:
    """Return the dtype asked for by `dtype=`, or the default."""
    given = bound.dtype_given() if "dtype" in bound.args else ""
    return default if given == "" else given


# ---------------------------------------------------------------- another shape
def shape_asked(bound: Bound, name: str) -> Dims | None:
    """Return the axes that a shape argument asks for, a length of -1 as unknown; None if their number is unknown."""
    if name == bound.rule.star:
        parts = bound.starred()
        if len(parts) == 1 and not isinstance(parts[0][0], Scalar):
            return _shape_of(*parts[0])
        return tuple(length_of(value, kind) for kind, value in parts)
    return _shape_of(bound.kind(name), bound.const(name))


def _shape_of(kind: Kind, value: object) -> Dims | None:
    if isinstance(value, int) or isinstance(kind, Scalar):
        return (length_of(value, kind),)
    if isinstance(value, tuple | list):
        return tuple(length_of(item) for item in value)
    if isinstance(kind, Struct) and kind.maker in (tuple, list):
        return tuple(length_of(UNKNOWN_VALUE, item) for item in kind.items)
    return None


def length_of(value: object, kind: Kind = UNKNOWN) -> Dim:
    """Return the length that a number asks for: one that is a literal, or the length of another axis."""
    if isinstance(value, int) and value >= 0:
        return at_least(value, True)
    return axis_of(kind.length) if isinstance(kind, Scalar) and kind.length is not None else ANY


def reshape(bound: Bound) -> Kind:
    """The shape asked for, the dtype of the first argument."""
    a = bound.first()
    if not isinstance(a, Scalar | Array):
        return rest(a)
    asked = shape_asked(bound, bound.rule.params[1])
    return Array(
        a.dtype, None if asked is None else tuple(dim if is_sure(dim) else ANY for dim in asked)
    )  # -1, it may be


def ravel(bound: Bound) -> Kind:
    """One axis, as long as the product of all lengths."""
    a = bound.first()
    if not isinstance(a, Scalar | Array):
        return rest(a)
    dims = dims_of_kind(a)
    return Array(a.dtype, (ANY,) if dims is None else (product(dims),))


def product(dims: Dims) -> Dim:
    """Return the length of an axis that takes the place of several."""
    if any(dim.exact and dim.low == 0 for dim in dims):
        return Dim(0, True)
    many = [dim for dim in dims if not dim.is_one]
    if len(many) == 1:
        return many[0]
    return at_least(math.prod(dim.low for dim in dims), all(dim.exact for dim in dims))


def squeeze(bound: Bound) -> Kind:
    """The axes of length one dropped: those given, or all."""
    a = bound.first()
    if not isinstance(a, Array) or a.dims is None:
        return rest(a) if not isinstance(a, Array) and not isinstance(a, Scalar) else NUMERIC
    axis = bound.const("axis")
    if axis is None:
        sure = all(dim.is_one or dim.not_one for dim in a.dims)
        return Array(a.dtype, tuple(dim for dim in a.dims if not dim.is_one) if sure else None)
    axes = axes_of(axis, len(a.dims))
    if axes is None:
        return Array(a.dtype, None)
    return Array(a.dtype, tuple(dim for i, dim in enumerate(a.dims) if i not in axes))


def axes_of(axis: object, rank: int) -> tuple[int, ...] | None:
    """Return literal axes as positions from the front, or None."""
    axes = axis if isinstance(axis, tuple) else (axis,)
    found = tuple(i % rank for i in axes if isinstance(i, int) and -rank <= i < rank)
    return found if len(found) == len(axes) else None


def expand_dims(bound: Bound) -> Kind:
    """Axes of length one put in."""
    a = bound.first()
    if not isinstance(a, Scalar | Array):
        return rest(a)
    dims, axis = dims_of_kind(a), bound.const("axis")
    if dims is None or (axis is UNKNOWN_VALUE and not isinstance(bound.kind("axis"), Scalar)):
        return Array(a.dtype, None)
    if axis is UNKNOWN_VALUE:
        return Array(a.dtype, unknown_dims(len(dims) + 1))
    rank = len(dims) + (len(axis) if isinstance(axis, tuple) else 1)
    axes = axes_of(axis, rank)
    if axes is None:
        return Array(a.dtype, None)
    others = iter(dims)
    return Array(a.dtype, tuple(ONE if i in axes else next(others) for i in range(rank)))


def atleast(bound: Bound) -> Kind:
    """At least one, two or three axes."""
    a = bound.first()
    if not isinstance(a, Scalar | Array):
        return rest(a)
    dims, rank = dims_of_kind(a), int(bound.rule.op[-2])
    if dims is None:
        return Array(a.dtype, None)
    if len(dims) >= rank:
        return Array(a.dtype, dims)
    lifted = (ONE,) * (rank - len(dims)) + dims
    if rank == 3:
        lifted = (ONE, *dims, ONE)[:3] if len(dims) == 1 else (*dims, *(ONE,) * (3 - len(dims)))
    return Array(a.dtype, lifted)


# ---------------------------------------------------------------- another order
def permuted(bound: Bound) -> Kind:
    """The axes in another order: NumPy says which, on an array whose axes all have other lengths."""
    a = bound.first()
    if not isinstance(a, Scalar | Array):
        return rest(a)
    dims = dims_of_kind(a)
    if isinstance(a, Scalar) or dims is None or not dims:
        return Array(a.dtype, None) if isinstance(a, Array) and dims is None else NUMERIC
    values = _constants(bound)
    order = None if values is None else _order(bound.rule.op, len(dims), *values)
    return Array(a.dtype, unknown_dims(len(dims)) if order is None else tuple(dims[i] for i in order))


def _constants(bound: Bound) -> tuple[tuple[object, ...], dict[str, object]] | None:
    """Return the arguments after the first, where all are literals."""
    values = []
    for param in bound.rule.params[1:]:
        if param in bound.args:
            value = bound.const(param)
            if value is UNKNOWN_VALUE:
                return None
            values.append((param, value))
    if bound.rule.star:
        found = bound.const(bound.rule.star, ())
        return (tuple(found) if isinstance(found, tuple) else (), {})
    return ((), dict(values)) if not bound.rule.op.startswith(".") else (tuple(value for _, value in values), {})


def _order(op: str, rank: int, args: tuple[object, ...], keywords: dict[str, object]) -> tuple[int, ...] | None:
    probe = np.empty(tuple(range(2, rank + 2)), dtype=bool)
    try:
        if op.startswith("."):
            found = getattr(probe, op[1:].removesuffix("()"))
            found = found(*args) if op.endswith("()") else found
        else:
            function: object = np
            for part in op.split(".")[1:]:
                function = getattr(function, part)
            found = function(probe, **keywords)  # type: ignore[operator]
    except Exception:  # the call will fail as well
        return None
    return tuple(n - 2 for n in found.shape)


# ---------------------------------------------------------------- copies
def array(bound: Bound) -> Kind:
    """An array of the same shape and dtype, of no axes for a number."""
    a = bound.first()
    if not isinstance(a, Scalar | Array):
        return rest(a)
    return Array(dtype_or(bound, a.dtype), dims_of_kind(a))


def array_1d(bound: Bound) -> Kind:
    """An array of the same shape and dtype, with at least one axis."""
    found = array(bound)
    return Array(found.dtype, (ONE,)) if isinstance(found, Array) and found.dims == () else found


def astype(bound: Bound) -> Kind:
    """The same shape in another dtype."""
    a, given = bound.first(), bound.dtype_given()
    if isinstance(a, Scalar):
        return Scalar(given, weak=False) if given else NUMERIC
    return Array(given or None, a.dims) if isinstance(a, Array) else rest(a)


# ---------------------------------------------------------------- repetition, diagonals
def array_unknown(bound: Bound) -> Kind:
    """np.tile, np.bincount: an array, of known rank at most."""
    a = bound.first()
    if bound.rule.op == "np.bincount":
        weights = isinstance(as_array(bound.kind("weights")), Array)
        return Array("float64" if weights else "int64" if bound.const("weights") is None else None, (ANY,))
    dims, reps = dims_of_kind(a), bound.const("reps")
    kind = bound.kind("reps")
    times = len(reps) if isinstance(reps, tuple) else len(kind.items) if isinstance(kind, Struct) else 1
    if dims is None or not (isinstance(kind, Scalar | Struct) or isinstance(reps, int | tuple)):
        return Array(dtype_of(a), None) if isinstance(a, Scalar | Array) else rest(a)
    return Array(dtype_of(a), unknown_dims(max(times, len(dims))))


def repeat(bound: Bound) -> Kind:
    """np.repeat: one axis, or one axis of another length."""
    a = bound.first()
    if not isinstance(a, Scalar | Array):
        return rest(a)
    dims, axis = dims_of_kind(a), bound.const("axis")
    if axis is None:
        return Array(a.dtype, (ANY,))
    if dims is None:
        return Array(a.dtype, None)
    axes = axes_of(axis, len(dims)) or tuple(range(len(dims)))
    return Array(a.dtype, tuple(ANY if i in axes else dim for i, dim in enumerate(dims)))


def take(bound: Bound) -> Kind:
    """np.take: the axis that is taken from gives way to those of the indices."""
    a, indices = bound.first(), as_array(bound.kind("indices"))
    if not isinstance(a, Scalar | Array):
        return rest(a)
    dims, new, axis = dims_of_kind(a), dims_of_kind(indices), bound.const("axis")
    if axis is None and new is not None:
        dims = new
    elif dims is None or new is None or not isinstance(axis, int) or axes_of(axis, len(dims)) is None:
        return NUMERIC
    else:
        dims = (*dims[: axis % len(dims)], *new, *dims[axis % len(dims) + 1 :])
    if dims:
        return Array(a.dtype, dims)
    return NUMERIC if a.dtype is None else Scalar(a.dtype, weak=False)


def diag(bound: Bound) -> Kind:
    """np.diag: a matrix of a vector, or the diagonal of a matrix."""
    a = bound.first()
    if not isinstance(a, Array) or a.dims is None or len(a.dims) not in (1, 2):
        return Array(a.dtype, None) if isinstance(a, Array) else rest(a)
    if len(a.dims) == 2:
        return Array(a.dtype, (ANY,))
    side = a.dims[0] if bound.const("k", 0) == 0 else ANY
    return Array(a.dtype, (side, side))


def diagonal(bound: Bound) -> Kind:
    """np.diagonal: two axes become one, the last."""
    return _without_two(bound, (bound.const("axis1", 0), bound.const("axis2", 1)), (ANY,))


def diagonal_last(bound: Bound) -> Kind:
    """np.linalg.diagonal."""
    return _without_two(bound, (-2, -1), (ANY,))


def trace(bound: Bound) -> Kind:
    """np.trace: two axes are gone."""
    return _without_two(bound, (bound.const("axis1", 0), bound.const("axis2", 1)), ())


def trace_last(bound: Bound) -> Kind:
    """np.linalg.trace."""
    return _without_two(bound, (-2, -1), ())


def _without_two(bound: Bound, axes: tuple[object, object], new: Dims) -> Kind:
    a = bound.first()
    if not isinstance(a, Array):
        return rest(a)
    dtype = a.dtype
    if not new:
        found = None if dtype is None else ask(bound.rule.op, (("array", dtype, 2),))
        dtype = dtype_or(bound, found.dtype if isinstance(found, Scalar) else None)
    if a.dims is None:
        return Array(dtype, None) if new else NUMERIC
    gone = axes_of(axes, len(a.dims))
    kept = unknown_dims(len(a.dims) - 2) if gone is None else tuple(d for i, d in enumerate(a.dims) if i not in gone)
    if kept or new:
        return Array(dtype, (*kept, *new))
    return NUMERIC if dtype is None else Scalar(dtype, weak=False)


def triangle(bound: Bound) -> Kind:
    """np.tril, np.triu: a matrix, also of a vector."""
    a = bound.first()
    if not isinstance(a, Array):
        return rest(a)
    return Array(a.dtype, a.dims * 2 if a.dims is not None and len(a.dims) == 1 else a.dims)


SHAPE: dict[str, Callable[[Bound], Kind]] = {
    "array": array, "array_1d": array_1d, "array_unknown": array_unknown, "astype": astype, "atleast": atleast,
    "diag": diag, "diagonal": diagonal, "diagonal_last": diagonal_last, "expand_dims": expand_dims,
    "permuted": permuted, "ravel": ravel, "repeat": repeat, "reshape": reshape, "squeeze": squeeze, "take": take,
    "trace": trace, "trace_last": trace_last, "transpose": permuted, "triangle": triangle,
}  # fmt: skip
