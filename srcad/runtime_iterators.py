"""What functions of `itertools` do to iterables of unknown length, in Python that srcad can follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any


def take_while(test: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
    """`itertools.takewhile`."""
    for item in items:
        if not test(item):
            break
        yield item


def drop_while(test: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
    """`itertools.dropwhile`."""
    dropping = True
    for item in items:
        if dropping:
            dropping = bool(test(item))
        if not dropping:
            yield item


def filter_false(test: Callable[[Any], Any] | None, items: Iterable[Any]) -> Iterator[Any]:
    """`itertools.filterfalse`."""
    for item in items:
        if not (item if test is None else test(item)):
            yield item


def take_slice(items: Iterable[Any], start: int, stop: int | None, step: int) -> Iterator[Any]:
    """`itertools.islice`."""
    place, wanted = 0, start
    if stop is None or stop > 0:
        for item in items:
            if place == wanted:
                yield item
                wanted += step
            place += 1
            if stop is not None and place >= stop:
                break
