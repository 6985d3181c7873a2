"""Calls of SciPy: results written into arrays of the caller's are refused."""

from __future__ import annotations

from ..ir import Origin
from ..rules.rule import RULES, bind
from .names_of import canonical_name
from .numpy_calls import NumpyCalls
from .values import NONE, Keywords, Value, constant_of


class ScipyCalls(NumpyCalls):
    """SciPy's part of the specialiser."""

    def stands_for(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return the value of a call that stands for another operation, None if it is a call like others."""
        op = canonical_name(obj) or ""
        if op.startswith("scipy.") and op in RULES:
            bound = bind(RULES[op], tuple(args), keywords) or {}
            output = bound.get("output", NONE)
            if not isinstance(output, tuple) and constant_of(output) is not None:
                raise self.unsupported(f"`output=` of {op} is not supported", "Use the array that it returns.", at)
        return super().stands_for(obj, args, keywords, at)
