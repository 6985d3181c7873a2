"""Derivatives called inside a differentiated function: the inner function is set apart, and its derivative put in."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..errors import KindError
from ..ir import Block, Call, Const, Do, Expr, Name, Origin, map_blocks, statements
from ..kinds import FLOAT, Array, Kind, Scalar, is_real_or_complex
from ..simplify.copies import is_pure
from ..syntax.source import unwrap
from .calls import Calls
from .values import Closure, Group, Keywords, Leaf, Partial, Static, Transformed, Value, constant_of, leaves

GRADIENTS = ("grad", "value_and_grad")
NUMBER = "For other results use srcad.vjp (a derivative with a seed) or srcad.jvp."


@dataclass
class Inner:
    """A function set apart inside another: the leaves differentiated with respect to, its statements, its result.

    `inputs` gives for each of these leaves the name that it has inside and the leaf outside.
    """

    name: str
    inputs: list[tuple[str, Leaf]]
    body: Block
    result: Value
    outside: frozenset[str]  # the names that were there before


class Derivatives(Calls):
    """The part of the specialiser for derivatives inside a function."""

    # both given by the driver: statements of a value and its tangent, and the operation that is an inner gradient
    inner_tangent: Callable[[Derivatives, Inner, list[Expr | None]], tuple[Value, Value]]
    inner_gradient: Callable[[Derivatives, Inner], tuple[str, tuple[Expr, ...]]]

    def transform(self, mode: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return what `srcad.grad(f, ...)` and its like give."""
        named = dict(keywords)
        if not args:
            raise self.wrong_kind(f"`{mode}` misses its function", at)
        function, rest = args[0], args[1:]
        match mode:
            case "grad" | "value_and_grad":
                given = dict(zip(("argnums", "has_aux"), rest, strict=False)) | named
                options = tuple((key, self.option(key, value, at)) for key, value in given.items())
                return Transformed(mode, function, options)
            case "jvp":
                return self.call_jvp(function, rest, named, at)
            case "hvp":
                return self.call_hvp(function, rest, at)
            case "vjp":
                return self.call_vjp(function, rest, named, at)
            case _:
                raise self.unsupported(
                    f"`{mode}` inside a differentiated function is not supported",
                    "Use srcad.grad, srcad.vjp, srcad.jvp or srcad.hvp there.", at,
                )  # fmt: skip

    def option(self, key: str, value: Value, at: Origin | None) -> object:
        """Return an option of a derivative, which must be known while compiling."""
        known = constant_of(value)
        if isinstance(known, bool | int | str | tuple | list) and key in ("argnums", "has_aux"):
            return tuple(known) if isinstance(known, list) else known
        raise self.wrong_kind(f"`{key}` of a derivative inside a function must be a literal", at)

    def call_transformed(
        self, function: Transformed, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value:
        """Return the value of a derivative called inside a differentiated function."""
        options = dict(function.options)
        if function.mode == "pullback":
            return self.call_pullback(function, args, at)
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

    def whole(self, value: Value) -> Value:
        """Return an argument of a derivative with its leaves under names."""
        return self.named_result(value, "argument")

    def slot(
        self, function: Value, argnum: object, args: list[Value], named: dict[str, Value], at: Origin | None
    ) -> int | str:
        """Return where in a call the argument stands that `argnums` names: its position or its keyword."""
        if isinstance(argnum, str):
            if argnum in named:
                return argnum
            parameters = parameters_of(function)
            if argnum not in parameters[: len(args)]:
                raise self.wrong_kind(f"the derivative's argument {argnum!r} is not given in this call", at)
            return parameters.index(argnum)
        if isinstance(argnum, int) and not isinstance(argnum, bool) and -len(args) <= argnum < len(args):
            return argnum % len(args)
        parameters = parameters_of(function)
        if isinstance(argnum, int) and 0 <= argnum < len(parameters) and parameters[argnum] in named:
            return parameters[argnum]
        raise self.wrong_kind(f"{self.say(function)} is called without argument {argnum!r} of its derivative", at)

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
        if len(inner.inputs) == 1 and isinstance(inner.inputs[0][1].kind, Scalar):
            both, tangent = self.inner_tangent(self, inner, [Const(1.0)])
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

    def with_aux(self, result: Value, at: Origin | None) -> tuple[Value, Value]:
        """Return the result of a function and what it returns beside it."""
        if not isinstance(result, Group) or result.maker is not tuple or len(result.items) != 2:
            raise self.wrong_kind("with has_aux=True, a function must return a tuple of its result and something", at)
        return result.items[0], result.items[1]

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

    def set_apart(self, chosen: list[Value], run: Callable[[list[Value]], Value], at: Origin | None) -> Inner:
        """Evaluate a call of an inner function aside, the leaves of the chosen arguments under names of their own."""
        inputs: list[tuple[str, Leaf]] = []
        fresh = [self.own_names(value, "x", inputs) for value in chosen]
        if not inputs:
            raise self.wrong_kind(f"cannot differentiate with respect to {self.say(chosen[0])}", at)
        outside = frozenset(self.names.taken)
        holder: list[Value] = []
        outer, self.plain = self.plain, 0
        try:
            body = self.aside(lambda: holder.append(self.named_result(run(fresh), "value")))
        finally:
            self.plain = outer
        return Inner("inner", inputs, body, holder[0], outside)

    def own_names(self, value: Value, wish: str, inputs: list[tuple[str, Leaf]]) -> Value:
        """Return a value with its real leaves under new names, which go to `inputs`."""
        match value:
            case Leaf(expr, kind) if is_real_or_complex(kind) or _whole(kind):
                if isinstance(kind, Scalar) and _whole(kind):  # an integer is taken as real
                    kind = FLOAT
                    value = Leaf(Call("float", (expr,)), kind, value.varied)
                elif isinstance(kind, Array) and _whole(kind):
                    kind = replace(kind, dtype="float64")
                    value = Leaf(Call(".astype()", (expr, Name("float"))), kind, value.varied)
                hint = expr.id if isinstance(expr, Name) and "." not in expr.id else wish
                name = self.names.fresh(hint)
                self.record(name, kind)
                inputs.append((name, value))
                return Leaf(Name(name), kind, True)
            case Group(maker, keys, items):
                return Group(maker, keys, tuple(self.own_names(item, wish, inputs) for item in items))
            case _:
                return value

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
            case Leaf(kind=kind), Leaf(expr) if is_real_or_complex(kind) or _whole(kind):
                if isinstance(kind, Array) and isinstance(tangent.kind, Scalar):
                    raise self.wrong_kind("the tangent of an array is an array of the same shape, not a number", at)
                out.append(expr)
            case Group(keys=keys), Group(keys=others) if keys == others:
                for item, other in zip(primal.items, tangent.items, strict=True):
                    self.seeds(item, other, out, at)
            case Leaf() | Static(), _ if not _real(primal):
                pass
            case _:
                raise self.wrong_kind(f"{self.say(tangent)} is no tangent of {self.say(primal)}", at)

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
        value = self.named_result(self.call_values(function, list(primals), (), at), "value")
        pullback = Transformed("pullback", function, (*options, ("primals", primals)))
        if dict(options).get("has_aux"):
            result, aux = self.with_aux(value, at)
            return Group(tuple, (0, 1, 2), (result, pullback, aux))
        return _pair(value, pullback)

    def call_pullback(self, function: Transformed, args: list[Value], at: Origin | None) -> Value:
        """Return the value of a pullback that is called: the gradient of the result's inner product with the seed."""
        options = dict(function.options)
        primals = list(options["primals"])  # type: ignore[call-overload]
        if len(args) != 1:
            raise self.wrong_kind("a pullback takes one adjoint of the result", at)
        argnums = options.get("argnums")
        several = argnums is None or isinstance(argnums, tuple)
        positions = [i for i, primal in enumerate(primals) if _real(primal)]
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
                product = self.operation("*", [seed, result], (), at)
                if isinstance(result.kind, Scalar):
                    return product
                return self.operation("np.sum", [product], (), at)
            case Group(), Group() if seed.keys == result.keys and seed.items:
                total: Value | None = None
                for one, other in zip(seed.items, result.items, strict=True):
                    if not _real(other):
                        continue
                    term = self.inner_product(one, other, at)
                    total = term if total is None else self.operation("+", [total, term], (), at)
                if total is not None:
                    return total
            case _:
                pass
        raise self.wrong_kind(f"{self.say(seed)} is no adjoint of {self.say(result)}", at)


def quiet(body: Block) -> Block:
    """Return statements without those that only show something: a second run of them must not show it again."""
    shows = [isinstance(s, Do) and isinstance(s.value, Call) and s.value.op in ("print", "call") for s in body]
    return tuple(map_blocks(stmt, quiet) for stmt, shown in zip(body, shows, strict=True) if not shown)


def parameters_of(function: Value) -> list[str]:
    """Return the names of the positional parameters of a function, as far as they are known."""
    match function:
        case Closure(text):
            return [param.name for param in text.params if param.kind in ("plain", "posonly")]
        case Static(obj):
            plain = unwrap(obj)
            if isinstance(plain, types.FunctionType):
                names = list(plain.__code__.co_varnames[: plain.__code__.co_argcount])
                return names[1:] if isinstance(obj, types.MethodType) else names
            return []
        case Partial(inner, given):
            return parameters_of(inner)[len(given) :]
        case Transformed(function=inner):
            return parameters_of(inner)
        case _:
            return []


def name_of(function: Value) -> str:
    """Return a name for a function, for the functions made of it."""
    match function:
        case Closure(text):
            found: object = text.name
        case Static(obj):
            found = getattr(obj, "__name__", "inner")
        case Partial(inner) | Transformed(function=inner):
            found = name_of(inner)
        case _:
            found = "inner"
    return found if isinstance(found, str) and found.isidentifier() else "inner"


def _pair(a: Value, b: Value) -> Group:
    return Group(tuple, (0, 1), (a, b))


def _whole(kind: Kind) -> bool:
    return isinstance(kind, Scalar | Array) and kind.dtype is not None and kind.dtype.startswith(("int", "uint"))


def _real(value: Value) -> bool:
    return any(is_real_or_complex(leaf.kind) for leaf in leaves(value))


def _structure(value: Value, parts: object) -> Value:
    """Return a gradient in the structure of its argument, its parts taken in turn."""
    match value:
        case Leaf(kind=kind) if is_real_or_complex(kind) or _whole(kind):
            found: Value = next(parts)  # type: ignore[call-overload]
            return found
        case Group(maker, keys, items):
            return Group(maker, keys, tuple(_structure(item, parts) for item in items))
        case _:
            return Static(None, Const(None))
