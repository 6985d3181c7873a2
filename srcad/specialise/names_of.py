"""The canonical names of functions: `np.sin` for numpy.sin, however the user's code spells it."""

from __future__ import annotations

import builtins
import cmath
import math
import operator
from functools import lru_cache

import numpy as np

from .. import runtime
from ..rules import load
from ..rules.rule import OBJECTS, RULES

OPERATORS: dict[object, str] = {
    operator.add: "+", operator.sub: "-", operator.mul: "*", operator.truediv: "/", operator.floordiv: "//",
    operator.mod: "%", operator.pow: "**", operator.matmul: "@", operator.neg: "neg", operator.pos: "pos",
    operator.eq: "==", operator.ne: "!=", operator.lt: "<", operator.le: "<=", operator.gt: ">", operator.ge: ">=",
    operator.and_: "&", operator.or_: "|", operator.xor: "^", operator.invert: "invert", operator.not_: "not",
    operator.iadd: "+", operator.isub: "-", operator.imul: "*", operator.itruediv: "/",
}  # fmt: skip

ROOTS = {"np": np, "math": math, "cmath": cmath}


@lru_cache(maxsize=1)
def _table() -> dict[int, tuple[str, object]]:
    """Return the canonical name of each object that a rule names, by identity (they are never collected)."""
    load()
    found: dict[int, tuple[str, object]] = {}
    for op in RULES:
        root, _, rest = op.partition(".")
        obj: object
        if root in ROOTS and rest:
            obj = ROOTS[root]
            for part in rest.split("."):
                obj = getattr(obj, part, None)
        else:
            obj = getattr(builtins, op, None) or runtime.HELPERS.get(op)
        if obj is not None and id(obj) not in found:
            found[id(obj)] = (op, obj)
    return found


def canonical_name(obj: object) -> str | None:
    """Return the operation that stands for a function in rules, or None."""
    if id(obj) in OBJECTS:
        return OBJECTS[id(obj)][0]
    try:
        if obj in OPERATORS:
            return OPERATORS[obj]
    except TypeError:  # not hashable
        return None
    entry = _table().get(id(obj))
    if entry is not None:
        return entry[0]
    module, name = getattr(obj, "__module__", None), getattr(obj, "__name__", None)
    owner = getattr(obj, "__self__", None)
    if isinstance(owner, np.ufunc) and getattr(np, owner.__name__, None) is owner:
        return f"np.{owner.__name__}.{name}"
    if module == "builtins" and isinstance(name, str) and getattr(builtins, name, None) is obj:
        return name
    if isinstance(name, str):
        for root, holder in ROOTS.items():
            if getattr(holder, name, None) is obj:
                return f"{root}.{name}"
        if getattr(np.linalg, name, None) is obj:
            return f"np.linalg.{name}"
    return None


def has_rule(obj: object) -> bool:
    """Return whether a function has a derivative rule."""
    name = canonical_name(obj)
    return name is not None and name in RULES and RULES[name].sort != "constant"
