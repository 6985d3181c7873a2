"""scipy.fft: what np.fft has, and the cosine and sine transforms, whose matrices are symmetric up to factors at the ends."""

from .rule import alias, general

for name, params in (("fft", "n"), ("ifft", "n"), ("rfft", "n"), ("irfft", "n"), ("hfft", "n"), ("ihfft", "n")):
    alias(f"scipy.fft.{name}(a, {params}=None, axis=-1, norm=None)", f"np.fft.{name}(a)")
for name in ("fftn", "ifftn", "rfftn", "irfftn"):
    alias(f"scipy.fft.{name}(a, s=None, axes=None, norm=None)", f"np.fft.{name}(a)")
for name in ("fft2", "ifft2", "rfft2", "irfft2"):
    alias(f"scipy.fft.{name}(a, s=None, axes=(-2, -1), norm=None)", f"np.fft.{name}(a)")
alias("scipy.fft.fftshift(x, axes=None)",   "np.fft.fftshift(x)")
alias("scipy.fft.ifftshift(x, axes=None)",  "np.fft.ifftshift(x)")
alias("scipy.fft.fftfreq(n, d=1.0)",        "np.fft.fftfreq(n)")
alias("scipy.fft.rfftfreq(n, d=1.0)",       "np.fft.rfftfreq(n)")

for name in ("dct", "idct", "dst", "idst"):
    general(f"scipy.fft.{name}(x, type=2, n=None, axis=-1, norm=None)",  jvp=("self",),  vjp=(f"cosines_back(g, x, '{name}', type, (axis,), norm)",),  kind="lengths_unknown")
    general(f"scipy.fft.{name}n(x, type=2, s=None, axes=None, norm=None)",  jvp=("self",),  vjp=(f"cosines_back(g, x, '{name}', type, last_axes(x, s, axes), norm)",),  kind="lengths_unknown")
general(
    "cosines_back(value, x, name, type, axes, norm)", kind="like_second",
    jvp=("self",), vjp=("cosines(fitted(g, value, axes), name, type, axes, norm)",),
)  # fmt: skip
general("cosines(x, name, type, axes, norm)",  jvp=("self",),  vjp=("cosines_back(g, x, name, type, axes, norm)",),  kind="same_shape")
