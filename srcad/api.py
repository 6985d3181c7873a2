"""The public functions: derivatives of functions, and their generated source."""

from __future__ import annotations

import functools
import inspect
import keyword
import sys
import types
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Concatenate, Generic, Literal, ParamSpec, Protocol, TextIO, TypeVar, overload

import numpy as np

from .compile import Step
from .dispatch import Argnums, Dispatcher
from .errors import KindError, SourceNotFound
from .rules.rule import OBJECTS, RULES
from .runtime_edges import seeded
from .specialise.names_of import canonical_name, has_rule
from .syntax.source import from_source, unwrap
from .tree import as_real, children, is_real_leaf, map_tree, rebuild, snapshot, tree_leaves

_CACHED: Any = functools._lru_cache_wrapper
P = ParamSpec("P")
Q = ParamSpec("Q")
R = TypeVar("R")
S = TypeVar("S")
R_co = TypeVar("R_co", covariant=True)


@lru_cache(maxsize=4096)
def dispatcher(
    function: types.FunctionType | Dispatcher, mode: str, argnums: Argnums, has_aux: bool = False
) -> Dispatcher:
    """Return the one dispatcher for a function, a mode and argnums; for a derivative, that of its derivative."""
    if isinstance(function, Dispatcher):
        step = Step(function.mode, function.wrt, function.single, function.argnums, function.has_aux)
        return Dispatcher(function.function, mode, argnums, (*function.inner, step), has_aux)
    return Dispatcher(function, mode, argnums, has_aux=has_aux)


def primal_of(function: object) -> types.FunctionType | Dispatcher:
    """Return the plain Python function that a callable stands for, or the derivative; refuse what has no source."""
    if isinstance(function, Dispatcher):
        return function
    if isinstance(function, _Bound):
        function = function.__wrapped__
    if hasattr(function, "__srcad_derivative__"):
        return _wrapper(function)
    plain = function if isinstance(function, types.MethodType) else unwrap(function)
    if isinstance(plain, types.FunctionType):
        return _wrapper(plain) if id(plain) in OBJECTS else plain  # with a rule, that is what counts
    if isinstance(plain, types.MethodType | functools.partial) or (callable(plain) and not isinstance(plain, type)):
        call = type(plain).__call__
        if isinstance(plain, types.MethodType | functools.partial) or isinstance(call, types.FunctionType):
            return _wrapper(plain)
    if callable(plain) and (has_rule(plain) or isinstance(plain, _CACHED)):
        return _wrapper(plain)
    if callable(plain):
        raise SourceNotFound(
            f"{getattr(plain, '__name__', plain)!r} has no Python source to differentiate",
            hint="Wrap it in a Python function: lambda x: f(x).",
        )
    raise KindError(f"{plain!r} is not a function", hint="Pass a function; its arguments go to the derivative.")


@lru_cache(maxsize=1024)
def _wrapper(callable_: Callable[..., object]) -> types.FunctionType:
    """Return a function that calls a bound method, a partial or a callable object."""
    name = getattr(callable_, "__name__", "call")
    name = name if isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name) else "call"
    if has_rule(callable_) and not isinstance(callable_, types.FunctionType):
        return from_source(*of_a_rule(callable_, name))
    try:
        parameters = list(inspect.signature(callable_).parameters.values())
    except (TypeError, ValueError):
        parameters = [inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL)]
    names = [p.name for p in parameters]
    inner = next(text for text in ("function", "called", "the_function") if text not in (*names, name))
    namespace: dict[str, object] = {inner: callable_, "__name__": "srcad.generated"}
    head, handed = [], []
    for p in parameters:
        if p.default is not p.empty:
            namespace[f"default_{p.name}"] = p.default
            p = p.replace(default=_Text(f"default_{p.name}"))
        head.append(p.replace(annotation=p.empty))
        stars = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")  # type: ignore[call-overload]
        handed.append(f"{p.name}={p.name}" if p.kind is p.KEYWORD_ONLY else stars + p.name)
    return from_source(
        f"def {name}{inspect.Signature(head)}:\n    return {inner}({', '.join(handed)})\n", namespace, name
    )


