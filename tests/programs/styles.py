"""Programs in the many styles that people write Python in: iterators of their own, decorators, tables, records."""

import abc
import functools
import heapq
import itertools
import math
import operator
import statistics
import types
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

import numpy as np

from tests.programs.harness import normal, positive
from tests.programs.writes import row


# ------------------------------------------------------------ iterators
class Weighted:
    """An iterator that starts anew whenever it is gone through."""

    def __init__(self, p):
        self.p = p

    def __iter__(self):
        self.k = 0
        return self

    def __next__(self):
        if self.k == len(self.p):
            raise StopIteration
        value = self.p[self.k] * (self.k + 1)
        self.k += 1
        return value


class Multiples:
    def __init__(self, x, n):
        self.x, self.n, self.i = x, n, 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.i >= self.n:
            raise StopIteration
        self.i += 1
        return self.x * self.i


class Halving:
    """Steps of Newton's method until they are short."""

    def __init__(self, x, tolerance):
        self.x, self.tolerance = x, tolerance

    def __iter__(self):
        return self

    def __next__(self):
        new = 0.5 * (self.x + 2.0 / self.x)
        if abs(new - self.x) < self.tolerance:
            raise StopIteration()
        self.x = new
        return new


def own_iterator_twice(p):
    weighted = Weighted(p)
    s = 0.0
    for v in weighted:
        s += v * v
    for v in weighted:
        s += math.sin(v)
    return s


def own_iterator_by_next(p):
    it = iter(Weighted(p))
    a = next(it)
    s = a * next(it)
    for v in it:
        s += v
        if v > 1:
            break
    return s + next(it, 3.0) * a


def own_iterator_listed(p):
    return sum(list(Weighted(p))) * max(Weighted(p))


def own_iterator_in_array(p):
    return np.array([v for v in Weighted(p)]) @ p


def own_iterator_zipped(p):
    return sum(a * b for a, b in zip(Weighted(p), p, strict=True)) + sum(i * v for i, v in enumerate(Weighted(p)))


def own_iterator_of_known_length(x):
    return sum(v * v for v in Multiples(x, 4))


def own_iterator_of_length(x, n):
    s = 0.0
    for v in Multiples(x, n):
        s += math.sin(v)
    return s


def own_iterator_until_short(x):
    last = x
    for v in Halving(x, 1e-3):
        last = v * x
    return last


def yields_from_expressions(x):
    def some():
        yield x
        yield x * x

    def more():
        yield from some()
        yield 1.0
        yield from (x**3 for _ in range(2))

    return sum(v * k for k, v in enumerate(more()))


def next_of_expression(p):
    v = next((v for v in p if v > 0), None)
    return p[0] if v is None else v**2


def next_of_expression_without(p):
    v = next((v for v in p if v > 100), None)
    return p[0] if v is None else v


def next_of_expression_raises(p):
    try:
        v = next(v for v in p if v > 100)
    except StopIteration:
        v = p[1] ** 2
    return v


def next_of_chosen(p):
    it = iter([v for v in p if v > -10])
    s = next(it)
    for v in it:
        s = s * 0.5 + v
    return s


def next_until_it_ends(p):
    it = iter(p)
    total = 0.0
    while True:
        try:
            v = next(it)
        except StopIteration:
            break
        total = total * 0.9 + v**2
    return total


def next_then_loop(p):
    it = iter(p)
    before = next(it)
    steps = []
    for v in it:
        steps.append((v - before) ** 2)
        before = v
    return sum(steps)


def pairs_of_one_iterator(p):
    it = iter(p)
    return sum(a * b for a, b in zip(it, it, strict=True))


def list_of_array_sorted(p):
    items = list(p)
    items.sort(reverse=True)
    return items[0] * items[1] - items[-1]


def tuple_of_array(p):
    items = tuple(p)
    return items[0] * items[-1] + len(items) + sum(items)


# ------------------------------------------------------------ functions that share code
def scaled_by(k):
    def decorate(f):
        @functools.wraps(f)
        def inner(*args, **keywords):
            return k * f(*args, **keywords)

        return inner

    return decorate


