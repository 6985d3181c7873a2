"""Contributions to adjoints fit what they belong to: a number or an array, real or complex, in its dtype."""

from __future__ import annotations

from collections.abc import Mapping

from ..analyse.infer import expression_kind
from ..analyse.made_complex import EIGENVALUES
from ..ir import Call, Const, Expr, Name, subexpressions, substitute
from ..kinds import (
    UNKNOWN,
    Array,
    Kind,
    ListOf,
    Scalar,
    Struct,
    Unknown,
    dtype_of,
    has_real_dtype,
    is_numeric,
    not_none,
    promote,
)
from ..simplify.algebra import simplify

NARROW = ("float16", "float32", "complex64")  # what is computed beside them may be wider


def as_number(expr: Expr, x_kind: Kind, kinds: Mapping[str, Kind]) -> Expr:
    """Return a contribution to the adjoint of a number as a number, where it may be an array without axes."""
    if not isinstance(x_kind, Scalar) or isinstance(expr, Const):
        return expr
    if isinstance(expr, Name):
        return Call("np.sum", (expr,)) if isinstance(expression_kind(expr, kinds), Array) else expr
    if expr.op in ("[]", "ifelse"):
        return expr
    if expr.op == "np.where" and isinstance(expression_kind(expr, kinds), Scalar):
        return Call("ifelse", expr.args)
    if isinstance(expression_kind(expr, kinds), Scalar):
        return expr
    return simplify(Call("np.sum", expr.args[:1] if expr.op == "np.reshape" else (expr,)), kinds)


def masked_by(g: Expr, expr: Expr, kinds: Mapping[str, Kind], number: bool) -> Expr:
    """Return a contribution that is zero wherever the adjoint `g` is.

    It is linear in `g`, so that it can be had as a product or a quotient; of these, the derivative is what it should be
    also where `g` just passes through zero, which a test for zero would hide from it.
    """
    match expr:
        case Call("neg", (inner,)):
            return Call("neg", (masked_by(g, inner, kinds, number),))
        case Call("*", (Const() as number_, inner)):
            return Call("*", (number_, masked_by(g, inner, kinds, number)))
        case Call("over", (first, _)) if g == first:
            return expr
        case Call("/", (first, divisor)) if g == first and not number:
            return Call("over", (g, divisor))
        case _ if number or not isinstance(g, Name) or "np.conj" in operations(expr):
            return Call("ifelse" if number else "np.where", (Call("!=", (g, Const(0))), expr, Const(0.0)))
        case _:
            return Call("times", (g, simplify(substitute(expr, {g.id: Const(1.0)}), kinds)))


def operations(expr: Expr) -> frozenset[str]:
    """Return the operations in an expression."""
    return frozenset(part.op for part in subexpressions(expr) if isinstance(part, Call))


def real_where_real(expr: Expr, x: Expr, kinds: Mapping[str, Kind]) -> Expr:
    """Return a contribution that may be complex without its imaginary part where the operand is real."""
    kind, found = expression_kind(x, kinds), expression_kind(expr, kinds)
    mine, theirs = dtype_of(kind), dtype_of(found)
    if theirs is not None or not isinstance(kind, Array | Scalar | Unknown):
        return expr
    if mine is None:
        return Call("unbroadcast", (expr, x)) if isinstance(kind, Array) or is_numeric(kind) else expr
    if mine.startswith("complex"):
        return expr
    return Call("np.real", expr.args if isinstance(expr, Call) and expr.op == "np.conj" else (expr,))


def real_of_real(expr: Expr, name: str, kinds: Mapping[str, Kind]) -> Expr:
    """Return a contribution without its imaginary part where what it belongs to is real, however it came to be complex.

    A real value that is copied, put into a list or handed to a function may go on there by a name that complex numbers
    have too, so that the adjoint of that name is complex.
    """
    if not has_real_dtype(kinds.get(name, UNKNOWN)) or not may_be_complex(expression_kind(expr, kinds), kinds):
        return expr
    return Call("np.real", (expr,))


def real_if(adjoint: Name, value: Expr, name: str, kinds: Mapping[str, Kind]) -> Expr:
    """Return the adjoint of a real value that is bound to a name which complex numbers have too."""
    if not may_be_complex(kinds.get(name), kinds) or not has_real_dtype(expression_kind(value, kinds)):
        return adjoint
    return Call("np.real", (adjoint,))


