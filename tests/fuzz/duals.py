"""Numbers that carry a whole gradient, and stand-ins for `np` and `math` that compute with them in object arrays."""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable
from typing import Any

import numpy as np


class OracleGap(Exception):
    """The stand-in cannot do what the program asks; central differences must do."""


class IllConditioned(Exception):
    """The derivative does not exist here, or not to the accuracy that a comparison needs."""


LARGE = 1e8


class Dual:
    """A value and its gradient."""

    __slots__ = ("d", "v")

    def __init__(self, v: float, d: np.ndarray) -> None:
        if not -LARGE < v < LARGE:
            raise IllConditioned("large values on the way")
        self.v, self.d = v, d

    def __add__(self, o: Any) -> Any:
        if isinstance(o, np.ndarray):
            return NotImplemented
        return Dual(self.v + o.v, self.d + o.d) if isinstance(o, Dual) else Dual(self.v + o, self.d)

    __radd__ = __add__

    def __sub__(self, o: Any) -> Any:
        if isinstance(o, np.ndarray):
            return NotImplemented
        return Dual(self.v - o.v, self.d - o.d) if isinstance(o, Dual) else Dual(self.v - o, self.d)

    def __rsub__(self, o: Any) -> Any:
        return NotImplemented if isinstance(o, np.ndarray) else Dual(o - self.v, -self.d)

    def __mul__(self, o: Any) -> Any:
        if isinstance(o, np.ndarray):
            return NotImplemented
        return Dual(self.v * o.v, self.d * o.v + self.v * o.d) if isinstance(o, Dual) else Dual(self.v * o, self.d * o)

    def __rmul__(self, o: Any) -> Any:
        return NotImplemented if isinstance(o, np.ndarray) else Dual(o * self.v, o * self.d)

    def __truediv__(self, o: Any) -> Any:
        if isinstance(o, np.ndarray):
            return NotImplemented
        if isinstance(o, Dual):
            y = self.v / o.v
            return Dual(y, (self.d - y * o.d) / o.v)
        return Dual(self.v / o, self.d / o)

    def __rtruediv__(self, o: Any) -> Any:
        if isinstance(o, np.ndarray):
            return NotImplemented
        y = o / self.v
        return Dual(y, -y / self.v * self.d)

    def __pow__(self, o: Any) -> Any:
        if isinstance(o, np.ndarray):
            return NotImplemented
        if isinstance(o, Dual):
            y = self.v**o.v
            return Dual(y, o.v * self.v ** (o.v - 1) * self.d + y * math.log(self.v) * o.d)
        return Dual(self.v**o, o * self.v ** (o - 1) * self.d) if o != 0 else Dual(1.0, 0.0 * self.d)

    def __rpow__(self, o: Any) -> Any:
        if isinstance(o, np.ndarray):
            return NotImplemented
        y = o**self.v
        return Dual(y, y * math.log(o) * self.d)

    def __neg__(self) -> Dual:
        return Dual(-self.v, -self.d)

    def __pos__(self) -> Dual:
        return self

    def __abs__(self) -> Dual:
        return self if apart(self, 0.0) > 0 else -self

    def __bool__(self) -> bool:
        return bool(self.v != 0)

    def __lt__(self, o: Any) -> Any:
        return NotImplemented if isinstance(o, np.ndarray) else close(self, o) < 0

    def __le__(self, o: Any) -> Any:
        return NotImplemented if isinstance(o, np.ndarray) else close(self, o) <= 0

    def __gt__(self, o: Any) -> Any:
        return NotImplemented if isinstance(o, np.ndarray) else close(self, o) > 0

    def __ge__(self, o: Any) -> Any:
        return NotImplemented if isinstance(o, np.ndarray) else close(self, o) >= 0

    def __eq__(self, o: Any) -> Any:
        return NotImplemented if isinstance(o, np.ndarray) else close(self, o) == 0

    def __ne__(self, o: Any) -> Any:
        return NotImplemented if isinstance(o, np.ndarray) else close(self, o) != 0

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Dual({self.v!r})"


def close(a: Any, b: Any) -> float:
    """The difference of two values, whose sign rounding must not decide."""
    a, b = getattr(a, "v", a), getattr(b, "v", b)
    gap = a - b
    if 0 < abs(gap) < 1e-11 * (1 + abs(a)):
        raise IllConditioned("a comparison that rounding decides")
    return gap


def apart(a: Any, b: Any) -> float:
    """The difference of two values at a kink, where a tie has no derivative."""
    gap = close(a, b)
    if gap == 0 and np.any(getattr(a, "d", 0.0) != getattr(b, "d", 0.0)):
        raise IllConditioned("a tie")
    return gap


