"""Programs that lean on Python's own functions and on the module math: numbers, sequences, types, and printing."""

import builtins
import cmath
import math
from numbers import Number

import numpy as np

from tests.programs.harness import normal, positive, row


def absolute(x, y):
    return abs(x) * y + abs(x * y) + math.fabs(y)


def largest(x, y):
    return max(x, y) * min(x, y) ** 2


def largest_of_three(x, y, z):
    return max(x, y, z) + 2 * min(x, y, z) * max(x, 0.0)


def largest_of_list(items):
    return max(items) * min(items) + max(items[0], *items[1:])


def largest_of_array(p):
    return max(p) * min(p)


def largest_by_key(items):
    return max(items, key=abs) * min(items, key=lambda t: t * t)


def largest_or_default(items):
    return max(items, default=0.0) ** 2


def relu(x):
    return max(0.0, x) + 0.1 * min(0, x)


def summed(items):
    return sum(items) * sum(items, 1.5)


def summed_array(p):
    return sum(p) * p[0]


def summed_rows(a):
    return sum(a) * a[0]


def summed_tuple(x, y):
    return sum((x, y, x * y)) + sum([x, y]) * sum(())


def powers(x, y):
    return pow(x, y) * pow(x, 3) + pow(2.0, y)


def lengths(p, items):
    return p * len(p) + len(items) * items[0]


def range_of_floats_as_integers(x):
    n = int(3.7)
    y = x
    for k in range(n):
        y = y * x + k
    return y


def zipped(p, items):
    total = 0.0
    for a, b in zip(p, items, strict=True):
        total += a * b**2
    return total


def enumerated(items):
    total = 0.0
    for i, v in enumerate(items, start=1):
        total += v**i
    return total


def reversed_items(items):
    y = 0.0
    for v in reversed(items):
        y = y * 0.5 + v * v
    return y


def mapped(items):
    total = 0.0
    for v in map(lambda t: t * t + 1, items):
        total = total + v
    return total


def mapped_two(p, q):
    return sum(map(lambda a, b: a * b, p, q))


def mapped_to_list(items):
    squares = list(map(math.exp, items))
    return squares[0] * squares[-1]


def mapped_unpacked(x, y):
    a, b = map(math.sin, (x, y))
    return a * b


def of_type(x):
    if isinstance(x, float):
        return x * x
    return x


def of_several_types(x):
    if isinstance(x, (int, float)):
        y = x * 2
    elif isinstance(x, np.ndarray):
        y = np.sum(x)
    else:
        y = x[0] + x[1] ** 2
    return y * y


def of_abstract_type(x):
    if isinstance(x, Number):
        return x**3
    return x


def not_of_type(x, kind=None):
    if not isinstance(x, list | tuple) and kind is None:
        return x * 3.0
    return x[0]


def type_compared(x):
    if type(x) is float or type(x) == np.float64:  # noqa: E721
        return x**2
    return x


def scalar_test(x):
    if np.isscalar(x) or np.ndim(x) == 0:
        return x * x
    return np.sum(x)


def attribute_test(x):
    if hasattr(x, "shape") and len(x.shape) == 1:
        return x @ x
    return x * 2


def callable_test(x, f):
    return f(x) * x if callable(f) else f * x


def as_float(x):
    return float(x) ** 2 + float(2) * x


def as_float_of_element(p):
    return float(p[0]) * float(p.sum())


def as_number_of_string(x):
    return x * float("2.5") + int("3") * x


def as_bool(x, n):
    if bool(n):
        return x * bool(n)
    return x + bool(x > 0)


def printed(x):
    print("x is", x)
    y = x * x
    print(f"and its square {y:.3f}", end="\n")
    return y


def rounded_for_show(x):
    label = f"{round(x, 2)} of {x!r:>10}"
    return x * len(label[:3])


def rounded(x):
    return round(x) * x + x


def formatted_only(x):
    text = "value %.2f" % x + str(x) + "{}".format(x)
    assert text
    return math.sin(x)


def all_and_any(p):
    if all(p > 0) and any(p > 1):
        return np.sum(np.log(p))
    return np.sum(p * p)


def all_of_list(x, y):
    if all([x > 0, y > 0]) and not any((x > 10, y > 10)):
        return x * y
    return x - y


def integers_from_data(x):
    n = int(3) + len(str(12))
    return x**n


def trigonometric(x):
    return math.sin(x) * math.cos(x) + math.tan(x / 2)


def inverse_trigonometric(x):
    return math.asin(x) * math.acos(x) + math.atan(x) + math.atan2(x, 2.0) + math.atan2(1.0, x)


def hyperbolic(x):
    return math.sinh(x) + math.cosh(x) * math.tanh(x)


def inverse_hyperbolic(x):
    return math.asinh(x) + math.acosh(1 + x * x) + math.atanh(x / 2)


def exponentials(x):
    return math.exp(x) + math.expm1(x) * math.exp2(x) if hasattr(math, "exp2") else math.exp(x)


