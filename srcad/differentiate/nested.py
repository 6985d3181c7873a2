"""Derivatives inside a function: tangents are put in place, and an inner gradient becomes an operation with a rule.

The operation `grad_f(w, x)` is the gradient of a number with respect to some inputs of an inner function. Both its
derivatives are of the same sort, for mixed derivatives do not depend on their order: its tangent is the gradient of the
inner function's tangent, and its adjoint for a seed v is the gradient, with respect to all inputs, of the inner
function's tangent along v. So no backward sweep is ever differentiated backward.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..analyse.bound import Bound
from ..analyse.callee import callee_of
from ..analyse.infer import expression_kind
from ..analyse.live import exposed_reads
from ..errors import UnsupportedSyntax
from ..ir import Assign, Block, Call, Const, Do, Expr, Function, Name, Param, Return, all_definitions, names, statements
from ..kinds import UNKNOWN, Kind, Struct, is_real_or_complex
from ..program import Draft, activate, name_of, prepare
from ..rules.rule import RULES, Rule
from ..simplify.copies import is_pure
from ..simplify.pipeline import shorten
from ..specialise.apart import Inner
from ..specialise.derivatives import Derivatives, quiet
from ..specialise.specialise import Specialised
from ..specialise.values import Group, Input, Leaf, Value, leaves
from .fitting import zero_like
from .forward import Tangents
from .tangent import tangent_structure


@dataclass(eq=False)
class InnerGradient:
    """The gradient of an inner function's number with respect to some of its inputs, as an operation."""

    op: str
    draft: Draft
    wrt: tuple[str, ...]
    derived: dict[tuple[tuple[str, ...], tuple[str, ...]], InnerGradient | None] = field(default_factory=dict)

    @property
    def params(self) -> tuple[str, ...]:
        """The names of the inputs."""
        return tuple(i.name for i in self.draft.spec.inputs)

    def kind(self, bound: Bound) -> Kind:
        """Return the kind of the result: that of the input, or a tuple of them."""
        kinds = tuple(self.draft.given.get(name, UNKNOWN) for name in self.wrt)
        return kinds[0] if len(kinds) == 1 else Struct(tuple, tuple(range(len(kinds))), kinds)

    def tangent(self, args: tuple[Expr, ...], tangents: dict[int, Expr], y: Expr) -> Expr | None:
        """Return the tangent of the result for tangents of some arguments."""
        along = tuple(self.params[i] for i in tangents)
        inner = self.of(along, self.wrt)
        return None if inner is None else Call(inner.op, (*args, *tangents.values()))

    def adjoint(self, args: tuple[Expr, ...], active: tuple[int, ...], position: int, g: Expr, y: Expr) -> Expr:
        """Return what one of the `active` arguments' adjoints gets from the adjoint of the result."""
        inner = self.of(self.wrt, tuple(self.params[i] for i in active))
        if inner is None:
            return zero_like(args[position], self.draft.given)
        parts = [g] if len(self.wrt) == 1 else [Call("[]", (g, Const(i))) for i in range(len(self.wrt))]
        call = Call(inner.op, (*args, *parts))
        return call if len(active) == 1 else Call("[]", (call, Const(active.index(position))))

    def of(self, along: tuple[str, ...], wrt: tuple[str, ...]) -> InnerGradient | None:
        """Return the gradient of the inner function's tangent along some inputs, None if that is zero."""
        key = (along, wrt)
        if key not in self.derived:
            draft = directional(self.draft, along)
            op = self.op.replace("grad_", "hvp_", 1) if self.op.startswith("grad_") else self.op
            self.derived[key] = None if draft is None else operation(op, draft, wrt)
        return self.derived[key]


def operation(wish: str, draft: Draft, wrt: tuple[str, ...]) -> InnerGradient:
    """Return a new operation, with its rule among the others."""
    op = draft.spec.specialiser.names.fresh(wish)
    made = InnerGradient(op, draft, wrt)
    params = made.params
    signature = f"{op}({', '.join(params)})"
    texts = tuple(f"{signature[:-1]}, g)" if real(draft.given.get(name, UNKNOWN)) else None for name in params)
    RULES[op] = Rule(
        signature, op, params, {}, "inner", texts, texts, "inner_gradient", positional=len(params), inner=made
    )  # fmt: skip
    draft.spec.specialiser.gradients[op] = made
    return made


