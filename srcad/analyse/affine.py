"""Whole numbers as sums of multiples of variables, and whether conditions on such sums can hold at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from ..ir import Call, Const, Expr, Name

Sum: TypeAlias = dict[str, int]  # by variable, what it is multiplied with; the number itself under ""
MOST = 200  # conditions looked at before they count as possible


def plus(one: Sum, other: Sum, times: int = 1) -> Sum:
    """Return `one + times * other`."""
    found = dict(one)
    for name, number in other.items():
        found[name] = found.get(name, 0) + times * number
    return {name: number for name, number in found.items() if number}


def number(value: int) -> Sum:
    """Return the sum that is one number."""
    return {"": value} if value else {}


def sum_of(expr: Expr, variable: Callable[[Expr], Sum | None]) -> Sum | None:
    """Return an expression as a sum of multiples of variables, None if it is none; `variable` gives what a name is."""
    match expr:
        case Const(bool()):
            return None
        case Const(int() as value):
            return number(value)
        case Call("neg", (inner,)):
            found = sum_of(inner, variable)
            return None if found is None else plus({}, found, -1)
        case Call("+" | "-" as op, (a, b)):
            left, right = sum_of(a, variable), sum_of(b, variable)
            return None if left is None or right is None else plus(left, right, 1 if op == "+" else -1)
        case Call("*", (a, b)):
            left, right = sum_of(a, variable), sum_of(b, variable)
            if left is None or right is None or (left.keys() - {""} and right.keys() - {""}):
                return None
            many, factor = (right, left) if right.keys() - {""} else (left, right)
            return plus({}, many, factor.get("", 0))
        case Name() | Call():
            return variable(expr)
        case _:
            return None


def possible(conditions: Iterable[Sum]) -> bool:
    """Whether sums can all be at least zero at once: False is sure, True may be wrong, as fractions are allowed.

    One variable after the other is eliminated, after Fourier and Motzkin.
    """
    left = [condition for condition in conditions if condition]
    while True:
        if any(not condition.keys() - {""} and condition[""] < 0 for condition in left):
            return False
        left = [condition for condition in left if condition.keys() - {""}]
        if not left:
            return True
        names = {name for condition in left for name in condition if name}
        name = min(names, key=lambda each: _pairs(left, each))
        above = [condition for condition in left if condition.get(name, 0) > 0]
        below = [condition for condition in left if condition.get(name, 0) < 0]
        rest = [condition for condition in left if name not in condition]
        rest += [plus(plus({}, a, -b[name]), b, a[name]) for a in above for b in below]
        unique = {tuple(sorted(condition.items())): condition for condition in rest if condition}
        left = list(unique.values())
        if len(left) > MOST:
            return True


def _pairs(conditions: list[Sum], name: str) -> int:
    above = sum(condition.get(name, 0) > 0 for condition in conditions)
    below = sum(condition.get(name, 0) < 0 for condition in conditions)
    return above * below
