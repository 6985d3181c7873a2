"""Unpacking: several targets take the elements of one value, which must be as many as they are."""

from __future__ import annotations

from dataclasses import replace

from ..analyse.memory import sources
from ..errors import UnsupportedSyntax
from ..ir import Assign, Call, Const, Do, Expr, Item, Name, Target, Targets
from ..kinds import ANY, Array, Dim, Kind, Struct, Unknown
from ..runtime_edges import check_count
from .certain import NOTHING
from .frame import Frame
from .rows import Rows
from .values import Group, Leaf, Static, Value, View, number
from .whiles import Whiles


class Unpacking(Whiles):
    """The specialiser's part for `a, b = x`, also as the target of a loop."""

    def unpack(self, target: Targets, value: Value, frame: Frame) -> None:
        """Bind the elements of a value to several targets."""
        value = self.sure(value, self.origin)
        own = isinstance(value, Group) and any(self.has_own(value.maker, name) for name in ("__iter__", "__getitem__"))
        if isinstance(value, View) or own:
            value = self.as_group(value)
        if target.star >= 0 and isinstance(value, Leaf) and isinstance(value.kind, Array):
            value = self.call_values(Static(list, Name("list")), [self.atom(value)], (), self.origin)
        if target.star >= 0 and isinstance(value, Leaf) and isinstance(value.kind, Struct):
            value = self.as_group(value)
        rows = self.as_rows(value)
        if rows is not None and rows.places is None and (target.star >= 0 or isinstance(value, Group)):
            value = self.unpacked_rows(rows, target)
        if isinstance(value, Static) and isinstance(value.value, str):
            value = self.as_group(value)
        if isinstance(value, Leaf):
            plain = not value.varied and target.star < 0 and all(isinstance(item, Name) for item in target.items)
            if plain and not self.gives_parts(value):
                self.unpack_plain(target, value, frame)
                return
            base = self.atom(value)
            if target.star >= 0:
                raise UnsupportedSyntax("a starred target needs a container of known length", self.origin)
            self.expect(target, length_of(base.kind), Call("len", (base.expr,)))
            items: tuple[Value, ...] = tuple(self.element(base, Const(i), i) for i in range(len(target.items)))
        elif isinstance(value, Group):
            items = value.items if value.maker is not dict else tuple(map(self.wrap_constant, self.keys_in_turn(value)))
        else:
            raise self.wrong_kind(f"cannot unpack {self.say(value)}")
        if target.star >= 0 and rows is None:
            after = len(target.items) - target.star - 1
            self.expect(target, Dim(len(items), True))
            middle = items[target.star : len(items) - after]
            starred = Group(list, tuple(range(len(middle))), middle)
            items = (*items[: target.star], starred, *items[len(items) - after :])
        if target.star < 0:
            self.expect(target, Dim(len(items), True))
        if any(isinstance(goal, Item) for goal in goals_of(target)):  # `a[i], a[j] = a[j], a[i]`
            items = tuple(self.rescue(item, frozenset(), len(self.out), everything=True) for item in items)
        variables: set[str] = set()
        protected = []
        for goal, item in zip(target.items, items, strict=True):
            protected.append(self.protect(item, frame.core_names(frozenset(variables))))
            if isinstance(goal, Name):
                variables.add(goal.id)
                frame.canonical((goal.id,))
            elif isinstance(goal, Targets):
                variables |= {n.id for n in goal.items if isinstance(n, Name)}
        mark = len(self.out)
        for goal, item in zip(target.items, protected, strict=True):
            self.bind(goal, self.as_at(item, mark), frame)

    def expect(self, target: Targets, found: Dim, length: Expr = NOTHING) -> None:
        """Check that there are as many values as targets, unless that is known; `length` says how to ask for it."""
        starred = target.star >= 0
        wanted = len(target.items) - starred
        if found.exact or found.low > wanted:
            try:
                check_count(found.low, wanted, starred)
            except ValueError as error:
                raise self.fails(self.wrong_kind(str(error)), "ValueError", str(error)) from None
        elif not starred or found.low < wanted:
            flag = (Const(True),) * starred
            self.emit(Do(Call("check_count", (length, Const(wanted), *flag)), self.origin))

    def unpacked_rows(self, rows: Rows, target: Targets) -> Group:
        """Return the elements of a list of unknown length as targets take them; a starred one takes a list."""
        count, star = len(target.items), target.star
        self.expect(target, ANY, rows.length)
        if star < 0:
            items = [self.at(rows, Const(i)) for i in range(count)]
        else:
            after = count - star - 1
            end = Const(-after) if after else Const(None)
            last = [self.item_at(rows, number(i - after), self.origin) for i in range(after)]
            middle = self.sliced(self.made_list(rows), Call("slice", (Const(star), end, Const(None))))
            items = [*(self.at(rows, Const(i)) for i in range(star)), middle, *last]
        return Group(tuple, tuple(range(count)), tuple(items))

    def gives_parts(self, value: Leaf) -> bool:
        """Return whether the elements of something are parts of its memory, which may be written later."""
        if not sources(value.expr, self.hints) or isinstance(value.kind, Unknown):
            return False
        return not isinstance(value.kind, Array) or value.kind.dims is None or len(value.kind.dims) > 1

    def unpack_plain(self, target: Targets, value: Leaf, frame: Frame) -> None:
        """Unpack something without a derivative in one statement, as the user wrote it."""
        base = value.expr
        goals = []
        for i, item in enumerate(target.items):
            assert isinstance(item, Name)
            name = frame.canonical((item.id,))
            goals.append(name)
            element = self.element(value, Const(i), i)
            self.owner(item.id, frame).env[item.id] = (
                replace(element, expr=name) if isinstance(element, Leaf) else element
            )
        for goal in goals:
            self.share(goal.id, base)
        self.emit(Assign(Targets(tuple(goals)), base, self.origin))


def length_of(kind: Kind) -> Dim:
    """Return what is known of the number of elements of something."""
    match kind:
        case Array(_, (first, *_)):
            return first
        case Struct(items=items):
            return Dim(len(items), True)
        case _:
            return ANY


def goals_of(target: Target) -> list[Target]:
    """Return the targets inside a target that take one value each."""
    if isinstance(target, Targets):
        return [goal for item in target.items for goal in goals_of(item)]
    return [target]
