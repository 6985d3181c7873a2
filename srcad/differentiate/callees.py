"""Derivatives of functions that stay functions: tangents and split pairs, each written once and called by its name.

def power(x, n): ...        power_jvp(x, n, dx)        gives the value and its tangent
                            power_forward(x, n)        gives the value and what is saved
                            power_backward(saved, by)  gives the adjoint of x

A derivative is a function of the core like another, so that derivatives can be taken of it in turn. Its name is known
before its statements are, so that it can call itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace

from ..analyse.activity import flows, varied_names
from ..analyse.callee import Callee, Positions, Slot, called, callee_of, plain_slots
from ..analyse.flow import solve
from ..analyse.live import exposed_reads
from ..analyse.memory import is_memory, stored
from ..errors import UnsupportedSyntax
from ..ir import (
    Assign,
    Block,
    Call,
    Comment,
    Do,
    Expr,
    Function,
    Name,
    Param,
    Push,
    Return,
    Stmt,
    Targets,
    Update,
    all_definitions,
    definitions,
    map_blocks,
    rebuild,
    statements,
)
from ..kinds import UNKNOWN, Kind, ListOf, is_real_or_complex
from ..program import Draft, Program, activated, prepare
from ..simplify.pipeline import printable, shorten
from ..specialise.separate import Library
from ..specialise.specialise import Specialised, Specialiser
from ..specialise.values import Group, Input, Leaf, Value, leaves
from .arrange import Sweeps, gradient_leaf, presets, stack_starts, sweeps
from .checked import Checks
from .fitting import zero_like
from .forward import Tangents
from .own import strip_copies
from .sweep import stacks


@dataclass
class Routine:
    """What is known of a callee beside what its callers see: its draft, and how its text is shortened.

    `derived` are the names whose assignments may be rearranged; None: it is a backward sweep, and all may be.
    """

    draft: Draft
    derived: frozenset[str] | None
    doc: str
    packed: dict[str, tuple[Callee, int]]  # of a tangent: what its tuples of saved values were made by


class Callees:
    """The callees of one derivative and the derivatives of these; `again` if a backward part may run twice.

    `checks` are there in debug mode.
    """

    def __init__(self, library: Library, again: bool, checks: Checks | None = None) -> None:
        self.library = library
        self.again = again
        self.checks = checks
        self.routines: dict[Callee, Routine] = {}
        self.made: dict[Hashable, Callee] = {}
        for apart in dict.fromkeys(library.found.values()):
            assert isinstance(apart.spec, Specialised)
            draft = replace(prepare(apart.spec), derive=self)
            self.complete(apart.callee, draft, Routine(draft, frozenset(), f"Value of {of(draft)}.", {}))
            apart.callee.results = plain_slots(item_names(draft.result))
        solve(self.routines)

    def complete(self, callee: Callee, draft: Draft, routine: Routine) -> None:
        """Give a callee its statements."""
        callee.body = draft.body
        self.routines[callee] = routine

    def new(self, place: Hashable, wish: str) -> Callee:
        """Return a callee that has a name only."""
        self.made[place] = Callee(self.library.names.fresh(wish), wish)
        return self.made[place]

    def program(self, callee: Callee, inputs: frozenset[str], results: tuple[str, ...]) -> Program:
        """Return what lies between some inputs and some results of a callee."""
        program = activated(self.routines[callee].draft, inputs, results)
        return replace(program, kinds=dict(program.kinds), checks=self.checks)

    # ------------------------------------------------------------ tangents
    def reached(self, callee: Callee, active: Positions) -> Positions:
        """Return which items of a callee's results depend on some items of its parameters."""
        chosen = callee.shadows.union(_items(callee.params, active))
        varied = varied_names(callee.body, chosen)
        return tuple(frozenset(i for i, item in enumerate(slot.items) if item in varied) for slot in callee.results)

    def tangent(self, callee: Callee, active: Positions, wanted: Positions, forward: Callee | None = None) -> Callee:
        """Return the callee that takes tangents of some parameters, and gives those of some results beside all.

        `forward`, for a backward part, is the tangent of the forward part: what is saved, and so has tangents, is its.
        """
        place = "tangent", callee, active, wanted, forward
        if place in self.made:
            return self.made[place]
        made = self.new(place, callee.title + "_jvp")
        made.wanted = wanted
        places = [i for i, some in enumerate(active) if some]
        if callee.shares is not None:
            made.shares = callee.shares | {len(active) + k for k, i in enumerate(places) if i in callee.shares}
        else:
            made.shares = None
        made.kinds = (*callee.kinds, *(kind for kind, some in zip(callee.kinds, wanted, strict=True) if some))
        routine = self.routines[callee]
        chosen = list(_items(callee.params, active))
        results = tuple(_items(callee.results, wanted))
        program = self.program(callee, callee.shadows.union(chosen), results)
        kinds = program.kinds
        tangents = Tangents(program.active, kinds, program.fresh, program.memory, derive=self)
        if forward is not None:
            refuse_shared_parts(program, frozenset(chosen))
            tangents.packed.update(self.routines[forward].packed)
        body = tangents.block(program.body)
        fixed = [i.name for i in program.inputs if i.name in program.active and i.name not in chosen]
        starts = [Assign(tangents.name(name), zero_like(Name(name), kinds)) for name in fixed]
        ends = [Assign(tangents.name(n), zero_like(Name(n), kinds)) for n in results if n not in program.active]
        params = self.beside(callee.params, active, tangents)
        gives = self.beside(callee.results, wanted, tangents)
        made.params, made.results = (*callee.params, *params), (*callee.results, *gives)
        draft = self.draft(program, (*starts, *body, *ends), made, kinds, frozenset(tangents.named.values()))
        made.shadows = callee.shadows | {tangents.name(name).id for name in callee.shadows & program.active}
        named = frozenset(tangents.named.values())
        derived = None if routine.derived is None else routine.derived | named
        self.complete(made, draft, Routine(draft, derived, _and_tangent(routine.doc), dict(tangents.packed)))
        return made

    def beside(self, slots: tuple[Slot, ...], some: Positions, tangents: Tangents) -> tuple[Slot, ...]:
        """Return the slots of tangents that stand beside some items of slots."""
        found = []
        for slot, chosen in zip(slots, some, strict=True):
            items = tuple(tangents.name(slot.items[i]).id for i in sorted(chosen))
            if items:
                found.append(Slot(tangents.name(slot.name).id if slot.packed else items[0], items))
        return tuple(found)

    # ------------------------------------------------------------ split pairs
    def pair(self, callee: Callee, active: frozenset[int], wanted: frozenset[int]) -> tuple[Callee, Callee]:
        """Return the forward part, which gives what it saves beside the results, and the backward part."""
        place = callee, active, wanted
        if ("forward", place) in self.made:
            return self.made["forward", place], self.made["backward", place]
        forward = self.new(("forward", place), callee.title + "_forward")
        backward = self.new(("backward", place), callee.title + "_backward")
        inputs = [callee.params[i].name for i in sorted(active)]
        results = tuple(callee.results[i].name for i in sorted(wanted))
        forward.shares, backward.shares = callee.shares, None
        forward.params, forward.kinds = callee.params, (*callee.kinds, UNKNOWN)
        program = self.program(callee, frozenset(inputs), results)
        kinds, fresh = program.kinds, program.fresh
        backward.kinds = tuple(kinds[name] for name in inputs)
        packed = fresh.fresh("saved")
        both = sweeps(program, pair=True)
        starts: list[Stmt] = []
        seeds: list[str] = []
        for name in results:
            adjoint = both.adjoints.name(name)
            seeds.append(adjoint.id)
            if name in both.adjoints.facts.indexed:  # the adjoint is written into, and the seed is the caller's
                seeds[-1] = fresh.fresh("seed")
                starts.append(Assign(adjoint, Call("np.copy", (Name(seeds[-1]),))))
        temporaries = program.temporaries | both.made
        given = Call("tuple", tuple(self.gradient(name, program, both) for name in inputs))
        whole: Block = (Comment("backward"), *starts, *both.backward, Return(given))
        short = shorten(whole, kinds, temporaries, kept=self.kept(), earlier=both.forward)[1:]
        last = short[-1]
        assert isinstance(last, Return) and isinstance(last.value, Call)
        gradients: list[str] = []
        ends: list[Stmt] = []
        for name, value in zip(inputs, last.value.args, strict=True):
            if isinstance(value, Name) and value.id not in gradients:
                gradients.append(value.id)
                continue
            gradients.append(fresh.fresh("b" + name))
            kinds[gradients[-1]] = kinds.get(name, UNKNOWN)
            ends.append(Assign(Name(gradients[-1]), value))
        body = (*short[:-1], *ends)
        saved = self.saved(program, both.forward, body)
        popped = [stack for stack in stacks(both.forward) if stack in saved and self.again]
        copies = [Assign(Name(stack), Call(".copy()", (Name(stack),))) for stack in popped]
        forward.results = (*callee.results, Slot(packed, saved))
        forward.shadows = shadows_apart(both, saved)
        backward.params = (Slot(packed, saved), *plain_slots(seeds))
        backward.results = plain_slots(gradients)
        doc = of(self.routines[callee].draft)
        first = self.draft(program, (*stack_starts(both.forward), *both.forward), forward, kinds, frozenset())
        self.complete(forward, first, Routine(first, frozenset(), f"Value of {doc}, and what its adjoint needs.", {}))
        second = self.draft(program, (*copies, *body), backward, kinds, temporaries | set(gradients))
        second = replace(second, free_reads=())
        text = f"Adjoints of {', '.join(inputs)} for an adjoint of the result of {doc}."
        self.complete(backward, second, Routine(second, None, text, {}))
        return forward, backward

    def gradient(self, name: str, program: Program, both: Sweeps) -> Expr:
        """Return the adjoint of an input, as its caller adds it to what it has."""
        if both.filled.get(name) is False and isinstance(program.kinds.get(name), ListOf):
            return both.adjoints.name(name)
        return gradient_leaf(name, program, both)

    def kept(self) -> frozenset[str]:
        """Return the adjoints that have lines of their own: in debug mode, all."""
        return frozenset(self.checks.adjoints) if self.checks is not None else frozenset()

    def saved(self, program: Program, sweep: Block, backward: Block) -> tuple[str, ...]:
        """Return the names that a forward part hands to the backward part: those that are read there."""
        head = frozenset(name for stmt in program.free_reads for name in definitions(stmt))
        own = all_definitions(sweep) | set(stacks(sweep)) | {i.name for i in program.inputs} | head
        return tuple(sorted(exposed_reads(backward) & own))

    # ------------------------------------------------------------ drafts and texts
    def draft(
        self, program: Program, body: Block, callee: Callee, kinds: dict[str, Kind], generated: frozenset[str]
    ) -> Draft:
        """Return the draft of a derivative, of which derivatives can be taken again."""
        names = [item for slot in callee.params for item in slot.items]
        inputs = [Input(n, Name(n), kinds.get(n, UNKNOWN), is_real_or_complex(kinds.get(n, UNKNOWN))) for n in names]
        items = [item for slot in callee.results for item in slot.items]
        parts: tuple[Value, ...] = tuple(Leaf(Name(item), kinds.get(item, UNKNOWN)) for item in items)
        hints = {**program.hints, **kinds}
        spec, result = replace(program.spec, inputs=inputs), Group(tuple, tuple(range(len(parts))), parts)
        given = {name: kinds.get(name, UNKNOWN) for name in names}
        generated |= program.temporaries
        return Draft(spec, program.free_reads, body, result, kinds, given, hints, generated, {}, None, self)

    def function(self, callee: Callee) -> tuple[Function, bool]:
        """Return a callee as a function to be written, and whether it is a backward sweep."""
        routine = self.routines[callee]
        draft = routine.draft
        unpack: list[Stmt] = [
            Assign(Targets(tuple(Name(item) for item in slot.items)), Name(slot.name))
            for slot in callee.params
            if slot.packed and slot.items
        ]
        returned = [
            Call("tuple", tuple(Name(item) for item in slot.items)) if slot.packed else Name(slot.name)
            for slot in callee.results
        ]
        packed = [item for slot in callee.results if slot.packed for item in slot.items]
        body: Block = (*draft.free_reads, *unpack, *draft.body)
        body = (*presets(packed, frozenset(i.name for i in draft.spec.inputs), body), *body)
        value: Expr = returned[0] if len(returned) == 1 else Call("tuple", tuple(returned))
        block: Block = (*body, Return(value))
        if routine.derived is None:
            shorter = shorten((Comment("backward"), *block), draft.kinds, draft.generated, kept=self.kept())
            block = strip_copies(shorter[1:], draft.kinds)
        else:
            block = shorten(block, draft.kinds, draft.generated, routine.derived)
        params = tuple(Param(slot.name) for slot in callee.params)
        return Function(callee.name, params, printable(block, draft.kinds), routine.doc), routine.derived is None

    def functions(self, block: Block) -> Iterator[tuple[Function, bool]]:
        """Yield the functions that a block needs, each once, those that it calls first."""
        seen: set[Callee] = set()
        waiting = list(called(block))
        while waiting:
            callee = waiting.pop(0)
            if callee not in seen:
                seen.add(callee)
                function, backward = self.function(callee)
                waiting += called(function.body)
                yield replace(function, body=spelled(function.body)), backward

    def specialisers(self) -> list[Specialiser]:
        """Return the specialisers of all callees, each of which may read variables from outside."""
        return list(dict.fromkeys(routine.draft.spec.specialiser for routine in self.routines.values()))

    def bodies(self) -> list[Block]:
        """Return the statements of all callees."""
        return [routine.draft.body for routine in self.routines.values()]

    def change_memory(self) -> bool:
        """Return whether a backward part writes into arrays that it is handed."""
        for callee, routine in self.routines.items():
            handed = {item for slot in callee.params if slot.packed for item in slot.items}
            if any(stored(stmt, routine.draft.kinds) & handed for stmt in statements(routine.draft.body)):
                return True
        return False

    def solve(self) -> None:
        """Find what flows through the callees made since this was asked last."""
        solve(self.routines)


