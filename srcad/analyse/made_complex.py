"""Whether complex numbers may come about in a block."""

from __future__ import annotations

from collections.abc import Set

from ..ir import Block, Call, Const, Name, statements, subexpressions

# operations that make complex numbers of real ones, or real ones that pass for such
PASSING = {"np.roots", "np.linalg.eig", "np.linalg.eigvals", "scipy.linalg.eig", "scipy.linalg.eigvals"}
COMPLEX_OPS = PASSING | {
    "complex",
    "np.sort_complex",
    "scipy.linalg.sqrtm",
    "scipy.linalg.logm",
    "scipy.linalg.fractional_matrix_power",
}
COMPLEX_MODULES = ("np.fft.", "cmath.", "np.emath.", "scipy.fft.")
COMPLEX_TYPES = {"complex", "np.complex64", "np.complex128", "np.clongdouble"}
EIGENVALUES = "0j"  # a name among the kinds of a function in which real numbers pass for complex ones
SOMETHING_COMPLEX = "1j"  # a name among the kinds of a function that makes complex numbers, wherever they go


def makes_complex(block: Block) -> bool:
    """Return whether complex numbers may come about in a block that gets none."""
    for stmt in statements(block):
        value = getattr(stmt, "value", None)
        for part in subexpressions(value) if isinstance(value, Const | Name | Call) else ():
            match part:
                case Const(complex()):
                    return True
                case Name(id) if id in COMPLEX_TYPES:
                    return True
                case Call(op) if op in COMPLEX_OPS or op in COMPLEX_TYPES or op.startswith(COMPLEX_MODULES):
                    return True
                case _:
                    pass
    return False


def calls(block: Block, ops: Set[str]) -> bool:
    """Return whether a block has a call of one of some operations."""
    values = [value for stmt in statements(block) if isinstance(value := getattr(stmt, "value", None), Call)]
    return any(isinstance(part, Call) and part.op in ops for value in values for part in subexpressions(value))
