"""What a variable may hold while a function is specialised: a leaf, a container of values, or something fixed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ..ir import Call, Const, Expr, Function, Name, names
from ..kinds import Fixed, Kind, Scalar, Struct, is_real_or_complex, join, join_known

if TYPE_CHECKING:
    from .frame import Frame


class _Missing:
    def __repr__(self) -> str:
        return "missing"


MISSING = _Missing()
_ZERO = Const(0)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A number, an array, a list or an unknown object: the expression that gives it, and what is known of it.

    `varied` tells that it may depend on what is differentiated with respect to; `constant` is its value if known.
    `given` is its kind where it is not None, if it may be None.
    """

    expr: Expr
    kind: Kind
    varied: bool = False
    constant: object = MISSING
    given: Kind | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A container of known structure; `whole` is an expression for the container itself, if one holds it unchanged.

    `ident` tells one list, dict or object from another with the same contents, once it may be seen under two names.
    """

    maker: type
    keys: tuple[object, ...]
    items: tuple[Value, ...]
    whole: Expr | None = None
    ident: int | None = None


@dataclass(frozen=True, slots=True)
class Ref:
    """A container that may change: what is in it now stands in the specialiser's heap under `ident`."""

    ident: int
    maker: type


@dataclass(frozen=True, slots=True)
class Static:
    """An object known while compiling; `expr` writes it."""

    value: object
    expr: Expr | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """A function defined inside a function: its text, and the frame whose variables it sees."""

    function: Function
    frame: Frame
    defaults: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Partial:
    """A function with some arguments given: `functools.partial`, or a method bound to its object."""

    function: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...] = ()


@dataclass(eq=False)
class Held:
    """The value of an attribute of a class inside a function, as the class holds it."""

    value: Value


class Given:
    """The class of a container that may be None: its parts are a flag, whether it is not, and what it is then."""


class Spread:
    """What stands for the last arguments of a call, where only the run knows how many there are."""


class Omitted:
    """What stands for an argument that is not given, where one function hands its arguments to another."""


@dataclass(frozen=True, slots=True)
class View:
    """Something that can be iterated: its elements one by one if known, else its length and the element at a position.

    `reads` are the variables that the view reads; a `range` also keeps its own bounds. A generator has no length: its
    statements are written where it is run.
    """

    items: tuple[Value, ...] | None
    length: Expr = _ZERO
    item: Callable[[Expr], Value] = field(default=lambda k: Static(None))
    reads: frozenset[str] = frozenset()
    bounds: tuple[Leaf, Leaf, Leaf] | None = None
    again: bool = False  # whether it can be gone through more than once, as a `range` can
    ident: int | None = None  # of one that cannot, once it has a name
    count: int | None = None  # the length, where it is known though the elements are asked for by position
    run: Callable[[Callable[[Value], None]], None] | None = None  # of a generator: hands its elements to a consumer
    left: Callable[[Callable[[Value], None], Callable[[], Value]], None] | None = None  # the same, until a test holds
    live: Callable[[], tuple[Value, ...]] | None = None  # the elements as they are now, of what may change while in use
    endless: bool = False  # of a generator: whether it goes on for as long as it is asked
    slots: Leaf | None = None  # of a checkpointed loop: how many states it keeps
    made: Hashable = None  # of a generator: where it was called
    source: tuple[Value, str] | None = None  # of `d.items()` and its like: the dict, whose changes are seen
    reading: bool = False  # whether an element is read from an array, as it is then, whenever it is asked for
    places: Callable[[], Value] | None = None  # the same by places, an element as it is when asked for


@dataclass(frozen=True, slots=True)
class Transformed:
    """A derivative of a function, made by `srcad.grad` and its like inside a differentiated function."""

    mode: str
    function: Value
    options: tuple[tuple[str, object], ...] = ()

    def changed(self, change: Callable[[Value], Value]) -> Transformed:
        """Return it with `change` applied to its function, and to the arguments that a pullback keeps."""
        options = tuple((key, tuple(map(change, kept)) if key == "primals" else kept) for key, kept in self.options)  # type: ignore[call-overload]
        return replace(self, function=change(self.function), options=options)


DELETED = "deleted"  # the reason that a variable has which `del` was said of


@dataclass(frozen=True, slots=True)
class Poison:
    """What has another structure, or is `absent`, on other paths; reading it is refused with this reason."""

    reason: str
    absent: bool = False
    made: Hashable = None  # of an iterator that goes by places if need be: where it was made


@dataclass(frozen=True, slots=True)
class Variant:
    """One of several functions, chosen while running: `selector` is the position of the one that it is."""

    selector: Leaf
    options: tuple[Value, ...]


@dataclass
class Input:
    """A leaf of a parameter: `name` holds it, `path` reads it from the parameter."""

    name: str
    path: Expr
    kind: Kind
    wrt: bool


Value: TypeAlias = Leaf | Group | Ref | Static | Closure | Partial | View | Transformed | Poison | Variant
Canonical: TypeAlias = Callable[[tuple[object, ...]], Name]
Merge: TypeAlias = Callable[[Ref, Ref], "Value"]

