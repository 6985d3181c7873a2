"""Programs that build and change containers, and use Python's own functions on them."""

import copy
import functools
import itertools
import math
import operator
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple  # noqa: F401
from typing import NamedTuple

import numpy as np

from tests.programs.harness import normal, row

Bond = namedtuple("Bond", ["face", "rate", "years"], defaults=[3])
HISTORY: dict[str, int] = {"calls": 0}


class Sample(NamedTuple):
    x: float
    weight: float = 1.0

    @property
    def weighted(self):
        return self.x * self.weight


# ------------------------------------------------------------ lists that change
def built_by_append(x, y):
    items = []
    items.append(x)
    items.append(y * x)
    items += [x + y, 2.0]
    items.extend((y, y))
    return items[0] * items[-1] + items[1] * items[3] + len(items)


def inserted_and_popped(x, y):
    items = [x, y]
    items.insert(1, x * y)
    items.insert(0, y * y)
    last = items.pop()
    first = items.pop(0)
    return last * first * items[0] + items[1] ** 2


def reversed_and_sorted(x, y, z):
    items = [x, y, z]
    items.reverse()
    a = items[0] * 2 + items[1]
    items.sort()
    b = items[0] * 3 + items[2]
    items.sort(key=lambda v: -v)
    return a * b + items[0] ** 2


def slices_assigned(x, y):
    items = [x, y, x * y, 1.0, 2.0]
    items[1:3] = [y * y]
    items[:0] = [x * 3, x]
    items[-1:] = []
    return sum(v * (i + 1) for i, v in enumerate(items)) * len(items)


def two_names(x, y):
    a = [x]
    b = a
    b.append(y)
    c = a[:]
    c.append(x * y)
    a[0] = y * 2
    return sum(a) * sum(b) + sum(c) * len(a)


def shared_rows(x, y):
    row_ = [x, y]
    table = [row_] * 2
    table[0][1] = x * y
    other = [[x, y] for _ in range(2)]
    other[0][1] = x * y
    return table[1][1] * other[1][1] + row_[1]


def nested_lists(x, y):
    matrix = [[x, y], [y, x * y]]
    matrix[1][0] += x
    matrix.append([1.0, x])
    transposed = [list(column) for column in zip(*matrix)]
    return np.sum(np.array(matrix) @ np.array(transposed))


def cleared_and_refilled(x):
    items = [x, x * 2]
    total = sum(items)
    items.clear()
    items.append(total)
    items.remove(total) if False else None
    return items[0] * x


def deleted_items(x, y):
    items = [x, y, x * y, x + y]
    del items[0]
    del items[-1]
    removed = items.pop(-1)
    return removed * items[0]


def stack_of_values(x, y):
    program = ["x", "y", "+", "x", "*", "y", "-"]
    stack = []
    values = {"x": x, "y": y}
    operations = {"+": operator.add, "-": operator.sub, "*": operator.mul}
    for symbol in program:
        if symbol in operations:
            b, a = stack.pop(), stack.pop()
            stack.append(operations[symbol](a, b))
        else:
            stack.append(values[symbol])
    return stack.pop() * len(program)


def filled_in_known_loop(x):
    powers = [1.0]
    for _ in range(4):
        powers.append(powers[-1] * x)
    return sum(c * p for c, p in zip([1.0, 0.5, -0.3, 2.0, 0.1], powers))


def triangle_filled(x):
    rows = [[1.0]]
    for n in range(1, 4):
        before = rows[-1]
        rows.append([x * a + b for a, b in zip([0.0, *before], [*before, 0.0])])
    return sum(sum(r) for r in rows) * len(rows[-1])


def list_passed_and_filled(x, y):
    def fill(target, value, times):
        for _ in range(times):
            target.append(value)
        return len(target)

    items = [y]
    n = fill(items, x * y, 2)
    return sum(items) * n


def list_changed_in_branch(x, y):
    items = [x, y]
    if x > 0.2:
        items[0] = items[0] * y
        items[1] = 3.0
    else:
        items[1] = x
    return items[0] * items[1] + items[0]


def list_carried(x, y, n):
    state = [x, y]
    for i in range(n):
        state[0] += 0.1 * state[1]
        state[1] = state[1] - 0.1 * state[0] * (i + 1)
    return state[0] ** 2 + state[1] ** 2


def list_rebuilt(x, y, n):
    state = [x, y]
    for _ in range(n):
        a, b = state
        state = [a + 0.1 * b, b - 0.1 * a]
    return state[0] * state[1]


