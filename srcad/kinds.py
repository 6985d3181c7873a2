"""What is known of a value before it exists: a number, an array and its axes, a container, an object, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from .others import is_other_array, is_other_number


class Dim(NamedTuple):
    """The length of an axis: exactly `low`, or at least `low`; lengths of one name are equal."""

    low: int
    exact: bool
    name: str = ""

    @property
    def is_one(self) -> bool:
        """Whether the length is surely one."""
        return self.exact and self.low == 1

    @property
    def not_one(self) -> bool:
        """Whether the length is surely another than one."""
        return self.low > 1 or (self.exact and self.low != 1)


ONE = Dim(1, True)
ANY = Dim(0, False)
# Lengths below this are known exactly, others as "at least this": a slice x[1:-1] is still surely longer than one.
MANY = 5


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number of a NumPy dtype; `weak` for Python's own numbers, which do not widen an array's dtype."""

    dtype: str
    weak: bool = True
    length: Dim | None = None  # what is known of a whole number that is the length of an axis


@dataclass(frozen=True, slots=True)
class Array:
    """An array; `dtype` is None where unknown, `dims` None where the rank is unknown."""

    dtype: str | None = None
    dims: tuple[Dim, ...] | None = None

    @property
    def rank(self) -> int | None:
        """The number of axes, or None."""
        return None if self.dims is None else len(self.dims)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of any length whose elements are all of one kind."""

    element: Kind


@dataclass(frozen=True, slots=True)
class Struct:
    """A container of known structure: `maker` is the class (a dict, a dataclass, ...), `keys` its keys or fields."""

    maker: type
    keys: tuple[object, ...]
    items: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """An object known while compiling: a function, a module, a class, None, a string."""

    value: object

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fixed):
            return False
        same_text = (
            isinstance(self.value, str | None) and type(self.value) is type(other.value) and self.value == other.value
        )
        return self.value is other.value or same_text

    def __hash__(self) -> int:
        return hash(self.value) if isinstance(self.value, str) else id(self.value)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything; `numeric` where it is surely a number or an array of them.

    An array is then of the kind `array`, where that is not None; `constant` says that a number is a literal there.
    What is None, or else of one kind, is of the kind `given`.
    """

    numeric: bool = False
    array: Array | None = None
    constant: bool = False
    given: Scalar | Array | Sparse | None = None


@dataclass(frozen=True, slots=True)
class Sparse:
    """A sparse matrix of SciPy's; `matrix` where `*` is the product of matrices. Its derivative is that of its entries,
    an array like its `data`."""

    matrix: bool


Kind: TypeAlias = Scalar | Array | ListOf | Struct | Fixed | Unknown | Sparse

FLOAT = Scalar("float64")
INT = Scalar("int64")
BOOL = Scalar("bool")
COMPLEX = Scalar("complex128")
UNKNOWN = Unknown()
NUMERIC = Unknown(True)
NO_ARRAY = Array(None, ())  # of what has no axes
NOTHING_YET = Struct(list, (), ())  # of the elements of a list that is empty as far as is known


def dims_of(shape: tuple[int, ...]) -> tuple[Dim, ...]:
    """Return what is kept of a shape: short lengths exactly, long ones as a lower bound."""
    return tuple(dim_of(n) for n in shape)


_exact: ContextVar[bool] = ContextVar("exact", default=False)


@contextmanager
def exact_lengths() -> Iterator[None]:
    """Know all lengths exactly for a while, not only short ones."""
    token = _exact.set(True)
    try:
        yield
    finally:
        _exact.reset(token)


def are_exact() -> bool:
    """Return whether all lengths are known exactly now; what is remembered of kinds has to be kept apart by it."""
    return _exact.get()


_counted: ContextVar[bool] = ContextVar("counted", default=False)


@contextmanager
def known_counts() -> Iterator[None]:
    """Know the integers among the arguments for a while, not only that they are such."""
    token = _counted.set(True)
    try:
        yield
    finally:
        _counted.reset(token)


def are_counted() -> bool:
    """Return whether the integers among the arguments are known now."""
    return _counted.get()


def dim_of(length: int, exact: bool = True) -> Dim:
    """Return what is kept of a length."""
    return Dim(length, exact) if length < MANY or (exact and _exact.get()) else Dim(MANY, False)


def unknown_dims(rank: int) -> tuple[Dim, ...]:
    """Return `rank` axes of unknown length."""
    return (ANY,) * rank


