"""scipy.special: the functions of mathematical physics and statistics, elementwise but for the sums of exponentials.

Nothing here imports SciPy: the rows count once the user's program has.
"""

from .rule import constant, elementwise, general

ORDER = "!the order counts as constant"
SHAPE = "!the derivative by this parameter has no closed form in scipy.special"

# ---------------------------------------------------------------- gamma and beta
elementwise("scipy.special.gamma(z)",         "g * y * scipy.special.digamma(z)")
elementwise("scipy.special.gammaln(x)",       "g * scipy.special.digamma(x)")
elementwise("scipy.special.loggamma(z)",      "g * scipy.special.digamma(z)")
elementwise("scipy.special.rgamma(z)",        "-g * y * scipy.special.digamma(z)")
elementwise("scipy.special.digamma(x)",       "g * scipy.special.polygamma(1, x)")
elementwise("scipy.special.psi(x)",           "g * scipy.special.polygamma(1, x)")
elementwise("scipy.special.polygamma(n, x)",  ORDER,  "g * scipy.special.polygamma(n + 1, x)")
elementwise("scipy.special.zeta(x, q)",       SHAPE,  "-g * x * scipy.special.zeta(x + 1, q)")
elementwise("scipy.special.multigammaln(a, d)",  "g * np.sum(scipy.special.digamma(np.expand_dims(a, -1) - 0.5 * np.arange(d)), axis=-1)",  ORDER)
elementwise(
    "scipy.special.poch(z, m)",
    "g * y * (scipy.special.digamma(z + m) - scipy.special.digamma(z))", "g * y * scipy.special.digamma(z + m)",
)  # fmt: skip
elementwise(
    "scipy.special.beta(a, b)",
    "g * y * (scipy.special.digamma(a) - scipy.special.digamma(a + b))", "g * y * (scipy.special.digamma(b) - scipy.special.digamma(a + b))",
)  # fmt: skip
elementwise(
    "scipy.special.betaln(a, b)",
    "g * (scipy.special.digamma(a) - scipy.special.digamma(a + b))", "g * (scipy.special.digamma(b) - scipy.special.digamma(a + b))",
)  # fmt: skip
elementwise(
    "scipy.special.binom(n, k)",
    "g * y * (scipy.special.digamma(n + 1) - scipy.special.digamma(n - k + 1))",
    "g * y * (scipy.special.digamma(n - k + 1) - scipy.special.digamma(k + 1))",
)  # fmt: skip
elementwise("scipy.special.gammainc(a, x)",     SHAPE,         "g * np.exp((a - 1) * np.log(x) - x - scipy.special.gammaln(a))")
elementwise("scipy.special.gammaincc(a, x)",    SHAPE,         "-g * np.exp((a - 1) * np.log(x) - x - scipy.special.gammaln(a))")
elementwise("scipy.special.gammaincinv(a, p)",  SHAPE,         "g * np.exp(y + scipy.special.gammaln(a) - (a - 1) * np.log(y))")
elementwise("scipy.special.gammainccinv(a, p)", SHAPE,         "-g * np.exp(y + scipy.special.gammaln(a) - (a - 1) * np.log(y))")
elementwise("scipy.special.betainc(a, b, x)",   SHAPE, SHAPE,  "g * np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - scipy.special.betaln(a, b))")
elementwise("scipy.special.betaincinv(a, b, p)", SHAPE, SHAPE, "g * np.exp(scipy.special.betaln(a, b) - (a - 1) * np.log(y) - (b - 1) * np.log1p(-y))")

