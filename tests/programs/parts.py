"""Parts and views of an array that are taken before anything in it depends on the arguments, and used after."""

import collections
import json
import operator

import numpy as np

from tests.programs.harness import Row
from tests.programs.writes import row


def rows_unpacked(x):
    state = np.zeros((2, 3))
    first, second = state
    state[0] = x
    return np.sum(first**2) + second[1]


def rows_unpacked_and_written(x, n):
    state = np.zeros((2, n))
    u, v = state
    for i in range(1, n):
        u[i] = u[i - 1] + v[i - 1] * x
        v[i] = v[i - 1] - u[i] * x + 1.0
    return np.sum(state**2)


def rows_of_a_transpose_unpacked(x):
    state = np.zeros((2, 4))
    first, second = state.T[:2]
    state[0] = x
    return np.sum(state**2) * first[0] + second[1]


def rows_unpacked_inside(x):
    state = np.zeros((2, 2, 3))
    (a, b), (c, d) = state
    a[0] = x
    d[1] = x * x
    return np.sum(state**3) + a[0] * d[1] + b[0] + c[0]


def made_and_unpacked(x, n):
    u, v = np.zeros((2, n))
    u[:] = x
    v[1] = x * x
    return np.sum(u * v)


def halves_unpacked(x):
    joined = np.zeros(4)
    low, high = np.split(joined, 2)
    joined[1] = x
    return np.sum(low**2) + high[1]


def matrix_of_a_vector(x, n):
    v = np.zeros(n)
    s = 0.0
    for i in range(n):
        w = np.diag(v)
        v[i] = x + s
        s = s + np.sum(w * w) + x
    return s


def diagonal_before_it_changes(x, n):
    a = np.ones((n, n))
    s = 0.0
    for i in range(n):
        d = np.diag(a)
        above = a.diagonal(1)
        a[i] = x + s * a[i]
        s = s + np.sum(d * d) + np.sum(above) * x
    return s


def part_of_flat(x, n):
    a = np.ones((n, n))
    kept = a.flat[1:3]
    a[0] = x
    a.flat[:: n + 1] *= x
    return np.sum(kept * a[0, 1]) + np.sum(a * a)


def cast_that_copies_nothing(x, n):
    a = np.zeros((3, 2))
    s = 0.0
    for _ in range(n):
        w = a.astype(float, copy=False)
        a[1] = x + s
        s = s + np.sum(w * w) + 0.1 * x
    return s


def imaginary_part_of_real_numbers(x):
    a = np.ones((3, 2))
    w = a.imag
    a[1] = x
    return np.sum(w * w) + np.sum((w + 1) * a[1, 1])


def conjugate_of_what_is_written(x):
    a = np.zeros((3, 2), dtype=complex)
    w = a.conj()
    a[1] = x * (1 + 2j)
    return np.sum(np.abs(w * w + 1)) + np.sum(np.abs(w * a[1, 1] + 1.0)) + np.sum(a.conj() * a).real


def bare_view(x):
    a = np.ones((3, 2))
    w = a.view()
    w[1] = x
    return np.sum(a * a)


def item_by_operator(x):
    a = np.ones((3, 2))
    w = operator.getitem(a, 0)
    w[1] = x
    return np.sum(a * a)


def pieces_with_parameters(x, y):
    t = np.linspace(0.0, 1.0, 5)
    w = np.piecewise(t, [t < 0.5], [lambda s: s * x, lambda s: s + x * y])
    return np.sum(w * w)


def required_and_cleaned(x):
    a = np.zeros(5)
    w, v = np.require(a), np.nan_to_num(a, copy=False)
    a[2] = x
    return np.sum(w * w) + np.sum(v)


def row_of(matrix, i):
    return matrix[i]


def itself(value):
    return value


def rows_listed(a):
    return [line for line in a]


def list_given_back(x):
    table = [[0.0, 1.0], [1.0, 2.0], [3.0, 1.0]]
    line = row_of(table, 1)
    line[0] = x
    line.append(x * x)
    return table[1][0] ** 2 * table[1][1] + sum(table[1]) + line[0] * x


def list_given_back_in_a_loop(x, n):
    table = [[0.0] * n for _ in range(n)]
    for i in range(n):
        row_of(table, i)[0] = x * i
        row_of(itself(table), i)[1] += x
    return sum(line[0] * line[1] for line in table)


