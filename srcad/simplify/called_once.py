"""Call a function once where a program calls it twice with the same arguments.

t = np.sqrt(T)             t = np.sqrt(T)
d1 = a / (s * t)           d1 = a / (s * t)
t_1 = np.sqrt(T)           d2 = d1 - s * t
d2 = d1 - s * t_1

Derivatives are taken of what is left, so that there is one adjoint, too. Sums and products cost less than a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set

from ..analyse.memory import Memory
from ..ir import (
    Assign,
    Block,
    Call,
    Expr,
    Name,
    Stmt,
    definitions,
    names,
    statements,
    substitute,
)
from .again import FUNCTIONS
from .copies import map_expressions
from .known import Known, Walk

DEAR = frozenset({"@", "/", "**"})


def called_once(block: Block, memory: Memory, made: Set[str]) -> Block:
    """Return a flat block in which names `made` for results of calls are gone where another holds the same."""
    calls = Counter(
        stmt.value.op
        for stmt in statements(block)
        if isinstance(stmt, Assign) and isinstance(stmt.value, Call) and is_dear(stmt.value)
    )
    if not any(number > 1 for number in calls.values()):
        return block
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    steady = {name for name in count if count[name] == 1 and name not in memory.token}
    found = _Pass(memory, steady & made, steady)
    block = found.block(block, Known())
    return tuple(map_expressions(stmt, found.table) for stmt in block) if found.table else block


def is_dear(call: Call) -> bool:
    """Return whether an operation takes longer than a sum or a product."""
    return call.op.startswith(FUNCTIONS) or call.op in DEAR


class _Pass(Walk):
    def __init__(self, memory: Memory, made: Set[str], steady: Set[str]) -> None:
        super().__init__(memory)
        self.made = made
        self.steady = steady
        self.table: dict[str, Expr] = {}  # names that are gone, with those that hold the same
        self.alike: dict[str, Expr] = {}  # names for sums and products, with those that hold the same

    def changed(self, stmt: Stmt, known: Known) -> Stmt | None:
        """Return None for a call whose result another name holds, which is noted; statements read that one then."""
        stmt = map_expressions(stmt, self.table)
        match stmt:
            case Assign(Name(id), Call() as value) if id in self.made:
                other = self.holder(substitute(value, self.alike), known)
                if other is None:
                    return stmt
                if not is_dear(value):
                    self.alike[id] = other
                    return stmt
                self.table[id] = other
                return None
            case _:
                return stmt

    def remember(self, known: Known, name: str, value: Expr) -> None:
        """Note what a name was computed by, in terms of the first names for what that is computed by."""
        super().remember(known, name, substitute(value, self.alike))

    def holder(self, value: Expr, known: Known) -> Name | None:
        """Return a name that holds a value, or None."""
        for other in known.readers.get(next(iter(names(value)), ""), ()):
            if other in self.steady and known.value.get(other) == value:
                return Name(other)
        return None
