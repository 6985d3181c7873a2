"""scipy.stats: the densities and distribution functions that likelihoods are written with.

`Z` is the standardised argument. What a count or a number of trials would be is constant.
"""

import re

from .rule import RULES, constant, elementwise, general, linear

Z = "((x - loc) / scale)"
COUNT = "!a count counts as constant"
DF = "0.5 * g * (scipy.special.digamma(0.5 * (df + 1)) - scipy.special.digamma(0.5 * df) - 1 / df - np.log1p({0} ** 2 / df) + (df + 1) / df * {0} ** 2 / (df + {0} ** 2))"
T = f"(df + 1) * {Z} / (df + {Z} ** 2)"
PHI = f"(np.exp(-0.5 * {Z} ** 2) / math.sqrt(2 * math.pi))"
SIGN = f"np.sign({Z})"

elementwise("scipy.stats.norm.logpdf(x, loc=0, scale=1)",  f"-g * {Z} / scale",       f"g * {Z} / scale",        f"g * ({Z} ** 2 - 1) / scale",       kind="elementwise")
elementwise("scipy.stats.norm.pdf(x, loc=0, scale=1)",     f"-g * y * {Z} / scale",   f"g * y * {Z} / scale",    f"g * y * ({Z} ** 2 - 1) / scale",   kind="elementwise")
elementwise("scipy.stats.norm.cdf(x, loc=0, scale=1)",     f"g * {PHI} / scale",      f"-g * {PHI} / scale",     f"-g * {PHI} * {Z} / scale",         kind="elementwise")
elementwise("scipy.stats.norm.sf(x, loc=0, scale=1)",      f"-g * {PHI} / scale",     f"g * {PHI} / scale",      f"g * {PHI} * {Z} / scale",          kind="elementwise")
elementwise(
    "scipy.stats.norm.logcdf(x, loc=0, scale=1)",
    f"g * {PHI} * np.exp(-y) / scale", f"-g * {PHI} * np.exp(-y) / scale", f"-g * {PHI} * np.exp(-y) * {Z} / scale", kind="elementwise",
)  # fmt: skip
elementwise(
    "scipy.stats.norm.logsf(x, loc=0, scale=1)",
    f"-g * {PHI} * np.exp(-y) / scale", f"g * {PHI} * np.exp(-y) / scale", f"g * {PHI} * np.exp(-y) * {Z} / scale", kind="elementwise",
)  # fmt: skip
elementwise("scipy.stats.norm.ppf(q, loc=0, scale=1)",     "g * scale * math.sqrt(2 * math.pi) * np.exp(0.5 * ((y - loc) / scale) ** 2)",  "g",  "g * (y - loc) / scale",  kind="elementwise")
elementwise("scipy.stats.norm.isf(q, loc=0, scale=1)",     "-g * scale * math.sqrt(2 * math.pi) * np.exp(0.5 * ((y - loc) / scale) ** 2)",  "g",  "g * (y - loc) / scale",  kind="elementwise")
elementwise("scipy.stats.t.logpdf(x, df, loc=0, scale=1)",      f"-g * {T} / scale",  DF.format(Z),  f"g * {T} / scale",  f"g * ({T} * {Z} - 1) / scale",  kind="elementwise")
elementwise(
    "scipy.stats.gamma.logpdf(x, a, loc=0, scale=1)",
    f"g * ((a - 1) / {Z} - 1) / scale", f"g * (np.log({Z}) - scipy.special.digamma(a))", f"-g * ((a - 1) / {Z} - 1) / scale", f"g * ({Z} - a) / scale", kind="elementwise",
)  # fmt: skip
elementwise(
    "scipy.stats.invgamma.logpdf(x, a, loc=0, scale=1)",
    f"g * (1 / {Z} - a - 1) / (x - loc)", f"-g * (np.log({Z}) + scipy.special.digamma(a))", f"-g * (1 / {Z} - a - 1) / (x - loc)", f"g * (a - 1 / {Z}) / scale", kind="elementwise",
)  # fmt: skip
B = f"((a - 1) / {Z} - (b - 1) / (1 - {Z}))"
elementwise(
    "scipy.stats.beta.logpdf(x, a, b, loc=0, scale=1)",
    f"g * {B} / scale", f"g * (np.log({Z}) - scipy.special.digamma(a) + scipy.special.digamma(a + b))",
    f"g * (np.log1p(-{Z}) - scipy.special.digamma(b) + scipy.special.digamma(a + b))", f"-g * {B} / scale", f"-g * ({B} * {Z} + 1) / scale", kind="elementwise",
)  # fmt: skip
elementwise("scipy.stats.expon.logpdf(x, loc=0, scale=1)",     "-g / scale + 0.0 * x",  "g / scale + 0.0 * x",  f"g * ({Z} - 1) / scale",  kind="elementwise")
elementwise("scipy.stats.laplace.logpdf(x, loc=0, scale=1)",   f"-g * {SIGN} / scale",   f"g * {SIGN} / scale",   f"g * (np.abs({Z}) - 1) / scale",  kind="elementwise")
elementwise("scipy.stats.cauchy.logpdf(x, loc=0, scale=1)",    f"-2 * g * {Z} / (1 + {Z} ** 2) / scale",  f"2 * g * {Z} / (1 + {Z} ** 2) / scale",  f"g * ({Z} ** 2 - 1) / (1 + {Z} ** 2) / scale",  kind="elementwise")
elementwise("scipy.stats.logistic.logpdf(x, loc=0, scale=1)",  f"-g * np.tanh(0.5 * {Z}) / scale",  f"g * np.tanh(0.5 * {Z}) / scale",  f"g * (np.tanh(0.5 * {Z}) * {Z} - 1) / scale",  kind="elementwise")
elementwise("scipy.stats.chi2.logpdf(x, df, loc=0, scale=1)",  f"g * ((0.5 * df - 1) / {Z} - 0.5) / scale",  f"0.5 * g * (np.log(0.5 * {Z}) - scipy.special.digamma(0.5 * df))",  f"-g * ((0.5 * df - 1) / {Z} - 0.5) / scale",  f"0.5 * g * ({Z} - df) / scale",  kind="elementwise")
elementwise(
    "scipy.stats.lognorm.logpdf(x, s, loc=0, scale=1)",
    f"-g * (1 + np.log({Z}) / s ** 2) / (x - loc)", f"g * (np.log({Z}) ** 2 / s ** 2 - 1) / s", f"g * (1 + np.log({Z}) / s ** 2) / (x - loc)", f"g * np.log({Z}) / s ** 2 / scale", kind="elementwise",
)  # fmt: skip

