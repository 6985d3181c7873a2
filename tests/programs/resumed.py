"""Generators that several calls of `next` go through, that are sent values, and that go along with each other."""

import itertools

import numpy as np

from tests.programs.harness import row


def powers(x, n):
    y = x
    for _ in range(n):
        yield y
        y = y * x


def settling(x):
    y = x
    while True:
        yield y
        y = np.sin(y) + x


def fibonacci(x):
    a, b = x, 2.0 * x
    while True:
        yield a
        a, b = b, a + b


def squares(p):
    for v in p:
        yield v * v


def several_kinds(x):
    y = x * x
    yield x
    yield y
    while y < 50.0:
        y = y * 1.5 + x
        if y > 20:
            yield y * 2
            continue
        yield y
    else:
        yield -x
    yield 7.0 * x


def with_break(x):
    k = 0
    while True:
        k += 1
        yield x * k
        if k > 3:
            break
        x = x * 1.1


def with_return(p):
    for i, v in enumerate(p):
        if i == 2:
            return
        yield i * v + v


def mean_so_far(x):
    total, count = 0.0, 0
    value = yield 0.0
    while True:
        total += value * x
        count += 1
        value = yield total / count


def two_nexts(x):
    g = powers(x, 3)
    a = next(g)
    b = next(g)
    return a * b + np.sin(b)


def next_then_loop(x, n):
    g = powers(x, n)
    first = next(g)
    total = 0.0
    for v in g:
        total += v * first
    return total


def next_then_sum(x, n):
    g = powers(x, n)
    a = next(g)
    return a + sum(g) * next(g, a)


def default_at_the_end(x):
    g = powers(x, 2)
    return next(g) * next(g) * next(g, 7.0) + next(g, x)


def next_in_a_loop(x, n):
    g = settling(x)
    total = 0.0
    for _ in range(n):
        total += next(g) ** 2
    return total


def next_in_an_expression(x, n):
    g = fibonacci(x)
    return sum(next(g) for _ in range(n))


def next_on_one_path(x, n):
    g = settling(x)
    if x > 0.5:
        next(g)
    for _ in range(n):
        next(g)
    return next(g)


def as_many_as_wanted(p, q):
    g = squares(p)
    total = 0.0
    for v in q:
        if v > 0:
            total += v * next(g)
    return total


def parts_by_islice(p):
    g = squares(p)
    first = list(itertools.islice(g, 2))
    rest = list(g)
    return first[0] * sum(rest) + first[1]


def take(g, n):
    return [next(g) for _ in range(n)]


def taken_by_a_helper(x, n):
    g = fibonacci(x)
    a = take(g, 2)
    b = take(g, n)
    return sum(a) * sum(b)


def many_places(x, n):
    g = several_kinds(x)
    total = 0.0
    for _ in range(n):
        total = total * 0.5 + next(g, x)
    return total


def ended_by_break(x, n):
    g = with_break(x)
    total = 0.0
    for _ in range(n):
        total = total * 0.5 + next(g, x * x)
    return total


def ended_by_return(p):
    g = with_return(p)
    a = next(g)
    b = next(g)
    return a * b + next(g, 3.0) * next(g, 5.0) * b


def two_in_turn(x, n):
    both = [fibonacci(x), settling(x + 1)]
    total = 0.0
    for _ in range(n):
        total = total * 0.5 + next(both[0]) * next(both[1])
    return total


def endless_zipped(x, n):
    return sum(u * v * (k + 1) for u, v, k in zip(fibonacci(x), settling(2 * x), range(n)))


def zipped_with_itself(p):
    g = squares(p)
    next(g)
    return sum(a * b for a, b in zip(g, g))


def sent(p, x):
    g = mean_so_far(x)
    next(g)
    total = 0.0
    for v in p:
        total += g.send(v) ** 2
    return total


class Stream:
    def __init__(self, p):
        self.items = self.doubled(p)

    def doubled(self, p):
        for v in p:
            yield v * 2

    def get(self):
        return next(self.items)


def held_by_an_object(p, n):
    stream = Stream(p)
    total = stream.get()
    for _ in range(n):
        total += stream.get() ** 2
    return total


def expression_in_parts(x, n):
    g = (x * k for k in range(n))
    a = next(g)
    b = next(g)
    return a * b + b + sum(g)


def expression_over_an_array(p):
    g = (v * v for v in p)
    a = next(g)
    return a * next(g) + sum(g)


def congruential(seed):
    while True:
        seed = (1103515245 * seed + 12345) % 2**31
        yield seed / 2**31


def numbers_without_derivative(x, n):
    draw = congruential(42)
    total = 0.0
    for _ in range(n):
        total += np.sin(x * next(draw)) * next(draw)
    return total


V = np.array([1.3, 0.4, -2.2, -0.9, 0.7])


def zipped_before_a_shorter_one(q):
    """Asked once more before the range is found to have ended."""
    g = (0.3 * k + r for k, r in enumerate(q))
    for y, _ in zip(g, range(2)):
        q[1] += np.log(2.5 + np.sin(y))
    return sum(g)


def zipped_twice_before_shorter_ones(q):
    g = (r * k for r in q for k in q)
    x = sum(r * k for r, k in zip(g, [q[1], 0.4]))
    for t, _ in zip(g, range(2)):
        x = x + t * t
    return x


def zipped_after_a_shorter_one(q):
    g = (0.3 * k + r for k, r in enumerate(q))
    s = 0.0
    for _, y in zip(range(2), g):
        s += y * y
    return s * sum(g)


def zipped_with_another(q, n):
    g = (v * v for v in q)
    h = (v + n for v in q)
    return sum(a * b for a, _, b in zip(g, range(2), h)) * next(g) * next(h)


