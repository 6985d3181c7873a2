"""Python's operators, on numbers and arrays."""

from .rule import bilinear, constant, elementwise, variant

elementwise("a + b",         "g",                       "g")
elementwise("a - b",         "g",                       "-g")
elementwise("a * b",         "g * b",                   "g * a")
elementwise("a / b",         "g / b",                   "-g * a / (b * b)",          by_result=(None, "-g / b * y"))
elementwise("a % b",         "g",                       "-g * (a // b)")  # a % b is a - b * (a // b), and a // b is constant in steps
elementwise("x ** p",        "power_base(g, x, p, y)",  "power_exponent(g, x, p, y)")
elementwise("-x",            "-g")
elementwise("+x",            "g")

# ranks (1, 1): an inner product; (2, 1), (1, 2): matrix times vector; (2, 2): matrices; others by helpers, which broadcast
bilinear("a @ b",            "matmul_left(g, a, b)",    "matmul_right(g, a, b)",  kind="matmul")
variant("a @ b", (1, 1),     "g * b",                   "g * a")
variant("a @ b", (2, 1),     "np.outer(g, b)",          "a.T @ g")
variant("a @ b", (1, 2),     "b @ g",                   "np.outer(a, g)")
variant("a @ b", (2, 2),     "g @ b.T",                 "a.T @ g")

constant("a // b", "~x",                                                      kind="elementwise")
constant("a == b", "a != b", "a < b", "a <= b", "a > b", "a >= b",            kind="elementwise")
constant("a & b", "a | b", "a ^ b", "a << b", "a >> b",                       kind="elementwise")
constant("not x", "a is b", "a is not b", "a in b", "a not in b",             kind="flag")
