"""Functions of one, two or three numbers, on numbers and elementwise on arrays: NumPy's ufuncs and the module math.

The partials are those of any table of derivatives. Where a function has a kink, or a partial a pole:

- |x|' is 0 at 0, and so is that of everything built on it (fabs, copysign);
- `maximum`, `minimum` and their relatives split evenly between equal arguments;
- `clip` has derivative 1 inside and at its bounds, so that a bound gets something only from what was really clipped;
- the derivative of sqrt and cbrt at 0 is inf, but 0 where the adjoint that comes in is 0: `over(a, b)` is a / b, 0 where a is 0;
- hypot'(0, 0) is 0, as for every norm.
"""

from .rule import alias, constant, elementwise, general, linear

# ---------------------------------------------------------------- arithmetic by name
elementwise("np.add(a, b)",                "g",                           "g")
elementwise("np.subtract(a, b)",           "g",                           "-g")
elementwise("np.multiply(a, b)",           "g * b",                       "g * a")
elementwise("np.divide(a, b)",             "g / b",                       "-g * a / (b * b)",                  by_result=(None, "-g / b * y"))
elementwise("np.mod(a, b)",                "g",                           "-g * np.floor_divide(a, b)")
elementwise("np.fmod(a, b)",               "g",                           "-g * np.trunc(a / b)")
elementwise("np.power(x, p)",              "power_base(g, x, p, y)",      "power_exponent(g, x, p, y)")
elementwise("np.float_power(x, p)",        "power_base(g, x, p, y)",      "power_exponent(g, x, p, y)")
elementwise("np.negative(x)",              "-g")
elementwise("np.positive(x)",              "g")
elementwise("np.reciprocal(x)",            "-g * y * y")
elementwise("np.square(x)",                "2 * g * x")
elementwise("np.ldexp(x, i)",              "np.ldexp(g, i)")
elementwise("np.nextafter(a, b)",          "g")
alias("np.true_divide(a, b)",              "np.divide(a, b)")
alias("np.remainder(a, b)",                "np.mod(a, b)")
alias("np.pow(x, p)",                      "np.power(x, p)")

elementwise("math.fmod(a, b)",             "g",                           "-g * math.trunc(a / b)")
elementwise("math.remainder(a, b)",        "g",                           "-g * round(a / b)")
elementwise("math.pow(x, p)",              "power_base(g, x, p, y)",      "power_exponent(g, x, p, y)")
elementwise("math.fma(a, b, c)",           "g * b",                       "g * a",                       "g")
elementwise("math.ldexp(x, i)",            "math.ldexp(g, i)")
elementwise("math.nextafter(a, b)",        "g")

# ---------------------------------------------------------------- roots, exponentials, logarithms
elementwise("np.sqrt(x)",                  "over(g, 2 * y)")
elementwise("np.cbrt(x)",                  "over(g, 3 * y * y)")
elementwise("np.exp(x)",                   "g * y")
elementwise("np.exp2(x)",                  "g * y * math.log(2)")
elementwise("np.expm1(x)",                 "g * np.exp(x)")  # y + 1 has no digits left where x is far below 0
elementwise("np.log(x)",                   "g / x")
elementwise("np.log2(x)",                  "g / (x * math.log(2))")
elementwise("np.log10(x)",                 "g / (x * math.log(10))")
elementwise("np.log1p(x)",                 "g / (1 + x)")
# a's share of the sum; the maximum keeps -inf - -inf from being nan, as at the start of sums in log space
elementwise("np.logaddexp(a, b)",          "g * logistic(a - np.maximum(b, -1e38))",    "g * logistic(b - np.maximum(a, -1e38))")
elementwise("np.logaddexp2(a, b)",         "g * logistic2(a - np.maximum(b, -1e38))",   "g * logistic2(b - np.maximum(a, -1e38))")
elementwise("logistic(d)",                 "g * y * logistic(-d)")
elementwise("logistic2(d)",                "g * math.log(2) * y * logistic2(-d)")

