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
"""
