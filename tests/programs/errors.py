"""Bad input: what srcad must refuse while compiling, with which error, at which line, and in which words.

The line that an error must point to ends with the comment `# here`.
"""

import array
import collections
import contextlib
import contextvars
import copy
import ctypes
import dataclasses
import decimal
import fractions
import functools
import inspect
import itertools
import json
import math
import queue
import random
import struct
import threading
import types
import warnings
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

import srcad
from srcad import GradientLeak, KindError, MissingRule, SourceNotFound, UnsupportedSyntax
from tests.programs.harness import normal, positive

TOTAL = 0.0
HISTORY: list[float] = []
CACHE: dict[str, float] = {}
COUNTS = {"n": 2.0}
ORDER = ("the order of the keys", "sorted(d)")


@dataclasses.dataclass(frozen=True)
class BadRow:
    """A function, arguments, and what must come of differentiating it there.

    `request` makes the call from the function and its arguments. `until_level2` says that the form is refused only as
    long as writes and what goes with them are not supported. `words` must all be in the message, in any case.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    expected: type[BaseException] | tuple[type[BaseException], ...]
    words: tuple[str, ...]
    request: Callable[..., Any] = lambda f, *args: srcad.grad(f)(*args)
    until_level2: bool = False
    case: str = ""

    @property
    def name(self) -> str:
        """The function's name and, if there is one, the case."""
        name = getattr(self.function, "__name__", type(self.function).__name__).strip("<>")
        return f"{name}-{self.case}" if self.case else name


class Box:
    """A mutable object."""

    def __init__(self, value=1.0):
        self.value = value


class Swallower:
    """A context that hides what goes wrong."""

    def __enter__(self):
        return self

    def __exit__(self, *details):
        return True


@dataclasses.dataclass(frozen=True)
class Frozen:
    value: float


class Shown:
    """An object with a property that cannot be written, and an operator."""

    def __init__(self, value):
        self.value = value

    @property
    def shown(self):
        return self.value

    def __rmul__(self, other):
        return Shown(other * self.value)

    def __len__(self):
        return 1


@contextlib.contextmanager
def sometimes(x):
    if x > 0:
        yield x  # here
    else:
        yield -x


def bad(function, *args, expected, words=(), **options):
    """Return a row."""
    return BadRow(function, args, expected, (words,) if isinstance(words, str) else tuple(words), **options)


def later(function, *args, expected=UnsupportedSyntax, words=(), **options):
    """Return a row for a form that is refused until level 2 is supported."""
    return bad(function, *args, expected=expected, words=words, until_level2=True, **options)


# ------------------------------------------------------------ classes derived from list, tuple and dict
class Doubling(dict):
    def __getitem__(self, key):
        return 2 * dict.__getitem__(self, key)


class Backward(tuple):
    def __iter__(self):
        return reversed(list(tuple.__iter__(self)))


DOUBLING = Doubling(a=2.0)


def divided_by_a_span_of_time(x):
    return x * np.timedelta64(6, "h") / np.timedelta64(2, "h")


def item_of_its_own_way(d):
    return 1.5 * d["a"]


def item_of_its_own_way_outside(x):
    return x * DOUBLING["a"]  # here


def unpacked_in_its_own_way(t):
    a, b = t
    return a * a + b


# ------------------------------------------------------------ objects from outside, and others not looked into
WAITING = collections.deque([1.0])
MEMBERS = set()
STEP = contextvars.ContextVar("step", default=0.0)
LINE = queue.SimpleQueue()
NUMBERS = array.array("d", [1.0])


def class_of_doubles(x):
    b = array.array("d", [x, 2 * x])
    return x if isinstance(b, list) else 3 * x  # here


def class_of_doubles_by_name(x):
    b = array.array("d", [x, 2 * x])
    return x if type(b) is list else 3 * x  # here


def equality_of_doubles(x):
    b = array.array("d", [x, 2 * x])
    return x if b == [x, 2 * x] else 3 * x  # here


def whole_number_among_doubles(x):
    b = array.array("d", [0.0])
    b[0] = 10**17 + 1  # here
    return (b[0] - 10**17) * x


def whole_number_added_to_doubles(x):
    b = array.array("d", [])
    b.append(1)  # here
    return x if isinstance(b[0], int) else 2 * x


def whole_numbers_among_many_doubles(x, n):
    b = array.array("d", [0.0]) * n
    for i in range(n):
        b[i] = i  # here
    return sum(b) * x


def text_of_doubles(x):
    return x * len(str(array.array("d", [x])))  # here


class Kept:
    """What is kept at the class, and in an object of it."""

    waiting = collections.deque([1.0])

    def __init__(self, n=12):
        self.values = [1.0] * n
        self.waiting = collections.deque(self.values, maxlen=n)


KEPT = Kept()
KEPT.inner = Kept(2)


def put_into_a_deque(x):
    WAITING.append(x * x)  # here
    return WAITING.pop()


def put_into_a_deque_of_a_class(x):
    Kept.waiting.appendleft(x * x)  # here
    return Kept.waiting[0]


def put_into_a_deque_by_its_class(x):
    collections.deque.append(WAITING, x * x)  # here
    return WAITING.pop()


def put_by_map(x):
    list(map(WAITING.append, [x, x * x]))  # here
    return WAITING.pop()


def last_waiting():
    return WAITING.pop()


def put_and_read_by_a_helper(x):
    WAITING.extend([x, x * x])  # here
    return last_waiting() * last_waiting()


def put_into_a_set(x):
    MEMBERS.add(x * x)  # here
    return max(MEMBERS)


def updated_set(x):
    MEMBERS.update({x * x})  # here
    return MEMBERS.pop()


def put_into_a_context(x):
    STEP.set(x * x)  # here
    return STEP.get()


def put_into_a_queue(x):
    LINE.put(x * x)  # here
    return LINE.get()


def put_into_numbers(x):
    NUMBERS.append(x * x)  # here
    return NUMBERS.pop()


def array_put_then_written(x):
    b = np.zeros(3)
    WAITING.append(b)
    b[0] = x * x  # here
    return WAITING.pop()[0]


def list_put_then_written(x):
    b = [0.0]
    WAITING.append(b)
    b[0] = x * x  # here
    return WAITING.pop()[0]


def queue_made_inside(x):
    q = queue.SimpleQueue()
    q.put(x * x)  # here
    return q.get()


def taken_from(q):
    return q.get()


def queue_read_by_a_helper(x):
    q = queue.SimpleQueue()
    q.put(x * x)  # here
    return taken_from(q)


def context_made_inside(x):
    context = contextvars.copy_context()
    context.run(STEP.set, x * x)  # here
    return context[STEP]


def long_list_of_an_object(x):
    KEPT.values.append(x * x)  # here
    return KEPT.values.pop()


def item_of_a_long_list_of_an_object(x):
    KEPT.values[0] = x * x  # here
    return KEPT.values[0]


def long_deque_of_an_object(x):
    KEPT.waiting.append(x * x)  # here
    return KEPT.waiting[-1]


def short_deque_of_an_object(x):
    KEPT.inner.waiting.append(x * x)  # here
    return KEPT.inner.waiting[-1]


# ------------------------------------------------------------ leaks: an active value loses its derivative
def cast_to_int(x):
    n = int(x)  # here
    return n * 2.0


