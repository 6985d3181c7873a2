"""Programs with for loops over ranges, arrays, lists, tuples, dicts and what combines them, down to zero trips."""

import math

import numpy as np

from tests.programs.harness import normal, positive, row

COEFFICIENTS = (0.5, -1.0, 0.25, 2.0)


def power_by_loop(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


def carried_sine(x, n):
    s = x
    for i in range(n):
        s = math.sin(s) * x
    return s / x


def partial_sum(x, n):
    total = 0
    for k in range(1, n + 1):
        total += x**k / k
    return total


def start_stop_step(x):
    total = 0.0
    for k in range(1, 10, 3):
        total = total * x + k
    return total


def counting_down(x):
    value = 0.0
    for k in range(5, 0, -1):
        value = (value + k) * x
    return value


def negative_range(x):
    y = x
    for k in range(-3, 4):
        y = y + 0.3 * k * math.cos(k * y)
    return y


def empty_range(x):
    y = x * x
    for k in range(4, 2):
        y = y * k
    return y


def index_in_power(x):
    result = 0
    for i in range(len(x)):
        result = result + x[i] ** i
    return result


def indexed_dot(a, b):
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


def last_first(p):
    total = 0.0
    for i in range(len(p) - 1, -1, -1):
        total = total * 0.5 + p[i] ** 2
    return total


def neighbours(p):
    total = 0.0
    for i in range(1, len(p) - 1):
        total += (p[i - 1] - 2 * p[i] + p[i + 1]) ** 2
    return total


def every_other(p):
    s = 1.0
    for i in range(0, p.shape[0], 2):
        s = s * (1 + p[i] * p[-1 - i])
    return s


def over_array(p):
    total = 0.0
    for v in p:
        total = total + v * v * total + v
    return total


def over_rows(a, w):
    total = 0.0
    for r in a:
        total = total + math.tanh(r @ w)
    return total


def rows_carried(a, h):
    for r in a:
        h = np.tanh(h + r)
    return h


def over_list(items):
    y = 1.0
    for item in items:
        y = y * item + 1
    return y


def over_tuple(x):
    y = 0.0
    for c in (1.0, 2.0, 3.0):
        y = y * x + c
    return y


def over_tuple_of_variables(x, y):
    total = 0.0
    for v in (x, y, x * y):
        total = total + v * v
    return total


def over_global(x):
    y = 0.0
    for c in COEFFICIENTS:
        y = y * x + c
    return y


def over_list_of_arrays(arrays):
    total = 0.0
    for a in arrays:
        total = total + np.sum(a * a)
    return total


def over_layers(layers, x):
    for w, b in layers:
        x = np.tanh(w @ x + b)
    return x


def over_zip(p, q):
    total = 1.0
    for a, b in zip(p, q):
        total = total * (1 + a * b)
    return total


def over_zip_of_three(p, q, weights):
    total = 0.0
    for a, b, w in zip(p, q, weights):
        total += w * (a - b) ** 2
    return total


def over_shifted_zip(p):
    length = 0.0
    for a, b in zip(p[:-1], p[1:]):
        length += math.sqrt(1 + (b - a) ** 2)
    return length


def over_enumerate(p):
    total = 0.0
    for i, v in enumerate(p):
        total = total + (i + 1) * v * v
    return total


def over_enumerate_from(p, x):
    total = 0.0
    for k, v in enumerate(p, start=2):
        total += v * x**k
    return total


def over_enumerated_zip(p, q):
    total = 0.0
    for i, (a, b) in enumerate(zip(p, q)):
        total += a * b**i
    return total


def over_reversed(p):
    y = 0.0
    for c in reversed(p):
        y = 0.7 * y + c * c
    return y


def over_reversed_range(x, n):
    y = x
    for k in reversed(range(n)):
        y = math.sin(y + k)
    return y


def over_dict_items(params):
    total = 0.0
    for name, value in params.items():
        total = total + len(name) * np.sum(value**2)
    return total


def over_dict_values(params, x):
    y = x
    for value in params.values():
        y = np.tanh(y * value)
    return y


def over_dict_keys(params, x):
    y = x
    for key in params:
        y = y * params[key] + 1
    return y


def over_literal_dict(x):
    y = 0.0
    for power, factor in {1: 2.0, 3: -0.5, 2: 1.5}.items():
        y = y + factor * x**power
    return y


def over_string(x):
    y = x
    for letter in "abca":
        if letter == "a":
            y = y * x
        else:
            y = y + 1
    return y


def nested_ranges(a):
    total = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            total += a[i, j] * (i + 1) / (j + 1) * a[i, j]
    return total


def triangular(p):
    energy = 0.0
    for i in range(len(p)):
        for j in range(i):
            energy += 1 / (1 + (p[i] - p[j]) ** 2)
    return energy


def inner_carried(x, n):
    y = x
    for i in range(n):
        z = y
        for j in range(i):
            z = z * math.cos(z) + j
        y = y + math.sin(z)
    return y


def inner_bound_changed(x, n):
    m = 1
    y = x
    for i in range(n):
        for j in range(m):
            y = math.sin(y) + 0.1 * j
        m = m + 1
    return y


def three_deep(a, b):
    total = 0.0
    for i in range(2):
        for j in range(3):
            for k in range(2):
                total = total + a[i, j] * b[j, k] * total * 0.1 + a[i, j]
    return total


def matrix_product_by_loops(a, b):
    trace = 0.0
    for i in range(a.shape[0]):
        entry = 0.0
        for k in range(a.shape[1]):
            entry += a[i, k] * b[k, i]
        trace += entry * entry
    return trace


def two_loops(p, x):
    s = 0.0
    for v in p:
        s = s * x + v
    for v in p:
        s = s / (1 + v * v)
    return s


def same_name_in_two_loops(p, n):
    t = 1.0
    for i in range(len(p)):
        t = t * p[i]
    for i in range(n):
        t = t + p[0] * i
    return t


def target_used_after(p):
    for v in p:
        z = v * v
    return z * v


def index_used_after(p):
    for i in range(len(p)):
        s = p[i]
    return s * i + p[i]


def target_overwritten(p):
    total = 0.0
    for v in p:
        v = v * v
        v = math.sin(v)
        total = total + v
    return total


def rebound_inside(p):
    q = p * 2
    total = 0.0
    for v in p:
        p = q * v
        total = total + p[0]
    return total


def range_bound_rebound(x):
    n = 3
    for i in range(n):
        n = n + 1
        x = x + n * math.sin(x)
    return x


def starts_as_zero(p, q):
    s = 0
    for k in range(3):
        s = s + p * q**k
    return s


def scalar_becomes_array(x, p):
    y = x
    for k in range(3):
        y = y * p + x
    return y


def overwritten_by_each(x, n):
    for _ in range(n):
        x = math.sin(x)
        x = math.exp(-x)
        x = math.sqrt(1 + x)
        x = 0.8 / x
        x = x**1.5
    return x


def conditions_inside(p):
    total = 0.0
    for i, v in enumerate(p):
        if v > 0:
            total = total + v * v
        elif i % 2:
            total = total * v
        else:
            total = total - 0.5 * v
    return total


def assigned_on_some_trips(p):
    best = 0.0
    for v in p:
        if v > best:
            best = v * 1.1
    return best * best


def assigned_once_in_loop(x, y):
    for i in range(4):
        if i == 2:
            t = x * y
        if i > 2:
            y = y + t
    return y * t


def two_carried(x, n):
    a, b = x, 1.0
    for _ in range(n):
        a, b = b, a + x * b
    return a * b


def swap_arrays_in_loop(p, q, n):
    for k in range(n):
        p, q = q, np.sin(p) + 0.5 * q
    return p * q


def inactive_work(x, n):
    primes = 0
    for k in range(2, n):
        for d in range(2, k):
            if k % d == 0:
                primes += 1
    return primes * x * x


def counter_as_index(p, x):
    j = 0
    y = x
    for k in range(6):
        y = y * p[j] + x
        j = (j + 2) % len(p)
    return y


def integer_table(p, table):
    total = 0.0
    for i, j in table:
        total += p[i] * p[j]
    return total


def chebyshev(x, c):
    b1 = b2 = 0.0
    for k in range(len(c) - 1, 0, -1):
        b1, b2 = 2 * x * b1 - b2 + c[k], b1
    return x * b1 - b2 + c[0]


def legendre(x, n):
    before, now = 1.0, x
    for k in range(1, n):
        before, now = now, ((2 * k + 1) * x * now - k * before) / (k + 1)
    return now


def exponential_series(x):
    term = 1.0
    total = 1.0
    for k in range(1, 18):
        term = term * x / k
        total = total + term
    return total


def trapezoid(a, b, n):
    h = (b - a) / n
    total = 0.5 * (math.sin(a) + math.sin(b))
    for i in range(1, n):
        total += math.sin(a + i * h)
    return total * h


def running_maximum(p):
    m = p[0]
    for v in p[1:]:
        m = max(m, v)
    return m * m


def log_sum_exp(p):
    top = p[0]
    for i in range(1, len(p)):
        if p[i] > top:
            top = p[i]
    total = 0.0
    for i in range(len(p)):
        total += math.exp(p[i] - top)
    return top + math.log(total)


def welford(p):
    mean = 0.0
    m2 = 0.0
    for n, v in enumerate(p, 1):
        delta = v - mean
        mean = mean + delta / n
        m2 = m2 + delta * (v - mean)
    return m2 / (len(p) - 1)


def matrix_power(a, n):
    b = np.eye(len(a))
    for _ in range(n):
        b = b @ a
    return b


def power_iteration(a, v, n):
    for _ in range(n):
        v = a @ v
        v = v / np.sqrt(v @ v)
    return v @ a @ v


def columns(a):
    total = 0.0
    for j in range(a.shape[1]):
        column = a[:, j]
        total = total + math.sqrt(column @ column)
    return total


def transposed_rows(a):
    y = 1.0
    for column in a.T:
        y = y * np.sum(column**2)
    return y


def over_slices(p):
    total = 0.0
    for i in range(len(p) - 2):
        total = total + np.prod(p[i : i + 3])
    return total


def over_nested_list(pairs):
    total = 0.0
    for a, (b, c) in pairs:
        total = total + a * b - c**2
    return total


def over_range_of_lengths(p, a):
    total = 0.0
    for i in range(min(len(p), len(a))):
        for j in range(max(i, 1), len(p)):
            total += p[i] * a[i, j % 2]
    return total


def map_over_loop(p):
    total = 0.0
    for v in map(math.sin, p):
        total = total + v * v
    return total


def range_object(x):
    steps = range(0, 9, 2)
    y = x
    for k in steps:
        y = y + x / (1 + k)
    return y * len(steps)


def rank_one_of_ints(x, powers):
    y = 0.0
    for k in powers:
        y = y + x**k
    return y


def invariant_in_loop(x, v, n):
    for _ in range(n):
        t = np.exp(-0.5 * v)
        x = np.sin(t * x) * t
    return x


def invariant_in_branch(x, v, n):
    for i in range(n):
        if i % 2:
            damping = np.tanh(v) * v
            x = x * damping
        else:
            x = np.sin(x)
    return x


def invariant_of_inner_loop(x, v, n):
    for i in range(n):
        scale = v * (i + 1.0)
        for _ in range(i):
            t = np.exp(-scale * scale)
            u = np.sin(v)
            x = np.cos(x * t) * t + u * u * x
    return x


def invariant_until_while_ends(x, v):
    while np.sum(x * x) > 0.1:
        rate = 1.0 / (2.0 + v * v)
        x = np.sin(x) * rate
        if x[0] > 5.0:
            break
    return x * v


def seems_invariant(x, v, n):
    t = v
    a = x * 1.0
    for _ in range(n):
        a[0] = a[0] * t[0]
        b = a * a
        t = np.sin(v)
        x = x * t + b
    return x * t


def written_after_loop(x, v, n):
    for _ in range(n):
        t = np.exp(v)
        w = t * v
        x = np.sin(x * t) * w
    if n:
        t[0] = x[0]
        w *= 2.0
    return x * v


def invariant_where_a_return_leaves(q, x):
    count = 0
    while count < 3 and np.sum(q) < 99.0:
        count += 1
        p = q**2
        if p[0] * count > x:
            return p[-1] * x
    if x > 50.0:
        return np.sum(p)
    return 0.9 * np.sum(q)


def invariant_in_helper(x, v, n):
    def advance(state, m):
        for _ in range(m):
            rate = np.exp(-v * v)
            state = np.sin(state) * rate
        return state

    for i in range(n):
        x = advance(x, i) + advance(x, 1)
    return x


def target_of_three_loops(x):
    for k in range(4):
        for _ in range(k, 4):
            x -= 0.8
            z = x
        for _ in range(3):
            for k in range(k):
                x = math.tanh(z)
    return x


def target_kept_between_loops(x, n):
    i = 5
    s = np.sin(x * i)
    for i in range(n):
        s = s * np.sin(x)
    return s * i


def read_after_and(x, n):
    """What the second test reads has no value in the first trip, where it is not read."""
    s = x
    for i in range(n):
        if i > 0 and y > 0.1:  # noqa: F821
            s = s * np.sin(y * x)  # noqa: F821
        y = np.cos(s * x)
        s = s * y
    return s


def read_on_one_side(x, n):
    s = x
    for i in range(n):
        for j in range(j + 1 if i > 1 else 1):  # noqa: F821
            s = s * np.sin(x + j)
    return s


def read_in_a_chain(x, n):
    s = x
    for i in range(n):
        if 0 < i < 5 * y:  # noqa: F821
            s = s * np.sin(y * x)  # noqa: F821
        y = 1 + np.cos(s * x)  # noqa: F841
    return s


def array_of_a_number_each_time(x, n):
    for _ in range(n):
        x = np.asarray(np.cos(x) * 1.1)
    return x * 2


def array_of_a_number_in_a_branch(x):
    if x > 0:
        x = np.array(np.sin(x))
    return np.stack([x, 2 * x]).sum() * x


# ------------------------------------------------------------ what is set later in the loop
def range_until_last(x, n):
    total = 0.0
    for i in range(n):
        for _ in range(1 if i > 0 and last > 0.1 else 0):  # noqa: F821
            total = total + last * x  # noqa: F821
        last = x * i + 0.05  # noqa: F841
    return total


def count_of_last(x, n):
    total = x
    for i in range(n):
        for j in range(count if i > 0 else 0):  # noqa: F821
            for m in range(j, 3 if j < 1 else inner):  # noqa: F821
                total = total + x * j * math.sin(total)
                inner = m  # noqa: F841
        count = i + 1  # noqa: F841
    return total


def place_of_last(x, n):
    values = np.sin(x * np.arange(5.0))
    total = 0.0
    for i in range(n):
        values[place if i > 0 else 0] *= x * 2 + i  # noqa: F821
        total = total * x + values[(place if i > 0 else 0) :].sum() + values.take(place if i else 2)  # noqa: F821
        place = (i + 3) % 5  # noqa: F841
    return total


def pairs_with_last(x):
    total = 0.0
    for i, value in enumerate(x):
        if i:
            total = total + np.asarray([value, last]).prod() + np.array([last, value, value - last]).max()  # noqa: F821
        last = value  # noqa: F841
    return total


ROWS = [
    row(invariant_in_loop, normal(4), normal(4), 0),
    row(invariant_in_loop, normal(4), normal(4), 1),
    row(invariant_in_loop, normal(4), normal(4), 3),
    row(invariant_in_branch, normal(4), normal(4), 0),
    row(invariant_in_branch, normal(4), normal(4), 1),
    row(invariant_in_branch, normal(4), normal(4), 3),
    row(invariant_of_inner_loop, normal(4), normal(4), 0),
    row(invariant_of_inner_loop, normal(4), normal(4), 1),
    row(invariant_of_inner_loop, normal(4), normal(4), 3),
    row(seems_invariant, normal(4), normal(4), 0),
    row(seems_invariant, normal(4), normal(4), 1),
    row(seems_invariant, normal(4), normal(4), 3),
    row(written_after_loop, normal(4), normal(4), 0),
    row(written_after_loop, normal(4), normal(4), 1),
    row(written_after_loop, normal(4), normal(4), 3),
    row(invariant_in_helper, normal(4), normal(4), 0),
    row(invariant_in_helper, normal(4), normal(4), 1),
    row(invariant_in_helper, normal(4), normal(4), 3),
    row(invariant_where_a_return_leaves, positive(4), 0.1),
    row(invariant_where_a_return_leaves, positive(4), 40.0),
    row(invariant_where_a_return_leaves, positive(4), 90.0),
    row(invariant_where_a_return_leaves, 99.0 * positive(4), 0.1),
    row(invariant_until_while_ends, normal(4), normal(4)),
    row(power_by_loop, 1.3, 4),
    row(power_by_loop, 1.3, 0, case="zero trips", zero=True),
    row(power_by_loop, 1.3, 1, case="one trip"),
    row(carried_sine, 0.9, 3),
    row(carried_sine, 0.9, 0, case="zero trips", zero=True),
    row(partial_sum, 0.9, 6),
    row(start_stop_step, 0.9),
    row(counting_down, 0.9),
    row(negative_range, 0.3),
    row(empty_range, 0.9),
    row(index_in_power, np.array([0.7, 1.3, 0.2, -0.4])),
    row(index_in_power, np.array([0.0, 0.0, 0.0]), case="at zero"),
    row(indexed_dot, normal(4, seed=1), normal(4, seed=2)),
    row(last_first, normal(5)),
    row(neighbours, normal(6)),
    row(every_other, normal(5)),
    row(over_array, normal(4)),
    row(over_rows, normal(3, 2), normal(2)),
    row(rows_carried, normal(3, 2), normal(2)),
    row(rows_carried, normal(0, 2), normal(2), case="no rows"),
    row(over_list, [0.5, 1.5, -0.7]),
    row(over_list, [0.5], case="one"),
    row(over_tuple, 0.8),
    row(over_tuple_of_variables, 0.8, 1.4),
    row(over_global, 0.8),
    row(over_list_of_arrays, [normal(2), normal(2, 3), normal(1)]),
    row(over_layers, [(normal(3, 2), normal(3)), (normal(2, 3), normal(2))], normal(2, seed=9)),
    row(over_zip, normal(4, seed=1), normal(4, seed=2)),
    row(over_zip, normal(4, seed=1), normal(3, seed=2), case="uneven"),
    row(over_zip_of_three, normal(3, seed=1), normal(3, seed=2), [1.0, 2.0, 0.5]),
    row(over_shifted_zip, normal(5)),
    row(over_enumerate, normal(4)),
    row(over_enumerate_from, normal(3), 0.8),
    row(over_enumerated_zip, normal(3), positive(3)),
    row(over_reversed, normal(4)),
    row(over_reversed, [0.5, -1.5, 2.0], case="list"),
    row(over_reversed_range, 0.8, 4),
    row(over_dict_items, {"w": normal(3), "bias": 0.7}),
    row(over_dict_values, {"a": 0.7, "b": 1.3}, 0.9),
    row(over_dict_keys, {"b": 0.7, "a": 1.3}, 0.9),
    row(over_literal_dict, 0.9),
    row(over_string, 0.9),
    row(nested_ranges, normal(2, 3)),
    row(triangular, normal(5)),
    row(inner_carried, 0.9, 4),
    row(inner_bound_changed, 0.9, 3),
    row(three_deep, normal(2, 3), normal(3, 2)),
    row(matrix_product_by_loops, normal(2, 3), normal(3, 2)),
    row(two_loops, normal(3), 0.9),
    row(same_name_in_two_loops, positive(3), 4),
    row(target_used_after, normal(4)),
    row(index_used_after, normal(4)),
    row(target_overwritten, normal(4)),
    row(rebound_inside, normal(3)),
    row(range_bound_rebound, 0.9),
    row(starts_as_zero, normal(3), positive(3)),
    row(scalar_becomes_array, 0.9, normal(3)),
    row(overwritten_by_each, 0.9, 3),
    row(conditions_inside, np.array([0.5, -1.5, -0.7, 0.9, 1.2])),
    row(assigned_on_some_trips, np.array([0.5, -1.5, 0.7, 0.6, 1.2])),
    row(assigned_once_in_loop, 1.2, 0.7),
    row(two_carried, 0.9, 5),
    row(swap_arrays_in_loop, normal(3, seed=1), normal(3, seed=2), 4),
    row(inactive_work, 0.9, 12),
    row(counter_as_index, normal(5), 0.7),
    row(integer_table, normal(4), [(0, 1), (1, 3), (3, 3)]),
    row(chebyshev, 0.4, normal(6)),
    row(legendre, 0.4, 5),
    row(exponential_series, 0.8),
    row(trapezoid, 0.2, 1.9, 12),
    row(running_maximum, np.array([0.5, 1.5, 0.7])),
    row(log_sum_exp, normal(5)),
    row(welford, normal(6)),
    row(matrix_power, normal(3, 3), 3),
    row(matrix_power, normal(3, 3), 0, case="zero trips", zero=True),
    row(power_iteration, normal(3, 3) + 2 * np.eye(3), normal(3), 5),
    row(columns, normal(3, 4)),
    row(transposed_rows, normal(3, 4)),
    row(over_slices, normal(6)),
    row(over_nested_list, [(0.5, (1.5, 2.0)), (0.3, (0.1, 0.2))]),
    row(over_range_of_lengths, normal(4), normal(3, 2)),
    row(map_over_loop, normal(4)),
    row(range_object, 0.9),
    row(rank_one_of_ints, 0.9, np.array([1, 3, 2])),
    row(rank_one_of_ints, 0.9, [1, 0, 2], case="list"),
    row(target_of_three_loops, 1.0),
    row(target_kept_between_loops, 0.7, 3),
    row(target_kept_between_loops, 0.7, 0, case="zero trips"),
    row(read_after_and, 0.7, 3),
    row(read_on_one_side, 0.7, 3),
    row(read_in_a_chain, 0.7, 4),
    row(array_of_a_number_each_time, 0.7, 5),
    row(array_of_a_number_in_a_branch, 0.7),
    row(range_until_last, 0.7, 4, argnums=0),
    row(range_until_last, 0.7, 1, argnums=0, zero=True, case="never"),
    row(count_of_last, 0.7, 4, argnums=0),
    row(place_of_last, 0.7, 4, argnums=0),
    row(pairs_with_last, positive(5)),
]
