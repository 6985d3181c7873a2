"""One program through the tool: value, gradient, tangent and their agreement, each against an oracle."""

from __future__ import annotations

import random
import re
import signal
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np

from .oracle import Jacobian, jacobian
from .program import Program, along, difference, flatten, leaves, same_bits, unflatten
from .readback import compiled, read_back

FAILURES = ("wrong value", "wrong gradient", "wrong tangent", "wrong text", "crash", "timeout")
KINDS = ("ok", "skipped", "refused", *FAILURES)


@dataclass(frozen=True)
class Outcome:
    """What happened; `key` says when two outcomes are of one sort, `exact` whether dual numbers were the oracle."""

    kind: str
    detail: str = ""
    key: str = ""
    exact: bool = True
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        return self.kind in FAILURES

    def same_as(self, other: Outcome) -> bool:
        return (self.kind, self.key) == (other.kind, other.key)


class TimeUp(BaseException):
    """The time limit has passed; not an Exception, so that no program swallows it."""


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise TimeUp after so many seconds of the processor's time (in the main thread only)."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise TimeUp

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Wrong(Exception):
    """A wrong answer of the tool: the class of the outcome, and what was seen."""

    def __init__(self, kind: str, key: str, detail: str) -> None:
        super().__init__(detail)
        self.kind, self.key, self.detail = kind, key, detail


def the_tool() -> Any:
    """srcad, imported when it is needed."""
    import srcad

    return srcad


def plain(program: Program) -> Any:
    """The value of the plain call; an exception if the program is not one to test."""
    with np.errstate(over="raise", invalid="raise", divide="raise"), limit(3.0):
        value = program.function()(*program.args())
    numbers = flatten(value)
    if not numbers.size:
        raise ValueError("the result holds no float")
    if not np.all(np.isfinite(numbers)) or np.max(np.abs(numbers)) > 1e6:
        raise ValueError("the result is not a moderate number")
    return value


def check(program: Program, tool: Any = None, order2: bool = False, seconds: float = 30.0) -> Outcome:
    """Run one program plainly, by the oracle and by the tool, and say how they compare."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = plain(program)
            with limit(seconds):
                truth = jacobian(program, value)
        except (Exception, TimeUp) as error:
            return Outcome("skipped", f"{type(error).__name__}: {error}", type(error).__name__)
        tool = the_tool() if tool is None else tool
        start = time.perf_counter()
        refused: list[Outcome] = []
        try:
            with limit(seconds), np.errstate(all="ignore"), compiled() as texts:
                function = tool.from_source(program.text, program.namespace())
                for test in (reverse, forward, pullbacks, *((second_order,) if order2 else ())):
                    try:
                        test(tool, function, program, truth, value)
                    except tool.SrcadError as error:
                        refused.append(refusal(error, truth))
                seen: list[Any] = []
                for text in texts:
                    if problem := read_back(text, seen):
                        raise Wrong("wrong text", problem.partition("\n")[0], problem)
        except TimeUp:
            return Outcome("timeout", f"more than {seconds} s", "", truth.exact, seconds)
        except Wrong as wrong:
            return Outcome(wrong.kind, wrong.detail, wrong.key, truth.exact, time.perf_counter() - start)
        except tool.SrcadError as error:
            return refusal(error, truth)
        except Exception as error:
            text = traceback.format_exc(limit=-4)
            return Outcome("crash", text, crash_key(error), truth.exact, time.perf_counter() - start)
        return refused[0] if refused else Outcome("ok", "", "", truth.exact, time.perf_counter() - start)


def refusal(error: Exception, truth: Jacobian) -> Outcome:
    return Outcome("refused", f"{type(error).__name__}: {error}", refusal_key(error), truth.exact)


def refusal_key(error: Exception) -> str:
    """The sort of a refusal: its class and first line, without the names and numbers of this program."""
    first = str(error).strip().splitlines()[0] if str(error).strip() else ""
    return f"{type(error).__name__}: {re.sub(r'`[^`]*`|[0-9]+', '_', first)}"


def crash_key(error: Exception) -> str:
    """The sort of a crash: the exception, and the last place that is not generated code."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/srcad/" in f.filename and "<" not in f.filename]
    place = f" in {frames[-1].name}" if frames else ""
    return f"{type(error).__name__}{place}"


# The tests of one program


def draw(program: Program, like: Any, salt: str) -> Any:
    """A random pytree shaped as `like`, the same each time."""
    rng = random.Random(f"{salt} {program.seed}")
    return unflatten(like, np.array([round(rng.uniform(-1, 1), 3) for _ in range(flatten(like).size)]))


def agree(kind: str, key: str, got: np.ndarray, choices: list[np.ndarray], tolerance: float) -> None:
    """Each number must agree with one of the choices for it."""
    got = np.asarray(got, float)
    error = np.min([np.abs(got - right) for right in choices], axis=0) if got.size else np.zeros(0)
    if not np.all(error <= tolerance):  # nan is wrong as well
        raise Wrong(kind, key, f"{key}\n  got   {got}\n  right {choices[0]}\n  tolerance {tolerance:.1e}")


def unchanged(program: Program, args: tuple[Any, ...], by: str) -> None:
    if not same_bits(args, program.args()):
        raise Wrong("wrong value", f"arguments changed by {by}", f"{by} changed its arguments to {args}")


def same_value(got: Any, value: Any, by: str) -> None:
    if not same_bits(got, value):
        raise Wrong("wrong value", f"value of {by}", f"{by} gives {got!r}\n  the plain call {value!r}")


