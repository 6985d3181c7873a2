"""What a function writes into objects and dictionaries outside: compiled code computes it, Python writes it at the end.

    counted.nfev = counted.nfev + 1          counted_nfev = counted_0 + 1
    value = np.sum(x * x)              becomes    value = ...
    return value                             return value, counted_nfev

and `counted.nfev = result_1` in the function that calls this one.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...analyse.live import surely_assigned
from ...ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    Name,
    Stmt,
    all_definitions,
    all_reads,
    map_blocks,
    names,
    statements,
)
from ...names import Names
from ...simplify.operations import calls
from ...syntax.write import write_expression
from .edges import Given
from .facts import refuse

UNSEEN = frozenset({"call", "passive"})


@dataclass(frozen=True)
class LateWrite:
    """A write that Python does: `setattr` or `setitem`, where, and the name of what is written."""

    op: str
    base: Expr
    key: Const
    name: Name

    def done(self, base: Expr, value: Expr) -> Do:
        """Return the statement that writes a value."""
        return Do(Call(self.op, (base, self.key, value)))

    @property
    def read(self) -> Call:
        """What is there before."""
        return Call("[]", (self.base, self.key)) if self.op == "setitem" else Call(f".{self.key.value}", (self.base,))

    @property
    def shown(self) -> str:
        """The place as a message shows it."""
        return f"`{write_expression(self.read)}`"


def written_late(body: Block, edges: Given) -> tuple[Block, list[LateWrite]]:
    """Return a body that binds names to what it would write outside, and what is to be written at its end, in order."""
    fresh = Names(all_definitions(body) | all_reads(body) | frozenset(calls(body)) | frozenset(edges.kinds))
    found: dict[tuple[str, Expr, Expr], LateWrite] = {}
    for stmt in statements(body):
        match stmt:
            case Do(Call("setattr" | "setitem" as op, (base, Const() as key, _)), origin):
                old = found.pop((op, base, key), None)  # the last one written is written last
                name = old.name if old else Name(fresh.fresh(str(key.value)))
                write = found[op, base, key] = LateWrite(op, base, key, name)
                if UNSEEN & set(calls(body)):
                    raise refuse(f"a write to {write.shown} beside a call of a function that may read it", origin)
                if names(base) & all_definitions(body):
                    raise refuse(f"a write to {write.shown}, which is not known before the function runs", origin)
            case _:
                pass
    if not found:
        return body, []

    def named(block: Block) -> Block:
        return tuple(map(bound, block))

    def bound(stmt: Stmt) -> Stmt:
        match stmt:
            case Do(Call("setattr" | "setitem" as op, (base, Const() as key, value)), origin):
                return Assign(found[op, base, key].name, value, origin)
            case _:
                return map_blocks(stmt, named)

    body = named(body)
    sure = surely_assigned(body)
    first: list[Stmt] = []
    for write in found.values():
        if write.name.id not in sure:  # what is there stays, where nothing is written
            if write.read not in edges.paths:
                raise refuse(f"a write to {write.shown} that may not happen")
            first.append(Assign(write.name, Name(edges.paths[write.read])))
    return (*first, *body), list(found.values())
