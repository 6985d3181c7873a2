"""Library code that nothing with a derivative gets into: looked into for a while, then used as it is.

scaler = StandardScaler()          an object that exists, made and asked when the gradient is called
z = scaler.fit_transform(data)
"""

from __future__ import annotations

import functools
import sys
import sysconfig
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..errors import SrcadError
from ..ir import Origin
from .local_classes import LocalClasses
from .state import Resumes
from .values import Group, Keywords, Value, is_varied

if TYPE_CHECKING:
    from .separate import Library

MOST_STATEMENTS = 600  # of a library's, read for the sake of knowing what kind of value they give


class Unending(SrcadError):
    """More statements than are worth reading for something that has no derivative."""


class AsItIs(LocalClasses):
    """The part of the specialiser that leaves libraries alone where they can be."""

    budget: int | None = None  # how many more statements are read, where that is limited

    if TYPE_CHECKING:
        library: Library

        def expressible(self, value: Value) -> bool: ...

        def call_opaque(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value: ...

    def spend(self) -> None:
        """Count a statement that is read, where that is limited."""
        if self.budget is not None:
            self.budget -= 1
            if self.budget < 0:
                raise Unending("a library's function that is too long to be looked into", self.origin)

    @contextmanager
    def limited(self, obj: types.FunctionType | type) -> Iterator[None]:
        """Look into a library's function or class for so long only, and not again if that was too short."""
        before, place = self.budget, ("too long", obj)
        if before is None and self.is_library(obj.__module__ or ""):
            self.budget = 0 if place in self.library.resumed else MOST_STATEMENTS
        try:
            yield
        except Unending:
            if before is None:
                self.library.resumed.add(place)
            raise
        finally:
            self.budget = before

    def is_library(self, module: str) -> bool:
        """Return whether a module is of an installed package, other than that of the differentiated function."""
        root = module.partition(".")[0]
        home = str(self.live[0].scope.globals.get("__name__", "")) if self.live else root
        return root not in ("srcad", home.partition(".")[0]) and is_installed(root)

    def is_at_the_edge(self, maker: type, values: list[Value]) -> bool:
        """Return whether the user's own code hands a library's class nothing that has a derivative."""
        inside = self.frame is not None and self.is_library(str(self.frame.scope.globals.get("__name__", "")))
        return not inside and self.is_library(maker.__module__) and not any(map(is_varied, values))

    def construct_as_it_is(
        self, cls: type, args: list[Value], keywords: Keywords, at: Origin | None, follow: Callable[[], Value | None]
    ) -> Value | None:
        """Return an object of a class, by `follow`; one of a library that cannot be followed is made as it is."""
        values = [*args, *(value for _, value in keywords)]
        if not self.is_at_the_edge(cls, values) or any(not self.expressible(value) for value in values):
            return follow()
        back = self.marked()
        if ("as it is", cls) not in self.library.resumed:
            try:
                with self.limited(cls):
                    return follow()
            except SrcadError:
                back()
        return self.call_opaque(cls, args, keywords, at)

    def asked_as_it_is(self, base: Group, args: list[Value], keywords: Keywords, follow: Callable[[], Value]) -> Value:
        """Return what an object's method gives, by `follow`; an object that cannot be followed is made as it is."""
        if not self.is_at_the_edge(base.maker, [base, *args, *(value for _, value in keywords)]):
            return follow()
        try:
            with self.limited(base.maker):
                return follow()
        except SrcadError as error:
            raise Resumes(("as it is", base.maker), error) from None


@functools.lru_cache(maxsize=256)
def is_installed(package: str) -> bool:
    """Return whether a package is the interpreter's or lies where packages are installed: it is not the user's own."""
    where = getattr(sys.modules.get(package), "__file__", None)
    return where is None or where.startswith(
        tuple(sysconfig.get_paths()[key] for key in ("stdlib", "purelib", "platlib"))
    )
