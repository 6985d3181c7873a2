"""Functions that the programs of other files call across the border of a module."""

import math

import numpy as np

RATE = 0.3


def squared(x):
    return x * x


def decay(x, rate=RATE):
    return math.exp(-rate * x)


def both(x):
    """Return two values, of which a caller may drop one."""
    s = math.sin(x)
    return s, s * x


def stops_early(x, limit):
    n = 0
    while x < limit:
        x = x * 1.5 + 0.1
        n += 1
        if n > 20:
            return -x
    return x


def normalised(v):
    return v / np.sqrt(v @ v)


def apply(f, *args, **options):
    return f(*args, **options)


class Line:
    """A callable object with parameters."""

    def __init__(self, slope, offset):
        self.slope = slope
        self.offset = offset

    def __call__(self, x):
        return self.slope * x + self.offset

    def squared(self, x):
        return self(x) ** 2

    @staticmethod
    def doubled(x):
        return 2 * x

    @classmethod
    def through(cls, x):
        return cls.doubled(x) + 1

    @property
    def steepness(self):
        return abs(self.slope)
