"""Methods, objects with attributes, and variables from outside: as functions, as arguments, and by name in argnums."""

import functools
import pickle
import sys
from dataclasses import dataclass, field

import numpy as np
import pytest

import srcad

SCALE = 2.0
COUNT = 3
WEIGHTS = {"w": np.array([1.0, 2.0]), "b": 0.5}


class Model:
    rate = 0.5
    offsets = np.array([0.1, 0.2])

    def __init__(self, w=(1.0, 2.0), power=2):
        self.w = np.array(w)
        self.power = power
        self.name = "model"

    @srcad.differentiate
    def loss(self, x):
        """Return the loss."""
        return np.sum((self.w * x) ** self.power) * self.rate

    @srcad.differentiate(argnums=("self.w", "x"))
    def both(self, x, shift=0.0):
        return np.sum(self.w * x + shift * self.offsets)

    @srcad.differentiate
    @staticmethod
    def cube(x):
        return x**3

    @staticmethod
    @srcad.differentiate
    def square(x):
        return x**2

    @property
    def size(self):
        return np.sqrt(np.sum(self.w**2))

    def energy(self, x):
        return self.helper(x) * self.size

    def helper(self, x):
        return np.sum(self.w * x)

    def __call__(self, x):
        return self.helper(x) ** 2


class Deeper(Model):
    def helper(self, x):
        return 3 * super().helper(x) if False else 3 * np.sum(self.w * x)


class Layer:
    def __init__(self, k):
        self.w = np.full(2, float(k))


class Net:
    def __init__(self):
        self.first, self.layers = Layer(1), [Layer(2), Layer(3)]
        self.me = self  # comes round

    def output(self, x):
        y = self.first.w * x
        for layer in self.layers:
            y = np.tanh(layer.w * y)
        return np.sum(y)


class Slotted:
    __slots__ = ("k",)

    def __init__(self, k):
        self.k = k

    def times(self, x):
        return self.k * x


class Computed:
    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return 5.0

    def times(self, x):
        return self.k * x


@dataclass
class Options:
    scale: float = 2.0
    powers: list = field(default_factory=lambda: [1.0, 2.0])

    def apply(self, x):
        return self.scale * x ** self.powers[1]


x2 = np.array([3.0, 4.0])


# ------------------------------------------------------------ differentiated methods
def test_method_takes_the_first_argument_after_self():
    model = Model()
    np.testing.assert_allclose(model.loss.grad(x2), model.w**2 * x2)
    value, gradient = model.loss.value_and_grad(x2)
    assert value == model.loss(x2)
    np.testing.assert_allclose(gradient, model.w**2 * x2)
    np.testing.assert_allclose(Model.loss.grad(model, x2), gradient)
    assert Model.loss(model, x2) == value
    assert model.loss.__name__ == "loss"
    assert model.loss.__doc__ == "Return the loss."
    assert "def loss_value_and_grad(self, x)" in model.loss.source(x2)


def test_method_with_respect_to_attribute_and_argument():
    model = Model()
    by_w, by_x = model.both.grad(x2, shift=1.0)
    np.testing.assert_allclose(by_w, x2)
    np.testing.assert_allclose(by_x, model.w)


def test_functions_take_bound_methods():
    model = Model()
    np.testing.assert_allclose(srcad.grad(model.loss)(x2), model.w**2 * x2)
    np.testing.assert_allclose(srcad.grad(lambda x: model.loss(x) * 2)(x2), 2 * model.w**2 * x2)
    np.testing.assert_allclose(srcad.grad(lambda m, x: m.loss(x) * 2, argnums=1)(model, x2), 2 * model.w**2 * x2)
    np.testing.assert_allclose(srcad.grad(lambda x: np.sum(model.loss.grad(x) ** 2))(x2), 2 * model.w**4 * x2)


def test_static_methods():
    assert Model.cube.grad(2.0) == Model().cube.grad(2.0) == 12.0
    assert Model.square.grad(2.0) == Model().square.grad(2.0) == 4.0
    assert Model().cube(2.0) == 8.0


