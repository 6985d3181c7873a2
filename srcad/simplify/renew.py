"""Set a part of an adjoint to what is added to it after it was set to zero; leave what it keeps where it is.

ba[i] = 0.0                      ba[i] = 2 * bt
bx += bt * y                     bx += bt * y
ba[i] += 2 * bt

bt = np.copy(ba[1:])             bt = ba[1:]
ba[1:] = 0.0                     bc += bt @ y
bc += bt @ y                     ba[1:] -= c * bt
ba[:-1] += c * bt                ba[:-1] += c * bt
ba[1:] += bt - c * bt
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ..analyse.memory import Memory
from ..ir import (
    Assign,
    Block,
    Call,
    Comment,
    Const,
    Expr,
    Item,
    Name,
    Pop,
    Stmt,
    Update,
    all_definitions,
    blocks,
    definitions,
    map_blocks,
    names,
    reads,
    statements,
)
from ..kinds import Array, ListOf, Scalar
from .copies import is_pure

ZERO = Const(0.0)
NEW = frozenset({"+", "-", "*", "/", "**", "@", "neg", "np.sum", "np.sin", "np.cos", "np.exp"})  # what keeps no view


def renew(block: Block, memory: Memory, generated: frozenset[str]) -> Block:
    """Return a block in which no part of an adjoint is set to zero just to be added to."""
    readers = Counter(name for stmt in statements(block) for name in reads(stmt))
    return _Pass(memory, generated, readers).block(block)


class _Pass:
    def __init__(self, memory: Memory, generated: frozenset[str], readers: Counter[str]) -> None:
        self.memory = memory
        self.generated = generated
        self.readers = readers  # how many statements read a name

    def block(self, block: Block) -> Block:
        """Return a block changed, inner ones included."""
        out = [map_blocks(stmt, self.block) for stmt in block]
        position = 0
        while position < len(out):
            if not self.renewed(out, position):
                position += 1
        return tuple(out)

    def renewed(self, out: list[Stmt], zeroed: int) -> bool:
        """Merge the zeroing at a position, if it is one, with the addition that follows; return whether it was."""
        match out[zeroed]:
            case Assign(Item(Name(b) as base, index, False), value) if value == ZERO and self.is_adjoint(b):
                part = Item(base, index)
            case _:
                return False
        own = self.sharing(b)
        if names(index) & own or self.memory.contents(index):
            return False
        touched: int | None = None
        for position in range(zeroed + 1, len(out)):
            stmt = out[position]
            if isinstance(stmt, Update) and stmt.target == part and stmt.op in "+-" and not names(stmt.value) & own:
                place = position if touched is None else touched
                if self.may_move(stmt.value, out[place:position]):
                    sum_ = stmt.value if stmt.op == "+" else Call("neg", (stmt.value,))
                    self.merge(out, zeroed, place, position, replace(stmt, op="+", value=sum_))
                    return True
                return False
            if not is_plain(stmt) or definitions(stmt) & (names(index) | {b}):
                return False
            if (reads(stmt) | definitions(stmt)) & own:
                if not adds(stmt, own):
                    return False
                touched = position if touched is None else touched
        return False

    def is_adjoint(self, name: str) -> bool:
        kind = self.memory.kinds.get(name)
        plain = isinstance(kind, Array) or (isinstance(kind, ListOf) and isinstance(kind.element, Scalar))
        return plain and name in self.generated

    def sharing(self, name: str) -> frozenset[str]:
        """Return the names that may share memory with a name."""
        token = self.memory.token.get(name)
        return frozenset((name,)) if token is None else self.memory.members(token) | {name}

    def may_move(self, value: Expr, over: list[Stmt]) -> bool:
        """Whether an expression may be evaluated before some statements."""
        passed = tuple(over)
        written = frozenset[str]().union(*(self.memory.writes(stmt) for stmt in passed))
        return is_pure(value) and not (names(value) & all_definitions(passed) or self.memory.contents(value) & written)

    def merge(self, out: list[Stmt], zeroed: int, place: int, added: int, stmt: Update) -> None:
        """Put the addition in the place given, where it sets the part, or adds to what the part still holds."""
        assert isinstance(stmt.target, Item)
        taken = self.taken(out, zeroed, stmt)
        rest = None if taken is None else without_term(stmt.value, taken[1])
        new: list[Stmt] = [Assign(stmt.target, stmt.value, stmt.origin)]
        if taken is not None and rest is not None:
            start, name = taken
            new = [] if rest == ZERO else [replace(stmt, value=rest)]
            first = out[start]
            assert isinstance(first, Assign)
            if first.value.op == "np.copy" and not self.is_kept(name, (*out[start:place], out[added])):  # type: ignore[union-attr]
                out[start] = replace(first, value=first.value.args[0])  # type: ignore[union-attr]
        del out[added]
        out[place:place] = new
        del out[zeroed]

    def taken(self, out: list[Stmt], zeroed: int, stmt: Update) -> tuple[int, str] | None:
        """Return where the part was read just before it was set to zero, and under which name; None if it was not."""
        assert isinstance(stmt.target, Item) and isinstance(stmt.target.base, Name)
        part: Expr = Call("[]", (stmt.target.base, stmt.target.index))
        for start in range(zeroed - 1, -1, -1):
            match out[start]:
                case Assign(Name(t), Call() as value) if value in (part, Call("np.copy", (part,))):
                    again = Counter(name for each in statements(tuple(out)) for name in definitions(each))
                    return (start, t) if t in names(stmt.value) and again[t] == 1 and t in self.generated else None
                case _:
                    return None
        return None

    def is_kept(self, name: str, until: Block) -> bool:
        """Whether what a name holds is read by other statements, or may go on under another name: it must be a copy."""
        readers = [stmt for stmt in statements(until) if name in reads(stmt)]
        return len(readers) != self.readers[name] or any(hands_on(stmt, name) for stmt in readers)


def is_plain(stmt: Stmt) -> bool:
    """Whether a statement is an assignment, an update or a pop, and has no other effect."""
    return isinstance(stmt, Comment | Pop) or (isinstance(stmt, Assign | Update) and is_pure(stmt.value))


def adds(stmt: Stmt, own: frozenset[str]) -> bool:
    """Whether a statement only adds to parts of memory, something that does not depend on it."""
    match stmt:
        case Update(Item(Name(), index), "+" | "-", value):
            return not (names(value) | names(index)) & own
        case _:
            return False


def without_term(total: Expr, name: str) -> Expr | None:
    """Return what a sum adds to a name, None if the name is not a term of it."""
    if total == Name(name):
        return ZERO
    match total:
        case Call("+", (a, b)):
            found = without_term(a, name)
            if found is not None:
                return b if found == ZERO else Call("+", (found, b))
            found = without_term(b, name)
            return None if found is None else a if found == ZERO else Call("+", (a, found))
        case Call("-", (a, b)):
            found = without_term(a, name)
            if found is None:
                return None
            return Call("neg", (b,)) if found == ZERO else Call("-", (found, b))
        case _:
            return None


def hands_on(stmt: Stmt, name: str) -> bool:
    """Whether what a name holds may be known by another name, or kept elsewhere, after a statement."""
    if not isinstance(stmt, Assign | Update) or blocks(stmt):
        return True

    def plain(expr: Expr, computed: bool) -> bool:
        if isinstance(expr, Call):
            return all(plain(arg, expr.op in NEW) for arg in (*expr.args, *(value for _, value in expr.keywords)))
        return computed or expr != Name(name)

    return not plain(stmt.value, isinstance(stmt, Update))
