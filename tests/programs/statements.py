"""Programs with Python's other statements: try, with, match, del, nonlocal, imports, generators, decorators, texts."""

import contextlib
import functools
import logging
import math
import warnings
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tests.programs.harness import normal, positive, row

LOG = logging.getLogger("srcad.tests")
SCALE = 1.5
OPTIONS = {"rate": 0.3, "steps": 3, "name": "rk"}


class NotConverged(Exception):
    def __init__(self, message, best=None):
        super().__init__(message)
        self.best = best


# ------------------------------------------------------------ try
def log_or_square(x):
    try:
        y = math.log(x)
    except ValueError:
        y = x * x
    return y * x


def returned_from_try(x):
    try:
        return math.sqrt(x) * x
    except ValueError:
        return x**3


def caught_then_returned(x, y):
    try:
        a = math.acos(x)
        b = a * y
    except ValueError:
        return x * y
    return a * b + b


def several_handlers(x, n):
    table = [x, x * x]
    try:
        y = table[n] / (x - 2.0)
    except IndexError:
        y = x * 3
    except ZeroDivisionError:
        y = x**3
    return y * x


def division(x, n):
    try:
        y = x / n
    except (ZeroDivisionError, OverflowError):
        y = x * 10
    return y * y


def with_else(x):
    try:
        y = math.log(x)
    except ValueError:
        z = x
    else:
        z = y * y
    return z * x


def with_finally(x):
    y = x
    try:
        y = y * math.sqrt(x)
    finally:
        y = y + x * x
    return y


def with_all_parts(x):
    count = 0
    try:
        y = math.log(x)
    except ValueError:
        y = -x
        count += 1
    else:
        y = y * 2
        count += 10
    finally:
        count += 100
    return y * count


def partly_done(x):
    y = x * 2
    try:
        y = y * x
        y = y + math.log(x - 1)
    except ValueError:
        y = y * 3
    return y * x


def partly_done_two(x, y):
    a = x
    b = y
    try:
        a = a * y
        b = b / a
        a = math.sqrt(-a)
        b = a + 1
    except ValueError:
        pass
    return a * b


def try_in_loop(x, n):
    total = x
    for i in range(n):
        try:
            total = total * math.sqrt(1.0 - i * x)
        except ValueError:
            total = total + x
    return total * x


def try_in_loop_continue(p):
    total = 0.0
    for v in p:
        try:
            w = math.log(v)
        except ValueError:
            continue
        total += w * v
    return total


def try_in_loop_break(p):
    total = 1.0
    for v in p:
        try:
            total *= math.sqrt(v)
        except ValueError as error:
            LOG.debug("stopped: %s", error)
            break
    return total


def loop_in_try(p):
    total = 1.0
    try:
        product = 1.0
        for v in p:
            product = product * math.sqrt(v) + v
        total = product
    except ValueError:
        total = 5.0 * np.sum(p)
    return total * p[0]


def while_in_try(x):
    try:
        y = x
        while y < 10:
            y = y * y + 1
            if y > 5:
                y = y * math.log(y)
    except OverflowError:
        y = x
    return y


def nested_try(x):
    try:
        try:
            y = math.log(x)
        except ZeroDivisionError:
            y = 1.0
        z = y * x
    except ValueError:
        try:
            z = math.sqrt(x)
        except ValueError:
            z = math.exp(x)
    return z * z


def raised_by_user(x):
    try:
        if x > 0.3:
            raise NotConverged("too large", 2)
        y = x * x
    except NotConverged as error:
        y = x * error.best
    return y * y


def raised_in_helper(x, y):
    def solve(a):
        if a > 1.0:
            raise ValueError("no solution")
        return math.sqrt(1.0 - a * a)

    try:
        s = solve(x)
    except ValueError:
        s = solve(1 / x)
    return s * y


def raised_again(x):
    try:
        try:
            y = math.log(-x)
        except ValueError as error:
            raise NotConverged("log") from error
    except NotConverged:
        y = x * x * 2
    return y


def raised_again_bare(x):
    try:
        try:
            y = math.log(-x)
        except ValueError:
            raise
    except Exception:
        y = x**3
    return y


def fall_back_value(x, table):
    try:
        scale = table["scale"]
    except KeyError:
        scale = 2.0
    return x * scale