def list_exchanged(x, y, n):
    old, new = [x, y], [0.0, 0.0]
    for _ in range(n):
        new = [old[0] * 0.5 + old[1], old[1] * x]
        old, new = new, old
    return old[0] * old[1] + new[0]


def list_written_by_index(x, y, k):
    items = [x, y, x * y]
    items[k] = items[k] * 3 + items[0]
    items[-k] *= 2.0
    return items[0] + items[1] ** 2 + items[2] ** 3


def list_read_by_index(items, order):
    total = 0.0
    for i, k in enumerate(order):
        total += items[k] * (i + 1)
    return total * items[order[0]]


def rows_by_index(x, y, k):
    rows = [(x, y), (y, x * y), (2.0, x)]
    a, b = rows[k]
    return a * b + rows[k - 1][0]


def list_of_arrays_changed(p, q):
    arrays = [p, q]
    arrays.append(p * q)
    arrays[0] = arrays[0] + arrays[2]
    total = np.zeros(3)
    for a in arrays:
        total = total + a**2
    return np.sum(total) * len(arrays)


def list_arithmetic(x, y):
    a = [x] * 2 + [y] * 2
    a *= 2
    b = 2 * [x * y] + a[1:3]
    return sum(a) * sum(b) + len(a + b)


def list_compared(x, y):
    a, b = [x, y], [x, y]
    if a == b and a is not b and [1, 2] < [1, 3] and (x, 1) != (x, 2):
        return x * y
    return x


def removed_while_known(x):
    queue = [1, 2, 3]
    total = x
    while queue:
        k = queue.pop(0)
        if k == 2:
            queue.append(5)
        total = total * x + k
    return total


def grown_while_gone_through(x):
    items = [x, 2.0]
    for v in items:
        if len(items) < 5:
            items.append(v * x)
    return sum(items) * len(items)


def pairs_of_iterator(x):
    values = iter([x, 2 * x, x * x, 3.0])
    return sum(a * b for a, b in zip(values, values))


def breadth_first(x):
    graph = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}
    value = {"a": x}
    queue, seen = deque(["a"]), {"a"}
    while queue:
        node = queue.popleft()
        for other in graph[node]:
            value[other] = value.get(other, 0.0) + value[node] * 1.5
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return value["d"] * value["b"] + len(seen)


# ------------------------------------------------------------ dicts that change
def dict_built(x, y):
    table = {}
    table["a"] = x
    table["b"] = table["a"] * y
    table |= {"c": y}
    table.update(d=x * y, a=2 * x)
    table.update({"e": 1.0})
    return table["a"] * table["b"] + table["c"] * table["d"] + len(table)


def dict_methods(x, y):
    table = {"a": x, "b": y}
    first = table.setdefault("a", 5.0)
    second = table.setdefault("c", x * y)
    popped = table.pop("b")
    missing = table.pop("z", 2.0)
    key, last = table.popitem()
    return first * second + popped * missing + last * len(key) + table.get("b", x) * len(table)


def dict_keys_values(x, y):
    table = {"a": x, "b": y, 3: x * y, (1, 2): 2.0}
    total = 0.0
    for key, value in table.items():
        total += value * (2 if isinstance(key, str) else 3)
    return total * sum(table.values()) + len(list(table)) + ("a" in table) + (4 not in table)


def dict_changed_in_loop(x, y):
    table = {"a": x, "b": y}
    for key in table:
        table[key] = table[key] * 2 + 1
    for key in list(table):
        table[key + "_new"] = table[key] ** 2
    return sum(table.values()) * len(table)


def dict_carried(x, v, n):
    state = {"x": x, "v": v, "t": 0.0}
    for _ in range(n):
        state["v"] -= 0.1 * state["x"]
        state["x"] += 0.1 * state["v"]
        state["t"] += 0.1
    return state["x"] ** 2 + state["v"] ** 2 * state["t"]


def dict_rebuilt(w, b, n):
    params = {"w": w, "b": b}
    for _ in range(n):
        grads = {"w": 2 * params["w"] * params["b"], "b": params["w"] ** 2}
        params = {k: p - 0.1 * grads[k] for k, p in params.items()}
    return params["w"] * params["b"]


def dict_of_dicts(x, y):
    tree = {"left": {"value": x}, "right": {"value": y, "extra": [x]}}
    tree["left"]["value"] *= 2
    tree["right"]["extra"].append(tree["left"]["value"])
    node = tree["right"]
    node["value"] = sum(node["extra"])
    return tree["right"]["value"] * tree["left"]["value"]


def dict_by_number(x, y, k):
    table = {0: x, 1: y, 5: x * y}
    return table[k] * table[0] + table.get(k + 1, y)