def dict_given_back(x):
    settings = {"rate": 0.1, "weights": [0.0, 0.0], "bias": np.zeros(2)}
    same = itself(settings)
    settings["weights"][0] = x
    same["bias"][1] = x
    same["rate"] = x * x
    return settings["weights"][0] * np.sum(settings["bias"]) * settings["rate"]


def rows_given_back_in_a_list(x):
    a = np.zeros((3, 2))
    lines = rows_listed(a)
    lines[0][0] = x
    a[1] = x * x
    return np.sum(a * a) + lines[1][0] ** 3


def changed_without_a_name(x):
    several = [1.0, 2.0]
    v = {"a": several}.pop("a")
    w = {}.setdefault("a", several)
    [several].pop().append(x)
    v[0] = x
    w[1] += x
    return several[0] * v[1] * w[2]


def put_by_places(x, a):
    b = a * 2
    top = b[0]
    np.put(b, [0, 3], [x, x * x])
    b.put([1], b[0] @ top)
    return np.sum(b * b)


def one_array_several_times(x):
    both = [np.zeros(2)] * 2
    both[0][0] = x
    pair = (np.zeros(2),) * 2
    pair[1][1] = x * x
    return np.sum(both[1]) * np.sum(pair[0]) + sum(np.sum(part) for part in both)


def one_array_many_times(x, n):
    parts = [np.zeros(2)] * n
    for i in range(n):
        parts[i][0] += x * (i + 1)
    parts[1] = parts[1] * x
    return sum(np.sum(part) for part in parts)


def placeholders_many_times(x, n):
    states = [np.zeros(2)] * n
    h = np.ones(2)
    for t in range(n):
        h = np.tanh(h * x + states[t - 1])
        states[t] = h
    return np.sum(states[n - 1])


def one_written_array_many_times(x, n):
    z = np.zeros(2)
    parts = [z] * n
    z[0] = x
    return sum(np.sum(part) for part in parts)


def one_computed_array_many_times(x, n):
    parts = [np.ones(2) * x] * n
    parts[0] += x
    return sum(np.sum(part**2) for part in parts)


def queue_of_one_array(x):
    last = collections.deque([np.zeros(2)] * 2, maxlen=3)
    last[0][0] = x
    last.append(np.array([x, 1.0]))
    last.append(last[0] * 2)
    return sum(np.sum(part) for part in last)


def rows_as_a_list(x, n):
    a = np.zeros((n, 2))
    lines, same = list(a), tuple(a)
    a[0] = x
    same[1][1] = x * x
    return np.sum(lines[0]) * np.sum(lines[1]) + np.sum(a**2)


def nested_lists_of_an_array(x, n):
    table = np.zeros((n, 2)).tolist()
    table[0][1] = x
    table[1].append(x * x)
    return table[1][-1] * table[0][1] + table[1][0]


def list_of_letters(x):
    weights = dict.fromkeys(list("abc"), 1.0)
    weights["a"] = x
    return weights["a"] ** 2 * weights["b"]


def read_from_text(x):
    table = json.loads("[[1.0], [2.0]]")
    table[1].append(x * x)
    table[0].append(x)
    return table[1][-1] * table[0][0] + table[0][1]


def methods_with_names(x, n):
    tape = []
    push, pop = tape.append, tape.pop
    s = x
    for _ in range(n):
        push(s)
        s = s * x + 1
    product = 1.0
    for _ in range(n):
        product = product * pop()
    return product + s


def history_by_a_method(x):
    history = []
    add = history.append
    s = x
    while s < 5:
        s = s * 1.5
        add(s)
    return sum(history) * len(history)


def dict_by_methods(x):
    table = {}
    update, get = table.update, table.get
    update(a=x)
    table["b"] = x * x
    return get("a") * get("b") + get("c", x)


def methods_of_a_class(x):
    several = [3.0, 1.0]
    list.sort(several)
    several[0] = x
    list.append(several, x * x)
    table = {"a": 1.0}
    dict.update(table, b=x)
    return several[0] * several[1] * several[2] + table["b"]


def methods_mapped(x):
    found = []
    list(map(found.append, [x, x * x]))
    return sum(found)


def methods_handed_over(x):
    def walk(n, visit):
        if n:
            visit(n * x)
            walk(n - 1, visit)

    out = []
    walk(3, out.append)
    return sum(out) * out[0]


