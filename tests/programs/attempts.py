"""Programs whose exceptions leave a `try` where it has changed something: variables, containers, arrays, iterators."""

import math

import numpy as np

from .harness import row

p3 = np.array([0.5, 1.5, -0.25])
p4 = np.array([0.9, 1.4, 0.3, 2.0])


class Account:
    def __init__(self, total):
        self.total = total

    def take(self, amount):
        self.total = self.total - amount * self.total
        return self


def other_name(x):
    a = Account(x)
    b = a
    try:
        b.total = x * x
        if x > 0:
            raise ValueError
    except ValueError:
        pass
    return a.total * x


def method_then_raised(x):
    a = Account(x)
    try:
        a.take(x * x)
        if x > 0:
            raise ValueError
        a.take(x)
    except ValueError:
        a.take(0.5)
    return a.total


def appended_then_raised(x, y):
    items = [x]
    same = items
    try:
        same.append(x * x)
        same.append(math.sqrt(y))
        same.append(y)
    except ValueError:
        same.append(x * x * x)
    return sum(items) * len(items)


def changed_by_callee(x):
    items = [x, x]

    def put(i, value):
        items[i] = value * value

    try:
        put(0, x)
        put(1, math.log(x - 10.0))
    except ValueError:
        pass
    return items[0] * items[1]


def updated_key(x):
    d = {"a": x}
    try:
        d.update(a=x * x)
        if x > 0:
            raise KeyError("a")
    except KeyError:
        d["a"] = d["a"] * x
    return x - d["a"]


def seen_by_closure(x):
    y = x

    def g():
        return y * x

    try:
        y = x * x
        if x > 0:
            raise ValueError
    except ValueError:
        pass
    return g()


def taken_by_next(x):
    it = iter([x, 2 * x, 3 * x * x])
    total = 0.0
    try:
        total += next(it)
        if x > 0:
            raise ValueError
        total += next(it)
    except ValueError:
        pass
    return total + x


def partly_done_loop(p):
    total = 0.0
    try:
        for v in p:
            total = total + math.log(v)
            total = total * 2
    except ValueError:
        pass
    return total * p[0]


def one_statement_loop(p):
    y = 0.0
    try:
        for v in p:
            y = math.sqrt(v) + y * v
    except ValueError:
        y = y * 3.0
    return y


def target_read_after(p):
    k = 0
    try:
        for k in range(len(p)):
            math.sqrt(p[k])
    except ValueError:
        pass
    return p[k] * p[0]


def array_in_try(p):
    q = p * 1.0
    try:
        q[0] = p[1] * p[1]
        q[1] = math.log(p[2]) * p[0]
        q[2] = 0.0
    except ValueError:
        pass
    return np.sum(q * p)


def array_filled_partly(p):
    q = np.zeros(len(p))
    try:
        for k in range(len(p)):
            q[k] = math.sqrt(p[k]) * p[0]
        return np.sum(q)
    except ValueError:
        return np.sum(q) * p[0]


def row_in_place(p):
    q = p.copy()
    try:
        for k in range(len(p)):
            q *= math.sqrt(p[k])
            q[k] += p[k]
    except ValueError:
        q[0] = q[0] * q[1]
    return np.sum(q * p)


def while_partly(x, n):
    s, k = x, 0
    try:
        while math.sqrt(2.5 - k) > 0.1 and k < n:
            s = s * x + k
            k += 1
    except ValueError:
        s = s * s
    return s * k


def left_early(p):
    y = 1.0
    try:
        for v in p:
            y = y * v
            if y > 1.0:
                break
            y = y + math.sqrt(v)
        else:
            y = y * y
    except ValueError:
        y = y - p[0]
    return y * p[1]


def returned_inside(p):
    y = p[0]
    try:
        for v in p:
            y = y + v * v
            if y > 4.0:
                return y * p[1]
            math.log(v)
    except ValueError:
        y = y * p[1]
    return y


def branch_partly(x, flag):
    y = x
    try:
        if flag:
            y = x * x
            z = math.sqrt(x - 5.0)
            y = z
        else:
            y = x * 3.0
            y = y * math.sqrt(x)
    except ValueError:
        y = y * x
    return y


def nested_partly(p):
    y = p[0]
    try:
        try:
            y = y * p[1]
            y = y * math.sqrt(p[2])
        except KeyError:
            y = 100.0 * y
        y = y + 1.0
    except ValueError:
        y = y * y
    return y


