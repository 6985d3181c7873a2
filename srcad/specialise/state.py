"""The specialiser's state: statements written so far, and what is known of variables."""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..analyse.callee import callee_of, goals
from ..analyse.memory import is_memory, sources
from ..errors import KindError, SrcadError, UnsupportedSyntax
from ..ir import Assign, Block, Call, Const, Do, Expr, Name, Origin, Stmt, Targets, names
from ..kinds import Kind, join
from ..names import Names
from .frame import Frame, Scope
from .values import Group, Input, Leaf, Poison, Value, describe

if TYPE_CHECKING:
    from .partway import Watch


@dataclass
class Known:
    """What is known at a place: of each variable of each frame that may still be seen, and of what may change."""

    frames: list[tuple[Frame, dict[str, Value]]]
    heap: dict[int, Group | Poison]


@dataclass
class Guard:
    """What was decided while compiling and must still hold at each call: `name` in `holder` is `value`."""

    holder: object  # a dict of globals, a closure's cell, a function or a class with an attribute, or a set
    name: str
    value: object


@dataclass
class FreeInput:
    """A number, an array or a container read from outside the function: `name` is its name in the core."""

    scope: Scope
    variable: str
    name: str
    value: Value


Cores = list[tuple[Frame, dict[tuple[object, ...], str]]]
Parts = dict[tuple[object, ...], Name]
Saved = tuple[set[str], Cores, dict[tuple[int, str], FreeInput], Parts]


class Bottom(Exception):
    """A call that, as far as is known yet, does not return: the path to it is left out."""


class Restructured(Exception):
    """An element does not fit the list that it is to go into, of which nothing was known yet."""

    def __init__(
        self, name: str, element: Hashable, sites: set[tuple[str, int, str]], otherwise: UnsupportedSyntax
    ) -> None:
        self.name = name
        self.element = element
        self.sites = sites  # where such lists are made
        self.otherwise = otherwise


class Resumes(Exception):
    """A place whose plain form does not do, such as a generator that several calls of `next` go through."""

    def __init__(self, place: Hashable, otherwise: SrcadError) -> None:
        self.place = place  # where it was called
        self.otherwise = otherwise


class Raised(Exception):
    """The end of a path that raises an exception of the user's."""


