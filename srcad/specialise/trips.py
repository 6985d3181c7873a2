"""Trips: a loop's body is specialised again and again, until what is known at the loop's head is stable."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace

from ..analyse.flow import written_names
from ..analyse.memory import is_memory
from ..ir import Assign, Block, Call, Const, Do, Expr, For, Name, Target, Targets, names, statements
from ..kinds import UNKNOWN, Array, Kind, ListOf, Scalar
from .frame import Frame
from .heads import Prepared, spoiled
from .parts import LEAST_KEPT
from .state import Bottom, Raised, Resumes
from .values import MISSING, Group, Leaf, Value, View
from .writes import Writes

MOST_ROUNDS = 30  # so often what must stand before a loop may turn out to be more
NUMBERS = (bool, int, float)
RESIZING = frozenset(f".{name}()" for name in ("append", "insert", "pop", "clear", "extend", "remove", "popleft"))


class Trips(Writes):
    """The part of the specialiser for the bodies of loops."""

    stated: dict[Call, Name]  # stated numbers that loops go through by position, which are bound first
    may_spread = False  # whether the loop that is being written may be written trip by trip instead

    def is_resized(self, block: Block, view: View) -> bool:
        """Return whether a loop's body may change the length of a list that it goes through."""
        if view.bounds is not None:
            return False
        roots = {self.memory_root(name) for name in view.reads}
        calls = (getattr(stmt, "value", None) for stmt in statements(block))
        return any(
            isinstance(call, Call)
            and call.op in RESIZING
            and not roots.isdisjoint(map(self.memory_root, names(call.args[0])))
            for call in calls
        )

    def may_be_tabled(self, items: tuple[Value, ...]) -> bool:
        """Whether a loop over elements had better ask for them by position: numbers that the program states."""
        if len(items) < LEAST_KEPT or not are_stated(items):
            return False
        self.rolling.opened = self.rolling.opened or not self.rolling.keeping
        return self.rolling.keeping

    def tabled(self, items: tuple[Value, ...], wish: str) -> View:
        """Return a view of stated numbers, or of tuples of them, whose element is had by position."""
        item = self.column(items, wish)
        return View(None, Const(len(items)), item, count=len(items))

    def column(self, items: tuple[Value, ...], wish: str) -> Callable[[Expr], Value]:
        """Return what gives the element of stated ones at a position."""
        first = items[0]
        if isinstance(first, Leaf):
            numbers = Call("tuple", tuple(Const(item.constant) for item in items if isinstance(item, Leaf)))
            if numbers not in self.stated:
                self.stated[numbers] = Name(self.names.fresh(wish))
            return lambda k: Leaf(Call("[]", (self.stated[numbers], k)), first.kind)
        assert isinstance(first, Group)
        rows = [item.items for item in items if isinstance(item, Group)]
        parts = [self.column(part, wish) for part in zip(*rows, strict=True)]
        return lambda k: replace(first, items=tuple(part(k) for part in parts))

    def refuse_written_pairs(self, block: Block) -> None:
        """Take the elements that `pairwise` gives one by one, where a loop's body writes into what they are from."""
        written = {self.memory_root(name) for name in written_names(block, self.known_kinds())}
        for place, read in self.paired:
            if not written.isdisjoint(map(self.memory_root, read)):
                raise Resumes(place, self.unsupported("pairs of neighbours in an array that is written into"))

    def refuse_resizing(self, view: View) -> None:
        """Refuse the loop just written, if it may change the length of a list that it goes through."""
        if self.out and isinstance(loop := self.out[-1], For) and self.is_resized(loop.body, view):
            raise self.resized()

    def rows_checked(self, block: Block, view: View) -> Block:
        """Check before a loop over the rows of an array how long they are, where each trip would; return its body."""
        match block:
            case (
                Assign(Name(row), Call("[]", (Name(id) as rows, _))) as first,
                Do(Call("check_count", (Call("len", (Name(asked),)), count)), origin),
                *rest,
            ) if asked == row and view.length == Call("len", (rows,)):
                kind = self.known_kinds().get(id)
                if isinstance(kind, Array) and (kind.rank or 0) > 1:
                    self.emit(Do(Call("check_columns", (rows, count)), origin))
                    return (first, *rest)
        return block

    def repeat(
        self, body: Callable[[], None], variables: frozenset[str], frame: Frame, stop: Expr | None, trips: str | None,
        position: str = "",
    ) -> tuple[Block, Expr | None, str | None]:  # fmt: skip
        """Specialise a loop's body until its head is stable; return the body, the stop and the name of `trips`."""
        may_spread, self.may_spread = self.may_spread, False
        spread_here = may_spread
        work = Prepared(placed=self.canonicalise(variables, frame))
        state, first = self.save(), self.environments()
        rounds = 0
        while True:
            head, lengthened = self.environments(), dict(self.rolled_as)
            varied, lists, fixed = len(self.varied_memory), dict(self.list_kinds), len(self.fixed)
            outer, self.out, live = self.out, [], list(self.live)
            sides, self.sides, hoped, self.hoped = self.sides, 0, self.hoped, set()
            self.depth += 1
            self.loops += 1
            stop_expr: Expr | None = None
            try:
                with self.anywhere():
                    body()
                if stop is not None:
                    stop_expr = number_or_leaf(self.condition(stop, frame)).expr
                result = tuple(self.out)
            except Raised:  # every trip does, as far as is known yet
                block = tuple(self.out)
                self.set_environments(head)
                return block, None, None
            except Bottom:  # as far as is known yet, no trip comes to its end
                self.set_environments(head)
                if self.hoped:
                    self.live = live
                    self.restore(state)
                    self.hope_around(self.hoped, sides, hoped)
                    continue
                return (), None, None
            finally:
                self.out = outer
                self.depth -= 1
                self.sides, missing, self.hoped = sides, self.hoped, hoped
                self.loops -= 1
            end = self.environments()
            unbound = missing - {(id(known), name) for known, env in end.frames for name in env}
            if unbound:
                self.set_environments(head)
                self.live = live
                self.hope_around(unbound, sides, hoped)
            self.may_spread_here = spread_here
            if not spread_here:
                mine, theirs = self.uneven(head, end)
                if theirs and not mine and all(self.may_roll_at(end, ident) for ident in theirs):
                    more, end = self.roll_there(end, theirs)
                    result += more
            self.phi = dict(state[3])  # loops inside gave parts of the same containers other names
            for ident in [i for i in self.rolled_as if i not in lengthened and i not in head.heap]:
                if ident in self.originals:  # from outside, and met in the body first
                    head.heap[ident] = self.originals[ident]
            heads = self.join_heads(head, end, work)
            if heads.needs:
                rounds += 1
                if rounds > MOST_ROUNDS:
                    raise self.unsupported(
                        "a loop that goes along containers which lead to one another is not supported"
                    )
                self.live, self.rolled_as = live, lengthened
                self.restore(state)
                self.names.reserve({name.id for name in work.names.values()})
                self.set_environments(head)
                self.begin_given(first, head)
                self.make_ready(heads.needs, work)
                state, first = self.save(), self.environments()
                continue
            if may_spread and (lost := spoiled(head, heads.known)) is not None:
                what = "a container whose structure changes from trip to trip is not supported"
                error = self.unsupported(what)
                error.made = lost.made
                raise error
            same = varied == len(self.varied_memory) and fixed == len(self.fixed) and self.same_lists(lists)
            if heads.stable and same and not missing:
                result += self.aside(functools.partial(self.end_copies, end, heads))
                self.end_copies(first, heads, before=True)
                self.set_environments(heads.known)
                counter = frame.env[trips] if trips is not None else None
                name = counter.expr.id if isinstance(counter, Leaf) and isinstance(counter.expr, Name) else None
                return result, None if stop_expr == Const(False) else stop_expr, name
            rounds += heads.stable and not missing
            if rounds > MOST_ROUNDS:
                raise self.unsupported("a loop that moves lists between one another is not supported", "Use arrays.")
            self.live, self.rolled_as = live, lengthened
            self.restore(state)
            self.names.reserve({name.id for name in work.names.values()})
            self.set_environments(heads.known)

    def hope_around(self, places: set[tuple[int, str]], sides: int, hoped: set[tuple[int, str]]) -> None:
        """Leave out a whole loop that reads what only a loop around it may have assigned, if there is one."""
        if self.loops and sides:
            hoped |= places
            raise Bottom

    def protect(self, value: Value, names_lost: frozenset[str]) -> Value:
        """Return a value whose leaves do not read the given names."""
        match value:
            case Leaf(expr) if names(expr) & names_lost:
                return replace(value, expr=self.temporary(expr))
            case Group(maker, keys, items, ident=None):
                return Group(maker, keys, tuple(self.protect(item, names_lost) for item in items))
            case _:
                return value


