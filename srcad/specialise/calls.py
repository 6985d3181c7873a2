"""Calls: a function with a rule stays a call, a function of the user's is taken apart in place."""

from __future__ import annotations

import contextlib
import functools
import inspect
import operator
import types
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ..errors import SourceNotFound, SrcadError
from ..ir import Call, Expr, Function, Name, Origin, Return
from ..kinds import Array, ListOf, Sparse, Unknown
from ..names import Names
from ..normalise.exits import lower_exits
from ..normalise.flatten import cheap
from ..rules.rule import RULES
from .arguments import ARRAY_WRITERS, call_method_of, is_spread
from .draws import GENERATOR, drawn, is_generator
from .effects import (
    CHANGING,
    CONSUMERS,
    EFFECTS,
    LIST_CHANGES,
    REFUSED_BUILTINS,
    STAND_INS,
    as_generator,
    module_of,
    yields,
)  # fmt: skip
from .frame import Frame, Scope, all_names, changes_around, identity_of, makes_closures, read_counts
from .libraries import followed, underlying
from .names_of import FOLLOWED, canonical_name
from .objects import stored_globals
from .plain_calls import PlainCalls
from .separate import Restart
from .values import (
    NONE,
    Closure,
    Group,
    Keywords,
    Leaf,
    Omitted,
    Partial,
    Poison,
    Static,
    Transformed,
    Value,
    Variant,
    View,
    is_varied,
    reads_memory,
)


