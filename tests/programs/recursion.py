"""Programs whose functions call themselves, each other, or one helper in many places."""

import functools
import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from tests.programs.harness import normal, positive, row


# ------------------------------------------------------------ numbers
def power(x, n):
    return 1.0 if n == 0 else x * power(x, n - 1)


def horner(x, coefficients, k=0):
    if k == len(coefficients) - 1:
        return coefficients[k]
    return coefficients[k] + x * horner(x, coefficients, k + 1)


def chebyshev(n, x):
    if n == 0:
        return 1.0
    if n == 1:
        return x
    return 2 * x * chebyshev(n - 1, x) - chebyshev(n - 2, x)


def polynomial_by_order(x, n):
    return chebyshev(n, x) * math.exp(-x)


def continued_fraction(x, n):
    return x if n == 0 else n + x / continued_fraction(x, n - 1)


def nested_radical(x, n):
    return math.sqrt(x) if n == 0 else math.sqrt(x + nested_radical(x, n - 1))


def ackermann_like(x, m, n):
    if m == 0:
        return x * (n + 1)
    if n == 0:
        return ackermann_like(x, m - 1, 1) + x
    return ackermann_like(x * 0.9, m - 1, n - 1) + 0.1 * ackermann_like(x, m, n - 1)


def ninety_one(x):
    return x * x / 90 - 10 if x > 100 else ninety_one(ninety_one(x + 11))


def towers(x, n):
    if n == 0:
        return 0.0
    return towers(x, n - 1) + x**n + towers(x * 0.9, n - 1)


