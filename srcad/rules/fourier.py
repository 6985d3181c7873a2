"""np.fft: matrices that are symmetric, so that most transforms are their own transposes.

Lengths other than the argument's cut off or fill with zeros; the transforms of real numbers keep half of a spectrum.
"""

from .rule import alias, constant, general, linear

# ---------------------------------------------------------------- one axis
linear("np.fft.fft(a, n=None, axis=-1, norm=None)",   "np.fft.fft(g, axis=axis, norm=norm) if n is None else fitted(np.fft.fft(g, axis=axis, norm=norm), a, axis)",    kind="fft")
linear("np.fft.ifft(a, n=None, axis=-1, norm=None)",  "np.fft.ifft(g, axis=axis, norm=norm) if n is None else fitted(np.fft.ifft(g, axis=axis, norm=norm), a, axis)",  kind="fft")
linear(
    "np.fft.rfft(a, n=None, axis=-1, norm=None)",
    "np.real(np.fft.fft(g, np.shape(a)[axis], axis, norm)) if n is None else fitted(np.real(np.fft.fft(g, n, axis, norm)), a, axis)", kind="rfft",
)  # fmt: skip
general(
    "np.fft.irfft(a, n=None, axis=-1, norm=None)", kind="irfft", holomorphic=False,
    jvp=("self",), vjp=("fitted(np.fft.rfft(g, axis=axis, norm=inverse_norm(norm)) * half_weights(np.shape(g)[axis], axis, np.ndim(g)), a, axis)",),
)  # fmt: skip
general(
    "np.fft.hfft(a, n=None, axis=-1, norm=None)", kind="irfft", holomorphic=False,
    jvp=("self",), vjp=("fitted(np.conj(np.fft.rfft(g, axis=axis, norm=norm)) * half_weights(np.shape(g)[axis], axis, np.ndim(g)), a, axis)",),
)  # fmt: skip
general(
    "np.fft.ihfft(a, n=None, axis=-1, norm=None)", kind="rfft", holomorphic=False,
    jvp=("self",), vjp=("fitted(np.real(np.fft.fft(g, np.shape(a)[axis] if n is None else n, axis, inverse_norm(norm))), a, axis)",),
)  # fmt: skip

# ---------------------------------------------------------------- several axes
AXES = "last_axes(a, s, axes)"
HALF = f"half_weights(np.shape(g)[{AXES}[-1]], {AXES}[-1], np.ndim(g))"
linear(
    "np.fft.fftn(a, s=None, axes=None, norm=None)",
    f"np.fft.fftn(g, axes=axes, norm=norm) if s is None else fitted(np.fft.fftn(g, axes={AXES}, norm=norm), a, {AXES})", kind="fftn",
)  # fmt: skip
linear(
    "np.fft.ifftn(a, s=None, axes=None, norm=None)",
    f"np.fft.ifftn(g, axes=axes, norm=norm) if s is None else fitted(np.fft.ifftn(g, axes={AXES}, norm=norm), a, {AXES})", kind="fftn",
)  # fmt: skip
linear("np.fft.rfftn(a, s=None, axes=None, norm=None)",  f"fitted(np.real(np.fft.fftn(g, lengths(a, s, axes), {AXES}, norm)), a, {AXES})",  kind="asked")
general(
    "np.fft.irfftn(a, s=None, axes=None, norm=None)", kind="asked", holomorphic=False,
    jvp=("self",), vjp=(f"fitted(np.fft.rfftn(g, axes={AXES}, norm=inverse_norm(norm)) * {HALF}, a, {AXES})",),
)  # fmt: skip
alias("np.fft.fft2(a, s=None, axes=(-2, -1), norm=None)",    "np.fft.fftn(a)")
alias("np.fft.ifft2(a, s=None, axes=(-2, -1), norm=None)",   "np.fft.ifftn(a)")
alias("np.fft.rfft2(a, s=None, axes=(-2, -1), norm=None)",   "np.fft.rfftn(a)")
alias("np.fft.irfft2(a, s=None, axes=(-2, -1), norm=None)",  "np.fft.irfftn(a)")
linear("np.fft.fftshift(x, axes=None)",    "np.fft.ifftshift(g, axes)",  kind="same")
linear("np.fft.ifftshift(x, axes=None)",   "np.fft.fftshift(g, axes)",   kind="same")

# ---------------------------------------------------------------- helpers and frequencies
linear("fitted(value, a, axes)",  "fitted(g, value, axes)",  kind="fitted")
constant("half_weights(n, axis, rank)", "inverse_norm(norm)", "last_axes(a, s, axes)", "lengths(a, s, axes)",  kind="unknown")
constant("np.fft.fftfreq(n, d=1.0)", "np.fft.rfftfreq(n, d=1.0)",  kind="vector_of_floats")
