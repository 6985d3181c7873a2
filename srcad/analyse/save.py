"""What the backward sweep reads, and how it gets it: kept, computed again, or pushed on a stack (to be recorded, TBR).

One walk over the forward sweep carries three facts: `needed`, the names whose present value the backward sweep still
reads when it is back at this place; `assigned`, the names that surely have a value; `available`, an expression for the
present value of a name. After Hascoet, Naumann and Pascual, "To be recorded" analysis in reverse-mode automatic
differentiation (2005), made exact for structured code with loops.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from ..forms import ALL, is_guard
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
    all_definitions,
    blocks,
    definitions,
    names,
    reads,
    statements,
)
from ..kinds import Array, Kind, ListOf, Scalar
from ..names import Names
from ..simplify.copies import is_pure
from .again import CHEAP, Again, Reads, State
from .infer import expression_kind
from .invariant import invariants
from .live import surely_assigned, surely_read, used_by
from .memory import NOTHING, Memory, is_gathering, is_token, sources
from .plan import (
    Planned,
    PlannedBlock,
    PlannedIf,
    PlannedLoop,
    PlannedStmt,
    Restore,
    had_anyway,
    is_lighter,
    kept_by_names,
    order,
    part_name,
    undone,
)

CONDITION = 6  # and a condition inside a loop


class Saver(Again):
    """Plans what is saved; `adjoint_reads` gives what the adjoint of a statement reads, by the statement's id."""

    def __init__(
        self, adjoint_reads: Mapping[int, Reads], zeros: Mapping[int, frozenset[str]], active: frozenset[str],
        kinds: dict[str, Kind], fresh: Names, memory: Memory = NOTHING,
    ) -> None:  # fmt: skip
        super().__init__(kinds, fresh, memory)
        self.kinds: dict[str, Kind] = kinds
        self.adjoint_reads = adjoint_reads
        self.zeros = zeros
        self.active = active
        self.beside: Mapping[int, Stmt] = {}  # what binds a shadow beside a statement, by the statement's id
        self.count: Counter[str] = Counter()  # at how many places names are assigned
        self.conditions: dict[int, Assign] = {}
        self.named: set[str] = set()  # of conditions, the names
        self.exact = False  # in debug mode all is as it was wherever the backward sweep is

    def best_plan(self, block: Block, inputs: frozenset[str]) -> tuple[PlannedBlock, State]:
        """Return the plan of a function's body that computes nothing on arrays again unless it keeps less by that."""
        plan, end = self.plan(block, inputs)
        self.had = frozenset(name for name in had_anyway(plan) if self.count[name] == 1)
        if self.had:
            plan, end = self.plan(block, inputs)
        if any(self.spared.values()):
            self.light, self.spared = False, {}
            other, other_end = self.plan(block, inputs)
            plan, end = (other, other_end) if is_lighter(other, plan, self.kinds) else (plan, end)
        return plan if self.exact else kept_by_names(plan, self.kinds, self.fresh), end

    def plan(
        self, block: Block, inputs: frozenset[str], wanted: frozenset[str] = frozenset()
    ) -> tuple[PlannedBlock, State]:
        """Return the plan of a function's body and the state at its end, whose needed names are what is kept."""
        self.count = Counter(name for stmt in statements(block) for name in definitions(stmt))
        items, state = self.block(block, State(wanted, inputs), 0)
        return PlannedBlock(items), state

    def block(self, block: Block, state: State, depth: int) -> tuple[tuple[Planned, ...], State]:
        items: list[Planned] = []
        for stmt in block:
            planned, state = self.statement(stmt, state, depth)
            items += planned
        return tuple(items), state

    def statement(self, stmt: Stmt, state: State, depth: int) -> tuple[list[Planned], State]:
        match stmt:
            case If() | For() | While() if (
                self.is_inactive(stmt) and not self.writes(stmt) & state.needed and not is_guard(stmt)
            ):
                return self.simple(stmt, self.defined((stmt,)), state, depth)
            case If():
                return self.branch(stmt, state, depth)
            case For() | While():
                return self.loop(stmt, state, depth)
            case _:
                own = definitions(stmt)
                if id(stmt) in self.beside:
                    own |= definitions(self.beside[id(stmt)])
                return self.simple(stmt, own, state, depth)

    def defined(self, block: Block) -> frozenset[str]:
        """Return the names assigned anywhere in a block, shadows included."""
        found = all_definitions(block)
        if self.beside:
            found = found.union(*(definitions(self.beside[id(s)]) for s in statements(block) if id(s) in self.beside))
        return found

    def is_inactive(self, stmt: Stmt) -> bool:
        """Whether a statement holds no adjoint, resets none, and so is one step for the backward sweep."""
        if id(stmt) in self.beside:
            return False
        if id(stmt) in self.adjoint_reads or definitions(stmt) & self.active or id(stmt) in self.zeros:
            return False
        return all(self.is_inactive(inner) for block in blocks(stmt) for inner in block)

    def writes(self, stmt: Stmt) -> frozenset[str]:
        """Return the tokens of what a statement writes, but where nothing is overwritten that was read before."""
        return self.memory.writes(stmt) - self.settled.tokens

    # ------------------------------------------------------------ one statement
    def simple(self, stmt: Stmt, own: frozenset[str], state: State, depth: int) -> tuple[list[Planned], State]:
        rule = self.adjoint_reads.get(id(stmt), Reads())
        written = self.writes(stmt)
        plain, rule = rule, self.result_again(stmt, rule, state)
        before, again = self.computed_again(rule, own, state, written, plain.after) if depth else (rule.before, ())
        if rule != plain and isinstance(stmt, Assign) and isinstance(stmt.target, Name):
            again = (*again, Restore(stmt.target.id, stmt.value))
        lost = own & (state.needed | before)
        restores, extra = self.decide(lost, lambda name: name in own, state)
        needed = (state.needed - own) | (before - own) | rule.after | extra
        available, mentioned = self.untouched(state.without(own), written), state.known()
        part = self.part_written(stmt) if written & (state.needed | before) else None
        seen = before | rule.after | extra
        if part is not None and part in state.covered and not written & seen:
            part = None  # a former push brings it back before anything reads it
        covered = self.covered_after(stmt, state, part, own, before | extra, rule.after)
        undo = undone(stmt) if written & (state.needed | before) else None
        if undo is not None:
            restores = (*restores, Restore("", undo=undo))
            needed |= reads(undo)
        if part is not None:  # its former contents are pushed; the array and the index are needed to put them back
            name = part_name(part)
            restores = (*restores, Restore(name, part=part, value=self.former(part), stack=self.stack_of(name)))
            needed |= names(part.base) | names(part.index) | self.memory.contents(part.index)
        former = self.shadow_written(stmt)
        if former is not None:
            wish, shadow_there = part_name(former), Call("[]", (former.base, former.index))
            restores = (*restores, Restore(wish, part=former, value=shadow_there, stack=self.stack_of(wish)))
            needed |= names(former.base) | names(former.index) | self.memory.contents(former.index)
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name):
            if self.memory.is_new(stmt.value):  # what was bound before is out of reach
                needed -= self.memory.tokens(own) & self.memory.single - rule.after
            lasts = id(stmt) not in self.settled.passing and names(stmt.value) <= state.assigned | self.uses(stmt)
            if lasts and self.repeatable(stmt.value, own) and self.is_cheap(stmt.target.id, stmt.value):
                available[stmt.target.id] = stmt.value
                mentioned |= own | names(stmt.value)
        source = self.passed_on(stmt)
        if source is not None and isinstance(stmt, Assign) and isinstance(stmt.target, Name):
            available.pop(stmt.target.id, None)
            available[source] = stmt.target
            mentioned |= own | {source}
        held = self.held_by(stmt, available, state)
        if held is not None:
            available[held[0]] = held[1]
            mentioned |= names(held[1]) | {held[0]}
        used = self.uses(stmt)
        shadow = self.beside.get(id(stmt))
        if shadow is not None:
            used |= reads(shadow)
            if (
                isinstance(shadow, Assign)
                and isinstance(shadow.target, Name)
                and is_pure(shadow.value)
                and not names(shadow.value) & own
                and sources(shadow.value, self.kinds)
            ):
                available[shadow.target.id] = shadow.value
                mentioned |= definitions(shadow) | names(shadow.value)
        stopped = isinstance(stmt, Do) and isinstance(stmt.value, Call) and stmt.value.op == "raise"
        after = State(
            needed, state.assigned | used | own if not blocks(stmt) else state.assigned | used, available, stopped,
            mentioned, covered,
        )  # fmt: skip
        if blocks(stmt):
            after = replace(after, assigned=state.assigned | surely_assigned((stmt,)))
        return [PlannedStmt(stmt, restores, again)], after

    def covered_after(
        self, stmt: Stmt, state: State, part: Item | None, own: frozenset[str], before: frozenset[str],
        after: frozenset[str],
    ) -> frozenset[Item]:  # fmt: skip
        """Return which parts are covered after a statement that pushes `part`, and what its adjoint reads."""
        if self.exact or blocks(stmt):
            return frozenset()
        found = state.still_covered(own, before | after, self.memory)
        if part is None or not isinstance(part.base, Name) or not isinstance(self.kinds.get(part.base.id), Array):
            return found
        plain = all(isinstance(self.kinds.get(name), Scalar) for name in names(part.index))
        if not plain or names(part.index) & own or self.memory.tokens((part.base.id,)) & after:
            return found
        return found | {part}

    def uses(self, stmt: Stmt) -> frozenset[str]:
        """Return the names that surely have a value because a statement reads them."""
        return used_by(stmt) if not blocks(stmt) else frozenset()

    def former(self, part: Item) -> Expr:
        """Return what is pushed of a part of an array: a number as it is, of more a copy."""
        value = part.base if part.index == ALL else Call("[]", (part.base, part.index))
        one = isinstance(expression_kind(value, self.kinds), Scalar)
        one = one or isinstance(expression_kind(part.base, self.kinds), ListOf)
        return value if one or is_gathering(part.index, self.kinds) else Call("np.copy", (value,))

    def part_written(self, stmt: Stmt) -> Item | None:
        """Return the part of an array that a statement writes."""
        match stmt:
            case Assign(target=Item() as part) | Update(target=Item() as part):
                return part
            case Do(Call("np.add.at", (base, index, _))):
                return Item(base, index)
            case _:
                return None

    def shadow_written(self, stmt: Stmt) -> Item | None:
        """Return the part of a list's shadow that a statement gives another shadow."""
        match stmt:
            case Assign(Item(Name(id), index)) if id in self.deep:
                return Item(Name(self.deep[id]), index)
            case _:
                return None

    def decide(
        self, lost: frozenset[str], gone: Callable[[str], bool], state: State
    ) -> tuple[tuple[Restore, ...], frozenset[str]]:
        """Return how names lost at a place are restored, and what their recomputation needs from around it.

        `gone(name)` tells whether a name is not to be had there without being restored itself.
        """
        chosen: dict[str, Restore] = {}
        extra: frozenset[str] = frozenset()
        for name in sorted(lost):
            again = self.again_from(name, lost, gone, state, CHEAP)
            if again is None:
                chosen[name] = Restore(name, stack=self.stack_of(name))
                continue
            for each, expr in again.items():
                chosen[each] = Restore(each, expr)
                extra |= names(expr) | self.memory.looked_through(expr)
        extra -= lost | frozenset(chosen)
        return order(chosen, self.stack_of), extra

    def again_from(
        self, name: str, lost: frozenset[str], gone: Callable[[str], bool], state: State, budget: int
    ) -> dict[str, Expr] | None:
        """Return what is computed again for a lost name, operands that are gone included; None if it is too dear."""
        expr = state.available.get(name)
        if expr is None or not names(expr) <= state.assigned:
            return None
        budget -= self.price(expr)
        if budget < 0:
            return None
        found = {name: expr}
        for operand in sorted(names(expr) - lost):
            if gone(operand):
                more = self.again_from(operand, lost | {name}, gone, state, budget)
                if more is None:
                    return None
                budget -= sum(self.price(each) for each in more.values())
                found.update(more)
        return found if budget >= 0 else None

    def close(self, block: Block, state: State, kept: frozenset[str], depth: int) -> tuple[tuple[Restore, ...], State]:
        """Save, at a block's end, the needed names that are not surely assigned after it.

        Outside loops a name that only this block assigns simply keeps its value.
        """
        lost = frozenset(name for name in state.needed - kept if not is_token(name) and not self.is_kept(name))
        if not depth:
            own = Counter(name for stmt in statements(block) for name in definitions(stmt))
            stays = frozenset(n for n in lost if n in self.named or 0 < own[n] == self.count[n])
            state = replace(state, needed=state.needed - stays)
            lost -= stays
        if not lost:
            return (), state
        restores, extra = self.decide(lost, lambda name: name not in kept and not self.is_kept(name), state)
        covered = state.still_covered(frozenset(), extra, self.memory)
        return restores, replace(state, needed=(state.needed - lost) | extra, covered=covered)

    # ------------------------------------------------------------ branches
    def branch(self, stmt: If, state: State, depth: int) -> tuple[list[Planned], State]:
        if is_guard(stmt):
            return self.guard(stmt, state, depth)
        read = names(stmt.condition) | self.memory.contents(stmt.condition)
        price = self.price(stmt.condition)
        intact = not read & (self.defined((*stmt.body, *stmt.orelse)) | self.writes(stmt))
        cheap = price <= (CONDITION if depth else CHEAP)
        if not (intact and cheap and is_pure(stmt.condition)) and not isinstance(stmt.condition, Name):
            return self.named_branch(stmt, state, depth)
        if not intact:
            return self.named_branch(stmt, state, depth)
        if not read <= state.assigned | surely_read(stmt.condition) | self.memory.contents(stmt.condition):
            return self.named_branch(stmt, state, depth)  # what it reads may have no value
        covered = state.still_covered(frozenset(), read, self.memory)
        start = replace(state, assigned=state.assigned | read, covered=covered)
        body, after_body = self.block(stmt.body, start, depth)
        orelse, after_orelse = self.block(stmt.orelse, start, depth)
        if after_body.unreachable or after_orelse.unreachable:
            left = after_orelse if after_body.unreachable else after_body
            both = after_body.unreachable and after_orelse.unreachable
            planned = PlannedIf(stmt, PlannedBlock(body), PlannedBlock(orelse))
            covered = left.still_covered(frozenset(), read, self.memory)
            return [planned], replace(left, needed=left.needed | read, unreachable=both, covered=covered)
        assigned = after_body.assigned & after_orelse.assigned
        close_body, after_body = self.close(stmt.body, after_body, assigned, depth)
        close_orelse, after_orelse = self.close(stmt.orelse, after_orelse, assigned, depth)
        available = {n: e for n, e in after_body.available.items() if after_orelse.available.get(n) == e}
        needed = after_body.needed | after_orelse.needed | read | self.zeros.get(id(stmt), frozenset())
        planned = PlannedIf(stmt, PlannedBlock(body, close_body), PlannedBlock(orelse, close_orelse))
        both_ways = replace(after_body, covered=after_body.covered & after_orelse.covered)
        covered = both_ways.still_covered(frozenset(), read, self.memory)
        return [planned], State(needed, assigned, available, mentioned=after_body.mentioned, covered=covered)

    def guard(self, stmt: If, state: State, depth: int) -> tuple[list[Planned], State]:
        """Plan a `try` or a `with`: the backward sweep asks the number that tells whether an exception was caught."""
        condition = stmt.condition
        assert isinstance(condition, Call)
        read = names(condition.args[0]) if condition.op == "within" else frozenset[str]()
        start = replace(state, assigned=state.assigned | names(condition), covered=frozenset())
        body, after_body = self.block(stmt.body, start, depth)
        after_body = replace(after_body, covered=frozenset())
        if condition.op == "within":
            again = condition.args[2] == Const(True)
            planned = PlannedIf(stmt, PlannedBlock(body), PlannedBlock(()))
            needed = after_body.needed | self.zeros.get(id(stmt), frozenset())
            return [planned], replace(after_body, needed=needed | (read if again else frozenset()))
        orelse, after_orelse = self.block(stmt.orelse, start, depth)
        if after_orelse.unreachable:
            return [PlannedIf(stmt, PlannedBlock(body), PlannedBlock(orelse))], after_body
        assigned = after_body.assigned & after_orelse.assigned
        close_body, after_body = self.close(stmt.body, after_body, assigned, depth)
        close_orelse, after_orelse = self.close(stmt.orelse, after_orelse, assigned, depth)
        available = {n: e for n, e in after_body.available.items() if after_orelse.available.get(n) == e}
        needed = after_body.needed | after_orelse.needed | names(condition.args[1])
        needed |= self.zeros.get(id(stmt), frozenset())
        planned = PlannedIf(stmt, PlannedBlock(body, close_body), PlannedBlock(orelse, close_orelse))
        return [planned], State(needed, assigned, available, mentioned=after_body.mentioned)

    def named_branch(self, stmt: If, state: State, depth: int) -> tuple[list[Planned], State]:
        """Give the condition a name, as an assignment before the `If`."""
        if id(stmt) not in self.conditions:
            name = Name(self.fresh.fresh("condition"))
            sure = isinstance(expression_kind(stmt.condition, self.kinds), Scalar)
            test = stmt.condition if sure else Call("bool", (stmt.condition,))  # what it is asked for, and no more
            self.conditions[id(stmt)] = Assign(name, test, stmt.origin)
            self.named.add(name.id)
        first = self.conditions[id(stmt)]
        assert isinstance(first.target, Name)
        planned, state = self.statement(first, state, depth)
        named = replace(stmt, condition=first.target)
        for table in (self.adjoint_reads, self.zeros):
            if id(stmt) in table:
                table[id(named)] = table[id(stmt)]  # type: ignore[index]
        rest, state = self.branch(named, state, depth)
        return [*planned, *rest], state

    # ------------------------------------------------------------ loops
    def loop(self, stmt: For | While, state: State, depth: int) -> tuple[list[Planned], State]:
        iterable = stmt.iterable if isinstance(stmt, For) else stmt.condition
        header = names(iterable) | self.memory.contents(iterable)
        zero = self.zeros.get(id(stmt), frozenset())
        assigned_head = state.assigned | surely_read(iterable) | self.memory.contents(iterable)
        written = self.defined((stmt,))
        available_head = {n: e for n, e in state.available.items() if n not in written and not names(e) & written}
        available_head = self.untouched(available_head, self.writes(stmt))
        target = definitions(stmt)
        head = state.needed
        if not depth:
            self.invariant |= invariants(stmt, self.count, self.memory)
        covered = state.still_covered(written, header, self.memory)
        self.inside.append((written, assigned_head))
        while True:
            start = State(head, assigned_head | target, available_head, mentioned=state.known(), covered=covered)
            items, end = self.block(stmt.body, start, depth + 1)
            close, end = self.close(stmt.body, end, assigned_head | target, depth + 1)
            lasting = frozenset(name for name in end.needed if self.is_kept(name))
            again, through = head | (end.needed - target - lasting), covered & end.covered
            if again == head and through == covered:
                break
            head, covered = again, through
        self.inside.pop()
        needed = head | zero | lasting
        if isinstance(stmt, For):
            needed |= header
        if stmt.trips is not None:
            needed |= {stmt.trips}
        planned = PlannedLoop(stmt, PlannedBlock(items, close))
        return [planned], State(needed, assigned_head, available_head, mentioned=state.known(), covered=covered)
