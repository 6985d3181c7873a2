"""`try`, `with` and generators: statements that run others in their midst."""

from __future__ import annotations

import contextlib
import decimal
import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..analyse.live import exposed_reads
from ..analyse.memory import stored
from ..forms import raises
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Exit,
    Expr,
    For,
    Function,
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
    all_definitions,
    all_reads,
    map_blocks,
    names,
    statements,
)
from ..kinds import UNKNOWN
from ..names import Names
from ..normalise.exits import lower_exits
from ..simplify.copies import map_expressions
from .checkpoints import Checkpoints
from .frame import Frame, all_names, block_assigns, bound_names, makes_closures
from .state import Known
from .values import NONE, Group, Leaf, Partial, Static, Value, View, constant_of, leaves

ENTERED_AGAIN = (np.errstate, warnings.catch_warnings, decimal.localcontext)


class Guards(Checkpoints):
    """The part of the specialiser for `try`, `with` and generators."""

    error = ""  # the name of the exception in the handler that is being written

    # ------------------------------------------------------------ try
    def attempt(self, stmt: If, frame: Frame, then: Stmt | None = None) -> None:
        """Specialise a guarded block: where an exception leaves it, all is as it was before.

        `then` is the choice between what follows where nothing was raised and what handles an exception.
        """
        condition = stmt.condition
        assert isinstance(condition, Call)
        classes = self.to_expr(self.eval(condition.args[0], frame))
        if not isinstance(condition.args[1], Name):
            self.ensure(stmt, frame, classes)
            return
        number_of = self.owner(condition.args[1].id, frame).canonical((condition.args[1].id,))
        before, stores = self.environments(), self.stores
        self.depth += 1
        self.inside += 1
        body = self.aside(lambda: self.block(stmt.body, frame))
        self.inside -= 1
        after = self.environments()
        if self.stores != stores and not raises_only(then) and not stores_last(body):
            raise self.unsupported(
                "an array or a list is written into inside a `try` whose handler goes on: "
                "how far it came is not known there",
                "Write into a copy, and take it over after the `try`.",
            )
        self.set_environments(before)
        outer, self.error = self.error, self.names.fresh("error")
        orelse = self.aside(lambda: self.block(stmt.orelse, frame))
        error, self.error = self.error, outer
        failed = self.environments()
        fine = not raises(body)
        body, store = self.put_off(body) if self.stores != stores and not raises_only(then) else (body, ())
        body, commits = self.renamed(body, before)
        commits += store
        self.emit(If(Call("attempt", (classes, number_of, Const(error)), at=condition.at), body, orelse, stmt.origin))
        branches = (then.body, then.orelse) if isinstance(then, If) else ((), ())
        if fine:
            self.set_environments(after)
            commits += self.aside(lambda: self.block(branches[0], frame))
            after = self.environments()
        self.set_environments(failed)
        kept = self.aside(lambda: self.block(branches[1], frame))
        failed = self.environments()
        self.depth -= 1
        if not fine or raises(commits):
            self.set_environments(failed)
        elif raises(kept):
            self.set_environments(after)
        else:
            joined, meeting = self.join(after, failed)
            self.set_environments(after)
            commits += self.aside(lambda: self.copies(after, joined, meeting, 0))
            kept += self.aside(lambda: self.copies(failed, joined, meeting, 1))
            self.set_environments(joined)
        if not fine:
            self.out += kept
        elif commits or kept:
            origin = getattr(then, "origin", None) or stmt.origin
            self.emit(If(Call("==", (number_of, Const(0))), commits, kept, origin))

    def ensure(self, stmt: If, frame: Frame, classes: Expr) -> None:
        """Specialise a block that something is done after even where an exception leaves it."""
        read = all_reads(stmt.orelse) & block_assigns(stmt.body)
        if read:
            self.canonicalise(read, frame)
        before = self.environments()
        self.depth += 1
        orelse = self.aside(lambda: self.block(stmt.orelse, frame))
        self.depth -= 1
        self.set_environments(before)
        body = self.aside(lambda: self.block(stmt.body, frame))
        if not any(isinstance(inner, Do) and inner.value != Call("raise") for inner in statements(orelse)):
            self.out += body  # nothing that could be seen is done where an exception goes on
            return
        self.emit(If(Call("attempt", (classes, Const(0), Const("error"))), body, orelse, stmt.origin))

    def put_off(self, body: Block) -> tuple[Block, Block]:
        """Return a guarded block without the write into memory that ends it, and that write for when it came so far."""
        last = body[-1]
        match last:
            case Assign(target=Item() as item, value=value) | Update(target=Item() as item, value=value):
                probe: Block = (Do(Call("[]", (item.base, item.index)), last.origin),)  # what is no item raises here
                name = Name(self.names.fresh("t"))
                self.share(name.id, value)
                return (*body[:-1], *probe, Assign(name, value, last.origin)), (replace(last, value=name),)
            case Do(Call(".append()", (base, value)) as call):
                name = Name(self.names.fresh("t"))
                self.share(name.id, value)
                write = replace(last, value=replace(call, args=(base, name)))
                return (*body[:-1], Assign(name, value, last.origin)), (write,)
            case _:
                raise self.unsupported("this write into memory inside a `try` whose handler goes on is not supported")

    def renamed(self, body: Block, before: Known) -> tuple[Block, Block]:
        """Return a guarded block that assigns no name known before it, and the copies for when it came to its end."""
        known = {part for _, env in before.frames for value in env.values() for part in names_in(value)}
        known |= {part for held in before.heap.values() if isinstance(held, Group) for part in names_in(held)}
        lost = sorted(all_definitions(body) & known)
        table = {name: Name(self.names.fresh(name)) for name in lost}
        for name, new in table.items():
            if name in self.hints:
                self.record(new.id, self.hints[name])
            self.made.add(new.id)
        wanted = exposed_reads((*body, Do(Call("tuple", tuple(Name(name) for name in lost)))))
        first = tuple(Assign(Name(new.id), Name(name)) for name, new in table.items() if name in wanted)
        self.out += first
        commits = tuple(Assign(Name(name), new) for name, new in table.items())
        return renamed_block(body, dict(table)), commits

    # ------------------------------------------------------------ with
    def within(self, stmt: With, frame: Frame) -> None:
        """Specialise a `with` block."""
        origin = stmt.origin
        written = len(self.out)
        manager = self.eval(stmt.manager, frame)

        def body(value: Value) -> None:
            if stmt.target is not None:
                self.bind(stmt.target, value, frame)
            self.block(stmt.body, frame)

        match manager:
            case Partial(Static(maker), (View() as generator,)) if maker is contextlib.contextmanager:
                self.within_generator(generator, body)
            case Partial(Static(maker), args) if maker is contextlib.nullcontext:
                body(args[0] if args else NONE)
            case Group() if self.has_own(manager.maker, "__enter__"):
                self.within_object(manager, body, stmt, frame)
            case Leaf():
                self.within_opaque(manager, body, written, origin)
            case _:
                raise self.unsupported(f"`with` of {self.say(manager)} is not supported", at=origin)

    def within_generator(self, generator: View, body: Callable[[Value], None]) -> None:
        """Specialise a `with` whose manager is a generator: the block stands where it yields."""
        assert generator.run is not None
        depth, inside, count = self.depth, self.inside, 0

        def once(value: Value) -> None:
            nonlocal count
            count += 1
            if self.depth - self.inside > depth - inside or count > 1:
                raise self.unsupported(
                    "a context manager that yields inside a branch or a loop is not supported",
                    "Let it yield once, at its top level.",
                )
            body(value)

        generator.run(once)

    def within_object(self, manager: Group, body: Callable[[Value], None], stmt: With, frame: Frame) -> None:
        """Specialise a `with` of an object of the user's."""
        entered = self.call_dunder(manager, "__enter__", [], stmt.origin)

        def leave(details: list[Value]) -> Value:
            now = self.fresh(manager)
            assert isinstance(now, Group)
            return self.call_dunder(now, "__exit__", details, stmt.origin)

        before = self.environments()
        error = self.names.fresh("error")
        caught = Call("caught", (Const(error),))
        details: list[Value] = [Leaf(Call("call", (Name("type"), caught)), UNKNOWN), Leaf(caught, UNKNOWN), NONE]
        swallowed: list[Value] = []
        self.depth += 1
        orelse = self.aside(lambda: swallowed.append(leave(details)))
        self.depth -= 1
        self.set_environments(before)
        if constant_of(swallowed[0]) not in (None, False):
            raise self.unsupported(
                "a context manager whose `__exit__` may swallow an exception is not supported",
                "Catch it with `try`.",
                stmt.origin,
            )
        effects = any(isinstance(inner, Do) for inner in statements(orelse))
        inner = self.aside(lambda: body(entered))
        if effects:
            again = (*orelse, Do(Call("raise"), stmt.origin))
            guard = Call("attempt", (Name("BaseException"), Const(0), Const(error)))
            self.emit(If(guard, inner, again, stmt.origin))
        else:
            self.out += inner
        leave([NONE, NONE, NONE])

    def within_opaque(self, manager: Leaf, body: Callable[[Value], None], written: int, origin: Origin | None) -> None:
        """Specialise a `with` of a manager that srcad does not look into: entered around the block, as it is."""
        expr = manager.expr
        last = self.out[-1] if len(self.out) > written else None
        if isinstance(last, Assign) and last.target == expr:
            self.out.pop()
            expr = last.value
        made = self.bindings.get(expr.args[0].id) if is_call_of_name(expr) else None  # type: ignore[union-attr]
        again = made in ENTERED_AGAIN or (isinstance(expr, Call) and expr.args[:1] == (Name("np.errstate"),))
        name = self.names.fresh("entered")
        inner = self.aside(lambda: body(Leaf(Name(name), UNKNOWN)))
        read = name in all_reads(inner)
        target = Const(name if read else None)
        self.emit(If(Call("within", (expr, target, Const(again)), at=origin), inner, (), origin))

    # ------------------------------------------------------------ generators
    def generator(self, function: Function, frame: Frame) -> View:
        """Return what calling a generator gives: its statements are written where it is gone through."""
        ident = self.watched()

        def go(text: Function, consume: Callable[[Value], None], left: Callable[[], Value] | None) -> None:
            self.use_up(ident)
            frame.function = text
            outside = self.frame, self.collector, self.plain, self.origin
            leaving = self.leaving

            def take(item: Value) -> None:
                inside = self.frame, self.collector, self.plain, self.origin
                inner_leaving = self.leaving
                self.frame, self.collector, self.plain, self.origin = outside
                self.leaving = leaving
                try:
                    consume(item)
                finally:
                    self.frame, self.collector, self.plain, self.origin = inside
                    self.leaving = inner_leaving

            self.frame, self.collector, self.plain = frame, take, 0
            self.leaving = left
            self.live.append(frame)
            try:
                self.block(text.body, frame)
            finally:
                self.frame, self.collector, self.plain, self.origin = outside
                self.leaving = leaving
                if not makes_closures(text) and frame in self.live:
                    self.live.remove(frame)

        own = Names(all_names(function))
        plain = lower_exits(function, own)
        cut = lower_exits(replace(function, body=_with_ends(function.body)), own)
        for text in (plain, cut):
            frame.locals |= bound_names(text)
        return View(
            None,
            run=lambda consume: go(plain, consume, None),
            left=lambda consume, test: go(cut, consume, test),
            endless=is_endless(function),
        )