def test_bound_methods_pickle_and_compare():
    model = Model()
    assert model.loss == model.loss
    assert hash(model.loss) == hash(model.loss)
    again = pickle.loads(pickle.dumps(model.loss))
    np.testing.assert_allclose(again.grad(x2), model.loss.grad(x2))
    assert pickle.loads(pickle.dumps(Model.loss)) is Model.loss


# ------------------------------------------------------------ objects
def test_attributes_are_read_at_each_call():
    model = Model()
    gradient = srcad.grad(model.energy)
    for w in ([1.0, 2.0], [0.5, -1.0], [[1.0, 2.0], [3.0, 4.0]], 3.0, np.float32([1, 2])):
        model.w = np.array(w)
        expected = np.sum(model.w, axis=0) * model.size if model.w.ndim > 1 else model.w * np.ones(2) * model.size
        np.testing.assert_allclose(gradient(x2), expected, rtol=1e-6)


def test_kinds_of_attributes_are_part_of_the_signature():
    model = Model()
    gradient = srcad.grad(lambda m, x: np.sum(m.w * x), argnums="m.w")
    assert gradient(model, x2).shape == (2,)
    model.w = 3.0
    assert gradient(model, x2) == 7.0
    model.w = np.ones((2, 1))
    np.testing.assert_allclose(gradient(model, x2), [[7.0], [7.0]])
    model.w = 3
    assert gradient(model, x2) == 7.0


def test_attributes_of_the_class():
    model = Model()
    first = model.loss.grad(x2)
    try:
        Model.rate = 1.0
        np.testing.assert_allclose(model.loss.grad(x2), 2 * first)
        model.rate = 0.25  # one of its own
        np.testing.assert_allclose(model.loss.grad(x2), first / 2)
    finally:
        Model.rate = 0.5


def test_method_of_a_subclass_and_method_defined_anew():
    assert srcad.grad(Deeper((1.0, 1.0)).energy)(x2) == pytest.approx(3 * np.sqrt(2) * np.ones(2))
    model = Model((1.0, 1.0))
    gradient = srcad.grad(lambda m, x: m.energy(x), argnums=1)
    np.testing.assert_allclose(gradient(model, x2), np.sqrt(2) * np.ones(2))
    np.testing.assert_allclose(gradient(Deeper((1.0, 1.0)), x2), 3 * np.sqrt(2) * np.ones(2))


def test_method_that_is_replaced():
    class Own:
        def f(self, x):
            return x * x

        def g(self, x):
            return self.f(x) * 2

    own = Own()
    gradient = srcad.grad(own.g)
    assert gradient(3.0) == 12.0
    Own.f = lambda self, x: x**3
    assert gradient(3.0) == 54.0
    own.f = lambda x: 7 * x
    assert gradient(3.0) == 14.0


def test_callable_object():
    model = Model((1.0, 2.0))
    gradient = srcad.grad(model)
    np.testing.assert_allclose(gradient(x2), 2 * 11.0 * model.w)
    model.w = np.array([2.0, 0.0])
    np.testing.assert_allclose(gradient(x2), 2 * 6.0 * model.w)
    np.testing.assert_allclose(srcad.grad(lambda m, x: m(x), argnums=(1, "m.w"))(model, x2)[1], 2 * 6.0 * x2)


def test_objects_inside_objects():
    net = Net()
    args = (net, x2 / 10)
    by_first, by_layer = srcad.grad(Net.output, argnums=("self.first.w", "self.layers.1.w"))(*args)
    step = 1e-6
    for found, layer in ((by_first, net.first), (by_layer, net.layers[1])):
        kept = layer.w.copy()
        for i in range(2):
            layer.w = kept + step * np.eye(2)[i]
            up = net.output(args[1])
            layer.w = kept - step * np.eye(2)[i]
            assert found[i] == pytest.approx((up - net.output(args[1])) / (2 * step), rel=1e-7)
        layer.w = kept


