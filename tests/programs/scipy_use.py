"""Programs that use SciPy as modellers do: objects that interpolate, sparse systems, distributions with parameters."""

import math

import numpy as np
import scipy.integrate
import scipy.interpolate
import scipy.linalg
import scipy.ndimage
import scipy.optimize
import scipy.signal
import scipy.signal.windows
import scipy.sparse as sp
import scipy.sparse.linalg as spl
import scipy.spatial.distance as distance
from scipy import stats

from tests.programs.harness import definite, normal, positive, row

KNOTS = np.array([0.0, 0.4, 1.0, 1.3, 2.0, 2.2])
HEIGHTS = np.sin(3 * KNOTS)


def shape_of_a_sample(x):
    total = stats.skew(x) + stats.kurtosis(x) + stats.moment(x, 3) * stats.moment(x, 5, center=0.5)
    return total + stats.skew(x, bias=False) + stats.kurtosis(x, fisher=False, bias=False)


def complex_of_real(a):
    root, logarithm = scipy.linalg.sqrtm(a), scipy.linalg.logm(a)
    power = scipy.linalg.fractional_matrix_power(a, 0.3)
    return np.sum(np.imag(root @ logarithm) * np.real(power)) + np.sum(np.imag(root))


def raised(s, n):
    return s if n == 0 else raised(s, n - 1) @ (s * s)


def complex_of_real_called(a, n):
    return np.sum(np.imag(raised(scipy.linalg.sqrtm(a), n)))


def complex_beside_called(a, n):
    w = np.exp(1j * a)
    return np.sum(np.imag(raised(scipy.linalg.expm(a) * w, n)))


def between_complex(x):
    f = scipy.interpolate.interp1d(KNOTS, x + 1j * x**2, kind="quadratic")
    return np.sum(np.imag(f(np.array([0.3, 1.7])) ** 2))


def largest_sums(a):
    return scipy.linalg.norm(a, 1) * scipy.linalg.norm(a + 1j * a.T, 1) + scipy.linalg.norm(a, -np.inf) ** 2


def signs_of_complex(a):
    sign, logarithm = np.linalg.slogdet(a + 1j * a.T @ a)
    return np.abs(sign + 1) * logarithm + np.real(sign) ** 2


def vectors_of_complex(a):
    m = a + a.T + 1j * (a - a.T)
    w, v = scipy.linalg.eigh(m, m @ m + 9 * np.eye(3))
    return np.sum(np.abs(v) ** 4 * w) + np.sum(scipy.linalg.eigvalsh(m) ** 3)


def mixed_factors(a, b):
    factors = scipy.linalg.lu_factor(a)
    found = scipy.linalg.lu_solve(factors, b + 1j, trans=2)
    found = found + scipy.linalg.lstsq(a[:, :2], b * 1j + b**2)[0][0]
    found = found + scipy.linalg.cho_solve(scipy.linalg.cho_factor(a @ a.T), b * 1j)
    return np.sum(np.abs(found) ** 2) + np.sum(np.abs(scipy.linalg.lu_factor(a + 1j * a.T)[0]) ** 2)


def eigenvalues_that_are_real(a):
    values, vectors = np.linalg.eig(a)
    other = scipy.linalg.eigvals(a)
    return (
        np.sum(values.imag**2) + np.abs(values[0]) + np.sum(np.imag(1j * vectors) ** 3) + other[0].imag + other[1].real
    )


def on_a_plane(x, m):
    cov = np.diag([1.0, 0.5, 0.0])
    return stats.multivariate_normal.logpdf(x * [1, 1, 0], m * [1, 1, 0], cov, allow_singular=True)


def roots_of_stacks(a):
    return np.sum(scipy.linalg.sqrtm(a) * a) + np.sum(scipy.linalg.sinm(a)) + np.sum(scipy.linalg.logm(a) ** 2)


def along_an_axis(a):
    found = stats.skew(a, axis=1) * stats.kurtosis(a, axis=1) + stats.sem(a, axis=1) ** 2
    return np.sum(found * stats.trim_mean(a, 0.2, axis=1) + stats.iqr(a, axis=1, rng=(10, 80)))


def averages(x):
    return stats.hmean(x) + stats.hmean(x, weights=x**2) * stats.variation(x, ddof=1) + stats.iqr(x, scale=2.0)


