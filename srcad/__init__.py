"""Derivatives of Python and NumPy functions, as Python code that one can read."""

from .api import grad, jvp, show, source, stop_gradient, value_and_grad, vjp
from .batches import batched_grad
from .check import check_grads
from .checkpointed import checkpointed
from .custom import check_rule, rule
from .decorator import differentiate
from .errors import (
    CheckFailed,
    GradientLeak,
    InternalError,
    KindError,
    MissingRule,
    NotFinite,
    RuleError,
    SourceNotFound,
    SrcadError,
    UnboundVariable,
    UnsupportedSyntax,
)
from .explain import explain
from .explain_text import Explanation
from .exported import export
from .implicit import implicit
from .jacobians import hessian, hvp, jacfwd, jacobian, jacrev
from .syntax.source import from_source

__version__ = "0.1.0"

__all__ = [
    "CheckFailed",
    "Explanation",
    "GradientLeak",
    "InternalError",
    "KindError",
    "MissingRule",
    "NotFinite",
    "RuleError",
    "SourceNotFound",
    "SrcadError",
    "UnboundVariable",
    "UnsupportedSyntax",
    "batched_grad",
    "check_grads",
    "check_rule",
    "checkpointed",
    "differentiate",
    "explain",
    "export",
    "from_source",
    "grad",
    "hessian",
    "hvp",
    "implicit",
    "jacfwd",
    "jacobian",
    "jacrev",
    "jvp",
    "rule",
    "show",
    "source",
    "stop_gradient",
    "value_and_grad",
    "vjp",
]
