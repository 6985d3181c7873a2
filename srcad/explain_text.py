"""An explanation and its text: the user's source with marks in the margin, notes below lines, and a summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .account import Facts, Stored, readable
from .errors import SrcadError

LEGEND = {
    "*": "active", "s": "stored", "r": "computed again", "k": "kept", "~": "has a convention", "!": "refused",
}  # fmt: skip
MOST = 8  # places that the summary names


@dataclass(frozen=True)
class Listing:
    """The lines of one of the user's functions, and the facts of each line."""

    file: str
    function: str
    first: int
    lines: tuple[str, ...]
    facts: Mapping[int, Facts]


@dataclass(frozen=True)
class Explanation:
    """What `explain` found: `str` of it is what was printed.

    `refused` are the errors that there would be, `stored` what the forward sweep puts on stacks, `stored_bytes` their
    size as far as it is known, `kept_bytes` that of variables which stay for the backward sweep, `conventions` what
    holds where there is no derivative, by line, `operations` an estimate for the function and for the gradient with it.
    """

    function: str
    mode: str
    wrt: tuple[str, ...]
    listings: tuple[Listing, ...]
    refused: tuple[SrcadError, ...] = ()
    stored: tuple[Stored, ...] = ()
    stored_bytes: int = 0
    kept_bytes: int = 0
    conventions: tuple[tuple[int, str], ...] = ()
    operations: tuple[int, int] | None = None
    text: str = field(default="", repr=False)

    @property
    def supported(self) -> bool:
        """Whether the derivative can be had."""
        return not self.refused

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<srcad.explain of {self.function}: {len(self.refused)} refused, {self.stored_bytes} bytes stored>"


def written(found: Explanation) -> str:
    """Return the text of an explanation."""
    with_respect = ", ".join(found.wrt)
    lines = [f"{found.function}: {found.mode} with respect to {with_respect}"]
    used = set()
    for listing in found.listings:
        lines += ["", f"{listing.file}:{listing.first}, {listing.function}"]
        for number, text in enumerate(listing.lines, listing.first):
            facts = listing.facts.get(number)
            mark = marks(facts)
            used |= set(mark)
            lines.append(f"{number:>5} {mark:<4} {text}".rstrip())
            lines += notes(facts, number, listing, found.refused)
    legend = ", ".join(f"{mark} {word}" for mark, word in LEGEND.items() if mark in used)
    lines += ["", *([legend] if legend else []), *summary(found)]
    return "\n".join(lines)


def marks(facts: Facts | None) -> str:
    """Return the marks of a line."""
    if facts is None:
        return ""
    found = "!" if facts.refused else ""
    found += "*" if facts.active else ""
    found += "s" if facts.stored else ""
    found += "r" if facts.recomputed else ""
    found += "k" if facts.kept else ""
    return found + ("~" if facts.conventions else "")


def notes(facts: Facts | None, number: int, listing: Listing, refused: tuple[SrcadError, ...]) -> list[str]:
    """Return the lines that stand below a line of the user's source."""
    if facts is None:
        return []
    found: list[str] = []
    for error in refused:
        if error.origin is not None and (error.origin.file, error.origin.line) == (listing.file, number):
            width = min(error.origin.end_column, len(error.origin.source.rstrip())) - error.origin.column
            if width > 0:
                found.append(" " * (11 + error.origin.column) + "^" * width)
            found.append(f"           ! {error.what}")
    if facts.why and not facts.refused:
        found.append(f"           not active: {facts.why}")
    for each in facts.stored:
        found.append(f"           stored: {each.what}{times(each)}" + (f"; {each.why}" if each.why else ""))
    found += [f"           computed again: {text}" for text in facts.recomputed]
    found += [f"           kept: {text}" for text in facts.kept]
    found += [f"           {text}" for text in facts.conventions]
    return found


def times(stored: Stored) -> str:
    """Return how much something stored takes."""
    each = "" if stored.each is None else f", {readable(stored.each)}"
    if stored.times is None:
        return f"{each} each trip" if each else ""
    return f"{each} x {stored.times}" if stored.times != 1 and each else each


def summary(found: Explanation) -> list[str]:
    """Return the lines below the listings."""
    lines: list[str] = []
    if found.refused:
        several = f", for {len(found.refused)} reasons" if len(found.refused) > 1 else ""
        lines.append(f"It is refused{several}:")
        for error in found.refused:
            lines += ["", f"{type(error).__name__}: {error}"]
        return lines
    known = [each for each in found.stored if each.total is not None]
    open_ended = [each for each in found.stored if each.total is None]
    if found.mode != "jvp":
        more = " and what depends on trips that are not known" if open_ended and known else ""
        total = readable(found.stored_bytes) if known or not open_ended else "depends on trips that are not known"
        lines.append(f"Stored on stacks: {total if found.stored else 'nothing'}{more}")
        largest = sorted(found.stored, key=lambda each: each.total or 0, reverse=True)[:MOST]
        lines += [f"  line {each.line}: {each.what}{times(each)}" for each in largest]
        if found.kept_bytes:
            lines.append(f"Kept in variables: {readable(found.kept_bytes)}")
    if found.conventions:
        lines.append("Conventions: see docs/conventions.md")
    if found.operations is not None and found.operations[0]:
        own, whole = found.operations
        ratio = f"{whole / own:.1f} times as many"
        lines.append(f"Operations, roughly: {own:,} for the function, {whole:,} with the gradient, {ratio}")
    return lines
