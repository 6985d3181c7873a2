"""Save a variable before a branch that overwrites it, and ask the condition again instead of keeping what it was.

condition = x > 1.0              x_stack.append(x)
if condition:                    if x > 1.0:
    x_stack.append(x)                x = x - x * x
    x = x - x * x                else:
else:                                x = x + math.sin(x)
    x_stack.append(x)            ...
    x = x + math.sin(x)          x = x_stack.pop()
condition_stack.append(          if x > 1.0:
    condition)                       bx = bx - 2 * bx * x
...                              else:
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Set
from dataclasses import dataclass, replace

from ..analyse.cost import cost
from ..analyse.memory import Memory
from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Expr,
    For,
    If,
    Name,
    Pop,
    Push,
    Stmt,
    all_definitions,
    all_reads,
    blocks,
    definitions,
    map_blocks,
    names,
    reads,
    statements,
    substitute,
)
from ..kinds import Scalar
from .copies import is_pure

CONDITION = 6  # up to this cost a condition is asked again rather than kept


def ask_again(forward: Block, backward: Block, memory: Memory, others: frozenset[str]) -> tuple[Block, Block]:
    """Return both sweeps, in which branches save first and tell again where they went; `others` are read beside."""
    if any(is_guard(stmt) for stmt in statements(forward)):
        return forward, backward  # an exception may have taken pushes back
    while True:
        both = _Sweeps(forward, backward, memory, others)
        found = next((pair for mirror in both.mirrors() if (pair := both.changed(mirror)) is not None), None)
        if found is None:
            return forward, backward
        forward, backward = found


@dataclass
class _Saved:
    """A variable that branches of an `If` save, its stack, and whether both do."""

    name: str
    stack: str
    both: bool


@dataclass
class _Kept:
    """A condition that a stack keeps: what binds it, and the one `If` in either sweep that asks it."""

    stack: str
    test: Expr
    branch: If
    mirror: If


class _Sweeps:
    """Both sweeps, and where in them stacks are pushed on and popped."""

    def __init__(self, forward: Block, backward: Block, memory: Memory, others: frozenset[str]) -> None:
        self.forward, self.backward, self.memory, self.others = forward, backward, memory, others
        self.pushes = Counter(stmt.stack for stmt in statements(forward) if isinstance(stmt, Push))
        self.pops = Counter(stmt.stack for stmt in statements(backward) if isinstance(stmt, Pop))
        self.bound, self.again = _places(forward), _places(backward)
        self.savers: dict[str, If] = {}  # by stack, an `If` with a branch that pushes on it
        for stmt in statements(forward):
            if isinstance(stmt, If):
                self.savers.update({push.stack: stmt for push in (*stmt.body, *stmt.orelse) if isinstance(push, Push)})
        self.kept = self.conditions()

    def conditions(self) -> dict[str, _Kept]:
        """Return the conditions that the backward sweep knows from a stack only, by name."""
        asked = [Counter(n for stmt in statements(b) for n in reads(stmt)) for b in (self.forward, self.backward)]
        sweeps = [[stmt for stmt in statements(b) if isinstance(stmt, If)] for b in (self.forward, self.backward)]
        ifs = [{stmt.condition.id: stmt for stmt in found if isinstance(stmt.condition, Name)} for found in sweeps]
        kept: dict[str, _Kept] = {}
        for push in statements(self.forward):
            match push:
                case Push(stack, Name(id)) if self.pushes[stack] == self.pops[stack] == 1 and id not in self.others:
                    bound, popped = self.bound.get(id, []), self.again.get(id, [])
                    once = len(bound) == len(popped) == asked[1][id] == 1 and asked[0][id] == 2
                    if once and id in ifs[0] and id in ifs[1] and isinstance(bound[0], Assign):
                        kept[id] = _Kept(stack, bound[0].value, ifs[0][id], ifs[1][id])
        return kept

    def mirrors(self) -> Iterator[If]:
        """Yield the `If`s of the backward sweep whose branches pop something."""
        for stmt in statements(self.backward):
            if isinstance(stmt, If) and any(isinstance(inner, Pop) for inner in (*stmt.body, *stmt.orelse)):
                yield stmt

    def changed(self, mirror: If) -> tuple[Block, Block] | None:
        """Return both sweeps with what the branches of an `If` save saved before; None if they are as they were."""
        popped = [pop for pop in (*mirror.body, *mirror.orelse) if isinstance(pop, Pop)]
        stacks = dict.fromkeys(pop.stack for pop in popped if pop.stack in self.savers)
        kept = self.kept.get(mirror.condition.id) if isinstance(mirror.condition, Name) else None
        branch = kept.branch if kept else next((self.savers[s] for s in stacks if self.pushes[s] <= 2), None)
        if branch is None:
            return None
        saved = [found for stack in stacks if (found := self.saved(stack, branch, mirror, kept)) is not None]
        test = self.told(kept, saved) if kept else None
        if test is None:
            saved = [each for each in saved if each.both]
            test = self.told(kept, saved) if kept else None
        if not saved:
            return None
        stacks = dict.fromkeys(each.stack for each in saved)
        first = [Push(each.stack, Name(each.name)) for each in saved]
        back = [Pop(Name(each.name), each.stack) for each in reversed(saved)]
        asked = _without(mirror, stacks)
        forward = _put(self.forward, branch, (*first, _without(branch, stacks)))
        if test is None or kept is None:
            return forward, _put(self.backward, mirror, (*back, asked))
        backward = _put(self.backward, mirror, (*back, replace(asked, condition=test)))
        return _drop(forward, kept.stack), _drop(backward, kept.stack)

    def saved(self, stack: str, branch: If, mirror: If, kept: _Kept | None) -> _Saved | None:
        """Return what both sweeps do with a stack in the branches of an `If`, where it may as well be done before."""
        ways = [_way(*pair, stack) for pair in ((branch.body, mirror.body), (branch.orelse, mirror.orelse))]
        found = {name for name in ways if name}
        if len(found) != 1 or None in ways:
            return None
        if kept is None and not self.pushes[stack] == self.pops[stack] == sum(map(bool, ways)):
            return None  # the two may not belong together
        (name,) = found
        if name in self.memory.token or name in names(mirror.condition) | names(branch.condition):
            return None
        if not all(ways):
            other = (branch.body, mirror.body) if not ways[0] else (branch.orelse, mirror.orelse)
            if name in all_definitions((*other[0], *other[1])):
                return None
        return _Saved(name, stack, all(ways))

    # ------------------------------------------------------------ the condition
    def told(self, kept: _Kept, saved: list[_Saved]) -> Expr | None:
        """Return the expression by which the backward sweep asks a condition again; None if it must be kept."""
        before = _before(self.forward, kept.branch)[-1]
        start = next((k for k, stmt in enumerate(before) if _binds(stmt, kept.branch.condition)), None)
        if start is None:
            return None
        between = all_definitions(before[start:])
        held = {each.name for each in saved if each.name not in between}
        test = self.lasting(kept.test, held, kept)
        if test is None or cost(test, self.memory.kinds) > CONDITION:
            return None
        once = [each for each in saved if not each.both]
        if len(once) > 1 or any(each.name not in names(test) or not self.is_number(each.name) for each in once):
            return None
        return test

    def lasting(self, test: Expr, held: Set[str], kept: _Kept) -> Expr | None:
        """Return what is at the mirror of an `If` what an expression is before the `If`; None if there is nothing."""
        if not is_pure(test) or self.memory.contents(test):
            return None
        table: dict[str, Expr] = {}
        for name in names(test) - held:
            if self.stays(name, kept):
                continue
            match self.bound.get(name, []):
                case [Assign(Name(), value) as stmt] if (
                    self.precedes(stmt, kept) and (again := self.lasting(value, frozenset(), kept)) is not None
                ):
                    table[name] = again
                case _:
                    return None
        return substitute(test, table)

    def is_number(self, name: str) -> bool:
        """Whether a variable is one number, which costs no more to keep than a flag."""
        return isinstance(self.memory.kinds.get(name), Scalar)

    def stays(self, name: str, kept: _Kept) -> bool:
        """Whether a name has the value at the mirror of a branch that it had there: it has one only, or one a trip."""
        bound, again = self.bound.get(name, []), self.again.get(name, [])
        if not bound and not again:
            return True
        if len(bound) == 1 and not again:
            return any(stmt is bound[0] for stmt in self.forward) and self.precedes(bound[0], kept)
        if len(bound) != 1 or len(again) != 1:
            return False
        loop, back = bound[0], again[0]
        return (
            isinstance(loop, For)
            and isinstance(back, For)
            and any(stmt is kept.branch for stmt in statements((loop,)))
            and any(stmt is kept.mirror for stmt in statements((back,)))
        )

    def precedes(self, stmt: Stmt, kept: _Kept) -> bool:
        """Whether a statement is always done before an `If`, in the same trip of a loop around both."""
        return any(each is stmt for before in _before(self.forward, kept.branch) for each in before)


def _way(one: Block, other: Block, stack: str) -> str | None:
    """Return the name that a branch saves first and its mirror brings back first; "" if none, None if otherwise."""
    pushes = [k for k, stmt in enumerate(one) if isinstance(stmt, Push) and stmt.stack == stack]
    pops = [k for k, stmt in enumerate(other) if isinstance(stmt, Pop) and stmt.stack == stack]
    if not any(isinstance(s, Push | Pop) and s.stack == stack for s in (*statements(one), *statements(other))):
        return ""
    counts = [sum(isinstance(s, Push | Pop) and s.stack == stack for s in statements(part)) for part in (one, other)]
    if len(pushes) != 1 or len(pops) != 1 or counts != [1, 1]:
        return None
    push, pop = one[pushes[0]], other[pops[0]]
    if not isinstance(push, Push) or not isinstance(push.value, Name) or not isinstance(pop, Pop):
        return None
    name, before = push.value.id, other[: pops[0]]
    if pop.target != push.value or name in all_definitions(one[: pushes[0]]):
        return None
    return None if name in all_definitions(before) | all_reads(before) else name


def _without(stmt: If, stacks: Container[str]) -> If:
    """Return an `If` whose branches leave some stacks alone."""

    def clean(block: Block) -> Block:
        return tuple(inner for inner in block if not (isinstance(inner, Push | Pop) and inner.stack in stacks))

    return replace(stmt, body=clean(stmt.body), orelse=clean(stmt.orelse))


def _put(block: Block, old: Stmt, new: Block) -> Block:
    """Return a block with statements in the place of one."""
    out: list[Stmt] = []
    for stmt in block:
        out += new if stmt is old else (map_blocks(stmt, lambda inner: _put(inner, old, new)),)
    return tuple(out)


def _drop(block: Block, stack: str | None) -> Block:
    """Return a block that does nothing with a stack."""
    return tuple(
        map_blocks(stmt, lambda inner: _drop(inner, stack))
        for stmt in block
        if not (isinstance(stmt, Push | Pop) and stmt.stack == stack)
    )


def _before(block: Block, wanted: Stmt) -> list[Block]:
    """Return what stands before a statement in each of the blocks around it, its own last."""
    for k, stmt in enumerate(block):
        if stmt is wanted:
            return [block[:k]]
        for inner in blocks(stmt):
            if found := _before(inner, wanted):
                return [block[:k], *found]
    return []


def _binds(stmt: Stmt, name: Expr) -> bool:
    return isinstance(stmt, Assign) and stmt.target == name


def _places(block: Block) -> dict[str, list[Stmt]]:
    """Return the statements of a block that bind names, by name."""
    found: dict[str, list[Stmt]] = {}
    for stmt in statements(block):
        for name in definitions(stmt):
            found.setdefault(name, []).append(stmt)
    return found
