"""Infer the kind of every name of a function in the core, from the kinds of its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import starmap

import numpy as np

from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    For,
    If,
    Item,
    Name,
    Pop,
    Push,
    Stmt,
    Target,
    Targets,
    Update,
    While,
    all_definitions,
    names,
    reads,
)
from ..kinds import (
    BOOL,
    COMPLEX,
    FLOAT,
    INT,
    NUMERIC,
    UNKNOWN,
    Array,
    Dim,
    Fixed,
    Kind,
    ListOf,
    Scalar,
    Struct,
    Unknown,
    are_exact,
    array_of,
    dim_of,
    dtype_of,
    join,
    join_literal,
    kind_of,
    nameless_dim,
    not_none,
    or_none,
    with_lengths,
)
from ..others import is_number_type
from ..rules.rule import RULES, USERS, Rule, bind
from .callee import Callee
from .indexing import element_kind, index_kind
from .lengths import ATOM, below, combined, lasts
from .made_complex import EIGENVALUES, PASSING, SOMETHING_COMPLEX, calls, makes_complex
from .results import RESULT, UNKNOWN_VALUE, Bound, length_kind
from .results_helpers import helper_kind
from .results_new import grid_kind

Kinds = dict[str, Kind]
Argument = tuple[Kind, object]  # a kind, and the Python value where it is known, else UNKNOWN_VALUE

DTYPES: dict[str, object] = {
    "float": float, "complex": complex, "int": int, "bool": bool,
    **{f"np.{t.__name__}": t for t in (np.float16, np.float32, np.float64, np.complex64, np.complex128)},
    **{f"np.{t.__name__}": t for t in (np.int8, np.int16, np.int32, np.int64, np.uint8, np.bool_)},
}  # fmt: skip
CONSTANTS = frozenset(["np.pi", "np.e", "math.pi", "math.e", "np.inf", "np.nan", "math.tau", "math.inf", "math.nan"])
SAID = frozenset(  # operations whose kinds `argument` says itself, for some arguments or all
    ["tuple", "list", "*", "neg", "[]", "last_writes", "ifelse", "and", "or", "callee", "call", "passive", "fstring",
     "formatted", "slice", "set", "dict"]
)  # fmt: skip
FLAGS = {"is", "is not", "in", "not in", "not", "isinstance", "any", "all", "chain"}


def operation_kind(op: str, args: tuple[Argument, ...], keywords: tuple[tuple[str, Argument], ...] = ()) -> Kind:
    """Return the kind of an operation's result."""
    args = tuple((not_none(kind), value) for kind, value in args)
    if op in ("stop_gradient", "integer") and args:
        return args[0][0]
    if op == "numeric":
        return NUMERIC
    if op in FLAGS:
        return BOOL
    if op == "len" and args and isinstance(args[0][0], Array) and args[0][0].dims:
        return length_kind(args[0][0].dims[0])
    if op in ("len", "int", "hash", "id"):
        return INT
    if op == "float":
        return FLOAT
    rule = RULES.get(op)
    if rule is None:
        return helper_kind(op, args)
    if op in USERS or rule.inner is not None:
        return _kind_by_rule(rule, args, keywords)
    try:
        return _remembered_kind(op, args, keywords, are_exact())
    except TypeError:  # a literal that cannot be hashed
        return _kind_by_rule(rule, args, keywords)


def _kind_by_rule(rule: Rule, args: tuple[Argument, ...], keywords: tuple[tuple[str, Argument], ...]) -> Kind:
    bound = bind(rule, args, keywords)
    if bound is None or rule.kind not in RESULT:
        return UNKNOWN
    found = RESULT[rule.kind](Bound(rule, bound))
    of_numbers = not isinstance(found, Array | Scalar) or found.dtype in (None, "object") or is_number_type(found.dtype)
    return found if of_numbers else UNKNOWN


@lru_cache(maxsize=1 << 14)
def _remembered_kind(
    op: str, args: tuple[Argument, ...], keywords: tuple[tuple[str, Argument], ...], exact: bool
) -> Kind:
    return _kind_by_rule(RULES[op], args, keywords)


def expression_kind(expr: Expr, kinds: Mapping[str, Kind]) -> Kind:
    """Return the kind of an expression's value."""
    return argument(expr, kinds)[0]


