"""`try`: guarded blocks, what an exception leaves behind, and what is known after both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..analyse.flow import bound_to
from ..analyse.infer import expression_kind
from ..analyse.live import exposed_reads
from ..analyse.memory import stored
from ..analyse.raising import Catches
from ..forms import is_guard, raises
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
    Target,
    Targets,
    Update,
    While,
    all_definitions,
    all_reads,
    map_blocks,
    names,
    statements,
)
from ..kinds import Kind, ListOf
from ..normalise.attempts import assigned_in
from ..simplify.copies import map_expressions
from .checkpoints import Checkpoints
from .frame import Frame, block_assigns
from .partway import Partway, Watch
from .state import Known
from .values import Group, Value, leaves


class Attempts(Checkpoints):
    """The part of the specialiser for `try`."""

    error = ""  # the name of the exception in the handler that is being written

    if TYPE_CHECKING:
        may_spread: bool  # of `Loops`
        trips: int

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
        back, before, stores = self.marked(), self.environments(), self.stores
        catches = Catches.of(classes)
        self.depth += 1
        self.inside += 1
        self.watches.append(Watch(frame, before, catches, frozenset().union(*map(assigned_in, stmt.body))))
        try:
            body = self.aside(lambda: self.block(stmt.body, frame))
        finally:
            self.watches.pop()
        self.inside -= 1
        after = self.environments()
        if not replace(catches, strict=True).any_raises(body, self.known_kinds()):
            self.depth -= 1
            self.out += body
            if isinstance(then, If):
                self.block(then.body, frame)
            return
        if self.stores != stores and not raises_only(then):
            body, store = self.put_off(body, catches, outer_memory(body, self.known_kinds()))
        else:
            store = ()
        self.set_environments(before)
        outer, self.error = self.error, self.names.fresh("error")
        orelse = self.aside(lambda: self.block(stmt.orelse, frame))
        error, self.error = self.error, outer
        failed = self.environments()
        fine = not raises(body)
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
            rolls = self.rolls_at(before, after, failed)
            if rolls and all(self.may_roll_at(before, ident) for ident in rolls):
                back()
                self.roll_all(rolls)
                self.attempt(stmt, frame, then)
                return
            mine, theirs = self.uneven(after, failed)
            if all(self.may_roll_at(after, i) for i in mine) and all(self.may_roll_at(failed, i) for i in theirs):
                more, after = self.roll_there(after, mine)
                others, failed = self.roll_there(failed, theirs)
                commits, kept = commits + more, kept + others
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

    def put_off(self, body: Block, catches: Catches, seen: frozenset[str]) -> tuple[Block, Block]:
        """Return a guarded block without the writes into memory that end it, and those for when it came so far.

        Only writes count that are `seen` outside of the block: nobody sees what becomes of memory that it made itself.
        """
        kinds = self.known_kinds()
        start = next(
            (i for i, stmt in enumerate(body) if any(stored(s, kinds) & seen for s in statements((stmt,)))), len(body)
        )
        first, rest = body[start : start + 1], body[start + 1 :]
        if not first:
            return body, ()
        if catches.any_raises(rest, kinds):
            raise self.partway("an array or a list")
        last = first[0]
        match last:
            case Assign(target=Item() as item, value=value) | Update(target=Item() as item, value=value):
                probe: Block = (Do(Call("[]", (item.base, item.index)), last.origin),)  # what is no item raises here
                name = Name(self.names.fresh("t"))
                self.share(name.id, value)
                early: Block = (*probe, Assign(name, value, last.origin))
                return (*body[:start], *early), (replace(last, value=name), *rest)
            case Do(Call(".append()", (base, value)) as call):
                name = Name(self.names.fresh("t"))
                self.share(name.id, value)
                write = replace(last, value=replace(call, args=(base, name)))
                return (*body[:start], Assign(name, value, last.origin)), (write, *rest)
            case Assign(target=Name(), value=Call(".pop()", (base, *place))) if isinstance(
                expression_kind(base, kinds), ListOf
            ):
                probe = (Do(Call("[]", (base, *(place or (Const(-1),)))), last.origin),)
                return (*body[:start], *probe), (last, *rest)
            case _ if not catches.may_raise(last, kinds, deep=True):
                return body[:start], body[start:]
            case If(condition, one, other) if not is_guard(last):
                test = Name(self.names.fresh("test"))
                self.record(test.id, expression_kind(condition, kinds))
                (one, one_late), (other, other_late) = (self.put_off(block, catches, seen) for block in (one, other))
                early = (Assign(test, condition, last.origin), replace(last, condition=test, body=one, orelse=other))
                late = replace(last, condition=test, body=one_late, orelse=other_late)
                return (*body[:start], *early), (late, *rest)
            case _:
                raise self.partway("an array or a list")

    def partway(self, what: str) -> Partway:
        """Return what says that an exception may leave the present guarded block with something changed."""
        return Partway(
            self.unsupported(
                f"{what} is changed inside a `try` whose handler goes on, and something may be raised after that "
                "in the same statement",
                "Change it after the `try`, or in a statement by itself.",
            )
        )

    def either(self, stmt: If, frame: Frame) -> None:
        """Specialise a `try` whose body is cut where it must be, or finely if an exception may leave that partway."""
        back, watching = self.marked(), [watch.changed for watch in self.watches]
        strict, spread, trips, error = self.strict, self.may_spread, self.trips, self.error
        try:
            self.block(stmt.body, frame)
        except Partway:
            back()
            self.strict, self.may_spread, self.trips, self.error = strict, spread, trips, error
            for watch, changed in zip(self.watches, watching, strict=True):
                watch.changed = changed
            self.block(stmt.orelse, frame)

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
        self.copied |= wanted & set(lost)
        commits = tuple(Assign(Name(name), new) for name, new in table.items())
        return renamed_block(body, dict(table)), commits


def outer_memory(body: Block, kinds: Mapping[str, Kind]) -> frozenset[str]:
    """Return the names that may share memory with what was there before a block."""
    return bound_to(body, kinds, exposed_reads(body))


def raises_only(then: Stmt | None) -> bool:
    """Return whether all that handles an exception is to raise another one."""
    return isinstance(then, If) and raises(then.orelse)


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
