"""Specialise a function to its arguments: the result is straight data for the passes that follow."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..errors import KindError, UnsupportedSyntax
from ..ir import Block, Call, Do, Function, Name, Return, statements
from ..kinds import FLOAT, Array, Kind, Scalar, is_real_or_complex
from ..names import Names
from ..normalise.exits import lower_exits
from .frame import Frame, Scope, bound_names, free_names
from .statements import Statements
from .values import NONE, Group, Input, Leaf, Value

Reader = Callable[[types.FunctionType], tuple[Function, Scope]]


@dataclass
class Specialised:
    """A function fitted to its arguments: inputs, statements, and the result, whose leaves are names of the core."""

    function: Function
    scope: Scope
    inputs: list[Input]
    arguments: dict[str, Value]
    body: Block
    result: Value
    hints: dict[str, Kind]
    specialiser: Specialiser


class Specialiser(Statements):
    """All parts of the specialiser together."""

    def __init__(self, names: Names, read_function: Reader) -> None:
        super().__init__(names)
        self.read_function = read_function

    def input_value(self, value: Value, path: tuple[object, ...], wrt: Callable[[tuple[object, ...]], bool]) -> Value:
        """Return a parameter's value with its leaves under names of their own, recorded as inputs."""
        if isinstance(value, Leaf):
            first = len(path) == 1
            name = str(path[0]) if first else self.names.fresh("_".join(str(part) for part in path))
            if wrt(path):
                value = as_real(value)
            active = wrt(path) and is_real_or_complex(value.kind)
            self.inputs.append(Input(name, value.expr, value.kind, active))
            return replace(value, expr=Name(name), varied=active)
        if isinstance(value, Group):
            items = [
                self.input_value(item, (*path, key), wrt) for key, item in zip(value.keys, value.items, strict=True)
            ]
            return Group(value.maker, value.keys, tuple(items), value.whole)
        return value

    def outside_value(self, name: str, scope: Scope, wrt: Callable[[tuple[object, ...]], bool]) -> Value:
        """Return the value of a variable from outside that is differentiated with respect to, recorded as an input."""
        value = self.input_value(self.free_value(name, scope, read=True), (name,), wrt)
        for key, free in self.free.items():
            if free.variable == name and free.scope is scope:
                self.free[key] = replace(free, value=value)
                return value
        raise KindError(
            f"cannot differentiate with respect to `{name}`, which is {self.say(value)}",
            hint="Name parameters, or variables from outside that hold real numbers.",
        )


def as_real(value: Leaf) -> Leaf:
    """Return an integer that is differentiated with respect to as a real number."""
    kind = value.kind
    if not isinstance(kind, Scalar | Array) or kind.dtype is None or not kind.dtype.startswith(("int", "uint")):
        return value
    if isinstance(kind, Scalar):
        return replace(value, expr=Call("float", (value.expr,)), kind=FLOAT)
    expr = Call(".astype()", (value.expr, Name("float")))
    return replace(value, expr=expr, kind=replace(kind, dtype="float64"))


def specialise(
    function: Function, scope: Scope, args: dict[str, object], wrt: Callable[[tuple[object, ...]], bool],
    read_function: Reader, code: object, inner: tuple[Callable[..., Any], Callable[..., Any]],
    inlined: frozenset[object] = frozenset(), outside: tuple[str, ...] = (),
) -> Specialised:  # fmt: skip
    """Fit a function to the arguments bound to its parameters; `wrt` tells the leaves that are differentiated.

    `inner` says how derivatives inside the function are written: a tangent in place, a gradient as an operation. Calls
    of the functions `inlined` are taken apart in place, also where nothing they get depends on the arguments. `outside`
    are variables from outside the function that are differentiated with respect to.
    """
    for stmt in statements(function.body):
        if isinstance(stmt, Do) and isinstance(stmt.value, Call) and stmt.value.op == "yield":
            hint = "Return a list or a tuple of the values instead."
            raise UnsupportedSyntax("a generator is not differentiated", stmt.origin, hint=hint)
    found = _specialise(function, scope, args, wrt, read_function, code, inner, False, inlined, outside)
    if found.specialiser.written and found.specialiser.careless:
        found = _specialise(function, scope, args, wrt, read_function, code, inner, True, inlined, outside)
    return found


def _specialise(
    function: Function, scope: Scope, args: dict[str, object], wrt: Callable[[tuple[object, ...]], bool],
    read_function: Reader, code: object, inner: tuple[Callable[..., Any], Callable[..., Any]], careful: bool,
    inlined: frozenset[object], outside: tuple[str, ...],
) -> Specialised:  # fmt: skip
    names = Names(bound_names(function) | free_names(function))
    specialiser = Specialiser(names, read_function)
    specialiser.inner_tangent, specialiser.inner_gradient = inner
    specialiser.careful, specialiser.inlined = careful, inlined
    lowered = lower_exits(function, names)
    frame = Frame(lowered, scope, None, names, code=code)
    for param in function.params:
        frame.core[(param.name,)] = param.name
    for local in bound_names(lowered):
        frame.core.setdefault((local,), local)
    values: dict[str, Value] = {}
    for param in function.params:
        obj = args[param.name]
        value = specialiser.wrap_object(obj, Name(param.name), varied=False)
        values[param.name] = specialiser.input_value(value, (param.name,), wrt)
        frame.env[param.name] = specialiser.stored(specialiser.adopt(values[param.name], param.name))
    for variable in outside:
        values[variable] = specialiser.outside_value(variable, scope, wrt)
    specialiser.frame = frame
    specialiser.live.append(frame)
    specialiser.origin = function.origin
    specialiser.block(lowered.body, frame)
    last = lowered.body[-1]
    assert isinstance(last, Return) and isinstance(last.value, Name)
    result = specialiser.named_result(specialiser.fresh(frame.env.get(last.value.id, NONE)), last.value.id)
    hints = specialiser.hints
    return Specialised(function, scope, specialiser.inputs, values, tuple(specialiser.out), result, hints, specialiser)
