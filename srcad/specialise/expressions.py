"""Expressions: names are resolved and kinds told; what stays is a plain expression on leaves."""

from __future__ import annotations

import collections
import contextlib
import enum
import importlib
import types
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..analyse.infer import operation_kind
from ..errors import KindError, MissingRule
from ..ir import Call, Const, Expr, Function, Name, Origin
from ..kinds import BOOL, NUMERIC, UNKNOWN, Array, ListOf, Scalar, Struct, dtype_of
from ..names import GLOBALS
from ..rules.rule import RULES, Rule, bind
from ..runtime_edges import check_numeric
from .frame import Frame
from .group_operations import FOLDS, may_be_equal, may_be_object
from .in_turn import InTurn, is_star
from .indices import argument, told_by_kind
from .values import (
    DELETED,
    MISSING,
    NONE,
    Closure,
    Given,
    Group,
    Keywords,
    Leaf,
    Partial,
    Poison,
    Static,
    Value,
    View,
    constant_of,
    is_object,
    is_varied,
    number,
)

# Parameters by which results do not change but in steps, or only in shape, and those that are written into.
FLAT_PARAMS = frozenset({
    "condition", "condlist", "where", "out", "output", "like", "discont", "rcond", "rtol", "cond", "tol", "stop",
    "shape", "dtype", "indices",
})  # fmt: skip
FLAT = frozenset({
    ("np.full_like", "a"), ("np.heaviside", "a"), ("np.choose", "a"), ("np.nextafter", "b"), ("math.nextafter", "b"),
    ("np.copysign", "b"), ("math.copysign", "b"),
})  # fmt: skip
COMPARISONS = {"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"}


ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**", "@"})
INTEGERS = frozenset({"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"})


