"""Arrange both sweeps: one joint function that gives the gradient, or a pair split where the seed comes in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

from ..analyse.alike import likeness
from ..analyse.live import exposed_reads, surely_assigned
from ..analyse.memory import Memory, memory_of, stored
from ..analyse.only_shapes import shapes_of_others
from ..analyse.plan import PlannedBlock
from ..analyse.save import Saver
from ..analyse.settled import settled
from ..forms import TURN
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    For,
    Name,
    Param,
    Pop,
    Return,
    Stmt,
    Targets,
    While,
    all_definitions,
    blocks,
    definitions,
    names,
    reads,
    statements,
)
from ..kinds import UNKNOWN, Array, Kind, Scalar, dtype_of
from ..normalise.rename import rename
from ..program import Parts, Program, Wrt, at_path, params_of, prologue
from ..simplify.accumulate import add_in_place
from ..simplify.again import compute_once
from ..simplify.asked_again import ask_again
from ..simplify.first import assign_first
from ..simplify.flagged import Flagged
from ..simplify.last_stores import without_early_copies, without_last_stores
from ..simplify.narrow import narrow
from ..simplify.pipeline import shorten
from ..simplify.reciprocals import with_reciprocals
from ..simplify.renumber import with_names
from ..simplify.spell import spell, spelled
from ..simplify.stacks import run_by_stack
from ..simplify.unused import drop_unused
from ..specialise.values import Group, Leaf, Static, Value
from .adjoints import Adjoints, Facts, adjoint_names
from .bounds import with_sure_bounds
from .checked import TRACE, checked_plan
from .fitting import NARROW, of_dtype, zero_like
from .handed_out import as_arguments
from .lists import whole_lists
from .outside import held_values, refuse_changed_outside
from .own import owned, strip_copies
from .pairs import paired
from .partials import read_by_adjoints
from .reverse import Backward
from .seeds import fields_of, scalar_check, seed_statements, seeded
from .shadows import shadows_of, with_own_entries
from .sweep import forward_sweep, indexed_names, stacks, trivial_plan


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
    plan: PlannedBlock
    given: Mapping[str, Name]  # names for what inputs are at first, by input
    memory: Memory  # that of the program as it was swept, whose entry copies may have names of their own


def sweeps(program: Program, pair: bool) -> Sweeps:
    """Return the forward sweep with what it saves, and the backward sweep."""
    program = with_own_entries(with_sure_bounds(program))
    kinds, fresh = program.kinds, program.fresh
    program, pairs = paired(program)
    intact = frozenset(i.name for i in program.inputs) - all_definitions(program.body)
    memory = program.memory
    shadows = shadows_of(program)
    indexed = indexed_names(program.body, program.active, kinds, memory) - frozenset(shadows.named)
    sure = surely_bound(program.body) & indexed
    looping = all_definitions(tuple(stmt for stmt in statements(program.body) if isinstance(stmt, For | While)))
    asked = read_by_adjoints(program.body, program.active)
    own_shapes = indexed.union(shadows.named, shadows.deep, memory.token, program.results)
    foreign = frozenset(shadows.named).union(shadows.deep, program.results, (i.name for i in program.inputs))
    facts = Facts(
        program.active, kinds, intact, indexed, memory, shadows, pairs, sure,
        looping=looping, read=asked,
        bound=bound_after_loops(program), whole=whole_lists(program.body, kinds, foreign),
        likeness=likeness(program.body, kinds, own_shapes, asked),
    )  # fmt: skip
    adjoints = Adjoints(facts, fresh)
    before = frozenset(fresh.taken)
    reached = program.active & seeded(program.result)
    active_results = [name for name in program.results if name in reached]
    filled = dict.fromkeys(active_results, False)
    Backward(adjoints).block(trivial_plan(program.body), dict(filled))
    known = frozenset(i.name for i in program.inputs) | frozenset(program.spec.specialiser.bindings)
    known |= frozenset(name for stmt in program.free_reads for name in definitions(stmt))
    read = frozenset(name for stmt in statements(program.body) for name in reads(stmt))
    known |= read - all_definitions(program.body)  # builtins, such as `float`

    saver = Saver(adjoints.reads, adjoints.zeros, program.active, kinds, fresh, memory=memory)
    saver.beside, saver.deep, saver.compiled = shadows.beside, shadows.deep, program.compiled
    saver.exact = program.checks is not None
    if program.checks is None:  # these compare whole arrays with what they were
        reads_of = {key: found.before | found.after for key, found in adjoints.reads.items()}
        saver.settled = settled(program.body, memory, kinds, reads_of)
        facts.first = saver.settled.first
    plan, end = saver.best_plan(program.body, known)
    if program.checks is not None:
        bound = {name for stmt in shadows.beside.values() for name in definitions(stmt)} | set(shadows.named.values())
        program.checks.adjoints |= bound
        plan = checked_plan(plan, adjoints.reads, memory, bound | set(pairs), fresh.fresh(TRACE), program.checks)
    backward, filled_end = Backward(adjoints).block(plan, dict(filled))
    outside = frozenset(name for stmt in program.free_reads for name in definitions(stmt))
    refuse_changed_outside(program.body, backward, outside)
    seeds = seed_statements(program, adjoints, active_results, pair, shadows.named)
    made = frozenset(fresh.taken) - before
    if program.checks is not None:
        program.checks.adjoints |= adjoints.own | {name for name in made if name == "bt" or name.startswith("bt_")}
    given = given_inputs(program, filled_end)
    starts = tuple(Assign(new, Name(old)) for old, new in given.items())
    forward = (*starts, *forward_sweep(plan, shadows.beside, fresh.taken))
    return Sweeps(forward, seeds, backward, adjoints, filled_end, made, end.needed, plan, given, memory)


def given_inputs(program: Program, filled: Mapping[str, bool]) -> dict[str, Name]:
    """Return names for what inputs are at first, where a gradient is shaped as one that the function binds anew."""
    bound = all_definitions(program.body)
    given: dict[str, Name] = {}
    for i in program.inputs:
        shaped = filled.get(i.name, True) or not isinstance(program.kinds.get(i.name), Array)
        number = isinstance(i.kind, Scalar) and isinstance(program.kinds.get(i.name), Scalar)
        if shaped and i.wrt and i.name in bound and not number:
            given[i.name] = Name(program.fresh.fresh(i.name))
            program.kinds[given[i.name].id] = i.kind
    return given


def surely_bound(block: Block) -> frozenset[str]:
    """Return the names that are assigned at one place only, which every way through a function passes."""
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    return frozenset(
        stmt.target.id
        for stmt in block
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and count[stmt.target.id] == 1
    )


def bound_after_loops(program: Program) -> dict[int, frozenset[str]]:
    """Return the arrays that surely are there when a loop ends, by the loop's id."""
    found: dict[int, frozenset[str]] = {}

    def visit(block: Block, assigned: frozenset[str]) -> None:
        for stmt in block:
            if isinstance(stmt, For | While):
                found[id(stmt)] = frozenset(n for n in assigned if isinstance(program.kinds.get(n), Array))
            for inner in blocks(stmt):
                visit(inner, assigned)
            assigned |= surely_assigned((stmt,))

    visit(program.body, frozenset(i.name for i in program.inputs))
    return found


