"""What the body of a loop computes several times gets a name, and so do elements of arrays that it reads several times.

    y[i, 0] = m[j] * (w[i, j] / r) * p[i, 0]            e = m[j] * (w[i, j] / r)
    y[i, 1] = m[j] * (w[i, j] / r) * p[i, 1]   becomes  y[i, 0] = e * p[i, 0]
                                                        y[i, 1] = e * p[i, 1]

numba compiles each place where an element is read, and LLVM reads again what a write to another array may have changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import replace

from ...ir import Assign, Call, Expr, For, Name, Stmt, Update, all_definitions, all_reads, names
from .known import LAZY

NO_NUMBERS = frozenset({"tuple", "slice", "list", ".shape"})


def computed_once(body: Sequence[Stmt], written: Set[str], fresh: Callable[[], str]) -> list[Stmt]:
    """Return the body of a loop in which nothing is computed twice; `written` are the arrays that it writes to."""
    return Repeated(body, written, fresh).found()


class Repeated:
    """Gives names to what a body computes several times."""

    def __init__(self, body: Sequence[Stmt], written: Set[str], fresh: Callable[[], str]) -> None:
        self.body, self.written, self.fresh = body, written, fresh
        self.changing = written | unsettled(body)
        self.count: Counter[Expr] = Counter()
        self.known: dict[Expr, Name] = {}
        self.out: list[Stmt] = []
        for stmt in body:
            if isinstance(stmt, Assign | Update):
                self.counted(stmt.value)

    def counted(self, expr: Expr) -> None:
        """Count in how many expressions an expression stands, those that are the same counted as one."""
        if self.is_number(expr):
            self.count[expr] += 1
            if self.count[expr] == 1:
                for part in computed(expr):
                    self.counted(part)

    def is_number(self, expr: Expr) -> bool:
        """Return whether an expression is a number that is worth a name, and the same wherever it stands."""
        if not isinstance(expr, Call) or expr.op in NO_NUMBERS:
            return False
        return bool(names(expr))

    def found(self) -> list[Stmt]:
        """Return the statements of the body."""
        for stmt in self.body:
            match stmt:
                case For():
                    self.out.append(replace(stmt, body=tuple(computed_once(stmt.body, self.written, self.fresh))))
                case Assign(Name(id) as target, value) if id not in self.changing and self.is_repeated(value):
                    self.out.append(replace(stmt, value=self.known.get(value) or self.parts(value)))
                    self.known.setdefault(value, target)
                case Assign(value=value) | Update(value=value):
                    self.out.append(replace(stmt, value=self.named(value)))
                case _:
                    self.out.append(stmt)
        return self.out

    def is_repeated(self, expr: Expr) -> bool:
        return self.count[expr] > 1 and not names(expr) & self.changing

    def named(self, expr: Expr) -> Expr:
        """Return an expression by the names of what it computes, which are assigned before."""
        if expr in self.known:
            return self.known[expr]
        found = self.parts(expr)
        if not self.is_repeated(expr):
            return found
        self.known[expr] = name = Name(self.fresh())
        self.out.append(Assign(name, found))
        return name

    def parts(self, expr: Expr) -> Expr:
        """Return an expression of named parts."""
        if not self.is_number(expr):
            return expr
        assert isinstance(expr, Call)
        count = len(computed(expr))
        return replace(expr, args=(*map(self.named, expr.args[:count]), *expr.args[count:]))


def computed(expr: Expr) -> tuple[Expr, ...]:
    """Return the parts of an expression that are surely computed; not what an index is made of."""
    if not isinstance(expr, Call) or expr.op == "[]":
        return ()
    return expr.args[:1] if expr.op in LAZY else expr.args


def unsettled(body: Sequence[Stmt]) -> frozenset[str]:
    """Return the names that have several values in a trip: those bound twice, or read before, or in loops inside."""
    read: set[str] = set()
    bound: set[str] = set()
    found: set[str] = set()
    for stmt in body:
        read |= all_reads((stmt,))
        new = all_definitions((stmt,))
        found |= new & (read | bound)
        if not isinstance(stmt, Assign | Update):
            found |= new
        bound |= new
    return frozenset(found)