def correlated(x, y):
    r, p = stats.pearsonr(x, y)
    return r * 2 + p + stats.pearsonr(x, y**2).statistic


def fitted_line(x, y):
    slope, intercept, r, p, error = stats.linregress(x, y)
    return slope * intercept + r + p * error + stats.linregress(x, y**2).slope


ROWS_OF, COLUMNS = np.array([0, 1, 1, 2, 2, 3, 3, 0]), np.array([0, 1, 0, 2, 1, 3, 0, 3])
MATRIX = sp.csr_array((np.array([3.0, 2.0, 0.5, 4.0, 0.3, 2.5, 0.2, 0.7]), (ROWS_OF, COLUMNS)), shape=(4, 4))
LAPLACE = sp.diags_array([np.ones(3), -2 * np.ones(4), np.ones(3)], offsets=[-1, 0, 1])
OLD = sp.csr_matrix(MATRIX)
FACTORS = spl.splu(MATRIX.tocsc())
SPLINE = scipy.interpolate.CubicSpline(KNOTS, HEIGHTS)
BSPLINE = scipy.interpolate.make_interp_spline(KNOTS, HEIGHTS)
GRID = scipy.interpolate.RegularGridInterpolator((KNOTS, KNOTS), np.outer(HEIGHTS, np.cos(KNOTS)))
PRIOR = stats.norm(0.3, 1.7)


# ------------------------------------------------------------ sparse matrices
def product_of_global(x):
    return np.sum((MATRIX @ x) ** 2)


def product_by_method(x):
    return np.sum(MATRIX.dot(x) ** 2) + np.sum(MATRIX.T @ x)


def product_from_left(x):
    return np.sum((x @ MATRIX) ** 3)


def product_by_star(x):
    return np.sum((OLD * x) ** 2)


def heat_steps(u, k, dt, steps):
    for _ in range(steps):
        u = u + dt * k * (LAPLACE @ u)
    return np.sum(u**2)


def matrix_made_inside(x):
    a = sp.diags_array([1.0, 2.0, 3.0, 4.0])
    return np.sum(a @ x**2)


def entries(d, x):
    a = sp.csr_array((d, (ROWS_OF, COLUMNS)), shape=(4, 4))
    return np.sum((a @ x) ** 2)


def entries_in_order(d, x):
    a = sp.csr_matrix((d, MATRIX.indices, MATRIX.indptr), shape=(4, 4))
    return np.sum(np.sin(a.dot(x)))


def entries_from_left(d, x):
    a = sp.coo_array((d, (ROWS_OF, COLUMNS)), shape=(4, 4))
    return np.sum((x @ a) ** 2)


def entries_in_a_loop(d, x):
    a = sp.csr_array((d, (ROWS_OF, COLUMNS)), shape=(4, 4))
    for _ in range(3):
        x = np.tanh(a @ x)
    return x @ x


def matrix_or_none(d, x):
    a = None
    if d[0] > -9.0:
        a = sp.csr_array((d, (ROWS_OF, COLUMNS)), shape=(4, 4))
    b = sp.csc_array((2.0 * d, (ROWS_OF, COLUMNS)), shape=(4, 4)) if d[1] < 9.0 else None
    return np.sum((a @ x) ** 2) + np.sum((x @ b) ** 3) + np.sum(a.dot(x)) + np.sum(b.toarray() ** 2)


def matrix_none_at_first(d, x):
    a = kept = None
    for k in range(3):
        if a is not None:
            x = a @ x
        a = sp.coo_array((d * (k + 1), (ROWS_OF, COLUMNS)), shape=(4, 4))
        if k == 1:
            kept = a
    return np.sum((x @ kept) ** 2)


def entries_as_array(d):
    return np.sum(sp.csc_array((d, (ROWS_OF, COLUMNS)), shape=(4, 4)).toarray() ** 3)


def shifted_system(p, f):
    stiffness = sp.diags([2.0 * np.ones(4), -np.ones(3), -np.ones(3)], [0, -1, 1]).tocsc()
    u = spl.spsolve(stiffness + p * sp.eye(4, format="csr"), f)
    return f @ u + np.sum((-(stiffness * p) - sp.identity(4) / p) @ u)


