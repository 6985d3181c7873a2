"""Imports point one way, one folder knows gast, each file opens with one sentence, and none is long."""

import ast
import functools
import graphlib
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parent.parent
PACKAGE = ROOT / "srcad"

# From the top: a part imports from its own row and from the rows below it.
LAYERS = (
    ("__init__",),
    ("custom",),
    ("batches",),
    ("jacobians", "check", "exported", "decorator", "explain", "implicit"),
    ("locate",),
    ("api",),
    ("callables", "assumed"),
    ("dispatch", "budget", "defaults", "guards", "pickled"),
    ("compile",),
    ("texts",),
    ("backends",),
    ("account", "explain_text"),
    ("differentiate", "program"),
    ("specialise",),
    ("normalise", "analyse", "simplify"),
    ("rules",),
    ("syntax",),
    ("stand_ins", "stand_ins_namespace", "stand_ins_objects", "stand_ins_polynomials", "stand_ins_statistics"),
    ("ir", "forms", "kinds", "names", "errors", "runtime", "tree", "checkpointed", "others", "dataclass_objects"),
)
LEVEL = {part: len(LAYERS) - k for k, parts in enumerate(LAYERS) for part in parts}
MAX_LINES = 420

MODULES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = sorted(path for folder in ("examples", "docs", "tests/benchmarks") for path in (ROOT / folder).glob("*.py"))


def name(path):
    """A readable id: the path below the root."""
    return path.relative_to(ROOT).as_posix()


def dotted(path):
    """The module's name within the package: `syntax.read`, `syntax` for its `__init__.py`, `__init__` for the top."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULE_NAMES = {dotted(path) for path in MODULES}


@functools.cache
def parse(path):
    """The tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def run_on_import(tree):
    """The statements that run when a module is imported: not those in functions or for type checkers only."""
    for node in ast.iter_child_nodes(tree):
        typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not typing_only and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node
            yield from run_on_import(node)


def imports(path, nodes=ast.walk):
    """The absolute names that a file imports, those of the package as `srcad.syntax.read`."""
    package = ("srcad", *path.relative_to(PACKAGE).parent.parts) if path.is_relative_to(PACKAGE) else ()
    for node in nodes(parse(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                is_module = inner.removeprefix("srcad.") in MODULE_NAMES
                yield inner if is_module else module


def own_imports(path, nodes=ast.walk):
    """The modules of the package that a file imports."""
    for imported in imports(path, nodes):
        if imported == "srcad":
            yield "__init__"
        elif imported.startswith("srcad."):
            yield imported.removeprefix("srcad.")


def part(module):
    """The row entry that a module belongs to; `runtime` is a family of files."""
    top = module.split(".")[0]
    return "runtime" if top.startswith("runtime_") else top


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_point_down(path):
    here = part(dotted(path))
    assert here in LEVEL, f"{here} has no place in LAYERS"
    wrong = sorted({module for module in own_imports(path) if LEVEL[part(module)] > LEVEL[here]})
    assert not wrong, f"{here} imports from above: {', '.join(wrong)}"


def test_imports_have_no_cycle():
    graph = {dotted(path): set(own_imports(path, run_on_import)) - {dotted(path)} for path in MODULES}
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the cycle


@pytest.mark.parametrize("path", [path for path in MODULES if part(dotted(path)) != "syntax"], ids=name)
def test_only_syntax_knows_the_tree(path):
    assert {imported.split(".")[0] for imported in imports(path)}.isdisjoint({"gast", "astor"})


@pytest.mark.parametrize("path", MODULES + SCRIPTS, ids=name)
def test_opens_with_one_sentence(path):
    docstring = ast.get_docstring(parse(path))
    assert docstring, "no docstring"
    opening = " ".join(docstring.split("\n\n")[0].split())
    # An example may follow at once after a colon.
    assert re.search(r"[.:?]$", opening), "the first paragraph is no sentence"
    assert not re.search(r"(?<!e\.g)(?<!i\.e)[.?!] [A-Z]", opening), "more than one sentence"


@pytest.mark.parametrize("path", MODULES + SCRIPTS, ids=name)
def test_is_short(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_LINES, f"{lines} lines"


def test_import_loads_little():
    """`import srcad` loads nothing beyond the standard library, but gast, astor and numpy."""
    program = """
import sys
before = set(sys.modules)
import srcad
loaded = {module.split(".")[0] for module in set(sys.modules) - before}
print(*sorted(loaded - set(sys.stdlib_module_names)))
"""
    process = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert set(process.stdout.split()) <= {"srcad", "gast", "astor", "numpy"}
