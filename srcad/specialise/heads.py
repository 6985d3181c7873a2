"""What is known at the head of a loop, and what must stand before the loop for that to be so."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from ..ir import Const, Expr, Name
from ..kinds import UNKNOWN
from .certain import Met, fill_all, fill_blanks, led_to, names_held
from .frame import Frame
from .heap import Iterated
from .joins import MOST_FUNCTIONS, Joins, Pairs, both_frames, is_sequence, pair_up, parts_of
from .skeletons import FAMILIES, is_keyed
from .state import Known
from .values import (
    MISSING,
    Canonical,
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
    describe,
    join_values,
)

Place = tuple[object, object]  # a frame and a variable, or a container and a key


@dataclass
class Prepared:
    """What was done before a loop: what has names of its own now, and which places have containers of their own."""

    placed: set[Place] = field(default_factory=set)
    doubled: set[Place] = field(default_factory=set)
    loosened: set[int] = field(default_factory=set)
    names: dict[tuple[object, ...], Name] = field(default_factory=dict)  # of parts that got them at the head itself


@dataclass
class Heads:
    """What is known at a loop's head, whether that is what was assumed, and what must be done first for it to be so."""

    known: Known
    stable: bool = True
    needs: list[tuple[str, object]] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)  # container of the head -> the one that it is at the end
    missed: list[list[str]] = field(default_factory=list)


