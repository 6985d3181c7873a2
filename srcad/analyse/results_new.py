"""The kinds of arrays that are joined, filled or made of nothing, grids among them; see `results.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..kinds import (
    ANY,
    ONE,
    UNKNOWN,
    Array,
    Dim,
    Kind,
    ListOf,
    Scalar,
    Struct,
    Unknown,
    broadcast_dims,
    dims_of_kind,
    dtype_of,
    unknown_dims,
)
from .bound import UNKNOWN_VALUE, Argument, Bound, as_array, ask, at_least, common_dtype, same_shape, sample_of
from .results_shape import axes_of, dtype_or, length_of, rest, shape_asked


# ---------------------------------------------------------------- joins
def _parts(kind: Kind) -> tuple[list[Kind], bool]:
    """Return the kinds of the elements of a sequence, and whether there are just as many."""
    match kind:
        case Struct(items=items):
            return [as_array(item) for item in items], True
        case ListOf(element):
            return [as_array(element)], False
        case Array(dtype, dims) if dims:
            return [Array(dtype, dims[1:])], False
        case _:
            return [], False


def matrix(bound: Bound) -> Kind:
    """A matrix."""
    first = bound.kind(bound.rule.params[0])
    dtype = (
        common_dtype(parts)
        if (parts := _parts(first)[0]) and bound.rule.op == "np.column_stack"
        else dtype_of(as_array(first))
    )
    return Array(dtype, (ANY, ANY))


def np_array(bound: Bound) -> Kind:
    """np.array, np.asarray: of a number, an array, or nested sequences."""
    a = bound.first()
    if not isinstance(a, Scalar | Array):
        return rest(a)
    dims, ndmin = dims_of_kind(a), bound.const("ndmin", 0)
    if isinstance(ndmin, int) and dims is not None:
        dims = (ONE,) * (ndmin - len(dims)) + dims
    return Array(dtype_or(bound, a.dtype), dims if isinstance(ndmin, int) else None)


def stack(bound: Bound) -> Kind:
    """np.stack: a new axis, as long as the sequence."""
    kind = bound.kind("arrays")
    parts, counted = _parts(kind)
    if not parts:
        return rest(kind)
    dims, axis = same_shape([dims_of_kind(part) for part in parts]), bound.const("axis", 0)
    if dims is None or not isinstance(axis, int) or axes_of(axis, len(dims) + 1) is None:
        return Array(common_dtype(parts), None if dims is None else unknown_dims(len(dims) + 1))
    length = at_least(len(parts), True) if counted else ANY
    place = axis % (len(dims) + 1)
    return Array(common_dtype(parts), (*dims[:place], length, *dims[place:]))


def joined(parts: Sequence[Kind], counted: bool, axis: int | None, rank: int) -> Kind:
    """Return the kind of arrays joined along an axis; those of fewer than `rank` axes get more in front."""
    dtype = common_dtype(list(parts))
    shapes = [dims_of_kind(part) for part in parts]
    known = [(ONE,) * (rank - len(dims)) + dims for dims in shapes if dims is not None]
    if len(known) < len(shapes) or any(len(dims) != len(known[0]) for dims in known):
        return Array(dtype, None)
    if axis is None:
        return Array(dtype, (ANY,))
    place = axis % len(known[0])
    lengths = [dims[place] for dims in known]
    total = at_least(sum(dim.low for dim in lengths), all(dim.exact for dim in lengths)) if counted else ANY
    others = same_shape([tuple(dim for i, dim in enumerate(dims) if i != place) for dims in known]) or ()
    return Array(dtype, (*others[:place], total, *others[place:]))


def concatenate(bound: Bound) -> Kind:
    """np.concatenate."""
    kind = bound.kind("arrays")
    parts, counted = _parts(kind)
    axis = bound.const("axis", 0)
    ranks = {len(dims) for part in parts if (dims := dims_of_kind(part)) is not None}
    if not parts:
        return rest(kind)
    if axis is None:
        return Array(common_dtype(parts), (ANY,))
    if len(ranks) == 1 and (not isinstance(axis, int) or axes_of(axis, max(ranks)) is None):
        return Array(common_dtype(parts), unknown_dims(max(ranks)))
    return joined(parts, counted, axis if isinstance(axis, int) else 0, 0)


def vstack(bound: Bound) -> Kind:
    """np.vstack."""
    parts, counted = _parts(bound.kind("tup"))
    return joined(parts, counted, 0, 2) if parts else rest(bound.kind("tup"))


def hstack(bound: Bound) -> Kind:
    """np.hstack: along the only axis of vectors, else along the second."""
    parts, counted = _parts(bound.kind("tup"))
    ranks = [dims_of_kind(part) for part in parts]
    if not parts or any(dims is None for dims in ranks):
        return Array(None, None) if parts else rest(bound.kind("tup"))
    return joined(parts, counted, 0 if len(ranks[0] or ()) < 2 else 1, 1)


def dstack(bound: Bound) -> Kind:
    """np.dstack."""
    parts, _ = _parts(bound.kind("tup"))
    ranks = [dims_of_kind(part) for part in parts]
    if not parts or any(dims is None for dims in ranks):
        return Array(None, None) if parts else rest(bound.kind("tup"))
    return Array(common_dtype(parts), unknown_dims(max(3, *(len(dims or ()) for dims in ranks))))


# ---------------------------------------------------------------- new arrays
def filled(bound: Bound) -> Kind:
    """np.full."""
    value = bound.kind("fill_value")
    return Array(dtype_or(bound, dtype_of(value)), shape_asked(bound, "shape"))


def zeros(bound: Bound) -> Kind:
    """np.zeros, np.ones, np.empty."""
    return Array(dtype_or(bound, "float64"), shape_asked(bound, "shape"))


def like(bound: Bound) -> Kind:
    """np.zeros_like and relatives, np.full_like: an array of the first argument's shape."""
    a = bound.first()
    if not isinstance(a, Scalar | Array):
        return rest(a)
    dims = dims_of_kind(a) if bound.const("shape") is None else shape_asked(bound, "shape")
    return Array(dtype_or(bound, a.dtype), dims)


