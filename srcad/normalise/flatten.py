"""Bring active statements to one operation an assignment; what has no derivative stays as the user wrote it.

z = np.sin(x * y) + 1        t = x * y
                             t_1 = np.sin(t)
                             z = t_1 + 1
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..analyse.activity import flows
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
    Origin,
    Push,
    Stmt,
    Update,
    map_blocks,
    names,
    targets,
)
from ..names import Names
from ..simplify.copies import is_pure

RESULT = Name("y")  # stands for the result where one asks what a derivative reads


def flatten(
    block: Block, active: frozenset[str], fresh: Names, reads: Callable[[Call, Expr], bool]
) -> tuple[Block, frozenset[str]]:
    """Return the flattened block and its active names, temporaries included.

    `reads(call, argument)` tells whether the derivative of a call reads a passive argument, which then gets a name.
    """
    pass_ = _Flatten(set(active), fresh, reads)
    return pass_.block(block), frozenset(pass_.active)


class _Flatten:
    def __init__(self, active: set[str], fresh: Names, reads: Callable[[Call, Expr], bool]) -> None:
        self.active = active
        self.fresh = fresh
        self.reads = reads
        self.known: dict[Expr, Name] = {}  # the temporaries of the present statement, by what they hold

    def block(self, block: Block) -> Block:
        return tuple(new for stmt in block for new in self.statement(stmt))

    def statement(self, stmt: Stmt) -> list[Stmt]:
        match stmt:
            case Update(value=Call() as value) | Push(value=Call() as value) if flows(value) & self.active:
                self.known = {}
                out: list[Stmt] = []
                name = self.name(value, stmt.origin, out)
                return [*out, replace(stmt, value=name)]
            case Do(Call("np.add.at", (base, index, Call() as value)) as call) if flows(value) & self.active:
                self.known = {}
                out = []
                name = self.name(value, stmt.origin, out)
                return [*out, replace(stmt, value=replace(call, args=(base, index, name)))]
            case Do(Call(".append()" | ".insert()" | "add_into", (base, *where, Call() as value)) as call) if (
                flows(value) & self.active
            ):
                self.known = {}
                out = []
                name = self.name(value, stmt.origin, out)
                return [*out, replace(stmt, value=replace(call, args=(base, *where, name)))]
        if not isinstance(stmt, Assign) or not self.is_active(stmt):
            return [map_blocks(stmt, self.block)]
        out = []
        self.known = {}
        if isinstance(stmt.target, Item):
            return self.store(stmt, out)
        flat = self.top(stmt.value, stmt, out)
        if (
            isinstance(flat, Call)
            and isinstance(stmt.target, Name)
            and stmt.target.id in names(flat)
            and self.reads_both(flat)
        ):
            # the adjoint reads the result beside the operand that it overwrites: both must be there at once
            name = Name(self.fresh.fresh("t"))
            self.active.add(name.id)
            return [*out, Assign(name, flat, stmt.origin), replace(stmt, value=name)]
        if flat is not None:
            out.append(replace(stmt, value=flat))
        return out

    def store(self, stmt: Assign, out: list[Stmt]) -> list[Stmt]:
        """Return a write into an item with a name for what is written."""
        value = self.name(stmt.value, stmt.origin, out)
        return [*out, replace(stmt, value=value)]

    def reads_both(self, call: Call) -> bool:
        """Whether the derivative of a call reads its result."""
        return self.reads(call, RESULT)

    def is_active(self, stmt: Assign) -> bool:
        targets = names_of(stmt)
        return bool(targets & self.active) and bool(flows(stmt.value) & self.active)

    def top(self, expr: Expr, stmt: Assign, out: list[Stmt]) -> Expr | None:
        """Flatten an assignment's value to one operation; of a choice, which becomes an `If`, return None."""
        if isinstance(expr, Call) and expr.op == "ifelse":
            condition, body, orelse = expr.args
            known = self.known
            branches = tuple(self.block((replace(stmt, value=side),)) for side in (body, orelse))
            self.known = known
            out.append(If(condition, branches[0], branches[1], stmt.origin))
            return None
        return self.operation(expr, stmt.origin, out) if isinstance(expr, Call) else expr

    def operation(self, call: Call, origin: Origin | None, out: list[Stmt]) -> Call:
        """Return a call whose active arguments are names."""
        if call.op == "[]":
            base = self.name(call.args[0], origin, out)
            return replace(call, args=(base, call.args[1]))
        args = tuple(self.argument(arg, call, origin, out) for arg in call.args)
        keywords = tuple((key, self.argument(arg, call, origin, out)) for key, arg in call.keywords)
        return replace(call, args=args, keywords=keywords)

    def argument(self, arg: Expr, call: Call, origin: Origin | None, out: list[Stmt]) -> Expr:
        if isinstance(arg, Call) and arg.op in ("tuple", "list") and flows(arg) & self.active:
            return replace(arg, args=tuple(self.argument(item, arg, origin, out) for item in arg.args))
        if flows(arg) & self.active:
            return self.name(arg, origin, out)
        if isinstance(arg, Call) and not cheap(arg) and self.reads(call, arg):
            if arg in self.known:
                return self.known[arg]
            name = Name(self.fresh.fresh("t"))
            if is_pure(arg):
                self.known[arg] = name
            out.append(Assign(name, arg, origin))
            return name
        return arg

    def name(self, expr: Expr, origin: Origin | None, out: list[Stmt]) -> Expr:
        """Return a name for an active expression, assigned before."""
        if isinstance(expr, Name | Const):
            return expr
        if expr in self.known:
            return self.known[expr]
        name = Name(self.fresh.fresh("t"))
        self.active.add(name.id)
        value = self.top(expr, Assign(name, expr, origin), out)
        if value is not None:
            out.append(Assign(name, value, origin))
            if is_pure(expr):
                self.known[expr] = name
        return name


def names_of(stmt: Assign) -> frozenset[str]:
    """Return the names that an assignment binds, and the bases of the items that it writes."""
    found: frozenset[str] = frozenset()
    for item in targets(stmt.target):
        found |= names(item.base) if isinstance(item, Item) else frozenset((item.id,))
    return found


def cheap(expr: Call) -> bool:
    """Return whether an expression is as short as a name: a literal with a sign, an attribute, an item by number."""
    match expr:
        case Call("neg", (Const(),)):
            return True
        case Call("tuple" | "list" | "slice", args):
            return all(not isinstance(arg, Call) or cheap(arg) for arg in args)
        case Call("[]", (base, index)):
            return (isinstance(base, Name) or (isinstance(base, Call) and cheap(base))) and not isinstance(index, Call)
        case Call(op, (base,)) if op.startswith(".") and not op.endswith("()"):
            return isinstance(base, Name)
        case Call("+" | "-" | "*", (a, b)):
            return all(isinstance(part, Name | Const) for part in (a, b)) and any(isinstance(p, Const) for p in (a, b))
        case _:
            return False
