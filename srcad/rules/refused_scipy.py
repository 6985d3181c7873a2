"""SciPy's functions without a derivative, each with the reason and what to do, and those with nothing to differentiate.

`tests/rules/test_scipy_listing.py` holds the listing against SciPy: every public name of its modules stands in one class.
"""

from __future__ import annotations

BASIS = "a basis of a space is one of many; use projections on the space, which are unique: np.linalg.pinv(a) @ a"
RUN = "it is not written for derivatives; use scipy.signal.lfilter, or scipy.signal.convolve with its response"
OTHER = "it has no rule yet; state one with srcad.rule"
SEARCH = "its result is the solution of an equation; see the documentation of implicit derivatives"

SCIPY_REFUSED: dict[str, str] = {
    "scipy.linalg.null_space": BASIS, "scipy.linalg.orth": BASIS,
    "scipy.linalg.schur": "its vectors are one basis of many; use scipy.linalg.eigh or eig", "scipy.linalg.rsf2csf": OTHER,
    "scipy.linalg.signm": "it jumps, and has the derivative of scipy.linalg.sqrtm(a @ a) else; use that",
    "scipy.signal.filtfilt": RUN, "scipy.signal.sosfiltfilt": RUN, "scipy.signal.decimate": RUN,
    "scipy.signal.resample": "use np.fft.rfft and np.fft.irfft", "scipy.signal.resample_poly": RUN,
    "scipy.signal.upfirdn": RUN, "scipy.signal.wiener": OTHER, "scipy.signal.deconvolve": "use scipy.signal.lfilter",
    "scipy.signal.order_filter": "use scipy.ndimage.rank_filter", "scipy.signal.hilbert2": "use scipy.fft.fft2",
    "scipy.signal.sepfir2d": "use scipy.ndimage.correlate1d", "scipy.signal.symiirorder1": RUN,
    "scipy.signal.symiirorder2": RUN, "scipy.signal.lfiltic": RUN,
    "scipy.ndimage.generic_filter": "it calls a Python function from C; write the filter in NumPy",
    "scipy.ndimage.generic_filter1d": "it calls a Python function from C; write the filter in NumPy",
    "scipy.ndimage.generic_gradient_magnitude": "use scipy.ndimage.gaussian_gradient_magnitude",
    "scipy.ndimage.generic_laplace": "use scipy.ndimage.laplace or gaussian_laplace",
    "scipy.ndimage.vectorized_filter": "it calls a Python function from C; write the filter in NumPy",
    "scipy.ndimage.geometric_transform": "it calls a Python function from C; use map_coordinates",
    **{f"scipy.ndimage.{name}": "use maximum_filter and minimum_filter" for name in (
        "grey_closing", "grey_dilation", "grey_erosion", "grey_opening", "morphological_gradient",
        "morphological_laplace", "black_tophat", "white_tophat",
    )},
    **{f"scipy.ndimage.fourier_{name}": "multiply the spectrum in NumPy" for name in ("ellipsoid", "gaussian", "shift", "uniform")},
    **{f"scipy.ndimage.{name}": "use np.bincount(labels, x) and masks" for name in (
        "sum", "sum_labels", "mean", "variance", "standard_deviation", "minimum", "maximum", "median", "extrema",
        "center_of_mass", "labeled_comprehension", "histogram", "value_indices",
    )},
}  # fmt: skip
