"""Text becomes a callable: run in a namespace of its own, and shown to debuggers and tracebacks by linecache."""

from __future__ import annotations

import cmath
import itertools
import linecache
import math
import sys
import types

import numpy as np

from .. import runtime, runtime_edges

_numbers = itertools.count(1)


def load(text: str, name: str, bindings: dict[str, object]) -> types.FunctionType:
    """Return the function called `name` that a text defines, `bindings` being the user's objects that it mentions."""
    file = f"<srcad {name}#{next(_numbers)}>"
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
    function = namespace[name]
    assert isinstance(function, types.FunctionType)
    return function
