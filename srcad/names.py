"""Fresh names: the adjoint `bx` and the tangent `dx` of `x`, and variants that clash with nothing."""

from __future__ import annotations

import keyword
import re

RESERVED = (
    frozenset({"np", "math", "cmath", "numpy", "scipy"}) | frozenset(keyword.kwlist) | frozenset(keyword.softkwlist)
)

GLOBALS = "<globals>"  # what the table of a module's global variables is called in the text of functions


class Names:
    """Hands out names, each once."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self.taken = set(taken) | RESERVED
        self.last: dict[str, int] = {}  # the number given last for a wish: where to go on

    def reserve(self, names: frozenset[str] | set[str]) -> None:
        """Keep names from being handed out."""
        self.taken |= names

    def fresh(self, wish: str) -> str:
        """Return `wish`, or `wish_1`, `wish_2`, ... if it is taken."""
        wish = re.sub(r"\W", "_", wish) or "t"
        if wish[0].isdigit():
            wish = "_" + wish
        name, count = wish, self.last.get(wish, 0)
        if count and f"{wish}_{count}" not in self.taken:
            count = 0
        while name in self.taken:
            count += 1
            name = f"{wish}_{count}"
        self.taken.add(name)
        self.last[wish] = count
        return name
