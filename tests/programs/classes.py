"""Programs with classes of the user's: made, written to, with operators, inherited, called, iterated over."""

import abc
import contextlib
import enum
import functools
import math
from collections import namedtuple
from dataclasses import InitVar, asdict, astuple, dataclass, field, make_dataclass, replace
from typing import Any, ClassVar, NamedTuple

import numpy as np

from tests.programs.harness import definite, normal, positive, row


# ------------------------------------------------------------ attributes read and written
class Accumulator:
    def __init__(self, start=0.0):
        self.total = start
        self.count = 0

    def add(self, value):
        self.total = self.total + value
        self.count += 1
        return self

    def mean(self):
        return self.total / self.count

    @property
    def double(self):
        return 2 * self.total

    @staticmethod
    def square(value):
        return value * value

    @classmethod
    def starting_at(cls, value):
        return cls(value)


def accumulated(x, y):
    acc = Accumulator()
    acc.add(x).add(y).add(x * y)
    return acc.mean() * acc.count


def accumulated_in_loop(x, n):
    acc = Accumulator(x)
    for i in range(n):
        acc.add(acc.total * x / (i + 1))
    return acc.total * acc.double + acc.count


def accumulated_over_array(p):
    acc = Accumulator()
    for v in p:
        if v > 0.5:
            acc.add(v * v)
    return acc.total * p[0]


def made_by_class_method(x):
    return Accumulator.starting_at(x).add(x * x).total * Accumulator.square(x)


def static_method_of_object(x, y):
    return Accumulator().square(x) * Accumulator(y).double


def shared_object(x, y):
    a = Accumulator()
    b = a
    a.add(x)
    b.add(y)
    return a.total * b.total * (a is b)


def two_objects(x, y):
    a, b = Accumulator(x), Accumulator(y)
    a.add(b.total)
    b.add(a.total)
    return a.total * b.total * (a is not b)


def written_from_outside(x):
    a = Accumulator()
    a.total = x * x
    a.note = "half"
    a.extra = {"x": x}
    a.extra["y"] = a.total
    a.total += a.extra["x"]
    return a.total * a.extra["y"]


def passed_to_helper(x, y):
    def fill(target, value):
        target.add(value)
        target.scale = value * 2

    a = Accumulator(x)
    fill(a, y)
    return a.total * a.scale


def held_in_list(x, y):
    accs = [Accumulator(x), Accumulator(y)]
    for acc in accs:
        acc.add(x * y)
    accs[0].add(accs[1].total)
    return sum(acc.total * (i + 1) for i, acc in enumerate(accs))


def written_in_branch(x, y):
    acc = Accumulator(y)
    if x > 0.3:
        acc.add(x * x)
        acc.count = 5
    else:
        acc.total = acc.total * 2.0
    return acc.total * (acc.count + 1)


def written_in_branch_and_loop(p):
    acc = Accumulator(1.0)
    for i in range(len(p)):
        if p[i] > 0.5:
            acc.total = acc.total * p[i]
        elif i > 0:
            acc.add(p[i] ** 2)
    return acc.total + acc.count


def chosen_object(x, y):
    a, b = Accumulator(x), Accumulator(y)
    best = a if x > y else b
    return best.total**2 * a.total + best.double


# ------------------------------------------------------------ initialisation with logic, inheritance
class Shape:
    sides = 0
    unit = 2.0

    def __init__(self, scale):
        if scale < 0:
            raise ValueError("negative")
        self.scale = scale

    def area(self):
        raise NotImplementedError

    def weight(self):
        return self.area() * self.density()

    def density(self):
        return self.unit


class Square(Shape):
    sides = 4

    def area(self):
        return self.scale**2


class Box(Square):
    unit = 3.0

    def __init__(self, scale, depth=1.0):
        super().__init__(scale)
        self.depth = depth

    def area(self):
        return super().area() * self.depth

    def density(self):
        return 0.5 * super().density() + self.sides


class Disc(Shape):
    def area(self):
        return math.pi * self.scale**2


def inherited(x):
    return Square(x).weight() + Disc(x).weight()


def inherited_twice(x, y):
    box = Box(x, depth=y)
    return box.weight() * box.area()


def inherited_loop(x, y):
    total = 0.0
    for shape in (Square(x), Disc(y), Box(x, y)):
        total += shape.weight() * shape.scale
    return total


def instance_dispatch(x, y):
    def energy(shape):
        if isinstance(shape, Box):
            return shape.depth * shape.area()
        if isinstance(shape, Square | Disc):
            return shape.area()
        return 0.0

    return energy(Square(x)) + energy(Box(x, y)) * energy(Disc(y))


class Potential(abc.ABC):
    @abc.abstractmethod
    def value(self, x): ...

    def force(self, x, h=1e-2):
        return -(self.value(x + h) - self.value(x - h)) / (2 * h)

    def __add__(self, other):
        return Total(self, other)


class Harmonic(Potential):
    def __init__(self, k):
        self.k = k

    def value(self, x):
        return 0.5 * self.k * x * x


class Quartic(Potential):
    def __init__(self, a):
        self.a = a

    def value(self, x):
        return self.a * x**4