class Expressions(InTurn):
    """The expressions' part of the specialiser."""

    def eval(self, expr: Expr, frame: Frame) -> Value:
        """Return the value of an expression; what must be statements is written before it."""
        match expr:
            case Const(value):
                return self.wrap_constant(value)
            case Name(id):
                return self.narrowed(self.lookup(id, frame))
            case Call("list", args) if any(map(is_star, args)):
                return self.starred(args, frame)
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
                    (p.name, self.as_now(self.eval(p.default, frame))) for p in function.params if p.default is not None
                )
                return Closure(function, frame, defaults)
            case Call("class"):
                return self.local_class(expr, frame)
            case Call("comprehension"):
                return self.comprehension(expr, frame)
            case Call("set", args):
                return self.display_set(self.eval_all(args, frame), expr.at)
            case Call("fstring", args) if (text := self.known_text(args, frame)) is not None:
                return Static(text, Const(text))
            case Call("fstring" | "formatted" | "slice" | "star" | "starstar"):
                return self.of_syntax(expr, frame)
            case Call("import", (Const(str() as module), Const(part))):
                try:
                    return Static(imported(module, part, frame.scope.globals))
                except ImportError as error:
                    wrong = self.unsupported(f"importing `{module}` fails: {error}", at=expr.at)
                    raise self.fails(wrong, type(error).__name__, str(error)) from None
            case Call("deleted"):
                return Poison(DELETED)
            case Call("left"):
                return self.leaving() if self.leaving is not None else number(False)
            case Call("caught"):
                return Leaf(Call("caught", (Const(self.error),)), UNKNOWN)
            case Call("is_sequence" | "is_mapping" | "match_part" | "without_keys"):
                return self.pattern(expr, frame)
            case Call("[]", (Name(id), Const(str() as name))) if id == GLOBALS:
                return self.narrowed(self.global_value(name, frame.scope))
            case Call("[]", (base, index)):
                owner = self.sure(self.eval(base, frame), expr.at)
                return self.narrowed_part(self.subscript(owner, index, frame, expr.at))
            case Call("sent"):  # to a generator that a loop goes through
                return NONE
            case Call("chain", (Const(str() as ops), *rest)):
                return self.comparison_chain(ops.split(","), self.eval(rest[0], frame), tuple(rest[1:]), frame, expr.at)
            case Call("call"):
                return self.call(self.eval(expr.args[0], frame), expr.args[1:], expr, frame)
            case Call(op) if op.startswith(".") and op.endswith("()"):
                return self.method_call(expr, frame)
            case Call(op, (base,)) if op.startswith("."):
                owner = self.sure(self.eval(base, frame), expr.at)
                if op == ".__dict__" and not isinstance(owner, Static):
                    return self.own_attributes(owner, expr.at)
                return self.narrowed_part(self.attribute(owner, op[1:], expr.at))
            case Call(op, args):
                self.plain += op in COMPARISONS
                asked = op == "not" and isinstance(args[0], Call) and args[0].op in ("and", "or")
                values = [self.condition(args[0], frame)] if asked else self.eval_all(args, frame)
                self.plain -= op in COMPARISONS
                return self.operation(op, values, (), expr.at)

    def pattern(self, expr: Call, frame: Frame) -> Value:
        """Return what a `case` asks of its subject."""
        subject = self.eval(expr.args[0], frame)
        if isinstance(subject, Group) and subject.maker is Given:
            if expr.op in ("is_sequence", "is_mapping"):
                held = self.fresh(subject.items[1])
                kinds = (tuple, list, collections.deque) if expr.op == "is_sequence" else (dict,)
                is_one = isinstance(held, Group) and issubclass(held.maker, kinds)
                return self.flag_of(subject) if is_one else number(False)
            subject = self.sure(subject, expr.at)
        match expr.op:
            case "is_sequence":
                if isinstance(subject, Group):
                    return number(issubclass(subject.maker, tuple | list | collections.deque))
                if may_be_object(subject):
                    raise self.unsupported("whether this is a sequence is not known while compiling", at=expr.at)
                if isinstance(subject, View):
                    return number(subject.bounds is not None)  # a range
                kind = subject.kind if isinstance(subject, Leaf) else None
                listed = isinstance(kind, Struct) and issubclass(kind.maker, tuple | list)
                return number(listed or isinstance(kind, ListOf))
            case "is_mapping":
                if may_be_object(subject):
                    raise self.unsupported("whether this is a mapping is not known while compiling", at=expr.at)
                return number(isinstance(subject, Group) and issubclass(subject.maker, dict))
            case "match_part":
                cls, position = constant_of(self.eval(expr.args[1], frame)), constant_of(expr_value(expr.args[2]))
                assert isinstance(position, int)
                if (
                    cls in (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)
                    and position == 0
                ):
                    return subject
                names_given = getattr(cls, "__match_args__", ())
                if position >= len(names_given):
                    raise self.wrong_kind(f"`{getattr(cls, '__name__', cls)}` takes fewer positional patterns", expr.at)
                return self.attribute(subject, names_given[position], expr.at)
            case _:
                assert isinstance(subject, Group)
                lost = [constant_of(self.eval(key, frame)) for key in expr.args[1:]]
                kept = {k: v for k, v in zip(subject.keys, subject.items, strict=True) if k not in lost}
                return Group(dict, tuple(kept), tuple(kept.values()))

    def known_text(self, parts: tuple[Expr, ...], frame: Frame) -> str | None:
        """Return the text of an f-string whose values are known while compiling."""
        found: list[str] = []
        for part in parts:
            match part:
                case Const(str() as text):
                    found.append(text)
                case Call("formatted", (Name() as value, Const(""), *spec)):
                    known = constant_of(self.lookup(value.id, frame))
                    form = spec[0].args[0] if spec and isinstance(spec[0], Call) and spec[0].args else Const("")
                    if not isinstance(known, bool | int | str) or not isinstance(form, Const):
                        return None
                    found.append(format(known, str(form.value)))
                case Call("formatted", (Call("[]" | "+" | "-" | "*") as value, Const(""))):
                    known = constant_of(self.trial(lambda value=value: self.eval(value, frame)))  # type: ignore[misc]
                    if not isinstance(known, bool | int | str):
                        return None
                    found.append(format(known))
                case _:
                    return None
        return "".join(found)

    def as_now(self, value: Value) -> Value:
        """Return a value that stays what it is when the variables that it reads change: a default, once evaluated."""
        match value:
            case Leaf(constant=constant) if isinstance(constant, bool | int | float | complex):
                return replace(value, expr=Const(constant))
            case Leaf():
                name = self.temporary(value.expr)
                self.record(name.id, value.kind)
                return replace(value, expr=name)
            case Group(items=items) if value.ident is None:
                return replace(value, items=tuple(self.as_now(item) for item in items))
            case _:
                return value

    # ------------------------------------------------------------ operations
    def operation(self, op: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of an operator or of a function with a rule."""
        args = args if op in ("is", "is not", "in", "not in") else [as_number(arg) for arg in args]
        if op in ("is", "is not", "==", "!=") and NONE in args:
            asked = args[1] if args[0] == NONE else args[0]
            if (told := self.is_none(asked, op in ("is", "=="))) is not None:
                return told
        if op == "bool" and (truth := self.truth_told(args)) is not None:
            return truth
        if op in ("is", "is not"):
            return self.identity(op, args, at)
        if op == "not" and isinstance(args[0], Group) and args[0].maker is Given:
            args = [self.truth_of(args[0])]
        args = [self.sure(arg, at) for arg in args]
        if op in ("in", "not in") and isinstance(args[1], View) and args[1].run is not None:
            return self.is_among(op, args[0], args[1], at)
        if any(isinstance(arg, Group) for arg in args) and not keywords:
            found = self.user_operation(op, args, at)
            if found is not None:
                return found
        if op in ("+", "*", "in", "not in", "not") and any(map(self.as_rows, args)) and not keywords:
            joined = self.rows_operation(op, args)
            if joined is not None:
                return joined
        if op == "%" and isinstance(constant_of(args[0]), str):
            text = Call("%", (self.to_expr(args[0]), self.to_expr(args[1])), at=at)
            return Leaf(Call("str", (text,), at=at), UNKNOWN, is_varied(args[1]))
        if op == "+" and any(map(is_text, args)) and constant_of(Group(tuple, (0, 1), tuple(args))) is MISSING:
            text = Call("+", tuple(joined_text(self.to_expr(arg)) for arg in args), at=at)
            return Leaf(Call("str", (text,), at=at), UNKNOWN, any(map(is_varied, args)))
        if (folded := self.fold(op, args) if not keywords else MISSING) is not MISSING:
            return self.wrap_folded(folded, op, args, at)
        if any(isinstance(arg, Group) for arg in args):
            if op == "+" and any(isinstance(arg, Group) and arg.maker is tuple for arg in args):
                args = [self.as_group(arg) if is_shape(arg) else arg for arg in args]
            grouped = self.group_operation(op, args)
            if grouped is not None:
                return grouped
        if op in ("==", "!=") and any(map(self.is_settled, args)) and not any(map(may_be_equal, args)):
            same = all(isinstance(arg, Static) for arg in args) and constant_of(args[0]) == constant_of(args[1])
            return number(same == (op == "=="))
        if op in ARITHMETIC and not self.plain and any(is_varied(arg) for arg in args):
            args = [self.surely_numeric(arg, at) for arg in args]
        exprs = tuple(self.to_expr(arg) for arg in args)
        named = tuple((key, self.to_expr(arg)) for key, arg in keywords)
        kind = operation_kind(
            op, tuple(argument(arg) for arg in args), tuple((key, argument(arg)) for key, arg in keywords)
        )
        if (fact := told_by_kind(op, args)) is not None:
            return replace(number(fact), expr=Call(op, exprs, named, at))
        if op in ("min", "max"):
            self.library.meet(*(arg.kind for arg in args if isinstance(arg, Leaf)))
        rule = RULES.get(op)
        varied = any(is_varied(arg) for arg in args) or any(is_varied(arg) for _, arg in keywords)
        if op in COMPARISONS or (rule is not None and rule.sort == "constant"):
            varied = False
        if varied and rule is not None and rule.forward:
            return Leaf(Call("value_of", (self.temporary(Call(rule.forward, exprs, named, at)),)), kind, True)
        if varied and rule is not None and rule.vjp:
            self.refuse_lost(rule, args, keywords, at)
        call = Call(op, exprs, named, at)
        if varied and rule is not None and isinstance(kind, Scalar | Array) and kind.dtype in INTEGERS:
            return Leaf(Call("integer", (call,), at=at), kind, True)  # no harm as an index, an error where it matters
        return Leaf(call, kind, varied)

    def refuse_lost(self, rule: Rule, args: list[Value], keywords: Keywords, at: Origin | None) -> None:
        """Refuse a call where a derivative would flow through a parameter for which the rule has none."""
        if not rule.op.startswith(("np.", "scipy.", "math.", "cmath.", ".")) and rule.op != "sum":
            return  # a helper, whose other arguments tell shapes
        bound = bind(rule, tuple(args), keywords) or {}
        for param, text in zip(rule.params, rule.vjp, strict=False):
            value = bound.get(param)
            if text is not None or not isinstance(value, Leaf) or not value.varied:
                continue
            flat = param in FLAT_PARAMS or (rule.op, param) in FLAT
            if not flat and (dtype_of(value.kind) or "float").startswith(("float", "complex")):
                raise MissingRule(
                    f"{rule.op} has no derivative by `{param}`", at or self.origin,
                    "It depends on the arguments differentiated with respect to.",
                    "State the formula, or say srcad.stop_gradient(x) if no derivative is meant to flow here.",
                )  # fmt: skip

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
        if op == "|" and all(isinstance(arg, Static) and isinstance(arg.value, type | types.UnionType) for arg in args):
            return FOLDS[op](*(constant_of(arg) for arg in args))
        values = [constant_of(arg) for arg in args]
        if op in ("==", "!=") and any(isinstance(value, np.dtype) for value in values):
            known = all(isinstance(value, np.dtype | type | str) for value in values)
            return bool(FOLDS[op](*values)) if known else MISSING
        plain = bool | int | float | str | tuple | None if op in COMPARISONS else bool | int | str | tuple | None
        if any(value is MISSING or not isinstance(value, plain) for value in values):
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
        if isinstance(result, types.UnionType):
            return Static(result)
        assert isinstance(result, bool | int | float)
        literal = op == "neg" and isinstance(args[0], Leaf) and isinstance(args[0].expr, Const)  # read as one number
        if all(isinstance(arg, Leaf) for arg in args) and not literal:
            return replace(number(result), expr=Call(op, tuple(self.to_expr(arg) for arg in args), at=at))
        return number(result)

    def identity(self, op: str, args: list[Value], at: Origin | None) -> Value:
        """Return the value of `a is b`."""
        a, b = args
        known: object = MISSING
        if isinstance(a, Static) and isinstance(b, Static):
            known = a.value is b.value
        elif isinstance(a, Group) and isinstance(b, Group) and a.ident is not None and b.ident is not None:
            if a.ident != b.ident and self.may_be_one(a.ident, b.ident):
                raise self.unsupported("whether these are one container is not known while compiling", at=at)
            known = a.ident == b.ident
        elif {type(a), type(b)} == {Group, Leaf} and any(is_object(v) and v.maker is not Given for v in (a, b)):  # type: ignore[union-attr]
            number_or_array = a if isinstance(a, Leaf) else b
            known = False if isinstance(number_or_array, Leaf) and number_or_array.kind != UNKNOWN else MISSING
        elif isinstance(a, Leaf) and isinstance(b, Leaf) and isinstance(a.expr, Const) and isinstance(b.expr, Const):
            known = type(a.constant) is type(b.constant) and a.constant == b.constant
        elif isinstance(a, Leaf) and isinstance(b, Leaf) and None is not a.constant is b.constant is not MISSING:
            known = isinstance(a.constant, bool) or MISSING
        elif isinstance(a, Static) or isinstance(b, Static):
            other = b if isinstance(a, Static) else a
            sure = isinstance(other, Group | Closure | Partial) or (
                isinstance(other, Leaf) and isinstance(other.kind, Scalar | Array | ListOf)
            )
            known = False if sure else MISSING
        if known is not MISSING:
            return number(bool(known) == (op == "is"))
        return Leaf(Call(op, (self.to_expr(a), self.to_expr(b)), at=at), BOOL)


def imported(module: str, part: object, namespace: Mapping[str, object]) -> types.ModuleType:
    """Return what `import` inside a function would: a module, the package around it, or a module with a part of it."""
    found = importlib.import_module(module, str(namespace.get("__package__") or "") or None)
    if isinstance(part, str) and not hasattr(found, part) and hasattr(found, "__path__"):
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(f"{found.__name__}.{part}")
    return found if part else importlib.import_module(module.partition(".")[0])


def as_number(value: Value) -> Value:
    """Return a member of an enumeration of integers as the integer that it is."""
    if isinstance(value, Static) and isinstance(value.value, int) and isinstance(value.value, enum.Enum):
        return number(int(value.value))
    return value


def expr_value(expr: Expr) -> Value:
    """Return the value of a literal."""
    return Static(expr.value) if isinstance(expr, Const) else Static(None)


def is_shape(value: Value) -> bool:
    """Return whether a value is a tuple of known length that is no display: the shape of an array, say."""
    return isinstance(value, Leaf) and isinstance(value.kind, Struct) and value.kind.maker is tuple


def is_text(value: Value) -> bool:
    """Return whether a value is a text, known while compiling or made at run time."""
    if isinstance(value, Leaf):
        return isinstance(value.expr, Call) and value.expr.op in ("str", "fstring", ".format()", ".join()")
    return isinstance(value, Static) and isinstance(value.value, str)


def joined_text(expr: Expr) -> Expr:
    """Return the sum that a text is made of by `+`, which `str` only stands around to say that it is one."""
    match expr:
        case Call("str", (Call("+") as joined,)):
            return joined
        case _:
            return expr
