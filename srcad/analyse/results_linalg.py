"""The kinds of products of vectors and matrices, and of what np.linalg gives; see `results.py`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..kinds import (
    ANY,
    NUMERIC,
    UNKNOWN,
    Array,
    Dim,
    Kind,
    Scalar,
    Sparse,
    Struct,
    Unknown,
    broadcast_dim,
    broadcast_dims,
    dims_of_kind,
    unknown_dims,
)
from ..runtime_linalg import _einsum_labels, _tensordot_axes
from .bound import UNKNOWN_VALUE, Bound, Dims, as_array, ask, reduced_dims, sample_of, sharper


def _operands(bound: Bound) -> tuple[Kind, Kind]:
    return as_array(bound.kind(bound.rule.params[0])), as_array(bound.kind(bound.rule.params[1]))


def _dtype(bound: Bound, *kinds: Kind) -> str | None:
    """Return the dtype of a product: NumPy is asked with arrays of one element of the same ranks."""
    samples = [sample_of(kind, UNKNOWN_VALUE) for kind in kinds]
    if None in samples:
        return None
    found = ask(bound.rule.op, tuple(sample for sample in samples if sample is not None))
    if isinstance(found, Struct):
        found = found.items[0]
    return found.dtype if isinstance(found, Scalar | Array) else None


def _result(dtype: str | None, dims: Dims | None) -> Kind:
    """Return an array, or a number where no axes are left."""
    if dims:
        return Array(dtype, dims)
    return NUMERIC if dims is None or dtype is None else Scalar(dtype, weak=False)


def _unknown(*kinds: Kind) -> Kind | None:
    """Return the kind where one of the operands is neither a number nor an array of known rank; None if all are."""
    for kind in kinds:
        if not isinstance(kind, Scalar | Array):
            return NUMERIC if isinstance(kind, Unknown) and kind.numeric else UNKNOWN
    return NUMERIC if any(dims_of_kind(kind) is None for kind in kinds) else None


def matmul(bound: Bound) -> Kind:
    """`a @ b`."""
    a, b = _operands(bound)
    if isinstance(a, Sparse) or isinstance(b, Sparse):
        other = b if isinstance(a, Sparse) else a
        dense = isinstance(other, Array) and other.dims is not None
        return Array(None, unknown_dims(len(other.dims or ()))) if dense and isinstance(other, Array) else UNKNOWN
    if (unknown := _unknown(a, b)) is not None:
        return unknown
    left, right = dims_of_kind(a) or (), dims_of_kind(b) or ()
    if not left or not right:
        return UNKNOWN
    dims: Dims = broadcast_dims(left[:-2], right[:-2])
    dims += left[-2:-1] if len(left) > 1 else ()
    dims += right[-1:] if len(right) > 1 else ()
    return _result(_dtype(bound, a, b), dims)


def dot(bound: Bound) -> Kind:
    """np.dot: over the last axis of a and the last but one of b, or a product with a number."""
    a, b = _operands(bound)
    if (unknown := _unknown(a, b)) is not None:
        return unknown
    left, right = dims_of_kind(a) or (), dims_of_kind(b) or ()
    if not left or not right:
        return _result(_dtype(bound, a, b), left or right)
    return _result(_dtype(bound, a, b), left[:-1] + right[:-2] + (right[-1:] if len(right) > 1 else ()))


def inner(bound: Bound) -> Kind:
    """np.inner: over the last axes."""
    a, b = _operands(bound)
    if (unknown := _unknown(a, b)) is not None:
        return unknown
    left, right = dims_of_kind(a) or (), dims_of_kind(b) or ()
    if not left or not right:
        return _result(_dtype(bound, a, b), left or right)
    return _result(_dtype(bound, a, b), left[:-1] + right[:-1])


def outer(bound: Bound) -> Kind:
    """np.outer: a matrix."""
    a, b = _operands(bound)
    if not isinstance(a, Scalar | Array) or not isinstance(b, Scalar | Array):
        return _unknown(a, b) or UNKNOWN
    sides = [dims[0] if (dims := dims_of_kind(x)) is not None and len(dims) == 1 else ANY for x in (a, b)]
    return Array(_dtype(bound, a, b), (sides[0], sides[1]))


def vdot(bound: Bound) -> Kind:
    """np.vdot: a number."""
    a, b = _operands(bound)
    dtype = _dtype(bound, a, b)
    return NUMERIC if dtype is None else Scalar(dtype, weak=False)


def tensordot(bound: Bound) -> Kind:
    """np.tensordot over literal axes."""
    a, b = _operands(bound)
    if (unknown := _unknown(a, b)) is not None:
        return unknown
    axes = bound.const("axes", 2)
    left, right = dims_of_kind(a) or (), dims_of_kind(b) or ()
    if not isinstance(axes, int | tuple | list):
        return NUMERIC
    try:
        summed_left, summed_right = _tensordot_axes(len(left), len(right), axes)
    except (TypeError, ValueError, ZeroDivisionError):
        return NUMERIC
    dims = tuple(dim for i, dim in enumerate(left) if i not in summed_left)
    dims += tuple(dim for i, dim in enumerate(right) if i not in summed_right)
    samples = (sample_of(a, UNKNOWN_VALUE), sample_of(b, UNKNOWN_VALUE))
    found = None if samples[0] is None or samples[1] is None else ask("np.multiply", (samples[0], samples[1]))
    return Array(found.dtype if isinstance(found, Scalar | Array) else None, dims)  # also with no axes: an array


def kron(bound: Bound) -> Kind:
    """np.kron: as many axes as the operand with more."""
    a, b = _operands(bound)
    if (unknown := _unknown(a, b)) is not None:
        return unknown
    rank = max(len(dims_of_kind(a) or ()), len(dims_of_kind(b) or ()))
    return Array(_dtype(bound, a, b), unknown_dims(rank)) if rank else NUMERIC


def cross(bound: Bound) -> Kind:
    """np.cross: the operands' common shape, three numbers along the last axis where one of them has three."""
    a, b = _operands(bound)
    if (unknown := _unknown(a, b)) is not None:
        return unknown
    samples = (sample_of(a, UNKNOWN_VALUE), sample_of(b, UNKNOWN_VALUE))
    found = None if samples[0] is None or samples[1] is None else ask("np.multiply", (samples[0], samples[1]))
    dims = broadcast_dims(dims_of_kind(a) or (), dims_of_kind(b) or ())
    dtype = found.dtype if isinstance(found, Array | Scalar) else None
    last = all(bound.const(axis, None) in (None, -1) for axis in ("axis", "axisa", "axisb", "axisc"))
    if last and dims and any(d[-1].exact and d[-1].low == 3 for d in map(dims_of_kind, (a, b)) if d):
        return Array(dtype, (*dims[:-1], Dim(3, True)))
    return Array(dtype, unknown_dims(len(dims)))


