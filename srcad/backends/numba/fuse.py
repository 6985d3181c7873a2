"""Array statements become loops: those over the same elements one, where arrays that nobody else reads are numbers.

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

from dataclasses import replace

from ...analyse.infer import expression_kind
from ...analyse.live import live_places
from ...errors import UnsupportedSyntax
from ...ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Exit,
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
    names,
    reads,
)
from ...kinds import Array, Dim, Kind
from ...names import Names
from .aside import Aside
from .checks import checked_at_once
from .elements import Conflict, Elements, Index
from .facts import ONE, dtype_in, placed, refuse
from .groups import Made
from .in_python import can_leave, done_in_python, in_python, is_in_python, is_python_block, numba_type
from .known import NATIVE
from .lasting import Again, Start
from .loops import (
    REDUCTIONS,
    combined,
    first_of,
    item,
    made,
    reduced_axes,
)


class Fuser(Aside):
    """Makes loops of the array statements of a function."""

    # ------------------------------------------------------------ blocks
    def block(self, block: Block, after: frozenset[str] = frozenset()) -> Block:
        """Return the statements of a block, after which some names may be read."""
        outer, self.out = self.out, []
        places = live_places(block, after, self.leaving)
        for i, (stmt, self.live, self.live_after) in enumerate(zip(block, places, places[1:], strict=False)):
            self.rest = block[i + 1 :]
            self.statement(stmt)
            self.assigned(stmt)
            self.told(stmt)
            self.told_zeros(stmt)
            self.noted(stmt)
        self.live = after
        self.close()
        found, self.out = self.out, outer
        return tuple(found)

    def statement(self, stmt: Stmt) -> None:
        self.origin = getattr(stmt, "origin", None) or self.origin
        match stmt:
            case If() if is_python_block(stmt):
                self.apart(stmt)
            case Assign(value=value) if is_in_python(value):
                self.place(stmt)
            case Assign(Name(id), Call("np.zeros_like" | "zeros_like", (array,))) if isinstance(
                self.kinds.get(id), Array
            ):
                new = replace(stmt, value=made(self.elements(array).dims, dtype_in(Name(id), self.kinds), "np.zeros"))
                self.total.subtract(reads(stmt) - reads(new))
                self.place(new)
            case If() | For() | While():
                self.close()
                lost = all_definitions((stmt,))
                found = self.compound(stmt, lost)
                self.put_ahead()
                self.out.append(found)
            case Assign(Name(id), value) if self.is_view(value):
                self.viewed(id, self.spelled(value), stmt)
            case Assign(Name(id), value) if self.is_job(id, value):
                self.join(stmt)
            case Assign(Item(base=Name(id), index=index)) | Update(target=Item(base=Name(id), index=index)) if (
                self.is_part(id, index)
            ):
                self.join(stmt)
                if isinstance(stmt, Assign) and isinstance(stmt.value, Name) and self.copies(stmt.value.id):
                    self.close()  # what comes next may want more of the array, of what was copied nothing
            case Update(target=Name(id)) if isinstance(self.kinds.get(id), Array):
                self.join(stmt)
            case Do(Call("np.add.at")):
                self.join(stmt)
            case Exit() | Return() | Do():  # what comes before it is done before
                self.apart(self.sized(stmt))
                if isinstance(stmt, Exit):
                    self.told_hopes()
            case Push():
                self.place(self.sized(stmt))
                self.stacked_up(stmt)
            case Pop():
                self.place(self.sized(stmt))
                self.taken_off(stmt)
            case _:
                self.place(self.sized(stmt))

    def compound(self, stmt: If | For | While, lost: frozenset[str]) -> Stmt:
        if isinstance(stmt, If):
            test = self.sized_expr(stmt.condition)
            body, orelse = self.branches(stmt, lost)
            return replace(stmt, condition=test, body=body, orelse=orelse)
        if isinstance(stmt, For):
            return replace(stmt, iterable=self.sized_expr(stmt.iterable), body=self.repeated(stmt, lost))
        body = self.repeated(stmt, lost)
        return replace(stmt, condition=self.sized_expr(stmt.condition), body=body)

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

    def copies(self, name: str) -> bool:
        """Return whether a value is an array that the loop does not make."""
        return self.group is not None and isinstance(self.kinds.get(name), Array) and name not in self.group.arrays

    def is_part(self, base: str, index: Expr) -> bool:
        """Return whether an index selects more than one element."""
        kind = self.kinds.get(base)
        return isinstance(kind, Array) and self.kind_rank(Call("[]", (Name(base), index))) != 0

    # ------------------------------------------------------------ where statements go
    def place(self, stmt: Stmt) -> None:
        """Put a statement that is no loop: before the loop being made if it may run there, else after it."""
        for found in self.ready:
            self.put(found)
        self.ready = []
        self.put(stmt)
        self.note(stmt)

    def apart(self, stmt: Stmt) -> None:
        """Put a statement after all that came before it."""
        self.close()
        self.out.append(stmt)

    # ------------------------------------------------------------ views
    def viewed(self, name: str, value: Expr, stmt: Assign) -> None:
        """Note a view: where it is used, its elements are those of the array that it looks at."""
        part = self.elements(value)
        self.looked_at |= names(value)
        self.place(replace(stmt, value=value))
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
        """Make a statement part of the loop being made, or of a new one, or leave it to Python."""
        kept, facts, views = self.group.copy() if self.group else None, self.facts.copy(), dict(self.views)
        side, done = self.side.copy() if self.side else None, len(self.out)
        try:
            self.loop(stmt)
        except UnsupportedSyntax as error:
            target = stmt.target if not isinstance(stmt, Do) else None
            fits = not reads(stmt) & self.unset and can_leave(Call("tuple", tuple(map(Name, reads(stmt)))), self.kinds)
            if not fits or (isinstance(target, Name) and numba_type(self.kinds.get(target.id)) is None):
                raise placed(error, self.origin) from None
            self.group, self.side, self.facts, self.views = kept, side, facts, views
            self.ready, self.inner = [], []
            del self.out[done:]
            if isinstance(stmt, Assign) and isinstance(target, Name):
                self.place(replace(stmt, value=in_python(stmt.value)))
            else:
                self.apart(done_in_python(stmt, self.kinds, self.origin))

    def loop(self, stmt: Assign | Update | Do) -> None:
        """Make a statement part of the loop being made, or of one before it, or of a new one."""
        for _ in range(2):
            kept, facts = self.group.copy() if self.group else None, self.facts.copy()
            before = len(kept.before) if kept else 0
            try:
                self.ready, self.inner = [], []
                self.job(stmt)
                self.put_aside(before)
                return
            except Conflict:
                self.group, self.facts = kept, facts
                self.ready, self.inner = [], []
                if self.group is None:
                    break
                if self.goes_aside(stmt):
                    return
                self.close()
        self.split(stmt)

    def split(self, stmt: Assign | Update | Do) -> None:
        """Compute what is stored before it is: the loop would overwrite what it reads later."""
        if isinstance(stmt, Update) and isinstance(stmt.target, Item) and self.gathers(stmt.target.index):
            read = Call("[]", (stmt.target.base, stmt.target.index))  # of a place named twice, the last value counts
            stmt = Assign(stmt.target, Call(stmt.op, (read, stmt.value)), stmt.origin)
        value = stmt.value if not isinstance(stmt, Do) else stmt.value.args[2]  # type: ignore[union-attr]
        if isinstance(value, Name):
            value = Call("np.copy", (value,))
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

    def job(self, stmt: Assign | Update | Do) -> None:
        """Put a statement into the group over its elements."""
        group = self.group
        defined = frozenset((*group.arrays,)) if group else frozenset[str]()
        if group is not None and self.touched(stmt)[0] & (group.late.keys() | self.changed_by_after(group)):
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
            case _:
                raise refuse("this statement", getattr(stmt, "origin", None))
        assert self.group is not None
        self.group.members.append((defined, reads(stmt)))
        self.group.read |= reads(stmt)

    def is_last(self, value: Call) -> bool:
        """Return whether a reduction takes the last axes of several, so that an inner loop does it."""
        axes, _ = reduced_axes(value, self.kinds)
        rank = self.kind_rank(value.args[0]) or 0
        return len(axes) < rank and axes == list(range(rank - len(axes), rank))

    def array(self, name: str, value: Expr) -> None:
        """Assign an array: its element is a number in the loop."""
        part = self.elements(value)
        group, places = self.start(part.dims)
        self.inner = group.body
        elements: list[tuple[Index, Expr]] = []
        for place in places:
            found = part.at(place)
            number = "".join(f"{i.value}" for i in place[len(group.index) :] if isinstance(i, Const))
            element = Name(self.fresh.fresh(f"{name}_e{number}"))
            group.body.append(Assign(element, found))
            elements.append((place, element))
        if name in group.arrays or name in group.late or self.changed_after(name):
            raise Conflict
        holder = self.fresh.fresh(name) if name in group.read or self.is_touched(name, group) else name
        self.kinds[holder] = self.kinds[name]
        group.arrays[name] = Made(holder, part.dims, tuple(elements))
        group.values = {key: old for key, old in group.values.items() if key[0] != name}
        group.values |= {(name, place): element for place, element in elements}
        self.lose(frozenset((name,)))
        if not any(name in names(length) for length in part.dims):
            self.facts.shapes[name] = part.dims

    def store(self, name: str, index: Expr | None, value: Expr, op: str | None, at: bool = False) -> None:
        """Write into part of an array."""
        target = self.named(name)
        if target.place is None:
            raise refuse(f"the write into `{name}`, which is no part of an array by places")
        if index is not None:
            target = self.subscript(target, index)
            if self.gathers(index) and op is not None and not at:
                raise Conflict  # NumPy counts a place that an index names twice only once
        part = Elements(target.dims, self.if_set(value, target.dims)) if self.is_unset(value) else self.elements(value)
        self.fitting(part.dims, target.dims)
        dims = tuple(self.facts.found(length) for length in target.dims)
        at_index = self.adapted(part, dims)
        group, places = self.start(dims)
        self.inner = group.body
        values = [at_index(place) for place in places]
        if len(values) > 1:  # all is read before any is written
            values = [self.bind(found) for found in values]
        if target.place is None:
            raise refuse(f"a write to `{name}`, which is part of the numbers of an array", self.origin)
        first = index is not None and name in self.zeros and not self.gathers(index)
        for place, element in zip(places, values, strict=True):
            base, goal = target.place(place)
            if base in group.arrays or base in group.late or self.kept(base) in self.lost_after():
                raise Conflict
            self.into(group, base, goal, element, op, first and base == name)

    def gathers(self, index: Expr) -> bool:
        parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
        return any(isinstance(self.kinds.get(part.id), Array) for part in parts if isinstance(part, Name))

    def total_of(self, name: str, value: Call) -> None:
        """Take a total over all axes, or over such as are not the last ones."""
        axes, keep = reduced_axes(value, self.kinds)
        part = self.elements(value.args[0])
        group, places = self.start(part.dims)
        self.inner = group.body
        values = [part.at(place) for place in places]
        if name in group.arrays or name in group.late or self.changed_after(name):
            raise Conflict
        holder = self.fresh.fresh(name) if name in group.read or self.is_touched(name, group) else name
        self.kinds[holder] = self.kinds[name]
        first = first_of(value, dtype_in(value.args[0], self.kinds))
        kept = [i for i in range(len(part.dims)) if i not in axes]

        def reduced(given: Index) -> Index:
            if keep:
                return tuple(each if i in kept else Const(0) for i, each in enumerate(given))
            return tuple(given[i] for i in kept)

        if not kept and not keep:
            group.before.append(Assign(Name(holder), first))
            group.body += [Assign(Name(holder), combined(value.op, Name(holder), found)) for found in values]
        else:
            dims = tuple(length if i in kept else ONE for i, length in enumerate(part.dims) if keep or i in kept)
            dtype = dtype_in(value, self.kinds)
            if value.op == "np.sum":
                group.before.append(Assign(Name(holder), made(dims, dtype, "np.zeros")))
            else:
                filled = Call("np.full", (made(dims, dtype).args[0], first, made(dims, dtype).args[1]))
                group.before.append(Assign(Name(holder), filled))
            for place, found in zip(places, values, strict=True):
                goal = item(holder, reduced(place))
                group.body.append(Assign(Item(goal.args[0], goal.args[1]), combined(value.op, goal, found)))
        group.late[name] = holder
        self.lose(frozenset((name,)))
        if kept or keep:
            self.facts.shapes[name] = dims


def fused(block: Block, kinds: dict[str, Kind], fresh: Names, unset: frozenset[str]) -> Block:
    """Return a block in which array statements are loops.

    It is done again where what was taken for granted did not hold, and where loops would be one if what is checked
    between them were checked before.
    """
    start = Start()
    taken, last, given = set(fresh.taken), dict(fresh.last), set(kinds)
    while True:
        fuser = Fuser(block, kinds, fresh, unset, start)
        try:
            found = (*fuser.begun(), *fuser.block(block))
            better = fuser.to_check_first()
        except Again as again:
            better = replace(start, mixed=start.mixed | {str(again)})
        if better is None:
            return checked_at_once(found)
        start = better
        fresh.taken, fresh.last = set(taken), dict(last)
        for name in kinds.keys() - given:
            del kinds[name]
