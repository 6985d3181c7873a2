"""Rows for the rules of SciPy, as in `cases.py`."""

import numpy as np

from .case import case
from .domains import between, definite, dominant, fixed, heavy, nonzero, normal, positive, regular, shuffled, whole
from .scipy_image_cases import IMAGE_CASES
from .scipy_object_cases import OBJECT_CASES

N = "number"
OF_POSITIVE = ("gamma", "gammaln", "loggamma", "rgamma", "digamma", "psi", "exp1", "k0", "k1", "k0e", "k1e", "y0", "y1")
OF_ANY = (
    "erf", "erfc", "erfcx", "erfi", "dawsn", "ndtr", "log_ndtr", "expit", "log_expit", "exp2", "exp10", "expm1",
    "cosm1", "exprel", "j0", "j1", "i0", "i1", "i0e", "i1e", "wrightomega", "sindg", "cosdg", "tandg",
)  # fmt: skip
OF_SHARE = (
    "erfinv",
    "ndtri",
    "logit",
    "entr",
    "ellipk",
    "ellipe",
    "spence",
    "lambertw",
    "erfcinv",
    "log1p",
    "cbrt",
    "cotdg",
)
BESSEL = ("jv", "yv", "iv", "kv", "ive", "kve")
POLYNOMIALS = ("legendre", "chebyt", "chebyu", "hermite", "hermitenorm", "laguerre")

