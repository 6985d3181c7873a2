"""Where a flag is zero, so is the adjoint, also where what it is multiplied by is infinite or not a number.

0.5 / np.sqrt(y) * (y == x)          0.5 * over(y == x, np.sqrt(y))
(bt + over(g, t)) * (y == x)         np.where(y == x, bt + over(g, t), 0.0)

So np.sqrt(np.clip(x, 0, None)) has the derivative 0 where x is negative: it is constant there. Only products with
what may be infinite are written so: quotients by arrays that may have a zero in them, and what is computed from such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce

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
from .operations import root_of
from .quotients import LENGTHS, positive
from .terms import number_of

COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">="})
LOGICAL = frozenset({"&", "|", "invert", "np.isnan", "np.isfinite", "np.isinf"})


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
        if expr.op not in ("*", "/", "neg"):
            return rebuild(expr, self.expr)
        above: list[Expr] = []
        below: list[Expr] = []
        sign = taken_apart(expr, above, below)
        flags = [factor for factor in above if self.is_flag(factor)]
        others = [factor for factor in above if not self.is_flag(factor)]
        if not flags or not (any(map(self.may_be_infinite, others)) or any(map(self.may_be_zero, below))):
            return rebuild(expr, self.expr)
        above, below = [*map(self.expr, others)], [*map(self.expr, below)]
        if sign < 0 and above and (number := number_of(above[0])) is not None:
            above[0], sign = Const(-number), 1
        if sign < 0:
            above.insert(0, Const(-1.0))
        if any(map(self.may_be_infinite, others)):
            value = product(above) if not below else Call("/", (product(above), product(below)))
            condition = product(flags)
            if len(flags) == 1 and self.is_condition(condition):
                return Call("np.where", (condition, value, Const(0.0)))
            return Call("times", (condition, value))
        numbers = [factor for factor in above if number_of(factor) is not None]  # outside, where they widen no dtype
        arrays = [factor for factor in above if number_of(factor) is None]
        return product([*numbers, Call("over", (product([*arrays, *flags]), product(below)))])

    def is_condition(self, expr: Expr) -> bool:
        """Return whether an expression is an array of truth values."""
        match expr:
            case Call(op) if op in COMPARISONS | LOGICAL:
                return isinstance(expression_kind(expr, self.kinds), Array)
            case Name(id):
                kind = self.kinds.get(id)
                return isinstance(kind, Array) and kind.dtype == "bool"
            case _:
                return False

    def is_flag(self, expr: Expr) -> bool:
        """Return whether an expression is an array of ones and zeros, or of a half where two values are equal."""
        match expr:
            case Call("+", (one, Call("*", (half, other)))):
                return number_of(half) is not None and self.is_condition(one) and self.is_condition(other)
            case _:
                return self.is_condition(expr)

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
            case Call(op) if op in COMPARISONS:
                return False
            case _:
                return any(map(self.may_be_infinite, expr.args))

    def may_be_zero(self, divisor: Expr) -> bool:
        """Return whether an array may have a zero in it, as far as its expression tells."""
        if not isinstance(expression_kind(divisor, self.kinds), Array):
            return False
        if isinstance(divisor, Call) and divisor.op in LENGTHS | {"np.exp", "np.cosh", "np.full", "np.ones"}:
            return False
        if isinstance(divisor, Call) and divisor.op == "*":
            return any(map(self.may_be_zero, divisor.args))
        return not positive(divisor, self.values)


def taken_apart(expr: Expr, above: list[Expr], below: list[Expr]) -> int:
    """Add the factors of a product to those above or below the line, and return its sign."""
    match expr:
        case Call("neg", (inner,)):
            return -taken_apart(inner, above, below)
        case Call("*", (a, b)):
            return taken_apart(a, above, below) * taken_apart(b, above, below)
        case Call("/", (a, b)):
            return taken_apart(a, above, below) * taken_apart(b, below, above)
        case Const(int() | float() as number) if number in (1, -1) and not isinstance(number, bool):
            return int(number)
        case _:
            above.append(expr)
            return 1


def product(factors: list[Expr]) -> Expr:
    """Return the product of some factors, 1 of none."""
    return reduce(lambda a, b: Call("*", (a, b)), factors) if factors else Const(1.0)
