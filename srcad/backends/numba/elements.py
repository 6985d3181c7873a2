"""An array expression, element by element: how long its axes are, and the expression for what stands at an index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...analyse.infer import expression_kind
from ...ir import Assign, Call, Const, Do, Expr, If, Name, Stmt
from ...kinds import INT, Array, Scalar
from ...names import Names
from .facts import ONE, Dims, Facts, dtype_in, rank_in, refuse, shape_of
from .loops import (
    item,
    shown,
)
from .scalars import ELEMENTWISE, POWERS, QUICK, masked, on_numbers

Index = tuple[Expr, ...]
CREATED = {"np.zeros": 0.0, "np.ones": 1.0, "np.empty": 0.0}
CREATED_LIKE = {"np.zeros_like": 0.0, "np.ones_like": 1.0, "np.empty_like": 0.0, "zeros_like": 0.0}
SAME = frozenset({
    "np.copy", ".copy()", "np.ascontiguousarray", "np.asarray", "np.array", "copied", "like", "stop_gradient",
    "np.positive", "pos",
})  # fmt: skip
MOVED = frozenset({
    ".T", "np.transpose", ".transpose()", "np.permute_dims", ".mT", "np.matrix_transpose", "np.swapaxes",
    ".swapaxes()", "np.moveaxis",
})  # fmt: skip
SPREAD = frozenset({"expand", "full", "np.broadcast_to", "np.full_like"})
BY_ELEMENT = (
    ELEMENTWISE | SAME | SPREAD | CREATED.keys() | CREATED_LIKE.keys() | MOVED
    | {"np.expand_dims", "np.flip", "[]", "np.full", "np.sum", "np.max", "np.min", "np.prod"}
)  # fmt: skip
MISMATCH = Const("operands could not be broadcast together")


def mismatch(wrong: Expr) -> If:
    """Return the statement that refuses lengths which do not fit."""
    return If(wrong, (Do(Call("raise", (Call("ValueError", (MISMATCH,)),))),))


def both(first: Expr, second: Expr) -> Call:
    """Return the test that two things hold."""
    return Call("and", (first, second))


class Conflict(Exception):
    """A statement cannot be part of a loop: it needs what the loop has not finished."""


@dataclass(frozen=True)
class Elements:
    """The lengths of the axes, what stands at an index, and if that is an array's own element, where."""

    dims: Dims
    at: Callable[[Index], Expr]
    place: Callable[[Index], tuple[str, Index]] | None = None


