"""Lengths that outlast a statement: those that a loop leaves as they are, both branches agree on, or a stack keeps.

A loop is compiled in the hope that arrays have at the end of a trip the lengths that they had before the loop. Where
one has not, or may be left by `break` with others, the loop is compiled again without that hope. What is taken from a
stack is as long as what was put there, if all that is put there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...analyse.live import exposed_reads, surely_assigned
from ...ir import (
    Assign,
    Block,
    Call,
    Do,
    Expr,
    For,
    If,
    Name,
    Pop,
    Push,
    Stmt,
    While,
    definitions,
    names,
    statements,
)
from ...kinds import Array, Kind
from ...names import Names
from .checks import is_check
from .elements import Elements, mismatch
from .facts import Dims, Facts
from .groups import Groups


class Again(Exception):
    """What was taken for granted did not hold: a stack whose elements differ in their lengths."""


@dataclass
class Kept:
    """What to go back to when a loop is compiled again."""

    done: int
    facts: Facts
    views: dict[str, tuple[Elements, frozenset[str]]]
    unset: frozenset[str]
    sure: frozenset[str]
    pushed: dict[str, Dims | None]
    total: Counter[str]
    taken: set[str]
    last: dict[str, int]
    ahead: list[Stmt]
    parts: dict[tuple[Expr, ...], tuple[Expr, Expr]]
    stable: frozenset[str]


@dataclass
class Start:
    """What is known before a function is compiled: stacks of no one shape, and lengths that are equal."""

    mixed: frozenset[str] = frozenset()
    equal: tuple[tuple[Expr, Expr], ...] = ()


class Lasting(Groups):
    """Follows lengths through loops, branches and stacks."""

    def __init__(
        self, block: Block, kinds: dict[str, Kind], fresh: Names, unset: frozenset[str], start: Start,
    ) -> None:  # fmt: skip
        super().__init__(block, kinds, fresh, unset)
        bound = Counter(name for stmt in statements(block) for name in definitions(stmt))
        self.fixed = frozenset(kinds).difference(bound)  # what the function is given, and does not bind
        self.once = frozenset(name for name, count in bound.items() if count == 1)
        self.bound = frozenset(bound)
        self.sure = exposed_reads(block)
        self.stable = self.fixed
        self.depth = 0
        self.hopes: list[dict[str, Dims]] = []
        self.broken: list[set[str]] = []
        self.pushed: dict[str, Dims | None] = dict.fromkeys(start.mixed)
        self.trusted: set[str] = set()
        self.quiet = True  # nothing has happened so far that a check at the beginning would prevent
        self.asserted: list[tuple[Expr, Expr]] = []
        self.start_with = start
        self.ahead: list[Stmt] = []  # what can be computed before the outermost loop at hand
        self.parts: dict[tuple[Expr, ...], tuple[Expr, Expr]] = {}  # where slices begin, and how long they are

    # ------------------------------------------------------------ what surely has a value, and only one
    def assigned(self, stmt: Stmt) -> None:
        """Note what has a value after a statement."""
        self.sure |= surely_assigned((stmt,))
        if not self.depth:
            bound = definitions(stmt)
            self.stable |= {name for name in bound if name in self.once or name not in self.bound}

    def put(self, stmt: Stmt) -> None:
        super().put(stmt)
        self.assigned(stmt)

    def range(self, start: Expr, stop: Expr, length: Expr) -> tuple[Expr, Expr]:
        """Return where a slice begins and how long it is; before the outermost loop if all trips take the same."""
        length = self.facts.found(length)
        key = (start, stop, length)
        if not self.depth or not frozenset[str]().union(*map(names, key)) <= self.stable:
            return super().range(start, stop, length)
        if key not in self.parts:
            ready, self.ready = self.ready, []
            self.facts.bounds.pop(key, None)
            self.parts[key] = super().range(start, stop, length)
            self.ahead += self.ready
            self.stable = self.stable.union(*map(definitions, self.ready))
            self.ready = ready
        return self.parts[key]

    def put_ahead(self) -> None:
        """Put what can be computed before a loop, or a branch, before it."""
        if not self.depth:
            self.out += self.ahead
            self.ahead = []

    # ------------------------------------------------------------ checks that hold for all of a function
    def begun(self) -> list[Stmt]:
        """Return the checks that a function begins with."""
        before: list[Stmt] = []
        for a, b in self.start_with.equal:
            if self.facts.found(a) != self.facts.found(b):
                before.append(mismatch(Call("!=", (self.facts.found(a), self.facts.found(b)))))
                self.facts.equate(a, b)
        return before

    def must_equal(self, a: Expr, b: Expr) -> None:
        """Note that two lengths must be equal, whatever way a function takes."""
        if not self.depth and self.quiet and (names(a) | names(b)) <= self.fixed:
            self.asserted.append((a, b))

    def to_check_first(self) -> Start | None:
        """Return what to begin with where loops are not one only because lengths are checked later."""
        facts = Facts(self.kinds)
        for a, b in self.asserted:
            facts.equate(a, b)

        def are_one(first: Dims, second: Dims) -> bool:
            return tuple(map(facts.found, first)) == tuple(map(facts.found, second))

        if self.start_with.equal or not any(are_one(*pair) for pair in self.parted):
            return None
        return replace(self.start_with, equal=tuple(self.asserted))

    # ------------------------------------------------------------ loops
    def repeated(self, stmt: For | While, lost: frozenset[str]) -> Block:
        """Return the body of a loop, compiled in the hope that lengths stay."""
        hope = self.hoped(stmt, lost)
        after = self.live_after | exposed_reads((stmt,))
        while True:
            kept = self.keep()
            self.hopes.append(hope)
            self.broken.append(set())
            self.depth += 1
            outer, self.leaving = self.leaving, after
            body = self.inside(stmt.body, lost, hope, after)
            self.leaving = outer
            self.depth -= 1
            broken = self.broken.pop()
            self.hopes.pop()
            if not broken:
                return body
            self.go_back(kept)
            hope = {name: dims for name, dims in hope.items() if name not in broken}

    def hoped(self, stmt: For | While, lost: frozenset[str]) -> dict[str, Dims]:
        """Return the lengths that arrays have before a loop which binds them anew, by names that it does not bind."""
        hope: dict[str, Dims] = {}
        carried = exposed_reads((stmt,)) & lost & self.sure
        for name in sorted(carried - self.ever_unset):
            kind = self.kinds.get(name)
            if isinstance(kind, Array) and kind.dims:
                hope[name] = tuple(self.lasting(length, lost) for length in self.facts.dims(name))
        return hope

    def lasting(self, length: Expr, lost: frozenset[str]) -> Expr:
        """Return a length by a name that a loop does not bind."""
        if not names(length) & lost:
            return length
        name = self.new_length()
        least = self.facts.at_least(length)
        stmt = Assign(name, length)
        self.out.append(stmt)
        self.assigned(stmt)
        self.facts.same[length] = name
        self.facts.least[name] = least
        return name

    def told_hopes(self) -> None:
        """Compare what is hoped of the innermost loop with what is known here, where a trip may end."""
        if self.hopes:
            known = self.facts
            self.broken[-1] |= {name for name, dims in self.hopes[-1].items() if known.dims(name) != self.same(dims)}

    def same(self, dims: Dims) -> Dims:
        return tuple(map(self.facts.found, dims))

    def keep(self) -> Kept:
        """Return what to go back to."""
        return Kept(
            len(self.out), self.facts.copy(), dict(self.views), self.unset, self.sure, dict(self.pushed),
            Counter(self.total), set(self.fresh.taken), dict(self.fresh.last), list(self.ahead), dict(self.parts),
            self.stable,
        )  # fmt: skip

    def go_back(self, kept: Kept) -> None:
        """Forget what was compiled since."""
        del self.out[kept.done :]
        self.facts, self.views, self.unset, self.sure = kept.facts, kept.views, kept.unset, kept.sure
        self.pushed, self.total = kept.pushed, kept.total
        self.fresh.taken, self.fresh.last = kept.taken, kept.last
        self.ahead, self.parts, self.stable = kept.ahead, kept.parts, kept.stable

    if TYPE_CHECKING:  # of the class that writes every statement

        def block(self, block: Block, after: frozenset[str] = frozenset()) -> Block:
            """Return the statements of a block, after which some names may be read."""

    # ------------------------------------------------------------ blocks that may run several times, or not at all
    def inside(self, block: Block, lost: frozenset[str], hope: Mapping[str, Dims], after: frozenset[str]) -> Block:
        """Return the statements of the body of a loop."""
        kept, views, unset, sure = self.facts.copy(), dict(self.views), self.unset, self.sure
        zeros, self.zeros = self.zeros, frozenset()
        self.lose(lost)
        self.facts.shapes |= hope
        self.unset = unset | (self.ever_unset & lost)
        found = self.block(block, after)
        self.told_hopes()
        self.facts, self.views, self.unset, self.sure = kept, views, unset | (self.ever_unset & lost), sure
        self.zeros = zeros
        self.lose(lost)
        self.facts.shapes |= hope
        return found

    def branches(self, stmt: If, lost: frozenset[str]) -> tuple[Block, Block]:
        """Return both branches; lengths on which they agree are known after them."""
        blocks: list[Block] = []
        ends: list[dict[str, Dims]] = []
        before, facts, views, unset, zeros = self.sure, self.facts, self.views, self.unset, self.zeros
        after = self.live_after
        self.depth += 1
        for block in (stmt.body, stmt.orelse):
            self.facts, self.views, self.unset, self.sure = facts.copy(), dict(views), unset, before
            self.zeros = zeros
            blocks.append(self.block(block, after))
            known = {name: self.facts.dims(name) for name in lost & self.sure if self.has_axes(name)}
            ends.append({n: d for n, d in known.items() if all(names(e) <= before - lost for e in d)})
        self.depth -= 1
        self.facts, self.views, self.unset = facts, views, unset | (self.ever_unset & lost)
        self.zeros = zeros
        self.sure = before | surely_assigned((stmt,))
        self.lose(lost)
        self.facts.shapes |= {n: d for n, d in ends[0].items() if ends[1].get(n) == d and n not in self.ever_unset}
        return blocks[0], blocks[1]

    def has_axes(self, name: str) -> bool:
        kind = self.kinds.get(name)
        return isinstance(kind, Array) and bool(kind.dims)

    # ------------------------------------------------------------ stacks
    def stacked_up(self, stmt: Push) -> None:
        """Note how long the axes of what is put on a stack are."""
        dims: Dims | None = None
        if isinstance(stmt.value, Name) and self.has_axes(stmt.value.id) and stmt.value.id not in self.unset:
            dims = self.facts.dims(stmt.value.id)
            if any(not names(length) <= self.stable for length in dims):
                dims = None
        if self.pushed.setdefault(stmt.stack, dims) != dims:
            if stmt.stack in self.trusted:
                raise Again(stmt.stack)
            self.pushed[stmt.stack] = None

    def taken_off(self, stmt: Pop) -> None:
        """Note how long the axes of what is taken from a stack are."""
        dims = self.pushed.setdefault(stmt.stack, None)
        if isinstance(stmt.target, Name) and dims is not None and self.has_axes(stmt.target.id):
            self.facts.shapes[stmt.target.id] = dims
            self.trusted.add(stmt.stack)

    # ------------------------------------------------------------ effects
    def noted(self, stmt: Stmt) -> None:
        """Note that something happens before which no check may be moved."""
        found = [s for s in statements((stmt,)) if isinstance(s, Do)]
        if any(not (isinstance(s.value, Call) and s.value.op == "np.add.at") for s in found) and not (
            isinstance(stmt, If) and is_check(stmt)
        ):
            self.quiet = False
