"""How each tool is asked for a value and a gradient, and how two gradients are compared."""

from __future__ import annotations

import atexit
import functools
import importlib
import itertools
import pathlib
import sys
import tempfile
import types
from collections.abc import Callable

import numpy as np

WRITES = "writes"


class Missing(Exception):
    """A tool that is not installed, or that cannot differentiate a case; the text says which."""


# ------------------------------------------------------------------ trees of arrays
def leaves(tree):
    """The arrays of a nested structure, in order."""
    if isinstance(tree, dict):
        return [leaf for key in sorted(tree) for leaf in leaves(tree[key])]
    if isinstance(tree, tuple | list):
        return [leaf for item in tree for leaf in leaves(item)]
    return [np.asarray(tree, dtype=float)]


def map_leaves(function, tree, *rest):
    """The structure with a function of its leaves in their places."""
    if isinstance(tree, dict):
        return {key: map_leaves(function, tree[key], *[other[key] for other in rest]) for key in tree}
    if isinstance(tree, tuple | list):
        return type(tree)(map_leaves(function, *items) for items in zip(tree, *rest, strict=True))
    return function(tree, *rest)


def difference(mine, theirs):
    """The largest relative difference between two structures; small entries are measured by the largest."""
    pairs = list(zip(leaves(mine), leaves(theirs), strict=True))
    assert all(a.shape == b.shape for a, b in pairs)
    scale = max((float(np.max(np.abs(b), initial=0.0)) for _, b in pairs), default=0.0) * 1e-3 + 1e-300
    return max(float(np.max(np.abs(a - b) / (scale + np.abs(b)), initial=0.0)) for a, b in pairs)


# ------------------------------------------------------------------ tools
def ask_hand(case):
    return case.hand


def ask_srcad(case):
    import srcad

    return srcad.value_and_grad(case.primal, argnums=case.argnums)


def ask_numba(case):
    import srcad

    optional("numba")
    return srcad.value_and_grad(case.primal, argnums=case.argnums, backend="numba")


def ask_autograd(case):
    if case.no_jax == WRITES:
        raise Missing(f"not traced by autograd: {case.no_jax}")
    autograd = optional("autograd")
    return autograd.value_and_grad(twin(case, "autograd.numpy"), case.argnums)


def ask_jax(case):
    if case.no_jax:
        raise Missing(f"not traced by jax: {case.no_jax}")
    jax = optional("jax")
    jax.config.update("jax_enable_x64", True)
    counts = [k for k, arg in enumerate(case.args()) if isinstance(arg, int)]
    gradient = jax.value_and_grad(twin(case, "jax.numpy"), case.argnums)
    return waiting(jax, jax.jit(gradient, static_argnums=counts))


def waiting(jax, compiled):
    """The function, returning when its arrays are computed and not when they are promised."""
    return lambda *args: jax.block_until_ready(compiled(*args))


TOOLS: dict[str, Callable] = {
    "hand": ask_hand, "srcad": ask_srcad, "srcad_numba": ask_numba, "autograd": ask_autograd, "jax": ask_jax
}  # fmt: skip


def optional(name):
    """The module of that name, or Missing."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise Missing(f"{name} is not installed") from error


_twins: dict[tuple[str, str], types.ModuleType] = {}


def twin(case, numpy_like):
    """The same function on another library with NumPy's names."""
    origin = case.primal.__module__
    if (origin, numpy_like) not in _twins:
        text = text_of(case).replace("import numpy as np", f"import {numpy_like} as np")
        name = f"{origin.rpartition('.')[2]}_{numpy_like.replace('.', '_')}"
        _twins[origin, numpy_like] = module_of(name, text, None)
    return getattr(_twins[origin, numpy_like], case.primal.__name__)


def text_of(case):
    """The text of the file that a case's function stands in."""
    return pathlib.Path(case.primal.__code__.co_filename).read_text()


_count = itertools.count(1)


@functools.cache
def folder():
    """A folder that lasts as long as the process."""
    temporary = tempfile.TemporaryDirectory(prefix="srcad_benchmark_")
    atexit.register(temporary.cleanup)
    return pathlib.Path(temporary.name)


def fresh(text):
    """A module of that text that nobody has compiled anything of: in a file of its own, on other lines."""
    number = next(_count)
    name = f"fresh_{number}"
    path = folder() / f"{name}.py"
    text = "\n" * number + text
    path.write_text(text)
    return module_of(name, text, path)


def module_of(name, text, path):
    """Run a text as a module, known by its name as imported ones are."""
    module = types.ModuleType(name)
    module.__file__ = str(path) if path else None
    sys.modules[name] = module
    exec(compile(text, str(path or f"<{name}>"), "exec"), module.__dict__)
    return module