def spelled(block: Block) -> Block:
    """Return a block that calls callees by their names."""

    def expression(expr: Expr) -> Expr:
        if not isinstance(expr, Call):
            return expr
        callee = callee_of(expr)
        expr = rebuild(expr, expression)
        return expr if callee is None else replace(expr, op=callee.name, args=expr.args[1:])

    def statement(stmt: Stmt) -> Stmt:
        match stmt:
            case Assign(value=value) | Update(value=value) | Do(value=value) | Return(value=value) | Push(value=value):
                return replace(stmt, value=expression(value))
            case _:
                return map_blocks(stmt, spelled)

    return tuple(statement(stmt) for stmt in block)


def _and_tangent(doc: str) -> str:
    """Return what a function gives that gives tangents beside."""
    what, _, rest = doc.partition(" of ")
    return f"{what} and tangent{'s' if what.endswith('s') else ''} of {rest}"


def of(draft: Draft) -> str:
    """Return where the user's function is."""
    origin = draft.spec.function.origin
    name = draft.spec.function.name
    return f"{name} ({origin.file.rpartition('/')[2]}:{origin.line})" if origin else name


def item_names(value: Value) -> list[str]:
    """Return the names that the leaves of a result are."""
    return [leaf.expr.id for leaf in leaves(value) if isinstance(leaf.expr, Name)]