def suppressed(x):
    y = x
    with contextlib.suppress(ValueError, ZeroDivisionError):
        y = math.log(x - 1) * x
    return y * x


def container_in_try(x, y):
    items = [x]
    try:
        items.append(math.log(y))
        items.append(x * y)
    except ValueError:
        items.clear()
        items.extend([y, y * y, x])
    return items[0] * items[1] * items[2]


def object_in_try(x):
    state = {"value": x, "fails": 0}
    for k in range(3):
        try:
            state["value"] = math.sqrt(state["value"] - 0.2 * k)
        except ValueError:
            state["fails"] += 1
    return state["value"] * (1 + state["fails"])


def linear_algebra_error(a):
    try:
        c = np.linalg.cholesky(a)
        y = np.sum(np.log(np.diag(c)))
    except np.linalg.LinAlgError:
        y = np.trace(a)
    return y * a[0, 0]


def bisection_with_error(a):
    def root(f, low, high, steps=40):
        if f(low) * f(high) > 0:
            raise ValueError("no change of sign")
        for _ in range(steps):
            middle = 0.5 * (low + high)
            if f(low) * f(middle) <= 0:
                high = middle
            else:
                low = middle
        return 0.5 * (low + high)

    try:
        start = root(lambda t: t * t - a, 2.0, 3.0)
    except ValueError:
        start = 1.0
    return start - (start**2 - a) / (2 * start)


def armijo(x, f0):
    step = 1.0
    best = x
    for _ in range(5):
        try:
            trial = x - step * 3 * x
            value = math.log(trial + 1.0) ** 2
        except ValueError:
            step = step * 0.5
            continue
        if value < f0:
            best = trial * value
            break
        step *= 0.5
    return best * x


def every_exit_in_a_try(x, n):
    for i in range(n):
        try:
            if i == 1:
                continue
            x = x * math.sqrt(x)
        except ValueError:
            break
        else:
            x = x + 1
        finally:
            x = x * 0.9
    else:
        x = x * 2
    return x


def error_in_a_branch_not_taken(items, n):
    if n > 2:
        return items[5]
    return items[0] * items[1]


def appended_in_try(x, n):
    found = []
    for i in range(n):
        try:
            found.append(math.log(x - 0.2 * i) * x)
        except ValueError:
            found.append(x)
    return sum(found) * len(found)


def stored_in_try(p, x):
    q = p * 1.0
    for i in range(len(p)):
        try:
            q[i] = math.log(p[i] * x)
        except ValueError:
            q[i] *= x
    return np.sum(q * q)


def asserted(x):
    assert x > 0, f"x is {x}"
    y = x * x
    assert isinstance(y, float)
    return y


def exception_value_unused(x):
    try:
        math.log(-x)
        y = x
    except ValueError:
        y = x * x * 5
    return y


# ------------------------------------------------------------ with
def error_state(p):
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.where(p > 0, np.log(p), p * p)
    return np.sum(y)


def error_state_and_return(p):
    with np.errstate(all="ignore"):
        for v in p:
            if v > 0.5:
                return np.sum(p * v)
        y = np.sum(p)
    return y * p[0]


def warnings_caught(x):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        y = np.sqrt(x) * x
    return y


def with_in_loop(p, n):
    total = p
    for _ in range(n):
        with np.errstate(over="ignore"):
            total = np.tanh(total) * p
    return np.sum(total)


@contextlib.contextmanager
def scaled_by(state, factor):
    before = state["scale"]
    state["scale"] = before * factor
    try:
        yield state
    finally:
        state["scale"] = before


def own_context(x, y):
    state = {"scale": x}
    with scaled_by(state, y) as inner:
        a = inner["scale"] * x
    return a * state["scale"]


def own_context_nested(x, y):
    state = {"scale": 1.0}
    with scaled_by(state, x), scaled_by(state, y):
        a = state["scale"] * x
        with scaled_by(state, 2.0):
            a = a * state["scale"]
    return a * state["scale"]


def null_context(x):
    with contextlib.nullcontext(x * x) as y:
        z = y * x
    return z


class Guard:
    def __init__(self, x):
        self.x = x
        self.log = []

    def __enter__(self):
        self.log.append(self.x)
        return self

    def __exit__(self, kind, error, trace):
        self.log.append(self.x * 2)
        return False


