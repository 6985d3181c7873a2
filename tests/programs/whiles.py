"""Programs with while loops whose number of trips depends on the data: iterations, searches, steppers, series."""

import math

import numpy as np

from tests.programs.harness import definite, normal, positive, row


def newton_sqrt(a):
    x = a
    while abs(x * x - a) > 1e-12 * a:
        x = 0.5 * (x + a / x)
    return x


def newton_cube_root(a, x):
    step = 1.0
    while abs(step) > 1e-13:
        step = (x**3 - a) / (3 * x**2)
        x = x - step
    return x


def newton_of_function(a):
    x = 1.0
    for _ in range(3):
        x = x - (x * math.exp(x) - a) / (math.exp(x) * (1 + x))
    while abs(x * math.exp(x) - a) > 1e-12:
        x -= (x * math.exp(x) - a) / (math.exp(x) * (1 + x))
    return x


def bisection_then_newton(a):
    low, high = 0.0, 10.0
    while high - low > 1e-2:
        middle = (low + high) / 2
        if middle**3 + middle < a:
            low = middle
        else:
            high = middle
    x = (low + high) / 2
    k = 0
    while k < 4:
        x = x - (x**3 + x - a) / (3 * x**2 + 1)
        k += 1
    return x


def secant(a):
    x0, x1 = 1.0, 2.0
    f0, f1 = x0**2 - a, x1**2 - a
    while abs(f1) > 1e-12:
        x0, x1 = x1, x1 - f1 * (x1 - x0) / (f1 - f0)
        f0, f1 = f1, x1**2 - a
    return x1


def fixed_point(c):
    x = 0.5
    previous = 0.0
    while abs(x - previous) > 1e-13:
        previous = x
        x = math.cos(c * x)
    return x


def fixed_point_vector(a, b):
    x = b
    change = 1.0
    while change > 1e-13:
        new = np.tanh(a @ x) + b
        change = np.max(np.abs(new - x))
        x = new
    return x


def kepler(mean, e):
    x = mean
    while True:
        delta = (x - e * math.sin(x) - mean) / (1 - e * math.cos(x))
        x = x - delta
        if abs(delta) < 1e-13:
            break
    return x


def agm(a, b):
    while abs(a - b) > 1e-12 * a:
        a, b = (a + b) / 2, math.sqrt(a * b)
    return a


def elliptic_k(m):
    a, g = 1.0, math.sqrt(1 - m)
    n = 0
    while n < 6:
        a, g = 0.5 * (a + g), math.sqrt(a * g)
        n = n + 1
    return math.pi / (2 * a)


def series(x):
    term = x
    total = 0.0
    n = 1
    while abs(term) > 1e-17:
        total = total + term
        n = n + 2
        term = -term * x * x / (n * (n - 1))
    return total


def zeta_like(s):
    total, n = 0.0, 1
    while n <= 12:
        total += n**-s
        n += 1
    return total


def continued_fraction(x):
    value = 0.0
    k = 12
    while k > 0:
        value = x * x / (2 * k + 1 + value)
        k -= 1
    return x / (1 + value)


def lentz(x):
    tiny = 1e-30
    f = c = 1.0
    d = 0.0
    j = 0
    delta = 0.0
    while abs(delta - 1) > 1e-12:
        j += 1
        a = x * j
        d = 1 / (1 + a * d + tiny)
        c = 1 + a / c
        delta = c * d
        f = f * delta
        if j >= 200:
            delta = 1.0
    return f


def counter_by_two(p):
    s = 0.3
    i = 0
    while i < 4:
        s += p[i] * s
        i += 2
    return s


def index_from_the_end(p):
    i = len(p) - 1
    s = 1.0
    while i >= 0:
        s = s * p[i] + 1
        i -= 1
    return s


def while_over_length(p):
    s = 0.0
    while len(p) > 1:
        s = s + p[0] * p[-1]
        p = p[1:-1]
    return s


def collatz_like(x, n):
    y = x
    while n != 1:
        if n % 2 == 0:
            n = n // 2
            y = 0.5 * y + 0.1
        else:
            n = 3 * n + 1
            y = math.sin(y) + x
    return y


def collatz_of_value(x):
    steps = 0
    while x > 1.5:
        x = x / 2 if steps % 2 == 0 else x + 1 / x
        steps += 1
    return x + steps


def fast_power(x, n):
    result = 1.0
    while n:
        if n & 1:
            result *= x
        x *= x
        n >>= 1
    return result


def euclid(x, a, b):
    while b > 0:
        a, b = b, a % b
        x = x * a / 2
    return x


def halving(x):
    n = 0
    while x > 1:
        x = x / 2
        n = n + 1
    return x * 10**n


def zero_trips(x):
    y = x * x
    while y < 0:
        y = y * x + 1
    return y


