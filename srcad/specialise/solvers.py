"""SciPy's solvers: each is a call that stays, and the equation that its result satisfies."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..errors import SrcadError
from ..ir import Call, Const, Do, Expr, Name, Origin
from ..kinds import NUMERIC, UNKNOWN, Array, Dim, Kind, Scalar, unknown_dims
from ..runtime_edges import zero_near
from .apart import name_of, parameters_of
from .implicit import Equation, Implicit
from .values import (
    NONE,
    Closure,
    Group,
    Keywords,
    Leaf,
    Partial,
    Poison,
    Static,
    Transformed,
    Value,
    constant_of,
    is_varied,
)

FLOAT = Scalar("float64")
ONE = Scalar("float64", weak=False)
FOUND = ("success", "status", "message", "nfev", "njev", "nhev", "nit", "converged", "flag", "iterations",
         "function_calls", "method")  # fmt: skip
BESIDE = ("fun", "jac", "hess", "hess_inv", "cost", "grad", "optimality", "active_mask", "fjac", "r", "qtf", "maxcv",
          "lowest_optimization_result", "constr", "v")  # fmt: skip
FUNCTIONS = ("f", "fun", "func", "fprime", "fprime2", "jac", "hess", "hessp", "Dfun")
BRACKETED = ("brentq", "brenth", "bisect", "ridder", "toms748")


@dataclass(frozen=True)
class Asked:
    """A call of a solver: its arguments by parameter, and as they were written."""

    obj: Any
    table: dict[str, Value]
    args: list[Value]
    keywords: Keywords
    at: Origin | None

    @property
    def function(self) -> Value:
        """The function whose zero or minimum is looked for."""
        return next(self.table[name] for name in ("f", "fun", "func") if name in self.table)

    def option(self, name: str) -> object:
        """Return an option's value, None where it is not given, or a marker where it is not known while compiling."""
        return constant_of(self.table.get(name, NONE))

    def given(self, name: str) -> bool:
        """Return whether an option is given, and not None."""
        return name in self.table and self.option(name) is not None


class OptimizeResult:
    """What stands for SciPy's class of the same name: the solution, and what is said of the search."""


