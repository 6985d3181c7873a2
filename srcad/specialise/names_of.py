"""The canonical names of functions: `np.sin` for numpy.sin, however the user's code spells it."""

from __future__ import annotations

import builtins
import cmath
import functools
import math
import operator
import sys
import types
from functools import lru_cache
from typing import Any

import numpy as np

from .. import runtime
from ..dataclass_objects import told
from ..rules import load
from ..rules.rule import OBJECTS, RULES

OPERATORS: dict[object, str] = {
    operator.add: "+", operator.sub: "-", operator.mul: "*", operator.truediv: "/", operator.floordiv: "//",
    operator.mod: "%", operator.pow: "**", operator.matmul: "@", operator.neg: "neg", operator.pos: "pos",
    operator.eq: "==", operator.ne: "!=", operator.lt: "<", operator.le: "<=", operator.gt: ">", operator.ge: ">=",
    operator.and_: "&", operator.or_: "|", operator.xor: "^", operator.invert: "invert", operator.not_: "not",
    operator.abs: "abs", operator.truth: "bool", operator.lshift: "<<", operator.rshift: ">>", operator.inv: "invert",
    operator.is_: "is", operator.is_not: "is not", operator.iadd: "+", operator.isub: "-", operator.imul: "*",
    operator.itruediv: "/",
}  # fmt: skip

ROOTS = {"np": np, "math": math, "cmath": cmath}

# functions that the specialiser looks into, which may ask whether what they get is None
FOLLOWED = (types.FunctionType, types.MethodType, type, functools.partial)


SCIPY = (
    "scipy.fft", "scipy.integrate", "scipy.interpolate", "scipy.linalg", "scipy.ndimage", "scipy.signal",
    "scipy.sparse", "scipy.sparse.linalg", "scipy.spatial.distance", "scipy.special", "scipy.stats",
)  # fmt: skip


def of_scipy(op: str) -> object:
    """Return the function of SciPy that a rule names, None where the user's program has not imported its module."""
    package = next((name for name in reversed(SCIPY) if op.startswith(name + ".") and name in sys.modules), None)
    found: object = None if package is None else sys.modules[package]
    for part in op[len(package or "") + 1 :].split(".") if found is not None else ():
        found = getattr(found, part, None)
    return found


@lru_cache(maxsize=8)
def _table(loaded: tuple[str, ...]) -> dict[int, tuple[str, object]]:
    """Return the canonical name of each object that a rule names, by identity (they are never collected)."""
    load(bool(loaded))
    found: dict[int, tuple[str, object]] = {}
    for op in RULES:
        root, _, rest = op.partition(".")
        obj: object
        if root in ROOTS and rest:
            obj = ROOTS[root]
            for part in rest.split("."):
                obj = getattr(obj, part, None)
        elif root == "scipy":
            obj = of_scipy(op)
        else:
            obj = getattr(builtins, op, None) or runtime.HELPERS.get(op)
        if obj is not None and id(obj) not in found:
            found[id(obj)] = (op, obj)
    return found


@lru_cache(maxsize=8)
def _methods(loaded: tuple[str, ...]) -> dict[tuple[int, str], str]:
    """Return the canonical name of each method of a distribution that a rule names, by the distribution's identity."""
    rules = [op.rpartition(".") for op in RULES if op.startswith("scipy.stats.")]
    return {(id(of_scipy(owner)), name): f"{owner}.{name}" for owner, _, name in rules}


def canonical_name(obj: object) -> str | None:
    """Return the operation that stands for a function in rules, or None."""
    if id(obj) in OBJECTS:
        return OBJECTS[id(obj)][0]
    try:
        if obj in OPERATORS:
            return OPERATORS[obj]
    except TypeError:  # not hashable
        return None
    entry = _table(tuple(name for name in SCIPY if name in sys.modules)).get(id(obj))
    if entry is not None:
        return entry[0]
    module, name = told(obj, "__module__"), told(obj, "__name__")
    owner: Any = told(obj, "__self__")
    function = owner.__name__ if isinstance(owner, np.ufunc) else ""
    if function and getattr(np, function, None) is owner:
        return f"np.{function}.{name}"
    if str(type(owner).__module__).startswith("scipy.stats"):
        return _methods(tuple(name for name in SCIPY if name in sys.modules)).get((id(owner), str(name)))
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