@scaled_by(2.0)
@scaled_by(3.0)
def decorated(x, *, power=2):
    return x**power


def decorated_twice(x):
    return decorated(x, power=3) + decorated(x)


def repeated_by(k):
    def f(x, n):
        if n <= 0:
            return x * k
        return math.sin(f(x, n - 1)) * k

    return f


TWICE, THRICE = repeated_by(2.0), repeated_by(3.0)


def recursions_of_one_text(x, n):
    return TWICE(x, n) + THRICE(x, n) * TWICE(x * 2, n)


def waves_of(k):
    def f(x):
        y = math.sin(x * k)
        for _ in range(3):
            y = math.cos(y * x + k)
        return y

    return f


WAVES = [waves_of(float(k)) for k in range(1, 4)]


def called_often(x):
    s = 0.0
    for _ in range(2):
        for f in WAVES:
            s += f(x) * f(x + 1) + f(x + 2) * f(x + 3)
    return s + WAVES[0](s) + WAVES[1](x) + WAVES[2](x) + WAVES[0](x) + WAVES[1](s) + WAVES[2](s)


# ------------------------------------------------------------ the standard library
def grouped_by_sign(p):
    found = 0.0
    for positive_ones, group in itertools.groupby(p, key=lambda v: v > 0):
        found += sum(group) ** 2 * (2 if positive_ones else 1)
    return found


def grouped_by_name(x):
    rows = [("a", x), ("a", x * 2), ("b", x**2)]
    table = {k: sum(v for _, v in group) for k, group in itertools.groupby(rows, key=operator.itemgetter(0))}
    return table["a"] * table["b"]


def array_from_expression(p):
    q = np.fromiter((v * v for v in p), dtype=float)
    return np.sum(np.sin(q))


def array_from_generator(x, n):
    q = np.fromiter((x**k for k in range(n)), np.float64, n)
    return q.sum() + np.fromiter({"a": x, "b": x * x}.values(), float) @ np.array([1.0, 2.0])


def mean_and_spread(p):
    spread = statistics.stdev(p) + statistics.pvariance(p) + statistics.variance(p) * statistics.pstdev(p)
    return statistics.mean(p) * statistics.fmean(p) + spread


def other_averages(p):
    return statistics.median(p) + statistics.geometric_mean(p) * statistics.mean([v * v for v in p if v > 0.5])


def regression(p, q):
    return statistics.correlation(p, q) + statistics.covariance(p, q) + statistics.linear_regression(p, q).slope


def summed_expression(p, q):
    return math.fsum(a * b for a, b in zip(p, q, strict=True)) + math.prod(v * v for v in p)


def mapped_over_pairs(p, q):
    return sum(itertools.starmap(lambda a, b: a * b * b, zip(p, q, strict=True)))


def least_and_greatest(p):
    return sum(heapq.nsmallest(2, p)) * heapq.nlargest(1, p)[0] + sorted(p, reverse=True)[0]


def namespace_as_state(x, n):
    state = types.SimpleNamespace(place=x, speed=0.0, time=0)
    for _ in range(n):
        state.speed -= 0.1 * state.place
        state.place += 0.1 * state.speed
        state.time += 1
    return state.place * state.time


def listed_generators(x, n):
    found = list(itertools.islice((x**k for k in range(n)), n))
    return found[0] * found[-1]


# ------------------------------------------------------------ what may be None
class Vec:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k)

    def __abs__(self):
        return math.hypot(self.x, self.y)


def best_as_tuple(p, n):
    best = None
    for i in range(n):
        s = math.sin(p[i]) * p[i]
        if best is None or s > best[0]:
            best = (s, p[i] * i)
    if best is None:
        return 0.0
    s, w = best
    return s * w


def intersect(o, d, r):
    b = o @ d
    c = o @ o - r * r
    disc = b * b - c
    if disc < 0:
        return None
    t = -b - np.sqrt(disc)
    if t < 0:
        return None
    return t, (o + t * d) / r


def rays_that_may_miss(o, d, rs):
    total = 0.0
    for r in rs:
        hit = intersect(o, d, r)
        if hit is None:
            continue
        t, n = hit
        total += t * n[0]
    return total


