"""What was captured earlier, after something was rebound or changed: order, views of dicts, aliases, `try`."""

import functools
import math
import operator

import numpy as np

from tests.programs.harness import Row, normal
from tests.programs.writes import row


class Box:
    """A value that changes."""

    def __init__(self, v):
        self.v = v
        self.n = 0

    def mul(self, a, b=1.0):
        return self.v * a + b

    def bump(self, d):
        self.v = self.v + d
        return self.v


class Node:
    """A value and what comes after it."""

    def __init__(self, v, nxt=None):
        self.v = v
        self.nxt = nxt


def weighted(a, b=1.0, *, c=0.0, d=0.0):
    return a * 2 + b * 3 + c * 5 + d * 7


# ------------------------------------------------------------ evaluation order


def keyword_rebinds(x, n):
    return weighted(x, b=(x := (x + 1))) * x


def keywords_rebind(x, n):
    return weighted(a=x, c=(x := (x + 1)), d=x) * x


def keyword_changes(x, n):
    k = x

    def bump():
        nonlocal k
        k = k * 1.5
        return k

    return weighted(k, c=bump(), d=k)


def arguments_change(x, n):
    k = x

    def bump():
        nonlocal k
        k = k * 1.5
        return k

    return weighted(k, bump(), c=bump(), d=k)


def argument_changed_by_callee(x, n):
    k = x

    def g(v):
        nonlocal k
        k = k * 1.5 + v
        return v * k

    s = 0.0
    for i in range(n):
        s += g(k)
    return s


def dict_rebinds(x, n):
    d = {"a": x, "b": (x := (x * 2)), "c": x}
    return d["a"] + 2 * d["b"] + 5 * d["c"]


def dict_changes(x, n):
    k = x

    def bump():
        nonlocal k
        k = k * 1.5
        return k

    d = {"a": k, "b": bump(), "c": k}
    return d["a"] + 2 * d["b"] + 5 * d["c"]


def chain_ends_early(x, n):
    c = 0.0

    def f(v):
        nonlocal c
        c = c + x * v
        return v

    if f(1.0) < f(x) < f(3.0):
        return c * 10
    return c


def chain_goes_on(x, n):
    c = 0.0

    def f(v):
        nonlocal c
        c = c + x * v
        return v

    if f(0.1) < f(x) < f(3.0):
        return c * 10
    return c


def chain_rebinds(x, n):
    if x < (x := (x + 1)) < 3:
        return x * 2
    return x


def chain_rebinds_last(x, n):
    y = x
    if 0.9 < y < (y := (y + 1)):
        return x * 2
    return x * y


def argument_rebinds_object(p, n):
    return p.dot((p := (p + 1.0))) * p[0]


def index_rebinds_base(p, n):
    return p[(p := (p + 1.0)).argmax()] * p[0]


def index_rebinds_itself(x, n):
    a = [x, x * x, 2.0]
    i = 0
    return a[i] + a[(i := (i + 1))] * 2 + a[i] * 3


def argument_changes_function(x, n):
    f = lambda y: y * 2

    def change():
        nonlocal f
        f = lambda y: y * 10
        return x

    return f(change()) + f(x)


def default_rebinds(x, n):
    f = lambda y, k=(x := (x * 2)): y * k * x
    x = 5.0 * x
    return f(2.0)


def defaults_kept(x, n):
    k = x

    def g(a=k * 2, b=k):
        return a * b * k

    k = k + 1
    return g() + g(k) + g(b=k)


def comprehension_binds(x, n):
    ys = [(last := (x * i)) for i in range(1, 4)]
    return sum(ys) * last


def comprehension_keeps_names(x, n):
    k = x
    f = lambda y: y * k
    ys = [f(k) for k in range(3)]
    return sum(ys) + k


def list_rebinds(x, n):
    a = [x, (x := (x * 2)), x]
    return a[0] + 2 * a[1] + 5 * a[2]


def target_read_late(p, i):
    a = p * 1.0
    a[i], i = (p[0] * 7, 2)
    return a[1] * a[i] + i


# ------------------------------------------------------------ functions read what they see when they are called


def free_in_loop(x, n):
    k = 2.0
    f = lambda y: y * k
    s = 0.0
    for i in range(n):
        k = k * x + i
        s += f(x)
    return s


