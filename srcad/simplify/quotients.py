"""Quotients that are zero wherever the numerator is: numbers stand outside, and what is never zero is just divided.

2 * over(g * x, 2 * y)          over(g * x, y)
over(expand(1.0, y), 2 * y)     0.5 / y             for an array y
"""

from __future__ import annotations

from collections.abc import Mapping

from ..analyse.infer import expression_kind
from ..ir import Call, Const, Expr
from ..kinds import Array, Kind
from .shapes import apart, floating
from .terms import number_of

LENGTHS = frozenset({"np.size", "axis_size", "len"})


def quotient(a: Expr, b: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return `over(a, b)` in a shorter form, None if there is none."""
    if isinstance(expression_kind(b, kinds), Array) and never_zero(a):
        under, bottom = apart(b)
        return Call("/", (Call("*", (Const(1 / under), a)) if under not in (0, 1) else a, bottom if under else b))
    literal = number_of(a)
    (above, top), (under, bottom) = (1, a) if literal is not None else apart(a), apart(b)
    if (above == 1 and under == 1) or not above or not under or isinstance(top, Const) is (literal is None):
        return None
    if not floating(top, kinds):
        return None
    whole = isinstance(above, int) and isinstance(under, int) and above % under == 0
    number = above // under if whole else above / under
    if literal is not None:
        return Call("over", (Const(literal * number), bottom))
    inner = Call("over", (top, bottom))
    return inner if number == 1 else Call("*", (Const(number), inner))


def never_zero(expr: Expr) -> bool:
    """Return whether a numerator surely is nowhere zero: a number that is written, or one spread or divided evenly."""
    match expr:
        case Call("expand" | "neg", (inner, *_)):
            return never_zero(inner)
        case Call("*", (one, other)):
            return never_zero(one) and never_zero(other)
        case Call("/", (inner, divisor)):
            even = isinstance(divisor, Call) and divisor.op in LENGTHS
            return never_zero(inner) and (even or never_zero(divisor))
        case _:
            return bool(number_of(expr))