class Total(Potential):
    def __init__(self, *parts):
        self.parts = parts

    def value(self, x):
        return sum(part.value(x) for part in self.parts)


def abstract_base(x, k):
    return Harmonic(k).force(x) * Quartic(k).value(x)


def composite(x, k, a):
    return (Harmonic(k) + Quartic(a)).force(x)


class Mixin:
    def describe(self):
        return self.value() * self.weight


class Base:
    weight = 1.5

    def __init__(self, **options):
        self.options = dict(options)
        for key, value in options.items():
            setattr(self, key, value)


class Mixed(Mixin, Base):
    def __init__(self, x, **rest):
        super().__init__(x=x, **rest)

    def value(self):
        return self.x * self.y + len(self.options)


def mixed_in(x, y):
    return Mixed(x, y=y).describe()


# ------------------------------------------------------------ operators
class Vec:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y)

    def __mul__(self, other):
        if isinstance(other, Vec):
            return self.x * other.x + self.y * other.y
        return Vec(self.x * other, self.y * other)

    __rmul__ = __mul__

    def __truediv__(self, s):
        return Vec(self.x / s, self.y / s)

    def __neg__(self):
        return Vec(-self.x, -self.y)

    def __pos__(self):
        return self

    def __abs__(self):
        return math.hypot(self.x, self.y)

    def __matmul__(self, other):
        return self.x * other.y - self.y * other.x

    def __getitem__(self, i):
        return (self.x, self.y)[i]

    def __len__(self):
        return 2

    def __iter__(self):
        yield self.x
        yield self.y

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __lt__(self, other):
        return abs(self) < abs(other)

    def __iadd__(self, other):
        self.x += other.x
        self.y += other.y
        return self

    def __bool__(self):
        return True

    def norm2(self):
        return self * self


def vector_sum(x, y):
    v = Vec(x, y) + Vec(y, 2.0) - Vec(1.0, x)
    return v.x * v.y


def vector_products(x, y):
    v, w = Vec(x, y), Vec(y * y, x)
    return (v * w) * (v @ w) + (2.0 * v * 3).x + (v / x).y


def vector_unary(x, y):
    v = -Vec(x, y)
    return abs(v) * v.x + abs(+v)


def vector_items(x, y):
    v = Vec(x, y)
    a, b = v
    return v[0] * a + v[1] * b * len(v) + sum(c * c for c in v)


def vector_in_place(x, y):
    v = Vec(x, y)
    w = v
    v += Vec(y, x * x)
    return w.x * w.y * (w is v)


def vector_compared(x, y):
    v, w = Vec(x, y), Vec(y, y)
    if v < w:
        return v * w
    if v == w or not v:
        return v.x
    return abs(v)


def vector_loop(x, y, n):
    position, velocity = Vec(x, 0.0), Vec(0.0, y)
    for _ in range(n):
        velocity = velocity - position * 0.1
        position = position + velocity * 0.1
    return position.norm2() + velocity.norm2()


def vector_sum_of_list(x, y):
    parts = [Vec(x, y), Vec(y, y), Vec(x * y, 1.0)]
    total = functools.reduce(lambda a, b: a + b, parts)
    return abs(total) + sum(parts, Vec(0.0, 0.0)).x


class Dual:
    def __init__(self, a, b=0.0):
        self.a, self.b = a, b

    def _lift(self, other):
        return other if isinstance(other, Dual) else Dual(other)

    def __add__(self, other):
        other = self._lift(other)
        return Dual(self.a + other.a, self.b + other.b)

    def __radd__(self, other):
        return self + other

    def __mul__(self, other):
        other = self._lift(other)
        return Dual(self.a * other.a, self.a * other.b + self.b * other.a)

    def __rmul__(self, other):
        return self * other

    def __sub__(self, other):
        return self + (-1.0) * self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) - self

    def __pow__(self, n):
        result = Dual(1.0)
        for _ in range(n):
            result = result * self
        return result


def dual_derivative(x):
    def polynomial(t):
        return 3.0 * t**3 - t * 2.0 + 1.0

    return polynomial(Dual(x, 1.0)).b


def dual_reflected(x, y):
    d = 1.0 - Dual(x, y) * Dual(y, 1.0)
    return d.a * d.b


class Quaternion(NamedTuple):
    w: Any
    x: Any
    y: Any
    z: Any

    def __mul__(self, o):
        return Quaternion(
            self.w * o.w - self.x * o.x - self.y * o.y - self.z * o.z,
            self.w * o.x + self.x * o.w + self.y * o.z - self.z * o.y,
            self.w * o.y - self.x * o.z + self.y * o.w + self.z * o.x,
            self.w * o.z + self.x * o.y - self.y * o.x + self.z * o.w,
        )

    @property
    def conjugate(self):
        return Quaternion(self.w, -self.x, -self.y, -self.z)

    def norm(self):
        return math.sqrt(self.w**2 + self.x**2 + self.y**2 + self.z**2)

    def rotate(self, v):
        q = self * Quaternion(0.0, *v) * self.conjugate
        return np.array([q.x, q.y, q.z])