Keywords: TypeAlias = tuple[tuple[str, Value], ...]
# what gives the elements of something as they are now; what gives it by places; how many there are
Track: TypeAlias = tuple[Callable[[], tuple[Value, ...]], Callable[[], Value] | None, int]

NONE = Static(None, Const(None))
DEEPEST = 8  # so far inside of others stand containers that may be None


def leaves(value: Value) -> list[Leaf]:
    """Return the leaves of a value, in order."""
    if isinstance(value, Leaf):
        return [value]
    if isinstance(value, Group):
        return [leaf for item in value.items for leaf in leaves(item)]
    if isinstance(value, Partial):
        parts = [value.function, *value.args, *(item for _, item in value.keywords)]
        return [leaf for item in parts for leaf in leaves(item)]
    if isinstance(value, Variant):
        return [value.selector]
    held = value.items or () if isinstance(value, View) else ()
    return [leaf for item in held for leaf in leaves(item)]


PROBE = Name("?")  # a position by which an element is only looked at: nothing that makes it may be written


def is_varied(value: Value) -> bool:
    """Return whether any part of a value may depend on the arguments differentiated with respect to."""
    if isinstance(value, View) and value.items is None:
        return value.run is not None or is_varied(value.item(PROBE))
    return any(leaf.varied for leaf in leaves(value))


def kind_of_value(value: Value) -> Kind:
    """Return the kind of a value."""
    match value:
        case Leaf(kind=kind):
            return kind
        case Group(maker, keys, items):
            return Struct(maker, keys, tuple(kind_of_value(item) for item in items))
        case Static(obj):
            return Fixed(obj)
        case _:
            return Fixed(value)


def constant_of(value: Value) -> object:
    """Return the Python object that a value is known to be, or `MISSING`."""
    match value:
        case Leaf(constant=constant):
            return constant
        case Static(obj):
            return obj
        case Group(maker=maker, items=items) if maker in (tuple, list):
            parts = [constant_of(item) for item in items]
            return MISSING if any(part is MISSING for part in parts) else maker(parts)
        case _:
            return MISSING


def is_object(value: Value) -> bool:
    """Return whether a value is an object of a class that is none of Python's containers."""
    return isinstance(value, Group) and not issubclass(value.maker, tuple | list | dict | set | frozenset)


def is_whole(value: Value) -> bool:
    """Return whether a value is a whole number, of Python's or NumPy's."""
    return isinstance(value, Leaf) and isinstance(value.kind, Scalar) and np.dtype(value.kind.dtype).kind in "biu"


def number(value: bool | int | float | complex | str) -> Leaf:
    """Return the value of a literal number."""
    kinds = {bool: "bool", int: "int64", float: "float64", complex: "complex128"}
    kind = next(name for cls, name in kinds.items() if isinstance(value, cls))
    return Leaf(Const(value), Scalar(kind), False, value)


def join_values(a: Value, b: Value, canonical: Canonical, path: tuple[object, ...], merge: Merge) -> Value:
    """Return what is known of a variable that is `a` on one path and `b` on another.

    `canonical(path)` is the name that holds the leaf at a path of the variable, whichever way was taken; `merge` makes
    one container of two that may change.
    """
    if a == b:
        return a
    match a, b:
        case Ref(), Ref() if a.maker is b.maker:
            return merge(a, b)
        case Leaf(), Leaf():
            same = a.constant is not MISSING and type(a.constant) is type(b.constant) and a.constant == b.constant
            expr = a.expr if a.expr == b.expr else canonical(path)
            given = None if a.given is b.given is None else join(a.given or a.kind, b.given or b.kind)
            kind = join_known(a.kind, a.constant, b.kind, b.constant)
            return Leaf(expr, kind, a.varied or b.varied, a.constant if same else MISSING, given)
        case ((Static(None) | Group() | Ref()), (Static(None) | Group() | Ref())) if _may_be_none(a, b):
            flag = Leaf(canonical((*path, "given")), Scalar("bool"))
            one, other = _without_flag(a), _without_flag(b)
            if len(path) > DEEPEST:
                return Poison("a container that may be None and grows from trip to trip")
            if NONE in (one, other):
                held = other if one == NONE else one
            else:
                held = join_values(one, other, canonical, path, merge)
            return held if isinstance(held, Poison) else Group(Given, ("given", "held"), (flag, held))
        case Group(), Group() if a.maker is b.maker and a.keys == b.keys:
            items = [
                join_values(p, q, canonical, (*path, key), merge)
                for key, p, q in zip(a.keys, a.items, b.items, strict=True)
            ]
            return Group(a.maker, a.keys, tuple(items), a.whole if a.whole == b.whole else None)
        case ((Leaf() | Static()), (Leaf() | Static())) if _plain(a) and _plain(b):
            leaf, other = (a, b) if isinstance(a, Leaf) else (b, a)
            given = (leaf.given or leaf.kind) if isinstance(leaf, Leaf) and constant_of(other) is None else None
            varied = any(isinstance(side, Leaf) and side.varied for side in (a, b))
            return Leaf(canonical(path), join(kind_of_value(a), kind_of_value(b)), varied, MISSING, given)
        case Closure(), Closure() if (both := join_closures(a, b, canonical, path, merge)) is not None:
            return both
        case ((Static() | Closure() | Variant()), (Static() | Closure() | Variant())) if _callable(a) and _callable(b):
            options: list[Value] = []
            for side in (a, b):
                for option in side.options if isinstance(side, Variant) else (side,):
                    for i, known in enumerate(options):
                        found = known if known == option else None
                        if found is None and isinstance(known, Closure) and isinstance(option, Closure):
                            found = join_closures(known, option, canonical, (*path, i), merge)
                        if found is not None:
                            options[i] = found
                            break
                    else:
                        options.append(option)
            selector = Leaf(canonical((*path, "choice")), Scalar("int64"))
            return Variant(selector, tuple(options))
        case Poison(), _:
            return a
        case _, Poison():
            return b
        case _:
            return Poison(f"{describe(a)} on one path and {describe(b)} on another")