def lambdas_see_last(x, n):
    fs = []
    for i in range(3):
        fs.append(lambda y: y * i + x)
    i = 10
    return fs[0](x) + fs[1](x) * 2 + fs[2](x) * 3


def lambdas_with_defaults(x, n):
    fs = []
    for i in range(3):
        fs.append(lambda y, i=i: y**i + x)
    return fs[0](x) + fs[1](x) * 2 + fs[2](x) * 3


def lambdas_of_comprehension(x, n):
    fs = [lambda y: y * i for i in range(4)]
    return sum((f(x) * (k + 1) for k, f in enumerate(fs)))


def counters(x, n):

    def make():
        c = x

        def inc():
            nonlocal c
            c = c * 1.5 + 0.1
            return c

        return inc

    a = make()
    b = make()
    r = 0.0
    for i in range(n):
        r = r * 0.5 + a()
        if i % 2:
            r += b() ** 2
    return r + a() + b() * 2


def partials_in_list(x, n):
    fs = []
    k = x
    for i in range(3):
        fs.append(functools.partial(lambda a, b: a * b, k))
        k = k * x
    return sum((f(i + 1.0) for i, f in enumerate(fs))) + k


def partial_of_list(x, n):
    items = [x]
    f = functools.partial(lambda a, b: sum(a) * b, items)
    items.append(x * x)
    r = f(2.0)
    items = [0.0]
    return r + f(3.0)


def partial_of_array(p, n):
    a = p * 1.0
    f = functools.partial(np.dot, a)
    a[0] = p[1] * 3
    r = f(p)
    a = p
    return r + f(p * p)


def function_changes_in_loop(x, n):
    k = x
    f = lambda y: y + k
    r = 0.0
    for i in range(n):
        if i == 1:
            f = lambda y: y * k
        k = k * 1.1
        r += f(x)
    return r


def composed(x, n):
    f = lambda y: y * x
    for i in range(3):
        f = lambda y, f=f, i=i: f(y) * (i + 1) + x
    return f(x)


def elements_in_objects(p, n):
    a = p * 1.0
    s = Box(a[0])
    w = Box(a[1:])
    z = Box(a)
    a[0] = p[1] * 7
    a[2] = p[0]
    a = p
    return s.v * z.v[0] + np.sum(w.v) + z.v[2]


def element_for_closure(p, n):
    a = p * 1.0

    def make(v):
        return lambda y: v * y

    f = make(a[0])
    a[0] = p[1] * 7
    return f(2.0)


def elements_for_partials(p, n):
    a = p * 1.0
    f = functools.partial(operator.mul, a[0])
    g = functools.partial(np.sum, a[1:])
    a[0] = p[1] * 7
    a[1] = p[0] * p[2]
    return f(2.0) + g()


def element_as_default(p, n):
    a = p * 1.0

    def g(y, w=a[0]):
        return w * y

    a[0] = 5.0 * p[1]
    return g(p[2])


def partials_of_partial(x, n):
    f = lambda a, b=1.0, c=2.0: a + 2 * b + 5 * c
    k = x
    g = functools.partial(f, b=k)
    k = 7.0
    h = functools.partial(g, c=k, b=x * x)
    k = 0.0
    return g(1.0) + h(k) + g(1.0, b=k)


def methods_of_changed(x, n):
    b = Box(x)
    f = functools.partial(Box.mul, b)
    g = functools.partial(b.mul, 2.0)
    b.v = x * x
    r = f(3.0) + g()
    b = Box(100.0)
    return r + f(x)


def list_seen_late(x, n):
    a = [x, 1.0]
    f = lambda i: a[i] * x
    r = 0.0
    for i in range(n):
        a[i % 2] = f(1 - i % 2) + r
        r += f(0)
        if i == 1:
            a = [x, 2.0]
    return r


def array_seen_late(p, n):
    a = p
    f = lambda: np.sum(a * p)
    r = f()
    a = a * 2
    r += f() * 2
    for i in range(n):
        a = a + p
        r += f()
    return r


# ------------------------------------------------------------ views of dicts