def dict_of_functions(x, name):
    functions = {"sin": math.sin, "square": lambda t: t * t, "both": lambda t: math.sin(t) * t}
    functions["cube"] = lambda t: t**3
    return functions[name](x) * functions["cube"](x)


def dict_argument_changed(params, x):
    params["w"] = params["w"] * x
    params["new"] = x
    return params["w"] * params["new"] + params["b"]


def list_argument_changed(items, x):
    items.append(x)
    items[0] = items[0] * x
    return sum(items) * len(items)


def nested_argument_changed(config):
    config["layers"][0]["w"] *= 2.0
    config["layers"].append({"w": config["scale"]})
    return sum(layer["w"] ** 2 for layer in config["layers"])


def dict_from_pairs(x, y):
    keys = ["a", "b"]
    table = dict(zip(keys, (x, y)))
    other = dict([("c", x), ("d", y * 2)], e=1.0)
    both = {**table, **other, "a": 3 * x}
    return sum(both.values()) * both["a"] + both["d"]


def dict_inverted(x, y):
    weights = {name: i + 1 for i, name in enumerate(("x", "y"))}
    inverse = {v: k for k, v in weights.items()}
    values = {"x": x, "y": y}
    return sum(values[inverse[i]] * i for i in (1, 2)) * values["x"]


def key_tuple(x):
    grid = {(i, j): x * i + j for i in range(2) for j in range(2) if i != j}
    total = 0.0
    for (i, j), v in grid.items():
        total += v * (i + 2 * j)
    return total * grid[1, 0]


# ------------------------------------------------------------ sets
def sets_of_names(x, y):
    wanted = {"x", "y"} | {"z"}
    have = {"x": x, "y": y}
    missing = wanted - set(have)
    wanted &= have.keys() if False else {"x", "y"}
    total = 0.0
    for name in sorted(wanted):
        total = total * 2 + have[name]
    return total * len(missing) + ("x" in wanted) + len(frozenset([1, 1, 2]))


def seen_before(x):
    seen = set()
    total = 0.0
    for k in (1, 2, 1, 3, 2):
        if k in seen:
            continue
        seen.add(k)
        total += x**k
    seen.discard(7)
    seen.remove(1)
    return total * len(seen)


# ------------------------------------------------------------ comprehensions
def comprehensions(x, y):
    squares = [v * v for v in (x, y, 2.0)]
    pairs = [(a, b) for i, a in enumerate(squares) for b in squares[:i]]
    table = {name: value for name, value in zip("abc", squares)}
    nested = [[a * b for b in squares] for a in squares]
    return sum(a * b for a, b in pairs) + table["b"] * nested[0][1] + len(pairs)


def comprehension_with_tests(x, y):
    kept = [v for i, v in enumerate([x, y, x * y, 1.0]) if i % 2 == 0]
    chosen = [a if i else b for i, (a, b) in enumerate([(x, y), (y, x)])]
    return sum(kept) * chosen[0] + chosen[1]


def comprehension_reads_outside(x):
    k = 3.0
    items = [k * v for v in (x, x * x)]
    k = 5.0
    return sum(items) + k * x


def comprehension_keeps_own(a, b):
    scaled = [i * c for i, c in enumerate((a, b, a * b))]
    shifted = [c + s for c, s in zip(scaled, scaled[1:])]
    return scaled[1] + 10 * scaled[2] + shifted[0] * shifted[1]


def comprehension_named_as_what_it_reads(v, x):
    for k in range(2):
        v = np.array([v * (k + 1.0) for v in v])
    pairs = [[v * x for x in x] for v, x in zip(v, [[x, 2.0], [x * x], [x]])]
    return [x for x in (x,)][0] * sum(v * v for v in v) + sum([x * x for x in [x, 2 * x]]) + pairs[0][0]


def stacked_comprehension(p, x):
    rows = np.array([p * k for k in (1.0, x, x * x)])
    stacked = np.stack([np.sin(p), np.cos(p)])
    return np.sum(rows) + np.sum(stacked**2 * x)


def matrix_from_comprehension(x, y):
    m = np.array([[x ** (i + j) if i != j else y for j in range(3)] for i in range(3)])
    return np.sum(m @ m.T) + np.trace(m)


# ------------------------------------------------------------ functions on containers
def sorted_by_data(x, y, z):
    a, b, c = sorted([x, y, z])
    d, e, f = sorted((x, y, z), reverse=True)
    return a + 2 * b + 3 * c + d * e * f


def sorted_pairs(x, y):
    pairs = [("a", x), ("b", y), ("c", x * y)]
    ordered = sorted(pairs, key=lambda pair: pair[1])
    by_name = sorted(pairs, key=operator.itemgetter(0), reverse=True)
    return ordered[0][1] + 2 * ordered[1][1] + 3 * ordered[2][1] + by_name[0][1] * len(ordered[0][0])


