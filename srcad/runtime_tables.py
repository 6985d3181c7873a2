"""The helpers for containers of unknown length: where a key stands in a dict, and the order of elements."""

from __future__ import annotations

from typing import Any


def place_of(places: dict[Any, int], key: Any) -> int:
    """Return the position of a key's value."""
    return places[key]


def find(places: dict[Any, int], key: Any) -> int:
    """Return the position of a key's value, -1 if there is none."""
    return places.get(key, -1)


def placed(places: dict[Any, int], key: Any) -> int:
    """Return the position of a key's value; a new key gets the next one."""
    return places.setdefault(key, len(places))


def taken(places: dict[Any, int], key: Any) -> int:
    """Take a key out and return the position of its value; those after it move up by one."""
    place = places.pop(key)
    for other, position in places.items():
        if position > place:
            places[other] = position - 1
    return place


def order_of(keys: list[Any], reverse: bool) -> list[int]:
    """Return the positions of keys in the order that `sorted` brings them into."""
    return sorted(range(len(keys)), key=keys.__getitem__, reverse=reverse)


def order_of_merge(keys: list[Any], lengths: list[int], reverse: bool) -> list[int]:
    """Return the positions of keys, those of several lists one after another, in the order of `heapq.merge`."""
    starts = [sum(lengths[:i]) for i in range(len(lengths))]
    left = [range(start, start + length) for start, length in zip(starts, lengths, strict=True) if length]
    order: list[int] = []
    while left:
        best = (max if reverse else min)(left, key=lambda places: keys[places[0]])  # the first of those that are equal
        order.append(best[0])
        at = left.index(best)
        left[at : at + 1] = [best[1:]] if len(best) > 1 else []
    return order


def best_of(keys: list[Any], op: str) -> int:
    """Return the position of the first of the least keys (op is "min"), or of the greatest."""
    return (min if op == "min" else max)(range(len(keys)), key=keys.__getitem__)


def insertion(length: int, position: int) -> int:
    """Return where `insert` puts an element of a list of a length, for a position that may be anywhere."""
    return min(max(position + length if position < 0 else position, 0), length)


def sought(values: list[Any], wanted: Any, method: str) -> int:
    """Return the position of a value in a list, or how often it is there."""
    return values.index(wanted) if method == "index" else values.count(wanted)
