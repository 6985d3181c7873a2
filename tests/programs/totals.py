"""Totals that begin as a number and become arrays: `s = 0.0`, and `s += array` in a loop of any length."""

import numpy as np

from tests.programs.harness import Row, normal
from tests.programs.writes import row


def summed_terms(x, n):
    s = 0.0
    for i in range(n):
        s += x * (i + 1)
    return np.sum(s * s)


def summed_from_an_integer(x, n):
    s = 0
    for i in range(n):
        s += np.sin(x) ** i
    return np.sum(s) + 0.0 * n


def subtracted_while(x, n):
    s, i = 1.0, 0
    while i < n:
        s -= np.cos(x) * i
        i += 1
    return np.sum(s**2)


def scaled_total(x, n):
    s = 2.0
    for i in range(n):
        s *= x + i
    return np.sum(s)


def taylor_series(x, n):
    term, total = 1.0, 1.0
    for k in range(1, n):
        term *= x / k
        total += term
    return np.sum(total * np.arange(1.0, 4.0))


def momentum(x, n):
    v, p = 0.0, x
    for _ in range(n):
        g = p * np.sin(p)
        v = 0.9 * v + g
        p = p - 0.1 * v
    return np.sum(p * p)


def decay_by_argument(x, b, n):
    v = 0.0
    for i in range(n):
        v = b * v + (1.0 - b) * x * i
    return np.sum(v**2)


def horner(x, n):
    r = 0.0
    for k in range(n):
        r = r * x + 1.0 / (k + 1)
    return np.sum(r)


def harmonics(x, n):
    found = 0.0
    for k in range(1, n):
        found += np.cos(k * x) / k
    return found


def total_of_a_helper(x, n):
    return np.sum(harmonics(x, n) ** 2) + np.sum(harmonics(2 * x, n))


def totals_in_a_list(x, n):
    rows = []
    for i in range(n):
        acc = 0.0
        for j in range(i + 1):
            acc += x[j % 3] * x * (j + 1)
        rows.append(acc)
    return np.sum(np.array(rows) ** 2)


def total_read_on_the_way(x, n):
    s, seen = 0.0, 0.0
    for i in range(n):
        s += x * i
        seen += np.sum(s * s)
    return seen


def total_under_a_condition(x, n):
    s = 0.0
    for i in range(n):
        if i % 2:
            s += x * i
        elif i > 3:
            s -= np.sin(x)
    return np.sum(s * x)


def total_kept_before_it_is_bound_anew(x, n):
    s, last = 0.0, None
    for i in range(n):
        s -= x * (i + 1)
        last = s
        s = s * 1.5
    return np.sum(s * s) + np.sum(last)


def total_of_rows(x, n):
    s = 0.0
    for _ in range(n):
        s += x[:, None] * x
    return np.sum(np.tanh(s))


def total_and_number(x, b, n):
    s = b
    for i in range(n):
        s += x * i
    return np.sum(s * s)


def total_begun_by_a_condition(x, b, n):
    s = 0.0
    if b > 0:
        s = x * b
    y = s * b
    for _ in range(n):
        y += x
    return np.sum(y * s) + b


class Meter:
    def __init__(self):
        self.total = 0.0
        self.count = 0

    def add(self, value):
        self.total += value
        self.count += 1

    def mean(self):
        return self.total / self.count


def total_of_an_object(x, n):
    meter = Meter()
    for i in range(n):
        meter.add(np.sin(x * i))
    return np.sum(meter.mean() ** 2)


def total_in_a_dict(x, n):
    found = {"even": 0.0, "odd": 0.0}
    for i in range(n):
        found["even"] += x * i
        if i > 1:
            found["odd"] += x
    return np.sum(found["even"] * found["odd"])


def total_with_exceptions(x, n):
    s = 0.0
    for i in range(n):
        try:
            if x[i % 3] < 0:
                raise ValueError
            step = x * i
        except ValueError:
            step = np.cos(x)
        s += step
    return np.sum(s * s)


def elements_of_a_total(x, n):
    s = 0.0
    for i in range(n):
        s += x * i
        if i > 1:
            s = s * s[0]
    return s[1] * s[2]


def copies_of_a_total(x, n):
    total, kept = 0.0, []
    for i in range(n):
        total += x * i
        kept.append(total * 1.0)
    return sum(each @ each for each in kept)


class Register:
    def __init__(self):
        self.total = 0.0

    def add(self, value):
        self.total += value
        return self.total

    def reset(self):
        self.total = 0.0


def total_that_is_reset(x, n):
    meter, before = Register(), 0.0
    for i in range(n):
        meter.add(x * i)
        if i == 2:
            before = before + meter.total
            meter.reset()
    return np.sum((meter.total + before) ** 2)


def variance_by_totals(x, n):
    first, second = 0.0, 0.0
    for i in range(n):
        y = np.sin(x + i)
        first += y
        second += y * y
    mean = first / n
    return np.sum(second / n - mean**2)