def sorted_dict(x, y):
    table = {"b": x, "a": y, "c": 1.0}
    total = 0.0
    for key in sorted(table):
        total = total * 2 + table[key]
    ranked = sorted(table.items(), key=lambda item: item[1])
    return total * ranked[-1][1]


def extremes_by_key(x, y, z):
    points = [(x, 1.0), (y, x), (z, y)]
    nearest = min(points, key=lambda p: (p[0] - 0.4) ** 2)
    farthest = max(points, key=lambda p: abs(p[0] - 0.4))
    name = max({"a": x, "b": y}.items(), key=lambda item: item[1])[0]
    return nearest[0] * farthest[1] + nearest[1] * farthest[0] + max(x, y, key=lambda v: -v) + len(str(name))


def extremes_default(x):
    return max([], default=x) * min((), default=2.0) + max([x], default=0.0)


def greatest_key(x, y):
    scores = {"left": x, "right": y}
    best = max(scores, key=scores.get)
    return scores[best] ** 2 if best == "left" else scores[best] ** 3


def arg_max(items):
    k = max(range(len(items)), key=lambda i: items[i])
    return items[k] ** 2 * k


def reductions(x, y):
    items = [x, y, x + y]
    product = functools.reduce(operator.mul, items)
    nested = functools.reduce(lambda f, v: f * v + 1, items, 1.0)
    return product * nested + math.prod(items) + sum(map(operator.neg, items))


def composed(x):
    def compose(*functions):
        return functools.reduce(lambda f, g: lambda t: g(f(t)), functions)

    return compose(math.sin, lambda t: t * t, math.exp)(x)


def partials(x, y):
    def model(a, b, c=1.0, *, scale=2.0):
        return (a * b + c) * scale

    fixed = functools.partial(model, x, scale=y)
    again = functools.partial(fixed, c=x)
    return fixed(y) * again(2.0) + functools.partial(pow, x)(3)


@functools.lru_cache(maxsize=None)
def cached_square(v):
    return v * v


def cached_calls(x):
    return cached_square(x) * cached_square(2.0)


def accumulated(x, y):
    sums = list(itertools.accumulate([x, y, x * y]))
    products = list(itertools.accumulate([x, y, 2.0], operator.mul))
    states = itertools.accumulate([0.1, 0.2], lambda s, dt: s + dt * s * y, initial=x)
    return sums[2] * products[2] + sums[1] + list(states)[-1]


def chained(x, y):
    total = 0.0
    for i, v in enumerate(itertools.chain([x], (y, x * y), [2.0])):
        total += v * (i + 1)
    return total + sum(itertools.chain.from_iterable([[x], [y, y]]))


def products_and_choices(x, y):
    items = [x, y, x * y]
    total = sum(a * b for a, b in itertools.product(items, repeat=2))
    total += sum(a * b * 2 for a, b in itertools.combinations(items, 2))
    total += sum(a - b * 3 for a, b in itertools.permutations(items, 2))
    total += sum(a * b for a, b in itertools.combinations_with_replacement(items[:2], 2))
    return total + sum(a * i for i, a in itertools.product(range(2), items))


def pairwise_items(items):
    steps = [b - a for a, b in itertools.pairwise(items)]
    return sum(s * s for s in steps) + max(steps)


def pairwise_array(p):
    total = 0.0
    for a, b in itertools.pairwise(p):
        total += (b - a) ** 2 * a
    return total


def slices_of_iterators(x, y):
    items = [x, y, x * y, 2.0]
    first = list(itertools.islice(items, 2))
    rest = sum(itertools.islice(items, 1, None, 2))
    counted = [v * k for v, k in zip(items, itertools.count(1))]
    cycled = sum(a * b for a, b in zip(items, itertools.cycle((1, 2))))
    repeated = sum(map(operator.mul, items, itertools.repeat(3.0)))
    return first[0] * first[1] * rest + sum(counted) + cycled + repeated


def zipped_to_the_longest(x, y):
    total = 0.0
    for a, b in itertools.zip_longest([x, y, x * y], [y], fillvalue=1.5):
        total += a * b
    return total + sum(itertools.starmap(lambda a, b: a * b, [(x, y), (y, 2.0)]))


def counted_forever(x):
    total = 0.0
    for k in itertools.count(1):
        total += x**k / k
        if k >= 6:
            break
    return total


