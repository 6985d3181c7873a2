"""Lengths as sums: what `n - 1` or `x.shape[0] + 1` is as the length of an axis, under one name however it is written.

The name of a length is the text of a sum, such as "x.0-2" or "2*#n+1": "x.0" is the length of the first axis of the
argument `x`, and "#n" the number `n`, which may be below zero where it is not used as a length.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Set
from dataclasses import replace

from ..kinds import ANY, Dim, Scalar, dim_of
from .affine import Sum, number, plus

ATOM = re.compile(r"#?[A-Za-z_][\w.]*")
TERM = re.compile(r"([+-]?)(?:(\d+)\*)?(#?[A-Za-z_][\w.]*)|([+-]?\d+)")


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
    return dim.exact or not {"#", "-"} & set(dim.name)


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
        return kind
    return replace(kind, length=Dim(low, False, name_of(total)))


def shortened(dim: Dim, by: int, low: int) -> Dim:
    """Return the length of an axis less a number, `x[1:-1]`; none of less than nothing."""
    total = sum_of_length(dim)
    return Dim(low, False) if total is None else length_of_sum(plus(total, number(-by)), low)


def lasts(dim: Dim, atoms: Set[str]) -> bool:
    """Whether all that a length is a sum of is among some that stay what they are."""
    return bool(dim.name) and all(atom in atoms for atom in ATOM.findall(dim.name))
