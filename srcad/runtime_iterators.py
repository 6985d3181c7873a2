"""What functions of `itertools` do to iterables of unknown length, and sequences by places, for srcad to follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .runtime_edges import check_sizes


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


def filtered(test: Callable[[Any], Any] | None, items: Iterable[Any]) -> Iterator[Any]:
    """`filter`."""
    for item in items:
        if item if test is None else test(item):
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


def each_until(function: Any, last: Any) -> Iterator[Any]:
    """`iter(function, last)`."""
    while True:
        item = function()
        if item == last:
            return
        yield item


def each_item(items: Any) -> Iterator[Any]:
    """Go through what has items by place only, by its `__getitem__`."""
    place = 0
    while True:
        try:
            item = items[place]
        except IndexError:
            return
        yield item
        place += 1


def longest(*iterables: Any, fillvalue: Any = None) -> Iterator[Any]:
    """`itertools.zip_longest`."""
    lists = [list(each) for each in iterables]
    for place in range(max([len(each) for each in lists], default=0)):
        yield tuple([each[place] if place < len(each) else fillvalue for each in lists])


def zip_strict(rows: Iterable[Any], *sizes: int) -> Iterator[Any]:
    """`zip(..., strict=True)`: the rows that all iterables have, which are so many; then they must be equally many."""
    yield from rows
    check_sizes(*sizes)


def zip_counted(place: int, items: Iterable[Any], *columns: Any) -> Iterator[Any]:
    """`zip(..., strict=True)` of an iterable of unknown length, at its place, and sequences."""
    sizes = [len(column) for column in columns]
    count = 0
    for item in items:
        if count >= min(sizes):
            check_sizes(*sizes[:place], count + 1, *sizes[place:])
        row = [column[count] for column in columns]
        row.insert(place, item)
        yield tuple(row)
        count += 1
    check_sizes(*sizes[:place], count, *sizes[place:])


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


class Counting:
    """`itertools.count(start, step)` that several calls of `next` go through."""

    def __init__(self, start: Any, step: Any) -> None:
        self.value, self.step = start, step

    def __iter__(self) -> Any:
        """Return itself, as iterators do."""
        return self

    def __next__(self) -> Any:
        """Return the number that comes next."""
        found = self.value
        self.value = found + self.step
        return found


class Cycling:
    """`itertools.cycle(items)` of what stays as it is, that several calls of `next` go through."""

    def __init__(self, items: Iterable[Any]) -> None:
        self.items, self.place = list(items), 0

    def __iter__(self) -> Any:
        """Return itself, as iterators do."""
        return self

    def __next__(self) -> Any:
        """Return the element that comes next: after the last one, the first."""
        if not self.items:
            raise StopIteration
        found = self.items[self.place]
        self.place = (self.place + 1) % len(self.items)
        return found


def tee_in_turn(items: Any, count: int) -> tuple[Any, ...]:
    """`itertools.tee(items, count)` of a sequence by places: each element is read once, by who asks for it first."""
    given: list[Any] = []

    def each() -> Iterator[Any]:
        place = 0
        while True:
            if place == len(given):
                if place >= len(items):
                    return
                given.append(items[place])
            yield given[place]
            place += 1

    return tuple([each() for _ in range(count)])


class Resumed:
    """A generator that several calls of `next` go through: see `normalise/resume.py`."""

    def __init__(self, advance: Any, ended: Any, item: Any, close: Any, endless: bool) -> None:
        self.advance, self.ended, self.item, self.close, self.endless = advance, ended, item, close, endless

    def __iter__(self) -> Any:
        """Return itself, as iterators do."""
        return self

    def __next__(self) -> Any:
        """Return the next element."""
        return self.send(None)

    def send(self, value: Any) -> Any:
        """Return the next element; the `yield` that the generator stopped at gives `value`."""
        self.advance(value)
        if self.ended():
            raise StopIteration
        return self.item()


def each_resumed(generator: Any) -> Iterator[Any]:
    """Go through what is left of a generator."""
    while True:
        generator.advance(None)
        if generator.ended():
            break
        yield generator.item()


def resumed_or(generator: Any, default: Any) -> Any:
    """`next(generator, default)`."""
    generator.advance(None)
    return default if generator.ended() else generator.item()


def zip_endless(place: int, items: Iterable[Any], *others: Any) -> Iterator[Any]:
    """`zip` of iterables, of which that at a place may end, and the others surely do not."""
    for item in items:
        row = [next(other) for other in others]
        row.insert(place, item)
        yield tuple(row)


class Span:
    """A range, by places."""

    def __init__(self, start: int, step: int, count: int) -> None:
        self.start, self.step, self.count = start, step, count

    def __len__(self) -> int:
        """Return how many numbers there are."""
        return self.count

    def __getitem__(self, place: int) -> int:
        """Return the number at a place."""
        return self.start + self.step * place


class Rest:
    """What follows the first elements of a sequence, by places."""

    def __init__(self, items: Any, first: int) -> None:
        self.items, self.first = items, first

    def __len__(self) -> int:
        """Return how many elements there are."""
        return len(self.items) - self.first

    def __getitem__(self, place: int) -> Any:
        """Return the element at a place."""
        return self.items[self.first + place]


class Stream:
    """What a generator gives, by places: one after the other, the length being asked for before each."""

    def __init__(self, generator: Any) -> None:
        self.generator, self.count = generator, 0

    def __len__(self) -> int:
        """Return how many elements there are up to the next one, which is computed."""
        self.generator.advance(None)
        if not self.generator.ended():
            self.count += 1
        return self.count

    def __getitem__(self, place: int) -> Any:
        """Return the element that comes next, which is at this place."""
        return self.generator.item()


class Numbered:
    """`enumerate(items, start)`, by places."""

    def __init__(self, items: Any, start: int) -> None:
        self.items, self.start = items, start

    def __len__(self) -> int:
        """Return how many elements there are."""
        return len(self.items)

    def __getitem__(self, place: int) -> Any:
        """Return the number and the element at a place."""
        return self.start + place, self.items[place]


class Turned:
    """`reversed(items)`, by places."""

    def __init__(self, items: Any) -> None:
        self.items, self.count = items, len(items)

    def __len__(self) -> int:
        """Return how many elements there are."""
        return self.count

    def __getitem__(self, place: int) -> Any:
        """Return the element at a place, from the end."""
        return self.items[self.count - 1 - place]


class Mapped:
    """`itertools.starmap(function, rows)`, by places."""

    def __init__(self, function: Callable[..., Any], rows: Any) -> None:
        self.function, self.rows = function, rows

    def __len__(self) -> int:
        """Return how many elements there are."""
        return len(self.rows)

    def __getitem__(self, place: int) -> Any:
        """Return what the function makes of the row at a place."""
        return self.function(*self.rows[place])


class Zipped:
    """`zip(*columns)`, by places."""

    def __init__(self, *columns: Any) -> None:
        self.columns = columns

    def __len__(self) -> int:
        """Return how many rows there are."""
        return min([len(column) for column in self.columns])

    def __getitem__(self, place: int) -> Any:
        """Return the row at a place."""
        return tuple([column[place] for column in self.columns])


def as_sequence(items: Iterable[Any]) -> Any:
    """Return what has a length, and elements by place: a sequence is its own, of all else there is a list."""
    return items if hasattr(items, "__getitem__") else list(items)


def walk_or(walk: Any, default: Any) -> Any:
    """`next(walk, default)`."""
    if walk.place >= len(walk.items):
        return default
    found = walk.items[walk.place]
    walk.place += 1
    return found


def asked(iterator: Any) -> tuple[bool, Any]:
    """Return whether an iterator of the user's has ended, and its next element."""
    try:
        item = iterator.__next__()
    except StopIteration:
        return True, None
    return False, item


def zip_resumed(*iterators: Any) -> Iterator[Any]:
    """`zip` of iterators that may be asked for more later, among them generators; some may be the same one."""
    while True:
        row = []
        for iterator in iterators:
            if isinstance(iterator, Resumed):
                iterator.advance(None)
                if iterator.ended():
                    return
                row.append(iterator.item())
            elif isinstance(iterator, Walk):
                if iterator.place >= len(iterator.items):
                    return
                row.append(iterator.__next__())
            else:
                ended, item = asked(iterator)
                if ended:
                    return
                row.append(item)
        yield tuple(row)
