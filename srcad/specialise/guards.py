"""`with`: a block that runs inside of what a manager does before and after it."""

from __future__ import annotations

import contextlib
import decimal
import warnings
from collections.abc import Callable

import numpy as np

from ..ir import (
    Assign,
    Call,
    Const,
    Do,
    Expr,
    If,
    Name,
    Origin,
    With,
    all_reads,
    statements,
)
from ..kinds import UNKNOWN
from .frame import Frame
from .generators import Generators
from .values import NONE, Group, Leaf, Partial, Static, Value, View, constant_of

ENTERED_AGAIN = (np.errstate, warnings.catch_warnings, decimal.localcontext)


class Guards(Generators):
    """The part of the specialiser for `with`."""

    # ------------------------------------------------------------ with
    def within(self, stmt: With, frame: Frame) -> None:
        """Specialise a `with` block."""
        origin = stmt.origin
        written = len(self.out)
        manager = self.eval(stmt.manager, frame)

        def body(value: Value) -> None:
            if stmt.target is not None:
                self.bind(stmt.target, value, frame)
            self.block(stmt.body, frame)

        match manager:
            case Partial(Static(maker), (View() as generator,)) if maker is contextlib.contextmanager:
                self.within_generator(generator, body)
            case Partial(Static(maker), args) if maker is contextlib.nullcontext:
                body(args[0] if args else NONE)
            case Group() if self.has_own(manager.maker, "__enter__"):
                self.within_object(manager, body, stmt, frame)
            case Leaf():
                self.within_opaque(manager, body, written, origin)
            case _:
                raise self.unsupported(f"`with` of {self.say(manager)} is not supported", at=origin)

    def within_generator(self, generator: View, body: Callable[[Value], None]) -> None:
        """Specialise a `with` whose manager is a generator: the block stands where it yields."""
        assert generator.run is not None
        depth, inside, count = self.depth, self.inside, 0

        def once(value: Value) -> None:
            nonlocal count
            count += 1
            if self.depth - self.inside > depth - inside or count > 1:
                raise self.unsupported(
                    "a context manager that yields inside a branch or a loop is not supported",
                    "Let it yield once, at its top level.",
                )
            body(value)

        generator.run(once)

    def within_object(self, manager: Group, body: Callable[[Value], None], stmt: With, frame: Frame) -> None:
        """Specialise a `with` of an object of the user's."""
        entered = self.call_dunder(manager, "__enter__", [], stmt.origin)

        def leave(details: list[Value]) -> Value:
            now = self.fresh(manager)
            assert isinstance(now, Group)
            return self.call_dunder(now, "__exit__", details, stmt.origin)

        before = self.environments()
        error = self.names.fresh("error")
        caught = Call("caught", (Const(error),))
        details: list[Value] = [Leaf(Call("call", (Name("type"), caught)), UNKNOWN), Leaf(caught, UNKNOWN), NONE]
        swallowed: list[Value] = []
        self.depth += 1
        orelse = self.aside(lambda: swallowed.append(leave(details)))
        self.depth -= 1
        self.set_environments(before)
        if constant_of(swallowed[0]) not in (None, False):
            raise self.unsupported(
                "a context manager whose `__exit__` may swallow an exception is not supported",
                "Catch it with `try`.",
                stmt.origin,
            )
        effects = any(isinstance(inner, Do) for inner in statements(orelse))
        inner = self.aside(lambda: body(entered))
        if effects:
            again = (*orelse, Do(Call("raise"), stmt.origin))
            guard = Call("attempt", (Name("BaseException"), Const(0), Const(error)))
            self.emit(If(guard, inner, again, stmt.origin))
        else:
            self.out += inner
        leave([NONE, NONE, NONE])

    def within_opaque(self, manager: Leaf, body: Callable[[Value], None], written: int, origin: Origin | None) -> None:
        """Specialise a `with` of a manager that srcad does not look into: entered around the block, as it is."""
        expr = manager.expr
        last = self.out[-1] if len(self.out) > written else None
        if isinstance(last, Assign) and last.target == expr:
            self.out.pop()
            expr = last.value
        made = self.bindings.get(expr.args[0].id) if is_call_of_name(expr) else None  # type: ignore[union-attr]
        again = made in ENTERED_AGAIN or (isinstance(expr, Call) and expr.args[:1] == (Name("np.errstate"),))
        name = self.names.fresh("entered")
        inner = self.aside(lambda: body(Leaf(Name(name), UNKNOWN)))
        read = name in all_reads(inner)
        target = Const(name if read else None)
        self.emit(If(Call("within", (expr, target, Const(again)), at=origin), inner, (), origin))


def is_call_of_name(expr: Expr) -> bool:
    """Return whether an expression calls something by its name."""
    return isinstance(expr, Call) and expr.op == "call" and isinstance(expr.args[0], Name)