SPECIAL = [
    *[case(f"scipy.special.{f}(x)", x=positive(5), float32=False) for f in OF_POSITIVE],
    *[case(f"scipy.special.{f}(x)", x=nonzero(5), float32=False) for f in OF_ANY],
    *[case(f"scipy.special.{f}(x)", x=between(0.1, 0.9, 5), float32=False) for f in OF_SHARE],
    *[case(f"scipy.special.{f}(1.5, x)", x=positive(5), float32=False) for f in BESSEL],
    *[
        case(f"scipy.special.{f}(2, x)", x=positive(5), float32=False)
        for f in ("yn", "kn", "polygamma", "zeta", "expn")
    ],
    *[case(f"scipy.special.spherical_{f}n(2, x)", x=positive(5), float32=False) for f in "jyik"],
    *[case(f"scipy.special.eval_{f}(3, x)", x=between(-0.9, 0.9, 5), float32=False) for f in POLYNOMIALS],
    *[
        case(f"scipy.special.{f}(x)", x=positive(3), float32=False)
        for f in ("airy", "sici", "shichi", "fresnel", "expi")
    ],
    *[
        case(f"scipy.special.{f}(a, b)", a=positive(4), b=positive(3, 1), float32=False)
        for f in ("beta", "betaln", "poch")
    ],
    *[case(f"scipy.special.{f}(1.5, x)", x=positive(4), float32=False) for f in ("gammainc", "gammaincc")],
    *[
        case(f"scipy.special.{f}(1.5, x)", x=between(0.1, 0.9, 4), float32=False)
        for f in ("gammaincinv", "gammainccinv")
    ],
    *[
        case(f"scipy.special.{f}(1.5, 2.5, x)", x=between(0.1, 0.9, 4), float32=False)
        for f in ("betainc", "betaincinv")
    ],
    *[case(f"scipy.special.{f}(a, b)", a=positive(4), b=positive(4), float32=False) for f in ("xlogy", "xlog1py")],
    *[
        case(f"scipy.special.{f}(a, b)", a=positive(4), b=positive(4), float32=False)
        for f in ("rel_entr", "kl_div", "boxcox1p")
    ],
    *[case(f"scipy.special.{f}(1.5, r)", r=nonzero(4), float32=False) for f in ("huber", "pseudo_huber", "stdtr")],
    *[case(f"scipy.special.{f}(d, 0.7)", d=positive(4), float32=False) for f in ("huber", "pseudo_huber", "boxcox")],
    case("scipy.special.boxcox(1.7, p)", p=nonzero(4), float32=False),
    case("scipy.special.inv_boxcox(x, 0.5)", x=positive(4), float32=False),
    case("scipy.special.powm1(x, p)", x=positive(4), p=normal(4), float32=False),
    case("scipy.special.exprel(x)", x=between(-0.2, 0.2, 4), float32=False),
    case("scipy.special.ndtri_exp(x)", x=between(-3.0, -0.2, 4), float32=False),
    case("scipy.special.owens_t(h, a)", h=normal(4), a=normal(4), float32=False),
    case("scipy.special.wofz(x)", x=normal(4), complex=True, float32=False),
    case("scipy.special.binom(n, k)", n=between(4.0, 6.0, 4), k=between(1.0, 3.0, 4), float32=False),
    case("scipy.special.multigammaln(x, 2)", x=between(2.0, 4.0, 3), float32=False),
    case("scipy.special.logsumexp(x)", x=normal(3, 4), float32=False),
    case("scipy.special.logsumexp(x, axis=1, keepdims=True)", x=normal(3, 4), float32=False),
    case("scipy.special.logsumexp(x, axis=0, b=b)", x=normal(3, 4), b=positive(4), float32=False),
    case("scipy.special.softmax(x)", x=normal(4), float32=False),
    case("scipy.special.softmax(x, axis=-1)", x=normal(3, 4), float32=False),
    case("scipy.special.log_softmax(x, axis=0)", x=normal(3, 4), float32=False),
    case("scipy.special.ellipkinc(p, m)", p=between(0.2, 1.2, 4), m=between(0.2, 0.8, 4), float32=False),
    case("scipy.special.ellipeinc(p, m)", p=between(0.2, 1.2, 4), m=between(0.2, 0.8, 4), float32=False),
    case("scipy.special.ellipj(u, 0.4)", u=normal(3), float32=False),
    case("scipy.special.hyp0f1(1.5, x)", x=normal(3), float32=False),
    case("scipy.special.hyp1f1(1.5, 2.5, x)", x=normal(3), float32=False),
    case("scipy.special.hyp2f1(0.5, 1.5, 2.5, x)", x=between(-0.5, 0.5, 3), float32=False),
    case("scipy.special.hyperu(1.5, 2.5, x)", x=positive(3), float32=False),
    case("scipy.special.eval_genlaguerre(3, 0.5, x)", x=normal(3), float32=False),
    case("scipy.special.eval_gegenbauer(3, 0.5, x)", x=normal(3), float32=False),
    case("scipy.special.eval_jacobi(3, 0.5, 1.5, x)", x=normal(3), float32=False),
    *[
        case(f"scipy.special.eval_{f}(3, x)", x=between(0.1, 0.9, 4), float32=False)
        for f in ("sh_legendre", "sh_chebyt", "sh_chebyu", "chebyc", "chebys")
    ],
    *[case(f"scipy.special.{f}(1.5, x)", x=positive(4), float32=False) for f in ("struve", "modstruve")],
    *[
        case(f"scipy.special.{f}(x)", x=positive(4), float32=False)
        for f in ("ber", "bei", "ker", "kei", "berp", "beip", "kerp", "keip", "softplus")
    ],
    *[case(f"scipy.special.pdtr{f}(2, x)", x=positive(4), float32=False) for f in ("", "c")],
    *[case(f"scipy.special.bdtr{f}(2, 5, x)", x=between(0.1, 0.9, 4), float32=False) for f in ("", "c")],
    *[case(f"scipy.special.chdtr{f}(2.5, x)", x=positive(4), float32=False) for f in ("", "c")],
    *[case(f"scipy.special.gdtr{f}(a, 2.5, x)", a=positive(4), x=positive(4), float32=False) for f in ("", "c")],
    *[
        case(f"scipy.special.{f}(1.5, 2.5, x)", x=between(0.1, 0.9, 4), float32=False)
        for f in ("betaincc", "betainccinv")
    ],
    case("scipy.special.inv_boxcox1p(x, 0.5)", x=positive(4), float32=False),
    case("scipy.special.ellipkm1(x)", x=between(0.1, 0.9, 4), float32=False),
    case(
        "scipy.special.voigt_profile(x, s, c)",
        x=normal(4),
        s=between(0.5, 2.0, 4),
        c=between(0.3, 2.0, 4),
        float32=False,
    ),
    case("scipy.special.lpmv(1, 3, x)", x=between(-0.9, 0.9, 4), float32=False),
    *[case(f"scipy.special.{f}(1.5, x)", x=positive(4), float32=False) for f in ("hankel1", "hankel2")],
    *[case(f"scipy.special.{f}(1.5, x)", x=positive(4), float32=False) for f in ("hankel1e", "hankel2e")],
    *[
        case(f"scipy.special.{f}(2, x)", x=positive(4), float32=False)
        for f in ("jvp", "yvp", "ivp", "kvp", "h1vp", "h2vp")
    ],
    *[case(f"scipy.special.{f}(3.0, 4.5, x)", x=positive(4), float32=False) for f in ("fdtr", "fdtrc")],
    *[case(f"scipy.special.{f}(3.5, x)", x=between(0.1, 0.9, 4), float32=False) for f in ("stdtrit", "chdtri")],
    case("scipy.special.radian(a, b, c)", a=normal(3), b=normal(3), c=normal(3), float32=False),
]

