"""What statements and blocks of the core amount to: `try` and `with`, blocks that end by raising, lengths."""

from __future__ import annotations

from .ir import Block, Call, Comment, Const, Do, If, Stmt, statements

TURN = Comment("backward")  # where the forward sweep ends
ALL = Const(Ellipsis)  # the index of `a[...] = e`: all of an array, in place
WHOLE = Call("slice", (Const(None), Const(None), Const(None)))  # the index of all along one axis


def is_guard(stmt: Stmt) -> bool:
    """Return whether an `If` is a `try` or a `with` in the core: a condition `attempt` or `within`, not a test.

    `attempt` has the exceptions caught, and the name of a number that is not 0 afterwards if one was; its `orelse` is
    what is done then. `within` has the context manager, the name bound to what it gives, and whether the backward
    sweep enters it again.
    """
    return isinstance(stmt, If) and isinstance(stmt.condition, Call) and stmt.condition.op in ("attempt", "within")


def raises(block: Block) -> bool:
    """Return whether a block surely ends by raising an exception."""
    if not block:
        return False
    last = block[-1]
    if isinstance(last, If):
        return raises(last.body) and raises(last.orelse)
    return isinstance(last, Do) and isinstance(last.value, Call) and last.value.op == "raise"


def count(block: Block) -> int:
    """Return the number of statements in a block, inner ones included."""
    return sum(1 for _ in statements(block))
