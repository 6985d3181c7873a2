"""Write docs/numpy.md, the classes of all public names of NumPy, from its own listing and the tables of srcad/rules.

python docs/make_numpy.py
"""

from __future__ import annotations

import pathlib
import types
import warnings
from collections import defaultdict

import numpy as np

from srcad import rules
from srcad.rules.refused import IN_PLACE, REFUSED, SAME, WRITTEN, outside
from srcad.rules.rule import RULES

PAGE = pathlib.Path(__file__).with_name("numpy.md")

HEAD = """# NumPy, name by name

Written by `python docs/make_numpy.py` from the tables in `srcad/rules/`. Every public name of NumPy stands in one
of these classes, and a test fails when NumPy gains one that does not.

| class | functions | of `linalg` | of `fft` | of `emath` | methods and attributes |
|---|---|---|---|---|---|
{counts}

A name that is refused is so only where a derivative would flow through it; elsewhere it is called as it is.
"""

CLASSES = ("derivative", "zero by convention", "nothing to differentiate", "refused")
SECTIONS = {
    "np": "NumPy",
    "np.linalg": "numpy.linalg",
    "np.fft": "numpy.fft",
    "np.emath": "numpy.emath",
    "": "Methods and attributes of arrays",
}


def names() -> list[str]:
    """All public names, as rules write them."""
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for prefix, module in (("np", np), ("np.linalg", np.linalg), ("np.fft", np.fft), ("np.emath", np.emath)):
            own = [name for name in dir(module) if not name.startswith("_")]
            found += [f"{prefix}.{name}" for name in own if not isinstance(getattr(module, name), types.ModuleType)]
    own = [name for name in dir(np.ndarray) if not name.startswith("_")]
    return found + [f".{name}()" if callable(getattr(np.ndarray, name)) else f".{name}" for name in own]


def class_of(name: str) -> str:
    """The class of a name."""
    rule = RULES.get(SAME.get(name, name))
    if rule is not None:
        return CLASSES[1] if rule.sort == "constant" else CLASSES[0]
    if name in IN_PLACE or name in WRITTEN:
        return CLASSES[0]
    return CLASSES[2] if name in outside() else CLASSES[3]


def page() -> str:
    """The text of the page."""
    rules.load()
    table: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in names():
        section = name.rpartition(".")[0]
        table[class_of(name)][section].append(name)
    rows = [[str(len(table[label][section])) for section in SECTIONS] for label in CLASSES]
    counts = "\n".join(f"| {label} | {' | '.join(row)} |" for label, row in zip(CLASSES, rows, strict=True))
    parts = [HEAD.format(counts=counts).strip()]
    for label in CLASSES[:3]:
        parts.append(f"## {label[0].upper()}{label[1:]}")
        for section, title in SECTIONS.items():
            if table[label][section]:
                parts.append(f"{title}: " + ", ".join(f"`{name}`" for name in table[label][section]) + ".")
    parts.append("## Refused")
    lines = [f"| `{name}` | {REFUSED[name]} |" for section in SECTIONS for name in table["refused"][section]]
    parts.append("\n".join(["| name | why, and what to do |", "|---|---|", *lines]))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name} written")
