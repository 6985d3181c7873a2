"""Programs whose containers have lengths, or keys, that only the run can tell."""

import bisect
import functools
import heapq
import itertools
from collections import Counter, defaultdict, deque, namedtuple
from dataclasses import dataclass

import numpy as np

from tests.programs.harness import normal, row

P = np.array([0.7, 1.3, 0.4, 0.9, 1.1])
IDX = np.array([0, 2, 0, 1, 2])
Point = namedtuple("Point", "x y")


@dataclass
class Part:
    x: float
    v: float


def counted_by_key(p, idx):
    d = {}
    for i in range(len(p)):
        k = int(idx[i])
        d[k] = d.get(k, 0.0) + p[i] ** 2
    s = 0.0
    for k, v in d.items():
        s = s + v * v * (k + 1)
    return s


def default_dict_summed(p, idx):
    d = defaultdict(float)
    for k, v in zip(idx, p):
        d[int(k)] += v * v
    return d[0] * d[2] + d[1]


def multiplied_by_key(p, idx):
    d = {}
    for k, v in zip(idx, p):
        if k in d:
            d[k] = d[k] * v
        else:
            d[k] = v
    return sum(d.values())


def arrays_by_key(p, idx):
    d = {}
    for i, k in enumerate(idx):
        if k not in d:
            d[k] = np.zeros(2)
        d[k] = d[k] + p[i] * np.array([1.0, p[0]])
    return sum(np.sum(v * v) for v in d.values())


def lattice_by_pairs(p, n):
    d = {(0, 0): p[0]}
    for i in range(n):
        for j in range(n):
            if (i, j) != (0, 0):
                a = d[(i - 1, j)] if i > 0 else 0.0
                b = d[(i, j - 1)] if j > 0 else 0.0
                d[(i, j)] = a * p[1] + b * p[2] + p[3]
    return d[(n - 1, n - 1)]


def dict_comprehension_of_range(p, n):
    d = {i: p[i] ** 2 for i in range(n)}
    return sum(d[i] * d[(i + 1) % n] for i in range(n))


def lists_by_key(p, idx):
    d = {}
    for k, v in zip(idx, p):
        d.setdefault(k, []).append(v)
    return sum(np.prod(np.array(g)) for g in d.values())


def groups_averaged(p, idx):
    d = defaultdict(list)
    for k, v in zip(idx, p):
        d[k].append(v * v)
    s = 0.0
    for k, g in d.items():
        s += sum(g) / len(g) * (k + 1)
    return s


def key_of_greatest(p, idx):
    d = {}
    for k, v in zip(idx, p):
        d[k] = max(d.get(k, -1.0), v)
    best = max(d, key=d.get)
    return d[best] ** 2


def distances_by_number(w, n):
    dist = {0: 0.0}
    for i in range(1, n):
        dist[i] = min(dist[i - 1] + w[i - 1], dist[max(i - 2, 0)] + 1.5 * w[i])
    return dist[n - 1]


def counted_words(p, words):
    d = {}
    for w, v in zip(words.split(), p):
        d[w] = d.get(w, 0.0) + v
    return sum(v**2 for v in d.values())


def history_of_pairs(p, n):
    history = []
    x = p[:2]
    for t in range(n):
        x = x * 0.9 + np.sin(x)
        history.append((t * p[2], x.copy()))
    s = 0.0
    for t, v in history:
        s = s + t * np.sum(v**2)
    return s


def intervals_halved(p, n):
    stack = [(p[0], p[1])]
    s = 0.0
    while stack:
        a, b = stack.pop()
        if b > 0.3:
            stack.append((a, b * 0.5))
            stack.append((a * 0.5, b * 0.5))
        else:
            s = s + a * b
    return s


def named_tuples_listed(p, n):
    pts = [Point(p[i], p[i] ** 2) for i in range(n)]
    return sum(q.x * q.y for q in pts)


def dicts_listed(p, n):
    rows = []
    for i in range(n):
        rows.append({"a": p[i], "b": p[i] ** 2})
    return sum(r["a"] * r["b"] for r in rows)


