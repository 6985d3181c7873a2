"""Functions of real numbers without branches or calls, so that LLVM computes several elements of an array at once.

Each is within two units in the last place (three for arccosh). The reductions are those of fdlibm: exp by
x = k ln 2 + r, log by x = 2^e m with m between sqrt(1/2) and sqrt(2); small hyperbolic tangents and the inverse tangent
are Cephes' quotients of polynomials. The polynomial for exp has the least greatest error, by Remez' algorithm: 3e-17 of
exp(r).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .prelude import power

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
LN2, PER_LN2 = 6.93147180559945286227e-01, 1.44269504088896338700
SPLIT = 0x3FE6A09E667F3BCD  # the bits of sqrt(1/2)
# A number added to WHOLE, which is 3 * 2**51, is rounded to a whole one, by which its bits are more than WHOLE's.
WHOLE, BITS = 6755399441055744.0, 0x4338000000000000
ZERO, HALVED = 1023 - BITS, 1023 - (BITS >> 1)  # the exponent of 1 is 1023
E2, E3, E4, E5 = 0.5000000000000001, 0.16666666666665997, 0.041666666666624566, 0.008333333333896303
E6, E7, E8 = 0.0013888888917212084, 0.00019841268403836946, 2.480152026458131e-05
E9, E10, E11 = 2.755871203429377e-06, 2.762095457212044e-07, 2.4615407590650636e-08
L1, L2, L3, L4 = 6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01
L5, L6, L7 = 1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01
P0, P1, P2 = -1.61468768441708447952e3, -9.92877231001918586564e1, -9.64399179425052238628e-1
Q0, Q1, Q2 = 4.84406305325125486048e3, 2.23548839060100448583e3, 1.12811678491632931402e2

LARGE = 268435456.0  # whose square has no 1 beside it
LOG2_HIGH, LOG2_LOW, PER_LN10 = 3.01029995663611771306e-01, 3.69423907715893078616e-13, 4.34294481903251816668e-01
HALF_PI, HALF_PI_LOW = 1.57079632679489655800, 6.12323399573676603587e-17
A0, A1, A2 = -8.750608600031904122785e-1, -1.615753718733365076637e1, -7.500855792314704667340e1
A3, A4 = -1.228866684490136173410e2, -6.485021904942025371773e1
B0, B1, B2 = 2.485846490142306297962e1, 1.650270098316988542046e2, 4.328810604912902668951e2
B3, B4 = 4.853903996359136964868e2, 1.945506571482613964425e2
G0, G1, G2 = 1.66666666666666657415e-01, -3.25565818622400915405e-01, 2.01212532134862925881e-01
G3, G4, G5 = -4.00555345006794114027e-02, 7.91534994289814532176e-04, 3.47933107596021167570e-05
H1, H2, H3 = -2.40339491173441421878, 2.02094576023350569471, -6.88283971605453293030e-01
H4 = 7.70381505559019352791e-02


def tail(r: Any) -> Any:
    """Return exp(r) - 1 - r for an r of up to half of ln 2."""
    q = E7 + r * (E8 + r * (E9 + r * (E10 + r * E11)))
    return r * r * (E2 + r * (E3 + r * (E4 + r * (E5 + r * (E6 + r * q)))))


def two_to(n: Any) -> Any:
    """Return the power of two with an exponent that a normal number has, of which 1023 more is given."""
    return np.int64(n << 52).view(np.float64)


def scaled(y: Any, shifted: Any, halved: Any) -> Any:
    """Return a number times two to the power of k, in two steps, as k may be large: `shifted` is WHOLE + k."""
    n = np.float64(shifted).view(np.int64)
    half = n >> 1
    return y * two_to(half + halved) * two_to(n - half + ZERO + (BITS >> 1))


def exp(x: Any) -> Any:
    """Return e to the power of a real number."""
    z = -746.0 if x < -746.0 else x  # nan stays nan
    z = 710.0 if z > 710.0 else z
    shifted = z * PER_LN2 + WHOLE
    k = shifted - WHOLE
    r = (z - k * LN2_HIGH) - k * LN2_LOW
    return scaled(1.0 + (r + tail(r)), shifted, HALVED)


def exp2(x: Any) -> Any:
    """Return two to the power of a real number."""
    z = -1080.0 if x < -1080.0 else x
    z = 1025.0 if z > 1025.0 else z
    shifted = z + WHOLE
    r = (z - (shifted - WHOLE)) * LN2
    return scaled(1.0 + (r + tail(r)), shifted, HALVED)


def half_exp(x: Any) -> Any:
    """Return half of e to the power of a real number that is not below zero."""
    z = 712.0 if x > 712.0 else x
    shifted = z * PER_LN2 + WHOLE
    k = shifted - WHOLE
    r = (z - k * LN2_HIGH) - k * LN2_LOW
    return scaled(1.0 + (r + tail(r)), shifted, HALVED - 1)


def cosh(x: Any) -> Any:
    """Return the hyperbolic cosine of a real number."""
    y = half_exp(abs(x))
    return y + 0.25 / y


def sinh(x: Any) -> Any:
    """Return the hyperbolic sine of a real number."""
    a = abs(x)
    y = half_exp(a)
    large = y - 0.25 / y
    b = 1.0 if a > 1.0 else a
    z = b * b
    q = 1 / 362880 + z * (1 / 39916800 + z * (1 / 6227020800 + z * (1 / 1307674368000 + z / 355687428096000)))
    small = b + b * (z * (1 / 6 + z * (1 / 120 + z * (1 / 5040 + z * q))))
    return np.copysign(small if a < 1.0 else large, x)


def expm1(x: Any) -> Any:
    """Return e to the power of a real number, less one."""
    z = -60.0 if x < -60.0 else x
    z = 710.0 if z > 710.0 else z
    shifted = z * PER_LN2 + WHOLE
    k = shifted - WHOLE
    high = z - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
    rest = (high - r) - low
    small = r + (tail(r) + rest)
    n = np.float64(shifted).view(np.int64)
    half = n >> 1
    one, other = two_to(half + HALVED), two_to(n - half + ZERO + (BITS >> 1))
    return np.copysign(small * one * other + (one * other - 1.0), x)


def tanh(x: Any) -> Any:
    """Return the hyperbolic tangent of a real number."""
    a = abs(x)
    a = 22.0 if a > 22.0 else a
    z = a * a
    below = ((z + Q2) * z + Q1) * z + Q0
    small = a + a * (z * (((P2 * z + P1) * z + P0) / below))
    shifted = a * (2.0 * PER_LN2) + WHOLE
    k = shifted - WHOLE
    r = (2.0 * a - k * LN2_HIGH) - k * LN2_LOW
    power = (1.0 + (r + tail(r))) * two_to(np.float64(shifted).view(np.int64) + ZERO)
    large = 1.0 - 2.0 / (power + 1.0)
    weight = 1.0 if a < 0.625 else 0.0  # a choice between values would become a branch
    return np.copysign(weight * small + (1.0 - weight) * large, x)


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
    return np.copysign(found if x < np.inf and x > -1.0 else log(u), x)


def logaddexp(x: Any, y: Any) -> Any:
    """Return the logarithm of the sum of two exponentials."""
    most = x if x > y else y
    return most + log1p(exp(0.0 if x == y else -abs(x - y)))


def logistic(x: Any) -> Any:
    """Return 1 / (1 + exp(-x)), with all digits on either side of 0 and no overflow."""
    e = exp(-abs(x))
    return (1.0 if x >= 0 else e) / (1.0 + e)


def log10(x: Any) -> Any:
    """Return the logarithm of a real number to the base 10."""
    small = x < 2.2250738585072014e-308
    bits = np.float64(x * 18014398509481984.0 if small else x).view(np.int64)
    e = (bits >> 52) - 1023
    e = e + 1 if e < 0 else e
    k = np.float64(e) - (54.0 if small else 0.0)
    found = k * LOG2_LOW + PER_LN10 * log(np.int64(bits - (e << 52)).view(np.float64)) + k * LOG2_HIGH
    found = found if x < np.inf else x
    return found if x > 0 else (-np.inf if x == 0 else np.nan)


def arcsinh(x: Any) -> Any:
    """Return the inverse hyperbolic sine of a real number."""
    a = abs(x)
    b = a if a < LARGE else 1.0
    z = b * b
    y = b + z / (1.0 + np.sqrt(1.0 + z)) if a < LARGE else a - 1.0
    return np.copysign(log1p(y) + (0.0 if a < LARGE else LN2), x)


def arccosh(x: Any) -> Any:
    """Return the inverse hyperbolic cosine of a real number: nan for those below 1."""
    t = (x if x < LARGE else 1.0) - 1.0
    y = t + np.sqrt(2.0 * t + t * t) if x < LARGE else x - 1.0
    return log1p(y) + (0.0 if x < LARGE else LN2) if x >= 1.0 else np.nan


def arctanh(x: Any) -> Any:
    """Return the inverse hyperbolic tangent of a real number: nan for those beyond 1."""
    a = abs(x)
    return np.copysign(0.5 * log1p(2.0 * a / (1.0 - a)), x)


def hypot(x: Any, y: Any) -> Any:
    """Return the length of a vector, whatever the squares of its parts are."""
    a, b = abs(x), abs(y)
    most = a if a > b else b
    scale = 2.0**-600 if most > 1e150 else (2.0**600 if most < 1e-150 else 1.0)
    found = np.sqrt((a * scale) * (a * scale) + (b * scale) * (b * scale)) / scale
    return np.inf if (a == np.inf) | (b == np.inf) else found


def arctan(x: Any) -> Any:
    """Return the angle of a tangent, between -pi/2 and pi/2."""
    a = abs(x)
    steep, middle = a > 2.414213562373095, a > 0.66
    t = (-1.0 if steep else (a - 1.0 if middle else a)) / (a if steep else (a + 1.0 if middle else 1.0))
    base = HALF_PI if steep else (0.5 * HALF_PI if middle else 0.0)
    rest = HALF_PI_LOW if steep else (0.5 * HALF_PI_LOW if middle else 0.0)
    z = t * t
    above = (((A0 * z + A1) * z + A2) * z + A3) * z + A4
    below = ((((z + B0) * z + B1) * z + B2) * z + B3) * z + B4
    return np.copysign(base + (t + (t * (z * (above / below)) + rest)), x)


def arctan2(y: Any, x: Any) -> Any:
    """Return the angle of a point, between -pi and pi."""
    a, b = abs(y), abs(x)
    less, most = (b, a) if a > b else (a, b)
    angle = arctan((1.0 if less > 0 else 0.0) if less == most else less / most)
    angle = (HALF_PI - angle) + HALF_PI_LOW if a > b else angle
    angle = (2.0 * HALF_PI - angle) + 2.0 * HALF_PI_LOW if np.copysign(1.0, x) < 0 else angle
    return np.copysign(angle, y) if (x == x) & (y == y) else x + y


def quarter(z: Any) -> Any:
    """Return (arcsin(s) - s) / s of a number s with the square z, of up to a quarter."""
    above = z * (G0 + z * (G1 + z * (G2 + z * (G3 + z * (G4 + z * G5)))))
    return above / (1.0 + z * (H1 + z * (H2 + z * (H3 + z * H4))))


def root(s: Any, z: Any) -> tuple[Any, Any]:
    """Return the square root s of a number z in two parts, of which the first one's square is exact."""
    high = np.int64(np.float64(s).view(np.int64) & -4294967296).view(np.float64)
    return high, (z - high * high) / (s + high) if high > 0 else 0.0


