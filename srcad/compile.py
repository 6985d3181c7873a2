"""The driver: a request for a derivative becomes the text of a function, pass by pass."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from .analyse.activity import active_names
from .analyse.infer import expression_kind, infer
from .analyse.live import exposed_reads
from .analyse.save import Saver
from .backends.load import load
from .differentiate.forward import Tangents
from .differentiate.own import owned
from .differentiate.partials import adjoint_mentions, zero_like
from .differentiate.reverse import Adjoints, Backward, Facts, forward_sweep, indexed_names, stacks, trivial_plan
from .errors import KindError, UnsupportedSyntax
from .ir import (
    Assign,
    Block,
    Call,
    Comment,
    Const,
    Do,
    Expr,
    Function,
    Name,
    Param,
    Return,
    Stmt,
    Targets,
    all_definitions,
    definitions,
    names,
)
from .kinds import UNKNOWN, Array, Kind, Scalar, Struct
from .names import Names
from .normalise.flatten import flatten
from .normalise.rename import rename
from .rules import load as load_rules
from .simplify.copies import drop_dead, propagate_copies
from .simplify.exits import print_exits
from .simplify.pipeline import shorten
from .specialise.frame import Scope
from .specialise.helpers import spelled_out
from .specialise.specialise import Input, Specialised, specialise
from .specialise.state import FreeInput, Guard
from .specialise.values import Group, Leaf, Static, Value, leaves
from .syntax.read import Reader
from .syntax.source import Source, find, origin_of
from .syntax.write import write

Wrt = tuple[tuple[object, ...], ...]  # paths: a parameter's name, then keys or attributes


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


@dataclass
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
    ready: bool = False  # whether arguments can be handed over as they come


@lru_cache(maxsize=1024)
def _read(function: types.FunctionType) -> tuple[Function, Scope]:
    source = find(function)
    cells = dict(source.closure)
    scope = Scope(source.name, source.globals, cells, source.defaults)
    return Reader(lambda node: origin_of(source, node) if hasattr(node, "lineno") else None).function(
        source.node, source.name
    ), scope


def read_function(function: types.FunctionType) -> tuple[Function, Scope]:
    """Return a Python function in the core's surface form, and where its free names live."""
    return _read(function)


def compile_request(request: Request, args: Mapping[str, object]) -> Compiled:
    """Return the generated function for a request and the arguments at hand, of which only the kinds matter."""
    load_rules()
    function, scope = read_function(request.function)
    all_wrt = (*request.wrt, *(path for step in request.inner for path in step.wrt))
    spec = specialise(
        function, scope, dict(args), lambda path: any(path[: len(w)] == w for w in all_wrt), read_function,
        request.function.__code__,
    )  # fmt: skip
    draft = prepare(spec)
    steps = list(request.inner)
    backward_after = request.mode != "jvp"
    for position, step in enumerate(steps):
        reversed_later = backward_after or any(later.mode != "jvp" for later in steps[position + 1 :])
        draft = differentiated(draft, step, forward_only=reversed_later)
    program = activate(draft, request.wrt)
    if request.mode == "jvp":
        return forward_function(request, program)
    return reverse_function(request, program)


# ---------------------------------------------------------------- from the user's statements to flat, active ones
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


def prepare(spec: Specialised) -> Draft:
    """Rename the specialised function and infer its kinds."""
    fresh = spec.specialiser.names
    free_reads = tuple(read_free(free, spec.specialiser.bound) for free in spec.specialiser.free.values())
    inputs = [i.name for i in spec.inputs]
    free_names = [name for stmt in free_reads for name in sorted(definitions(stmt))]
    final = Return(Call("tuple", tuple(leaf.expr for leaf in leaves(spec.result))))
    stages: dict[str, Block] = {"specialised": spec.body}
    renamed, former = rename((*spec.body, final), (*inputs, *free_names), fresh)
    clean = drop_dead(propagate_copies(renamed))
    stages["renamed"] = clean
    given: dict[str, Kind] = {i.name: i.kind for i in spec.inputs}
    for free in spec.specialiser.free.values():
        for leaf in leaves(free.value):
            if isinstance(leaf.expr, Name):
                given[leaf.expr.id] = leaf.kind
    hints = {new: spec.hints.get(old, UNKNOWN) for new, old in former.items()}
    kinds = infer(clean, given, hints)
    last = clean[-1]
    assert isinstance(last, Return) and isinstance(last.value, Call)
    clean, final_names = named_results(clean[:-1], last.value.args, fresh, kinds)
    generated = frozenset(n for n in all_definitions(clean) if _is_generated(former.get(n, n)))
    result = _with_names(spec.result, iter(final_names))
    return Draft(spec, free_reads, clean, result, kinds, given, {**hints, **kinds}, generated, stages)