def reverse_function(program: Program, mode: str, wrt: Wrt, single: bool, called: str) -> Parts:
    """Return the gradient function, or the pair of functions that a pullback is made of."""
    pair = mode == "vjp"
    checks = () if pair else tuple(scalar_check(program, called))
    both = sweeps(program, pair)
    beside = frozenset(program.results)
    if program.checks is None:
        both.forward, both.backward = ask_again(both.forward, both.backward, both.memory, beside)
    both.forward, both.backward = run_by_stack(both.forward, both.backward, beside)
    gradients = gradient_values(wrt, single, program, both)
    both = replace(both, forward=shared_results(both, program.results, pair))
    temporaries = program.temporaries | both.made
    head: Block = (*stack_starts(both.forward), *prologue(program))
    sweep: Block = (*both.forward, *checks)
    to_expr = program.spec.specialiser.to_expr
    value = to_expr(program.result)
    if program.aux is not None:
        value = Call("tuple", (value, to_expr(program.aux)))
    values = [at_path(program.spec.arguments, path) for path in wrt]
    whole = values[0] if single else Group(tuple, tuple(range(len(values))), tuple(values))
    if pair:
        return as_arguments(split_pair(program, head, sweep, both, value, gradients, temporaries), whole, program)
    wanted: Expr = Call("tuple", (value, gradients))
    if mode == "grad":
        wanted = gradients if program.aux is None else Call("tuple", (gradients, to_expr(program.aux)))
    block: Block = (*head, *sweep, TURN, *both.seeds, *both.backward, Return(wanted))
    block = finish(block, program, both.adjoints, temporaries, mode == "grad")
    return as_arguments(((mode, params_of(program.spec.function), block),), whole, program)