def cast_to_int_as_factor(x, y):
    return y * int(x * y)  # here


def cast_inside_helper(x):
    def whole(t):
        return int(t)  # here

    return whole(x) * x


def cast_by_array(x):
    return np.sum(np.array([x, x * x], dtype=int))  # here


def cast_by_asarray(p):
    q = np.asarray(p, dtype=np.int64)  # here
    return np.sum(q * p)


def cast_by_astype(p):
    return np.sum(p.astype(int))  # here


def cast_by_astype_name(p):
    q = p * 2
    return q.astype("int32").sum()  # here


def cast_by_numpy_scalar(x):
    return np.int64(x) * 1.5  # here


def item_of_complex(p):
    s = np.sum(p * 1j)
    return 3.0 * abs(s.item()) + 1.0  # here


def through_a_string(x):
    return float(str(x)) * 2  # here


def through_a_format(x):
    return float(f"{x:.3f}") ** 2  # here


def through_bytes(p):
    return np.frombuffer(p.tobytes())[0]  # here


def through_bits(p):
    return np.sum(p.view(np.int64) * 1.0)  # here


def written_to_global(x):
    global TOTAL
    TOTAL = x * x  # here
    return TOTAL * x


def added_to_global(x):
    global TOTAL
    TOTAL += x  # here
    return x


def appended_to_global(x):
    HISTORY.append(x)  # here
    return HISTORY[-1] * x


def stored_in_global_dict(x):
    CACHE["last"] = x * x  # here
    return CACHE["last"]


def loop_over_active_count(n):
    total = 0.0
    for _ in range(n):  # here
        total = total + n
    return total


def meshgrid_in_one_memory(x):
    a, b = np.meshgrid(x, 2.0 * x, copy=False)  # here
    return np.sum(a * b)


def imaginary_part_of_reals_written(x):
    a = x * x
    a.imag = 2.0  # here
    return np.sum(a)


def loop_over_active_entry(p):
    for _ in range(p["repeat"]):  # here
        p["x"] = p["x"] * p["scale"]
    return p["x"]


def active_places(p):
    return np.sum(p["x"][p["places"]])  # here


def active_index(n, p):
    return p[n] * 2.0  # here


def active_length(n):
    return np.sum(np.ones(n) * n)  # here


def hashed(x):
    return hash(x) * 0.5  # here


# ------------------------------------------------------------ missing rules: no derivative, no source
black_box = ctypes.CDLL(None).labs


def field_set_by_its_method(p, x):
    q = p * 2
    q.setfield(x, float)  # here
    return q


def written_by_the_class(p, x):
    q = p * 2
    np.ndarray.setfield(q, x, float)  # here
    return q


def random_around(x):
    return np.random.standard_gamma(x) ** 2  # here


def decimal_number(x):
    return float(decimal.Decimal(x)) * 2  # here


def packed(x):
    return struct.unpack("d", struct.pack("d", x))[0] * x  # here


def bessel(p):
    return np.sum(black_box(p))  # here


def missing_in_helper(p):
    def smooth(q):
        return black_box(q)  # here

    return np.sum(smooth(p * 2) * p[0])


def missing_in_branch(x):
    if x > 100:
        return black_box(x)  # here
    return x


def unknown_method(p):
    return p.sum_of_squares()  # here


def unknown_attribute(p):
    return p.length * 2.0  # here


def unknown_function_of_module(x):
    return math.sine(x)  # here


def unknown_name(x):
    return x * undefined_name  # here  # noqa: F821


def checksum(p):
    return zlib.crc32(p) * p[0]  # here


# ------------------------------------------------------------ syntax that is not differentiated
async def coroutine(x):  # here
    return x * x


async def awaiting(x):  # here
    return await coroutine(x)


def generator(x):
    yield x * x  # here
    yield x


def delegating(x):
    yield from (x, x * x)  # here


def inner_generator(x):
    def powers(t):
        yield t  # here
        yield t * t

    total = 0.0
    for v in powers(x):
        total = total + v
    return total


def inner_coroutine(x):
    async def work(t):  # here
        return t

    return work(x)


def class_inside(x):
    class Local(kind=1):  # here
        scale = 2.0

    return x * Local.scale


def exception_class_inside(x):
    class Negative(ValueError):
        def __init__(self, k):
            self.k = k

    try:
        if x > 2:
            raise Negative(3)  # here
    except Negative as error:
        return x * error.k
    return x


def dict_class_inside(x):
    class Table(dict):
        def __missing__(self, key):
            return x * len(key)

    table = Table()  # here
    return table["ab"]


def evaluated(x):
    return eval("x * x")  # here


def executed(x):
    exec("y = x * x")  # here
    return x


def local_table(x):
    y = x * x  # noqa: F841
    return locals()["y"]  # here


def vars_table(x):
    y = x * x  # noqa: F841
    return vars()["y"]  # here


def lambda_generator(x):
    f = lambda: (yield x)  # here
    return next(f())


def deleted_item(p):
    q = p * 1.0
    del q[0]  # here
    return q


def trying(x):
    try:  # here
        return math.log(x)
    except ValueError:
        return x


def finishing(x):
    try:  # here
        y = x * x
    finally:
        print("done")
    return y


def with_block(x):
    with np.errstate(all="ignore"):  # here
        y = x * x
    return y


def matching(x, n):
    match n:  # here
        case 0:
            return x
        case _:
            return x * x


def element_written(p):
    q = p * 2
    q[0] = 1.0  # here
    return np.sum(q)


def element_added(p):
    q = p * 2
    q[1] += p[0]  # here
    return np.sum(q)


def slice_written(p):
    q = np.zeros(3)
    q[:2] = p[:2]  # here
    return np.sum(q)


def array_augmented(p):
    q = p * 2
    q += p  # here
    return np.sum(q)


def list_written(x):
    items = [x, x]
    items[0] = x * x  # here
    return items[0]


def dict_written(x):
    table = {"a": x}
    table["b"] = x * x  # here
    return table["a"] * table["b"]


def attribute_written(x):
    box = Box()
    box.value = x * x  # here
    return box.value


def appended(x):
    items = []
    items.append(x)  # here
    return items[0]


def nonlocal_written(x):
    total = 0.0

    def add(v):
        nonlocal total
        total = total + v  # here

    add(x)
    return total


# ------------------------------------------------------------ containers that cannot be followed
def shuffled(x):
    items = [x, 2 * x, 3.0]
    random.shuffle(items)  # here
    return items[0] * items[1]


def drawn(x):
    return random.choice([x, x * x])  # here


def removed_while_iterating(x):
    items = [x, x * x, 3.0]
    for v in items:
        items.remove(v)  # here
    return sum(items)


def dict_changed_while_iterating(x):
    table = {"a": x, "b": x * x}
    for key in table:
        table[key + "2"] = x  # here
    return sum(table.values())


def deleted_and_read(x):
    y = x * 2
    del y
    return y * x  # here  # noqa: F821


def deleted_on_one_path(x):
    y = x * 2
    if x > 0:
        del y
    return y * x  # here


def deleted_in_a_loop(x):
    for k in range(3):
        if k:
            x = x * y  # here  # noqa: F821
        y = x * 2
        del y
    return x


def attributes_as_dict(x):
    store = threading.local()
    store.__dict__["value"] = x  # here
    return store.value * x


