"""Programs that fill arrays element by element, or overwrite what was read: saved is only what is lost."""

import collections.abc
import math
import sys
from sys import float_info

import numpy as np

from tests.programs.harness import definite, normal, positive, row


# ------------------------------------------------------------ filled once
def cholesky(m):
    a = m.copy()
    for i in range(len(a)):
        for j in range(i):
            a[i, j] = (a[i, j] - np.dot(a[i, :j], a[j, :j])) / a[j, j]
        a[i, i] = math.sqrt(a[i, i] - np.dot(a[i, :i], a[i, :i]))
    return sum(np.sum(a[i, : i + 1] ** 2) for i in range(len(a)))


def tridiagonal(a, b, c, d):
    n = len(d)
    upper, right = np.zeros(n), np.zeros(n)
    upper[0] = c[0] / b[0]
    right[0] = d[0] / b[0]
    for i in range(1, n):
        pivot = b[i] - a[i] * upper[i - 1]
        upper[i] = c[i] / pivot
        right[i] = (d[i] - a[i] * right[i - 1]) / pivot
    x = np.zeros(n)
    x[n - 1] = right[n - 1]
    for i in range(n - 2, -1, -1):
        x[i] = right[i] - upper[i] * x[i + 1]
    return np.sum(x**2)


def warped(x, y):
    d = np.full((len(x) + 1, len(y) + 1), 9.0)
    d[0, 0] = 0.0
    for i in range(1, len(x) + 1):
        for j in range(1, len(y) + 1):
            d[i, j] = (x[i - 1] - y[j - 1]) ** 2 + 0.3 * d[i - 1, j] * d[i, j - 1] + d[i - 1, j - 1]
    return d[len(x), len(y)]


def powers(x, n):
    p = np.empty(n)
    p[0] = 1.0
    k = 1
    for i in range(1, n):
        previous = i - 1
        p[i] = p[previous] * x * k
    return np.sum(p * p)


def rows_of_rows(x, n):
    """Each row is made of the whole row before."""
    m = np.zeros((n, len(x)))
    m[0] = x
    for i in range(1, n):
        m[i] = np.sin(m[i - 1]) * m[i - 1][::-1]
    return np.sum(m**2)


