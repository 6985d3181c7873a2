"""The kinds of results whose rank NumPy tells when asked with small arrays, and of selections, spectra and parts."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

from ..kinds import (
    ANY,
    NUMERIC,
    ONE,
    UNKNOWN,
    Array,
    Dim,
    Fixed,
    Kind,
    ListOf,
    Scalar,
    Struct,
    dims_of_kind,
    dtype_of,
    unknown_dims,
)
from .bound import (
    UNKNOWN_VALUE,
    Argument,
    Bound,
    Dims,
    _function,
    as_array,
    ask,
    at_least,
    common_dtype,
    reduced_dims,
    sample_of,
)
from .results_shape import axes_of, product

LENGTHS = (4, 3, 6, 2, 1)


class _Vague(Exception):
    """An argument of which too little is known."""


def asked(bound: Bound) -> Kind:
    """An array or a number as NumPy gives it for arrays of a few elements; lengths stay open."""
    found = _probed(bound)
    return NUMERIC if found is None else found


def fit(bound: Bound) -> Kind:
    """The same of points: those that are whole numbers are asked with as real ones, since equal points fit nothing."""

    def real(given: Argument | tuple[Argument, ...]) -> Argument | tuple[Argument, ...]:
        match given:
            case (Array(str() as dtype, dims), value) if np.dtype(dtype).kind in "biu":
                return Array("float64", dims), value
            case _:
                return given

    return asked(Bound(bound.rule, {param: real(given) for param, given in bound.args.items()}))


def asked_places(bound: Bound) -> Kind:
    """The same of what may be a tuple, as np.nonzero gives an array for each axis."""
    found = _probed(bound)
    return UNKNOWN if found is None else found


def _probed(bound: Bound) -> Kind | None:
    """Return the kind of the result, None where too little is known; flags that are not known are asked both ways."""
    for param in bound.args:
        kind = bound.kind(param)
        if isinstance(kind, Scalar) and kind.dtype == "bool" and bound.const(param) is UNKNOWN_VALUE:
            without, given = (_probed(Bound(bound.rule, {**bound.args, param: (kind, flag)})) for flag in (False, True))
            return without if without == given else None
    function, sure = _function(bound.rule.op), True
    for length in LENGTHS:
        try:
            args: list[object] = []
            keywords: dict[str, object] = {}
            for param in bound.rule.params:
                if param not in bound.args:
                    continue
                if param == bound.rule.star:
                    pairs = [_stand_in(kind, value, length) for kind, value in bound.starred()]
                    args += [value for value, _ in pairs]
                    sure = sure and all(known for _, known in pairs)
                    continue
                value, known = _stand_in(bound.kind(param), bound.const(param), length)
                sure = sure and known
                place = bound.rule.params.index(param)
                if not keywords and place == len(args) and place < bound.rule.positional:
                    args.append(value)
                else:
                    keywords[param.rstrip("_")] = value
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return _lengthless(function(*args, **keywords), sure)
        except _Vague:
            return None
        except Exception:  # not for these lengths
            continue
    return None


def _stand_in(kind: Kind, value: object, length: int) -> tuple[object, bool]:
    """Return a value of a kind, and whether its dtype is known."""
    if value is not UNKNOWN_VALUE:
        return value, True
    match kind:
        case Scalar(dtype, weak):
            number = np.dtype(dtype).type(1)
            return (number.item() if weak else number), True
        case Array(dtype, dims) if dims is not None:
            shape = tuple(dim.low if dim.exact and dim.low < 2 else length for dim in dims)
            if dtype is not None and np.dtype(dtype).kind in "biu":
                return np.zeros(shape, dtype), True
            values = np.arange(1.0, 1.0 + np.prod(shape)).reshape(shape)
            return values.astype(dtype or "float64"), dtype is not None
        case Struct(maker, _, items) if maker in (tuple, list):
            parts = [_stand_in(item, UNKNOWN_VALUE, length) for item in items]
            return maker([part for part, _ in parts]), all(known for _, known in parts)
        case Fixed(held):
            return held, True
        case _:
            raise _Vague


def _lengthless(value: object, sure: bool) -> Kind:
    if isinstance(value, tuple | list):
        kinds = tuple(_lengthless(item, sure) for item in value)
        return Struct(type(value), tuple(range(len(kinds))), kinds)
    if isinstance(value, np.ndarray):
        return Array(str(value.dtype) if sure else None, unknown_dims(value.ndim))
    if isinstance(value, np.generic):
        return Scalar(str(value.dtype), weak=False) if sure else NUMERIC
    return UNKNOWN


def unravelled(bound: Bound) -> Kind:
    """np.unravel_index: a number or an array of numbers for each axis."""
    shape, dims = bound.kind("shape"), dims_of_kind(as_array(bound.first()))
    if not isinstance(shape, Struct) or dims is None:
        return UNKNOWN
    one = Array("int64", dims) if dims else Scalar("int64", weak=False)
    return Struct(tuple, shape.keys, (one,) * len(shape.items))


# ---------------------------------------------------------------- selections
def in_order(bound: Bound) -> Kind:
    """The same shape, or one axis where none is given."""
    a = bound.first()
    if not isinstance(a, Array):
        return NUMERIC
    if bound.const("axis", -1) is None:
        return Array(a.dtype, None if a.dims is None else (product(a.dims),))
    return Array(a.dtype, a.dims or None)


def chosen(bound: Bound) -> Kind:
    """np.choose, np.select: an array or a number of the choices' common shape."""
    return asked(bound)


