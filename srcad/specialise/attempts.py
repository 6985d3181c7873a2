"""`try`: a block that an exception may leave, where all is then as it was before the statement that raised."""

from __future__ import annotations

from dataclasses import replace

from ..analyse.live import exposed_reads
from ..analyse.memory import stored
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
from ..simplify.copies import map_expressions
from .checkpoints import Checkpoints
from .frame import Frame, block_assigns
from .state import Known
from .values import Group, Value, leaves


class _Cut(Exception):
    """A guarded block that has to end where its statements so far end, of which one may raise or none."""

    def __init__(self, position: int, risky: bool) -> None:
        self.position = position
        self.risky = risky


class Attempts(Checkpoints):
    """The part of the specialiser for `try`."""

    error = ""  # the name of the exception in the handler that is being written

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
        goes_on, back = not raises_only(then), self.marked()
        number_of = self.owner(condition.args[1].id, frame).canonical((condition.args[1].id,))
        before, stores = self.environments(), self.stores
        self.depth += 1
        self.inside += 1
        try:
            body = self.aside(lambda: self.tried(stmt.body, frame, goes_on, before))
        except _Cut as cut:
            back()
            self.cut_at(cut, stmt, frame, then)
            return
        self.inside -= 1
        after = self.environments()
        if self.stores != stores and goes_on and not stores_last(body):
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
        body, store = self.put_off(body) if self.stores != stores and goes_on else (body, ())
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

    def tried(self, body: Block, frame: Frame, goes_on: bool, before: Known) -> None:
        """Specialise the statements of a guarded block, and see what they change that was there before."""
        parts = units(body)
        places = {id(holder) for holder, _ in before.frames} | set(before.heap) | set(self.originals)
        done, start = 0, self.risks
        for part in parts:
            changes, stores = len(self.changes), self.stores
            self.block(part, frame)
            done += len(part)
            risks = [risk for place, risk in self.changes[changes:] if place in places]
            if goes_on and any(risk < self.risks for risk in risks):
                raise self.unsupported(
                    "a container or a variable is changed inside a statement of a `try`, and read where an exception "
                    "leaves that statement part of the way",
                    "Put the `try` around the statement that may fail.",
                )
            if goes_on and (risks or self.stores != stores) and done < len(body):
                raise _Cut(done, self.risks > start)

    def cut_at(self, cut: _Cut, stmt: If, frame: Frame, then: Stmt | None) -> None:
        """Specialise a guarded block in two: the first ends with a change, which stays where the second raises."""
        assert isinstance(stmt.condition, Call)
        caught = stmt.condition.args[1]
        first, second = stmt.body[: cut.position], replace(stmt, body=stmt.body[cut.position :])
        ends = (then,) if then is not None else ()
        if cut.risky:
            nested = If(Call("==", (caught, Const(0))), (second,), (), stmt.origin)
            self.block((replace(stmt, body=first), nested, *ends), frame)
        else:
            self.block((*first, second, *ends), frame)

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


def units(block: Block) -> list[Block]:
    """Return the statements of a block, a guarded one together with the choice between what may follow it."""
    found: list[Block] = []
    rest = list(block)
    while rest:
        stmt = rest.pop(0)
        if is_guard(stmt) and rest and isinstance(rest[0], If):
            assert isinstance(stmt, If)
            caught = stmt.condition.args[1] if isinstance(stmt.condition, Call) else Const(None)
            if rest[0].condition == Call("==", (caught, Const(0))) and isinstance(caught, Name):
                found.append((stmt, rest.pop(0)))
                continue
        found.append((stmt,))
    return found


def raises_only(then: Stmt | None) -> bool:
    """Return whether all that handles an exception is to raise another one."""
    return isinstance(then, If) and raises(then.orelse)


def stores_last(body: Block) -> bool:
    """Return whether memory is written by the last statement of a block alone: where that raises, nothing was."""
    storing = [stmt for stmt in statements(body) if stored(stmt, {})]
    return len(storing) == 1 and storing[0] is body[-1]


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