def fibonacci_products(x, n):
    f = np.ones(n)
    f[0] = x
    for i in range(2, n):
        f[i] = f[i - 1] * f[i - 2]
    return f[n - 1] + f[n // 2]


def by_twos(x, n):
    f = np.ones(n + 1) * x
    for i in range(0, n, 2):
        f[i + 1] = f[i] * f[i] * x
    return np.sum(f**3)


def backwards(x, n):
    f = np.ones(n) * x
    for i in reversed(range(n - 1)):
        f[i] = f[i + 1] * math.sin(f[i + 1]) + 1
    return np.sum(f * f)


def triangle_of_products(x):
    n = len(x)
    t = np.zeros((n, n))
    t[0] = x
    for k in range(1, n):
        for i in range(n - k):
            t[k, i] = t[k - 1, i] * t[k - 1, i + 1]
    return t[n - 1, 0] + t[1, 0]


def parameters_filled(x, a):
    """The parameter is written, and read where it was written."""
    for i in range(1, len(a)):
        a[i] = a[i - 1] * a[i - 1] * x
    return np.sum(a)


# ------------------------------------------------------------ overwritten after it was read
def wrapped(x, n):
    """The place before the first is the last, which is overwritten."""
    f = np.ones(n) * x
    for i in range(n):
        f[i] = f[i - 1] * f[i - 1] + 0.1 * x
    return np.sum(f)


def filled_twice(x, n):
    f = np.ones(n) * x
    for _ in range(2):
        for i in range(1, n):
            f[i] = f[i - 1] * f[i - 1] * 0.5 + x
    return np.sum(f * f)


def read_ahead(x, n):
    """What is read lies ahead, where later trips write."""
    f = np.linspace(0.5, 1.0, n) * x
    for i in range(n - 1):
        f[i] = f[i + 1] * f[i + 1]
    for i in range(n):
        f[i] = math.sin(f[i]) * x
    return np.sum(f)


def overlapping_slices(x, n):
    f = np.ones(n + 3) * x
    for i in range(n):
        f[i + 1] = np.sum(f[i : i + 3] ** 2) * 0.2
    return np.sum(f)


def other_column(m):
    a = m.copy()
    for i in range(1, len(a)):
        for j in range(len(a)):
            a[i, j] = a[i - 1, j] * a[j, i]
    return np.sum(a)


def by_a_changing_number(x, n):
    f = np.ones(n) * x
    k = 0
    for i in range(1, n):
        f[i] = f[k] * f[k] + x
        k = i - k
    return np.sum(f**2)


def by_a_list(x, places):
    f = np.ones(6) * x
    for i in range(len(places)):
        f[places[i]] = f[i] * f[i] + 0.3
    return np.sum(f**2)


def in_a_while(x, n):
    f = np.ones(n) * x
    i = 1
    while i < n:
        f[i] = f[i - 1] * f[i - 1] + 0.1
        i += 1
    f[0] = 2.0 * f[1]
    return np.sum(f)


def seen_in_a_condition(x, n):
    """The condition reads what is overwritten under it."""
    f = np.ones(n) * x
    for i in range(1, n):
        if f[i] < 2.0:
            f[i] = f[i - 1] * f[i - 1] + 1.0
        else:
            f[i] = f[i - 1] * x
    return np.sum(f)


def last_element_set_again(x, n):
    f = np.ones(n) * x
    for i in range(1, n):
        f[i] = f[i - 1] * f[i - 1]
    f[n - 1] = x
    return np.sum(f)


def first_element_set_again(x, n):
    f = np.ones(n) * x
    for i in range(1, n):
        f[i] = f[i - 1] * f[i - 1]
    f[0] = 0.5
    return np.sum(f)


def with_a_view(x, n):
    f = np.ones(n) * x
    g = f[1:]
    for i in range(1, n):
        f[i] = f[i - 1] * f[i - 1]
        g[0] = 0.3 * x * g[0]
    return np.sum(g * g)


def stopped_early(x, n):
    f = np.ones(n) * x
    for i in range(1, n):
        f[i] = f[i - 1] * f[i - 1] * 1.1
        if f[i] > 3.0:
            break
    return np.sum(f)


def added_to(x, n):
    f = np.ones(n) * x
    for i in range(1, n):
        f[i] += f[i - 1] * f[i - 1]
        f[i] *= f[i]
    return np.sum(f)


def masked(x, n):
    f = np.linspace(0.5, 1.5, n) * x
    mask = f > 1.0
    for i in range(1, n):
        f[i] = f[i - 1] * f[i - 1] + 0.2
    f[mask] = 0.1 * x
    return np.sum(f)


def loop_variable_set_in_the_loop(x):
    a = x * 1.0
    for i in range(1, len(x) - 1):
        if x[0] > 0:
            i = i - 1
        a[i] = np.sin(a[i + 1]) * a[i]
    return np.sum(a * a)


def loaded_before_both_ends_are_set(x):
    a = np.ones(len(x))
    for i in range(len(x) - 1, 0, -1):
        t = a[i]
        a[i - 1] = t * t * x[i] * a[i - 1]
        a[i] = t * x[0]
    return np.sum(a * a)


def two_strides(x):
    a = np.ones(len(x))
    for i in range(len(x) // 2):
        a[2 * i] = x[i] * a[2 * i + 1] * a[i]
        a[i + 1] *= x[i]
    return np.sum(a * a)


def start_moves(x):
    a, low = np.ones(len(x)), 0
    for i in range(low, len(x)):
        a[i - low] = x[i] * a[i - low]
        if i == 1:
            low = 1
        a[low] = a[low] * a[i]
    return np.sum(a**3)


# ------------------------------------------------------------ results that adjoints read, overwritten afterwards
def exponential_overwritten(p):
    q = np.exp(p)
    q[0] = q[0] ** 2
    return np.sum(q)


def root_overwritten(p):
    q = np.sqrt(p)
    q[0] = q[0] ** 2
    return np.sum(q * q[::-1])


def quotient_overwritten(p):
    q = p / np.sin(p)
    q[1 - 1] = q[1 - 1] ** 2
    return q @ q


def tangent_overwritten_in_loop(p):
    q = np.tanh(p)
    for i in range(1, len(q)):
        q[i] = q[i] * q[i - 1] + q[i]
    return q @ p


def inverse_overwritten(a):
    b = np.linalg.inv(a)
    b[0] = b[1] * b[0]
    return np.sum(b)


# ------------------------------------------------------------ arrays that are drawn
def trained_from_random_weights(x):
    np.random.seed(0)
    w = np.random.randn(2, 3) * 0.5
    b = np.random.uniform(-1.0, 1.0, (3,))
    for _ in range(3):
        w -= 0.1 * x.T
        b += 0.2 * x[:, 0]
    w *= np.random.rand(*x.T.shape)
    return np.sum(w * w) + np.sum(np.tanh(b))


def drawn_by_a_generator(x, n):
    rng = np.random.default_rng(1)
    noise = rng.normal(size=x.shape)
    noise *= x
    some = x[rng.choice(len(x), n, replace=False)]
    some *= rng.standard_normal(size=some.shape)
    order = rng.permutation(len(x))
    shift = rng.uniform()
    shift += x[0, 0]
    return np.sum(noise**2) + np.sum(some**2) * shift + np.sum(x[order] * np.arange(len(x))[:, None])


def list_whose_name_gets_the_array_made_of_it(x, n):
    rows = []
    for _ in range(n):
        row = 1 + x
        row *= x
        row[0] = x[1] ** 2
        rows.append(row)
    rows = np.column_stack(rows)
    return np.sum(rows**2)


def summed_through_all_lists(x, n):
    def total(part):
        if isinstance(part, (tuple, list)):
            result = 0.0
            for inner in part:
                result = result + total(inner) * total(inner)
            return result
        return np.sum(part)

    table = [[0.1] * n for _ in range(n)]
    for i in range(n):
        table[i][0] = x * i
    return total(table)


class Bound:
    """An object without a call."""

    limit = 3.0

    def __init__(self, value):
        self.value = value


def asked_for_attributes(x):
    held = Bound(x)
    s = x * 2.0 if hasattr(x, "__call__") else x * 3.0
    s += held.value if callable(held) or hasattr(held, "__name__") or hasattr(held, "__mro__") else x**2
    s += getattr(x, "shape", 2.0) * getattr(held, "limit", 1.0) * getattr(held, "missing", x)
    smallest, largest = float_info.min, sys.float_info.max
    return s * (2.0 if smallest < s < largest else s) + np.log(s + sys.float_info.epsilon)


# ------------------------------------------------------------ what the code of other people does
class Made:
    """A class with its own way to make objects."""

    def __new__(cls, value, kind=None):
        if value is None:
            return 7.0
        made = super().__new__(cls)
        made.square = value * value
        return made

    def __init__(self, value, kind=None):
        self.value, self.kind = value, kind


class MadeBare:
    """An object made without its initialisation."""

    def __new__(cls):
        return object.__new__(cls)


def made_by_new(x):
    bare, made = MadeBare(), Made(x, kind="a")
    bare.theta = x**3
    return bare.theta * made.square + made.value * Made(None)


def options_that_are_not_there(x, scale=None, table=None, verbose=False):
    def scaled(x):
        return scale(x) if x > 0 and scale else x * x

    log = None
    if x > 0 and scale is not None:
        x = x * scale.factor
    if x < 0 or table is None:
        x = x * 3.0
    if x > 0 and table:
        x = x * table["a"]
    if x > 0 and (verbose or table):
        log.append(x)
    return scaled(x)


def named_if_it_can_be(x):
    p = np.sin(x)
    try:
        p.name = "wave"
    except AttributeError:
        p = p * p
    return p


def gathered_at_one_place(a):
    q = a[[2, 0, 1], np.argmax(a[0])]
    q *= -1
    m = np.max(a, axis=None)[..., np.newaxis]
    m = list(m) if isinstance(m, (collections.abc.KeysView, list)) else np.asarray(m, float)
    m *= a[:1, 0]
    return np.sum(q**2) + np.sum(m**3)


def item_on_two_ways(r, out=None):
    out = np.empty(r.shape[1:]) if out is None else out
    if len(r) < 2:
        out[()] = np.nan
        return out.item()
    np.std(r, axis=0, out=out)
    if r.ndim == 1:
        out = out.item()
    return out


COUNTS = {"calls": 0, "scale": 1.5}


def counted_in_a_table(x, n):
    total = 0.0
    for _ in range(n):
        COUNTS["calls"] += 1
        total = total + COUNTS["scale"] * x * x
    return total


class Sized:
    """An object whose size is asked for."""

    def __init__(self, count):
        self.count = count

    @property
    def big(self):
        self.count += 1
        return self.count > 1

    def __bool__(self):
        self.count += 1
        return True


class Answer:
    """An object that can be called."""

    def __call__(self, x):
        return x


def asked_of_what_may_be_none(x):
    one = None if x > 5 else Bound(x)
    other = None if x > 5 else Answer()
    s = x**2 if hasattr(one, "value") else x**3
    s += x**4 if callable(other) else x
    s += x**5 if hasattr(one, "__class__") and not hasattr(one, "missing") else x
    return s + (getattr(one, "value", 2.0) * x if one is not None else 0.0)


def asked_for_truth_only_where_python_does(x):
    one, other = Sized(3), Sized(0)
    if x < 0 and one.big:
        x = x * x
    if x > 0 or one.big:
        x = 2 * x
    y = x * 3 if x < 0 and not other else x
    return y * (1 + one.count) * (1 + other.count)


def sums_of_one_array_times_numbers(p):
    def twice(a):
        q = p * p[-2]
        return (1.1 if a else a) + np.sum(q)

    y = np.zeros(3)
    y[0] = twice(twice(1.0))
    return y[1] * p[0] + p[1] ** 2


def masked_numbers(x):
    x = np.asarray(x)
    y = np.zeros_like(x)
    far = x > 100
    y[~far] = x[~far] ** 2
    y[far] = 0
    return np.sin(y) + np.cos(np.atleast_1d(x)[0])


def stored_once_each(x):
    y = np.zeros(len(x))
    for i in range(len(x)):
        y[i] = np.sin(x[i]) * x[i]
    return np.sum(y * y)


def stored_and_stored_again(x):
    y = np.zeros(len(x))
    for i in range(len(x)):
        y[i] = np.sin(x[i])
    for i in range(0, len(x), 2):
        y[i] = x[i] * y[i - 1]
    return np.sum(y * y)


def overlapping_stores(x):
    y = np.zeros(len(x) + 1)
    for i in range(len(x)):
        y[i : i + 2] = x[i] * (i + 1)
    return np.sum(y * y)


def stored_downwards(x):
    y = np.empty(len(x))
    y[-1] = 0.5 * x[0]
    for i in range(len(x) - 2, -1, -1):
        y[i] = x[i] * y[i + 1]
    return np.sum(y * y)


def read_where_it_is_stored(x):
    y = np.ones((len(x), 2))
    s = 0.0
    for i in range(len(x)):
        s += np.sum(y[i]) * x[i]
        y[i] = y[i] * x[i] + y[i - 1]
        y[i, 0] += x[i]
    return np.sum(y * y) + s


def made_in_each_trip(x, n):
    z = x
    for t in range(n):
        y = np.zeros(len(x))
        for i in range(len(x)):
            y[i] = z[i] * z[i - 1] + t
        if t == 1:
            y[0] = y[1] * x[0]
        z = np.tanh(y)
    return np.sum(z * y)


def stored_by_a_changing_place(x, places):
    y = np.zeros(len(x))
    k = 0
    while k < len(places):
        y[places[k]] = x[k] * x[k]
        k += 1
    return np.sum(y * y)


def stored_on_both_ways(x):
    y = np.zeros((2, len(x)))
    for i in range(len(x)):
        if x[i] > 0:
            y[0, i] = x[i] * x[i]
        else:
            y[1, i] = np.sin(x[i])
        y[0, i] = y[0, i] * 2.0 + y[1, i]
    return np.sum(y * y, axis=1)


def triangle_stored(x):
    n = len(x)
    y = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            y[i, j] = x[i] * x[j]
            y[j, i] = y[i, j] + x[i]
    return np.sum(y * y * x)


def rows_stored_then_whole(x, n):
    y = np.empty((n, len(x)))
    for i in range(n):
        y[i, :] = np.sin(x) * (i + 1)
    y[:, 0] = x[1]
    y[...] = y * x
    return y.ravel()


def viewed_and_stored(x):
    y = np.zeros((2, len(x)))
    top = y[0]
    for i in range(len(x)):
        y[0, i] = x[i] * x[i]
        top[i] = top[i] * x[0]
        y[1, i] = top[i]
    return np.sum(y * y)


ROWS = [
    row(masked_numbers, 2.0),
    row(sums_of_one_array_times_numbers, positive(3)),
    row(counted_in_a_table, 0.7, 3),
    row(asked_of_what_may_be_none, 0.7),
    row(asked_of_what_may_be_none, 5.3, case="None"),
    row(asked_for_truth_only_where_python_does, 0.7),
    row(made_by_new, 0.7),
    row(options_that_are_not_there, 0.7),
    row(named_if_it_can_be, 0.7),
    row(gathered_at_one_place, positive(3, 3)),
    row(item_on_two_ways, positive(4)),
    row(trained_from_random_weights, positive(3, 2)),
    row(drawn_by_a_generator, positive(4, 2), 3),
    row(list_whose_name_gets_the_array_made_of_it, positive(3), 2),
    row(summed_through_all_lists, 0.6, 3),
    row(asked_for_attributes, 0.6),
    row(loop_variable_set_in_the_loop, normal(5), level=2),
    row(loop_variable_set_in_the_loop, positive(5), level=2),
    row(loaded_before_both_ends_are_set, positive(5), level=2),
    row(two_strides, positive(6), level=2),
    row(start_moves, positive(5), level=2),
    row(cholesky, definite(4), level=2),
    row(cholesky, definite(1), level=2, case="one"),
    row(tridiagonal, positive(4), positive(4, seed=1) + 4, positive(4, seed=2), normal(4), level=2),
    row(tridiagonal, positive(1), positive(1) + 4, positive(1), normal(1), level=2, case="one", argnums=(1, 3)),
    row(warped, normal(3), normal(4), level=2),
    row(powers, 1.1, 5, level=2),
    row(rows_of_rows, normal(3), 4, level=2),
    row(fibonacci_products, 1.2, 7, level=2),
    row(by_twos, 0.8, 6, level=2),
    row(by_twos, 0.8, 5, level=2, case="odd"),
    row(backwards, 0.8, 5, level=2),
    row(triangle_of_products, positive(4), level=2),
    row(parameters_filled, 1.1, positive(4), level=2),
    row(wrapped, 0.8, 4, level=2),
    row(filled_twice, 0.8, 4, level=2),
    row(read_ahead, 0.8, 4, level=2),
    row(overlapping_slices, 0.8, 4, level=2),
    row(other_column, normal(3, 3), level=2),
    row(by_a_changing_number, 0.8, 6, level=2),
    row(by_a_list, 0.8, [3, 1, 0, 2, 1], level=2, argnums=0),
    row(in_a_while, 0.8, 5, level=2),
    row(seen_in_a_condition, 1.3, 5, level=2),
    row(last_element_set_again, 0.9, 5, level=2),
    row(first_element_set_again, 0.9, 5, level=2),
    row(with_a_view, 0.9, 5, level=2),
    row(stopped_early, 1.1, 6, level=2),
    row(added_to, 0.7, 4, level=2),
    row(masked, 0.9, 5, level=2),
    row(exponential_overwritten, normal(4), level=2),
    row(root_overwritten, positive(4), level=2),
    row(quotient_overwritten, positive(4), level=2),
    row(tangent_overwritten_in_loop, normal(4), level=2),
    row(inverse_overwritten, definite(3), level=2),
    row(stored_once_each, normal(5)),
    row(stored_and_stored_again, normal(5)),
    row(overlapping_stores, normal(4)),
    row(stored_downwards, normal(5)),
    row(read_where_it_is_stored, normal(4)),
    row(made_in_each_trip, normal(4), 3),
    row(stored_by_a_changing_place, normal(5), np.array([3, 1, 3, 0])),
    row(stored_on_both_ways, normal(5)),
    row(triangle_stored, normal(4)),
    row(rows_stored_then_whole, normal(4), 3),
    row(viewed_and_stored, normal(4)),
]
