"""A function while it is specialised: its variables, the names they have in the core, and the names it sees outside."""

from __future__ import annotations

import builtins
import types
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ..ir import (
    Block,
    Call,
    Const,
    Do,
    Expr,
    For,
    Function,
    Name,
    While,
    all_definitions,
    assigned,
    blocks,
    names,
    reads,
    statements,
    subexpressions,
)
from ..names import Names
from .values import Value

SLOTS = ("value", "condition", "iterable", "stop", "manager")  # where statements hold expressions


@dataclass(frozen=True)
class Scope:
    """Where a function's free names live: its module's globals and its closure's cells, read at each call."""

    label: str
    globals: Mapping[str, object]
    cells: dict[str, types.CellType]
    defaults: dict[str, object]
    holder: object = None  # the class whose attributes the names are, if they are a class's

    def find(self, name: str) -> object:
        """Return what a free name holds now; raise NameError if nothing."""
        if name in self.cells:
            return self.cells[name].cell_contents
        if name in self.globals:
            return self.globals[name]
        if hasattr(builtins, name):
            return getattr(builtins, name)
        raise NameError(name)


_identities: dict[tuple[int, ...], tuple[int, ...]] = {}


def identity_of(function: types.FunctionType) -> object:
    """Return what tells a function from others: its code, and the cells of its closure, as functions may share code."""
    code, closure = function.__code__, function.__closure__
    if not closure:
        return code
    key = (id(code), *map(id, closure))
    return _identities.setdefault(key, key)


@dataclass(eq=False)
class Frame:
    """One specialised copy of a function; `parent` is the frame in whose text it was defined, if any."""

    function: Function
    scope: Scope
    parent: Frame | None
    names: Names
    env: dict[str, Value] = field(default_factory=dict)
    core: dict[tuple[object, ...], str] = field(default_factory=dict)
    code: object = None  # tells recursion
    caller: Frame | None = None
    locals: frozenset[str] = frozenset()
    outer: frozenset[str] = frozenset()  # names declared nonlocal
    entry: tuple[tuple[str, Value], ...] | None = None  # what the parameters were given
    specialiser: object = None  # which one writes this activation
    depth: int = 0  # how many loops and branches of unknown course were around the call
    inlined: bool = False  # whether it is written at its call, and may still be made a call
    apart: bool = False  # whether it is a function written on its own
    site: Hashable = None  # where the call stands
    copied: bool = False  # whether it only shows a function written on its own what it sees around it
    done: bool = False  # whether it has ended: its variables stay what they are
    unrolled: int = 0  # how many recursive calls were taken apart below it
    first: Expr | None = None  # what a comprehension goes through first, which is evaluated outside it

    def __post_init__(self) -> None:
        self.outer = nonlocal_names(self.function.body)
        self.locals = bound_names(self.function)
        if self.function.name == "<comprehension>":  # `:=` inside it binds further out
            self.locals -= bound_by_walrus(self.function.body)

    def canonical(self, path: tuple[object, ...]) -> Name:
        """Return the core's name for a variable (a path of one) or for an item inside it."""
        if path not in self.core:
            wish = "_".join(str(part).lstrip("-") for part in path)
            self.core[path] = self.names.fresh(wish)
        return Name(self.core[path])

    def cells(self, function: Function) -> tuple[dict[str, Value], Frame | None]:
        """Return the variables of ended activations that a nested function sees, and the first that goes on around."""
        alive: Frame | None = self
        while alive is not None and alive.done:
            alive = alive.parent
        found: dict[str, Value] = {}
        for name in sorted(free_names(function)):
            where: Frame | None = self
            while where is not None and where is not alive and name not in where.locals:
                where = where.parent
            if where is not None and where is not alive and name in where.env:
                found[name] = where.env[name]
        return found, alive

    def seen_by(self, function: Function) -> dict[str, Value]:
        """Return the variables of this activation and those around it that a nested function sees."""
        found: dict[str, Value] = {}
        for name in sorted(free_names(function)):
            where: Frame | None = self
            while where is not None and name not in where.locals:
                where = where.parent
            if where is not None and name in where.env:
                found[name] = where.env[name]
        return found

    def ended(self, cells: dict[str, Value], around: Frame | None) -> Frame:
        """Return an ended activation that holds just some variables."""
        frame = Frame(self.function, self.scope, around, self.names, dict(cells), code=self.code, done=True)
        frame.locals = frozenset(cells)
        return frame

    def core_names(self, variables: frozenset[str]) -> frozenset[str]:
        """Return the core names of the given variables and of all that is inside them."""
        return frozenset(name for path, name in self.core.items() if path[0] in variables)


