"""A stand-in for srcad made of the oracle, into which errors are planted to see whether the harness finds them."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy as np

from .oracle import IllConditioned, by_duals
from .program import Program, flatten, leaves, unflatten


class Refused(Exception):
    """Plays SrcadError."""


class Function:
    """A function that knows its text."""

    def __init__(self, program: Program, slope: Program) -> None:
        self.program, self.slope = program, slope
        self.call = program.function()

    def __call__(self, *args: Any) -> Any:
        return self.call(*args)


class StandIn:
    """Answers by dual numbers; `plant` changes the text that is differentiated, `spoil` the answers.

    `spoil` receives what is answered ("value", "gradient", "tangent", "second", "arguments") and the answer.
    """

    SrcadError = Refused

    def __init__(
        self, plant: Callable[[ast.Module], ast.AST] | None = None, spoil: Callable[[str, Any], Any] | None = None
    ) -> None:
        self.plant = plant
        self.spoil = spoil or (lambda what, answer: answer)

    def from_source(self, text: str, namespace: dict[str, Any]) -> Function:
        slope = ast.unparse(ast.fix_missing_locations(self.plant(ast.parse(text)))) if self.plant else text
        return Function(Program(text, "()"), Program(slope, "()"))

    def derivative(self, f: Function, args: tuple[Any, ...]) -> np.ndarray:
        given = _Given(f.slope.text, "()")
        object.__setattr__(given, "given", args)
        try:
            return by_duals(given).choices[0]
        except IllConditioned as error:
            raise Refused(str(error)) from None

    def value(self, f: Function, args: tuple[Any, ...]) -> Any:
        self.spoil("arguments", args)
        return self.spoil("value", f(*_copy(args)))

    def adjoints(self, f: Function, args: tuple[Any, ...], seed: Any) -> tuple[Any, ...]:
        flat = flatten(seed) @ self.derivative(f, args)
        filled = unflatten(args, flat)
        return self.spoil(
            "gradient", tuple(b if any(True for _ in leaves(a)) else None for a, b in zip(args, filled, strict=True))
        )

    def value_and_grad(self, f: Function, argnums: int | tuple[int, ...] = 0) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            value = self.value(f, args)
            gradient = self.adjoints(f, args, 1.0)
            return value, gradient[argnums] if isinstance(argnums, int) else tuple(gradient[k] for k in argnums)

        return call

    def vjp(self, f: Function, *args: Any) -> tuple[Any, Callable[[Any], Any]]:
        return self.value(f, args), lambda seed: self.adjoints(f, args, seed)

    def jvp(self, f: Function, args: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Any, Any]:
        if not isinstance(f, Function):
            return self.jvp_of_gradient(f, args, tangents)
        value = self.value(f, args)
        move = np.concatenate(
            [np.zeros(flatten(a).size) if t is None else flatten(t) for a, t in zip(args, tangents, strict=True)]
        )
        return value, self.spoil("tangent", unflatten(value, self.derivative(f, args) @ move))

    def grad(self, f: Function, argnums: int | tuple[int, ...] = 0) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            return self.value_and_grad(f, argnums)(*args)[1]

        return call

    def jvp_of_gradient(
        self, gradient: Callable[..., Any], args: tuple[Any, ...], tangents: tuple[Any, ...]
    ) -> tuple[Any, Any]:
        """By differences of the exact gradient."""
        start, first = flatten(args), gradient(*args)
        move = np.concatenate(
            [np.zeros(flatten(a).size) if t is None else flatten(t) for a, t in zip(args, tangents, strict=True)]
        )
        ends = [flatten(gradient(*unflatten(args, start + h * move))) for h in (1e-5, -1e-5)]
        return first, self.spoil("second", unflatten(first, (ends[0] - ends[1]) / 2e-5))


class _Given(Program):
    """A program whose arguments are objects instead of a text."""

    given: tuple[Any, ...]

    def args(self) -> tuple[Any, ...]:
        return _copy(self.given)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(map(_copy, value))
    return value.copy() if isinstance(value, np.ndarray) else value


# Errors that a compiler makes, as changes of the text that is differentiated


class _Plant(ast.NodeTransformer):
    def __call__(self, tree: ast.Module) -> ast.AST:
        return self.visit(tree)


class ForgetLoopElse(_Plant):
    """The else of a loop is lost."""

    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        node.orelse = []
        return node

    visit_While = visit_For


class IgnoreBreak(_Plant):
    """break does nothing in a for loop."""

    def visit_While(self, node: ast.While) -> ast.AST:
        return node  # it might never end

    def visit_Break(self, node: ast.Break) -> ast.AST:
        return ast.Pass()


class StaleSwap(_Plant):
    """`a, b = b, a` is done one after the other."""

    def visit_Assign(self, node: ast.Assign) -> Any:
        if not isinstance(node.targets[0], ast.Tuple) or not isinstance(node.value, ast.Tuple):
            return node
        pairs = zip(node.targets[0].elts, node.value.elts, strict=True)
        return [ast.Assign([target], value) for target, value in pairs]


class WrongSine(_Plant):
    """The slope of sin is that of its argument."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        return node.args[0] if ast.unparse(node.func) == "np.sin" else node


class DropUpdate(_Plant):
    """`x += e` keeps the old slope."""

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        counter = isinstance(node.target, ast.Name) and node.target.id.startswith("c")
        return node if counter else ast.Pass()


class PositiveIndex(_Plant):
    """A negative index is taken for the first element."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.slice, ast.UnaryOp) and isinstance(node.ctx, ast.Load):
            node.slice = ast.Constant(0)
        return node


class SwapAxes(_Plant):
    """A sum over one axis of a matrix is spread as if it were over all."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if ast.unparse(node.func) in ("np.sum", "np.mean") and len(node.keywords) == 1:
            return ast.BinOp(node, ast.Mult(), ast.Constant(1.001))
        return node


class FrozenDefaults(_Plant):
    """A default of a parameter is off."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.args.defaults = [ast.Constant(0.25) for _ in node.args.defaults]
        return node


class EarlyClosure(_Plant):
    """A condition's expression always takes its first branch."""

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        return node.body


PLANTS = (
    ForgetLoopElse,
    IgnoreBreak,
    StaleSwap,
    WrongSine,
    DropUpdate,
    PositiveIndex,
    SwapAxes,
    FrozenDefaults,
    EarlyClosure,
)

__all__ = ["PLANTS", "Refused", "StandIn"]
