"""Jacobians, Hessians and Hessian-vector products, built from tangents and pullbacks."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec

import numpy as np

from .api import _argnums, dispatcher, grad, jvp, pulled
from .callables import primal_of
from .dispatch import Argnums
from .errors import KindError
from .tree import as_real, attributes, children, map_tree, rebuild_leaves, tree_leaves

P = ParamSpec("P")


class Jacobian:
    """A function's Jacobian as a function; `how` is "jacfwd", "jacrev" or "jacobian", whichever is cheaper."""

    def __init__(self, function: Callable[..., Any], how: str, argnums: Argnums, has_aux: bool, backend: str) -> None:
        self.function, self.how, self.has_aux = function, how, has_aux
        self.argnums = _argnums(argnums)
        self.single = not isinstance(self.argnums, tuple)
        self.plain = primal_of(function)
        self.chosen = self.argnums if isinstance(self.argnums, tuple) else (self.argnums,)
        self.back = dispatcher(self.plain, "vjp", self.chosen, has_aux, backend)
        self.forth = [dispatcher(self.plain, "jvp", (each,), has_aux, backend) for each in self.chosen]
        self.__name__ = f"{getattr(function, '__name__', 'function')}_{how}"
        self.__doc__ = getattr(function, "__doc__", None)
        self.__signature__ = self.back.__signature__
        # the compiler knows it by this, where a derivative of it is taken or it is called in a differentiated function
        self.__srcad_derivative__ = function, how, self.argnums, has_aux

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return the Jacobian, and with has_aux what the function returns beside its result."""
        table = self.back.bind(args, kwargs)
        if self.how == "jacfwd":
            return self.columns(table)
        value, pullback, *aux = pulled(self.back, table)
        arguments = [self.argument(path, table) for path in self.back.wrt]
        if self.how == "jacobian" and _count(arguments) < _count([value]):
            return self.columns(table)
        found = _rows(value, pullback, arguments, self.single)
        return (found, aux[0]) if self.has_aux else found

    def columns(self, table: dict[str, Any]) -> Any:
        """Return the Jacobian in forward mode, a column (one input element) at a time."""
        blocks, aux = [], None
        for run, path in zip(self.forth, self.back.wrt, strict=True):
            block, aux = _columns(functools.partial(run.call, table), self.argument(path, table))
            blocks.append(block)
        found = blocks[0] if self.single else _swap(blocks)
        return (found, aux) if self.has_aux else found

    def argument(self, path: tuple[object, ...], table: dict[str, Any]) -> Any:
        """Return what an argument differentiated with respect to is, integers made real."""
        if str(path[0]) not in table:
            raise KindError(
                f"a Jacobian is with respect to arguments, not to `{path[0]}` from outside the function",
                hint="Make it a parameter.",
            )
        value = table[str(path[0])]
        for key in path[1:]:
            parts = dict(children(value) or (attributes(value) or {}).items())
            value = parts[next(own for own in parts if str(own) == str(key))]
        return as_real(value)


def jacfwd(
    function: Callable[P, Any], argnums: Argnums = 0, has_aux: bool = False, backend: str = "numpy"
) -> Callable[P, Any]:
    """Return the function that gives the Jacobian, a column (one input element) at a time, in forward mode.

    Its shape is the result's followed by the argument's; for containers, the result's structure of the argument's.
    """
    return Jacobian(function, "jacfwd", argnums, has_aux, backend)


def jacrev(
    function: Callable[P, Any], argnums: Argnums = 0, has_aux: bool = False, backend: str = "numpy"
) -> Callable[P, Any]:
    """Return the function that gives the Jacobian, a row (one result element) at a time, in reverse mode.

    Its shape is the result's followed by the argument's; for containers, the result's structure of the argument's.
    """
    return Jacobian(function, "jacrev", argnums, has_aux, backend)


def jacobian(
    function: Callable[P, Any], argnums: Argnums = 0, has_aux: bool = False, backend: str = "numpy"
) -> Callable[P, Any]:
    """Return the function that gives the Jacobian, in the mode that is cheaper for the sizes at hand.

    srcad.jacobian(lambda x: x * x)(np.array([1.0, 2.0]))  is  [[2.0, 0.0], [0.0, 4.0]]
    """
    return Jacobian(function, "jacobian", argnums, has_aux, backend)


def hessian(
    function: Callable[P, Any], argnums: Argnums = 0, has_aux: bool = False, backend: str = "numpy"
) -> Callable[P, Any]:
    """Return the function that gives the second derivatives of a scalar-valued function: forward over reverse.

    Its shape is the argument's twice; for containers, the argument's structure of the argument's.
    """
    return Jacobian(grad(function, argnums, has_aux), "jacfwd", argnums, has_aux, backend)


def hvp(
    function: Callable[..., Any], primals: Any, tangents: Any, has_aux: bool = False, backend: str = "numpy"
) -> Any:
    """Return the product of a scalar-valued function's Hessian with a vector, without making the Hessian.

        srcad.hvp(lambda x: np.sum(x**3), (x,), (v,))  is  6 * x * v

    `primals` and `tangents` are tuples, as in `jvp` (None: that argument is held fixed and is not differentiated with
    respect to), or a single argument and its tangent. The product has the structure of the argument, or is a tuple
    where several have tangents. Pearlmutter, "Fast exact multiplication by the Hessian" (1994).
    """
    if not isinstance(primals, tuple):
        primals, tangents = (primals,), (tangents,)
    chosen = tuple(i for i, tangent in enumerate(tangents) if tangent is not None)
    argnums: Argnums = chosen[0] if len(chosen) == 1 else chosen
    found = jvp(grad(function, argnums, has_aux), primals, tangents, has_aux, backend)
    return found[1:] if has_aux else found[1]


def _columns(along: Callable[[Any], Any], argument: Any) -> tuple[Any, Any]:
    """Return a result's derivative by one argument: result's leaves of argument's leaves; and what stands beside it."""
    parts = tree_leaves(argument)
    result, derivative, *aux = along(rebuild_leaves(argument, [_zeros(part) for part in parts]))
    blocks: list[list[Any]] = []  # for each leaf of the argument, for each leaf of the result
    for i, part in enumerate(parts):
        columns: list[list[Any]] = []
        for element in range(int(np.size(part))):
            unit = _unit(part, element)
            tangent = rebuild_leaves(argument, [unit if k == i else _zeros(p) for k, p in enumerate(parts)])
            columns.append(tree_leaves(along(tangent)[1]))
        zeros = [np.zeros((*np.shape(leaf), *np.shape(part))) for leaf in tree_leaves(derivative)]
        blocks.append([
            _stack([column[k] for column in columns], np.shape(part), last=True) if columns else zeros[k]
            for k in range(len(zeros))
        ])  # fmt: skip
    leaves = [rebuild_leaves(argument, [block[k] for block in blocks]) for k in range(len(tree_leaves(result)))]
    return rebuild_leaves(result, leaves), aux[0] if aux else None


