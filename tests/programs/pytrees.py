"""Programs on containers: tuples, lists, dicts, named tuples, dataclasses, and these in each other."""

import collections
import enum
import math
from collections import OrderedDict, namedtuple
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.programs.harness import normal, positive, row

Point = namedtuple("Point", "x y")


class Layer(NamedTuple):
    w: np.ndarray
    b: np.ndarray

    def forward(self, x):
        return np.tanh(self.w @ x + self.b)


@dataclass
class Spring:
    stiffness: float
    length: float = 1.0

    def energy(self, x):
        return 0.5 * self.stiffness * (x - self.length) ** 2

    @property
    def period(self):
        return 2 * math.pi / math.sqrt(self.stiffness)


@dataclass(frozen=True)
class Gaussian:
    mean: np.ndarray
    log_scale: np.ndarray

    def log_density(self, x):
        z = (x - self.mean) / np.exp(self.log_scale)
        return -0.5 * np.sum(z**2) - np.sum(self.log_scale)


@dataclass
class Model:
    encoder: Layer
    spring: Spring
    scales: list[float] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)


def tuple_by_index(p):
    return p[0] * p[1] + p[-1] ** 2


def tuple_unpacked(p):
    a, b, c = p
    return a * b / c


def tuple_slice(p):
    head = p[:2]
    a, b = p[1:]
    return head[0] * head[1] + a * b


def tuple_of_arrays(p):
    w, b = p
    return np.sum(np.tanh(w) * b)


def tuple_concatenated(p, q):
    r = p + q
    return r[0] * r[3] + r[1] * r[2]


def tuple_repeated(p):
    q = p * 2
    return q[0] * q[3] + len(q)


def tuple_passed_on(p):
    def norm(t):
        x, y = t
        return math.sqrt(x * x + y * y)

    return norm(p) * norm((p[1], 3.0))


def list_by_index(items):
    return items[0] * items[2] + items[1] * items[-2]


def list_unpacked(items):
    [a, b, c] = items
    return a * b + c


def list_loop(items):
    y = 1.0
    for item in items:
        y = y * item + item**2
    return y


def list_literal(x, y):
    items = [x, y, x * y]
    return items[0] * items[2] + sum(items)


def list_of_arrays(arrays):
    return sum(map(np.sum, arrays)) * arrays[0][0]


def list_of_tuples(pairs):
    total = 0.0
    for a, b in pairs:
        total = total + a * b
    return total


def list_slices(items):
    return sum(items[1:]) * items[0] + max(items[:2]) * len(items[::2])


def dict_by_key(p):
    return p["a"] * math.exp(p["b"])


def dict_get(p):
    return p.get("a") * p.get("missing", 2.0) + p.get("b", 0.0)


def dict_in(p):
    y = p["a"]
    if "b" in p:
        y = y * p["b"]
    if "c" not in p:
        y = y + 1
    return y


def dict_values(p):
    a, b = p.values()
    return a * b * b


def dict_loop(p):
    total = 0.0
    for key, value in p.items():
        total = total + (2.0 if key == "a" else 1.0) * np.sum(value**2)
    return total


def dict_keys(p):
    total = 1.0
    for key in sorted(p.keys()):
        total = total * p[key] + 1
    return total


def dict_with_integer_keys(p):
    return p[0] * p[1] + p[2]


def dict_with_tuple_keys(p):
    return p[0, 1] * p[1, 0] - p[0, 1] ** 2


def dict_literal(x, y):
    p = {"x": x, "y": y, "product": x * y}
    return p["product"] * p["x"] - p["y"]


def dict_call(x, y):
    p = dict(x=x, y=y)
    q = dict(p, z=x * y)
    return q["z"] + q["x"] * len(q)


def dict_merged(p, q):
    r = {**p, **q, "c": p["a"] * 2}
    return r["a"] * r["b"] * r["c"]


def dict_union(p, q):
    r = p | q
    return r["a"] * r["b"]


def dict_of_dicts(p):
    return p["first"]["w"] * p["second"]["w"] + p["first"]["b"]


def dict_of_lists(p):
    return p["w"][0] * p["w"][1] + p["b"][-1]


def ordered_dict(p):
    total = 0.0
    for value in p.values():
        total = total * 2 + value**2
    return total


def named_tuple_attributes(p):
    return p.x * p.y + p.x**2


def named_tuple_index(p):
    x, y = p
    return p[0] / y + x


