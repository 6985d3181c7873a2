"""Arguments like those that a function seems to be written for, to show its gradient before it was ever called."""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import inspect
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .dispatch import Dispatcher
from .errors import GradientLeak, KindError, SourceNotFound, UnsupportedSyntax
from .syntax.source import find, inside
from .syntax.uses import COUNT, OTHER, Use, unpacked_in, uses_of

SIZE = 3  # of each axis: only that it is not one matters
ARTICLES = ("a number", "a vector", "a matrix")
SEQUENCES = (collections.abc.Sequence, collections.abc.Iterable, collections.abc.Collection)
_nothing = object()


def assumed_source(run: Dispatcher, args: tuple[Any, ...]) -> str:
    """Return the generated source before any call, under a line that tells what was assumed."""
    arguments, told = assumed_arguments(run.function, len(args))
    apart = Dispatcher(run.function, run.mode, run.argnums, run.inner, run.has_aux, run.backend, run.debug)
    try:
        text = apart.find(apart.bind(args, arguments)).text
    except (KindError, UnsupportedSyntax, GradientLeak) as error:
        called = run.function.__name__
        raise KindError(
            f"{called} cannot be shown before any call: {error.what}",
            error.origin,
            told.removeprefix("# "),
            f"Call its gradient once, or hand arguments over: srcad.show({called}, ...).",
        ) from error
    return f"{told}\n{text}"


def assumed_arguments(function: types.FunctionType, first: int = 0) -> tuple[dict[str, Any], str]:
    """Return arguments for the parameters without a default, from the first one on, and a comment that tells of them.

    What they are is told by annotations, and else by what the function does with them. Raises KindError where neither
    tells it.
    """
    plain = inside(function) or function
    try:
        hints = typing.get_type_hints(plain)
    except Exception:  # names that are only there for type checkers
        hints = {k: v for k, v in plain.__annotations__.items() if not isinstance(v, str)}
    try:
        source = find(plain)
        uses, unpacked = uses_of(source), unpacked_in(source)
    except SourceNotFound:
        uses, unpacked = {}, {}
    arguments: dict[str, Any] = {}
    told: list[str] = []
    for p in list(inspect.signature(function, follow_wrapped=False).parameters.values())[first:]:
        if p.default is not p.empty or p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
            continue
        use = uses.get(p.name, 0)
        value = _nothing
        if p.name in hints:
            value = of_annotation(hints[p.name], use)
        elif use != OTHER:
            value = of_use(use)
        if value is _nothing:
            raise KindError(
                f"what `{p.name}` of {function.__name__} is like cannot be told before a call",
                hint=f"Call a gradient once, or hand arguments over: srcad.show({function.__name__}, ...).",
            )
        if p.name in unpacked and isinstance(value, np.ndarray) and value.ndim:
            axis, count = unpacked[p.name]
            value = np.repeat(np.take(value, [0], axis), count, axis)
        arguments[p.name] = value
        told.append(f"{p.name} {description(value)}")
    return arguments, f"# Assumed, as it was not called yet: {', '.join(told)}."


def is_lacking(parts: Iterable[object]) -> bool:
    """Whether some part is not there."""
    return any(part is _nothing for part in parts)


def of_use(use: Use, dtype: Any = float) -> Any:
    """Return a value that is used in some way."""
    if use == COUNT:
        return SIZE
    if not isinstance(use, int) or use == 0:
        return 1.0
    return np.ones((SIZE,) * use, dtype)


def of_annotation(hint: Any, use: Use) -> Any:
    """Return a value that an annotation stands for, or `_nothing`."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return of_annotation(args[0], use)
    alias = getattr(origin, "__value__", None) if args else getattr(hint, "__value__", None)  # `type Vector = ...`
    if alias is not None and not isinstance(hint, enum.Enum):
        return of_annotation(alias[args] if args else alias, use)
    if origin is typing.Literal:
        return args[0]
    if origin in (typing.Union, types.UnionType):
        choices = [of_annotation(arg, use) for arg in args if arg is not type(None)]
        if isinstance(use, int) and use > 0:
            choices.sort(key=lambda choice: not isinstance(choice, np.ndarray))
        return next((choice for choice in choices if choice is not _nothing), _nothing)
    if hint is np.ndarray or origin is np.ndarray:
        dtypes = [
            arg
            for part in args
            for arg in typing.get_args(part)
            if isinstance(arg, type) and issubclass(arg, np.generic)
        ]
        return of_use(use if isinstance(use, int) and use > 0 else 1, next(iter(dtypes), float))
    if origin in (list, *SEQUENCES) and args:
        part = of_annotation(args[0], 0)
        return _nothing if part is _nothing else [part] * SIZE
    if origin is tuple and args:
        parts = [of_annotation(arg, 0) for arg in ((args[0],) * SIZE if args[-1] is Ellipsis else args)]
        return _nothing if is_lacking(parts) else tuple(parts)
    if not isinstance(hint, type):
        return of_use(use) if hint is typing.Any and use != OTHER else _nothing
    return of_type(hint, use)


def of_type(hint: type, use: Use) -> Any:
    """Return a value of a type, or `_nothing`."""
    if issubclass(hint, bool | np.bool_):
        return True
    if issubclass(hint, enum.Enum):
        return next(iter(hint), _nothing)
    if issubclass(hint, np.number):
        return hint(1)
    if issubclass(hint, int):
        return hint(SIZE)
    if issubclass(hint, float):
        return of_use(use) if isinstance(use, int) and use > 0 else hint(1.0)
    if issubclass(hint, complex):
        return hint(1.0)
    fields: Mapping[str, Any] = {}
    if dataclasses.is_dataclass(hint):
        fields = {f.name: f.type for f in dataclasses.fields(hint) if f.init}
    elif hasattr(hint, "_fields"):
        fields = dict.fromkeys(hint._fields, Any)
    if not fields:
        return _nothing
    known = typing.get_type_hints(hint)
    parts = {name: of_annotation(known.get(name, told), 0) for name, told in fields.items()}
    return _nothing if is_lacking(parts.values()) else hint(**parts)


def description(value: Any) -> str:
    """Return what a value is, for a reader."""
    if isinstance(value, np.ndarray):
        what = ARTICLES[value.ndim] if value.ndim < len(ARTICLES) else f"an array with {value.ndim} axes"
        return what if value.dtype == float else f"{what} of {value.dtype}"
    if type(value) is float:
        return ARTICLES[0]
    if type(value) is int:
        return COUNT
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
