"""Expressions as sums of products, in one form: what is equal is seen to be equal, and what is zero to be zero.

b = c / np.sum(e) * e            np.sum(b) is c
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from ..analyse.infer import expression_kind
from ..ir import Call, Const, Expr, Name
from ..kinds import ONE, Array, Kind, Scalar
from .axes import NEW, is_new
from .shapes import floating
from .terms import number_of

STEPS = 300  # expressions looked at before a form counts as too long
TERMS = 8


@dataclass(frozen=True)
class Summed:
    """A sum of products of atoms along axes, counted from the last one."""

    factors: Monomial
    axes: tuple[int, ...]
    keepdims: bool


@dataclass(frozen=True)
class Put:
    """An atom with an axis of length one put in, counted from the last one."""

    atom: Atom
    axis: int


Atom: TypeAlias = Expr | Summed | Put
Monomial: TypeAlias = frozenset[tuple[Atom, int]]  # atoms and their powers
Polynomial: TypeAlias = dict[Monomial, Fraction]

NUMBER: Monomial = frozenset()


class _TooLong(Exception):
    pass


class Polynomials:
    """The forms of expressions, with names standing for what they were computed by where `value` tells that."""

    def __init__(self, value: Mapping[str, Expr], kinds: Mapping[str, Kind]) -> None:
        self.value = value
        self.kinds = kinds
        self.kind_of: dict[Atom, Kind] = {}
        self.steps = 0

    def of(self, expr: Expr) -> Polynomial | None:
        """Return the form of an expression, None if it is too long."""
        self.steps = STEPS
        try:
            return self.form(expr)
        except _TooLong:
            return None

    def form(self, expr: Expr) -> Polynomial:
        self.steps -= 1
        if not self.steps:
            raise _TooLong
        value = number_of(expr)
        if value is not None and math.isfinite(value):
            return {NUMBER: Fraction(value)} if value else {}
        match expr:
            case Name(id) if id in self.value:
                return self.form(self.value[id])
            case Call("neg", (inner,)) if floating(inner, self.kinds):
                return _scaled(self.form(inner), Fraction(-1))
            case Call("+" | "-" as op, (a, b)) if floating(expr, self.kinds):
                return _plus(self.form(a), self.form(b), Fraction(1 if op == "+" else -1))
            case Call("*", (a, b)) if floating(expr, self.kinds):
                return _times(self.form(a), self.form(b))
            case Call("/", (a, b)) if floating(expr, self.kinds):
                under = self.form(b)
                if len(under) == 1:
                    return _times(self.form(a), _inverse(under))
            case Call("np.copy", (inner,)) | Call("expand", (inner, _)):
                return self.form(inner)
            case Call("np.expand_dims", (inner, Const(int() as axis))):
                return self.put(inner, axis, expr)
            case Call("[]", (inner, Call("tuple", parts))) if parts.count(NEW) == 1 and is_new(expr):
                kind = expression_kind(inner, self.kinds)
                if isinstance(kind, Array) and kind.rank is not None:
                    return self.put(inner, parts.index(NEW), expr)
            case Call("np.sum" | ".sum()", (inner, *_)):
                return self.summed(inner, expr)
            case _:
                pass
        return self.atom(expr, expression_kind(expr, self.kinds))

    def atom(self, found: Atom, kind: Kind) -> Polynomial:
        self.kind_of[found] = kind
        return {frozenset({(found, 1)}): Fraction(1)}

    def put(self, inner: Expr, axis: int, expr: Expr) -> Polynomial:
        """Return the form of an expression with an axis of length one put in: that of each atom, with the axis."""
        kind = expression_kind(inner, self.kinds)
        if not isinstance(kind, Array) or kind.dims is None:
            return self.atom(expr, expression_kind(expr, self.kinds))
        place = axis - len(kind.dims) - 1 if axis >= 0 else axis
        found: Polynomial = {}
        for monomial, number in self.form(inner).items():
            moved = []
            for atom, power in monomial:
                own = self.kind_of[atom]
                if isinstance(own, Scalar):
                    moved.append((atom, power))
                    continue
                if not isinstance(own, Array) or own.dims is None or len(own.dims) != len(kind.dims):
                    return self.atom(expr, expression_kind(expr, self.kinds))
                cut = place + 1 + len(own.dims)
                self.kind_of[Put(atom, place)] = Array(own.dtype, (*own.dims[:cut], ONE, *own.dims[cut:]))
                moved.append((Put(atom, place), power))
            found[frozenset(moved)] = number
        return found

    def summed(self, inner: Expr, call: Call) -> Polynomial:
        """Return the form of a sum along axes: factors that are constant along these stand outside."""
        whole = expression_kind(call, self.kinds)
        kind = expression_kind(inner, self.kinds)
        given = {"axis": call.args[1], **dict(call.keywords)} if len(call.args) == 2 else dict(call.keywords)
        rank = len(kind.dims) if isinstance(kind, Array) and kind.dims is not None else 0
        axes = _axes(given.get("axis", Const(None)), rank)
        keepdims = given.get("keepdims", Const(False)) == Const(True)
        if (
            not axes
            or len(call.args) > 2
            or not given.keys() <= {"axis", "keepdims"}
            or not floating(inner, self.kinds)
        ):
            return self.atom(call, whole)
        found: Polynomial = {}
        for monomial, number in self.form(inner).items():
            outside: list[tuple[Atom, int]] = []
            inside: list[tuple[Atom, int]] = []
            longer: set[int] = set()
            for atom, power in monomial:
                along = self.along(atom, axes)
                constant = along == () and self.without(atom, axes, keepdims)
                if along is None or constant is None:
                    return self.atom(call, whole)
                longer |= set(along)
                if constant:
                    outside.append((constant, power))
                else:
                    inside.append((atom, power))
            if longer != set(axes):
                return self.atom(call, whole)
            total = Summed(frozenset(inside), axes, keepdims)
            self.kind_of[total] = whole
            found = _plus(
                found, _times({frozenset(outside): number}, {frozenset({(total, 1)}): Fraction(1)}), Fraction(1)
            )
        return found

    def along(self, atom: Atom, axes: tuple[int, ...]) -> tuple[int, ...] | None:
        """Return along which of the axes an atom surely is longer than one, None if that is not known of one."""
        kind = self.kind_of[atom]
        if isinstance(kind, Scalar):
            return ()
        if not isinstance(kind, Array) or kind.dims is None:
            return None
        dims = {axis: kind.dims[axis] for axis in axes if len(kind.dims) >= -axis}
        if not all(dim.is_one or dim.not_one for dim in dims.values()):
            return None
        return tuple(axis for axis, dim in dims.items() if dim.not_one)

    def without(self, atom: Atom, axes: tuple[int, ...], keepdims: bool) -> Atom | None:
        """Return an atom that is constant along axes as it is where these are gone, None if that is not known."""
        kind = self.kind_of[atom]
        if keepdims or isinstance(kind, Scalar):
            return atom
        if isinstance(atom, Put) and axes == (atom.axis,):
            return atom.atom
        return atom if isinstance(kind, Array) and kind.dims is not None and len(kind.dims) < -max(axes) else None


def _axes(given: Expr, rank: int) -> tuple[int, ...]:
    """Return axes as they are counted from the last one, in order; none if they are not known."""
    match given:
        case Const(None):
            return tuple(range(-rank, 0))
        case Const(int() as axis):
            return (axis - rank if axis >= 0 else axis,)
        case Call("tuple", parts) if all(isinstance(part, Const) and isinstance(part.value, int) for part in parts):
            return tuple(sorted(_axes(part, rank)[0] for part in parts))
        case _:
            return ()


def _scaled(form: Polynomial, number: Fraction) -> Polynomial:
    return {monomial: number * own for monomial, own in form.items()}


def _plus(form: Polynomial, other: Polynomial, number: Fraction) -> Polynomial:
    found = dict(form)
    for monomial, own in other.items():
        found[monomial] = found.get(monomial, Fraction(0)) + number * own
        if not found[monomial]:
            del found[monomial]
    if len(found) > TERMS:
        raise _TooLong
    return found


def _times(form: Polynomial, other: Polynomial) -> Polynomial:
    found: Polynomial = {}
    for one, number in form.items():
        for two, own in other.items():
            found = _plus(found, {product(one, two): number * own}, Fraction(1))
    return found


def product(one: Monomial, two: Monomial, sign: int = 1) -> Monomial:
    """Return the product of two products of atoms, or their quotient."""
    powers = dict(one)
    for atom, power in two:
        powers[atom] = powers.get(atom, 0) + sign * power
    return frozenset((atom, power) for atom, power in powers.items() if power)


def _inverse(form: Polynomial) -> Polynomial:
    ((monomial, number),) = form.items()
    return {product(NUMBER, monomial, -1): 1 / number}
