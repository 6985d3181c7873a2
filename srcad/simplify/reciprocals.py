"""Adjoints divided by a constant are multiplied by its reciprocal, which LLVM computes: divisions take far longer.

bt = bA[i, j] / 9.0              bt = bA[i, j] * (1.0 / 9.0)

This is for compiled code. A product with the reciprocal may differ from the quotient in its last bit, so what the
user's code computes stays as it is, also where the backward sweep computes it again: it may be the place of an element.
"""

from __future__ import annotations

import math
import sys

from ..ir import Block, Call, Const, Expr, names, rebuild
from .operations import map_expr


def with_reciprocals(block: Block, adjoints: frozenset[str]) -> Block:
    """Return a block in which nothing that is computed from `adjoints`, no user's names, is divided by constants."""

    def multiplied(expr: Expr) -> Expr:
        if not isinstance(expr, Call) or not names(expr) & adjoints:
            return expr
        expr = rebuild(expr, multiplied)
        match expr:
            case Call("/", (value, Const(int() | float() as by)), ()) if names(value) & adjoints and is_plain(by):
                return Call("*", (value, Call("/", (Const(1.0), Const(by)))))
            case _:
                return expr

    return tuple(map_expr(stmt, multiplied) for stmt in block)


def is_plain(divisor: float) -> bool:
    """Return whether a divisor has a reciprocal of full precision, and is no power of two: LLVM sees those itself."""
    size = abs(divisor)
    return 1.0 / sys.float_info.max < size < 1.0 / sys.float_info.min and math.frexp(size)[0] != 0.5
