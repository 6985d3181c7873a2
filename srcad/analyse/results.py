"""The kind of an operation's result, from the kinds of its arguments: what the field `kind` of a rule names.

A claim holds for every argument of these kinds; where it would be a guess, the rank, the dtype or all is left open.
Dtypes come from NumPy itself, asked with arrays of one element (`bound.ask`); ranks and lengths are derived here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from ..kinds import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    NUMERIC,
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
    is_numeric,
    join,
    join_dims,
    promote,
    rank_of,
    same_length,
)
from ..rules.rule import RULES
from .bound import UNKNOWN_VALUE, Argument, Bound, Dims, Sample, as_array, ask, reduced_dims, sample_of
from .lengths import number_of
from .results_asked import ASKED
from .results_factors import FACTORS
from .results_like import LIKE
from .results_linalg import LINALG
from .results_new import NEW
from .results_scipy import SCIPY
from .results_shape import SHAPE

Operand: TypeAlias = tuple[str, Kind, object]  # the parameter's name, its kind, and its value where that is known


# ---------------------------------------------------------------- elementwise
def elementwise(bound: Bound) -> Kind:
    """An operation on each element, after broadcasting."""
    if bound.rule.op in ("**", "pow"):
        return power(bound)
    return broadcast(bound)


def broadcast(bound: Bound) -> Kind:
    """The result has the operands' common shape; NumPy tells its dtype, and whether it is an array."""
    operands = _operands(bound)
    if operands is None:
        return UNKNOWN
    if any(value is UNKNOWN_VALUE and isinstance(kind, Unknown) for _, kind, value in operands):
        return _array_or_number(bound.rule.op, operands)
    return _meeting(bound.rule.op, operands)


def _array_or_number(op: str, operands: list[Operand]) -> Kind:
    """Return the kind of a result where operands may be numbers: an array, if others have all of its axes."""
    known: list[Operand] = []
    for param, kind, value in operands:
        found = kind.array if isinstance(kind, Unknown) else kind
        if found is not None:
            known.append((param, FLOAT if found != kind and rank_of(found) == 0 else found, value))
    full = _meeting(op, known) if len(known) == len(operands) else NUMERIC
    if isinstance(full, Scalar):  # no array has come into it yet
        full = Array(full.dtype, ())
    if not isinstance(full, Array) or full.dims is None:
        return NUMERIC
    dims: Dims = ()
    constant = True
    for _, kind, value in operands:
        if isinstance(kind, Array):
            dims = broadcast_dims(dims, kind.dims or ())
        constant = constant and (kind.constant if isinstance(kind, Unknown) else value is not UNKNOWN_VALUE)
    if not dims:
        alone = [found.dims for _, found, _ in known if isinstance(found, Array) and found.dims]
        if any(len(each) != len(full.dims) or not all(map(is_like, each, full.dims)) for each in alone):
            return NUMERIC  # one may be an array where another is a number
        return Unknown(True, full, constant)
    if len(dims) != len(full.dims):
        return Array(None, None)
    plain = _meeting(op, [(param, FLOAT if isinstance(kind, Unknown) else kind, v) for param, kind, v in operands])
    dims = tuple(p if same_length(p, q) else join_dims(p, q) for p, q in zip(dims, full.dims, strict=True))
    return Array(full.dtype if dtype_of(plain) == full.dtype else None, dims)


def is_like(a: Dim, b: Dim) -> bool:
    """Return whether nothing tells two lengths apart."""
    return a == b or same_length(a, b)


