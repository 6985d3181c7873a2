"""scipy.signal: convolutions of any rank, filters of time series, projections and smoothers, all linear in the signal.

The adjoint of a convolution is the full result that it was cut from, convolved with the other operand turned round.
"""

from .rule import bilinear, constant, general, linear

# ---------------------------------------------------------------- convolutions
FULL = "whole_of(g, in1, in2, mode, None)"
bilinear(
    "scipy.signal.convolve(in1, in2, mode='full', method='auto')", kind="lengths_unknown",
    left=f"scipy.signal.convolve({FULL}, np.flip(in2), 'valid', method)", right=f"scipy.signal.convolve({FULL}, np.flip(in1), 'valid', method)",
)  # fmt: skip
bilinear(
    "scipy.signal.correlate(in1, in2, mode='full', method='auto')", kind="lengths_unknown", holomorphic=False,
    left=f"scipy.signal.convolve({FULL}, in2, 'valid', method)", right=f"scipy.signal.convolve(np.conj(np.flip({FULL})), in1, 'valid', method)",
)  # fmt: skip
FULL = "whole_of(g, in1, in2, mode, axes)"
for name in ("fftconvolve", "oaconvolve"):
    bilinear(
        f"scipy.signal.{name}(in1, in2, mode='full', axes=None)", kind="lengths_unknown",
        left=f"unbroadcast(scipy.signal.{name}({FULL}, np.flip(in2, axes), 'valid', axes), in1)", right=f"unbroadcast(scipy.signal.{name}({FULL}, np.flip(in1, axes), 'valid', axes), in2)",
    )  # fmt: skip
R = "borders(in2)"
FULL = "whole_of(g, in1, in2, mode, None)"
AS_IT_IS = "boundary == 'fill' or mode == 'valid'"
general(
    "scipy.signal.convolve2d(in1, in2, mode='full', boundary='fill', fillvalue=0)", kind="lengths_unknown",
    jvp=("scipy.signal.convolve2d(g, in2, mode, boundary)", "self"),
    vjp=(
        f"scipy.signal.convolve({FULL}, np.flip(in2), 'valid') if {AS_IT_IS} else folded(scipy.signal.convolve({FULL}, np.flip(in2)), in1, {R}, boundary)",
        f"scipy.signal.convolve({FULL}, np.flip(in1), 'valid') if mode == 'valid' else np.flip(scipy.signal.convolve(extended(in1, {R}, boundary, fillvalue), np.flip({FULL}), 'valid'))",
    ),
)  # fmt: skip
FULL = "whole_of(g, in1, in2, 'same, later' if mode == 'same' else mode, None)"
general(
    "scipy.signal.correlate2d(in1, in2, mode='full', boundary='fill', fillvalue=0)", kind="lengths_unknown", holomorphic=False,
    jvp=("scipy.signal.correlate2d(g, in2, mode, boundary)", "self"),
    vjp=(
        f"scipy.signal.convolve({FULL}, in2, 'valid') if {AS_IT_IS} else folded(scipy.signal.convolve({FULL}, in2), in1, {R}, boundary)",
        f"scipy.signal.convolve(np.conj(np.flip({FULL})), in1, 'valid') if mode == 'valid' else scipy.signal.convolve(extended(in1, {R}, boundary, fillvalue), np.conj(np.flip({FULL})), 'valid')",
    ),
)  # fmt: skip
linear("whole_of(value, in1, in2, mode, axes)",       "cut_out(g, value, in1, in2, mode, axes)",  kind="unknown")
linear("cut_out(x, value, in1, in2, mode, axes)",     "whole_of(g, in1, in2, mode, axes)",        kind="like_second")
constant("borders(in2)",  kind="unknown")

