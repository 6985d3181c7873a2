"""What is told of functions by their names: which are called for what they do, and which change what they get."""

from __future__ import annotations

import bisect
import enum
import functools
import heapq
import itertools
import operator
import types
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .. import runtime_iterators as iterators
from .. import runtime_queues as queues
from .. import stand_ins_polynomials as polynomials
from ..ir import Block, Call, Const, Do, Expr, Function, If, Return, Stmt, map_blocks, statements
from ..names import Names
from ..normalise.exits import lower_exits

EFFECTS = frozenset(
    {
        "logging", "warnings", "json", "os", "sys", "time", "datetime", "pathlib", "io", "pprint", "inspect",
        "traceback", "threading", "re", "pickle", "csv", "shutil", "tempfile", "textwrap", "locale", "uuid", "tqdm",
        "gc", "contextlib", "random", "secrets",
    }
)  # modules whose functions are called for what they do, not for numbers: they are not looked into  # fmt: skip
# modules whose objects give no number back that they were handed, and kinds of objects that hold nothing new
SHOWN = EFFECTS | {"_io", "_csv", "_hashlib", "_thread", "_struct", "decimal", "numpy", "scipy", "srcad"}
LASTING = (
    str, bytes, int, float, complex, tuple, frozenset, range, slice, type, types.ModuleType, enum.Enum,
    types.EllipsisType, types.NotImplementedType,
)  # fmt: skip
WRITERS = frozenset(
    {
        "shuffle", "heappush", "heappop", "heapify", "heapreplace", "heappushpop", "insort", "insort_left",
        "insort_right", "setitem", "delitem",
    }
)  # functions that change the list that they are given  # fmt: skip
STAND_INS: dict[object, Callable[..., Any]] = {
    **polynomials.STAND_INS,
    heapq.heappush: queues.heap_push, heapq.heappop: queues.heap_pop, heapq.heapify: queues.make_heap,
    heapq.heapreplace: queues.heap_replace, heapq.heappushpop: queues.heap_push_pop, heapq.nsmallest: queues.least,
    heapq.nlargest: queues.greatest,
    heapq.merge: queues.merged, bisect.bisect_left: queues.place_left, bisect.bisect_right: queues.place_right,
    bisect.insort_left: queues.put_left, bisect.insort_right: queues.put_right,
    itertools.takewhile: iterators.take_while, itertools.dropwhile: iterators.drop_while,
    itertools.filterfalse: iterators.filter_false, functools.cmp_to_key: queues.compared_by,
    operator.getitem: queues.get_item, operator.setitem: queues.set_item, operator.delitem: queues.delete_item,
    operator.iadd: queues.iadd, operator.isub: queues.isub, operator.imul: queues.imul,
    operator.itruediv: queues.itruediv, operator.ifloordiv: queues.ifloordiv, operator.imod: queues.imod,
    operator.ipow: queues.ipow, operator.imatmul: queues.imatmul, operator.iand: queues.iand,
    operator.ior: queues.ior, operator.ixor: queues.ixor, operator.iconcat: queues.iadd,
}  # what is followed in place of functions that are not written in Python  # fmt: skip
CONSUMERS = (sum, min, max)  # all of the elements, in any case
CHANGING = frozenset(
    {
        "append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse", "update", "setdefault", "popitem",
        "add", "discard", "appendleft", "extendleft", "popleft", "rotate", "move_to_end",
    }
)  # fmt: skip
_ARITHMETIC = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
OPERATOR_METHODS = frozenset(
    f"__{name}__" for name in ("getitem", "setitem", "delitem", "contains", "neg", *_ARITHMETIC)
)
OPERATOR_METHODS |= {f"__i{name}__" for name in _ARITHMETIC}  # the methods that operators stand for
LIST_CHANGES = frozenset({"append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse"})
TEXT = "Write the statements themselves, or make a function of the text by srcad.from_source(text, namespace)."
REFUSED_BUILTINS = {
    "eval": ("`eval` runs text that srcad cannot see", TEXT),
    "exec": ("`exec` runs text that srcad cannot see", TEXT),
    "locals": (
        "`locals()` shows variables that the gradient code does not have",
        "Name the variables.",
    ),
    "globals": ("`globals()` shows variables that srcad cannot follow", "Name the variables."),
    "vars": ("`vars()` shows variables that srcad cannot follow", "Name the variables or the attributes."),
    "setattr": ("`setattr` writes to an object, which is not supported", "Write `obj.name = value`."),
    "delattr": ("`delattr` writes to an object, which is not supported", "Write `del obj.name`."),
}


def as_generator(expr: Expr) -> Expr:
    """Return a list comprehension that is only gone through as a generator."""
    if isinstance(expr, Call) and expr.op == "comprehension" and expr.args[0] == Const("list"):
        return replace(expr, args=(Const("generator"), expr.args[1]))
    return expr


def module_of(obj: object) -> str:
    """Return the first part of the name of the module that a function comes from."""
    return str(getattr(obj, "__module__", None) or "").partition(".")[0]


def keeper(obj: object) -> object:
    """Return the object, itself or that of a method, that may keep what it is given, and give it back; None for none.

    That is one which srcad does not look into: a queue, a set, a context variable, not a text, a file or a logger.
    """
    owner = getattr(obj, "__self__", None)
    found = obj if owner is None and not callable(obj) else owner
    plain = isinstance(found, LASTING) or type(found) is object or module_of(type(found)) in SHOWN
    return None if plain else found


def yields(function: Function) -> bool:
    """Return whether a function is a generator."""
    return has_yield(function.body)


def has_yield(block: Block) -> bool:
    """Return whether a statement of a block hands on an element."""
    return any(
        isinstance(stmt, Do) and isinstance(stmt.value, Call) and stmt.value.op == "yield" for stmt in statements(block)
    )


def may_be_left(function: Function, names: Names) -> Function:
    """Return a generator's text with an end after each `yield`, for when the loop over it is left."""
    return lower_exits(replace(function, body=_with_ends(function.body)), names)


def _with_ends(block: Block) -> Block:
    found: list[Stmt] = []
    for stmt in block:
        found.append(map_blocks(stmt, _with_ends))
        if isinstance(stmt, Do) and isinstance(stmt.value, Call) and stmt.value.op == "yield":
            found.append(If(Call("left"), (Return(Const(None), stmt.origin),), (), stmt.origin))
    return tuple(found)