def of_a_rule(function: Callable[..., object], name: str) -> tuple[str, dict[str, object], str]:
    """Return the text of a function that calls one with a rule, with the parameters of the rule."""
    rule = RULES[str(canonical_name(function))]
    marked = ["*" + p if p == rule.star else p for p in rule.params]
    head = [f"{p}={rule.defaults[p]}" if p in rule.defaults else p for p in marked]
    handed = [f"{p}={p}" if p in rule.defaults and not rule.star else p for p in marked if p not in rule.defaults or p]
    text = f"def {name}({', '.join(head)}):\n    return called({', '.join(handed)})\n"
    return text, {"called": function, "__name__": "srcad.generated"}, name


class _Text(str):
    """A text that stands for what it says where a signature is printed."""

    def __repr__(self) -> str:
        return str(self)


def grad(function: Callable[P, Any], argnums: Argnums = 0, has_aux: bool = False) -> Callable[P, Any]:
    """Return the function that gives the gradient of a scalar-valued function.

        srcad.grad(lambda x: x * x)(3.0) == 6.0

    The gradient has the structure of the argument (with several argnums, a tuple of these), each leaf its shape and
    dtype.
    """
    return dispatcher(primal_of(function), "grad", _argnums(argnums), has_aux)


def value_and_grad(function: Callable[P, R], argnums: Argnums = 0, has_aux: bool = False) -> Callable[P, tuple[R, Any]]:
    """Return the function that gives a scalar-valued function's value and its gradient, from one evaluation.

    srcad.value_and_grad(lambda x: x * x)(3.0) == (9.0, 6.0)
    """
    return dispatcher(primal_of(function), "value_and_grad", _argnums(argnums), has_aux)


def _argnums(argnums: object) -> Argnums:
    """Return argnums in the form that requests take: a position, a name, or a tuple of these."""
    wanted: list[object] = list(argnums) if isinstance(argnums, tuple | list) else [argnums]
    found: list[int | str] = []
    for each in wanted:
        if isinstance(each, bool) or not isinstance(each, int | str | np.integer):
            raise KindError(
                f"argnums must be a position or a name of a parameter, or a tuple of these, not {argnums!r}",
                hint='For example argnums=0, argnums="w" or argnums=(0, "w").',
            )
        found.append(each if isinstance(each, str) else int(each))
    return tuple(found) if isinstance(argnums, tuple | list) else found[0]


@overload
def vjp(
    function: Callable[..., R], *primals: Any, argnums: Argnums | None = None, has_aux: Literal[False] = False
) -> tuple[R, Callable[[Any], Any]]: ...


@overload
def vjp(
    function: Callable[..., tuple[R, S]], *primals: Any, argnums: Argnums | None = None, has_aux: Literal[True]
) -> tuple[R, Callable[[Any], Any], S]: ...


def vjp(function: Callable[..., Any], *primals: Any, argnums: Argnums | None = None, has_aux: bool = False) -> Any:
    """Return a function's value, and its pullback: the map from an adjoint of the result to adjoints of the arguments.

    `pullback(seed)` returns a tuple with an entry per positional argument, None for those that hold no real numbers;
    with `argnums`, what `grad` would return. It may be called again. With `has_aux`, the function returns its result
    and something beside it, and so does `vjp`: value, pullback, and that.
    """
    plain = primal_of(function)
    chosen: Argnums
    if argnums is not None:
        chosen = _argnums(argnums)
    else:
        active = [i for i, primal in enumerate(primals) if _has_real(primal)]
        chosen = tuple(active)
        if not active:
            value = plain(*primals)
            nothing = lambda seed: tuple(None for _ in primals)  # noqa: E731
            return (value[0], nothing, value[1]) if has_aux else (value, nothing)
    run = dispatcher(plain, "vjp", chosen, has_aux)
    value, back, *aux = pulled(run, run.bind(primals, {}))

    def pullback(seed: Any) -> Any:
        found = back(seed)
        if argnums is not None:
            return found
        entries: list[Any] = [None] * len(primals)
        for position, entry in zip(active, found, strict=True):
            entries[position] = entry
        return tuple(entries)

    return value, pullback, *aux


