"""The public functions: derivatives of functions, and their generated source."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal, ParamSpec, TextIO, TypeVar, overload

import numpy as np

from .assumed import assumed_source
from .budget import bytes_of
from .callables import primal_of
from .compile import Step
from .dataclass_objects import told
from .dispatch import Argnums, Dispatcher
from .errors import KindError
from .guards import current
from .runtime_edges import seeded
from .tree import (
    arrays_in,
    as_real,
    children,
    declared_integers,
    is_copied,
    is_real_leaf,
    map_tree,
    of_its_kind,
    rebuild,
    snapshot,
    tree_leaves,
)

BACKENDS = ("numpy", "numba", "auto")
P = ParamSpec("P")
Q = ParamSpec("Q")
R = TypeVar("R")
S = TypeVar("S")
R_co = TypeVar("R_co", covariant=True)


def dispatcher(
    function: types.FunctionType | Dispatcher, mode: str, argnums: Argnums, has_aux: bool = False,
    backend: str = "numpy", debug: bool = False, hermitian: bool = True, memory: int | str | None = None,
) -> Dispatcher:  # fmt: skip
    """Return the one dispatcher for a function, a mode and argnums; for a derivative, that of its derivative."""
    limit = None if memory is None else bytes_of(memory)
    if limit is not None and backend == "numba":
        raise KindError("memory limits what NumPy code stores", hint='Use backend="numpy" with it.')
    return _dispatcher(function, mode, argnums, has_aux, backend, debug, hermitian, limit)


@lru_cache(maxsize=4096)
def _dispatcher(
    function: types.FunctionType | Dispatcher, mode: str, argnums: Argnums, has_aux: bool, backend: str, debug: bool,
    hermitian: bool, memory: int | None,
) -> Dispatcher:  # fmt: skip
    if backend not in BACKENDS:
        raise KindError(f"there is no backend {backend!r}", hint='Use "numpy", "numba" or "auto".')
    if isinstance(function, Dispatcher):
        step = Step(function.mode, function.wrt, function.single, function.argnums, function.has_aux)
        function.check_nested()
        steps = *function.inner, step
        return Dispatcher(function.function, mode, argnums, steps, has_aux, backend, debug, hermitian, memory)
    return Dispatcher(function, mode, argnums, (), has_aux, backend, debug, hermitian, memory)


def grad(
    function: Callable[P, Any],
    argnums: Argnums = 0,
    has_aux: bool = False,
    backend: str = "numpy",
    debug: bool = False,
    hermitian: bool = True,
    memory: int | str | None = None,
) -> Callable[P, Any]:
    """Return the function that gives the gradient of a scalar-valued function.

        srcad.grad(lambda x: x * x)(3.0) == 6.0

    The gradient has the structure of the argument (with several argnums, a tuple of these), each leaf its shape and
    dtype. With `backend="numba"` it is compiled; with "auto" it is if numba can. With `debug`, the generated code
    checks itself: that stacks give back what was put on them, that the backward sweep reads the values of the forward
    sweep, and that no adjoint becomes inf or nan. With respect to complex numbers it is the direction of steepest
    ascent, as torch's; with `hermitian=False`, its conjugate, as jax's.

    `memory`, in bytes or as "200MB", limits what the forward sweep stores: where it would be more, or cannot be told,
    loops over ranges and `while` loops keep the states that fit, and run their steps again, as `checkpointed` ones do.
    """
    return dispatcher(primal_of(function), "grad", _argnums(argnums), has_aux, backend, debug, hermitian, memory)


def value_and_grad(
    function: Callable[P, R],
    argnums: Argnums = 0,
    has_aux: bool = False,
    backend: str = "numpy",
    debug: bool = False,
    hermitian: bool = True,
    memory: int | str | None = None,
) -> Callable[P, tuple[R, Any]]:
    """Return the function that gives a scalar-valued function's value and its gradient, from one evaluation.

    srcad.value_and_grad(lambda x: x * x)(3.0) == (9.0, 6.0)
    """
    wanted = _argnums(argnums)
    return dispatcher(primal_of(function), "value_and_grad", wanted, has_aux, backend, debug, hermitian, memory)


def _argnums(argnums: object) -> Argnums:
    """Return argnums in the form that requests take: a position, a name, or a tuple of these."""
    wanted: list[object] = list(argnums) if isinstance(argnums, tuple | list) else [argnums]
    found: list[int | str] = []
    for each in wanted:
        if isinstance(each, bool) or not isinstance(each, int | str | np.integer):
            raise KindError(
                f"argnums must be a position or a name of a parameter, or a tuple of these, not {argnums!r}",
                hint='For example argnums=0, argnums="w" or argnums=(0, "w").',
            )
        found.append(each if isinstance(each, str) else int(each))
    return tuple(found) if isinstance(argnums, tuple | list) else found[0]


@overload
def vjp(
    function: Callable[..., R],
    *primals: Any,
    argnums: Argnums | None = None,
    has_aux: Literal[False] = False,
    backend: str = "numpy",
    debug: bool = False,
) -> tuple[R, Callable[[Any], Any]]: ...


@overload
def vjp(
    function: Callable[..., tuple[R, S]],
    *primals: Any,
    argnums: Argnums | None = None,
    has_aux: Literal[True],
    backend: str = "numpy",
    debug: bool = False,
) -> tuple[R, Callable[[Any], Any], S]: ...


def vjp(
    function: Callable[..., Any], *primals: Any, argnums: Argnums | None = None, has_aux: bool = False,
    backend: str = "numpy", debug: bool = False,
) -> Any:  # fmt: skip
    """Return a function's value, and its pullback: the map from an adjoint of the result to adjoints of the arguments.

    `pullback(seed)` returns a tuple with an entry per positional argument, None for those that hold no real numbers;
    with `argnums`, what `grad` would return. It may be called again, also when arrays that the function got or returned
    have changed since. With `has_aux`, the function returns its result
    and something beside it, and so does `vjp`: value, pullback, and that.
    """
    plain = primal_of(function)
    chosen: Argnums
    if argnums is not None:
        chosen = _argnums(argnums)
    else:
        active = [i for i, primal in enumerate(primals) if _has_real(primal)]
        chosen = tuple(active)
        if not active:
            value = plain(*primals)
            nothing = lambda seed: tuple(None for _ in primals)  # noqa: E731
            return (value[0], nothing, value[1]) if has_aux else (value, nothing)
    run = dispatcher(plain, "vjp", chosen, has_aux, backend, debug)
    value, back, *aux = pulled(run, run.bind(primals, {}))

    def pullback(seed: Any) -> Any:
        found = back(seed)
        if argnums is not None:
            return found
        entries: list[Any] = [None] * len(primals)
        for position, entry in zip(active, found, strict=True):
            entries[position] = entry
        return tuple(entries)

    return value, pullback, *aux


def pulled(run: Dispatcher, table: dict[str, Any]) -> tuple[Any, ...]:
    """Return a function's value, its pullback, and what it returns beside its result, if it is said to."""
    compiled = run.find(table)
    again = not compiled.effects and not compiled.free and all(map(is_copied, table.values()))  # it may run again
    if compiled.consumes and again:
        table = {name: snapshot(given) for name, given in table.items()}
    value, saved = run.run(compiled, table, ())
    saved = _apart(saved, [value, *table.values(), *map(current, compiled.free)])
    backward = compiled.functions[1]
    fresh = [saved]

    def pullback(seed: Any) -> Any:
        seed = _seeds(seed, value[0] if run.has_aux else value)
        if not compiled.consumes:
            return backward(saved, seed)
        if not again:  # the backward sweep works in the arrays of the forward sweep, which cannot run again
            return backward(snapshot(saved), seed)
        return backward(fresh.pop() if fresh else run.run(compiled, table, ())[1], seed)

    return (value[0], pullback, value[1]) if run.has_aux else (value, pullback)


