"""The derivatives of one operation: its rule, with the arguments put in and shortened by what is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ..analyse.activity import flows
from ..analyse.infer import expression_kind
from ..errors import GradientLeak, MissingRule, UnsupportedSyntax
from ..ir import Assign, Block, Call, Const, Expr, Name, Origin, names, rebuild, statements, substitute
from ..kinds import UNKNOWN, Array, Kind, ListOf, Scalar, Struct, dtype_of, is_numeric, rank_of
from ..normalise.flatten import RESULT
from ..rules.rule import RULES, Rule, bind, param_of
from ..simplify.algebra import simplify
from ..simplify.terms import number_of
from ..syntax.read import read_expression
from .fitting import (
    NARROW,
    as_complex,
    as_number,
    fit_dtype,
    masked_by,
    may_be_complex,
    real_where_real,
    zero_like,
)

G = "g"
Y = "y"
REAL_ONLY = ("scipy.special.polygamma", "scipy.special.zeta")  # what SciPy has for real numbers alone


@dataclass(frozen=True)
class Operand:
    """An active operand of a call: its name, the rule's parameter, and its position if it stands in a sequence."""

    name: str
    param: int
    position: tuple[int, ...] | None = None


def rule_of(call: Call) -> Rule | None:
    """Return the rule of a call that has a derivative, or None."""
    rule = RULES.get(call.op)
    return rule if rule is not None and rule.sort != "constant" else None


def arguments(call: Call, rule: Rule) -> dict[str, Expr | tuple[Expr, ...]]:
    """Return the argument of each parameter, defaults included."""
    bound = bind(rule, call.args, call.keywords)
    if bound is None:
        raise MissingRule(
            f"{call.op} is called with arguments that its derivative rule does not take",
            call.at,
            hint=f"The rule is for {rule.signature}.",
        )
    for param, text in rule.defaults.items():
        bound.setdefault(param, read_expression(text))
    if rule.star:
        bound.setdefault(rule.star, ())
    return bound


def operands(call: Call, active: frozenset[str]) -> list[Operand]:
    """Return the active operands of a call, one for each place where a name stands."""
    rule = rule_of(call)
    if rule is None:
        return []
    bound = arguments(call, rule)
    found: list[Operand] = []
    for i, param in enumerate(rule.params):
        if i >= len(rule.vjp) or rule.vjp[i] is None:
            continue
        value = bound.get(param)
        if isinstance(value, tuple):
            found += [Operand(v.id, i, (k,)) for k, v in enumerate(value) if isinstance(v, Name) and v.id in active]
        elif isinstance(value, Name):
            if value.id in active:
                found.append(Operand(value.id, i))
        elif isinstance(value, Call) and value.op in ("tuple", "list"):
            found += [Operand(name, i, path) for name, path in elements(value) if name in active]
    return found


def surely_all(value: Call, active: frozenset[str], found: set[str], origin: Origin | None) -> None:
    """Raise if a derivative would be lost: if an active name flows into an operation that has none for it."""
    lost = (flows(value) & active) - found
    if lost:
        raise GradientLeak(
            f"the derivative by `{min(lost)}` is lost in this statement", value.at or origin,
            hint="Write it in another way, or say srcad.stop_gradient(x) if no derivative is meant to flow here.",
        )  # fmt: skip


