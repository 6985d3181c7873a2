"""Whether what a guarded block changed may be seen where it raises afterwards: an exception then leaves it partway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..analyse.raising import Catches
from ..errors import UnsupportedSyntax
from ..ir import For, Stmt, While
from ..kinds import Kind
from .frame import Frame
from .state import Known


class Partway(Exception):
    """An exception may leave a guarded block where it has changed what is read after it; `error` says so."""

    def __init__(self, error: UnsupportedSyntax) -> None:
        self.error = error


@dataclass
class Watch:
    """A guarded block that is being written: what was known before it, and whether it has changed any of that yet.

    Variables of the function that the block stands in are left out where the block's own statements assign them.
    """

    frame: Frame
    before: Known
    catches: Catches
    own: frozenset[str]
    changed: bool = False
    seen: dict[int, tuple[list[Stmt], int]] = field(default_factory=dict)

    def differs(self, heap: Mapping[int, object]) -> bool:
        """Whether something that the handler may see is not as it was before the block."""
        if any((now := heap.get(i)) is not was and now != was for i, was in self.before.heap.items()):
            return True
        for frame, env in self.before.frames:
            mine = self.own if frame is self.frame else frozenset[str]()
            for variable, was in env.items():
                now = frame.env.get(variable)
                if now is not was and variable not in mine and now != was:
                    return True
        return False

    def look(self, out: list[Stmt], heap: Mapping[int, object], kinds: Mapping[str, Kind], last: bool) -> bool:
        """Note what was written since; return whether it may raise what is caught after something was changed.

        `last` says that what was changed was changed after all that may raise.
        """
        start = min(self.seen.get(id(out), (out, 0))[1], len(out))
        new, before = out[start:], self.changed
        self.seen[id(out)] = out, len(out)
        self.changed = before or self.differs(heap)
        if not self.changed or not new:
            return False
        if before or not last:
            return any(self.catches.may_raise(stmt, kinds, deep=isinstance(stmt, For | While)) for stmt in new)
        return any(self.catches.may_raise(stmt, kinds, deep=True) for stmt in new if isinstance(stmt, For | While))
