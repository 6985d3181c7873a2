"""Methods of arrays that give Python's numbers or walk through elements, and what random generators make of arrays."""

from __future__ import annotations

import operator
import types
from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np

from ..analyse.indexing import index_kind
from ..analyse.memory import is_memory
from ..errors import KindError
from ..forms import ALL
from ..ir import Assign, Call, Do, Expr, Name, Origin, names
from ..kinds import FLOAT, INT, Array, Fixed, Kind, ListOf, Scalar, Unknown, dtype_of, rank_of, unknown_dims
from ..names import Names
from .draws import is_generator
from .effects import OPERATOR_METHODS
from .frame import Frame
from .indices import argument
from .numpy_calls import NumpyCalls
from .values import NONE, Group, Keywords, Leaf, Partial, Static, Value, View, constant_of, is_varied, number
from .written_bins import tolist

# What is drawn for each family with a location and a scale, and the defaults of its parameters.
FAMILIES: dict[str, tuple[str, tuple[str, ...], tuple[float, ...]]] = {
    "normal": ("standard_normal", ("loc", "scale"), (0.0, 1.0)),
    "uniform": ("random", ("low", "high"), (0.0, 1.0)),
    "exponential": ("standard_exponential", ("scale",), (1.0,)),
}
SELECTIONS = ("permutation", "choice", "shuffle")


