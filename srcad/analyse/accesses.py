"""Reads and writes of places of arrays, and whether one may come after another at the same place.

Places are sums of multiples of loop variables, and whether two may be the same is asked of linear inequalities.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from .affine import Sum, number, plus, possible

Holds: TypeAlias = tuple[tuple[Sum, ...], ...]
MOST_CHOICES = 3  # conditions of the form a != b that are looked at of two accesses


@dataclass(frozen=True)
class Axis:
    """Which places along an axis are meant: from `low` to `high`, None being any."""

    low: Sum | None = None
    high: Sum | None = None


@dataclass(frozen=True, eq=False)
class Trip:
    """A loop that something happens in: the bounds of its variable, and whether this grows or falls."""

    variable: str
    low: Sum | None
    high: Sum | None
    step: int

    def within(self) -> list[Sum]:
        """Return what holds of the variable in each trip."""
        found = [] if self.low is None else [plus({self.variable: 1}, self.low, -1)]
        return found if self.high is None else [*found, plus(self.high, {self.variable: -1})]

    @property
    def counted(self) -> bool:
        """Whether the variable is that of a range; else it only tells one trip from the next."""
        return " of " in self.variable


@dataclass(frozen=True)
class Access:
    """A read or a write of places of an array: where in the text, in which loops, under which conditions.

    Of each of `holds`, one sum at least is not negative. A branch of an `if` has a negative number in `place`.
    """

    axes: tuple[Axis, ...]
    trips: tuple[Trip, ...]
    place: tuple[int, ...]
    holds: Holds = ()


@dataclass
class Accesses:
    """What is read and written of an array; loads of numbers and stores by their statement's id.

    The array is made anew in each trip of the outermost `depth` loops; `blank` tells that it has no adjoint then.
    """

    reads: list[Access] = field(default_factory=list)
    loads: dict[int, Access] = field(default_factory=dict)
    writes: list[Access] = field(default_factory=list)
    stores: dict[int, Access] = field(default_factory=dict)
    unclear: bool = False
    depth: int = 0
    blank: bool = False


def meet(first: Access, second: Access, lengths: Iterable[str], depth: int = 0) -> bool:
    """Whether the second of two accesses may come after the first, at the same place; `lengths` are not negative.

    The array is made anew in each trip of the outermost `depth` loops. An access comes after itself in later trips.
    """
    common = 0
    for mine, other in zip(first.trips, second.trips, strict=False):
        if mine is not other:
            break
        common += 1
    for level in range(depth, common):
        order = {f"w {level}": first.trips[level].step, f"r {level}": -first.trips[level].step}
        if may_be_one(first, second, level, [plus(order, number(-1))], lengths):
            return True
    if first is second:
        return False
    fork = next((pair for pair in zip(first.place, second.place, strict=False) if pair[0] != pair[1]), (0, 0))
    return first.place <= second.place and max(fork) >= 0 and may_be_one(first, second, common, [], lengths)


def may_be_one(first: Access, second: Access, shared: int, more: list[Sum], lengths: Iterable[str]) -> bool:
    """Whether two accesses, in the same trips of the outermost `shared` loops, may have one place."""
    sure, choices = _at(first, second, shared)
    known = [*more, *sure, *({name: 1} for name in lengths)]
    return any(possible([*known, *choice]) for choice in itertools.product(*choices[:MOST_CHOICES]))


def _at(read: Access, write: Access, shared: int) -> tuple[list[Sum], list[tuple[Sum, ...]]]:
    """Return what holds where two accesses, in the same trips of the outermost `shared` loops, have one place.

    Of the second, a list of choices, one of each holds.
    """
    found: list[Sum] = []
    choices: list[tuple[Sum, ...]] = []
    for side, access in (("r", read), ("w", write)):
        table = {trip.variable: f"{'' if k < shared else side} {k}" for k, trip in enumerate(access.trips)}
        found += [_renamed(condition, table) for trip in access.trips for condition in trip.within()]
        for sums in access.holds:
            choice = tuple(_renamed(condition, table) for condition in sums)
            if len(choice) == 1:
                found += choice
            else:
                choices.append(choice)
        for k, axis in enumerate(access.axes):
            if axis.low is not None:
                found.append(plus({f"place {k}": 1}, _renamed(axis.low, table), -1))
            if axis.high is not None:
                found.append(plus(_renamed(axis.high, table), {f"place {k}": -1}))
    return found, choices


def _renamed(found: Sum, table: Mapping[str, str]) -> Sum:
    return {table.get(name, name): times for name, times in found.items()}
