"""The derivatives of a program by dual numbers on its own text, or by differences where those cannot go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import duals
from .duals import Dual, IllConditioned, OracleGap
from .program import Program, flatten, leaves, rebuild, unflatten

__all__ = ["IllConditioned", "Jacobian", "OracleGap", "by_differences", "by_duals", "jacobian"]


@dataclass(frozen=True)
class Jacobian:
    """One row for each real number of the result, one column for each of the arguments.

    `choices` holds one matrix, or one for each step size; an answer is right if it agrees with any of them.
    """

    value: Any
    choices: tuple[np.ndarray, ...]
    args: tuple[Any, ...]
    exact: bool
    why: str = ""

    def columns(self, k: int) -> slice:
        """The columns of argument `k`."""
        start = flatten(self.args[:k]).size
        return slice(start, start + flatten(self.args[k]).size)

    def largest(self) -> float:
        return max((float(np.max(np.abs(m), initial=0.0)) for m in self.choices), default=0.0)

    def tolerance(self) -> float:
        size = 1 + self.largest() + float(np.max(np.abs(flatten(self.value)), initial=0.0))
        return size * (1e-7 if self.exact else 2e-5)


def jacobian(program: Program, value: Any) -> Jacobian:
    """The derivatives at the program's arguments, whose plain value is `value`; IllConditioned if there are none."""
    try:
        found = by_duals(program)
    except IllConditioned:
        raise
    except Exception as gap:  # whatever the stand-in cannot do, differences can
        found = by_differences(program, value, f"{type(gap).__name__}: {gap}")
    mine, theirs = flatten(found.value), flatten(value)
    if mine.shape != theirs.shape:
        found = by_differences(program, value, "the stand-in's result has another shape")
    elif not np.all(np.abs(mine - theirs) <= 1e-11 * (1 + np.abs(theirs))):
        raise IllConditioned("the value itself is not certain")
    if not all(np.all(np.isfinite(m)) for m in found.choices) or found.largest() > 1e9:
        raise IllConditioned("no finite derivative")
    return found


def by_duals(program: Program) -> Jacobian:
    """Run the text once, every real argument carrying its part of the identity."""
    args = program.args()
    start, count = flatten(args), 0
    identity = np.eye(start.size)

    def lift(leaf: Any) -> Any:
        nonlocal count
        if isinstance(leaf, np.ndarray):
            lifted = np.empty(leaf.shape, object)
            for index in np.ndindex(leaf.shape):
                lifted[index] = lift(float(leaf[index]))
            return lifted
        count += 1
        return Dual(leaf, identity[count - 1])

    function = program.function(duals.namespace())
    with np.errstate(all="ignore"):
        result = function(*rebuild(args, lift))
    rows: list[np.ndarray] = []

    def lower(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: lower(item) for key, item in value.items()}
        if isinstance(value, (tuple, list)):
            return type(value)(lower(item) for item in value)
        if isinstance(value, np.ndarray) and value.dtype.kind in "fO":
            items = (item if isinstance(item, Dual) else float(item) for item in value.ravel())  # some may be integers
            return np.array([lower(item) for item in items], float).reshape(value.shape)
        if isinstance(value, (Dual, float, np.floating)):
            rows.append(value.d if isinstance(value, Dual) else np.zeros(start.size))
            return value.v if isinstance(value, Dual) else float(value)
        return value

    value = lower(result)
    return Jacobian(value, (np.array(rows).reshape(len(rows), start.size),), args, True)


STEPS = (1e-4, 1e-5, 1e-6, 1e-7)


def by_differences(program: Program, value: Any, why: str = "") -> Jacobian:
    """Central differences of the plain function, one matrix for each of four steps."""
    function, args = program.function(), program.args()
    start = flatten(args)
    choices = []
    with np.errstate(all="ignore"):
        for step in STEPS:
            columns = []
            for k in range(start.size):
                move = np.zeros(start.size)
                move[k] = step * max(1.0, abs(start[k]))
                up = flatten(function(*unflatten(args, start + move)))
                down = flatten(function(*unflatten(args, start - move)))
                if up.shape != down.shape or up.shape != flatten(value).shape:
                    raise IllConditioned("the result's shape depends on the step")
                columns.append((up - down) / (2 * move[k]))
            choices.append(np.array(columns).reshape(start.size, flatten(value).size).T)
    return Jacobian(value, tuple(choices), args, False, why)


def count_real(value: Any) -> int:
    """How many floats and arrays a pytree holds."""
    return sum(1 for _ in leaves(value))
