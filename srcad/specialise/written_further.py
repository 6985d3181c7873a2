"""Functions of NumPy with arguments that their rules are not for, written out in Python for the specialiser to read."""

# mypy: ignore-errors

from __future__ import annotations

import numpy as np

from .written_bins import stopped

SVD = type(np.linalg.svd(np.eye(1)))


def average(a, axis=None, weights=None, returned=False, *, keepdims=False):
    """`np.average(a, returned=True)`: the sum of the weights beside the average."""
    mean = np.average(a, axis, weights, keepdims=keepdims)
    if not returned:
        return mean
    if weights is None:
        total = np.full_like(mean, np.size(a) / np.size(mean))[()]
    elif np.shape(weights) == np.shape(a):
        total = np.sum(np.asarray(weights), axis=axis, keepdims=keepdims)
    else:
        total = np.broadcast_to(np.sum(np.asarray(weights)), np.shape(mean)) + 0.0
    return mean, total


def cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None):
    """`np.cov(m, fweights=f, aweights=a)`."""
    x = np.atleast_2d(np.asarray(m))
    if not rowvar and np.ndim(m) != 1:
        x = x.T
    if y is not None:
        other = np.atleast_2d(np.asarray(y))
        if not rowvar and other.shape[0] != 1:
            other = other.T
        x = np.concatenate((x, other), axis=0)
    x = x.astype(np.result_type(x, np.float64) if dtype is None else dtype)
    if ddof is None:
        ddof = 0 if bias else 1
    weights = None
    if fweights is not None:
        weights = np.asarray(fweights, dtype=float)
    if aweights is not None:
        each = np.asarray(aweights, dtype=float)
        weights = each if weights is None else weights * each
    if weights is None:
        x = x - np.average(x, axis=1)[:, None]
        return np.squeeze(np.dot(x, np.conj(x.T)) * np.true_divide(1, x.shape[1] - ddof))
    total = np.sum(weights)
    x = x - np.average(x, axis=1, weights=weights)[:, None]
    if ddof == 0:
        factor = total
    elif aweights is None:
        factor = total - ddof
    else:
        factor = total - ddof * sum(weights * each) / total
    return np.squeeze(np.dot(x, np.conj((x * weights).T)) * np.true_divide(1, factor))


def ascontiguousarray(a, dtype=None):
    """`np.ascontiguousarray(a, dtype)`."""
    return np.ascontiguousarray(np.asarray(a, dtype=dtype))


def asfortranarray(a, dtype=None):
    """`np.asfortranarray(a, dtype)`."""
    return np.asfortranarray(np.asarray(a, dtype=dtype))


def choose(a, choices, out=None, mode="raise"):
    """`np.choose(a, choices, mode="wrap")`, or with `"clip"`."""
    last = len(choices) - 1
    return np.choose(np.mod(a, last + 1) if mode == "wrap" else np.clip(a, 0, last), choices)


def interp_period(x, xp, fp, left=None, right=None, period=None):
    """`np.interp(x, xp, fp, period=period)`."""
    period = abs(period)
    x = np.asarray(x) % period
    xp, fp = np.asarray(xp), np.asarray(fp)
    xp = xp % period
    order = np.argsort(xp)
    xp = xp[order]
    fp = fp[order]
    xp = np.concatenate((xp[-1:] - period, xp, xp[0:1] + period))
    fp = np.concatenate((fp[-1:], fp, fp[0:1]))
    return np.interp(x, xp, fp)


def unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None):
    """`np.unique` with more than the values: the first of equal ones is the one that counts."""
    found = np.unique(
        stopped(ar), return_index=True, return_inverse=return_inverse, return_counts=return_counts, axis=axis
    )
    values = np.ravel(ar)[found[1]] if axis is None else np.take(ar, found[1], axis=axis)
    if not (return_index or return_inverse or return_counts):
        return values
    parts = [values]
    if return_index:
        parts.append(found[1])
    if return_inverse:
        parts.append(found[2])
    if return_counts:
        parts.append(found[-1])
    return tuple(parts)


def polyfit(x, y, deg, rcond=None, full=False, w=None, cov=False):
    """`np.polyfit`, of weights with a derivative, or with more than the coefficients."""
    x = np.asarray(x) + 0.0
    y = np.asarray(y) + 0.0
    left = np.vander(x, deg + 1)
    right = y
    if w is not None:
        w = np.asarray(w) + 0.0
        left = left * w[:, None]
        right = right * w if np.ndim(right) == 1 else right * w[:, None]
    rcond = len(x) * np.finfo(x.dtype).eps if rcond is None else rcond
    scale = np.sqrt((left * left).sum(axis=0))
    left = left / scale
    c, residuals, rank, s = np.linalg.lstsq(left, right, rcond)
    c = (c.T / scale).T
    if full:
        return c, residuals, rank, s, rcond
    if not cov:
        return c
    base = np.linalg.inv(np.dot(left.T, left))
    base = base / np.outer(scale, scale)
    factor = 1 if cov == "unscaled" else residuals / (len(x) - deg - 1)
    return c, base * factor


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    """`np.linspace` along another axis, or with its step."""
    found = np.moveaxis(np.linspace(start, stop, num, endpoint=endpoint), 0, axis)
    found = found if dtype is None else found.astype(dtype)
    if not retstep:
        return found
    return found, (np.asarray(stop) * 1.0 - np.asarray(start) * 1.0) / (num - 1 if endpoint else num)


