"""The core language: three expressions and a few statements, as frozen values that every pass reads and writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from operator import is_
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in the user's source a statement or an expression comes from; `text` is the statement on one line."""

    file: str
    function: str
    line: int
    text: str = ""
    source: str = ""  # the whole source line, for carets
    column: int = 0
    end_column: int = 0


# ---------------------------------------------------------------- expressions
@dataclass(frozen=True, slots=True)
class Name:
    """A variable."""

    id: str
    reads: frozenset[str] | None = field(default=None, init=False, compare=False, repr=False)  # once `names` was asked


@dataclass(frozen=True, slots=True)
class Const:
    """A literal: number, string, bool, None, Ellipsis."""

    value: object

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Const):
            return False
        return type(self.value) is type(other.value) and repr(self.value) == repr(other.value)

    def __hash__(self) -> int:
        return hash((type(self.value).__name__, repr(self.value)))


@dataclass(frozen=True, slots=True)
class Call:
    """An operation on expressions.

    `op` is an operator (`"+"`, `"neg"`, `"[]"`, `"<="`, `"ifelse"`, `"slice"`, `"tuple"`, `"list"`, `"dict"`), an
    attribute (`".T"`), a method (`".sum()"`), a function by its canonical dotted name (`"np.sin"`), or `"call"`, whose
    first argument is the function (`"passive"` if no derivative flows through it, `"callee"` for a function of the
    core). A `"*"` or `"**"` before an argument of a call is the operation `"star"` or `"starstar"`.
    """

    op: str
    args: tuple[Expr, ...] = ()
    keywords: tuple[tuple[str, Expr], ...] = ()
    at: Origin | None = field(default=None, compare=False, repr=False)
    reads: frozenset[str] | None = field(default=None, init=False, compare=False, repr=False)  # once `names` was asked
    parts: tuple[Expr, ...] | None = field(default=None, init=False, compare=False, repr=False)  # inside, once asked
    simple: object = field(default=None, init=False, compare=False, repr=False)  # with which kinds nothing is shorter


Expr: TypeAlias = Name | Const | Call


# ---------------------------------------------------------------- statements
@dataclass(frozen=True, slots=True)
class Item:
    """The target `base[index]`, or `base.index` when `index` is an attribute's name and `attribute` is true."""

    base: Expr
    index: Expr
    attribute: bool = False


Target: TypeAlias = "Name | Item | Targets"


@dataclass(frozen=True, slots=True)
class Targets:
    """Several targets of one assignment, as in `a, (b, c) = e`; `star` is the position of a starred one, or -1."""

    items: tuple[Target, ...]
    star: int = -1


@dataclass(frozen=True, slots=True)
class Assign:
    """`target = value`."""

    target: Target
    value: Expr
    origin: Origin | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Update:
    """`target op= value`, seen through every alias when the target is an array."""

    target: Name | Item
    op: str
    value: Expr
    origin: Origin | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class If:
    """`if condition: body` with `else: orelse`."""

    condition: Expr
    body: Block
    orelse: Block = ()
    origin: Origin | None = field(default=None, compare=False, repr=False)
    inner: tuple[Stmt, ...] | None = field(default=None, init=False, compare=False, repr=False)  # `statements`


@dataclass(frozen=True, slots=True)
class For:
    """`for target in iterable: body`, left early at the end of a trip when `stop` holds.

    In the core `target` is a name and `iterable` a `range`. `trips` counts the trips begun, where a stop may end them.
    """

    target: Target
    iterable: Expr
    body: Block
    stop: Expr | None = None
    trips: str | None = None
    orelse: Block = ()
    origin: Origin | None = field(default=None, compare=False, repr=False)
    inner: tuple[Stmt, ...] | None = field(default=None, init=False, compare=False, repr=False)  # `statements`


@dataclass(frozen=True, slots=True)
class While:
    """`while condition: body`, left at the end of a trip when `stop` holds; `trips` counts the trips begun."""

    condition: Expr
    body: Block
    stop: Expr | None = None
    trips: str | None = None
    orelse: Block = ()
    origin: Origin | None = field(default=None, compare=False, repr=False)
    inner: tuple[Stmt, ...] | None = field(default=None, init=False, compare=False, repr=False)  # `statements`