def eye(bound: Bound) -> Kind:
    """np.eye, np.identity, np.tri: a matrix of a literal number of rows and columns."""
    first = bound.rule.params[0]
    second = first if bound.const("M") is None else "M"
    rows, columns = (length_of(bound.const(name), bound.kind(name)) for name in (first, second))
    return Array(dtype_or(bound, "float64"), (rows, columns))


def linspace(bound: Bound) -> Kind:
    """np.linspace: a new first axis."""
    start, stop = as_array(bound.kind("start")), as_array(bound.kind("stop"))
    if not isinstance(start, Scalar | Array) or not isinstance(stop, Scalar | Array):
        return rest(start)
    left, right = dims_of_kind(start), dims_of_kind(stop)
    samples = (sample_of(start, UNKNOWN_VALUE), sample_of(stop, UNKNOWN_VALUE))
    found = (
        None if samples[0] is None or samples[1] is None else ask(bound.rule.op, (samples[0], samples[1], ("value", 2)))
    )
    length = length_of(bound.const("num"), bound.kind("num")) if "num" in bound.args else at_least(50, True)
    dims = None if left is None or right is None else (length, *broadcast_dims(left, right))
    return Array(
        dtype_of(found) if found is not None and isinstance(bound.kind("base"), Scalar | Unknown) else None, dims
    )


def arange(bound: Bound) -> Kind:
    """np.arange: one axis."""
    ends = [
        (bound.kind(name), bound.const(name)) for name in ("start", "stop", "step") if bound.const(name) is not None
    ]
    samples = tuple(sample for kind, _ in ends if (sample := sample_of(kind, UNKNOWN_VALUE)) is not None)
    found = ask("np.arange", samples) if len(samples) == len(ends) else None
    dtype = dtype_or(bound, dtype_of(found) if found is not None else None)
    values = [value for _, value in ends]
    whole = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    if len(whole) == len(values) and (len(whole) < 3 or whole[2]):
        return Array(dtype, (at_least(len(range(*whole)), True),))
    return Array(dtype, (length_of(UNKNOWN_VALUE, ends[0][0]) if len(ends) == 1 else ANY,))


