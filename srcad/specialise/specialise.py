"""Specialise a function to its arguments: the result is straight data for the passes that follow."""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..analyse.callee import plain_slots
from ..analyse.flow import changed_outside, sharing, written_names
from ..analyse.infer import expression_kind
from ..analyse.made_complex import makes_complex
from ..analyse.memory import ELEMENTS, is_memory, sources
from ..errors import KindError, UnsupportedSyntax
from ..ir import (
    Assign,
    Block,
    Call,
    Do,
    For,
    Function,
    Name,
    Return,
    Stmt,
    While,
    all_reads,
    blocks,
    map_blocks,
    names,
    statements,
)
from ..kinds import FLOAT, Array, Kind, ListOf, Scalar, are_counted, dtype_of, is_real_or_complex
from ..names import Names
from ..normalise.exits import lower_exits
from ..others import is_other_array, is_other_number
from ..simplify.operations import calls
from ..tree import declared_integers, tree_leaves
from .assigned import WritesArgument
from .distinct import distinct_arguments
from .frame import Frame, Scope, bound_names, free_names
from .objects import BESIDE_FIELDS
from .outline import Outline
from .parts import Rolling
from .partway import Partway
from .separate import GIVEN, Apart, Library, Often
from .state import Restructured, Resumes
from .statements import Statements
from .values import NONE, Group, Input, Leaf, Poison, Value, describe, leaves, may_be_none, number

RETURN_SAME = "Return the same structure on every path."
Reader = Callable[[types.FunctionType], tuple[Function, Scope]]


@dataclass
class Specialised:
    """A function fitted to its arguments: inputs, statements, and the result, whose leaves are names of the core."""

    function: Function
    scope: Scope
    inputs: list[Input]
    arguments: dict[str, Value]
    body: Block
    result: Value
    hints: dict[str, Kind]
    specialiser: Specialiser


