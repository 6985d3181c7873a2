"""A solution of an equation as an operation with a rule: the implicit function theorem, closed under differentiation.

An inner function gives the number N(x, l, a) = l · r(x, a) for a residual r, a multiplier l and parameters a; with t, a
tangent of x, B(x, l, a, t) = l · r_x(x, a) t is its derivative along x. Three operations are made of them:

    solution(x, a)      x, where r(x, a) = 0       dx = tangent(x, a, r_a da)   ba = N_a(x, adjoint(x, a, bx), a)
    adjoint(x, a, g)    l, where B_t + g = 0
    tangent(x, a, q)    t, where B_l + q = 0

Both linear equations have the matrix of B, one transposed. So their derivatives are again of the two sorts: l moves
with `adjoint` of the change of B_t, t with `tangent` of that of B_l, and what the adjoint of one hands on is the
gradient of B, the other being solved for with what came in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..analyse.bound import Bound
from ..errors import KindError
from ..ir import Call, Const, Expr, Name
from ..kinds import UNKNOWN, Array, Kind, Scalar, Struct
from ..program import Draft, activate, name_of
from ..rules.rule import RULES, Rule
from ..specialise.apart import Inner
from ..specialise.derivatives import Derivatives
from .nested import InnerGradient, directional, draft_of, operation, real

Exprs = tuple[Expr, ...]


@dataclass(eq=False)
class Equation:
    """An equation: the draft of N, the names of x and of the multipliers, and what solves linear equations."""

    name: str
    draft: Draft
    unknowns: tuple[str, ...]
    multipliers: tuple[str, ...]
    solve: Expr | None

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of all that the residual reads beside the solution."""
        own = {*self.unknowns, *self.multipliers}
        return tuple(i.name for i in self.draft.spec.inputs if i.name not in own)

    @cached_property
    def number(self) -> InnerGradient:
        """N, of which gradients are taken."""
        return InnerGradient(f"grad_{self.name}", self.draft, self.multipliers)

    @cached_property
    def slope(self) -> InnerGradient:
        """B: it takes what N takes, and a tangent of x."""
        draft = directional(self.draft, self.unknowns)
        assert draft is not None
        return InnerGradient(f"slope_{self.name}", draft, self.multipliers)

    @cached_property
    def adjoint(self) -> Linear:
        """The operation that solves for the multipliers."""
        return linear(self, f"adjoint_{self.name}", transposed=True)

    @cached_property
    def tangent(self) -> Linear:
        """The operation that solves for a tangent of x."""
        return linear(self, f"tangent_{self.name}", transposed=False)

    def kinds(self) -> tuple[Kind, ...]:
        """Return the kinds of the parts of the solution."""
        return tuple(self.draft.given.get(name, UNKNOWN) for name in self.unknowns)

    def gradient(self, of: InnerGradient, wrt: tuple[str, ...], args: Exprs) -> Exprs:
        """Return the parts of the gradient of N or B."""
        key = ((), wrt)
        if key not in of.derived:
            of.derived[key] = operation(of.op, of.draft, wrt)
        made = of.derived[key]
        assert made is not None
        return parts(Call(made.op, args), len(wrt))

    def zeros(self, x: Exprs) -> Exprs:
        """Return multipliers, or tangents, that are zero."""
        return tuple(zero(kind, expr) for kind, expr in zip(self.kinds(), x, strict=True))

    def along(
        self, of: InnerGradient, names: tuple[str, ...], wrt: tuple[str, ...], args: Exprs, tangents: Exprs
    ) -> Exprs | None:
        """Return the parts of the gradient of the tangent of N or B along some inputs; None if that is zero."""
        if not names:
            return None
        key = names, wrt
        if key not in of.derived:
            draft = directional(of.draft, names)
            of.derived[key] = None if draft is None else operation(of.op, draft, wrt)
        made = of.derived[key]
        return None if made is None else parts(Call(made.op, (*args, *tangents)), len(wrt))


@dataclass(eq=False)
class Operation:
    """What the operations have in common: their arguments are x, parameters, and for linear ones what is given."""

    op: str
    equation: Equation

    def kind(self, bound: Bound) -> Kind:
        """Return the kind of the result: that of x."""
        kinds = self.equation.kinds()
        return kinds[0] if len(kinds) == 1 else Struct(tuple, tuple(range(len(kinds))), kinds)

    def split(self, args: Exprs) -> tuple[Exprs, Exprs, Exprs]:
        """Return x, the parameters, and what is given."""
        n, m = len(self.equation.unknowns), len(self.equation.parameters)
        return args[:n], args[n : n + m], args[n + m :]

    def inputs(self) -> tuple[str, ...]:
        """Return the names of x and the parameters."""
        return (*self.equation.unknowns, *self.equation.parameters)


