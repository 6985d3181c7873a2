"""Lists of arrays whose adjoints hold arrays alone; others may hold the number 0.0 for an element that is not read."""

from __future__ import annotations

from collections.abc import Mapping

from ..analyse.infer import expression_kind
from ..ir import Assign, Block, Call, Do, Expr, For, If, Name, Stmt, definitions, names, reads, statements
from ..kinds import Array, Kind, ListOf, Scalar

WHOLE = frozenset({"len", "np.array", "np.asarray", "np.stack", "np.vstack"})  # their adjoints have all elements


def whole_lists(block: Block, kinds: Mapping[str, Kind], others: frozenset[str]) -> frozenset[str]:
    """Return the lists of arrays that only grow, and of which elements or all are read; `others` are none of them."""
    found = {name for name, kind in kinds.items() if isinstance(kind, ListOf) and isinstance(kind.element, Array)}
    found -= others
    if not found:
        return frozenset()
    for stmt in statements(block):
        found -= _other_uses(stmt, found, kinds)
    return frozenset(found)


def _other_uses(stmt: Stmt, lists: set[str], kinds: Mapping[str, Kind]) -> frozenset[str]:
    """Return the lists that a statement does anything else with than to begin them, to add to them and to read them."""
    match stmt:
        case Assign(Name(id), Call("list", items)) if id in lists:
            return frozenset() if all(_is_array(item, kinds) for item in items) else frozenset((id,))
        case Do(Call(".append()", (Name(id), value))) if id in lists:
            return frozenset() if _is_array(value, kinds) else frozenset((id,))
        case Assign(Name(id), value) if id not in lists:
            return _read_otherwise(value, kinds)
        case If(condition=value) | For(iterable=value):
            return _read_otherwise(value, kinds)
        case _:
            return definitions(stmt) | reads(stmt)


def _is_array(item: Expr, kinds: Mapping[str, Kind]) -> bool:
    return isinstance(item, Name) and isinstance(kinds.get(item.id), Array)


def _read_otherwise(expr: Expr, kinds: Mapping[str, Kind]) -> frozenset[str]:
    """Return the names that an expression reads, but for lists of which it reads the length, an element or all."""
    match expr:
        case Call("[]", (Name(), index)) if isinstance(expression_kind(index, kinds), Scalar):
            return names(index)
        case Call(op, (Name(), *rest), ()) if op in WHOLE and not rest:
            return frozenset()
        case Call(_, args, keywords):
            inside = (*args, *(value for _, value in keywords))
            return frozenset().union(*(_read_otherwise(each, kinds) for each in inside))
        case _:
            return names(expr)
