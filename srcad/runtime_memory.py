"""The helpers for memory: writes by an index that may name a place twice, views or copies, and how much fits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .errors import KindError


def last_writes(ba: Any, index: Any) -> Any:
    """Return the adjoint of what `a[index] = v` wrote: of several values written to one place, only the last counts."""
    if all(isinstance(part, int | np.integer | slice) for part in (index if isinstance(index, tuple) else (index,))):
        return np.copy(ba[index])
    return np.where(_is_last(ba, index), ba[index], 0.0)


def spread_writes(g: Any, ba: Any, index: Any) -> Any:
    """Return the transpose of `last_writes`: an array of ba's shape with g where it was written last."""
    out = np.zeros(np.shape(ba), dtype=np.asarray(g).dtype)
    np.add.at(out, index, np.where(_is_last(ba, index), g, 0.0))
    return out


def _is_last(ba: Any, index: Any) -> Any:
    """Return for each place that an index selects whether no later one of the index is the same."""
    shape = np.shape(ba[index])
    order = np.arange(math.prod(shape)).reshape(shape)
    last = np.full(np.shape(ba), -1)
    last[index] = order
    return last[index] == order


def check_view(view: Any, base: Any) -> None:
    """Raise KindError unless what an operation made of `base` is in its memory."""
    view_of(view, base)


def view_of(view: Any, base: Any) -> Any:
    """Return what an operation made of `base`, which must be in its memory; raise KindError for a copy."""
    if np.size(view) and not np.may_share_memory(view, base):
        raise KindError(
            "an array is written into that is a copy here, since the array it was made of does not lie in one piece, "
            "and a view elsewhere",
            hint="Make it a copy everywhere: np.copy(...).",
        )
    return view


def writable(view: Any) -> Any:
    """Return a view of an adjoint that NumPy gives for reading only, such as a diagonal, as one to write into."""
    if isinstance(view, np.ndarray):
        view.flags.writeable = True
    return view


def part_of(part: Any, whole: Any) -> Any:
    """Return a part of an adjoint, which must be a view of it; raise KindError for a copy, and for a number."""
    if not isinstance(part, np.ndarray | list):
        raise KindError(
            "an element is read from what is written into, and may be an array on other paths",
            hint="Give what is written into the same number of axes on every path.",
        )
    arrays = isinstance(part, np.ndarray) and isinstance(whole, np.ndarray)
    if arrays and np.size(part) and not np.may_share_memory(part, whole):
        raise KindError(
            "an index that is not known while compiling selects elements, and one of the arrays is written into",
            hint="Copy what is selected: np.copy(a[index]).",
        )
    return part


def check_layout(tangent: Any, x: Any) -> None:
    """Raise KindError unless a tangent lies in memory as its array does: what is a view of one, is of the other."""
    if getattr(tangent, "strides", ()) != getattr(x, "strides", ()):
        raise KindError(
            "the tangent of an array that is written into through a reshaped one does not lie in memory as the array",
            hint="Lay both out in the same order, or write into a copy: np.copy(...).",
        )


def slots_within(limit: int, *state: Any) -> int:
    """Return how many states of a loop fit into `limit` bytes, one at least; a number and its place take 32."""
    each = sum([part.nbytes if isinstance(part, np.ndarray) else 32 for part in state])
    return max(1, limit // each)
