"""Indices: what stands between brackets, as an expression of the core, and what is known of what it selects."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..analyse.indexing import index_kind
from ..analyse.infer import expression_kind
from ..analyse.results import UNKNOWN_VALUE
from ..errors import GradientLeak
from ..ir import Call, Const, Expr, Name, Origin
from ..kinds import Array, Kind, Scalar
from .frame import Frame
from .spelling import Spelling
from .values import MISSING, Group, Leaf, Static, Value, constant_of, kind_of_value


class Indices(Spelling):
    """The part of the specialiser for indices."""

    def refuse_real_index(self, index: Value | Expr, at: Origin | None) -> None:
        """Refuse a number that is differentiated as an index: it is real, and an index has no derivative."""
        if not isinstance(index, Leaf) or not index.varied or not isinstance(index.kind, Scalar):
            return
        if np.dtype(index.kind.dtype).kind in "fc":
            why = "This one depends on the arguments differentiated with respect to, which are taken as real."
            hint = "Name the arguments to differentiate with respect to by argnums, or use srcad.stop_gradient(int(i))."
            raise GradientLeak("an index is a whole number, and has no derivative", at or self.origin, why, hint)

    def index_value(self, index: Expr, frame: Frame) -> Value | Expr:
        """Return an index as an expression; its names are read as they are now."""
        if isinstance(index, Call) and index.op == "slice":
            return Call("slice", tuple(self.passive(bound, frame) for bound in index.args), at=index.at)
        if isinstance(index, Call) and index.op == "tuple":
            parts = []
            for part in index.args:
                value = self.index_value(part, frame)
                parts.append(value if isinstance(value, Call | Name | Const) else self.to_expr(value))
            return Call("tuple", tuple(parts), at=index.at)
        value = self.eval(index, frame)
        if isinstance(value, Static) and isinstance(value.value, slice) and value.expr is None:
            bounds = (value.value.start, value.value.stop, value.value.step)
            return Call("slice", tuple(self.to_expr(self.wrap_constant(bound)) for bound in bounds))
        if isinstance(value, Group) and value.maker is tuple and is_leaves(value):
            whole = self.to_expr(value)  # of a name the kind is remembered, of a part of a container it is not
            if not isinstance(whole, Name):
                return Call("tuple", tuple(map(self.to_expr, value.items)))
            self.record(whole.id, kind_of_value(value))
            return whole
        return value

    def without_row(self, base: Leaf, index: Expr) -> tuple[Leaf, Expr] | None:
        """Return `a` and the index `(i, j)` for `a[i]` and the index `j`: the same part, and no row in between."""
        match base:
            case Leaf(Call("[]", (whole, first)), Array(dims=tuple() as dims)):
                known = self.known_kinds()
                kind = expression_kind(whole, known)
                before, after = parts_of(first), parts_of(index)
                basic = all(is_place(part, known) for part in before) and len(after) <= len(dims)
                if basic and isinstance(kind, Array) and all(is_slice(p) or is_place(p, known) for p in after):
                    return replace(base, expr=whole, kind=kind), Call("tuple", (*before, *after))
            case _:
                pass
        return None

    def subscript_kind(self, base: Kind, index: Expr, frame: Frame) -> Kind:
        """Return the kind of `base[index]`."""
        parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
        kinds = []
        for part in parts:
            if isinstance(part, Call) and part.op == "slice":
                bounds = [argument(self.trial(functools.partial(self.eval, bound, frame)))[1] for bound in part.args]
                kinds.append(("slice", *bounds))
            else:
                value = self.trial(functools.partial(self.eval, part, frame))
                if len(parts) == 1 and isinstance(value, Group) and value.maker is tuple and is_leaves(value):
                    kinds += [("item", *argument(item)) for item in value.items]
                else:
                    kinds.append(("item", *argument(value)))
        return index_kind(base, kinds)


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


def argument(value: Value) -> tuple[Kind, object]:
    """Return a value's kind, and the value itself where it is known."""
    known = constant_of(value)
    return kind_of_value(value), UNKNOWN_VALUE if known is MISSING else known