def is_real_or_complex(kind: Kind) -> bool:
    """Return whether a value of this kind may carry a derivative: not integers, flags, strings or other objects."""
    match kind:
        case Scalar(dtype) | Array(dtype):
            return dtype is None or np.dtype(dtype).kind in "fcO"
        case ListOf(element):
            return is_real_or_complex(element)
        case Struct(items=items):
            return any(is_real_or_complex(item) for item in items)
        case Fixed() | Sparse():
            return False
        case Unknown():
            return True


def join(a: Kind, b: Kind) -> Kind:
    """Return the least kind that holds the values of both."""
    if a == b:
        return a
    match a, b:
        case Scalar(da, wa, length_a), Scalar(db, wb, length_b):
            length = length_a if length_a == length_b else None
            return Scalar(da if da == db else promote(da, db), wa and wb, length)
        case Array(da, dims_a), Array(db, dims_b):
            dtype = da if da == db else (promote(da, db) if da is not None and db is not None else None)
            if dims_a is None or dims_b is None or len(dims_a) != len(dims_b):
                return Array(dtype, None)
            return Array(dtype, tuple(join_dims(p, q) for p, q in zip(dims_a, dims_b, strict=True)))
        case ListOf(ea), ListOf(eb):
            return ListOf(join(ea, eb))
        case Struct(ma, ka, ia), Struct(mb, kb, ib) if ma is mb and ka == kb:
            return Struct(ma, ka, tuple(join(p, q) for p, q in zip(ia, ib, strict=True)))
        case ((Scalar() | Array() | Unknown(True)), (Scalar() | Array() | Unknown(True))):
            one, other = array_of(a), array_of(b)
            if one is None or other is None:
                return NUMERIC
            both = one if other.dims == () else other if one.dims == () else join(one, other)
            assert isinstance(both, Array)
            constant = all(isinstance(kind, Array) or (isinstance(kind, Unknown) and kind.constant) for kind in (a, b))
            return Unknown(True, both, constant)
        case (Unknown(given=Scalar() | Array() | Sparse()), _) | (_, Unknown(given=Scalar() | Array() | Sparse())):
            return or_none(join(not_none(a), not_none(b)))
        case _:
            return UNKNOWN


def array_of(kind: Kind) -> Array | None:
    """Return the kind that the values of a kind have which are arrays; None where it is not known."""
    match kind:
        case Array():
            return kind
        case Scalar():
            return NO_ARRAY
        case Unknown(array=array):
            return array
        case _:
            return None


def not_none(kind: Kind) -> Kind:
    """Return the kind of what may be None where it is not."""
    return kind.given if isinstance(kind, Unknown) and kind.given is not None else kind


def or_none(kind: Kind) -> Kind:
    """Return the kind of what is None, or of a kind."""
    if isinstance(kind, Scalar | Array | Sparse):
        return Unknown(given=kind)
    return kind if isinstance(kind, Unknown) and kind.given is not None else UNKNOWN


def join_literal(kind: Kind, literal: Kind) -> Kind:
    """Return the least kind that holds the values of a kind and a real number of another, which is a literal."""
    match kind:
        case Array(dims=dims) if dims:
            return Unknown(True, kind, constant=True)
        case Unknown(True, Array(), True):
            return kind
        case _:
            return join(kind, literal)


