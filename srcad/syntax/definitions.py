"""Find the one definition in a file that a code object was compiled from, or know that the file is another by now.

A definition fits by its name and by the line it begins on. That leaves one, except for lambdas that share a line. To
tell those apart, and to notice that a file was edited, definitions are compiled again and compared to the code object.
Columns are only asked last, so the answer is exact under PYTHONNODEBUGRANGES too, and for `lambda: 1` on Python 3.12,
whose code has no columns at all.
"""

from __future__ import annotations
import __future__

import ast
import bisect
import linecache
import threading
import types
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gast

BLOCKS = "body", "orelse", "finalbody", "handlers", "cases"  # what holds the statements of a statement
FILES = 64  # parsed files that are kept
FUTURE = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})
VARIADIC = 0x04 | 0x08 | 0x20 | 0x80  # CO_VARARGS, CO_VARKEYWORDS, CO_GENERATOR, CO_COROUTINE

_lock = threading.RLock()  # the trees below are shared, and marked for a moment while they are compiled
_files: dict[str, File] = {}
_sent: dict[tuple[str, str], File | None] = {}


@dataclass(frozen=True, eq=False, slots=True)
class Definition:
    """A `def` or a lambda, in the statement `top` of its module; its private names `__x` are those of class `owner`."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    top: ast.stmt
    owner: str


@dataclass(frozen=True, eq=False, slots=True)
class File:
    """A file as it was read: its definitions by name and first line, and the statements of its module.

    What stands at the top of a module decides what some functions compile to: `np.sin(x)` becomes another instruction
    than the call of a method where `np` is imported, and `super()` where the module mentions `super`. A definition is
    tried with the imports, which is quick; then alone, as IPython compiles the statements of a cell; then with all.
    """

    name: str
    lines: tuple[str, ...]
    definitions: dict[tuple[str, int], list[Definition]]
    imports: list[ast.stmt]
    body: list[ast.stmt]

    def find(self, code: types.CodeType) -> Definition | None:
        """Return the definition that `code` was compiled from, or None where no definition compiles to it."""
        with _lock:
            fitting = []
            for definition in self.definitions.get((code.co_name, code.co_firstlineno), ()):
                for around in ([*self.imports, definition.top], [definition.top], self.body):
                    compiled = self._compile(definition, around, code)
                    if compiled is not None and _same(compiled, code):
                        fitting.append((definition, compiled))
                        break
            # What compiles to the same code at other columns means the same, so without columns the first one will do.
            fitting.sort(key=lambda pair: _columns(pair[1]) != _columns(code))
            return fitting[0][0] if fitting else None

    def tree(self, definition: Definition) -> gast.AST:
        """Return a new gast tree of a definition, without decorators, private names spelled as they are at run time."""
        with _lock:
            node = gast.ast_to_gast(definition.node)
        if not isinstance(definition.node, ast.Lambda):
            node.decorator_list = []
        _mangle(node, definition.owner)
        if not isinstance(definition.node, ast.Lambda):
            node.name = definition.node.name  # Python keeps the plain name too, as `co_name`
        return node

    def _compile(self, definition: Definition, around: list[ast.stmt], code: types.CodeType) -> types.CodeType | None:
        """Return the code of a definition, found again by a first line below the end of the file."""
        node, shift = definition.node, len(self.lines) + 1
        # A function begins where its first decorator does. All of the body moves with it: the compiler keeps or drops
        # instructions by which lines are equal. What is not in the function, as its defaults, stays where it is.
        head = node if isinstance(node, ast.Lambda) or not node.decorator_list else node.decorator_list[0]
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        moved = [head, *(part for root in body for part in ast.walk(root))]
        flags = code.co_flags & FUTURE | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT  # notebooks await outside of functions
        module = ast.Module(around, [])
        _move(moved, shift)
        try:
            with warnings.catch_warnings():  # what there is to warn of, Python said when it first compiled the file
                warnings.simplefilter("ignore")
                compiled = compile(module, code.co_filename, "exec", flags, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            return None
        finally:
            _move(moved, -shift)
        wanted = code.co_name, code.co_firstlineno + shift
        return next((inner for inner in _codes(compiled) if (inner.co_name, inner.co_firstlineno) == wanted), None)


def read(code: types.CodeType, namespace: dict[str, object]) -> File | None:
    """Return the file that a code object names, as it is now, parsed once for each state of the file.

    None where there is no text. Raises SyntaxError where the text is not Python.
    """
    name = code.co_filename
    with _lock:
        if not name.startswith("<"):  # names like <doctest f[0]> are no files, and checkcache would drop their text
            linecache.checkcache(name)
        # Through the module's attribute: doctest puts a function of its own there.
        lines = tuple(linecache.getlines(name, namespace))
        if not lines:
            return None
        file = _files.pop(name, None)
        if file is None or file.lines != lines:
            file = _parse(lines, name)
        _files[name] = file  # at the end of the dict: the first one is the longest unused
        if len(_files) > FILES:
            del _files[next(iter(_files))]
        return file


def of(function: types.FunctionType) -> File | None:
    """Return the file that a function was compiled from, also of one that was sent here; raises as `read` does."""
    return read(function.__code__, function.__globals__) or sent(function.__code__)


def keep(name: str, text: str) -> None:
    """Keep a text that came with a pickled function, for code objects that name no file any more."""
    with _lock:
        _sent.setdefault((name, text))


def sent(code: types.CodeType) -> File | None:
    """Return the file that a code object without one was compiled from, if its text came with a pickled function.

    cloudpickle replaces the names of files by one that means none. What compiles to the same code on the same line
    means the same, so the first text with such a definition will do.
    """
    with _lock:
        for (name, text), known in _sent.items():
            if known is None:
                known = _sent[name, text] = _parse(tuple(text.splitlines(keepends=True)), name)
            if known.find(code) is not None:
                return known
    return None


def _parse(lines: tuple[str, ...], name: str) -> File:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = ast.parse("".join(lines), name)
    file = File(name, lines, {}, [], module.body)
    lambdas = [number for number, line in enumerate(lines, 1) if "lambda" in line]
    todo: list[tuple[ast.AST, ast.stmt, str, bool]] = [(stmt, stmt, "", True) for stmt in module.body]
    while todo:
        node, top, owner, outside = todo.pop()
        if isinstance(node, ast.Lambda):
            file.definitions.setdefault(("<lambda>", node.lineno), []).append(Definition(node, top, owner))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            line = min(part.lineno for part in (node, *node.decorator_list))
            file.definitions.setdefault((node.name, line), []).append(Definition(node, top, owner))
            outside = False
        elif isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module != "__future__"):
            file.imports.extend([node] if outside else [])
        if isinstance(node, ast.ClassDef):
            todo += [(child, top, node.name, False) for child in node.body]
            todo += [(child, top, owner, False) for child in (*node.decorator_list, *node.bases, *node.keywords)]
        else:
            todo += [(child, top, owner, outside) for child in _inside(node, lambdas)]
    return file


def _inside(node: ast.AST, lambdas: list[int]) -> Iterator[ast.AST]:
    """Yield what of a node may hold definitions: expressions only where a line of theirs mentions a lambda."""
    starts: list[Any] = [getattr(part, "lineno", None) for part in (node, *getattr(node, "decorator_list", ()))]
    first = min(starts) if all(starts) else None
    at = 0 if first is None else bisect.bisect_left(lambdas, first)
    if isinstance(node, ast.JoinedStr):  # before Python 3.12, lines inside are counted otherwise
        yield from (part for part in ast.walk(node) if isinstance(part, ast.Lambda))
    elif first is None or (at < len(lambdas) and lambdas[at] <= (getattr(node, "end_lineno", None) or first)):
        yield from ast.iter_child_nodes(node)
    elif isinstance(node, ast.stmt | ast.excepthandler):
        for field in BLOCKS:
            yield from getattr(node, field, ())


def _move(nodes: list[Any], lines: int) -> None:
    for node in nodes:
        if hasattr(node, "lineno"):
            node.lineno += lines
            node.end_lineno += lines


# ---------------------------------------------------------------- comparing code
def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yield a code object and all those inside it."""
    yield code
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from _codes(const)


