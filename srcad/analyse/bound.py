"""What is known of the arguments of a call, and what NumPy itself says when it is asked with arrays of one element."""

from __future__ import annotations

import builtins
import cmath
import math
import operator
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np

from .. import runtime
from ..kinds import (
    ANY,
    ONE,
    UNKNOWN,
    Array,
    Dim,
    Fixed,
    Kind,
    ListOf,
    Scalar,
    Struct,
    are_exact,
    dim_of,
    dims_of_kind,
    dtype_of,
    kind_of,
    promote,
    unknown_dims,
)
from ..rules.rule import Rule

UNKNOWN_VALUE: Final = object()

Argument: TypeAlias = tuple[Kind, object]  # a kind, and the Python value where it is known, else UNKNOWN_VALUE
Dims: TypeAlias = tuple[Dim, ...]


@dataclass(frozen=True)
class Bound:
    """A call's arguments by parameter; those of a starred one as a tuple."""

    rule: Rule
    args: Mapping[str, Argument | tuple[Argument, ...]]

    def kind(self, name: str) -> Kind:
        """Return the kind of an argument; that of a tuple for a starred parameter."""
        value = self.args.get(name)
        if value is None:
            return UNKNOWN
        if name == self.rule.star:
            kinds = tuple(kind for kind, _ in self.starred())
            return Struct(tuple, tuple(range(len(kinds))), kinds)
        return value[0]  # type: ignore[return-value]

    def const(self, name: str, missing: object = None) -> object:
        """Return the value of an argument, `UNKNOWN_VALUE` if it is not a literal, `missing` if it is not given."""
        if name not in self.args:
            return missing
        if name == self.rule.star:
            values = tuple(value for _, value in self.starred())
            return UNKNOWN_VALUE if any(value is UNKNOWN_VALUE for value in values) else values
        kind, value = self.args[name]
        if value is UNKNOWN_VALUE and isinstance(kind, Fixed):
            return kind.value
        return value

    def starred(self) -> tuple[Argument, ...]:
        """Return the arguments of the starred parameter."""
        return self.args.get(self.rule.star, ())  # type: ignore[return-value]

    def first(self) -> Kind:
        """Return the kind of the first argument, sequences as the arrays that NumPy makes of them."""
        return as_array(self.kind(self.rule.params[0]))

    def dtype_given(self) -> str | None:
        """Return the dtype asked for by `dtype=`: "" if none is, None if it is not known."""
        value = self.const("dtype")
        if value is None:
            return ""
        if value is UNKNOWN_VALUE:
            return None
        try:
            return str(np.dtype(value))  # type: ignore[call-overload]
        except TypeError:
            return None


def as_array(kind: Kind) -> Kind:
    """Return the kind of what NumPy makes of a list or a tuple; other kinds as they are."""
    match kind:
        case Struct(maker, _, items) if maker in (tuple, list) and items:
            return _gathered([as_array(item) for item in items], dim_of(len(items)))
        case ListOf(element):
            return _gathered([as_array(element)], ANY)
        case _:
            return kind


def _gathered(parts: list[Kind], length: Dim) -> Kind:
    if not all(isinstance(part, Scalar | Array) for part in parts):
        return Array(None, None)
    dims = same_shape([dims_of_kind(part) for part in parts])
    return Array(common_dtype(parts), None if dims is None else (length, *dims))


def common_dtype(parts: list[Kind]) -> str | None:
    """Return the dtype of an array made of values of these kinds, or None."""
    found: str | None = None
    for i, part in enumerate(parts):
        dtype = dtype_of(part)
        if dtype is None:
            return None
        found = dtype if i == 0 or found is None else promote(found, dtype)
    return found


def same_shape(shapes: list[Dims | None]) -> Dims | None:
    """Return what is known of a shape that several values share."""
    found: Dims | None = None
    for dims in shapes:
        if dims is None:
            continue
        if found is None:
            found = dims
        elif len(found) == len(dims):
            found = tuple(sharper(p, q) for p, q in zip(found, dims, strict=True))
    return None if any(dims is None for dims in shapes) and not found else found


def sharper(p: Dim, q: Dim) -> Dim:
    """Return what is known of one length of which both hold."""
    if p.exact or q.exact:
        return p if p.exact else q
    return Dim(max(p.low, q.low), False)


