"""The simplifications in their order, run until nothing changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..analyse.memory import Memory, memory_of, sources
from ..ir import (
    Assign,
    Block,
    Call,
    Comment,
    Do,
    Expr,
    Return,
    Stmt,
    Update,
    all_definitions,
    map_blocks,
    names,
    rebuild,
)
from ..kinds import Kind
from .again import compute_once
from .algebra import simplify
from .at_once import at_once
from .branches import share
from .cancel import cancel
from .copies import drop_dead, propagate_copies, repeat_short, return_originals
from .distinct import add_distinct
from .exits import print_exits
from .flags import count_flags
from .forward_copies import forward_copies
from .hand_over import hand_over
from .in_place import in_place
from .inline import inline
from .later import later
from .masks import same_masks
from .merge import merge
from .numbers import as_numbers
from .operations import root_of
from .outside import numbers_outside
from .put_back import without_putting_back
from .renew import renew
from .signs import without_negatives
from .sink import sink
from .spread import spread
from .stacks import without_counters
from .still_new import still_new
from .terms import without_sign
from .where_read import where_read


def shorten(
    block: Block, kinds: dict[str, Kind], temporaries: frozenset[str], derived: frozenset[str] | None = None,
    kept: frozenset[str] = frozenset(), earlier: Block = (),
) -> Block:  # fmt: skip
    """Return a shorter block of the same meaning.

    Only the given temporaries are put in place (but those `kept` have lines of their own), and only the assignments of
    `derived` names (by default, all names that are not assigned before the backward sweep) are rearranged: what the
    user wrote stays, bit for bit. `earlier` are statements that ran before, in another function: what they bound to one
    memory is so still.
    """
    block = compute_once(block, memory_of((*earlier, *block), kinds), temporaries)
    done: dict[int, Expr] = {}
    for turn in range(6):
        before = block
        block = forward_copies(propagate_copies(block), temporaries)
        block = drop_dead(same_masks(algebra(block, kinds, derived, done), kinds, temporaries, earlier))
        block = block if turn else where_read(block, kinds, temporaries)
        memory = memory_of((*earlier, *block), kinds)
        if memory.token:
            block = without_putting_back(block, temporaries, memory)
            block = compute_once(hand_over(block, temporaries, memory), memory, temporaries)
        own = temporaries & derived_names(block, derived)
        block = numbers_outside(cancel(block, memory, own), memory, own)
        block, numbers = as_numbers(block, memory, temporaries)
        kinds.update(numbers)
        block = share(spread(add_distinct(block, memory), memory, temporaries), temporaries)
        block = merge(inline(block, temporaries - kept, memory, first=not turn), temporaries, memory)
        own = temporaries & derived_names(block, derived)
        block = sink(block, own)
        block = renew(without_negatives(block, memory, own), memory, temporaries)
        block = later(at_once(block, kinds, own, kept), own - kept, memory)
        block = drop_dead(algebra(block, kinds, derived, done))
        if block == before:
            break
    own = temporaries & _assigned_before_backward(block)
    if own:
        block = drop_dead(algebra(repeat_short(block, kinds, own, temporaries - own), kinds, derived))
    return count_flags(block, kinds, derived_names(block, derived))


def printable(block: Block, kinds: Mapping[str, Kind]) -> Block:
    """Return a block as it is printed: loops left by `break`, no trips counted in vain, `+=` where it may be."""
    return in_place(return_originals(drop_dead(print_exits(without_counters(block)))), kinds)


def algebra(
    block: Block, kinds: Mapping[str, Kind], derived: frozenset[str] | None = None,
    done: dict[int, Expr] | None = None,
) -> Block:  # fmt: skip
    """Shorten the expressions of a block that are not the user's; `done` holds those that are as short as they get."""
    known = {} if done is None else done
    memory: list[Memory] = []  # once it was asked for

    def change(expr: Expr) -> Expr:
        if known.get(id(expr)) is expr:
            return expr
        shorter = simplify(expr, kinds)
        if shorter is expr:
            known[id(expr)] = expr
        return shorter

    def statement(stmt: Stmt) -> Stmt:
        stmt = map_blocks(stmt, lambda inner: tuple(statement(s) for s in inner))
        match stmt:
            case Assign(value=value) if not is_primal(stmt):
                shorter = change(value)
                if shorter is value:
                    return stmt
                if not sources(shorter, kinds) <= sources(value, kinds):
                    memory[:] = memory or [memory_of(block, kinds)]
                    shorter = still_new(stmt, shorter, memory[0])
                return replace(stmt, value=shorter)
            case Update(value=value) if not is_primal(stmt):
                shorter = change(value)
                return _signed(stmt if shorter is value else replace(stmt, value=shorter))
            case Do(Call("np.add.at", args)):
                return replace(stmt, value=Call("np.add.at", tuple(change(arg) for arg in args)))
            case Return(value=value):
                shorter = returned(value)
                return stmt if shorter is value else replace(stmt, value=shorter)
            case _:
                return stmt

    def returned(value: Expr) -> Expr:
        if isinstance(value, Call) and value.op in ("tuple", "list", "dict", "call"):
            return rebuild(value, returned)
        return value if own.isdisjoint(names(value)) else change(value)

    def is_primal(stmt: Assign | Update) -> bool:
        root = root_of(stmt.target)
        return root in primal_names if derived is None else root not in derived

    primal_names = _assigned_before_backward(block)
    own = derived_names(block, derived)
    return tuple(statement(stmt) for stmt in block)


def derived_names(block: Block, derived: frozenset[str] | None) -> frozenset[str]:
    """Return the names that may be rearranged: by default, all that are not assigned before the backward sweep."""
    return all_definitions(block) - _assigned_before_backward(block) if derived is None else derived


def _signed(stmt: Update) -> Update:
    """`bx += -e` is `bx -= e`."""
    positive = without_sign(stmt.value) if stmt.op in "+-" else None
    if positive is None:
        return stmt
    return replace(stmt, op="-" if stmt.op == "+" else "+", value=positive)


def _assigned_before_backward(block: Block) -> frozenset[str]:
    """Return the names of the forward sweep: what the user wrote is not rearranged, its value being sacred."""
    for position, stmt in enumerate(block):
        if stmt == Comment("backward"):
            return all_definitions(block[:position])
    return frozenset()
