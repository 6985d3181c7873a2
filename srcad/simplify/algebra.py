"""Shorten an expression by what is known of its parts: neutral elements, literals, signs, branches.

1.0 * g * (x * 0.0 + 1)      g * (x * 0.0 + 1)    only rules about literals and kinds are used, none about values
x if 1 == 1 else y           x
expand(g, x) * x             g * x                for an array x
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..ir import Call, Const, Expr, Name, names, rebuild
from ..kinds import Array, Kind, Scalar, Struct, are_exact, rank_of
from ..rules.rule import RULES
from ..runtime_shape import inverse_axes
from .axes import REDUCTIONS, without_axes
from .conjugates import conjugate, real_part
from .factors import factored, like_terms
from .masks import masked_factor, masked_product, masked_sum, unexpanded
from .products import einsum_of, matrix_adjoint, untransposed, with_one_matrix
from .quotients import quotient
from .shapes import apart, expanded, floating, part_of, reshaped, shape_source, squeezed, summed, unbroadcast
from .terms import leading, number_of, product, total, turned

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


PAIRS = frozenset(["+", "-", "*", "/", "**"])

# what only puts elements elsewhere takes a sign out
MOVES = frozenset(
    {"np.flip", "np.roll", "np.expand_dims", "np.squeeze", "np.reshape", "np.transpose", "np.swapaxes", "np.moveaxis",
     ".T"}
)  # fmt: skip


def simplify(expr: Expr, kinds: Mapping[str, Kind]) -> Expr:
    """Return a shorter expression of the same value up to rounding."""
    if not isinstance(expr, Call):
        return expr
    if expr.op == "ifelse":
        return _choice(expr, kinds)
    known = _known(expr, kinds)
    if expr.simple == known:
        return expr
    given = expr
    expr = rebuild(expr, lambda arg: simplify(arg, kinds))
    while True:
        shorter = _step(expr, kinds)
        if shorter is None:
            if expr is given:  # else a rewrite may have made parts that can be shorter still
                object.__setattr__(expr, "simple", known)  # expressions never change: this only remembers
            return expr
        expr = shorter
        if not isinstance(expr, Call):
            return expr


def _known(expr: Call, kinds: Mapping[str, Kind]) -> object:
    """Return what decides how an expression is simplified."""
    return are_exact(), *[kinds.get(name) for name in names(expr)]


def _choice(expr: Call, kinds: Mapping[str, Kind]) -> Expr:
    condition = simplify(expr.args[0], kinds)
    if isinstance(condition, Const):
        return simplify(expr.args[1] if condition.value else expr.args[2], kinds)
    return replace(expr, args=(condition, simplify(expr.args[1], kinds), simplify(expr.args[2], kinds)))


def _step(expr: Call, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return the result of one rewrite, or None if none applies."""
    if expr.op in PAIRS and len(expr.args) == 2 and not expr.keywords:
        return _pair(expr, kinds)
    match expr:
        case Call("@" | "neg" | "np.sum", args) if _copied(args):
            return replace(expr, args=tuple(_original(arg) for arg in args))
        case Call("np.copy", (Call("[]", (Call("np.copy", (inner,), ()), index)),)):
            return replace(expr, args=(Call("[]", (inner, index)),))
        case Call("np.copy", (Call("[]", (inner, Const(value))),)) if value is Ellipsis and _is_array(inner, kinds):
            return replace(expr, args=(inner,))
        case Call("neg", (inner,)):
            return _negative(inner)
        case Call(op, args, keywords) if keywords and op in RULES and _defaults(expr):
            return replace(expr, keywords=tuple(pair for pair in keywords if pair not in _defaults(expr)))
        case Call("np.real" | "np.conj", (inner,)) if floating(inner, kinds) and not _complex(inner, kinds):
            return inner
        case Call("np.conj", (inner,)):
            shorter = conjugate(inner, kinds)
            return None if shorter == expr else shorter
        case Call("np.real", (inner,)):
            other = real_part(inner, kinds)
            return None if other is None else replace(expr, args=(other,))
        case Call("np.sign", (inner,)) if _complex(inner, kinds):
            return Call("over", (inner, Call("np.abs", (inner,))))  # the direction of a complex number is not constant
        case Call(".T", (Call(".T", (inner,)),)):
            return inner
        case Call("==", (Call("tuple", items), Call("tuple", others))) if bool(items) != bool(others):
            return Const(False)
        case Call("==", (Call("tuple", items), Call("tuple", others))) if _literal(*items, *others):
            return Const(items == others)
        case Call("opposite", (shift,)) if number_of(shift) is not None:
            return Call("neg", (shift,))
        case Call("opposite", (Call("tuple", shifts),)) if all(number_of(shift) is not None for shift in shifts):
            return Call("tuple", tuple(Call("neg", (shift,)) for shift in shifts))
        case Call("is" | "is not" as op, (inner, Const(None))) if _surely_something(inner, kinds):
            return Const(op == "is not")
        case Call("not", (Const(value),)):
            return Const(not value)
        case Call("and" | "or" as op, args) if any(isinstance(arg, Const) for arg in args[:-1]):
            return _logic(op, args)
        case Call("[]", (Call("tuple" | "list", items), Const(int() as k))) if -len(items) <= k < len(items):
            return items[k]
        case Call("[]", (Call("*" | "/" | "neg") as inner, index)) if found := part_of(inner, index, kinds):
            return found
        case Call("np.zeros_like", (Call("np.zeros" | "np.ones" | "np.empty", shape, named),)):
            return Call("np.zeros", shape, named)
        case Call("np.zeros_like", (Call("np.copy", (x,), ()),)):
            return Call("np.zeros_like", (x,))
        case Call("np.size", (Call(op, (x,), (("axis", Const(0 | 1 as axis)),)),)) if op in REDUCTIONS:
            summand = shape_source(x, kinds) or x  # it has two axes, of which the other one is left
            whole = isinstance(summand, Name) and rank_of(expression_kind(summand, kinds)) == 2
            return Call("axis_size", (summand, Const(1 - axis))) if whole else None
        case Call("np.size" | "np.zeros_like" | "np.ones_like", (Call() as x,)):
            source = shape_source(x, kinds)
            return None if source is None else replace(expr, args=(source,))
        case Call("expand", (g, x)):
            source = shape_source(x, kinds)
            return expanded(g, x, kinds) if source is None else Call("expand", (g, source))
        case Call("unbroadcast", (g, x)):
            return unbroadcast(g, x, kinds)
        case Call("np.sum" | "np.mean" | ".sum()" | ".mean()", (inner,)):
            return summed(inner, expr, kinds)
        case Call("np.squeeze", (inner,), (("axis", axis),)):
            return squeezed(inner, axis, kinds)
        case Call("np.reshape", (inner, Call("np.shape", (x,)))):
            return reshaped(inner, x, expr, kinds)
        case Call("inverse_axes", (Call("tuple", axes),)) if axes and all(isinstance(axis, Const) for axis in axes):
            return Call("tuple", tuple(map(Const, inverse_axes([_value(axis) for axis in axes]))))
        case Call("matmul_columns" | "solve_columns" as op, (a, b, like)):
            return with_one_matrix(op, a, b, like, kinds)
        case Call("matmul_left" | "matmul_right" as op, (g, a, b)):
            return matrix_adjoint(op, g, a, b, kinds)
        case Call("memory_order", (_, Const("C" | "F") as order)):
            return order
        case Call("np.flip", (inner, Const(None))):
            return replace(expr, args=(inner,))
        case Call(op, (Call("neg", (inner,)), *rest)) if op in MOVES:
            return Call("neg", (replace(expr, args=(inner, *rest)),))
        case Call(op, (Call("*" | "/") as inner, *rest)) if op in MOVES and apart(inner)[0] != 1:
            number, moved = apart(inner)
            return Call("*", (Const(number), replace(expr, args=(moved, *rest))))
        case Call(".T" | "np.transpose", (Call("@", (a, b)), *rest)) if (first := untransposed(a, expr)) is not None:
            return Call("@", (replace(expr, args=(b, *rest)), first))
        case Call("np.expand_dims", (Call("np.squeeze", (inner,), ((_, Const() as axis),)), place)) if axis == place:
            return inner
        case Call("np.expand_dims", (Call("expand", (g, x)), axis)) if isinstance(expression_kind(g, kinds), Scalar):
            return Call("expand", (g, Call("np.expand_dims", (x, axis))))
        case Call(".T", (Call("np.outer", (a, b), ()),)):
            return Call("np.outer", (b, a))
        case Call("over" | "times" as op, (Call("neg", (a,)), b)):
            return Call("neg", (Call(op, (a, b)),))
        case Call("over", (a, b)) if (found := quotient(a, b, kinds)) is not None:
            return found
        case Call("over" | "times" as op, (Call("np.where") as mask, b)):
            return masked_factor(op, mask, b, kinds)
        case Call("einsum_adjoint"):
            return einsum_of(expr, kinds)
        case Call(op, args) if any(_display(arg) for arg in args):
            flat = [part.args[0].args if _display(part) else (part,) for part in args]  # type: ignore[union-attr]
            return replace(expr, args=tuple(arg for part in flat for arg in part))
        case Call("added_lists", (Call("tuple", left), Call("tuple", right))) if len(left) == len(right):
            return Call("tuple", tuple(Call("+", pair) for pair in zip(left, right, strict=True)))
        case Call("exchanged", (Call("tuple" | "list" as op, items), Const(int() as k), g)):
            return Call(op, (*items[:k], g, *items[k + 1 :]))
        case Call("zeros_like", (Call("tuple" | "list" as op, items),)):
            return Call(op, tuple(Call("zeros_like", (item,)) for item in items))
        case Call("power_base", (g, x, p, y)):
            return _power_base(g, x, p, y, kinds)
        case Call("np.maximum", (a, b), ()) if number_of(a) is not None and number_of(b) is not None:
            return a if (number_of(a) or 0) >= (number_of(b) or 0) else b
        case Call("np.where", (_, _, _), ()):
            return unexpanded(expr, kinds)
        case Call(op, (a, b)) if op in FOLD:
            folded = _fold(op, a, b)
            if folded is not None:
                return folded
            return _arithmetic(op, a, b, kinds)
        case _:
            return None


