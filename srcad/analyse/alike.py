"""Which operands have the shape of the result, told by where their axes come from: nothing was broadcast there.

v = y[:k]           the first `k` of y's elements
w = c * v           as many
y[:k] += w          as many: the adjoint of `w` is `by[:k]`, not a sum of it

The length of an axis is a value without a name: of an array as it is bound at a place, of a part of it, or what
broadcasting two makes. A loop or a branch gives what it assigns lengths of their own.

Where lengths are not known to be the same, what is read once may have an adjoint as wide as what it is read for: only
what it is made of is summed to its shape then, and what is made in between need not be there for its shape. Likewise
a product that is only summed may have the adjoint of its sum, not repeated along the axes that are summed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from itertools import count

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
    all_definitions,
    blocks,
    definitions,
    reads,
    statements,
)
from ..kinds import Array, Kind, Scalar
from ..rules.rule import RULES
from .infer import expression_kind

Length = Hashable
Shape = tuple[Length, ...]
ONE = 1
NONE: Expr = Const(None)
COPIES = frozenset(
    {"np.copy", "handed_on", "np.zeros_like", "np.ones_like", "np.full_like", ".copy()", "np.flip", "np.roll"}
)
PLAIN = frozenset({"+", "-", "*", "//", "neg"})
PRODUCTS = frozenset({"*", "/", "np.multiply", "np.divide"})  # a partial is as wide as the other operand
SUMS = frozenset({"np.sum", ".sum()", "np.mean", ".mean()"})
METHODS = frozenset(f"np.{name}" for name in ("sum", "mean", "max", "min", "prod", "var", "std"))  # of arrays, too
KEEPERS = METHODS | {f".{op[3:]}()" for op in METHODS}  # which may keep the axes that they reduce


@dataclass(frozen=True)
class Likeness:
    """Pairs of a statement's id and a name that it reads: which has the result's shape, and whose adjoint may have.

    In `thin` are products whose adjoint need not be repeated along the axes that a sum takes, with what they are.
    """

    same: frozenset[tuple[int, str]] = frozenset()
    wide: frozenset[tuple[int, str]] = frozenset()
    thin: Mapping[tuple[int, str], Call] = field(default_factory=dict)


@dataclass(frozen=True)
class _Note:
    """The shapes of a statement's result and of what it is made of, as far as known; `block` tells its block."""

    stmt: Stmt
    block: int
    shape: Shape | None
    operands: Mapping[str, Shape]
    summed: str | None  # what is summed


def likeness(
    block: Block, kinds: Mapping[str, Kind], fixed: frozenset[str], asked: frozenset[str] = frozenset()
) -> Likeness:
    """Return which operands have the shapes of results; `fixed` are names whose adjoints have their own shapes.

    Those that are `asked` for in the backward sweep in any case may as well tell their shapes.
    """
    walk = Shapes(kinds)
    walk.block(block)
    assigned = Counter(name for stmt in statements(block) for name in definitions(stmt))
    read = Counter(name for stmt in statements(block) for name in reads(stmt))
    made: dict[str, tuple[int, int, Call]] = {}  # what an operation makes once, to be read once: where, and by which
    for place, note in enumerate(walk.notes):
        match note.stmt:
            case Assign(Name(t), Call() as call) if t not in fixed and assigned[t] == read[t] == 1:
                if is_elementwise(call.op):
                    made[t] = note.block, place, call
            case _:
                pass
    same: set[tuple[int, str]] = set()
    wide: set[tuple[int, str]] = set()
    thin: dict[str, int] = {}  # with the statements that sum them
    shapes: dict[str, Shape] = {}  # of adjoints that are wider
    for place, note in reversed(list(enumerate(walk.notes))):
        target = note.stmt.target.id if isinstance(note.stmt, Assign) and isinstance(note.stmt.target, Name) else ""

        def is_made(name: str, note: _Note = note, place: int = place) -> bool:
            return name in made and made[name][0] == note.block and made[name][1] < place

        if note.summed is not None and is_made(note.summed) and made[note.summed][2].op in PRODUCTS:
            thin[note.summed] = id(note.stmt)
        shape = shapes.get(target, note.shape)
        if shape is None or target in thin:
            continue
        for name, own in note.operands.items():
            if own == shape:
                same.add((id(note.stmt), name))
            elif is_made(name) and may_be(own, shape) and name not in asked:
                wide.add((id(note.stmt), name))
                shapes[name] = shape
    return Likeness(frozenset(same), frozenset(wide), {(stmt, name): made[name][2] for name, stmt in thin.items()})