# ---------------------------------------------------------------- by the slope of the logarithm of the standard density
SHAPE = "!the derivative by this parameter has no closed form in scipy.special"


def located(name: str, slope: str, *shapes: tuple[str, str]) -> None:
    """State the log density of a distribution from its slope at the standardised argument, and from those by its shapes."""
    params = "".join(f"{shape}, " for shape, _ in shapes)
    elementwise(
        f"scipy.stats.{name}.logpdf(x, {params}loc=0, scale=1)", f"g * ({slope}) / scale", *(f"g * ({text})" for _, text in shapes),
        f"-g * ({slope}) / scale", f"-g * (({slope}) * {Z} + 1) / scale", kind="elementwise",
    )  # fmt: skip


located("uniform",      f"0.0 * {Z}")
located("halfnorm",     f"-{Z}")
located("halfcauchy",   f"-2 * {Z} / (1 + {Z} ** 2)")
located("rayleigh",     f"1 / {Z} - {Z}")
located("maxwell",      f"2 / {Z} - {Z}")
located("gumbel_r",     f"np.exp(-{Z}) - 1")
located("gumbel_l",     f"1 - np.exp({Z})")
located("weibull_min",  f"(c - 1) / {Z} - c * {Z} ** (c - 1)",   ("c", f"1 / c + np.log({Z}) * (1 - {Z} ** c)"))
located("pareto",       f"-(b + 1) / {Z}",                        ("b", f"1 / b - np.log({Z})"))
located("invgauss",     f"-1.5 / {Z} - 0.5 / mu ** 2 + 0.5 / {Z} ** 2",   ("mu", f"({Z} - mu) / mu ** 3"))
located("vonmises",     f"-kappa * np.sin({Z})",                  ("kappa", f"np.cos({Z}) - scipy.special.i1e(kappa) / scipy.special.i0e(kappa)"))
BETWEEN = "(scipy.special.ndtr(b) - scipy.special.ndtr(a))"
located(
    "truncnorm", f"-{Z}",
    ("a", f"np.exp(-0.5 * a ** 2) / math.sqrt(2 * math.pi) / {BETWEEN} + 0.0 * {Z}"), ("b", f"-np.exp(-0.5 * b ** 2) / math.sqrt(2 * math.pi) / {BETWEEN} + 0.0 * {Z}"),
)  # fmt: skip