def split_pair(
    program: Program, head: Block, sweep: Block, both: Sweeps, value: Expr, gradients: Expr,
    temporaries: frozenset[str],
) -> Parts:  # fmt: skip
    """Return the forward part, which hands out what it saved, and the backward part, which may be called again."""
    kinds, made = program.kinds, temporaries - program.temporaries
    params = frozenset(p.name for p in program.spec.function.params)
    known = all_definitions((*head, *sweep)) | params
    hidden: dict[str, str] = {name: program.fresh.fresh(name) for name in ("saved", "seed") if name in known}
    kinds.update({new: kinds[name] for name, new in hidden.items() if name in kinds})
    if isinstance(program.result, Leaf) and "seed" not in hidden:
        result = kinds.get(getattr(program.result.expr, "id", ""), UNKNOWN)
        kinds["seed"] = result
    backward = (*both.seeds, *with_names((*both.backward, Return(gradients)), hidden))
    kept = frozenset(program.checks.adjoints) if program.checks is not None else frozenset[str]()
    earlier = (*head, *sweep, *(Assign(Name(new), Name(name)) for name, new in hidden.items()))
    backward = shorten((TURN, *backward), kinds, temporaries, kept=kept, earlier=earlier)[1:]
    backward = spell(backward, kinds, temporaries, program.temporaries)
    zero = Flagged((*earlier, *backward), kinds, made)
    backward = add_in_place(strip_copies(zero.block(backward), kinds), kinds, made)
    last = backward[-1]
    assert isinstance(last, Return)
    returned = owned(spelled(zero.expr(last.value), kinds, backward, made), backward, kinds)
    backward = (*backward[:-1], Return(returned))
    outside = all_definitions(program.free_reads)
    backward, holds = held_values(backward, outside, kinds, program.fresh)
    sweep = (*sweep, *holds)
    known |= all_definitions(holds)
    popped = stacks(sweep)
    former = {hidden.get(name, name): name for name in known | set(popped)}
    if program.compiled:  # which must see what shares memory
        backward = (*views_again(exposed_reads(backward), (*head, *sweep), kinds, hidden), *backward)
    read = sorted(exposed_reads(backward) & former.keys())
    saved = [former[name] for name in read]
    carried = Call("tuple", tuple(Name(name) for name in saved))
    given = params | {i.name for i in program.inputs}
    forward = (*presets(saved, given, (*head, *sweep)), *head, *sweep, Return(Call("tuple", (value, carried))))
    forward = shorten(forward, kinds, program.temporaries, derived=frozenset())
    forward = spell(forward, kinds, frozenset())
    unpack: list[Stmt] = []
    if saved:
        unpack.append(Assign(Targets(tuple(Name(name) for name in read)), Name("saved")))
    unpack += [Assign(Name(stack), Call(".copy()", (Name(stack),))) for stack in popped if stack in saved]
    takes = (Param("saved"), Param("seed"))
    return ("forward", params_of(program.spec.function), forward), ("backward", takes, (*unpack, *backward))