def filtered_items(x, y):
    kept = list(filter(None, [1, 0, 2]))
    values = [v for v in map(lambda t: t * 2, (x, y))]
    positive_sum = sum(filter(lambda v: v > 0.6, [x, y, x * y]))
    return values[0] * values[1] * len(kept) + positive_sum


def getters(x, y):
    pair = operator.itemgetter(1, 0)((x, y))
    sample = Sample(x, y)
    both = operator.attrgetter("x", "weight")(sample)
    return pair[0] * 2 + both[0] * both[1] + len(operator.methodcaller("upper")("ab")) * x


def operators_as_functions(x, y):
    table = {
        "add": operator.add,
        "sub": operator.sub,
        "mul": operator.mul,
        "div": operator.truediv,
        "pow": operator.pow,
    }
    total = 1.0
    for name in ("mul", "add", "pow", "sub", "div"):
        total = table[name](total, y if name != "add" else x)
    return total * operator.getitem([x, y], 1) + operator.neg(x)


# ------------------------------------------------------------ collections
def deque_window(x, y):
    window = deque([x, y], maxlen=3)
    total = 0.0
    for k in range(4):
        window.append(window[-1] * 0.5 + window[0] * k)
        total += sum(window) / len(window)
    window.appendleft(x)
    window.rotate(1)
    return total * window[0] + window.popleft() * window.pop()


def groups_of_default_dict(x, y):
    groups = defaultdict(list)
    for name, value in (("a", x), ("b", y), ("a", x * y)):
        groups[name].append(value)
    sums = defaultdict(float)
    for name, values in groups.items():
        for v in values:
            sums[name] += v
    return sums["a"] * sums["b"] + sums["none"] + len(groups["a"]) + len(sums)


def ordered_dicts(x, y):
    table = OrderedDict([("a", x), ("b", y)])
    table["c"] = x * y
    table.move_to_end("a")
    total = 0.0
    for k, v in enumerate(table.values()):
        total += v * (k + 1)
    first_key, first = table.popitem(last=False)
    return total * first + len(first_key)


def counters(x, text):
    counts = Counter(text)
    counts["z"] += 2
    weighted = Counter({"a": 1.5})
    return sum(x**n for n in counts.values()) + counts["missing"] * x + weighted["a"] * x + len(counts)


def named_tuples(x, y):
    bond = Bond(x, rate=y)
    longer = bond._replace(years=5)
    face, rate, years = longer
    return bond.face * bond.rate * bond.years + face * rate**2 * years + bond[0] * len(bond._asdict()) + sum(bond)


def named_tuple_class(x, y):
    samples = [Sample(x), Sample(y, weight=x), Sample(x * y, 2.0)]
    total = sum(s.weighted for s in samples)
    xs, weights = zip(*samples)
    best = max(samples, key=lambda s: s.x)
    return total / sum(weights) + xs[1] * best.weight


def unzipped(x, y):
    rows = [(x, 1.0), (y, x), (2.0, y)]
    a, b = zip(*rows)
    matrix = list(zip(*[[x, y], [y, 2.0]]))
    return sum(p * q for p, q in zip(a, b)) + matrix[0][1] * matrix[1][0]


def copies(x, y):
    original = {"a": [x, y], "b": x}
    shallow = copy.copy(original)
    deep = copy.deepcopy(original)
    again = original.copy()
    original["a"].append(x * y)
    original["b"] = y
    return sum(shallow["a"]) * sum(deep["a"]) + shallow["b"] * again["b"] + len(deep["a"])


def default_of_get(x):
    options = {"scale": x}
    scale = options.get("scale", 1.0)
    shift = options.get("shift")
    if shift is None:
        shift = 0.5
    return scale * 2 + shift * x


def star_everywhere(x, y):
    a = [x, *(y, x * y), *[2.0]]
    b = (*a, *a[:1])
    c = {**{"p": x}, "q": y}
    first, *rest = a
    *head, last = b

    def total(*args, **kwargs):
        return sum(args) + sum(kwargs.values())

    return total(*a, *b, **c) * first + sum(rest) * last + len(head)


def flattened(tree):
    def leaves(node):
        if isinstance(node, dict):
            return [leaf for key in sorted(node) for leaf in leaves(node[key])]
        if isinstance(node, list | tuple):
            return [leaf for item in node for leaf in leaves(item)]
        return [node]

    found = leaves(tree)
    return sum(v * (i + 1) for i, v in enumerate(found)) * found[0]


def mapped_tree(params, x):
    def tree_map(f, tree):
        if isinstance(tree, dict):
            return {k: tree_map(f, v) for k, v in tree.items()}
        if isinstance(tree, (list, tuple)):
            return type(tree)(tree_map(f, v) for v in tree)
        return f(tree)

    scaled = tree_map(lambda v: v * x, params)
    return np.sum(scaled["w"]) * scaled["b"][0] + scaled["b"][1]