def own_guard(x):
    guard = Guard(x)
    with guard as g:
        y = g.x * 3 + len(g.log)
    return y * sum(guard.log)


# ------------------------------------------------------------ match
class Dense(NamedTuple):
    scale: float
    offset: float


@dataclass
class Sine:
    frequency: float
    phase: float = 0.0


@dataclass
class Sum:
    left: object
    right: object


def by_number(x, n):
    match n:
        case 0:
            return x
        case 1 | 2:
            y = x * x
        case -1:
            y = -x
        case _ if n > 10:
            y = x**4
        case _:
            y = x**3
    return y * 2


def by_name(x, mode):
    match mode:
        case "linear":
            return x
        case "square" | "quadratic":
            return x * x
        case None:
            return 3 * x
        case other:
            return x ** len(other)


def by_class(x, layer):
    match layer:
        case Dense(scale, offset):
            return x * scale + offset
        case Sine(frequency=f, phase=0.0):
            return math.sin(f * x)
        case Sine(f, p):
            return math.sin(f * x + p)
        case float() | int() as c:
            return x * c
    return x


def by_class_known(x, y):
    return by_class(x, Dense(y, x)) * by_class(x, Sine(y)) + by_class(y, Sine(x, y)) * by_class(x, 2.0)


def by_sequence(items):
    match items:
        case []:
            return 0.0
        case [a]:
            return a
        case [a, b]:
            return a * b
        case [a, *rest, b] if len(rest) > 1:
            return a * b * sum(rest)
        case [a, *rest]:
            return a + sum(rest) ** 2


def by_mapping(config, x):
    match config:
        case {"kind": "power", "n": n}:
            return x**n
        case {"kind": "scale", "by": factor, **rest}:
            return x * factor * (1 + len(rest))
        case {}:
            return x


def by_nested(shape, x):
    match shape:
        case ("circle", r):
            return math.pi * r**2 * x
        case ("box", (w, h)) if w is not h:
            return w * h * x
        case ("line", [first, *_], {"weight": weight}):
            return first * weight * x
    return x


def expression_tree(x, y):
    def value(node):
        match node:
            case Sum(left, right):
                return value(left) + value(right)
            case ("*", a, b):
                return value(a) * value(b)
            case ("sin", a):
                return math.sin(value(a))
            case float(v):
                return v
            case _:
                raise TypeError(node)

    return value(Sum(("*", x, ("sin", y)), Sum(("*", x, x), y)))


def match_in_loop(x):
    program = [("mul", 2.0), ("add", 1.0), ("sin",), ("mul", 3.0), ("noop", 1, 2)]
    y = x
    for step in program:
        match step:
            case ("mul", k):
                y = y * k
            case ("add", k):
                y = y + k
            case ("sin",):
                y = math.sin(y)
            case _:
                continue
    return y * x


# ------------------------------------------------------------ nonlocal, del, global, imports
def counted_by_closure(x):
    total = 0.0
    calls = 0

    def add(v):
        nonlocal total, calls
        total = total + v * v
        calls += 1
        return total

    add(x)
    y = add(x * 2)
    return total * calls + y


def counted_in_loop(x, n):
    total = x

    def step():
        nonlocal total
        total = total * x + 1.0

    for _ in range(n):
        step()
    return total


def counted_in_branch(x, y):
    total = x

    def step(v):
        nonlocal total
        total = total * v

    def twice(f, v):
        before = total
        f(v)
        f(v)
        return before

    if y > 1.0:
        first = twice(step, y)
    else:
        first = 1.0
    return total * first


def nonlocal_and_argument(x):
    value = x

    def change(v):
        nonlocal value
        value = v * 3
        return v

    return change(value) * value + value


def deep_nonlocal(x):
    a = x

    def outer():
        b = 2.0

        def inner():
            nonlocal a, b
            a = a * b
            b = a + 1.0

        inner()
        inner()
        return b

    return outer() * a


def closure_counter(x):
    def make():
        count = 0.0

        def tick(v):
            nonlocal count
            count += v
            return count

        return tick

    one, two = make(), make()
    one(x)
    two(x * x)
    return one(1.0) * two(2.0)