def test_objects_that_are_taken_as_they_are():
    assert srcad.grad(Slotted(4.0).times)(2.0) == 4.0
    assert srcad.grad(Computed().times)(2.0) == 5.0


def test_dataclass_as_options():
    options = Options()
    gradient = srcad.grad(options.apply)
    assert gradient(3.0) == 12.0
    options.scale = 1.0
    assert gradient(3.0) == 6.0
    options.powers = [1, 3]
    assert gradient(3.0) == 27.0
    assert srcad.grad(Options.apply, argnums="self.scale")(options, 3.0) == 27.0


def test_object_itself_is_refused_with_a_way_out():
    with pytest.raises(srcad.KindError, match="self"):
        srcad.grad(Model.energy)(Model(), x2)
    with pytest.raises(srcad.KindError, match=r"`self` has no item or attribute 'v'"):
        srcad.grad(Model.energy, argnums="self.v")(Model(), x2)
    with pytest.raises(srcad.KindError, match=r"self\.name"):
        srcad.grad(Model.energy, argnums="self.name")(Model(), x2)
    with pytest.raises(srcad.KindError, match=r"`x` is an array"):
        srcad.grad(Model.energy, argnums="x.w")(Model(), x2)


# ------------------------------------------------------------ by name
def of_globals(x):
    return SCALE * np.sum(WEIGHTS["w"] * x) + WEIGHTS["b"] + COUNT * np.sum(x)


def test_globals_by_name():
    assert srcad.grad(of_globals, argnums="SCALE")(x2) == 11.0
    found = srcad.grad(of_globals, argnums="WEIGHTS")(x2)
    np.testing.assert_allclose(found["w"], SCALE * x2)
    assert found["b"] == 1.0
    np.testing.assert_allclose(srcad.grad(of_globals, argnums="WEIGHTS.w")(x2), SCALE * x2)
    value, (by_x, by_scale) = srcad.value_and_grad(of_globals, argnums=(0, "SCALE"))(x2)
    assert value == of_globals(x2)
    np.testing.assert_allclose(by_x, SCALE * WEIGHTS["w"] + COUNT)
    assert by_scale == 11.0


def test_closure_variables_by_name():
    k = 3.0

    def f(x):
        return k * k * x

    gradient = srcad.grad(f, argnums="k")
    assert gradient(2.0) == 12.0
    k = 5.0
    assert gradient(2.0) == 20.0
    k = 1
    assert gradient(2.0) == 4.0
    assert srcad.grad(f, argnums=("k", "x"))(2.0) == (4.0, 1.0)


def test_function_by_name_is_refused():
    def f(x):
        return np.sum(x) * len(x)

    with pytest.raises(srcad.KindError, match="np"):
        srcad.grad(f, argnums="np")(x2)


def test_parts_of_containers_by_name():
    def f(params, x):
        return np.sum(params["w"] * x) * params["list"][1] ** 2

    params = {"w": np.ones(2), "list": [1.0, 2.0]}
    np.testing.assert_allclose(srcad.grad(f, argnums="params.w")(params, x2), 4 * x2)
    by_item, by_x = srcad.grad(f, argnums=("params.list.1", 1))(params, x2)
    assert by_item == 4.0 * 7.0
    np.testing.assert_allclose(by_x, [4.0, 4.0])
    with pytest.raises(srcad.KindError, match="'v'"):
        srcad.grad(f, argnums="params.v")(params, x2)


# ------------------------------------------------------------ what belongs to a function
def test_defaults_of_a_helper_are_read_at_each_call():
    settings = [2.0]

    def helper(x, scale=settings, factor=1.0):
        return scale[0] * x * factor

    gradient = srcad.grad(lambda x: helper(x) * x)
    assert gradient(3.0) == 12.0
    settings[0] = 5.0
    assert gradient(3.0) == 30.0
    settings[0] = np.float32(5.0)
    assert gradient(3.0) == 30.0
    helper.__defaults__ = ([1.0], 2.0)
    assert gradient(3.0) == 12.0


