"""What is known where paths meet: at the end of a branch, at the head of a loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ..ir import Call, Const, Expr, If, Name, Origin, raises
from ..kinds import INT, UNKNOWN
from .frame import Frame
from .lists import Lists
from .state import Bottom, Known
from .values import (
    MISSING,
    Canonical,
    Closure,
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


class Joins(Lists):
    """Joins of what is known, with the copies that bring each path there."""

    # ------------------------------------------------------------ branches
    def split(
        self, condition: Expr, then: Callable[[], None], otherwise: Callable[[], None], origin: Origin | None
    ) -> None:
        """Write an `If` whose branches are two actions, and join what is known after them."""
        before, state = self.environments(), self.save()
        self.depth += 1
        body = self.reached_side(then)
        after_body = self.environments()
        self.set_environments(before)
        orelse = self.reached_side(otherwise)
        after_orelse = self.environments()
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
            joined, meeting = self.join(after_body, after_orelse)
            body += self.aside(lambda: self.copies(after_body, joined, meeting, 0))
            orelse += self.aside(lambda: self.copies(after_orelse, joined, meeting, 1))
        self.set_environments(joined)
        if body or orelse:
            self.emit(If(condition, body, orelse, origin))

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
            frames.append((frame, env))
        for ident in {**one.heap, **other.heap}:
            original = self.originals.get(ident)
            a_part, b_part = one.heap.get(ident, original), other.heap.get(ident, original)
            if a_part is None or b_part is None:
                meeting.heap[ident] = a_part or b_part  # type: ignore[assignment]
            else:
                meeting.heap[ident] = self.contents(a_part, b_part, ident, meeting)
        return Known(frames, meeting.heap), meeting

    def merger(self, meeting: Meeting) -> Merge:
        """Return what makes one container of two at a meeting."""

        def merge(a: Ref, b: Ref) -> Value:
            pair = (a.ident, b.ident)
            if pair not in meeting.made:
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
            return replace(a, ident=ident, whole=a.whole if a.whole == b.whole else None)
        if a.keys != b.keys and _is_sequence(a.maker):
            return Poison(f"a {a.maker.__name__} of {len(a.keys)} on one path and of {len(b.keys)} on another")
        left, right = (dict(zip(g.keys, g.items, strict=True)) for g in (a, b))
        merge, canonical = self.merger(meeting), self.canonical_part(ident)
        items: list[Value] = []
        keys = (*a.keys, *(key for key in b.keys if key not in left))
        for key in keys:
            if key in left and key in right:
                items.append(join_values(left[key], right[key], canonical, (key,), merge))
            else:
                items.append(Poison(f"there on one path only (`{key}`)"))
        whole = a.whole if a.whole == b.whole else None
        return Group(a.maker, keys, tuple(items), whole, ident)

    def canonical_part(self, ident: int) -> Canonical:
        """Return what gives names to the parts of a container where paths meet: new ones each time."""

        def name(path: tuple[object, ...]) -> Name:
            wish = "_".join(str(part) for part in (self.homes[ident], *path))
            fresh = Name(self.names.fresh("".join(c if c.isalnum() or c == "_" else "_" for c in wish)))
            self.made.add(fresh.id)
            return fresh

        return name

    def copies(self, side: Known, joined: Known, meeting: Meeting, which: int) -> None:
        """Write the copies that bring the variables of one path to their common names."""
        pairs: Pairs = []
        for _, env, goal in both_frames(side, joined):
            for variable, value in goal.items():
                if variable in env:
                    pair_up(env[variable], value, pairs)
        sources = {ident: pair[which] for pair, ident in meeting.made.items()}
        for ident, contents in joined.heap.items():
            origin = sources.get(ident, ident)
            source = side.heap.get(origin, self.originals.get(origin))
            if isinstance(source, Group) and isinstance(contents, Group):
                pair_up(source, contents, pairs)
        self.assign_all(pairs)

    # ------------------------------------------------------------ loops
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
            items = [self.loose(item, (ident, key), pairs) for key, item in _parts(contents)]
            whole = contents.whole if ident in self.effects else None
            self.heap[ident] = replace(contents, items=tuple(items), whole=whole)
        self.assign_all(pairs)

    def loose(self, value: Value, path: tuple[object, ...], pairs: Pairs) -> Value:
        """Return a part of a container as it is at the head of a loop that changes it."""
        match value:
            case Leaf() | Static(None | str()):
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
                    value, items=tuple(self.loose(i, (*path, k), pairs) for k, i in _parts(value)), whole=None
                )
            case _:
                return value

    def double(self, value: Value, loosened: set[int]) -> Value:
        """Return a value with containers of its own, for the head of a loop that puts other ones in their place."""
        match value:
            case Ref(ident, maker):
                contents = self.heap[ident]
                if isinstance(contents, Poison):
                    return contents
                new = self.new_ident(self.homes[ident])
                self.descend(new, (ident,))
                items = tuple(self.double(item, loosened) for item in contents.items)
                self.heap[new] = replace(contents, ident=new, items=items)
                self.loosen(new)
                loosened.add(new)
                return Ref(new, maker)
            case Group(items=items):
                return replace(value, items=tuple(self.double(item, loosened) for item in items))
            case _:
                return value

    def descend(self, new: int, former: tuple[int, ...]) -> None:
        """Note that a container is one of some former ones."""
        self.alias[new] = self.alias.get(new, frozenset()) | frozenset(former)
        for ident in former:
            if ident in self.foreign or ident in self.effects:
                self.foreign[new] = self.foreign.get(ident, "an object that is one of several")
            if ident in self.extras:
                self.extras[new] = self.extras[ident]

    def join_heads(self, head: Known, end: Known, work: Prepared) -> Heads:
        """Return what is known at a loop's head given its end, and what must be done before the loop for that."""
        heads = Heads(Known([], {}))
        head.heap.update({i: self.originals[i] for i in end.heap if i not in head.heap and i in self.originals})
        takes = self.taker(heads)
        if not self.may_spread_here:
            gone = [ident for ident, held in head.heap.items() if self.outgrown(held, end.heap.get(ident))]
            if gone and all(self.may_roll_at(head, ident) for ident in gone):
                heads.needs = [("roll", ident) for ident in gone]
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
        return heads

    def outgrown(self, was: Group | Poison, now: Group | Poison | None) -> bool:
        """Whether a list of known length has another length, or none that is known, after a trip."""
        if not isinstance(was, Group) or was.maker is not list:
            return False
        return now is None or (isinstance(now, Group) and len(now.items) != len(was.items))

    def may_roll_at(self, head: Known, ident: int) -> bool:
        """Whether a list as it is at a loop's head may get an unknown length."""
        heap, self.heap = self.heap, dict(head.heap)
        try:
            return self.may_roll(ident)
        finally:
            self.heap = heap

    def taker(self, heads: Heads) -> Merge:
        """Return what notes that a container at a loop's head takes its contents from another at the end."""

        def take(was: Ref, now: Ref) -> Value:
            heads.taken[was.ident] = now.ident
            self.descend(was.ident, (now.ident,))
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
        if was.keys != now.keys and _is_sequence(was.maker):
            return Poison(f"a {was.maker.__name__} whose length changes from trip to trip")
        left, right = dict(_parts(was)), dict(_parts(now))
        items: list[Value] = []
        keys = tuple(dict.fromkeys((*was.keys, *now.keys)))
        for key in keys:
            old, new = left.get(key), right.get(key)
            if old is None or new is None:
                items.append(Poison(f"there in some trips only (`{key}`)"))
            elif old == new:
                items.append(old)
            elif _other_containers(old, new) and (ident, key) not in work.doubled:
                heads.needs.append(("double", (ident, key)))
                items.append(old)
            else:
                canonical = lambda path: self.phi.get((ident, *path)) or self.canonical_part(ident)(path)  # noqa: E731
                items.append(_carried(old, new, canonical, (key,), self.taker(heads)))
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
                items = [self.double(i, work.loosened) if k == key else i for k, i in _parts(contents)]
                self.heap[holder] = replace(contents, items=tuple(items))
            work.doubled.add((holder, key))

    def end_copies(self, end: Known, heads: Heads) -> None:
        """Write, at the end of a trip, the copies that bring variables and containers to the names of the head."""
        pairs: Pairs = []
        for _, env, goal in both_frames(end, heads.known):
            for variable, value in goal.items():
                if variable in env:
                    pair_up(env[variable], value, pairs)
        for ident, contents in heads.known.heap.items():
            source = end.heap.get(heads.taken.get(ident, ident))
            if isinstance(source, Group) and isinstance(contents, Group):
                pair_up(source, contents, pairs)
        self.assign_all(pairs)

    def place(self, value: Value, frame: Frame, path: tuple[object, ...], pairs: Pairs, loose: bool = False) -> Value:
        """Return a value as it stands under the names for a path; the assignments needed go to `pairs`."""
        match value:
            case Leaf():
                name = frame.canonical(path)
                if value.expr != name:
                    pairs.append((name, value))
                return replace(value, expr=name, constant=MISSING if loose else value.constant)
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
            case Static(obj) if obj is None or isinstance(obj, str):
                pairs.append((frame.canonical(path), Leaf(Const(obj), UNKNOWN)))
                return value
            case Variant(selector):
                placed_selector = self.place(selector, frame, (*path, "choice"), pairs, loose)
                assert isinstance(placed_selector, Leaf)
                return replace(value, selector=placed_selector)
            case _:
                return value


