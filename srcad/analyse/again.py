"""What the backward sweep computes again instead of saving it: what is cheap, where its operands are there anyway."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..ir import Assign, Call, Expr, Item, Name, Stmt, names
from ..kinds import Array, Kind, Scalar
from ..names import Names
from ..simplify.copies import is_pure
from .cost import cost, operations, steps
from .infer import expression_kind
from .memory import Memory
from .plan import Restore, order
from .settled import Settled

NO_NAMES: frozenset[str] = frozenset()
CHEAP = 3  # up to this cost a value is computed again rather than pushed
LIGHT_COMPILED = 24  # up to so many steps for an element, compiled code keeps no array on a stack
LIGHT = 8  # up to so many operations on arrays, what is read from memory that is written is not kept on a stack


@dataclass(frozen=True)
class Reads:
    """What the adjoint of a statement reads: names before it, and names after it."""

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()


@dataclass(frozen=True)
class State:
    """The three facts at a place; `available` maps a name to an expression for its present value."""

    needed: frozenset[str]
    assigned: frozenset[str]
    available: Mapping[str, Expr] = field(default_factory=dict)
    unreachable: bool = False
    mentioned: frozenset[str] | None = None  # at least the names that occur in `available`, where they were collected
    covered: frozenset[Item] = frozenset()  # parts of arrays that were pushed, and not read by an adjoint since

    def known(self) -> frozenset[str]:
        """Return at least the names that occur in `available`."""
        if self.mentioned is not None:
            return self.mentioned
        return frozenset(self.available).union(*map(names, self.available.values()))

    def still_covered(self, own: frozenset[str], read: frozenset[str], memory: Memory) -> frozenset[Item]:
        """Return the parts that a push covers though names are assigned, and contents of memory read by adjoints."""
        if not self.covered:
            return self.covered
        return frozenset(
            part
            for part in self.covered
            if not (names(part.base) | names(part.index)) & own and not memory.tokens(names(part.base)) & read
        )

    def without(self, lost: frozenset[str]) -> dict[str, Expr]:
        """Return what is still available after names were assigned."""
        if lost.isdisjoint(self.known()):
            return dict(self.available)
        return {n: e for n, e in self.available.items() if n not in lost and not names(e) & lost}


class Again:
    """The part of the saver that tells what is computed again, and from what."""

    def __init__(self, kinds: Mapping[str, Kind], fresh: Names, memory: Memory) -> None:
        self.kinds = kinds
        self.fresh = fresh
        self.memory = memory
        self.compiled = False  # whether the code is compiled, in loops over elements
        self.settled = Settled()
        self.light = True  # whether a little arithmetic on arrays is done again rather than its result kept
        self.spared: dict[str, int] = {}  # arrays not to be kept on stacks, and how many operations give them
        self.stacks: dict[str, str] = {}
        self.had: frozenset[str] = NO_NAMES  # what a trip of a loop pushes at its end in any case
        self.deep: Mapping[str, str] = {}  # the shadows of lists whose elements have shadows
        self.prices: dict[Expr, int] = {}
        self.invariant = NO_NAMES  # what is the same in all trips of the loops so far
        self.inside: list[tuple[frozenset[str], frozenset[str]]] = []  # of each loop around: assigned in, and before it

    def computed_again(
        self, rule: Reads, own: frozenset[str], state: State, written: frozenset[str], after: frozenset[str]
    ) -> tuple[frozenset[str], tuple[Restore, ...]]:
        """Return what an adjoint reads if cheap values are computed again beside it, and those values.

        It reads the names `after` as they are after the statement.
        """
        chosen: dict[str, Restore] = {}
        before = rule.before
        while True:
            for name in sorted(before - state.needed - own - self.had):
                expr = state.available.get(name)
                if expr is None or (after & own and names(expr) & own):
                    continue
                if name not in self.inside[-1][0] or self.is_kept(name):
                    continue  # no loop around gives it another value
                dear = self.price(expr) > CHEAP and not (self.compiled and name in self.spared)
                if dear and self.saved_for(expr, before | own, state):
                    continue
                if self.memory.looked_through(expr) & written or self.is_dearer(name, expr, before | own, state):
                    continue
                chosen[name] = Restore(name, expr)
                before = (before | names(expr) | self.memory.looked_through(expr)) - frozenset(chosen)
                break
            else:
                return before, order(chosen, self.stack_of)

    def price(self, expr: Expr) -> int:
        """Return what it costs to evaluate an expression again."""
        if expr not in self.prices:
            self.prices[expr] = cost(expr, self.kinds)
        return self.prices[expr]

    def is_kept(self, name: str) -> bool:
        """Whether a name that has a value keeps it: what makes it changes in no trip of the loops around.

        In compiled code that holds of numbers: an array is rather made again, element by element, than read.
        """
        return name in self.invariant and not (self.compiled and isinstance(self.kinds.get(name), Array))

    def is_cheap(self, name: str, expr: Expr) -> bool:
        """Whether the value of a name may be computed again: one that costs little, or an array to be spared a stack.

        Such are, inside loops, views, and what a little arithmetic makes of memory that is written and so restored in
        any case: a stencil in place saves no more than the part that it overwrites.
        """
        if self.price(expr) <= CHEAP:
            return True
        if not self.inside or not isinstance(expression_kind(expr, self.kinds), Array):
            return False
        if self.memory.is_view(expr):
            self.spared[name] = 0
        elif self.memory.looked_through(expr) or names(expr) & self.spared.keys():
            work = operations(expr, self.kinds) + sum(self.spared.get(operand, 0) for operand in names(expr))
            if work <= (LIGHT if self.light else 0):
                self.spared[name] = work
        if self.compiled and name not in self.spared and (self.light or not self.memory.looked_through(expr)):
            work = steps(expr, self.kinds) + sum(self.spared.get(operand, 0) for operand in names(expr))
            if work <= LIGHT_COMPILED:
                self.spared[name] = work
        return name in self.spared

    def is_dearer(self, name: str, expr: Expr, had: frozenset[str], state: State) -> bool:
        """Whether a name is had for less than what computing it again inside a loop would have to save."""
        carried = self.inside[-1][1]
        return self.saved_for(expr, had, state) > (0 if name in carried else 1)

    def saved_for(self, expr: Expr, had: frozenset[str], state: State) -> int:
        """Return how many values must be saved so that an expression can be computed again inside a loop.

        An operand is had for nothing if the backward sweep reads it anyway, if the loop leaves it as it is, or if it is
        computed again itself.
        """
        assigned = self.inside[-1][0]

        @functools.cache  # an operand may be met in many ways
        def costs(operand: str) -> bool:
            if operand in state.needed or operand in had or operand not in assigned or self.is_kept(operand):
                return False
            again = state.available.get(operand)
            dear = again is None or (self.price(again) > CHEAP and operand not in self.spared)
            return again is None or dear or any(map(costs, names(again)))

        if self.compiled:
            return len(self.roots(expr, costs, state))
        return sum(map(costs, names(expr)))

    def passed_on(self, stmt: Stmt) -> str | None:
        """Return the name whose value a statement gives to one that keeps it for the next trip of a loop."""
        match stmt:
            case Assign(Name(target), Name(source)) if self.inside and "." not in source:
                assigned, before = self.inside[-1]
                local = source in assigned and source not in before and target in before
                return source if local and not {source, target} & self.memory.token.keys() else None
            case _:
                return None

    def roots(self, expr: Expr, costs: Callable[[str], bool], state: State) -> frozenset[str]:
        """Return what must be saved so that an expression can be computed again, with all that it is computed from."""
        found: set[str] = set()
        waiting, seen = [*names(expr)], set(names(expr))
        while waiting:
            operand = waiting.pop()
            again = state.available.get(operand)
            if not costs(operand):
                continue
            if again is None or operand not in self.spared:
                found.add(operand)
            else:
                waiting += names(again) - seen
                seen |= names(again)
        return frozenset(found)

    def result_again(self, stmt: Stmt, rule: Reads, state: State) -> Reads:
        """Return what an adjoint reads if the array that its statement makes is computed again, in compiled code."""
        if not self.compiled or not self.inside or not isinstance(stmt, Assign) or not isinstance(stmt.target, Name):
            return rule
        name = stmt.target.id
        if name not in rule.after or name in state.needed or not self.repeatable(stmt.value, frozenset((name,))):
            return rule
        if not isinstance(self.kinds.get(name), Array) or not self.is_cheap(name, stmt.value):
            return rule
        if self.memory.looked_through(stmt.value):
            return rule
        if self.saved_for(stmt.value, rule.before, state) > 1:
            return rule
        return Reads(rule.before | names(stmt.value), rule.after - {name})

    def held_by(self, stmt: Stmt, available: Mapping[str, Expr], state: State) -> tuple[str, Expr] | None:
        """Return a number that a statement puts into an array, and the part of it that holds the number then."""
        if not isinstance(stmt, Assign) or not isinstance(stmt.target, Item) or not isinstance(stmt.value, Name):
            return None
        if id(stmt) in self.settled.passing:
            return None
        place, put = stmt.target, stmt.value.id
        if put in available and not (self.inside and self.saved_for(available[put], NO_NAMES, state)):
            return None
        part = Call("[]", (place.base, place.index))
        held, kind = expression_kind(part, self.kinds), self.kinds.get(put)
        same = isinstance(held, Scalar) and isinstance(kind, Scalar) and held.dtype == kind.dtype == "float64"
        return (put, part) if same and not place.attribute else None

    def repeatable(self, expr: Expr, own: frozenset[str]) -> bool:
        """Whether an expression may be evaluated again; what makes new memory that is written may not."""
        if self.memory.tokens(own) and self.memory.is_new(expr):
            return False
        return not names(expr) & own and is_pure(expr)

    def untouched(self, available: dict[str, Expr], written: frozenset[str]) -> dict[str, Expr]:
        """Return the expressions that a write into memory leaves as they are."""
        if not written:
            return available
        # the shadow of a list changes with the list
        moved = {shadow for name, shadow in self.deep.items() if self.memory.token.get(name) in written}
        return {
            n: e for n, e in available.items() if not self.memory.looked_through(e) & written and not names(e) & moved
        }

    def stack_of(self, name: str) -> str:
        """Return the name of a variable's stack, which no variable has."""
        if name not in self.stacks:
            wish = name + "_stack"
            self.stacks[name] = self.fresh.fresh(wish) if wish in self.fresh.taken else wish
        return self.stacks[name]
