"""Objects that say what number they are, and what NumPy and the interpreter tell of shapes and states."""

import collections
import math

import numpy as np

from tests.programs.harness import Row
from tests.programs.writes import row


class Measured:
    def __init__(self, value, spread):
        self.value, self.spread = value, spread

    def __float__(self):
        return float(self.value)

    def __int__(self):
        return 4

    def __round__(self, digits=0):
        return self.value * 10.0**-digits

    def __floor__(self):
        return 2


def converted(x):
    m = Measured(x[0] * x[1], x[2])
    return float(m) * int(m) + round(m, 1) * math.floor(m) + round(m) * m.spread


Point = collections.namedtuple("Point", "x y")


class Vector(Point):
    def scaled(self, k):
        return self.__class__(self.x * k, self.y * k)

    def dot(self, other):
        return self.x * other.x + self.y * other.y


class Base:
    def __init__(self, v):
        self.v = v

    def twice(self):
        return self.__class__(2 * self.v)


class Derived(Base):
    def read(self):
        return self.v**2


def made_by_its_class(x):
    a = Vector(x[0], x[1]).scaled(x[2])
    return a.dot(a) * Derived(x[0]).twice().read()


def shape_of_both(x):
    both = np.broadcast(x, x[:, None])
    table = np.zeros(both.shape) + x * both.ndim
    return np.sum(table**2) / both.size


def states_put_back(x):
    before = np.seterr(all="ignore")
    y = np.log(x**2)
    np.seterr(**before)
    return np.sum(y * y)


def as_a_tuple(x, u):
    try:
        u = tuple(u)
    except TypeError:
        u = (u,)
    total = 0.0
    for v in u:
        total += v * x[0]
    return total


def how_many(x, u):
    try:
        n = len(u)
    except TypeError:
        return x[0] * u
    return x[0] * x[1] * n


def number_of_a_text(x, text):
    try:
        v = float(text)
    except (TypeError, ValueError):
        v = 2.0
    return x[0] * x[1] * v


X = np.array([0.3, 0.5, 0.9])

ROWS: list[Row] = [
    row(converted, X),
    row(made_by_its_class, X),
    row(shape_of_both, X),
    row(states_put_back, X),
    row(as_a_tuple, X, 2.0, argnums=0),
    row(as_a_tuple, X, [2.0, 3.0], argnums=0),
    row(as_a_tuple, X, np.array([2.0, 3.0]), argnums=0),
    row(how_many, X, 2.0, argnums=0),
    row(how_many, X, [2.0, 3.0], argnums=0),
    row(number_of_a_text, X, "a"),
    row(number_of_a_text, X, "3"),
    row(number_of_a_text, X, None),
]
