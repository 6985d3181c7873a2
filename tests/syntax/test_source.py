"""What `find` finds, what it refuses, and how it says so."""

from __future__ import annotations

import ast
import doctest
import functools
import importlib.util
import itertools
import linecache
import math
import os
import pickle
import statistics
import subprocess
import sys
import textwrap
import threading
import types
from pathlib import Path
from unittest import mock

import gast
import numpy as np
import pytest

from srcad.errors import SourceNotFound
from srcad.syntax import definitions
from srcad.syntax.source import Source, find, from_source, origin_of

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def load(path: Path, name: str) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


defs = load(HERE / "definitions_to_find.py", "srcad_definitions_to_find")


def unparse(function: object) -> str:
    return gast.unparse(find(function).node).strip()


def last_line(function: object) -> str:
    return unparse(function).splitlines()[-1].strip()


def reason(function: object) -> str:
    with pytest.raises(SourceNotFound) as caught:
        find(function)
    return str(caught.value)


# ---------------------------------------------------------------- found
@pytest.mark.parametrize(
    "function, text",
    [
        (defs.first, "lambda x: x + 1"),
        (defs.second, "lambda x: x + 2"),
        (defs.swapped[0], "lambda x, y: x - y"),
        (defs.swapped[1], "lambda x, y: y - x"),
        (defs.one, "lambda: 1"),
        (defs.two, "lambda: 2"),
        (defs.integer, "lambda: 0"),
        (defs.real, "lambda: 0.0"),
        (defs.negative, "lambda: -0.0"),
        (defs.twins[1], "lambda x: x * 3"),
        (defs.in_comprehension[1], "lambda x: x ** power"),
        (defs.curried, "lambda x: lambda y: x - y"),
        (defs.curried(1), "lambda y: x - y"),
        (defs.in_default, "lambda x, inner=lambda x: x / 2: inner(x)"),
        (defs.in_default.__defaults__[0], "lambda x: x / 2"),
        (defs.in_call[1], "lambda x: x * 5"),
        (defs.in_string, "lambda x: x * 7"),
        (defs.beside, "lambda x: x * 11"),
        (defs.branches, "lambda x: (lambda: 1) if x else lambda: 2"),
        (defs.branches(1), "lambda: 1"),
        (defs.branches(0), "lambda: 2"),
        (defs.over_lines[0], "lambda x: x + 13"),
        (defs.Model._Inner().deep(), "lambda x: x * 71"),
    ],
)
def test_lambda(function, text):
    assert unparse(function).strip("()") == text.strip("()")
    assert find(function).name == "<lambda>"


def test_lambdas_are_found_in_every_place_of_a_file():
    from tests.syntax.lambdas import found

    numbers = [function(1.0) for function in found]
    assert sorted(numbers) == [float(number) for number in range(1, 26)]
    for function, number in zip(found, numbers, strict=True):
        assert f"value={number!r}" in gast.dump(find(function).node)


def test_lambdas_that_begin_on_two_lines():
    assert unparse(defs.over_lines[1]).strip("()") == "lambda x: x + 17"


def test_twins_keep_their_columns():
    assert find(defs.twins[0]).node.col_offset < find(defs.twins[1]).node.col_offset


@pytest.mark.parametrize(
    "function, text",
    [
        (defs.multi_line_decorator, "return x * 19"),
        (defs.two_decorators, "return x * 23"),
        (defs.outer, "return inner"),
        (defs.outer(2), "return innermost"),
        (defs.outer(2)(3), "return scale * x * y"),
        (defs.twice_defined, "return x * 31"),
        (defs.first_of_that_name, "return x * 41"),
        (defs.twice_defined_below, "return x * 43"),
        (defs.Model.static, "return x * 53"),
        (vars(defs.Model)["static"], "return x * 53"),
        (defs.Model.made, "return (cls, x * 59)"),
        (vars(defs.Model)["made"], "return (cls, x * 59)"),
        (defs.Model.size.fget, "return 61"),
        (defs.Model.text, "return (note, x * 67)"),
        (defs.Model().text, "return (note, x * 67)"),
        (defs.Callable().__call__, "return x * 73"),
        (defs.generator, "yield x"),
        (defs.coroutine, "return x"),
        (defs.unicode, "return y"),
    ],
)
def test_def(function, text):
    assert last_line(function) == text
    assert find(function).node.decorator_list == []