Place = tuple[object, object]  # a frame and a variable, or a container and a key


@dataclass
class Prepared:
    """What was done before a loop: what has names of its own now, and which places have containers of their own."""

    placed: set[Place] = field(default_factory=set)
    doubled: set[Place] = field(default_factory=set)
    loosened: set[int] = field(default_factory=set)


@dataclass
class Heads:
    """What is known at a loop's head, whether that is what was assumed, and what must be done first for it to be so."""

    known: Known
    stable: bool = True
    needs: list[tuple[str, object]] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)  # container of the head -> the one that it is at the end
    missed: list[list[str]] = field(default_factory=list)


def both_frames(one: Known, other: Known) -> list[tuple[Frame, dict[str, Value], dict[str, Value]]]:
    """Return the variables of each frame on two paths; those of a frame that only one path made are the same on both."""
    first, second = dict(one.frames), dict(other.frames)
    every = [*first, *(frame for frame in second if frame not in first)]
    return [
        (frame, first.get(frame, second.get(frame, {})), second.get(frame, first.get(frame, {}))) for frame in every
    ]


def _parts(group: Group) -> list[tuple[object, Value]]:
    return list(zip(group.keys, group.items, strict=True))


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


def _is_sequence(maker: type) -> bool:
    return issubclass(maker, list | set) or maker.__name__ == "deque"


