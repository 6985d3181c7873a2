"""Where a flag is zero, so is the adjoint, also where what it is multiplied by is infinite or not a number.

0.5 / np.sqrt(y) * (y == x)          0.5 * over(y == x, np.sqrt(y))
(bt + over(g, t)) * (y == x)         np.where(y == x, bt + over(g, t), 0.0)

So np.sqrt(np.clip(x, 0, None)) has the derivative 0 where x is negative: it is constant there. Only products with
what may be infinite are written so: quotients by arrays that may have a zero in them, and what is computed from such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    Item,
    Name,
    Stmt,
    Update,
    definitions,
    map_blocks,
    rebuild,
    statements,
)
from ..kinds import Array, Kind
from .factors import factors_of, product_of
from .operations import root_of
from .quotients import LENGTHS, positive
from .terms import number_of


class Flagged:
    """Products with flags in the statements of a block that assign `generated` names, those of adjoints."""

    def __init__(self, block: Block, kinds: Mapping[str, Kind], generated: frozenset[str]) -> None:
        self.kinds = kinds
        self.generated = generated
        self.risky: set[str] = set()  # names of what may be infinite
        self.values: dict[str, Expr] = {}  # of names that are assigned once
        several: set[str] = set()
        made: list[Assign | Update] = []
        for stmt in statements(block):
            several |= definitions(stmt) & self.values.keys()
            if isinstance(stmt, Assign) and isinstance(stmt.target, Name):
                self.values[stmt.target.id] = stmt.value
            if isinstance(stmt, Assign | Update) and root_of(stmt.target) in generated:
                made.append(stmt)
        for name in several:
            del self.values[name]
        before = -1
        while before < len(self.risky):
            before = len(self.risky)
            for stmt in made:
                divides = isinstance(stmt, Update) and stmt.op == "/" and self.may_be_zero(stmt.value)
                if divides or self.may_be_infinite(stmt.value):
                    self.risky.add(root_of(stmt.target))

    def block(self, block: Block) -> Block:
        """Return statements whose products are zero where a flag in them is."""
        return tuple(map(self.statement, block))

    def statement(self, stmt: Stmt) -> Stmt:
        """Return a statement whose products are zero where a flag in them is."""
        match stmt:
            case Assign(target) | Update(target) if root_of(target) not in self.generated:
                return stmt
            case Update(Item(base, index), "*", value, origin) if self.is_flag(value):
                product = self.expr(Call("*", (Call("[]", (base, index)), value)))
                multiplied = isinstance(product, Call) and product.op == "*"
                return stmt if multiplied else Assign(stmt.target, product, origin)
            case Assign() | Update():
                return replace(stmt, value=self.expr(stmt.value))
            case _:
                return map_blocks(stmt, self.block)

    def expr(self, expr: Expr) -> Expr:
        """Return an expression whose products are zero where a flag in them is."""
        if not isinstance(expr, Call):
            return expr
        factors = factors_of(expr)
        flags = [part for how, part in factors if how == "*" and self.is_flag(part)]
        others = [(how, part) for how, part in factors if how == "/" or not self.is_flag(part)]
        infinite = any(how == "*" and self.may_be_infinite(part) for how, part in others)
        if not flags or not (infinite or any(how == "/" and self.may_be_zero(part) for how, part in others)):
            return rebuild(expr, self.expr)
        others = [(how, self.expr(part)) for how, part in others]
        stop = product_of([("*", flag) for flag in flags])
        if infinite:
            value = product_of(others)
            return Call("np.where", (stop, value, Const(0.0))) if self.is_mask(stop) else Call("times", (stop, value))
        numbers = [("*", part) for how, part in others if how == "*" and number_of(part) is not None]
        arrays = [("*", part) for how, part in others if how == "*" and number_of(part) is None]
        found = product_of([*arrays, ("*", stop)])
        for how, part in others:
            if how == "/":
                found = Call("over" if self.may_be_zero(part) else "/", (found, part))
        return product_of([*numbers, ("*", found)])  # a number inside would make an array of flags one of float64

    def is_mask(self, expr: Expr) -> bool:
        """Return whether an expression is an array of truth values; `k & 3` of whole numbers is none."""
        kind = expression_kind(expr, self.kinds)
        return isinstance(kind, Array) and kind.dtype == "bool"

    def is_flag(self, expr: Expr) -> bool:
        """Return whether an expression is an array of ones and zeros, or of a half where two values are equal."""
        match expr:
            case Call("+", (one, Call("*", (half, other)))):
                return number_of(half) is not None and self.is_mask(one) and self.is_mask(other)
            case _:
                return self.is_mask(expr)

    def may_be_infinite(self, expr: Expr) -> bool:
        """Return whether an expression has a quotient by what may be zero in it."""
        if isinstance(expr, Name):
            return expr.id in self.risky
        if not isinstance(expr, Call):
            return False
        match expr:
            case Call("/" | "over", (_, divisor)) if self.may_be_zero(divisor):
                return True
            case Call("[]", (array, _)):
                return self.may_be_infinite(array)
            case _:
                return not self.is_mask(expr) and any(map(self.may_be_infinite, expr.args))

    def may_be_zero(self, divisor: Expr) -> bool:
        """Return whether an array may have a zero in it, as far as its expression tells."""
        if not isinstance(expression_kind(divisor, self.kinds), Array):
            return False
        if isinstance(divisor, Call) and divisor.op in LENGTHS | {"np.exp", "np.cosh", "np.full", "np.ones"}:
            return False
        if isinstance(divisor, Call) and divisor.op == "*":
            return any(map(self.may_be_zero, divisor.args))
        return not positive(divisor, self.values)
