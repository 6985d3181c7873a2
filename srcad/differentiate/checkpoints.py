"""A checkpointed loop as an operation with a rule: its adjoint runs the steps backward, from the few states it kept.

An inner function gives for an index k, a state s, multipliers l and parameters a the number N = l · step(k, s, a), and
the new state. The gradient of N by s and a is one step backward. The tangent of a loop is the loop whose state is
(s, ds); the tangent of its adjoint is the adjoint of that loop, for N's own tangent is l · dstep + dl · step.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..analyse.bound import Bound
from ..analyse.memory import ELEMENTS, memory_of
from ..errors import UnsupportedSyntax
from ..ir import Assign, Block, Call, Const, Do, Expr, Name, Return, Stmt
from ..kinds import INT, UNKNOWN, Kind, Struct
from ..program import Draft, activate, name_of
from ..rules.rule import RULES, Rule
from ..simplify.copies import drop_dead
from ..specialise.apart import Inner
from ..specialise.derivatives import Derivatives
from ..specialise.values import Group, Leaf, leaves
from .forward import Tangents
from .implicit import Exprs, InnerFunction, zero
from .nested import directional, draft_of, operation, real
from .tangent import tangent_structure


@dataclass(eq=False)
class Loop:
    """A loop: the drafts of a step and of N, and the names of index, state, multipliers and parameters."""

    op: str
    step: Draft
    number: Draft
    index: str
    state: tuple[str, ...]
    multipliers: tuple[str, ...]
    parameters: tuple[str, ...]
    handed: tuple[str, ...]  # the names of index, state and parameters in the order in which a step takes them
    ends: int | None  # the place in the state of what tells that the loop was left by `break`, if it may be
    backs: dict[tuple[str, ...], Back] = field(default_factory=dict)
    along: dict[tuple[str, ...], Loop] = field(default_factory=dict)
    function: str = ""

    def given(self, name: str) -> Kind:
        """Return the kind of an input."""
        return self.number.given.get(name, UNKNOWN)

    @property
    def real(self) -> tuple[str, ...]:
        """The parts of the state that have derivatives."""
        return tuple(name for name in self.state if real(self.given(name)))

    def kind(self, bound: Bound) -> Kind:
        """Return the kind of the result: the state, and what is kept."""
        kinds = tuple(self.given(name) for name in self.state)
        return Struct(tuple, tuple(range(len(kinds) + 1)), (*kinds, INT))

    def split(self, args: Exprs) -> tuple[Exprs, Exprs, Exprs]:
        """Return the steps and slots, the state, and the rest."""
        n = len(self.state)
        return args[:2], args[2 : 2 + n], args[2 + n :]

    def back(self, wrt: tuple[str, ...]) -> Back:
        """Return the operation that runs the loop backward, with respect to the state and some parameters."""
        if wrt not in self.backs:
            names = self.number.spec.specialiser.names
            made = self.backs[wrt] = Back(names.fresh(f"{self.op}_backward"), self, wrt)
            given = tuple(names.fresh("g") for _ in self.real)
            params = ("steps", "slots", *self.state, *self.parameters, "kept", *given)
            kinds = [INT, INT, *(self.given(n) for n in (*self.state, *self.parameters)), INT]
            stated(made, params, [*map(real, kinds), *(True for _ in given)], self.number)
        return self.backs[wrt]

    def moved(self, names: tuple[str, ...]) -> Loop:
        """Return the loop of the state and its tangent, along some parameters."""
        if names not in self.along:
            specialiser = self.number.spec.specialiser
            both = (*self.real, *names)
            number = directional(self.number, (*both, *self.multipliers))
            assert number is not None
            seeds = tuple(i.name for i in number.spec.inputs)[-len(both) - len(self.multipliers) :]
            n, m = len(self.real), len(names)
            step = tangent_step(self.step, dict(zip(both, seeds, strict=False)))
            made = Loop(
                specialiser.names.fresh(f"{self.op}_tangent"), step, number, self.index, (*self.state, *seeds[:n]),
                (*seeds[n + m :], *self.multipliers), (*self.parameters, *seeds[n : n + m]),
                (*self.handed, *seeds[: n + m]), self.ends,
            )  # fmt: skip
            stated_loop(made)
            self.along[names] = made
        return self.along[names]

    def tangent(self, args: Exprs, tangents: dict[int, Expr], y: Expr) -> Expr | None:
        """Return the tangent of the state after the loop."""
        head, state, a = self.split(args)
        first = 2 + len(state)
        names = tuple(self.parameters[i - first] for i in tangents if i >= first)
        moved = self.moved(names)
        started = tuple(
            tangents.get(2 + k) or zero(self.given(name), state[k])
            for k, name in enumerate(self.state) if name in self.real
        )  # fmt: skip
        given = tuple(tangents[i] for i in tangents if i >= first)
        call = Call(moved.op, (*head, *state, *started, *a, *given))
        found = {name: Call("[]", (call, Const(len(self.state) + k))) for k, name in enumerate(self.real)}
        return Call("tuple", (*(found.get(name, Const(0.0)) for name in self.state), Const(0.0)))

    def adjoint(self, args: Exprs, active: tuple[int, ...], position: int, g: Expr, y: Expr) -> Expr:
        """Return what the first state or a parameter gets from the adjoint of the last state."""
        head, state, a = self.split(args)
        first = 2 + len(state)
        names = tuple(self.parameters[i - first] for i in active if i >= first)
        kept = Call("[]", (y, Const(len(self.state))))
        ends = tuple(Call("[]", (g, Const(k))) for k, name in enumerate(self.state) if name in self.real)
        call = Call(self.back(names).op, (*head, *state, *a, kept, *ends))
        if position < first:
            return Call("[]", (call, Const(self.real.index(self.state[position - 2]))))
        return Call("[]", (call, Const(len(self.real) + names.index(self.parameters[position - first]))))

    def text(self) -> tuple[str, list[str]]:
        """Return the text of the function that runs the loop, and the functions that it calls."""
        state = ", ".join(self.state)
        lines = [
            f"def {self.op}({', '.join(('steps', 'slots', *self.state, *self.parameters))}):",
            f'    """Run the steps; return {state}, and the states kept for the way back."""',
            f"    return checkpointed_run(lambda {self.index}, {state}: {self.call_of_step()}, steps, slots, "
            f"{self.ends}, {state})",
        ]
        return "\n".join(lines) + "\n", [self.function]

    def call_of_step(self) -> str:
        """Return the text of the call of a step."""
        return f"{self.function}({', '.join(self.handed)})"


@dataclass(eq=False)
class Back:
    """The operation that runs a loop backward: it gives the adjoints of the first state, and of some parameters."""

    op: str
    loop: Loop
    wrt: tuple[str, ...]

    def kind(self, bound: Bound) -> Kind:
        """Return the kind of the result: that of the state and the parameters."""
        kinds = tuple(self.loop.given(name) for name in (*self.loop.real, *self.wrt))
        return Struct(tuple, tuple(range(len(kinds))), kinds)

    def tangent(self, args: Exprs, tangents: dict[int, Expr], y: Expr) -> Expr | None:
        """Return the tangent of the adjoints: those of the loop of the state and its tangent."""
        loop = self.loop
        head, state, rest = loop.split(args)
        a, ends = rest[: len(loop.parameters)], rest[len(loop.parameters) + 1 :]
        first, last = 2 + len(state), 2 + len(state) + len(a) + 1
        names = tuple(loop.parameters[i - first] for i in tangents if first <= i < last - 1)
        moved = loop.moved(names)
        real_states = [(k, name) for k, name in enumerate(loop.state) if name in loop.real]
        started = tuple(tangents.get(2 + k) or zero(loop.given(name), state[k]) for k, name in real_states)
        given = tuple(tangents[i] for i in tangents if first <= i < last - 1)
        moving = tuple(
            tangents.get(last + j) or zero(loop.given(name), state[k]) for j, (k, name) in enumerate(real_states)
        )
        back = moved.back(self.wrt)
        call = Call(back.op, (*head, *state, *started, *a, *given, Const(None), *moving, *ends))
        n = len(loop.real)
        return Call("tuple", tuple(Call("[]", (call, Const(k if k < n else k + n))) for k in range(n + len(self.wrt))))

    def adjoint(self, args: Exprs, active: tuple[int, ...], position: int, g: Expr, y: Expr) -> Expr:
        """Refuse: an adjoint is differentiated in forward mode."""
        raise UnsupportedSyntax(
            "an inner gradient through a checkpointed loop is not differentiated backward",
            self.loop.number.spec.function.origin, hint="Use srcad.jvp of it, or an ordinary loop.",
        )  # fmt: skip

    def text(self) -> tuple[str, list[str]]:
        """Return the text of the function that runs the loop backward, and the functions that it calls."""
        loop = self.loop
        draft = loop.number
        wrt = (*loop.real, *self.wrt)
        made = operation(f"{loop.function}_backward", draft, wrt)
        taken = {i.name for i in draft.spec.inputs}
        ends = tuple(f"g{k}" for k in range(len(loop.real)))
        while taken & set(ends):
            ends = tuple(f"{name}_end" for name in ends)
        handed = [i.name for i in draft.spec.inputs]
        call = f"{made.op}({', '.join(handed)})"
        unpacked = ", ".join(loop.multipliers)
        names = draft.spec.specialiser.names
        forth, back = names.fresh("forth"), names.fresh("back")
        state, comma = ", ".join(loop.state), "," if len(loop.state) == 1 else ""
        lines = [
            f"def {self.op}({', '.join(('steps', 'slots', *loop.state, *loop.parameters, 'kept', *ends))}):",
            f'    """Run the steps backward; return the adjoints of {", ".join(wrt)}."""',
            f"    def {forth}({loop.index}, {state}):",
            f"        return {loop.call_of_step()}",
            "",
            f"    def {back}({loop.index}, state, adjoint):",
            f"        {state}{comma} = state",
            f"        {unpacked}{',' if len(loop.real) == 1 else ''} = adjoint",
            f"        return {'(' + call + ',)' if len(wrt) == 1 else call}",
            "",
            f"    zeros = {' '.join(f'like_zero({name}),' for name in self.wrt) or '()'}",
            f"    ends = {', '.join(ends)},",
            f"    return checkpointed_back({forth}, {back}, steps, slots, {loop.ends}, kept, "
            f"({state}{comma}), ends, zeros)",
        ]
        return "\n".join(lines) + "\n", [loop.function, made.op]


def tangent_step(draft: Draft, seeds: dict[str, str]) -> Draft:
    """Return a step and its tangent as one function; `seeds` names the tangents of some inputs, inputs as well."""
    program = activate(draft, tuple((name,) for name in seeds))
    tangents = Tangents(program.active, program.kinds, program.fresh, program.memory)
    starts = tuple(Assign(tangents.name(n), Name(seed)) for n, seed in seeds.items() if n in program.active)
    body = (*starts, *tangents.block(program.body))
    spec, given = draft.spec, dict(draft.given)
    inputs, arguments = list(spec.inputs), dict(spec.arguments)
    for name, seed in seeds.items():
        arguments[seed] = Leaf(Name(seed), program.kinds[name], True)
        given[seed] = program.kinds[seed] = program.kinds[name]
        inputs.append(replace(next(i for i in spec.inputs if i.name == name), name=seed, path=Name(seed)))
    result = program.result
    assert isinstance(result, Group)
    moving = tangent_structure(result, tangents, program)
    assert isinstance(moving, Group)
    kept = [part for part, old in zip(moving.items, result.items, strict=True) if real(program.kinds[name_of(old)])]
    both = (*result.items, *kept)
    new = replace(spec, inputs=inputs, arguments=arguments)
    hints = {**program.hints, **program.kinds}
    return replace(
        draft, spec=new, body=body, result=Group(tuple, tuple(range(len(both))), both), kinds=dict(program.kinds),
        given=given, hints=hints, generated=program.temporaries | frozenset(tangents.named.values()),
    )  # fmt: skip


def stated(made: Loop | Back, params: tuple[str, ...], active: list[bool], draft: Draft) -> None:
    """Add an operation's rule to the others."""
    signature = f"{made.op}({', '.join(params)})"
    texts = tuple(f"{signature[:-1]}, g, y)" if each else None for each in active)
    RULES[made.op] = Rule(
        signature, made.op, params, {}, "inner", texts, texts, "inner_gradient", positional=len(params), inner=made
    )  # fmt: skip
    draft.spec.specialiser.gradients[made.op] = made


