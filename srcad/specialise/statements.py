"""Specialise statements: known branches are dropped, loops repeated until what is known of variables is stable."""

from __future__ import annotations

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
    names,
)
from ..kinds import Array, Scalar
from .derivatives import Derivatives
from .frame import Frame, block_assigns, outlives_loop
from .values import MISSING, Group, Leaf, Value, View, constant_of, is_varied

LIMIT_UNROLL = 200


class Statements(Derivatives):
    """The statements' part of the specialiser."""

    def block(self, block: Block, frame: Frame) -> None:
        """Specialise the statements of a block in turn."""
        for stmt in block:
            self.statement(stmt, frame)

    def statement(self, stmt: Stmt, frame: Frame) -> None:
        """Specialise one statement."""
        self.origin = getattr(stmt, "origin", None) or self.origin
        match stmt:
            case Assign(target, value):
                self.bind(target, self.eval(value, frame), frame)
            case Update():
                self.update(stmt, frame)
            case If():
                self.branch(stmt, frame)
            case For():
                self.for_loop(stmt, frame)
            case While():
                self.while_loop(stmt, frame)
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
            case Item():
                self.refuse_write(target)

    def refuse_write(self, target: Item) -> None:
        """Refuse a write into an array, a container or an object."""
        what = "an attribute" if target.attribute else "an item of an array, a list or a dict"
        raise UnsupportedSyntax(
            f"writing to {what} is not supported yet",
            self.origin,
            hint="Build a new value instead, with np.where, np.stack, np.concatenate or a new container.",
        )

    def assign(self, variable: str, value: Value, frame: Frame) -> None:
        """Bind a variable; the leaves of a container go to names of their own."""
        owner = self.owner(variable, frame)
        pairs: list[tuple[Name, Leaf]] = []
        owner.env[variable] = self.place(value, owner, (variable,), pairs)
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
            case Group(maker, keys, items):
                return Group(maker, keys, tuple(self.protect(item, names_lost) for item in items))
            case _:
                return value

    def update(self, stmt: Update, frame: Frame) -> None:
        """Specialise `target op= value`: a number is rebound; an array is written in place, which needs memory."""
        if isinstance(stmt.target, Item):
            self.refuse_write(stmt.target)
            return
        old, new = self.eval_all((stmt.target, stmt.value), frame)
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
        self.assign(stmt.target.id, self.operation(stmt.op, [old, new], (), self.origin), frame)

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

        self.loop_over(view, frame, variables, body, position, loop.stop, loop.trips, loop.origin)

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
        self.bind(loop.target, items[0], frame)
        self.block(loop.body, frame)
        stop = number_or_leaf(self.condition(loop.stop, frame)) if loop.stop is not None else None
        known = False if stop is None else constant_of(stop)
        if known is MISSING:
            assert stop is not None
            self.split(stop.expr, lambda: None, lambda: self.unroll(loop, items[1:], frame), loop.origin)
        elif not known:
            self.unroll(loop, items[1:], frame)

    def while_loop(self, loop: While, frame: Frame) -> None:
        """Specialise a `While`; a condition that needs statements is evaluated before the loop and after each trip."""
        origin = loop.origin or self.origin
        first = self.trial(lambda: self.condition(loop.condition, frame))
        if not isinstance(first, Leaf) or (first.constant is not MISSING and not first.constant):
            self.condition(loop.condition, frame)
            return  # never entered
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
        self.canonicalise(variables | self.carried, frame)
        state = self.save()
        while True:
            head = self.environments()
            outer, self.out = self.out, []
            self.depth += 1
            stop_expr: Expr | None = None
            try:
                body()
                if stop is not None:
                    stop_expr = number_or_leaf(self.condition(stop, frame)).expr
                result = tuple(self.out)
            finally:
                self.out = outer
                self.depth -= 1
            joined, stable = self.join_heads(head, self.environments())
            self.set_environments(joined)
            if stable:
                counter = frame.env[trips] if trips is not None else None
                name = counter.expr.id if isinstance(counter, Leaf) and isinstance(counter.expr, Name) else None
                return result, None if stop_expr == Const(False) else stop_expr, name
            self.restore(state)

    def collect(self, value: Value) -> None:
        """Take an element of a comprehension."""
        assert self.collector is not None
        self.collector(value)

    def effect(self, expr: Expr, frame: Frame) -> None:
        """Specialise an expression statement."""
        if isinstance(expr, Call) and expr.op == "raise":
            args = [self.passive(arg, frame) for arg in expr.args]
            self.emit(Do(Call("raise", tuple(args), at=expr.at), self.origin))
            return
        before = len(self.out)
        value = self.eval(expr, frame)
        if isinstance(value, Leaf) and isinstance(value.expr, Name) and len(self.out) > before:
            last = self.out[-1]
            if isinstance(last, Assign) and last.target == value.expr:
                self.out[-1] = Do(last.value, last.origin)


def number_or_leaf(value: Value) -> Leaf:
    """Return a condition's value as a leaf; one that is known is written as True or False."""
    assert isinstance(value, Leaf)
    return value if value.constant is MISSING else replace(value, expr=Const(bool(value.constant)))


def _plain_targets(target: Target) -> list[Name]:
    if isinstance(target, Name):
        return [target]
    if isinstance(target, Targets):
        return [name for item in target.items for name in _plain_targets(item)]
    return []
