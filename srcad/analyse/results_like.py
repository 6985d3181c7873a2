"""The kinds of adjoints and of what helpers give: the shape of one of their arguments; see `results.py`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..kinds import (
    ANY,
    NUMERIC,
    UNKNOWN,
    Array,
    Kind,
    ListOf,
    Scalar,
    Struct,
    dims_of_kind,
    dtype_of,
    is_real_or_complex,
    promote,
    unknown_dims,
)
from .bound import UNKNOWN_VALUE, Bound, as_array, reduced_dims


def like_first(bound: Bound) -> Kind:
    """The shape and dtype of the first argument."""
    return bound.first()


def zeros_of(bound: Bound) -> Kind:
    """The structure of the argument: that of a list, too."""
    kind = bound.kind(bound.rule.params[0])
    if isinstance(kind, Struct) and issubclass(kind.maker, tuple | list):
        parts = tuple(item if is_real_or_complex(item) else UNKNOWN for item in kind.items)
        return Struct(kind.maker, kind.keys, parts)
    return kind if isinstance(kind, ListOf) else bound.first()


def like_second(bound: Bound) -> Kind:
    """The shape of the second argument: what `unbroadcast`, `expand` and the adjoints of selections give."""
    value, like = (bound.kind(param) for param in bound.rule.params[:2])
    if isinstance(like, ListOf) and bound.rule.op == "full":
        return like
    brings = bound.rule.op == "unbroadcast" or (bound.rule.op in ("expand", "full") and isinstance(value, Scalar))
    if isinstance(like, Array) and (like.dims or bound.rule.op == "unbroadcast"):
        if brings and like.dtype is not None and np.dtype(like.dtype).kind in "fc":
            return Array(like.dtype, like.dims)  # cast to the dtype of what it is like
        if isinstance(value, Struct):  # of one array for each axis
            value = value.items[0] if len(set(map(dtype_of, value.items))) == 1 else UNKNOWN
        same_dtype = isinstance(value, Array) and value.dtype is not None and np.dtype(value.dtype).kind in "fc"
        return Array(value.dtype if isinstance(value, Array) and same_dtype and not brings else None, like.dims)
    if not isinstance(like, Scalar) or not isinstance(value, Scalar | Array) or value.dtype is None:
        return NUMERIC
    if bound.rule.op != "unbroadcast":
        return value if bound.rule.op == "expand" else NUMERIC
    if not like.weak and np.dtype(like.dtype).kind in "fc":
        return like
    weak = isinstance(value, Scalar) and value.weak and like.weak
    if np.dtype(value.dtype).kind == "f":
        return Scalar(value.dtype, weak)
    return Scalar(value.dtype, weak) if np.dtype(like.dtype).kind == np.dtype(value.dtype).kind == "c" else NUMERIC


def like_third(bound: Bound) -> Kind:
    """The shape of the third argument."""
    first, third = (bound.kind(bound.rule.params[i]) for i in (0, 2))
    return _like(first, third)


def like_third_shape(bound: Bound) -> Kind:
    """The shape of the third argument, in the dtype that the first three share."""
    first, second, third = (bound.kind(bound.rule.params[i]) for i in range(3))
    shared = isinstance(second, Array) and isinstance(third, Array) and second.dtype == third.dtype
    return _like(first if shared else UNKNOWN, third)


def part(bound: Bound) -> Kind:
    """The shape of the element of the second argument at a place: an adjoint of one of several joined arrays."""
    arrays, place = bound.kind("arrays"), bound.const("place")
    if isinstance(arrays, Struct) and isinstance(place, int) and place < len(arrays.items):
        return _like(bound.kind("value"), arrays.items[place])
    if isinstance(arrays, Array) and arrays.dims:
        return _like(bound.kind("value"), Array(arrays.dtype, arrays.dims[1:]))
    return NUMERIC


def fitted(bound: Bound) -> Kind:
    """The shape of the second argument, and its dtype if it is one of real or complex numbers."""
    like = bound.kind(bound.rule.params[1])
    if not isinstance(like, Array):
        return NUMERIC
    return Array(like.dtype if like.dtype is not None and np.dtype(like.dtype).kind in "fc" else None, like.dims)


def scattered(bound: Bound) -> Kind:
    """The shape of the third argument, in a dtype that holds both it and the first."""
    value, _, like = (bound.kind(param) for param in bound.rule.params[:3])
    if not isinstance(value, Array | Scalar) or not isinstance(like, Array):
        return Array(None, like.dims) if isinstance(like, Array) else NUMERIC
    if value.dtype is None or like.dtype is None or not isinstance(value, Array):
        return Array(None, like.dims)
    return Array(promote(value.dtype, like.dtype), like.dims)


def same_shape(bound: Bound) -> Kind:
    """The shape of the first argument."""
    a = bound.first()
    return Array(None, a.dims) if isinstance(a, Array) and a.dims else NUMERIC


def matrix_of(bound: Bound) -> Kind:
    """A matrix of floats."""
    return Array(None, (ANY, ANY))


def like_places(bound: Bound) -> Kind:
    """The shape of the second argument, the dtype of the first."""
    a, places = bound.first(), bound.kind(bound.rule.params[1])
    dims = dims_of_kind(places)
    return Array(a.dtype if isinstance(a, Array | Scalar) else None, dims) if dims else NUMERIC


def counted(bound: Bound) -> Kind:
    """A number for each place that is left of the axes worked along, which keep length one."""
    a, dims = bound.first(), dims_of_kind(bound.first())
    if not isinstance(a, Array) or not dims:
        return NUMERIC
    return Array(a.dtype, reduced_dims(dims, bound.const("axis"), True, bound.kind("axis")))


def positions(bound: Bound) -> Kind:
    """Whole numbers, in the shape of the first argument."""
    dims = dims_of_kind(bound.first())
    return NUMERIC if dims is None else Array("int64", dims)


def to_last(bound: Bound) -> Kind:
    """One axis, the last, in place of those worked along."""
    a, axis = bound.first(), bound.const("axis")
    if not isinstance(a, Array) or a.dims is None or axis is UNKNOWN_VALUE:
        return Array(a.dtype, (ANY,)) if isinstance(a, Scalar) and axis is None else NUMERIC
    left = reduced_dims(a.dims, axis, False, bound.kind("axis"))
    return Array(a.dtype, None if left is None else (*left, ANY))


def weights_like(bound: Bound) -> Kind:
    """The axes of the second argument, some with length one."""
    weights, dims = bound.first(), dims_of_kind(as_array(bound.kind("a")))
    known = isinstance(weights, Array) and dims is not None
    return Array(weights.dtype, unknown_dims(len(dims))) if known and isinstance(weights, Array) and dims else NUMERIC


def order_weights(bound: Bound) -> Kind:
    """The shape of the array, behind that of the quantiles."""
    a, q = bound.first(), as_array(bound.kind("q"))
    dims, several = dims_of_kind(a), dims_of_kind(q)
    return Array(dtype_of(a), (*several, *dims)) if dims is not None and several is not None else NUMERIC


def weighted(bound: Bound) -> Kind:
    """The shape of the third argument, in the dtype of the product of the first two: a number counts as an array."""
    value, weights, like = (bound.kind(param) for param in bound.rule.params[:3])
    dims, dtypes = dims_of_kind(as_array(like)), (dtype_of(as_array(value)), dtype_of(as_array(weights)))
    if not dims or dtypes[0] is None or dtypes[1] is None:
        return NUMERIC
    return Array(promote(dtypes[0], dtypes[1]), dims)


def quantile_tangent(bound: Bound) -> Kind:
    """The axes that quantiles add, before those that are left of the first argument's."""
    value, weights = (as_array(bound.kind(param)) for param in ("value", "weights"))
    dims, of_weights, keep = dims_of_kind(value), dims_of_kind(weights), bound.const("keepdims", False)
    dtypes = dtype_of(value), dtype_of(weights)
    if not dims or of_weights is None or keep not in (True, False) or dtypes[0] is None or dtypes[1] is None:
        return NUMERIC
    left = reduced_dims(dims, bound.const("axis"), keep is True, bound.kind("axis"))
    return NUMERIC if left is None else Array(promote(*dtypes), (*of_weights[: len(of_weights) - len(dims)], *left))


def _like(value: Kind, like: Kind) -> Kind:
    """Return the kind of an adjoint made of `value`, in the shape of `like`."""
    if not isinstance(like, Array) or not like.dims:
        return NUMERIC
    floating = isinstance(value, Array) and value.dtype is not None and np.dtype(value.dtype).kind in "fc"
    same = floating and isinstance(value, Array) and value.dtype == like.dtype
    return Array(value.dtype if same and isinstance(value, Array) else None, like.dims)


LIKE: dict[str, Callable[[Bound], Kind]] = {
    "block_of": part, "counted": counted, "fitted": fitted, "like_first": like_first, "like_places": like_places,
    "like_second": like_second, "like_third": like_third, "like_third_shape": like_third_shape, "matrix_of":
    matrix_of, "order_weights": order_weights, "part": part, "positions": positions, "quantile_tangent":
    quantile_tangent, "same_shape": same_shape, "scattered": scattered, "to_last": to_last, "weighted": weighted,
    "weights_like": weights_like, "zeros_of": zeros_of,
}  # fmt: skip
