"""How the backward sweep starts: a result that is a number gets 1.0, others a seed of their structure."""

from __future__ import annotations

from collections.abc import Mapping

from ..analyse.made_complex import EIGENVALUES
from ..errors import KindError
from ..ir import Assign, Block, Call, Const, Do, Expr, Name, Stmt, Update, names
from ..kinds import UNKNOWN, Array, ListOf, Scalar, Struct
from ..program import Program
from ..simplify.exact import divides
from ..specialise.skeletons import part_of
from ..specialise.values import Group, Leaf, Static, Value
from .adjoints import Adjoints


def scalar_check(program: Program, called: str) -> list[Stmt]:
    """Refuse the gradient of what is no number; where only the run can tell, return the statement that checks."""
    result = program.result
    hint = "For other results use srcad.vjp (a derivative with a seed) or srcad.jacobian."
    if isinstance(result, Static):
        raise KindError(
            f"grad needs a function that returns a number, but {called} returns {result.value!r}", None, hint=hint
        )
    if not isinstance(result, Leaf):
        raise KindError(
            f"grad needs a function that returns a number, but {called} returns a container", None, hint=hint
        )
    assert isinstance(result.expr, Name)
    kind = program.kinds.get(result.expr.id, UNKNOWN)
    if (
        isinstance(kind, Array)
        and kind.dims is not None
        and len(kind.dims) > 0
        and not all(d.is_one for d in kind.dims)
    ):
        what = f"an array with {len(kind.dims)} axes"
        raise KindError(f"grad needs a function that returns a number, but {called} returns {what}", None, hint=hint)
    if isinstance(kind, Array) and kind.dims:
        what = f"an array of shape {(1,) * len(kind.dims)}"
        raise KindError(
            f"grad needs a function that returns a number, but {called} returns {what}",
            None, hint="Return its element, or use srcad.vjp or srcad.jacobian.",
        )  # fmt: skip
    if isinstance(kind, Scalar) and kind.dtype.startswith("complex") and EIGENVALUES not in program.kinds:
        raise KindError(
            f"grad needs a function that returns a real number, but {called} returns a complex one", None, hint=hint
        )
    surely_real = isinstance(kind, Scalar) and not kind.dtype.startswith("complex")
    if surely_real or (isinstance(kind, Array) and kind.dims == ()):
        return []
    return [Do(Call("check_scalar", (result.expr,)))]


def unit(program: Program, like: Expr) -> Expr:
    """Return the number one; where numbers that are no floats may be divided, the one of their own kind."""
    exact = program.spec.specialiser.exact and divides(program.body)
    return Call("one_like", (like,)) if exact else Const(1.0)


def fields_of(group: Group) -> tuple[object, ...]:
    """Return the keys of the parts of a container that have adjoints: of a dataclass's object, the fields."""
    declared = getattr(group.maker, "__dataclass_fields__", group.keys)
    return tuple(key for key in group.keys if key in declared)


def seeded(value: Value) -> frozenset[str]:
    """Return the variables in a result that a seed has a part for."""
    if isinstance(value, Group):
        parts = (item for key, item in zip(value.keys, value.items, strict=True) if key in fields_of(value))
        return frozenset().union(*map(seeded, parts))
    return frozenset(names(value.expr)) if isinstance(value, Leaf) else frozenset()


def seed_statements(
    program: Program, adjoints: Adjoints, results: list[str], pair: bool, shadows: Mapping[str, str]
) -> Block:
    """Return the statements that start the adjoints of the results; a shadow is there already, and is added to."""

    def start(name: str, seed: Expr) -> Stmt:
        if name not in shadows:
            return Assign(adjoints.name(name), seed)
        shadow = Name(shadows[name])
        kind = program.kinds.get(name)
        if isinstance(kind, ListOf | Struct) or kind == UNKNOWN:
            return Do(Call("add_into", (shadow, seed)))
        return Update(shadow, "+", seed)

    if not pair:
        return tuple(Assign(adjoints.name(name), unit(program, Name(name))) for name in results)
    if isinstance(program.result, Leaf):
        return tuple(start(name, Name("seed")) for name in results)
    out: list[Stmt] = []

    def visit(value: Value, path: Expr) -> None:
        match value:
            case Leaf(expr=Name(id)) if id in results:
                out.append(start(id, path))
            case Group(maker, keys, items):
                for i, (key, item) in enumerate(zip(keys, items, strict=True)):
                    if key in fields_of(value):
                        visit(item, part_of(path, maker, key, i))
            case _:
                pass

    visit(program.result, Name("seed"))
    return tuple(out)
