"""The derivative rules: `rule.py` says what a rule is, every other file of this folder is a table of them."""

from importlib import import_module

TABLES = (
    "arithmetic", "calculus", "complex_math", "constant", "elementwise", "fourier", "helpers", "linalg", "python", "reduction", "selection",
    "shape", "scipy_distance", "scipy_fft", "scipy_interpolate", "scipy_linalg", "scipy_ndimage", "scipy_signal", "scipy_sparse", "scipy_special", "scipy_stats",
)  # fmt: skip


SCIPY = "scipy_"


def load(scipy: bool = True) -> None:
    """Read all the tables into `rule.RULES`, or all but SciPy's; later calls do nothing."""
    for table in TABLES:
        if scipy or not table.startswith(SCIPY):
            import_module(f"{__name__}.{table}")
