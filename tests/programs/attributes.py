"""Attributes that another object answers for: descriptors, `__dict__`, deleters, methods made of methods."""

import collections
import functools

import numpy as np

from tests.programs.harness import row


class Magnitude:
    """A data descriptor that keeps its value under another name."""

    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name)

    def __set__(self, instance, value):
        setattr(instance, self.name, abs(value))


class Sized:
    width = Magnitude()
    height = Magnitude()

    def __init__(self, width, height):
        self.width, self.height = width, height


def data_descriptor(x):
    box = Sized(-x, x)
    box.height += x
    return box.width * box.height**2


def data_descriptor_in_a_loop(x, n):
    box = Sized(-x, np.sin(x))
    for _ in range(n):
        box.width = box.width * 0.7 - 1.0
        box.height *= -1.1
    return box.width * box.height


class Scaled:
    """A data descriptor that keeps its value where the attribute itself would be."""

    def __init__(self, factor):
        self.factor = factor

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        return instance.__dict__[self.name] * self.factor

    def __set__(self, instance, value):
        instance.__dict__[self.name] = value


class Measured:
    length = Scaled(2.0)

    def __init__(self, length):
        self.length = length


def descriptor_over_dict(x):
    return Measured(x).length * x


class Tripled:
    def __get__(self, instance, owner):
        return instance.k * 3.0


class Doubler:
    def __get__(self, instance, owner):
        return lambda t: instance.k * t * 2


class Reader:
    tripled = Tripled()
    double = Doubler()

    def __init__(self, k):
        self.k = k


def own_attribute_before_plain_descriptor(x):
    reader = Reader(x)
    first = reader.tripled
    reader.tripled = x * x
    return first * reader.tripled + reader.double(x)


class OfClass:
    def __get__(self, instance, owner):
        return owner.scale * (1.0 if instance is None else 2.0)


class WithScale:
    scale = 3.0
    value = OfClass()


def descriptor_of_class(x):
    return x * WithScale.value + WithScale().value * x * x


class ReadOnly:
    def __get__(self, instance, owner):
        return 2.0 * instance.x

    def __set__(self, instance, value):
        raise AttributeError("read only")


class Holder:
    double = ReadOnly()

    def __init__(self, x):
        self.x = x


def descriptor_that_raises(x):
    holder = Holder(x)
    try:
        holder.double = 5.0
    except AttributeError:
        holder.x = holder.x * 2
    return holder.double * x


def local_descriptor(x):
    class Shifted:
        def __set_name__(self, owner, name):
            self.name = "_" + name

        def __get__(self, instance, owner=None):
            return getattr(instance, self.name) + x

        def __set__(self, instance, value):
            setattr(instance, self.name, value * 2)

        def __delete__(self, instance):
            setattr(instance, self.name, 0.0)

    class Holding:
        value = Shifted()

        def __init__(self, value):
            self.value = value

    holding = Holding(x * x)
    first = holding.value
    holding.value += 1.0
    second = holding.value
    del holding.value
    return first * second + holding.value


class Temperature:
    def __init__(self, celsius):
        self.celsius = celsius

    @property
    def fahrenheit(self):
        return self.celsius * 9 / 5 + 32

    @fahrenheit.deleter
    def fahrenheit(self):
        self.celsius = self.celsius * 0.5

    def scaled(self, factor, x):
        return self.celsius * factor * x

    doubled = functools.partialmethod(scaled, 2.0)
    named = functools.partialmethod(scaled, x=3.0)


def deleter_of_property(x):
    t = Temperature(x)
    before = t.fahrenheit
    del t.fahrenheit
    return before * t.fahrenheit


def partial_methods(x):
    t = Temperature(x)
    return t.doubled(x) + t.named(x * x)


class Shape:
    @functools.singledispatchmethod
    def area(self, size):
        return size * 2.0

    @area.register
    def _(self, size: list):
        return sum(size)

    @area.register(tuple)
    def _(self, size):
        return size[0] * size[1]


def single_dispatch_method(x):
    shape = Shape()
    return shape.area(x) * shape.area([x, x * x]) + shape.area((x, 3.0))


class Bunch:
    def __init__(self, **named):
        self.__dict__.update(named)


def bunch(x):
    b = Bunch(a=x, b=x * x)
    b.__dict__["c"] = 2 * x
    return sum(b.__dict__.values()) * b.c + len(vars(b))


