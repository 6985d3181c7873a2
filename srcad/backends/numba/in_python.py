"""What numba has no function for is done by the Python function itself: a call out of compiled code, and back.

    y = np.einsum("ij,j->i", a, x)
becomes `y = f_in_python(a, x)`, where that is

    def f_in_python(a, x):
        with objmode(y="float64[::1]"):
            y = np.ascontiguousarray(np.einsum("ij,j->i", a, x))
        return y

Such a call costs a microsecond beside what NumPy takes. What comes back must be of a kind that is known: numbers, and
arrays of a known number of axes.
"""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Mapping, Set
from dataclasses import replace

from ...analyse.live import exposed_reads
from ...analyse.memory import sources
from ...ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    Function,
    If,
    Name,
    Origin,
    Param,
    Return,
    Stmt,
    Targets,
    map_blocks,
    reads,
    subexpressions,
)
from ...kinds import Array, Kind, Scalar
from ...names import Names
from ...rules.rule import BOUND
from ...simplify.operations import map_expr

IN_PYTHON = "in_python"
CORE = frozenset({
    "neg", "pos", "invert", "ifelse", "chain", "call", "passive", "star", "starstar", "integer", "numeric", "fstring",
    "formatted", IN_PYTHON,
})  # fmt: skip
CONVERSIONS = {"r": "repr", "s": "str", "a": "ascii"}
BOXED = frozenset({
    "float64", "float32", "complex128", "complex64", "int64", "int32", "int16", "int8", "uint8", "uint16", "uint32",
    "uint64",
})  # fmt: skip


def numba_type(kind: Kind | None, shared: bool = False) -> str | None:
    """Return numba's name for a kind, None if it has none; `shared` for what may be in the memory of something else."""
    if not isinstance(kind, Scalar | Array) or (kind.dtype not in BOXED and kind.dtype != "bool"):
        return None
    dtype = "boolean" if kind.dtype == "bool" else str(kind.dtype)
    if isinstance(kind, Scalar) or kind.dims == ():
        return dtype
    if kind.dims is None:
        return None
    return f"{dtype}[{', '.join([*[':'] * (len(kind.dims) - 1), ':' if shared else '::1'])}]"


def can_leave(expr: Expr, kinds: Mapping[str, Kind], local: Set[str] = frozenset()) -> bool:
    """Return whether Python gets all that an expression reads as compiled code has it: numbers and arrays.

    Names that are not local are those of functions.
    """
    found = {name for name in reads(Do(expr)) if "." not in name}
    if any(is_generated(part.op) for part in subexpressions(expr) if isinstance(part, Call)):
        return False
    return all(isinstance(kinds.get(name), Scalar | Array) or (local and name not in local) for name in found)


def is_generated(op: str) -> bool:
    """Return whether an operation is a call of a function that is generated with the one at hand."""
    from ..load import HELPERS  # which imports what imports this file

    known = op in HELPERS or op in BOUND or op in CORE or op in vars(builtins) or keyword.iskeyword(op)
    return op.isidentifier() and not known


def in_python(expr: Expr) -> Call:
    """Return an expression that Python computes."""
    return Call(IN_PYTHON, (expr,), (), getattr(expr, "at", None))