class Solution(Operation):
    """The operation that is x itself."""

    def tangent(self, args: Exprs, tangents: dict[int, Expr], y: Expr) -> Expr | None:
        """Return the tangent of the solution."""
        e = self.equation
        x, (_, a, _) = results(y, len(e.unknowns)), self.split(args)
        names = tuple(self.inputs()[i] for i in tangents)
        change = e.along(e.number, names, e.multipliers, (*x, *e.zeros(x), *a), tuple(tangents.values()))
        return None if change is None else Call(e.tangent.op, (*x, *a, *change))

    def adjoint(self, args: Exprs, active: tuple[int, ...], position: int, g: Expr, y: Expr) -> Expr:
        """Return what a parameter gets from the adjoint of the solution."""
        e = self.equation
        x, (_, a, _) = results(y, len(e.unknowns)), self.split(args)
        multipliers = parts(Call(e.adjoint.op, (*x, *a, *results(g, len(x)))), len(x))
        wrt = tuple(self.inputs()[i] for i in active)
        return e.gradient(e.number, wrt, (*x, *multipliers, *a))[active.index(position)]


@dataclass(eq=False)
class Linear(Operation):
    """The operation that solves for multipliers (`transposed`), or for a tangent."""

    transposed: bool = False

    def tangent(self, args: Exprs, tangents: dict[int, Expr], y: Expr) -> Expr | None:
        """Return the tangent of the solution: of the same equation, with another right side."""
        e, n = self.equation, len(self.equation.unknowns)
        x, a, _ = self.split(args)
        first = len(x) + len(a)
        found, zeros = results(y, n), e.zeros(x)
        moving = {i: t for i, t in tangents.items() if i < first}
        names = tuple(self.inputs()[i] for i in moving)
        full = (*x, *found, *a, *zeros) if self.transposed else (*x, *zeros, *a, *found)
        unknown = seeds(e) if self.transposed else e.multipliers
        change = e.along(e.slope, names, unknown, full, tuple(moving.values()))
        right: list[Expr] = []
        for k in range(n):
            terms = [tangents[first + k]] if first + k in tangents else []
            terms += [change[k]] if change is not None else []
            right.append(Call("+", tuple(terms)) if len(terms) == 2 else terms[0] if terms else zeros[k])
        return None if change is None and not any(i >= first for i in tangents) else Call(self.op, (*x, *a, *right))

    def adjoint(self, args: Exprs, active: tuple[int, ...], position: int, g: Expr, y: Expr) -> Expr:
        """Return what an argument gets: the other equation is solved, with the adjoint as its right side."""
        e, n = self.equation, len(self.equation.unknowns)
        x, a, _ = self.split(args)
        first = len(x) + len(a)
        other = e.tangent if self.transposed else e.adjoint
        solved = parts(Call(other.op, (*x, *a, *results(g, n))), n)
        if position >= first:
            return solved[position - first]
        own = results(y, n)
        wrt = tuple(self.inputs()[i] for i in active if i < first)
        full = (*x, *own, *a, *solved) if self.transposed else (*x, *solved, *a, *own)
        return e.gradient(e.slope, wrt, full)[[i for i in active if i < first].index(position)]

    def text(self) -> tuple[str, list[str]]:
        """Return the text of the function that solves the equation, and the operations that it calls."""
        e = self.equation
        x, given = e.unknowns, tuple("g" if len(e.unknowns) == 1 else f"g{k}" for k in range(len(e.unknowns)))
        taken = {*x, *e.parameters}
        given = tuple(next(n for n in (name, f"{name}_given") if n not in taken) for name in given)
        unknown = next(n for n in ("v", "vector", "v_unknown") if n not in {*taken, *given})
        spread = unknown if len(x) == 1 else f"*{unknown}"
        wrt = x if self.transposed else e.multipliers
        of = e.number if self.transposed else e.slope
        inner = e.gradient(of, wrt, ())[0]
        assert isinstance(inner, Call)
        op = inner.op if inner.op != "[]" else inner.args[0].op  # type: ignore[union-attr]
        handed = (*x, spread, *e.parameters) if self.transposed else (*x, *given, *e.parameters, spread)
        star = "" if len(x) == 1 else "*"
        by = f", solve={e.solve.id}" if isinstance(e.solve, Name) else ""
        what = f"the transposed derivative of {e.name} by {', '.join(x)}" if self.transposed else (
            f"the derivative of {e.name} by {', '.join(x)}"
        )  # fmt: skip
        given_text = ", ".join(given)
        solving = f"solved_linear(lambda {star}{unknown}: {op}({', '.join(handed)}), {given_text}{by})"
        if len(x) == 1 and isinstance(e.kinds()[0], Scalar) and e.solve is None:
            solving = f"-{given_text} / {op}({', '.join('1.0' if name == spread else name for name in handed)})"
        lines = [
            f"def {self.op}({', '.join((*x, *e.parameters, *given))}):",
            f'    """Solve for v: {what}, times v, plus {given_text} is zero."""',
            f"    return {solving}",
        ]
        return "\n".join(lines) + "\n", [op]