def collatz_like(x, n):
    if n == 1:
        return x
    if n % 2 == 0:
        return math.sin(collatz_like(x * 1.1, n // 2))
    return collatz_like(x - 0.1, 3 * n + 1) * x


def euclid_like(a, b):
    return a if b < 0.25 else euclid_like(b, a % b) * 1.5


def newton_root(a, x=1.0, steps=0):
    step = 0.5 * (x + a / x)
    if abs(step - x) < 1e-10 or steps > 50:
        return step
    return newton_root(a, step, steps + 1)


def bisected(f, low, high, depth):
    middle = 0.5 * (low + high)
    if depth == 0:
        return middle
    if f(middle) * f(low) <= 0:
        return bisected(f, low, middle, depth - 1)
    return bisected(f, middle, high, depth - 1)


def root_between(a, b):
    return bisected(lambda t: t * t - 2, a, b, 5)


def deep(x, n):
    return x if n == 0 else deep(x * 1.0001 + 0.0001 * math.sin(x), n - 1)


def accumulated(x, n, total=0.0):
    if n == 0:
        return total * x
    return accumulated(x * 1.1, n - 1, total + math.sin(x))


def returned_early(x, n):
    for k in range(n):
        if x * k > 1.5:
            return returned_early(x * 0.5, n - 1) + k * x
        x = x + 0.3
    return x * x


def while_inside(x, n):
    total = 0.0
    while x < n:
        x = x * 1.7
        total = total + while_inside(x, n - 1) if n > 1 else total + x
    return total + x


def loop_of_calls(x, n):
    total = 0.0
    for k in range(n):
        if math.sin(x) + loop_of_calls(x * 0.9, n - 1) > 0.3:
            total = total + x * loop_of_calls(x * 0.5, n - 1)
        else:
            total = total - x * k
    return total + x


def overwritten(x, n):
    x = math.sin(x) * x
    if n > 0:
        x = overwritten(x, n - 1)
        x = x * x + 1
    return x


def in_condition(x, n):
    if n == 0:
        return x
    if in_condition(x * 0.5, n - 1) > 0.2:
        return x * in_condition(x, n - 1)
    return in_condition(x * 1.5, n - 1) - x


def in_while_condition(x, n):
    count = 0
    while n > 0 and power(x, count) > 0.3 and count < 6:
        x = x * 0.95
        count += 1
    return x * power(x, n)


def conditional_expression(x, n):
    return conditional_expression(x * 0.9, n - 1) * x if n > 0 and x > 0.1 else x if n else x * x


def either_or(x, n):
    return n == 0 and x or either_or(x * 0.8, max(n - 1, 0)) * x


def result_unused(x, n):
    if n > 0:
        result_unused(x * x, n - 1)
    return x * n + math.cos(x)


def two_results(x, n):
    if n == 0:
        return x, 1.0
    a, b = two_results(x * 1.1, n - 1)
    return a * b + x, math.cos(a) * b


def uses_two(x, n):
    a, b = two_results(x, n)
    return a * b


def one_of_two(x, n):
    return two_results(x, n)[1] * x


def result_and_count(x):
    if x > 5.0:
        return math.log(x), 0
    value, steps = result_and_count(x * x + 0.5)
    return value * x, steps + 1


def counts_too(x):
    value, steps = result_and_count(x)
    return value * steps + value


def dictionary_results(x, n):
    if n == 0:
        return {"value": x, "slope": 1.0}
    inner = dictionary_results(math.sin(x), n - 1)
    return {"value": inner["value"] + x, "slope": inner["slope"] * math.cos(x)}


def of_dictionaries(x, n):
    found = dictionary_results(x, n)
    return found["value"] * found["slope"]


def keywords(x, *, n=3, scale=1.1):
    return x if n <= 0 else keywords(x * scale, n=n - 1) * x


def calls_with_keywords(x, k):
    return keywords(x, n=k) + keywords(x, scale=0.9)


def kinds_differ(x, n):
    return n + 1 if n <= 0 else x * kinds_differ(x, n - 1)


def integer_becomes_real(x, n):
    def add(total, k):
        return total if k == 0 else add(total + x * k, k - 1)

    return add(0, n)


# ------------------------------------------------------------ functions that call each other
def is_even(x, n):
    return x if n == 0 else is_odd(x * 1.1, n - 1)


def is_odd(x, n):
    return math.sin(x) if n == 0 else is_even(x * x, n - 1)


def parity(x, n):
    return is_even(x, n) * is_odd(x, n)


def expression_value(x, depth):
    return term_value(x, depth) + (expression_value(x * 0.7, depth - 1) if depth > 0 else 0.0)


def term_value(x, depth):
    return factor_value(x, depth) * (term_value(x + 0.1, depth - 1) if depth > 0 else 1.0)


def factor_value(x, depth):
    return x if depth <= 0 else math.sin(expression_value(x, depth - 1))


def female(x, n):
    return x if n == 0 else x * n - male(x, n - 1) * 0.3


def male(x, n):
    return 0.0 if n == 0 else female(x * 0.9, n - 1) + male(x, n - 1) * 0.2


def hofstadter(x, n):
    return female(x, n) + male(x, n)


# ------------------------------------------------------------ closures, methods, functions as arguments
def closure(x, n):
    c = math.sin(x)

    def go(k, y):
        if k == 0:
            return y * c
        return c * go(k - 1, y * x)

    return go(n, x)


def closures_each_other(x, n):
    def ping(y, k):
        return y if k == 0 else pong(y * x, k - 1)

    def pong(y, k):
        return y + x if k == 0 else ping(math.tanh(y), k - 1)

    return ping(x, n) * pong(x, n)


def closure_in_loop(x, n):
    total = 0.0
    for i in range(3):

        def go(y, k):
            return y * i if k == 0 else go(y * x + i, k - 1)

        total = total + go(x, n)
    return total


def applied(f, x, n):
    return f(x) if n == 0 else f(applied(f, x * 0.9, n - 1))


def applies(x, n):
    return applied(lambda t: t * x + math.sin(t), x, n) + applied(math.tanh, x, n)


def applies_partial(x, n):
    return applied(partial(power, n=2), x, n) * applied(partial(lambda a, t: a * t + 1, x), x, n)


def composed_n_times(f, n):
    if n == 0:
        return lambda t: t
    g = composed_n_times(f, n - 1)
    return lambda t: f(g(t))


def iterated(x):
    return composed_n_times(lambda t: math.sin(t) + x, 4)(x)


def simpson(f, a, b):
    return (b - a) / 6 * (f(a) + 4 * f(0.5 * (a + b)) + f(b))


def adaptive(f, a, b, tolerance):
    m = 0.5 * (a + b)
    whole, left, right = simpson(f, a, b), simpson(f, a, m), simpson(f, m, b)
    if abs(left + right - whole) < 15 * tolerance:
        return left + right + (left + right - whole) / 15
    return adaptive(f, a, m, tolerance / 2) + adaptive(f, m, b, tolerance / 2)


def adaptive_of_both(c, b):
    return adaptive(lambda t: math.exp(-c * t * t) * math.cos(3 * t), 0.0, b, 1e-5)


@dataclass
class Oscillator:
    """A linear oscillator."""

    stiffness: float
    damping: float

    def energy(self, x, v, steps):
        if steps == 0:
            return 0.5 * self.stiffness * x * x + 0.5 * v * v
        a = -self.stiffness * x - self.damping * v
        return self.energy(x + 0.1 * v, v + 0.1 * a, steps - 1)


def method(x, k, n):
    return Oscillator(k, 0.1).energy(x, 0.2, n)


@functools.lru_cache(maxsize=None)
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


class Spring:
    """A spring whose force is summed by halving a path."""

    def __init__(self, stiffness, depth):
        self.stiffness = stiffness
        self.depth = depth

    def force(self, x):
        return -self.stiffness * x

    def work(self, a, b, depth=0):
        if depth == self.depth:
            return 0.5 * (self.force(a) + self.force(b)) * (b - a)
        middle = 0.5 * (a + b)
        return self.work(a, middle, depth + 1) + self.work(middle, b, depth + 1)


def method_of_made_object(x, k, depth):
    return Spring(k, depth).work(x, 2 * x)


def cached_count(x, n):
    return x * fibonacci(n) + math.sin(x) ** fibonacci(3)


@functools.cache
def legendre(n, x):
    if n == 0:
        return 1.0
    if n == 1:
        return x
    return ((2 * n - 1) * x * legendre(n - 1, x) - (n - 1) * legendre(n - 2, x)) / n


def cached(x, n):
    return legendre(n, x) * x


# ------------------------------------------------------------ trees and lists
LEAVES = ((0.3, (0.5, -0.2)), (0.1, ((0.7, 0.4), 0.2)))


def folded(node, x):
    if isinstance(node, tuple):
        return math.tanh(folded(node[0], x)) * folded(node[1], x) + x
    return node * x


def fold_of_constants(x):
    return folded(LEAVES, x)


def tree_of_arguments(tree):
    if isinstance(tree, tuple):
        return tree_of_arguments(tree[0]) * tree_of_arguments(tree[1]) + 1
    return math.sin(tree)


def decide(tree, x):
    if not isinstance(tree, dict):
        return tree * x
    if x < tree["limit"]:
        return decide(tree["low"], x) + 0.1 * x
    return decide(tree["high"], x * x)


def decision_tree(x, weight):
    tree = {"limit": 0.5, "low": weight, "high": {"limit": 0.9, "low": weight * x, "high": 2.0}}
    return decide(tree, x)


def list_product(xs):
    return 1.0 if not xs else xs[0] * list_product(xs[1:])


def sum_of_squares(xs):
    return 0.0 if not xs else xs[0] ** 2 + sum_of_squares(xs[1:])


def list_of_any_length(x, n):
    return sum_of_squares([math.sin(x * i) for i in range(n)])


def nested_lists(x):
    def total(items):
        return sum(total(item) if isinstance(item, list) else item * x for item in items)

    return total([1.0, [x, [x * x, 2.0]], 3.0])


def evaluate(expression, table):
    if isinstance(expression, str):
        return table[expression]
    if not isinstance(expression, tuple):
        return expression
    op, a, b = expression
    left, right = evaluate(a, table), evaluate(b, table)
    return left + right if op == "+" else left * right if op == "*" else left**right


def interpreter(x, y):
    return evaluate(("+", ("*", "x", ("^", "y", 2)), ("*", 3.0, "x")), {"x": x, "y": y})


# ------------------------------------------------------------ arrays
def halves_sum(p):
    if len(p) == 1:
        return p[0] ** 2
    middle = len(p) // 2
    return halves_sum(p[:middle]) + halves_sum(p[middle:]) * p[0]


def log_sum_exp(p):
    if len(p) == 1:
        return p[0]
    middle = len(p) // 2
    a, b = log_sum_exp(p[:middle]), log_sum_exp(p[middle:])
    return np.maximum(a, b) + np.log1p(np.exp(-np.abs(a - b)))


def fourier(x):
    n = len(x)
    if n == 1:
        return x + 0j
    even, odd = fourier(x[::2]), fourier(x[1::2])
    turned = np.exp(-2j * np.pi * np.arange(n // 2) / n) * odd
    return np.concatenate([even + turned, even - turned])


def spectrum(x):
    return np.sum(np.abs(fourier(x)) ** 2 * np.arange(len(x)))


def strassen(a, b):
    n = len(a)
    if n <= 1:
        return a * b
    m = n // 2
    a11, a12, a21, a22 = a[:m, :m], a[:m, m:], a[m:, :m], a[m:, m:]
    b11, b12, b21, b22 = b[:m, :m], b[:m, m:], b[m:, :m], b[m:, m:]
    p1, p2 = strassen(a11, b12 - b22), strassen(a11 + a12, b22)
    p3, p4 = strassen(a21 + a22, b11), strassen(a22, b21 - b11)
    p5, p6 = strassen(a11 + a22, b11 + b22), strassen(a12 - a22, b21 + b22)
    p7 = strassen(a11 - a21, b11 + b12)
    top = np.concatenate([p5 + p4 - p2 + p6, p1 + p2], axis=1)
    return np.concatenate([top, np.concatenate([p3 + p4, p1 + p5 - p3 - p7], axis=1)], axis=0)


def product_of_blocks(a, b):
    return np.sum(np.sin(strassen(a, b)))


def determinant(a):
    if len(a) == 1:
        return a[0, 0]
    total = 0.0
    for j in range(len(a)):
        minor = np.concatenate([a[1:, :j], a[1:, j + 1 :]], axis=1)
        total = total + (-1) ** j * a[0, j] * determinant(minor)
    return total


def merged_sort(a):
    n = len(a)
    if n <= 1:
        return a
    left, right = merged_sort(a[: n // 2]), merged_sort(a[n // 2 :])
    out = np.zeros(n)
    i = j = 0
    for k in range(n):
        if j >= len(right) or (i < len(left) and left[i] <= right[j]):
            out[k] = left[i]
            i += 1
        else:
            out[k] = right[j]
            j += 1
    return out


def sorted_weighted(a):
    return np.sum(merged_sort(a) * np.arange(len(a)) ** 2)


def quick_sorted(a):
    if len(a) <= 1:
        return a
    pivot, rest = a[0], a[1:]
    return np.concatenate([quick_sorted(rest[rest < pivot]), a[:1], quick_sorted(rest[rest >= pivot])])


def quick_weighted(a):
    return np.dot(quick_sorted(a), np.arange(len(a)) ** 2.0)


def matrix_power(a, n):
    if n == 1:
        return a
    half = matrix_power(a, n // 2)
    return half @ half @ a if n % 2 else half @ half


def trace_of_power(a, n):
    return np.trace(matrix_power(a, n))


def smoothed(u, levels):
    if levels == 0:
        return u
    coarse = 0.5 * (u[::2] + u[1::2])
    return u - 0.1 * np.repeat(smoothed(np.tanh(coarse), levels - 1), 2)


def multigrid(u, levels):
    return np.sum(smoothed(u, levels) ** 2)


def written_after(p, n):
    q = smoothed(p, n)
    r = smoothed(q * p, n)
    q = q * 1.0
    q[0] = 2.0
    r = r + q
    r[1] = r[0] * q[1]
    return np.sum(r * q)


def cubic_spline_like(t, points):
    if len(points) == 1:
        return points[0]
    return cubic_spline_like(t, (1 - t) * points[:-1] + t * points[1:])


def bezier(t, points):
    return cubic_spline_like(t, points) ** 2


def cantor(x, y, n):
    if n == 0:
        return x * y
    third = (y - x) / 3
    return cantor(x, x + third, n - 1) + cantor(y - third, y, n - 1)


def koch_area(size, n):
    if n == 0:
        return math.sqrt(3) / 4 * size**2
    return koch_area(size, n - 1) + 3 * 4 ** (n - 1) * math.sqrt(3) / 4 * (size / 3**n) ** 2


# ------------------------------------------------------------ one helper in many places
def long_helper(a, b, w):
    c = math.sin(a) * w
    d = c * b + a
    e = math.exp(-d * d)
    f = e + c * d
    if f > 1.2:
        g = f * a
    else:
        g = f - b
    for k in range(3):
        g = g + math.cos(g) * k * w
        d = math.tanh(d * 0.9 + g)
    h = math.tanh(g) * d
    i = h + e * a
    j = math.tanh(i) + b
    k2 = j * j
    return k2 * 0.1 + i


def called_often(x, y):
    s = long_helper(x, 1.0, y) + long_helper(y, 2.0, x)
    s = s + long_helper(s * 0.1, 3.0, y) * long_helper(x, y, 0.5)
    s = s + long_helper(x, 0.1, 0.2) + long_helper(s * 0.1, y, x)
    t = long_helper(y, 1, x) + long_helper(x, 2, y) * long_helper(s * 0.1, 3, y)
    if t > 0:
        t = t * long_helper(t * 0.1, s * 0.1, x)
    for i in range(2):
        t = t + long_helper(x * i, y, t * 0.1) * long_helper(t * 0.1, i, y)
    return s * 0.1 + t + long_helper(x, y, x) + long_helper(y, x, y)


def layer(x, w, activation, axis):
    z = x @ w
    z = z - np.mean(z, axis=axis, keepdims=True)
    z = z / np.sqrt(np.mean(z * z, axis=axis, keepdims=True) + 0.1)
    if activation == "tanh":
        z = np.tanh(z)
    else:
        z = np.maximum(z, 0.1 * z)
    s = np.sum(z, axis=axis, keepdims=True)
    z = z + 0.01 * s
    z = z * np.exp(-0.1 * z * z)
    z = z + 0.1 * np.sin(z)
    return z


def network(x, weights):
    for w in weights:
        x = layer(x, w, "tanh", 1)
    for w in weights:
        x = x + layer(x, w, "relu", 1)
    for w in weights:
        x = x + layer(x, w, "relu", 0)
    return np.sum(x**2)


def by_minors(rows):
    if len(rows) == 1:
        return rows[0][0]
    total = 0.0
    for j in range(len(rows)):
        total += rows[0][j] * by_minors([row[:j] + row[j + 1 :] for row in rows[1:]])
    return total


def by_minors_of_chosen_rows(rows):
    chosen = [row[:] for row in rows]
    first = 0 if chosen[0][0] > 1.0 else 1
    chosen[0], chosen[first] = chosen[first], chosen[0]
    return by_minors(chosen)


class Branch:
    def __init__(self, limit, left=None, right=None, value=0.0):
        self.limit = limit
        self.left = left
        self.right = right
        self.value = value


def uneven_tree_walked_down(y, x):
    deep = Branch(y[3], Branch(0.0, value=y[1]), Branch(0.0, value=y[5]), y[0])
    node, s = Branch(y[0], deep, Branch(0.0, value=y[2]), y[1]), 0.0
    while node is not None:
        s = s * y[0] + node.value
        if x <= node.limit:
            node = node.left
        else:
            node = node.right
    return s


def uneven_tree_down_to_a_leaf(y, x):
    deep = Branch(y[3], Branch(0.0, value=y[1]), Branch(0.0, value=y[5]), y[0])
    node = Branch(y[0], deep, Branch(0.0, value=y[2]), y[1])
    while node.left is not None:
        node = node.left if x <= node.limit else node.right
    return node.value * y[4]


def grown(y, depth):
    if depth >= 2 or len(y) < 2:
        return Branch(0.0, value=np.mean(y**2))
    half = len(y) // 2
    return Branch(np.mean(y), grown(y[:half], depth + 1), grown(y[half:], depth + 1))


def grown_tree_down_to_a_leaf(y, x):
    node = grown(y, 0)
    while node.left is not None:
        node = node.left if x <= node.limit else node.right
    return node.value


def inserted(root, key, value):
    if root is None:
        return Branch(key, value=value)
    node = root
    while True:
        if key < node.limit:
            if node.left is None:
                node.left = Branch(key, value=value)
                break
            node = node.left
        else:
            if node.right is None:
                node.right = Branch(key, value=value)
                break
            node = node.right
    return root


def search_tree(y, wanted):
    root = None
    for i, key in enumerate((3, 1, 4, 0, 2)):
        root = inserted(root, key, y[i] * y[0])
    node, s = root, 0.0
    while node is not None:
        s = s * y[1] + node.value
        node = node.left if wanted < node.limit else node.right
    return s


def chain_turned_around(y):
    first, second, third = Branch(0.0, value=y[0]), Branch(0.0, value=y[1] * y[2]), Branch(0.0, value=y[2])
    first.left, second.left = second, third
    before, node = None, first
    while node is not None:
        node.left, before, node = before, node, node.left
    s = 0.0
    while before is not None:
        s = s * y[3] + before.value
        before = before.left
    return s


TREE = np.array([1.0, 4.0, 2.0, 7.0, 3.0, 5.0])


# ------------------------------------------------------------ arrays of many names, whose adjoints have many, too
def summed_windows(v, lo, hi):
    out = np.zeros(3)
    for k in range(3):
        try:
            out[k] = v[lo + k] ** 2
            if hi > lo:
                out = out + summed_windows(v, lo + 1, hi)
        except IndexError:
            out = out * 2
    return out


def windows_of_all(x):
    return np.sum(summed_windows(x, 0, 3) ** 2)


def exchanged(v, n):
    a, b = np.zeros(3), np.ones(3)
    for k in range(n):
        a, b = b, a
        a[0] = v[k] * b[1]
        b[1] = a[0] * a[1] + v[k]
        if k > 1:
            a[2] = np.sum(exchanged(v, k - 1)) * b[0]
    return a * b + a


def exchanges(x):
    return np.sum(exchanged(x, 4))


def steps_by_two(v, lo, n):
    total = v[lo]
    for k in range(3):
        try:
            if n > 0:
                total = total * steps_by_two(v, lo + 1, n - 1) * steps_by_two(v, lo + 2, n - 1)
            total = total + v[lo + k + 1]
        except IndexError:
            total = total * 2
    return math.sin(total)


def steps_over_the_end(x):
    return steps_by_two(x, 0, 2)


def basis(c, n):
    out = np.zeros(3)
    inner = out[1:]
    if n % 2:
        inner = np.zeros(2)
    inner[0] = c[0] * (n + 1)
    out[0] = inner[0] ** 2 * c[1]
    for k in range(n):
        out, inner = np.sin(out + basis(c, k)), out
        inner[1] = out[0]
    return out * inner[0]


def combination(x, c):
    return np.sum(basis(c, 3) * x)


ROWS = [
    row(power, 0.8, 5),
    row(power, 0.8, 0, case="at once", zero=True),
    row(horner, 0.8, (1.0, 0.5, -0.3, 0.2)),
    row(horner, 0.8, normal(6), case="array"),
    row(polynomial_by_order, 0.6, 5),
    row(continued_fraction, 1.3, 5),
    row(nested_radical, 1.3, 6),
    row(ackermann_like, 0.8, 2, 3),
    row(ninety_one, 87.3),
    row(towers, 0.8, 4),
    row(collatz_like, 0.8, 6),
    row(euclid_like, 2.3, 0.9),
    row(newton_root, 2.3),
    row(root_between, 1.1, 1.9),
    row(deep, 0.5, 300),
    row(accumulated, 0.8, 4),
    row(returned_early, 0.8, 4),
    row(while_inside, 0.8, 3),
    row(loop_of_calls, 0.7, 3),
    row(overwritten, 0.8, 3),
    row(in_condition, 0.8, 3),
    row(in_while_condition, 0.8, 3),
    row(conditional_expression, 0.8, 3),
    row(either_or, 0.8, 3),
    row(result_unused, 0.8, 3),
    row(two_results, 0.8, 3),
    row(uses_two, 0.8, 3),
    row(one_of_two, 0.8, 3),
    row(counts_too, 0.8),
    row(dictionary_results, 0.8, 3),
    row(of_dictionaries, 0.8, 3),
    row(calls_with_keywords, 0.8, 2),
    row(kinds_differ, 0.8, 3),
    row(integer_becomes_real, 0.8, 3),
    row(is_even, 0.8, 5),
    row(parity, 0.8, 4),
    row(expression_value, 0.8, 2),
    row(hofstadter, 0.8, 5),
    row(closure, 0.8, 4),
    row(closures_each_other, 0.8, 3),
    row(closure_in_loop, 0.8, 3),
    row(applies, 0.8, 3),
    row(applies_partial, 0.8, 2),
    row(iterated, 0.8),
    row(adaptive_of_both, 0.8, 1.5),
    row(method, 0.8, 1.5, 4),
    row(method_of_made_object, 0.8, 1.5, 3),
    row(cached_count, 0.8, 30),
    row(cached, 0.6, 5),
    row(fold_of_constants, 0.7),
    row(tree_of_arguments, LEAVES),
    row(decision_tree, 0.4, 1.5, case="low"),
    row(decision_tree, 0.8, 1.5, case="middle"),
    row(decision_tree, 1.2, 1.5, case="high"),
    row(list_product, [0.5, 0.8, 1.2]),
    row(list_of_any_length, 0.8, 4),
    row(nested_lists, 0.8),
    row(interpreter, 0.8, 1.3),
    row(halves_sum, normal(7)),
    row(log_sum_exp, normal(5)),
    row(spectrum, normal(8)),
    row(product_of_blocks, normal(4, 4), normal(4, 4, seed=1)),
    row(determinant, normal(4, 4)),
    row(sorted_weighted, normal(6)),
    row(quick_weighted, normal(6)),
    row(trace_of_power, normal(3, 3), 6),
    row(multigrid, normal(8), 2),
    row(written_after, positive(8), 2),
    row(bezier, 0.3, normal(5)),
    row(cantor, 0.2, 1.1, 4),
    row(koch_area, 0.8, 3),
    row(called_often, 0.8, 0.5),
    row(by_minors_of_chosen_rows, [[2.0, 1.0], [0.5, 0.3]], order=1),
    row(by_minors_of_chosen_rows, [[0.7, 1.0], [0.5, 0.3]], order=1, case="exchanged"),
    row(network, normal(3, 4), (normal(4, 4, seed=1), normal(4, 4, seed=2), normal(4, 4, seed=3)), order=1),
    row(uneven_tree_walked_down, TREE, 0.2, argnums=0, case="left"),
    row(uneven_tree_walked_down, TREE, 3.2, argnums=0, case="middle"),
    row(uneven_tree_walked_down, TREE, 8.0, argnums=0, case="right"),
    row(uneven_tree_down_to_a_leaf, TREE, 0.2, argnums=0, case="left"),
    row(uneven_tree_down_to_a_leaf, TREE, 3.2, argnums=0, case="middle"),
    row(uneven_tree_down_to_a_leaf, TREE, 8.0, argnums=0, case="right"),
    row(grown_tree_down_to_a_leaf, TREE, 0.2, argnums=0, case="left"),
    row(grown_tree_down_to_a_leaf, TREE, 3.2, argnums=0, case="middle"),
    row(grown_tree_down_to_a_leaf, TREE, 8.0, argnums=0, case="right"),
    row(search_tree, TREE, 0),
    row(search_tree, TREE, 5, case="right"),
    row(chain_turned_around, TREE),
    row(windows_of_all, normal(5)),
    row(exchanges, normal(5)),
    row(steps_over_the_end, positive(4)),
    row(combination, normal(3), normal(2)),
    row(combination, normal(3), normal(2), argnums=0, case="factors"),
]
