"""Loops: over what has a length, over containers, over generators; rolled, or written trip by trip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..analyse.flow import written_names
from ..errors import KindError, UnsupportedSyntax
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    For,
    Item,
    Name,
    Origin,
    Stmt,
    Update,
    statements,
)
from ..kinds import INT, Array
from ..normalise.attempts import is_opened
from ..simplify.copies import is_pure
from .effects import has_yield
from .frame import Frame, block_assigns, outlives_loop, read_outside
from .parts import Unclear
from .trips import Trips, is_still, number_or_leaf, plain_targets
from .values import MISSING, NONE, Group, Leaf, Ref, Value, View, constant_of, number, reads_memory
from .views import count_of

IN_TURN = frozenset(("",))  # no variable's name, for the iterable of a loop whose body assigns none: it is one as well
LIMIT_UNROLL = 200
LIMIT_RETRY = 100  # so many trips may be written one by one


class Loops(Trips):
    """The loops' part of the specialiser."""

    if TYPE_CHECKING:
        # of `Checkpoints`
        def checkpointed_loop(self, loop: For, view: View, frame: Frame) -> None: ...
        def within_memory(self, loop: For, view: View, frame: Frame, source: Stmt | None = None) -> bool: ...

    def for_loop(self, loop: For, frame: Frame) -> None:
        """Specialise a `For`: by position over anything with a length, element by element over a container."""
        assert not isinstance(loop.target, Item)
        outer = self.lost
        changed = self.assigned_in(loop, frame)
        self.lost = None if outer is None else outer | changed | IN_TURN
        rebound, self.rebound = self.rebound, self.rebound_by(loop, frame)
        iterable = self.runs_over(loop, frame)
        view, self.rebound = self.view(iterable), rebound
        if view.run is None:
            self.lost = outer
        if view.run is not None:
            self.run_generator(loop, view, frame, outer)
            self.lost = outer
            return
        if view.slots is not None:
            self.checkpointed_loop(loop, view, frame)
        if view.slots is not None or (self.memory is not None and self.within_memory(loop, view, frame)):
            return
        variables = block_assigns(loop.body) | frozenset(name.id for name in plain_targets(loop.target))
        if view.items is not None:
            self.loop_over_items(loop, view, frame, iterable, outer)
            return
        changed = self.assigned_in(loop, frame)
        if view.reads & changed and view.bounds is None:
            view = self.view(self.frozen(iterable))
        elif view.reads & changed and view.bounds is not None:
            view = self.range_view([self.kept(bound, changed) for bound in view.bounds])
        position: Name | None = None
        if view.bounds is not None and isinstance(loop.target, Name):
            name = loop.target.id
            if outlives_loop(frame.function, loop, name) or frame.function.name == "<comprehension>":
                position = Name(self.names.fresh(name))
            else:
                position = self.owner(name, frame).canonical((name,))

        def body(item: Value) -> None:
            self.bind(loop.target, item, frame)
            self.block(loop.body, frame)

        def rolled() -> None:
            self.loop_over(view, frame, variables, body, position, loop.stop, loop.trips, loop.origin)

        count = count_of(view)
        positions = frozenset((position.id,)) if position is not None else frozenset[str]()

        def each() -> None:
            inner = self.positional(view)
            asked = lambda i: self.steady_item(inner.item(Const(i)))  # noqa: E731
            self.unroll(loop, (NONE,) * (count or 0), frame, asked=asked)

        if self.spread and count is not None and has_yield(loop.body):
            if self.had_better_roll(count):
                raise Unclear
            each()
        elif count is not None and count * self.trips <= LIMIT_RETRY:
            self.rolled_or_not(rolled, each, count, positions)
        else:
            rolled()
        self.forget_objects(loop, frame)

    def loop_over_items(
        self, loop: For, view: View, frame: Frame, iterable: Value, outer: frozenset[str] | None
    ) -> None:
        """Specialise a loop over known elements one by one, or over numbers that the program states by position."""
        assert not isinstance(loop.target, Item)
        stated = view.items or ()
        variables = block_assigns(loop.body) | frozenset(name.id for name in plain_targets(loop.target))
        for variable in variables:
            self.owner(variable, frame).canonical((variable,))
        names_lost = self.assigned_in(loop, frame)
        watched = isinstance(iterable, Group) and iterable.ident is not None and iterable.maker in (list, dict, set)
        over = iterable if watched and isinstance(iterable, Group) else None

        def each() -> None:
            items = self.steady_view(view).items if outer is None else view.items
            items = tuple(self.protect(item, names_lost | (outer or frozenset())) for item in items or ())
            if any(reads_memory(item) for item in items):  # what a trip writes may be what the next element reads
                self.careless = self.careless or not self.careful
                if self.careful:
                    items = tuple(self.rescue(item, frozenset(), len(self.out), everything=True) for item in items)
            self.unroll(loop, items, frame, over, live=view.live)

        def body(item: Value) -> None:
            assert not isinstance(loop.target, Item)
            self.bind(loop.target, item, frame)
            self.block(loop.body, frame)

        def rolled() -> None:
            table = self.tabled(stated, loop.iterable.id if isinstance(loop.iterable, Name) else "values")
            self.loop_over(table, frame, variables, body, None, loop.stop, loop.trips, loop.origin)
            now = None if over is None else self.fresh(over)
            if now is not None and not (isinstance(now, Group) and now.items == stated):
                raise self.unsupported("a list that changes while it is gone through by position")

        if self.may_be_tabled(stated):
            self.rolled_or_not(rolled, each, len(stated), frozenset())
        else:
            each()

    def runs_over(self, loop: For, frame: Frame) -> Value:
        """Return what a loop goes through: what a comprehension goes through first does not see its variables."""
        if loop.iterable is not frame.first or frame.parent is None:
            return self.eval(loop.iterable, frame)
        self.frame = frame.parent
        try:
            return self.eval(loop.iterable, frame.parent)
        finally:
            self.frame = frame

    def forget_objects(self, loop: For, frame: Frame) -> None:
        """Forget the objects of a list that a loop's variables hold, where nothing reads these after the loop."""
        for target in plain_targets(loop.target) if not isinstance(loop.target, Item) else ():
            owner = self.owner(target.id, frame)
            held = owner.env.get(target.id)
            if isinstance(held, Ref) and not read_outside(frame.function, target.id):
                del owner.env[target.id]

    def steady_item(self, item: Value) -> Value:
        """Return an element by a known position as one whose value is known, where it is a number of a range."""
        match item:
            case Leaf(Const(int() as value), constant=constant) if constant is MISSING:
                return number(value)
            case Leaf(Call("+" | "-" | "*" as op, (Const(int() as a), Const(int() as b)))):
                return number({"+": a + b, "-": a - b, "*": a * b}[op])
            case Leaf(Call("+", (Const(int() as a), Call("*", (Const(int() as b), Const(int() as c)))))):
                return number(a + b * c)
            case Group(items=items, ident=None):
                return replace(item, items=tuple(self.steady_item(part) for part in items))
            case _:
                return item

    def rolled_or_not(
        self, rolled: Callable[[], None], unrolled: Callable[[], None], trips: int, positions: frozenset[str]
    ) -> None:
        """Write a loop, or each of its trips where that alone can be done: what is in containers may change then.

        The lists that change may become lists of unknown length, where neither can be done or there are many trips.
        """
        back, outer, strict = self.marked(), self.strict, self.may_spread
        self.strict, self.may_spread = outer | positions, True
        try:
            rolled()
        except (UnsupportedSyntax, KindError) as error:
            back()
            self.strict, self.may_spread = outer, False
            if self.had_better_roll(trips):
                try:
                    rolled()
                except (UnsupportedSyntax, KindError):
                    back()
                else:
                    return
            self.trips *= max(trips, 1)
            try:
                unrolled()
            except (UnsupportedSyntax, KindError) as other:
                self.trips //= max(trips, 1)
                back()
                try:
                    rolled()
                except (UnsupportedSyntax, KindError):
                    raise (other if error.args == other.args else error) from None
            else:
                self.trips //= max(trips, 1)
        finally:
            self.strict, self.may_spread = outer, strict

    def assigned_in(self, loop: For, frame: Frame) -> frozenset[str]:
        """Return the names of the variables that a loop's body assigns, and of those that what it calls may rebind."""
        variables = block_assigns(loop.body) | frozenset(name.id for name in plain_targets(loop.target))
        owners = {self.owner(variable, frame) for variable in variables}
        return frozenset().union(self.rebound_by_calls(), *(owner.core_names(variables) for owner in owners))

    def rebound_by(self, loop: For, frame: Frame) -> tuple[tuple[Frame, str], ...]:
        """Return the variables that a loop's body assigns, each with the frame that it is in."""
        assert not isinstance(loop.target, Item)
        variables = block_assigns(loop.body) | frozenset(name.id for name in plain_targets(loop.target))
        return tuple((self.owner(variable, frame), variable) for variable in sorted(variables))

    def run_generator(self, loop: For, view: View, frame: Frame, lost: frozenset[str] | None) -> None:
        """Specialise a loop over a generator: its body stands where the generator yields."""
        assert view.run is not None
        if is_opened(loop):
            raise self.unsupported(
                "a generator is gone through inside a `try` by a loop that changes what is read after an exception",
                "Make a list of it before.",
            )

        def trip(item: Value) -> None:
            assert not isinstance(loop.target, Item)
            with self.losing(lost):
                self.bind(loop.target, item, frame)
                self.block(loop.body, frame)

        stop = loop.stop
        if stop is None:
            view.run(trip)
            return
        if view.left is None:
            raise self.unsupported("leaving a loop over this generator is not supported", "Loop over a list.")
        view.left(trip, lambda: self.condition(stop, frame))

    def kept(self, bound: Leaf, changed: frozenset[str]) -> Value:
        """Return a bound of a range as it was before the loop, if the loop's body changes what it reads."""
        protected = self.protect(bound, changed)
        assert isinstance(protected, Leaf)
        return protected

    def loop_over(
        self, view: View, frame: Frame, variables: frozenset[str], body: Callable[[Value], None],
        position: Name | None = None, stop: Expr | None = None, trips: str | None = None, origin: Origin | None = None,
    ) -> None:  # fmt: skip
        """Write a loop over a view of unknown length; `body` specialises one trip for an element."""
        origin = origin or self.origin
        k = position or Name(self.names.fresh("k"))
        self.record(k.id, INT)
        paired, self.paired = self.paired, ()
        block, stop_expr, counter = self.repeat(lambda: body(view.item(k)), variables, frame, stop, trips, k.id)
        self.refuse_written_pairs(block)
        self.paired = paired
        view = self.as_before(block, view)
        if self.is_resized(block, view):
            size = self.temporary(view.length, "size")
            steady = Call("check_steady", (view.length, size, stop_expr or Const(False)))
            view, block = replace(view, length=size), (*block, Do(steady, origin))
        block = self.rows_checked(block, view)
        self.emit(For(k, self.range_of(view), block, stop_expr, counter, origin=origin))

    def as_before(self, block: Block, view: View) -> View:
        """Return the view of a range with bounds as they are before a loop, whose block may write what they read."""
        kinds = self.known_kinds()
        written = written_names(block, kinds)
        blind = not all(is_pure(stmt.value) for stmt in statements(block) if isinstance(stmt, Assign | Update | Do))
        if view.bounds is None or not (written or blind):
            return view
        lists = not blind and all(isinstance(kinds.get(name), Array) for name in written)
        bounds = (
            bound if is_still(bound.expr, kinds, lists) else replace(bound, expr=self.temporary(bound.expr, "bound"))
            for bound in view.bounds
        )
        return self.range_view(tuple(bounds))

    def range_of(self, view: View) -> Expr:
        """Return the `range` over the positions of a view, as short as Python allows."""
        if view.bounds is None:
            return Call("range", (view.length,))
        start, stop, step = view.bounds
        if step.expr == Const(1):
            return Call("range", (stop.expr,) if start.expr == Const(0) else (start.expr, stop.expr))
        return Call("range", (start.expr, stop.expr, step.expr))

    def unroll(
        self, loop: For, items: tuple[Value, ...], frame: Frame, over: Group | None = None, place: int = 0,
        live: Callable[[], tuple[Value, ...]] | None = None, asked: Callable[[int], Value] | None = None,
    ) -> None:  # fmt: skip
        """Specialise a loop over the elements of a container, one after the other.

        `over` is the container itself, which the body may change: a list then has other elements to come. `asked` gives
        the element of a trip, where that is computed then.
        """
        if over is None and live is not None:
            items = live()[place:]
        if len(items) + place * (over is None) > LIMIT_UNROLL:
            raise UnsupportedSyntax(f"a loop over {len(items)} elements of different kinds is too long", loop.origin)
        if not items:
            return
        assert not isinstance(loop.target, Item)
        outer, self.trip = self.trip, (*self.trip, len(items))
        self.bind(loop.target, items[0] if asked is None else asked(place), frame)
        self.block(loop.body, frame)
        self.trip = outer
        stop = number_or_leaf(self.condition(loop.stop, frame)) if loop.stop is not None else None
        known = False if stop is None else constant_of(stop)

        def further() -> None:
            rest, held = self.to_come(items, over, place)
            self.unroll(loop, rest, frame, held, place + 1, live, asked)

        if known is MISSING:
            assert stop is not None
            self.split(stop.expr, lambda: None, further, loop.origin)
        elif not known:
            further()

    def to_come(
        self, items: tuple[Value, ...], over: Group | None, place: int
    ) -> tuple[tuple[Value, ...], Group | None]:
        """Return the elements after the present one, as they are now, and the container that they are of."""
        if over is None:
            return items[1:], over
        now = self.fresh(over)
        if not isinstance(now, Group):
            raise self.unsupported(
                "a list whose length changes while it is gone through is not supported", "Go through a copy, list(x)."
            )
        if over.maker is list:
            same = now.items[: place + len(items)] == over.items and len(now.items) == len(over.items)
            return (items[1:], over) if same else (now.items[place + 1 :], now)
        if len(now.items) != len(over.items):
            hint = "Go through a copy: `for ... in list(x)`."
            error = self.wrong_kind(f"{self.say(over)} is changed while it is gone through", hint=hint)
            raise self.fails(error, "RuntimeError", f"{over.maker.__name__} changed size during iteration")
        return items[1:], over
