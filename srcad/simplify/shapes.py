"""What is known of shapes while expressions are shortened: which has another's, and which axes are to be summed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..ir import Call, Const, Expr, Name, names
from ..kinds import UNKNOWN, Array, Dim, Kind, Scalar, Unknown, dims_of_kind, dtype_of, not_none, promote, same_length
from ..rules.rule import RULES


def floating(expr: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether an expression surely is a float or complex number or array, so that a neutral literal changes nothing."""
    if isinstance(expr, Const):
        return isinstance(expr.value, float | complex)
    kind = expression_kind(expr, kinds)
    return isinstance(kind, Scalar | Array) and kind.dtype is not None and kind.dtype.startswith(("float", "complex"))


def covers(expr: Expr, x: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether an expression, where it meets `expand(g, x)`, gives the result its shape and dtype by itself."""
    return has_shape_of(expr, x, kinds) and _as_wide(expr, x, kinds)


def spreads(g: Expr, factor: Expr, x: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether `g * factor` has the shape and dtype of `expand(g, x) * factor`.

    A number brings no dtype of its own: where a NumPy number is expected, an adjoint may be Python's 0.0 or 1.0.
    """
    if names(x) <= names(factor):  # if the factor is a number, x is one, too
        kinds = as_arrays(factor, kinds)
    both = Call("*", (g, factor))
    wide = both if isinstance(expression_kind(g, kinds), Array) else factor
    return has_shape_of(both, x, kinds) and _as_wide(wide, x, kinds)


def as_arrays(expr: Expr, kinds: Mapping[str, Kind]) -> Mapping[str, Kind]:
    """Return kinds where what an expression reads are arrays, of that which may be arrays or numbers."""
    found: dict[str, Kind] = {}
    for name in names(expr):
        kind = not_none(kinds.get(name, UNKNOWN))
        if isinstance(kind, Unknown) and kind.array is not None:
            kind = kind.array
        if isinstance(kind, Array) and kind != kinds.get(name):
            found[name] = kind
    return {**kinds, **found} if found else kinds


def has_shape_of(expr: Expr, x: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether an expression surely has x's shape, given that the two meet in an elementwise operation."""
    if expr == x:
        return True
    mine, theirs = dims_of_kind(expression_kind(expr, kinds)), dims_of_kind(expression_kind(x, kinds))
    if mine is None or theirs is None or len(mine) < len(theirs):
        return False
    return len(mine) == len(theirs) and all(_at_least_as_long(p, q) for p, q in zip(mine, theirs, strict=True))


def _at_least_as_long(p: Dim, q: Dim) -> bool:
    return q.is_one or p.not_one or same_length(p, q)


def _as_wide(expr: Expr, x: Expr, kinds: Mapping[str, Kind]) -> bool:
    a, b = expression_kind(expr, kinds), expression_kind(x, kinds)
    if not isinstance(a, Array | Scalar) or not isinstance(b, Array | Scalar) or a.dtype is None or b.dtype is None:
        return False
    return promote(a.dtype, b.dtype) == a.dtype or a.dtype in ("bool", "int64")


def expanded(g: Expr, x: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """`expand(g, x)` is `g` for a scalar x, or where g has x's shape already."""
    kind = expression_kind(x, kinds)
    if isinstance(kind, Scalar):
        return g
    if isinstance(kind, Array) and not isinstance(g, Const) and isinstance(g, Call) and g.op == "expand":
        return Call("expand", (g.args[0], x))
    if isinstance(kind, Array) and kind.dims is not None:
        own = expression_kind(g, kinds)
        if isinstance(own, Array) and has_shape_of(g, x, kinds) and own.dims is not None:
            return g
    return None


REAL_PARTS = {
    ("float64", "complex128"),
    ("float32", "complex64"),
}  # real numbers, and complex ones whose parts are such


def unbroadcast(g: Expr, x: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Sum the axes along which x was broadcast, where its kind and that of g tell them."""
    kind, own = not_none(expression_kind(x, kinds)), not_none(expression_kind(g, kinds))
    if isinstance(kind, Unknown) and kind.array is not None and kind.constant:
        kind = kind.array  # else it is a literal, whose adjoint nothing reads
    if isinstance(own, Unknown) and own.array is not None:
        own = own.array
    dims, theirs = dims_of_kind(kind), dims_of_kind(own)
    if dims is None or theirs is None or not isinstance(kind, Array | Scalar) or not isinstance(own, Array | Scalar):
        return None
    if kind.dtype is None or own.dtype is None:
        return None
    if (kind.dtype, own.dtype) in REAL_PARTS:
        real = Call("np.real", (g,))
        return unbroadcast(real, x, kinds) or Call("unbroadcast", (real, x))
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
        elif not (mine.is_one or (mine.not_one and other.not_one) or same_length(mine, other)):
            return None  # an adjoint may be shorter, where that of a sum was not repeated
    if not extra and not ones:
        return g
    if not dims:
        return Call("np.sum", (g,))
    lead = tuple(range(extra))
    if not ones:
        return Call("np.sum", (g,), (("axis", literal(lead)),))
    if not extra:
        return Call("np.sum", (g,), (("axis", literal(tuple(ones))), ("keepdims", Const(True))))
    return None


def literal(axes: tuple[int, ...]) -> Expr:
    """Return axes as they are written: one as a number."""
    return Const(axes[0]) if len(axes) == 1 else Call("tuple", tuple(Const(axis) for axis in axes))


def summed(arg: Expr, call: Call, kinds: Mapping[str, Kind]) -> Expr | None:
    """`np.sum(-e)` is `-np.sum(e)`, and `np.sum(2 * e / x)` is `2 * np.sum(e) / x` for a number x."""

    def is_number(expr: Expr) -> bool:
        return isinstance(expression_kind(expr, kinds), Scalar)

    if len(call.args) > 1 or not dict(call.keywords).keys() <= {"axis", "keepdims"}:
        return None
    match arg:
        case Call("neg", (inner,)):
            return Call("neg", (replace(call, args=(inner,)),))
        case Call("expand", (g, x)) if not call.keywords and call.op in ("np.sum", ".sum()") and is_number(g):
            return Call("*", (g, Call("np.size", (x,))))
        case Call("/", (inner, x)) if is_number(x) and not is_number(inner):
            whole = replace(call, args=(inner,))
            return Call("/", (summed(inner, whole, kinds) or whole, x))
        case _:
            pass
    factor, rest = _first(arg)
    if factor is None or not is_number(factor) or is_number(rest):
        return None
    return Call("*", (factor, replace(call, args=(rest,))))


def part_of(expr: Call, index: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return a part of the product of an array with numbers as the product of the part with the numbers."""
    arrays = [arg for arg in expr.args if isinstance(expression_kind(arg, kinds), Array)]
    numbers = [arg for arg in expr.args if isinstance(expression_kind(arg, kinds), Scalar)]
    if len(arrays) != 1 or len(numbers) + 1 != len(expr.args):
        return None
    part = Call("[]", (arrays[0], index))
    inner = (
        part_of(arrays[0], index, kinds) if isinstance(arrays[0], Call) and arrays[0].op in ("*", "/", "neg") else None
    )
    return replace(expr, args=tuple((inner or part) if arg is arrays[0] else arg for arg in expr.args))


def _first(expr: Expr) -> tuple[Expr | None, Expr]:
    """Return the first factor of a product and the rest of it; None, and the expression, where it is none."""
    match expr:
        case Call("*" | "/" as op, (Call("*" | "/") as inner, last)):
            factor, rest = _first(inner)
            return factor, Call(op, (rest, last))
        case Call("*", (first, rest)):
            return first, rest
        case _:
            return None, expr


def apart(expr: Expr) -> tuple[int | float, Expr]:
    """Return the number that a product begins with, or one, and the rest of it."""
    factor, rest = _first(expr)
    if isinstance(factor, Const) and type(factor.value) in (int, float):
        assert isinstance(factor.value, int | float)
        return factor.value, rest
    return 1, expr


def squeezed(arg: Expr, axis: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """`np.squeeze(np.sum(x, axis=1, keepdims=True), axis=1)` is `np.sum(x, axis=1)`; signs and numbers stay outside."""

    def again(expr: Expr) -> Expr:
        return squeezed(expr, axis, kinds) or Call("np.squeeze", (expr,), (("axis", axis),))

    match arg:
        case Call("neg", (inner,)):
            return Call("neg", (again(inner),))
        case Call("*", (number, rest)) if isinstance(expression_kind(number, kinds), Scalar):
            return Call("*", (number, again(rest)))
        case Call("np.sum", (inner,), (("axis", summed_axis), ("keepdims", Const(True)))) if summed_axis == axis:
            return Call("np.sum", (inner,), (("axis", axis),))
        case Call("np.expand_dims", (inner, place)) if place == axis:
            return inner
        case _:
            return None


def reshaped(arg: Expr, x: Expr, expr: Call, kinds: Mapping[str, Kind]) -> Expr | None:
    """`np.reshape(np.sum(g, axis=1, keepdims=True), np.shape(x))` is `np.sum(g, axis=1)` where that has x's shape."""
    match arg:
        case Call("neg", (inner,)):
            shorter = reshaped(inner, x, expr, kinds)
            return None if shorter is None else Call("neg", (shorter,))
        case Call("np.sum", (_,), (("axis", axis), ("keepdims", Const(True)))):
            shorter = replace(arg, keywords=(("axis", axis),))
            mine, its = expression_kind(shorter, kinds), expression_kind(x, kinds)
            if not isinstance(mine, Array) or not isinstance(its, Array) or mine.dims is None or its.dims is None:
                return None
            alike = len(mine.dims) == len(its.dims) and all(map(same_length, mine.dims, its.dims))
            return shorter if alike else None
        case _:
            return None


ALIKE = frozenset({"np.zeros_like", "np.ones_like", "np.full_like", "np.copy"})


def shape_source(expr: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return an operand of an elementwise operation that has its result's shape and dtype, None if none has."""
    if isinstance(expr, Call) and expr.op in ALIKE and not expr.keywords:
        return shape_source(expr.args[0], kinds) or expr.args[0]
    if not isinstance(expr, Call) or expr.op not in RULES or RULES[expr.op].kind != "elementwise":
        return None
    for arg in expr.args:
        if isinstance(arg, Call):
            arg = shape_source(arg, kinds) or arg
        same = isinstance(arg, Name) and dtype_of(expression_kind(arg, kinds)) == dtype_of(expression_kind(expr, kinds))
        if same and isinstance(expression_kind(arg, kinds), Array) and has_shape_of(arg, expr, kinds):
            return arg
    return None
