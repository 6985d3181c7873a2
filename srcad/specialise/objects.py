"""Objects from outside become values: literals, the user's globals, and containers that are taken apart."""

from __future__ import annotations

import array
import builtins
import dis
import enum
import types
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from ..dataclass_objects import beside_fields, told
from ..errors import UnboundVariable, UnsupportedSyntax
from ..ir import Block, Call, Const, Expr, Name, Origin, statements, subexpressions
from ..kinds import UNKNOWN, ListOf, is_real_or_complex, kind_of
from ..names import GLOBALS
from ..others import check_plain, has_other_class
from ..syntax.source import unwrap
from ..tree import DEEPEST, LARGEST_COUNT, attributes, is_as_its_base, may_be_many, members, own_way
from .asked import Asked, held_by_class
from .frame import Frame, Scope, is_literal
from .parts import LEAST_KEPT, Parts
from .skeletons import LEAF, Extra, labels, many
from .state import FreeInput, Guard
from .values import DELETED, MISSING, Group, Held, Leaf, Poison, Ref, Static, Value, number

MOST_PARTS = 1000  # longer lists are of numbers
FILLS = frozenset({".append()", ".extend()", ".append", ".extend"})
TABLES = (OrderedDict, Counter, defaultdict)  # dicts that are read from outside, and handed over as plain ones only
WIDE = 8  # bytes
STORE = dis.opmap["STORE_GLOBAL"]


BESIDE_FIELDS = "no field of its dataclass, but may be computed from them"


