"""Write docs/how_it_works.md: one function on its way through the compiler, each stage printed by running it.

python docs/make_how_it_works.py
"""

from __future__ import annotations

import linecache
import pathlib
import textwrap
from typing import Any

from srcad.compile import Compiled, Request, compile_request, read_function
from srcad.ir import Block, Function
from srcad.syntax.write import write

PAGE = pathlib.Path(__file__).with_name("how_it_works.md")

TEXT = """
import numpy as np


def square(v):
    return v * v


def f(x, w, n):
    total = 0.0
    for k in range(n):
        if k == 3:
            break
        x = np.sin(x) * w["scale"]
        total = total + square(x)
    total = np.sqrt(total)
    return total
"""
ARGS = {"x": 0.5, "w": {"scale": 2.0}, "n": 5}
WRT = (("x",),)


# ------------------------------------------------------------------ the stages
# One entry a stage: its heading, what it is for, and the function that gives its text. A stage of the compiler that is
# not shown yet is added here; all are run when the page is written.
def printed(compiled: Compiled, stage: str) -> str:
    """A stage that the compiler keeps, in Python."""
    block: Block = compiled.stages[stage]
    return write(Function("f", compiled.spec.function.params, block))


def as_read(compiled: Compiled) -> str:
    """The core language before anything is done to it."""
    return write(read_function(compiled.request.function)[0])


STAGES = (
    (
        "Read: from a callable to the core language",
        """
The source is found from the code object: the whole file is read and parsed, and the definition taken whose first
line and name match. gast gives one tree for all versions of Python; `syntax/read.py` turns it into the core
language, the only language that later stages know. It has three expressions (`Name`, `Const`, `Call`) and a few
statements, and it prints as Python at every stage, which is how this page is made.
""",
        as_read,
    ),
    (
        "Specialise: one signature of kinds",
        """
A function is compiled for the kinds of its arguments: here a float, a dict with a float, and an integer. Containers
are taken apart into variables, calls of short functions are put in place, names are resolved, and `break`,
`continue` and early returns become integer variables that the way back can read like any other.
""",
        lambda compiled: printed(compiled, "specialised"),
    ),
    (
        "Rename: one name for each life of a variable",
        """
A variable that is used twice for different things becomes two, so that everything an analysis finds out is about a
name, and not about a name at a place.
""",
        lambda compiled: printed(compiled, "renamed"),
    ),
    (
        "Flatten: one operation for each assignment",
        """
What is *active*, which means that it depends on an argument of interest and influences the result, is taken apart
into single operations, because each has a rule of its own. Everything else stays as it is.
""",
        lambda compiled: printed(compiled, "flat"),
    ),
    (
        "Differentiate, save, shorten, write",
        """
The backward sweep goes through the flat program from its end. Each operation contributes to the adjoints of its
operands what its rule says. What a rule reads must be there on the way back: it is kept if it is still intact, else
computed again if that is cheap, else pushed on a stack before it is lost. Then temporaries are put back where they
are used, terms are merged, and dead assignments dropped; the user's own lines stay, bit for bit. The result is
written with the user's statements as comments, checked by parsing it again, and loaded through linecache, so that
debuggers and tracebacks show it.
""",
        lambda compiled: compiled.text,
    ),
)


# ------------------------------------------------------------------ the page
HEAD = """# How it works

Written by `python docs/make_how_it_works.py`, which runs the stages that it shows.

srcad is a pipeline of functions from values to values. Nothing is attached to trees, and no stage knows what another
one does.

    callable → tree → core → specialised → renamed → flat → two sweeps → shorter sweeps → text → callable

The function that goes through it here, with its gradient wanted with respect to `x`, for the arguments `x=0.5`,
`w={"scale": 2.0}` and `n=5`:
"""

TAIL = """## Where to look

| stage | folder | what it does not know |
|---|---|---|
| source, reading, writing | `srcad/syntax/` | derivatives |
| the core language | `srcad/ir.py` | anything else |
| specialising | `srcad/specialise/` | derivatives |
| renaming, exits, flattening | `srcad/normalise/` | rules, but for what is an operation |
| facts: kinds, activity, what to save | `srcad/analyse/` | how the sweeps look |
| the rules | `srcad/rules/` | everything: they are tables |
| the sweeps | `srcad/differentiate/` | text |
| shortening | `srcad/simplify/` | derivatives |
| the driver | `srcad/compile.py` | how any stage works |

To debug a stage, print what goes in and what comes out. To test one, compare two texts.
"""


def page() -> str:
    """The text of the page."""
    text = TEXT.lstrip("\n")
    linecache.cache["example.py"] = (len(text), None, text.splitlines(keepends=True), "example.py")
    space: dict[str, Any] = {"__name__": "example"}
    exec(compile(text, "example.py", "exec"), space)
    compiled = compile_request(Request(space["f"], "value_and_grad", WRT), ARGS)
    parts = [HEAD.strip(), fenced(TEXT)]
    for number, (heading, prose, stage) in enumerate(STAGES, start=1):
        parts += [
            f"## {number}. {heading}",
            prose.strip(),
            fenced(stage(compiled)),
        ]
    return "\n\n".join([*parts, TAIL.strip()]) + "\n"


def fenced(text: str) -> str:
    """A block of code that is shown and not run."""
    return f"```python stage\n{textwrap.dedent(text).strip()}\n```"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name} written")
