"""Arguments and results as trees of leaves: tuples, lists, dicts, named tuples, dataclasses, nested."""

from __future__ import annotations

import array
import enum
import functools
import inspect
import re
import types
import typing
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from .dataclass_objects import beside_fields, object_of
from .errors import KindError
from .kinds import MANY, UNKNOWN, kind_of
from .others import is_other_array, is_other_number


def children(tree: Any) -> list[tuple[Any, Any]] | None:
    """Return the keys and parts of a container, None for a leaf."""
    if isinstance(tree, dict):
        return list(tree.items())
    if isinstance(tree, tuple | list) or type(tree) is deque:
        return list(enumerate(tree))
    if is_dataclass(tree) and not isinstance(tree, type):
        return [(field.name, getattr(tree, field.name)) for field in fields(tree)]
    if type(tree) is types.SimpleNamespace:
        return list(vars(tree).items())
    return None


def rebuild(tree: Any, parts: list[Any]) -> Any:
    """Return a container like `tree` with other parts."""
    if isinstance(tree, dict):
        table = dict(zip(tree, parts, strict=True))
        return type(tree)(table) if type(tree) is not dict and is_as_its_base(type(tree)) else table
    if isinstance(tree, tuple) and hasattr(tree, "_make"):
        return tree._make(parts)
    if isinstance(tree, tuple | list):
        return type(tree)(parts)
    if type(tree) is deque:
        return deque(parts, tree.maxlen)
    if type(tree) is types.SimpleNamespace:
        return types.SimpleNamespace(**dict(zip(vars(tree), parts, strict=True)))
    names = [field.name for field in fields(tree)]
    return object_of(type(tree))(**beside_fields(tree), **dict(zip(names, parts, strict=True)))