def adam_steps(a, b):
    params = {"a": a, "b": b}
    m = {k: 0.0 for k in params}
    v = dict.fromkeys(params, 0.0)
    for t in range(1, 4):
        grads = {"a": 2 * params["a"] * params["b"], "b": params["a"] ** 2 + 0.5}
        for k, g in grads.items():
            m[k] = 0.9 * m[k] + 0.1 * g
            v[k] = 0.99 * v[k] + 0.01 * g * g
            mhat = m[k] / (1 - 0.9**t)
            vhat = v[k] / (1 - 0.99**t)
            params[k] = params[k] - 0.1 * mhat / (math.sqrt(vhat) + 1e-3)
    return params["a"] * params["b"]


def hidden_markov(start, move, emit):
    alpha = {s: p for s, p in start.items()}
    for observation in ("hot", "cold", "hot"):
        alpha = {s: emit[s][observation] * sum(alpha[r] * move[r][s] for r in alpha) for s in alpha}
    return math.log(sum(alpha.values()))


def edit_distance(costs):
    a, b = "abc", "adc"
    table = {(0, 0): 0.0}
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            options = []
            if i:
                options.append(table[i - 1, j] + costs["delete"])
            if j:
                options.append(table[i, j - 1] + costs["insert"])
            if i and j:
                options.append(table[i - 1, j - 1] + (0.0 if a[i - 1] == b[j - 1] else costs["change"]))
            if options:
                table[i, j] = min(options)
    return table[len(a), len(b)] ** 2


def portfolio(holdings, prices):
    values = {name: n * prices[name] for name, n in holdings.items() if name in prices}
    total = sum(values.values())
    weights = {name: v / total for name, v in values.items()}
    herfindahl = sum(w**2 for w in weights.values())
    name, largest = max(weights.items(), key=lambda item: item[1])
    return herfindahl * total + largest * len(name)


def runge_kutta_table(x, h):
    tableau = {"a": [[], [0.5], [0.0, 0.5], [0.0, 0.0, 1.0]], "b": [1 / 6, 1 / 3, 1 / 3, 1 / 6]}

    def f(y):
        return math.sin(y) - 0.5 * y

    for _ in range(2):
        k = []
        for coefficients in tableau["a"]:
            k.append(f(x + h * sum(c * v for c, v in zip(coefficients, k))))
        x = x + h * sum(b * v for b, v in zip(tableau["b"], k))
    return x


def polynomial_by_lists(x, y):
    def multiply(p, q):
        result = [0.0] * (len(p) + len(q) - 1)
        for i, a in enumerate(p):
            for j, b in enumerate(q):
                result[i + j] += a * b
        return result

    def evaluate(p, t):
        return functools.reduce(lambda total, c: total * t + c, reversed(p), 0.0)

    return evaluate(multiply([1.0, x, y], [y, -1.0]), x)


def gauss_elimination(x, y):
    a = [[2.0 + x, y, 1.0], [y, 3.0, x], [x, 1.0, 4.0]]
    b = [1.0, x, y]
    n = len(b)
    for i in range(n):
        for j in range(i + 1, n):
            factor = a[j][i] / a[i][i]
            for k in range(i, n):
                a[j][k] -= factor * a[i][k]
            b[j] -= factor * b[i]
    solution = [0.0] * n
    for i in reversed(range(n)):
        rest = sum(a[i][j] * solution[j] for j in range(i + 1, n))
        solution[i] = (b[i] - rest) / a[i][i]
    return solution[0] + 2 * solution[1] + 3 * solution[2]


def particles_as_dicts(xs, n):
    particles = [{"x": x, "v": 0.0} for x in xs]
    for _ in range(n):
        for p in particles:
            force = sum(q["x"] - p["x"] for q in particles)
            p["v"] += 0.1 * force
        for p in particles:
            p["x"] += 0.1 * p["v"]
    return sum(p["x"] ** 2 + p["v"] ** 2 for p in particles)


def tracked(x):
    HISTORY["calls"] += 1
    HISTORY["last"] = 3
    return x * x


def returned_containers(x, y):
    items = [x, y]
    items.append(x * y)
    table = {"a": items, "b": (x, [y])}
    table["c"] = x + y
    return table


def number_methods(x, n):
    q, r = divmod(n, 3)
    return x**q + r * x + round(2.6) * x + int("3") * x + divmod(x, 0.3)[1] + float(n) * x + (n).bit_length() * x


