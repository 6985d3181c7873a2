"""Specialise expressions: containers are taken apart, names resolved, kinds told; what stays is a plain expression on leaves."""

from __future__ import annotations

import operator
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from ..analyse.indexing import element_kind, index_kind
from ..analyse.infer import operation_kind
from ..analyse.results import UNKNOWN_VALUE
from ..errors import KindError, UnsupportedSyntax
from ..ir import (
    Assign,
    Call,
    Const,
    Expr,
    Function,
    Item,
    Name,
    Origin,
    Target,
    Targets,
    definitions,
    names,
    statements,
)
from ..kinds import BOOL, FLOAT, INT, UNKNOWN, Array, Kind, ListOf, Scalar, Struct, Unknown, is_real_or_complex, kind_of
from ..rules.rule import RULES
from .frame import Frame, Scope
from .state import FreeInput, Guard, State
from .values import (
    MISSING,
    NONE,
    Closure,
    Group,
    Leaf,
    Partial,
    Poison,
    Static,
    Transformed,
    Value,
    View,
    constant_of,
    is_varied,
    kind_of_value,
    number,
)

COMPARISONS = {"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"}
FOLDS: dict[str, Callable[..., object]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv, "%": operator.mod, "/": operator.truediv,
    "**": operator.pow, "neg": operator.neg, "pos": operator.pos, "not": operator.not_, "==": operator.eq,
    "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "&": operator.and_, "|": operator.or_, "in": lambda a, b: a in b, "not in": lambda a, b: a not in b,
}  # fmt: skip