def item_changed_ahead(x, n):
    d = {"a": x, "b": x * x, "c": 1.0}
    r = 0.0
    for k, v in d.items():
        d["c"] = d["c"] + v
        r += v * x
    return r + d["c"]


def values_kept(x, n):
    d = {"a": x, "b": x * x}
    v = d.values()
    d["a"] = 3.0 * x
    d["q"] = x**3
    return sum(v) + len(v)


def keys_kept(x, n):
    d = {"a": x, "b": x * x}
    k = d.keys()
    d["q"] = x**3
    return sum((d[i] for i in k))


def values_in_loop(x, n):
    d = {"a": x, "b": x * x, "c": 1.0}
    v = d.values()
    for i in range(n):
        d["a"] = sum(v) * 0.5
    return d["a"] + sum(v)


def items_kept(x, n):
    d = {"a": x, "b": x * x, "c": 1.0}
    it = d.items()
    d["b"] = 5.0 * x
    return sum((v * (i + 1) for i, (k, v) in enumerate(it)))


def dict_rebound(x, n):
    d = {"a": x, "b": x * x, "c": 1.0}
    it = d.values()
    d = {"a": 100.0}
    return sum(it) + d["a"] * x


def dict_changed_in_branch(x, n):
    d = {"a": x, "b": x * x}
    it = d.values()
    if n > 2:
        d["a"] = 10 * x
    else:
        d["b"] = 20 * x
    return sum(it) + d["a"] * x


def values_of_either(x, n):
    d = {"a": x, "b": x * x}
    e = {"a": 2 * x, "b": 3.0}
    if n > 2:
        it = d.values()
    else:
        it = e.values()
    return sum(it) + d["a"] * x


def views_of_unknown_keys(x, n):
    d = {}
    for i in range(n):
        d[i] = x * i
    v = d.values()
    it = d.items()
    d[7] = x * x
    s = sum(v)
    d[0] = 10.0 * x
    for k, q in it:
        s += k * q
    return s + sum(v)


def unknown_keys_rebound(x, n):
    d = {}
    for i in range(n):
        d[i] = x * i
    v = d.values()
    d = {}
    for i in range(n):
        d[i] = 50.0 * x
    return sum(v) + sum(d.values())


def keys_tested_late(x, n):
    d = {"a": x}
    k = d.keys()
    r = 0.0
    for i in range(3):
        if "b" in k:
            r += x * i
        if i == 1:
            d["b"] = x
    return r + len(k)


def values_returned(x, n):
    d = {"a": x, "b": 2 * x}

    def f():
        return d.values()

    v = f()
    d["a"] = 9 * x
    return sum(v) * max(v)


def views_in_containers(x, n):
    d = {"a": x, "b": 2 * x}
    b = Box(d.values())
    l = [d.items()]
    d["a"] = 9 * x
    return sum(b.v) + l[0].__len__() if False else sum(b.v) + sum((v for _, v in l[0]))


def values_twice(x, n):
    d = {"a": x, "b": 2 * x}
    v = d.values()
    s = sum(v)
    d["a"] = s * x
    for q in v:
        s += q
    return s


def rebound_while_gone_through(x, n):
    d = {"a": x, "b": 2 * x}
    s = 0.0
    for k, v in d.items():
        d = {"a": 100.0, "b": 200.0}
        s += v
    return s + d["a"] * x


def changed_while_gone_through(x, n):
    d = {"a": x, "b": 2 * x, "c": 3 * x}
    s = 0.0
    for k in d:
        d["c"] += d[k]
        s += d["c"]
    for v in d.values():
        d["a"] = 0.0
        d["b"] = v
        s += v * x
    return s


# ------------------------------------------------------------ containers under two names


def row_three_times(x, n):
    g = [[0.0] * 3] * 3
    g[0][1] = x
    g[2][0] = x * x
    return g[1][1] + 2 * g[0][0] + sum(map(sum, g))


def list_twice(x, n):
    a = b = []
    for i in range(n):
        a.append(x * i)
        b.append(x)
    return sum(a) + a[1] * b[2]


def row_taken_out(x, n):
    g = [[x, 1.0], [2.0, x * x]]
    row = g[1]
    row[0] = x * 3
    g[1] = [x, x]
    row[1] = 9.0 * x
    return sum(map(sum, g)) + sum(row) * 2