def argument(expr: Expr, kinds: Mapping[str, Kind]) -> Argument:
    """Return the kind of an expression's value, and the value where it is a literal."""
    match expr:
        case Const(value):
            return kind_of(value), value
        case Name(id):
            if id in CONSTANTS:
                return FLOAT, UNKNOWN_VALUE
            if id in DTYPES and id not in kinds:
                return Fixed(DTYPES[id]), DTYPES[id]
            kind = kinds.get(id, UNKNOWN)
            is_dtype = isinstance(kind, Fixed) and isinstance(kind.value, np.dtype)
            return kind, kind.value if isinstance(kind, Fixed) and is_dtype else UNKNOWN_VALUE
        case Call(op) if op not in SAID and op[0] != ".":
            return operation(expr, kinds), UNKNOWN_VALUE
        case Call("tuple" | "list" as op, args):
            parts = [argument(arg, kinds) for arg in args]
            maker = tuple if op == "tuple" else list
            values = [value for _, value in parts]
            known = UNKNOWN_VALUE if any(value is UNKNOWN_VALUE for value in values) else maker(values)
            kinds_of = tuple(kind for kind, _ in parts)
            if known is UNKNOWN_VALUE:  # a shape such as `(n, 3)`
                kinds_of = tuple(starmap(stated_length, parts))
            return Struct(maker, tuple(range(len(parts))), kinds_of), known
        case Call("*", (Call("list", (item,)), times)) if argument(times, kinds)[0] == INT:
            return ListOf(argument(item, kinds)[0]), UNKNOWN_VALUE
        case Call("neg", (Const(int() | float() as value),)):
            return kind_of(-value), -value
        case Call(".dtype", (base,)) if isinstance(kind := expression_kind(base, kinds), Array) and kind.dtype:
            return UNKNOWN, np.dtype(kind.dtype)
        case Call(op, (base,), ()) if (
            op.startswith(".")
            and isinstance(held := expression_kind(base, kinds), Struct)
            and (name := op.removeprefix(".")) in held.keys
        ):
            return held.items[held.keys.index(name)], UNKNOWN_VALUE
        case Call("[]", (Call("range"), index)) if not (isinstance(index, Call) and index.op == "slice"):
            return INT, UNKNOWN_VALUE
        case Call("[]", (Name("np.mgrid" | "np.ogrid" as name), index)):
            axes = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
            bounds = [each.args if isinstance(each, Call) and each.op == "slice" else () for each in axes]
            return grid_kind(name, [[argument(bound, kinds) for bound in each] for each in bounds]), UNKNOWN_VALUE
        case Call("[]", (base, index)):
            return subscript_kind(not_none(expression_kind(base, kinds)), index, kinds), UNKNOWN_VALUE
        case Call("last_writes", (base, index)):
            return subscript_kind(not_none(expression_kind(base, kinds)), index, kinds), UNKNOWN_VALUE
        case Call("ifelse", (_, body, orelse)):
            return join(expression_kind(body, kinds), expression_kind(orelse, kinds)), UNKNOWN_VALUE
        case Call("and" | "or", args):
            found = expression_kind(args[0], kinds)
            for arg in args[1:]:
                found = join(found, expression_kind(arg, kinds))
            return found, UNKNOWN_VALUE
        case Call("callee", (Const(Callee() as callee), *_)):
            if len(callee.kinds) == 1:
                return callee.kinds[0], UNKNOWN_VALUE
            return Struct(tuple, tuple(range(len(callee.kinds))), callee.kinds), UNKNOWN_VALUE
        case Call("call" | "passive", (Name("list"), a)) if numbers_of(a, kinds) is not None:
            return ListOf(numbers_of(a, kinds) or UNKNOWN), UNKNOWN_VALUE
        case Call("call" | "passive" | "fstring" | "formatted" | "slice" | "set" | "dict"):
            return UNKNOWN, UNKNOWN_VALUE
        case Call():
            return operation(expr, kinds), UNKNOWN_VALUE


def operation(expr: Call, kinds: Mapping[str, Kind]) -> Kind:
    """Return the kind of what an operation gives for its arguments."""
    for arg in expr.args:
        if isinstance(arg, Call) and arg.op == "star":
            return UNKNOWN
    given = tuple([argument(arg, kinds) for arg in expr.args])
    named = tuple([(key, argument(arg, kinds)) for key, arg in expr.keywords])
    found = operation_kind(expr.op, given, named)
    if expr.op in ("+", "-", "*") and isinstance(found, Scalar) and found.dtype == "int64" and len(given) == 2:
        return combined(expr.op, found, given)
    return found


def stated_length(kind: Kind, value: object) -> Kind:
    """Return the kind of a literal as one that remembers which length it may be."""
    return Scalar("int64", length=dim_of(value)) if type(value) is int and value >= 0 else kind