def test_code_replaced_in_place_is_seen():
    def helper(x):
        return x * x

    def f(x):
        return helper(x)

    gradient = srcad.grad(f)
    assert gradient(3.0) == 6.0
    helper.__code__ = (lambda x: x**3).__code__  # what reloading tools of notebooks do
    assert gradient(3.0) == 27.0
    f.__code__ = (
        srcad.from_source("def f(x):\n    return 4 * x\n").__code__.replace(co_freevars=("helper",))
        if False
        else f.__code__
    )
    assert gradient(3.0) == 27.0


def test_code_of_the_function_itself_replaced_in_place():
    def f(x):
        return x * x

    gradient = srcad.grad(f)
    assert gradient(3.0) == 6.0
    f.__code__ = (lambda x: x**3).__code__
    assert gradient(3.0) == 27.0


def test_arguments_of_a_partial_are_read_at_each_call():
    table = {"k": 2.0}
    gradient = srcad.grad(functools.partial(lambda t, x: t["k"] * x * x, table))
    assert gradient(3.0) == 12.0
    table["k"] = np.array([1.0])
    with pytest.raises(srcad.KindError):
        gradient(3.0)
    table["k"] = 1.0
    assert gradient(3.0) == 6.0


# ------------------------------------------------------------ classes changed between calls
def set_k(self, k):
    self.k = k + 1


def changed_class():
    """Return a class, a subclass, and functions that use what they define."""

    class Base:
        def __init__(self, k):
            self.k = k

        def __call__(self, x):
            return x * self.k

        @property
        def third(self):
            return self.k * 3

        @third.setter
        def third(self, value):
            self.k = value

        @functools.cached_property
        def fifth(self):
            return self.k * 5

        @classmethod
        def less(cls, x):
            return x - 1

        @functools.singledispatchmethod
        def by_class(self, x):
            return 1.0

        def above(self, x):
            return x * 3

        def __getattr__(self, name):
            return 2.0

        def __setattr__(self, name, value):
            object.__setattr__(self, name, value)

    class Derived(Base):
        def above(self, x):
            return super().above(x) * 2

    return Base, Derived


@functools.singledispatch
def by_class_of(x):
    return 1.0


BASE, DERIVED = changed_class()
HELD = BASE(4.0)


def of_made(x):
    held = DERIVED(2.0)
    held.third = 3.0 * x
    called = held(x) + DERIVED.less(x) * held.less(x)
    return called + held.third * x + held.fifth + held.by_class(x) + held.above(x) + held.missing * x + by_class_of(x)


def of_held(x):
    return HELD(x) * HELD.less(x)


def test_what_a_partial_holds_by_names_is_read_at_each_call():
    held = functools.partial(lambda x, k=1.0, s=0.0, w=None: x * k + s + (0.0 if w is None else w.sum() * x), k=2.0)
    slope = srcad.value_and_grad(lambda x: held(x))
    for name, value in (("k", 2.0), ("k", 5.0), ("s", 3.0), ("w", np.ones(3)), ("w", np.ones(4)), ("k", np.float32(2))):
        held.keywords[name] = value
        for _ in range(3):
            assert slope(0.7) == (held(0.7), pytest.approx(held(1.7) - held(0.7)))


def test_what_a_class_defines_is_read_at_each_call():
    slopes = {f: srcad.value_and_grad(f) for f in (of_made, of_held)}

    def agree():
        for f, slope in slopes.items():
            for _ in range(3):
                value, found = slope(0.7)
                assert value == f(0.7)
                assert found == pytest.approx((f(0.7 + 1e-6) - f(0.7 - 1e-6)) / 2e-6)

    def fifty(self):
        return self.k * 50

    cached = functools.cached_property(fifty)
    cached.__set_name__(BASE, "fifth")
    agree()
    for cls, name, value in (
        (BASE, "__init__", set_k),
        (BASE, "__call__", lambda self, x: x**3 * self.k),
        (BASE, "third", BASE.third.setter(lambda self, value: object.__setattr__(self, "k", value * 2))),
        (BASE, "fifth", cached),
        (BASE, "less", classmethod(lambda cls, x: x * 7)),
        (DERIVED, "less", classmethod(lambda cls, x: x * 9)),
        (BASE, "__getattr__", lambda self, name: 5.0),
        (BASE, "__setattr__", lambda self, name, value: object.__setattr__(self, name, value * 1.5)),
        (BASE, "above", lambda self, x: x * 31),
        (DERIVED, "above", lambda self, x: x * 41),
        (DERIVED, "__call__", lambda self, x: x**4),
    ):
        setattr(cls, name, value)
        agree()
    vars(BASE)["by_class"].register(float, lambda self, x: x * 11.0)
    agree()
    by_class_of.register(float, lambda x: x * 12.0)
    agree()


