"""From the user's statements to flat, active ones: the forms of a function that derivatives are taken of."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from .analyse.activity import active_names
from .analyse.callee import Callee, Positions
from .analyse.flow import changed_outside
from .analyse.handed import with_handed
from .analyse.infer import expression_kind, infer
from .analyse.live import steady_names
from .analyse.made_complex import SOMETHING_COMPLEX
from .analyse.memory import ELEMENTS, Memory, is_memory, memory_of, sources, stored
from .analyse.sole import without_checks
from .differentiate.checked import Checks
from .differentiate.partials import adjoint_mentions
from .errors import GradientLeak, KindError, UnsupportedSyntax
from .ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    Function,
    Name,
    Origin,
    Param,
    Return,
    Stmt,
    all_definitions,
    definitions,
    map_blocks,
    statements,
    subexpressions,
)
from .kinds import COMPLEX, UNKNOWN, Array, Kind, Struct
from .names import Names
from .normalise.anew import bound_anew
from .normalise.flatten import flatten
from .normalise.rename import rename
from .simplify.called_once import called_once
from .simplify.coalesce import coalesce
from .simplify.copies import drop_dead, propagate_copies
from .simplify.unpacked import names_given
from .specialise.frame import bound_names
from .specialise.helpers import spelled_out
from .specialise.specialise import Specialised
from .specialise.state import FreeInput
from .specialise.values import Group, Input, Leaf, Poison, Ref, Value, describe, leaves

Wrt = tuple[tuple[object, ...], ...]  # paths: a parameter's name, then keys or attributes
Parts = tuple[tuple[str, tuple[Param, ...], Block], ...]  # the functions of an answer: role, parameters, statements


class Derive(Protocol):
    """What derivatives of callees are asked of; see `differentiate/callees.py`."""

    def pair(self, callee: Callee, active: frozenset[int], wanted: frozenset[int]) -> tuple[Callee, Callee]:
        """Return the forward and the backward part for some parameters and some results."""
        ...

    def tangent(self, callee: Callee, active: Positions, wanted: Positions, forward: Callee | None = None) -> Callee:
        """Return the callee that takes and gives tangents beside values."""
        ...

    def reached(self, callee: Callee, active: Positions) -> Positions:
        """Return which items of a callee's results depend on some items of its parameters."""
        ...


@dataclass
class Draft:
    """A function in the core, with the kinds of its names: the user's, or a derivative of it."""

    spec: Specialised
    free_reads: Block
    body: Block
    result: Value
    kinds: dict[str, Kind]
    given: dict[str, Kind]
    hints: dict[str, Kind]
    generated: frozenset[str]
    stages: dict[str, Block]
    aux: Value | None = None  # what a function returns beside its result, where it is said to return such
    derive: Derive | None = None
    checks: Checks | None = None  # in debug mode
    adjoints: frozenset[str] = frozenset()  # names that a derivative made, which are no user's
    unpacked: Mapping[str, str] = field(default_factory=dict)  # the user's names for parts of structured arguments


@dataclass
class Program:
    """A function ready to be differentiated: flat where it is active."""

    spec: Specialised
    inputs: list[Input]
    wrt: frozenset[str]
    free_reads: Block
    body: Block
    result: Value
    results: tuple[str, ...]
    kinds: dict[str, Kind]
    given: dict[str, Kind]
    hints: dict[str, Kind]
    active: frozenset[str]
    fresh: Names
    temporaries: frozenset[str]
    stages: dict[str, Block]
    memory: Memory
    aux: Value | None = None  # what a function returns beside its result, where it is said to return such
    derive: Derive | None = None
    checks: Checks | None = None  # in debug mode
    adjoints: frozenset[str] = frozenset()  # names that a derivative made, which are no user's
    unpacked: Mapping[str, str] = field(default_factory=dict)  # the user's names for parts of structured arguments
    hermitian: bool = True  # whether gradients with respect to complex numbers are directions of steepest ascent
    compiled: bool = False  # whether its derivative is for compiled code, where arithmetic costs little


RESULT = re.compile(r"value_\d+")  # what a call that was put in place returns


