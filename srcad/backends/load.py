"""Text becomes a callable: run in a namespace of its own, and shown to debuggers and tracebacks by linecache."""

from __future__ import annotations

import cmath
import itertools
import linecache
import math
import sys
import types
from collections.abc import Sequence

import numpy as np

from .. import runtime, runtime_edges

_numbers = itertools.count(1)


def load(text: str, names: Sequence[str], bindings: dict[str, object]) -> tuple[types.FunctionType, ...]:
    """Return functions that a text defines, `bindings` being the user's objects that it mentions."""
    file = f"<srcad {names[0]}#{next(_numbers)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    namespace: dict[str, object] = {"np": np, "math": math, "cmath": cmath, "__name__": "srcad.generated"}
    if "scipy" in sys.modules:
        namespace["scipy"] = sys.modules["scipy"]
    namespace.update(runtime.HELPERS)
    for helper, value in vars(runtime_edges).items():
        if isinstance(value, types.FunctionType) and not helper.startswith("_"):
            namespace[helper] = value
    namespace.update(bindings)
    exec(compile(text, file, "exec"), namespace)
    found = tuple(namespace[name] for name in names)
    return tuple(function for function in found if isinstance(function, types.FunctionType))
