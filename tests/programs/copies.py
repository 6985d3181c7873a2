"""`copy.copy` and `copy.deepcopy`: what is written into a copy is not seen in what was copied."""

import copy

import numpy as np

from tests.programs.harness import normal, row


class Box:
    def __init__(self, a):
        self.a = a


class Counted:
    """An object that says how it is copied."""

    def __init__(self, a, copies=0):
        self.a, self.copies = a, copies

    def __copy__(self):
        return Counted(self.a, self.copies + 1)

    def __deepcopy__(self, memo):
        return Counted(copy.deepcopy(self.a, memo), self.copies + 2)


def arrays_in_a_list(p):
    a = [p * 2, p * 3]
    b = copy.deepcopy(a)
    b[0][0] = 5.0
    return np.sum(a[0] * b[0]) + np.sum(b[1])


def arrays(p):
    q = p * 1.0
    r = copy.deepcopy(q)
    s = copy.copy(q)
    r[0], s[1], q[2] = 2.0, 3.0, 4.0
    return np.sum(q * r * s)


def array_in_an_object(p):
    b = Box(p * 2)
    c = copy.deepcopy(b)
    d = copy.copy(b)
    c.a[0] = 1.0
    d.a[1] = 2.0
    d.a = d.a * 2
    return np.sum(b.a * c.a * d.a)


def nested(p):
    a = {"x": [p * 2, 1.0], "y": (p * p,)}
    b = copy.deepcopy(a)
    b["x"][0][1] = 3.0
    b["x"].append(2.0)
    return np.sum(a["x"][0] * b["x"][0] * b["y"][0]) * len(a["x"]) + sum(b["x"][1:])


def one_array_twice(p):
    q = p * 2
    both = copy.deepcopy({"x": q, "y": q})
    both["x"][1] = 3.0
    return np.sum(both["y"] * q)


def rows_of_arrays(p, n):
    a = [p * i for i in range(n)]
    b = copy.deepcopy(a)
    c = copy.copy(a)
    b[1][0] = 1.0
    c[0] = p
    return np.sum(a[1] * b[1]) + np.sum(c[0] * a[0] + c[1])


def numbers_of_unknown_length(p):
    a = [v for v in p if v > -10]
    b = copy.deepcopy(a)
    c = copy.copy(a)
    d = a.copy()
    b[0] = 2.0
    c[1] = 3.0
    d.append(1.0)
    return a[0] * b[0] + a[1] * c[1] + sum(d) * len(a)


def by_methods_of_the_class(p):
    a = Counted(p * 2)
    b = copy.copy(a)
    c = copy.deepcopy(a)
    c.a[0] = 3.0
    b.a[1] = 4.0
    return np.sum(a.a * c.a) * b.copies + c.copies * np.sum(b.a)


ROWS = [
    row(arrays_in_a_list, normal(3)),
    row(arrays, normal(3)),
    row(array_in_an_object, normal(3)),
    row(nested, normal(3)),
    row(one_array_twice, normal(3)),
    row(rows_of_arrays, normal(3), 3),
    row(numbers_of_unknown_length, normal(4)),
    row(by_methods_of_the_class, normal(3)),
]