class Objects(Parts):
    """The part that wraps objects at hand."""

    handed_over = False  # whether what is looked at is an argument, of which the function has its own copy

    def wrap_constant(self, value: object) -> Value:
        """Return the value of a literal."""
        if type(value) in (bool, int, float, complex):
            assert isinstance(value, bool | int | float | complex)
            return number(value)
        if type(value) is tuple:
            return Group(tuple, tuple(range(len(value))), tuple(self.wrap_constant(item) for item in value))
        if value is None or value is Ellipsis or isinstance(value, str | bytes):
            return Static(value, Const(value))
        return Static(value)

    def lookup(self, name: str, frame: Frame) -> Value:
        """Return what a variable holds; one from outside is resolved now and checked again at each call."""
        where: Frame | None = frame
        while where is not None:
            if name in where.locals:
                self.looked.add((id(where), name))
                if (id(where), name) in self.uncertain:
                    self.missed.add((id(where), name))
                if name in where.env:
                    found = self.current(self.fresh(where.env[name]))
                    if isinstance(found, Poison) and found.reason == DELETED:
                        hint = "Give it a value again before, or do without the `del`."
                        raise UnboundVariable(f"`{name}` is read after `del {name}`", self.origin, hint=hint)
                    if isinstance(found, Poison):
                        raise self.unfollowed(name, found)
                    return found
                self.miss((id(where), name))
                return Leaf(where.canonical((name,)), UNKNOWN)
            if where.parent is None:
                break
            where = where.parent
        return self.free_value(name, (where or frame).scope)

    def unfollowed(self, name: object, value: Poison, at: Origin | None = None) -> UnsupportedSyntax:
        """Return the refusal of what is not the same kind of thing on every path."""
        what = f"`{name}` is {value.reason}, and cannot be followed while compiling"
        beside = value.reason is BESIDE_FIELDS
        hint = "Make it a field, or a property." if beside else "Give it the same structure on every path."
        error = self.unsupported(what, hint, at)
        error.made = value.made
        return error

    def free_value(self, name: str, scope: Scope, read: bool = False) -> Value:
        """Return the value of a name from outside the function; with `read`, integers are read at each call as well."""
        if name == GLOBALS:
            return self.global_table(scope)
        table = self.tables.get(id(scope.globals)) if name not in scope.cells else None
        if table is not None and name in (held := self.global_table(scope)).keys:  # what it is by now
            return held.items[held.keys.index(name)]
        try:
            found = scope.find(name)
        except (NameError, ValueError):
            return Leaf(Name(name), UNKNOWN)
        key = (id(scope.cells.get(name)) if name in scope.cells else id(scope.globals), name)
        if key in self.free:
            return self.fresh(self.free[key].value)
        twin = self.twin_of(found)
        if twin is not None:  # another name of the same object, while both hold it
            for holder in (scope, twin.scope):
                called = name if holder is scope else twin.variable
                self.guards.append(Guard(holder.cells.get(called) or holder.globals, called, found))
            return self.fresh(twin.value)
        if (
            type(found) in (deque, array.array)
            and self.frame is not None
            and name in filled_in(self.frame.function.body)
        ):
            self.filled_outside.add(id(found))  # what is put there is not seen here
        elif is_data(found) or (read and isinstance(found, int)):
            if id(found) in self.filled_outside:
                raise self.unsupported(f"`{name}`, from outside the function, is read and filled here", "Use a list.")
            core = self.names.fresh(name)
            value = self.adopt(
                self.wrap_object(found, Name(core), varied=False), core, f"`{name}`, from outside the function,"
            )
            self.note_shared(core, found)
            self.free[key] = FreeInput(scope, name, core, value)
            return value
        self.guards.append(Guard(scope.cells.get(name) or scope.globals, name, found))
        return self.wrap_static(found)

    def twin_of(self, found: object) -> FreeInput | None:
        """Return what was read from outside under another name, if it is the same list, dict or object."""
        for each in self.free.values():
            if (
                isinstance(each.value, Group)
                and not isinstance(found, tuple)
                and each.scope.find(each.variable) is found
            ):
                return each
        return None

    def note_shared(self, core: str, found: object) -> None:
        """Note that a container from outside holds one that it, or another, leads to in another way, too."""
        inside, twice = containers_in(found)
        if twice:
            self.shared_outside.add(core)
        for other, parts in self.held_outside.items():
            if inside & parts:
                self.shared_outside |= {core, other}
        self.held_outside[core] = inside

    def guard(self, holder: Any, name: str) -> None:
        """Rely on an attribute of a function or a class: what is compiled holds as long as it is the same."""
        if hasattr(holder, "__srcad_local__"):  # a class inside a function is not seen outside
            return
        holder = holder.__func__ if isinstance(holder, types.MethodType) else holder
        raw = held_by_class(holder, name) if isinstance(holder, type) else None
        if isinstance(raw, classmethod) or isinstance(getattr(type(raw), "__get__", None), types.FunctionType):
            self.rely_on(raw, held_by_class, holder, name)  # to ask the class would be to make it anew, or run it
            return
        found = getattr(holder, name, None)
        known = any(guard.holder is holder and guard.name == name for guard in self.guards)
        if not known and getattr(holder, name, None) is found:  # some attributes are made anew each time
            self.guards.append(Guard(holder, name, found))

    def rely_on(self, answer: object, question: Callable[..., object], *about: object) -> None:
        """Rely on the answer to a question: what is compiled holds as long as it is the same object."""
        asked = Asked(question, about)
        if not any(asked.is_like(guard.holder) for guard in self.guards):
            self.guards.append(Guard(asked, "", answer))

    def is_settled(self, value: Value) -> bool:
        """Return whether a value is an object known while compiling that stays equal to what it is equal to."""
        return isinstance(value, Static) and not isinstance(value.value, set)

    def rely_on_members(self, obj: object) -> None:
        """Rely on what is in a set from outside, and in which order: it is written out in the code."""
        if isinstance(obj, set) and not any(guard.holder is obj for guard in self.guards):
            self.guards.append(Guard(obj, "members", members(obj)))

    def global_value(self, name: str, scope: Scope) -> Value:
        """Return the value of a variable that is declared global."""
        table = self.global_table(scope)
        return table.items[table.keys.index(name)] if name in table.keys else self.free_value(name, scope)

    def global_table(self, scope: Scope) -> Group:
        """Return the table of those global variables of a module that functions of it assign, as they are by now."""
        place = id(scope.globals)
        if place not in self.tables:
            known = tuple(name for name in written_globals(scope.globals) if name in scope.globals)
            plain = replace(scope, cells={})
            items = tuple(self.free_value(name, plain, read=True) for name in known)
            self.lasting |= {(place, name) for name in known}
            made = self.adopt(Group(dict, known, items, self.bound(scope.globals)), "globals", "a global variable")
            assert isinstance(made, Group) and made.ident is not None
            self.tables[place] = made.ident
        found = self.fresh(Ref(self.tables[place], dict))
        assert isinstance(found, Group)
        return found

    def wrap_static(self, found: object) -> Value:
        """Return the value of an object that is fixed while compiling."""
        if isinstance(found, enum.Enum):
            return Static(found)
        if isinstance(found, bool | int):
            return replace(number(found), expr=Const(found))
        if found is None or isinstance(found, str):
            return Static(found, Const(found))
        return Static(found)

    def bound(self, obj: object, wish: str = "") -> Name:
        """Return a name by which generated code can reach an object."""
        for name, known in self.bindings.items():
            if known is obj and (name in self.given or name not in self.names.taken):
                return self.give(name)
        wish = wish or told(obj, "__name__", "namespace" if isinstance(obj, dict) else type(obj).__name__)
        name = self.names.fresh(wish if wish.isidentifier() else "function")
        while name in self.bindings or getattr(builtins, name, obj) is not obj:
            name = self.names.fresh(wish if wish.isidentifier() else "function")
        self.bindings[name] = obj
        return self.give(name)

    def give(self, name: str) -> Name:
        """Return the name of a bound object, which no variable of this function may have."""
        self.given.add(name)
        self.names.taken.add(name)
        return Name(name)

    def wrap_object(self, obj: object, expr: Expr, varied: bool, depth: int = 0) -> Value:
        """Return the value of an object at hand that `expr` gives: containers of known structure are taken apart."""
        if isinstance(obj, enum.Enum):
            return Static(obj)
        if obj is None or isinstance(obj, str):
            return Static(obj, Const(obj))
        if is_record(obj):
            return Static(obj, expr)
        if is_container(obj) or (is_dataclass(obj) and not isinstance(obj, type)):
            return self.wrap_container(obj, expr, varied, depth)
        own = attributes(obj) if depth < DEEPEST else None
        if own is not None:
            parts = [self.wrap_object(part, Call("." + name, (expr,)), varied, depth + 1) for name, part in own.items()]
            return Group(type(obj), tuple(own), tuple(parts), expr)
        check_plain(obj)
        kind = kind_of(obj)
        self.library.other_classes |= has_other_class(obj)
        if kind == UNKNOWN and (callable(obj) or isinstance(obj, types.ModuleType)):
            return Static(obj, expr)
        if self.counting and type(obj) in (int, bool):
            assert isinstance(obj, int)
            return Leaf(expr, kind, False, obj if -LARGEST_COUNT <= obj <= LARGEST_COUNT else MISSING)
        return Leaf(expr, kind, varied and is_real_or_complex(kind))

    def wrap_container(self, obj: object, expr: Expr, varied: bool, depth: int = 0) -> Value:
        """Return a container's value: a long list of one kind as a leaf, others item by item."""
        if isinstance(obj, list | deque) and type(obj) in (list, deque) and self.is_long(obj):
            kinds = {kind_of(item) for item in obj}
            if len(kinds) == 1:
                many_of = ListOf(next(iter(kinds)))
                if isinstance(obj, list) or not self.handed_over:  # a deque from outside is only read
                    return Leaf(expr, many_of, varied)
                column = Leaf(Call("call", (Name("list"), expr)), many_of, varied)
                return Group(many(deque, LEAF, Extra(obj.maxlen)), tuple(labels(LEAF)), (column,))
        if isinstance(obj, dict | list | tuple) and (own := own_way(type(obj))) is not None:
            what = f"an argument of the class {type(obj).__name__}, which has its own `{own}`, is not supported"
            plainly = next(base.__name__ for base in (dict, list, tuple) if isinstance(obj, base))
            raise self.wrong_kind(f"{what}: pass a plain {plainly}")
        plain = not isinstance(obj, dict) or type(obj) is dict or is_as_its_base(type(obj))
        if not plain and (self.handed_over or type(obj) not in TABLES):
            raise self.wrong_kind(f"an argument of the class {type(obj).__name__} is not supported: pass a plain dict")
        if isinstance(obj, dict):
            keys: tuple[object, ...] = tuple(obj)
            items = [self.wrap_object(obj[key], Call("[]", (expr, Const(key))), varied, depth) for key in keys]
            if isinstance(obj, defaultdict):
                self.extras_there[expr] = Static(obj.default_factory)
            return Group(type(obj), keys, tuple(items), expr)
        if isinstance(obj, array.array):
            self.make_doubles(self.origin)
            if may_be_many(obj):
                return Leaf(Call("call", (Name("list"), expr)), ListOf(kind_of(obj[0])))
            numbers = [Leaf(Call("[]", (expr, Const(i))), kind_of(number)) for i, number in enumerate(obj)]
            return Group(list, tuple(range(len(obj))), tuple(numbers), expr)
        if isinstance(obj, deque):
            self.extras_there[expr] = obj.maxlen
        if isinstance(obj, tuple | list | deque):
            positions = tuple(range(len(obj)))
            found = [self.wrap_object(obj[i], Call("[]", (expr, Const(i))), varied, depth) for i in positions]
            return Group(type(obj), positions, tuple(found), expr)
        names_of = tuple(field.name for field in fields(obj))  # type: ignore[arg-type]
        parts = [self.wrap_object(getattr(obj, name), Call("." + name, (expr,)), varied, depth) for name in names_of]
        beside = beside_fields(obj) if depth < DEEPEST else {}
        parts += [self.wrap_object(part, Call("." + k, (expr,)), varied, depth + 1) for k, part in beside.items()]
        return Group(type(obj), (*names_of, *beside), tuple(parts), expr)

    def is_long(self, obj: list[Any] | deque[Any]) -> bool:
        """Return whether a list had better be kept as one if all its elements are of one kind."""
        if may_be_many(obj):
            return True
        if not self.handed_over or type(obj) is not list or len(obj) < LEAST_KEPT:
            return False
        if set(map(type, obj)) != {float}:
            return False
        self.rolling.opened = self.rolling.opened or not self.rolling.keeping
        return self.rolling.keeping

    def held(self, obj: object, foreign: str = "", name: str = "") -> Value:
        """Return the value of an object that is part of a function: a method's owner, a default, a partial's argument.

        What is inside of it is read at each call. It may not be written into where `foreign` says what it is.
        """
        if isinstance(obj, Held):
            return self.fresh(obj.value)
        if not is_container(obj) and not is_dataclass(obj) and attributes(obj) is None:
            return self.wrap_object(obj, self.bound(obj, name), False)
        key = (id(obj), "held")
        if key not in self.free:
            wish = name or type(obj).__name__.lower()
            core = self.names.fresh(wish if wish.isidentifier() else "held")
            value = self.adopt(self.wrap_object(obj, Name(core), False), core, foreign)
            self.free[key] = FreeInput(Scope(wish, {wish: obj}, {}, {}), wish, core, value)
        return self.fresh(self.free[key].value)

    def default(self, value: object, name: str) -> Value:
        """Return the value of a parameter's default."""
        if isinstance(value, Held):
            return value.value
        if is_literal(value):
            return self.wrap_constant(value)
        return self.held(value, f"the default of `{name}`", name)