# ---------------------------------------------------------------- error functions and the normal distribution
elementwise("scipy.special.erf(z)",        "g * (2 / math.sqrt(math.pi)) * np.exp(-z * z)")
elementwise("scipy.special.erfc(x)",       "-g * (2 / math.sqrt(math.pi)) * np.exp(-x * x)")
elementwise("scipy.special.erfcx(x)",      "g * (2 * x * y - 2 / math.sqrt(math.pi))")
elementwise("scipy.special.erfi(z)",       "g * (2 / math.sqrt(math.pi)) * np.exp(z * z)")
elementwise("scipy.special.erfinv(p)",     "0.5 * g * math.sqrt(math.pi) * np.exp(y * y)")
elementwise("scipy.special.erfcinv(p)",    "-0.5 * g * math.sqrt(math.pi) * np.exp(y * y)")
elementwise("scipy.special.dawsn(x)",      "g * (1 - 2 * x * y)")
elementwise("scipy.special.wofz(z)",       "g * (2j / math.sqrt(math.pi) - 2 * z * y)")
elementwise("scipy.special.ndtr(x)",       "g * np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)")
elementwise("scipy.special.log_ndtr(x)",   "g * np.exp(-0.5 * x * x - y) / math.sqrt(2 * math.pi)")
elementwise("scipy.special.ndtri(p)",      "g * math.sqrt(2 * math.pi) * np.exp(0.5 * y * y)")
elementwise("scipy.special.ndtri_exp(x)",  "g * math.sqrt(2 * math.pi) * np.exp(x + 0.5 * y * y)")
elementwise(
    "scipy.special.owens_t(h, a)",
    "-g * np.exp(-0.5 * h * h) * scipy.special.erf(a * h / math.sqrt(2)) / (2 * math.sqrt(2 * math.pi))",
    "g * np.exp(-0.5 * h * h * (1 + a * a)) / (2 * math.pi * (1 + a * a))",
)  # fmt: skip
elementwise(
    "scipy.special.stdtr(df, t)", SHAPE,
    "g * np.exp(scipy.special.gammaln(0.5 * (df + 1)) - scipy.special.gammaln(0.5 * df) - 0.5 * np.log(df * math.pi) - 0.5 * (df + 1) * np.log1p(t * t / df))",
)  # fmt: skip

# ---------------------------------------------------------------- exponentials and logarithms
elementwise("scipy.special.expit(x)",        "g * y * (1 - y)")
elementwise("scipy.special.logit(x)",        "g / (x * (1 - x))")
elementwise("scipy.special.log_expit(x)",    "g * scipy.special.expit(-x)")
elementwise("scipy.special.exp2(x)",         "g * y * math.log(2)")
elementwise("scipy.special.exp10(x)",        "g * y * math.log(10)")
elementwise("scipy.special.expm1(x)",        "g * (y + 1)")
elementwise("scipy.special.log1p(x)",        "g / (1 + x)")
elementwise("scipy.special.cosm1(x)",        "-g * np.sin(x)")
elementwise("scipy.special.cbrt(x)",         "over(g, 3 * y * y)")
elementwise("scipy.special.exprel(x)",       "g * exprel_slope(x)")
elementwise("scipy.special.powm1(x, p)",     "power_base(g, x, p, y + 1)",  "power_exponent(g, x, p, y + 1)")
elementwise("scipy.special.xlogy(a, b)",     "g * np.log(b)",               "over(g * a, b)")
elementwise("scipy.special.xlog1py(a, b)",   "g * np.log1p(b)",             "over(g * a, 1 + b)")
elementwise("scipy.special.entr(x)",         "-g * (np.log(x) + 1)")
elementwise("scipy.special.rel_entr(a, b)",  "g * (np.log(a / b) + 1)",     "-over(g * a, b)")
elementwise("scipy.special.kl_div(a, b)",    "g * np.log(a / b)",           "g - over(g * a, b)")
elementwise("scipy.special.huber(delta, r)",         "g * np.maximum(np.abs(r) - delta, 0)",                           "g * np.clip(r, -delta, delta)")
elementwise("scipy.special.pseudo_huber(delta, r)",  "g * (2 * y - r * r / np.sqrt(1 + (r / delta) ** 2)) / delta",     "g * r / np.sqrt(1 + (r / delta) ** 2)")
elementwise("scipy.special.boxcox(x, lmbda)",        "g * x ** (lmbda - 1)",    "g * boxcox_slope(x, lmbda)")
elementwise("scipy.special.boxcox1p(x, lmbda)",      "g * (1 + x) ** (lmbda - 1)",  "g * boxcox_slope(1 + x, lmbda)")
elementwise("scipy.special.inv_boxcox(v, lmbda)",    "g * y ** (1 - lmbda)",    SHAPE)
elementwise("scipy.special.spence(z)",       "g * np.log(z) / (1 - z)")
elementwise("scipy.special.lambertw(z, k=0)",  "g / (z + np.exp(y))")
elementwise("scipy.special.wrightomega(z)",  "g * y / (1 + y)")