def _meeting(op: str, operands: list[Operand]) -> Kind:
    """Return the kind of the result of numbers and arrays."""
    kinds = [kind for _, kind, value in operands if value is UNKNOWN_VALUE or isinstance(kind, Scalar | Array)]
    shapes = [dims_of_kind(kind) for kind in kinds if isinstance(kind, Scalar | Array)]
    ranks = [len(dims) for dims in shapes if dims is not None]
    if None in shapes:
        return Array(None, None) if max(ranks, default=0) > 0 else NUMERIC  # an array of rank 0 may make a number
    dims: Dims = ()
    for shape in shapes:
        dims = broadcast_dims(dims, shape or ())
    args: list[Sample] = []
    named: list[tuple[str, Sample]] = []
    for param, kind, value in operands:
        sample = sample_of(kind, value)
        if sample is None:
            return Array(None, dims) if dims else NUMERIC
        if param:
            named.append((param, sample))
        else:
            args.append(sample)
    found = ask(op, tuple(args), tuple(named))
    return NUMERIC if found is None else _with_dims(found, dims)


def _with_dims(found: Kind, dims: Dims) -> Kind:
    match found:
        case Array(dtype):
            return Array(dtype, dims)
        case Struct(maker, keys, items):
            return Struct(maker, keys, tuple(_with_dims(item, dims) for item in items))
        case Scalar() if dims:
            return NUMERIC
        case _:
            return found


def _operands(bound: Bound) -> list[Operand] | None:
    """Return the arguments of an elementwise operation, lists as arrays; None if one is not numeric.

    Those after an argument that is left out come with their names.
    """
    found: list[Operand] = []
    complete = True
    for param in bound.rule.params:
        if param == bound.rule.star:
            found += [("", kind, value) for kind, value in bound.starred()]
        elif param in bound.args:
            found.append(("" if complete else param, bound.kind(param), bound.const(param)))
        else:
            complete = False
    as_arrays = bound.rule.op.startswith("np.") or any(isinstance(kind, Array) for _, kind, _ in found)
    for i, (param, kind, value) in enumerate(found):
        if isinstance(kind, Struct | ListOf) and as_arrays:
            kind, value = as_array(kind), UNKNOWN_VALUE
            found[i] = (param, kind, value)
        if value is UNKNOWN_VALUE and (kind == UNKNOWN or not isinstance(kind, Scalar | Array | Unknown)):
            return None
    return found


def power(bound: Bound) -> Kind:
    """`x ** p`: Python's whole numbers to an unknown power may be floats; a float is taken to stay real."""
    base, exponent = (bound.kind(param) for param in bound.rule.params[:2])
    match base, exponent:
        case Scalar(left, True), Scalar(right, True) if np.dtype(left).kind in "biu" and np.dtype(right).kind in "biu":
            value = bound.const(bound.rule.params[1])
            return INT if isinstance(value, int) and value >= 0 else FLOAT
        case _:
            return broadcast(bound)


def choice(bound: Bound) -> Kind:
    """One of the operands, as it is."""
    found: Kind | None = None
    for param in bound.rule.params:
        if param in bound.args:
            found = bound.kind(param) if found is None else join(found, bound.kind(param))
    return UNKNOWN if found is None else found


def pairs(bound: Bound) -> Kind:
    """Two results, each of the operands' common shape."""
    found = broadcast(bound)
    if isinstance(found, Struct):
        return found
    return Struct(tuple, (0, 1), (NUMERIC, NUMERIC)) if is_numeric(found) else UNKNOWN


# ---------------------------------------------------------------- reductions
def reduce(bound: Bound) -> Kind:
    """A reduction over `axis`, the axes kept with length one where `keepdims` says so."""
    a = bound.first()
    dtype = reduced_dtype(bound, a)
    dims = dims_of_kind(a)
    axis, keep = bound.const("axis"), bound.const("keepdims", False)
    if isinstance(a, Unknown) and a.array is not None:
        found = reduce(Bound(bound.rule, {**bound.args, bound.rule.params[0]: (a.array, UNKNOWN_VALUE)}))
        return found if isinstance(found, Scalar) else NUMERIC
    if not isinstance(a, Scalar | Array) or keep is UNKNOWN_VALUE:
        return NUMERIC if a != UNKNOWN else UNKNOWN
    if axis is None and not keep:
        return NUMERIC if dtype is None else Scalar(dtype, weak=False)
    if dims is None or not dims:
        return NUMERIC
    left = reduced_dims(dims, axis, bool(keep), bound.kind("axis"))
    if left is None:
        return NUMERIC
    if left:
        return Array(dtype, left)
    return NUMERIC if dtype is None else Scalar(dtype, weak=False)


