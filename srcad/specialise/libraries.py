"""Functions of NumPy and SciPy without a rule are followed; what they are refused for is told of their call."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from ..errors import SrcadError
from ..ir import Origin
from ..syntax.source import primal
from .effects import module_of
from .frame import Frame

LIBRARIES = frozenset({"numpy", "scipy"})


@contextmanager
def followed(function: object, caller: Frame | None, at: Origin | None) -> Iterator[None]:
    """Follow a call of a function from a module; what a library's function is refused for is told of the call.

    The place in the library is no place that the user can change.
    """
    try:
        yield
    except SrcadError as error:
        module = "" if caller is None else str(caller.scope.globals.get("__name__"))
        if at is not None and module_of(function) in LIBRARIES and module.partition(".")[0] not in LIBRARIES:
            name = f"{public_module(function)}.{getattr(function, '__name__', '')}"
            error.what = f"{name} has no derivative rule, and its source is not followed: {error.what}"
            error.args, error.origin, error.why = (error.what,), at, ""
            error.hint = (
                f'Add a rule with srcad.rule("{name}(...)", ...), '
                "or say srcad.stop_gradient(x) if no derivative is meant to flow here."
            )
        raise


def public_module(function: object) -> str:
    """Return the name of the module that a function is imported from: `scipy.linalg` for `scipy.linalg._decomp_ldl`."""
    return ".".join(part for part in str(getattr(function, "__module__", "")).split(".") if not part.startswith("_"))


def underlying(function: object) -> object | None:
    """Return the function that srcad made an object of, or that one of autograd's stands for, None for other ones."""
    if isinstance(function, types.FunctionType) and _home(function).startswith("autograd"):
        return _of_autograd(function)
    return primal(function)


def _home(function: types.FunctionType) -> str:
    """Return the name of the module whose text a function is from."""
    return str(function.__globals__.get("__name__", ""))


def _of_autograd(function: types.FunctionType) -> object | None:
    """Return the function of NumPy or SciPy that one of autograd's stands for, None if it has a meaning of its own."""
    inner: object = getattr(function, "fun", None)
    if isinstance(inner, types.FunctionType) and _home(inner).partition(".")[0] not in ("autograd", *LIBRARIES):
        return None  # with a derivative of its own, which autograd was told
    for package, plain in (("", np), (".linalg", np.linalg), (".fft", np.fft)):
        module = sys.modules.get("autograd.numpy" + package)
        names = [name for name, value in vars(module).items() if value is function] if module is not None else []
        inner = next((getattr(plain, name) for name in names if hasattr(plain, name)), inner)
    return inner