# ---------------------------------------------------------------- sums of exponentials
G = "(g if keepdims or axis is None else np.expand_dims(g, axis))"
SHARE = "np.exp(a - (y if keepdims or axis is None else np.expand_dims(y, axis)))"
general(
    "scipy.special.logsumexp(a, axis=None, b=None, keepdims=False)", kind="exponentials",
    jvp=(f"np.sum((g if b is None else g * b) * {SHARE}, axis=axis, keepdims=keepdims)", None, f"np.sum(g * {SHARE}, axis=axis, keepdims=keepdims)"),
    vjp=(f"{G} * {SHARE} if b is None else unbroadcast(b * {G} * {SHARE}, a)", None, f"unbroadcast({G} * {SHARE}, b)"),
)  # fmt: skip
general(
    "scipy.special.softmax(x, axis=None)", kind="same_shape",
    jvp=("y * (g - np.sum(y * g, axis=axis, keepdims=True))",), vjp=("y * (g - np.sum(y * g, axis=axis, keepdims=True))",),
)  # fmt: skip
general(
    "scipy.special.log_softmax(x, axis=None)", kind="same_shape",
    jvp=("g - np.sum(np.exp(y) * g, axis=axis, keepdims=True)",), vjp=("g - np.exp(y) * np.sum(g, axis=axis, keepdims=True)",),
)  # fmt: skip

# ---------------------------------------------------------------- Bessel functions
elementwise("scipy.special.j0(x)",     "-g * scipy.special.j1(x)")
elementwise("scipy.special.j1(x)",     "0.5 * g * (scipy.special.j0(x) - scipy.special.jv(2, x))")
elementwise("scipy.special.y0(x)",     "-g * scipy.special.y1(x)")
elementwise("scipy.special.y1(x)",     "0.5 * g * (scipy.special.y0(x) - scipy.special.yv(2, x))")
elementwise("scipy.special.i0(x)",     "g * scipy.special.i1(x)")
elementwise("scipy.special.i1(x)",     "0.5 * g * (scipy.special.i0(x) + scipy.special.iv(2, x))")
elementwise("scipy.special.i0e(x)",    "g * (scipy.special.i1e(x) - np.sign(x) * y)")
elementwise("scipy.special.i1e(x)",    "g * (0.5 * (scipy.special.i0e(x) + scipy.special.ive(2, x)) - np.sign(x) * y)")
elementwise("scipy.special.k0(x)",     "-g * scipy.special.k1(x)")
elementwise("scipy.special.k1(x)",     "-0.5 * g * (scipy.special.k0(x) + scipy.special.kv(2, x))")
elementwise("scipy.special.k0e(x)",    "g * (y - scipy.special.k1e(x))")
elementwise("scipy.special.k1e(x)",    "g * (y - 0.5 * (scipy.special.k0e(x) + scipy.special.kve(2, x)))")
elementwise("scipy.special.jv(v, z)",  ORDER,  "0.5 * g * (scipy.special.jv(v - 1, z) - scipy.special.jv(v + 1, z))")
elementwise("scipy.special.yv(v, z)",  ORDER,  "0.5 * g * (scipy.special.yv(v - 1, z) - scipy.special.yv(v + 1, z))")
elementwise("scipy.special.iv(v, z)",  ORDER,  "0.5 * g * (scipy.special.iv(v - 1, z) + scipy.special.iv(v + 1, z))")
elementwise("scipy.special.kv(v, z)",  ORDER,  "-0.5 * g * (scipy.special.kv(v - 1, z) + scipy.special.kv(v + 1, z))")
elementwise("scipy.special.yn(v, z)",  ORDER,  "0.5 * g * (scipy.special.yv(v - 1, z) - scipy.special.yv(v + 1, z))")
elementwise("scipy.special.kn(v, z)",  ORDER,  "-0.5 * g * (scipy.special.kv(v - 1, z) + scipy.special.kv(v + 1, z))")
elementwise("scipy.special.ive(v, z)", ORDER,  "g * (0.5 * (scipy.special.ive(v - 1, z) + scipy.special.ive(v + 1, z)) - np.sign(z) * y)")
elementwise("scipy.special.kve(v, z)", ORDER,  "g * (y - 0.5 * (scipy.special.kve(v - 1, z) + scipy.special.kve(v + 1, z)))")
for f in ("hankel1", "hankel2"):
    elementwise(f"scipy.special.{f}(v, z)",  ORDER,  f"0.5 * g * (scipy.special.{f}(v - 1, z) - scipy.special.{f}(v + 1, z))")
for f, turn in (("hankel1e", "- 1j * y"), ("hankel2e", "+ 1j * y")):
    elementwise(f"scipy.special.{f}(v, z)",  ORDER,  f"g * (0.5 * (scipy.special.{f}(v - 1, z) - scipy.special.{f}(v + 1, z)) {turn})")
