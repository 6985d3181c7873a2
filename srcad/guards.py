"""What a generated function relies on: tested where it is called, inline, before its first statement.

    def f_value_and_grad(x, w):
        if not (type(x) is float and type(w) is ndarray and w.dtype is float64 and w.ndim == 1 and len(w) > 4):
            return otherwise(x, w)

The tests say what `tree.signature` says of the arguments and of what is read from outside, and that a name from outside
still means what it did. A test may refuse what would fit (then the slow way decides), never the other way round.
"""

from __future__ import annotations

import builtins
import enum
import types
from collections import deque
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from .dataclass_objects import beside_fields, told
from .kinds import MANY
from .names import Names
from .others import is_other_array
from .specialise.asked import Asked
from .specialise.state import FreeInput, Guard
from .tree import attributes, counts, members, signature

_ABSENT = object()
ALWAYS = ("__code__", "__defaults__", "__kwdefaults__")  # what every function has
LARGEST = 40  # leaves of an argument beyond which its signature is compared as a whole


# ------------------------------------------------------------ one by one
def still_holds(guards: list[Guard], free: list[FreeInput], keys: list[object]) -> bool:
    """Return whether names from outside mean what they did, and what is read from there is of the same kinds."""
    if not all(map(holds, guards)):
        return False
    return all(signature(current(each)) == key for each, key in zip(free, keys, strict=True))


def holds(guard: Guard) -> bool:
    """Return whether a guarded name holds what it did, and a set the same members."""
    if isinstance(guard.holder, set):
        return bool(members(guard.holder) == guard.value)
    return present(guard) is guard.value


def present(guard: Guard) -> object:
    """Return what a guarded name holds now."""
    holder = guard.holder
    if isinstance(holder, types.CellType):
        try:
            return holder.cell_contents
        except ValueError:
            return _ABSENT
    if isinstance(holder, types.FunctionType | type):
        return getattr(holder, guard.name, _ABSENT)
    if isinstance(holder, Asked):
        return holder.answer()
    assert isinstance(holder, Mapping)
    found = holder.get(guard.name, _ABSENT)
    return getattr(builtins, guard.name, _ABSENT) if found is _ABSENT else found


def current(free: FreeInput) -> object:
    """Return what a variable from outside the function holds now."""
    try:
        return free.scope.find(free.variable)
    except (NameError, ValueError):
        return None


