"""The core language prints as Python and reads back: what is read from a printed function is the function again."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import Field, fields, is_dataclass, replace
from typing import Any

import gast

from srcad import dispatch
from srcad.differentiate.callees import spelled
from srcad.ir import (
    Assign,
    Call,
    Comment,
    Const,
    Do,
    Exit,
    For,
    Function,
    Handler,
    If,
    Item,
    Name,
    Pop,
    Push,
    Try,
    While,
    With,
)
from srcad.syntax.read import Reader, canonical
from srcad.syntax.write import write


@contextmanager
def compiled() -> Iterator[list[Any]]:
    """Collect what is compiled meanwhile."""
    found: list[Any] = []
    original = dispatch.compile_request

    def keep(*args: Any) -> Any:
        found.append(original(*args))
        return found[-1]

    dispatch.compile_request = keep
    try:
        yield found
    finally:
        dispatch.compile_request = original


def read_back(compiled: Any, seen: list[Any]) -> str:
    """How a stage of a compiled function differs from what its text reads as; empty when none does.

    `seen` are blocks that were read back before, and need not be again.
    """
    for stage, block in compiled.stages.items():
        if block in seen:
            continue
        seen.append(block)
        block = spelled(block)
        text = write(Function("f", (), block))
        again = Reader(lambda _: None).function(unchained(gast.parse(text).body[0]), "f").body
        mine, theirs = plain(block), plain(again)
        if mine != theirs:
            written, read = innermost(mine, theirs)
            return f"stage {stage}\n{text}\n  written {written}\n  read    {read}"
    return ""


def innermost(one: Any, other: Any) -> tuple[Any, Any]:
    """The first parts of two values that differ while all around them agrees."""
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        pairs = list(zip(one, other, strict=True))
    elif is_dataclass(one) and type(one) is type(other):
        pairs = [(getattr(one, slot.name), getattr(other, slot.name)) for slot in compared(one)]
    else:
        return one, other
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    return innermost(*differing[0]) if len(differing) == 1 else (one, other)


def unchained(tree: Any) -> Any:
    """The tree with `a = b = None` as two statements, which is how names that begin as None are printed."""
    for slot in ("body", "orelse", "finalbody"):
        nodes = getattr(tree, slot, None)
        if isinstance(nodes, list):
            goals = [node.targets if isinstance(node, gast.Assign) else [None] for node in nodes]
            split = [
                node if goal is None else gast.Assign([goal], node.value, None)
                for node, several in zip(nodes, goals, strict=True)
                for goal in several
            ]
            setattr(tree, slot, [unchained(node) for node in split])
    for handler in getattr(tree, "handlers", []):
        unchained(handler)
    return tree


def plain(node: Any) -> Any:
    """A part of the core as Python has it, which knows no stacks and no stops of loops."""
    match node:
        case tuple():
            parts = [plain(part) for part in node if not isinstance(part, Comment)]
            return tuple(part for part in parts if part is not None)
        case Push(stack, value):
            return plain(Do(Call(".append()", (Name(stack), value))))
        case Pop(target, stack):
            return plain(Assign(target, Call(".pop()", (Name(stack),))))
        case For() | While():
            leave = () if node.stop is None else (If(node.stop, (Exit("break"),)),)
            leave = (Exit("break"),) if node.stop == Const(True) else leave
            ended = replace(node, body=(*node.body, *leave), stop=None, trips=None)
            return replace(ended, **{slot: plain(getattr(ended, slot)) for slot in PARTS if hasattr(ended, slot)})
        case Do(Call("setitem", (base, index, value))):
            return plain(Assign(Item(base, index), value))
        case Do(Call("setattr", (base, name, value))):
            return plain(Assign(Item(base, name, attribute=True), value))
        case If(Call("attempt", (classes, _, Const(name))), body, handling):
            read = any(isinstance(part, Call) and part.op == "caught" for part in everything(handling))
            return plain(Try(body, (Handler(classes, name if read else "", handling),)))
        case If(Call("within", (manager, target)), body):
            bound = Name(target.value) if isinstance(target, Const) and target.value is not None else None
            return plain(With(manager, bound, body))
        case Call("neg", (Const(int() | float() as value),)):
            return plain(Const(-value))
        case Call("as_list", args):
            return plain(Call("list", args))
        case Call("caught", (Const(name),)):
            return Name(name)
        case Call("passive", args):
            return plain(Call("call", args, node.keywords))
        case Call():
            parts = tuple(plain(arg) for arg in node.args), tuple((key, plain(arg)) for key, arg in node.keywords)
            again = node.op == "neg" and isinstance(node.args[0], Call) and isinstance(parts[0][0], Const)
            return plain(Call("neg", parts[0])) if again else canonical(Call(node.op, *parts))
        case Const(float() | complex() as value):
            return plain_number(value)
        case Const() | Name():
            return node
        case _ if is_dataclass(node) and not isinstance(node, type):
            return replace(node, **{slot.name: plain(getattr(node, slot.name)) for slot in compared(node)})
        case _:
            return node


def compared(node: Any) -> list[Field[Any]]:
    """The fields that two equal parts of the core have in common: not where they are from, nor what was remembered."""
    return [slot for slot in fields(node) if slot.compare]


PARTS = ("target", "iterable", "condition", "body", "orelse")


def plain_number(value: complex) -> Any:
    """A number as the reader gives it: infinity by name, a complex one by its parts."""
    if isinstance(value, complex) and value.real:
        return Call("complex", (plain_number(value.real), plain_number(value.imag)))
    if isinstance(value, float) and not math.isfinite(value):
        return Name("np.nan") if math.isnan(value) else Name("np.inf") if value > 0 else Call("neg", (Name("np.inf"),))
    return Const(value)


def everything(node: Any) -> Iterator[Any]:
    """All parts of a part of the core."""
    yield node
    inner = [getattr(node, slot.name) for slot in compared(node)] if is_dataclass(node) else node
    if not isinstance(inner, tuple | list):
        return
    for part in inner:
        yield from everything(part)
