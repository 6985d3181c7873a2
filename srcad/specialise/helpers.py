"""Where a derivative is taken of a helper of the runtime that has no rule, its own statements are put in its place."""

from __future__ import annotations

import math
import types
from collections.abc import Mapping

from .. import runtime
from ..analyse.activity import flows
from ..analyse.infer import expression_kind
from ..ir import Assign, Block, Call, Const, Expr, Name, Stmt, map_blocks, names
from ..kinds import FLOAT, Kind
from ..rules.rule import HELPERS as OWN
from ..rules.rule import RULES
from .frame import Scope
from .specialise import Specialiser
from .values import Group, Leaf, Static, Value, number

HELPERS = runtime.helpers()
INF, NAN = Name("np.inf"), Name("np.nan")
CONSTANTS: dict[Expr, float] = {INF: math.inf, Call("neg", (INF,)): -math.inf, Name("np.pi"): math.pi, NAN: math.nan}


def _helper(op: str) -> types.FunctionType | None:
    """Return a helper that generated code calls by a name: one of the runtime's, or of a rule of the user's."""
    found = HELPERS.get(op) or OWN.get(op)
    return found if isinstance(found, types.FunctionType) else None


def spelled_out(block: Block, active: frozenset[str], specialiser: Specialiser, kinds: Mapping[str, Kind]) -> Block:
    """Return a flat block with each active call of a helper without a rule replaced by the helper's statements."""

    def statement(stmt: Stmt) -> list[Stmt]:
        match stmt:
            case Assign(target=Name(id), value=Call(op, args)) if op not in RULES and _helper(op) and id in active:
                if not flows(stmt.value) & active:
                    return [stmt]
                helper = _helper(op)
                assert helper is not None
                function, scope = specialiser.read_function(helper)
                values = [_value(arg, active, kinds) for arg in args]
                defaults: dict[str, Value] = {k: Static(v) for k, v in scope.defaults.items()}
                specialiser.out = []
                specialiser.frame = None
                inner = Scope(scope.label, scope.globals, scope.cells, scope.defaults)
                result = specialiser.inline(function, inner, None, values, (), defaults, helper.__code__, stmt.origin)
                written = list(specialiser.out)
                return [*written, Assign(stmt.target, specialiser.to_expr(result), stmt.origin)]
            case _:
                return [map_blocks(stmt, lambda inner: tuple(new for s in inner for new in statement(s)))]

    return tuple(new for stmt in block for new in statement(stmt))


def _value(arg: object, active: frozenset[str], kinds: Mapping[str, Kind]) -> Value:
    assert isinstance(arg, Name | Const | Call)
    if isinstance(arg, Const):
        if isinstance(arg.value, bool | int | float | complex):
            return number(arg.value)
        return Static(arg.value, arg)
    if isinstance(arg, Call) and arg.op in ("tuple", "list"):
        items = tuple(_value(item, active, kinds) for item in arg.args)
        return Group(tuple if arg.op == "tuple" else list, tuple(range(len(items))), items)
    if arg in CONSTANTS:
        return Leaf(arg, FLOAT, False, CONSTANTS[arg])
    return Leaf(arg, expression_kind(arg, kinds), bool(names(arg) & active))
