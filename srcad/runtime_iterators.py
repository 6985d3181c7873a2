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


def each_next(iterator: Any) -> Iterator[Any]:
    """Go through an iterator of the user's, by its `__next__`."""
    while True:
        try:
            item = iterator.__next__()
        except StopIteration:
            return
        yield item


def next_or(iterator: Any, default: Any) -> Any:
    """`next(iterator, default)` of an iterator of the user's."""
    try:
        found = iterator.__next__()
    except StopIteration:
        found = default
    return found


def first_or(items: Iterable[Any], default: Any) -> Any:
    """`next(generator, default)`."""
    found = default
    for item in items:
        found = item
        break
    return found


def first(items: Iterable[Any]) -> Any:
    """`next(generator)`."""
    for item in items:
        return item
    raise StopIteration


class Walk:
    """`iter(items)` of an array or a list of unknown length."""

    def __init__(self, items: Any) -> None:
        self.items, self.place = items, 0

    def __iter__(self) -> Any:
        """Return itself, as iterators do."""
        return self

    def __next__(self) -> Any:
        """Return the element that comes next."""
        if self.place >= len(self.items):
            raise StopIteration
        found = self.items[self.place]
        self.place += 1
        return found
