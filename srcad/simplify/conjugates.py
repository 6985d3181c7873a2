"""Conjugates and real parts of complex numbers, with as few conjugations as there can be.

np.conj(np.conj(a) * b)      a * np.conj(b)
np.conj(np.sum(np.conj(a)))  np.sum(a)
np.conj(np.fft.fft(np.conj(a)))  np.fft.ifft(a, norm='forward')
np.real(np.conj(a))          np.real(a)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..ir import Call, Const, Expr, subexpressions
from ..kinds import Array, Kind, Scalar, dtype_of
from .factors import factors_of, product_of

# of these, all arguments are conjugated, or only the first one, which decides their values
ALL = frozenset({"neg", "+", "-", "*", "/", "over", "times", "@", "np.outer", "np.dot"})
FIRST = frozenset(
    {"np.sum", "np.mean", "unbroadcast", "expand", "np.reshape", "np.transpose", ".T", "np.expand_dims", "np.squeeze",
     "[]", "np.swapaxes", "np.moveaxis", "np.flip", "np.roll", "np.copy"}
)  # fmt: skip


TRANSFORMS = {
    f"np.fft.{one}{axes}": f"np.fft.{other}{axes}"
    for one, other in (("fft", "ifft"), ("ifft", "fft"))
    for axes in ("", "2", "n")
}
NORMS = {"backward": "forward", "forward": "backward", "ortho": "ortho"}  # of the transform back, from the same factor


def conjugate(expr: Expr, kinds: Mapping[str, Kind]) -> Expr:
    """Return the conjugate of an expression in the shortest form."""
    kind = expression_kind(expr, kinds)
    if isinstance(kind, Scalar | Array) and not (dtype_of(kind) or "complex").startswith("complex"):
        return expr
    whole = Call("np.conj", (expr,))
    match expr:
        case Const(value) if isinstance(value, complex):
            return Const(complex(value.real, -value.imag))
        case Call("np.conj", (inner,), ()):
            return inner
        case Call("tuple" | "list" | "as_list"):  # of these, NumPy would make arrays
            return replace(expr, args=tuple(conjugate(arg, kinds) for arg in expr.args))
        case Call("*" | "/"):
            found = _product(expr, kinds)
        case Call(op, (first, *rest)) if op in TRANSFORMS and len(rest) < 3:
            found = _transform(expr, conjugate(first, kinds))
        case Call(op, args) if op in ALL:
            found = replace(expr, args=tuple(conjugate(arg, kinds) for arg in args))
        case Call(op, (first, *rest)) if op in FIRST:
            found = replace(expr, args=(conjugate(first, kinds), *rest))
        case _:
            return whole
    return found if conjugations(found) <= conjugations(expr) + (conjugations(expr) > 0) else whole


def real_part(expr: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return an expression of the same real part with fewer conjugations, None if there is none."""
    other = conjugate(expr, kinds)
    return other if conjugations(other) < conjugations(expr) else None


def conjugations(expr: Expr) -> int:
    """Return how many conjugates an expression takes."""
    return sum(isinstance(part, Call) and part.op == "np.conj" for part in subexpressions(expr))


def _product(expr: Call, kinds: Mapping[str, Kind]) -> Expr:
    """Return the conjugate of a product: that of the factors whose own is no longer, times one of all the others."""
    factors = factors_of(expr)
    changed = [(op, conjugate(factor, kinds)) for op, factor in factors]
    short = [conjugations(new[1]) <= conjugations(old[1]) for new, old in zip(changed, factors, strict=True)]
    free = [new for new, is_short in zip(changed, short, strict=True) if is_short]
    rest = [old for old, is_short in zip(factors, short, strict=True) if not is_short]
    if len(rest) < 2 or not all(any(op == "*" for op, _ in part) for part in (free, rest)):
        return product_of(changed)
    return Call("*", (product_of(free), Call("np.conj", (product_of(rest),))))


def _transform(call: Call, conjugated: Expr) -> Expr:
    """Return the conjugate of a Fourier transform, which is the transform back of the conjugate, without its factor."""
    options = dict(call.keywords)
    norm = options.pop("norm", Const(None))
    if not isinstance(norm, Const):
        return Call("np.conj", (call,))
    other = NORMS[str(norm.value or "backward")]
    if other != "backward":
        options["norm"] = Const(other)
    return Call(TRANSFORMS[call.op], (conjugated, *call.args[1:]), tuple(options.items()), call.at)
