"""From a call to the generated function: one compilation per signature, under a lock, then a look-up."""

from __future__ import annotations

import builtins
import contextlib
import inspect
import numbers
import sys
import threading
import types
import weakref
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .compile import Compiled, Request, Step, compile_request, innermost
from .errors import KindError, SrcadError, internal
from .specialise.state import FreeInput, Guard
from .tree import as_real, children, is_real_leaf, signature, tree_leaves

Argnums = int | str | tuple[int | str, ...]
DEEPEST = 6000  # calls inside calls while compiling
_lock = threading.RLock()
_all: weakref.WeakSet[Dispatcher] = weakref.WeakSet()


@contextlib.contextmanager
def deep_recursion() -> Iterator[None]:
    """Let passes go as deep as long expressions are."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def forget() -> None:
    """Compile all anew when it is called next: a rule has changed."""
    with _lock:
        for each in list(_all):
            each.cache.clear()


def signature_of(function: types.FunctionType) -> inspect.Signature:
    """Return the parameters that a function itself has, not those of a function that it wraps."""
    return inspect.signature(function, follow_wrapped=False)


class Dispatcher:
    """The compiled versions of one derivative of one function.

    `argnums` are positions or names of parameters, or dotted paths into them, or a tuple of these.
    """

    def __init__(
        self,
        function: types.FunctionType,
        mode: str,
        argnums: Argnums,
        inner: tuple[Step, ...] = (),
        has_aux: bool = False,
    ) -> None:
        self.inner = inner
        self.has_aux = has_aux
        self.function = function
        self.mode = mode
        self.argnums = argnums
        self.parameters = list(signature_of(function).parameters.values())
        self.names = [p.name for p in self.parameters]
        self.plain = all(p.kind in (p.POSITIONAL_OR_KEYWORD, p.POSITIONAL_ONLY) for p in self.parameters)
        self.single = not isinstance(argnums, tuple)
        self.wrt = tuple(self.path(a) for a in (argnums if isinstance(argnums, tuple) else (argnums,)))
        self.cache: dict[object, list[Compiled]] = {}
        self.count = len(self.names)
        self.__name__ = f"{function.__name__}_{mode}"
        self.__doc__ = function.__doc__
        self.__signature__ = signature_of(function)
        _all.add(self)
        self.defaults = function.__defaults__, dict(function.__kwdefaults__ or {})

    @property
    def __srcad_derivative__(self) -> tuple[object, str, Argnums, bool]:
        """What the compiler needs to know of a derivative that is called inside a differentiated function."""
        return innermost(self.function, self.inner), self.mode, self.argnums, self.has_aux

    def path(self, argnum: int | str) -> tuple[object, ...]:
        """Return the path of an argument: its parameter's name, then keys."""
        name = self.function.__name__
        if isinstance(argnum, str):
            first, *rest = argnum.split(".")
            code = self.function.__code__
            outside = first in code.co_freevars or (first in code.co_names and first in self.function.__globals__)
            if first not in self.names and not outside:
                raise KindError(
                    f"{name} has no parameter {first!r}", hint=f"Its parameters are {', '.join(self.names) or 'none'}."
                )
            return (first, *rest)
        if isinstance(argnum, bool) or not isinstance(argnum, int):
            raise KindError(f"argnums must be positions or names of parameters, not {argnum!r}")
        position = argnum + len(self.names) if argnum < 0 else argnum
        star = [p.name for p in self.parameters if p.kind is p.VAR_POSITIONAL]
        plain = [p.name for p in self.parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        if star and argnum >= len(plain):
            return (star[0], argnum - len(plain))
        if not 0 <= position < len(self.names):
            raise KindError(
                f"{name} has no argument {argnum}", hint=f"It has {len(self.names)}: {', '.join(self.names) or 'none'}."
            )
        return (self.names[position],)

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments by parameter, defaults filled in, integers among the chosen ones made real."""
        if self.function.__defaults__ is not self.defaults[0] or self.function.__kwdefaults__ != self.defaults[1]:
            self.__signature__ = signature_of(self.function)  # they were changed
            self.defaults = self.function.__defaults__, dict(self.function.__kwdefaults__ or {})
        bound = self.__signature__.bind(*args, **kwargs)
        bound.apply_defaults()
        table = dict(bound.arguments)
        for path in (*self.wrt, *(path for step in self.inner for path in step.wrt)):
            name = str(path[0])
            if name not in table:
                continue  # a variable from outside
            if len(path) == 1:
                table[name] = self.real(table[name], name)
            elif isinstance(table[name], tuple) and isinstance(path[1], int):
                items = list(table[name])
                if path[1] >= len(items):
                    raise KindError(f"{self.function.__name__} was called without argument {name}[{path[1]}]")
                items[path[1]] = self.real(items[path[1]], f"{name}[{path[1]}]")
                table[name] = tuple(items)
        return table

    def real(self, value: object, name: str) -> object:
        """Return an argument to be differentiated with respect to, integers made real; refuse what holds no numbers."""
        value = as_real(value)
        if not any(is_real_leaf(leaf) for leaf in tree_leaves(value)):
            parts = tree_leaves(value)
            if children(value) is not None and not parts:
                return value
            called = self.function.__name__
            what = f"{called} cannot be differentiated with respect to `{name}`, which is {described(parts)}"
            raise KindError(what, hint=way_out(parts))
        return value

    def find(self, table: Mapping[str, Any]) -> Compiled:
        """Return the compiled function for arguments, compiled if new or if something it relies on has changed."""
        key = tuple([signature(value) for value in table.values()])
        for compiled in self.cache.get(key, ()):
            if still_holds(compiled):
                return compiled
        with _lock:
            for compiled in self.cache.get(key, ()):
                if still_holds(compiled):
                    return compiled
            request = Request(self.function, self.mode, self.wrt, self.single, self.inner, self.has_aux)
            try:
                with deep_recursion():
                    compiled = compile_request(request, table)
            except (SrcadError, ImportError):  # an import inside the function fails as it would there
                raise
            except RecursionError as error:
                raise SrcadError("the function is nested too deeply to be compiled") from error
            except Exception as error:
                code = self.function.__code__
                raise internal(error, self.function.__name__, code.co_filename, code.co_firstlineno) from error
            compiled.free_keys = [signature(current(free)) for free in compiled.free]
            self.cache.setdefault(key, []).insert(0, compiled)
            del self.cache[key][4:]
            return compiled

    def call(self, table: dict[str, Any], *extra: Any) -> Any:
        """Call the generated function."""
        compiled = self.find(table)
        return self.run(compiled, table, extra)

    def run(self, compiled: Compiled, table: dict[str, Any], extra: tuple[Any, ...]) -> Any:
        """Call a compiled function with arguments by parameter."""
        return compiled.functions[0](*[table[name] for name in self.names], *extra)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Bind, find, call."""
        if not kwargs and self.plain and len(args) == self.count:
            key = tuple([signature(value) for value in args])
            for compiled in self.cache.get(key, ()):
                if still_holds(compiled) and compiled.ready:
                    return compiled.functions[0](*args)
        table = self.bind(args, kwargs)
        compiled = self.find(table)
        if not kwargs and self.plain and len(args) == self.count:
            compiled.ready = all(table[name] is value for name, value in zip(self.names, args, strict=True))
        return self.run(compiled, table, ())


def described(parts: list[object]) -> str:
    """Return a few words for an argument that holds no real numbers."""
    if not parts:
        return "empty"
    first = parts[0]
    return f"of type {type(first).__name__}" + (f" of {first.dtype}" if isinstance(first, np.ndarray) else "")


def way_out(parts: list[object]) -> str:
    """Return what to do with such an argument."""
    first = parts[0] if parts else None
    if isinstance(first, bool | np.bool_ | numbers.Number) or (
        isinstance(first, np.ndarray) and first.dtype.kind == "b"
    ):
        return "Convert it to real numbers, float(x) or x.astype(float), if that is meant."
    return 'Name the arguments to differentiate with respect to by argnums; parts of an object as in "self.w".'


def still_holds(compiled: Compiled) -> bool:
    """Return whether the functions that a compiled one resolved are the same, and globals of the same kinds."""
    for guard in compiled.guards:
        if present(guard) is not guard.value:
            return False
    pairs = zip(compiled.free, compiled.free_keys, strict=True)
    return all(signature(current(free)) == key for free, key in pairs)


_ABSENT = object()


def present(guard: Guard) -> object:
    """Return what a guarded name holds now."""
    holder = guard.holder
    if isinstance(holder, types.CellType):
        try:
            return holder.cell_contents
        except ValueError:
            return _ABSENT
    if isinstance(holder, types.FunctionType | type):
        return getattr(holder, guard.name, _ABSENT)
    assert isinstance(holder, Mapping)
    found = holder.get(guard.name, _ABSENT)
    return getattr(builtins, guard.name, _ABSENT) if found is _ABSENT else found


def current(free: FreeInput) -> object:
    """Return what a variable from outside the function holds now."""
    try:
        return free.scope.find(free.variable)
    except (NameError, ValueError):
        return None