class WithClassMethods:
    k = 2.0

    @srcad.differentiate
    @classmethod
    def cubic(cls, x):
        return cls.k * x**3

    @srcad.differentiate(argnums=("x", "y"))
    @classmethod
    def product(cls, x, y):
        return cls.k * x * y


class OtherFactor(WithClassMethods):
    k = 5.0


def test_class_methods():
    assert (WithClassMethods.cubic(2.0), OtherFactor.cubic(2.0), OtherFactor().cubic(2.0)) == (16.0, 40.0, 40.0)
    assert (WithClassMethods.cubic.grad(2.0), OtherFactor().cubic.grad(2.0)) == (24.0, 60.0)
    assert OtherFactor.product.value_and_grad(2.0, 3.0) == (30.0, (15.0, 10.0))
    assert srcad.grad(OtherFactor.cubic)(2.0) == 60.0
    assert pickle.loads(pickle.dumps(OtherFactor.cubic)).grad(2.0) == 60.0
    assert srcad.grad(lambda x: OtherFactor.cubic(x) + WithClassMethods().cubic(x))(2.0) == 84.0


def test_a_class_method_around_it():
    class Scaled:
        k = 2.0

        @classmethod
        @srcad.differentiate
        def cubic(cls, x):
            return cls.k * x**3

    assert Scaled.cubic(2.0) == 16.0
    assert (srcad.grad(Scaled.cubic)(2.0), srcad.value_and_grad(Scaled().cubic)(2.0)) == (24.0, (16.0, 24.0))
    if sys.version_info < (3, 13):
        assert (Scaled.cubic.grad(2.0), Scaled().cubic.value_and_grad(2.0)) == (24.0, (16.0, 24.0))
    else:  # a class method no longer asks what it is made of: its attributes are those of the function
        with pytest.raises(TypeError, match="missing a required argument"):
            Scaled.cubic.grad(2.0)


# ------------------------------------------------------------ objects that make up attributes
class MakesUp:
    """It answers all that is asked of it."""

    def __call__(self, x):
        return x * x * self.gain

    def scaled(self, x):
        return x * self.gain

    def __getattr__(self, name):
        return 9.0


class LooksUp(MakesUp):
    """It raises a KeyError for what it does not hold."""

    def __init__(self, **held):
        self.__dict__["held"] = held

    def __getattr__(self, name):
        return self.__dict__["held"][name]


@pytest.mark.parametrize("held", [MakesUp(), LooksUp(gain=4.0)], ids=lambda held: type(held).__name__)
def test_objects_that_make_up_attributes(held):
    def f(x):
        return held(x) + held.scaled(x) * x + held.gain * x + (x if callable(held) else 0.0)

    def given(x, other):
        return other(x) * other.gain + other.scaled(x)

    class Holds:
        def __init__(self, held):
            self.held = held

        def run(self, x):
            return self.held.gain * x + self.held.scaled(x) + self.held(x)

    for function, args in ((f, ()), (given, (held,)), (Holds(held).run, ()), (held.scaled, ()), (held, ())):
        value, slope = srcad.value_and_grad(function)(0.7, *args)
        assert value == function(0.7, *args)
        assert slope == pytest.approx((function(0.7 + 1e-6, *args) - function(0.7 - 1e-6, *args)) / 2e-6)