def activate(draft: Draft, wrt: Wrt) -> Program:
    """Find what is active with respect to some of the arguments, and flatten it."""
    spec, fresh = draft.spec, draft.spec.specialiser.names
    results = tuple(leaf.expr.id for leaf in leaves(draft.result) if isinstance(leaf.expr, Name))
    known = {i.name for i in spec.inputs if i.wrt}
    chosen = frozenset(
        leaf.expr.id
        for path in wrt
        for leaf in leaves(at_path(spec.arguments, path))
        if isinstance(leaf.expr, Name) and leaf.expr.id in known
    )
    body, kinds = draft.body, draft.kinds
    while True:
        active = active_names(body, chosen, frozenset(results), check=False)
        flat, active = flatten(body, active, fresh, adjoint_mentions)
        body = spelled_out(flat, active, spec.specialiser, kinds)
        if body == flat:
            break
        kinds = infer(body, draft.given, {**draft.hints, **spec.specialiser.hints})
    active = active_names(flat, chosen, frozenset(results))
    draft.stages["flat"] = flat
    kinds = infer(flat, draft.given, {**spec.specialiser.hints, **draft.hints})
    temporaries = draft.generated | (all_definitions(flat) - all_definitions(draft.body))
    return Program(
        spec, spec.inputs, chosen, draft.free_reads, flat, draft.result, results, kinds, draft.given, draft.hints, active,
        fresh, temporaries, draft.stages,
    )  # fmt: skip


def differentiated(draft: Draft, step: Step, forward_only: bool) -> Draft:
    """Return the derivative that a step asks for, as a function to be differentiated again.

    Where a backward sweep is to be taken of it later, a gradient is written in forward mode: the adjoint of a gradient is
    the gradient of a tangent, so that no backward sweep is ever reversed.
    """
    program = activate(draft, step.wrt)
    if forward_only:
        body, result, names_made = unit_tangent(program, step)
    else:
        body, result, names_made = joint_block(program, step)
    hints = {**program.hints, **program.kinds}
    return replace(
        draft, body=body, result=result, kinds=program.kinds, hints=hints, generated=program.temporaries | names_made
    )


def unit_tangent(program: Program, step: Step) -> tuple[Block, Value, frozenset[str]]:
    """Return the derivative with respect to one number as a tangent along 1.0."""
    tangents = Tangents(program.active, program.kinds, program.fresh)
    values = [at_path(program.spec.arguments, path) for path in step.wrt]
    result = program.result
    if len(values) != 1 or not isinstance(values[0], Leaf) or not isinstance(program.kinds[_id(values[0])], Scalar):
        raise UnsupportedSyntax(
            "the gradient of a gradient with respect to an array is not a number",
            hint="Use srcad.hessian, srcad.hvp or srcad.jacobian.",
        )
    if not isinstance(result, Leaf):
        raise KindError("grad needs a function that returns a number")
    body = tangents.block(program.body)
    x = _id(values[0])
    start: Block = (Assign(tangents.name(x), Const(1.0)),) if x in program.active else ()
    name = _id(result)
    tangent: Value = replace(result, expr=tangents.name(name)) if name in program.active else result
    extra: Block = ()
    if name not in program.active:
        zero = Name(program.fresh.fresh("zero"))
        program.kinds[zero.id] = program.kinds[name]
        extra = (Assign(zero, zero_like(Name(name), program.kinds)),)
        tangent = replace(result, expr=zero)
    made = frozenset(tangents.named.values())
    if step.mode == "value_and_grad":
        tangent = Group(tuple, (0, 1), (result, tangent))
    return (*start, *body, *extra), tangent, made


