"""An array expression, element by element: how long its axes are, and the expression for what stands at an index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ...analyse.infer import expression_kind
from ...ir import Assign, Call, Const, Do, Expr, If, Name, Stmt
from ...kinds import Array, ListOf, Struct
from ...names import Names
from .facts import NONE, ONE, Dims, Facts, dtype_in, minus, plus, rank_in, refuse, shape_of
from .loops import combined, dims_at, first_of, item, nest, numbers, reduced_axes, shown, shown_op, stepped, whole
from .scalars import ELEMENTWISE, QUICK, on_numbers

Index = tuple[Expr, ...]
CREATED = {"np.zeros": 0.0, "np.ones": 1.0, "np.empty": 0.0}
CREATED_LIKE = {"np.zeros_like": 0.0, "np.ones_like": 1.0, "np.empty_like": 0.0, "zeros_like": 0.0}
SAME = frozenset({
    "np.copy", ".copy()", "np.ascontiguousarray", "np.asarray", "np.array", "copied", "like", "np.real", ".real",
    "stop_gradient", "np.positive", "pos",
})  # fmt: skip
MISMATCH = Const("operands could not be broadcast together")


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
        self.unset = unset  # arrays that stand for the number 0.0 while they are empty
        self.views: dict[str, tuple[Elements, frozenset[str]]] = {}
        self.ready: list[Stmt] = []
        self.inner: list[Stmt] = []

    def read(self, name: str, index: Index) -> Expr:
        """Return the element of an array."""
        return item(name, index)

    # ------------------------------------------------------------ expressions
    def elements(self, expr: Expr) -> Elements:
        """Return an expression element by element."""
        rank = rank_in(expr, self.kinds)
        if rank is None:
            raise refuse(f"{shown(expr)}, of which srcad does not know how many axes it has", getattr(expr, "at", None))
        if rank == 0 or isinstance(expr, Const):
            return Elements((), lambda index: expr)
        if isinstance(expr, Name):
            return self.named(expr.id)
        assert isinstance(expr, Call)
        op, args = expr.op, expr.args
        if op == "[]":
            return self.subscript(self.elements(args[0]), args[1])
        if op in ELEMENTWISE:
            return self.elementwise(expr)
        if op in SAME:
            return self.plain(self.elements(args[0]))
        if op in ("expand", "full", "np.broadcast_to", "np.full_like"):
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
            self.if_set(arg) if part is None else self.adapted(part, dims)
            for arg, part in zip(expr.args, parts, strict=True)
        ]
        return Elements(dims, lambda index: on_numbers(expr, [at(index) for at in adapted], self.bind))

    def is_unset(self, expr: Expr) -> bool:
        """Return whether an array stands for the number 0.0 while it is empty."""
        return isinstance(expr, Name) and expr.id in self.unset

    def if_set(self, arg: Expr) -> Callable[[Index], Expr]:
        """Return the elements of an array that stands for 0.0 while it is empty."""
        assert isinstance(arg, Name)
        size = Call(".size", (arg,))

        def at(index: Index) -> Expr:
            found = self.read(arg.id, index)
            return (
                found if isinstance(found, Name) else Call("ifelse", (Call(">", (size, Const(0))), found, Const(0.0)))
            )

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
        if self.facts.at_least(a) > 1 or self.facts.at_least(b) > 1:
            raising = Do(Call("raise", (Call("ValueError", (MISMATCH,)),)))
            if self.facts.at_least(a) > 1 and self.facts.at_least(b) > 1:
                self.ready.append(If(Call("!=", (a, b)), (raising,)))
                return self.facts.equate(a, b)
        key: tuple[Expr, ...] = (Const("meeting"), a, b)
        if key not in self.facts.bounds:
            name = Name(self.fresh.fresh("length"))
            self.ready.append(Assign(name, Call("common_length", (a, b))))
            self.facts.bounds[key] = (name, name)
        return self.facts.bounds[key][0]

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
                self.facts.equate(mine, full)
            else:
                wrong = Call("and", (wrong, Call("!=", (mine, ONE))))
            self.ready.append(If(wrong, (Do(Call("raise", (Call("ValueError", (MISMATCH,)),))),)))

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
                i if step is None else step if isinstance(step, Const) else Call("*", (i, step))
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
            return Elements(dims, self.if_set(value))
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

    # ------------------------------------------------------------ moved axes
    def moved(self, expr: Call) -> Elements:
        """Return an array whose axes are moved, or get other places."""
        op, args = expr.op, expr.args
        rank = rank_in(args[0], self.kinds) if args else None
        if rank is None:
            raise refuse(f"the operation `{shown_op(op)}`", expr.at)
        order = list(range(rank))
        if op in (".T", "np.transpose", ".transpose()", "np.permute_dims") and len(args) == 1:
            order.reverse()
        elif op in ("np.transpose", ".transpose()", "np.permute_dims"):
            given = args[1] if len(args) == 2 else Call("tuple", args[1:])
            order = [axis % rank for axis in numbers(given, expr)]
        elif op in (".mT", "np.matrix_transpose") and rank > 1:
            order[-2:] = order[:-3:-1]
        elif op in ("np.swapaxes", ".swapaxes()"):
            a, b = numbers(Call("tuple", args[1:]), expr)
            order[a], order[b] = order[b], order[a]
        elif op == "np.moveaxis":
            (a,), (b,) = numbers(args[1], expr), numbers(args[2], expr)
            order.insert(b % rank, order.pop(a % rank))
        elif op == "np.expand_dims":
            places = [axis % (rank + len(numbers(args[1], expr))) for axis in numbers(args[1], expr)]
            index: list[Expr] = [Call("slice", (NONE, NONE, NONE))] * rank
            for place in sorted(places):
                index.insert(place, NONE)
            return self.subscript(self.elements(args[0]), Call("tuple", tuple(index)))
        elif op == "np.flip":
            axes = numbers(args[1], expr) if len(args) > 1 and args[1] != NONE else list(range(rank))
            back = Call("slice", (NONE, NONE, Const(-1)))
            whole = Call("slice", (NONE, NONE, NONE))
            gone = {axis % rank for axis in axes}
            return self.subscript(
                self.elements(args[0]), Call("tuple", tuple(back if i in gone else whole for i in range(rank)))
            )
        else:
            raise refuse(f"the operation `{shown_op(op)}`", expr.at)
        part = self.elements(args[0])
        back_order = [order.index(i) for i in range(rank)]
        return self.through(part, tuple(part.dims[i] for i in order), lambda ix: tuple(ix[i] for i in back_order))

    def through(self, part: Elements, dims: Dims, change: Callable[[Index], Index]) -> Elements:
        """Return elements of a part found at other indices."""
        place = part.place
        return Elements(
            dims, lambda index: part.at(change(index)), None if place is None else lambda index: place(change(index))
        )

    # ------------------------------------------------------------ indexing
    def subscript(self, part: Elements, index: Expr) -> Elements:
        """Return the part of an array that an index selects."""
        given = list(index.args) if isinstance(index, Call) and index.op == "tuple" else [index]
        used = sum(1 for each in given if each != NONE and each != Const(...))
        if Const(...) in given:
            place = given.index(Const(...))
            given[place : place + 1] = [Call("slice", (NONE, NONE, NONE))] * (len(part.dims) - used)
        else:
            given += [Call("slice", (NONE, NONE, NONE))] * (len(part.dims) - used)
        arrays = [i for i, each in enumerate(given) if isinstance(expression_kind(each, self.kinds), Array)]
        if any(isinstance(expression_kind(each, self.kinds), ListOf | Struct) for each in given):
            raise refuse("an index that is a list")
        met: Dims = ()
        gathers: list[Elements] = []
        for i in arrays:
            if dtype_in(given[i], self.kinds) == "bool":
                raise refuse("an index that is an array of flags")
            gathers.append(self.elements(given[i]))
            met = self.met(met, gathers[-1].dims)
        if arrays and arrays != list(range(arrays[0], arrays[0] + len(arrays))):
            raise refuse("an index with arrays that do not stand side by side")
        scalars = [i for i, each in enumerate(given) if i not in arrays and rank_in(each, self.kinds) == 0]
        if arrays and scalars:
            raise refuse("an index with arrays and numbers")
        adapted = [self.adapted(each, met) for each in gathers]
        dims: list[Expr] = []
        makers: list[Callable[[Index], Expr]] = []  # an index of the part from an index of the result
        axis = 0
        for i, each in enumerate(given):
            at = len(dims)
            if i in arrays:
                if i == arrays[0]:
                    dims += met
                start, gather = dims_at(dims, met), adapted[arrays.index(i)]
                makers.append(
                    lambda ix, start=start, gather=gather: self.bind(gather(ix[start : start + len(met)]))  # type: ignore[misc]
                )
                axis += 1
            elif each == NONE:
                dims.append(ONE)
            elif isinstance(each, Call) and each.op == "slice":
                first, length, step = self.slice(each, part.dims[axis])
                dims.append(length)
                makers.append(lambda ix, at=at, first=first, step=step: stepped(ix[at], first, step))  # type: ignore[misc]
                axis += 1
            else:
                makers.append(lambda ix, each=each: each)  # type: ignore[misc]
                axis += 1
        return self.through(part, tuple(dims), lambda ix: tuple(make(ix) for make in makers))

    def slice(self, given: Call, length: Expr) -> tuple[Expr, Expr, int]:
        """Return where a slice begins, how long it is, and its step."""
        start, stop, by = given.args
        step = 1 if by == NONE else whole(by)
        if step is None:
            raise refuse("a slice whose step is no literal", given.at)
        if step == 1:
            return (*self.range(start, stop, length), 1)
        if step > 0:
            first, many = self.range(start, stop, length)
            return first, Call("//", (plus(many, Const(step - 1)), Const(step))), step
        if start != NONE or stop != NONE:
            raise refuse("a slice that goes backwards from or to a place", given.at)
        back = -step
        many = length if back == 1 else Call("//", (plus(length, Const(back - 1)), Const(back)))
        return minus(length, ONE), many, step

    def range(self, start: Expr, stop: Expr, length: Expr) -> tuple[Expr, Expr]:
        """Return where a slice with step one begins, and how long it is."""
        length = self.facts.found(length)
        least = self.facts.at_least(length)
        low, high = 0 if start == NONE else whole(start), 0 if stop == NONE else whole(stop)
        if low is not None and high is not None and low >= 0 and (high < 0 or stop == NONE) and least >= low - high:
            return Const(low), self.facts.found(minus(length, Const(low - high)))
        if low is not None and high is not None and 0 <= low <= high <= least and stop != NONE:
            return Const(low), Const(high - low)
        key = (start, stop, length)
        if key not in self.facts.bounds:
            first, end = Name(self.fresh.fresh("start")), Name(self.fresh.fresh("stop"))
            many = Name(self.fresh.fresh("length"))
            begin: Expr = first
            if start == NONE:
                begin = Const(0)
            else:
                self.ready.append(Assign(first, Call("bound", (start, length))))
            ending: Expr = end
            if stop == NONE:
                ending = length
            else:
                self.ready.append(Assign(end, Call("bound", (stop, length))))
            size = ending if begin == Const(0) else Call("max", (minus(ending, begin), Const(0)))
            self.ready.append(Assign(many, size))
            self.facts.bounds[key] = (begin, many)
        return self.facts.bounds[key]

    # ------------------------------------------------------------ sums and the like over the last axes
    def reduced(self, expr: Call) -> Elements:
        """Return a reduction over the last axes, which an inner loop takes for each element."""
        axes, keep = reduced_axes(expr, self.kinds)
        part = self.elements(expr.args[0])
        kept = len(part.dims) - len(axes)
        if axes != list(range(kept, len(part.dims))):
            raise refuse(f"{shown(expr)} inside an expression", expr.at)
        dims = part.dims[:kept]

        def at(index: Index) -> Expr:
            outer, total = self.inner, Name(self.fresh.fresh("total"))
            outer.append(Assign(total, first_of(expr, dtype_in(expr.args[0], self.kinds))))
            self.inner = []
            more = tuple(Name(self.fresh.fresh("k")) for _ in axes)
            value = part.at((*index[:kept], *more))
            body = [*self.inner, Assign(total, combined(expr.op, total, value))]
            self.inner = outer
            outer += nest(more, part.dims[kept:], body)
            return total

        return Elements((*dims, *(ONE for _ in axes)) if keep else dims, at)
