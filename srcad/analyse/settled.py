"""Arrays of which nothing is overwritten that was read: what the backward sweep reads of them is there at the end.

for i in range(1, n):
    d[i] = b[i] - a[i] * d[i - 1]       # d[i - 1] was written before, and no later trip writes it again

Elements read and written are compared as sums of multiples of loop variables; where that cannot be done, they may be
any. A number that is loaded and overwritten later is named among the loads that may not be repeated.

A store into a blank array where nothing was written before is the first: no adjoint is read there before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    For,
    If,
    Item,
    Name,
    Stmt,
    Update,
    While,
    blocks,
    definitions,
    names,
    reads,
    statements,
)
from ..kinds import Array, Kind, Scalar
from .accesses import Access, Accesses, Axis, Holds, Trip, meet
from .affine import Sum, number, plus, possible, sum_of
from .infer import expression_kind
from .memory import SHAPES, Memory, is_named

BLANK = frozenset({"np.zeros", "np.empty", "np.ones", "np.zeros_like", "np.empty_like", "np.ones_like"})


@dataclass(frozen=True)
class Settled:
    """The tokens of settled arrays, and the loads and stores (ids) whose value is overwritten there nevertheless.

    In `first` are the stores (ids) at places of blank arrays that are written for the first time.
    """

    tokens: frozenset[str] = frozenset()
    passing: frozenset[int] = frozenset()
    first: frozenset[int] = frozenset()


def settled(block: Block, memory: Memory, kinds: Mapping[str, Kind], asked: Mapping[int, frozenset[str]]) -> Settled:
    """Return which arrays of a function's body are settled; `asked` says what adjoints read, by the statement's id."""
    if not memory.single or any(is_guard(stmt) for stmt in statements(block)):
        return Settled()
    walk = _Walk(block, memory, kinds, asked)
    walk.block(block, (), ())
    tokens: set[str] = set()
    passing: set[int] = set()
    first: set[int] = set()
    for name, found in walk.arrays.items():
        if found.unclear or not found.writes:
            continue

        def is_overwritten(read: Access, found: Accesses = found) -> bool:
            return any(meet(read, write, walk.lengths) for write in found.writes)

        if not found.depth and not any(map(is_overwritten, found.reads)):
            tokens.add(memory.token[name])
            passing |= {key for key, load in found.loads.items() if is_overwritten(load)}
        if found.blank:
            for key, store in found.stores.items():
                if not any(meet(write, store, walk.lengths, found.depth) for write in found.writes):
                    first.add(key)
    return Settled(frozenset(tokens), frozenset(passing), frozenset(first))


class _Walk:
    """Collects what is read and written of the arrays that may be settled, in the order of the text."""

    def __init__(
        self, block: Block, memory: Memory, kinds: Mapping[str, Kind], asked: Mapping[int, frozenset[str]]
    ) -> None:
        self.memory = memory
        self.kinds = kinds
        self.asked = asked
        self.count = Counter(name for stmt in statements(block) for name in definitions(stmt))
        outermost = {name for stmt in block for name in definitions(stmt)}
        members = [n for n, token in memory.token.items() if token in memory.single and n not in memory.gathers]
        made = dict(blank_arrays(block, 0))
        self.arrays = {
            name: Accesses(depth=made.get(name, 0), blank=name in made and self.count[name] == 1)
            for name in members
            if isinstance(kinds.get(name), Array) and self.count[name] <= (name in outermost or name in made)
        }
        self.fixed = frozenset(name for name in self.count if self.count[name] == 1 and name in outermost)
        self.value: dict[str, Sum] = {}  # of whole numbers at this place
        self.lengths: set[str] = set()  # variables that are lengths
        self.around: list[Sum] = []  # what holds of them at this place
        self.holds: Holds = ()  # and by the branches that this place is in

    # ------------------------------------------------------------ statements
    def block(self, block: Block, trips: tuple[Trip, ...], place: tuple[int, ...]) -> None:
        for position, stmt in enumerate(block):
            self.statement(stmt, trips, (*place, position))

    def statement(self, stmt: Stmt, trips: tuple[Trip, ...], place: tuple[int, ...]) -> None:
        match stmt:
            case If(condition, body, orelse):
                self.read(condition, trips, place)
                for branch, inner in ((-2, body), (-1, orelse)):
                    outer, self.holds = self.holds, (*self.holds, *self.conditions(condition, inner is body))
                    self.inside(inner, trips, (*place, branch))
                    self.holds = outer
            case For(Name(target), iterable, body):
                self.read(iterable, trips, place)
                if stmt.stop is not None:
                    self.read(stmt.stop, trips, place)
                trip = self.trip(target, iterable, len(trips))
                self.inside(body, (*trips, trip), place, {target: {trip.variable: 1}} if trip.counted else {})
            case While(condition, body):
                self.read(condition, trips, place)
                if stmt.stop is not None:
                    self.read(stmt.stop, trips, place)
                self.inside(body, (*trips, Trip(f"trip {len(trips)}", None, None, 1)), place)
            case Assign(Name(t), Call("[]", (Name(a), index))) if self.is_load(a, t):
                self.read(index, trips, place)
                self.arrays[a].loads[id(stmt)] = Access(self.axes(index), trips, place, self.holds)
            case Assign(target, value):
                self.read(value, trips, place)
                if isinstance(target, Item):
                    self.write(target, trips, place)
                    self.held(stmt, target, trips, place)
                    if isinstance(target.base, Name) and target.base.id in self.arrays:
                        self.arrays[target.base.id].stores[id(stmt)] = self.arrays[target.base.id].writes[-1]
                elif isinstance(target, Name) and self.count[target.id] == 1:
                    found = self.sum(value)
                    if found is not None and self.is_whole(target.id):
                        self.value[target.id] = found
            case Update(target, _, value):
                self.read(value, trips, place)
                if isinstance(target, Item):
                    self.write(target, trips, place)
            case Do(value):
                self.read(value, trips, place)
            case _:
                for accesses in self.arrays.values():
                    accesses.unclear = True
        self.read_by_adjoint(stmt, trips, place)
        if not isinstance(stmt, If | For | While) and not _writes_item(stmt):
            for name in self.arrays:
                if self.memory.token[name] in self.memory.writes(stmt):
                    self.arrays[name].writes.append(Access((), trips, place, self.holds))

    def read_by_adjoint(self, stmt: Stmt, trips: tuple[Trip, ...], place: tuple[int, ...]) -> None:
        """Note what the adjoint of a statement reads but this does not: its result, as it is just after it."""
        for name in self.asked.get(id(stmt), frozenset()) - reads(stmt):
            if name in self.arrays:
                self.arrays[name].reads.append(Access((), trips, (*place, 1), self.holds))

    def inside(
        self, block: Block, trips: tuple[Trip, ...], place: tuple[int, ...], targets: Mapping[str, Sum] | None = None
    ) -> None:
        """Walk through a block whose whole numbers are not known after it."""
        before = self.value, self.around
        self.value = {**self.value, **(targets or {})}
        self.around = [condition for trip in trips for condition in trip.within()]
        self.block(block, trips, place)
        self.value, self.around = before

    def trip(self, target: str, iterable: Expr, depth: int) -> Trip:
        """Return what is known of the trips of a loop over a range."""
        variable = f"{depth} of {target}"
        if not isinstance(iterable, Call) or iterable.op != "range":
            return Trip(f"trip {depth}", None, None, 1)
        args = iterable.args
        start = number(0) if len(args) == 1 else self.sum(args[0])
        stop = self.sum(args[0] if len(args) == 1 else args[1])
        step = sum_of(args[2], lambda _: None) if len(args) > 2 else number(1)
        by = step.get("", 0) if step is not None else 0
        if by > 0:
            return Trip(variable, start, None if stop is None else plus(stop, number(-1)), 1)
        if by < 0:
            return Trip(variable, None if stop is None else plus(stop, number(1)), start, -1)
        return Trip(f"trip {depth}", None, None, 1)

    # ------------------------------------------------------------ reads and writes
    def is_load(self, a: str, t: str) -> bool:
        return a in self.arrays and isinstance(self.kinds.get(t), Scalar)

    def is_whole(self, name: str) -> bool:
        kind = self.kinds.get(name)
        return isinstance(kind, Scalar) and kind.dtype == "int64"

    def read(self, expr: Expr, trips: tuple[Trip, ...], place: tuple[int, ...]) -> None:
        """Note what an expression reads of the arrays."""
        if isinstance(expr, Name) and expr.id in self.arrays:
            self.arrays[expr.id].reads.append(Access((), trips, place, self.holds))
        if not isinstance(expr, Call) or names(expr).isdisjoint(self.arrays):
            return
        if expr.op == "[]" and isinstance(expr.args[0], Name) and expr.args[0].id in self.arrays:
            self.arrays[expr.args[0].id].reads.append(Access(self.axes(expr.args[1]), trips, place, self.holds))
            self.read(expr.args[1], trips, place)
            return
        shapes = SHAPES.get(expr.op, ())
        for position, arg in enumerate(expr.args):
            if position not in shapes or not is_named(arg):
                self.read(arg, trips, place)
        for _, arg in expr.keywords:
            self.read(arg, trips, place)

    def write(self, target: Item, trips: tuple[Trip, ...], place: tuple[int, ...]) -> None:
        self.read(target.index, trips, place)
        if isinstance(target.base, Name) and target.base.id in self.arrays:
            self.arrays[target.base.id].writes.append(Access(self.axes(target.index), trips, place, self.holds))
        else:
            self.unclear(names(target.base))

    def unclear(self, found: frozenset[str]) -> None:
        """Give up arrays that something writes into in a way that is not followed."""
        tokens = self.memory.tokens(found)
        for name, accesses in self.arrays.items():
            accesses.unclear |= self.memory.token[name] in tokens

    def held(self, stmt: Stmt, target: Item, trips: tuple[Trip, ...], place: tuple[int, ...]) -> None:
        """Note that what was stored may be read where it was put, from just after the store on."""
        if isinstance(target.base, Name) and target.base.id in self.arrays:
            after = (*place[:-1], place[-1], 1)
            self.arrays[target.base.id].loads[id(stmt)] = Access(self.axes(target.index), trips, after, self.holds)

    def axes(self, index: Expr) -> tuple[Axis, ...]:
        """Return which places an index means: at least these."""
        parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
        found: list[Axis] = []
        for part in parts:
            if part in (Const(None), Const(Ellipsis)) or isinstance(expression_kind(part, self.kinds), Array):
                break  # which axes come after that is another matter
            match part:
                case Call("slice", (low, high, Const(None))):
                    first, last = self.bound(low), self.bound(high)
                    found.append(Axis(first, None if last is None else plus(last, number(-1))))
                case _:
                    exact = self.bound(part)
                    found.append(Axis(exact, exact))
        return tuple(found)

    def conditions(self, condition: Expr, holds: bool) -> Holds:
        """Return what is known of whole numbers where a condition holds, or does not."""
        match condition:
            case Call("not", (inner,)):
                return self.conditions(inner, not holds)
            case Call("and" | "or" as op, parts) if holds == (op == "and"):
                return tuple(known for part in parts for known in self.conditions(part, holds))
            case Call("==" | "!=" | "<" | "<=" | ">" | ">=" as op, (a, b)):
                left, right = self.sum(a), self.sum(b)
                if left is None or right is None:
                    return ()
                least, most = plus(left, right, -1), plus(right, left, -1)
                above, below = plus(least, number(-1)), plus(most, number(-1))
                if op in ("==", "!="):
                    return ((least,), (most,)) if holds == (op == "==") else ((above, below),)
                found, other = {"<": (below, least), "<=": (most, above), ">": (above, most), ">=": (least, below)}[op]
                return ((found if holds else other,),)
            case _:
                return ()

    def bound(self, expr: Expr) -> Sum | None:
        """Return a place as a sum, None where it may be counted from the end."""
        found = self.sum(expr)
        if found is None:
            return None
        below = plus(plus({}, found, -1), number(-1))  # it is -1 or less
        return None if possible([below, *self.known()]) else found

    def known(self) -> list[Sum]:
        """Return what is known of the variables at this place."""
        return [*self.around, *({name: 1} for name in self.lengths)]

    # ------------------------------------------------------------ sums
    def sum(self, expr: Expr) -> Sum | None:
        return sum_of(expr, self.variable)

    def variable(self, expr: Expr) -> Sum | None:
        """Return what a whole number is, as far as it does not change while the function runs."""
        match expr:
            case Name(id) if id in self.value:
                return self.value[id]
            case Name(id) if self.is_whole(id) and (not self.count[id] or id in self.fixed):
                return {id: 1}
            case Call("len", (Name(a),)) | Call("[]", (Call(".shape", (Name(a),)), Const(0))):
                return self.length(a, 0)
            case Call("[]", (Call(".shape", (Name(a),)), Const(int() as axis))):
                return self.length(a, axis)
            case _:
                return None

    def length(self, a: str, axis: int) -> Sum | None:
        """Return the length of an axis of an array that keeps its name."""
        if not isinstance(self.kinds.get(a), Array) or (self.count[a] and a not in self.fixed):
            return None
        name = f"{a}.{axis}"
        self.lengths.add(name)
        return {name: 1}


def blank_arrays(block: Block, depth: int) -> Iterator[tuple[str, int]]:
    """Yield the arrays that are made without anything in them that has a derivative, and in how many loops they are."""
    for stmt in block:
        match stmt:
            case Assign(Name(id), Call(op)) if op in BLANK:
                yield id, depth
            case _:
                for inner in blocks(stmt):
                    yield from blank_arrays(inner, depth + isinstance(stmt, For | While))


def _writes_item(stmt: Stmt) -> bool:
    """Whether a statement writes in the way that is followed."""
    return isinstance(stmt, Assign | Update) and isinstance(stmt.target, Item)
