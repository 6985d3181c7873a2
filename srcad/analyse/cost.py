"""What it costs to evaluate an expression again, in units of about 20 ns; a push and a pop on a list cost three."""

from __future__ import annotations

from collections.abc import Mapping

from ..ir import Call, Const, Expr, Name
from ..kinds import Kind, Scalar
from .infer import expression_kind

ARITHMETIC = frozenset(
    {"+", "-", "*", "/", "//", "%", "neg", "pos", "==", "!=", "<", "<=", ">", ">=", "is", "is not", "not", "and", "or"}
)
LOOKS = frozenset({"len", "range", "isinstance", "slice", "tuple", "ifelse", "chain"})
NEVER = 10**6


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
        return inner + 1
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