def stated_loop(loop: Loop) -> None:
    """Add a loop's rule to the others, and its step to the functions."""
    specialiser = loop.step.spec.specialiser
    loop.function = specialiser.names.fresh("step")
    specialiser.gradients[loop.function] = InnerFunction(loop.function, loop.step)
    names = (*loop.state, *loop.parameters)
    stated(loop, ("steps", "slots", *names), [False, False, *(real(loop.given(n)) for n in names)], loop.number)


def inner_loop(specialiser: Derivatives, inner: Inner, count: int, ends: int | None) -> tuple[str, tuple[Expr, ...]]:
    """Return the operation that is a loop, and the names that it takes after the steps, the slots and the state."""
    draft, captured = draft_of(specialiser, inner)
    names = [name for name, _ in inner.inputs]
    result = draft.result
    assert isinstance(result, Group)
    number, *new = result.items
    written = set(captured) & written_inputs(draft)
    if written:
        raise UnsupportedSyntax(
            f"a checkpointed loop writes into `{min(written)}` under another name", specialiser.origin,
            hint="Assign or write to the variable itself in the loop's body.",
        )  # fmt: skip
    multipliers = tuple(names[1 + count :])
    draft = replace(draft, body=apart_from(draft.body, multipliers))
    step = replace(draft, result=Group(tuple, tuple(range(len(new))), tuple(new)), spec=replace(
        draft.spec, inputs=[i for i in draft.spec.inputs if i.name not in multipliers]
    ))  # fmt: skip
    loop = Loop(
        specialiser.names.fresh("loop"), without_number(step), replace(draft, result=number), names[0],
        tuple(names[1 : 1 + count]), multipliers, captured, (*names[: 1 + count], *captured), ends,
    )  # fmt: skip
    stated_loop(loop)
    return loop.op, tuple(Name(name) for name in captured)


def without_number(draft: Draft) -> Draft:
    """Return a step without what only the number is made of."""
    ending = Return(Call("tuple", tuple(leaf.expr for leaf in leaves(draft.result))))
    return replace(draft, body=drop_dead((*draft.body, ending))[:-1])


def apart_from(block: Block, multipliers: tuple[str, ...]) -> Block:
    """Return a block that does not test whether multipliers share memory with what is written into."""
    out: list[Stmt] = []
    for stmt in block:
        match stmt:
            case Do(Call("check_apart" | "check_elements_apart", args) as call):
                kept = tuple(arg for arg in args if not (isinstance(arg, Name) and arg.id in multipliers))
                out += [replace(stmt, value=replace(call, args=kept))] if len(kept) > 1 else []
            case _:
                out.append(stmt)
    return tuple(out)


def written_inputs(draft: Draft) -> set[str]:
    """Return the inputs that a function writes into."""
    return {name.partition(ELEMENTS)[0] for name in memory_of(draft.body, draft.kinds).token}
