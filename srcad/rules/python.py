"""Python's own functions, on numbers."""

from .rule import constant, elementwise, general, sequence

elementwise("abs(x)",            "g * np.sign(x)",  jvp="np.real(g * np.conj(np.sign(x)))",  holomorphic=False)
elementwise("float(x)",          "g")
elementwise("max(a, b)",         "g * (a > b) + 0.5 * g * (a == b)",  "g * (a < b) + 0.5 * g * (a == b)",  kind="choice")
elementwise("min(a, b)",         "g * (a < b) + 0.5 * g * (a == b)",  "g * (a > b) + 0.5 * g * (a == b)",  kind="choice")
elementwise("pow(x, p)",         "power_base(g, x, p, y)",            "power_exponent(g, x, p, y)")
general("divmod(a, b)",          jvp=("(0.0 * g, g)", "(0.0 * g, -g * y[0])"),  vjp=("unbroadcast(g[1], a)", "unbroadcast(-g[1] * y[0], b)"),  kind="results")

# ---------------------------------------------------------------- of sequences; k is the position of the element, None for the whole
sequence("sum(iterable, start=0)",   "unbroadcast(g, iterable[k])",  "each(g, iterable)",  "expand(g, iterable)",  kind="python_sum")
sequence("math.fsum(seq)",           "g",                            "each(g, seq)",       "expand(g, seq)",       kind="number")
general("math.prod(iterable, *, start=1)",  jvp=("prod_tangent(g, iterable, start, k)",),  vjp=("prod_adjoint(g, iterable, start, k)",),  kind="number")
general(
    "math.dist(p, q)", kind="number",
    jvp=("dist_tangent(g, p, q, y, k)", "dist_tangent(g, q, p, y, k)"),
    vjp=("dist_adjoint(g, p, q, y, k)", "dist_adjoint(g, q, p, y, k)"),
)  # fmt: skip
general(
    "math.sumprod(p, q)", kind="number",
    jvp=("sumprod_tangent(g, q, k)", "sumprod_tangent(g, p, k)"),
    vjp=("sumprod_adjoint(g, q, k)", "sumprod_adjoint(g, p, k)"),
)  # fmt: skip

constant("len(obj)", "round(number, ndigits=None)", "bool(x)", "id(obj)", "isinstance(obj, classes)", "range(*bounds)", kind="python")