elementwise("math.sqrt(x)",                "over(g, 2 * y)")
elementwise("math.cbrt(x)",                "over(g, 3 * y * y)")
elementwise("math.exp(x)",                 "g * y")
elementwise("math.exp2(x)",                "g * y * math.log(2)")
elementwise("math.expm1(x)",               "g * math.exp(x)")
elementwise("math.log(x, base=None)",      "g / x if base is None else g / (x * math.log(base))",  "-g * y / (base * math.log(base))")
elementwise("math.log2(x)",                "g / (x * math.log(2))")
elementwise("math.log10(x)",               "g / (x * math.log(10))")
elementwise("math.log1p(x)",               "g / (1 + x)")

# ---------------------------------------------------------------- trigonometric and hyperbolic functions
elementwise("np.sin(x)",                   "g * np.cos(x)")
elementwise("np.cos(x)",                   "-g * np.sin(x)")
elementwise("np.tan(x)",                   "g * (1 + y * y)")
elementwise("np.arcsin(x)",                "g / np.sqrt((1 - x) * (1 + x))")
elementwise("np.arccos(x)",                "-g / np.sqrt((1 - x) * (1 + x))")
elementwise("np.arctan(x)",                "g / (1 + x * x)")
elementwise("np.arctan2(a, b)",            "g * b / (a * a + b * b)",     "-g * a / (a * a + b * b)")
elementwise("np.sinh(x)",                  "g * np.cosh(x)")
elementwise("np.cosh(x)",                  "g * np.sinh(x)")
elementwise("np.tanh(x)",                  "g * (1 - y * y)")
elementwise("np.arcsinh(x)",               "g / np.sqrt(1 + x * x)")
elementwise("np.arccosh(x)",               "g / (np.sqrt(x - 1) * np.sqrt(x + 1))")
elementwise("np.arctanh(x)",               "g / ((1 - x) * (1 + x))")
elementwise("np.hypot(a, b)",              "over(g * a, y)",              "over(g * b, y)")
elementwise("np.degrees(x)",               "np.degrees(g)")
elementwise("np.radians(x)",               "np.radians(g)")
elementwise("np.sinc(x)",                  "g * sinc_slope(x)")
elementwise("np.unwrap(p, discont=None, axis=-1, *, period=6.283185307179586)",  "g",  kind="same")
alias("np.rad2deg(x)",                     "np.degrees(x)")
alias("np.deg2rad(x)",                     "np.radians(x)")
alias("np.asin(x)",                        "np.arcsin(x)")
alias("np.acos(x)",                        "np.arccos(x)")
alias("np.atan(x)",                        "np.arctan(x)")
alias("np.atan2(a, b)",                    "np.arctan2(a, b)")
alias("np.asinh(x)",                       "np.arcsinh(x)")
alias("np.acosh(x)",                       "np.arccosh(x)")
alias("np.atanh(x)",                       "np.arctanh(x)")

elementwise("math.sin(x)",                 "g * math.cos(x)")
elementwise("math.cos(x)",                 "-g * math.sin(x)")
elementwise("math.tan(x)",                 "g * (1 + y * y)")
elementwise("math.asin(x)",                "g / math.sqrt((1 - x) * (1 + x))")
elementwise("math.acos(x)",                "-g / math.sqrt((1 - x) * (1 + x))")
elementwise("math.atan(x)",                "g / (1 + x * x)")
elementwise("math.atan2(a, b)",            "g * b / (a * a + b * b)",     "-g * a / (a * a + b * b)")
elementwise("math.sinh(x)",                "g * math.cosh(x)")
elementwise("math.cosh(x)",                "g * math.sinh(x)")
elementwise("math.tanh(x)",                "g * (1 - y * y)")
elementwise("math.asinh(x)",               "g / math.sqrt(1 + x * x)")
elementwise("math.acosh(x)",               "g / math.sqrt((x - 1) * (x + 1))")
elementwise("math.atanh(x)",               "g / ((1 - x) * (1 + x))")
elementwise("math.hypot(*coordinates)",    "over(g * coordinates[k], y)")
elementwise("math.degrees(x)",             "math.degrees(g)")
elementwise("math.radians(x)",             "math.radians(g)")

# ---------------------------------------------------------------- special functions
elementwise("math.erf(x)",                 "g * (2 / math.sqrt(math.pi)) * math.exp(-x * x)")
elementwise("math.erfc(x)",                "-g * (2 / math.sqrt(math.pi)) * math.exp(-x * x)")
elementwise("math.gamma(x)",               "g * y * polygamma(0, x)")
elementwise("math.lgamma(x)",              "g * polygamma(0, x)")

