"""Write docs/supported.md, the list of all functions that have a derivative rule, from the tables of srcad/rules.

python docs/make_supported.py
"""

from __future__ import annotations

import builtins
import pathlib
from collections import defaultdict

from srcad import rules
from srcad.rules.refused_scipy import FROM_SOURCE, SCIPY_REFUSED, listed
from srcad.rules.rule import RULES, USERS, Rule
from srcad.stand_ins_objects import TABLE

PAGE = pathlib.Path(__file__).with_name("supported.md")

HEAD = """# Supported functions

Written by `python docs/make_supported.py` from the tables in `srcad/rules/`: {count} operations have a rule. A function
with readable Python source needs none, since it is differentiated itself; to add one without source, see
[rules.md](rules.md). A parameter in **bold** is one that derivatives are taken with respect to.
"""

TAKEN_APART = """## Taken apart, of SciPy

Functions and classes that are differentiated as NumPy code, to the last bit the same; of the classes, calls of objects
made inside or outside of the function, `derivative` and `solve`. Distributions of `scipy.stats` with parameters, such
as `norm(mu, sigma)`, have the methods of the distribution. Sparse matrices are multiplied with arrays by `@`; their
entries have a derivative where `csr_array`, `csc_array` or `coo_array` is made of entries and their places."""

CONSTANT = "Zero by convention, since they are piecewise constant, or tell about shapes and types:"

MODULES = {"np": "NumPy", "np.linalg": "numpy.linalg", "np.fft": "numpy.fft", "math": "The module math"}


def group(rule: Rule) -> str:
    """The heading that a rule stands under."""
    if rule.op.endswith("()"):
        return "Methods"
    if rule.op.startswith("."):
        return "Attributes"
    module, _, name = rule.op.rpartition(".")
    if module:
        return MODULES.get(module, module)
    return "Builtins" if name.isidentifier() and f"{name}(" in rule.signature else "Operators"


def signature(rule: Rule) -> str:
    """The signature as the table states it, and which parameters have derivatives."""
    active = [p for p, jvp, vjp in zip(rule.params, rule.jvp, rule.vjp, strict=False) if jvp or vjp]
    return f"`{rule.signature}`" + (f" by **{'**, **'.join(active)}**" if active else "")


def page() -> str:
    """The text of the page."""
    rules.load()
    derived: dict[str, list[str]] = defaultdict(list)
    constant: dict[str, list[str]] = defaultdict(list)
    for rule in RULES.values():
        if rule.op in USERS or not public(rule):
            continue
        if rule.sort == "constant":
            constant[group(rule)].append(f"`{rule.signature}`")
        else:
            derived[group(rule)].append(signature(rule))
    count = sum(map(len, [*derived.values(), *constant.values()]))
    parts = [HEAD.format(count=count).strip()]
    order = ["Operators", "Builtins", "NumPy"]
    names = sorted({*derived, *constant}, key=lambda name: (order.index(name) if name in order else len(order), name))
    for name in names:
        parts.append(f"## {name}")
        if derived[name]:
            parts.append("\n".join(f"- {text}" for text in sorted(derived[name], key=str.lower)))
        if constant[name]:
            parts.append(CONSTANT + " " + ", ".join(sorted(constant[name], key=str.lower)) + ".")
    parts += [TAKEN_APART, ", ".join(f"`{name}`" for name in sorted([*TABLE, *listed(FROM_SOURCE)])) + "."]
    rows = [f"| `{name}` | {reason} |" for name, reason in sorted(SCIPY_REFUSED.items())]
    parts += ["## Refused, of SciPy", "\n".join(["| name | why, and what to do |", "|---|---|", *rows])]
    return "\n\n".join(parts) + "\n"


def public(rule: Rule) -> bool:
    """Whether a user can write the operation; the rest are helpers that the rules themselves mention."""
    called = rule.signature.startswith(f"{rule.op}(")
    return not called or "." in rule.op or hasattr(builtins, rule.op)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name} written")
