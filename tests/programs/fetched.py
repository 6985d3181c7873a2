"""What is evaluated once, in its turn: what loops go through, bounds, draws, elements that lists are extended by."""

import io
import itertools
import random

import numpy as np
import scipy.special

from tests.programs.harness import Row
from tests.programs.writes import row

X = np.array([1.1, 3.4, 2.3])


def values_of_a_display(x):
    for v in {"a": x, "b": x * 2}.values():
        x = x + v
    for _, v in dict(a=x, b=x * 2).items():
        x = x * 0.5 + v
    for u, v in zip({"a": x, "b": x * 2}.values(), (1, 2), strict=True):
        x = x + u * v
    for v in reversed({"a": x, "b": x * 2}.values()):
        x = x + v
    return x


def chosen_of_a_display(x):
    for v in filter(lambda t: t > 0, [x, x * 2]):
        x = x + v
    for v in itertools.starmap(lambda a, b: a * b, [(x, x * 2), (x, x)]):
        x = x * 0.1 + v
    a, b = x, x * 2
    for v in filter(None, (a, b)):
        a = a + v
        b = 0.0
    for v in itertools.chain((x,), [2 * x, a]):
        x = x * 0.3 + v
    return a * x + b


def cycled(x):
    n = 0
    for v in itertools.cycle([x, x * 2]):
        x = x + v
        n += 1
        if n > 3:
            break
    return x


def filtered_and_written(x):
    p = [x, x * 2]
    for v in filter(lambda t: t > 0, p):
        p[1] = p[1] + v
    q = {"a": x, "b": 2 * x, "c": x}
    for v in filter(lambda t: t > 0, q.values()):
        q["c"] = q["c"] + v
    return p[1] * q["c"]


def neighbours_and_written(x):
    p = [x, x * 2, x * 3]
    for u, v in itertools.pairwise(p):
        p[1] = p[1] + v * u
    return p[1]


def copy_gone_through(t, X):
    X = X.copy()
    s = 0.0
    for x in X.copy():
        s = s + t * x
        X[-1] = 9.0
    for i, x in enumerate(np.sort(X)):
        s = s + t * x * i
        X[0] = 7.0
    for x, y in zip(X + 1, X, strict=True):
        s = s + t * x * y
        X[:] = 2.0
    return s


def places_gone_through(t, X):
    X = X.copy()
    s = 0.0
    for i in np.where(X > 0)[0]:
        s = s + t * i
        X[:] = -9.0
    for x in X[X < 0]:
        s = s + t * x
        X[-1] = 1.0
    Y = X * t
    for y in Y.copy():
        s = s + y
        Y[-1] = 0.0
    return s


def bounds_written(t, X):
    X = X.copy()
    s = 0.0
    for i in range(int(X[1])):
        s = s + t * i
        X[1] = 1.0
    for i in range(np.count_nonzero(X > 1.5), -1, -1):
        X[0] = 5.0
        s = s + t * t * i
    for i in range(int((X > 0).sum())):
        s = s + t * i
        X[0] = -1.0
    return s


class Held:
    def __init__(self, X):
        self.X = X

    def shrink(self):
        self.X[1] = 1.0


def bounds_written_by_calls(t, X):
    a, b, c, held = X.copy(), X.copy(), X.copy(), Held(X.copy())
    s = 0.0
    for i in range(int(a[1])):
        s = s + t * i
        np.copyto(a, 1.0)
    for i in range(int(b[1])):
        s = s + t * t * i
        np.multiply(b, 0.3, out=b)
    for i in range(int(c[1])):
        s = s + t**3 * i
        np.add.at(c, 1, -0.7)
    for i in range(int(held.X[1])):
        s = s + t**4 * i
        held.shrink()
    return s + sum(t**5 * k for k in range(int(X[1])))


def bound_of_a_list_that_grows(t, n):
    xs = [t] * n
    s = 0.0
    for level in range(n):
        for k in range(len(xs)):
            v = xs.pop(0)
            xs.append(v * t)
            if k == level:
                xs.append(v + t)
            s = s + v * v
    return s + xs[-1]


def draws_in_one_statement(p):
    r = np.random.default_rng(0)
    y = 2.0 * r.normal() + p * r.normal()
    y = y + np.sum(r.normal(size=3)) * (p * r.normal())
    y = y + np.where(r.random(3) > 0.5, p * r.random(3), r.random(3)).sum()
    y = y + max(2.0 * r.normal(), -5.0) + p * r.normal()
    old = random.Random(1)
    return y + old.gauss(0, 1) * 2 + p * old.random()


def draws_by_chance(p):
    r = np.random.default_rng(0)
    s, n = p, 0
    while r.random() > 0.1 and n < 20:
        s = s + p * r.normal()
        n += 1
    if p > 0 and r.random() < 0.9:
        s = s * r.normal() + r.random()
    return s * (r.normal() if r.random() > 0.5 else 2 * r.normal()) + r.normal()


