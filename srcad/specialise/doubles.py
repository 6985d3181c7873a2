"""Arrays of doubles of the module `array`, kept as lists of floats: what would tell the two apart is refused."""

from __future__ import annotations

import array
import types
from collections.abc import Iterable

from ..ir import Origin
from ..kinds import NOTHING_YET, Kind, ListOf, Scalar, dtype_of
from .choices import Choices
from .skeletons import is_leaf
from .state import Resumes
from .values import Group, Leaf, Value, is_whole

MADE = "arrays of doubles"
WAY_OUT = "Use a plain list or np.zeros in place of the `array.array`."
MAKE = {"append": 0, "insert": 1, "__setitem__": 1}  # where the arguments of methods are that go into a list
EXTEND = ("extend", "__iadd__")


class Doubles(Choices):
    """The part of the specialiser for what is an `array.array` in Python, and a list of floats here."""

    def make_doubles(self, at: Origin | None) -> None:
        """Note that there are such arrays in the program, from its first statement on."""
        if MADE not in self.library.resumed:
            raise Resumes(MADE, self.unsupported("an `array.array` is not supported here", WAY_OUT, at))

    def may_be_doubles(self, value: Value) -> bool:
        """Return whether a list here may be an `array.array` in Python: where there are such, any list of floats."""
        if MADE not in self.library.resumed:
            return False
        rows = self.as_rows(value)
        if rows is not None:
            kind = rows.columns[0].kind if rows.columns else None
            return (
                rows.family is list and is_leaf(rows.element) and isinstance(kind, ListOf) and may_be_in(kind.element)
            )
        if isinstance(value, Group) and value.maker is list:
            return all(isinstance(item, Leaf) and may_be_in(item.kind) for item in value.items)
        return False

    def refuse_text_of_doubles(self, values: Iterable[Value], at: Origin | None) -> None:
        """Refuse what an `array.array` and a list are printed as."""
        if any(map(self.may_be_doubles, values)):
            raise self.undecided("how it is printed", at)

    def refuse_class_of_doubles(self, value: Value, wanted: object, at: Origin | None) -> None:
        """Refuse a question of class that an `array.array` and a list have different answers to."""
        if not self.may_be_doubles(value):
            return
        classes = wanted if isinstance(wanted, tuple) else (wanted,)
        known = [cls for cls in classes if isinstance(cls, type | types.UnionType)]
        if len(known) < len(classes) or issubclass(list, tuple(known)) != issubclass(array.array, tuple(known)):
            raise self.undecided("its class", at)

    def refuse_equality_of_doubles(self, op: str, args: list[Value]) -> None:
        """Refuse a comparison of what may be a list and an `array.array`, which are never equal."""
        if op in ("==", "!=") and all(map(self.may_be_doubles, args)):
            raise self.undecided("what it is equal to", self.origin)

    def refuse_in_doubles(self, base: Value, values: Iterable[Value]) -> None:
        """Refuse what an `array.array` would make a float, and a list keeps as it is: whole numbers above all."""
        if not self.may_be_doubles(base):
            return
        for value in values:
            inside: tuple[Value, ...] = value.items if isinstance(value, Group) else (value,)
            if any(isinstance(each, Leaf) and is_whole(each) for each in inside) or _is_list_of_whole(value):
                raise self.unsupported(
                    "a whole number is put into what may be an `array.array` or a list of floats",
                    "Put in a float: float(n).", self.origin,
                )  # fmt: skip

    def refuse_method_of_doubles(self, base: Value, name: str, args: list[Value]) -> None:
        """Refuse a method by which whole numbers come into such an array."""
        if name in EXTEND or (name in MAKE and len(args) > MAKE[name]):
            self.refuse_in_doubles(base, args[MAKE.get(name, 0) :])

    def undecided(self, what: str, at: Origin | None) -> Exception:
        """Return the error for a question whose answer depends on which of both it is."""
        return self.unsupported(f"a list of floats may be an `array.array` here, and {what} is not known", WAY_OUT, at)


def may_be_in(kind: Kind) -> bool:
    """Return whether a list that holds a value of a kind may be an array of doubles."""
    return kind == NOTHING_YET or (isinstance(kind, Scalar) and dtype_of(kind) == "float64")


def _is_list_of_whole(value: Value) -> bool:
    return isinstance(value, Leaf) and isinstance(value.kind, ListOf) and is_whole(Leaf(value.expr, value.kind.element))