def _is_given(value: Value) -> bool:
    return isinstance(value, Group) and value.maker is Given


def _without_flag(value: Value) -> Value:
    return value.items[1] if isinstance(value, Group) and value.maker is Given else value


def may_be_none(value: Value) -> bool:
    """Whether a value is a container that may be None, or holds one."""
    return isinstance(value, Group) and (value.maker is Given or any(map(may_be_none, value.items)))


def _may_be_none(a: Value, b: Value) -> bool:
    """Whether what is one of two values is a container that may be None."""
    if any(isinstance(value, Static) and value.value is not None for value in (a, b)):
        return False
    return any(_is_given(value) or isinstance(value, Static) for value in (a, b))


def join_closures(
    a: Closure, b: Closure, canonical: Canonical, path: tuple[object, ...], merge: Merge
) -> Closure | None:
    """Return one nested function for two activations that made it: what each saw joins. None for others."""
    if a.function is not b.function or [name for name, _ in a.defaults] != [name for name, _ in b.defaults]:
        return None
    cells, around = a.frame.cells(a.function)
    others, same = b.frame.cells(b.function)
    values = [*cells.values(), *others.values()]
    if around is not same or set(cells) != set(others) or any(_holds(value, a.function) for value in values):
        return None
    joined = {name: join_values(cells[name], others[name], canonical, (*path, name), merge) for name in cells}
    defaults = tuple(
        (name, join_values(value, other, canonical, (*path, name), merge))
        for (name, value), (_, other) in zip(a.defaults, b.defaults, strict=True)
    )
    if joined == cells and defaults == a.defaults:
        return a
    return Closure(a.function, a.frame if joined == cells else a.frame.ended(joined, around), defaults)


def _holds(value: Value, text: Function) -> bool:
    """Whether a nested function sees itself, or another one made from the same text."""
    if isinstance(value, Closure):
        return value.function is text or any(
            _holds(cell, text) for cell in value.frame.cells(value.function)[0].values()
        )
    return isinstance(value, Variant) and any(_holds(option, text) for option in value.options)


def position(value: Value, options: tuple[Value, ...]) -> int:
    """Return which of several functions a function is: the same, or one of the same text."""
    if value in options:
        return options.index(value)
    texts = [option.function if isinstance(option, Closure) else None for option in options]
    assert isinstance(value, Closure)
    return next(i for i, text in enumerate(texts) if text is value.function)


def _callable(value: Value) -> bool:
    fixed = isinstance(value, Static) and callable(value.value) and not isinstance(value.value, type)
    return fixed or isinstance(value, Variant) or (isinstance(value, Closure) and not value.defaults)


def _plain(value: Leaf | Static) -> bool:
    return isinstance(value, Leaf) or value.value is None or isinstance(value.value, str | Enum)


def describe(value: Value) -> str:
    """Return a few words for an error message."""
    match value:
        case Group(maker, _, (_, held)) if maker is Given:
            return f"{describe(held)} or None"
        case Leaf(kind=Scalar()):
            return "a number"
        case Leaf():
            return "an array" if is_real_or_complex(value.kind) else "a value"
        case Group(maker, keys):
            if hasattr(maker, "family"):
                return f"a {maker.__name__} of unknown length"
            return f"a {maker.__name__} of {len(keys)}"
        case Ref(maker=maker):
            return f"a {maker.__name__}"
        case Static(obj):
            return f"{getattr(obj, '__name__', repr(obj))}"
        case Poison():
            return f"what is {value.reason}"
        case View():
            return "an iterator"
        case _:
            return "a function"


def reads_memory(value: Value) -> bool:
    """Whether a value is computed where it is used, from what may have been written by then."""
    return any(isinstance(leaf.expr, Call) and names(leaf.expr) for leaf in leaves(value))
