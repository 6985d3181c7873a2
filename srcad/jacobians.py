"""Jacobians, Hessians and Hessian-vector products, built from tangents and pullbacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .api import _argnums, dispatcher, grad, jvp, primal_of, vjp
from .dispatch import Argnums, Dispatcher
from .errors import KindError
from .tree import as_real, map_tree, rebuild_leaves, tree_leaves


def _positions(function: Callable[..., Any], argnums: Argnums) -> tuple[tuple[int, ...], bool]:
    """Return argnums as positions, and whether it was a single one."""
    plain = primal_of(function)
    run = plain if isinstance(plain, Dispatcher) else dispatcher(plain, "jvp", _argnums(argnums))
    chosen = argnums if isinstance(argnums, tuple) else (argnums,)
    paths = [run.path(argnum) for argnum in chosen]
    if any(len(path) > 1 for path in paths):
        raise KindError("a Jacobian is with respect to whole arguments", hint="Give positions or names of parameters.")
    return tuple(run.names.index(str(path[0])) for path in paths), not isinstance(argnums, tuple)


def jacfwd(function: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """Return the function that gives the Jacobian, a column (one input element) at a time, in forward mode.

    Its shape is the result's followed by the argument's; for containers, the result's structure of the argument's.
    """
    positions, single = _positions(function, argnums)

    def jacobian_forward(*args: Any) -> Any:
        blocks = [_columns(function, args, position) for position in positions]
        return blocks[0] if single else _swap(blocks)

    return jacobian_forward


def _columns(function: Callable[..., Any], args: tuple[Any, ...], position: int) -> Any:
    """Return the derivative of a function's result by one argument: result's leaves of argument's leaves."""
    argument = as_real(args[position])
    parts = tree_leaves(argument)
    result: Any = None
    blocks: list[list[Any]] = []  # for each leaf of the argument, for each leaf of the result
    for i, part in enumerate(parts):
        columns: list[list[Any]] = []
        for element in range(int(np.size(part))):
            unit = _unit(part, element)
            tangent = rebuild_leaves(argument, [unit if k == i else _zeros(p) for k, p in enumerate(parts)])
            directions = [tangent if k == position else None for k in range(len(args))]
            result, derivative = jvp(function, args, tuple(directions))
            columns.append(tree_leaves(derivative))
        if not columns:
            result = function(*args)
            columns_by_leaf = [np.zeros((*np.shape(leaf), *np.shape(part))) for leaf in tree_leaves(result)]
        else:
            columns_by_leaf = [
                _stack([column[k] for column in columns], np.shape(part), last=True) for k in range(len(columns[0]))
            ]
        blocks.append(columns_by_leaf)
    leaves = [rebuild_leaves(argument, [block[k] for block in blocks]) for k in range(len(blocks[0]))]
    return rebuild_leaves(result, leaves)


def jacrev(function: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """Return the function that gives the Jacobian, a row (one result element) at a time, in reverse mode.

    Its shape is the result's followed by the argument's; for containers, the result's structure of the argument's.
    """
    positions, single = _positions(function, argnums)

    def jacobian_reverse(*args: Any) -> Any:
        value, pullback = vjp(function, *args, argnums=positions)
        return _rows(value, pullback, [as_real(args[position]) for position in positions], single)

    return jacobian_reverse


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


def jacobian(function: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """Return the function that gives the Jacobian, in the mode that is cheaper for the sizes at hand.

    srcad.jacobian(lambda x: x * x)(np.array([1.0, 2.0]))  is  [[2.0, 0.0], [0.0, 4.0]]
    """
    positions, single = _positions(function, argnums)
    columns = jacfwd(function, argnums)

    def jacobian_either(*args: Any) -> Any:
        inputs = sum(int(np.size(leaf)) for position in positions for leaf in tree_leaves(args[position]))
        value, pullback = vjp(function, *args, argnums=positions)
        outputs = sum(int(np.size(leaf)) for leaf in tree_leaves(value))
        if inputs < outputs:
            return columns(*args)
        return _rows(value, pullback, [as_real(args[position]) for position in positions], single)

    return jacobian_either


def hessian(function: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """Return the function that gives the second derivatives of a scalar-valued function: forward over reverse.

    Its shape is the argument's twice; for containers, the argument's structure of the argument's.
    """
    return jacfwd(grad(function, argnums), argnums)


def hvp(function: Callable[..., Any], primals: Any, tangents: Any) -> Any:
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
    return jvp(grad(function, argnums), primals, tangents)[1]


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