def quaternion_rotation(angle, v):
    q = Quaternion(math.cos(angle / 2), 0.0, math.sin(angle / 2), 0.0)
    return q.rotate(v) * q.norm()


def quaternion_product(p, q):
    return (Quaternion(*p) * Quaternion(*q)).norm()


class NotSure:
    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        if not isinstance(other, NotSure):
            return NotImplemented
        return NotSure(self.v + other.v)

    def __radd__(self, other):
        return NotSure(other * 2 + self.v)


def not_implemented(x, y):
    return (NotSure(x) + NotSure(y)).v * (x + NotSure(y)).v


# ------------------------------------------------------------ callable objects, parameters in classes
class Linear:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def __call__(self, x):
        return self.w @ x + self.b


class Network:
    def __init__(self, sizes, params):
        self.layers = []
        for i in range(len(sizes) - 1):
            self.layers.append(Linear(params[2 * i], params[2 * i + 1]))

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = np.tanh(layer(x))
        return self.layers[-1](x)

    def loss(self, x, y):
        return np.sum((self(x) - y) ** 2)


def network_of_objects(params, x, y):
    return Network((2, 3, 1), params).loss(x, y)


class Polynomial:
    def __init__(self, *coefficients):
        self.coefficients = coefficients

    def __call__(self, x):
        total = 0.0
        for c in reversed(self.coefficients):
            total = total * x + c
        return total

    def derivative(self):
        return Polynomial(*[i * c for i, c in enumerate(self.coefficients)][1:])

    def __len__(self):
        return len(self.coefficients)


def polynomial_object(x, a, b):
    p = Polynomial(1.0, a, b, a * b)
    return p(x) * p.derivative()(x) + len(p)


def newton_on_object(x, a):
    p = Polynomial(-a, 0.0, 1.0)
    dp = p.derivative()
    for _ in range(4):
        x = x - p(x) / dp(x)
    return x * a


class LSTMCell:
    gates = ("f", "i", "o", "g")

    def __init__(self, params):
        self.params = params
        self.state = None

    def gate(self, name, x, h):
        w, u, b = self.params[name]
        z = w * x + u * h + b
        return np.tanh(z) if name == "g" else 1 / (1 + np.exp(-z))

    def step(self, x):
        h, c = self.state if self.state is not None else (0.0, 0.0)
        f, i, o, g = (self.gate(name, x, h) for name in self.gates)
        c = f * c + i * g
        self.state = (o * np.tanh(c), c)
        return self.state[0]


def lstm_object(params, x, y):
    cell = LSTMCell(params)
    return cell.step(x) * cell.step(y) + cell.step(x * y) * cell.state[1]


class Optimizer:
    def __init__(self, rate, momentum=0.9):
        self.rate = rate
        self.momentum = momentum
        self.velocity = {}

    def step(self, params, grads):
        for key in params:
            v = self.velocity.get(key, 0.0)
            self.velocity[key] = self.momentum * v - self.rate * grads[key]
            params[key] = params[key] + self.velocity[key]


def optimizer_steps(a, b, rate):
    params = {"a": a, "b": b}
    opt = Optimizer(rate)
    for _ in range(3):
        grads = {"a": 2 * params["a"] * params["b"], "b": params["a"] ** 2}
        opt.step(params, grads)
    return params["a"] * params["b"] + opt.velocity["a"]


class Particle:
    def __init__(self, x, v, m=1.0):
        self.x, self.v, self.m = x, v, m

    def kick(self, force, dt):
        self.v = self.v + dt * force / self.m

    def drift(self, dt):
        self.x = self.x + dt * self.v

    @property
    def momentum(self):
        return self.m * self.v

    @momentum.setter
    def momentum(self, p):
        self.v = p / self.m

    @property
    def energy(self):
        return 0.5 * self.m * self.v**2 + 0.5 * self.x**2


def leapfrog(x, v, n):
    particle = Particle(x, v, m=2.0)
    for _ in range(n):
        particle.kick(-particle.x, 0.05)
        particle.drift(0.1)
        particle.kick(-particle.x, 0.05)
    return particle.energy * particle.x


def property_setter(x, v):
    particle = Particle(x, v, 3.0)
    particle.momentum = x * v
    particle.momentum *= 2
    return particle.v * particle.momentum


def many_particles(xs, n):
    particles = [Particle(x, 0.0) for x in xs]
    for _ in range(n):
        for i, p in enumerate(particles):
            force = 0.0
            for j, q in enumerate(particles):
                if i != j:
                    force = force + (q.x - p.x)
            p.kick(force, 0.1)
        for p in particles:
            p.drift(0.1)
    return sum(p.energy for p in particles)


class Kalman:
    def __init__(self, q, r):
        self.q, self.r = q, r
        self.mean, self.var = 0.0, 1.0
        self.log_likelihood = 0.0

    def predict(self):
        self.var = self.var + self.q

    def update(self, y):
        s = self.var + self.r
        k = self.var / s
        residual = y - self.mean
        self.log_likelihood -= 0.5 * (np.log(s) + residual**2 / s)
        self.mean = self.mean + k * residual
        self.var = (1 - k) * self.var