def nearest_hit(o, d, rs):
    best = None
    for k, r in enumerate(rs):
        hit = intersect(o, d, r)
        if hit is not None and (best is None or hit[0] < best[0]):
            best = hit
    if best is None:
        return np.sum(o)
    return best[0] * best[1][1]


def differences_of_neighbours(p):
    prev = None
    total = 0.0
    for v in p:
        if prev is not None:
            total += (v - prev) ** 2
        prev = v
    return total


def smoothed_from_the_first(p):
    prev = None
    total = 0.0
    for v in p:
        if prev is None:
            prev = v
            continue
        total += (v - prev) ** 2
        prev = 0.5 * (prev + v)
    return total


def momentum_from_nothing(x, n):
    v = None
    for i in range(n):
        g = 2 * x
        if v is None:
            v = g
        else:
            v = 0.9 * v + g
        x = x - 0.1 * v
    return x


def least_and_greatest_of_none(p):
    lo = hi = None
    for v in p:
        if lo is None or v < lo:
            lo = v
        if hi is None or v > hi:
            hi = v
    return (hi - lo) ** 2


def dict_or_none(x, n):
    res = None
    for i in range(n):
        if i == 2:
            res = {"a": x, "b": x * i}
    return res["a"] * res["b"] if res else x


def object_or_none(x, y):
    v = None
    if x > y:
        v = Vec(x, y)
    if v is None:
        return y
    return v.x * v.y


def object_from_the_first_trip(x, y, n):
    v = None
    for i in range(n):
        if v is None:
            v = Vec(x, y)
        else:
            v = v + Vec(y, x) * (1.0 / i)
    return abs(v)


def roots_or_none(x):
    def solve(a, b, c):
        d = b * b - 4 * a * c
        if d < 0:
            return None
        r = math.sqrt(d)
        return ((-b - r) / (2 * a), (-b + r) / (2 * a))

    s = solve(x, 3.0, 1.0)
    if s:
        return s[0] * s[1] ** 2
    return x


def number_or_one(x, n):
    r = None
    for i in range(n):
        r = (r or 1.0) * x + i
    return r


class Momentum:
    def __init__(self):
        self.m = None
        self.t = 0

    def step(self, x, g):
        self.t += 1
        if self.m is None:
            self.m = np.zeros_like(x)
        self.m = 0.9 * self.m + 0.1 * g
        return x - 0.1 * self.m / (1 - 0.9**self.t)


def optimiser(x, n):
    s = Momentum()
    for _ in range(n):
        x = s.step(x, 2 * x)
    return np.sum(x)


class Chain:
    def __init__(self):
        self.last = None
        self.n = 0

    def push(self, a, b):
        if self.last is not None:
            pa, pb = self.last
            a = a + pb
            b = b * pa
        self.last = (a, b)
        self.n += 1


def best_list_changed_after(p, n):
    best = None
    for i in range(n):
        c = [p[i], p[i] * i]
        if best is None or c[0] > best[0]:
            best = c
        c[1] = c[1] + 1.0
    return best[0] * best[1]


def pair_set_and_taken_back(p, n):
    cur = None
    total = 0.0
    for i in range(n):
        if i % 3 == 0:
            cur = (p[i], i)
        elif i % 3 == 2:
            cur = None
        if cur is not None:
            total += cur[0] * cur[1] + 1
        else:
            total *= 1.5
    return total


def two_swapped(p, n):
    a = None
    b = None
    for i in range(n):
        a, b = b, (p[i], p[i] ** 2)
        if a is not None:
            b = (b[0] * a[1], b[1] + a[0])
    return b[0] + b[1] + (a[0] if a else 0.0)


def pair_in_a_pair(x, y):
    t = (x, y) if x > 0.5 else None
    u = (t, x)
    v, w = u
    if v:
        return v[0] * v[1] * w
    return w


def while_none_or_short(x, n):
    o = None
    i = 0
    while o is None or abs(o.x) < 2.0:
        if o is None:
            o = Vec(x, 1.0)
        else:
            o = Vec(o.x * 1.5, o.y + o.x)
        i += 1
    return o.x * o.y * i