def open_mesh(bound: Bound) -> Kind:
    """np.ix_: the places along each axis, where those of all others have length one."""
    kinds = [as_array(kind) for kind, _ in bound.starred()]
    parts: list[Kind] = []
    for k, kind in enumerate(kinds):
        dims, dtype = dims_of_kind(kind), dtype_of(kind)
        flags = dtype is None or dtype == "bool"
        length = dims[0] if dims is not None and len(dims) == 1 and not flags else ANY
        own = None if dtype is None else "int64" if flags else dtype
        parts.append(Array(own, tuple(length if i == k else ONE for i in range(len(kinds)))))
    return Struct(tuple, tuple(range(len(parts))), tuple(parts))


def histogram(bound: Bound) -> Kind:
    """Counts, or sums of weights, and the edges between the bins."""
    weights, samples, density = bound.kind("weights"), bound.first(), bound.const("density", None)
    dtype = "int64" if bound.const("weights", None) is None else weights.dtype if isinstance(weights, Array) else None
    if density not in (None, False):
        dtype = "float64" if density is True and dtype in ("int64", "float64") else None
    given = samples.dtype if isinstance(samples, Array) else None
    edges = "float64" if isinstance(bound.const("bins", 10), int) and given in ("float64", "int64") else None
    bins, length = as_array(bound.kind("bins")), ANY
    if isinstance(bins, Array) and bins.dims is not None and len(bins.dims) == 1:  # the edges themselves
        edges, length = bins.dtype, bins.dims[0]
    return Struct(tuple, (0, 1), (Array(dtype, (ANY,)), Array(edges, (length,))))


# ---------------------------------------------------------------- grids
def grid_kind(name: str, slices: Sequence[Sequence[Argument]]) -> Kind:
    """np.mgrid and np.ogrid: the coordinates along each axis, for start, stop and step of each."""
    if not all(slices):  # an index that is none
        return UNKNOWN
    lengths = tuple(_grid_length(*part) for part in slices)
    dtypes = {_grid_dtype(*bound) for part in slices for bound in part if bound[1] is not None} | {"int64"}
    dtype = None if None in dtypes else "float64" if "float64" in dtypes else "int64"
    if len(slices) == 1:
        return Array(dtype, lengths)
    if name == "np.mgrid":
        return Array(dtype, (at_least(len(slices), True), *lengths))
    parts = (tuple(length if i == k else ONE for i in range(len(slices))) for k, length in enumerate(lengths))
    return Struct(tuple, tuple(range(len(slices))), tuple(Array(dtype, dims) for dims in parts))


def _grid_length(start: Argument, stop: Argument, step: Argument) -> Dim:
    if isinstance(step[1], complex):
        return at_least(int(abs(step[1])), True)
    if start[1] not in (None, 0) or step[1] not in (None, 1):
        values: list[Any] = [start[1] or 0, stop[1], step[1] or 1]
        return at_least(len(range(*values)), True) if all(type(value) is int for value in values) else ANY
    return length_of(stop[1], stop[0]) if type(stop[1]) is not bool else ANY


def _grid_dtype(kind: Kind, value: object) -> str | None:
    if isinstance(value, complex):
        return "float64"
    return kind.dtype if isinstance(kind, Scalar) and kind.dtype in ("int64", "float64") else None


NEW: dict[str, Callable[[Bound], Kind]] = {
    "arange": arange, "concatenate": concatenate, "dstack": dstack, "eye": eye, "filled": filled, "filled_like": like,
    "histogram": histogram, "hstack": hstack, "like": like, "linspace": linspace, "matrix": matrix,
    "np_array": np_array, "open_mesh": open_mesh, "stack": stack, "vstack": vstack, "zeros": zeros,
}  # fmt: skip