def prepare(spec: Specialised, alone: bool = False) -> Draft:
    """Rename the specialised function and infer its kinds; one that stands `alone` hands arrays on."""
    fresh = spec.specialiser.names
    free_reads = tuple(read_free(free, spec.specialiser.bound) for free in spec.specialiser.free.values())
    inputs = [i.name for i in spec.inputs]
    free_names = [name for stmt in free_reads for name in sorted(definitions(stmt))]
    final = Return(Call("tuple", tuple(leaf.expr for leaf in leaves(spec.result))))
    stages: dict[str, Block] = {"specialised": spec.body}
    renamed, former = rename((*spec.body, final), (*inputs, *free_names), fresh)
    users = bound_names(spec.function)

    def is_copied(name: str) -> bool:
        found = former.get(name, name)
        return _is_generated(found) or (bool(RESULT.fullmatch(found)) and found not in users and "value" not in users)

    unpacked = names_given(renamed, {i.name for i in spec.inputs if i.path != Name(i.name)}, users, former)
    clean = coalesce(drop_dead(propagate_copies(renamed, through=True)), is_copied)
    stages["renamed"] = clean
    given: dict[str, Kind] = {i.name: i.kind for i in spec.inputs}
    whole = [param.name for param in spec.function.params if param.name not in given]
    originals = spec.specialiser.originals
    given.update({name: kind_of_outside(spec.arguments[name], originals) for name in whole if name in spec.arguments})
    given.update({name: spec.hints[name] for name in whole if name in spec.hints})
    for free in spec.specialiser.free.values():
        for leaf in leaves(free.value):
            if isinstance(leaf.expr, Name):
                given[leaf.expr.id] = leaf.kind
    if not changed_outside(spec.body, frozenset(free_names)):
        for free in spec.specialiser.free.values():
            if isinstance(free.value, Group):
                given[free.name] = kind_of_outside(free.value, originals)
    if spec.specialiser.library.complexes:  # what a function called gets or gives may be complex
        given[SOMETHING_COMPLEX] = COMPLEX
    hints = {new: spec.hints.get(old, UNKNOWN) for new, old in former.items()}
    kinds = infer(clean, given, hints)
    clean = without_checks(clean, kinds)
    memory = memory_of(clean, kinds)
    checks = tuple(stmt for stmt in entry_copies(memory, inputs) if isinstance(stmt, Do))
    clean, anew = bound_anew(clean, memory, inputs, alone)
    if anew:
        clean, lives = rename(clean, (*inputs, *free_names), fresh, anew, former)
        hints.update({new: hints.get(old, UNKNOWN) for new, old in lives.items()})
        kinds = infer(clean, given, hints)
    clean = with_handed(clean, kinds) if alone else clean
    last = clean[-1]
    assert isinstance(last, Return) and isinstance(last.value, Call)
    memory = memory_of(clean, kinds)
    refuse_writes_outside(clean, memory, frozenset(free_names))
    copies = tuple(stmt for stmt in entry_copies(memory, inputs) if isinstance(stmt, Assign))
    clean, final_names = named_results((*checks, *copies, *clean[:-1]), last.value.args, fresh, kinds, memory)
    generated = frozenset(n for n in all_definitions(clean) if _is_generated(former.get(n, n)))
    result = _with_names(spec.result, iter(final_names))
    return Draft(
        spec, free_reads, clean, result, kinds, given, {**hints, **kinds}, generated, stages, unpacked=unpacked
    )


def kind_of_outside(value: Value | Poison, held: Mapping[int, Group | Poison]) -> Kind:
    """Return the kind of a container from outside, whose parts are read by their paths where they are used."""
    match value:
        case Ref(ident) if ident in held:
            return kind_of_outside(held[ident], held)
        case Group(maker, keys, items):
            return Struct(maker, keys, tuple(kind_of_outside(item, held) for item in items))
        case Leaf(kind=kind):
            return kind
        case _:
            return UNKNOWN


def activate(draft: Draft, wrt: Wrt) -> Program:
    """Find what is active with respect to some of the arguments, and flatten it."""
    spec = draft.spec
    known = {i.name for i in spec.inputs if i.wrt}
    chosen = frozenset(
        leaf.expr.id
        for path in wrt
        for leaf in leaves(at_path(spec.arguments, path))
        if isinstance(leaf.expr, Name) and leaf.expr.id in known
    )
    results = tuple(leaf.expr.id for leaf in leaves(draft.result) if isinstance(leaf.expr, Name))
    return activated(draft, chosen, results)