def arcsin(x: Any) -> Any:
    """Return the angle of a sine, between -pi/2 and pi/2: nan for those beyond 1."""
    a = abs(x)
    near = a < 0.5
    z = x * x if near else 0.5 * (1.0 - a)
    s = a if near else np.sqrt(z)
    r = quarter(z)
    high, low = root(s, z)
    p = 2.0 * s * r - (HALF_PI_LOW - 2.0 * low)
    far = 0.5 * HALF_PI - (p - (0.5 * HALF_PI - 2.0 * high))
    return np.copysign(s + s * r if near else far, x)


def arccos(x: Any) -> Any:
    """Return the angle of a cosine, between 0 and pi: nan for those beyond 1."""
    a = abs(x)
    near = a < 0.5
    z = x * x if near else 0.5 * (1.0 - a)
    s = x if near else np.sqrt(z)
    r = quarter(z)
    middle = HALF_PI - (x - (HALF_PI_LOW - x * r))
    high, low = root(s, z)
    right = 2.0 * (high + (r * s + low))
    left = 2.0 * (HALF_PI - (s + (r * s - HALF_PI_LOW)))
    return middle if near else (right if x > 0 else left)


def real_power_base(g: Any, x: Any, p: Any, y: Any) -> Any:
    """Return the derivative of y = x ** p through a real x times g, 0 where p or g is 0."""
    slope = g * p * power(x, p - 1.0)
    found = 0.0 if (x == 0) & (g == 0) else slope
    return 0.0 * g if p == 0 else found


def real_power_exponent(g: Any, x: Any, p: Any, y: Any) -> Any:
    """Return the derivative of y = x ** p through a real p times g, 0 where x is 0 and p is not negative."""
    slope = g * y * log(x)
    return 0.0 * g if (x == 0) & (p >= 0) else slope
