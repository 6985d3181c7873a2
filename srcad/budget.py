"""How much memory a derivative may keep, as a user says it, and how much it would keep for the arguments at hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from .account import Stored, facts_of
from .analyse.extent import Extent
from .compile import Request, answered, program_of, read_function
from .errors import KindError
from .ir import Block, Call, Const, Expr, Name
from .kinds import Array, Kind, dims_of, exact_lengths
from .program import Program
from .specialise.specialise import Specialised
from .tree import tree_leaves

UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12} | {
    "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40,
}  # fmt: skip
AMOUNT = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([A-Za-z]*)\s*")


def bytes_of(memory: object) -> int:
    """Return an amount of memory, a number of bytes or a text such as "200MB", in bytes; raise KindError for others."""
    found = AMOUNT.fullmatch(memory) if isinstance(memory, str) else None
    if found is not None and found[2].upper() in UNITS:
        return int(float(found[1]) * UNITS[found[2].upper()])
    if isinstance(memory, int | np.integer) and not isinstance(memory, bool) and memory > 0:
        return int(memory)
    raise KindError(f"memory must be a number of bytes or a text such as '200MB', not {memory!r}")


def stored_bytes(request: Request, table: Mapping[str, Any]) -> int | None:
    """Return how many bytes the forward sweep of a derivative would put on stacks; None where it cannot be told."""

    def stored(request: Request, spec: Specialised) -> list[Stored]:
        program, _ = program_of(request, spec)
        return facts_of(program, request.mode, lambda block: extent_of(block, program, spec, table))[1]

    parts = [each.total for each in answered(replace(request, memory=None), table, read_function, stored)]
    return None if None in parts else sum(part or 0 for part in parts)


def sizes(table: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what the bytes that a derivative stores depend on, of its arguments: shapes, lengths and integers."""
    leaves = [(name, leaf) for name, value in table.items() for leaf in tree_leaves(value)]
    return tuple((name, leaf if isinstance(leaf, int) else np.shape(leaf)) for name, leaf in leaves)


def extent_of(block: Block, program: Program, spec: Specialised, table: Mapping[str, Any]) -> Extent:
    """Return the sizes and counts in a block of a function, for arguments by parameter."""
    return Extent(block, {**program.given, **exact_kinds(spec, table)}, program.kinds, integers(table))


def exact_kinds(spec: Specialised, table: Mapping[str, Any]) -> dict[str, Kind]:
    """Return the kinds of the arguments that are arrays, with all lengths."""
    found: dict[str, Kind] = {}
    with exact_lengths():
        for name, value in table.items():
            if isinstance(value, np.ndarray):
                found[name] = Array(str(value.dtype), dims_of(value.shape))
        for each in spec.inputs:
            value = at(table, each.path)
            if isinstance(value, np.ndarray):
                found[each.name] = Array(str(value.dtype), dims_of(value.shape))
    return found


def integers(table: Mapping[str, Any]) -> dict[str, int]:
    """Return the arguments that are integers."""
    return {k: int(v) for k, v in table.items() if isinstance(v, int | np.integer) and not isinstance(v, bool)}


def at(table: Mapping[str, Any], path: Expr) -> Any:
    """Return the part of the arguments that an input is read from, None if that takes more than items."""
    match path:
        case Name(id):
            return table.get(id)
        case Call("[]", (base, Const(key))):
            whole = at(table, base)
            try:
                return None if whole is None else whole[key]
            except (KeyError, IndexError, TypeError):
                return None
        case Call(op, (base,)) if op.startswith(".") and not op.endswith("()"):
            return getattr(at(table, base), op[1:], None)
        case _:
            return None