def real(kind: Kind) -> bool:
    """Whether a value of a kind may carry a derivative."""
    return is_real_or_complex(kind)


def inner_gradient(specialiser: Derivatives, inner: Inner) -> tuple[str, tuple[Expr, ...]]:
    """Return the operation that gives the gradient of an inner function, and its arguments."""
    draft, captured = draft_of(specialiser, inner)
    wrt = tuple(name for name, _ in inner.inputs)
    made = operation(f"grad_{inner.name}", draft, wrt)
    return made.op, (*(leaf.expr for _, leaf in inner.inputs), *(Name(name) for name in captured))


def inner_tangent(specialiser: Derivatives, inner: Inner, seeds: list[Expr | None]) -> tuple[Value, Value]:
    """Write the statements of an inner function and of its tangent; return its value and the tangent of that."""
    starts = tuple(Assign(Name(name), leaf.expr, specialiser.origin) for name, leaf in inner.inputs)
    draft, _ = draft_of(specialiser, inner)
    program = activate(draft, tuple((name,) for name, _ in inner.inputs))
    tangents = Tangents(program.active, program.kinds, program.fresh, program.memory)
    body = tangents.block(program.body)
    fixed = [i for i in program.inputs if i.name in program.active and i.name not in program.wrt]
    given: Block = tuple(Assign(tangents.name(i.name), zero_like(Name(i.name), program.kinds)) for i in fixed)
    for (name, _), seed in zip(inner.inputs, seeds, strict=True):
        if name in program.active and seed is not None:
            given += (Assign(tangents.name(name), seed),)
    tangent = tangent_structure(program.result, tangents, program)
    results = [leaf.expr for leaf in (*leaves(program.result), *leaves(tangent))]
    made = frozenset(tangents.named.values())
    ending = Return(Call("tuple", tuple(results)))
    block = shorten((*given, *body, ending), program.kinds, program.temporaries | made, derived=made)
    for stmt in (*starts, *block[:-1]):
        specialiser.emit(stmt)
    for name in all_definitions((*starts, *block)):
        specialiser.record(name, program.kinds.get(name, UNKNOWN))
    last = block[-1]
    assert isinstance(last, Return) and isinstance(last.value, Call)
    found = iter(last.value.args)
    both = _replaced(program.result, found, program.kinds), _replaced(tangent, found, program.kinds)
    return specialiser.named_result(both[0], "value"), specialiser.named_result(both[1], "tangent")


def _replaced(value: Value, exprs: Iterator[Expr], kinds: dict[str, Kind]) -> Value:
    """Return a result with other expressions for its leaves, which may depend on what is differentiated later."""
    match value:
        case Leaf(expr=old):
            expr = next(exprs)
            kind = expression_kind(old, kinds)
            return Leaf(expr, value.kind if kind == UNKNOWN else kind, True)
        case Group(maker, keys, items):
            return Group(maker, keys, tuple(_replaced(item, exprs, kinds) for item in items))
        case _:
            return value


