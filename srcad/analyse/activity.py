"""Activity: the names that depend on the chosen inputs, and reach the result (varied and useful)."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..errors import GradientLeak, MissingRule
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    Item,
    Name,
    Pop,
    Push,
    Stmt,
    Target,
    Targets,
    Update,
    names,
    statements,
    subexpressions,
)
from ..rules.refused import REFUSED
from ..rules.rule import RULES, param_of
from .callee import callee_of, goals, reaching
from .memory import CHANGERS, ELEMENTS, NOTHING, Memory, called_in, sources

COMPARISONS = frozenset(
    {"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in", "not", "chain", "isinstance"}
)
STRUCTURE = frozenset({"tuple", "list", "ifelse", "and", "or", "[]", "slice", ".pop()", "callee"})
PLAIN = frozenset({"passive", "len", "any", "all", "type", "hasattr", "callable", "print", "range", "raise", "setattr"})


def is_constant(op: str) -> bool:
    """Return whether an operation's derivative is zero by convention."""
    if op in COMPARISONS or op in PLAIN or op == "stop_gradient":
        return True
    rule = RULES.get(op)
    return rule is not None and rule.sort == "constant"


def flows(expr: Expr) -> frozenset[str]:
    """Return the names through which a derivative may flow into an expression: not indices, shapes and conditions."""
    if isinstance(expr, Name):
        return frozenset((expr.id,))
    if isinstance(expr, Const):
        return frozenset()
    if is_constant(expr.op):
        return frozenset()
    if expr.op == "[]":
        return flows(expr.args[0])
    if expr.op == "ifelse":
        return flows(expr.args[1]) | flows(expr.args[2])
    if expr.op == "callee":
        return frozenset().union(*flows_of_results(expr).values())
    rule = RULES.get(expr.op)
    if rule is not None and not rule.star and rule.vjp:
        found: frozenset[str] = frozenset()
        for i, arg in enumerate(expr.args):
            if i < len(rule.vjp) and rule.vjp[i] is not None:
                found |= flows(arg)
        for key, arg in expr.keywords:
            key = param_of(rule, key)
            if key in rule.params and rule.vjp[rule.params.index(key)] is not None:
                found |= flows(arg)
        return found
    found = frozenset().union(*(flows(arg) for arg in expr.args))
    return found.union(*(flows(arg) for _, arg in expr.keywords))


def flows_of_results(call: Call) -> dict[int, frozenset[str]]:
    """Return the names through which a derivative may flow into each result of a callee."""
    callee = callee_of(call)
    assert callee is not None
    return {
        i: frozenset[str]().union(*(flows(arg) for arg in reaching(call, callee, i)))
        for i in range(len(callee.results))
    }


def holding_shadows(call: Call) -> frozenset[int]:
    """Return which results of a callee hold memory of adjoints that has tangents whatever the callee is handed."""
    callee = callee_of(call)
    assert callee is not None
    return frozenset(i for i, slot in enumerate(callee.results) if slot.packed and callee.shadows)


def varied_names(block: Block, wrt: frozenset[str], memory: Memory = NOTHING) -> frozenset[str]:
    """Return the names that may depend on `wrt`."""
    varied = set(wrt)

    def mark(target: Target) -> None:
        match target:
            case Name(id):
                varied.add(id)
            case Item(base, _):
                varied.update(names(base))
            case Targets(items):
                for item in items:
                    mark(item)

    while True:
        before = len(varied)
        for stmt in statements(block):
            match stmt:
                case Assign(target, Call("callee") as call):
                    found, held = flows_of_results(call), holding_shadows(call)
                    varied.update(goal for i, goal in enumerate(goals(target)) if i in held or found[i] & varied)
                case Assign(target, value) if flows(value) & varied:
                    mark(target)
                case Update(target, _, value) if flows(value) & varied:
                    mark(target)
                case Do(Call("np.add.at", (Name(id), _, value))) if flows(value) & varied:
                    varied.add(id)
                case Push(stack, value) if flows(value) & varied:
                    varied.add(stack)
                case Pop(target, stack) if stack in varied:
                    mark(target)
                case Do(Call(".append()" | ".insert()" | "add_into", (Name(id), *_, value))) if flows(value) & varied:
                    varied.add(id)
        spread(varied, memory)
        if len(varied) == before:
            return frozenset(varied)


