"""Find the text of a function: its definition as a tree, and the names that it can see."""

from __future__ import annotations

import ast
import functools
import itertools
import linecache
import textwrap
import types
from dataclasses import dataclass

import gast

from ..dataclass_objects import told
from ..errors import SourceNotFound
from ..ir import Origin
from . import definitions

TEXT = "Define it with srcad.from_source(text, namespace), which keeps its text."
SENT = "Decorate it, or send its derivative, srcad.grad(f): these carry the text. Or define it in a module."
DYNAMIC = "<dynamic-code>"  # how cloudpickle calls the file of a function that it took apart
RULE = "Give it a derivative with srcad.rule(...), or write it in Python with srcad.from_source(text, namespace)."

_numbers = itertools.count(1)


@dataclass(frozen=True, eq=False)
class Source:
    """A function's definition as a tree, with the names it can see.

    The tree is new for each call of `find`, so it may be changed. `globals` and the cells of `closure` are those of the
    function: what they hold is read when it is needed. `class_cell` is the class that `super()` and `__class__` mean.
    `line` is that of the `def`, below the decorators, which are not in the tree.
    """

    node: gast.FunctionDef | gast.Lambda
    name: str
    qualname: str
    file: str
    line: int
    lines: tuple[str, ...]
    globals: dict[str, object]
    closure: dict[str, types.CellType]
    class_cell: type | None
    defaults: dict[str, object]
    function: types.FunctionType


def find(function: object) -> Source:
    """Return the source of a Python function, as it was compiled.

        find(statistics.mean).node.name == "mean"

    `function` may be a function, a lambda, a method, a `staticmethod` or `classmethod` object, or what srcad made of
    one of these. What another decorator made of a function is read itself, since it may do more than call the function.

    Raises SourceNotFound where there is no text (C functions, the interactive prompt), where the text was edited since,
    and for objects that are not functions.
    """
    plain = unwrap(function)
    if not isinstance(plain, types.FunctionType):
        what, why, hint = _describe(plain)
        raise SourceNotFound(f"{what} has no Python source", None, why, hint)
    code = plain.__code__
    origin = Origin(code.co_filename, code.co_name, code.co_firstlineno)
    try:
        file = definitions.of(plain)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise _changed(code, origin, f"it cannot be parsed now ({error})") from error
    if file is None:
        hint = SENT if code.co_filename == DYNAMIC else TEXT
        raise SourceNotFound(f"the source of {code.co_qualname} is not there", origin, _absent(code), hint)
    definition = file.find(code)
    if definition is None:
        raise _changed(code, origin, f"its line {code.co_firstlineno} does not define this {code.co_name}")
    node = file.tree(definition)
    closure = dict(zip(code.co_freevars, plain.__closure__ or (), strict=True))
    return Source(
        node=node,
        name=code.co_name,
        qualname=code.co_qualname,
        file=file.name,
        line=node.lineno,
        lines=file.lines,
        globals=plain.__globals__,
        closure=closure,
        class_cell=_class(closure.get("__class__")),
        defaults=_defaults(plain),
        function=plain,
    )


def from_source(text: str, namespace: dict[str, object] | None = None, name: str | None = None) -> types.FunctionType:
    """Return a function defined by its text, which srcad, tracebacks and debuggers can then read.

        square = from_source("lambda x: x * x")

    The text is that of a module, or of a lambda. It runs with `namespace` as its globals, in a new dict by default. The
    result is the function called `name`, or else the last one that the text defines.

    Raises SourceNotFound where the text defines no such function, and whatever the text itself raises.
    """
    text = textwrap.dedent(text).strip("\n") + "\n"
    if text[0] in " \t":  # a string that reaches the left margin keeps the rest indented
        text = "if True:\n" + text
    file = f"<srcad source {next(_numbers)}>"
    # Without a time, linecache.checkcache takes the entry for one that a loader answers for, and keeps it.
    linecache.cache[file] = len(text), None, [line + "\n" for line in text.split("\n")[:-1]], file
    if namespace is None:
        namespace = {"__name__": file}
    module = ast.parse(text, file)
    names = [name] if name is not None else _defined(module.body)
    last = module.body[-1] if module.body else None
    if name is None and isinstance(last, ast.Expr) and isinstance(last.value, ast.Lambda):
        names = ["<lambda>"]  # for a moment it has a name that no text can contain
        target = ast.copy_location(ast.Name("<lambda>", ast.Store()), last)
        module.body[-1] = ast.copy_location(ast.Assign([target], last.value), last)
    exec(compile(module, file, "exec", dont_inherit=True), namespace)
    result = next((namespace[id] for id in reversed(names) if id in namespace), None)
    namespace.pop("<lambda>", None)
    plain = unwrap(result)
    if not isinstance(plain, types.FunctionType):
        wanted = "no function" if name is None else f"no function `{name}`"
        origin = Origin(file, "<module>", 1)
        raise SourceNotFound(f"the text defines {wanted}", origin, hint="Put a def or a lambda in it.")
    return plain