# ---------------------------------------------------------------- filters of time series: backward in time for the adjoint
BACK = "np.flip(scipy.signal.lfilter({}, a, np.flip(g, axis), axis), axis)"
ONE = "np.ones(1, y.dtype)"
general(
    "scipy.signal.lfilter(b, a, x, axis=-1)", kind="like_third",
    jvp=("self", f"-scipy.signal.lfilter({ONE}, a, scipy.signal.lfilter(g, {ONE}, y, axis), axis)", "self"),
    vjp=(
        f"lagged_products({BACK.format(ONE)}, x, b, axis)", f"-lagged_products({BACK.format(ONE)}, y, a, axis)", BACK.format("b"),
    ),
)  # fmt: skip
ONE = "np.ones(1, w.dtype)"
general(
    "lagged_products(w, x, b, axis)", kind="like_third",
    jvp=("self", "self"), vjp=(f"scipy.signal.lfilter(g, {ONE}, x, axis)", f"np.flip(scipy.signal.lfilter(g, {ONE}, np.flip(w, axis), axis), axis)"),
)  # fmt: skip
OPTIONS = "axis, padtype, padlen"
COEFFICIENTS = "!the coefficients of a filter run forward and backward count as constants"
general(
    "scipy.signal.filtfilt(b, a, x, axis=-1, padtype='odd', padlen=None)", kind="like_third",
    jvp=(COEFFICIENTS, COEFFICIENTS, "self"), vjp=(COEFFICIENTS, COEFFICIENTS, f"filtfilt_back(g, b, a, {OPTIONS})"),
)  # fmt: skip
linear(f"filtfilt_back(value, b, a, {OPTIONS})",  f"scipy.signal.filtfilt(b, a, g, {OPTIONS})",  kind="same_shape")
SECTIONS = "!the sections count as constants; use scipy.signal.lfilter, whose coefficients have derivatives"
general(
    "scipy.signal.sosfilt(sos, x, axis=-1)", kind="like_second",
    jvp=(SECTIONS, "self"), vjp=(SECTIONS, "np.flip(scipy.signal.sosfilt(sos, np.flip(g, axis), axis), axis)"),
)  # fmt: skip

# ---------------------------------------------------------------- projections, transforms, smoothers
linear("scipy.signal.detrend(data, axis=-1, type='linear', bp=0)",  "scipy.signal.detrend(g, axis, type, bp)",  kind="same_shape")
general("scipy.signal.hilbert(x, N=None, axis=-1)",  jvp=("self",),  vjp=("analytic_back(g, x, axis)",),  kind="lengths_unknown", holomorphic=False)
linear("analytic_back(value, x, axis)",  "scipy.signal.hilbert(fitted(g, np.real(value), axis), None, axis)",  kind="like_second", holomorphic=False)
HOW = "window_length, polyorder, deriv, delta, axis"
general(
    "scipy.signal.savgol_filter(x, window_length, polyorder, deriv=0, delta=1.0, axis=-1, mode='interp', cval=0.0)", kind="same_shape",
    jvp=(f"scipy.signal.savgol_filter(g, {HOW}, mode)",), vjp=(f"savgol_back(g, x, {HOW}, mode)",),
)  # fmt: skip
linear(f"savgol_back(value, x, {HOW}, mode)",  f"scipy.signal.savgol_filter(g, {HOW}, mode)",  kind="like_second")
WINDOW = "3 if kernel_size is None else kernel_size, None, 'constant', 0.0, 0"
general("scipy.signal.medfilt(volume, kernel_size=None)",  jvp=(f"chosen_tangent(g, volume, y, {WINDOW})",),  vjp=(f"chosen_adjoint(g, volume, y, {WINDOW})",),  kind="same_shape")
WINDOW = "kernel_size, None, 'constant', 0.0, 0"
general("scipy.signal.medfilt2d(input, kernel_size=3)",    jvp=(f"chosen_tangent(g, input, y, {WINDOW})",),   vjp=(f"chosen_adjoint(g, input, y, {WINDOW})",),   kind="same_shape")
