"""What is handed over at calls: arguments bound to parameters, and structures read from what a call gives."""

from __future__ import annotations

import types

from ..ir import Call, Const, Expr, Function, Origin
from ..kinds import Array
from .frame import Frame
from .separate import Separate
from .skeletons import part_of
from .values import Group, Keywords, Leaf, Spread, Static, Value, View, is_object, number


class Arguments(Separate):
    """The part of the specialiser for arguments and results."""

    def expressible(self, value: Value) -> bool:
        """Return whether a value can be handed to a function that is called as it is."""
        match value:
            case Leaf() | Static():
                return True
            case Group(items=items):
                if value.maker is Spread or (is_object(value) and self.whole_of(value) is None):
                    return False
                return all(self.expressible(item) for item in items)
            case View(items=None, bounds=bounds):
                return bounds is not None
            case View(items=items):
                return all(self.expressible(item) for item in items or ())
            case _:
                return False

    def reached(self, value: Value, expr: Expr) -> Value:
        """Return a value of the same structure, its parts read from `expr`."""
        match value:
            case Leaf():
                return Leaf(expr, value.kind)
            case Group(maker, keys, items):
                pairs = enumerate(zip(keys, items, strict=True))
                parts = [self.reached(item, part_of(expr, maker, key, i)) for i, (key, item) in pairs]
                found = Group(maker, keys, tuple(parts), expr)
                if value.ident not in self.extras:
                    return found
                self.extras_there[expr] = self.extras[value.ident]
                return self.own(found, "table")
            case Static(obj) if obj is None or isinstance(obj, str):
                return value
            case _:
                raise self.unsupported(f"a function that returns {self.say(value)} is not supported here")

    def handed_out(self, function: Function, args: list[Value], at: Origin | None) -> list[Value]:
        """Return arguments of which only the run knows how many there are: some one by one, then the rest."""
        *before, last = args
        count = [param.kind in ("posonly", "plain") for param in function.params].count(True) - len(before)
        rows = self.as_rows(last.items[0]) if isinstance(last, Group) else None
        if rows is None or count < 0 or not any(param.kind == "star" for param in function.params):
            raise self.unsupported(
                f"a number of arguments of `{function.name}` that only the run knows is not supported here",
                "Hand over the list itself.", at,
            )  # fmt: skip
        first = [self.item_at(rows, number(i), at) for i in range(count)]
        bounds = Call("slice", (Const(count or None), Const(None), Const(None)))
        return [*before, *first, Group(Spread, (0,), (self.made_tuple(self.sliced(rows, bounds)),))]

    def bind_arguments(
        self, function: Function, frame: Frame, args: list[Value], keywords: Keywords, defaults: dict[str, Value],
        at: Origin | None,
    ) -> None:  # fmt: skip
        """Bind a call's arguments to parameters, as Python does."""
        given = dict(keywords)
        rest = list(args)
        if rest and is_spread(rest[-1]):
            rest = self.handed_out(function, rest, at)
        for param in function.params:
            if param.kind == "star":
                frame.env[param.name] = rest_of(rest)
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


# What writes into an array: methods, and those that operators and assignments to items stand for.
ARRAY_WRITERS = frozenset({"fill", "sort", "put", "partition", "resize", "itemset", "setfield", "__setitem__"})
ARRAY_WRITERS |= {
    f"__i{name}__"
    for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor")
}  # fmt: skip


def is_spread(value: Value) -> bool:
    """Return whether a value stands for arguments of which only the run knows how many there are."""
    return isinstance(value, Group) and value.maker is Spread


def rest_of(values: list[Value]) -> Value:
    """Return what a starred parameter is given: a tuple."""
    last = values[-1] if values else None
    if isinstance(last, Group) and is_spread(last):
        return last.items[0]
    return Group(tuple, tuple(range(len(values))), tuple(values))


def may_be_filled(value: Value) -> bool:
    """Return whether a value is an array that does not vary yet, which a function without source may write into."""
    return isinstance(value, Leaf) and not value.varied and isinstance(value.kind, Array)


def call_method_of(cls: type) -> types.FunctionType | None:
    """Return the `__call__` that a class defines as a Python function, or None."""
    found = next((vars(base)["__call__"] for base in cls.__mro__ if "__call__" in vars(base)), None)
    return found if isinstance(found, types.FunctionType) else None