def logarithms(x):
    return math.log(x) + math.log(x, 3) * math.log2(x) + math.log10(x) + math.log1p(x)


def roots(x):
    return math.sqrt(x) + math.pow(x, 1.7) + math.cbrt(x)


def distances(x, y):
    return math.hypot(x, y) * math.hypot(x, y, 1.0) + math.dist((x, y), (1.0, 2.0))


def error_functions(x):
    return math.erf(x) * math.erfc(x)


def gammas(x):
    return math.gamma(x) + math.lgamma(x)


def angles(x):
    return math.degrees(x) / 90 + math.radians(x) * x


def signs(x, y):
    return math.copysign(x, y) * x


def remainders(x, y):
    return math.fmod(x, y) * y + math.remainder(x, y) ** 2


def parts(x):
    fraction, whole = math.modf(x)
    return fraction**2 + whole * x


def steps(x):
    return math.floor(x) * x + math.ceil(x) * x**2 + math.trunc(x)


def constants(x):
    return math.pi * x**2 + math.e * x + math.tau / x


def exact_sums(items):
    return math.fsum(items) * math.prod(items)


def exact_products(p, q):
    return math.prod(p) * math.prod(q, start=2.0)


def combinatorics(x, n):
    return math.comb(n, 2) * x + math.factorial(n) * x**2 + math.gcd(n, 4) * x


def integer_root(x, n):
    return x ** math.isqrt(n)


def finite_test(x):
    if math.isnan(x) or math.isinf(x) or not math.isfinite(x):
        return 0.0
    return x * x


def close_test(x, y):
    if math.isclose(x, y):
        return x
    return x * y


def infinity(items):
    best = math.inf
    worst = float("-inf")
    for v in items:
        best = min(best, v)
        worst = max(worst, v)
    return best * worst


def numbers_as_keys(x, n):
    table = {0: 1.5, 1: 2.5, 2: 3.5}
    return table[n] * x * table.get(n + 5, 1.0)


def string_methods(x, mode):
    if mode.lower().startswith("sq"):
        return x * x
    return x * len(mode.split(","))


def containment(x, n):
    if n in (1, 2, 3) and n not in range(2, 3):
        return x * n
    return x**2


def identity_tests(x, f=None, g=math.sin):
    if f is None and g is not math.cos:
        return g(x)
    return x


def nested_calls(x, y):
    return max(abs(x), min(y, math.sqrt(abs(x * y)))) * sum((x, max(x, y)))


def named_builtins(x):
    return builtins.abs(x) * builtins.max(x, 0.1)


def sliced_sequences(x):
    values = (x, x * x, x**3, 1.0)
    return sum(values[1:3]) * values[::-1][0] + values[-2]


def slice_object(p):
    s = slice(1, None, 2)
    return np.sum(p[s] ** 2)


def iterated_once(p):
    it = iter(p)
    first = next(it)
    return first * next(it)


def tuple_and_list_calls(p):
    a, b, c = tuple(p)
    d = list(p)
    return a * b * c + d[0]


def complex_numbers(x, y):
    z = complex(x, y)
    w = z * z + 1
    return w.real * w.imag + abs(z)


def complex_functions(x):
    z = cmath.exp(1j * x) * x
    return z.real + abs(z) ** 2 + z.conjugate().imag


def numpy_scalar_methods(x):
    y = np.float64(x) * 2
    return y.real * y + y.conjugate()


def sorted_three(x, y, z):
    a, b, c = sorted((x, y, z))
    return a + 10 * b**2 + c * a


def sorted_backward(items):
    best, second, *_ = sorted(items, reverse=True)
    return best * second


def filtered(items):
    return sum(filter(lambda t: t > 0, items))


def product_of_arrays(a, b):
    return np.sum(math.prod([a, b + 1.0]) * math.prod([a]) * math.prod(v for v in (a, b)))


def product_of_number_and_array(x, a):
    return np.sum(math.prod([x, a])) + np.sum(math.prod([x, 2.0], start=a)) * math.prod([x, 3.0], start=x)


def product_of_rows(a):
    return np.sum(math.prod(a) ** 2) + np.sum(math.prod([a, a.T]))


def product_of_grown(a, n):
    terms = []
    for i in range(n):
        terms.append(a * i + 1.0)
    return np.sum(math.prod(terms))


def nearest_pair(x, t):
    d, i = min(((v - t) ** 2, i) for i, v in enumerate(x))
    return d * (i + 1)


def greatest_pair(x):
    return max([(v * v, i) for i, v in enumerate(x)])[0]


def nested_pair(x, y):
    i, (a, b) = max(enumerate(zip(x, y)))
    return a * b * b + i