class NumpyMethods(NumpyCalls):
    """The part of the specialiser for methods of arrays and of random generators."""

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self.flat: dict[Expr, Expr] = {}  # what stands for `a.flat`, and its array
        self.named_flat: dict[Expr, int] = {}  # the same under a name, which is gone through once: see `use_up`

    def array_method(
        self, name: str, base: Leaf, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value | None:
        """Return the value of a method of an array or of a random generator, None if it is one like others."""
        later = isinstance(base.kind, Array) and (base.kind.dtype or "").startswith("float")  # its name may vary then
        if (base.varied or later) and name == "item" and not keywords:
            return self.number_in(base, args, at)
        if name == "__array__" and not args and not keywords and isinstance(base.kind, Array):
            return base
        if name == "view" and not args and not keywords and isinstance(base.kind, Array):
            return self.operation("[]", [base, Static(..., ALL)], (), at)
        if isinstance(base.kind, Array | ListOf | Scalar) and name in OPERATOR_METHODS and not keywords:
            return self.call_values(Static(getattr(operator, name)), [base, *args], (), at)
        rank = rank_of(base.kind)
        if name == "tolist" and rank is not None and (base.varied or rank > 1):
            return self.call_values(Static(tolist), [base], (), at)
        if isinstance(base.kind, Unknown | Fixed) and not base.varied and self.is_drawn(name, args, keywords):
            if not isinstance(base.kind, Fixed):
                self.emit(Do(Call("check_generator", (base.expr,)), at or self.origin))

            def draw(method: str, own: list[Value], named: Keywords) -> Leaf:
                exprs = tuple(self.to_expr(arg) for arg in own)
                return self.opaque(Call(f".{method}()", (base.expr, *exprs), self.named(named), at), [])

            return self.drawn(name, draw, args, keywords, at)
        return None

    def number_in(self, base: Leaf, args: list[Value], at: Origin | None) -> Value | None:
        """Return the number that `a.item(...)` gives."""
        if (dtype_of(base.kind) or "complex").startswith("complex"):
            return None
        if not args:
            one: Value = base if isinstance(base.kind, Scalar) else self.operation(
                "np.reshape", [base, Group(tuple, (), ())], (), at
            )  # fmt: skip
        elif len(args) == 1 and not isinstance(args[0], Group):
            one = self.operation("[]", [self.operation("np.ravel", [base], (), at), args[0]], (), at)
        else:
            place = args[0] if len(args) == 1 else Group(tuple, tuple(range(len(args))), tuple(args))
            one = self.operation("[]", [base, place], (), at)
        return self.call_values(Static(float), [one], (), at)

    def classes_of(self, value: Value) -> tuple[type, ...]:
        """Return the classes one of which a value is of; `a.flat` is an iterator of NumPy's, and no array."""
        return (np.flatiter,) if isinstance(value, Leaf) and value.expr in self.flat else super().classes_of(value)

    def attribute(self, base: Value, name: str, at: Origin | None) -> Value:
        """Return the value of `base.name`; `a.flat` goes through all elements of an array, as its raveled view does."""
        if isinstance(base, Leaf) and base.expr in self.flat and not hasattr(np.flatiter, name):
            raise KindError(f"`.flat` of an array has no attribute {name!r}", at)
        if name == "flat" and isinstance(base, Leaf) and isinstance(base.kind, Array):
            whole = self.atom(base)
            found = self.operation("np.ravel", [whole], (), at)
            assert isinstance(found, Leaf)
            found = self.atom(found)
            self.flat[found.expr] = whole.expr
            return found
        if isinstance(base, Leaf) and isinstance(base.kind, Array | ListOf):
            method = getattr(np.ndarray if isinstance(base.kind, Array) else list, name, None)
            if isinstance(method, types.MethodDescriptorType | types.WrapperDescriptorType):  # `push = xs.append`
                return Partial(Static(method), (self.atom(base),))
        return super().attribute(base, name, at)

    def own(self, value: Value, wish: str) -> Value:
        """Return a value whose containers have an identity; `a.flat` goes by places where its place is asked for."""
        if isinstance(value, Leaf) and value.expr in self.flat and ("iterator", self.origin) in self.library.resumed:
            return self.walk(replace(value, expr=self.temporary(value.expr, "seq")))
        return super().own(value, wish)

    def name_flat(self, value: Value, named: Value) -> None:
        """Note whether a variable that was just assigned is some `a.flat`, which keeps how far it has come."""
        if not isinstance(named, Leaf):
            return
        former = value.expr if isinstance(value, Leaf) else None
        array, ident = (self.flat.get(former), self.named_flat.get(former)) if former is not None else (None, None)
        self.flat.pop(named.expr, None)
        self.named_flat.pop(named.expr, None)
        if array is not None:
            self.flat[named.expr] = array
            self.named_flat[named.expr] = ident or self.watched(("iterator", self.origin))

    def view(self, value: Value) -> View:
        """Return what iterating over a value gives."""
        if isinstance(value, Leaf) and value.expr in self.named_flat:
            self.use_up(self.named_flat[value.expr])
        return super().view(value)

    def made_at(self, value: Value) -> Hashable:
        """Return where an iterator was made that can go by places; None for none."""
        if isinstance(value, Leaf) and value.expr in self.named_flat:
            return self.generators[self.named_flat[value.expr]]
        return value.made if isinstance(value, View) else None

    def subscript(self, base: Value, index: Expr, frame: Frame, at: Origin | None) -> Value:
        """Return the value of `base[index]`; a part of `a.flat` is a copy."""
        found = super().subscript(base, index, frame, at)
        if isinstance(base, Leaf) and base.expr in self.flat and isinstance(found, Leaf) and is_memory(found.kind):
            return self.operation("np.copy", [found], (), at)
        return found

    # ------------------------------------------------------------ random generators
    def is_drawn(self, name: str, args: list[Value], keywords: Keywords) -> bool:
        """Whether a method of a random generator is one that is written out for these arguments."""
        values = [*args, *(value for _, value in keywords)]
        if name == "shuffle":
            return bool(args) and isinstance(args[0], Leaf) and isinstance(args[0].kind, Array)
        return (name in FAMILIES or name in SELECTIONS) and any(is_varied(value) for value in values)

    def stands_for(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return the value of a call that stands for another operation, None if it is a call like others."""
        if obj is np.ndindex:
            return self.indices_view(args)
        if obj is np.ndenumerate and len(args) == 1:
            return self.enumerated_view(args[0])
        owner: Any = getattr(obj, "__self__", None)
        name = getattr(obj, "__name__", "")
        if is_generator(owner) and self.is_drawn(name, args, keywords):
            source: Any = np.random if getattr(np.random, name, None) == obj else owner

            def draw(method: str, own: list[Value], named: Keywords) -> Leaf:
                found = self.call_opaque(getattr(source, method), own, named, at)
                assert isinstance(found, Leaf)
                return found

            return self.drawn(name, draw, args, keywords, at)
        return super().stands_for(obj, args, keywords, at)

    def drawn(self, name: str, draw: Any, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return what a random generator's method gives: numbers with a derivative by what they are made of."""
        given = dict(keywords)
        if name in FAMILIES:
            return self.member(name, draw, args, given, at)
        given |= dict(zip({"permutation": ("x", "axis"), "shuffle": ("x", "axis")}.get(
            name, ("a", "size", "replace", "p", "axis")), args, strict=False))  # fmt: skip
        x = self.array_of(given.pop("a" if name == "choice" else "x", NONE), at)
        if any(is_varied(value) for value in given.values()) or not isinstance(x, Leaf):
            return None
        if name == "shuffle":
            return self.shuffled(draw, x, given, at)
        axis = given.pop("axis", number(0))
        if "size" in given and constant_of(given["size"]) is None:
            del given["size"]
        length = self.operation("np.size", [x, axis], (), at)
        places = draw(name, [length], tuple(given.items()))
        rank = self.rank_of_size(given.get("size")) if name == "choice" else 1
        kind: Kind = INT if rank == 0 else Array("int64", None if rank is None else unknown_dims(rank))
        places = self.of_kind(places, kind)
        return self.operation("np.take", [x, places, axis], (), at)

    def member(self, name: str, draw: Any, args: list[Value], given: dict[str, Value], at: Origin | None) -> Value:
        """Return a draw from a family by location and scale, as these move and stretch a draw of the plain one."""
        plain, params, defaults = FAMILIES[name]
        given |= dict(zip((*params, "size"), args, strict=False))
        values = [given.get(p, number(default)) for p, default in zip(params, defaults, strict=True)]
        values = [self.array_of(value, at) for value in values]
        size = given.get("size", NONE)
        ranks = [rank_of(argument(value)[0]) for value in values]
        if constant_of(size) is None and ranks != [0] * len(ranks):
            together = values[0] if len(values) == 1 else self.operation("+", values, (), at)
            size = self.operation("np.shape", [together], (), at)
            rank = None if None in ranks else max(found for found in ranks if found is not None)
        else:
            rank = self.rank_of_size(size)
        own = [] if constant_of(size) is None else [size]
        kind: Kind = FLOAT if rank == 0 else Array("float64", None if rank is None else unknown_dims(rank))
        found: Value = self.of_kind(draw(plain, own, ()), kind)
        scale = self.operation("-", [values[1], values[0]], (), at) if name == "uniform" else values[-1]
        found = self.operation("*", [scale, found], (), at)
        return found if len(values) == 1 else self.operation("+", [values[0], found], (), at)

    def rank_of_size(self, size: Value | None) -> int | None:
        """Return how many axes what is drawn has, None where it is not known."""
        if size is None or constant_of(size) is None:
            return 0
        if isinstance(size, Group):
            return len(size.items)
        return 1 if isinstance(size, Leaf) and isinstance(size.kind, Scalar) else None

    def of_kind(self, leaf: Leaf, kind: Kind) -> Leaf:
        """Return what was drawn, of which the kind is known."""
        name = leaf.expr if isinstance(leaf.expr, Name) else self.temporary(leaf.expr)
        self.record(name.id, kind)
        return Leaf(name, kind, False)

    def shuffled(self, draw: Any, x: Leaf, given: dict[str, Value], at: Origin | None) -> Value:
        """Write what shuffling an array leaves in it: an array of its places is shuffled in its stead."""
        base = self.array_base(x)
        old = Leaf(base.expr, base.kind, self.leaf_varied(base))
        size = self.operation("np.size", [base], (), at)
        line = self.operation("np.arange", [size], (), at)
        places = self.operation("np.reshape", [line, self.operation("np.shape", [base], (), at)], (), at)
        rank = rank_of(base.kind)
        found = self.of_kind(
            Leaf(self.temporary(self.to_expr(places), "places"), INT),
            Array("int64", None if rank is None else unknown_dims(rank)),
        )
        done = draw("shuffle", [found], tuple(given.items())).expr
        last = self.out[-1]
        if isinstance(last, Assign) and last.target == done:
            self.out.pop()
            done = last.value
        self.emit(Do(done, at or self.origin))
        self.store(base, ALL, self.operation("np.take", [old, found], (), at))
        return NONE

    # ------------------------------------------------------------ places, one after the other
    def indices_view(self, args: list[Value]) -> View:
        """Return the view of `np.ndindex(*shape)`."""
        lengths = args
        if len(args) == 1 and not isinstance(argument(args[0])[0], Scalar):
            lengths = list(self.elements(args[0]))
        ranges = [self.range_view([length]) for length in lengths]
        return View(None, run=lambda consume: self.nested_loops(ranges, (), consume))

    def enumerated_view(self, array: Value) -> View:
        """Return the view of `np.ndenumerate(a)`: places, and what stands there."""
        base = self.array_of(array, self.origin)
        rank = rank_of(argument(base)[0])
        if rank is None or not isinstance(base, Leaf):
            raise self.unsupported("np.ndenumerate of what may have any number of axes is not supported")
        rebound = self.may_be_lost(names(base.expr))
        kept = replace(base, expr=self.temporary(base.expr, "seq")) if rebound else self.atom(base)
        shape = [self.operation("np.size", [kept, number(k)], (), self.origin) for k in range(rank)]
        places = self.indices_view(shape)

        def go(consume: Any) -> None:
            def take(place: Value) -> None:
                assert isinstance(place, Group)
                kind = index_kind(kept.kind, [("item", *argument(k)) for k in place.items])
                item = Leaf(Call("[]", (kept.expr, self.to_expr(place))), kind, kept.varied)
                consume(Group(tuple, (0, 1), (place, item)))

            assert places.run is not None
            places.run(take)

        return View(None, run=go)