def _same(new: types.CodeType, old: types.CodeType) -> bool:
    """Return whether code compiled now is what was compiled then; lines and columns may differ.

    pytest rewrites `assert` when it imports a test, with names like `@py_assert1`. Of such a function it is only asked
    that it has all the names in the text: an edit that adds none is not noticed.
    """
    if any("@" in name for code in _codes(old) for name in code.co_names + code.co_varnames):
        inside = {name for code in _codes(old) for name in code.co_names + code.co_varnames}
        named = {name for code in _codes(new) for name in code.co_names + code.co_varnames}
        return named <= inside and _parameters(new) == _parameters(old)
    return _facts(new) == _facts(old)


def _parameters(code: types.CodeType) -> tuple[object, ...]:
    count = code.co_argcount + code.co_kwonlyargcount
    counts = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags & VARIADIC
    return *counts, code.co_varnames[:count], code.co_freevars


def _facts(code: types.CodeType) -> tuple[object, ...]:
    """Return all that a code object means; `co_code` is as compiled, however the interpreter specialises it."""
    facts = *_parameters(code), code.co_name, code.co_names, code.co_varnames, code.co_cellvars
    if "__firstlineno__" in code.co_names:  # a class inside a function: its code contains its line from Python 3.13 on
        return *facts, *(_facts(const) for const in code.co_consts if isinstance(const, types.CodeType))
    return *facts, code.co_code, _constant(code.co_consts)


def _constant(value: object) -> object:
    """Return a value that is equal for constants of one type, sign and structure only."""
    match value:
        case types.CodeType():
            return _facts(value)
        case tuple():
            return tuple(_constant(item) for item in value)
        case frozenset():
            return frozenset(_constant(item) for item in value)
        case _:
            return type(value), repr(value)


def _columns(code: types.CodeType) -> list[tuple[int, int | None, int | None]]:
    """Return the places of the instructions, without those of no width, which the compiler puts at the first line."""
    places = [(line, start, end) for line, _, start, end in code.co_positions() if start != end]
    return [(line - code.co_firstlineno, start, end) for line, start, end in places if line is not None]


# ---------------------------------------------------------------- private names
def _mangle(node: gast.AST, owner: str) -> None:
    """Spell `__x` as `_Owner__x` in a tree, as Python does in the body of a class."""
    if isinstance(node, gast.ClassDef):
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            _mangle(part, owner)
        for part in node.body:
            _mangle(part, node.name)
        node.name = _private(node.name, owner)
        return
    if isinstance(node, gast.alias):
        if node.asname or "." not in node.name:
            renamed = _private(node.asname or node.name, owner)
            node.asname = renamed if renamed != node.name else node.asname
        return
    for field in ("id", "attr", "name", "rest"):  # not "arg": the keywords of a call stay as they are
        if isinstance(value := getattr(node, field, None), str):
            setattr(node, field, _private(value, owner))
    if isinstance(node, gast.Global | gast.Nonlocal):
        node.names = [_private(name, owner) for name in node.names]
    for child in gast.iter_child_nodes(node):
        _mangle(child, owner)


def _private(name: str, owner: str) -> str:
    stripped = owner.lstrip("_")
    hidden = stripped and name.startswith("__") and not name.endswith("__") and "." not in name
    return f"_{stripped}{name}" if hidden else name