# ------------------------------------------------------------ as text
class Guards:
    """The text of tests, and the objects that it names."""

    def __init__(self, taken: frozenset[str], counted: bool = False) -> None:
        self.counted = counted  # whether the integers among the arguments must be the same
        self.names = Names(taken)
        self.held: dict[str, object] = {}
        self.by_id: dict[int, str] = {}
        self.type, self.len = self.hold(type), self.hold(len)

    def hold(self, value: object) -> str:
        """Return a name for an object."""
        if id(value) not in self.by_id:
            wish = told(value, "__name__", "")
            name = self.names.fresh(wish if isinstance(wish, str) and wish.isidentifier() else "held")
            self.by_id[id(value)] = name
            self.held[name] = value
        return self.by_id[id(value)]

    def arguments(self, table: Mapping[str, Any]) -> list[str]:
        """Return the tests that arguments are of the same kinds as those given."""
        found = [test for name, value in table.items() for test in self.of(name, value)]
        numbers = {name: counts(value) for name, value in table.items()} if self.counted else {}
        return [*found, *(f"{self.hold(counts)}({name}) == {has!r}" for name, has in numbers.items() if has)]

    def outside(self, guards: list[Guard], free: list[FreeInput]) -> list[str]:
        """Return the tests of names from outside."""
        found = [self.guard(guard) for guard in guards]
        for each in free:
            scope, name = each.scope, each.variable
            place = scope.cells.get(name)
            text = f"{self.hold(scope.globals)}[{name!r}]" if place is None else f"{self.hold(place)}.cell_contents"
            found += self.of(text, scope.find(name))
        return list(dict.fromkeys(found))

    def guard(self, guard: Guard) -> str:
        """Return the test of one name."""
        value = self.hold(guard.value)
        if isinstance(guard.holder, Asked):
            return f"{self.hold(guard.holder.question)}({', '.join(map(self.hold, guard.holder.about))}) is {value}"
        holder = self.hold(guard.holder)
        if isinstance(guard.holder, types.CellType):
            return f"{holder}.cell_contents is {value}"
        if isinstance(guard.holder, set):
            return f"{self.hold(members)}({holder}) == {value}"
        if isinstance(guard.holder, types.FunctionType | type):
            return f"{holder}.{guard.name} is {value}"
        assert isinstance(guard.holder, Mapping)
        if guard.name in guard.holder:
            return f"{holder}[{guard.name!r}] is {value}"
        return f"{guard.name!r} not in {holder} and {self.hold(builtins)}.{guard.name} is {value}"

    def guard_text(self, table: Mapping[str, Any], guards: list[Guard], free: list[FreeInput], otherwise: str) -> str:
        """Return the statements that leave by `otherwise`, the text of a call, unless all tests hold."""
        sure = [g for g in guards if isinstance(g.holder, types.FunctionType) and g.name in ALWAYS]
        inside = [*self.arguments(table), *self.outside(sure, [])]
        outside = self.outside([guard for guard in guards if guard not in sure], free)
        if not outside:
            return f" if not ({' and '.join(inside) or 'True'}): return {otherwise}"
        fits = self.names.fresh("fits")
        test = " and ".join([*inside, *outside])
        return (
            f" try: {fits} = {test}\n"
            f" except Exception: {fits} = False\n"  # a name from outside is gone
            f" if not {fits}: return {otherwise}"
        )

    def of(self, text: str, value: Any) -> list[str]:
        """Return the tests that what `text` gives has the signature of `value`."""
        kind = type(value)
        if value is None:
            return [f"{text} is None"]
        if isinstance(value, enum.Enum):
            return [f"{text} is {self.hold(value)}"]
        if kind is np.ndarray:
            return self.array(text, value)
        parts = _parts(value)
        if parts is not None:
            return self.container(text, value, parts)
        if kind is str:
            name, test = self.typed(text, kind)
            return [test, f"{name} == {value!r}"]
        if isinstance(value, str) or attributes(value) is not None or is_other_array(value) or kind is deque:
            return [f"{self.hold(signature)}({text}) == {self.hold(signature(value))}"]
        if kind in (float, int, bool, complex) or isinstance(value, np.generic) or not callable(value):
            return [f"{self.type}({text}) is {self.hold(kind)}"]
        return [f"{text} is {self.hold(value)}"]

    def typed(self, text: str, kind: type) -> tuple[str, str]:
        """Return a name for what `text` gives, and the test that it is of a class."""
        if text.isidentifier():
            return text, f"{self.type}({text}) is {self.hold(kind)}"
        name = self.names.fresh("part")
        return name, f"{self.type}({name} := {text}) is {self.hold(kind)}"

    def array(self, text: str, value: np.ndarray) -> list[str]:
        """Return the tests of an array: dtype, rank, short lengths."""
        name, test = self.typed(text, np.ndarray)
        dtype = value.dtype
        usual = np.dtype(dtype.str) is dtype
        found = [test, f"{name}.dtype is {self.hold(dtype)}" if usual else f"{name}.dtype.str == {dtype.str!r}"]
        shape = value.shape
        if all(n < MANY for n in shape):
            return [*found, f"{name}.shape == {shape!r}"]
        lengths = [f"{self.len}({name})", *(f"{name}.shape[{i}]" for i in range(1, len(shape)))]
        tests = [f"{n} == {have}" if have < MANY else f"{n} >= {MANY}" for n, have in zip(lengths, shape, strict=True)]
        return [*found, f"{name}.ndim == {len(shape)}", *tests]

    def container(self, text: str, value: Any, parts: list[tuple[str, object]]) -> list[str]:
        """Return the tests of a container and of its parts."""
        if (type(value) is list and len(value) > 8) or _count(value) > LARGEST:
            return [f"{self.hold(signature)}({text}) == {self.hold(signature(value))}"]
        name, test = self.typed(text, type(value))
        found = [test]
        if isinstance(value, dict):
            keys = tuple(value)
            found.append(f"{self.hold(tuple)}({name}) == {self.hold(keys)}")
            key_of = {i: f"{self.hold(keys)}[{i}]" for i in range(len(keys))}
            plain = {i: repr(k) for i, k in enumerate(keys) if type(k) in (str, int)}
            parts = [(f"[{plain.get(i, key_of[i])}]", value[k]) for i, k in enumerate(keys)]
        elif isinstance(value, tuple | list):
            found.append(f"{self.len}({name}) == {len(value)}")
        return [*found, *(test for path, part in parts for test in self.of(name + path, part))]


def _parts(value: Any) -> list[tuple[str, object]] | None:
    """Return the parts of a container and how to reach them, None for a leaf."""
    if isinstance(value, dict):
        return [("", part) for part in value.values()]
    if isinstance(value, tuple | list):
        return [(f"[{i}]", part) for i, part in enumerate(value)]
    if is_dataclass(value) and not isinstance(value, type):
        named = [("." + field.name, getattr(value, field.name)) for field in fields(value)]
        return [*named, *(("." + name, part) for name, part in beside_fields(value).items())]
    return None


def _count(value: Any) -> int:
    parts = _parts(value)
    return 1 if parts is None else sum(_count(part) for _, part in parts)
