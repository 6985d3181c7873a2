"""Adjoints divided by a constant are multiplied by its reciprocal, which LLVM computes: divisions take far longer.

bt = bA[i, j] / 9.0              bt = bA[i, j] * (1.0 / 9.0)

A product of the reciprocal may differ from the quotient in its last bit. So what the user's code computes stays as it
is, also where the backward sweep computes it again.
"""

from __future__ import annotations

import math
import sys

from ...forms import TURN
from ...ir import Block, Call, Const, Expr, all_definitions, names, rebuild
from ...simplify.operations import map_expr


def with_reciprocals(block: Block) -> Block:
    """Return the body of a function whose adjoints are divided by no constants."""
    if TURN not in block:
        return block
    turn = block.index(TURN)
    made = all_definitions(block[turn:]) - all_definitions(block[:turn])
    adjoints = {name for name in made if name.startswith("b")}

    def multiplied(expr: Expr) -> Expr:
        if not isinstance(expr, Call) or not names(expr) & adjoints:
            return expr
        expr = rebuild(expr, multiplied)
        match expr:
            case Call("/", (value, Const(int() | float() as by)), ()) if names(value) & adjoints and is_plain(by):
                return Call("*", (value, Call("/", (Const(1.0), Const(by)))))
            case _:
                return expr

    return (*block[:turn], *(map_expr(stmt, multiplied) for stmt in block[turn:]))


def is_plain(divisor: float) -> bool:
    """Return whether a divisor has a reciprocal of full precision, and is no power of two: LLVM sees those itself."""
    size = abs(divisor)
    return 1.0 / sys.float_info.max < size < 1.0 / sys.float_info.min and math.frexp(size)[0] != 0.5
