"""Text becomes a callable: run in a namespace of its own, and shown to debuggers and tracebacks by linecache."""

from __future__ import annotations

import ast
import cmath
import itertools
import linecache
import math
import sys
import types
from collections.abc import Mapping, Sequence

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


def identifiers(function: types.FunctionType) -> frozenset[str]:
    """Return all names that a loaded function uses or could use."""
    code = function.__code__
    return frozenset((*function.__globals__, *code.co_varnames, *code.co_names, *code.co_cellvars, *code.co_freevars))


def guarded(
    function: types.FunctionType, parameters: str, guard: str, held: Mapping[str, object]
) -> types.FunctionType:
    """Return a loaded function that begins with a guard; `held` has all that the guard names.

    The guard stands on the line of the `def`: every other line stays where the shown text has it, for debuggers and
    tracebacks.
    """
    name = function.__name__
    file = function.__code__.co_filename
    module = ast.parse("".join(linecache.getlines(file)))
    definition = next(n for n in module.body if isinstance(n, ast.FunctionDef) and n.name == name)
    first = ast.parse(f"def {name}({parameters}):\n{guard}").body[0]
    assert isinstance(first, ast.FunctionDef)
    for node in ast.walk(first):
        if isinstance(node, ast.expr | ast.stmt | ast.arg | ast.excepthandler):
            node.lineno = node.end_lineno = definition.lineno
            node.col_offset = node.end_col_offset = definition.col_offset
    definition.args, definition.body = first.args, [*first.body, *definition.body]
    space: dict[str, object] = {}
    exec(compile(module, file, "exec"), space)
    made = space[name]
    assert isinstance(made, types.FunctionType)
    function.__globals__.update(held)
    return types.FunctionType(made.__code__, function.__globals__, name)
