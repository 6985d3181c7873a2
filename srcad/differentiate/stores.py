"""The adjoints of statements that write into memory: what was written takes the part's adjoint, which is zero before.

a[i] = v             bt = ba[i]                 a[i] += v            bv += ba[i]
                     ba[i] = 0.0
                     bv += bt

In this order, as `v` may be computed from `a` itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeGuard

from ..analyse.fills import fills
from ..analyse.infer import expression_kind
from ..analyse.memory import is_gathering, repeats
from ..analyse.plan import PlannedStmt
from ..ir import Assign, Call, Const, Do, Expr, Item, Name, Stmt, Update, names
from ..kinds import ListOf, Scalar
from ..simplify.algebra import simplify
from .fitting import fit_dtype, zero_like

if TYPE_CHECKING:
    from .adjoints import Filled
    from .reverse import Backward


def store_adjoint(
    back: Backward, item: PlannedStmt, part: Item, value: Expr, op: str, filled: Filled
) -> tuple[list[Stmt], Filled]:
    """Return the adjoint of `part = value` (op is "="), or of `part op= value`."""
    stmt = item.stmt
    assert isinstance(stmt, Assign | Update | Do) and isinstance(part.base, Name)
    back.origin = stmt.origin
    a, index = part.base.id, part.index
    restores = back.restored(item.restores)
    if a not in back.facts.active or not back.is_filled(a, filled):
        return restores, filled
    if a in back.facts.shadows.deep:  # the adjoint is in the elements' shadows
        back.record(stmt, back.primal(names(index) | {back.adjoint_of(a).id}), frozenset())
        return held_adjoints(back, [(value, Call("[]", (back.adjoint_of(a), index)))], restores, filled)
    out: list[Stmt] = back.restored(item.again)
    kinds, memory = back.facts.kinds, back.facts.memory
    read = names(index) | memory.contents(index)
    filled = dict(filled)
    read |= back.make_room(a, filled, out)
    shadow = back.adjoint_of(a)
    if a in back.facts.shadows.named:
        read |= {shadow.id}
    flows = isinstance(value, Name) and value.id in back.facts.active
    contribution: Expr | None = None
    gathered: Expr = Call("[]", (shadow, index))
    one = isinstance(expression_kind(Call("[]", (Name(a), index)), kinds), Scalar)
    taken = op == "=" and index == Const(Ellipsis) and back.can_hand_over(a)
    if taken:  # all of the adjoint goes to what was written
        gathered = shadow
    elif op == "=" and repeats(index, kinds):
        gathered = Call("last_writes", (shadow, index))
    elif not one and not is_gathering(index, kinds) and not isinstance(kinds.get(a), ListOf):
        gathered = Call("np.copy", (gathered,))
    if flows:
        assert isinstance(value, Name)
        if op == "=" and not taken:
            kept = Name(back.adjoints.fresh.fresh("bt"))
            kinds[kept.id] = expression_kind(gathered, kinds)
            out.append(Assign(kept, gathered, stmt.origin))
            gathered = kept
        signed = Call("neg", (gathered,)) if op == "-" else gathered
        contribution = signed
        if not isinstance(kinds.get(a), ListOf):
            contribution = (
                signed if fills(part, value, kinds) else simplify(Call("unbroadcast", (signed, value)), kinds)
            )
            contribution = back.summed(contribution, stmt, value.id, a)
        contribution = fit_dtype(contribution, value, kinds)
        read |= names(contribution) - names(gathered)
        if value.id in back.facts.shadows.named:
            read |= {back.adjoint_of(value.id).id}
    if taken:
        del filled[a]
    elif op == "=" and id(stmt) not in back.facts.first:
        out.append(Assign(Item(shadow, index), Const(0.0), stmt.origin))
    back.record(stmt, back.primal(read), frozenset())
    out += restores
    if contribution is not None:
        assert isinstance(value, Name)
        loose = isinstance(kinds.get(a), ListOf) and not one
        filled = back.contribute(value.id, contribution, None, filled, out, loose)
    return out, filled


def numbers_held(back: Backward, value: Expr, shadow: str) -> list[tuple[Expr, Expr]]:
    """Return the active numbers in a new list whose elements have shadows, each with its place in the list's shadow."""
    if not isinstance(value, Call) or value.op != "list":
        return []
    return [
        (arg, Call("[]", (Name(shadow), Const(k)))) for k, arg in enumerate(value.args) if is_active_number(arg, back)
    ]


