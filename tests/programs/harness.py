"""What a row of a program table is, and how a program and its derivatives are checked.

A program file ends with `ROWS`, a list of `row(function, *arguments)`. `sound(row)` holds the program itself against
what a row promises, without srcad: it runs to a finite number and is deterministic. `check(row)` holds srcad's
derivatives of it against central differences, of which some must agree, forward against reverse mode, and the caller's
data against what it was.
"""

from __future__ import annotations

import collections
import copy
import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import srcad

LEVEL2_SUPPORTED = True  # writes into arrays, lists and dicts, comprehensions, `with`, `try`, `match`
STEPS = (1e-2, 2e-3, 4e-4, 8e-5, 8e-6, 8e-7)  # relative; the first four for the rule of fourth order
FOURTH_ORDER = 4
MOST_COORDINATES = 48  # a gradient with more is compared along that many random directions
DOT_TOLERANCE = 1e-10


@dataclasses.dataclass(frozen=True)
class Row:
    """A program and the arguments it is checked at.

    `argnums` are the positions differentiated with respect to; `order` is the highest order that is checked; `level` is
    2 for programs that write into memory; `tolerance` is relative, for differences; `quiet` lets the program overflow
    or divide by zero; `step` scales the steps of the differences; `zero` says that the derivative is meant to be zero.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    argnums: tuple[int, ...]
    order: int = 2
    level: int = 1
    tolerance: float = 1e-7
    quiet: bool = False
    step: float = 1.0
    zero: bool = False
    case: str = ""

    @property
    def name(self) -> str:
        """The function's name and, if there is one, the case."""
        function: Any = self.function
        while isinstance(function, functools.partial):
            function = function.func
        name = getattr(function, "__name__", type(function).__name__).strip("<>")
        return f"{name}-{self.case}" if self.case else name


def row(function: Callable[..., Any], *args: Any, argnums: int | tuple[int, ...] | None = None, **options: Any) -> Row:
    """Return the row for `function(*args)`; `argnums` defaults to all arguments that hold real numbers only."""
    if argnums is None:
        argnums = tuple(i for i, value in enumerate(args) if is_active(value))
    elif isinstance(argnums, int):
        argnums = (argnums,)
    if not argnums:
        raise ValueError(f"no argument of {function} is real")
    return Row(function, args, argnums, **options)


def unique(rows: list[Row]) -> list[Row]:
    """Return the rows with names that differ: later rows of one name are numbered."""
    seen: dict[str, int] = {}
    found = []
    for item in rows:
        count = seen[item.name] = seen.get(item.name, 0) + 1
        found.append(item if count == 1 else dataclasses.replace(item, case=f"{item.case}#{count}"))
    return found


# ------------------------------------------------------------ arguments
def normal(*shape: int, seed: int = 0) -> np.ndarray:
    """Return normal numbers that depend on the shape and the seed only."""
    return np.random.default_rng([seed, *shape]).normal(size=shape)


def positive(*shape: int, seed: int = 0) -> np.ndarray:
    """Return numbers between 0.4 and 1.9 that depend on the shape and the seed only."""
    return np.random.default_rng([seed, *shape]).uniform(0.4, 1.9, size=shape)


def definite(n: int, seed: int = 0) -> np.ndarray:
    """Return a symmetric positive definite matrix."""
    a = normal(n, n, seed=seed)
    return a @ a.T / n + np.eye(n)


def integers(*shape: int, low: int = 0, high: int = 4, seed: int = 0) -> np.ndarray:
    """Return integers from `low` to `high - 1`."""
    return np.random.default_rng([seed, *shape]).integers(low, high, size=shape)


# ------------------------------------------------------------ trees
def children(tree: Any) -> list[Any] | None:
    """Return the parts of a container, or None for a leaf."""
    if isinstance(tree, dict):
        return list(tree.values())
    if isinstance(tree, tuple | list | collections.deque):
        return list(tree)
    if dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        return [getattr(tree, field.name) for field in dataclasses.fields(tree)]
    return None