for f in ("jvp", "yvp", "ivp", "kvp", "h1vp", "h2vp"):
    elementwise(f"scipy.special.{f}(v, z, n=1)",  ORDER,  f"g * scipy.special.{f}(v, z, n + 1)")
elementwise("scipy.special.spherical_jn(n, z)",  ORDER,  "g * (n * y / z - scipy.special.spherical_jn(n + 1, z))")
elementwise("scipy.special.spherical_yn(n, z)",  ORDER,  "g * (n * y / z - scipy.special.spherical_yn(n + 1, z))")
elementwise("scipy.special.spherical_in(n, z)",  ORDER,  "g * (n * y / z + scipy.special.spherical_in(n + 1, z))")
elementwise("scipy.special.spherical_kn(n, z)",  ORDER,  "g * (n * y / z - scipy.special.spherical_kn(n + 1, z))")
general(
    "scipy.special.airy(z)", kind="results",
    jvp=("(g * y[1], g * z * y[0], g * y[3], g * z * y[2])",), vjp=("g[0] * y[1] + g[1] * z * y[0] + g[2] * y[3] + g[3] * z * y[2]",),
)  # fmt: skip

# ---------------------------------------------------------------- integrals, and what they are inverse to
elementwise("scipy.special.expi(x)",         "g * np.exp(x) / x")
elementwise("scipy.special.exp1(z)",         "-g * np.exp(-z) / z")
elementwise("scipy.special.expn(n, x)",      ORDER,  "-g * scipy.special.expn(n - 1, x)")
general("scipy.special.sici(x)",    jvp=("(g * np.sin(x) / x, g * np.cos(x) / x)",),    vjp=("(g[0] * np.sin(x) + g[1] * np.cos(x)) / x",),    kind="results")
general("scipy.special.shichi(x)",  jvp=("(g * np.sinh(x) / x, g * np.cosh(x) / x)",),  vjp=("(g[0] * np.sinh(x) + g[1] * np.cosh(x)) / x",),  kind="results")
general(
    "scipy.special.fresnel(z)", kind="results",
    jvp=("(g * np.sin(0.5 * math.pi * z * z), g * np.cos(0.5 * math.pi * z * z))",),
    vjp=("g[0] * np.sin(0.5 * math.pi * z * z) + g[1] * np.cos(0.5 * math.pi * z * z)",),
)  # fmt: skip
elementwise("scipy.special.ellipk(m)",       "0.5 * g * (scipy.special.ellipe(m) / (1 - m) - y) / m")
elementwise("scipy.special.ellipe(m)",       "0.5 * g * (y - scipy.special.ellipk(m)) / m")
elementwise(
    "scipy.special.ellipkinc(phi, m)",
    "g / np.sqrt(1 - m * np.sin(phi) ** 2)",
    "0.5 * g * ((scipy.special.ellipeinc(phi, m) / (1 - m) - y) / m - np.sin(phi) * np.cos(phi) / ((1 - m) * np.sqrt(1 - m * np.sin(phi) ** 2)))",
)  # fmt: skip
elementwise("scipy.special.ellipeinc(phi, m)",  "g * np.sqrt(1 - m * np.sin(phi) ** 2)",  "0.5 * g * (y - scipy.special.ellipkinc(phi, m)) / m")
general(
    "scipy.special.ellipj(u, m)", kind="results",
    jvp=("(g * y[1] * y[2], -g * y[0] * y[2], -g * m * y[0] * y[1], g * y[2])", SHAPE),
    vjp=("unbroadcast(g[0] * y[1] * y[2] - g[1] * y[0] * y[2] - g[2] * m * y[0] * y[1] + g[3] * y[2], u)", SHAPE),
)  # fmt: skip