def kalman_object(q, r, ys):
    f = Kalman(q, r)
    for y in ys:
        f.predict()
        f.update(y)
    return f.log_likelihood


# ------------------------------------------------------------ dataclasses
@dataclass
class Option:
    strike: float
    rate: float = 0.05
    volatility: float = 0.2
    tags: list = field(default_factory=list)
    kinds: ClassVar[tuple] = ("call", "put")

    def d1(self, spot, t):
        return (math.log(spot / self.strike) + (self.rate + self.volatility**2 / 2) * t) / (
            self.volatility * math.sqrt(t)
        )

    def price(self, spot, t):
        d1 = self.d1(spot, t)
        d2 = d1 - self.volatility * math.sqrt(t)
        cdf = lambda z: 0.5 * (1 + math.erf(z / math.sqrt(2)))  # noqa: E731
        return spot * cdf(d1) - self.strike * math.exp(-self.rate * t) * cdf(d2)


def black_scholes(spot, strike, vol):
    return Option(strike, volatility=vol).price(spot, 0.5)


def replaced_field(spot, vol):
    option = Option(1.0)
    bumped = replace(option, volatility=vol, rate=vol / 4)
    return bumped.price(spot, 1.0) - option.price(spot, 1.0)


def option_argument(option, spot):
    return option.price(spot, 0.7)


def default_list(x):
    option = Option(x)
    option.tags.append(x * 2)
    option.tags += [x, 3.0]
    other = Option(x)
    return sum(option.tags) * len(option.tags) + len(other.tags) + len(Option.kinds)


@dataclass
class Normalised:
    a: float
    b: float
    scale: InitVar[float] = 2.0
    total: float = field(init=False)

    def __post_init__(self, scale):
        self.total = (self.a + self.b) * scale
        self.a = self.a / self.total


def post_init(x, y):
    n = Normalised(x, y, 3.0)
    return n.a * n.total + Normalised(y, b=x).total ** 2


@dataclass(frozen=True)
class Interval:
    low: float
    high: float

    def __post_init__(self):
        if self.low > self.high:
            low, high = self.high, self.low
            object.__setattr__(self, "low", low)
            object.__setattr__(self, "high", high)

    def __contains__(self, v):
        return self.low <= v <= self.high

    def __and__(self, other):
        return Interval(max(self.low, other.low), min(self.high, other.high))

    @property
    def width(self):
        return self.high - self.low


def frozen_with_logic(x, y):
    i = Interval(x, y)
    if 0.5 * (x + y) in i:
        return i.width * (i & Interval(0.0, 1.0)).width
    return x


def as_containers(x, y):
    i = Interval(x, y)
    table = asdict(i)
    low, high = astuple(i)
    return table["low"] * high - table["high"] * low**2


@dataclass(order=True)
class Item:
    priority: int
    value: float = field(compare=False)


def ordered_items(x, y):
    items = sorted([Item(3, x), Item(1, y), Item(2, x * y)])
    return items[0].value * 2 + items[1].value * 3 + items[2].value + (max(items).priority)


def dataclass_equality(x):
    a, b = Item(1, x), Item(1, x * 2)
    if a == b and a != Item(2, x):
        return a.value * b.value
    return x


@dataclass
class Tree:
    value: float
    children: list = field(default_factory=list)

    def total(self):
        return self.value + sum(child.total() for child in self.children)

    def depth(self):
        return 1 + max((child.depth() for child in self.children), default=0)


def tree_object(x, y):
    tree = Tree(x, [Tree(y, [Tree(x * y)]), Tree(2.0)])
    tree.children[1].children.append(Tree(x * x))
    return tree.total() * tree.depth()


@dataclass
class Config:
    layers: int = 2
    activation: str = "tanh"
    scale: float = 1.5


def config_driven(config, x):
    for _ in range(config.layers):
        x = np.tanh(x) if config.activation == "tanh" else np.exp(-x)
    return x * config.scale


@dataclass
class State:
    x: np.ndarray
    step: int = 0

    def advance(self, a):
        return replace(self, x=a @ self.x, step=self.step + 1)


def functional_state(x, a, n):
    state = State(x)
    for _ in range(n):
        state = state.advance(a)
    return np.sum(state.x**2) * state.step


# ------------------------------------------------------------ enumerations, dispatch by type
class Mode(enum.Enum):
    LINEAR = "linear"
    SQUARE = "square"

    def apply(self, x):
        return x if self is Mode.LINEAR else x * x


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 3


def enumerated_mode(x, mode):
    y = mode.apply(x)
    if mode is Mode.SQUARE:
        return y * 2 + len(mode.value)
    return y + len(mode.name)


def modes_by_value(x):
    return Mode("square").apply(x) + Mode["LINEAR"].apply(x) + sum(m.apply(x) for m in Mode)


def enumerated_level(x):
    return x**Level.HIGH + Level.LOW * x


@functools.singledispatch
def measure(shape):
    return shape * 1.0


@measure.register
def _(shape: Square):
    return shape.area()


@measure.register(Disc)
def _(shape):
    return shape.area() / math.pi


@measure.register(tuple)
def _(shape):
    return sum(measure(part) for part in shape)