def zipped_once(q):
    g = (v * v for v in q)
    return sum(a * b for a, b in zip(g, q[:2])) * next(g)


class Stepper:
    def __init__(self, q):
        self.q = q
        self.k = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.k >= len(self.q):
            raise StopIteration
        self.k += 1
        return self.q[self.k - 1]


def object_zipped(q):
    g = Stepper(q)
    s = 0.0
    for a, y, _ in zip(range(5), g, [1, 2]):
        s += y * y * a
    return s * sum(g) + s


def numbered_elements_written(q, n):
    g = (v * k for k, v in enumerate(q))
    a = next(g)
    q[1:] = q[1:] * n
    b = next(g)
    q[2] = 7 * q[0]
    return a + b + sum(g)


def numbered_list_written(x, n):
    items = [x, 2 * x, 3 * x]
    g = (v * k for k, v in enumerate(items))
    a = next(g)
    items[1] = x**2 * n
    b = next(g)
    items[2] = 7 * x
    return a + b + sum(g)


def zipped_list_written(x, n):
    items = [x, 2 * x, 3 * x]
    g = (v * k for k, v in zip(items, items[::-1]))
    a = next(g)
    items[1] = x**2 * n
    b = next(g)
    items[2] = 7 * x
    return a + b + sum(g)


def reversed_list_written(x, n):
    items = [x, 2 * x, 3 * x]
    g = (v for v in reversed(items))
    a = next(g)
    items[1] = x**2 * n
    b = next(g)
    items[0] = 7 * x
    return a * b + sum(g)


def generator_of_a_generator(q, n):
    g = (v for v in (w * 2 for w in q))
    a = next(g)
    q[1:] = q[1:] * n
    b = next(g)
    q[2] = 7 * q[0]
    return a * b + sum(g)


def what_it_goes_through_rebound(p, q):
    g = (r * k for r in p for k in q)
    p = np.zeros_like(q)
    return next(g, 0.4) * next(g, 2.0)


def numbered_rebound(p, q):
    g = (v for v in enumerate(p))
    p = q
    return next(g)[1] * next(g)[1]


def counting(x, items):
    for v in items:
        yield v
        x += v


def gone_through_again(z):
    g = counting(z, (0.8,))
    y = [*g]
    for _ in g:
        pass
    return z * y[0]


def zipped_inside_and_asked_outside(x):
    powers = (x**k for k in range(1, 6))
    terms = (a * b for a, b in zip([1.0, 2.0, 3.0], powers))
    s = next(terms)
    t = next(powers)
    s += next(terms) * t
    return s


def numbered_inside_and_asked_outside(x):
    powers = (x**k for k in range(1, 6))
    terms = ((k + 1) * b for k, b in enumerate(powers))
    s = next(terms)
    t = next(powers)
    s += next(terms) * t
    return s + sum(terms)


def mapped_list_written(x):
    several = [x, x * x, x**3]
    terms = (v * 2 for v in map(lambda v: v + 1, several))
    s = next(terms)
    several[1] = 5 * x
    s += next(terms) * s
    return s


def filtered_list_written(x):
    several = [x, -x, x * x]
    terms = (v * 2 for v in filter(lambda v: v > 0.1, several))
    s = next(terms)
    several[2] = 5 * x
    return s * next(terms)


ROWS = [
    row(two_nexts, 1.3),
    row(next_then_loop, 1.2, 5),
    row(next_then_loop, 1.02, 60),
    row(next_then_sum, 1.2, 4),
    row(next_then_sum, 1.02, 60),
    row(default_at_the_end, 1.3),
    row(next_in_a_loop, 0.7, 4),
    row(next_in_a_loop, 0.7, 50),
    row(next_in_an_expression, 1.1, 5),
    row(next_in_an_expression, 1.1, 41),
    row(next_on_one_path, 0.7, 3),
    row(next_on_one_path, 0.7, 41),
    row(as_many_as_wanted, V, np.array([0.5, -1.0, 2.0])),
    row(parts_by_islice, V),
    row(parts_by_islice, list(V)),
    row(taken_by_a_helper, 0.7, 3),
    row(many_places, 1.2, 6),
    row(many_places, 1.2, 45),
    row(ended_by_break, 1.2, 7),
    row(ended_by_break, 1.2, 50),
    row(ended_by_return, V),
    row(two_in_turn, 0.5, 4),
    row(two_in_turn, 0.5, 41),
    row(endless_zipped, 0.4, 4),
    row(zipped_with_itself, V),
    row(sent, V, 0.7),
    row(held_by_an_object, V, 3),
    row(expression_in_parts, 1.2, 5),
    row(expression_in_parts, 1.2, 50),
    row(expression_over_an_array, V),
    row(numbers_without_derivative, 0.7, 3),
    row(numbers_without_derivative, 0.7, 50),
    row(zipped_before_a_shorter_one, V, level=2),
    row(zipped_after_a_shorter_one, V),
    row(zipped_with_another, V, 0.7),
    row(zipped_twice_before_shorter_ones, V),
    row(zipped_once, V),
    row(object_zipped, V),
    row(numbered_elements_written, V, 1.5, level=2),
    row(numbered_list_written, 0.7, 1.5, level=2),
    row(zipped_list_written, 0.7, 1.5, level=2),
    row(reversed_list_written, 0.7, 1.5, level=2),
    row(generator_of_a_generator, V, 1.5, level=2),
    row(what_it_goes_through_rebound, V, V + 0.3, level=2),
    row(numbered_rebound, V, V + 0.3, level=2),
    row(gone_through_again, 0.7, level=2),
    row(zipped_inside_and_asked_outside, 0.7, level=2),
    row(numbered_inside_and_asked_outside, 0.7),
    row(mapped_list_written, 0.7, level=2),
    row(filtered_list_written, 0.7),
]
