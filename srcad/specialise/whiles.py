"""`while` loops: rolled, with a condition that may need statements, or written trip by trip while it is known."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..ir import Assign, Block, Expr, Name, While
from .frame import Frame, block_assigns
from .loops import LIMIT_RETRY, Loops
from .trips import number_or_leaf
from .values import MISSING, Group, Leaf, Value, number

LIMIT_STOPS = 24  # so many trips may be written one by one of which only the run knows whether they are the last


class Whiles(Loops):
    """The part of the specialiser for `while`."""

    if TYPE_CHECKING:
        # of `Checkpoints`
        def while_within_memory(self, loop: While, frame: Frame) -> bool: ...

    def while_loop(self, loop: While, frame: Frame) -> None:
        """Specialise a `While`; a condition that needs statements is evaluated before the loop and after each trip."""
        first = self.trial(lambda: self.condition(loop.condition, frame))
        if not isinstance(first, Leaf) or (first.constant is not MISSING and not first.constant):
            self.condition(loop.condition, frame)
            return  # never entered
        if self.memory is not None and self.while_within_memory(loop, frame):
            return
        if first.constant is not MISSING:
            self.rolled_or_not(
                lambda: self.rolled_while(loop, frame), lambda: self.unrolled_while(loop, frame, 0), 4, frozenset()
            )
        else:
            self.rolled_while(loop, frame)

    def unrolled_while(self, loop: While, frame: Frame, trips: int, stops: int = 0) -> None:
        """Specialise a `While` trip by trip, its condition being known each time."""
        condition = number_or_leaf(self.condition(loop.condition, frame))
        if condition.constant is MISSING or trips > LIMIT_RETRY or stops > LIMIT_STOPS:
            raise self.unsupported("a loop whose end and whose containers both change is not supported")
        if not condition.constant:
            return
        self.block(loop.body, frame)
        stop = number_or_leaf(self.condition(loop.stop, frame)) if loop.stop is not None else number(False)
        if stop.constant is MISSING:
            rest = functools.partial(self.unrolled_while, loop, frame, trips + 1, stops + 1)
            self.split(stop.expr, lambda: None, rest, loop.origin)
        elif not stop.constant:
            self.unrolled_while(loop, frame, trips + 1, stops)

    def rolled_while(self, loop: While, frame: Frame, writes: bool = False) -> None:
        """Specialise a `While` as a loop; `writes` says that its condition is known to need statements."""
        origin, back = loop.origin or self.origin, self.marked()
        variables = block_assigns((loop,))
        self.canonicalise(variables, frame)
        tests: list[Expr] = []
        late: list[bool] = []  # whether the condition needs statements for what is known at the loop's head only by now
        writes = writes or bool(self.trial_statements(lambda: self.condition(loop.condition, frame)))
        going = self.names.fresh("going") if writes else ""

        def test() -> Expr:
            return number_or_leaf(self.condition(loop.condition, frame)).expr

        def body() -> None:
            if not writes:
                tests[:] = [test()]
                late[:] = [bool(self.out)]
                with self.where(tests[0], True):
                    self.block(loop.body, frame)
                return
            self.block(loop.body, frame)
            stop = number(False) if loop.stop is None else number_or_leaf(self.condition(loop.stop, frame))
            if stop.constant is MISSING:  # who leaves does not evaluate the condition again
                self.split(stop.expr, lambda: None, again, origin)
            elif not stop.constant:
                again()

        def again() -> None:
            self.emit(Assign(Name(going), test(), origin))

        if writes:
            self.emit(Assign(Name(going), test(), origin))
        block, stop_expr, counter = self.repeat(body, variables, frame, loop.stop, loop.trips)
        if late == [True]:
            back()
            self.rolled_while(loop, frame, writes=True)
            return
        condition = Name(going) if writes else tests[0]
        self.emit(While(condition, block, stop_expr, counter, origin=origin))

    def trial_statements(self, action: Callable[[], Value]) -> Block:
        """Return the statements that an evaluation would write."""
        found: list[Block] = []

        def drop() -> None:
            action()

        def watch() -> Value:
            found.append(self.aside(drop))
            return Group(tuple, (), ())

        self.trial(watch)
        return found[0]
