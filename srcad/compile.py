"""The driver: a request for a derivative becomes the text of a function, pass by pass."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from .analyse.memory import stored
from .backends.load import load
from .differentiate.arrange import joint_block, reverse_function
from .differentiate.callees import Callees, spelled
from .differentiate.tangent import forward_function, unit_tangent
from .errors import KindError, MissingRule
from .ir import Assign, Block, Call, Do, Function, all_definitions, statements
from .program import Draft, Parts, Program, Wrt, activate, prepare
from .rules import load as load_rules
from .simplify.copies import drop_dead, is_pure
from .simplify.exits import print_exits
from .simplify.in_place import in_place
from .specialise.frame import Scope
from .specialise.specialise import Specialised, specialise
from .specialise.state import FreeInput, Guard
from .specialise.values import Group
from .syntax.read import Reader
from .syntax.source import find, origin_of
from .syntax.write import write


@dataclass(frozen=True)
class Step:
    """A derivative that another one is taken of."""

    mode: str
    wrt: Wrt
    single: bool = True


@dataclass(frozen=True)
class Request:
    """What is wanted: a derivative of a function in a mode with respect to parameters, or parts of them."""

    function: types.FunctionType
    mode: str  # "grad", "value_and_grad", "vjp", "jvp"
    wrt: Wrt
    single: bool = True  # whether the gradient is that of one argument, not a tuple
    inner: tuple[Step, ...] = ()  # derivatives taken before, innermost first
    has_aux: bool = False  # whether the function returns its result and something beside it


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
    calls: int = 0  # how often it was looked for and called
    entry: Entry | None = None


def compile_request(request: Request, args: Mapping[str, object]) -> Compiled:
    """Return the generated function for a request and the arguments at hand, of which only the kinds matter."""
    load_rules()
    inlined: frozenset[object] = frozenset()
    while True:
        spec = fitted(request, args, inlined)
        try:
            return derivative(request, spec)
        except MissingRule as missing:
            called = spec.specialiser.bindings.get(missing.operation)
            if not isinstance(called, types.FunctionType) or called in inlined:
                raise
            inlined |= {called}  # memory that it gets depends on the arguments after all, or will in the next trip


def fitted(request: Request, args: Mapping[str, object], inlined: frozenset[object]) -> Specialised:
    """Return the function of a request, fitted to the arguments."""
    function, scope = read_function(request.function)
    all_wrt = (*request.wrt, *(path for step in request.inner for path in step.wrt))
    return specialise(
        function, scope, dict(args), lambda path: any(path[: len(w)] == w for w in all_wrt), read_function,
        request.function.__code__, inlined,
    )  # fmt: skip


def derivative(request: Request, spec: Specialised) -> Compiled:
    """Return the generated function for a request and the function fitted to its arguments."""
    roles = ("forward", "backward") if request.mode == "vjp" else (request.mode,)
    spec.specialiser.library.names.reserve({name_of_part(request, role) for role in roles})
    callees = Callees(spec.specialiser.library, again=request.mode == "vjp")
    draft = replace(prepare(spec), derive=callees)
    if request.has_aux:
        draft = without_aux(draft, request.function.__name__)
    steps = list(request.inner)
    backward_after = request.mode != "jvp"
    for position, step in enumerate(steps):
        reversed_later = backward_after or any(later.mode != "jvp" for later in steps[position + 1 :])
        draft = differentiated(draft, step, forward_only=reversed_later)
        callees.solve()
    program = activate(draft, request.wrt)
    if request.mode == "jvp":
        parts = forward_function(program, request.wrt)
    else:
        called = request.function.__name__
        parts = reverse_function(program, request.mode, request.wrt, request.single, called)
    return build(request, program, parts, callees)


def without_aux(draft: Draft, called: str) -> Draft:
    """Return a function that returns a result and something beside it as one of the result alone."""
    found = draft.result
    if not isinstance(found, Group) or found.maker is not tuple or len(found.items) != 2:
        raise KindError(f"with has_aux=True, {called} must return a tuple of its result and something beside it")
    return replace(draft, result=found.items[0], aux=found.items[1])


@lru_cache(maxsize=1024)
def _read(function: types.FunctionType) -> tuple[Function, Scope]:
    source = find(function)
    scope = Scope(source.name, source.globals, dict(source.closure), source.defaults)
    reader = Reader(lambda node: origin_of(source, node) if hasattr(node, "lineno") else None)
    return reader.function(source.node, source.name), scope


def read_function(function: types.FunctionType) -> tuple[Function, Scope]:
    """Return a Python function in the core's surface form, and where its free names live."""
    return _read(function)


def differentiated(draft: Draft, step: Step, forward_only: bool) -> Draft:
    """Return the derivative that a step asks for, as a function to be differentiated again.

    Where a backward sweep is to be taken of it later, a gradient is written in forward mode: the adjoint of a gradient
    is the gradient of a tangent, so that no backward sweep is ever reversed.
    """
    program = activate(draft, step.wrt)
    if forward_only:
        body, result, names_made = unit_tangent(program, step.mode, step.wrt)
    else:
        body, result, names_made = joint_block(program, step.mode, step.wrt, step.single)
    hints = {**program.hints, **program.kinds}
    return replace(
        draft, body=body, result=result, kinds=program.kinds, hints=hints, generated=program.temporaries | names_made
    )


def changes_memory(parts: Parts, program: Program) -> bool:
    """Return whether the backward part of a pair writes into arrays that the forward part made."""
    made = all_definitions(parts[0][2])
    return any(stored(stmt, program.kinds) & made for stmt in statements(parts[-1][2]))


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
    texts, names = [], []
    origin = spec.function.origin
    place = f"{request.function.__name__} ({origin.file.rpartition('/')[2]}:{origin.line})" if origin else ""
    wrt = ", ".join(".".join(str(part) for part in path) for path in request.wrt)
    what = {
        "grad": f"Gradient of {place} with respect to {wrt}.",
        "value_and_grad": f"Value and gradient of {place} with respect to {wrt}.",
        "jvp": f"Value and tangent of {place} along a tangent of {wrt}.",
        "forward": f"Value of {place}, and what its pullback needs.",
        "backward": f"Adjoints of {wrt} for an adjoint of the result of {place}.",
    }
    for role, params, block in parts:
        names.append(name_of_part(request, role))
        printed = in_place(drop_dead(print_exits(block)), program.kinds)
        core = Function(names[-1], params, spelled(printed), what[role])
        texts.append(write(core, commented=role == "backward"))
    blocks: Block = tuple(stmt for _, _, block in parts for stmt in block)
    texts += [write(function, commented=backward) for function, backward in callees.functions(blocks)]
    program.stages["final"] = parts[-1][2]
    specialiser = spec.specialiser
    text = "\n\n".join(texts)
    functions = load(text, names, specialiser.bindings)
    free = [free for each in (specialiser, *callees.specialisers()) for free in each.free.values()]
    return Compiled(
        request, text, functions, specialiser.guards, free, spec, program.stages,
        consumes=request.mode == "vjp" and (changes_memory(parts, program) or callees.change_memory()),
        effects=has_effects(parts[0][2]) or any(has_effects(body) for body in callees.bodies()),
    )  # fmt: skip