def bunch_made_of_another(x):
    b = Bunch(a=x)
    c = Bunch(**b.__dict__)
    c.a = 5.0
    vars(c)["d"] = x
    return b.a * c.d + c.a


def attributes_as_they_are_by_then(x):
    b = Bunch(a=x, b=2.0)
    copied = dict(b.__dict__)
    b.a = 7.0
    table = b.__dict__
    b.z = x**2
    total = copied["a"] * table["a"] + table.get("z", 0.0) + table.get("y", 1.0) + sum(table[k] for k in table)
    return total + ("z" in table) + table.pop("z") * len(table) + table.setdefault("w", x) + b.w


def attributes_gone_through(x):
    b = Bunch(a=x, b=2.0)
    for key, value in b.__dict__.items():
        setattr(b, key, value * x)
    return b.a * b.b


class Mapping:
    def __init__(self, x):
        self.table = {"p": x, "q": x * x}

    def keys(self):
        return self.table.keys()

    def __getitem__(self, key):
        return self.table[key] * 2


def times(p, q):
    return p * q


def mapping_of_the_users(x):
    return times(**Mapping(x)) + sum(dict(Mapping(x)).values()) + {**Mapping(x)}["p"]


def dict_of_other_dicts(x):
    sums = collections.defaultdict(float)
    sums["ab"] += x
    sums["cd"] += x * x
    ordered = collections.OrderedDict(ab=x, xy=2.0)
    plain, spread, more = dict(sums), {**ordered, "z": x}, dict(ordered, q=x)
    plain["ab"] = 1.0
    return sums["ab"] * plain["cd"] + spread["ab"] + more["xy"] * more["q"] + len(dict(collections.Counter("aabb")))


def parts_of_a_partial(x):
    f = functools.partial(times, x, q=x * x)
    return f() + f.func(f.args[0], 3.0) * f.keywords["q"]


class Raised:
    """An object whose class raises all that is written to it."""

    def __init__(self, k):
        self.k = k

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 1.5)

    def __delattr__(self, name):
        object.__setattr__(self, "k", self.k + 1)
        object.__delattr__(self, name)

    @functools.cached_property
    def five(self):
        return self.k * 5

    @property
    def twice(self):
        return self.k * 2

    @twice.setter
    def twice(self, value):
        object.__setattr__(self, "k", value * 2)

    @property
    def kept(self):
        return self.__dict__["kept"] * 3

    @kept.setter
    def kept(self, value):
        self.__dict__["kept"] = value * 7


class RaisedAbove(Raised):
    def __setattr__(self, name, value):
        if name.startswith("_"):
            super().__setattr__(name, value)
        else:
            object.__setattr__(self, name, value * 3)


def cached_past_what_writing_does(x):
    held = Raised(x)
    return held.five + held.five * x


def property_behind_what_writing_does(x):
    held = Raised(x)
    held.twice = x * x
    held.kept = x
    return held.twice * held.kept


def property_by_object(x):
    held = Raised(x)
    object.__setattr__(held, "twice", x * x)
    first = held.k
    held.__dict__["kept"] = x
    return first * held.kept


def writing_above(x):
    held = RaisedAbove(x)
    held._low = x
    held.twice = x * x
    held.other = x
    return held.twice * held._low + held.other * held.k


def deleting_as_the_class_says(x):
    held = Raised(x)
    held.other = x
    del held.other
    return held.k * x + (1.0 if hasattr(held, "other") else 2.0)


SCALARS = [
    cached_past_what_writing_does,
    property_behind_what_writing_does,
    property_by_object,
    writing_above,
    deleting_as_the_class_says,
    data_descriptor,
    descriptor_over_dict,
    own_attribute_before_plain_descriptor,
    descriptor_of_class,
    descriptor_that_raises,
    local_descriptor,
    deleter_of_property,
    partial_methods,
    single_dispatch_method,
    bunch,
    bunch_made_of_another,
    attributes_as_they_are_by_then,
    attributes_gone_through,
    mapping_of_the_users,
    dict_of_other_dicts,
    parts_of_a_partial,
]
ROWS = [
    *[row(function, 1.3) for function in SCALARS],
    row(data_descriptor_in_a_loop, 0.9, 3),
]
