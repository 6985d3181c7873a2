"""What is known where paths meet: at the end of a branch, at the head of a loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from ..forms import raises
from ..ir import Call, Const, Expr, If, Name, Origin, names
from ..kinds import BOOL, INT, UNKNOWN
from .certain import Certain, Met, fill_all, given_by
from .frame import Frame
from .heap import Iterated
from .state import Bottom, Known
from .values import (
    MISSING,
    Canonical,
    Closure,
    Given,
    Group,
    Leaf,
    Merge,
    Partial,
    Poison,
    Ref,
    Static,
    Value,
    Variant,
    join_values,
    position,
)

Pairs = list[tuple[Name, Leaf]]
MOST_FUNCTIONS = 8  # so many functions may take turns under one name


@dataclass
class Meeting:
    """Two paths that meet: containers made of one of each side are found under the pair that they are made of."""

    one: dict[int, Group | Poison]
    other: dict[int, Group | Poison]
    made: dict[tuple[int, int], int] = field(default_factory=dict)
    heap: dict[int, Group | Poison] = field(default_factory=dict)


class Joins(Certain):
    """Joins of what is known, with the copies that bring each path there."""

    if TYPE_CHECKING:

        def reach(self, obj: object) -> Expr: ...  # of `Spelling`

    # ------------------------------------------------------------ branches
    def split(
        self, condition: Expr, then: Callable[[], None], otherwise: Callable[[], None], origin: Origin | None
    ) -> None:
        """Write an `If` whose branches are two actions, and join what is known after them."""
        before, state = self.environments(), self.save()
        self.depth += 1
        with self.where(condition, True):
            body = self.reached_side(then)
            after_body = self.narrowed_all(self.environments())
        self.set_environments(before)
        with self.where(condition, False):
            orelse = self.reached_side(otherwise)
            after_orelse = self.narrowed_all(self.environments())
        self.depth -= 1
        if body is None and orelse is None:
            raise Bottom
        if body is None or orelse is None:
            self.set_environments(after_orelse if body is None else after_body)
            self.out += body or orelse or ()
            return
        rolls = self.rolls_at(before, after_body, after_orelse) if not raises(body) and not raises(orelse) else []
        if rolls:
            self.set_environments(before)
            if all(self.may_roll(ident) for ident in rolls):
                self.restore(state)
                self.roll_all(rolls)
                self.split(condition, then, otherwise, origin)
                return
        if raises(body):
            joined = after_orelse
        elif raises(orelse):
            joined = after_body
        else:
            mine, theirs = self.uneven(after_body, after_orelse)
            if all(self.may_roll_at(after_body, i) for i in mine) and all(
                self.may_roll_at(after_orelse, i) for i in theirs
            ):
                more, after_body = self.roll_there(after_body, mine)
                others, after_orelse = self.roll_there(after_orelse, theirs)
                body, orelse = body + more, orelse + others
            joined, meeting = self.join(after_body, after_orelse)
            side = self.choose_side(meeting)
            body += self.aside(lambda: self.copies(after_body, joined, meeting, 0, side))
            orelse += self.aside(lambda: self.copies(after_orelse, joined, meeting, 1, side))
        self.set_environments(joined)
        if body or orelse:
            self.emit(If(condition, body, orelse, origin))
        if raises(body) or raises(orelse):
            self.certainties[-1] |= given_by(condition, raises(orelse))

    def narrowed_all(self, known: Known) -> Known:
        """Return what is known, with numbers and arrays that may be None as what they are where that is known here."""
        if not any(self.certainties):
            return known

        def narrow(value: Value) -> Value:
            return self.narrowed(value) if isinstance(value, Leaf) and value.given is not None else value

        frames = [(frame, {name: narrow(value) for name, value in env.items()}) for frame, env in known.frames]
        heap = {
            ident: replace(group, items=tuple(map(narrow, group.items))) if isinstance(group, Group) else group
            for ident, group in known.heap.items()
        }
        return Known(frames, heap)

    def join(self, one: Known, other: Known) -> tuple[Known, Meeting]:
        """Return what is known where two paths meet; a variable that only one path assigned keeps that value."""
        meeting = Meeting(one.heap, other.heap)
        merge = self.merger(meeting)
        frames: list[tuple[Frame, dict[str, Value]]] = []
        for frame, a, b in both_frames(one, other):
            env: dict[str, Value] = {}
            for variable in [*a, *(v for v in b if v not in a)]:
                if variable in a and variable in b:
                    env[variable] = join_values(a[variable], b[variable], frame.canonical, (variable,), merge)
                else:
                    env[variable] = _anchored(a.get(variable) or b[variable])
                    if self.loops and variable[0] != "$":  # on the other path an earlier trip's, if it is read
                        self.uncertain.add((id(frame), variable))
            frames.append((frame, env))
        for ident in {**one.heap, **other.heap}:
            original = self.originals.get(ident)
            a_part, b_part = one.heap.get(ident, original), other.heap.get(ident, original)
            if a_part is None or b_part is None:
                meeting.heap[ident] = a_part or b_part  # type: ignore[assignment]
            else:
                meeting.heap[ident] = self.contents(a_part, b_part, ident, meeting)
        self.keep_apart(meeting)
        return Known(frames, meeting.heap), meeting

    def keep_apart(self, meeting: Meeting) -> None:
        """Note which of the containers at a meeting are two whichever way was taken, as where one way swaps them."""
        sides = {ident: pair for pair, ident in meeting.made.items()}
        known: dict[int, frozenset[int]] = {}
        for one, (here, there) in sides.items():
            for two in meeting.heap:
                a, b = sides.get(two, (two, two))
                if one != two and not self.may_be_one(here, a, known) and not self.may_be_one(there, b, known):
                    self.apart.add(frozenset((one, two)))

    def merger(self, meeting: Meeting) -> Merge:
        """Return what makes one container of two at a meeting."""

        def merge(a: Ref, b: Ref) -> Value:
            pair = (a.ident, b.ident)
            if pair not in meeting.made:
                if a.ident not in meeting.one or b.ident not in meeting.other:
                    raise self.unsupported(
                        f"a {a.maker.__name__} whose length only the run knows meets another one where paths meet",
                        "Use arrays, or put a new one in its place.",
                    )
                ident = meeting.made[pair] = self.new_ident(self.homes[a.ident])
                self.descend(ident, pair)
                meeting.heap[ident] = self.contents(meeting.one[a.ident], meeting.other[b.ident], ident, meeting)
            return Ref(meeting.made[pair], a.maker)

        return merge

    def contents(self, a: Group | Poison, b: Group | Poison, ident: int, meeting: Meeting) -> Group | Poison:
        """Return what a container holds where two paths meet; an attribute or key of one path only is not certain."""
        if isinstance(a, Poison) or isinstance(b, Poison):
            return a if isinstance(a, Poison) else b
        if a.items == b.items and a.keys == b.keys:
            self.note_meeting(ident, a, b)
            return replace(a, ident=ident, whole=a.whole if a.whole == b.whole else None)
        if a.keys != b.keys and a.maker is Iterated:
            return self.moved_on(a.ident)
        if a.keys != b.keys and is_sequence(a.maker):
            return Poison(f"a {a.maker.__name__} of {len(a.keys)} on one path and of {len(b.keys)} on another")
        self.note_meeting(ident, a, b)
        left, right = (dict(zip(g.keys, g.items, strict=True)) for g in (a, b))
        merge, canonical = self.merger(meeting), self.canonical_part(ident)
        items: list[Value] = []
        keys = (*a.keys, *(key for key in b.keys if key not in left))
        for key in keys:
            if key in left and key in right:
                items.append(join_values(left[key], right[key], canonical, (key,), merge))
            else:
                items.append(Poison(f"there on one path only (`{key}`)", absent=True))
        whole = a.whole if a.whole == b.whole else None
        return Group(a.maker, keys, tuple(items), whole, ident)

    def moved_on(self, ident: int | None) -> Poison:
        """Return what stands for an iterator that is at one place or at another."""
        return Poison("an iterator that has come to different places", made=self.generators.get(ident or 0))

    def canonical_part(self, ident: int) -> Canonical:
        """Return what gives names to the parts of a container where paths meet: new ones each time."""

        def name(path: tuple[object, ...]) -> Name:
            wish = "_".join(str(part) for part in (self.homes[ident], *path))
            fresh = Name(self.names.fresh("".join(c if c.isalnum() or c == "_" else "_" for c in wish)))
            self.made.add(fresh.id)
            return fresh

        return name

    def assign_all(self, pairs: list[tuple[Name, Leaf]]) -> None:
        """Write assignments that happen at once; members of enumerations are written by their names."""
        super().assign_all([
            (name, replace(leaf, expr=self.reach(leaf.expr.value)))
            if isinstance(leaf.expr, Const) and isinstance(leaf.expr.value, Enum) else (name, leaf)
            for name, leaf in pairs
        ])  # fmt: skip

    def choose_side(self, meeting: Meeting) -> Name | None:
        """Return the name that tells which way was taken, where a container is one or the other by that."""
        if not meeting.made:
            return None
        name = Name(self.names.fresh("side"))
        self.made.add(name.id)
        for pair, ident in meeting.made.items():
            self.choose_one(ident, name, pair)
        return name

    def copies(self, side: Known, joined: Known, meeting: Meeting, which: int, choice: Name | None = None) -> None:
        """Write the copies that bring the variables of one path to their common names."""
        pairs: Pairs = [] if choice is None else [(choice, Leaf(Const(which), INT))]
        met: Met = []
        for _, env, goal in both_frames(side, joined):
            for variable, value in goal.items():
                if variable in env:
                    pair_up(env[variable], value, pairs)
                    met.append((env[variable], value))
        sources = {ident: pair[which] for pair, ident in meeting.made.items()}
        for ident, contents in joined.heap.items():
            origin = sources.get(ident, ident)
            source = side.heap.get(origin, self.originals.get(origin))
            if isinstance(source, Group) and isinstance(contents, Group):
                pair_up(source, contents, pairs)
                met.append((source, contents))
        fill_all(met, joined.heap, pairs)
        self.assign_all(pairs)

    def descend(self, new: int, former: tuple[int, ...]) -> None:
        """Note that a container is one of some former ones."""
        self.alias[new] = self.alias.get(new, frozenset()) | frozenset(former)
        for ident in former:
            if ident in self.foreign or ident in self.effects:
                self.foreign[new] = self.foreign.get(ident, "an object that is one of several")
            if ident in self.extras:
                self.extras[new] = self.extras[ident]

    def place(self, value: Value, frame: Frame, path: tuple[object, ...], pairs: Pairs, loose: bool = False) -> Value:
        """Return a value as it stands under the names for a path; the assignments needed go to `pairs`."""
        match value:
            case Leaf():
                name = frame.canonical(path)
                if value.expr != name:
                    pairs.append((name, value))
                return replace(value, expr=name, constant=MISSING if loose else value.constant)
            case Group(maker, keys, (flag, held)) if maker is Given:
                told = self.place(flag, frame, (*path, "given"), pairs, loose)
                return Group(maker, keys, (told, self.place(held, frame, path, pairs, loose)))
            case Group(maker, keys, items, ident=None):
                placed = [
                    self.place(item, frame, (*path, key), pairs, loose) for key, item in zip(keys, items, strict=True)
                ]
                return Group(maker, keys, tuple(placed))
            case Partial(function, args, keywords):
                bound = tuple(self.place(arg, frame, (*path, i), pairs, loose) for i, arg in enumerate(args))
                named = tuple((key, self.place(arg, frame, (*path, key), pairs, loose)) for key, arg in keywords)
                return Partial(function, bound, named)
            case Closure(function, inner, defaults):
                kept = tuple((key, self.place(arg, frame, (*path, key), pairs, loose)) for key, arg in defaults)
                cells, around = inner.cells(function) if loose else ({}, None)
                if any(isinstance(cell, Closure) and cell.frame is inner for cell in cells.values()):
                    return replace(value, defaults=kept)  # it sees itself
                seen = {key: self.place(cell, frame, (*path, key), pairs, loose) for key, cell in cells.items()}
                return Closure(function, inner if seen == cells else inner.ended(seen, around), kept)
            case Static(None | str() | Enum() as obj):
                pairs.append((frame.canonical(path), Leaf(Const(obj), UNKNOWN)))
                return value
            case Variant(selector):
                placed_selector = self.place(selector, frame, (*path, "choice"), pairs, loose)
                assert isinstance(placed_selector, Leaf)
                return replace(value, selector=placed_selector)
            case _:
                return value


def both_frames(one: Known, other: Known) -> list[tuple[Frame, dict[str, Value], dict[str, Value]]]:
    """Return the variables of each frame on two paths; a frame that only one path made is the same on both."""
    first, second = dict(one.frames), dict(other.frames)
    every = [*first, *(frame for frame in second if frame not in first)]
    return [
        (frame, first.get(frame, second.get(frame, {})), second.get(frame, first.get(frame, {}))) for frame in every
    ]


def parts_of(group: Group) -> list[tuple[object, Value]]:
    return list(zip(group.keys, group.items, strict=True))


def is_sequence(maker: type) -> bool:
    return issubclass(maker, list | set) or maker.__name__ == "deque"


def _anchored(value: Value) -> Value:
    """Return a value that lives under the variable's own names, so that it means the same after a join."""
    if isinstance(value, Leaf) and isinstance(value.expr, Name):
        return replace(value, constant=MISSING)
    return value