def vecdot(bound: Bound) -> Kind:
    """np.vecdot: the common shape without one axis."""
    a, b = _operands(bound)
    if (unknown := _unknown(a, b)) is not None:
        return unknown
    left, right = dims_of_kind(a) or (), dims_of_kind(b) or ()
    if bound.const("axis", -1) == -1:
        return _result(_dtype(bound, a, b), broadcast_dims(left[:-1], right[:-1]))
    return _result(_dtype(bound, a, b), unknown_dims(max(len(left), len(right)) - 1))


def matvec(bound: Bound) -> Kind:
    """np.matvec: stacks of matrices times stacks of vectors."""
    a, b = _operands(bound)
    if (unknown := _unknown(a, b)) is not None:
        return unknown
    left, right = dims_of_kind(a) or (), dims_of_kind(b) or ()
    return _result(_dtype(bound, a, b), (*broadcast_dims(left[:-2], right[:-1]), *left[-2:-1]))


def vecmat(bound: Bound) -> Kind:
    """np.vecmat: stacks of vectors times stacks of matrices."""
    a, b = _operands(bound)
    if (unknown := _unknown(a, b)) is not None:
        return unknown
    left, right = dims_of_kind(a) or (), dims_of_kind(b) or ()
    return _result(_dtype(bound, a, b), (*broadcast_dims(left[:-1], right[:-2]), *right[-1:]))


