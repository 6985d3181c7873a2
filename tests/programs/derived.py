"""Programs whose containers are of classes derived from list, tuple and dict: their methods, and what they hold."""

import math
from typing import NamedTuple

import numpy as np

from tests.programs.harness import normal, row


class Settings(dict):
    def __getattr__(self, name):
        if name in self:
            return self[name]
        raise AttributeError(name)

    def __setattr__(self, name, value):
        self[name] = value

    def total(self):
        return sum(np.sum(value) for value in self.values())


class Namespace(dict):
    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


class Lenient(dict):
    __getattr__ = dict.get
    __setattr__ = dict.__setitem__


class Stack(list):
    @property
    def top(self):
        return self[-1]

    def push(self, value):
        self.append(value)
        return self


class Vector(list):
    def __add__(self, other):
        return Vector([a + b for a, b in zip(self, other)])

    def dot(self, other):
        return sum(a * b for a, b in zip(self, other))


class Direction(tuple):
    def norm(self):
        return math.sqrt(sum(a * a for a in self))


class Point(NamedTuple):
    x: float
    y: float


def items_as_attributes(x):
    p = Settings(w=x, b=2.0)
    p.c = np.sum(x)
    p["d"] = p.c * p.w
    return np.sum(p.w * p.d) * p.b + p.total()


def items_by_slots(x, n):
    p = Namespace({"s": x})
    for i in range(n):
        p.s = p.s * x + i
    return p["s"] * len(p)


def nested_settings(x):
    p = Settings(inner=Settings(k=x), w=np.array([x, 2.0]))
    q = Settings(p, b=x * x)
    return np.sum(q.w) * q.inner.k + q.b + (x if "w" in q else 0.0) + (p | {"a": 1.0})["w"][0]


def settings_given(p, x):
    return np.sum(p.w * x) * p["b"] + p.total()


def stack_of_powers(x, n):
    s = Stack([x])
    while len(s) < n:
        s.push(s.top * x)
    return sum(s) * s.top


def stack_given(s):
    return s.top * s[0] + sum(s + [1.0])


def sums_of_vectors(x, y):
    v = Vector([x, y]) + Vector([1.0, x])
    return v.dot(v) + v[0] + (x if isinstance(v, list) else 0.0)


def length_of_a_tuple(x, y):
    return Direction((x, y, 1.0)).norm()


def direction_given(d):
    a, b = d
    return d.norm() * a + b


def arrays_of_named_tuples(x):
    p = Point(x, 2.0 * x)
    return np.sum(np.array(p) ** 2) + np.dot(p, Point(1.0, x)) + np.max(Stack(p))


def attributes_that_may_be_missing(x, settings):
    own = Lenient(w=x, power=2)
    own.c = own.w * settings.gain
    scale = 2.0 if own.missing is None and settings.other is None else 3.0
    return own.c**own.power * scale + settings["gain"] * x


ROWS = [
    row(items_as_attributes, normal(3)),
    row(attributes_that_may_be_missing, 1.3, Lenient(gain=0.7), argnums=0),
    row(items_by_slots, 1.3, 3, argnums=0),
    row(nested_settings, 1.3),
    row(settings_given, Settings(w=normal(3), b=1.3), normal(3), argnums=(0, 1)),
    row(stack_of_powers, 1.3, 4, argnums=0),
    row(stack_given, Stack([1.3, 0.7]), argnums=0),
    row(sums_of_vectors, 1.3, 0.4),
    row(length_of_a_tuple, 1.3, 0.4),
    row(direction_given, Direction((1.3, 0.7)), argnums=0),
    row(arrays_of_named_tuples, 1.3),
]
