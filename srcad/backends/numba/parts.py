"""Parts of arrays, element by element: what indices select, axes that are moved, and reductions inside expressions."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from ...analyse.infer import expression_kind
from ...ir import Assign, Call, Const, Expr, Name
from ...kinds import Array, ListOf, Struct
from .elements import MOVED, Elements, Index, Space
from .facts import NONE, ONE, Dims, dtype_in, minus, plus, rank_in, refuse
from .loops import (
    SHORT,
    argument,
    combined,
    dims_at,
    first_of,
    nest,
    numbers,
    reduced_axes,
    shown,
    shown_op,
    stepped,
    whole,
    written_out,
)


class Parts(Space):
    """Takes indices, moved axes and reductions apart."""

    # ------------------------------------------------------------ moved axes
    def moved(self, expr: Call) -> Elements:
        """Return an array whose axes are moved, or get other places."""
        op, args = expr.op, expr.args
        rank = rank_in(args[0], self.kinds) if args else None
        if rank is None:
            raise refuse(f"the operation `{shown_op(op)}`", expr.at)
        if op in MOVED:
            order = self.order(expr)
        elif op == "np.expand_dims":
            places = [axis % (rank + len(numbers(args[1], expr))) for axis in numbers(args[1], expr)]
            index: list[Expr] = [Call("slice", (NONE, NONE, NONE))] * rank
            for place in sorted(places):
                index.insert(place, NONE)
            return self.subscript(self.elements(args[0]), Call("tuple", tuple(index)))
        elif op == "np.flip":
            given_axes = argument(expr, 1, "axis")
            axes = list(range(rank)) if given_axes == NONE else numbers(given_axes, expr)
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

    def order(self, expr: Call) -> list[int]:
        """Return the axes of an array in the order in which an operation that moves them puts them."""
        op, args, rank = expr.op, expr.args, rank_in(expr.args[0], self.kinds) or 0
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
        return order

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
        length, start = self.facts.found(length), NONE if start == Const(0) else start
        least = self.facts.at_least(length)
        low, high = 0 if start == NONE else whole(start), 0 if stop == NONE else whole(stop)
        if low is not None and high is not None and low >= 0 and (high < 0 or stop == NONE) and least >= low - high:
            return Const(low), self.facts.found(minus(length, Const(low - high)))
        if low is not None and high is not None and 0 <= low <= high <= least and stop != NONE:
            return Const(low), Const(high - low)
        key = (start, stop, length)
        if key not in self.facts.bounds:
            first, end = Name(self.fresh.fresh("start")), Name(self.fresh.fresh("stop"))
            many = self.new_length()
            begin: Expr = first
            if start == NONE:
                begin = Const(0)
            else:
                self.ready.append(Assign(first, self.within(start, length)))
            ending: Expr = end
            if stop == NONE:
                ending = length
            else:
                self.ready.append(Assign(end, self.within(stop, length)))
            size = ending if begin == Const(0) else Call("max", (minus(ending, begin), Const(0)))
            self.ready.append(Assign(many, size))
            if start == NONE and self.facts.not_negative(stop):
                self.facts.least[many] = min(self.facts.at_least(self.facts.found(stop)), least)
            self.facts.bounds[key] = (begin, many)
        return self.facts.bounds[key]

    def within(self, at: Expr, length: Expr) -> Expr:
        """Return where a slice begins or ends that is said to begin or end at a place."""
        if self.facts.not_negative(at):
            return Call("min", (at, length))
        below = whole(at)
        if below is not None:
            return Call("max", (minus(length, Const(-below)), Const(0)))
        turned = Call("max", (Call("+", (at, length)), Const(0)))
        return Call("ifelse", (Call("<", (at, Const(0))), turned, Call("min", (at, length))))

    # ------------------------------------------------------------ sums and the like over the last axes
    def reduced(self, expr: Call) -> Elements:
        """Return a reduction over the last axes, which an inner loop takes for each element."""
        axes, keep = reduced_axes(expr, self.kinds)
        part = self.elements(expr.args[0])
        kept = len(part.dims) - len(axes)
        if axes != list(range(kept, len(part.dims))):
            raise refuse(f"{shown(expr)} inside an expression", expr.at)
        dims = part.dims[:kept]

        lengths = [whole(self.facts.found(length)) or 0 for length in part.dims[kept:]]

        def at(index: Index) -> Expr:
            if 0 < prod(lengths) <= SHORT:
                return self.folded(expr.op, [part.at((*index[:kept], *more)) for more in written_out(lengths)])
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

    def folded(self, op: str, values: list[Expr]) -> Expr:
        """Return a reduction of a few numbers."""
        found = values[0]
        for value in values[1:]:
            found = combined(op, found, self.bind(value) if op in ("np.max", "np.min") else value)
        return found

    def spelled(self, value: Expr) -> Expr:
        """Return a view with its axes moved or turned as numba takes it: by np.transpose, or by slices."""
        if isinstance(value, Call) and value.op == "np.flip":
            rank, along = rank_in(value.args[0], self.kinds) or 0, argument(value, 1, "axis")
            gone = set(range(rank)) if along == NONE else {axis % rank for axis in numbers(along, value)}
            parts = tuple(Call("slice", (NONE, NONE, Const(-1) if i in gone else NONE)) for i in range(rank))
            return Call("[]", (value.args[0], Call("tuple", parts)), (), value.at)
        if not isinstance(value, Call) or value.op not in MOVED or value.op == ".T" or value.keywords:
            return value
        return Call("np.transpose", (value.args[0], Call("tuple", tuple(map(Const, self.order(value))))), (), value.at)
