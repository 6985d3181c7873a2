"""Rules of the user's own: derivatives of functions without Python source, or better ones than the source has."""

from __future__ import annotations

import builtins
import inspect
import re
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

from . import runtime
from .callables import primal_of
from .check import check_grads
from .dispatch import forget
from .errors import KindError, RuleError
from .ir import Call, names, subexpressions
from .rules import load as load_rules
from .rules.rule import BOUND, HELPERS, OBJECTS, RULES, USERS, Rule, bilinear, constant, elementwise, general, linear
from .rules.rule import read_signature as read_row
from .syntax.read import ROOTS, read_expression
from .syntax.source import from_source

Text = str | None
SORTS: dict[str, Any] = {"elementwise": elementwise, "linear": linear, "bilinear": bilinear}
RESULTS = ("elementwise", "like_first", "number", "unknown")
BESIDE = frozenset({"[]", "tuple", "list", "slice", "ifelse", "and", "or", "is", "is not", "neg", "star"})


def rule(
    target: str | Callable[..., Any], *partials: Text,
    sort: str = "elementwise",
    vjp: Callable[..., Any] | Sequence[Text] | str | None = None,
    jvp: Callable[..., Any] | Sequence[Text] | str | None = None,
    forward: Callable[..., Any] | None = None,
    result: str = "",
    function: Callable[..., Any] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]] | None:  # fmt: skip
    """State the derivative of a function; docs/rules.md says how to write one.

        srcad.rule("fast.logistic(x)", "g * y * (1 - y)")                  # a row: partials times g

        @srcad.rule(blur)                                                  # a function: the adjoints of the arguments
        def blur_adjoint(g, y, image, width): return blur(g, width), None

    `target` is the function, or the text of its signature, with `function` where the text's name is not that of an
    importable function. In texts, `g` is the derivative that flows, `y` the result, other names are parameters.
    A function for `vjp` takes `g`, `y` and the arguments, and returns an adjoint for each parameter, None for those
    without; with `forward`, which returns the value and something to keep, it takes that in place of `y`. One for
    `jvp` takes the tangents, None for those held fixed, `y` and the arguments. Where there is one parameter, both deal
    in it alone, not in tuples. `result` tells the kind of the result: "like_first", "number" or "unknown".
    """
    load_rules()
    frame = sys._getframe(1)
    visible = {**vars(builtins), **frame.f_globals, **frame.f_locals}
    signature, obj = signature_of(target, function, visible)
    op, _, _, star = read_row(signature)
    if op in RULES and op not in USERS:
        raise RuleError(f"{op} has a rule already: {RULES[op].signature}", hint="Give your own function another name.")
    if result and result not in RESULTS:
        raise RuleError(f"there is no kind of result {result!r}", hint=f"It is one of {', '.join(RESULTS)}.")
    if not partials and vjp is None and jvp is None and sort == "elementwise":

        def decorate(adjoint: Callable[..., Any]) -> Callable[..., Any]:
            state(signature, obj, (), "general", adjoint, None, forward, result, visible)
            return adjoint

        return decorate
    if star and (callable(vjp) or callable(jvp)):
        raise RuleError(f"{signature}: a function with *{star} needs texts for its derivatives")
    state(signature, obj, partials, sort, vjp, jvp, forward, result, visible)
    return None


def state(
    signature: str, obj: object, partials: tuple[Text, ...], sort: str, vjp: Any, jvp: Any, forward: Any, result: str,
    visible: Mapping[str, object],
) -> None:  # fmt: skip
    """Add a rule to the others, and what it names to what generated code can reach."""
    signature, renamed = without_clashes(signature, texts=bool(partials) or not callable(vjp or jvp))
    op, params, _, _ = read_row(signature)
    former = RULES.pop(op, None)
    taken = set(HELPERS), set(BOUND)
    try:
        bind_root(op, obj)
        stem = op.strip(".").removesuffix("()").replace(".", "_")
        adjoints = texts_of(vjp, f"{stem}_vjp", params, "saved_of(y)" if forward else "y", backward=True)
        tangents = texts_of(jvp, f"{stem}_jvp", params, "y", backward=False)
        kind = result or ("elementwise" if sort == "elementwise" and partials else "unknown")
        if sort == "constant":
            constant(signature, kind=kind)
        elif partials and sort in SORTS:
            SORTS[sort](signature, *partials, kind=kind)
        elif partials or not (adjoints or tangents):
            raise RuleError(
                f"{signature}: there is no sort of rule {sort!r}", hint=f"Sorts are {', '.join(SORTS)}, constant."
            )
        else:
            count = max(len(adjoints), len(tangents))
            general(signature, jvp=filled(tangents, count), vjp=filled(adjoints, count), kind=kind)
        RULES[op] = complete(replace(RULES[op], renamed=renamed))
        for text in (*RULES[op].vjp, *RULES[op].jvp):
            if text is not None and text != "self" and text[0] != "!":
                check_text(text, RULES[op], visible)
        if forward is not None:
            state_forward(op, forward)
    except Exception:
        RULES.pop(op, None)
        if former is not None:
            RULES[op] = former
        for table, before in ((HELPERS, taken[0]), (BOUND, taken[1])):
            for name in [name for name in table if name not in before]:
                del table[name]
        raise
    USERS.add(op)
    if obj is not None:
        OBJECTS[id(obj)] = (op, obj)
    forget()


