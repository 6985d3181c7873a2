"""Types of the generated programs, and what is known of each name at a point of a program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Type = tuple[Any, ...]

FLOAT: Type = ("float",)
INT: Type = ("int",)  # always within 0 .. 3
COUNTER: Type = ("counter",)  # of a while loop; nobody else assigns it
BOOL: Type = ("bool",)


def array(n: int) -> Type:
    return ("array", n)


def matrix(rows: int, columns: int) -> Type:
    return ("matrix", rows, columns)


def either(n: int) -> Type:
    """A float or an array of length `n`, as the branches taken decide."""
    return ("either", n)


def floats(least: int) -> Type:
    """A list of at least so many floats."""
    return ("list", least)


def tree(kind: str, *items: tuple[str, Type]) -> Type:
    """A dict, tuple or list; items pair the text of a key with a type."""
    return ("tree", kind, items)


@dataclass(frozen=True)
class Signature:
    """How a function is called. `loose` parameters have defaults; `rest` takes further floats."""

    parameters: tuple[tuple[str, Type], ...]
    result: Type
    loose: frozenset[str] = frozenset()
    rest: bool = False
    writes: frozenset[str] = frozenset()
    recursive: bool = False  # its last parameter, an int, bounds the depth

    @property
    def type(self) -> Type:
        return ("function", self)


MAP: Type = Signature((("a", FLOAT),), FLOAT).type  # float to float, the type of a function that is passed


@dataclass
class Scope:
    """Types of the names that are, or may be, assigned; `sure` are those that are."""

    types: dict[str, Type] = field(default_factory=dict)
    sure: set[str] = field(default_factory=set)

    def copy(self) -> Scope:
        return Scope(dict(self.types), set(self.sure))

    def assign(self, name: str, kind: Type) -> None:
        self.types[name] = kind
        self.sure.add(name)

    def names(self, kind: Type, maybe: bool) -> list[str]:
        return [name for name, has in self.types.items() if has == kind and (maybe or name in self.sure)]


def join(a: Scope, b: Scope, mixed: bool) -> Scope:
    """What is known where two paths meet; `mixed`: a name may be a float on one and an array on the other."""
    types = {}
    for name in {**a.types, **b.types}:
        s, t = a.types.get(name), b.types.get(name)
        if s == t or s is None or t is None:
            types[name] = s or t
        elif mixed and FLOAT in (s, t) and (other := t if s == FLOAT else s)[0] in ("array", "either"):
            types[name] = either(other[1])
        elif mixed and {s[0], t[0]} == {"array", "either"} and s[1] == t[1]:
            types[name] = either(s[1])
    return Scope(types, {name for name in a.sure & b.sure if name in types})


def after_loop(before: Scope, body: Scope) -> Scope:
    """What is known after a loop that may make no trip: the body cannot change a type that was known before."""
    scope = before.copy()
    for name, kind in body.types.items():
        scope.types.setdefault(name, kind)
    return scope
