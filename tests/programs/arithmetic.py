"""Straight-line programs on numbers: operators, assignments of every form, conditional and boolean expressions."""

import math
from math import exp, sqrt

import numpy as np

from tests.programs.harness import normal, positive, row

GRAVITY = 9.81
SCALES = (1.0, 2.5, -0.5)


def horner(x, a, b, c):
    return (a * x + b) * x + c


def rational(x):
    numerator = 1 + x + x**2 / 2
    denominator = 1 - x + x**2 / 2
    return numerator / denominator


def overwritten(x):
    x = x * x
    x = math.sin(x)
    x = x + 1.0
    x = math.sqrt(x)
    x = 1.0 / x
    x = math.exp(-x)
    return x


def augmented(x, y):
    total = x
    total += y
    total *= x
    total -= 3 * y
    total /= 1 + x * x
    total **= 2
    return total


def augmented_by_itself(x):
    x *= x
    x += x
    x -= 0.5 * x
    x /= 1 + x
    return x


def swap(x, y):
    x, y = y, x
    x, y = x * y, x - y
    x, y = y, x
    return x / (2 + y)


def rotate(a, b, c):
    a, b, c = b, c, a * b
    a, b, c = b, c, a * b
    return a + 2 * b + 3 * c


def chained(x):
    a = b = c = x * x
    a = a + 1
    b = b * c
    return a * b + c


def chained_unpacking(x, y):
    (a, b) = pair = x * y, x + y
    return a * pair[1] + b * pair[0]


def nested_unpacking(x, y):
    (a, (b, c)), d = (x, (y, x * y)), x - y
    return a * b + c * d


def star_unpacking(p):
    first, *middle, last = p
    return first * last + middle[0] ** 2 - middle[1]


def star_in_tuple(x, y):
    head = (x, x * y)
    whole = (1.5, *head, y)
    a, b, c, d = whole
    return a * b + c / d


def walrus(x):
    if (y := math.sin(x)) > 0:
        return y * x
    return y - x


def walrus_inside(x, y):
    return (s := x * y) * s + math.cos(s)


def conditional(x, y):
    larger = x if x > y else y
    return larger * x


def conditional_nested(x):
    return x**2 if x < 0 else math.log(x) if x > 2 else x * math.exp(-x)


def conditional_inside(x, y):
    return (x if x > 1 else y) * (y if y > 1 else x) + (2 if x > y else 3) * x


def boolean_and(x, y):
    if x > 0 and y > 0 and x * y < 10:
        return x * y
    return x + y


def boolean_or_not(x, y):
    inside = not (x < 0 or y < 0)
    return x * y if inside else x - y


def short_circuit(x, y):
    # 1 / y is not evaluated for y = 0
    return x / y if y != 0 and 1 / y > 0.1 else x * x


def or_as_default(x, y):
    scale = y or 1.0
    return x * x * scale


def and_as_value(x, y):
    return x > 0 and x * y


def chained_comparison(x, low, high):
    if low < x < high:
        return (x - low) * (high - x)
    return 0.0 * x


def long_comparison(a, b, c, d):
    return a * d if a < b <= c != d else b * c


def signs(x, y):
    return -x * +y - -((x - y) ** 2)


def negative_power(x):
    return x**-2 + 2 * x**-0.5


def power_of_variables(x, y):
    return x**y


def power_tower(x):
    return x**x**x


def negative_base(x):
    return x**3 - x**2 + (-x) ** 4


def power_zero(x, y):
    return x**0 * y + y**1


def constant_base(x):
    return 2**x + 0.5**x + math.e ** (-x)


def division_by_itself(x):
    return x / x + (1 + x) / (1 + x)


def minus_itself(x, y):
    return (x - x) * y + y * y


def modulo(x):
    return (x % 1.0) ** 2 + x % 0.7


def floor_division(x):
    return x // 1.0 * x + x


def divmod_parts(x):
    whole, rest = divmod(x, 0.75)
    return whole * rest + rest**2


def integer_arithmetic(x, n):
    m = (n * 3 + 1) // 2 % 5
    k = n << 1 | 1
    return x**m + k * x - (n & 3) * x


