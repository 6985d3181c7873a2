"""The derivative rules: `rule.py` says what a rule is, every other file of this folder is a table of them."""

from importlib import import_module

TABLES = (
    "arithmetic", "calculus", "complex_math", "constant", "elementwise", "fourier", "helpers", "linalg", "python", "reduction", "selection",
    "shape", "scipy_distance", "scipy_fft", "scipy_interpolate", "scipy_linalg", "scipy_ndimage", "scipy_signal", "scipy_sparse", "scipy_special", "scipy_stats",
)  # fmt: skip


def load() -> None:
    """Read all the tables into `rule.RULES`; later calls do nothing."""
    for table in TABLES:
        import_module(f"{__name__}.{table}")
