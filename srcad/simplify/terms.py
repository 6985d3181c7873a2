"""One form for products and sums: a number first, then numbers by name, then arrays; signs outside, no grouping.

2 * (g / 2 * x)          g * x
(g * A) * (s * -B)       -(g * s * A * B)      for numbers g and s
x + -2 * y               x - 2 * y
(3.0 + x) + 2.0          5.0 + x
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

from ..analyse.infer import expression_kind
from ..ir import Call, Const, Expr, names
from ..kinds import Array, Kind, Scalar, rank_of
from .shapes import covers, floating, spreads

Factor = tuple[str, Expr]  # "*" or "/", and by what


def number_of(expr: Expr) -> int | float | None:
    """Return the number that an expression literally is, or None."""
    if isinstance(expr, Const) and type(expr.value) in (int, float):
        value = expr.value
        assert isinstance(value, int | float)
        return value
    return None


@dataclass
class _Product:
    kinds: Mapping[str, Kind]
    number: int | float = 1
    under: int | float = 1  # the number divided by
    sign: int = 1
    factors: list[Factor] = field(default_factory=list)
    plain: bool = False  # whether all names in it are those of numbers

    def times(self, expr: Expr, rank: int) -> None:
        """Take an expression in; `rank` is that of the product."""
        value = number_of(expr)
        if value is not None:
            self.signed(value)
            return
        match expr:
            case Call("neg", (inner,)):
                self.sign = -self.sign
                self.times(inner, rank)
            case Call("*" | "/", (a, b)) if self.belongs(expr, rank):
                self.times(a, rank)
                if expr.op == "*":
                    self.times(b, rank)
                else:
                    self.divided(b)
            case _:
                self.factors.append(("*", expr))

    def signed(self, value: int | float) -> None:
        """Take a number in."""
        if value < 0:
            self.sign, value = -self.sign, -value
        self.number *= value

    def divided(self, expr: Expr) -> None:
        """Take a divisor in."""
        value = number_of(expr)
        if value:
            self.sign = -self.sign if value < 0 else self.sign
            self.under *= abs(value)
        elif isinstance(expr, Call) and expr.op == "neg":
            self.sign = -self.sign
            self.factors.append(("/", expr.args[0]))
        else:
            self.factors.append(("/", expr))

    def belongs(self, expr: Call, rank: int) -> bool:
        """Whether a product inside is not better left apart, being smaller than the whole."""
        if self.plain:
            return True
        kind = expression_kind(expr, self.kinds)
        return not isinstance(kind, Array) or (kind.rank or 0) >= rank

    def absorb(self) -> None:
        """`expand(g, x) * a` is `g * a` where a has x's shape and dtype."""
        for i, (op, factor) in enumerate(self.factors):
            if op == "*" and isinstance(factor, Call) and factor.op == "expand":
                g, x = factor.args
                others = [other for j, (_, other) in enumerate(self.factors) if j != i]
                if others and spreads(g, reduce(_times, others), x, self.kinds):
                    before, after = self.factors[:i], self.factors[i + 1 :]
                    self.factors = before
                    self.times(g, 0)
                    self.factors += after
                    self.absorb()
                    return

    def filled(self) -> Expr | None:
        """Take the number g for the only array, `expand(g, x)`, and return x; None if there is another array."""
        arrays = [i for i, (_, factor) in enumerate(self.factors) if not self.is_real_number(factor)]
        match [self.factors[i] for i in arrays]:
            case [("*", Call("expand", (g, x)))] if self.is_real_number(g):
                kind = expression_kind(x, self.kinds)
                if not isinstance(kind, Array) or kind.dtype != "float64":
                    return None
                after = self.factors[arrays[0] + 1 :]
                self.factors = self.factors[: arrays[0]]
                self.times(g, 0)
                self.factors += after
                return x
            case _:
                return None

    def is_real_number(self, expr: Expr) -> bool:
        kind = expression_kind(expr, self.kinds)
        return isinstance(kind, Scalar) and kind.dtype in ("float64", "int64")

    def cancel(self) -> None:
        """`2 * c * x / (2 * c * x ** 2)` is `1 / x`; of arrays, only powers are cancelled, so that shapes stay."""
        for factor in self.factors:
            op, divisor = factor
            if op != "/" or not isinstance(divisor, Call) or divisor.op not in ("*", "**"):
                continue
            literals: int | float = 1
            below: list[Expr] = []
            for part in multiplied(divisor):
                value = number_of(part)
                if value is not None and value > 0 and (math.frexp(value)[0] == 0.5 or self.number % value == 0):
                    literals *= value
                else:
                    below.append(part)
            left = [part for part in below if not self.is_cancelled(part)]
            left = [self.lowered(part) for part in left]
            if literals == 1 and left == below:
                continue
            self.under *= literals
            i = self.factors.index(factor)
            self.factors[i : i + 1] = [("/", reduce(_times, left))] if left else []
            self.cancel()
            return

    def is_cancelled(self, part: Expr) -> bool:
        """Drop the number `part` from the factors above the line, and return whether it was there."""
        there = ("*", part) in self.factors
        if there and (self.plain or isinstance(expression_kind(part, self.kinds), Scalar)):
            self.factors.remove(("*", part))
            return True
        return False

    def lowered(self, part: Expr) -> Expr:
        """Return a power below the line divided by its base where that stands above, and then no more."""
        match part:
            case Call("**", (base, Const(int() as power))) if power > 1 and ("*", base) in self.factors:
                self.factors.remove(("*", base))
                return base if power == 2 else Call("**", (base, Const(power - 1)))
            case _:
                return part

    def fold(self) -> None:
        """Divide the numbers by each other where that is exact."""
        exact = self.number / self.under
        if self.number % self.under == 0 or (math.frexp(self.under)[0] == 0.5 and self.number != 1):
            whole = exact == int(exact) and isinstance(self.number, int) and isinstance(self.under, int)
            self.number, self.under = int(exact) if whole else exact, 1

    def numbers_first(self) -> None:
        """Put numbers before arrays."""
        scalar = [op == "*" and isinstance(expression_kind(e, self.kinds), Scalar) for op, e in self.factors]
        if any(scalar) and not all(scalar):
            first = [factor for factor, is_scalar in zip(self.factors, scalar, strict=True) if is_scalar]
            self.factors = first + [f for f, is_scalar in zip(self.factors, scalar, strict=True) if not is_scalar]

    def numerator_first(self) -> bool:
        """Write `1.0 / x * y` as `y / x` where that takes no longer; return whether it is so."""
        times = [i for i, (op, _) in enumerate(self.factors) if op == "*"]
        arrays = [not self.plain and not isinstance(expression_kind(e, self.kinds), Scalar) for _, e in self.factors]
        if not times or (arrays[times[0]] and not arrays[0]):
            return False
        self.factors.insert(0, self.factors.pop(times[0]))
        return True

    def flip(self) -> bool:
        """Turn the first difference among the factors around, if there is one; return whether there is."""
        for i, (op, factor) in enumerate(self.factors):
            if op == "*" and isinstance(factor, Call) and factor.op == "-":
                self.factors[i] = ("*", turned(*factor.args))
                return True
        return False

    def expr(self) -> Expr:
        """Return the product."""
        if not self.plain:
            self.numbers_first()
        known = isinstance(self.number, float) and any(floating(e, self.kinds) for _, e in self.factors)
        multiplies = bool(self.factors) and self.factors[0][0] == "*"
        if multiplies and known and isinstance(self.number, float) and self.number == int(self.number) != 0:
            self.number = int(self.number)  # a float among the factors makes the product one
        if not multiplies and self.number == 1 and self.under == 1 and (known or isinstance(self.number, int)):
            multiplies = self.numerator_first()
        if self.sign < 0 and multiplies and self.flip():
            self.sign = 1
        redundant = self.number == 1 and multiplies
        redundant = redundant and (known or isinstance(self.number, int))
        found: Expr
        if redundant:
            found, rest = self.factors[0][1], self.factors[1:]
        else:
            found, rest = Const(self.number * self.sign), self.factors
        if self.under != 1:
            if rest and not redundant:
                found, rest = _joined(found, rest[0]), rest[1:]
            found = Call("/", (found, Const(self.under)))
        for factor in rest:
            found = _joined(found, factor)
        return Call("neg", (found,)) if redundant and self.sign < 0 else found


