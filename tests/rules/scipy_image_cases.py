"""Rows for scipy.ndimage, scipy.signal and scipy.fft, as in `cases.py`."""

import numpy as np

from .case import case
from .domains import apart, between, fixed, normal

N = "number"
MODES = ("reflect", "mirror", "nearest", "wrap", "constant")
GRID = ("grid-mirror", "grid-wrap", "grid-constant")

FILTERS = [
    *[
        case(f"scipy.ndimage.{f}(x, w, mode='{mode}')", x=normal(4, 5), w=normal(3, 2))
        for f in ("correlate", "convolve")
        for mode in (*MODES, "grid-wrap")
    ],
    case("scipy.ndimage.correlate(x, w, cval=1.5, mode='constant', origin=(-1, 0))", x=normal(4, 5), w=normal(3, 4)),
    case("scipy.ndimage.convolve(x, w, cval=1.5, mode='constant', origin=(1, -1))", x=normal(4, 5), w=normal(4, 3)),
    case("scipy.ndimage.convolve(x, w)", x=normal(2, 3), w=normal(7, 5)),
    *[
        case(f"scipy.ndimage.{f}(x, w, {axis}, mode='{mode}', origin=1)", x=normal(4, 5), w=normal(4))
        for f in ("correlate1d", "convolve1d")
        for axis, mode in ((0, "mirror"), (-1, "nearest"))
    ],
    case("scipy.ndimage.convolve1d(x, [1.0, 2.0, 3.0], mode='wrap')", x=normal(5)),
    *[case(f"scipy.ndimage.gaussian_filter(x, 1.2, mode='{mode}')", x=normal(4, 5)) for mode in (*MODES, *GRID)],
    case("scipy.ndimage.gaussian_filter(x, (0.7, 1.5), (0, 1), truncate=3.0, mode=['wrap', 'mirror'])", x=normal(4, 5)),
    case("scipy.ndimage.gaussian_filter(x, 0.8, axes=(1,), radius=2, cval=2.0, mode='constant')", x=normal(4, 5)),
    case("scipy.ndimage.gaussian_filter1d(x, 0.8, 0, 1, mode='nearest')", x=normal(4, 5)),
    case("scipy.ndimage.gaussian_filter1d(x, 0.8)", x=normal(6)),
    *[case(f"scipy.ndimage.uniform_filter(x, {n}, mode='{m}')", x=normal(4, 5)) for n, m in ((2, "mirror"), (3, "nearest"))],
    case("scipy.ndimage.uniform_filter(x, (4, 3), origin=(1, -1), mode='wrap')", x=normal(4, 5)),
    case("scipy.ndimage.uniform_filter1d(x, 4, 0, mode='nearest', origin=-1)", x=normal(4, 5)),
    *[
        case(f"scipy.ndimage.{f}(x, mode='{mode}', cval=1.0)", x=normal(4, 5))
        for f in ("sobel", "prewitt", "laplace")
        for mode in MODES
    ],
    case("scipy.ndimage.sobel(x, 0)", x=normal(3, 4, 2)),
    case("scipy.ndimage.gaussian_laplace(x, 1.1, mode='mirror')", x=normal(4, 5)),
    *[case(f"scipy.ndimage.gaussian_gradient_magnitude(x, 0.9, mode='{m}')", x=normal(4, 5), float32=False) for m in ("reflect", "nearest")],
    *[case(f"scipy.ndimage.{f}_filter(x, 3, mode='{m}')", x=apart(4, 5)) for f in ("maximum", "minimum", "median") for m in MODES],
    case("scipy.ndimage.maximum_filter(x, (2, 3), origin=(-1, 1), mode='nearest')", x=apart(4, 5)),
    case("scipy.ndimage.maximum_filter(x, 2, axes=(0,))", x=apart(4, 5)),
    case("scipy.ndimage.median_filter(x, footprint=[[0, 1, 0], [1, 1, 1], [0, 1, 0]])", x=apart(4, 5)),
    case("scipy.ndimage.percentile_filter(x, 30, (3, 2))", x=apart(4, 5)),
    case("scipy.ndimage.rank_filter(x, -2, 3)", x=apart(4, 5)),
    case("scipy.ndimage.maximum_filter1d(x, 3, 0)", x=apart(4, 5)),
    case("scipy.ndimage.minimum_filter1d(x, 2, origin=-1, mode='wrap')", x=apart(4, 5)),
]  # fmt: skip

