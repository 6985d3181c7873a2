"""The outline of values: their structure as a key, and their leaves in order, so that a call can be one of many."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from ..ir import Const, Function
from ..kinds import ANY, Array, Kind, ListOf, Struct, join
from ..names import Names
from .frame import Frame, free_names
from .values import MISSING, Closure, Group, Leaf, Partial, Poison, Ref, Static, Transformed, Value, Variant, View


class Inseparable(Exception):
    """A value that cannot be handed over to a function written apart."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a leaf that is handed over; `constant` is a type and a value, or None."""

    kind: Kind
    varied: bool
    constant: tuple[type, object] | None = None


def known(leaf: Leaf) -> Known:
    """Return what is known of a leaf; a number with a fraction is not worth a function of its own."""
    fixed = leaf.constant is not MISSING and isinstance(leaf.constant, int)
    return Known(leaf.kind, leaf.varied, (type(leaf.constant), leaf.constant) if fixed else None)


def join_known(a: Known, b: Known) -> Known:
    """Return what is known of a leaf that may be either."""
    return Known(widen(a.kind, b.kind), a.varied or b.varied, a.constant if a.constant == b.constant else None)


def widen(a: Kind, b: Kind) -> Kind:
    """Return a kind that holds the values of both, lengths that differ being given up at once."""
    match a, b:
        case Array(da, p), Array(db, q) if p is not None and q is not None and len(p) == len(q):
            both = join(Array(da, None), Array(db, None))
            assert isinstance(both, Array)
            return Array(both.dtype, tuple(m if m == n else ANY for m, n in zip(p, q, strict=True)))
        case ListOf(x), ListOf(y):
            return ListOf(widen(x, y))
        case Struct(m, k, x), Struct(n, h, y) if m is n and k == h:
            return Struct(m, k, tuple(widen(p, q) for p, q in zip(x, y, strict=True)))
        case _:
            return join(a, b)


