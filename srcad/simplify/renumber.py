"""Numbers of names in printed code as small as they can be: what was simplified away leaves no gaps."""

from __future__ import annotations

import builtins
import itertools
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    For,
    Function,
    If,
    Name,
    Pop,
    Push,
    Return,
    Stmt,
    Target,
    Targets,
    Update,
    While,
    all_definitions,
    all_reads,
    definitions,
    map_blocks,
    names,
    reads,
    statements,
)
from ..names import RESERVED
from .copies import map_expressions
from .operations import calls

NUMBERED = re.compile(r"(?P<base>.*?[^\W\d_])_(?P<number>\d+(?:_\d+)*)(?P<rest>(?:_[^\W\d]+)*)")
BUILTINS = frozenset(dir(builtins))


def renumber(
    function: Function, taken: frozenset[str], kept: frozenset[str], given: Mapping[str, str] | None = None,
    parts: frozenset[str] = frozenset(),
) -> Function:  # fmt: skip
    """Return a function whose own names have the smallest numbers; a variable, its adjoint and its stack have the same.

    Names in `taken` mean something else, those in `kept` are the user's; `given` are new names of variables that
    another function has, too; `parts` are parts of arguments, numbered by their places.
    """
    body = function.body
    params = frozenset(param.name for param in function.params)
    body = with_names(body, counters(body, params | taken | bound_by_guards(body)))
    own = all_definitions(body) - params - kept - parts - bound_by_guards(body)
    others = (all_reads(body) | all_definitions(body) | bound_by_guards(body) | params) - own
    clash = taken | others | {op.partition(".")[0] for op in calls(body)} | RESERVED | BUILTINS
    parsed = {
        name: found for name in own if (found := NUMBERED.fullmatch(name)) and not is_place(name, found, own, parts)
    }
    table = shared_names(given or {}, own, frozenset(parsed), params | clash)
    for name in sorted(parsed.keys() - table.keys()):
        if name[1:] in table and name[0] + table[name[1:]] not in own | clash | params | set(table.values()):
            table[name] = name[0] + table[name[1:]]  # the adjoint of one that is given
    parsed = {name: found for name, found in parsed.items() if name not in table}
    clash |= own - parsed.keys() - table.keys() | frozenset(table.values())
    roots = {root for name in clash for root in roots_of(name)}
    used = set(clash)
    groups: dict[tuple[str, str], list[str]] = {}
    shortened: set[str] = set()
    for name in in_order(body):
        if name in parsed:
            base = parsed[name]["base"]
            number = parsed[name]["number"]
            shorter = number.partition("_")[0]  # a second life, of a name that is gone
            former = f"{base}_{shorter}{parsed[name]['rest']}"
            if former not in own | shortened:
                shortened.add(former)
                number = shorter
            plain = base[1:] if base[0] in "bd" and f"{base[1:]}_{number}" in own else base
            if base == "bt":  # the adjoint of a temporary that was put in place
                plain = "t"
            groups.setdefault((plain, number), []).append(name)
    starts: Counter[str] = Counter()  # the numbers up to which all are given
    for (plain, _), members in groups.items():
        while plain + (f"_{starts[plain]}" if starts[plain] else "") in roots:
            starts[plain] += 1
        for count in itertools.count(starts[plain]):
            mark = f"_{count}" if count else ""
            new = {name: parsed[name]["base"] + mark + parsed[name]["rest"] for name in members}
            if plain + mark not in roots and used.isdisjoint(new.values()):
                break
        table.update(new)
        roots.add(plain + mark)
        used.update(new.values())
    changed = {old: new for old, new in table.items() if old != new}
    return replace(function, body=with_names(body, changed) if changed else body)


def shared_names(
    given: Mapping[str, str], own: frozenset[str], free: frozenset[str], taken: frozenset[str]
) -> dict[str, str]:
    """Return those of the given names that a function's `own` variables may have; those `free` can give theirs up."""
    table = {old: new for old, new in given.items() if old in own and new not in taken}
    while True:
        clash = {old for old, new in table.items() if new in own - free - table.keys()}
        clash |= {old for old, new in table.items() if new != old and new in own - free and table.get(new) == new}
        if not clash:
            return table
        for old in clash:
            del table[old]


def saved_names(forward: Block, backward: Block) -> dict[str, str]:
    """Return the names that a forward part gives what it hands out, by those that its backward part takes it under."""
    match forward[-1:], backward[:1]:
        case (Return(Call("tuple", (_, Call("tuple", handed)))),), (Assign(Targets(items)),):
            pairs = zip(items, handed, strict=True)
            return {a.id: b.id for a, b in pairs if isinstance(a, Name) and isinstance(b, Name)}
        case _:
            return {}


