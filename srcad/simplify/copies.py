"""Put the original where a name only stands for another, and drop what nothing reads.

a = x
b = np.sin(a)        b = np.sin(x)
c = b * 2            return b
return b
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ..analyse.live import exposed_reads
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
    is_guard,
    map_blocks,
    reads,
    statements,
    subexpressions,
    substitute,
    targets,
)


def map_expressions(stmt: Stmt, table: dict[str, Expr]) -> Stmt:
    """Return a statement with names replaced in all the expressions that it reads, inner blocks included."""
    match stmt:
        case Assign(target, value):
            return replace(stmt, target=_target(target, table), value=substitute(value, table))
        case Update(target, _, value):
            goal = _target(target, table)
            assert not isinstance(goal, Targets)
            return replace(stmt, target=goal, value=substitute(value, table))
        case Push(_, value) | Do(value) | Return(value):
            return replace(stmt, value=substitute(value, table))
        case Pop(target):
            goal = _target(target, table)
            assert not isinstance(goal, Targets)
            return replace(stmt, target=goal)
        case If() | For() | While():
            inner = map_blocks(stmt, lambda block: tuple(map_expressions(s, table) for s in block))
            if isinstance(inner, If):
                return replace(inner, condition=substitute(inner.condition, table))
            assert isinstance(inner, For | While)
            stop = None if inner.stop is None else substitute(inner.stop, table)
            if isinstance(inner, While):
                return replace(inner, condition=substitute(inner.condition, table), stop=stop)
            return replace(inner, iterable=substitute(inner.iterable, table), stop=stop)
        case _:
            return stmt


def _target(target: Target, table: dict[str, Expr]) -> Target:
    match target:
        case Item(base, index):
            return replace(target, base=substitute(base, table), index=substitute(index, table))
        case Targets(items):
            return replace(target, items=tuple(_target(item, table) for item in items))
        case _:
            return target


def propagate_copies(block: Block, through: bool = False) -> Block:
    """Replace a name assigned once, as a copy of another or of a literal, where all its uses follow in its block.

    `through`: also where something is written into what the name stands for.
    """
    count: Counter[str] = Counter()
    for stmt in statements(block):
        count.update(definitions(stmt))
    total: Counter[str] = Counter()
    for stmt in statements(block):
        total.update(reads(stmt))

    given = exposed_reads(block)  # these have a value before any assignment here: one more definition
    written = {
        item.base.id
        for stmt in statements(block)
        if isinstance(stmt, Assign | Update | Pop)
        for item in targets(stmt.target)
        if isinstance(item, Item) and isinstance(item.base, Name)
    }

    def clean(block: Block) -> Block:
        out: list[Stmt] = []
        rest = list(block)
        while rest:
            stmt = rest.pop(0)
            if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and isinstance(stmt.value, Name | Const):
                name, value = stmt.target.id, stmt.value
                after: Counter[str] = Counter()
                for later in statements(tuple(rest)):
                    after.update(reads(later))
                stable = isinstance(value, Const) or count[value.id] + (value.id in given) <= 1
                stable = stable and (name not in written or (through and isinstance(value, Name))) and name not in given
                trips = any(isinstance(s, For | While) and s.trips == name for s in statements(tuple(rest)))
                if count[name] == 1 and stable and after[name] == total[name] and not trips:
                    if isinstance(value, Name):
                        total[value.id] += after[name] - 1
                    rest = [map_expressions(later, {name: value}) for later in rest]
                    continue
            out.append(map_blocks(stmt, clean))
        return tuple(out)

    return clean(block)


PURE_PREFIXES = ("np.", "math.", ".")
IMPURE = {"call", "raise", ":=", "next", "attempt", "within", "caught", ".pop()", ".append()", ".insert()"}


def is_pure(expr: Expr) -> bool:
    """Return whether evaluating an expression has no effect (errors apart)."""
    for part in subexpressions(expr):
        if isinstance(part, Call) and (part.op in IMPURE or part.op.startswith("np.random")):
            if part.op == "call" and part.args[0] in (Name("list"), Name("tuple")):
                continue
            return False
        if isinstance(part, Call) and part.op in ("print", "input", "open", "setattr"):
            return False
    return True


def drop_dead(block: Block, wanted: frozenset[str] = frozenset()) -> Block:
    """Remove assignments whose targets nothing reads, and ifs and loops with nothing inside, until nothing changes."""
    while True:
        live = all_reads(block) | wanted | guarded_definitions(block)
        changed = False

        def clean(block: Block, live: frozenset[str] = live) -> Block:
            nonlocal changed
            out: list[Stmt] = []
            for stmt in block:
                if isinstance(stmt, Assign) and stmt.target == stmt.value:
                    changed = True
                    continue
                if isinstance(stmt, Assign) and not isinstance(stmt.target, Item):
                    bound = definitions(stmt)
                    if not bound & live and is_pure(stmt.value) and not _has_item(stmt.target):
                        changed = True
                        continue
                    own = reads(stmt) & bound
                    if own == bound and bound and is_pure(stmt.value) and _only_reads_itself(stmt, bound):
                        pass
                new = map_blocks(stmt, clean)
                if isinstance(new, If) and not new.body and not new.orelse and is_pure(new.condition):
                    changed = True
                    continue
                if isinstance(new, If) and not new.body and new.orelse and not is_guard(new):
                    new = replace(new, condition=negate(new.condition), body=new.orelse, orelse=())
                if isinstance(new, For) and not new.body and new.stop is None and is_pure(new.iterable):
                    target = definitions(new)
                    if not target & live:
                        changed = True
                        continue
                out.append(new)
            return tuple(out)

        block = clean(block)
        if not changed:
            return block


def guarded_definitions(block: Block) -> frozenset[str]:
    """Return what is assigned inside `try`: whether it raises decides what happens, also where nothing reads it."""
    found: frozenset[str] = frozenset()
    for stmt in statements(block):
        if isinstance(stmt, If) and isinstance(stmt.condition, Call) and stmt.condition.op == "attempt":
            found |= all_definitions(stmt.body)
    return found


def _only_reads_itself(stmt: Assign, bound: frozenset[str]) -> bool:
    return reads(stmt) <= bound


def _has_item(target: Target) -> bool:
    if isinstance(target, Targets):
        return any(_has_item(item) for item in target.items)
    return isinstance(target, Item)


NEGATIONS = {
    "==": "!=", "!=": "==", "is": "is not", "is not": "is", "in": "not in", "not in": "in",
}  # fmt: skip


def negate(condition: Expr) -> Expr:
    """Return the opposite of a condition (`<` stays under `not`: it has another opposite where nan is compared)."""
    if isinstance(condition, Call) and condition.op == "not":
        return condition.args[0]
    if isinstance(condition, Call) and condition.op in NEGATIONS:
        return replace(condition, op=NEGATIONS[condition.op])
    return Call("not", (condition,))
