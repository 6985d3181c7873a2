"""Adjoints of products of matrices and of np.einsum, where ranks are known, are such products themselves.

einsum_adjoint(g, "ij,j->i", (a, x), 0)     np.einsum("i,j->ij", g, x)
einsum_adjoint(g, "ij->i", (a,), 0)         np.einsum("i,j->ij", g, np.ones(a.shape[1], dtype=a.dtype))
matmul_left(g, a, b)                        g @ np.transpose(b, (0, 2, 1))
solve_columns(a, x, b)                      np.linalg.solve(a, x)
"""

from __future__ import annotations

from collections.abc import Mapping

from ..analyse.infer import expression_kind
from ..ir import Call, Const, Expr, Name
from ..kinds import ANY, Dim, Kind, broadcast_dim, dims_of_kind, rank_of, same_length
from ..runtime_linalg import einsum_backward
from .shapes import unbroadcast

LAST_TWO = Call("tuple", (Const(0), Const(2), Const(1)))  # axes of a stack of matrices, each transposed


def matrix_adjoint(op: str, g: Expr, a: Expr, b: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return the product that an adjoint of a product of stacks of matrices is, where no axis is to be summed."""
    mine, other = (a, b) if op == "matmul_left" else (b, a)
    if rank_of(expression_kind(mine, kinds)) != 3 or rank_of(expression_kind(other, kinds)) != 3:
        return None
    turned = Call("np.transpose", (other, LAST_TWO))
    found = Call("@", (g, turned) if op == "matmul_left" else (turned, g))
    return found if unbroadcast(found, mine, kinds) == found else None


def with_one_matrix(op: str, a: Expr, x: Expr, like: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return the product of one matrix with a vector or with columns, or the solution; None for stacks of matrices."""
    if rank_of(expression_kind(a, kinds)) != 2 or rank_of(expression_kind(like, kinds)) not in (1, 2):
        return None
    return Call("@" if op == "matmul_columns" else "np.linalg.solve", (a, x))


def untransposed(expr: Expr, like: Call) -> Expr | None:
    """Return what an expression is the transpose of in the way that `like` is one: each matrix by itself."""
    if not isinstance(expr, Call) or (expr.op, expr.args[1:]) != (like.op, like.args[1:]):
        return None
    return expr.args[0] if like.op == ".T" or like.args[1:] == (LAST_TWO,) else None


def einsum_of(call: Call, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return the np.einsum that `einsum_adjoint` would call, or None where that is known at run time only."""
    g, subscripts, operands, place = call.args
    if not isinstance(subscripts, Const) or not isinstance(operands, Call) or not isinstance(place, Const):
        return None
    ranks = [rank_of(expression_kind(operand, kinds)) for operand in operands.args]
    k = place.value
    if not isinstance(subscripts.value, str) or not isinstance(k, int) or None in ranks:
        return None
    try:
        backward, alone, twice = einsum_backward(subscripts.value, tuple(rank for rank in ranks if rank is not None), k)
    except ValueError:  # np.einsum itself will say what is wrong
        return None
    x = operands.args[k]
    rest = [operand for i, operand in enumerate(operands.args) if i != k]
    if (alone or twice) and not isinstance(x, Name):
        return None
    if not _as_long_as(x, backward, [g, *rest], kinds):
        return None
    extra = [_side("np.ones", x, axis) for axis in alone] + [_side("np.eye", x, axis) for axis in twice]
    return Call("unbroadcast", (Call("np.einsum", (Const(backward), g, *rest, *extra)), x))


def _as_long_as(x: Expr, backward: str, parts: list[Expr], kinds: Mapping[str, Kind]) -> bool:
    """Whether an einsum of `parts` surely is as long as `x`: an index may have one element in all of them."""
    inputs, _, target = backward.partition("->")
    longest: dict[str, Dim] = {}
    for labels, part in zip(inputs.split(","), parts, strict=False):
        dims = dims_of_kind(expression_kind(part, kinds)) or (ANY,) * len(labels)
        for label, dim in zip(labels, dims, strict=False):
            longest[label] = broadcast_dim(longest[label], dim) if label in longest else dim
    own = dims_of_kind(expression_kind(x, kinds)) or ()
    return all(
        mine.is_one or longest[label].not_one or same_length(mine, longest[label])
        for label, mine in zip(target, own, strict=True)
        if label in longest
    )


def _side(op: str, x: Expr, axis: int) -> Expr:
    """Return `np.ones(x.shape[axis], dtype=x.dtype)`, or np.eye."""
    return Call(op, (Call("[]", (Call(".shape", (x,)), Const(axis))),), (("dtype", Call(".dtype", (x,))),))
