"""Whether what was evaluated can be seen to have been: what has no effect may as well run early, or once too often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import SrcadError
from ..ir import Assign, Block, For, If, definitions, statements
from ..simplify.copies import is_pure
from .expressions import Expressions
from .frame import Frame
from .heap import Iterated
from .state import Known
from .values import Group, Poison, Value, View


@dataclass(frozen=True)
class Present:
    """What is known at a place, and how much is written there."""

    known: Known
    taken: frozenset[str]
    written: int
    depth: int


class Quiet(Expressions):
    """The part of the specialiser that tells what has no effect."""

    rebound: tuple[tuple[Frame, str], ...] = ()  # the variables of the loop whose iterable is evaluated now

    def runs_quietly(self, view: View) -> bool:
        """Return whether a generator only gives elements, and reads nothing that the loop over it assigns."""
        return self.runs_without_rebound(view, self.is_as_it_was)

    def runs_without_rebound(self, view: View, told: Callable[[Present], bool]) -> bool:
        """Return what is told of a generator that has run, False if it reads what the loop over it assigns."""
        assert view.run is not None
        back = self.marked()
        for frame, name in self.rebound:
            if name in frame.env:
                frame.env[name] = Poison("assigned by the loop")
        before = self.as_of_now()
        try:
            view.run(lambda item: None)
            return told(before)
        except SrcadError:
            return False
        finally:
            back()

    def as_of_now(self) -> Present:
        """Return what `is_as_it_was` compares with."""
        return Present(self.environments(), frozenset(self.names.taken), len(self.out), self.depth)

    def is_as_it_was(self, before: Present) -> bool:
        """Return whether what ran since can be seen by nothing else: not in a variable, a container or outside."""
        if not is_quiet(tuple(self.out[before.written :]), before.taken):
            return False
        for frame, env in before.known.frames:
            now = {name: value for name, value in frame.env.items() if not name.startswith("$")}
            if any(env.get(name) is not value for name, value in now.items()):
                return False
        return all(is_same(value, self.heap.get(ident)) for ident, value in before.known.heap.items())


def is_same(before: Group | Poison, now: Value | None) -> bool:
    """Return whether a container is as it was; a generator may have been gone through."""
    return now is before or (isinstance(before, Group) and before.maker is Iterated and not before.keys)


def is_quiet(block: Block, taken: frozenset[str]) -> bool:
    """Return whether statements only compute what goes to new names."""
    for stmt in statements(block):
        match stmt:
            case Assign(value=value):
                if not is_pure(value) or not definitions(stmt).isdisjoint(taken):
                    return False
            case If() | For():
                pass
            case _:
                return False
    return True
