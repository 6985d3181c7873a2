"""What a function changes outside of itself stays changed: a backward sweep cannot need what was there before.

y = x * D["n"]
D["n"] += 1             bx = by * D["n"]   would read the new value, and to put the old one back would undo the change
"""

from __future__ import annotations

from collections.abc import Set

from ..analyse.flow import changed_outside
from ..errors import UnsupportedSyntax
from ..ir import Block, Call, Const, Expr, names, statements, subexpressions
from ..simplify.operations import map_expr


def refuse_changed_outside(body: Block, backward: Block, outside: Set[str]) -> None:
    """Refuse a backward sweep that reads what an object or a dict from outside held before the function changed it."""
    changed = changed_outside(body, outside)
    for stmt in statements(backward) if changed else ():
        read: list[Call] = []
        map_expr(stmt, lambda expr, read=read: note_calls(expr, read))  # type: ignore[misc]
        for base, key in changed:
            if any(may_read(part, base, key) for part in read):
                raise UnsupportedSyntax(
                    "the derivative needs what a container from outside held before the function changed it",
                    getattr(stmt, "origin", None),
                    hint="Read it into a variable first, as an array or with 1.0 * table[key].",
                )


def note_calls(expr: Expr, found: list[Call]) -> Expr:
    """Put the operations in an expression into a list, and return the expression."""
    found += [part for part in subexpressions(expr) if isinstance(part, Call)]
    return expr


def may_read(part: Call, base: Expr, key: Expr) -> bool:
    """Return whether an expression may read an item, or an attribute, of a container."""
    if not part.args or not names(part.args[0]) & names(base):
        return False
    if part.op == "[]" and part.args[0] == base and isinstance(part.args[1], Const) and isinstance(key, Const):
        return part.args[1] == key
    if part.op.startswith(".") and part.args[0] == base and isinstance(key, Const):
        return part.op == f".{key.value}"
    return part.op == "[]" or part.op.startswith(".")
