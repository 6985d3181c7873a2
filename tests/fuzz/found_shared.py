"""Programs about lists beside arrays, and about things that have several names, a part of the table in found.py."""

SHARED = """
# a list of what is differentiated beside an array
def f(x, y, p):
    u = p[:2] * [x, y] - (x * x, y) + [x, 1.0] / p[2:]
    w = np.ones(2) - [x, y]
    return np.sum(u * u) + np.prod(w)
(0.4, 0.7, P)

# a list of unknown length beside an array
def f(x, p):
    m = [r * x for r in p if r > 0.4]
    t = p[:2] * m - m
    return t[0] * t[1] * len(t) + np.sin(m)[0]
(0.4, P)

# a list that += an array makes an array
def f(x, p):
    l = [x, p[1]]
    l += p[:2]
    d = {'a': [x, x * x]}
    d['a'] *= p[1:3]
    m = (x, x)
    m -= p[:2]
    return np.sum(l * d['a'] * m) + len(l)
(0.4, P)

# a list under two names, made longer by += of unknown length
def f(x, p):
    m = [x, 1.0]
    k = m
    m += [r for r in p if r > 0.1]
    m[0] = 3.0 * x
    d = {'a': m}
    d['a'] += (r * x for r in p if r > 0.4)
    return sum(k) * k[0] + len(m)
(0.4, P)

# a list of unknown length, made longer and repeated in place
def f(x, p):
    m = [x, 1.0]
    k = m
    for r in p:
        if r > 0.4:
            m += [r * x]
        else:
            m *= 2
    while len(m) < 20:
        m += [m[-1] * x, 0.5]
    return sum(k) * len(m)
(0.4, P)

# an array on one path, written into, and a number on another, returned from inside a branch
def f(x, p):
    if x > 3.0:
        p = p[:]
    elif x > -5.0:
        p[p > 0.6] = x
    else:
        p = x * x
        return p
    return np.dot(p, p) * x
(-0.6, P) (-6.0, P) (4.0, P)

# an argument that is a number on one path, and an array written into on another
def f(x, p, n):
    if n == 5:
        x = p
    elif n == 2:
        x = x * 2.0
    if n < 4:
        return x * x
    x[0] = 3.0
    return np.sum(x * p)
(0.64, P, 2) (0.64, P, 1) (0.64, P, 5)

# an adjoint that is an array of the forward sweep, which the backward sweep restores
def f(p, w):
    v = p.copy()
    v[1:] = v[:-1] * v[:-1]
    return w @ v
(P, Q)

# such an adjoint beside a loop that restores element by element
def f(p, w, x):
    u = np.copy(p)
    for k in range(3):
        s = np.sum(u * w)
        u[k + 1] = u[k] * u[k]
        x = x + s
    return x + np.sum(u * w)
(P, Q, 0.3)

# two elements of an iterator beside another that goes on
def f(x, p):
    w = iter([x, x * 2, x * 3, 4.0])
    return next(w) + next(w) * x + sum(w)
(0.7, P)

# an element taken off a list on one path, and dropped
def f(x, p):
    m = [x]
    c = 0
    while len(m) < 6:
        c += 1
        if c > 4:
            break
        m.append(x * m[-1])
        if p[c % 4] > 0.2:
            m.pop()
    return sum(m)
(0.6, P)

# a list made longer in front, and shorter behind
def f(x, p):
    m = [x]
    for r in p:
        m = [x * m[0], *m]
        if r > 0.4:
            m.pop()
    return sum(m)
(0.6, P)

# a list that is read on one path, and made longer or shorter on all
def f(x, p, n):
    m = [r * x for r in p if r > -0.5]
    while x < 5.0:
        x = x * 2.0
        if x > 3.0 and n > 1:
            y = sum(m)
            break
        m.append(p[0] * x)
        if x > 2.0:
            x += m.pop(0)
    else:
        y = x
    m.append(y)
    return y * x
(0.6, P, 1) (0.6, P, 2)

# a sum of a product with what a loop wrote
def f(p, w):
    v = np.ones(4)
    for k in range(2):
        v[2] = np.sin(v[2]) * p[0]
    v[1:] = v[:-1]
    return np.sum(w * v)
(P, Q)

# products with a row of a matrix, and with all of it, which change afterwards
def f(p, w, x):
    v = np.zeros((4, 4))
    v[1] = p
    v[:, 2] = w * x
    y = np.sum(v @ w)
    v[1] = np.sin(v[2])
    v[2] = v[1] * v[2]
    return y + np.sum(v.T @ p) + v[1] @ w
(P, Q, 0.3)

# objects of a list that a loop makes after its break, which nothing reads
class Box:
    def __init__(self, x, k=0.5):
        self.x = x
        self.k = k
def f(x, y, p, n):
    for c in range(2):
        if n != 0:
            p -= p[c]
            break
        o = [Box(p[c], x), Box(x)]
    q = [Box(0.3), Box(x + x, x), Box(x)]
    return y + x
(0.3, 0.7, P, 3) (0.3, 0.7, P, 0)
"""
