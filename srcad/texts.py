"""The texts of generated functions: what they call goes by names of its own, and inner functions stand before them."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import replace

from . import runtime_debug
from .analyse.flow import changed_outside
from .backends.load import HELPERS
from .differentiate.arrange import reverse_function
from .differentiate.checked import Checks, checked_function
from .differentiate.checkpoints import Back, Loop
from .differentiate.implicit import InnerFunction, Linear, Solution
from .differentiate.nested import InnerGradient
from .errors import UnsupportedSyntax
from .ir import (
    Block,
    Call,
    Do,
    Expr,
    Function,
    Name,
    Origin,
    Param,
    Return,
    all_definitions,
    all_reads,
    rebuild,
)
from .names import Names
from .program import Program, activate, parts_of
from .rules.rule import BOUND
from .simplify.copies import propagate_copies
from .simplify.operations import calls, map_expr
from .simplify.pipeline import printable, shorten
from .simplify.unpacked import read_at_once, with_given_names
from .specialise.skeletons import part_of
from .specialise.specialise import Specialiser
from .specialise.values import Group, Value
from .syntax.source import inside
from .syntax.write import write_lines

Written = tuple[str, tuple[Origin | None, ...]]  # a text, and where each line comes from


def docstrings(function: types.FunctionType, origin: Origin | None, wrt: list[str]) -> dict[str, str]:
    """Return what the generated functions of a function are, by role."""
    behind = inside(function)
    if behind is not None:
        origin = Origin(behind.__code__.co_filename, behind.__code__.co_name, behind.__code__.co_firstlineno)
    place = f"{function.__name__} ({origin.file.rpartition('/')[2]}:{origin.line})" if origin else ""
    by = ", ".join(wrt)
    return {
        "grad": f"Gradient of {place} with respect to {by}.",
        "value_and_grad": f"Value and gradient of {place} with respect to {by}.",
        "jvp": f"Value and tangent of {place} along a tangent of {by}.",
        "forward": f"Value of {place}, and what its pullback needs.",
        "backward": f"Adjoints of {by} for an adjoint of the result of {place}.",
    }


def as_unpacked(function: Function, program: Program, taken: frozenset[str]) -> Function:
    """Return a function that reads parts of arguments at once, under the names that the user unpacks them to.

    Names in `taken` mean something else.
    """
    named = with_given_names(function, program.unpacked, parts_of(program), taken)
    groups: list[tuple[Expr, Value]] = [(Name(name), value) for name, value in program.spec.arguments.items()]
    lengths: dict[Expr, int] = {}
    for whole, value in groups:
        if isinstance(value, Group) and value.maker in (tuple, list):
            lengths[whole] = len(value.items)
            groups += [(part_of(whole, value.maker, i, i), item) for i, item in enumerate(value.items)]
    return read_at_once(named, lengths)


def inner_functions(block: Block, gradients: Mapping[str, object], done: set[str] | None = None) -> list[Written]:
    """Return the texts of the functions made of inner functions that a block mentions, each after what it calls."""
    done = set() if done is None else done
    texts: list[Written] = []
    for op in [*calls(block), *sorted(all_reads(block))]:
        if op not in gradients or op in done:
            continue
        done.add(op)
        match gradients[op]:
            case InnerGradient() as inner:
                wrt = tuple((name,) for name in inner.wrt)
                program = activate(inner.draft, wrt)
                ((_, params, body),) = reverse_function(program, "grad", wrt, len(wrt) == 1, program.spec.function.name)
                if changed_outside(body, {param.name for param in params}):
                    raise UnsupportedSyntax(
                        f"`{program.spec.function.name}`, whose derivative is taken inside, changes what is outside",
                        program.spec.function.origin, hint="Let it return the new value.",
                    )  # fmt: skip
                doc = f"Gradient of {program.spec.function.name} with respect to {', '.join(inner.wrt)}."
                texts += inner_text(op, params, body, doc, program, gradients, done)
            case InnerFunction(draft=draft):
                program = activate(draft, ())
                end = Return(program.spec.specialiser.to_expr(program.result))
                body = shorten((*program.body, end), program.kinds, program.temporaries, frozenset())
                params = tuple(Param(i.name) for i in program.spec.inputs)
                texts += inner_text(
                    op, params, body, f"Value of {program.spec.function.name}.", program,
                    gradients, done,
                )  # fmt: skip
            case Linear() | Loop() | Back() as linear:
                text, called = linear.text()
                used = tuple(Do(Call(inner)) for inner in called)
                texts += inner_functions(used, gradients, done)
                texts.append((text, (None,) * text.count("\n")))
            case _:
                pass
    return texts


def inner_text(
    op: str, params: tuple[Param, ...], body: Block, doc: str, program: Program, gradients: Mapping[str, object],
    done: set[str],
) -> list[Written]:  # fmt: skip
    """Return the text of a function made of an inner function, after those of what it calls."""
    body = printable(solved(body, gradients), program.kinds)
    body = without_hiding(body, params, program.spec.specialiser)
    return [*inner_functions(body, gradients, done), write_lines(Function(op, params, body, doc))]


def solved(block: Block, gradients: Mapping[str, object]) -> Block:
    """Return a block in which a solution is just what its solver gave."""
    if not any(isinstance(gradients.get(op), Solution) for op in calls(block)):
        return block

    def change(expr: Expr) -> Expr:
        if not isinstance(expr, Call):
            return expr
        made = gradients.get(expr.op)
        if not isinstance(made, Solution):
            return rebuild(expr, change)
        found, _, _ = made.split(expr.args)
        return found[0] if len(found) == 1 else Call("tuple", found)

    return propagate_copies(tuple(map_expr(stmt, change) for stmt in block))


def joined(texts: list[Written]) -> Written:
    """Return several texts as one, two empty lines between them."""
    lines: tuple[Origin | None, ...] = ()
    for _, origins in texts:
        lines += (None, None, *origins) if lines else origins
    return "\n\n".join(text for text, _ in texts), lines


def without_hiding(block: Block, params: tuple[Param, ...], specialiser: Specialiser) -> Block:
    """Return a block in which what generated code calls, beside NumPy, goes by names that no variable has."""
    known = {**HELPERS, **BOUND}
    roots = {op.partition(".")[0] for op in calls(block)} & set(known)
    variables = all_definitions(block) | all_reads(block) | {param.name for param in params}
    variables |= {name for name, obj in specialiser.bindings.items() if known.get(name) is not obj}
    table: dict[str, str] = {}
    for root in sorted(roots & variables):
        alias = root
        while alias in variables or alias in known or alias in specialiser.bindings:
            alias += "_1"
        specialiser.bindings[alias] = known[root]
        table[root] = alias

    def change(expr: Expr) -> Expr:
        if not isinstance(expr, Call):
            return expr
        root, dot, rest = expr.op.partition(".")
        return rebuild(replace(expr, op=table.get(root, root) + dot + rest), change)

    return tuple(map_expr(stmt, change) for stmt in block) if table else block


def with_checks(
    made: list[tuple[Function, bool]], checks: Checks, specialiser: Specialiser
) -> list[tuple[Function, bool]]:
    """Return generated functions, each with whether it is a backward sweep, that check themselves."""
    taken = set(specialiser.bindings) | set(BOUND)
    for function, _ in made:
        taken |= all_definitions(function.body) | all_reads(function.body) | {param.name for param in function.params}
    debug = Names(frozenset(taken)).fresh("debug")
    specialiser.bindings[debug] = runtime_debug
    return [(checked_function(function, backward, checks, debug), backward) for function, backward in made]