class Specialiser(Statements):
    """All parts of the specialiser together."""

    def __init__(self, names: Names, read_function: Reader, library: Library | None = None) -> None:
        super().__init__(names)
        self.read_function = read_function
        self.library = library or Library()
        self.stated = {}

    def input_value(
        self, value: Value, path: tuple[object, ...], wrt: Callable[[tuple[object, ...]], bool], whole: bool = False
    ) -> Value:
        """Return a parameter's value with its leaves under names of their own, recorded as inputs.

        Integers that are differentiated with respect to become real numbers, unless they are declared to be `whole`.
        """
        if isinstance(value, Leaf):
            first = len(path) == 1
            name = str(path[0]) if first else self.names.fresh("_".join(str(part) for part in path))
            if wrt(path) and not whole:
                value = as_real(value)
            active = wrt(path) and is_real_or_complex(value.kind)
            self.inputs.append(Input(name, value.expr, value.kind, active))
            return replace(value, expr=Name(name), varied=active)
        if isinstance(value, Group):
            declared, owned = declared_integers(value.maker), getattr(value.maker, "__dataclass_fields__", value.keys)
            items = [
                self.input_value(item, (*path, key), wrt, whole or key in declared)
                if key in owned or not (wrt((*path, key)) and any(is_real_or_complex(i.kind) for i in leaves(item)))
                else Poison(BESIDE_FIELDS)
                for key, item in zip(value.keys, value.items, strict=True)
            ]
            return Group(value.maker, value.keys, tuple(items), value.whole)
        return value

    def outside_value(self, name: str, scope: Scope, wrt: Callable[[tuple[object, ...]], bool]) -> Value:
        """Return the value of a variable from outside that is differentiated with respect to, recorded as an input."""
        value = self.input_value(self.free_value(name, scope, read=True), (name,), wrt)
        for key, free in self.free.items():
            if free.variable == name and free.scope is scope:
                self.free[key] = replace(free, value=value)
                return value
        raise KindError(
            f"cannot differentiate with respect to `{name}`, which is {self.say(value)}",
            hint="Name parameters, or variables from outside that hold real numbers.",
        )

    def write_apart(self, frame: Frame, apart: Apart) -> Value:
        """Specialise a function on its own for what is known of its arguments, and return its result."""
        own = bound_names(frame.function) | free_names(frame.function)
        other = Specialiser(Names(own | self.library.names.taken), self.read_function, self.library)
        other.exact = self.exact
        other.guards, other.bindings, other.origin = self.guards, self.bindings, self.origin
        other.careful, other.gradients, other.shapes = self.careful, self.gradients, self.shapes
        other.inner_tangent, other.inner_gradient = self.inner_tangent, self.inner_gradient
        other.inner_solution, other.inner_function = self.inner_solution, self.inner_function
        other.inner_loop = self.inner_loop
        facts, used, free = iter(apart.facts), set[str](), free_names(frame.function)

        def formal(leaf: Leaf, wish: str) -> Leaf:
            fact = next(facts)
            if fact.constant is not None:
                known = fact.constant[1]
                assert isinstance(known, int)
                return number(known)
            plain = outline.direct or (wish in free and wish not in used)  # else it might be that of another variable
            name = wish if plain else other.names.fresh(wish)
            used.add(name)
            other.inputs.append(Input(name, Name(name), fact.kind, fact.varied and is_real_or_complex(fact.kind)))
            return Leaf(Name(name), fact.kind, fact.varied)

        def hold(value: Value, name: str) -> Value:
            return other.stored(other.adopt(value, name, GIVEN))

        assert isinstance(frame.specialiser, Specialiser)
        outline = Outline(other.names, formal, other.range_view, frame.specialiser.fresh, hold)
        _, env, parent = outline.call(frame)
        held = {name: hold(value, name) for name, value in env.items()}
        root = Frame(
            frame.function, frame.scope, parent, other.names, held, code=frame.code, caller=frame.caller,
            entry=tuple(env.items()), specialiser=other, apart=True,
        )  # fmt: skip
        apart.root = root
        result = other.body_of(root)
        apart.hands_back = apart.hands_back or other.gives_back(root)
        spec = Specialised(frame.function, frame.scope, other.inputs, {}, tuple(other.out), result, other.hints, other)
        apart.callee.params = plain_slots(i.name for i in other.inputs)
        self.careless = self.careless or other.careless
        self.library.writes = self.library.writes or bool(other.written)
        body, kinds = tuple(other.out), other.known_kinds()
        inputs = [i.name for i in other.inputs]
        written = sharing(body, kinds, written_names(body, kinds))
        outside = {*inputs, *(name for free in other.free.values() for name in memory_names(free.value))}
        if outside & {name.partition(ELEMENTS)[0] for name in written}:
            raise WritesArgument(
                f"`{frame.function.name}` writes into an array that it is handed, and calls itself or is called often",
                frame.function.origin, hint="Let it write into a copy, and return that.",
            )  # fmt: skip
        read = {free.name for free in other.free.values()}
        if changed_outside(body, read):  # its caller could not tell what its own derivative may still read
            raise WritesArgument(
                f"`{frame.function.name}` changes an object or a dict from outside, and is called often or by itself",
                frame.function.origin, hint="Let it return the new value instead.",
            )  # fmt: skip
        shared = sharing(body, kinds, memory_names(result))
        apart.callee.shares = frozenset(i for i, name in enumerate(inputs) if name in shared)
        if written & shared:
            spec = replace(spec, body=returned_copies(body, kinds, memory_names(result)))
        apart.spec = spec
        return result

    def body_of(self, frame: Frame) -> Value:
        """Specialise the statements of an activation that is a function of its own, and return its result."""
        for local in (*(param.name for param in frame.function.params), *bound_names(frame.function)):
            frame.core.setdefault((local,), local)
        self.frame = frame
        self.live.append(frame)
        try:
            self.block(frame.function.body, frame)
        except Partway as partway:
            raise partway.error from None
        last = frame.function.body[-1]
        assert isinstance(last, Return) and isinstance(last.value, Name)
        for name, kind in self.hints.items():  # what lists were found to hold since
            if isinstance(kind, ListOf):
                self.hints[name] = self.kind_now(name, kind)
        return self.named_result(self.fresh(frame.env.get(last.value.id, NONE)), last.value.id)

    def gives_back(self, frame: Frame) -> bool:
        """Return whether a container that a function returns may be one that it did not make."""
        last = frame.function.body[-1]
        assert isinstance(last, Return) and isinstance(last.value, Name)
        found: set[int] = set()
        self.reach_into(frame.env.get(last.value.id, NONE), found)
        return any(ident in self.foreign for start in found for ident in self.aliases(start))