def test_parts():
    source = find(defs.outer(2)(3))
    assert (source.name, source.qualname) == ("innermost", "outer.<locals>.inner.<locals>.innermost")
    assert source.file == defs.__file__
    assert source.lines == tuple(Path(defs.__file__).read_text(encoding="utf-8").splitlines(keepends=True))
    assert source.lines[source.line - 1].strip() == "def innermost(y):"
    assert source.globals is vars(defs)
    assert {name: cell.cell_contents for name, cell in source.closure.items()} == {"scale": 2, "x": 3}
    assert source.class_cell is None
    assert find(defs.outer).closure == {}


def test_line_is_that_of_the_def():
    source = find(defs.two_decorators)
    assert source.lines[source.line - 1] == "def two_decorators(x):\n"


def test_cells_are_live():
    def get():
        return x

    x = 1
    cell = find(get).closure["x"]
    x = 2
    assert cell.cell_contents == 2


def test_defaults():
    assert find(defs.defaults).defaults == {"c": 1.5, "e": "e"}
    assert find(defs.in_default).defaults == {"inner": defs.in_default.__defaults__[0]}
    marker = object()

    def f(x, y=marker):
        return y

    assert find(f).defaults["y"] is marker


def test_class_cell():
    assert find(defs.Model.value).class_cell is defs.Model
    assert find(defs.Model.text).class_cell is None

    class Early:
        def f(self):
            return __class__

        try:
            early = find(f).class_cell
        except SourceNotFound:
            early = "not found"

    assert Early.early is None
    assert find(Early.f).class_cell is Early


def test_private_names_are_spelled_as_at_run_time():
    source = find(defs.Model.private)
    assert source.defaults == {"_Model__x": 1, "_Model__y": 2}
    rebuilt = from_source(gast.unparse(source.node))
    plain = defs.Model.private.__code__
    assert rebuilt.__code__.co_names == plain.co_names
    assert rebuilt.__code__.co_varnames == plain.co_varnames
    assert find(defs.Model._Model__private).node.name == "__private"
    assert unparse(defs.Model()._Model__private()).strip("()") == "lambda: self._Model__hidden"
    assert unparse(defs.Model._Inner.key).strip("()") == "lambda self: self._Inner__k"


def test_each_tree_is_new():
    source = find(defs.two_decorators)
    source.node.body.clear()
    assert last_line(defs.two_decorators) == "return x * 23"


def test_a_file_is_parsed_once(monkeypatch):
    find(defs.first)
    monkeypatch.setattr(definitions.ast, "parse", None)
    find(defs.two_decorators)


def test_the_cache_is_bounded():
    functions = [from_source(f"lambda x: x + {i}") for i in range(definitions.FILES + 5)]
    for function in functions:
        find(function)
    assert len(definitions._files) == definitions.FILES
    assert unparse(functions[0]).strip("()") == "lambda x: x + 0"


