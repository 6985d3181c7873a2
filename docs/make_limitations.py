"""Write the end of docs/limitations.md, what is refused with which message, from the rows of tests/programs/errors.py.

python docs/make_limitations.py
"""

from __future__ import annotations

import inspect
import pathlib
import sys
import warnings
from collections.abc import Iterator
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "limitations.md"
TITLE = "## Refused, with its message\n"
HEAD = """
Written by `python docs/make_limitations.py` from the tests of bad input: a line, and what differentiating it says. A
message goes on with the file, the line under carets, and why the statement matters there.

| line | error | message | way out |
|---|---|---|---|
"""


def page() -> str:
    """The text of the page: what stands before the title stays as it is."""
    before = PAGE.read_text(encoding="utf-8").partition(TITLE)[0]
    return before + TITLE + HEAD + "".join(f"{row}\n" for row in dict.fromkeys(rows()))


def rows() -> Iterator[str]:
    """The rows of the table, in the order of the tests."""
    sys.path.insert(0, str(ROOT))
    import srcad
    from tests.programs import errors, harness

    for case in errors.ROWS:
        if case.until_level2 and harness.LEVEL2_SUPPORTED:
            continue
        line = marked_line(case.function)
        if line is None:
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                case.request(case.function, *case.args)
        except srcad.SrcadError as error:
            yield f"| `{cell(line)}` | `{type(error).__name__}` | {cell(error.what)} | {cell(error.hint)} |"
        except Exception:  # as the primal would: that is no limitation
            continue


def marked_line(function: Any) -> str | None:
    """The line of a function that an error points to, or None."""
    try:
        lines = inspect.getsource(function).splitlines()
    except (OSError, TypeError):
        return None
    return next((line.partition("  # here")[0].strip() for line in lines if "# here" in line), None)


def cell(text: str) -> str:
    """A text as it may stand in a table."""
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name} written")
