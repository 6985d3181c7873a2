"""Lengths as sums: what `n - 1` or `x.shape[0] + 1` is as the length of an axis, under one name however it is written.

The name of a length is the text of a sum, such as "x.0-2" or "2*#n+1": "x.0" is the length of the first axis of the
argument `x`, and "#n" the number `n`, which may be below zero where it is not used as a length. An axis named by a sum
below zero has no elements: the number `len(a)` of such an axis is "[#n-2]", the sum or else zero.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Set
from dataclasses import replace

from ..ir import Call, Const, Expr
from ..kinds import ANY, INT, Dim, Kind, Scalar, dim_of
from .affine import Sum, number, plus

DOWN = (Const(-1), Call("neg", (Const(1),)))
ATOM = re.compile(r"#?[A-Za-z_][\w.]*")
TERM = re.compile(r"([+-]?)(?:(\d+)\*)?(#?[A-Za-z_][\w.]*|\[[^][]*\])|([+-]?\d+)")
CUT = re.compile(r"\[[^][]*\]")


@functools.lru_cache(maxsize=4096)
def sum_of_name(name: str) -> tuple[tuple[str, int], ...] | None:
    """Return the terms of a length's name, None for one that is no sum (a part of a dict, by a key with spaces)."""
    found: Sum = {}
    end = 0
    for term in TERM.finditer(name):
        if term.start() != end:
            return None
        end = term.end()
        sign, times, atom, alone = term.groups()
        one = number(int(alone)) if alone else {atom: int(sign + (times or "1"))}
        found = plus(found, one)
    return tuple(found.items()) if end == len(name) else None


def sum_of_length(dim: Dim) -> Sum | None:
    """Return a length as a sum, None for one of which nothing is known but what it is at least."""
    if dim.exact:
        return number(dim.low)
    terms = sum_of_name(dim.name) if dim.name else None
    return None if terms is None else dict(terms)


def name_of(total: Sum) -> str:
    """Return the name of a sum."""
    parts = []
    for atom in sorted(atom for atom in total if atom):
        times = total[atom]
        sign = "-" if times < 0 else "+"
        parts.append(f"{sign}{atom}" if abs(times) == 1 else f"{sign}{abs(times)}*{atom}")
    rest = total.get("", 0)
    return ("".join(parts) + (f"{rest:+d}" if rest else "")).removeprefix("+")


def length_of_sum(total: Sum, low: int = 0) -> Dim:
    """Return the length that is a sum, and at least `low`."""
    if not total.keys() - {""}:
        return dim_of(total.get("", 0)) if total.get("", 0) >= 0 else ANY
    return Dim(low, False, name_of(total))


def is_sure(dim: Dim) -> bool:
    """Whether a number that is a length is surely not below zero: the length of an axis, or a sum of such."""
    return dim.exact or not {"#", "-"} & set(CUT.sub("", dim.name))


def number_of(dim: Dim) -> Dim | None:
    """Return the length of an axis as a number that may be reckoned with; None for one without a name."""
    if not dim.name or dim.exact or dim.low > 0 or is_sure(dim):
        return dim if dim.name else None
    return None if "[" in dim.name else Dim(0, False, f"[{dim.name}]")


def axis_of(number: Dim) -> Dim:
    """Return the length of an axis that is as long as a number says."""
    return Dim(number.low, False, number.name[1:-1]) if CUT.fullmatch(number.name) else number


def combined(op: str, kind: Scalar, parts: tuple[tuple[object, object], ...]) -> Scalar:
    """Return the kind of a sum, a difference or a product of whole numbers, each given by its kind and its value."""
    sums: list[Sum] = []
    lows: list[int] = []
    for part, value in parts:
        if type(value) is int:
            sums.append(number(value))
            lows.append(value)
            continue
        dim = part.length if isinstance(part, Scalar) else None
        found = sum_of_length(dim) if dim is not None else None
        if dim is None or found is None:
            return kind
        sums.append(found)
        lows.append(dim.low if is_sure(dim) else 0)
    if len(sums) != 2:
        return kind
    one, other = sums
    if op == "*":
        if one.keys() - {""} and other.keys() - {""}:
            return kind
        many, factor = (other, one) if other.keys() - {""} else (one, other)
        total, low = plus({}, many, factor.get("", 0)), max(lows[0] * lows[1], 0)
    else:
        total = plus(one, other, 1 if op == "+" else -1)
        exact = not other.keys() - {""}
        low = max(lows[0] + lows[1], 0) if op == "+" else max(lows[0] - lows[1], 0) if exact else 0
    if not total.keys() - {""}:
        return replace(kind, length=Dim(total.get("", 0), True)) if total.get("", 0) >= 0 else kind
    return replace(kind, length=Dim(low, False, name_of(total)))