def along(bound: Bound) -> Kind:
    """np.take_along_axis: the rank of the array."""
    a, indices = bound.first(), bound.kind("indices")
    if not isinstance(a, Array):
        return NUMERIC
    if bound.const("axis", -1) is None:
        return Array(a.dtype, (ANY,))
    dims = indices.dims if isinstance(indices, Array) and isinstance(a.dims, tuple) else None
    same = dims is not None and a.dims is not None and len(dims) == len(a.dims)
    return Array(a.dtype, unknown_dims(len(dims)) if same and dims is not None else None)


def compressed(bound: Bound) -> Kind:
    """np.compress, np.extract: one axis of unknown length."""
    a = as_array(bound.kind("a" if "a" in bound.rule.params else "arr"))
    if not isinstance(a, Array):
        return NUMERIC
    if bound.const("axis") is None:
        return Array(a.dtype, (ANY,))
    return Array(a.dtype, None if a.dims is None else unknown_dims(len(a.dims)))


def unique(bound: Bound) -> Kind:
    """A vector of unknown length, of the same dtype."""
    a = bound.first()
    return Array(a.dtype, (ANY,)) if isinstance(a, Array | Scalar) else NUMERIC


def places(bound: Bound) -> Kind:
    """Positions in the shape of the first argument, or in a vector."""
    dims = dims_of_kind(bound.first())
    if dims is None or "axis" not in bound.args or bound.const("axis") is UNKNOWN_VALUE:
        return Array("int64", None)
    return Array("int64", (ANY,) if bound.const("axis") is None else dims)


# ---------------------------------------------------------------- parts
def split(bound: Bound) -> Kind:
    """A list of as many arrays as a literal number or list says."""
    a, sections = bound.first(), bound.const("indices_or_sections")
    kind = bound.kind("indices_or_sections")
    rank = len(a.dims) if isinstance(a, Array) and a.dims is not None else None
    part = Array(a.dtype if isinstance(a, Array) else None, None if rank is None else unknown_dims(rank))
    count = None
    if isinstance(sections, int):
        count = sections
    elif isinstance(sections, tuple | list):
        count = len(sections) + 1
    elif isinstance(kind, Struct):
        count = len(kind.items) + 1
    return ListOf(part) if count is None else Struct(list, tuple(range(count)), (part,) * count)


def unstacked(bound: Bound) -> Kind:
    """A tuple of parts, as many as an axis of known length says."""
    a, axis = bound.first(), bound.const("axis", 0)
    if not isinstance(a, Array) or a.dims is None or not isinstance(axis, int) or axes_of(axis, len(a.dims)) is None:
        return UNKNOWN
    place = axis % len(a.dims)
    rest = tuple(dim for i, dim in enumerate(a.dims) if i != place)
    part: Kind = Array(a.dtype, rest) if rest or a.dtype is None else Scalar(a.dtype, weak=False)
    length = a.dims[place]
    return Struct(tuple, tuple(range(length.low)), (part,) * length.low) if length.exact else UNKNOWN


