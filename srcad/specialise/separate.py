"""Calls that stay calls: a function that calls itself is written once for each kind of arguments, and called there.

A function that calls itself is taken apart in place as long as the calls are told apart while compiling (a count, a
tree of tuples). Where the depth depends on the run, it is written as a function of its own. What such a function
returns is found by repetition: at first a recursive call is taken not to return at all, so that its path is left out;
then to return what was found, until that is stable.
"""

from __future__ import annotations

import contextlib
import itertools
import types
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from ..analyse.callee import Callee, bind_results, call_of
from ..errors import SrcadError, UnsupportedSyntax
from ..forms import count
from ..ir import Function, Name, Origin
from ..kinds import Kind, ListOf, Scalar, class_of_number, join
from ..names import Names
from ..normalise.resume import Resumable
from .classes import Classes
from .frame import Frame
from .outline import Inseparable, Known, Outline, join_known, known
from .state import Bottom
from .values import Group, Leaf, Static, Value, leaves

RECURSION_LIMIT = 60
GROWING = 6  # from so many calls on what a function is called with must become smaller
UNROLLED = 48  # so many calls of one function are taken apart in place, where all is known while compiling
COPIED = 150  # so many statements are written by taking one function apart at its calls, before it is written once
PLACES = 3  # but that is done at so many calls at least
GIVEN = "a container that the caller of a function that calls itself, or is called often, holds"
GIVEN_BACK = "a container that a function which calls itself, or is called often, may have been given"
Facts: TypeAlias = tuple[Known, ...]
Place: TypeAlias = tuple[int, Hashable, Facts]  # a function, the structure of its arguments, what is known of them


class Restart(Exception):
    """An activation turns out to be one of a recursion: it is to be a call, for arguments of which this is known."""

    def __init__(self, frame: Frame, facts: Facts) -> None:
        self.frame = frame
        self.facts = facts


class Often(Exception):
    """A function is called so often that it is to be written once; all begins anew."""

    def __init__(self, code: object) -> None:
        self.code = code


@dataclass(eq=False)
class Apart:
    """A function written on its own: `result` is what it returns as far as is known, `spec` what the passes need."""

    callee: Callee
    facts: Facts
    result: Value | None = None
    root: Frame | None = None
    spec: object = None
    hands_back: bool = False  # whether a container that it returns may be one that it was given
    recursive: bool = False  # whether it was called while it was being written


@dataclass(eq=False)
class Library:
    """All functions written on their own for one derivative, those being written, and the names in use."""

    found: dict[Place, Apart] = field(default_factory=dict)
    pending: list[Apart] = field(default_factory=list)
    names: Names = field(default_factory=Names)
    in_place: set[int] = field(default_factory=set)  # functions that could not be written on their own
    often: set[int] = field(default_factory=set)  # functions that are called so often that they are written once
    sites: dict[int, set[Hashable]] = field(default_factory=dict)  # where functions were taken apart
    resumed: set[Hashable] = field(default_factory=set)  # the places whose plain form does not do: see `Resumes`
    # what calls that stay as they are change outside, by function: variables, by where they live and their name
    unseen: dict[types.FunctionType, set[tuple[int, str]]] = field(default_factory=dict)
    writes: bool = False  # whether one of them writes into memory
    other_classes: bool = False  # whether a fraction, say, was met: kinds of numbers do not tell their classes
    met: set[type] = field(default_factory=set)  # classes of numbers that something may be of either of
    carried: Origin | None = None  # where an exception was made with something that varies
    complexes: bool = False  # whether there are complex numbers in one of them, or in what calls them
    # what functions that are called often were given
    asked: dict[tuple[int, Hashable], dict[Facts, None]] = field(default_factory=dict)
    # generators, and what is left of them, as functions that go on where they stopped: the same ones in each attempt
    texts: dict[tuple[int, int], tuple[Function, Resumable, tuple[Function, ...]]] = field(default_factory=dict)

    def meet(self, *kinds: Kind | None) -> None:
        """Note that a number may be of one of several kinds, the wider of which it counts for."""
        inside = (kind.element if isinstance(kind, ListOf) else kind for kind in kinds)
        found = [kind for kind in inside if isinstance(kind, Scalar)]
        if any((a.dtype, a.weak) != (b.dtype, b.weak) for a, b in itertools.combinations(found, 2)):
            whole: Kind = found[0]
            for kind in found:
                whole = join(whole, kind)
            self.met |= {class_of_number(kind) for kind in (*found, whole) if isinstance(kind, Scalar)}

    def again(self, often: int | None = None, resumed: Hashable = None) -> Library:
        """Return the library of another attempt, in which something more is known."""
        called = self.often if often is None else {*self.often, often}
        places = self.resumed if resumed is None else {*self.resumed, resumed}
        return Library(often=called, asked=self.asked, resumed=places, texts=self.texts)


