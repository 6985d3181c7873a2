"""The specialiser's state: statements written so far, what is known of variables, and how that joins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..errors import KindError, UnsupportedSyntax
from ..ir import Assign, Block, Call, Const, Expr, If, Name, Origin, Stmt, names
from ..kinds import INT, UNKNOWN, Kind, join
from ..names import Names
from .frame import Frame, Scope
from .values import MISSING, Closure, Group, Leaf, Partial, Poison, Static, Value, Variant, describe, join_values

Environments = list[tuple[Frame, dict[str, Value]]]


@dataclass
class Guard:
    """What was decided while compiling and must still hold at each call: `name` in `holder` is `value`."""

    holder: object  # a dict of globals, a closure's cell, or a function or a class with an attribute
    name: str
    value: object


@dataclass
class FreeInput:
    """A number, an array or a container read from outside the function: `name` is its name in the core."""

    scope: Scope
    variable: str
    name: str
    value: Value


class State:
    """Emission, environments, joins."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.out: list[Stmt] = []
        self.origin: Origin | None = None
        self.frame: Frame | None = None
        self.guards: list[Guard] = []
        self.free: dict[tuple[int, str], FreeInput] = {}
        self.bindings: dict[str, object] = {}
        self.hints: dict[str, Kind] = {}
        self.missed: set[tuple[int, str]] = set()
        self.collector: Callable[[Value], None] | None = None
        self.depth = 0  # how many loops and branches of unknown course are around
        self.gradients: dict[str, object] = {}  # the operations that are gradients of inner functions
        self.plain = 0  # inside an operation without derivative: calls of user functions stay calls

    # ------------------------------------------------------------ emission
    def emit(self, stmt: Stmt) -> None:
        """Write a statement; a copy of a name to itself is left out."""
        if isinstance(stmt, Assign) and stmt.target == stmt.value:
            return
        self.out.append(stmt)

    def record(self, name: str, kind: Kind) -> None:
        """Remember what kind a name holds, for what cannot be inferred from the text later."""
        known = self.hints.get(name)
        self.hints[name] = kind if known is None or known == kind else join(known, kind)

    def named_result(self, value: Value, wish: str) -> Value:
        """Return a result whose leaves are names; those that are not get one."""
        match value:
            case Leaf(expr=Name()):
                return value
            case Leaf():
                name = Name(self.names.fresh(wish))
                self.record(name.id, value.kind)
                self.emit(Assign(name, value.expr, self.origin))
                return replace(value, expr=name)
            case Group(maker, keys, items):
                named = tuple(self.named_result(item, f"{wish}_{key}") for key, item in zip(keys, items, strict=True))
                return Group(maker, keys, named)
            case _:
                return value

    def temporary(self, expr: Expr, wish: str = "t") -> Name:
        """Assign an expression to a fresh name and return it."""
        name = Name(self.names.fresh(wish))
        self.emit(Assign(name, expr, self.origin))
        return name

    def atom(self, leaf: Leaf, wish: str = "t") -> Leaf:
        """Return a leaf whose expression is a name or a literal."""
        if isinstance(leaf.expr, Call):
            return replace(leaf, expr=self.temporary(leaf.expr, wish))
        return leaf

    def aside(self, action: Callable[[], None]) -> Block:
        """Return the statements that an action writes."""
        outer, self.out = self.out, []
        try:
            action()
            return tuple(self.out)
        finally:
            self.out = outer

    # ------------------------------------------------------------ environments
    def chain(self) -> list[Frame]:
        """Return the frames whose variables the present text can see: its own, and those it is nested in."""
        found, frame = [], self.frame
        while frame is not None:
            found.append(frame)
            frame = frame.parent
        return found

    def owner(self, variable: str, frame: Frame) -> Frame:
        """Return the frame that a variable belongs to: a comprehension's `:=` binds in the function around it."""
        while frame.function.name == "<comprehension>" and variable not in frame.locals and frame.parent is not None:
            frame = frame.parent
        return frame

    def environments(self) -> Environments:
        """Return copies of what is known of all visible variables."""
        return [(frame, dict(frame.env)) for frame in self.chain()]

    def set_environments(self, environments: Environments) -> None:
        """Put back what was known of variables."""
        for frame, env in environments:
            frame.env = dict(env)

    def save(
        self,
    ) -> tuple[set[str], list[tuple[Frame, dict[tuple[object, ...], str]]], dict[tuple[int, str], FreeInput]]:
        """Return what must be put back when statements are written anew."""
        return set(self.names.taken), [(frame, dict(frame.core)) for frame in self.chain()], dict(self.free)

    def restore(
        self,
        state: tuple[set[str], list[tuple[Frame, dict[tuple[object, ...], str]]], dict[tuple[int, str], FreeInput]],
    ) -> None:
        """Forget the names given since `save`."""
        taken, cores, free = state
        self.names.taken = set(taken)
        for frame, core in cores:
            frame.core = dict(core)
        self.free = dict(free)

    def trial(self, action: Callable[[], Value]) -> Value:
        """Evaluate something without keeping what it writes."""
        environments, state, collector = self.environments(), self.save(), self.collector
        outer, self.out = self.out, []
        try:
            return action()
        finally:
            self.out, self.collector = outer, collector
            self.restore(state)
            self.set_environments(environments)

    # ------------------------------------------------------------ joins
    def split(
        self, condition: Expr, then: Callable[[], None], otherwise: Callable[[], None], origin: Origin | None
    ) -> None:
        """Write an `If` whose branches are two actions, and join what is known after them."""
        before = self.environments()
        self.depth += 1
        body = self.aside(then)
        after_body = self.environments()
        self.set_environments(before)
        orelse = self.aside(otherwise)
        after_orelse = self.environments()
        self.depth -= 1
        if _raises(body):
            joined = after_orelse
        elif _raises(orelse):
            joined = after_body
        else:
            joined = self.join(after_body, after_orelse)
            body += self.aside(lambda: self.copies(after_body, joined))
            orelse += self.aside(lambda: self.copies(after_orelse, joined))
        self.set_environments(joined)
        if body or orelse:
            self.emit(If(condition, body, orelse, origin))

    def join(self, one: Environments, other: Environments) -> Environments:
        """Return what is known of variables where two paths meet; one that only one path assigned keeps that value."""
        joined: Environments = []
        for (frame, a), (_, b) in zip(one, other, strict=True):
            env: dict[str, Value] = {}
            for variable in [*a, *(v for v in b if v not in a)]:
                if variable in a and variable in b:
                    env[variable] = join_values(a[variable], b[variable], frame.canonical, (variable,))
                else:
                    env[variable] = self.anchored(a.get(variable) or b[variable])
            joined.append((frame, env))
        return joined

    def anchored(self, value: Value) -> Value:
        """Return a value that lives under the variable's own names, so that it means the same after a join."""
        match value:
            case Leaf():
                return replace(value, constant=MISSING) if isinstance(value.expr, Name) else value
            case _:
                return value

    def copies(self, side: Environments, joined: Environments) -> None:
        """Write the copies that bring the variables of one path to their common names."""
        pairs: list[tuple[Name, Leaf]] = []
        for (_, env), (_, goal) in zip(side, joined, strict=True):
            for variable, value in goal.items():
                if variable in env:
                    _pair(env[variable], value, pairs)
        self.assign_all(pairs)

    def assign_all(self, pairs: list[tuple[Name, Leaf]]) -> None:
        """Write assignments that happen at once: a value that a former one would spoil goes through a temporary."""
        goals = [name.id for name, _ in pairs]
        safe: list[Expr] = []
        for i, (_, leaf) in enumerate(pairs):
            spoiled = names(leaf.expr) & set(goals[:i])
            safe.append(self.temporary(leaf.expr) if spoiled else leaf.expr)
        for (name, leaf), expr in zip(pairs, safe, strict=True):
            self.record(name.id, leaf.kind)
            self.emit(Assign(name, expr, self.origin))

    def join_heads(self, head: Environments, end: Environments) -> tuple[Environments, bool]:
        """Return what is known at a loop's head given its end, and whether that is what was assumed."""
        joined: Environments = []
        stable = True
        for (frame, before), (_, after) in zip(head, end, strict=True):
            env = dict(after)
            for variable, value in before.items():
                env[variable] = _carried(value, after[variable], frame, variable)
                stable = stable and env[variable] == value
            missed = [v for v in after if v not in before and (id(frame), v) in self.missed]
            stable = stable and not missed
            if not stable:
                env = {v: known for v, known in env.items() if v in before or v in missed}
            joined.append((frame, env))
        if not stable:  # variables of the first frames may have been kept before instability was seen
            joined = [
                (frame, {v: k for v, k in env.items() if v in before or (id(frame), v) in self.missed})
                for (frame, env), (_, before) in zip(joined, head, strict=True)
            ]
        return joined, stable

    def canonicalise(self, variables: frozenset[str], frame: Frame) -> None:
        """Bring variables to their own names before a loop that assigns them; their constants are no longer known."""
        pairs: list[tuple[Name, Leaf]] = []
        for variable in sorted(variables):
            owner = self.owner(variable, frame)
            if variable in owner.env:
                owner.env[variable] = self.place(owner.env[variable], owner, (variable,), pairs, loose=True)
        self.assign_all(pairs)

    def place(
        self, value: Value, frame: Frame, path: tuple[object, ...], pairs: list[tuple[Name, Leaf]], loose: bool = False
    ) -> Value:
        """Return a value as it stands under the names for a path; the assignments needed go to `pairs`."""
        match value:
            case Leaf():
                name = frame.canonical(path)
                if value.expr != name:
                    pairs.append((name, value))
                return replace(value, expr=name, constant=MISSING if loose else value.constant)
            case Group(maker, keys, items):
                placed = [
                    self.place(item, frame, (*path, key), pairs, loose) for key, item in zip(keys, items, strict=True)
                ]
                return Group(maker, keys, tuple(placed))
            case Partial(function, args, keywords):
                bound = tuple(self.place(arg, frame, (*path, i), pairs, loose) for i, arg in enumerate(args))
                named = tuple((key, self.place(arg, frame, (*path, key), pairs, loose)) for key, arg in keywords)
                return Partial(function, bound, named)
            case Closure(defaults=defaults) if defaults:
                kept = tuple((key, self.place(arg, frame, (*path, key), pairs, loose)) for key, arg in defaults)
                return replace(value, defaults=kept)
            case Static(obj) if obj is None or isinstance(obj, str):
                pairs.append((frame.canonical(path), Leaf(Const(obj), UNKNOWN)))
                return value
            case Variant(selector):
                placed_selector = self.place(selector, frame, (*path, "choice"), pairs, loose)
                assert isinstance(placed_selector, Leaf)
                return replace(value, selector=placed_selector)
            case _:
                return value

    # ------------------------------------------------------------ words for errors
    def say(self, value: Value) -> str:
        """Return a few words for an error message."""
        return describe(value)

    def unsupported(self, what: str, hint: str = "", at: Origin | None = None) -> UnsupportedSyntax:
        """Return the error for something at the present statement that is not supported."""
        return UnsupportedSyntax(what, at or self.origin, hint=hint)

    def wrong_kind(self, what: str, at: Origin | None = None) -> KindError:
        """Return the error for a value of the wrong kind."""
        return KindError(what, at or self.origin)