OUT = np.array([[0.3, 1.7, 2.9, -1.3, 4.6], [0.1, 2.2, 5.3, 1.9, -2.7]])
IMAGES = [
    *[
        case(f"scipy.ndimage.map_coordinates(x, c, order={order}, mode='{mode}', cval=0.5)", x=normal(4, 5), c=between(0.1, 2.9, 2, 3), float32=False)
        for order in (1, 3)
        for mode in (*MODES, *GRID)
    ],
    *[case(f"scipy.ndimage.map_coordinates(x, p, mode='{m}', order={k}, cval=0.5)", x=normal(4, 5), p=fixed(OUT), float32=False) for m in (*MODES, *GRID) for k in (0, 1, 2, 3)],
    *[case(f"scipy.ndimage.map_coordinates(x, c, order={k})", x=normal(6, 7), c=between(1.6, 2.4, 2, 3), float32=False) for k in (2, 4, 5)],
    *[case(f"scipy.ndimage.map_coordinates(x, c + p, order=3, mode='{m}')", x=normal(4, 5), c=between(-0.05, 0.05, 2, 5), p=fixed(OUT), float32=False) for m in (*MODES, *GRID)],
    case("scipy.ndimage.map_coordinates(x, c, prefilter=False)", x=normal(6), c=between(1.1, 4.9, 1, 4), float32=False),
    *[case(f"scipy.ndimage.shift(x, s, order={k}, mode='{m}')", x=normal(5, 6), s=between(0.2, 0.8, 2), float32=False) for k in (1, 3) for m in ("constant", "nearest", "grid-wrap")],
    case("scipy.ndimage.shift(x, s, cval=1.0)", x=normal(5, 6), s=between(0.2, 0.8, N), float32=False),
    *[case(f"scipy.ndimage.zoom(x, {z}, order={k}, mode='{m}')", x=normal(4, 5), float32=False) for z, k, m in ((1.7, 3, "constant"), ((0.6, 2.0), 1, "nearest"), (2, 2, "mirror"))],
    case("scipy.ndimage.zoom(x, 2, grid_mode=True, mode='grid-constant')", x=normal(3, 4), float32=False),
    *[case(f"scipy.ndimage.rotate(x, 25.0, reshape={r}, order={k}, mode='{m}')", x=normal(4, 5), float32=False) for r, k, m in ((True, 3, "constant"), (False, 1, "nearest"), (True, 1, "wrap"))],
    case("scipy.ndimage.rotate(x, 25.0, (0, 2), order=1)", x=normal(3, 2, 4), float32=False),
    case("scipy.ndimage.affine_transform(x, m, o, order=3)", x=normal(5, 6), m=between(0.2, 0.4, 2, 2), o=between(0.4, 0.8, 2), float32=False),
    case("scipy.ndimage.affine_transform(x, m, order=1, mode='mirror', output_shape=(3, 4))", x=normal(5, 6), m=between(0.2, 0.4, 2, 3), float32=False),
    case("scipy.ndimage.affine_transform(x, m, o)", x=normal(5, 6), m=between(0.3, 0.7, 2), o=between(0.4, 0.8, N), float32=False),
    case("scipy.ndimage.affine_transform(x, h @ s, order=1)", x=normal(5, 6), h=fixed(np.diag([0.5, 0.7, 1.0])), s=fixed(np.eye(3)), float32=False),
    *[case(f"scipy.ndimage.spline_filter1d(x, {k}, {a}, mode='{m}')", x=normal(4, 5), float32=False) for k, a, m in ((3, -1, "mirror"), (2, 0, "reflect"), (5, 1, "grid-wrap"))],
    *[case(f"scipy.ndimage.spline_filter1d(x, {k}, 0, mode='{m}')", x=normal(40, 2), float32=False) for k in (3, 4) for m in ("mirror", "reflect", "grid-wrap", "nearest")],
    case("scipy.ndimage.spline_filter(x)", x=normal(4, 5), float32=False),
]  # fmt: skip