def single_dispatch(x, y):
    return measure(Square(x)) * measure(Disc(y)) + measure(x) + measure((x, Square(y)))


class Table:
    def __init__(self, **entries):
        self.entries = entries

    def __getattr__(self, name):
        return self.entries[name] * 2

    def __contains__(self, key):
        return key in self.entries

    def __setitem__(self, key, value):
        self.entries[key] = value * 3

    def __getitem__(self, key):
        return self.entries[key]

    def __delitem__(self, key):
        del self.entries[key]

    def __iter__(self):
        return iter(self.entries)


def computed_attribute(x, y):
    table = Table(a=x, b=y)
    table["c"] = x * y
    table["a"] += y
    del table["b"]
    total = 0.0
    for key in table:
        total += table[key]
    return table.a * table.c + total * ("a" in table) + ("b" in table)


class Cached:
    def __init__(self, x):
        self.x = x
        self.calls = 0

    @functools.cached_property
    def square(self):
        self.calls += 1
        return self.x * self.x


def cached_value(x):
    c = Cached(x)
    return c.square * c.square * c.calls


class Matrix:
    __array_ufunc__ = None

    def __init__(self, data):
        self.data = data

    def __matmul__(self, other):
        return Matrix(self.data @ other.data)

    def __rmul__(self, other):
        return Matrix(other * self.data)

    def __getitem__(self, index):
        return self.data[index]

    @property
    def T(self):  # noqa: N802
        return Matrix(self.data.T)

    def trace(self):
        return np.trace(self.data)


def matrix_object(a, b):
    m = Matrix(a) @ Matrix(b).T
    return m.trace() * m[0, 1] + (np.float64(2.0) * m)[1, 1] + (a[0] * m)[0, 0]


class Timer:
    def __init__(self):
        self.entered = 0

    def __enter__(self):
        self.entered += 1
        return self

    def __exit__(self, *details):
        self.entered += 10


def context_object(x):
    with Timer() as timer:
        y = x * timer.entered
    return y * timer.entered


class Scaled:
    def __init__(self, model, factor):
        self.model = model
        self.factor = factor

    @contextlib.contextmanager
    def using(self, factor):
        before = self.factor
        self.factor = factor
        yield self
        self.factor = before

    def __call__(self, x):
        return self.model(x) * self.factor


def context_method(x, y):
    scaled = Scaled(lambda t: t * t, x)
    with scaled.using(y) as s:
        inside = s(x)
    return inside * scaled(y)


def object_with_function(x, y):
    scaled = Scaled(math.sin, y)
    scaled.model = math.cos
    return scaled(x)


def bound_method_kept(x, y):
    acc = Accumulator(x)
    add = acc.add
    add(y)
    add(y * x)
    for method in (acc.add, add):
        method(x)
    return acc.total * (acc.count + 1)


def object_returned(x, y):
    v = Vec(x, y) * (x * y)
    return [v.x, v.y]


def linked(x, y):
    class_node = Tree
    first = class_node(x)
    second = class_node(y, [first])
    first.value = first.value * 3
    return second.total() * second.children[0].value


def log_density_object(mean, cov, x):
    class_ = GaussianModel(mean, cov)
    return class_.log_prob(x) + class_.entropy()


class GaussianModel:
    def __init__(self, mean, cov):
        self.mean = np.asarray(mean)
        self.chol = np.linalg.cholesky(cov)
        self.dim = len(mean)

    def log_prob(self, x):
        z = np.linalg.solve(self.chol, x - self.mean)
        return -0.5 * (z @ z) - self._log_det() - 0.5 * self.dim * math.log(2 * math.pi)

    def _log_det(self):
        return np.sum(np.log(np.diag(self.chol)))

    def entropy(self):
        return 0.5 * self.dim * (1 + math.log(2 * math.pi)) + self._log_det()


class Spring:
    """A spring, with the springs that hang on it."""

    def __init__(self, stiffness, *hung):
        self.stiffness = stiffness
        self.hung = hung

    def __repr__(self):
        return f"Spring({self.stiffness}, {len(self.hung)} more)"


def each_once(x, y):
    bottom = Spring(x * y)
    left, right = Spring(x, bottom), Spring(y * y, bottom)
    top = Spring(2.0, left, right)
    order, seen, places = [], set(), {}

    def visit(spring):
        if spring not in seen:
            seen.add(spring)
            for other in spring.hung:
                visit(other)
            order.append(spring)

    visit(top)
    for k, spring in enumerate(order):
        places[id(spring)] = (k + 1) * spring.stiffness**2
    if len({hash(spring) for spring in [*order, left]}) != 4 or top in [left, right]:
        raise ValueError(f"no tree: {top}")
    return sum(places[id(spring)] * spring.stiffness for spring in (left, right, bottom))


def said(x):
    spring = Spring(x * x)
    text = str(spring) + repr([1, 2]) + f"{spring}"
    if x < 0:
        raise ValueError(spring)
    return spring.stiffness * text.count("Spring")


LSTM = {name: (0.3 * (i + 1), -0.2 * i + 0.1, 0.1) for i, name in enumerate("fiog")}