# ---------------------------------------------------------------- counts
elementwise("scipy.stats.poisson.logpmf(k_, mu)",       COUNT,  "g * (k_ / mu - 1)",                       kind="elementwise")
elementwise("scipy.stats.poisson.cdf(k_, mu)",          COUNT,  "-g * scipy.stats.poisson.pmf(np.floor(k_), mu)",    kind="elementwise")
elementwise("scipy.stats.poisson.sf(k_, mu)",           COUNT,  "g * scipy.stats.poisson.pmf(np.floor(k_), mu)",     kind="elementwise")
elementwise("scipy.stats.poisson.logcdf(k_, mu)",       COUNT,  "-g * scipy.stats.poisson.pmf(np.floor(k_), mu) * np.exp(-y)",    kind="elementwise")
elementwise("scipy.stats.bernoulli.logpmf(k_, p)",      COUNT,  "g * (k_ / p - (1 - k_) / (1 - p))",       kind="elementwise")
elementwise("scipy.stats.binom.logpmf(k_, n, p)",       COUNT,  COUNT,  "g * (k_ / p - (n - k_) / (1 - p))",  kind="elementwise")
elementwise("scipy.stats.geom.logpmf(k_, p)",           COUNT,  "g * (1 / p - (k_ - 1) / (1 - p))",        kind="elementwise")
elementwise("scipy.stats.nbinom.logpmf(k_, n, p)",      COUNT,  "g * (scipy.special.digamma(k_ + n) - scipy.special.digamma(n) + np.log(p))",  "g * (n / p - k_ / (1 - p))",  kind="elementwise")
A = "scipy.special.digamma(k_ + a) - scipy.special.digamma(n + a + b) - scipy.special.digamma(a) + scipy.special.digamma(a + b)"
B = "scipy.special.digamma(n - k_ + b) - scipy.special.digamma(n + a + b) - scipy.special.digamma(b) + scipy.special.digamma(a + b)"
elementwise("scipy.stats.betabinom.logpmf(k_, n, a, b)",  COUNT,  COUNT,  f"g * ({A})",  f"g * ({B})",  kind="elementwise")

