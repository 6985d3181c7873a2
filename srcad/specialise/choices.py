"""Choices inside expressions: conditional expressions, `and` and `or`, decided while compiling where possible."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..ir import Call, Const, Expr, Name, Origin
from ..kinds import BOOL, join
from .elements import Elements
from .frame import Frame
from .values import MISSING, NONE, Closure, Given, Group, Leaf, Poison, Static, Value, Variant, constant_of, number


class Choices(Elements):
    """The choices' part of the specialiser."""

    def of_the_one(
        self, selector: Leaf, options: tuple[Value, ...], make: Callable[[Value], Value], at: Origin | None
    ) -> Value:
        """Return what is made of the function or object that the run chooses: a branch for each that it may be."""
        if len(options) == 1:
            return make(options[0])
        frame = self.frame
        assert frame is not None
        variable = self.scratch("t", frame)
        last = len(options) - 1

        def branch(i: int) -> None:
            if i == last:
                self.assign(variable, make(options[i]), frame)
                return
            test = Call("==", (selector.expr, Const(i)))
            self.split(test, lambda: self.assign(variable, make(options[i]), frame), lambda: branch(i + 1), at)

        branch(0)
        return self.lookup(variable, frame)

    def attribute(self, base: Value, name: str, at: Origin | None) -> Value:
        """Return the value of `base.name`; of one of several objects, that of the one that it is."""
        if isinstance(base, Variant):
            return self.of_the_one(base.selector, base.options, lambda option: self.attribute(option, name, at), at)
        return super().attribute(base, name, at)

    def condition(self, expr: Expr, frame: Frame) -> Value:
        """Return the value of a condition: a leaf, or something known."""
        self.plain += 1
        if isinstance(expr, Call) and expr.op in ("and", "or"):
            value = self.logic(expr.op, expr.args, frame, expr.at, truth=True)
        else:
            value = self.eval(expr, frame)
        self.plain -= 1
        match value:
            case Group():
                return self.truth_of(value)
            case Static(set() as obj):
                return Leaf(Call("!=", (Call("len", (self.bound(obj),)), Const(0))), BOOL)
            case Static(obj):
                return number(bool(obj))
            case Leaf(expr=expr):
                known = surely(expr) if value.constant is MISSING else None
                return value if known is None else number(known)
            case Poison():
                return self.certain(value, "the condition", self.origin)
            case _:
                return number(True)

    def truth_of(self, value: Group) -> Value:
        """Return whether a container or an object is true."""
        if value.maker is Given:
            return self.truth_of_given(value)
        rows = self.as_rows(value)
        if rows is not None:
            return Leaf(Call(">", (rows.length, Const(0))), BOOL)
        if self.has_own(value.maker, "__bool__"):
            return self.call_dunder(value, "__bool__", [], self.origin)
        if self.has_own(value.maker, "__len__"):
            return self.operation("!=", [self.call_dunder(value, "__len__", [], self.origin), number(0)], (), None)
        if issubclass(value.maker, tuple | list | dict | set | frozenset) or value.maker.__name__ == "deque":
            sure = any(not isinstance(item, Poison) or not item.absent for item in value.items)
            return number(sure or bool(self.every_key(value)))
        return number(True)

    def truth_of_given(self, value: Group) -> Value:
        """Return whether what may be None is there, and true."""
        flag, held = self.flag_of(value), self.fresh(value.items[1])
        inner: list[Value] = []
        with self.where(flag.expr, True):
            block = self.aside(lambda: inner.append(self.truth_of(held) if isinstance(held, Group) else held))
        known = constant_of(inner[0])
        if known is not MISSING:
            return flag if known else number(False)
        if block or not isinstance(inner[0], Leaf):
            raise self.unsupported(f"whether {self.say(value)} is true is not supported", "Compare it with None.")
        return Leaf(Call("and", (flag.expr, inner[0].expr)), BOOL)

    def truth_told(self, args: list[Value]) -> Value | None:
        """Return `bool(x)` of a container or an object, or of what is known while compiling."""
        if len(args) != 1 or isinstance(args[0], Poison):
            return None
        known = self.truth(args[0])
        if known is not MISSING:
            return number(bool(known))
        return self.truth_of(args[0]) if isinstance(args[0], Group) else None

    def passive(self, expr: Expr, frame: Frame) -> Expr:
        """Return an expression whose value needs no derivative."""
        return self.to_expr(self.shown(self.eval(expr, frame)))

    def choose(self, condition: Expr, body: Expr, orelse: Expr, frame: Frame) -> Value:
        """Return the value of `body if condition else orelse`."""
        test = self.condition(condition, frame)
        known = constant_of(test)
        if known is not MISSING:
            return self.eval(body if known else orelse, frame)
        assert isinstance(test, Leaf)
        variable = self.scratch("t", frame)
        plain = self.plain_choice(test, body, orelse, frame)
        if plain is not None:
            return plain
        self.split(
            test.expr,
            lambda: self.assign(variable, self.eval(body, frame), frame),
            lambda: self.assign(variable, self.eval(orelse, frame), frame),
            self.origin,
        )
        return self.lookup(variable, frame)

    def plain_choice(self, test: Leaf, body: Expr, orelse: Expr, frame: Frame) -> Leaf | None:
        """Return a conditional expression, if neither side has a derivative or needs a statement."""
        state, environments = self.save(), self.environments()
        sides: list[Leaf] = []
        for side in (body, orelse):
            with self.where(test.expr, side is body):
                value = self.plain_right(partial(self.eval, side, frame))
            if value is None:
                self.restore(state)
                self.set_environments(environments)
                return None
            sides.append(value)
        expr = Call("ifelse", (test.expr, sides[0].expr, sides[1].expr))
        self.library.meet(sides[0].kind, sides[1].kind)
        return Leaf(expr, join(sides[0].kind, sides[1].kind))

    def logic(
        self, op: str, args: tuple[Expr, ...], frame: Frame, at: Origin | None, truth: bool = False
    ) -> Value:  # fmt: skip
        """Return the value of `a and b` or `a or b`, which is one of its operands; for `truth`, one as true as that."""
        evaluated = self.condition if truth else self.eval
        first, *rest = args
        if not rest:
            return self.eval(first, frame)
        remaining: Expr = rest[0] if len(rest) == 1 else Call(op, tuple(rest), at=at)
        inner = truth and isinstance(first, Call) and first.op in ("and", "or")
        left = self.condition(first, frame) if inner else self.eval(first, frame)
        known = self.truth(left)
        if known is not MISSING:
            return evaluated(remaining, frame) if bool(known) == (op == "and") else left
        if isinstance(left, Group) and left.maker is Given:
            return self.given_or(op, left, remaining, frame)
        if isinstance(left, Group) and not truth:
            return self.group_or(op, left, remaining, frame)
        left = self.truth_of(left) if isinstance(left, Group) else left
        assert isinstance(left, Leaf)
        with self.where(left.expr, op == "and"):
            plain = None if left.varied and not self.plain else self.plain_right(lambda: evaluated(remaining, frame))
        if plain is not None:
            parts = plain.expr.args if isinstance(plain.expr, Call) and plain.expr.op == op else (plain.expr,)
            self.library.meet(left.kind, plain.kind)
            return Leaf(Call(op, (left.expr, *parts), at=at), join(left.kind, plain.kind))
        right = self.plain_truth(remaining, frame) if truth else None
        if right is not None:
            return left if right == (op == "and") else number(op == "or")
        variable = self.scratch("t", frame)
        self.assign(variable, left, frame)

        def evaluate() -> None:
            with self.where(left.expr, op == "and"):
                self.assign(variable, evaluated(remaining, frame), frame)

        nothing = lambda: None  # noqa: E731
        self.split(
            frame.canonical((variable,)), evaluate if op == "and" else nothing, nothing if op == "and" else evaluate, at
        )
        return self.lookup(variable, frame)

    def plain_truth(self, expr: Expr, frame: Frame) -> bool | None:
        """Return what a condition is that reads variables only, where they tell it and no code of the user's runs."""
        match expr:
            case Call("not", (part,)):
                known = self.plain_truth(part, frame)
                return None if known is None else not known
            case Call("and" | "or" as op, parts):
                found = [self.plain_truth(part, frame) for part in parts]
                return (op == "or") if (op == "or") in found else None if None in found else op == "and"
            case Name(id):
                value = self.lookup(id, frame)
                if isinstance(value, Static) and isinstance(value.value, bool | int | float | str | None):
                    return bool(value.value)
                return True if isinstance(value, Closure) else None
            case _:
                return None

    def given_or(self, op: str, left: Group, remaining: Expr, frame: Frame) -> Value:
        """Return the value of `a and b` or `a or b` for an `a` that is a container or None."""
        test = self.truth_of_given(left)
        assert isinstance(test, Leaf)
        variable = self.scratch("t", frame)

        if test.expr != self.flag_of(left).expr:
            raise self.unsupported(f"`{op}` of {self.say(left)} is not supported", "Compare it with None.")
        with self.where(test.expr, op == "and"):
            right = self.plain_right(lambda: self.eval(remaining, frame)) if self.plain and op == "and" else None
        if right is not None:  # of which only the truth is asked
            return Leaf(Call("and", (test.expr, right.expr)), BOOL)

        def keep() -> None:
            self.assign(variable, self.narrowed(left) if op == "or" else NONE, frame)

        def go_on() -> None:
            self.assign(variable, self.eval(remaining, frame), frame)

        self.split(test.expr, keep if op == "or" else go_on, go_on if op == "or" else keep, self.origin)
        return self.lookup(variable, frame)

    def group_or(self, op: str, left: Group, remaining: Expr, frame: Frame) -> Value:
        """Return the value of `a and b` or `a or b` for an `a` that is a container or an object."""
        test, variable = self.truth_of(left), self.scratch("t", frame)
        assert isinstance(test, Leaf)

        def keep() -> None:
            self.assign(variable, left, frame)

        def go_on() -> None:
            self.assign(variable, self.eval(remaining, frame), frame)

        self.split(test.expr, keep if op == "or" else go_on, go_on if op == "or" else keep, self.origin)
        return self.lookup(variable, frame)

    def truth(self, value: Value) -> object:
        """Return whether a value is known to be true, or `MISSING`."""
        match value:
            case Group():
                return constant_of(self.truth_of(value))
            case Static(obj):
                self.rely_on_members(obj)
                return bool(obj)
            case Leaf(constant=constant):
                return constant
            case Poison():
                self.certain(value, "the condition", self.origin)
                return MISSING
            case _:
                return True

    def plain_right(self, evaluated: Callable[[], Value]) -> Leaf | None:
        """Return the value of an operand that may not be evaluated, if it needs no statement and has no derivative."""
        state, environments = self.save(), self.environments()
        holder: list[Value] = []
        block = self.reached_side(lambda: holder.append(evaluated()))
        value = holder[0] if holder else None  # there is none where it surely raises an exception
        if block or not isinstance(value, Leaf) or (value.varied and not self.plain):
            self.restore(state)
            self.set_environments(environments)
            return None
        return value


def surely(condition: Expr) -> bool | None:
    """Return what a condition is whatever the run brings, as one of its parts tells: `x > 0 and False`."""
    match condition:
        case Const(value) if value is None or isinstance(value, bool | int | float | str):
            return bool(value)
        case Call("and" | "or" as op, parts):
            known = [surely(part) for part in parts]
            decisive = op == "or"
            if decisive in known:
                return decisive
            return None if None in known else not decisive
        case Call("not", (part,)):
            known_part = surely(part)
            return None if known_part is None else not known_part
        case _:
            return None