class Calls(PlainCalls):
    """The calls' part of the specialiser."""

    read_function: Callable[[types.FunctionType], tuple[Function, Scope]]  # the source finder, given by the driver

    if TYPE_CHECKING:  # of `Solvers`

        def call_solver(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
            """Return the value of a call of one of SciPy's solvers; None for any other function."""

    def call(self, function: Value, args: tuple[Expr, ...], expr: Call, frame: Frame) -> Value:
        """Return the value of a call whose arguments are still expressions."""
        if isinstance(function, Static) and function.value is zip and len(args) == 1 and not expr.keywords:
            columns = self.transposed(args[0], frame)
            if columns is not None:
                return columns
        if isinstance(function, Static) and function.value is super:
            return self.super_value(self.eval_all(args, frame), frame)
        if isinstance(function, Static) and function.value in (isinstance, hasattr) and len(args) == 2:
            self.plain += 1
            values = self.eval_all(args, frame)
            self.plain -= 1
            return self.call_values(function, values, (), expr.at)
        if isinstance(function, Static) and function.value in CONSUMERS and args:
            args = (as_generator(args[0]), *args[1:])
        function, values, keywords = self.eval_arguments(function, args, expr, frame)
        return self.call_values(function, values, keywords, expr.at)

    def transposed(self, arg: Expr, frame: Frame) -> Value | None:
        """Return `zip(*rows)` for a list or a generator of tuples of unknown length: the lists of their parts."""
        if not isinstance(arg, Call) or arg.op != "star":
            return None
        value = self.eval(arg.args[0], frame)
        return self.columns_of_view(value) if isinstance(value, View) else self.columns_of(value)

    def method_call(self, expr: Call, frame: Frame) -> Value:
        """Return the value of `base.name(...)`."""
        name = expr.op[1:-2]
        base = self.sure(self.eval(expr.args[0], frame), expr.at)
        if isinstance(base, Static | Partial | Closure | Variant):
            return self.call(self.attribute(base, name, expr.at), expr.args[1:], expr, frame)
        if isinstance(base, Group):
            return self.group_method(base, name, expr, frame)
        if isinstance(base, Poison):
            self.certain(base, name, expr.at)
        if isinstance(base, View):
            raise self.unsupported(f"the method {name!r} of an iterator is not supported", at=expr.at)
        assert isinstance(base, Leaf)
        now, args, keywords = self.eval_arguments(base, expr.args[1:], expr, frame)
        assert isinstance(now, Leaf)
        return self.leaf_method(now, name, args, keywords, expr.at)

    def leaf_method(self, base: Leaf, name: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of a method of an array, of a list of unknown length, or of what nothing is known of."""
        op = f".{name}()"
        if isinstance(base.kind, ListOf) and (name in LIST_CHANGES or name == "copy"):
            rows = self.as_rows(base)
            assert rows is not None
            changed = self.list_method(rows, name, args, keywords, at)
            assert changed is not None
            return changed
        if base.kind == GENERATOR and not self.is_drawn(name, args, keywords):
            call = Call(op, (base.expr, *map(self.to_expr, args)), self.named(keywords), at)
            return self.opaque(call, [base, *args], drawn(name, args, keywords))
        if isinstance(base.kind, Sparse):
            found = self.sparse_method(name, base, args, keywords, at)
            if found is not None:
                return found
        done = self.in_place(op, [base, *args], keywords, at)
        if done is None:
            done = self.array_method(name, base, args, keywords, at)
        if done is not None:
            return done
        writes = name in ARRAY_WRITERS and (name, len(args)) != ("put", 1)  # that of a queue
        if writes and isinstance(base.kind, Array | Unknown) and any(map(is_varied, (base, *args))):
            raise self.unsupported(f"`.{name}()` writes into an array, which is not supported yet", at=at)
        if op in RULES:
            return self.operation(op, [base, *args], keywords, at)
        if isinstance(base.kind, Array) and not hasattr(np.ndarray, name):
            raise self.fails(self.wrong_kind(f"an array has no method {name!r}", at), "AttributeError")
        if isinstance(base.kind, Unknown) and name in CHANGING:
            base = self.changed_unseen(base, name, [*args, *(value for _, value in keywords)], at)
        return self.opaque(
            Call(op, (base.expr, *(self.to_expr(a) for a in args)), self.named(keywords), at), [base, *args]
        )

    # ------------------------------------------------------------ which function
    def call_values(self, function: Value, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of a call."""
        function = self.sure(self.fresh(function), at)
        match function:
            case Static(obj):
                args = [arg for arg in args if not _omitted(arg)]
                keywords = tuple((key, arg) for key, arg in keywords if not _omitted(arg))
                return self.call_object(obj, function, args, keywords, at)
            case Closure(text, frame, defaults):
                return self.inline(text, frame.scope, frame, args, keywords, dict(defaults), text, at)
            case Partial(inner, given, named):
                merged = {**dict(named), **{key: arg for key, arg in keywords if not _omitted(arg)}}
                return self.call_values(inner, [*given, *args], tuple(merged.items()), at)
            case Group(maker):
                self.guard(maker, "__call__")
                method, owned = call_method_of(maker), [function, *args]
                if method is None:
                    raise self.wrong_kind(f"{self.say(function)} cannot be called", at)
                follow = functools.partial(self.call_object, method, Static(method), owned, keywords, at)
                return self.asked_as_it_is(function, args, keywords, follow)
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
        return self.of_the_one(selector, options, lambda option: self.call_values(option, args, keywords, at), at)

    def call_object(
        self, obj: object, function: Static, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value:
        """Return the value of a call of a function, class or other object known while compiling."""
        if isinstance(obj, types.FunctionType) and obj in self.methods:
            return self.call_values(self.methods[obj], args, keywords, at)
        call_method = call_method_of(type(obj))
        if call_method is not None and hasattr(type(obj), "__getattr__"):  # which would answer all that is asked of it
            self.guard(type(obj), "__call__")
            return self.call_object(call_method, Static(call_method), [self.held(obj), *args], keywords, at)
        equation = getattr(obj, "__srcad_implicit__", None)
        if equation is not None and not isinstance(obj, type):
            solver, residual, solve = (self.wrap_static(part) for part in equation)
            solving = Transformed("implicit", solver, (("solve", solve), ("residual", residual)))
            return self.call_transformed(solving, args, keywords, at)
        plain = underlying(obj)
        if plain is not None:
            return self.call_object(plain, Static(plain), args, keywords, at)
        if getattr(obj, "__srcad_stop__", False):
            return self.do_stop_gradient(args, keywords, at)
        mode = getattr(obj, "__srcad_transform__", None)
        if mode is not None:
            return self.transform(mode, args, keywords, at)
        derivative = getattr(obj, "__srcad_derivative__", None)
        if derivative is not None:
            inner, mode, argnums, has_aux = derivative
            options = (("argnums", argnums), ("has_aux", has_aux))
            return self.call_transformed(Transformed(mode, Static(inner), options), args, keywords, at)
        if isinstance(obj, types.BuiltinFunctionType | types.FunctionType | type) and obj in STAND_INS:
            return self.call_values(Static(STAND_INS[obj]), args, keywords, at)
        other = self.stands_for(obj, args, keywords, at) or self.call_solver(obj, args, keywords, at)
        if other is not None:
            return other
        if isinstance(obj, types.MethodDescriptorType | types.WrapperDescriptorType) and args:
            found = self.method_by_name(obj.__name__, args, keywords, at)
            if found is not None:
                return found
        special = self.special(obj, args, keywords, at) or self.standard(obj, args, keywords, at)
        if special is not None:
            return special
        if isinstance(obj, operator.itemgetter | operator.attrgetter | operator.methodcaller):
            return self.getter(obj, args, at)
        if hasattr(obj, "registry") and hasattr(obj, "dispatch") and args:
            cls = self.class_of(args[0], at)
            function = Static(obj.dispatch(cls))
            self.rely_on(function.value, obj.dispatch, cls)
            return self.call_object(function.value, function, args, keywords, at)
        if isinstance(obj, functools.singledispatchmethod) and len(args) > 1:
            return self.call_values(self.dispatched(obj, args, at), args[1:], keywords, at)
        folded = self.folded_method(obj, args, keywords)
        if folded is not None:
            return folded
        op = canonical_name(obj)
        args = args if op is None and isinstance(obj, FOLLOWED) else [self.sure(arg, at) for arg in args]
        done = self.in_place(op, args, keywords, at) if op is not None else None
        if done is not None:
            return done
        if op is not None and (op in RULES or not isinstance(obj, type)):
            if op in REFUSED_BUILTINS:
                what, hint = REFUSED_BUILTINS[op]
                raise self.unsupported(what, hint, at)
            if op in RULES or op in ("<", "<=", "==", "!=", ">", ">=", "not"):
                return self.operation(op, args, keywords, at)
        if isinstance(obj, functools.partial):
            parts = tuple(self.held(arg) for arg in obj.args)
            return self.call_values(Partial(Static(obj.func), parts, self.held_by_names(obj)), args, keywords, at)
        draws = is_generator(getattr(obj, "__self__", None))
        if isinstance(obj, types.MethodType) and (draws or module_of(obj.__func__) in EFFECTS):
            return self.call_opaque(obj, args, keywords, at)
        if isinstance(obj, types.MethodType):
            owner = self.held(obj.__self__)
            return self.call_object(obj.__func__, Static(obj.__func__), [owner, *args], keywords, at)
        if isinstance(obj, type):
            return self.construct(obj, args, keywords, at)
        if isinstance(obj, types.FunctionType):
            if obj.__globals__ is vars(contextlib) and hasattr(obj, "__wrapped__"):  # made by `contextmanager`
                made = self.call_generator(obj.__wrapped__, args, keywords, at)
                return Partial(Static(contextlib.contextmanager), (made,))
            return self.call_function(obj, args, keywords, at)
        plain = getattr(obj, "py_func", None)
        if isinstance(plain, types.FunctionType) and module_of(type(obj)) == "numba":  # what `njit` compiled
            return self.call_function(plain, args, keywords, at)
        if isinstance(obj, functools._lru_cache_wrapper) and isinstance(obj.__wrapped__, types.FunctionType):
            return self.call_function(obj.__wrapped__, args, keywords, at, obj)
        if call_method is not None:
            self.guard(type(obj), "__call__")
            return self.call_object(call_method, Static(call_method), [self.held(obj), *args], keywords, at)
        return self.call_opaque(obj, args, keywords, at)

    def method_by_name(self, name: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return the value of `list.append(xs, x)`, or of a method that has a name; None if it is no container's."""
        base = self.sure(self.fresh(args[0]), at)
        if isinstance(base, Group):
            return self.container_method(base, name, args[1:], keywords, at)
        return self.leaf_method(base, name, args[1:], keywords, at) if isinstance(base, Leaf) else None

    def call_function(
        self, obj: types.FunctionType, args: list[Value], keywords: Keywords, at: Origin | None, cache: object = None
    ) -> Value:
        """Return the value of a call of a Python function: taken apart in place, or left a call, of a cache's."""
        values = [*args, *(value for _, value in keywords)]
        varied = any(is_varied(value) for value in values)
        if inspect.isgeneratorfunction(obj):
            return self.call_generator(obj, args, keywords, at)
        if module_of(obj) in EFFECTS:
            return self.call_opaque(obj, args, keywords, at)
        stays = self.plain or not varied
        if (
            stays
            and obj not in self.inlined
            and ("seen through", obj) not in self.library.resumed
            and not any(stored_globals(obj.__code__))
            and all(self.expressible(value) for value in values)
        ):
            return self.plain_call(obj, args, keywords, at, cache)
        try:
            function, scope = self.opened(obj)
        except SourceNotFound as error:
            if varied:
                what, _, shown = str(error).partition("\n")
                hint = shown if error.origin is None else f"{error.why}\n  {error.hint}"
                raise SourceNotFound(what, at or self.origin, hint=hint.strip()) from error
            return self.plain_call(obj, args, keywords, at, cache)
        except SrcadError:
            if varied:
                raise
            return self.plain_call(obj, args, keywords, at, cache)
        positional = [param.name for param in function.params if param.kind in ("posonly", "plain")]
        given = {key for key, _ in keywords} | set(positional[: len(args)] if not any(map(is_spread, args)) else ())
        defaults = {name: self.default(v, name) for name, v in scope.defaults.items() if name not in given}
        with followed(obj, self.frame, at):
            return self.inline(function, scope, None, args, keywords, defaults, identity_of(obj), at)

    # ------------------------------------------------------------ taking a function apart in place
    def inline(
        self, function: Function, scope: Scope, parent: Frame | None, args: list[Value], keywords: Keywords,
        defaults: dict[str, Value], code: object, at: Origin | None,
    ) -> Value:  # fmt: skip
        """Return what a function returns, its statements being written here."""
        lowered = lower_exits(function, Names(all_names(function)))
        frame = Frame(lowered, scope, parent, self.names, code=code, caller=self.frame, specialiser=self)
        self.bind_arguments(lowered, frame, args, keywords, defaults, at)
        frame.depth, frame.inlined = self.depth, self.frame is not None
        frame.entry = tuple((name, self.fresh(value)) for name, value in frame.env.items())
        frame.site = (at.file, at.line, at.column, self.trip) if at is not None else self.trip
        if not yields(function):
            found = self.recursive_call(frame, at) if self.activations(frame) else self.frequent_call(frame, at)
            if found is not None:
                return found
        back = self.marked()
        try:
            return self.taken_apart(frame, function)
        except Restart as restart:
            if restart.frame is not frame:
                raise
            facts = restart.facts
            back()
        try:
            return self.call_apart(frame, facts, at)
        except SrcadError as error:
            back()
            self.library.in_place.add(id(code))
            try:
                return self.inline(function, scope, parent, args, keywords, defaults, code, at)
            except SrcadError:
                raise error from None

    def taken_apart(self, frame: Frame, function: Function) -> Value:
        """Return what a function returns, its statements being written here."""
        lowered = frame.function
        for name, value in frame.env.items():
            value = self.own(value, name)
            if self.inside and isinstance(value, Leaf) and isinstance(value.expr, Call):
                value = self.settled(value, name)  # it may raise
            frame.env[name] = self.stored(value)
        if any(reads_memory(value) for value in frame.env.values()):
            self.careless = self.careless or not self.careful
        if self.careful:  # what an argument reads may be written before it is used
            pairs: list[tuple[Name, Leaf]] = []
            for param in lowered.params:
                if reads_memory(frame.env[param.name]):
                    frame.env[param.name] = self.place(frame.env[param.name], frame, (param.name,), pairs)
            self.assign_all(pairs)
        if makes_closures(lowered) or yields(
            function
        ):  # a function that may outlive this call must not see the caller's variables change
            pairs = []
            for param in lowered.params:
                frame.env[param.name] = self.place(frame.env[param.name], frame, (param.name,), pairs)
            self.assign_all(pairs)
        if yields(function):
            return self.generator(function, frame)
        self.name_arguments(lowered, frame)
        outer = self.frame, self.origin, self.plain, self.collector
        self.frame, self.plain, self.collector = frame, 0, None
        self.live.append(frame)
        try:
            self.block(lowered.body, frame)
            last = lowered.body[-1]
            assert isinstance(last, Return) and isinstance(last.value, Name)
            frame.done = not changes_around(lowered)
            return self.fresh(frame.env.get(last.value.id, NONE))
        finally:
            self.frame, self.origin, self.plain, self.collector = outer
            if not makes_closures(lowered):
                self.live.remove(frame)

    def name_arguments(self, function: Function, frame: Frame) -> None:
        """Give an argument that is an expression the parameter's name, where the function reads it more than once."""
        times = read_counts(function.body)
        pairs: list[tuple[Name, Leaf]] = []
        for param in function.params:
            value = frame.env[param.name]
            expr = value.expr if isinstance(value, Leaf) else None
            if times[param.name] > 1 and isinstance(expr, Call) and not cheap(expr):
                frame.env[param.name] = self.place(value, frame, (param.name,), pairs)
        self.assign_all(pairs)


def _omitted(value: Value) -> bool:
    return isinstance(value, Static) and value.value is Omitted