def _id(value: Value) -> str:
    assert isinstance(value, Leaf) and isinstance(value.expr, Name)
    return value.expr.id


def _is_generated(name: str) -> bool:
    """Whether the specialiser made up a variable."""
    return name == "t" or name.startswith("t_")


def named_results(
    block: Block, exprs: tuple[Expr, ...], fresh: Names, kinds: dict[str, Kind]
) -> tuple[Block, list[str]]:
    """Return a block at whose end each result has a name of its own."""
    found: list[str] = []
    out = list(block)
    for expr in exprs:
        if isinstance(expr, Name) and expr.id.startswith("value") and expr.id not in found:
            found.append(expr.id)
            continue
        name = fresh.fresh("value")
        kinds[name] = expression_kind(expr, kinds)
        out.append(Assign(Name(name), expr))
        found.append(name)
    return tuple(out), found


def _with_names(value: Value, found: object) -> Value:
    match value:
        case Leaf():
            return replace(value, expr=Name(next(found)))  # type: ignore[call-overload]
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
    module = sys.modules.get(str(scope.globals.get("__name__")))
    if module is not None and vars(module) is scope.globals:
        return Assign(Name(free.name), Call("." + variable, (bound(module),)))
    return Assign(Name(free.name), Call("[]", (bound(scope.globals), Const(variable))))


# ---------------------------------------------------------------- reverse mode
@dataclass
class Sweeps:
    """What reverse mode gives: both sweeps, the seeds between them, and which adjoints are filled at the end."""

    forward: Block
    seeds: Block
    backward: Block
    adjoints: Adjoints
    filled: Mapping[str, bool]
    made: frozenset[str]
    needed: frozenset[str]


def sweeps(program: Program, pair: bool) -> Sweeps:
    """Return the forward sweep with what it saves, and the backward sweep."""
    kinds, fresh = program.kinds, program.fresh
    intact = frozenset(i.name for i in program.inputs) - all_definitions(program.body)
    facts = Facts(program.active, kinds, intact, indexed_names(program.body, program.active))
    adjoints = Adjoints(facts, fresh)
    before = frozenset(fresh.taken)
    active_results = [name for name in program.results if name in program.active]
    filled = dict.fromkeys(active_results, False)
    Backward(adjoints).block(trivial_plan(program.body), dict(filled))
    saver = Saver(adjoints.reads, adjoints.zeros, program.active, kinds, fresh, joint=not pair)
    known = frozenset(i.name for i in program.inputs) | frozenset(
        name for stmt in program.free_reads for name in definitions(stmt)
    )
    plan, end = saver.plan(program.body, known)
    backward, filled_end = Backward(adjoints).block(plan, dict(filled))
    seeds = seed_statements(program, adjoints, active_results, pair)
    made = frozenset(fresh.taken) - before
    return Sweeps(forward_sweep(plan), seeds, backward, adjoints, filled_end, made, end.needed)


def prologue(program: Program) -> Block:
    """Return the statements that read the leaves of structured arguments, and variables from outside."""
    paths = [Assign(Name(i.name), i.path) for i in program.inputs if i.path != Name(i.name)]
    return (*program.free_reads, *paths)


def reverse_function(request: Request, program: Program) -> Compiled:
    """Return the gradient function, or the pair of functions that a pullback is made of."""
    pair = request.mode == "vjp"
    checks = () if pair else tuple(scalar_check(request, program))
    both = sweeps(program, pair)
    gradients = gradient_values(request.wrt, request.single, program, both)
    temporaries = program.temporaries | both.made
    head: Block = (*stack_starts(both.forward), *prologue(program))
    sweep: Block = (*both.forward, *checks)
    value = value_expression(program.result, program.spec)
    if pair:
        return split_pair(
            request, program, head, sweep, (*both.seeds, *both.backward), value, gradients, temporaries, both.needed
        )
    wanted: Expr = gradients if request.mode == "grad" else Call("tuple", (value, gradients))
    block: Block = (*head, *sweep, Comment("backward"), *both.seeds, *both.backward, Return(wanted))
    block = finish(block, program, both.adjoints, temporaries, request.mode == "grad")
    return build(request, program, ((request.mode, params_of(program.spec.function), block),))


