"""Where derivatives are a convention: what holds at kinks, ties and poles, by the last name of an operation."""

TIES = "equal values share the derivative evenly"
ROOT = "the derivative at 0 is inf, and 0 where the adjoint is exactly 0"
NORM = "the derivative at 0 is 0"
ORDER = "elements have the derivative of the order that they are in"
STEPS = "it is piecewise constant: the derivative is 0"

CONVENTIONS: dict[str, str] = {
    "abs": NORM, "absolute": NORM, "fabs": NORM, "norm": NORM, "hypot": NORM,
    "maximum": TIES, "minimum": TIES, "fmax": TIES, "fmin": TIES, "max": TIES, "min": TIES, "amax": TIES, "amin": TIES,
    "nanmax": TIES, "nanmin": TIES, "ptp": TIES,
    "sqrt": ROOT, "cbrt": "the derivative at 0 is inf",
    "where": "what is not selected contributes 0, even where its derivative is inf or nan",
    "clip": "the derivative is 1 inside and at the bounds, 0 outside",
    "sort": ORDER, "median": ORDER, "quantile": ORDER, "percentile": ORDER, "partition": ORDER, "nanmedian": ORDER,
    "**": "`x ** 0` has derivative 0, and `0.0 ** p` gives no nan for p >= 1",
    "power": "`x ** 0` has derivative 0, and `0.0 ** p` gives no nan for p >= 1",
    "eigh": "of equal eigenvalues, the vectors are one basis of many",
    "svd": "of equal singular values, the vectors are one basis of many",
    "//": STEPS, "%": "the derivative is that between two steps", "mod": "the derivative is that between two steps",
}  # fmt: skip


def convention(op: str) -> str:
    """Return what holds where an operation has no derivative, or nothing."""
    return CONVENTIONS.get(op.removesuffix("()").rpartition(".")[2], "")
