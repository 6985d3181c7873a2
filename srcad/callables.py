"""What can be differentiated: the plain Python function that a method, a partial or a callable object stands for."""

from __future__ import annotations

import functools
import inspect
import keyword
import types
from collections.abc import Callable
from typing import Any

from .dataclass_objects import told
from .dispatch import Dispatcher
from .errors import KindError, SourceNotFound
from .rules.rule import OBJECTS, RULES
from .specialise.names_of import canonical_name, has_rule
from .specialise.values import Omitted
from .syntax.source import from_source, unwrap

MOST_KEPT = 1024
_CACHED: Any = functools._lru_cache_wrapper
_kept: dict[tuple[int, ...], types.FunctionType] = {}


def primal_of(function: object) -> types.FunctionType | Dispatcher:
    """Return the plain Python function that a callable stands for, or the derivative; refuse what has no source."""
    if isinstance(function, Dispatcher):
        return function
    if told(function, "__srcad_bound__", False):
        function = function.__wrapped__  # type: ignore[attr-defined]
    if isinstance(function, types.MethodType) and (made := told(function.__func__, "__srcad_primal__")) is not None:
        function = types.MethodType(made, function.__self__)  # so `@classmethod` above binds it, since Python 3.13
    if told(function, "__srcad_derivative__") is not None or told(function, "__srcad_implicit__") is not None:
        return _wrapper(function)
    if of_scipy(function):
        return _wrapper(function)
    plain = function if isinstance(function, types.MethodType) else unwrap(function)
    if isinstance(plain, types.FunctionType):
        return _wrapper(plain) if id(plain) in OBJECTS else plain  # with a rule, that is what counts
    if isinstance(plain, types.MethodType | functools.partial) or (callable(plain) and not isinstance(plain, type)):
        call = type(plain).__call__
        if isinstance(plain, types.MethodType | functools.partial) or isinstance(call, types.FunctionType):
            return _wrapper(plain)
    if callable(plain) and (canonical_name(plain) in RULES or isinstance(plain, _CACHED)):
        return _wrapper(plain)
    if callable(plain):
        raise SourceNotFound(
            f"{getattr(plain, '__name__', plain)!r} has no Python source to differentiate",
            hint="Wrap it in a Python function: lambda x: f(x).",
        )
    raise KindError(f"{plain!r} is not a function", hint="Pass a function; its arguments go to the derivative.")


Dispatcher.stand_in = staticmethod(primal_of)


def of_scipy(function: object) -> bool:
    """Return whether a function is one of SciPy's, which may have a rule, or another function in its place."""
    return isinstance(function, types.FunctionType) and (function.__module__ or "").startswith("scipy.")


def _wrapper(callable_: Any) -> types.FunctionType:
    """Return a function that calls a bound method, a partial or a callable object: the same one each time.

    Objects may be equal and call for different things: but for methods, which are made anew each time they are read,
    it is the object itself that counts, which its wrapper keeps alive.
    """
    if isinstance(callable_, types.MethodType):
        key: tuple[int, ...] = id(callable_.__self__), id(callable_.__func__)
    else:
        key = (id(callable_),)
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _new_wrapper(callable_)
        if len(_kept) > MOST_KEPT:
            del _kept[next(iter(_kept))]
    return found


def _new_wrapper(callable_: Callable[..., object]) -> types.FunctionType:
    name = told(callable_, "__name__", "call")
    name = name if isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name) else "call"
    if canonical_name(callable_) in RULES and (of_scipy(callable_) or not isinstance(callable_, types.FunctionType)):
        by_rule = from_source(*of_a_rule(callable_, name))
        by_rule.__srcad_by_rule__ = callable_  # type: ignore[attr-defined]
        return by_rule
    try:
        parameters = list(inspect.signature(_said_of(callable_)).parameters.values())
    except (TypeError, ValueError):
        parameters = [inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL)]
    names = [p.name for p in parameters]
    inner = next(text for text in ("function", "called", "the_function") if text not in (*names, name))
    namespace: dict[str, object] = {inner: callable_, "__name__": "srcad.generated"}
    head, handed = [], []
    inside = callable_.func if isinstance(callable_, functools.partial) else None
    known = has_rule(inside) or of_scipy(inside) or of_scipy(callable_)
    for p in parameters:
        if p.default is not p.empty:
            namespace[f"default_{p.name}"] = Omitted if known else p.default
            p = p.replace(default=_Text(f"default_{p.name}"))
        head.append(p.replace(annotation=p.empty))
        stars = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")  # type: ignore[call-overload]
        handed.append(f"{p.name}={p.name}" if p.kind is p.KEYWORD_ONLY else stars + p.name)
    made = from_source(
        f"def {name}{inspect.Signature(head)}:\n    return {inner}({', '.join(handed)})\n", namespace, name
    )
    made.__srcad_around__ = callable_  # type: ignore[attr-defined]  # whose defaults may be replaced later
    return made


def _said_of(callable_: Callable[..., object]) -> Callable[..., object]:
    """Return what has a callable's signature: its method where a `__getattr__` would answer what is asked of it."""
    own = type(callable_)
    method = own.__call__ if hasattr(own, "__getattr__") else None
    return types.MethodType(method, callable_) if isinstance(method, types.FunctionType) else callable_


def of_a_rule(function: Callable[..., object], name: str) -> tuple[str, dict[str, object], str]:
    """Return the text of a function that calls one with a rule, with the parameters of the rule.

    A default is left to the function itself: an argument that is not given is not handed on.
    """
    rule = RULES[str(canonical_name(function))]
    head = [f"{p}=omitted" if p in rule.defaults else "*" + p if p == rule.star else p for p in rule.params]
    if rule.positional < len(rule.params) and not rule.star:
        head.insert(rule.positional, "*")
    handed = [f"{p.rstrip('_')}={p}" if p in rule.defaults else "*" + p if p == rule.star else p for p in rule.params]
    text = f"def {name}({', '.join(head)}):\n    return called({', '.join(handed)})\n"
    return text, {"called": function, "omitted": Omitted, "__name__": "srcad.generated"}, name


class _Text(str):
    """A text that stands for what it says where a signature is printed."""

    def __repr__(self) -> str:
        return str(self)