QUANTILES = ("ppf", "isf")
STATS = [
    *[
        case(f"scipy.stats.norm.{f}(x, loc, scale)", x=normal(4), loc=normal(N), scale=positive(N), float32=False)
        for f in ("logpdf", "pdf", "cdf", "sf", "logcdf", "logsf")
    ],
    case("scipy.stats.norm.logpdf(x)", x=normal(4), float32=False),
    case("scipy.stats.norm.logpdf(x, scale=s)", x=normal(4), s=positive(N), float32=False),
    case(
        "scipy.stats.norm.ppf(q, loc, scale)", q=between(0.1, 0.9, 4), loc=normal(N), scale=positive(N), float32=False
    ),
    case("scipy.stats.t.logpdf(x, df, m, s)", x=normal(4), df=positive(N), m=normal(N), s=positive(N), float32=False),
    *[
        case(f"scipy.stats.{f}.logpdf(x, a, -0.1, s)", x=positive(4), a=positive(N), s=positive(N), float32=False)
        for f in ("gamma", "invgamma", "lognorm", "chi2")
    ],
    case("scipy.stats.beta.logpdf(x, a, b)", x=between(0.1, 0.9, 4), a=positive(N), b=positive(N), float32=False),
    case("scipy.stats.beta.logpdf(0.4, 2.0, 3.0, m, s)", m=between(0.0, 0.2, N), s=between(0.8, 1.2, N), float32=False),
    *[
        case(
            f"scipy.stats.{f}.logpdf(x, m, s)",
            x=between(1.0, 2.0, 4),
            m=between(0.1, 0.8, N),
            s=positive(N),
            float32=False,
        )
        for f in ("expon", "laplace", "cauchy", "logistic")
    ],
    case(
        "scipy.stats.norm.isf(q, loc, scale)", q=between(0.1, 0.9, 4), loc=normal(N), scale=positive(N), float32=False
    ),
    case("scipy.stats.poisson.cdf(n, m)", n=whole(0, 9, 4), m=positive(4), float32=False),
    case("scipy.stats.poisson.sf(n, m)", n=whole(0, 9, 4), m=positive(4), float32=False),
    case("scipy.stats.poisson.logcdf(n, m)", n=whole(0, 9, 4), m=positive(4), float32=False),
    case("scipy.stats.multivariate_normal.logpdf(x, m, c)", x=normal(5, 3), m=normal(3), c=positive(3), float32=False),
    case("scipy.stats.multivariate_normal.logpdf(x, m, c)", x=normal(3), m=normal(3), c=positive(N), float32=False),
    case("scipy.stats.multivariate_normal.entropy(m, c)", m=fixed(np.zeros(3)), c=definite(3, 3), float32=False),
    case("scipy.stats.multivariate_normal.entropy(m, c)", m=fixed(np.zeros(3)), c=positive(3), float32=False),
    case("covariance(c, m)", c=normal(3, 3), m=fixed(np.zeros(3)), float32=False),
    case("covariance_adjoint(v, c, m)", v=normal(3, 3), c=fixed(np.ones(3)), m=fixed(np.zeros(3)), float32=False),
    case("scipy.stats.poisson.logpmf(n, m)", n=whole(0, 9, 4), m=positive(4), float32=False),
    case("scipy.stats.bernoulli.logpmf(n, p)", n=whole(0, 2, 4), p=between(0.1, 0.9, N), float32=False),
    case("scipy.stats.binom.logpmf(n, 9, p)", n=whole(0, 9, 4), p=between(0.1, 0.9, 4), float32=False),
    case("scipy.stats.geom.logpmf(n, p)", n=whole(1, 5, 4), p=between(0.1, 0.9, 4), float32=False),
    case(
        "scipy.stats.multivariate_normal.logpdf(x, m, c)", x=normal(5, 3), m=normal(3), c=definite(3, 3), float32=False
    ),
    case("scipy.stats.multivariate_normal.logpdf(x, m, c)", x=normal(3), m=normal(3), c=definite(3, 3), float32=False),
]