# ---------------------------------------------------------------- absolute values, extremes, choices
elementwise("np.abs(x)",                   "g * np.sign(x)",              jvp="np.real(g * np.conj(np.sign(x)))",  holomorphic=False)
elementwise("np.fabs(x)",                  "g * np.sign(x)")
elementwise("np.copysign(a, b)",           "g * np.sign(a) * np.sign(y)")
elementwise("np.maximum(a, b)",            "g * (a > b) + 0.5 * g * (a == b)",                 "g * (a < b) + 0.5 * g * (a == b)")
elementwise("np.minimum(a, b)",            "g * (a < b) + 0.5 * g * (a == b)",                 "g * (a > b) + 0.5 * g * (a == b)")
elementwise("np.fmax(a, b)",               "g * ((a > b) | np.isnan(b)) + 0.5 * g * (a == b)", "g * ((a < b) | np.isnan(a)) + 0.5 * g * (a == b)")
elementwise("np.fmin(a, b)",               "g * ((a < b) | np.isnan(b)) + 0.5 * g * (a == b)", "g * ((a > b) | np.isnan(a)) + 0.5 * g * (a == b)")
elementwise(
    "np.clip(a, a_min=None, a_max=None, out=None)",
    "g * (y == a)",
    "g * ((y == a_min) & (a < a_min))",
    "g * ((y == a_max) & (y != a) & ((a > a_max) | (y != a_min)))",  # with a_min above a_max, NumPy gives a_max
)  # fmt: skip
elementwise(
    "a.clip(min=None, max=None, out=None)",
    "g * (y == a)",
    "g * ((y == min) & (a < min))",
    "g * ((y == max) & (y != a) & ((a > max) | (y != min)))",  # with min above max, NumPy gives max
)  # fmt: skip
linear("np.where(condition, a, b)",  None,  "unbroadcast(np.where(condition, g, 0), a)",  "unbroadcast(np.where(condition, 0, g), b)",  kind="elementwise")
elementwise("np.nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None)",  "np.where(np.isfinite(x), g, 0)")
alias("np.absolute(x)",                    "np.abs(x)")

elementwise("math.fabs(x)",                "g * np.sign(x)")
elementwise("math.copysign(a, b)",         "g * np.sign(a) * np.sign(y)")

# ---------------------------------------------------------------- complex numbers; <v, dy> is the real part of conj(v) * dy
elementwise("np.conj(x)",                  "np.conj(g)",                                          holomorphic=False)
elementwise("np.real(x)",                  "g",                           jvp="np.real(g)",       holomorphic=False)
elementwise("np.imag(x)",                  "1j * g",                      jvp="np.imag(g)",       holomorphic=False)
elementwise(
    "np.angle(z, deg=False)",
    "1j * g / np.conj(z) * (180 / math.pi if deg else 1)", jvp="np.imag(g / z) * (180 / math.pi if deg else 1)", holomorphic=False,
)  # fmt: skip
elementwise("complex_sign(x)",             "turned(g, y, x)",  jvp="turned(g, y, x)",  holomorphic=False)
alias("np.conjugate(x)",                   "np.conj(x)")
alias("x.conj()",                          "np.conj(x)")
alias("x.conjugate()",                     "np.conj(x)")
alias("x.real",                            "np.real(x)")
alias("x.imag",                            "np.imag(x)")

# ---------------------------------------------------------------- two results: the whole part, or the exponent, is constant in steps
general(
    "np.divmod(a, b)", kind="results",
    jvp=("(np.zeros_like(y[0]), g)", "(np.zeros_like(y[0]), -g * y[0])"),
    vjp=("unbroadcast(g[1], a)",     "unbroadcast(-g[1] * y[0], b)"),
)  # fmt: skip
general("np.modf(x)",     jvp=("(g, np.zeros_like(g))",),                   vjp=("g[0]",),                       kind="results")
general("np.frexp(x)",    jvp=("(np.ldexp(g, -y[1]), np.zeros_like(g))",),  vjp=("np.ldexp(g[0], -y[1])",),      kind="results")
general("math.modf(x)",   jvp=("(g, 0.0)",),                                vjp=("g[0]",),                       kind="results")
general("math.frexp(x)",  jvp=("(math.ldexp(g, -y[1]), 0.0)",),             vjp=("math.ldexp(g[0], -y[1])",),    kind="results")

