"""Find the first statement of a function whose derivative is wrong, by the dot-product test on slices of the program.

The flat statements of the function are run one by one. Each active one is held, with the values that it meets, against
differences of itself: as a tangent, and as an adjoint. If each is right, the slices from the beginning up to each
statement are held against differences in turn.
"""

from __future__ import annotations

import copy
import itertools
import types
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .analyse.live import exposed_reads
from .analyse.memory import memory_of
from .analyse.memory import stored as stored_names
from .backends.load import load, namespace
from .compile import Request, answered, program_of, read_function
from .differentiate.arrange import reverse_function
from .differentiate.callees import Callees, spelled
from .differentiate.tangent import forward_function
from .dispatch import Dispatcher, _lock, deep_recursion
from .forms import is_guard
from .ir import (
    Block,
    Call,
    Expr,
    For,
    Function,
    If,
    Name,
    Origin,
    Param,
    Stmt,
    While,
    all_definitions,
    definitions,
    reads,
)
from .kinds import UNKNOWN, is_real_or_complex
from .program import Draft, Parts, Program, activate, named_results, prologue
from .simplify.exits import print_exits
from .simplify.pipeline import printable
from .specialise.specialise import Specialised
from .specialise.values import Group, Input, Leaf
from .syntax.write import write, write_expression
from .texts import inner_functions
from .tree import is_real_leaf

STEPS = (1e-3, 1e-4, 1e-5, 1e-6)
MOST_TESTS = 3  # of one statement
MOST_SLICES = 60
Values = dict[str, Any]


@dataclass(frozen=True)
class Wrong:
    """Where a derivative is wrong, and what it gave in place of what."""

    origin: Origin | None
    what: str
    found: float
    expected: float


def locate(run: Dispatcher, primals: Sequence[Any], rtol: float, atol: float, seed: int = 0) -> Wrong | None:
    """Return the first statement whose tangent or adjoint is not what differences of it give, None if there is none."""
    table = run.bind(tuple(primals), {})
    values = {name: copy.deepcopy(value) for name, value in table.items()}

    def answer(request: Request, spec: Specialised) -> Wrong | None:
        program, callees = program_of(request, spec)
        return Locator(program, callees, values, rtol, atol, np.random.default_rng(seed)).found()

    with _lock, deep_recursion(), np.errstate(all="ignore"):
        return answered(run.request(), table, read_function, answer)


class Found(Exception):
    """Ends the run of a program where something wrong was met."""

    def __init__(self, wrong: Wrong) -> None:
        self.wrong = wrong