class Expressions(State):
    """The expressions' part of the specialiser."""

    def eval(self, expr: Expr, frame: Frame, hint: Target | None = None, discard: bool = False) -> Value:
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
                return self.choose(condition, body, orelse, frame, hint)
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
                import importlib  # what `import` inside the function would do

                found = importlib.import_module(module)
                return Static(found if whole else importlib.import_module(module.partition(".")[0]))
            case Call("[]", (base, index)):
                return self.subscript(self.eval(base, frame), index, frame, expr.at)
            case Call("chain", (Const(str() as ops), *rest)):
                operands = [self.eval(arg, frame) for arg in rest]
                return self.comparison_chain(ops.split(","), operands, expr.at)
            case Call("call"):
                return self.call(self.eval(expr.args[0], frame), expr.args[1:], expr, frame, discard)
            case Call(op) if op.startswith(".") and op.endswith("()"):
                return self.method_call(expr, frame, discard)
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

    # ------------------------------------------------------------ names and constants
    def wrap_constant(self, value: object) -> Value:
        """Return the value of a literal."""
        if isinstance(value, bool | int | float | complex):
            return number(value)
        return Static(value, Const(value))

    def lookup(self, name: str, frame: Frame) -> Value:
        """Return what a variable holds; one from outside is resolved now and checked again at each call of the gradient."""
        where: Frame | None = frame
        while where is not None:
            if name in where.locals:
                if name in where.env:
                    found = where.env[name]
                    if isinstance(found, Poison):
                        raise self.unsupported(
                            f"`{name}` is {found.reason}, and cannot be followed while compiling",
                            "Give it the same structure on every path.",
                        )
                    return found
                self.missed.add((id(where), name))
                return Leaf(where.canonical((name,)), UNKNOWN)
            if where.parent is None:
                break
            where = where.parent
        return self.free_value(name, (where or frame).scope)

    def free_value(self, name: str, scope: Scope) -> Value:
        """Return the value of a name from outside the function."""
        try:
            found = scope.find(name)
        except (NameError, ValueError):
            return Leaf(Name(name), UNKNOWN)
        key = (id(scope.cells.get(name)) if name in scope.cells else id(scope.globals), name)
        if key in self.free:
            return self.free[key].value
        if _is_data(found):
            core = self.names.fresh(name)
            value = self.wrap_object(found, Name(core), varied=False)
            self.free[key] = FreeInput(scope, name, core, value)
            return value
        self.guards.append(Guard(scope.cells.get(name) or scope.globals, name, found))
        return self.wrap_static(found, name)

    def wrap_static(self, found: object, name: str = "") -> Value:
        """Return the value of an object that is fixed while compiling; a function of the user's is callable by its name."""
        if isinstance(found, bool | int):
            return replace(number(found), expr=Const(found))
        if found is None or isinstance(found, str):
            return Static(found, Const(found))
        if isinstance(found, types.ModuleType):
            return Static(found)
        return Static(found)

    def bound(self, obj: object) -> Name:
        """Return a name by which generated code can reach an object."""
        for name, known in self.bindings.items():
            if known is obj:
                return Name(name)
        wish = getattr(obj, "__name__", type(obj).__name__)
        name = self.names.fresh(wish if wish.isidentifier() else "function")
        self.bindings[name] = obj
        return Name(name)

    def wrap_object(self, obj: object, expr: Expr, varied: bool) -> Value:
        """Return the value of an object at hand that `expr` gives: containers of known structure are taken apart."""
        if obj is None or isinstance(obj, str):
            return Static(obj, Const(obj))
        if isinstance(obj, tuple | list | dict) or (is_dataclass(obj) and not isinstance(obj, type)):
            return self.wrap_container(obj, expr, varied)
        kind = kind_of(obj)
        if kind == UNKNOWN and (callable(obj) or isinstance(obj, types.ModuleType)):
            return Static(obj, expr)
        return Leaf(expr, kind, varied and is_real_or_complex(kind))

    def wrap_container(self, obj: object, expr: Expr, varied: bool) -> Value:
        """Return a container's value: a long list of one kind as a leaf, others item by item."""
        if type(obj) is list:
            kinds = {kind_of(item) for item in obj}
            if (
                len(kinds) == 1
                and len(obj) > 0
                and not isinstance(obj[0], tuple | list | dict | str)
                and UNKNOWN not in kinds
            ):
                if len(obj) > 8:
                    return Leaf(expr, ListOf(next(iter(kinds))), varied)
        if isinstance(obj, dict):
            keys: tuple[object, ...] = tuple(obj)
            items = [self.wrap_object(obj[key], Call("[]", (expr, Const(key))), varied) for key in keys]
            return Group(dict, keys, tuple(items), expr)
        if isinstance(obj, tuple | list):
            positions = tuple(range(len(obj)))
            found = [self.wrap_object(obj[i], Call("[]", (expr, Const(i))), varied) for i in positions]
            return Group(type(obj), positions, tuple(found), expr)
        attributes = tuple(field.name for field in fields(obj))  # type: ignore[arg-type]
        parts = [self.wrap_object(getattr(obj, name), Call("." + name, (expr,)), varied) for name in attributes]
        return Group(type(obj), attributes, tuple(parts), expr)

    # ------------------------------------------------------------ operations
    def operation(
        self, op: str, args: list[Value], keywords: tuple[tuple[str, Value], ...], at: Origin | None
    ) -> Value:
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
        if op in COMPARISONS and any(isinstance(arg, Static) for arg in args) and op in ("==", "!="):
            return number(op == "!=")
        exprs = tuple(self.to_expr(arg) for arg in args)
        named = tuple((key, self.to_expr(arg)) for key, arg in keywords)
        kind = operation_kind(
            op, tuple(_argument(arg) for arg in args), tuple((key, _argument(arg)) for key, arg in keywords)
        )
        rule = RULES.get(op)
        varied = any(is_varied(arg) for arg in args) or any(is_varied(arg) for _, arg in keywords)
        if op in COMPARISONS or (rule is not None and rule.sort == "constant"):
            varied = False
        return Leaf(Call(op, exprs, named, at), kind, varied)

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

    # ------------------------------------------------------------ containers
    def display_dict(self, pairs: tuple[Expr, ...], frame: Frame) -> Value:
        """Return the value of a dict display."""
        found: dict[object, Value] = {}
        for pair in pairs:
            assert isinstance(pair, Call)
            if pair.op == "starstar":
                inner = self.eval(pair.args[0], frame)
                if not isinstance(inner, Group) or inner.maker is not dict:
                    raise self.unsupported("`**` of something that is not a dict of known keys", at=pair.at)
                found.update(zip(inner.keys, inner.items, strict=True))
                continue
            key = constant_of(self.eval(pair.args[0], frame))
            if key is MISSING:
                raise self.unsupported("a dict whose keys are not known while compiling is not supported", at=pair.at)
            found[key] = self.eval(pair.args[1], frame)
        return Group(dict, tuple(found), tuple(found.values()))

    def to_expr(self, value: Value) -> Expr:
        """Return an expression that gives a value at run time."""
        match value:
            case Leaf(expr):
                return expr
            case Group(whole=whole) if whole is not None:
                return whole
            case Group(maker, keys, items):
                parts = tuple(self.to_expr(item) for item in items)
                if maker in (tuple, list):
                    return Call(maker.__name__, parts)
                if maker is dict:
                    return Call("dict", tuple(Call("tuple", (Const(k), p)) for k, p in zip(keys, parts, strict=True)))
                if issubclass(maker, tuple):
                    return Call("call", (self.bound(maker), *parts))
                named = tuple((str(key), part) for key, part in zip(keys, parts, strict=True))
                return Call("call", (self.bound(maker),), named)
            case Static(obj, expr):
                if expr is not None:
                    return expr
                return self.reach(obj)
            case View(items=items) if items is not None:
                return Call("tuple", tuple(self.to_expr(item) for item in items))
            case View(bounds=bounds) if bounds is not None:
                return Call("range", tuple(bound.expr for bound in bounds))
            case _:
                raise self.unsupported(f"{self.say(value)} cannot be handed to code that srcad does not compile")

    def reach(self, obj: object) -> Expr:
        """Return an expression for an object that is fixed while compiling."""
        from .names_of import canonical_name

        name = canonical_name(obj)
        return Name(name) if name is not None else self.bound(obj)

    def as_group(self, value: Value) -> Group:
        """Return a value's elements as a container, if they are known one by one."""
        if isinstance(value, Group):
            if value.maker is dict:
                return Group(tuple, tuple(range(len(value.keys))), tuple(self.wrap_constant(key) for key in value.keys))
            return value
        view = self.view(value)
        if view.items is None and view.bounds is not None:
            known = [constant_of(bound) for bound in view.bounds]
            bounds = [bound for bound in known if isinstance(bound, int)]
            if len(bounds) == len(known):
                numbers = tuple(number(i) for i in range(*bounds))
                return Group(tuple, tuple(range(len(numbers))), numbers)
        if view.items is None:
            raise self.unsupported(f"{self.say(value)} of unknown length cannot be unpacked here")
        return Group(tuple, tuple(range(len(view.items))), view.items)

    def subscript(self, base: Value, index: Expr, frame: Frame, at: Origin | None) -> Value:
        """Return the value of `base[index]`."""
        if isinstance(base, View):
            base = self.as_group(base)
        if isinstance(base, Group):
            return self.group_item(base, index, frame, at)
        if isinstance(base, Static):
            key = constant_of(self.eval(index, frame))
            if isinstance(base.value, str) and isinstance(key, int):
                return Static(base.value[key])
            return Leaf(Call("[]", (self.to_expr(base), self.passive(index, frame)), at=at), UNKNOWN)
        if not isinstance(base, Leaf):
            raise self.wrong_kind(f"{self.say(base)} has no items", at)
        index_value = self.index_value(index, frame)
        index_expr = index_value if isinstance(index_value, Call | Name | Const) else self.to_expr(index_value)
        kind = self.subscript_kind(base.kind, index, frame)
        if isinstance(base.kind, ListOf) and isinstance(index_expr, Call) and index_expr.op == "slice":
            kind = base.kind
        return Leaf(Call("[]", (base.expr, index_expr), at=at), kind, base.varied)

    def index_value(self, index: Expr, frame: Frame) -> Value | Expr:
        """Return an index as an expression; its names are read as they are now."""
        if isinstance(index, Call) and index.op == "slice":
            return Call("slice", tuple(self.passive(bound, frame) for bound in index.args), at=index.at)
        if isinstance(index, Call) and index.op == "tuple":
            parts = []
            for part in index.args:
                value = self.index_value(part, frame)
                parts.append(value if isinstance(value, Call | Name | Const) else self.to_expr(value))
            return Call("tuple", tuple(parts), at=index.at)
        return self.eval(index, frame)

    def subscript_kind(self, base: Kind, index: Expr, frame: Frame) -> Kind:
        """Return the kind of `base[index]`."""
        parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
        kinds = []
        for part in parts:
            if isinstance(part, Call) and part.op == "slice":
                bounds = [_argument(self.trial(lambda b=bound: self.eval(b, frame)))[1] for bound in part.args]  # type: ignore[misc]
                kinds.append(("slice", *bounds))
            else:
                value = self.trial(lambda p=part: self.eval(p, frame))  # type: ignore[misc]
                kinds.append(("item", *_argument(value)))
        return index_kind(base, kinds)

    def group_item(self, base: Group, index: Expr, frame: Frame, at: Origin | None) -> Value:
        """Return an item of a container of known structure."""
        if isinstance(index, Call) and index.op == "slice":
            bounds: list[Any] = [constant_of(self.eval(bound, frame)) for bound in index.args]
            if MISSING in bounds:
                raise self.unsupported("a slice of a container needs bounds known while compiling", at=at)
            chosen = base.items[slice(*bounds)]
            return Group(base.maker if base.maker in (tuple, list) else tuple, tuple(range(len(chosen))), chosen)
        value = self.eval(index, frame)
        key = constant_of(value)
        if key is MISSING:
            return self.dynamic_item(base, value, at)
        if isinstance(key, int) and not isinstance(key, bool) and base.maker is not dict:
            if not -len(base.items) <= key < len(base.items):
                raise KindError(f"index {key} is out of range for {self.say(base)} elements", at or self.origin)
            return base.items[key]
        if base.maker is dict and key in base.keys:
            return base.items[base.keys.index(key)]
        raise KindError(f"there is no item {key!r} in {self.say(base)}", at or self.origin)

    def dynamic_item(self, base: Group, index: Value, at: Origin | None) -> Value:
        """Return `base[i]` for an `i` known at run time only: the container becomes a list of one kind."""
        kinds = {kind_of_value(item) for item in base.items}
        plain = all(isinstance(item, Leaf) for item in base.items)
        if not plain or not base.items or base.maker is dict:
            raise self.unsupported(
                f"{self.say(base)} elements of different structure is read by an index that is not known while compiling",
                "Loop over the container itself.",
                at,
            )
        kind = next(iter(kinds)) if len(kinds) == 1 else UNKNOWN
        expr = Call("[]", (self.to_expr(replace(base, maker=list)), self.to_expr(index)), at=at)
        return Leaf(expr, kind, is_varied(base))

    def element(self, base: Leaf, index: Expr, position: object = None) -> Value:
        """Return `base[index]` for an integer index."""
        return Leaf(Call("[]", (base.expr, index)), element_kind(base.kind, position), base.varied)

    def attribute(self, base: Value, name: str, at: Origin | None) -> Value:
        """Return the value of `base.name`."""
        match base:
            case Static(obj):
                if not hasattr(obj, name):
                    raise KindError(f"{self.say(base)} has no attribute {name!r}", at or self.origin)
                found = getattr(obj, name)
                if isinstance(obj, types.ModuleType) and not obj.__name__.startswith(("numpy", "math", "scipy")):
                    return self.free_value(name, Scope_of_module(obj))
                if isinstance(found, float | complex):
                    return Leaf(self.reach_attribute(obj, name), kind_of(found), False, found)
                return self.wrap_static(found)
            case Group(maker, keys, items):
                if name in keys and maker is not dict:
                    return items[keys.index(name)]
                named = getattr(maker, "_fields", ())
                if name in named:
                    return items[named.index(name)]
                found = getattr(maker, name, MISSING)
                if isinstance(found, property) and found.fget is not None:
                    return self.call_values(Static(found.fget), [base], (), at)
                if isinstance(found, types.FunctionType):
                    return Partial(Static(found), (base,))
                if found is not MISSING and not callable(found):
                    return self.wrap_static(found)
                raise KindError(f"{self.say(base)} has no attribute {name!r}", at or self.origin)
            case Leaf():
                return self.operation("." + name, [base], (), at)
            case _:
                raise self.wrong_kind(f"{self.say(base)} has no attribute {name!r}", at)

    def reach_attribute(self, obj: object, name: str) -> Expr:
        """Return the expression for a number that is an attribute of a module, such as `np.pi`."""
        if isinstance(obj, types.ModuleType) and obj.__name__ in ("numpy", "math"):
            return Name(("np" if obj.__name__ == "numpy" else "math") + "." + name)
        return Const(getattr(obj, name))

    # ------------------------------------------------------------ choices
    def condition(self, expr: Expr, frame: Frame) -> Value:
        """Return the value of a condition: a leaf, or something known."""
        self.plain += 1
        value = self.eval(expr, frame)
        self.plain -= 1
        match value:
            case Group():
                return number(bool(value.items))
            case Static(obj):
                return number(bool(obj))
            case Leaf():
                return value
            case _:
                return number(True)

    def passive(self, expr: Expr, frame: Frame) -> Expr:
        """Return an expression whose value needs no derivative."""
        return self.to_expr(self.eval(expr, frame))

    def choose(self, condition: Expr, body: Expr, orelse: Expr, frame: Frame, hint: Target | None) -> Value:
        """Return the value of `body if condition else orelse`."""
        test = self.condition(condition, frame)
        known = constant_of(test)
        if known is not MISSING:
            return self.eval(body if known else orelse, frame, hint)
        assert isinstance(test, Leaf)
        variable = self.names.fresh("t")
        frame.locals |= {variable}
        frame.core[(variable,)] = variable
        plain = self.plain_choice(test, body, orelse, frame)
        if plain is not None:
            return plain
        self.split(
            test.expr,
            lambda: self.assign(variable, self.eval(body, frame), frame),
            lambda: self.assign(variable, self.eval(orelse, frame), frame),
            self.origin,
        )
        return self.lookup(variable, frame)

    def plain_choice(self, test: Leaf, body: Expr, orelse: Expr, frame: Frame) -> Leaf | None:
        """Return a conditional expression, if neither side has a derivative or needs a statement."""
        state, environments = self.save(), self.environments()
        sides: list[Leaf] = []
        for side in (body, orelse):
            holder: list[Value] = []
            block = self.aside(lambda s=side, h=holder: h.append(self.eval(s, frame)))  # type: ignore[misc]
            value = holder[0]
            if block or not isinstance(value, Leaf) or (value.varied and not self.plain):
                self.restore(state)
                self.set_environments(environments)
                return None
            sides.append(value)
        from ..kinds import join

        expr = Call("ifelse", (test.expr, sides[0].expr, sides[1].expr))
        return Leaf(expr, join(sides[0].kind, sides[1].kind))

    def logic(self, op: str, args: tuple[Expr, ...], frame: Frame, at: Origin | None) -> Value:
        """Return the value of `a and b` or `a or b`, which is one of its operands."""
        first, *rest = args
        if not rest:
            return self.eval(first, frame)
        remaining: Expr = rest[0] if len(rest) == 1 else Call(op, tuple(rest), at=at)
        left = self.eval(first, frame)
        known = self.truth(left)
        if known is not MISSING:
            return self.eval(remaining, frame) if bool(known) == (op == "and") else left
        assert isinstance(left, Leaf)
        plain = None if left.varied and not self.plain else self.plain_right(remaining, frame)
        if plain is not None:
            parts = plain.expr.args if isinstance(plain.expr, Call) and plain.expr.op == op else (plain.expr,)
            from ..kinds import join

            return Leaf(Call(op, (left.expr, *parts), at=at), join(left.kind, plain.kind))
        variable = self.names.fresh("t")
        frame.locals |= {variable}
        frame.core[(variable,)] = variable
        self.assign(variable, left, frame)
        evaluate = lambda: self.assign(variable, self.eval(remaining, frame), frame)  # noqa: E731
        nothing = lambda: None  # noqa: E731
        self.split(Name(variable), evaluate if op == "and" else nothing, nothing if op == "and" else evaluate, at)
        return self.lookup(variable, frame)

    def truth(self, value: Value) -> object:
        """Return whether a value is known to be true, or `MISSING`."""
        match value:
            case Group():
                return bool(value.items)
            case Static(obj):
                return bool(obj)
            case Leaf(constant=constant):
                return constant
            case _:
                return True

    def plain_right(self, expr: Expr, frame: Frame) -> Leaf | None:
        """Return the value of an operand that may not be evaluated, if it needs no statement and has no derivative."""
        state, environments = self.save(), self.environments()
        holder: list[Value] = []
        block = self.aside(lambda: holder.append(self.eval(expr, frame)))
        value = holder[0]
        if block or not isinstance(value, Leaf) or (value.varied and not self.plain):
            self.restore(state)
            self.set_environments(environments)
            return None
        return value

    # ------------------------------------------------------------ what the other parts provide
    def assign(self, variable: str, value: Value, frame: Frame) -> None:  # pragma: no cover
        raise NotImplementedError

    def view(self, value: Value) -> View:  # pragma: no cover
        raise NotImplementedError

    def comprehension(self, expr: Call, frame: Frame) -> Value:  # pragma: no cover
        raise NotImplementedError

    def call(self, function: Value, args: tuple[Expr, ...], expr: Call, frame: Frame, discard: bool) -> Value:
        raise NotImplementedError  # pragma: no cover

    def call_values(
        self, function: Value, args: list[Value], keywords: tuple[tuple[str, Value], ...], at: Origin | None
    ) -> Value:  # pragma: no cover
        raise NotImplementedError

    def method_call(self, expr: Call, frame: Frame, discard: bool) -> Value:  # pragma: no cover
        raise NotImplementedError


def _argument(value: Value) -> tuple[Kind, object]:
    """Return a value's kind, and the value itself where it is known."""
    known = constant_of(value)
    return kind_of_value(value), UNKNOWN_VALUE if known is MISSING else known


def _is_data(obj: object) -> bool:
    """Whether a global is data, read at each call, rather than something that decides what the code means."""
    if isinstance(obj, bool | int):
        return False
    if isinstance(obj, float | complex | tuple | list | dict):
        return True
    if is_dataclass(obj) and not isinstance(obj, type):
        return True
    return kind_of(obj) != UNKNOWN


def Scope_of_module(module: types.ModuleType):  # type: ignore[no-untyped-def]
    from .frame import Scope

    return Scope(module.__name__, vars(module), {}, {})


__all__ = [
    "FLOAT",
    "INT",
    "NONE",
    "Expressions",
    "Item",
    "Struct",
    "Targets",
    "Transformed",
    "Unknown",
    "UnsupportedSyntax",
]
