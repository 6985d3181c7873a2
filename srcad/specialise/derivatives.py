"""Derivatives called inside a differentiated function: the inner function is set apart, and its derivative put in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..analyse.memory import is_memory
from ..errors import KindError
from ..ir import Block, Call, Const, Do, Expr, Origin, map_blocks, statements
from ..kinds import Array, Kind, Scalar, dtype_of, has_real_dtype, is_real_or_complex
from ..simplify.copies import is_pure
from .apart import Apart, Inner, is_real, is_whole, name_of
from .values import (
    NONE,
    Closure,
    Group,
    Keywords,
    Leaf,
    Partial,
    Ref,
    Static,
    Transformed,
    Value,
    number,
)

SHOWING = ("print", "call", "passive")
JACOBIANS = ("jacfwd", "jacrev", "jacobian")
NUMBER = "For other results use srcad.vjp (a derivative with a seed) or srcad.jvp."


class Derivatives(Apart):
    """The part of the specialiser for derivatives inside a function."""

    def transform(self, mode: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return what `srcad.grad(f, ...)` and its like give."""
        named = dict(keywords)
        if not args:
            raise self.wrong_kind(f"`{mode}` misses its function", at)
        function, rest = args[0], args[1:]
        match mode:
            case "grad" | "value_and_grad" | "jacfwd" | "jacrev" | "jacobian" | "hessian":
                given = dict(zip(("argnums", "has_aux"), rest, strict=False)) | named
                given.pop("backend", None)  # it is compiled together with what it is in
                options = tuple((key, self.option(key, value, at)) for key, value in given.items())
                function = self.settled(self.own(function, "f"), "f")
                if mode == "hessian":
                    function, mode = Transformed("grad", function, options), "jacfwd"
                return Transformed(mode, function, options)
            case "jvp":
                return self.call_jvp(function, rest, named, at)
            case "hvp":
                return self.call_hvp(function, rest, at)
            case "vjp":
                return self.call_vjp(function, rest, named, at)
            case "implicit":
                return Transformed("implicitly", function, (("solve", named.get("solve", NONE)),))
            case _:
                raise self.unsupported(f"`{mode}` inside a differentiated function is not supported", at=at)

    def call_transformed(
        self, function: Transformed, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value:
        """Return the value of a derivative called inside a differentiated function."""
        options = dict(function.options)
        if function.mode in ("implicit", "implicitly"):
            return self.call_implicit_part(function, args, keywords, at)
        if function.mode == "pullback":
            return self.call_pullback(function, args, at)
        if function.mode == "along":
            return self.call_along(function, args, at)
        if function.mode in JACOBIANS:
            return self.call_jacobian(function, args, keywords, at)
        argnums = options.get("argnums", 0)
        named = dict(keywords)
        wanted = argnums if isinstance(argnums, tuple) else (argnums,)
        slots = [self.slot(function.function, n, args, named, at) for n in wanted]
        chosen = [self.whole(args[slot] if isinstance(slot, int) else named[slot]) for slot in slots]

        def run(values: list[Value]) -> Value:
            given, given_named = list(args), dict(named)
            for slot, value in zip(slots, values, strict=True):
                if isinstance(slot, int):
                    given[slot] = value
                else:
                    given_named[slot] = value
            return self.call_values(function.function, given, tuple(given_named.items()), at)

        has_aux = bool(options.get("has_aux"))
        value, aux, gradients = self.gradient(chosen, run, has_aux, function.mode, at, name_of(function.function))
        found = (
            Group(tuple, tuple(range(len(gradients))), tuple(gradients)) if isinstance(argnums, tuple) else gradients[0]
        )
        if function.mode == "value_and_grad":
            assert value is not None
            return _pair(value if aux is None else _pair(value, aux), found)
        return found if aux is None else _pair(found, aux)

    # ------------------------------------------------------------ gradients
    def gradient(
        self, chosen: list[Value], run: Callable[[list[Value]], Value], has_aux: bool, mode: str, at: Origin | None,
        name: str,
    ) -> tuple[Value | None, Value | None, list[Value]]:  # fmt: skip
        """Return an inner function's value where it is wanted, what comes beside it, and the gradients of a call."""
        inner = replace(self.set_apart(chosen, run, at), name=name)
        result, aux = inner.result, None
        if has_aux:
            if not isinstance(result, Group) or result.maker is not tuple or len(result.items) != 2:
                raise self.wrong_kind(
                    "with has_aux=True, a function must return a tuple of its result and something", at
                )
            result, aux = result.items
        if not isinstance(result, Leaf):
            raise KindError(
                f"{mode} needs a function that returns a number, not {self.say(result)}", at or self.origin, hint=NUMBER
            )
        if isinstance(result.kind, Array) and result.kind.dims != ():
            raise KindError(
                f"{mode} needs a function that returns a number, not an array", at or self.origin, hint=NUMBER
            )
        if isinstance(result.kind, Scalar) and result.kind.dtype.startswith("complex"):
            raise KindError(f"{mode} needs a function that returns a real number", at or self.origin, hint=NUMBER)
        if len(inner.inputs) == 1 and _is_real_number(inner.inputs[0][1].kind):
            unit: Expr = Call("one_like", (inner.inputs[0][1].expr,)) if self.exact else Const(1.0)
            both, tangent = self.inner_tangent(self, inner, [unit])
            if has_aux:
                (both, aux), (tangent, _) = self.with_aux(both, at), self.with_aux(tangent, at)
            assert isinstance(both, Leaf)
            if not isinstance(both.kind, Scalar):
                self.emit(Do(Call("check_scalar", (both.expr,)), at or self.origin))
            return both, aux, [_structure(value, iter([tangent])) for value in chosen]
        value: Value | None = None
        inner = replace(inner, result=result)
        if mode == "value_and_grad" or has_aux:
            inner = replace(inner, body=self.silent(inner, at))
            value = run(chosen)
            if has_aux:
                value, aux = self.with_aux(value, at)
        op, call_args = self.inner_gradient(self, inner)
        kinds = [leaf.kind for _, leaf in inner.inputs]
        found = self.temporary(Call(op, call_args, at=at), "gradient")
        if len(kinds) == 1:
            self.record(found.id, kinds[0])
            parts: list[Value] = [Leaf(found, kinds[0], True)]
        else:
            parts = [Leaf(Call("[]", (found, Const(i))), kind, True) for i, kind in enumerate(kinds)]
        rest = iter(parts)
        return value, aux, [_structure(item, rest) for item in chosen]

    def silent(self, inner: Inner, at: Origin | None) -> Block:
        """Return an inner function's statements without those that show something, to be run a second time."""
        for stmt in statements(inner.body):
            value = getattr(stmt, "value", None)
            if not isinstance(stmt, Do) and isinstance(value, Call) and not is_pure(value):
                raise self.unsupported(
                    "the inner function calls something that may give another value each time",
                    "Call it outside, and pass its value in.", at,
                )  # fmt: skip
        return quiet(inner.body)

    # ------------------------------------------------------------ tangents and pullbacks
    def call_jvp(self, function: Value, args: list[Value], named: dict[str, Value], at: Origin | None) -> Value:
        """Return the value of `srcad.jvp(f, primals, tangents)`."""
        given = dict(zip(("primals", "tangents", "has_aux"), args, strict=False)) | named
        primals, tangents = given.get("primals"), given.get("tangents")
        if not isinstance(primals, Group) or not isinstance(tangents, Group):
            raise self.wrong_kind("jvp needs a tuple of arguments and a tuple of their tangents", at)
        if len(primals.items) != len(tangents.items):
            raise self.wrong_kind(f"jvp needs a tangent, or None, for each of the {len(primals.items)} arguments", at)
        has_aux = bool(self.option("has_aux", given["has_aux"], at)) if "has_aux" in given else False
        fixed = [isinstance(t, Static) and t.value is None for t in tangents.items]
        positions = [i for i, none in enumerate(fixed) if not none]
        chosen = [self.whole(primals.items[i]) for i in positions]

        def run(values: list[Value]) -> Value:
            full = list(primals.items)
            for position, value in zip(positions, values, strict=True):
                full[position] = value
            return self.call_values(function, full, (), at)

        inner = self.set_apart(chosen, run, at)
        seeds: list[Expr | None] = []
        for value, position in zip(chosen, positions, strict=True):
            self.seeds(value, tangents.items[position], seeds, at)
        both, tangent = self.inner_tangent(self, inner, seeds)
        if not has_aux:
            return _pair(both, tangent)
        (result, aux), (tangent, _) = self.with_aux(both, at), self.with_aux(tangent, at)
        return Group(tuple, (0, 1, 2), (result, tangent, aux))

    def seeds(self, primal: Value, tangent: Value, out: list[Expr | None], at: Origin | None) -> None:
        """Collect the tangents of a value's real leaves."""
        match primal, tangent:
            case Leaf(kind=kind), Leaf(expr) if is_real_or_complex(kind) or is_whole(kind):
                if isinstance(kind, Array) and isinstance(tangent.kind, Scalar):
                    raise self.wrong_kind("the tangent of an array is an array of the same shape, not a number", at)
                out.append(expr)
            case Group(keys=keys), Group(keys=others) if keys == others:
                for item, other in zip(primal.items, tangent.items, strict=True):
                    self.seeds(item, other, out, at)
            case Leaf() | Static(), _ if not is_real(primal):
                pass
            case _:
                raise self.wrong_kind(f"{self.say(tangent)} is no tangent of {self.say(primal)}", at)

    def call_along(self, function: Transformed, args: list[Value], at: Origin | None) -> Value:
        """Return the tangent of a function's result along one of one argument."""
        options = dict(function.options)
        primals, position = list(options["primals"]), options["position"]  # type: ignore[call-overload]
        tangents = [args[0] if i == position else NONE for i in range(len(primals))]
        pair = [Group(tuple, tuple(range(len(each))), tuple(each)) for each in (primals, tangents)]
        found = self.call_jvp(function.function, [*pair], {"has_aux": number(bool(options.get("has_aux")))}, at)
        assert isinstance(found, Group)
        return Group(tuple, (0, 1), found.items[1:]) if options.get("has_aux") else found.items[1]

    def call_jacobian(self, function: Transformed, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of a Jacobian called inside a function: a tangent for each element of one argument."""
        options = dict(function.options)
        argnums, named = options.get("argnums", 0), dict(keywords)
        slot = None if isinstance(argnums, tuple) else self.slot(function.function, argnums, args, named, at)
        if not isinstance(slot, int) or named or options.get("has_aux") or not isinstance(args[slot], Leaf):
            raise self.unsupported(
                "inside a differentiated function, a Jacobian is one with respect to one array or number",
                "Use srcad.jvp or srcad.vjp there.", at,
            )  # fmt: skip
        primals = tuple(self.whole(arg) for arg in args)
        chosen = primals[slot]
        along = Transformed("along", function.function, (("primals", primals), ("position", slot)))
        assert isinstance(chosen, Leaf)
        if (dtype_of(chosen.kind) or "").startswith("complex"):
            raise self.unsupported(
                "inside a differentiated function, a Jacobian is one with respect to real numbers",
                "Use srcad.jvp or srcad.vjp there.", at,
            )  # fmt: skip
        if isinstance(chosen.kind, Scalar):
            unit: Value = Leaf(Call("one_like", (chosen.expr,)), chosen.kind) if self.exact else number(1.0)
            return self.call_transformed(along, [unit], (), at)
        return self.call_values(Static(columns), [along, chosen], (), at)

    def call_hvp(self, function: Value, args: list[Value], at: Origin | None) -> Value:
        """Return the value of `srcad.hvp(f, primals, tangents)`: the tangent of a gradient."""
        if len(args) != 2:
            raise self.wrong_kind("hvp needs a function, its arguments and their tangents", at)
        pairs = [arg if isinstance(arg, Group) and arg.maker is tuple else Group(tuple, (0,), (arg,)) for arg in args]
        free = [i for i, t in enumerate(pairs[1].items) if not (isinstance(t, Static) and t.value is None)]
        argnums: object = free[0] if len(free) == 1 else tuple(free)
        found = self.call_jvp(Transformed("grad", function, (("argnums", argnums),)), list(pairs), {}, at)
        assert isinstance(found, Group)
        return found.items[1]

    def call_vjp(self, function: Value, args: list[Value], named: dict[str, Value], at: Origin | None) -> Value:
        """Return the value of `srcad.vjp(f, *primals)`: the result, and what pulls an adjoint of it back."""
        options = tuple((key, self.option(key, value, at)) for key, value in named.items())
        primals = tuple(self.whole(arg) for arg in args)
        given = tuple(self.as_it_is(primal) for primal in primals)
        pullback = Transformed("pullback", self.as_it_is(function), (*options, ("primals", given)))
        value = self.named_result(self.call_values(function, list(primals), (), at), "value")
        if dict(options).get("has_aux"):
            result, aux = self.with_aux(value, at)
            return Group(tuple, (0, 1, 2), (result, pullback, aux))
        return _pair(value, pullback)

    def as_it_is(self, value: Value, around: frozenset[int] = frozenset()) -> Value:
        """Return a value as it is now, whatever is bound or written later: containers and arrays as copies.

        A function holds the variables that it sees, but those in which functions call one another.
        """
        match value:
            case Leaf():
                if is_memory(value.kind):
                    self.careless = self.careless or not self.careful
                copied = is_memory(value.kind) and self.careful
                return self.settled(self.copied_leaf(value, self.origin) if copied else value, "primal")
            case Group() | Ref():
                now = self.fresh(value)
                if not isinstance(now, Group) or (now.ident is not None and now.ident in around):
                    return value
                inside = around | ({now.ident} if now.ident is not None else set())
                items = tuple(self.as_it_is(item, inside) for item in now.items)
                alike = self.own(Group(now.maker, now.keys, items), "primal")
                if now.ident in self.extras and isinstance(alike, Group) and alike.ident is not None:
                    self.extras[alike.ident] = self.extras[now.ident]
                return alike
            case Partial(function, args, keywords):
                named = tuple((key, self.as_it_is(arg, around)) for key, arg in keywords)
                return Partial(
                    self.as_it_is(function, around), tuple(self.as_it_is(arg, around) for arg in args), named
                )
            case Closure(function, frame, defaults) if id(function) not in around:
                inside = around | {id(function)}
                seen = {name: self.as_it_is(cell, inside) for name, cell in frame.seen_by(function).items()}
                kept = tuple((key, self.as_it_is(arg, inside)) for key, arg in defaults)
                return Closure(function, frame.ended({k: self.stored(v) for k, v in seen.items()}, frame), kept)
            case Transformed(function=inner):
                return replace(value, function=self.as_it_is(inner, around))
            case _:
                return value

    def call_pullback(self, function: Transformed, args: list[Value], at: Origin | None) -> Value:
        """Return the value of a pullback that is called: the gradient of the result's inner product with the seed."""
        options = dict(function.options)
        primals = list(options["primals"])  # type: ignore[call-overload]
        if len(args) != 1:
            raise self.wrong_kind("a pullback takes one adjoint of the result", at)
        argnums = options.get("argnums")
        several = argnums is None or isinstance(argnums, tuple)
        positions = [i for i, primal in enumerate(primals) if is_real(primal)]
        if argnums is not None:
            wanted = argnums if isinstance(argnums, tuple) else (argnums,)
            slots = [self.slot(function.function, n, primals, {}, at) for n in wanted]
            positions = [slot for slot in slots if isinstance(slot, int)]

        def run(values: list[Value]) -> Value:
            full = list(primals)
            for position, value in zip(positions, values, strict=True):
                full[position] = value
            result = self.call_values(function.function, full, (), at)
            if options.get("has_aux") and isinstance(result, Group):
                result = result.items[0]
            return self.inner_product(args[0], result, at)

        _, _, found = self.gradient([primals[i] for i in positions], run, False, "grad", at, name_of(function.function))
        if argnums is None:
            entries: list[Value] = [Static(None, Const(None))] * len(primals)
            for position, entry in zip(positions, found, strict=True):
                entries[position] = entry
            found = entries
        return Group(tuple, tuple(range(len(found))), tuple(found)) if several else found[0]

    def inner_product(self, seed: Value, result: Value, at: Origin | None) -> Value:
        """Return the sum of all numbers of a result, each times the number at its place in the seed."""
        match seed, result:
            case Leaf(), Leaf():
                real = has_real_dtype(seed.kind) and has_real_dtype(result.kind)
                if not real:
                    seed = self.operation("np.conj", [seed], (), at)
                product = self.operation("*", [seed, result], (), at)
                if not real:
                    product = self.operation("np.real", [product], (), at)
                if isinstance(result.kind, Scalar):
                    return product
                return self.operation("np.sum", [product], (), at)
            case Group(), Group() if seed.keys == result.keys and seed.items:
                total: Value | None = None
                for one, other in zip(seed.items, result.items, strict=True):
                    if not is_real(other):
                        continue
                    term = self.inner_product(one, other, at)
                    total = term if total is None else self.operation("+", [total, term], (), at)
                if total is not None:
                    return total
            case _:
                pass
        raise self.wrong_kind(f"{self.say(seed)} is no adjoint of {self.say(result)}", at)


def _is_real_number(kind: Kind) -> bool:
    """Whether a kind is one real number, of which a gradient is the tangent along 1."""
    return isinstance(kind, Scalar) and has_real_dtype(kind)


def columns(along, x):  # type: ignore[no-untyped-def]
    """Return the Jacobian by an array x, `along` giving tangents: it is read and compiled where one is called."""
    units = np.reshape(np.eye(np.size(x)), (np.size(x), *np.shape(x)))
    total = np.multiply.outer(along(units[0]), units[0])
    for k in range(1, np.size(x)):
        total = total + np.multiply.outer(along(units[k]), units[k])
    return total


def quiet(body: Block) -> Block:
    """Return statements without those that only show something: a second run of them must not show it again."""
    shows = [isinstance(s, Do) and isinstance(s.value, Call) and s.value.op in SHOWING for s in body]
    return tuple(map_blocks(stmt, quiet) for stmt, shown in zip(body, shows, strict=True) if not shown)


def _pair(a: Value, b: Value) -> Group:
    return Group(tuple, (0, 1), (a, b))


def _structure(value: Value, parts: object) -> Value:
    """Return a gradient in the structure of its argument, its parts taken in turn."""
    match value:
        case Leaf(kind=kind) if is_real_or_complex(kind) or is_whole(kind):
            found: Value = next(parts)  # type: ignore[call-overload]
            return found
        case Group(maker, keys, items):
            return Group(maker, keys, tuple(_structure(item, parts) for item in items))
        case _:
            return Static(None, Const(None))