class Solvers(Implicit):
    """The part of the specialiser for the solvers of SciPy."""

    def call_solver(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return the value of a call of one of SciPy's solvers; None for any other function."""
        name = solver_name(obj)
        if name is None or self.plain:
            return None
        try:
            bound = inspect.signature(obj).bind(*args, **dict(keywords))  # type: ignore[arg-type]
        except TypeError as error:
            raise self.wrong_kind(f"`{name}`: {error}", at) from None
        asked = Asked(obj, dict(bound.arguments), args, keywords, at)
        values = [*args, *(value for _, value in keywords)]
        try:
            return getattr(self, SOLVERS[name])(asked)  # type: ignore[no-any-return]
        except SrcadError:
            if any(is_varied(value) or not isinstance(value, Leaf | Static | Group) for value in values):
                raise
            return None  # a call of functions that srcad cannot read, of what does not depend on the arguments

    # ------------------------------------------------------------ the call
    def extra(self, asked: Asked) -> list[Value]:
        """Return what the solver hands to its functions after x."""
        given = asked.table.get("args")
        if given is None:
            return []
        if isinstance(given, Group) and given.maker in (tuple, list):
            return list(given.items)
        if isinstance(given, Leaf) and given.kind == UNKNOWN:
            raise self.unsupported("`args` is a tuple whose length is not known while compiling", at=asked.at)
        return [given]

    def solver_result(
        self,
        asked: Asked,
        x: Leaf,
        wish: str = "found",
        time: list[Leaf] | None = None,
        after: bool = False,
        dense: bool = False,
    ) -> Name:
        """Write the call of a solver, its functions being given as they are, or as functions of their own.

        They are called with x, and with a time before it, or after it, where there is one.
        """
        formal = [x, *(time or ())] if after else [*(time or ()), x]
        functions = {
            id(value): value
            for name, value in asked.table.items()
            if name in FUNCTIONS
            and not isinstance(value, Leaf | Group)
            and constant_of(value) not in (None, True, False)
        }
        apart = any(not self.stands_alone(value) for value in functions.values())
        rest = self.extra(asked) if apart else []

        def expr(name: str, value: Value) -> Expr:
            if id(value) not in functions:
                return self.to_expr(value)
            if not apart:
                return self.function_expr(value, asked.at)
            more = [Leaf(Name("p"), FLOAT)] if name == "hessp" else []
            return self.by_itself(
                value, [*formal, *more], lambda own: self.call_values(value, [*own, *rest], (), asked.at), asked.at
            )

        names = list(inspect.signature(asked.obj).parameters)
        positional = list(zip(names, asked.args, strict=False))
        if apart and "args" in dict(positional):  # what follows it goes by keyword
            place = [name for name, _ in positional].index("args")
            positional, by_name = positional[:place], positional[place + 1 :]
        else:
            by_name = []
        by_name += [(key, value) for key, value in asked.keywords if not (apart and key == "args")]
        if dense:
            by_name = [(key, value) for key, value in by_name if key != "dense_output"]
            by_name.append(("dense_output", Static(True, Const(True))))
        module = ".".join(asked.obj.__module__.split(".")[:2])  # the helper is reached by its name alone
        called = f"{module}.{asked.obj.__name__}" if module.startswith("scipy") else asked.obj.__name__
        call = Call(
            "passive",
            (Name(called), *(expr(name, value) for name, value in positional)),
            tuple((name, expr(name, value)) for name, value in by_name), asked.at,
        )  # fmt: skip
        return self.temporary(call, wish)

    def solution(
        self, found: Expr, kind: Kind, asked: Asked, number: Callable[[Value, Value], Value], solve: Value = NONE
    ) -> Value:
        """Return what a solver found, as what its equation defines."""
        return self.defined(Leaf(found, kind), Equation(number, name_of(asked.function), solve), asked.at)

    def told(self, result: Name, key: str, x: Value, asked: Asked) -> Value:
        """Return an object with the solution, and what the solver says of its search."""
        why = f"not differentiated: evaluate it at `.{key}`"
        items = [x, *(Leaf(Call("." + name, (result,)), UNKNOWN) for name in FOUND), *(Poison(why) for _ in BESIDE)]
        return Group(OptimizeResult, (key, *FOUND, *BESIDE), tuple(items))

    def plain_option(self, asked: Asked, *names: str) -> None:
        """Refuse options that ask for more than the solution."""
        for name in names:
            if asked.option(name) not in (None, False, 0):
                raise self.unsupported(f"`{asked.obj.__name__}` with `{name}` is not differentiated", at=asked.at)

    # ------------------------------------------------------------ equations
    def value_at(self, asked: Asked, x: Value, flag: str = "") -> Value:
        """Return the function's value at x; where it returns its derivative too (`flag` is True), the first part."""
        found = self.call_values(asked.function, [x, *self.extra(asked)], (), asked.at)
        if flag and asked.option(flag) is True and isinstance(found, Group) and len(found.items) > 1:
            return found.items[0]
        return found

    def zero_of(self, asked: Asked, flag: str = "") -> Callable[[Value, Value], Value]:
        """Return the equation of a zero."""
        return lambda x, adjoint: self.balance(adjoint, self.value_at(asked, x, flag), asked.at)

    def stationary(self, asked: Asked) -> Callable[[Value, Value], Value]:
        """Return the equation of a minimum: the gradient is zero, as the function gives it or as srcad does."""
        at, own = asked.at, asked.table.get("jac", NONE)

        def number(x: Value, adjoint: Value) -> Value:
            rest = self.extra(asked)
            if constant_of(own) is True:
                pair = self.call_values(asked.function, [x, *rest], (), at)
                if not isinstance(pair, Group) or len(pair.items) != 2:
                    raise self.wrong_kind("with jac=True, a function returns its value and its gradient", at)
                return self.balance(adjoint, pair.items[1], at)
            if is_function(own):
                return self.balance(adjoint, self.call_values(own, [x, *rest], (), at), at)
            slope = self.along(asked.function, x, adjoint, rest, at)[1]
            whole = isinstance(slope, Leaf) and not isinstance(slope.kind, Scalar)  # of one element, as SciPy allows
            return self.operation("np.sum", [slope], (), at) if whole else slope

        return number

    def along(
        self, function: Value, x: Value, direction: Value, rest: list[Value], at: Origin | None
    ) -> tuple[Value, Value]:
        """Return a function's value at x and its derivative along a direction."""
        return self.tangent_of(function, [x, *rest], [direction, *(NONE for _ in rest)], at)

    def tangent_of(
        self, function: Value, primals: list[Value], tangents: list[Value], at: Origin | None
    ) -> tuple[Value, Value]:
        """Return a function's value and its tangent."""
        groups = [Group(tuple, tuple(range(len(each))), tuple(each)) for each in (primals, tangents)]
        pair = self.call_jvp(function, list(groups), {}, at)
        assert isinstance(pair, Group)
        return pair.items[0], pair.items[1]

    # ------------------------------------------------------------ roots of one number
    def do_bracketed(self, asked: Asked) -> Value:
        """`brentq(f, a, b)` and its like."""
        self.plain_option(asked, "full_output")
        found = self.solver_result(asked, Leaf(Name("x"), FLOAT), "root")
        return self.solution(found, FLOAT, asked, self.zero_of(asked))

    def do_newton(self, asked: Asked) -> Value:
        """`newton(f, x0)`: of a number, or of each number of an array by itself."""
        self.plain_option(asked, "full_output")
        start = asked.table["x0"]
        kind: Kind = UNKNOWN
        if isinstance(start, Leaf) and isinstance(start.kind, Scalar):
            kind = ONE
        elif isinstance(start, Leaf) and isinstance(start.kind, Array):
            kind = Array("float64", start.kind.dims)
        found = self.solver_result(asked, Leaf(Name("x"), kind), "root")
        solve = NONE if kind == ONE else Static("each_by_itself", Name("each_by_itself"))
        return self.solution(found, kind if kind != UNKNOWN else NUMERIC, asked, self.zero_of(asked), solve)

    def do_root_scalar(self, asked: Asked) -> Value:
        """`root_scalar(f, bracket=..., method=...)`."""
        found = self.solver_result(asked, Leaf(Name("x"), FLOAT))
        root = self.solution(Call(".root", (found,)), ONE, asked, self.zero_of(asked, "fprime"))
        return self.told(found, "root", root, asked)

    # ------------------------------------------------------------ systems
    def start_kind(self, asked: Asked, keeps_shape: bool = False) -> Kind:
        """Return the kind of the vector that a solver makes of its start."""
        start = asked.table["x0"]
        if isinstance(start, Group):
            return Array("float64", (Dim(len(start.items), True),))
        kind = start.kind if isinstance(start, Leaf) else UNKNOWN
        if isinstance(kind, Scalar):
            return Array("float64", (Dim(1, True),))
        if isinstance(kind, Array) and kind.dims is not None and (len(kind.dims) == 1 or keeps_shape):
            return Array("float64", kind.dims)
        return NUMERIC if keeps_shape else Array("float64", unknown_dims(1))

    def do_fsolve(self, asked: Asked) -> Value:
        """`fsolve(f, x0)`."""
        self.plain_option(asked, "full_output")
        kind = self.start_kind(asked)
        found = self.solver_result(asked, Leaf(Name("x"), kind), "x")
        return self.solution(found, kind, asked, self.zero_of(asked))

    def do_zero_near(self, asked: Asked) -> Value:
        """`zero_near(f, x)`, of srcad's own."""
        start = asked.table["x"]
        kind = Array("float64", start.kind.dims if isinstance(start, Leaf) and isinstance(start.kind, Array) else None)
        found = self.solver_result(asked, Leaf(Name("x"), kind), "x")
        return self.solution(found, kind, asked, self.zero_of(asked))

    def do_root(self, asked: Asked) -> Value:
        """`root(f, x0, method=...)`."""
        kind = self.start_kind(asked, keeps_shape=asked.option("method") not in (None, "hybr", "lm"))
        found = self.solver_result(asked, Leaf(Name("x"), kind))
        x = self.solution(Call(".x", (found,)), kind, asked, self.zero_of(asked, "jac"))
        return self.told(found, "x", x, asked)

    def do_fixed_point(self, asked: Asked) -> Value:
        """`fixed_point(T, x0)`: x - T(x) is zero."""
        start = asked.table["x0"]
        kind: Kind = NUMERIC
        if isinstance(start, Leaf) and isinstance(start.kind, Array) and start.kind.dims:
            kind = Array("float64", start.kind.dims)
        found = self.solver_result(asked, Leaf(Name("x"), kind), "x")

        def number(x: Value, adjoint: Value) -> Value:
            rest = self.operation("-", [x, self.value_at(asked, x)], (), asked.at)
            return self.balance(adjoint, rest, asked.at)

        return self.solution(found, kind, asked, number)

    # ------------------------------------------------------------ minima
    def check_bounds(self, x: Expr, asked: Asked, pairs: bool = False) -> None:
        """Write the test that a solution does not lie on a bound, where it would not be stationary."""
        if asked.given("bounds"):
            expr = self.to_expr(asked.table["bounds"])
            self.emit(Do(Call("check_interior", (x, expr, Const(pairs))), asked.at or self.origin))

    def do_minimize(self, asked: Asked) -> Value:
        """`minimize(f, x0, ...)`: the gradient is zero at `.x`."""
        constraints = asked.table.get("constraints")
        if constraints is not None and not (isinstance(constraints, Group) and not constraints.items):
            raise self.unsupported(
                "a minimum under constraints is not differentiated",
                "State its conditions as the residual of srcad.implicit.", asked.at,
            )  # fmt: skip
        kind = self.start_kind(asked)
        found = self.solver_result(asked, Leaf(Name("x"), kind))
        place = self.temporary(Call(".x", (found,)), "x")
        self.check_bounds(place, asked, pairs=True)
        return self.told(found, "x", self.solution(place, kind, asked, self.stationary(asked)), asked)

    def do_minimize_scalar(self, asked: Asked) -> Value:
        """`minimize_scalar(f, ...)`: the derivative is zero at `.x`."""
        found = self.solver_result(asked, Leaf(Name("x"), FLOAT))
        place = self.temporary(Call(".x", (found,)), "x")
        self.check_bounds(place, asked)
        return self.told(found, "x", self.solution(place, ONE, asked, self.stationary(asked)), asked)

    def do_least_squares(self, asked: Asked) -> Value:
        """`least_squares(r, x0, ...)`: the gradient of r · r is zero at `.x`."""
        if asked.option("loss") not in (None, "linear"):
            raise self.unsupported("`least_squares` with another loss is not differentiated", "Use minimize.", asked.at)
        self.plain_option(asked, "kwargs")
        kind = self.start_kind(asked)
        found = self.solver_result(asked, Leaf(Name("x"), kind))
        place = self.temporary(Call(".x", (found,)), "x")
        self.check_bounds(place, asked)

        def number(x: Value, adjoint: Value) -> Value:
            value, slope = self.along(asked.function, x, adjoint, self.extra(asked), asked.at)
            if isinstance(value, Group):
                value, slope = (self.operation("np.array", [each], (), asked.at) for each in (value, slope))
            return self.operation("np.sum", [self.operation("*", [value, slope], (), asked.at)], (), asked.at)

        return self.told(found, "x", self.solution(place, kind, asked, number), asked)

    def do_curve_fit(self, asked: Asked) -> Value:
        """`curve_fit(f, x, y, ...)`: the gradient of the weighted sum of squares is zero at the parameters found."""
        self.plain_option(asked, "full_output")
        options: Any = asked.table.get("kwargs", {})
        if constant_of(options.get("loss", NONE)) not in (None, "linear"):
            raise self.unsupported("`curve_fit` with another loss is not differentiated", "Use minimize.", asked.at)
        at, weights = asked.at, asked.table.get("sigma", NONE)
        sigma = None if constant_of(weights) is None else self.as_array(weights, at)
        if sigma is not None and (not isinstance(sigma.kind, Array) or len(sigma.kind.dims or ()) != 1):
            hint = "Hand over an array of one axis, or divide by the factor of the matrix's Cholesky decomposition."
            raise self.unsupported(
                "`curve_fit` with what may be a matrix of covariances is not differentiated", hint, at
            )
        places, values = (self.as_array(asked.table[name], at) for name in ("xdata", "ydata"))
        count = self.fitted_parameters(asked)
        kind = Array("float64", (Dim(count, True),))
        formal = [Leaf(Name(f"p{i}"), FLOAT) for i in range(count)]
        seen = Leaf(Name("x"), replace(places.kind, dtype="float64") if isinstance(places.kind, Array) else NUMERIC)
        found = self.solver_result(asked, seen, time=formal, after=True)
        place = self.temporary(Call("[]", (found, Const(0))), "x")
        self.check_bounds(place, asked)

        def number(x: Value, adjoint: Value) -> Value:
            assert isinstance(x, Leaf) and isinstance(adjoint, Leaf)
            own, along = ([self.element(each, Const(i), i) for i in range(count)] for each in (x, adjoint))
            pair = self.tangent_of(asked.function, [places, *own], [NONE, *along], at)
            value, slope = (self.as_array(item, at) for item in pair)
            rest: Value = self.operation("-", [value, values], (), at)
            if sigma is not None:
                rest = self.operation("/", [rest, self.operation("*", [sigma, sigma], (), at)], (), at)
            return self.operation("np.sum", [self.operation("*", [rest, slope], (), at)], (), at)

        best = self.solution(place, kind, asked, number)
        return Group(tuple, (0, 1), (best, Poison("what curve_fit says of covariances, which has no derivative here")))

    def as_array(self, value: Value, at: Origin | None) -> Leaf:
        """Return data as an array: lists and tuples are made one."""
        whole = isinstance(value, Leaf) and isinstance(value.kind, Array)
        made = value if whole else self.operation("np.array", [value], (), at)
        assert isinstance(made, Leaf)
        return made

    def fitted_parameters(self, asked: Asked) -> int:
        """Return how many parameters `curve_fit` looks for: as many as it begins with, or as its model has."""
        start = asked.table.get("p0", NONE)
        if isinstance(start, Group):
            return len(start.items)
        kind = start.kind if isinstance(start, Leaf) else UNKNOWN
        if isinstance(kind, Array) and kind.dims and kind.dims[0].exact:
            return kind.dims[0].low
        return len(parameters_of(asked.function)) - 1


SOLVERS = {
    **dict.fromkeys(BRACKETED, "do_bracketed"), "newton": "do_newton", "root_scalar": "do_root_scalar",
    "fsolve": "do_fsolve", "root": "do_root", "fixed_point": "do_fixed_point", "minimize": "do_minimize",
    "minimize_scalar": "do_minimize_scalar", "least_squares": "do_least_squares", "solve_ivp": "do_solve_ivp",
    "odeint": "do_odeint", "quad": "do_quad", "zero_near": "do_zero_near", "curve_fit": "do_curve_fit",
}  # fmt: skip


def is_function(value: Value) -> bool:
    """Return whether a value is a function, not a flag or a name of a method."""
    return isinstance(value, Closure | Partial | Transformed) or (isinstance(value, Static) and callable(value.value))


def solver_name(obj: object) -> str | None:
    """Return the name of one of SciPy's solvers, None for any other object."""
    name, module = getattr(obj, "__name__", None), str(getattr(obj, "__module__", ""))
    if obj is zero_near:
        return name
    if name not in SOLVERS or not module.startswith(("scipy.optimize", "scipy.integrate")):
        return None
    package = sys.modules.get(".".join(module.split(".")[:2]))
    return name if package is not None and getattr(package, name, None) is obj else None