def view_rebound(p, n):
    g = np.outer(p, p)
    row = g[0]
    for i in range(n):
        row[i] = p[i] * 3
        row = g[i]
    return np.sum(g * g)


def array_by_parity(p, n):
    a = p * 1.0
    c = p * 2.0
    for i in range(n):
        b = a if i % 2 else c
        b[i] = b[0] * p[1]
    return np.sum(a) + 3 * np.sum(c * c)


# ------------------------------------------------------------ containers that change places


def objects_swapped(x, n):
    a = Box(x)
    b = Box(x * x)
    for i in range(n):
        a.v = a.v * 2 + i
        a, b = (b, a)
    return a.v + 3 * b.v


def objects_only_swapped(x, n):
    a = Box(x)
    b = Box(x * x)
    for i in range(n):
        a, b = (b, a)
    return a.v + 3 * b.v


def objects_rotated(x, n):
    a = Box(x)
    b = Box(x * x)
    c = Box(2.0)
    for i in range(n):
        a.v = a.v * 2 + i + b.v
        a, b, c = (b, c, a)
    return a.v + 3 * b.v + 5 * c.v


def former_kept(x, n):
    a = Box(x)
    b = Box(x * x)
    for i in range(n):
        a.v = a.v * 2 + i
        b = a
        a = Box(a.v * x)
    return a.v + 3 * b.v


def new_under_two_names(x, n):
    a = Box(x)
    b = Box(x * x)
    for i in range(n):
        a = Box(b.v * x)
        a.v = a.v * 2 + i
        b = a
        b.v += 1.0
    return a.v + 3 * b.v


def becomes_new(x, n):
    a = Box(x)
    for i in range(n):
        b = Box(a.v * x)
        b.v = b.v * 2 + i
        a.v += b.v
        a = b
    return a.v + 3 * b.v


def former_object(x, n):
    old = Box(x)
    new = Box(x * 2)
    for i in range(n):
        old, new = (new, Box(old.v + new.v))
        new.v = new.v * 1.1
        old.v = old.v + 0.5
    return old.v + 3 * new.v


def lists_swapped(x, n):
    a = [x, 1.0]
    b = [2.0, x]
    for i in range(n):
        a[0] = a[0] * 2 + b[1] * i
        a, b = (b, a)
    return a[0] + 3 * b[0]


def dicts_swapped(x, n):
    a = {"u": x, "w": 1.0}
    b = {"u": x * x, "w": 2.0}
    i = 0
    while i < n:
        a["u"] = a["u"] * 2 + b["w"] * i
        b["w"] += a["u"]
        a, b = (b, a)
        i += 1
    return a["u"] + 3 * b["u"] + 7 * a["w"]


def objects_ordered_in_loop(x, n):
    a = Box(x)
    b = Box(x * x)
    for i in range(n):
        if a.v > b.v:
            a, b = (b, a)
        a.v = a.v * 2 + i
    return a.v + 3 * b.v


def objects_ordered(x, n):
    a = Box(x)
    b = Box(x * x)
    if a.v > b.v:
        a, b = (b, a)
    a.v = a.v * 2
    return a.v + 3 * b.v


def attributes_swapped(x, n):
    a = Box(Box(x))
    b = Box(Box(x * x))
    for i in range(n):
        a.v.v = a.v.v * 2 + i
        a.v, b.v = (b.v, a.v)
    return a.v.v + 3 * b.v.v


def holders_swapped(x, n):
    a = Box(Box(x))
    b = Box(Box(x * x))
    for i in range(n):
        a.v.v = a.v.v * 2 + i
        a, b = (b, a)
    return a.v.v + 3 * b.v.v


def elements_rotated(x, n):
    l = [Box(x), Box(x * x), Box(3.0)]
    for i in range(n):
        l[0].v = l[0].v * 1.5 + i
        l[0], l[1], l[2] = (l[1], l[2], l[0])
    return l[0].v + 3 * l[1].v + 5 * l[2].v


def elements_of_tuple_swapped(x, n):
    s = (Box(x), Box(x * x))
    for i in range(n):
        s[0].v = s[0].v * 1.5 + i
        s = (s[1], s[0])
    return s[0].v + 3 * s[1].v


