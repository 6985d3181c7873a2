"""Statistics of Python's library, and what goes through iterables, written out in Python for the specialiser to read.

The statistics have the library's own value, which is exact before it is rounded, and the derivative of a formula.
"""

# mypy: ignore-errors

from __future__ import annotations

import itertools
import math
import statistics

import numpy as np

from .written_bins import stopped


def exactly(value, formula):
    """Return the value, with the derivative of the formula."""
    return stopped(value) + (formula - stopped(formula))


def mean(data):
    """`statistics.mean(data)`."""
    data = list(data)
    return exactly(statistics.mean(stopped(data)), math.fsum(data) / len(data))


def fmean(data, weights=None):
    """`statistics.fmean(data)`."""
    data = list(data)
    if weights is None:
        return math.fsum(data) / len(data)
    weights = list(weights)
    total = math.fsum([a * b for a, b in zip(data, weights, strict=True)])
    return exactly(statistics.fmean(stopped(data), stopped(weights)), total / math.fsum(weights))


def _squares(data, centre):
    middle = math.fsum(data) / len(data) if centre is None else centre
    return math.fsum([(value - middle) ** 2 for value in data])


def variance(data, xbar=None):
    """`statistics.variance(data)`."""
    data = list(data)
    return exactly(statistics.variance(stopped(data), stopped(xbar)), _squares(data, xbar) / (len(data) - 1))


def pvariance(data, mu=None):
    """`statistics.pvariance(data)`."""
    data = list(data)
    return exactly(statistics.pvariance(stopped(data), stopped(mu)), _squares(data, mu) / len(data))


def stdev(data, xbar=None):
    """`statistics.stdev(data)`."""
    data = list(data)
    return exactly(statistics.stdev(stopped(data), stopped(xbar)), math.sqrt(_squares(data, xbar) / (len(data) - 1)))


def pstdev(data, mu=None):
    """`statistics.pstdev(data)`."""
    data = list(data)
    return exactly(statistics.pstdev(stopped(data), stopped(mu)), math.sqrt(_squares(data, mu) / len(data)))


def geometric_mean(data):
    """`statistics.geometric_mean(data)`."""
    data = list(data)
    logs = math.fsum([math.log(value) for value in data]) / len(data)
    return exactly(statistics.geometric_mean(stopped(data)), math.exp(logs))


def fromiter(iter, dtype, count=-1):
    """`np.fromiter(iter, dtype, count)`."""
    if count < 0:
        found = list(iter)
    else:
        found = list(itertools.islice(iter, count))
    if len(found) < count:
        raise ValueError(f"iterator too short: Expected {count} but iterator had only {len(found)} items.")
    return np.array(found, dtype=dtype)


def groupby(iterable, key=None):
    """`itertools.groupby(iterable, key)`: the elements of each group as a list."""
    group = []
    current = None
    for item in iterable:
        own = item if key is None else key(item)
        if len(group) > 0 and own != current:
            yield current, group
            group = []
        current = own
        group.append(item)
    if len(group) > 0:
        yield current, group


ITERABLES = (
    (statistics.mean, mean),
    (statistics.fmean, fmean),
    (statistics.variance, variance),
    (statistics.pvariance, pvariance),
    (statistics.stdev, stdev),
    (statistics.pstdev, pstdev),
    (statistics.geometric_mean, geometric_mean),
    (np.fromiter, fromiter),
)
