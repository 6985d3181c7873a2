"""What `heapq` and `bisect` do to lists, in Python that srcad can follow: the same steps as those of the library."""

from __future__ import annotations

from typing import Any


def heap_push(heap: Any, item: Any) -> None:
    """`heapq.heappush`."""
    heap.append(item)
    _sift_down(heap, 0, len(heap) - 1)


def heap_pop(heap: Any) -> Any:
    """`heapq.heappop`."""
    last = heap.pop()
    if len(heap) > 0:
        found = heap[0]
        heap[0] = last
        _sift_up(heap, 0)
    else:
        found = last
    return found


def heap_replace(heap: Any, item: Any) -> Any:
    """`heapq.heapreplace`."""
    found = heap[0]
    heap[0] = item
    _sift_up(heap, 0)
    return found


def heap_push_pop(heap: Any, item: Any) -> Any:
    """`heapq.heappushpop`."""
    found = item
    if len(heap) > 0 and heap[0] < item:
        found = heap[0]
        heap[0] = item
        _sift_up(heap, 0)
    return found


def make_heap(heap: Any) -> None:
    """`heapq.heapify`."""
    for i in reversed(range(len(heap) // 2)):
        _sift_up(heap, i)


def _sift_down(heap: Any, start: int, place: int) -> None:
    item = heap[place]
    while place > start and item < heap[(place - 1) // 2]:
        above = (place - 1) // 2
        heap[place] = heap[above]
        place = above
    heap[place] = item


def _sift_up(heap: Any, place: int) -> None:
    end = len(heap)
    start = place
    item = heap[place]
    below = 2 * place + 1
    while below < end:
        right = below + 1
        if right < end and not heap[below] < heap[right]:
            below = right
        heap[place] = heap[below]
        place = below
        below = 2 * place + 1
    heap[place] = item
    _sift_down(heap, start, place)


def place_left(a: Any, x: Any, lo: Any = 0, hi: Any = None, *, key: Any = None) -> int:
    """`bisect.bisect_left`."""
    low: int = lo
    high = len(a) if hi is None else hi
    while low < high:
        middle = (low + high) // 2
        if (a[middle] if key is None else key(a[middle])) < x:
            low = middle + 1
        else:
            high = middle
    return low


def place_right(a: Any, x: Any, lo: Any = 0, hi: Any = None, *, key: Any = None) -> int:
    """`bisect.bisect_right`."""
    low: int = lo
    high = len(a) if hi is None else hi
    while low < high:
        middle = (low + high) // 2
        if x < (a[middle] if key is None else key(a[middle])):
            high = middle
        else:
            low = middle + 1
    return low


def put_left(a: Any, x: Any, lo: Any = 0, hi: Any = None, *, key: Any = None) -> None:
    """`bisect.insort_left`."""
    a.insert(place_left(a, x if key is None else key(x), lo, hi, key=key), x)


def put_right(a: Any, x: Any, lo: Any = 0, hi: Any = None, *, key: Any = None) -> None:
    """`bisect.insort_right`."""
    a.insert(place_right(a, x if key is None else key(x), lo, hi, key=key), x)


def least(n: int, iterable: Any, key: Any = None) -> Any:
    """`heapq.nsmallest`."""
    found = sorted(iterable, key=key)
    return found[:n]


def greatest(n: int, iterable: Any, key: Any = None) -> Any:
    """`heapq.nlargest`."""
    return sorted(iterable, key=key, reverse=True)[:n]