def elements(display: Call, path: tuple[int, ...] = ()) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the names in a display of a tuple or a list, and the path of positions of each."""
    for k, item in enumerate(display.args):
        if isinstance(item, Name):
            yield item.id, (*path, k)
        elif isinstance(item, Call) and item.op in ("tuple", "list"):
            yield from elements(item, (*path, k))


def _table(call: Call, rule: Rule, g: Expr, y: Expr) -> dict[str, Expr]:
    table: dict[str, Expr] = {}
    for param, value in arguments(call, rule).items():
        table[param] = Call("tuple", value) if isinstance(value, tuple) else value
    table[G] = g
    table[Y] = y
    return table


def adjoint(
    call: Call, operand: Operand, g: Expr, y: Expr, kinds: Mapping[str, Kind], masked: bool = False,
    among: Sequence[Operand] = (), by_result: bool = False,
) -> Expr:  # fmt: skip
    """Return what an operand's adjoint gets from the adjoint `g` of the result `y`, `among` being all active operands.

    `masked`: where `g` is zero, so is the contribution, also where the partial is infinite or not a number.
    `by_result`: the result is had for less than the operands.
    """
    rule = rule_of(call)
    assert rule is not None
    if rule.inner is not None:
        found: Expr = rule.inner.adjoint(call.args, tuple(each.param for each in among), operand.param, g, y)
        return found
    table = _table(call, rule, g, y)
    text = _known(_variant(call, rule, kinds)[operand.param], call, rule, operand)
    if by_result:
        text = text_by_result(call, rule, operand.param) or text
    x: Expr = Name(operand.name)
    x_kind = expression_kind(x, kinds)
    if operand.position is not None:
        k = operand.position
        table["k"] = Const(k[0]) if len(k) == 1 else Call("tuple", tuple(Const(i) for i in k))
    elif rule.sort == "sequence":
        text = rule.array if rule.array and (isinstance(x_kind, Array | Scalar) or is_numeric(x_kind)) else rule.whole
    if "k" not in table and "k" not in rule.params:
        table["k"] = Const(None)
    y_kind = kinds.get(y.id) if isinstance(y, Name) else None
    complex_kinds = [kind for kind in (x_kind, y_kind) if may_be_complex(kind, kinds)] if y_kind else []
    surely_taken(text, call, x_kind)
    if complex_kinds and rule.holomorphic and rule.sort != "sequence":  # parts of g are as they are
        expr = simplify(substitute(read_expression(text), {**table, G: Call("np.conj", (g,))}), kinds)
        expr = simplify(Call("np.conj", (expr,)), kinds)
    else:
        expr = simplify(substitute(read_expression(text), table), kinds)
    if rule.sort == "sequence" and operand.position is not None and isinstance(x_kind, ListOf):
        expr = Call("as_list", (expr,))  # part of an array of adjoints
    if rule.sort == "elementwise":
        if masked:
            expr = masked_by(g, expr, kinds, isinstance(y_kind, Scalar))
        return as_number(as_complex(simplify(Call("unbroadcast", (expr, x)), kinds), x, kinds), x_kind, kinds)
    if complex_kinds:
        expr = real_where_real(expr, x, kinds)
    expr = as_number(expr, x_kind, kinds)
    fitted = fit_dtype(expr, x, kinds)
    if fitted is expr and isinstance(g, Name) and isinstance(y_kind, Scalar) and dtype_of(x_kind) in NARROW:
        seeded = simplify(substitute(expr, {g.id: Const(1.0)}), kinds)  # the seed of a gradient is Python's number
        return fit_dtype(expr, x, kinds, seeded)
    return fitted


def is_reciprocal(call: Call) -> bool:
    """Return whether a call is a quotient of the literal one."""
    return call.op in ("/", "np.divide") and number_of(call.args[0]) == 1


def text_by_result(call: Call, rule: Rule, param: int) -> str | None:
    """Return a derivative's text that reads the result in place of a parameter, None if there is none."""
    if param == 1 and is_reciprocal(call):
        return RULES["np.reciprocal"].vjp[0]
    return rule.by_result[param] if param < len(rule.by_result) else None


def _known(text: str | None, call: Call, rule: Rule, operand: Operand) -> str:
    """Return a derivative's text; one that begins with `!` says why there is none."""
    if text is None:
        raise MissingRule(
            f"the rule of {call.op} gives no tangent, only adjoints", call.at,
            hint="Add one with srcad.rule(..., jvp=...), or use reverse mode.",
        )  # fmt: skip
    if text.startswith("!"):
        stop = "Say srcad.stop_gradient(x) if no derivative is meant to flow here."
        raise MissingRule(
            f"{call.op} has no derivative with respect to {rule.params[operand.param]}: {text[1:]}", call.at, hint=stop
        )
    return text