def items_swapped(x, n):
    s = {"a": Box(x), "b": Box(x * x)}
    for i in range(n):
        s["a"].v = s["a"].v * 1.5 + i
        s["a"], s["b"] = (s["b"], s["a"])
    return s["a"].v + 3 * s["b"].v


def growing_lists_swapped(x, n):
    a = [x]
    b = [x * x]
    for i in range(n):
        a.append(b[-1] * i)
        a, b = (b, a)
    return sum(a) + 3 * sum(b)


# ------------------------------------------------------------ what is done before an exception stays done


def object_in_try(x, n):
    b = Box(x)
    try:
        b.v = b.v * 2
        if n > 2:
            raise ValueError("no")
        b.v = b.v * 100
    except ValueError:
        b.v = b.v + 1
    return b.v


def list_in_try(x, n):
    a = [x]
    try:
        a.append(x * x)
        a.append(1 / (n - 3))
        a[0] = 100.0 * x
    except ZeroDivisionError:
        a.append(5.0 * x)
    return sum(a)


def dict_in_try(x, n):
    d = {"a": x}
    try:
        d["a"] = x * x
        d["b"] = d["c"]
    except KeyError:
        d["e"] = x
    return sum(d.values()) + len(d)


def method_in_try(x, n):
    b = Box(x)
    r = 0.0
    try:
        r = b.bump(x)
        r = r / (n - 3)
        b.bump(100.0)
    except ZeroDivisionError:
        r = b.bump(2.0) * 3
    return r + b.v


def nonlocal_in_try(x, n):
    k = x

    def bump():
        nonlocal k
        k = k * 2

    try:
        bump()
        if n > 2:
            raise ValueError
        bump()
    except ValueError:
        k = k + 1
    return k


def object_in_try_in_loop(x, n):
    b = Box(x)
    c = 0
    for i in range(n):
        try:
            b.bump(x)
            if i == 1:
                raise KeyError(i)
            b.v = b.v * 1.5
        except KeyError:
            c += 1
    return b.v * c


def growing_list_in_try(x, n):
    a = []
    for i in range(n):
        try:
            a.append(x * i)
            if i == 1:
                raise KeyError(i)
            a.append(x)
        except KeyError:
            a.append(10.0 * x)
    return sum(a) * len(a)


def array_in_try(p, n):
    a = p * 1.0
    for i in range(n):
        try:
            a[i] = a[i] * 2
            if i == 1:
                raise KeyError(i)
            a[i + 1] = p[i] * 3
        except KeyError:
            a[0] = a[0] * p[1]
    return np.sum(a * a)


def array_until_index(p, n):
    a = p * 1.0
    for i in range(n):
        try:
            a[i + 2] = a[i] * 2
            a[i] = p[1] * a[i]
        except IndexError:
            a[0] = a[0] * p[1]
    return np.sum(a * a)


def array_updated_in_try(p, n):
    a = p * 1.0
    try:
        a += p
        a *= 2
        if n > 2:
            raise ValueError
        a -= 1
    except ValueError:
        a += a[0]
    return np.sum(a * a)


def object_in_finally(x, n):
    b = Box(x)
    try:
        b.v = x * x
        if n > 5:
            raise ValueError
    finally:
        b.v = b.v + 1
    return b.v


def object_in_else(x, n):
    b = Box(x)
    try:
        b.v = x * x
    except ValueError:
        b.v = 0.0
    else:
        b.v = b.v + 1
    return b.v


def object_before_return(x, n):
    b = Box(x)

    def g():
        try:
            b.v = b.v * 3
            return b.v / (n - 3)
        except ZeroDivisionError:
            return b.v * x

    return g() + b.v


def two_handlers(x, n):
    b = Box(x)
    try:
        b.v = b.v * 2
        if n == 3:
            raise ValueError
        b.v = b.v * 7
        if n == 4:
            raise KeyError
    except ValueError:
        b.v += 1
    except KeyError:
        b.v += 2
    return b.v


def branch_in_try(x, n):
    b = Box(x)
    try:
        if n > 1:
            b.v = b.v * 2
        else:
            b.v = 3.0
        if n == 3:
            raise ValueError
    except ValueError:
        b.v += x
    return b.v