def attribute_in_some_trips(p):
    m = Chain()
    for i in range(len(p)):
        if p[i] > -10:
            m.push(p[i], 2.0)
    if m.last:
        return sum(m.last)
    return p[0]


def dict_with_list_or_none(x, flag):
    r = None
    if flag > 0:
        r = {"a": x, "l": [x, x * 2]}
    if flag > 1 and r is not None:
        r["a"] = x**2
        r["l"].append(3.0)
    if r is None:
        return x
    return r["a"] * sum(r["l"])


def closest_twice(p):
    def closest(q):
        res = None
        for k, v in enumerate(p):
            d = (v - q) ** 2
            if res is None or d < res[1]:
                res = (k, d)
        return res

    k, d = closest(0.3)
    r = closest(p[k] + 0.5)
    return d * r[1] + r[0] * p[k]


def made_once_by_a_closure(x, n):
    memo = None

    def get():
        nonlocal memo
        if memo is None:
            memo = (math.sin(x), x * x)
        return memo

    s = 0.0
    for _ in range(n):
        s += get()[0] * get()[1]
    return s


def none_again_in_a_handler(x):
    a = None
    try:
        if x > 0.5:
            a = (x, 2 * x)
        if x > 10:
            raise ValueError
    except ValueError:
        a = None
    return a[0] * a[1] if a else x


def chosen_pairs(p, n):
    lst = []
    for i in range(n):
        item = (p[i], i) if p[i] > 0 else None
        if item:
            lst.append(item)
    return sum(a * b for a, b in lst)


def rows_from_the_first(A, n):
    prev = None
    s = 0.0
    for i in range(n):
        row = A[i] * 2
        if prev is None:
            prev = (row, 1.0)
        prev = (prev[0] + row, prev[1] * 1.1)
        s += prev[0] @ row * prev[1]
    return s


def found_or_nothing(x, k):
    def find(k):
        for i in range(5):
            if i == k:
                return Vec(x * i, x)

    v = find(k)
    return abs(v) if v is not None else x**2


def none_in_a_dict(x, n):
    st = {"m": None, "t": 0}
    for _ in range(n):
        if st["m"] is None:
            st["m"] = (x, x * 2)
        else:
            st["m"] = (st["m"][0] * x, st["m"][1] + x)
        st["t"] += 1
    return st["m"][0] + st["m"][1] * st["t"]


# ------------------------------------------------------------ known by the integers at hand
def numbers_by_memo(x, n):
    memo = {}

    def number(k):
        if k in memo:
            return memo[k]
        if k < 2:
            found = x * (k + 1)
        else:
            found = math.sin(number(k - 1)) + number(k - 2) * x
        memo[k] = found
        return found

    return number(n)


def numbers_by_memo_handed_on(x, n, memo=None):
    if memo is None:
        memo = {}
    if n in memo:
        return memo[n]
    if n < 2:
        return x * (n + 1)
    memo[n] = numbers_by_memo_handed_on(x, n - 1, memo) * x + numbers_by_memo_handed_on(x, n - 2, memo)
    return memo[n]


class Tree:
    def __init__(self, key, value):
        self.key, self.value, self.left, self.right = key, value, None, None

    def insert(self, key, value):
        if key < self.key:
            if self.left is None:
                self.left = Tree(key, value)
            else:
                self.left.insert(key, value)
        elif self.right is None:
            self.right = Tree(key, value)
        else:
            self.right.insert(key, value)

    def walk(self):
        s = self.value * self.key
        if self.left is not None:
            s = s + self.left.walk()
        if self.right is not None:
            s = s + self.right.walk() * 0.5
        return s


def values_in_a_tree(p, keys):
    root = Tree(keys[0], p[0])
    for key, value in zip(keys[1:], p[1:], strict=True):
        root.insert(key, value)
    return root.walk()


def recursion_of_pairs(x, n):
    def power(k):
        if k == 0:
            return None
        found = power(k - 1)
        if found is None:
            return (x, 1.0)
        return (found[0] * x, found[1] + found[0])

    a, b = power(n)
    return a * b


