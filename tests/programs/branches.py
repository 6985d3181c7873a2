"""Programs with if, elif and else: nested, empty, and with values that meet after them."""

import enum
import math

import numpy as np

from tests.programs.harness import normal, positive, row


def ramp(x):
    if x < 0:
        return 0.1 * x
    return x


def clamp(x, low, high):
    if x < low:
        x = low
    elif x > high:
        x = high
    return x * x


def huber(residual, delta):
    size = abs(residual)
    if size <= delta:
        loss = 0.5 * residual**2
    else:
        loss = delta * (size - 0.5 * delta)
    return loss


def tax(income):
    if income <= 10.0:
        due = 0.0 * income
    elif income <= 30.0:
        due = 0.2 * (income - 10.0)
    elif income <= 100.0:
        due = 4.0 + 0.3 * (income - 30.0)
    else:
        due = 25.0 + 0.45 * (income - 100.0)
    return due / income


def only_if(x, y):
    z = x * y
    if z > 1:
        z = z * x
    return z + y


def empty_branch(x):
    if x > 0:
        pass
    else:
        x = -x
    return x * math.sqrt(x)


def changed_in_one(x, y):
    t = x
    if y > 0:
        t = math.sin(t) * y
        t = t + x
    t = t * t
    return t


def different_names(x):
    if x > 1:
        a = x * x
        b = a + 1
    else:
        b = 1 / x
        a = b * b
    return a * b


def local_to_branch(x):
    if x > 1:
        inner = math.log(x)
        result = inner * inner
    else:
        result = x
    return result * x


def overwritten_condition(x):
    if x > 0:
        x = x - 2.0
        if x > 0:
            x = x * 3
        else:
            x = x * x
    return x + 1


def condition_with_a_name(x, y):
    positive_part = x * y > 0
    x = x - 5
    if positive_part:
        x = x * y
    y = -y
    if positive_part:
        x = x + y * y
    return x


def nested(x, y):
    if x > 0:
        if y > 0:
            r = x * y
        elif y > -1:
            r = x - y
        else:
            r = x + y**2
    else:
        if y > 0:
            r = y / (1 - x)
        else:
            r = x**2 * y
    return r


def deep(x):
    if x > 1:
        if x > 2:
            if x > 3:
                if x > 4:
                    x = x * 5
                x = x * 4
            x = x * 3
        x = x * x
    return x


def quadrant(x, y):
    if x >= 0 and y >= 0:
        angle = math.atan(y / x)
    elif x < 0:
        angle = math.atan(y / x) + math.pi
    else:
        angle = math.atan(y / x) + 2 * math.pi
    return angle


def by_flag(x, squared=True):
    if squared:
        return x * x
    return abs(x)


def by_name(x, kind):
    if kind == "sin":
        y = math.sin(x)
    elif kind == "exp":
        y = math.exp(x)
    elif kind in ("tanh", "logistic"):
        y = math.tanh(x)
    else:
        raise ValueError(f"unknown kind {kind!r}")
    return y * x


def by_none(x, weight=None):
    if weight is None:
        weight = 1.0
    return weight * x * x


def by_integer(x, n):
    if n == 0:
        return 1.0 + 0 * x
    elif n % 2 == 0:
        return x**n
    else:
        return x * x ** (n - 1) + n


def by_global_flag(x):
    if __debug__ or x > 0:
        return x * 3
    return x


def by_length(p):
    if len(p) > 3:
        return np.sum(p[:3] ** 2)
    return np.sum(p**3)


def by_shape(a):
    if a.ndim == 2:
        n, m = a.shape
        return np.sum(a, axis=0) / n * m
    return a * a.size


def by_array_element(p):
    if p[0] > p[-1]:
        return p[0] * p[1]
    return p[-1] ** 2


def by_reduction(p):
    if np.any(p > 1):
        q = p / np.max(np.abs(p))
    else:
        q = p
    if np.all(q < 0.5) or q.sum() > 2:
        q = q * 2
    return np.sum(q * q)