def spread(found: set[str], memory: Memory) -> None:
    """Add the names that share written memory with one that was found; what a list holds goes with the list."""
    found.update([name for name in (name + ELEMENTS for name in found) if name in memory.token])
    reached = memory.tokens(found)
    found.update(name for name, token in memory.token.items() if token in reached)
    found.update([name.removesuffix(ELEMENTS) for name in found if name.endswith(ELEMENTS)])


def useful_names(block: Block, results: frozenset[str], memory: Memory = NOTHING) -> frozenset[str]:
    """Return the names through which a derivative may flow into `results`."""
    useful = set(results)
    backwards = list(statements(block))[::-1]
    while True:
        before = len(useful)
        for stmt in backwards:
            match stmt:
                case Assign(target, Call("callee") as call):
                    found = flows_of_results(call)
                    useful.update(*(found[i] for i, goal in enumerate(goals(target)) if goal in useful))
                case Assign(target, value) if _touches(target, useful):
                    useful |= flows(value)
                case Update(target, _, value) if _touches(target, useful):
                    useful |= flows(value)
                case Do(Call("np.add.at", (Name(id), _, value))) if id in useful:
                    useful |= flows(value)
                case Push(stack, value) if stack in useful:
                    useful |= flows(value)
                case Pop(target, stack) if _touches(target, useful):
                    useful.add(stack)
                case Do(Call(".append()" | ".insert()" | "add_into", (Name(id), *_, value))) if id in useful:
                    useful |= flows(value)
        spread(useful, memory)
        if len(useful) == before:
            return frozenset(useful)


def _touches(target: Target, useful: set[str] | frozenset[str]) -> bool:
    match target:
        case Name(id):
            return id in useful
        case Item(base, _):
            return bool(names(base) & useful)
        case Targets(items):
            return any(_touches(item, useful) for item in items)


def active_names(
    block: Block, wrt: frozenset[str], results: frozenset[str], check: bool = True, memory: Memory = NOTHING
) -> frozenset[str]:
    """Return the names that are varied and useful; raise where a derivative would be lost on the way."""
    varied = varied_names(block, wrt, memory)
    useful = useful_names(block, results, memory)
    active = varied & useful
    if check:
        for stmt in statements(block):
            check_rules(stmt, active)
            check_passive(stmt, active, memory)
        check_kept(block, varied, useful)
    return active


def check_passive(stmt: Stmt, active: frozenset[str], memory: Memory) -> None:
    """Raise if what a function of the user's gives back may be active memory, which this became after the call."""
    if not isinstance(stmt, Assign) or not _touches(stmt.target, active):
        return
    for call in subexpressions(stmt.value):
        match call:
            case Call("passive") if sources(call, memory.kinds) & active:
                refuse(call, stmt, active)
            case _:
                pass


def check_kept(block: Block, varied: frozenset[str], useful: frozenset[str]) -> None:
    """Raise if a method without a rule gets what depends on the inputs, and its object reaches the result."""
    parts = [
        (part, stmt)
        for stmt in statements(block)
        if isinstance(stmt, Assign | Do)
        for part in subexpressions(stmt.value)
        if isinstance(part, Call)
    ]
    keeping = [(call, stmt) for call, stmt in parts if may_keep(call, varied)]
    if not keeping:
        return
    for call, stmt in parts:
        if call.op == "passive" and isinstance(stmt, Assign) and _touches(stmt.target, useful):
            useful |= names(call)
    for call, stmt in keeping:
        if names(call.args[0]) & useful:
            raise GradientLeak(
                f"`{call.op}` hands an object what srcad does not see it keep, and the derivative may be lost there",
                call.at or stmt.origin,
                "The value depends on the arguments differentiated with respect to, and the object reaches the result.",
                "Keep the value in a list or a dict, or " + STOP,
            )


def may_keep(call: Call, varied: frozenset[str]) -> bool:
    """Return whether a call is of a method that srcad knows nothing of, which gets what depends on the inputs."""
    if not call.op.startswith(".") or not call.op.endswith("()") or call.op in RULES or call.op in CHANGERS:
        return False
    return any(flows(arg) & varied for arg in (*call.args[1:], *(arg for _, arg in call.keywords)))