def shortened(dim: Dim, by: int, low: int) -> Dim:
    """Return the length of an axis less a number, `x[1:-1]`; none of less than nothing."""
    total = sum_of_length(dim)
    return Dim(low, False) if total is None else length_of_sum(plus(total, number(-by)), low)


def lasts(dim: Dim, atoms: Set[str]) -> bool:
    """Whether all that a length is a sum of is among some that stay what they are."""
    return bool(dim.name) and all(atom in atoms for atom in ATOM.findall(dim.name))


# ---------------------------------------------------------------- numbers that loops count
def below(iterable: Expr, argument: Callable[[Expr], tuple[Kind, object]]) -> Kind:
    """Return what the numbers that a loop counts are below, as the kind of a whole number; they are not below zero."""
    match iterable:
        case Call("reversed", (inner,)):
            return below(inner, argument)
        case Call("range", (stop,)):
            return _end(argument(stop), 0)
        case Call("range", (Const(int() as start), stop)) if start >= 0:
            return _end(argument(stop), 0)
        case Call("range", (Const(int() as start), stop, Const(int() as step))) if start >= 0 and step > 0:
            return _end(argument(stop), 0)
        case Call("range", (start, Const(int() as stop) | Call("neg", (Const(1 as stop),)), step)) if stop >= -1:
            return _end(argument(start), 1) if step in DOWN else INT
        case _:
            return INT


def _end(given: tuple[Kind, object], more: int) -> Kind:
    kind, value = given
    if type(value) is int:
        total: Sum | None = number(value)
    else:
        # in a trip, a length that may be zero instead of its sum is the sum
        total = sum_of_length(axis_of(kind.length)) if isinstance(kind, Scalar) and kind.length is not None else None
    return INT if total is None else Scalar("int64", length=Dim(0, False, name_of(plus(total, number(more))) or "0"))


def not_negative(total: Sum, kinds: Mapping[str, Kind], dim: Dim) -> bool:
    """Whether a sum is surely not below zero, given what the numbers that loops count are below, and one length."""
    left = dict(total)
    for _ in range(8):
        atom = next((atom for atom, times in left.items() if atom.startswith("#") and times < 0), None)
        if atom is None:
            break
        limit = _limit(atom, kinds)
        if limit is None:
            return False
        times = left.pop(atom)
        left = plus(left, plus(limit, number(-1)), times)
    if dim.name in left and left[dim.name] > 0 and "#" not in dim.name:
        left = plus(left, number(left.pop(dim.name) * dim.low))
    return _grows(left) and all(not atom.startswith("#") or _limit(atom, kinds) is not None for atom in left)


def _limit(atom: str, kinds: Mapping[str, Kind]) -> Sum | None:
    """Return what a number that a loop counts is below; None where that is not known, nor whether it is below zero."""
    kind = kinds.get(atom)
    return sum_of_length(kind.length) if isinstance(kind, Scalar) and kind.length is not None else None


def window(dim: Dim, start: object, stop: object, kinds: Mapping[str, Kind]) -> Dim | None:
    """Return the length of `x[start:stop]` for bounds that are lengths, if it surely is the one less the other."""
    whole = sum_of_length(dim)
    first, last = _bound(start, number(0)), _bound(stop, whole)
    if whole is None or first is None or last is None:
        return None
    long = plus(last, first, -1)
    if not all(not_negative(each, kinds, dim) for each in (first, plus(whole, last, -1), long)):
        return None
    if long == whole:
        return dim
    low = stop.low if isinstance(stop, Dim) and is_sure(stop) and not first else 0
    return length_of_sum(long, max(low, long.get("", 0)) if _grows(long) else 0)


def _bound(bound: object, missing: Sum | None) -> Sum | None:
    if bound is None:
        return missing
    if isinstance(bound, Dim):
        return sum_of_length(bound)
    return number(bound) if type(bound) is int and bound >= 0 else None


def _grows(total: Sum) -> bool:
    return all(times > 0 for times in total.values())