# ---------------------------------------------------------------- several variables
C = "covariance(cov, mean)"
SLOPE = f"(singular_normal_slope(x, mean, {C}) if allow_singular else normal_slope(x, mean, {C}))"
BY_C = f"normal_cov_slope(x, mean, regular_matrix({C}) if allow_singular else {C})"
general(
    "scipy.stats.multivariate_normal.logpdf(x, mean=0, cov=1, allow_singular=False)", kind="unknown",
    jvp=(f"np.sum(g * {SLOPE}, axis=-1)", f"-np.sum(g * {SLOPE}, axis=-1)", f"np.sum(covariance(g, mean) * {BY_C}, axis=(-2, -1))"),
    vjp=(
        f"unbroadcast(np.expand_dims(g, -1) * {SLOPE}, x)", f"-unbroadcast(np.expand_dims(g, -1) * {SLOPE}, mean)",
        f"covariance_adjoint(unbroadcast(np.expand_dims(g, (-2, -1)) * {BY_C}, {C}), cov, mean)",
    ),
)  # fmt: skip
general(
    "scipy.stats.multivariate_normal.entropy(mean=None, cov=1)", kind="unknown",
    jvp=("0.0 * np.sum(g)", f"0.5 * np.sum(covariance(g, mean) * np.linalg.inv({C}))"), vjp=("0.0 * mean", f"covariance_adjoint(0.5 * g * np.linalg.inv({C}), cov, mean)"),
)  # fmt: skip
linear("covariance(cov, mean)",                     "covariance_adjoint(g, cov, mean)",  kind="unknown")
linear("covariance_adjoint(value, cov, mean)",      "covariance(g, mean)",               kind="like_second")
general(
    "scipy.stats.dirichlet.logpdf(x, alpha)", kind="reduce_asked",
    jvp=("np.sum(g * (alpha - 1) / x, axis=0)", "np.sum(g * (np.log(x) - scipy.special.digamma(alpha) + scipy.special.digamma(np.sum(alpha))), axis=0)"),
    vjp=("g * (alpha - 1) / x", "g * (np.log(x) - scipy.special.digamma(alpha) + scipy.special.digamma(np.sum(alpha)))"),
)  # fmt: skip
general(
    "scipy.stats.multinomial.logpmf(x, n, p)", kind="reduce_asked",
    jvp=(COUNT, COUNT, "np.sum(g * multinomial_slope(x, p), axis=-1)"), vjp=(COUNT, COUNT, "unbroadcast(np.expand_dims(g, -1) * multinomial_slope(x, p), p)"),
)  # fmt: skip

# ---------------------------------------------------------------- from the log densities: densities, and the functions whose slope they are
TIMES = re.compile(r"\bg\b")


def densities() -> None:
    """State, for each log density, the density; for one variable, distribution functions and quantiles as well."""
    for rule in [rule for op, rule in RULES.items() if op.startswith("scipy.stats.") and op.endswith((".logpdf", ".logpmf"))]:
        plain = rule.signature.replace(".logpdf(", ".pdf(").replace(".logpmf(", ".pmf(")
        if plain.partition("(")[0] in RULES:
            continue
        jvp = tuple(text if text is None or text[0] == "!" else f"y * ({text})" for text in rule.jvp)
        vjp = tuple(text if text is None or text[0] == "!" else TIMES.sub("(g * y)", text) for text in rule.vjp)
        if rule.sort == "elementwise":
            elementwise(plain, *vjp, kind=rule.kind)
        else:
            general(plain, jvp=jvp, vjp=vjp, kind=rule.kind)
        if rule.params[-1] == "scale":
            distribution(plain.partition("(")[0].removesuffix(".pdf"), rule.params[1:-2])


def distribution(name: str, shapes: tuple[str, ...]) -> None:
    """State distribution functions and quantiles, by their argument, location and scale."""
    given, unknown = ", ".join((*shapes, "loc", "scale")), (SHAPE,) * len(shapes)
    params, density = f"{', '.join((*shapes, 'loc=0', 'scale=1'))}", f"{name}.pdf(x, {given})"
    for function, factor in (("cdf", "g"), ("sf", "-g"), ("logcdf", "g * np.exp(-y)"), ("logsf", "-g * np.exp(-y)")):
        if f"{name}.{function}" not in RULES:
            slope = f"{factor} * {density}"
            elementwise(f"{name}.{function}(x, {params})", slope, *unknown, f"-({slope})", f"-({slope}) * {Z}", kind="elementwise")
    for function, factor in (("ppf", "g"), ("isf", "-g")):
        if f"{name}.{function}" in RULES:
            continue
        elementwise(f"{name}.{function}(q, {params})", f"{factor} / {name}.pdf(y, {given})", *unknown, "g + 0.0 * y", "g * (y - loc) / scale", kind="elementwise")


densities()

# ---------------------------------------------------------------- nothing to differentiate
constant("scipy.stats.rankdata(a, method='average', *, axis=None, nan_policy='propagate')",  kind="unknown")
