"""Values that an equation defines: the solver stays a call, and the residual becomes an operation with a rule."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..errors import KindError
from ..ir import Call, Const, Expr, Name, Origin
from ..kinds import UNKNOWN, Array, Kind, Scalar, dtype_of
from .apart import Inner, is_real, name_of, parameters_of
from .builtin_calls import _stopped
from .derivatives import Derivatives
from .values import (
    NONE,
    Closure,
    Group,
    Keywords,
    Leaf,
    Partial,
    Static,
    Transformed,
    Value,
    constant_of,
    leaves,
)


@dataclass(frozen=True)
class Equation:
    """What defines a value: the number `adjoint · residual` for a solution and an adjoint, and a name for it."""

    number: Callable[[Value, Value], Value]
    name: str
    solve: Value = NONE


class Implicit(Derivatives):
    """The part of the specialiser for values that are defined by an equation."""

    # given by the driver: the operations that a solution is made of, and a function by itself
    inner_solution: Callable[[Implicit, Inner, int, Expr | None], tuple[str, tuple[Expr, ...]]]
    inner_function: Callable[[Implicit, Inner], tuple[str, tuple[Expr, ...]]]

    def call_implicit_part(
        self, function: Transformed, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value:
        """Return the value of a call of `srcad.implicit(residual)`, or of what that gave."""
        options = dict(function.options)
        solve, residual = options["solve"], options.get("residual", function.function)
        if function.mode == "implicitly" and len(args) == 1:
            return Transformed("implicit", args[0], (("solve", solve), ("residual", residual)))
        return self.call_implicit(function.function, residual, solve, args, keywords, at)  # type: ignore[arg-type]

    def call_implicit(
        self, solver: Value, residual: Value, solve: Value, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value:
        """Return the value of a call of a solver that `srcad.implicit` was applied to."""
        found = self.solver_call(solver, args, keywords, at)
        handed = self.for_residual(solver, residual, args, dict(keywords), at)

        def number(x: Value, adjoint: Value) -> Value:
            return self.balance(adjoint, self.call_values(residual, [x, *handed[0]], handed[1], at), at)

        return self.defined(found, Equation(number, name_of(residual), solve), at)

    def solver_call(self, solver: Value, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return what a solver returns, as a constant: a call, unless the solver sees variables of this function."""
        values = [*args, *(value for _, value in keywords)]
        plain = isinstance(solver, Static) and all(self.expressible(value) for value in values)
        if plain and isinstance(solver, Static) and callable(solver.value) and hasattr(solver.value, "__code__"):
            return self.plain_call(solver.value, args, keywords, at)  # type: ignore[arg-type]
        if plain:
            exprs = tuple(self.to_expr(arg) for arg in args)
            call = Call("passive", (self.to_expr(solver), *exprs), self.named(keywords), at)
            return Leaf(self.temporary(call, "x"), UNKNOWN)
        return _stopped(self.call_values(solver, args, keywords, at))

    def for_residual(
        self, solver: Value, residual: Value, args: list[Value], named: dict[str, Value], at: Origin | None
    ) -> tuple[list[Value], Keywords]:
        """Return what of a solver's arguments its residual takes after the solution."""
        own = parameters_of(solver)
        table = {**dict(zip(own, args, strict=False)), **named}
        defaults = self.defaults_of(solver)
        wanted = parameters_of(residual)[1:]
        if not own and len(wanted) == len(args) and not named:  # a function without a signature: by position
            return list(args), ()
        if not wanted:
            return (list(args), ()) if takes_all(residual) else ([], ())
        found: list[tuple[str, Value]] = []
        for name in wanted:
            if name in table or name in defaults:
                found.append((name, table.get(name, defaults.get(name, NONE))))
            elif name not in self.defaults_of(residual):
                raise self.wrong_kind(f"the residual's parameter `{name}` is not given to the solver", at)
        return [], tuple(found)

    def defaults_of(self, function: Value) -> dict[str, Value]:
        """Return the defaults of a function's parameters."""
        match function:
            case Closure(defaults=defaults):
                return dict(defaults)
            case Static(obj) if hasattr(obj, "__code__"):
                _, scope = self.opened(obj)  # type: ignore[arg-type]
                return {name: self.default(value, name) for name, value in scope.defaults.items()}
            case Partial(inner):
                return self.defaults_of(inner)
            case _:
                return {}

    # ------------------------------------------------------------ the solution
    def defined(self, found: Value, equation: Equation, at: Origin | None) -> Value:
        """Return a solution, a constant so far, as what its equation defines."""
        found = self.named_result(found, "x")
        parts = [leaf for leaf in leaves(found) if is_real(leaf)]
        if not parts:
            raise self.wrong_kind(f"the solution is {self.say(found)}, which holds no real numbers", at)
        if any((dtype_of(leaf.kind) or "").startswith("complex") for leaf in parts):
            raise self.unsupported(
                "a complex solution is not differentiated",
                "Split it, and the residual, into real and imaginary parts.",
                at,
            )

        def run(values: list[Value]) -> Value:
            number = equation.number(*values)
            if not isinstance(number, Leaf):
                raise self.wrong_kind("a residual has as many numbers as the solution", at)
            return number

        inner = replace(self.set_apart([found, found], run, at, ("x", "adjoint")), name=equation.name)
        inner = replace(inner, body=self.silent(inner, at))
        solve = None if constant_of(equation.solve) is None else self.function_expr(equation.solve, at)
        op, args = self.inner_solution(self, inner, len(parts), solve)
        whole = self.temporary(Call(op, args, at=at), "x")
        if len(parts) == 1:
            self.record(whole.id, parts[0].kind)
            return with_leaves(found, iter([Leaf(whole, parts[0].kind, True)]))
        items = [Leaf(Call("[]", (whole, Const(i))), leaf.kind, True) for i, leaf in enumerate(parts)]
        return with_leaves(found, iter(items))

    def balance(self, adjoint: Value, residual: Value, at: Origin | None) -> Value:
        """Return the sum of all numbers of a residual, each times the number of the adjoint at its place."""
        vector = isinstance(adjoint, Leaf) and not isinstance(adjoint.kind, Scalar)
        if vector and isinstance(residual, Group) and residual.maker in (list, tuple):
            residual = self.operation("np.array", [residual], (), at)
        if isinstance(adjoint, Group) and isinstance(residual, Group) and adjoint.keys == residual.keys:
            terms = [
                self.balance(one, other, at)
                for one, other in zip(adjoint.items, residual.items, strict=True)
                if is_real(other)
            ]
            total = terms[0]
            for term in terms[1:]:
                total = self.operation("+", [total, term], (), at)
            return total
        if not isinstance(adjoint, Leaf) or not isinstance(residual, Leaf):
            raise KindError(
                f"the solution is {self.say(adjoint)}, but its residual {self.say(residual)}", at or self.origin,
                hint="A residual has the structure of the solution.",
            )  # fmt: skip
        if isinstance(adjoint.kind, Scalar) and isinstance(residual.kind, Scalar):
            return self.operation("*", [adjoint, residual], (), at)
        if not same_shape(adjoint.kind, residual.kind):  # this fails where there are more or fewer numbers
            adjoint = self.operation("np.reshape", [adjoint, self.operation("np.shape", [residual], (), at)], (), at)
        return self.operation("np.sum", [self.operation("*", [adjoint, residual], (), at)], (), at)

    # ------------------------------------------------------------ functions handed to solvers
    def stands_alone(self, function: Value) -> bool:
        """Return whether a function can be handed to a solver as it is: it sees nothing of the present one."""
        match function:
            case Static():
                return True
            case Partial(Static(), args, keywords):
                return all(self.expressible(value) for value in (*args, *(value for _, value in keywords)))
            case _:
                return False

    def function_expr(self, function: Value, at: Origin | None) -> Expr:
        """Return an expression for a function that can be handed to a solver as it is."""
        if not self.stands_alone(function):
            raise self.unsupported(f"{self.say(function)} cannot be handed to a solver", "Define it outside.", at)
        if isinstance(function, Partial):
            args = (self.to_expr(function.function), *(self.to_expr(value) for value in function.args))
            return Call("passive", (self.bound(functools.partial), *args), self.named(function.keywords))
        return self.to_expr(function)

    def by_itself(
        self, function: Value, args: list[Leaf], run: Callable[[list[Value]], Value], at: Origin | None
    ) -> Expr:
        """Return an expression for a function of arguments of some kinds, written apart from the present one."""
        inner = self.set_apart_whole(args, run, at)
        op, captured = self.inner_function(self, replace(inner, name=name_of(function)))
        return Call("passive", (Name("given"), Name(op), *captured)) if captured else Name(op)

    def set_apart_whole(self, args: list[Leaf], run: Callable[[list[Value]], Value], at: Origin | None) -> Inner:
        """Evaluate a call of a function aside, all its arguments being names of its own."""
        inputs: list[tuple[str, Leaf]] = []

        def own(value: Leaf) -> Value:
            wish = value.expr.id if isinstance(value.expr, Name) and "." not in value.expr.id else "x"
            name = self.names.fresh(wish)
            self.record(name, value.kind)
            inputs.append((name, value))
            return Leaf(Name(name), value.kind, False)

        fresh = [own(arg) for arg in args]
        outside = frozenset(self.names.taken)
        holder: list[Value] = []
        outer, self.plain = self.plain, 0
        try:
            body = self.aside(lambda: holder.append(self.named_result(run(fresh), "value")))
        finally:
            self.plain = outer
        return Inner("inner", inputs, body, holder[0], outside)


def takes_all(function: Value) -> bool:
    """Return whether a function has a parameter for all further positional arguments."""
    match function:
        case Closure(text):
            return any(param.kind == "star" for param in text.params)
        case Static(obj):
            code = getattr(obj, "__code__", None)
            return code is not None and bool(code.co_flags & 0x04)
        case Partial(inner) | Transformed(function=inner):
            return takes_all(inner)
        case _:
            return False


def same_shape(a: Kind, b: Kind) -> bool:
    """Return whether two arrays surely have one shape."""
    if not isinstance(a, Array) or not isinstance(b, Array) or a.dims is None:
        return False
    return a.dims == b.dims and all(dim.exact for dim in a.dims)


def with_leaves(value: Value, found: object) -> Value:
    """Return a value with other real leaves, taken in turn."""
    match value:
        case Leaf() if is_real(value):
            made: Value = next(found)  # type: ignore[call-overload]
            return made
        case Group(maker, keys, items):
            return Group(maker, keys, tuple(with_leaves(item, found) for item in items))
        case _:
            return value