def numbers_of(a: Expr, kinds: Mapping[str, Kind]) -> Scalar | None:
    """Return the kind of the numbers that an array of one axis holds, None for what is none."""
    kind = expression_kind(a, kinds)
    if not isinstance(kind, Array) or kind.dims is None or len(kind.dims) != 1 or kind.dtype in (None, "object"):
        return None
    return Scalar(kind.dtype, weak=False)


def subscript_kind(base: Kind, index: Expr, kinds: Mapping[str, Kind]) -> Kind:
    """Return the kind of `base[index]`."""
    parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
    described: list[tuple[object, ...]] = []
    for part in parts:
        if isinstance(part, Call) and part.op == "slice":
            described.append(("slice", *(_bound(*argument(bound, kinds)) for bound in part.args)))
        else:
            described.append(("item", *argument(part, kinds)))
    return index_kind(base, described, kinds)


def _bound(kind: Kind, value: object) -> object:
    """Return what is known of a bound of a slice: its value, or the length that it is."""
    length = kind.length if value is UNKNOWN_VALUE and isinstance(kind, Scalar) else None
    return value if length is None else length


def infer(
    block: Block, inputs: Mapping[str, Kind], hints: Mapping[str, Kind], steady: frozenset[str] = frozenset(),
    active: frozenset[str] | None = None,
) -> Kinds:  # fmt: skip
    """Return the kind of each name assigned in a block; `hints` speak where an expression tells nothing.

    The lengths of names that are `steady` get names of their own, where they are no others' already. Of a flattened
    block it may be told which names are `active`: a number that no such one goes into counts as a literal.
    """
    first: Kinds = {name: named_lengths(name, kind) if steady else kind for name, kind in inputs.items()}
    if makes_complex(block):
        first[SOMETHING_COMPLEX] = COMPLEX
    if EIGENVALUES in hints or calls(block, PASSING):
        first[EIGENVALUES] = COMPLEX
    inference = _Infer(dict(first), hints, steady, frozenset(), active)
    kinds = inference.run(block)
    numbers = frozenset(id for id in inference.literals if array_of(kinds[id]) and isinstance(kinds[id], Unknown))
    return _Infer(dict(first), hints, steady, numbers, active).run(block) if numbers else kinds


def named_lengths(name: str, kind: Kind) -> Kind:
    """Return the kind of a name with a name for each length that has none.

    Each part of a tuple has lengths of its own; the elements of a list may be of many lengths, which get no name.
    """
    match kind:
        case Struct(maker, keys, items):
            return Struct(maker, keys, tuple(named_lengths(f"{name}.{k}", item) for k, item in enumerate(items)))
        case ListOf():
            return kind
        case Scalar("int64", weak, None):
            return Scalar("int64", weak, Dim(0, False, f"#{name}"))
        case _:
            return with_lengths(kind, lambda i, dim: dim if dim.name else Dim(dim.low, dim.exact, f"{name}.{i}"))