def reduced_dtype(bound: Bound, a: Kind) -> str | None:
    """Return the dtype of a reduction's result."""
    given = bound.dtype_given() if "dtype" in bound.args else ""
    if given != "":
        return given
    if not isinstance(a, Scalar | Array) or a.dtype is None:
        return None
    found = ask(bound.rule.op, (("array", a.dtype, 1),))
    return found.dtype if isinstance(found, Scalar) else None


def average(bound: Bound) -> Kind:
    """A weighted mean: as a mean, in the dtype that the weights widen."""
    found = reduce(bound)
    if bound.const("weights") is None or not isinstance(found, Scalar | Array):
        return found
    weights = as_array(bound.kind("weights"))
    dtype = weights.dtype if isinstance(weights, Array) else None
    dtype = None if dtype is None or found.dtype is None else promote(found.dtype, dtype)
    if isinstance(found, Array):
        return Array(dtype, found.dims)
    return NUMERIC if dtype is None else Scalar(dtype, weak=False)


def argsort(bound: Bound) -> Kind:
    """Positions along an axis, or in the flattened array."""
    found = cumulative(bound) if "axis" in bound.args else bound.first()
    return Array("int64", found.dims) if isinstance(found, Array) else NUMERIC


def searchsorted(bound: Bound) -> Kind:
    """A position for each of the values."""
    values = as_array(bound.kind("v"))
    if isinstance(values, Scalar):
        return Scalar("int64", weak=False)
    return Array("int64", values.dims) if isinstance(values, Array) and values.dims else NUMERIC


def cumulative(bound: Bound) -> Kind:
    """Running sums: the same shape, or one axis where no axis is given."""
    a = bound.first()
    if not isinstance(a, Scalar | Array):
        return NUMERIC if a != UNKNOWN else UNKNOWN
    given = bound.dtype_given() if "dtype" in bound.args else ""
    found = None if a.dtype is None else ask(bound.rule.op, (("array", a.dtype, 1),))
    dtype = given if given != "" else found.dtype if isinstance(found, Array) else None
    dims = dims_of_kind(a)
    if bound.const("axis") is None:
        return Array(dtype, dims if dims is not None and len(dims) == 1 else (ANY,))
    return Array(dtype, dims or None)


# ---------------------------------------------------------------- plain answers
def same(bound: Bound) -> Kind:
    """The shape of the first argument; the dtype too, unless NumPy says otherwise."""
    a = bound.first()
    match a:
        case Array(str() as dtype, dims) if dims is not None:
            found = (
                ask(bound.rule.op, (("array", dtype, max(len(dims), 2)),))
                if dims
                else ask(bound.rule.op, (("array", dtype, 0),))
            )
            if not dims:
                return NUMERIC if found is None else found
            return Array(found.dtype if isinstance(found, Array) else dtype, dims)
        case Array(_, dims):
            return Array(None, dims) if dims else NUMERIC
        case Scalar():
            found = ask(bound.rule.op, (sample_of(a, UNKNOWN_VALUE) or ("value", None),))
            return NUMERIC if found is None else found
        case Unknown():
            return a
        case _:
            return UNKNOWN


def python(bound: Bound) -> Kind:
    """Python's own functions."""
    match bound.rule.op:
        case "round":
            number = bound.kind("number")
            if bound.const("ndigits") is None:
                return INT if isinstance(number, Scalar) else UNKNOWN
            return number if isinstance(number, Scalar) else UNKNOWN
        case "bool" | "isinstance":
            return BOOL
        case "range":
            return UNKNOWN
        case _:
            return INT


