"""Text for numba becomes callables, which are compiled at once for the arguments at hand, and kept on disk."""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import linecache
import os
import pathlib
import re
import types
import warnings
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from ...errors import SrcadError
from . import circular, elementary, kept, linear, memory, outside, powers, prelude, sums, vectors
from .facts import refuse

FUSED = {"contract"}  # products and sums are one operation, rounded once, as the elementary functions bear
MARK = "@njit"
ALIASES = 4
PRELUDE = frozenset(
    name for module in (elementary, prelude) for name, v in vars(module).items() if isinstance(v, types.FunctionType)
) | {"solve"}


@functools.lru_cache(maxsize=1)
def functions() -> dict[str, object]:
    """Return what compiled code may call."""
    try:
        import numba
    except ImportError as error:
        raise SrcadError("numba is not installed", hint='pip install "srcad[numba]"') from error
    found = sums.instructions() | memory.instructions()
    found |= vectors.instructions(circular.Circular, ("sin", "cos", "tan"))
    found |= vectors.instructions(powers.Power, ("power",))
    for name, value in {**vars(elementary), **vars(prelude)}.items():
        if isinstance(value, types.FunctionType) and name not in found:
            quick = value.__module__ == elementary.__name__
            options: dict[str, Any] = {"forceinline": True, "fastmath": FUSED} if quick else {}
            found[name] = numba.njit(error_model="numpy", **options)(linked(value, found))
    numba.extending.overload(prelude.headed)(prelude.typed)
    numba.extending.overload(linear.solve)(linear.solver)
    found |= {"headed": prelude.headed, "solve": linear.solve}
    return found | {alias(name, k): value for name, value in found.items() for k in range(1, ALIASES)}


def alias(name: str, k: int) -> str:
    """Return another name for what compiled code may call, where a variable has its own."""
    return f"{name}_{k}" if k else name


def names_beside(taken: Set[str]) -> dict[str, str]:
    """Return the names by which compiled code calls functions of the prelude that variables have the names of."""
    found = {}
    for name in PRELUDE & taken:
        free = [alias(name, k) for k in range(ALIASES) if alias(name, k) not in taken]
        if not free:
            raise refuse(f"a function with the variables {name}, {alias(name, 1)}, {alias(name, 2)}, ...")
        found[name] = free[0]
    return found


def linked(function: types.FunctionType, compiled: dict[str, object]) -> types.FunctionType:
    """Return a function that calls the compiled forms of those before it in its file."""
    return types.FunctionType(function.__code__, {**function.__globals__, **compiled}, function.__name__)


def namespace(cached: bool, space: Mapping[str, object]) -> dict[str, object]:
    """Return what is around compiled code; `cached` if it comes from a file, beside which numba keeps what it made.

    What compiled code calls in Python it finds in `outside`, a module that there is when numba reads what it kept.
    """
    found = dict(functions())
    import numba

    found["njit"] = numba.njit(error_model="numpy", cache=cached)
    found["objmode"] = numba.objmode
    found["__name__"] = outside.__name__
    found |= {f"numpy_{name}": space[name] for name in PRELUDE if name in space}
    vars(outside).update({name: value for name, value in {**space, **found}.items() if name[:2] != "__"})
    return found


@functools.lru_cache(maxsize=1)
def folder() -> pathlib.Path | None:
    """Return where generated text and what numba made of it are kept, None if nothing can be written there.

    It is `$SRCAD_CACHE_DIR`, or a folder of the user's cache; "" as the variable turns this off.
    """
    given = os.environ.get("SRCAD_CACHE_DIR")
    if given == "":
        return None
    caches = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    base = pathlib.Path(given) if given else caches / "srcad"
    modules = circular, elementary, kept, linear, memory, powers, prelude, sums, vectors
    called = [pathlib.Path(module.__file__).read_bytes() for module in modules if module.__file__]
    version = hashlib.sha256(b"".join(called)).hexdigest()[:12]
    place = base / version
    try:
        place.mkdir(parents=True, exist_ok=True)
        return place if os.access(place, os.W_OK) else None
    except OSError:
        return None


def file_of(text: str) -> str | None:
    """Return the file that holds a text, written if there is none, so that numba can tell it again."""
    place = folder()
    if place is None:
        return None
    file = place / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.py"
    try:
        if not file.exists():
            new = file.with_suffix(f".{os.getpid()}")
            new.write_text(text, encoding="utf-8")
            new.replace(file)
    except OSError:
        return None
    return str(file)


class _Reached(BaseException):
    """The compiled function is about to be called."""


def compile_now(function: types.FunctionType, values: Sequence[object]) -> None:
    """Compile what a generated function calls, for the types that it gets for these arguments."""
    found = [
        (name, value)
        for name, value in function.__globals__.items()
        if name.startswith(f"{function.__name__}_compiled") and hasattr(value, "py_func")
    ]
    if not found:
        return
    import numba

    typeof: Callable[[object], object] = numba.typeof
    name, compiled = found[0]
    given: list[object] = []

    def reached(*args: object) -> None:
        given.extend(args)
        raise _Reached

    outside = types.FunctionType(function.__code__, {**function.__globals__, name: reached})
    with contextlib.suppress(_Reached):
        outside(*values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compiled.compile(tuple(map(typeof, given)))
        except Exception as error:
            line = line_of(error, function.__code__.co_filename)
            what = f"`{line}` of {function.__name__}" if line else function.__name__
            raise refuse(f"{what}: numba has no types or no code for it ({reason(error)})") from error


def silent(function: types.FunctionType) -> types.FunctionType:
    """Return a function in Python without what it writes into objects outside, to see what kinds it returns."""
    text = "".join(linecache.getlines(function.__code__.co_filename))
    found = [n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name == function.__name__]
    if not found:
        return function
    kept = [stmt for stmt in found[0].body if not is_write(stmt)]
    if len(kept) == len(found[0].body):
        return function
    found[0].body = kept
    space: dict[str, object] = {}
    exec(compile(ast.Module([found[0]], []), function.__code__.co_filename, "exec"), space)
    made = space[function.__name__]
    assert isinstance(made, types.FunctionType)
    return types.FunctionType(made.__code__, function.__globals__)


def is_write(stmt: ast.stmt) -> bool:
    """Return whether a statement writes into an object."""
    return isinstance(stmt, ast.Assign) and isinstance(stmt.targets[0], ast.Attribute | ast.Subscript)


def line_of(error: Exception, file: str) -> str:
    """Return the generated line that numba's message is about, "" if it does not say."""
    told = re.findall(rf'"?{re.escape(file)}"?[,)]? (?:line |\()(\d+)', str(error))
    return linecache.getline(file, int(told[-1])).strip() if told else ""


def reason(error: Exception) -> str:
    """Return the line of numba's message that says most."""
    lines = [line.strip() for line in str(error).splitlines()]
    told = [line for line in lines if line and not line.startswith(("Failed in", "During:", "File", "def ", "<"))]
    return told[0] if told else type(error).__name__
