"""Programs that call other Python functions: helpers, closures, lambdas, partials, recursion, objects."""

import functools
import math
import operator
from functools import partial, reduce

import numpy as np

from tests.programs import helpers
from tests.programs.harness import normal, positive, row
from tests.programs.helpers import Line, decay, normalised
from tests.programs.helpers import squared as sq

UNIT_LINE = Line(1.5, -0.5)


def square(x):
    return x * x


def cube(x):
    return x * square(x)


def weigh(x, y, a=2.0, b=1.0):
    return a * x + b * y


def polar(x, y):
    return {"r": math.hypot(x, y), "angle": math.atan2(y, x)}


def helper(x):
    return square(math.sin(x)) + cube(x)


def helper_of_module(x):
    return helpers.squared(x) + sq(x + 1) * helpers.RATE


def helper_with_loop(x):
    return helpers.stops_early(x, 4.0) * helpers.stops_early(2 * x, 3.0)


def helper_in_loop(x, n):
    for _ in range(n):
        x = decay(x) + sq(x) * 0.2
    return x


def helper_with_loop_in_loop(x, n):
    y = x
    for k in range(n):
        y = helpers.stops_early(y / (k + 1), 2.0) - 1
    return y


def helper_in_condition(x):
    if sq(x) > 1:
        return x * 2
    while sq(x) < 4:
        x = x + decay(x)
    return x


def helper_returning_tuple(x):
    s, t = helpers.both(x)
    return s * t


def helper_result_dropped(x):
    s, _ = helpers.both(x)
    helpers.both(x * 2)
    return s + helpers.both(s)[1]


def helper_returning_dict(x, y):
    p = polar(x, y)
    return p["r"] * math.cos(2 * p["angle"])


def helper_same_argument_twice(x):
    return weigh(x, x) * weigh(x, b=x, y=x)


def helper_overwriting_its_parameter(x, y):
    def shrink(x):
        x = x / 2
        x = math.sin(x)
        return x

    y = shrink(x) + shrink(y)
    return y * x


def helper_on_arrays(p, q):
    return normalised(p) @ normalised(q) + sq(p) @ q


def helper_of_two_kinds(x, p):
    return np.sum(sq(x) * sq(p))


def keywords(x, y):
    return weigh(x, y, b=x) + weigh(y=x, x=y, a=0.5) + weigh(x, y=y)


def defaults(x, power=3, offset=0.5):
    return x**power + offset


def star_arguments(x, y):
    pair = (x, y)
    return weigh(*pair) + weigh(*pair, 0.5) + weigh(x, *(y, x, y))


def star_keywords(x, y):
    options = {"a": x, "b": 3.0}
    return weigh(x, y, **options) + weigh(**{"x": y, "y": x})


def takes_star(*values):
    total = 0.0
    for k, v in enumerate(values):
        total = total + (k + 1) * v * v
    return total


def takes_star_after(first, *rest, scale=2.0):
    return first * sum(rest) * scale + len(rest)


def takes_keywords(x, **options):
    y = x * options["a"]
    if "b" in options:
        y = y + options["b"] ** 2
    return y * options.get("c", 1.5)


def calls_takers(x, y):
    return takes_star(x, y, x * y) + takes_star_after(x, y, y, scale=x) + takes_keywords(x, a=y, b=x)


def forwards_everything(x, y):
    def forward(*args, **kwargs):
        return weigh(*args, **kwargs) ** 2

    return forward(x, y) + forward(x, y=y, a=x)


def positional_only(x, /, y, *, z=2.0):
    return x * y + z * x


def calls_positional_only(x):
    return positional_only(x, x * x) + positional_only(x, y=2.0, z=x)


def nested(x, y):
    def inner(t):
        return math.sin(t) * t

    return inner(x) + inner(x * y)


def closure(x, y):
    scale = x * y

    def scaled(t):
        return scale * t + x

    return scaled(x) * scaled(2.0)


def closure_reads_late(x):
    factor = 1.0

    def scaled(t):
        return factor * t

    first = scaled(x)
    factor = x
    return first + scaled(x)