def shape(bound: Bound) -> Kind:
    """A tuple of whole numbers, as many as there are axes."""
    dims = dims_of_kind(bound.first())
    if dims is None:
        return UNKNOWN
    return Struct(tuple, tuple(range(len(dims))), tuple(map(length_kind, dims)))


def length_kind(dim: Dim) -> Kind:
    """Return the kind of the length of an axis as a number, which remembers the length where that has a name."""
    return Scalar("int64", length=number_of(dim))


def number(bound: Bound) -> Kind:
    """A number made of the elements of sequences of numbers."""
    if bound.rule.op in ("math.fsum", "math.dist"):
        return FLOAT
    found = "int64"
    for param in bound.rule.params:
        kind = as_array(bound.kind(param)) if param in bound.args else INT
        known = isinstance(kind, Scalar) or (isinstance(kind, Array) and kind.rank == 1)
        if not known or not isinstance(kind, Scalar | Array) or kind.dtype is None:
            return NUMERIC
        found = promote(found, kind.dtype)
    return Scalar(found, weak=False)


def python_sum(bound: Bound) -> Kind:
    """`sum(xs)`: one addition after the other, where there surely are elements."""
    values, total = bound.kind("iterable"), bound.kind("start") if "start" in bound.args else INT
    match values:
        case Struct(maker, _, items) if maker in (tuple, list):
            parts = items
        case Array(str() as dtype, (only,)):
            whole = np.dtype(dtype).kind in "biu"
            sure = only.low > 0 and not whole
            return (
                _added(total, Scalar(dtype, weak=False))
                if sure
                else join(total, _added(total, Scalar(dtype, weak=False)))
            )
        case Array(dtype, (first, *rest)) if first.low > 0:
            parts = (Array(dtype, tuple(rest)),)
        case _:
            return NUMERIC if values != UNKNOWN and not isinstance(values, ListOf) else UNKNOWN
    for part in parts:
        total = _added(total, part)
    return total


def _added(a: Kind, b: Kind) -> Kind:
    """Return the kind of a sum of two numbers or arrays."""
    rule = RULES["+"]
    return broadcast(Bound(rule, dict(zip(rule.params, ((a, UNKNOWN_VALUE), (b, UNKNOWN_VALUE)), strict=True))))


def inner_gradient(bound: Bound) -> Kind:
    """The gradient of an inner function, which knows its own kind."""
    kind: Kind = bound.rule.inner.kind(bound)
    return kind


def always(kind: Kind) -> Callable[[Bound], Kind]:
    """Return the function that answers with one kind."""
    return lambda bound: kind


PLACES = Array("int64", (ANY,))  # along one axis

RESULT: dict[str, Callable[[Bound], Kind]] = {
    "argsort": argsort, "average": average, "choice": choice, "count": reduce, "cumulative": cumulative,
    "elementwise": elementwise, "flag": always(BOOL), "inner_gradient": inner_gradient,
    "integer": always(INT), "number": number, "index_pair": always(Struct(tuple, (0, 1), (PLACES, PLACES))),
    "polar": always(Struct(tuple, (0, 1), (FLOAT, FLOAT))), "python": python, "python_sum": python_sum,
    "reduce": reduce, "reduce_all": average, "reduce_asked": always(NUMERIC), "reduce_flag": reduce,
    "reduce_index": reduce, "reduce_real": reduce, "results": pairs, "same": same, "searchsorted": searchsorted,
    "shape": shape, "unknown": always(UNKNOWN), "whole": always(INT),
    **SHAPE, **NEW, **LINALG, **FACTORS, **ASKED, **LIKE, **SCIPY,
}  # fmt: skip

__all__ = ["RESULT", "UNKNOWN_VALUE", "Argument", "Bound", "Sample"]