def filled_in(block: Block) -> frozenset[str]:
    """Return the names of what is appended to in a block."""
    parts = (
        part
        for stmt in statements(block)
        if isinstance(value := getattr(stmt, "value", None), Call)
        for part in subexpressions(value)
    )
    return frozenset(
        part.args[0].id
        for part in parts
        if isinstance(part, Call) and part.op in FILLS and isinstance(part.args[0], Name)
    )


def is_container(obj: object) -> bool:
    """Return whether an object is one of Python's containers that are taken apart."""
    return isinstance(obj, tuple | list | dict) or type(obj) is deque or is_numbers(obj)


def is_numbers(obj: object) -> bool:
    """Return whether an object is an array of Python's that holds numbers as wide as those in a list."""
    if not isinstance(obj, array.array):
        return False
    wide = obj.typecode in "dlq" and obj.itemsize == WIDE
    return wide or (obj.typecode in "bhi" and not may_be_many(obj))


def is_data(obj: object) -> bool:
    """Whether a global is data, read at each call, rather than something that decides what the code means."""
    if isinstance(obj, bool | int) or is_record(obj):
        return False
    if isinstance(obj, float | complex) or is_container(obj):
        return True
    if is_dataclass(obj) and not isinstance(obj, type):
        return True
    return kind_of(obj) != UNKNOWN or attributes(obj) is not None