def condition_of_call(x):
    def far(z):
        return abs(z) > 0.3

    while far(x):
        x = x * math.cos(x) * 0.9
    return x


def condition_of_several(x, limit):
    n = 0
    y = x
    while n < 50 and (y < limit or n < 3) and not y > 1000:
        y = y * 1.3 + x
        n += 1
    return y / n


def walrus_condition(x):
    n = 0
    while (error := x * x - 2) > 1e-3:
        x = x - 0.3 * error
        n += 1
    return x + error


def decreasing_step(x):
    step = 0.5
    f = (x - 2) ** 2 + 0.1 * x**4
    while step > 0.2:
        trial = x - 0.1 * step * (2 * (x - 2) + 0.4 * x**3)
        g = (trial - 2) ** 2 + 0.1 * trial**4
        if g < f - 0.1:
            x, f = trial, g
        else:
            step = step / 2
    return f


def nested_whiles(x):
    total = 0.0
    i = 0
    while i < 3:
        y = x
        while y < 5:
            y = y * (1.6 + 0.1 * i)
        total = total + math.log(y) * x
        i += 1
    return total


def while_in_for(p):
    total = 0.0
    for v in p:
        y = abs(v) + 0.1
        while y < 2:
            y = y * 1.7
        total += y * v
    return total


def for_in_while(x):
    n = 1
    y = x
    while y < 20:
        for k in range(n):
            y = y + k * x
        n += 1
        y = y * 1.2
    return y


def euler_adaptive(y, t_end):
    t = 0.0
    h = 0.1
    while t < t_end - 1e-12:
        if t + h > t_end:
            h = t_end - t
        full = y - h * y * y
        half = y - 0.5 * h * y * y
        two = half - 0.5 * h * half * half
        error = abs(two - full)
        if error > 1e-3:
            h = 0.5 * h
        else:
            y = 2 * two - full
            t = t + h
            if error < 1e-4:
                h = 1.5 * h
    return y


def heun_fixed(y, rate, h):
    t = 0.0
    while t < 1.0 - 1e-9:
        k1 = -rate * y + math.sin(t)
        k2 = -rate * (y + h * k1) + math.sin(t + h)
        y = y + 0.5 * h * (k1 + k2)
        t += h
    return y


def runge_kutta_vector(state, mu):
    def f(s):
        return np.array([s[1], mu * (1 - s[0] ** 2) * s[1] - s[0]])

    t, h = 0.0, 0.05
    while t < 0.5:
        k1 = f(state)
        k2 = f(state + 0.5 * h * k1)
        k3 = f(state + 0.5 * h * k2)
        k4 = f(state + h * k3)
        state = state + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        t += h
    return state


def projectile(v, angle, drag):
    x, y = 0.0, 0.0
    vx, vy = v * math.cos(angle), v * math.sin(angle)
    dt = 0.02
    x_old = y_old = 0.0
    while y >= 0:
        x_old, y_old = x, y
        speed = math.sqrt(vx * vx + vy * vy)
        vx, vy = vx - dt * drag * speed * vx, vy - dt * (9.81 + drag * speed * vy)
        x, y = x + dt * vx, y + dt * vy
    return x_old + (x - x_old) * y_old / (y_old - y)


def conjugate_gradient(a, b):
    x = np.zeros_like(b)
    r = b
    p = b
    rs = r @ r
    k = 0
    while k < len(b):
        ap = a @ p
        alpha = rs / (p @ ap)
        x = x + alpha * p
        r = r - alpha * ap
        new = r @ r
        p = r + new / rs * p
        rs = new
        k += 1
    return x @ b


def gradient_descent(x, rate):
    n = 0
    while n < 8:
        gradient = 2 * (x - 1) + np.cos(x)
        x = x - rate * gradient
        n += 1
    return np.sum((x - 1) ** 2 + np.sin(x))


def power_method(a):
    v = np.ones(len(a))
    value = 0.0
    change = 1.0
    while change > 1e-12:
        w = a @ v
        new = np.sqrt(w @ w)
        v = w / new
        change = abs(new - value)
        value = new
    return value


def sinkhorn(cost, p, q):
    k = np.exp(-cost)
    u = np.ones_like(p)
    n = 0
    while n < 10:
        v = q / (k.T @ u)
        u = p / (k @ v)
        n += 1
    return np.sum(u[:, None] * k * v * cost)


def while_else_less(x, n):
    k = n
    while k:
        k -= 1
        if k == 2:
            x = x * x
        x = x + k
    return x


def overwritten_each_trip(x):
    y = x
    n = 0
    while y < 4:
        y = x * x + n
        z = y * x
        n = n + 1
    return z + y


def divided(x):
    while x > 1:
        x = 0.9 * x / math.sqrt(1 + 0.1 * x)
    return 1 / x