def draws_that_are_written_later(p):
    r = np.random.default_rng(0)
    x = r.normal(size=3)
    for _ in range(3):
        x = p * x
    y = np.linalg.inv(np.eye(3) * 3.0 + r.random((3, 3)))
    for _ in range(2):
        y = p * y
    return x.sum() + y.sum()


def lines_read(p):
    text = io.StringIO("3.0\n5.0\n")
    return float(text.readline()) * 2 + p * float(text.readline())


def kinds_told_by_the_run(p, n):
    rng = np.random.default_rng(0)
    s = 0.0
    for v in rng.random(5):
        s += p * v
    losses = {"sum": 0.0}
    for _ in range(n):
        s += scipy.special.logsumexp(p * np.ones(4)) * p
        losses["sum"] += np.mean(rng.normal(size=4) * p)
    return s * losses["sum"]


def shape_matched(x):
    match x.shape:
        case (n,):
            y = np.sum(x) * n
        case (m, n):
            y = np.sum(x**2) * m
        case _:
            y = 0.0
    match np.outer(x, x).shape, 2:
        case (3, *rest), q:
            return y * q + x[0] * rest[0]
        case _:
            return y


def groups_of_constants(x, labels):
    s = sum(k * len(list(g)) * x for k, g in itertools.groupby([1, 1, 2]))
    for k, g in itertools.groupby(sorted(zip(labels, range(4), strict=True)), key=lambda pair: pair[0]):
        places = [i for _, i in g]
        s = s + x ** len(places) * sum(places) * (k + 1)
    return s


def appended_by_places(x, n):
    fib = [x[0], x[1]]
    for i in range(2, n):
        fib.append(fib[i - 1] ** 2 + 0.5 * fib[i - 2])
    c, d = [0.0], [1.0]
    for i in range(n):
        c.append(c[i] + x[i % 3])
        d.insert(0, d[len(d) - i - 1] * c[i + 1])
    return fib[n - 1] + sum(fib) + c[n] * d[0] + sum(d)


def extended_by_its_elements(x, n):
    c = [x[0]]
    e = [x * 1.0]
    for i in range(n):
        c.extend([c[i] * x[i], c[i - 1]])
        e.extend([e[i] * x[i], e[i - 1]])
        e.append(e.pop(i) * 2)
    return c[n] + 3 * c[1] + np.sum(e[n] + 2 * e[0])


def buffers_like_the_argument(x, n):
    c = np.empty((n, 2), dtype=x.dtype)
    d = np.zeros((3,) + x.shape)
    e = np.zeros(n, x.dtype)
    for i in range(n):
        c[i, 0] = x[i]
        c[i, 1] = x[i] ** 2
        d[0, i] = c[i, 0] * c[i, 1]
        e[i] = d[0, i]
    return np.sum(c) + np.sum(d) + np.sum(e * x)


def written_by_slices_and_arrays(x):
    L = np.zeros((2, 3, 3))
    L[:, np.arange(3), np.arange(3)] = np.exp(x)
    return np.sum(L**3)


def sizes_of_what_may_be_complex(x):
    r = np.random.default_rng(0).normal(size=3)
    return np.sum(np.abs(np.fft.fft(x * r)) ** 3) + np.sum(np.abs(np.exp(1j * x * r) + 1))


def complex_arrays_listed(t, n):
    E = []
    for k in range(n):
        E.append(t * np.exp(1j * np.arange(3) * k))
    F = [np.linalg.eigvals(np.array([[t, 1.0 + k], [1.0, 3 * t]])) for k in range(n)]
    return np.abs(np.array(E)).sum() + np.abs(np.vstack(F)).sum()


def frequencies(d):
    f = np.fft.fftfreq(5, d)
    g = np.fft.rfftfreq(n=4, d=d)
    return np.sum(f**2) + np.sum(g[1:] ** 3)


def array_of_more_axes(x):
    a = np.array([x, x * x], ndmin=3)
    return np.sum(a**2) + a.shape[0] * a[0, 0, 1]


def traces_of_turned_axes(x):
    return np.trace(x, 1, 1, 0) + 2 * x.trace(-1, 1, 0) ** 2 + np.trace(x, 1, -1, -2) * np.trace(x, 1)


def bound_in_passing(x, n, c):
    u = x[0]
    (u := x[1] * 2)
    for i in range(n):
        (u := x[i] * u + x[2])
    (v := u * u)
    (x := x * 2)
    c and (v := v * x[0])
    c or (v := 0.0)
    return v + x[1] * u


def zipped_with_what_is_shorter(x, n):
    s = 0.0
    for a, _ in zip((x[0], x[1], x[2]), [0.0] * n, strict=False):
        s += a * a
    p, others = [x[0], x[1], x[2]], [x[k] * 2 for k in range(n)]
    s = s + sum(a * b for a, b in zip(p, others, strict=False)) * len(list(zip(p, others, strict=False)))
    s = s + sum(map(lambda a, b: a * b, others, (1.0, 2.0, 3.0)))
    return s + sum(dict(zip("abc", others, strict=False)).values())


