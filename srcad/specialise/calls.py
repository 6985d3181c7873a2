"""Specialise calls: a rule's function stays a call, a user's function is taken apart in place, a builtin is what Python says."""

from __future__ import annotations

import builtins
import functools
import types
from collections.abc import Callable
from dataclasses import MISSING as NO_DEFAULT
from dataclasses import fields, is_dataclass, replace

import numpy as np

from ..errors import SrcadError
from ..ir import Assign, Call, Const, Expr, Function, Name, Origin
from ..kinds import BOOL, COMPLEX, FLOAT, INT, UNKNOWN, Array, Kind, ListOf, Scalar
from ..normalise.exits import lower_exits
from ..rules.rule import RULES
from ..syntax.source import primal
from .frame import Frame, Scope, makes_closures
from .names_of import canonical_name
from .values import (
    MISSING,
    NONE,
    Closure,
    Group,
    Leaf,
    Partial,
    Static,
    Transformed,
    Value,
    Variant,
    View,
    constant_of,
    is_varied,
    kind_of_value,
    leaves,
    number,
)
from .views import Views

Keywords = tuple[tuple[str, Value], ...]
RECURSION_LIMIT = 60
CASTS: dict[type, Kind] = {int: INT, bool: BOOL, str: UNKNOWN, complex: COMPLEX}
REFUSED_BUILTINS = {
    "eval": "`eval` runs text that srcad cannot see",
    "exec": "`exec` runs text that srcad cannot see",
    "locals": "`locals()` shows variables that the gradient code does not have",
    "globals": "`globals()` shows variables that srcad cannot follow",
    "vars": "`vars()` shows variables that srcad cannot follow",
    "setattr": "`setattr` writes to an object, which is not supported",
    "delattr": "`delattr` writes to an object, which is not supported",
}