def activated(draft: Draft, chosen: frozenset[str], results: tuple[str, ...]) -> Program:
    """Find what lies between some inputs and some results, and flatten it."""
    spec, fresh = draft.spec, draft.spec.specialiser.names
    body, kinds = draft.body, draft.kinds
    if spec.specialiser.library.carried is not None:
        check_caught(body, frozenset(results), memory_of(body, kinds), spec.specialiser.library.carried)
    also = frozenset[str]()
    while True:
        memory = memory_of(body, kinds)
        found = active_names(body, chosen, frozenset(results), False, memory) | also
        flat, named = flatten(body, found, fresh, adjoint_mentions)
        flat = copied_choices(flat, all_definitions(flat) - all_definitions(body), memory)
        body = spelled_out(flat, named, spec.specialiser, kinds)
        if body != flat:
            kinds = infer(body, draft.given, {**draft.hints, **spec.specialiser.hints})
            continue
        steady = steady_names(flat, draft.given)
        settled = infer(flat, draft.given, {**spec.specialiser.hints, **draft.hints}, steady, named)
        memory = memory_of(flat, settled)
        flat = called_once(flat, memory, all_definitions(flat) - all_definitions(draft.body))
        active = active_names(flat, chosen, frozenset(results), memory=memory)
        if active <= named:
            break
        also |= active  # a part that got a name may be memory that is written into: what shares it is active, too
    draft.stages["flat"] = flat
    temporaries = draft.generated | (all_definitions(flat) - all_definitions(draft.body))
    return Program(
        spec, spec.inputs, chosen, draft.free_reads, flat, draft.result, results, settled, draft.given, draft.hints,
        active, fresh, temporaries, draft.stages, memory, draft.aux, draft.derive, draft.checks,
        draft.adjoints, draft.unpacked,
    )  # fmt: skip


def check_caught(body: Block, results: frozenset[str], memory: Memory, made: Origin) -> None:
    """Refuse a result that is computed from what an exception holds, where one is made with what varies."""
    for stmt in statements(body):
        if not isinstance(stmt, Assign):
            continue
        caught = any(isinstance(part, Call) and part.op == "caught" for part in subexpressions(stmt.value))
        if caught and active_names(body, definitions(stmt), results, False, memory):
            raise GradientLeak(
                "an exception is raised with a value that is differentiated, and the result is computed from it",
                made,
                hint="Return the value, or keep it in a variable or an attribute before raising.",
            )


def check_views(block: Block, kinds: Mapping[str, Kind]) -> None:
    """Refuse writes into parts of arrays under other names: slices are views in NumPy, copies in Dask."""
    views = {
        stmt.target.id
        for stmt in statements(block)
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and isinstance(stmt.value, Call)
        if sources(stmt.value, kinds)
    }
    for stmt in statements(block):
        if stored(stmt, kinds) & views:
            raise KindError(
                "a part of an array is written into under another name, and srcad knows only of NumPy's arrays that "
                "this changes the whole",
                getattr(stmt, "origin", None),
                hint="Convert the arguments, np.asarray(x), or write into the array itself: a[i] = ...",
            )


def copied_choices(block: Block, temporaries: frozenset[str], memory: Memory) -> Block:
    """Return a flattened block whose `temporaries` for `p if c else q` are copies where a name would join two memories.

    What is computed of one of two arrays shares no memory with either, which a name for the choice must not change.
    """
    shared: dict[str, set[str]] = {}
    for stmt in statements(block):
        match stmt:
            case Assign(Name(id), value) if id in temporaries:
                found = sources(value, memory.kinds)
                shared.setdefault(id, set()).update(memory.token.get(name, name) for name in found)
            case _:
                pass
    written = frozenset(memory.token.values())
    apart = {name for name, found in shared.items() if len(found) > 1 and found & written}

    def statement(stmt: Stmt) -> Stmt:
        match stmt:
            case Assign(Name(id), value) if id in apart:
                copy = "np.copy" if isinstance(expression_kind(value, memory.kinds), Array) else "copied"
                return replace(stmt, value=Call(copy, (value,)))
            case _:
                return map_blocks(stmt, lambda inner: tuple(map(statement, inner)))

    return tuple(map(statement, block)) if apart else block


def _is_generated(name: str) -> bool:
    """Whether the specialiser made up a variable."""
    return name == "t" or name.startswith("t_")


def entry_copies(memory: Memory, inputs: list[str]) -> Block:
    """Return the statements that copy the arguments which are written into: the caller's stay as they are."""
    written = [name for name in inputs if memory.tokens(memory.inside(name))]
    out: list[Assign | Do] = []
    for name in written:
        others = [n for n in inputs if n != name and is_memory(memory.kinds.get(n))]
        others = [n for n in others if n not in written or written.index(n) > written.index(name)]
        elements = name + ELEMENTS in memory.token
        if others or elements:
            out.append(
                Do(Call("check_elements_apart" if elements else "check_apart", tuple(map(Name, (name, *others)))))
            )
    for name in written:
        copy = "np.copy" if isinstance(memory.kinds.get(name), Array) else "copied"
        out.append(Assign(Name(name), Call(copy, (Name(name),))))
    return tuple(out)


