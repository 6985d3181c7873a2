"""What functions return as tuples goes by several names: compiled code has numbers and arrays, and stacks of them.

    t = np.linalg.eigh(a)
    bt = [np.zeros_like(t[0]), np.zeros_like(t[1])]
    ba = eigh_adjoint(bt, t)
becomes
    t_0, t_1 = np.linalg.eigh(a)
    bt_0 = np.zeros_like(t_0)
    bt_1 = np.zeros_like(t_1)
    ba = eigh_adjoint([bt_0, bt_1], (t_0, t_1))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

from ...analyse.infer import infer
from ...ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    Item,
    Name,
    Pop,
    Push,
    Return,
    Stmt,
    Targets,
    Update,
    all_definitions,
    all_reads,
    map_blocks,
    statements,
    subexpressions,
)
from ...kinds import Struct
from ...names import Names
from ...program import Parts, Program, Wrt
from ...simplify.operations import map_expr
from .edges import given_to
from .in_python import numba_type
from .meshes import with_meshes_apart

DISPLAYS = frozenset({"tuple", "list"})
ZEROS = frozenset({"zeros_like", "np.zeros_like"})


def with_tuples_apart(parts: Parts, program: Program, wrt: Wrt) -> tuple[Parts, Program]:
    """Return what answers a request, in which numbers and arrays go by names, and no tuples or lists of them.

    With it goes the program, which then knows the kinds of these names.
    """
    parts = with_meshes_apart(parts, program, wrt)
    known = {**program.hints, **program.kinds}
    if not any(isinstance(kind, Struct) for kind in known.values()):
        return parts, program
    taken = {param.name for _, params, _ in parts for param in params} | program.given.keys()
    held: dict[str, Struct] = {}
    for i, (role, _, block) in enumerate(parts):
        found = infer(block, given_to(role, i, parts, program, wrt).kinds, known)
        held |= {name: kind for name, kind in found.items() if isinstance(kind, Struct) and can_be_apart(kind)}
    held = {name: kind for name, kind in held.items() if name not in taken}
    blocks = tuple(stmt for _, _, block in parts for stmt in block)
    handed = {name for role, _, block in parts for name in results(role, block)}
    while True:
        stacks = stacks_of(blocks, held)
        hindered = handed.union(name for stmt in statements(blocks) for name in hindrances(stmt, held, stacks))
        hindered |= {name for stmt in statements(blocks) for name in on_stack(stmt, hindered)}
        if not hindered & held.keys():
            break
        held = {name: kind for name, kind in held.items() if name not in hindered}
    if not held:
        return parts, program
    # a name that was renamed in the blocks is still known by its kind
    fresh = Names(frozenset(all_definitions(blocks) | all_reads(blocks) | taken | known.keys()))
    sizes = {name: len(kind.items) for name, kind in (held | stacks).items()}
    table = {name: [fresh.fresh(f"{name}_{i}") for i in range(sizes[name])] for name in sorted(sizes)}
    apart = Apart({name: table[name] for name in held}, {name: table[name] for name in stacks}, held)
    made = {part: item for name, kind in held.items() for part, item in zip(table[name], kind.items, strict=True)}
    program = replace(program, hints={**program.hints, **made})
    return tuple((role, params, apart.block(block)) for role, params, block in parts), program


def results(role: str, block: Block) -> Iterable[str]:
    """Return the names in what a function returns; those of what a forward part saves are not among them."""
    for stmt in statements(block):
        if isinstance(stmt, Return):
            value = stmt.value
            if role == "forward" and isinstance(value, Call) and len(value.args) == 2:
                value = value.args[0]
            yield from given_out(value)


def given_out(expr: Expr) -> Iterable[str]:
    """Return the names whose values are parts of a result."""
    match expr:
        case Name(id):
            yield id
        case Call("tuple" | "list", args):
            for arg in args:
                yield from given_out(arg)
        case _:
            pass


def whole(expr: Expr) -> Iterable[str]:
    """Return the names that an expression reads, but those of which it reads a part by its place."""
    match expr:
        case Name(id):
            yield id
        case Call("[]" | "len", (Name(), *rest)) if not rest or place(rest[0]) is not None:
            pass
        case Call():
            for arg in (*expr.args, *(arg for _, arg in expr.keywords)):
                yield from whole(arg)
        case _:
            pass


def on_stack(stmt: Stmt, stacks: Set[str]) -> Iterable[str]:
    """Return the name that a statement puts on one of some stacks, or takes from it."""
    match stmt:
        case Push(stack, Name(id)) | Pop(Name(id), stack) if stack in stacks:
            yield id
        case _:
            pass


def can_be_apart(kind: Struct) -> bool:
    """Return whether compiled code has all that a container holds, found by its place."""
    return issubclass(kind.maker, tuple | list) and all(numba_type(item) is not None for item in kind.items)


def stacks_of(block: Block, held: Mapping[str, Struct]) -> dict[str, Struct]:
    """Return the stacks that hold tuples, and what these are."""
    puts = (stmt for stmt in statements(block) if isinstance(stmt, Push) and isinstance(stmt.value, Name))
    return {stmt.stack: held[stmt.value.id] for stmt in puts if stmt.value.id in held}  # type: ignore[union-attr]


def hindrances(stmt: Stmt, held: Mapping[str, Struct], stacks: Mapping[str, Struct]) -> Iterable[str]:
    """Return the names that a statement needs whole: lists that others may know, what is chosen or asked."""
    match stmt:
        case Assign(Name(id), value) if id in held:
            if not makes_parts(id, value, held):
                yield id
                yield from whole(value)
            elif isinstance(value, Name) and issubclass(held[id].maker, list):
                yield from (id, value.id)
        case Assign(Name(), Name(id)) if id in held:
            yield id
        case Push(stack, value) if stack in stacks:
            if not isinstance(value, Name) or value.id not in held or issubclass(held[value.id].maker, list):
                yield stack
        case Pop(Name(id), stack) if (id in held) != (stack in stacks):
            yield from (id, stack)
        case Pop(Item(), stack):
            yield stack
        case Assign(Item(Name(id), index)) | Update(Item(Name(id), index)) if id in held and has_no(index, held[id]):
            yield id
        case Update(Name(id)) if id in held:
            yield id
        case Assign(Targets(items)) if stmt.value != Name("saved"):
            yield from (item.id for item in items if isinstance(item, Name) and item.id in held)
        case _:
            pass
    found: list[str] = []

    def look(expr: Expr) -> Expr:
        for part in subexpressions(expr):
            match part:
                case Call("[]", (Name(id), index)) if id in held and has_no(index, held[id]):
                    found.append(id)
                case Call(op, (Name(id), *_)) if id in held and op.startswith("."):
                    found.append(id)
                case Call("ifelse" | "and" | "or" | "is" | "is not", args):
                    found.extend(arg.id for arg in args if isinstance(arg, Name) and arg.id in held)
                case _:
                    pass
        return expr

    map_expr(stmt, look)
    yield from found


def makes_parts(name: str, value: Expr, held: Mapping[str, Struct]) -> bool:
    """Return whether an assignment of a container is one of each part."""
    size = len(held[name].items)
    match value:
        case Name(id):
            return id in held and len(held[id].items) == size
        case Call(op, args) if op in DISPLAYS:
            fits = len(args) == size and not any(isinstance(arg, Call) and arg.op == "star" for arg in args)
            return fits and not any(Name(name) in subexpressions(arg) for arg in args)
        case Call("zeros_like" | "np.zeros_like", (Name(id),)):
            return id in held and id != name and len(held[id].items) == size
        case Call("ifelse" | "and" | "or" | "[]"):
            return False
        case Call(op):
            return not op.startswith(".") or op.endswith("()")
        case _:
            return False


def has_no(index: Expr, kind: Struct) -> bool:
    """Return whether an index says no place of a container."""
    at = place(index)
    return at is None or not -len(kind.items) <= at < len(kind.items)


def place(index: Expr) -> int | None:
    """Return the place that an index says, None if it says none; negative ones count from the end."""
    match index:
        case Const(int(i)) if not isinstance(i, bool):
            return i
        case Call("neg", (Const(int(i)),)) if not isinstance(i, bool):
            return -i
        case _:
            return None


@dataclass(frozen=True)
class Apart:
    """Rewrites blocks: `names` and `stacks` have the names of the parts."""

    names: Mapping[str, list[str]]
    stacks: Mapping[str, list[str]]
    held: Mapping[str, Struct]

    def block(self, block: Block) -> Block:
        return tuple(new for stmt in block for new in self.statement(stmt))

    def statement(self, stmt: Stmt) -> list[Stmt]:
        match stmt:
            case Assign(Name(id), value) if id in self.names:
                return self.assigned(id, value, stmt)
            case Assign(Name(id), Call("list", ())) if id in self.stacks:
                return [replace(stmt, target=Name(part)) for part in self.stacks[id]]
            case Assign(Name(id), Call(".copy()", (Name(),)) as call) if id in self.stacks:
                parts = [Name(part) for part in self.stacks[id]]
                return [replace(stmt, target=part, value=replace(call, args=(part,))) for part in parts]
            case Push(stack, Name(id)) if stack in self.stacks:
                return [
                    replace(stmt, stack=at, value=Name(part))
                    for at, part in zip(self.stacks[stack], self.names[id], strict=True)
                ]
            case Pop(Name(id), stack) if stack in self.stacks:
                return [
                    replace(stmt, stack=at, target=Name(part))
                    for at, part in zip(self.stacks[stack], self.names[id], strict=True)
                ]
            case Pop(Item() as target):
                return [replace(stmt, target=self.target(target))]
            case Assign(Targets(items), Name("saved")):
                found = [Name(new) for item in items if isinstance(item, Name) for new in self.every(item.id)]
                return [replace(stmt, target=Targets(tuple(found)))]
            case Assign(Item() as target, value) | Update(Item() as target, _, value):
                return [replace(stmt, target=self.target(target), value=self.within(value))]
            case Return(value):
                return [replace(stmt, value=self.returned(value))]
            case _:
                return [map_expr(map_blocks(stmt, self.block), self.within)]

    def assigned(self, name: str, value: Expr, stmt: Assign) -> list[Stmt]:
        """Return the assignments of the parts of a container."""
        parts = [Name(part) for part in self.names[name]]
        match value:
            case Name(id):
                values: list[Expr] = [Name(part) for part in self.names[id]]
            case Call(op, args) if op in DISPLAYS:
                values = [self.within(arg) for arg in args]
            case Call(op, (Name(id),)) if op in ZEROS:
                values = [replace(value, args=(Name(part),)) for part in self.names[id]]
            case _:
                return [replace(stmt, target=Targets(tuple(parts)), value=self.within(value))]
        return [replace(stmt, target=part, value=each) for part, each in zip(parts, values, strict=True)]

    def every(self, name: str) -> list[str]:
        return self.names.get(name) or self.stacks.get(name) or [name]

    def target(self, target: Item) -> Name | Item:
        base = target.base
        if isinstance(base, Name) and base.id in self.names:
            at = place(target.index)
            assert at is not None
            return Name(self.names[base.id][at])
        return replace(target, base=self.within(base), index=self.within(target.index))

    def returned(self, expr: Expr) -> Expr:
        """Return what a function returns; what is saved are the parts."""
        if not isinstance(expr, Call) or expr.op != "tuple":
            return self.within(expr)
        args = (
            [Name(part) for part in self.every(arg.id)] if isinstance(arg, Name) else [self.returned(arg)]
            for arg in expr.args
        )
        return replace(expr, args=tuple(part for found in args for part in found))

    def within(self, expr: Expr) -> Expr:
        match expr:
            case Call("[]", (Name(id), index)) if id in self.names:
                at = place(index)
                assert at is not None
                return Name(self.names[id][at])
            case Call("len", (Name(id),)) if id in self.names:
                return Const(len(self.names[id]))
            case Name(id) if id in self.names:
                parts = tuple(Name(part) for part in self.names[id])
                return Call("list" if issubclass(self.held[id].maker, list) else "tuple", parts)
            case Name(id) if id in self.stacks:
                return Name(self.stacks[id][0])  # asked whether anything is left
            case Call():
                keywords = tuple((key, self.within(arg)) for key, arg in expr.keywords)
                return Call(expr.op, tuple(self.within(arg) for arg in expr.args), keywords, expr.at)
            case _:
                return expr