class Calls(Views):
    """The calls' part of the specialiser."""

    read_function: Callable[[types.FunctionType], tuple[Function, Scope]]  # the source finder, given by the driver

    def call(self, function: Value, args: tuple[Expr, ...], expr: Call, frame: Frame, discard: bool = False) -> Value:
        """Return the value of a call whose arguments are still expressions."""
        if isinstance(function, Static) and function.value in (isinstance, hasattr) and len(args) == 2:
            self.plain += 1
            values = self.eval_all(args, frame)
            self.plain -= 1
        elif isinstance(function, Static) and function.value is sum and self.is_generator(args):
            return self.sum_generator(args, frame, expr)
        else:
            values = self.eval_all(args, frame)
        keywords: list[tuple[str, Value]] = []
        for key, arg in expr.keywords:
            value = self.eval(arg, frame)
            if key == "**":
                if not isinstance(value, Group) or not all(isinstance(k, str) for k in value.keys):
                    raise self.unsupported("`**` of something that is not a dict of known keys", at=expr.at)
                keywords += [(str(k), item) for k, item in zip(value.keys, value.items, strict=True)]
            else:
                keywords.append((key, value))
        return self.call_values(function, values, tuple(keywords), expr.at)

    def method_call(self, expr: Call, frame: Frame, discard: bool = False) -> Value:
        """Return the value of `base.name(...)`."""
        name = expr.op[1:-2]
        base = self.eval(expr.args[0], frame)
        if isinstance(base, Static | Partial | Closure):
            return self.call(self.attribute(base, name, expr.at), expr.args[1:], expr, frame, discard)
        if isinstance(base, Group):
            return self.group_method(base, name, expr, frame)
        if isinstance(base, View):
            raise self.unsupported(f"the method {name!r} of an iterator is not supported", at=expr.at)
        assert isinstance(base, Leaf)
        args = self.eval_all(expr.args[1:], frame)
        keywords = tuple((key, self.eval(arg, frame)) for key, arg in expr.keywords)
        if isinstance(base.kind, ListOf) and name in (
            "append",
            "extend",
            "insert",
            "pop",
            "remove",
            "clear",
            "sort",
            "reverse",
        ):
            raise self.unsupported(f"`.{name}()` changes a list, which is not supported yet", at=expr.at)
        if isinstance(base.kind, Array) and name in ("fill", "sort", "put", "partition", "resize", "itemset"):
            raise self.unsupported(f"`.{name}()` writes into an array, which is not supported yet", at=expr.at)
        op = expr.op
        if op in RULES:
            return self.operation(op, [base, *args], keywords, expr.at)
        return self.opaque(
            Call(op, (base.expr, *(self.to_expr(a) for a in args)), self.named(keywords), expr.at), [base, *args]
        )

    def named(self, keywords: Keywords) -> tuple[tuple[str, Expr], ...]:
        """Return keyword arguments as expressions."""
        return tuple((key, self.to_expr(value)) for key, value in keywords)

    def opaque(self, call: Call, args: list[Value]) -> Leaf:
        """Return the value of a call that srcad cannot look into: done once, in its place, with no derivative known."""
        varied = any(is_varied(arg) for arg in args)
        if self.plain and not varied:
            return Leaf(call, UNKNOWN, False)
        return Leaf(self.temporary(call), UNKNOWN, varied)

    # ------------------------------------------------------------ which function
    def call_values(self, function: Value, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of a call."""
        match function:
            case Static(obj):
                return self.call_object(obj, function, args, keywords, at)
            case Closure(text, frame, defaults):
                return self.inline(text, frame.scope, frame, args, keywords, dict(defaults), text, at)
            case Partial(inner, given, named):
                merged = {**dict(named), **dict(keywords)}
                return self.call_values(inner, [*given, *args], tuple(merged.items()), at)
            case Group(maker):
                method = getattr(maker, "__call__", None)
                if isinstance(method, types.FunctionType):
                    return self.call_object(method, Static(method), [function, *args], keywords, at)
                raise self.wrong_kind(f"{self.say(function)} cannot be called", at)
            case Transformed():
                return self.call_transformed(function, args, keywords, at)
            case Variant(selector, options):
                return self.call_variant(selector, options, args, keywords, at)
            case Leaf(expr):
                call = Call("call", (expr, *(self.to_expr(arg) for arg in args)), self.named(keywords), at)
                return self.opaque(call, args)
            case _:
                raise self.wrong_kind(f"{self.say(function)} cannot be called", at)

    def call_variant(
        self, selector: Leaf, options: tuple[Value, ...], args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value:
        """Return the value of a call of a function chosen while running: a branch for each that it may be."""
        if len(options) == 1:
            return self.call_values(options[0], args, keywords, at)
        frame = self.frame
        assert frame is not None
        variable = self.names.fresh("t")
        frame.locals |= {variable}
        frame.core[(variable,)] = variable
        last = len(options) - 1

        def branch(i: int) -> None:
            if i == last:
                self.assign(variable, self.call_values(options[i], args, keywords, at), frame)
                return
            test = Call("==", (selector.expr, Const(i)))
            first = lambda: self.assign(variable, self.call_values(options[i], args, keywords, at), frame)  # noqa: E731
            self.split(test, first, lambda: branch(i + 1), at)

        branch(0)
        return self.lookup(variable, frame)

    def call_object(
        self, obj: object, function: Static, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value:
        """Return the value of a call of a function, class or other object known while compiling."""
        plain = primal(obj)
        if plain is not None:
            return self.call_object(plain, Static(plain), args, keywords, at)
        transform = getattr(obj, "__srcad_transform__", None)
        if transform is not None:
            return self.call_transformed(
                Transformed(transform[0], Static(transform[1]), transform[2]), args, keywords, at
            )
        special = self.special(obj, args, keywords, at)
        if special is not None:
            return special
        op = canonical_name(obj)
        if op is not None and (op in RULES or not isinstance(obj, type)):
            if op in REFUSED_BUILTINS:
                raise self.unsupported(REFUSED_BUILTINS[op], at=at)
            if op in RULES or op in ("<", "<=", "==", "!=", ">", ">=", "not"):
                return self.operation(op, args, keywords, at)
        if isinstance(obj, functools.partial):
            parts = tuple(self.wrap_object(arg, self.bound(arg), False) for arg in obj.args)
            named = tuple((key, self.wrap_object(arg, self.bound(arg), False)) for key, arg in obj.keywords.items())
            return self.call_values(Partial(Static(obj.func), parts, named), args, keywords, at)
        if isinstance(obj, types.MethodType):
            owner = self.wrap_object(obj.__self__, self.bound(obj.__self__), False)
            return self.call_object(obj.__func__, Static(obj.__func__), [owner, *args], keywords, at)
        if isinstance(obj, type):
            return self.construct(obj, args, keywords, at)
        if isinstance(obj, types.FunctionType):
            return self.call_function(obj, args, keywords, at)
        wrapped = getattr(obj, "__wrapped__", None)
        if isinstance(obj, functools._lru_cache_wrapper) and isinstance(wrapped, types.FunctionType):
            return self.call_function(wrapped, args, keywords, at)  # the cache only saves time
        call_method = getattr(type(obj), "__call__", None)
        if isinstance(call_method, types.FunctionType) and not isinstance(obj, types.BuiltinFunctionType):
            owner = self.wrap_object(obj, self.bound(obj), False)
            return self.call_object(call_method, Static(call_method), [owner, *args], keywords, at)
        return self.call_opaque(obj, args, keywords, at)

    def call_opaque(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of a call of a function without source and rule."""
        exprs = tuple(self.to_expr(arg) for arg in args)
        name = canonical_name(obj)
        function: Expr = Name(name) if name is not None else self.bound(obj)
        call = Call("call", (function, *exprs), self.named(keywords), at)
        return self.opaque(call, [*args, *(value for _, value in keywords)])

    def call_function(self, obj: types.FunctionType, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of a call of a Python function: taken apart in place, or left a call where nothing is derived."""
        values = [*args, *(value for _, value in keywords)]
        varied = any(is_varied(value) for value in values)
        if (self.plain or not varied) and all(self.expressible(value) for value in values):
            return self.plain_call(obj, args, keywords, at)
        try:
            function, scope = self.read_function(obj)
        except SrcadError:
            if varied:
                raise
            return self.plain_call(obj, args, keywords, at)
        defaults = {name: self.default(value, name) for name, value in scope.defaults.items()}
        return self.inline(function, scope, None, args, keywords, defaults, obj.__code__, at)

    def default(self, value: object, name: str) -> Value:
        """Return the value of a parameter's default."""
        wrapped = self.wrap_constant(value) if isinstance(value, bool | int | float | complex) else None
        return wrapped or self.wrap_object(value, self.bound(value), False)

    def expressible(self, value: Value) -> bool:
        """Return whether a value can be handed to a function that is called as it is."""
        match value:
            case Leaf() | Static():
                return True
            case Group(items=items):
                return all(self.expressible(item) for item in items)
            case View(items=None, bounds=bounds):
                return bounds is not None
            case View(items=items):
                return all(self.expressible(item) for item in items or ())
            case _:
                return False

    def plain_call(self, obj: types.FunctionType, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of a call that stays a call of the user's function; its kind is found by a trial."""
        outer, self.plain = self.plain, 0
        try:
            trial = self.trial(lambda: self.trial_call(obj, args, keywords, at))
        except SrcadError:
            trial = Leaf(Const(None), UNKNOWN)
        finally:
            self.plain = outer
        if not self.expressible(trial):  # a function that returns a function, say
            return self.trial_call(obj, args, keywords, at)
        exprs = tuple(self.to_expr(arg) for arg in args)
        call = Call("call", (self.bound(obj), *exprs), self.named(keywords), at)
        if isinstance(trial, Leaf):
            if self.plain:
                return Leaf(call, trial.kind)
            name = self.temporary(call)
            self.record(name.id, trial.kind)
            return Leaf(name, trial.kind)
        base = self.temporary(call)
        return self.reached(trial, base)

    def trial_call(self, obj: types.FunctionType, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Take a function apart only to see what kind of value it returns."""
        function, scope = self.read_function(obj)
        defaults = {name: self.default(value, name) for name, value in scope.defaults.items()}
        return self.inline(function, scope, None, args, keywords, defaults, obj.__code__, at)

    def reached(self, value: Value, expr: Expr) -> Value:
        """Return a value of the same structure, its parts read from `expr`."""
        match value:
            case Leaf():
                return Leaf(expr, value.kind)
            case Group(maker, keys, items):
                by_key = maker in (tuple, list, dict) or issubclass(maker, tuple)
                parts = []
                for i, (key, item) in enumerate(zip(keys, items, strict=True)):
                    inner = (
                        Call("[]", (expr, Const(key if maker is dict else i))) if by_key else Call(f".{key}", (expr,))
                    )
                    parts.append(self.reached(item, inner))
                return Group(maker, keys, tuple(parts), expr)
            case Static(obj) if obj is None or isinstance(obj, str):
                return value
            case _:
                raise self.unsupported(f"a function that returns {self.say(value)} is not supported here")

    # ------------------------------------------------------------ taking a function apart in place
    def inline(
        self, function: Function, scope: Scope, parent: Frame | None, args: list[Value], keywords: Keywords,
        defaults: dict[str, Value], code: object, at: Origin | None,
    ) -> Value:  # fmt: skip
        """Return what a function returns, its statements being written here."""
        depth, caller, same = 0, self.frame, False
        key = tuple((kind_of_value(value), constant_of(value)) for value in args)
        while caller is not None:
            depth += caller.code is code
            same = same or (caller.code is code and caller.key == key)
            caller = caller.caller
        if depth >= RECURSION_LIMIT or same:
            raise self.unsupported(
                f"the recursion of `{function.name}` does not end while compiling",
                "Write it as a loop, or let its depth depend on a number known while compiling.",
                at,
            )
        lowered = lower_exits(function, _own_names(function))
        frame = Frame(lowered, scope, parent, self.names, code=code, caller=self.frame, key=key)
        self.bind_arguments(lowered, frame, args, keywords, defaults, at)
        if makes_closures(lowered):  # a function that may outlive this call must not see the caller's variables change
            pairs: list[tuple[Name, Leaf]] = []
            for param in lowered.params:
                frame.env[param.name] = self.place(frame.env[param.name], frame, (param.name,), pairs)
            self.assign_all(pairs)
        outer = self.frame, self.origin, self.plain, self.collector
        self.frame, self.plain, self.collector = frame, 0, None
        try:
            self.block(lowered.body, frame)
            result = lowered.body[-1]
            name = getattr(result, "value", None)
            assert isinstance(name, Name)
            return frame.env.get(name.id, NONE)
        finally:
            self.frame, self.origin, self.plain, self.collector = outer

    def bind_arguments(
        self, function: Function, frame: Frame, args: list[Value], keywords: Keywords, defaults: dict[str, Value],
        at: Origin | None,
    ) -> None:  # fmt: skip
        """Bind a call's arguments to parameters, as Python does."""
        given = dict(keywords)
        rest = list(args)
        for param in function.params:
            if param.kind == "star":
                frame.env[param.name] = Group(tuple, tuple(range(len(rest))), tuple(rest))
                rest = []
            elif param.kind == "starstar":
                frame.env[param.name] = Group(dict, tuple(given), tuple(given.values()))
                given = {}
            elif rest and param.kind in ("posonly", "plain"):
                frame.env[param.name] = rest.pop(0)
            elif param.name in given and param.kind != "posonly":
                frame.env[param.name] = given.pop(param.name)
            elif param.name in defaults:
                frame.env[param.name] = defaults[param.name]
            else:
                raise self.wrong_kind(f"`{function.name}` misses its argument `{param.name}`", at)
        if rest:
            raise self.wrong_kind(f"`{function.name}` takes fewer positional arguments", at)
        if given:
            raise self.wrong_kind(f"`{function.name}` has no parameter `{next(iter(given))}`", at)

    # ------------------------------------------------------------ methods of containers, classes
    def group_method(self, base: Group, name: str, expr: Call, frame: Frame) -> Value:
        """Return the value of a method call on a container of known structure."""
        args = self.eval_all(expr.args[1:], frame)
        keywords = tuple((key, self.eval(arg, frame)) for key, arg in expr.keywords)
        keys = tuple(self.wrap_constant(key) for key in base.keys)
        if base.maker is dict:
            match name:
                case "items":
                    rows = [Group(tuple, (0, 1), (key, item)) for key, item in zip(keys, base.items, strict=True)]
                    return View(tuple(rows))
                case "values":
                    return View(base.items)
                case "keys":
                    return View(keys)
                case "copy":
                    return replace(base, whole=None)
                case "get":
                    key = constant_of(args[0])
                    if key is MISSING:
                        raise self.unsupported("a key that is not known while compiling", at=expr.at)
                    if key in base.keys:
                        return base.items[base.keys.index(key)]
                    return args[1] if len(args) > 1 else NONE
        if base.maker in (tuple, list) and name in ("index", "count"):
            wanted, members = constant_of(args[0]), [constant_of(item) for item in base.items]
            if wanted is not MISSING and MISSING not in members:
                return number(getattr(members, name)(wanted))
        if base.maker is list and name == "copy":
            return replace(base, whole=None)
        if issubclass(base.maker, tuple) and name == "_replace":
            changed = dict(zip(getattr(base.maker, "_fields", ()), base.items, strict=True)) | dict(keywords)
            return Group(base.maker, base.keys, tuple(changed.values()))
        if issubclass(base.maker, tuple) and name == "_asdict":
            return Group(dict, getattr(base.maker, "_fields", ()), base.items)
        if base.maker in (tuple, list, dict):
            raise self.unsupported(
                f"the method `.{name}()` of a {base.maker.__name__} is not supported yet", at=expr.at
            )
        if name in base.keys:
            return self.call_values(base.items[base.keys.index(name)], args, keywords, expr.at)
        function = getattr(base.maker, name, None)
        raw = base.maker.__dict__.get(name)
        if isinstance(raw, staticmethod):
            return self.call_object(raw.__func__, Static(raw.__func__), args, keywords, expr.at)
        if isinstance(raw, classmethod):
            return self.call_object(raw.__func__, Static(raw.__func__), [Static(base.maker), *args], keywords, expr.at)
        if isinstance(function, types.FunctionType) or primal(function) is not None:
            return self.call_object(function, Static(function), [base, *args], keywords, expr.at)
        raise self.wrong_kind(f"{self.say(base)} has no method {name!r}", expr.at)

    def construct(self, cls: type, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of a class that is called: containers of known structure are taken apart."""
        if issubclass(cls, BaseException):
            exprs = tuple(self.to_expr(arg) for arg in args)
            return Leaf(
                Call("call", (Name(canonical_name(cls) or self.bound(cls).id), *exprs), self.named(keywords), at),
                UNKNOWN,
            )
        names_given = getattr(cls, "_fields", None)
        if issubclass(cls, tuple) and isinstance(names_given, tuple):
            table = dict(zip(names_given, args, strict=False)) | dict(keywords)
            defaults = getattr(cls, "_field_defaults", {})
            full = {key: table[key] if key in table else self.default(defaults[key], key) for key in names_given}
            return Group(cls, tuple(range(len(full))), tuple(full.values()))
        if is_dataclass(cls) and "__post_init__" not in dir(cls):
            own = [field for field in fields(cls) if field.init]
            table = dict(zip((field.name for field in own), args, strict=False)) | dict(keywords)
            for field in own:
                if field.name not in table and field.default is not NO_DEFAULT:
                    table[field.name] = self.default(field.default, field.name)
                elif field.name not in table:
                    raise self.unsupported(f"`{cls.__name__}` misses its argument `{field.name}`", at=at)
            ordered = [table[field.name] for field in own]
            return Group(cls, tuple(field.name for field in own), tuple(ordered))
        if len(args) == 1 and not keywords and isinstance(args[0], Leaf) and (cls in CASTS or issubclass(cls, np.number)):
            return self.cast(cls, args[0], at)
        if any(is_varied(value) for value in [*args, *(value for _, value in keywords)]):
            raise self.unsupported(f"making an object of the class `{cls.__name__}` is not supported yet", at=at)
        return self.call_opaque(cls, args, keywords, at)

    def cast(self, cls: type, leaf: Leaf, at: Origin | None) -> Value:
        """Return the value of `int(x)`, `np.float64(x)` and the like."""
        if cls in CASTS:
            known = leaf.constant
            folded = number(cls(known)) if cls is not str and isinstance(known, bool | int | float) else None
            expr = Call(cls.__name__, (leaf.expr,), at=at)
            kind = CASTS[cls]
            return replace(folded, expr=expr) if folded is not None else Leaf(expr, kind, leaf.varied and cls is not bool)
        if isinstance(leaf.kind, Scalar):
            op = "np." + cls.__name__
            return Leaf(Call(op, (leaf.expr,), at=at), Scalar(np.dtype(cls).name, weak=False), leaf.varied)
        return self.operation(".astype()", [leaf, Static(cls, Name("np." + cls.__name__))], (), at)

    # ------------------------------------------------------------ builtins
    def special(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return the value of a builtin that works on containers or kinds, None if it is a call like others."""
        if not callable(obj):
            return None
        try:
            handler = _SPECIAL.get(obj)
        except TypeError:
            return None
        if handler is None:
            return None
        result = getattr(self, handler)(args, keywords, at)
        assert result is None or isinstance(result, Leaf | Group | Static | View | Partial | Closure | Transformed)
        return result

    def do_len(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`len(x)`."""
        match args[0]:
            case Group(items=items):
                return number(len(items))
            case Static(str() as text):
                return number(len(text))
            case View(items=items) if items is not None:
                return number(len(items))
            case View(length=length):
                return Leaf(length, INT)
            case value:
                return Leaf(Call("len", (self.to_expr(value),), at=at), INT)

    def do_range(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`range(...)`."""
        return self.range_view(args)

    def do_enumerate(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`enumerate(xs)`."""
        return self.enumerate_view(args, keywords)

    def do_zip(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`zip(...)`."""
        return self.zip_view(args)

    def do_reversed(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`reversed(xs)`."""
        return self.reversed_view(args)

    def do_map(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`map(f, xs)`."""
        return self.map_view(args)

    def do_container(self, maker: type, args: list[Value], at: Origin | None) -> Value | None:
        """`tuple(xs)` or `list(xs)`."""
        if not args:
            return Group(maker, (), ())
        match args[0]:
            case Group() | View():
                found = self.as_group(args[0])
                return Group(maker, tuple(range(len(found.items))), found.items)
            case Leaf(kind=Array(dims=dims)) if dims is not None and dims[0].exact:
                leaf = self.atom(args[0])
                items = tuple(self.element(leaf, Const(i), i) for i in range(dims[0].low))
                return Group(maker, tuple(range(len(items))), items)
            case Leaf() as leaf if not leaf.varied:
                return Leaf(Call("call", (Name(maker.__name__), leaf.expr), at=at), UNKNOWN)
            case value:
                raise self.unsupported(f"`{maker.__name__}` of {self.say(value)} is not supported yet", at=at)

    def do_tuple(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`tuple(xs)`."""
        return self.do_container(tuple, args, at)

    def do_list(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`list(xs)`."""
        return self.do_container(list, args, at)

    def do_dict(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`dict(...)`."""
        table: dict[object, Value] = {}
        if args:
            base = args[0]
            if isinstance(base, Group) and base.maker is dict:
                table.update(zip(base.keys, base.items, strict=True))
            else:
                for pair in self.as_group(base).items:
                    inner = self.as_group(pair)
                    key = constant_of(inner.items[0])
                    if key is MISSING:
                        raise self.unsupported("a dict whose keys are not known while compiling", at=at)
                    table[key] = inner.items[1]
        table.update(keywords)
        return Group(dict, tuple(table), tuple(table.values()))

    def do_isinstance(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`isinstance(x, cls)`, decided by kind where possible."""
        value, classes = args
        wanted = constant_of(classes)
        if isinstance(classes, Group):
            wanted = tuple(constant_of(item) for item in classes.items)
        sample = _type_of(value)
        if sample is not None and isinstance(wanted, type | tuple | types.UnionType):
            return number(issubclass(sample, wanted))
        return Leaf(Call("isinstance", (self.to_expr(value), self.to_expr(classes)), at=at), Scalar("bool"))

    def do_callable(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`callable(x)`."""
        match args[0]:
            case Closure() | Partial() | Transformed():
                return number(True)
            case Static(obj):
                return number(callable(obj))
            case Leaf(kind=Scalar() | Array() | ListOf()):
                return number(False)
            case _:
                return None

    def do_getattr(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`getattr(x, "name")`."""
        name = constant_of(args[1])
        if not isinstance(name, str):
            raise self.unsupported("`getattr` with a name that is not known while compiling", at=at)
        if len(args) > 2:
            base = args[0]
            has = name in base.keys or hasattr(base.maker, name) if isinstance(base, Group) else None
            has = hasattr(base.value, name) if isinstance(base, Static) else has
            if has is False:
                return args[2]
        return self.attribute(args[0], name, at)

    def do_hasattr(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`hasattr(x, "name")`."""
        name, base = constant_of(args[1]), args[0]
        if isinstance(base, Static) and isinstance(name, str):
            return number(hasattr(base.value, name))
        sample = _type_of(base)
        if sample is not None and isinstance(name, str):
            return number(hasattr(sample, name) or (isinstance(base, Group) and name in base.keys))
        return None

    def do_type(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`type(x)`."""
        sample = _type_of(args[0])
        return Static(sample) if sample is not None and len(args) == 1 else None

    def do_sum(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`sum(xs)`: of a container, one addition after the other."""
        start = args[1] if len(args) > 1 else dict(keywords).get("start", number(0))
        if isinstance(args[0], Leaf) and isinstance(args[0].kind, Array) and args[0].kind.rank == 1 and len(args) == 1:
            return None
        view = self.view(args[0])
        if view.items is not None:
            total = start
            for item in view.items:
                total = self.operation("+", [total, item], (), at)
            return total
        return self.accumulate(view, start, lambda total, item: self.operation("+", [total, item], (), at), at)

    def accumulate(self, view: View, start: Value, step: Callable[[Value, Value], Value], at: Origin | None) -> Value:
        """Return what a loop over a view that carries one variable ends with."""
        variable, element = self.names.fresh("total"), self.names.fresh("item")
        frame = self.frame
        assert frame is not None
        frame.locals |= {variable, element}
        frame.core[(variable,)] = variable
        self.assign(variable, start, frame)
        self.loop_over(view, frame, frozenset((variable, element)), lambda item: self.assign(
            variable, step(self.lookup(variable, frame), item), frame))  # fmt: skip
        return self.lookup(variable, frame)

    def extreme(self, op: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`min` or `max`: of several numbers, of a container, or of an array."""
        if keywords:
            raise self.unsupported(f"`{op}` with keywords is not supported yet", at=at)
        if len(args) == 1:
            if isinstance(args[0], Leaf) and not isinstance(args[0].kind, ListOf):
                return None
            view = self.view(args[0])
            if view.items is None:
                view = self.positional(view)
                first = view.item(Const(0))
                return self.accumulate(view, first, lambda best, x: self.operation(op, [best, x], (), at), at)
            args = list(view.items)
        if not args:
            raise self.wrong_kind(f"`{op}` of nothing", at)
        best = args[0]
        for arg in args[1:]:
            best = self.operation(op, [best, arg], (), at)
        return best

    def do_min(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`min(...)`."""
        return self.extreme("min", args, keywords, at)

    def do_max(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`max(...)`."""
        return self.extreme("max", args, keywords, at)

    def do_pow(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`pow(x, y)`."""
        return self.operation("**", args, (), at) if len(args) == 2 and not keywords else None

    def do_float(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`float(x)`: of a number a cast, of an array of unknown size refused where it matters."""
        if not args:
            return number(0.0)
        value = args[0]
        if isinstance(value, Static) and isinstance(value.value, str):
            return number(float(value.value))
        if isinstance(value, Leaf) and "float" in RULES:
            leaf = Leaf(Call("float", (value.expr,), at=at), FLOAT, value.varied)
            known = value.constant
            return replace(leaf, constant=float(known)) if isinstance(known, bool | int | float) else leaf
        return None

    def do_any_all(self, name: str, args: list[Value], at: Origin | None) -> Value | None:
        """`any(xs)` or `all(xs)` of a container."""
        if isinstance(args[0], Leaf):
            return Leaf(Call(name, (args[0].expr,), at=at), Scalar("bool"))
        items = self.as_group(args[0]).items
        known = [constant_of(item) for item in items]
        if MISSING not in known:
            return number(any(known) if name == "any" else all(known))
        return Leaf(Call(name, (Call("tuple", tuple(self.to_expr(item) for item in items)),), at=at), Scalar("bool"))

    def do_any(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`any(xs)`."""
        return self.do_any_all("any", args, at)

    def do_all(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`all(xs)`."""
        return self.do_any_all("all", args, at)

    def do_partial(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`functools.partial(f, ...)`."""
        return Partial(args[0], tuple(args[1:]), keywords)

    def do_reduce(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`functools.reduce(f, xs)`."""
        view = self.view(args[1])
        if view.items is None:
            if len(args) < 3:
                raise self.unsupported("`reduce` over a sequence of unknown length needs a start", at=at)
            return self.accumulate(view, args[2], lambda a, b: self.call_values(args[0], [a, b], (), at), at)
        items = [*args[2:], *view.items]
        total = items[0]
        for item in items[1:]:
            total = self.call_values(args[0], [total, item], (), at)
        return total

    def is_generator(self, args: tuple[Expr, ...]) -> bool:
        """Return whether a call's first argument is a comprehension."""
        return bool(args) and isinstance(args[0], Call) and args[0].op == "comprehension"

    def sum_generator(self, args: tuple[Expr, ...], frame: Frame, expr: Call) -> Value:
        """Return `sum(e for ...)`: a loop that adds."""
        start = self.eval(args[1], frame) if len(args) > 1 else number(0)
        variable = self.names.fresh("total")
        frame.locals |= {variable}
        frame.core[(variable,)] = variable
        self.assign(variable, start, frame)

        def add(item: Value) -> None:
            self.assign(variable, self.operation("+", [self.lookup(variable, frame), item], (), expr.at), frame)

        comprehension = args[0]
        assert isinstance(comprehension, Call) and isinstance(comprehension.args[1], Const)
        loop = comprehension.args[1].value
        assert isinstance(loop, Function)
        self.carried |= {variable}
        self.run_comprehension(loop, frame, add)
        return self.lookup(variable, frame)

    def do_stop_gradient(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`srcad.stop_gradient(x)`."""
        return _stopped(args[0])

    def call_transformed(
        self, function: Transformed, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value:
        """Return the value of a derivative called inside a differentiated function."""
        raise self.unsupported(f"`{function.mode}` inside a differentiated function is not supported yet", at=at)

    carried: frozenset[str] = frozenset()

    def loop_over(self, view: View, frame: Frame, variables: frozenset[str], body: Callable[[Value], None]) -> None:
        raise NotImplementedError  # pragma: no cover


def _stopped(value: Value) -> Value:
    match value:
        case Leaf():
            return replace(value, varied=False)
        case Group(maker, keys, items):
            return Group(maker, keys, tuple(_stopped(item) for item in items), value.whole)
        case _:
            return value


def _type_of(value: Value) -> type | None:
    """Return a value's Python class if its kind tells it."""
    import numpy as np

    match value:
        case Leaf(kind=Scalar(dtype, True)):
            return {"b": bool, "i": int, "u": int, "f": float, "c": complex}.get(np.dtype(dtype).kind)
        case Leaf(kind=Scalar(dtype, False)):
            return np.dtype(dtype).type
        case Leaf(kind=Array()):
            return np.ndarray
        case Leaf(kind=ListOf()):
            return list
        case Group(maker):
            return maker
        case Static(obj):
            return type(obj)
        case Closure():
            return types.FunctionType
        case _:
            return None


def _own_names(function: Function):  # type: ignore[no-untyped-def]
    from ..names import Names
    from .frame import bound_names, free_names

    return Names(bound_names(function) | free_names(function))


_SPECIAL: dict[object, str] = {
    builtins.len: "do_len", builtins.range: "do_range", builtins.enumerate: "do_enumerate", builtins.zip: "do_zip",
    builtins.reversed: "do_reversed", builtins.map: "do_map", builtins.tuple: "do_tuple", builtins.list: "do_list",
    builtins.dict: "do_dict", builtins.isinstance: "do_isinstance", builtins.callable: "do_callable",
    builtins.getattr: "do_getattr", builtins.hasattr: "do_hasattr", builtins.type: "do_type", builtins.sum: "do_sum",
    builtins.min: "do_min", builtins.max: "do_max", builtins.pow: "do_pow", builtins.float: "do_float",
    builtins.any: "do_any", builtins.all: "do_all", functools.partial: "do_partial", functools.reduce: "do_reduce",
}  # fmt: skip

__all__ = ["Assign", "Calls", "kind_of_value", "leaves"]
