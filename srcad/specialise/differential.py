"""SciPy's solvers of differential equations: the call stays, and Runge-Kutta steps on its grid are differentiated.

What `solve_ivp` finds is its own to the last bit. Its derivatives are those of a Runge-Kutta method on the steps that
it took, cut where values are asked for: the explicit method itself, or the one of order 5 by Radau for stiff problems,
whose stages are the solution of an equation. So they are the exact derivatives of a solution as accurate as that which
was found, to any order and in both modes.
"""

from __future__ import annotations

import inspect
from typing import no_type_check

import numpy as np

from ..ir import Call, Const, Name
from ..kinds import UNKNOWN, Array, Dim, Scalar
from ..runtime_edges import zero_near
from .quadrature import Quadrature
from .solvers import Asked, OptimizeResult
from .values import NONE, Group, Leaf, Poison, Static, Value, constant_of, is_varied, number

EXPLICIT = {None: "RK45", "RK45": "RK45", "RK23": "RK45", "DOP853": "DOP853"}
STIFF = ("Radau", "BDF", "LSODA")
VECTOR = Array("float64", (Dim(0, False),))
MATRIX = Array("float64", (Dim(0, False), Dim(0, False)))
ROOT6 = 6**0.5
RADAU = (
    ((88 - 7 * ROOT6) / 360, (296 - 169 * ROOT6) / 1800, (-2 + 3 * ROOT6) / 225),
    ((296 + 169 * ROOT6) / 1800, (88 + 7 * ROOT6) / 360, (-2 - 3 * ROOT6) / 225),
    ((16 - ROOT6) / 36, (16 + ROOT6) / 36, 1 / 9),
)  # the last row also gives the step's end
TOLD = ("success", "status", "message", "nfev", "njev", "nlu")


class Differential(Quadrature):
    """The part of the specialiser for initial value problems."""

    def do_solve_ivp(self, asked: Asked) -> Value:
        """`solve_ivp(f, t_span, y0, method, t_eval, args=...)`."""
        at, table = asked.at, asked.table
        self.plain_option(asked, "dense_output", "events")
        method = asked.option("method")
        if method not in EXPLICIT and method not in STIFF:
            raise self.unsupported("a method of `solve_ivp` that is not one of its names is not differentiated", at=at)
        span = table["t_span"]
        if not isinstance(span, Leaf | Group):
            raise self.wrong_kind(f"`t_span` is {self.say(span)}", at)
        start, end = (
            self.item_of(span, number(k), at) if isinstance(span, Group) else self.element(span, Const(k), k)
            for k in (0, 1)
        )
        y0, asked = self.start_of(asked)
        wanted = table.get("t_eval", NONE)
        call_time = Leaf(Name("t"), Scalar("float64", False))
        found = self.solver_result(asked, Leaf(Name("y"), VECTOR), "found", [call_time], dense=True)
        if constant_of(wanted) is None:
            times: Value = Leaf(self.temporary(Call(".t", (found,)), "times"), VECTOR)
            self.record(self.of_name(times), VECTOR)
            if is_varied(start) or is_varied(end):
                times = self.call_values(Static(with_ends), [times, start, end], (), at)
            states = self.steps(asked, method, times, y0)
        else:
            wanted = wanted if isinstance(wanted, Leaf) else self.operation("np.array", [wanted], (), at)
            assert isinstance(wanted, Leaf)
            wanted = self.atom(wanted, "times")
            steps = self.accepted(asked, found)
            states = self.between(asked, method, start, wanted, steps, y0)
        flipped = self.operation(".T", [states], (), at)
        y = self.operation("instead", [flipped, Leaf(Call(".y", (found,)), MATRIX)], (), at)
        t = wanted if constant_of(wanted) is not None else Leaf(Call(".t", (found,)), VECTOR)
        if constant_of(wanted) is None and is_varied(end):
            t = Poison("not differentiated: give `t_eval`")
        told = [Leaf(Call("." + name, (found,)), UNKNOWN) for name in TOLD]
        return Group(OptimizeResult, ("y", "t", *TOLD, "sol"), (y, t, *told, Poison("not differentiated")))

    def do_odeint(self, asked: Asked) -> Value:
        """`odeint(f, y0, t, args=...)`."""
        at, table = asked.at, asked.table
        self.plain_option(asked, "full_output")
        times = table["t"]
        times = self.atom(times, "times") if isinstance(times, Leaf) else self.operation("np.array", [times], (), at)
        assert isinstance(times, Leaf)
        y0, asked = self.start_of(asked)
        call_time = Leaf(Name("t"), Scalar("float64", False))
        first = constant_of(table.get("tfirst", number(False))) is True
        found = self.solver_result(asked, Leaf(Name("y"), VECTOR), "found", [call_time], after=not first)
        call = getattr(self.out[-1], "value", None)
        assert isinstance(call, Call)
        handed = {
            **dict(zip(inspect.signature(asked.obj).parameters, call.args[1:], strict=False)),
            **dict(call.keywords),
        }
        given = tuple(handed.get(name, Const(None)) for name in ("func", "y0", "t", "args", "tfirst", "rtol", "atol"))
        steps = self.temporary(Call("passive", (Name("steps_of_lsoda"), *given)), "steps")
        begin = self.element(times, Const(0), 0)
        states = self.between(asked, "LSODA", begin, times, steps, y0, first=first)
        return self.operation("instead", [states, Leaf(found, MATRIX)], (), at)

    # ------------------------------------------------------------ the grid
    def start_of(self, asked: Asked) -> tuple[Leaf, Asked]:
        """Return the initial values as an array, and the call."""
        y0 = asked.table["y0"]
        if not isinstance(y0, Leaf) or isinstance(y0.kind, Scalar):
            y0 = self.operation("np.atleast_1d", [y0], (), asked.at) if isinstance(y0, Leaf) else self.operation(
                "np.array", [y0], (), asked.at
            )  # fmt: skip
        assert isinstance(y0, Leaf)
        return self.atom(y0, "start"), asked

    def of_name(self, value: Value) -> str:
        """Return the name that a leaf is."""
        assert isinstance(value, Leaf) and isinstance(value.expr, Name)
        return value.expr.id

    def accepted(self, asked: Asked, found: Name) -> Name:
        """Return a name for the steps that a solver took."""
        return self.temporary(Call("passive", (Name("steps_taken"), found)), "steps")

    def between(
        self, asked: Asked, method: object, start: Value, wanted: Leaf, steps: Name, y0: Leaf, first: bool = True
    ) -> Value:
        """Return the states at the times wanted, those of the solver's own steps between them being left out."""
        merged = self.temporary(Call("passive", (Name("grid_of"), steps, wanted.expr)), "grid")
        grid, places = Leaf(Call("[]", (merged, Const(0))), VECTOR), Leaf(Call("[]", (merged, Const(1))), PLACES)
        times: Value = self.atom(grid, "times")
        places = self.atom(places, "places")
        self.record(self.of_name(times), VECTOR)
        self.record(self.of_name(places), PLACES)
        if is_varied(start) or wanted.varied:
            times = self.call_values(Static(with_times), [times, start, wanted, places], (), asked.at)
        states = self.steps(asked, method, times, y0, first)
        return self.call_values(Static(rows), [states, places], (), asked.at)

    def steps(self, asked: Asked, method: object, times: Value, y0: Leaf, first: bool = True) -> Value:
        """Return the states at all points of a grid, by Runge-Kutta steps from one to the next."""
        rest = self.extra(asked)
        args = Group(tuple, tuple(range(len(rest))), tuple(rest))
        function, at = asked.function, asked.at
        if method in EXPLICIT:
            tableau = f"scipy.integrate.{EXPLICIT[method]}"
            tables: list[Value] = []
            for part, wish, kind in (("A", "stages", MATRIX), ("B", "weights", VECTOR), ("C", "nodes", VECTOR)):
                name = self.temporary(Name(f"{tableau}.{part}"), wish)
                self.record(name.id, kind)
                tables.append(Leaf(name, kind))
            return self.call_values(Static(explicit_steps), [function, times, y0, args, *tables], (), at)
        order = number(first)
        return self.call_values(Static(stiff_steps), [function, times, y0, args, order], (), at)


