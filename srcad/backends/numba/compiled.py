"""A generated function for numba: Python that takes arguments apart and puts results together, and compiled loops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...analyse.infer import expression_kind, infer
from ...analyse.live import exposed_reads
from ...ir import (
    Assign,
    Block,
    Call,
    Comment,
    Const,
    Do,
    Expr,
    Function,
    Name,
    Origin,
    Param,
    Return,
    Stmt,
    Targets,
    Update,
    all_definitions,
    all_reads,
    map_blocks,
    statements,
)
from ...kinds import Array, Kind, ListOf, Scalar, is_real_or_complex, unknown_dims
from ...names import Names
from ...simplify.copies import drop_dead
from ...simplify.operations import calls, map_expr
from ...syntax.write import write_lines
from .edges import Given, by_name, is_stack_of_arrays, unpacked, with_lists
from .facts import refuse
from .forms import Forms
from .fuse import fused
from .growing import refuse_lists, with_stacks
from .in_python import called_blocks, is_in_python, with_python
from .known import CHECKS, strided
from .late_writes import written_late
from .load import MARK, PRELUDE, names_beside
from .memory import with_own
from .mixed import split_stacks, with_flags
from .spelled import by_own_functions, by_rows
from .workspaces import made_once

FEW = 12
PLAIN = frozenset({"float64", "int64", "bool", "complex128"})


@dataclass(frozen=True)
class Pair:
    """A function in Python, and the one that is compiled, which it calls."""

    outside: Function
    inside: Function | None  # None where Python is quicker
    called: tuple[Function, ...] = ()  # by the one that is compiled: what Python does


def is_check(stmt: Stmt, before: Block) -> bool:
    """Return whether a statement only checks arguments that nothing before it assigns."""
    is_one = isinstance(stmt, Do) and isinstance(stmt.value, Call) and stmt.value.op in CHECKS
    return is_one and not all_definitions(before) & all_reads((stmt,))


def compiled_pair(function: Function, edges: Given, hints: Mapping[str, Kind]) -> Pair:
    """Return a function of the core as one in Python and one to be compiled."""
    given, paths = edges.kinds, edges.paths
    unpacking, body = unpacked(function)
    body = tuple(map_expr(stmt, lambda expr: by_name(expr, paths)) for stmt in body)
    body = with_lists(body, given)
    body = tuple(s for s in body if not (isinstance(s, Assign) and isinstance(s.target, Name) and s.target == s.value))
    body, writes = written_late(body, edges)
    back: dict[str, Expr] = {n: path for path, n in paths.items()}
    checks = [stmt for i, stmt in enumerate(body) if is_check(stmt, body[:i])]
    first = (*unpacking, *(map_expr(stmt, lambda expr: with_names(expr, back)) for stmt in checks))
    body = tuple(stmt for stmt in body if not any(stmt is check for check in checks))
    hints = {**hints, **triangles(body)}
    body = with_stacks(body, hints)
    body = with_flags(split_stacks(body, given, hints))
    kinds, unset, body = known(body, given, hints)
    taken = (
        all_definitions(body)
        | all_reads(body)
        | set(given)
        | frozenset(calls(body))
        | {function.name, *(p.name for p in function.params)}
    )
    fresh = Names(frozenset(taken))
    last = body[-1]
    assert isinstance(last, Return)
    leaves: list[Expr] = []
    refuse_lists(last.value, kinds)
    result = taken_apart(last.value, kinds, leaves, fresh)
    written = [taken_apart(write.name, kinds, leaves, fresh) for write in writes]
    body = by_rows((*body[:-1], replace(last, value=Call("tuple", tuple(leaves)))), kinds)
    body = Forms(kinds, fresh, strided(body, given.keys()), all_definitions(body) | given.keys()).block(body)
    body = with_own(made_once(drop_dead(fused(body, kinds, fresh, unset)), kinds, given), kinds)
    if is_quick(body):
        return Pair(function, None)
    body = tuple(map_expr(stmt, lambda expr: by_own_functions(expr, kinds)) for stmt in body)
    others = names_beside(all_definitions(body) | all_reads(body) | fresh.taken)
    if others:
        body = tuple(map_expr(stmt, lambda expr: called_by(expr, others)) for stmt in body)
    params = sorted(exposed_reads(body) & set(given), key=list(given).index)
    for name in params:
        if not isinstance(given[name], Scalar | Array | ListOf):
            raise refuse(f"`{name}`, which is neither a number nor an array")
    local = all_definitions(body) | given.keys()
    body, helpers = called_blocks(with_python(body, kinds), function.name, local, fresh)
    name = fresh.fresh(function.name + "_compiled")
    inside = Function(name, tuple(Param(p) for p in params), body, "", function.origin)
    called = Call(name, tuple(back.get(p, Name(p)) for p in params))
    places = [Name(fresh.fresh("result")) for _ in leaves]
    if not writes and result == Call("tuple", tuple(Name(f"<{i}>") for i in range(len(leaves)))):
        ending: tuple[Stmt, ...] = (Return(called),)
    else:
        table: dict[str, Expr] = {f"<{i}>": place for i, place in enumerate(places)}
        late = [
            write.done(with_names(write.base, back), with_names(value, table))
            for write, value in zip(writes, written, strict=True)
        ]
        ending = (Assign(Targets(tuple(places)), called), *late, Return(with_names(result, table)))
    outside = replace(function, body=(*first, *ending))
    return Pair(outside, inside, tuple(helpers))


def triangles(body: Block) -> dict[str, Kind]:
    """Return the kinds of the indices of triangles."""
    return {
        item.id: Array("int64", unknown_dims(1))
        for stmt in statements(body)
        if isinstance(stmt, Assign) and isinstance(stmt.target, Targets) and isinstance(stmt.value, Call)
        for item in stmt.target.items
        if stmt.value.op in ("np.tril_indices", "np.triu_indices") and isinstance(item, Name)
    }


def is_quick(body: Block) -> bool:
    """Return whether a body is so short that a call of compiled code takes longer than running it in Python."""
    if any(not isinstance(stmt, Assign | Update | Return | Comment) for stmt in body):
        return False
    operations = [op for op in calls(body) if op != "tuple"]
    return len(operations) <= FEW and not any(op in ("[]", "np.dot") for op in operations)


def called_by(expr: Expr, table: Mapping[str, str]) -> Expr:
    """Return an expression that calls functions by other names."""
    if not isinstance(expr, Call) or is_in_python(expr):
        return expr
    keywords = tuple((key, called_by(arg, table)) for key, arg in expr.keywords)
    args = tuple(called_by(arg, table) for arg in expr.args)
    return Call(table.get(expr.op, expr.op), args, keywords, expr.at)


def with_names(expr: Expr, table: Mapping[str, Expr]) -> Expr:
    """Return an expression with some names replaced."""
    if isinstance(expr, Name):
        return table.get(expr.id, expr)
    if isinstance(expr, Const):
        return expr
    keywords = tuple((key, with_names(arg, table)) for key, arg in expr.keywords)
    return Call(expr.op, tuple(with_names(arg, table) for arg in expr.args), keywords, expr.at)


def is_numbers(expr: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Return whether an expression is a list of numbers."""
    kind = expression_kind(expr, kinds)
    return isinstance(kind, ListOf) and isinstance(kind.element, Scalar)


