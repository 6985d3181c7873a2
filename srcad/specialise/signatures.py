"""Calls with arguments that a rule does not name: by the signatures of the functions they are named, or say nothing."""

from __future__ import annotations

import inspect
import sys
from functools import lru_cache
from typing import Any

import numpy as np

from ..rules.rule import Rule, param_of
from .values import Keywords, Value, constant_of

# NumPy before 2.4 does not tell the signatures of its ufuncs
_OF_UFUNCS = {"out": None, "where": True, "casting": "same_kind", "order": "K", "dtype": None, "subok": True}


def fitted(rule: Rule, args: list[Value], keywords: Keywords) -> tuple[list[Value], Keywords]:
    """Return a call's arguments: by keyword what a rule does not take by position, and without what says nothing.

    What a function does without an argument is what it does with its default: `np.add(a, b, out=None)`.
    """
    further = [] if rule.star else args[rule.positional :]
    if not further and all(param_of(rule, rule.renamed.get(key, key)) in rule.params for key, _ in keywords):
        return args, keywords
    names, defaults = signature_of(rule.op)
    if len(args) <= len(names):
        keywords = (*zip(names[rule.positional :], further, strict=False), *keywords)
        args = args[: len(args) - len(further)]
    return args, tuple(
        (key, value)
        for key, value in keywords
        if param_of(rule, key) in rule.params or key not in defaults or not _same(constant_of(value), defaults[key])
    )


def _same(value: object, default: object) -> bool:
    return value is default or (type(value) is type(default) and isinstance(value, str | int) and value == default)


@lru_cache(maxsize=1024)
def signature_of(op: str) -> tuple[tuple[str, ...], dict[str, object]]:
    """Return what a function or method of NumPy or SciPy takes by position, and its defaults, as far as known."""
    function: Any = np.ndarray if op.startswith(".") else sys.modules["scipy"] if op.startswith("scipy.") else np
    for part in op.removesuffix("()").split(".")[1:]:
        function = getattr(function, part, None)
    defaults = _OF_UFUNCS if isinstance(function, np.ufunc) else {}
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return (), dict(defaults)
    names = tuple(p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD))
    given = {p.name: p.default for p in parameters if p.default is not p.empty}
    return names, {**defaults, **given}


def is_ufunc(op: str) -> bool:
    """Whether an operation is a ufunc called by its name."""
    return op.startswith("np.") and isinstance(getattr(np, op[3:], None), np.ufunc)