def stack_starts(forward: Block) -> Block:
    """Return the statements that make the stacks."""
    return tuple(Assign(Name(stack), Call("list", ())) for stack in stacks(forward))


def joint_block(program: Program, step: Step) -> tuple[Block, Value, frozenset[str]]:
    """Return a gradient's statements and its value, for another derivative to be taken of it."""
    both = sweeps(program, pair=False)
    known = {i.name for i in program.inputs}
    extra: list[Stmt] = []

    def leaf(value: Value) -> Value:
        match value:
            case Leaf(expr=Name(id)) if id in program.wrt:
                name = Name(program.fresh.fresh("gradient"))
                program.kinds[name.id] = program.kinds.get(id, UNKNOWN)
                extra.append(Assign(name, gradient_leaf(id, program, both)))
                return replace(value, expr=name)
            case Group(maker, keys, items):
                return Group(maker, keys, tuple(leaf(item) for item in items))
            case _:
                return Static(None, Const(None))

    parts = [leaf(at_path(program.spec.arguments, path)) for path in step.wrt]
    gradient: Value = parts[0] if step.single else Group(tuple, tuple(range(len(parts))), tuple(parts))
    result = Group(tuple, (0, 1), (program.result, gradient)) if step.mode == "value_and_grad" else gradient
    block = (*stack_starts(both.forward), *both.forward, *both.seeds, *both.backward, *extra)
    del known
    return block, result, both.made


def finish(
    block: Block, program: Program, adjoints: Adjoints, temporaries: frozenset[str], only_gradient: bool
) -> Block:
    """Shorten a gradient function and make sure that it hands out arrays of its own."""
    kinds = program.kinds
    kept = frozenset(
        adjoints.named[i.name] for i in program.inputs if i.name in program.wrt and i.name in adjoints.named
    )
    block = shorten(block, kinds, temporaries, kept=kept)
    last = block[-1]
    assert isinstance(last, Return)
    if only_gradient:
        returned: Expr = owned(last.value, block, kinds)
    else:
        assert isinstance(last.value, Call)
        returned = Call("tuple", (last.value.args[0], owned(last.value.args[1], block, kinds)))
    return (*block[:-1], Return(returned))


def scalar_check(request: Request, program: Program) -> list[Stmt]:
    """Refuse the gradient of a result that is not a number; where only the run can tell, return the statement that checks."""
    result = program.result
    name = request.function.__name__
    hint = "For other results use srcad.vjp (a derivative with a seed) or srcad.jacobian."
    if isinstance(result, Static):
        raise KindError(
            f"grad needs a function that returns a number, but {name} returns {result.value!r}", None, hint=hint
        )
    if not isinstance(result, Leaf):
        raise KindError(f"grad needs a function that returns a number, but {name} returns a container", None, hint=hint)
    assert isinstance(result.expr, Name)
    kind = program.kinds.get(result.expr.id, UNKNOWN)
    if (
        isinstance(kind, Array)
        and kind.dims is not None
        and len(kind.dims) > 0
        and not all(d.is_one for d in kind.dims)
    ):
        what = f"an array with {len(kind.dims)} axes"
        raise KindError(f"grad needs a function that returns a number, but {name} returns {what}", None, hint=hint)
    if isinstance(kind, Array) and kind.dims:
        raise KindError(
            f"grad needs a function that returns a number, but {name} returns an array of shape {(1,) * len(kind.dims)}",
            None, hint="Return its element, or use srcad.vjp or srcad.jacobian.",
        )  # fmt: skip
    if isinstance(kind, Scalar) and kind.dtype.startswith("complex"):
        raise KindError(
            f"grad needs a function that returns a real number, but {name} returns a complex one", None, hint=hint
        )
    if isinstance(kind, Scalar) or (isinstance(kind, Array) and kind.dims == ()):
        return []
    return [Do(Call("check_scalar", (result.expr,)))]