def _anchored(value: Value) -> Value:
    """Return a value that lives under the variable's own names, so that it means the same after a join."""
    if isinstance(value, Leaf) and isinstance(value.expr, Name):
        return replace(value, constant=MISSING)
    return value


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
            for option in own:
                pair_up(option, options[position(option, options)], pairs)
            same = [position(option, options) for option in own] == list(range(len(own)))
            if chosen != name and not (same and selector.expr == name):
                pairs.append((name, Leaf(chosen, INT)))
        case Static(obj), Leaf(expr=Name() as name):
            pairs.append((name, Leaf(Const(obj), UNKNOWN)))
        case Group(), Group():
            parts = dict(zip(value.keys, value.items, strict=True))
            for key, inner in zip(goal.keys, goal.items, strict=True):
                if key in parts:
                    pair_up(parts[key], inner, pairs)
        case _:
            pass


def spoiled(head: Known, known: Known) -> bool:
    """Whether something that could be followed at a loop's head no longer can."""
    before = {(id(frame), v): value for frame, env in head.frames for v, value in env.items()}
    for frame, env in known.frames:
        for variable, value in env.items():
            if isinstance(value, Poison) and not isinstance(before.get((id(frame), variable), value), Poison):
                return True
    for ident, contents in known.heap.items():
        was = head.heap.get(ident)
        if isinstance(was, Group):
            if isinstance(contents, Poison):
                return True
            bad = {key for key, item in zip(was.keys, was.items, strict=True) if isinstance(item, Poison)}
            if any(isinstance(i, Poison) and k not in bad for k, i in zip(contents.keys, contents.items, strict=True)):
                return True
    return False
