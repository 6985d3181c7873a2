"""Which statements may raise an exception that a `try` catches."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass

from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    If,
    Item,
    Name,
    Stmt,
    Update,
    blocks,
    subexpressions,
    targets,
)
from ..kinds import Array, Kind, Scalar, is_numeric
from .infer import expression_kind

NEVER = frozenset(
    {"neg", "pos", "==", "!=", "<", "<=", ">", ">=", "is", "is not", "not", "and", "or", "ifelse", "tuple", "list"}
    | {"slice", "bool", "len", "np.shape", "range", ".append()"}
)
SMOOTH = frozenset({"+", "-", "*", "abs", "float", "min", "max"}) | frozenset(
    f"np.{name}" for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "sinh", "cosh", "arctan", "log1p")
)
ANY = (BaseException,)


@dataclass(frozen=True)
class Catches:
    """The exceptions that a `try` catches; `strict` says that NumPy's floating point errors may be exceptions too."""

    classes: tuple[type[BaseException], ...]
    strict: bool = False

    @staticmethod
    def of(expr: Expr) -> Catches:
        """Return what a handler catches: any exception, where it is not built-in ones by their names."""
        parts = expr.args if isinstance(expr, Call) and expr.op == "tuple" else (expr,)
        found = [getattr(builtins, part.id, None) if isinstance(part, Name) else None for part in parts]
        if all(isinstance(one, type) and issubclass(one, BaseException) for one in found):
            return Catches(tuple(found))  # type: ignore[arg-type]
        return Catches(ANY)

    def catch(self, *raised: type[BaseException]) -> bool:
        return any(issubclass(one, c) or issubclass(c, one) for one in raised for c in self.classes)

    def may_raise(self, stmt: Stmt, kinds: Mapping[str, Kind], deep: bool) -> bool:
        """Return whether a statement may raise one of them; `deep` looks at the statements inside as well."""
        if isinstance(stmt, If) and isinstance(stmt.condition, Call) and stmt.condition.op in ("attempt", "within"):
            if stmt.condition.op == "within":
                return True
            return deep and any(self.may_raise(s, kinds, True) for block in blocks(stmt) for s in block)
        if isinstance(stmt, Do) and isinstance(stmt.value, Call) and stmt.value.op == "raise":
            return True
        if any(self.evaluates(expr, kinds) for expr in _expressions(stmt)):
            return True
        return deep and any(self.may_raise(s, kinds, True) for block in blocks(stmt) for s in block)

    def any_raises(self, block: Block, kinds: Mapping[str, Kind]) -> bool:
        """Return whether something in a block may raise one of them."""
        return any(self.may_raise(stmt, kinds, True) for stmt in block)

    def evaluates(self, expr: Expr, kinds: Mapping[str, Kind]) -> bool:
        """Return whether to evaluate an expression may raise one of them."""
        return any(isinstance(part, Call) and self.call(part, kinds) for part in subexpressions(expr))

    def call(self, call: Call, kinds: Mapping[str, Kind]) -> bool:
        found = [expression_kind(arg, kinds) for arg in call.args]
        numbers = all(isinstance(kind, Scalar) for kind in found)
        held = found[0] if call.op == "[]" else None
        match call.op:
            case "[]" if isinstance(call.args[1], Const) and isinstance(call.args[1].value, int) and has_axes(held):
                first = held.dims[0] if isinstance(held, Array) and held.dims else None
                inside = first is not None and -first.low <= call.args[1].value < first.low
                return not inside and self.catch(IndexError)
            case "[]":
                return self.catch(IndexError, KeyError, TypeError)
            case "/" | "//" | "%" | "**" if numbers:
                return self.catch(ZeroDivisionError, OverflowError)
            case op if op in SMOOTH:
                floating = FloatingPointError in self.classes or ArithmeticError in self.classes
                if not numbers and (
                    not all(isinstance(kind, Scalar | Array) or is_numeric(kind) for kind in found)
                    or self.catch(ValueError, TypeError)
                ):
                    return True
                return floating or (self.strict and self.catch(FloatingPointError))
            case op if op.startswith("math."):
                return self.catch(ValueError, OverflowError, TypeError)
            case op:
                return op not in NEVER


def has_axes(kind: Kind | None) -> bool:
    """Return whether a kind is that of arrays with a first axis."""
    return isinstance(kind, Array) and bool(kind.dims)


def _expressions(stmt: Stmt) -> list[Expr]:
    found = [getattr(stmt, slot, None) for slot in ("value", "condition", "iterable", "stop")]
    if isinstance(stmt, Assign | Update):
        items = [stmt.target] if isinstance(stmt, Update) else list(targets(stmt.target))
        found += [Call("[]", (item.base, item.index)) for item in items if isinstance(item, Item)]
    return [expr for expr in found if isinstance(expr, Name | Const | Call)]


ALL = Catches(ANY)