ROWS = [
    row(absolute, -0.7, 1.3),
    row(largest, 0.7, 1.3),
    row(largest, 1.3, 0.7, case="first"),
    row(largest_of_three, 0.7, 1.3, -0.2),
    row(largest_of_list, [0.7, 1.3, -0.2]),
    row(largest_of_array, normal(4)),
    row(largest_by_key, [0.7, -1.3, -0.2]),
    row(largest_or_default, [0.7, 1.3]),
    row(largest_or_default, (0.7,), case="one"),
    row(relu, 0.7, case="on"),
    row(relu, -0.7, case="off"),
    row(summed, [0.7, 1.3]),
    row(summed_array, normal(4)),
    row(summed_rows, normal(2, 3)),
    row(summed_tuple, 0.7, 1.3),
    row(powers, 0.7, 1.3),
    row(lengths, normal(3), [0.7, 1.3]),
    row(range_of_floats_as_integers, 0.7),
    row(zipped, normal(3), [0.7, 1.3, 0.2]),
    row(enumerated, [0.7, 1.3, 0.2]),
    row(reversed_items, [0.7, 1.3, 0.2]),
    row(mapped, [0.7, 1.3, 0.2]),
    row(mapped_two, [0.7, 1.3, 0.2], normal(3)),
    row(mapped_to_list, [0.7, 1.3, 0.2]),
    row(mapped_unpacked, 0.7, 1.3),
    row(nearest_pair, positive(3), 0.7),
    row(nearest_pair, positive(7), 0.7),
    row(greatest_pair, normal(7)),
    row(nested_pair, normal(6), normal(6, seed=1)),
    row(of_type, 0.7),
    row(of_several_types, 0.7),
    row(of_several_types, normal(3), case="array"),
    row(of_several_types, (0.7, 0.3), case="tuple"),
    row(of_abstract_type, 0.7),
    row(not_of_type, 0.7),
    row(not_of_type, [0.7, 1.3], case="list"),
    row(type_compared, 0.7),
    row(type_compared, np.float64(0.7), case="numpy"),
    row(scalar_test, 0.7),
    row(scalar_test, normal(3), case="array"),
    row(attribute_test, normal(3)),
    row(attribute_test, 0.7, case="float"),
    row(callable_test, 0.7, math.sin),
    row(callable_test, 0.7, 2.0, case="number"),
    row(as_float, 0.7),
    row(as_float, np.float64(0.7), case="numpy"),
    row(as_float_of_element, normal(3)),
    row(as_number_of_string, 0.7),
    row(as_bool, 0.7, 3),
    row(printed, 0.7),
    row(rounded_for_show, 0.7),
    row(rounded, 2.3),
    row(formatted_only, 0.7),
    row(all_and_any, np.array([0.3, 1.4, 0.8])),
    row(all_and_any, normal(3), case="else"),
    row(all_of_list, 0.7, 1.3),
    row(integers_from_data, 0.7),
    row(trigonometric, 0.7),
    row(inverse_trigonometric, 0.4),
    row(hyperbolic, 0.7),
    row(inverse_hyperbolic, 0.7),
    row(exponentials, 0.7),
    row(logarithms, 0.7),
    row(roots, 0.7),
    row(distances, 0.7, 1.3),
    row(error_functions, 0.7),
    row(gammas, 2.3),
    row(angles, 0.7),
    row(signs, 0.7, -1.3),
    row(remainders, 2.9, 1.3),
    row(parts, 2.3),
    row(steps, 2.3),
    row(constants, 0.7),
    row(exact_sums, [0.7, 1.3, 0.2]),
    row(exact_products, [0.7, 1.3, 0.2], (0.4, 0.5)),
    row(combinatorics, 0.7, 6),
    row(integer_root, 0.7, 10),
    row(finite_test, 0.7),
    row(close_test, 0.7, 1.3),
    row(infinity, [0.7, 1.3, 0.2]),
    row(numbers_as_keys, 0.7, 2),
    row(string_methods, 0.7, "Square"),
    row(string_methods, 0.7, "a,b,c", case="split"),
    row(containment, 0.7, 3),
    row(containment, 0.7, 2, case="else"),
    row(identity_tests, 0.7),
    row(nested_calls, 0.7, 1.3),
    row(named_builtins, 0.7),
    row(sliced_sequences, 0.7),
    row(slice_object, normal(5)),
    row(iterated_once, positive(3), level=2),
    row(tuple_and_list_calls, positive(3)),
    row(complex_numbers, 0.7, 1.3),
    row(complex_functions, 0.7),
    row(numpy_scalar_methods, 0.7),
    row(sorted_three, 1.7, 0.3, 0.9, level=2),
    row(sorted_backward, [0.7, 1.3, 0.2], level=2),
    row(filtered, [0.7, -1.3, 0.2], level=2),
    row(product_of_arrays, normal(3), normal(3), argnums=(0, 1)),
    row(product_of_number_and_array, 0.7, normal(3), argnums=(0, 1)),
    row(product_of_rows, normal(3, 3)),
    row(product_of_grown, normal(3), 3),
]
