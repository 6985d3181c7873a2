"""What is handed out belongs to the caller: a gradient is never an argument, a seed or another gradient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..analyse.infer import expression_kind
from ..analyse.memory import is_gathering
from ..ir import Assign, Block, Call, Const, Expr, Item, Name, Pop, Stmt, Update, map_blocks, rebuild, statements
from ..kinds import Array, Kind, Scalar
from ..simplify.operations import map_expr

FRESH = frozenset(
    {"+", "-", "*", "/", "//", "%", "**", "@", "neg", "over", "times", "np.copy", "np.zeros_like", "np.full_like",
     "np.outer", "np.dot",
     "np.matmul", "np.sum", "np.where", "np.array", "np.concatenate", "np.stack", "np.cumsum", "np.multiply",
     "np.add", "np.ones_like", "np.cross", "np.roll", "np.linalg.solve", "np.linalg.inv", "np.tril", "np.triu"}
)  # fmt: skip
ARRAYS = frozenset({"np.copy", "np.zeros_like", "np.full_like", "np.ones_like", "np.array"})  # also without axes
FRESH |= {f"np.{name}" for name, found in vars(np).items() if isinstance(found, np.ufunc)}


def owned(expr: Expr, block: Block, kinds: Mapping[str, Kind]) -> Expr:
    """Return a gradient's expression with copies where an array may belong to somebody else."""
    seen: set[str] = set()

    def visit(expr: Expr) -> Expr:
        match expr:
            case Const():
                return expr
            case Call("call", (maker, *_)):
                return rebuild(expr, lambda part: part if part is maker else visit(part))
            case Call("tuple" | "list" | "dict"):
                return rebuild(expr, visit)
            case Name(id):
                if isinstance(kinds.get(id), Scalar):
                    return expr
                chain: set[str] = set()
                shared = not all_fresh(id, block, chain, kinds) or bool(chain & seen)
                seen.update(chain)
                if shared:
                    return (
                        Call("np.copy", (expr,)) if id in kinds and not _unknown(kinds[id]) else Call("copied", (expr,))
                    )
                return expr
            case Call("np.copy" | "copied", (Call() as inner,)) if is_fresh(inner, kinds) and _has_axes(inner, kinds):
                return inner
            case Call(".T", (Call(op),)) if op in FRESH - {"np.asarray"}:
                return expr
            case Call():
                if is_fresh(expr, kinds) or isinstance(expression_kind(expr, kinds), Scalar):
                    return expr
                sure = isinstance(expression_kind(expr, kinds), Array)
                return Call("np.copy" if sure else "copied", (expr,))

    return visit(expr)


def _has_axes(expr: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether an expression gives an array, and no number in the place of one without axes."""
    kind = expression_kind(expr, kinds)
    return isinstance(kind, Array) and bool(kind.dims)


def _unknown(kind: Kind) -> bool:
    return not isinstance(kind, Array)


def is_fresh(expr: Call, kinds: Mapping[str, Kind]) -> bool:
    """Return whether an operation gives a new array: so do places picked by an array of indices."""
    if expr.op == "[]" and is_gathering(expr.args[1], kinds):
        return isinstance(expression_kind(expr.args[0], kinds), Array) and _has_axes(expr, kinds)
    return expr.op in FRESH


def all_fresh(name: str, block: Block, seen: set[str], kinds: Mapping[str, Kind]) -> bool:
    """Return whether everything that is ever assigned to a name is a new array."""
    seen.add(name)
    found = False
    for stmt in statements(block):
        match stmt:
            case Assign(Name(id), value) if id == name:
                found = True
                match value:
                    case Name("seed"):  # made for the pullback alone
                        seen.add("seed")
                    case Call("[]") if _root(value) == Name("seed"):
                        seen.add(repr(value))
                    case Name(other):
                        if other in seen:
                            return False
                        if not all_fresh(other, block, seen, kinds):
                            return False
                    case Const():
                        continue
                    case Call() if is_fresh(value, kinds):
                        continue
                    case _:
                        return False
            case Pop(Name(id)) if id == name:
                return False
            case Update(Name(id)) if id == name:
                continue
    return found


def _root(expr: Expr) -> Expr:
    while isinstance(expr, Call) and expr.args and (expr.op == "[]" or expr.op.startswith(".")):
        expr = expr.args[0]
    return expr


def strip_copies(block: Block, kinds: Mapping[str, Kind]) -> Block:
    """Return a block without copies of arrays that are new anyway; nothing may be shortened after this.

    What NumPy computes of arrays without axes is a number: it is made an array where something is written into it.
    """
    goals = [stmt.target for stmt in statements(block) if isinstance(stmt, Assign | Update)]
    written = {goal.base.id for goal in goals if isinstance(goal, Item) and isinstance(goal.base, Name)}
    bare = {name for name in written if isinstance(kind := kinds.get(name), Array) and kind.dims == ()}

    def bare_part(expr: Expr) -> Expr:
        if isinstance(expr, Call):
            expr = rebuild(expr, bare_part)
        match expr:
            case Call("[]", (Call("np.copy", (Call() as inner,)), index)) if is_fresh(inner, kinds):
                return Call("[]", (inner, index))
            case Call("[]", (Call("np.copy", (inner,)), index)) if is_fresh(Call("[]", (inner, index)), kinds):
                return Call("[]", (inner, index))
            case _:
                return expr

    def statement(stmt: Stmt) -> Stmt:
        match stmt:
            case Assign(value=Call("np.copy" | "copied", (Call() as inner,))) if is_fresh(inner, kinds):
                return statement(replace(stmt, value=inner))
            case Assign(Name(id), Call(op) as value) if id in bare and op in FRESH and op not in ARRAYS:
                return replace(stmt, value=Call("np.asarray", (value,)))
            case _:
                return map_blocks(stmt, lambda inner: tuple(statement(s) for s in inner))

    return tuple(map_expr(statement(stmt), bare_part) for stmt in block)