@dataclass(frozen=True, slots=True)
class Push:
    """`stack.append(value)`; in debug mode `site` marks the entry."""

    stack: str
    value: Expr
    site: str = field(default="", compare=False, repr=False)
    origin: Origin | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pop:
    """`target = stack.pop()`; in debug mode `site` is the mark that the entry must have."""

    target: Name | Item
    stack: str
    site: str = field(default="", compare=False, repr=False)
    origin: Origin | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Do:
    """An expression evaluated for its effect; `raise` and `assert` are the operations `"raise"` and `"assert"`."""

    value: Expr
    origin: Origin | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Return:
    """`return value`: the last statement of a function in the core."""

    value: Expr
    origin: Origin | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Exit:
    """`break` or `continue`: before exits are lowered, and again when they are printed."""

    kind: str
    origin: Origin | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Handler:
    """`except classes as name: body`; without classes it takes every exception."""

    classes: Expr | None
    name: str
    body: Block


@dataclass(frozen=True, slots=True)
class Try:
    """`try: body` with its handlers, `else` and `finally`: before exits are lowered."""

    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block = ()
    final: Block = ()
    origin: Origin | None = field(default=None, compare=False, repr=False)
    inner: tuple[Stmt, ...] | None = field(default=None, init=False, compare=False, repr=False)  # `statements`


@dataclass(frozen=True, slots=True)
class With:
    """`with manager as target: body`: before it is specialised."""

    manager: Expr
    target: Target | None
    body: Block
    origin: Origin | None = field(default=None, compare=False, repr=False)
    inner: tuple[Stmt, ...] | None = field(default=None, init=False, compare=False, repr=False)  # `statements`


@dataclass(frozen=True, slots=True)
class Comment:
    """A line of comment, for the reader of generated code."""

    text: str


Stmt: TypeAlias = Assign | Update | If | For | While | Push | Pop | Do | Return | Exit | Try | With | Comment
Block: TypeAlias = tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: `kind` is one of `"posonly"`, `"plain"`, `"star"`, `"kwonly"`, `"starstar"`."""

    name: str
    kind: str = "plain"
    default: Expr | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its parameters, its statements, and a docstring for the reader."""

    name: str
    params: tuple[Param, ...]
    body: Block
    doc: str = ""
    origin: Origin | None = field(default=None, compare=False, repr=False)


# ---------------------------------------------------------------- walking and substituting
def subexpressions(expr: Expr) -> tuple[Expr, ...]:
    """Return an expression and all expressions inside it, outermost first."""
    if not isinstance(expr, Call):
        return (expr,)
    if expr.parts is None:
        inside = [part for arg in (*expr.args, *[arg for _, arg in expr.keywords]) for part in subexpressions(arg)]
        object.__setattr__(expr, "parts", tuple(inside))  # expressions never change: this only remembers
    return (expr, *(expr.parts or ()))


NOTHING: frozenset[str] = frozenset()


def names(expr: Expr) -> frozenset[str]:
    """Return the names that an expression reads."""
    if isinstance(expr, Const):
        return NOTHING
    found = expr.reads
    if found is None:
        if isinstance(expr, Name):
            found = frozenset((expr.id,))
        else:
            found = NOTHING.union(*map(names, expr.args), *[names(arg) for _, arg in expr.keywords])
        object.__setattr__(expr, "reads", found)
    return found


def rebuild(expr: Call, change: Callable[[Expr], Expr]) -> Call:
    """Return a call with `change` applied to its arguments, the same object if nothing changed."""
    args = tuple([change(arg) for arg in expr.args])
    keywords = tuple([(key, change(arg)) for key, arg in expr.keywords])
    same = all(map(is_, args, expr.args)) and all(a[1] is b[1] for a, b in zip(keywords, expr.keywords, strict=True))
    return expr if same else Call(expr.op, args, keywords, expr.at)


def substitute(expr: Expr, table: dict[str, Expr]) -> Expr:
    """Return an expression with names replaced by the expressions that `table` gives them."""
    if isinstance(expr, Name):
        return table.get(expr.id, expr)
    if isinstance(expr, Const) or table.keys().isdisjoint(names(expr)):
        return expr
    return rebuild(expr, lambda arg: substitute(arg, table))


def targets(target: Target) -> Iterator[Name | Item]:
    """Yield the names and items that a target assigns, from left to right."""
    for item in target.items if isinstance(target, Targets) else ():
        yield from targets(item)
    if not isinstance(target, Targets):
        yield target