def scalar_or_array(p, use_mean):
    scale = p.mean() if use_mean else 1 + p**2
    return p / scale


def joined_kinds(x, p, flag):
    if flag:
        z = x
    else:
        z = p
    return np.sum(z * p)


def constant_on_one_side(x, p):
    if x > 0:
        z = 0.0
    else:
        z = np.sum(p)
    return z + x * p[0]


def integer_and_float(x):
    y = 0
    if x > 0:
        y = x
    return y * y + 2


def two_ifs(x, y):
    if x > y:
        x = x - y
    if x < y:
        x = x * y
    if x == y:
        x = 0.0
    return x


def assigned_in_both_then_used_twice(x, y):
    if x > y:
        t = x * s if (s := y) > 0 else x
    else:
        t = y
    u = t * t
    return u + t


def swap_if_unordered(x, y):
    if x > y:
        x, y = y, x
    return x**2 / y


def sorted_three(a, b, c):
    if a > b:
        a, b = b, a
    if b > c:
        b, c = c, b
    if a > b:
        a, b = b, a
    return a + 10 * b * b + c**3


def branch_on_computed(x):
    y = math.sin(3 * x)
    z = math.cos(y)
    if y * z > 0.25:
        y = y - z
    else:
        z = z - y
    return y * z


def inactive_branches(x, n):
    if n > 2:
        k = 3
        m = k * n
    else:
        k = 1
        m = 0
    return x**k + m * x


def same_in_both(x):
    if x > 0:
        y = x * 2
    else:
        y = x * 2
    return y * y


def vectors_and_branches(p, q):
    d = p @ q
    if d > 0:
        r = p - d * q
    else:
        r = p + d * q
    norm = np.sqrt(r @ r)
    if norm > 1:
        r = r / norm
    return r


def soft_threshold(p, t):
    return np.where(p > t, p - t, np.where(p < -t, p + t, 0.0))


def tuple_from_branches(x, y):
    if x > y:
        pair = (x, y)
    else:
        pair = (y, x)
    larger, smaller = pair
    return larger**2 - smaller


def function_from_branches(x, smooth):
    if smooth:
        f = math.tanh
    else:
        f = math.atan
    return f(x) * x


def logsum(a, b):
    if a > b:
        return a + math.log1p(math.exp(b - a))
    return b + math.log1p(math.exp(a - b))


def sinc(x):
    if abs(x) < 1e-4:
        return 1 - x * x / 6
    return math.sin(x) / x


def piecewise_spline(x):
    x = abs(x)
    if x < 1:
        return (4 - 6 * x**2 + 3 * x**3) / 6
    if x < 2:
        return (2 - x) ** 3 / 6
    return 0.0 * x


def elif_without_else(x):
    y = x
    if x > 2:
        y = x**2
    elif x > 1:
        y = x**3
    elif x > 0:
        y = x**4
    return y


def walrus_in_elif(x):
    if (s := math.sin(x)) > 0.9:
        y = s
    elif (c := math.cos(x)) > 0.9:
        y = c * s
    else:
        y = c + s
    return y * x


def guard_and_raise(p):
    if p.ndim != 1:
        raise ValueError("a vector is needed")
    if not len(p):
        raise ValueError("an empty vector")
    total = np.sum(p)
    if not total > 0:
        raise ArithmeticError(f"the sum {total} is not positive")
    return p / total


def twice_the_greater(x, q, n):
    return 2.0 * np.maximum(x, q[n])


# ------------------------------------------------------------ members of enumerations picked by data
class Kind(enum.Enum):
    A = 1
    B = 2
    C = 3

    def weight(self):
        return 2.0 if self is Kind.A else 3.0


