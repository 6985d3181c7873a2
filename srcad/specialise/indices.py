"""Indices: what stands between brackets, as an expression of the core, and what is known of what it selects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from ..analyse.bound import as_array as array_kind
from ..analyse.infer import expression_kind
from ..analyse.results import UNKNOWN_VALUE
from ..analyse.results_new import grid_kind
from ..errors import GradientLeak
from ..forms import WHOLE
from ..ir import Call, Const, Expr, Name, Origin
from ..kinds import ANY, Array, Kind, Scalar, rank_of
from .spelling import Spelling, bounds_of
from .values import MISSING, Group, Leaf, Static, Value, View, constant_of, is_varied, kind_of_value

BOUNDS = ("start", "stop", "step")
Places: TypeAlias = tuple[Expr, ...]
IndexKind: TypeAlias = tuple[object, ...]  # ("slice", start, stop, step) or ("item", kind, value)


class Indices(Spelling):
    """The part of the specialiser for indices."""

    def refuse_real_index(self, index: Value, at: Origin | None) -> None:
        """Refuse a number or an array that is differentiated as an index."""
        self.refuse_real(index, "an index is a whole number", at)

    def refuse_real(self, value: Value, what: str, at: Origin | None = None) -> None:
        """Refuse what is differentiated where whole numbers are wanted, which have no derivative."""
        if not isinstance(value, Leaf) or not value.varied or not isinstance(value.kind, Scalar | Array):
            return
        if value.kind.dtype is not None and np.dtype(value.kind.dtype).kind in "fc":
            why = "This one depends on the arguments differentiated with respect to, which are taken as real."
            hint = (
                "Name the arguments to differentiate with respect to by argnums, declare the field of a dataclass or a"
                " named tuple as `int`, or use srcad.stop_gradient(int(i))."
            )
            raise GradientLeak(f"{what}, and has no derivative", at or self.origin, why, hint)

    def grid(self, name: str, index: Expr, values: list[Value], at: Origin | None) -> Value:
        """Return the value of `np.mgrid[a:b, c:d]`, or of np.ogrid; bounds that are differentiated are refused."""
        if any(map(is_varied, values)):
            raise self.unsupported("a grid has no derivative by its bounds", "Use np.linspace and np.meshgrid.", at)
        expr = Call("[]", (Name(name), self.index_of(index, values)[0]), at=at)
        bounds = [argument(value) for value in values]
        slices = [bounds[3 * k : 3 * k + 3] for k in range(len(parts_of(index)))]
        return Leaf(expr, grid_kind(name, slices if all(map(is_slice, parts_of(index))) else [()]))

    def index_of(self, index: Expr, values: list[Value]) -> tuple[Expr, list[IndexKind]]:
        """Return an index made of the values of `operands(index)`, and what is known of it, axis by axis."""
        rest = iter(values)
        parts: list[Expr] = []
        kinds: list[IndexKind] = []
        for part in parts_of(index):
            if isinstance(part, Call) and part.op == "slice":
                bounds = [next(rest) for _ in part.args]
                parts.append(Call("slice", tuple(map(self.to_expr, bounds)), at=part.at))
                kinds.append(("slice", *(argument(bound)[1] for bound in bounds)))
                continue
            value = as_array(next(rest))
            parts.append(self.index_part(value))
            held = self.bounds_in(value)
            if held is not None:
                kinds.append(("slice", *(argument(bound)[1] for bound in held)))
                continue
            several = len(values) == 1 and isinstance(value, Group) and value.maker is tuple and is_leaves(value)
            items = value.items if several and isinstance(value, Group) else (value,)
            kinds += [("item", *argument(item)) for item in items]
        if isinstance(index, Call) and index.op == "tuple":
            return Call("tuple", tuple(parts), at=index.at), kinds
        return parts[0], kinds

    def index_part(self, value: Value) -> Expr:
        """Return a value as an index, or as one of several."""
        bounds = self.bounds_in(value)
        if bounds is not None:
            return Call("slice", tuple(map(self.to_expr, bounds)))
        whole = self.to_expr(value)
        if isinstance(value, Group) and value.maker is tuple and is_leaves(value):
            # of a name the kind is remembered, of a part of a container it is not
            if not isinstance(whole, Name):
                return Call("tuple", tuple(map(self.to_expr, value.items)))
            self.record(whole.id, kind_of_value(value))
        return whole

    def bounds_in(self, value: Value) -> list[Value] | None:
        """Return start, stop and step of a slice; None for anything else."""
        match value:
            case Static(slice() as part, None):
                return [self.wrap_constant(bound) for bound in bounds_of(part)]
            case Group(maker, _, items) if maker is slice:
                return list(items)
            case _:
                return None

    def without_row(self, base: Leaf, index: Expr) -> tuple[Leaf, Expr] | None:
        """Return `a` and the index `(i, j)` for `a[i]` and the index `j`: the same part, and no row in between.

        So for `a[:, i]` and `a.T`; where a part would have to be transposed after it, there is none.
        """
        known, after = self.known_kinds(), parts_of(index)
        if not isinstance(base.kind, Array) or base.kind.dims is None or len(after) > len(base.kind.dims):
            return None
        if not all(is_slice(part) or is_place(part, known) for part in after):
            return None
        match base.expr:
            case Call("[]", (whole, first)):
                place = index_of_both(parts_of(first), after, known)
            case Call(".T", (whole,)):
                every = (*after, *[WHOLE] * (len(base.kind.dims) - len(after)))
                place = every[::-1] if sum(map(is_slice, every)) < 2 else None
            case _:
                return None
        kind = expression_kind(whole, known)
        if place is None or not isinstance(kind, Array):
            return None
        return replace(base, expr=whole, kind=kind), Call("tuple", place)


def index_of_both(before: tuple[Expr, ...], after: tuple[Expr, ...], kinds: Mapping[str, Kind]) -> Places | None:
    """Return the index of a part of a part, None where an axis of the former has been cut."""
    rest, found = list(after), list[Expr]()
    for part in before:
        if is_place(part, kinds):
            found.append(part)
        elif part == WHOLE:
            found.append(rest.pop(0) if rest else part)
        else:
            return None
    return (*found, *rest)


def as_array(value: Value) -> Value:
    """Return a range among indices as the array that NumPy makes of it; any other value as it is."""
    if not isinstance(value, View) or value.bounds is None:
        return value
    start, stop, step = (bound.expr for bound in value.bounds)
    bounds = (start, stop, step) if step != Const(1) else (start, stop) if start != Const(0) else (stop,)
    return Leaf(Call("np.arange", bounds), Array("int64", (ANY,)))


def slice_of(bounds: list[Value]) -> Value:
    """Return the slice with the bounds given: a constant where these are."""
    known: list[Any] = [constant_of(bound) for bound in bounds]
    return Group(slice, BOUNDS, tuple(bounds)) if MISSING in known else Static(slice(*known))


def operands(index: Expr) -> tuple[Expr, ...]:
    """Return what an index is made of, in the order in which it is evaluated: positions and the bounds of slices."""
    return tuple(
        operand
        for part in parts_of(index)
        for operand in (part.args if isinstance(part, Call) and part.op == "slice" else (part,))
    )


def parts_of(index: Expr) -> tuple[Expr, ...]:
    """Return the indices of the axes one by one."""
    return index.args if isinstance(index, Call) and index.op == "tuple" else (index,)


def is_slice(index: Expr) -> bool:
    """Whether an index is `i:j`."""
    return isinstance(index, Call) and index.op == "slice"


def is_place(index: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether an index is a whole number, which takes an axis away."""
    kind = expression_kind(index, kinds)
    return isinstance(kind, Scalar) and np.dtype(kind.dtype).kind in "iu"


def is_leaves(group: Group) -> bool:
    """Whether a container holds numbers and arrays only."""
    return all(isinstance(item, Leaf) for item in group.items)


def told_by_kind(op: str, args: Sequence[Value]) -> int | bool | None:
    """Return what the kind of an argument tells: its number of axes, or whether it is complex."""
    if op not in ("np.ndim", ".ndim", "np.iscomplexobj", "np.isrealobj") or len(args) != 1:
        return None
    kind = array_kind(argument(args[0])[0])
    if op in ("np.ndim", ".ndim"):
        return rank_of(kind)
    dtype = kind.dtype if isinstance(kind, Scalar | Array) else None
    return None if dtype in (None, "object") else dtype.startswith("complex") == (op == "np.iscomplexobj")


def argument(value: Value) -> tuple[Kind, object]:
    """Return a value's kind, and the value itself where it is known."""
    known = constant_of(value)
    return kind_of_value(value), UNKNOWN_VALUE if known is MISSING else known
