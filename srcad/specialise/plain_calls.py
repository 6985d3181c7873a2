"""Calls that stay calls: nothing that they get or change has a derivative, or srcad cannot look into what is called."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from ..analyse.flow import changed_outside
from ..analyse.memory import is_memory, sources
from ..errors import GradientLeak, SrcadError, UnsupportedSyntax
from ..ir import Assign, Call, Const, Expr, Function, Name, Origin, names
from ..kinds import UNKNOWN, Array, Kind
from ..simplify.copies import is_pure
from .arguments import ARRAY_WRITERS, Arguments, is_spread, may_be_filled
from .assigned import WritesArgument
from .draws import kind_of_call
from .effects import EFFECTS, WRITERS, keeper, module_of
from .frame import Scope, identity_of
from .names_of import canonical_name
from .replaced import references
from .state import FreeInput
from .values import Closure, Group, Keywords, Leaf, Partial, Ref, Static, Value, is_varied, leaves, number


class PlainCalls(Arguments):
    """The part of the specialiser that leaves calls as they are."""

    read_function: Callable[[types.FunctionType], tuple[Function, Scope]]

    def opened(self, function: types.FunctionType) -> tuple[Function, Scope]:
        """Return the text of a function, which must be that function's at each call."""
        self.guard(function, "__code__")
        if function.__defaults__ or function.__kwdefaults__:
            self.guard(function, "__defaults__")
            self.guard(function, "__kwdefaults__")
        return self.read_function(function)

    def call_opaque(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of a call of a function without source and rule."""
        if getattr(obj, "__name__", "") in WRITERS and any(isinstance(arg, Group) for arg in args):
            raise self.unsupported(
                f"`{getattr(obj, '__name__', '')}` changes a list where srcad cannot see it",
                "Use `sorted`, `min` and `max`, or do it before the differentiated function.",
                at,
            )
        own = getattr(obj, "__name__", "")
        if getattr(obj, "__objclass__", None) is np.ndarray and own in ARRAY_WRITERS and any(map(is_varied, args)):
            raise self.unsupported(f"`np.ndarray.{own}` writes into an array where srcad cannot see it", at=at)
        if any(map(is_spread, args)):
            raise self.unsupported("a number of arguments that only the run knows is not supported here", at=at)
        self.refuse_keeping(obj, [*args, *(value for _, value in keywords)], at)
        exprs = tuple(self.to_expr(arg) for arg in args)
        name = canonical_name(obj)
        function: Expr = Name(name) if name is not None else self.bound(obj)
        call = Call("call", (function, *exprs), self.named(keywords), at)
        values = [*args, *(value for _, value in keywords)]
        found = self.opaque(call, values, kind_of_call(obj, args, keywords))
        compiled = not isinstance(obj, types.FunctionType | types.MethodType)
        if compiled and found.varied and isinstance(found.expr, Name) and any(map(may_be_filled, values)):
            self.may_write.add(found.expr.id)
        return found

    def refuse_keeping(self, obj: object, values: list[Value], at: Origin | None) -> None:
        """Refuse to hand an object from outside what has a derivative, or is given one later."""
        given = [value.value for value in values if isinstance(value, Static)]
        keepers = [found for found in map(keeper, (obj, *given)) if found is not None]
        if not keepers or module_of(obj) in EFFECTS:
            return
        self.handed |= {ident for value in values for ident in references(value)} - self.foreign.keys()
        self.given_away |= self.roots_of(values)
        if any(map(is_varied, values)):
            raise GradientLeak(
                f"an object of the class {type(keepers[0]).__name__} from outside the function gets a value, "
                "whose derivative is lost there",
                at or self.origin,
                "The value depends on the arguments, and srcad does not see what the object does with it.",
                "Return the value, and store it where the function is called; or say srcad.stop_gradient(x).",
            )

    def opaque(self, call: Call, args: list[Value], kind: Kind = UNKNOWN) -> Leaf:
        """Return the value of a call that srcad cannot look into: done once, in its place, with no derivative known."""
        varied = any(is_varied(arg) for arg in args)
        if any(key == "out" and value != Const(None) for key, value in call.keywords):
            raise self.unsupported("`out=` writes where srcad cannot follow", "Say a[...] = result.", call.at)
        if call.op == "call" and not varied:
            call = replace(call, op="passive")
        if self.plain and not varied and is_pure(call):
            return Leaf(call, UNKNOWN, False)
        made = self.temporary(call)
        if kind != UNKNOWN:
            self.hints[made.id] = kind
        return Leaf(made, kind, varied)

    def is_known(self, value: Value) -> bool:
        """Return whether a value is, or holds, a container that is there already, and may change later."""
        if isinstance(value, Ref):
            return value.ident in self.heap
        return isinstance(value, Group) and (value.ident in self.heap or any(map(self.is_known, value.items)))

    def is_changeable(self, value: Value) -> bool:
        """Return whether a value may be, or hold, a container or an array."""
        return self.is_known(value) or any(isinstance(leaf.kind, Array) for leaf in leaves(value))

    def roots_of(self, values: Iterable[Value]) -> frozenset[str]:
        """Return what stands for the memory that the leaves of values may be in."""
        exprs = [leaf.expr for value in values for leaf in leaves(value) if is_memory(leaf.kind)]
        return frozenset(self.memory_root(name) for expr in exprs for name in sources(expr, self.hints))

    def changed_unseen(self, base: Leaf, name: str, given: list[Value], at: Origin | None) -> Leaf:
        """Return a list, or a dict, of which nothing is known, under a name, before its method changes it."""
        base = self.atom(base)
        roots = {self.memory_root(n) for n in names(base.expr)}
        there = any(self.memory_root(n) in roots for n in self.rearranged)
        varied = self.leaf_varied(base) or any(map(is_varied, given))
        if varied and (there or name != "append"):
            raise self.rearranged_unseen(at)
        if name != "append":
            self.rearranged |= roots
        return base

    def rearranged_unseen(self, at: Origin | None) -> UnsupportedSyntax:
        """Return the error for something of unknown structure whose items move where srcad cannot follow."""
        return self.unsupported(
            "a list or a dict of which srcad knows nothing is changed by a method, and holds numbers with a derivative",
            "Make one of its items first: [v for v in a].", at,
        )  # fmt: skip

    def plain_call(
        self, obj: types.FunctionType, args: list[Value], keywords: Keywords, at: Origin | None, cache: object = None
    ) -> Value:
        """Return the value of a call that stays a call of the user's function; its kind is found by a trial.

        Where `functools.lru_cache` saves time for the function, the call is one of its `cache`.
        """
        called = obj if cache is None else cache
        kind = kind_of_call(obj, args, keywords)
        if kind != UNKNOWN:
            return self.opaque(Call("call", (self.bound(called), *map(self.to_expr, args)), (), at), args, kind)
        outer, self.plain = self.plain, 0
        changes = hands_back = quiet = False
        watch: tuple[int | str, ...] = ()

        def look() -> Value:
            nonlocal changes, hands_back, quiet
            given = [leaf for value in (*args, *(value for _, value in keywords)) for leaf in leaves(value)]
            former, self.written, held = self.written, set(), dict(self.heap)
            try:
                result = self.trial_call(obj, args, keywords, at)
            finally:
                self.unseen |= self.changed_there()
            quiet = all(isinstance(s, Assign) and isinstance(s.target, Name) and is_pure(s.value) for s in self.out)
            roots = {self.memory_root(name) for name in self.written}
            changes = any(self.memory_root(name) in roots for leaf in given for name in names(leaf.expr))
            changes = changes or any(self.heap.get(ident) != was for ident, was in held.items())
            self.written = former
            one = isinstance(result, Leaf) and isinstance(result.kind, Array)  # its name tells what it shares
            hands_back = not one and bool(self.roots_of([result]) & self.roots_of(given))
            return result

        followed, before, self.unseen = True, self.unseen, set()
        try:
            with self.limited(obj):
                trial = self.trial(look)
        except WritesArgument:
            raise
        except SrcadError:
            places: list[tuple[int | str, Value]] = [*enumerate(args), *keywords]
            watch = tuple(place for place, value in places if self.is_changeable(value))
            trial, followed = Leaf(Const(None), UNKNOWN), False
        finally:
            self.plain = outer
            unseen, self.unseen = self.unseen, before | self.unseen
        decided = followed and quiet and not changes
        if decided and isinstance(trial, Leaf) and isinstance(trial.constant, bool):
            return number(trial.constant)  # a question that the kinds of the arguments decide
        if self.rolling.compiled and followed and not self.plain and self.is_data(trial):
            return self.trial_call(obj, args, keywords, at)
        if changes or hands_back or self.is_known(trial) or not self.expressible(trial) or not self.is_data(trial):
            return self.trial_call(obj, args, keywords, at)  # it returns a list that it was given, or a function, say
        self.library.unseen.setdefault(obj, set()).update(unseen)
        exprs = (self.bound(called), *map(self.to_expr, args))
        if watch:
            exprs = (Name("watched"), exprs[0], Call("tuple", tuple(map(Const, watch))), *exprs[1:])
        call = Call("passive", exprs, self.named(keywords), at)
        if isinstance(trial, Leaf):
            if self.plain:
                return Leaf(call, trial.kind)
            name = self.temporary(call)
            self.record(name.id, trial.kind)
            return Leaf(name, trial.kind)
        base = self.temporary(call)
        return self.reached(trial, base)

    def is_data(self, value: Value) -> bool:
        """Return whether a value is made of numbers, arrays, texts and None, and remembers no function made inside."""
        match value:
            case Group(items=items):
                kept = isinstance(self.extras.get(value.ident or 0), Closure | Partial)
                return not kept and all(map(self.is_data, items))
            case Static(obj):
                return obj is None or isinstance(obj, str)
            case _:
                return True

    def changed_there(self) -> set[tuple[int, str]]:
        """Return which variables from outside the statements just written for a function change, or what is in them."""
        roots = {self.memory_root(name) for name in self.written}
        found = {free.name for free in self.free.values()}
        bases = {name for base, _ in changed_outside(tuple(self.out), found) for name in names(base)}
        holders = {id(self.bindings[name]) for name in bases & self.bindings.keys()}

        def is_changed(free: FreeInput) -> bool:
            inside = id(free.scope.globals) in holders or id(free.scope.holder) in holders
            return inside or free.name in bases or self.memory_root(free.name) in roots

        return {key for key, free in self.free.items() if is_changed(free)}

    def trial_call(self, obj: types.FunctionType, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Take a function apart only to see what kind of value it returns."""
        function, scope = self.opened(obj)
        defaults = {name: self.default(value, name) for name, value in scope.defaults.items()}
        return self.inline(function, scope, None, args, keywords, defaults, identity_of(obj), at)

    def call_generator(
        self, obj: types.FunctionType, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value:
        """Return what calling a generator gives, taken apart whatever its arguments."""
        function, scope = self.read_function(obj)
        defaults = {name: self.default(value, name) for name, value in scope.defaults.items()}
        return self.inline(function, scope, None, args, keywords, defaults, identity_of(obj), at)