def seed_statements(program: Program, adjoints: Adjoints, results: list[str], pair: bool) -> Block:
    """Return the statements that start the adjoints of the results."""
    if not pair:
        return tuple(Assign(adjoints.name(name), Const(1.0)) for name in results)
    if isinstance(program.result, Leaf):
        return tuple(Assign(adjoints.name(name), Call("seeded", (Name("seed"), Name(name)))) for name in results)
    out: list[Stmt] = []

    def visit(value: Value, path: Expr) -> None:
        match value:
            case Leaf(expr=Name(id)) if id in results:
                out.append(Assign(adjoints.name(id), Call("seeded", (path, Name(id)))))
            case Group(maker, keys, items):
                for i, (key, item) in enumerate(zip(keys, items, strict=True)):
                    if maker in (tuple, list, dict) or issubclass(maker, tuple):
                        visit(item, Call("[]", (path, Const(key if maker is dict else i))))
                    else:
                        visit(item, Call(f".{key}", (path,)))

    visit(program.result, Name("seed"))
    return tuple(out)


def value_expression(result: Value, spec: Specialised) -> Expr:
    """Return the expression for the primal's result."""
    return spec.specialiser.to_expr(result)


def gradient_leaf(name: str, program: Program, both: Sweeps) -> Expr:
    """Return the expression for the gradient of one input."""
    kind = program.kinds.get(name)
    if name not in both.filled:
        return zero_gradient(name, program.kinds)
    adjoint = both.adjoints.name(name)
    if isinstance(kind, Scalar):
        return adjoint
    if both.filled[name]:
        return Call("full", (adjoint, Name(name)))
    return adjoint if isinstance(kind, Array) else Call("like", (adjoint, Name(name)))


def gradient_values(wrt: Wrt, single: bool, program: Program, both: Sweeps) -> Expr:
    """Return the gradient in the structure of the arguments differentiated with respect to."""
    spec = program.spec

    def leaf(value: Value) -> Expr:
        match value:
            case Leaf(expr=Name(id)) if id in program.wrt:
                return gradient_leaf(id, program, both)
            case Group(maker, keys, items):
                return spec.specialiser.to_expr(_exprs(maker, keys, [leaf(item) for item in items]))
            case _:
                return Const(None)

    parts = [leaf(at_path(spec.arguments, path)) for path in wrt]
    return parts[0] if single else Call("tuple", tuple(parts))


def zero_gradient(name: str, kinds: Mapping[str, Kind]) -> Expr:
    """Return the zero gradient of an input."""
    return zero_like(Name(name), kinds)


def _exprs(maker: type, keys: tuple[object, ...], exprs: list[Expr]) -> Group:
    return Group(maker, keys, tuple(Leaf(expr, UNKNOWN) for expr in exprs))


def at_path(arguments: Mapping[str, Value], path: tuple[object, ...]) -> Value:
    """Return the part of the arguments that a path leads to."""
    value = arguments[str(path[0])]
    for key in path[1:]:
        assert isinstance(value, Group)
        value = value.items[value.keys.index(key)]
    return value


def split_pair(
    request: Request, program: Program, head: Block, sweep: Block, backward: Block, value: Expr, gradients: Expr,
    temporaries: frozenset[str], needed: frozenset[str],
) -> Compiled:  # fmt: skip
    """Return the forward part, which hands out what it saved, and the backward part, which may be called again."""
    kinds = program.kinds
    backward = (*backward, Return(gradients))
    backward = shorten((Comment("backward"), *backward), kinds, temporaries)[1:]
    last = backward[-1]
    assert isinstance(last, Return)
    backward = (*backward[:-1], Return(owned(last.value, backward, kinds)))
    forward_names = all_definitions((*head, *sweep)) | frozenset(p.name for p in program.spec.function.params)
    popped = stacks(sweep)
    # what may be read is a guess from the text; what is needed surely has a value
    certain = needed | set(popped) | {*program.results, *(i.name for i in program.inputs)}
    saved = sorted(exposed_reads(backward) & (forward_names | set(popped)) & certain)
    carried = Call("tuple", tuple(Name(name) for name in saved))
    forward = shorten(
        (*head, *sweep, Return(Call("tuple", (value, carried)))), kinds, program.temporaries, derived=frozenset()
    )
    unpack: list[Stmt] = []
    if saved:
        unpack.append(Assign(Targets(tuple(Name(name) for name in saved)), Name("saved")))
    unpack += [Assign(Name(stack), Call(".copy()", (Name(stack),))) for stack in popped if stack in saved]
    params = (Param("saved"), Param("seed"))
    return build(
        request, program,
        (("forward", params_of(program.spec.function), forward), ("backward", params, (*unpack, *backward))),
    )  # fmt: skip


