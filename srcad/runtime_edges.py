"""What a generated function does at its edges: seeds come in, gradients go out."""

from __future__ import annotations

import functools
import operator
import sys
from collections.abc import Iterator
from numbers import Number
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds

from .errors import KindError
from .others import is_plain_array
from .runtime_shape import expand, unbroadcast, zeros_like


def seeded(seed: Any, y: Any) -> Any:
    """Return the adjoint of a result y for a seed: of y's shape and dtype, and an array of its own."""
    if isinstance(y, np.ndarray):
        if np.shape(seed) != np.shape(y):
            raise KindError(f"the seed has shape {np.shape(seed)}, the result {np.shape(y)}")
        return np.array(seed, dtype=np.result_type(y.dtype, np.float32) if y.dtype.kind in "biu" else y.dtype)
    if np.ndim(seed) != 0:
        raise KindError(f"the seed has shape {np.shape(seed)}, but the result is a number")
    if isinstance(y, np.generic) and y.dtype.char in "efF":
        return y.dtype.type(seed)  # as narrow as the result
    return seed[()] if isinstance(seed, np.ndarray) else seed


def check_scalar(value: Any) -> None:
    """Raise KindError unless a result is one real number."""
    if np.ndim(value) != 0 or isinstance(value, complex | np.complexfloating):
        what = f"an array of shape {np.shape(value)}" if np.ndim(value) else "a complex number"
        raise KindError(
            f"grad needs a function that returns a real number, but this one returned {what}",
            hint="For other results use srcad.vjp (a derivative with a seed) or srcad.jacobian.",
        )


def of_real(g: Any, x: Any = 0.0) -> Any:
    """Return the derivative of a real number x; raise KindError where a power of a negative number made it complex."""
    if isinstance(g, complex | np.complexfloating) and not isinstance(x, complex | np.complexfloating):
        raise KindError(
            "a power of a negative number is complex, and the function is differentiated as a real one",
            hint="Write (x + 0j) ** p where complex powers are meant, or np.abs(x) ** p.",
        )
    return g


def check_generator(value: Any) -> None:
    """Raise KindError unless an object is a random generator of NumPy's."""
    if not isinstance(value, np.random.Generator | np.random.RandomState):
        raise KindError(
            f"what is differentiated goes into a method of a {type(value).__name__}, which srcad cannot look into",
            hint="State a rule for it with srcad.rule.",
        )


def numeric(value: Any) -> Any:
    """Return a value that srcad knows nothing of, if operators do with it what they do with numbers and arrays."""
    check_numeric(value)
    return value


def check_numeric(value: Any) -> None:
    """Raise KindError for an object whose operators may mean something else than NumPy's."""
    if getattr(getattr(value, "dtype", None), "kind", "") in "mM" and isinstance(value, np.generic | np.ndarray):
        raise KindError(
            "a time or a span of time meets a value that is differentiated, and srcad takes it for no number",
            hint="Make a number of it first: span / np.timedelta64(1, 's').",
        )
    if isinstance(value, Number | np.generic | list | tuple) or is_plain_array(value):
        return
    cls = type(value)
    if isinstance(value, np.ndarray) or not hasattr(cls, "__array_function__"):
        raise KindError(
            f"an object of the class {cls.__name__} meets a value that is differentiated, "
            "and srcad cannot know what its operators do",
            hint="Make an array of it first: np.asarray(...), or .toarray().",
        )


def check_number(value: Any) -> None:
    """Raise KindError for an array that `op=` would write into, of which srcad did not know that it is one."""
    if np.ndim(value) or isinstance(value, np.ndarray):
        raise KindError(
            "`x op= e` writes into an array which was taken for a number while compiling", hint="Write x = x op e."
        )


def check_steady(length: int, before: int, left: bool) -> None:
    """Raise KindError if what a loop goes through has another length than before it, and the loop is not left."""
    if length != before and not left:
        raise KindError("a list changes its length while a loop goes through it", hint="Go through a copy, list(x).")