def adam(x, n):
    w = np.zeros(3)
    m, v = 0, 0
    for t in range(1, n + 1):
        g = 2 * (w - x)
        m = 0.9 * m + 0.1 * g
        v = 0.99 * v + 0.01 * g * g
        w = w - 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-3)
    return np.sum(w * w)


def weighted_mean(x, b, n):
    num = den = 0
    for i in range(n):
        k = np.exp(-b * (x - i) ** 2)
        num += k * i
        den += k
    return np.sum(num / den)


def number_and_total_of_another_rank(x, b, n):
    s = 0.0
    for i in range(n):
        s += b * i
    t = s * b
    for i in range(n):
        t = t + x * i
    u = t + np.outer(x, x)
    return np.sum(u * t) + s


class Controller:
    def __init__(self, k):
        self.k = k
        self.last = None
        self.total = 0.0

    def step(self, e, dt):
        d = 0.0 if self.last is None else (e - self.last) / dt
        self.last = e
        self.total += e * dt
        return self.k * e + 0.1 * self.total + 0.01 * d


def controlled(k, n):
    loop, y = Controller(k), 0.0
    for _ in range(n):
        y = y + 0.1 * (loop.step(k - y, 0.1) * k - y)
    return y


def steps_between(x, n):
    before, total = None, 0.0
    for i in range(n):
        v = np.sin(x * i)
        if before is not None:
            total += (v - before) ** 2
        before = v
    return total


def none_or_total(x, n):
    out = None
    for i in range(n):
        t = x * i
        out = t if out is None else out * 0.5 + t
    return np.sum(out**2)


def none_or_elements(x, n):
    last, total = None, 0.0
    for i in range(n):
        if last is not None:
            total += last[1] * x[0] + np.sum(last)
        last = np.cos(x) * i
    return total


def least_so_far(x, n):
    best, where = None, None
    for i in range(n):
        v = np.cos(x[i % 3] + i) * x[0]
        if best is None or v < best:
            best, where = v, i
    return best * where


def two_before(x, n):
    one = two = None
    total = 0.0
    for i in range(n):
        v = x[i % 3] * (i + 1)
        if two is not None:
            total += v * one - two
        two, one = one, v
    return total * total


def array_total_multiplied(x, w):
    total = 0.0
    for _ in range(3):
        total += w
        total *= x
    return np.sum(total)


def array_total_divided_beside_a_name(x, w):
    total, kept = 0.0, 0.0
    for _ in range(3):
        total += w * x
        kept = total
        total /= 2.0
    return np.sum(total) * np.sum(kept)


def array_total_written_into(x, w):
    total, parts = 0.0, []
    for _ in range(3):
        total += w
        total[0] = x
        total **= 2
        parts.append(total)
    return np.sum(total) + sum(np.sum(part * w) for part in parts)


X = np.array([0.3, -0.5, 0.9])

ROWS: list[Row] = [
    row(summed_terms, X, 4),
    row(summed_terms, X, 0, zero=True),
    row(summed_from_an_integer, X, 4),
    row(subtracted_while, X, 4),
    row(subtracted_while, X, 0, zero=True),
    row(scaled_total, X, 3),
    row(taylor_series, X, 6),
    row(taylor_series, X, 1, zero=True),
    row(momentum, X, 4),
    row(decay_by_argument, X, 0.7, 4),
    row(horner, X, 4),
    row(total_of_a_helper, X, 4),
    row(totals_in_a_list, X, 3),
    row(total_read_on_the_way, X, 4),
    row(total_under_a_condition, X, 6),
    row(total_kept_before_it_is_bound_anew, X, 4),
    row(total_of_rows, X, 3),
    row(total_and_number, X, 0.7, 3),
    row(total_and_number, X, 0.7, 0),
    row(total_begun_by_a_condition, X, 0.7, 2),
    row(total_begun_by_a_condition, X, -0.7, 2),
    row(total_begun_by_a_condition, X, -0.7, 0),
    row(adam, X, 3),
    row(weighted_mean, X, 0.7, 3),
    row(number_and_total_of_another_rank, X, 0.7, 3),
    row(number_and_total_of_another_rank, X, 0.7, 0, zero=True),
    row(total_of_an_object, X, 4),
    row(controlled, 0.7, 5),
    row(steps_between, 0.7, 5),
    row(steps_between, 0.7, 1, zero=True),
    row(none_or_total, X, 4),
    row(none_or_total, X, 1, zero=True),
    row(none_or_elements, X, 4),
    row(least_so_far, X, 6),
    row(two_before, X, 6),
    row(total_in_a_dict, X, 4),
    row(total_with_exceptions, X, 4),
    row(elements_of_a_total, X, 4),
    row(variance_by_totals, normal(4), 5),
    row(copies_of_a_total, X, 5),
    row(total_that_is_reset, X, 5),
    row(total_that_is_reset, X, 2),
    row(array_total_multiplied, 0.7, normal(2)),
    row(array_total_divided_beside_a_name, 0.7, normal(2)),
    row(array_total_written_into, 0.7, normal(2)),
]
