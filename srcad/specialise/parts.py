"""What the earlier parts of the specialiser ask of the later ones, declared for the type checker."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..ir import Block, Call, Expr, Origin
from .frame import Frame
from .state import State
from .values import Keywords, Static, Transformed, Value, View


class Parts(State):
    """The base of the specialiser's parts."""

    carried: frozenset[str] = frozenset()

    if TYPE_CHECKING:

        def eval(self, expr: Expr, frame: Frame) -> Value: ...

        def eval_all(self, exprs: tuple[Expr, ...], frame: Frame) -> list[Value]: ...

        def passive(self, expr: Expr, frame: Frame) -> Expr: ...

        def operation(self, op: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value: ...

        def view(self, value: Value) -> View: ...

        def comprehension(self, expr: Call, frame: Frame) -> Value: ...

        def call(self, function: Value, args: tuple[Expr, ...], expr: Call, frame: Frame) -> Value: ...

        def method_call(self, expr: Call, frame: Frame) -> Value: ...

        def call_values(self, function: Value, args: list[Value], keywords: Keywords, at: Origin | None) -> Value: ...

        def call_object(
            self, obj: object, function: Static, args: list[Value], keywords: Keywords, at: Origin | None
        ) -> Value: ...

        def transform(self, mode: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value: ...

        def call_transformed(
            self, function: Transformed, args: list[Value], keywords: Keywords, at: Origin | None
        ) -> Value: ...

        def call_opaque(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value: ...

        def assign(self, variable: str, value: Value, frame: Frame) -> None: ...

        def block(self, block: Block, frame: Frame) -> None: ...

        def loop_over(
            self, view: View, frame: Frame, variables: frozenset[str], body: Callable[[Value], None]
        ) -> None: ...
