"""Quotients that are zero wherever the numerator is: numbers stand outside, and what is never zero is just divided.

2 * over(g * x, 2 * y)          over(g * x, y)
over(expand(1.0, y), 2 * y)     0.5 / y             for an array y
over(g, y)                      g / y               for y = np.sqrt(np.mean(x ** 2) + 1e-5)
"""

from __future__ import annotations

from collections.abc import Mapping

from ..analyse.infer import expression_kind
from ..ir import Call, Const, Expr, Name
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


SIGNLESS = frozenset({"np.abs", "abs", "np.exp", "math.exp", "np.square", "np.var", "np.sqrt", "math.sqrt", ".var()"})
KEEP_SIGN = frozenset({"np.sum", "np.mean", ".sum()", ".mean()", "np.expand_dims", "np.copy", "np.max", "np.min"})
LEAST = 1e-30  # which is more than zero in float32, too
DEEP = 12  # expressions inside one another


def positive(expr: Expr, value: Mapping[str, Expr], deep: int = DEEP) -> bool:
    """Return whether an expression surely is above zero, or nan, as `value` tells what names were computed by."""
    match expr:
        case Name(id) if id in value and deep:
            return positive(value[id], value, deep - 1)
        case Call("+", (a, b)):
            above = any((number_of(each) or 0) > LEAST for each in (a, b))
            return above and all(number_of(each) is not None or not_negative(each, value, deep) for each in (a, b))
        case Call("np.sqrt" | "math.sqrt", (inner,)):
            return positive(inner, value, deep)
        case _:
            return False


def not_negative(expr: Expr, value: Mapping[str, Expr], deep: int = DEEP) -> bool:
    """Return whether an expression of real numbers surely is at least zero, or nan."""
    match expr:
        case Name(id) if id in value and deep:
            return not_negative(value[id], value, deep - 1)
        case Call("**", (_, power)):
            exponent = number_of(power)
            return isinstance(exponent, int) and exponent >= 0 and exponent % 2 == 0
        case Call("*", (a, b)) if a == b:
            return True
        case Call("+" | "*", (a, b)):
            return all((number_of(each) or -1) > 0 or not_negative(each, value, deep) for each in (a, b))
        case Call(op, (inner, *_), keywords) if dict(keywords).keys() <= {"axis", "keepdims"} and len(expr.args) < 3:
            return op in SIGNLESS or (op in KEEP_SIGN and not_negative(inner, value, deep))
        case _:
            return False