def pulled(run: Dispatcher, table: dict[str, Any]) -> tuple[Any, ...]:
    """Return a function's value, its pullback, and what it returns beside its result, if it is said to."""
    compiled = run.find(table)
    value, saved = run.run(compiled, table, ())
    backward = compiled.functions[1]
    fresh = [saved]

    def pullback(seed: Any) -> Any:
        seed = _seeds(seed, value[0] if run.has_aux else value)
        if not compiled.consumes:
            return backward(saved, seed)
        if compiled.effects:  # the backward sweep works in the arrays of the forward sweep, which cannot run again
            return backward(snapshot(saved), seed)
        return backward(fresh.pop() if fresh else run.run(compiled, table, ())[1], seed)

    return (value[0], pullback, value[1]) if run.has_aux else (value, pullback)


def _seeds(seed: Any, value: Any) -> Any:
    """Return the adjoints that a backward sweep starts from: like the result, and arrays of their own."""
    try:
        return map_tree(lambda y, given: seeded(given, y) if _has_real(y) or np.ndim(y) else given, value, seed)
    except KeyError:
        raise KindError("the seed has another structure than the result") from None


def _has_real(tree: object) -> bool:
    return any(is_real_leaf(leaf) for leaf in tree_leaves(tree))


@overload
def jvp(
    function: Callable[..., R], primals: tuple[Any, ...], tangents: tuple[Any, ...], has_aux: Literal[False] = False
) -> tuple[R, R]: ...


@overload
def jvp(
    function: Callable[..., tuple[R, S]], primals: tuple[Any, ...], tangents: tuple[Any, ...], has_aux: Literal[True]
) -> tuple[R, R, S]: ...


@overload
def jvp(
    function: Callable[..., Any], primals: tuple[Any, ...], tangents: tuple[Any, ...], has_aux: bool
) -> tuple[Any, ...]: ...


def jvp(
    function: Callable[..., Any], primals: tuple[Any, ...], tangents: tuple[Any, ...], has_aux: bool = False
) -> tuple[Any, ...]:
    """Return a function's value and its tangent along tangents of the arguments (None: the argument is held fixed).

        srcad.jvp(lambda x, n: x**n, (3.0, 2), (1.0, None)) == (9.0, 6.0)

    With `has_aux`, the function returns its result and something beside it, and `jvp` value, tangent, and that.
    """
    for what, given in (("arguments", primals), ("tangents", tangents)):
        if not isinstance(given, tuple | list):
            raise KindError(f"jvp takes its {what} as a tuple, not as {type(given).__name__}")
    if len(primals) != len(tangents):
        raise KindError(f"jvp needs a tangent, or None, for each of the {len(primals)} arguments, not {len(tangents)}")
    plain = primal_of(function)
    chosen = tuple(i for i, tangent in enumerate(tangents) if tangent is not None)
    if not chosen:
        value = plain(*primals)
        if has_aux:
            return value[0], map_tree(_zero_tangent, value[0]), value[1]
        return value, map_tree(_zero_tangent, value)
    run = dispatcher(plain, "jvp", chosen, has_aux)
    along = [as_tangent(tangents[i], primals[i]) for i in chosen]
    if run.plain and len(primals) == run.count:
        return run.direct(*primals, *along)  # type: ignore[no-any-return]
    return run.call(run.bind(primals, {}), *along)  # type: ignore[no-any-return]