def reads_global(x):
    return 0.5 * GRAVITY * x**2 + SCALES[1] * x


def global_unpacked(x):
    a, b, c = SCALES
    return a + b * x + c * x * x


def imported_names(x):
    return exp(-sqrt(x)) + math.pi * x


def import_inside(x):
    import math as m
    from math import atan

    return m.tan(x) * atan(x)


def annotated(x: float, y: float = 2.0) -> float:
    area: float = x * y
    ratio: float
    ratio = x / y
    return area + ratio


# fmt: off
def semicolons(x):
    a = x * x; b = a * x; c = b * x  # noqa: E702
    return a - b + c


def continued_lines(x, y):
    z = x * y \
        + x / y \
        - math.sin(x
                   * y)
    return (
        z
        # the square keeps it positive
        + z**2
    )


# fmt: on
def documented(x):
    """Return the square of the sine.

    A docstring is not a statement; the "text" in it is no code: x = 0.
    """
    "a string in the middle"
    y = math.sin(x)
    pass
    ...
    return y * y


def deleted(x):
    t = x * x
    u = t + 1
    del t
    t = u * x
    return t


def asserted(x):
    assert x > 0, f"x is {x}"
    return math.log(x) * x


def guarded(x):
    if x <= 0:
        raise ValueError(f"a length must be positive, not {x}")
    return x ** (1 / 3)


def unused_assignments(x, y):
    waste = math.exp(x) * y
    waste = waste / 3
    z = x * y
    w = z**2  # noqa: F841
    return z


def unused_argument(x, y):
    return x * x


def constant_in_between(x):
    y = x * x
    y = 3.0
    return y * x


def two_lives(x, n):
    t = n * 2
    s = t * x
    t = s * s
    s = t + n
    return s * t


def shadowed_builtin(x):
    max = x * 2
    sum = max + 1
    return sum * max


def underscores(x, _y):
    _ = x * _y
    __ = _ + x
    return _ * __


def names_like_adjoints(x, bx, dx):
    by = bx * x
    b = by + dx
    g = b * bx
    y = g + b
    return y * dx


def keyword_like_names(stack, value, backward, saved):
    trips = stack * value
    code = trips + backward
    return code * saved + trips


def unicode_names(α, β):
    γ = α * β
    Δx = γ - α
    return γ * Δx


def logistic(x):
    return 1 / (1 + math.exp(-x))


def distance(x1, y1, x2, y2):
    dx, dy = x2 - x1, y2 - y1
    return (dx * dx + dy * dy) ** 0.5


def heron(a, b, c):
    s = (a + b + c) / 2
    return math.sqrt(s * (s - a) * (s - b) * (s - c))


def quadratic_roots(a, b, c):
    d = math.sqrt(b * b - 4 * a * c)
    return (-b + d) / (2 * a), (-b - d) / (2 * a)


def common_parts(x):
    return math.sin(x) * math.sin(x) + math.cos(x) * math.sin(x) - math.cos(x) / math.sin(x)


def deep_expression(x, y):
    return ((((x + y) * x - y) / (x + 2) + x) * y - (((x - y) ** 2 + 1) / ((y + 3) * (x + 4)))) ** 2


def numpy_scalars(x):
    return np.sin(x) * np.exp(-x) + np.float64(2.0) * np.sqrt(x)


def matmul_operator(a, b):
    return a @ b + b @ a


def elementwise_operators(p, q):
    r = -p + q * 2 - p / q + q**2
    return r * (p > 0) + p**3 * (p <= 0)


def array_overwritten(p):
    p = p * 2
    p = np.tanh(p)
    p = p - p.mean()
    return p


def array_swap(p, q):
    p, q = q, p * q
    p, q = q, p + q
    return p / (3 + q * q)


def mixed_scalar_array(s, p):
    t = s * p
    u = t + s
    return u / s - s**2


