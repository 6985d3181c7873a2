"""Polynomials as objects, `np.poly1d` and those of np.polynomial, written again so that srcad takes them apart.

What a polynomial has at a point has the same bits as NumPy's. Coefficients that cancel to zero, which NumPy would leave
out, stay: where that would be seen, an error is raised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.polynomial import chebyshev, legendre, polynomial

__all__ = ["STAND_INS"]


def _refuse_zero(leading: Any) -> None:
    """Refuse to tell the degree of a polynomial whose leading coefficient is zero."""
    if leading == 0:
        raise ValueError("the leading coefficient of a polynomial is zero: its degree has no derivative")


# ---------------------------------------------------------------- np.poly1d
class Poly1d:
    """A polynomial by its coefficients, highest power first."""

    def __init__(self, c_or_r: Any, r: bool = False, variable: Any = None) -> None:
        given: Any = np.poly(c_or_r) if r else c_or_r
        self.held: Any = given.held if isinstance(given, Poly1d) else np.atleast_1d(np.asarray(given))

    @property
    def coeffs(self) -> Any:
        """Return the coefficients."""
        _refuse_zero(self.held[0])
        return self.held

    c = coef = coefficients = coeffs

    @property
    def order(self) -> int:
        """Return the degree."""
        _refuse_zero(self.held[0])
        return len(self.held) - 1

    o = order

    @property
    def roots(self) -> Any:
        """Return the roots."""
        return np.roots(self.held)

    r = roots

    def __call__(self, value: Any) -> Any:
        """Return the value at a point, or the polynomial of another one."""
        if not isinstance(value, Poly1d):
            return np.polyval(self.held, value)
        found = Poly1d([0.0])
        for k in range(len(self.held)):
            found = found * value + self.held[k]
        return found

    def __len__(self) -> int:
        """Return the degree."""
        return self.order

    def __iter__(self) -> Any:
        """Go through the coefficients."""
        return iter(self.held)

    def __getitem__(self, power: int) -> Any:
        """Return the coefficient of a power."""
        return self.coeffs[len(self.held) - 1 - power] if 0 <= power < len(self.held) else 0

    def __neg__(self) -> Any:
        return Poly1d(-self.held)

    def __pos__(self) -> Any:
        return self

    def __add__(self, other: Any) -> Any:
        return Poly1d(np.polyadd(self.held, Poly1d(other).held))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return Poly1d(np.polysub(self.held, Poly1d(other).held))

    def __rsub__(self, other: Any) -> Any:
        return Poly1d(np.polysub(Poly1d(other).held, self.held))

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Poly1d) or np.ndim(other) != 0:
            return Poly1d(np.convolve(self.held, Poly1d(other).held))
        return Poly1d(self.held * other)

    def __rmul__(self, other: Any) -> Any:
        if np.ndim(other) == 0:
            return Poly1d(other * self.held)
        return Poly1d(np.convolve(Poly1d(other).held, self.held))

    def __pow__(self, times: int) -> Any:
        found = np.array([1.0])
        for _ in range(times):
            found = np.convolve(self.held, found)
        return Poly1d(found)

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, Poly1d):
            quotient, rest = np.polydiv(self.held, other.held)
            return Poly1d(quotient), Poly1d(rest)
        return Poly1d(self.held / other)

    def deriv(self, m: int = 1) -> Any:
        """Return a derivative."""
        return Poly1d(np.polyder(self.held, m))

    def integ(self, m: int = 1, k: Any = 0) -> Any:
        """Return an integral."""
        return Poly1d(np.polyint(self.held, m, k))


# ---------------------------------------------------------------- np.polynomial
class Series:
    """A sum of basis polynomials by its coefficients, lowest degree first: a class for each basis says which."""

    def __init__(self, coef: Any, domain: Any = None, window: Any = None, symbol: str = "x") -> None:
        self.coef = np.atleast_1d(np.asarray(coef)) * 1.0
        self.domain = self.usual() if domain is None else np.asarray(domain)
        self.window = self.usual() if window is None else np.asarray(window)
        self.symbol = symbol

    __array_ufunc__ = None

    if TYPE_CHECKING:

        def at(self, x: Any) -> Any: ...

        def product(self, a: Any, b: Any) -> Any: ...

        def slope(self, coef: Any, m: int, scale: Any) -> Any: ...

    def usual(self) -> Any:
        """Return the domain and the window that are not given."""
        return np.array([-1.0, 1.0])

    def like(self, coef: Any) -> Any:
        """Return a polynomial of the same class, domain and window."""
        return type(self)(coef, self.domain, self.window, self.symbol)

    def mapparms(self) -> Any:
        """Return the offset and the scale that lead from the domain to the window."""
        a, b, c, d = self.domain[0], self.domain[1], self.window[0], self.window[1]
        return (b * c - a * d) / (b - a), (d - c) / (b - a)

    def __call__(self, arg: Any) -> Any:
        """Return the value at a point."""
        off, scale = self.mapparms()
        return self.at(off + scale * arg)

    def degree(self) -> int:
        """Return the degree."""
        return len(self.coef) - 1

    def __len__(self) -> int:
        return len(self.coef)

    def __iter__(self) -> Any:
        return iter(self.coef)

    def given(self, other: Any) -> Any:
        """Return the coefficients of the other side of an operator."""
        return other.coef if isinstance(other, Series) else np.atleast_1d(np.asarray(other)) * 1.0

    def __neg__(self) -> Any:
        return self.like(-self.coef)

    def __pos__(self) -> Any:
        return self

    def __add__(self, other: Any) -> Any:
        return self.like(summed(self.coef, self.given(other)))

    def __radd__(self, other: Any) -> Any:
        return self.like(summed(self.given(other), self.coef))

    def __sub__(self, other: Any) -> Any:
        return self.like(summed(self.coef, -self.given(other)))

    def __rsub__(self, other: Any) -> Any:
        return self.like(summed(self.given(other), -self.coef))

    def __mul__(self, other: Any) -> Any:
        return self.like(self.product(self.coef, self.given(other)))

    def __rmul__(self, other: Any) -> Any:
        return self.like(self.product(self.given(other), self.coef))

    def __truediv__(self, other: Any) -> Any:
        return self.like(self.coef / other)

    def __pow__(self, times: int) -> Any:
        if times == 0:
            return self.like([1.0])
        found = self.coef
        for _ in range(times - 1):
            found = self.product(found, self.coef)
        return self.like(found)

    def deriv(self, m: int = 1) -> Any:
        """Return a derivative."""
        return self.like(self.slope(self.coef, m, self.mapparms()[1]))


def summed(a: Any, b: Any) -> Any:
    """Return the sum of two rows of coefficients, of which the shorter goes on with zeros."""
    if len(a) == len(b):
        found = a + b
        _refuse_zero(found[-1])
        return found
    if len(a) > len(b):
        return np.concatenate((a[: len(b)] + b, a[len(b) :]))
    return np.concatenate((b[: len(a)] + a, b[len(a) :]))


class Polynomial(Series):
    """A sum of powers."""

    def at(self, x: Any) -> Any:
        """Return the value at a point of the window."""
        if not isinstance(x, Series):
            return polynomial.polyval(x, self.coef)
        found = x * 0.0 + self.coef[-1]
        for k in range(len(self.coef) - 2, -1, -1):
            found = found * x + self.coef[k]
        return found

    def product(self, a: Any, b: Any) -> Any:
        """Return the coefficients of a product."""
        return np.convolve(a, b)

    def slope(self, coef: Any, m: int, scale: Any) -> Any:
        """Return the coefficients of a derivative."""
        for _ in range(m):
            coef = coef * scale
            coef = coef[1:] * np.arange(1, len(coef)) if len(coef) > 1 else coef * 0
        return coef

    def integ(self, m: int = 1) -> Any:
        """Return an integral that is zero at the middle of the window."""
        coef, scale = self.coef, 1.0 / self.mapparms()[1]
        for _ in range(m):
            coef = coef * scale
            coef = np.concatenate((coef[:1] * 0, coef / np.arange(1, len(coef) + 1)))
        return self.like(coef)


class Chebyshev(Series):
    """A sum of Chebyshev polynomials."""

    def at(self, x: Any) -> Any:
        """Return the value at a point of the window."""
        return chebyshev.chebval(x, self.coef)

    def product(self, a: Any, b: Any) -> Any:
        """Return the coefficients of a product."""
        return chebyshev.chebmul(a, b)

    def slope(self, coef: Any, m: int, scale: Any) -> Any:
        """Return the coefficients of a derivative."""
        return chebyshev.chebder(coef, m, scale)


class Legendre(Series):
    """A sum of Legendre polynomials."""

    def at(self, x: Any) -> Any:
        """Return the value at a point of the window."""
        return legendre.legval(x, self.coef)

    def product(self, a: Any, b: Any) -> Any:
        """Return the coefficients of a product."""
        return legendre.legmul(a, b)

    def slope(self, coef: Any, m: int, scale: Any) -> Any:
        """Return the coefficients of a derivative."""
        return legendre.legder(coef, m, scale)


STAND_INS: dict[object, type] = {
    np.poly1d: Poly1d, polynomial.Polynomial: Polynomial, chebyshev.Chebyshev: Chebyshev, legendre.Legendre: Legendre,
}  # fmt: skip
