"""Before a backward sweep is written, calls of callees become calls of forward parts, which save what it needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..analyse.activity import flows_of_results
from ..analyse.callee import Callee, bind_results, call_of, callee_of, goals
from ..analyse.plan import PlannedStmt
from ..ir import Assign, Block, Call, Expr, Name, Stmt, definitions, map_blocks
from ..kinds import UNKNOWN, Scalar, has_real_dtype
from ..program import Program
from .fitting import may_be_complex, zero_like

if TYPE_CHECKING:
    from .adjoints import Filled
    from .reverse import Backward


@dataclass(frozen=True)
class Pairing:
    """What the backward sweep calls for a call: its backward part, for the adjoints of some results and arguments."""

    backward: Callee
    saved: str
    goals: tuple[str, ...]
    args: tuple[str, ...]


def paired(program: Program) -> tuple[Program, dict[str, Pairing]]:
    """Return a program that calls forward parts, and what belongs to each, by the name of what it saves.

    y = h(x, n)        y, saved = h_forward(x, n)
    """
    found: dict[str, Pairing] = {}

    def statement(stmt: Stmt) -> Stmt:
        match stmt:
            case Assign(target, Call("callee") as call):
                return call_forward(stmt, goals(target), call)
            case _:
                return map_blocks(stmt, block)

    def block(inner: Block) -> Block:
        return tuple(statement(stmt) for stmt in inner)

    def call_forward(stmt: Assign, bound: tuple[str, ...], call: Call) -> Stmt:
        callee = callee_of(call)
        assert callee is not None
        lines = flows_of_results(call)
        wanted = [i for i, goal in enumerate(bound) if goal in program.active]
        flowing = frozenset[str]().union(*(lines[i] for i in wanted)) & program.active
        args = [(i, arg.id) for i, arg in enumerate(call.args[1:]) if isinstance(arg, Name) and arg.id in flowing]
        if not args:
            return stmt
        assert program.derive is not None
        forward, backward = program.derive.pair(callee, frozenset(i for i, _ in args), frozenset(wanted))
        saved = program.fresh.fresh("saved")
        program.kinds[saved] = UNKNOWN
        found[saved] = Pairing(backward, saved, tuple(bound[i] for i in wanted), tuple(name for _, name in args))
        new = bind_results([*map(Name, bound), Name(saved)], replace(call_of(forward, call.args[1:]), at=call.at))
        return replace(new, origin=stmt.origin)

    return replace(program, body=block(program.body)), found


def call_adjoint(
    back: Backward, item: PlannedStmt, stmt: Assign, pairing: Pairing, filled: Filled
) -> tuple[list[Stmt], Filled]:
    """Return the call of the backward part that belongs to the call of a forward part."""
    facts = back.facts
    after = back.passed(definitions(stmt), filled)
    restores = back.restored(item.restores) + back.restored(item.again)
    if not any(back.is_filled(goal, filled) for goal in pairing.goals):
        return restores, after
    assert isinstance(stmt.value, Call)
    # what is saved refers to the arguments and the results: what they hold must be as it was
    reads = {pairing.saved}.union(*map(facts.memory.contents, (*stmt.value.args, *map(Name, pairing.goals))))
    seeds: list[Expr] = []
    for goal in pairing.goals:
        y, name = Name(goal), back.adjoint_of(goal)
        if goal in facts.shadows.named:
            reads.add(name.id)
            seeds.append(name)
        elif goal in filled and not filled[goal]:
            seeds.append(name)
        else:
            if not isinstance(facts.kinds.get(goal), Scalar):
                reads.add(goal)
            seeds.append(Call("full", (name, y)) if goal in filled else zero_like(y, facts.kinds))
    back.record(stmt, frozenset(), back.primal(frozenset(reads)))
    out: list[Stmt] = []
    bound: list[Name] = []
    steps: list[tuple[str, Name]] = []
    for arg, given in zip(pairing.args, pairing.backward.kinds, strict=True):
        kind = facts.kinds.get(arg, UNKNOWN)
        new = arg not in after and pairing.args.count(arg) == 1
        new = new and arg not in facts.indexed and arg not in facts.shadows.named
        new = new and not (has_real_dtype(kind) and may_be_complex(given, facts.kinds))
        name = back.adjoints.name(arg) if new else Name(back.adjoints.fresh.fresh("bt"))
        facts.kinds[name.id] = kind if new else given
        bound.append(name)
        steps.append((arg, name))
    call = call_of(pairing.backward, (Name(pairing.saved), *seeds))
    out.append(replace(bind_results(bound, call), origin=stmt.origin))
    out += restores
    for arg, name in steps:
        if name == back.adjoints.name(arg):
            after = {**after, arg: False}
        else:
            after = back.contribute(arg, name, None, after, out, False)
    return out, after