def multiplied(expr: Expr) -> list[Expr]:
    """Return the factors of a product."""
    if isinstance(expr, Call) and expr.op == "*":
        return [*multiplied(expr.args[0]), *multiplied(expr.args[1])]
    return [expr]


def _times(left: Expr, right: Expr) -> Expr:
    return Call("*", (left, right))


def _joined(left: Expr, factor: Factor) -> Expr:
    return Call(factor[0], (left, factor[1]))


def product(expr: Call, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return a product or quotient in its one form, None if it has it."""
    plain = all(isinstance(kinds.get(name), Scalar) for name in names(expr))
    kind = None if plain else expression_kind(expr, kinds)
    made = _Product(kinds, plain=plain)
    rank = (kind.rank or 0) if isinstance(kind, Array) else 0
    made.times(expr.args[0], rank)
    if expr.op == "*":
        made.times(expr.args[1], rank)
    else:
        made.divided(expr.args[1])
    if not math.isfinite(made.number) or not math.isfinite(made.under):
        return None
    x = None
    if not plain:
        made.absorb()
        x = made.filled()
    made.cancel()
    made.fold()
    found = made.expr() if x is None else Call("expand", (made.expr(), x))
    return None if found == expr else found


# ---------------------------------------------------------------- signs and sums
def leading(expr: Expr) -> Expr:
    """Return the first factor of a product or quotient."""
    while isinstance(expr, Call) and expr.op in ("*", "/"):
        expr = expr.args[0]
    return expr


def without_sign(expr: Expr) -> Expr | None:
    """Return what an expression is the negative of, where it has a minus sign in front, else None."""
    value = number_of(expr)
    if value is not None:
        return Const(-value) if value < 0 else None
    match expr:
        case Call("neg", (inner,)):
            return inner
        case Call("*" | "/" as op, (first, second)):
            found = without_sign(first)
            if found is None:
                return None
            if op == "*" and number_of(found) == 1:
                return second
            return Call(op, (found, second))
        case Call("@", (first, second)):
            found = without_sign(first)
            return None if found is None else Call("@", (found, second))
        case _:
            return None


def turned(a: Expr, b: Expr) -> Expr:
    """Return `b - a`, the negative of `a - b`."""
    positive = without_sign(a)
    return Call("-", (b, a)) if positive is None else Call("+", (b, positive))


def total(op: str, a: Expr, b: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return a shorter form of `a + b` or `a - b`, None if there is none."""
    if (op == "+" and a == b and number_of(a) is None) and not isinstance(a, Const):
        return Call("*", (Const(2), a))
    if op == "+" and _is_turned(a, b, kinds):
        return Call("*", (Const(2), b))
    if number_of(b) == 0 and (floating(a, kinds) or _whole(a, b, kinds)):
        return a
    if op == "+" and number_of(a) == 0 and floating(b, kinds):
        return b
    positive = without_sign(b)
    if positive is not None:
        return Call("-" if op == "+" else "+", (a, positive))
    positive = without_sign(a)
    if op == "+" and positive is not None and number_of(a) is None:
        return Call("-", (b, positive))
    if isinstance(b, Call) and b.op == "*" and number_of(b.args[0]) == 1 and floating(a, kinds):
        plain = Call(op, (a, b.args[1]))  # the one made integers real, as what they meet does
        if expression_kind(plain, kinds) == expression_kind(Call(op, (a, b)), kinds):
            return plain
    value = number_of(b) if op == "+" else None
    joined = _with_number(a, value) if value is not None else None
    if joined is not None:
        return joined
    for one, other in ((a, b), (b, a)):
        spread = isinstance(one, Call) and one.op == "expand" and _is_no_number(other)
        if spread and isinstance(one, Call) and covers(other, one.args[1], kinds):
            return Call(op, (one.args[0], other) if one is a else (other, one.args[0]))
    return None


def _is_turned(a: Expr, b: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether two expressions are inner products of the same vectors."""
    match a, b:
        case Call("@" | "np.dot" as op, (x, y)), Call(other, (u, v)) if op == other and x == v and y == u:
            return all(rank_of(expression_kind(each, kinds)) == 1 for each in (x, y))
        case _:
            return False


def _is_no_number(expr: Expr) -> bool:
    """Whether no part of a sum may hold the number 0.0 for an array of zeros, as a name may."""
    match expr:
        case Call("+" | "-" | "neg" | "*" | "/", args):
            return any(map(_is_no_number, args))
        case _:
            return isinstance(expr, Call)


def _whole(a: Expr, b: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether both are integers."""
    kind = expression_kind(a, kinds)
    return isinstance(number_of(b), int) and isinstance(kind, Scalar) and kind.dtype == "int64"


def _with_number(chain: Expr, value: int | float) -> Expr | None:
    """Return a sum with a number added to the one that is in it, None if none is."""
    own = number_of(chain)
    if own is not None:
        return Const(own + value)
    if isinstance(chain, Call) and chain.op in ("+", "-"):
        a, b = chain.args
        right = number_of(b)
        if right is not None:
            return Call("+", (a, Const(right + value if chain.op == "+" else value - right)))
        joined = _with_number(a, value)
        return None if joined is None else Call(chain.op, (joined, b))
    return None
