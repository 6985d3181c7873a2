"""Text becomes a callable: run in a namespace of its own, and shown to debuggers and tracebacks by linecache."""

from __future__ import annotations

import ast
import builtins
import cmath
import itertools
import linecache
import math
import sys
import types
from collections.abc import Mapping, Sequence

import numpy as np

from .. import runtime, runtime_checkpoints, runtime_edges, runtime_watch
from ..errors import note
from ..ir import Origin
from ..rules.rule import BOUND
from .numba import load as numba

_numbers = itertools.count(1)
_OWN = ("abs", "float", "int", "isinstance", "len", "max", "min", "range", "reversed", "sum")
# all that generated code may call beside NumPy
HELPERS: dict[str, object] = {
    **{name: getattr(builtins, name) for name in _OWN},
    **runtime.HELPERS,
    **{
        k: v
        for module in (runtime_edges, runtime_checkpoints, runtime_watch)
        for k, v in vars(module).items()
        if isinstance(v, types.FunctionType) and k[0] != "_"
    },
}
NOTE = "<note>"  # names that no text can contain
ERROR = "<error>"


def namespace(bindings: Mapping[str, object]) -> dict[str, object]:
    """Return what generated code can name, `bindings` being the user's objects that it mentions."""
    space: dict[str, object] = {"np": np, "math": math, "cmath": cmath, "__name__": "srcad.generated"}
    if "scipy" in sys.modules:
        space["scipy"] = sys.modules["scipy"]
    space.update(HELPERS)
    space.update(BOUND)
    space.update(bindings)
    return space


def load(
    text: str, names: Sequence[str], bindings: dict[str, object], origins: Sequence[Origin | None] = ()
) -> tuple[types.FunctionType, ...]:
    """Return functions that a text defines, `bindings` being the user's objects that it mentions.

    An exception that the text raises gets a note of the user's statement, which `origins` tell line by line.
    """
    for_numba = f"{numba.MARK}\n" in text
    own = bool(bindings) and "objmode" in text  # Python would look for the user's objects where there are none
    kept = numba.file_of(text) if for_numba and not own else None
    file = kept or f"<srcad {names[0]}#{next(_numbers)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    space = namespace(bindings)
    if for_numba:
        space.update({**numba.namespace(kept is not None, space), **BOUND, **bindings})
    space[NOTE] = lambda error: note(error, file, origins)
    exec(compile(parsed(text), file, "exec"), space)
    found = tuple(space[name] for name in names)
    return tuple(function for function in found if isinstance(function, types.FunctionType))


def parsed(text: str) -> ast.Module:
    """Return the tree of a text of functions, in each of which an exception gets a note and goes on.

    The handler stands on the line of the `def`: every other line stays where the shown text has it.
    """
    module = ast.parse(text)
    for definition in module.body:
        if isinstance(definition, ast.FunctionDef) and not definition.decorator_list:  # not one that numba compiles
            noting = ast.parse("try: pass\nexcept Exception as error:\n    note(error)\n    raise").body[0]
            assert isinstance(noting, ast.Try)
            for node in ast.walk(noting):
                if isinstance(node, ast.expr | ast.stmt | ast.excepthandler):
                    node.lineno = node.end_lineno = definition.lineno
                    node.col_offset = node.end_col_offset = definition.col_offset
                if isinstance(node, ast.Name):
                    node.id = {"note": NOTE, "error": ERROR}.get(node.id, node.id)
            noting.handlers[0].name = ERROR
            doc = definition.body[:1] if ast.get_docstring(definition) is not None else []
            noting.body = definition.body[len(doc) :] or [ast.copy_location(ast.Pass(), definition)]
            definition.body = [*doc, noting]
    return module


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
    module = parsed("".join(linecache.getlines(file)))
    definition = next(n for n in module.body if isinstance(n, ast.FunctionDef) and n.name == name)
    first = ast.parse(f"def {name}({parameters}):\n{guard}").body[0]
    assert isinstance(first, ast.FunctionDef)
    for node in ast.walk(first):
        if isinstance(node, ast.expr | ast.stmt | ast.arg | ast.excepthandler):
            node.lineno = node.end_lineno = definition.lineno
            node.col_offset = node.end_col_offset = definition.col_offset
    definition.args, definition.body = first.args, [*first.body, *definition.body]
    module.body = [definition]
    space: dict[str, object] = {}
    exec(compile(module, file, "exec"), space)
    made = space[name]
    assert isinstance(made, types.FunctionType)
    function.__globals__.update(held)
    return types.FunctionType(made.__code__, function.__globals__, name)
