"""Before loops are made: one reduction or product per statement, helpers written out, numbers apart from arrays."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ...analyse.infer import expression_kind
from ...errors import UnsupportedSyntax
from ...ir import (
    Assign,
    Block,
    Call,
    Comment,
    Const,
    Do,
    Exit,
    Expr,
    For,
    If,
    Item,
    Name,
    Origin,
    Pop,
    Push,
    Return,
    Stmt,
    Target,
    Targets,
    Update,
    While,
    reads,
    rebuild,
)
from ...kinds import FLOAT, UNKNOWN, Array, Kind, Scalar
from ...names import Names
from .elements import BY_ELEMENT
from .facts import dtype_in, placed, rank_in, refuse
from .growing import of_list, with_list
from .in_python import asks_class, can_leave, done_in_python, in_python, is_formatted, numba_type, raised_in_python
from .known import CHECKS, CONTIGUOUS, LAZY, MATH, NATIVE, ON_NUMBERS, is_known_form, is_strided
from .loops import REDUCTIONS, names_of_values, shown, shown_op
from .ranges import backwards, first_trips, is_beginning
from .scalars import ELEMENTWISE, on_numbers
from .spelled import PLACES, by_elements, is_known_pair, is_mask, rows_of, with_dtypes
from .written_out import written_out

GRIDS = (Name("np.mgrid"), Name("np.ogrid"))


class Forms:
    """Rewrites the statements of a function; `kinds` gets the kinds of the names that it makes."""

    def __init__(self, kinds: dict[str, Kind], fresh: Names, strided: Set[str], local: Set[str]) -> None:
        self.kinds = kinds
        self.strided = strided
        self.local = set(local)
        self.fresh = fresh
        self.before: list[Stmt] = []
        self.origin: Origin | None = None
        self.stays = 0  # inside expressions whose parts need not be computed

    # ------------------------------------------------------------ statements
    def block(self, block: Block) -> Block:
        """Return the statements of a block in the forms that loops are made of."""
        out: list[Stmt] = []
        for stmt in block:
            self.origin = getattr(stmt, "origin", None) or self.origin
            self.before = []
            try:
                new = self.statement(stmt)
            except UnsupportedSyntax as error:
                if not self.is_left(stmt):
                    raise placed(error, self.origin) from None
                self.before, new = [], [done_in_python(stmt, self.kinds, self.origin)]
            out += [*self.before, *new]
        return tuple(out)

    def is_left(self, stmt: Stmt) -> bool:
        """Return whether a statement that is not compiled, which writes into an array, can be left to Python."""
        match stmt:
            case Assign(Item(Name(), attribute=False)) | Update(Item(Name(), attribute=False)) | Update(Name()):
                in_place = not isinstance(stmt.target, Name) or self.is_array(stmt.target)
                return in_place and all("." in n or isinstance(self.kinds.get(n), Scalar | Array) for n in reads(stmt))
            case _:
                return False

    def inside(self, block: Block) -> Block:
        """Return the statements of a block inside a statement."""
        kept = self.before
        found = self.block(block)
        self.before = kept
        return found

    def statement(self, stmt: Stmt) -> list[Stmt]:
        match stmt:
            case Assign(Name(), Call("list", ()) | Call("as_list" | "rest", (Name(),))):  # a stack
                return [stmt]
            case Assign() | Update() if (found := with_list(stmt, self)) is not None:
                return found
            case Assign(Name() as target, value):
                return self.assigned(target, value, stmt)
            case Assign(Targets(items, -1), Call(".shape" | "np.shape", (array,))):
                parts = [Call("[]", (Call(".shape", (array,)), Const(i))) for i in range(len(items))]
                return [
                    new
                    for item, part in zip(items, parts, strict=True)
                    for new in self.statement(Assign(item, part, stmt.origin))
                ]
            case Assign(Targets(items, -1), Call() as call) if len(items) == 2 and is_known_pair(call, self.kinds):
                whole = Name(self.fresh.fresh("t"))
                self.before.append(Assign(whole, rebuild(call, self.value), stmt.origin))
                return [Assign(item, Call("[]", (whole, Const(i))), stmt.origin) for i, item in enumerate(items)]
            case Assign(Targets(items, -1), value) if self.are_boxed(items) and can_leave(
                value, self.kinds, self.local
            ):
                return [replace(stmt, value=in_python(value))]
            case Assign(Item() as target, value):
                return [replace(stmt, target=self.target(target), value=self.value(value))]
            case Update(target, op, value):
                goal = self.target(target)
                assert isinstance(goal, Name | Item)
                return [replace(stmt, target=goal, value=self.value(value))]
            case If(condition, body, orelse):
                return [
                    replace(stmt, condition=self.value(condition), body=self.inside(body), orelse=self.inside(orelse))
                ]
            case For(stop=stop) | While(stop=stop) if stop is not None:
                leave = If(stop, (Exit("break"),), (), stmt.origin)
                return self.statement(replace(stmt, body=(*stmt.body, leave), stop=None, trips=None))
            case For(target=Name(), iterable=iterable, body=body, stop=None, orelse=()):
                return [replace(stmt, iterable=self.counted(iterable), body=self.inside(body))]
            case While(condition=condition, body=body, stop=None, orelse=()):
                return [self.repeated(stmt, condition, body)]
            case Push(value=value):
                return [replace(stmt, value=self.named(value))]
            case Pop(target=Item(Name() as base, index, attribute=False) as target) if self.is_array(
                Call("[]", (base, index))
            ):
                part = Name(self.fresh.fresh("part"))
                self.local.add(part.id)
                self.kinds[part.id] = expression_kind(Call("[]", (base, index)), self.kinds)
                self.before.append(replace(stmt, target=part))
                stored = Assign(target, part, self.origin)
                try:
                    return self.statement(stored)
                except UnsupportedSyntax:
                    if not self.is_left(stored):
                        raise
                    return [done_in_python(stored, self.kinds, self.origin)]
            case Pop(target=target):
                goal = self.target(target)
                assert isinstance(goal, Name | Item)
                return [replace(stmt, target=goal)]
            case Return(value=value):
                return [replace(stmt, value=self.returned(value))]
            case Do(Call("np.add.at", (Name() as base, index, value)) as call):
                return [replace(stmt, value=replace(call, args=(base, self.index(index), self.value(value))))]
            case Do(Call("raise", (Call() as error,))) if is_formatted(error) and can_leave(
                error, self.kinds, self.local
            ):
                return raised_in_python(error, self.origin)
            case Do(Call("raise" | "assert")) | Exit() | Comment():
                return [stmt]
            case Do(Call("check_scalar", (value,))) if rank_in(value, self.kinds) == 0:
                return []
            case Do(Call(op) as call) if op not in CHECKS and can_leave(call, self.kinds, self.local):
                return [done_in_python(stmt)]
            case Do(Call("call" | "passive", (called, *_))):
                raise refuse(f"a call of {shown(called)}", self.origin)
            case Do(Call(op)):
                raise refuse(f"a call of `{shown_op(op)}`", self.origin)
            case For(orelse=orelse) | While(orelse=orelse) if orelse:
                raise refuse("a loop with an else", self.origin)
            case _:
                raise refuse("this statement", self.origin)

    def assigned(self, target: Name, value: Expr, stmt: Assign) -> list[Stmt]:
        """Return the assignment of a name; one of two values, chosen by a number, by a branch."""
        if isinstance(value, Call) and value.op == "ifelse" and self.is_array(value):
            condition, yes, no = value.args
            test = self.value(condition)
            branches = [self.inside((replace(stmt, value=each),)) for each in (yes, no)]
            return [If(test, branches[0], branches[1])]
        return [replace(stmt, value=self.value(value, top=True))]

    def repeated(self, stmt: While, condition: Expr, body: Block) -> Stmt:
        """Return a while loop; statements that its condition needs run at the beginning of each trip."""
        kept, self.before = self.before, []
        test = self.value(condition)
        needed, self.before = tuple(self.before), kept
        if not needed:
            return replace(stmt, condition=test, body=self.inside(body))
        leave = If(Call("not", (test,)), (Exit("break"),))
        return replace(stmt, condition=Const(True), body=(*needed, leave, *self.inside(body)))

    def target(self, target: Target) -> Target:
        if isinstance(target, Item):
            if target.attribute or not isinstance(target.base, Name):
                raise refuse("an assignment to this target", self.origin)
            return replace(target, index=self.index(target.index))
        if not isinstance(target, Name):
            raise refuse("an assignment to several targets", self.origin)
        return target

    def counted(self, iterable: Expr) -> Expr:
        """Return the range of a loop, a reversed one written out."""
        if isinstance(iterable, Call) and iterable.op == "reversed":
            inner = self.counted(iterable.args[0])
            assert isinstance(inner, Call)
            return backwards(inner)
        if isinstance(iterable, Call) and iterable.op == "[]" and is_beginning(iterable.args[1]):
            return self.counted(first_trips(iterable))
        if not isinstance(iterable, Call) or iterable.op != "range":
            raise refuse(f"a loop over {shown(iterable)}", self.origin)
        return replace(iterable, args=tuple(self.value(arg) for arg in iterable.args))

    # ------------------------------------------------------------ expressions
    def is_array(self, expr: Expr) -> bool:
        kind = expression_kind(expr, self.kinds)
        return isinstance(kind, Array) and kind.dims != ()

    def value(self, expr: Expr, top: bool = False) -> Expr:
        """Return an expression in the form that a statement takes; `top` if it is all that is assigned to a name.

        Python computes what numba has nothing for.
        """
        if isinstance(expr, Name | Const):
            return expr
        kept = len(self.before)
        try:
            return self.compiled_value(expr, top)
        except UnsupportedSyntax as error:
            del self.before[kept:]
            return self.from_python(expr, top, error)

    def from_python(self, expr: Call, top: bool, error: UnsupportedSyntax) -> Expr:
        """Return an expression that Python computes, or raise the error if compiled code cannot take what it gives."""
        if asks_class(expr, self.kinds):
            raise refuse("a question for the class of a number, which compiled code may have changed", expr.at)
        kind = expression_kind(expr, self.kinds)
        if self.stays or numba_type(kind) is None or not can_leave(expr, self.kinds, self.local):
            raise error
        return in_python(expr) if top else self.hold(in_python(expr), kind)

    def are_boxed(self, items: tuple[Target, ...]) -> bool:
        """Return whether Python can give compiled code the values of some names."""
        return all(isinstance(item, Name) and numba_type(self.kinds.get(item.id)) is not None for item in items)

    def compiled_value(self, expr: Call, top: bool) -> Expr:
        """Return an expression in the form that a statement takes."""
        found = of_list(expr, self) or written_out(expr, self.kinds, self.named)
        if isinstance(found, Name | Const):
            return found
        expr = found
        if expr.op in REDUCTIONS and self.is_array(expr.args[0]):
            made: Expr = replace(expr, args=(self.array(expr.args[0]), *expr.args[1:]))
            return made if top else self.hold(made)
        if expr.op == "np.array" and isinstance(expr.args[0], Call) and self.holds_arrays(expr.args[0]):
            expr = replace(expr, op="np.stack")
        if expr.op in NATIVE and not is_known_form(expr, self.kinds):
            raise refuse(shown(expr), expr.at or self.origin)
        if rows := rows_of(expr, self.kinds):
            return by_elements(expr, rows, self)
        if expr.op in NATIVE and (self.is_array(expr) or any(self.is_array(arg) for arg in expr.args)):
            made = with_dtypes(replace(expr, args=tuple(self.handed(arg, expr.op) for arg in expr.args)))
            return made if top else self.hold(made)
        return self.array(expr) if self.is_array(expr) else self.number(expr)

    def holds_arrays(self, display: Call) -> bool:
        return bool(display.args) and all(self.is_array(arg) for arg in display.args)

    def array(self, expr: Expr) -> Expr:
        """Return an array expression: numbers in it get names, and so do reductions and products."""
        if isinstance(expr, Name | Const):
            return expr
        if not self.is_array(expr):
            return self.hold(self.value(expr)) if rank_in(expr, self.kinds) == 0 else self.number(expr)
        kept = len(self.before)
        try:
            return self.compiled_array(expr)
        except UnsupportedSyntax as error:
            del self.before[kept:]
            return self.from_python(expr, False, error)

    def compiled_array(self, expr: Call) -> Expr:
        """Return an array expression in the form that loops are made of."""
        found = of_list(expr, self) or written_out(expr, self.kinds, self.named)
        if isinstance(found, Name | Const):
            return found
        expr = found
        if expr.op in REDUCTIONS or expr.op in NATIVE:
            return self.value(expr)
        if expr.op == "ifelse":
            name = Name(self.fresh.fresh("t"))
            self.local.add(name.id)
            self.kinds[name.id] = expression_kind(expr, self.kinds)
            self.before += self.assigned(name, expr, Assign(name, expr, self.origin))
            return name
        if expr.op == "[]" and expr.args[0] not in GRIDS:
            return replace(expr, args=(self.array(expr.args[0]), self.index(expr.args[1])))
        if expr.op in ("np.zeros", "np.ones", "np.empty", "np.full", "np.broadcast_to"):
            return self.new_array(expr)
        if expr.op not in BY_ELEMENT or (expr.op in ELEMENTWISE and expr.keywords):
            raise refuse(f"the operation `{shown_op(expr.op)}`", expr.at or self.origin)
        known = [self.is_array(arg) or rank_in(arg, self.kinds) == 0 for arg in expr.args]  # else axes
        return replace(expr, args=tuple(self.array(arg) if k else arg for k, arg in zip(known, expr.args, strict=True)))

    def new_array(self, expr: Call) -> Call:
        """Return a call that makes an array; its dtype goes by position, where it is not that of floats."""
        if expr.op == "np.broadcast_to":
            return replace(expr, args=(self.array(expr.args[0]), self.shape(expr.args[1])), keywords=())
        named = dict(expr.keywords)
        args: tuple[Expr, ...] = (self.shape(expr.args[0] if expr.args else named["shape"]),)
        if expr.op == "np.full":
            args += (self.array(expr.args[1] if len(expr.args) > 1 else named["fill_value"]),)
        dtype = dtype_in(expr, self.kinds)
        if len(expr.args) <= len(args) and "dtype" not in named and expr.op != "np.full":
            dtype = ""
        if dtype not in ("", "float64") or expr.op == "np.full":
            args += (Name("np.bool_" if dtype == "bool" else f"np.{dtype}"),)
        return replace(expr, args=args, keywords=())

    def shape(self, expr: Expr) -> Expr:
        """Return the lengths that make a shape."""
        if isinstance(expr, Call) and expr.op in ("tuple", "list"):
            return Call("tuple", tuple(self.number(arg) for arg in expr.args))
        return self.number(expr)

    def index(self, expr: Expr) -> Expr:
        """Return an index, in which numbers stay as they are if they read no array."""
        if isinstance(expr, Call) and expr.op in ("tuple", "slice"):
            return replace(expr, args=tuple(self.index(arg) for arg in expr.args))
        if is_mask(expr, self.kinds):
            return self.hold(Call("np.flatnonzero", (self.named(expr),)), PLACES)
        if isinstance(expr, Name | Const) or self.is_array(expr):
            return self.named(expr)
        if expr.op == "list" and dtype_in(made := Call("np.array", (expr,)), self.kinds) in ("int64", "bool"):
            return self.hold(made)
        found = self.value(expr)
        return self.hold(found) if any(rank_in(Name(n), self.kinds) != 0 for n in names_of_values(found)) else found

    def number(self, expr: Expr) -> Expr:
        """Return an expression of numbers."""
        if isinstance(expr, Name | Const):
            return expr
        op = expr.op
        if op in (".shape", ".size", ".ndim", "len", "np.shape", "np.size", "np.ndim"):
            return replace(expr, args=tuple(self.array(arg) for arg in expr.args))
        if op == "[]":
            base = expr.args[0]
            inner = self.number(base) if not self.is_array(base) else self.named(base)
            return replace(expr, args=(inner, self.index(expr.args[1])))
        if op == "integer":
            return self.value(expr.args[0])
        if op in ELEMENTWISE and rank_in(expr, self.kinds) == 0 and not expr.keywords:
            return on_numbers(expr, [self.value(arg) for arg in expr.args], self.bound)
        if op in ("call", "passive"):
            raise refuse(f"a call of {shown(expr.args[0])}", expr.at or self.origin)
        if op not in ON_NUMBERS and op not in MATH:
            raise refuse(f"the operation `{shown_op(op)}`", expr.at or self.origin)
        if op not in LAZY:
            return replace(expr, args=tuple(self.value(arg) for arg in expr.args))
        first = self.value(expr.args[0])
        self.stays += 1
        try:
            return replace(expr, args=(first, *(self.value(arg) for arg in expr.args[1:])))
        finally:
            self.stays -= 1

    def bound(self, expr: Expr) -> Expr:
        return expr if isinstance(expr, Name | Const) else self.hold(expr)

    def hold(self, expr: Expr, kind: Kind | None = None) -> Expr:
        """Return a name for an expression."""
        if isinstance(expr, Name | Const):
            return expr
        name = Name(self.fresh.fresh("t"))
        self.local.add(name.id)
        kind = expression_kind(expr, self.kinds) if kind is None else kind
        self.kinds[name.id] = FLOAT if kind == UNKNOWN and not self.is_array(expr) else kind
        self.before.append(Assign(name, expr, self.origin))
        return name

    def named(self, expr: Expr) -> Expr:
        """Return a name for an array, or a number as it is."""
        if not self.is_array(expr):
            return self.value(expr)
        return self.hold(self.value(expr, top=True), expression_kind(expr, self.kinds))

    def handed(self, expr: Expr, op: str) -> Expr:
        """Return an argument of a function of whole arrays: one in one piece where that is asked for."""
        if isinstance(expr, Call) and expr.op in ("tuple", "list") and any(self.is_array(arg) for arg in expr.args):
            return Call("tuple", tuple(self.named(arg) for arg in expr.args))
        if op == "np.array" and isinstance(expr, Call) and expr.op in ("tuple", "list"):
            parts = tuple(self.handed(arg, op) for arg in expr.args)
            if any(rank_in(part, self.kinds) != 0 for part in parts if not isinstance(part, Call) or part.op != "list"):
                raise refuse(shown(expr), expr.at or self.origin)
            return Call("list", parts)
        if not self.is_array(expr):
            return self.value(expr)
        if isinstance(expr, Call) and expr.op == ".T" and op == "np.dot" and rank_in(expr, self.kinds) == 2:
            return replace(expr, args=(self.handed(expr.args[0], op),))
        found = self.named(expr)
        if op in CONTIGUOUS and is_strided(expr, self.strided):
            return Call("np.ascontiguousarray", (found,))
        return found

    def returned(self, expr: Expr) -> Expr:
        """Return what a function returns: tuples of names and numbers."""
        if isinstance(expr, Call) and expr.op in ("np.array", "headed") and isinstance(expr.args[0], Name):
            return expr  # of a stack
        if isinstance(expr, Call) and expr.op == "tuple":
            return replace(expr, args=tuple(self.returned(arg) for arg in expr.args))
        return self.named(expr)
