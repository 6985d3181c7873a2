"""Loops over `srcad.checkpointed(range(n), slots)`: the body becomes a function of the loop's state."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..analyse.live import exposed_reads
from ..analyse.memory import sources
from ..checkpointed import checkpointed
from ..errors import KindError, UnsupportedSyntax
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    For,
    Function,
    If,
    Item,
    Name,
    Origin,
    Param,
    Return,
    Stmt,
    Target,
    Update,
    While,
    blocks,
    statements,
    targets,
)
from ..kinds import INT, Array, Scalar, is_real_or_complex, join
from ..normalise.exits import BREAK, RETURN
from .apart import Inner
from .derivatives import quiet
from .differential import Differential
from .frame import Frame, block_assigns
from .values import Closure, Group, Keywords, Leaf, Poison, Static, Value, View, leaves, number
from .views import count_of

WITHIN = "slots_within"
MANY_TRIPS = 12  # shorter loops keep all
ONLY_INSIDE = "assigned in a checkpointed loop alone (bind it before the loop)"


class Checkpoints(Differential):
    """The part of the specialiser for checkpointed loops."""

    if TYPE_CHECKING:

        def range_of(self, view: View) -> Expr: ...  # of `Loops`
        def marked(self) -> Callable[[], None]: ...
        def roots_of(self, values: Iterable[Value]) -> frozenset[str]: ...

    # given by the driver: the operation that is a loop
    inner_loop: Callable[[Checkpoints, Inner, int, int | None], tuple[str, tuple[Expr, ...]]]

    def call_solver(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return the value of a call of `srcad.checkpointed` or of one of SciPy's solvers; None for other functions."""
        if obj is checkpointed:
            return self.do_checkpointed(args, keywords, at)
        return super().call_solver(obj, args, keywords, at)

    def do_checkpointed(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`srcad.checkpointed(range(n), slots=k)`."""
        given = dict(zip(("iterable", "slots"), args, strict=False)) | dict(keywords)
        view, slots = given.get("iterable"), given.get("slots")
        if not isinstance(view, View) or view.bounds is None:
            raise self.unsupported("`checkpointed` goes over a range", "Write checkpointed(range(n), slots=k).", at)
        if not isinstance(slots, Leaf):
            raise self.wrong_kind("`checkpointed` needs the number of its slots", at)
        return replace(view, slots=slots)

    def within_memory(self, loop: For, view: View, frame: Frame, source: Stmt | None = None) -> bool:
        """Write a long loop over a range as one that keeps no more states than fit; return whether that can be done.

        `source` is the loop that it was made of.
        """
        count = count_of(view)
        if self.loops or view.bounds is None or not isinstance(loop.target, Name) or (count or MANY_TRIPS) < MANY_TRIPS:
            return False
        inside = {*changed_in(loop), loop.target.id}
        own = frozenset(name for name in inside if name not in self.owner(name, frame).env)
        if own & read_after(frame.function.body, source or loop):
            return False
        roots = [self.roots_of([self.owner(name, frame).env[name]]) for name in inside - own]
        if sum(map(len, roots)) > len(frozenset().union(*roots)):
            return False  # two names for one memory, of which a state would be two copies
        back, limit = self.marked(), self.memory
        self.memory = None
        try:
            self.checkpointed_loop(loop, replace(view, slots=Leaf(Call(WITHIN, (Const(limit),)), INT)), frame)
        except (UnsupportedSyntax, KindError):
            back()
            return False
        finally:
            self.memory = limit
        return True

    def while_within_memory(self, loop: While, frame: Frame) -> bool:
        """The same for a `while`: a loop of as many trips as there may be, which is left."""
        code, count = Name(self.names.fresh("code")), Name(self.names.fresh("k"))
        stop = loop.stop
        match stop:
            case Call(">=", (Name() as known, _)):
                code = known
            case None:
                stop = Call(">=", (code, Const(BREAK)))
            case _:
                return False
        back = self.marked()
        frame.locals |= {code.id, count.id}
        if code.id not in frame.env:
            self.block((Assign(code, Const(0), loop.origin),), frame)
        body = (If(loop.condition, loop.body, (Assign(code, Const(BREAK)),), loop.origin),)
        every = For(count, Call("range", (Const(sys.maxsize),)), body, stop, loop.trips, origin=loop.origin)
        if self.within_memory(every, self.range_view([number(sys.maxsize)]), frame, loop):
            return True
        back()
        return False

    def checkpointed_loop(self, loop: For, view: View, frame: Frame) -> None:
        """Write a loop as an operation on its state: what its body changes, and was bound before."""
        at = loop.origin or self.origin
        if not isinstance(loop.target, Name):
            raise self.wrong_kind("a checkpointed loop counts its steps by one variable", at)
        code = code_of(loop)
        if any(isinstance(s, Assign) and (s.target, s.value) == (code, Const(RETURN)) for s in statements(loop.body)):
            raise self.unsupported("`return` in a checkpointed loop is not supported", "Leave it by `break`.", at)
        changed = changed_in(loop)
        state = [name for name in changed if name in self.owner(name, frame).env and name != loop.target.id]
        if not state:
            raise self.unsupported("a checkpointed loop that changes nothing bound before it", at=at)
        ending = Return(Call("tuple", tuple(Name(name) for name in state)), at)
        params = (Param(loop.target.id), *(Param(name) for name in state))
        body = Function("step", params, (*loop.body, ending), origin=at)
        step = Closure(body, frame)
        values = [self.lookup(name, frame) for name in state]
        whole = Group(tuple, tuple(range(len(values))), tuple(values))
        for leaf in leaves(whole):
            if not isinstance(leaf.kind, Scalar | Array):
                raise self.unsupported("the state of a checkpointed loop is made of numbers and arrays", at=at)
        if any(not isinstance(value, Leaf | Group) for value in values):
            raise self.unsupported("the state of a checkpointed loop is made of numbers and arrays", at=at)

        def call(index: Value, parts: list[Leaf]) -> Value:
            inside = every_leaf(whole, iter(parts))
            assert isinstance(inside, Group)
            found = self.call_values(step, [index, *inside.items], (), at)
            if structure(found) != structure(whole):
                raise self.unsupported("the state of a checkpointed loop must keep its structure", at=at)
            return found

        kinds = [leaf.kind for leaf in leaves(whole)]
        while True:
            formal = [Leaf(Name(self.names.fresh("state")), kind, True) for kind in kinds]
            after = self.trial(lambda formal=formal: call(Leaf(Name("k"), INT), formal))  # type: ignore[misc]
            wider = [join(kind, leaf.kind) for kind, leaf in zip(kinds, leaves(after), strict=True)]
            if wider == kinds:
                break
            kinds = wider
        start = self.named_result(every_leaf(whole, iter([settled(leaf) for leaf in leaves(whole)])), "start")
        outer = [replace(leaf, kind=kind) for leaf, kind in zip(leaves(start), kinds, strict=True)]
        inner = self.step_apart(call, [Leaf(Name(loop.target.id), INT), *outer], at)
        if quiet(inner.body) != inner.body:
            raise self.unsupported("a checkpointed loop that prints would print again", "Print outside.", at)
        self.refuse_shared(inner, outer, state, frame, at)
        op, captured = self.inner_loop(
            self,
            replace(inner, body=self.silent(inner, at), name=frame.function.name),
            len(outer),
            self.place_of_code(loop, state, values),
        )
        assert view.slots is not None
        steps, slots, whole_state = (
            self.temporary(self.range_of(view), "steps"),
            view.slots.expr,
            [x.expr for x in outer],
        )
        if isinstance(slots, Call) and slots.op == WITHIN:
            slots = self.temporary(replace(slots, args=(*slots.args, *whole_state)), "slots")
        found = self.temporary(Call(op, (steps, slots, *whole_state, *captured), at=at), "states")
        parts = [Leaf(Call("[]", (found, Const(k))), kind, True) for k, kind in enumerate(kinds)]
        result = every_leaf(whole, iter(parts))
        assert isinstance(result, Group)
        for name, value in zip(state, result.items, strict=True):
            self.assign(name, value, frame)
        for name in {*changed, loop.target.id} - set(state):
            self.owner(name, frame).env[name] = Poison(ONLY_INSIDE)

    def place_of_code(self, loop: For, state: list[str], values: list[Value]) -> int | None:
        """Return the place among the leaves of a state of the code that tells that a loop was left, if it may be."""
        code = code_of(loop)
        return None if code is None else sum(len(leaves(value)) for value in values[: state.index(code.id)])

    def refuse_shared(self, inner: Inner, outer: list[Leaf], state: list[str], frame: Frame, at: Origin | None) -> None:
        """Refuse a loop that writes into an array which another variable holds too, and would see change."""
        roots = {self.memory_root(name) for name in self.written}
        written = [
            leaf.expr.id
            for (name, _), leaf in zip(inner.inputs[1:], outer, strict=False)
            if self.memory_root(name) in roots and isinstance(leaf.expr, Name)
        ]
        mine = {self.memory_root(name) for name in written}
        for other in self.seen():
            for variable, value in other.env.items():
                if other is self.owner(variable, frame) and variable in state:
                    continue
                names_held = {name for leaf in leaves(self.fresh(value)) for name in sources(leaf.expr, self.hints)}
                if any(self.memory_root(name) in mine for name in names_held):
                    raise self.unsupported(
                        f"a checkpointed loop writes into an array that `{variable}` holds too",
                        "Write into a copy.",
                        at,
                    )

    def step_apart(self, call: Callable[[Value, list[Leaf]], Value], args: list[Leaf], at: Origin | None) -> Inner:
        """Return a step by itself, its inputs being the index, the state, and a multiplier for each part of the state.

        Its result is the sum of the new state's numbers times the multipliers, then the new state.
        """
        count = len(args)

        def run(values: list[Value]) -> Value:
            new = leaves(call(values[0], [v for v in values[1:count] if isinstance(v, Leaf)]))
            real = [leaf for leaf, old in zip(new, args[1:], strict=True) if is_real_or_complex(old.kind)]
            terms = [self.inner_product(m, part, at) for m, part in zip(values[count:], real, strict=True)]
            total = terms[0] if terms else number(0.0)
            for term in terms[1:]:
                total = self.operation("+", [total, term], (), at)
            return Group(tuple, tuple(range(len(new) + 1)), (total, *new))

        multipliers = [Leaf(Name("adjoint"), leaf.kind) for leaf in args[1:] if is_real_or_complex(leaf.kind)]
        return self.set_apart_whole([*args, *multipliers], run, at)


def code_of(loop: For) -> Name | None:
    """Return the name of the code that tells that a loop was left by `break`, if it may be."""
    match loop.stop:
        case Call(">=", (Name() as code, _)):
            return code
        case _:
            return None


def read_after(block: Block, loop: Stmt) -> frozenset[str]:
    """Return what may be read after a loop in a function's text, as it was left there."""
    for position, stmt in enumerate(block):
        rest = exposed_reads(block[position + 1 :])
        if stmt is loop:
            return rest
        for inner in blocks(stmt):
            if any(each is loop for each in statements(inner)):
                return rest | read_after(inner, loop)
    return frozenset()


def settled(leaf: Leaf) -> Leaf:
    """Return a leaf that is no known constant."""
    return Leaf(leaf.expr, leaf.kind, leaf.varied)


def every_leaf(value: Value, found: object) -> Value:
    """Return a value with other leaves, taken in turn."""
    match value:
        case Leaf():
            made: Value = next(found)  # type: ignore[call-overload]
            return made
        case Group(maker, keys, items):
            return Group(maker, keys, tuple(every_leaf(item, found) for item in items))
        case _:
            return value


def structure(value: Value) -> object:
    """Return what must not change from step to step."""
    match value:
        case Group(maker, keys, items):
            return maker, keys, tuple(structure(item) for item in items)
        case Static(obj):
            return ("static", obj)
        case _:
            return type(value)


def changed_in(loop: For) -> list[str]:
    """Return the variables that a loop's body assigns or writes into, in the order of the text."""
    found: dict[str, None] = {}

    def root(expr: Expr | Target) -> None:
        while isinstance(expr, Item) or (isinstance(expr, Call) and expr.args):
            expr = expr.base if isinstance(expr, Item) else expr.args[0]
        if isinstance(expr, Name):
            found.setdefault(expr.id)

    def mark(stmt: Stmt) -> None:
        match stmt:
            case Assign(target=target):
                for item in targets(target):
                    root(item)
            case Update(target=target):
                root(target)
            case _:
                pass

    for stmt in statements(loop.body):
        mark(stmt)
    for name in sorted(block_assigns(loop.body)):
        found.setdefault(name)
    return list(found)