def _apart(saved: Any, others: list[Any]) -> Any:
    """Return what a pullback needs, with copies of arrays in the memory of others, and of lists that are among them."""
    arrays = arrays_in(others)
    kept: list[np.ndarray[Any, Any]] = []

    theirs = {id(each) for each in others if type(each) is list}
    seen: set[int] = set()

    def look(part: Any) -> None:
        if type(part) in (tuple, list):
            if id(part) not in seen:
                seen.add(id(part))
                for inner in part:
                    if not isinstance(inner, float):
                        look(inner)
        elif isinstance(part, np.ndarray) and any(np.may_share_memory(part, other) for other in arrays):
            kept.append(part)

    look(saved)
    copies = {id(old): new for old, new in zip(kept, snapshot(tuple(kept)), strict=True)}
    lists: dict[int, list[Any]] = {}

    def changed(part: Any) -> Any:
        if type(part) is tuple:
            return tuple(map(changed, part))
        if type(part) is list:
            if id(part) not in lists:
                lists[id(part)] = new = []
                new += [inner if isinstance(inner, float) else changed(inner) for inner in part]
            return lists[id(part)]
        return copies.get(id(part), part)

    return changed(saved) if kept or seen & theirs else saved


def _seeds(seed: Any, value: Any) -> Any:
    """Return the adjoints that a backward sweep starts from: like the result, and arrays of their own."""
    try:
        return map_tree(lambda y, given: seeded(given, y) if _has_real(y) or np.ndim(y) else given, value, seed)
    except KeyError:
        raise KindError("the seed has another structure than the result") from None


