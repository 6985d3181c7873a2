"""What a derivative rule is, and the few constructors by which the tables of this folder state them.

A row is text. In it `g` is the derivative that flows, `y` the result, every other name a parameter of the signature.

    elementwise("np.tanh(x)",         "g * (1 - y * y)")
    elementwise("np.arctan2(a, b)",   "g * b / (a * a + b * b)", "-g * a / (a * a + b * b)")
    linear("np.flip(x, axis=None)",   "np.flip(g, axis)")
    bilinear("np.inner(a, b)",        "...", "...")
    general("np.cumprod(x)",          jvp=("cumprod_jvp(g, x, y)",), vjp=("cumprod_vjp(g, x, y)",))
    constant("np.floor(x)", "np.argmax(x, axis=None)")

A text that begins with `!` says why there is no derivative with respect to a parameter: an error where one is wanted.
`kind` names the function in `analyse/results.py` that tells the kind of the result.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from ..errors import RuleError
from ..ir import Const


@dataclass(frozen=True)
class Rule:
    """The derivatives of one operation.

    `jvp[i]` and `vjp[i]` are texts for the i-th parameter, None where it has no derivative. `sort` is the constructor's name.
    """

    signature: str
    op: str
    params: tuple[str, ...]
    defaults: dict[str, str]
    sort: str
    jvp: tuple[str | None, ...] = ()
    vjp: tuple[str | None, ...] = ()
    kind: str = "unknown"
    star: str = ""  # the name of a *parameter, if there is one
    whole: str = ""
    array: str = ""  # for sort "sequence": the adjoint where the sequence is an array
    positional: int = 0  # how many parameters, from the first on, may be given by position
    holomorphic: bool = True  # whether the adjoint for complex numbers is the conjugate of the text with g conjugated
    variants: tuple[tuple[tuple[int | Const | None, ...], tuple[str | None, ...]], ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)  # parameters that calls know by another name
    forward: str = ""  # the operation that takes its place where it is differentiated in reverse mode
    by_result: tuple[str | None, ...] = ()  # adjoints that read `y` in place of a parameter, where that saves something
    inner: Any = None  # for sort "inner": the gradient of an inner function, see differentiate/nested.py


T = TypeVar("T")

RULES: dict[str, Rule] = {}
# what the user's own rules name: the first names of operations and helpers, and the functions that operations stand for
BOUND: dict[str, object] = {}
OBJECTS: dict[int, tuple[str, object]] = {}
HELPERS: dict[str, object] = {}  # functions of the user's that texts of rules call
USERS: set[str] = set()  # the operations that have a rule of the user's

_OPENING = frozenset("([{")
_BINARY = re.compile(r"^(\w+) (\*\*|//|<<|>>|[-+*/%@&|^]|[=!<>]=|[<>]|is not|is|not in|in) (\w+)$")
_UNARY = {"-": "neg", "+": "pos", "~": "invert"}


def elementwise(
    signature: str, *partials: str | None, kind: str = "elementwise", jvp: str = "", holomorphic: bool = True,
    by_result: tuple[str | None, ...] = (),
) -> None:  # fmt: skip
    """State the derivatives of an operation with a diagonal Jacobian: each partial serves as tangent and as adjoint.

    `jvp` states the tangent apart, for functions of one complex number that are not holomorphic. `by_result` states
    adjoints again with the result `y` in place of a parameter.
    """
    _add(signature, "elementwise", (jvp,) if jvp else partials, partials, kind, holomorphic)
    op = read_signature(signature)[0]
    RULES[op] = replace(RULES[op], by_result=by_result)


def linear(
    signature: str, *transposes: str | None, kind: str = "unknown", jvp: str = "", holomorphic: bool = True
) -> None:
    """State the transposes of a function that is linear in its first parameters jointly; the tangent is the function itself."""
    tangents = tuple((jvp or "self") if t is not None else None for t in transposes)
    _add(signature, "linear", tangents, transposes, kind, holomorphic)


def bilinear(signature: str, left: str, right: str, kind: str = "unknown", holomorphic: bool = True) -> None:
    """State the transposes of a function linear in each of its first two parameters; the tangents are the function itself."""
    _add(signature, "bilinear", ("self", "self"), (left, right), kind, holomorphic)


def general(
    signature: str, jvp: tuple[str | None, ...], vjp: tuple[str | None, ...], kind: str = "unknown", holomorphic: bool = True
) -> None:
    """State tangent and adjoint apart, for each parameter from the first on."""
    _add(signature, "general", jvp, vjp, kind, holomorphic)


def sequence(signature: str, part: str, whole: str, array: str, kind: str = "unknown") -> None:
    """State the transpose of a function that is linear in the elements of its first parameter, a sequence.

    `part` is the adjoint of one element, `k` being its position in the sequence written there (a tuple of positions for nested
    ones); `whole` is the list of the adjoints of all elements, for a sequence that is a variable; `array` is the adjoint of an
    array that stands for a sequence of its parts.
    """
    _add(signature, "sequence", ("self",), (part,), kind)
    op = read_signature(signature)[0]
    RULES[op] = replace(RULES[op], whole=whole, array=array)


def variant(signature: str, ranks: tuple[int | Const | None, ...], *vjp: str | None) -> None:
    """State shorter transposes for operands of known ranks (None: any) or values; the first variant that fits is taken."""
    op, params, _, _ = read_signature(signature)
    if op not in RULES or RULES[op].params != params:
        raise RuleError(f"{signature} is a variant of no rule")
    rest: tuple[None, ...] = (None,) * (len(params) - len(vjp))
    RULES[op] = replace(RULES[op], variants=(*RULES[op].variants, (ranks, vjp + rest)))


def constant(*signatures: str, kind: str = "unknown") -> None:
    """State that functions are piecewise constant, or about shapes: their derivative is zero by convention."""
    for signature in signatures:
        _add(signature, "constant", (), (), kind)


def alias(signature: str, original: str) -> None:
    """State that an operation is another one, with the same parameters in another order or spelling.

        alias("x.sum(axis=None)", "np.sum(x, axis=None)")
    """
    op, params, defaults, star = read_signature(signature)
    base = RULES[read_signature(original)[0]]
    by_name = dict(zip(base.params, range(len(base.params)), strict=True))
    order = [by_name.get(param, -1) for param in params]

    def pick(texts: tuple[str | None, ...]) -> tuple[str | None, ...]:
        return tuple(texts[i] if 0 <= i < len(texts) else None for i in order)

    missing = {name: text for name, text in base.defaults.items() if name not in params}
    RULES[op] = replace(
        base, signature=signature, op=op, params=params, defaults={**missing, **defaults}, star=star,
        positional=_positional(signature, params),
        jvp=pick(base.jvp), vjp=pick(base.vjp), variants=() if order != list(range(len(base.params))) else base.variants,
    )  # fmt: skip


def read_signature(signature: str) -> tuple[str, tuple[str, ...], dict[str, str], str]:
    """Return the operation's name, its parameters, the texts of their defaults, and the starred parameter's name."""
    signature = signature.strip()
    if match := _BINARY.match(signature):
        return match[2], (match[1], match[3]), {}, ""
    if signature.startswith("not "):
        return "not", (signature[4:],), {}, ""
    if signature[0] in _UNARY:
        return _UNARY[signature[0]], (signature[1:],), {}, ""
    if match := re.match(r"^(\w+)\[(\w+)\]$", signature):
        return "[]", (match[1], match[2]), {}, ""
    if match := re.match(r"^([a-z])\.(\w+)$", signature):
        return "." + match[2], (match[1],), {}, ""
    match = re.match(r"^([\w.]+)\((.*)\)$", signature, re.DOTALL)
    if not match:
        raise RuleError(f"cannot read the signature {signature!r}")
    op, params, defaults, star = match[1], [], {}, ""
    for part in _split(match[2]):
        name, _, default = (text.strip() for text in part.partition("="))
        if name in ("*", "/"):
            continue
        if name.startswith("*"):
            star = name = name[1:]
        if not name.isidentifier():
            raise RuleError(f"cannot read the parameter {part!r} of {signature!r}")
        params.append(name)
        if default:
            defaults[name] = default
    if re.match(r"^[a-z]\.\w+$", op):  # x.sum(axis=None): a method of its first parameter
        params.insert(0, op[0])
        op = op[1:] + "()"
    return op, tuple(params), defaults, star


def _split(text: str) -> list[str]:
    if _OPENING.isdisjoint(text):
        return [part.strip() for part in text.split(",") if part.strip()]
    parts, depth, current = [], 0, ""
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += char
    return [part.strip() for part in [*parts, current] if part.strip()]


def _positional(signature: str, params: tuple[str, ...]) -> int:
    """Return how many parameters stand before a `*` or after none."""
    if "*" not in signature:
        return len(params)
    names = [part.partition("=")[0].strip() for part in _split(signature.partition("(")[2].rpartition(")")[0])]
    stars = [i for i, name in enumerate(names) if name.startswith("*")]
    return len(params) - (len(names) - 1 - stars[0]) if stars else len(params)


def _add(
    signature: str, sort: str, jvp: tuple[str | None, ...], vjp: tuple[str | None, ...], kind: str, holomorphic: bool = True
) -> None:
    op, params, defaults, star = read_signature(signature)
    if op in RULES:
        raise RuleError(f"{signature} has a rule already: {RULES[op].signature}")
    if len(vjp) > len(params):
        raise RuleError(f"{signature} has {len(params)} parameters, but {len(vjp)} derivatives are given")
    rest: tuple[None, ...] = (None,) * (len(params) - len(vjp))
    RULES[op] = Rule(
        signature, op, params, defaults, sort, jvp + rest, vjp + rest, kind, star,
        positional=_positional(signature, params), holomorphic=holomorphic,
    )  # fmt: skip


def param_of(rule: Rule, keyword: str) -> str:
    """Return the parameter that a keyword names: one that would be taken for the result, `y`, is `y_` in a rule."""
    return keyword + "_" if keyword + "_" in rule.params else keyword


def bind(rule: Rule, args: tuple[T, ...], keywords: tuple[tuple[str, T], ...]) -> dict[str, T | tuple[T, ...]] | None:
    """Return the argument of each parameter of a rule (those of a starred one as a tuple), None if the call does not fit."""
    bound: dict[str, T | tuple[T, ...]] = {}
    rest = list(args)
    for i, param in enumerate(rule.params):
        if param == rule.star:
            bound[param] = tuple(rest)
            rest = []
        elif rest and i < rule.positional:
            bound[param] = rest.pop(0)
    if rest:
        return None
    for key, value in keywords:
        key = param_of(rule, rule.renamed.get(key, key))
        if key not in rule.params or key in bound:
            return None
        bound[key] = value
    missing = [p for p in rule.params if p not in bound and p not in rule.defaults]
    return None if missing else bound


def first_by_position(
    rule: Rule, args: Sequence[T], keywords: tuple[tuple[str, T], ...]
) -> tuple[list[T], tuple[tuple[str, T], ...]]:
    """Return a call's arguments with the first ones by position, as far as they have to be given: `np.flip(m=x)`."""
    found, named = list(args), {param_of(rule, rule.renamed.get(key, key)): key for key, _ in keywords}
    for i, param in enumerate(rule.params[len(found) : rule.positional], len(found)):
        if param == rule.star or param not in named or (i > 0 and param in rule.defaults):
            break
        found += [value for key, value in keywords if key == named[param]]
        keywords = tuple((key, value) for key, value in keywords if key != named[param])
    return found, keywords