def check_wide(value: Any) -> None:
    """Raise KindError for an array that `op=` would write into, keeping a dtype that `x = x op e` may not keep."""
    if isinstance(value, np.ndarray) and value.dtype not in (float, complex):
        raise KindError(
            f"`x op= e` keeps the dtype {value.dtype} of an array which was taken for a number while compiling",
            hint="Write x = x op e.",
        )


def check_array(value: Any) -> None:
    """Raise TypeError for None, and KindError for a number that `op=` would bind anew: no arrays with axes."""
    if value is None:
        raise TypeError("unsupported operand type for `op=`: NoneType")
    if not isinstance(value, np.ndarray) or not value.ndim:
        raise KindError(
            "`x op= e` changes a number which was taken for an array while compiling", hint="Write x = x op e."
        )


def check_length(length: int, count: int) -> None:
    """Raise KindError if an array that is gone through beside `count` known elements has less of them."""
    if length < count:
        raise KindError(
            f"`zip` or `map` of {count} elements and an array of {length}: srcad takes it to be as long",
            hint="Cut the longer one, xs[:len(a)], or make a list of the array, list(a).",
        )


def check_count(length: int, count: int, starred: bool = False) -> None:
    """Raise ValueError as Python does where there are not as many values as targets that take them.

    With a starred target, there may be more.
    """
    if length < count:
        least = "at least " if starred else ""
        raise ValueError(f"not enough values to unpack (expected {least}{count}, got {length})")
    if length > count and not starred:
        raise ValueError(f"too many values to unpack (expected {count})")


def check_columns(rows: Any, count: int) -> None:
    """Raise ValueError as Python does where the rows of an array, if there are any, do not have so many elements."""
    if len(rows):
        check_count(rows.shape[1], count)


def check_sizes(*sizes: int) -> None:
    """Raise ValueError as `zip(..., strict=True)` does after its last row, where not all lengths are the same."""
    least = min(sizes)
    short = sizes.index(least)
    wrong = short or next((i for i, size in enumerate(sizes) if size != least), 0)
    if wrong:
        others = "argument 1" if wrong == 1 else f"arguments 1-{wrong}"
        raise ValueError(f"zip() argument {wrong + 1} is {'shorter' if short else 'longer'} than {others}")


def check_some(length: int, function: str) -> None:
    """Raise ValueError as `min` and `max` do where there is nothing to choose from."""
    if not length:
        raise ValueError(function + "() iterable argument is empty")


def like(value: Any, x: Any) -> Any:
    """Return a gradient with x's shape and dtype; of a list of arrays or of numbers, one of such gradients."""
    if (
        isinstance(value, list)
        and isinstance(x, list)
        and (any(isinstance(item, np.ndarray | list) for item in x) or any(isinstance(part, complex) for part in value))
    ):
        return [like(part, item) for part, item in zip(value, x, strict=True)]
    found = unbroadcast(value if np.size(value) > np.size(x) else expand(value, x), x)
    return found[()] if isinstance(found, np.ndarray) and not found.ndim and not isinstance(x, np.ndarray) else found


def copied(x: Any) -> Any:
    """Return a copy of an array, or of the arrays in a list; numbers as they are."""
    if isinstance(x, list):
        return [copied(item) for item in x]
    return np.array(x) if isinstance(x, np.ndarray) else x


def full(g: Any, x: Any) -> Any:
    """Return an adjoint that may still be the plain number 0.0 as an array of x's shape, which may be written into."""
    if hasattr(x, "tocsr"):
        x = x.data  # of a sparse matrix, its entries
    if isinstance(x, list):
        return g if isinstance(g, list | np.ndarray) else zeros_like(x)
    return g if np.shape(g) == np.shape(x) else np.array(expand(g, x))


def raise_error(error: BaseException) -> None:
    """Raise an exception for compiled code, which cannot format its message."""
    raise error