def _items(slots: tuple[Slot, ...], some: Positions) -> list[str]:
    return [slot.items[i] for slot, chosen in zip(slots, some, strict=True) for i in sorted(chosen)]


def shadows_apart(both: Sweeps, saved: tuple[str, ...]) -> frozenset[str]:
    """Return the shadows that a forward part binds, if it saves some on a stack or several: these may be one memory.

    Their tangents are then bound beside them, and not where the backward part begins.
    """
    shadows = all_definitions(both.forward).intersection(both.adjoints.facts.shadows.named.values())
    pushed = {
        stmt.stack
        for stmt in statements(both.forward)
        if isinstance(stmt, Push) and isinstance(stmt.value, Name) and stmt.value.id in shadows
    }
    return shadows if pushed.intersection(saved) or len(shadows.intersection(saved)) > 1 else frozenset()


def refuse_shared_parts(program: Program, inputs: frozenset[str]) -> None:
    """Refuse a tangent of a backward part that adds to lists of which it takes up parts by other names.

    What the forward part saves apart may be part of one list, which is not known here.
    """
    varied = varied_names(program.body, inputs, program.memory)
    for stmt in statements(program.body):
        match stmt:
            case Do(Call("add_into", (Name(id), value))) if flows(value) & varied and id not in program.active:
                kind = program.kinds.get(id)
                if isinstance(kind, ListOf) and is_memory(kind.element):
                    raise UnsupportedSyntax(
                        "a derivative of the derivative of a recursive function that makes lists of lists",
                        stmt.origin,
                        hint="Use arrays in place of the inner lists.",
                    )
            case _:
                pass
