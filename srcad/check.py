"""Check derivatives against finite differences and against each other."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .api import dispatcher, grad, jvp, vjp
from .callables import primal_of
from .dataclass_objects import told
from .dispatch import Dispatcher
from .errors import CheckFailed, KindError
from .locate import locate as first_wrong
from .syntax.source import from_source
from .tree import as_real, children, is_real_leaf, map_tree, tree_leaves

STEPS = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7)


def check_grads(
    function: Callable[..., Any], args: Sequence[Any], order: int = 2, modes: Sequence[str] = ("fwd", "rev"),
    rtol: float = 1e-5, atol: float = 1e-7, seed: int = 0, locate: bool = False,
    argnums: int | Sequence[int] | None = None,
) -> None:  # fmt: skip
    """Compare a function's derivatives at `args` with finite differences; raise CheckFailed where they differ.

    Along a random direction, the tangent ("fwd") is held against central differences of several step sizes, of which
    the best counts, and the pullback of a random seed ("rev") against the tangent by the dot-product test, as is the
    gradient itself of a function that returns a number. `order` 2 takes the derivative of that, or of the gradient of a
    random combination of the results, along the direction. With `locate`, a mismatch is followed to the first statement
    whose derivative is wrong. `argnums` are the positions of the arguments that vary; the others are held fixed.
    Without it all do that hold real numbers. Raises KindError for modes that are neither "fwd" nor "rev".
    """
    if not modes or not {"fwd", "rev"}.issuperset(modes):
        raise KindError(f"modes are 'fwd' and 'rev', not {modes!r}", hint='Say modes=("fwd", "rev").')
    if argnums is None:
        varied = tuple(i for i, arg in enumerate(args) if _differentiable(arg))
    else:
        varied = tuple(range(len(args))[i] for i in ([argnums] if isinstance(argnums, int) else argnums))
    try:
        _check(function, args, varied, order, modes, rtol, atol, seed)
    except CheckFailed as failed:
        plain = primal_of(function)
        if not locate or isinstance(plain, Dispatcher):
            raise
        primals = tuple(as_real(arg) if i in varied else arg for i, arg in enumerate(args))
        wrong = first_wrong(dispatcher(plain, "vjp", varied), primals, rtol, atol, seed)
        if wrong is None:
            hint = "Each statement is right by itself, and so is each beginning of the function, where tried."
            raise CheckFailed(failed.what, hint=hint) from None
        why = f"Along a random direction {wrong.what} is {wrong.found:.9g}, but differences give {wrong.expected:.9g}."
        raise CheckFailed(failed.what, wrong.origin, why) from None


def _check(
    function: Callable[..., Any], args: Sequence[Any], varied: tuple[int, ...], order: int, modes: Sequence[str],
    rtol: float, atol: float, seed: int,
) -> None:  # fmt: skip
    rng = np.random.default_rng(seed)
    primals = tuple(as_real(arg) if i in varied else arg for i, arg in enumerate(args))
    directions = tuple(_random(arg, rng) if i in varied else None for i, arg in enumerate(primals))
    if not varied:
        return
    name = told(function, "__name__", "the function")
    expected = _differences(function, primals, directions)
    if "fwd" in modes:
        value, tangent = jvp(function, primals, directions)
        _compare(tangent, expected, rtol, atol, f"the tangent of {name}")
    else:
        value, tangent = vjp(function, *primals, argnums=varied)[0], expected
    weights = map_tree(lambda leaf: _random(leaf, rng) if _is_number(leaf) else leaf, value)
    if "rev" in modes:
        _, pullback = vjp(function, *primals, argnums=varied)
        adjoints = pullback(map_tree(_as_seed, weights, value))
        left = sum(_dot(w, d) for w, d in zip(tree_leaves(weights), tree_leaves(tangent), strict=True) if _is_number(d))
        right = _along(adjoints, directions, varied)
        _compare(right, left, rtol, atol * (1 + abs(left)), f"the gradient of {name}")
    outer = isinstance(primal_of(function), Dispatcher)
    one = _is_real_number(value) and not outer
    if not one and order == 1:
        return
    slope = grad(function if one else _weighted(function, weights), varied)  # what users call, where they can
    if "rev" in modes:
        along = tangent if one else left
        found = _along(slope(*primals), directions, varied)
        _compare(found, along, rtol, atol * (1 + abs(along)), f"the gradient of {name}")
    if order > 1:
        expected = _differences(slope, primals, directions)
        if not outer:
            _, second = jvp(slope, primals, directions)
            _compare(second, expected, 10 * rtol, 10 * atol, f"the second derivative of {name}")


def _along(adjoints: tuple[Any, ...], directions: tuple[Any, ...], varied: tuple[int, ...]) -> Any:
    """Return the product of adjoints of the arguments that vary with the directions of these."""
    return sum(
        _dot(a, d)
        for adjoint, position in zip(adjoints, varied, strict=True)
        for a, d in zip(tree_leaves(adjoint), tree_leaves(directions[position]), strict=True)
        if a is not None
    )


def _is_real_number(value: object) -> bool:
    """Return whether a value is what `grad` takes for a result."""
    return isinstance(value, float | np.floating | np.ndarray) and np.ndim(value) == 0 and np.isrealobj(value)


def _weighted(function: Callable[..., Any], weights: Any) -> Callable[..., Any]:
    """Return the function whose value is the inner product of a function's results and their weights: a real number."""
    terms = [
        f"np.sum(np.real(value{path} * np.conj(weights{path})))"
        if np.iscomplexobj(leaf)
        else f"np.sum(value{path} * weights{path})"
        for path, leaf in _numbers(weights, "")
    ]
    text = f"def weighted(*args):\n    value = function(*args)\n    return {' + '.join(terms) or '0.0'}\n"
    return from_source(text, {"function": function, "weights": weights, "np": np}, "weighted")


