"""What holds at a place of a function about the lengths of arrays: equal ones are known under one expression."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ...analyse.infer import expression_kind
from ...errors import UnsupportedSyntax
from ...ir import Call, Const, Expr, Name, Origin, names
from ...kinds import Array, Dim, Kind, Scalar, Unknown

Dims = tuple[Expr, ...]
ONE, NONE = Const(1), Const(None)


def refuse(what: str, origin: Origin | None = None) -> UnsupportedSyntax:
    """Return the error for what the backend does not compile."""
    return UnsupportedSyntax(
        f"the numba backend cannot compile {what}",
        origin,
        hint='Use backend="numpy", or backend="auto" to fall back to it.',
    )


def placed(error: UnsupportedSyntax, origin: Origin | None) -> UnsupportedSyntax:
    """Return a refusal that names the statement."""
    return error if error.origin is not None else UnsupportedSyntax(error.what, origin, error.why, error.hint)


def rank_in(expr: Expr, kinds: Mapping[str, Kind]) -> int | None:
    """Return how many axes a value has, 0 for a number; None for what is neither a number nor an array."""
    kind = expression_kind(expr, kinds)
    if isinstance(kind, Scalar):
        return 0
    return len(kind.dims) if isinstance(kind, Array) and kind.dims is not None else None


def dtype_in(expr: Expr, kinds: Mapping[str, Kind]) -> str:
    """Return the dtype of an array or a number."""
    kind = expression_kind(expr, kinds)
    if not isinstance(kind, Scalar | Array) or kind.dtype is None or kind.dtype == "object":
        raise refuse(f"`{expr.id if isinstance(expr, Name) else 'an expression'}`, whose dtype is not known")
    return kind.dtype


def plus(a: Expr, b: Expr) -> Expr:
    """Return a sum of integers, literals folded."""
    if isinstance(b, Const) and b.value == 0:
        return a
    if isinstance(a, Const) and a.value == 0:
        return b
    if isinstance(a, Const) and isinstance(b, Const):
        return Const(a.value + b.value)  # type: ignore[operator]
    if isinstance(b, Const) and isinstance(b.value, int) and b.value < 0:
        return minus(a, Const(-b.value))
    return Call("+", (a, b))


def minus(a: Expr, b: Expr) -> Expr:
    """Return a difference of integers, literals folded."""
    if isinstance(b, Const) and b.value == 0:
        return a
    if isinstance(a, Const) and isinstance(b, Const):
        return Const(a.value - b.value)  # type: ignore[operator]
    if isinstance(a, Call) and a.op == "-" and isinstance(a.args[1], Const) and isinstance(b, Const):
        return Call("-", (a.args[0], Const(a.args[1].value + b.value)))  # type: ignore[operator]
    return Call("-", (a, b))


def less_what(length: Expr) -> tuple[Expr, int]:
    """Return what a length is a literal less than, and the literal."""
    match length:
        case Call("-", (base, Const(int() as by))):
            return base, by
        case _:
            return length, 0


def shape_of(array: Expr, axis: int) -> Expr:
    """Return the expression for the length of an axis."""
    return Call("[]", (Call(".shape", (array,)), Const(axis)))


@dataclass
class Facts:
    """Lengths known by other names: `shapes` of arrays, and `same` where two lengths were found to be equal.

    `least` is what a length is at least; `bounds` are the names of what slices were found to begin at and how long they
    are.
    """

    kinds: dict[str, Kind]
    shapes: dict[str, Dims] = field(default_factory=dict)
    same: dict[Expr, Expr] = field(default_factory=dict)
    least: dict[Expr, int] = field(default_factory=dict)
    bounds: dict[tuple[Expr, ...], tuple[Expr, Expr]] = field(default_factory=dict)

    def copy(self) -> Facts:
        """Return a copy for a block that may not run."""
        return Facts(self.kinds, dict(self.shapes), dict(self.same), dict(self.least), dict(self.bounds))

    def found(self, length: Expr) -> Expr:
        """Return the one expression for a length."""
        while length in self.same:
            length = self.same[length]
        match length:
            case Call("[]", (Call(".shape", (Name(id),)), Const(int() as axis))) if isinstance(
                self.kinds.get(id), Array
            ):
                kind = self.kinds[id]
                assert isinstance(kind, Array)
                if kind.dims is not None and kind.dims[axis].exact:
                    return Const(kind.dims[axis].low)
                if id in self.shapes and self.shapes[id][axis] != length:
                    return self.found(self.shapes[id][axis])
            case _:
                pass
        if isinstance(length, Call) and length.op == "-":
            inner = self.found(length.args[0])
            return length if inner == length.args[0] else self.found(minus(inner, length.args[1]))
        return length

    def dims(self, name: str) -> Dims:
        """Return the lengths of an array."""
        kind = self.kinds.get(name, Unknown())
        if not isinstance(kind, Array) or kind.dims is None:
            raise refuse(f"`{name}`, of which srcad does not know how many axes it has")
        known = self.shapes.get(name)
        return tuple(self.length(name, axis, dim, known) for axis, dim in enumerate(kind.dims))

    def length(self, name: str, axis: int, dim: Dim, known: Dims | None) -> Expr:
        """Return one length of an array."""
        if dim.exact:
            return Const(dim.low)
        found = self.found(known[axis] if known is not None else shape_of(Name(name), axis))
        if dim.low > self.least.get(found, 0):
            self.least[found] = dim.low
        return found

    def at_least(self, length: Expr) -> int:
        """Return what a length is at least."""
        if isinstance(length, Const):
            return length.value if isinstance(length.value, int) else 0
        if isinstance(length, Call) and length.op == "-" and isinstance(length.args[1], Const):
            return max(0, self.at_least(length.args[0]) - self.at_least(length.args[1]))
        return self.least.get(length, 0)

    def not_negative(self, number: Expr) -> bool:
        """Return whether an integer is known not to be negative."""
        number = self.found(number)
        match number:
            case Const(value):
                return isinstance(value, int) and value >= 0
            case Call("[]", (Call(".shape", (Name(id),)), Const(int()))):
                return isinstance(self.kinds.get(id), Array)
            case Call("*" | "+", args):
                return all(map(self.not_negative, args))
            case _:
                return self.at_least(number) > 0

    def equate(self, a: Expr, b: Expr) -> Expr:
        """Note that two lengths are equal, and return the one that stands for both.

        Of `n - 1` and `m - 2` it is noted that `n` is `m - 1`: so nothing comes to stand for itself less something.
        """
        a, b = self.found(a), self.found(b)
        if isinstance(a, Const):
            a, b = b, a
        if a == b or isinstance(a, Const):  # two literals: an error at run time
            return b
        (first, less), (second, more) = less_what(a), less_what(b)
        if isinstance(b, Const):
            self.same[first] = plus(b, Const(less))
            return b
        if less > more:
            (first, less), (second, more) = (second, more), (first, less)
        if first != second:
            least = max(self.at_least(a) + more, self.at_least(b) + more)
            self.same[first] = minus(second, Const(more - less))
            self.least[second] = max(self.least.get(second, 0), least)
        return self.found(b)

    def forget(self, lost: Iterable[str]) -> None:
        """Forget what was known through names that are bound anew."""
        gone = frozenset(lost)
        if not gone:
            return
        shapes = {name: dims for name, dims in self.shapes.items() if name not in gone}
        self.shapes = {n: d for n, d in shapes.items() if not any(names(expr) & gone for expr in d)}
        self.same = {a: b for a, b in self.same.items() if not (names(a) | names(b)) & gone}
        self.least = {a: n for a, n in self.least.items() if not names(a) & gone}
        self.bounds = {
            key: pair for key, pair in self.bounds.items() if not any(names(expr) & gone for expr in (*key, *pair))
        }