def _of_whole_default(x):
    return namedtuple("Pair", "a b", defaults=(0,))(x)


def _of_float_default(x):
    return namedtuple("Pair", "a b", defaults=(0.0,))(x)


def defaults_that_are_equal(x):
    whole = isinstance(_of_whole_default(x).b, int)
    return x * (1.0 if whole else 2.0) + x * (3.0 if isinstance(_of_float_default(x).b, float) else 5.0)


class Tagged:
    """Equal by its value, in sets by identity."""

    __hash__ = object.__hash__

    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return isinstance(other, Tagged) and self.value == other.value


def members_by_equality(x):
    one, double, same = Tagged(1), Tagged(2.0 * x), Tagged(x)
    if one in [same, 3, Tagged(1)]:
        x = x * 2.0
    if same in (one, double, same):
        x = x * x
    if None in [one, double] or 3 in [one, double]:
        x = 7.0 * x
    if one not in [None, double]:
        x = x * x
    return x


Sides = namedtuple("Sides", "a b")


class Doubled(Sides):
    def __new__(cls, a, b=2.0):
        return super().__new__(cls, a * 2, b)

    def dot(self, other):
        return self.a * other.a + self.b * other.b


class Powers(namedtuple("Powers", "first second")):
    __slots__ = ()

    def __new__(cls, x):
        return tuple.__new__(cls, (x, x * x))

    def __add__(self, other):
        return Powers._make([self.first + other.first, self.second + other.second])


def named_tuples_with_new(x):
    powers = Powers(x) + Powers(2 * x)
    return (
        Doubled(x).dot(Doubled(x, x)) * powers.first * powers.second + Powers._make((x, 3 * x))._replace(first=x).second
    )


def classes_made_inside(x, n):
    s = 0.0
    for _ in range(n):
        Point = namedtuple("Point", ["x", "y"], defaults=(1.5,))
        Pair = make_dataclass("Pair", ["left", "right"])
        p, q = Point(x=x), Pair(x, right=x * x)
        q.left = q.right * p.y
        s += p.x * p._asdict()["y"] + q.left * len(Point._fields) + sum(Point._make([x, s]))
    return s


class Scalar:
    """A number that knows what it was made of: reverse mode by hand, as it is taught."""

    def __init__(self, data, children=()):
        self.data = data
        self.grad = 0.0
        self._backward = lambda: None
        self._prev = set(children)

    def __add__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topological, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topological.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topological):
            v._backward()


def taught_reverse_mode(x, y):
    a, b = Scalar(x), Scalar(y)
    out = (a * b + a) * (b + 2.0) + a * a * a
    out.backward()
    return out.data + a.grad * b.grad


def sets_of_objects(x, y):
    one, two = Accumulator(x), Accumulator(y)
    group = {one, two, one}
    group.add(Accumulator(x * y))
    return sum(each.total**2 for each in group) + sum(each.total for each in {one, two} | group)


class Doubling:
    def apply(self, x):
        return 2.0 * x


class Bending:
    def __init__(self, weight):
        self.weight = weight

    def apply(self, x):
        return np.tanh(x * self.weight)


def layers_backwards(x, w):
    layers = [Bending(w), Doubling(), Bending(x), None]
    for k in reversed(range(len(layers) - 1)):
        x = layers[k].apply(x)
    for k in reversed(range(1, len(layers) - 1)):
        x = x + layers[k].apply(x)
    return x


@dataclass
class Priced:
    sigma: float
    rate: float = 0.1
    tags: list = field(default_factory=list)

    def __post_init__(self):
        self.variance = self.sigma**2


@dataclass
class Optioned(Priced):
    strike: float = 2.0


class ByHand(Optioned):
    def __init__(self, sigma, weight, **options):
        super().__init__(sigma, **options)
        self.weight = weight

    def price(self):
        return self.variance * self.weight + self.rate * self.strike + len(self.tags)


class Further(Priced):
    def __init__(self, a):
        Priced.__init__(self, a, rate=a * 2)

    def __post_init__(self):
        super().__post_init__()
        self.work = self.variance * self.rate


@dataclass(frozen=True)
class Frozen:
    a: float


class Thrice(Frozen):
    def __init__(self, a):
        super().__init__(a * 3)


def dataclasses_initialised_by_hand(x):
    return ByHand(x, 2.0, strike=x).price() + Further(x).work + Thrice(x).a ** 2


def _is_number(v):
    return isinstance(v, (int, float, np.number))


def _is_priced(v):
    return isinstance(v, Priced)


def _is_flat(v):
    return not isinstance(v[0], list)


def _total(v):
    return sum(v) if _is_flat(v) else sum(_total(part) for part in v)


def asked_by_helpers(x, rows):
    v = x
    if _is_number(v):
        v = [v, v * v]
    if _is_priced(x):
        return x.price()
    shape = np.array(v).shape
    if not isinstance(shape, tuple):
        shape = (shape,)
    if np.isscalar(x):
        x = np.array([x, x * x])
    return v[0] * v[1] + _total(rows) ** 2 + np.sum(np.ones(shape) * x) + np.sum(np.c_[v[0], -v[1]] ** 2)