def surely_taken(text: str, call: Call, kind: Kind) -> None:
    """Raise where a derivative by a complex number mentions what SciPy has for real ones alone."""
    if (dtype_of(kind) or "").startswith("complex") and any(op in text for op in REAL_ONLY):
        raise MissingRule(
            f"{call.op} of complex numbers has no derivative: scipy.special.polygamma takes real ones alone", call.at,
            hint="Say srcad.stop_gradient(x) if no derivative is meant to flow here.",
        )  # fmt: skip


def _variant(call: Call, rule: Rule, kinds: Mapping[str, Kind]) -> tuple[str | None, ...]:
    """Return the adjoints' texts for the ranks of a call's operands."""
    bound = arguments(call, rule)
    for ranks, texts in rule.variants:
        fits = True
        for param, rank in zip(rule.params, ranks, strict=False):
            value = bound[param]
            if isinstance(rank, Const):
                fits = fits and value == rank
            elif rank is not None and (isinstance(value, tuple) or rank_of(expression_kind(value, kinds)) != rank):
                fits = False
        if fits:
            return texts
    return rule.vjp


def tangent(
    call: Call, tangents: Mapping[str, Expr], y: Expr, kinds: Mapping[str, Kind], by_result: bool = False
) -> Expr | None:
    """Return the tangent of a call's result, `tangents` giving those of its active operands; None if it is zero.

    `by_result`: it may read the result rather than compute it again.
    """
    rule = rule_of(call)
    assert rule is not None
    ops = operands(call, frozenset(tangents))
    if not ops:
        return None
    if rule.inner is not None:
        whole: Expr | None = rule.inner.tangent(call.args, {op.param: tangents[op.name] for op in ops}, y)
        return whole
    if rule.sort in ("sequence", "linear") and rule.jvp[ops[0].param] == "self":
        return _linear_tangent(call, rule, tangents, kinds)
    total: Expr | None = None
    for operand in ops:
        text = _known(rule.jvp[operand.param], call, rule, operand)
        if by_result and rule.jvp == rule.vjp:
            text = text_by_result(call, rule, operand.param) or text
        surely_taken(text, call, expression_kind(Name(operand.name), kinds))
        g = tangents[operand.name]
        if text == "self":
            term: Expr = _replaced(call, rule, operand, g)
        else:
            table = _table(call, rule, g, y)
            if operand.position is not None:
                k = operand.position
                table["k"] = Const(k[0]) if len(k) == 1 else Call("tuple", tuple(Const(i) for i in k))
            elif "k" not in rule.params:
                table["k"] = Const(None)
            term = substitute(read_expression(text), table)
        term = simplify(term, kinds)
        kind = expression_kind(call, kinds)
        several = isinstance(kind, Struct) or (isinstance(term, Call) and term.op == "tuple")
        one_or_more = kind == UNKNOWN and isinstance(term, Call) and term.op == "ifelse"  # one result, or several
        plus = "added_lists" if several else "added" if one_or_more else "+"
        total = term if total is None else simplify(Call(plus, (total, term)), kinds)
    assert total is not None
    if rule.sort == "elementwise":
        return simplify(Call("expand_tangent", (total, y)), kinds) if _smaller(total, y, kinds) else total
    return total


