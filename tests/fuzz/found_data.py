"""Programs about arrays, containers and arithmetic, none of them written in place, a part of the table in found.py."""

DATA = """
# loops over tuples, lists, zip, enumerate, reversed
def f(x, y, p, q):
    s = x
    for v in (x, y * x, 2.0):
        s = s * v
    for a, b in [(x, y), (y, s)]:
        s = s + a * b
    for i, v in enumerate(p):
        s = s + v * i * y
    for u, v in zip(p, q[1:]):
        s = s * 0.9 + np.sin(u * v)
    for v in reversed(p):
        s = s * 0.8 + v * v
    return s
(0.7, 1.3, P, Q)

# zip of different lengths, enumerate with a start
def f(p, q, x):
    s = x
    for i, (u, v) in enumerate(zip(p, q), 1):
        s = s * u + v * i
    return s
(P, Q[:2], 0.7) (P[:0], Q, 0.7)

# rows of a matrix
def f(M, x):
    s = x
    for row in M:
        s = s * np.sum(row) + row[0]
    for j in range(M.shape[1]):
        s = s + np.sum(M[:, j]) * M[0, j]
    return s
(M, 0.7)

# slices of all sorts
def f(p, q, x):
    u = p[1:] * q[:-1]
    v = p[::-1] * q[::2].sum()
    w = p[-3:-1] * x + q[1:3]
    return np.sum(u) + v[0] * v[-1] + w @ w + np.sum(p[4:])
(P, Q, 0.7)

# negative and computed indices
def f(p, n, x):
    s = p[-1] * p[n] + p[n - 1] * x
    for i in range(4):
        s = s * x + p[-i - 1] * p[(i + n) % 4]
    return s
(P, 0, 0.7) (P, 2, 0.7)

# a constant array read by an active one
def f(p, x):
    w = np.array([0.5, 1.5, -0.2, 0.3])
    k = np.zeros(4)
    for i in range(4):
        p = p * w[i] + k + x
    return np.sum(p * w)
(P, 0.7)

# an array made of floats
def f(x, y):
    p = np.array([x, y * x, 1.0, np.sin(y)])
    A = np.array([[x, y], [y, x * x]])
    return np.sum(p * p[::-1]) + np.sum(A @ A[0])
(0.7, 1.3)

# rebinding arrays in a loop
def f(p, q, x, n):
    for i in range(n):
        p = p + np.sin(q) * x
        q = q * p
        p, q = q, p
    return np.dot(p, q)
(P, Q, 0.7, 3) (P, Q, 0.7, 0)

# another name of an array that is rebound
def f(p, x):
    u = p
    p = p * x
    v = u
    u = np.sin(u) + p
    return np.sum(u * v * p)
(P, 0.7)

# broadcasting of axes of length one
def f(a, b, p):
    c = a + b
    d = c * p[:, None] - a * 2.0
    return np.sum(d * d) + np.sum(np.sum(c, axis=1, keepdims=True) * b)
(M[:1], M[:, :1], P[:2])

# broadcasting of a rank-one array of length one
def f(p, q):
    r = p * q + q
    return np.sum(r * r) + q[0]
(P, Q[:1]) (P[:1], Q[:1])

# reductions over axes
def f(M, x):
    a = np.sum(M, axis=0)
    b = np.mean(M * x, axis=1)
    c = np.sum(M * M, axis=-1, keepdims=True)
    return np.sum(a * a) + np.dot(b, b) + np.sum(c * M) + np.mean(M) + M.sum() * M.mean(axis=0)[1]
(M, 0.7)

# products of every rank
def f(M, p, x):
    q = M @ p[:3]
    r = p[1:3] @ M
    G = M @ M.T
    return q @ q + np.dot(r, p[:3]) + np.sum(G @ G) + np.sum(np.outer(q, r)) * x + np.sum(np.transpose(M) @ q)
(M, P, 0.7)

# joining arrays
def f(p, q, x):
    r = np.concatenate([p[1:], q * x, p[:1]])
    S = np.stack([p, q, p * q])
    T = np.stack((p, q), axis=1)
    return np.sum(r * r) + np.sum(S @ T * x) + np.sum(np.concatenate([S, S * x], axis=1)[:, 3])
(P, Q, 0.7)

# where and maximum mask before they multiply
def f(p, q, x):
    r = np.where(p > 0, np.sqrt(np.where(p > 0, p, 1.0)), q * x)
    s = np.maximum(p, x * q) + np.minimum(q, 0.25)
    t = np.where(x > 0.5, p, q)
    return np.sum(r * s) + np.maximum(x, 0.0) * np.sum(t)
(P, Q, 0.7) (P, Q, 0.2)

# a dict of arrays
def f(w, p):
    h = np.tanh(w["M"] @ p[:3] + w["b"])
    return np.sum(h * h) * w["scale"]
({"M": M, "b": Q[:2], "scale": 0.7}, P)

# a leaf that is not used
def f(w, x):
    return np.sum(w["a"]) * x
({"a": P, "b": Q}, 0.7)

# tuples and lists of arrays
def f(layers, x):
    s = x
    for w in layers:
        s = s * np.sum(np.sin(w * s))
    first, *others = layers
    return s + first[0] * len(others)
((P, Q[:2], M), 0.7) ([P, Q], 0.7)

# nested containers, unpacked
def f(w, x):
    a, b = w["pair"]
    c = w["rest"]
    return np.sum(a * x) + b * c[0][1] + c[1]
({"pair": (P, 0.3), "rest": [Q, 1.5]}, 0.7)

# a container that is rebuilt in a loop
def f(w, x, n):
    for i in range(n):
        w = {"a": w["a"] * x, "b": w["b"] + w["a"]}
    return np.sum(w["a"] * w["b"])
({"a": P, "b": Q}, 0.7, 2) ({"a": P, "b": Q}, 0.7, 0)

# results that are not scalar
def f(x, p):
    return p * x
(0.7, P)

# a result that is the argument itself
def f(p, x):
    return p
(P, 0.7)

# a tuple whose parts share an array
def f(p, x):
    q = p * x
    return q, x, q[0]
(P, 0.7)

# a dict as result
def f(x, M):
    return {"loss": np.sum(M) * x, "rows": (M @ M.T, x)}
(0.7, M)

# a result from two returns of one shape
def f(p, q, n):
    if n:
        return p
    for i in range(2):
        if i > n:
            return p * q
    return q
(P, Q, 0) (P, Q, 1)

# roots and powers away from their kinks
def f(x, y, p):
    a = abs(x) * max(x, y) + min(x * y, 2.0, y)
    b = x ** 3 + x ** -2 + y ** x + 2.0 ** y + x ** 0.5 + p ** 2
    return a + np.sum(b) + math.pow(y, 2) + np.arctan2(x, y) + math.hypot(x, y) + np.sqrt(x)
(0.7, 1.3, P)

# zero to a power
def f(x, y):
    return x ** 2 + x ** 1 + x ** 0 + y ** 3
(0.0, 1.3) (-0.7, 0.0)

# integers in arithmetic
def f(x, n, m):
    k = n // 2 + m % 3
    s = x * k + n / (m + 1)
    for i in range(-k, k, 2):
        s = s * i * 0.5 + x
    return s + int(True) * x
(0.7, 3, 1) (0.7, 0, 2)

# comparisons decide by values that were overwritten
def f(x, y):
    for i in range(4):
        if x < y:
            x, y = y * 0.9, x
        else:
            y = y + x * x
        x = np.sin(x) + 0.2
    return x * y
(0.7, 1.3)

# a condition under a name, its operands overwritten
def f(x, y):
    big = x > y
    x = np.sin(x)
    y = y * x
    if big:
        x = x * y
    elif not big and y < 2.0:
        y = y * y
    return x + y
(0.7, 1.3) (1.7, 1.3)

# a loop bound overwritten in the loop
def f(x, n):
    for i in range(n):
        n = n - 1
        x = np.sin(x) * (n + 2)
    return x * n
(0.7, 3)

# the loop target overwritten in the loop
def f(x, p):
    for i in range(3):
        x = x * p[i]
        i = i + 1
        x = x + p[i] * x
    return x * i
(0.7, P)

# one loop target for two nested loops
def f(x, p):
    for i in range(3):
        for i in range(2):
            x = x * p[i] + 1.0
        x = x * p[i]
    return x * p[i]
(0.7, P)

# a global constant
SCALE = 0.7
WEIGHTS = np.array([0.5, -0.2, 0.9, 0.1])
def f(p, x):
    return np.sum(p * WEIGHTS) * SCALE + x * WEIGHTS[1]
(P, 0.7)

# del and pass
def f(x, y):
    t = x * y
    z = np.sin(t)
    del t
    if z > 0:
        pass
    else:
        z = z * y
    return z
(0.7, 1.3) (-0.7, 1.3)

# an adjoint that would be the argument itself, then gets an element added to it
def f(p, q):
    t = q[-2] + q @ p
    return t
(P, Q)

# a passive unpacking overwrites an active variable
def f(x):
    c1 = 0
    while True:
        c1 += 1
        if c1 > 2:
            break
        t, x = np.array([0.2, 0.9, 0.1])[::2]
    return x
(0.7,)

# the adjoint of an array exchanged in a loop is still the number 0.0
def f(p):
    u = p
    for j in range(1):
        pass
    for i in range(1):
        p = p + u[j] * u
        p, u = (u, p)
    u, p = (p, u)
    return (p,)
(P,)

# a number whose adjoints are sizes of an array that cancel
def f(y, q):
    q = q - (y - y)
    return np.sum(q)
(-1.0, Q)
"""