def made_of_diagonals(d, o, x):
    a = sp.diags([o, d, o], [-1, 0, 1], format="csr")
    b = sp.diags_array([o, d], offsets=[1, 0])
    shifted = sp.diags(o, 1) @ x + sp.diags([d[0]], [0], shape=(4, 4)) @ x
    return np.sum((a @ x) ** 2) + np.sum(np.sin(b @ x)) + x @ (a.T @ x) + a.toarray()[0, 1] + np.sum(shifted)


def assembled(k, x):
    a = sp.coo_matrix((k, ([0, 1, 2, 0, 0], [0, 1, 2, 2, 2])), shape=(3, 3)).tocsr()
    a = 2.0 * a + sp.identity(3) * k[0]
    return spl.spsolve(a.tocsc(), x) @ x


def springs(k, f):
    u = spl.spsolve(sp.diags([-k[1:-1], k[:-1] + k[1:], -k[1:-1]], [-1, 0, 1]).tocsc(), f)
    return f @ u


def implicit_steps(u, nu, steps):
    second = sp.diags([1.0, -2.0, 1.0], [-1, 0, 1], shape=(4, 4), format="csc")
    factors = spl.splu(sp.identity(4, format="csc") - 0.1 * nu * second)
    for _ in range(steps):
        u = factors.solve(u)
    return u @ u


def sparse_system(b):
    return np.sum(spl.spsolve(MATRIX.tocsc(), b) ** 2)


def sparse_system_of_entries(d, b):
    return np.sum(spl.spsolve(sp.csc_array((d, (ROWS_OF, COLUMNS)), shape=(4, 4)), b) ** 2)


def factors_of_entries(d, b):
    lu = spl.splu(sp.csc_array((d, (ROWS_OF, COLUMNS)), shape=(4, 4)))
    x = lu.solve(b)
    return np.sum(x * lu.solve(x, "T"))


def factors_of_global(b):
    return np.sum(FACTORS.solve(b) ** 2)


def factorized_system(b):
    solve = spl.factorized(MATRIX.tocsc())
    return np.sum(solve(solve(b)) ** 2)


# ------------------------------------------------------------ interpolation
def spline_of_values(y, t):
    return np.sum(scipy.interpolate.CubicSpline(KNOTS, y, bc_type="natural")(t) ** 2)


def slope_of_spline(y, t):
    spline = scipy.interpolate.CubicSpline(KNOTS, y)
    return np.sum(spline(t, 1) * spline.derivative()(t))


def global_spline(t):
    return np.sum(SPLINE(t) ** 2) + np.sum(BSPLINE(t, nu=1))


def spline_at_a_number(t):
    return SPLINE(t) ** 2


def monotone(t):
    return np.sum(scipy.interpolate.PchipInterpolator(KNOTS, HEIGHTS)(t)) + np.sum(
        scipy.interpolate.Akima1DInterpolator(KNOTS, HEIGHTS)(t) ** 2
    )


def interpolating_bspline(y, t):
    return np.sum(scipy.interpolate.make_interp_spline(KNOTS, y, k=3)(t) ** 2)


def bspline_of_coefficients(c, t):
    return np.sum(scipy.interpolate.BSpline(BSPLINE.t, c, 3)(t) ** 2)


def interp1d(y, t):
    return np.sum(scipy.interpolate.interp1d(KNOTS, y, kind="cubic")(t) ** 2)


def interp1d_filled(y, t):
    return np.sum(scipy.interpolate.interp1d(KNOTS, y, bounds_error=False, fill_value=0.5)(3.0 * t) ** 2)


def grid(v, x, y):
    made = scipy.interpolate.RegularGridInterpolator((KNOTS, KNOTS), v)
    return np.sum(made((x, y)) ** 2)


def global_grid(points):
    return np.sum(GRID(points) ** 2)


# ------------------------------------------------------------ distributions
def posterior(mu, log_sigma, data):
    sigma = np.exp(log_sigma)
    return np.sum(stats.norm(mu, sigma).logpdf(data)) + PRIOR.logpdf(mu) + stats.halfnorm(scale=2.0).logpdf(sigma)


def mixture(w, mu, data):
    return np.sum(np.log(w * stats.norm.pdf(data, mu, 1.0) + (1 - w) * stats.cauchy.pdf(data)))


