"""The helpers that generated code may call, where its kinds tell too little or a derivative takes more than a line.

They are plain NumPy, and Python that srcad can itself differentiate. `runtime_shape.py` and `runtime_linalg.py` hold
those for functions that move elements and for linear algebra; all are names of this module.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .runtime_linalg import (
    cholesky_adjoint,
    cholesky_tangent,
    cofactors,
    dot_left,
    dot_right,
    einsum_adjoint,
    einsum_backward,
    inner_left,
    inner_right,
    kron_left,
    kron_right,
    matmul_columns,
    matmul_left,
    matmul_right,
    norm_slope,
    slogdet_adjoint,
    slogdet_tangent,
    solve_columns,
    solve_left,
    solve_right,
    tensordot_left,
    tensordot_right,
)
from .runtime_shape import (
    columns_part,
    columns_parts,
    concatenate_array,
    concatenate_part,
    concatenate_parts,
    diag_adjoint,
    diagonal_adjoint,
    each,
    expand,
    inverse_axes,
    joined_part,
    joined_parts,
    memory_order,
    opposite,
    ramp_adjoint,
    repeat_adjoint,
    take_adjoint,
    tile_adjoint,
    trace_adjoint,
    unbroadcast,
    zeros_like,
)
from .runtime_values import entry, entry_adjoint, over, saved_of, share, value_of


# ---------------------------------------------------------------- powers and special functions
def power_base(g: Any, x: Any, p: Any, y: Any = None) -> Any:
    """Return `g * p * x ** (p - 1)`, the derivative of `x ** p` through x; 0 where p or g is 0, also at x = 0.

    x, p and g are numbers or arrays that broadcast; so is the result. At x = 0 it is infinite for p < 1, as for a root.
    """
    if isinstance(p, np.ndarray):
        found = g * p * x ** np.where(p == 0, 0, p - 1)
    elif p == 0:
        return 0.0 * g * np.ones_like(x) if isinstance(x, np.ndarray) else 0.0 * g
    elif isinstance(x, np.ndarray):
        found = g * p * x ** (p - 1)
    else:
        return over(g * p, x) if x == 0 and np.real(p) < 1 else g * p * x ** (p - 1)
    if np.any(np.real(p) < 1) and not np.all(x):
        return np.where(g == 0, 0, found)  # not 0 * inf
    return found


def power_exponent(g: Any, x: Any, p: Any, y: Any) -> Any:
    """Return `g * y * log(x)`, the derivative of `y = x ** p` through p; 0 where x is 0 and p is not negative.

    All are numbers or arrays that broadcast; so is the result. It is nan where x is negative and the dtype real.
    """
    if type(x) in (int, float) and x > 0:
        return g * y * math.log(x)  # one of Python's numbers does not widen float32
    zero = (x == 0) & (np.real(p) >= 0)
    return g * y * np.log(np.where(zero, np.ones_like(x), x))


def power_cross(g: Any, x: Any, p: Any) -> Any:
    """Return `g * x ** (p - 1) * (1 + p * log(x))`, the second derivative of `x ** p` through x and p.

    All are numbers or arrays that broadcast; so is the result. It is 0 where x is 0 and p > 1.
    """
    zero = (x == 0) & (np.real(p) > 1)
    safe = np.where(zero, np.ones_like(x), x)
    return np.where(zero, 0, g * safe ** (p - 1.0) * (1 + p * np.log(safe)))


def sinc_slope(x: Any) -> Any:
    """Return the derivative of np.sinc at a number or an array: `(cos(pi x) - sinc(x)) / x`, near 0 its series."""
    near = np.abs(x) < 0.05
    safe = np.where(near, np.ones_like(x), x)
    s = (math.pi * x) ** 2
    series = -math.pi * (math.pi * x) * (1 / 3 - s / 30 + s * s / 840 - s**3 / 45360)
    return np.where(near, series, (np.cos(math.pi * safe) - np.sinc(safe)) / safe)


def polygamma(n: int, x: float) -> float:
    """Return the n-th derivative of the digamma function at a number x (n = 0: digamma itself).

    By the recurrence up to large x, then the asymptotic series (Abramowitz and Stegun, 6.4.11).
    """
    sign = -1.0 if n % 2 == 0 else 1.0  # (-1) ** (n + 1)
    total = 0.0
    while x < 15 + n:
        total += sign * math.factorial(n) / x ** (n + 1)
        x += 1.0
    if n == 0:
        total += math.log(x) - 0.5 / x
    else:
        total += sign * (math.factorial(n - 1) / x**n + 0.5 * math.factorial(n) / x ** (n + 1))
    for k, bernoulli in enumerate((1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6), start=1):
        total += sign * bernoulli * math.factorial(2 * k + n - 1) / math.factorial(2 * k) / x ** (2 * k + n)
    return total


# ---------------------------------------------------------------- reductions
def axis_size(a: Any, axis: Any) -> int:
    """Return how many elements of a one element of its mean over `axis` (an int, a tuple or None) stands for."""
    shape = np.shape(a)
    if axis is None:
        return math.prod(shape)
    return math.prod([shape[i] for i in axis]) if isinstance(axis, tuple) else shape[axis]


def nan_count(a: Any, axis: Any) -> Any:
    """Return how many elements along `axis` are not nan, in a's dtype, the axes kept with length one."""
    return np.sum(~np.isnan(a), axis=axis, dtype=np.result_type(a), keepdims=True)