def handler_raises(p):
    y = p[0]
    try:
        try:
            y = y * p[1]
            math.sqrt(p[2])
        except ValueError:
            y = y * y
            raise KeyError("no") from None
    except KeyError:
        y = y + p[1]
    return y


def finally_partly(p):
    y = p[0]
    try:
        try:
            y = y * p[1]
            y = y * math.sqrt(p[2])
        finally:
            y = y + p[1] * p[1]
    except ValueError:
        y = y * p[0]
    return y


def finally_in_loop(p):
    y, n = p[0], 0.0
    try:
        for v in p:
            try:
                y = y * math.sqrt(v)
            finally:
                n = n + y * y
            y = y + v
    except ValueError:
        y = y * n
    return y + n


def loop_around(p):
    y = 0.0
    for v in p:
        try:
            y = y + v
            y = y * math.sqrt(v)
        except ValueError:
            y = y - v * v
    return y


def objects_in_loop(p):
    a = Account(p[0])
    try:
        for v in p:
            a.take(v)
            math.sqrt(v)
    except ValueError:
        a.take(0.5)
    return a.total


def swapped_then_raised(x, y):
    a, b = x, y
    try:
        a, b = b * x, a
        math.sqrt(-1.0 - x * x)
    except ValueError:
        pass
    return a * a + b


def named_in_condition(x):
    y = x
    try:
        if (y := x * x) > 1.0:
            raise ValueError
    except ValueError:
        pass
    return y * x


def list_grows_partly(p):
    out = []
    try:
        for v in p:
            out.append(math.sqrt(v) * p[0])
    except ValueError:
        pass
    return sum(out) * len(out)


def cholesky_by_rows(m):
    n = len(m)
    low = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            s = m[i, j] - np.dot(low[i, :j], low[j, :j])
            if i == j:
                if s <= 0:
                    raise ValueError("not positive definite")
                low[i, j] = np.sqrt(s)
            else:
                low[i, j] = s / low[j, j]
    return low


def more_jitter_until_it_works(m):
    jitter = 1e-6
    while True:
        try:
            low = cholesky_by_rows(m + jitter * np.eye(2))
            break
        except ValueError:
            jitter *= 10
    return np.sum(low * low * low)


def array_made_inside_then_raised(m):
    low = np.zeros((2, 2))
    for k in range(4):
        try:
            low = cholesky_by_rows(m * (k - 0.5))
        except ValueError:
            low = low * m + 1.0
        else:
            low = low * 2
    return np.sum(low * low * low)


def maybe_the_one_outside(x):
    best = np.zeros(2)
    for k in range(4):
        try:
            t = best
            if k % 2:
                t = np.zeros(2)
            t[0] = x[0] * k
            if k == 2:
                raise ValueError
        except ValueError:
            pass
        best = best + t
    return np.sum(best * best) * x[1]


def _filled_until(v, k):
    v = v.copy()
    i = 0
    while True:
        v[i] = v[i] * v[i + 1] * k
        i += 1
        if i > k:
            raise IndexError
        if i + 1 >= len(v):
            return v


def copy_filled_until(x):
    y, s = x * 1.0, 0.0
    for k in range(4):
        try:
            y = _filled_until(y, k)
        except IndexError:
            s += np.sum(y)
    return s + np.sum(y * y)


def put_into_a_list_then_raised(x):
    out = []
    for k in range(3):
        try:
            t = np.zeros(2)
            t[0] = x[0] * k
            out.append(t)
            t[1] = x[1] * k
            if k == 1:
                raise ValueError
            t[0] *= x[2]
        except ValueError:
            pass
    return sum(np.sum(t * t) for t in out)


def two_or_three(p):
    try:
        a, b = p
    except ValueError:
        a, b = p[0], p[1] * p[2]
    return a * b * b


def three_or_two(p):
    try:
        a, b, c = p
    except ValueError:
        a, b, c = p[0], p[1], 1.0
    return a * b * c


def two_kept(p):
    try:
        a, b = [v * v for v in p if v > 0]
    except ValueError:
        a, b = p[0], p[-1]
    return a * b * b


def ends_kept(p):
    try:
        first, *_, last = p[p > 0]
    except ValueError:
        first, last = p[0], p[-1]
    return first * last * last


def rows_of_two(p):
    rows = np.stack([p, p * p, p[::-1]])[:, p > 0]
    try:
        total = sum(i * a * b for i, (a, b) in enumerate(rows))
    except ValueError:
        total = rows[0, 0] ** 2
    return total