def reverse(tool: Any, function: Any, program: Program, truth: Jacobian, value: Any) -> None:
    """value_and_grad of a scalar result: value bit for bit, gradient as the oracle's, shaped as the arguments."""
    if not isinstance(value, (float, np.floating)):
        return
    args, wrt = program.args(), program.wrt()
    got, gradient = tool.value_and_grad(function, argnums=wrt)(*args)
    unchanged(program, args, "value_and_grad")
    same_value(got, value, "value_and_grad")
    if isinstance(wrt, int):
        gradient = (gradient,)
    positions = program.positions()
    if not isinstance(gradient, tuple) or len(gradient) != len(positions):
        raise Wrong("wrong gradient", "structure", f"{gradient!r} is not a tuple of {len(positions)} gradients")
    for k, part in zip(positions, gradient, strict=True):
        if problem := difference(part, args[k]):
            raise Wrong("wrong gradient", "structure", f"gradient of argument {k}: {problem}")
        right = [matrix[0, truth.columns(k)] for matrix in truth.choices]
        agree("wrong gradient", "value_and_grad", flatten(part), right, truth.tolerance())


def pullbacks(tool: Any, function: Any, program: Program, truth: Jacobian, value: Any) -> None:
    """vjp with a random seed, twice, against the oracle and against jvp."""
    args, seed = program.args(), draw(program, value, "seed")
    got, pullback = tool.vjp(function, *args)
    same_value(got, value, "vjp")
    adjoints = pullback(seed)
    again = pullback(seed)
    unchanged(program, args, "vjp")
    if not same_bits(seed, draw(program, value, "seed")):
        raise Wrong("wrong value", "seed changed by pullback", f"the pullback changed its seed to {seed}")
    if not isinstance(adjoints, tuple) or len(adjoints) != len(args):
        raise Wrong("wrong gradient", "structure of pullback", f"{adjoints!r} is not a tuple of {len(args)}")
    if not same_bits(adjoints, again):
        raise Wrong("wrong gradient", "pullback twice", f"first {adjoints!r}\n  then {again!r}")
    for k, part in enumerate(adjoints):
        if not any(True for _ in leaves(args[k])):
            if part is not None:
                raise Wrong("wrong gradient", "structure of pullback", f"argument {k} is not real: {part!r}")
            continue
        if problem := difference(part, args[k]):
            raise Wrong("wrong gradient", "structure of pullback", f"adjoint of argument {k}: {problem}")
        right = [flatten(seed) @ matrix[:, truth.columns(k)] for matrix in truth.choices]
        agree("wrong gradient", "pullback", flatten(part), right, truth.tolerance())
    tangents = draw_tangents(program, args, every=True)
    _, out = tool.jvp(function, args, tangents)
    if problem := difference(out, value, strict=False):
        raise Wrong("wrong tangent", "structure of jvp", f"tangent of the result: {problem}")
    left = flatten(seed) * along(out, value)
    here = flatten([b for b in adjoints if b is not None]) * flatten([t for t in tangents if t is not None])
    size = 1 + np.sum(np.abs(left)) + np.sum(np.abs(here))
    if not abs(np.sum(left) - np.sum(here)) <= 1e-9 * size:
        raise Wrong("wrong tangent", "dot product", f"seed . jvp is {np.sum(left)!r}, vjp . tangents {np.sum(here)!r}")


def draw_tangents(program: Program, args: tuple[Any, ...], every: bool) -> tuple[Any, ...]:
    """Random tangents; None for what is not real and, unless `every`, for what is not differentiated."""
    real = [any(True for _ in leaves(arg)) and (every or k in program.positions()) for k, arg in enumerate(args)]
    return tuple(draw(program, arg, f"tangent {k}") if real[k] else None for k, arg in enumerate(args))


def forward(tool: Any, function: Any, program: Program, truth: Jacobian, value: Any) -> None:
    """jvp along random tangents, some arguments held fixed, against the oracle."""
    args = program.args()
    tangents = draw_tangents(program, args, every=False)
    got, out = tool.jvp(function, args, tangents)
    unchanged(program, args, "jvp")
    same_value(got, value, "jvp")
    if problem := difference(out, value, strict=False):
        raise Wrong("wrong tangent", "structure of jvp", f"tangent of the result: {problem}")
    moves = [(truth.columns(k), flatten(tangent)) for k, tangent in enumerate(tangents) if tangent is not None]
    right = [sum((m[:, columns] @ move for columns, move in moves), np.zeros(len(m))) for m in truth.choices]
    agree("wrong tangent", "jvp", along(out, value), right, truth.tolerance() * max(1, len(moves)))


def second_order(tool: Any, function: Any, program: Program, truth: Jacobian, value: Any) -> None:
    """The tangent of the gradient function against central differences of the tool's own gradient."""
    if not isinstance(value, (float, np.floating)):
        return
    args = program.args()
    gradient = tool.grad(function, argnums=program.wrt())
    tangents = draw_tangents(program, args, every=False)
    first, out = tool.jvp(gradient, args, tangents)
    unchanged(program, args, "jvp of grad")
    if problem := difference(out, first, strict=False):
        raise Wrong("wrong tangent", "structure of jvp of grad", problem)
    start = flatten(args)
    pairs = zip(args, tangents, strict=True)
    move = np.concatenate([flatten(arg) * 0 if t is None else flatten(t) for arg, t in pairs])
    right = []
    for step in (1e-3, 1e-4, 1e-5, 1e-6):
        up = flatten(gradient(*unflatten(args, start + step * move)))
        down = flatten(gradient(*unflatten(args, start - step * move)))
        right.append((up - down) / (2 * step))
    size = 1 + float(np.max(np.abs(right), initial=0.0)) + truth.largest()
    if not np.all(np.isfinite(right)) or np.max(np.abs(right[1] - right[2]), initial=0.0) > 1e-3 * size:
        return  # a branch changes within the step
    agree("wrong tangent", "second order", along(out, first), right, 2e-5 * size)