def closure_over_loop_variable(x):
    total = 0.0
    for k in range(3):

        def term(t):
            return t**k + k

        total = total + term(x)
    return total


def closure_two_deep(x, y):
    def outer(a):
        def inner(b):
            return a * b + x

        return inner(y) + inner(a)

    return outer(x) * outer(y)


def nested_with_default(x):
    y = x * x

    def inner(t, s=y):
        return t * s

    y = 100.0
    return inner(x) + y * 0 + inner(x, x)


def lambdas(x, y):
    add = lambda a, b: a + b
    twice = lambda f, t: f(f(t))
    return add(x, y) * twice(lambda t: t * t + 1, x)


def lambda_with_default(x):
    f = lambda t, p=2: t**p
    return f(x) + f(x, 3) + (lambda: x)()


def partial_function(x, y):
    f = functools.partial(weigh, x, b=y)
    return f(y) + f(x, a=y)


def partial_of_partial(x):
    f = partial(partial(weigh, x), a=3.0)
    return f(x) * f(2.0)


def partial_of_library(x):
    power = partial(pow, 2.0)
    return power(x)


def partial_as_argument(x):
    def integrate(f, a, b, n=8):
        h = (b - a) / n
        s = 0.5 * (f(a) + f(b))
        for i in range(1, n):
            s = s + f(a + i * h)
        return s * h

    return integrate(partial(weigh, y=x, a=x), 0.0, x)


def factorial_like(x, n):
    if n == 0:
        return 1.0
    return x * factorial_like(x + 1, n - 1)


def fibonacci_like(x, n):
    return x if n < 2 else fibonacci_like(x, n - 1) * 0.9 + fibonacci_like(x, n - 2)


