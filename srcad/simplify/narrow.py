"""Leave an adjoint as short as it comes where everything that reads it spreads it over the axes by itself.

bt = expand(g, t)            bt = g
by = bt * x                  by = bt * x          where x has the shape of t
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..analyse.memory import memory_of, sources
from ..ir import (
    Assign,
    Block,
    Call,
    Name,
    Stmt,
    Update,
    definitions,
    map_blocks,
    names,
    reads,
    statements,
    subexpressions,
    substitute,
)
from ..kinds import Kind, Scalar, nameless
from .algebra import simplify
from .still_new import still_new

SHORT = "short$"  # stands for the adjoint as it comes, while its uses are looked at


def narrow(block: Block, kinds: dict[str, Kind], temporaries: frozenset[str]) -> Block:
    """Return a block in which adjoints are not expanded for uses that need no expanding; `kinds` tells so of them."""
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    wide: dict[str, Call] = {}
    for stmt in statements(block):
        match stmt:
            case Assign(Name(id), Call("expand", (_, Name())) as value) if count[id] == 1 and id in temporaries:
                wide[id] = value
            case _:
                pass
    for name, value in wide.items():
        shorter = _narrowed(block, name, value, kinds)
        if shorter is not None:
            kinds[name] = expression_kind(value.args[0], kinds)
            block = shorter
    return block


def _narrowed(block: Block, name: str, value: Call, kinds: dict[str, Kind]) -> Block | None:
    """Return a block with an adjoint as it comes, None if a statement needs it expanded."""
    g, x = value.args
    kind = expression_kind(g, kinds)
    own = {**kinds, SHORT: replace(kind, weak=True) if isinstance(kind, Scalar) else kind}
    used: dict[int, Stmt] = {}
    for stmt in statements(block):
        if name not in reads(stmt):
            continue
        if not isinstance(stmt, Assign | Update) or not isinstance(stmt.target, Name) or stmt.target.id == name:
            return None
        short = simplify(substitute(stmt.value, {name: Call("expand", (Name(SHORT), x))}), own)
        spread = any(isinstance(e, Call) and e.op == "expand" and SHORT in names(e) for e in subexpressions(short))
        if spread or nameless(expression_kind(short, own)) != nameless(expression_kind(stmt.value, own)):
            return None
        changed = substitute(short, {SHORT: Name(name)})
        if isinstance(stmt, Assign) and not sources(changed, kinds) <= sources(stmt.value, kinds):
            changed = still_new(stmt, changed, memory_of(block, kinds))
        used[id(stmt)] = replace(stmt, value=changed)

    def statement(stmt: Stmt) -> Stmt:
        if isinstance(stmt, Assign) and stmt.target == Name(name):
            return Assign(stmt.target, g, stmt.origin)
        return used.get(id(stmt)) or map_blocks(stmt, lambda inner: tuple(map(statement, inner)))

    return tuple(map(statement, block))
