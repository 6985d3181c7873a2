"""Text becomes a callable: run in a namespace of its own, and shown to debuggers and tracebacks by linecache."""

from __future__ import annotations

import ast
import cmath
import itertools
import linecache
import math
import sys
import types
from collections.abc import Sequence

import numpy as np

from .. import runtime, runtime_edges
from ..errors import note
from ..ir import Origin
from ..rules.rule import BOUND

_numbers = itertools.count(1)
NOTE = "<note>"  # names that no text can contain
ERROR = "<error>"


def load(
    text: str, name: str, bindings: dict[str, object], origins: Sequence[Origin | None] = ()
) -> types.FunctionType:
    """Return the function called `name` that a text defines, `bindings` being the user's objects that it mentions.

    An exception that the text raises gets a note of the user's statement, which `origins` tell line by line.
    """
    file = f"<srcad {name}#{next(_numbers)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    namespace: dict[str, object] = {"np": np, "math": math, "cmath": cmath, "__name__": "srcad.generated"}
    if "scipy" in sys.modules:
        namespace["scipy"] = sys.modules["scipy"]
    namespace.update(runtime.HELPERS)
    for helper, value in vars(runtime_edges).items():
        if isinstance(value, types.FunctionType) and not helper.startswith("_"):
            namespace[helper] = value
    namespace.update(BOUND)
    namespace.update(bindings)
    namespace[NOTE] = lambda error: note(error, file, origins)
    exec(compile(parsed(text), file, "exec"), namespace)
    function = namespace[name]
    assert isinstance(function, types.FunctionType)
    return function


def parsed(text: str) -> ast.Module:
    """Return the tree of a text of functions, in each of which an exception gets a note and goes on.

    The handler stands on the line of the `def`: every other line stays where the shown text has it.
    """
    module = ast.parse(text)
    for definition in module.body:
        if isinstance(definition, ast.FunctionDef):
            noting = ast.parse("try: pass\nexcept Exception as error:\n    note(error)\n    raise").body[0]
            assert isinstance(noting, ast.Try)
            for node in ast.walk(noting):
                ast.copy_location(node, definition)
                if isinstance(node, ast.Name):
                    node.id = {"note": NOTE, "error": ERROR}.get(node.id, node.id)
            noting.handlers[0].name = ERROR
            doc = definition.body[:1] if ast.get_docstring(definition) is not None else []
            noting.body = definition.body[len(doc) :] or [ast.copy_location(ast.Pass(), definition)]
            definition.body = [*doc, noting]
    return module
