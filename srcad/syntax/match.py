"""Read `match` as the tests that it stands for: `if` and `elif` on a name that holds the subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from ..ir import Assign, Block, Call, Const, Expr, Function, If, Name, Origin, Stmt, subexpressions, substitute

if TYPE_CHECKING:
    from .read import Reader

Bindings = dict[str, Expr]
TRUE = Const(True)


def read_match(reader: Reader, node: gast.Match, subject: str, origin: Origin | None) -> list[Stmt]:
    """Read a `match` statement."""
    name = Name(subject)
    block: Block = ()
    for case in reversed(node.cases):
        bindings: Bindings = {}
        test = pattern(reader, case.pattern, name, bindings)
        at = reader.where(case.pattern)
        bound = tuple(Assign(Name(variable), value, at) for variable, value in bindings.items())
        if case.guard is not None:
            guard = reader.expr(case.guard)
            if any(isinstance(part, Const) and isinstance(part.value, Function) for part in subexpressions(guard)):
                raise reader.refuse(case.guard, "a function or a comprehension in the guard of a `case`")
            test = both(test, substitute(guard, bindings))
        body = (*bound, *reader.block(case.body))
        block = body if test == TRUE else (If(test, body, block, at),)
    return [Assign(name, reader.expr(node.subject), origin), *block]


def both(a: Expr, b: Expr) -> Expr:
    """Return the test that holds where two do, the second being evaluated only where the first holds."""
    if a == TRUE:
        return b
    if b == TRUE:
        return a
    parts = (*(a.args if isinstance(a, Call) and a.op == "and" else (a,)), b)
    return Call("and", parts)


def pattern(reader: Reader, node: gast.AST, value: Expr, bindings: Bindings) -> Expr:
    """Return the test that a value matches a pattern; the names that it binds then go to `bindings`."""
    match type(node).__name__:
        case "MatchValue":
            return Call("==", (value, reader.expr(node.value)), at=reader.where(node))
        case "MatchSingleton":
            return Call("is", (value, Const(node.value)), at=reader.where(node))
        case "MatchAs":
            test = TRUE if node.pattern is None else pattern(reader, node.pattern, value, bindings)
            if node.name is not None:
                bindings[_text(node.name)] = value
            return test
        case "MatchOr":
            tests = []
            for option in node.patterns:
                own: Bindings = {}
                tests.append(pattern(reader, option, value, own))
                if own:
                    raise reader.refuse(node, "names bound inside alternatives of a pattern are not supported")
            return TRUE if TRUE in tests else Call("or", tuple(tests), at=reader.where(node))
        case "MatchSequence":
            return sequence(reader, node, value, bindings)
        case "MatchMapping":
            return mapping(reader, node, value, bindings)
        case "MatchClass":
            return of_class(reader, node, value, bindings)
        case kind:
            raise reader.refuse(node, f"the pattern {kind} is not supported")


def sequence(reader: Reader, node: gast.MatchSequence, value: Expr, bindings: Bindings) -> Expr:
    """Return the test for `[a, *rest, b]`."""
    at = reader.where(node)
    stars = [i for i, item in enumerate(node.patterns) if isinstance(item, gast.MatchStar)]
    size = Call("len", (value,), at=at)
    length = Call("call", (Name("len"), value), at=size.at)
    count = len(node.patterns) - len(stars)
    test = Call(">=" if stars else "==", (length, Const(count)), at=at)
    found = both(Call("is_sequence", (value,), at=at), test)
    for i, item in enumerate(node.patterns):
        if stars and i == stars[0]:
            after = len(node.patterns) - i - 1
            end = Const(None) if after == 0 else Const(-after)
            part = Call("[]", (value, Call("slice", (Const(i), end, Const(None)))), at=at)
            if item.name is not None:
                bindings[_text(item.name)] = Call("call", (Name("list"), part), at=at)
            continue
        position = i if not stars or i < stars[0] else i - len(node.patterns)
        found = both(found, pattern(reader, item, Call("[]", (value, Const(position)), at=at), bindings))
    return found


def mapping(reader: Reader, node: gast.MatchMapping, value: Expr, bindings: Bindings) -> Expr:
    """Return the test for `{"a": x, **rest}`."""
    at = reader.where(node)
    found: Expr = Call("is_mapping", (value,), at=at)
    keys = [reader.expr(key) for key in node.keys]
    for key in keys:
        found = both(found, Call("in", (key, value), at=at))
    for key, item in zip(keys, node.patterns, strict=True):
        found = both(found, pattern(reader, item, Call("[]", (value, key), at=at), bindings))
    if node.rest is not None:
        bindings[_text(node.rest)] = Call("without_keys", (value, *keys), at=at)
    return found


def of_class(reader: Reader, node: gast.MatchClass, value: Expr, bindings: Bindings) -> Expr:
    """Return the test for `Point(x, y=0)`."""
    at = reader.where(node)
    cls = reader.expr(node.cls)
    found: Expr = Call("call", (Name("isinstance"), value, cls), at=at)
    for i, item in enumerate(node.patterns):
        part = Call("match_part", (value, cls, Const(i)), at=at)
        found = both(found, pattern(reader, item, part, bindings))
    for name, item in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
        found = both(found, pattern(reader, item, Call("." + name, (value,), at=at), bindings))
    return found


def _text(name: object) -> str:
    return str(getattr(name, "id", name))