def variable_in_try(x, n):
    try:
        y = x * 2
        z = math.log(x - n)
    except ValueError:
        z = y * 3
    return z * y


def made_in_the_first_trip(x, n):
    total = None
    for _ in range(n):
        if total is None:
            total = np.zeros(np.shape(x))
        total += x**2
    return np.sum(total * total)


def another_ones_memory_in_the_first_trip(x, n):
    total, other = None, x * 3
    for _ in range(n):
        if total is None:
            total = other
        total *= x
    return np.sum(total * total) + np.sum(other)


class Moments:
    def __init__(self):
        self.first = None
        self.second = None
        self.count = 0

    def step(self, w, g):
        if self.first is None:
            self.first = np.zeros_like(g)
            self.second = np.zeros(g.shape)
        self.count += 1
        self.first += 0.1 * (g - self.first)
        self.second *= 0.9
        self.second += 0.1 * g**2
        return w - 0.1 * self.first / (np.sqrt(self.second) + 0.5)


def moments_made_in_the_first_step(x, n):
    moments, w = Moments(), x
    for _ in range(n):
        w = moments.step(w, 2 * w * x)
    return np.sum(w * w) * moments.count


def forgotten_and_made_again(x, n):
    current, kept = None, []
    for k in range(n):
        if current is None:
            current = x * 1.0
        kept.append(current)
        current *= x
        if k == 2:
            current = None
    return sum(np.sum(v) for v in kept)


def numbers_put_where_something_may_be_raised(x):
    buffer = None
    for i in range(3):
        try:
            if buffer is None:
                buffer = np.zeros(4)
            buffer[i] = x[i] ** 2
            if x[i] < 0:
                raise ValueError
        except ValueError:
            buffer[3] += x[i]
    return buffer.sum()


def the_largest_or_all_of_them(x, y, p):
    t = max([x, *filter(lambda r: r < 1.5, p)])
    if y <= y:
        if x > 50.0:
            x = x + t
            t = x
        else:
            p[2:3] += p[-4:-3]
    else:
        y -= t
        t = p
    return x + y + np.sum(t)


def numbers_beside_what_becomes_an_array(x, y, p):
    parts = [x, y * x]
    if y > 5.0:
        x = p
        parts[0] = x
    p[1:2] += y
    parts[1] = x * y * 1.0
    total = 0.0
    for part in parts:
        total = total + np.sum(part)
    return total + np.sum(x)


def numbers_appended_beside_an_array(x, y, p):
    last = x
    parts = [last, y]
    for k in range(3):
        if k > y:
            last = p
        p[k] *= y
        parts.append(last)
        parts.append(x * k)
    total = 0.0
    for part in parts:
        total = total + np.sum(part) * 1.1
    return total


