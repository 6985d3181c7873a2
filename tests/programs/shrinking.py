"""Programs that give a name a part of what it held, in branches and loops: the adjoint has the shape it had before."""

import numpy as np

from tests.programs.harness import positive, row


def cut_where_asked(x, n):
    if n > 1:
        x = x[:2]
    return np.sum(x * x)


def cut_by_its_length(x):
    y = 2 * x
    if len(y) > 2:
        y = y[:2]
    return np.sum(y * y)


def cut_by_what_it_holds(x):
    if x[0] > -100:
        x = x[1:]
    return np.sum(x * x)


def shortened(x):
    y = x * x
    while len(y) > 1:
        y = y[:-1]
    return np.sum(y * y)


def thinned(x):
    y = x * x
    while len(y) > 1:
        y = y[::2]
    return np.sum(y * y)


def column_where_asked(z, dims):
    z = np.atleast_2d(z)
    if dims == 1:
        z = z[:, 0]
    if dims == 0:
        z = z[0, 0]
    return np.sum(z * z * np.arange(1.0, 1.0 + np.size(z)))


def first_of_each_axis(x):
    y = np.multiply.outer(np.outer(x, x), x)
    while y.ndim > 1:
        y = y[:, 1] if y.ndim > 2 else y[1]
    return np.sum(y * y)


def gathered_where_asked(x, n):
    y = np.outer(x, x)
    if n > 1:
        y = y[[0, 2, 2]]
    if n > 2:
        y = y[..., [1, 1]]
    return np.sum(y**3)


def with_a_new_axis(x, n):
    y = x * x
    if n > 1:
        y = y[:, None]
    if n > 2:
        y = y[:2]
    return np.sum(y * y.T)


def raveled_and_cut(x, n):
    y = np.outer(x, x)
    if n > 1:
        y = y.ravel()
        y = y[:4]
    return np.sum(y * y)


def exchanged_and_cut(x, n):
    y, z = x * x, x + 1
    for _ in range(n):
        y, z = z[1:], y[:-1]
    return np.sum(y * y) + np.sum(z**3)


def eliminated(x, n):
    a = np.outer(x, x) + np.eye(len(x))
    for _ in range(n):
        a = a[1:, 1:] - np.outer(a[1:, 0], a[0, 1:]) / a[0, 0]
    return np.sum(a * a)


def items_cut(x, n):
    table, pair = {"y": x * x}, (x * x, x + 1)
    if n > 1:
        table["y"] = table["y"][:2]
        pair = (pair[1][:2], pair[0])
    return np.sum(table["y"] ** 2) + np.sum(pair[0] ** 3) + np.sum(pair[1] ** 2)


class Window:
    """What is left of an array."""

    def __init__(self, y):
        self.y = y

    def cut(self, n):
        """Leave the last n."""
        while len(self.y) > n:
            self.y = self.y[1:]
        return self


def attribute_cut(x, n):
    return np.sum(Window(x * x).cut(n).y ** 2)


def cut_by_a_helper(x, n):
    def cut(y, k):
        if k > 0:
            y = y[k:]
        return 2 * y

    y = x * x
    for k in range(n):
        y = cut(y, k)
    return np.sum(y * y)


def cut_in_a_recursion(x, n):
    if n == 0 or len(x) < 2:
        return np.sum(x**2)
    x = x[1:] * x[:-1]
    if n > 1:
        x = x[:3]
    return cut_in_a_recursion(x, n - 1)


def list_cut(x, n):
    values = [v * v for v in x]
    while len(values) > n:
        values = values[1:]
    if n > 1:
        values = values[:1]
    return sum(v**3 for v in values)


X = positive(5)
ROWS = [
    row(cut_where_asked, X, 3),
    row(cut_where_asked, X, 1, case="not cut"),
    row(cut_by_its_length, X),
    row(cut_by_what_it_holds, X),
    row(shortened, X),
    row(thinned, X),
    row(column_where_asked, positive(3, 2), 1),
    row(column_where_asked, positive(3, 2), 0, case="number"),
    row(column_where_asked, positive(3), 1, case="one axis before"),
    row(first_of_each_axis, positive(3)),
    row(gathered_where_asked, positive(3), 3),
    row(with_a_new_axis, X, 2),
    row(with_a_new_axis, X, 3, case="cut"),
    row(raveled_and_cut, positive(3), 2),
    row(exchanged_and_cut, X, 3),
    row(eliminated, X, 3),
    row(items_cut, X, 2),
    row(attribute_cut, X, 2),
    row(cut_by_a_helper, X, 3),
    row(cut_in_a_recursion, X, 3),
    row(list_cut, X, 3),
]
