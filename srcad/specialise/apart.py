"""An inner function set apart: the leaves differentiated with respect to have names of their own inside."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..dataclass_objects import told
from ..ir import Block, Call, Expr, Name, Origin
from ..kinds import FLOAT, Array, Kind, Scalar, is_real_or_complex
from ..syntax.source import unwrap
from .calls import Calls
from .values import Closure, Group, Keywords, Leaf, Partial, Static, Transformed, Value, constant_of, leaves


@dataclass
class Inner:
    """A function set apart inside another: the leaves differentiated with respect to, its statements, its result.

    `inputs` gives for each of these leaves the name that it has inside and the leaf outside.
    """

    name: str
    inputs: list[tuple[str, Leaf]]
    body: Block
    result: Value
    outside: frozenset[str]  # the names that were there before


class Apart(Calls):
    """The part of the specialiser that sets inner functions apart."""

    # both given by the driver: statements of a value and its tangent, and the operation that is an inner gradient
    inner_tangent: Callable[[Apart, Inner, list[Expr | None]], tuple[Value, Value]]
    inner_gradient: Callable[[Apart, Inner], tuple[str, tuple[Expr, ...]]]

    if TYPE_CHECKING:  # of `Implicit`

        def call_implicit_part(
            self, function: Transformed, args: list[Value], keywords: Keywords, at: Origin | None
        ) -> Value:
            """Return the value of a call of `srcad.implicit(residual)`, or of what that gave."""

    def option(self, key: str, value: Value, at: Origin | None) -> object:
        """Return an option of a derivative, which must be known while compiling."""
        known = constant_of(value)
        if isinstance(known, bool | int | str | tuple | list) and key in ("argnums", "has_aux"):
            return tuple(known) if isinstance(known, list) else known
        raise self.wrong_kind(f"`{key}` of a derivative inside a function must be a literal", at)

    def whole(self, value: Value) -> Value:
        """Return an argument of a derivative with its leaves under names."""
        return self.named_result(value, "argument")

    def slot(
        self, function: Value, argnum: object, args: list[Value], named: dict[str, Value], at: Origin | None
    ) -> int | str:
        """Return where in a call the argument stands that `argnums` names: its position or its keyword."""
        if isinstance(argnum, str):
            if argnum in named:
                return argnum
            parameters = parameters_of(function)
            if argnum not in parameters[: len(args)]:
                raise self.wrong_kind(f"the derivative's argument {argnum!r} is not given in this call", at)
            return parameters.index(argnum)
        if isinstance(argnum, int) and not isinstance(argnum, bool) and -len(args) <= argnum < len(args):
            return argnum % len(args)
        parameters = parameters_of(function)
        if isinstance(argnum, int) and 0 <= argnum < len(parameters) and parameters[argnum] in named:
            return parameters[argnum]
        raise self.wrong_kind(f"{self.say(function)} is called without argument {argnum!r} of its derivative", at)

    def with_aux(self, result: Value, at: Origin | None) -> tuple[Value, Value]:
        """Return the result of a function and what it returns beside it."""
        if not isinstance(result, Group) or result.maker is not tuple or len(result.items) != 2:
            raise self.wrong_kind("with has_aux=True, a function must return a tuple of its result and something", at)
        return result.items[0], result.items[1]

    def set_apart(
        self, chosen: list[Value], run: Callable[[list[Value]], Value], at: Origin | None, wishes: tuple[str, ...] = ()
    ) -> Inner:
        """Evaluate a call of an inner function aside, the leaves of the chosen arguments under names of their own.

        These are the names that they have outside, as far as `wishes` gives no others.
        """
        inputs: list[tuple[str, Leaf]] = []
        fresh = [
            self.own_names(value, wishes[i] if wishes else "x", inputs, bool(wishes)) for i, value in enumerate(chosen)
        ]
        if not inputs:
            raise self.wrong_kind(f"cannot differentiate with respect to {self.say(chosen[0])}", at)
        outside = frozenset(self.names.taken)
        holder: list[Value] = []
        outer, self.plain = self.plain, 0
        try:
            body = self.aside(lambda: holder.append(self.named_result(run(fresh), "value")))
        finally:
            self.plain = outer
        return Inner("inner", inputs, body, holder[0], outside)

    def own_names(self, value: Value, wish: str, inputs: list[tuple[str, Leaf]], sure: bool = False) -> Value:
        """Return a value with its real leaves under new names, which go to `inputs`."""
        match value:
            case Leaf(expr, kind) if is_real_or_complex(kind) or is_whole(kind):
                if isinstance(kind, Scalar) and is_whole(kind):  # an integer is taken as real
                    kind = FLOAT
                    value = Leaf(Call("float", (expr,)), kind, value.varied)
                elif isinstance(kind, Array) and is_whole(kind):
                    kind = replace(kind, dtype="float64")
                    value = Leaf(Call(".astype()", (expr, Name("float"))), kind, value.varied)
                hint = expr.id if isinstance(expr, Name) and "." not in expr.id and not sure else wish
                name = self.names.fresh(hint)
                self.record(name, kind)
                inputs.append((name, value))
                return Leaf(Name(name), kind, True)
            case Group(maker, keys, items):
                return Group(maker, keys, tuple(self.own_names(item, wish, inputs, sure) for item in items))
            case _:
                return value


def parameters_of(function: Value) -> list[str]:
    """Return the names of the positional parameters of a function, as far as they are known."""
    match function:
        case Closure(text):
            return [param.name for param in text.params if param.kind in ("plain", "posonly")]
        case Static(obj):
            plain = unwrap(obj)
            if isinstance(plain, types.FunctionType):
                names = list(plain.__code__.co_varnames[: plain.__code__.co_argcount])
                return names[1:] if isinstance(obj, types.MethodType) else names
            return []
        case Partial(inner, given):
            return parameters_of(inner)[len(given) :]
        case Transformed(function=inner):
            return parameters_of(inner)
        case _:
            return []


def name_of(function: Value) -> str:
    """Return a name for a function, for the functions made of it."""
    match function:
        case Closure(text):
            found: object = text.name
        case Static(obj):
            found = told(obj, "__name__", "inner")
        case Partial(inner) | Transformed(function=inner):
            found = name_of(inner)
        case _:
            found = "inner"
    return found if isinstance(found, str) and found.isidentifier() else "inner"


def is_whole(kind: Kind) -> bool:
    """Return whether a kind is that of whole numbers."""
    return isinstance(kind, Scalar | Array) and kind.dtype is not None and kind.dtype.startswith(("int", "uint"))


def is_real(value: Value) -> bool:
    """Return whether a value holds real numbers that may be differentiated with respect to."""
    return any(is_real_or_complex(leaf.kind) for leaf in leaves(value))
