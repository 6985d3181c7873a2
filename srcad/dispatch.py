"""From a call to the generated function: one compilation per signature, under a lock, then a look-up."""

from __future__ import annotations

import contextlib
import functools
import inspect
import numbers
import sys
import threading
import types
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from .backends.load import guarded, identifiers
from .backends.numba.load import compile_now, silent
from .budget import sizes, stored_bytes
from .compile import Compiled, Entry, Request, Step, compile_request, innermost
from .defaults import defaults_of, follow, same_defaults, signature_of
from .errors import KindError, SrcadError, internal
from .guards import Guards, current, still_holds
from .pickled import Named, keep_texts, named_object, texts_of
from .specialise.state import Guard
from .syntax.source import inside
from .tree import as_real, children, counts, is_real_leaf, signature, tree_leaves

Argnums = int | str | tuple[int | str, ...]
DEEPEST = 6000  # calls inside calls while compiling
MOST_ENTRIES = 4  # signatures that are told from each other inline
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
            each.forget()


def _restored(found: object, texts: Mapping[str, str], *given: Any) -> Dispatcher:
    """Return the dispatcher that was pickled."""
    keep_texts(texts)
    return Dispatcher(Dispatcher.stand_in(found.found() if isinstance(found, Named) else found), *given)


class Dispatcher:
    """The compiled versions of one derivative of one function.

    `argnums` are positions or names of parameters, or dotted paths into them, or a tuple of these.
    """

    stand_in: ClassVar[Callable[[object], Any]]  # returns the function that stands for a callable: see callables.py

    def __init__(
        self, function: types.FunctionType, mode: str, argnums: Argnums, inner: tuple[Step, ...] = (),
        has_aux: bool = False, backend: str = "numpy", debug: bool = False, hermitian: bool = True,
        memory: int | None = None,
    ) -> None:  # fmt: skip
        self.hermitian = hermitian
        self.memory = memory  # how many bytes the forward sweep may keep
        self.fitting: dict[object, bool] = {}  # whether what it would store is no more, by the sizes of arguments
        self.backend = backend
        self.inner = inner
        self.has_aux = has_aux
        self.debug = debug
        self.function = function
        self.mode = mode
        self.argnums = argnums
        self.parameters = list(signature_of(function).parameters.values())
        self.names = [p.name for p in self.parameters]
        self.plain = all(p.kind in (p.POSITIONAL_OR_KEYWORD, p.POSITIONAL_ONLY) for p in self.parameters)
        self.single = not isinstance(argnums, tuple)
        self.wrt = tuple(self.path(a) for a in (argnums if isinstance(argnums, tuple) else (argnums,)))
        self.cache: dict[object, list[Compiled]] = {}
        self.counted: set[object] = set()  # the kinds of arguments for which the integers matter, too
        self.entries: list[Entry] = []
        self.latest: Compiled | None = None  # what was compiled last
        self.direct: Callable[..., Any] = self.slowly  # what takes the arguments by position, tangents after them
        self.count = len(self.names)
        self.__name__ = f"{function.__name__}_{mode}"
        self.__doc__ = function.__doc__
        self.__signature__ = signature_of(function)
        self.defaults = defaults_of(function)
        self.inside = inside(function)  # whose defaults are those of the wrapper that stands for it
        self.inside_defaults = defaults_of(self.inside) if self.inside is not None else None
        # a class of its own, whose __call__ is replaced by the generated function itself once there is one
        self.__class__ = type("Dispatcher", (type(self),), {})
        _all.add(self)

    @property
    def __srcad_runs__(self) -> Dispatcher:
        """What runs where the derivative is called."""
        return self

    def with_options(self, backend: str | None, debug: bool | None, memory: int | None) -> Dispatcher:
        """Return the same derivative by another backend, say; None stands for what it is."""
        if backend is None and debug is None and memory is None:
            return self
        made = Dispatcher(self.function, self.mode, self.argnums, self.inner, self.has_aux, hermitian=self.hermitian)
        made.backend, made.memory = backend or self.backend, memory or self.memory
        made.debug = self.debug if debug is None else debug
        return made

    @property
    def __srcad_derivative__(self) -> tuple[object, str, Argnums, bool]:
        """What the compiler needs to know of a derivative that is called inside a differentiated function."""
        self.check_nested()
        return innermost(self.function, self.inner), self.mode, self.argnums, self.has_aux

    def check_nested(self) -> None:
        """Refuse to take a derivative of a gradient in another convention."""
        if not self.hermitian:
            raise KindError(
                "a gradient with hermitian=False cannot be differentiated", hint="Conjugate it: np.conj(g)."
            )

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle as the function, by name or by value; it is compiled anew where it is loaded."""
        options = self.backend, self.debug, self.hermitian, self.memory
        given = (self.mode, self.argnums, self.inner, self.has_aux, *options)
        return _restored, (named_object(self.function), texts_of(self.function), *given)

    def forget(self) -> None:
        """Compile anew when it is called next."""
        self.cache.clear()
        self.latest = None
        self.entries = []
        self.direct = self.slowly
        if "__call__" in vars(type(self)):
            del type(self).__call__

    def renewed(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return arguments with the defaults that the function has now, where they were changed."""
        function = self.function
        if self.inside is not None and not same_defaults(self.inside, self.inside_defaults):
            self.inside_defaults = defaults_of(self.inside)
            follow(function)
        if same_defaults(function, self.defaults):
            return values
        former = {p.name: p.default for p in self.parameters if p.default is not p.empty}
        with _lock:
            self.__signature__ = signature_of(function)
            self.parameters = list(self.__signature__.parameters.values())
            self.defaults = defaults_of(function)
            self.forget()
        own = zip(self.parameters, values, strict=False)
        found = [p.default if p.name in former and value is former[p.name] else value for p, value in own]
        return (*found, *values[self.count :])

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
        self.renewed(())
        if self.plain and not kwargs and len(args) == self.count:
            return self.made_real(dict(zip(self.names, args, strict=True)))
        bound = self.__signature__.bind(*args, **kwargs)
        bound.apply_defaults()
        return self.made_real(dict(bound.arguments))

    def made_real(self, table: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments with integers among the chosen ones made real."""
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
                real = self.real(items[path[1]], f"{name}[{path[1]}]")
                if real is not items[path[1]]:  # else the call may have the generated function at once from now on
                    items[path[1]] = real
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
        kinds = key = tuple([signature(value) for value in table.values()])
        if kinds in self.counted:
            key = (kinds, tuple([counts(value) for value in table.values()]))
        if self.memory is not None:
            key = (key, self.fits(table))
        for compiled in self.cache.get(key, ()):
            if still_holds(compiled.guards, compiled.free, compiled.free_keys):
                return compiled
        with _lock:
            for compiled in self.cache.get(key, ()):
                if still_holds(compiled.guards, compiled.free, compiled.free_keys):
                    return compiled
            try:
                with deep_recursion():
                    compiled = self.compile(table)
            except (SrcadError, ImportError):  # an import inside the function fails as it would there
                raise
            except RecursionError as error:
                raise SrcadError("the function is nested too deeply to be compiled") from error
            except Exception as error:
                code = self.function.__code__
                raise internal(error, self.function.__name__, code.co_filename, code.co_firstlineno) from error
            if compiled.counted:
                self.counted.add(kinds)
                key = (kinds, tuple([counts(value) for value in table.values()]))
                key = key if self.memory is None else (key, self.fits(table))
            compiled.free_keys = [signature(current(free)) for free in compiled.free]
            self.cache.setdefault(key, []).insert(0, compiled)
            del self.cache[key][4:]
            self.latest = compiled
            return compiled

    def fits(self, table: Mapping[str, Any]) -> bool:
        """Return whether what would be stored for arguments is surely no more than the memory allowed."""
        assert self.memory is not None
        key = sizes(table)
        if key not in self.fitting:
            with _lock, deep_recursion():
                stored = stored_bytes(self.request(), table)
            self.fitting[key] = stored is not None and stored <= self.memory
        return self.fitting[key]

    def request(self) -> Request:
        """Return what is asked of the compiler."""
        wanted = Request(self.function, self.mode, self.wrt, self.single, self.inner, self.has_aux, self.debug)
        return wanted if self.hermitian else replace(wanted, hermitian=False)

    def compile(self, table: Mapping[str, Any]) -> Compiled:
        """Return the generated function for arguments, by numba if that is asked for."""
        request = self.request()
        if self.debug and self.backend == "numba":
            raise KindError("debug mode checks NumPy code, not compiled code", hint='Use backend="numpy" with it.')
        if self.memory is not None and not self.fits(table):
            try:
                return compile_request(replace(request, memory=self.memory), table)
            except SrcadError as error:
                compiled = compile_request(request, table)
                compiled.text = f"# All is stored, as no loop can run again: {error.what}.\n{compiled.text}"
                return compiled
        if self.backend == "numpy" or (self.debug and self.backend == "auto"):
            return compile_request(request, table)
        try:
            compiled = compile_request(replace(request, backend="numba"), table)
            self.compile_now(compiled, table)
            return compiled
        except SrcadError as error:
            if self.backend == "numba":
                raise
            compiled = compile_request(request, table)
            compiled.text = f"# Not compiled: {error.what}.\n{compiled.text}"
            return compiled

    def compile_now(self, compiled: Compiled, table: Mapping[str, Any]) -> None:
        """Let numba compile the functions for the types of the arguments at hand."""
        values = [table[name] for name in self.names]
        if self.mode == "jvp":
            if any(len(path) > 1 for path in self.wrt):
                return
            values += [table[str(path[0])] for path in self.wrt]  # a tangent is like its argument
        compile_now(compiled.functions[0], values)
        if self.mode == "vjp":
            value, saved = silent(compiled.functions[0])(*values)
            compile_now(compiled.functions[1], (saved, value[0] if self.has_aux else value))

    def call(self, table: dict[str, Any], *extra: Any) -> Any:
        """Call the generated function for arguments by parameter, tangents after them."""
        return self.slowly(*[table[name] for name in self.names], *extra)

    def at(self, table: Mapping[str, Any]) -> Callable[..., Any]:
        """Return the generated function at arguments by parameter, as a function of their tangents alone."""
        table = self.made_real(dict(table))
        compiled = self.find(table)
        if compiled.remembers:
            called = self.function.__name__
            raise KindError(
                f"{called} depends on something that it changes, and would be called anew for each column",
                hint="Use srcad.jacrev, or let it return what it changes.",
            )
        return functools.partial(compiled.functions[0], *[table[name] for name in self.names])

    def run(self, compiled: Compiled, table: dict[str, Any], extra: tuple[Any, ...] = ()) -> Any:
        """Call a compiled function with arguments by parameter."""
        return compiled.functions[0](*[table[name] for name in self.names], *extra)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Bind, find, call: only until a generated function takes this place."""
        if kwargs or not self.plain or len(args) != self.count:
            self.renewed(())
            bound = self.__signature__.bind(*args, **kwargs)
            bound.apply_defaults()
            args = tuple(bound.arguments.values())
        return self.slowly(*args)

    def slowly(self, *values: Any) -> Any:
        """Find and call the function for arguments, one per parameter and tangent, that no entry is for."""
        values = self.renewed(values)
        given = dict(zip(self.names, values, strict=False))
        table = self.made_real(dict(given))
        compiled = self.find(table)
        compiled.calls += 1
        rare = compiled.calls & (compiled.calls - 1) == 0  # the second, fourth, eighth, ... time
        if (
            rare
            and compiled.calls > 1
            and self.memory is None
            and all(table[name] is value for name, value in given.items())
        ):
            self.enter(compiled, table)
        return self.run(compiled, table, values[self.count :])

    def enter(self, compiled: Compiled, table: Mapping[str, Any]) -> None:
        """Make a compiled function, behind a guard, what a call meets first; what does not fit goes to the next."""
        with _lock:
            if compiled.entry is None:
                compiled.entry = self.entry(compiled, table)
            if compiled.entry in self.entries:
                return
            # one guard hands on by position, which parameters that are named or starred do not allow
            self.entries = [compiled.entry, *(self.entries[: MOST_ENTRIES - 1] if self.plain else [])]
            following = [entry.function for entry in self.entries[1:]]
            for entry, other in zip(self.entries, [*following, self.slowly], strict=True):
                entry.space[entry.otherwise] = other
            self.direct = compiled.entry.function
            type(self).__call__ = staticmethod(self.direct)  # type: ignore[method-assign]

    def entry(self, compiled: Compiled, table: Mapping[str, Any]) -> Entry:
        """Put a guard before a generated function, which then has the parameters of the user's."""
        function = compiled.functions[0]
        tests = Guards(identifiers(function) | set(self.names), compiled.counted)
        own = function.__code__.co_varnames[: function.__code__.co_argcount]
        otherwise = tests.names.fresh("otherwise")
        guards = list(compiled.guards)
        if self.function.__defaults__ or self.function.__kwdefaults__:
            guards.append(Guard(self.function, "__defaults__", self.function.__defaults__))
            guards.append(Guard(self.function, "__kwdefaults__", self.function.__kwdefaults__))
        if self.inside is not None:
            kinds = ("__defaults__", "__kwdefaults__")
            guards += [Guard(self.inside, kind, getattr(self.inside, kind)) for kind in kinds]
        text = tests.guard_text(table, guards, compiled.free, f"{otherwise}({', '.join(own)})")
        if len(own) > self.count:  # tangents after the arguments: all by position
            made = guarded(function, ", ".join(own), text, tests.held)
        else:
            bare = [p.replace(annotation=p.empty, default=p.empty) for p in self.parameters]
            made = guarded(function, str(inspect.Signature(bare))[1:-1], text, tests.held)
            given = {p.name: p.default for p in self.parameters if p.default is not p.empty}
            by_keyword = {p.name for p in self.parameters if p.kind is p.KEYWORD_ONLY}
            made.__defaults__ = tuple(v for k, v in given.items() if k not in by_keyword)
            made.__kwdefaults__ = {k: v for k, v in given.items() if k in by_keyword}
        return Entry(made, made.__globals__, otherwise)


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
