"""Forward mode: beside each active assignment stands the assignment of its tangent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..analyse.activity import flows_of_results, holding_shadows
from ..analyse.callee import Callee, bind_results, call_of, callee_of, goals
from ..analyse.infer import expression_kind
from ..analyse.memory import ELEMENTS, Memory, sources
from ..analyse.views import COMPUTED, is_unsure, shared_arguments
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
    Push,
    Stmt,
    Targets,
    Update,
    map_blocks,
    names,
    subexpressions,
    targets,
)
from ..kinds import Array, Kind, Scalar, dtype_of, not_none
from ..names import Names
from ..program import Derive
from ..simplify.algebra import simplify
from ..simplify.copies import is_pure
from .fitting import zero_like
from .partials import elements, operands, surely_all, tangent, unclear


def elements_active(display: Call, active: frozenset[str]) -> bool:
    """Return whether a display of a tuple or a list holds an active name."""
    return any(name in active for name, _ in elements(display))


MADE = frozenset(  # what gives new memory whose zero is written as shortly
    {
        "np.zeros",
        "np.ones",
        "np.empty",
        "np.full",
        "np.copy",
        "handed_on",
        "memory_like",
        "np.zeros_like",
        "np.ones_like",
        "np.empty_like",
        "list",
        "tuple",
    }
)  # fmt: skip


@dataclass
class Tangents:
    """Writes the tangent function's body; `named` maps a variable to the name of its tangent."""

    active: frozenset[str]
    kinds: dict[str, Kind]
    fresh: Names
    memory: Memory
    named: dict[str, str] = field(default_factory=dict)
    derive: Derive | None = None
    packed: dict[str, tuple[Callee, int]] = field(default_factory=dict)  # a tuple of saved values -> what made it
    by_result: bool = False  # whether a tangent may read the result of what it is the tangent of

    def name(self, primal: str) -> Name:
        """Return the name of a variable's tangent."""
        if primal not in self.named:
            self.named[primal] = self.fresh.fresh("d" + primal)
            if primal in self.kinds:
                self.kinds[self.named[primal]] = not_none(self.kinds[primal])
        return Name(self.named[primal])

    def block(self, block: Block) -> Block:
        """Return a block with tangents."""
        return tuple(new for stmt in block for new in self.statement(stmt))

    def statement(self, stmt: Stmt) -> list[Stmt]:
        """Return a statement with the tangent of what it assigns."""
        match stmt:
            case Assign(Name(t), Call(".pop()", (Name(id), *position))) if id in self.active:
                return [stmt, Assign(self.name(t), Call(".pop()", (self.name(id), *position)), stmt.origin)]
            case Assign(target, Call("callee") as call):
                return self.call(stmt, goals(target), call)
            case Assign(target=Name(id), value=value) if id in self.active:
                return self.assign(stmt, id, value)
            case Assign(target=Targets() as several):
                fixed = [item for item in targets(several) if isinstance(item, Name) and item.id in self.active]
                return [stmt, *(Assign(self.name(item.id), zero_like(item, self.kinds)) for item in fixed)]
            case Update():
                return self.update(stmt)
            case Assign(target=Item(base=Name(id)) as part, value=value) if id in self.active:
                expr = self.tangent_of(value, Name(id))
                goal = Item(self.name(id), part.index)
                shared = isinstance(value, Call) and value.op == "memory_like"
                nothing = zero_like(value, self.kinds) if shared else Const(0.0)
                return [Assign(goal, nothing if expr is None else expr, stmt.origin), stmt]
            case Do(Call("np.add.at", (Name(id), index, value))) if id in self.active:
                expr = self.tangent_of(value, Name(id))
                if expr is None:
                    return [stmt]
                return [Do(Call("np.add.at", (self.name(id), index, expr)), stmt.origin), stmt]
            case Do(Call("add_into", (Name(id), value))) if id in self.active:
                expr = self.tangent_of(value, Name(id))
                return [stmt] if expr is None else [Do(Call("add_into", (self.name(id), expr)), stmt.origin), stmt]
            case Push(stack, Name(id)) if id in self.active and stack in self.active:  # else nothing reads it
                return [stmt, Push(self.name(stack).id, self.name(id))]
            case Do(Call(".append()", (Name(id), value))) if id in self.active:
                flow = self.tangent_of(value, Name(id)) or zero_like(value, self.kinds)
                return [stmt, Do(Call(".append()", (self.name(id), flow)), stmt.origin)]
            case Do(Call(".pop()", (Name(id), *position))) if id in self.active:
                return [stmt, Do(Call(".pop()", (self.name(id), *position)), stmt.origin)]
            case Do(Call(".insert()", (Name(id), where, value))) if id in self.active:
                flow = self.tangent_of(value, Name(id)) or zero_like(value, self.kinds)
                return [stmt, Do(Call(".insert()", (self.name(id), where, flow)), stmt.origin)]
            case Do(Call("del", (Name(stack), part))) if stack in self.active:  # what an exception left on it
                return [stmt, Do(Call("del", (self.name(stack), part)), stmt.origin)]
            case Push(stack, value) if stack in self.active and isinstance(value, Call):
                tangent_value = self.tangent_of(value, Name(stack))
                assert tangent_value is not None
                return [stmt, Push(self.name(stack).id, tangent_value)]
            case Pop(Item(base=Name(id)) as part, stack) if id in self.active:
                return [stmt, Pop(replace(part, base=self.name(id)), self.name(stack).id)]
            case Pop(Name(id), stack) if id in self.active:
                return [stmt, Pop(self.name(id), self.name(stack).id)]
            case _:
                return [map_blocks(stmt, self.block)]

    def call(self, stmt: Assign, bound: tuple[str, ...], call: Call) -> list[Stmt]:
        """Return a call with tangents beside its arguments and results."""
        callee, args = callee_of(call), call.args[1:]
        assert callee is not None
        lines = flows_of_results(call)
        wanted_goals = [i for i, goal in enumerate(bound) if goal in self.active]
        flowing = frozenset[str]().union(*(lines[i] for i in wanted_goals)) & self.active
        if not flowing and not holding_shadows(call).intersection(wanted_goals):
            fixed = [Name(bound[i]) for i in wanted_goals]
            return [stmt, *(Assign(self.name(item.id), zero_like(item, self.kinds)) for item in fixed)]
        assert self.derive is not None
        active = tuple(self.positions(arg, flowing) for arg in args)
        reached = self.derive.reached(callee, active)
        wanted = tuple(
            (reached[i] if slot.packed else frozenset((0,))) if i in wanted_goals else frozenset[int]()
            for i, slot in enumerate(callee.results)
        )
        packed = [self.packed[arg.id][0] for arg in args if isinstance(arg, Name) and arg.id in self.packed]
        made = self.derive.tangent(callee, active, wanted, packed[0] if packed else None)
        beside = [self.name(arg.id) for arg, some in zip(args, active, strict=True) if isinstance(arg, Name) and some]
        tangents = [self.name(goal) for goal, some in zip(bound, wanted, strict=True) if some]
        for i, goal in enumerate(bound):
            if callee.results[i].packed:
                self.packed[goal] = made, i
        names_bound = [*map(Name, bound), *tangents]
        new = bind_results(names_bound, replace(call_of(made, (*args, *beside)), at=call.at))
        return [replace(new, origin=stmt.origin)]

    def positions(self, arg: Expr, flowing: frozenset[str]) -> frozenset[int]:
        """Return which items of an argument have tangents."""
        if not isinstance(arg, Name) or arg.id not in flowing:
            return frozenset()
        if arg.id in self.packed:
            made, result = self.packed[arg.id]
            return made.wanted[result]
        return frozenset((0,))

    def update(self, stmt: Update) -> list[Stmt]:
        """Return `x += e` with its tangent."""
        base = stmt.target.base if isinstance(stmt.target, Item) else stmt.target
        if not isinstance(base, Name) or base.id not in self.active:
            return [stmt]
        expr = self.tangent_of(stmt.value, base)
        if expr is None:
            return [stmt]
        d = self.name(base.id)
        goal = Item(d, stmt.target.index) if isinstance(stmt.target, Item) else d
        return [Update(goal, stmt.op, expr, stmt.origin), stmt]

    def assign(self, stmt: Assign, target: str, value: Expr) -> list[Stmt]:
        """Return an assignment and its tangent, which goes first where its rule reads an overwritten operand."""
        self.by_result = target not in names(value)
        found = self.both(stmt, target, value)
        self.by_result = False
        return found

    def both(self, stmt: Assign, target: str, value: Expr) -> list[Stmt]:
        """Return an assignment and its tangent."""
        d = self.name(target)
        y = Name(target)
        expr = self.tangent_of(value, y)
        if value == Call("list", ()):  # a stack has one of tangents beside it
            return [Assign(d, value, stmt.origin), stmt]
        if expr is None:
            zero = zero_like(value, self.kinds)
            if not is_pure(value) or (
                isinstance(value, Call) and value.op not in MADE and value in subexpressions(zero)
            ):
                return [stmt, Assign(d, zero_like(y, self.kinds), stmt.origin)]  # it is done once
            return [Assign(d, zero, stmt.origin), stmt]
        self.parts_from(stmt, target, value, expr)
        expr = self.apart(target, value, expr)
        if self.unsettled(target, value):
            assert isinstance(value, Call)
            if value.op in COMPUTED:
                raise unclear(stmt)
            base = value.args[shared_arguments(value, self.kinds)[0]]
            if isinstance(base, Name) and base.id in self.active:
                return [Do(Call("check_layout", (self.name(base.id), base))), Assign(d, expr, stmt.origin), stmt]
        spoiled = target in names(value) and target in names(expr)
        reads_result = isinstance(value, Call) and self.reads_result(value, target)
        if spoiled and reads_result:
            old = Name(self.fresh.fresh("t"))
            self.kinds[old.id] = expression_kind(value, self.kinds)
            found = self.tangent_of(value, old)
            assert found is not None
            expr = self.apart(target, value, found)
            return [Assign(old, value, stmt.origin), Assign(d, expr, stmt.origin), Assign(y, old, stmt.origin)]
        if reads_result:
            return [stmt, Assign(d, expr, stmt.origin)]
        return [Assign(d, expr, stmt.origin), stmt]

    def unsettled(self, target: str, value: Expr) -> bool:
        """Whether an array that is written into may be a view or a copy, as the run tells."""
        token = self.memory.token
        return isinstance(value, Call) and target in token and target not in self.memory.gathers and (
            bool(shared_arguments(value, self.kinds)) and is_unsure(value, self.kinds)
        )  # fmt: skip

    def parts_from(self, stmt: Assign, target: str, value: Expr, expr: Expr) -> None:
        """Refuse a view that is written into whose tangent lies in memory of its own: it would miss what is written."""
        if self.memory.is_new(value) or target not in self.memory.token or target in self.memory.gathers:
            return
        held = sources(expr, self.kinds)
        for name in sources(value, self.kinds):
            whole, inside, deeper = name.partition(ELEMENTS)
            if name in self.active and self.name(whole).id + inside + deeper not in held:
                raise unclear(stmt)

    def apart(self, target: str, value: Expr, expr: Expr) -> Expr:
        """Return a tangent that shares memory with another one only where the primals do, if they are written."""
        written = self.memory.token
        if not written or not (target in written or any(name in written for name in names(value))):
            return expr
        if self.may_be_real(target, value, expr):
            return Call(".astype()", (expr, Name(f"np.{dtype_of(self.kinds[target])}")))
        if not self.memory.is_new(value) or not sources(expr, self.kinds):
            return expr
        return Call("np.copy", (expr,))

    def may_be_real(self, target: str, value: Expr, expr: Expr) -> bool:
        """Return whether the tangent of a new complex array may be real yet, where complex ones are written later."""
        kind, moving = self.kinds.get(target), expression_kind(expr, self.kinds)
        if not isinstance(kind, Array) or not isinstance(moving, Array) or not self.memory.is_new(value):
            return False
        filled = isinstance(value, Call) and value.op in ("np.full", "np.full_like", "np.array")
        return (kind.dtype or "").startswith("complex") and (filled or (moving.dtype or "").startswith("float"))

    def reads_result(self, value: Call, target: str) -> bool:
        """Whether the tangent of an operation is written with its result."""
        marker = Name("y$")
        self.kinds["y$"] = self.kinds.get(target, Scalar("float64"))
        expr = self.tangent_of(value, marker)
        return expr is not None and "y$" in names(expr)

    def display(self, value: Call) -> Expr | None:
        """Return the display of the tangents of a display's elements, zeros where there are none."""
        found: list[Expr] = []
        for item in value.args:
            inner = self.display(item) if isinstance(item, Call) and item.op in ("tuple", "list") else None
            own = self.name(item.id) if isinstance(item, Name) and item.id in self.active else inner
            found.append(zero_like(item, self.kinds) if own is None else own)
        return None if not elements_active(value, self.active) else replace(value, args=tuple(found))

    def tangent_of(self, value: Expr, y: Name) -> Expr | None:
        """Return the tangent of a flat expression, None if it is zero."""
        if isinstance(value, Name):
            return self.name(value.id) if value.id in self.active else None
        if isinstance(value, Call) and value.op in ("expand", "full") and isinstance(value.args[0], Name):
            g = value.args[0]
            return Call(value.op, (self.name(g.id), value.args[1])) if g.id in self.active else None
        if not isinstance(value, Call):
            return None
        if value.op in ("tuple", "list"):
            parts = [self.tangent_of(part, y) for part in value.args]
            if all(part is None for part in parts):
                return None
            pairs = zip(parts, value.args, strict=True)
            return Call(value.op, tuple(zero_like(x, self.kinds) if part is None else part for part, x in pairs))
        if value.op in ("[]", ".pop()") and isinstance(value.args[0], Name):
            base = value.args[0]
            return replace(value, args=(self.name(base.id), *value.args[1:])) if base.id in self.active else None
        if value.op in ("tuple", "list"):
            return self.display(value)
        table = {op.name: self.name(op.name) for op in operands(value, self.active)}
        surely_all(value, self.active, set(table), value.at)
        if not table:
            return None
        expr = tangent(value, table, y, self.kinds, self.by_result)
        if expr is not None and isinstance(expr, Call) and expr.op == "expand_tangent":
            expr = simplify(Call("expand", expr.args), self.kinds)
        return expr
