"""What pickles of functions hold: their names, and the texts for picklers (as cloudpickle) that take them by value."""

from __future__ import annotations

import importlib
import linecache
import os
import sys
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .specialise.names_of import canonical_name
from .syntax.source import unwrap


@dataclass(frozen=True)
class Named:
    """A method with a rule of one of SciPy's objects, by its name: a copy of the object would have no rules."""

    name: str

    def found(self) -> object:
        """Return the method."""
        module, owner, method = self.name.rsplit(".", 2)
        return getattr(getattr(importlib.import_module(module), owner), method)


def named_object(function: types.FunctionType) -> object:
    """Return what a function's name stands for: what a decorator made of it, or the function itself.

    Of a function that stands for a bound method, a partial, an object or a function with a rule, it is what it stands
    for.
    """
    if hasattr(function, "__srcad_around__"):
        return function.__srcad_around__
    if hasattr(function, "__srcad_by_rule__"):
        by_rule = function.__srcad_by_rule__
        return Named(str(canonical_name(by_rule))) if isinstance(by_rule, types.MethodType) else by_rule
    found: object = sys.modules.get(function.__module__)
    for part in function.__qualname__.split("."):
        found = getattr(found, part, None)
    return found if unwrap(found) is function else function


def texts_of(function: types.FunctionType) -> dict[str, str]:
    """Return, by file name, the texts that no disk has (cells of a notebook) of a function and of those beside it."""
    files = {
        each.__code__.co_filename for value in (function, *function.__globals__.values()) for each in within(value)
    }
    held = sorted(file for file in files if file in linecache.cache and not os.path.exists(file))
    return {file: "".join(linecache.getlines(file)) for file in held}


def within(value: object) -> Iterator[types.FunctionType]:
    """Yield the functions of Python that something is, or that a class defines."""
    for each in vars(value).values() if isinstance(value, type) else (value,):
        plain = unwrap(each)
        if isinstance(plain, types.FunctionType):
            yield plain


def keep_texts(texts: Mapping[str, str]) -> None:
    """Have the texts of functions from elsewhere found by their file names, where no others are."""
    for file, text in texts.items():
        if file not in linecache.cache and not os.path.exists(file):
            linecache.cache[file] = len(text), None, text.splitlines(keepends=True), file
