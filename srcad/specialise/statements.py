"""Specialise statements: known branches are dropped, loops repeated until what is known of variables is stable."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

from ..errors import KindError, UnsupportedSyntax
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
    Origin,
    Return,
    Stmt,
    Target,
    Targets,
    Update,
    While,
    With,
    is_guard,
    names,
)
from ..kinds import Array, Scalar
from .frame import Frame, block_assigns, outlives_loop
from .joins import Prepared, spoiled
from .state import Bottom
from .values import MISSING, Group, Leaf, Value, View, constant_of, is_varied, number
from .views import count_of
from .writes import Writes

LIMIT_UNROLL = 200
LIMIT_RETRY = 100


class Statements(Writes):
    """The statements' part of the specialiser."""

    may_spread = False  # whether the loop that is being written may be written trip by trip instead
    trips = 1  # how often the present statements are written, trip by trip

    def block(self, block: Block, frame: Frame) -> None:
        """Specialise the statements of a block in turn."""
        rest = list(block)
        while rest:
            stmt = rest.pop(0)
            if is_guard(stmt) and rest and isinstance(rest[0], If):
                assert isinstance(stmt, If)
                caught = stmt.condition.args[1] if isinstance(stmt.condition, Call) else Const(None)
                if rest[0].condition == Call("==", (caught, Const(0))) and isinstance(caught, Name):
                    self.origin = stmt.origin or self.origin
                    self.attempt(stmt, frame, rest.pop(0))
                    continue
            self.statement(stmt, frame)

    def statement(self, stmt: Stmt, frame: Frame) -> None:
        """Specialise one statement."""
        self.origin = getattr(stmt, "origin", None) or self.origin
        match stmt:
            case Assign(target, value):
                found = self.eval(value, frame)
                self.direct = isinstance(value, Call) and (value.op == "call" or value.op.endswith("()"))
                self.bind(target, found, frame)
                self.direct = False
            case Update():
                self.update(stmt, frame)
            case If():
                self.branch(stmt, frame)
            case For():
                self.for_loop(stmt, frame)
            case While():
                self.while_loop(stmt, frame)
            case With():
                self.within(stmt, frame)
            case Do(Call("yield", (element,))):
                self.collect(self.eval(element, frame))
            case Do(value):
                self.effect(value, frame)
            case Return():
                pass
            case _:
                raise UnsupportedSyntax(f"the statement {type(stmt).__name__} is not supported", self.origin)

    # ------------------------------------------------------------ assignment
    def bind(self, target: Target, value: Value, frame: Frame) -> None:
        """Bind a value to a target."""
        match target:
            case Name(id):
                self.assign(id, value, frame)
            case Targets():
                self.unpack(target, value, frame)
            case Item(base, Const(str() as name), True):
                self.set_attribute(self.eval(base, frame), name, value, self.origin)
            case Item(base, index):
                mark = len(self.out)
                holder = self.eval(base, frame)
                if isinstance(holder, Leaf):
                    self.write_item(holder, index, value, mark, frame)
                else:
                    self.set_item(holder, index, value, frame)

    def assign(self, variable: str, value: Value, frame: Frame) -> None:
        """Bind a variable; the leaves of a container go to names of their own."""
        owner = self.owner(variable, frame)
        value = self.own(value, variable)
        if variable in frame.outer:
            owner.env[variable] = self.stored(self.settled(value, variable))
            return
        pairs: list[tuple[Name, Leaf]] = []
        owner.env[variable] = self.place(self.stored(value), owner, (variable,), pairs)
        self.assign_all(pairs)

    def unpack(self, target: Targets, value: Value, frame: Frame) -> None:
        """Bind the elements of a value to several targets."""
        if isinstance(value, View):
            value = self.as_group(value)
        if isinstance(value, Leaf):
            if not value.varied and target.star < 0 and all(isinstance(item, Name) for item in target.items):
                self.unpack_plain(target, value, frame)
                return
            base = self.atom(value)
            if target.star >= 0:
                raise UnsupportedSyntax("a starred target needs a container of known length", self.origin)
            items: tuple[Value, ...] = tuple(self.element(base, Const(i), i) for i in range(len(target.items)))
        elif isinstance(value, Group):
            items = value.items if value.maker is not dict else tuple(self.wrap_constant(key) for key in value.keys)
        else:
            raise self.wrong_kind(f"cannot unpack {self.say(value)}")
        if target.star >= 0:
            after = len(target.items) - target.star - 1
            if len(items) < len(target.items) - 1:
                raise KindError(f"not enough values to unpack into {len(target.items)} targets", self.origin)
            middle = items[target.star : len(items) - after]
            starred = Group(list, tuple(range(len(middle))), middle)
            items = (*items[: target.star], starred, *items[len(items) - after :])
        if len(items) != len(target.items):
            raise KindError(f"cannot unpack {len(items)} values into {len(target.items)} targets", self.origin)
        if any(isinstance(goal, Item) for goal in _goals(target)):  # `a[i], a[j] = a[j], a[i]`
            items = tuple(self.rescue(item, frozenset(), len(self.out), everything=True) for item in items)
        variables: set[str] = set()
        protected = []
        for goal, item in zip(target.items, items, strict=True):
            protected.append(self.protect(item, frame.core_names(frozenset(variables))))
            if isinstance(goal, Name):
                variables.add(goal.id)
                frame.canonical((goal.id,))
            elif isinstance(goal, Targets):
                variables |= {n.id for n in goal.items if isinstance(n, Name)}
        for goal, item in zip(target.items, protected, strict=True):
            self.bind(goal, item, frame)

    def unpack_plain(self, target: Targets, value: Leaf, frame: Frame) -> None:
        """Unpack something without a derivative in one statement, as the user wrote it."""
        base = value.expr
        goals = []
        for i, item in enumerate(target.items):
            assert isinstance(item, Name)
            name = frame.canonical((item.id,))
            goals.append(name)
            element = self.element(value, Const(i), i)
            self.owner(item.id, frame).env[item.id] = (
                replace(element, expr=name) if isinstance(element, Leaf) else element
            )
        self.emit(Assign(Targets(tuple(goals)), base, self.origin))

    def protect(self, value: Value, names_lost: frozenset[str]) -> Value:
        """Return a value whose leaves do not read the given names."""
        match value:
            case Leaf(expr) if names(expr) & names_lost:
                return replace(value, expr=self.temporary(expr))
            case Group(maker, keys, items, ident=None):
                return Group(maker, keys, tuple(self.protect(item, names_lost) for item in items))
            case _:
                return value

    def update(self, stmt: Update, frame: Frame) -> None:
        """Specialise `target op= value`: a number is rebound; an array is written in place, which needs memory."""
        if isinstance(stmt.target, Item):
            self.update_item(stmt, stmt.target, frame)
            return
        old, new = self.eval_all((stmt.target, stmt.value), frame)
        if isinstance(old, Leaf) and isinstance(old.kind, Array) and old.kind.dims is not None:
            self.update_array(old, stmt.op, new)
            return
        if isinstance(old, Leaf) and not isinstance(old.kind, Scalar) and (is_varied(old) or is_varied(new)):
            self.refuse_update(stmt)
        if (
            isinstance(old, Leaf)
            and isinstance(new, Leaf)
            and not isinstance(old.kind, Scalar)
            and not isinstance(old.kind, Array)
        ):
            # an object that may update itself in place
            self.emit(Update(frame.canonical((stmt.target.id,)), stmt.op, new.expr, self.origin))
            self.owner(stmt.target.id, frame).env[stmt.target.id] = replace(old, constant=MISSING)
            return
        self.assign(stmt.target.id, self.updated(old, stmt.op, new), frame)

    def updated(self, old: Value, op: str, new: Value) -> Value:
        """Return what `old op= new` leaves in the place of `old`: itself, changed, or something new."""
        if isinstance(old, Leaf) and isinstance(old.kind, Array) and old.kind.dims is not None:
            self.update_array(old, op, new)
            return old
        if isinstance(old, Group):
            found = self.update_object(old, op, new, self.origin) or self.update_container(old, op, new)
            if found is not None:
                return found
        return self.operation(op, [old, new], (), self.origin)

    def update_item(self, stmt: Update, target: Item, frame: Frame) -> None:
        """Specialise `base[index] op= value` or `base.name op= value`; base and index are evaluated once."""
        base = self.eval(target.base, frame)
        if isinstance(base, Leaf) and not target.attribute:
            self.update_part_of(base, target.index, stmt.op, stmt.value, frame)
            return
        if not isinstance(base, Group):
            if target.attribute:
                self.refuse_attribute(base, self.origin)
            self.refuse_item(base)
        assert isinstance(base, Group)
        if target.attribute:
            assert isinstance(target.index, Const)
            name = str(target.index.value)
            old = self.attribute(base, name, self.origin)
            new = self.eval(stmt.value, frame)
            self.check_update(stmt, old, new)
            self.set_attribute(self.fresh(base), name, self.updated(self.fresh(old), stmt.op, new), self.origin)
            return
        if isinstance(target.index, Call) and target.index.op == "slice":
            raise self.unsupported("`op=` of a slice of a list is not supported")
        key = self.eval(target.index, frame)
        if isinstance(key, Leaf) and constant_of(key) is MISSING:
            key = self.atom(key)
        own = self.has_own(base.maker, "__getitem__")
        old = self.call_dunder(base, "__getitem__", [key], self.origin) if own else self.item_of(base, key, self.origin)
        new = self.eval(stmt.value, frame)
        self.check_update(stmt, old, new)
        result = self.updated(self.fresh(old), stmt.op, new)
        now = self.fresh(base)
        assert isinstance(now, Group)
        if self.has_own(base.maker, "__setitem__"):
            self.call_dunder(now, "__setitem__", [key, result], self.origin)
            return
        known = constant_of(key)
        self.set_group_item(now, key if known is MISSING else known, result)

    def check_update(self, stmt: Update, old: Value, new: Value) -> None:
        """Refuse `op=` where it writes into an array that a container holds."""
        array = isinstance(old, Leaf) and isinstance(old.kind, Array) and old.kind.dims is not None
        if isinstance(old, Leaf) and not isinstance(old.kind, Scalar) and not array:
            raise self.unsupported(
                f"`{stmt.op}=` writes into an array that a container holds, which is not supported yet",
                f"Write it as an assignment, a = a {stmt.op} ...",
            )

    def refuse_update(self, stmt: Update) -> None:
        """Refuse `a op= e` where `a` is, or may be, an array."""
        assert isinstance(stmt.target, Name)
        name = stmt.target.id
        raise UnsupportedSyntax(
            f"`{name} {stmt.op}= ...` writes into an array, which is not supported yet",
            self.origin,
            hint=f"Write {name} = {name} {stmt.op} ... instead.",
        )

    # ------------------------------------------------------------ branches
    def branch(self, stmt: If, frame: Frame) -> None:
        """Specialise an `If`: only the branch taken, where the condition is known."""
        if is_guard(stmt):
            self.attempt(stmt, frame)
            return
        condition = self.condition(stmt.condition, frame)
        origin = stmt.origin or self.origin
        known = constant_of(condition)
        if known is not MISSING:
            self.block(stmt.body if known else stmt.orelse, frame)
            return
        assert isinstance(condition, Leaf)
        self.split(condition.expr, lambda: self.block(stmt.body, frame), lambda: self.block(stmt.orelse, frame), origin)

    # ------------------------------------------------------------ loops
    def for_loop(self, loop: For, frame: Frame) -> None:
        """Specialise a `For`: by position over anything with a length, element by element over a container."""
        iterable = self.eval(loop.iterable, frame)
        view = self.view(iterable)
        assert not isinstance(loop.target, Item)
        if view.run is not None:
            self.run_generator(loop, view, frame)
            return
        variables = block_assigns(loop.body) | frozenset(name.id for name in _plain_targets(loop.target))
        if view.items is not None:
            for variable in variables:
                self.owner(variable, frame).canonical((variable,))
            names_lost = frozenset().union(*(self.owner(v, frame).core_names(variables) for v in variables))
            self.unroll(loop, tuple(self.protect(item, names_lost) for item in view.items), frame)
            return
        owners = {self.owner(variable, frame) for variable in variables}
        changed = frozenset().union(*(owner.core_names(variables) for owner in owners))
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

        rolled = lambda: self.loop_over(  # noqa: E731
            view, frame, variables, body, position, loop.stop, loop.trips, loop.origin
        )
        count = count_of(view)
        positions = frozenset((position.id,)) if position is not None else frozenset[str]()

        def each() -> None:
            inner = self.positional(view)
            self.unroll(loop, tuple(self.steady_item(inner.item(Const(i))) for i in range(count or 0)), frame)

        if self.spread and count is not None:
            each()
        elif count is not None and count * self.trips <= LIMIT_RETRY:
            self.rolled_or_not(rolled, each, count, positions)
        else:
            rolled()

    def steady_item(self, item: Value) -> Value:
        """Return an element by a known position as one whose value is known, where it is a number of a range."""
        match item:
            case Leaf(Const(int() as value), constant=constant) if constant is MISSING:
                return number(value)
            case Leaf(Call("+" | "*" as op, (Const(int() as a), Const(int() as b)))):
                return number(a + b if op == "+" else a * b)
            case Leaf(Call("+", (Const(int() as a), Call("*", (Const(int() as b), Const(int() as c)))))):
                return number(a + b * c)
            case Group(items=items, ident=None):
                return replace(item, items=tuple(self.steady_item(part) for part in items))
            case _:
                return item

    def rolled_or_not(
        self, rolled: Callable[[], None], unrolled: Callable[[], None], trips: int, positions: frozenset[str]
    ) -> None:
        """Write a loop, or each of its trips where that alone can be done: what is in containers may change then."""
        back, outer, strict = self.marked(), self.strict, self.may_spread
        self.strict, self.may_spread = outer | positions, True
        try:
            rolled()
        except (UnsupportedSyntax, KindError) as error:
            back()
            self.strict, self.may_spread = outer, False
            self.trips *= max(trips, 1)
            try:
                unrolled()
            except (UnsupportedSyntax, KindError) as other:
                raise (other if error.args == other.args else error) from None
            finally:
                self.trips //= max(trips, 1)
        finally:
            self.strict, self.may_spread = outer, strict

    def run_generator(self, loop: For, view: View, frame: Frame) -> None:
        """Specialise a loop over a generator: its body stands where the generator yields."""
        assert view.run is not None

        def trip(item: Value) -> None:
            assert not isinstance(loop.target, Item)
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
        block, stop_expr, counter = self.repeat(lambda: body(view.item(k)), variables, frame, stop, trips, k.id)
        self.emit(For(k, self.range_of(view), block, stop_expr, counter, origin=origin))

    def range_of(self, view: View) -> Expr:
        """Return the `range` over the positions of a view, as short as Python allows."""
        if view.bounds is None:
            return Call("range", (view.length,))
        start, stop, step = view.bounds
        if step.expr == Const(1):
            return Call("range", (stop.expr,) if start.expr == Const(0) else (start.expr, stop.expr))
        return Call("range", (start.expr, stop.expr, step.expr))

    def unroll(self, loop: For, items: tuple[Value, ...], frame: Frame) -> None:
        """Specialise a loop over the elements of a container, one after the other."""
        if len(items) > LIMIT_UNROLL:
            raise UnsupportedSyntax(f"a loop over {len(items)} elements of different kinds is too long", loop.origin)
        if not items:
            return
        assert not isinstance(loop.target, Item)
        outer, self.trip = self.trip, (*self.trip, len(items))
        self.bind(loop.target, items[0], frame)
        self.block(loop.body, frame)
        self.trip = outer
        stop = number_or_leaf(self.condition(loop.stop, frame)) if loop.stop is not None else None
        known = False if stop is None else constant_of(stop)
        if known is MISSING:
            assert stop is not None
            self.split(stop.expr, lambda: None, lambda: self.unroll(loop, items[1:], frame), loop.origin)
        elif not known:
            self.unroll(loop, items[1:], frame)

    def while_loop(self, loop: While, frame: Frame) -> None:
        """Specialise a `While`; a condition that needs statements is evaluated before the loop and after each trip."""
        first = self.trial(lambda: self.condition(loop.condition, frame))
        if not isinstance(first, Leaf) or (first.constant is not MISSING and not first.constant):
            self.condition(loop.condition, frame)
            return  # never entered
        if first.constant is not MISSING:
            self.rolled_or_not(
                lambda: self.rolled_while(loop, frame), lambda: self.unrolled_while(loop, frame, 0), 4, frozenset()
            )
        else:
            self.rolled_while(loop, frame)

    def unrolled_while(self, loop: While, frame: Frame, trips: int) -> None:
        """Specialise a `While` trip by trip, its condition being known each time."""
        condition = number_or_leaf(self.condition(loop.condition, frame))
        if condition.constant is MISSING or trips > LIMIT_RETRY:
            raise self.unsupported("a loop whose end and whose containers both change is not supported")
        if not condition.constant:
            return
        self.block(loop.body, frame)
        stop = number_or_leaf(self.condition(loop.stop, frame)) if loop.stop is not None else number(False)
        if stop.constant is MISSING:
            self.split(stop.expr, lambda: None, lambda: self.unrolled_while(loop, frame, trips + 1), loop.origin)
        elif not stop.constant:
            self.unrolled_while(loop, frame, trips + 1)

    def rolled_while(self, loop: While, frame: Frame) -> None:
        """Specialise a `While` as a loop."""
        origin = loop.origin or self.origin
        variables = block_assigns((loop,))
        self.canonicalise(variables, frame)
        tests: list[Expr] = []
        writes = bool(self.trial_statements(lambda: self.condition(loop.condition, frame)))
        going = self.names.fresh("going") if writes else ""

        def test() -> Expr:
            return number_or_leaf(self.condition(loop.condition, frame)).expr

        def body() -> None:
            if not writes:
                tests[:] = [test()]
                self.block(loop.body, frame)
                return
            self.block(loop.body, frame)
            self.emit(Assign(Name(going), test(), origin))

        if writes:
            self.emit(Assign(Name(going), test(), origin))
        block, stop_expr, counter = self.repeat(body, variables, frame, loop.stop, loop.trips)
        condition = Name(going) if writes else tests[0]
        self.emit(While(condition, block, stop_expr, counter, origin=origin))

    def trial_statements(self, action: Callable[[], Value]) -> Block:
        """Return the statements that an evaluation would write."""
        found: list[Block] = []

        def drop() -> None:
            action()

        def watch() -> Value:
            found.append(self.aside(drop))
            return Group(tuple, (), ())

        self.trial(watch)
        return found[0]

    def repeat(
        self, body: Callable[[], None], variables: frozenset[str], frame: Frame, stop: Expr | None, trips: str | None,
        position: str = "",
    ) -> tuple[Block, Expr | None, str | None]:  # fmt: skip
        """Specialise a loop's body until its head is stable; return the body, the stop and the name of `trips`."""
        may_spread, self.may_spread = self.may_spread, False
        spread_here = may_spread
        work = Prepared(placed=self.canonicalise(variables, frame))
        state, first = self.save(), self.environments()
        while True:
            head = self.environments()
            varied, grown = len(self.varied_memory), self.grown
            outer, self.out, live = self.out, [], list(self.live)
            self.depth += 1
            stop_expr: Expr | None = None
            try:
                body()
                if stop is not None:
                    stop_expr = number_or_leaf(self.condition(stop, frame)).expr
                result = tuple(self.out)
            except Bottom:  # as far as is known yet, no trip comes to its end
                self.set_environments(head)
                return (), None, None
            finally:
                self.out = outer
                self.depth -= 1
            end = self.environments()
            self.may_spread_here = spread_here
            heads = self.join_heads(head, end, work)
            if heads.needs:
                self.live = live
                self.restore(state)
                self.set_environments(head)
                self.make_ready(heads.needs, work)
                state, first = self.save(), self.environments()
                continue
            if may_spread and spoiled(head, heads.known):
                raise self.unsupported("a container whose structure changes from trip to trip is not supported")
            if heads.stable and varied == len(self.varied_memory) and grown == self.grown:
                result += self.aside(functools.partial(self.end_copies, end, heads))
                self.end_copies(first, heads)
                self.set_environments(heads.known)
                counter = frame.env[trips] if trips is not None else None
                name = counter.expr.id if isinstance(counter, Leaf) and isinstance(counter.expr, Name) else None
                return result, None if stop_expr == Const(False) else stop_expr, name
            self.live = live
            self.restore(state)
            self.set_environments(heads.known)

    def collect(self, value: Value) -> None:
        """Take an element of a comprehension."""
        if self.collector is None:
            raise self.unsupported(
                "a generator is not differentiated", "Return a list or a tuple of the values instead."
            )
        self.collector(value)

    def effect(self, expr: Expr, frame: Frame) -> None:
        """Specialise an expression statement."""
        if isinstance(expr, Call) and expr.op == "nonlocal":
            return
        if isinstance(expr, Call) and expr.op == "del":
            self.delete_item(self.eval(expr.args[0], frame), expr.args[1], frame)
            return
        if isinstance(expr, Call) and expr.op == "delattr":
            assert isinstance(expr.args[1], Const)
            self.delete_attribute(self.eval(expr.args[0], frame), str(expr.args[1].value), expr.at)
            return
        if isinstance(expr, Call) and expr.op == "raise":
            args = [self.passive(arg, frame) for arg in expr.args]
            self.emit(Do(Call("raise", tuple(args), at=expr.at), self.origin))
            return
        before = len(self.out)
        value = self.eval(expr, frame)
        if isinstance(value, Leaf) and isinstance(value.expr, Name) and len(self.out) > before:
            last = self.out[-1]
            if isinstance(last, Assign) and last.target == value.expr and value.expr.id not in self.made:
                self.out[-1] = Do(last.value, last.origin)
        elif isinstance(value, Leaf) and isinstance(value.expr, Call) and self.inside:
            self.emit(Do(value.expr, self.origin))  # it may raise


def number_or_leaf(value: Value) -> Leaf:
    """Return a condition's value as a leaf; one that is known is written as True or False."""
    assert isinstance(value, Leaf)
    return value if value.constant is MISSING else replace(value, expr=Const(bool(value.constant)))


def _goals(target: Target) -> list[Target]:
    if isinstance(target, Targets):
        return [goal for item in target.items for goal in _goals(item)]
    return [target]


def _plain_targets(target: Target) -> list[Name]:
    if isinstance(target, Name):
        return [target]
    if isinstance(target, Targets):
        return [name for item in target.items for name in _plain_targets(item)]
    return []