def zipped_with_an_array(x):
    return sum(w * v for w, v in zip((1.0, 2.0, 3.0), x, strict=False))


def slot_given_away(x, n):
    L = [x * (k + 1) for k in range(n + 1)]
    u = L[0]
    for i in range(n):
        w = L[i]
        L[i] = x * x
        w[0] *= x[1]
    return np.sum(u)


def kept_before_an_append(x, n):
    H = [x.copy()]
    for _ in range(n):
        p = H[-1]
        H.append(p * 0.9)
        p[0] += p[1] * x[0]
    return sum(np.sum(h) * (k + 1) for k, h in enumerate(H))


def slots_replaced_while_gone_through(x, n):
    L = [x * (k + 1) for k in range(n)]
    r, i = 0.0, 0
    for a in L:
        L[i] = a * 2
        i += 1
        a *= x[1]
        r += a[0]
    return r


def slot_and_spare(x, n):
    L = [x.copy() for _ in range(n + 1)]
    spare = np.zeros(3)
    for i in range(n):
        L[i], spare = spare, L[i]
        spare[2] -= L[i + 1][1] * spare[0]
    return np.sum(L[-1]) + np.sum(spare)


def slots_of_lists(x, n):
    L = [[x[0], x[1]] for i in range(n + 2)]
    u = L[0]
    for i in range(n):
        a = L[i]
        L[i] = [x[2], x[2]]
        a[0] *= x[1]
        L.insert(0, L.pop(n))
    return sum(u) ** 2


def slots_turned_in_a_branch(x, n, c=True):
    u = x * 1.0
    v = np.cos(x)
    L = [v, u]
    if c:
        v[:1] *= L[1][2:]
        L.append(L.pop(0))
        v *= L[n % 2][1]
    return np.sum(v)


def complex_made_of_real(x):
    z = x + 0j
    z[1] = 1j * x[0] * x[1]
    w = np.where(x > 0, x, 1j)
    w[0] *= 1j * x[1]
    v = np.array([x[0], 1j, x[1]])
    v[1] *= x[2]
    v *= 1 + 1j * x[1]
    u = 2 * x + (1 + 2j)
    u += 1j * x
    t = np.full(3, x[0] + 0j)
    t[0] = 1j * x[1]
    t[1] *= np.exp(1j * x[2])
    u.imag[2] = x[0] ** 2 * np.sum(t.imag * x)
    return np.sum(np.abs(z) ** 2) + np.sum(np.abs(w) ** 2 * x) + np.sum(np.abs(v) ** 2) + np.sum(np.abs(u) ** 2 * x)


def several_at_least(x):
    a, b = np.atleast_1d(x[0], x)
    c = np.atleast_2d(a, b, x**2)
    return a @ a + b[1] * np.sum(c[1] * c[2]) + len(c)


ROWS: list[Row] = [
    row(several_at_least, X),
    row(slot_given_away, X, 2),
    row(kept_before_an_append, X, 2),
    row(slots_replaced_while_gone_through, X, 2),
    row(slot_and_spare, X, 2),
    row(slots_of_lists, X, 2),
    row(slots_turned_in_a_branch, X, 2),
    row(complex_made_of_real, X),
    row(bound_in_passing, X, 2, True),
    row(zipped_with_what_is_shorter, X, 1),
    row(zipped_with_what_is_shorter, X, 3),
    row(zipped_with_an_array, X),
    row(values_of_a_display, 1.1),
    row(chosen_of_a_display, 1.1),
    row(cycled, 1.1),
    row(filtered_and_written, 1.1),
    row(neighbours_and_written, 1.1),
    row(copy_gone_through, 0.7, X),
    row(places_gone_through, 0.7, X),
    row(bounds_written, 0.7, X),
    row(bounds_written_by_calls, 0.7, X),
    row(bound_of_a_list_that_grows, 0.7, 3),
    row(draws_in_one_statement, 0.7),
    row(draws_by_chance, 0.7),
    row(draws_that_are_written_later, 0.7),
    row(lines_read, 0.7),
    row(kinds_told_by_the_run, 0.7, 3),
    row(shape_matched, X),
    row(groups_of_constants, 1.5, [1, 0, 1, 1]),
    row(appended_by_places, X, 5),
    row(extended_by_its_elements, np.array([1.1, 0.7, -0.3]), 3),
    row(buffers_like_the_argument, X, 3),
    row(written_by_slices_and_arrays, np.array([[0.3, 0.1, -0.2], [0.4, 0.2, 0.6]])),
    row(sizes_of_what_may_be_complex, np.array([0.4, 0.9, 1.3])),
    row(complex_arrays_listed, 0.7, 3),
    row(frequencies, 0.55),
    row(array_of_more_axes, 0.7),
    row(traces_of_turned_axes, np.arange(6.0).reshape(2, 3) + 0.3),
]