def _pair(expr: Call, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return the result of one rewrite of an operation of arithmetic, or None if none applies."""
    op, (a, b) = expr.op, expr.args
    if _copied(expr.args):
        return replace(expr, args=(_original(a), _original(b)))
    match b:
        case Call("over", (other, divisor)) if op == "*" and number_of(a) and number_of(other):
            return Call("over", (_fold("*", a, other) or Const(0.0), divisor))
        case _:
            return _fold(op, a, b) or without_axes(op, a, b, kinds) or _arithmetic(op, a, b, kinds)


def _defaults(call: Call) -> list[tuple[str, Expr]]:
    """Return the keywords of a call that say what the function does anyway."""
    usual = RULES[call.op].defaults
    return [(name, e) for name, e in call.keywords if isinstance(e, Const) and usual.get(name) == repr(e.value)]


def _value(expr: Expr) -> object:
    return expr.value if isinstance(expr, Const) else None


def _literal(*items: Expr) -> bool:
    return all(number_of(item) is not None for item in items)


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
    if op in ("+", "-") and len(repr(value)) > len(f"{left} {op} {right}"):
        return None  # as in 1 - 0.9: Python computes it when it reads the code
    return Const(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _negative(inner: Expr) -> Expr | None:
    """The negative of a number, a negative, a product that begins with a number, or a difference."""
    if isinstance(inner, Const) and isinstance(inner.value, complex):
        return Const(complex(0.0 - inner.value.real, -inner.value.imag))
    value = number_of(inner)
    if value is not None:
        return Const(-value)
    match inner:
        case Call("-", (a, b)):
            return turned(a, b)
        case Call("*" | "/", (a, b)) if isinstance(first := leading(inner), Call) and first.op == "-":
            return Call(inner.op, (Call("neg", (a,)) if a is not first else turned(*first.args), b))
        case Call("*" | "/", (a, b)) if number_of(leading(inner)) is not None:
            return Call(inner.op, (negative, b)) if (negative := _negative(a)) is not None else None
        case Call("neg", (a,)):
            return a
        case _:
            return None


def _arithmetic(op: str, a: Expr, b: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    match op:
        case "+" | "-":
            return (
                masked_sum(op, a, b)
                or total(op, a, b, kinds)
                or like_terms(op, a, b, kinds)
                or factored(op, a, b, kinds)
            )
        case "*" | "/":
            masked = masked_product(op, a, b, kinds)
            if masked is not None:
                return masked
            if op == "/" and number_of(b) == 1 and floating(a, kinds):
                return a
            return product(Call(op, (a, b)), kinds)
        case "**" if number_of(b) == 1 and floating(a, kinds):
            return a
        case _:
            return None


def _power_base(g: Expr, x: Expr, p: Expr, y: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """The adjoint of `y = x ** p` for a literal `p`; `x ** 0` has derivative zero everywhere.

    A power of an array costs more than anything else: the result is used where there is one.
    """
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
    if y != Const(None) and _is_array(x, kinds) and (exponent < 0 or exponent == 0.5):
        if exponent == -1:
            return Call("neg", (Call("*", (Call("*", (g, y)), y)),))
        scaled = Call("*", (Const(exponent), g))
        return Call("over", (scaled, y)) if exponent > 0 else Call("*", (scaled, Call("/", (y, x))))
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