# ---------------------------------------------------------------- hypergeometric functions and orthogonal polynomials
elementwise("scipy.special.hyp0f1(v, z)",        SHAPE,               "g * scipy.special.hyp0f1(v + 1, z) / v")
elementwise("scipy.special.hyp1f1(a, b, x)",     SHAPE, SHAPE,        "g * a / b * scipy.special.hyp1f1(a + 1, b + 1, x)")
elementwise("scipy.special.hyp2f1(a, b, c, z)",  SHAPE, SHAPE, SHAPE, "g * a * b / c * scipy.special.hyp2f1(a + 1, b + 1, c + 1, z)")
elementwise("scipy.special.hyperu(a, b, x)",     SHAPE, SHAPE,        "-g * a * scipy.special.hyperu(a + 1, b + 1, x)")
elementwise("scipy.special.eval_legendre(n, x)",        ORDER,                "g * n * (x * y - scipy.special.eval_legendre(n - 1, x)) / (x * x - 1)")
elementwise("scipy.special.eval_chebyt(n, x)",          ORDER,                "g * n * scipy.special.eval_chebyu(n - 1, x)")
elementwise("scipy.special.eval_chebyu(n, x)",          ORDER,                "g * ((n + 1) * scipy.special.eval_chebyt(n + 1, x) - x * y) / (x * x - 1)")
elementwise("scipy.special.eval_hermite(n, x)",         ORDER,                "2 * g * n * scipy.special.eval_hermite(n - 1, x)")
elementwise("scipy.special.eval_hermitenorm(n, x)",     ORDER,                "g * n * scipy.special.eval_hermitenorm(n - 1, x)")
elementwise("scipy.special.eval_laguerre(n, x)",        ORDER,                "-g * scipy.special.eval_genlaguerre(n - 1, 1, x)")
elementwise("scipy.special.eval_genlaguerre(n, alpha, x)",  ORDER, SHAPE,     "-g * scipy.special.eval_genlaguerre(n - 1, alpha + 1, x)")
elementwise("scipy.special.eval_gegenbauer(n, alpha, x)",   ORDER, SHAPE,     "2 * g * alpha * scipy.special.eval_gegenbauer(n - 1, alpha + 1, x)")
elementwise("scipy.special.eval_jacobi(n, alpha, beta, x)", ORDER, SHAPE, SHAPE, "0.5 * g * (n + alpha + beta + 1) * scipy.special.eval_jacobi(n - 1, alpha + 1, beta + 1, x)")

T = "(2 * x - 1)"
elementwise("scipy.special.eval_sh_legendre(n, x)",     ORDER,                f"2 * g * n * ({T} * y - scipy.special.eval_sh_legendre(n - 1, x)) / ({T} ** 2 - 1)")
elementwise("scipy.special.eval_sh_chebyt(n, x)",       ORDER,                f"2 * g * n * scipy.special.eval_chebyu(n - 1, {T})")
elementwise("scipy.special.eval_sh_chebyu(n, x)",       ORDER,                f"2 * g * ((n + 1) * scipy.special.eval_chebyt(n + 1, {T}) - {T} * y) / ({T} ** 2 - 1)")
elementwise("scipy.special.eval_chebyc(n, x)",          ORDER,                "g * n * scipy.special.eval_chebyu(n - 1, 0.5 * x)")
elementwise("scipy.special.eval_chebys(n, x)",          ORDER,                "0.5 * g * ((n + 1) * scipy.special.eval_chebyt(n + 1, 0.5 * x) - 0.5 * x * y) / (0.25 * x * x - 1)")

# ---------------------------------------------------------------- Struve and Kelvin functions, profiles of lines
elementwise("scipy.special.struve(v, x)",    ORDER,  "g * (scipy.special.struve(v - 1, x) - v * y / x)")
elementwise("scipy.special.modstruve(v, x)", ORDER,  "g * (scipy.special.modstruve(v - 1, x) - v * y / x)")
elementwise("scipy.special.ber(x)",          "g * scipy.special.berp(x)")
elementwise("scipy.special.bei(x)",          "g * scipy.special.beip(x)")
elementwise("scipy.special.ker(x)",          "g * scipy.special.kerp(x)")
elementwise("scipy.special.kei(x)",          "g * scipy.special.keip(x)")
elementwise("scipy.special.berp(x)",         "-g * (scipy.special.bei(x) + y / x)")
elementwise("scipy.special.beip(x)",         "g * (scipy.special.ber(x) - y / x)")
elementwise("scipy.special.kerp(x)",         "-g * (scipy.special.kei(x) + y / x)")
elementwise("scipy.special.keip(x)",         "g * (scipy.special.ker(x) - y / x)")

LINE = "((x + 1j * gamma) / (sigma * math.sqrt(2)))"
SLOPE = f"(2j / math.sqrt(math.pi) - 2 * {LINE} * scipy.special.wofz({LINE}))"
elementwise(
    "scipy.special.voigt_profile(x, sigma, gamma)",
    f"g * np.real({SLOPE}) / (2 * math.sqrt(math.pi) * sigma ** 2)",
    f"-g * (y + np.real({SLOPE} * {LINE}) / (sigma * math.sqrt(2 * math.pi))) / sigma",
    f"-g * np.imag({SLOPE}) / (2 * math.sqrt(math.pi) * sigma ** 2)",
)  # fmt: skip
elementwise(
    "scipy.special.lpmv(m, v, x)", ORDER, ORDER,
    "g * (v * x * y - (v + m) * scipy.special.lpmv(m, v - 1, x)) / (x * x - 1)",
)  # fmt: skip