def walrus_names(expr: Expr) -> frozenset[str]:
    """Return the names that `:=` binds inside an expression, comprehensions included."""
    found: set[str] = set()
    for part in subexpressions(expr):
        if isinstance(part, Call) and part.op == ":=":
            target = part.args[0]
            assert isinstance(target, Name)
            found.add(target.id)
        if isinstance(part, Call) and part.op == "comprehension":
            inner = part.args[1]
            assert isinstance(inner, Const) and isinstance(inner.value, Function)
            found |= bound_by_walrus(inner.value.body)
    return frozenset(found)


def bound_by_walrus(block: Block) -> frozenset[str]:
    """Return the names that `:=` binds anywhere in a block."""
    found: frozenset[str] = frozenset()
    for stmt in statements(block):
        for slot in SLOTS:
            expr = getattr(stmt, slot, None)
            if isinstance(expr, Name | Const | Call):
                found |= walrus_names(expr)
    return found


def block_assigns(block: Block) -> frozenset[str]:
    """Return the variables that a block may assign."""
    return all_definitions(block) | bound_by_walrus(block)


def bound_names(function: Function) -> frozenset[str]:
    """Return the local variables of a function: its parameters and all that it assigns."""
    bound = frozenset(param.name for param in function.params) | block_assigns(function.body)
    return bound - nonlocal_names(function.body)


def all_names(function: Function) -> frozenset[str]:
    """Return the names in a function's text."""
    return bound_names(function) | free_names(function) | nonlocal_names(function.body)


def nonlocal_names(block: Block) -> frozenset[str]:
    """Return the names that a block declares nonlocal."""
    found: set[str] = set()
    for stmt in statements(block):
        if isinstance(stmt, Do) and isinstance(stmt.value, Call) and stmt.value.op == "nonlocal":
            found |= {str(arg.value) for arg in stmt.value.args if isinstance(arg, Const)}
    return frozenset(found)


def deep_reads(expr: Expr) -> frozenset[str]:
    """Return the names that an expression reads, those read inside its lambdas and comprehensions included."""
    found: set[str] = set()
    for part in subexpressions(expr):
        if isinstance(part, Name):
            found.add(part.id)
        elif isinstance(part, Const) and isinstance(part.value, Function):
            found |= free_names(part.value)
    return frozenset(found)


def free_names(function: Function) -> frozenset[str]:
    """Return the names that a function's text reads from outside."""
    found: frozenset[str] = frozenset()
    for stmt in statements(function.body):
        found |= reads(stmt)
        for slot in SLOTS:
            expr = getattr(stmt, slot, None)
            if isinstance(expr, Name | Const | Call):
                found |= deep_reads(expr)
    for param in function.params:
        if param.default is not None:
            found |= deep_reads(param.default)
    return found - bound_names(function) if function.name != "<comprehension>" else found


def read_counts(block: Block, times: int = 1) -> Counter[str]:
    """Return how often names are read in a block, where a read that may be repeated counts as two."""
    found: Counter[str] = Counter()
    for stmt in block:
        for slot in ("value", "condition", "iterable", "stop"):
            expr = getattr(stmt, slot, None)
            if isinstance(expr, Name | Const | Call):
                again = 2 if slot in ("condition", "stop") and isinstance(stmt, While) else times
                for part in subexpressions(expr):
                    if isinstance(part, Name):
                        found[part.id] += again
                for name in deep_reads(expr) - names(expr):
                    found[name] += 2
        for name in reads(stmt) - found.keys():
            found[name] += times  # in a target
        for inner in blocks(stmt):
            found += read_counts(inner, 2 if isinstance(stmt, For | While) else times)
    return found


