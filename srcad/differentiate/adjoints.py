"""What a backward sweep is told, and the names of its adjoints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..analyse.again import Reads
from ..analyse.alike import Likeness
from ..analyse.infer import expression_kind
from ..analyse.memory import NOTHING, Memory
from ..forms import TURN
from ..ir import Block, Call, Expr, Name, Stmt, all_definitions
from ..kinds import UNKNOWN, Array, Kind, dtype_of, not_none
from ..names import Names
from .pairs import Pairing
from .shadows import Shadows

Filled = dict[str, bool]  # name -> whether its adjoint may still be the plain number 0.0


@dataclass
class Facts:
    """What reverse mode is told: active names, kinds, inputs never assigned, arrays read element by element."""

    active: frozenset[str]
    kinds: dict[str, Kind]
    intact: frozenset[str]
    indexed: frozenset[str]
    memory: Memory = NOTHING
    shadows: Shadows = field(default_factory=Shadows)
    pairs: Mapping[str, Pairing] = field(default_factory=dict)  # by the name that holds what was saved
    sure: frozenset[str] = frozenset()  # arrays bound once, where every way passes: their shape is known from there on
    looping: frozenset[str] = frozenset()  # names assigned in loops
    read: frozenset[str] = frozenset()  # names that adjoints read, however they are written
    bound: Mapping[int, frozenset[str]] = field(default_factory=dict)  # arrays surely there after loops, by id
    first: frozenset[int] = frozenset()  # stores (ids) before which nothing reads the adjoint of their place
    whole: frozenset[str] = frozenset()  # lists whose adjoints hold no number 0.0 in the place of an array
    likeness: Likeness = field(default_factory=Likeness)  # which operands have the shapes of results

    def summed(self, expr: Expr, stmt: Stmt, operand: str, result: str) -> Expr:
        """Return a contribution that is not brought to the shape of its operand: it has it, or what it goes to will."""
        at, likeness = (id(stmt), operand), self.likeness
        if not isinstance(expr, Call) or not (at in likeness.same or at in likeness.wide or at in likeness.thin):
            return expr
        if expr.op == "neg":
            return replace(expr, args=(self.summed(expr.args[0], stmt, operand, result),))
        brings = "expand" if at in likeness.thin else "unbroadcast"
        if expr.op != brings or expr.args[1] != Name(operand):
            return expr
        if at in likeness.thin and not self.is_even(likeness.thin[at], expr.args[0]):
            return expr
        dtypes = {dtype_of(kind) for kind in (self.kinds.get(operand, UNKNOWN), self.kinds.get(result, UNKNOWN))}
        dtypes.add(dtype_of(expression_kind(expr.args[0], self.kinds)))
        known = dtypes.pop() if len(dtypes) == 1 else None
        return expr.args[0] if known is not None and known.startswith("float") else expr

    def is_even(self, product: Call, g: Expr) -> bool:
        """Whether both factors of a product are arrays of the rank and the dtype of an adjoint."""
        kinds = [expression_kind(part, self.kinds) for part in (g, *product.args)]
        ranks = {len(kind.dims) if isinstance(kind, Array) and kind.dims is not None else -1 for kind in kinds}
        return len(kinds) == 3 and len(ranks) == 1 and -1 not in ranks and len(set(map(dtype_of, kinds))) == 1


@dataclass
class Adjoints:
    """Names of adjoints, and what writing a backward sweep found out: reads by statement, zeros needed before loops."""

    facts: Facts
    fresh: Names
    named: dict[str, str] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)  # the names given
    reads: dict[int, Reads] = field(default_factory=dict)
    zeros: dict[int, frozenset[str]] = field(default_factory=dict)
    keep: list[Stmt] = field(default_factory=list)

    def name(self, primal: str) -> Name:
        """Return the name of a variable's adjoint."""
        if primal not in self.named:
            self.named[primal] = self.fresh.fresh("b" + primal)
            self.own.add(self.named[primal])
            kind = self.facts.kinds.get(primal)
            if kind is not None:
                self.facts.kinds[self.named[primal]] = not_none(kind)
        return Name(self.named[primal])


def adjoint_names(block: Block, adjoints: Adjoints) -> frozenset[str]:
    """Return what the backward sweep of a block makes, shadows that the forward sweep bound included."""
    turn = block.index(TURN)
    made = all_definitions(block[turn:]) - all_definitions(block[:turn])
    return made | frozenset(adjoints.facts.shadows.named.values())