def asks_class(expr: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Return whether an expression asks for the class of a number: numbers that meet have one in compiled code."""
    for part in subexpressions(expr):
        match part:
            case Call("isinstance" | "type", (Name(id), *_)) | Call("passive" | "call", (Name("type"), Name(id))):
                if isinstance(kinds.get(id), Scalar):
                    return True
            case _:
                pass
    return False


def is_in_python(expr: object) -> bool:
    """Return whether an expression is one that Python computes."""
    return isinstance(expr, Call) and expr.op == IN_PYTHON


def unwrapped(block: Block) -> Block:
    """Return a block in which nobody can see what Python computes."""
    return tuple(map_expr(stmt, _bare) for stmt in block)


def _bare(expr: Expr) -> Expr:
    if not isinstance(expr, Call):
        return expr
    if expr.op == IN_PYTHON:
        return expr.args[0]
    keywords = tuple((key, _bare(arg)) for key, arg in expr.keywords)
    return Call(expr.op, tuple(_bare(arg) for arg in expr.args), keywords, expr.at)


def done_in_python(stmt: Stmt, kinds: Mapping[str, Kind] = {}, origin: Origin | None = None) -> Stmt:
    """Return a statement in the block that Python runs."""
    types: list[tuple[str, Expr]] = []
    if isinstance(stmt, Assign) and isinstance(stmt.target, Name | Targets):
        value = _bare(stmt.value)
        goals = stmt.target.items if isinstance(stmt.target, Targets) else (stmt.target,)
        shared = bool(sources(value, kinds))
        for goal in goals:
            assert isinstance(goal, Name)
            kind = kinds.get(goal.id)
            found = numba_type(kind, shared)
            assert found is not None
            types.append((goal.id, Const(found)))
        if (
            isinstance(stmt.target, Name)
            and is_real(kinds.get(stmt.target.id))
            and any(isinstance(kind := kinds.get(name), Scalar) and not is_real(kind) for name in reads(Do(value)))
        ):
            value = Call("np.real", (value,))  # numba gives a name one type: real numbers come as complex ones
        if isinstance(stmt.target, Name) and "::1" in str(types[0][1]):
            value = Call("np.ascontiguousarray", (value,))
        if types[0][1] == Const("complex128"):
            value = Call("complex", (value,))  # numba takes no array without axes for one
        stmt = replace(stmt, value=value)
    around = Call("within", (Call("objmode", (), tuple(types)), Const(None), Const(False)))
    made: list[Stmt] = [renamed(stmt)]
    if isinstance(stmt, Assign) and isinstance(stmt.target, Targets):  # such as the columns of one array
        pieces = [Name(name) for name, found in types if "::1" in str(found)]
        made += [Assign(name, Call("np.ascontiguousarray", (name,)), stmt.origin) for name in pieces]
    return If(around, tuple(made), (), getattr(stmt, "origin", None) or origin)


def is_real(kind: Kind | None) -> bool:
    """Return whether a kind is one of numbers that are not complex."""
    return isinstance(kind, Scalar | Array) and not str(kind.dtype).startswith("complex")


def is_formatted(error: Call) -> bool:
    """Return whether an exception is made with more than literals: a message that only Python can format."""
    given = error.args[1:] if error.op in ("call", "passive") else error.args
    return not all(isinstance(arg, Const) for arg in given)


def raised_in_python(error: Call, origin: Origin | None) -> list[Stmt]:
    """Return statements in which Python raises an exception; the last one tells numba that nothing follows."""
    kind = replace(error, args=error.args[:1] if error.op in ("call", "passive") else (), keywords=())
    return [done_in_python(Do(Call("raise_error", (error,)), origin)), Do(Call("raise", (kind,)), origin)]


def renamed(stmt: Stmt) -> Stmt:
    """Return a statement that calls functions by the names by which Python has them."""
    from .load import PRELUDE  # which imports NumPy code that this file is for

    def by_name(expr: Expr) -> Expr:
        if not isinstance(expr, Call):
            return expr
        if expr.op == "fstring":
            expr = joined(expr)
        op = f"numpy_{expr.op}" if expr.op in PRELUDE else expr.op
        keywords = tuple((key, by_name(arg)) for key, arg in expr.keywords)
        return Call(op, tuple(by_name(arg) for arg in expr.args), keywords, expr.at)

    return map_expr(stmt, by_name)


def joined(text: Call) -> Call:
    """Return a text with numbers in it as pieces put together, where numba does not read how they are formatted."""
    if all(not isinstance(part, Call) or part.args[1:] == (Const(""),) for part in text.args):
        return text
    pieces: list[Expr] = []
    for part in text.args:
        match part:
            case Call("formatted", (value, Const(conversion), *spec)):
                shown = Call(CONVERSIONS[str(conversion)], (value,)) if conversion else value
                pieces.append(Call("format", (shown, *spec)))
            case _:
                pieces.append(part)
    return Call(".join()", (Const(""), Call("list", tuple(pieces))), (), text.at)


def with_python(block: Block, kinds: Mapping[str, Kind]) -> Block:
    """Return a block in which Python does what it is to do; what stands together it does at one time."""
    out: list[Stmt] = []
    for stmt in block:
        stmt = map_blocks(stmt, lambda inner: with_python(inner, kinds)) if not is_python_block(stmt) else stmt
        if isinstance(stmt, Assign) and is_in_python(stmt.value):
            stmt = done_in_python(stmt, kinds)
        last = out[-1] if out else None
        if last is not None and is_python_block(last) and is_python_block(stmt):
            out[-1] = together(last, stmt)
        else:
            out.append(stmt)
    return tuple(out)


def called_blocks(block: Block, base: str, local: Set[str], fresh: Names) -> tuple[Block, list[Function]]:
    """Return a block that calls functions for what Python does, and these: numba takes one such block in a function."""
    made: list[Function] = []
    known: dict[tuple[Block, Expr], str] = {}

    def called(stmt: Stmt) -> Stmt:
        if not is_python_block(stmt):
            return map_blocks(stmt, lambda inner: tuple(map(called, inner)))
        assert isinstance(stmt, If)
        assert isinstance(stmt.condition, Call)
        mode = stmt.condition.args[0]
        assert isinstance(mode, Call)
        results = tuple(Name(name) for name, _ in mode.keywords)
        taken = tuple(Name(name) for name in sorted(exposed_reads(stmt.body) & local))
        key = stmt.body, mode
        if key not in known:
            known[key] = fresh.fresh(f"{base}_in_python")
            end = (Return(results[0] if len(results) == 1 else Call("tuple", results)),) if results else ()
            params = tuple(Param(name.id) for name in taken)
            made.append(Function(known[key], params, (stmt, *end), "", stmt.origin))
        call = Call(known[key], taken)
        if not results:
            return Do(call, stmt.origin)
        return Assign(results[0] if len(results) == 1 else Targets(results), call, stmt.origin)

    return tuple(map(called, block)), made


def is_python_block(stmt: Stmt) -> bool:
    """Return whether a statement is a block that Python runs."""
    match stmt:
        case If(condition=Call("within", (Call("objmode"), *_))):
            return True
        case _:
            return False


def together(first: Stmt, second: Stmt) -> Stmt:
    """Return one block of two that Python runs."""
    assert isinstance(first, If)
    assert isinstance(second, If)
    assert isinstance(first.condition, Call)
    assert isinstance(second.condition, Call)
    modes = [condition.args[0] for condition in (first.condition, second.condition)]
    types = {name: made for mode in modes if isinstance(mode, Call) for name, made in mode.keywords}
    around = replace(first.condition, args=(Call("objmode", (), tuple(types.items())), *first.condition.args[1:]))
    return replace(first, condition=around, body=(*first.body, *second.body))
