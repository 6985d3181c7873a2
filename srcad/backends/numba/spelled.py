"""How numba is told what it reads otherwise than NumPy: matrices of numbers, dtypes, functions that give two things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ...analyse.infer import expression_kind
from ...ir import Assign, Block, Call, Const, Expr, Item, Name, Push, Stmt, map_blocks, rebuild, statements
from ...kinds import Array, Kind, unknown_dims
from .facts import NONE, dtype_in, rank_in
from .in_python import is_in_python
from .known import BLAS

if TYPE_CHECKING:
    from .forms import Forms

BY_COLUMNS = frozenset({"np.linalg.inv", "np.linalg.cholesky"})
PLACES = Array("int64", unknown_dims(1))
SYSTEMS = ([2, 1], [2, 2])  # numbers of axes of a matrix and of right hand sides
NUMBERS = BLAS | {"int64", "bool"}
DTYPES = {"bool": "np.bool_", "int": "np.int64", "float": "np.float64", "complex": "np.complex128"}


def rows_of(expr: Call, kinds: Mapping[str, Kind]) -> list[tuple[Expr, ...]]:
    """Return the rows of a matrix that is displayed number by number, none if it is not."""
    match expr:
        case Call("np.array", (Call("list" | "tuple", rows),), ()) if dtype_in(expr, kinds) in NUMBERS:
            found = [row.args for row in rows if isinstance(row, Call) and row.op in ("list", "tuple") and row.args]
            numbers = all(rank_in(number, kinds) == 0 for row in found for number in row)
            return found if numbers and len(found) == len(rows) and len(set(map(len, found))) == 1 else []
        case _:
            return []


def by_elements(expr: Call, rows: list[tuple[Expr, ...]], forms: Forms) -> Expr:
    """Return a name for a matrix of numbers, which are written one by one: numba makes a list of each row."""
    shape = Call("tuple", (Const(len(rows)), Const(len(rows[0]))))
    new = forms.new_array(Call("np.empty", (shape, Name(f"np.{dtype_in(expr, forms.kinds)}"))))
    made = forms.hold(new, expression_kind(expr, forms.kinds))
    assert isinstance(made, Name)
    for i, row in enumerate(rows):
        for j, number in enumerate(row):
            value = forms.value(number)
            forms.before.append(Assign(Item(made, Call("tuple", (Const(i), Const(j)))), value, forms.origin))
    return made


def by_rows(block: Block, kinds: Mapping[str, Kind]) -> Block:
    """Return a block that puts on its stacks no matrices laid out column by column, as LAPACK gives them.

    A stack that goes from one compiled function to another holds arrays of one type.
    """
    pushed = {stmt.value.id for stmt in statements(block) if isinstance(stmt, Push) and isinstance(stmt.value, Name)}

    def laid(stmt: Stmt) -> Stmt:
        match stmt:
            case Assign(Name(id), Call(op) as call) if op in BY_COLUMNS and id in pushed and rank_in(call, kinds) == 2:
                return replace(stmt, value=Call("np.ascontiguousarray", (call,)))
            case _:
                return map_blocks(stmt, lambda inner: tuple(map(laid, inner)))

    return tuple(map(laid, block))


def by_own_functions(expr: Expr, kinds: Mapping[str, Kind]) -> Expr:
    """Return an expression that calls functions of ours for NumPy's: `rolled`, and `solve`, which compiles sooner."""
    if not isinstance(expr, Call) or is_in_python(expr):
        return expr
    expr = rebuild(expr, lambda part: by_own_functions(part, kinds))
    if expr.op == "np.roll":
        return replace(expr, op="rolled", args=(*expr.args[:2], Const(-1) if expr.args[2] == NONE else expr.args[2]))
    if expr.op != "np.linalg.solve" or expr.keywords:
        return expr
    ranks, dtypes = [rank_in(arg, kinds) for arg in expr.args], {dtype_in(arg, kinds) for arg in expr.args}
    return replace(expr, op="solve") if ranks in SYSTEMS and dtypes <= NUMBERS else expr


def is_mask(expr: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Return whether an expression is an array of flags with one axis."""
    kind = expression_kind(expr, kinds)
    return isinstance(kind, Array) and kind.dtype == "bool" and len(kind.dims or ()) == 1


def is_known_pair(expr: Call, kinds: Mapping[str, Kind]) -> bool:
    """Return whether numba has a function that gives two things."""
    if expr.op == "np.linalg.slogdet":
        return rank_in(expr.args[0], kinds) == 2 and dtype_in(expr.args[0], kinds) in BLAS
    return expr.op in ("np.tril_indices", "np.triu_indices")


def with_dtypes(expr: Call) -> Call:
    """Return a call in which dtypes go by NumPy's names: numba knows Python's as functions."""
    keywords = tuple((key, _dtype(arg) if key == "dtype" else arg) for key, arg in expr.keywords)
    args = (*expr.args[:1], *map(_dtype, expr.args[1:])) if expr.op == ".astype()" else expr.args
    return replace(expr, args=args, keywords=keywords)


def _dtype(expr: Expr) -> Expr:
    return Name(DTYPES[expr.id]) if isinstance(expr, Name) and expr.id in DTYPES else expr