def seeds(e: Equation) -> tuple[str, ...]:
    """Return the names that the tangents of x have in B: the last inputs."""
    return e.slope.params[-len(e.unknowns) :]


def parts(call: Call, count: int) -> Exprs:
    """Return the parts of what a call gives."""
    return (call,) if count == 1 else tuple(Call("[]", (call, Const(k))) for k in range(count))


def results(value: Expr, count: int) -> Exprs:
    """Return the parts of a result or of its adjoint."""
    return (value,) if count == 1 else tuple(Call("[]", (value, Const(k))) for k in range(count))


def zero(kind: Kind, like: Expr) -> Expr:
    """Return a zero of a kind."""
    if isinstance(kind, Scalar):
        return Const(0.0)
    return Call("np.zeros_like" if isinstance(kind, Array) else "zeros_like", (like,))


def stated(made: Operation, params: tuple[str, ...], active: list[bool], draft: Draft) -> None:
    """Add an operation's rule to the others."""
    signature = f"{made.op}({', '.join(params)})"
    texts = tuple(f"{signature[:-1]}, g, y)" if each else None for each in active)
    RULES[made.op] = Rule(
        signature, made.op, params, {}, "inner", texts, texts, "inner_gradient", positional=len(params), inner=made
    )  # fmt: skip
    draft.spec.specialiser.gradients[made.op] = made


def linear(e: Equation, wish: str, transposed: bool) -> Linear:
    """Return the operation that solves one of the two linear equations."""
    names = e.draft.spec.specialiser.names
    made = Linear(names.fresh(wish), e, transposed)
    given = tuple(names.fresh("given") for _ in e.unknowns)
    params = (*made.inputs(), *given)
    kinds = [e.draft.given.get(name, UNKNOWN) for name in made.inputs()]
    stated(made, params, [*(real(kind) for kind in kinds), *(True for _ in given)], e.draft)
    return made


def inner_solution(
    specialiser: Derivatives, inner: Inner, count: int, solve: Expr | None
) -> tuple[str, tuple[Expr, ...]]:
    """Return the operation that is the solution of an equation, and its arguments."""
    draft, captured = draft_of(specialiser, inner)
    names = tuple(name for name, _ in inner.inputs)
    equation = Equation(inner.name, draft, names[:count], names[count:], solve)
    program = activate(draft, tuple((name,) for name in equation.unknowns))
    if name_of(program.result) not in program.active:
        raise KindError(
            f"the residual {inner.name} does not depend on the solution", specialiser.origin,
            hint="It takes the solution first, and is zero there alone.",
        )  # fmt: skip
    made = Solution(specialiser.names.fresh(f"solution_{inner.name}"), equation)
    kinds = [draft.given.get(name, UNKNOWN) for name in equation.parameters]
    stated(made, made.inputs(), [*(False for _ in range(count)), *(real(kind) for kind in kinds)], draft)
    return made.op, (*(leaf.expr for _, leaf in inner.inputs[:count]), *(Name(name) for name in captured))


@dataclass(eq=False)
class InnerFunction:
    """A function inside another as one by itself, which a solver can be handed."""

    op: str
    draft: Draft


def inner_function(specialiser: Derivatives, inner: Inner) -> tuple[str, tuple[Expr, ...]]:
    """Return the name of a function by itself, and what it takes after its own arguments."""
    draft, captured = draft_of(specialiser, inner)
    op = specialiser.names.fresh(inner.name if inner.name != "<lambda>" else "function")
    specialiser.gradients[op] = InnerFunction(op, draft)
    return op, tuple(Name(name) for name in captured)
