"""What may be None: a container that only one path has goes with a flag, which is asked before it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from ..ir import Assign, Call, Const, Do, Expr, If, Name, Origin, Stmt, Update
from ..kinds import BOOL, Array, Kind, ListOf, Scalar, Sparse
from .lists import Lists
from .replaced import references
from .state import Known
from .values import Given, Group, Leaf, Poison, Ref, Static, Value, number

NOTHING = Const(None)

Met: TypeAlias = list[tuple[Value, Value]]  # values of one path, and what they are where it ends


class Certain(Lists):
    """The part of the specialiser that knows what is surely not None."""

    def known_given(self, name: str) -> bool:
        """Return whether what a flag stands for, or what a name holds, is surely not None here."""
        return any(name in names for names in self.certainties)

    def emit(self, stmt: Stmt) -> None:
        """Write a statement; what it assigns may be None again."""
        if isinstance(stmt, Assign | Update):
            target = stmt.target
            for goal in (target,) if isinstance(target, Name) else getattr(target, "items", ()):
                if isinstance(goal, Name):
                    for names in self.certainties:
                        names.discard(goal.id)
        super().emit(stmt)

    @contextmanager
    def where(self, condition: Expr, truth: bool) -> Iterator[None]:
        """Know, for a while, what a condition tells."""
        self.certainties.append(set(given_by(condition, truth)))
        try:
            yield
        finally:
            self.certainties.pop()

    @contextmanager
    def anywhere(self) -> Iterator[None]:
        """Know nothing, for a while: in the body of a loop, which may be written again."""
        outer, self.certainties = self.certainties, [set()]
        try:
            yield
        finally:
            self.certainties = outer
            for names in outer:
                names.clear()

    def narrowed(self, value: Value) -> Value:
        """Return a value that may be None as what it is where that is known."""
        match value:
            case Group(maker, _, (Leaf(expr=Name(flag)), held)) if maker is Given and self.known_given(flag):
                return self.fresh(held)
            case Leaf(expr=Name(name), given=kind) if kind is not None and self.known_given(name):
                return replace(value, kind=kind, given=None)
            case _:
                return value

    def sure(self, value: Value, at: Origin | None) -> Value:
        """Return a value that is used as something else than None; where it is None after all, this raises."""
        value = used_matrix(self.narrowed(value))
        if not isinstance(value, Group) or value.maker is not Given:
            return value
        flag, held = value.items
        assert isinstance(flag, Leaf)
        message = "this is None, and cannot be used as anything else"
        error = Call("call", (Name("TypeError"), Const(message)))
        failed = Do(Call("raise", (error,), at=at), self.origin)
        self.emit(If(Call("not", (flag.expr,)), (failed,), (), self.origin))
        self.certainties[-1] |= given_by(flag.expr, True)
        return self.fresh(held)

    def not_none(self, old: Value) -> Value:
        """Return what `op=` changes, checked to be an array where it is one or None."""
        if not isinstance(old, Leaf) or not isinstance(old.given, Array):
            return old
        held = self.checked_array(replace(old, kind=Array(old.given.dtype, None)))
        return replace(held, kind=old.given, given=None)

    def checked_array(self, old: Leaf) -> Leaf:
        """Return what `op=` writes into, checked to be an array with axes where their number is not known."""
        assert isinstance(old.kind, Array)
        if old.kind.dims is not None:
            return old
        held = self.atom(old)
        self.emit(Do(Call("check_array", (held.expr,)), self.origin))
        return held

    def flag_of(self, value: Group) -> Leaf:
        """Return the flag of a container that may be None."""
        flag = value.items[0]
        assert isinstance(flag, Leaf)
        return flag

    def is_none(self, value: Value, wanted: bool) -> Leaf | None:
        """Return whether a value is None, or is not; None if that is to be asked in the usual way."""
        value = self.narrowed(value)
        if isinstance(value, Group) and value.maker is Given:
            flag = self.flag_of(value)
            return Leaf(Call("not", (flag.expr,)), BOOL) if wanted else flag
        if isinstance(value, Leaf) and isinstance(value.expr, Name) and self.known_given(value.expr.id):
            return number(not wanted)
        return None


def fill_all(met: Met, heap: dict[int, Group | Poison], pairs: list[tuple[Name, Leaf]]) -> None:
    """Add what the names of containers that may be None hold where they are None, so that they can be copied.

    `met` are all values of one path with what they are where it ends: another name may lead to the same container.
    """
    held: set[Expr] = set()
    for value, goal in met:
        names_held(value, goal, held)
    for value, goal in met:
        fill_blanks(value, goal, heap, pairs, held)


def names_held(value: Value, goal: Value, held: set[Expr]) -> None:
    """Collect the names that hold a part of a value."""
    match value, goal:
        case Static(None), _:
            pass
        case _, Leaf(expr):
            held.add(expr)
        case _, Group(maker, _, (_, inner)) if maker is Given and not (
            isinstance(value, Group) and value.maker is Given
        ):
            names_held(value, inner, held)
        case Group(), Group():
            parts = dict(zip(value.keys, value.items, strict=True))
            for key, item in zip(goal.keys, goal.items, strict=True):
                if key in parts:
                    names_held(parts[key], item, held)
        case _:
            pass


def fill_blanks(
    value: Value, goal: Value, heap: dict[int, Group | Poison], pairs: list[tuple[Name, Leaf]], held: set[Expr]
) -> None:
    """Add what the names of one such container hold, but those that are `held` by what is there."""
    match value, goal:
        case Static(None), Group(maker, _, (_, inner)) if maker is Given:
            known = {name for name, _ in pairs} | held
            for leaf in reachable(inner, heap, set()):
                if isinstance(leaf.expr, Name) and leaf.expr not in known:
                    pairs.append((leaf.expr, replace(leaf, expr=blank(leaf.kind), varied=False)))
        case Group(), Group():
            parts = dict(zip(value.keys, value.items, strict=True))
            for key, item in zip(goal.keys, goal.items, strict=True):
                if key in parts:
                    fill_blanks(parts[key], item, heap, pairs, held)
        case _:
            pass


def reachable(value: Value, heap: dict[int, Group | Poison], seen: set[int]) -> list[Leaf]:
    """Return the leaves of a value, and of the containers that it refers to."""
    match value:
        case Ref(ident) if ident not in seen and isinstance(contents := heap.get(ident), Group):
            seen.add(ident)
            return [leaf for item in contents.items for leaf in reachable(item, heap, seen)]
        case Group(items=items):
            return [leaf for item in items for leaf in reachable(item, heap, seen)]
        case Leaf():
            return [value]
        case _:
            return []


def led_to(known: Known, also: Iterable[int]) -> set[int]:
    """Return the containers that variables lead to, or that others do which are there anyway, and these."""
    found = set(also)
    left: list[Value] = [known.heap[ident] for ident in found]
    left += [value for _, env in known.frames for value in env.values()]
    while left:
        value = left.pop()
        parts = value.items if isinstance(value, Group) else (value,)
        for ident in (ident for part in parts for ident in references(part)):
            if ident not in found and ident in known.heap:
                found.add(ident)
                left.append(known.heap[ident])
    return found


def blank(kind: Kind) -> Expr:
    """Return what a name of a kind holds while nothing reads it."""
    if isinstance(kind, ListOf):
        return Call("list", ())  # the adjoints of its elements are a list as long
    if not isinstance(kind, Scalar):
        return Const(None)
    return Const({"b": False, "i": 0, "u": 0, "c": 0j}.get(np.dtype(kind.dtype).kind, 0.0))


def used_matrix(value: Value) -> Value:
    """Return a sparse matrix that may be None as one that is used; where it is None after all, using it raises."""
    if isinstance(value, Leaf) and isinstance(value.given, Sparse):
        return replace(value, kind=value.given, given=None)
    return value


def given_by(condition: Expr, truth: bool) -> frozenset[str]:
    """Return the names that are surely not None where a condition holds, or where it does not."""
    match condition:
        case Name(name):
            return frozenset((name,)) if truth else frozenset()
        case Call("not", (inner,)):
            return given_by(inner, not truth)
        case Call("is not", (Name(name), other)) if other == NOTHING and truth:
            return frozenset((name,))
        case Call("is", (Name(name), other)) if other == NOTHING and not truth:
            return frozenset((name,))
        case Call("and", parts) if truth:
            return frozenset().union(*(given_by(part, True) for part in parts))
        case Call("or", parts) if not truth:
            return frozenset().union(*(given_by(part, False) for part in parts))
        case _:
            return frozenset()
