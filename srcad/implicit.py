"""`srcad.implicit`: a solver is differentiated through the equation of its solution, not through its steps."""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

from .errors import KindError

P = ParamSpec("P")
R = TypeVar("R")
Residual = Callable[..., Any]
Solve = Callable[[Callable[[Any], Any], Any], Any]


class Implicit(Generic[P, R]):
    """A solver, called as it is, whose result `x` is known to satisfy `residual(x, ...) == 0`."""

    def __init__(self, solver: Callable[P, R], residual: Residual, solve: Solve | None) -> None:
        functools.update_wrapper(self, solver)
        self._solver, self._residual, self._solve = solver, residual, solve

    @property
    def __srcad_implicit__(self) -> tuple[Callable[P, R], Residual, Solve | None]:
        """What the compiler needs to know: solver, residual, and what solves the linear equations."""
        return self._solver, self._residual, self._solve

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the solution: the solver's own result."""
        return self._solver(*args, **kwargs)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        """Return the method of an object; of a class, the function."""
        return self if instance is None else types.MethodType(self, instance)

    def __repr__(self) -> str:
        return f"<srcad.implicit of {getattr(self._solver, '__qualname__', self._solver)}>"

    def __reduce__(self) -> str:
        return str(getattr(self._solver, "__qualname__", ""))


def implicit(residual: Residual, *, solve: Solve | None = None) -> Callable[[Callable[P, R]], Implicit[P, R]]:
    """Differentiate a solver through the equation that defines its result, whatever it does inside.

        @srcad.implicit(lambda x, a: x * x - a)
        def square_root(a, tolerance=1e-12): ...           # Newton, bisection, a C library

    `residual(x, ...)` is zero at the solution `x`; its further parameters are those parameters of the solver that it
    names. A fixed point of T has the residual `x - T(x, ...)`, a minimum of f the gradient of f. The residual has the
    structure of x, which may be a container. What it reads from outside is differentiated with respect to as well.
    Derivatives of every order come from the implicit function theorem: each solves a linear equation with the
    residual's derivative by x, which is made dense and handed to `np.linalg.solve`; or `solve(product, b)` solves it,
    where `product(v)` is the matrix times a vector.
    """
    if not callable(residual):
        raise KindError(
            f"implicit takes the residual function, not {residual!r}", hint="Write @srcad.implicit(residual)."
        )

    def decorate(solver: Callable[P, R]) -> Implicit[P, R]:
        wanted, given = names_of(residual), names_of(solver)
        check_names(wanted, given, getattr(solver, "__name__", "the solver"))
        return Implicit(solver, residual, solve)

    return decorate


implicit.__srcad_transform__ = "implicit"  # type: ignore[attr-defined]  # the compiler knows it by this


def names_of(function: Callable[..., Any]) -> list[inspect.Parameter] | None:
    """Return the parameters of a function, None where they are not known."""
    try:
        return list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None


def check_names(wanted: list[inspect.Parameter] | None, given: list[inspect.Parameter] | None, solver: str) -> None:
    """Refuse a residual with a parameter that the solver has not."""
    if wanted is None or given is None:
        return
    names = [p.name for p in given]
    for p in wanted[1:]:
        if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) or p.default is not p.empty or p.name in names:
            continue
        raise KindError(
            f"the residual has a parameter {p.name!r}, which {solver} has not",
            hint="After the solution, the residual takes parameters of the solver, by their names.",
        )