HMM = {
    "start": {"A": 0.6, "B": 0.4},
    "move": {"A": {"A": 0.7, "B": 0.3}, "B": {"A": 0.4, "B": 0.6}},
    "emit": {"A": {"hot": 0.9, "cold": 0.1}, "B": {"hot": 0.2, "cold": 0.8}},
}


def lists_of_unknown_length_in_an_array(x, c):
    a, b = [], []
    for v in c:
        a.append(x * v)
        b.append(x + v)
    both = (np.stack([a, b]) * np.concatenate([a, a])[: len(c)]).sum()
    return both + np.array([a, a])[1, 2] + np.array([[x * v for v in c], b]).sum() * sum(a) + np.max([a, b])


def times_a_number(x, n):
    a = [x[k] for k in range(n)] * 2
    b = 3 * [v * v for v in x[:n]]
    b[0] = a[n] * b[1]
    b.append(x[0])
    return sum(v * v for v in a) + sum(b)


def times_an_unknown_number(x, n):
    a = []
    for k in range(n):
        a.append(x[k] * k)
    rows = [[x[k], x[k] ** 2] for k in range(n)] * n
    a = a * n
    return sum(a) + a[1] * a[-1] + rows[n][1] * rows[0][0] + np.sum(np.array(sorted(a) * 2) ** 2)


def arrays_times_a_number(x, n):
    parts = tuple(x * k for k in range(n)) * 2
    return sum(np.sum(v * v) for v in parts) * len(parts)


def lanczos(x, n):
    alpha, beta, q = [], [], [x / np.sqrt(np.sum(x * x))]
    matrix = np.diag(x) + 0.3
    for j in range(n):
        w = matrix @ q[j]
        alpha.append(q[j] @ w)
        w = w - alpha[j] * q[j]
        if j > 0:
            w = w - beta[j - 1] * q[j - 1]
        length = np.sqrt(w @ w)
        beta.append(length)
        q.append(w / length)
    return sum(alpha) + sum(b * b for b in beta)


def read_before_it_is_filled(x, n):
    kept, s = [], 0.0
    for j in range(n):
        s = s + (np.sum(kept[j - 1] * x) if j > 0 else 0.0)
        kept.append(x[:2].sum() * x)
    return s


def times_numpys_numbers(x, n):
    a = [v for v in x if v > 0] * n
    a *= np.argmax(x)
    b = [x[0], x[1]] * n
    return sum(v * v for v in a) * len(a) + b[2] * b[1]


