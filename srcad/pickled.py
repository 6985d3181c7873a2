"""What pickles of functions hold: their names, and the texts for picklers (as cloudpickle) that take them by value."""

from __future__ import annotations

import importlib
import itertools
import linecache
import os
import sys
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .specialise.names_of import canonical_name
from .syntax import definitions
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
    found = named(function)
    return function if found is None else found


def named(function: types.FunctionType) -> object | None:
    """Return what of a module has a function's name, if it is the function or was made of it."""
    found: object = sys.modules.get(function.__module__)
    for part in function.__qualname__.split("."):
        found = getattr(found, part, None)
    return found if unwrap(found) is function else None


def texts_of(function: types.FunctionType) -> dict[str, str]:
    """Return, by file name, the texts of a function and of those beside it that a pickle may hold by value.

    Where it is loaded, nothing else may have them: no disk has the cells of a notebook, another machine not the script,
    and cloudpickle leaves the names of files out.
    """
    cells = [cell.cell_contents for cell in function.__closure__ or () if cell != types.CellType()]
    texts: dict[str, str] = {}
    for value in (function, *cells, *function.__globals__.values()):
        for each in within(value):
            source = None if each.__code__.co_filename in texts else text_of(each)
            if source is not None:
                texts[source[0]] = sys.intern(source[1])  # one string in a pickle of many functions
    return dict(sorted(texts.items()))


def text_of(function: types.FunctionType) -> tuple[str, str] | None:
    """Return the name of a function's file and its text, or None where the function is pickled by its name."""
    name = function.__code__.co_filename
    if os.path.exists(name) and not goes_by_value(function):
        return None
    try:
        file = definitions.of(function)
    except (SyntaxError, ValueError, RecursionError):  # edited since
        return None
    return None if file is None else (file.name, "".join(file.lines))


def goes_by_value(function: types.FunctionType) -> bool:
    """Return whether cloudpickle takes a function apart, since the other side may have no module that defines it."""
    cloudpickle = sys.modules.get("cloudpickle")
    chosen: set[str] = cloudpickle.list_registry_pickle_by_value() if cloudpickle is not None else set()
    packages = itertools.accumulate((function.__module__ or "").split("."), "{}.{}".format)
    return function.__module__ == "__main__" or named(function) is None or not chosen.isdisjoint(packages)


def within(value: object) -> Iterator[types.FunctionType]:
    """Yield the functions of Python that something is, or that a class defines."""
    for each in vars(value).values() if isinstance(value, type) else (value,):
        plain = unwrap(each)
        if isinstance(plain, types.FunctionType):
            yield plain


def keep_texts(texts: Mapping[str, str]) -> None:
    """Have the texts of functions from elsewhere found by their file names, where no others are."""
    for file, text in texts.items():
        definitions.keep(file, text)
        if file not in linecache.cache and not os.path.exists(file):
            linecache.cache[file] = len(text), None, text.splitlines(keepends=True), file
