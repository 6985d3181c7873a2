"""scipy.stats: the densities and distribution functions that likelihoods are written with.

`Z` is the standardised argument. What a count or a number of trials would be is constant.
"""

from .rule import elementwise, general

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
elementwise("scipy.stats.poisson.logpmf(k_, mu)",       COUNT,  "g * (k_ / mu - 1)",                       kind="elementwise")
elementwise("scipy.stats.bernoulli.logpmf(k_, p)",      COUNT,  "g * (k_ / p - (1 - k_) / (1 - p))",       kind="elementwise")
elementwise("scipy.stats.binom.logpmf(k_, n, p)",       COUNT,  COUNT,  "g * (k_ / p - (n - k_) / (1 - p))",  kind="elementwise")
elementwise("scipy.stats.geom.logpmf(k_, p)",           COUNT,  "g * (1 / p - (k_ - 1) / (1 - p))",        kind="elementwise")
general(
    "scipy.stats.multivariate_normal.logpdf(x, mean=0, cov=1)", kind="unknown",
    jvp=("np.sum(g * normal_slope(x, mean, cov), axis=-1)", "-np.sum(g * normal_slope(x, mean, cov), axis=-1)", "np.sum(hermitian(g, 'L') * normal_cov_slope(x, mean, cov), axis=(-2, -1))"),
    vjp=(
        "unbroadcast(np.expand_dims(g, -1) * normal_slope(x, mean, cov), x)", "-unbroadcast(np.expand_dims(g, -1) * normal_slope(x, mean, cov), mean)",
        "one_triangle(unbroadcast(np.expand_dims(g, (-2, -1)) * normal_cov_slope(x, mean, cov), cov), 'L')",
    ),
)  # fmt: skip
