"""Shorten an expression by what is known of its parts: neutral elements, literals, signs, branches.

1.0 * g * (x * 0.0 + 1)      stays: only rules about literals and kinds are used, none about values
1.0 * (2 * (3 * x))          6 * x
expand(g, x) * x             g * x          when x's shape is the result's
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..ir import Call, Const, Expr, Name, rebuild
from ..kinds import Array, Dim, Kind, Scalar, Struct, Unknown, dims_of_kind, promote
from .products import einsum_of

FOLD = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "**": lambda a, b: a**b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "is": lambda a, b: a is b,
    "is not": lambda a, b: a is not b,
}


def number_of(expr: Expr) -> int | float | None:
    """Return the number that an expression literally is, or None."""
    if isinstance(expr, Const) and type(expr.value) in (int, float):
        value = expr.value
        assert isinstance(value, int | float)
        return value
    return None


def simplify(expr: Expr, kinds: Mapping[str, Kind]) -> Expr:
    """Return a shorter expression of the same value up to rounding."""
    if not isinstance(expr, Call):
        return expr
    if expr.op == "ifelse":
        return _choice(expr, kinds)
    expr = rebuild(expr, lambda arg: simplify(arg, kinds))
    while True:
        shorter = _step(expr, kinds)
        if shorter is None:
            return expr
        expr = shorter
        if not isinstance(expr, Call):
            return expr


def _choice(expr: Call, kinds: Mapping[str, Kind]) -> Expr:
    condition = simplify(expr.args[0], kinds)
    if isinstance(condition, Const):
        return simplify(expr.args[1] if condition.value else expr.args[2], kinds)
    return replace(expr, args=(condition, simplify(expr.args[1], kinds), simplify(expr.args[2], kinds)))


def _step(expr: Call, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return the result of one rewrite, or None if none applies."""
    match expr:
        case Call("neg", (inner,)):
            return _negative(inner)
        case Call("np.real" | "np.conj", (inner,)) if _floating(inner, kinds) and not _complex(inner, kinds):
            return inner
        case Call("np.sign", (inner,)) if _complex(inner, kinds) and not isinstance(
            expression_kind(inner, kinds), Unknown
        ):
            return Call("over", (inner, Call("np.abs", (inner,))))  # the direction of a complex number is not constant
        case Call("np.conj", (Call("np.conj", (inner,)),)):
            return inner
        case Call("==", (Call("tuple", items), Call("tuple", others))) if bool(items) != bool(others):
            return Const(False)
        case Call("is" | "is not" as op, (inner, Const(None))) if _surely_something(inner, kinds):
            return Const(op == "is not")
        case Call("not", (Const(value),)):
            return Const(not value)
        case Call("and" | "or" as op, args) if any(isinstance(arg, Const) for arg in args[:-1]):
            return _logic(op, args)
        case Call("[]", (Call("tuple" | "list", items), Const(int() as k))) if -len(items) <= k < len(items):
            return items[k]
        case Call("expand", (g, x)):
            return _expand(g, x, kinds)
        case Call("unbroadcast", (g, x)):
            return _unbroadcast(g, x, kinds)
        case Call("einsum_adjoint"):
            return einsum_of(expr, kinds)
        case Call(op, args) if any(_display(arg) for arg in args):
            flat = [part.args[0].args if _display(part) else (part,) for part in args]  # type: ignore[union-attr]
            return replace(expr, args=tuple(arg for part in flat for arg in part))
        case Call("added", (Call("tuple", left), Call("tuple", right))) if len(left) == len(right):
            return Call("tuple", tuple(Call("+", pair) for pair in zip(left, right, strict=True)))
        case Call("exchanged", (Call("tuple" | "list" as op, items), Const(int() as k), g)):
            return Call(op, (*items[:k], g, *items[k + 1 :]))
        case Call("zeros_like", (Call("tuple" | "list" as op, items),)):
            return Call(op, tuple(Call("zeros_like", (item,)) for item in items))
        case Call("power_base", (g, x, p, _)):
            return _power_base(g, x, p, kinds)
        case Call("+" | "-" | "*" | "/" | "**" | "@" | "neg" | "np.sum" as op, args) if _copied(args):
            return replace(expr, args=tuple(_original(arg) for arg in args))
        case Call(op, (a, b)) if op in FOLD:
            folded = _fold(op, a, b)
            if folded is not None:
                return folded
            return _arithmetic(op, a, b, kinds)
        case _:
            return None


def _copied(args: tuple[Expr, ...]) -> bool:
    return any(isinstance(arg, Call) and arg.op == "np.copy" and len(arg.args) == 1 for arg in args)


def _original(arg: Expr) -> Expr:
    """Return what is copied: arithmetic makes a new array anyway."""
    return arg.args[0] if isinstance(arg, Call) and arg.op == "np.copy" else arg


def _display(arg: Expr) -> bool:
    """Whether an argument is `*(a, b)`, the parts written out."""
    return (
        isinstance(arg, Call)
        and arg.op == "star"
        and isinstance(arg.args[0], Call)
        and arg.args[0].op in ("tuple", "list")
    )


