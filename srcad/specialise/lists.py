"""Lists whose length is known only when they run: a list of known structure becomes one before a loop that grows it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..analyse.memory import ELEMENTS, elements, sources, spine
from ..errors import UnsupportedSyntax
from ..ir import Assign, Block, Call, Const, Expr, Name
from ..kinds import NOTHING_YET, UNKNOWN, Kind, ListOf
from ..names import Names
from .replaced import references, rolled
from .rows import Rows
from .skeletons import (
    FAMILIES,
    LEAF,
    LISTS,
    Extra,
    Many,
    Skeleton,
    is_keyed,
    is_leaf,
    joined_skeleton,
    labels,
    leaves_by,
    many,
)
from .state import Known
from .structures import Structures, joined, kind_of_leaf
from .values import Group, Leaf, Poison, Ref, Value


class Lists(Structures):
    """The part of the specialiser that keeps lists of unknown length."""

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self.list_kinds: dict[str, Kind] = {}  # of the elements, by the root of the names of a list
        self.guessed: dict[str, tuple[str, int, str]] = {}  # lists that were empty when made, and where that was
        self.rearranged: set[str] = set()  # roots of what methods changed whose structure is not known
        self.given_away: set[str] = set()  # roots of what an object from outside holds that is not looked into
        self.one_in_memory: dict[str, Hashable] = {}  # lists of one array several times, and where they are made

    def marked(self) -> Callable[[], None]:
        """Return an action that puts the specialiser back to where it is now."""
        back, foreign, kinds = super().marked(), dict(self.foreign), dict(self.list_kinds)
        windows, fixed = dict(self.windows), set(self.fixed)
        guessed, lengthened = dict(self.guessed), dict(self.rolled_as)

        def all_back() -> None:
            back()
            self.foreign, self.list_kinds = dict(foreign), {}
            for name, kind in kinds.items():  # which may have come to share memory since, and that stays
                root = self.memory_root(name)
                self.list_kinds[root] = joined(self.list_kinds.get(root, kind), kind)
            self.windows, self.fixed = dict(windows), set(fixed)
            self.guessed, self.rolled_as = dict(guessed), dict(lengthened)

        return all_back

    def share(self, name: str, expr: Expr) -> None:
        """Remember that a name may share memory with what an expression gives; lists that may be one hold the same."""
        kinds = self.hints
        if not isinstance(kinds.get(name), ListOf) and not isinstance(expression_kind(expr, kinds), ListOf):
            for other in sources(expr, kinds):
                self.unite(name, other)
            return
        for other in spine(expr, kinds):
            self.unite(name, other)
        for other in elements(expr, kinds):
            self.unite(name + ELEMENTS, other)

    def memory_root(self, name: str) -> str:
        """Return the name that stands for all those that may share memory with a name, or with what a list holds."""
        if name.endswith(ELEMENTS):
            name = self.memory_root(name.removesuffix(ELEMENTS)) + ELEMENTS
        while self.sharing.get(name, name) != name:
            name = self.sharing[name]
        return name

    def unite(self, name: str, other: str) -> None:
        """Remember that two names may share memory: what is known of what one holds is known of the other's."""
        one, two = self.memory_root(name), self.memory_root(other)
        if one == two:
            return
        if is_around(one, two):
            raise self.unsupported(
                "a list is handed on where an element of it was, and one of them is written",
                "Give each a variable of its own.",
            )
        for found in (self.varied_memory, self.written):
            if one in found:
                found.add(two)
        if one in self.list_kinds:
            kind = self.list_kinds.pop(one)
            self.list_kinds[two] = joined(self.list_kinds.get(two, kind), kind)
        inside = one + ELEMENTS
        held = inside in self.list_kinds or inside in self.varied_memory or inside in self.written
        root = self.memory_root(inside)
        self.sharing[one] = two
        if held or root != inside:
            self.sharing[root] = self.memory_root(two + ELEMENTS)
            if self.sharing[root] != root:
                self.carry_over(root, self.sharing[root])

    def carry_over(self, one: str, two: str) -> None:
        """Let what is known of one root hold for another."""
        for found in (self.varied_memory, self.written):
            if one in found:
                found.add(two)
        if one in self.list_kinds:
            kind = self.list_kinds.pop(one)
            self.list_kinds[two] = joined(self.list_kinds.get(two, kind), kind)

    def leaf_varied(self, leaf: Leaf) -> bool:
        """Return whether a value depends on the arguments by now, or what a list holds does."""
        if super().leaf_varied(leaf):
            return True
        kind, names_of = leaf.kind, elements(leaf.expr, self.hints) if isinstance(leaf.kind, ListOf) else frozenset()
        while isinstance(kind, ListOf) and names_of:
            if any(self.memory_root(name) in self.varied_memory for name in names_of):
                return True
            kind, names_of = kind.element, frozenset(name + ELEMENTS for name in names_of)
        return False

    def hold(self, column: Leaf, part: Expr) -> None:
        """Remember that a list holds what an expression gives."""
        if not isinstance(column.expr, Name):
            return
        for other in sources(part, self.hints):
            self.unite(column.expr.id + ELEMENTS, other)

    def kind_now(self, name: str, kind: ListOf) -> ListOf:
        """Return the kind of a list as it is known by now, and of the lists in it."""
        known = self.list_kinds.get(self.memory_root(name), kind.element)
        return ListOf(self.kind_now(name + ELEMENTS, known) if isinstance(known, ListOf) else known)

    # ------------------------------------------------------------ kinds
    def list_leaf(self, name: Name, element: Kind, varied: bool) -> Leaf:
        """Return the value of a list that a name was just bound to."""
        root = self.memory_root(name.id)
        self.library.meet(element, self.list_kinds.get(root))
        element = joined(element, self.list_kinds.get(root, NOTHING_YET))
        self.list_kinds[root] = element
        self.hints[name.id] = ListOf(element)
        return Leaf(name, ListOf(element), varied)

    def grow(self, base: Leaf, element: Kind) -> None:
        """Remember that a list may hold elements of another kind."""
        assert isinstance(base.expr, Name)
        root = self.memory_root(base.expr.id)
        former = self.list_kinds.get(root)
        if former is None and isinstance(base.kind, ListOf):
            former = base.kind.element
        self.library.meet(former, element)
        new = element if former is None else joined(former, element)
        self.list_kinds[root] = new
        self.hints[base.expr.id] = ListOf(new)

    def same_lists(self, before: dict[str, Kind]) -> bool:
        """Return whether the lists that were known before hold no more kinds of elements than was thought then."""
        return all(self.list_kinds.get(self.memory_root(root)) == kind for root, kind in before.items())

    def current(self, value: Value) -> Value:
        """Return a variable's value as it is by now."""
        value = super().current(value)
        if self.list_kinds and isinstance(value, Leaf) and isinstance(value.kind, ListOf):
            for name in sorted(spine(value.expr, self.hints)):
                known = self.kind_now(name, value.kind)
                if known != value.kind:
                    value = replace(value, kind=known)
        return value

    # ------------------------------------------------------------ from known to unknown length
    def roll(self, ident: int) -> None:
        """Write a container of known structure as lists of its elements' parts; these may get any length."""
        if ident not in self.heap and ident in self.rolled_as:  # in another one, and with that one
            return
        contents = self.heap[ident]
        assert isinstance(contents, Group)
        if self.may_be_another(ident):  # of which the lists of its elements' parts would be a copy
            raise self.written_one_of_several(contents, self.origin)
        element = self.structure_of(ident)
        if element is None:
            raise self.unsupported(
                f"a {contents.maker.__name__} whose length is known at run time only, of elements of different "
                "structure or of such as cannot be kept in lists, is not supported",
                "Keep a list for each part, of numbers or of arrays.",
            )
        self.skeletons[ident] = element
        learned = self.leaf_kinds.get(ident, [])
        values = element[2][1] if issubclass(contents.maker, dict) and isinstance(element, tuple) else element
        for item in contents.items:
            self.roll_inside(item, values)
        contents = self.heap[ident]
        assert isinstance(contents, Group)
        entries = self.entries(contents)
        rows = [list(leaves_by(element, item)) for item in entries]
        keyed = is_keyed(contents.maker)
        names_given = labels(element, keyed)
        plain = contents.maker is list and is_leaf(element)
        paths: list[tuple[str, ...]] = [*[("places",)] * keyed, *[(label,) for label in names_given]]
        where = self.names_of_list(ident, [()] if plain else paths)
        columns: list[Leaf] = []
        if keyed:
            pairs = tuple(Call("tuple", (self.to_expr(key), Const(i))) for i, key in enumerate(self.keys_of(contents)))
            self.emit(Assign(where[0], Call("dict", pairs), self.origin))
            columns.append(Leaf(where[0], UNKNOWN))
        for k, name in enumerate(where[keyed:]):
            parts = [row[k] for row in rows]
            self.library.meet(*map(kind_of_leaf, parts))
            kind = learned[k] if k < len(learned) else NOTHING_YET
            for part in parts:
                kind = joined(kind, kind_of_leaf(part))
            exprs = tuple(self.to_expr(part) for part in parts)
            self.emit(Assign(name, Call("list", exprs), self.origin))
            for expr in exprs:
                self.unite_held(name, expr)
            columns.append(self.list_leaf(name, kind, any(isinstance(p, Leaf) and p.varied for p in parts)))
        if not rows and ident in self.born:
            self.guessed.update(
                {column.expr.id: self.born[ident] for column in columns if isinstance(column.expr, Name)}
            )
        value: Leaf | Group = columns[0]
        if not plain:
            keys = ("places",) * keyed + tuple(names_given)
            value = Group(many(contents.maker, element, Extra(self.extras.get(ident))), keys, tuple(columns))
        self.rolled_as[ident] = value
        rolled_rows = Rows(contents.maker, element, tuple(columns[keyed:]))
        for i, item in enumerate(entries):
            self.put_there(rolled_rows, item, Const(i))
        for frame in self.seen():
            frame.env = {variable: rolled(held, ident, value) for variable, held in frame.env.items()}
        heap: dict[int, Group | Poison] = {}
        for other, held in self.heap.items():
            if other != ident:
                found = rolled(held, ident, value) if isinstance(held, Group) else held
                assert isinstance(found, Group | Poison)
                heap[other] = found
        self.heap = heap

    def unite_held(self, name: Name, expr: Expr) -> None:
        """Remember that a list of this name holds what an expression gives."""
        for other in sources(expr, self.hints):
            self.unite(name.id + ELEMENTS, other)

    def roll_inside(self, value: Value, wanted: Skeleton) -> Value:
        """Return what is to go into a list of unknown length, with the lists in it as such lists, too."""
        value = self.fresh(value)
        if not isinstance(value, Group) or issubclass(value.maker, Many):
            return value
        if value.maker is list:
            if value.ident is None:
                owned = self.own(value, "t")
                assert isinstance(owned, Group)
                value = owned
            assert value.ident is not None
            if isinstance(wanted, tuple) and issubclass(wanted[0], Many):
                self.skeletons[value.ident] = wanted[0].element
            self.roll(value.ident)
            return self.rolled_as[value.ident]
        parts = wanted[2] if isinstance(wanted, tuple) else (LISTS,) * len(value.items)
        if len(parts) != len(value.items):
            return value
        items = tuple(self.roll_inside(item, part) for item, part in zip(value.items, parts, strict=True))
        return replace(value, items=items) if value.ident is None else self.fresh(value)

    def keys_of(self, contents: Group) -> list[Value]:
        """Return the keys of a dict, or the members of a set."""
        if issubclass(contents.maker, dict):
            return [self.wrap_constant(key) for key in contents.keys]
        return [self.fresh(item) for item in contents.items]

    def names_of_list(self, ident: int, paths: list[tuple[str, ...]]) -> list[Name]:
        """Return names for the parts of a list: those of the one variable that holds it, or new ones."""
        holders = [
            (frame, variable)
            for frame in self.seen()
            for variable, value in frame.env.items()
            if ident in set(references(value))
        ]
        inside = any(
            ident in set(references(replace(held, ident=None)))
            for held in self.heap.values()
            if isinstance(held, Group)
        )
        if len(holders) == 1 and not inside and isinstance(holders[0][0].env[holders[0][1]], Ref):
            frame, variable = holders[0]
            return [frame.canonical((variable, *path)) for path in paths]
        return [Name(self.names.fresh("_".join((self.homes[ident], *path)))) for path in paths]

    def may_roll(self, ident: int) -> bool:
        """Return whether a container may get an unknown length."""
        return self.structure_of(ident) is not None and not self.may_be_another(ident)

    def rolls_at(self, before: Known, one: Known, other: Known) -> list[int]:
        """Return the containers from before a branch whose length differs after its two sides."""
        found = []
        for ident, held in before.heap.items():
            if not isinstance(held, Group) or held.maker not in FAMILIES:
                continue
            left, right = one.heap.get(ident), other.heap.get(ident)
            if left is None or right is None:
                if left is not right or any(ident in _held(known) for known in (one, other)):
                    found.append(ident)
            elif is_keyed(held.maker):
                continue
            elif isinstance(left, Group) and isinstance(right, Group) and len(left.items) != len(right.items):
                found.append(ident)
        for ident in found:
            self.learn_from(ident, one)
            self.learn_from(ident, other)
        return found

    def uneven(self, one: Known, other: Known) -> tuple[list[int], list[int]]:
        """Return the lists on each of two paths that are under one name where they meet, but not of one length."""
        left: dict[int, None] = {}
        right: dict[int, None] = {}
        seen: set[tuple[int, int]] = set()

        def known_list(held: Group | Poison | None) -> bool:
            return isinstance(held, Group) and held.maker in FAMILIES and not is_keyed(held.maker)

        def meet(a: Value, b: Value) -> None:
            match a, b:
                case Ref(p), Ref(q) if (p, q) not in seen:
                    seen.add((p, q))
                    x, y = one.heap.get(p), other.heap.get(q)
                    if not isinstance(x, Group) or not isinstance(y, Group) or x.maker is not y.maker:
                        return
                    if known_list(x) and len(x.items) != len(y.items) and p != q:
                        self.learn_from(p, one)
                        self.learn_from(q, other)
                        self.skeletons[p] = self.skeletons[q] = joined_skeleton(
                            self.skeletons.get(p), self.skeletons.get(q)
                        )
                        left[p] = right[q] = None
                    elif x.keys == y.keys:
                        for inner, outer in zip(x.items, y.items, strict=True):
                            meet(inner, outer)
                case Ref(p), (Leaf(kind=ListOf()) | Group()) if known_list(one.heap.get(p)) and fits(p, b, one):
                    left[p] = None
                case ((Leaf(kind=ListOf()) | Group()), Ref(q)) if known_list(other.heap.get(q)) and fits(q, a, other):
                    right[q] = None
                case Group(), Group() if a.maker is b.maker and a.keys == b.keys:
                    for inner, outer in zip(a.items, b.items, strict=True):
                        meet(inner, outer)

        def fits(ident: int, rolled_one: Value, known: Known) -> bool:
            element = self.leaf_element(rolled_one) if isinstance(rolled_one, Leaf) else None
            if isinstance(rolled_one, Group):
                element = getattr(rolled_one.maker, "element", None)
            if element is None and isinstance(rolled_one, Group):
                return False
            self.learn_from(ident, known)
            self.skeletons[ident] = joined_skeleton(self.skeletons.get(ident), element)
            return True

        first, second = ({id(f): env for f, env in known.frames} for known in (one, other))
        for key, env in first.items():
            for variable, value in env.items():
                if variable in second.get(key, {}):
                    meet(value, second[key][variable])
        for ident, held in one.heap.items():
            same = other.heap.get(ident)
            if isinstance(held, Group) and isinstance(same, Group) and held.keys == same.keys:
                for inner, outer in zip(held.items, same.items, strict=True):
                    meet(inner, outer)
        return list(left), list(right)

    def leaf_element(self, value: Leaf) -> Skeleton | None:
        """Return what the elements of a list of unknown length are, None if nothing is known of them."""
        kind = value.kind.element if isinstance(value.kind, ListOf) else NOTHING_YET
        return None if kind == NOTHING_YET else LISTS if isinstance(kind, ListOf) else LEAF

    def may_roll_at(self, known: Known, ident: int) -> bool:
        """Whether a container as it is at a place may get an unknown length."""
        heap, self.heap = self.heap, dict(known.heap)
        try:
            return self.may_roll(ident)
        finally:
            self.heap = heap

    def roll_there(self, known: Known, idents: list[int]) -> tuple[Block, Known]:
        """Return the statements that give lists at a place an unknown length, and what is known then."""
        self.set_environments(known)

        def every() -> None:
            for ident in idents:
                self.roll(ident)

        block = self.aside(every)
        return block, self.environments()

    def roll_all(self, idents: list[int]) -> bool:
        """Write lists as lists of unknown length; return whether that could be done."""
        if not idents or not all(self.may_roll(ident) for ident in idents):
            return False
        try:
            for ident in idents:
                self.roll(ident)
        except UnsupportedSyntax:
            return False
        return True


def _held(known: Known) -> set[int]:
    return {ident for _, env in known.frames for value in env.values() for ident in references(value)}


def is_around(one: str, two: str) -> bool:
    """Return whether one of two roots stands for what is in the other."""
    return one != two and one.replace(ELEMENTS, "") == two.replace(ELEMENTS, "")