class Machine:
    def __init__(self):
        self.kind, self.total = Kind.A, 0.0

    def step(self, t):
        if self.kind is Kind.A:
            self.total += t
            self.kind = Kind.B if t > 0.5 else Kind.A
        elif self.kind is Kind.B:
            self.total += t * t
            self.kind = Kind.C
        else:
            self.total *= t
            self.kind = Kind.A


def member_by_branch(x):
    kind = Kind.A if x > 0.5 else Kind.B
    return kind.weight() * x * x + kind.value * x


def members_in_a_list(v):
    kinds = [Kind.A if t > 0 else Kind.C for t in v]
    total = 0.0
    for t, kind in zip(v, kinds):
        total = total + t * kind.value
    return total


def member_carried(x, n):
    kind = Kind.A
    total = x
    while n > 0:
        total, kind = (total * x, Kind.B) if kind is Kind.A else (total + x, Kind.A)
        n -= 1
    return total * kind.value


def machine_of_states(v):
    machine = Machine()
    for t in v:
        machine.step(t)
    return machine.total


def member_by_key(x):
    best = max(Kind, key=lambda kind: kind.value * x)
    return x * best.value


def text_by_index(x):
    names = ["a", "b", "c"]
    return x if names[1 if x > 0.5 else 2] == "b" else x * x


def member_matched(x):
    match Kind.A if x > 0.5 else Kind.B:
        case Kind.A:
            return x * x
        case Kind.B:
            return x


# ------------------------------------------------------------ numbers and lists in one condition
def neither_number_nor_list(a, items):
    if not (a or items):
        return a
    return a * a + sum(items)


def not_both(a, items):
    return a if not (items and a) else a * sum(items)


def mixed_in_turn(a, b, items):
    if not (a > 0 and items or b):
        return a
    return a * b


def until_one_of_both(a, items):
    n = 0
    while not (n > 3 or items and n > len(items)):
        n += 1
        a = a * 1.1
    return a * n


