"""Specialise statements: known branches are dropped, loops repeated until what is known of variables is stable."""

from __future__ import annotations

from dataclasses import replace

from ..errors import GradientLeak, UnsupportedSyntax
from ..forms import is_guard
from ..ir import (
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
    Return,
    Stmt,
    Target,
    Targets,
    Update,
    While,
    With,
)
from ..kinds import Array, ListOf, Scalar, is_numeric
from ..normalise.attempts import EITHER
from .frame import Frame
from .heap import Iterated
from .state import Raised
from .unpacking import Unpacking, goals_of
from .values import MISSING, Group, Leaf, Partial, Static, Value, View, constant_of, is_varied


class Statements(Unpacking):
    """The statements' part of the specialiser."""

    def block(self, block: Block, frame: Frame) -> None:
        """Specialise the statements of a block in turn."""
        rest = list(block)
        while rest:
            stmt = rest.pop(0)
            if is_guard(stmt) and rest and isinstance(rest[0], If):
                assert isinstance(stmt, If)
                caught = stmt.condition.args[1] if isinstance(stmt.condition, Call) else Const(None)
                if rest[0].condition == Call("==", (caught, Const(0))) and isinstance(caught, Name):
                    self.origin = stmt.origin or self.origin
                    self.attempt(stmt, frame, rest.pop(0))
                    continue
            try:
                self.statement(stmt, frame)
            except Raised:
                if self.watches:
                    self.look(False)
                raise
            if self.watches:
                self.look(isinstance(stmt, Do) or (isinstance(stmt, Assign | Update) and writes_item(stmt)))

    def statement(self, stmt: Stmt, frame: Frame) -> None:
        """Specialise one statement."""
        self.spend()
        self.origin = getattr(stmt, "origin", None) or self.origin
        match stmt:
            case Assign(target, value):
                direct = isinstance(value, Call) and value.op in ("comprehension", "*")
                self.wish = target.id if direct and isinstance(target, Name) else "t"
                found = self.kept_value(value, frame)
                if self.watches and writes_item(stmt):
                    self.look(False)
                self.direct = isinstance(value, Call) and (value.op == "call" or value.op.endswith("()"))
                self.bind(target, found, frame)
                self.direct = False
            case Update():
                self.update(stmt, frame)
            case If():
                self.branch(stmt, frame)
            case For():
                self.for_loop(stmt, frame)
            case While():
                self.while_loop(stmt, frame)
            case With():
                self.within(stmt, frame)
            case Do(Call("yield", (element,))):
                self.collect(self.eval(element, frame))
            case Do(value):
                self.effect(value, frame)
            case Return():
                pass
            case _:
                raise UnsupportedSyntax(f"the statement {type(stmt).__name__} is not supported", self.origin)

    def look(self, last: bool) -> None:
        """Refuse a guarded block that an exception may leave after it has changed what may be read then.

        `last` says that the present statement changes things after all in it that may raise.
        """
        kinds = self.known_kinds()
        for watch in self.watches:
            if watch.look(self.out, self.heap, kinds, last):
                raise self.partway("something")

    # ------------------------------------------------------------ assignment
    def bind(self, target: Target, value: Value, frame: Frame) -> None:
        """Bind a value to a target."""
        match target:
            case Name(id):
                self.assign(id, value, frame)
            case Targets():
                self.unpack(target, value, frame)
            case Item(base, index, attribute):
                mark = len(self.out)
                holder = self.sure(self.eval(base, frame), self.origin)
                if attribute and isinstance(index, Const):
                    self.set_attribute(holder, str(index.value), self.as_at(value, mark), self.origin)
                elif isinstance(holder, Leaf):
                    self.write_item(holder, index, value, mark, frame)
                else:
                    self.set_item(holder, index, value, mark, frame)

    def kept_value(self, expr: Expr, frame: Frame) -> Value:
        """Return the value of an expression; an iterable in it reads nothing that is assigned later."""
        if self.lost is None or not isinstance(expr, Call) or not may_give_iterable(expr):
            return self.eval(expr, frame)
        back = self.marked()
        found = self.eval(expr, frame)
        if holds_iterable(found):
            back()
            with self.losing(None):
                found = self.eval(expr, frame)
        return found

    def assign(self, variable: str, value: Value, frame: Frame) -> None:
        """Bind a variable; the leaves of a container go to names of their own."""
        owner = self.owner(variable, frame)
        value = self.own(value, variable)
        if variable in frame.outer:
            owner.env[variable] = self.stored(self.settled(value, variable))
            return
        pairs: list[tuple[Name, Leaf]] = []
        owner.env[variable] = self.place(self.stored(value), owner, (variable,), pairs)
        self.assign_all(pairs)
        self.name_flat(value, owner.env[variable])

    def update(self, stmt: Update, frame: Frame) -> None:
        """Specialise `target op= value`: a number is rebound; an array is written in place, which needs memory."""
        if isinstance(stmt.target, Item):
            self.update_item(stmt, stmt.target, frame)
            return
        old, new = self.eval_all((stmt.target, stmt.value), frame)
        old = self.not_none(self.sure(old, self.origin))
        if isinstance(old, Leaf) and isinstance(old.kind, Array):
            self.updated(old, stmt.op, new)
            return
        if isinstance(old, Leaf) and isinstance(old.kind, ListOf):
            self.assign(stmt.target.id, self.updated(old, stmt.op, new), frame)
            return
        numeric = isinstance(old, Leaf) and (is_numeric(old.kind) or is_varied(old) or is_varied(new))
        if isinstance(old, Leaf) and not isinstance(old.kind, Scalar) and numeric:
            self.assign(
                stmt.target.id, self.operation(stmt.op, [self.checked_number(old), new], (), self.origin), frame
            )
            return
        if isinstance(old, Leaf) and isinstance(new, Leaf) and not isinstance(old.kind, Scalar):
            # an object that may update itself in place
            goal = frame.canonical((stmt.target.id,))
            if old.expr != goal:
                self.emit(Assign(goal, old.expr, self.origin))
            # an array is written into, which the passes must know: it may be kept for the backward sweep, or shared
            is_array = Call("isinstance", (goal, Name("np.ndarray")))
            write = Update(Item(goal, Const(Ellipsis)), stmt.op, new.expr, self.origin)
            self.emit(If(is_array, (write,), (Update(goal, stmt.op, new.expr, self.origin),), self.origin))
            self.has_written(replace(old, expr=goal), varied=False)
            self.owner(stmt.target.id, frame).env[stmt.target.id] = replace(old, expr=goal, constant=MISSING)
            return
        self.assign(stmt.target.id, self.updated(old, stmt.op, new), frame)

    def updated(self, old: Value, op: str, new: Value) -> Value:
        """Return what `old op= new` leaves in the place of `old`: itself, changed, or something new."""
        if isinstance(old, Leaf) and isinstance(old.kind, Array):
            self.update_array(self.checked_array(old), op, new)
            return old
        if isinstance(old, Group) or (isinstance(old, Leaf) and isinstance(old.kind, ListOf)):
            own = self.update_object(old, op, new, self.origin) if isinstance(old, Group) else None
            found = own or self.update_container(old, op, new)
            if found is not None:
                return found
        return self.operation(op, [old, new], (), self.origin)

    def update_item(self, stmt: Update, target: Item, frame: Frame) -> None:
        """Specialise `base[index] op= value` or `base.name op= value`; base and index are evaluated once."""
        base = self.sure(self.eval(target.base, frame), self.origin)
        if isinstance(base, Leaf) and not target.attribute:
            self.update_part_of(base, target.index, stmt.op, stmt.value, frame)
            return
        if not isinstance(base, Group | Static) or (isinstance(base, Static) and not target.attribute):
            if target.attribute:
                assert isinstance(target.index, Const)
                part = self.part_called(base, str(target.index.value), self.origin)
                self.update_array(part, stmt.op, self.eval(stmt.value, frame))
                return
            self.refuse_item(base)
        if target.attribute:
            assert isinstance(target.index, Const)
            name = str(target.index.value)
            old, new = self.eval_after(self.attribute(base, name, self.origin), (stmt.value,), frame)
            old = self.update_checked(old)
            self.set_attribute(self.fresh(base), name, self.updated(self.fresh(old), stmt.op, new), self.origin)
            return
        assert isinstance(base, Group)
        if isinstance(target.index, Call) and target.index.op == "slice":
            raise self.unsupported("`op=` of a slice of a list is not supported")
        key = self.eval(target.index, frame)
        if isinstance(key, Leaf) and constant_of(key) is MISSING:
            key = self.atom(key)
        now = self.fresh(base)
        assert isinstance(now, Group)
        own = self.has_own(base.maker, "__getitem__")
        old = self.call_dunder(now, "__getitem__", [key], self.origin) if own else self.item_of(now, key, self.origin)
        mark = len(self.out)
        old, new = self.eval_after(old, (stmt.value,), frame)
        key = self.as_at(key, mark)
        old = self.update_checked(old)
        result = self.updated(self.fresh(old), stmt.op, new)
        now = self.fresh(base)
        if isinstance(now, Group) and self.has_own(base.maker, "__setitem__"):
            self.call_dunder(now, "__setitem__", [key, result], self.origin)
            return
        known = constant_of(key)
        self.set_group_item(now, key if known is MISSING else known, result)

    def update_checked(self, old: Value) -> Value:
        """Return what a container holds before `op=`, checked to be a number where it might be an array."""
        old = self.not_none(old)
        known = not isinstance(old, Leaf) or isinstance(old.kind, Scalar | ListOf | Array)
        return old if known else self.checked_number(old)

    def checked_number(self, old: Value) -> Leaf:
        """Return what `op=` changes where only the run knows whether it is a number: an array would be written into."""
        assert isinstance(old, Leaf)
        held = self.atom(old)
        self.emit(Do(Call("check_number", (held.expr,)), self.origin))
        return held

    # ------------------------------------------------------------ branches
    def branch(self, stmt: If, frame: Frame) -> None:
        """Specialise an `If`: only the branch taken, where the condition is known."""
        if is_guard(stmt):
            self.attempt(stmt, frame)
            return
        if stmt.condition == EITHER:
            self.either(stmt, frame)
            return
        condition = self.condition(stmt.condition, frame)
        origin = stmt.origin or self.origin
        known = constant_of(condition)
        if known is not MISSING:
            self.block(stmt.body if known else stmt.orelse, frame)
            return
        assert isinstance(condition, Leaf)
        self.split(condition.expr, lambda: self.block(stmt.body, frame), lambda: self.block(stmt.orelse, frame), origin)

    def collect(self, value: Value) -> None:
        """Take an element of a comprehension."""
        if self.collector is None:
            raise self.unsupported(
                "a generator is not differentiated", "Return a list or a tuple of the values instead."
            )
        self.collector(value)

    def effect(self, expr: Expr, frame: Frame) -> None:
        """Specialise an expression statement."""
        if isinstance(expr, Call) and expr.op == "nonlocal":
            return
        if isinstance(expr, Call) and expr.op == "del":
            self.delete_item(self.eval(expr.args[0], frame), expr.args[1], frame)
            return
        if isinstance(expr, Call) and expr.op == "delattr":
            assert isinstance(expr.args[1], Const)
            self.delete_attribute(self.eval(expr.args[0], frame), str(expr.args[1].value), expr.at)
            return
        if isinstance(expr, Call) and expr.op == "raise":
            args = [self.passive(arg, frame) for arg in expr.args]
            self.emit(Do(Call("raise", tuple(args), at=expr.at), self.origin))
            return
        before = len(self.out)
        value = self.eval(expr, frame)
        if isinstance(value, Leaf) and isinstance(value.expr, Name) and len(self.out) > before:
            last = self.out[-1]
            popped = isinstance(last, Assign) and isinstance(last.value, Call) and last.value.op == ".pop()"
            if isinstance(last, Assign) and last.target == value.expr and value.expr.id not in self.made and not popped:
                self.out[-1:] = [] if isinstance(last.value, Const | Name) else [Do(last.value, last.origin)]
            if value.expr.id in self.may_write:
                raise GradientLeak(
                    "a function without source and rule gets what is differentiated, and may write it into an array",
                    expr.at if isinstance(expr, Call) else self.origin,
                    hint="State its derivative with srcad.rule, as a function that returns what it computes.",
                )
        elif isinstance(value, Leaf) and isinstance(value.expr, Call) and self.inside:
            self.emit(Do(value.expr, self.origin))  # it may raise


def writes_item(stmt: Assign | Update) -> bool:
    """Return whether a statement assigns an element or an attribute, after it has evaluated what goes there."""
    goals = goals_of(stmt.target) if isinstance(stmt, Assign) else [stmt.target]
    return any(isinstance(goal, Item) for goal in goals)


def may_give_iterable(expr: Call) -> bool:
    """Return whether an expression may give something that reads what it goes through only when it is gone through."""
    return expr.op in ("call", "comprehension", "tuple", "list", "dict") or expr.op.endswith("()")


def holds_iterable(value: Value) -> bool:
    """Return whether there is an iterable in a value that reads what it goes through only when it is gone through."""
    match value:
        case View():
            return True
        case Group(maker=maker, items=items):
            return maker is not Iterated and any(map(holds_iterable, items))
        case Partial(_, args, keywords):
            return any(map(holds_iterable, args)) or any(holds_iterable(arg) for _, arg in keywords)
        case _:
            return False