class State:
    """Emission and environments."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.out: list[Stmt] = []
        self.inputs: list[Input] = []
        self.origin: Origin | None = None
        self.frame: Frame | None = None
        self.live: list[Frame] = []
        self.heap: dict[int, Group | Poison] = {}
        self.phi: Parts = {}  # names at loop heads, by container and path
        self.guards: list[Guard] = []
        self.free: dict[tuple[int, str], FreeInput] = {}
        self.tables: dict[int, int] = {}  # the containers that stand for the global variables of modules
        self.lasting: set[tuple[int, str]] = set()  # and what of `free` is in them
        self.bindings: dict[str, object] = {}
        self.hints: dict[str, Kind] = {}
        self.missed: set[tuple[int, str]] = set()  # variables read where nothing assigned them, by frame and name
        self.uncertain: set[tuple[int, str]] = set()  # variables that only one of two paths in a trip assigned
        self.hoped: set[tuple[int, str]] = set()  # those of them whose readers were left out of the present trip
        self.loops = 0  # how many loops are around whose bodies are written more than once
        self.sides = 0  # and how many branches inside the body of the innermost
        self.collector: Callable[[Value], None] | None = None
        self.depth = 0  # how many loops and branches of unknown course are around
        self.gradients: dict[str, object] = {}  # the operations that are gradients of inner functions
        self.lost: frozenset[str] | None = frozenset()  # may be assigned while an iterable is in use; None: anything
        self.trip: tuple[int, ...] = ()  # which elements the loops around are at that are taken apart
        self.temporaries: set[str] = set()  # names that a call was given to bind its results to
        self.direct = False  # whether the value of a call is assigned, and nothing else holds it
        self.may_write: set[str] = set()  # names of what calls gave that may write what is varied into an array
        self.given: set[str] = set()  # those of the bindings' names that this function's text has
        self.inside = 0  # how many guarded blocks are around
        self.watches: list[Watch] = []  # the guarded blocks around that are being written
        self.plain = 0  # inside an operation without derivative: calls of user functions stay calls
        self.inlined: frozenset[object] = frozenset()  # functions whose calls may not stay as they are
        self.may_spread_here = False  # whether the present loop had better be written trip by trip
        self.methods: dict[types.FunctionType, Value] = {}  # of classes inside functions
        self.classes: dict[tuple[Frame, int], type] = {}  # these classes, by where they are made
        self.owners: dict[int, type] = {}  # and by the texts of their methods
        self.dataclasses: dict[type, type] = {}  # what `dataclass` made of them
        self.told_apart: list[Expr] = []  # what is told apart by its identity
        self.exact = self.other_arrays = False  # whether an argument is a fraction, say; or no array of NumPy's
        self.counting = False  # whether the integers in what is looked at are known: those of the arguments may be
        self.certainties: list[set[str]] = [set()]  # what is surely not None, for each of the conditions around
        self.careful = self.careless = False  # whether arguments that read memory get names, as it is written; one not
        self.stores = 0  # how often memory was written so far
        self.written: set[str] = set()  # the roots of the memory written
        self.varied_memory: set[str] = set()  # and of that which holds what depends on the arguments
        self.sharing: dict[str, str] = {}  # names that may share memory, as a forest

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
        self.share(name.id, expr)
        self.emit(Assign(name, expr, self.origin))
        return name

    # ------------------------------------------------------------ memory
    def memory_root(self, name: str) -> str:
        """Return the name that stands for all those that may share memory with a name."""
        while self.sharing.get(name, name) != name:
            name = self.sharing[name]
        return name

    def share(self, name: str, expr: Expr) -> None:
        """Remember that a name may share memory with what an expression gives."""
        for other in sources(expr, self.hints):
            one, two = self.memory_root(name), self.memory_root(other)
            if one != two:
                self.sharing[one] = two
                for found in (self.varied_memory, self.written):
                    if one in found:
                        found.add(two)

    def leaf_varied(self, leaf: Leaf) -> bool:
        """Return whether a value depends on the arguments by now: memory may have been written since it was bound."""
        if leaf.varied or not self.varied_memory or not is_memory(leaf.kind):
            return leaf.varied
        return any(self.memory_root(name) in self.varied_memory for name in sources(leaf.expr, self.hints))

    def current(self, value: Value) -> Value:
        """Return a variable's value as it is by now."""
        if not self.varied_memory:
            return value
        match value:
            case Leaf():
                varied = self.leaf_varied(value)
                return value if varied == value.varied else replace(value, varied=varied)
            case Group(items=items):
                return replace(value, items=tuple(self.current(item) for item in items))
            case _:
                return value

    def known_kinds(self) -> dict[str, Kind]:
        """Return what is known of the kinds of names, arguments included."""
        return {**{i.name: i.kind for i in self.inputs}, **self.hints}

    # ------------------------------------------------------------ names for values
    def atom(self, leaf: Leaf, wish: str = "t") -> Leaf:
        """Return a leaf whose expression is a name or a literal."""
        if isinstance(leaf.expr, Call):
            return replace(leaf, expr=self.temporary(leaf.expr, wish))
        return leaf

    def marked(self) -> Callable[[], None]:
        """Return an action that puts the specialiser back to where it is now."""
        environments, state, hints, written = self.environments(), self.save(), dict(self.hints), len(self.out)
        memory = self.stores, set(self.written), set(self.varied_memory), dict(self.sharing)
        inside, trip, lost = self.inside, self.trip, self.lost
        certainties = [set(names) for names in self.certainties]
        out, marks, live = self.out, (self.frame, self.origin, self.plain, self.collector, self.depth), list(self.live)

        def back() -> None:
            self.out = out
            self.certainties = [set(names) for names in certainties]
            del self.out[written:]
            self.frame, self.origin, self.plain, self.collector, self.depth = marks
            self.live, self.inside, self.trip, self.lost, self.sharing = list(live), inside, trip, lost, dict(memory[3])
            self.stores, self.written, self.varied_memory = memory[0], set(memory[1]), set(memory[2])
            self.restore(state)
            self.set_environments(environments)
            self.hints = dict(hints)

        return back

    @contextmanager
    def losing(self, names: frozenset[str] | None) -> Iterator[None]:
        """Take these names for what may be assigned while an iterable made in this block is in use."""
        outer, self.lost = self.lost, names
        try:
            yield
        finally:
            self.lost = outer

    def fails(self, error: SrcadError, kind: str, *details: object) -> Exception:
        """Return what to raise for code that surely raises an exception of Python's: an error, unless it may not run.

        On a path that may not be taken, or inside `try`, the exception is raised there when the code runs.
        """
        if not self.depth and not self.inside:
            return error
        call = Call("call", (Name(kind), *(Const(detail) for detail in details)))
        self.emit(Do(Call("raise", (call,)), self.origin))
        return Raised()

    def aside(self, action: Callable[[], None]) -> Block:
        """Return the statements that an action writes."""
        outer, self.out = self.out, []
        marks = self.frame, self.plain, self.collector, self.depth, self.inside, list(self.live)
        try:
            action()
            return tuple(self.out)
        except Raised:
            self.frame, self.plain, self.collector, self.depth, self.inside, self.live = marks
            return tuple(self.out)
        finally:
            self.out = outer

    def reached_side(self, action: Callable[[], None]) -> Block | None:
        """Return the statements that an action writes, None if it comes to a call that does not return."""
        marks, live = (self.frame, self.plain, self.collector, self.depth, self.inside, self.trip), list(self.live)
        lost, sides = self.lost, self.sides
        self.sides += 1
        try:
            return self.aside(action)
        except Bottom:
            self.frame, self.plain, self.collector, self.depth, self.inside, self.trip = marks
            self.live, self.lost = live, lost
            return None
        finally:
            self.sides = sides

    def miss(self, place: tuple[int, str]) -> None:
        """Note that a variable is read that nothing has assigned yet.

        In a loop a later statement may: the first time, the branch that reads it is left out as one that is not taken.
        """
        if self.loops and self.sides and place not in self.missed:
            self.missed.add(place)
            self.hoped.add(place)
            raise Bottom
        self.missed.add(place)

    def bound_at_once(self, pairs: list[tuple[Name, Leaf]]) -> bool:
        """Let a call that was just written give its results to the variables that are to hold them."""
        last = self.out[-1] if self.out else None
        direct, self.direct = self.direct, False  # only as long as nothing else is written
        if not direct or not isinstance(last, Assign) or callee_of(last.value) is None:
            return False
        table = {leaf.expr.id: name for name, leaf in pairs if isinstance(leaf.expr, Name)}
        found = goals(last.target)
        if not pairs or len(table) != len(pairs) or not set(table) <= set(found) & self.temporaries:
            return False
        for name, leaf in pairs:
            self.record(name.id, leaf.kind)
            self.share(name.id, last.value)
        bound = [table.get(goal, Name(goal)) for goal in found]
        self.out[-1] = replace(last, target=bound[0] if len(bound) == 1 else Targets(tuple(bound)))
        self.direct = True
        return True

    def assign_all(self, pairs: list[tuple[Name, Leaf]]) -> None:
        """Write assignments that happen at once: a value that a former one would spoil goes through a temporary."""
        if self.bound_at_once(pairs):
            return
        bound = [name.id for name, _ in pairs]
        safe: list[Expr] = []
        for i, (_, leaf) in enumerate(pairs):
            spoiled = names(leaf.expr) & set(bound[:i])
            safe.append(self.temporary(leaf.expr) if spoiled else leaf.expr)
        for (name, leaf), expr in zip(pairs, safe, strict=True):
            self.record(name.id, leaf.kind)
            if is_memory(leaf.kind):
                self.share(name.id, expr)
            self.emit(Assign(name, expr, self.origin))

    # ------------------------------------------------------------ environments
    def seen(self) -> list[Frame]:
        """Return the frames whose variables may still be seen: of the calls under way, and those closures keep."""
        found, frame = list(self.live), self.frame
        while frame is not None:
            if frame not in found:
                found.append(frame)
            frame = frame.parent
        return found

    def scratch(self, wish: str, frame: Frame) -> str:
        """Return a variable of the specialiser's own in a frame: under a name that no user's variable has."""
        name = self.names.fresh(wish)
        variable = f"${name}"
        frame.locals |= {variable}
        frame.core[(variable,)] = name
        return variable

    def owner(self, variable: str, frame: Frame) -> Frame:
        """Return the frame that a variable belongs to: `:=` in a comprehension and `nonlocal` bind further out."""
        while variable not in frame.locals and frame.function.name == "<comprehension>" and frame.parent is not None:
            frame = frame.parent
        if variable not in frame.outer:
            return frame
        where = frame.parent
        while where is not None and variable not in where.locals:
            where = where.parent
        if where is None:
            raise self.unsupported(
                f"writing to the nonlocal variable `{variable}`, from outside the function, is not supported",
                "Return the new value, and assign it where the function is called.",
            )
        if where.copied:
            raise self.unsupported(
                f"writing to the nonlocal variable `{variable}` in a function that calls itself is not supported",
                "Return the new value, and assign it where the function is called.",
            )
        return where

    def environments(self) -> Known:
        """Return a copy of all that is known."""
        return Known([(frame, dict(frame.env)) for frame in self.seen()], dict(self.heap))

    def set_environments(self, known: Known) -> None:
        """Put back what was known."""
        for frame, env in known.frames:
            frame.env = dict(env)
        self.heap = dict(known.heap)

    def save(self) -> Saved:
        """Return what must be put back when statements are written anew."""
        cores = [(frame, dict(frame.core)) for frame in self.seen()]
        return set(self.names.taken), cores, dict(self.free), dict(self.phi)

    def restore(self, state: Saved) -> None:
        """Forget the names given since `save`."""
        taken, cores, free, phi = state
        self.names.taken = set(taken) | self.given
        for frame, core in cores:
            frame.core = dict(core)
        met = {
            key: each for key, each in self.free.items()
            if key not in free and (key in self.lasting or isinstance(each.value, Group))
        }  # fmt: skip
        self.names.taken |= {each.name for each in met.values()}
        self.free, self.phi = {**free, **met}, dict(phi)  # a container from outside stays the one that it is

    def trial(self, action: Callable[[], Value]) -> Value:
        """Evaluate something without keeping what it writes."""
        environments, state, collector = self.environments(), self.save(), self.collector
        memory = self.stores, set(self.written), set(self.varied_memory), dict(self.sharing), dict(self.hints)
        outer, self.out, live = self.out, [], list(self.live)
        try:
            return action()
        finally:
            self.out, self.collector, self.live = outer, collector, live
            self.stores, self.written, self.varied_memory, self.sharing, self.hints = memory
            self.restore(state)
            self.set_environments(environments)

    # ------------------------------------------------------------ words for errors
    def say(self, value: Value) -> str:
        """Return a few words for an error message."""
        return describe(value)

    def unsupported(self, what: str, hint: str = "", at: Origin | None = None) -> UnsupportedSyntax:
        """Return the error for something at the present statement that is not supported."""
        return UnsupportedSyntax(what, at or self.origin, hint=hint)

    def wrong_kind(self, what: str, at: Origin | None = None, hint: str = "") -> KindError:
        """Return the error for a value of the wrong kind."""
        return KindError(what, at or self.origin, hint=hint)