# ---------------------------------------------------------------- forward mode
def forward_function(request: Request, program: Program) -> Compiled:
    """Return the tangent function: it takes the arguments, then a tangent for each one differentiated with respect to."""
    spec = program.spec
    kinds = program.kinds
    tangents = Tangents(program.active, kinds, program.fresh)
    body = tangents.block(program.body)
    starts: list[Stmt] = []
    params = list(params_of(spec.function))
    for path in request.wrt:
        value = at_path(spec.arguments, path)
        wish = "_".join(str(part) for part in path)
        param = f"d{wish}" if isinstance(value, Leaf) and value.expr == Name(wish) and wish in program.active else ""
        name = tangents.name(wish) if param else Name(program.fresh.fresh("d" + wish))
        params.append(Param(name.id))
        if not param:
            collect_tangents(value, name, tangents, program, starts)
    fixed = [i for i in program.inputs if i.name in program.active and i.name not in program.wrt]
    starts += [Assign(tangents.name(i.name), zero_like(Name(i.name), kinds)) for i in fixed]  # they become active later
    value_expr = value_expression(program.result, spec)
    tangent_expr = spec.specialiser.to_expr(_tangent_structure(program.result, tangents, program))
    block: Block = (*prologue(program), *starts, *body, Return(Call("tuple", (value_expr, tangent_expr))))
    temporaries = program.temporaries | frozenset(tangents.named.values()) - all_definitions(tuple(starts))
    block = shorten(block, kinds, temporaries, frozenset(tangents.named.values()))
    return build(request, program, (("jvp", tuple(params), block),))


def collect_tangents(value: Value, path: Expr, tangents: Tangents, program: Program, out: list[Stmt]) -> None:
    """Write the statements that read the tangents of a structured argument's leaves."""
    match value:
        case Leaf(expr=Name(id)) if id in program.active:
            out.append(Assign(tangents.name(id), path))
        case Group(maker, keys, items):
            for i, (key, item) in enumerate(zip(keys, items, strict=True)):
                if maker in (tuple, list, dict) or issubclass(maker, tuple):
                    collect_tangents(
                        item, Call("[]", (path, Const(key if maker is dict else i))), tangents, program, out
                    )
                else:
                    collect_tangents(item, Call(f".{key}", (path,)), tangents, program, out)


def _tangent_structure(value: Value, tangents: Tangents, program: Program) -> Value:
    match value:
        case Leaf(expr=Name(id)):
            if id in program.active:
                return replace(value, expr=tangents.name(id))
            return replace(value, expr=zero_like(Name(id), program.kinds))
        case Group(maker, keys, items):
            return Group(maker, keys, tuple(_tangent_structure(item, tangents, program) for item in items))
        case _:
            return value


# ---------------------------------------------------------------- text
def params_of(function: Function) -> tuple[Param, ...]:
    """Return a function's parameters, all positional: what is bound to them comes from the dispatcher, defaults included."""
    return tuple(Param(param.name) for param in function.params)


def build(request: Request, program: Program, parts: tuple[tuple[str, tuple[Param, ...], Block], ...]) -> Compiled:
    """Write and load the functions that a request is answered by."""
    spec = program.spec
    texts, functions = [], []
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
    base = request.function.__name__ if request.function.__name__.isidentifier() else "function"
    for role, params, block in parts:
        name = f"{base}_{role}"
        core = Function(name, params, drop_dead(print_exits(block)), what[role])
        text = write(core, commented=role == "backward")
        texts.append(text)
        functions.append(load(text, name, spec.specialiser.bindings))
    program.stages["final"] = parts[-1][2]
    specialiser = spec.specialiser
    return Compiled(
        request, "\n\n".join(texts), tuple(functions), specialiser.guards, list(specialiser.free.values()), spec,
        program.stages,
    )  # fmt: skip


__all__ = ["Compiled", "Request", "Source", "Struct", "compile_request", "names"]