def complete(rule_: Rule) -> Rule:
    """Return a rule in which a parameter without a derivative is refused where it has one, not taken for a constant."""
    if rule_.sort == "constant" or not any(rule_.vjp):
        return rule_
    reason = "!its rule states none"
    vjp = tuple(reason if text is None else text for text in rule_.vjp)
    jvp = tuple(reason if vjp[i] == reason else text for i, text in enumerate(rule_.jvp))
    return replace(rule_, vjp=vjp, jvp=jvp)


def without_clashes(signature: str, texts: bool) -> tuple[str, dict[str, str]]:
    """Return a signature in which no parameter is called g or y, and the new names; refuse where texts mention them."""
    _, params, _, _ = read_row(signature)
    clashing = [param for param in params if param in ("g", "y", "k")]
    if not clashing:
        return signature, {}
    if texts:
        raise RuleError(
            f"{signature}: in a rule, {clashing[0]} is not the name of a parameter",
            hint="g is the derivative that flows, y the result, k a position: call the parameter something else.",
        )
    renamed = {param: next(n for n in (f"{param}{i}" for i in range(99)) if n not in params) for param in clashing}
    head, _, rest = signature.partition("(")
    for old, new in renamed.items():
        rest = re.sub(rf"(?<![\w.]){old}(?!\w)", new, rest)
    return f"{head}({rest}", renamed


def filled(texts: tuple[Text, ...], count: int) -> tuple[Text, ...]:
    """Return texts with None for the parameters that have none."""
    return (*texts, *([None] * (count - len(texts))))


def signature_of(
    target: str | Callable[..., Any], function: Callable[..., Any] | None, visible: Mapping[str, object]
) -> tuple[str, object]:
    """Return the text of a rule's signature, and the function that it is for (None for a method)."""
    if not isinstance(target, str):
        if not callable(target):
            raise KindError(f"{target!r} is not a function")
        plain = getattr(target, "__wrapped__", target) if hasattr(target, "__srcad_primal__") else target
        name = getattr(plain, "__name__", "")
        try:
            parameters = inspect.signature(plain).parameters.values()
        except (TypeError, ValueError) as error:
            raise RuleError(
                f"the parameters of {name or plain!r} are not known",
                hint=f'Write them: srcad.rule("{name or "name"}(x, y)", ..., function={name or "f"}).',
            ) from error
        kept = ", ".join(str(p.replace(annotation=p.empty)) for p in parameters)
        return f"{free_name(name, plain)}({kept})", plain
    op, _, _, _ = read_row(target)
    if op.startswith("."):
        return target, None
    if function is not None:
        return free_name(op, function) + target[target.index("(") :], function
    return target, resolved(op, visible)


def free_name(name: str, obj: object) -> str:
    """Return a name for a function in generated code that nothing else has."""
    name = name if name.isidentifier() else "function"
    known = OBJECTS.get(id(obj))
    if known is not None:
        return known[0]
    base, count = name, 0
    while name in BOUND or name in RULES or hasattr(builtins, name) or name in runtime.__all__:
        count += 1
        name = f"{base}_{count}"
    return name


def resolved(op: str, visible: Mapping[str, object]) -> object:
    """Return the object that a dotted name stands for where the rule is written, or that can be imported."""
    first, *rest = op.split(".")
    if first in visible:
        found = visible[first]
    else:
        try:
            found = import_module({"np": "numpy"}.get(first, first))
        except ImportError as error:
            raise RuleError(f"{op} is not known here", hint="Import it, or hand it over: function=...") from error
    path = {"np": "numpy"}.get(first, first)
    for part in rest:
        path += "." + part
        if not hasattr(found, part) and isinstance(found, types.ModuleType):
            try:
                import_module(path)
            except ImportError as error:
                raise RuleError(f"{op} is not there: {error}") from error
        if not hasattr(found, part):
            raise RuleError(f"{op} is not there: {first} has no {'.'.join(rest)}")
        found = getattr(found, part)
    return found


