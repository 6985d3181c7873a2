"""Add nothing where a branch left nothing to add: what reads an adjoint that is zero in one branch stands in the other.

if r < cutoff:               if r < cutoff:
    br = k * (r - a)             br = k * (r - a)
else:                            bx[i] += br * d
    br = 0.0
bx[i] += br * d
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import replace

from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    If,
    Item,
    Name,
    Stmt,
    Update,
    map_blocks,
    names,
    reads,
    statements,
)

ZEROS = frozenset({"np.zeros_like", "np.zeros", "zeros_like"})
ANY = frozenset({"*", "@", "np.outer", "np.dot", "times"})  # zero where one operand is
FIRST = frozenset({"/", "over", "neg", "np.sum", "[]", "expand", "unbroadcast", ".T", "np.expand_dims", "np.reshape"})


def sink(block: Block, derived: Set[str]) -> Block:
    """Return a block in which what only adds zeros after one branch of an `if` stands in the other branch.

    Only adjoints, `derived`, are looked at: the user's own names are read by the user's own statements.
    """
    count = Counter(name for stmt in statements(block) for name in reads(stmt))
    return _sunk(block, derived, count)


def _sunk(block: Block, derived: Set[str], count: Counter[str]) -> Block:
    out: list[Stmt] = []
    rest = [map_blocks(stmt, lambda inner: _sunk(inner, derived, count)) for stmt in block]
    while rest:
        stmt = rest.pop(0)
        if isinstance(stmt, If) and not is_guard(stmt):
            for zeros, other in ((stmt.orelse, stmt.body), (stmt.body, stmt.orelse)):
                found = zeroed(zeros)
                if other and found and found <= derived:
                    run = idle(rest, found, derived, count, stmt)
                    if run:
                        full = (*other, *rest[:run])
                        branches = (full, ()) if other is stmt.body else ((), full)
                        stmt = replace(stmt, body=branches[0], orelse=branches[1])
                        del rest[:run]
                        break
        out.append(stmt)
    return tuple(out)


def zeroed(block: Block) -> set[str]:
    """Return the names that a branch sets to zero, none if it does anything else."""
    found: set[str] = set()
    for stmt in block:
        match stmt:
            case Assign(Name(id), Const(0 | 0.0 as value)) if value is not False:
                found.add(id)
            case Assign(Name(id), Call(op)) if op in ZEROS:
                found.add(id)
            case _:
                return set()
    return found


def idle(rest: list[Stmt], zeros: set[str], derived: Set[str], count: Counter[str], branch: If) -> int:
    """Return how many statements do nothing while names are zero, if nothing after them reads these names."""
    known, read, best = set(zeros), Counter[str](), 0
    for stmt in statements((branch,)):
        read.update(reads(stmt))
    for i, stmt in enumerate(rest):
        match stmt:
            case Assign(Name(id), value) if id in derived and id not in zeros and is_zero(value, known):
                known.add(id)
            case Update(target, "+" | "-", value) if is_zero(value, known) and not goal(target) & known:
                pass
            case Do(Call("np.add.at" | "np.subtract.at" | "add_into", (*_, value))) if is_zero(value, known):
                pass
            case _:
                break
        read.update(reads(stmt))
        if all(read[name] == count[name] for name in known):
            best = i + 1
    return best


def goal(target: Expr | Item) -> frozenset[str]:
    """Return the names in what is updated."""
    return names(target.base if isinstance(target, Item) else target)


def is_zero(expr: Expr, zeros: Set[str]) -> bool:
    """Return whether an expression is zero where names are."""
    match expr:
        case Name(id):
            return id in zeros
        case Call(op, args) if op in ANY:
            return any(is_zero(arg, zeros) for arg in args)
        case Call("+" | "-", args):
            return all(is_zero(arg, zeros) for arg in args)
        case Call(op, (first, *_)) if op in FIRST:
            return is_zero(first, zeros)
        case _:
            return False
