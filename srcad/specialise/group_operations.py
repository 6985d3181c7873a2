"""Operators on containers of known structure: `+`, `*`, `|`, `in`, comparisons, and sets."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable

from ..analyse.memory import is_memory
from ..ir import Call, Const, Origin
from ..kinds import BOOL, INT, UNKNOWN, Array, Scalar, Unknown
from ..others import is_number_type
from ..runtime_lazy import is_member, is_number_in
from ..tree import is_as_its_base
from .asked import has_equality
from .doubles import Doubles
from .values import MISSING, Group, Leaf, Static, Value, constant_of, is_object, is_varied, is_whole, leaves, number

FOLDS: dict[str, Callable[..., object]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv, "%": operator.mod,
    "/": operator.truediv, "**": operator.pow, "neg": operator.neg, "pos": operator.pos, "not": operator.not_,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "&": operator.and_, "|": operator.or_, "in": lambda a, b: a in b, "not in": lambda a, b: a not in b,
    "min": min, "max": max, "abs": abs,
}  # fmt: skip


class GroupOperations(Doubles):
    """The part of the specialiser for operators on containers."""

    def group_operation(self, op: str, args: list[Value]) -> Value | None:
        """Return the result of an operator on containers, None if NumPy is to make arrays of them."""
        a = args[0]
        b = args[1] if len(args) > 1 else None
        if any(self.as_rows(arg) is not None for arg in args):
            found = self.rows_operation(op, args)
            if found is not None:
                return found
        if isinstance(a, Group) and isinstance(b, Group):
            if op == "|" and issubclass(a.maker, dict) and issubclass(b.maker, dict):
                table = dict(zip(a.keys, a.items, strict=True)) | dict(zip(b.keys, b.items, strict=True))
                maker = dict if is_as_its_base(a.maker) else a.maker
                return self.ordered_like(Group(maker, tuple(table), tuple(table.values())), a, b)
            family = next((base for base in (tuple, list) if issubclass(a.maker, base)), None)
            if op == "+" and family is not None and issubclass(b.maker, family):
                items = a.items + b.items
                return Group(family, tuple(range(len(items))), items)
            if op in ("+", "-") and a.maker is Counter and b.maker is Counter:
                return self.counted(op, a, b)
            if issubclass(a.maker, set | frozenset) and issubclass(b.maker, set | frozenset):
                return self.set_operation(op, a, b)
        if op == "*" and b is not None:
            group, times = (a, b) if isinstance(a, Group) else (b, a)
            count = constant_of(times)
            if isinstance(group, Group) and issubclass(group.maker, tuple | list):
                if isinstance(count, int) and group.maker is list and self.had_better_roll(count * len(group.items)):
                    return self.repeated(group, Leaf(Const(count), INT))
                if not isinstance(count, int):
                    if isinstance(times, Leaf) and is_whole(times):
                        if group.maker is list:
                            return self.repeated(group, times)
                        raise self.unsupported("a tuple repeated a number of times that is not known while compiling")
                    return None
                items = tuple(self.made_once(item) for item in group.items) * count
                return Group(tuple if issubclass(group.maker, tuple) else list, tuple(range(len(items))), items)
        if op == "not" and isinstance(a, Group):
            return self.operation("not", [self.truth_of(a)], (), self.origin)
        if op in ("in", "not in") and isinstance(b, Group):
            key = constant_of(a)
            if issubclass(b.maker, dict) and key is not MISSING:
                if key in b.keys:
                    self.certain(b.items[b.keys.index(key)], key, self.origin)
                return number((key in b.keys) == (op == "in"))
            key, members = self.as_member(a), [self.as_member(item) for item in b.items]
            if key is not MISSING and all(member is not MISSING for member in members):
                return number((key in members) == (op == "in"))
            if issubclass(b.maker, list | tuple) and any(map(is_object, (a, *b.items))):
                return self.searched(op, a, b)
        if op in ("==", "!=", "<", "<=", ">", ">="):
            return self.compared_containers(op, args)
        return None

    def searched(self, op: str, a: Value, b: Value) -> Value:
        """Return the value of `a in b`, or of `a not in b`, where the elements of `b` are compared in turn."""
        known = isinstance(constant_of(a), int | float | complex | str)
        found = self.call_values(Static(is_number_in if known else is_member), [a, b], (), self.origin)
        return found if op == "in" else self.operation("not", [found], (), self.origin)

    def rows_operation(self, op: str, args: list[Value]) -> Value | None:
        """Return the result of an operator on containers of unknown length, None if it is like any other."""
        self.refuse_equality_of_doubles(op, args)
        a = args[0]
        rows = self.as_rows(args[-1])
        if op == "+" and len(args) == 2:
            return self.added(a, args[1])
        if op == "*" and len(args) == 2:
            several = self.multiplied(a, args[1])
            return several if several is not None else self.multiplied(args[1], a)
        if op in ("in", "not in") and rows is not None and rows.places is not None:
            found = self.holds_key(rows, a)
            return found if op == "in" else Leaf(Call("not", (found.expr,)), BOOL)
        if op == "not" and isinstance(a, Group) and rows is not None:
            return Leaf(Call("==", (rows.length, Const(0))), BOOL)
        return None

    def made_once(self, value: Value) -> Value:
        """Return a value that may go to several places: memory has a name, so that it is the same in all of them."""
        value = self.own(value, "t")
        return self.settled(value, "t") if any(is_memory(leaf.kind) for leaf in leaves(value)) else value

    def compared_containers(self, op: str, args: list[Value]) -> Value | None:
        """Return the value of a comparison of containers, if what is in them tells it while compiling."""
        self.refuse_equality_of_doubles(op, args)
        a, b = args
        for side, other in ((a, b), (b, a)):
            if isinstance(side, Group) and self.is_settled(other) and op in ("==", "!="):
                return number(op == "!=")
        if isinstance(a, Group) and isinstance(b, Group) and op in ("==", "!="):
            families = (list, tuple, dict, set | frozenset)
            if any(issubclass(a.maker, f) and not issubclass(b.maker, f) for f in families):
                return number(op == "!=")
            if len(a.items) != len(b.items) or (issubclass(a.maker, dict) and set(a.keys) != set(b.keys)):
                return number(op == "!=")
            known = [constant_of(item) for item in (*a.items, *b.items)]
            if all(item is not MISSING for item in known):
                left, right = (dict(zip(g.keys, map(constant_of, g.items), strict=True)) for g in (a, b))
                return number((left == right) == (op == "=="))
        return None

    def as_member(self, value: Value) -> object:
        """Return what tells a value from others, where it is known: for an object that equals only itself, its `id`."""
        alone = isinstance(value, Group) and is_object(value) and not has_equality(value.maker)
        found = self.do_hash([value], (), self.origin) if alone else None
        return constant_of(value if found is None else found)

    def display_set(self, items: list[Value], at: Origin | None) -> Value:
        """Return the value of a set display: its members, if they are known, each once."""
        known = [self.as_member(item) for item in items]
        if any(member is MISSING for member in known):
            made = Call("set", tuple(self.to_expr(item) for item in items), at=at)
            return Leaf(made, UNKNOWN, any(map(is_varied, items)))
        chosen = tuple(dict(zip(reversed(known), reversed(items), strict=True)).values())
        return Group(set, tuple(range(len(chosen))), chosen[::-1])

    def set_operation(self, op: str, a: Group, b: Group) -> Value | None:
        """Return the value of an operator on sets of known members."""
        left, right = ({self.as_member(item): item for item in group.items} for group in (a, b))
        if MISSING in left or MISSING in right:
            return None
        if op in ("==", "!=", "<", "<=", ">", ">="):
            return number(bool(FOLDS[op](set(left), set(right))))
        both = {**left, **right}
        match op:
            case "|":
                members = list(both)
            case "&":
                members = [member for member in left if member in right]
            case "-":
                members = [member for member in left if member not in right]
            case "^":
                members = [member for member in both if (member in left) != (member in right)]
            case _:
                return None
        return Group(a.maker, tuple(range(len(members))), tuple(both[member] for member in members))

    def counted(self, op: str, a: Group, b: Group) -> Value:
        """Return the value of `+` or `-` of two counters, which keeps what is positive: known numbers only."""
        parts = [{k: constant_of(v) for k, v in zip(g.keys, g.items, strict=True)} for g in (a, b)]
        if any(value is MISSING for part in parts for value in part.values()):
            raise self.unsupported("`+` and `-` of counters keep what is positive, which is not known while compiling")
        result = FOLDS[op](Counter(parts[0]), Counter(parts[1]))
        assert isinstance(result, Counter)
        return Group(Counter, tuple(result), tuple(number(value) for value in result.values()))


def may_be_object(value: Value) -> bool:
    """Return whether a value may be anything when the code runs: a text or a function too."""
    return isinstance(value, Leaf) and isinstance(value.kind, Unknown) and not value.kind.numeric


def may_be_equal(value: Value) -> bool:
    """Return whether a value may be equal to a text or a function: of an array, the elements may."""
    kind = value.kind if isinstance(value, Leaf) else None
    return isinstance(kind, Array | Unknown) or (isinstance(kind, Scalar) and not is_number_type(kind.dtype))
