"""Arrange a tangent: the function that takes tangents of the arguments, or the derivative along one number."""

from __future__ import annotations

from dataclasses import replace

from ..errors import KindError, UnsupportedSyntax
from ..ir import Assign, Block, Call, Expr, Name, Param, Return, Stmt, all_definitions
from ..kinds import Scalar
from ..program import Parts, Program, Wrt, at_path, name_of, params_of, prologue
from ..simplify.flagged import Flagged
from ..simplify.pipeline import shorten
from ..simplify.spell import spell, spelled
from ..specialise.skeletons import part_of
from ..specialise.values import Group, Leaf, Value
from .fitting import zero_like
from .forward import Tangents
from .handed_out import may_turn_complex
from .own import strip_copies
from .seeds import unit


def forward_function(program: Program, wrt: Wrt) -> Parts:
    """Return the tangent function: it takes the arguments, then a tangent for each path of `wrt`."""
    spec = program.spec
    kinds = program.kinds
    tangents = Tangents(program.active, kinds, program.fresh, program.memory, derive=program.derive)
    body = tangents.block(program.body)
    starts: list[Stmt] = []
    params = list(params_of(spec.function))
    for path in wrt:
        value = at_path(spec.arguments, path)
        wish = "_".join(str(part) for part in path)
        param = f"d{wish}" if isinstance(value, Leaf) and value.expr == Name(wish) and wish in program.active else ""
        name = tangents.name(wish) if param else Name(program.fresh.fresh("d" + wish))
        params.append(Param(name.id))
        if not param:
            collect_tangents(value, name, tangents, program, starts)
    fixed = [i for i in program.inputs if i.name in program.active and i.name not in program.wrt]
    starts += [Assign(tangents.name(i.name), zero_like(Name(i.name), kinds)) for i in fixed]  # they become active later
    value_expr = spec.specialiser.to_expr(program.result)
    tangent_expr = spec.specialiser.to_expr(tangent_structure(program.result, tangents, program))
    aux = () if program.aux is None else (spec.specialiser.to_expr(program.aux),)
    block: Block = (*prologue(program), *starts, *body, Return(Call("tuple", (value_expr, tangent_expr, *aux))))
    temporaries = program.temporaries | frozenset(tangents.named.values()) - all_definitions(tuple(starts))
    block = shorten(block, kinds, temporaries, program.adjoints | frozenset(tangents.named.values()))
    block = spell(block, kinds, frozenset(tangents.named.values()), sure=True)
    zero = Flagged(block, kinds, frozenset(tangents.named.values()))
    block = zero.block(block)
    last = block[-1]
    assert isinstance(last, Return) and isinstance(last.value, Call)
    value_expr, tangent_expr, *others = last.value.args
    returned = Call("tuple", (value_expr, spelled(zero.expr(tangent_expr), kinds), *others))
    return (("jvp", tuple(params), strip_copies((*block[:-1], Return(returned)), kinds)),)


def collect_tangents(value: Value, path: Expr, tangents: Tangents, program: Program, out: list[Stmt]) -> None:
    """Write the statements that read the tangents of a structured argument's leaves."""
    match value:
        case Leaf(expr=Name(id)) if id in program.active:
            out.append(Assign(tangents.name(id), path))
        case Group(maker, keys, items):
            for i, (key, item) in enumerate(zip(keys, items, strict=True)):
                collect_tangents(item, part_of(path, maker, key, i), tangents, program, out)
        case _:
            pass


def tangent_structure(value: Value, tangents: Tangents, program: Program) -> Value:
    """Return the tangent of a result in its structure, zeros where it does not depend on the arguments."""
    match value:
        case Leaf(expr=Name(id)):
            if id in program.active:
                own = tangents.name(id)
                turning = isinstance(program.kinds.get(id), Scalar) and may_turn_complex(program)
                return replace(value, expr=Call("of_real", (own, Name(id))) if turning else own)
            return replace(value, expr=zero_like(Name(id), program.kinds))
        case Group(maker, keys, items):
            return Group(maker, keys, tuple(tangent_structure(item, tangents, program) for item in items))
        case _:
            return value


def unit_tangent(program: Program, mode: str, wrt: Wrt) -> tuple[Block, Value, frozenset[str]]:
    """Return the derivative with respect to one number as a tangent along 1.0."""
    tangents = Tangents(program.active, program.kinds, program.fresh, program.memory, derive=program.derive)
    values = [at_path(program.spec.arguments, path) for path in wrt]
    result = program.result
    if len(values) != 1 or not isinstance(values[0], Leaf) or not isinstance(program.kinds[name_of(values[0])], Scalar):
        raise UnsupportedSyntax(
            "the gradient of a gradient with respect to an array is not a number",
            hint="Use srcad.hessian, srcad.hvp or srcad.jacobian.",
        )
    if not isinstance(result, Leaf):
        raise KindError("grad needs a function that returns a number")
    body = tangents.block(program.body)
    x = name_of(values[0])
    start: Block = (Assign(tangents.name(x), unit(program, Name(x))),) if x in program.active else ()
    name = name_of(result)
    tangent: Value = replace(result, expr=tangents.name(name)) if name in program.active else result
    extra: Block = ()
    if name not in program.active:
        zero = Name(program.fresh.fresh("zero"))
        program.kinds[zero.id] = program.kinds[name]
        extra = (Assign(zero, zero_like(Name(name), program.kinds)),)
        tangent = replace(result, expr=zero)
    made = frozenset(tangents.named.values())
    if mode == "value_and_grad":
        tangent = Group(tuple, (0, 1), (result, tangent))
    return (*start, *body, *extra), tangent, made