def recursive_power(x, n):
    if n == 0:
        return 1.0
    if n % 2:
        return x * recursive_power(x, n - 1)
    half = recursive_power(x, n // 2)
    return half * half


def recursive_on_data(x):
    if x > 10:
        return math.log(x)
    return recursive_on_data(x * x + 0.5) + x


def is_even_way(x, n):
    return x if n == 0 else math.sin(is_odd_way(x, n - 1))


def is_odd_way(x, n):
    return x * x if n == 0 else 1.1 * is_even_way(x, n - 1)


def recursive_sum(p):
    if len(p) == 1:
        return p[0] ** 2
    middle = len(p) // 2
    return recursive_sum(p[:middle]) + recursive_sum(p[middle:]) * p[0]


def adaptive_simpson(f, a, b, tolerance, depth):
    middle = 0.5 * (a + b)
    h = b - a
    coarse = h / 6 * (f(a) + 4 * f(middle) + f(b))
    fine = h / 12 * (f(a) + 4 * f(0.5 * (a + middle)) + 2 * f(middle) + 4 * f(0.5 * (middle + b)) + f(b))
    if depth == 0 or abs(fine - coarse) < tolerance:
        return fine + (fine - coarse) / 15
    left = adaptive_simpson(f, a, middle, tolerance / 2, depth - 1)
    return left + adaptive_simpson(f, middle, b, tolerance / 2, depth - 1)


def adaptive_integral(c):
    return adaptive_simpson(lambda t: math.exp(-c * t * t), 0.0, 2.0, 1e-4, 6)


def nested_recursion(x):
    def down(t, n):
        return t if n == 0 else down(math.cos(t) * x, n - 1)

    return down(x, 4)


def newton(f, derivative, x, steps=6):
    for _ in range(steps):
        x = x - f(x) / derivative(x)
    return x


def newton_of_closures(a):
    return newton(lambda x: x**3 - a, lambda x: 3 * x**2, 1.5)


def compose(f, g):
    return lambda t: f(g(t))


def composed(x):
    h = compose(math.sin, compose(square, math.exp))
    return h(x)


def make_polynomial(*coefficients):
    def polynomial(x):
        y = 0.0
        for c in coefficients:
            y = y * x + c
        return y

    return polynomial


def polynomial_made(x, a):
    p = make_polynomial(a, 2.0, a * x)
    return p(x) + p(a)


def reduced(x, y):
    return reduce(lambda a, b: a * b + 1, (x, y, x), 2.0) + reduce(operator.mul, (x, y, 3.0))


def operators(x, y):
    return operator.mul(x, y) + operator.truediv(x, y) - operator.neg(operator.sub(x, y))


def function_table(x, which):
    table = {"sin": math.sin, "square": square, "twice": lambda t: 2 * t}
    return table[which](x) * x


def functions_in_tuple(x):
    for f in (math.sin, math.exp, square):
        x = f(x)
    return x


def conditional_function(x):
    f = math.sin if x > 0 else math.cos
    return f(x) * x


def takes_function(x, activation):
    return activation(x * 2) + activation(x)


def callable_object(x):
    line = UNIT_LINE
    return line(x) * line.squared(x) + line.slope * x


def callable_object_made(x, a):
    line = Line(a, x)
    return line(x) + line.squared(2.0) + line.steepness


def static_and_class_methods(x):
    return Line.doubled(x) * Line.through(x) + UNIT_LINE.doubled(x)


def takes_callable_object(x, f):
    return f(x) + f(f(x))


def bound_method(x):
    f = UNIT_LINE.squared
    return f(x) + f(2 * x)


def wrapped(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return 2.0 * f(*args, **kwargs)

    return wrapper


@wrapped
def decorated(x, y=1.5):
    return x * x * y


def calls_decorated(x):
    return decorated(x) + decorated(x, y=x)


def unpacks_result(x, y):
    (a, b), c = helpers.both(x), y
    first, *rest = helpers.both(y)
    return a * b + c * first * rest[0]


def returns_tuple(x, y):
    return x * y, (x + y, x / y)


def returns_list(x, y):
    return [x * y, x - y]


def returns_dict(x, y):
    return {"product": x * y, "parts": (x, y * y)}


def returns_argument(x, y):
    return x


def returns_array_argument(p):
    return p


def returns_same_twice(x):
    y = x * x
    return y, y


def passes_containers(params):
    def norm(p):
        return p["a"] ** 2 + p["b"][0] * p["b"][1]

    def scale(p, k):
        return {"a": p["a"] * k, "b": (p["b"][0], k)}

    return norm(scale(params, 3.0)) + norm(params)


def many_levels(x):
    def a(t):
        return b(t) + 1

    def b(t):
        return c(t) * t

    def c(t):
        return math.tanh(t)

    return a(a(x))


def apply_generic(x, y):
    return helpers.apply(weigh, x, y, a=x) + helpers.apply(math.sin, y)


def trampolined(x, n):
    step = lambda t: math.cos(t) * x
    while n:
        x = step(x)
        n -= 1
    return x


def conditionally_defined(x, flag):
    if flag:

        def f(t):
            return t * t

    else:

        def f(t):
            return t + 1

    return f(x) * x


def nonlocal_free_counter(x):
    counts = 3

    def times():
        return counts * x

    counts = counts + 1
    return times() * times()


TIMES = 0


@functools.lru_cache
def counted_points(n):
    global TIMES
    TIMES += 1
    return np.arange(n) / n, np.ones(n)


@functools.cache
def points(n):
    return np.polynomial.legendre.leggauss(n)


def quadrature(a, n):
    x, w = points(n)
    total = 0.0
    for i in range(n):
        total += w[i] * np.exp(a * x[i])
    return total


def quadrature_at_once(a, n):
    x, w = np.polynomial.hermite.hermgauss(n)
    return w @ np.cos(a * x)


def cached_counter(a, n):
    x, w = counted_points(n)
    return np.sum(w * np.exp(a * x))


ROWS = [
    row(helper, 0.8),
    row(helper_of_module, 0.8),
    row(helper_with_loop, 0.8),
    row(helper_in_loop, 0.8, 4),
    row(helper_in_loop, 0.8, 0, case="zero trips"),
    row(helper_with_loop_in_loop, 0.8, 4),
    row(helper_in_condition, 0.8),
    row(helper_returning_tuple, 0.8),
    row(helper_result_dropped, 0.8),
    row(helper_returning_dict, 0.8, 0.5),
    row(helper_same_argument_twice, 0.8),
    row(helper_overwriting_its_parameter, 0.8, 0.5),
    row(helper_on_arrays, normal(3, seed=1), normal(3, seed=2)),
    row(helper_of_two_kinds, 0.8, normal(3)),
    row(keywords, 0.8, 0.5),
    row(defaults, 0.8),
    row(defaults, 0.8, 2, 0.1, case="given"),
    row(star_arguments, 0.8, 0.5),
    row(star_keywords, 0.8, 0.5),
    row(takes_star, 0.8, 0.5, 0.3),
    row(takes_star_after, 0.8, 0.5, 0.3),
    row(takes_star_after, 0.8, 0.5, case="one"),
    row(calls_takers, 0.8, 0.5),
    row(forwards_everything, 0.8, 0.5),
    row(positional_only, 0.8, 0.5),
    row(calls_positional_only, 0.8),
    row(nested, 0.8, 0.5),
    row(closure, 0.8, 0.5),
    row(closure_reads_late, 0.8),
    row(closure_over_loop_variable, 0.8),
    row(closure_two_deep, 0.8, 0.5),
    row(nested_with_default, 0.8),
    row(lambdas, 0.8, 0.5),
    row(lambda_with_default, 0.8),
    row(partial_function, 0.8, 0.5),
    row(partial_of_partial, 0.8),
    row(partial_of_library, 0.8),
    row(partial_as_argument, 0.8),
    row(partial(weigh, 0.7, a=3.0), 0.8, case="partial"),
    row(partial(weigh, b=3.0), 0.8, 0.2, case="partial by keyword"),
    row(lambda x, y: x * math.exp(y), 0.8, 0.5),
    row(factorial_like, 0.8, 4),
    row(factorial_like, 0.8, 0, case="at once", zero=True),
    row(fibonacci_like, 0.8, 5),
    row(recursive_power, 0.8, 6),
    row(recursive_on_data, 0.8),
    row(is_even_way, 0.8, 3),
    row(is_odd_way, 0.8, 4),
    row(recursive_sum, normal(5)),
    row(adaptive_integral, 0.8),
    row(nested_recursion, 0.8),
    row(newton_of_closures, 2.8),
    row(composed, 0.2),
    row(polynomial_made, 0.8, 0.5),
    row(reduced, 0.8, 0.5),
    row(operators, 0.8, 0.5),
    row(function_table, 0.8, "sin", case="sin"),
    row(function_table, 0.8, "twice", case="lambda"),
    row(functions_in_tuple, 0.8),
    row(conditional_function, 0.8),
    row(takes_function, 0.8, math.sin, case="library"),
    row(takes_function, 0.8, square, case="python"),
    row(takes_function, 0.8, partial(weigh, 1.5), case="partial"),
    row(callable_object, 0.8),
    row(callable_object_made, 0.8, 0.5, level=2),  # making a Line writes its attributes
    row(static_and_class_methods, 0.8),
    row(takes_callable_object, 0.8, UNIT_LINE),
    row(bound_method, 0.8),
    row(UNIT_LINE.squared, 0.8, case="bound"),
    row(UNIT_LINE, 0.8, case="callable"),
    row(decorated, 0.8, 0.5),
    row(calls_decorated, 0.8),
    row(unpacks_result, 0.8, 0.5),
    row(returns_tuple, 0.8, 0.5),
    row(returns_list, 0.8, 0.5),
    row(returns_dict, 0.8, 0.5),
    row(returns_argument, 0.8, 0.5),
    row(returns_array_argument, normal(3)),
    row(returns_same_twice, 0.8),
    row(passes_containers, {"a": 0.8, "b": (0.5, 0.3)}),
    row(many_levels, 0.8),
    row(apply_generic, 0.8, 0.5),
    row(trampolined, 0.8, 3),
    row(conditionally_defined, 0.8, True, case="first"),
    row(conditionally_defined, 0.8, False, case="second"),
    row(nonlocal_free_counter, 0.8),
    row(normalised, positive(3), case="of another module"),
    row(quadrature, 0.8, 5),
    row(quadrature_at_once, 0.8, 6),
    row(cached_counter, 0.8, 4),
]