class Locator:
    """Runs a program statement by statement, and holds each against differences."""

    def __init__(
        self, program: Program, callees: Callees, values: Values, rtol: float, atol: float, rng: np.random.Generator
    ) -> None:
        self.program, self.callees = program, callees
        self.rtol, self.atol, self.rng = rtol, atol, rng
        self.tested: Counter[int] = Counter()
        self.slices: dict[int, Slice | None] = {}
        self.codes: dict[tuple[int, ...], types.CodeType] = {}  # by the statements or the expression, which stay alive
        self.space = namespace(program.spec.specialiser.bindings)
        cores = [function for function, _ in callees.functions(program.body)]
        gradients = program.spec.specialiser.gradients
        texts = [
            text for block in (program.body, *(c.body for c in cores)) for text, _ in inner_functions(block, gradients)
        ]
        texts += [write(core) for core in cores]
        exec("\n\n".join(texts), self.space)
        self.start = values
        self.head = prologue(program)
        self.execute(self.head, self.start)
        early = exposed_reads(program.body) & all_definitions(program.body)  # copies of what a path assigned nothing to
        self.start.update(dict.fromkeys(early - self.start.keys()))

    def found(self) -> Wrong | None:
        """Return the first statement that is wrong by itself, or else after which the adjoint is wrong."""
        try:
            self.block(self.program.body, copy.deepcopy(self.start))
        except Found as found:
            return found.wrong
        return self.first_slice()

    # ------------------------------------------------------------ running
    def execute(self, block: Block, values: Values) -> None:
        """Run statements on values, which change."""
        key = tuple(map(id, block))
        if key not in self.codes:
            text = write(Function("step", (), spelled(print_exits(block))))
            self.codes[key] = compile("\n".join(line[4:] for line in text.splitlines()[1:]), "<step>", "exec")
        exec(self.codes[key], self.space, values)

    def evaluate(self, expr: Expr, values: Values) -> Any:
        """Return the value of an expression."""
        if (id(expr),) not in self.codes:
            self.codes[(id(expr),)] = compile(write_expression(expr), "<step>", "eval")
        return eval(self.codes[(id(expr),)], self.space, values)

    def block(self, block: Block, values: Values) -> None:
        """Run the statements of a block, and test the active ones before."""
        for stmt in block:
            match stmt:
                case If() if not is_guard(stmt):
                    self.block(stmt.body if self.evaluate(stmt.condition, values) else stmt.orelse, values)
                case For(Name(target), iterable, body):
                    for value in self.evaluate(iterable, values):
                        values[target] = value
                        self.block(body, values)
                        if stmt.stop is not None and self.evaluate(stmt.stop, values):
                            break
                case While(condition, body):
                    while self.evaluate(condition, values):
                        self.block(body, values)
                        if stmt.stop is not None and self.evaluate(stmt.stop, values):
                            break
                case _:
                    self.test(stmt, values)
                    self.execute((stmt,), values)

    # ------------------------------------------------------------ testing
    def test(self, stmt: Stmt, values: Values) -> None:
        """Hold a statement against differences of itself, with the values that it meets."""
        active = self.program.active
        changed = sorted((definitions(stmt) | stored_names(stmt, self.program.kinds)) & active)
        read = sorted((reads(stmt) | stored_names(stmt, self.program.kinds)) & active & values.keys())
        if not changed or not read or self.tested[id(stmt)] >= MOST_TESTS:
            return
        self.tested[id(stmt)] += 1
        if id(stmt) not in self.slices:
            self.slices[id(stmt)] = self.slice((stmt,), read, changed, values)
        part = self.slices[id(stmt)]
        if part is not None:
            value = getattr(stmt, "value", None)
            at = value.at if isinstance(value, Call) and value.at is not None else getattr(stmt, "origin", None)
            self.compare(part, values, at, "of this operation")

    def slice(self, block: Block, read: list[str], changed: list[str], values: Values) -> Slice | None:
        """Return some statements as a function with derivatives of its own; None if it has values of other sorts."""
        read = [name for name in read if is_real_leaf(values.get(name))]
        if not read:
            return None
        given = sorted(exposed_reads(block) & values.keys())
        given += [name for name in read if name not in given]
        program = sliced(self.program, block, given, read, changed)
        wrt = tuple((name,) for name in read)
        pair = reverse_function(program, "vjp", wrt, False, "slice")
        return Slice(
            self,
            block,
            given,
            read,
            changed,
            self.made(pair, program),
            self.made(forward_function(program, wrt), program),
        )

    def made(self, parts: Parts, program: Program) -> list[Callable[..., Any]]:
        """Return generated functions."""
        names = [f"slice_{role}" for role, _, _ in parts]
        cores = [
            Function(name, params, spelled(printable(block, program.kinds)))
            for name, (_, params, block) in zip(names, parts, strict=True)
        ]
        whole: Block = tuple(stmt for _, _, block in parts for stmt in block)
        cores += [function for function, _ in self.callees.functions(whole)]
        gradients = program.spec.specialiser.gradients
        texts = [text for core in cores for text, _ in inner_functions(core.body, gradients)]
        texts += [write(core) for core in cores]
        bindings = {**self.space, **program.spec.specialiser.bindings}
        return list(load("\n\n".join(texts), names, bindings))

    def compare(self, part: Slice, values: Values, at: Origin | None, of: str) -> None:
        """Raise Found where a slice's tangent or adjoint is not what differences give."""
        directions = {name: self.random(values[name]) for name in part.read}
        expected = part.differences(values, directions)
        if expected is None:
            return
        weights = [self.random(value) for value in expected]
        given = [copy.deepcopy(values[name]) for name in part.given]
        # a slice has no copies of its own of what it writes into, tangents included
        _, tangents = part.tangent[0](*copy.deepcopy(given), *copy.deepcopy([*directions.values()]))
        _, saved = part.pair[0](*given)
        adjoints = part.pair[1](saved, tuple(copy.deepcopy(weights)))
        wanted = sum(map(dot, weights, expected))
        scale = 1 + sum(map(size, weights, expected))
        for what, number in (
            ("tangent", sum(map(dot, weights, tangents))),
            ("adjoint", sum(map(dot, adjoints, directions.values()))),
        ):
            if not abs(number - wanted) <= (self.atol + self.rtol) * scale:
                raise Found(Wrong(at, f"the {what} {of}", float(number), float(wanted)))

    def random(self, value: Any) -> Any:
        """Return random numbers in the shape and dtype of a value."""
        drawn: Any = np.asarray(self.rng.normal(size=np.shape(value)))
        if np.iscomplexobj(value):
            drawn = drawn + 1j * self.rng.normal(size=np.shape(value))
        if isinstance(value, np.ndarray):
            return drawn.astype(value.dtype)
        return type(value)(drawn) if isinstance(value, float | complex | np.generic) else float(drawn)

    def first_slice(self) -> Wrong | None:
        """Return the first statement after which the adjoint from the beginning is wrong."""
        body, active = self.program.body, self.program.active
        read = sorted(self.program.wrt)
        whole: Wrong | None = None
        last = len(body)
        for k in (last, *range(1, min(last, MOST_SLICES))):  # where the whole is right, no beginning is asked
            changed = sorted(all_definitions(body[:k]) & active)
            if k < last and not all_definitions(body[k - 1 : k]) & active:
                continue
            after = copy.deepcopy(self.start)
            self.execute(body[:k], after)
            changed = [name for name in changed if is_real_leaf(after.get(name))]
            part = self.slice(body[:k], read, changed, self.start) if changed else None
            if part is not None:
                try:
                    at = getattr(body[k - 1], "origin", None)
                    self.compare(part, self.start, at, "of all up to this statement, each of which is right by itself,")
                except Found as found:
                    if k < last:
                        return found.wrong
                    whole = found.wrong
            if whole is None:
                return None
        return whole