# ---------------------------------------------------------------- distribution functions by their older names
LOG_BINOMIAL = "scipy.special.gammaln(n + 1) - scipy.special.gammaln(np.floor(k_) + 1) - scipy.special.gammaln(n - np.floor(k_))"
POISSON = "np.exp(np.floor(k_) * np.log(m) - m - scipy.special.gammaln(np.floor(k_) + 1))"
BINOMIAL = f"np.exp({LOG_BINOMIAL} + np.floor(k_) * np.log(p) + (n - np.floor(k_) - 1) * np.log1p(-p))"
CHI = "np.exp((0.5 * v - 1) * np.log(0.5 * x) - 0.5 * x - scipy.special.gammaln(0.5 * v))"
GAMMA = "np.exp(b * np.log(a * x) - a * x - scipy.special.gammaln(b))"
COUNT = "!a count counts as constant"
F = "np.exp(0.5 * dfn * np.log(dfn * x / dfd) - 0.5 * (dfn + dfd) * np.log1p(dfn * x / dfd) - scipy.special.betaln(0.5 * dfn, 0.5 * dfd))"
STUDENT = "np.exp(0.5 * np.log(df * math.pi) + scipy.special.gammaln(0.5 * df) - scipy.special.gammaln(0.5 * (df + 1)) + 0.5 * (df + 1) * np.log1p(y * y / df))"
elementwise("scipy.special.fdtr(dfn, dfd, x)",   SHAPE, SHAPE,  f"g * {F} / x")
elementwise("scipy.special.fdtrc(dfn, dfd, x)",  SHAPE, SHAPE,  f"-g * {F} / x")
elementwise("scipy.special.stdtrit(df, p)",      SHAPE,         f"g * {STUDENT}")
elementwise("scipy.special.chdtri(v, p)",        SHAPE,         "-2 * g * np.exp(0.5 * y - (0.5 * v - 1) * np.log(0.5 * y) + scipy.special.gammaln(0.5 * v))")
for sign, end in (("", ""), ("-", "c")):
    other = "" if sign else "-"
    elementwise(f"scipy.special.pdtr{end}(k_, m)",     COUNT,  f"{other}g * {POISSON}")
    elementwise(f"scipy.special.bdtr{end}(k_, n, p)",  COUNT, COUNT,  f"{other}g * {BINOMIAL}")
    elementwise(f"scipy.special.chdtr{end}(v, x)",     SHAPE,  f"{sign}0.5 * g * {CHI}")
    elementwise(f"scipy.special.gdtr{end}(a, b, x)",   f"{sign}g * {GAMMA} / a",  SHAPE,  f"{sign}g * {GAMMA} / x")
elementwise("scipy.special.betaincc(a, b, x)",     SHAPE, SHAPE,  "-g * np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - scipy.special.betaln(a, b))")
elementwise("scipy.special.betainccinv(a, b, p)",  SHAPE, SHAPE,  "-g * np.exp(scipy.special.betaln(a, b) - (a - 1) * np.log(y) - (b - 1) * np.log1p(-y))")
elementwise("scipy.special.softplus(x)",           "g * scipy.special.expit(x)")
elementwise("scipy.special.inv_boxcox1p(v, lmbda)",  "g * (1 + y) ** (1 - lmbda)",  SHAPE)
elementwise("scipy.special.ellipkm1(p)",           "-0.5 * g * (scipy.special.ellipe(1 - p) / p - y) / (1 - p)")

# ---------------------------------------------------------------- angles in degrees
elementwise("scipy.special.sindg(x)",        "g * scipy.special.cosdg(x) * (math.pi / 180)")
elementwise("scipy.special.cosdg(x)",        "-g * scipy.special.sindg(x) * (math.pi / 180)")
elementwise("scipy.special.tandg(x)",        "g * (1 + y * y) * (math.pi / 180)")
elementwise("scipy.special.cotdg(x)",        "-g * (1 + y * y) * (math.pi / 180)")
elementwise("scipy.special.radian(d, m, s)", "np.radians(g)",  "np.radians(g) / 60",  "np.radians(g) / 3600")

constant("scipy.special.gammasgn(x)", "scipy.special.round(x)",  kind="elementwise")