def views_again(read: Set[str], sweep: Block, kinds: Mapping[str, Kind], hidden: Mapping[str, str]) -> Block:
    """Return the statements that take views again of memory, of which a backward part reads some by names.

    Those of adjoints are among them: the forward part makes some that share memory as the primals do.
    """
    memory = memory_of(sweep, kinds)
    count = Counter(name for stmt in statements(sweep) for name in definitions(stmt))
    found: list[Stmt] = []
    bound: set[str] = set()
    for stmt in sweep:
        bound |= all_definitions((stmt,))
        match stmt:
            case Assign(Name(id), Call() as value) if id in read:
                parts = (id, *names(value))
                fixed = all(count[name] == (name in bound) for name in parts)  # an argument is bound anew, too
                if fixed and id not in hidden and memory.is_view(value):
                    found.append(stmt)
            case _:
                pass
    return tuple(found)


def presets(saved: Iterable[str], given: Set[str], sweep: Block) -> Block:
    """Return the statements that give a value to what is saved and only some paths of a forward sweep assign."""
    certain = surely_assigned(sweep) | given
    return tuple(Assign(Name(name), Const(None)) for name in saved if name not in certain)


def stack_starts(forward: Block) -> Block:
    """Return the statements that make the stacks."""
    return tuple(Assign(Name(stack), Call("list", ())) for stack in stacks(forward))


def joint_block(program: Program, mode: str, wrt: Wrt, single: bool) -> tuple[Block, Value, frozenset[str]]:
    """Return a gradient's statements and its value, for another derivative to be taken of it."""
    both = sweeps(program, pair=False)
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

    parts = [leaf(at_path(program.spec.arguments, path)) for path in wrt]
    gradient: Value = parts[0] if single else Group(tuple, tuple(range(len(parts))), tuple(parts))
    result = Group(tuple, (0, 1), (program.result, gradient)) if mode == "value_and_grad" else gradient
    block = (*stack_starts(both.forward), *both.forward, *both.seeds, *both.backward, *extra)
    return Flagged(block, program.kinds, both.made).block(block), result, both.made


def shared_results(both: Sweeps, results: tuple[str, ...], pair: bool) -> Block:
    """Return the forward sweep in which a result is no copy where the backward sweep leaves its memory as it is."""
    memory = both.memory
    changed = frozenset(name for stmt in statements(both.backward) for name in stored(stmt, memory.kinds))
    lost = memory.tokens(changed) | (memory.tokens(both.needed) if pair else frozenset())

    def statement(stmt: Stmt) -> Stmt:
        match stmt:
            case Assign(Name(id), Call("np.copy", (Name(a) as original,))) if id in results:
                return stmt if memory.tokens((a,)) & lost else replace(stmt, value=original)
            case _:
                return stmt

    return tuple(statement(stmt) for stmt in both.forward)


def apart(block: Block, program: Program, temporaries: frozenset[str]) -> tuple[Block, frozenset[str]]:
    """Return a block in which what both sweeps compute under one temporary has two names, and the temporaries."""
    popped = {s.target.id for s in statements(block) if isinstance(s, Pop) and isinstance(s.target, Name)}
    params = (param.name for param in params_of(program.spec.function))
    block, former = rename(block, tuple(params), program.fresh, temporaries - popped)
    new = {name: old for name, old in former.items() if name != old and old in temporaries}
    program.kinds.update({name: program.kinds[old] for name, old in new.items() if old in program.kinds})
    if program.checks is not None:
        program.checks.adjoints |= {name for name, old in new.items() if old in program.checks.adjoints}
    return block, temporaries | frozenset(new)


