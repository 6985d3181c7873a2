"""Dataclasses and named tuples whose classes do more than hold parts: gradients are made of the parts alone."""

import collections
import copy
import dataclasses
import functools
import pickle

import numpy as np
import pytest

import srcad


@dataclasses.dataclass
class Scaled:
    """Its making changes what it is given."""

    a: float
    b: float = 2.0

    def __post_init__(self):
        self.a = self.a * 10


@dataclasses.dataclass
class Positive:
    """Its making refuses what a gradient may be."""

    a: float
    b: float = 2.0

    def __post_init__(self):
        if self.a <= 0:
            raise ValueError("a must be positive")


@dataclasses.dataclass(frozen=True)
class Derived:
    """One of its fields is no parameter."""

    a: float
    b: float
    c: float = dataclasses.field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "c", 3.0 * self.a)


@dataclasses.dataclass
class OwnInit:
    """Its `__init__` is its own."""

    a: float
    b: float

    def __init__(self, v):
        self.a, self.b = v, 2 * v


@dataclasses.dataclass(slots=True, kw_only=True)
class Given:
    """A parameter of it is no field."""

    a: float
    b: float
    c: dataclasses.InitVar[float] = 1.0

    def __post_init__(self, c):
        self.a = self.a * c


class Doubled(collections.namedtuple("Doubled", "a b")):
    """A named tuple whose making changes what it is given."""

    __slots__ = ()

    def __new__(cls, a, b=1.0):
        return super().__new__(cls, 2 * a, b)


class Triple(tuple):
    """A tuple with a name for a part."""

    __slots__ = ()

    @property
    def a(self):
        return self[0]

    @property
    def b(self):
        return self[1]


@dataclasses.dataclass
class Extended:
    """Its making adds attributes that are no fields."""

    a: float
    b: float = 2.0

    def __post_init__(self):
        self.extra = 5.0 * self.a
        self.arr = np.ones(3) * self.b
        self.name, self.n, self.function = "k", 3, np.sin

    @functools.cached_property
    def area(self):
        return self.a * self.b

    def step(self, x):
        self.extra = self.extra + x
        self.arr[0] += self.extra
        return self.function(self.arr.sum()) * self.n


def f(p):
    return -np.sin(p.a) * p.b**2


OBJECTS = [Scaled(0.1), Positive(1.0), Derived(1.0, 2.0), OwnInit(1.5), Given(a=1.0, b=2.0, c=0.5), Doubled(0.5, 2.0)]
OBJECTS += [Triple((0.5, 2.0)), Extended(0.7)]


def parts(tree):
    return [float(x) for x in srcad.tree.tree_leaves(tree)]


@pytest.mark.parametrize("given", OBJECTS, ids=lambda p: type(p).__name__)
def test_a_gradient_holds_the_parts_as_they_are(given):
    a, b = given.a, given.b
    slope, other = -np.cos(a) * b**2, -2 * np.sin(a) * b
    wanted = [slope, other, *([0.0] if isinstance(given, Derived) else [])]
    value, gradient = srcad.value_and_grad(f)(given)
    assert value == f(given)
    assert type(gradient) is type(given)
    assert parts(gradient) == pytest.approx(wanted)
    assert parts(srcad.vjp(f, given)[1](2.0)[0]) == pytest.approx([2 * x for x in wanted])
    assert parts(srcad.jacrev(f)(given)) == parts(srcad.jacfwd(f)(given)) == pytest.approx(wanted)
    along = gradient  # its parts are those of a direction, too
    assert srcad.jvp(f, (given,), (along,))[1] == pytest.approx(sum(x * x for x in wanted))
    second = srcad.hvp(f, (given,), (along,))
    assert parts(second)[0] == pytest.approx(np.sin(a) * b**2 * slope - 2 * np.cos(a) * b * other)
    assert parts(srcad.hessian(f)(given))[0] == pytest.approx(np.sin(a) * b**2)
    if not isinstance(given, Doubled | Triple):
        assert parts(pickle.loads(pickle.dumps(srcad.grad(f)))(given)) == pytest.approx(wanted)
    srcad.check_grads(f, (given,), order=2)


def test_attributes_that_are_no_fields_are_read_as_they_are():
    def held(x, p):
        return x * p.a * p.extra + p.arr.sum() * x + p.step(x) + p.area * p.extra * x

    gradient, p = srcad.value_and_grad(held), Extended(2.0)

    def agrees():
        before = copy.deepcopy(vars(p))
        value, slope = gradient(0.5, p)
        vars(p).update(before)
        differences = [held(0.5 + h, copy.deepcopy(p)) for h in (1e-6, -1e-6)]
        assert value == held(0.5, copy.deepcopy(p))
        assert slope == pytest.approx((differences[0] - differences[1]) / 2e-6)

    agrees()
    for name, value in {"n": 5, "extra": 9.0, "arr": np.arange(4.0), "function": np.cos, "new": 3.0}.items():
        setattr(p, name, value)
        agrees()


def test_one_field_beside_attributes_that_are_none():
    def of_extra(p):
        return p.a * p.b + p.extra if p.name == "k" else p.a

    assert srcad.value_and_grad(of_extra, argnums="p.a")(Extended(2.0)) == (14.0, 2.0)
    with pytest.raises(srcad.UnsupportedSyntax, match="`extra` is no field of its dataclass") as raised:
        srcad.grad(of_extra)(Extended(2.0))
    assert "Make it a field, or a property." in str(raised.value)


def test_what_a_property_caches_is_computed_from_the_fields():
    p = Extended(2.0)
    for _ in range(2):
        assert parts(srcad.grad(lambda p: p.area * p.b)(p)) == [4.0, 8.0]
        assert p.area == 4.0


def test_objects_with_more_than_fields_as_results():
    def made(x):
        p = Extended(x, 2 * x)
        q = Extended(p.a * 2, x)
        return [p, {"q": q, "p": p}], q

    def one(a, b):
        return Extended(a, b)

    value, pullback = srcad.vjp(made, 0.5)
    assert vars(value[1])["extra"] == 5.0
    seed = [one(1.0, 1.0), {"q": one(1.0, 1.0), "p": one(0.0, 3.0)}], one(1.0, 5.0)
    assert pullback(seed) == (19.0,)
    assert parts(srcad.jvp(made, (0.5,), (1.0,))[1]) == [1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0, 1.0]


def test_such_objects_made_inside():
    def inside(x):
        given = Given(a=x, b=2 * x, c=3.0)
        tuple_ = Doubled(x, x * x)._replace(b=given.a)
        return given.a * tuple_.a * tuple_.b + dataclasses.replace(given, a=x * x, c=1.0).a

    srcad.check_grads(inside, (0.7,), order=2)
