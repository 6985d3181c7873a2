"""The driver: a request for a derivative becomes the text of a function, pass by pass."""

from __future__ import annotations

import inspect
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from .analyse.flow import sharing, written_names
from .analyse.handed import without_handed
from .backends.load import load
from .backends.numba.compiled import compiled_pair, write_pair
from .backends.numba.edges import given_to, with_stacks_apart
from .backends.numba.tuples import with_tuples_apart
from .differentiate.arrange import joint_block, reverse_function
from .differentiate.callees import Callees, spelled
from .differentiate.checked import Checks
from .differentiate.checkpoints import inner_loop
from .differentiate.implicit import inner_function, inner_solution
from .differentiate.nested import inner_gradient, inner_tangent
from .differentiate.outside import remembers
from .differentiate.seeds import scalar_check
from .differentiate.tangent import forward_function, unit_tangent
from .errors import KindError, MissingRule, SrcadError, UnsupportedSyntax
from .forms import TURN
from .ir import Assign, Block, Call, Do, Function, Name, all_definitions, statements
from .kinds import Scalar, is_real_or_complex, known_counts, nameless
from .program import Draft, Parts, Program, Wrt, activate, at_path, check_views, parts_of, prepare
from .rules import load as load_rules
from .rules.rule import BOUND, RULES
from .simplify.copies import is_pure
from .simplify.exact import divides, with_whole_numbers
from .simplify.exits import print_else
from .simplify.one_stack import on_one_stack
from .simplify.pipeline import printable
from .simplify.renumber import renumber, saved_names
from .simplify.unset import with_starts
from .specialise.frame import Scope, bound_names, identity_of
from .specialise.parts import Rolling
from .specialise.specialise import Specialised, length_of, may_be_refused, specialise
from .specialise.state import FreeInput, Guard
from .specialise.values import Group, leaves
from .syntax.read import Reader
from .syntax.source import find, from_source, origin_of
from .syntax.write import write_lines
from .texts import Written, as_unpacked, docstrings, inner_functions, joined, solved, with_checks, without_hiding
from .tree import counts

