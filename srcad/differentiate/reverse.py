"""Reverse mode: a function's body, planned, becomes a forward sweep that saves and a backward sweep of adjoints.

The backward sweep carries the set of adjoints that are filled; the others are zero and have no variable. From this set
follow carried, local and first assignments; see the loop and the branch below.
"""

from __future__ import annotations

from ..analyse.callee import goals
from ..analyse.infer import expression_kind
from ..analyse.plan import Planned, PlannedBlock, PlannedIf, PlannedLoop, PlannedStmt, Restore
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    For,
    If,
    Item,
    Name,
    Pop,
    Stmt,
    Targets,
    Update,
    While,
    definitions,
    names,
    substitute,
)
from ..kinds import Array, ListOf, Scalar, Unknown
from ..simplify.algebra import simplify
from ..simplify.shapes import literal
from .adjoints import Filled
from .contributions import Contributions
from .fitting import addition, real_if
from .pairs import call_adjoint
from .partials import adjoint, is_reciprocal, operands, surely_all
from .shadows import shares
from .shared import shared_out, written_once
from .stores import append_adjoint, held_adjoints, numbers_held, pop_adjoint, store_adjoint
from .sweep import new_axes, way_back

SAFE = frozenset({"+", "-", "neg", "np.where", "np.add", "np.subtract", "np.negative"})