ROWS = [
    row(twice_the_greater, 1.5, np.array([0.5, -1.0, 2.0]), 1, argnums=0),
    row(ramp, 1.5, case="right"),
    row(ramp, -1.5, case="left"),
    row(clamp, 0.5, -1.0, 2.0),
    row(clamp, -3.0, -1.0, 2.0, case="low"),
    row(clamp, 3.0, -1.0, 2.0, case="high"),
    row(huber, 0.5, 1.0, case="near"),
    row(huber, -2.5, 1.0, case="far"),
    row(tax, 20.0),
    row(tax, 150.0, case="rich"),
    row(only_if, 1.5, 0.9, case="taken"),
    row(only_if, 0.5, 0.9, case="not taken"),
    row(empty_branch, 1.5),
    row(empty_branch, -1.5, case="else"),
    row(changed_in_one, 1.1, 0.7),
    row(changed_in_one, 1.1, -0.7, case="unchanged"),
    row(different_names, 1.5),
    row(different_names, 0.5, case="else"),
    row(local_to_branch, 1.5),
    row(local_to_branch, 0.5, case="else"),
    row(overwritten_condition, 3.5),
    row(overwritten_condition, 1.5, case="inner else"),
    row(condition_with_a_name, 1.5, 0.5),
    row(condition_with_a_name, 1.5, -0.5, case="false"),
    *(row(nested, x, y, case=f"{x} {y}") for x in (1.5, -0.5) for y in (0.7, -0.6, -1.7)),
    row(deep, 4.5),
    row(deep, 2.5, case="half way"),
    row(quadrant, 1.0, 2.0),
    row(quadrant, -1.0, 2.0, case="left"),
    row(by_flag, 1.5),
    row(by_flag, -1.5, False, case="flag"),
    row(by_name, 1.5, "sin", case="sin"),
    row(by_name, 1.5, "tanh", case="tanh"),
    row(by_none, 1.5),
    row(by_none, 1.5, 0.3, case="given"),
    row(by_none, 1.5, None, case="none given"),
    row(by_integer, 1.5, 4),
    row(by_integer, 1.5, 0, case="zero", zero=True),
    row(by_integer, 1.5, 3, case="odd"),
    row(by_global_flag, 1.5),
    row(by_length, normal(2)),
    row(by_length, normal(6), case="long"),
    row(by_shape, normal(2, 3)),
    row(by_shape, normal(4), case="vector"),
    row(by_array_element, np.array([1.0, 2.0, 0.5])),
    row(by_array_element, np.array([0.1, 2.0, 0.5]), case="else"),
    row(by_reduction, np.array([0.3, 1.7, -0.8])),
    row(by_reduction, np.array([0.3, 0.2, -0.8]), case="small"),
    row(scalar_or_array, positive(4), True, case="scalar"),
    row(scalar_or_array, positive(4), False, case="array"),
    row(joined_kinds, 1.3, normal(4), True, case="scalar"),
    row(joined_kinds, 1.3, normal(4), False, case="array"),
    row(constant_on_one_side, 1.3, normal(4)),
    row(constant_on_one_side, -1.3, normal(4), case="sum"),
    row(integer_and_float, 1.3),
    row(two_ifs, 3.0, 1.2),
    row(two_ifs, 0.9, 1.2, case="second"),
    row(assigned_in_both_then_used_twice, 1.5, 0.5),
    row(assigned_in_both_then_used_twice, 0.4, 0.5, case="else"),
    row(swap_if_unordered, 1.5, 0.5),
    row(swap_if_unordered, 0.4, 0.5, case="ordered"),
    row(sorted_three, 3.0, 1.0, 2.0),
    row(sorted_three, 1.0, 2.0, 3.0, case="sorted"),
    row(branch_on_computed, 0.4),
    row(branch_on_computed, 1.4, case="else"),
    row(inactive_branches, 1.4, 3),
    row(inactive_branches, 1.4, 1, case="else"),
    row(same_in_both, 1.4),
    row(vectors_and_branches, positive(3, seed=1), positive(3, seed=2)),
    row(vectors_and_branches, positive(3, seed=1), -positive(3, seed=2), case="else"),
    row(soft_threshold, normal(7), 0.3),
    row(tuple_from_branches, 1.4, 2.4),
    row(tuple_from_branches, 2.4, 1.4, case="swapped"),
    row(function_from_branches, 1.4, True, case="tanh"),
    row(function_from_branches, 1.4, False, case="atan"),
    row(logsum, 1.4, 0.2),
    row(logsum, 0.2, 1.4, case="else"),
    row(sinc, 0.8),
    row(sinc, 0.0, case="at zero", step=1e-3, tolerance=1e-6, order=1, zero=True),
    row(piecewise_spline, 0.6),
    row(piecewise_spline, -1.6, case="outer"),
    row(piecewise_spline, 2.6, case="outside", zero=True),
    row(elif_without_else, 1.5),
    row(elif_without_else, -1.5, case="none"),
    row(walrus_in_elif, 1.5),
    row(walrus_in_elif, 0.2, case="second"),
    row(walrus_in_elif, 0.8, case="third"),
    row(guard_and_raise, positive(4)),
    row(member_by_branch, 0.7),
    row(member_by_branch, 0.3, case="other"),
    row(members_in_a_list, normal(4)),
    row(member_carried, 0.7, 4, argnums=0),
    row(machine_of_states, 3.0 * normal(6)),
    row(member_by_key, 0.7),
    row(text_by_index, 0.7),
    row(member_matched, 0.7),
    row(neither_number_nor_list, 0.7, [1.0, 2.0]),
    row(neither_number_nor_list, 0.7, [], argnums=0, case="empty"),
    row(not_both, 0.7, [1.0, 2.0]),
    row(mixed_in_turn, 0.7, 0.5, [1.0]),
    row(until_one_of_both, 0.7, [1.0, 2.0], argnums=0),
]