def at_least(length: int, exact: bool) -> Dim:
    """Return a length as it is kept: short ones exactly."""
    return dim_of(length, exact)


def reduced_dims(dims: Dims, axis: object, keep: bool, axis_kind: Kind) -> Dims | None:
    """Return the axes that a reduction leaves, or None where even their number is unknown."""
    rank = len(dims)
    if axis is None:
        return (ONE,) * rank if keep else ()
    if axis is UNKNOWN_VALUE:
        if keep:
            return unknown_dims(rank)
        return unknown_dims(rank - 1) if isinstance(axis_kind, Scalar) else None
    axes = axis if isinstance(axis, tuple) else (axis,)
    if not all(isinstance(i, int) and -rank <= i < rank for i in axes):
        return None
    gone = {i % rank for i in axes}
    if keep:
        return tuple(ONE if i in gone else dim for i, dim in enumerate(dims))
    return tuple(dim for i, dim in enumerate(dims) if i not in gone)


# ---------------------------------------------------------------- asking NumPy
Sample: TypeAlias = tuple[
    object, ...
]  # ("weak", dtype), ("strong", dtype), ("array", dtype, rank) or ("value", object)

OPERATORS: dict[str, Callable[..., object]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "**": operator.pow, "@": operator.matmul, "neg": operator.neg, "pos": operator.pos,
    "invert": operator.invert, "&": operator.and_, "|": operator.or_, "^": operator.xor, "<<": operator.lshift,
    ">>": operator.rshift, "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def sample_of(kind: Kind, value: object) -> Sample | None:
    """Return the description of a stand-in for an argument, None if its kind tells too little."""
    match kind:
        case Scalar(dtype, weak):
            return ("weak" if weak else "strong", dtype)
        case Array(dtype, dims) if dtype is not None and dims is not None:
            return ("array", dtype, len(dims))
        case Array():
            return None
        case _ if value is not UNKNOWN_VALUE and isinstance(value, bool | int | float | str | tuple | None):
            return ("value", value)
        case _:
            return None


def ask(op: str, args: tuple[Sample, ...], keywords: tuple[tuple[str, Sample], ...] = ()) -> Kind | None:
    """Return the kind of an operation's result for stand-ins of one element, None where it fails."""
    return _asked(op, args, keywords, are_exact())


@lru_cache(maxsize=8192)
def _asked(op: str, args: tuple[Sample, ...], keywords: tuple[tuple[str, Sample], ...], exact: bool) -> Kind | None:
    for number in (1, 0.5, 0):
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                given = [_stand_in(arg, number) for arg in args]
                named = {key: _stand_in(arg, number) for key, arg in keywords}
                return result_of(_function(op)(*given, **named))
        except Exception:  # outside the function's domain, or not for these kinds
            continue
    return None


def result_of(value: object) -> Kind:
    """Return the kind of a result: a number, an array, or a tuple of such."""
    if isinstance(value, tuple):
        kinds = tuple(result_of(item) for item in value)
        return Struct(tuple, tuple(range(len(kinds))), kinds)
    return kind_of(value)


def _stand_in(sample: Sample, number: float) -> object:
    match sample:
        case ("weak", str(dtype)):
            return {"b": bool, "i": int, "f": float, "c": complex}[np.dtype(dtype).kind](number)
        case ("strong", str(dtype)):
            return np.dtype(dtype).type(number)
        case ("array", str(dtype), int(rank)):
            return np.full((1,) * rank, number, dtype=dtype)
        case _:
            return sample[1]


def _function(op: str) -> Callable[..., object]:
    if op in OPERATORS:
        return OPERATORS[op]
    if op.startswith(".") and op.endswith("()"):
        return lambda base, *args, **keywords: getattr(base, op[1:-2])(*args, **keywords)
    if op.startswith("."):
        return operator.attrgetter(op[1:])
    found: object = {"np": np, "math": math, "cmath": cmath, "scipy": sys.modules.get("scipy")}.get(
        op.partition(".")[0]
    )
    if found is not None:
        for part in op.split(".")[1:]:
            found = getattr(found, part)
    else:
        found = getattr(builtins, op, None) or runtime.HELPERS.get(op)
    return found if callable(found) else _missing


def _missing(*args: object) -> object:
    raise TypeError