def inactive_while(x, n):
    bits = 0
    while n > 0:
        bits += n % 2
        n //= 2
    return x**bits


def condition_after_break(x, z):
    s = z
    t = 2.0
    while x := t:
        t = s
        break
    return x


def call_after_break(a):
    """The condition would raise for the index that the last trip leaves."""

    def decayed(i):
        r = a[i]
        for _ in range(2):
            r = r * 0.9
        return r

    i = 0
    s = 0.0
    while decayed(i) > 0:
        s += a[i] ** 2
        i += 1
        if i == len(a):
            break
    return s


def walrus_after_break(a):
    i = 0
    s = 0.0
    while (y := a[i]) > 0:
        i += 1
        s += a[i - 1] ** 2
        if i == len(a):
            break
    return s * y


def while_it_lasts(x, numbers):
    left = list(numbers)
    while x < 2.0 and left:
        x = x + left.pop(0) ** 2
    return x


def while_little_or_left(numbers):
    left, total = list(numbers), 0.0
    while total < 2.0 or left:
        total += left.pop() if left else 1.0
    return total


class Amount:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return self.value > 0


class Held:
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)


def one_amount_or_the_other(a, b):
    found = (Amount(a) or Amount(b)).value * 3
    both = (Amount(a) and Amount(b)).value
    return found + both**2 + (a if bool(Amount(b)) and Held([a]) else b)


def some_or_a_default(x, n, rest=()):
    found = []
    for i in range(n):
        found.append(x * i)
    first = rest[0] if bool(rest) and rest[0] > 1 else x
    large = bool(found) and found[-1] > 1
    return sum(v * v for v in found or [x, first]) * (3 if large else 1)


ROWS = [
    row(newton_sqrt, 2.7),
    row(newton_cube_root, 2.7, 1.0),
    row(newton_of_function, 2.7),
    row(bisection_then_newton, 2.7, order=1),
    row(secant, 2.7),
    row(fixed_point, 0.9),
    row(fixed_point_vector, 0.3 * normal(3, 3), normal(3)),
    row(kepler, 1.1, 0.3),
    row(agm, 1.0, 2.3),
    row(elliptic_k, 0.4),
    row(series, 0.9),
    row(zeta_like, 2.2),
    row(continued_fraction, 0.8),
    row(lentz, 0.3),
    row(counter_by_two, normal(4)),
    row(index_from_the_end, normal(4)),
    row(while_over_length, normal(5)),
    row(collatz_like, 0.8, 6),
    row(collatz_of_value, 13.0),
    row(fast_power, 1.1, 11),
    row(fast_power, 1.1, 0, case="zero trips", zero=True),
    row(euclid, 1.1, 84, 30),
    row(halving, 13.0),
    row(zero_trips, 1.3),
    row(condition_of_call, 0.9),
    row(condition_of_several, 0.9, 7.0, argnums=0),
    row(walrus_condition, 2.2),
    row(decreasing_step, 1.0),
    row(nested_whiles, 0.8),
    row(while_in_for, normal(4)),
    row(for_in_while, 0.8),
    row(euler_adaptive, 1.7, 1.0),
    row(heun_fixed, 0.7, 1.3, 0.1, argnums=(0, 1)),
    row(runge_kutta_vector, np.array([1.0, 0.5]), 1.3),
    row(projectile, 20.0, 0.7, 0.05),
    row(conjugate_gradient, definite(3), normal(3)),
    row(gradient_descent, normal(3), 0.1),
    row(power_method, definite(3)),
    row(sinkhorn, positive(3, 4), np.array([0.2, 0.3, 0.5]), np.array([0.1, 0.2, 0.3, 0.4])),
    row(while_else_less, 0.9, 4),
    row(overwritten_each_trip, 0.9),
    row(divided, 2.9),
    row(inactive_while, 0.9, 11),
    row(condition_after_break, -1.0, -1.0, zero=True),
    row(call_after_break, np.array([1.0, 2.0, 3.0])),
    row(call_after_break, np.array([1.0, -2.0, 3.0]), case="ended"),
    row(walrus_after_break, np.array([1.0, 2.0, 3.0])),
    row(walrus_after_break, np.array([1.0, -2.0, 3.0]), case="ended"),
    row(while_it_lasts, 0.5, [0.5, 1.0, 1.2]),
    row(while_it_lasts, 2.5, [0.5, 1.0, 1.2]),
    row(while_little_or_left, [0.5, 0.7]),
    row(one_amount_or_the_other, 0.5, 0.7),
    row(one_amount_or_the_other, -0.5, 0.7),
    row(one_amount_or_the_other, 0.5, -0.7),
    row(some_or_a_default, 0.7, 3),
    row(some_or_a_default, 0.7, 0),
    row(some_or_a_default, 0.7, 0, (2.0,)),
]
