"""What is asked for one by one: it stops where nothing more is asked for, and runs in turn with what it is asked by."""

import itertools
import math

import numpy as np

from tests.programs.harness import Row, row

SHORT = [0.3, 0.8, 1.5]
LONG = [0.3, 0.2, 0.35, 0.8, 1.5, 0.7, 0.9, 0.1, 0.4, 1.2, 0.6, 0.65, 0.75]


def logged(xs, log):
    for v in xs:
        log.append(v)
        yield v


# ------------------------------------------------------------ any and all
def witness(xs):
    if any((big := v) > 0.6 for v in xs):
        return big**2
    return 0.0


def counterexample(xs):
    return bad * 3.0 if not all((bad := v) < 0.6 for v in xs) else 0.0


def last_looked_at(xs):
    any((big := v) > 0.6 for v in xs)
    return big * xs[0]


def witness_among_powers(x):
    return r if any((r := x**k) > 3 for k in range(1, 9)) else 0.0


def witness_of_two(xs, ys):
    if any(any((p := a * b) > 0.7 for b in ys) for a in xs):
        return p
    return 0.0


def witness_of_row(p):
    return p[0] if all((r := np.linalg.norm(q)) < 1.0 for q in p.reshape(-1, 2)) else r


def witnesses_in_while(xs):
    k, i = 0.0, 0
    while i < 3 and not all((last := v * (i + 1)) < 1 for v in xs):
        k += last
        i += 1
    return k


def any_of_helper_that_appends(xs):
    log = []

    def big(v):
        log.append(v)
        return v > 0.6

    any(big(v) for v in xs)
    return sum(log)


def any_of_map_that_appends(xs):
    log = []

    def big(v):
        log.append(v)
        return v > 0.6

    return sum(log) if any(map(big, xs)) else 0.0


def any_of_named_map(xs):
    log = []

    def big(v):
        log.append(v)
        return v > 0.6

    found = map(big, xs)
    return sum(log) + xs[2] * any(found) + 2 * sum(log)


def all_of_helper_that_counts(xs):
    n = 0

    def big(v):
        nonlocal n
        n += 1
        return v > 0.6

    return xs[1] * all(not big(v) for v in xs) + n * xs[0]


class Counter:
    def __init__(self):
        self.n = 0

    def big(self, v):
        self.n += 1
        return v > 0.6


def any_of_method_that_counts(xs):
    c = Counter()
    any(c.big(v) for v in xs)
    return c.n * xs[1]


def any_of_generator(xs):
    log = []
    if any(v > 0.6 for v in logged(xs, log)):
        return sum(log)
    return 0.0


def any_of_draws(x):
    g = np.random.default_rng(0)
    any(g.random() > 0.5 for _ in range(10))
    return x * g.random()


def any_that_pops(xs):
    rest = list(xs)
    while any(rest.pop() > 1 for _ in range(2)):
        pass
    return sum(rest)


def any_before_an_exception(xs):
    if any(math.sqrt(v) > 0.6 for v in xs):
        return xs[0] * xs[1]
    return 0.0


def all_before_an_exception(x, n):
    if all(1 / (k - 3) < -0.4 for k in range(n)):
        return 1.0 * x
    return x * x


def any_of_count(x):
    if any(x**k > 3 for k in itertools.count()):
        return x * x
    return 0.0


def any_of_endless_generator(x):
    def newton(z=1.0):
        while True:
            z = 0.5 * (z + x / z)
            yield z

    if any(abs(z * z - x) < 1e-9 for z in newton()):
        return x * x
    return 0.0


def any_of_numbers(xs):
    return xs[0] * any(v * (v > 0.6) for v in xs) + xs[1] * all(v for v in xs)


def any_of_nothing(x):
    return x * any(v > 1 for v in ()) + x * x * all(v > 1 for v in [])


def any_of_filter_that_appends(xs):
    log = []

    def big(v):
        log.append(v)
        return v > 0.6

    return sum(log) + 2 * sum(log) if any(filter(big, xs)) else xs[0]


def any_of_list(xs):
    any([(big := v) > 0.6 for v in xs])
    return big * any([v > 0.6 for v in xs])


# ------------------------------------------------------------ in, next
def member_of_generator(xs):
    log = []

    def flags():
        for v in xs:
            log.append(v)
            yield v > 0.6

    return sum(log) if True in flags() else 0.0


def next_of_generator_that_appends(xs):
    log = []
    return next(logged(xs, log)) * sum(log)


def next_of_expression_that_binds(xs):
    first = next((y := v) * 2 for v in xs)
    return first * y


# ------------------------------------------------------------ in turn
def zip_stops_at_the_shorter(xs):
    log = []
    t = sum(p * q for p, q in zip([1.0, 2.0], logged(xs, log)))
    return t + sum(log)


def zip_asks_once_more(xs):
    log = []
    t = sum(p * q for p, q in zip(logged(xs, log), [1.0]))
    return t + sum(log)