class Space:
    """Where expressions are taken apart: `ready` collects what must run before their loop, `inner` what is in it."""

    def __init__(self, facts: Facts, fresh: Names, unset: frozenset[str]) -> None:
        self.facts = facts
        self.kinds = facts.kinds
        self.fresh = fresh
        self.ever_unset = unset
        self.unset = unset  # arrays that may stand for the number 0.0 while they are empty
        self.views: dict[str, tuple[Elements, frozenset[str]]] = {}
        self.ready: list[Stmt] = []
        self.inner: list[Stmt] = []

    def read(self, name: str, index: Index) -> Expr:
        """Return the element of an array."""
        return item(name, index)

    def scalar(self, expr: Expr) -> Expr:
        """Return a number that all elements are computed with."""
        return expr

    # ------------------------------------------------------------ expressions
    def elements(self, expr: Expr) -> Elements:
        """Return an expression element by element."""
        rank = rank_in(expr, self.kinds)
        if rank is None:
            raise refuse(f"{shown(expr)}, of which srcad does not know how many axes it has", getattr(expr, "at", None))
        if rank == 0 or isinstance(expr, Const):
            return Elements((), lambda index: self.scalar(expr))
        if isinstance(expr, Name):
            return self.named(expr.id)
        assert isinstance(expr, Call)
        op, args = expr.op, expr.args
        if op == "[]":
            return self.subscript(self.elements(args[0]), args[1])
        if op in ELEMENTWISE:
            return self.elementwise(expr)
        if op in SAME:
            if expr.keywords or (len(args) > 1 and op not in ("like", "copied")):
                raise refuse(shown(expr), expr.at)
            return self.plain(self.elements(args[0]))
        if op in SPREAD:
            return self.spread(expr)
        if op in CREATED or op == "np.full":
            value: Expr = Const(CREATED[op]) if op in CREATED else args[1]
            return Elements(self.given_shape(args[0]), lambda index: value)
        if op in CREATED_LIKE:
            value = Const(CREATED_LIKE[op])
            return Elements(self.elements(args[0]).dims, lambda index: value)
        if op in ("np.sum", "np.max", "np.min", "np.prod"):
            return self.reduced(expr)
        return self.moved(expr)

    def named(self, name: str) -> Elements:
        """Return an array by its name."""
        if name in self.unset:
            raise refuse(f"`{name}`, which is 0.0 or an array")
        if name in self.views:
            return self.views[name][0]
        return Elements(self.facts.dims(name), lambda index: self.read(name, index), lambda index: (name, index))

    def plain(self, part: Elements) -> Elements:
        """Return what has the same elements, but is not the same memory."""
        return Elements(part.dims, part.at)

    def elementwise(self, expr: Call) -> Elements:
        """Return an operation done with each element."""
        if expr.op in QUICK and dtype_in(expr, self.kinds) == "float64":
            expr = replace(expr, op=QUICK[expr.op])
        parts = [None if self.is_unset(arg) else self.elements(arg) for arg in expr.args]
        dims: Dims = ()
        for part in parts:
            dims = dims if part is None else self.met(dims, part.dims)
        if not dims:
            raise refuse(f"{shown(expr)}, whose shape is not known", expr.at)
        adapted = [
            self.if_set(arg, dims) if part is None else self.adapted(part, dims)
            for arg, part in zip(expr.args, parts, strict=True)
        ]
        dtypes = [self.dtype_of(arg) for arg in expr.args] if expr.op in ("*", "np.multiply") else []
        if sorted(dtypes) == ["bool", "float64"]:
            mask = dtypes.index("bool")
            return Elements(dims, lambda ix: masked(adapted[1 - mask](ix), adapted[mask](ix), self.bind))
        real = expr.op in POWERS and all(self.dtype_of(arg) == "float64" for arg in expr.args)
        return Elements(dims, lambda index: on_numbers(expr, [at(index) for at in adapted], self.bind, real))

    def dtype_of(self, expr: Expr) -> str:
        """Return the dtype of an operand, "" if that is not known."""
        kind = expression_kind(expr, self.kinds)
        return kind.dtype or "" if isinstance(kind, Scalar | Array) else ""

    def is_unset(self, expr: Expr) -> bool:
        """Return whether an array stands for the number 0.0 while it is empty."""
        return isinstance(expr, Name) and expr.id in self.unset

    def told(self, stmt: Stmt) -> None:
        """Note whether an array stands for the number 0.0 after a statement."""
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and stmt.target.id in self.ever_unset:
            empty = isinstance(stmt.value, Call) and stmt.value.op == "np.empty"
            may = empty or (isinstance(stmt.value, Name) and stmt.value.id in self.unset)
            self.unset = self.unset | {stmt.target.id} if may else self.unset - {stmt.target.id}

    def if_set(self, arg: Expr, dims: Dims) -> Callable[[Index], Expr]:
        """Return the elements of an array that stands for 0.0 while it is empty, at the indices of a shape."""
        assert isinstance(arg, Name)
        size = Call(".size", (arg,))
        rank = rank_in(arg, self.kinds) or 0
        steps: list[Expr] = []
        for axis in range(rank):
            own, full = shape_of(arg, axis), dims[len(dims) - rank + axis]
            wrong = Call("and", (Call(">", (size, Const(0))), Call("!=", (own, full)), Call("!=", (own, ONE))))
            self.ready.append(mismatch(wrong))
            step = Name(self.fresh.fresh("step"))
            self.ready.append(Assign(step, Call("ifelse", (Call("==", (own, ONE)), Const(0), ONE))))
            steps.append(step)

        def at(index: Index) -> Expr:
            own = index[len(index) - rank :]
            group_read = self.read(arg.id, own)
            if isinstance(group_read, Name):
                return group_read
            places = tuple(i if i == Const(0) else Call("*", (i, step)) for i, step in zip(own, steps, strict=True))
            return Call("ifelse", (Call(">", (size, Const(0))), item(arg.id, places), Const(0.0)))

        return at

    def bind(self, expr: Expr) -> Expr:
        """Return a name for a number in the loop."""
        if isinstance(expr, Name | Const):
            return expr
        name = Name(self.fresh.fresh("e"))
        self.inner.append(Assign(name, expr))
        return name

    def met(self, a: Dims, b: Dims) -> Dims:
        """Return the lengths of the axes on which two arrays meet."""
        rank = max(len(a), len(b))
        a, b = (ONE,) * (rank - len(a)) + a, (ONE,) * (rank - len(b)) + b
        return tuple(self.meeting(p, q) for p, q in zip(a, b, strict=True))

    def meeting(self, a: Expr, b: Expr) -> Expr:
        """Return the length of an axis on which two meet; what is not known to fit is checked before the loop."""
        a, b = self.facts.found(a), self.facts.found(b)
        if a in (b, ONE):
            return b
        if b == ONE:
            return a
        if self.facts.at_least(a) > 1 and self.facts.at_least(b) > 1:
            self.ready.append(mismatch(Call("!=", (a, b))))
            self.must_equal(a, b)
            return self.facts.equate(a, b)
        for long, other in ((a, b), (b, a)):
            if self.facts.at_least(long) > 1:
                self.ready.append(mismatch(both(Call("!=", (other, long)), Call("!=", (other, ONE)))))
                return long
        key: tuple[Expr, ...] = (Const("meeting"), a, b)
        if key not in self.facts.bounds:
            name = self.new_length()
            wrong = both(Call("!=", (a, b)), both(Call("!=", (a, ONE)), Call("!=", (b, ONE))))
            self.ready.append(mismatch(wrong))
            self.ready.append(Assign(name, Call("ifelse", (Call("==", (a, ONE)), b, a))))
            self.facts.bounds[key] = (name, name)
        return self.facts.bounds[key][0]

    def new_length(self) -> Name:
        """Return a name for a length."""
        name = Name(self.fresh.fresh("length"))
        self.kinds[name.id] = INT
        return name

    def fitting(self, own: Dims, dims: Dims) -> None:
        """Check before the loop that an array broadcasts to a shape, where that is not known."""
        if len(own) > len(dims):
            raise refuse("a value with more axes than where it is stored")
        for mine, full in zip(own, dims[len(dims) - len(own) :], strict=True):
            mine, full = self.facts.found(mine), self.facts.found(full)
            if mine in (full, ONE):
                continue
            wrong = Call("!=", (mine, full))
            if self.facts.at_least(mine) > 1:
                self.must_equal(mine, full)
                self.facts.equate(mine, full)
            else:
                wrong = Call("and", (wrong, Call("!=", (mine, ONE))))
            self.ready.append(mismatch(wrong))

    def adapted(self, part: Elements, dims: Dims) -> Callable[[Index], Expr]:
        """Return what gives an array's elements at the indices of a shape that it broadcasts to."""
        change = self.adapting(part.dims, dims)
        return lambda index: part.at(change(index))

    def adapting(self, own: Dims, dims: Dims) -> Callable[[Index], Index]:
        """Return what turns the indices of a shape into those of an array that broadcasts to it."""
        skipped = len(dims) - len(own)
        steps: list[Expr | None] = []
        for mine, full in zip(own, dims[skipped:], strict=True):
            mine, full = self.facts.found(mine), self.facts.found(full)
            if mine == full:
                steps.append(None)
            elif mine == ONE:
                steps.append(Const(0))
            else:  # either that long or one, which only the run can tell
                step = Name(self.fresh.fresh("step"))
                self.ready.append(Assign(step, Call("ifelse", (Call("==", (mine, ONE)), Const(0), ONE))))
                steps.append(step)

        def change(index: Index) -> Index:
            own_index = index[skipped:]
            return tuple(
                i if step is None or i == Const(0) else step if isinstance(step, Const) else Call("*", (i, step))
                for i, step in zip(own_index, steps, strict=True)
            )

        return change

    def spread(self, expr: Call) -> Elements:
        """Return an array broadcast to the shape of another one."""
        op, args = expr.op, expr.args
        if op == "np.broadcast_to":
            dims = self.given_shape(args[1])
        else:
            dims = self.elements(args[0 if op == "np.full_like" else 1]).dims
        value = args[1 if op == "np.full_like" else 0]
        if self.is_unset(value):
            return Elements(dims, self.if_set(value, dims))
        part = self.elements(value)
        self.fitting(part.dims, dims)
        return Elements(dims, self.adapted(part, dims))

    def given_shape(self, shape: Expr) -> Dims:
        """Return the lengths that an expression for a shape gives."""
        if isinstance(shape, Call) and shape.op in ("tuple", "list"):
            return tuple(self.facts.found(self.number(length)) for length in shape.args)
        if isinstance(shape, Call) and shape.op in (".shape", "np.shape"):
            return self.elements(shape.args[0]).dims
        if rank_in(shape, self.kinds) == 0:
            return (self.facts.found(self.number(shape)),)
        raise refuse(f"the shape {shown(shape)}")

    def number(self, expr: Expr) -> Expr:
        """Return a length given as a number."""
        if isinstance(expr, Call) and expr.op == "len":
            return shape_of(expr.args[0], 0)
        return expr

    def must_equal(self, a: Expr, b: Expr) -> None:
        """Note that two lengths must be equal, or an error is raised."""

    if TYPE_CHECKING:  # of the class that knows parts

        def subscript(self, part: Elements, index: Expr) -> Elements:
            """Return the part of an array that an index selects."""

        def moved(self, expr: Call) -> Elements:
            """Return an array whose axes are moved, or get other places."""

        def reduced(self, expr: Call) -> Elements:
            """Return a reduction over the last axes."""