def _with_ends(block: Block) -> Block:
    """Return a generator's statements with an end after each `yield`, for when the loop over it is left."""
    found: list[Stmt] = []
    for stmt in block:
        found.append(map_blocks(stmt, _with_ends))
        if isinstance(stmt, Do) and isinstance(stmt.value, Call) and stmt.value.op == "yield":
            found.append(If(Call("left"), (Return(Const(None), stmt.origin),), (), stmt.origin))
    return tuple(found)


def is_endless(function: Function) -> bool:
    """Return whether a generator has a loop that nothing ends."""
    loops = [stmt for stmt in statements(function.body) if isinstance(stmt, While)]
    forever = [loop for loop in loops if isinstance(loop.condition, Const) and loop.condition.value]
    return any(not any(map(_ends_loop, statements(loop.body))) for loop in forever)


def _ends_loop(stmt: Stmt) -> bool:
    return isinstance(stmt, Return) or (isinstance(stmt, Exit) and stmt.kind == "break")


def raises_only(then: Stmt | None) -> bool:
    """Return whether all that handles an exception is to raise another one."""
    return isinstance(then, If) and raises(then.orelse)


def stores_last(body: Block) -> bool:
    """Return whether memory is written by the last statement of a block alone: where that raises, nothing was."""
    storing = [stmt for stmt in statements(body) if stored(stmt, {})]
    return len(storing) == 1 and storing[0] is body[-1]


