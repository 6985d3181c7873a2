"""Builtins and functions of `itertools` in Python, for srcad to follow where each element must be asked for in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any


def mapped(function: Callable[..., Any], *iterables: Iterable[Any]) -> Iterator[Any]:
    """`map`."""
    if len(iterables) == 1:
        for item in iterables[0]:
            yield function(item)
    else:
        for row in zip(*iterables, strict=False):
            yield function(*row)


def accumulated(items: Iterable[Any], function: Callable[..., Any] | None, initial: Any) -> Iterator[Any]:
    """`itertools.accumulate`."""
    begun = False
    if initial is not None:
        total, begun = initial, True
        yield total
    for item in items:
        if not begun:
            total, begun = item, True
        elif function is None:
            total = total + item
        else:
            total = function(total, item)
        yield total


def chained(*iterables: Iterable[Any]) -> Iterator[Any]:
    """`itertools.chain`."""
    for items in iterables:
        yield from items


def flattened(iterables: Iterable[Iterable[Any]]) -> Iterator[Any]:
    """`itertools.chain.from_iterable`."""
    for items in iterables:
        yield from items


def cycled(items: Iterable[Any]) -> Iterator[Any]:
    """`itertools.cycle`: what was given once is given again, whatever has become of where it came from."""
    given = []
    for item in items:
        given.append(item)
        yield item
    while True:
        for item in given:
            yield item


def longest_in_turn(fillvalue: Any, *columns: Any) -> Iterator[Any]:
    """`itertools.zip_longest` of sequences by places: one that has ended is not asked again."""
    ended = [False for _ in columns]
    place = 0
    while True:
        row = []
        for i, column in enumerate(columns):
            if not ended[i] and place < len(column):
                row.append(column[place])
            else:
                ended[i] = True
                row.append(fillvalue)
        if all(ended):
            break
        yield tuple(row)
        place += 1


def batches(items: Iterable[Any], size: int) -> Iterator[Any]:
    """`itertools.batched`."""
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield tuple(batch)
            batch = []
    if len(batch) > 0:
        yield tuple(batch)


def pairs(items: Iterable[Any]) -> Iterator[Any]:
    """`itertools.pairwise`."""
    before: Any
    begun = False
    for item in items:
        if begun:
            yield before, item  # noqa: F821 (of the trip before)
        before, begun = item, True


def compressed(items: Iterable[Any], flags: Iterable[Any]) -> Iterator[Any]:
    """`itertools.compress`."""
    for item, flag in zip(items, flags, strict=False):
        if flag:
            yield item


def reduced(function: Callable[..., Any], items: Iterable[Any], *first: Any) -> Any:
    """`functools.reduce`."""
    begun = len(first) > 0
    total: Any = first[0] if len(first) > 0 else None
    for item in items:
        total = function(total, item) if begun else item
        begun = True
    if not begun:
        raise TypeError("reduce() of empty iterable with no initial value")
    return total


def any_of(items: Iterable[Any]) -> bool:
    """`any`."""
    for item in items:  # noqa: SIM110 (a loop, for srcad to follow)
        if item:
            return True
    return False


def all_of(items: Iterable[Any]) -> bool:
    """`all`."""
    for item in items:  # noqa: SIM110 (a loop, for srcad to follow)
        if not item:
            return False
    return True


def is_member(value: Any, items: Any) -> bool:
    """`value in items`, where the items' own equality decides."""
    for item in items:  # noqa: SIM110 (one by one, for what an equality does beside)
        if item is value or item == value:
            return True
    return False


def is_number_in(value: Any, items: Any) -> bool:
    """`value in items` for a number or a text that is known: equality alone tells."""
    for item in items:  # noqa: SIM110
        if item == value:
            return True
    return False