def map_tree(function: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """Return a tree with `function` applied to each leaf (and to the leaves in the same place of other trees)."""
    own = children(tree)
    if own is None:
        return function(tree, *others)
    rest = [dict(children(other) or []) for other in others]
    return rebuild(tree, [map_tree(function, part, *(other[key] for other in rest)) for key, part in own])


def tree_leaves(tree: Any) -> list[Any]:
    """Return the leaves of a tree, from left to right."""
    own = children(tree)
    return [tree] if own is None else [leaf for _, part in own for leaf in tree_leaves(part)]


def stacks_for(leaves: list[Any], number: int) -> list[Any]:
    """Return room for so many of each leaf; None stands for what has no derivative."""
    return [None if leaf is None else np.empty((number, *np.shape(leaf)), np.result_type(leaf)) for leaf in leaves]


def put_at(stacks: list[Any], place: int, leaves: list[Any]) -> None:
    """Put leaves into their stacks."""
    for stack, leaf in zip(stacks, leaves, strict=True):
        if stack is not None:
            stack[place] = leaf


def is_real_leaf(leaf: Any) -> bool:
    """Return whether a leaf can carry a derivative: a float or complex number or array."""
    if isinstance(leaf, float | complex | np.floating | np.complexfloating):
        return True
    if isinstance(leaf, np.ndarray) or is_other_array(leaf):
        return leaf.dtype.kind in "fcO"
    return is_other_number(leaf)


INTEGER = re.compile(r"u?int(_|c|p|\d+)?|(un)?signedinteger|integer|bool_?|None(Type)?|str")
AROUND = re.compile(
    r"Optional|Union|Literal|Final|Annotated|[Tt]uple|[Ll]ist|Sequence|Iterable|[Dd]ict|Mapping|deque"
    r"|typing|collections|abc|types|numpy|np|npt|t"
)
ARRAY_OF = re.compile(r"(?:\w+\.)*(?:NDArray\[|ndarray\[.*?dtype\[)((?:\w+\.)*\w+)\]+")
TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")


def declared_integers(kind: Any) -> frozenset[object]:
    """Return the fields of a dataclass or a named tuple whose annotations tell that they hold no real numbers.

    They count, choose and set up (`heads: int = 2`, `sizes: tuple[int, ...]`, `faces: NDArray[np.int64]`), and stay
    integers where the rest is differentiated with respect to. Those of a named tuple are told by position, too.
    """
    return frozenset() if kind in (list, tuple, dict) else _declared_integers(kind)


@functools.lru_cache(maxsize=1024)
def _declared_integers(kind: type) -> frozenset[object]:
    if not is_dataclass(kind) and not (issubclass(kind, tuple) and hasattr(kind, "_fields")):
        return frozenset()
    try:
        annotations = typing.get_type_hints(kind)
    except Exception:  # an annotation may name what is nowhere to be found
        annotations = {}
        for base in reversed(kind.__mro__):
            annotations |= inspect.get_annotations(base)
    found: set[object] = {name for name, annotation in annotations.items() if tells_integers(annotation)}
    return frozenset(found | {i for i, name in enumerate(getattr(kind, "_fields", ())) if name in found})


def tells_integers(annotation: object) -> bool:
    """Return whether an annotation is one of integers, or of containers or arrays of them."""
    written = getattr(annotation, "__forward_arg__", annotation)
    text = written.__name__ if type(written) is type else str(written)
    names = re.findall(r"[^\W\d]\w*", ARRAY_OF.sub(r"\1", TEXT.sub("str", text)))
    integers = [name for name in names if INTEGER.fullmatch(name)]
    return any("int" in name for name in integers) and all(name in integers or AROUND.fullmatch(name) for name in names)


OWN_WAYS = (
    "__new__", "__init__", "__getitem__", "__setitem__", "__delitem__", "__iter__", "__len__", "__contains__",
    "__missing__", "__reversed__", "keys", "values", "items", "get", "pop", "popitem", "update", "setdefault",
    "append", "extend", "insert", "remove", "index",
)  # fmt: skip


def own_way(kind: Any) -> str | None:
    """Return what a class derived from list, tuple or dict does in another way than these, None for nothing."""
    return None if kind in (list, tuple, dict) else _own_way(kind)


@functools.lru_cache(maxsize=1024)
def _own_way(kind: type) -> str | None:
    for base in kind.__mro__:
        if base in (list, tuple, dict) or base.__module__ == "collections":
            return None
        found = [name for name in OWN_WAYS if isinstance(vars(base).get(name), types.FunctionType | staticmethod)]
        if found and not hasattr(base, "_fields"):
            return found[0]
    return None


def is_as_its_base(kind: Any) -> bool:
    """Whether a class is derived from list, tuple or dict alone and holds its parts as these do."""
    derived = any(base in (list, tuple, dict) for base in kind.__bases__)
    return derived and kind not in (defaultdict, Counter) and own_way(kind) is None


def as_real(tree: Any) -> Any:
    """Return a tree whose integers and integer arrays are float64, the same tree if there are none.

    Flags, members of enumerations, strings and other objects stay, and so does what a class declares to be integers;
    dicts of other classes become plain ones.
    """
    own = children(tree)
    if own is not None and own_way(type(tree)) is not None:
        return tree  # which is refused where it is taken apart
    if own is not None:
        whole = declared_integers(type(tree))
        parts = [part if key in whole else as_real(part) for key, part in own]
        same = all(new is old for new, (_, old) in zip(parts, own, strict=True))
        plain = not isinstance(tree, dict) or type(tree) is dict or is_as_its_base(type(tree))
        return tree if same and plain else rebuild(tree, parts)
    if isinstance(tree, int | np.integer) and not isinstance(tree, bool | enum.Enum):
        try:
            return float(tree)
        except OverflowError as error:
            raise KindError("an integer is too large to be taken as a real number") from error
    if isinstance(tree, np.ndarray) and tree.dtype.kind in "iu":
        return tree.astype(np.float64)
    return tree


def of_its_kind(tangent: Any, primal: Any) -> Any:
    """Return a number as one of NumPy's, or as an array without axes, where the argument that it belongs to is such."""
    if not isinstance(primal, np.ndarray | np.generic) or isinstance(tangent, np.ndarray):
        return tangent
    dtype = np.result_type(primal.dtype, tangent) if isinstance(tangent, complex) else primal.dtype
    if isinstance(primal, np.ndarray):
        return np.array(tangent, dtype)
    return tangent if isinstance(tangent, np.generic) else dtype.type(tangent)


MOST_ATTRIBUTES = 40
HEAP_TYPE = 1 << 9  # the flag of classes made by a class statement
DEEPEST = 4  # objects inside objects: what is deeper, or comes round, is taken as it is


def attributes(value: object) -> dict[str, Any] | None:
    """Return what is in an object of a class written in Python, by attribute; None for all other objects.

    An object that computes its attributes (`__getattr__`), or that has a great many, is taken as it is.
    """
    kind = type(value)
    own = getattr(value, "__dict__", None)
    if kind is types.SimpleNamespace and isinstance(own, dict) and len(own) <= MOST_ATTRIBUTES:
        return own
    if type(own) is not dict or not kind.__flags__ & HEAP_TYPE or len(own) > MOST_ATTRIBUTES:
        return None
    if isinstance(
        value, type | types.FunctionType | types.ModuleType | BaseException | np.ndarray | dict | list | tuple
    ):
        return None
    if is_other_number(value):
        return None
    if callable(value) and not isinstance(kind.__call__, types.FunctionType):
        return None  # made in C: functools.lru_cache, say
    if kind.__getattribute__ is not object.__getattribute__ or hasattr(kind, "__getattr__"):
        return None
    if kind.__module__.partition(".")[0] in ("numpy", "scipy"):
        return None  # a distribution, say: its methods have rules
    if hasattr(kind, "__array_priority__") or hasattr(kind, "__array__") or hasattr(kind, "__array_function__"):
        return None  # an array of another library
    ours = any(hasattr(value, mark) for mark in ("__srcad_derivative__", "__srcad_primal__", "__srcad_implicit__"))
    return None if ours else own


def may_be_many(items: Sequence[Any]) -> bool:
    """Return whether a list or a deque is so long that it is kept as one if all its elements are of one kind."""
    return len(items) > MOST_ONE_BY_ONE and not isinstance(items[0], CONTAINERS) and kind_of(items[0]) != UNKNOWN


MOST_ONE_BY_ONE = 8
CONTAINERS = (tuple, list, dict, str)  # what is in a list of these is looked at one by one
NUMBERS = frozenset({float, int, bool, complex})
BY_IDENTITY = frozenset({"logging", "threading"})  # a logger leads to all that is logged
LARGEST_COUNT = 40  # larger integers are never known while compiling


def signature(value: Any, depth: int = 0) -> Any:
    """Return what a compiled function depends on of an argument: kinds, structure, short lengths, functions."""
    kind = type(value)
    if kind is float or kind is int or kind is bool or kind is complex:
        return kind
    if kind is np.ndarray:
        shape = value.shape
        return value.dtype.str, tuple([n if n < MANY else MANY for n in shape])
    if value is None or kind is str or isinstance(value, enum.Enum):
        return value
    if isinstance(value, str):
        return kind, str(value), None if kind is np.str_ else _Identity(value)
    if isinstance(value, np.generic):
        return kind
    if isinstance(value, dict):
        makes = _Identity(value.default_factory) if isinstance(value, defaultdict) else None
        return kind, makes, tuple((key, signature(part, depth)) for key, part in value.items())
    if kind is array.array:
        return kind, value.typecode, signature(list(value))
    if isinstance(value, tuple | list):
        kinds = tuple(map(type, value))  # most are numbers: these are told at the speed of C
        many = kind is list and len(kinds) > MOST_ONE_BY_ONE
        if many and kinds[0] in NUMBERS and kinds.count(kinds[0]) == len(kinds):
            return list, "many", kinds[0]
        if NUMBERS.issuperset(kinds):
            return kind, kinds
        if many and may_be_many(value):
            parts = {signature(part, depth) for part in value}
            if len(parts) == 1:
                return list, "many", next(iter(parts))
        return kind, tuple(signature(part, depth) for part in value)
    if kind is deque:
        return kind, value.maxlen, signature(list(value), depth)
    if is_dataclass(value) and not isinstance(value, type):
        named = [(f.name, signature(getattr(value, f.name), depth)) for f in fields(value)]
        beside = beside_fields(value) if depth < DEEPEST else {}
        return kind, (*named, *((name, signature(part, depth + 1)) for name, part in beside.items()))
    if kind.__module__ in BY_IDENTITY:
        return kind, _Identity(value)
    if is_other_array(value):
        return kind, value.dtype.str, tuple([n if n < MANY else MANY for n in value.shape])
    own = attributes(value) if depth < DEEPEST else None
    if own is not None:
        return kind, tuple([(name, signature(part, depth + 1)) for name, part in own.items()])
    if callable(value):
        return "object", _Identity(value)
    return kind


def counts(value: Any, depth: int = 0) -> tuple[int, ...]:
    """Return the small integers and flags in an argument, by which code is written where nothing else will do."""
    if type(value) in (int, bool):
        return (value,) if abs(value) <= LARGEST_COUNT else (LARGEST_COUNT + 1,)
    if isinstance(value, dict):
        parts: Any = value.values()
    elif isinstance(value, tuple | list) or type(value) is deque:
        if type(value) in (list, deque) and may_be_many(value):
            return ()
        parts = value
    elif is_dataclass(value) and not isinstance(value, type):
        parts = [*(getattr(value, f.name) for f in fields(value)), *beside_fields(value).values()]
    else:
        own = attributes(value) if depth < DEEPEST and type(value).__module__ not in BY_IDENTITY else None
        return () if own is None else tuple(n for part in own.values() for n in counts(part, depth + 1))
    return tuple(n for part in parts for n in counts(part, depth))


def members(value: Any) -> Any:
    """Return what is in a set, in its order, and what numbers in it are, as 1 == 1.0 == True and 0.0 == -0.0."""
    if isinstance(value, set | frozenset | tuple):
        return type(value), tuple([members(part) for part in value])
    return type(value), repr(value) if isinstance(value, float | complex) else value


class _Identity:
    """A key that is equal only for the same object, and keeps it alive."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


def rebuild_leaves(tree: Any, leaves: list[Any]) -> Any:
    """Return a tree like `tree` with other leaves, given from left to right."""
    rest = iter(leaves)
    return map_tree(lambda _: next(rest), tree)


def arrays_in(value: object) -> list[np.ndarray[Any, Any]]:
    """Return the arrays in nested containers and objects."""
    found: list[np.ndarray[Any, Any]] = []
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, np.ndarray):
            found.append(part)
            continue
        if isinstance(part, float | int | str) or id(part) in seen:
            continue
        seen.add(id(part))
        inner = part if isinstance(part, list | tuple) else part.values() if isinstance(part, dict) else None
        if inner is None:
            inner = (attributes(part) or dict(children(part) or {})).values()
        waiting += inner
    return found


def snapshot(value: Any) -> Any:
    """Return a copy of nested tuples, lists and dicts of arrays: views become the same views of copies."""
    return _Copies().copy(value)


def is_copied(value: Any) -> bool:
    """Return whether `snapshot` copies all of a value that may change: it is of numbers, texts and plain arrays."""
    if value is None or isinstance(value, int | float | complex | str | np.generic):
        return True
    if isinstance(value, np.ndarray):
        return type(value) is np.ndarray and not value.dtype.hasobject
    parts = value.values() if isinstance(value, dict) else value
    return isinstance(value, list | tuple | dict | deque) and all(map(is_copied, parts))


class _Copies:
    """The copies made so far, by the identity of the original (kept alive here)."""

    def __init__(self) -> None:
        self.made: dict[int, tuple[Any, Any]] = {}

    def copy(self, value: Any) -> Any:
        if isinstance(value, np.ndarray):
            return self.array(value)
        if not isinstance(value, list | tuple | dict) and type(value) is not deque:
            return value
        if id(value) in self.made:
            return self.made[id(value)][1]
        if isinstance(value, list):
            new_list: list[Any] = []
            self.made[id(value)] = value, new_list
            new_list += [self.copy(item) for item in value]
            return new_list
        if isinstance(value, dict):
            new_dict = {key: self.copy(item) for key, item in value.items()}
            self.made[id(value)] = value, new_dict
            return new_dict
        if isinstance(value, deque):
            new_deque: deque[Any] = deque(maxlen=value.maxlen)
            self.made[id(value)] = value, new_deque
            new_deque.extend(self.copy(item) for item in value)
            return new_deque
        if hasattr(value, "_make"):
            return value._make(self.copy(item) for item in value)
        return tuple(self.copy(item) for item in value)

    def array(self, value: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        if id(value) in self.made:
            return self.made[id(value)][1]  # type: ignore[no-any-return]
        root = value
        while isinstance(root.base, np.ndarray):
            root = root.base
        whole = root.flags.c_contiguous or root.flags.f_contiguous
        if root.dtype.hasobject or type(value) is not np.ndarray or not whole:
            new = value.copy()
        elif root is value:
            new = value.copy(order="K")
        else:
            memory = self.array(root)
            offset = value.__array_interface__["data"][0] - root.__array_interface__["data"][0]
            flat = memory if memory.flags.c_contiguous else memory.T
            new = np.ndarray(value.shape, value.dtype, flat, offset, value.strides)
        self.made[id(value)] = value, new
        return new