def _has_real(tree: object) -> bool:
    return any(is_real_leaf(leaf) for leaf in tree_leaves(tree))


@overload
def jvp(
    function: Callable[..., R],
    primals: tuple[Any, ...],
    tangents: tuple[Any, ...],
    has_aux: Literal[False] = False,
    backend: str = "numpy",
) -> tuple[R, R]: ...


@overload
def jvp(
    function: Callable[..., tuple[R, S]],
    primals: tuple[Any, ...],
    tangents: tuple[Any, ...],
    has_aux: Literal[True],
    backend: str = "numpy",
) -> tuple[R, R, S]: ...


@overload
def jvp(
    function: Callable[..., Any],
    primals: tuple[Any, ...],
    tangents: tuple[Any, ...],
    has_aux: bool,
    backend: str = "numpy",
) -> tuple[Any, ...]: ...


def jvp(
    function: Callable[..., Any], primals: tuple[Any, ...], tangents: tuple[Any, ...], has_aux: bool = False,
    backend: str = "numpy",
) -> tuple[Any, ...]:  # fmt: skip
    """Return a function's value and its tangent along tangents of the arguments (None: the argument is held fixed).

        srcad.jvp(lambda x, n: x**n, (3.0, 2), (1.0, None)) == (9.0, 6.0)

    With `has_aux`, the function returns its result and something beside it, and `jvp` value, tangent, and that.
    """
    for what, given in (("arguments", primals), ("tangents", tangents)):
        if not isinstance(given, tuple | list):
            raise KindError(f"jvp takes its {what} as a tuple, not as {type(given).__name__}")
    if len(primals) != len(tangents):
        raise KindError(f"jvp needs a tangent, or None, for each of the {len(primals)} arguments, not {len(tangents)}")
    plain = primal_of(function)
    chosen = tuple(i for i, tangent in enumerate(tangents) if tangent is not None)
    if not chosen:
        value = plain(*primals)
        if has_aux:
            return value[0], map_tree(_zero_tangent, value[0]), value[1]
        return value, map_tree(_zero_tangent, value)
    run = dispatcher(plain, "jvp", chosen, has_aux, backend)
    along = [as_tangent(tangents[i], primals[i]) for i in chosen]
    if run.plain and len(primals) == run.count:
        return run.direct(*primals, *along)  # type: ignore[no-any-return]
    return run.call(run.bind(primals, {}), *along)  # type: ignore[no-any-return]


def as_tangent(tangent: Any, primal: Any) -> Any:
    """Return a tangent, integers made real; refuse one that does not fit its argument."""
    if type(tangent) is float and type(primal) is float:
        return tangent
    parts, own = children(tangent), children(primal)
    if (parts is None) != (own is None) or (parts is not None and [k for k, _ in parts] != [k for k, _ in own or ()]):
        raise KindError(
            f"a tangent is a {type(tangent).__name__}, but its argument a {type(primal).__name__}",
            hint="A tangent has the structure of its argument.",
        )
    if own is not None and parts is not None:
        whole = declared_integers(type(primal))
        pairs = [(t, p, key in whole and not _has_real(p)) for (key, t), (_, p) in zip(parts, own, strict=True)]
        return rebuild(primal, [t if held else as_tangent(t, p) for t, p, held in pairs])
    if is_real_leaf(as_real(primal)) and np.shape(tangent) != np.shape(primal):
        raise KindError(
            f"a tangent has shape {np.shape(tangent)}, but its argument has shape {np.shape(primal)}",
            hint="A tangent has the shape of its argument.",
        )
    return of_its_kind(as_real(tangent), as_real(primal))