class _Infer:
    """Goes through a block until what it knows of the names stays. `numbers` are literals first and arrays later."""

    def __init__(
        self, kinds: Kinds, hints: Mapping[str, Kind], steady: frozenset[str], numbers: frozenset[str],
        active: frozenset[str] | None,
    ) -> None:  # fmt: skip
        self.kinds = kinds
        self.hints = hints
        self.steady = steady
        self.rest = dict(kinds)  # the kinds of what names are bound to besides literals
        self.literals: Kinds = {}
        self.nones: set[str] = set()
        self.numbers, self.active = numbers, active
        self.given: set[str] = set()  # the names of lengths that what is given has, which last

        def note(_: int, dim: Dim) -> Dim:
            self.given.update(ATOM.findall(dim.name))
            return dim

        for kind in kinds.values():
            with_lengths(kind, note)
        self.late: frozenset[str] = frozenset()  # names of the block that no statement gone through has bound yet

    def run(self, block: Block) -> Kinds:
        """Return the kinds of the names of a block.

        What reads a name that later statements bind, in a loop, is passed over until these have told its kind.
        """
        own = all_definitions(block)
        while True:
            before = dict(self.kinds)
            self.late = own - frozenset(before)
            self.block(block)
            if self.kinds != before:
                continue
            if not self.late:
                return before
            own = frozenset()

    def block(self, block: Block) -> None:
        for stmt in block:
            self.statement(stmt)

    def statement(self, stmt: Stmt) -> None:
        match stmt:
            case Assign(Name(id), Call("list" | "*")) if isinstance(self.hints.get(id), ListOf):
                self.bind(Name(id), self.hints[id])
            case Assign(target, Call(".pop()", (base, *_))):
                held = expression_kind(base, self.kinds)
                self.bind(target, held.element if isinstance(held, ListOf) else UNKNOWN)
            case Assign(Name(id), Const(int() | float() as value)) if not isinstance(value, bool):
                self.bind_literal(id, kind_of(value))
            case Assign(Name(id), Const(None)) if self.hints.get(id, UNKNOWN) == UNKNOWN:
                self.nones.add(id)
                self.bound(id)
            case Assign() | Update(Name()) | Push() if self.late and reads(stmt) & self.late.difference(self.kinds):
                pass
            case Assign(target, value):
                kind, known = argument(value, self.kinds)
                if isinstance(kind, Unknown) and kind.array is not None and self.is_fixed(value):
                    kind = replace(kind, constant=True)
                self.bind(target, Fixed(known) if isinstance(known, np.dtype) else kind)
            case Update(Name(id), op, value):
                pair = (argument(Name(id), self.kinds), argument(value, self.kinds))
                self.bind(Name(id), operation_kind(op, pair))
            case Update(Item(Name() as base, Const() as index) as target, op, value):
                pair = (argument(Call("[]", (base, index)), self.kinds), argument(value, self.kinds))
                self.bind(target, operation_kind(op, pair))
            case If(body=body, orelse=orelse):
                self.block(body)
                self.block(orelse)
            case For(target, iterable, body):
                self.bind(target, INT)
                if isinstance(target, Name) and target.id in self.steady:
                    self.kinds[f"#{target.id}"] = below(iterable, lambda expr: argument(expr, self.kinds))
                self.block(body)
            case While(body=body):
                self.block(body)
            case Push(stack, value):
                known = self.kinds.get(stack)
                kind = expression_kind(value, self.kinds)
                self.kinds[stack] = ListOf(join(known.element, kind) if isinstance(known, ListOf) else kind)
            case Pop(target, stack):
                known = self.kinds.get(stack)
                if not isinstance(target, Item):
                    self.bind(target, known.element if isinstance(known, ListOf) else UNKNOWN)
            case _:
                pass

    def is_fixed(self, value: Expr) -> bool:
        """Return whether a value, where it is a number, is one that nothing active goes into.

        That arrays make an array is sure of NumPy's operations alone: a function of the user's may give their sum.
        """
        if self.active is None or not isinstance(value, Call) or value.keywords or value.op not in RULES:
            return False
        return all(map(self.is_fixed_part, value.args))

    def is_fixed_part(self, arg: Expr) -> bool:
        if names(arg).isdisjoint(self.active or ()):
            return True
        kind = self.kinds.get(arg.id) if isinstance(arg, Name) else None
        return isinstance(kind, Array) or (isinstance(kind, Unknown) and kind.constant)

    def bind(self, target: Target, kind: Kind) -> None:
        match target:
            case Name(id):
                if kind == UNKNOWN:
                    kind = self.hints.get(id, UNKNOWN)
                self.rest[id] = join(self.rest[id], kind) if id in self.rest else kind
                self.bound(id)
            case Targets(items):
                for i, item in enumerate(items):
                    self.bind(item, element_kind(kind, i))
            case Item(Name(id), Const(int(i))) if isinstance(held := self.kinds.get(id), Struct) and held.maker is list:
                parts = list(held.items)
                if -len(parts) <= i < len(parts):
                    parts[i] = join(parts[i], kind)
                self.rest[id] = self.kinds[id] = replace(held, items=tuple(parts))
            case Item():
                pass

    def bind_literal(self, id: str, kind: Kind) -> None:
        if id in self.numbers:
            kind = Unknown(True, Array(dtype_of(kind), ()), constant=True)
        self.literals[id] = join(self.literals[id], kind) if id in self.literals else kind
        self.bound(id)

    def bound(self, id: str) -> None:
        kind, literal = self.rest.get(id), self.literals.get(id)
        if literal is not None:
            kind = literal if kind is None else join_literal(kind, literal)
        if id in self.nones:
            kind = self.hints.get(id, UNKNOWN) if kind is None else or_none(kind)
        assert kind is not None
        if id in self.steady:
            self.kinds[id] = named_lengths(id, kind)
        else:
            self.kinds[id] = with_lengths(kind, lambda _, dim: dim if lasts(dim, self.given) else nameless_dim(dim))
