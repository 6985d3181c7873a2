"""Derivatives of Python and NumPy functions, as Python code that one can read."""

from .api import differentiate, grad, jvp, show, source, stop_gradient, value_and_grad, vjp
from .errors import (
    CheckFailed,
    GradientLeak,
    KindError,
    MissingRule,
    RuleError,
    SourceNotFound,
    SrcadError,
    UnsupportedSyntax,
)
from .syntax.source import from_source

__version__ = "0.1.0"

__all__ = [
    "CheckFailed",
    "GradientLeak",
    "KindError",
    "MissingRule",
    "RuleError",
    "SourceNotFound",
    "SrcadError",
    "UnsupportedSyntax",
    "differentiate",
    "from_source",
    "grad",
    "jvp",
    "show",
    "source",
    "stop_gradient",
    "value_and_grad",
    "vjp",
]