def named_tuple_made(x, y):
    p = Point(x * y, y=x + y)
    return p.x * p.y + p[0]


def named_tuple_replaced(p):
    q = p._replace(x=p.y * 2)
    return q.x * q.y + p.x


def named_tuple_method(layer, x):
    return np.sum(layer.forward(x) ** 2)


def named_tuple_loop(p):
    total = 1.0
    for v in p:
        total = total * (v + 1)
    return total


class Mode(enum.IntEnum):
    LINEAR = 1
    SQUARE = 2


@dataclass
class Attention:
    weights: np.ndarray
    heads: int = 2
    sizes: tuple[int, ...] = (2, 1)
    order: NDArray[np.int64] | None = None

    def __call__(self, x):
        n, d = x.shape
        parts = (x @ self.weights).reshape(n, self.heads, d // self.heads).sum(axis=2)
        for size in self.sizes:
            parts = parts[:, :size] * parts.shape[1]
        return np.sum(parts if self.order is None else parts[self.order])


class Repeated(NamedTuple):
    weights: "Nowhere"  # noqa: F821 (as where it is imported for type checkers alone)
    repeat: "int"


class Shape(enum.IntEnum):
    FLAT = 1


class Terms(enum.IntFlag):
    LINEAR = 1
    SQUARE = 4


@dataclass
class Response:
    scale: float
    mode: Mode


def declared_integers(layers, x):
    return sum(layer(x) for layer in layers)


def declared_in_named_tuple(layers, x):
    for weights, repeat in layers:
        for _ in range(repeat):
            x = np.tanh(weights @ x) / repeat
    return np.sum(x)


def member_of_integers(response, x):
    return response.scale**2 * x if response.mode is Mode.SQUARE else response.scale * x


def members_by_identity(x, mode, terms):
    s = x if mode is Shape.FLAT or mode is not Mode.LINEAR else 3 * x
    s += x**2 if Terms.SQUARE in terms and Terms.LINEAR not in Terms.SQUARE else x**4
    s += x**3 if mode in (Mode.LINEAR, Mode.SQUARE) and mode in (1, 2) and mode == 1 else x**5
    return s * (mode + 1) if 1 in (mode, 7) and mode not in [Mode.SQUARE] and mode in {1: 2.0} else x


def member_of_integers_in_dict(p):
    return p["scale"] ** 2 * (1.0, 2.0, 3.0)[p["mode"]]


def dataclass_attributes(s):
    return s.stiffness * s.length**2


def dataclass_method(s, x):
    return s.energy(x) + s.period


def dataclass_made(k, x):
    s = Spring(k * 2)
    t = Spring(stiffness=k, length=x)
    return s.energy(x) + t.energy(2.0)


def dataclass_frozen(g, x):
    return g.log_density(x)


def dataclass_in_list(springs, x):
    energy = 0.0
    for s in springs:
        energy = energy + s.energy(x)
        x = x * s.length
    return energy


def dataclass_nested(model, x):
    h = model.encoder.forward(x)
    return np.sum(h * model.scales[0]) + model.spring.energy(model.scales[1]) * model.extra["bias"]


def alias_of_part(p):
    inner = p["inner"]
    w = inner["w"]
    return np.sum(w * w) * inner["b"]


def same_leaf_twice(p):
    a = p[0]
    b = p[0]
    return a * b * p[0]


def unused_leaves(p):
    return p["used"] ** 2


def network(params, x, target):
    h = np.tanh(x @ params["W1"] + params["b1"])
    out = h @ params["W2"] + params["b2"]
    return np.mean((out - target) ** 2)


def network_of_layers(layers, x):
    for layer in layers[:-1]:
        x = np.tanh(layer["w"] @ x + layer["b"])
    return np.sum(layers[-1]["w"] @ x + layers[-1]["b"])


def network_by_items(params, x):
    h = x
    for name, (w, b) in params.items():
        h = w @ h + b
        if name != "out":
            h = np.maximum(h, 0.1 * h)
    return np.sum(h**2)


def deep_structure(p):
    a, inner, (c, point) = p
    (b,) = inner["x"]
    return a * b + c * point.y - point[0]


def unpack_deep(p):
    a, (b, [c, d]) = p
    return a * b + c * d


def enumerate_params(params):
    total = 0.0
    for i, (name, value) in enumerate(params.items()):
        total = total + (i + 1) * value
    return total


def zipped_dicts(p, q):
    total = 0.0
    for a, b in zip(p.values(), q.values()):
        total = total + a * b
    return total


def update_by_new_dict(p, rate):
    new = {"a": p["a"] - rate * 2 * p["a"], "b": p["b"] - rate * p["a"]}
    return new["a"] ** 2 + new["b"]


def returns_named_tuple(x, y):
    return Point(x * y, x / y)


def returns_dataclass(x, y):
    return Spring(x * y, y)


def returns_nested(p):
    return {"sum": p["a"] + p["b"], "parts": [p["a"] ** 2, (p["b"], p["a"] * p["b"])]}


def returns_params(p):
    return p


def carried_tuple(x, n):
    state = (x, 1.0)
    for _ in range(n):
        a, b = state
        state = (b, a * x + b)
    return state[0] * state[1]


def carried_named_tuple(p, n):
    for k in range(n):
        p = Point(p.y, math.sin(p.x) + k)
    return p.x * p.y


def carried_dataclass(s, n):
    for _ in range(n):
        s = Spring(s.stiffness * 0.9, s.length + 0.1 * s.stiffness)
    return s.energy(2.0)


def carried_dict(p, n):
    for _ in range(n):
        p = {"x": p["v"] * 0.1 + p["x"], "v": p["v"] - 0.1 * p["x"]}
    return p["x"]


def chosen_container(p, q, flag):
    r = p if flag else q
    return r["a"] * r["b"]


def chosen_by_data(p, q):
    if p.x > q.x:
        r = p
    else:
        r = q
    return r.x * r.y


def tuple_comparison(p, q):
    if (p[0] > 0, len(p)) == (True, 2):
        return p[0] * q[1]
    return p[1] * q[0]


def counter_like(x):
    groups = collections.OrderedDict(a=x, b=x * x)
    return groups["a"] * groups["b"]


def scalars_and_arrays(p):
    return p["scale"] * np.sum(p["w"] ** 2) + p["offset"][()]


def empty_containers(p):
    total = p["x"] ** 2
    for v in p["none"]:
        total = total + v
    return total


ROWS = [
    row(tuple_by_index, (0.5, 1.5, 2.5)),
    row(tuple_unpacked, (0.5, 1.5, 2.5)),
    row(tuple_slice, (0.5, 1.5, 2.5)),
    row(tuple_of_arrays, (normal(3), positive(3))),
    row(tuple_of_arrays, (normal(2, 3), 1.5), case="array and float"),
    row(tuple_concatenated, (0.5, 1.5), (2.5, 3.5)),
    row(tuple_repeated, (0.5, 1.5)),
    row(tuple_passed_on, (0.5, 1.5)),
    row(list_by_index, [0.5, 1.5, 2.5]),
    row(list_unpacked, [0.5, 1.5, 2.5]),
    row(list_loop, [0.5, 1.5, 2.5]),
    row(list_literal, 0.5, 1.5),
    row(list_of_arrays, [normal(3), normal(2, 2)]),
    row(list_of_tuples, [(0.5, 1.5), (2.5, 3.5)]),
    row(list_slices, [0.5, 1.5, 2.5]),
    row(dict_by_key, {"a": 0.5, "b": 1.5}),
    row(dict_get, {"a": 0.5, "b": 1.5}),
    row(dict_in, {"a": 0.5, "b": 1.5}),
    row(dict_in, {"a": 0.5, "c": 1.5}, case="other keys"),
    row(dict_values, {"a": 0.5, "b": 1.5}),
    row(dict_loop, {"a": normal(3), "b": normal(2, 2)}),
    row(dict_keys, {"b": 0.5, "a": 1.5}),
    row(dict_with_integer_keys, {0: 0.5, 1: 1.5, 2: 2.5}),
    row(dict_with_tuple_keys, {(0, 1): 0.5, (1, 0): 1.5}),
    row(dict_literal, 0.5, 1.5),
    row(dict_call, 0.5, 1.5),
    row(dict_merged, {"a": 0.5, "b": 1.5}, {"b": 2.5}),
    row(dict_union, {"a": 0.5, "b": 1.5}, {"b": 2.5}),
    row(dict_of_dicts, {"first": {"w": 0.5, "b": 1.5}, "second": {"w": 2.5}}),
    row(dict_of_lists, {"w": [0.5, 1.5], "b": [2.5]}),
    row(ordered_dict, OrderedDict(z=0.5, a=1.5)),
    row(named_tuple_attributes, Point(0.5, 1.5)),
    row(named_tuple_index, Point(0.5, 1.5)),
    row(named_tuple_made, 0.5, 1.5),
    row(named_tuple_replaced, Point(0.5, 1.5)),
    row(named_tuple_method, Layer(normal(2, 3), normal(2)), normal(3)),
    row(named_tuple_loop, Point(0.5, 1.5)),
    row(
        declared_integers,
        [Attention(normal(4, 4)), Attention(normal(4, 4, seed=1), 4, (3,), np.array([2, 0]))],
        normal(3, 4),
        argnums=(0, 1),
    ),
    row(
        declared_in_named_tuple,
        [Repeated(normal(3, 3), 2), Repeated(normal(3, 3, seed=1), 1)],
        normal(3),
        argnums=(0, 1),
    ),
    row(member_of_integers, Response(1.5, Mode.SQUARE), 0.7, argnums=(0, 1)),
    row(member_of_integers, Response(1.5, Mode.LINEAR), 0.7, argnums=(0, 1), case="linear"),
    row(members_by_identity, 1.5, Mode.LINEAR, Terms.LINEAR | Terms.SQUARE, argnums=0),
    row(member_of_integers_in_dict, {"scale": 1.5, "mode": Mode.SQUARE}, argnums=0),
    row(dataclass_attributes, Spring(0.5, 1.5)),
    row(dataclass_method, Spring(0.5, 1.5), 2.0),
    row(dataclass_made, 0.5, 1.2),
    row(dataclass_frozen, Gaussian(normal(3, seed=1), 0.3 * normal(3, seed=2)), normal(3, seed=3)),
    row(dataclass_in_list, [Spring(0.5, 1.5), Spring(2.5, 0.7)], 1.1),
    row(
        dataclass_nested,
        Model(Layer(normal(2, 3), normal(2)), Spring(0.5, 1.5), [0.3, 0.7], {"bias": 1.2}),
        normal(3),
    ),
    row(alias_of_part, {"inner": {"w": normal(3), "b": 1.5}}),
    row(same_leaf_twice, (0.7, 1.0)),
    row(unused_leaves, {"used": 0.7, "unused": normal(3), "more": [1.0, (2.0,)]}),
    row(
        network,
        {"W1": normal(4, 3), "b1": normal(3), "W2": normal(3, 2), "b2": normal(2)},
        normal(5, 4),
        normal(5, 2),
        argnums=0,
    ),
    row(
        network_of_layers,
        [{"w": normal(3, 2), "b": normal(3)}, {"w": normal(1, 3), "b": normal(1)}],
        normal(2),
    ),
    row(
        network_by_items,
        {"hidden": (normal(3, 2), normal(3)), "out": (normal(1, 3), normal(1))},
        normal(2),
        argnums=0,
    ),
    row(deep_structure, (0.5, {"x": (1.5,)}, [2.5, Point(0.1, 0.3)])),
    row(unpack_deep, (0.5, (1.5, [2.5, 3.5]))),
    row(enumerate_params, {"a": 0.5, "b": 1.5}),
    row(zipped_dicts, {"a": 0.5, "b": 1.5}, {"c": 2.5, "d": 3.5}),
    row(update_by_new_dict, {"a": 0.5, "b": 1.5}, 0.1),
    row(returns_named_tuple, 0.5, 1.5),
    row(returns_dataclass, 0.5, 1.5),
    row(returns_nested, {"a": 0.5, "b": 1.5}),
    row(returns_params, {"a": 0.5, "b": normal(3)}),
    row(carried_tuple, 0.8, 4),
    row(carried_named_tuple, Point(0.5, 1.5), 4),
    row(carried_dataclass, Spring(0.5, 1.5), 3),
    row(carried_dict, {"x": 0.5, "v": 1.5}, 4),
    row(chosen_container, {"a": 0.5, "b": 1.5}, {"a": 2.5, "b": 3.5}, True, case="first"),
    row(chosen_container, {"a": 0.5, "b": 1.5}, {"a": 2.5, "b": 3.5}, False, case="second"),
    row(chosen_by_data, Point(0.5, 1.5), Point(2.5, 3.5)),
    row(tuple_comparison, (0.5, 1.5), (2.5, 3.5)),
    row(counter_like, 0.8),
    row(scalars_and_arrays, {"scale": 0.5, "w": normal(3), "offset": np.array(1.5)}),
    row(empty_containers, {"x": 0.5, "none": []}),
    row(empty_containers, {"x": 0.5, "none": ()}, case="tuple"),
]