def _numbers(tree: Any, path: str) -> list[tuple[str, Any]]:
    """Return the numbers of a tree, each after the text that reads it: `[0]['w']`."""
    own = children(tree)
    if own is None:
        return [(path, tree)] if _is_number(tree) else []
    attribute = not isinstance(tree, tuple | list | dict)
    return [found for key, part in own for found in _numbers(part, path + (f".{key}" if attribute else f"[{key!r}]"))]


def _differentiable(tree: object) -> bool:
    return any(is_real_leaf(leaf) for leaf in tree_leaves(tree))


def _is_number(leaf: object) -> bool:
    return isinstance(leaf, int | float | complex | np.generic | np.ndarray)


def _random(tree: Any, rng: np.random.Generator) -> Any:
    def draw(leaf: Any) -> Any:
        if isinstance(leaf, np.ndarray):
            drawn: Any = rng.normal(size=leaf.shape)
            if leaf.dtype.kind == "c":
                return (drawn + 1j * rng.normal(size=leaf.shape)).astype(leaf.dtype)
            return drawn.astype(leaf.dtype if leaf.dtype.kind == "f" else float)
        if isinstance(leaf, float | np.floating | int | np.integer):
            return float(rng.normal())
        if isinstance(leaf, complex | np.complexfloating):
            return complex(rng.normal(), rng.normal())
        return leaf

    return map_tree(draw, tree)


def _as_seed(weight: Any, value: Any) -> Any:
    return weight


def _differences(function: Callable[..., Any], primals: tuple[Any, ...], directions: tuple[Any, ...]) -> Any:
    """Return the central difference that agrees best with its neighbour in step size."""
    found = []
    for step in STEPS:
        ahead = function(*[_moved(p, d, step) for p, d in zip(primals, directions, strict=True)])
        behind = function(*[_moved(p, d, -step) for p, d in zip(primals, directions, strict=True)])
        found.append(map_tree(lambda a, b, h=step: (a - b) / (2 * h) if _is_number(a) else a, ahead, behind))
    gaps = [_distance(a, b) for a, b in itertools.pairwise(found)]
    return found[int(np.argmin(gaps)) + 1]


def _moved(primal: Any, direction: Any, step: float) -> Any:
    if direction is None:  # the function may write into it
        return map_tree(lambda p: p.copy() if isinstance(p, np.ndarray) else p, primal)
    return map_tree(lambda p, d: p + step * d if is_real_leaf(p) else p, primal, direction)


def _distance(a: Any, b: Any) -> float:
    pairs = zip(tree_leaves(a), tree_leaves(b), strict=True)
    return float(sum(np.sum(np.abs(np.asarray(p) - np.asarray(q))) for p, q in pairs if _is_number(p)))


def _dot(a: Any, b: Any) -> float:
    return float(np.real(np.sum(np.conj(np.asarray(a)) * np.asarray(b))))


def _compare(found: Any, expected: Any, rtol: float, atol: float, what: str) -> None:
    for got, wanted in zip(tree_leaves(found), tree_leaves(expected), strict=True):
        if not _is_number(wanted):
            continue
        got, wanted = np.asarray(got), np.asarray(wanted)
        scale = 1 + float(np.max(np.abs(wanted), initial=0.0))
        gap = float(np.max(np.abs(got - wanted), initial=0.0))
        if not gap <= atol * scale + rtol * scale:
            raise CheckFailed(f"{what} is {got}, but finite differences give {wanted} (largest difference {gap:.2e})")