# ------------------------------------------------------------ classes inside functions
def class_of_a_function(x, y):
    class P:
        def __init__(self, a):
            self.a = a

        def sq(self):
            return self.a * self.a * y

    return P(x).sq() * y + P(y).sq()


def dataclass_of_a_function(x, y):
    @dataclass
    class P:
        a: float
        b: float = 2.0

        def area(self):
            return self.a * self.b

    q = P(x, y)
    return q.area() + P(y).area()


def derived_class_of_a_function(x, n):
    class Base:
        scale = 2.0

        def __init__(self, v):
            self.v = v

        @property
        def twice(self):
            return self.scale * self.v

        @staticmethod
        def cube(t):
            return t**3

        @classmethod
        def of(cls, t):
            return cls(t * 2)

        def __add__(self, o):
            return type(self)(self.v + o.v)

    class Child(Base):
        scale = 3.0

        def __init__(self, v):
            super().__init__(v * x)
            self.w = v

        def __call__(self, t):
            return self.v * t + self.w

    s = 0.0
    for i in range(n):
        c = Child.of(x + i)
        s += c.twice * c(i) + Base.cube(c.v)
    return s + (Base(x) + Base(2.0)).v


def named_tuple_of_a_function(x, y):
    class V(NamedTuple):
        a: float
        b: float = 1.0

        def dot(self, o):
            return self.a * o.a + self.b * o.b

    return V(x, y).dot(V(y)) + V(x).b


def enumeration_of_a_function(x):
    class Mode(Enum):
        A = 1
        B = 2

    def f(m):
        return x * m.value if m is Mode.A else x**m.value

    return f(Mode.A) + f(Mode.B) + sum(x * m.value for m in Mode)


def frozen_dataclass_of_a_function(x, y):
    @dataclass(frozen=True)
    class P:
        a: float
        hist: list = field(default_factory=list)
        k: float = y

        def push(self, v):
            self.hist.append(v * self.a * self.k)
            return self

    p = P(x)
    p.push(y).push(x)
    return sum(p.hist)


def stack_of_a_function(p):
    class Stack:
        def __init__(self):
            self.items = []

        def push(self, v):
            self.items.append(v)

        def pop(self):
            return self.items.pop()

        def __len__(self):
            return len(self.items)

    s = Stack()
    for v in p:
        s.push(v * v)
    t = 0.0
    while len(s) > 1:
        s.push(math.sin(s.pop()) * s.pop())
        t += 1
    return s.pop() * t


def layer_with(k):
    class Layer:
        def __init__(self, w):
            self.w = w

        def __call__(self, x):
            return math.tanh(self.w * x + k)

    return Layer


def classes_of_two_calls(x, y):
    A, B = layer_with(x), layer_with(y)
    return A(x)(y) * B(y)(x) + A(y)(1.0)


def iterator_of_a_function(x):
    class It:
        def __init__(self, n):
            self.n = n
            self.i = 0

        def __iter__(self):
            return self

        def __next__(self):
            if self.i >= self.n:
                raise StopIteration
            self.i += 1
            return x**self.i

    return sum(It(3)) + max(It(2))


class AbcBase(abc.ABC):
    @abc.abstractmethod
    def f(self, t): ...
    def g(self, t):
        return self.f(t) * 2


def abstract_class_filled_in(x):
    class Impl(AbcBase):
        def f(self, t):
            return t * x

    return Impl().g(x) + isinstance(Impl(), AbcBase)


# ------------------------------------------------------------ orders and windows
def weighted_by_order(p):
    order = sorted(range(len(p)), key=lambda i: (-p[i], i))
    return sum(p[i] * (k + 1) for k, i in enumerate(order))


def weighted_by_ranks(p):
    order = sorted(range(len(p)), key=p.__getitem__, reverse=True)
    ranks = {i: rank for rank, i in enumerate(order)}
    return sum(p[i] * (ranks[i] + 1) for i in range(len(p)))


def best_and_worst(p):
    best = max(range(len(p)), key=lambda i: p[i] * (i - 2))
    worst = min(range(len(p)), key=lambda i: p[i])
    return p[best] * p[worst] * 3


