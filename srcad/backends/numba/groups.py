"""A nest of loops being made: what may run before it, in it and after it, and which elements it reads and writes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from math import prod

from ...analyse.infer import expression_kind
from ...analyse.memory import Memory, memory_of
from ...ir import (
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
    Pop,
    Push,
    Return,
    Stmt,
    Update,
    all_definitions,
    all_reads,
    definitions,
    names,
    reads,
    statements,
    subexpressions,
)
from ...kinds import Array, Kind
from ...names import Names
from .elements import Conflict, Index
from .facts import ONE, Dims, Facts, dtype_in, rank_in, shape_of
from .in_python import is_python_block, unwrapped
from .loops import (
    SHORT,
    item,
    loop_index,
    made,
    nest,
    offset,
    whole,
    written_out,
)
from .parts import Parts
from .repeated import computed_once


@dataclass(frozen=True)
class Made:
    """An array that a group makes: what holds it after the loop, how long it is, and what it has at which indices."""

    holder: str
    dims: Dims
    elements: tuple[tuple[Index, Expr], ...]


@dataclass
class Group:
    """A nest of loops being made: what runs before it, in it, and after it.

    Short last axes of known lengths, as those of points in space, have no loops: what is done along them is written
    out, so that arrays of any rank with the same other axes meet in one loop, and their elements are numbers.
    """

    dims: Dims
    index: Index
    before: list[Stmt] = field(default_factory=list)
    body: list[Stmt] = field(default_factory=list)
    after: list[Stmt] = field(default_factory=list)
    values: dict[tuple[str, Index], Expr] = field(default_factory=dict)
    arrays: dict[str, Made] = field(default_factory=dict)
    late: dict[str, str] = field(default_factory=dict)  # name -> what holds it: only known after the loop
    places: dict[str, set[tuple[str, Index]]] = field(default_factory=dict)  # memory -> where it is met
    writers: dict[tuple[str, Index], int] = field(default_factory=dict)  # place -> which member writes there
    written: set[str] = field(default_factory=set)  # memory that is written in place
    read: set[str] = field(default_factory=set)
    looked: set[str] = field(default_factory=set)  # memory whose elements are read
    summed: set[str] = field(default_factory=set)  # memory that is only added to
    first: dict[str, list[int]] = field(default_factory=dict)  # memory of zeros -> where in the body it is assigned
    members: list[tuple[frozenset[str], frozenset[str]]] = field(default_factory=list)  # defined before, read
    numbers: dict[tuple[Expr, int], Name] = field(default_factory=dict)  # read before the loop, for a member

    def copy(self) -> Group:
        """Return a copy, to go back to."""
        places = {key: set(found) for key, found in self.places.items()}
        return replace(
            self, before=list(self.before), body=list(self.body), after=list(self.after), values=dict(self.values),
            arrays=dict(self.arrays), late=dict(self.late), places=places,
            writers=dict(self.writers), written=set(self.written),
            read=set(self.read), looked=set(self.looked), summed=set(self.summed),
            first={key: list(found) for key, found in self.first.items()}, members=list(self.members),
            numbers=dict(self.numbers),
        )  # fmt: skip


class Groups(Parts):
    """Keeps the group being made, and what is known where it ends."""

    def __init__(self, block: Block, kinds: dict[str, Kind], fresh: Names, unset: frozenset[str]) -> None:
        super().__init__(Facts(kinds), fresh, unset)
        self.memory: Memory = memory_of(unwrapped(block), kinds)
        self.total: Counter[str] = Counter(name for stmt in statements(block) for name in reads(stmt))
        self.group: Group | None = None
        self.out: list[Stmt] = []
        self.origin: Origin | None = None
        self.own = all_definitions(block)
        self.live: frozenset[str] = frozenset()  # what may be read from here on
        self.live_after: frozenset[str] = frozenset()  # and after the statement at hand
        self.leaving: frozenset[str] = frozenset()  # and where a `break` leads
        self.looked_at: frozenset[str] = frozenset()  # arrays that are read through views of them
        self.zeros: frozenset[str] = frozenset()  # arrays that hold nothing but zeros
        self.parted: list[tuple[Dims, Dims]] = []  # lengths of loops that were not one

    def lose(self, lost: frozenset[str]) -> None:
        """Forget what was known through names that are bound anew."""
        self.facts.forget(lost)
        self.views = {n: (e, used) for n, (e, used) in self.views.items() if n not in lost and not used & lost}

    def kind_rank(self, value: Expr) -> int | None:
        return rank_in(value, self.kinds)

    def told_zeros(self, stmt: Stmt) -> None:
        """Note which arrays hold nothing but zeros after a statement."""
        met = all_reads((stmt,)) | all_definitions((stmt,))
        memory = {self.kept(name) for name in met}
        self.zeros = frozenset(name for name in self.zeros if self.kept(name) not in memory)
        match stmt:
            case Assign(Name(id), Call("np.zeros" | "np.zeros_like" | "zeros_like")):
                self.zeros |= {id}
            case _:
                pass

    def put(self, stmt: Stmt) -> None:
        group = self.group
        if group is None:
            self.out.append(stmt)
        elif self.fits_before(stmt, group):
            group.before.append(stmt)
        else:
            group.after.append(stmt)

    def note(self, stmt: Stmt) -> None:
        """Note what an assignment tells about lengths."""
        for name in definitions(stmt):
            self.lose(frozenset((name,)))
        match stmt:
            case Assign(Name(id), Call("[]", (Call(".shape" | "np.shape", (Name() as array,)), Const(int() as axis)))):
                self.facts.same[Name(id)] = self.facts.found(shape_of(array, axis))
            case Assign(Name(id), Call("len", (Name(other),))) if isinstance(self.kinds.get(other), Array):
                self.facts.same[Name(id)] = self.facts.found(shape_of(Name(other), 0))
            case Assign(Name(id), Call("np.zeros" | "np.ones" | "np.empty", (shape, *_))) if isinstance(
                self.kinds.get(id), Array
            ):
                self.facts.shapes[id] = self.given_shape(shape)
            case Assign(Name(id), Call("np.dot", (a, b))) if isinstance(self.kinds.get(id), Array):
                self.facts.shapes[id] = (
                    *self.dims_of(a)[:-1],
                    *(self.dims_of(b)[1:] if len(self.dims_of(b)) > 1 else ()),
                )
            case Assign(Name(id), Call("unbroadcast", (_, array))) if isinstance(self.kinds.get(id), Array):
                self.facts.shapes[id] = self.elements(array).dims
            case Assign(Name(id), Call(op, (a, b))) if op.startswith("matmul_"):
                self.facts.shapes[id] = self.dims_of_stacks(id, op, self.dims_of(a), self.dims_of(b))
            case Assign(Name(id), Name(other)) if isinstance(self.kinds.get(id), Array) and id != other:
                self.facts.shapes[id] = self.facts.dims(other)
            case _:
                pass

    def dims_of(self, expr: Expr) -> Dims:
        if isinstance(expr, Call) and expr.op == "np.ascontiguousarray":
            expr = expr.args[0]
        return self.elements(expr).dims

    def dims_of_stacks(self, name: str, op: str, a: Dims, b: Dims) -> Dims:
        """Return the lengths of a product of stacks of matrices; of two of which one may hold a single matrix."""
        if "33" not in op:
            return (a if op == "matmul_32" else b)[0], a[-2], b[-1]
        rows, columns = a[2 if op.startswith("matmul_t") else 1], b[1 if op.endswith("t") else 2]
        count, other = self.facts.found(a[0]), self.facts.found(b[0])
        if count == ONE or (other != ONE and self.facts.at_least(other) > 1):
            count = other
        elif count != other and other != ONE and self.facts.at_least(count) < 2:
            count = shape_of(Name(name), 0)
        return count, rows, columns

    def fits_before(self, stmt: Stmt, group: Group) -> bool:
        """Return whether a statement may run before a loop instead of after it."""
        inside = {*group.arrays, *group.late, *group.written}
        inside |= {self.kept(name) for name in inside}
        met, changed = self.touched(stmt)
        if met & inside or changed & (inside | {self.kept(name) for name in group.read}):
            return False
        for other in group.after:
            theirs, lost = self.touched(other)
            if (met | changed) & lost or changed & theirs:
                return False
        return True

    def touched(self, stmt: Stmt) -> tuple[set[str], set[str]]:
        """Return the memory that a statement reads, and that which it changes."""
        bound = definitions(stmt)
        reads_and_kept = set(reads(stmt)) | {self.kept(name) for name in reads(stmt)}
        changed = {self.kept(name) for name in bound} | set(bound)
        match stmt:
            case Assign(Item(base=Name(id))) | Update(target=Item(base=Name(id))) | Pop(target=Item(base=Name(id))):
                changed |= {id, self.kept(id)}
            case Update(target=Name(id)):
                changed |= {id, self.kept(id)}
            case Push(stack, _) | Pop(_, stack):
                changed.add(stack)
            case Do(Call("np.add.at", (Name(id), *_))):
                changed |= {id, self.kept(id)}
            case Do() | Return() | If():
                changed.add("<effect>")
                if is_python_block(stmt):
                    changed |= reads_and_kept
            case _:
                pass
        if isinstance(stmt, Pop):
            changed.add(stmt.stack)
        return reads_and_kept | ({"<effect>"} if "<effect>" in changed else set()), changed

    def kept(self, name: str) -> str:
        """Return the memory that an array is in."""
        return self.memory.token.get(name, name)

    def start(self, dims: Dims) -> tuple[Group, list[Index]]:
        """Return the group over some axes, with what must run before it, and the indices at which it meets elements.

        Conflict if the present group is another.
        """
        group = self.group
        dims, lengths = self.looped(dims)
        if group is not None and tuple(map(self.facts.found, group.dims)) != tuple(map(self.facts.found, dims)):
            self.parted.append((group.dims, dims))
            raise Conflict
        if group is None:
            index = loop_index(
                dims, [self.fresh.fresh("i" if k == 0 else "j" if k == 1 else "k") for k in range(len(dims))]
            )
            group = self.group = Group(dims, index)
        for stmt in self.ready:
            if not self.fits_before(stmt, group):
                raise Conflict
            group.before.append(stmt)
        self.ready = []
        return group, [(*group.index, *tail) for tail in written_out(lengths)]

    def looped(self, dims: Dims) -> tuple[Dims, list[int]]:
        """Return the axes over which there are loops, and the lengths of those that are written out."""
        lengths: list[int] = []
        for length in map(self.facts.found, reversed(dims)):
            many = whole(length)
            if many is None or not 0 < many * prod(lengths) <= SHORT:
                break
            lengths.insert(0, many)
        return dims[: len(dims) - len(lengths)], lengths

    def changed_after(self, name: str) -> bool:
        """Return whether a statement that waits for the loop reads or binds a name."""
        assert self.group is not None
        return any(name in self.touched(s)[0] | self.touched(s)[1] for s in self.group.after)

    def is_touched(self, name: str, group: Group) -> bool:
        return any(name in self.touched(s)[0] | self.touched(s)[1] for s in group.before) or any(
            name in names(length) for length in group.dims
        )

    def lost_after(self) -> set[str]:
        """Return the memory that statements which wait for the loop read or change."""
        assert self.group is not None
        return {name for s in self.group.after for name in (*self.touched(s)[0], *self.touched(s)[1])}

    def read(self, name: str, index: Index) -> Expr:
        """Return the element of an array; in the group that makes the array, only the one being made."""
        group = self.group
        assert group is not None
        if name in group.late or {name, self.kept(name)} & self.changed_by_after(group):
            raise Conflict
        if name in group.arrays:
            if (name, index) not in group.values:
                raise Conflict
            return group.values[name, index]
        memory = self.kept(name)
        group.places.setdefault(memory, set()).add((name, index))
        if memory in group.written and clash(group, memory):
            raise Conflict
        group.looked.add(memory)
        group.read.update((name,), *map(names, index))
        return item(name, index)

    def scalar(self, expr: Expr) -> Expr:
        """Return a number that all elements are computed with: read before the loop, which may write where it lies."""
        group = self.group
        parts = (p for p in subexpressions(expr) if isinstance(p, Call) and p.op == "[]")
        if group is None or not any(rank_in(part.args[0], self.kinds) for part in parts):
            return expr
        place = expr, len(group.members)
        if place not in group.numbers:
            name = Name(self.fresh.fresh("e"))
            stmt = Assign(name, expr)
            if not self.fits_before(stmt, group):
                raise Conflict
            self.kinds[name.id] = expression_kind(expr, self.kinds)
            group.before.append(stmt)
            group.numbers[place] = name
        return group.numbers[place]

    def changed_by_after(self, group: Group) -> set[str]:
        return {name for s in group.after for name in self.touched(s)[1]}

    def into(self, group: Group, base: str, place: Index, element: Expr, op: str | None, first: bool) -> None:
        """Write an element in the loop; `first` where all that was there are zeros."""
        memory = self.kept(base)
        group.places.setdefault(memory, set()).add((base, place))
        group.read.update(*map(names, place))
        group.writers[base, place] = len(group.members)
        clashes = clash(group, memory)
        sums = len(group.dims) == 1 and (op in ("+", "-") or first)
        sums = sums and (memory in group.summed or memory not in group.written)
        if clashes and (not sums or memory in group.looked):
            raise Conflict  # sums may be taken in any order, unless one is looked at
        if sums:
            group.summed.add(memory)
        else:
            group.summed.discard(memory)
        if memory in group.first and clashes:
            for at in group.first.pop(memory):
                assigned = group.body[at]
                assert isinstance(assigned, Assign)
                assert isinstance(assigned.target, Item)
                group.body[at] = Update(assigned.target, "+", assigned.value)
        if op is None and sums and (memory in group.first or not clashes):
            group.first.setdefault(memory, []).append(len(group.body))
        group.written.add(memory)
        group.written.add(base)
        goal = Item(Name(base), place[0] if len(place) == 1 else Call("tuple", place))
        group.body.append(Assign(goal, element) if op is None else Update(goal, op, element))

    def is_live(self, name: str, group: Group) -> bool:
        """Return whether an array that a group makes may be read after it, as far as that can be told."""
        if name in self.live or name in self.looked_at or name not in self.own:
            return True
        return any(name in all_reads((stmt,)) for stmt in group.after)

    def close(self) -> None:
        """End the group: its loops, and the arrays that others read."""
        group, self.group = self.group, None
        if group is None:
            return
        stored: list[Stmt] = []
        renamed: list[Stmt] = []
        for name, found in group.arrays.items():
            inside = sum(1 for defined, read in group.members if name in read and name in defined)
            if self.total[name] <= inside or not self.is_live(name, group):
                continue
            group.before.append(Assign(Name(found.holder), made(found.dims, dtype_in(Name(name), self.kinds))))
            for index, element in found.elements:
                goal = item(found.holder, index)
                stored.append(Assign(Item(goal.args[0], goal.args[1]), element))
            if found.holder != name:
                renamed.append(Assign(Name(name), Name(found.holder)))
        for name, holder in group.late.items():
            if holder != name:
                renamed.append(Assign(Name(name), Name(holder)))
        body = [*sums_last(group, self.memory), *stored]
        met = all_reads(tuple(body)) | all_definitions(tuple(body))
        written = {name for name in met if {name, self.kept(name)} & group.written} | set(group.late.values())
        body = computed_once(body, written, lambda: self.fresh.fresh("e"))
        self.out += [*group.before, *nest(group.index, group.dims, body), *renamed, *group.after]


def clash(group: Group, memory: str) -> bool:
    """Return whether two places may be the same element in different trips, or in one trip by different statements."""

    def apart(one: tuple[str, Index], other: tuple[str, Index]) -> bool:
        if one[0] != other[0]:
            return False
        together = one in group.writers and group.writers[one] == group.writers.get(other)
        return together or any(map(differ, one[1], other[1]))

    places = group.places[memory]
    return any(one != other and not apart(one, other) for one in places for other in places)


def differ(a: Expr, b: Expr) -> bool:
    """Return whether two indices along one axis are surely not the same: two literals, neither counted from the end."""
    first, second = whole(a), whole(b)
    return first is not None and second is not None and first != second and min(first, second) >= 0


def sums_last(group: Group, memory: Memory) -> list[Stmt]:
    """Return the body of a loop in which sums at several places of an array stand last, those of later places first.

    So a trip adds to what the one before has added to, and LLVM takes several trips at once.
    """
    shared = {m for m in group.summed if len(group.places[m]) > 1}

    def distance(stmt: Stmt) -> int | None:
        if not isinstance(stmt, Update) or not isinstance(stmt.target, Item) or not isinstance(stmt.target.base, Name):
            return None
        base = stmt.target.base.id
        return offset(stmt.target.index, group.index[0]) if memory.token.get(base, base) in shared else None

    last = [stmt for stmt in group.body if distance(stmt) is not None]
    last.sort(key=lambda stmt: -(distance(stmt) or 0))
    return [*(stmt for stmt in group.body if distance(stmt) is None), *last]
