"""The last touch: what the kinds allow is spelled in plain NumPy, as a person would write it.

b = expand(1.0, y)           b = np.ones_like(y)
np.size(x)                   x.size
axis_size(x, 0)              x.shape[0]
-(g * x)                     -g * x
trips = trips + 1            trips += 1
np.sum(g * x)                g @ x                    for vectors
np.expand_dims(x, 1)         x[:, None]
x - (g * y - z)              x - g * y + z
g * ((a > b) + 0.5 * (a == b))     g if a > b else 0.5 * g if a == b else 0.0     for numbers
for trip in range(n):        for _ in range(n):       where nothing reads trip
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
    For,
    If,
    Item,
    Name,
    Stmt,
    Update,
    While,
    all_reads,
    map_blocks,
    rebuild,
    statements,
    subexpressions,
)
from ..kinds import Array, Kind, Scalar, rank_of
from .algebra import simplify
from .axes import indexed, without_leading
from .shapes import floating, has_shape_of
from .spread import maybe_numbers, sure_arrays, surely_array

SHORT = 8  # parts


def spell(
    block: Block, kinds: Mapping[str, Kind], generated: frozenset[str], primal: frozenset[str] = frozenset(),
    sure: bool = False,
) -> Block:  # fmt: skip
    """Return a block with the statements that are not the user's in plain NumPy.

    `primal` are names that were made for parts of the user's statements, whose values stay bit for bit what they were.
    `sure`: what is said to be an array is none of the adjoints that may be the number 0.0 instead.
    """
    counters = frozenset(s.trips for s in statements(block) if isinstance(s, For | While) and s.trips)
    spelling = _Spell(block, kinds, generated, all_reads(block), counters, primal)
    if sure:
        spelling.arrays = sure_arrays((), kinds, frozenset())
    return spelling.block(block)


def spelled(expr: Expr, kinds: Mapping[str, Kind], block: Block = (), generated: frozenset[str] = frozenset()) -> Expr:
    """Return an expression that is not the user's in plain NumPy; a block says what the `generated` names hold."""
    return _Spell(block, kinds, generated, frozenset(), frozenset()).expr(expr)


