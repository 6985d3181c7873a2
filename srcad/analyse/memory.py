"""Memory: which names may share it, which of it is written, and whose contents an expression reads.

Names are joined into classes by copies and views (`b = a`, `b = a[1:]`, `b = a.T`), whatever the order of statements.
A class is *written* if something is stored into a member. The contents of a written class have a token, `"@a"`, beside
the names, for the analyses that ask what is needed. In unwritten classes each name stands alone, and a view is just a
linear function.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    Item,
    Name,
    Pop,
    Stmt,
    Targets,
    Update,
    blocks,
    definitions,
    names,
    reads,
    statements,
    targets,
)
from ..kinds import Array, Fixed, Kind, ListOf, Scalar, Struct, not_none
from .callee import callee_of
from .infer import expression_kind
from .views import VIEWS, is_unsure, shared_arguments

HOLDERS = frozenset({"tuple", "list", "dict", "set", "star", "starstar"})
CHANGERS = frozenset({"np.add.at", "np.subtract.at", ".append()", ".pop()", ".insert()", "add_into"})
ANEW = frozenset({"copied", "zeros_like", "memory_like"})  # the lists that they make have elements of their own
SEARCHERS = frozenset({"zero_near", "steps_of_lsoda", "steps_taken", "grid_of", "quad_points"})  # of srcad's own
ELEMENTS = "[]"  # after the name of a list: what its elements are, which is other memory than the list
# What they read of their arguments is the shape only: all arguments, or those at the positions given.
SHAPES: dict[str, tuple[int, ...]] = {
    "len": (0,), ".shape": (0,), ".ndim": (0,), ".size": (0,), ".dtype": (0,), "np.shape": (0,), "np.ndim": (0,),
    "np.size": (0,), "np.zeros_like": (0,), "np.ones_like": (0,), "np.empty_like": (0,), "np.full_like": (0,),
    "zeros_like": (0,), "memory_like": (0,), "isinstance": (0,), "type": (0,), "unbroadcast": (1,), "expand": (1,),
    "full": (1,), "like": (1,), "axis_size": (0,), "positions": (0,), "tile_adjoint": (1,), "repeat_adjoint": (1,),
    "take_adjoint": (1,), "diag_adjoint": (1,), "diagonal_adjoint": (1,), "trace_adjoint": (1,), "ramp_adjoint": (1,),
    "concatenate_part": (1,), "concatenate_parts": (1,), "joined_part": (1,), "joined_parts": (1,),
    "columns_part": (1,), "columns_parts": (1,), "cumsum_adjoint": (1,), "from_last": (1,), "scatter": (2,),
    "unbroadcast_to": (1,), "pad_adjoint": (1,), "reduceat_adjoint": (1,),
}  # fmt: skip


def is_memory(kind: Kind | None) -> bool:
    """Return whether a value of a kind may be something that can be written into."""
    return not isinstance(not_none(kind) if kind is not None else None, Scalar | Fixed)


def sources(expr: Expr, kinds: Mapping[str, Kind]) -> frozenset[str]:
    """Return the names whose memory the value of an expression may share."""
    if isinstance(expr, Name):  # a dotted name is a thing of a module's, such as a dtype
        return frozenset((expr.id,)) if "." not in expr.id and is_memory(kinds.get(expr.id)) else frozenset()
    if isinstance(expr, Const):
        return frozenset()
    op = expr.op
    if op in ("[]", ".pop()") and isinstance(held := expression_kind(expr.args[0], kinds), ListOf):
        if len(expr.args) > 1 and isinstance(expr.args[1], Call) and expr.args[1].op == "slice":
            return frozenset()  # a new list
        return elements(expr.args[0], kinds) if is_memory(held.element) else frozenset()
    if op == "[]":
        base, index = expr.args
        if is_gathering(index, kinds) or not is_memory(expression_kind(expr, kinds)):
            return frozenset()
        return sources(base, kinds)
    shared = shared_arguments(expr, kinds)
    if shared:
        return _all((expr.args[i] for i in shared), kinds)
    if op == "ifelse":
        return sources(expr.args[1], kinds) | sources(expr.args[2], kinds)
    if op in HOLDERS or op in ("and", "or"):
        return _all(expr.args, kinds)
    if op == "callee":
        callee = callee_of(expr)
        assert callee is not None
        return _all((a for i, a in enumerate(expr.args[1:]) if callee.shares is None or i in callee.shares), kinds)
    if op in ("call", "passive"):  # something that srcad does not look into may give back what it was given
        kind = expression_kind(expr, kinds)
        if not is_memory(kind) or isinstance(kind, ListOf) or gives_new(expr):
            return frozenset()
        return _all(expr.args[1:], kinds) | _all((arg for _, arg in expr.keywords), kinds)
    if op.startswith(".") and not op.endswith("()") and op not in SHAPES and op not in VIEWS:
        return sources(expr.args[0], kinds)  # an attribute of an object
    return frozenset()


def called_in(call: Call) -> Expr:
    """Return the function of a call that srcad does not look into."""
    return call.args[1 if call.args[0] == Name("watched") else 0]


def gives_new(call: Call) -> bool:
    """Return whether a function that srcad does not look into is known to give new memory.

    A library's does where it is not told of among the views; the user's may give back what it was given.
    """
    called = called_in(call)
    return isinstance(called, Name) and ("." in called.id or called.id in SEARCHERS) and called.id not in VIEWS


def elements(expr: Expr, kinds: Mapping[str, Kind]) -> frozenset[str]:
    """Return what stands for the elements of the lists that an expression reads."""
    if isinstance(expr, Name):
        return frozenset((expr.id + ELEMENTS,)) if isinstance(kinds.get(expr.id), ListOf) else frozenset()
    if isinstance(expr, Const) or expr.op in ANEW:
        return frozenset()
    if expr.op in HOLDERS:
        return _all(expr.args, kinds)
    if expr.op in ("[]", ".pop()") and isinstance(expression_kind(expr.args[0], kinds), ListOf):
        inside = elements(expr.args[0], kinds)
        cut = len(expr.args) > 1 and isinstance(expr.args[1], Call) and expr.args[1].op == "slice"
        return inside if cut else frozenset(name + ELEMENTS for name in inside)
    return frozenset().union(*(elements(arg, kinds) for arg in expr.args))


def spine(expr: Expr, kinds: Mapping[str, Kind]) -> frozenset[str]:
    """Return the names that stand for the same list as an expression that gives a list."""
    match expr:
        case Name() | Call("[]" | ".pop()" | "callee"):
            return sources(expr, kinds)
        case Call(op) if op.startswith(".") and not op.endswith("()"):  # an attribute of an object
            return sources(expr, kinds)
        case Call("ifelse", (_, body, orelse)):
            return spine(body, kinds) | spine(orelse, kinds)
        case _:
            return frozenset()


def _all(exprs: Iterable[Expr], kinds: Mapping[str, Kind]) -> frozenset[str]:
    return frozenset().union(*(sources(expr, kinds) for expr in exprs))


def is_gathering(index: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Return whether an index selects by an array, which copies."""
    spelled = isinstance(index, Call) and index.op == "tuple"
    parts = index.args if isinstance(index, Call) and spelled else (index,)
    for part in parts:
        if isinstance(part, Const) or (isinstance(part, Call) and part.op == "slice"):
            continue
        kind = expression_kind(part, kinds)
        inner = kind.items if isinstance(kind, Struct) and issubclass(kind.maker, tuple) and not spelled else (kind,)
        if any(isinstance(each, Array | ListOf | Struct) for each in inner):
            return True
    return False


