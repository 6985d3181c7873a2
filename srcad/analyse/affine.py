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
        above: dict[str, list[Sum]] = {}
        below: dict[str, list[Sum]] = {}
        known: list[Sum] = []
        for condition in left:
            if len(condition) == 1 and "" in condition:
                if condition[""] < 0:
                    return False
                continue
            known.append(condition)
            for name, many in condition.items():
                if name:
                    (above if many > 0 else below).setdefault(name, []).append(condition)
        if not known:
            return True
        name = min(above.keys() | below.keys(), key=lambda n: (len(above.get(n, ())) * len(below.get(n, ())), n))
        rest = [condition for condition in known if name not in condition]
        rest += [_without(name, a, b) for a in above.get(name, ()) for b in below.get(name, ())]
        unique = {frozenset(condition.items()): condition for condition in rest if condition}
        left = list(unique.values())
        if len(left) > MOST:
            return True


def _without(name: str, above: Sum, below: Sum) -> Sum:
    """Return the condition that follows from one with a variable above zero and one with it below."""
    one, other = -below[name], above[name]
    found = {each: one * many for each, many in above.items()}
    for each, many in below.items():
        found[each] = found.get(each, 0) + other * many
    return {each: many for each, many in found.items() if many}
