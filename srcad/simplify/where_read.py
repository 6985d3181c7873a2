"""Compute where it is read what a loop of the forward sweep does nothing but compute, the same in every trip.

for x in xs:                                 # backward
    t = 2 * s ** 2                           for x in reversed(xs):
# backward                                       t = 2 * s ** 2
for x in reversed(xs):                           bm += (x - m) / t
    bm += (x - m) / t

Before the loop it might fail where the loop has no trips.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import replace

from ..forms import TURN
from ..ir import (
    Assign,
    Block,
    For,
    If,
    Name,
    While,
    all_definitions,
    all_reads,
    definitions,
    names,
    statements,
)
from ..kinds import Kind, Scalar
from .copies import is_pure


def where_read(block: Block, kinds: Mapping[str, Kind], temporaries: Set[str]) -> Block:
    """Return a block whose forward sweep has no loops that only compute the same `temporaries` again and again."""
    if TURN not in block:
        return block
    turn = block.index(TURN)
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    out, backward = list(block[:turn]), block[turn:]
    for stmt in block[:turn]:
        if isinstance(stmt, For) and stmt.stop is None and stmt.trips is None and not stmt.orelse:
            body = alone(stmt)
            made = all_definitions(body)
            if not body or not made <= temporaries or any(count[name] > 1 for name in made):
                continue
            read = frozenset().union(*(names(s.value) for s in body if isinstance(s, Assign)))
            around = {name for name in read - made if "." not in name}  # `math.pi` stays what it is
            if not all(count[name] <= 1 and isinstance(kinds.get(name), Scalar) for name in around | made):
                continue
            if around & all_definitions((stmt,)) or made & all_reads(tuple(s for s in out if s is not stmt)):
                continue
            moved = before_readers(backward, body, made)
            if moved is not None:
                backward = moved
                out.remove(stmt)
    return (*out, *backward)


def alone(loop: For) -> Block:
    """Return what a loop, or the one that is all there is in it, computes in each trip; nothing if it does more."""
    match loop.body:
        case (For(stop=None, trips=None, orelse=()) as inner,):
            return alone(inner)
        case body if all(isinstance(s, Assign) and isinstance(s.target, Name) and is_pure(s.value) for s in body):
            return body
        case _:
            return ()


def before_readers(block: Block, body: Block, made: Set[str]) -> Block | None:
    """Return a block with statements before the first that reads what they make, None if two of its loops do."""
    readers = [i for i, stmt in enumerate(block) if made & all_reads((stmt,))]
    if not readers:
        return block
    first = readers[0]
    stmt = block[first]
    if len(readers) == 1 and isinstance(stmt, For | While):
        inner = before_readers(stmt.body, body, made)
        return None if inner is None else (*block[:first], replace(stmt, body=inner), *block[first + 1 :])
    if any(isinstance(block[i], For | While | If) for i in readers):
        return None
    return (*block[:first], *body, *block[first:])