def check_rules(stmt: Stmt, active: frozenset[str]) -> None:
    """Raise if an active value goes through something that has no derivative rule into another active value."""
    match stmt:
        case Assign(target, value) if _touches(target, active):
            walk(value, active, lambda call: refuse(call, stmt, active))
        case Update(target, _, value) if _touches(target, active):
            walk(value, active, lambda call: refuse(call, stmt, active))
        case _:
            pass


def walk(expr: Expr, active: frozenset[str], visit: Callable[[Call], None]) -> None:
    """Call `visit` for each operation through which a derivative flows and that has no rule."""
    if not isinstance(expr, Call) or not flows(expr) & active:
        return
    if expr.op not in STRUCTURE:
        rule = RULES.get(expr.op)
        if rule is None or rule.sort == "none":
            visit(expr)
            return
    if expr.op in ("[]", "ifelse"):  # nothing flows through an index, or a condition
        for arg in expr.args[:1] if expr.op == "[]" else expr.args[1:]:
            walk(arg, active, visit)
        return
    for arg in expr.args:
        walk(arg, active, visit)
    for _, arg in expr.keywords:
        walk(arg, active, visit)


STOP = "say srcad.stop_gradient(x) if no derivative is meant to flow here."
KEEP = f"Keep the number as it is, or {STOP}"
INTEGER_CASTS = frozenset(
    f"np.{name}" for name in ("int8", "int16", "int32", "int64", "intp", "uint8", "uint16", "uint32", "uint64", "bool_")
)
LEAKS = {
    "int": "`int` cuts the number down to an integer, and its derivative is lost",
    ".item()": "`.item()` takes a number out of the array without its derivative",
    ".tolist()": "`.tolist()` takes numbers out of the array without their derivatives",
    "integer": "a cast to integers cuts the numbers down, and their derivative is lost",
    "hash": "`hash` makes an integer of a number, and its derivative is lost",
    "fstring": "a formatted text holds a number without its derivative",
    "formatted": "a formatted text holds a number without its derivative",
    "str": "`str` makes text of a number, and its derivative is lost",
    "complex": "`complex` of active parts has no derivative rule",
}


def refuse(call: Call, stmt: Stmt, active: frozenset[str]) -> None:
    """Raise the error for a derivative that is lost in a call."""
    origin = call.at or getattr(stmt, "origin", None)
    name = call.op
    if name in ("call", "passive") and isinstance(called := called_in(call), Name):
        name = called.id
    found = _names(flows(call) & active)
    which = f"{found} depends" if found else "its argument depends"
    reason = f"It needs one: {which} on the arguments differentiated with respect to, and reaches the result."
    if call.op in INTEGER_CASTS:
        what = f"`{call.op}` cuts the number down to an integer, and its derivative is lost"
        raise GradientLeak(what, origin, reason, KEEP)
    if call.op in LEAKS:
        raise GradientLeak(LEAKS[call.op], origin, reason, KEEP)
    shown = name.strip(".").removesuffix("()")
    if name != call.op and is_made_up(name) and call.at is not None and call.at.text.endswith(")"):
        shown = called_text(call.at.text)  # what is called has no name of the user's
    hint = f'Add one with srcad.rule("{shown}(x)", ...), or {STOP}'
    if "(" in shown:
        hint = STOP[0].upper() + STOP[1:]
    text = "no derivative rule"
    if name in REFUSED:
        text, hint = f"no derivative: {REFUSED[name]}", STOP[0].upper() + STOP[1:]
    missing = MissingRule(f"{shown} has {text}", origin, reason, hint)
    missing.operation = name
    raise missing


def _names(found: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(found) if not is_made_up(name))


def is_made_up(name: str) -> bool:
    """Return whether a name is one that srcad gave to a part of an expression."""
    return re.fullmatch(r"t(_\d+)?", name) is not None


def called_text(text: str) -> str:
    """Return what is called in the text of a call: `np.vectorize(f)` of `np.vectorize(f)(x)`."""
    depth = 0
    for position in range(len(text) - 1, 0, -1):
        depth += (text[position] == ")") - (text[position] == "(")
        if not depth:
            return text[:position]
    return text
