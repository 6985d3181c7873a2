"""What is written into between two uses of it: indices, conditions, bounds and lists; loops that count below zero."""

import numpy as np

from tests.programs.harness import normal, row


def counted_down_past_zero(q):
    s = 0.0
    for i in range(0, -4, -1):
        s += q[i] ** 2
    return s


def counted_down_from_above(q, x):
    s = 0.0
    for i in range(2, -3, -1):
        s += q[i] ** 2 * x
    return s


def counted_down_to_a_number(q, n, x):
    s = 0.0
    for i in range(1, n, -1):
        s += q[i] ** 2 * x
    return s


def bounds_in_an_array(q, n):
    k = np.array([1, 2])
    a = q[k[0] :] * 1.0
    k[0] = n
    b = q[: k[0]] * 2.0
    return np.sum(a**2) + np.sum(b**3)


def bounds_by_another_name(q, n):
    k = np.array([1, 2])
    other = k[:1]
    a = q[k[0] :] * 1.0
    other[0] = n
    b = q[: k[0]] * 2.0
    return np.sum(a**2) + np.sum(b**3)


def mask_changed_in_a_loop(q, p, x, n):
    c = q > 0.1
    s = 0.0
    for i in range(n):
        y = np.sqrt(q * q + 0.5)
        c[i] = ~c[i]
        z = np.where(c, y, 0.0)
        s += np.sum(z * p)
        q = np.where(c, q * x, p)
    return s


def mask_changed_between(q, p):
    c = q > 0.1
    s = np.sum(q[c])
    y = np.log(q * q + 1.1)
    c[:1] = ~c[:1]
    z = np.where(c, y, 0.0)
    return np.sum(z * p) + s


def list_by_two_names_until_copied(q, x, n):
    first = [q * x, q]
    other = first
    for _ in range(n):
        for z in range(len(other)):
            other[z] = other[z] * 0.8
        other = list(first)
    return np.sum(other[0] * first[-1])


def numbers_by_two_names_until_copied(q, x, n):
    first = [x, q[0]]
    other = first
    first.append(q[1])
    for _ in range(n):
        for z in range(len(other)):
            other[z] = other[z] * 0.8
        other = list(first)
        first[-1], first[0] = first[0], first[-1]
    return other[0] * first[-1]


def element_replaced_at_a_place(q, p, n):
    u = q[::-1]
    held = [u, q]
    for _ in range(n):
        held[len(held) - 1] = held[0]
        held.append(held[0] + u)
        p = p + held[0]
    return np.sum(u * p) + sum([np.sum(z * z) for z in held])


def element_replaced_before_it_is_read(q, p, x, n):
    u = p * x
    held = [q.copy(), u * 0.5]
    for i in range(n):
        held[len(held) - 1] = held[0]
        u = held[i % len(held)][::-1]
        held = [u, q] + held[:2]
    return sum(np.sum(z) for z in held) * np.sum(p)


def entries_exchanged(q, p, x, n):
    table = {0: q, 1: p * x}
    s = x
    table[n % 2] = q * 2.0
    table[n % 2] = table[n % 2] * 0.5
    for _ in range(n):
        s += np.sum(table[0] * table[1])
        table[0] = table[1]
    table[0], table[1] = table[1], table[0]
    return s * np.sum(p)


ROWS = [
    row(counted_down_past_zero, normal(3)),
    row(counted_down_past_zero, normal(4), case="each once"),
    row(counted_down_from_above, normal(3), 0.7),
    row(counted_down_to_a_number, normal(3), -4, 0.7),
    row(counted_down_to_a_number, normal(3), 2, 0.7, case="never", zero=True),
    row(bounds_in_an_array, normal(4), 2),
    row(bounds_in_an_array, normal(5), 3, case="longer"),
    row(bounds_by_another_name, normal(5), 3),
    row(mask_changed_in_a_loop, normal(3), normal(3, seed=1), 0.7, 3),
    row(mask_changed_between, normal(3), normal(3, seed=1)),
    row(list_by_two_names_until_copied, normal(3), 0.7, 2),
    row(list_by_two_names_until_copied, normal(3), 0.7, 0, case="never"),
    row(numbers_by_two_names_until_copied, normal(3), 0.7, 3),
    row(element_replaced_at_a_place, normal(3), normal(3, seed=1), 2),
    row(element_replaced_before_it_is_read, normal(3), normal(3, seed=1), 0.7, 2),
    row(entries_exchanged, normal(3), normal(3, seed=1), 0.7, 3),
]