def product_of_equals(p, q):
    try:
        return sum(a * b for a, b in zip(p, q, strict=True))
    except ValueError:
        return sum(p) * q[0]


def product_of_kept(p, q):
    try:
        return sum(a * b for a, b in zip(p, (v for v in q if v > 0), strict=True))
    except ValueError:
        return sum(p) * q[0]


def product_until(p, q):
    total = 0.0
    for a, b in zip(p, q[q > 0], strict=True):
        total += a * b
        if total > 0.4:
            break
    return total


def greatest_above(p):
    try:
        return max(v * v for v in p if v > 1.8)
    except ValueError:
        return sum(p) * p[0]


def least_kept(p):
    kept = [v for v in p if v > 0.6]
    try:
        least = min(kept)
    except ValueError:
        least = p[0] ** 3
    return least * least


def least_of_part(p):
    try:
        least = min(p[p > 1.8])
    except ValueError:
        least = p[0] ** 3
    return least * least


def greatest_of_none(x):
    try:
        return max(()) * x
    except ValueError:
        return x * x


ROWS = [
    row(other_name, 1.3),
    row(method_then_raised, 1.3),
    row(appended_then_raised, 1.3, -0.5),
    row(appended_then_raised, 1.3, 0.5),
    row(changed_by_callee, 1.3),
    row(updated_key, 1.3),
    row(seen_by_closure, 1.3),
    row(taken_by_next, 1.3),
    row(partly_done_loop, p3),
    row(partly_done_loop, p4),
    row(one_statement_loop, p3),
    row(one_statement_loop, p4),
    row(target_read_after, p3),
    row(array_in_try, p3),
    row(array_filled_partly, p3),
    row(array_filled_partly, p4),
    row(row_in_place, p3),
    row(row_in_place, p4),
    row(while_partly, 1.3, 2),
    row(while_partly, 1.3, 5),
    row(left_early, p3),
    row(left_early, p4),
    row(returned_inside, p3),
    row(returned_inside, p4),
    row(branch_partly, 1.3, True),
    row(branch_partly, 1.3, False),
    row(nested_partly, p3),
    row(nested_partly, p4),
    row(handler_raises, p3),
    row(finally_partly, p3),
    row(finally_partly, p4),
    row(finally_in_loop, p3),
    row(finally_in_loop, p4),
    row(loop_around, p3),
    row(objects_in_loop, p3),
    row(objects_in_loop, p4),
    row(swapped_then_raised, 1.3, 0.7),
    row(named_in_condition, 1.3),
    row(list_grows_partly, p3),
    row(list_grows_partly, p4),
    row(more_jitter_until_it_works, np.array([[2.0, 0.3], [0.3, 1.0]])),
    row(more_jitter_until_it_works, np.array([[0.1, 0.2], [0.2, 0.05]]), case="jitter"),
    row(array_made_inside_then_raised, np.array([[2.0, 0.3], [0.3, 1.0]])),
    row(maybe_the_one_outside, p3),
    row(copy_filled_until, p4),
    row(put_into_a_list_then_raised, p3),
    row(two_or_three, p3),
    row(two_or_three, p3[:2]),
    row(two_or_three, list(p3)),
    row(three_or_two, p3),
    row(three_or_two, p3[:2]),
    row(three_or_two, list(p3[:2])),
    row(two_kept, p3),
    row(two_kept, p4),
    row(two_kept, list(p4)),
    row(ends_kept, p3),
    row(ends_kept, -p3),
    row(rows_of_two, p3),
    row(rows_of_two, p4),
    row(product_of_equals, p3, p4),
    row(product_of_equals, p4, -p4),
    row(product_of_equals, np.linspace(0.5, 2.0, 7), np.linspace(0.5, 2.0, 6)),
    row(product_of_equals, np.linspace(0.5, 2.0, 6), np.linspace(0.5, 2.0, 6)),
    row(product_of_equals, list(p3), [0.5, 0.25]),
    row(product_of_kept, p4, p4),
    row(product_of_kept, p3, p4),
    row(product_of_kept, p4, p3),
    row(product_until, p4, p4[:3]),
    row(greatest_above, p3),
    row(greatest_above, p4),
    row(greatest_above, list(p3)),
    row(least_kept, p3),
    row(least_kept, -p4),
    row(least_of_part, p3),
    row(least_of_part, p4),
    row(greatest_of_none, 1.3),
]