def is_record(obj: object) -> bool:
    """Whether an object is one of the interpreter's, a tuple with names that it does not list: `sys.float_info`."""
    return isinstance(obj, tuple) and hasattr(type(obj), "n_sequence_fields")


def containers_in(obj: object) -> tuple[set[int], bool]:
    """Return the lists, dicts and objects that one is made of, itself included, and whether one is there twice."""
    found: dict[int, object] = {}
    twice = False
    waiting = [obj]
    while waiting:
        part = waiting.pop()
        own = attributes(part)
        if id(part) in found:
            twice = twice or not isinstance(part, tuple)
            continue
        if isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, tuple | list | deque):
            waiting += part if len(part) <= MOST_PARTS else ()
        elif is_dataclass(part) and not isinstance(part, type):
            waiting += [*(getattr(part, field.name) for field in fields(part)), *beside_fields(part).values()]
        elif own is not None:
            waiting += own.values()
        else:
            continue
        found[id(part)] = part
    return {key for key, part in found.items() if not isinstance(part, tuple)}, twice


def written_globals(namespace: Mapping[str, object]) -> tuple[str, ...]:
    """Return the global variables that the functions of a module assign."""
    found: dict[str, None] = {}
    for obj in list(namespace.values()):
        held = vars(obj).values() if isinstance(obj, type) else (obj,)
        for each in held:
            function = unwrap(getattr(each, "__wrapped__", each))  # behind caches, decorators, static methods
            if isinstance(function, types.FunctionType) and function.__globals__ is namespace:
                found.update(dict.fromkeys(stored_globals(function.__code__)))
    return tuple(found)


def stored_globals(code: types.CodeType) -> Iterator[str]:
    """Yield the global variables that a function's code assigns, and those of functions inside of it."""
    if STORE in code.co_code[::2]:
        yield from (str(each.argval) for each in dis.get_instructions(code) if each.opname == "STORE_GLOBAL")
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from stored_globals(part)
