"""Whether what is stored into part of an array has the part's shape, though a slice may be cut short."""

from __future__ import annotations

from collections.abc import Mapping

from ..ir import Call, Const, Expr, Item
from ..kinds import Array, Dim, Kind, Scalar, same_length
from .bound import UNKNOWN_VALUE
from .infer import argument, expression_kind
from .lengths import axis_of


def fills(part: Item, value: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether what is stored into part of an array surely has the part's shape: `a[:i + 1] = b[:i + 1]`.

    A slice from the first element that is cut short takes one number only, and then is as long as that.
    """
    base, stored = expression_kind(part.base, kinds), expression_kind(value, kinds)
    if not isinstance(base, Array) or not isinstance(stored, Array) or base.dims is None or stored.dims is None:
        return False
    index = part.index.args if isinstance(part.index, Call) and part.index.op == "tuple" else (part.index,)
    whole = (Call("slice", (Const(None),) * 3),) * (len(base.dims) - len(index))
    lengths: list[tuple[Dim, Dim | None]] = []
    for each, dim in zip((*index, *whole), base.dims, strict=False):
        match each:
            case Call("slice", (Const(None) | Const(0), stop, Const(None))):
                kind, known = argument(stop, kinds)
                end = kind.length if isinstance(kind, Scalar) and known is UNKNOWN_VALUE else None
                lengths.append((dim, None if end is None else axis_of(end)))
            case _ if isinstance(expression_kind(each, kinds), Scalar):
                pass
            case _:
                return False
    if len(index) > len(base.dims) or len(lengths) != len(stored.dims):
        return False
    return all(
        same_length(dim, its) or (stop is not None and same_length(stop, its) and dim.low > 0)
        for (dim, stop), its in zip(lengths, stored.dims, strict=True)
    )