def _logic(op: str, args: tuple[Expr, ...]) -> Expr:
    first, rest = args[0], args[1:]
    remaining = rest[0] if len(rest) == 1 else Call(op, rest)
    if isinstance(first, Const):
        return remaining if bool(first.value) == (op == "and") else first
    return Call(op, (first, _logic(op, rest))) if len(rest) > 1 else Call(op, args)


def _fold(op: str, a: Expr, b: Expr) -> Expr | None:
    if op in ("is", "is not") and isinstance(a, Const) and isinstance(b, Const):
        return Const(FOLD[op](a.value, b.value))  # type: ignore[no-untyped-call]
    if op in ("==", "!=") and isinstance(a, Const) and isinstance(b, Const):
        return Const(FOLD[op](a.value, b.value))  # type: ignore[no-untyped-call]
    left, right = number_of(a), number_of(b)
    if left is None or right is None:
        return None
    try:
        value = FOLD[op](left, right)  # type: ignore[no-untyped-call]
    except (ZeroDivisionError, OverflowError):
        return None
    if isinstance(value, bool):
        return Const(value)
    return Const(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _negative(inner: Expr) -> Expr | None:
    value = number_of(inner)
    if value is not None:
        return Const(-value)
    match inner:
        case Call("neg", (a,)):
            return a
        case Call("*", (a, b)) if number_of(a) is not None:
            return Call("*", (Const(-number_of(a)), b))  # type: ignore[operator]
        case _:
            return None


def _arithmetic(op: str, a: Expr, b: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    left, right = number_of(a), number_of(b)
    match op:
        case "+":
            if a == b and left is None:
                return Call("*", (Const(2), a))
            if left == 0 and _floating(b, kinds):
                return b
            if right == 0 and _floating(a, kinds):
                return a
            if isinstance(b, Call) and b.op == "neg":
                return Call("-", (a, b.args[0]))
            if isinstance(b, Call) and b.op == "*" and (factor := number_of(b.args[0])) is not None and factor < 0:
                positive = Call("*", (Const(-factor), b.args[1])) if factor != -1 else b.args[1]
                return Call("-", (a, positive))
        case "-":
            if right == 0 and _floating(a, kinds):
                return a
            if isinstance(b, Call) and b.op == "neg":
                return Call("+", (a, b.args[0]))
        case "*":
            return _product(a, b, kinds)
        case "/":
            if right == 1 and _floating(a, kinds):
                return a
            if isinstance(a, Call) and a.op == "neg":
                return Call("neg", (Call("/", (a.args[0], b)),))
            if isinstance(a, Call) and a.op == "expand":
                return _absorb("/", a, b, kinds)
        case "**":
            if right == 1 and _floating(a, kinds):
                return a
        case _:
            pass
    return None


def _product(a: Expr, b: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    left, right = number_of(a), number_of(b)
    if left == 1 and _floating(b, kinds):
        return b
    if right == 1 and _floating(a, kinds):
        return a
    if isinstance(a, Call) and a.op == "neg":
        return Call("neg", (Call("*", (a.args[0], b)),))
    if isinstance(b, Call) and b.op == "neg":
        return Call("neg", (Call("*", (a, b.args[0])),))
    if isinstance(a, Call) and a.op == "expand":
        return _absorb("*", a, b, kinds)
    if isinstance(b, Call) and b.op == "expand":
        return _absorb("*", b, a, kinds)
    if right is not None and left is None:
        # a number goes to the front, where it meets others
        if isinstance(a, Call) and a.op == "*" and (inner := number_of(a.args[0])) is not None:
            return Call("*", (Const(inner * right), a.args[1]))
        if isinstance(a, Call) and a.op == "/" and (inner := number_of(a.args[0])) is not None:
            return Call("/", (Const(inner * right), a.args[1]))
        if right == -1:
            return Call("neg", (a,))
        return Call("*", (b, a))
    if left is not None and isinstance(b, Call) and b.op == "*" and (inner := number_of(b.args[0])) is not None:
        return Call("*", (Const(left * inner), b.args[1]))
    if left is None and isinstance(b, Call) and b.op == "*" and (inner := number_of(b.args[0])) is not None:
        return Call("*", (Const(inner), Call("*", (a, b.args[1]))))
    if left is None and isinstance(a, Call) and a.op == "*" and number_of(a.args[0]) is not None:
        return Call("*", (a.args[0], Call("*", (a.args[1], b))))
    return None


def _absorb(op: str, expanded: Call, other: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """`expand(g, x) * other` is `g * other` when `other` alone has the result's shape, and a float dtype as wide."""
    g, x = expanded.args
    if _covers(other, x, kinds) and _as_wide(other, x, kinds):
        return Call(op, (g, other))
    return None


def _covers(expr: Expr, x: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether an expression surely has x's shape, given that the two meet in an elementwise operation."""
    if expr == x:
        return True
    mine, theirs = dims_of_kind(expression_kind(expr, kinds)), dims_of_kind(expression_kind(x, kinds))
    if mine is None or theirs is None or len(mine) < len(theirs):
        return False
    return len(mine) == len(theirs) and all(_at_least_as_long(p, q) for p, q in zip(mine, theirs, strict=True))


def _at_least_as_long(p: Dim, q: Dim) -> bool:
    return q.is_one or p.not_one


def _as_wide(expr: Expr, x: Expr, kinds: Mapping[str, Kind]) -> bool:
    a, b = expression_kind(expr, kinds), expression_kind(x, kinds)
    if not isinstance(a, Array | Scalar) or not isinstance(b, Array | Scalar) or a.dtype is None or b.dtype is None:
        return False
    return promote(a.dtype, b.dtype) == a.dtype or a.dtype in ("bool", "int64")


def _expand(g: Expr, x: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """`expand(g, x)` is `g` for a scalar x, or where g has x's shape already."""
    kind = expression_kind(x, kinds)
    if isinstance(kind, Scalar):
        return g
    if isinstance(kind, Array) and not isinstance(g, Const) and isinstance(g, Call) and g.op == "expand":
        return Call("expand", (g.args[0], x))
    if isinstance(kind, Array) and kind.dims is not None:
        own = expression_kind(g, kinds)
        if isinstance(own, Array) and _covers(g, x, kinds) and own.dims is not None:
            return g
    return None


def _unbroadcast(g: Expr, x: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Sum the axes along which x was broadcast, where its kind and that of g tell them."""
    kind, own = expression_kind(x, kinds), expression_kind(g, kinds)
    dims, theirs = dims_of_kind(kind), dims_of_kind(own)
    if dims is None or theirs is None or not isinstance(kind, Array | Scalar) or not isinstance(own, Array | Scalar):
        return None
    if kind.dtype is None or own.dtype is None:
        return None
    needs_cast = promote(kind.dtype, own.dtype) != kind.dtype and own.dtype not in ("bool", "int64")
    if needs_cast or kind.dtype in ("bool", "object") or own.dtype == "object":
        return None
    extra = len(theirs) - len(dims)
    if extra < 0:
        return None
    ones = []
    for i, (mine, other) in enumerate(zip(dims, theirs[extra:], strict=True)):
        if mine.is_one and not other.is_one:
            ones.append(i + extra)
        elif not mine.is_one and not mine.not_one:
            return None
    if not extra and not ones:
        return g
    if not dims:
        return Call("np.sum", (g,))
    lead = tuple(range(extra))
    if not ones:
        return Call("np.sum", (g,), (("axis", _axes(lead)),))
    if not extra:
        return Call("np.sum", (g,), (("axis", _axes(tuple(ones))), ("keepdims", Const(True))))
    return None


def _axes(axes: tuple[int, ...]) -> Expr:
    return Const(axes[0]) if len(axes) == 1 else Call("tuple", tuple(Const(axis) for axis in axes))


def _power_base(g: Expr, x: Expr, p: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """The adjoint of `x ** p` for a literal `p`; `x ** 0` has derivative zero everywhere."""
    exponent = number_of(p)
    if exponent is None:
        kind = expression_kind(p, kinds)
        if isinstance(kind, Scalar) and kind.dtype == "int64" and isinstance(p, Name) and not _is_array(x, kinds):
            power = Call("**", (x, Call("-", (p, Const(1)))))
            return Call("ifelse", (p, Call("*", (g, Call("*", (p, power)))), Const(0.0)))
        return None
    if exponent == 0:
        return Call("*", (g, Const(0.0))) if not _is_array(x, kinds) else Call("*", (g, Call("np.zeros_like", (x,))))
    if exponent == 1:
        return g
    if exponent == 2:
        return Call("*", (Const(2), Call("*", (g, x))))
    if 0 < exponent < 1:
        return Call("over", (Call("*", (Const(exponent), g)), Call("**", (x, Const(1 - exponent)))))
    return Call("*", (Const(exponent), Call("*", (g, Call("**", (x, Const(exponent - 1)))))))


def _complex(expr: Expr, kinds: Mapping[str, Kind]) -> bool:
    dtype = getattr(expression_kind(expr, kinds), "dtype", None)
    return dtype is None or str(dtype).startswith("complex")


def _surely_something(expr: Expr, kinds: Mapping[str, Kind]) -> bool:
    if isinstance(expr, Const):
        return expr.value is not None
    return isinstance(expression_kind(expr, kinds), Scalar | Array | Struct) or (
        isinstance(expr, Call) and expr.op in ("tuple", "list")
    )


def _is_array(expr: Expr, kinds: Mapping[str, Kind]) -> bool:
    return isinstance(expression_kind(expr, kinds), Array)


def _floating(expr: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether an expression surely is a float or complex number or array, so that a neutral literal changes nothing."""
    if isinstance(expr, Const):
        return isinstance(expr.value, float)
    kind = expression_kind(expr, kinds)
    return isinstance(kind, Scalar | Array) and kind.dtype is not None and kind.dtype.startswith(("float", "complex"))