def taken_apart(expr: Expr, kinds: Mapping[str, Kind], leaves: list[Expr], fresh: Names) -> Expr:
    """Return a result with `<0>`, `<1>`, ... in place of its numbers and arrays, which are added to `leaves`."""
    match expr:
        case Call("copied", (Call("like", (value, given)),)) if is_numbers(value, kinds) and is_numbers(given, kinds):
            return Call(".tolist()", (taken_apart(value, kinds, leaves, fresh),))  # the gradient of a list is a list
        case _:
            pass
    kind = expression_kind(expr, kinds)
    if isinstance(kind, Scalar | Array):
        leaves.append(expr)
        found: Expr = Name(f"<{len(leaves) - 1}>")
        if isinstance(kind, Scalar) and kind.dtype not in PLAIN:
            found = Call(f"np.{kind.dtype}", (found,))
        return found
    if is_numbers(expr, kinds):
        leaves.append(Call("np.array", (expr,)))
        return Name(f"<{len(leaves) - 1}>")
    if is_stack_of_arrays(kind):
        leaves.append(Call("headed", (expr,)))
        return Name(f"<{len(leaves) - 1}>")
    if isinstance(expr, Call) and expr.op in PRELUDE:
        raise refuse(f"`{expr.op}` of what srcad does not know")  # that of the prelude is for what is known
    if isinstance(expr, Call):
        args = tuple(taken_apart(arg, kinds, leaves, fresh) for arg in expr.args)
        keywords = tuple((key, taken_apart(arg, kinds, leaves, fresh)) for key, arg in expr.keywords)
        return Call(expr.op, args, keywords, expr.at)
    if isinstance(expr, Name) and expr.id in kinds:
        raise refuse(f"`{expr.id}`, of which srcad does not know what it is")
    return expr