def repeats(index: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Return whether an index may name an element twice: integer arrays and lists may, slices and masks may not."""
    parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
    for part in parts:
        if isinstance(part, Const) or (isinstance(part, Call) and part.op == "slice"):
            continue
        kind = expression_kind(part, kinds)
        if isinstance(kind, Scalar) or (isinstance(kind, Array) and kind.dtype == "bool"):
            continue
        return True
    return False


def stored(stmt: Stmt, kinds: Mapping[str, Kind]) -> frozenset[str]:
    """Return the names through which a statement itself writes into memory."""
    match stmt:
        case Assign(value=Call(".pop()", (base, *_))):
            return names(base)
        case Assign(target=target) | Pop(target=target):
            found: frozenset[str] = frozenset()
            for item in targets(target):
                if isinstance(item, Item):
                    found |= names(item.base)
            return found
        case Update(target=Item(base=base)):
            return names(base)
        case Update(target=Name(id)) if is_memory(kinds.get(id)):
            return frozenset((id,))
        case Do(Call("add_into", (Name(id), _))):
            return frozenset((id, id + ELEMENTS))
        case Do(Call(op, args)) if op in CHANGERS:
            return names(args[0])
        case _:
            return frozenset()


@dataclass(frozen=True)
class Memory:
    """The written classes of a block.

    `token` maps a name to the token of its class, if that is written. `gathers` are the views that are only looked at
    while nothing is written: to a derivative they are copies. `single` are the tokens of classes that have but one name
    beside such views, always bound to new memory.
    """

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    token: Mapping[str, str] = field(default_factory=dict)
    gathers: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()

    def members(self, token: str) -> frozenset[str]:
        """Return the names of a class."""
        return frozenset(name for name, found in self.token.items() if found == token)

    def tokens(self, found: Iterable[str]) -> frozenset[str]:
        """Return the tokens of the written classes of names."""
        return frozenset(self.token[name] for name in found if name in self.token)

    def writes(self, stmt: Stmt) -> frozenset[str]:
        """Return the tokens of the classes that a statement writes, those in its blocks included."""
        if not self.token:
            return frozenset()
        return self.tokens(name for inner in statements((stmt,)) for name in stored(inner, self.kinds))

    def inside(self, name: str) -> Iterator[str]:
        """Yield a name and what stands for the elements that are read with it, those of lists in lists included."""
        kind = self.kinds.get(name)
        yield name
        while isinstance(kind, ListOf):
            name, kind = name + ELEMENTS, kind.element
            yield name

    def contents(self, expr: Expr) -> frozenset[str]:
        """Return the tokens of the written classes whose contents an expression reads."""
        if not self.token or isinstance(expr, Const):
            return frozenset()
        if isinstance(expr, Name):
            return self.tokens(self.inside(expr.id))
        shapes = SHAPES.get(expr.op, ())
        lists = any(isinstance(self.kinds.get(name), ListOf | Struct) for arg in expr.args for name in names(arg))
        found: frozenset[str] = frozenset()
        for i, arg in enumerate(expr.args):
            if i not in shapes or not is_named(arg):
                found |= self.contents(arg)
            elif lists:  # the length of a list changes
                found |= self.tokens(names(arg))
        for _, arg in expr.keywords:
            found |= self.contents(arg)
        return found

    def looked_through(self, expr: Expr) -> frozenset[str]:
        """Return the tokens of the classes whose contents decide what an expression gives: a view's own do not."""
        if isinstance(expr, Name):
            return frozenset()
        if isinstance(expr, Call) and expr.op in VIEWS | {"[]"} and self.is_view(expr):
            rest = frozenset().union(*(self.contents(arg) for arg in expr.args[1:]))
            return rest | self.looked_through(expr.args[0])
        if isinstance(expr, Call) and expr.op == "[]" and isinstance(expression_kind(expr, self.kinds), Array):
            base, index = expr.args
            if isinstance(base, Name) and isinstance(self.kinds.get(base.id), ListOf):
                return self.tokens((base.id,)) | self.contents(index)  # the array itself, whatever is written into it
        return self.contents(expr)

    def is_view(self, expr: Expr) -> bool:
        """Return whether an expression surely gives an array in the memory of another one, not an element of a list."""
        if isinstance(expr, Call) and expr.args and isinstance(expression_kind(expr.args[0], self.kinds), ListOf):
            return False
        if isinstance(expr, Call) and is_unsure(expr, self.kinds):
            return False
        return isinstance(expression_kind(expr, self.kinds), Array) and bool(sources(expr, self.kinds))

    def is_new(self, expr: Expr) -> bool:
        """Return whether an expression gives memory of its own."""
        return not sources(expr, self.kinds)


NOTHING = Memory()


def is_named(expr: Expr) -> bool:
    """Return whether an expression is a name, or a display of names."""
    if isinstance(expr, Call) and expr.op in ("tuple", "list"):
        return all(map(is_named, expr.args))
    return isinstance(expr, Name)


def memory_of(block: Block, kinds: Mapping[str, Kind]) -> Memory:
    """Return the written classes of a block."""
    written = {name for stmt in statements(block) for name in stored(stmt, kinds)}
    if not written:
        return Memory(kinds)
    parent: dict[str, str] = {}

    def find(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            name = parent[name]
        return name

    origins: list[tuple[str, frozenset[str]]] = []
    for stmt in statements(block):
        match stmt:
            case Assign(target, value):
                shared = sources(value, kinds)
                bound = sorted(definitions(stmt))
                if isinstance(target, Targets) and isinstance(value, Name):
                    shared = frozenset((value.id,))
                if isinstance(target, Item):  # an array put into a list is under two names then
                    if isinstance(kinds.get(_base(target)), Array):
                        continue
                    bound = [_base(target)]
                for name in bound:
                    if isinstance(kinds.get(name), ListOf):
                        held = sources(value, kinds) if isinstance(target, Item) else elements(value, kinds)
                        origins.append((name + ELEMENTS, held))
                        if isinstance(target, Item):
                            continue
                        shared = spine(value, kinds)  # a slice of a list, and a sum, are new lists
                    if is_memory(kinds.get(name)):
                        origins.append((name, shared))
            case Do(Call(".append()", (Name(id), value))) | Do(Call(".insert()", (Name(id), _, value))):
                origins.append((id + ELEMENTS, sources(value, kinds)))
            case _:
                pass
    for name, shared in origins:
        for other in shared:
            one, two = find(name), find(other)
            if one != two:
                parent[max(one, two)] = min(one, two)
    join_insides(parent, find)
    roots = {find(name) for name in written}
    token = {name: "@" + find(name) for name in [*parent] if find(name) in roots}
    memory = Memory(kinds, token)
    gathers = _gathers(block, memory, origins, written)
    single = _single(memory, origins, gathers)
    return Memory(kinds, token, gathers, single)


def join_insides(parent: dict[str, str], find: Callable[[str], str]) -> None:
    """Join what lists hold that may be the same list."""
    while True:
        first: dict[str, str] = {}
        joined = False
        for name in [name for name in parent if name.endswith(ELEMENTS)]:
            holder = find(name.removesuffix(ELEMENTS)) + ELEMENTS
            one, two = find(name), find(first.setdefault(holder, name))
            if one != two:
                parent[max(one, two)] = min(one, two)
                joined = True
        if not joined:
            return


def _base(target: Item) -> str:
    return target.base.id if isinstance(target.base, Name) else ""


def _single(memory: Memory, origins: list[tuple[str, frozenset[str]]], gathers: frozenset[str]) -> frozenset[str]:
    shared = {name for name, others in origins if others and name not in gathers}
    left: dict[str, set[str]] = {}
    for name, token in memory.token.items():
        if name not in gathers:
            left.setdefault(token, set()).add(name)
    return frozenset(token for token, found in left.items() if len(found) == 1 and not found & shared)


def _gathers(
    block: Block, memory: Memory, origins: list[tuple[str, frozenset[str]]], written: set[str]
) -> frozenset[str]:
    """Return the views in written classes that are dead before anything writes into their class."""
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    total: Counter[str] = Counter()
    for stmt in statements(block):
        total.update(reads(stmt))
    # (what a list holds is no view: its adjoint is at hand in the list of adjoints)
    shared = {name for name, others in origins if others}
    shared -= {name for name, others in origins if any(other.endswith(ELEMENTS) for other in others)}
    candidates = {name for name in shared if name in memory.token and count[name] == 1 and name not in written}
    quiet: set[str] = set()

    def scan(block: Block) -> None:
        for position, stmt in enumerate(block):
            for inner in blocks(stmt):
                scan(inner)
            match stmt:
                case Assign(Name(id)) if id in candidates and _is_quiet(id, block[position + 1 :], memory, total):
                    quiet.add(id)
                case _:
                    pass

    scan(block)
    while True:  # a view that another one is taken of is only as quiet as that
        loud = {other for name, others in origins if name not in quiet for other in others}
        if not quiet & loud:
            return frozenset(quiet)
        quiet -= loud


def _is_quiet(name: str, rest: Block, memory: Memory, total: Counter[str]) -> bool:
    seen, disturbed = 0, False
    token = memory.token[name]
    for stmt in rest:
        inside = Counter(found for inner in statements((stmt,)) for found in reads(inner))[name]
        if inside and disturbed:
            return False
        writes = token in memory.writes(stmt)
        if inside and writes and any(blocks(stmt)):
            return False
        disturbed = disturbed or writes
        seen += inside
        if seen == total[name]:
            return True
    return seen == total[name]


def is_token(name: str) -> bool:
    """Return whether something needed is the contents of memory, or of a module (`np.pi`), not a variable."""
    return name.startswith("@") or "." in name
