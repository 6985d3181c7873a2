"""Jacobians, Hessians and Hessian-vector products, built from tangents and pullbacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ParamSpec

import numpy as np

from .api import _argnums, dispatcher, grad, jvp, pulled
from .callables import MOST_KEPT, primal_of
from .dispatch import Argnums, Dispatcher
from .errors import KindError
from .others import is_other_number
from .pickled import Named, keep_texts, named_object, texts_of
from .tree import (
    as_real,
    attributes,
    children,
    is_real_leaf,
    map_tree,
    put_at,
    rebuild_leaves,
    stacks_for,
    tree_leaves,
)

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
        self.__srcad_runs__ = self.forth[0] if how == "jacfwd" else self.back  # for each column, or for all rows
        # the compiler knows it by this, where a derivative of it is taken or it is called in a differentiated function
        self.__srcad_derivative__ = function, how, self.argnums, has_aux

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle as the function, by name or by value; it is compiled anew where it is loaded."""
        given = self.how, self.argnums, self.has_aux, self.back.backend
        stands_for = self.function if isinstance(self.function, Dispatcher) else named_object(self.back.function)
        return _restored, (stands_for, texts_of(self.back.function), *given)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return the Jacobian, and with has_aux what the function returns beside its result."""
        table = self.back.bind(args, kwargs)
        if self.how == "jacfwd":
            return self.columns(table)
        value, pullback, *aux = pulled(self.back, table)
        arguments = [argument_at(path, table) for path in self.back.wrt]
        if self.how == "jacobian" and _count(arguments) < _count([value]):
            return self.columns(table)
        found = _rows(value, pullback, arguments, self.single)
        return (found, aux[0]) if self.has_aux else found

    def columns(self, table: dict[str, Any]) -> Any:
        """Return the Jacobian in forward mode, a column (one input element) at a time."""
        blocks, result, aux = [], None, None
        for run, path in zip(self.forth, self.back.wrt, strict=True):
            block, result, aux = _columns(run.at(table), argument_at(path, table))
            blocks.append(block)
        found = rebuild_leaves(result, blocks[0] if self.single else list(zip(*blocks, strict=True)))
        return (found, aux) if self.has_aux else found


_made: dict[tuple[object, ...], Jacobian] = {}


def _restored(function: Any, texts: dict[str, str], *given: Any) -> Jacobian:
    """Return the Jacobian that was pickled."""
    keep_texts(texts)
    return made(Dispatcher.stand_in(function.found() if isinstance(function, Named) else function), *given)


def made(function: Callable[..., Any], how: str, argnums: Argnums, has_aux: bool, backend: str) -> Jacobian:
    """Return the one Jacobian of a function, as `dispatcher` does: derivatives of it are compiled once."""
    key = primal_of(function), how, _argnums(argnums), has_aux, backend
    found = _made.get(key)
    if found is None:
        found = _made[key] = Jacobian(function, how, argnums, has_aux, backend)
        if len(_made) > MOST_KEPT:
            _made.pop(next(iter(_made)), None)
    return found


def jacfwd(
    function: Callable[P, Any], argnums: Argnums = 0, has_aux: bool = False, backend: str = "numpy"
) -> Callable[P, Any]:
    """Return the function that gives the Jacobian, a column (one input element) at a time, in forward mode.

    Its shape is the result's followed by the argument's; for containers, the result's structure of the argument's.
    """
    return made(function, "jacfwd", argnums, has_aux, backend)


def jacrev(
    function: Callable[P, Any], argnums: Argnums = 0, has_aux: bool = False, backend: str = "numpy"
) -> Callable[P, Any]:
    """Return the function that gives the Jacobian, a row (one result element) at a time, in reverse mode.

    Its shape is the result's followed by the argument's; for containers, the result's structure of the argument's.
    """
    return made(function, "jacrev", argnums, has_aux, backend)


def jacobian(
    function: Callable[P, Any], argnums: Argnums = 0, has_aux: bool = False, backend: str = "numpy"
) -> Callable[P, Any]:
    """Return the function that gives the Jacobian, in the mode that is cheaper for the sizes at hand.

    srcad.jacobian(lambda x: x * x)(np.array([1.0, 2.0]))  is  [[2.0, 0.0], [0.0, 4.0]]
    """
    return made(function, "jacobian", argnums, has_aux, backend)


def hessian(
    function: Callable[P, Any], argnums: Argnums = 0, has_aux: bool = False, backend: str = "numpy"
) -> Callable[P, Any]:
    """Return the function that gives the second derivatives of a scalar-valued function: forward over reverse.

    Its shape is the argument's twice; for containers, the argument's structure of the argument's.
    """
    return made(grad(function, argnums, has_aux), "jacfwd", argnums, has_aux, backend)


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


def argument_at(path: tuple[object, ...], table: dict[str, Any]) -> Any:
    """Return what an argument differentiated with respect to is, integers made real."""
    if str(path[0]) not in table:
        raise KindError(
            f"this derivative is with respect to arguments, not to `{path[0]}` from outside the function",
            hint="Make it a parameter.",
        )
    value = table[str(path[0])]
    for key in path[1:]:
        parts = dict(children(value) or (attributes(value) or {}).items())
        value = parts[next(own for own in parts if str(own) == str(key))]
    return as_real(value)


def _columns(along: Callable[[Any], Any], argument: Any) -> tuple[list[Any], Any, Any]:
    """Return the derivative of each leaf of a result by one argument, the result, and what stands beside it."""
    result, derivative, *aux = along(map_tree(_zeros, argument))
    outs = tree_leaves(derivative)
    blocks: list[list[Any]] = []  # for each leaf of the argument, for each leaf of the result
    for part, tangents in _units(argument):
        if not is_real_leaf(part):
            blocks.append([None for _ in outs])
            continue
        columns = [tree_leaves(along(tangent)[1]) for tangent in tangents] if _is_number(part) else []
        if columns:
            blocks.append(columns[0])
            continue
        found: list[Any] = []
        for element, tangent in enumerate(tangents):
            column = tree_leaves(along(tangent)[1])
            found = found or stacks_for(column, np.size(part))
            put_at(found, element, column)
        found = found or [np.zeros((0, *np.shape(out))) for out in outs]
        blocks.append([
            None if whole is None
            else np.ascontiguousarray(np.moveaxis(whole, 0, -1)).reshape((*whole.shape[1:], *np.shape(part)))
            for whole in found
        ])  # fmt: skip
    leaves = [rebuild_leaves(argument, [block[k] for block in blocks]) for k in range(len(tree_leaves(result)))]
    return leaves, result, aux[0] if aux else None


def _rows(value: Any, pullback: Callable[[Any], Any], arguments: list[Any], single: bool) -> Any:
    """Return a result's derivative by arguments: result's leaves of tuples of the arguments' structures, or of one."""
    shapes = [[np.shape(part) for part in tree_leaves(argument)] for argument in arguments]
    result: list[Any] = []
    for out, seeds in _units(value):
        row_of = _complex_row(pullback, arguments) if np.iscomplexobj(out) else pullback
        if _is_number(out):
            for seed in seeds:
                blocks = list(row_of(seed))
            result.append(blocks[0] if single else tuple(blocks))
            continue
        found: list[list[Any]] = []
        for element, seed in enumerate(seeds):
            row = [tree_leaves(gradient) for gradient in row_of(seed)]
            found = found or [stacks_for(grads, np.size(out)) for grads in row]
            for wholes, ones in zip(found, row, strict=True):
                put_at(wholes, element, ones)
        found = found or [[np.zeros((0, *shape), _real_dtype(out)) for shape in parts] for parts in shapes]
        blocks = [
            rebuild_leaves(
                argument,
                [None if whole is None else whole.reshape((*np.shape(out), *whole.shape[1:])) for whole in wholes],
            )
            for argument, wholes in zip(arguments, found, strict=True)
        ]
        result.append(blocks[0] if single else tuple(blocks))
    return rebuild_leaves(value, result)


