"""Expressions: names are resolved and kinds told; what stays is a plain expression on leaves."""

from __future__ import annotations

import importlib
import operator
from collections.abc import Callable
from dataclasses import replace

from ..analyse.infer import operation_kind
from ..errors import KindError
from ..ir import Assign, Call, Const, Expr, Function, Name, Origin, definitions, names, statements
from ..kinds import BOOL, NUMERIC, UNKNOWN, Array, ListOf, Scalar
from ..rules.rule import RULES
from ..runtime_edges import check_numeric
from .choices import Choices
from .containers import argument
from .frame import Frame
from .values import MISSING, Closure, Group, Keywords, Leaf, Partial, Static, Value, constant_of, is_varied, number

COMPARISONS = {"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"}
FOLDS: dict[str, Callable[..., object]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv, "%": operator.mod,
    "/": operator.truediv, "**": operator.pow, "neg": operator.neg, "pos": operator.pos, "not": operator.not_,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "&": operator.and_, "|": operator.or_, "in": lambda a, b: a in b, "not in": lambda a, b: a not in b,
}  # fmt: skip


ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**", "@"})
INTEGERS = frozenset({"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"})


class Expressions(Choices):
    """The expressions' part of the specialiser."""

    def eval(self, expr: Expr, frame: Frame) -> Value:
        """Return the value of an expression; what must be statements is written before it."""
        match expr:
            case Const(value):
                return self.wrap_constant(value)
            case Name(id):
                return self.lookup(id, frame)
            case Call("tuple" | "list" as op, args):
                items = self.eval_all(args, frame)
                return Group(tuple if op == "tuple" else list, tuple(range(len(items))), tuple(items))
            case Call("dict", args):
                return self.display_dict(args, frame)
            case Call("ifelse", (condition, body, orelse)):
                return self.choose(condition, body, orelse, frame)
            case Call("and" | "or" as op, args):
                return self.logic(op, args, frame, expr.at)
            case Call(":=", (Name(id), value)):
                outer, self.plain = self.plain, 0  # what is bound may be used elsewhere
                result = self.eval(value, frame)
                self.plain = outer
                self.assign(id, result, frame)
                return self.lookup(id, frame)
            case Call("closure", (Const(Function() as function),)):
                defaults = tuple(
                    (p.name, self.eval(p.default, frame)) for p in function.params if p.default is not None
                )
                return Closure(function, frame, defaults)
            case Call("comprehension"):
                return self.comprehension(expr, frame)
            case Call("fstring" | "formatted" | "set" | "slice" | "star" | "starstar" as op):
                args = tuple(self.passive(arg, frame) for arg in expr.args)
                return Leaf(Call(op, args, at=expr.at), UNKNOWN)
            case Call("import", (Const(str() as module), Const(whole))):
                found = importlib.import_module(module)  # what `import` inside the function would do
                return Static(found if whole else importlib.import_module(module.partition(".")[0]))
            case Call("[]", (base, index)):
                return self.subscript(self.eval(base, frame), index, frame, expr.at)
            case Call("chain", (Const(str() as ops), *rest)):
                operands = [self.eval(arg, frame) for arg in rest]
                return self.comparison_chain(ops.split(","), operands, expr.at)
            case Call("call"):
                return self.call(self.eval(expr.args[0], frame), expr.args[1:], expr, frame)
            case Call(op) if op.startswith(".") and op.endswith("()"):
                return self.method_call(expr, frame)
            case Call(op, (base,)) if op.startswith("."):
                return self.attribute(self.eval(base, frame), op[1:], expr.at)
            case Call(op, args):
                self.plain += op in COMPARISONS
                values = self.eval_all(args, frame)
                self.plain -= op in COMPARISONS
                return self.operation(op, values, (), expr.at)

    def eval_all(self, exprs: tuple[Expr, ...], frame: Frame) -> list[Value]:
        """Evaluate from left to right; a value that a later one's statements would change is kept in a temporary."""
        found: list[Value] = []
        marks: list[int] = []
        for expr in exprs:
            if isinstance(expr, Call) and expr.op == "star":
                inner = self.eval(expr.args[0], frame)
                items = self.as_group(inner).items
                found += items
                marks += [len(self.out)] * len(items)
                continue
            found.append(self.eval(expr, frame))
            marks.append(len(self.out))
        for i in reversed(range(len(found))):
            later = self.out[marks[i] :]
            lost = frozenset().union(*(definitions(stmt) for stmt in statements(tuple(later))))
            found[i] = self.rescue(found[i], lost, marks[i])
        return found

    def rescue(self, value: Value, lost: frozenset[str], position: int) -> Value:
        """Keep in temporaries, written at a former position, the leaves of a value that read the names lost since."""
        match value:
            case Leaf(expr) if names(expr) & lost:
                name = Name(self.names.fresh("t"))
                self.out.insert(position, Assign(name, expr, self.origin))
                return replace(value, expr=name)
            case Group(maker, keys, items):
                return Group(maker, keys, tuple(self.rescue(item, lost, position) for item in items))
            case _:
                return value

    # ------------------------------------------------------------ operations
    def operation(self, op: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of an operator or of a function with a rule."""
        if op in ("is", "is not"):
            return self.identity(op, args, at)
        folded = self.fold(op, args) if not keywords else MISSING
        if folded is not MISSING:
            return self.wrap_folded(folded, op, args, at)
        if any(isinstance(arg, Group) for arg in args):
            grouped = self.group_operation(op, args)
            if grouped is not None:
                return grouped
        if op in ("==", "!=") and any(isinstance(arg, Static) for arg in args):
            same = all(isinstance(arg, Static) for arg in args) and constant_of(args[0]) == constant_of(args[1])
            return number(same == (op == "=="))
        if op in ARITHMETIC and not self.plain and any(is_varied(arg) for arg in args):
            args = [self.surely_numeric(arg, at) for arg in args]
        exprs = tuple(self.to_expr(arg) for arg in args)
        named = tuple((key, self.to_expr(arg)) for key, arg in keywords)
        kind = operation_kind(
            op, tuple(argument(arg) for arg in args), tuple((key, argument(arg)) for key, arg in keywords)
        )
        rule = RULES.get(op)
        varied = any(is_varied(arg) for arg in args) or any(is_varied(arg) for _, arg in keywords)
        if op in COMPARISONS or (rule is not None and rule.sort == "constant"):
            varied = False
        if varied and rule is not None and rule.forward:
            return Leaf(Call("value_of", (self.temporary(Call(rule.forward, exprs, named, at)),)), kind, True)
        call = Call(op, exprs, named, at)
        if varied and rule is not None and isinstance(kind, Scalar | Array) and kind.dtype in INTEGERS:
            return Leaf(Call("integer", (call,), at=at), kind, True)  # no harm as an index, an error where it matters
        return Leaf(call, kind, varied)

    def surely_numeric(self, value: Value, at: Origin | None) -> Value:
        """Return an operand that meets one that is differentiated: what is not known is looked at when it is there."""
        if isinstance(value, Static) and value.value is not None and not isinstance(value.value, str):
            try:
                check_numeric(value.value)
            except KindError as error:
                raise KindError(error.what, at or self.origin, hint=error.hint) from None
        if isinstance(value, Group) and not issubclass(value.maker, tuple | list):
            raise self.unsupported(f"operators of {self.say(value)} are not supported", at=at)
        if isinstance(value, Leaf) and value.kind == UNKNOWN and not value.varied:
            return replace(value, expr=Call("numeric", (value.expr,)), kind=NUMERIC)
        return value

    def fold(self, op: str, args: list[Value]) -> object:
        """Return the result of an operation on known integers, flags and strings, or `MISSING`."""
        if op not in FOLDS:
            return MISSING
        values = [constant_of(arg) for arg in args]
        if any(value is MISSING or not isinstance(value, bool | int | str | tuple | None) for value in values):
            return MISSING
        try:
            result = FOLDS[op](*values)
        except Exception:  # the same error will be raised when the code runs
            return MISSING
        return result if isinstance(result, bool | int | float | str) else MISSING

    def wrap_folded(self, result: object, op: str, args: list[Value], at: Origin | None) -> Value:
        """Return a folded value; it is still written as the user wrote it."""
        if isinstance(result, str):
            return Static(result, Const(result))
        assert isinstance(result, bool | int | float)
        if all(isinstance(arg, Leaf) for arg in args):
            return replace(number(result), expr=Call(op, tuple(self.to_expr(arg) for arg in args), at=at))
        return number(result)

    def identity(self, op: str, args: list[Value], at: Origin | None) -> Value:
        """Return the value of `a is b`."""
        a, b = args
        known: object = MISSING
        if isinstance(a, Static) and isinstance(b, Static):
            known = a.value is b.value
        elif isinstance(a, Static) or isinstance(b, Static):
            other = b if isinstance(a, Static) else a
            sure = isinstance(other, Group | Closure | Partial) or (
                isinstance(other, Leaf) and isinstance(other.kind, Scalar | Array | ListOf)
            )
            known = False if sure else MISSING
        if known is not MISSING:
            return number(bool(known) == (op == "is"))
        return Leaf(Call(op, (self.to_expr(a), self.to_expr(b)), at=at), BOOL)

    def group_operation(self, op: str, args: list[Value]) -> Value | None:
        """Return the result of an operator on containers, None if NumPy is to make arrays of them."""
        a = args[0]
        b = args[1] if len(args) > 1 else None
        if op == "|" and isinstance(a, Group) and isinstance(b, Group) and a.maker is dict and b.maker is dict:
            table = dict(zip(a.keys, a.items, strict=True)) | dict(zip(b.keys, b.items, strict=True))
            return Group(dict, tuple(table), tuple(table.values()))
        if (
            op == "+"
            and isinstance(a, Group)
            and isinstance(b, Group)
            and a.maker is b.maker
            and a.maker in (tuple, list)
        ):
            items = a.items + b.items
            return Group(a.maker, tuple(range(len(items))), items)
        if op == "*" and b is not None:
            group, times = (a, b) if isinstance(a, Group) else (b, a)
            count = constant_of(times)
            if isinstance(group, Group) and isinstance(count, int) and group.maker in (tuple, list):
                items = group.items * count
                return Group(group.maker, tuple(range(len(items))), items)
        if op == "not" and isinstance(a, Group):
            return number(not a.items)
        if op in ("in", "not in") and isinstance(b, Group):
            key = constant_of(a)
            if b.maker is dict and key is not MISSING:
                return number((key in b.keys) == (op == "in"))
            members = [constant_of(item) for item in b.items]
            if key is not MISSING and MISSING not in members:
                return number((key in members) == (op == "in"))
        return None

    def comparison_chain(self, ops: list[str], operands: list[Value], at: Origin | None) -> Value:
        """Return the value of `a < b < c`."""
        links = [
            self.operation(op, [left, right], (), at)
            for op, left, right in zip(ops, operands, operands[1:], strict=False)
        ]
        known = [constant_of(link) for link in links]
        if MISSING not in known:
            return number(all(known))
        exprs = tuple(self.to_expr(operand) for operand in operands)
        return Leaf(Call("chain", (Const(",".join(ops)), *exprs), at=at), BOOL)
