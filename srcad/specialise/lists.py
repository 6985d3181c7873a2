"""Lists whose length is known only when they run: a list of known structure becomes one before a loop that grows it."""

from __future__ import annotations

from dataclasses import replace

from ..errors import UnsupportedSyntax
from ..ir import Assign, Call, Expr, Name
from ..kinds import NOTHING_YET, Array, Kind, ListOf, Scalar, join
from ..names import Names
from .heap import Heap, references
from .state import Known
from .values import Closure, Group, Leaf, Partial, Poison, Ref, Value, View


def joined(a: Kind, b: Kind) -> Kind:
    """Return the kind of the elements of a list that holds both."""
    if NOTHING_YET in (a, b):
        return b if a == NOTHING_YET else a
    return join(a, b)


class Lists(Heap):
    """The part of the specialiser that keeps lists of unknown length."""

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self.list_kinds: dict[str, Kind] = {}  # of the elements, by the root of the names of a list

    # ------------------------------------------------------------ kinds
    def list_leaf(self, name: Name, element: Kind, varied: bool) -> Leaf:
        """Return the value of a list that a name was just bound to."""
        root = self.memory_root(name.id)
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
            for name in (value.expr.id,) if isinstance(value.expr, Name) else ():
                known = self.list_kinds.get(self.memory_root(name))
                if known is not None and known != value.kind.element:
                    value = replace(value, kind=ListOf(known))
        return value

    # ------------------------------------------------------------ from known to unknown length
    def roll(self, ident: int) -> None:
        """Write a list of known structure as a list of its elements, which from here on may have any length."""
        contents = self.heap[ident]
        assert isinstance(contents, Group)
        items = [self.fresh(item) for item in contents.items]
        element: Kind = NOTHING_YET
        exprs: list[Expr] = []
        varied = False
        for item in items:
            if not is_element(item):
                raise self.unsupported(
                    f"a list of {self.say(item)} and more whose length is not known while compiling is not supported",
                    "Keep a list for each part, of numbers or of arrays.",
                )
            assert isinstance(item, Leaf)
            element, varied = joined(element, item.kind), varied or item.varied
            exprs.append(item.expr)
        name = self.name_of_list(ident)
        self.emit(Assign(name, Call("list", tuple(exprs)), self.origin))
        leaf = self.list_leaf(name, element, varied)
        for frame in self.seen():
            frame.env = {variable: rolled(value, ident, leaf) for variable, value in frame.env.items()}
        heap: dict[int, Group | Poison] = {}
        for other, held in self.heap.items():
            if other != ident:
                found = rolled(held, ident, leaf) if isinstance(held, Group) else held
                assert isinstance(found, Group | Poison)
                heap[other] = found
        self.heap = heap

    def name_of_list(self, ident: int) -> Name:
        """Return the name for a list: that of the one variable that holds it, or a new one."""
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
            return frame.canonical((variable,))
        return Name(self.names.fresh(self.homes[ident]))

    def may_roll(self, ident: int) -> bool:
        """Return whether a container is a list that may get an unknown length."""
        contents = self.heap.get(ident)
        if not isinstance(contents, Group) or contents.maker is not list or ident in self.foreign:
            return False
        return all(is_element(self.fresh(item)) for item in contents.items)

    def rolls_at(self, before: Known, one: Known, other: Known) -> list[int]:
        """Return the lists from before a branch whose length differs after its two sides."""
        found = []
        for ident, held in before.heap.items():
            if not isinstance(held, Group) or held.maker is not list:
                continue
            left, right = one.heap.get(ident), other.heap.get(ident)
            if left is None or right is None:
                if left is not right or any(ident in _held(known) for known in (one, other)):
                    found.append(ident)
            elif isinstance(left, Group) and isinstance(right, Group) and len(left.items) != len(right.items):
                found.append(ident)
        return found

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


def is_element(value: Value) -> bool:
    """Return whether a value may be an element of a list of unknown length: a number or an array."""
    return isinstance(value, Leaf) and isinstance(value.kind, Scalar | Array)


def rolled(value: Value, ident: int, leaf: Leaf) -> Value:
    """Return a value in which a list stands that had an identity."""
    match value:
        case Ref(same) if same == ident:
            return leaf
        case Group(ident=same) if same == ident:
            return leaf
        case Group(items=items):
            return replace(value, items=tuple(rolled(item, ident, leaf) for item in items))
        case View(items=items) if items is not None:
            return replace(value, items=tuple(rolled(item, ident, leaf) for item in items))
        case Partial(function, args, keywords):
            named = tuple((key, rolled(arg, ident, leaf)) for key, arg in keywords)
            return Partial(rolled(function, ident, leaf), tuple(rolled(arg, ident, leaf) for arg in args), named)
        case Closure(defaults=defaults) if defaults:
            return replace(value, defaults=tuple((key, rolled(arg, ident, leaf)) for key, arg in defaults))
        case _:
            return value