def is_call_of_name(expr: Expr) -> bool:
    """Return whether an expression calls something by its name."""
    return isinstance(expr, Call) and expr.op == "call" and isinstance(expr.args[0], Name)


def names_in(value: Value) -> set[str]:
    """Return the names that the leaves of a value read."""
    return {name for leaf in leaves(value) for name in names(leaf.expr)}


def renamed_block(block: Block, table: dict[str, Expr]) -> Block:
    """Return a block with names replaced where they are read and where they are assigned."""

    def target(goal: Target) -> Target:
        if isinstance(goal, Name):
            new = table.get(goal.id, goal)
            assert isinstance(new, Name)
            return new
        if isinstance(goal, Targets):
            return replace(goal, items=tuple(target(item) for item in goal.items))
        return goal

    def change(stmt: Stmt) -> Stmt:
        match stmt:
            case Assign():
                stmt = replace(stmt, target=target(stmt.target))
            case Update():
                goal = target(stmt.target)
                assert not isinstance(goal, Targets)
                stmt = replace(stmt, target=goal)
            case For():
                stmt = replace(stmt, target=target(stmt.target))
            case _:
                pass
        if isinstance(stmt, For | While) and stmt.trips in table:
            new = table[stmt.trips]
            assert isinstance(new, Name)
            stmt = replace(stmt, trips=new.id)
        return map_blocks(stmt, lambda inner: tuple(change(s) for s in inner))

    return tuple(change(map_expressions(stmt, table)) for stmt in block)
