"""Programs about objects, dicts, lists that change and exceptions, a part of the table in found.py."""

THINGS = """
# a dict that is replaced at the end of each trip, changed in a loop inside
def f(y):
    d = {'a': 1.0}
    for j in range(2):
        for k in range(4):
            d['a'] += y
        d = {'a': 1.0}
    return d['a'] * y
(0.4,)

# an object changed in an inner loop beside one that is made there
class Box:
    def __init__(self, x, u):
        self.x, self.k, self.u = x, 1.5, u
def f(x, y, p, q):
    o = Box(y, q)
    l = [x * p[2], y - 2.0]
    for k, y in enumerate(q):
        for i in reversed(range(3)):
            o.x = l[1]
            b = Box(x, p * 2.0)
            y += (o.k - sum(o.u) - o.x * o.k * l[-1]) * y
    return o.x + y
(1.3, -0.59, P, Q)

# an object replaced in the outer of two loops
class Box:
    def __init__(self, x, u):
        self.x, self.k, self.u = x, 0.5, u
def f(x, q):
    o = Box(x, q)
    for y in q:
        for i in range(2):
            o.x = o.x * y + o.k
        o = Box(o.x * o.k, o.u * x)
    return np.sum(o.u) * o.x
(1.3, Q)

# a condition that needs statements for what the loop makes of a list
def f(x, q):
    l = [x]
    while np.sum(q * q) > sum(l):
        l = l + [x * x + 1.0]
    return sum(l) * x
(0.7, Q) (0.7, P)

# the adjoint of a list of which no element was read
def f(x, n):
    l = [1.0, x]
    for j in range(n):
        l = [1.0]
    return sum(l) * x
(0.7, 0) (0.7, 2)

# a list that one way returns and another forgets
def f(y, p, n):
    l = [1.0, y]
    if n:
        return y * p[0]
    elif y > 0.4:
        l = [y]
    return sum(l) * y
(0.7, P, 0) (0.7, P, 1) (0.2, P, 0)

# a parameter bound to a number where it is an array
def f(x, p):
    if x > 0:
        p = x
    return np.sum(p) * x
(0.7, P) (-0.7, P)

# a parameter bound to a shorter array on one way
def f(x, p):
    if x < 0:
        p = np.ones(2)
    return np.sum(p) * x
(0.7, P) (-0.7, P)

# negatives of a sum of nothing
def f(y):
    l = []
    s = --sum(l)
    return y + s
(0.7,)

# what a dict got before an exception
def f(y):
    d = {'a': y}
    try:
        d['a'] += y * y
        raise KeyError('no')
    except (KeyError,):
        return sum(d.values())
(0.7,)

# a return in a handler with finally, and a list popped after it
def f(x, n):
    if n:
        l = [x]
    else:
        return x
    try:
        if n == 2:
            raise ValueError('no')
    except (ValueError,):
        return 2.0 * x
    finally:
        pass
    z = l.pop(0)
    return z * x
(0.7, 0) (0.7, 1) (0.7, 2)

# a variable that a loop inside a try assigns, and nothing before it for sure
def f(x, z):
    try:
        try:
            if x > 5.0:
                raise ValueError('no')
        except ValueError:
            s = z
        if x > 3.0:
            raise ValueError('no')
    except ValueError:
        try:
            for k in range(2):
                try:
                    if x > 4.0:
                        raise ValueError('no')
                except ValueError:
                    s = 2.0 * x
            z = s * z
        except Exception:
            pass
    return z * x
(1.0, 2.0) (4.5, 2.0) (5.5, 2.0)

# starred iterables of unknown length in lists and extremes
def f(p, x):
    s = max([0.3, *(r ** 2 * x for r in p if r > 0.2)])
    l = [x, *[r for r in p if r < 0.4], s]
    t = min(x, *(r * x for r in p if r > 0.2), key=abs)
    l = [*l, *l, t]
    u = max(*[q * q for q in l if q > 0.1], 0.2)
    return s + t * u + sum(v * v for v in l) + len(l)
(P, 0.7)

# what a starred generator changes, before and after it
def f(x, p):
    m = [x, *((x := x + r) for r in p if r > 0.1), x]
    return sum(r * r for r in m) * x
(0.8, P)

# a call dropped that gives a constant
def h(x):
    return 0.8
def f(x, y):
    h(y)
    return x * y
(0.8, 0.3)

# writes at the end of branches, inside a try inside a try
def f(x, p, q, n):
    u = p * 1.0
    try:
        try:
            if x > 0.5:
                raise ValueError('no')
        except ValueError:
            if n > 1:
                u[n] = math.sqrt(x) * u[0]
            else:
                x = x * 3.0
                u[n + 3] += q[n]
    except (IndexError, ValueError):
        x = x * 2.0
    return x * np.sum(u * u)
(1.0, P, Q, 0) (1.0, P, Q, 1) (1.0, P, Q, 2) (0.2, P, Q, 2)
"""