def others(a: Any, axis: Any) -> Any:
    """Return for each element of a the product of all others along `axis` (an int, a tuple or None), in a's shape.

    By running products from both ends, so that zeros do no harm.
    """
    shape = np.shape(a)
    if axis is None:
        moved = np.reshape(a, (-1,))
    else:
        axes = tuple(i % len(shape) for i in axis) if isinstance(axis, tuple) else (axis % len(shape),)
        order = tuple(i for i in range(len(shape)) if i not in axes) + axes
        moved = np.transpose(a, order)
        kept = moved.shape[: len(shape) - len(axes)]
        moved = np.reshape(moved, (*kept, math.prod(shape[i] for i in axes)))
    one = np.ones_like(moved[..., :1])
    left = np.cumprod(np.concatenate((one, moved[..., :-1]), axis=-1), axis=-1)
    right = np.cumprod(np.concatenate((one, moved[..., :0:-1]), axis=-1), axis=-1)[..., ::-1]
    found = left * right
    if axis is None:
        return np.reshape(found, shape)
    return np.transpose(np.reshape(found, tuple(shape[i] for i in order)), inverse_axes(order))


def average_shares(a: Any, axis: Any, weights: Any) -> Any:
    """Return the normalised weights of np.average, and what they were divided by; both broadcast against a."""
    if weights is None:
        return 1 / axis_size(a, axis), 1.0
    lifted = _weights_like(a, axis, weights)
    total = np.sum(lifted * np.ones_like(a), axis=axis, keepdims=True)
    return lifted / total, total


def average_tangent(g: Any, a: Any, axis: Any, weights: Any) -> Any:
    """Return the tangent of np.average(a, axis, weights) for the tangent g of a."""
    return np.sum(g * average_shares(a, axis, weights)[0], axis=axis)


def average_adjoint(g: Any, a: Any, axis: Any, weights: Any) -> Any:
    """Return the adjoint of a in np.average(a, axis, weights), in a's shape."""
    lifted = g if axis is None else np.expand_dims(g, axis)
    return expand(lifted * average_shares(a, axis, weights)[0], a)


def average_weights_tangent(g: Any, a: Any, axis: Any, weights: Any, y: Any) -> Any:
    """Return the tangent of y = np.average(a, axis, weights) for the tangent g of the weights."""
    lifted = y if axis is None else np.expand_dims(y, axis)
    total = average_shares(a, axis, weights)[1]
    return np.sum((a - lifted) * _weights_like(a, axis, g) / total, axis=axis)


def average_weights_adjoint(g: Any, a: Any, axis: Any, weights: Any, y: Any) -> Any:
    """Return the adjoint of the weights in y = np.average(a, axis, weights), in their shape."""
    result, seed = (y, g) if axis is None else (np.expand_dims(y, axis), np.expand_dims(g, axis))
    total = average_shares(a, axis, weights)[1]
    lifted = _weights_like(a, axis, weights)
    return np.reshape(unbroadcast((a - result) * seed / total, lifted), np.shape(weights))


def _weights_like(a: Any, axis: Any, weights: Any) -> Any:
    """Return weights with axes of length one put in, so that they broadcast against a, lying along `axis`."""
    if np.shape(weights) == np.shape(a):
        return weights
    shape = [1] * np.ndim(a)
    for i in axis if isinstance(axis, tuple) else (axis,):
        shape[i] = np.shape(a)[i]
    return np.reshape(weights, shape)


# ---------------------------------------------------------------- running sums and products
def cumsum_adjoint(g: Any, a: Any, axis: Any) -> Any:
    """Return the adjoint of a in np.cumsum(a, axis), in a's shape: the sums from the other end."""
    if axis is None:
        return np.reshape(np.cumsum(g[::-1])[::-1], np.shape(a))
    return np.flip(np.cumsum(np.flip(g, axis), axis), axis)