def unwrap(function: object) -> object:
    """Return what stands behind methods, `staticmethod`, `classmethod`, numba's functions and srcad's own wrappers."""
    while True:
        if isinstance(function, staticmethod | classmethod | types.MethodType):
            function = function.__func__
        elif (inside := primal(function)) is not None:
            function = inside
        elif type(function).__module__.partition(".")[0] == "numba" and hasattr(function, "py_func"):
            function = function.py_func  # what `njit` compiled
        else:
            return function


def inside(function: types.FunctionType) -> types.FunctionType | None:
    """Return the function behind a wrapper of srcad's around a method, a partial or a callable object."""
    found: object = told(function, "__srcad_around__", None)
    while found is not None and not isinstance(found, types.FunctionType):
        if isinstance(found, types.MethodType):
            found = found.__func__
        elif isinstance(found, functools.partial):
            found = found.func
        else:
            call = vars(type(found)).get("__call__")
            return call if isinstance(call, types.FunctionType) else None
    return found


def primal(function: object) -> object | None:
    """Return the function that srcad made an object of, or None for what srcad did not make."""
    inside: object = None if isinstance(function, type) else told(function, "__srcad_primal__", None)
    # functools.wraps copies attributes. In a wrapper around ours this one is a copy, and `__wrapped__` is ours.
    copied = inside is function or told(function, "__wrapped__", inside) is not inside
    return None if copied else inside


# ---------------------------------------------------------------- places
def origin_of(source: Source, node: gast.AST) -> Origin:
    """Return the place of a statement or an expression, with its text on one line: a compound statement's header.

    `column` and `end_column` count characters of its first line. A node that was made, not read, gets the function's.
    """
    line = getattr(node, "lineno", None)
    if line is None or not 0 < line <= len(source.lines):
        return Origin(source.file, source.name, source.line, _unparsed(node))
    whole = source.lines[line - 1].rstrip("\r\n")
    column = _characters(whole, node.col_offset)
    end_line, end = node.end_lineno, _characters(whole, node.end_col_offset)
    if _compound(node):
        end_line, end = _header_end(node, whole, column)
    on_one_line = end_line == line
    text = whole[column:end] if on_one_line else _unparsed(node)
    return Origin(source.file, source.name, line, text, whole, column, end if on_one_line else len(whole.rstrip()))


def _header_end(node: gast.AST, whole: str, column: int) -> tuple[int, int]:
    """Return the line, and the column if that is the first line, after the colon of a compound statement."""
    # The colon is the first one after all the expressions of the header. Decorators stand above, on lines of their own.
    blocks = ("body", "orelse", "finalbody", "handlers", "cases", "decorator_list")
    parts = [getattr(node, field) for field in node._fields if field not in blocks]
    header = [part for value in parts for part in (value if isinstance(value, list) else [value])]
    ends = [
        (inner.end_lineno, inner.end_col_offset)
        for part in header
        if isinstance(part, gast.AST)
        for inner in gast.walk(part)
        if getattr(inner, "end_lineno", None) is not None
    ]
    line, byte = max(ends, default=(node.lineno, 0))
    start = max(column, _characters(whole, byte)) if line == node.lineno else column
    colon = whole.find(":", start)
    return (line, colon + 1) if colon >= 0 else (line + 1, 0)


