"""A statement whose loop is another one may run before the loop being made, which then stays open for what follows.

    d = x[:, None] - x               for i in range(n):
    b = x * x             becomes        b[i] = x[i] * x[i]
    y = d * b                        for i in range(n):
                                         for j in range(n):
                                             y[i, j] = (x[i] - x[j]) * b[j]

This is done where a later statement needs elements of the loop being made, which then are not kept in an array.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...ir import Assign, Block, Call, Comment, Do, Expr, Stmt, Update, definitions, names, reads
from .elements import Conflict
from .groups import Group
from .known import NATIVE
from .sized import Sized


class Aside(Sized):
    """Keeps a second group, which runs before the one being made."""

    side: Group | None = None
    rest: Block = ()  # what follows the statement at hand

    def close(self) -> None:
        """End the group, and the one that runs before it."""
        self.put_aside()
        super().close()

    def put(self, stmt: Stmt) -> None:
        self.put_aside()
        super().put(stmt)

    def put_aside(self, at: int | None = None) -> None:
        """End the second group: its loops run before the first one, after so many statements that do."""
        side, group, out = self.side, self.group, self.out
        if side is None or group is None:
            return
        self.side, self.group, self.out = None, side, []
        super().close()
        place = len(group.before) if at is None else at
        group.before[place:place] = self.out
        self.group, self.out = group, out

    def goes_aside(self, stmt: Assign | Update | Do) -> bool:
        """Make a statement part of the second group where that is worth it, and needs nothing of the first one."""
        group = self.group
        if group is None or not self.comes_back(group) or not self.fits_before(stmt, group):
            return False
        if any(definitions(stmt) & names(length) for length in group.dims):
            return False
        if self.side is not None and self.joins_aside(stmt, group):
            return True
        self.put_aside()
        return self.joins_aside(stmt, group)

    def joins_aside(self, stmt: Assign | Update | Do, group: Group) -> bool:
        """Make a statement part of the second group, or leave all as it is."""
        kept, facts, views = self.side.copy() if self.side else None, self.facts.copy(), dict(self.views)
        self.group, self.ready, self.inner = self.side, [], []
        try:
            self.job(stmt)
            made = self.group
            done = made is not None and all(self.fits_before(each, group) for each in (*made.before, *made.after))
        except Conflict:
            done = False
        self.side = self.group if done else kept
        if not done:
            self.facts, self.views = facts, views
        self.group, self.ready, self.inner = group, [], []
        return done

    def comes_back(self, group: Group) -> bool:
        """Return whether the next statement that needs what a group makes may be part of its loop."""
        for stmt in self.rest:
            if not isinstance(stmt, Assign | Update | Comment) or reads(stmt) & (group.late.keys() | group.written):
                return False
            if reads(stmt) & group.arrays.keys() and not isinstance(stmt, Comment):
                return is_elementwise(stmt.value)
        return False

    if TYPE_CHECKING:  # of the class that makes loops of statements

        def job(self, stmt: Assign | Update | Do) -> None:
            """Put a statement into the group over its elements."""


def is_elementwise(value: Expr) -> bool:
    """Return whether a value takes arrays element by element: no function of whole arrays does."""
    return not isinstance(value, Call) or (value.op not in NATIVE and all(map(is_elementwise, value.args)))