def table_of_lists(p, n):
    dp = [[0.0] * (n + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        for j in range(1, n + 1):
            dp[i][j] = max(dp[i - 1][j], dp[i][j - 1]) + p[i - 1] * p[j - 1]
    return dp[n][n]


def rows_of_growing_length(p, n):
    rows = []
    for i in range(n):
        row = []
        for j in range(i + 1):
            row.append(p[i] * p[j])
        rows.append(row)
    return sum(sum(r) ** 2 for r in rows)


def history_transposed(p, n):
    hist = []
    for i in range(n):
        hist.append((p[i], p[i] * 2))
    xs, ys = zip(*hist)
    return np.sum(np.array(xs) * np.array(ys))


def array_of_rows(p, n):
    rows = []
    for i in range(n):
        rows.append([p[i], p[i] ** 2])
    a = np.array(rows)
    return np.sum(a[:, 0] * a[:, 1])


def pairs_read_back(p, n):
    hist = [(0.0, p[0])]
    for i in range(1, n):
        hist.append((i * p[i], hist[-1][1] * p[i]))
    return hist[-1][0] + hist[n // 2][1]


def put_before_a_list(p, n):
    xs = []
    for i in range(n):
        xs = [p[i]] + xs
    return xs[0] * xs[-1] + sum(xs)


def quicksort(xs):
    if len(xs) <= 1:
        return xs
    pivot = xs[0]
    left = [x for x in xs[1:] if x < pivot]
    right = [x for x in xs[1:] if x >= pivot]
    return quicksort(left) + [pivot] + quicksort(right)


def quicksorted(p, n):
    s = quicksort([p[i] for i in range(n)])
    return sum((i + 1) * v for i, v in enumerate(s))


def mergesort(xs):
    if len(xs) <= 1:
        return xs
    m = len(xs) // 2
    a, b = mergesort(xs[:m]), mergesort(xs[m:])
    out = []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] < b[j]:
            out.append(a[i])
            i += 1
        else:
            out.append(b[j])
            j += 1
    return out + a[i:] + b[j:]


def mergesorted(p, n):
    s = mergesort([p[i] for i in range(n)])
    return sum((i + 1) * v for i, v in enumerate(s))


def sorted_of_unknown_length(p, n):
    xs = [v * v for v in p if v > 0.5]
    ys = sorted(xs)
    zs = sorted(xs, key=lambda v: -v)
    xs.sort(reverse=True)
    return ys[0] * 2 + zs[0] * 3 + xs[1]


def reversed_of_unknown_length(p, n):
    xs = [v * v for v in p if v > 0.5]
    s = 0.0
    for i, v in enumerate(reversed(xs)):
        s += i * v
    xs.reverse()
    return s + xs[0]


def zipped_of_unknown_length(p, n):
    xs = [v * v for v in p if v > 0.5]
    ys = [v + 1 for v in p if v > 0.5]
    return sum(a * b for a, b in zip(xs, ys)) + sum(i * a for i, a in enumerate(xs[1:]))


def least_by_key(p, n):
    xs = [(v, v * v) for v in p if v > 0.5]
    return min(xs, key=lambda t: t[1])[0] + max(xs)[1]


def first_and_rest(p, n):
    xs = [v * v for v in p if v > 0.5]
    a, *rest = xs
    return a * sum(rest)


def heap_of_pairs(p, n):
    h = []
    for i in range(n):
        heapq.heappush(h, (p[i] ** 2, i))
    s = 0.0
    k = 1
    while h:
        d, i = heapq.heappop(h)
        s += k * d * p[i]
        k += 1
    return s


def moving_window(p, n):
    w = deque(maxlen=3)
    s = 0.0
    for i in range(n):
        w.append(p[i])
        s += sum(w) ** 2 / len(w)
    return s


def queue_of_pairs(p, n):
    q = deque([(0, p[0])])
    s = 0.0
    while q:
        d, v = q.popleft()
        s += v * (d + 1)
        if d < n:
            q.append((d + 1, v * p[1]))
    return s


def inserted_at_the_front(p, n):
    xs = []
    for i in range(n):
        xs.insert(0, p[i] * (i + 1))
    del xs[1]
    return xs[0] * xs[1] + xs[-1]


def kept_in_order(p, n):
    xs = []
    for i in range(n):
        bisect.insort(xs, p[i])
    return sum(i * v for i, v in enumerate(xs))


def slices_of_unknown_length(p, n):
    xs = [p[i] for i in range(n)]
    ys = xs[1:-1]
    zs = xs[::-1]
    ws = xs[:]
    ws[0] = 5.0
    return sum(ys) * zs[0] + ws[0] * xs[0]


def reduced_without_start(p, n):
    xs = [v for v in p if v > 0.5]
    return functools.reduce(lambda a, b: a * b, xs) + functools.reduce(lambda a, b: a + b, xs, 0.0)


def accumulated_and_chained(p, n):
    xs = [v for v in p if v > 0.5]
    return (
        sum(v * v for v in itertools.accumulate(xs))
        + sum(a * b for a, b in itertools.pairwise(xs))
        + sum(itertools.chain(xs, [1.0]))
    )


def arrays_in_a_list_written(p, n):
    xs = [np.zeros(2) for _ in range(n)]
    for i in range(n):
        xs[i][0] = p[i]
        xs[i][1] += p[i] ** 2
    return sum(np.sum(x * x) for x in xs)


def buffer_copied_to_history(p, n):
    x = p[:2].copy()
    xs = []
    for i in range(n):
        x[0] = x[0] * p[2] + x[1]
        xs.append(x.copy())
    return sum(np.sum(v * v) for v in xs)


def gen(p, n):
    for i in range(n):
        if p[i] > 0.5:
            yield i, p[i] ** 2


def generator_counted(p, n):
    return sum(i * v for i, v in gen(p, n)) + len(list(gen(p, n)))


def generator_listed(p, n):
    xs = list(gen(p, n))
    return xs[-1][1] * xs[0][1]


def least_so_far(p, n):
    best = None
    for i in range(n):
        c = (p[i] - 0.83) ** 2
        if best is None or c < best:
            best = c
    return best


def lists_of_two_lengths(p, n):
    if p[0] > 0.5:
        l = [p[0], p[1]]
    else:
        l = []
    return sum(l)


def object_of_either_branch(p, n):
    if p[0] > 0.5:
        q = Part(p[0], p[1])
    else:
        q = Part(p[1], 2.0)
    return q.x * q.v


def fill(obj, v):
    obj.x = obj.x * v


def attributes_written_by_callee(p, n):
    q = Part(p[0], p[1])
    for i in range(n):
        fill(q, p[i])
    return q.x * q.v


def perm(xs):
    if len(xs) == 0:
        return 1.0
    return xs[0] * perm(xs[1:]) + 1.0


def recursion_over_slices(p, n):
    return perm([p[i] for i in range(n)])


def weighted_stack(p, n):
    todo = [(n - 1, 1.0)]
    s = 0.0
    while todo:
        i, w = todo.pop()
        s += w * p[i]
        if i > 0:
            todo.append((i - 1, w * p[i]))
    return s


def bubble_sorted(p, n):
    xs = [p[i] for i in range(n)]
    for i in range(n):
        for j in range(n - 1 - i):
            if xs[j] > xs[j + 1]:
                xs[j], xs[j + 1] = xs[j + 1], xs[j]
    return sum(i * v for i, v in enumerate(xs))


def grown_until(p, n):
    xs = [p[0]]
    while xs[-1] < 5.0:
        xs.append(xs[-1] * 1.5 + p[1])
    return xs[-1] + len(xs) * xs[0]


def matrix_of_lists(p, n):
    m = []
    for i in range(n):
        m.append([p[i] * j for j in range(n)])
    return np.sum(np.array(m) @ p)


def pairs_sorted_in_place(p, n):
    out = []
    for i, v in enumerate(p):
        if v > 0.5:
            out.append((i, v))
    out.sort(key=lambda t: t[1])
    return sum(k * v for k, (i, v) in enumerate(out))


def elimination_with_pivots(p, n):
    a = [[p[i] * p[j] + (5.0 if i == j else 0.0) for j in range(n)] for i in range(n)]
    b = [p[i] for i in range(n)]
    for k in range(n):
        best = k
        for i in range(k, n):
            if abs(a[i][k]) > abs(a[best][k]):
                best = i
        a[k], a[best] = a[best], a[k]
        b[k], b[best] = b[best], b[k]
        for i in range(k + 1, n):
            f = a[i][k] / a[k][k]
            for j in range(k, n):
                a[i][j] -= f * a[k][j]
            b[i] -= f * b[k]
    x = [0.0] * n
    for i in range(n - 1, -1, -1):
        s = b[i]
        for j in range(i + 1, n):
            s -= a[i][j] * x[j]
        x[i] = s / a[i][i]
    return sum(v * v for v in x)


def rows_exchanged(p, n):
    a = [[p[i] * p[j] + (5.0 if i == n - 1 - j else 0.0) for j in range(n)] for i in range(n)]
    for k in range(n - 1):
        a[k], a[k + 1] = a[k + 1], a[k]
        a[k][0] = a[k][0] * p[k] + a[k + 1][1]
    return sum(r[0] * r[1] for r in a)


def arrays_in_a_list_updated(p, n):
    xs = [np.zeros(3) for _ in range(n)]
    for i in range(n):
        xs[i] += p[i] * p[:3]
        xs[i][0] *= 2.0
        xs[0][1] += xs[i][2] * p[0]
    return np.sum(np.stack(xs) ** 2)


def same_array_many_times(p, n):
    x = p[:2].copy()
    hist = []
    for i in range(n):
        x[0] = x[0] * p[2] + x[1]
        hist.append(x)
    return sum(np.sum(h * h) for h in hist)


def arrays_popped_and_written(p, n):
    xs = [p[i] * np.ones(2) for i in range(n)]
    s = 0.0
    while len(xs) > 1:
        a = xs.pop()
        a[0] = a[0] * a[1] + xs[0][0]
        xs[0][1] = xs[0][1] + a[0]
        s = s + np.sum(a * xs[-1])
    return s


def lists_by_number(p, edges):
    out = [[] for _ in range(len(p))]
    for k in range(len(edges)):
        u = edges[k]
        out[u].append(p[k] ** 2)
    s = 0.0
    for i, found in enumerate(out):
        for v in found:
            s += v * (i + 1)
    return s


class Rec:
    def __init__(self):
        self.items = []
        self.best = {}

    def add(self, k, v):
        self.items.append((k, v))
        self.best[k] = max(self.best.get(k, 0.0), v)


def object_with_growing_parts(p, idx):
    r = Rec()
    for k, v in zip(idx, p):
        r.add(int(k), v * v)
    return sum((k + 1) * v for k, v in r.items) + sum(r.best.values()) ** 2


def pairs_by_key(p, idx):
    d = {}
    for k, v in zip(idx, p):
        a, b = d.get(k, (0.0, 1.0))
        d[k] = (a + v, b * v)
    return sum(a * b for a, b in d.values())


def keys_deleted(p, idx):
    d = {}
    for i in range(len(p)):
        d[i] = p[i] ** 2
    del d[1]
    x = d.pop(3)
    y = d.pop(77, p[0])
    d[1] = x * 2
    return sum((k + 1) * v for k, v in d.items()) + y


def sorted_by_value(p, idx):
    d = {}
    for k, v in zip(idx, p):
        d[int(k)] = d.get(int(k), 0.0) + v
    items = sorted(d.items(), key=lambda kv: -kv[1])
    keys = sorted(d)
    return sum((i + 1) * v * (k + 2) for i, (k, v) in enumerate(items)) + d[keys[0]] ** 2 + max(d.values())


def keys_listed_and_changed(p, idx):
    d = {}
    for k, v in zip(idx, p):
        d[int(k)] = v
    for k in list(d):
        d[k] = d[k] ** 2
    for k in list(d.keys()):
        if k == 1:
            del d[k]
    return sum(d.values())


def default_arrays_added_to(p, idx):
    d = defaultdict(lambda: np.zeros(2))
    for k, v in zip(idx, p):
        d[int(k)] += v * np.array([1.0, p[0]])
    return sum(np.sum(v * v) * (k + 1) for k, v in d.items())


def counter_of_numbers(p, idx):
    c = Counter()
    for k, v in zip(idx, p):
        c[int(k)] += v * v
    return c[0] * c[2] + c[9]


def seen_numbers(p, idx):
    seen = set()
    s = 0.0
    for k, v in zip(idx, p):
        k = int(k)
        if k in seen:
            s += 10 * v * v
            continue
        seen.add(k)
        s += v
    return s * len(seen)


def queue_of_pairs_from_the_left(p, n):
    q = deque(maxlen=2)
    s = 0.0
    for i in range(n):
        q.appendleft((p[i], p[i] ** 2))
        s += sum(a * b for a, b in q) * (i + 1)
    return s + q[0][1] + q[-1][0]


def pairs_under_two_names(p, n):
    a = []
    b = a
    for i in range(n):
        b.append((p[i], p[i] ** 2))
    a.append((p[0], 1.0))
    return sum(x * y for x, y in b) + len(b)


def copies_of_pairs(p, n):
    a = [(p[i], p[i] ** 2) for i in range(n)]
    b = a[:]
    c = list(a)
    d = a.copy()
    b[0] = (p[1], p[2])
    c.append((1.0, p[0]))
    d.reverse()
    return (
        sum(x * y for x, y in a)
        + 2 * sum(x * y for x, y in b)
        + 3 * sum(x * y for x, y in c)
        + sum(i * x * y for i, (x, y) in enumerate(d))
    )


def copies_of_rows(p, n):
    a = [[p[i], p[i] ** 2] for i in range(n)]
    b = a[:]
    c = [r[:] for r in a]
    a[0][0] = 5.0 * p[1]
    b[1] = [p[2], p[3]]
    c[2][1] = p[0]
    return sum(r[0] * r[1] for r in a) + 2 * sum(r[0] * r[1] for r in b) + 3 * sum(r[0] * r[1] for r in c)


def found_by_value(p, n):
    xs = [v * v for v in p if v > 0.5]
    i = xs.index(max(xs))
    return xs[i] * (i + 1) + xs.count(xs[0]) * xs[1] + (p[0] if xs[0] in xs else 0.0)


def flattened_rows(p, n):
    a = [[p[i] * j for j in range(i + 1)] for i in range(n)]
    flat = [v for row in a for v in row]
    return sum(i * v for i, v in enumerate(flat)) + len(flat)


def pairs_until_break(p, n):
    out = []
    for i in range(n):
        if p[i] < 0.45:
            continue
        out.append((i, p[i] ** 2))
        if p[i] > 1.2 and i > 2:
            break
    if not out:
        return p[0]
    return out[-1][1] * out[0][1] + len(out)


def key_error_caught(p, idx):
    d = {}
    s = 0.0
    for k, v in zip(idx, p):
        try:
            s += d[int(k)] * v
        except KeyError:
            s += v**2
        d[int(k)] = v
    return s


def peaks(xs):
    out = []
    for i in range(1, len(xs) - 1):
        if xs[i] > xs[i - 1] and xs[i] > xs[i + 1]:
            out.append((i, xs[i]))
    return out


def peaks_found(p, n):
    pk = peaks(p)
    return sum((i + 1) * v**2 for i, v in pk)


def splitpairs(xs):
    if len(xs) <= 1:
        return xs
    m = len(xs) // 2
    return [(a, b * 2.0) for a, b in splitpairs(xs[m:])] + splitpairs(xs[:m])


def operations_listed(p, n):
    stack = []
    for i in range(n):
        stack.append(("mul" if i % 2 else "add", p[i]))
    x = 1.0
    for op, v in stack:
        if op == "mul":
            x = x * v
        else:
            x = x + v
    return x


def reverse_polish(p, text):
    stack = []
    for tok in text.split():
        if tok == "*":
            b = stack.pop()
            a = stack.pop()
            stack.append(a * b)
        elif tok == "+":
            b = stack.pop()
            a = stack.pop()
            stack.append(a + b)
        else:
            stack.append(p[int(tok)])
    return stack[-1]


def popped_from_the_end(p, n):
    xs = [p[i] for i in range(n)]
    a = xs.pop(-2)
    b = xs.pop(-1)
    xs.insert(-1, a * b)
    xs.insert(100, p[0])
    return sum((i + 1) * v for i, v in enumerate(xs))


def polynomials_multiplied(p, n):
    a = [p[i] for i in range(n)]
    b = [p[n - 1 - i] for i in range(n)]
    c = [0.0] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            c[i + j] += x * y
    return sum(i * v for i, v in enumerate(c))


def two_rows_at_a_time(p, n):
    prev = [0.0] * (n + 1)
    for i in range(1, n + 1):
        cur = [0.0] * (n + 1)
        for j in range(1, n + 1):
            cur[j] = max(prev[j], cur[j - 1]) + p[i - 1] * p[j - 1] * (prev[j - 1] + 1)
        prev = cur
    return prev[n]


def layers_kept(p, n):
    acts = [np.array([p[0], p[1]])]
    for i in range(n):
        h = np.tanh(p[i] * acts[-1] + acts[max(0, i - 1)])
        acts.append(h)
    return sum(np.sum(a) for a in acts) + acts[-1][0]


def grown_while_read(p, n):
    todo = [(p[0], 0)]
    i = 0
    while i < len(todo):
        v, d = todo[i]
        if d < 3:
            todo.append((v * p[1], d + 1))
            if d < 2:
                todo.append((v * p[2], d + 2))
        i += 1
    return sum(v * (d + 1) for v, d in todo)


def named_tuples_sorted(p, n):
    pts = []
    for i in range(n):
        pts.append(Point(x=p[i], y=p[i] * 2))
    best = max(pts, key=lambda q: q.y)
    pts.sort(key=lambda q: q.x)
    return best.x * pts[0].y + pts[-1].x + pts[1]._replace(x=3.0).y


def stars_of_unknown_length(p, n):
    out = [p[0]]
    for v in p[1:]:
        out.append(out[-1] + v * out[-1])
    a, b, *rest = out
    *head, last = out
    return a * b + sum(rest) * len(rest) + sum(head) * last


def row_put_elsewhere(p, n):
    grid = [[p[i]] * n for i in range(n)]
    row = grid[1]
    row[0] = p[0] * p[1]
    grid[2] = row
    grid[2][1] = p[2] ** 2
    return sum(sum(r) * (i + 1) for i, r in enumerate(grid))


def same_row_many_times(p, n):
    row = [p[0]] * n
    grid = [row] * n
    grid[0][1] = p[1] * 2
    return sum(sum(r) for r in grid)


class Body:
    def __init__(self, x, v):
        self.x = x
        self.v = v
        self.hist = []

    def step(self, f, h):
        self.v = self.v + h * f
        self.x = self.x + h * self.v


class Simple:
    def __init__(self, x, v):
        self.x = x
        self.v = v

    def step(self, f, h):
        self.v = self.v + h * f
        self.x = self.x + h * self.v

    @property
    def energy(self):
        return 0.5 * self.v**2 + self.x**2


class World:
    def __init__(self):
        self.parts = []
        self.t = 0.0

    def add(self, x):
        self.parts.append(Simple(x, 0.0))

    def run(self, h):
        for q in self.parts:
            q.step(-q.x, h)
        self.t += h


def bodies_that_attract(p, n):
    bodies = [Simple(p[i], 0.1 * i) for i in range(n)]
    for _ in range(3):
        forces = []
        for a in bodies:
            f = 0.0
            for b in bodies:
                if a is not b:
                    f += b.x - a.x
            forces.append(f)
        for b, f in zip(bodies, forces):
            b.step(f, 0.1)
    return sum(b.energy for b in bodies)


def object_of_greatest(p, n):
    bodies = [Part(p[i], p[i] ** 2) for i in range(n)]
    best = bodies[0]
    for q in bodies:
        if q.x > best.x:
            best = q
    return best.x * 3 + best.v


def objects_exchanged(p, n):
    bodies = [Part(p[i], p[i] ** 2) for i in range(n)]
    first = bodies[0]
    for i in range(n - 1):
        bodies[i], bodies[i + 1] = bodies[i + 1], bodies[i]
    return first.x * bodies[0].v + bodies[-1].x * bodies[1].v


def objects_filtered(p, n):
    bodies = [Part(p[i], p[i] ** 2) for i in range(n)]
    bodies = [q for q in bodies if q.x > 0.5]
    return sum(q.x * q.v for q in bodies)


def object_written_after_append(p, n):
    bodies = [Part(p[i], 1.0) for i in range(n)]
    q = bodies[2]
    bodies.append(Part(p[0], 2.0))
    q.x = q.x * q.v * 3
    bodies[-1].v = q.x
    return sum((i + 1) * b.x * b.v for i, b in enumerate(bodies))


def object_read_before_and_after(p, n):
    bodies = [Part(p[i], 1.0) for i in range(n)]
    s = 0.0
    i = 0
    while i < len(bodies):
        q = bodies[i]
        old = q.x
        q.x = q.x**2 + old
        s += old * q.x
        i += 1
    return s + bodies[1].x


def objects_written_by_callee(p, n):
    bodies = [Part(p[i], 1.0) for i in range(n)]
    q = bodies[1]
    s = q.x * put_into(q, p[2]) + q.x
    t = q.x + put_into(bodies[1], p[3]) * q.x
    return s + t


def objects_written_in_branches(p, n):
    bodies = [Part(p[i], 1.0) for i in range(n)]
    for q in bodies:
        if q.x > 0.8:
            q.x = 0.5 * q.x
            q.v = q.x * q.v + 1
        else:
            q.v = 2.0
    return sum(q.x * q.v for q in bodies)


def object_written_when_in_a_list(p, n):
    bodies = []
    for i in range(n):
        b = Part(p[i], 1.0)
        b.x = b.x + 1.0
        bodies.append(b)
        b.v = b.x * p[0]
    b = bodies[0]
    b.x = b.v
    return sum(q.x * q.v for q in bodies)


def world_of_particles(p, n):
    w = World()
    for i in range(n):
        w.add(p[i])
    for _ in range(n):
        w.run(0.1)
    return sum(q.energy for q in w.parts) * w.t


def objects_with_histories(p, n):
    bodies = [Body(p[i], 0.0) for i in range(n)]
    for k in range(3):
        for b in bodies:
            b.step(-b.x, 0.1)
            b.hist.append(b.x)
    return sum(sum(h**2 for h in b.hist) for b in bodies)


def objects_by_key(p, idx):
    d = {}
    for k, v in zip(idx, p):
        k = int(k)
        if k not in d:
            d[k] = Part(0.0, 1.0)
        d[k].x += v
        d[k].v *= v
    return sum(q.x * q.v for q in d.values()) + d[0].x


def written_after_it_was_put(p, n):
    ps = []
    for i in range(n):
        q = Part(p[i], 1.0)
        ps.append(q)
        q.x = q.x * 2
    return sum(q.x for q in ps)


def graph_of_pairs(p, edges):
    graph = [[] for _ in range(len(p))]
    for k in range(len(edges)):
        graph[edges[k]].append((k, p[k] ** 2))
    s = 0.0
    for i in range(len(graph)):
        for v, w in graph[i]:
            s += w * (v + 1) * p[i]
    return s


def shortest_path(p, n):
    graph = {0: [(1, 0), (2, 1)], 1: [(3, 2)], 2: [(1, 3), (3, 4)], 3: []}
    dist = {0: 0.0}
    heap = [(0.0, 0)]
    done = set()
    while heap:
        d, u = heapq.heappop(heap)
        if u in done:
            continue
        done.add(u)
        for v, e in graph[u]:
            nd = d + p[e]
            if v not in dist or nd < dist[v]:
                dist[v] = nd
                heapq.heappush(heap, (nd, v))
    return dist[3] ** 2


def dicts_joined(p, idx):
    d = {i: p[i] for i in range(len(p))}
    e = {int(k): v * 2 for k, v in zip(idx, p)}
    d.update(e)
    d |= {0: p[1]}
    return sum((k + 1) * v for k, v in d.items())


def cube_of_lists(p, n):
    cube = [[[0.0] * n for _ in range(n)] for _ in range(n)]
    for i in range(n):
        for j in range(n):
            for k in range(n):
                cube[i][j][k] = p[i] * p[j] + p[k]
                if i > 0:
                    cube[i][j][k] += 0.1 * cube[i - 1][j][k] ** 2
    return cube[n - 1][0][1] * cube[1][1][1]


def particles_stepped(p, n):
    parts = [Part(p[i], 1.0) for i in range(n)]
    for k in range(3):
        for q in parts:
            q.v -= 0.1 * q.x
            q.x += 0.1 * q.v
    return sum(q.x**2 + q.v for q in parts)


def put_into(q, v):
    q.x = v
    return q.x * 2


def pairs_of_rows(p, q):
    e = 0.0
    for (i, a), (j, b) in itertools.combinations(enumerate(p), 2):
        e += q[i] * q[j] * np.sum((a - b) ** 2)
    return e


def pairs_left_out(p):
    s = 0.5
    for i, j in itertools.combinations(range(len(p)), 2):
        d = p[i] - p[j]
        if d > 1:
            continue
        s = s + d**2 * np.sin(s)
    return s + i


def product_of_ranges(p, n, m):
    a = np.zeros((n, m))
    for i, j in itertools.product(range(n), range(m)):
        a[i, j] = p[i] * a[i - 1, j - 1] + p[j]
    return np.sum(a**2)


def product_of_arrays(p, q):
    s = 1.0
    for a, b in itertools.product(p, q):
        s = s + a * b**2 / s
    return s


def filtered_and_counted(p):
    def positive_ones(values):
        for v in values:
            if v > 0:
                yield v * 2

    t = 1.0
    for i, e in enumerate(positive_ones(p), start=1):
        t = t * e + i
    return t


ROWS = [
    row(counted_by_key, P, IDX),
    row(default_dict_summed, P, IDX),
    row(multiplied_by_key, P, IDX),
    row(arrays_by_key, P, IDX),
    row(lattice_by_pairs, P, 3),
    row(dict_comprehension_of_range, P, 5),
    row(lists_by_key, P, IDX),
    row(groups_averaged, P, IDX),
    row(key_of_greatest, P, IDX),
    row(distances_by_number, P, 5),
    row(counted_words, P, "a b a c b"),
    row(history_of_pairs, P, 5),
    row(intervals_halved, P, 5),
    row(named_tuples_listed, P, 5),
    row(dicts_listed, P, 5),
    row(table_of_lists, P, 5),
    row(rows_of_growing_length, P, 5),
    row(history_transposed, P, 5),
    row(array_of_rows, P, 5),
    row(pairs_read_back, P, 5),
    row(put_before_a_list, P, 5),
    row(quicksorted, P, 5),
    row(mergesorted, P, 5),
    row(sorted_of_unknown_length, P, 5),
    row(reversed_of_unknown_length, P, 5),
    row(zipped_of_unknown_length, P, 5),
    row(least_by_key, P, 5),
    row(first_and_rest, P, 5),
    row(heap_of_pairs, P, 5),
    row(moving_window, P, 5),
    row(queue_of_pairs, P, 5),
    row(inserted_at_the_front, P, 5),
    row(kept_in_order, P, 5),
    row(slices_of_unknown_length, P, 5),
    row(reduced_without_start, P, 5),
    row(accumulated_and_chained, P, 5),
    row(arrays_in_a_list_written, P, 5),
    row(buffer_copied_to_history, P, 5),
    row(generator_counted, P, 5),
    row(generator_listed, P, 5),
    row(least_so_far, P, 5),
    row(lists_of_two_lengths, P, 5),
    row(object_of_either_branch, P, 5),
    row(attributes_written_by_callee, P, 5),
    row(recursion_over_slices, P, 5),
    row(weighted_stack, P, 5),
    row(bubble_sorted, P, 5),
    row(grown_until, P, 5),
    row(matrix_of_lists, P, 5),
    row(pairs_sorted_in_place, P, 5),
    row(elimination_with_pivots, P, 5),
    row(rows_exchanged, P, 5),
    row(arrays_in_a_list_updated, P, 5),
    row(same_array_many_times, P, 5),
    row(arrays_popped_and_written, P, 5),
    row(lists_by_number, P, IDX),
    row(object_with_growing_parts, P, IDX),
    row(pairs_by_key, P, IDX),
    row(keys_deleted, P, IDX),
    row(sorted_by_value, P, IDX),
    row(keys_listed_and_changed, P, IDX),
    row(default_arrays_added_to, P, IDX),
    row(counter_of_numbers, P, IDX),
    row(seen_numbers, P, IDX),
    row(queue_of_pairs_from_the_left, P, 5),
    row(pairs_under_two_names, P, 5),
    row(copies_of_pairs, P, 5),
    row(copies_of_rows, P, 5),
    row(found_by_value, P, 5),
    row(flattened_rows, P, 5),
    row(pairs_until_break, P, 5),
    row(key_error_caught, P, IDX),
    row(peaks_found, P, 5),
    row(operations_listed, P, 5),
    row(reverse_polish, P, "0 1 * 2 + 3 *"),
    row(popped_from_the_end, P, 5),
    row(polynomials_multiplied, P, 5),
    row(two_rows_at_a_time, P, 5),
    row(layers_kept, P, 5),
    row(grown_while_read, P, 5),
    row(named_tuples_sorted, P, 5),
    row(stars_of_unknown_length, P, 5),
    row(row_put_elsewhere, P, 5),
    row(same_row_many_times, P, 5),
    row(bodies_that_attract, P, 5),
    row(object_of_greatest, P, 5),
    row(objects_exchanged, P, 5),
    row(objects_filtered, P, 5),
    row(object_written_after_append, P, 5),
    row(object_read_before_and_after, P, 5),
    row(objects_written_by_callee, P, 5),
    row(objects_written_in_branches, P, 5),
    row(object_written_when_in_a_list, P, 5),
    row(world_of_particles, P, 5),
    row(objects_with_histories, P, 5),
    row(objects_by_key, P, IDX),
    row(written_after_it_was_put, P, 5),
    row(graph_of_pairs, P, IDX),
    row(shortest_path, P, 5),
    row(dicts_joined, P, IDX),
    row(cube_of_lists, P, 3),
    row(particles_stepped, P, 5),
    row(pairs_of_rows, normal(4, 3), normal(4)),
    row(pairs_left_out, normal(5)),
    row(product_of_ranges, normal(4), 3, 4),
    row(product_of_arrays, normal(5), normal(3)),
    row(filtered_and_counted, normal(5)),
]