def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    """`np.geomspace` along another axis."""
    found = np.moveaxis(np.geomspace(start, stop, num, endpoint=endpoint), 0, axis)
    return found if dtype is None else found.astype(dtype)


def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    """`np.logspace` along another axis."""
    found = np.moveaxis(np.logspace(start, stop, num, endpoint=endpoint, base=base), 0, axis)
    return found if dtype is None else found.astype(dtype)


def cumulative_sum(x, axis=None, dtype=None, include_initial=False):
    """`np.cumulative_sum` in a dtype."""
    return np.cumulative_sum(np.asarray(x, dtype=dtype), axis=axis, include_initial=include_initial)


def cumulative_prod(x, axis=None, include_initial=False):
    """`np.cumulative_prod` with the 1 it starts from."""
    axis = 0 if axis is None else axis
    found = np.cumprod(x, axis=axis)
    return np.concatenate((np.ones_like(np.take(found, [0], axis=axis)), found), axis=axis)


def array_of_rank(object, dtype=None, *, copy=True, order="K", subok=False, ndmin=0):
    """`np.array(object, dtype, ndmin=...)`: axes of length one go before the others."""
    found = np.array(object, dtype=dtype)
    return np.reshape(found, (1,) * max(ndmin - found.ndim, 0) + found.shape)


def nansum(a, axis=None, dtype=None, keepdims=False, initial=0, where=True):
    """`np.nansum` of those elements for which `where` holds."""
    a = np.asarray(a)
    there = np.where(np.isnan(a), 0, a)
    return np.sum(there, axis=axis, dtype=dtype, keepdims=keepdims, initial=initial, where=where)


def nanprod(a, axis=None, dtype=None, keepdims=False, initial=1, where=True):
    """`np.nanprod` of those elements for which `where` holds."""
    a = np.asarray(a)
    there = np.where(np.isnan(a), 1, a)
    return np.prod(there, axis=axis, dtype=dtype, keepdims=keepdims, initial=initial, where=where)


def nanmean(a, axis=None, dtype=None, keepdims=False, *, where=True):
    """`np.nanmean` of those elements for which `where` holds."""
    a = np.asarray(a)
    missing = np.isnan(a)
    count = np.sum(~missing, axis=axis, dtype=np.intp, keepdims=keepdims, where=where)
    return np.sum(np.where(missing, 0, a), axis=axis, dtype=dtype, keepdims=keepdims, where=where) / count


def nanvar(a, axis=None, dtype=None, ddof=0, keepdims=False, *, where=True):
    """`np.nanvar` of those elements for which `where` holds."""
    a = np.asarray(a)
    missing = np.isnan(a)
    there = np.where(missing, 0, a)
    count = np.sum(~missing, axis=axis, dtype=np.intp, keepdims=True, where=where)
    mean = np.sum(there, axis=axis, dtype=dtype, keepdims=True, where=where) / count
    off = np.where(missing, 0, there - mean)
    squares = np.sum(np.multiply(off, np.conj(off)).real, axis=axis, dtype=dtype, keepdims=keepdims, where=where)
    return squares / (np.sum(~missing, axis=axis, dtype=np.intp, keepdims=keepdims, where=where) - ddof)


def nanstd(a, axis=None, dtype=None, ddof=0, keepdims=False, *, where=True):
    """`np.nanstd` of those elements for which `where` holds."""
    return np.sqrt(nanvar(a, axis, dtype, ddof, keepdims, where=where))


def tensorsolve(a, b, axes=None):
    """`np.linalg.tensorsolve` with axes that go to the end first."""
    a = np.asarray(a)
    others = [axis for axis in range(a.ndim) if axis not in axes]
    return np.linalg.tensorsolve(np.transpose(a, (*others, *axes)), b)


def lu(a, permute_l=False, check_finite=True, p_indices=False):
    """`scipy.linalg.lu` with exchanged rows in the lower factor, or told by their places."""
    from scipy.linalg import lu as factors

    p, lower, upper = factors(a, check_finite=check_finite)
    if permute_l:
        return p @ lower, upper
    return (np.argmax(p, axis=-1), lower, upper) if p_indices else (p, lower, upper)


def expm_frechet(A, E, method=None, compute_expm=True, check_finite=True):
    """`scipy.linalg.expm_frechet`, which may be asked for the derivative alone."""
    from scipy.linalg import expm_frechet as both

    found = both(A, E)
    return found if compute_expm else found[1]