def check_apart(written: Any, *others: Any) -> None:
    """Raise KindError if an argument that the function writes into shares memory with another one."""
    for other in others:
        if isinstance(written, np.ndarray):
            shared = any(share_memory(written, array) for array in arrays_in(other))
        else:
            shared = other is written and isinstance(other, list)
        if shared:
            raise KindError(
                "two arguments share memory, and the function writes into one, whose effect on the other is lost",
                hint="Hand over a copy of one of them.",
            )


def check_distinct(changed: Any, *others: Any) -> None:
    """Raise KindError if a container that the function changes is given to it under a second name."""
    found = {id(container) for container in changed}
    if len(found) < len(changed) or any(id(other) in found for other in others):
        raise KindError(
            "two arguments are one object, which the function changes under one name: the effect on the other is lost",
            hint="Hand over a copy of it, or hand it over once.",
        )


def check_elements_apart(written: Any, *others: Any) -> None:
    """Raise KindError if an array in a list that the function writes into shares memory with another argument's.

    Two that share memory lie beside each other in the order of where they begin, or one of them reaches over those
    between.
    """
    own = list(arrays_in(written))
    found = [(*byte_bounds(array), array, True) for array in own]
    found += [(*byte_bounds(array), array, False) for other in others for array in arrays_in(other)]
    open_ones: list[tuple[int, Any, bool]] = []
    for start, end, array, is_own in sorted(found, key=operator.itemgetter(0)):
        open_ones = [each for each in open_ones if each[0] > start]
        if any((is_own or theirs) and np.shares_memory(array, other) for _, other, theirs in open_ones):
            raise KindError(
                "two arrays share memory, of which the function writes into one that a list holds",
                hint="Hand over a copy of one of them.",
            )
        open_ones.append((end, array, is_own))


def arrays_in(x: Any) -> Iterator[Any]:
    """Yield an array itself, or the arrays that a list holds."""
    if isinstance(x, np.ndarray):
        yield x
    elif isinstance(x, list):
        for item in x:
            yield from arrays_in(item)


def share_memory(a: Any, b: Any) -> bool:
    """Return whether two arrays have an element in common."""
    return np.may_share_memory(a, b) and np.shares_memory(a, b)


def integer(x: Any) -> Any:
    """Return integers made from numbers with a derivative, as they are; the name marks where it ended."""
    return x


def stop_gradient(x: Any) -> Any:
    """Return x, which is a constant for all derivatives: arrays, also those in containers, as copies.

    A part of the same memory would be written together with what has a derivative.
    """
    if isinstance(x, np.ndarray):
        return x.copy()
    return type(x)(map(stop_gradient, x)) if type(x) in (list, tuple) else x


def solved_linear(product: Any, *right: Any, solve: Any = None) -> Any:
    """Return v for which `product(v)`, linear in v, plus what is on the right is zero; several parts as a tuple."""
    shapes = [np.shape(part) for part in right]
    places = np.cumsum([0, *(int(np.prod(shape)) for shape in shapes)])
    flat = np.concatenate([np.ravel(part) for part in right])

    def split(vector: Any) -> tuple[Any, ...]:
        found = [np.reshape(vector[i:j], s) for i, j, s in zip(places[:-1], places[1:], shapes, strict=True)]
        return tuple(p if isinstance(part, np.ndarray) else p[()] for p, part in zip(found, right, strict=True))

    def apply(vector: Any) -> Any:
        made = product(*split(vector))
        parts = made if len(right) > 1 else (made,)
        return np.concatenate([np.ravel(expand(p, part)) for p, part in zip(parts, right, strict=True)])

    if solve is None:
        columns = [apply(unit) for unit in np.eye(len(flat), dtype=flat.dtype)]
        solution = np.linalg.solve(np.stack(columns, axis=1), -flat) if len(flat) else flat
    else:
        solution = np.asarray(solve(apply, -flat), dtype=flat.dtype)
    parts = split(solution)
    return parts if len(parts) > 1 else parts[0]