def censored(mu, data):
    return np.sum(stats.norm.logsf(data, loc=mu)) + np.sum(stats.weibull_min(1.5).logpdf(data))


def simplex(z):
    e = np.exp(z)
    return stats.dirichlet.logpdf(e / np.sum(e), np.array([2.0, 3.0, 1.5]))


# ------------------------------------------------------------ factors, integrals, distances, images
def gaussian_process(k, y):
    c = scipy.linalg.cho_factor(k, lower=True)
    return 0.5 * y @ scipy.linalg.cho_solve(c, y) + np.sum(np.log(np.diag(c[0])))


def solved_twice(a, b):
    lu = scipy.linalg.lu_factor(a)
    return np.sum(scipy.linalg.lu_solve(lu, b) * scipy.linalg.lu_solve(lu, b, trans=1))


def simpson(y, x):
    even = scipy.integrate.simpson(y[:-1], x=x[:-1])
    return scipy.integrate.simpson(y, x=x) + even**2 + scipy.integrate.simpson(y, dx=0.1) ** 2


def running_integral(y, x):
    whole = scipy.integrate.cumulative_trapezoid(y, x, initial=0)
    return np.sum(whole**2) + np.sum(scipy.integrate.cumulative_trapezoid(y, dx=0.3) ** 3)


def decay(t, rate):
    return math.exp(-rate * t) * math.cos(t)


def integral_of_arguments(rate, low, high):
    value, error = scipy.integrate.quad(decay, low, high, args=(rate,))
    return value**2


def integral_of_closure(w, high):
    return scipy.integrate.quad(lambda t: np.dot(w, np.array([1.0, t, t * t])) ** 2, 0.0, high)[0]


def integrals_without_end(rate, low):
    whole = scipy.integrate.quad(lambda t: np.exp(-rate * (t - low) ** 2), -np.inf, np.inf)[0]
    after = scipy.integrate.quad(lambda t: np.exp(-rate * t), low, np.inf)[0]
    return whole * after + scipy.integrate.quad(lambda t: np.exp(rate * t), -np.inf, low)[0]


def distances(u, v, a):
    pairs = distance.squareform(distance.pdist(a))
    return distance.cosine(u, v) + distance.correlation(u, v) * distance.sqeuclidean(u, v) + np.sum(pairs**3)


def summaries(x):
    return np.sum(stats.zscore(x) ** 3) + stats.entropy(x**2 + 1.0, base=2) + stats.gmean(x**2 + 1.0)


def blurred(image, weights):
    smooth = scipy.ndimage.gaussian_filter(image, 0.8)
    return np.sum(scipy.signal.convolve2d(smooth, weights, mode="same", boundary="symm") ** 2)


D, X, T = positive(8) + 1.0, normal(4), np.array([0.15, 0.55, 1.1, 1.75])


def usual_test_functions(x, p):
    slope = scipy.optimize.rosen_der(x)
    return scipy.optimize.rosen(x) + np.sum(p * slope) + np.sum(p * scipy.optimize.rosen_hess_prod(x, p))


def windows(x, width, power):
    w = scipy.signal.windows.gaussian(len(x), width) + scipy.signal.windows.general_gaussian(len(x), power, width)
    w = w + scipy.signal.windows.kaiser(len(x), width) + scipy.signal.windows.exponential(len(x), tau=width)
    return np.sum(w * x**2) + np.sum(scipy.signal.windows.general_hamming(4, power) ** 2)


def series(c, d, t):
    product = np.polynomial.polynomial.polymul(c, np.polynomial.polynomial.polyder(d))
    values = np.polynomial.chebyshev.chebval(t, c) + np.polynomial.legendre.legval(t, product)
    return values * np.polynomial.hermite.hermval(t, d) + np.sum(np.polynomial.polynomial.polyvander(d, 2) ** 2)


def ranked(x):
    return np.sum(scipy.stats.rankdata(x) * x) + np.sum((scipy.stats.rankdata(x[:2], method="min") - 1) * x[1:3])


