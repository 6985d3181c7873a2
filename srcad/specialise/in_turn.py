"""Evaluation from left to right: what is evaluated first stays what it was, whatever is evaluated after it."""

from __future__ import annotations

import inspect
import itertools
import types
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ..analyse.memory import stored
from ..analyse.raising import ALL
from ..errors import UnsupportedSyntax
from ..ir import Assign, Call, Const, Expr, Name, Origin, definitions, names, statements
from ..kinds import BOOL, UNKNOWN
from .asked import class_attribute
from .frame import Frame
from .group_operations import GroupOperations
from .indices import slice_of
from .names_of import canonical_name
from .skeletons import is_many
from .values import (
    MISSING,
    Closure,
    Group,
    Keywords,
    Leaf,
    Partial,
    Spread,
    Static,
    Value,
    View,
    constant_of,
    number,
)

Arguments: TypeAlias = tuple[Value, list[Value], Keywords]  # a function or an object, and what it is called with


# what takes any number of arguments, and what takes them as one list
WHOLE = ((max, max), (min, min), (itertools.chain, itertools.chain.from_iterable))


class InTurn(GroupOperations):
    """The part of the specialiser for what is evaluated one after the other."""

    if TYPE_CHECKING:

        def each(self, view: View, action: Callable[[Value], None]) -> None: ...  # of `ListMethods`

    def of_syntax(self, expr: Call, frame: Frame) -> Value:
        """Return a slice; what is written with a star, or formatted, as an expression."""
        if expr.op == "slice":
            return slice_of(self.eval_all(expr.args, frame))
        return Leaf(Call(expr.op, tuple(self.passive(arg, frame) for arg in expr.args), at=expr.at), UNKNOWN)

    def eval_all(self, exprs: tuple[Expr, ...], frame: Frame) -> list[Value]:
        """Evaluate from left to right; a value that a later one's statements would change is kept in a temporary."""
        found: list[Value] = []
        marks: list[int] = []
        for expr in exprs:
            if is_star(expr):
                assert isinstance(expr, Call)
                inner = self.eval(expr.args[0], frame)
                items = self.as_group(inner).items
                found += items
                marks += [len(self.out)] * len(items)
                continue
            found.append(self.eval(expr, frame))
            marks.append(len(self.out))
        return self.kept_in_turn(found, marks)

    def starred(self, args: tuple[Expr, ...], frame: Frame) -> Value:
        """Return the value of `[a, *xs, ...]`."""
        back = self.marked()
        found: list[Value] = []
        marks: list[int] = []
        for arg in args:
            value = self.eval(arg.args[0] if is_star(arg) and isinstance(arg, Call) else arg, frame)
            try:
                found += self.as_group(value).items if is_star(arg) else [value]
            except UnsupportedSyntax:  # the list gets an unknown length, if anything
                break
            marks += [len(self.out)] * (len(found) - len(marks))
        else:
            items = self.kept_in_turn(found, marks)
            return Group(list, tuple(range(len(items))), tuple(items))
        back()

        def go(consume: Callable[[Value], None]) -> None:
            for arg in args:
                if is_star(arg):
                    assert isinstance(arg, Call)
                    self.each(self.view(self.eval(arg.args[0], frame)), consume)
                else:
                    consume(self.eval(arg, frame))

        return self.gathered(View(None, run=go))

    def kept_in_turn(self, found: list[Value], marks: list[int]) -> list[Value]:
        """Return values evaluated one after the other, each as it was where it was evaluated: at its mark."""
        kept = list(found)
        for i in reversed(range(len(kept))):
            kept[i] = self.as_at(kept[i], marks[i])
        return [self.fresh(value) for value in kept]

    def as_at(self, value: Value, mark: int) -> Value:
        """Return a value as it was where `mark` statements were written, whatever those written since then change."""
        writes = any(stored(stmt, {}) for stmt in statements(tuple(self.out[mark:])))
        return self.rescue(value, self.lost_since(mark), mark, writes or self.may_raise_since(mark))

    def may_raise_since(self, mark: int) -> bool:
        """Whether a statement since `mark` may raise what is caught: what was to be raised before it comes first."""
        return bool(self.watches) and ALL.any_raises(tuple(self.out[mark:]), self.known_kinds())

    def lost_since(self, mark: int) -> frozenset[str]:
        """Return the names to which the statements written since `mark` assign."""
        return frozenset[str]().union(*(definitions(stmt) for stmt in statements(tuple(self.out[mark:]))))

    def eval_after(self, first: Value, exprs: tuple[Expr, ...], frame: Frame) -> list[Value]:
        """Return a value and those of expressions that are evaluated after it, each as it was in its turn."""
        found, marks = [first], [len(self.out)]
        for expr in exprs:
            found.append(self.eval(expr, frame))
            marks.append(len(self.out))
        return self.kept_in_turn(found, marks)

    def eval_arguments(self, first: Value, args: tuple[Expr, ...], expr: Call, frame: Frame) -> Arguments:
        """Return a function or an object as it was before its arguments were evaluated, and these."""
        mark = len(self.out)
        whole = None
        if isinstance(first, Static) and any(map(is_star, args)):
            whole = next((taken for function, taken in WHOLE if first.value is function), None)
        called = Static(class_attribute(first.maker, expr.op[1:-2])) if isinstance(first, Group) else first
        spread = whole is None and any(map(is_star, args)) and takes_any_number(called)
        listed = self.starred(args, frame) if whole is not None or spread else None
        if listed is None:
            values = self.eval_all(args, frame)
        elif spread and self.as_rows(listed) is not None:
            values = [Group(Spread, (0,), (listed,))]
        elif isinstance(listed, Group) and not is_many(listed):
            values = list(listed.items)
        else:
            first, values = Static(whole), [listed]
        marks = [mark, *[len(self.out)] * len(values)]
        labels: list[str] = []
        found = [first, *values]
        for key, arg in expr.keywords:
            labels.append(key)
            found.append(self.eval(arg, frame))
            marks.append(len(self.out))
        first, *found = self.kept_in_turn(found, marks)
        keywords: list[tuple[str, Value]] = []
        for key, value in zip(labels, found[len(values) :], strict=True):
            if key != "**":
                keywords.append((key, value))
                continue
            given = self.as_mapping(value, expr.at)
            if given is None and isinstance(first, Static) and first.value in (np.seterr, np.set_printoptions):
                keywords.append((key, value))  # what they gave before
                continue
            if given is None or not all(isinstance(k, str) for k in given.keys):
                raise self.unsupported("`**` of something that is not a dict of known keys", at=expr.at)
            self.every_key(given)
            keywords += [(str(k), item) for k, item in zip(given.keys, given.items, strict=True)]
        return first, found[: len(values)], tuple(keywords)

    def rescue(self, value: Value, lost: frozenset[str], position: int, everything: bool = False) -> Value:
        """Keep in temporaries, written at a former position, the leaves of a value that read the names lost since.

        Where memory was written since, `everything` that is computed is kept.
        """
        match value:
            case Leaf(expr) if names(expr) & lost or (everything and isinstance(expr, Call) and names(expr)):
                name = Name(self.names.fresh("t"))
                self.record(name.id, value.kind)
                self.share(name.id, expr)
                self.out.insert(position, Assign(name, expr, self.origin))
                return replace(value, expr=name)
            case Group(maker, keys, items, ident=None):
                kept = tuple(self.rescue(item, lost, position, everything) for item in items)
                return value if kept == items else Group(maker, keys, kept)
            case Partial(function, args, keywords):
                bound = tuple(self.rescue(arg, lost, position, everything) for arg in args)
                named = tuple((key, self.rescue(arg, lost, position, everything)) for key, arg in keywords)
                return Partial(self.rescue(function, lost, position, everything), bound, named)
            case _:
                return value

    def comparison_chain(
        self, ops: list[str], left: Value, rest: tuple[Expr, ...], frame: Frame, at: Origin | None
    ) -> Value:
        """Return the value of `a < b < c`: what needs statements is evaluated only where those before are true."""
        back, mark = self.marked(), len(self.out)
        operands, marks = [left], [mark]
        for expr in rest:
            operands.append(self.eval(expr, frame))
            marks.append(len(self.out))
        if len(rest) > 1 and marks[-1] > marks[1]:
            back()
            return self.linked(ops, left, rest, frame, at)
        operands = self.kept_in_turn(operands, marks)
        links = [
            self.operation(op, [left, right], (), at)
            for op, left, right in zip(ops, operands, operands[1:], strict=False)
        ]
        known = [constant_of(link) for link in links]
        if len(links) == 1:
            return links[0]
        if MISSING not in known:
            return number(all(known))
        exprs = tuple(self.to_expr(operand) for operand in operands)
        return Leaf(Call("chain", (Const(",".join(ops)), *exprs), at=at), BOOL)

    def linked(self, ops: list[str], left: Value, rest: tuple[Expr, ...], frame: Frame, at: Origin | None) -> Value:
        """Return the value of `a < b < c` as that of `a < b and b < c`, with `b` evaluated once."""
        mark = len(self.out)
        left, middle = self.kept_in_turn([left, self.eval(rest[0], frame)], [mark, len(self.out)])
        variable, found = self.scratch("t", frame), self.scratch("t", frame)
        self.assign(variable, middle, frame)
        link = self.operation(ops[0], [left, self.lookup(variable, frame)], (), at)

        def others() -> Value:
            return self.comparison_chain(ops[1:], self.lookup(variable, frame), rest[1:], frame, at)

        known = self.truth(link)
        if known is not MISSING:
            return others() if known else link
        self.assign(found, link, frame)
        test = frame.canonical((found,))
        self.split(test, lambda: self.assign(found, others(), frame), lambda: None, at)
        return self.lookup(found, frame)


def takes_any_number(function: Value) -> bool:
    """Return whether a function of the user's takes any number of positional arguments."""
    match function:
        case Closure(text):
            return any(param.kind == "star" for param in text.params)
        case Partial(inner):
            return takes_any_number(inner)
        case Static(types.FunctionType() as known):
            return bool(known.__code__.co_flags & inspect.CO_VARARGS) and canonical_name(known) is None
        case _:
            return False


def is_star(expr: Expr) -> bool:
    """Return whether an argument or an element is `*xs`."""
    return isinstance(expr, Call) and expr.op == "star"