def _if_bound(test: Expr, expr: Expr) -> Expr:
    return Call("ifelse", (test, expr, Const(0.0))) if names(expr) else expr


def pair_up(value: Value, goal: Value, pairs: Pairs) -> None:
    """Add the copies that give a goal's names what a value holds."""
    match value, goal:
        case Leaf(), Leaf(expr=Name() as name) if value.expr != name:
            pairs.append((name, value))
        case ((Static() | Closure()), Variant(Leaf(expr=Name() as name), options)):
            number = position(value, options)
            pairs.append((name, Leaf(Const(number), INT)))
            pair_up(value, options[number], pairs)
        case Closure(function, frame, defaults), Closure() if value != goal:
            cells, goals = frame.cells(function)[0], goal.frame.cells(function)[0]
            for variable, inner in goals.items():
                pair_up(cells[variable], inner, pairs)
            for (_, item), (_, inner) in zip(defaults, goal.defaults, strict=True):
                pair_up(item, inner, pairs)
        case Variant(selector, own), Variant(Leaf(expr=Name() as name), options):
            chosen: Expr = Const(position(own[-1], options))
            for i in range(len(own) - 2, -1, -1):
                test = Call("==", (selector.expr, Const(i)))
                chosen = Call("ifelse", (test, Const(position(own[i], options)), chosen))
            for i, option in enumerate(own):
                seen: Pairs = []
                pair_up(option, options[position(option, options)], seen)
                if len(own) > 1:  # what another way made is bound only where that way was taken
                    test = Call("==", (selector.expr, Const(i)))
                    seen = [(goal, replace(leaf, expr=_if_bound(test, leaf.expr))) for goal, leaf in seen]
                pairs += seen
            same = [position(option, options) for option in own] == list(range(len(own)))
            if chosen != name and not (same and selector.expr == name):
                pairs.append((name, Leaf(chosen, INT)))
        case Static(None), Group(maker, _, (Leaf(expr=Name() as name), _)) if maker is Given:
            pairs.append((name, Leaf(Const(False), BOOL)))
        case ((Group() | Ref()), Group(maker, _, (Leaf(expr=Name() as name), held))) if (
            maker is Given and value.maker is not Given
        ):
            pairs.append((name, Leaf(Const(True), BOOL)))
            pair_up(value, held, pairs)
        case Static(obj), Leaf(expr=Name() as name):
            pairs.append((name, Leaf(Const(obj), UNKNOWN)))
        case Group(), Group():
            parts = dict(zip(value.keys, value.items, strict=True))
            for key, inner in zip(goal.keys, goal.items, strict=True):
                if key in parts:
                    pair_up(parts[key], inner, pairs)
        case _:
            pass
