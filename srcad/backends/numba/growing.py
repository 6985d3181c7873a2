"""Lists of numbers or arrays that a function appends to are stacks, which compiled code has.

hs.append(h)          Push(hs, h)
bh = bhs.pop()        bh = Pop(bhs)
np.stack(hs)          stacked(hs)
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from ...analyse.infer import expression_kind
from ...ir import Assign, Block, Call, Const, Do, Expr, Item, Name, Pop, Push, Stmt, Update, map_blocks, statements
from ...kinds import Array, Kind, ListOf, Scalar, unknown_dims
from .facts import refuse
from .in_python import in_python, numba_type

if TYPE_CHECKING:
    from .forms import Forms

LISTS = frozenset({"as_list", "*", "zeros_like", "added_lists"})
PLACES = Array("int64", unknown_dims(1))
MADE = frozenset({"np.array", "np.asarray", "np.stack", "np.vstack"})


def with_stacks(block: Block, hints: Mapping[str, Kind]) -> Block:
    """Return a block in which lists that begin with what is displayed, and grow, are stacks."""
    begun: dict[str, bool] = {}
    for stmt in statements(block):
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and is_list(hints.get(stmt.target.id)):
            shown = isinstance(stmt.value, Call) and stmt.value.op == "list"
            begun[stmt.target.id] = begun.get(stmt.target.id, True) and shown
    grown = {name for name, is_shown in begun.items() if is_shown}
    taken = {
        stmt.value.args[0].id
        for stmt in statements(block)
        if isinstance(stmt, Assign) and isinstance(stmt.value, Call) and stmt.value.op == ".pop()"
        and len(stmt.value.args) == 1 and isinstance(stmt.value.args[0], Name)
    }  # fmt: skip
    appended = {base.id for stmt in statements(block) if (base := _appended(stmt)) is not None}
    return _grown(block, grown & (appended | taken), taken & begun.keys()) if appended | taken else block


def is_list(kind: Kind | None) -> bool:
    """Return whether a kind is one of lists that compiled code can have: of numbers, or of arrays of one rank."""
    return isinstance(kind, ListOf) and numba_type(kind.element) is not None


def _appended(stmt: Stmt) -> Name | None:
    match stmt:
        case Do(Call(".append()", (Name() as base, _))):
            return base
        case _:
            return None


def _grown(block: Block, grown: Set[str], taken: Set[str]) -> Block:
    out: list[Stmt] = []
    for stmt in block:
        match stmt:
            case Do(Call(".append()", (Name(id), value)), origin) if id in grown:
                out.append(Push(id, value, origin=origin))
            case Assign(Name(id) as target, Call("list", items)) if id in grown and items:
                out.append(Assign(target, Call("list"), stmt.origin))
                out += [Push(id, item, origin=stmt.origin) for item in items]
            case Assign(Name() as target, Call(".pop()", (Name(id),))) if id in grown | taken:
                out.append(Pop(target, id, origin=stmt.origin))
            case _:
                out.append(map_blocks(stmt, lambda inner: _grown(inner, grown, taken)))
    return tuple(out)


def of_list(expr: Call, forms: Forms) -> Expr | None:
    """Return a name for an array of what a list holds, or for an array that it holds; None for anything else."""
    match expr:
        case Call(op, (Name(id) as name,), ()) if op in MADE and isinstance(kind := forms.kinds.get(id), ListOf):
            rank = len(kind.element.dims or ()) if isinstance(kind.element, Array) else 0
            if (rank == 0 and op not in ("np.array", "np.asarray")) or (rank != 1 and op == "np.vstack"):
                return None
            made = Call("stacked" if rank else "gathered", (name,), (), expr.at)
        case Call("best_of", (Name(id) as name, op)) if is_of_numbers(forms.kinds.get(id)):
            made = in_python(Call("best_of", (gathered(name, forms), op), (), expr.at))
        case Call("[]", (Name() as name, index)) if is_of_arrays(name, forms.kinds):
            if not isinstance(expression_kind(index, forms.kinds), Scalar):
                return None
            made = Call("element_of", (name, forms.value(index)), (), expr.at)
        case _:
            return None
    return forms.hold(made, expression_kind(expr, forms.kinds))


def gathered(numbers: Name, forms: Forms) -> Expr:
    """Return a name for the array of the numbers of a list, which Python can be given."""
    kind = forms.kinds[numbers.id]
    assert isinstance(kind, ListOf)
    assert isinstance(kind.element, Scalar)
    return forms.hold(Call("gathered", (numbers,)), Array(kind.element.dtype, unknown_dims(1)))


def is_of_numbers(kind: Kind | None) -> bool:
    """Return whether a kind is one of lists of numbers."""
    return is_list(kind) and isinstance(kind, ListOf) and isinstance(kind.element, Scalar)


def is_array(kind: Kind) -> bool:
    """Return whether a kind is one of arrays with axes."""
    return isinstance(kind, Array) and bool(kind.dims)


def refuse_lists(result: Expr, kinds: Mapping[str, Kind]) -> None:
    """Refuse to return a list: what compiled code gives is an array."""
    value = result.args[0] if isinstance(result, Call) and result.op == "tuple" and result.args else result
    parts = value.args if isinstance(value, Call) and value.op == "tuple" else (value,)
    for part in parts:
        if isinstance(part, Name) and isinstance(kinds.get(part.id), ListOf):
            raise refuse(f"`{part.id}`, a list, as the result")


def is_of_arrays(base: Name, kinds: Mapping[str, Kind]) -> bool:
    """Return whether a name is that of a list of arrays."""
    kind = kinds.get(base.id)
    return isinstance(kind, ListOf) and is_array(kind.element)


def with_list(stmt: Assign | Update, forms: Forms) -> list[Stmt] | None:
    """Return the statements that make a list, or write into one of arrays; None for others."""
    match stmt:
        case Assign(Name(id), Call(op) as call) if op in LISTS and isinstance(forms.kinds.get(id), ListOf):
            return [replace(stmt, value=made_list(call, forms))]
        case Assign(value=Call("order_of", (Name(id) as keys, reverse))) if is_of_numbers(forms.kinds.get(id)):
            order = in_python(Call("np.array", (Call("order_of", (gathered(keys, forms), reverse)), Name("int"))))
            return [replace(stmt, value=Call("as_list", (forms.hold(order, PLACES),)))]
        case Update(Item(Name() as base, index)) if is_of_arrays(base, forms.kinds):
            kind = expression_kind(Call("[]", (base, index)), forms.kinds)
            part = forms.hold(Call("element_of", (base, forms.value(index))), kind)
            assert isinstance(part, Name)
            return forms.statement(replace(stmt, target=part))
        case Assign(Item(Name() as base) as target, value) if is_of_arrays(base, forms.kinds):
            return [replace(stmt, target=forms.target(target), value=forms.named(value))]
        case _:
            return None


def made_list(call: Call, forms: Forms) -> Call:
    """Return the call by which compiled code makes a list: of an array, of zeros, or of the sums of two lists."""
    match call:
        case Call("as_list", (array,)):
            return replace(call, args=(forms.named(array),))
        case Call("*", (count, Call("list", (Const(float()),)) as zero)):
            return replace(call, args=(forms.value(count), zero))
        case Call("zeros_like", (Name(),)):
            return replace(call, op="zeros_of")
        case Call("added_lists", args) if len(args) == 2:
            arrays = (arg.args[0] if isinstance(arg, Call) and arg.op == "as_list" else arg for arg in args)
            return replace(call, op="sums_of", args=tuple(map(forms.named, arrays)))
        case _:
            raise refuse("a list that is made of others", forms.origin)