def table_of_globals(x):
    globals()["TOTAL"] = x  # here
    return x * x


SETTINGS = Box(3.0)


def global_object_written(x):
    SETTINGS.value = x * x  # here
    return x


def counter_of_closure():
    total = 0.0

    def count(x):
        nonlocal total
        total = total + x  # here
        return total * x

    return count


counts = counter_of_closure()


def guarded(x):
    try:  # here
        yield x
        yield x * x
    finally:
        x = 0.0


def stopped_inside_try(x):
    g = guarded(x)
    return next(g) * next(g)


def two_values(x):
    yield x
    yield x * x


def stop_caught(x, n):
    g = two_values(x)
    for _ in range(n):
        try:
            x = next(g)  # here
        except StopIteration:
            break
    return x


def mapped_used_twice(x):
    found = map(math.sin, [x, 2.0])
    return sum(found) + max(found)  # here


def written_one_of_two(x):
    a, b = [x], [2 * x]
    best = a if x > 0 else b
    best.append(x)  # here
    return sum(a) + sum(b)


def attribute_on_one_path(x):
    box = Box()
    if x > 0:
        box.extra = x
    return box.extra * 2  # here


def key_on_one_path(x):
    table = {"a": x}
    if x > 0:
        table["b"] = x * x
    return table["b"]  # here


def copied_with_one_array_twice(p):
    q = p * 2
    held = {"x": q, "y": q}
    both = copy.deepcopy(held)  # here
    both["x"][0] = 1.0
    return np.sum(both["y"])


def starred_for_two(p):
    return two(*[v for v in p if v > 0])  # here


def structure_by_data(x):
    if x > 0:
        value = (x, x)
    else:
        value = {"a": x}
    return value[0]  # here


def object_in_list_written(x, n):
    boxes = [Box(x * i) for i in range(n)]
    first = boxes.pop()
    first.value = x * x  # here
    return first.value + len(boxes)


def object_twice_in_list(x, n):
    box = Box(x)
    boxes = []
    for _ in range(n):
        boxes.append(box)
    boxes[0].value = x * x  # here
    return boxes[1].value


def pairs_and_numbers(x, n):
    items = [(x, x) for _ in range(n)]
    items.append(x)  # here
    return items[0][0]


def members_in_order(x, n):
    seen = set()
    for i in range(n):
        seen.add(i * 7)
    return sum(k * x for k in seen)  # here


def swallowed(x):
    class_ = Swallower()
    with class_:  # here
        y = math.log(x)
    return y


def changed_in_with(p):
    total = 0.0
    try:
        with np.errstate(all="ignore"):  # here
            total = total + math.log(p[0])
            total = total * math.log(p[1])
    except ValueError:
        pass
    return total


def object_becomes_another(x, n):
    first, second = Swallower(), Swallower()
    first.value, second.value = x, x * x
    for k in range(n):
        first.value = first.value * 2 + k  # here
        first = second
    return first.value + second.value


def changed_by_call_that_raises(x):
    items = [x]

    def put():
        items[0] = x * x
        if x > 0:
            raise ValueError  # here

    try:
        put()
    except ValueError:
        pass
    return items[0]


def generator_in_try(x):
    def powers():
        yield x
        yield math.sqrt(-x)

    total = 0.0
    try:
        for v in powers():  # here
            total = total + v
    except ValueError:
        pass
    return total


def leaves_from_finally(x):
    try:  # here
        x = x * x
    finally:
        return x  # noqa: B012


def frozen_written(x):
    settings = Frozen(x)
    settings.value = 2.0  # here
    return settings.value


def read_only_property(x):
    box = Shown(x)
    box.shown = 1.0  # here
    return box.shown


def array_times_object(p):
    return (p * Shown(2.0)).value  # here


def yielded_in_branch(x):
    with sometimes(x) as y:
        z = y * x
    return z


# ------------------------------------------------------------ kinds
def vector_result(p):
    return p * 2


def matrix_result(a):
    return a @ a


def tuple_result(x):
    return x, x * x


def dict_result(x):
    return {"a": x}


def none_result(x):
    y = x * x  # noqa: F841


def string_result(x):
    return str(x)


def complex_result(x):
    return x * 1j


def square(x):
    return x * x


def two(x, y):
    return x * y


def named(x, *, weight=1.0):
    return x * weight


def by_mode(mode, x):
    return x if mode == "a" else x * x


def too_many(p):
    a, b = p  # here
    return a * b


def too_many_in_rows(p):
    return sum(a * b for a, b in p)  # here


def strict_generators(p):
    return sum(a * b for a, b in zip((v for v in p if v > 0), (v for v in p if v < 1), strict=True))  # here


def too_few(p):
    a, b, c = (p[0], p[1])  # here
    return a + b + c


def wrong_keywords(x):
    return two(x, z=x)  # here


def twice_given(x):
    return two(x, y=x, **{"x": x})  # here


def too_many_arguments(x):
    return two(x, x, x)  # here


def star_of_number(x):
    return two(*x)  # here


def missing_key(table):
    return table["b"] * 2  # here


def missing_item(items):
    return items[3] * 2  # here


def number_called(x):
    return x(2.0)  # here


def number_iterated(x):
    total = 0.0
    for v in x:  # here
        total = total + v
    return total


def number_indexed(x):
    return x[0] * 2  # here


def assigned_on_one_path(x):
    if x > 100:
        y = x
    return y * x  # here


# ------------------------------------------------------------ arrays and objects with operators of their own
class Cubing:
    """An object whose product with a number is not a product."""

    __slots__ = ()

    def __mul__(self, other):
        return other**3

    __rmul__ = __mul__


class Halved(np.ndarray):
    """An array that multiplies in its own way."""

    def __mul__(self, other):
        return np.asarray(self) * other / 2


cubing = Cubing()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # NumPy does not like it either
    MATRIX = np.matrix([[1.0, 2.0], [3.0, 4.0]])
MASKED = np.ma.array([1.0, 2.0, 3.0], mask=[False, True, False])


def from_outside(x):
    return cubing * x  # here


def as_argument(x, other):
    return x * other  # here


def matrix_from_outside(p):
    return np.sum(np.asarray(MATRIX * p))


def masked_from_outside(p):
    return np.sum(MASKED * p)


def sum_of_squares(p):
    return np.sum(p * p)


def endless(x):
    return endless(x) * x  # here


def endless_with_count(x, n):
    return endless_with_count(x, n + 1) * x  # here


def endless_first(x):
    return endless_second(x)


def endless_second(x):
    return endless_first(x)


def not_a_pair(x):
    return x * x


def triple(x):
    return x * x, 1.0, 2.0


def pair_of_vector(x):
    return x * np.ones(2), "aux"


# ------------------------------------------------------------ sources
def broadcast_before_a_write(x):
    kept = np.zeros(3)
    wide = np.broadcast_to(kept, (2, 3))  # here
    kept[1] = x
    return np.sum(wide * wide)


def reshaped_copy_before_a_write(x):
    kept = np.zeros((3, 2))
    flat = kept.T.ravel()
    kept[1] = x
    return np.sum(flat * flat) + kept[1, 0]


def extended_unseen(x):
    numbers = json.loads("[1.0, 2.0]")
    numbers.extend([x * x])  # here
    return numbers[2] * numbers[1]


