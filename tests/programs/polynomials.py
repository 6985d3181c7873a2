"""Polynomials as objects: `np.poly1d`, and those of np.polynomial."""

import numpy as np
from numpy.polynomial import Chebyshev, Legendre, Polynomial

from tests.programs.harness import row


def value(c, x):
    return np.poly1d(c)(x) * 2 + np.poly1d([x, 0.5, 1.0])(0.3)


def arithmetic(c, x):
    p = np.poly1d(c)
    q = np.poly1d([1.0, x])
    return (p * q + p - 2 * q)(0.7) + (p**2)(x) + (-q / 3.0 + 1.0 - p * x)(0.2)


def slopes_and_integrals(c, x):
    p = np.poly1d(c)
    return p.deriv()(x) + p.integ()(x) * p.deriv(2)(x)


def by_roots(r, x):
    p = np.poly1d(r, True)
    return p(x) + p.coeffs[1] * p.order + p[0]


def roots(c):
    return np.sum(np.poly1d(c).roots.real ** 2)


def coefficients(c):
    p = np.poly1d(c)
    return p.c[0] * p[0] + p.o * p.coef[1] + sum(p) * len(p)


def newton(c, x):
    p = np.poly1d(c)
    d = p.deriv()
    for _ in range(4):
        x = x - p(x) / d(x)
    return x


def composed(c, x):
    return np.poly1d(c)(np.poly1d([x, 1.0]))(0.4)


def divided(c, x):
    quotient, rest = np.poly1d(c) / np.poly1d([1.0, x])
    return quotient(0.5) + rest(1.0)


def powers(c, x):
    p = Polynomial(c)
    q = Polynomial([x, 1.0])
    return (p * q + p - q * 2.0)(0.3) + (p**2)(x) + (-p)(x) + (1.0 - q / 2.0 + x * q)(0.2)


def slopes_of_powers(c, x):
    p = Polynomial(c)
    return p.deriv()(x) + p.integ()(x) * p.deriv(2)(x) + p.integ(2)(x)


def parts_of_powers(c):
    p = Polynomial(c)
    return p.coef[0] * p.coef[1] + p.degree() * len(p) * sum(p)


def with_a_domain(c, x):
    p = Polynomial(c, domain=[0.0, 2.0], window=[-1.0, 1.0])
    return p(x) + p.deriv()(x) * p.integ()(x)


def powers_composed(c, x):
    return Polynomial(c)(Polynomial([x, 1.0]))(0.3)


def chebyshev(c, x):
    p = Chebyshev(c)
    return p(x) + p.deriv()(x) * x


def product_of_chebyshev(c, x):
    p = Chebyshev(c)
    return (p * Chebyshev([x, 1.0]) + p)(0.3)


def legendre(c, x):
    p = Legendre(c)
    return p(x) * 2 + p.deriv()(x) - (p - Legendre([x, 1.0]))(0.3)


def at_many_points(c, x):
    return np.sum(np.poly1d(c)(x) ** 2) + np.sum(Polynomial(c)(x) * Chebyshev(c)(x))


def products_by_coefficients(c, x):
    return np.polyval(np.polymul(c, [1.0, x]), 0.3) + np.polyval(np.polyder(c), x) + np.polyval(np.polyint(c), x)


C = np.array([1.2, -0.7, 0.5, 0.9])
BOTH = [
    value,
    arithmetic,
    slopes_and_integrals,
    by_roots,
    composed,
    divided,
    powers,
    slopes_of_powers,
    with_a_domain,
    powers_composed,
    chebyshev,
    product_of_chebyshev,
    legendre,
    products_by_coefficients,
]
ROWS = [
    *[row(function, C, 0.4) for function in BOTH],
    row(roots, C),
    row(coefficients, C),
    row(newton, C, 0.3),
    row(parts_of_powers, C),
    row(at_many_points, C, np.array([0.1, 0.4, -0.7])),
]