def as_array_where(value: Any, computed: Any) -> Any:
    """Return what was computed of a value as an array where that is one: of one without axes NumPy makes a number."""
    return np.asarray(computed) if isinstance(value, np.ndarray) else computed


@dataclass
class Slice:
    """Some statements as a function of the values `given`, active in `read`, with its derivatives."""

    locator: Locator
    block: Block
    given: list[str]
    read: list[str]
    changed: list[str]
    pair: list[Callable[..., Any]]
    tangent: list[Callable[..., Any]]

    def differences(self, values: Values, directions: Values) -> list[Any] | None:
        """Return the central differences of what is changed that agree best; None where it is not of numbers."""

        def moved(step: float) -> list[Any]:
            own = {name: copy.deepcopy(value) for name, value in values.items() if name in self.given}
            for name in self.read:
                own[name] = as_array_where(own[name], own[name] + step * directions[name])
            self.locator.execute(self.block, own)
            return [own.get(name) for name in self.changed]

        found = []
        for step in STEPS:
            pairs = list(zip(moved(step), moved(-step), strict=True))
            if not all(is_real_leaf(a) and is_real_leaf(b) and np.shape(a) == np.shape(b) for a, b in pairs):
                return None
            found.append([as_array_where(a, (a - b) / (2 * step)) for a, b in pairs])
        gaps = [sum(map(size_of_gap, a, b)) for a, b in itertools.pairwise(found)]
        return found[int(np.argmin(gaps)) + 1] if np.all(np.isfinite(gaps)) else None


def sliced(program: Program, block: Block, given: list[str], read: list[str], changed: list[str]) -> Program:
    """Return the program of some of a program's statements."""
    kinds = {name: program.kinds.get(name, UNKNOWN) for name in given}
    inputs = [Input(name, Name(name), kind, name in read and is_real_or_complex(kind)) for name, kind in kinds.items()]
    fresh = program.fresh
    everything = dict(program.kinds)
    body, results = named_results(
        block, tuple(Name(name) for name in changed), fresh, everything, memory_of(block, everything)
    )
    leaves = tuple(Leaf(Name(name), everything[name], True) for name in results)
    result = Group(tuple, tuple(range(len(leaves))), leaves)
    function = Function("slice", tuple(Param(name) for name in given), block, origin=program.spec.function.origin)
    spec = replace(
        program.spec, inputs=inputs, function=function, body=block, result=result,
        arguments={i.name: Leaf(Name(i.name), i.kind, i.wrt) for i in inputs},
    )  # fmt: skip
    draft = Draft(
        spec, (), body, result, everything, kinds, everything, program.temporaries, {}, derive=program.derive
    )  # fmt: skip
    return activate(draft, tuple((name,) for name in read))


def dot(a: Any, b: Any) -> float:
    """Return the real inner product of two numbers or arrays."""
    return 0.0 if a is None else float(np.real(np.sum(np.conj(np.asarray(a)) * np.asarray(b))))


def size(a: Any, b: Any) -> float:
    """Return the sum of the magnitudes of the terms of an inner product."""
    return float(np.sum(np.abs(np.asarray(a) * np.asarray(b))))


def size_of_gap(a: Any, b: Any) -> float:
    """Return how far two estimates are from each other."""
    return float(np.sum(np.abs(np.asarray(a) - np.asarray(b))))
