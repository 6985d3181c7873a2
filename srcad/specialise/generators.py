"""Generators: written where they are gone through, or as functions that go on where they stopped."""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable
from dataclasses import replace

from ..ir import Assign, Call, Const, Do, Exit, Expr, Function, Name, Return, Stmt, While, statements
from ..kinds import Scalar
from ..names import Names
from ..normalise.exits import lower_exits
from ..normalise.resume import ENDED, Resumable, resumable
from ..runtime_iterators import Resumed, as_sequence
from .attempts import Attempts
from .effects import may_be_left
from .frame import Frame, all_names, bound_by_walrus, bound_names, makes_closures
from .values import Closure, Leaf, Static, Value, View, number


class Generators(Attempts):
    """The part of the specialiser for generators."""

    def generator(self, function: Function, frame: Frame) -> Value:
        """Return what calling a generator gives: its statements are written where it is gone through."""
        given, place = frame, place_of(frame)
        if place in self.library.resumed:
            return self.resumed(function, given)
        ident = self.watched(place)

        def go(text: Function, consume: Callable[[Value], None], left: Callable[[], Value] | None) -> None:
            self.use_up(ident)
            frame = copy.copy(given)  # what is tried and taken back leaves no trace
            frame.function, frame.env, frame.core = text, dict(given.env), dict(given.core)
            outside = self.frame, self.collector, self.plain, self.origin
            leaving = self.leaving

            def take(item: Value) -> None:
                inside = self.frame, self.collector, self.plain, self.origin
                inner_leaving = self.leaving
                self.frame, self.collector, self.plain, self.origin = outside
                self.leaving = leaving
                try:
                    consume(item)
                finally:
                    self.frame, self.collector, self.plain, self.origin = inside
                    self.leaving = inner_leaving

            self.frame, self.collector, self.plain = frame, take, 0
            self.leaving = left
            self.live.append(frame)
            try:
                self.block(text.body, frame)
            finally:
                self.frame, self.collector, self.plain, self.origin = outside
                self.leaving = leaving
                if not makes_closures(text) and frame in self.live:
                    self.live.remove(frame)

        own = Names(all_names(function))
        plain, cut = lower_exits(function, own), may_be_left(function, own)
        for text in (plain, cut):
            given.locals |= bound_names(text)
        return View(
            None,
            run=lambda consume: go(plain, consume, None),
            left=lambda consume, test: go(cut, consume, test),
            endless=is_endless(function),
            made=place,
        )

    def resumed(self, function: Function, given: Frame, whole: Function | None = None) -> Value:
        """Return a generator as an object that goes on where it stopped: its variables stand in its frame.

        `whole` is the text that it was made of, where that is another one.
        """
        self.live.append(given)
        whole, function = whole or function, self.begun_quietly(function, given)
        key, texts = (id(whole), len(function.body)), self.library.texts
        if key not in texts:
            found = resumable(function, Names(all_names(function)), bound_names, walked, is_endless(function))
            texts[key] = whole, found, parts_of(found)
        _, text, parts = texts[key]
        outside = bound_by_walrus(function.body) if function.name == "<comprehension>" else frozenset[str]()
        given.locals |= frozenset(text.variables) - outside
        outer, self.frame = self.frame, given
        self.assign(text.at, number(0), given)
        self.frame = outer
        endless = number(is_endless(function))
        return self.call_values(Static(Resumed), [*(Closure(part, given) for part in parts), endless], (), None)

    def begun_quietly(self, function: Function, given: Frame) -> Function:
        """Return what is left of a generator after first statements that may as well run where it is made."""
        body = function.body
        outer, self.frame = self.frame, given
        while body and isinstance(body[0], Assign) and self.is_quiet(body[0].value, given):
            given.locals |= bound_names(replace(function, body=body[:1]))
            self.statement(body[0], given)
            body = body[1:]
        self.frame = outer
        return replace(function, body=body)

    def is_quiet(self, expr: Expr, frame: Frame) -> bool:
        """Return whether an expression means the same before and after whatever else happens."""
        match expr:
            case Const():
                return True
            case Name(id):
                value = frame.env.get(id)
                return isinstance(value, Leaf) and isinstance(value.kind, Scalar)
            case Call("+" | "-" | "*" | "neg" | "tuple", args):
                return all(self.is_quiet(arg, frame) for arg in args)
            case _:
                return False


def parts_of(text: Resumable) -> tuple[Function, ...]:
    """Return the functions that make a generator go on, tell whether it has ended, give its element, and end it."""
    at = Name(text.at)
    declared = Do(Call("nonlocal", (Const(text.at),)))
    return (
        text.advance,
        Function("ended", (), (Return(Call("<", (at, Const(0)))),)),
        Function("item", (), (Return(Name(text.item)),)),
        Function("close", (), (declared, Assign(at, ENDED), Return(Const(None)))),
    )


def walked(iterable: Expr) -> Expr:
    """Return the expression for a sequence of what an iterable gives."""
    return Call("call", (Const(as_sequence), iterable))


def place_of(frame: Frame) -> Hashable:
    """Return what tells the call of a generator from others."""
    site = frame.site
    return site[:3] if isinstance(site, tuple) and len(site) > 3 else frame.function.name


def is_endless(function: Function) -> bool:
    """Return whether a generator has a loop that nothing ends."""
    loops = [stmt for stmt in statements(function.body) if isinstance(stmt, While)]
    forever = [loop for loop in loops if isinstance(loop.condition, Const) and loop.condition.value]
    return any(not any(map(_ends_loop, statements(loop.body))) for loop in forever)


def _ends_loop(stmt: Stmt) -> bool:
    return isinstance(stmt, Return) or (isinstance(stmt, Exit) and stmt.kind == "break")