def join_known(a: Kind, value: object, b: Kind, other: object) -> Kind:
    """Return the least kind that holds the values of both, which are real literals where they are known."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return join_literal(b, a)
    if isinstance(other, int | float) and not isinstance(other, bool):
        return join_literal(a, b)
    return join(a, b)


def class_of_number(kind: Scalar) -> type:
    """Return the class of a number of a kind."""
    plain = {"b": bool, "i": int, "u": int, "f": float, "c": complex} if kind.weak else {}
    return plain.get(np.dtype(kind.dtype).kind, np.dtype(kind.dtype).type)


def is_numeric(kind: Kind | None) -> bool:
    """Return whether a kind is that of what is a number or an array, and it is not known which."""
    return isinstance(kind, Unknown) and kind.numeric


def join_dims(a: Dim, b: Dim) -> Dim:
    """Return the least length that holds both."""
    if a == b:
        return a
    return Dim(min(a.low, b.low), a.exact and b.exact and a.low == b.low, a.name if a.name == b.name else "")


def same_length(a: Dim, b: Dim) -> bool:
    """Return whether two lengths surely are equal."""
    return (a.exact and b.exact and a.low == b.low) or (a.name == b.name != "")


def with_lengths(kind: Kind, change: Callable[[int, Dim], Dim]) -> Kind:
    """Return the kind of a number, an array or a container of such with each length changed, given its position."""
    match kind:
        case Array(dtype, dims) if dims:
            changed = tuple([change(i, dim) for i, dim in enumerate(dims)])
            return kind if changed == dims else Array(dtype, changed)
        case Scalar(dtype, weak, length) if length is not None:
            found = change(0, length)
            return Scalar(dtype, weak, found if found != ANY else None)
        case ListOf(element):
            return ListOf(with_lengths(element, change))
        case Struct(maker, keys, items):
            return Struct(maker, keys, tuple(with_lengths(item, change) for item in items))
        case Unknown(given=Scalar() | Array() as given):
            return or_none(with_lengths(given, change))
        case Unknown(numeric, Array() as array, constant):
            changed_array = with_lengths(array, change)
            assert isinstance(changed_array, Array)
            return Unknown(numeric, changed_array, constant)
        case _:
            return kind


def nameless(kind: Kind) -> Kind:
    """Return a kind without the names of lengths."""
    return with_lengths(kind, lambda _, dim: nameless_dim(dim))


def nameless_dim(dim: Dim) -> Dim:
    """Return a length without its name."""
    return Dim(dim.low, dim.exact) if dim.name else dim


def broadcast_dims(a: tuple[Dim, ...], b: tuple[Dim, ...]) -> tuple[Dim, ...]:
    """Return the axes of the result when arrays with axes `a` and `b` meet in an elementwise operation."""
    rank = max(len(a), len(b))
    a = (ONE,) * (rank - len(a)) + a
    b = (ONE,) * (rank - len(b)) + b
    return tuple(broadcast_dim(p, q) for p, q in zip(a, b, strict=True))


def broadcast_dim(a: Dim, b: Dim) -> Dim:
    """Return the length that an axis has after broadcasting."""
    if a.is_one:
        return b
    if b.is_one or same_length(a, b):
        return a
    if a.not_one and a.exact:
        return a
    if b.not_one and b.exact:
        return b
    if a.not_one or b.not_one:
        return a if a.not_one and (not b.not_one or a.low >= b.low) else b
    return ANY


@lru_cache(maxsize=4096)
def promote(a: str, b: str) -> str:
    """Return the dtype that NumPy gives to a combination of two strong dtypes."""
    try:
        return str(np.promote_types(a, b))
    except TypeError:
        return "object"


def dtype_of(kind: Kind) -> str | None:
    """Return the dtype of a number or an array, or None."""
    return kind.dtype if isinstance(kind, Scalar | Array) else None


def has_real_dtype(kind: Kind) -> bool:
    """Return whether a kind is surely one of real numbers."""
    return isinstance(kind, Scalar | Array) and kind.dtype is not None and np.dtype(kind.dtype).kind in "fiub"


def rank_of(kind: Kind) -> int | None:
    """Return the number of axes of a number (0) or an array, or None where unknown."""
    if isinstance(kind, Scalar | Sparse):
        return 2 if isinstance(kind, Sparse) else 0
    return kind.rank if isinstance(kind, Array) else None


def dims_of_kind(kind: Kind) -> tuple[Dim, ...] | None:
    """Return the axes of a number (none) or an array, or None where unknown."""
    if isinstance(kind, Scalar):
        return ()
    return kind.dims if isinstance(kind, Array) else None


def kind_of(value: Any) -> Kind:
    """Return the kind of a number or an array at hand; `Unknown` for anything else."""
    match value:
        case bool():
            return BOOL
        case int():
            return INT
        case float():
            return Scalar("float64", weak=not isinstance(value, np.generic))
        case complex():
            return Scalar("complex128", weak=not isinstance(value, np.generic))
        case np.generic() if value.dtype.kind in "biufcO":
            return Scalar(str(value.dtype.newbyteorder("=")), weak=False)
        case np.ndarray() if value.dtype.kind in "SUV":
            return UNKNOWN  # texts and records are no numbers
        case np.ndarray():
            return Array(str(value.dtype.newbyteorder("=")), dims_of(value.shape))  # the order of bytes is not kept
        case _ if is_other_number(value):
            return FLOAT  # whose operators are Python's own
        case _ if is_other_array(value):
            return Array(str(value.dtype.newbyteorder("=")), dims_of(value.shape))
        case _ if type(value).__module__.startswith("scipy.sparse.") and getattr(value, "ndim", 0) == 2:
            return Sparse(type(value).__name__.endswith("_matrix")) if hasattr(value, "tocsr") else UNKNOWN
        case _:
            return UNKNOWN
