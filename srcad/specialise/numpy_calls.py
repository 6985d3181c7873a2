"""Calls of NumPy that stand for others: methods of ufuncs, and lists where NumPy makes arrays of them."""

from __future__ import annotations

import numpy as np

from ..analyse.bound import as_array
from ..ir import Origin
from ..kinds import ListOf, rank_of
from ..rules.rule import RULES, Rule, param_of
from .builtin_calls import BuiltinCalls
from .containers import argument
from .values import Group, Keywords, Leaf, Value, is_varied, number

REDUCTIONS = {
    np.add: "np.sum", np.multiply: "np.prod", np.maximum: "np.max", np.minimum: "np.min", np.logical_and: "np.all",
    np.logical_or: "np.any",
}  # fmt: skip
ACCUMULATIONS = {np.add: "np.cumsum", np.multiply: "np.cumprod"}
SEQUENCES = frozenset({"arrays", "choices", "choicelist"})  # parameters that are lists of arrays, not arrays


class NumpyCalls(BuiltinCalls):
    """NumPy's part of the specialiser."""

    def ufunc_method(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return the value of `np.add.outer(a, b)` and its like, None if it is a call like others."""
        ufunc, name = getattr(obj, "__self__", None), getattr(obj, "__name__", "")
        if not isinstance(ufunc, np.ufunc):
            return None
        if name == "outer" and len(args) == 2 and not keywords:
            a, b = (self.array_of(arg, at) for arg in args)
            rank = rank_of(as_array(argument(b)[0]))
            op = f"np.{ufunc.__name__}"
            if rank is None or op not in RULES:
                return None
            if rank:
                axes = tuple(range(-rank, 0))
                axis = number(-1) if rank == 1 else Group(tuple, axes, tuple(number(i) for i in axes))
                a = self.operation("np.expand_dims", [a, axis], (), at)
            return self.operation(op, [a, b], (), at)
        table = {"reduce": REDUCTIONS, "accumulate": ACCUMULATIONS}.get(name, {})
        given = dict(zip(("array", "axis", "dtype"), args, strict=False)) | dict(keywords)
        if ufunc not in table or len(args) > 3 or not given.keys() <= {"array", "axis", "dtype", "keepdims"}:
            return None
        array = given.pop("array")
        given.setdefault("axis", number(0))
        return self.operation(table[ufunc], [array], tuple(given.items()), at)

    def array_of(self, value: Value, at: Origin | None) -> Value:
        """Return a list or a tuple as the array that NumPy makes of it; other values as they are."""
        listed = isinstance(value, Leaf) and isinstance(value.kind, ListOf)
        if listed or (isinstance(value, Group) and value.maker in (tuple, list) and value.items):
            return self.operation("np.array", [value], (), at)
        return value

    def operation(self, op: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of an operation; lists where it takes arrays are made arrays, as NumPy does."""
        rule = RULES.get(op)
        values = [*args, *(value for _, value in keywords)]
        if rule is not None and _takes_arrays(rule) and any(is_varied(value) for value in values):
            params = [rule.params[min(i, len(rule.params) - 1)] for i in range(len(args))]
            if rule.star:
                star = rule.params.index(rule.star)
                params = [rule.params[min(i, star)] for i in range(len(args))]
            args = [self.array_of(arg, at) if _array(rule, p) else arg for arg, p in zip(args, params, strict=True)]
            keywords = tuple(
                (key, self.array_of(arg, at) if _array(rule, param_of(rule, key)) else arg) for key, arg in keywords
            )
        return super().operation(op, args, keywords, at)


def _takes_arrays(rule: Rule) -> bool:
    return rule.op.startswith("np.") and rule.sort not in ("sequence", "constant")


def _array(rule: Rule, param: str) -> bool:
    """Whether a parameter is an array that derivatives are taken with respect to."""
    if param not in rule.params or param in SEQUENCES:
        return False
    text = rule.vjp[rule.params.index(param)]
    return text is not None and not text.startswith("!")
