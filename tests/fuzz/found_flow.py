"""Programs about names, branches, loops, exits and functions, a part of the table in found.py."""

FLOW = """
# zero trips after an overwrite
def f(x, y, n):
    s = x * y
    for i in range(n):
        s = np.sin(s) * s
    s = s * s
    return s
(0.7, 1.3, 0) (0.7, 1.3, 2)

# a loop that ends by break at its first trip
def f(x, y):
    for i in range(5):
        x = np.sin(x) * y
        break
    return x * x
(0.7, 1.3)

# code after break that is never reached
def f(x, y):
    for i in range(3):
        x = x * y
        if x < 100.0:
            break
            x = x * 7.0
        y = y * y
    return x
(0.7, 1.3)

# while True
def f(x, y):
    n = 0
    while True:
        n += 1
        x = x * np.cos(y)
        if n > 2 or x < 0.1:
            break
        y = y + x
    return x + y
(0.7, 1.3) (0.01, 1.3)

# return inside while True
def f(x, y):
    while True:
        x = np.sin(x) + y
        if x > 1.5:
            return x * y
        y = y * 1.1
(0.7, 1.3) (0.7, 0.1)

# while else, with and without break
def f(x, y, n):
    c = 0
    while c < 3:
        c += 1
        x = x * y
        if c == n:
            break
    else:
        x = np.sin(x) * x
    return x
(0.7, 1.3, 2) (0.7, 1.3, 9)

# for else without break, zero trips
def f(x, y, n):
    for i in range(n):
        y = y * x
    else:
        y = np.exp(y) * x
    return y
(0.7, 1.3, 0) (0.7, 1.3, 2)

# return in the else of a loop
def f(x, y, n):
    for i in range(3):
        x = x * y
        if i == n:
            break
    else:
        return x * x
    return np.sin(x)
(0.7, 1.3, 1) (0.7, 1.3, 5)

# continue first, in while
def f(x, p):
    i = -1
    s = x
    while i < 3:
        i += 1
        if p[i] < 0:
            continue
        s = s * p[i] + x
    return s
(0.7, P)

# every path returns
def f(x, y):
    if x > y:
        return x * y
    elif x > 0.5:
        return np.sin(x)
    else:
        return y
(0.7, 1.3) (1.7, 1.3) (0.2, 1.3)

# a name assigned on one path and read on the same condition
def f(x, y, n):
    if n > 1:
        t = x * y
    x = np.sin(x)
    if n > 1:
        x = x * t
    return x
(0.7, 1.3, 2) (0.7, 1.3, 1)

# a name first assigned in a loop, read in a later trip
def f(x, p):
    for i in range(4):
        if i > 0:
            x = x * z
        z = np.sin(x) * p[i]
    return x + z
(0.7, P)

# a name first assigned in a loop, read after it
def f(x, n):
    for i in range(n):
        t = x * x
        x = np.sin(t)
    return t * x
(0.7, 1) (0.7, 3)

# one name in three lives
def f(x, y):
    t = x * y
    x = np.sin(t)
    t = x * x
    y = np.cos(t)
    t = y / (2.0 + t)
    return t * t
(0.7, 1.3)

# a parameter overwritten by a constant, then by itself
def f(x, y, n):
    if n:
        x = 2.0
    x = x * x
    return x * y
(0.7, 1.3, 0) (0.7, 1.3, 1)

# one operand twice, and thrice
def f(x, p):
    y = x * x
    q = p * p * p
    return y * y * y + np.dot(q, q) + np.sum(p + p)
(0.7, P)

# the same array twice as argument of a helper
def h(p, q):
    return np.sum(p * np.sin(q))
def f(p, x):
    return h(p, p) * x + h(p, p * x)
(P, 0.7)

# names that look like those of generated code
def f(x, bx, dx, y, g):
    bx = bx * x
    y_1 = np.sin(bx) * dx
    y = y * y_1 * g
    stack = y + x_1(y)
    return stack * bx
def x_1(t):
    return t * t
def f_again(x, by, trips, code):
    value = f(x, by, x, by, trips)
    saved = value * code
    return saved * trips
(0.7, 1.3, 0.4, 1.1)

# chained assignment
def f(x, y):
    a = b = x * y
    a = a * b
    c = d = a
    d = d + c * b
    return c * d
(0.7, 1.3)

# a swap of three
def f(x, y, z, n):
    for i in range(n):
        x, y, z = y, z, x * y
    return x + 2.0 * y * z
(0.7, 1.3, 0.4, 2) (0.7, 1.3, 0.4, 0)

# nested unpacking
def f(x, y, p):
    (a, b), c = (x * y, p[0]), np.sin(x)
    t = (a, (b, c))
    (a, (b, c)) = (t[0] * c, t[1])
    return a * b + c
(0.7, 1.3, P)

# unpacking an array
def f(p, x):
    a, b = p[:2]
    c, d = p[2:] * x
    return a * c + b * d
(P, 0.7)

# walrus in a condition and in an operand
def f(x, y):
    if (t := x * y) > 0.5:
        y = y * t
    z = (s := np.sin(y)) * t + s
    return z * s * t
(0.7, 1.3) (0.7, 0.3)

# walrus in the condition of while
def f(x, y):
    n = 0
    while (y := y * x) > 0.2 and n < 4:
        n += 1
        x = x * 0.9
    return x * y
(0.7, 1.3) (0.1, 1.3)

# operand assigned after it was read
def f(x, y):
    return x * (x := np.sin(x) * y) + x
(0.7, 1.3)

# conditional expressions, nested
def f(x, y):
    z = x if x > y else y * x if y > 1.0 else np.sin(y)
    return z * (x if z > 0.5 else y)
(0.7, 1.3) (0.7, 0.3) (1.7, 0.3)

# boolean operators choose values
def f(x, y, n):
    z = n and x
    w = x > y or y < 1.0
    if w and not n == 2:
        y = y * x
    return y * y + (z or x * y)
(0.7, 1.3, 1) (0.7, 0.3, 2)

# a chained comparison with an assignment
def f(x, y):
    if 0.1 < (t := x * y) < y:
        x = x * t
    return x * t
(0.7, 1.3) (0.01, 1.3)

# closures see later values
def f(x, y):
    k = x * y
    def g(a):
        return a * k
    z = g(x)
    k = np.sin(k)
    return z + g(y) * k
(0.7, 1.3)

# a closure made in a loop is called in the next trip
def f(x, y):
    g = lambda a: a * x
    for i in range(3):
        y = g(y)
        c = y * x
        g = lambda a: a * c
    return g(y)
(0.7, 1.3)

# nonlocal
def f(x, y):
    s = x
    def add(a):
        nonlocal s
        s = s * a + y
        return s
    t = add(y)
    return add(t) * s
(0.7, 1.3)

# a function that returns a function
def make(k):
    def g(a):
        return np.sin(a * k)
    return g
def f(x, y):
    g = make(x * y)
    h = make(y)
    return g(x) * h(g(y))
(0.7, 1.3)

# functions as arguments
def apply(fn, x, n):
    for i in range(n):
        x = fn(x) * x
    return x
def f(x, y, n):
    return apply(np.sin, x, n) + apply(lambda a: a * y, x, 2) + apply(math.tanh, y, 1)
(0.7, 1.3, 2) (0.7, 1.3, 0)

# a function chosen by a branch
def f(x, y, n):
    g = np.sin if n else lambda a: a * y
    return g(x) * g(y)
(0.7, 1.3, 0) (0.7, 1.3, 1)

# defaults, keywords and stars
def h(x, *rest, k=2.0, **more):
    s = x * k
    for v in rest:
        s = s * np.sin(v) + more.get("b", 1.0)
    return s
def f(x, y, z):
    t = (y, z)
    return h(x) + h(x, y, k=z) + h(x, *t, b=y) + h(*t, **{"k": x})
(0.7, 1.3, 0.4)

# a default that is an active value
def f(x, y):
    def g(a, b=x * y):
        return a * b
    x = np.sin(x)
    return g(x) + g(y, x)
(0.7, 1.3)

# a helper with several results
def h(x, y):
    if x > y:
        return x * y, x
    return y, np.sin(x)
def f(x, y):
    a, b = h(x, y)
    t = h(b, a)
    return a * t[0] + b * t[1]
(0.7, 1.3) (1.7, 0.3)

# a helper whose result is dropped
def h(x):
    return x * x
def f(x, y):
    h(x)
    y = h(y) * x
    h(y)
    return y
(0.7, 1.3)

# an early return in a helper that a loop calls
def h(x, n):
    for i in range(3):
        if i == n:
            return x * i
        x = np.sin(x) + x
    return x * x
def f(x, y):
    for i in range(4):
        y = y * h(x * y, i)
    return y
(0.7, 1.3)

# helper calls in conditions and bounds
def h(x):
    return x * x
def count(n):
    return n + 1
def f(x, y, n):
    for i in range(count(n)):
        if h(x) > 0.3 and h(y) < 9.0:
            x = x * np.sin(y)
        while h(x) > 0.1:
            x = x * 0.5
    return h(x) * y
(0.7, 1.3, 2)

# a container that a return inside nested loops makes, moved about on the paths that make none
def f(x):
    for s in (x, x):
        for j in range(3, 1):
            return {'loss': x * s, 'rest': x}
    return {'loss': x, 'rest': x}
(0.7,)

# a count in a result: its tangent is zero
def f(p):
    return (1, p[1])
(np.array([1.0, 2.0, -1.0]),)

# a sum over a filtered sequence, in a loop of a branch of a loop
def f(x, y, p, q):
    z = sum(y for r in p)
    for j, s in enumerate(p):
        if j:
            x = z
            for y, z in zip(p, p):
                y = sum([s for r in q if r > 0.2])
                s = x
    return x * s
(0.1, -0.3, np.array([-1.0, -2.0, -1.0, -1.0]), np.array([-1.0, -0.1, 0.3, -1.0]))

# the end of a loop that is never reached, before another loop
def h1(x, y):
    return [x]
def f(x, y, z, p, n):
    for j in range(4):
        if j == n:
            break
    else:
        y = sum(h1(z, z)) ** 2
    for t, x in zip(p, p):
        t = z
        y = t + y
    return y * z
(1.0, -1.0, -1.0, np.array([-1.0, 0.5]), 1)

# a list made anew on both ways of a trip, in a loop of a trip of a loop: what is known of it never settled
def f(x):
    l = [x, abs(x)]
    for j in range(2):
        for y in (x, 0.3):
            for k in range(3):
                l = [np.sin(x), y]
                if x > k:
                    l = [x, math.exp(x)]
                    break
    return sum(l)
(0.7,)

# a list that gets its adjoint's length in one branch only, where its adjoint may be the number zero in the other one
def f(y, q):
    l = [y]
    if 2 < np.mean(q):
        if not 2.5:
            return y
        l = [q]
    else:
        return sum(l)
    return sum(l)
(-0.1, np.array([0.5, 0.02, -1.0]))

# a closure on one way of two, put again where it may be the other one's
def make(a, b):
    def g(x):
        return np.sin(a * x) * b
    return g
def f(x, y, p):
    act = make(x, p) if x < 1 else np.cos
    act = make(y, p * 2.0) if y < 0 else act
    return np.sum(act(x * y) * x)
(0.5, 0.4, np.ones(2)) (1.5, 0.4, np.ones(2)) (0.5, -0.4, np.ones(2)) (1.5, -0.4, np.ones(2))

# functions that take turns in a loop, some of them closures
def make(a, b):
    def g(x):
        return np.sin(a * x) * b
    return g
def f(x, y, n):
    act = np.tanh
    for i in range(n):
        if y * i > 3:
            act = make(x * i, y)
        elif x * i > 2:
            act = make(y, x**i)
        y = act(y) + x
    return y
(0.7, 0.4, 0) (0.7, 0.4, 6) (0.3, 2.0, 5)
"""
