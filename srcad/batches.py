"""Gradients of many examples, each by itself: one generated function in a loop, its results in arrays."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .api import _argnums, dispatcher
from .callables import primal_of
from .dispatch import Argnums, Dispatcher
from .errors import KindError
from .jacobians import argument_at
from .tree import children, map_tree, put_at, rebuild_leaves, stacks_for, tree_leaves


class BatchedGradient:
    """The gradient of each example of a batch, as a function."""

    def __init__(self, function: Callable[..., Any], argnums: Argnums, batched: object, backend: str) -> None:
        self.run = dispatcher(primal_of(function), "grad", _argnums(argnums), backend=backend)
        self.batched = None if batched is None else self.chosen(batched)
        self.__name__ = f"{getattr(function, '__name__', 'function')}_batched_grad"
        self.__doc__ = getattr(function, "__doc__", None)
        self.__signature__ = self.run.__signature__

    def chosen(self, batched: object) -> frozenset[str]:
        """Return the names of the parameters that hold examples, given by positions or names."""
        found = _argnums(batched)
        paths = [self.run.path(each) for each in (found if isinstance(found, tuple) else (found,))]
        return frozenset(str(path[0]) for path in paths)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return the gradients, in the structure of one, each array with an axis for the examples in front."""
        table = self.run.bind(args, kwargs)
        batched = self.batched
        if batched is None:
            handed = frozenset(self.run.__signature__.bind(*args, **kwargs).arguments)  # a default holds no examples
            batched = handed - {str(path[0]) for path in self.run.wrt}
        number = examples(self.run, {name: table[name] for name in table if name in batched})
        columns = [rows(table[name], number) if name in batched else itertools.repeat(table[name]) for name in table]
        stacks: list[Any] = []
        gradient: Any = None
        one = self.run.direct if self.run.plain else self.run.slowly  # which takes all by position
        for i, values in enumerate(itertools.islice(zip(*columns, strict=False), number)):
            gradient = one(*values)
            found = tree_leaves(gradient)
            stacks = stacks or stacks_for(found, number)
            put_at(stacks, i, found)
        return rebuild_leaves(gradient, stacks) if number else self.empty(table, batched)

    def empty(self, table: dict[str, Any], batched: frozenset[str]) -> Any:
        """Return the gradients of no examples."""
        found = []
        for path in self.run.wrt:
            own = 1 if path[0] in batched else 0  # an axis for examples that the argument has itself
            argument = argument_at(path, table)
            found.append(map_tree(lambda leaf, k=own: np.zeros((0, *np.shape(leaf)[k:])), argument))
        return found[0] if self.run.single else tuple(found)


def batched_grad(
    function: Callable[..., Any],
    argnums: Argnums = 0,
    batched: int | str | tuple[int | str, ...] | None = None,
    backend: str = "numpy",
) -> Callable[..., Any]:
    """Return the function that gives the gradient of a scalar-valued function for each example of a batch.

        srcad.batched_grad(loss)(w, X, y)[i]  is  srcad.grad(loss)(w, X[i], y[i])

    `batched` are the positions or names of the arguments that hold examples along the first axis of their arrays, by
    default all that the call gives and that the gradient is not with respect to. The result has the structure of the
    gradient, each array of it shape (number of examples, *shape of the argument). The generated function is called for
    one example after the other; with `backend="numba"` that costs a few microseconds each beside the work.
    """
    return BatchedGradient(function, argnums, batched, backend)


def examples(run: Dispatcher, held: dict[str, Any]) -> int:
    """Return how many examples arguments hold; they must agree."""
    called = run.function.__name__
    lengths: dict[int, str] = {}
    for name, tree in held.items():
        for leaf in tree_leaves(tree):
            if not np.ndim(leaf):
                what = f"`{name}` of {called} holds no examples: it is {type(leaf).__name__}, not an array"
                raise KindError(what, hint="Name the arguments that do, for example batched=(1, 2).")
            lengths.setdefault(len(leaf), name)
    if len(lengths) != 1:
        said = " and ".join(f"{length} in `{name}`" for length, name in lengths.items()) or "no"
        raise KindError(f"{called} is given {said} examples", hint="Name the arguments that hold them: batched=...")
    return next(iter(lengths))


def rows(tree: Any, number: int) -> Iterable[Any]:
    """Yield the examples in an argument, one after the other."""
    if isinstance(tree, np.ndarray):
        return tree
    assert children(tree) is not None
    return (map_tree(lambda leaf, i=i: leaf[i], tree) for i in range(number))