ROWS = [
    row(horner, 1.3, 0.7, -0.2, 2.0),
    row(horner, 1.3, 0.7, -0.2, 2.0, argnums=0, case="x alone"),
    row(rational, 0.6),
    row(overwritten, 0.8),
    row(augmented, 1.2, 0.4),
    row(augmented_by_itself, 0.9),
    row(swap, 1.5, 0.5),
    row(rotate, 1.1, 0.9, 0.3),
    row(chained, 0.7),
    row(chained_unpacking, 1.3, 0.4),
    row(nested_unpacking, 1.3, 0.4),
    row(star_unpacking, (0.5, 1.5, 2.5, 3.5)),
    row(star_in_tuple, 0.8, 1.7),
    row(walrus, 1.0, case="positive"),
    row(walrus, -1.0, case="negative"),
    row(walrus_inside, 1.0, 0.5),
    row(conditional, 2.0, 1.0, case="first"),
    row(conditional, 1.0, 2.0, case="second"),
    row(conditional_nested, -1.5, case="left"),
    row(conditional_nested, 1.5, case="middle"),
    row(conditional_nested, 2.5, case="right"),
    row(conditional_inside, 0.5, 1.5),
    row(boolean_and, 1.0, 2.0, case="all"),
    row(boolean_and, 5.0, 2.5, case="last fails"),
    row(boolean_or_not, 1.2, 0.7, case="inside"),
    row(boolean_or_not, 1.2, -0.7, case="outside"),
    row(short_circuit, 1.5, 2.0),
    row(short_circuit, 1.5, 0.0, argnums=0, case="zero"),
    row(or_as_default, 1.5, 2.0),
    row(or_as_default, 1.5, 0.0, argnums=0, case="zero"),
    row(and_as_value, 1.5, 2.0),
    row(chained_comparison, 0.5, -1.0, 2.0),
    row(chained_comparison, 3.5, -1.0, 2.0, case="outside", zero=True),
    row(long_comparison, 1.0, 2.0, 3.0, 4.0),
    row(signs, 1.3, 0.8),
    row(negative_power, 1.4),
    row(power_of_variables, 1.7, 2.3),
    row(power_tower, 1.3),
    row(negative_base, -1.3),
    row(negative_base, 0.0, case="at zero", zero=True),
    row(power_zero, 1.3, 0.7),
    row(power_zero, 0.0, 0.7, case="at zero"),
    row(constant_base, 1.4),
    row(division_by_itself, 1.7, zero=True),
    row(minus_itself, 1.7, 0.6),
    row(modulo, 2.3),
    row(floor_division, 2.3),
    row(divmod_parts, 2.0),
    row(integer_arithmetic, 1.2, 3),
    row(reads_global, 1.2),
    row(global_unpacked, 1.2),
    row(imported_names, 1.2),
    row(import_inside, 0.6),
    row(annotated, 1.2, 0.8),
    row(annotated, 1.2, case="default"),
    row(semicolons, 0.8),
    row(continued_lines, 1.2, 0.8),
    row(documented, 1.2),
    row(deleted, 1.2),
    row(asserted, 1.2),
    row(guarded, 1.2),
    row(unused_assignments, 1.2, 0.6),
    row(unused_argument, 1.2, 0.6),
    row(constant_in_between, 1.2),
    row(two_lives, 1.2, 3),
    row(shadowed_builtin, 1.2),
    row(underscores, 1.2, 0.6),
    row(names_like_adjoints, 1.2, 0.6, 0.9),
    row(keyword_like_names, 1.2, 0.6, 0.9, 0.4),
    row(unicode_names, 1.2, 0.6),
    row(logistic, 0.3),
    row(logistic, np.float64(0.3), case="numpy float"),
    row(distance, 0.0, 1.0, 2.0, -0.5),
    row(heron, 3.0, 4.0, 4.5),
    row(quadratic_roots, 1.0, 4.0, 1.5),
    row(common_parts, 0.8),
    row(deep_expression, 0.8, 1.1),
    row(numpy_scalars, 0.8),
    row(numpy_scalars, positive(4), case="array"),
    row(matmul_operator, normal(3, 3, seed=1), normal(3, 3, seed=2)),
    row(elementwise_operators, normal(6, seed=1), positive(6, seed=2)),
    row(array_overwritten, normal(5)),
    row(array_swap, normal(5, seed=1), normal(5, seed=2)),
    row(mixed_scalar_array, 0.7, normal(5)),
    row(mixed_scalar_array, 0.7, normal(2, 3), case="matrix"),
]