class Outline:
    """Walks values; `leaf` gives what stands for a leaf in the values rebuilt, `names` names what they assign.

    `fresh` follows references to containers, and `hold` makes one of a container that a variable is to hold.
    """

    def __init__(
        self, names: Names, leaf: Callable[[Leaf, str], Value], ranges: Callable[[list[Value]], View],
        fresh: Callable[[Value], Value], hold: Callable[[Value, str], Value] = lambda value, name: value,
    ) -> None:  # fmt: skip
        self.names = names
        self.leaf = leaf
        self.ranges = ranges
        self.fresh = fresh
        self.hold = hold
        self.leaves: list[Leaf] = []
        self.around: list[int | None] = []  # the containers that the present value is part of
        self.direct = False  # whether the leaf is all that a parameter holds
        self.frames: dict[int, Frame] = {}
        self.seen: dict[tuple[int, object], int] = {}

    def call(self, frame: Frame) -> tuple[Hashable, dict[str, Value], Frame | None]:
        """Return the key of what a function is called with, its parameters rebuilt, and the frame that it sees."""
        assert frame.entry is not None
        pairs = []
        for name, value in frame.entry:
            self.direct = isinstance(value, Leaf)
            pairs.append(self.value(value, name))
        self.direct = False
        shape, parts = tuple(key for key, _ in pairs), [part for _, part in pairs]
        around = self.captured(frame.function, frame.parent) if frame.parent is not None else ()
        env = {name: part for (name, _), part in zip(frame.entry, parts, strict=True)}
        return (shape, around), env, self.frame(frame.parent)

    def value(self, value: Value, wish: str) -> tuple[Hashable, Value]:
        """Return the key of a value's structure, and the value rebuilt."""
        match value:
            case Ref(ident):
                if ident in self.around:  # it leads back to what it is part of
                    raise Inseparable
                return self.value(self.fresh(value), wish)
            case Leaf():
                self.leaves.append(value)
                return "leaf", self.leaf(value, wish)
            case Group(maker, keys, items):
                self.around.append(value.ident)
                shape, parts = self.values(items, [f"{wish}_{key}" for key in keys])
                self.around.pop()
                return ("group", maker, keys, shape), Group(maker, keys, parts)
            case Static(obj, expr):
                literal = obj is None or isinstance(obj, str)
                return (
                    ("static", obj if literal else id(obj)),
                    Static(obj, expr if isinstance(expr, Const) else None),
                )
            case Closure(function, frame, defaults):
                return self.closure(value, function, frame, defaults)
            case Partial(function, args, keywords):
                shape, parts = self.values((function, *args), [wish, *(f"{wish}_{i}" for i in range(len(args)))])
                named = [(key, self.value(item, f"{wish}_{key}")) for key, item in keywords]
                rebuilt = Partial(parts[0], parts[1:], tuple((key, part) for key, (_, part) in named))
                return ("partial", shape, tuple((key, inner) for key, (inner, _) in named)), rebuilt
            case View(items=items) if items is not None:
                shape, parts = self.values(items, [f"{wish}_{i}" for i in range(len(items))])
                return ("items", shape), View(parts)
            case View(bounds=bounds) if bounds is not None:
                shape, parts = self.values(bounds, [f"{wish}_start", f"{wish}_stop", f"{wish}_step"])
                return ("range", shape), self.ranges(list(parts))
            case Variant(selector, options):
                shape, parts = self.values((selector, *options), [wish] * (len(options) + 1))
                assert isinstance(parts[0], Leaf)
                return ("variant", shape), Variant(parts[0], parts[1:])
            case Transformed(mode, function, options):
                inner, rebuilt_function = self.value(function, wish)
                return ("transformed", mode, inner, repr(options)), Transformed(mode, rebuilt_function, options)
            case Poison():
                return "poison", value
            case _:
                raise Inseparable

    def values(self, values: tuple[Value, ...], wishes: list[str]) -> tuple[Hashable, tuple[Value, ...]]:
        """Return the key and the values rebuilt of several."""
        pairs = [self.value(value, wish) for value, wish in zip(values, wishes, strict=True)]
        return tuple(key for key, _ in pairs), tuple(part for _, part in pairs)

    # ------------------------------------------------------------ functions that see variables around them
    def closure(
        self, value: Closure, function: Function, frame: Frame, defaults: tuple[tuple[str, Value], ...]
    ) -> tuple[Hashable, Value]:
        """Return the key of a nested function, with all that it sees, and the function over copies of its frames."""
        shape, parts = self.values(tuple(item for _, item in defaults), [name for name, _ in defaults])
        rebuilt = tuple((name, part) for (name, _), part in zip(defaults, parts, strict=True))
        place = (id(frame), id(function))
        own = self.frame(frame)
        assert own is not None
        if place in self.seen:
            return ("again", self.seen[place], shape), Closure(function, own, rebuilt)
        self.seen[place] = len(self.seen)
        around = self.captured(function, frame)
        return ("closure", id(function), around, shape), Closure(function, own, rebuilt)

    def captured(self, function: Function, frame: Frame | None) -> Hashable:
        """Copy the variables that a function's text sees in the frames around it, and return their key."""
        keys: list[Hashable] = []
        for name in sorted(free_names(function)):
            where = frame
            while where is not None and name not in where.locals:
                where = where.parent
            if where is None or name not in where.env:
                continue
            place = (id(where), name)
            if place in self.seen:
                keys.append((name, self.seen[place]))
                continue
            self.seen[place] = len(self.seen)
            key, value = self.value(where.env[name], name)
            copy = self.frame(where)
            assert copy is not None
            copy.env[name] = self.hold(value, name)
            keys.append((name, key))
        return tuple(keys)

    def frame(self, frame: Frame | None) -> Frame | None:
        """Return the copy of a frame, to which captured variables are added."""
        if frame is None:
            return None
        if id(frame) not in self.frames:
            copy = Frame(
                frame.function,
                frame.scope,
                self.frame(frame.parent),
                self.names,
                code=frame.code,
                done=True,
                copied=True,
            )
            copy.locals = frame.locals
            self.frames[id(frame)] = copy
        return self.frames[id(frame)]