def broadcast_arrays(bound: Bound) -> Kind:
    """A tuple of arrays of one rank."""
    kinds = [as_array(kind) for kind, _ in bound.starred()]
    shapes = [dims_of_kind(kind) for kind in kinds]
    rank = None if None in shapes else max([len(dims) for dims in shapes if dims is not None], default=0)
    dims = None if rank is None else unknown_dims(rank)
    parts = tuple(Array(kind.dtype if isinstance(kind, Array | Scalar) else None, dims) for kind in kinds)
    return Struct(tuple, tuple(range(len(parts))), parts)


def meshgrid(bound: Bound) -> Kind:
    """A tuple of arrays, as many as there are arguments, and each with as many axes."""
    kinds = [as_array(kind) for kind, _ in bound.starred()]
    shapes = [dims_of_kind(kind) for kind in kinds]
    lengths = [dims[0] if dims and len(dims) == 1 else ONE if dims == () else ANY for dims in shapes]
    sparse, indexing = bound.const("sparse", False), bound.const("indexing", "xy")
    if not isinstance(sparse, bool) or indexing not in ("xy", "ij"):
        lengths, sparse = [ANY] * len(kinds), False
    order = [1, 0, *range(2, len(kinds))] if indexing == "xy" and len(kinds) > 1 else list(range(len(kinds)))
    parts = []
    for k, kind in enumerate(kinds):
        dims = tuple(lengths[i] if i == k or not sparse else ONE for i in order)
        parts.append(Array(kind.dtype if isinstance(kind, Array | Scalar) else None, dims))
    return Struct(tuple, tuple(range(len(parts))), tuple(parts))


def gradient(bound: Bound) -> Kind:
    """np.gradient: an array, or one for each of several axes; of the same shape."""
    f, axis = bound.first(), bound.const("axis")
    if not isinstance(f, Array) or f.dims is None or axis is UNKNOWN_VALUE:
        return UNKNOWN
    found = None if f.dtype is None else ask("np.divide", (("array", f.dtype, 1), ("weak", "float64")))
    part = Array(found.dtype if isinstance(found, Array) else None, f.dims)
    count = len(f.dims) if axis is None else len(axis) if isinstance(axis, tuple) else 1
    return part if count == 1 else Struct(tuple, tuple(range(count)), (part,) * count)


# ---------------------------------------------------------------- lengths that are known
def diff(bound: Bound) -> Kind:
    """np.diff: one axis shorter by n."""
    a, n, axis = bound.first(), bound.const("n", 1), bound.const("axis", -1)
    open_ends = "prepend" in bound.args or "append" in bound.args
    if not isinstance(a, Array) or a.dims is None:
        return Array(None if open_ends else a.dtype, None) if isinstance(a, Array) else NUMERIC
    dtype = common_dtype([as_array(bound.kind(name)) for name in ("a", "prepend", "append") if name in bound.args])
    if open_ends or not isinstance(n, int) or not isinstance(axis, int) or axes_of(axis, len(a.dims)) is None:
        return Array(dtype, unknown_dims(len(a.dims)))
    place = axis % len(a.dims)
    shorter = Dim(max(a.dims[place].low - n, 0), a.dims[place].exact)
    return Array(dtype, (*a.dims[:place], shorter, *a.dims[place + 1 :]))


def vector(bound: Bound) -> Kind:
    """A vector of unknown length; NumPy tells the dtype."""
    found = _probed(bound)
    return Array(found.dtype if isinstance(found, Array) else None, (ANY,))


def poly(bound: Bound) -> Kind:
    """np.poly: real too where each complex zero has its conjugate beside it, which counts as complex here."""
    dtype = dtype_of(as_array(bound.first()))
    return Array("float64" if dtype is None or dtype.startswith(("int", "bool")) else dtype, (ANY,))


def complex_vector(bound: Bound) -> Kind:
    """A vector that may hold complex numbers."""
    return Array("complex128", (ANY,))


def vector_of_floats(bound: Bound) -> Kind:
    """A vector of floats."""
    return Array("float64", (ANY,))


def trapezoid(bound: Bound) -> Kind:
    """np.trapezoid: without one axis."""
    found, dims = _probed(bound), dims_of_kind(bound.first())
    left = None if dims is None else reduced_dims(dims, bound.const("axis", -1), False, bound.kind("axis"))
    dtype = found.dtype if isinstance(found, Scalar | Array) else None
    if left is None or dtype is None:
        return NUMERIC
    return Array(dtype, left) if left else Scalar(dtype, weak=False)