def given(function: Any, *values: Any) -> Any:
    """Return a function with its last arguments given, which tells what others it takes."""
    code = function.__code__
    names = code.co_varnames[code.co_argcount - len(values) : code.co_argcount]
    return functools.partial(function, **dict(zip(names, values, strict=True)))


def each_by_itself(product: Any, b: Any) -> Any:
    """Solve a linear equation whose matrix is diagonal."""
    return b / product(np.ones_like(b))


def check_interior(x: Any, bounds: Any, pairs: bool) -> None:
    """Raise KindError if a minimum lies on a bound; `bounds` are pairs, one for each part of x, or lower and upper."""
    if hasattr(bounds, "lb"):
        sides = [bounds.lb, bounds.ub]
    else:
        sides = list(zip(*bounds, strict=True)) if pairs else list(bounds)
    for side in sides:
        edges = np.array([np.nan if edge is None else float(edge) for edge in np.ravel(side)])
        if np.any(np.abs(x - edges) <= 1e-5 * (1 + np.abs(edges))):
            raise KindError(
                "the minimum lies on a bound, where the derivative of the function need not be zero",
                hint="Differentiate a minimum between the bounds, or state its conditions by srcad.implicit.",
            )


def steps_taken(found: Any) -> Any:
    """Return the times of the steps that `solve_ivp` took, which was asked for a dense solution."""
    return found.sol.ts


def steps_of_lsoda(func: Any, y0: Any, times: Any, args: Any, tfirst: Any, rtol: Any, atol: Any) -> Any:
    """Return the times of steps like those that `odeint` takes, which does not tell its own."""
    integrate = sys.modules["scipy.integrate"]
    own = tuple(args) if isinstance(args, tuple) else () if args is None else (args,)
    rate = func if tfirst else lambda t, y, *rest: func(y, t, *rest)
    tolerance = {"rtol": 1.5e-8 if rtol is None else rtol, "atol": 1.5e-8 if atol is None else atol}
    span, start = (times[0], times[-1]), np.atleast_1d(y0)
    return integrate.solve_ivp(rate, span, start, method="LSODA", args=own, **tolerance).t


def grid_of(steps: Any, wanted: Any) -> Any:
    """Return the grid that goes from the first step to the last time wanted, and where the times wanted stand in it."""
    ahead = 1.0 if steps[-1] >= steps[0] else -1.0
    own = np.setdiff1d(steps[1:], wanted)
    own = own[ahead * own < ahead * wanted[-1]] if len(wanted) else own[:0]
    points = np.concatenate((own, wanted))
    order = np.argsort(ahead * points, kind="stable")
    places = np.empty(len(points), dtype=int)
    places[order] = np.arange(len(points))
    return np.concatenate((steps[:1], points[order])), places[len(own) :] + 1


def zero_near(f: Any, x: Any) -> Any:
    """Return the zero of a function of a vector by Newton's method, as near as rounding lets it."""
    x, before = np.copy(x), np.inf
    for trip in range(40):
        value = f(x)
        if trip % 4 == 0:
            step = 1e-8 * (1 + np.abs(x))
            matrix = np.stack([(f(x + h * e) - value) / h for h, e in zip(step, np.eye(len(x)), strict=True)], axis=1)
        move = np.linalg.solve(matrix, value)
        size = np.max(np.abs(move) / (1e-6 + np.abs(x)), initial=0.0)
        if (size >= before and size < 1e-7) or size < 1e-15:
            return x
        x, before = x - move, size
    raise ArithmeticError("the stages of a step of Radau's method were not found")


def column(rows: Any, k: int) -> Any:
    """Return the list of the k-th parts of tuples."""
    return [row[k] for row in rows]


def column_adjoint(column: Any, rows: Any, k: int) -> Any:
    """Return the adjoint of tuples of which the list of the k-th parts was taken."""
    return [
        tuple(part if i == k else np.zeros_like(row[i], dtype=float) for i in range(len(row)))
        for part, row in zip(column, rows, strict=True)
    ]