class Separate(Classes):
    """The part that decides which calls stay calls."""

    library: Library

    if TYPE_CHECKING:

        def write_apart(self, frame: Frame, apart: Apart) -> Value: ...  # of the specialiser, which makes another one

    def record(self, name: str, kind: Kind) -> None:
        """Remember what kind a name holds, which may be one of several."""
        self.library.meet(self.hints.get(name), kind)
        super().record(name, kind)

    # ------------------------------------------------------------ recursion
    def recursive_call(self, frame: Frame, at: Origin | None) -> Value | None:
        """Return the value of a recursive call that stays a call; None for a call that is taken apart in place."""
        around = self.activations(frame)
        outer = around[0]
        inner, theirs = self.outlined(frame), self.outlined(outer)
        alike = inner is not None and theirs is not None and inner[0] == theirs[0]
        here = [other for other in around if other.specialiser is self and self.outlined(other, inner)]
        dynamic = outer.specialiser is not self or self.depth > outer.depth
        progress = not alike or _constants(inner) != _constants(theirs)
        for other in here[-1:]:
            other.unrolled += 1
        few = not any(other.unrolled > UNROLLED for other in here)
        stuck = id(frame.code) in self.library.in_place
        if dynamic and not alike and len(around) > GROWING and inner and theirs and size(inner[0]) >= size(theirs[0]):
            raise self.unsupported(
                f"`{frame.function.name}` calls itself with containers that grow, how often is known at run time only",
                "Write it as a loop, or hand over an array.",
                at,
            )
        if (
            inner is None
            and dynamic
            and len(around) > GROWING
            and len({_given(each) for each in (frame, *around)}) == 1
        ):
            raise self.endless(frame, at)
        if progress and len(around) < RECURSION_LIMIT and (stuck or not alike or (few and not dynamic)):
            return None
        if not alike or stuck or inner is None or theirs is None:
            raise self.endless(frame, at)
        both = tuple(join_known(a, b) for a, b in zip(inner[1], theirs[1], strict=True))
        first = here[-1] if here else outer
        if first.inlined:
            raise Restart(first, both)
        if outer.apart and both != theirs[1]:
            raise Restart(outer, both)
        return self.call_apart(frame, both, at)

    def frequent_call(self, frame: Frame, at: Origin | None) -> Value | None:
        """Return the value of a call of a function that is called often; None for one that is taken apart in place."""
        library, code = self.library, id(frame.code)
        if code in library.in_place or frame.caller is None:
            return None
        outlined = self.outlined(frame)
        if outlined is None:
            return None
        key, own = outlined
        asked = library.asked.setdefault((code, key), {})
        asked[own] = None
        same = [facts for facts in asked if _kinds(facts) == _kinds(own)]
        if code not in library.often:
            sites = library.sites.setdefault(code, set())
            sites.add(_path(frame))
            if len(sites) < PLACES or len(sites) * count(frame.function.body) <= COPIED:
                return None
            raise Often(frame.code)
        facts = own
        for other in same:  # numbers that differ from call to call are parameters
            facts = tuple(join_known(a, b) for a, b in zip(facts, other, strict=True))
        back = self.marked()
        for wanted in dict.fromkeys((facts, own)):
            try:
                return self.call_apart(frame, wanted, at)
            except SrcadError:
                back()
        library.in_place.add(code)
        return None

    def outline(self, frame: Frame) -> Outline:
        """Return what looks at a call's arguments as they are."""
        assert isinstance(frame.specialiser, Separate)
        return Outline(self.names, lambda leaf, wish: leaf, self.range_view, frame.specialiser.fresh)

    def endless(self, frame: Frame, at: Origin | None) -> UnsupportedSyntax:
        """Return the error for a recursion that cannot be followed."""
        return self.unsupported(
            f"the recursion of `{frame.function.name}` does not end while compiling",
            "Write it as a loop, or let its depth depend on a number known while compiling.",
            at,
        )

    def activations(self, frame: Frame) -> list[Frame]:
        """Return the activations of a function that a call of it is made from, the latest first."""
        found, caller = [], frame.caller
        while caller is not None:
            if caller.code is frame.code and caller.entry is not None:
                found.append(caller)
            caller = caller.caller
        return found

    def outlined(self, frame: Frame, like: tuple[Hashable, Facts] | None = None) -> tuple[Hashable, Facts] | None:
        """Return the structure of what a function is called with, and what is known of it; None if not `like` this."""
        outline = self.outline(frame)
        try:
            key, _, _ = outline.call(frame)
        except Inseparable:
            return None
        if like is not None and key != like[0]:
            return None
        return key, tuple(known(leaf) for leaf in outline.leaves)

    # ------------------------------------------------------------ the call
    def call_apart(self, frame: Frame, also: Facts, at: Origin | None) -> Value:
        """Return the value of a call of a function written on its own, for arguments such as these and `also`."""
        outline = self.outline(frame)
        key, _, _ = outline.call(frame)
        if len(outline.leaves) != len(also):  # lists got an unknown length on the way to what was seen
            raise self.unsupported(f"`{frame.function.name}` calls itself with containers of another structure", at=at)
        wanted = tuple(join_known(known(leaf), fact) for leaf, fact in zip(outline.leaves, also, strict=True))
        apart = self.apart_for(frame, key, wanted, at)
        apart.recursive = apart.recursive or apart in self.library.pending
        if apart.result is None:
            raise Bottom
        args = [leaf.expr for leaf, fact in zip(outline.leaves, apart.facts, strict=True) if fact.constant is None]
        names: list[Name] = []

        def bound(leaf: Leaf, wish: str) -> Leaf:
            name = Name(self.names.fresh("t"))
            names.append(name)
            self.temporaries.add(name.id)
            self.record(name.id, leaf.kind)
            return replace(leaf, expr=name)

        _, value = Outline(self.names, bound, self.range_view, self.fresh).value(apart.result, "t")
        call = replace(call_of(apart.callee, args), at=at)
        for name in names:
            self.share(name.id, call)
        self.emit(replace(bind_results(names, call), origin=self.origin))
        return self.adopt(value, "t", GIVEN_BACK) if apart.hands_back else value

    def apart_for(self, frame: Frame, key: Hashable, wanted: Facts, at: Origin | None) -> Apart:
        """Return the function written on its own for such arguments; one for more arguments, if that is needed."""
        asked: list[Place] = []
        while True:
            place = (id(frame.code), key, wanted)
            asked.append(place)
            apart = self.library.found.get(place)
            if apart is None:
                title = frame.function.name if frame.function.name.isidentifier() else "function"
                apart = Apart(Callee(self.library.names.fresh(title + "_primal"), title), wanted)
                try:
                    self.complete(apart, frame, place, at)
                except Restart as found:
                    if found.frame is not apart.root:
                        raise
                    wanted = found.facts
                    continue
            for former in asked:
                self.library.found[former] = apart
            return apart

    def complete(self, apart: Apart, frame: Frame, place: Place, at: Origin | None) -> None:
        """Write a function on its own, again and again until what its recursive calls return is what it returns."""
        library = self.library
        before, taken = dict(library.found), set(library.names.taken)
        library.pending.append(apart)
        try:
            while True:
                library.found, library.names.taken = {**before, place: apart}, set(taken)
                result, former = apart.result, (apart.callee.shares, apart.hands_back)
                with contextlib.suppress(Bottom):
                    result = self.joined_result(result, self.write_apart(frame, apart), frame, at)
                if result is None:
                    if any(other.result is None for other in library.pending[:-1]):
                        raise Bottom
                    raise self.endless(frame, at)
                again = apart.recursive and (apart.result is None or not self.same(result, apart.result))
                if not again and former == (apart.callee.shares, apart.hands_back):
                    apart.result = result
                    apart.callee.kinds = tuple(leaf.kind for leaf in leaves(result))
                    return
                apart.result = result
        except BaseException:
            library.found, library.names.taken = before, taken
            raise
        finally:
            library.pending.pop()

    def joined_result(self, one: Value | None, other: Value, frame: Frame, at: Origin | None) -> Value:
        """Return what is known of a result that was thought to be one thing and is found to be another, too."""
        if not _is_data(other):
            raise self.unsupported(f"`{frame.function.name}` calls itself and returns {self.say(other)}", at=at)
        outline = self.outline(frame)
        former = self.outline(frame)
        key, _ = outline.value(other, "value")
        if one is not None and former.value(one, "value")[0] != key:
            raise self.unsupported(
                f"`{frame.function.name}` calls itself and returns values of different structure",
                "Let it return the same structure on every path.",
                at,
            )
        facts = [known(leaf) for leaf in outline.leaves]
        if one is not None:
            facts = [join_known(known(leaf), fact) for leaf, fact in zip(former.leaves, facts, strict=True)]
        rest = iter(facts)

        def template(leaf: Leaf, wish: str) -> Leaf:
            fact = next(rest)
            return Leaf(Name("value"), fact.kind, fact.varied)

        return Outline(self.names, template, self.range_view, self.fresh).value(other, "value")[1]

    def same(self, one: Value, other: Value) -> bool:
        """Return whether the same is known of two results."""
        both = []
        for value in (one, other):
            outline = Outline(self.names, lambda leaf, wish: leaf, self.range_view, self.fresh)
            both.append((outline.value(value, "value")[0], [known(leaf) for leaf in outline.leaves]))
        return both[0] == both[1]


def size(key: object) -> int:
    """Return how many parts a structure has."""
    return 1 + sum(map(size, key)) if isinstance(key, tuple) else 1


def _path(frame: Frame) -> Hashable:
    """Return where a call stands, and the calls around it."""
    found: list[Hashable] = []
    where: Frame | None = frame
    while where is not None:
        found.append(where.site)
        where = where.caller
    return tuple(found)


def _is_data(value: Value) -> bool:
    """Return whether a result is numbers, arrays and other objects, and containers of these."""
    if isinstance(value, Group):
        return all(_is_data(item) for item in value.items)
    return isinstance(value, Leaf | Static)


def _kinds(facts: Facts) -> list[object]:
    return [(fact.kind, fact.varied) for fact in facts]


def _given(frame: Frame) -> Hashable:
    """Return what is known of the numbers that a function is called with."""
    constants = [leaf.constant for _, value in frame.entry or () for leaf in leaves(value)]
    return tuple((type(each), each) for each in constants)


def _constants(outlined: tuple[Hashable, Facts] | None) -> list[object]:
    return [fact.constant for fact in outlined[1]] if outlined is not None else []
