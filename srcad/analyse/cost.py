"""What it costs to evaluate an expression again, in units of about 20 ns; a push and a pop on a list cost three."""

from __future__ import annotations

from collections.abc import Mapping

from ..ir import Call, Const, Expr, Name
from ..kinds import Array, Kind, Scalar, Struct
from .infer import expression_kind

ARITHMETIC = frozenset(
    {"+", "-", "*", "/", "//", "%", "neg", "pos", "==", "!=", "<", "<=", ">", ">=", "is", "is not", "not", "and", "or"}
)
LOOKS = frozenset({"len", "range", "isinstance", "slice", "tuple", "ifelse", "chain"})
NEVER = 10**6
FEW = 4  # terms of a sum


def cost(expr: Expr, kinds: Mapping[str, Kind]) -> int:
    """Return the cost of evaluating an expression on numbers; anything on whole arrays is dear."""
    if isinstance(expr, Name | Const):
        return 0
    assert isinstance(expr, Call)
    inner = sum(cost(arg, kinds) for arg in expr.args) + sum(cost(arg, kinds) for _, arg in expr.keywords)
    if expr.op in LOOKS:
        return inner + 1
    if expr.op == "[]":
        return inner + 2
    if expr.op.startswith(".") and not expr.op.endswith("()"):
        return inner + (0 if isinstance(expression_kind(expr.args[0], kinds), Struct) else 1)  # what an object holds
    if expr.op in ("call", "passive", "callee", "raise", "print") or expr.op.startswith("np.random"):
        return NEVER
    scalar = isinstance(expression_kind(expr, kinds), Scalar) and all(
        isinstance(expression_kind(arg, kinds), Scalar) for arg in expr.args
    )
    if not scalar:
        return inner + 25
    if expr.op in ARITHMETIC:
        return inner + 1
    if expr.op == "**" or expr.op.startswith("math.") or expr.op == "abs":
        return inner + 2
    return inner + 25


def operations(expr: Expr, kinds: Mapping[str, Kind]) -> int:
    """Return how many operations on arrays an expression takes, NEVER if some are more than arithmetic."""
    match expr:
        case Name() | Const():
            return 0
        case Call("[]", (base, _)):
            return operations(base, kinds)
        case Call("**", (base, Const(2))):
            return 1 + operations(base, kinds)
        case Call("+" | "-" | "*" | "neg", args):
            return 1 + sum(operations(arg, kinds) for arg in args)
        case _:
            return NEVER if cost(expr, kinds) else 0


def steps(expr: Expr, kinds: Mapping[str, Kind]) -> int:
    """Return how many steps compiled code takes for an element of an array, NEVER if some are more than arithmetic."""
    match expr:
        case Name() | Const():
            return 0
        case Call("np.sum" | ".sum()", (array, *_)) if few_terms(expr, kinds):
            return FEW * steps(array, kinds) + FEW
        case Call("[]", (base, _)):
            return steps(base, kinds)
        case Call("**", (base, Const(float() | int() as power) | Call("neg", (Const(float() | int() as power),)))):
            return 3 + steps(base, kinds) if abs(2 * power) in range(1, 2 * FEW + 1) else NEVER  # products and a root
        case Call("+" | "-" | "*" | "/" | "neg" | "np.sqrt", args):
            return 1 + sum(steps(arg, kinds) for arg in args)
        case _:
            return NEVER if cost(expr, kinds) else 0


def few_terms(expr: Call, kinds: Mapping[str, Kind]) -> bool:
    """Return whether each element of a sum along the last axis has a few terms, whose number is known."""
    kind = expression_kind(expr.args[0], kinds)
    given = dict(zip(("axis",), expr.args[1:], strict=False)) | dict(expr.keywords)
    axis = given.get("axis")
    if not isinstance(kind, Array) or not kind.dims or len(kind.dims) < 2 or not isinstance(axis, Const):
        return False
    last = kind.dims[-1]
    return axis.value in (-1, len(kind.dims) - 1) and last.exact and last.low <= FEW