def returned_copies(block: Block, kinds: Mapping[str, Kind], results: list[str]) -> Block:
    """Return a block whose results have memory of their own, apart from what it writes into."""

    def statement(stmt: Stmt) -> Stmt:
        match stmt:
            case Assign(Name(id), value) if id in results and sources(value, kinds):
                copy = "np.copy" if isinstance(expression_kind(value, kinds), Array) else "copied"
                return replace(stmt, value=Call(copy, (value,)))
            case _:
                return map_blocks(stmt, lambda inner: tuple(statement(s) for s in inner))

    return tuple(statement(stmt) for stmt in block)


def memory_names(value: Value) -> list[str]:
    """Return the names of those leaves of a value that are memory."""
    return [leaf.expr.id for leaf in leaves(value) if isinstance(leaf.expr, Name) and is_memory(leaf.kind)]


def as_real(value: Leaf) -> Leaf:
    """Return an integer that is differentiated with respect to as a real number."""
    kind = value.kind
    if not isinstance(kind, Scalar | Array) or kind.dtype is None or not kind.dtype.startswith(("int", "uint")):
        return value
    if isinstance(kind, Scalar):
        return replace(value, expr=Call("float", (value.expr,)), kind=FLOAT)
    expr = Call(".astype()", (value.expr, Name("float")))
    return replace(value, expr=expr, kind=replace(kind, dtype="float64"))


def specialise(
    function: Function, scope: Scope, args: dict[str, object], wrt: Callable[[tuple[object, ...]], bool],
    read_function: Reader, code: object, inner: Mapping[str, Callable[..., Any]],
    inlined: frozenset[object] = frozenset(), outside: tuple[str, ...] = (), rolling: Rolling | None = None,
    memory: int | None = None,
) -> Specialised:  # fmt: skip
    """Fit a function to the arguments bound to its parameters; `wrt` tells the leaves that are differentiated.

    `inner` says how derivatives inside the function are written: a tangent in place, others as operations. Calls of the
    functions `inlined` are taken apart in place, also where nothing they get depends on the arguments. `outside` are
    variables from outside the function that are differentiated with respect to. `rolling` says whether lists may get
    unknown lengths for the sake of shorter code, which not all that follows can do with. With `memory`, loops keep so
    many bytes of their states at most, and run their steps again.
    """
    for stmt in statements(function.body):
        if isinstance(stmt, Do) and isinstance(stmt.value, Call) and stmt.value.op == "yield":
            hint = "Return a list or a tuple of the values instead."
            raise UnsupportedSyntax("a generator is not differentiated", stmt.origin, hint=hint)
    library, careful = Library(), False
    shapes: dict[tuple[str, int, str], Hashable] = {}
    while True:
        specialiser = Specialiser(Names(), read_function, library)
        for name, write in inner.items():
            setattr(specialiser, name, write)
        specialiser.shapes = shapes
        given = tree_leaves(list(args.values()))
        specialiser.exact, specialiser.other_arrays = any(map(is_other_number, given)), any(map(is_other_array, given))
        specialiser.careful, specialiser.inlined = careful, inlined
        specialiser.rolling = rolling or Rolling(wanted=False)
        specialiser.memory = memory if memory is None else memory // max(1, loops_of(function.body))
        try:
            found = _specialise(function, scope, args, wrt, specialiser, code, outside)
        except Often as often:
            library = library.again(often=id(often.code))
            continue
        except Resumes as again:
            if again.place in library.resumed:
                raise again.otherwise from None
            library = library.again(resumed=again.place)
            continue
        except UnsupportedSyntax as error:
            if error.made is None or error.made in library.resumed:
                raise
            library = library.again(resumed=error.made)
            continue
        except Restructured as found_out:
            if not found_out.sites - shapes.keys():
                raise found_out.otherwise from None
            shapes.update(dict.fromkeys(found_out.sites, found_out.element))
            library = library.again()
            continue
        changed = changed_unseen(found, library)
        if changed is not None:
            library = library.again(resumed=("seen through", changed))
            continue
        if careful or not specialiser.careless or not (specialiser.written or library.writes):
            library.complexes = any(map(has_complexes, (found, *specs_of(library)))) if library.found else False
            return found
        library, careful = library.again(), True