class Backward(Contributions):
    """Writes the backward sweep of a planned block."""

    # ------------------------------------------------------------ blocks
    def block(self, plan: PlannedBlock, filled: Filled) -> tuple[Block, Filled]:
        """Return the mirror of a block, and the adjoints filled after it."""
        out: list[Stmt] = self.restored(plan.close)
        filled = dict(filled)  # what gets its shape here has it on this way only
        for item in reversed(plan.items):
            mirror, filled = self.item(item, filled)
            out += mirror
        return tuple(out), filled

    def restored(self, restores: tuple[Restore, ...]) -> list[Stmt]:
        """Return the statements that restore names: pops in reverse order, then recomputations."""
        out: list[Stmt] = []
        for r in reversed(restores):
            if r.part is not None and r.kept:
                out.append(Assign(r.part, Name(r.kept)))
            elif r.expr is None:
                out.append(r.undo or Pop(r.part or Name(r.name), r.stack, r.site))
        return out + [Assign(Name(r.name), r.expr) for r in restores if r.expr is not None]

    def item(self, item: Planned, filled: Filled) -> tuple[list[Stmt], Filled]:
        """Return the mirror of a planned statement."""
        match item:
            case PlannedStmt(stmt=Assign(target=Item() as part, value=value)):
                return store_adjoint(self, item, part, value, "=", filled)
            case PlannedStmt(stmt=Update(target=Item() as part, op=op, value=value)):
                return store_adjoint(self, item, part, value, op, filled)
            case PlannedStmt(stmt=Do(Call("np.add.at", (base, index, value)))):
                return store_adjoint(self, item, Item(base, index), value, "+", filled)
            case PlannedStmt(stmt=Do(Call(".append()" | ".insert()", (Name(id), *position, value)))):
                return append_adjoint(self, item, id, tuple(position), value, filled)
            case PlannedStmt(stmt=Assign(Name(t), Call(".pop()", (Name(id), *position)))):
                return pop_adjoint(self, item, t, id, tuple(position), filled)
            case PlannedStmt(stmt=Assign() as stmt):
                return self.assign(item, stmt, filled)
            case PlannedStmt(stmt=stmt):
                return self.restored(item.restores), self.passed(definitions(stmt), filled)
            case PlannedIf():
                return self.branch(item, filled)
            case PlannedLoop():
                return self.loop(item, filled)

    def passed(self, defined: frozenset[str], filled: Filled) -> Filled:
        """Return what stays filled where the definitions of names are passed."""
        return {name: loose for name, loose in filled.items() if name not in defined}

    # ------------------------------------------------------------ one assignment
    def assign(self, item: PlannedStmt, stmt: Assign, filled: Filled) -> tuple[list[Stmt], Filled]:
        """Return the adjoint of an assignment."""
        self.origin = stmt.origin
        target = stmt.target
        if isinstance(target, Targets):
            pairing = self.facts.pairs.get(goals(target)[-1])
            if pairing is not None:
                return call_adjoint(self, item, stmt, pairing, filled)
            return self.restored(item.restores), self.passed(definitions(stmt), filled)
        assert isinstance(target, Name)
        t = target.id
        shadow = self.facts.shadows.named.get(t)
        bound_new = not shares(t, stmt.value, self.facts.kinds, frozenset(self.facts.shadows.deep))
        if t not in self.facts.active or (t not in filled if shadow is None else not bound_new):
            restores, left = self.restored(item.restores), self.passed(definitions(stmt), filled)
            parts = [] if shadow is None or t not in self.facts.shadows.deep else numbers_held(self, stmt.value, shadow)
            if parts and shadow is not None:
                self.record(stmt, frozenset(), self.primal(frozenset((shadow,))))
            return held_adjoints(self, parts, restores, left)
        out: list[Stmt] = []
        if shadow is not None:
            filled = {**filled, t: False}
        contributions, before, after = self.contributions(stmt, t, filled, out)
        if shadow is not None:
            before, after = before - {shadow}, after | {shadow}
        before |= {self.facts.shadows.named[name] for name, _, _ in contributions if name in self.facts.shadows.named}
        primal_before, primal_after = self.primal(before), self.primal(after)
        self.record(stmt, primal_before, primal_after)
        restores = self.restored(item.restores)
        again = self.restored(item.again)
        # contributions that read the result are computed before it gets its former value back
        late = bool(restores) and any("y$" in names(raw) for _, raw, _ in contributions)
        y = Name(t)
        if shadow is not None and restores:  # the shadow's name gets its former value back, too
            kept = Name(self.adjoints.fresh.fresh("bt"))
            self.facts.kinds[kept.id] = self.facts.kinds[shadow]
            out.append(Assign(kept, Name(shadow), self.origin))
            contributions = [(name, substitute(raw, {shadow: kept}), index) for name, raw, index in contributions]
        steps: list[tuple[str, Expr, Expr | None]] = [
            (name, substitute(expr, {"y$": y}), index) for name, expr, index in contributions
        ]

        def first(name: str) -> Name | None:
            unused = name not in filled and name != t and name not in self.facts.indexed | set(self.facts.shadows.named)
            return self.adjoints.name(name) if unused else None

        if late:
            out += again
            steps = written_once(steps, self.adjoints.fresh, out, self.origin, self.facts.kinds, first)
            held: list[tuple[str, Expr, Expr | None]] = []
            for name, expr, index in steps:
                if isinstance(expr, Call):
                    kept = Name(self.adjoints.fresh.fresh("bt"))
                    self.facts.kinds[kept.id] = expression_kind(expr, self.facts.kinds)
                    out.append(Assign(kept, expr, self.origin))
                    expr = kept
                held.append((name, expr, index))
            steps = held
            out += restores
        else:
            out += restores + again
            steps = written_once(steps, self.adjoints.fresh, out, self.origin, self.facts.kinds, first)
        filled = dict(filled)
        loose = filled.pop(t) and isinstance(stmt.value, Name)
        listed = self.may_lack_parts(stmt.value, t)
        own = [step for step in steps if step[0] == t and shadow is None]
        if any(index is not None for _, _, index in own):
            # the adjoint of the part, before that of the whole takes its name
            kept = Name(self.adjoints.fresh.fresh("bt"))
            self.facts.kinds[kept.id] = self.facts.kinds.get(t, Unknown())
            out.append(Assign(kept, self.adjoints.name(t), self.origin))
            own = [(name, kept, index) for name, _, index in own]
        for name, expr, index in [step for step in steps if step[0] != t or shadow is not None]:
            lacks = listed and not isinstance(self.facts.kinds.get(name), Scalar)
            filled = self.contribute(name, expr, index, filled, out, loose or lacks)
        shared = any(expr == self.adjoints.name(t) for name, expr, _ in steps if name != t)
        for name, expr, index in own:
            if shared and expr == self.adjoints.name(t) and t in self.facts.indexed:
                expr = Call("np.copy", (expr,))  # another adjoint is the same array now
            filled = self.contribute(name, expr, index, filled, out, loose)
        return out, filled

    def may_lack_parts(self, value: Expr, t: str) -> bool:
        """Return whether a display of a list may get the adjoint of one, with the number 0.0 for an array."""
        display = isinstance(value, Call) and value.op == "list"
        return display and isinstance(self.facts.kinds.get(t), ListOf) and t not in self.facts.whole

    def contributions(
        self, stmt: Assign, t: str, filled: Filled, out: list[Stmt]
    ) -> tuple[list[tuple[str, Expr, Expr | None]], frozenset[str], frozenset[str]]:
        """Return what an assignment adds to which adjoints, and the names read before and after it.

        A contribution is a name, an expression, and the index of the part that gets it, or None for the whole.
        """
        kinds, active = self.facts.kinds, self.facts.active
        value = stmt.value
        whole = self.adjoint_of(t)
        g = real_if(whole, value, t, kinds)
        number = value.args[0] if isinstance(value, Call) and value.op == "copied" else value
        if isinstance(number, Name) and isinstance(kinds.get(number.id), Scalar) and t in self.facts.shadows.named:
            held = Call("[]", (g, Call("tuple", ())))  # the number that an array without axes holds
            return ([(number.id, held, None)] if number.id in active else []), frozenset(), frozenset()
        if isinstance(value, Name):
            return ([(value.id, g, None)] if value.id in active else []), frozenset(), frozenset()
        if not isinstance(value, Call):
            return [], frozenset(), frozenset()
        after: frozenset[str] = frozenset()
        if value.op == "list" and isinstance(kinds.get(t), ListOf):
            flowing = [(k, arg.id) for k, arg in enumerate(value.args) if isinstance(arg, Name) and arg.id in active]
            if flowing and all(isinstance(expression_kind(arg, kinds), Scalar) for arg in value.args):
                if filled.get(t, False):  # the number 0.0, where no element was read
                    zeros = Call("list", (Const(0.0),) * len(value.args))
                    out.append(Assign(self.adjoints.name(t), Call("full", (g, zeros)), self.origin))
            elif flowing:
                after = self.make_room(t, filled, out)
            return [(name, Call("[]", (g, Const(k))), None) for k, name in flowing], frozenset(), after
        if value.op == "[]" and isinstance(value.args[0], Name):
            base, index = value.args
            assert isinstance(base, Name)
            if base.id not in active:
                return [], frozenset(), frozenset()
            axes = new_axes(index, kinds.get(base.id)) if base.id not in self.facts.indexed else None
            if index == Call("tuple", ()) and not isinstance(kinds.get(base.id), Array):
                axes = ()  # a number, which has no parts to write into, or all of an array
            if axes is not None and base.id not in self.facts.shadows.named:
                after = self.make_room(t, filled, out)
                part = Call("np.squeeze", (g,), (("axis", literal(axes)),)) if axes else g
                return [(base.id, part, None)], frozenset(), after
            others = {name: loose for name, loose in filled.items() if name != t}  # which is of the former value, if t
            read = names(index) | self.facts.memory.contents(index) | self.shape_reads(base.id, others)
            return [(base.id, g, index)], read, after | names(g)
        if value.op in ("tuple", "list"):
            after = self.make_room(t, filled, out)
            parts = _parts(value, g)
            surely_all(value, active, {name for name, _ in parts}, stmt.origin)
            return [(name, part, None) for name, part in parts if name in active], frozenset(), after | names(g)
        y = Name(t)
        found: dict[str, Expr] = {}
        before: frozenset[str] = frozenset()
        ops = operands(value, active)
        if filled[t] and ops and self.needs_shape(value, t):
            # the adjoint may be the plain number 0.0: give it its shape first
            out.append(Assign(self.adjoints.name(t), Call("full", (whole, y)), self.origin))
            after |= {t}
        marker = Name("y$")
        kinds["y$"] = kinds.get(t, Unknown()) if g is whole else expression_kind(value, kinds)
        for operand in ops:
            masked = t in self.masked and value.op not in SAFE and not self.scales(value)
            expr = adjoint(value, operand, g, marker, kinds, masked, ops, self.result_is_had(value, t))
            expr = self.summed(expr, stmt, operand.name, t)
            if t in self.masked or value.op == "np.where":
                self.masked.add(operand.name)
            read = names(expr) | self.facts.memory.contents(expr)
            if "y$" in read:
                after |= {t} | self.facts.memory.contents(y)
            before |= read - {"y$"}
            if operand.name in found:
                sum_of = addition(kinds.get(operand.name))
                expr = simplify(Call(sum_of, (found[operand.name], expr)), kinds)
            found[operand.name] = expr
        surely_all(value, active, set(found), stmt.origin)
        found = shared_out(value, g, found, kinds)
        return [(name, expr, None) for name, expr in found.items()], before, after

    def result_is_had(self, value: Call, t: str) -> bool:
        """Whether the result of an operation is read for less than its first operand.

        Outside loops nothing need be pushed. In a loop a result is had for as much as an operand of that trip which
        nothing else reads; a number that other adjoints read is computed again beside them, an array is there anyway.
        """
        first, read = next(iter(value.args), None), self.facts.read
        if t not in self.facts.looping or (t in read and not isinstance(self.facts.kinds.get(t), Scalar)):
            return True
        if is_reciprocal(value):
            return t in read
        return isinstance(first, Name) and first.id in self.facts.looping - read

    # ------------------------------------------------------------ branches and loops
    def scales(self, value: Call) -> bool:
        """Whether an operation is a product with a number: where its adjoint is zero, so is what it gives on."""
        return value.op in ("*", "np.multiply") and any(
            isinstance(expression_kind(arg, self.facts.kinds), Scalar) for arg in value.args
        )

    def branch(self, item: PlannedIf, filled: Filled) -> tuple[list[Stmt], Filled]:
        """Return the mirror of an `If`: both branches from the same filled adjoints, zeros where one lacks a member."""
        always, condition = way_back(item.stmt)
        body, filled_body = self.block(item.body, filled)
        if always:
            return ([If(condition, body)] if condition is not None and body else list(body)), filled_body
        orelse, filled_orelse = self.block(item.orelse, filled)
        union = {**filled_body, **filled_orelse}
        result: Filled = {}
        for name in union:
            loose = filled_body.get(name, False) or filled_orelse.get(name, False)
            if name not in filled_body or name not in filled_orelse:
                self.need_shape(item.stmt, name)
            if name not in filled_body:
                zero, is_loose = self.zero(name)
                body, loose = (*body, Assign(self.adjoints.name(name), zero)), loose or is_loose
            if name not in filled_orelse:
                zero, is_loose = self.zero(name)
                orelse, loose = (*orelse, Assign(self.adjoints.name(name), zero)), loose or is_loose
            result[name] = loose
        if not body and not orelse:
            return [], result
        return [If(condition or item.stmt.condition, body, orelse)], result

    def loop(self, item: PlannedLoop, filled: Filled) -> tuple[list[Stmt], Filled]:
        """Return the mirror of a loop: the body is written again until the adjoints filled at its head are stable."""
        stmt = item.stmt
        start = dict(filled)
        made: list[str] = []
        while True:
            body, end = self.block(item.body, self.passed(definitions(stmt), start))
            missing = [name for name in end if name not in start]
            looser = [name for name in end if name in start and end[name] and not start[name]]
            ends: list[Stmt] = []
            for name in start:
                if name not in end:
                    self.need_shape(stmt, name)
                    zero, is_loose = self.zero(name)
                    ends.append(Assign(self.adjoints.name(name), zero))
                    if is_loose and not start[name]:
                        looser.append(name)
            if not missing and not looser:
                break
            for name in missing:
                made.append(name)
                self.need_shape(stmt, name)
                start[name] = self.zero(name, stmt)[1]
            for name in looser:
                start[name] = True
        before: list[Stmt] = [Assign(self.adjoints.name(name), self.zero(name, stmt)[0]) for name in made]
        body = (*body, *ends)
        if not body:
            return before, start
        return [*before, self.header(stmt, body)], start

    def header(self, stmt: For | While, body: Block) -> Stmt:
        """Return the loop that runs backwards over the trips of a loop."""
        if isinstance(stmt, While):
            assert stmt.trips is not None
            counter = Name(self.adjoints.fresh.fresh("trip"))
            return For(counter, Call("range", (Name(stmt.trips),)), body, origin=stmt.origin)
        trips: Expr = stmt.iterable
        if stmt.trips is not None:
            trips = Call("[]", (trips, Call("slice", (Const(None), Name(stmt.trips), Const(None)))))
            if stmt.iterable == Call("range", stmt.iterable.args[:1]) if isinstance(stmt.iterable, Call) else False:
                trips = Call("range", (Name(stmt.trips),))
        return For(stmt.target, Call("reversed", (trips,)), body, origin=stmt.origin)


def _parts(display: Call, g: Expr) -> list[tuple[str, Expr]]:
    """Return the names in a display of a tuple or a list, with the parts of its adjoint that are theirs."""
    found: list[tuple[str, Expr]] = []
    for k, item in enumerate(display.args):
        part = Call("[]", (g, Const(k)))
        if isinstance(item, Name):
            found.append((item.id, part))
        elif isinstance(item, Call) and item.op in ("tuple", "list"):
            found += _parts(item, part)
    return found