def is_active_number(value: Expr, back: Backward) -> TypeGuard[Name]:
    """Return whether an element of such a list is an active number."""
    return isinstance(value, Name) and value.id in back.facts.active and value.id not in back.facts.shadows.named


def held_adjoints(
    back: Backward, given: Sequence[tuple[Expr, Expr]], restores: list[Stmt], filled: Filled
) -> tuple[list[Stmt], Filled]:
    """Return the adjoints of the numbers put into a list whose elements have shadows: theirs are in the list alone."""
    out: list[Stmt] = []
    numbers: list[tuple[str, Name]] = []
    for value, shadow in given:
        if is_active_number(value, back):
            kept = Name(back.adjoints.fresh.fresh("bt"))
            back.facts.kinds[kept.id] = back.facts.kinds[value.id]
            out.append(Assign(kept, Call("[]", (shadow, Call("tuple", ()))), back.origin))
            numbers.append((value.id, kept))
        elif isinstance(shadow, Call) and shadow.op == ".pop()":
            out.append(Do(shadow, back.origin))
    out += restores
    for name, kept in numbers:
        filled = back.contribute(name, kept, None, filled, out, loose=False)
    return out, filled


def append_adjoint(
    back: Backward, item: PlannedStmt, name: str, position: tuple[Expr, ...], value: Expr, filled: Filled
) -> tuple[list[Stmt], Filled]:
    """Return the adjoint of `name.append(value)` or `name.insert(i, value)`: the element's is taken off its list."""
    back.origin = getattr(item.stmt, "origin", None)
    restores = back.restored(item.restores)
    if name not in back.facts.active or not back.is_filled(name, filled):
        return restores, filled
    kinds = back.facts.kinds
    adjoint = back.adjoint_of(name)
    taken = Call(".pop()", (adjoint, *position))
    read = frozenset[str]().union(*(names(part) for part in position))
    read |= {adjoint.id} if name in back.facts.shadows.named else frozenset()
    room: list[Stmt] = []
    filled = dict(filled)
    after = back.make_room(name, filled, room)
    back.record(item.stmt, back.primal(read), back.primal(after))
    again = [*back.restored(item.again), *room]
    if name in back.facts.shadows.deep and isinstance(value, Name) and value.id not in back.facts.shadows.named:
        found, filled = held_adjoints(back, [(value, taken)], restores, filled)
        return [*again, *found], filled
    if name in back.facts.shadows.deep or not (isinstance(value, Name) and value.id in back.facts.active):
        return [*again, Do(taken, back.origin), *restores], filled
    kept = Name(back.adjoints.fresh.fresh("bt"))
    held = kinds.get(name)
    kinds[kept.id] = held.element if isinstance(held, ListOf) else kinds[value.id]
    out: list[Stmt] = [*again, Assign(kept, taken, back.origin), *restores]
    loose = not isinstance(kinds[value.id], Scalar) and name not in back.facts.whole
    return out, back.contribute(value.id, kept, None, filled, out, loose)


def pop_adjoint(
    back: Backward, item: PlannedStmt, target: str, name: str, position: tuple[Expr, ...], filled: Filled
) -> tuple[list[Stmt], Filled]:
    """Return the adjoint of `target = name.pop()`: the element's adjoint is put back on the list."""
    back.origin = getattr(item.stmt, "origin", None)
    restores = back.restored(item.restores)
    shadows = back.facts.shadows.named
    given = target in filled or target in shadows
    if name not in back.facts.active:
        return restores, back.passed(frozenset((target,)), filled)
    filled = dict(filled)
    out: list[Stmt] = back.restored(item.again)
    after: frozenset[str] = frozenset()
    adjoint = back.adjoint_of(name)
    if name in shadows:
        after |= {adjoint.id}
    elif name not in filled:
        out.append(Assign(adjoint, zero_like(Name(name), back.facts.kinds), back.origin))
        after |= {name} | back.facts.memory.contents(Name(name))
        filled[name] = False
    else:
        after |= back.make_room(name, filled, out)
    element: Expr = back.adjoint_of(target) if given else Const(0.0)
    after |= {shadows[target]} if target in shadows else frozenset()
    method = (".insert()", (adjoint, *position, element)) if position else (".append()", (adjoint, element))
    out.append(Do(Call(*method), back.origin))
    before = frozenset[str]().union(*(names(part) for part in position))
    back.record(item.stmt, back.primal(before), after)
    filled.pop(target, None)
    return [*out, *restores], filled