def known(
    body: Block, given: Mapping[str, Kind], hints: Mapping[str, Kind]
) -> tuple[dict[str, Kind], frozenset[str], Block]:
    """Return the kinds of all names; the names of arrays that begin as the number 0.0; and a body in which they, and
    what begins as None, begin as empty arrays, or as zero.
    """
    kinds = infer(body, given, hints)
    mixed = {
        stmt.target.id
        for stmt in statements(body)
        if isinstance(stmt, Assign)
        and isinstance(stmt.target, Name)
        and (stmt.value == Const(None) or not isinstance(kinds.get(stmt.target.id), Scalar | Array))
        and stmt.value in (Const(0.0), Const(None))
    }
    if not mixed:
        return kinds, frozenset(), body

    def starts(stmt: Stmt) -> bool:
        if not isinstance(stmt, Assign) or not isinstance(stmt.target, Name) or stmt.target.id not in mixed:
            return False
        return stmt.value in (Const(0.0), Const(None))

    def without(block: Block) -> Block:
        return tuple(map_blocks(stmt, without) for stmt in block if not starts(stmt))

    rest = {name: kind for name, kind in hints.items() if name not in mixed}
    found = infer(without(body), given, rest)
    dtypes = {kind.dtype for kind in given.values() if isinstance(kind, Array) and is_real_or_complex(kind)}
    first: dict[str, Kind] = {}
    for name in sorted(mixed):
        kind = found.get(name)
        if isinstance(kind, Array) and kind.dims is not None:
            if kind.dtype is None and len(dtypes) != 1:
                raise refuse(f"`{name}`, whose dtype is not known")
            first[name] = Array(kind.dtype or min(map(str, dtypes)), unknown_dims(len(kind.dims)))
    begins = [s for s in statements(body) if starts(s) and isinstance(s, Assign) and isinstance(s.target, Name)]
    numbers = {s.target.id for s in begins if s.value == Const(0.0) and isinstance(s.target, Name)}
    mixed -= numbers - first.keys()

    def begun(block: Block) -> Block:
        return tuple(begin(stmt) if starts(stmt) else map_blocks(stmt, begun) for stmt in block)

    def begin(stmt: Stmt) -> Stmt:
        assert isinstance(stmt, Assign)
        assert isinstance(stmt.target, Name)
        kind = first.get(stmt.target.id, found.get(stmt.target.id))
        if isinstance(kind, Array) and kind.dims is not None:
            shape = Call("tuple", tuple(Const(0) for _ in kind.dims))
            return replace(stmt, value=Call("np.empty", (shape, Name(f"np.{kind.dtype}"))))
        if isinstance(kind, Scalar) and kind.dtype in ("bool", "int64", "float64"):
            return replace(stmt, value=Const({"bool": False, "int64": 0, "float64": 0.0}[kind.dtype]))
        return stmt

    return infer(without(body), {**given, **first}, rest), frozenset(numbers & first.keys()), begun(body)


def write_pair(pair: Pair) -> list[tuple[str, tuple[Origin | None, ...]]]:
    """Return the texts of both functions, and where each line comes from."""
    if pair.inside is None:
        return [write_lines(pair.outside)]
    found = [write_lines(pair.outside)]
    for function in (*pair.called, pair.inside):
        text, origins = write_lines(function)
        found.append((f"{MARK}\n{text}", (None, *origins)))
    return found
