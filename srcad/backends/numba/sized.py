"""Statements of numbers, and of whole arrays: lengths said by those of other arrays, products of stacks of matrices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...ir import Assign, Call, Const, Do, Expr, Name, Push, Return, Stmt, Update, reads
from .elements import Index
from .facts import dtype_in, rank_in, refuse
from .lasting import Lasting
from .loops import shown

STACK = Name("i"), Name("j"), Name("k")


class Sized(Lasting):
    """Says the lengths of array expressions by those of arrays."""

    def sized(self, stmt: Stmt) -> Stmt:
        """Return a statement in which the lengths of array expressions are said by those of arrays."""
        match stmt:
            case Assign(value=value) | Update(value=value) | Return(value=value) | Push(value=value):
                new = replace(stmt, value=self.sized_expr(value))
                self.total.subtract(reads(stmt) - reads(new))
                return new
            case _:
                return stmt

    def scalar(self, expr: Expr) -> Expr:
        return super().scalar(self.sized_expr(expr))

    def sized_expr(self, expr: Expr) -> Expr:
        match expr:
            case Call(".size" | "np.size", (array,)) if self.is_sized(array):
                found: Expr = Const(1)
                for length in self.elements(array).dims:
                    found = length if found == Const(1) else Call("*", (found, length))
                return found
            case Call("len", (array,)) if rank_in(array, self.kinds) and self.is_sized(array):
                return self.elements(array).dims[0]
            case Call("[]", (Call(".shape" | "np.shape", (array,)), Const(int() as axis))) if self.is_sized(array):
                return self.elements(array).dims[axis]
            case Call("@", (a, b)):
                return self.stacked(expr, a, b)
            case Call("unbroadcast", (g, x)) if self.is_as_long(g, x):
                return g
            case Call(op, args) if op not in ("slice",):
                return replace(expr, args=tuple(self.sized_expr(arg) for arg in args))
            case _:
                return expr

    def stacked(self, expr: Call, a: Expr, b: Expr) -> Expr:
        """Return a product of stacks of matrices."""
        ranks = self.kind_rank(a), self.kind_rank(b)
        if ranks not in ((3, 3), (3, 2), (2, 3)) or dtype_in(a, self.kinds) != dtype_in(b, self.kinds):
            raise refuse(shown(expr), expr.at)
        if ranks == (3, 3):
            left, right = self.swapped(a), self.swapped(b)
            op = f"matmul_{'t' if left else ''}33{'t' if right else ''}"
            return Call(op, (left or self.in_one_piece(a), right or self.in_one_piece(b)))
        return Call(f"matmul_{ranks[0]}{ranks[1]}", (self.in_one_piece(a), self.in_one_piece(b)))

    def swapped(self, array: Expr) -> Expr | None:
        """Return the stack of matrices whose transposes a view is, which BLAS takes as they are."""
        base, place = self.looked_at_by(array)
        return Call("np.ascontiguousarray", (base,)) if base and place == (STACK[0], STACK[2], STACK[1]) else None

    def looked_at_by(self, array: Expr) -> tuple[Name | None, Index]:
        """Return the array that a view of three axes looks at, and where in it the view's element at `STACK` is."""
        match array:
            case Name(id) | Call("np.ascontiguousarray", (Name(id),)) if id in self.views:
                part = self.views[id][0]
                base, place = part.place(STACK) if part.place and len(part.dims) == len(STACK) else ("", ())
                return (Name(base), place) if base and base not in self.views else (None, ())
            case _:
                return None, ()

    def in_one_piece(self, array: Expr) -> Expr:
        """Return an array that lies in memory as BLAS takes it: a copy of a view, made by loops."""
        base, place = self.looked_at_by(array)
        if base is not None and place == STACK:
            return Call("np.ascontiguousarray", (base,))
        match array:
            case Call("np.ascontiguousarray", (Name(id) as view,)) if id in self.views:
                array = view
            case _:
                pass
        if not isinstance(array, Name) or array.id not in self.views:
            return array
        name = Name(self.fresh.fresh("t"))
        self.kinds[name.id] = self.kinds[array.id]
        self.total[name.id] += 1
        self.join(Assign(name, Call("np.copy", (array,)), self.origin))
        return name

    def is_as_long(self, g: Expr, x: Expr) -> bool:
        """Return whether the axes of two arrays are known to have the same lengths."""
        if not isinstance(g, Name) or not isinstance(x, Name) or not {g.id, x.id}.isdisjoint(self.unset):
            return False
        ranks = self.kind_rank(g), self.kind_rank(x)
        if ranks[0] is None or ranks[0] != ranks[1]:
            return False
        return all(map(self.are_equal, self.elements(g).dims, self.elements(x).dims))

    def are_equal(self, a: Expr, b: Expr) -> bool:
        return self.facts.found(a) == self.facts.found(b)

    def is_sized(self, array: Expr) -> bool:
        """Return whether the lengths of an array are known by those of other ones."""
        return not isinstance(array, Name) or array.id in self.facts.shapes or array.id in self.views

    if TYPE_CHECKING:  # of the class that makes loops of statements

        def join(self, stmt: Assign | Update | Do) -> None:
            """Make a statement part of the loop being made, or of a new one."""