def _carried(before: Value, after: Value, frame: Frame, variable: str) -> Value:
    if before == after:
        return before
    if isinstance(before, Closure | Partial) or isinstance(after, Closure | Partial):
        return Poison("a function that differs from trip to trip")
    return join_values(before, after, frame.canonical, (variable,))


def _pair(value: Value, goal: Value, pairs: list[tuple[Name, Leaf]]) -> None:
    match value, goal:
        case Leaf(), Leaf(expr=Name() as name) if value.expr != name:
            pairs.append((name, value))
        case ((Static() | Closure()), Variant(Leaf(expr=Name() as name), options)):
            pairs.append((name, Leaf(Const(options.index(value)), INT)))
        case Variant(selector, own), Variant(Leaf(expr=Name() as name), options):
            chosen: Expr = Const(options.index(own[-1]))
            for i in range(len(own) - 2, -1, -1):
                test = Call("==", (selector.expr, Const(i)))
                chosen = Call("ifelse", (test, Const(options.index(own[i])), chosen))
            if chosen != name and not (own == options and selector.expr == name):
                pairs.append((name, Leaf(chosen, INT)))
        case Static(obj), Leaf(expr=Name() as name):
            pairs.append((name, Leaf(Const(obj), UNKNOWN)))
        case Group(), Group():
            for item, inner in zip(value.items, goal.items, strict=True):
                _pair(item, inner, pairs)
        case _:
            pass


def _raises(block: Block) -> bool:
    """Whether a block surely ends by raising."""
    if not block:
        return False
    last = block[-1]
    if isinstance(last, If):
        return _raises(last.body) and _raises(last.orelse)
    value = getattr(last, "value", None)
    return isinstance(value, Call) and value.op == "raise"
