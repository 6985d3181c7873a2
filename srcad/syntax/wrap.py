"""Break long lines of code where a person would: at a comma or before an operator, as far outside as can be."""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Iterator

WIDTH = 88
DEEPER = 10  # what one more bracket around a place costs, against the costs of breaking at commas and operators
COSTS = {
    ",": 0, "if": 1, "else": 1, "or": 2, "and": 3, "==": 4, "!=": 4, "<": 4, ">": 4, "<=": 4, ">=": 4, "in": 4, "is": 4,
    "+": 5, "-": 5, "*": 6, "/": 6, "@": 6, "//": 6, "%": 6,
}  # fmt: skip
SIGNS = frozenset({"+", "-", "*"})  # which may stand before an operand, too
BEGINS = frozenset({"", "(", "[", "{", ",", ":"})
ASSIGNS = frozenset({"=", "+=", "-=", "*=", "/=", "@=", "//=", "%=", "**="})
Place = tuple[int, int]  # the column where a line may begin, and what that costs


def wrapped(line: str) -> str:
    """Return a simple statement on several lines if it is long; in brackets, if what is outside of all is broken."""
    if len(line) <= WIDTH:
        return line
    start, places = _places(line)
    if start and any(cost < DEEPER for _, cost in places):
        whole = f"{line[:start]}({line[start:]})"
        lines = _broken(whole, [(column + 1, cost) for column, cost in places])
        if any(column + 1 in _starts(lines) for column, cost in places if cost < DEEPER):
            return "\n".join(text for _, text in lines)
    return "\n".join(text for _, text in _broken(line, [place for place in places if place[1] >= DEEPER]))


def _starts(lines: list[tuple[int, str]]) -> set[int]:
    return {column for column, _ in lines}


def _broken(line: str, places: list[Place]) -> list[tuple[int, str]]:
    """Return the lines of a statement, each with its column in it."""
    found: list[tuple[int, str]] = []
    start, indent = 0, ""
    while len(indent) + len(line) - start > WIDTH:
        end = start + WIDTH - len(indent)
        near = [(column, cost) for column, cost in places if start < column <= end]
        near = [place for place in near if place[0] - start >= WIDTH // 3] or near
        if not near:
            break
        column = min(near, key=lambda place: (place[1], -place[0]))[0]
        found.append((start, indent + line[start:column].rstrip()))
        start, indent = column, "    "
    found.append((start, indent + line[start:]))
    return found


def _places(line: str) -> tuple[int, list[Place]]:
    """Return where the value of a statement begins (0 if nowhere), and the places where a line may begin."""
    start, depth, inside, before = 0, 0, False, ""  # `inside`: of a lambda
    places: list[Place] = []
    for text, column in _tokens(line):
        operand = before in BEGINS or before in COSTS or before in ASSIGNS or keyword.iskeyword(before)
        if before == "," and text not in (")", "]", "}"):
            places.append((column, DEEPER * depth + COSTS[","]))
        if text in ("(", "[", "{"):
            depth += 1
        elif text in (")", "]", "}"):
            depth -= 1
        elif depth == 0 and not inside and (text in ASSIGNS or (text == "return" and not column)):
            start, places = column + len(text) + 1, []
        elif text in COSTS and text != "," and not (text in SIGNS and operand):
            places.append((column, DEEPER * depth + COSTS[text]))
        inside |= text == "lambda"
        before = text
    return start, places


def _tokens(line: str) -> Iterator[tuple[str, int]]:
    for token in tokenize.generate_tokens(io.StringIO(line).readline):
        if token.string.strip():
            yield token.string, token.start[1]