def outlives_loop(function: Function, loop: For, name: str) -> bool:
    """Return whether a loop's target is used outside loops over it or assigned in its body: then it needs a copy."""
    return name in block_assigns(loop.body) or name in _used_outside_loops(_Same(function))


class _Same:
    """A function as the key of a cache: the object, not what it is made of, which takes long to compare."""

    def __init__(self, function: Function) -> None:
        self.function = function

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.function is other.function

    def __hash__(self) -> int:
        return id(self.function)


@lru_cache(maxsize=64)
def _used_outside_loops(same: _Same) -> frozenset[str]:
    """Return the names that a function uses elsewhere than in loops of which they are the target."""
    found = {param.name for param in same.function.params}

    def use(block: Block, targets: frozenset[str]) -> None:
        for stmt in block:
            target = assigned(stmt.target) if isinstance(stmt, For) else frozenset[str]()
            target = target if len(target) == 1 else frozenset()
            used = frozenset[str]()
            for slot in SLOTS:
                expr = getattr(stmt, slot, None)
                if isinstance(expr, Name | Const | Call):
                    used |= deep_reads(expr)
            used = (used - target) | reads(stmt)
            if not hasattr(stmt, "body"):
                used |= block_assigns((stmt,))
            found.update(used - targets)
            if isinstance(stmt, For) and target & block_assigns(stmt.body):  # what reads it may read another value
                target = frozenset()
            for inner in (getattr(stmt, "body", ()), getattr(stmt, "orelse", ())):
                use(inner, targets | target)

    use(same.function.body, frozenset())
    return frozenset(found)


def read_outside(function: Function, name: str) -> bool:
    """Return whether a variable is read elsewhere than in loops that bind it, or in functions defined inside."""

    def used(block: Block) -> bool:
        for stmt in block:
            if isinstance(stmt, For) and name in assigned(stmt.target):
                if name in deep_reads(stmt.iterable) or used(stmt.orelse):
                    return True
                continue
            for slot in SLOTS:
                expr = getattr(stmt, slot, None)
                if isinstance(expr, Name | Const | Call) and name in deep_reads(expr):
                    return True
            if name in reads(stmt) or any(used(inner) for inner in blocks(stmt)):
                return True
        return False

    return used(function.body) or makes_closures(function)


def changes_around(function: Function) -> bool:
    """Return whether a function's text defines one that writes variables around it."""
    for stmt in statements(function.body):
        for slot in SLOTS:
            expr = getattr(stmt, slot, None)
            if isinstance(expr, Name | Const | Call):
                for part in subexpressions(expr):
                    inner = part.value if isinstance(part, Const) else None
                    if isinstance(inner, Function) and (nonlocal_names(inner.body) or changes_around(inner)):
                        return True
    return False


def rebound_inside(function: Function) -> frozenset[str]:
    """Return the variables that functions defined in a function's text write as ones around them."""
    return _rebound_inside(_Same(function))


@lru_cache(maxsize=256)
def _rebound_inside(same: _Same) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for stmt in statements(same.function.body):
        for slot in SLOTS:
            expr = getattr(stmt, slot, None)
            if isinstance(expr, Name | Const | Call):
                for part in subexpressions(expr):
                    if isinstance(part, Const) and isinstance(part.value, Function):
                        found |= nonlocal_names(part.value.body) | rebound_inside(part.value)
    return found


def makes_closures(function: Function) -> bool:
    """Return whether a function's text defines another function."""
    for stmt in statements(function.body):
        for slot in SLOTS:
            expr = getattr(stmt, slot, None)
            if not isinstance(expr, Name | Const | Call):
                continue
            if any(isinstance(part, Call) and part.op == "closure" for part in subexpressions(expr)):
                return True
    return False


def is_literal(value: object) -> bool:
    """Return whether an object is a number, or a tuple of such and texts, which is written as it is."""
    if type(value) is tuple:
        return all(item is None or isinstance(item, str) or is_literal(item) for item in value)
    return isinstance(value, bool | int | float | complex)
