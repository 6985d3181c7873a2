"""Run the Python blocks of README.md and docs/*.md, and write what they print into the output blocks that follow them.

    python docs/make_outputs.py [FILE ...]

Without a file, the generated pages (supported functions, how it works) are written as well. All blocks of a file run
in order as one script, like cells of a notebook. A block that begins with

    ```python            is run
    ```python raises     is run, and must end with an error of srcad, which counts as printed
    ```python output     holds what the block before it printed; so does ```text output

and other blocks are left alone. A line `...` in an output block stands for any lines, and is kept.
`tests/test_docs.py` does the same and compares.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import pathlib
import re
import runpy
import sys
import traceback
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Block:
    """A fenced block: its info string, its text, and where the text stands in the file."""

    info: str
    text: str
    start: int
    end: int

    @property
    def runs(self) -> bool:
        """Whether it is code to run."""
        return self.info in ("python", "python raises")

    @property
    def is_output(self) -> bool:
        """Whether it holds what was printed."""
        return self.info in ("python output", "text output")


def pages() -> list[pathlib.Path]:
    """The pages whose code is run."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [Block(m["info"].strip(), m["text"], m.start("text"), m.end("text")) for m in FENCE.finditer(text)]


def run(path: pathlib.Path) -> list[tuple[Block, str]]:
    """Run a page's code, and return each output block with what should stand in it."""
    found = blocks(path.read_text(encoding="utf-8"))
    code = [block for block in found if block.runs]
    script = "\n".join(block.text for block in code)
    # The code is known by the page's name as a script, so that its functions have source and messages name a line.
    name = f"{path.stem.lower()}.py"
    linecache.cache[name] = (len(script), None, script.splitlines(keepends=True), name)
    space: dict[str, object] = {"__name__": path.stem.lower()}
    outputs: list[tuple[Block, str]] = []
    printed, first_line = "", 1
    for block in found:
        if block.runs:
            printed = execute(block, name, first_line, space)
            first_line += block.text.count("\n") + 1
        elif block.is_output:
            outputs.append((block, printed))
            printed = ""
    return outputs


def execute(block: Block, name: str, first_line: int, space: dict[str, object]) -> str:
    """Run a block and return what it prints."""
    compiled = compile("\n" * (first_line - 1) + block.text, name, "exec")
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        if block.info == "python":
            exec(compiled, space)
        else:
            import srcad

            try:
                exec(compiled, space)
            except srcad.SrcadError as error:
                print(f"srcad.{type(error).__name__}: {error}")
            else:
                raise AssertionError(f"nothing was raised by\n{block.text}")
    return tidy(stream.getvalue())


def tidy(text: str) -> str:
    """The text without blanks at the ends of its lines or of itself, closed by a newline."""
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n"


def matches(written: str, printed: str) -> bool:
    """Whether a page's output block holds what was printed, a line `...` standing for any lines."""
    pattern = "".join("(.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in tidy(written).splitlines())
    return re.fullmatch(pattern, printed) is not None


def update(path: pathlib.Path) -> bool:
    """Write the outputs of a page anew; tell whether it changed."""
    text = path.read_text(encoding="utf-8")
    new = text
    for block, printed in reversed(run(path)):
        if not matches(block.text, printed):
            new = new[: block.start] + printed + new[block.end :]
    if new != text:
        path.write_text(new, encoding="utf-8")
    return new != text


def main() -> int:
    """Update the pages named, or all of them, those that are generated as a whole included."""
    named = [pathlib.Path(name).resolve() for name in sys.argv[1:]]
    if not named:
        for script in ("make_supported.py", "make_numpy.py", "make_limitations.py", "make_how_it_works.py"):
            runpy.run_path(str(pathlib.Path(__file__).with_name(script)), run_name="__main__")
    failed = 0
    for path in named or pages():
        try:
            state = "updated" if update(path) else "as it was"
        except Exception as error:  # the other pages are still written
            failed += 1
            state = f"FAILED\n{''.join(traceback.format_exception(error))}"
        print(f"{path.relative_to(ROOT)}: {state}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