def refuse_writes_outside(block: Block, memory: Memory, outside: frozenset[str]) -> None:
    """Refuse a write into an array that the function does not get as an argument, or make."""
    for name in sorted(outside):
        tokens = memory.tokens(memory.inside(name))
        for stmt in statements(block) if tokens else ():
            if tokens & memory.tokens(stored(stmt, memory.kinds)):
                raise UnsupportedSyntax(
                    f"writing into `{name}`, which is neither an argument nor made in the function, is not supported",
                    getattr(stmt, "origin", None),
                    hint=f"Hand `{name}` over as an argument, or write into a copy of it.",
                )  # fmt: skip


def named_results(
    block: Block, exprs: tuple[Expr, ...], fresh: Names, kinds: dict[str, Kind], memory: Memory
) -> tuple[Block, list[str]]:
    """Return a block at whose end each result has a name, and if it is an array written into, memory of its own."""
    found: list[str] = []
    out = list(block)
    for expr in exprs:
        shared = memory.tokens(sources(expr, kinds))
        if isinstance(expr, Name) and expr.id.startswith("value") and expr.id not in found and not shared:
            found.append(expr.id)
            continue
        name = fresh.fresh("value")
        kinds[name] = expression_kind(expr, kinds)
        if shared:
            expr = Call("np.copy" if isinstance(kinds[name], Array) else "copied", (expr,))
        out.append(Assign(Name(name), expr))
        found.append(name)
    return tuple(out), found


def _with_names(value: Value, found: Iterator[str]) -> Value:
    match value:
        case Leaf():
            return replace(value, expr=Name(next(found)))
        case Group(maker, keys, items):
            return Group(maker, keys, tuple(_with_names(item, found) for item in items))
        case _:
            return value


def read_free(free: FreeInput, bound: Callable[[object], Name]) -> Assign:
    """Return the statement that reads a variable from outside the function when the gradient is called."""
    scope, variable = free.scope, free.variable
    if variable in scope.cells:
        cell = bound(scope.cells[variable])
        return Assign(Name(free.name), Call(".cell_contents", (cell,)))
    if scope.holder is not None:
        return Assign(Name(free.name), Call("." + variable, (bound(scope.holder),)))
    module = sys.modules.get(str(scope.globals.get("__name__")))
    if module is not None and vars(module) is scope.globals:
        return Assign(Name(free.name), Call("." + variable, (bound(module),)))
    return Assign(Name(free.name), Call("[]", (bound(scope.globals), Const(variable))))


def prologue(program: Program) -> Block:
    """Return the statements that read the leaves of structured arguments, and variables from outside."""
    paths = [Assign(Name(i.name), i.path) for i in program.inputs if i.path != Name(i.name)]
    return (*program.free_reads, *paths)


def parts_of(program: Program) -> frozenset[str]:
    """Return the names of the parts of structured arguments."""
    return frozenset(i.name for i in program.inputs if i.path != Name(i.name))


def params_of(function: Function) -> tuple[Param, ...]:
    """Return a function's parameters, all positional: the dispatcher binds them, defaults included."""
    return tuple(Param(param.name) for param in function.params)


def at_path(arguments: Mapping[str, Value], path: tuple[object, ...]) -> Value:
    """Return the part of the arguments that a path leads to."""
    value = arguments[str(path[0])]
    for position, key in enumerate(path[1:]):
        whole = ".".join(str(part) for part in path[: position + 1])
        if not isinstance(value, Group):
            raise KindError(f"`{whole}` is {describe(value)}, in which argnums finds no {key!r}")
        fitting = [own for own in value.keys if own == key or str(own) == key]
        if not fitting:
            raise KindError(
                f"`{whole}` has no item or attribute {key!r} to differentiate with respect to",
                hint=f"It has {', '.join(str(own) for own in value.keys) or 'none'}.",
            )
        value = value.items[value.keys.index(fitting[0])]
    return value


def name_of(value: Value) -> str:
    """Return the name that a leaf is."""
    assert isinstance(value, Leaf) and isinstance(value.expr, Name)
    return value.expr.id