def deleted(x):
    y = x * x
    z = y
    del y
    items = [z, x, 3.0]
    del items[1], items[-1]
    table = {"a": z, "b": x}
    del table["a"]
    return items[0] * table["b"] * len(items)


def deleted_slice(x):
    items = [x, x * 2, x * 3, x * 4]
    del items[1:3]
    return items[0] * items[1]


def reads_globals(x):
    global SCALE
    rate = OPTIONS["rate"]
    for _ in range(OPTIONS["steps"]):
        x = x - rate * x * SCALE
    return x * len(OPTIONS["name"])


def imported_inside(x):
    import math as m
    from math import cos, sin
    from operator import mul

    return mul(m.exp(x), sin(x)) * cos(x)


def imported_by_choice(x):
    try:
        from srcad_missing_module import sine  # type: ignore[import-not-found]
    except ImportError:
        from math import sin as sine
    return sine(x)


# ------------------------------------------------------------ generators
def powers(x, n):
    value = 1.0
    for _ in range(n):
        value = value * x
        yield value


def halves(x, limit):
    while x > limit:
        yield x
        x = x * 0.5


def pairs_of(items):
    for i, a in enumerate(items):
        for b in items[i + 1 :]:
            yield a, b


def delegated(x):
    yield x
    yield from powers(x, 2)
    yield from (x * 2, x * 3)


def generated(x, n):
    total = 0.0
    for v in powers(x, n):
        total += v * v
    return total


def generated_enumerated(x):
    total = 0.0
    for i, v in enumerate(powers(x, 3)):
        total += v * i
    return total


def generated_listed(x):
    a, b, c = powers(x, 3)
    return a + b * c + sum(powers(x, 4)) + max(powers(x, 2)) + list(delegated(x))[3]


def generated_while(x):
    total = 1.0
    for v in halves(x, 0.1):
        total = total * (1 + v)
    return total


def generated_left(x, limit):
    total = 0.0
    for v in powers(x, 10):
        if v < limit:
            break
        total = total + v
    return total * x


def generated_returned(x, limit):
    for v in halves(x, 0.01):
        if v < limit:
            return v * x
    return x


def generated_pairs(x, y):
    return sum(a * b**2 for a, b in pairs_of([x, y, x * y]))


def generated_delegated(x):
    total = 0.0
    for v in delegated(x):
        total = total * x + v
    return total


def generated_over_array(p):
    def smooth(q):
        before = q[0]
        for v in q:
            before = 0.5 * (before + v)
            yield before

    total = 0.0
    for s in smooth(p):
        total += s * s
    return total + sum(smooth(p))


def generator_expression(p, q):
    return sum(a * b for a, b in zip(p, q) if a > 0) * max(a * a for a in p)


def generator_expression_kept(x):
    squares = (v * v for v in (x, 2.0, x * x))
    return sum(squares)


def generator_tests(p, x):
    if any(v > 1.0 for v in p) and all(v > -10 for v in p):
        return x * np.sum(p)
    return x


def generator_of_objects(x):
    def layers():
        for k in range(1, 4):
            yield Sine(k * x, phase=x)

    return sum(math.sin(layer.frequency + layer.phase) for layer in layers())


def next_of_iterator(x):
    values = iter([x, x * 2, x * 3])
    first = next(values)
    total = first
    for v in values:
        total = total * v
    return total + next(powers(x, 3))