def _unparsed(node: gast.AST) -> str:
    """Return a node as Python prints it, on one line."""
    try:
        lines = ast.unparse(ast.fix_missing_locations(gast.gast_to_ast(node))).strip().splitlines()
    except (AttributeError, TypeError, ValueError, RecursionError):  # half a tree: its text is only for the reader
        return ""
    if _compound(node):
        return next((line for line in lines if not line.startswith("@")), "")
    return " ".join(line.strip() for line in lines)


def _compound(node: gast.AST) -> bool:
    return isinstance(getattr(node, "body", None), list) or isinstance(node, gast.Match)


def _characters(line: str, offset: int) -> int:
    """Return the column in characters for one in bytes, which is how trees count."""
    return offset if line.isascii() else len(line.encode()[:offset].decode(errors="ignore"))


# ---------------------------------------------------------------- parts
def _class(cell: types.CellType | None) -> type | None:
    try:
        content = cell.cell_contents if cell is not None else None
    except ValueError:  # the class is still being made
        return None
    return content if isinstance(content, type) else None


def _defaults(function: types.FunctionType) -> dict[str, object]:
    """Return the default objects by parameter; parameters come first among a code's variables."""
    values = function.__defaults__ or ()
    count = function.__code__.co_argcount
    positional = function.__code__.co_varnames[count - len(values) : count]
    return {**dict(zip(positional, values, strict=True)), **(function.__kwdefaults__ or {})}


def _defined(body: list[ast.stmt]) -> list[str]:
    """Return the names that `def` and `f = lambda` define at the top of a text, also below an `if`."""
    found = []
    for stmt in body:
        if isinstance(stmt, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(stmt.name)
        elif isinstance(stmt, ast.Assign) and isinstance(stmt.value, ast.Lambda):
            found += [target.id for target in stmt.targets if isinstance(target, ast.Name)]
        elif isinstance(stmt, ast.If):
            found += _defined(stmt.body) + _defined(stmt.orelse)
    return found


# ---------------------------------------------------------------- errors
def _changed(code: types.CodeType, origin: Origin, how: str) -> SourceNotFound:
    if code.co_filename.startswith("<"):
        why = f"The text registered as {code.co_filename} is not what it was compiled from: {how}."
        return SourceNotFound(f"the source of {code.co_qualname} is not there", origin, why, TEXT)
    why = f"The file is not what it was compiled from: {how}."
    hint = "Reload the module or restart Python. If an import hook rewrites the module, leave this one out."
    return SourceNotFound(f"the file of {code.co_qualname} changed since it was imported", origin, why, hint)


def _absent(code: types.CodeType) -> str:
    """Return why there is no text for a code object."""
    match code.co_filename:
        case "<stdin>" | "<console>":
            return "It was typed at a prompt that keeps no text."
        case "<string>":
            return "It was made by exec or by python -c, and its text was not kept."
        case name if name == DYNAMIC:
            return "It came in a pickle, which named no file, and its text did not come with it."
        case name if name.startswith("<"):
            return f"It was compiled under the name {name}, and no text is registered under that name in linecache."
        case _:
            return "Its file cannot be read here."


def _describe(value: object) -> tuple[str, str, str]:
    """Return a name for what is not a Python function, why it has no source, and a way out."""
    name = told(value, "__qualname__", None) or told(value, "__name__", None)
    module = told(value, "__module__", None)
    kind = type(value).__name__
    if not callable(value):
        return f"a {kind} object", "It is not a function.", "Pass a function."
    label = name if isinstance(name, str) else f"a {kind} object"
    if isinstance(name, str) and isinstance(module, str) and module not in ("builtins", "__main__"):
        label = f"{module}.{name}"
    if isinstance(value, type):
        return label, "It is a class, not a function.", "Pass a function that makes the object, or one of its methods."
    if isinstance(value, functools.partial):
        return label, "It is a functools.partial: a call with some arguments filled in.", "Pass its function, `.func`."
    if told(value, "__wrapped__") is not None:
        hint = (
            "Pass the function inside, `.__wrapped__`, if that means the same, or give it a rule with srcad.rule(...)."
        )
        return label, f"It is a {kind} object around a function.", hint
    if isinstance(type(value).__call__, types.FunctionType):
        return label, f"It is a callable object of the class {kind}, not a function.", "Pass its method, `.__call__`."
    return label, f"It is a {kind}, which is not written in Python.", RULE