def loops_of(block: Block) -> int:
    """Return how many loops are in a block, those inside others not counted."""
    return sum(1 if isinstance(s, For | While) else sum(map(loops_of, blocks(s))) for s in block)


def specs_of(library: Library) -> list[Specialised]:
    """Return the functions that are written on their own."""
    return [apart.spec for apart in library.found.values() if isinstance(apart.spec, Specialised)]


def has_complexes(spec: Specialised) -> bool:
    """Return whether a function is given complex numbers, or makes some."""
    given = [i.kind for i in spec.inputs]
    free = [leaf.kind for each in spec.specialiser.free.values() for leaf in leaves(each.value)]
    return makes_complex(spec.body) or any((dtype_of(kind) or "").startswith("complex") for kind in (*given, *free))


def changed_unseen(spec: Specialised, library: Library) -> types.FunctionType | None:
    """Return a function that is called as it is, and changes something outside that is read here; None for none."""
    read = {
        key
        for each in (spec, *specs_of(library))
        for key, free in each.specialiser.free.items()
        if free.name in all_reads(each.body) | {n for leaf in leaves(each.result) for n in names(leaf.expr)}
    }
    unseen = {f: changed for f, changed in library.unseen.items() if ("seen through", f) not in library.resumed}
    return next((function for function, changed in unseen.items() if changed & read), None)


def _specialise(
    function: Function, scope: Scope, args: dict[str, object], wrt: Callable[[tuple[object, ...]], bool],
    specialiser: Specialiser, code: object, outside: tuple[str, ...],
) -> Specialised:  # fmt: skip
    names = specialiser.names
    names.reserve(bound_names(function) | free_names(function))
    lowered = lower_exits(function, names)
    frame = Frame(lowered, scope, None, names, code=code, specialiser=specialiser)
    values: dict[str, Value] = {}
    for param in function.params:
        obj = args[param.name]
        specialiser.counting, specialiser.handed_over = are_counted(), True
        value = specialiser.wrap_object(obj, Name(param.name), varied=False)
        specialiser.counting = specialiser.handed_over = False
        values[param.name] = specialiser.input_value(value, (param.name,), wrt)
        frame.env[param.name] = specialiser.stored(specialiser.adopt(values[param.name], param.name))
    frame.entry = tuple(values.items())
    for variable in outside:
        values[variable] = specialiser.outside_value(variable, scope, wrt)
    specialiser.origin = function.origin
    outer, specialiser.stated = specialiser.stated, {}
    result = specialiser.body_of(frame)
    stated, specialiser.stated = specialiser.stated, outer
    if may_be_none(result):
        raise specialiser.unsupported(f"a result that is {describe(result)} is not supported", RETURN_SAME)
    tables = (Assign(name, numbers) for numbers, name in stated.items())
    hints, body = specialiser.hints, (*tables, *specialiser.out)
    body = (*distinct_arguments(specialiser, body, result), *body)
    return Specialised(function, scope, specialiser.inputs, values, body, result, hints, specialiser)


def length_of(spec: Specialised) -> int:
    """Return how many statements a function and those that it calls have."""
    return sum(1 for each in (spec, *specs_of(spec.specialiser.library)) for _ in statements(each.body))


def may_be_refused(spec: Specialised) -> bool:
    """Return whether a function is refused when it runs where a list changes its length that is gone through."""
    return any("check_steady" in calls(each.body) for each in (spec, *specs_of(spec.specialiser.library)))
