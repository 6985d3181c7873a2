"""The helper that watches functions which srcad cannot follow: they must leave what they are given as it was."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .dataclass_objects import told
from .errors import KindError


def watched(function: Callable[..., Any], places: tuple[int | str, ...], *args: Any, **keywords: Any) -> Any:
    """Return what a function returns, if it neither changes the containers and arrays in some places nor returns one.

    The places are positions and keywords of its arguments. Such a function is run as it is: what it writes, and what is
    written later into what it returns, would be lost. Raises KindError if it does.
    """
    given = list(_held([args[place] if isinstance(place, int) else keywords[place] for place in places]))
    before = [_contents(part) for part in given]
    result = function(*args, **keywords)
    name = told(function, "__name__", "a function")
    if any(not _same(_contents(part), was) for part, was in zip(given, before, strict=True)):
        raise KindError(
            f"`{name}` changes what it is given, and srcad cannot follow it",
            hint="Let it change a copy and return that.",
        )
    known = {id(part) for part in given if not isinstance(part, np.ndarray)}
    if any(id(part) in known for part in _held(result)):
        what = f"`{name}` returns a container that it was given, and srcad cannot follow it"
        raise KindError(what, hint="Return a copy.")
    return result


def _held(value: Any) -> Iterator[Any]:
    """Yield the containers, the arrays and the objects with attributes in a value, each once, itself included."""
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        part = waiting.pop()
        inner = _contents(part)
        if inner is None or id(part) in seen:
            continue
        seen.add(id(part))
        if not isinstance(part, tuple):  # a tuple does not change, and may be given back
            yield part
        if not isinstance(part, np.ndarray):
            waiting += inner


def _contents(part: Any) -> Any:
    """Return what is in a container, an array or an object with attributes now; None for all else."""
    match part:
        case np.ndarray():
            return part.copy()
        case list() | tuple() | set() | deque():
            return list(part)
        case dict():
            return [*part.keys(), *part.values()]
        case type():
            return None
        case _:
            fields = getattr(part, "__dict__", None)
            return list(fields.values()) if isinstance(fields, dict) and _is_own(type(part)) else None


def _is_own(cls: type) -> bool:
    """Return whether a class is the user's own, not one of Python's or of an installed package."""
    file = str(getattr(sys.modules.get(cls.__module__), "__file__", ""))
    installed = f"{os.sep}site-packages{os.sep}" in file or f"{os.sep}dist-packages{os.sep}" in file
    return cls.__module__.partition(".")[0] not in sys.stdlib_module_names and not installed


def _same(now: Any, before: Any) -> bool:
    """Return whether the contents of a container or an array are the same objects, or the same numbers, as before."""
    if isinstance(now, np.ndarray):
        return (now.shape, now.dtype, now.tobytes()) == (before.shape, before.dtype, before.tobytes())
    return len(now) == len(before) and all(a is b for a, b in zip(now, before, strict=True))