def as_tangent(tangent: Any, primal: Any) -> Any:
    """Return a tangent, integers made real; refuse one that does not fit its argument."""
    if type(tangent) is float and type(primal) is float:
        return tangent
    parts, own = children(tangent), children(primal)
    if (parts is None) != (own is None) or (parts is not None and [k for k, _ in parts] != [k for k, _ in own or ()]):
        raise KindError(
            f"a tangent is a {type(tangent).__name__}, but its argument a {type(primal).__name__}",
            hint="A tangent has the structure of its argument.",
        )
    if own is not None and parts is not None:
        return rebuild(primal, [as_tangent(t, p) for (_, t), (_, p) in zip(parts, own, strict=True)])
    if is_real_leaf(as_real(primal)) and np.shape(tangent) != np.shape(primal):
        raise KindError(
            f"a tangent has shape {np.shape(tangent)}, but its argument has shape {np.shape(primal)}",
            hint="A tangent has the shape of its argument.",
        )
    return as_real(tangent)


def _zero_tangent(leaf: Any) -> Any:
    return np.zeros(np.shape(leaf)) if isinstance(leaf, np.ndarray) else 0.0


def source(
    function: Callable[..., Any], *args: Any, argnums: Argnums = 0, mode: str = "value_and_grad", **kwargs: Any
) -> str:
    """Return the generated source for arguments of the kinds given: exactly what runs for them.

    `mode` is "value_and_grad", "grad", "vjp", "jvp" or "hvp".
    """
    run = request(function, mode, argnums)
    return run.find(run.bind(args, kwargs)).text


def request(function: Callable[..., Any], mode: str, argnums: Argnums) -> Dispatcher:
    """Return the dispatcher for a mode by its name: "value_and_grad", "grad", "vjp", "jvp" or "hvp"."""
    if mode not in ("grad", "value_and_grad", "vjp", "jvp", "hvp"):
        raise KindError(f"there is no mode {mode!r}", hint="Use grad, value_and_grad, vjp, jvp or hvp.")
    plain, chosen = primal_of(function), _argnums(argnums)
    forward = chosen if isinstance(chosen, tuple) else (chosen,)
    if mode == "hvp":
        return dispatcher(dispatcher(plain, "grad", chosen), "jvp", forward)
    return dispatcher(plain, mode, forward if mode == "jvp" else chosen)


def show(
    function: Callable[..., Any], *args: Any, argnums: Argnums = 0, mode: str = "value_and_grad",
    file: TextIO | None = None,
    **kwargs: Any,
) -> None:  # fmt: skip
    """Print the generated source for arguments of the kinds given."""
    print(source(function, *args, argnums=argnums, mode=mode, **kwargs), end="", file=file or sys.stdout)


def stop_gradient(x: R) -> R:
    """Return x; a derivative does not flow through it."""
    return x


stop_gradient.__srcad_stop__ = True  # type: ignore[attr-defined]  # the compiler knows it by this


for _function in (grad, value_and_grad, vjp, jvp):  # the compiler knows them by this, inside differentiated functions
    setattr(_function, "__srcad_transform__", _function.__name__)  # noqa: B010 (mypy knows no such attribute)


