"""All the helpers that generated code may call, by name: for unknown kinds, and derivatives of more than a line.

They are plain NumPy, and Python that srcad can itself differentiate; each module of `MODULES` holds those of one sort.
"""

from __future__ import annotations

import types

from . import (
    runtime_axes,
    runtime_calculus,
    runtime_decompositions,
    runtime_distances,
    runtime_factors,
    runtime_filters,
    runtime_fourier,
    runtime_images,
    runtime_interpolation,
    runtime_linalg,
    runtime_memory,
    runtime_polynomial,
    runtime_recurrence,
    runtime_reduction,
    runtime_scipy,
    runtime_select,
    runtime_sequence,
    runtime_shape,
    runtime_signals,
    runtime_sparse,
    runtime_special,
    runtime_statistics,
    runtime_tables,
    runtime_values,
)

MODULES = (
    runtime_axes, runtime_calculus, runtime_decompositions, runtime_distances, runtime_factors, runtime_filters,
    runtime_fourier, runtime_images, runtime_interpolation, runtime_linalg, runtime_memory, runtime_polynomial,
    runtime_recurrence, runtime_reduction, runtime_scipy, runtime_select, runtime_sequence, runtime_shape,
    runtime_signals, runtime_sparse, runtime_special, runtime_statistics, runtime_tables,
    runtime_values,
)  # fmt: skip

HELPERS = {
    name: value
    for module in MODULES
    for name, value in vars(module).items()
    if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
}
globals().update(HELPERS)
__all__ = sorted(HELPERS)


def helpers() -> dict[str, types.FunctionType]:
    """Return the helpers that have source to be differentiated, by name."""
    return {name: value for name, value in HELPERS.items() if isinstance(value, types.FunctionType)}
