"""The module cmath, on complex numbers; <v, dy> is the real part of conj(v) * dy."""

from .rule import constant, elementwise, general

elementwise("cmath.exp(x)",    "g * y")
elementwise("cmath.log(x, base=None)",  "g / x if base is None else g / (x * cmath.log(base))",  "-g * y / (base * cmath.log(base))")
elementwise("cmath.log10(x)",  "g / (x * math.log(10))")
elementwise("cmath.sqrt(x)",   "over(g, 2 * y)")
elementwise("cmath.sin(x)",    "g * cmath.cos(x)")
elementwise("cmath.cos(x)",    "-g * cmath.sin(x)")
elementwise("cmath.tan(x)",    "g * (1 + y * y)")
elementwise("cmath.asin(x)",   "g / cmath.sqrt((1 - x) * (1 + x))")
elementwise("cmath.acos(x)",   "-g / cmath.sqrt((1 - x) * (1 + x))")
elementwise("cmath.atan(x)",   "g / (1 + x * x)")
elementwise("cmath.sinh(x)",   "g * cmath.cosh(x)")
elementwise("cmath.cosh(x)",   "g * cmath.sinh(x)")
elementwise("cmath.tanh(x)",   "g * (1 - y * y)")
elementwise("cmath.asinh(x)",  "g / cmath.sqrt(1 + x * x)")
elementwise("cmath.acosh(x)",  "g / (cmath.sqrt(x - 1) * cmath.sqrt(x + 1))")
elementwise("cmath.atanh(x)",  "g / ((1 - x) * (1 + x))")
elementwise("cmath.phase(z)",  "1j * g / np.conj(z)",  jvp="np.imag(g / z)",  holomorphic=False)
general(
    "cmath.polar(z)", kind="polar", holomorphic=False,
    jvp=("(np.real(g * np.conj(z)) / y[0], np.imag(g / z))",), vjp=("g[0] * z / y[0] + 1j * g[1] / np.conj(z)",),
)  # fmt: skip
general(
    "cmath.rect(r, phi)", kind="elementwise", holomorphic=False,
    jvp=("g * cmath.exp(1j * phi)", "1j * g * y"), vjp=("np.real(g * cmath.exp(-1j * phi))", "np.real(np.conj(g) * 1j * y)"),
)  # fmt: skip
general("complex(real, imag=0)",  jvp=("g", "1j * g"),  vjp=("g", "-1j * g"),  kind="elementwise",  holomorphic=False)

constant("cmath.isfinite(x)", "cmath.isinf(x)", "cmath.isnan(x)", "cmath.isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)",  kind="flag")