# ---------------------------------------------------------------- constant in steps, tests, and operations on bits
# ---------------------------------------------------------------- real numbers outside the domain give complex results
elementwise("np.emath.sqrt(x)",            "over(g, 2 * y)",              kind="unknown")
elementwise("np.emath.log(x)",             "g / x",                       kind="unknown")
elementwise("np.emath.log2(x)",            "g / (x * math.log(2))",       kind="unknown")
elementwise("np.emath.log10(x)",           "g / (x * math.log(10))",      kind="unknown")
elementwise("np.emath.logn(n, x)",         "-g * y / (n * np.emath.log(n))",  "g / (x * np.emath.log(n))",  kind="unknown")
elementwise("np.emath.power(x, p)",        "over(g * p * y, x)",          "g * y * np.emath.log(x)",  kind="unknown")
elementwise("np.emath.arcsin(x)",          "g / np.cos(y)",               kind="unknown")
elementwise("np.emath.arccos(x)",          "-g / np.sin(y)",              kind="unknown")
elementwise("np.emath.arctanh(x)",         "g / ((1 - x) * (1 + x))",     kind="unknown")

constant("np.sign(x)", "np.floor(x)", "np.ceil(x)", "np.trunc(x)", "np.rint(x)",            kind="elementwise")
elementwise("np.heaviside(a, b)", None, "np.where(np.equal(a, 0), g, 0.0)")
constant("np.signbit(x)", "np.spacing(x)", "np.floor_divide(a, b)", "np.gcd(a, b)", "np.lcm(a, b)",               kind="elementwise")
constant("np.equal(a, b)", "np.not_equal(a, b)", "np.less(a, b)", "np.less_equal(a, b)",                          kind="elementwise")
constant("np.greater(a, b)", "np.greater_equal(a, b)",                                                            kind="elementwise")
constant("np.logical_and(a, b)", "np.logical_or(a, b)", "np.logical_xor(a, b)", "np.logical_not(x)",              kind="elementwise")
constant("np.bitwise_and(a, b)", "np.bitwise_or(a, b)", "np.bitwise_xor(a, b)", "np.invert(x)",                   kind="elementwise")
constant("np.bitwise_not(x)", "np.bitwise_invert(x)", "np.bitwise_count(x)",                                      kind="elementwise")
constant("np.left_shift(a, b)", "np.right_shift(a, b)",                                                           kind="elementwise")
constant("np.bitwise_left_shift(a, b)", "np.bitwise_right_shift(a, b)",                                           kind="elementwise")
constant("np.isfinite(x)", "np.isinf(x)", "np.isnan(x)", "np.isreal(x)", "np.iscomplex(x)",                       kind="elementwise")
constant("np.isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False)",                                             kind="elementwise")
constant("np.isneginf(x)", "np.isposinf(x)", "np.isnat(x)",                                                       kind="elementwise")
constant("math.floor(x)", "math.ceil(x)", "math.trunc(x)", "math.ulp(x)",                                         kind="elementwise")
constant("math.isfinite(x)", "math.isinf(x)", "math.isnan(x)",                                                    kind="elementwise")
constant("math.factorial(n)", "math.isqrt(n)", "math.comb(n, k)", "math.perm(n, k=None)",                         kind="whole")
constant("math.gcd(*integers)", "math.lcm(*integers)",                                                            kind="whole")
constant("math.isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)",                                                     kind="flag")

# ---------------------------------------------------------------- casts
elementwise("np.float16(x)",      "g",  jvp="np.float16(g)")
elementwise("np.float32(x)",      "g",  jvp="np.float32(g)")
elementwise("np.float64(x)",      "g",  jvp="np.float64(g)")
elementwise("np.longdouble(x)",   "g",  jvp="np.longdouble(g)")
elementwise("np.complex64(x)",    "g",  jvp="np.complex64(g)")
elementwise("np.complex128(x)",   "g",  jvp="np.complex128(g)")
elementwise("np.clongdouble(x)",  "g",  jvp="np.clongdouble(g)")
