"""What `heapq` and `bisect` do to lists, in Python that srcad can follow: the same steps as those of the library."""

from __future__ import annotations

from typing import Any

from .runtime_tables import order_of_merge


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


def merged(*iterables: Any, key: Any = None, reverse: bool = False) -> Any:
    """`heapq.merge`."""
    lists = [list(each) for each in iterables]
    items = [item for each in lists for item in each]
    keys = items if key is None else [key(item) for item in items]
    return iter([items[place] for place in order_of_merge(keys, [len(each) for each in lists], reverse)])


def numbers(typecode: str, items: Any = ()) -> Any:
    """`array.array` of doubles, as a list of them."""
    return [float(item) for item in items]


def ranks(items: Any) -> Any:
    """Return how many of some items come before each of them: to order by these is to order by `<`."""
    found = []
    for item in items:
        before = 0
        for other in items:
            if other < item:
                before += 1
        found.append(before)
    return found


def ranks_by(items: Any, key: Any) -> Any:
    """Return how many of some items have a key that comes before that of each of them."""
    found = []
    for item in items:
        own = key(item)
        before = 0
        for other in items:
            if key(other) < own:
                before += 1
        found.append(before)
    return found


class Compared:
    """What `functools.cmp_to_key` makes of an item."""

    def __init__(self, compare: Any, item: Any) -> None:
        self.compare, self.item = compare, item

    def __lt__(self, other: Any) -> Any:
        """Return whether the item comes before another one."""
        return self.compare(self.item, other.item) < 0


def compared_by(compare: Any) -> Any:
    """`functools.cmp_to_key`."""
    return lambda item: Compared(compare, item)


def get_item(items: Any, key: Any) -> Any:
    """`operator.getitem`."""
    return items[key]


def set_item(items: Any, key: Any, value: Any) -> None:
    """`operator.setitem`."""
    items[key] = value


def delete_item(items: Any, key: Any) -> None:
    """`operator.delitem`."""
    del items[key]


def iadd(base: Any, other: Any) -> Any:
    """`operator.iadd`."""
    base += other
    return base


def isub(base: Any, other: Any) -> Any:
    """`operator.isub`."""
    base -= other
    return base


def imul(base: Any, other: Any) -> Any:
    """`operator.imul`."""
    base *= other
    return base


def itruediv(base: Any, other: Any) -> Any:
    """`operator.itruediv`."""
    base /= other
    return base


def ifloordiv(base: Any, other: Any) -> Any:
    """`operator.ifloordiv`."""
    base //= other
    return base


def imod(base: Any, other: Any) -> Any:
    """`operator.imod`."""
    base %= other
    return base


def ipow(base: Any, other: Any) -> Any:
    """`operator.ipow`."""
    base **= other
    return base


def imatmul(base: Any, other: Any) -> Any:
    """`operator.imatmul`."""
    base @= other
    return base


def iand(base: Any, other: Any) -> Any:
    """`operator.iand`."""
    base &= other
    return base


def ior(base: Any, other: Any) -> Any:
    """`operator.ior`."""
    base |= other
    return base


def ixor(base: Any, other: Any) -> Any:
    """`operator.ixor`."""
    base ^= other
    return base