def bind_root(op: str, obj: object) -> None:
    """Let generated code reach an operation by its name."""
    first, *rest = op.split(".")
    if not first or first in ("np", "math"):
        return
    if not rest:
        BOUND[first] = obj
        return
    root: object = sys.modules.get(first)
    for part in rest:
        root = getattr(root, part, None)
    if root is not obj:  # known here by another name: a namespace of its own reaches it
        found: object = obj
        for part in reversed(rest):
            found = types.SimpleNamespace(**{part: found})
        BOUND[first] = found
    else:
        BOUND[first] = sys.modules[first]
    ROOTS.add(first)


def texts_of(given: Any, name: str, params: tuple[str, ...], y: str, backward: bool) -> tuple[Text, ...]:
    """Return the text of a derivative for each parameter; a function gets a name that the texts call it by."""
    if given is None:
        return ()
    if isinstance(given, str):
        return (given,)
    if not callable(given):
        return tuple(given)
    while name in runtime.__all__ or name in RULES or (name in BOUND and name not in HELPERS):
        name += "_1"
    HELPERS[name] = BOUND[name] = given
    rest = "".join(f", {param}" for param in params)
    if backward:
        whole = f"{name}(g, {y}{rest})"
        return (whole,) if len(params) == 1 else tuple(f"entry({whole}, {i})" for i in range(len(params)))
    if len(params) == 1:
        return (f"{name}(g, {y}{rest})",)
    slots = [", ".join("g" if i == k else "None" for i in range(len(params))) for k in range(len(params))]
    return tuple(f"{name}(({slot}), {y}{rest})" for slot in slots)


def state_forward(op: str, forward: Callable[..., Any]) -> None:
    """Let a function that also returns what its adjoint needs stand for a function where it is differentiated."""
    name = op.replace(".", "_") + "_forward"
    if name in RULES:
        del RULES[name]
    BOUND[name] = forward
    rule_ = RULES[op]
    RULES[name] = replace(
        rule_, op=name, signature=name + rule_.signature[rule_.signature.index("(") :], kind="unknown"
    )
    RULES[op] = replace(rule_, forward=name)
    USERS.add(name)


def check_text(text: str, rule_: Rule, visible: Mapping[str, object]) -> None:
    """Refuse a text that cannot be read or names what is not there; functions of the user's become helpers."""
    try:
        expr = read_expression(text)
    except SyntaxError as error:
        raise RuleError(f"{rule_.signature}: {text!r} cannot be read: {error.msg}") from None
    for part in subexpressions(expr):
        if not isinstance(part, Call) or part.op in RULES or part.op in BESIDE or part.op.startswith("."):
            continue
        if part.op in runtime.__all__ or part.op in ("entry", "saved_of") or part.op in HELPERS:
            continue
        found = visible.get(part.op) if "." not in part.op else None
        if not callable(found):
            raise RuleError(f"{rule_.signature}: {text!r} calls {part.op}, which has no rule and is not defined here")
        HELPERS[part.op] = BOUND[part.op] = found
    unknown = {n for n in names(expr) if n.partition(".")[0] not in ("np", "math")} - {"g", "y", "k", *rule_.params}
    if unknown:
        raise RuleError(
            f"{rule_.signature}: {text!r} reads {', '.join(sorted(unknown))}",
            hint=f"A text may read g, y and the parameters: {', '.join(rule_.params)}.",
        )


def check_rule(
    function: Callable[..., Any], args: Sequence[Any], order: int = 1, modes: Sequence[str] = ("fwd", "rev"),
    rtol: float = 1e-5, atol: float = 1e-7,
) -> None:  # fmt: skip
    """Compare the rule of a function with finite differences at `args`, and tangent with adjoint; raise CheckFailed.

        srcad.check_rule(fast.logistic, (np.linspace(-2, 2, 5),))

    The shapes of adjoints are those of the arguments, too. Give `modes=("rev",)` for a rule without a tangent.
    """
    name = getattr(function, "__name__", "function")
    called = from_source("def call(*args):\n    return function(*args)\n", {"function": function})
    called.__name__ = name if isinstance(name, str) and name.isidentifier() else "call"
    check_grads(primal_of(called), args, order=order, modes=modes, rtol=rtol, atol=atol)
