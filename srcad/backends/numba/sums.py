"""Sums that may be taken in any order, as instructions of LLVM: a call less to compile for each, and no function."""

from __future__ import annotations

import operator
from typing import Any

ANY_ORDER = ("reassoc", "contract")  # in another order, and with products in one operation, and nothing more


def instructions() -> dict[str, object]:
    """Return what compiled code calls `add` and `add_product`, by the instructions that they stand for."""
    import numba
    from numba.extending import intrinsic

    types: Any = numba.core.types
    typing: Any = numba.core.typing

    def joined(context: Any, given: tuple[Any, ...]) -> Any:
        found = context.unify_types(*given)
        return found if isinstance(found, types.Number) and found != types.boolean else None

    def applied(context: Any, builder: Any, kind: Any, op: str, a: Any, b: Any) -> Any:
        if isinstance(kind, types.Float):
            return getattr(builder, "fadd" if op == "add" else "fmul")(a, b, flags=ANY_ORDER)
        function = context.get_function(getattr(operator, op), typing.signature(kind, kind, kind))
        return function(builder, (a, b))

    @intrinsic
    def add(context: Any, a: Any, b: Any) -> Any:  # the names of an intrinsic's arguments are those of its calls
        kind = joined(context, (a, b))

        def made(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            first, second = (context.cast(builder, v, t, kind) for v, t in zip(args, signature.args, strict=True))
            return applied(context, builder, kind, "add", first, second)

        return None if kind is None else (kind(a, b), made)

    @intrinsic
    def add_product(context: Any, total: Any, a: Any, b: Any) -> Any:
        kind = joined(context, (total, a, b))

        def made(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            given = zip(args, signature.args, strict=True)
            first, second, third = (context.cast(builder, v, t, kind) for v, t in given)
            product = applied(context, builder, kind, "mul", second, third)
            return applied(context, builder, kind, "add", first, product)

        return None if kind is None else (kind(total, a, b), made)

    return {"add": add, "add_product": add_product}