PLACES = Array("int64", (Dim(0, False),))


# ---------------------------------------------------------------- these are read and compiled where they are called
def with_ends(times, start, end):  # type: ignore[no-untyped-def]
    """Return a grid whose ends depend on what is differentiated with respect to."""
    grid = np.copy(times)
    grid[0] = start
    grid[-1] = end
    return grid


def with_times(times, start, wanted, places):  # type: ignore[no-untyped-def]
    """Return a grid whose start and some of whose points depend on what is differentiated with respect to."""
    grid = np.copy(times)
    grid[0] = start
    grid[places] = wanted
    return grid


def rows(states, places):  # type: ignore[no-untyped-def]
    """Return some of the states."""
    return states[places]


def explicit_steps(fun, times, y0, args, a, b, c):  # type: ignore[no-untyped-def]
    """Return the states at the points of a grid, by an explicit Runge-Kutta method of tableau a, b, c."""
    states = np.zeros((len(times), len(y0)))
    y = y0
    states[0] = y
    for j in range(len(times) - 1):
        t = times[j]
        h = times[j + 1] - t
        slopes = np.zeros((len(b), len(y0)))
        for i in range(len(b)):
            slopes[i] = np.array(fun(t + c[i] * h, y + h * (a[i] @ slopes[: a.shape[1]]), *args))
        y = y + h * (b @ slopes)
        states[j + 1] = y
    return states


@no_type_check
def stiff_steps(fun, times, y0, args, time_first):
    """Return the states at the points of a grid, by Radau's method of order 5: its stages solve an equation."""
    states = np.zeros((len(times), len(y0)))
    y = y0
    states[0] = y
    for j in range(len(times) - 1):
        t = times[j]
        h = times[j + 1] - t

        def rate(time, state):
            return np.array(fun(time, state, *args) if time_first else fun(state, time, *args))

        def stages(z):
            n = len(y0)
            f1 = rate(t + (0.4 - 0.1 * ROOT6) * h, y + z[:n])  # noqa: B023
            f2 = rate(t + (0.4 + 0.1 * ROOT6) * h, y + z[n : 2 * n])  # noqa: B023
            f3 = rate(t + h, y + z[2 * n :])  # noqa: B023
            (a11, a12, a13), (a21, a22, a23), (a31, a32, a33) = RADAU
            first = z[:n] - h * (a11 * f1 + a12 * f2 + a13 * f3)  # noqa: B023
            second = z[n : 2 * n] - h * (a21 * f1 + a22 * f2 + a23 * f3)  # noqa: B023
            third = z[2 * n :] - h * (a31 * f1 + a32 * f2 + a33 * f3)  # noqa: B023
            return np.concatenate((first, second, third))

        y = y + zero_near(stages, np.zeros(3 * len(y0)))[2 * len(y0) :]
        states[j + 1] = y
    return states