ROWS: list[Row] = [
    row(keyword_rebinds, 0.7, 3),
    row(keywords_rebind, 0.7, 3),
    row(keyword_changes, 0.7, 3),
    row(arguments_change, 0.7, 3),
    row(argument_changed_by_callee, 0.7, 3),
    row(dict_rebinds, 0.7, 3),
    row(dict_changes, 0.7, 3),
    row(chain_ends_early, 0.7, 3),
    row(chain_goes_on, 0.7, 3),
    row(chain_rebinds, 0.7, 3),
    row(chain_rebinds_last, 0.7, 3),
    row(argument_rebinds_object, normal(4, seed=3), 3),
    row(index_rebinds_base, normal(4, seed=3), 3),
    row(index_rebinds_itself, 0.7, 3),
    row(argument_changes_function, 0.7, 3),
    row(default_rebinds, 0.7, 3),
    row(defaults_kept, 0.7, 3),
    row(comprehension_binds, 0.7, 3),
    row(comprehension_keeps_names, 0.7, 3),
    row(list_rebinds, 0.7, 3),
    row(target_read_late, normal(4, seed=3), 1),
    row(free_in_loop, 0.7, 3),
    row(lambdas_see_last, 0.7, 3),
    row(lambdas_with_defaults, 0.7, 3),
    row(lambdas_of_comprehension, 0.7, 3),
    row(counters, 0.7, 3),
    row(partials_in_list, 0.7, 3),
    row(partial_of_list, 0.7, 3),
    row(partial_of_array, normal(4, seed=3), 3),
    row(function_changes_in_loop, 0.7, 3),
    row(composed, 0.7, 3),
    row(elements_in_objects, normal(4, seed=3), 3),
    row(element_for_closure, normal(4, seed=3), 3),
    row(elements_for_partials, normal(4, seed=3), 3),
    row(element_as_default, normal(4, seed=3), 3),
    row(partials_of_partial, 0.7, 3),
    row(methods_of_changed, 0.7, 3),
    row(list_seen_late, 0.7, 3),
    row(array_seen_late, normal(4, seed=3), 3),
    row(item_changed_ahead, 0.7, 3),
    row(values_kept, 0.7, 3),
    row(keys_kept, 0.7, 3),
    row(values_in_loop, 0.7, 3),
    row(items_kept, 0.7, 3),
    row(dict_rebound, 0.7, 3),
    row(dict_changed_in_branch, 0.7, 3),
    row(values_of_either, 0.7, 3),
    row(views_of_unknown_keys, 0.7, 3),
    row(unknown_keys_rebound, 0.7, 3),
    row(keys_tested_late, 0.7, 3),
    row(values_returned, 0.7, 3),
    row(views_in_containers, 0.7, 3),
    row(values_twice, 0.7, 3),
    row(rebound_while_gone_through, 0.7, 3),
    row(changed_while_gone_through, 0.7, 3),
    row(row_three_times, 0.7, 3),
    row(list_twice, 0.7, 3),
    row(row_taken_out, 0.7, 3),
    row(view_rebound, normal(4, seed=3), 3),
    row(array_by_parity, normal(4, seed=3), 3),
    row(objects_swapped, 0.7, 3),
    row(objects_only_swapped, 0.7, 3),
    row(objects_rotated, 0.7, 3),
    row(former_kept, 0.7, 3),
    row(new_under_two_names, 0.7, 3),
    row(becomes_new, 0.7, 3),
    row(former_object, 0.7, 3),
    row(lists_swapped, 0.7, 3),
    row(dicts_swapped, 0.7, 3),
    row(objects_ordered_in_loop, 0.7, 3),
    row(objects_ordered, 0.7, 3),
    row(attributes_swapped, 0.7, 3),
    row(holders_swapped, 0.7, 3),
    row(elements_rotated, 0.7, 3),
    row(elements_of_tuple_swapped, 0.7, 3),
    row(items_swapped, 0.7, 3),
    row(growing_lists_swapped, 0.7, 3),
    row(object_in_try, 0.7, 3),
    row(object_in_try, 0.7, 1),
    row(list_in_try, 0.7, 3),
    row(dict_in_try, 0.7, 3),
    row(method_in_try, 0.7, 3),
    row(nonlocal_in_try, 0.7, 3),
    row(object_in_try_in_loop, 0.7, 3),
    row(growing_list_in_try, 0.7, 3),
    row(array_in_try, normal(4, seed=3), 3),
    row(array_until_index, normal(4, seed=3), 3),
    row(array_updated_in_try, normal(4, seed=3), 3),
    row(object_in_finally, 0.7, 3),
    row(object_in_else, 0.7, 3),
    row(object_before_return, 0.7, 3),
    row(two_handlers, 0.7, 3),
    row(two_handlers, 0.7, 4),
    row(branch_in_try, 0.7, 3),
    row(variable_in_try, 0.7, 3),
    row(made_in_the_first_trip, normal(3), 4),
    row(another_ones_memory_in_the_first_trip, normal(3), 4),
    row(moments_made_in_the_first_step, normal(3), 4),
    row(forgotten_and_made_again, normal(3), 5),
    row(numbers_put_where_something_may_be_raised, np.array([0.3, -0.7, 1.2, 0.9])),
    row(the_largest_or_all_of_them, 0.14, 0.41, np.array([-1.07, -0.22, -0.73, 0.7])),
    row(numbers_beside_what_becomes_an_array, 0.7, 0.4, normal(3)),
    row(numbers_beside_what_becomes_an_array, 0.7, 5.4, normal(3)),
    row(numbers_appended_beside_an_array, 0.7, 0.4, normal(3)),
    row(numbers_appended_beside_an_array, 0.7, 5.4, normal(3)),
]
