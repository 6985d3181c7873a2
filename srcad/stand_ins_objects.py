"""Classes of SciPy's whose objects hold arrays: written again so that srcad takes them apart, as in `stand_ins.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from .runtime_interpolation import (
    bspline,
    coefficients,
    grid_value,
    interp_value,
    interpolation_knots,
    piecewise,
    shape_coefficients,
)
from .runtime_sparse import solved_with, sparse_as, sparse_lu
from .stand_ins import TABLE, standing_for

__all__ = ["INSTANCES", "TABLE"]
T = TypeVar("T")


# ---------------------------------------------------------------- scipy.sparse.linalg
@standing_for("scipy.sparse.linalg.splu")
class Factored:
    """A sparse matrix with its factors."""

    def __init__(self, a: Any, **options: Any) -> None:
        self.a, self.lu = a, sparse_lu(a, options)

    def solve(self, b: Any, trans: str = "N") -> Any:
        """Return the solution of a system."""
        return solved_with(self.lu, self.a, b, trans)


@standing_for("scipy.sparse.diags")
def diags(diagonals: Any, offsets: Any = 0, shape: Any = None, format: Any = None, dtype: Any = None) -> Any:
    """Return a sparse matrix of its diagonals, as its entries and their places."""
    from scipy.sparse import coo_matrix

    entries, rows, columns, shape = on_diagonals(diagonals, offsets, shape)
    found = coo_matrix((entries if dtype is None else entries.astype(dtype), (rows, columns)), shape=shape)
    return found if format is None or format == "dia" else sparse_as(found, format)


@standing_for("scipy.sparse.diags_array")
def diags_array(diagonals: Any, *, offsets: Any = 0, shape: Any = None, format: Any = None, dtype: Any = None) -> Any:
    """Return a sparse array of its diagonals, as its entries and their places."""
    from scipy.sparse import coo_array

    entries, rows, columns, shape = on_diagonals(diagonals, offsets, shape)
    found = coo_array((entries if dtype is None else entries.astype(dtype), (rows, columns)), shape=shape)
    return found if format is None or format == "dia" else sparse_as(found, format)


def on_diagonals(diagonals: Any, offsets: Any, shape: Any) -> Any:
    """Return the entries on diagonals, their rows and columns, and the shape of the matrix that has them."""
    if np.ndim(offsets) == 0:
        diagonals, offsets = [diagonals if np.ndim(diagonals[0]) == 0 else diagonals[0]], [offsets]
    size = np.size(diagonals[0]) + abs(offsets[0])
    shape = (size, size) if shape is None else shape
    entries, rows, columns = [], [], []
    for diagonal, offset in zip(diagonals, offsets, strict=True):
        length = min(shape[0] + min(offset, 0), shape[1] - max(offset, 0))
        entries.append(np.broadcast_to(diagonal, (length,)))
        rows.append(np.arange(length) - min(offset, 0))
        columns.append(np.arange(length) + max(offset, 0))
    return np.concatenate(entries), np.concatenate(rows), np.concatenate(columns), shape


@standing_for("scipy.sparse.linalg.factorized")
def factorized(a: Any) -> Any:
    """Return the function that solves systems with a sparse matrix."""
    return Factored(a).solve


# ---------------------------------------------------------------- scipy.interpolate
@standing_for("scipy.interpolate.CubicSpline")
class CubicSpline:
    """A cubic spline through points."""

    def __init__(self, x: Any, y: Any, axis: int = 0, bc_type: Any = "not-a-knot", extrapolate: Any = None) -> None:
        self.x, self.axis = np.asarray(x, dtype=float), axis
        self.c = coefficients(self.x, np.asarray(y), "CubicSpline", axis, bc_type)
        periodic = isinstance(bc_type, str) and bc_type == "periodic"
        self.extrapolate = ("periodic" if periodic else True) if extrapolate is None else extrapolate

    def __call__(self, t: Any, nu: int = 0, extrapolate: Any = None) -> Any:
        """Return the value, or the nu-th derivative, at t."""
        return piecewise(self.c, self.x, t, nu, self.extrapolate if extrapolate is None else extrapolate, self.axis)

    def derivative(self, nu: int = 1) -> Any:
        """Return the function that is the nu-th derivative."""
        return Derivative(self, nu)


class Derivative:
    """A derivative of a spline."""

    def __init__(self, spline: Any, nu: int) -> None:
        self.spline, self.order = spline, nu

    def __call__(self, t: Any, nu: int = 0, extrapolate: Any = None) -> Any:
        """Return the value, or the nu-th derivative, at t."""
        return self.spline(t, self.order + nu, extrapolate)


class ShapeKeeping(CubicSpline):
    """A piecewise cubic function whose slopes depend on the shape of the values."""

    def __init__(self, x: Any, y: Any, axis: int = 0, extrapolate: Any = None) -> None:
        self.x, self.axis = np.asarray(x, dtype=float), axis
        self.c = shape_coefficients(self.x, np.asarray(y), self.name(), axis)
        self.extrapolate = True if extrapolate is None else extrapolate

    def name(self) -> str:
        """Return the interpolator's name in scipy.interpolate."""
        return "PchipInterpolator"


@standing_for("scipy.interpolate.PchipInterpolator")
class PchipInterpolator(ShapeKeeping):
    """A monotone interpolator."""


