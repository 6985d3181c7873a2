"""What a gradient function hands out is of its argument's shape and type, or it raises.

def f(x, y):                    def f_grad(x, y):
    return np.dot(x, y)             return of_shape(np.copy(y), x)
def f(z):                       def f_grad(z):
    return z.real                   return complex(1.0)
def f(x):                       def f_grad(x):
    return abs(x**0.5)              return of_real(...)

`grad` does not compute what it does not need, such as the product here, and so must itself see that lengths fit. A
power of a negative number is complex in Python, which no kind tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..analyse.infer import expression_kind
from ..ir import (
    Assign,
    Call,
    Const,
    Expr,
    Name,
    Return,
    Stmt,
    all_definitions,
    all_reads,
    definitions,
    names,
    reads,
    statements,
    subexpressions,
)
from ..kinds import Array, Kind, Scalar
from ..program import Parts, Program
from ..specialise.values import Group, Leaf, Value

POSITIVE = frozenset({"abs", "np.abs", "math.exp", "np.exp", "math.sqrt", "math.hypot", "math.cosh", "math.fabs"})
SUMS = frozenset({"+", "*", "/", "max", "min"})


def as_arguments(parts: Parts, value: Value, program: Program) -> Parts:
    """Return the functions of a gradient by `value`; what the last one hands out is made to fit, or compared."""
    *first, (role, params, block) = parts
    last = block[-1]
    assert isinstance(last, Return)
    compared = role == "grad" and not program.compiled
    gradients = names(last.value)  # one of these may be of another argument alone: that compares nothing
    others = tuple(stmt for stmt in block[:-1] if not (definitions(stmt) & gradients and is_of_one(stmt, program)))
    mentioned = all_reads(others) | all_definitions(block)
    returned = last.value.args if isinstance(last.value, Call) and last.value.op == "tuple" else ()
    mentioned = mentioned.union(*(names(part) for part in returned if not is_of_one(part, program)))
    given: dict[str, list[Expr]] = {}
    for stmt in statements(block):
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name):
            given.setdefault(stmt.target.id, []).append(stmt.value)
    turning = not program.compiled and may_turn_complex(program)
    own = {param.name for param in params}
    inputs = {i.name: i.path for i in program.inputs if names(i.path) <= own}
    fit = _Fit(program.kinds, mentioned if compared else None, turning, given, inputs)
    whole = last.value
    if role == "value_and_grad" or program.aux is not None:
        assert isinstance(whole, Call)
        place = 1 if role == "value_and_grad" else 0
        args = (*whole.args[:place], fit.gradient(whole.args[place], value), *whole.args[place + 1 :])
        found: Expr = whole if args == whole.args else replace(whole, args=args)
    else:
        found = fit.gradient(whole, value)
    return parts if found is whole else (*first, (role, params, (*block[:-1], replace(last, value=found))))


def is_of_one(part: Stmt | Expr, program: Program) -> bool:
    """Return whether a statement or an expression computes something of one array."""
    read = names(part) if isinstance(part, Expr) else reads(part)
    return len([name for name in read if isinstance(program.kinds.get(name), Array)]) == 1


@dataclass(frozen=True)
class _Fit:
    """`mentioned` are the names of a function that only gives the gradient, of which those not read are compared."""

    kinds: Mapping[str, Kind]
    mentioned: frozenset[str] | None
    turning: bool
    given: Mapping[str, list[Expr]]  # what names are bound to
    inputs: Mapping[str, Expr]  # where the parts of arguments are found

    def gradient(self, gradient: Expr, value: Value) -> Expr:
        """Return the gradient by an argument, made to fit it."""
        match gradient, value:
            case _, Leaf(expr=Name(id)):
                return self.leaf(gradient, id, self.kinds.get(id))
            case Call("tuple" | "list", args), Group(items=items) if len(args) == len(items):
                parts = [self.gradient(arg, item) for arg, item in zip(args, items, strict=True)]
                return gradient if parts == list(args) else replace(gradient, args=tuple(parts))
            case Call("dict", pairs), Group(items=items) if len(pairs) == len(items):
                found = []
                for pair, item in zip(pairs, items, strict=True):
                    assert isinstance(pair, Call)
                    part = self.gradient(pair.args[1], item)
                    found.append(pair if part is pair.args[1] else replace(pair, args=(pair.args[0], part)))
                return gradient if found == list(pairs) else replace(gradient, args=tuple(found))
            case _:
                return gradient

    def is_complex(self, expr: Expr) -> bool:
        """Return whether a number surely is complex, whichever way was taken."""
        if isinstance(expr, Name) and expr.id in self.given:
            return all(self.is_complex(value) for value in self.given[expr.id] if value != expr)
        if any(isinstance(part, Call) and part.op == "ifelse" for part in subexpressions(expr)):
            return False
        kind = expression_kind(expr, self.kinds)
        return isinstance(kind, Scalar) and kind.dtype.startswith("complex")

    def read_by(self, gradient: Expr) -> frozenset[str]:
        """Return what a gradient and what it is bound to read."""
        own = names(gradient)
        return own.union(*(names(value) for name in own for value in self.given.get(name, ())))

    def leaf(self, gradient: Expr, id: str, own: Kind | None) -> Expr:
        match own:
            case Scalar(dtype=dtype, weak=weak) if dtype.startswith("complex"):
                return (
                    gradient if self.is_complex(gradient) else Call("complex" if weak else f"np.{dtype}", (gradient,))
                )
            case Scalar(weak=True) if self.turning and not isinstance(gradient, Const):
                return Call("of_real", (gradient,))
            case Array(dims=dims) if (
                dims and self.mentioned is not None and id not in self.mentioned | self.read_by(gradient)
            ):
                kind = expression_kind(gradient, self.kinds)
                if not isinstance(kind, Array) or isinstance(gradient, Const) or id not in self.inputs:
                    return gradient
                passed = isinstance(gradient, Name) or gradient.op == "np.copy"  # of a kind taken for the argument's
                sure = kind.dims == dims and all(dim.name or dim.exact for dim in dims)
                return gradient if sure and not passed else Call("of_shape", (gradient, self.inputs[id]))
            case _:
                return gradient


def may_turn_complex(program: Program) -> bool:
    """Return whether a power of one of Python's numbers that may be negative is taken, with an exponent not whole."""
    count = Counter(name for stmt in statements(program.body) for name in definitions(stmt))
    given = {
        stmt.target.id: stmt.value
        for stmt in statements(program.body)
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and count[stmt.target.id] == 1
    }
    for stmt in statements(program.body):
        value = getattr(stmt, "value", None)
        for part in subexpressions(value) if isinstance(value, Call) else ():
            match part:
                case Call("**" | "pow" | "math.pow", (base, exponent, *_)) if names(part) & program.active:
                    kind = expression_kind(base, program.kinds)
                    real = isinstance(kind, Scalar) and kind.weak and kind.dtype == "float64"
                    if real and not _is_whole(exponent, program.kinds) and not _is_positive(base, given):
                        return True
                case _:
                    pass
    return False


def _is_whole(exponent: Expr, kinds: Mapping[str, Kind]) -> bool:
    if isinstance(exponent, Call) and exponent.op == "neg":
        exponent = exponent.args[0]
    if isinstance(exponent, Const):
        return isinstance(exponent.value, int) or (isinstance(exponent.value, float) and exponent.value.is_integer())
    kind = expression_kind(exponent, kinds)
    return not isinstance(kind, Scalar) or not kind.dtype.startswith("float")


def _is_positive(expr: Expr, given: Mapping[str, Expr], depth: int = 8) -> bool:
    """Return whether a number is surely not negative."""
    match expr:
        case Const(int() | float() as value):
            return value >= 0
        case Name("math.e" | "math.pi" | "np.e" | "np.pi"):
            return True
        case Name(id) if id in given and depth:
            return _is_positive(given[id], given, depth - 1)
        case Call("**", (_, Const(int(n)))) if n % 2 == 0:
            return True
        case Call("*", (a, b)) if a == b:
            return True
        case Call(op, args) if op in SUMS:
            return all(_is_positive(arg, given, depth) for arg in args)
        case Call("**", (base, _)):
            return _is_positive(base, given, depth)
        case Call(op):
            return op in POSITIVE
        case _:
            return False