def _smaller(expr: Expr, y: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether a tangent may have fewer axes, or shorter ones, than the value it belongs to."""
    mine, theirs = expression_kind(expr, kinds), expression_kind(y, kinds)
    if isinstance(theirs, Scalar):
        return False
    if isinstance(mine, Array) and isinstance(theirs, Array) and mine.dims is not None and theirs.dims is not None:
        if len(mine.dims) != len(theirs.dims):
            return True
        return not all(q.is_one or p.not_one for p, q in zip(mine.dims, theirs.dims, strict=True))
    return True


def _replaced(call: Call, rule: Rule, operand: Operand, g: Expr) -> Call:
    """Return the call with one operand replaced."""
    if operand.position is None:
        index = operand.param
        if index < len(call.args):
            return replace(call, args=(*call.args[:index], g, *call.args[index + 1 :]))
        param = rule.params[index]
        return replace(
            call, keywords=tuple((key, g if param_of(rule, key) == param else arg) for key, arg in call.keywords)
        )
    star = rule.params.index(rule.star) if rule.star else -1
    if operand.param == star:
        index = star + operand.position[0]
        return replace(call, args=(*call.args[:index], g, *call.args[index + 1 :]))
    raise AssertionError("an operand inside a sequence belongs to a linear rule")


def _linear_tangent(call: Call, rule: Rule, tangents: Mapping[str, Expr], kinds: Mapping[str, Kind]) -> Expr:
    """Return a linear function of the tangents of its operands; one without a tangent is replaced by zero."""

    def change(expr: Expr) -> Expr:
        if isinstance(expr, Name) and expr.id in tangents:
            return tangents[expr.id]
        if isinstance(expr, Call) and expr.op in ("tuple", "list"):
            return rebuild(expr, change)
        return expr if expr == Const(None) else zero_like(expr, kinds)

    bound = bind(rule, call.args, call.keywords)
    assert bound is not None
    for operand in operands(call, frozenset(tangents)):
        _known(rule.vjp[operand.param], call, rule, operand)
    differentiable = {param for param, text in zip(rule.params, rule.vjp, strict=False) if text and text[0] != "!"}
    args: list[Expr] = []
    for i, arg in enumerate(call.args):
        star = rule.params.index(rule.star) if rule.star else len(rule.params) - 1
        param = rule.params[min(i, star)]
        args.append(change(arg) if param in differentiable else arg)
    keywords = tuple((key, change(arg) if param_of(rule, key) in differentiable else arg) for key, arg in call.keywords)
    return replace(call, args=tuple(args), keywords=keywords)


def read_by_adjoints(block: Block, active: frozenset[str]) -> frozenset[str]:
    """Return the names that adjoints surely read, whichever of two ways to write one is chosen."""
    found: set[str] = set()
    for stmt in statements(block):
        if not isinstance(stmt, Assign) or not isinstance(stmt.target, Name) or stmt.target.id not in active:
            continue
        rule = rule_of(stmt.value) if isinstance(stmt.value, Call) else None
        if rule is None or not isinstance(stmt.value, Call):
            continue
        bound = bind(rule, stmt.value.args, stmt.value.keywords) or {}
        for operand in operands(stmt.value, active):
            text = rule.vjp[operand.param] or ""
            other = text_by_result(stmt.value, rule, operand.param)
            read = mentioned(text) & mentioned(other) if other else mentioned(text)
            if Y in read:
                found.add(stmt.target.id)
            values = [bound[param] for param in read if param in bound]
            found |= {value.id for value in values if isinstance(value, Name)}
    return frozenset(found)


@lru_cache(maxsize=4096)
def mentioned(text: str) -> frozenset[str]:
    """Return the names in the text of a derivative."""
    return names(read_expression(text)) if text and text[0] != "!" else frozenset()


def adjoint_mentions(call: Call, arg: Expr) -> bool:
    """Return whether the derivative of a call reads one of its arguments."""
    rule = rule_of(call)
    if rule is None:
        return False
    bound = bind(rule, call.args, call.keywords)
    if bound is None:
        return False
    params = {param for param, value in bound.items() if value == arg or (isinstance(value, tuple) and arg in value)}
    if arg == RESULT:
        params = {Y}
    texts = [text for text in (*rule.jvp, *rule.vjp) if text is not None]
    texts += [text for _, variant in rule.variants for text in variant if text is not None]
    return any(params & set(names(read_expression(text))) for text in texts if text != "self" and text[0] != "!")


def unclear(stmt: Assign) -> UnsupportedSyntax:
    """Return the error for a call whose result is written into and may share memory with its arguments."""
    return UnsupportedSyntax(
        "what this call returns may share memory with its arguments, and is written into later",
        stmt.origin, hint="Copy it first, with np.copy.",
    )  # fmt: skip