def einsum(bound: Bound) -> Kind:
    """np.einsum with literal subscripts."""
    subscripts = bound.const("subscripts")
    operands = [as_array(kind) for kind, _ in bound.starred()]
    if not isinstance(subscripts, str) or not operands:
        return NUMERIC
    if (unknown := _unknown(*operands)) is not None:
        return unknown
    shapes = [dims_of_kind(kind) or () for kind in operands]
    try:
        inputs, output = _einsum_labels(subscripts.replace(" ", ""), tuple(len(dims) for dims in shapes))
    except ValueError:
        return UNKNOWN
    lengths: dict[str, Dim] = {}
    for labels, dims in zip(inputs, shapes, strict=True):
        if len(labels) != len(dims):
            return UNKNOWN
        for label, dim in zip(labels, dims, strict=True):
            lengths[label] = broadcast_dim(lengths[label], dim) if label in lengths else dim
    samples = tuple(sample for kind in operands if (sample := sample_of(kind, UNKNOWN_VALUE)) is not None)
    found = ask("np.einsum", (("value", subscripts), *samples)) if len(samples) == len(operands) else None
    dtype = found.dtype if isinstance(found, Scalar | Array) else None
    if not output:
        return NUMERIC if dtype is None else Scalar(dtype, weak=False)
    return Array(dtype, tuple(lengths[label] for label in output))


# ---------------------------------------------------------------- np.linalg
def norm(bound: Bound) -> Kind:
    """np.linalg.norm: a reduction of all axes, of one, or of two."""
    x, keep, axis = bound.first(), bound.const("keepdims", False), bound.const("axis")
    if not isinstance(x, Scalar | Array) or keep is UNKNOWN_VALUE:
        return _unknown(x) or NUMERIC
    found = None if x.dtype is None else ask("np.linalg.norm", (("array", x.dtype, 1),))
    dtype = found.dtype if isinstance(found, Scalar) else None
    if axis is None and not keep:
        return NUMERIC if dtype is None else Scalar(dtype, weak=False)
    dims = dims_of_kind(x)
    return NUMERIC if not dims else _result(dtype, reduced_dims(dims, axis, bool(keep), bound.kind("axis")))


def solve(bound: Bound) -> Kind:
    """np.linalg.solve: of a vector, or of columns."""
    a, b = _operands(bound)
    if (unknown := _unknown(a, b)) is not None:
        return unknown
    left, right = dims_of_kind(a) or (), dims_of_kind(b) or ()
    if len(left) < 2 or not right:
        return UNKNOWN
    if len(right) == 1:
        return Array(_dtype(bound, a, b), (*left[:-2], sharper(left[-1], right[0])))
    dims = (*broadcast_dims(left[:-2], right[:-2]), sharper(left[-1], right[-2]), right[-1])
    return Array(_dtype(bound, a, b), dims)


def det(bound: Bound) -> Kind:
    """np.linalg.det: a number, or one for each matrix."""
    a = bound.first()
    if (unknown := _unknown(a)) is not None:
        return unknown
    return _result(_dtype(bound, a), (dims_of_kind(a) or ())[:-2])


def slogdet(bound: Bound) -> Kind:
    """np.linalg.slogdet: the sign, and the logarithm of the size."""
    a = bound.first()
    if _unknown(a) is not None or not isinstance(a, Array) or a.dtype is None or a.dims is None:
        return UNKNOWN
    found = ask("np.linalg.slogdet", (("array", a.dtype, 2),))
    if not isinstance(found, Struct):
        return UNKNOWN
    dtypes = [item.dtype if isinstance(item, Scalar | Array) else None for item in found.items]
    maker = type(np.linalg.slogdet(np.eye(1)))
    return Struct(maker, found.keys, tuple(_result(dtype, a.dims[:-2]) for dtype in dtypes))


LINALG: dict[str, Callable[[Bound], Kind]] = {
    "cross": cross, "det": det, "dot": dot, "einsum": einsum, "inner": inner, "kron": kron, "matmul": matmul,
    "matvec": matvec, "norm": norm, "outer": outer, "slogdet": slogdet, "solve": solve, "tensordot": tensordot,
    "vdot": vdot, "vecdot": vecdot, "vecmat": vecmat,
}  # fmt: skip