def test_threads():
    found, functions = [], [defs.first, defs.second, defs.one, defs.two, *defs.swapped] * 10
    threads = [threading.Thread(target=lambda f=f: found.append(unparse(f))) for f in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 6
    assert len(found) == 60


def test_a_function_that_ran_hot():
    def f(x):
        total = 0.0
        for i in range(3):
            total += x * i
        return total

    for _ in range(20_000):
        f(1.5)
    assert last_line(f) == "return total"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring is new in 3.12")
def test_a_function_that_is_traced():
    def f(x):
        return x * 3

    previous = sys.gettrace()
    sys.settrace(lambda *args: sys.gettrace())
    try:
        f(1)
        assert last_line(f) == "return x * 3"
    finally:
        sys.settrace(previous)


def test_a_function_in_which_pytest_rewrote_assert():
    def f(x):
        assert x in {1, 2, 3}, f"{x} is not"
        return x * 3

    assert any("@" in name for name in f.__code__.co_varnames + f.__code__.co_names)
    assert last_line(f) == "return x * 3"


def test_standard_library_and_numpy():
    for function in (textwrap.dedent, functools.wraps, statistics.mean, np.polynomial.Polynomial.fit, recipe):
        assert find(function).node is not None


def recipe(xs):
    return [x for x in itertools.chain(xs)]


def test_every_function_of_some_modules_is_found():
    count = 0
    for module in (textwrap, functools, doctest, mock, gast.unparser, defs, np.lib._function_base_impl):
        for value in vars(module).values():
            if isinstance(value, types.FunctionType) and value.__code__.co_filename == module.__file__:
                assert find(value).name == value.__code__.co_name
                count += 1
    assert count > 50


# ---------------------------------------------------------------- wrappers
class Ours:
    """What srcad's decorator makes, as far as `find` knows it."""

    def __init__(self, primal):
        functools.update_wrapper(self, primal)
        self.__srcad_primal__ = primal

    def __call__(self, *args):
        return self.__srcad_primal__(*args)


def test_our_wrapper_is_unwrapped():
    assert last_line(Ours(defs.two_decorators)) == "return x * 23"
    assert last_line(Ours(Ours(defs.two_decorators))) == "return x * 23"
    assert last_line(staticmethod(Ours(defs.two_decorators))) == "return x * 23"
    assert last_line(Ours(vars(defs.Model)["static"])) == "return x * 53"


def test_a_foreign_wrapper_is_read_itself():
    source = find(defs.wrapped)
    assert source.name == "wrapper"
    assert last_line(defs.wrapped) == "return 2 * function(*args, **kwargs)"
    assert last_line(source.closure["function"].cell_contents) == "return x * 29"


def test_a_foreign_wrapper_around_ours_is_read_itself():
    ours = Ours(defs.two_decorators)
    wrapper = defs.wrapping(ours)
    assert wrapper.__srcad_primal__ is defs.two_decorators  # functools.wraps copied it
    assert find(wrapper).name == "wrapper"
    assert find(Ours(wrapper)).name == "wrapper"


# ---------------------------------------------------------------- text from elsewhere
def test_linecache():
    text = "def f(x):\n    return x * 79\n"
    linecache.cache["<cell 1>"] = (len(text), None, text.splitlines(keepends=True), "<cell 1>")
    namespace: dict = {}
    exec(compile(text, "<cell 1>", "exec"), namespace)
    assert last_line(namespace["f"]) == "return x * 79"


def test_notebook_cell_with_await():
    text = "await g()\nf = lambda x: x * 83\n"
    name = "/tmp/ipykernel_1/2.py"  # what IPython calls a cell; the time is None there too
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    namespace: dict = {}
    code = compile(text.replace("await g", "((g))  "), name, "exec")
    exec(code, {**namespace, "g": int}, namespace)
    assert unparse(namespace["f"]).strip("()") == "lambda x: x * 83"


def test_statements_compiled_one_by_one():
    text = "import numpy as np\ndef f(x):\n    return np.sin(x)\ng = lambda x: np.cos(x)\n"
    linecache.cache["<cell 3>"] = (len(text), None, text.splitlines(keepends=True), "<cell 3>")
    namespace: dict = {}
    for node in ast.parse(text).body:  # as IPython does
        exec(compile(ast.Module([node], []), "<cell 3>", "exec"), namespace)
    assert last_line(namespace["f"]) == "return np.sin(x)"
    assert find(namespace["g"]).node.args.args[0].id == "x"
    exec(compile(text, "<cell 3>", "exec"), namespace)
    assert last_line(namespace["f"]) == "return np.sin(x)"


def test_a_cell_under_a_name_that_is_used_again():
    namespace: dict = {}
    for factor in (1, 2):
        text = f"def f(x):\n    return x * {factor}\n"
        linecache.cache["<cell 2>"] = (len(text), None, text.splitlines(keepends=True), "<cell 2>")
        exec(compile(text, "<cell 2>", "exec"), namespace)
        assert last_line(namespace["f"]) == f"return x * {factor}"
        namespace[f"f{factor}"] = namespace["f"]
    message = reason(namespace["f1"])
    assert "<cell 2> is not what it was compiled from" in message
    assert "from_source" in message


def test_future_flags_of_the_file_and_not_of_ours():
    namespace: dict = {}
    for future in ("", "from __future__ import annotations\n"):
        text = future + "def f(x):\n    def g(y: 1 + 1) -> None: return y\n    return g(x)\n"
        name = f"<cell {future}>"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        exec(compile(text, name, "exec", dont_inherit=True), namespace)
        assert last_line(namespace["f"]) == "return g(x)"


def test_doctest():
    found: list[Source] = []

    def example():
        """
        >>> def f(x):
        ...     return x * 89
        >>> record(f)
        """

    test = doctest.DocTestFinder(recurse=False).find(
        example, "example", globs={"record": lambda f: found.append(find(f))}
    )
    assert doctest.DocTestRunner().run(test[0]).failed == 0
    assert gast.unparse(found[0].node).strip() == "def f(x):\n    return x * 89"


# ---------------------------------------------------------------- from_source
def test_from_source_def():
    namespace: dict = {"k": 2}
    f = from_source(
        """
        def helper(x):
            return k * x

        def f(x):
            return helper(x) + 1
        """,
        namespace,
    )
    assert f(3) == 7
    assert f.__globals__ is namespace
    assert unparse(f) == "def f(x):\n    return helper(x) + 1"
    linecache.checkcache()
    assert last_line(namespace["helper"]) == "return k * x"


@pytest.mark.parametrize(
    "text, name, value",
    [
        ("lambda x: x * 2", None, 6),
        ("\n    lambda x: x * 2\n    ", None, 6),
        ("import math\nlambda x: math.floor(x)", None, 3),
        ("f, g = 1, 2\nh = lambda x: x * 3", None, 9),
        ("def f(x): return x\ndef g(x): return 2 * x", "f", 3),
        ("f = (lambda x: x + 1)", "f", 4),
        ("if True:\n    def f(x): return x\nelse:\n    def g(x): return 2 * x", None, 3),
        ("    def f(x):\n        '''\nleft'''\n        return x\n", None, 3),
        ("def f(x):\r\n    y = '\x0c'\r\n    return x\r\n", None, 3),
        ("def f(x):\n    return x  # no newline", None, 3),
    ],
)
def test_from_source(text, name, value):
    f = from_source(text, name=name)
    assert f(3) == value
    assert find(f).node is not None
    assert find(f).file.startswith("<srcad source ")


def test_from_source_of_what_srcad_decorates():
    assert last_line(from_source("@ours\ndef f(x):\n    return x * 97", {"ours": Ours})) == "return x * 97"


@pytest.mark.parametrize("text, name", [("", None), ("x = 1", None), ("def f(x): return x", "g"), ("f = 1", "f")])
def test_from_source_without_function(text, name):
    with pytest.raises(SourceNotFound, match="the text defines no function"):
        from_source(text, name=name)


def test_from_source_with_a_mistake():
    with pytest.raises(SyntaxError):
        from_source("def f(x) return x")


# ---------------------------------------------------------------- refused
@pytest.mark.parametrize(
    "value, words",
    [
        (len, ["len has no Python source", "not written in Python", "srcad.rule"]),
        (math.sin, ["math.sin", "srcad.rule", "srcad.from_source"]),
        (np.sin, ["sin", "ufunc", "srcad.rule"]),
        ([].append, ["append", "srcad.rule"]),
        (str.upper, ["upper", "srcad.rule"]),
        (np.linalg.norm, ["numpy.linalg.norm", "srcad.rule"]),
        (dict, ["dict", "class"]),
        (defs.Model, ["Model", "class"]),
        (defs.Callable(), ["callable object of the class Callable", "`.__call__`"]),
        (functools.partial(defs.first, 1), ["functools.partial", "`.func`"]),
        (functools.lru_cache(defs.two_decorators), ["lru_cache", "`.__wrapped__`"]),
        (defs.Model.size, ["property", "not a function"]),
        (3, ["int object", "not a function"]),
        (None, ["NoneType", "not a function"]),
        (staticmethod(len), ["len", "srcad.rule"]),
    ],
)
def test_refused(value, words):
    message = reason(value)
    assert all(word in message for word in words), message


def test_exec_without_text():
    namespace: dict = {}
    exec("def f(x): return x", namespace)
    message = reason(namespace["f"])
    assert "f is not there" in message
    assert "made by exec" in message
    assert "srcad.from_source(text, namespace)" in message
    exec(compile("def f(x): return x", "<made>", "exec"), namespace)
    assert "under the name <made>" in reason(namespace["f"])
    exec(compile("def f(x): return x", "/nowhere/made.py", "exec"), namespace)
    assert "/nowhere/made.py:1, in f" in reason(namespace["f"])


BEFORE = """\
import math
K = 3
def f(x, y=1):
    z = x + 1.5
    return z * y
f1, f2 = (lambda x: x + 1), (lambda x: x + 2)
class A:
    def g(self):
        return [lambda a: a for a in (1, 2)]
"""


@pytest.mark.parametrize(
    "old, new, changed, kept",
    [
        ("z * y", "z / y", "f", "f1"),
        ("1.5", "2.5", "f", "f1"),
        ("1.5", "1", "f", "f1"),
        ("y=1", "w=1", "f", "f1"),
        ("z = x", "zz = x", "f", "f1"),
        ("z = x", "z = math", "f", "f1"),
        ("    z = x + 1.5\n", "", "f1", None),
        ("K = 3\n", "K = 3\n\n", "f", None),
        ("def f(", "def ff(", "f", "f1"),
        ("x + 2", "x + 3", "f2", "f1"),
        ("lambda a: a", "lambda a: -a", "g", "f"),
        ("(lambda x: x + 1), ", "", "f1", "f2"),
        ("import math\n", "import math (\n", "f", None),
        (BEFORE, "", "f", None),
    ],
)
def test_edited_file(tmp_path, old, new, changed, kept):
    path = tmp_path / "edited.py"
    path.write_text(BEFORE)
    module = load(path, "srcad_edited")
    functions = {**vars(module), "g": module.A.g}
    for name in ("f", "f1", "f2", "g"):
        find(functions[name])
    path.write_text(BEFORE.replace(old, new))
    os.utime(path, (1, 1))
    message = reason(functions[changed])
    if new or old != BEFORE:
        assert "changed since it was imported" in message
        assert "Reload the module" in message
        assert f"{path}:" in message
    if kept:
        find(functions[kept])
    path.write_text(BEFORE)
    os.utime(path, (2, 2))
    find(functions[changed])


def test_lambdas_swapped_in_the_file(tmp_path):
    path = tmp_path / "swapped.py"
    path.write_text("f, g = (lambda x: x + 1), (lambda x: x + 2)\n")
    module = load(path, "srcad_swapped")
    path.write_text("f, g = (lambda x: x + 2), (lambda x: x + 1)\n")
    os.utime(path, (1, 1))
    assert unparse(module.f).strip("()") == "lambda x: x + 1"


def test_an_edit_of_comments_and_columns_is_none(tmp_path):
    path = tmp_path / "same.py"
    path.write_text("def f(x):\n    return x+1\n")
    module = load(path, "srcad_same")
    path.write_text("def f(x):  # a comment\n    return (x + 1)\n")
    os.utime(path, (1, 1))
    assert last_line(module.f) == "return x + 1"


def test_removed_file(tmp_path):
    path = tmp_path / "removed.py"
    path.write_text(BEFORE)
    module = load(path, "srcad_removed")
    path.unlink()
    assert "Its file cannot be read" in reason(module.f)


def test_a_file_with_a_bad_escape_gives_no_warning(tmp_path):
    path = tmp_path / "escape.py"
    path.write_text('def f(x):\n    y = "\\d"\n    return x is 1, y\n')
    code = 'import warnings; warnings.simplefilter("ignore"); import escape, sys; warnings.simplefilter("error")\n'
    code += "from srcad.syntax.source import find; print(find(escape.f).name)"
    assert python("-c", code, path=tmp_path) == "f\n"


# ---------------------------------------------------------------- other interpreters
def python(*args: str, path: Path = ROOT, text: str | None = None, **env: str) -> str:
    env = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{path}", "PYTHONDONTWRITEBYTECODE": "1", **env}
    done = subprocess.run([sys.executable, *args], capture_output=True, text=True, input=text, env=env, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("options", [(), ("-O",), ("-OO",)])
@pytest.mark.parametrize("ranges", ["", "1"])
def test_without_columns(options, ranges):
    code = """
    import gast, sys
    import definitions_to_find as defs
    from srcad.syntax.source import find
    assert (next(defs.first.__code__.co_positions())[2] is None) == (sys.argv[1] == "1")
    for f in (defs.first, defs.second, defs.one, defs.two, *defs.swapped, *defs.twins, defs.curried, defs.curried(1),
              defs.branches(1), defs.branches(0), defs.multi_line_decorator, defs.Model.text, defs.real, defs.negative):
        print(gast.unparse(find(f).node).strip().splitlines()[-1].strip(" ()"))
    """
    lines = python(*options, "-c", textwrap.dedent(code), ranges, path=HERE, PYTHONNODEBUGRANGES=ranges).splitlines()
    assert lines == [
        "lambda x: x + 1", "lambda x: x + 2", "lambda: 1", "lambda: 2", "lambda x, y: x - y", "lambda x, y: y - x",
        "lambda x: x * 3", "lambda x: x * 3", "lambda x: lambda y: x - y", "lambda y: x - y", "lambda: 1", "lambda: 2",
        "return x * 19", "return (note, x * 67", "lambda: 0.0", "lambda: -0.0",
    ]  # fmt: skip


PROMPT = """\
from srcad.syntax.source import find
from srcad.errors import SourceNotFound
f, g = (lambda x: x + 1), (lambda x: x + 2)
try: print("found", find(g).node.body.right.value)
except SourceNotFound as error: print(str(error).replace(chr(10), " "))

"""


def test_python_c():
    out = python("-c", PROMPT)
    assert out == "found 2\n" if sys.version_info >= (3, 13) else "made by exec or by python -c" in out
    assert "found" in out or "srcad.from_source(text, namespace)" in out


def test_prompt():
    out = python("-i", "-q", text=PROMPT)
    assert out == "found 2\n" if sys.version_info >= (3, 13) else "typed at a prompt" in out
    assert "found" in out or "srcad.from_source(text, namespace)" in out


def test_generated_code_under_python_c():
    code = """
from dataclasses import dataclass
from srcad.syntax.source import find
from srcad.errors import SourceNotFound
@dataclass
class A:
    x: int
exec('def f(x):\\n    return x')
for g in (A.__init__, f):
    try: find(g)
    except SourceNotFound as error: print(error.what)
"""
    init, f = python("-c", code).splitlines()
    assert init.endswith("__init__ is not there")
    assert f == "the source of f is not there"


def test_import_warns_of_nothing_and_is_light():
    code = f"""
import sys, types
srcad = sys.modules["srcad"] = types.ModuleType("srcad")
srcad.__path__ = [{str(ROOT / "srcad")!r}]  # the package without what its __init__ imports
import srcad.syntax.source
print([name for name in ("numpy", "astor") if name in sys.modules])
"""
    assert python("-W", "error", "-c", code) == "[]\n"


# ---------------------------------------------------------------- places
def test_origin():
    source = find(defs.unicode)
    name, y, result = source.node.body
    place = origin_of(source, y)
    assert (place.file, place.function, place.line) == (defs.__file__, "unicode", source.line + 1)
    assert place.text == "y = x * (x + 1)"
    assert place.source.startswith('    é = "öäü"; y = x')
    assert place.source[place.column : place.end_column] == place.text
    assert origin_of(source, name).text == 'é = "öäü"'
    product = origin_of(source, y.value.right)
    assert product.source[product.column : product.end_column] == "x + 1"
    assert origin_of(source, result).text == "return y"


def test_origin_of_statements():
    source = find(defs.statements)
    texts = {
        type(node).__name__: origin_of(source, node).text for node in gast.walk(source.node) if hasattr(node, "body")
    }
    body = source.node.body
    assert [origin_of(source, node).text for node in body] == [
        "total = x + 1",
        "for i, (a, b) in enumerate(xs):",
        "while total > 1 and x:",
        "if {1: x}[1]:",
        "with handle(lambda: 1) as (p, q):",
        "try:",
        'def local(u: "dict[str, int]", v=lambda: 0) -> "int":',
        "match x:",
        "return total",
    ]
    assert origin_of(source, body[3].orelse[0]).text == "elif xs[1:]:"
    assert texts["ExceptHandler"] == "except ValueError as error:"
    assert origin_of(source, source.node).text == "def statements(x, xs, handle):"
    for node in gast.walk(source.node):
        if hasattr(node, "lineno"):
            place = origin_of(source, node)
            assert 0 <= place.column < place.end_column <= len(place.source), place
            assert "\n" not in place.text + place.source
    first = origin_of(source, body[0])
    assert first.source[first.column : first.end_column] == "total = (x +"


def test_origin_of_a_lambda():
    source = find(defs.second)
    place = origin_of(source, source.node)
    assert place.text == "lambda x: x + 2"
    assert place.function == "<lambda>"


def test_origin_of_a_node_that_was_made():
    source = find(defs.second)
    made = gast.parse("a = b").body[0]
    del made.lineno
    place = origin_of(source, made)
    assert (place.line, place.text, place.source) == (source.line, "a = b", "")
    assert origin_of(source, gast.Load()).line == source.line


def test_errors_pickle_free_of_functions():
    with pytest.raises(SourceNotFound) as caught:
        find(len)
    assert pickle.dumps(str(caught.value))
