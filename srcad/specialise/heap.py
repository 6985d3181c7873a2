"""Containers that may change: each has an identity, and what is in it stands in one place whatever names it goes by."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import GradientLeak, UnsupportedSyntax
from ..ir import Call, Const, Expr, Name, Origin, names
from ..names import Names
from .key_orders import KeyOrders
from .replaced import references
from .skeletons import Many
from .state import Resumes
from .values import Closure, Given, Group, Leaf, Partial, Poison, Ref, Track, Transformed, Value, View, is_varied

MOST_COPIES = 16  # so many containers may be written where one of them is


class Iterated:
    """The class that stands for iterators made by `iter`, and for those that have a name."""


class Seen(tuple[object, ...]):
    """The class that stands for what `d.items()` and its like give, where it is kept: its one item is the dict."""


def is_mutable(maker: type) -> bool:
    """Return whether two names of one container of this class can tell that they are: it may be written into."""
    return not issubclass(maker, tuple | frozenset | Many | Given)


class Heap(KeyOrders):
    """The contents of containers that may change. A leaf in one has a name that nothing else assigns."""

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self.count = 0
        self.alias: dict[int, frozenset[int]] = {}  # of a container that is one of several: which
        self.apart: set[frozenset[int]] = set()  # pairs of such containers that are two, whichever they are
        self.followed: set[int] = set()  # the containers around the one that is looked at
        self.looked: set[int | tuple[int, str]] = set()  # the containers and the variables, by frame, that were read
        self.doubles: dict[int, int] = {}  # and those that are made for them before a loop
        self.one_of: dict[int, tuple[Name, tuple[int, ...]]] = {}  # of such a container, where a name tells which
        self.places: set[Expr] = set()  # names of positions that are surely inside what they are used for
        self.homes: dict[int, str] = {}  # for names of its parts
        self.foreign: dict[int, str] = {}  # not to be written into, and why
        self.originals: dict[int, Group | Poison] = {}  # what containers from outside came with
        self.changed: dict[int, set[object]] = {}  # the keys under which containers were given other contents
        self.outside: dict[int, Expr] = {}  # containers from outside: written to there, if it has no derivative
        self.held_outside: dict[str, set[int]] = {}  # the containers in each that is read from outside
        self.filled_outside: set[int] = set()  # queues from outside that are only filled
        self.shared_outside: set[str] = set()  # those of which one leads into another
        self.handed: set[int] = set()  # containers made here that were put into some from outside
        self.unseen: set[tuple[int, str]] = set()  # variables from outside that a call just looked into changes
        self.effects: dict[int, Expr] = {}  # objects from outside: a write to an attribute is seen there
        self.sources: dict[int, Track] = {}  # of iterators: what they go through
        self.generators: dict[int, Hashable] = {}  # where they were called
        self.gone_through: set[int] = set()  # dicts whose elements a generator has been given beforehand
        self.extras: dict[int, object] = {}  # a deque's greatest length, a defaultdict's factory
        self.extras_there: dict[Expr, object] = {}  # the same of containers at hand, by what gives them
        self.rolled_as: dict[int, Leaf | Group] = {}  # what stands for containers that got an unknown length
        self.born: dict[int, tuple[str, int, str]] = {}  # where containers were made
        self.made: set[str] = set()  # names of parts, which are the specialiser's and not the user's
        self.copied: set[str] = set()  # variables copied where the user's code may not have assigned them yet

    def new_ident(self, wish: str) -> int:
        """Return a new identity."""
        self.count += 1
        self.homes[self.count] = wish
        if self.origin is not None:
            self.born[self.count] = (self.origin.file, self.origin.line, wish)
        return self.count

    def watched(self, place: Hashable = None) -> int:
        """Return the identity of something that can be gone through once only; of a generator, where it was called."""
        ident = self.new_ident("rest")
        if place is not None:
            self.generators[ident] = place
        self.heap[ident] = Group(Iterated, (), (), None, ident)
        return ident

    def use_up(self, ident: int) -> None:
        """Note that an iterator is gone through; refuse to do so again."""
        if isinstance(self.heap.get(ident), Poison):
            error = self.unsupported("an iterator that is gone through twice is not supported", "Make a list of it.")
            raise Resumes(self.generators[ident], error) if ident in self.generators else error
        self.heap[ident] = Poison("an iterator that was used up", made=self.generators.get(ident))

    if TYPE_CHECKING:

        def split(
            self, condition: Expr, then: Callable[[], None], otherwise: Callable[[], None], origin: Origin | None
        ) -> None: ...  # of `Joins`

        def narrowed(self, value: Value) -> Value: ...  # of `Certain`

        def dict_view(self, table: Value, what: str) -> View: ...  # of `Changes`

    # ------------------------------------------------------------ into the heap and out of it
    def own(self, value: Value, wish: str) -> Value:
        """Return a value whose containers have an identity, and these names of their own for what is in them."""
        match value:
            case Group(maker, keys, items, whole, None):
                owned = tuple(self.own(item, f"{wish}_{key}") for key, item in zip(keys, items, strict=True))
                if not is_mutable(maker):
                    return Group(maker, keys, owned, whole)
                wish = wish.lstrip("_") or "t"
                kept = tuple(self.settled(item, f"{wish}_{key}") for key, item in zip(keys, owned, strict=True))
                return self.stand(Group(maker, keys, kept, whole), wish)
            case View(source=(table, what)):
                return replace(value, source=(self.own(table, wish), what))
            case View(items=items) if items is not None and not value.again:
                made = self.own(Group(Iterated, tuple(range(len(items))), items), wish)
                assert isinstance(made, Group) and made.ident is not None
                if value.live is not None:
                    self.sources[made.ident] = value.live, value.places, len(items)
                return made
            case View(items=items) if items is not None and value.live is None:
                return replace(value, items=tuple(self.own(item, wish) for item in items))
            case View(again=False, ident=None):
                return replace(value, ident=self.watched(value.made))
            case Partial(function, args, keywords):
                named = tuple((key, self.own(arg, wish)) for key, arg in keywords)
                return Partial(function, tuple(self.own(arg, wish) for arg in args), named)
            case Closure(defaults=defaults) if defaults:
                return replace(value, defaults=tuple((key, self.own(arg, wish)) for key, arg in defaults))
            case Transformed():
                return value.changed(lambda part: self.own(part, wish))
            case _:
                return value

    def stand(self, group: Group, wish: str) -> Group:
        """Put a container into the heap, its parts being as they should."""
        ident = self.new_ident(wish)
        group = replace(group, ident=ident)
        self.heap[ident] = replace(group, items=tuple(self.stored(item) for item in group.items))
        if group.whole in self.extras_there:
            self.extras[ident] = self.extras_there[group.whole]
        return group

    def settled(self, value: Value, wish: str) -> Value:
        """Return a value whose leaves are literals or names that nothing else assigns."""
        match value:
            case Leaf(expr=Const()) if not value.varied:
                return value
            case Leaf():
                name = Name(self.names.fresh(_identifier(wish)))
                self.made.add(name.id)
                self.assign_all([(name, value)])
                return replace(value, expr=name)
            case Group(ident=None):
                parts = [self.settled(i, f"{wish}_{k}") for k, i in zip(value.keys, value.items, strict=True)]
                return replace(value, items=tuple(parts), whole=None)
            case View(source=(table, what)):
                return replace(value, source=(self.settled(table, wish), what))
            case Partial(function, args, keywords):
                named = tuple((key, self.settled(arg, wish)) for key, arg in keywords)
                return Partial(function, tuple(self.settled(arg, wish) for arg in args), named)
            case Closure(defaults=defaults) if defaults:
                return replace(value, defaults=tuple((key, self.settled(arg, key)) for key, arg in defaults))
            case Transformed():
                return value.changed(lambda part: self.settled(part, wish))
            case _:
                return value

    def adopt(self, value: Value, wish: str, foreign: str = "") -> Value:
        """Return a value from outside the function, whose parts have names already or are read where they are used."""
        if isinstance(value, Group):
            items = [self.adopt(i, f"{wish}_{k}", foreign) for k, i in zip(value.keys, value.items, strict=True)]
            value = replace(value, items=tuple(items))
            if is_mutable(value.maker) and value.ident is None:
                value = self.stand(value, wish)
                assert value.ident is not None
                self.originals[value.ident] = self.heap[value.ident]
                if foreign:
                    self.foreign[value.ident] = foreign
                    if value.whole is not None:
                        self.outside[value.ident] = value.whole
                if _is_object(value.maker) and value.whole is not None:
                    self.effects[value.ident] = value.whole
        return value

    def stored(self, value: Value) -> Value:
        """Return a value as variables hold it: by reference, where it has an identity."""
        match value:
            case Group(maker=maker, ident=int() as ident):
                return Ref(ident, maker)
            case Group(items=items):
                return replace(value, items=tuple(self.stored(item) for item in items))
            case View(source=(table, what)):
                return Group(Seen, (what,), (self.stored(table),))
            case View(items=items) if items is not None:
                return replace(value, items=tuple(self.stored(item) for item in items))
            case Partial(function, args, keywords):
                named = tuple((key, self.stored(arg)) for key, arg in keywords)
                return Partial(self.stored(function), tuple(self.stored(arg) for arg in args), named)
            case Closure(defaults=defaults) if defaults:
                return replace(value, defaults=tuple((key, self.stored(arg)) for key, arg in defaults))
            case Transformed():
                return value.changed(self.stored)
            case _:
                return value

    def fresh(self, value: Value) -> Value:
        """Return a value as it is now, references followed; one that leads back to a container around it stays."""
        match value:
            case Ref(ident) if ident in self.followed:
                return value
            case Ref(ident):
                if ident not in self.heap and ident in self.rolled_as:
                    return self.rolled_as[ident]
                if ident not in self.heap:  # from outside, first met where that was forgotten again
                    self.heap[ident] = self.originals[ident]
                found = self.heap[ident]
                self.looked.add(ident)
                if isinstance(found, Poison):
                    return found
                self.followed.add(ident)
                try:
                    return replace(found, items=tuple(self.current(self.fresh(item)) for item in found.items))
                finally:
                    self.followed.discard(ident)
            case Group(ident=int() as ident, maker=maker):
                return self.fresh(Ref(ident, maker))
            case Group(maker, (what,), (table,)) if maker is Seen:
                return self.dict_view(self.fresh(table), str(what))
            case View(source=(table, what)):
                return self.dict_view(self.fresh(table), what)
            case Group(items=items) if items:
                return replace(value, items=tuple(self.fresh(item) for item in items))
            case View(items=items) if items:
                return replace(value, items=tuple(self.fresh(item) for item in items))
            case Partial(function, args, keywords):
                named = tuple((key, self.fresh(arg)) for key, arg in keywords)
                return Partial(self.fresh(function), tuple(self.fresh(arg) for arg in args), named)
            case Closure(defaults=defaults) if defaults:
                return replace(value, defaults=tuple((key, self.fresh(arg)) for key, arg in defaults))
            case Transformed():
                return value.changed(self.fresh)
            case _:
                return value

    def part_now(self, value: Value) -> Value:
        """Return a part of a container, which may lead back to what it is part of, as it is now."""
        return self.fresh(value) if isinstance(value, Ref) else value

    def narrowed_part(self, value: Value) -> Value:
        """Return a part of a container as it is now, and as what it is where that is known not to be None."""
        return self.narrowed(self.part_now(value))

    # ------------------------------------------------------------ changes
    def change(
        self, group: Group, keys: tuple[object, ...], items: tuple[Value, ...], at: Origin | None = None
    ) -> None:
        """Give a container other contents; whoever holds it sees them."""
        assert group.ident is not None
        others = self.check_change(group, at)
        home = self.homes[group.ident]
        former = dict(zip(group.keys, group.items, strict=True))
        kept: list[Value] = []
        new: set[object] = set()
        for key, item in zip(keys, items, strict=True):
            if any(item is old for old in former.values()):
                kept.append(item)
                continue
            kept.append(self.settled(self.own(item, f"{home}_{key}"), f"{home}_{key}"))
            new.add(key)
        moved = [key for key, item in zip(keys, kept, strict=True) if key not in new and former.get(key) is not item]
        if others and (keys != group.keys or moved):
            raise self.written_one_of_several(group, at)
        self.note_order(group, keys, kept)
        whole = group.whole if group.ident in self.effects else None
        found = Group(group.maker, keys, tuple(self.stored(i) for i in kept), whole, group.ident)
        self.heap[group.ident] = found
        self.changed.setdefault(group.ident, set()).update(new, moved, set(former) ^ set(keys))
        written = {key: item for key, item in zip(keys, found.items, strict=True) if key in new}
        for other, test in others:
            self.split(test, functools.partial(self.take_items, other, written), lambda: None, at)

    def take_items(self, ident: int, written: dict[object, Value]) -> None:
        """Give a container items that were written into it under another name."""
        held = self.heap[ident]
        assert isinstance(held, Group)
        items = [written.get(key, item) for key, item in zip(held.keys, held.items, strict=True)]
        self.heap[ident] = replace(held, items=tuple(items), whole=None)
        self.changed.setdefault(ident, set()).update(written)

    def check_change(self, group: Group, at: Origin | None) -> list[tuple[int, Expr]]:
        """Return the containers in use that this one may be, and the conditions under which it is each of them.

        Refuse to write into what is not the function's own, or may be something else in a way that is not known.
        """
        ident = group.ident
        if ident in self.foreign and ident not in self.outside:
            hint = "Return the new value, and store it where the function is called."
            raise self.unsupported(f"writing into {self.foreign[ident]} is not supported", hint, at)
        if ident in self.handed:
            what = f"changing a {group.maker.__name__} after it was put into something from outside the function"
            raise self.unsupported(f"{what} is not supported", "Put it there when it is complete.", at)
        if ident in self.gone_through:
            raise self.unsupported("a dict that is changed while a generator goes through it is not supported", at=at)
        found: list[tuple[int, Expr]] = []
        if self.alias and ident is not None:
            for other in sorted(self.reachable()):
                if other != ident and self.may_be_one(ident, other):
                    test = self.same_when(ident, other)
                    if test is None or not isinstance(self.heap.get(other), Group):
                        raise self.written_one_of_several(group, at)
                    found.append((other, test))
                    if len(found) > MOST_COPIES:
                        raise self.written_one_of_several(group, at)
        return found

    def written_one_of_several(self, group: Group, at: Origin | None) -> UnsupportedSyntax:
        """Return the error for a write into a container that may be another one."""
        return self.unsupported(
            f"this writes into a {group.maker.__name__} that may be another one that is still in use: "
            "which, is not known while compiling",
            "Write into a copy.",
            at,
        )

    def choose_one(self, ident: int, selector: Name, options: tuple[int, ...]) -> None:
        """Note that a container is the one of several that a name tells the number of."""
        pairs = itertools.combinations(options, 2)
        if not any(one != two and self.may_be_one(one, two) for one, two in pairs):
            self.one_of[ident] = (selector, options)

    def same_when(self, one: int, two: int) -> Expr | None:
        """Return the condition under which two containers that may be one are one, None if it is not known."""
        if two in self.one_of and one not in self.one_of:
            one, two = two, one
        if one not in self.one_of:
            return None
        selector, options = self.one_of[one]
        if two in self.one_of:
            other, same = self.one_of[two]
            return Call("==", (selector, other)) if same == options and len(set(options)) == len(options) else None
        tests = [Call("==", (selector, Const(i))) for i, option in enumerate(options) if option == two]
        if not tests or any(option != two and self.may_be_one(option, two) for option in options):
            return None
        return tests[0] if len(tests) == 1 else Call("or", tuple(tests))

    def check_outside(self, group: Group, values: list[Value], at: Origin | None) -> Expr | None:
        """Return what a container from outside is called; refuse to put there what has a derivative."""
        if group.ident not in self.outside:
            return None
        if any(is_varied(value) for value in values):
            raise GradientLeak(
                f"writing into {self.foreign[group.ident]} loses the derivative of what is written", at or self.origin,
                "The value depends on the arguments.",
                "Return the value, and store it where the function is called.",
            )  # fmt: skip
        if names(self.outside[group.ident]) & self.shared_outside:
            what = f"writing into {self.foreign[group.ident]} while another container from outside holds the same"
            raise self.unsupported(f"{what} is not supported", "Let one name lead to it.", at)
        return self.outside[group.ident]

    def may_be_one(self, one: int, two: int, known: dict[int, frozenset[int]] | None = None) -> bool:
        """Return whether two containers may be one and the same; `known` is what was found of others just before."""
        if one == two or frozenset((one, two)) in self.apart:
            return one == two
        known = {} if known is None else known
        for ident in (one, two):
            if ident not in known:
                known[ident] = self.aliases(ident)
        return not known[one].isdisjoint(known[two])

    def may_be_another(self, ident: int) -> bool:
        """Return whether another container that variables lead to may be the same as one."""
        return bool(self.alias) and any(self.may_be_one(ident, other) for other in self.reachable() - {ident})

    def aliases(self, ident: int) -> frozenset[int]:
        """Return the containers that one may be."""
        found, todo = {ident}, [ident]
        while todo:
            for other in self.alias.get(todo.pop(), ()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return frozenset(found)

    def reachable(self) -> set[int]:
        """Return the containers that variables still lead to."""
        found: set[int] = set()
        for frame in self.seen():
            for value in frame.env.values():
                self.reach_into(value, found)
        return found

    def reach_into(self, value: Value, found: set[int]) -> None:
        """Add the containers that a value leads to."""
        for ident in references(value):
            if ident not in found:
                found.add(ident)
                contents = self.heap.get(ident)
                if isinstance(contents, Group):
                    self.reach_into(replace(contents, ident=None), found)


def _is_object(maker: type) -> bool:
    return not issubclass(maker, list | dict | set | tuple) and maker.__module__ not in ("collections", "builtins")


def _identifier(wish: str) -> str:
    text = "".join(char if char.isalnum() or char == "_" else "_" for char in wish)
    text = text.strip("_") or "t"
    return text if text.isidentifier() else "t"