def moving_window(p, n):
    window, found = [], []
    for v in p:
        window.append(v * v)
        if len(window) > n:
            window.pop(0)
        found.append(sum(window) * v)
    return sum(found)


def both_ends_taken(p):
    items = [v for v in p if v > -5]
    s = 0.0
    while len(items) > 2:
        s += items[0] * items[-1] * len(items)
        items.pop()
        items.pop(0)
    return s + sum(items) ** 2


def generators_in_a_row(p):
    def squares(values):
        for v in values:
            yield v * v

    def means(values, n):
        kept = []
        for v in values:
            kept.append(v)
            if len(kept) == n:
                yield sum(kept) / n
                kept.pop(0)

    return sum(k * v for k, v in enumerate(means(squares(p), 2), 1))


def cached_game(x, n):
    @functools.lru_cache(None)
    def value(i, j):
        if i == 0:
            return x * j
        if j == 0:
            return x * x - i
        return max(value(i - 1, j) * 0.9, value(i, j - 1) + 0.1 * x)

    return value(n, n - 1)


def views_written_in_turn(p):
    a = p.copy()
    even = a[::2]
    odd = a[1::2]
    even += 1.0
    odd *= even[:2]
    return a @ p


def greatest_or_cube(p):
    return max((v * v for v in p if v > 100), default=p[0] ** 3) + max([v for v in p if v > 100], default=0.5) * p[1]


def least_or_none(p):
    least = min((v for v in p if v > 0), default=None)
    return p[0] if least is None else least**2


def least_by_key_or_number(p):
    return max((v for v in p if v > -100), default=0.5, key=lambda t: -t) * p[0]


class Area:
    def __init__(self, r):
        self.r = r

    def __getattr__(self, name):
        if name.startswith("twice_"):
            return 2 * getattr(self, name[6:])
        raise AttributeError(name)


def attributes_by_parts_of_names(x):
    return Area(x).twice_r * x


def term_of_a_text(text, x):
    sign = 1.0
    if text[0] == "-":
        sign, text = -1.0, text[1:]
    head, tail = text[:-1], text[-1:]
    return sign * float(head) * x ** int(tail) + (x if text[::-1] == "32" else 0.0)


def turned_texts(xs, word):
    table = {"a": xs[0], "b": xs[1], "c": xs[2]}
    total = 0.0
    for k in range(len(word)):
        turned = word[k:] + word[:k]
        total = total * 0.5 + table[turned[0]] * table[turned[-1]]
    return total


def counted_texts(xs):
    kinds = []
    for x in xs:
        try:
            y = math.sqrt(x)
            kinds.append("root")
        except ValueError:
            y = -x
            kinds.append("negative")
        xs[0] += y * len(kinds)
    return sum(xs) ** 2 * kinds.count("root") + xs[kinds.index("negative")]


