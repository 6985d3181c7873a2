"""Array statements become loops: those over the same elements one loop, in which arrays that nobody else reads are numbers.

    t = x * w
    y = np.sin(t)
becomes
    y = np.empty(x.shape[0], np.float64)
    for i in range(x.shape[0]):
        t_e = x[i] * w[i]
        y_e = np.sin(t_e)
        y[i] = y_e

What NumPy reads before it writes is read before: a statement whose loop would read what it has overwritten is split.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from ...analyse.infer import expression_kind
from ...analyse.memory import Memory, memory_of
from ...ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    For,
    If,
    Item,
    Name,
    Pop,
    Push,
    Return,
    Stmt,
    Update,
    While,
    all_definitions,
    definitions,
    names,
    reads,
    statements,
)
from ...kinds import Array, Dim, Kind
from ...names import Names
from .elements import Conflict, Elements, Index, Space
from .facts import Dims, Facts, dtype_in, rank_in, shape_of
from .forms import NATIVE
from .loops import (
    REDUCTIONS,
    combined,
    first_of,
    item,
    loop_index,
    made,
    nest,
    reduced_axes,
)


@dataclass
class Group:
    """A nest of loops being made: what runs before it, in it, and after it."""

    dims: Dims
    index: Index
    before: list[Stmt] = field(default_factory=list)
    body: list[Stmt] = field(default_factory=list)
    after: list[Stmt] = field(default_factory=list)
    values: dict[tuple[str, Index], Expr] = field(default_factory=dict)
    arrays: dict[str, tuple[str, Expr]] = field(default_factory=dict)  # name -> what holds it, its element
    late: dict[str, str] = field(default_factory=dict)  # name -> what holds it: only known after the loop
    places: dict[str, set[tuple[str, Index]]] = field(default_factory=dict)  # memory -> where it is met
    written: set[str] = field(default_factory=set)  # memory that is written in place
    read: set[str] = field(default_factory=set)
    members: list[tuple[frozenset[str], frozenset[str]]] = field(default_factory=list)  # defined before, read

    def copy(self) -> Group:
        """Return a copy, to go back to."""
        places = {key: set(found) for key, found in self.places.items()}
        return replace(
            self, before=list(self.before), body=list(self.body), after=list(self.after), values=dict(self.values),
            arrays=dict(self.arrays), late=dict(self.late), places=places, written=set(self.written),
            read=set(self.read), members=list(self.members),
        )  # fmt: skip


class Fuser(Space):
    """Makes loops of the array statements of a function."""

    def __init__(self, block: Block, kinds: dict[str, Kind], fresh: Names, unset: frozenset[str]) -> None:
        super().__init__(Facts(kinds), fresh, unset)
        self.memory: Memory = memory_of(block, kinds)
        self.total: Counter[str] = Counter(name for stmt in statements(block) for name in reads(stmt))
        self.group: Group | None = None
        self.out: list[Stmt] = []

    # ------------------------------------------------------------ blocks
    def block(self, block: Block) -> Block:
        """Return the statements of a block."""
        outer, self.out = self.out, []
        for stmt in block:
            self.statement(stmt)
        self.close()
        found, self.out = self.out, outer
        return tuple(found)

    def inside(self, block: Block, lost: frozenset[str]) -> Block:
        """Return the statements of a block that may run several times, or not at all."""
        kept, views = self.facts.copy(), dict(self.views)
        self.lose(lost)
        found = self.block(block)
        self.facts, self.views = kept, views
        self.lose(lost)
        return found

    def lose(self, lost: frozenset[str]) -> None:
        """Forget what was known through names that are bound anew."""
        self.facts.forget(lost)
        self.views = {n: (e, used) for n, (e, used) in self.views.items() if n not in lost and not used & lost}

    def statement(self, stmt: Stmt) -> None:
        match stmt:
            case If() | For() | While():
                self.close()
                lost = all_definitions((stmt,))
                self.out.append(self.compound(stmt, lost))
            case Assign(Name(id), value) if self.is_view(value):
                self.viewed(id, value, stmt)
            case Assign(Name(id), value) if self.is_job(id, value):
                self.join(stmt)
            case Assign(Item(base=Name(id), index=index)) | Update(target=Item(base=Name(id), index=index)) if (
                self.is_part(id, index)
            ):
                self.join(stmt)
            case Update(target=Name(id)) if isinstance(self.kinds.get(id), Array):
                self.join(stmt)
            case Do(Call("np.add.at")):
                self.join(stmt)
            case Return() | Push() | Pop():
                self.place(self.sized(stmt))
            case _:
                self.place(self.sized(stmt))

    def compound(self, stmt: If | For | While, lost: frozenset[str]) -> Stmt:
        if isinstance(stmt, If):
            test = self.sized_expr(stmt.condition)
            return replace(stmt, condition=test, body=self.inside(stmt.body, lost), orelse=self.inside(stmt.orelse, lost))
        if isinstance(stmt, For):
            return replace(stmt, iterable=self.sized_expr(stmt.iterable), body=self.inside(stmt.body, lost))
        return replace(stmt, condition=self.sized_expr(stmt.condition), body=self.inside(stmt.body, lost))

    def is_view(self, value: Expr) -> bool:
        if not isinstance(value, Call) or not value.args or value.op in NATIVE | {"full", "expand"}:
            return False
        return self.memory.is_view(value)

    def is_job(self, name: str, value: Expr) -> bool:
        """Return whether a statement makes an array, or reduces one, element by element."""
        if isinstance(value, Call) and value.op in REDUCTIONS:
            return True
        if not isinstance(value, Call) or value.op in NATIVE:
            return False
        if value.op in ("np.zeros", "np.ones", "np.empty"):
            return False
        kind = self.kinds.get(name)
        return isinstance(kind, Array) and self.kind_rank(value) not in (0, None)

    def kind_rank(self, value: Expr) -> int | None:
        return rank_in(value, self.kinds)

    def is_part(self, base: str, index: Expr) -> bool:
        """Return whether an index selects more than one element."""
        kind = self.kinds.get(base)
        return isinstance(kind, Array) and self.kind_rank(Call("[]", (Name(base), index))) != 0

    # ------------------------------------------------------------ numbers, and what is done with whole arrays
    def sized(self, stmt: Stmt) -> Stmt:
        """Return a statement in which the lengths of array expressions are said by those of arrays."""
        match stmt:
            case Assign(value=value) | Update(value=value) | Return(value=value) | Push(value=value):
                new = replace(stmt, value=self.sized_expr(value))
                self.total.subtract(reads(stmt) - reads(new))
                return new
            case _:
                return stmt

    def sized_expr(self, expr: Expr) -> Expr:
        match expr:
            case Call(".size" | "np.size", (array,)) if self.is_sized(array):
                found: Expr = Const(1)
                for length in self.elements(array).dims:
                    found = length if found == Const(1) else Call("*", (found, length))
                return found
            case Call("len", (array,)) if self.is_sized(array):
                return self.elements(array).dims[0]
            case Call("[]", (Call(".shape" | "np.shape", (array,)), Const(int() as axis))) if self.is_sized(array):
                return self.elements(array).dims[axis]
            case Call(op, args) if op not in ("slice",):
                return replace(expr, args=tuple(self.sized_expr(arg) for arg in args))
            case _:
                return expr

    def is_sized(self, array: Expr) -> bool:
        """Return whether the lengths of an array are known by those of other ones."""
        return not isinstance(array, Name) or array.id in self.facts.shapes or array.id in self.views

    def place(self, stmt: Stmt) -> None:
        """Put a statement that is no loop: before the loop being made if it may run there, else after it."""
        for found in self.ready:
            self.put(found)
        self.ready = []
        self.put(stmt)
        self.note(stmt)

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
                self.facts.shapes[id] = (*self.dims_of(a)[:-1], *(self.dims_of(b)[1:] if len(self.dims_of(b)) > 1 else ()))
            case Assign(Name(id), Name(other)) if isinstance(self.kinds.get(id), Array) and id != other:
                self.facts.shapes[id] = self.facts.dims(other)
            case _:
                pass

    def dims_of(self, expr: Expr) -> Dims:
        if isinstance(expr, Call) and expr.op == "np.ascontiguousarray":
            expr = expr.args[0]
        return self.elements(expr).dims

    def fits_before(self, stmt: Stmt, group: Group) -> bool:
        """Return whether a statement may run before a loop instead of after it."""
        inside = {*group.arrays, *group.late, *group.written}
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
            case _:
                pass
        if isinstance(stmt, Pop):
            changed.add(stmt.stack)
        found = set(reads(stmt)) | {self.kept(name) for name in reads(stmt)}
        return found | ({"<effect>"} if "<effect>" in changed else set()), changed

    def kept(self, name: str) -> str:
        """Return the memory that an array is in."""
        return self.memory.token.get(name, name)

    # ------------------------------------------------------------ views
    def viewed(self, name: str, value: Expr, stmt: Assign) -> None:
        """Note a view: where it is used, its elements are those of the array that it looks at."""
        part = self.elements(value)
        self.place(stmt)
        used = names(value) | self.bounds_in(part)
        if name not in used:
            self.views[name] = part, used
            self.facts.shapes[name] = part.dims

    def bounds_in(self, part: Elements) -> frozenset[str]:
        """Return the names that an element's place depends on."""
        if part.place is None:
            return frozenset()
        base, index = part.place(tuple(Name("i") for _ in part.dims))
        return frozenset((base,)).union(*(names(i) for i in index), *(names(d) for d in part.dims)) - {"i"}

    # ------------------------------------------------------------ loops
    def join(self, stmt: Assign | Update | Do) -> None:
        """Make a statement part of the loop being made, or of a new one."""
        for _ in range(2):
            kept, facts = self.group.copy() if self.group else None, self.facts.copy()
            try:
                self.ready, self.inner = [], []
                self.job(stmt)
                return
            except Conflict:
                self.group, self.facts = kept, facts
                self.ready, self.inner = [], []
                if self.group is None:
                    break
                self.close()
        self.split(stmt)

    def split(self, stmt: Assign | Update | Do) -> None:
        """Compute what is stored before it is: the loop would overwrite what it reads later."""
        value = stmt.value if not isinstance(stmt, Do) else stmt.value.args[2]  # type: ignore[union-attr]
        assert not isinstance(value, Name), f"no loop can be made of {stmt}"
        name = Name(self.fresh.fresh("t"))
        kind = Array(dtype_in(value, self.kinds), self.kind_dims(value))
        self.kinds[name.id] = kind
        self.total[name.id] += 1
        self.join(Assign(name, value, stmt.origin))
        self.close()
        if isinstance(stmt, Do):
            assert isinstance(stmt.value, Call)
            self.join(replace(stmt, value=replace(stmt.value, args=(*stmt.value.args[:2], name))))
        else:
            self.join(replace(stmt, value=name))

    def kind_dims(self, value: Expr) -> tuple[Dim, ...]:
        kind = expression_kind(value, self.kinds)
        return kind.dims if isinstance(kind, Array) and kind.dims is not None else ()

    def start(self, dims: Dims) -> Group:
        """Return the group over some axes, with what must run before it; Conflict if the present one is another."""
        group = self.group
        if group is not None and tuple(map(self.facts.found, group.dims)) != tuple(map(self.facts.found, dims)):
            raise Conflict
        if group is None:
            index = loop_index(dims, [self.fresh.fresh("i" if k == 0 else "j" if k == 1 else "k") for k in range(len(dims))])
            group = self.group = Group(dims, index)
        for stmt in self.ready:
            if not self.fits_before(stmt, group):
                raise Conflict
            group.before.append(stmt)
        self.ready = []
        return group

    def job(self, stmt: Assign | Update | Do) -> None:
        """Put a statement into the group over its elements."""
        group = self.group
        defined = frozenset((*group.arrays,)) if group else frozenset[str]()
        if group is not None and reads(stmt) & (group.late.keys() | self.changed_by_after(group)):
            raise Conflict
        match stmt:
            case Assign(Name(id), Call(op) as value) if op in REDUCTIONS and not self.is_last(value):
                self.total_of(id, value)
            case Assign(Name(id), value):
                self.array(id, value)
            case Assign(Item(base=Name(id), index=index), value):
                self.store(id, index, value, None)
            case Update(target=Item(base=Name(id), index=index), op=op, value=value):
                self.store(id, index, value, op)
            case Update(target=Name(id), op=op, value=value):
                self.store(id, None, value, op)
            case Do(Call("np.add.at", (Name(id), index, value))):
                self.store(id, index, value, "+", True)
        assert self.group is not None
        self.group.members.append((defined, reads(stmt)))
        self.group.read |= reads(stmt)

    def is_last(self, value: Call) -> bool:
        """Return whether a reduction takes the last axes of several, so that an inner loop does it."""
        axes, keep = reduced_axes(value, self.kinds)
        rank = self.kind_rank(value.args[0]) or 0
        return len(axes) < rank and axes == list(range(rank - len(axes), rank))

    def array(self, name: str, value: Expr) -> None:
        """Assign an array: its element is a number in the loop."""
        part = self.elements(value)
        group = self.start(part.dims)
        self.inner = group.body
        found = part.at(group.index)
        if name in group.arrays or name in group.late or self.changed_after(name):
            raise Conflict
        element = Name(self.fresh.fresh(name + "_e"))
        group.body.append(Assign(element, found))
        holder = self.fresh.fresh(name) if name in group.read or self.is_touched(name, group) else name
        self.kinds[holder] = self.kinds[name]
        group.arrays[name] = holder, element
        group.values = {key: old for key, old in group.values.items() if key[0] != name}
        group.values[name, group.index] = element
        self.lose(frozenset((name,)))
        if not any(name in names(length) for length in part.dims):
            self.facts.shapes[name] = part.dims

    def changed_after(self, name: str) -> bool:
        """Return whether a statement that waits for the loop reads or binds a name."""
        assert self.group is not None
        return any(name in self.touched(s)[0] | self.touched(s)[1] for s in self.group.after)

    def is_touched(self, name: str, group: Group) -> bool:
        return any(name in self.touched(s)[0] | self.touched(s)[1] for s in group.before) or any(
            name in names(length) for length in group.dims
        )

    def store(self, name: str, index: Expr | None, value: Expr, op: str | None, at: bool = False) -> None:
        """Write into part of an array."""
        target = self.named(name)
        if index is not None:
            target = self.subscript(target, index)
            if self.gathers(index) and op is not None and not at:
                raise Conflict  # NumPy counts a place that an index names twice only once
        part = self.elements(value)
        self.fitting(part.dims, target.dims)
        dims = tuple(self.facts.found(length) for length in target.dims)
        at_index = self.adapted(part, dims)
        group = self.start(dims)
        self.inner = group.body
        element = at_index(group.index)
        assert target.place is not None
        base, place = target.place(group.index)
        if base in group.arrays or base in group.late or self.kept(base) in self.lost_after():
            raise Conflict
        memory = self.kept(base)
        group.places.setdefault(memory, set()).add((base, place))
        if len(group.places[memory]) > 1:
            raise Conflict
        group.written.add(memory)
        group.written.add(base)
        goal = Item(Name(base), place[0] if len(place) == 1 else Call("tuple", place))
        group.body.append(Assign(goal, element) if op is None else Update(goal, op, element))

    def gathers(self, index: Expr) -> bool:
        parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
        return any(isinstance(self.kinds.get(part.id), Array) for part in parts if isinstance(part, Name))

    def lost_after(self) -> set[str]:
        """Return the memory that statements which wait for the loop read or change."""
        assert self.group is not None
        return {name for s in self.group.after for name in (*self.touched(s)[0], *self.touched(s)[1])}

    def total_of(self, name: str, value: Call) -> None:
        """Take a total over all axes, or over such as are not the last ones."""
        axes, keep = reduced_axes(value, self.kinds)
        part = self.elements(value.args[0])
        group = self.start(part.dims)
        self.inner = group.body
        element = part.at(group.index)
        if name in group.arrays or name in group.late or self.changed_after(name):
            raise Conflict
        holder = self.fresh.fresh(name) if name in group.read or self.is_touched(name, group) else name
        self.kinds[holder] = self.kinds[name]
        dtype = dtype_in(value.args[0], self.kinds)
        first = first_of(value, dtype)
        kept = [i for i in range(len(part.dims)) if i not in axes]
        if not kept and not keep:
            group.before.append(Assign(Name(holder), first))
            group.body.append(Assign(Name(holder), combined(value.op, Name(holder), element)))
        else:
            dims = tuple(part.dims[i] for i in kept) if not keep else tuple(
                length if i in kept else Const(1) for i, length in enumerate(part.dims)
            )
            index = tuple(group.index[i] for i in kept) if not keep else tuple(
                i if k in kept else Const(0) for k, i in enumerate(group.index)
            )
            dtype = dtype_in(value, self.kinds)
            if value.op == "np.sum":
                group.before.append(Assign(Name(holder), made(dims, dtype, "np.zeros")))
            else:
                filled = Call("np.full", (made(dims, dtype).args[0], first, made(dims, dtype).args[1]))
                group.before.append(Assign(Name(holder), filled))
            goal = item(holder, index)
            group.body.append(Assign(Item(goal.args[0], goal.args[1]), combined(value.op, goal, element)))
        group.late[name] = holder
        self.lose(frozenset((name,)))
        if kept or keep:
            self.facts.shapes[name] = dims

    def read(self, name: str, index: Index) -> Expr:
        """Return the element of an array; in the group that makes the array, only the one being made."""
        group = self.group
        assert group is not None
        if name in group.late:
            raise Conflict
        if name in group.arrays:
            if (name, index) not in group.values:
                raise Conflict
            return group.values[name, index]
        if self.kept(name) in self.changed_by_after(group) or name in self.changed_by_after(group):
            raise Conflict
        memory = self.kept(name)
        group.places.setdefault(memory, set()).add((name, index))
        if memory in group.written and len(group.places[memory]) > 1:
            raise Conflict
        group.read.add(name)
        return item(name, index)

    def changed_by_after(self, group: Group) -> set[str]:
        return {name for s in group.after for name in self.touched(s)[1]}

    def close(self) -> None:
        """End the group: its loops, and the arrays that others read."""
        group, self.group = self.group, None
        if group is None:
            return
        stored: list[Stmt] = []
        renamed: list[Stmt] = []
        for name, (holder, element) in group.arrays.items():
            inside = sum(1 for defined, found in group.members if name in found and name in defined)
            if self.total[name] <= inside:
                continue
            group.before.append(Assign(Name(holder), made(group.dims, dtype_in(Name(name), self.kinds))))
            goal = item(holder, group.index)
            stored.append(Assign(Item(goal.args[0], goal.args[1]), element))
            if holder != name:
                renamed.append(Assign(Name(name), Name(holder)))
        for name, holder in group.late.items():
            if holder != name:
                renamed.append(Assign(Name(name), Name(holder)))
        self.out += [*group.before, *nest(group.index, group.dims, [*group.body, *stored]), *renamed, *group.after]


def fused(block: Block, kinds: dict[str, Kind], fresh: Names, unset: frozenset[str]) -> Block:
    """Return a block in which array statements are loops."""
    return Fuser(block, kinds, fresh, unset).block(block)