def rebuilt(tree: Any, parts: list[Any]) -> Any:
    """Return a container like `tree` with other parts."""
    if isinstance(tree, dict):
        return type(tree)(zip(tree, parts, strict=True))
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*parts)
    if isinstance(tree, tuple | list):
        return type(tree)(parts)
    if isinstance(tree, collections.deque):
        return collections.deque(parts, tree.maxlen)
    names = [field.name for field in dataclasses.fields(tree)]
    return dataclasses.replace(tree, **dict(zip(names, parts, strict=True)))


def tree_map(change: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """Return the tree with `change` applied to each leaf, and to the leaves of `others` at the same place."""
    parts = children(tree)
    if parts is None:
        return change(tree, *others)
    rest = zip(*(children(other) or [] for other in others), strict=True) if others else itertools.repeat(())
    return rebuilt(tree, [tree_map(change, part, *more) for part, more in zip(parts, rest, strict=bool(others))])


def leaves(tree: Any) -> list[Any]:
    """Return the leaves of a tree, in order."""
    parts = children(tree)
    return [tree] if parts is None else [leaf for part in parts for leaf in leaves(part)]


def is_real(leaf: Any) -> bool:
    """Return whether a leaf may have a derivative."""
    return isinstance(leaf, float | complex | np.generic | np.ndarray) and np.asarray(leaf).dtype.kind in "fc"


def is_active(tree: Any) -> bool:
    """Return whether a tree has leaves and all of them are real or complex."""
    found = leaves(tree)
    return bool(found) and all(is_real(leaf) for leaf in found)


def real_pairs(a: Any, b: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the leaves of two trees of one structure in pairs, but for those without a derivative, which are None."""
    return ((p, q) for p, q in zip(leaves(a), leaves(b), strict=True) if p is not None and q is not None)


def inner(a: Any, b: Any) -> float:
    """Return the real inner product of two trees of one structure."""
    pairs = real_pairs(a, b)
    return float(sum(np.sum(np.real(np.conj(np.asarray(p)) * np.asarray(q))) for p, q in pairs))


def size_of(a: Any, b: Any) -> float:
    """Return the sum of the magnitudes of the terms of `inner(a, b)`."""
    pairs = real_pairs(a, b)
    return float(sum(np.sum(np.abs(np.asarray(p) * np.asarray(q))) for p, q in pairs))


def random_like(tree: Any, seed: int) -> Any:
    """Return a tree of the same structure, shapes and dtypes with random leaves, None in place of what is not real."""
    rng = np.random.default_rng(seed)

    def draw(leaf: Any) -> Any:
        if not is_real(leaf):
            return None
        like = np.asarray(leaf)
        value = rng.uniform(0.5, 1.5, size=like.shape) * rng.choice([-1.0, 1.0], size=like.shape)
        if like.dtype.kind == "c":
            value = value + 1j * rng.normal(size=like.shape)
        return cast_like(value, leaf)

    return tree_map(draw, tree)


def cast_like(value: Any, leaf: Any) -> Any:
    """Return a number or an array of the type of `leaf`."""
    if isinstance(leaf, np.ndarray):
        return np.asarray(value, dtype=leaf.dtype)
    if isinstance(leaf, np.generic):
        return leaf.dtype.type(value)
    return type(leaf)(np.asarray(value)[()])


def differences_between(a: Any, b: Any, where: str = "") -> Iterator[str]:
    """Yield what keeps two trees from being bit for bit the same."""
    kinds = tuple("number" if isinstance(t, bool | int | float | complex | np.generic) else type(t) for t in (a, b))
    if kinds[0] is not kinds[1] and kinds[0] != kinds[1]:
        yield f"{where or 'value'}: {type(a).__name__} and {type(b).__name__}"
        return
    parts, others = children(a), children(b)
    if parts is not None and others is not None:
        labels: list[Any] = list(a) if isinstance(a, dict) else list(range(len(parts)))
        if isinstance(a, dict) and list(a) != list(b):
            yield f"{where}: keys {list(a)} and {list(b)}"
        elif len(parts) != len(others):
            yield f"{where}: {len(parts)} and {len(others)} parts"
        else:
            for label, part, other in zip(labels, parts, others, strict=True):
                yield from differences_between(part, other, f"{where}[{label!r}]")
    elif kinds[0] == "number" or isinstance(a, np.ndarray):
        p, q = np.asarray(a), np.asarray(b)
        if p.shape != q.shape:
            yield f"{where or 'value'}: shapes {p.shape} and {q.shape}"
        elif p.dtype != q.dtype:
            yield f"{where or 'value'}: dtypes {p.dtype} and {q.dtype}"
        elif p.dtype == object or p.tobytes() != q.tobytes():
            same = p.dtype == object and bool(np.all(p == q))
            if not same:
                yield f"{where or 'value'}: {a!r} and {b!r}"
    elif a is not b and a != b and vars(a) != vars(b):
        yield f"{where or 'value'}: {a!r} and {b!r}"


def assert_same(a: Any, b: Any, what: str) -> None:
    """Assert that two trees are bit for bit the same."""
    found = list(differences_between(a, b))
    assert not found, f"{what}: " + "; ".join(found[:3])


def assert_like(gradient: Any, primal: Any, where: str = "gradient") -> None:
    """Assert that a gradient has the structure, the shapes and the dtypes of the value it belongs to."""
    parts = children(primal)
    if parts is not None:
        assert type(gradient) is type(primal), f"{where} is a {type(gradient).__name__}, not a {type(primal).__name__}"
        if isinstance(primal, dict):
            assert list(gradient) == list(primal), f"{where} has keys {list(gradient)}, not {list(primal)}"
        found = children(gradient)
        assert len(found or []) == len(parts), f"{where} has another length"
        for i, (part, other) in enumerate(zip(found or [], parts, strict=True)):
            assert_like(part, other, f"{where}[{i}]")
    elif is_real(primal):
        assert is_real(gradient), f"{where} is a {type(gradient).__name__}: {gradient!r}"
        assert np.shape(gradient) == np.shape(primal), f"{where} has shape {np.shape(gradient)}, not {np.shape(primal)}"
        found_dtype, dtype = np.asarray(gradient).dtype, np.asarray(primal).dtype
        assert found_dtype == dtype, f"{where} has dtype {found_dtype}, not {dtype}"
        if np.ndim(primal):
            assert isinstance(gradient, np.ndarray), f"{where} is a {type(gradient).__name__}"


def assert_apart(gradients: Any, *others: Any) -> None:
    """Assert that no array of `gradients` shares memory with another one of them, or with one of `others`."""
    mine = [leaf for leaf in leaves(gradients) if isinstance(leaf, np.ndarray) and leaf.size]
    theirs = [leaf for leaf in leaves(list(others)) if isinstance(leaf, np.ndarray) and leaf.size]
    for i, leaf in enumerate(mine):
        assert not any(np.shares_memory(leaf, other) for other in mine[:i]), "two gradients share memory"
        assert not any(np.shares_memory(leaf, other) for other in theirs), "a gradient shares memory with an argument"


# ------------------------------------------------------------ differences
def widen(tree: Any) -> Any:
    """Return the tree with its reals as float64, its complex numbers as complex128."""

    def change(leaf: Any) -> Any:
        if isinstance(leaf, np.ndarray | np.generic) and is_real(leaf):
            return np.array(leaf, dtype=np.complex128 if leaf.dtype.kind == "c" else np.float64)[()]
        return copy.deepcopy(leaf)

    return tree_map(change, tree)


def moved(tree: Any, direction: Any, amount: float) -> Any:
    """Return `tree + amount * direction`."""

    def move(leaf: Any, by: Any) -> Any:
        if by is None or not is_real(leaf):
            return leaf
        return cast_like(np.asarray(leaf) + amount * np.asarray(by), leaf)

    return tree_map(move, tree, direction)


def along(function: Callable[[Any], Any], point: Any, direction: Any, scale: float = 1.0) -> list[np.ndarray]:
    """Return central differences of a flat function along a direction, one for each step that works."""
    found = []
    for i, relative in enumerate(STEPS):
        h = scale * relative
        try:
            with np.errstate(all="ignore"):
                estimate = (function(moved(point, direction, h)) - function(moved(point, direction, -h))) / (2 * h)
                if i < FOURTH_ORDER:
                    wide = function(moved(point, direction, 2 * h)) - function(moved(point, direction, -2 * h))
                    estimate = (4 * estimate - wide / (4 * h)) / 3
        except (ArithmeticError, ValueError, np.linalg.LinAlgError, AssertionError):
            continue
        if np.all(np.isfinite(estimate)):
            found.append(estimate)
    assert found, "no step of the differences gives a finite number"
    return found


def error_of(got: np.ndarray, estimates: list[np.ndarray], scale: float) -> float:
    """Return the distance to the nearest estimate, relative to the size of the numbers."""
    return min(float(np.max(np.abs(got - e) / (scale + np.abs(e)), initial=0.0)) for e in estimates)


def flat(tree: Any) -> np.ndarray:
    """Return all real leaves of a tree as one vector, complex numbers as two reals."""
    found = []
    for leaf in leaves(tree):
        if is_real(leaf):
            value = np.asarray(leaf)
            found += [value.real.ravel(), value.imag.ravel()] if value.dtype.kind == "c" else [value.ravel()]
    return np.concatenate(found).astype(float) if found else np.zeros(0)


def largest(tree: Any) -> float:
    """Return the largest magnitude in a tree."""
    return float(np.max(np.abs(flat(tree)), initial=0.0))


def directions(point: Any, seed: int) -> list[Any]:
    """Return a direction for each coordinate, each about as long as the coordinate; random ones if there are many."""
    zero = tree_map(lambda leaf: np.zeros_like(np.asarray(leaf)) if is_real(leaf) else None, point)
    count = sum(np.size(leaf) * (1 + np.iscomplexobj(leaf)) for leaf in leaves(point) if is_real(leaf))
    if count > MOST_COORDINATES:
        return [random_like(point, seed + k) for k in range(MOST_COORDINATES // 4)]
    found = []
    for number, leaf in enumerate(leaves(point)):
        for index in np.ndindex(np.shape(leaf)) if is_real(leaf) else ():
            for unit in (1.0, 1j) if np.iscomplexobj(leaf) else (1.0,):
                one = copy.deepcopy(zero)
                length = min(max(abs(np.asarray(leaf)[index]), 0.05), 1.0)
                counter = itertools.count()
                found.append(
                    tree_map(lambda z, c=counter, n=number, k=index, u=unit * length: _set(z, next(c) == n, k, u), one)
                )
    return found


def _set(zero: Any, here: bool, index: tuple[int, ...], value: complex) -> Any:
    if here:
        zero[index] = value
    return zero


# ------------------------------------------------------------ the program itself
def primal(item: Row) -> Callable[..., Any]:
    """Return the function of the differentiated arguments alone."""

    def function(active: tuple[Any, ...]) -> Any:
        args = copy.deepcopy(list(item.args))
        for position, value in zip(item.argnums, active, strict=True):
            args[position] = copy.deepcopy(value)
        return call(item, item.function, *args)

    return function


def active_args(item: Row) -> tuple[Any, ...]:
    """Return the arguments differentiated with respect to."""
    return tuple(item.args[i] for i in item.argnums)


def call(item: Row, function: Callable[..., Any], *args: Any) -> Any:
    """Call with warnings of floating point as errors, unless the row is quiet."""
    with np.errstate(all="ignore" if item.quiet else "warn"):
        return function(*args)


def weighted(item: Row, weights: Any) -> Callable[[Any], float]:
    """Return the function of the differentiated arguments whose value is the result times the weights, in float64."""
    function = primal(item)
    return lambda active: inner(weights, function(active))


def sound(item: Row) -> None:
    """Assert that a program runs to a finite number, is deterministic, and keeps its arguments."""
    if item.level == 1:
        before = copy.deepcopy(item.args)
        first = call(item, item.function, *item.args)
        assert_same(item.args, before, "the program changes its arguments")
    else:
        first = call(item, item.function, *copy.deepcopy(item.args))
    second = call(item, item.function, *copy.deepcopy(item.args))
    assert_same(first, second, "two calls differ")
    assert any(is_real(leaf) for leaf in leaves(first)), "the result holds no real number"
    assert np.all(np.isfinite(flat(first))), f"the result is {first!r}"


def _assert_agreement(estimates: list[np.ndarray], scale: float, tolerance: float, what: str) -> None:
    assert len(estimates) >= 3, f"{what}: only {len(estimates)} steps work"
    pairs = itertools.combinations(estimates, 2)
    spread = sorted(float(np.max(np.abs(a - b) / (scale + np.abs(b)), initial=0.0)) for a, b in pairs)
    agreeing = spread[2]  # three pairs: three steps that agree
    assert agreeing < tolerance, f"{what} disagree by {agreeing:.1e}: {[np.round(e, 8) for e in estimates]}"


# ------------------------------------------------------------ srcad's derivatives
def check(item: Row) -> None:
    """Assert all that is promised of a program's derivatives: gradient, tangent, pullback, and second derivative.

    srcad's own check goes over those that no difference of second order was taken of here.
    """
    check_first(item)
    if item.order == 1 or not check_second(item):
        check_grads(item)


def is_scalar(value: Any) -> bool:
    """Return whether `grad` takes a function with this result."""
    return is_real(value) and np.ndim(value) == 0 and np.asarray(value).dtype.kind == "f"


def gradient_of(item: Row, weights: Any, args: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """Return srcad's value and gradients, by `value_and_grad` of a scalar and by `vjp` of anything else."""
    if weights is None:
        return call(item, srcad.value_and_grad(item.function, argnums=item.argnums), *args)
    with np.errstate(all="ignore" if item.quiet else "warn"):
        value, pullback = srcad.vjp(item.function, *args, argnums=item.argnums)
        return value, pullback(weights)


def tangents_of(item: Row, active: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a tangent for each positional argument, None for those held fixed."""
    found: list[Any] = [None] * len(item.args)
    for position, tangent in zip(item.argnums, active, strict=True):
        found[position] = tangent
    return tuple(found)


def check_first(item: Row) -> None:
    """Assert value, gradient and tangent: against plain call, differences and each other."""
    plain = call(item, item.function, *copy.deepcopy(item.args))
    weights = None if is_scalar(plain) else random_like(plain, 1)
    seed = cast_like(1.0, plain) if weights is None else weights

    args = copy.deepcopy(item.args)
    before = copy.deepcopy(args)
    value, gradients = gradient_of(item, weights, args)
    assert_same(value, plain, "value beside the gradient and plain value")
    assert_same(args, before, "an argument before and after the gradient")
    active = active_args(item)
    assert isinstance(gradients, tuple), f"a gradient for each of argnums is a tuple, not {gradients!r}"
    assert len(gradients) == len(active), "not a gradient for each of argnums"
    for number, (gradient, argument) in enumerate(zip(gradients, active, strict=True)):
        assert_like(gradient, argument, f"gradient {item.argnums[number]}")
    assert_apart(gradients, args, weights)

    direction = random_like(active, 2)
    args = copy.deepcopy(item.args)
    value, tangent = call(item, srcad.jvp, item.function, args, tangents_of(item, direction))
    assert_same(value, plain, "value beside the tangent and plain value")
    assert_same(args, before, "an argument before and after the tangent")

    precise = all(np.asarray(leaf).dtype.itemsize >= 8 for leaf in leaves(active))
    tolerance = item.tolerance if precise else max(item.tolerance, 2e-4)
    function, point = weighted(item, widen(seed)), widen(active)
    scale, size = 1e-3 + largest(gradients), 1e-3 + abs(function(point))
    assert item.zero or largest(gradients) > 1e-12, "the derivative is zero"
    for one in directions(point, 4):
        estimates = along(lambda p: np.asarray(function(p)), point, one, item.step)
        _assert_agreement(estimates, size, max(100 * item.tolerance, 1e-6), "differences of the program")
        got = inner(gradients, one)
        error = error_of(np.asarray(got), estimates, scale)
        assert error < tolerance, f"gradient {gradients!r} is off by {error:.1e}: {got} for {estimates}"
    estimates = along(lambda p: flat(primal(item)(p)), point, widen(direction), item.step)
    error = error_of(flat(tangent), estimates, 1e-3 + largest(tangent))
    assert error < tolerance, f"tangent {tangent!r} is off by {error:.1e}: {estimates}"

    left, right = inner(seed, tangent), inner(gradients, direction)
    terms = size_of(seed, tangent) + size_of(gradients, direction)
    assert abs(left - right) <= (DOT_TOLERANCE if precise else 1e-4) * terms + 1e-14, f"dot products {left} and {right}"


def check_second(item: Row) -> bool:
    """Assert the derivative of srcad's gradient along a direction, forward over reverse, against differences.

    Return False, and assert nothing, of a function that returns a container.
    """
    plain = call(item, item.function, *copy.deepcopy(item.args))
    if is_scalar(plain):
        function = item.function
    elif isinstance(plain, np.ndarray) and plain.dtype.kind == "f":
        weights = random_like(plain, 1)

        def function(*args: Any) -> Any:
            return np.sum(weights * item.function(*args))
    else:
        return False
    gradient = srcad.grad(function, argnums=item.argnums)
    active = active_args(item)
    direction = random_like(active, 5)
    args = copy.deepcopy(item.args)
    first, second = call(item, srcad.jvp, gradient, args, tangents_of(item, direction))
    assert_same(args, item.args, "an argument before and after the second derivative")
    for one, argument in zip(second, active, strict=True):
        assert_like(one, argument, "second derivative")

    def pulled_back(*args: Any) -> Any:
        """Return the gradient by the pullback, which is written apart from the forward sweep."""
        with np.errstate(all="ignore" if item.quiet else "warn"):
            value, pullback = srcad.vjp(function, *args, argnums=item.argnums)
            return pullback(cast_like(1.0, value))

    again = pulled_back(*copy.deepcopy(item.args))
    error = error_of(flat(first), [flat(again)], 1e-9)
    assert error < 1e-9, f"the gradient beside its derivative is {first!r}, alone {again!r}"

    def numeric_gradient(point: tuple[Any, ...]) -> np.ndarray:
        full = copy.deepcopy(list(item.args))
        for position, value in zip(item.argnums, point, strict=True):
            full[position] = value
        return flat(pulled_back(*full))

    estimates = along(numeric_gradient, active, direction, item.step)
    precise = all(np.asarray(leaf).dtype.itemsize >= 8 for leaf in leaves(active))
    scale = 1e-3 + largest(second) + 1e-3 * largest(first)
    error = error_of(flat(second), estimates, scale)
    assert error < (10 * item.tolerance if precise else 2e-2), f"second {second!r} is off by {error:.1e}: {estimates}"
    return True


def check_grads(item: Row) -> None:
    """Assert that srcad's own check agrees, in the positions of the row."""
    rest = [i for i in range(len(item.args)) if i not in item.argnums]
    held = [is_real(leaf) for i in rest for leaf in leaves(item.args[i])]
    if any(held) or any(np.asarray(leaf).dtype.itemsize < 8 for leaf in leaves(active_args(item))):
        return  # `check_grads` differentiates all real arguments, with steps for float64
    args = copy.deepcopy(item.args)
    with np.errstate(all="ignore" if item.quiet else "warn"):
        srcad.check_grads(item.function, args, order=item.order)
    assert_same(args, item.args, "an argument before and after check_grads")


def runs(item: Row) -> bool:
    """Return whether srcad is expected to compile the row at its present level."""
    return item.level == 1 or LEVEL2_SUPPORTED
