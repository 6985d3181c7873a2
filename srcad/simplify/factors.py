"""Take out of a sum of two products what both have.

g * (a > b) + 0.5 * g * (a == b)         g * ((a > b) + 0.5 * (a == b))
x - 0.5 * y * z - 0.5 * y * z            x - y * z
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from ..analyse.infer import expression_kind
from ..ir import Call, Const, Expr
from ..kinds import Kind, dtype_of
from .shapes import apart, floating
from .terms import Factor, without_sign

FEW = 8  # terms of sums in which like ones are looked for


def factored(op: str, a: Expr, b: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return `a + b` or `a - b` as a product with a sum in it, None where that takes no fewer operations."""
    positive = without_sign(a)
    if op == "-" and positive is not None:
        total = factored("+", positive, b, kinds)
        return None if total is None else Call("neg", (total,))
    mine, theirs = factors_of(a), factors_of(b)
    common: list[Factor] = []
    rest: list[Factor] = []
    for factor in mine:
        if factor in theirs:
            theirs.remove(factor)
            common.append(factor)
        else:
            rest.append(factor)
    if not common:
        return None
    if not all(any(how == "*" for how, _ in factors) for factors in (rest, theirs)):
        return None
    inner = Call(op, (product_of(rest), product_of(theirs)))
    whole = dtype_of(expression_kind(Call(op, (a, b)), kinds))
    found = product_of([*common, ("*", inner)])
    if not floating(inner, kinds) or whole is None or dtype_of(expression_kind(found, kinds)) != whole:
        return None  # flags are not added, and what is narrow stays so
    return found


def like_terms(op: str, a: Expr, b: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return `y + (x + 2 * y)` as `3 * y + x`, None if no two terms are multiples of one another."""
    terms = [*addends(a), *addends(b, 1 if op == "+" else -1)]
    if len(terms) > FEW:
        return None
    seen: dict[Expr, int] = {}
    for k, (own, rest) in enumerate(terms):
        if isinstance(rest, Const):
            continue
        i = seen.setdefault(rest, k)
        number = terms[i][0] + own
        if i < k and number and floating(rest, kinds):
            return sum_of([*terms[:i], (number, rest), *terms[i + 1 : k], *terms[k + 1 :]])
    return None


def addends(expr: Expr, times: int = 1) -> list[tuple[int | float, Expr]]:
    """Return the terms of a sum, each as a number and what is multiplied with it."""
    match expr:
        case Call("+" | "-" as op, (a, b)):
            return [*addends(a, times), *addends(b, times if op == "+" else -times)]
        case _:
            number, rest = apart(expr)
            return [(number * times, rest)]


def sum_of(terms: list[tuple[int | float, Expr]]) -> Expr:
    """Return the sum of terms, a positive one first where there is one."""
    first = next((k for k, (number, _) in enumerate(terms) if number > 0), 0)
    number, found = terms[first]
    found = found if number == 1 else Call("*", (Const(number), found))
    for number, rest in (*terms[:first], *terms[first + 1 :]):
        times = rest if abs(number) == 1 else Call("*", (Const(abs(number)), rest))
        found = Call("+" if number > 0 else "-", (found, times))
    return found


def factors_of(expr: Expr) -> list[Factor]:
    """Return what a product or quotient is multiplied with and divided by."""
    match expr:
        case Call("*", (a, b)):
            return [*factors_of(a), *factors_of(b)]
        case Call("/", (a, b)):
            return [*factors_of(a), ("/", b)]
        case _:
            return [("*", expr)]


def product_of(factors: list[Factor]) -> Expr:
    """Return the product of factors, of which one at least is multiplied with."""
    times = [expr for how, expr in factors if how == "*"]
    under = [expr for how, expr in factors if how == "/"]
    found = reduce(lambda left, right: Call("*", (left, right)), times)
    return reduce(lambda left, right: Call("/", (left, right)), under, found)