def finish(
    block: Block, program: Program, adjoints: Adjoints, temporaries: frozenset[str], only_gradient: bool
) -> Block:
    """Shorten a gradient function and make sure that it hands out arrays of its own."""
    kinds = program.kinds
    kept = frozenset(
        adjoints.named[i.name] for i in program.inputs if i.name in program.wrt and i.name in adjoints.named
    )
    block = narrow(drop_unused(block), kinds, temporaries - program.temporaries)
    if program.checks is not None:
        kept |= program.checks.adjoints
    block = shapes_of_others(block, memory_of(block, kinds), program.temporaries)
    block, temporaries = apart(compute_once(block, memory_of(block, kinds), temporaries), program, temporaries)
    block = drop_unused(shorten(block, kinds, temporaries, adjoint_names(block, adjoints), kept))
    block, made = spell(block, kinds, temporaries, program.temporaries), temporaries - program.temporaries
    zero = Flagged(block, kinds, made)
    block = add_in_place(strip_copies(zero.block(block), kinds), kinds, made)
    block = assign_first(block, made, memory_of(block, kinds))
    if program.compiled:
        block = with_reciprocals(block, frozenset(adjoints.named.values()))
    else:
        block = without_early_copies(block, memory_of(block, kinds), made)
    block = without_last_stores(block, memory_of(block, kinds), made)
    last = block[-1]
    assert isinstance(last, Return)
    if only_gradient and program.aux is not None:
        assert isinstance(last.value, Call)
        gradient, beside = last.value.args
        returned: Expr = Call("tuple", (owned(spelled(zero.expr(gradient), kinds, block, made), block, kinds), beside))
    elif only_gradient:
        returned = owned(spelled(zero.expr(last.value), kinds, block, made), block, kinds)
    else:
        assert isinstance(last.value, Call)
        value, gradient = last.value.args
        returned = Call("tuple", (value, owned(spelled(zero.expr(gradient), kinds, block, made), block, kinds)))
    return (*block[:-1], Return(returned))


def gradient_leaf(name: str, program: Program, both: Sweeps) -> Expr:
    """Return the expression for the gradient of one input."""
    found = steepest_ascent(name, program, both)
    real = not (dtype_of(program.kinds.get(name, UNKNOWN)) or "complex").startswith("complex")
    return found if program.hermitian or real else Call("np.conj", (found,))


def steepest_ascent(name: str, program: Program, both: Sweeps) -> Expr:
    """Return the expression for the gradient of one input, with respect to complex numbers in torch's convention."""
    given = both.given.get(name, Name(name))
    kind = program.kinds.get(name)
    if name not in both.filled:
        zero = zero_like(given, program.kinds)
        return of_dtype(zero, kind, program.kinds) if isinstance(kind, Scalar) and kind.dtype in NARROW else zero
    adjoint = both.adjoints.name(name)
    if isinstance(kind, Scalar):
        return of_dtype(adjoint, kind, program.kinds)
    if both.filled[name]:
        return Call("full", (adjoint, given))
    return adjoint if isinstance(kind, Array) else Call("like", (adjoint, given))


def gradient_values(wrt: Wrt, single: bool, program: Program, both: Sweeps) -> Expr:
    """Return the gradient in the structure of the arguments differentiated with respect to."""
    spec = program.spec

    def leaf(value: Value) -> Expr:
        match value:
            case Leaf(expr=Name(id)) if id in program.wrt:
                return gradient_leaf(id, program, both)
            case Group(maker, keys, items):
                owned = fields_of(value)
                held = {key: Leaf(leaf(item), UNKNOWN) for key, item in zip(keys, items, strict=True) if key in owned}
                return spec.specialiser.to_expr(Group(maker, tuple(held), tuple(held.values())))
            case _:
                return Const(None)

    parts = [leaf(at_path(spec.arguments, path)) for path in wrt]
    return parts[0] if single else Call("tuple", tuple(parts))
