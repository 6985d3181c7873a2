"""One family of exceptions, and the layout of their messages: what, where, why here, what to do.

SrcadError
 ├─ SourceNotFound      the text of a function cannot be read
 ├─ UnsupportedSyntax   a statement or an expression that srcad does not differentiate
 ├─ MissingRule         a function without a derivative rule and without readable source
 ├─ GradientLeak        an active value flows into something that has no derivative
 ├─ UnboundVariable     a variable is read that `del` took the value of
 ├─ KindError           an argument or a value of a kind that the operation does not take
 ├─ RuleError           a rule that cannot be read
 ├─ CheckFailed         `check_grads` found a derivative that differs from finite differences
 ├─ NotFinite           in debug mode, an adjoint became inf or nan
 └─ InternalError       srcad itself failed: a bug of srcad
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from .ir import Origin


class SrcadError(Exception):
    """The base of all errors that srcad raises by itself.

    `what` is the first line of the message; `origin` the place in the user's source, or None; `why` and `hint` follow.
    """

    def __init__(self, what: str, origin: Origin | None = None, why: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.origin = origin
        self.why = why
        self.hint = hint

    def __str__(self) -> str:
        lines = [self.what]
        if self.origin is not None:
            lines += place(self.origin)
        lines += [f"  {text}" for text in (self.why, self.hint) if text]
        return "\n".join(lines)


class SourceNotFound(SrcadError):
    """The text of a function cannot be read, or no longer is the text that it was compiled from."""


class UnsupportedSyntax(SrcadError):
    """A statement or an expression that srcad does not differentiate.

    `made` is where what it is about was made, if that can be done in a form that is differentiated.
    """

    made: Hashable = None


class MissingRule(SrcadError):
    """A function that has neither a derivative rule nor readable source; `operation` is its name in the core."""

    operation: str = ""


class GradientLeak(SrcadError):
    """An active value flows into something that has no derivative, and from there into the result."""


class KindError(SrcadError, TypeError):
    """An argument or a value of a kind that the operation does not take."""


class UnboundVariable(SrcadError, UnboundLocalError):
    """A variable that `del` took the value of is read, on one path at least."""


class RuleError(SrcadError):
    """A rule that cannot be read."""


class CheckFailed(SrcadError, AssertionError):
    """A derivative that differs from finite differences."""


class NotFinite(SrcadError, ArithmeticError):
    """In debug mode: an adjoint that became inf or nan; `origin` is the statement whose derivative made it so."""


class InternalError(SrcadError):
    """A failure of srcad itself while compiling, or found by debug mode: a bug of srcad, not of the program."""


for _error in [each for each in vars().values() if isinstance(each, type) and issubclass(each, SrcadError)]:
    _error.__module__ = "srcad"  # where users find them, and what a traceback says


def internal(error: Exception, called: str, file: str, line: int) -> InternalError:
    """Return the error for a failure of a pass, with the user's statement that it was at, as far as it is known."""
    origin: Origin | None = Origin(file, called, line)
    trace = error.__traceback__
    while trace is not None:
        found = getattr(trace.tb_frame.f_locals.get("self"), "__dict__", {}).get("origin")
        if isinstance(found, Origin):
            origin = found
        trace = trace.tb_next
    what = f"srcad failed while compiling {called}: {type(error).__name__}" + (f": {error}" if str(error) else "")
    hint = "This is a bug of srcad: please report it with the function. Writing the statement in another way may help."
    return InternalError(what, origin, hint=hint)


def place(origin: Origin) -> list[str]:
    """Return the lines that show a place: file, line and function, then the source line with carets below it."""
    lines = [f"  {origin.file}:{origin.line}, in {origin.function}"]
    if origin.source:
        text = origin.source.rstrip("\n")
        indent = len(text) - len(text.lstrip())
        lines.append("    " + text.strip())
        width = min(origin.end_column, len(text)) - origin.column
        if width > 0:
            lines.append(" " * (4 + origin.column - indent) + "^" * width)
    return lines


NOTED = "srcad: raised by the code made of "


def note(error: BaseException, file: str, origins: Sequence[Origin | None]) -> None:
    """Add to an exception from a generated file a note of the user's statement, if it has none yet."""
    trace, line = error.__traceback__, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    origin = origins[line - 1] if 0 < line <= len(origins) else None
    if isinstance(error, NotFinite):
        error.origin = error.origin or origin
        return
    if origin is not None and not any(text.startswith(NOTED) for text in getattr(error, "__notes__", ())):
        error.add_note("\n".join([f"{NOTED}`{origin.function}`", *place(origin)]))
