"""How an operation on arrays is said of their elements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...ir import Call, Const, Expr

OPERATORS = frozenset({
    "+", "-", "*", "/", "//", "%", "**", "neg", "pos", "invert", "==", "!=", "<", "<=", ">", ">=", "&", "|", "^",
})  # fmt: skip
# On numbers numba knows these under the same name.
KNOWN_NAMES = (
    "sqrt cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan arctan2 sinh cosh tanh arcsinh "
    "arccosh arctanh hypot degrees radians floor ceil trunc rint fabs fmod isnan isinf isfinite logaddexp logaddexp2 "
    "conj copysign floor_divide mod signbit real imag"
)
KNOWN = frozenset(f"np.{name}" for name in KNOWN_NAMES.split(" "))
# Written as operators, or as functions of the prelude.
TURNED = {
    "np.add": "+", "np.subtract": "-", "np.multiply": "*", "np.divide": "/", "np.true_divide": "/",
    "np.power": "**", "np.float_power": "**", "np.negative": "neg", "np.remainder": "np.mod", "np.abs": "abs",
    "np.absolute": "abs", "np.sign": "signum", "np.maximum": "larger", "np.minimum": "smaller",
    "np.clip": "clipped", "np.equal": "==", "np.not_equal": "!=", "np.less": "<", "np.less_equal": "<=",
    "np.greater": ">", "np.greater_equal": ">=", "np.logical_and": "and", "np.logical_or": "or",
    "np.logical_not": "not", "np.bitwise_and": "&", "np.bitwise_or": "|", "np.rad2deg": "np.degrees",
    "np.deg2rad": "np.radians", "np.acos": "np.arccos", "np.asin": "np.arcsin", "np.atan": "np.arctan",
    "np.atan2": "np.arctan2", "np.conjugate": "np.conj", "np.asinh": "np.arcsinh", "np.acosh": "np.arccosh",
    "np.atanh": "np.arctanh", "np.pow": "**",
}  # fmt: skip
ELEMENTWISE = (
    OPERATORS
    | KNOWN
    | frozenset(TURNED)
    | {"np.where", "np.square", "np.reciprocal", "over", "abs", "times", "power_base", "power_exponent", "logistic"}
)
# Those of `elementary.py` and `circular.py`, which numba puts several of at once in a loop over real numbers.
QUICK_NAMES = (
    "exp exp2 expm1 log log10 log1p logaddexp sinh cosh tanh arcsinh arccosh arctanh sin cos tan arcsin arccos arctan "
    "arctan2 hypot"
)
QUICK = {f"np.{name}": name for name in QUICK_NAMES.split(" ")}
REAL = {"power_base": "real_power_base", "power_exponent": "real_power_exponent"}
POWERS = frozenset({"**", "np.power", "np.float_power", "np.pow", *REAL})
SMALL = 4  # up to which a power is written as a product


def on_numbers(expr: Call, args: list[Expr], bind: Callable[[Expr], Expr], real: bool = False) -> Expr:
    """Return an operation on arrays as one on numbers; `bind` gives a number a name, and `real` are both of a power."""
    op = expr.op
    if op == "np.where":
        condition, yes, no = args[0], bind(args[1]), bind(args[2])  # both are computed: no branch is left
        return Call("ifelse", (condition, yes, no))
    if op == "np.square":
        value = bind(args[0])
        return Call("*", (value, value))
    if op == "np.reciprocal":
        return Call("/", (Const(1.0), args[0]))
    op = TURNED.get(op, op)
    if op == "+" and (found := share(*args)) is not None:
        return found
    if op in ("larger", "smaller") and any(isinstance(arg, Const) for arg in args):
        value, limit = args if isinstance(args[1], Const) else (args[1], args[0])
        if not isinstance(value, Const):
            value = bind(value)  # a nan is neither less nor more than the limit
            return Call("ifelse", (Call("<" if op == "larger" else ">", (value, limit)), limit, value))
    if op in REAL and real:
        return Call(REAL[op], tuple(args))
    if op == "**":
        found = power(args[0], args[1], bind)
        return replace(found, op="power") if real and isinstance(found, Call) and found.op == "**" else found
    return Call(op, tuple(args))


def share(one: Expr, other: Expr) -> Expr | None:
    """Return a mask plus a part where two numbers are equal, as derivatives at kinks are said, by a choice."""
    match one, other:
        case Call(">" | "<", pair), Call("ifelse", (Call("==", equal), Const(), _)) if pair == equal:
            return Call("ifelse", (one, Const(1.0), other))
        case _:
            return None


def masked(value: Expr, mask: Expr, bind: Callable[[Expr], Expr]) -> Expr:
    """Return a number times a flag, without making a number of the flag."""
    if isinstance(value, Const) and isinstance(value.value, float) and 0.0 < value.value < float("inf"):
        return Call("ifelse", (mask, value, Const(0.0)))
    value = bind(value)
    return Call("ifelse", (mask, value, Call("*", (value, Const(0.0)))))


def power(base: Expr, exponent: Expr, bind: Callable[[Expr], Expr]) -> Expr:
    """Return a power; where twice the exponent is a small literal, by products and a root."""
    value = exponent.value if isinstance(exponent, Const) else None
    if isinstance(exponent, Call) and exponent.op == "neg" and isinstance(exponent.args[0], Const):
        inner = exponent.args[0].value
        value = -inner if isinstance(inner, int | float) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or 2 * value != int(2 * value):
        return Call("**", (base, exponent))
    if not 0 < abs(value) <= SMALL or (isinstance(value, int) and value < 0):
        return Call("**", (base, exponent))
    base = bind(base)
    factors = [base] * int(abs(value))
    if abs(value) != int(abs(value)):
        factors.append(Call("np.sqrt", (base,)))
    found = factors[0]
    for factor in factors[1:]:
        found = Call("*", (found, factor))
    return Call("/", (Const(1.0), found)) if value < 0 else found
