"""Real numbers and arrays that go on by names, in lists and as arguments which complex ones have, too."""

import cmath
import math

import numpy as np

from tests.programs.harness import Row
from tests.programs.writes import row

TURN = 1 + 1j


def turned_in_a_loop(x, n):
    y = x
    for _ in range(n):
        y = y * TURN
    return y.real + 3 * y.imag


def turned_until_long(x):
    y = x
    while abs(y) < 3:
        y = y * TURN
    return y.real + 2 * y.imag


def turned_where(x):
    y = x
    if x > 0.5:
        y = y * TURN
    return (y * (2 + 1j)).real


def array_turned(x, n):
    y = x[:2]
    for _ in range(n):
        y = y * TURN
    return np.sum(y.real + 3 * y.imag)


def size_turned(w, n):
    y = np.abs(w)
    for _ in range(n):
        y = y * TURN
    return np.sum(y.imag + 3 * y.real)


def parts_turned(w, n):
    r, i, a = w.real, w.imag, np.angle(w)
    for _ in range(n):
        r, i, a = r * w, i * 1j, a * TURN
    return np.sum((r * i + a).real)


def sum_turned(p, n):
    amplitude = np.sum(p**2)
    for _ in range(n):
        amplitude = amplitude * np.exp(0.5j)
    return amplitude.real


def norms_turned(p, n):
    y, z, d = np.linalg.norm(p), np.dot(p, p), np.linalg.det(np.outer(p, p) + np.eye(3))
    for _ in range(n):
        y, z, d = y * TURN, z * (1 - 2j), d * (1 + 0.1j)
    return (y * z + d).real


def turning(x, n):
    return x if n == 0 else turning(x * TURN, n - 1)


def turned_by_recursion(x, n):
    return turning(x, n).real + 2 * turning(x * x, n + 1).imag


def list_of_turned(x, n):
    numbers = [x]
    for _ in range(n):
        numbers.append(numbers[-1] * TURN)
    return numbers[-1].real + 3 * numbers[-1].imag


def list_turned(p, n):
    numbers = [p[k] for k in range(len(p))]
    for _ in range(n):
        for k in range(len(numbers)):
            numbers[k] = numbers[k] * (1 + 0.5j)
    return sum(v.real + 3 * v.imag for v in numbers)


def list_made_again(p, n):
    numbers = p
    for _ in range(n):
        numbers = [v * TURN for v in numbers]
    return sum(v.real + 3 * v.imag for v in numbers)


def sizes_listed(w, n):
    numbers = [abs(v) for v in w]
    numbers.append(w[0])
    for _ in range(n):
        numbers = [v * TURN for v in numbers]
    return sum(v.real + 3 * v.imag for v in numbers)


def dict_turned(p, n):
    table = {k: p[k] for k in range(3)}
    for _ in range(n):
        for k in table:
            table[k] = table[k] * (1 + 0.5j)
    return sum(v.real + 3 * v.imag for v in table.values())


def written_then_turned(p, n):
    y = p.copy()
    z = y
    z[0] = 2 * y[1]
    for _ in range(n):
        z = z * TURN
        z[1] = z[0] * 2
    return np.sum(z.real + 3 * z.imag) + np.sum(y)


def number_or_array_turned(p, n):
    y = 0.0
    for i in range(n):
        y = y + p * i
    z = y
    for _ in range(n):
        z = z * TURN
    return np.sum(z.real + 3 * z.imag)


def turned_until_it_fails(p, n):
    y = p[0]
    for i in range(n):
        try:
            if i == 1:
                raise ValueError(i)
            y = y * TURN
        except ValueError:
            y = y * 2
    return y.real + 3 * y.imag


P = np.array([0.7, 1.3, 0.4])
W = np.array([0.7 + 0.2j, 1.3 - 0.5j, 0.4 + 1j])


def transformed_by_halves(xs):
    def transform(v):
        n = len(v)
        if n == 1:
            return v
        even, odd = transform(v[::2]), transform(v[1::2])
        turned = [cmath.exp(-2j * math.pi * k / n) * odd[k] for k in range(n // 2)]
        return [even[k] + turned[k] for k in range(n // 2)] + [even[k] - turned[k] for k in range(n // 2)]

    return sum(abs(v) ** 2 * k for k, v in enumerate(transform(xs)))


ROWS: list[Row] = [
    row(transformed_by_halves, [0.1, 0.4, 0.3, 0.7]),
    row(turned_in_a_loop, 0.7, 2),
    row(turned_until_long, 0.7),
    row(turned_where, 0.7),
    row(turned_where, 0.4, case="not"),
    row(array_turned, P, 2),
    row(size_turned, W, 2),
    row(parts_turned, W, 2),
    row(sum_turned, P, 3),
    row(norms_turned, P, 2),
    row(turned_by_recursion, 0.7, 2),
    row(list_of_turned, 0.7, 1),
    row(list_of_turned, 0.7, 12, case="long"),
    row(list_turned, P, 2),
    row(list_made_again, [0.7, 1.3, 0.4], 2),
    row(sizes_listed, W, 2),
    row(dict_turned, P, 2),
    row(written_then_turned, P, 2),
    row(number_or_array_turned, P, 2),
    row(turned_until_it_fails, P, 3),
]
