"""Bind an array anew where all of it is updated in place, the old elements are wanted, and nothing else sees it.

y = x.copy()                 y = x.copy()
y /= np.sum(y)               y_1 = y / np.sum(y)
y[0] = 1.0                   y_1[0] = 1.0

A derivative that reads the old elements would keep a copy of them, and put them back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from ..analyse.alike import Shapes
from ..analyse.infer import expression_kind
from ..analyse.memory import Memory
from ..forms import ALL
from ..ir import Assign, Block, Call, Const, Expr, Item, Name, Stmt, Target, Update, statements, subexpressions
from ..kinds import UNKNOWN, dtype_of
from ..rules.rule import RULES
from ..simplify.copies import is_pure

NONLINEAR = frozenset({"elementwise", "bilinear", "general"})  # sorts of rules whose adjoints may read operands
PARTS = frozenset({"[]", ".T", "np.reshape", "np.expand_dims"})


def bound_anew(
    block: Block, memory: Memory, inputs: Sequence[str], alone: bool
) -> tuple[Block, frozenset[str]]:  # fmt: skip
    """Return a block in which whole arrays are bound anew, not updated in place, and the names of these.

    Only statements outside loops and branches are looked at: a loop would make an array in each trip. Only a function
    that stands `alone` may bind an argument anew, as another one's caller sees what is written into it.
    """
    if not any(updated(stmt) for stmt in block):
        return block, frozenset()
    kinds = memory.kinds
    walk, out, found, wanted = Shapes(kinds), list[Stmt](), set[str](), set[str]()
    for stmt in block:
        change = updated(stmt)
        if change is not None:
            name, value = change
            shape = walk.shape(Name(name))
            sole = is_sole(name, memory) and (alone or name not in inputs)
            dtype = dtype_of(kinds.get(name, UNKNOWN))
            same = dtype in ("float64", "float32") and dtype_of(expression_kind(value, kinds)) == dtype
            reads = name in wanted or name in operands_wanted(value)
            if reads and sole and same and shape and walk.shape(value) == shape and is_pure(value):
                stmt = Assign(Name(name), value, getattr(stmt, "origin", None))
                found.add(name)
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name):
            wanted.discard(stmt.target.id)
        wanted |= wanted_after(stmt)
        walk.statement(stmt)
        out.append(stmt)
    return tuple(out), frozenset(found)


def updated(stmt: Stmt) -> tuple[str, Call] | None:
    """Return what is updated as a whole, and what it holds then."""
    match stmt:
        case Update(Item(Name(id), index, False), op, value) if index == ALL:
            return id, Call(op, (Name(id), value))
        case Assign(Item(Name(id), index, False), Call() as value) if index == ALL:
            return id, value
        case _:
            return None


def wanted_after(stmt: Stmt) -> set[str]:
    """Return the names whose elements the adjoint of a statement, or of those inside it, may read."""
    found: set[str] = set()
    for inner in statements((stmt,)):
        match inner:
            case Assign(target, value):
                found |= operands_wanted(value)
                if isinstance(value, Call) and value.op in RULES and reads_name(value.op, "y", value.args):
                    found.add(held(target.base if isinstance(target, Item) else target))
            case Update(target, op, value):
                base = target.base if isinstance(target, Item) else target
                found |= operands_wanted(Call(op, (base, value)))
            case _:
                pass
    return found


def operands_wanted(expr: Expr) -> set[str]:
    """Return the names whose elements the adjoints of the operations in an expression may read."""
    found: set[str] = set()
    for part in subexpressions(expr):
        if isinstance(part, Call) and part.op in RULES and RULES[part.op].sort in NONLINEAR:
            for param, arg in zip(RULES[part.op].params, part.args, strict=False):
                if reads_name(part.op, param, part.args):
                    found.add(held(arg))
    return found


def held(expr: Expr | Target) -> str:
    """Return the name of an array of which an expression is a part; "" if it is none."""
    while isinstance(expr, Call) and expr.op in PARTS:
        expr = expr.args[0]
    return expr.id if isinstance(expr, Name) else ""


def reads_name(op: str, name: str, args: Sequence[Expr]) -> bool:
    """Whether an adjoint by an operand that is no literal reads a parameter or the result `y` of an operation."""
    word = re.compile(rf"\b{name}\b")
    literal = [isinstance(arg, Const) for arg in args]
    return any(text and word.search(text) for text, known in zip_longest(RULES[op].vjp, literal) if not known)


def is_sole(name: str, memory: Memory) -> bool:
    """Whether a name is the only one for its memory, beside views that are as good as copies."""
    token = memory.token.get(name)
    return token is not None and memory.members(token) - memory.gathers == {name}
