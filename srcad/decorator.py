"""The decorator: a function, or a method, with its derivatives beside it."""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import Callable
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, overload

from .api import BACKENDS, _argnums, grad, source, value_and_grad
from .callables import primal_of
from .dispatch import Argnums, Dispatcher
from .errors import KindError
from .pickled import keep_texts, texts_of

P = ParamSpec("P")
Q = ParamSpec("Q")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
CARRIER = ".__srcad_carrier__"


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
    method: type | None  # `staticmethod` or `classmethod`, if it was made of one
    backend: str
    debug: bool  # whether the generated code checks itself
    memory: int | str | None  # how much the forward sweep may store

    def source(self, *args: Any, mode: str = "value_and_grad", **kwargs: Any) -> str:
        """Return the generated source for arguments of the kinds given."""
        options: dict[str, Any] = {"backend": self.backend, "debug": self.debug, "memory": self.memory}
        return source(self.__srcad_primal__, *args, argnums=self.argnums, mode=mode, **options, **kwargs)

    def __set_name__(self, owner: type, name: str) -> None:
        """In a class, differentiate by default with respect to the first argument after `self`."""
        if (
            self.default
            and self.argnums == 0
            and self.method is not staticmethod
            and len(self.__srcad_primal__.__code__.co_varnames) > 1
        ):
            self.argnums = 1
            options: dict[str, Any] = {"backend": self.backend, "debug": self.debug, "memory": self.memory}
            self.grad = grad(self.__srcad_primal__, 1, **options)
            self.value_and_grad = value_and_grad(self.__srcad_primal__, 1, **options)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        """Return the method of an object, with its derivatives; of a class, the function."""
        if self.method is classmethod:
            return _Bound(self, type(instance) if owner is None else owner)
        if instance is None or self.method is staticmethod:
            return self
        if isinstance(instance, type):  # asked by a class method around it, to which nobody said its name
            self.__set_name__(instance, self.__srcad_primal__.__name__)
        return _Bound(self, instance)

    def __repr__(self) -> str:
        return f"<srcad.differentiate of {self.__srcad_primal__.__qualname__}>"

    @functools.cached_property
    def __srcad_carrier__(self) -> types.FunctionType:
        """The function under a name of its own: pickle finds it by that, and cloudpickle may take it by value."""
        plain: types.FunctionType = vars(self)["__srcad_primal__"]
        made = types.FunctionType(
            plain.__code__, plain.__globals__, plain.__name__, plain.__defaults__, plain.__closure__
        )
        functools.update_wrapper(made, plain)
        del made.__dict__["__wrapped__"]
        made.__kwdefaults__ = plain.__kwdefaults__
        made.__qualname__ = plain.__qualname__ + CARRIER
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        options = {"argnums": self.argnums, "backend": self.backend, "debug": self.debug, "memory": self.memory}
        return _restored, (carrier_of(self), self.method, options, texts_of(carrier_of(self)))

    def __copy__(self) -> _Differentiated:
        return self

    def __deepcopy__(self, memo: object) -> _Differentiated:
        return self


class _Bound:
    """A differentiated method of an object: calls hand the object over first."""

    __srcad_bound__ = True

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


def carrier_of(made: _Differentiated) -> types.FunctionType:
    """Return the function that something decorated is pickled by."""
    found: types.FunctionType = getattr(made, CARRIER.removeprefix("."))  # a function in an instance is no method
    return found


def _restored(carrier: types.FunctionType, method: Any, options: dict[str, Any], texts: dict[str, str]) -> Any:
    """Return what `differentiate` made of a function that was pickled, or makes of it if it came by value."""
    keep_texts(texts)
    found: object = sys.modules.get(carrier.__module__ or "")
    for part in carrier.__qualname__.removesuffix(CARRIER).split("."):
        found = getattr(found, part, None)
    if isinstance(found, _Differentiated) and carrier_of(found) is carrier:
        return found
    carrier.__qualname__ = carrier.__qualname__.removesuffix(CARRIER)
    return _differentiated(carrier if method is None else method(carrier), **options)


def _differentiated(
    function: Callable[..., Any], argnums: Argnums | None, backend: str, debug: bool, memory: int | str | None
) -> Any:
    inside: Any = function
    plain = primal_of(inside.__func__ if isinstance(inside, classmethod) else function)
    if isinstance(plain, Dispatcher):
        raise KindError("differentiate takes a function, not a derivative", hint="Use srcad.grad(...) of it.")
    # a class of its own, whose __call__ is the function itself: calling the primal costs no Python frame more
    made = type("Differentiable", (_Differentiated,), {"__call__": staticmethod(plain)})()
    functools.update_wrapper(made, plain)
    made.__srcad_primal__ = plain
    made.default = argnums is None
    made.method = next((kind for kind in (staticmethod, classmethod) if isinstance(function, kind)), None)
    made.backend = backend
    made.argnums = 0 if argnums is None else _argnums(argnums)
    made.debug, made.memory = debug, memory
    made.grad = grad(plain, made.argnums, backend=backend, debug=debug, memory=memory)
    made.value_and_grad = value_and_grad(plain, made.argnums, backend=backend, debug=debug, memory=memory)
    return made


@overload
def differentiate(function: Callable[P, R], /) -> Differentiable[P, R]: ...


@overload
def differentiate(
    *, argnums: Argnums | None = None, backend: str = "numpy", debug: bool = False, memory: int | str | None = None
) -> Callable[[Callable[P, R]], Differentiable[P, R]]: ...


def differentiate(
    function: Any = None, /, *, argnums: Argnums | None = None, backend: str = "numpy", debug: bool = False,
    memory: int | str | None = None,
) -> Any:  # fmt: skip
    """Give a function its derivatives: `f.grad`, `f.value_and_grad`, `f.source`; calling `f` itself stays as it was.

    @srcad.differentiate
    def f(x): ...

    @srcad.differentiate(argnums=(0, "bias"))
    def g(w, bias): ...

    `backend="numba"` compiles them; "auto" does where numba can, and else generates NumPy code.

    On a method it counts the parameters as written, `self` being 0; by default it is the one after `self`. It stands
    above `@classmethod` and `@staticmethod`: below, a class method has no `f.grad` of its class since Python 3.13. With
    `debug`, the generated code checks itself, and `memory`, such as "200MB", limits what it stores, as `grad` tells.
    """
    if backend not in BACKENDS:
        raise KindError(f"there is no backend {backend!r}", hint='Use "numpy", "numba" or "auto".')
    if function is None:
        return lambda f: _differentiated(f, argnums, backend, debug, memory)
    return _differentiated(function, argnums, backend, debug, memory)
