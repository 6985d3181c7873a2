"""Read `yield` and `yield from`: an element is handed on, and what `send` hands in may be bound after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from ..ir import Assign, Call, Const, Do, Expr, For, Name, Origin, Stmt

if TYPE_CHECKING:
    from .read import Reader


def read_yield(reader: Reader, node: gast.Expr | gast.Assign, origin: Origin | None) -> list[Stmt]:
    """Read `yield e` and `x = yield e`."""
    element: Expr = Const(None) if node.value.value is None else reader.expr(node.value.value)
    goals = node.targets if isinstance(node, gast.Assign) else []
    bound = [Assign(reader.target(goal), Call("sent"), origin) for goal in goals]
    return [Do(Call("yield", (element,), at=origin), origin), *bound]


def read_yield_from(reader: Reader, node: gast.Expr, item: str, origin: Origin | None) -> list[Stmt]:
    """Read `yield from e` as a loop."""
    each = Do(Call("yield", (Name(item),), at=origin), origin)
    return [For(Name(item), reader.expr(node.value.value), (each,), origin=origin)]
