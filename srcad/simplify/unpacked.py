"""Parts of structured arguments, read at once and under the names that the user gives them.

params_0 = params[0]                        W, b = params
params_1 = params[1]                        h = np.tanh(W @ x + b)
h = np.tanh(params_0 @ x + params_1)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import replace

from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    Function,
    Name,
    Target,
    Targets,
    all_definitions,
    all_reads,
    definitions,
    statements,
)
from .renumber import with_names

AT_ONCE = 8  # parts that one statement reads at most, so that it stays on a line


def names_given(block: Block, parts: Set[str], users: Set[str], former: Mapping[str, str]) -> dict[str, str]:
    """Return for parts of arguments the variables that the user's code assigns them to, and nothing else.

    `former` tells the user's names of variables that have several lives, as those of a loop that was unrolled.
    """
    counts = Counter(name for stmt in statements(block) for name in definitions(stmt))
    found: dict[str, str] = {}
    for stmt in statements(block):
        match stmt:
            case Assign(Name(variable), Name(part)) if part in parts and former.get(variable, variable) in users:
                if counts[variable] == 1 and not counts[part] and variable.strip("_"):
                    found.setdefault(part, variable)
            case _:
                pass
    return found


def with_given_names(function: Function, given: Mapping[str, str], parts: Set[str], taken: Set[str]) -> Function:
    """Return a function in which parts of arguments, their adjoints and tangents have the names that the user gave.

    A part keeps its own name where the function has another variable of the given one, or of its adjoint.
    """
    own = all_definitions(function.body)
    used = own | all_reads(function.body) | taken
    table: dict[str, str] = {}
    for part, variable in given.items():
        derived = re.compile(rf"([bd]*){part}((?:_\d+)?)")
        found = {name: match for name in own if (match := derived.fullmatch(name)) and name.lstrip("bd") not in parts}
        found |= {name: match for name in own if (match := derived.fullmatch(name)) and match[1] + part == name}
        new = {name: match[1] + variable + match[2] for name, match in found.items()}
        if used.isdisjoint(new.values()):
            table.update(new)
            used |= set(new.values())
    return replace(function, body=with_names(function.body, table)) if table else function


def read_at_once(function: Function, lengths: Mapping[Expr, int]) -> Function:
    """Return a function that reads all parts of a tuple or a list in one statement, at the place of the first read.

    `lengths` are those of the tuples and lists among the arguments, the outer ones first.
    """
    reads: dict[Expr, Assign] = {}
    params = {param.name for param in function.params}
    for stmt in function.body:
        if params & all_definitions((stmt,)):
            break  # from here on a parameter may hold something else
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name):
            reads.setdefault(stmt.value, stmt)
    table: dict[int, Assign] = {}
    gone: set[int] = set()
    for whole in lengths:
        merged: list[Assign] = []
        target = target_of(whole, lengths, reads, merged)
        if target is not None and 1 < len(merged) <= AT_ONCE and gone.isdisjoint(map(id, merged)):
            first = min(merged, key=function.body.index)
            table[id(first)] = replace(first, target=target, value=whole)
            gone.update(map(id, merged))
    body = (table.get(id(stmt), stmt) for stmt in function.body if id(stmt) in table or id(stmt) not in gone)
    return replace(function, body=tuple(body)) if table else function


def target_of(
    whole: Expr, lengths: Mapping[Expr, int], reads: Mapping[Expr, Assign], merged: list[Assign]
) -> Target | None:
    """Return what a part of the arguments is assigned to when read with all its parts, or None; collect the reads."""
    if whole in reads:
        merged.append(reads[whole])
        return reads[whole].target
    items = [target_of(Call("[]", (whole, Const(i))), lengths, reads, merged) for i in range(lengths.get(whole, 0))]
    if not items or None in items:
        return None
    return Targets(tuple(item for item in items if item is not None))