def methods_of_arrays(x):
    a = np.zeros(3)
    total, fill, flat = a.sum, a.fill, a.T.reshape
    fill(x)
    a[1] = x * x
    np.ndarray.fill(a[2:], x)
    return total() + np.sum(flat(3, 1) * a)


def items_by_a_named_method(x, n):
    item, weights = x.__getitem__, [3.0, 1.0].__getitem__
    z = item(-n - 1)
    z += np.exp(x[0])
    return z * weights(0) * sum(map(item, [0, 2])) + max(range(3), key=item) + item(slice(1, None)).sum()


def written_by_the_methods_of_operators(x):
    numbers, table, a = [0.0, 1.0], {}, np.zeros(3)
    numbers.__setitem__(0, x[0])
    table.__setitem__("a", x[1] * numbers.__getitem__(0))
    a.__setitem__(slice(1, None), x[1:])
    put = a.__setitem__
    put(0, x[2] ** 2)
    np.ndarray.__setitem__(a, 1, a[0] * x[0])
    a.__imul__(2.0)
    found = 2 if table.__contains__("a") else 1
    return a.__mul__(x).sum() + table["a"] * found + x[0].__add__(x[1])


def filled_with_a_product(x, y):
    a, b, counts = x * 1.0, np.outer(x, y), np.arange(3)
    fill = a.fill
    fill(x @ y)
    b[...] = b @ np.outer(y, x)
    b[...] = b @ x
    counts[...] = counts / 2
    counts[...] = counts * 1.6
    return a @ y + np.sum(b**2) + counts @ x


def copied_where_nothing_is_followed(table, numbers):
    exec("pass")
    table = dict(table)
    table["a"] = 5.0
    return table["a"] * len(numbers) + sum(numbers[1:])


def helper_that_only_reads(x):
    table, numbers, a = {"a": 1.0}, [1.0, 2.0], np.array([2.0, 3.0])
    y = copied_where_nothing_is_followed(table, numbers=numbers) + copied_where_nothing_is_followed(table, a)
    numbers[0] = x
    return table["a"] * x * y + numbers[0] * a[1]


ROWS: list[Row] = [
    row(rows_unpacked, 0.7),
    row(rows_unpacked_and_written, 0.7, 4),
    row(rows_of_a_transpose_unpacked, 0.7),
    row(rows_unpacked_inside, 0.7),
    row(made_and_unpacked, 0.7, 3),
    row(halves_unpacked, 0.7),
    row(matrix_of_a_vector, 0.7, 3),
    row(diagonal_before_it_changes, 0.7, 3),
    row(part_of_flat, 0.7, 3),
    row(cast_that_copies_nothing, 0.7, 3),
    row(imaginary_part_of_real_numbers, 0.7),
    row(conjugate_of_what_is_written, 0.7),
    row(bare_view, 0.7),
    row(item_by_operator, 0.7),
    row(pieces_with_parameters, 0.7, 0.3),
    row(required_and_cleaned, 0.7),
    row(list_given_back, 0.7),
    row(list_given_back_in_a_loop, 0.7, 3),
    row(dict_given_back, 0.7),
    row(rows_given_back_in_a_list, 0.7),
    row(changed_without_a_name, 0.7),
    row(put_by_places, 0.7, np.array([[1.0, 0.2], [0.3, 2.0]])),
    row(one_array_several_times, 0.7),
    row(one_array_many_times, 0.7, 3),
    row(placeholders_many_times, 0.7, 3),
    row(one_written_array_many_times, 0.7, 3),
    row(one_computed_array_many_times, 0.7, 3),
    row(queue_of_one_array, 0.7),
    row(rows_as_a_list, 0.7, 3),
    row(nested_lists_of_an_array, 0.7, 3),
    row(list_of_letters, 0.7),
    row(read_from_text, 0.7),
    row(methods_with_names, 0.7, 4),
    row(history_by_a_method, 0.7),
    row(dict_by_methods, 0.7),
    row(methods_of_a_class, 0.7),
    row(methods_mapped, 0.7),
    row(methods_handed_over, 0.7),
    row(methods_of_arrays, 0.7),
    row(helper_that_only_reads, 1.3),
    row(written_by_the_methods_of_operators, np.array([0.3, 0.4, 0.9])),
    row(filled_with_a_product, np.array([0.3, 0.4, 0.9]), np.array([0.5, -0.4, 0.2])),
    row(items_by_a_named_method, np.array([0.3, 0.4, 0.9]), 1),
]
