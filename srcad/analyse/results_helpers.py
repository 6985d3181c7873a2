"""The kinds of what helpers without a rule give, which srcad differentiates by reading them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from ..kinds import FLOAT, NUMERIC, UNKNOWN, Array, Kind, Scalar, Struct, dims_of_kind, dtype_of, unknown_dims
from .bound import Argument, as_array, reduced_dims

OF_ARGUMENT: dict[str, tuple[int, ...]] = {  # helpers that srcad reads: which argument, or part of one, they are like
    "cholesky_adjoint": (1,), "cholesky_tangent": (1,), "cond_slope": (0,), "eigh_adjoint": (1, 1),
    "eigh_tangent": (1,), "hermitian": (0,), "lstsq_adjoint": (1,), "lstsq_right": (2,), "lstsq_right_tangent": (3,),
    "lstsq_tangent": (3,), "one_triangle": (0,), "pinv_adjoint": (1,), "pinv_tangent": (2,), "qr_adjoint": (2,),
    "qr_tangent": (1,), "slogdet_adjoint": (1,), "slogdet_tangent": (2,), "spectral": (0,), "svd_tangent": (1,),
    "svdvals_slope": (0,),
}  # fmt: skip


def interp_slope(args: Sequence[Argument]) -> Kind:
    """The shape of the points; of one point an array without axes, as np.where gives."""
    points, knots, values = (as_array(kind) for kind, _ in args)
    dims = dims_of_kind(points)
    return NUMERIC if dims is None else Array(_quotient(knots, values), dims)


def interp_adjoint(args: Sequence[Argument]) -> Kind:
    """The shape of the values at the knots; a number is made an array where what is beyond them has a value."""
    g, points, knots, values = (as_array(kind) for kind, _ in args[:4])
    dims = dims_of_kind(values)
    if any(at is not None for _, at in args[4:6]) and isinstance(g, Scalar) and g.weak:
        g = Array(g.dtype, ())
    return NUMERIC if dims is None else Array(_quotient(g, points, knots, values), dims)


def trapezoid_weights(args: Sequence[Argument]) -> Kind:
    """The shape of the samples, or that of places of as many axes."""
    (samples, _), (places, at), (step, _) = args[:3]
    samples, places = as_array(samples), as_array(places)
    dims, own = dims_of_kind(samples), dims_of_kind(places)
    if at is None:
        return NUMERIC if dims is None else Array(_quotient(samples, step), dims)
    if dims is None or own is None:
        return NUMERIC
    return Array(_quotient(samples, places), dims) if len(own) == 1 else Array(_quotient(places), own)


def trapezoid_steps_adjoint(args: Sequence[Argument]) -> Kind:
    """The shape and the dtype of the places."""
    places = as_array(args[2][0])
    dims = dims_of_kind(places)
    return Array(dtype_of(places), dims) if dims and has_float_dtype(places) else NUMERIC


def average_share(args: Sequence[Argument]) -> Kind:
    """One number for all elements alike, or weights that broadcast against them."""
    total, weights = average_total(args), as_array(args[2][0])
    if args[2][1] is None:
        return FLOAT
    dtypes = dtype_of(weights), dtype_of(total)
    if not isinstance(total, Array) or total.dims is None or None in dtypes:
        return NUMERIC
    return Array(_quotient(weights, total), unknown_dims(len(total.dims)))


def average_total(args: Sequence[Argument]) -> Kind:
    """The axes of the array, of length one where the weights were summed."""
    (a, _), (axis, along), (weights, given) = args
    dims, weights = dims_of_kind(as_array(a)), as_array(weights)
    if not dims or given is None or not isinstance(weights, Scalar | Array) or not has_float_dtype(a):
        return NUMERIC
    left = reduced_dims(dims, along, True, axis)
    return NUMERIC if left is None else Array(_quotient(weights, a), left)


def norm_slope(args: Sequence[Argument]) -> Kind:
    """The shape of the array whose norm it is, in its dtype."""
    a, norm = as_array(args[0][0]), as_array(args[1][0])
    dims = dims_of_kind(a)
    return Array(_quotient(a, norm), dims) if dims and has_float_dtype(a) else NUMERIC


def histogram_adjoint(args: Sequence[Argument]) -> Kind:
    """The shape of the samples."""
    (g, _), (a, _), (y, _), (_, density), (weights, _) = args
    dims = dims_of_kind(as_array(a))
    if dims is None or not isinstance(g, Struct) or not isinstance(y, Struct) or density not in (None, False, True):
        return NUMERIC
    return Array(_quotient(g.items[0], *([y.items[0], y.items[1], as_array(weights)] if density else [])), dims)


HELPERS: dict[str, Callable[[Sequence[Argument]], Kind]] = {
    "average_share": average_share, "average_total": average_total, "histogram_adjoint": histogram_adjoint,
    "interp_adjoint": interp_adjoint, "interp_slope": interp_slope, "norm_slope": norm_slope,
    "trapezoid_steps_adjoint": trapezoid_steps_adjoint, "trapezoid_weights": trapezoid_weights, "vector_slope":
    norm_slope,
}  # fmt: skip


def has_float_dtype(kind: Kind) -> bool:
    """Return whether a kind is surely one of real or complex numbers, which are no integers."""
    dtype = dtype_of(as_array(kind))
    return dtype is not None and np.dtype(dtype).kind in "fc"


def _quotient(*kinds: Kind) -> str | None:
    """Return the dtype of a quotient of sums of such values, None where it is not known."""
    found: list[str] = []
    for kind in kinds:
        if not isinstance(kind, Scalar | Array) or kind.dtype in (None, "object"):
            return None
        if not isinstance(kind, Scalar) or not kind.weak:
            found.append(str(kind.dtype))
        elif np.dtype(kind.dtype).kind == "c":
            return None
    if not found:
        return "float64"
    dtype = np.result_type(*found)
    return str(dtype) if dtype.kind in "fc" else "float64"


def helper_kind(op: str, args: Sequence[Argument]) -> Kind:
    """Return the kind of what a helper without a rule gives: often the shape and the dtype of an argument."""
    if op in HELPERS:
        try:
            return HELPERS[op](args)
        except (IndexError, ValueError):  # too few arguments: a function of the user's by this name
            return UNKNOWN
    kinds = [kind for kind, _ in args]
    if op == "svd_adjoint" and len(kinds) == 2 and isinstance(kinds[1], Struct) and len(kinds[1].items) == 3:
        left, right = kinds[1].items[0], kinds[1].items[2]
        if isinstance(left, Array) and isinstance(right, Array) and left.dims and right.dims:
            return Array(left.dtype, (*left.dims[:-1], right.dims[-1]))
    places = OF_ARGUMENT.get(op, ())
    if not places or len(kinds) <= places[0]:
        return UNKNOWN
    found = kinds[places[0]]
    for place in places[1:]:
        found = found.items[place] if isinstance(found, Struct) and place < len(found.items) else UNKNOWN
    widths = {np.finfo(dtype).bits for kind in kinds for dtype in dtypes_in(kind) if np.dtype(dtype).kind in "fc"}
    if len(widths) != 1 or any(np.dtype(dtype).kind not in "fc" for dtype in dtypes_in(found)):
        return UNKNOWN
    return found


def dtypes_in(kind: Kind) -> Iterator[str]:
    """Yield the dtypes of a number that has one, of an array, or of what a container holds."""
    if isinstance(kind, Struct):
        for item in kind.items:
            yield from dtypes_in(item)
    elif isinstance(kind, Array) or (isinstance(kind, Scalar) and not kind.weak):
        yield kind.dtype or "object"
