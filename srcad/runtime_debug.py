"""What generated code calls in debug mode: notes of values, marks on stack entries, and the search for inf and nan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .errors import InternalError, NotFinite
from .tree import snapshot

BUG = "This is a bug of srcad: please report it with the function."
CLOSE = 1e-8  # a value that was computed again may be rounded in another way


def noted(site: str, /, **values: Any) -> tuple[str, dict[str, Any]]:
    """Return what the backward sweep will read at a place, by name, as it is now."""
    return site, {name: snapshot(value) for name, value in values.items()}


def same(trace: list[tuple[str, dict[str, Any]]], site: str, /, **values: Any) -> None:
    """Raise unless the backward sweep is where the forward sweep was last, and reads the same values."""
    if not trace:
        raise broken(f"the backward sweep comes to {site} once more than the forward sweep did")
    place, former = trace.pop()
    if place != site:
        raise broken(f"the backward sweep comes to {site} where the forward sweep was at {place}")
    for name, value in values.items():
        if not alike(former[name], value):
            raise broken(f"at {site}, the backward sweep reads `{name}` = {value}, which was {former[name]} there")


def tagged(value: Any, site: str) -> tuple[str, Any, Any]:
    """Return an entry for a stack: its mark, the value, and what the value is now."""
    return site, value, snapshot(value)


def held(value: Any, site: str) -> tuple[str, Any, Any]:
    """Return an entry for a stack whose value may change there: only which array it is counts."""
    return site, value, value


def untagged(entry: tuple[str, Any, Any], *sites: str) -> Any:
    """Return the value of an entry that was just popped; raise if it comes from another place or has changed."""
    site, value, former = entry
    if site not in sites:
        raise broken(f"a value is popped that was pushed at {site}, where one pushed at {' or '.join(sites)} is wanted")
    if not alike(former, value):
        raise broken(f"the value pushed at {site} was overwritten while it was on the stack: {value}, once {former}")
    return value


def emptied(**stacks: Sequence[Any]) -> None:
    """Raise if something is left on a stack."""
    for name, stack in stacks.items():
        if stack:
            raise broken(f"{len(stack)} of what was pushed on {name} is left, the last pushed at {stack[-1][0]}")


def finite(adjoint: Any, name: str) -> Any:
    """Return an adjoint; raise if it is inf or nan."""
    what = first_odd(adjoint)
    if what:
        shown = f"{what} in an array of shape {np.shape(adjoint)}" if np.ndim(adjoint) else what
        raise NotFinite(
            f"the adjoint `{name}` became {shown}",
            why="It is the first adjoint of the backward sweep that did.",
            hint="Derivatives at kinks and poles: docs/conventions.md. np.where masks before it multiplies.",
        )
    return adjoint


def first_odd(adjoint: Any) -> str:
    """Return "inf" or "nan" if such a number is in an adjoint, or nothing."""
    if isinstance(adjoint, list | tuple):
        return next(filter(None, map(first_odd, adjoint)), "")
    if not isinstance(adjoint, float | complex | np.ndarray | np.generic) or np.asarray(adjoint).dtype.kind not in "fc":
        return ""
    if np.all(np.isfinite(adjoint)):
        return ""
    return "nan" if np.any(np.isnan(adjoint)) else "inf"


def alike(a: Any, b: Any) -> bool:
    """Return whether two values are the same, up to rounding."""
    if isinstance(a, list | tuple):
        return isinstance(b, list | tuple) and len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    if not isinstance(a, int | float | complex | np.ndarray | np.generic) or np.asarray(a).dtype.kind not in "biufc":
        return True
    if np.shape(a) != np.shape(b):
        return False
    return bool(np.allclose(a, b, rtol=CLOSE, atol=0.0, equal_nan=True))


def broken(what: str) -> InternalError:
    """Return the error for a sweep that does not do what it should."""
    return InternalError(what, hint=BUG)