def _appended(items):
    items.append(1.0)
    return True


def _put(table):
    table["k"] = 3.0
    return True


def _overwritten(items):
    items[0] = 7.0
    return False


def helpers_that_change_and_answer(x):
    items, table, numbers = [x], {"k": 1.0}, [1.0, 2.0]
    s = 0.0
    if _appended(items):
        s += x * len(items)
    ok = _put(table)
    if not _overwritten(numbers) and ok:
        s += x * x * table["k"] * numbers[0]
    return s


class Asked:
    def __init__(self, key):
        self.key = key
        self.times = 0

    def __eq__(self, other):
        self.times += 1
        return self.key - other.key == 0.0


class Differs:
    def __init__(self, key):
        self.key = key

    def __eq__(self, other):
        return self.key - other.key


def membership_asks_in_turn(x):
    asked = [Asked(x), Asked(2 * x), Asked(x)]
    s = x * x if Asked(x) in asked else x
    return s * (asked[0].times + 10 * asked[1].times) + x * (Differs(x) in [Differs(3 * x)])


@dataclass
class InitOfItsOwn:
    a: object
    d: float = 1.0

    def __init__(self, x):
        self.a = x * 2
        self.d = x


@dataclass
class Doubling2:
    a: object

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 2)


class DoublingByHand(Doubling2):
    def __init__(self, x):
        Doubling2.__init__(self, x)


def dataclasses_with_methods_of_their_own(x):
    own = InitOfItsOwn(x)
    return own.a * own.d + DoublingByHand(x).a


@dataclass
class DoublingOfA:
    a: float
    b: float = 2.0

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 2 if name == "a" else value)


class Fivefold:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, obj, owner=None):
        return 1.5 if obj is None else getattr(obj, self.name)

    def __set__(self, obj, value):
        setattr(obj, self.name, value * 5)


@dataclass
class Described:
    a: float = Fivefold()
    b: float = 2.0


@dataclass(slots=True)
class Slotted:
    a: float
    b: float = 1.0


def dataclasses_that_look_at_what_they_are_given(x):
    first, second, third = DoublingOfA(x), Described(x), Slotted(x)
    return first.a * x + second.a * second.b * first.b + third.a * Described().a


# ------------------------------------------------------------ slices as arguments
class Series:
    def __init__(self, values, origin=0):
        self.values = values
        self.origin = origin

    def __getitem__(self, i):
        if isinstance(i, slice):
            start, stop, step = i.indices(len(self.values))
            return Series(self.values[start:stop:step], start)
        return self.values[i]

    def __len__(self):
        return len(self.values)

    def total(self):
        return np.sum(self.values * np.arange(len(self.values)))


def parts_of_a_series(x, k):
    s = Series(x)
    return s[k:].total() * s[k] + s[:k].total() + len(s[k:]) * x[0] + s[1:3].origin * s[::2].total()


def series_of_a_list(x):
    s = Series(list(x))
    total = 0.0
    for i in range(len(s)):
        for v in s[i:].values:
            total = total + v * s[i]
    return total


def matrix_by_keys(x):
    class Matrix:
        def __init__(self, rows):
            self.rows = rows

        def __getitem__(self, key):
            if isinstance(key, tuple):
                r, c = key
                if isinstance(r, slice):
                    return [row[c] for row in self.rows[r]]
                return self.rows[r][c]
            return self.rows[key]

    m = Matrix([[x[0], x[1]], [x[2], x[0] * x[1]]])
    return m[0, 1] * m[1][0] + sum(m[:, 1]) + sum(m[0, :]) * sum(m[1:, 0])


def buffer_by_slices(x):
    class Buffer:
        def __init__(self, n):
            self.a = [0.0] * n

        def __setitem__(self, i, v):
            if isinstance(i, slice):
                for j, k in enumerate(range(*i.indices(len(self.a)))):
                    self.a[k] = v[j]
            else:
                self.a[i] = v

        def __getitem__(self, i):
            return self.a[i]

    b = Buffer(5)
    b[1:3] = x
    b[0] = x[0] * x[1]
    b[::4] = [x[2], x[0]]
    return b[0] * b[1] + b[4] ** 2 + sum(b[1:])


def windows_of_a_ring(x, n):
    class Ring:
        def __init__(self, a):
            self.a = a

        def __getitem__(self, i):
            if isinstance(i, slice):
                return [self[k] for k in range(i.start or 0, i.stop, i.step or 1)]
            return self.a[i % len(self.a)]

    r = Ring(x)
    total = 0.0
    for k in range(n):
        total = total + sum(r[k : k + 4]) * r[k + 1]
    return total + sum(r[:3])


class Unwilling:
    __name__ = "unwilling"

    def __call__(self, x):
        return x * x

    def __getattr__(self, name):
        raise KeyError(name)


