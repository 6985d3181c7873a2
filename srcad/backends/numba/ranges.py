"""Ranges of loops: run from their end, or ended after some trips."""

from __future__ import annotations

from ...ir import Call, Const, Expr
from .facts import minus, plus, refuse
from .loops import shown


def backwards(given: Call) -> Call:
    """Return a range run from its end."""
    start, stop = (Const(0), given.args[0]) if len(given.args) == 1 else given.args[:2]
    step = given.args[2] if len(given.args) == 3 else Const(1)
    if step == Const(1):
        return Call("range", (_less(stop, 1), _less(start, 1), Const(-1)))
    if step == Const(-1) or step == Call("neg", (Const(1),)):
        return Call("range", (_less(stop, -1), _less(start, -1)))
    count = Call("len", (given,))
    last = Call("+", (start, Call("*", (Call("-", (count, Const(1))), step))))
    return Call("range", (last, Call("-", (start, step)), Call("neg", (step,))))


def is_beginning(index: Expr) -> bool:
    """Return whether an index takes the first elements, as many as it says."""
    match index:
        case Call("slice", (Const(None), _, Const(None))):
            return True
        case _:
            return False


def first_trips(given: Call) -> Call:
    """Return the range of the first trips of a loop: `range(a, b, step)[:trips]`, where there are as many."""
    whole, index = given.args
    assert isinstance(whole, Call)
    assert isinstance(index, Call)
    trips = index.args[1]
    if whole.op != "range":
        raise refuse(f"a loop over {shown(given)}")
    start = Const(0) if len(whole.args) == 1 else whole.args[0]
    if len(whole.args) < 3:
        return Call("range", (start, plus(start, trips)))
    step = whole.args[2]
    return Call("range", (start, plus(start, Call("*", (trips, step))), step))


def _less(expr: Expr, by: int) -> Expr:
    return minus(expr, Const(by)) if by > 0 else plus(expr, Const(-by))