ROWS = [
    row(greatest_or_cube, normal(4)),
    row(least_or_none, normal(4)),
    row(least_by_key_or_number, normal(4)),
    row(weighted_by_order, normal(5)),
    row(weighted_by_ranks, normal(5)),
    row(best_and_worst, normal(5)),
    row(moving_window, normal(6), 3, argnums=0),
    row(both_ends_taken, normal(6)),
    row(generators_in_a_row, normal(5)),
    row(cached_game, 0.7, 3),
    row(views_written_in_turn, normal(5)),
    row(class_of_a_function, 0.7, 1.2),
    row(dataclass_of_a_function, 0.7, 1.2),
    row(derived_class_of_a_function, 0.7, 3),
    row(named_tuple_of_a_function, 0.7, 1.2),
    row(enumeration_of_a_function, 0.7),
    row(frozen_dataclass_of_a_function, 0.7, 1.2),
    row(stack_of_a_function, normal(4)),
    row(classes_of_two_calls, 0.7, 0.3),
    row(iterator_of_a_function, 0.7),
    row(abstract_class_filled_in, 0.7),
    row(numbers_by_memo, 0.7, 4),
    row(numbers_by_memo_handed_on, 0.7, 4, argnums=0),
    row(values_in_a_tree, [0.3, 0.4, 0.5], [3, 1, 4], argnums=0),
    row(recursion_of_pairs, 0.7, 3),
    row(best_as_tuple, normal(5), 5, argnums=0),
    row(rays_that_may_miss, normal(3) * 3, -normal(3), np.array([1.0, 2.0, 3.0])),
    row(nearest_hit, np.array([0.1, 0.2, -3.0]), np.array([0.0, 0.1, 1.0]), np.array([1.0, 2.0, 0.1])),
    row(differences_of_neighbours, normal(5)),
    row(smoothed_from_the_first, normal(5)),
    row(momentum_from_nothing, 0.7, 3),
    row(momentum_from_nothing, normal(2), 3),
    row(optimiser, normal(2), 3),
    row(least_and_greatest_of_none, normal(4)),
    row(dict_or_none, 0.7, 4),
    row(object_or_none, 0.7, 0.3),
    row(object_or_none, 0.3, 0.7),
    row(object_from_the_first_trip, 0.7, 0.3, 3),
    row(roots_or_none, 0.7),
    row(number_or_one, 0.7, 3),
    row(best_list_changed_after, normal(5), 5, argnums=0),
    row(pair_set_and_taken_back, normal(7), 7, argnums=0),
    row(two_swapped, normal(4), 4, argnums=0),
    row(pair_in_a_pair, 0.7, 0.3),
    row(pair_in_a_pair, 0.3, 0.7),
    row(while_none_or_short, 0.7, 3),
    row(attribute_in_some_trips, normal(4)),
    row(dict_with_list_or_none, 0.7, 2),
    row(dict_with_list_or_none, 0.7, 0),
    row(closest_twice, normal(4)),
    row(made_once_by_a_closure, 0.7, 3),
    row(none_again_in_a_handler, 0.7),
    row(none_again_in_a_handler, 0.3),
    row(chosen_pairs, normal(5), 5, argnums=0),
    row(rows_from_the_first, normal(4, 3), 4, argnums=0),
    row(found_or_nothing, 0.7, 2),
    row(found_or_nothing, 0.7, 7),
    row(none_in_a_dict, 0.7, 3),
    row(decorated_twice, 0.7),
    row(recursions_of_one_text, 0.7, 3),
    row(called_often, 0.7),
    row(grouped_by_sign, normal(6)),
    row(grouped_by_name, 0.7),
    row(array_from_expression, normal(4)),
    row(array_from_generator, 0.7, 4),
    row(mean_and_spread, positive(4)),
    row(mean_and_spread, [0.3, 0.4, 0.7], case="list"),
    row(other_averages, positive(5)),
    row(regression, positive(4), normal(4)),
    row(summed_expression, normal(4), positive(4)),
    row(mapped_over_pairs, normal(3), normal(3, seed=1)),
    row(least_and_greatest, normal(5)),
    row(namespace_as_state, 0.7, 3),
    row(listed_generators, 0.7, 4),
    row(own_iterator_twice, normal(4)),
    row(own_iterator_by_next, normal(4)),
    row(own_iterator_listed, normal(4)),
    row(own_iterator_in_array, normal(4)),
    row(own_iterator_zipped, normal(4)),
    row(own_iterator_of_known_length, 0.7),
    row(own_iterator_of_length, 0.7, 4),
    row(own_iterator_until_short, 2.7),
    row(yields_from_expressions, 0.7),
    row(next_of_expression, normal(4)),
    row(next_of_expression_without, normal(4)),
    row(next_of_expression_raises, normal(4)),
    row(next_of_chosen, normal(5)),
    row(next_until_it_ends, normal(4)),
    row(next_then_loop, normal(4)),
    row(pairs_of_one_iterator, normal(4)),
    row(list_of_array_sorted, normal(5)),
    row(tuple_of_array, normal(4)),
    row(attributes_by_parts_of_names, 0.7),
    row(term_of_a_text, "-32", 0.7),
    row(term_of_a_text, "32", 0.7, case="other"),
    row(turned_texts, [0.1, 0.4, 0.7], "abc"),
    row(counted_texts, [0.1, -0.4, 0.7]),
]