def reversed_unseen(x):
    numbers = json.loads("[1.0, 2.0]")
    numbers[0] = x
    numbers.reverse()  # here
    return numbers[-1]


def changed_where_nothing_is_followed(numbers):
    exec("pass")
    same = numbers
    same.append(3.0)


def changes_its_list(x):
    numbers = [1.0]
    changed_where_nothing_is_followed(numbers)  # here
    return x * sum(numbers)


def changed_inside_where_nothing_is_followed(rows):
    exec("pass")

    def change():
        rows[0][0] = 3.0

    change()


def changes_the_row_of_its_list(x):
    rows = [[1.0], [2.0]]
    changed_inside_where_nothing_is_followed(rows)  # here
    return x * rows[0][0]


def filled_where_nothing_is_followed(a):
    exec("pass")
    a[1:] *= 3.0


def fills_what_is_kept(x):
    a = np.ones(3)
    y = np.sum(np.sin(a * x))
    filled_where_nothing_is_followed(a)  # here
    return y + a[1]


def given_back_where_nothing_is_followed(numbers):
    exec("pass")
    return {"same": (numbers, len(numbers))}


def reads_what_is_given_back(x):
    numbers = [1.0, 2.0]
    same = given_back_where_nothing_is_followed(numbers)  # here
    return x * same["same"][0][1]


def writes_what_is_given_back(x):
    numbers = [1.0, 2.0]
    same = given_back_where_nothing_is_followed(numbers)
    same["same"][0][1] = x
    return x * numbers[1]


def diagonal_by_minors(rows):
    def diagonal(rows):
        if len(rows) == 2:
            return rows[0][0] * rows[1][1]
        minor = [[v for j, v in enumerate(row) if j != 0] for k, row in enumerate(rows) if k != 0]
        return rows[0][0] * diagonal(minor)  # here

    return diagonal([row for row in rows if row[0] > -9.0])


def read_before_it_is_counted(x):
    y = x * COUNTS["n"]  # here
    COUNTS["n"] += 1
    return y


def _counted_power(x, depth):
    COUNTS["n"] += 1
    return x if depth == 0 else x * _counted_power(x, depth - 1)


def read_before_a_recursion_counts(x, depth):
    return x * COUNTS["n"] * _counted_power(x, depth)


def shape_of_two_names(x):
    a = x * 2
    b = a
    a.shape = (3, 1)  # here
    return np.sum(b * b.T)


def evaluate(text):
    return eval(text, vars(np), inspect.currentframe().f_back.f_locals)


evaluate.__module__ = "numexpr.necompiler"


def expression_in_a_text(x):
    return np.sum(evaluate("x * sin(x)"))  # here


def read_before_it_is_updated(x):
    y = x * COUNTS["n"]  # here
    COUNTS.update(n=4.0)
    return y * y


SAME_COUNTS = COUNTS


def read_before_it_is_written_by_another_name(x):
    y = np.sin(x * COUNTS["n"])  # here
    SAME_COUNTS["n"] = 3.0
    return y * y


HOLDER = {"in": COUNTS}


def read_before_what_it_holds_is_written(x):
    y = np.sin(x * HOLDER["in"]["n"])
    COUNTS["n"] = 3.0  # here
    return y * y


def misspelt_method(x):
    return x.summ()  # here


def misspelt_attribute(x):
    y = x * 2
    return np.sum(y) * y.shap  # here


def zipped_with_an_array_that_is_shorter(x):
    parts = np.sin(x[:2])
    return sum(v * w for v, w in zip(parts[parts > 0.0], (1.0, 2.0, 3.0), strict=False))  # here


def _executed(text, name="f"):
    namespace = {}
    exec(text, namespace)
    return namespace[name]


without_source = _executed("def f(x):\n    return x * x\n")
lambda_without_source = eval("lambda x: x * x")


def calls_without_source(x):
    return without_source(x) * x  # here


class Found(Exception):
    def __init__(self, value):
        self.value = value


def search(x):
    root = 1.0
    for _ in range(50):
        better = 0.5 * (root + x / root)
        if abs(better - root) < 1e-12:
            raise Found(better)  # here
        root = better


def value_of_an_exception(x):
    try:
        search(x)
    except Found as found:
        return found.value * x


def argument_of_an_exception(x):
    kept = None
    try:
        raise ValueError("too large", x * x)  # here
    except (ValueError, KeyError) as error:
        kept = error
    return kept.args[1] + x


def values_of_exceptions_in_turn(x):
    try:
        try:
            raise Found(x * x)  # here
        except Found as inner:
            raise RuntimeError(inner.value) from inner
    except RuntimeError as outer:
        (value,) = outer.args
        return value


LEAK = GradientLeak
LEAK_OR_RULE = (GradientLeak, MissingRule)
REFUSED = (UnsupportedSyntax, MissingRule, GradientLeak)
GLOBAL = (GradientLeak, UnsupportedSyntax)
LIKE_PYTHON = (KindError, TypeError)
p3 = normal(3)


def _pullback(seed):
    return lambda f, *args: srcad.vjp(f, *args)[1](seed)


def _argnums(argnums):
    return lambda f, *args: srcad.grad(f, argnums=argnums)(*args)


def _with_aux(f, *args):
    return srcad.grad(f, has_aux=True)(*args)


def _hvp(f, *args):
    return srcad.hvp(f, args, args)


def _tangents(*tangents):
    return lambda f, *args: srcad.jvp(f, args, tangents)


def some_keys(x):
    d = {"a": x}
    if x > 1:
        d["b"] = x * x
    return d


def length_of_some_keys(x):
    return x * len(some_keys(x))  # here


def values_of_some_keys(x):
    return sum(some_keys(x).values())  # here


def loop_over_some_keys(x):
    total = 0.0
    for key in some_keys(x):  # here
        total += x if key == "b" else 2 * x
    return total


def truth_of_some_keys(x):
    d = {}
    if x > 1:
        d["b"] = x * x
    return 3 * x if d else x  # here


def keys_of_some_trips(p):
    d = {}
    for v in p:
        if not d or v > d.get("most", 0.0):
            d["most"] = v
        elif v < 0.5:
            d["least"] = v
    return sum(d.values())  # here


def some_keys_handed_on(x):
    return x * (lambda **named: len(named))(**some_keys(x))  # here


def some_keys_unpacked(x):
    _, *others = some_keys(x)  # here
    return x * len(others)


def some_attributes(x):
    box = types.SimpleNamespace(a=x)
    if x > 1:
        box.b = x * x
    return 3 * x if hasattr(box, "b") else x  # here


def default_for_some_keys(x):
    return some_keys(x).get("b", x) * x  # here


def written_in_a_list_of_rows(x, rows):
    for r in rows:
        r[0] *= x
    return rows[0][0]


def written_beside_a_list_of_rows(x, u, rows):
    u[0] = x
    return x * rows[0][0]


def counted_under_two_names(x, p, q):
    p.value = p.value + 1.0
    return x * q.value


def set_under_two_keys(x, held):
    held["a"]["v"] = 2.0 * x
    return x * held["b"]["v"]


def grown_under_two_names(x, p, q):
    p.append(x)
    return x * q[-1]


ONE_ROW, ONE_BOX, ONE_DICT, ONE_LIST = np.ones(2), Box(), {"v": 1.0}, [1.0, 2.0]