def _zero_tangent(leaf: Any) -> Any:
    return np.zeros(np.shape(leaf)) if isinstance(leaf, np.ndarray) else 0.0


def source(
    function: Callable[..., Any], *args: Any, argnums: Argnums | None = None, mode: str | None = None,
    backend: str | None = None, debug: bool | None = None, memory: int | str | None = None,
    **kwargs: Any,
) -> str:  # fmt: skip
    """Return the generated source for arguments of the kinds given: exactly what runs for them.

    `mode` is "value_and_grad" (the default), "grad", "vjp", "jvp" or "hvp"; `argnums` (by default 0) and the other
    options are by default those that the function was decorated with. Without arguments it is the source that was
    compiled last; before any call, that for arguments as annotations, or else the function's text, make them seem.
    Of a derivative, such as srcad.grad(f), it is that of the derivative itself; with a mode or argnums, that of its
    derivative.
    """
    nothing, own_run = not args and not kwargs, None
    if mode is None and argnums is None:
        own_run = told(function, "__srcad_runs__", None)
    if own_run is not None:
        own_run = own_run.with_options(backend, debug, None if memory is None else bytes_of(memory))
    if argnums is None:
        function, args, argnums = as_decorated(function, args)
    own = function if told(function, "__srcad_primal__") is not None else None
    backend = getattr(own, "backend", "numpy") if backend is None else backend
    debug = getattr(own, "debug", False) if debug is None else debug
    memory = getattr(own, "memory", None) if memory is None else memory
    run: Dispatcher = own_run or request(function, mode or "value_and_grad", argnums, backend, debug, memory)
    if nothing:
        both = mode is None and own_run is None
        for each in (run, request(function, "grad", argnums, backend, debug, memory)) if both else (run,):
            if each.latest is not None:
                return each.latest.text
        if any(p.default is p.empty for p in run.parameters):
            return assumed_source(run, args)
    return run.find(run.bind(args, kwargs)).text


def as_decorated(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...], Argnums]:
    """Return a function, the object of a differentiated method among its arguments, and the decorator's argnums."""
    if told(function, "__srcad_bound__", False):
        function, args = function.__func__, (function.__self__, *args)  # type: ignore[attr-defined]
    return function, args, told(function, "argnums", 0) if told(function, "__srcad_primal__") is not None else 0


def request(
    function: Callable[..., Any], mode: str, argnums: Argnums, backend: str = "numpy", debug: bool = False,
    memory: int | str | None = None,
) -> Dispatcher:  # fmt: skip
    """Return the dispatcher for a mode by its name: "value_and_grad", "grad", "vjp", "jvp" or "hvp"."""
    if mode not in ("grad", "value_and_grad", "vjp", "jvp", "hvp"):
        raise KindError(f"there is no mode {mode!r}", hint="Use grad, value_and_grad, vjp, jvp or hvp.")
    plain, chosen = primal_of(function), _argnums(argnums)
    forward = chosen if isinstance(chosen, tuple) else (chosen,)
    if mode == "hvp":
        return dispatcher(dispatcher(plain, "grad", chosen), "jvp", forward, backend=backend)
    memory = memory if mode in ("grad", "value_and_grad") else None
    return dispatcher(plain, mode, forward if mode == "jvp" else chosen, False, backend, debug, memory=memory)


def show(
    function: Callable[..., Any], *args: Any, argnums: Argnums | None = None, mode: str | None = None,
    backend: str | None = None, debug: bool | None = None, memory: int | str | None = None,
    file: TextIO | None = None,
    **kwargs: Any,
) -> None:  # fmt: skip
    """Print the generated source, that for arguments of the kinds given or that which `source` returns without."""
    text = source(function, *args, argnums=argnums, mode=mode, backend=backend, debug=debug, memory=memory, **kwargs)
    print(text, end="", file=file or sys.stdout)


def stop_gradient(x: R) -> R:
    """Return x, its arrays as copies; a derivative does not flow through it."""
    return map_tree(lambda leaf: leaf.copy() if isinstance(leaf, np.ndarray) else leaf, x)  # type: ignore[no-any-return]


stop_gradient.__srcad_stop__ = True  # type: ignore[attr-defined]  # the compiler knows it by this


for _function in (grad, value_and_grad, vjp, jvp):  # the compiler knows them by this, inside differentiated functions
    setattr(_function, "__srcad_transform__", _function.__name__)  # noqa: B010 (mypy knows no such attribute)
