"""The kinds of parts: of an element, of a slice, of a selection by arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..kinds import (
    ANY,
    FLOAT,
    NOTHING_YET,
    ONE,
    UNKNOWN,
    Array,
    Dim,
    Fixed,
    Kind,
    ListOf,
    Scalar,
    Struct,
    Unknown,
    broadcast_dims,
    dim_of,
    join,
    same_length,
    unknown_dims,
)
from .lengths import axis_of, shortened, window

NOTHING: dict[str, Kind] = {}


def element_kind(kind: Kind, index: object = None) -> Kind:
    """Return the kind of `x[i]` for an integer index, whose value is `index` where known."""
    match kind:
        case Unknown(array=Array() as array, constant=True):  # a literal has no elements
            return element_kind(array, index)
        case Array(dtype, dims) if dims is not None and len(dims) > 0:
            if len(dims) == 1:
                return UNKNOWN if dtype is None else Scalar(dtype, weak=False)
            return Array(dtype, dims[1:])
        case Array() | Unknown(True):
            return Unknown(True)
        case ListOf(element):  # what an empty list will hold is found in a later pass
            return FLOAT if element == NOTHING_YET else element
        case Struct(items=items) if isinstance(index, int) and -len(items) <= index < len(items):
            return items[index]
        case _:
            return UNKNOWN


def index_kind(base: Kind, parts: Sequence[tuple[object, ...]], kinds: Mapping[str, Kind] = NOTHING) -> Kind:
    """Return the kind of `base[parts]`, each part being ("slice", start, stop, step) or ("item", kind, value)."""
    if isinstance(base, Unknown) and base.array is not None and base.constant:
        return index_kind(base.array, parts, kinds)
    if isinstance(base, ListOf) and len(parts) == 1:
        return base if parts[0][0] == "slice" else element_kind(base)
    if isinstance(base, Struct) and base.maker in (tuple, list) and len(parts) == 1 and parts[0][0] == "slice":
        bounds: list[Any] = list(parts[0][1:])
        if not all(bound is None or type(bound) is int for bound in bounds):
            return UNKNOWN
        chosen = base.items[slice(*bounds)]
        return Struct(base.maker, tuple(range(len(chosen))), chosen)
    if isinstance(base, Struct) and len(parts) == 1 and parts[0][0] == "item":
        value = parts[0][2]
        if isinstance(value, int) and not isinstance(value, bool) and base.maker is not dict:
            return element_kind(base, value)
        if base.maker is dict and isinstance(value, str | int | bool) and value in base.keys:
            return base.items[base.keys.index(value)]
        return _any_of(base.items) if base.maker in (tuple, list) and _is_place(parts[0][1]) else UNKNOWN
    parts = _taken_apart(parts)
    if isinstance(base, Scalar) and not base.weak and all(part[0] == "item" and _is_new(part[2]) for part in parts):
        base = Array(base.dtype, ())  # NumPy's numbers are indexed like arrays without axes
    if not isinstance(base, Array) or base.dims is None:
        if isinstance(base, Array | Unknown) and base != UNKNOWN and (_has_array(parts) or _keeps_axes(parts)):
            return Array(base.dtype if isinstance(base, Array) else None, None)
        return Unknown(True) if isinstance(base, Array | Unknown) and base != UNKNOWN else UNKNOWN
    dims = _indexed(base.dims, parts, kinds)
    if dims is None:
        return Array(base.dtype, None) if _has_array(parts) else Unknown(True)
    if not dims and not _has_array(parts) and not _has_ellipsis(parts):
        return UNKNOWN if base.dtype is None else Scalar(base.dtype, weak=False)
    return Array(base.dtype, dims)


def _any_of(items: Sequence[Kind]) -> Kind:
    """Return the kind of an element at a place that is not known."""
    found = items[0] if items else UNKNOWN
    for item in items[1:]:
        if isinstance(found, Unknown):
            break
        found = join(found, item)
    return found


def _is_place(kind: object) -> bool:
    """Whether an index of a kind is one position in a list."""
    return isinstance(kind, Scalar) and kind.dtype != "bool" and np.dtype(kind.dtype).kind in "iu"


def _taken_apart(parts: Sequence[tuple[object, ...]]) -> Sequence[tuple[object, ...]]:
    """Return the parts of an index that has a name, as a tuple that a function returns: `a[np.nonzero(a)]`."""
    found: Sequence[tuple[object, ...]] = parts
    if len(parts) == 1 and parts[0][0] == "item":
        _, kind, value = parts[0]
        if isinstance(kind, Struct) and issubclass(kind.maker, tuple):
            values = value if isinstance(value, tuple) else (kind,) * len(kind.items)
            found = [("item", *pair) for pair in zip(kind.items, values, strict=True)]
    return [_spelled(part) for part in found]


def _spelled(part: tuple[object, ...]) -> tuple[object, ...]:
    """Return a part of an index that is a slice by another name as such."""
    value = part[1].value if part[0] == "item" and isinstance(part[1], Fixed) else part[-1]
    if part[0] == "item" and isinstance(value, slice):
        return ("slice", value.start, value.stop, value.step)
    return ("item", part[1], value) if part[0] == "item" else part


def _has_array(parts: Sequence[tuple[object, ...]]) -> bool:
    return any(part[0] == "item" and isinstance(part[1], Array | Struct | ListOf) for part in parts)


def _keeps_axes(parts: Sequence[tuple[object, ...]]) -> bool:
    """Return whether an index gives an array whatever is indexed: a slice, a new axis, or an ellipsis is in it."""
    return any(part[0] == "slice" or _is_new(part[2]) for part in parts)


def _is_new(value: object) -> bool:
    return value is None or value is Ellipsis  # not by ==: the value may be an array


def _has_ellipsis(parts: Sequence[tuple[object, ...]]) -> bool:
    return any(part[0] == "item" and part[2] is Ellipsis for part in parts)


def _indexed(
    dims: tuple[Dim, ...], parts: Sequence[tuple[object, ...]], kinds: Mapping[str, Kind]
) -> tuple[Dim, ...] | None:
    """Return the axes that remain, or None where that cannot be told."""
    consumed = 0
    for part in parts:
        if part[0] == "item" and (part[2] is None or part[2] is Ellipsis):
            continue
        if part[0] == "item" and isinstance(part[1], Array) and part[1].dtype == "bool":
            if part[1].dims is None:
                return None
            consumed += len(part[1].dims)
        else:
            consumed += 1
    if consumed > len(dims):
        return None
    rest = list(dims)
    found: list[Dim] = []
    gathered: tuple[Dim, ...] | None = None
    place, run, broken = 0, False, False
    for part in parts:
        if part[0] == "slice":
            found.append(_sliced(rest.pop(0), part[1:], kinds))
            run = False
            continue
        kind, value = part[1], part[2]
        if value is Ellipsis:
            skip = len(dims) - consumed
            found += rest[:skip]
            rest = rest[skip:]
            run = False
        elif value is None:
            found.append(ONE)
            run = False
        elif isinstance(kind, Scalar) and kind.dtype != "bool":
            rest.pop(0)
            if gathered is not None and not run:
                broken = True  # an integer among arrays counts as an array
        elif isinstance(kind, Array | Struct | ListOf):
            shape = _index_shape(kind)
            if shape is None:
                return None
            taken = len(kind.dims or ()) if isinstance(kind, Array) and kind.dtype == "bool" else 1
            rest = rest[taken:]
            if gathered is None:
                gathered, place = shape, len(found)
            else:
                gathered = broadcast_dims(gathered, shape)
                broken = broken or not run
            run = True
        else:
            return None
    found += rest
    if gathered is None:
        return tuple(found)
    if broken or any(part[0] == "item" and isinstance(part[1], Scalar) for part in parts):
        return unknown_dims(len(found) + len(gathered))  # NumPy may move the gathered axes to the front
    return (*found[:place], *gathered, *found[place:])


def _index_shape(kind: Kind) -> tuple[Dim, ...] | None:
    match kind:
        case Array("bool", _):
            return (ANY,)
        case Array(_, dims):
            return dims
        case Struct(items=items) if all(isinstance(item, Scalar) for item in items):
            if any(isinstance(item, Scalar) and item.dtype == "bool" for item in items):
                return (ANY,)
            return (dim_of(len(items)),)
        case _:
            return None


def _sliced(dim: Dim, bounds: Sequence[object], kinds: Mapping[str, Kind]) -> Dim:
    """Return the length of `x[start:stop:step]` where the bounds are literals or lengths; unknown otherwise."""
    start, stop, step = bounds
    if step in (None, 1) and (isinstance(start, Dim) or isinstance(stop, Dim)):
        found = window(dim, start, stop, kinds)
        if found is not None:
            return found
    if isinstance(stop, Dim) and start in (None, 0) and step is None:
        return dim if same_length(axis_of(stop), dim) else Dim(min(stop.low, dim.low), stop.exact and dim.exact)
    if all(bound is None or (isinstance(bound, int) and not isinstance(bound, bool)) for bound in bounds):
        if start is None and stop is None and step in (None, 1, -1):
            return dim
        cut = slice(*(bound if isinstance(bound, int) else None for bound in bounds))
        if dim.exact:
            length = len(range(dim.low)[cut])
            return Dim(length, True)
        small, large = len(range(dim.low)[cut]), len(range(dim.low + 1)[cut])
        same = small == large == len(range(dim.low + 7)[cut]) == len(range(dim.low + 1000)[cut])
        if same:
            return Dim(small, True)
        left_out = _left_out(start, stop) if step in (None, 1) else None
        return Dim(min(small, large), False) if left_out is None else shortened(dim, left_out, min(small, large))
    return ANY


def _left_out(start: object, stop: object) -> int | None:
    """Return how many elements a slice leaves out, of the first and of the last; None for another one."""
    first = 0 if start is None else start
    last = 0 if stop is None else stop
    if not isinstance(first, int) or not isinstance(last, int) or first < 0 or (stop is not None and last >= 0):
        return None
    return first - last
