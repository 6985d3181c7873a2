"""A copy of saved values in which arrays that share memory share it again, so that a pullback can be called twice."""

from __future__ import annotations

from typing import Any

import numpy as np


def snapshot(value: Any) -> Any:
    """Return a copy of nested tuples, lists and dicts of arrays: views become the same views of copies."""
    return _Copies().copy(value)


class _Copies:
    """The copies made so far, by the identity of the original (kept alive here)."""

    def __init__(self) -> None:
        self.made: dict[int, tuple[Any, Any]] = {}

    def copy(self, value: Any) -> Any:
        if isinstance(value, np.ndarray):
            return self.array(value)
        if not isinstance(value, list | tuple | dict):
            return value
        if id(value) in self.made:
            return self.made[id(value)][1]
        if isinstance(value, list):
            new_list: list[Any] = []
            self.made[id(value)] = value, new_list
            new_list += [self.copy(item) for item in value]
            return new_list
        if isinstance(value, dict):
            new_dict = {key: self.copy(item) for key, item in value.items()}
            self.made[id(value)] = value, new_dict
            return new_dict
        if hasattr(value, "_fields"):
            return type(value)(*(self.copy(item) for item in value))
        return tuple(self.copy(item) for item in value)

    def array(self, value: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        if id(value) in self.made:
            return self.made[id(value)][1]  # type: ignore[no-any-return]
        root = value
        while isinstance(root.base, np.ndarray):
            root = root.base
        whole = root.flags.c_contiguous or root.flags.f_contiguous
        if root.dtype.hasobject or type(value) is not np.ndarray or not whole:
            new = value.copy()
        elif root is value:
            new = value.copy(order="K")
        else:
            memory = self.array(root)
            offset = value.__array_interface__["data"][0] - root.__array_interface__["data"][0]
            flat = memory if memory.flags.c_contiguous else memory.T
            new = np.ndarray(value.shape, value.dtype, flat, offset, value.strides)
        self.made[id(value)] = value, new
        return new