SIGNALS = [
    *[
        case(f"scipy.signal.{f}(a, b, '{mode}')", a=normal(n), b=normal(m), complex=True, float32=False)
        for f in ("convolve", "correlate", "fftconvolve", "oaconvolve")
        for mode in ("full", "same", "valid")
        for n, m in ((6, 3), (3, 6), (5, 4))
    ],
    *[
        case(f"scipy.signal.{f}(a, b, '{mode}')", a=normal(4, 5), b=normal(3, 2), float32=False)
        for f in ("convolve", "correlate", "fftconvolve", "convolve2d", "correlate2d")
        for mode in ("full", "same", "valid")
    ],
    *[
        case(f"scipy.signal.{f}(a, b, '{mode}', boundary='{boundary}', fillvalue=0.7)", a=normal(4, 5), b=normal(3, 2), complex=True, float32=False)
        for f in ("convolve2d", "correlate2d")
        for mode in ("full", "same", "valid")
        for boundary in ("fill", "wrap", "symm")
    ],
    case("scipy.signal.fftconvolve(a, b, axes=1)", a=normal(4, 5), b=normal(4, 2), float32=False),
    case("scipy.signal.fftconvolve(a, b, 'same', axes=(0,))", a=normal(4, 5), b=normal(3, 1), float32=False),
    case("scipy.signal.lfilter(b, a, x)", b=normal(3), a=between(0.9, 1.1, 2), x=normal(6), float32=False),
    case("scipy.signal.lfilter(b, a, x, 0)", b=normal(2), a=fixed(np.array([2.0, 0.5, 0.2])), x=normal(5, 2), float32=False),
    case("scipy.signal.lfilter([1.0, 0.5], [1.0], x)", x=normal(5)),
    case("scipy.signal.sosfilt(s, x)", s=fixed(np.array([[1.0, 0.3, 0.2, 1.0, -0.4, 0.1]] * 2)), x=normal(2, 6)),
    case("scipy.signal.detrend(x)", x=normal(6), float32=False),
    case("scipy.signal.detrend(x, 0, 'constant', bp=[2])", x=normal(5, 3), float32=False),
    case("scipy.signal.hilbert(x)", x=normal(6), float32=False),
    case("scipy.signal.hilbert(x, 7, 0)", x=normal(5, 2), float32=False),
    case("scipy.signal.hilbert(x, 4)", x=normal(6), float32=False),
    *[case(f"scipy.signal.savgol_filter(x, 5, 2, mode='{m}')", x=normal(7), float32=False) for m in ("interp", "mirror", "nearest", "constant", "wrap")],
    case("scipy.signal.savgol_filter(x, 5, 3, 1, 0.5, axis=0)", x=normal(8, 2), float32=False),
    case("scipy.signal.medfilt(x)", x=apart(6)),
    case("scipy.signal.medfilt(x, (3, 1))", x=apart(4, 5)),
    case("scipy.signal.medfilt2d(x)", x=apart(4, 5)),
]  # fmt: skip

SPECTRA = [
    *[case(f"scipy.fft.{f}(x)", x=normal(6), complex=f != "rfft") for f in ("fft", "ifft", "rfft")],
    case("scipy.fft.fft(x, 8, norm='ortho')", x=normal(6)),
    *[case(f"scipy.fft.{f}(x, 7)", x=normal(5), complex=True) for f in ("irfft", "hfft")],
    case("scipy.fft.ihfft(x)", x=normal(6)),
    *[case(f"scipy.fft.{f}(x)", x=normal(4, 5)) for f in ("fft2", "ifft2", "rfft2", "fftn", "ifftn", "rfftn", "irfft2", "irfftn", "fftshift", "ifftshift")],
    *[
        case(f"scipy.fft.{f}(x, {kind}, norm={norm!r})", x=normal(5), float32=False)
        for f in ("dct", "idct", "dst", "idst")
        for kind in (1, 2, 3, 4)
        for norm in (None, "ortho", "forward")
    ],
    *[case(f"scipy.fft.{f}(x, 2, {n}, axis=0)", x=normal(5, 3), float32=False) for f in ("dct", "idct", "dst", "idst") for n in (3, 7)],
    *[case(f"scipy.fft.{f}n(x, norm='ortho')", x=normal(4, 3)) for f in ("dct", "idct", "dst", "idst")],
    case("scipy.fft.dctn(x, s=(6, 2))", x=normal(4, 3)),
    case("scipy.fft.dctn(x, 3, axes=(1,))", x=normal(4, 3)),
]  # fmt: skip