class _Spell:
    def __init__(
        self, whole: Block, kinds: Mapping[str, Kind], generated: frozenset[str], read: frozenset[str],
        counters: frozenset[str], primal: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.whole = whole
        self.arrays: frozenset[str] | None = None  # the names that surely hold arrays, once it was asked
        self.numbers: frozenset[str] | None = None  # and those that may hold numbers instead
        self.kinds = kinds
        self.generated = generated
        self.read = read
        self.counters = counters
        self.primal = primal

    def block(self, block: Block) -> Block:
        """Return the statements of a block spelled."""
        return tuple(self.statement(stmt) for stmt in block)

    def statement(self, stmt: Stmt) -> Stmt:
        """Return a statement spelled."""
        match stmt:
            case For(Name(id)) if id in self.generated and id not in self.read and "_" not in self.read:
                return replace(stmt, target=Name("_"), body=self.block(stmt.body))
            case If() | For() | While():
                return map_blocks(stmt, self.block)
            case Assign(Name(id), Call("+", (Name(same), Const() as step))) if id == same and id in self.counters:
                return Update(Name(id), "+", step, stmt.origin)
            case Assign(target, value) | Update(target, _, value) if self.is_generated(target):
                return replace(stmt, value=self.expr(value))
            case _:
                return stmt

    def is_generated(self, target: object) -> bool:
        while isinstance(target, Item):
            target = target.base
        return isinstance(target, Name) and target.id in self.generated and target.id not in self.primal

    def expr(self, expr: Expr) -> Expr:
        """Return an expression spelled."""
        if not isinstance(expr, Call):
            return expr
        expr = rebuild(expr, self.expr)
        match expr:
            case Call("expand", (g, Name() | Call("[]") as x)) if self.is_number(g) and self.is_float_array(x):
                return self.filled(g, x)
            case Call("times", (Name() as g, factor)) if isinstance(self.kinds.get(g.id), Array):
                product = simplify(Call("*", (g, factor)), self.kinds)
                return Call("np.where", (Call("!=", (g, Const(0))), product, Const(0.0)))
            case Call("np.conj" | "np.real" as op, (z,)) if isinstance(expression_kind(z, self.kinds), Scalar):
                return Call(".conjugate()" if op == "np.conj" else ".real", (z,))
            case Call("np.size", (Name() as x,)) if isinstance(self.kinds.get(x.id), Array):
                return Call(".size", (x,))
            case Call("axis_size", (Name() as x, Const(int() as axis))) if isinstance(self.kinds.get(x.id), Array):
                return Call("[]", (Call(".shape", (x,)), Const(axis)))
            case Call("neg", (Call("*", (Call("==" | "!=" | "<" | ">" | "<=" | ">=") as a, b)),)):
                return Call("*", (self.expr(Call("neg", (b,))), self.expr(a)))  # a flag has no negative
            case Call("neg", (Call("/", (Call("==" | "!=" | "<" | ">" | "<=" | ">="), _)),)):
                return expr
            case Call("neg", (Call("*" | "/" as op, (a, b)),)):
                return Call(op, (self.expr(Call("neg", (a,))), b))
            case Call("np.sum", (Call("*", (a, b)),), ()) if self.are_vectors(a, b):
                return Call("@", (a, b))
            case Call("np.expand_dims", (x, _), ()) if self.is_array(x):
                return indexed(expr, self.kinds) or expr
            case Call("+" | "-" | "*" | "/" as op, (a, b)) if (
                (shorter := without_leading(op, a, b, self.kinds)) is not None and self.is_array(a) and self.is_array(b)
            ):
                return shorter
            case Call("+", (Call("<" | ">", pair) as before, Call("*", (half, Call("==", same) as tie)))):
                if pair == same and all(map(self.is_number, pair)):  # arithmetic with flags of NumPy is slow
                    return Call("ifelse", (before, Const(1.0), Call("ifelse", (tie, half, Const(0.0)))))
                return expr
            case Call("+" | "-" as op, (a, Call("+" | "-", (b, c)) as inner)) if self.are_added(a, b, c):
                later = inner.op if op == "+" else {"+": "-", "-": "+"}[inner.op]
                return Call(later, (self.expr(Call(op, (a, b))), c))
            case Call("*", (g, Call("ifelse", (before, Const(1.0), Call("ifelse", (tie, half, Const(0.0) as none)))))):
                g = Const(float(g.value)) if isinstance(g, Const) and type(g.value) is int else g  # no factor any more
                shared: Expr = Call("*", (half, g))
                if isinstance(g, Const) and isinstance(half, Const):
                    shared = Const(half.value * g.value)  # type: ignore[operator]
                tied = Call("ifelse", (tie, shared, none))
                return Call("ifelse", (before, g, tied)) if short(g) else expr
            case _:
                return expr

    def are_added(self, a: Expr, b: Expr, c: Expr) -> bool:
        """Whether `a + (b + c)` takes no longer as `a + b + c`."""
        ranks = [rank_of(expression_kind(each, self.kinds)) for each in (a, b, c)]
        known = [rank for rank in ranks if rank is not None]
        return len(known) == 3 and known[0] <= max(known[1:]) and all(floating(each, self.kinds) for each in (b, c))

    def is_array(self, x: Expr) -> bool:
        """Whether an expression surely is an array: an adjoint may be the number 0.0 instead."""
        if self.arrays is None:
            self.arrays = sure_arrays(self.whole, self.kinds, self.generated - self.primal)
        return surely_array(x, self.arrays, self.kinds)

    def is_number(self, g: Expr) -> bool:
        kind = expression_kind(g, self.kinds)
        return isinstance(kind, Scalar) and kind.dtype.startswith(("float", "int"))

    def is_float_array(self, x: Expr) -> bool:
        kind = expression_kind(x, self.kinds)
        return isinstance(kind, Array) and kind.dtype is not None and kind.dtype.startswith(("float", "complex"))

    def filled(self, g: Expr, x: Expr) -> Expr:
        """Return an array like x filled with a number."""
        if g == Const(1.0):
            return Call("np.ones_like", (x,))
        if g == Const(0.0):
            return Call("np.zeros_like", (x,))
        return Call("np.full_like", (x, g))

    def are_vectors(self, a: Expr, b: Expr) -> bool:
        """Whether two expressions surely are real vectors of one length."""
        for part, other in ((a, b), (b, a)):
            kind = expression_kind(part, self.kinds)
            if not isinstance(kind, Array) or kind.rank != 1 or kind.dtype not in ("float64", "float32"):
                return False
            if not has_shape_of(part, other, self.kinds):
                return False
        if self.numbers is None:
            self.numbers = maybe_numbers(self.whole, self.kinds)
        return not any(self.numbers.issuperset(arrays_in(part, self.kinds)) for part in (a, b))


def arrays_in(expr: Expr, kinds: Mapping[str, Kind]) -> frozenset[str]:
    """Return the names of arrays that an expression reads, a function's result counting as one."""
    match expr:
        case Name(id):
            return frozenset((id,)) if isinstance(kinds.get(id), Array) else frozenset()
        case Call("+" | "-" | "*" | "/" | "neg" | "np.copy", args):
            return frozenset().union(*(arrays_in(arg, kinds) for arg in args))
        case _:
            return frozenset(("",)) if isinstance(expression_kind(expr, kinds), Array) else frozenset()


def short(expr: Expr) -> bool:
    """Return whether an expression may stand in each branch of a condition."""
    return sum(1 for _ in subexpressions(expr)) <= SHORT