def may_be(own: Shape, shape: Shape) -> bool:
    """Whether two shapes may be the same: nothing tells that one is broadcast."""
    return len(own) == len(shape) and not any(p == ONE != q for p, q in zip(own, shape, strict=True))


class Shapes:
    """A walk through a block that knows the lengths of the axes of names."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self.kinds = kinds
        self.fresh = count()
        self.version: dict[str, int] = {}  # of each name, which value it has now
        self.shapes: dict[str, Shape] = {}
        self.notes: list[_Note] = []
        self.inside = 0  # which block this is

    def block(self, block: Block) -> None:
        outer, self.inside = self.inside, next(self.fresh)
        for stmt in block:
            self.statement(stmt)
        self.inside = outer

    def statement(self, stmt: Stmt) -> None:
        match stmt:
            case Assign(Name(id), value):
                shape = self.shape(value)
                self.note(stmt, value, shape)
                self.bind(id, shape)
            case Assign(Item(base, index, False), value):
                self.note(stmt, value, self.shape(Call("[]", (base, index))))
            case Update(Item(base, index, False), _, value):
                self.note(stmt, value, self.shape(Call("[]", (base, index))))
            case Update(Name(id), _, value):
                self.note(stmt, value, self.shape(Name(id)))
                if not isinstance(self.kinds.get(id), Array):
                    self.bind(id, None)
            case If() | For() | While():
                looping = isinstance(stmt, For | While)
                lost = all_definitions((stmt,))
                if looping:
                    self.forget(lost)
                for inner in blocks(stmt):
                    before = dict(self.version), dict(self.shapes)
                    self.block(inner)
                    self.version, self.shapes = before
                self.forget(lost)
            case _:
                self.forget(definitions(stmt))

    def note(self, stmt: Stmt, value: Expr, shape: Shape | None) -> None:
        """Note the shapes of operands."""
        operands = value.args if isinstance(value, Call) and is_elementwise(value.op) else (value,)
        found = {name.id: self.shape(name) for name in operands if isinstance(name, Name)}
        known = {name: own for name, own in found.items() if own is not None}
        summed = value.args[0] if isinstance(value, Call) and value.op in SUMS and value.args else None
        self.notes.append(_Note(stmt, self.inside, shape, known, summed.id if isinstance(summed, Name) else None))

    def forget(self, lost: frozenset[str]) -> None:
        for name in sorted(lost):
            self.bind(name, None)

    def bind(self, name: str, shape: Shape | None) -> None:
        """Give a name a new value."""
        self.version[name] = next(self.fresh)
        if shape is None:
            self.shapes.pop(name, None)
        else:
            self.shapes[name] = shape

    def shape(self, expr: Expr) -> Shape | None:
        """Return the lengths of an expression's axes, None where not even their number is known."""
        match expr:
            case Const(value):
                return () if isinstance(value, int | float | complex) else None
            case Name(id):
                return self.shapes[id] if id in self.shapes else self.own(id)
            case Call("[]", (base, index)):
                return self.part(base, index) or self.new(expr)
            case Call(".T" | "np.transpose", (base,)):
                shape = self.shape(base)
                return None if shape is None else shape[::-1]
            case Call("@", (a, b)):
                return self.product(self.shape(a), self.shape(b)) or self.new(expr)
            case Call("np.outer", (a, b)):
                first, second = self.shape(a), self.shape(b)
                known = first is not None and second is not None and len(first) == len(second) == 1
                return (*first, *second) if known and first and second else self.new(expr)
            case Call(op, (base, *_)) if op in COPIES:
                return self.shape(base)
            case Call(op, (base,), keywords) if op in KEEPERS:
                return self.reduced(base, dict(keywords)) or self.new(expr)
            case Call(op, args) if is_elementwise(op) and not expr.keywords:
                return self.broadcast([self.shape(arg) for arg in args])
            case _:
                return self.new(expr)

    def reduced(self, base: Expr, keywords: Mapping[str, Expr]) -> Shape | None:
        """Return the lengths of a reduction along axes, which are of length one where they are kept."""
        shape, axis, keeps = self.shape(base), keywords.get("axis", NONE), keywords.get("keepdims", Const(False))
        axes = axis.args if isinstance(axis, Call) and axis.op == "tuple" else (axis,)
        if (
            not shape  # or what NumPy itself refuses: a number that is reduced along an axis
            or not all(isinstance(each, Const) for each in axes)
            or keeps not in (Const(True), Const(False))
        ):
            return None
        places = {each.value % len(shape) for each in axes if isinstance(each, Const) and type(each.value) is int}
        marked = [axis == NONE or i in places for i in range(len(shape))]
        if keeps == Const(True):
            return tuple(ONE if gone else length for gone, length in zip(marked, shape, strict=True))
        return tuple(length for gone, length in zip(marked, shape, strict=True) if not gone)

    def own(self, name: str) -> Shape | None:
        """Return the lengths of what a name holds now, of which nothing else is known."""
        kind = self.kinds.get(name)
        if isinstance(kind, Scalar):
            return ()
        if not isinstance(kind, Array) or kind.dims is None:
            return None
        held = name, self.version.get(name, -1)
        return tuple(
            ONE if dim.is_one else ("length", dim.name) if dim.name else ("axis", *held, axis)
            for axis, dim in enumerate(kind.dims)
        )

    def new(self, expr: Expr) -> Shape | None:
        """Return lengths that nothing else has, but for those of length one."""
        kind = expression_kind(expr, self.kinds)
        if isinstance(kind, Scalar):
            return ()
        if not isinstance(kind, Array) or kind.dims is None:
            return None
        return tuple(
            ONE if dim.is_one else ("length", dim.name) if dim.name else ("new", next(self.fresh)) for dim in kind.dims
        )

    def broadcast(self, shapes: list[Shape | None]) -> Shape | None:
        known = [shape for shape in shapes if shape is not None]
        if len(known) < len(shapes) or not known:
            return None
        rank = max(map(len, known))
        out: list[Length] = []
        for axis in range(-rank, 0):
            lengths = {shape[axis] for shape in known if len(shape) >= -axis} - {ONE}
            if not lengths:
                out.append(ONE)
            else:
                out.append(next(iter(lengths)) if len(lengths) == 1 else ("broadcast", frozenset(lengths)))
        return tuple(out)

    def product(self, a: Shape | None, b: Shape | None) -> Shape | None:
        if a is None or b is None or not 0 < len(a) <= 2 or not 0 < len(b) <= 2:
            return None
        return (*a[:-1], *b[1:]) if len(b) == 2 else a[:-1]

    def part(self, base: Expr, index: Expr) -> Shape | None:
        """Return the lengths of a part of an array, None where an index is no number, slice, or new axis."""
        shape = self.shape(base)
        if shape is None or not isinstance(expression_kind(base, self.kinds), Array):
            return None
        parts = list(index.args) if isinstance(index, Call) and index.op == "tuple" else [index]
        if Const(Ellipsis) in parts:
            place = parts.index(Const(Ellipsis))
            given = sum(part not in (Const(None), Const(Ellipsis)) for part in parts)
            parts[place : place + 1] = [Call("slice", (Const(None),) * 3)] * (len(shape) - given)
        left = list(shape)
        out: list[Length] = []
        for part in parts:
            if part == Const(None):
                out.append(ONE)
                continue
            if not left:
                return None
            length = left.pop(0)
            if isinstance(part, Call) and part.op == "slice":
                out.append(self.stretch(length, part.args))
            else:
                kind = expression_kind(part, self.kinds)
                if not isinstance(kind, Scalar) or kind.dtype == "bool":
                    return None
        return (*out, *left)

    def stretch(self, length: Length, bounds: tuple[Expr, ...]) -> Length:
        """Return the length of a slice of an axis."""
        start, stop, step = (self.number(bound) for bound in bounds)
        if step not in (None, 1):
            return ("slice", length, start, stop, step)
        start = None if start == 0 else start
        if start is None and stop is None:
            return length
        low, high = (0 if start is None else start), (0 if stop is None else stop)
        if isinstance(low, int) and isinstance(high, int) and low >= 0 >= high and (high < 0 or stop is None):
            return ("less", length, low - high)
        return ("slice", length, start, stop, None)

    def number(self, expr: Expr) -> Hashable:
        """Return a whole number, or what tells it from others at this place."""
        match expr:
            case Const(value):
                return value if value is None or type(value) is int else ("literal", repr(value))
            case Call("neg", (Const(int() as value),)):
                return -value
            case Name(id):
                number = isinstance(self.kinds.get(id), Scalar)
                return ("name", id, self.version.get(id, -1)) if number else ("new", next(self.fresh))
            case Call(op, args) if op in PLAIN and not expr.keywords:
                return (op, *(self.number(arg) for arg in args))
            case _:
                return ("new", next(self.fresh))


def is_elementwise(op: str) -> bool:
    """Whether an operation works element by element."""
    return op in RULES and RULES[op].kind == "elementwise"