ROWS = [
    row(built_by_append, 0.5, 1.5),
    row(inserted_and_popped, 0.5, 1.5),
    row(reversed_and_sorted, 0.5, 1.5, 0.9),
    row(slices_assigned, 0.5, 1.5),
    row(two_names, 0.5, 1.5),
    row(shared_rows, 0.5, 1.5),
    row(nested_lists, 0.5, 1.5),
    row(cleared_and_refilled, 0.5),
    row(deleted_items, 0.5, 1.5),
    row(stack_of_values, 0.5, 1.5),
    row(filled_in_known_loop, 0.5),
    row(triangle_filled, 0.5),
    row(list_passed_and_filled, 0.5, 1.5),
    row(list_changed_in_branch, 0.5, 1.5),
    row(list_changed_in_branch, 0.1, 1.5, case="else"),
    row(list_carried, 0.5, 1.5, 4),
    row(list_carried, 0.5, 1.5, 0, case="no trip"),
    row(list_rebuilt, 0.5, 1.5, 4),
    row(list_exchanged, 0.5, 1.5, 3),
    row(list_written_by_index, 0.5, 1.5, 1),
    row(list_written_by_index, 0.5, 1.5, 2, case="last"),
    row(list_read_by_index, [0.5, 1.5, 2.5], np.array([2, 0, 1, 1])),
    row(rows_by_index, 0.5, 1.5, 1),
    row(rows_by_index, 0.5, 1.5, 0, case="first"),
    row(list_of_arrays_changed, normal(3), normal(3, seed=1)),
    row(list_arithmetic, 0.5, 1.5),
    row(list_compared, 0.5, 1.5),
    row(removed_while_known, 0.5),
    row(grown_while_gone_through, 0.5),
    row(pairs_of_iterator, 0.5),
    row(breadth_first, 0.5),
    row(dict_built, 0.5, 1.5),
    row(dict_methods, 0.5, 1.5),
    row(dict_keys_values, 0.5, 1.5),
    row(dict_changed_in_loop, 0.5, 1.5),
    row(dict_carried, 0.5, 1.5, 4),
    row(dict_rebuilt, 0.5, 1.5, 3),
    row(dict_of_dicts, 0.5, 1.5),
    row(dict_by_number, 0.5, 1.5, 5),
    row(dict_by_number, 0.5, 1.5, 0, case="first"),
    row(dict_of_functions, 0.5, "both"),
    row(dict_of_functions, 0.5, "sin", case="sin"),
    row(dict_argument_changed, {"w": 0.5, "b": 1.5}, 0.7, level=2),
    row(list_argument_changed, [0.5, 1.5], 0.7, level=2),
    row(nested_argument_changed, {"scale": 0.5, "layers": [{"w": 1.5}, {"w": 2.5}]}, level=2),
    row(dict_from_pairs, 0.5, 1.5),
    row(dict_inverted, 0.5, 1.5),
    row(key_tuple, 0.5),
    row(sets_of_names, 0.5, 1.5),
    row(seen_before, 0.5),
    row(comprehensions, 0.5, 1.5),
    row(comprehension_with_tests, 0.5, 1.5),
    row(comprehension_reads_outside, 0.5),
    row(comprehension_named_as_what_it_reads, normal(3), 0.5, argnums=(0, 1)),
    row(comprehension_keeps_own, 0.5, 1.5),
    row(stacked_comprehension, normal(3), 0.5),
    row(matrix_from_comprehension, 0.5, 1.5),
    row(sorted_by_data, 0.5, 1.5, 0.9),
    row(sorted_pairs, 0.5, 1.5),
    row(sorted_dict, 0.5, 1.5),
    row(extremes_by_key, 0.5, 1.5, 0.9),
    row(extremes_default, 0.5),
    row(greatest_key, 0.5, 1.5),
    row(greatest_key, 2.5, 1.5, case="left"),
    row(arg_max, [0.5, 1.5, 0.9]),
    row(reductions, 0.5, 1.5),
    row(composed, 0.5),
    row(partials, 0.5, 1.5),
    row(cached_calls, 0.5),
    row(accumulated, 0.5, 1.5),
    row(chained, 0.5, 1.5),
    row(products_and_choices, 0.5, 1.5),
    row(pairwise_items, [0.5, 1.5, 0.9, 2.0]),
    row(pairwise_array, normal(6)),
    row(slices_of_iterators, 0.5, 1.5),
    row(zipped_to_the_longest, 0.5, 1.5),
    row(counted_forever, 0.5),
    row(filtered_items, 0.5, 1.5),
    row(getters, 0.5, 1.5),
    row(operators_as_functions, 0.5, 1.5),
    row(deque_window, 0.5, 1.5),
    row(groups_of_default_dict, 0.5, 1.5),
    row(ordered_dicts, 0.5, 1.5),
    row(counters, 0.5, "abca"),
    row(named_tuples, 0.5, 1.5),
    row(named_tuple_class, 0.5, 1.5),
    row(unzipped, 0.5, 1.5),
    row(copies, 0.5, 1.5),
    row(default_of_get, 0.5),
    row(star_everywhere, 0.5, 1.5),
    row(flattened, {"b": [0.5, (1.5, 2.5)], "a": 0.9}),
    row(mapped_tree, {"w": normal(3), "b": (0.5, 1.5)}, 0.7),
    row(adam_steps, 0.5, 1.5),
    row(hidden_markov, HMM["start"], HMM["move"], HMM["emit"]),
    row(edit_distance, {"delete": 0.5, "insert": 0.7, "change": 0.9}),
    row(portfolio, {"a": 0.5, "bb": 1.5, "c": 0.7}, {"a": 1.1, "bb": 0.9}),
    row(runge_kutta_table, 0.5, 0.1),
    row(polynomial_by_lists, 0.5, 1.5),
    row(gauss_elimination, 0.5, 1.5),
    row(particles_as_dicts, [0.5, 1.5, -0.3], 3),
    row(tracked, 0.5),
    row(returned_containers, 0.5, 1.5),
    row(number_methods, 0.5, 7),
    row(lists_of_unknown_length_in_an_array, 0.7, np.array([0.1, 0.5, 1.1, 1.9, 2.4]), argnums=0),
    row(times_a_number, normal(4), 3),
    row(times_an_unknown_number, normal(4), 3),
    row(arrays_times_a_number, normal(4), 3),
    row(lanczos, np.array([0.5, 0.9, 1.3, 2.0]), 3),
    row(read_before_it_is_filled, normal(4), 4),
    row(times_numpys_numbers, np.array([0.3, -0.7, 1.2, 0.9]), np.int64(2)),
    row(times_numpys_numbers, np.array([0.3, -0.7, 1.2, 0.9]), np.uint8(3), case="uint8"),
]
