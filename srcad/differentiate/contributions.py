"""What a statement adds to the adjoints of what it reads, and where those have their zeros from."""

from __future__ import annotations

from ..analyse.again import Reads
from ..analyse.infer import expression_kind
from ..analyse.memory import repeats
from ..ir import (
    Assign,
    Call,
    Const,
    Do,
    Expr,
    Item,
    Name,
    Origin,
    Stmt,
    Update,
)
from ..kinds import UNKNOWN, Array, ListOf, Scalar, Struct, Unknown
from ..simplify.algebra import simplify
from .adjoints import Adjoints, Filled
from .fitting import addition, may_be_complex, real_of_real, zero_like


class Contributions:
    """The part of the backward sweep that adds to adjoints."""

    def __init__(self, adjoints: Adjoints) -> None:
        self.adjoints = adjoints
        self.facts = adjoints.facts
        self.origin: Origin | None = None
        self.masked: set[str] = set()  # names whose adjoint np.where has set to zero in places

    def record(self, stmt: Stmt, before: frozenset[str], after: frozenset[str]) -> None:
        """Remember what the adjoint of a statement reads."""
        known = self.adjoints.reads.get(id(stmt), Reads())
        self.adjoints.reads[id(stmt)] = Reads(known.before | before, known.after | after)
        self.adjoints.keep.append(stmt)

    def is_filled(self, name: str, filled: Filled) -> bool:
        """Return whether an adjoint may be other than zero."""
        return name in filled or name in self.facts.shadows.named

    def adjoint_of(self, name: str) -> Name:
        """Return the name of what holds a variable's adjoint."""
        shadow = self.facts.shadows.named.get(name)
        return self.adjoints.name(name) if shadow is None else Name(shadow)

    def can_hand_over(self, name: str) -> bool:
        """Return whether the whole of an adjoint may become another one."""
        return name not in self.facts.shadows.named

    def make_room(self, name: str, filled: Filled, out: list[Stmt]) -> frozenset[str]:
        """Write that an adjoint gets the shape of its array, if it may be the number 0.0; return what that reads."""
        if not filled.get(name, False):
            return frozenset()
        out.append(Assign(self.adjoints.name(name), Call("full", (self.adjoints.name(name), Name(name))), self.origin))
        filled[name] = False
        if isinstance(self.facts.kinds.get(name), ListOf):  # which may have had another length before
            return frozenset((name,)) | self.facts.memory.contents(Name(name))
        return frozenset((name,))

    def primal(self, found: frozenset[str]) -> frozenset[str]:
        """Return those of the names that belong to the forward sweep."""
        own = self.adjoints.own
        return frozenset(n for n in found if n[0] == "@" or (n not in own and n in self.facts.kinds and n[:3] != "bt$"))

    def summed(self, expr: Expr, stmt: Stmt, operand: str, result: str) -> Expr:
        """Return a contribution that is not brought to the shape of its operand, where it need not be, or not here."""
        found = self.facts.summed(expr, stmt, operand, result)
        if found is not expr and (id(stmt), operand) not in self.facts.likeness.same:
            self.facts.kinds[self.adjoints.name(operand).id] = expression_kind(found, self.facts.kinds)
        return found

    def needs_shape(self, value: Call, t: str) -> bool:
        """Whether the adjoint of an operation only works on an array, not on the number 0.0."""
        return not isinstance(self.facts.kinds.get(t), Scalar)

    def shape_reads(self, name: str, filled: Filled) -> frozenset[str]:
        """Return what is read to make room for an adjoint that gets parts."""
        if name in filled and not filled[name]:
            return frozenset()
        return frozenset((name,))

    def contribute(
        self, name: str, expr: Expr, index: Expr | None, filled: Filled, out: list[Stmt], loose: bool
    ) -> Filled:
        """Write that an adjoint gets a contribution, and return what is filled then."""
        expr = real_of_real(expr, name, self.facts.kinds)
        if name in self.facts.shadows.named:
            return self.contribute_shadow(name, expr, index, filled, out)
        adjoint_name = self.adjoints.name(name)
        if expr == adjoint_name and name not in filled:
            return {**filled, name: loose}
        if index is not None and isinstance(self.facts.kinds.get(name), Scalar):
            expr, index = Call("np.sum", (expr,)), None  # x[..., None] of a number: an array that holds nothing but it
        if index is not None:
            return self.contribute_part(name, adjoint_name, expr, index, filled, out)
        kind = self.facts.kinds.get(name)
        if name not in filled:
            element = isinstance(expr, Call) and expr.op == "[]"  # of a list, which may be the number 0.0
            loose = loose and (isinstance(expr, Name) or element)
            if name in self.facts.indexed and not isinstance(kind, ListOf | Struct):
                # `own.strip_copies` takes the copy of a new array away again; a number stays one
                expr = Call("copied" if isinstance(kind, Unknown) else "np.copy", (expr,))
            out.append(Assign(adjoint_name, expr, self.origin))
            return {**filled, name: loose}
        in_place = name in self.facts.indexed and not filled[name] and not isinstance(kind, ListOf | Struct)
        if isinstance(kind, Scalar) or in_place:
            minus = isinstance(expr, Call) and expr.op == "neg"
            value = expr.args[0] if minus and isinstance(expr, Call) else expr
            out.append(Update(adjoint_name, "-" if minus else "+", value, self.origin))
        elif isinstance(kind, ListOf | Struct):
            out.append(Assign(adjoint_name, Call("added_lists", (adjoint_name, expr)), self.origin))
        else:
            total = simplify(Call(addition(kind), (adjoint_name, expr)), self.facts.kinds)
            out.append(Assign(adjoint_name, total, self.origin))
        return {**filled, name: filled[name] and loose}

    def contribute_shadow(self, name: str, expr: Expr, index: Expr | None, filled: Filled, out: list[Stmt]) -> Filled:
        """Write that a shadow gets a contribution, in place."""
        shadow = self.adjoint_of(name)
        expr = self.real_if_memory_is(name, shadow, index, expr)
        if index is not None:
            self.add_part(name, shadow, expr, index, out)
            return filled
        kind = self.facts.kinds.get(name)
        if isinstance(kind, ListOf | Struct) or kind == UNKNOWN:
            out.append(Do(Call("add_into", (shadow, expr)), self.origin))
            return filled
        minus = isinstance(expr, Call) and expr.op == "neg"
        value = expr.args[0] if minus and isinstance(expr, Call) else expr
        out.append(Update(shadow, "-" if minus else "+", value, self.origin))
        return filled

    def real_if_memory_is(self, name: str, shadow: Name, index: Expr | None, expr: Expr) -> Expr:
        """Return a contribution without its imaginary part where the shadow, which has several names, is real then."""
        kinds = self.facts.kinds
        settled = kinds[shadow.id]
        if not (isinstance(settled, Array) and settled.dtype is None and may_be_complex(kinds[name], kinds)):
            return expr
        return Call("unbroadcast", (expr, shadow if index is None else Call("[]", (shadow, index))))

    def contribute_part(
        self, name: str, adjoint_name: Name, expr: Expr, index: Expr, filled: Filled, out: list[Stmt]
    ) -> Filled:
        """Write that a part of an adjoint gets a contribution."""
        kinds = self.facts.kinds
        if name not in filled:
            zero = zero_like(Name(name), kinds)
            if kinds.get(name, UNKNOWN) == UNKNOWN:
                zero = Call("blank", (Name(name),))
            out.append(Assign(adjoint_name, zero, self.origin))
        elif filled[name]:
            out.append(Assign(adjoint_name, Call("full", (adjoint_name, Name(name))), self.origin))
        if isinstance(kinds.get(name), Struct) and name in filled:  # its parts may be parts of another adjoint
            total = Call("+", (Call("[]", (adjoint_name, index)), expr))
            out.append(Assign(Item(adjoint_name, index), total, self.origin))
        else:
            self.add_part(name, adjoint_name, expr, index, out)
        return {**filled, name: False}

    def add_part(self, name: str, adjoint_name: Name, expr: Expr, index: Expr, out: list[Stmt]) -> None:
        """Write that a part of an adjoint that is there gets a contribution."""
        kinds = self.facts.kinds
        kind = kinds.get(name)
        part = Item(adjoint_name, index)
        if name in self.facts.shadows.deep:  # what is there is the adjoint of an element, and stays it
            held = Name(self.adjoints.fresh.fresh("bt"))
            kinds[held.id] = expression_kind(Call("[]", (adjoint_name, index)), kinds)
            out.append(Assign(held, Call("[]", (adjoint_name, index)), self.origin))
            if isinstance(kinds[held.id], ListOf):
                out.append(Do(Call("add_into", (held, expr)), self.origin))
            else:
                out.append(Update(held, "+", expr, self.origin))
            return
        if isinstance(kind, ListOf) and isinstance(index, Call) and index.op == "slice":
            old = Call("[]", (adjoint_name, index))
            out.append(Assign(part, Call("added_lists", (old, expr)), self.origin))
        elif isinstance(kind, ListOf) and not isinstance(kind.element, Scalar):
            old = Call("[]", (adjoint_name, index))
            add = "added_lists" if isinstance(kind.element, ListOf) else "+"
            out.append(Assign(part, Call(add, (old, expr)), self.origin))
        elif kind == UNKNOWN and isinstance(expression_kind(index, kinds), Scalar):  # of what may be a list of lists
            sum_of = "added_into" if name in self.facts.shadows.named else "added"
            out.append(Assign(part, Call(sum_of, (Call("[]", (adjoint_name, index)), expr)), self.origin))
        elif not isinstance(kind, ListOf | Struct) and repeats(index, kinds):  # whose places are numbers
            out.append(Do(Call("np.add.at", (adjoint_name, index, expr)), self.origin))
        else:
            out.append(Update(part, "+", expr, self.origin))

    def need_shape(self, stmt: Stmt, name: str) -> None:
        """Remember that a zero adjoint made at a statement reads the shape of its array."""
        if name in self.facts.sure or name in self.facts.bound.get(id(stmt), ()):
            self.adjoints.zeros[id(stmt)] = self.adjoints.zeros.get(id(stmt), frozenset()) | {name}
            self.adjoints.keep.append(stmt)

    def zero(self, name: str, after: Stmt | None = None) -> tuple[Expr, bool]:
        """Return a zero adjoint, and whether it is the plain number 0.0 in place of an array.

        `after` is the loop before whose mirror it is made.
        """
        if isinstance(self.facts.kinds.get(name), Scalar):
            return Const(0.0), False
        bound = self.facts.bound.get(id(after), ())
        if name in self.facts.intact or name in self.facts.sure or name in bound:
            return zero_like(Name(name), self.facts.kinds), False
        return Const(0.0), True