def interp(bound: Bound) -> Kind:
    """np.interp: the shape of the points."""
    points, values = bound.first(), as_array(bound.kind("fp"))
    found = values.dtype if isinstance(values, Array) else None
    dtype = None if found is None else "complex128" if np.dtype(found).kind == "c" else "float64"
    dims = dims_of_kind(points)
    if dims:
        return Array(dtype, dims)
    return NUMERIC if dims is None or dtype is None or isinstance(points, Array) else Scalar(dtype, weak=False)


def quantile(bound: Bound) -> Kind:
    """np.quantile and relatives: one quantile, or a first axis of them."""
    found = _probed(bound)
    return NUMERIC if found is None else found


def rows(bound: Bound) -> Kind:
    """The adjoint of one of the two arguments of np.cov."""
    like = bound.kind("y_" if bound.const("second") else "m")
    if not isinstance(like, Array):
        return NUMERIC
    return Array(like.dtype if like.dtype is not None and np.dtype(like.dtype).kind in "fc" else None, like.dims)


# ---------------------------------------------------------------- spectra
def _spectrum_dtype(bound: Bound, a: Kind) -> str | None:
    sample = sample_of(Array(a.dtype, (ANY,)) if isinstance(a, Array) else a, UNKNOWN_VALUE)
    found = None if sample is None else ask("np.fft.fft", (sample,))
    dtype = found.dtype if isinstance(found, Array) else None
    real = bound.rule.op.rpartition(".")[2] in ("irfft", "hfft")
    return str(np.empty(0, dtype).real.dtype) if real and dtype is not None else dtype


def _lengthened(bound: Bound, length: Callable[[Dim], Dim], asked_for: Callable[[int], int]) -> Kind:
    a, n, axis = bound.first(), bound.const("n"), bound.const("axis", -1)
    if not isinstance(a, Array):
        return NUMERIC
    dtype = _spectrum_dtype(bound, a)
    if a.dims is None or not isinstance(axis, int) or axes_of(axis, len(a.dims)) is None:
        return Array(dtype, None if a.dims is None else unknown_dims(len(a.dims)))
    place = axis % len(a.dims)
    new = length(a.dims[place]) if n is None else at_least(asked_for(n), True) if isinstance(n, int) else ANY
    return Array(dtype, (*a.dims[:place], new, *a.dims[place + 1 :]))


def fft(bound: Bound) -> Kind:
    """np.fft.fft: the same length, or n."""
    return _lengthened(bound, lambda dim: dim, lambda n: n)


def rfft(bound: Bound) -> Kind:
    """np.fft.rfft: half the length and one more."""
    return _lengthened(bound, lambda dim: Dim(dim.low // 2 + 1, dim.exact), lambda n: n // 2 + 1)


def irfft(bound: Bound) -> Kind:
    """np.fft.irfft: twice the length less one."""
    return _lengthened(bound, lambda dim: at_least(max(2 * (dim.low - 1), 0), dim.exact), lambda n: n)


def fftn(bound: Bound) -> Kind:
    """np.fft.fftn: the same shape, unless lengths are given."""
    a, s = bound.first(), bound.const("s")
    if not isinstance(a, Array):
        return NUMERIC
    dims: Dims | None = a.dims
    found = None if a.dtype is None else ask("np.fft.fft", (("array", a.dtype, 1),))
    dtype = found.dtype if isinstance(found, Array) else None
    return Array(dtype, dims if s is None or dims is None else unknown_dims(len(dims)))


ASKED: dict[str, Callable[[Bound], Kind]] = {
    "along": along, "asked": asked, "asked_places": asked_places, "broadcast_arrays": broadcast_arrays,
    "chosen": chosen, "complex_vector": complex_vector, "compressed": compressed, "covariance": asked, "diff": diff,
    "fft": fft, "fftn": fftn, "gradient": gradient, "interp": interp, "irfft": irfft, "lengths_unknown": asked,
    "meshgrid": meshgrid, "places": places, "poly": poly, "polyfit": fit, "polyval": asked, "quantile": quantile,
    "reduce_first": asked, "rfft": rfft, "rows": rows, "sorted": in_order, "split": split, "trapezoid": trapezoid,
    "unique": unique, "unravelled": unravelled, "unstacked": unstacked, "vander": asked, "vector": vector,
    "vector_of_floats": vector_of_floats,
}  # fmt: skip

__all__ = ["ASKED", "Argument"]