def part_of_generator(xs):
    log = []
    t = sum(itertools.islice(logged(xs, log), 2))
    return t + sum(log)


def part_of_generator_in_loop(xs):
    log, t = [], 0.0
    for v in itertools.islice(logged(xs, log), 2):
        t += v * len(log)
    return t + sum(log)


def filter_of_generator(xs):
    log, t = [], 0.0
    for v in filter(lambda a: a > 0.5, logged(xs, log)):
        t += v * sum(log)
    return t


def accumulated_generator(xs):
    log, t = [], 0.0
    for v in itertools.accumulate(logged(xs, log)):
        t += v * sum(log)
    return t


def accumulated_generator_left(xs):
    log = []
    for v in itertools.accumulate(logged(xs, log), lambda a, b: a + b * b, initial=0.1):
        if v > 0.5:
            break
    return v * sum(log)


def accumulated_by_what_changes(xs):
    w, t = 1.0, 0.0
    for v in itertools.accumulate(xs, lambda a, b: w * a + b):
        w = 0.5 * w
        t += v**2
    return t


def pairs_of_generator(xs):
    log, t = [], 0.0
    for a, b in itertools.pairwise(logged(xs, log)):
        t += a * b * sum(log)
    return t


def pairs_of_written_array(x):
    a, t = np.array(x), 0.0
    for p, q in itertools.pairwise(a):
        t = t + p * q
        a[2] += 0.1
        a[-1] = t * 0.1
    return t


def numbered_pairs_of_written_array(x):
    a, t = np.array(x), 0.0
    for i, (p, q) in enumerate(itertools.pairwise(a)):
        t = t + p * q * i
        a[i + 1] *= t
    return t


def zip_of_filter_by_what_changes(xs):
    best, t = 0.0, 0.0
    for i, v in zip([1.0, 2.0, 3.0, 4.0, 5.0], filter(lambda v: v > best, xs)):
        best = v
        t += v**2 * i
    return t


def chosen_by_what_changes(xs):
    flags, t = [1] * len(xs), 0.0
    for i, v in enumerate(itertools.compress(xs, flags)):
        t += v * (i + 1)
        if i == 1:
            flags[2] = 0
    return t


def chosen_from_generator(xs):
    log, t = [], 0.0
    for v in itertools.compress(logged(xs, log), [0, 1, 1]):
        t += v * sum(log)
    return t + sum(log)


def chained_generators(xs):
    log, t = [], 0.0
    for v in itertools.chain(logged(xs, log), logged(xs[:1], log)):
        t += v * sum(log)
    return t


def starmap_of_generator(xs):
    log, t = [], 0.0
    for v in itertools.starmap(lambda a, b: a * b, ((v, 2.0) for v in logged(xs, log))):
        t += v * sum(log)
    return t


def zip_of_map_that_appends(xs):
    log, t = [], 0.0

    def f(v):
        log.append(v)
        return v * v

    for a, v in zip(xs, map(f, xs)):
        t += a * v * sum(log)
    return t


ROWS: list[Row] = [
    *[
        row(f, x)
        for f in (
            any_of_list, witness, counterexample, last_looked_at, any_of_helper_that_appends, any_of_map_that_appends,
            any_of_named_map, all_of_helper_that_counts, any_of_method_that_counts, any_of_generator,
            any_of_numbers, any_of_filter_that_appends, member_of_generator, next_of_generator_that_appends,
            next_of_expression_that_binds,
        )
        for x in (SHORT, LONG, np.array(SHORT), tuple(SHORT))
    ],
    *[
        row(f, x)
        for f in (
            zip_stops_at_the_shorter, zip_asks_once_more, part_of_generator, part_of_generator_in_loop,
            filter_of_generator, accumulated_generator, accumulated_generator_left,
            accumulated_by_what_changes, pairs_of_generator, pairs_of_written_array,
            numbered_pairs_of_written_array, zip_of_filter_by_what_changes, chosen_by_what_changes,
            chosen_from_generator, chained_generators, starmap_of_generator, zip_of_map_that_appends,
        )
        for x in (SHORT, LONG, np.array(SHORT))
    ],
    row(witness_among_powers, 1.3),
    row(witness_of_two, SHORT, [0.5, 1.0]),
    row(witness_of_row, np.array([0.1, 0.2, 1.0, 2.0, 3.0, 1.0])),
    row(witnesses_in_while, SHORT),
    row(any_of_draws, 1.3),
    row(any_that_pops, [0.3, 0.8, 0.5, 1.5, 0.2]),
    row(any_before_an_exception, [0.5, -1.0]),
    row(any_before_an_exception, np.array([0.5, -1.0])),
    row(all_before_an_exception, 0.5, 7, argnums=0),
    row(any_of_count, 1.3),
    row(any_of_endless_generator, 1.3),
    row(any_of_nothing, 1.3),
]  # fmt: skip