PIVOTS = fixed(np.array([1, 2, 2], dtype=np.int32))
LOCATED = {  # where a distribution lives, and its shapes
    "norm": (normal(4), {}), "t": (normal(4), {"df": positive(N)}), "gamma": (positive(4), {"a": positive(N)}),
    "invgamma": (positive(4), {"a": positive(N)}), "lognorm": (positive(4), {"s": positive(N)}),
    "chi2": (positive(4), {"df": positive(N)}), "beta": (between(0.3, 0.7, 4), {"a": positive(N), "b": positive(N)}),
    "expon": (positive(4), {}), "laplace": (nonzero(4), {}), "cauchy": (normal(4), {}), "logistic": (normal(4), {}),
    "uniform": (between(0.3, 0.7, 4), {}), "halfnorm": (positive(4), {}), "halfcauchy": (positive(4), {}),
    "rayleigh": (positive(4), {}), "maxwell": (positive(4), {}), "gumbel_r": (normal(4), {}), "gumbel_l": (normal(4), {}),
    "weibull_min": (positive(4), {"c": positive(N)}), "pareto": (between(2.5, 5.0, 4), {"b": positive(N)}),
    "invgauss": (positive(4), {"mu": positive(N)}), "vonmises": (between(-1.0, 1.0, 4), {"kappa": positive(N)}),
    "truncnorm": (between(-0.5, 0.5, 4), {"a": between(-2.0, -1.5, N), "b": between(1.5, 2.0, N)}),
}  # fmt: skip


def given(name, count):
    """Write numbers for shapes that have no derivative."""
    return "".join(f"{number}, " for number in ((-2.0, 2.0) if name == "truncnorm" else (1.1, 1.2))[:count])