class LoopHeads(Joins):
    """The part of the specialiser that joins what is known at the heads of loops."""

    def canonicalise(self, variables: frozenset[str], frame: Frame) -> set[Place]:
        """Bring variables to their own names before a loop that assigns them; their constants are no longer known."""
        owners = {variable: self.owner(variable, frame) for variable in variables}
        for owner in dict.fromkeys(owners.values()):
            self.canonicalise_in(owner, tuple(sorted(v for v in variables if owners[v] is owner)))
        return {(owner, variable) for variable, owner in owners.items()}

    def canonicalise_in(self, owner: Frame, variables: tuple[str, ...]) -> None:
        """Bring variables of one frame to their own names."""
        pairs: Pairs = []
        for variable in variables:
            if variable in owner.env:
                owner.env[variable] = self.place(owner.env[variable], owner, (variable,), pairs, loose=True)
        self.assign_all(pairs)

    def loosen(self, ident: int) -> None:
        """Give the parts of a container names of their own before a loop that changes it."""
        pairs: Pairs = []
        contents = self.heap[ident]
        if isinstance(contents, Group):
            items = [self.loose(item, (ident, key), pairs) for key, item in parts_of(contents)]
            whole = contents.whole if ident in self.effects else None
            self.heap[ident] = replace(contents, items=tuple(items), whole=whole)
        self.assign_all(pairs)

    def loose(self, value: Value, path: tuple[object, ...], pairs: Pairs) -> Value:
        """Return a part of a container as it is at the head of a loop that changes it."""
        match value:
            case Leaf() | Static(None | str() | Enum()):
                ident, *rest = path
                assert isinstance(ident, int)
                self.phi[path] = name = self.canonical_part(ident)(tuple(rest))
                if isinstance(value, Static):
                    pairs.append((name, Leaf(Const(value.value), UNKNOWN)))
                    return value
                pairs.append((name, value))
                return replace(value, expr=name, constant=MISSING)
            case Group():
                return replace(
                    value, items=tuple(self.loose(i, (*path, k), pairs) for k, i in parts_of(value)), whole=None
                )
            case _:
                return value

    def double(self, value: Value, loosened: set[int]) -> Value:
        """Return a value with containers of its own, for the head of a loop that puts other ones in their place."""
        match value:
            case Ref(ident, maker) if ident in self.doubles:  # around this one
                return Ref(self.doubles[ident], maker)
            case Ref(ident, maker):
                contents = self.heap[ident]
                if isinstance(contents, Poison):
                    return contents
                new = self.doubles[ident] = self.new_ident(self.homes[ident])
                self.descend(new, (ident,))
                items = tuple(self.double(item, loosened) for item in contents.items)
                del self.doubles[ident]
                self.heap[new] = replace(contents, ident=new, items=items)
                self.loosen(new)
                loosened.add(new)
                return Ref(new, maker)
            case Group(items=items):
                return replace(value, items=tuple(self.double(item, loosened) for item in items))
            case _:
                return value

    def join_heads(self, head: Known, end: Known, work: Prepared) -> Heads:
        """Return what is known at a loop's head given its end, and what must be done before the loop for that."""
        heads = self.joined_heads(head, end, work)
        if not heads.needs and self.take_over(head, heads):
            heads.stable = False
        return heads

    def take_over(self, head: Known, heads: Heads) -> bool:
        """Note that containers at a head are other ones at the end; return whether more of them may be one by that.

        Two that were apart before the loop stay apart if those that they become are apart, as where they are swapped.
        """
        pairs = [(one, two) for one in heads.taken for two in head.heap if one != two]
        known: dict[int, frozenset[int]] = {}
        before = [self.may_be_one(one, two, known) for one, two in pairs]
        met = [self.may_be_one(heads.taken[one], heads.taken.get(two, two), known) for one, two in pairs]
        for one, now in heads.taken.items():
            self.descend(one, (now,))
        for pair, same, meet in zip(pairs, before, met, strict=True):
            if same or meet:
                self.apart.discard(frozenset(pair))
            else:
                self.apart.add(frozenset(pair))
        return any(meet and not same for same, meet in zip(before, met, strict=True))

    def joined_heads(self, head: Known, end: Known, work: Prepared) -> Heads:
        """Return what is known at a loop's head given its end, and what must be done before the loop for that."""
        heads = Heads(Known([], {}))
        head.heap.update({i: self.originals[i] for i in end.heap if i not in head.heap and i in self.originals})
        takes = self.taker(heads)
        if not self.may_spread_here:
            gone = [ident for ident, held in head.heap.items() if self.outgrown(held, end.heap.get(ident))]
            for ident in gone:
                self.learn_from(ident, end)
            if gone and all(self.may_roll_at(head, ident) for ident in gone):
                heads.needs = [("roll", ident) for ident in gone]
                return heads
            mine, _ = self.uneven(head, end)
            if mine and all(self.may_roll_at(head, ident) for ident in mine):
                heads.needs = [("roll", ident) for ident in mine]
                return heads
        for frame, before, after in both_frames(head, end):
            env = dict(after)
            for variable, was in before.items():
                now = after[variable]
                place: Place = (frame, variable)
                if was == now:
                    continue
                if place not in work.placed:
                    heads.needs.append(("place", place))
                elif _other_containers(was, now) and place not in work.doubled:
                    heads.needs.append(("double", place))
                else:
                    env[variable] = _carried(was, now, frame.canonical, (variable,), takes)
                    if isinstance(was, Static):
                        work.doubled.add(place)
                        env[variable] = self.headed(env[variable], end, work, heads)
                    heads.stable = heads.stable and env[variable] == was
            missed = [v for v in after if v not in before and (id(frame), v) in self.missed]
            heads.stable = heads.stable and not missed
            heads.known.frames.append((frame, env))
            heads.missed.append(missed)
        heap = heads.known.heap
        for ident, was_held in head.heap.items():
            now_held = end.heap.get(heads.taken.get(ident, ident), was_held)
            heap[ident] = self.carried_contents(was_held, now_held, ident, work, heads)
            heads.stable = heads.stable and heap[ident] == was_held
        heap.update({ident: new for ident, new in end.heap.items() if ident not in head.heap})
        if not heads.stable:
            heads.known.frames = [
                (frame, {v: k for v, k in env.items() if v in before or v in missed})
                for (frame, env), (_, before), missed in zip(
                    heads.known.frames, head.frames, heads.missed, strict=False
                )
            ]
            kept = led_to(heads.known, head.heap)  # what only the trip led to is made anew in the next one
            heads.known.heap = {ident: held for ident, held in heap.items() if ident in kept}
        return heads

    def headed(self, value: Value, end: Known, work: Prepared, heads: Heads) -> Value:
        """Return what may be None at a loop's head, and is a container that a trip makes, under names of its own."""
        match value:
            case Group(maker, keys, (flag, held)) if maker is Given:
                return Group(maker, keys, (flag, self.headed(held, end, work, heads)))
            case Group(ident=None):
                return replace(value, items=tuple(self.headed(item, end, work, heads) for item in value.items))
            case Ref(ident) if ident in heads.taken.values():
                return Poison("a container that leads back to itself")
            case Ref(ident, maker) if isinstance(contents := end.heap.get(ident), Group):
                new = self.new_ident(self.homes[ident])
                self.descend(new, (ident,))
                work.loosened.add(new)
                items = [self.headed_part(item, (new, key), end, work, heads) for key, item in parts_of(contents)]
                heads.known.heap[new] = replace(contents, items=tuple(items), whole=None, ident=new)
                heads.taken[new] = ident
                return Ref(new, maker)
            case _:
                return value

    def headed_part(self, value: Value, path: tuple[object, ...], end: Known, work: Prepared, heads: Heads) -> Value:
        """Return a part of such a container."""
        match value:
            case Leaf():
                ident, *rest = path
                assert isinstance(ident, int)
                work.names[path] = name = self.canonical_part(ident)(tuple(rest))
                return replace(value, expr=name, constant=MISSING)
            case Group(ident=None):
                items = [self.headed_part(i, (*path, key), end, work, heads) for key, i in parts_of(value)]
                return replace(value, items=tuple(items), whole=None)
            case _:
                return self.headed(value, end, work, heads)

    def outgrown(self, was: Group | Poison, now: Group | Poison | None) -> bool:
        """Whether a container of known length has another length, or none that is known, after a trip."""
        if not isinstance(was, Group) or was.maker not in FAMILIES:
            return False
        if is_keyed(was.maker):
            return now is None
        return now is None or (isinstance(now, Group) and len(now.items) != len(was.items))

    def taker(self, heads: Heads) -> Merge:
        """Return what notes that a container at a loop's head takes its contents from another at the end."""

        def take(was: Ref, now: Ref) -> Value:
            heads.taken[was.ident] = now.ident
            return was

        return take

    def carried_contents(
        self, was: Group | Poison, now: Group | Poison, ident: int, work: Prepared, heads: Heads
    ) -> Group | Poison:
        """Return what a container holds at a loop's head: the same parts at every trip."""
        if isinstance(was, Poison) or isinstance(now, Poison):
            return was if isinstance(was, Poison) else now
        if was.keys == now.keys and was.items == now.items:
            return was
        if ident not in work.loosened:
            heads.needs.append(("loosen", ident))
            return was
        if was.keys != now.keys and was.maker is Iterated:
            return self.moved_on(ident)
        if was.keys != now.keys and is_sequence(was.maker):
            return Poison(f"a {was.maker.__name__} whose length changes from trip to trip")

        def canonical(path: tuple[object, ...]) -> Name:
            place = (ident, *path)
            if place not in self.phi and place not in work.names:
                work.names[place] = self.canonical_part(ident)(path)
            return self.phi.get(place) or work.names[place]

        self.note_meeting(ident, was, now)
        left, right = dict(parts_of(was)), dict(parts_of(now))
        items: list[Value] = []
        keys = tuple(dict.fromkeys((*was.keys, *now.keys)))
        for key in keys:
            old, new = left.get(key), right.get(key)
            if old is None or new is None:
                items.append(Poison(f"there in some trips only (`{key}`)", absent=True))
            elif old == new:
                items.append(old)
            elif _other_containers(old, new) and (ident, key) not in work.doubled:
                heads.needs.append(("double", (ident, key)))
                items.append(old)
            else:
                joined = _carried(old, new, canonical, (key,), self.taker(heads))
                chained = isinstance(old, Static) and refers(joined)  # as in a list of nodes that grows
                items.append(Poison(f"{describe(new)} in some trips only") if chained else joined)
        whole = was.whole if was.whole == now.whole else None
        return Group(was.maker, keys, tuple(items), whole, ident)

    def make_ready(self, needs: list[tuple[str, object]], work: Prepared) -> None:
        """Do, before a loop, what the joins at its head need: names, or containers, of their own."""
        for what, where in dict.fromkeys(needs):
            if what == "roll":
                assert isinstance(where, int)
                self.roll(where)
                continue
            if what == "loosen":
                assert isinstance(where, int)
                self.loosen(where)
                work.loosened.add(where)
                continue
            assert isinstance(where, tuple)
            holder, key = where
            if isinstance(holder, Frame):
                if what == "place":
                    self.canonicalise_in(holder, (key,))
                    work.placed.add((holder, key))
                else:
                    holder.env[key] = self.double(holder.env[key], work.loosened)
                    work.doubled.add((holder, key))
                continue
            contents = self.heap[holder]
            if isinstance(contents, Group):
                items = [self.double(i, work.loosened) if k == key else i for k, i in parts_of(contents)]
                self.heap[holder] = replace(contents, items=tuple(items))
            work.doubled.add((holder, key))

    def begin_given(self, first: Known, head: Known) -> None:
        """Write, before a loop, whether what may be None at its head is None there."""
        pairs: Pairs = []
        met: Met = []
        held: set[Expr] = set()

        def begin(was: Value, now: Value) -> None:
            names_held(was, now, held)
            if isinstance(now, Group) and now.maker is Given and not (isinstance(was, Group) and was.maker is Given):
                pair_up(was, now, pairs)
                met.append((was, now))
            elif isinstance(was, Group) and isinstance(now, Group):
                parts = dict(parts_of(was))
                for key, part in parts_of(now):
                    if key in parts:
                        begin(parts[key], part)

        for _, env, goal in both_frames(first, head):
            for variable in (variable for variable in goal if variable in env):
                begin(env[variable], goal[variable])
        for ident, contents in head.heap.items():
            source = first.heap.get(ident)
            if isinstance(source, Group) and isinstance(contents, Group):
                begin(source, contents)
        for was, now in met:
            fill_blanks(was, now, head.heap, pairs, held)
        self.assign_all(pairs)

    def end_copies(self, end: Known, heads: Heads, before: bool = False) -> None:
        """Write, at the end of a trip, the copies that bring variables and containers to the names of the head.

        `before` says that this is done before the loop, where each container of the head still is itself.
        """
        pairs: Pairs = []
        met: Met = []
        for _, env, goal in both_frames(end, heads.known):
            for variable, value in goal.items():
                if variable in env:
                    pair_up(env[variable], value, pairs)
                    met.append((env[variable], value))
        for ident, contents in heads.known.heap.items():
            source = end.heap.get(ident if before else heads.taken.get(ident, ident))
            if isinstance(source, Group) and isinstance(contents, Group):
                pair_up(source, contents, pairs)
                met.append((source, contents))
        fill_all(met, heads.known.heap, pairs)
        self.assign_all(pairs)