def is_place(name: str, found: re.Match[str], own: frozenset[str], parts: frozenset[str]) -> bool:
    """Whether two numbers in a name tell the place of a part, `m_0_1` being `m[0][1]`, or one whose adjoint it is.

    In others the second number tells lives of a temporary or of an adjoint apart.
    """
    if name.lstrip("bd") in parts or name[1:] in parts:
        return True
    if "_" not in found["number"] or found["base"].lstrip("bd") == "t":
        return False
    return name[0] not in "bd" or name.lstrip("bd") in own or name[1:] in own


def counters(body: Block, taken: frozenset[str]) -> dict[str, str]:
    """Return shorter names for variables that only loops bind, and only inside these are read: `i` for `i_1`.

    Two of them may have one name unless one is read in a loop of the other.
    """
    loops = [stmt for stmt in statements(body) if isinstance(stmt, For) and isinstance(stmt.target, Name)]
    inside: dict[str, list[For]] = {}
    for loop in loops:
        assert isinstance(loop.target, Name)
        inside.setdefault(loop.target.id, []).append(loop)
    everywhere = Counter(name for stmt in statements(body) for name in occurring(stmt))
    for name, own in list(inside.items()):
        within = Counter(n for loop in own for stmt in statements(loop.body) for n in occurring(stmt) if n == name)
        nested = any(loop is not other and other in statements(loop.body) for loop in own for other in own)
        reads_own = any(name in names(loop.iterable) for loop in own)
        if (
            nested
            or reads_own
            or name in taken
            or within[name] + len(own) != everywhere[name]
            or any(loop.stop for loop in own)
        ):
            del inside[name]
    table: dict[str, str] = {}
    for name in inside:
        found = NUMBERED.fullmatch(name)
        plain = found["base"] if found and not found["rest"] else name
        together = [other for other in inside if other == plain or table.get(other) == plain]
        if plain == name or (plain in everywhere and plain not in inside) or plain in taken | RESERVED | BUILTINS:
            continue
        if not any(_meet(inside[name], name, inside[other], other) for other in together):
            table[name] = plain
    return table


def occurring(stmt: Stmt) -> frozenset[str]:
    """Return the names that a statement itself assigns or reads."""
    trips = {stmt.trips} if isinstance(stmt, For | While) and stmt.trips else set()
    return reads(stmt) | definitions(stmt) | trips


def _meet(loops: list[For], name: str, others: list[For], other: str) -> bool:
    """Whether one of two variables occurs in a loop of the other."""
    return any(other in occurring(stmt) for loop in loops for stmt in statements((loop,))) or any(
        name in occurring(stmt) for loop in others for stmt in statements((loop,))
    )


def roots_of(name: str) -> tuple[str, ...]:
    """Return what a name without a number may be the adjoint, the tangent or the stack of."""
    plain = name[1:] if name[:1] in ("b", "d") and len(name) > 1 else name
    return name, plain, *[part[: part.index("_")] for part in (name, plain) if part.endswith("_stack")]


def in_order(body: Block) -> list[str]:
    """Return the names that a block assigns, in the order of the text."""
    return list(dict.fromkeys(name for stmt in statements(body) for name in sorted(all_definitions((stmt,)))))


def bound_by_guards(body: Block) -> frozenset[str]:
    """Return the names that `except ... as` and `with ... as` bind, which are texts in the core."""
    return frozenset(
        arg.value
        for stmt in statements(body)
        if is_guard(stmt) and isinstance(stmt, If) and isinstance(stmt.condition, Call)
        for arg in stmt.condition.args[1:]
        if isinstance(arg, Const) and isinstance(arg.value, str)
    )


def with_names(body: Block, table: dict[str, str]) -> Block:
    """Return a block with names changed wherever they stand."""
    exprs: dict[str, Expr] = {old: Name(new) for old, new in table.items()}

    def target(found: Target) -> Target:
        match found:
            case Name(id):
                return Name(table.get(id, id))
            case Targets(items):
                return replace(found, items=tuple(target(item) for item in items))
            case _:
                return found

    def change(stmt: Stmt) -> Stmt:
        match stmt:
            case Assign() | For():
                stmt = replace(stmt, target=target(stmt.target))
            case Update() | Pop():
                goal = target(stmt.target)
                assert not isinstance(goal, Targets)
                stmt = replace(stmt, target=goal)
            case _:
                pass
        if isinstance(stmt, Push | Pop):
            stmt = replace(stmt, stack=table.get(stmt.stack, stmt.stack))
        if isinstance(stmt, For | While) and stmt.trips is not None:
            stmt = replace(stmt, trips=table.get(stmt.trips, stmt.trips))
        return map_blocks(stmt, lambda block: tuple(change(inner) for inner in block))

    return tuple(change(map_expressions(stmt, exprs)) for stmt in body)
