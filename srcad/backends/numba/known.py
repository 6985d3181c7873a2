"""What numba has functions for, and with which arguments; what is done with numbers."""

from __future__ import annotations

from collections.abc import Mapping, Set

from ...analyse.infer import expression_kind
from ...ir import Assign, Block, Call, Const, Expr, Name, statements
from ...kinds import Array, Kind
from .facts import NONE, rank_in

NATIVE = frozenset({  # what numba has functions for, of whole arrays
    "np.dot", "np.linalg.solve", "np.linalg.inv", "np.linalg.det", "np.linalg.cholesky", "np.concatenate", "np.stack",
    "np.vstack", "np.hstack", "np.reshape", ".reshape()", "np.ravel", ".ravel()", "np.arange", "np.linspace", "np.eye",
    "np.argsort", "np.sort", "np.cumsum", "np.cumprod", "np.diag", "np.tril", "np.triu", "np.argmax", "np.argmin",
    "np.any", "np.all", "np.searchsorted", "np.trace", "np.kron", "np.tril_indices", "np.triu_indices", "np.array",
    ".astype()", "np.identity", "unbroadcast", "np.flatnonzero", "np.count_nonzero", "others", "stacked",
    "gathered", "element_of", "np.roll",
})  # fmt: skip
NATIVE |= {"@"}
STRIDED = frozenset(
    {
        "[]",
        ".T",
        "np.transpose",
        "np.swapaxes",
        ".transpose()",
        "np.moveaxis",
        "np.flip",
        "np.diagonal",
        "np.squeeze",
        ".squeeze()",
    }
)
CONTIGUOUS = frozenset({"np.dot", "@", "np.reshape", ".reshape()", "np.ravel", ".ravel()", "np.kron"})
ON_NUMBERS = frozenset({
    "ifelse", "and", "or", "not", "chain", "[]", ".shape", ".size", ".ndim", "len", "range", "int", "float", "bool",
    "abs", "round", "min", "max", "tuple", "slice", "is", "is not", "pow", "complex", ".real", ".imag", "reversed",
    "stop_gradient", "np.float64", "np.int64", ".conjugate()", "<<", ">>", "np.shape", "np.size", "np.ndim",
    "enumerate", "zip", ".item()", "over", "divmod", "math.pi", "axis_size", "place_in",
})  # fmt: skip
MATRICES = frozenset({(2, 2), (2, 1), (1, 2)})  # numbers of axes of factors
STACKS = frozenset({(3, 3), (3, 2), (2, 3)})
BLAS = frozenset({"float64", "float32", "complex128", "complex64"})
OPTIONS = frozenset({"axis", "dtype", "num", "k", "side", "offset", "N", "M", "m", "n"})
LAZY = frozenset({"ifelse", "and", "or", "chain"})
MATH_NAMES = (
    "sqrt exp expm1 log log2 log10 log1p sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh hypot floor "
    "ceil trunc fabs copysign fmod pow erf erfc gamma lgamma degrees radians isnan isinf isfinite gcd"
)
CHECKS = frozenset(
    {"check_apart", "check_elements_apart", "check_distinct"}
)  # of arguments, which Python does beforehand
MATH = frozenset(f"math.{name}" for name in MATH_NAMES.split(" "))


def strided(block: Block, given: Set[str]) -> frozenset[str]:
    """Return the names of arrays that may not lie in one piece: arguments, which come in any layout, and views."""
    found = frozenset(given)
    while True:
        more = found.union(
            stmt.target.id
            for stmt in statements(block)
            if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and is_strided(stmt.value, found)
        )
        if more == found:
            return found
        found = more


def is_strided(expr: Expr, names: Set[str]) -> bool:
    """Return whether an array may not lie in one piece."""
    return expr.id in names if isinstance(expr, Name) else isinstance(expr, Call) and expr.op in STRIDED


def is_known_form(expr: Call, kinds: Mapping[str, Kind]) -> bool:
    """Return whether numba takes a function with these arguments: few of them along an axis."""
    ranks = [rank_in(arg, kinds) for arg in expr.args]
    given = len(expr.args) + len(expr.keywords)
    if dict(expr.keywords).keys() - OPTIONS:
        return False
    if expr.op in ("np.argsort", "np.sort"):
        return given == 1 and ranks[0] == 1
    if expr.op in ("np.cumsum", "np.cumprod"):
        return given == 1 and ranks[0] == 1
    if expr.op == "np.array":
        return given == 1
    if expr.op in ("np.any", "np.all", "np.flatnonzero"):
        return given == 1
    if expr.op == "np.roll":
        return bool(ranks[0]) and ranks[1] == 0 and given == 3 and isinstance(expr.args[-1], Const)
    if expr.op == "others":
        return expr.args[1] == NONE and bool(ranks[0])
    if expr.op in ("np.dot", "@"):
        taken = MATRICES if expr.op == "np.dot" else STACKS
        kinds_of = [expression_kind(arg, kinds) for arg in expr.args]
        dtypes = {kind.dtype if isinstance(kind, Array) else None for kind in kinds_of}
        return tuple(ranks) in taken and len(dtypes) == 1 and dtypes <= BLAS
    return True
