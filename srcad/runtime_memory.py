"""The helpers for writes by an index that may name a place twice, of which the last write counts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def last_writes(ba: Any, index: Any) -> Any:
    """Return the adjoint of what `a[index] = v` wrote: of several values written to one place, only the last counts."""
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