Answer = TypeVar("Answer")
Reads = Callable[[types.FunctionType], tuple[Function, Scope]]
LONG = 40  # statements: from then on short lists of numbers are tried as lists of unknown length, for loops over them
INNER: Mapping[str, Callable[..., Any]] = {
    "inner_tangent": inner_tangent, "inner_gradient": inner_gradient, "inner_solution": inner_solution,
    "inner_function": inner_function, "inner_loop": inner_loop,
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A derivative that another one is taken of."""

    mode: str
    wrt: Wrt
    single: bool = True
    argnums: object = 0
    has_aux: bool = False


class Derivative:
    """A derivative of a function, or of a derivative, as a value that the specialiser can meet in a call."""

    def __init__(self, function: object, step: Step) -> None:
        self.__srcad_derivative__ = function, step.mode, step.argnums, step.has_aux

    def __call__(self, *args: object) -> object:
        """Only stand in the text of a function that is compiled: nothing calls it."""
        raise AssertionError("a derivative inside a function is compiled with it")


def innermost(function: types.FunctionType, steps: tuple[Step, ...]) -> object:
    """Return a function after some derivatives, as a value that the specialiser can meet in a call."""
    found: object = function
    for step in steps:
        found = Derivative(found, step)
    return found


@dataclass(frozen=True)
class Request:
    """What is wanted: a derivative of a function in a mode with respect to parameters, or parts of them."""

    function: types.FunctionType
    mode: str  # "grad", "value_and_grad", "vjp", "jvp"
    wrt: Wrt
    single: bool = True  # whether the gradient is that of one argument, not a tuple
    inner: tuple[Step, ...] = ()  # derivatives taken before, innermost first
    has_aux: bool = False  # whether the function returns its result and something beside it
    debug: bool = False  # whether the generated code checks itself
    backend: str = "numpy"
    hermitian: bool = True  # whether the gradient with respect to complex numbers is the direction of steepest ascent
    memory: int | None = None  # how many bytes of states loops may keep, to run their steps again in the backward sweep


@dataclass(eq=False)
class Entry:
    """A generated function behind a guard, which calls `space[otherwise]` where the arguments do not fit."""

    function: Callable[..., object]
    space: dict[str, object]
    otherwise: str


@dataclass(eq=False)
class Compiled:
    """A generated function: its text, how to call it, and what must still hold when it is called."""

    request: Request
    text: str
    functions: tuple[types.FunctionType, ...]
    guards: list[Guard]
    free: list[FreeInput]
    spec: Specialised
    stages: dict[str, Block] = field(default_factory=dict)
    free_keys: list[object] = field(default_factory=list)
    consumes: bool = False  # whether a pullback works in the memory that it is handed
    effects: bool = False  # whether the forward sweep does more than compute
    remembers: bool = False  # whether the value depends on what the function changes outside
    calls: int = 0  # how often it was looked for and called
    entry: Entry | None = None
    counted: bool = False  # whether it is for these integers among the arguments alone


def compile_request(request: Request, args: Mapping[str, object]) -> Compiled:
    """Return the generated function for a request and the arguments at hand, of which only the kinds matter."""
    return answered(request, args, read_function, derivative)


def answered(
    request: Request, args: Mapping[str, object], read: Reads, answer: Callable[[Request, Specialised], Answer]
) -> Answer:
    """Return what `answer` makes of a request and its function fitted to the arguments; `read` reads functions.

    Of the arguments only the kinds matter, unless what is asked can only be done for the integers that are at hand.
    """
    try:
        return attempted(request, args, read, answer)
    except UnsupportedSyntax as error:
        if not any(counts(value) for value in args.values()):
            raise
        try:
            with known_counts():
                found = attempted(request, args, read, answer)
        except SrcadError:
            raise error from None
    if isinstance(found, Compiled):
        found.counted = True
    return found


def attempted(
    request: Request, args: Mapping[str, object], read: Reads, answer: Callable[[Request, Specialised], Answer]
) -> Answer:
    """Return what `answer` makes of a request and its function fitted to what is known of the arguments."""
    load_rules("scipy" in sys.modules)
    known = frozenset(RULES)
    request = with_inner_calls(request, args)
    inlined: frozenset[object] = frozenset()
    rolling, length = Rolling(compiled=request.backend == "numba"), 0
    try:
        while True:
            spec: Specialised | None = None
            try:
                spec = fitted(request, args, inlined, read, rolling)
                if rolling.opened and not length and (length := length_of(spec)) > LONG:
                    rolling = replace(rolling, keeping=True, tried=True)
                    continue
                if not rolling.keeping or (length_of(spec) < length / 2 and not may_be_refused(spec)):
                    return answer(request, spec)
            except MissingRule as missing:
                called = spec.specialiser.bindings.get(missing.operation) if spec is not None else None
                if isinstance(called, types.FunctionType) and called not in inlined:
                    inlined |= {called}  # memory that it gets depends on the arguments after all, or soon will
                    continue
                if not rolling.tried:
                    raise
            except SrcadError:
                if not rolling.tried:
                    raise
            rolling = Rolling(wanted=rolling.keeping, compiled=rolling.compiled)
    finally:
        for op in [op for op in RULES if op not in known and RULES[op].inner is not None]:
            del RULES[op]


def fitted(
    request: Request, args: Mapping[str, object], inlined: frozenset[object], read: Reads, rolling: Rolling
) -> Specialised:
    """Return the function of a request, fitted to the arguments."""
    function, scope = read(request.function)
    all_wrt = (*request.wrt, *(path for step in request.inner for path in step.wrt))
    texts = [tuple(str(part) for part in path) for path in all_wrt]
    spec = specialise(
        function, scope, dict(args), lambda path: any(tuple(map(str, path[: len(w)])) == w for w in texts),
        read, identity_of(request.function), INNER, inlined,
        tuple(dict.fromkeys(str(path[0]) for path in all_wrt if path[0] not in args)), rolling, request.memory,
    )  # fmt: skip
    spec.specialiser.guard(request.function, "__code__")
    for path in all_wrt:
        if len(path) > 1 and not any(is_real_or_complex(leaf.kind) for leaf in leaves(at_path(spec.arguments, path))):
            whole = ".".join(str(part) for part in path)
            raise KindError(f"`{whole}` is no real number or array to differentiate with respect to")
    return spec


def derivative(request: Request, spec: Specialised) -> Compiled:
    """Return the generated function for a request and the function fitted to its arguments."""
    program, callees = program_of(request, spec)
    if request.mode == "jvp":
        parts = forward_function(program, request.wrt)
    else:
        called = request.function.__name__
        parts = reverse_function(program, request.mode, request.wrt, request.single, called)
    return build(request, program, parts, callees)


def program_of(request: Request, spec: Specialised) -> tuple[Program, Callees]:
    """Return the flat statements of a function fitted to its arguments, and the functions that it calls."""
    roles = ("forward", "backward") if request.mode == "vjp" else (request.mode,)
    spec.specialiser.library.names.reserve({name_of_part(request, role) for role in roles})
    checks = Checks() if request.debug else None
    callees = Callees(spec.specialiser.library, request.mode == "vjp", checks)
    draft = replace(prepare(spec, alone=True), derive=callees)
    if request.has_aux:
        draft = without_aux(draft, request.function.__name__)
    steps = list(request.inner)
    backward_after = request.mode != "jvp"
    for position, step in enumerate(steps):
        reversed_later = backward_after or any(later.mode != "jvp" for later in steps[position + 1 :])
        draft = differentiated(draft, step, forward_only=reversed_later)
        callees.solve()
    program = activate(draft, request.wrt)
    compiled = request.backend == "numba"
    return replace(program, checks=checks, compiled=compiled, hermitian=request.hermitian), callees


def with_inner_calls(request: Request, args: Mapping[str, object]) -> Request:
    """Return a request for the derivative of a derivative as one of a function that calls the inner derivative.

    Those stay as they are whose inner derivatives can be put in place: all is forward mode after a gradient, or each is
    with respect to one number.
    """
    steps = request.inner

    numbers = all(
        step.single and len(step.wrt[0]) == 1 and is_number(args[str(step.wrt[0][0])]) and not step.has_aux
        for step in steps
    )
    if not steps or numbers or (request.mode == "jvp" and len(steps) == 1 and not steps[0].has_aux):
        return request
    parameters = inspect.signature(request.function, follow_wrapped=False).parameters.values()
    stars: dict[object, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    keyword = inspect.Parameter.KEYWORD_ONLY
    handed = ", ".join(
        f"{p.name}={p.name}" if p.kind is keyword else f"{stars.get(p.kind, '')}{p.name}" for p in parameters
    )
    inner = "derivative" if "derivative" not in [p.name for p in parameters] else "derivative_of_it"
    name = request.function.__name__ if request.function.__name__.isidentifier() else "function"
    head = ", ".join(p.name for p in parameters)
    outer = from_source(
        f"def {name}({head}):\n    return {inner}({handed})\n",
        {inner: innermost(request.function, steps), "__name__": "srcad.generated"},
    )
    return replace(request, function=outer, inner=())


def is_number(value: object) -> bool:
    """Return whether an argument is one number."""
    return isinstance(value, int | float | complex | np.generic | np.ndarray) and np.ndim(value) == 0


def without_aux(draft: Draft, called: str) -> Draft:
    """Return a function that returns a result and something beside it as one of the result alone."""
    found = draft.result
    if not isinstance(found, Group) or found.maker is not tuple or len(found.items) != 2:
        raise KindError(f"with has_aux=True, {called} must return a tuple of its result and something beside it")
    return replace(draft, result=found.items[0], aux=found.items[1])


@lru_cache(maxsize=1024)
def _read(function: types.FunctionType, code: types.CodeType, defaults: object) -> tuple[Function, Scope]:
    source = find(function)
    scope = Scope(source.name, source.globals, dict(source.closure), source.defaults)
    reader = Reader(lambda node: origin_of(source, node) if hasattr(node, "lineno") else None)
    return reader.function(source.node, source.name), scope


def read_function(function: types.FunctionType) -> tuple[Function, Scope]:
    """Return a Python function in the core's surface form, and where its free names live."""
    return _read(function, function.__code__, (id(function.__defaults__), id(function.__kwdefaults__)))


def differentiated(draft: Draft, step: Step, forward_only: bool) -> Draft:
    """Return the derivative that a step asks for, as a function to be differentiated again.

    Where a backward sweep is to be taken of it later, a gradient is written in forward mode: the adjoint of a gradient
    is the gradient of a tangent, so that no backward sweep is ever reversed.
    """
    program = activate(draft, step.wrt)
    checks = scalar_check(program, draft.spec.function.name) if step.mode in ("grad", "value_and_grad") else []
    if forward_only:
        body, result, names_made = unit_tangent(program, step.mode, step.wrt)
    else:
        body, result, names_made = joint_block(program, step.mode, step.wrt, step.single)
    kinds = {name: nameless(kind) for name, kind in program.kinds.items()}
    return replace(
        draft, body=(*body, *checks), result=result, kinds=kinds, hints={**program.hints, **kinds},
        generated=program.temporaries | names_made, adjoints=program.adjoints | names_made,
    )  # fmt: skip


def changes_memory(parts: Parts, program: Program) -> bool:
    """Return whether the backward part of a pair writes into arrays that the forward part made."""
    made, backward = all_definitions(parts[0][2]), parts[-1][2]
    written = sharing(backward, program.kinds, written_names(backward, program.kinds))
    handed = saved_names(parts[0][2], backward)  # the backward part may know it by another name
    return bool(written.union(handed[name] for name in written & handed.keys()) & made)


def has_effects(block: Block) -> bool:
    """Return whether statements do more than compute: print, call what srcad does not know, draw random numbers."""
    return any(
        isinstance(stmt, Assign | Do)
        and not is_pure(stmt.value)
        and not (isinstance(stmt.value, Call) and stmt.value.op in ("raise", "callee"))
        for stmt in statements(block)
    )


def name_of_part(request: Request, role: str) -> str:
    """Return the name of a generated function."""
    base = request.function.__name__
    return f"{base if base.isidentifier() else 'function'}_{role}"


def build(request: Request, program: Program, parts: Parts, callees: Callees) -> Compiled:
    """Write and load the functions that a request is answered by."""
    spec = program.spec
    texts: list[Written] = []
    made: list[tuple[Function, bool]] = []
    names: list[str] = []
    done: set[str] = set()
    what = docstrings(request.function, spec.function.origin, [".".join(map(str, path)) for path in request.wrt])
    if request.backend == "numba":
        parts, program = with_tuples_apart(parts, program, request.wrt)
        parts = with_stacks_apart(parts, program, request.wrt)
    whole = [stmt for _, _, block in parts for stmt in block]
    turn = len(parts[0][2]) if len(parts) > 1 else whole.index(TURN) if TURN in whole else len(whole)
    kinds = {**program.hints, **program.kinds}
    parts = tuple((role, params, without_handed(b, kinds, tuple(whole[turn:]))) for role, params, b in parts)
    users = bound_names(spec.function)
    parts_made = frozenset().union(*(e.made | e.copied for e in (spec.specialiser, *callees.specialisers())))
    plain = request.backend != "numba" and program.checks is None  # those know variables by their names
    printed = tuple(printable(solved(block, spec.specialiser.gradients), program.kinds) for _, _, block in parts)
    if spec.specialiser.exact:
        primal, by_value = frozenset(all_definitions(program.body)), request.mode in ("value_and_grad", "jvp")
        exact = (i.name for i in program.inputs if i.name in program.wrt and isinstance(i.kind, Scalar))
        like = next(map(Name, exact), None)
        typed = like is not None and divides(program.body)
        printed = tuple(with_whole_numbers(block, primal, by_value, like, typed) for block in printed)
    if plain:
        taken = frozenset(param.name for _, params, _ in parts for param in params)
        printed = on_one_stack(printed, taken | {*spec.specialiser.bindings, *BOUND})
    for (role, params, _), block in zip(parts, printed, strict=True):
        name = name_of_part(request, role)
        while name in BOUND or name in spec.specialiser.bindings:
            name += "_1"
        names.append(name)
        body = spelled(without_hiding(block, params, spec.specialiser))
        made.append((Function(name, params, body, what[role]), role == "backward"))
    blocks: Block = tuple(stmt for _, _, block in parts for stmt in block)
    for function, backward in callees.functions(blocks):
        body = without_hiding(function.body, function.params, spec.specialiser)
        if spec.specialiser.exact and backward:
            body = with_whole_numbers(body, frozenset(), returns_value=False)
        made.append((replace(function, body=body), backward))
    if program.checks is not None:
        made = with_checks(made, program.checks, spec.specialiser)
    for function, _ in made if spec.specialiser.other_arrays else ():
        check_views(function.body, {**program.hints, **program.kinds})
    forward = made[0][0]
    for position, (function, backward) in enumerate(made):
        function = with_starts(function, parts_made)
        if plain:
            given = saved_names(forward.body, function.body) if request.mode == "vjp" and position == 1 else None
            taken = frozenset((*spec.specialiser.bindings, *BOUND))
            function = as_unpacked(function, program, taken)
            function = forward = renumber(function, taken, users, given, parts_of(program))
        texts += inner_functions(function.body, spec.specialiser.gradients, done)
        if request.backend == "numba" and position < len(parts):
            edges = given_to(parts[position][0], position, parts, program, request.wrt)
            texts += write_pair(compiled_pair(function, edges, {**program.hints, **program.kinds}))
        else:
            texts.append(write_lines(replace(function, body=print_else(function.body)), commented=backward))
    program.stages["final"] = parts[-1][2]
    specialiser = spec.specialiser
    text, origins = joined(texts)
    functions = load(text, names, specialiser.bindings, origins)
    free = [free for each in (specialiser, *callees.specialisers()) for free in each.free.values()]
    return Compiled(
        request, text, functions, specialiser.guards, free, spec, program.stages,
        consumes=request.mode == "vjp" and (changes_memory(parts, program) or callees.change_memory()),
        remembers=remembers(parts[0][2], all_definitions(program.free_reads)),
        effects=has_effects(parts[0][2]) or any(has_effects(body) for body in callees.bodies()),
    )  # fmt: skip
