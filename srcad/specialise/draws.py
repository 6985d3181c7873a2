"""What calls give that have no derivative: draws of random numbers, and the points and weights of quadratures."""

from __future__ import annotations

from ..kinds import (
    BOOL,
    FLOAT,
    INT,
    UNKNOWN,
    Array,
    Fixed,
    Kind,
    ListOf,
    Scalar,
    Struct,
    Unknown,
    rank_of,
    unknown_dims,
)
from .values import NONE, Group, Keywords, Static, Value, kind_of_value

GENERATORS = ("numpy.random._generator", "numpy.random.mtrand")  # where their classes are defined
GENERATOR = Fixed("random generator")
# at which position the size stands, and how many axes a single draw has
_SIZES = {
    **dict.fromkeys(("random", "random_sample", "sample", "ranf", "standard_normal", "standard_exponential"), 0),
    **dict.fromkeys(("standard_cauchy", "tomaxint"), 0),
    **dict.fromkeys(("standard_gamma", "standard_t", "exponential", "rayleigh", "chisquare", "pareto", "weibull"), 1),
    **dict.fromkeys(("power", "poisson", "geometric", "zipf", "logseries", "dirichlet"), 1),
    **dict.fromkeys(("normal", "uniform", "laplace", "logistic", "gumbel", "lognormal", "gamma", "beta", "f"), 2),
    **dict.fromkeys(("vonmises", "wald", "noncentral_chisquare", "binomial", "negative_binomial", "randint"), 2),
    **dict.fromkeys(("integers", "multivariate_normal", "multinomial"), 2),
    **dict.fromkeys(("triangular", "noncentral_f", "hypergeometric"), 3),
}
_WHOLE = frozenset(
    {
        "poisson", "geometric", "zipf", "logseries", "binomial", "negative_binomial", "randint", "integers",
        "hypergeometric", "multinomial", "tomaxint",
    }
)  # fmt: skip
_VECTORS = frozenset({"dirichlet", "multivariate_normal", "multinomial"})


def drawn(name: str, args: list[Value], keywords: Keywords) -> Kind:
    """Return the kind of what a method of a random generator gives, `UNKNOWN` where it is not told here."""
    named = dict(keywords)
    if name in ("rand", "randn") and not named:
        return Array("float64", unknown_dims(len(args))) if args else FLOAT
    if name in ("permutation", "permuted") and args:
        given = kind_of_value(args[0])
        if isinstance(given, Scalar):
            return Array("int64", unknown_dims(1))
        return Array(given.dtype, given.dims and unknown_dims(len(given.dims))) if isinstance(given, Array) else UNKNOWN
    if name == "choice" and args and not named.keys() - {"size", "replace", "p", "a"}:
        from_what = kind_of_value(args[0])
        size = named.get("size", args[1] if len(args) > 1 else NONE)
        if isinstance(from_what, Scalar) or (isinstance(from_what, Array) and rank_of(from_what) == 1):
            dtype = "int64" if isinstance(from_what, Scalar) else from_what.dtype
            if dtype is not None and _is_none(size):
                return Scalar(dtype, weak=False)  # a number of the array
            return _sized(size, dtype, 0, [])
        return UNKNOWN
    if name not in _SIZES or "dtype" in named or "out" in named:
        return UNKNOWN
    place = _SIZES[name]
    if len(args) > place + 1:
        return UNKNOWN
    size = named.pop("size", args[place] if len(args) > place else NONE)
    given_too = [kind_of_value(value) for value in (*args[:place], *named.values())]
    if name == "multinomial" and [rank_of(kind) for kind in given_too] != [0, 1]:  # as many as there are numbers
        return UNKNOWN
    return _sized(size, "int64" if name in _WHOLE else "float64", int(name in _VECTORS), given_too)


def _is_none(size: Value) -> bool:
    return size == NONE or (isinstance(size, Static) and size.value is None)


def _sized(size: Value, dtype: str | None, axes: int, given: list[Kind]) -> Kind:
    """Return the kind of a draw of some size, where one number of it has `axes` axes."""
    if _is_none(size):
        if axes:
            return Array(dtype, unknown_dims(axes))
        if dtype is None or not all(isinstance(kind, Scalar) for kind in given):
            return UNKNOWN  # as many as there are parameters
        return INT if dtype == "int64" else FLOAT if dtype == "float64" else UNKNOWN
    if isinstance(size, Group) and size.maker in (tuple, list):
        return Array(dtype, unknown_dims(len(size.items) + axes))
    kind = kind_of_value(size)
    if isinstance(kind, Scalar):
        return Array(dtype, unknown_dims(1 + axes))
    if isinstance(kind, Struct):
        return Array(dtype, unknown_dims(len(kind.items) + axes))
    return UNKNOWN if isinstance(kind, Unknown | ListOf) else Array(dtype, None)


def kind_of_call(obj: object, args: list[Value], keywords: Keywords) -> Kind:
    """Return the kind of what a call gives that has no derivative, `UNKNOWN` where it is not told here."""
    name, module = getattr(obj, "__name__", ""), getattr(obj, "__module__", "") or ""
    gauss = name.endswith("gauss") and module.startswith("numpy.polynomial")
    gauss = gauss or (name.startswith("roots_") and module.startswith("scipy.special"))
    if gauss and not keywords and BOOL not in map(kind_of_value, args):
        return Struct(tuple, (0, 1), (Array("float64", unknown_dims(1)),) * 2)  # points and weights
    if (name, getattr(obj, "__module__", "")) in (("default_rng", "numpy.random"), ("RandomState", GENERATORS[1])):
        return GENERATOR
    return drawn(name, args, keywords) if is_generator(getattr(obj, "__self__", None)) else UNKNOWN


def is_generator(obj: object) -> bool:
    """Return whether an object is a random generator of NumPy's."""
    return type(obj).__module__ in GENERATORS