# ------------------------------------------------------------ decorators
def doubled(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return 2 * function(*args, **kwargs)

    return wrapper


def times(factor, power=1):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return factor * function(*args, **kwargs) ** power

        return wrapper

    return decorate


@doubled
@times(3, power=2)
def decorated_product(x, y=2.0):
    return x * y


def calls_decorated_product(x):
    return decorated_product(x) + decorated_product(x, y=x)


def decorated_inside(x):
    @times(x)
    def inner(v):
        return v * v

    @functools.lru_cache(maxsize=None)
    def cached(v):
        return v + 1.0

    return inner(x) * cached(x)


def memoised(x):
    store = {}

    def remember(function):
        def wrapper(n):
            if n not in store:
                store[n] = function(n)
            return store[n]

        return wrapper

    @remember
    def power(n):
        return x**n

    return power(2) * power(3) * power(2) + len(store)


def traced(function):
    calls = []

    def wrapper(x):
        calls.append(function.__name__)
        return function(x) * len(calls)

    return wrapper


def decorated_with_state(x):
    f = traced(math.sin)
    return f(x) + f(x * 2)


# ------------------------------------------------------------ small forms
def walrus_everywhere(x):
    if (y := x * x) > 0.1 and (z := y * 2) < 10:
        return y * z
    while (y := y * 0.9) > 0.05:
        x = x + y
    return [w := x * 3, w * w][1] + y


def chained_tests(x, y):
    if 0 < x < y <= 5.0 != y:
        return x * y
    return x + y


def starred_everywhere(x, y):
    first, *middle, last = x, y, x * y, x + y
    (a, *_), [b, c] = (x, 1, 2), middle
    return first * last * a + b * c + max(*middle, first)


def starred_calls(x, y):
    def combine(a, b, *rest, scale=1.0, **more):
        return (a * b + sum(rest)) * scale + more.get("shift", 0.0)

    items, options = [x, y], {"scale": y, "shift": x}
    return combine(*items, *items, **options) + combine(*(x, 2.0), scale=x) + combine(1.0, *[y])


def lambdas_with_defaults(x):
    functions = [lambda t, k=k: t**k for k in range(1, 4)]
    late = [lambda t: t * k for k in range(3)]
    return sum(f(x) for f in functions) + late[0](x)


def annotated(x: float) -> float:
    """Return something of x, with a docstring."""
    y: float = x * x
    z: "np.ndarray"
    z = y * 2
    type_alias = list[float]
    values: type_alias = [y, z]
    ...
    pass
    return sum(values)


def texts(x, n):
    params = {f"w{i}": x * (i + 1) for i in range(3)} | {"b": x}
    total = 0.0
    for i in range(3):
        total += params[f"w{i}"] ** (i + 1)
    name = "w" + str(n)
    return total * params[name] * params["w%d" % n] + len(f"{name:>5}") + params["{}".format("b")]


def text_methods(x, mode):
    kind, _, order = mode.upper().partition("-")
    if kind.startswith("POW") and order.isdigit():
        return x ** int(order)
    return x * len("a,b,c".split(","))


def logged(x):
    LOG.info("x = %s", x)
    logging.getLogger("srcad.tests").debug("value %.3f", x)
    warnings.filterwarnings("default", message="never")
    y = x * x
    print(f"{x=} {y!r:>12} {y:.3e}")
    return y


def conditional_function(x, flag):
    if flag:

        def f(t):
            return t * t

    else:
        f = math.sin
    return f(x) * x


def several_targets(x):
    a = b = [x, x * 2]
    b.append(x * 3)
    c, d = e = (x, x * x)
    return sum(a) * c * d * e[1] + len(a)


def swapped(x, y):
    items = [x, y, x * y]
    items[0], items[2] = items[2], items[0]
    i, items[i] = 1, x * 5
    return items[0] * 3 + items[1] * 2 + items[2]


def early_pass(x):
    for _ in ():
        pass
    else:
        x = x * 2
    if x > 100:
        pass
    elif x > 50:
        ...
    else:
        x *= x
    return x


def ternary_chain(x):
    return x * x if x > 1 else math.sin(x) if x > 0.5 else math.exp(x) if x > 0 else -x


def starred_of_an_array(x):
    first, *middle, last = x[1:] * x[0]
    s = first - last
    for v in middle:
        s = s * 0.5 + v * v
    *rows, end = np.outer(x, x)
    return s + np.sum(rows[0] * end) + len(middle)


def texts_put_together(x, n):
    s, log = 0.0, ""
    t = x * x
    t[0] = x[1] * 3
    for k in range(n):
        s = s + x[k] * k
        log += "step " + str(k) + " of " + str(s)
        text = "{} ".format(s) + "%g" % k
        log = log + text + "{0}".format(t) + repr(t)
    return s * len(log[:1]) + np.sum(t)


class Stopped(Exception):
    def __init__(self, step, value):
        super().__init__(f"stopped at {value}")
        self.step = step


def counted_by_an_exception(x, n):
    total = x
    try:
        for i in range(n):
            if total > 3.0:
                raise Stopped(i, total)
            total = total * x
    except Stopped as stopped:
        if "stopped" in str(stopped):
            return x * n
    return total


class Tagged:
    def __init__(self, value, tag):
        self.value, self.tag = value, tag

    def __eq__(self, other):
        return self.tag == other.tag if isinstance(other, Tagged) else NotImplemented


class TaggedTwice(Tagged):
    pass


def unequal_by_an_equality(x):
    items = [TaggedTwice(x * i, i % 2) for i in range(4)]
    total = sum(item.value**2 for item in items if item != items[0])
    if items[0] != Tagged(x, 0):
        total += 100 * x
    if items[0] != 3:
        total += x
    return total


ROWS = [
    row(log_or_square, 0.5),
    row(log_or_square, -0.5, case="handler"),
    row(returned_from_try, 0.5),
    row(returned_from_try, -0.5, case="handler"),
    row(caught_then_returned, 0.5, 1.5),
    row(caught_then_returned, 1.5, 0.5, case="handler"),
    row(several_handlers, 0.5, 1),
    row(several_handlers, 0.5, 0, case="first"),
    row(division, 0.5, 2),
    row(division, 0.5, 0, case="handler"),
    row(with_else, 0.5),
    row(with_else, -0.5, case="handler"),
    row(with_finally, 0.5),
    row(with_all_parts, 0.5),
    row(with_all_parts, -0.5, case="handler"),
    row(partly_done, 1.5),
    row(partly_done, 0.5, case="handler"),
    row(partly_done_two, 0.5, 1.5),
    row(partly_done_two, -0.5, 1.5, case="to the end"),
    row(try_in_loop, 0.3, 6),
    row(try_in_loop_continue, np.array([0.5, -0.3, 1.5, -2.0, 0.7])),
    row(try_in_loop_break, np.array([0.5, 1.3, 1.5, -2.0, 0.7])),
    row(loop_in_try, positive(4)),
    row(loop_in_try, np.array([0.5, 0.3, -1.5]), case="handler"),
    row(while_in_try, 0.5),
    row(nested_try, 0.5),
    row(nested_try, -0.5, case="handler"),
    row(raised_by_user, 0.2),
    row(raised_by_user, 0.5, case="raised"),
    row(raised_in_helper, 0.5, 1.5),
    row(raised_in_helper, 1.7, 1.5, case="handler"),
    row(raised_again, 0.5),
    row(raised_again, -0.5, case="not raised"),
    row(raised_again_bare, 0.5),
    row(fall_back_value, 0.5, {"scale": 1.5}),
    row(fall_back_value, 0.5, {"other": 1.5}, argnums=0, case="handler"),
    row(suppressed, 1.5),
    row(suppressed, 0.5, case="raised"),
    row(container_in_try, 0.5, 1.5, case="to the end"),
    row(object_in_try, 0.5),
    row(linear_algebra_error, np.array([[2.0, 0.5], [0.5, 1.0]])),
    row(linear_algebra_error, np.array([[-2.0, 0.5], [0.5, 1.0]]), case="handler"),
    row(bisection_with_error, 1.7),
    row(bisection_with_error, 5.3, case="root", order=1, tolerance=1e-5),
    row(armijo, 0.7, 0.5, argnums=0),
    row(every_exit_in_a_try, 0.5, 3),
    row(every_exit_in_a_try, -0.5, 3, case="broken"),
    row(error_in_a_branch_not_taken, [0.5, 1.5], 1),
    row(appended_in_try, 0.5, 5),
    row(stored_in_try, np.array([0.5, -0.3, 1.5, -2.0, 0.7]), 0.8, level=2),
    row(asserted, 0.5),
    row(exception_value_unused, 0.5),
    row(exception_value_unused, -0.5, case="not raised"),
    row(error_state, np.array([0.5, -1.0, 2.0])),
    row(error_state_and_return, np.array([0.1, 0.7, 2.0])),
    row(error_state_and_return, np.array([0.1, 0.2]), case="to the end"),
    row(warnings_caught, 0.5),
    row(with_in_loop, normal(3), 3),
    row(own_context, 0.5, 1.5),
    row(own_context_nested, 0.5, 1.5),
    row(null_context, 0.5),
    row(own_guard, 0.5),
    row(by_number, 0.5, 0),
    row(by_number, 0.5, 2, case="2"),
    row(by_number, 0.5, -1, case="-1"),
    row(by_number, 0.5, 12, case="12"),
    row(by_number, 0.5, 7, case="7"),
    row(by_name, 0.5, "linear"),
    row(by_name, 0.5, "quadratic", case="square"),
    row(by_name, 0.5, None, case="none"),
    row(by_name, 0.5, "cubes", case="other"),
    row(by_class, 0.5, Dense(1.5, 0.3)),
    row(by_class, 0.5, Sine(1.5, 0.3), case="sine"),
    row(by_class, 0.5, 1.5, case="number"),
    row(by_class_known, 0.5, 1.5),
    row(by_sequence, [0.5, 1.5]),
    row(by_sequence, [0.5], case="one"),
    row(by_sequence, [0.5, 1.5, 2.5], case="three"),
    row(by_sequence, [0.5, 1.5, 2.5, 0.3], case="four"),
    row(by_mapping, {"kind": "power", "n": 3}, 0.5, argnums=1),
    row(by_mapping, {"kind": "scale", "by": 1.5, "x": 1}, 0.5, argnums=1, case="scale"),
    row(by_mapping, {"other": 1.5}, 0.5, argnums=1, case="other"),
    row(by_nested, ("circle", 1.5), 0.5, argnums=1),
    row(by_nested, ("box", (1.5, 0.3)), 0.5, argnums=1, case="box"),
    row(by_nested, ("line", [1.5, 0.3], {"weight": 2.0}), 0.5, argnums=1, case="line"),
    row(expression_tree, 0.5, 1.5),
    row(match_in_loop, 0.5),
    row(counted_by_closure, 0.5),
    row(counted_in_loop, 0.5, 4),
    row(counted_in_branch, 0.5, 1.5),
    row(counted_in_branch, 0.5, 0.5, case="else", argnums=0),
    row(nonlocal_and_argument, 0.5),
    row(deep_nonlocal, 0.5),
    row(closure_counter, 0.5),
    row(deleted, 0.5),
    row(deleted_slice, 0.5),
    row(reads_globals, 0.5),
    row(imported_inside, 0.5),
    row(imported_by_choice, 0.5),
    row(generated, 0.5, 4),
    row(generated_enumerated, 0.5),
    row(generated_listed, 1.2),
    row(generated_while, 0.9),
    row(generated_left, 0.7, 0.2, argnums=0),
    row(generated_returned, 0.7, 0.2, argnums=0),
    row(generated_pairs, 0.5, 1.5),
    row(generated_delegated, 0.5),
    row(generated_over_array, normal(4)),
    row(generator_expression, normal(4), normal(4, seed=1)),
    row(generator_expression_kept, 0.5),
    row(generator_tests, positive(4), 0.5),
    row(generator_of_objects, 0.5),
    row(next_of_iterator, 0.5),
    row(calls_decorated_product, 0.5),
    row(decorated_inside, 0.5),
    row(memoised, 0.5),
    row(decorated_with_state, 0.5),
    row(walrus_everywhere, 0.7),
    row(walrus_everywhere, 0.2, case="loop"),
    row(chained_tests, 0.5, 1.5),
    row(chained_tests, 0.5, 0.3, case="else"),
    row(starred_everywhere, 0.5, 1.5),
    row(starred_of_an_array, positive(6)),
    row(starred_calls, 0.5, 1.5),
    row(lambdas_with_defaults, 0.5),
    row(annotated, 0.5),
    row(texts, 0.5, 1),
    row(text_methods, 0.5, "pow-3"),
    row(text_methods, 0.5, "exp", case="other"),
    row(logged, 0.5),
    row(conditional_function, 0.5, True),
    row(conditional_function, 0.5, False, case="else"),
    row(several_targets, 0.5),
    row(swapped, 0.5, 1.5),
    row(early_pass, 0.5),
    row(ternary_chain, 0.7),
    row(ternary_chain, 1.7, case="first"),
    row(ternary_chain, 0.3, case="third"),
    row(texts_put_together, np.array([0.5, 1.5, -0.25]), 3),
    row(counted_by_an_exception, 1.3, 6),
    row(counted_by_an_exception, 1.3, 3),
    row(unequal_by_an_equality, 0.7),
]