def as_complex(expr: Expr, x: Expr, kinds: Mapping[str, Kind]) -> Expr:
    """Return a real contribution to the adjoint of a complex array in its dtype, such as that of np.real."""
    dtype, found = dtype_of(expression_kind(x, kinds)) or "", expression_kind(expr, kinds)
    if dtype.startswith("complex") and isinstance(found, Array) and (found.dtype or "").startswith("float"):
        return Call("fitted", (expr, x, Call("tuple", ())))
    return expr


def may_be_complex(kind: Kind | None, kinds: Mapping[str, Kind]) -> bool:
    """Return whether a value may be complex: where its dtype is not known, if anything in the function is."""
    if isinstance(kind, Scalar | Array) and kind.dtype is not None:
        return kind.dtype.startswith("complex")
    if not isinstance(kind, Array | Unknown):
        return False
    return any((dtype_of(other) or "").startswith("complex") for other in kinds.values())


def fit_dtype(expr: Expr, x: Expr, kinds: Mapping[str, Kind], like: Expr | None = None) -> Expr:
    """Return a contribution of the right shape in the operand's dtype; `like` has the dtype that it may have."""
    found = expression_kind(like or expr, kinds)
    mine, theirs = dtype_of(expression_kind(x, kinds)), dtype_of(found)
    if mine in NARROW and theirs is None and isinstance(expression_kind(x, kinds), Array):
        return Call("unbroadcast", (expr, x))
    if mine is None or theirs is None or mine == theirs or theirs in ("bool", "int64"):
        return expr
    if promote(mine, theirs) == mine:
        narrower = theirs != mine and theirs.startswith(("float", "complex")) and isinstance(found, Array)
        return Call(".astype()", (expr, Name("np." + mine))) if narrower and mine[0] == theirs[0] else expr
    if theirs.startswith("complex") and not mine.startswith("complex"):
        return Call("np.real", (expr,))
    if isinstance(found, Array):
        return Call(".astype()", (expr, Name("np." + mine)))
    return expr


def of_dtype(adjoint: Expr, kind: Scalar, kinds: Mapping[str, Kind]) -> Expr:
    """Return the adjoint of a number in the number's dtype, where something narrower is computed with."""
    if kind.dtype in NARROW:
        return Call(f"np.{kind.dtype}", (adjoint,))
    if not any(dtype_of(other) in NARROW for other in kinds.values()):
        return adjoint
    return Call("complex" if kind.dtype.startswith("complex") else "float", (adjoint,))


def addition(kind: Kind | None) -> str:
    """Return the operation that adds adjoints of what is of a kind: of lists those of the elements."""
    return "added_lists" if isinstance(kind, ListOf) else "added" if kind == UNKNOWN else "+"


def zero_like(expr: Expr, kinds: Mapping[str, Kind]) -> Expr:
    """Return the zero of the shape of an expression's value."""
    kind = expression_kind(expr, kinds)
    if isinstance(expr, Call) and expr.op == "memory_like":  # other names share it, whatever it is made like
        return expr
    if isinstance(not_none(kind), Scalar):
        return Const(0.0)
    if isinstance(expr, Call) and expr.op == "*" and expr.args[0] == Call("list", (Const(0.0),)):
        return expr
    if isinstance(kind, ListOf) and isinstance(kind.element, Scalar):
        return Call("*", (Call("list", (Const(0.0),)), Call("len", (expr,))))
    if isinstance(kind, Array):
        if kind.dtype is not None and not kind.dtype.startswith(("float", "complex")):
            return Call("np.zeros_like", (expr, Name("float")))
        passes = (kind.dtype or "").startswith("complex") and kinds.get(EIGENVALUES) is not None
        return Call("np.zeros_like", (expr, Name("complex")) if passes else (expr,))
    if isinstance(kind, Struct) and issubclass(kind.maker, tuple):
        parts = [zero_like(Call("[]", (expr, Const(i))), {**kinds}) for i in range(len(kind.items))]
        return Call("list", tuple(parts))
    return Call("zeros_like", (expr,))
