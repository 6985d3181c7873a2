"""Derivatives that are made in one place and called in another, when what they were made of has changed."""

import functools

import numpy as np

import srcad
from tests.programs.harness import Row, positive, row


def primal_bound_anew(x):
    y = x * 2
    _, back = srcad.vjp(np.sin, y)
    y = y * 3
    return back(1.0)[0] * y


def result_in_place_of_the_primal(x):
    x, back = srcad.vjp(lambda z: z * z * z, x)
    return back(1.0)[0] + x


def one_after_the_other(x):
    backs, h = [], x
    for i in range(2):
        h, back = srcad.vjp(lambda z, i=i: np.tanh(z * (i + 1)), h)
        backs.append(back)
    g = 1.0
    for back in reversed(backs):
        (g,) = back(g)
    return g


def variable_bound_anew(x):
    c = 2.0 * x
    _, back = srcad.vjp(lambda z: np.sin(z) * c, x)
    c = 5.0
    return back(1.0)[0] * c


def function_that_sees_another(x):
    y = x * 2

    def inner(z):
        return z * z * y

    def outer(z):
        return inner(z) + y * z

    _, back = srcad.vjp(outer, x)
    y = x - 1.0
    return back(1.0)[0] * y


def array_written_after(x):
    y = x * 2
    scale = np.cos(x)
    _, back = srcad.vjp(lambda z, s: np.sum(z**3 * s), y, scale)
    y[0] = 7.0 * x[1]
    scale[1] = 0.0
    return np.sum(back(1.0)[0] * y) + np.sum(scale)


def in_each_trip(x):
    s = 0.0
    for _ in range(3):
        _, back = srcad.vjp(lambda z: z**3, x)
        x = x * 1.5
        s = s + back(1.0)[0]
    return s


def powers_by_default_arguments(x):
    listed = [srcad.grad(lambda z, i=i: z ** (i + 2)) for i in range(3)]
    appended = []
    for i in range(2):
        appended.append(srcad.value_and_grad(lambda z, i=i: z ** (i + 3)))
    return sum(g(x) for g in listed) + sum(g(x)[1] * g(x)[0] for g in appended)


def default_bound_anew(x):
    c = x
    slope = srcad.grad(lambda z, c=c: z**2 * c)
    partly = srcad.grad(functools.partial(lambda c, z: c * z * z, x))
    late = srcad.grad(lambda z: z**2 * c)
    c = c * 5.0
    return slope(x) + partly(x) * c + late(x)


class Scale:
    def __init__(self, k):
        self.k = k

    def of(self, z):
        return self.k * z * z


def method_of_an_object_bound_anew(x):
    o = Scale(x)
    slope = srcad.grad(o.of)
    _, back = srcad.vjp(o.of, x)
    o = Scale(7.0)
    return slope(x) + back(1.0)[0] * o.of(x)


X = positive(3)
ROWS: list[Row] = [
    row(primal_bound_anew, 0.4),
    row(result_in_place_of_the_primal, 0.4),
    row(one_after_the_other, 0.4),
    row(variable_bound_anew, 0.4),
    row(function_that_sees_another, 0.4),
    row(array_written_after, X, order=1),
    row(in_each_trip, 0.4),
    row(powers_by_default_arguments, 0.4),
    row(default_bound_anew, 0.4),
    row(method_of_an_object_bound_anew, 0.4),
]