SCALE = {"loc": between(-0.05, 0.05, N), "scale": between(0.9, 1.3, N)}
STATS += [
    case(
        f"scipy.stats.{name}.{f}(x, {''.join(shape + ', ' for shape in shapes)}loc, scale)",
        x=x,
        **shapes,
        **SCALE,
        float32=False,
    )
    for name, (x, shapes) in LOCATED.items()
    for f in ("logpdf", "pdf")
]
STATS += [
    case(
        f"scipy.stats.{name}.{f}({'q' if f in QUANTILES else 'x'}, {given(name, len(shapes))}loc, scale)",
        **({"q": between(0.2, 0.8, 4)} if f in QUANTILES else {"x": x}),
        **SCALE,
        float32=False,
    )
    for name, (x, shapes) in LOCATED.items()
    for f in ("cdf", "sf", "logcdf", "logsf", *QUANTILES)
]
STATS += [
    case("scipy.stats.nbinom.logpmf(n, r, p)", n=whole(0, 9, 4), r=positive(4), p=between(0.1, 0.9, N), float32=False),
    case("scipy.stats.betabinom.logpmf(n, 9, a, b)", n=whole(0, 9, 4), a=positive(4), b=positive(N), float32=False),
    case(
        "scipy.stats.dirichlet.logpdf(x, alpha)", x=fixed(np.array([0.2, 0.3, 0.5])), alpha=positive(3), float32=False
    ),
    case(
        "scipy.stats.multinomial.logpmf(n, 9, p)", n=fixed(np.array([2, 3, 4])), p=between(0.2, 0.3, 3), float32=False
    ),
    case("scipy.stats.multinomial.pmf(n, 9, p)", n=fixed(np.array([2, 3, 4])), p=between(0.2, 0.3, 3), float32=False),
    *[
        case(f"scipy.stats.{f}.pmf(n, {a})", n=whole(1, 6, 4), p=between(0.2, 0.8, 4), float32=False)
        for f, a in (("poisson", "p"), ("binom", "9, p"), ("geom", "p"), ("nbinom", "2.5, p"))
    ],
    case("scipy.stats.bernoulli.pmf(n, p)", n=whole(0, 2, 4), p=between(0.2, 0.8, 4), float32=False),
    case("scipy.stats.betabinom.pmf(n, 9, a, b)", n=whole(0, 9, 4), a=positive(4), b=positive(N), float32=False),
    case(
        "scipy.stats.multivariate_normal.logpdf(x, m, c, allow_singular=True)",
        x=normal(5, 3),
        m=normal(3),
        c=definite(3, 3),
        float32=False,
    ),
    case("scipy.stats.multivariate_normal.pdf(x, m, c)", x=normal(5, 3), m=normal(3), c=definite(3, 3), float32=False),
    case("scipy.stats.dirichlet.pdf(x, alpha)", x=fixed(np.array([0.2, 0.3, 0.5])), alpha=positive(3), float32=False),
]

