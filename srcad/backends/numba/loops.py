"""Small pieces that loops are made of: nests, indices, and the totals that reductions take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from ...ir import Block, Call, Const, Expr, For, Name, Stmt, names, subexpressions
from ...kinds import Kind
from ...syntax.write import write_expression
from .facts import ONE, Dims, minus, plus, rank_in, refuse

SHORT = 4  # up to how many elements along the last axes are written out
REDUCTIONS = {"np.sum": "add", "np.prod": "*", "np.max": "larger", "np.min": "smaller"}


def item(name: str, index: tuple[Expr, ...]) -> Call:
    """Return the element of an array."""
    return Call("[]", (Name(name), index[0] if len(index) == 1 else Call("tuple", index)))


def nest(index: tuple[Expr, ...], dims: Dims, body: Sequence[Stmt]) -> list[Stmt]:
    """Return loops around statements, one for each index that is a name."""
    block: Block = tuple(body)
    for name, length in zip(reversed(index), reversed(dims), strict=True):
        if isinstance(name, Name):
            block = (For(name, Call("range", (length,)), block),)
    return list(block)


def written_out(lengths: Sequence[int]) -> list[tuple[Expr, ...]]:
    """Return all indices along some axes of known lengths."""
    return [tuple(map(Const, index)) for index in product(*map(range, lengths))]


def stepped(index: Expr, first: Expr, step: int) -> Expr:
    """Return where the element of a slice is in the whole."""
    if step < 0:
        return minus(first, times(index, -step))
    return plus(times(index, step), first)


def times(index: Expr, step: int) -> Expr:
    """Return an index times a literal."""
    if step == 1:
        return index
    return Const(index.value * step) if isinstance(index, Const) else Call("*", (index, Const(step)))  # type: ignore[operator]


def offset(place: Expr, index: Expr) -> int | None:
    """Return how far a place is from an index, where that is said by a literal."""
    match place:
        case _ if place == index:
            return 0
        case Call("+", (first, Const(int() as by))) if first == index:
            return by
        case Call("-", (first, Const(int() as by))) if first == index:
            return -by
        case _:
            return None


def whole(expr: Expr) -> int | None:
    """Return the value of an integer literal."""
    if isinstance(expr, Call) and expr.op == "neg" and isinstance(expr.args[0], Const):
        inner = whole(expr.args[0])
        return None if inner is None else -inner
    if isinstance(expr, Const) and isinstance(expr.value, int) and not isinstance(expr.value, bool):
        return expr.value
    return None


def numbers(expr: Expr, inside: Call) -> list[int]:
    """Return the integers of an argument that is a literal: axes."""
    if isinstance(expr, Call) and expr.op == "inverse_axes":
        order = numbers(expr.args[0], inside)
        return [order.index(i) for i in range(len(order))]
    parts = expr.args if isinstance(expr, Call) and expr.op in ("tuple", "list") else (expr,)
    found = [whole(part) for part in parts]
    if any(each is None for each in found):
        raise refuse(f"{shown(inside)}, whose axes are no literals", inside.at)
    return [each for each in found if each is not None]


def argument(expr: Call, position: int, name: str) -> Expr:
    """Return an argument given by position or by name, `None` if it is not given."""
    if len(expr.args) > position:
        return expr.args[position]
    return dict(expr.keywords).get(name, Const(None))


def reduced_axes(expr: Call, kinds: Mapping[str, Kind]) -> tuple[list[int], bool]:
    """Return which axes a reduction takes together, and whether they are kept with length one."""
    rank = rank_in(expr.args[0], kinds)
    given = dict(expr.keywords)
    if rank is None or given.keys() - {"axis", "keepdims"} or len(expr.args) > 2:
        raise refuse(shown(expr), expr.at)
    axis = argument(expr, 1, "axis")
    axes = list(range(rank)) if axis == Const(None) else sorted({i % rank for i in numbers(axis, expr)})
    return axes, given.get("keepdims", Const(False)) == Const(True)


def first_of(expr: Call, dtype: str) -> Expr:
    """Return what a total begins with."""
    real = dtype[0] in "fc"
    if expr.op in ("np.max", "np.min"):
        sign = -1.0 if expr.op == "np.max" else 1.0
        if real:
            return Const(sign * float("inf"))
        return Const(-(2**63) if expr.op == "np.max" else 2**63 - 1)
    value = 1 if expr.op == "np.prod" else 0
    if dtype.startswith("complex"):
        return Const(complex(value))
    return Const(float(value) if real else value)


def combined(op: str, total: Expr, value: Expr) -> Expr:
    """Return a total with one more element."""
    if op == "np.sum" and isinstance(value, Call) and value.op == "*":
        return Call("add_product", (total, *value.args))
    return Call(REDUCTIONS[op], (total, value))


def dims_at(before: Sequence[Expr], met: Dims) -> int:
    """Return the position of the first of the axes that arrays in an index give, which are the last so far."""
    return len(before) - len(met)


def made(dims: Dims, dtype: str, op: str = "np.empty") -> Call:
    """Return the call that makes an array."""
    shape = dims[0] if len(dims) == 1 else Call("tuple", dims)
    name = "np.bool_" if dtype == "bool" else f"np.{dtype}"
    return Call(op, (shape, Name(name)))


def loop_index(dims: Dims, names: Sequence[str]) -> tuple[Expr, ...]:
    """Return the indices of a nest of loops: an axis of length one needs none."""
    return tuple(Const(0) if length == ONE else Name(name) for length, name in zip(dims, names, strict=True))


def shown(expr: Expr) -> str:
    """Return an expression as a message shows it."""
    text = write_expression(expr)
    return f"`{text if len(text) < 60 else text[:57] + '...'}`"


def shown_op(op: str) -> str:
    """Return the name of an operation as a message shows it."""
    return op.strip(".()") if op.startswith(".") else op


def names_of_values(expr: Expr) -> frozenset[str]:
    """Return the names whose values an expression reads, not those of which it reads only the length."""
    inside = {
        name
        for part in subexpressions(expr)
        if isinstance(part, Call) and part.op in (".shape", ".size", "len", ".ndim")
        for name in names(part)
    }
    return names(expr) - inside


def shape_count(value: Expr, axes: Sequence[int], kinds: Mapping[str, Kind]) -> Expr:
    """Return how many elements lie along some axes of an array."""
    if len(axes) == rank_in(value, kinds):
        return Call(".size", (value,))
    found: Expr = ONE
    for axis in axes:
        length = Call("[]", (Call(".shape", (value,)), Const(axis)))
        found = length if found == ONE else Call("*", (found, length))
    return found
