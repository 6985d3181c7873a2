"""Definitions that are hard to find, for test_source.py. Lines matter: formatters keep off."""

# fmt: off
# ruff: noqa
import functools


def passed(*args, **kwargs):
    """A decorator with arguments that returns the function itself."""
    return lambda function: function


def wrapping(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return 2 * function(*args, **kwargs)

    return wrapper


first, second = (lambda x: x + 1), (lambda x: x + 2)
swapped = [lambda x, y: x - y, lambda x, y: y - x]
one, two = (lambda: 1), (lambda: 2)
integer, real, negative = (lambda: 0), (lambda: 0.0), (lambda: -0.0)
twins = [lambda x: x * 3, lambda x: x * 3]
in_comprehension = [lambda x: x ** power for power in (2, 3)]
curried = lambda x: lambda y: x - y
in_default = lambda x, inner=(lambda x: x / 2): inner(x)
in_call = max([3, 1], key=lambda x: -x), (lambda x: x * 5)
in_string, beside = [f"é {(lambda x: x)(1)}", lambda x: x * 7][1], lambda x: x * 11
branches = lambda x: (lambda: 1) if x else (lambda: 2)
over_lines = [lambda x: (
    x + 13), lambda x: x + 17]


@(
    passed(
        lambda x: x,
    )
)
# a comment after the decorator

def multi_line_decorator(x):
    return x * 19


@passed("é", key=[1, 2][0])
@passed()
def two_decorators(x):
    return x * 23


@wrapping
def wrapped(x):
    return x * 29


def outer(scale):
    def inner(x):
        def innermost(y):
            return scale * x * y
        return innermost
    return inner


def defaults(a, /, b, c=1.5, *rest, d, e="e", **others):
    return a


if True:
    def twice_defined(x): return x * 31
else:
    def twice_defined(x): return x * 37


def twice_defined_below(x):
    return x * 41
first_of_that_name = twice_defined_below
def twice_defined_below(x):
    return x * 43


class Base:
    def value(self):
        return 1


class Model(Base):
    __hidden = 47

    @staticmethod
    def static(x):
        return x * 53

    @classmethod
    def made(cls, x):
        return cls, x * 59

    @property
    def size(self):
        return 61

    def text(self, x):
        """Keeps its text
at the left margin."""
        note = """
left
  margin
"""
        return note, x * 67

    def value(self):
        return super().value() + 1

    def private(self, __x=1, *, __y=2):
        import os as __os
        class __Local:
            __z = 3
        return self.__hidden + __x + __y + dict(__k=3)["__k"] + __Local._Local__z

    def __private(self):
        return lambda: self.__hidden

    class _Inner:
        def deep(self):
            return lambda x: x * 71

        key = lambda self: self.__k


class Callable:
    def __call__(self, x):
        return x * 73


def generator(x):
    yield x


async def coroutine(x):
    return x


def unicode(x):
    é = "öäü"; y = x * (x + 1)  # two statements, and a comment: with a colon
    return y


def statements(x, xs, handle):
    total = (x +
             1)
    for i, (a, b) in enumerate(xs):  # not: this
        total += a * b
    while total > 1 and \
            x: total /= 2
    if {1: x}[1]: total = -total
    elif xs[1:]:
        pass
    with handle(lambda: 1) as (p, q):
        x = "a\
b"
    try:
        pass
    except ValueError as error:
        pass
    def local(u: "dict[str, int]", v=lambda: 0) -> "int":
        return u
    match x:
        case 1:
            pass
    return (
        total
    )
# fmt: on
