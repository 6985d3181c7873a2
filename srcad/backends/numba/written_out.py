"""Operations said by plainer ones: means by sums, products of vectors by sums, helpers by what they compute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeGuard

from ...analyse.infer import expression_kind
from ...ir import Call, Const, Expr
from ...kinds import Array, Kind, Scalar, dims_of_kind
from ...simplify.products import LAST_TWO
from .facts import NONE, dtype_in, rank_in
from .loops import argument, numbers, reduced_axes, shape_count

METHODS = {
    ".sum()": "np.sum", ".mean()": "np.mean", ".max()": "np.max", ".min()": "np.min", ".prod()": "np.prod",
    ".dot()": "np.dot", "np.amax": "np.max", "np.amin": "np.min", "np.matmul": "@", ".conj()": "np.conj",
    ".any()": "np.any", ".all()": "np.all", ".argmax()": "np.argmax", ".argmin()": "np.argmin", ".clip()": "np.clip",
    ".cumsum()": "np.cumsum", ".real": "np.real", ".imag": "np.imag", ".conjugate()": "np.conj",
    ".squeeze()": "np.squeeze",
}  # fmt: skip
WHOLE = Call("slice", (NONE, NONE, NONE))


def written_out(expr: Call, kinds: Mapping[str, Kind], named: Callable[[Expr], Expr]) -> Expr:
    """Return an operation as others say it, the same expression if there is no need to; `named` names an array."""
    expr = replace(expr, op=METHODS.get(expr.op, expr.op))
    if expr.op == "np.inner":
        expr = inner_product(expr, kinds)
    op, args = expr.op, expr.args
    if op == "[]" and isinstance(args[0], Call) and args[0].op == "range" and len(args[0].args) == 1:
        return Call("place_in", (args[1], args[0].args[0]), (), expr.at)
    if op == "np.clip" and len(args) + len(expr.keywords) <= 3:
        return clipped(expr)
    if op in ("float", "np.float64") and args and _is_flag(expression_kind(args[0], kinds)):
        return Call("ifelse", (args[0], Const(1.0), Const(0.0)), (), expr.at)  # numba makes no number of a flag
    if op in ("np.reshape", ".reshape()") and any(isinstance(arg, Call) and arg.op == "list" for arg in args[1:]):
        return replace(expr, args=(args[0], *(replace(arg, op="tuple") for arg in args[1:] if isinstance(arg, Call))))
    if op in ("np.reshape", ".reshape()") and len(args) == 2 and rank_in(args[0], kinds) == 0:
        return Call("np.full", (args[1], args[0]), (), expr.at)
    if op == "math.fmod":
        return Call("np.fmod", args, (), expr.at)
    if op in ("np.ndim", ".ndim") and (rank := rank_in(args[0], kinds)) is not None:
        return Const(rank)
    if op == "np.size" and len(args) == 2:
        return Call("[]", (Call(".shape", args[:1]), args[1]), (), expr.at)
    if op == "stop_gradient":
        return Call("np.copy", args, (), expr.at) if rank_in(args[0], kinds) else args[0]
    if (
        op == "np.array"
        and len(args) == 1
        and not expr.keywords
        and rank_in(args[0], kinds)
        and not _is_display(args[0])
    ):
        return Call("np.copy", args, (), expr.at)
    if op in ("np.dot", "@", "np.vdot"):
        pieces = tuple(named(turned(arg.args[0])) if is_turned(arg, kinds) else arg for arg in args)
        return product(replace(expr, args=pieces), kinds, named)
    if op == "np.mean" and isinstance(expression_kind(args[0], kinds), Array):
        value = named(args[0])
        axes, _ = reduced_axes(replace(expr, op="np.sum"), kinds)
        return Call("/", (replace(expr, op="np.sum", args=(value, *args[1:])), shape_count(value, axes, kinds)))
    if op in ("np.sum", "np.max", "np.min", "np.prod") and isinstance(expression_kind(args[0], kinds), Scalar):
        return args[0]
    if op == "np.outer" and all(rank_in(arg, kinds) == 1 for arg in args):
        a = Call("[]", (args[0], Call("tuple", (WHOLE, NONE))))
        return Call("*", (a, Call("[]", (args[1], Call("tuple", (NONE, WHOLE))))))
    if op in ("matmul_left", "matmul_right") and [rank_in(arg, kinds) for arg in args] == [3, 3, 3]:
        seed, left, right = args
        if op == "matmul_left":
            return narrowed(Call(op, (named(Call("@", (seed, named(turned(right))))), left)), kinds, named)
        return narrowed(Call(op, (named(Call("@", (named(turned(left)), seed))), right)), kinds, named)
    if op == "slogdet_adjoint" and (dtype_in(args[1], kinds), rank_in(args[1], kinds)) == ("float64", 2):
        return Call("*", (Call("[]", (args[0], Const(1))), Call(".T", (Call("np.linalg.inv", args[1:2]),))))
    if op == "[]" and _is_display(args[0]) and isinstance(args[1], Const) and isinstance(args[1].value, int):
        return args[0].args[args[1].value]
    if op == "np.cross" and len(args) == 2 and not expr.keywords and all(_is_of_space(arg, kinds) for arg in args):
        return crossed(named(args[0]), named(args[1]))
    if op == "np.roll":
        return rolled(expr, kinds)
    if op == "np.squeeze":
        return squeezed(expr, kinds)
    if op == "share":
        return shared(expr, kinds, named)
    if op == "axis_size" and rank_in(args[0], kinds):
        axes, _ = reduced_axes(Call("np.sum", args), kinds)
        return shape_count(args[0], axes, kinds)
    if op == "unbroadcast":
        return narrowed(expr, kinds, named)
    if op in ("like", "copied") and rank_in(args[0], kinds) == 0:
        return args[0]
    if op in ("full", "expand") and rank_in(args[1], kinds) == 0 and rank_in(args[0], kinds) == 0:
        return args[0]
    if op in ("np.copy", ".copy()") and rank_in(args[0], kinds) == 0:
        return args[0]
    if op in ("np.zeros_like", "zeros_like") and rank_in(args[0], kinds) == 0:
        return Const(0.0)
    if op == "np.ones_like" and rank_in(args[0], kinds) == 0:
        return Const(1.0)
    if op == "np.full_like" and rank_in(args[0], kinds) == 0:
        return args[1]
    return expr


def clipped(expr: Call) -> Call:
    """Return a value between bounds as one beyond a bound, where there is only one."""
    given = [argument(expr, 1, "a_min"), argument(expr, 2, "a_max")]
    low, high = (dict(expr.keywords).get(key, each) for key, each in zip(("min", "max"), given, strict=True))
    if set(dict(expr.keywords)) - {"a_min", "a_max", "min", "max"} or NONE == low == high:
        return expr
    if high == NONE:
        return Call("np.maximum", (expr.args[0], low), (), expr.at)
    if low == NONE:
        return Call("np.minimum", (expr.args[0], high), (), expr.at)
    return replace(expr, args=(expr.args[0], low, high), keywords=())


def product(expr: Call, kinds: Mapping[str, Kind], named: Callable[[Expr], Expr]) -> Expr:
    """Return a product: of vectors as a sum, of real matrices by BLAS, of stacks of matrices as they are."""
    a, b = expr.args[:2]
    ranks = rank_in(a, kinds), rank_in(b, kinds)
    if 0 in ranks:
        return Call("*", (a, b))
    if ranks == (1, 1):
        if expr.op == "np.vdot" and dtype_in(a, kinds).startswith("complex"):
            a = Call("np.conj", (a,))
        return Call("np.sum", (Call("*", (a, b)),))
    if expr.op == "np.vdot" and ranks[0] == ranks[1]:
        return Call("np.sum", (Call("*", (a, b)),))
    dtypes = dtype_in(a, kinds), dtype_in(b, kinds)
    if ranks[0] in (1, 2) and ranks[1] in (1, 2) and dtypes[0] == dtypes[1] and dtypes[0][0] in "fc":
        return Call("np.dot", (a, b), (), expr.at)
    return expr


def shared(expr: Call, kinds: Mapping[str, Kind], named: Callable[[Expr], Expr]) -> Expr:
    """Return what each element contributes to an extreme."""
    a, y, axis = expr.args
    equal = named(Call("np.where", (Call("==", (a, y)), Call("np.ones_like", (a,)), Const(0))))
    if isinstance(equal, Const) or rank_in(equal, kinds) == 0:
        return Const(1.0)
    keep = (("axis", axis), ("keepdims", Const(True)))
    count = named(Call("np.sum", (equal,), keep if axis != NONE else (("keepdims", Const(True)),)))
    return Call("/", (equal, Call("np.maximum", (count, Const(1.0)))))


def narrowed(expr: Call, kinds: Mapping[str, Kind], named: Callable[[Expr], Expr]) -> Expr:
    """Return an adjoint summed to the shape of what was broadcast, where kinds tell along which axes."""
    g, x = expr.args
    have, want = expression_kind(g, kinds), expression_kind(x, kinds)
    if isinstance(want, Scalar):
        return g if isinstance(have, Scalar) else Call("np.sum", (g,))
    own, shape = dims_of_kind(have), dims_of_kind(want)
    if own is None or shape is None or len(own) < len(shape):
        return expr
    extra = tuple(range(len(own) - len(shape)))
    if extra:
        g, own = named(summed(g, extra, False)), own[len(extra) :]
    ones = tuple(i for i, (p, q) in enumerate(zip(own, shape, strict=True)) if q.is_one and not p.is_one)
    if ones:
        g = summed(g, ones, True)
    unsure = any(not (p.is_one or q.not_one or q.is_one) for p, q in zip(own, shape, strict=True))
    return Call("unbroadcast", (named(g), x)) if unsure else g


def summed(g: Expr, axes: tuple[int, ...], keep: bool) -> Call:
    """Return a sum over some axes."""
    along: Expr = Const(axes[0]) if len(axes) == 1 else Call("tuple", tuple(Const(axis) for axis in axes))
    return Call("np.sum", (g,), (("axis", along), ("keepdims", Const(True))) if keep else (("axis", along),))


def turned(stack: Expr) -> Call:
    """Return a stack of matrices, each transposed."""
    return Call("np.swapaxes", (stack, Const(1), Const(2)))


def is_turned(expr: Expr, kinds: Mapping[str, Kind]) -> TypeGuard[Call]:
    """Whether an expression is a stack of matrices, each transposed."""
    turned_axes = isinstance(expr, Call) and expr.op == "np.transpose" and expr.args[1:] == (LAST_TWO,)
    return turned_axes and rank_in(expr, kinds) == 3


def rolled(expr: Call, kinds: Mapping[str, Kind]) -> Expr:
    """Return np.roll along one axis after the other, each by its place: None where all elements are rolled as one."""
    array, shift, axis = expr.args[0], argument(expr, 1, "shift"), argument(expr, 2, "axis")
    rank, back = rank_in(array, kinds), isinstance(shift, Call) and shift.op == "opposite"
    shift = shift.args[0] if isinstance(shift, Call) and back else shift
    several = _is_display(shift)
    if not rank or (axis == NONE and several) or not (several or rank_in(shift, kinds) == 0):
        return expr
    axes = [None] if axis == NONE else [i % rank for i in numbers(axis, expr)]
    shifts = shift.args if isinstance(shift, Call) and several else (shift,) * len(axes)
    if len(shifts) != len(axes):
        return expr
    if back:
        shifts = tuple(Call("neg", (by,)) for by in shifts)
    for place, by in zip(axes, shifts, strict=True):
        array = Call("np.roll", (array, by, Const(place)), (), expr.at)
    return array


def squeezed(expr: Call, kinds: Mapping[str, Kind]) -> Expr:
    """Return what np.squeeze takes away as an index, where all lengths that are one are known."""
    own, left = (dims_of_kind(expression_kind(part, kinds)) for part in (expr.args[0], expr))
    if not own or left is None or len(left) == 0:
        return expr
    axis = argument(expr, 1, "axis")
    ones = [i for i, dim in enumerate(own) if dim.is_one]
    gone = ones if axis == NONE else [i % len(own) for i in numbers(axis, expr)]
    if not set(gone) <= set(ones) or len(gone) != len(own) - len(left):
        return expr
    return Call("[]", (expr.args[0], Call("tuple", tuple(Const(0) if i in gone else WHOLE for i in range(len(own))))))


def crossed(a: Expr, b: Expr) -> Call:
    """Return the product of two vectors in space, number by number."""

    def part(i: int, j: int) -> Call:
        x, y, u, v = (Call("[]", (c, Const(k))) for c, k in ((a, i), (b, j), (a, j), (b, i)))
        return Call("-", (Call("*", (x, y)), Call("*", (u, v))))

    return Call("np.array", (Call("list", (part(1, 2), part(2, 0), part(0, 1))),))


def _is_of_space(expr: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Return whether an expression is a vector of three numbers."""
    dims = dims_of_kind(expression_kind(expr, kinds))
    return dims is not None and len(dims) == 1 and dims[0].exact and dims[0].low == 3


def _is_display(expr: Expr) -> TypeGuard[Call]:
    return isinstance(expr, Call) and expr.op in ("list", "tuple")


def _is_flag(kind: Kind) -> bool:
    return isinstance(kind, Scalar) and kind.dtype == "bool"


def inner_product(expr: Call, kinds: Mapping[str, Kind]) -> Call:
    """Return `np.inner(a, b)` of vectors and matrices as a product of matrices."""
    a, b = expr.args
    match rank_in(a, kinds), rank_in(b, kinds):
        case _, 1:
            return replace(expr, op="@")
        case 1, 2:
            return replace(expr, op="@", args=(b, a))
        case 2, 2:
            return replace(expr, op="@", args=(a, Call(".T", (b,))))
        case _:
            return expr