LINALG = [
    case("scipy.linalg.inv(a)", a=regular(3, 3), complex=True),
    case("scipy.linalg.det(a)", a=regular(3, 3), float32=False, complex=True),
    case("scipy.linalg.pinv(a)", a=normal(4, 3), float32=False, complex=True),
    case("scipy.linalg.norm(x)", x=normal(3, 4), complex=True),
    case("scipy.linalg.svdvals(a)", a=normal(4, 3), complex=True),
    case("scipy.linalg.solve(a, b)", a=regular(3, 3), b=normal(3), complex=True),
    case("scipy.linalg.solve(a, b, assume_a='pos')", a=definite(3, 3), b=normal(3, 2), complex=True),
    case("scipy.linalg.solve(a, b, lower=True, assume_a='sym')", a=definite(3, 3), b=normal(3), complex=True),
    *[
        case(f"scipy.linalg.solve(a, b, assume_a={how!r})", a=definite(3, 3), b=normal(3), float32=False, complex=True)
        for how in ("her", "gen", "diagonal", "symmetric", "general", "upper triangular", "tridiagonal")
    ],
    *[
        case(f"scipy.linalg.solve_triangular(a, b, {t!r}, {low})", a=regular(3, 3), b=normal(3, 2), complex=True)
        for t in (2, "C")
        for low in (True, False)
    ],
    case("scipy.linalg.solve_triangular(a, b, 2, unit_diagonal=True)", a=regular(3, 3), b=normal(3), complex=True),
    case("scipy.linalg.solve_triangular(a, b)", a=regular(3, 3), b=normal(3), complex=True),
    case("scipy.linalg.solve_triangular(a, b, lower=True)", a=regular(3, 3), b=normal(3, 2), complex=True),
    case("scipy.linalg.solve_triangular(a, b, trans=1, lower=True)", a=regular(3, 3), b=normal(3), complex=True),
    case("scipy.linalg.solve_triangular(a, b, 'T', unit_diagonal=True)", a=regular(3, 3), b=normal(3, 2), complex=True),
    case("scipy.linalg.cholesky(a)", a=dominant(3, 3), complex=True),
    case("scipy.linalg.cholesky(a, lower=True)", a=dominant(3, 3), complex=True),
    case("scipy.linalg.expm(a)", a=normal(3, 3), float32=False, complex=True),
    case("scipy.linalg.sqrtm(a)", a=definite(3, 3), float32=False, complex=True),
    case("scipy.linalg.logm(a)", a=definite(3, 3), float32=False, complex=True),
    case(
        "scipy.linalg.solve_sylvester(a, b, q)",
        a=regular(3, 3),
        b=regular(2, 2),
        q=normal(3, 2),
        float32=False,
        complex=True,
    ),
    case("scipy.linalg.toeplitz(c)", c=normal(3), complex=True),
    case("scipy.linalg.toeplitz(c, r)", c=normal(3), r=normal(4), complex=True),
    case("scipy.linalg.circulant(c)", c=normal(3), complex=True),
    case("scipy.linalg.block_diag(a, b)", a=normal(2, 3), b=normal(2), complex=True),
    case("scipy.linalg.eig(a)", a=regular(3, 3), float32=False, complex=True),
    case("scipy.linalg.eigvals(a)", a=regular(3, 3), float32=False, complex=True),
    case("scipy.linalg.svd(a, full_matrices=False)", a=normal(4, 3), float32=False),
    case("scipy.linalg.hankel(c)", c=normal(3), complex=True),
    case("scipy.linalg.hankel(c, r)", c=normal(3), r=normal(4), complex=True),
    case("scipy.linalg.khatri_rao(a, b)", a=normal(2, 3), b=normal(4, 3), complex=True),
    *[
        case(f"scipy.linalg.cho_factor(a, lower={lower})", a=dominant(3, 3), complex=True, float32=False)
        for lower in (True, False)
    ],
    *[
        case(f"scipy.linalg.cho_solve((c, {lower}), b)", c=regular(3, 3), b=normal(*shape), float32=False, complex=True)
        for lower in (True, False)
        for shape in ((3,), (3, 2))
    ],
    case("scipy.linalg.lu_factor(a)", a=shuffled(4, 4), float32=False, complex=True),
    *[
        case(
            f"scipy.linalg.lu_solve((c, p), b, {t})",
            c=regular(3, 3),
            p=PIVOTS,
            b=normal(*shape),
            float32=False,
            complex=True,
        )
        for t in (0, 1, 2)
        for shape in ((3,), (3, 2))
    ],
    case("scipy.linalg.lu(a)", a=shuffled(4, 4), float32=False, complex=True),
    case("scipy.linalg.qr(a)", a=regular(3, 3), float32=False, complex=True),
    case("scipy.signal.filtfilt(b, [1.0, 0.3], x)", b=fixed(np.array([0.5, 0.2])), x=normal(9), float32=False),
    case("filtfilt_back(v, b, b, -1, 'odd', None)", v=normal(9), b=fixed(np.array([0.5, 0.2])), float32=False),
    case("scipy.linalg.eigvalsh(a, subset_by_index=[0, 1])", a=regular(4, 4), float32=False),
    case("scipy.linalg.qr(a, mode='economic')", a=normal(4, 3), float32=False, complex=True),
    case("scipy.linalg.lstsq(a, b)", a=normal(4, 3), b=normal(4, 2), float32=False, complex=True),
    case("scipy.linalg.polar(a)", a=normal(4, 3), float32=False, complex=True),
    case("scipy.linalg.polar(a)", a=regular(3, 3), float32=False, complex=True),
    case("scipy.linalg.eigh(a, driver='evd')", a=dominant(3, 3), float32=False),
    case("scipy.linalg.eigh(a, b)", a=regular(3, 3), b=dominant(3, 3), float32=False),
    case("scipy.linalg.eigh(a, b, lower=False)", a=regular(3, 3), b=dominant(3, 3), float32=False),
    case("scipy.linalg.eigh(a, b, eigvals_only=True)", a=regular(3, 3), b=dominant(3, 3), float32=False, complex=True),
    case("scipy.linalg.eigvalsh(a, b)", a=regular(3, 3), b=dominant(3, 3), float32=False, complex=True),
    case("scipy.linalg.eigvalsh(a, lower=False)", a=regular(3, 3), float32=False, complex=True),
    *[
        case(
            "scipy.linalg.solve_banded((1, 2), ab, b)",
            ab=between(1.0, 2.0, 4, 5),
            b=normal(*shape),
            float32=False,
            complex=True,
        )
        for shape in ((5,), (5, 2))
    ],
    *[
        case(
            f"scipy.linalg.solveh_banded(ab, b, lower={lower})",
            ab=heavy(row, 3, 5),
            b=normal(*shape),
            float32=False,
            complex=True,
        )
        for lower, row in ((True, 0), (False, -1))
        for shape in ((5,), (5, 2))
    ],
    case("scipy.linalg.solve_toeplitz(c, b)", c=heavy(0, 4), b=normal(4), float32=False, complex=True),
    case(
        "scipy.linalg.solve_toeplitz((c, r), b)", c=heavy(0, 4), r=heavy(0, 4), b=normal(4), float32=False, complex=True
    ),
    case("scipy.linalg.solve_circulant(c, b)", c=heavy(0, 4), b=normal(4), float32=False, complex=True),
    *[
        case(f"scipy.linalg.{f}(a)", a=regular(3, 3), float32=False, complex=True)
        for f in ("sinm", "cosm", "sinhm", "coshm", "tanhm")
    ],
    case("scipy.linalg.tanm(a)", a=between(-0.4, 0.4, 3, 3), float32=False, complex=True),
    case("scipy.linalg.fractional_matrix_power(a, 0.3)", a=definite(3, 3), float32=False, complex=True),
    case("scipy.linalg.expm_frechet(a, e)", a=normal(3, 3), e=normal(3, 3), float32=False, complex=True),
    case("scipy.linalg.solve_continuous_lyapunov(a, q)", a=regular(3, 3), q=normal(3, 3), float32=False, complex=True),
    case("scipy.linalg.solve_lyapunov(a, q)", a=regular(3, 3), q=normal(3, 3), float32=False, complex=True),
    case(
        "scipy.linalg.solve_discrete_lyapunov(a, q)",
        a=between(-0.3, 0.3, 3, 3),
        q=normal(3, 3),
        float32=False,
        complex=True,
    ),
    case(
        "scipy.linalg.solve_continuous_are(a, b, q + np.conj(q.T) + 9 * np.eye(3), r + np.conj(r.T) + 9 * np.eye(3))",
        a=regular(3, 3),
        b=normal(3, 3),
        q=normal(3, 3),
        r=normal(3, 3),
        float32=False,
        complex=True,
    ),
    case(
        "scipy.linalg.solve_discrete_are(a, b, q + np.conj(q.T) + 9 * np.eye(3), r + np.conj(r.T) + 9 * np.eye(3))",
        a=regular(3, 3),
        b=normal(3, 3),
        q=normal(3, 3),
        r=normal(3, 3),
        float32=False,
        complex=True,
    ),
    case("scipy.linalg.eigh_tridiagonal(d, e)", d=normal(5), e=positive(4), float32=False),
    case(
        "scipy.linalg.eigh_tridiagonal(d, e, select='i', select_range=(1, 2))",
        d=normal(5),
        e=positive(4),
        float32=False,
    ),
    case("scipy.linalg.eigh_tridiagonal(d, e, eigvals_only=True)", d=normal(5), e=positive(4), float32=False),
    case(
        "scipy.linalg.eigvalsh_tridiagonal(d, e, select='i', select_range=(0, 2))",
        d=normal(5),
        e=positive(4),
        float32=False,
    ),
    case("block_of(v, (a, a), 1)", v=normal(4, 6), a=fixed(np.ones((2, 3)))),
]

SCIPY_CASES = [*SPECIAL, *STATS, *LINALG, *IMAGE_CASES, *OBJECT_CASES]
