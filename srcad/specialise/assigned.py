"""Attributes of classes and functions from outside that the differentiated function assigns: counters, tables kept.

Node.count += 1        is read when the gradient is called, not while compiling, and is seen by everyone afterwards
"""

from __future__ import annotations

import functools
import types
from typing import TYPE_CHECKING

from ..errors import UnsupportedSyntax
from ..ir import Origin
from .frame import Scope
from .objects import Objects, is_data
from .replaced import references
from .state import Resumes
from .values import MISSING, Group, Ref, Value

if TYPE_CHECKING:
    from .separate import Library

Holder = type | types.FunctionType


class WritesArgument(UnsupportedSyntax):
    """A function that is to be written on its own changes what its caller holds."""


class Assigned(Objects):
    """The part of the specialiser for attributes of classes and functions that are assigned."""

    if TYPE_CHECKING:
        library: Library

        def is_library(self, module: str) -> bool: ...

        def set_attribute(
            self, base: Value, name: str, value: Value, at: Origin | None, past: int = 0
        ) -> None: ...  # of a part further on

    def assigned_attribute(self, holder: Holder, name: str) -> Value | None:
        """Return what an attribute of a class or a function is by now; None for one that is nowhere assigned."""
        bases = holder.__mro__ if isinstance(holder, type) else (holder,)
        for base in bases:
            if ("attribute", id(base), name) in self.library.resumed:
                table = self.attribute_table(base)
                return table.items[table.keys.index(name)]
            if name in vars(base):
                break
        return None

    def note_handed(self, group: Group, key: object) -> None:
        """Note that a container made here is in one from outside now, which would not see it change."""
        held = self.heap.get(group.ident or 0)
        if group.ident in self.outside and isinstance(held, Group) and key in held.keys:
            self.handed |= set(references(held.items[held.keys.index(key)])) - self.foreign.keys()

    def attribute_table(self, holder: Holder) -> Group:
        """Return the table of those attributes of a class or a function that are assigned, as they are by now."""
        scope = attributes_of(holder)
        place = id(scope.globals)
        if place not in self.tables:
            known = tuple(name for name in vars(holder) if ("attribute", id(holder), name) in self.library.resumed)
            items = tuple(self.free_value(name, scope, read=True) for name in known)
            self.lasting |= {(place, name) for name in known}
            whole = f"an attribute of `{holder.__name__}`, from outside the function,"
            made = self.adopt(Group(types.SimpleNamespace, known, items, self.bound(holder)), holder.__name__, whole)
            assert isinstance(made, Group) and made.ident is not None
            self.tables[place] = made.ident
        found = self.fresh(Ref(self.tables[place], types.SimpleNamespace))
        assert isinstance(found, Group)
        return found

    def assign_outside(self, holder: object, name: str, value: Value, at: Origin | None) -> bool:
        """Assign an attribute of a class or a function from outside; return False for one that is none of theirs."""
        if not isinstance(holder, Holder):
            return False
        place = ("attribute", id(holder), name)
        found = vars(holder).get(name, MISSING)
        plain = found is None or isinstance(found, bool | int | str) or (found is not MISSING and is_data(found))
        special = hasattr(holder, "__srcad_local__") or (isinstance(holder, type) and type(holder) is not type)
        if not plain or special or name.startswith("__"):
            if self.is_library(holder.__module__ or "") or hasattr(holder, "__srcad_local__"):
                return False
            what = f"writing to `{name}` of `{holder.__name__}`, which is not an attribute of its own with plain data"
            raise WritesArgument(f"{what}, is not supported", at or self.origin)
        if place not in self.library.resumed:  # what was read of it so far was taken for what it is now
            error = self.unsupported(f"writing to `{name}` of `{holder.__name__}` is not supported here", at=at)
            raise Resumes(place, error)
        self.set_attribute(self.attribute_table(holder), name, value, at)
        return True


@functools.lru_cache(maxsize=1024)
def attributes_of(holder: Holder) -> Scope:
    """Return where the attributes of a class or a function live: one object for all reads of them."""
    return Scope(holder.__name__, vars(holder), {}, {}, holder)
