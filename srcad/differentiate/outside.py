"""What a function changes outside of itself stays changed: a backward sweep cannot need what was there before.

y = x * D["n"]
D["n"] += 1             bx = by * D["n"]   would read the new value, and to put the old one back would undo the change
"""

from __future__ import annotations

from collections.abc import Set

from ..analyse.flow import changed_outside
from ..analyse.infer import expression_kind
from ..errors import UnsupportedSyntax
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    Name,
    Return,
    Update,
    all_definitions,
    names,
    reads,
    rebuild,
    statements,
)
from ..kinds import Array, Kind
from ..names import Names
from ..simplify.operations import map_expr, root_of

ANY = object()  # a key that only the run knows


def refuse_changed_outside(body: Block, backward: Block, outside: Set[str]) -> None:
    """Refuse a backward sweep that reads what an object or a dict from outside held before the function changed it."""
    changed = [(base, changed_path(base, key)) for base, key in changed_outside(body, outside)]
    for stmt in statements(backward) if changed else ():
        read: list[Expr] = []
        map_expr(stmt, lambda expr, read=read: note_reads(expr, read))  # type: ignore[misc]
        for base, path in changed:
            if any(may_meet(part, base, path) for part in read):
                raise UnsupportedSyntax(
                    "the derivative needs what a container from outside held before the function changed it",
                    getattr(stmt, "origin", None),
                    hint="Read it into a variable first, as an array or with 1.0 * table[key].",
                )


def note_reads(expr: Expr, found: list[Expr]) -> Expr:
    """Put what an expression reads into a list: variables, and whole chains of items and attributes of them."""
    if path_of(expr) is not None:
        found.append(expr)
        while isinstance(expr, Call):  # the keys on the way are read, too
            for key in expr.args[1:]:
                note_reads(key, found)
            expr = expr.args[0]
    elif isinstance(expr, Call):
        for part in (*expr.args, *(part for _, part in expr.keywords)):
            note_reads(part, found)
    return expr


def path_of(expr: Expr) -> tuple[object, ...] | None:
    """Return the variable, the keys and the attributes that lead to a part of a container, None if nothing does."""
    match expr:
        case Name(id):
            return (id,)
        case Call("[]", (base, key)):
            way = path_of(base)
            return None if way is None else (*way, key.value if isinstance(key, Const) else ANY)
        case Call(op, (base,), ()) if op.startswith(".") and not op.endswith(")"):
            way = path_of(base)
            return None if way is None else (*way, op.removeprefix("."))
        case _:
            return None


def changed_path(base: Expr, key: Expr) -> tuple[object, ...] | None:
    """Return the way to what is changed: all of a container, if the key is none that is known."""
    way = path_of(base)
    return (*way, key.value) if way is not None and isinstance(key, Const) else way


def held_values(block: Block, outside: Set[str], kinds: dict[str, Kind], fresh: Names) -> tuple[Block, Block]:
    """Return a backward part that reads nothing in containers from outside, and what the forward part must hold for it.

    They may change before a pullback is called; of a list that is read by an index of the run, it holds a copy.
    """
    held: dict[Expr, Name] = {}
    copies: dict[Expr, bool] = {}

    def hold(path: Expr, wish: str, whole: bool) -> Expr:
        if path not in held:
            held[path] = Name(fresh.fresh(wish if wish.isidentifier() else "held"))
            kinds[held[path].id] = expression_kind(path, kinds)
            copies[path] = whole and not isinstance(kinds[held[path].id], Array)
        return held[path]

    def change(expr: Expr) -> Expr:
        way = path_of(expr)
        if way is None or way[0] not in outside:
            return rebuild(expr, change) if isinstance(expr, Call) else expr
        if ANY not in way:
            return hold(expr, str(way[-1]), False) if len(way) > 1 else expr
        assert isinstance(expr, Call)
        base = expr.args[0]
        if ANY in (path_of(base) or ()):
            return rebuild(expr, change)
        return Call(expr.op, (hold(base, str(way[-2]), True), *map(change, expr.args[1:])), at=expr.at)

    block = tuple(map_expr(stmt, change) for stmt in block)
    return block, tuple(Assign(name, Call("copied", (path,)) if copies[path] else path) for path, name in held.items())


def may_meet(read: Expr, base: Expr, changed: tuple[object, ...] | None) -> bool:
    """Return whether what is read may be, hold, or be a part of, what is changed."""
    way = path_of(read)
    if way is None or changed is None:
        return bool(names(read) & names(base))
    return all(one == other or ANY in (one, other) for one, other in zip(way, changed, strict=False))


def remembers(block: Block, outside: Set[str]) -> bool:
    """Return whether what a function returns depends on what it changes outside: it differs from call to call."""
    changed = [(base, changed_path(base, key)) for base, key in changed_outside(block, outside)]
    touched: set[str] = set()
    count = -1
    while changed and count != len(touched):
        count = len(touched)
        for stmt in statements(block):
            read: list[Expr] = []
            for slot in ("value", "condition", "iterable", "stop"):
                if (expr := getattr(stmt, slot, None)) is not None:
                    note_reads(expr, read)
            meets = any(may_meet(part, base, path) for part in read for base, path in changed)
            if isinstance(stmt, Do) or not (meets or reads(stmt) & touched):
                continue
            if isinstance(stmt, Return):
                return True
            touched |= all_definitions((stmt,))
            touched |= {root_of(stmt.target)} if isinstance(stmt, Assign | Update) else set()
    return False
