"""How much there is of what a program computes: sizes and trip counts, as far as the arguments at hand tell them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

import numpy as np

from ..ir import Assign, Block, Call, Const, Expr, Name, Targets, definitions, names, statements, substitute
from ..kinds import Array, Kind, ListOf, Scalar, Struct, exact_lengths
from ..simplify.operations import map_expr
from .infer import expression_kind, infer

NUMBER = 32  # bytes of a Python float and its place on a list


class Extent:
    """Sizes and counts in a block, of which `values` are the integers that are known, `given` the kinds of inputs."""

    def __init__(
        self, block: Block, given: Mapping[str, Kind], hints: Mapping[str, Kind], values: Mapping[str, int]
    ) -> None:
        count = Counter(name for stmt in statements(block) for name in definitions(stmt))
        self.values = {name: value for name, value in values.items() if not count[name]}
        single = {name for name in count if count[name] == 1}
        assigned = [
            (s.target.id, s.value)
            for s in statements(block)
            if isinstance(s, Assign) and isinstance(s.target, Name) and s.target.id in single
        ]
        unpacked = [
            ([item.id for item in items if isinstance(item, Name)], value)
            for s in statements(block)
            if isinstance(s, Assign) and isinstance(s.target, Targets)
            for items, value in [(s.target.items, s.value)]
            if isinstance(value, Call) and value.op in (".shape", "np.shape")
        ]
        self.kinds: Mapping[str, Kind] = given
        while True:
            with exact_lengths():
                self.kinds = infer(tuple(map_expr(stmt, self.known) for stmt in block), given, hints)
            before = len(self.values)
            for name, value in assigned:
                found = self.integer(value)
                if found is not None:
                    self.values.setdefault(name, found)
            for names_of, value in unpacked:
                dims = self.dims(value.args[0])
                if dims is not None and len(dims) == len(names_of):
                    self.values.update((n, k) for n, k in zip(names_of, dims, strict=True) if n in single)
            if len(self.values) == before:
                break

    def known(self, expr: Expr) -> Expr:
        """Return an expression with the integers that are known put in place."""
        if isinstance(expr, Name) or names(expr).isdisjoint(self.values):
            return expr
        return substitute(expr, {name: Const(value) for name, value in self.values.items()})

    def integer(self, expr: Expr) -> int | None:
        """Return the value of an integer expression, None where it is not known."""
        match expr:
            case Const(int() as value) if not isinstance(value, bool):
                return value
            case Name(id):
                return self.values.get(id)
            case Call("len", (arg,)):
                dims = self.dims(arg)
                return dims[0] if dims else None
            case Call(".size", (arg,)):
                dims = self.dims(arg)
                return None if dims is None else math.prod(dims)
            case Call("[]", (Call(".shape" | "np.shape", (arg,)), index)):
                dims, k = self.dims(arg), self.integer(index)
                return None if dims is None or k is None or not -len(dims) <= k < len(dims) else dims[k]
            case Call("+" | "-" | "*" | "//" as op, (left, right)):
                a, b = self.integer(left), self.integer(right)
                if a is None or b is None or (op == "//" and b == 0):
                    return None
                return {"+": a + b, "-": a - b, "*": a * b}.get(op, a // (b or 1))
            case Call("neg", (arg,)):
                positive = self.integer(arg)
                return None if positive is None else -positive
            case _:
                return None

    def dims(self, expr: Expr) -> tuple[int, ...] | None:
        """Return the shape of an expression's value, None where it is not known."""
        with exact_lengths():
            kind = expression_kind(self.known(expr), self.kinds)
        if isinstance(kind, Scalar):
            return ()
        if isinstance(kind, Array) and kind.dims is not None and all(dim.exact for dim in kind.dims):
            return tuple(dim.low for dim in kind.dims)
        return None

    def trips(self, iterable: Expr) -> int | None:
        """Return how often a loop over a `range` runs, if it is not left early; None where it is not known."""
        if not isinstance(iterable, Call) or iterable.op not in ("range", "reversed"):
            return None
        if iterable.op == "reversed":
            return self.trips(iterable.args[0])
        bounds = [self.integer(arg) for arg in iterable.args]
        if any(bound is None for bound in bounds):
            return None
        return len(range(*[bound for bound in bounds if bound is not None]))

    def bytes(self, expr: Expr) -> int | None:
        """Return how much memory the value of an expression takes on a stack; None where it is not known."""
        with exact_lengths():
            return self.bytes_of(expression_kind(self.known(expr), self.kinds))

    def bytes_of(self, kind: Kind) -> int | None:
        """Return how much memory a value of a kind takes; None where it is not known."""
        match kind:
            case Scalar():
                return NUMBER
            case Array(dtype, dims) if dtype is not None and dims is not None and all(dim.exact for dim in dims):
                return math.prod(dim.low for dim in dims) * np.dtype(dtype).itemsize
            case Struct(items=items):
                parts = [self.bytes_of(item) for item in items]
                return None if None in parts else sum(part or 0 for part in parts)
            case ListOf():
                return None
            case _:
                return None
