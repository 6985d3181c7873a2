"""Liveness: which names a block may read before it assigns them."""

from __future__ import annotations

from ..ir import Block, For, If, While, definitions, names, reads


def exposed_reads(block: Block, assigned: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the names whose value before a block the block may read."""
    found: frozenset[str] = frozenset()
    for stmt in block:
        match stmt:
            case If(condition, body, orelse):
                found |= names(condition) - assigned
                found |= exposed_reads(body, assigned) | exposed_reads(orelse, assigned)
            case For() | While():
                inside = assigned | (definitions(stmt) if isinstance(stmt, For) else frozenset())
                found |= reads(stmt) - inside
                found |= exposed_reads(stmt.body, inside)
            case _:
                found |= reads(stmt) - assigned
        assigned |= _assigned((stmt,))
    return found


def _both(stmt: If) -> frozenset[str]:
    """Return the names that both branches of an `If` surely assign."""
    return _assigned(stmt.body) & _assigned(stmt.orelse)


def _assigned(block: Block) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for stmt in block:
        if isinstance(stmt, If):
            found |= _both(stmt)
        elif not isinstance(stmt, For | While):
            found |= definitions(stmt)
    return found