def controlled(x):
    a, b = np.array([[0.0, 1.0], [x[0], -0.1]]), np.array([[0.0], [1.0]])
    p = scipy.linalg.solve_continuous_are(a, b, np.diag(x[1:] ** 2), np.array([[2.0]]))
    gain = np.linalg.solve(np.array([[2.0]]), b.T @ p)
    return np.trace(p) + np.sum(gain**2)


def lowest_state(x):
    energy, states = scipy.linalg.eigh_tridiagonal(2.0 + x, -np.ones(2), select="i", select_range=(0, 0))
    return energy[0] + np.sum(np.abs(states[:, 0]) ** 4)


ROWS = [
    *[
        row(f, X)
        for f in (product_of_global, product_by_method, product_from_left, product_by_star, matrix_made_inside)
    ],
    row(heat_steps, X, 0.7, 0.1, 4, argnums=(0, 1)),
    *[
        row(f, D, X)
        for f in (entries, entries_in_order, entries_from_left, entries_in_a_loop, matrix_or_none, matrix_none_at_first)
    ],
    row(entries_as_array, D),
    *[row(f, X) for f in (sparse_system, factors_of_global, factorized_system)],
    *[row(f, D, X) for f in (sparse_system_of_entries, factors_of_entries)],
    *[row(f, HEIGHTS, T) for f in (spline_of_values, slope_of_spline, interpolating_bspline, bspline_of_coefficients)],
    *[row(f, HEIGHTS, T) for f in (interp1d, interp1d_filled)],
    row(global_spline, T),
    row(spline_at_a_number, 0.55),
    row(monotone, T),
    row(grid, normal(6, 6), T, T[::-1].copy()),
    row(global_grid, np.stack((T, T[::-1]), axis=-1)),
    row(posterior, 0.4, -0.3, normal(5)),
    row(mixture, 0.3, 0.4, normal(5)),
    row(censored, 0.4, positive(4)),
    row(simplex, normal(3)),
    row(gaussian_process, definite(4), X),
    row(solved_twice, definite(4) + np.triu(np.ones((4, 4)), 1), X),
    row(simpson, normal(7), np.cumsum(positive(7))),
    row(running_integral, normal(5), np.cumsum(positive(5))),
    row(integral_of_arguments, 1.3, 0.2, 1.9),
    row(integral_of_closure, normal(3), 1.4),
    row(integrals_without_end, 1.3, 0.4, quiet=True),
    row(distances, normal(4), positive(4), normal(4, 3)),
    row(summaries, normal(5)),
    row(blurred, normal(5, 6), normal(3, 2)),
    row(usual_test_functions, normal(5), normal(5, seed=1)),
    row(windows, normal(6), 1.3, 0.8),
    row(series, normal(4), normal(3), 0.4),
    row(shape_of_a_sample, normal(7)),
    row(along_an_axis, normal(3, 7)),
    row(complex_of_real, np.array([[1.0, 2.0], [2.0, 0.5]])),
    row(complex_of_real_called, np.array([[1.0, 2.0], [1.7, 0.5]]), 2),
    row(complex_beside_called, normal(2, 2), 2),
    row(between_complex, normal(6)),
    row(largest_sums, normal(4, 4)),
    row(signs_of_complex, normal(3, 3)),
    row(vectors_of_complex, normal(3, 3)),
    row(eigenvalues_that_are_real, np.array([[3.0, 1.0], [0.5, 1.0]])),
    row(eigenvalues_that_are_real, np.array([[3.0, 1.0], [-2.5, 1.0]])),
    row(on_a_plane, normal(3), normal(3, seed=1)),
    row(roots_of_stacks, np.stack([definite(3), definite(3, seed=1), definite(3, seed=2)])),
    row(mixed_factors, definite(3) + np.triu(np.ones((3, 3)), 1), normal(3)),
    row(averages, positive(6)),
    row(correlated, normal(6), normal(6, seed=1)),
    row(fitted_line, normal(6), normal(6, seed=1)),
    row(ranked, normal(3)),
    row(controlled, normal(3)),
    row(lowest_state, normal(3)),
    row(shifted_system, 0.7, normal(4)),
    row(made_of_diagonals, normal(4), normal(3), normal(4)),
    row(assembled, positive(5), normal(3)),
    row(springs, positive(5), normal(4)),
    row(implicit_steps, normal(4), 0.7, 3, argnums=(0, 1)),
]