@standing_for("scipy.interpolate.Akima1DInterpolator")
class Akima1DInterpolator(ShapeKeeping):
    """Akima's interpolator."""

    def __init__(self, x: Any, y: Any, axis: int = 0) -> None:
        self.x, self.axis, self.extrapolate = np.asarray(x, dtype=float), axis, False
        self.c = shape_coefficients(self.x, np.asarray(y), "Akima1DInterpolator", axis)


@standing_for("scipy.interpolate.BSpline")
class BSpline:
    """A sum of B-splines."""

    def __init__(self, t: Any, c: Any, k: int, extrapolate: Any = True, axis: int = 0) -> None:
        self.t, self.k, self.extrapolate, self.axis = np.asarray(t, dtype=float), k, extrapolate, axis
        self.c = np.asarray(c) if axis == 0 else np.moveaxis(np.asarray(c), axis, 0)

    def __call__(self, x: Any, nu: int = 0, extrapolate: Any = None) -> Any:
        """Return the value, or the nu-th derivative, at x."""
        how = self.extrapolate if extrapolate is None else extrapolate
        return bspline(self.c[: len(self.t) - self.k - 1], self.t, self.k, x, nu, how, self.axis)

    def derivative(self, nu: int = 1) -> Any:
        """Return the function that is the nu-th derivative."""
        return Derivative(self, nu)


@standing_for("scipy.interpolate.make_interp_spline")
def make_interp_spline(x: Any, y: Any, k: int = 3, t: Any = None, bc_type: Any = None, axis: int = 0) -> Any:
    """Return the spline of degree k through points."""
    if t is not None:
        raise ValueError("make_interp_spline with knots of its own has no derivative here")
    periodic = isinstance(bc_type, str) and bc_type == "periodic"
    made = BSpline(
        interpolation_knots(x, y, k, bc_type, axis), coefficients(x, y, "make_interp_spline", axis, (k, bc_type)), k,
        "periodic" if periodic else True,
    )  # fmt: skip
    made.axis = axis
    return made


@standing_for("scipy.interpolate.interp1d")
class Interp1d:
    """An interpolator through points of one axis."""

    def __init__(
        self, x: Any, y: Any, kind: Any = "linear", axis: int = -1, copy: Any = None, bounds_error: Any = None,
        fill_value: Any = np.nan, assume_sorted: bool = False,
    ) -> None:  # fmt: skip
        self.x, self.y, self.kind = np.asarray(x), np.asarray(y), kind
        self.bounds_error, self.fill_value = bounds_error, fill_value
        if np.ndim(self.y) != 1:
            raise ValueError("interp1d has a derivative for values of one axis: use make_interp_spline")

    def __call__(self, t: Any) -> Any:
        """Return the value at t."""
        return interp_value(self.x, self.y, t, self.kind, self.bounds_error, self.fill_value)


@standing_for("scipy.interpolate.RegularGridInterpolator")
class RegularGridInterpolator:
    """What is linear between the values on a grid."""

    def __init__(
        self, points: Any, values: Any, method: str = "linear", bounds_error: Any = True, fill_value: Any = np.nan
    ) -> None:
        self.grid, self.values, self.bounds_error, self.fill_value = points, values, bounds_error, fill_value
        if method != "linear" or fill_value is None or np.ndim(values) != len(points):
            raise ValueError("RegularGridInterpolator has a derivative for numbers, linear and not extrapolated, only")

    def __call__(self, xi: Any) -> Any:
        """Return the values at points xi, (..., d), or given by their coordinates."""
        at = np.stack(np.broadcast_arrays(*xi), axis=-1) if isinstance(xi, tuple) else np.asarray(xi)
        return grid_value(self.values, self.grid, at, self.bounds_error, self.fill_value)


# ---------------------------------------------------------------- objects that the program made before
INSTANCES: dict[str, Any] = {}


def called_as(*names: str) -> Callable[[T], T]:
    """Let a function stand in for calls of objects of these classes."""

    def add(made: T) -> T:
        INSTANCES.update(dict.fromkeys(names, made))
        return made

    return add


@called_as("scipy.interpolate.PPoly")
def call_piecewise(spline: Any, t: Any, nu: int = 0, extrapolate: Any = None) -> Any:
    """Return the value of a piecewise polynomial at t."""
    how = spline.extrapolate if extrapolate is None else extrapolate
    return piecewise(spline.c, spline.x, t, nu, how, spline.axis)


@called_as("scipy.interpolate.BSpline")
def call_bspline(spline: Any, x: Any, nu: int = 0, extrapolate: Any = None) -> Any:
    """Return the value of a sum of B-splines at x."""
    how = spline.extrapolate if extrapolate is None else extrapolate
    return bspline(spline.c, spline.t, spline.k, x, nu, how, spline.axis)


@called_as("scipy.interpolate.interp1d")
def call_interp1d(made: Any, t: Any) -> Any:
    """Return the value of an interpolator at t."""
    kind = made._spline.k if made._kind == "spline" else made._kind
    return interp_value(made.x, made.y, t, kind, made.bounds_error, made.fill_value)


@called_as("scipy.interpolate.RegularGridInterpolator")
def call_grid(made: Any, xi: Any) -> Any:
    """Return the values of an interpolator on a grid at points."""
    at = np.stack(np.broadcast_arrays(*xi), axis=-1) if isinstance(xi, tuple) else np.asarray(xi)
    return grid_value(made.values, made.grid, at, made.bounds_error, made.fill_value)