def larger(a: Any, b: Any) -> Any:
    return a if apart(a, b) >= 0 else b


def smaller(a: Any, b: Any) -> Any:
    return a if apart(a, b) <= 0 else b


# name: (function, derivative)
UNARY: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "sin": (np.sin, np.cos),
    "cos": (np.cos, lambda v: -np.sin(v)),
    "tan": (np.tan, lambda v: 1 + np.tan(v) ** 2),
    "sinh": (np.sinh, np.cosh),
    "cosh": (np.cosh, np.sinh),
    "tanh": (np.tanh, lambda v: 1 - np.tanh(v) ** 2),
    "arctan": (np.arctan, lambda v: 1 / (1 + v * v)),
    "arcsin": (np.arcsin, lambda v: 1 / np.sqrt(1 - v * v)),
    "arccos": (np.arccos, lambda v: -1 / np.sqrt(1 - v * v)),
    "arcsinh": (np.arcsinh, lambda v: 1 / np.sqrt(1 + v * v)),
    "exp": (np.exp, np.exp),
    "exp2": (np.exp2, lambda v: np.exp2(v) * math.log(2)),
    "expm1": (np.expm1, np.exp),
    "log": (np.log, lambda v: 1 / v),
    "log2": (np.log2, lambda v: 1 / (v * math.log(2))),
    "log10": (np.log10, lambda v: 1 / (v * math.log(10))),
    "log1p": (np.log1p, lambda v: 1 / (1 + v)),
    "sqrt": (np.sqrt, lambda v: 0.5 / np.sqrt(v)),
    "square": (np.square, lambda v: 2 * v),
    "reciprocal": (np.reciprocal, lambda v: -1 / (v * v)),
    "erf": (math.erf, lambda v: 2 / math.sqrt(math.pi) * np.exp(-v * v)),
}


def scalar_rule(name: str) -> Callable[[Any], Any]:
    function, derivative = UNARY[name]

    def apply(x: Any) -> Any:
        if isinstance(x, Dual) and not np.all(np.abs(x.d) < LARGE):
            raise IllConditioned("so steep on the way that no difference quotient can follow")
        return Dual(float(function(x.v)), derivative(x.v) * x.d) if isinstance(x, Dual) else function(float(x))

    return apply


def spread(function: Callable[..., Any], count: int) -> Callable[..., Any]:
    """A function of scalars as a function of scalars and arrays."""
    return np.frompyfunc(function, count, 1)


def arctan2(a: Any, b: Any) -> Any:
    av, bv = getattr(a, "v", a), getattr(b, "v", b)
    return Dual(math.atan2(av, bv), (bv * getattr(a, "d", 0.0) - av * getattr(b, "d", 0.0)) / (av * av + bv * bv))


def hypot(a: Any, b: Any) -> Any:
    return scalar_rule("sqrt")(a * a + b * b)


def logaddexp(a: Any, b: Any) -> Any:
    return larger(a, b) + scalar_rule("log1p")(scalar_rule("exp")(-abs(a - b)))


def is_dual(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return any(map(is_dual, value))
    return isinstance(value, Dual) or (isinstance(value, np.ndarray) and value.dtype == object)


# What NumPy itself does rightly with object arrays.
PLAIN = set(
    """
    add all any append argmax argmin array_split atleast_1d atleast_2d average broadcast_to column_stack concatenate
    copy cumprod cumsum diag diagonal diff divide dot equal expand_dims flip fliplr flipud float_power greater
    greater_equal hstack inner isscalar kron less less_equal logical_and logical_not logical_or matmul mean moveaxis
    multiply ndim negative newaxis not_equal ones_like outer positive power prod ravel repeat reshape roll rot90
    shape size split squeeze stack subtract sum swapaxes take tensordot tile trace transpose tril triu true_divide
    vdot vstack where zeros_like
    """.split()
)
RENAMED = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asinh": "arcsinh",
    "abs": "absolute",
    "fabs": "absolute",
}
RENAMED |= {"concat": "concatenate", "pow": "power", "atan2": "arctan2", "permute_dims": "transpose"}
BINARY = {"maximum": larger, "minimum": smaller, "fmax": larger, "fmin": smaller, "arctan2": arctan2, "hypot": hypot}
BINARY |= {"logaddexp": logaddexp}


class Linalg:
    """`np.linalg`, as far as the generator uses it."""

    def norm(self, x: Any) -> Any:
        return scalar_rule("sqrt")(np.sum(x * x)) if is_dual(x) else np.linalg.norm(x)

    def __getattr__(self, name: str) -> Any:
        raise OracleGap(f"np.linalg.{name}")