LIKE = fixed(np.arange(20.0).reshape(4, 5))
AT = fixed(np.array([[0.3, 1.6, 2.2], [1.1, 3.4, 2.7]]))
HELPERS = [
    case("extended(x, ((1, 2), (0, 3)), 'mirror')", x=normal(4, 5)),
    case("extended(x, ((1, 2), (0, 3)), 'constant', 2.0)", x=normal(4, 5)),
    case("folded(v, like, ((1, 2), (0, 3)), ['reflect', 'wrap'])", v=normal(7, 8), like=LIKE),
    case("slopes(x, 0.8, 'mirror', 0.5)", x=normal(4, 5)),
    case("slopes_back(v, like, 0.8, 'mirror')", v=normal(2, 4, 5), like=LIKE),
    *[case(f"chosen_{f}(v, like, same, 3, None, 'reflect', 0.0, 0)", v=normal(4, 5), like=LIKE, same=LIKE) for f in ("tangent", "adjoint")],
    *[case(f"rotated_back(v, like, 20.0, (0, 1), 3, '{m}', True)", v=normal(4, 5), like=LIKE, float32=False) for m in ("constant", "nearest")],
    case("spline_filter_back(v, like, 3, 1, 'mirror')", v=normal(4, 5), like=LIKE, float32=False),
    *[case(f"image_coefficients(x, {k}, '{m}', 0.5, True)", x=normal(4, 5), float32=False) for k, m in ((3, "grid-constant"), (1, "mirror"), (2, "nearest"))],
    case("coefficients_back(v, like, 3, 'nearest', True)", v=normal(28, 29), like=LIKE, float32=False),
    case("places_in(like, p, 3, 'nearest', True)", like=LIKE, p=normal(2, 3), float32=False),
    case("for_axes(v, like)", v=normal(2), like=LIKE),
    case("for_axes(v, like)", v=normal(N), like=LIKE),
    case("for_axes_back(v, s)", v=normal(2, 3, 4), s=fixed(np.ones(2))),
    case("affine_places(m, o, like, (3, 2))", m=normal(2, 2), o=normal(2), like=LIKE),
    case("affine_places(m, o, like, None)", m=normal(2), o=normal(N), like=LIKE),
    *[case("matrix_back(v, m)", v=normal(2, 3, 4), m=fixed(np.ones(shape)), float32=False) for shape in ((2,), (2, 2), (2, 3), (3, 3))],
    case("spline_at(c, p, 3, 'mirror', 0.0, (0, 1))", c=normal(4, 5), p=between(1.1, 1.9, 2, 3), float32=False),
    case("spline_scatter(v, like, p, 3, 'mirror', (0, 1))", v=normal(3), like=LIKE, p=between(1.1, 1.9, 2, 3), float32=False),
    case("spline_slopes(c, at, 3, 'mirror', 0.0, (0, 0))", c=normal(4, 5), at=AT, float32=False),
    case("slopes_scatter(v, like, at, 3, 'mirror', (0, 0))", v=normal(2, 3), like=LIKE, at=AT, float32=False),
    case("curvature_scatter(v, like, at, 3, 'mirror', (0, 0))", v=normal(2, 2, 3), like=LIKE, at=AT, float32=False),
    case("spline_curvature(c, at, 3, 'mirror', 0.0, (0, 0))", c=normal(4, 5), at=AT, float32=False),
    *[case(f"whole_of(v, like, w, '{m}', None)", v=normal(*shape), like=LIKE, w=fixed(np.ones((2, 3)))) for m, shape in (("same", (4, 5)), ("valid", (3, 3)))],
    case("cut_out(x, like, like, w, 'same', None)", x=normal(5, 7), like=LIKE, w=fixed(np.ones((2, 3)))),
    case("lagged_products(w, x, b, 0)", w=normal(6, 2), x=normal(6, 2), b=fixed(np.ones(3)), float32=False),
    case("analytic_back(v, x, -1)", v=normal(6), x=fixed(np.ones(6)), complex=True, float32=False),
    *[case(f"savgol_back(v, x, 5, 2, 0, 1.0, -1, '{m}')", v=normal(7), x=fixed(np.ones(7)), float32=False) for m in ("interp", "nearest")],
    *[case(f"cosines{f}, 'idst', 3, (0, 1), 'forward')", x=normal(4, 5), like=LIKE, float32=False) for f in ("(x", "_back(x, like")],
]  # fmt: skip

IMAGE_CASES = [*HELPERS, *FILTERS, *IMAGES, *SIGNALS, *SPECTRA]