def _logged(xs, log):
    for v in xs:
        log.append(v)
        yield v


def zip_of_generators_that_append(x):
    log, t = [], 0.0
    for p, q in zip(_logged([x, 2 * x], log), _logged([x, 3 * x], log)):  # here
        t += p * q * log[-1]
    return t


def groups_by_what_the_loop_assigns(x):
    limit, t = 0.5, 0.0
    for key, group in itertools.groupby([x, 2 * x, 3 * x], key=lambda v: v > limit):  # here
        limit = 0.9
        t += sum(group) * (2 if key else 3)
    return t


def groups_of_generator_that_appends(x):
    log, t = [], 0.0
    for _, group in itertools.groupby(_logged([x, 2 * x, 3 * x], log), key=lambda v: v > 0.5):  # here
        t += sum(group) * sum(log)
    return t


def groups_of_written_array(p):
    a, t = np.array(p), 0.0
    for _, group in itertools.groupby(a, key=lambda v: v > 0.7):  # here
        t = t * 0.5 + sum(group)
        a[-1] = t
    return t


def groups_by_what_a_list_holds(x):
    limit, t = [0.7], 0.0
    for _, group in itertools.groupby([x, 2 * x, 3 * x], key=lambda v: v > limit[0]):  # here
        t += sum(group)
        limit[0] = t
    return t


def group_gone_through_twice(x):
    t = 0.0
    for _, group in itertools.groupby([x, 2 * x, 3 * x], key=lambda v: v > 0.5):
        t = t * 0.5 + sum(group) + 2 * sum(group)  # here
    return t


def cycle_of_a_list_that_grows(x):
    a, t = [x, 2 * x], 0.0
    for i, v in zip(range(9), itertools.cycle(a)):
        t = t * 0.5 + v
        if i == 1:
            a.append(t)
    return t


def _in_either_order(x):
    if x > 0.5:
        return {"b": x, "a": 1.0}
    return {"a": x, "b": 2.0}


def place_of_a_key_in_either_order(x):
    d = _in_either_order(x)
    return list(d).index("b") * x  # here


def items_in_either_order(x):
    d, t = _in_either_order(x), 0.0
    for _, v in d.items():  # here
        t = t * 0.5 + v * x
    return t


def last_item_in_either_order(x):
    d = _in_either_order(x)
    return d.popitem()[1] * x  # here


def copied_in_either_order(x):
    d = {**_in_either_order(x), "c": x}
    return next(iter(d.values())) * x  # here


def first_key_in_either_order(x):
    d = dict(_in_either_order(x))
    a, _ = d  # here
    return d[a] * x


def key_first_set_on_one_path(x):
    d = {}
    if x > 0.5:
        d["b"] = x
    d["a"] = 2 * x
    d["b"] = 3 * x
    return list(d.values())[0]  # here


def key_put_last_in_each_trip(x, n):
    d = {"a": x, "b": 2 * x}
    for _ in range(n):
        d["a"] = d.pop("a") * 1.5
    return list(d.values())[0]  # here


def zip_of_filters_by_what_the_loop_assigns(x):
    best, t = 0.0, 0.0
    for u, v in zip(filter(lambda v: v > best, [x, 2 * x]), filter(lambda v: v > 2 * best, [x, 3 * x])):  # here
        best = u / 3
        t += u * v
    return t


@dataclasses.dataclass
class Extended:
    """Its making adds an attribute that is no field."""

    a: float
    b: float = 2.0

    def __post_init__(self):
        self.extra = 5.0 * self.a


def read_beside_the_fields(p):
    return p.a * p.b + p.extra  # here


@functools.singledispatch
def scaled_by_class(t):
    return 2 * t


def chosen_by_a_class_not_known(x):
    return scaled_by_class(x) * x  # here