def _rows(value: Any, pullback: Callable[[Any], Any], arguments: list[Any], single: bool) -> Any:
    outs = tree_leaves(value)
    result: list[Any] = []
    for i, out in enumerate(outs):
        rows: list[list[list[Any]]] = []
        for element in range(int(np.size(out))):
            seed = rebuild_leaves(value, [_unit(out, element) if k == i else _zeros(p) for k, p in enumerate(outs)])
            rows.append([tree_leaves(gradient) for gradient in pullback(seed)])
        blocks = []
        for a, argument in enumerate(arguments):
            parts = tree_leaves(argument)
            stacked = [
                _stack([row[a][k] for row in rows], np.shape(out), last=False)
                if rows
                else np.zeros((0, *np.shape(part)))
                for k, part in enumerate(parts)
            ]
            blocks.append(rebuild_leaves(argument, stacked))
        result.append(blocks[0] if single else tuple(blocks))
    return rebuild_leaves(value, result)


def _count(trees: list[Any]) -> int:
    return sum(int(np.size(leaf)) for tree in trees for leaf in tree_leaves(tree))


def _unit(leaf: Any, element: int) -> Any:
    if np.ndim(leaf) == 0 and not isinstance(leaf, np.ndarray):
        return 1.0
    unit = np.zeros(np.shape(leaf), dtype=_real_dtype(leaf))
    unit.flat[element] = 1.0
    return unit


def _zeros(leaf: Any) -> Any:
    if np.ndim(leaf) == 0 and not isinstance(leaf, np.ndarray):
        return 0.0
    return np.zeros(np.shape(leaf), dtype=_real_dtype(leaf))


def _real_dtype(leaf: Any) -> Any:
    dtype = np.asarray(leaf).dtype
    return dtype if dtype.kind in "fc" else np.dtype(float)


def _stack(parts: list[Any], shape: tuple[int, ...], last: bool) -> Any:
    """Return the derivatives by element put together as one array."""
    if shape == () and len(parts) == 1:
        return parts[0]
    stacked = np.stack([np.asarray(part) for part in parts], axis=-1 if last else 0)
    inner = stacked.shape[:-1] if last else stacked.shape[1:]
    return stacked.reshape((*inner, *shape) if last else (*shape, *inner))


def _swap(blocks: list[Any]) -> Any:
    """Turn a tuple over arguments of results into a result of tuples over arguments."""
    return map_tree(lambda *parts: tuple(parts), blocks[0], *blocks[1:])


for _function in (jacfwd, jacrev, jacobian, hessian, hvp):  # the compiler knows them by this
    setattr(_function, "__srcad_transform__", _function.__name__)  # noqa: B010 (mypy knows no such attribute)