def _complex_row(pullback: Callable[[Any], Any], arguments: list[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gives a complex element's derivatives: by real arguments dy/dx, by complex ones those of a
    holomorphic function. A pullback gives the real part of conj(seed) * dy/dx, and conj(dy/dz) * seed.
    """

    def row(seed: Any) -> tuple[Any, ...]:
        real, turned = pullback(seed), pullback(map_tree(lambda part: 1j * part, seed))
        both = (
            map_tree(
                lambda x, a, b: None if a is None else np.conj(a) if np.iscomplexobj(x) else a + 1j * b, argument, a, b
            )
            for argument, a, b in zip(arguments, real, turned, strict=True)
        )
        return tuple(both)

    return row


def _units(tree: Any) -> Iterator[tuple[Any, Iterator[Any]]]:
    """Yield each leaf of a structure, with the structures that hold one in one of its elements, else zeros, in turn.

    What is yielded next is the same arrays, changed: what is made of them must have been copied.
    """
    parts = tree_leaves(tree)
    for k, part in enumerate(parts):
        zeros = [_zeros(each) for each in parts]
        if _is_number(part):
            zeros[k] = part * 0 + 1 if is_other_number(part) else zeros[k] + 1
        yield part, iter((rebuild_leaves(tree, zeros),)) if _is_number(part) else _moving(zeros[k], tree, zeros)


def _moving(unit: Any, tree: Any, leaves: list[Any]) -> Iterator[Any]:
    moved, flat = rebuild_leaves(tree, leaves), unit.reshape(-1)
    for element in range(flat.size):
        flat[element] = 1.0
        yield moved
        flat[element] = 0.0


def _is_number(leaf: Any) -> bool:
    return np.ndim(leaf) == 0 and not isinstance(leaf, np.ndarray)


def _count(trees: list[Any]) -> int:
    return sum(int(np.size(leaf)) for tree in trees for leaf in tree_leaves(tree))


def _zeros(leaf: Any) -> Any:
    if _is_number(leaf):
        if isinstance(leaf, np.generic):  # the function may ask for its methods
            return _real_dtype(leaf).type(0)
        return leaf * 0 if is_other_number(leaf) else 0.0
    return np.zeros(np.shape(leaf), dtype=_real_dtype(leaf))


def _real_dtype(leaf: Any) -> Any:
    dtype = np.asarray(leaf).dtype
    return dtype if dtype.kind in "fc" else np.dtype(float)


for _function in (jacfwd, jacrev, jacobian, hessian, hvp):  # the compiler knows them by this
    setattr(_function, "__srcad_transform__", _function.__name__)  # noqa: B010 (mypy knows no such attribute)