ROWS = [
    row(Unwilling(), 0.7),
    row(each_once, 0.5, 1.5),
    row(said, 0.5),
    row(accumulated, 0.5, 1.5),
    row(accumulated_in_loop, 0.5, 4),
    row(accumulated_in_loop, 0.5, 0, case="no trip"),
    row(accumulated_over_array, positive(5)),
    row(made_by_class_method, 0.7),
    row(static_method_of_object, 0.7, 1.3),
    row(shared_object, 0.5, 1.5),
    row(two_objects, 0.5, 1.5),
    row(written_from_outside, 0.7),
    row(passed_to_helper, 0.5, 1.5),
    row(held_in_list, 0.5, 1.5),
    row(written_in_branch, 0.5, 1.5),
    row(written_in_branch, 0.1, 1.5, case="else", argnums=1),
    row(written_in_branch_and_loop, positive(5)),
    row(chosen_object, 0.5, 1.5),
    row(chosen_object, 1.5, 0.5, case="first"),
    row(inherited, 0.7),
    row(inherited_twice, 0.7, 1.3),
    row(inherited_loop, 0.7, 1.3),
    row(instance_dispatch, 0.7, 1.3),
    row(abstract_base, 0.7, 1.3),
    row(composite, 0.7, 1.3, 0.4),
    row(mixed_in, 0.7, 1.3),
    row(vector_sum, 0.7, 1.3),
    row(vector_products, 0.7, 1.3),
    row(vector_unary, 0.7, 1.3),
    row(vector_items, 0.7, 1.3),
    row(vector_in_place, 0.7, 1.3),
    row(vector_compared, 0.7, 1.3),
    row(vector_compared, 1.7, 1.3, case="greater"),
    row(vector_loop, 0.7, 1.3, 5),
    row(vector_sum_of_list, 0.7, 1.3),
    row(dual_derivative, 0.7),
    row(dual_reflected, 0.7, 1.3),
    row(quaternion_rotation, 0.7, normal(3)),
    row(quaternion_product, (0.5, 0.1, -0.4, 0.3), (0.2, 0.3, 0.4, -1.0)),
    row(not_implemented, 0.7, 1.3),
    row(network_of_objects, [normal(3, 2), normal(3), normal(1, 3), normal(1)], normal(2), normal(1), argnums=0),
    row(polynomial_object, 0.7, 1.3, -0.4),
    row(newton_on_object, 1.2, 1.9),
    row(lstm_object, LSTM, 0.7, 1.3),
    row(optimizer_steps, 0.7, 1.3, 0.1),
    row(leapfrog, 0.7, 1.3, 4),
    row(property_setter, 0.7, 1.3),
    row(many_particles, [0.7, 1.3, -0.2], 3),
    row(kalman_object, 0.3, 0.5, normal(5)),
    row(black_scholes, 1.1, 1.0, 0.3),
    row(replaced_field, 1.1, 0.3),
    row(option_argument, Option(1.0, 0.03, 0.25), 1.1, argnums=1),
    row(default_list, 0.7),
    row(post_init, 0.7, 1.3),
    row(frozen_with_logic, 0.3, 1.3),
    row(frozen_with_logic, 1.3, 0.3, case="swapped"),
    row(as_containers, 0.7, 1.3),
    row(ordered_items, 0.7, 1.3),
    row(dataclass_equality, 0.7),
    row(tree_object, 0.7, 1.3),
    row(config_driven, Config(), normal(3), argnums=1),
    row(config_driven, Config(3, "exp", 0.5), normal(3), argnums=1, case="exp"),
    row(functional_state, normal(3), normal(3, 3), 3),
    row(enumerated_mode, 0.7, Mode.SQUARE),
    row(enumerated_mode, 0.7, Mode.LINEAR, case="linear"),
    row(modes_by_value, 0.7),
    row(enumerated_level, 0.7),
    row(single_dispatch, 0.7, 1.3),
    row(computed_attribute, 0.7, 1.3),
    row(cached_value, 0.7),
    row(matrix_object, normal(2, 2), normal(2, 2, seed=1)),
    row(context_object, 0.7),
    row(context_method, 0.7, 1.3),
    row(object_with_function, 0.7, 1.3),
    row(bound_method_kept, 0.7, 1.3),
    row(object_returned, 0.7, 1.3),
    row(linked, 0.7, 1.3),
    row(defaults_that_are_equal, 0.7),
    row(members_by_equality, 0.7),
    row(log_density_object, normal(3), definite(3), normal(3, seed=2)),
    row(named_tuples_with_new, 0.7),
    row(classes_made_inside, 0.7, 3),
    row(taught_reverse_mode, 0.75, 1.25),
    row(sets_of_objects, 0.7, 1.3),
    row(layers_backwards, 0.7, 1.3),
    row(dataclasses_initialised_by_hand, 0.7),
    row(asked_by_helpers, 0.7, [[1.0, 2.0], [3.0, 4.0]]),
    row(helpers_that_change_and_answer, 0.7),
    row(membership_asks_in_turn, 0.7),
    row(dataclasses_with_methods_of_their_own, 0.7),
    row(dataclasses_that_look_at_what_they_are_given, 0.7),
    row(parts_of_a_series, normal(5), 2, argnums=0),
    row(series_of_a_list, normal(4)),
    row(matrix_by_keys, normal(3)),
    row(buffer_by_slices, normal(3)),
    row(windows_of_a_ring, normal(3), 4, argnums=0),
]
