"""Exponentials and logarithms without branches or calls, so that LLVM computes several elements of an array at once.

Each is within two units in the last place. The reductions are those of fdlibm: exp by x = k ln 2 + r, log by
x = 2^e m with m between sqrt(1/2) and sqrt(2); small hyperbolic tangents are Cephes' quotient of polynomials.
"""

from __future__ import annotations

from typing import Any

import numpy as np

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
PER_LN2 = 1.44269504088896338700
SPLIT = 0x3FE6A09E667F3BCD  # the bits of sqrt(1/2)
E2, E3, E4, E5, E6, E7 = 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040
E8, E9, E10, E11, E12, E13 = 1 / 40320, 1 / 362880, 1 / 3628800, 1 / 39916800, 1 / 479001600, 1 / 6227020800
L1, L2, L3, L4 = 6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01
L5, L6, L7 = 1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01
P0, P1, P2 = -1.61468768441708447952e3, -9.92877231001918586564e1, -9.64399179425052238628e-1
Q0, Q1, Q2 = 4.84406305325125486048e3, 2.23548839060100448583e3, 1.12811678491632931402e2


def tail(r: Any) -> Any:
    """Return exp(r) - 1 - r for a small r."""
    q = E8 + r * (E9 + r * (E10 + r * (E11 + r * (E12 + r * E13))))
    return r * r * (E2 + r * (E3 + r * (E4 + r * (E5 + r * (E6 + r * (E7 + r * q))))))


def two_to(k: Any) -> Any:
    """Return the power of two with an exponent that a normal number has."""
    return np.int64((np.int64(k) + 1023) << 52).view(np.float64)


def exp(x: Any) -> Any:
    """Return e to the power of a real number."""
    z = min(max(x, -746.0), 710.0)
    k = np.rint(z * PER_LN2)
    r = (z - k * LN2_HIGH) - k * LN2_LOW
    half = np.rint(0.5 * k)
    found = (1.0 + (r + tail(r))) * two_to(half) * two_to(k - half)
    return found if x == x else x


def expm1(x: Any) -> Any:
    """Return e to the power of a real number, less one."""
    z = min(max(x, -60.0), 710.0)
    k = np.rint(z * PER_LN2)
    high = z - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
    rest = (high - r) - low
    small = r + (tail(r) + rest)
    half = np.rint(0.5 * k)
    found = small * two_to(half) * two_to(k - half) + (two_to(half) * two_to(k - half) - 1.0)
    return found if x == x else x


def tanh(x: Any) -> Any:
    """Return the hyperbolic tangent of a real number."""
    a = min(abs(x), 22.0)
    z = a * a
    below = ((z + Q2) * z + Q1) * z + Q0
    small = a + a * (z * (((P2 * z + P1) * z + P0) / below))
    large = 1.0 - 2.0 / (exp(2.0 * a) + 1.0)
    weight = 1.0 if a < 0.625 else 0.0  # a choice between values would become a branch
    return np.copysign(weight * small + (1.0 - weight) * large, x) if x == x else x


def log(x: Any) -> Any:
    """Return the logarithm of a real number: nan for negative ones, -inf for 0."""
    small = x < 2.2250738585072014e-308
    bits = np.float64(x * 18014398509481984.0 if small else x).view(np.int64)
    e = (bits - SPLIT) >> 52
    f = np.int64(bits - (e << 52)).view(np.float64) - 1.0
    k = np.float64(e) - (54.0 if small else 0.0)
    s = f / (2.0 + f)
    z = s * s
    r = z * (L1 + z * (L2 + z * (L3 + z * (L4 + z * (L5 + z * (L6 + z * L7))))))
    half = 0.5 * f * f
    found = k * LN2_HIGH - ((half - (s * (half + r) + k * LN2_LOW)) - f)
    found = found if x < np.inf else x
    return found if x > 0 else (-np.inf if x == 0 else np.nan)


def log1p(x: Any) -> Any:
    """Return the logarithm of one more than a real number."""
    u = 1.0 + x
    found = log(u) + (x - (u - 1.0)) / u
    return found if x < np.inf and x > -1.0 else log(u)
