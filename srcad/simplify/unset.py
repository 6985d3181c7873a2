"""Parts of containers that only some paths assign, and that a copy may move about on the others, start as None."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

from ..analyse.live import exposed_reads
from ..ir import Assign, Const, Function, Name, all_definitions


def with_starts(function: Function, made: Set[str]) -> Function:
    """Let what stands for parts of containers be None where a path assigns nothing to it.

        if x > 0:
            pair_0 = x
        for i in range(n):
            pair_0_1 = pair_0
            ...
    becomes
        pair_0 = None
        if x > 0:
        ...

    The user's own variables are left alone, but for those that such copies read: to read one too early is the user's
    error, and Python says so. Nothing but such copies reads a part too early, since the user's code would have met a
    variable without a value.
    """
    early = exposed_reads(function.body) - {param.name for param in function.params}
    bound = all_definitions(function.body)
    never = early & made - bound  # nothing that is left gives them a value
    unset = {name for name in early & bound if _stem(name, made)} | never
    unset |= {name for name in early - bound if _stem(name, made)}  # nor to a derivative of one
    starts = (Assign(Name(name), Const(None)) for name in sorted(unset))
    return replace(function, body=(*starts, *function.body))


def _stem(name: str, made: Set[str]) -> bool:
    """Return whether a name is one of the given ones, a later life of one, or the derivative of one."""
    while name not in made and not any(re.match(f"[bd]{{{k}}}", name) and name[k:] in made for k in (1, 2)):
        shorter = re.sub(r"_\d+$", "", name)
        if shorter == name:
            shorter = re.sub(r"^[bd]", "", name)
        if shorter == name or not shorter:
            return False
        name = shorter
    return True
