"""Loops that are left by `return` are left by `break` where that is plainer, and the value is returned after them.

while True:                         while True:
    y = step(y)                         y = step(y)
    if small(y):                        if small(y):
        return y                            break
                                    return y
"""

from __future__ import annotations

from dataclasses import replace

from ..ir import Block, Call, Const, Do, Exit, For, If, Return, Stmt, Try, While, With, map_blocks, statements


def goes_on_forever(loop: For | While) -> bool:
    """Return whether a loop ends by an exit only: `while True`."""
    return isinstance(loop, While) and isinstance(loop.condition, Const) and bool(loop.condition.value)


def by_break(loop: For | While, rest: Block) -> Block | None:
    """Return a loop that is left by `break` where it was by `return`, and what follows; None where that is no plainer.

    The value is then returned after the loop, and its adjoint is there before the loop is gone through backwards.
    """
    exits = own_exits(loop)
    returns = [stmt for stmt in exits if isinstance(stmt, Return)]
    if not returns or any(stmt != returns[0] for stmt in returns):
        return None
    left = replace(loop, body=map_returns(loop.body, Exit("break", returns[0].origin)))
    if rest and rest[0] == returns[0] and not loop.orelse:  # the same is returned in the end
        return (left, returns[0])
    if len(returns) < len(exits):
        return None
    if goes_on_forever(loop):
        return (replace(left, orelse=()), returns[0])
    if rest and is_exit(rest[-1]):
        return (replace(left, orelse=(*loop.orelse, *rest)), returns[0])
    return None


def own_exits(loop: For | While) -> list[Stmt]:
    """Return the statements that leave a loop: none if some of them stand in another loop, in a `try` or a `with`."""
    found: list[Stmt] = []
    waiting = list(loop.body)
    for stmt in waiting:
        match stmt:
            case If(body=body, orelse=orelse):
                waiting += [*body, *orelse]
            case Return() | Exit(kind="break"):
                found.append(stmt)
            case _ if any(isinstance(inner, Return) for inner in statements((stmt,))):
                return []
            case Try() | With() if any(isinstance(inner, Exit) for inner in statements((stmt,))):
                return []
            case For() | While():  # a `break` in its `else` is one of the loop around it
                waiting += stmt.orelse
            case _:
                pass
    return found


def is_exit(stmt: Stmt) -> bool:
    """Return whether a statement leaves the function: it returns or raises."""
    return isinstance(stmt, Return) or (
        isinstance(stmt, Do) and isinstance(stmt.value, Call) and stmt.value.op == "raise"
    )


def map_returns(block: Block, instead: Stmt) -> Block:
    """Return a block with another statement in the place of each `return`."""
    return tuple(
        instead if isinstance(stmt, Return) else map_blocks(stmt, lambda inner: map_returns(inner, instead))
        for stmt in block
    )