class Differentiable(Protocol, Generic[P, R_co]):
    """A function with its derivatives."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...

    @property
    def grad(self) -> Callable[P, Any]: ...

    @property
    def value_and_grad(self) -> Callable[P, tuple[R_co, Any]]: ...

    def source(self, *args: P.args, **kwargs: P.kwargs) -> str: ...

    @overload
    def __get__(self, instance: None, owner: type | None = None, /) -> Differentiable[P, R_co]: ...

    @overload
    def __get__(
        self: Differentiable[Concatenate[Any, Q], R_co], instance: object, owner: type | None = None, /
    ) -> Differentiable[Q, R_co]: ...


class _Differentiated:
    """What `differentiate` makes of a function: the function itself, callable at the same cost, and its derivatives."""

    __srcad_primal__: types.FunctionType
    __wrapped__: types.FunctionType
    grad: Callable[..., Any]
    value_and_grad: Callable[..., Any]
    argnums: Argnums
    default: bool  # whether argnums was left to us
    static: bool  # whether it was made of a static method

    def source(self, *args: Any, mode: str = "value_and_grad", **kwargs: Any) -> str:
        """Return the generated source for arguments of the kinds given."""
        return source(self.__srcad_primal__, *args, argnums=self.argnums, mode=mode, **kwargs)

    def __set_name__(self, owner: type, name: str) -> None:
        """In a class, differentiate by default with respect to the first argument after `self`."""
        if self.default and not self.static and len(self.__srcad_primal__.__code__.co_varnames) > 1:
            self.argnums = 1
            self.grad = grad(self.__srcad_primal__, 1)
            self.value_and_grad = value_and_grad(self.__srcad_primal__, 1)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        """Return the method of an object, with its derivatives; of a class, the function."""
        return self if instance is None or self.static else _Bound(self, instance)

    def __repr__(self) -> str:
        return f"<srcad.differentiate of {self.__srcad_primal__.__qualname__}>"

    def __reduce__(self) -> str:
        return self.__srcad_primal__.__qualname__


class _Bound:
    """A differentiated method of an object: calls hand the object over first."""

    def __init__(self, function: _Differentiated, instance: object) -> None:
        self.__func__, self.__self__ = function, instance
        self.__name__ = function.__srcad_primal__.__name__
        self.__doc__ = function.__doc__

    @property
    def __wrapped__(self) -> types.MethodType:
        return types.MethodType(self.__func__.__srcad_primal__, self.__self__)

    @property
    def argnums(self) -> Argnums:
        return self.__func__.argnums

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__func__.__srcad_primal__(self.__self__, *args, **kwargs)

    def grad(self, *args: Any, **kwargs: Any) -> Any:
        """Return the gradient."""
        return self.__func__.grad(self.__self__, *args, **kwargs)

    def value_and_grad(self, *args: Any, **kwargs: Any) -> Any:
        """Return the value and the gradient."""
        return self.__func__.value_and_grad(self.__self__, *args, **kwargs)

    def source(self, *args: Any, mode: str = "value_and_grad", **kwargs: Any) -> str:
        """Return the generated source for arguments of the kinds given."""
        return self.__func__.source(self.__self__, *args, mode=mode, **kwargs)

    def __repr__(self) -> str:
        return f"<srcad.differentiate of {self.__func__.__srcad_primal__.__qualname__} of {self.__self__!r}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bound) and (self.__func__, self.__self__) == (other.__func__, other.__self__)

    def __hash__(self) -> int:
        return hash((self.__func__, id(self.__self__)))

    def __reduce__(self) -> tuple[Any, ...]:
        return getattr, (self.__self__, self.__name__)


def _differentiated(function: Callable[..., Any], argnums: Argnums | None) -> Any:
    plain = primal_of(function)
    if isinstance(plain, Dispatcher):
        raise KindError("differentiate takes a function, not a derivative", hint="Use srcad.grad(...) of it.")
    # a class of its own, whose __call__ is the function itself: calling the primal costs no Python frame more
    made = type("Differentiable", (_Differentiated,), {"__call__": staticmethod(plain)})()
    functools.update_wrapper(made, plain)
    made.__srcad_primal__ = plain
    made.default, made.static = argnums is None, isinstance(function, staticmethod)
    made.argnums = 0 if argnums is None else _argnums(argnums)
    made.grad = grad(plain, made.argnums)
    made.value_and_grad = value_and_grad(plain, made.argnums)
    return made


@overload
def differentiate(function: Callable[P, R], /) -> Differentiable[P, R]: ...


@overload
def differentiate(
    *, argnums: Argnums | None = None, backend: str = "numpy"
) -> Callable[[Callable[P, R]], Differentiable[P, R]]: ...


def differentiate(function: Any = None, /, *, argnums: Argnums | None = None, backend: str = "numpy") -> Any:
    """Give a function its derivatives: `f.grad`, `f.value_and_grad`, `f.source`; calling `f` itself stays as it was.

    @srcad.differentiate
    def f(x): ...

    @srcad.differentiate(argnums=(0, "bias"))
    def g(w, bias): ...

    On a method it counts the parameters as written, `self` being 0; by default it is the one after `self`.
    """
    if backend not in ("numpy", "auto"):
        raise KindError(f"there is no backend {backend!r} yet", hint='Use backend="numpy".')
    if function is None:
        return lambda f: _differentiated(f, argnums)
    return _differentiated(function, argnums)
