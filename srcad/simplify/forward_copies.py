"""Within a block, read the original of a generated name as long as both hold the same; in the backward sweep, of any.

bt = btotal          bx = btotal * x
bx = bt * x          (btotal = btotal is dropped)
btotal = bt
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..ir import (
    Assign,
    Block,
    Call,
    Comment,
    Do,
    Expr,
    For,
    If,
    Item,
    Name,
    Pop,
    Stmt,
    Update,
    While,
    all_definitions,
    definitions,
    map_blocks,
    names,
    statements,
    substitute,
)
from .copies import map_expressions


class Copies(dict[str, Expr]):
    """What names are copies of; `sources` are the names that are copied, or once were."""

    def __init__(self, known: Copies | dict[str, Expr], sources: set[str]) -> None:
        super().__init__(known)
        self.sources = sources


def forward_copies(block: Block, generated: frozenset[str]) -> Block:
    """Return a block with copies read through, as far as nothing assigns them or writes into them on the way."""
    return _block(block, Copies({}, set()), generated)[0]


def _block(block: Block, known: Copies, generated: frozenset[str] | None) -> tuple[Block, Copies]:
    out: list[Stmt] = []
    known = Copies(known, known.sources)
    for stmt in block:
        match stmt:
            case Comment("backward"):
                generated = None  # what follows is generated in any case
                out.append(stmt)
            case If() | For() | While():
                lost = all_definitions((stmt,)) | _written((stmt,))
                inside = _without(known, lost) if not isinstance(stmt, If) else known
                new = _header(stmt, known if isinstance(stmt, If | For) else inside, inside)
                out.append(map_blocks(new, _blocks(inside, generated)))
                known = _without(known, lost)
            case _:
                new = map_expressions(stmt, known) if known else stmt
                if isinstance(new, Assign) and new.target == new.value:
                    continue
                known = _without(known, definitions(new) | _written((new,)))
                match new:
                    case Assign(Name(target), Name() as value) if generated is None or target in generated:
                        known[target] = value
                        known.sources.add(value.id)
                    case _:
                        pass
                out.append(new)
    return tuple(out), known


def _blocks(known: Copies, generated: frozenset[str] | None) -> Callable[[Block], Block]:
    return lambda inner: _block(inner, known, generated)[0]


def _header(stmt: If | For | While, outside: Copies, inside: Copies) -> Stmt:
    """Return a compound statement with its own expressions changed, its blocks left alone."""
    match stmt:
        case If(condition):
            return replace(stmt, condition=substitute(condition, outside))
        case For(iterable=iterable, stop=stop):
            return replace(
                stmt, iterable=substitute(iterable, outside), stop=None if stop is None else substitute(stop, inside)
            )
        case While(condition, stop=stop):
            return replace(
                stmt, condition=substitute(condition, inside), stop=None if stop is None else substitute(stop, inside)
            )


def _without(known: Copies, lost: frozenset[str]) -> Copies:
    if lost.isdisjoint(known) and lost.isdisjoint(known.sources):
        return known
    kept = {
        name: expr
        for name, expr in known.items()
        if name not in lost and not (isinstance(expr, Name) and expr.id in lost)
    }
    return Copies(kept, known.sources)


def _written(block: Block) -> frozenset[str]:
    """Return the names whose memory a block writes: a copy of such a name is no longer the same to think of."""
    found: frozenset[str] = frozenset()
    for stmt in statements(block):
        match stmt:
            case Assign(target=Item(base=base)) | Update(target=Item(base=base)) | Pop(target=Item(base=base)):
                found |= names(base)
            case Update(target=Name(id)):
                found |= {id}
            case Do(value=Call("np.add.at", args)):
                found |= names(args[0])
            case _:
                pass
    return found
