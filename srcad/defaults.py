"""The parameters of a function, and its defaults: whether they were replaced since it was looked at."""

from __future__ import annotations

import inspect
import types
from typing import Any


def signature_of(function: types.FunctionType) -> inspect.Signature:
    """Return the parameters that a function itself has, not those of a function that it wraps."""
    return inspect.signature(function, follow_wrapped=False)


Defaults = tuple[tuple[Any, ...] | None, dict[str, Any]]


def defaults_of(function: types.FunctionType) -> Defaults:
    """Return a function's defaults, to see whether they were replaced."""
    return function.__defaults__, dict(function.__kwdefaults__ or {})


def same_defaults(function: types.FunctionType, former: Defaults | None) -> bool:
    """Return whether a function's defaults are those that they were."""
    if former is None:
        return True
    now = function.__kwdefaults__ or {}
    same = now.keys() == former[1].keys() and all(now[key] is former[1][key] for key in now)
    return function.__defaults__ is former[0] and same


def follow(function: types.FunctionType) -> None:
    """Give a wrapper the defaults that what it wraps has now."""
    parameters = inspect.signature(function.__srcad_around__).parameters.values()  # type: ignore[attr-defined]
    given = {p.name: p.default for p in parameters if p.default is not p.empty}
    by_keyword = {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}
    function.__defaults__ = tuple(v for k, v in given.items() if k not in by_keyword) or None
    function.__kwdefaults__ = {k: v for k, v in given.items() if k in by_keyword}