def assigned(target: Target) -> frozenset[str]:
    """Return the names that a target binds anew (an item binds none)."""
    if isinstance(target, Name):
        return names(target)
    return frozenset(item.id for item in targets(target) if isinstance(item, Name))


def target_reads(target: Target) -> frozenset[str]:
    """Return the names that an assignment to a target reads: the base and the index of items."""
    if isinstance(target, Name):
        return NOTHING
    items = [item for item in targets(target) if isinstance(item, Item)]
    return NOTHING.union(*[names(item.base) | names(item.index) for item in items])


def blocks(stmt: Stmt) -> tuple[Block, ...]:
    """Return the blocks inside a statement."""
    match stmt:
        case If(body=body, orelse=orelse) | For(body=body, orelse=orelse) | While(body=body, orelse=orelse):
            return (body, orelse)
        case Try(body, handlers, orelse, final):
            return (body, *(handler.body for handler in handlers), orelse, final)
        case With(body=body):
            return (body,)
        case _:
            return ()


def statements(block: Block) -> list[Stmt]:
    """Return all statements of a block, those of inner blocks after the statement that holds them."""
    found: list[Stmt] = []
    for stmt in block:
        found.append(stmt)
        if isinstance(stmt, If | For | While | Try | With):
            if stmt.inner is None:
                inner = tuple(each for part in blocks(stmt) for each in statements(part))
                object.__setattr__(stmt, "inner", inner)  # statements never change: this only remembers
            found += stmt.inner or ()
    return found


def definitions(stmt: Stmt) -> frozenset[str]:
    """Return the names that a statement itself (not its inner blocks) assigns."""
    if isinstance(stmt, Assign):  # most are: this is quicker than a pattern
        return assigned(stmt.target)
    match stmt:
        case For(target=goal) | With(target=goal):
            return assigned(goal) if goal is not None else NOTHING
        case Update(target=Name(id)) | Pop(target=Name(id)):
            return frozenset((id,))
        case Try(handlers=handlers):
            return frozenset(handler.name for handler in handlers if handler.name)
        case _:
            return NOTHING


def all_definitions(block: Block) -> frozenset[str]:
    """Return the names assigned anywhere in a block."""
    return NOTHING.union(*[definitions(stmt) for stmt in statements(block)])


def reads(stmt: Stmt) -> frozenset[str]:
    """Return the names that a statement itself (not its inner blocks) reads."""
    if isinstance(stmt, Assign):
        return names(stmt.value) | target_reads(stmt.target)
    match stmt:
        case Update(target=target, value=value):
            return names(value) | target_reads(target) | assigned(target)
        case For(stop=stop, trips=trips) | While(stop=stop, trips=trips):
            found = names(stmt.iterable) | target_reads(stmt.target) if isinstance(stmt, For) else names(stmt.condition)
            found |= names(stop) if stop is not None else NOTHING
            return found | (frozenset((trips,)) if trips else NOTHING)
        case Push(stack=stack, value=value):
            return names(value) | {stack}
        case If(condition=value) | Do(value=value) | Return(value=value):
            return names(value)
        case Pop(target=target, stack=stack):
            return target_reads(target) | {stack}
        case Try(handlers=handlers):
            return NOTHING.union(*[names(h.classes) for h in handlers if h.classes is not None])
        case With(manager=manager, target=target):
            return names(manager) | (target_reads(target) if target is not None else NOTHING)
        case Exit() | Comment():
            return NOTHING


def all_reads(block: Block) -> frozenset[str]:
    """Return the names read anywhere in a block."""
    return NOTHING.union(*[reads(stmt) for stmt in statements(block)])


def map_blocks(stmt: Stmt, change: Callable[[Block], Block]) -> Stmt:
    """Return a statement with `change` applied to each of its inner blocks, the same object if nothing changed."""
    match stmt:
        case If() | For() | While():
            body, orelse = change(stmt.body), change(stmt.orelse)
            if _same(body, stmt.body) and _same(orelse, stmt.orelse):
                return stmt
            return replace(stmt, body=body, orelse=orelse)
        case Try(body, handlers, orelse, final):
            changed = tuple(replace(handler, body=change(handler.body)) for handler in handlers)
            return replace(stmt, body=change(body), handlers=changed, orelse=change(orelse), final=change(final))
        case With(body=body):
            return replace(stmt, body=change(body))
        case _:
            return stmt


def _same(one: Block, other: Block) -> bool:
    return len(one) == len(other) and all(map(is_, one, other))