def refers(value: Value) -> bool:
    """Whether a value is a container that may change, or holds one."""
    return isinstance(value, Ref) or (isinstance(value, Group) and any(map(refers, value.items)))


def _other_containers(was: Value, now: Value) -> bool:
    """Whether a value holds another container than before, of the same class."""
    match was, now:
        case Ref(a, maker), Ref(b, other):
            return a != b and maker is other
        case Group(items=items), Group(items=others) if len(items) == len(others):
            return any(_other_containers(p, q) for p, q in zip(items, others, strict=True))
        case _:
            return False


def _carried(was: Value, now: Value, canonical: Canonical, path: tuple[object, ...], merge: Merge) -> Value:
    """Return what a loop carries in a place."""
    if isinstance(was, Partial) or isinstance(now, Partial):
        return Poison("a function that differs from trip to trip")
    joined = join_values(was, now, canonical, path, merge)
    if isinstance(joined, Variant) and len(joined.options) > MOST_FUNCTIONS:
        return Poison("a function that differs from trip to trip")
    return joined


def spoiled(head: Known, known: Known) -> Poison | None:
    """Return what stands for something that could be followed at a loop's head and no longer can; None if all can."""
    before = {(id(frame), v): value for frame, env in head.frames for v, value in env.items()}
    for frame, env in known.frames:
        for variable, value in env.items():
            if isinstance(value, Poison) and not isinstance(before.get((id(frame), variable), value), Poison):
                return value
    for ident, contents in known.heap.items():
        was = head.heap.get(ident)
        if isinstance(was, Group):
            if isinstance(contents, Poison):
                return contents
            bad = {key for key, item in parts_of(was) if isinstance(item, Poison)}
            for key, item in parts_of(contents):
                if isinstance(item, Poison) and key not in bad:
                    return item
    return None