class NumpyStandIn:
    """`np` over object arrays: every array that a program makes can hold duals."""

    linalg = Linalg()
    ndarray = np.ndarray
    errstate = staticmethod(np.errstate)

    def __getattr__(self, name: str) -> Any:
        real = getattr(np, name)
        name = RENAMED.get(name, name)
        if not callable(real):
            return real

        def call(*args: Any, **kwargs: Any) -> Any:
            if not any(map(is_dual, args)):
                return real(*args, **kwargs)
            if name == "absolute":
                return spread(abs, 1)(*args)
            if name in UNARY:
                return spread(scalar_rule(name), 1)(*args)
            if name in BINARY:
                return spread(BINARY[name], 2)(*args)
            if name not in PLAIN:
                raise OracleGap(f"np.{name}")
            return real(*args, **kwargs)

        return call

    def array(self, values: Any, dtype: Any = None) -> Any:
        made = np.array(values, dtype=object if is_dual(values) else dtype)
        return made.astype(object) if made.dtype.kind == "f" else made

    asarray = array

    def zeros(self, shape: Any, dtype: Any = float) -> Any:
        return np.zeros(shape, dtype).astype(object) if dtype is float else np.zeros(shape, dtype)

    def ones(self, shape: Any) -> Any:
        return np.ones(shape).astype(object)

    def full(self, shape: Any, value: Any) -> Any:
        made = np.empty(shape, object)
        made[...] = value
        return made

    def zeros_like(self, x: Any) -> Any:
        return self.zeros(np.shape(x))

    def ones_like(self, x: Any) -> Any:
        return self.ones(np.shape(x))

    def full_like(self, x: Any, value: Any) -> Any:
        return self.full(np.shape(x), value)

    empty, empty_like = zeros, zeros_like

    def eye(self, n: int) -> Any:
        return np.eye(n).astype(object)

    def linspace(self, a: Any, b: Any, n: int) -> Any:
        return np.linspace(a, b, n).astype(object)

    def max(self, x: Any, axis: int | None = None) -> Any:
        return spread(larger, 2).reduce(np.ravel(x) if axis is None else x, axis=axis or 0)

    def min(self, x: Any, axis: int | None = None) -> Any:
        return spread(smaller, 2).reduce(np.ravel(x) if axis is None else x, axis=axis or 0)

    amax, amin = max, min

    def clip(self, x: Any, low: Any, high: Any) -> Any:
        return spread(smaller, 2)(spread(larger, 2)(x, low), high)

    def where(self, condition: Any, a: Any, b: Any) -> Any:
        condition = condition.astype(bool) if is_dual(condition) else condition
        return np.where(condition, a, b)

    def var(self, x: Any) -> Any:
        return np.mean((x - np.mean(x)) ** 2) if is_dual(x) else np.var(x)

    def std(self, x: Any) -> Any:
        return scalar_rule("sqrt")(self.var(x)) if is_dual(x) else np.std(x)


class MathStandIn:
    """`math` on duals."""

    def __getattr__(self, name: str) -> Any:
        real = getattr(math, name)
        name = RENAMED.get(name, name)
        if not callable(real):
            return real

        def call(*args: Any) -> Any:
            if not any(map(is_dual, args)):
                return real(*args)
            if name == "absolute":
                return abs(args[0])
            if name == "power":
                return args[0] ** args[1]
            if name in UNARY:
                return scalar_rule(name)(*args)
            if name in BINARY:
                return BINARY[name](*args)
            raise OracleGap(f"math.{name}")

        return call


def pick(choose: Callable[[Any, Any], Any], plain: Callable[..., Any]) -> Callable[..., Any]:
    """`max` and `min` of Python, refusing ties."""

    def call(*args: Any, key: Callable[[Any], Any] | None = None) -> Any:
        values = list(args[0]) if len(args) == 1 else args
        if not any(map(is_dual, values)):
            return plain(values, key=key)
        keys = values if key is None else list(map(key, values))
        best = 0
        for i in range(1, len(values)):
            best = best if choose(keys[best], keys[i]) is keys[best] else i
        return values[best]

    return call


def a_float(x: Any = 0.0) -> Any:
    return x if isinstance(x, Dual) else builtins.float(x)


def namespace() -> dict[str, Any]:
    """The globals in which a user's text runs on duals."""
    return {
        "np": NumpyStandIn(),
        "math": MathStandIn(),
        "max": pick(larger, max),
        "min": pick(smaller, min),
        "float": a_float,
    }