def draft_of(specialiser: Derivatives, inner: Inner) -> tuple[Draft, tuple[str, ...]]:
    """Return an inner function by itself, and the names of the outer one that it reads: its further inputs."""
    for stmt in statements(inner.body):
        callee = callee_of(getattr(stmt, "value", None))
        if callee is not None:
            raise UnsupportedSyntax(
                f"a derivative inside a differentiated function of one that calls `{callee.title}`, which calls itself "
                "as often as the run tells, or is called often, is not supported",
                specialiser.origin, hint="Write it as a loop, or let its depth be a whole number that is an argument.",
            )  # fmt: skip
    read = exposed_reads(inner.body) | frozenset().union(*(names(leaf.expr) for leaf in leaves(inner.result)))
    own = {name for name, _ in inner.inputs}
    outside = known_kinds(specialiser)
    bound = specialiser.bindings
    free = {f.name for f in specialiser.free.values()}
    free |= {leaf.expr.id for f in specialiser.free.values() for leaf in leaves(f.value) if isinstance(leaf.expr, Name)}
    captured = tuple(
        name
        for name in sorted((read - own) & (inner.outside | free))
        if "." not in name and name not in bound and (name in outside or not hasattr(builtins, name))
    )
    kinds = {name: leaf.kind for name, leaf in inner.inputs} | {name: outside.get(name, UNKNOWN) for name in captured}
    inputs = [Input(name, Name(name), kind, real(kind)) for name, kind in kinds.items()]
    arguments: dict[str, Value] = {i.name: Leaf(Name(i.name), i.kind, True) for i in inputs}
    frame = specialiser.frame
    assert frame is not None
    function = Function(inner.name, tuple(Param(name) for name in kinds), inner.body, origin=specialiser.origin)
    spec = Specialised(
        function, frame.scope, inputs, arguments, inner.body, inner.result, specialiser.hints, specialiser  # type: ignore[arg-type]
    )  # fmt: skip
    return replace(prepare(spec), free_reads=()), captured


def known_kinds(specialiser: Derivatives) -> dict[str, Kind]:
    """Return the kinds of all names that the present statement can read."""
    found: dict[str, Kind] = dict(specialiser.hints)
    for value in (free.value for free in specialiser.free.values()):
        found.update({leaf.expr.id: leaf.kind for leaf in leaves(value) if isinstance(leaf.expr, Name)})
    frames, frame = [], specialiser.frame
    while frame is not None:
        frames += [frame, *([frame.parent] if frame.parent is not None else [])]
        frame = frame.caller
    for frame in frames:
        for value in frame.env.values():
            found.update({leaf.expr.id: leaf.kind for leaf in leaves(value) if isinstance(leaf.expr, Name)})
    return found


def directional(draft: Draft, along: tuple[str, ...]) -> Draft | None:
    """Return the tangent of a function's number along some inputs, whose tangents become inputs; None if it is zero."""
    program = activate(draft, tuple((name,) for name in along))
    value = name_of(program.result)
    if value not in program.active:
        return None
    for stmt in statements(program.body):
        expr = getattr(stmt, "value", None)
        if isinstance(expr, Call) and not isinstance(stmt, Do) and not is_pure(expr):
            raise UnsupportedSyntax(
                "the inner function calls something that may give another value each time",
                getattr(stmt, "origin", None), hint="Call it outside, and pass its value in.",
            )  # fmt: skip
    tangents = Tangents(program.active, program.kinds, program.fresh, program.memory)
    seeds = {
        name: tangents.name(name).id if name in program.active else program.fresh.fresh("d" + name) for name in along
    }
    fixed = [i for i in program.inputs if i.name in program.active and i.name not in program.wrt]
    zeros = tuple(Assign(tangents.name(i.name), zero_like(Name(i.name), program.kinds)) for i in fixed)
    body = (*zeros, *quiet(tangents.block(program.body)))
    spec = draft.spec
    inputs = [*spec.inputs]
    given = dict(draft.given)
    for name, seed in seeds.items():
        given[seed] = program.kinds[seed] = program.kinds[name]
        inputs.append(Input(seed, Name(seed), given[seed], True))
    arguments: dict[str, Value] = {i.name: Leaf(Name(i.name), i.kind, True) for i in inputs}
    function = replace(spec.function, params=tuple(Param(i.name) for i in inputs))
    new = replace(spec, inputs=inputs, arguments=arguments, function=function)
    result = Leaf(tangents.name(value), program.kinds[value], True)
    made = frozenset(tangents.named.values())
    return replace(
        draft, spec=new, body=body, result=result, kinds=dict(program.kinds), given=given,
        hints={**program.hints, **program.kinds}, generated=program.temporaries | made,
    )  # fmt: skip