ROWS = [
    bad(cast_to_int, 2.5, expected=LEAK, words="int(x)"),
    bad(cast_to_int_as_factor, 2.5, 1.5, expected=LEAK, words="int("),
    bad(cast_inside_helper, 2.5, expected=LEAK, words="int(t)"),
    bad(cast_by_array, 2.5, expected=LEAK, words="int"),
    bad(cast_by_asarray, p3, expected=LEAK, words="int64"),
    bad(cast_by_astype, p3, expected=LEAK, words="astype"),
    bad(cast_by_astype_name, p3, expected=LEAK, words="astype"),
    bad(cast_by_numpy_scalar, 2.5, expected=LEAK, words="int64"),
    bad(item_of_complex, p3, expected=LEAK, words="item()"),
    bad(through_a_string, 2.5, expected=LEAK_OR_RULE, words="str"),
    bad(through_a_format, 2.5, expected=LEAK_OR_RULE),
    bad(through_bytes, p3, expected=LEAK_OR_RULE, words="tobytes"),
    bad(through_bits, p3, expected=LEAK_OR_RULE, words="view"),
    bad(written_to_global, 2.5, expected=GLOBAL, words="TOTAL"),
    bad(added_to_global, 2.5, expected=GLOBAL, words="TOTAL"),
    bad(appended_to_global, 2.5, expected=GLOBAL, words="HISTORY"),
    bad(stored_in_global_dict, 2.5, expected=GLOBAL, words="CACHE"),
    bad(loop_over_active_count, 3, expected=GradientLeak, words="a bound of `range` is a whole number"),
    bad(
        loop_over_active_entry,
        {"x": 0.5, "repeat": 2, "scale": 1.5},
        expected=GradientLeak,
        words=("a bound of `range`", "declare the field of a dataclass"),
    ),
    bad(
        active_places, {"x": p3, "places": np.array([2, 0])}, expected=GradientLeak, words="an index is a whole number"
    ),
    bad(field_set_by_its_method, p3, 2.0, expected=UnsupportedSyntax, words="setfield"),
    bad(written_by_the_class, p3, 2.0, expected=UnsupportedSyntax, words="setfield"),
    bad(meshgrid_in_one_memory, p3, expected=UnsupportedSyntax, words=("copy=False",)),
    bad(imaginary_part_of_reals_written, p3, expected=KindError, words=("imaginary",)),
    bad(active_index, 1, p3, expected=GradientLeak, words="an index is a whole number"),
    *(
        bad(each, 0.5, expected=LEAK, words=("derivative", word))
        for each, word in (
            (put_into_a_deque, "deque"),
            (put_into_a_deque_of_a_class, "deque"),
            (put_into_a_deque_by_its_class, "deque"),
            (put_by_map, "deque"),
            (put_and_read_by_a_helper, "deque"),
            (put_into_a_set, "set"),
            (updated_set, "set"),
            (put_into_a_context, "ContextVar"),
            (put_into_a_queue, "SimpleQueue"),
            (put_into_numbers, "array"),
            (queue_made_inside, "put"),
            (queue_read_by_a_helper, "put"),
            (context_made_inside, "run"),
            (short_deque_of_an_object, "KEPT"),
        )
    ),
    bad(array_put_then_written, 0.5, expected=LEAK, words=("outside", "copy")),
    bad(list_put_then_written, 0.5, expected=UnsupportedSyntax, words=("list", "outside")),
    *(
        bad(each, 0.5, expected=UnsupportedSyntax, words=("KEPT", "argument"))
        for each in (long_list_of_an_object, item_of_a_long_list_of_an_object, long_deque_of_an_object)
    ),
    bad(active_length, 3, expected=(GradientLeak, KindError, TypeError)),
    bad(hashed, 2.5, expected=LEAK_OR_RULE, words="hash"),
    bad(random_around, 2.5, expected=MissingRule, words=("standard_gamma",)),
    bad(decimal_number, 2.5, expected=REFUSED, words="Decimal"),
    bad(packed, 2.5, expected=MissingRule, words="struct"),
    bad(bessel, p3, expected=MissingRule, words=("black_box", "srcad.rule")),
    bad(missing_in_helper, p3, expected=MissingRule, words="black_box"),
    bad(missing_in_branch, 2.5, expected=MissingRule, words="black_box"),
    bad(unknown_method, p3, expected=(MissingRule, KindError), words="sum_of_squares"),
    bad(unknown_attribute, p3, expected=(MissingRule, KindError), words="length"),
    bad(unknown_function_of_module, 2.5, expected=(MissingRule, KindError, AttributeError), words="sine"),
    bad(unknown_name, 2.5, expected=(srcad.SrcadError, NameError), words="undefined_name"),
    bad(checksum, p3, expected=LEAK_OR_RULE, words="crc32"),
    bad(coroutine, 2.5, expected=UnsupportedSyntax, words="async"),
    bad(awaiting, 2.5, expected=UnsupportedSyntax, words="async"),
    bad(generator, 2.5, expected=UnsupportedSyntax, words="generator"),
    bad(delegating, 2.5, expected=UnsupportedSyntax, words="generator"),
    later(inner_generator, 2.5, words="generator"),
    bad(inner_coroutine, 2.5, expected=UnsupportedSyntax, words="async"),
    bad(exception_class_inside, 2.5, expected=UnsupportedSyntax, words=("Negative", "top level")),
    bad(dict_class_inside, 2.5, expected=UnsupportedSyntax, words=("Table", "top level")),
    bad(class_inside, 2.5, expected=UnsupportedSyntax, words="class"),
    bad(evaluated, 2.5, expected=REFUSED, words="eval"),
    bad(executed, 2.5, expected=REFUSED, words="exec"),
    bad(local_table, 2.5, expected=REFUSED, words="locals"),
    bad(vars_table, 2.5, expected=REFUSED, words="vars"),
    bad(shuffled, 2.5, expected=UnsupportedSyntax, words=("shuffle", "changes a list")),
    bad(drawn, 2.5, expected=MissingRule, words=("choice", "stop_gradient")),
    bad(removed_while_iterating, 2.5, expected=UnsupportedSyntax, words=("list", "gone through", "copy")),
    bad(dict_changed_while_iterating, 2.5, expected=KindError, words=("dict", "gone through", "copy")),
    bad(deleted_and_read, 2.5, expected=UnboundLocalError, words=("y", "del y")),
    bad(deleted_and_read, 2.5, expected=srcad.UnboundVariable, words=("y", "value again"), case="family"),
    bad(deleted_on_one_path, 2.5, expected=srcad.UnboundVariable, words=("y", "del y")),
    bad(deleted_in_a_loop, 2.5, expected=UnboundLocalError, words="y"),
    bad(attributes_as_dict, 2.5, expected=UnsupportedSyntax, words=("__dict__", "attributes")),
    bad(table_of_globals, 2.5, expected=UnsupportedSyntax, words=("globals()", "variables")),
    bad(global_object_written, 2.5, expected=GradientLeak, words=("SETTINGS", "outside")),
    bad(counts, 2.5, expected=UnsupportedSyntax, words=("total", "outside", "return")),
    bad(stopped_inside_try, 2.5, expected=UnsupportedSyntax, words=("next", "try", "one loop")),
    bad(stop_caught, 2.5, 50, expected=UnsupportedSyntax, words=("StopIteration", "next(g, None)")),
    bad(mapped_used_twice, 2.5, expected=KindError, words="`max` of nothing"),
    bad(written_one_of_two, 2.5, expected=UnsupportedSyntax, words=("another one", "copy")),
    bad(attribute_on_one_path, 2.5, expected=UnsupportedSyntax, words=("extra", "one path")),
    bad(key_on_one_path, 2.5, expected=UnsupportedSyntax, words=("b", "one path")),
    bad(copied_with_one_array_twice, normal(3), expected=UnsupportedSyntax, words=("deepcopy", "twice", "copy")),
    bad(starred_for_two, positive(2), expected=UnsupportedSyntax, words=("unknown length", "unpacked")),
    bad(structure_by_data, 2.5, expected=UnsupportedSyntax, words=("value", "path")),
    bad(object_in_list_written, 2.5, 60, expected=UnsupportedSyntax, words=("object", "unknown length", "holds")),
    bad(object_twice_in_list, 2.5, 60, expected=UnsupportedSyntax, words=("object", "elsewhere")),
    bad(pairs_and_numbers, 2.5, 60, expected=UnsupportedSyntax, words=("structure", "unknown length")),
    bad(members_in_order, 2.5, 60, expected=UnsupportedSyntax, words=("order", "set")),
    bad(swallowed, 2.5, expected=UnsupportedSyntax, words=("__exit__", "swallow")),
    bad(changed_in_with, np.array([0.5, 1.5]), expected=UnsupportedSyntax, words=("total", "with", "exception")),
    bad(changed_by_call_that_raises, 2.5, expected=UnsupportedSyntax, words=("try", "raised after that")),
    bad(generator_in_try, 2.5, expected=UnsupportedSyntax, words=("generator", "try")),
    bad(object_becomes_another, 2.5, 60, expected=UnsupportedSyntax, words=("another one", "copy")),
    bad(leaves_from_finally, 2.5, expected=UnsupportedSyntax, words="finally"),
    bad(frozen_written, 2.5, expected=KindError, words="frozen"),
    bad(read_only_property, 2.5, expected=KindError, words=("shown", "cannot be written")),
    bad(array_times_object, np.array([0.5, 1.5]), expected=UnsupportedSyntax, words=("left", "Shown")),
    bad(yielded_in_branch, 2.5, expected=UnsupportedSyntax, words="branch"),
    bad(lambda_generator, 2.5, expected=UnsupportedSyntax, words="generator"),
    bad(deleted_item, p3, expected=(UnsupportedSyntax, ValueError), words="del"),
    later(trying, 2.5, words="try"),
    later(finishing, 2.5, words="try"),
    later(with_block, 2.5, words="with"),
    later(matching, 2.5, 1, words="match"),
    later(element_written, p3, words="q"),
    later(element_added, p3, words="q"),
    later(slice_written, p3, words="q"),
    later(array_augmented, p3, words="q"),
    later(list_written, 2.5, words="items"),
    later(dict_written, 2.5, words="table"),
    later(attribute_written, 2.5, words="box"),
    later(appended, 2.5, words="append"),
    later(nonlocal_written, 2.5, words="total"),
    bad(vector_result, p3, expected=KindError, words=("vjp", "jacobian")),
    bad(matrix_result, positive(2, 2), expected=KindError, words=("vjp", "jacobian")),
    bad(vector_result, normal(1), expected=KindError, words=("vjp", "jacobian"), case="length one"),
    bad(tuple_result, 2.5, expected=KindError, words=("tuple", "vjp")),
    bad(dict_result, 2.5, expected=KindError, words=("dict", "vjp")),
    bad(none_result, 2.5, expected=KindError, words="None"),
    bad(string_result, 2.5, expected=(KindError, GradientLeak, MissingRule), words="str"),
    bad(complex_result, 2.5, expected=KindError, words="complex"),
    bad(square, "text", expected=KindError, words=("x", "str")),
    bad(square, None, expected=KindError, words="x"),
    bad(square, np.array(["a", "b"]), expected=KindError, words="x", case="array of strings"),
    bad(square, Box(), expected=KindError, words=("x", "Box"), case="object"),
    bad(square, math.sin, expected=KindError, words="x", case="function"),
    bad(by_mode, "a", 2.5, expected=KindError, words=("mode", "str", "argnums")),
    bad(two, 1.0, 2.0, expected=KindError, words=("two", "2"), request=_argnums(2), case="out of range"),
    bad(two, 1.0, 2.0, expected=KindError, words="-3", request=_argnums(-3), case="out of range below"),
    bad(two, 1.0, 2.0, expected=KindError, words=("two", "z"), request=_argnums("z"), case="unknown name"),
    bad(two, 1.0, 2.0, expected=KindError, words="z", request=_argnums((0, "z")), case="unknown name in a tuple"),
    bad(two, 1.0, 2.0, expected=KindError, words="1.5", request=_argnums(1.5), case="not a position"),
    bad(named, 1.0, expected=KindError, words="scale", request=_argnums("scale"), case="keyword"),
    bad(two, 1.0, expected=TypeError, words="y", case="too few arguments"),
    bad(two, 1.0, 2.0, 3.0, expected=TypeError, case="too many arguments"),
    bad(
        vector_result, p3, expected=KindError, words="shape", request=_pullback(normal(4)), case="seed of another shape"
    ),
    bad(square, 2.0, expected=KindError, words="shape", request=_pullback(normal(4)), case="seed of a number"),
    bad(two, 1.0, 2.0, expected=KindError, words="tangent", request=_tangents(1.0), case="too few tangents"),
    bad(square, p3, expected=KindError, words="shape", request=_tangents(normal(4)), case="tangent of another shape"),
    bad(square, p3, expected=KindError, request=_tangents((1.0, 2.0)), case="tangent of another structure"),
    bad(too_many, p3, expected=KindError, words="too many values to unpack"),
    bad(too_many, [0.5, 1.5, 2.5], expected=KindError, words="too many values to unpack", case="list"),
    bad(too_many_in_rows, normal(2, 3), expected=KindError, words="too many values to unpack"),
    bad(strict_generators, p3, expected=UnsupportedSyntax, words=("strict", "lists")),
    bad(too_few, p3, expected=(KindError, ValueError), words="unpack"),
    bad(wrong_keywords, 2.5, expected=LIKE_PYTHON, words="z"),
    bad(twice_given, 2.5, expected=LIKE_PYTHON, words="x"),
    bad(too_many_arguments, 2.5, expected=LIKE_PYTHON, words="two"),
    bad(star_of_number, 2.5, expected=(*LIKE_PYTHON, UnsupportedSyntax)),
    bad(missing_key, {"a": 1.0}, expected=(KindError, KeyError), words="b"),
    bad(missing_item, [1.0, 2.0], expected=(KindError, IndexError)),
    bad(number_called, 2.5, expected=(*LIKE_PYTHON, MissingRule)),
    bad(number_iterated, 2.5, expected=LIKE_PYTHON),
    bad(number_indexed, 2.5, expected=LIKE_PYTHON),
    bad(assigned_on_one_path, 2.5, expected=(srcad.SrcadError, UnboundLocalError), words="y"),
    bad(without_source, 2.5, expected=SourceNotFound, words="from_source"),
    bad(lambda_without_source, 2.5, expected=SourceNotFound, words="from_source"),
    bad(calls_without_source, 2.5, expected=(SourceNotFound, MissingRule), words="f"),
    bad(zlib.crc32, 2.5, expected=SourceNotFound, words="crc32"),
    bad(3.0, 2.5, expected=KindError, words="not a function"),
    bad(from_outside, 2.5, expected=KindError, words=("Cubing", "operators")),
    bad(as_argument, 2.5, cubing, expected=KindError, words=("Cubing", "operators")),
    bad(matrix_from_outside, np.ones((2, 2)), expected=KindError, words=("matrix", "asarray")),
    bad(masked_from_outside, p3, expected=KindError, words=("MaskedArray", "asarray")),
    bad(sum_of_squares, MATRIX, expected=KindError, words="matrix", case="matrix"),
    bad(sum_of_squares, MASKED, expected=KindError, words="MaskedArray", case="masked array"),
    bad(sum_of_squares, np.ones(3).view(Halved), expected=KindError, words="Halved", case="subclass"),
    bad(sum_of_squares, np.array([1.0, 2.0], object), expected=KindError, words="objects", case="array of objects"),
    bad(sum_of_squares, np.array([np.ones(2), np.ones(3)], object), expected=KindError, case="array of arrays"),
    bad(sum_of_squares, np.array([True, False]), expected=KindError, words=("bool", "astype"), case="flags"),
    bad(square, True, expected=KindError, words=("bool", "float"), case="flag"),
    bad(square, 10**400, expected=KindError, words="too large", case="huge integer"),
    bad(square, {1.0, 2.0}, expected=KindError, words="set", case="set"),
    bad(square, np.datetime64("2020-01-01"), expected=KindError, words="datetime64", case="date"),
    bad(square, 2.0, expected=KindError, words="argnums", request=_argnums(True), case="flag as argnums"),
    bad(square, 2.0, expected=KindError, words="argnums", request=_argnums(None), case="no argnums"),
    bad(square, 2.0, expected=KindError, words="argnums", request=_argnums({0}), case="set of argnums"),
    bad(square, 2.0, expected=KindError, words="argnums", request=_argnums(((0,),)), case="nested argnums"),
    bad(two, 1.0, 2.0, expected=KindError, words="parts", request=_argnums("x.parts"), case="part of a number"),
    bad(not_a_pair, 2.0, expected=KindError, words="has_aux", request=_with_aux),
    bad(triple, 2.0, expected=KindError, words="has_aux", request=_with_aux),
    bad(pair_of_vector, 2.0, expected=KindError, words="number", request=_with_aux),
    bad(square, 2.0, expected=KindError, words="tuple", request=lambda f, x: srcad.jvp(f, x, x), case="no tuple"),
    bad(endless, 2.0, expected=UnsupportedSyntax, words="recursion"),
    bad(endless_with_count, 2.0, 0, expected=UnsupportedSyntax, words="recursion"),
    bad(endless_first, 2.0, expected=UnsupportedSyntax, words="recursion"),
    bad(broadcast_before_a_write, 2.0, expected=UnsupportedSyntax, words="np.copy"),
    bad(reshaped_copy_before_a_write, 2.0, expected=KindError, words="np.copy"),
    bad(extended_unseen, 2.0, expected=UnsupportedSyntax, words="knows nothing"),
    bad(reversed_unseen, 2.0, expected=UnsupportedSyntax, words="knows nothing"),
    bad(read_before_it_is_counted, 2.0, expected=UnsupportedSyntax, words="outside"),
    bad(shape_of_two_names, p3, expected=UnsupportedSyntax, words=("a.shape", "reshape")),
    bad(expression_in_a_text, p3, expected=UnsupportedSyntax, words=("by their names", "itself")),
    bad(read_before_it_is_updated, 2.0, expected=UnsupportedSyntax, words="outside"),
    bad(read_before_it_is_written_by_another_name, 2.0, expected=UnsupportedSyntax, words="outside"),
    bad(read_before_what_it_holds_is_written, 2.0, expected=UnsupportedSyntax, words=("outside", "one name")),
    bad(read_before_a_recursion_counts, 2.0, 3, expected=UnsupportedSyntax, words=("outside", "return")),
    bad(misspelt_method, p3, expected=KindError, words="no method 'summ'"),
    bad(misspelt_attribute, p3, expected=KindError, words="no attribute 'shap'"),
    bad(zipped_with_an_array_that_is_shorter, p3, expected=KindError, words="as long"),
    bad(changes_its_list, 2.0, expected=KindError, words="changes what it is given"),
    bad(changes_the_row_of_its_list, 2.0, expected=KindError, words="changes what it is given"),
    bad(fills_what_is_kept, 2.0, expected=KindError, words="changes what it is given"),
    bad(zip_of_generators_that_append, 2.0, expected=UnsupportedSyntax, words="`zip` of several generators"),
    bad(groups_by_what_the_loop_assigns, 0.3, expected=UnsupportedSyntax, words="`groupby` whose key"),
    bad(groups_of_generator_that_appends, 0.3, expected=UnsupportedSyntax, words="`groupby` whose key"),
    bad(groups_of_written_array, positive(4), expected=UnsupportedSyntax, words="`groupby` whose key"),
    bad(groups_by_what_a_list_holds, 0.3, expected=UnsupportedSyntax, words="`groupby` whose key"),
    bad(group_gone_through_twice, 0.3, expected=UnsupportedSyntax, words="gone through twice"),
    bad(cycle_of_a_list_that_grows, 0.3, expected=UnsupportedSyntax, words="length changes"),
    bad(place_of_a_key_in_either_order, 0.3, expected=UnsupportedSyntax, words=ORDER),
    bad(items_in_either_order, 0.3, expected=UnsupportedSyntax, words=ORDER),
    bad(last_item_in_either_order, 0.3, expected=UnsupportedSyntax, words=ORDER),
    bad(copied_in_either_order, 0.3, expected=UnsupportedSyntax, words=ORDER),
    bad(first_key_in_either_order, 0.3, expected=UnsupportedSyntax, words=ORDER),
    bad(key_first_set_on_one_path, 0.3, expected=UnsupportedSyntax, words=ORDER),
    bad(key_put_last_in_each_trip, 0.3, 2, expected=UnsupportedSyntax, words=ORDER),
    bad(zip_of_filters_by_what_the_loop_assigns, 2.0, expected=UnsupportedSyntax, words="`zip` of several generators"),
    bad(reads_what_is_given_back, 2.0, expected=KindError, words="returns a container"),
    bad(
        diagonal_by_minors,
        [[2.0, 1.0, 0.5], [0.3, 3.0, -1.0], [1.0, 0.2, 1.5]],
        expected=UnsupportedSyntax,
        words="lists of lists",
        request=_hvp,
    ),
    bad(writes_what_is_given_back, 2.0, expected=KindError, words="returns a container"),
    bad(class_of_doubles, 2.0, expected=UnsupportedSyntax, words="array.array"),
    bad(class_of_doubles_by_name, 2.0, expected=UnsupportedSyntax, words="array.array"),
    bad(equality_of_doubles, 2.0, expected=UnsupportedSyntax, words="array.array"),
    bad(whole_number_among_doubles, 2.0, expected=UnsupportedSyntax, words=("array.array", "float(n)")),
    bad(whole_number_added_to_doubles, 2.0, expected=UnsupportedSyntax, words=("array.array", "float(n)")),
    bad(whole_numbers_among_many_doubles, 2.0, 20, expected=UnsupportedSyntax, words=("array.array", "float(n)")),
    bad(text_of_doubles, 2.0, expected=UnsupportedSyntax, words="array.array"),
    bad(value_of_an_exception, 2.0, expected=LEAK, words="an exception is raised with a value"),
    bad(argument_of_an_exception, 2.0, expected=LEAK, words="an exception is raised with a value"),
    bad(values_of_exceptions_in_turn, 2.0, expected=LEAK, words="an exception is raised with a value"),
    bad(length_of_some_keys, 0.6, expected=UnsupportedSyntax, words="one item is there on one path only (`b`)"),
    bad(values_of_some_keys, 0.6, expected=UnsupportedSyntax, words="one item is there on one path only (`b`)"),
    bad(loop_over_some_keys, 0.6, expected=UnsupportedSyntax, words="one item is there on one path only (`b`)"),
    bad(truth_of_some_keys, 0.6, expected=UnsupportedSyntax, words="one item is there on one path only (`b`)"),
    bad(keys_of_some_trips, normal(3), expected=UnsupportedSyntax, words="one item is there"),
    bad(some_keys_handed_on, 0.6, expected=UnsupportedSyntax, words="one item is there on one path only (`b`)"),
    bad(some_keys_unpacked, 0.6, expected=UnsupportedSyntax, words="one item is there on one path only (`b`)"),
    bad(some_attributes, 0.6, expected=UnsupportedSyntax, words="one item is there on one path only (`b`)"),
    bad(
        default_for_some_keys,
        0.6,
        expected=UnsupportedSyntax,
        words="what is read here is there on one path only (`b`)",
    ),
    bad(written_in_a_list_of_rows, 2.0, [ONE_ROW] * 10, expected=KindError, words=("share memory", "a list holds")),
    bad(written_in_a_list_of_rows, 2.0, [ONE_ROW, ONE_ROW], expected=KindError, words="share memory", case="short"),
    bad(
        written_beside_a_list_of_rows,
        2.0,
        ONE_ROW,
        [ONE_ROW[:1], *(np.ones(2) for _ in range(9))],
        expected=KindError,
        words="share memory",
    ),
    bad(divided_by_a_span_of_time, 2.0, expected=KindError, words=("span of time", "np.timedelta64(1, 's')")),
    bad(item_of_its_own_way, Doubling(a=2.0), expected=KindError, words=("Doubling", "__getitem__", "plain dict")),
    bad(item_of_its_own_way_outside, 2.0, expected=KindError, words=("Doubling", "__getitem__", "plain dict")),
    bad(
        unpacked_in_its_own_way, Backward((1.0, 2.0)), expected=KindError, words=("Backward", "__iter__", "plain tuple")
    ),
    bad(counted_under_two_names, 2.0, ONE_BOX, ONE_BOX, expected=KindError, words=("one object", "copy")),
    bad(set_under_two_keys, 2.0, {"a": ONE_DICT, "b": ONE_DICT}, expected=KindError, words="one object"),
    bad(grown_under_two_names, 2.0, ONE_LIST, ONE_LIST, expected=KindError, words="one object"),
    bad(
        read_beside_the_fields,
        Extended(2.0),
        expected=UnsupportedSyntax,
        words=("no field of its dataclass", "make it a field, or a property"),
    ),
    bad(
        chosen_by_a_class_not_known,
        fractions.Fraction(1, 2),
        expected=UnsupportedSyntax,
        words="a choice by the class of a number",
    ),
]