def cumprod_tangent(g: Any, a: Any, axis: Any) -> Any:
    """Return the tangent of np.cumprod(a, axis) for the tangent g of a; zeros in a do no harm."""
    if axis is None:
        return cumprod_tangent(np.reshape(g, (-1,)), np.reshape(a, (-1,)), 0)
    if np.all(a):
        return np.cumprod(a, axis) * np.cumsum(g / a, axis)
    a, g = np.moveaxis(a, axis, 0), np.moveaxis(g, axis, 0)
    product, tangent, found = np.ones_like(a[0]), np.zeros_like(g[0]), []
    for i in range(len(a)):
        tangent = tangent * a[i] + product * g[i]
        product = product * a[i]
        found.append(tangent)
    return np.stack(found, axis=axis)


def cumprod_adjoint(g: Any, a: Any, axis: Any) -> Any:
    """Return the adjoint of a in np.cumprod(a, axis), in a's shape; zeros in a do no harm."""
    if axis is None:
        return np.reshape(cumprod_adjoint(g, np.reshape(a, (-1,)), 0), np.shape(a))
    if np.all(a):
        return cumsum_adjoint(g * np.cumprod(a, axis), a, axis) / a
    a, g = np.moveaxis(a, axis, 0), np.moveaxis(g, axis, 0)
    before = np.cumprod(np.concatenate((np.ones_like(a[:1]), a[:-1]), axis=0), axis=0)
    later, found = np.zeros_like(g[0]), []
    for i in range(len(a) - 1, -1, -1):
        later = g[i] + later
        found.append(before[i] * later)
        later = later * a[i]
    return np.stack(found[::-1], axis=axis)


# ---------------------------------------------------------------- sequences; k is a position, or None for the whole
def prod_tangent(g: Any, values: Any, start: Any, k: Any) -> Any:
    """Return the tangent of math.prod(values, start) for the tangent g of its k-th value, or of all of them."""
    rest = others(np.array(values), None)
    return start * (np.sum(g * rest) if k is None else g * rest[k])


def prod_adjoint(g: Any, values: Any, start: Any, k: Any) -> Any:
    """Return the adjoint of the k-th of the values in math.prod(values, start), or of all, as the values come."""
    rest = g * start * others(np.array(values), None)
    return as_sequence(rest, values) if k is None else rest[k]


def dist_tangent(g: Any, p: Any, q: Any, y: Any, k: Any) -> Any:
    """Return the tangent of y = math.dist(p, q) for the tangent g of p's k-th coordinate, or of all of them."""
    slope = over(np.array(p) - np.array(q), y)
    return np.sum(g * slope) if k is None else g * slope[k]


def dist_adjoint(g: Any, p: Any, q: Any, y: Any, k: Any) -> Any:
    """Return the adjoint of p's k-th coordinate in y = math.dist(p, q), or of all, as list or array as they are."""
    slope = g * over(np.array(p) - np.array(q), y)
    return as_sequence(slope, p) if k is None else slope[k]


def sumprod_tangent(g: Any, q: Any, k: Any) -> Any:
    """Return the tangent of math.sumprod(p, q) for the tangent g of p's k-th element, or of all of them."""
    return np.sum(np.array(q) * g) if k is None else g * q[k]


def sumprod_adjoint(g: Any, q: Any, k: Any) -> Any:
    """Return the adjoint of p's k-th element in math.sumprod(p, q), or of all, as list or array as q is."""
    return as_sequence(g * np.array(q), q) if k is None else g * q[k]


def as_sequence(values: Any, like: Any) -> Any:
    """Return the values of a one-dimensional array as what `like` is: an array, a tuple or a list."""
    if isinstance(like, np.ndarray):
        return values
    return tuple(values) if isinstance(like, tuple) else list(values)


__all__ = [
    "as_sequence", "average_adjoint", "average_shares", "average_tangent", "average_weights_adjoint",
    "average_weights_tangent", "axis_size", "cholesky_adjoint", "cholesky_tangent", "cofactors", "columns_part",
    "columns_parts", "concatenate_array", "concatenate_part", "concatenate_parts", "cumprod_adjoint",
    "cumprod_tangent", "cumsum_adjoint", "diag_adjoint", "diagonal_adjoint", "dist_adjoint", "dist_tangent",
    "dot_left", "dot_right", "each", "einsum_adjoint", "einsum_backward", "entry", "entry_adjoint", "expand",
    "inner_left", "inner_right", "inverse_axes", "joined_part", "joined_parts", "kron_left", "kron_right",
    "matmul_columns", "matmul_left", "matmul_right", "memory_order", "nan_count", "norm_slope", "opposite", "others",
    "over", "polygamma", "power_base", "power_cross", "power_exponent", "prod_adjoint", "prod_tangent", "ramp_adjoint",
    "repeat_adjoint", "saved_of", "share", "sinc_slope", "slogdet_adjoint", "slogdet_tangent", "solve_columns",
    "solve_left", "solve_right", "sumprod_adjoint", "sumprod_tangent", "take_adjoint", "tensordot_left",
    "tensordot_right", "tile_adjoint", "trace_adjoint", "unbroadcast", "value_of", "zeros_like",
]  # fmt: skip