def svd(a, full_matrices=True, compute_uv=True, hermitian=False):
    """`np.linalg.svd(a, hermitian=True)`: by eigenvalues, the largest first."""
    if not hermitian:
        return np.linalg.svd(a, full_matrices, compute_uv)
    if not compute_uv:
        return np.flip(np.sort(np.abs(np.linalg.eigvalsh(a)), axis=-1), axis=-1)
    values, vectors = np.linalg.eigh(a)
    order = np.flip(np.argsort(np.abs(values), axis=-1), axis=-1)
    signs = np.take_along_axis(np.sign(values), order, axis=-1)
    vectors = np.take_along_axis(vectors, order[..., None, :], axis=-1)
    turned = np.conj(np.swapaxes(vectors * signs[..., None, :], -1, -2))
    return SVD(vectors, np.take_along_axis(np.abs(values), order, axis=-1), turned)


def logsumexp(a, axis=None, b=None, keepdims=False, return_sign=False):
    """`scipy.special.logsumexp` of real numbers with the sign of the sum: the weights are turned by it."""
    from scipy.special import logsumexp as plain

    if not return_sign or b is None:
        found = plain(a, axis=axis, b=b, keepdims=keepdims)
        return (found, np.ones_like(stopped(found))[()]) if return_sign else found
    a, b = np.asarray(a), np.asarray(b)
    if np.iscomplexobj(stopped(a)) or np.iscomplexobj(stopped(b)):
        raise TypeError("scipy.special.logsumexp with return_sign=True of complex numbers has no derivative")
    sign = plain(stopped(a), axis=axis, b=stopped(b), keepdims=keepdims, return_sign=True)[1]
    along = sign if keepdims or axis is None else np.expand_dims(sign, axis)
    return plain(a, axis=axis, b=b * along, keepdims=keepdims), sign


def quantile(a, q, axis=None, method="linear", keepdims=False, *, weights=None):
    """`np.quantile(a, q, weights=w)`: one of the elements; which one, the weights say."""
    a = np.ravel(a) if axis is None and not keepdims else np.asarray(a)
    if axis is None and keepdims:
        raise TypeError("np.quantile with weights and keepdims=True has a derivative along one axis only")
    along = 0 if axis is None else axis
    weights = np.ravel(stopped(weights)) if axis is None else stopped(weights)
    ranks = np.argsort(np.argsort(stopped(a), axis=along), axis=along) * 1.0
    places = np.quantile(ranks, stopped(q), axis=along, method=method, keepdims=True, weights=weights).astype(int)
    if np.ndim(q) > 0:
        found = np.stack([np.take_along_axis(np.sort(a, axis=along), one, axis=along) for one in places])
        return found if keepdims else np.squeeze(found, axis=along + 1 if along >= 0 else along)
    found = np.take_along_axis(np.sort(a, axis=along), places, axis=along)
    return found if keepdims else np.squeeze(found, axis=along)


def percentile(a, q, axis=None, method="linear", keepdims=False, *, weights=None):
    """`np.percentile(a, q, weights=w)`."""
    return quantile(a, np.divide(q, 100), axis, method, keepdims, weights=weights)


# Operations whose rule is for less than what they can be asked for, and what is asked for then.
FURTHER: dict[str, tuple[object, frozenset[str]]] = {
    "np.array": (array_of_rank, frozenset({"ndmin"})),
    "np.ascontiguousarray": (ascontiguousarray, frozenset({"dtype"})),
    "np.asfortranarray": (asfortranarray, frozenset({"dtype"})),
    "np.average": (average, frozenset({"returned"})),
    "np.choose": (choose, frozenset({"mode"})),
    "np.cov": (cov, frozenset({"fweights", "aweights", "dtype"})),
    "np.cumulative_sum": (cumulative_sum, frozenset({"dtype"})),
    "np.geomspace": (geomspace, frozenset({"dtype", "axis"})),
    "np.logspace": (logspace, frozenset({"dtype", "axis"})),
    "np.linalg.tensorsolve": (tensorsolve, frozenset({"axes"})),
    "np.nanmean": (nanmean, frozenset({"where"})),
    "np.nanprod": (nanprod, frozenset({"where", "initial"})),
    "np.nanstd": (nanstd, frozenset({"where"})),
    "np.nansum": (nansum, frozenset({"where", "initial"})),
    "np.nanvar": (nanvar, frozenset({"where"})),
    "scipy.linalg.expm_frechet": (expm_frechet, frozenset({"compute_expm"})),
    "np.linalg.svd": (svd, frozenset({"hermitian"})),
    "np.percentile": (percentile, frozenset({"weights"})),
    "np.quantile": (quantile, frozenset({"weights"})),
    "scipy.special.logsumexp": (logsumexp, frozenset({"return_sign"})),
    "scipy.linalg.lu": (lu, frozenset({"permute_l", "p_indices"})),
    "np.cumulative_prod": (cumulative_prod, frozenset({"include_initial"})),
    "np.interp": (interp_period, frozenset({"period"})),
    "np.linspace": (linspace, frozenset({"retstep", "dtype", "axis"})),
    "np.polyfit": (polyfit, frozenset({"full", "cov"})),
    "np.unique": (unique, frozenset({"return_index", "return_inverse", "return_counts", "axis"})),
}