def number_or_leaf(value: Value) -> Leaf:
    """Return a condition's value as a leaf; one that is known is written as True or False."""
    assert isinstance(value, Leaf)
    return value if value.constant is MISSING else replace(value, expr=Const(bool(value.constant)))


def plain_targets(target: Target) -> list[Name]:
    """Return the variables among targets."""
    if isinstance(target, Name):
        return [target]
    if isinstance(target, Targets):
        return [name for item in target.items for name in plain_targets(item)]
    return []


def is_still(expr: Expr, kinds: Mapping[str, Kind], lists: bool) -> bool:
    """Return whether a bound is made of numbers and arrays' shapes only, which no write into memory changes.

    `lists` says whether the lengths of lists stay, too.
    """
    match expr:
        case Call("len" | ".shape" | ".size" | ".ndim", (Name(id),)):
            return isinstance(kinds.get(id), Array) or (lists and isinstance(kinds.get(id), ListOf))
        case Call(op, args):
            return op not in ("call", "passive", "callee") and all(is_still(arg, kinds, lists) for arg in args)
        case Name(id):
            return not is_memory(kinds.get(id, UNKNOWN))
        case _:
            return True


def are_stated(items: tuple[Value, ...]) -> bool:
    """Whether elements are numbers of one kind that the program states, or tuples of such."""
    match items[0]:
        case Leaf(kind=Scalar() as kind):
            return all(isinstance(i, Leaf) and i.kind == kind and type(i.constant) in NUMBERS for i in items)
        case Group(maker=maker, items=parts) if maker is tuple and parts:
            alike = [i.items for i in items if isinstance(i, Group) and i.maker is tuple and len(i.items) == len(parts)]
            return len(alike) == len(items) and all(map(are_stated, zip(*alike, strict=True)))
        case _:
            return False
