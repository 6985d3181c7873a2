"""Programs that write into arrays and lists, a part of the table in found.py."""

WRITES = """
# a block closes over names not surely assigned after it
def f(x, y, n):
    if n:
        l = []
        l.append(x)
        return sum(l)
    return y
(0.7, 1.3, 1) (0.7, 1.3, 0)

# overwritten elements saved
def f(q):
    v = q[1:] * q[1:]
    q[1] = 0.5
    return np.sum(v)
(Q,)

# pushed slices, and parts of shadows, are copies
def f(p, x):
    p[1:] *= x
    return np.sum(p)
(P, 0.7)

# a write ends the availability of what reads memory
def f(x, p, q, n):
    for i in range(3):
        x = (1.5 + p[n]) ** x
        p[:2] = q[2:]
    return x
(0.7, P, Q, 1)

# views' shadows: base first
def f(x, p, n):
    v, p = p, np.zeros(4)
    p[n] = x
    return p[1] + v[0]
(0.7, P, 1) (0.7, P, 0)

# element loaded before the call
def h(q):
    q[1] = q[1] * q[0]
    return np.sum(q * q)
def f(q):
    q[1] -= h(q)
    return np.sum(q) * q[1]
(Q,)

# no shadow created while a member is live
def f(x, y):
    n = 0
    while -y < y:
        n += 1
        y = y * x
        if n > 2:
            break
    else:
        l = [x]
    l = [x * y]
    l.append(y)
    return y + sum(l)
(0.7, 1.3) (0.7, -1.3)

# no shadow created while a member is live, the list read after the loop's else
def f(x, y):
    l = [y]
    while -y < y:
        y = y - 0.5
        l.append(y * x)
    else:
        l = [x]
    return y + sum(l) * x
(0.7, 1.3) (0.7, -1.3)

# read, zero, then accumulate
def f(p):
    p[1:] = p[1:]
    return np.sum(p * p)
(P,)

# overlapping slices
def f(p, x):
    p[1:] = p[:-1]
    p[:-1] += p[1:] * x
    return np.sum(p * p)
(P, 0.7)

# contents of arguments needed after a call
def h(x, p):
    return np.sum(p * x)
def f(x, p):
    p[0] = h(x, p)
    return p[0] * p[1]
(0.7, P)

# a view is written
def f(p, x):
    b = p[1:]
    b *= x
    return np.sum(p)
(P, 0.7)

# a recurrence in a fresh buffer
def f(x, y):
    u = np.zeros(5)
    u[0] = y
    for i in range(1, 5):
        u[i] = u[i - 1] * x + y
    return u[4] * u[2]
(0.7, 1.3)

# a recurrence in a fresh buffer inside another loop
def f(x, y, n):
    s = 0.0
    for k in range(n):
        u = np.zeros(4)
        u[0] = y
        for i in range(1, 4):
            u[i] = u[i - 1] * x + y
        s = s + u[3] * x
        x = np.sin(s)
    return s
(0.7, 1.3, 2) (0.7, 1.3, 0)

# a linear stencil
def f(p, n):
    for k in range(n):
        q = np.zeros(4)
        q[1:-1] = 0.5 * (p[2:] + p[:-2])
        q[0] = p[0]
        q[3] = p[3]
        p = q
    return p[1] + 2.0 * p[2]
(P, 3) (P, 0)

# only elements are pushed
def f(p):
    for i in range(4):
        p[i] = p[i] ** 2
    return np.sum(p)
(P,)

# a list filled on some paths, read by a second loop
def f(x, p):
    l = []
    for i in range(4):
        if p[i] > 0.4:
            l.append(x * p[i])
    s = x
    for v in l:
        s = s * v
    return s
(0.7, P) (0.7, -P)

# recursion that writes its array argument
def h(p, n):
    if n == 0:
        return p[0] * p[1]
    p[n % 4] = p[n % 4] * p[(n + 1) % 4]
    return h(p, n - 1) + p[0]
def f(p, n):
    return h(p, n) * p[1]
(P, 3) (P, 0)

# a writing helper in a loop, its result dropped
def h(p, x):
    p[1:] = p[:-1] * x
    return p[0]
def f(p, x):
    for i in range(3):
        h(p, x)
        x = np.sin(x)
    return np.sum(p * p) * x
(P, 0.7)

# a parameter's shadow, exchanged in a branch with writes
def f(x, y, p, q, n):
    if y < x:
        p, q = q, p
    p[n] = x * q[0]
    return np.sum(p) * p[n]
(0.7, 1.3, P, Q, 2) (1.7, 1.3, P, Q, 2)

# buffers that change places
def f(p, x, n):
    u = p.copy()
    w = np.zeros(4)
    for i in range(n):
        w[1:] = 0.5 * (u[1:] + u[:-1]) * x
        u, w = w, u
    return np.sum(u * u) + w[0]
(P, 0.7, 3) (P, 0.7, 0)

# swaps of arrays in loops with writes
def f(p, q, x):
    for i in range(3):
        p[i] = q[i] * x
        p, q = q, p
    return np.sum(p * q)
(P, Q, 0.7)

# an alias chosen by a branch
def f(p, q, x, n):
    b = p if n else q
    b[1] = b[0] * x
    return np.sum(p * q)
(P, Q, 0.7, 0) (P, Q, 0.7, 1)

# whole arrays updated in place
def f(p, q, x):
    r = p
    r += q * x
    p *= q
    return np.sum(r * p)
(P, Q, 0.7)

# an update of a fresh array in a loop
def f(p, x, n):
    s = np.zeros(4)
    for i in range(n):
        s += p * x
        x = np.sin(x)
    return np.sum(s * s)
(P, 0.7, 3) (P, 0.7, 0)

# one element written many times
def f(p, x):
    for i in range(3):
        p[1] = p[1] * x + p[i]
    p[1] = np.sin(p[1])
    return p[1] * p[2]
(P, 0.7)

# an inactive value written over an active one
def f(p, x):
    s = p[1] * x
    p[1] = 2.0
    return s + np.sum(p * p)
(P, 0.7)

# the sum into an element
def f(p, x):
    p[0] = 0.0
    for i in range(1, 4):
        p[0] += p[i] * x
    return p[0] * p[0]
(P, 0.7)

# a break between a write and its use
def f(p, x, n):
    for i in range(4):
        p[i] = p[i] * x
        if i == n:
            break
        x = x * p[i]
    else:
        p[0] = x
    return np.sum(p) * x
(P, 0.7, 1) (P, 0.7, 9)

# a return between writes
def f(p, x):
    for i in range(4):
        if p[i] > 1.0:
            return np.sum(p) * x
        p[i] = p[i] * p[i - 1]
    return p[3]
(P, 0.7) (0.5 * P, 0.7)

# a view of a view
def f(p, x):
    v = p[1:]
    w = v[1:]
    w[0] = v[0] * x
    v[0] += w[1]
    return np.sum(p * p)
(P, 0.7)

# a reversed view
def f(p, x):
    v = p[::-1]
    v[0] = p[0] * x
    p[1] *= v[2]
    return np.sum(v * v * p)
(P, 0.7)

# a list whose elements are written
def f(x, y):
    l = [x, y]
    l[0] = l[0] * l[1]
    l.append(l[0] * x)
    l[-1] = np.sin(l[2])
    return l[0] * l[1] * l[2]
(0.7, 1.3)

# a list as a table of a recurrence
def f(x, n):
    l = [x, x * x]
    for i in range(n):
        l.append(l[-1] * l[-2] + x)
    return l[-1]
(0.7, 3) (0.7, 0)

# a list of arrays
def f(p, x, n):
    history = [p]
    for i in range(n):
        history.append(np.sin(history[-1]) * x)
    return np.sum(history[-1] * history[0])
(P, 0.7, 3) (P, 0.7, 0)

# a matrix written by element and row
def f(M, x):
    M[0, 1] = x * M[1, 1]
    M[1] = M[0] * x
    M[:, 0] *= M[:, 2]
    return np.sum(M * M)
(M, 0.7)

# the result is a written argument
def f(p, x):
    p[0] = x * p[1]
    return p
(P, 0.7)

# a helper that writes one of two arrays
def h(p, q, x):
    q[0] = np.sum(p) * x
    return p[1] * q[0]
def f(p, q, x):
    y = h(p, q, x)
    return h(q, p, y) + np.sum(p * q)
(P, Q, 0.7)

# reading by index while the array is rebound
def f(p, x):
    s = x
    for i in range(4):
        s = s * p[i]
        p = p * x
        p[0] = s
    return s + np.sum(p)
(P, 0.7)

# an element swap
def f(p, x, n):
    for i in range(n):
        p[i], p[i + 1] = p[i + 1] * x, p[i]
    return p[0] * p[3] + p[1]
(P, 0.7, 3) (P, 0.7, 0)

# an index array with repeated entries
def f(p, x):
    i = np.array([0, 2, 0])
    q = p[i] * x
    p[i] += q
    return np.sum(p * p)
(P, 0.7)

# a mask that is written
def f(p, x):
    p[p > 0.4] = x
    return np.sum(p * p)
(P, 0.7)

# a list of a view and a number is run over, and the first trip writes
def f(p):
    q = p
    for x in [q, np.max(p)]:
        p[::1] += x
    return np.sum(p)
(P,)

# a list made on one path only, its parts moved about round the loop on the others
def h(p):
    q = p.copy()
    c = 0
    while True:
        c += 1
        if c:
            break
        for y in p:
            q[:3] = q[:3]
            l = [y]
    return q
def f(p):
    return np.sum(h(p) * p)
(np.array([-1.0, 0.1, -0.3, 1.0]),)

# an array that is written and replaced in trips that stand one after the other: a copy of a copy of an adjoint
def f(x, p):
    for s in (x, 1.0, 1.0):
        p[3] += 1.0
        p = p + x
    return np.sum(p)
(0.7, np.array([0.5, -1.0, -1.0, 0.2]))

# arrays swapped in a loop, of which one is read by an element before it: what is added to its adjoint must be so first
def h0(x):
    return (x, x)
def f(x, q, n):
    u = q
    s, y = h0(u[n - 1])
    for x in q:
        u, q = (q, u)
        x += u
    if n:
        t, x = h0(s)
    return (x,)
(-1.0, np.array([-1.0, 0.4, -1.0]), 3)

# a negative of a negative is a new array, of which the parts are not those of the adjoint that they are added to
def h(p, x=0.5):
    return 4 - p
def f(x, p):
    p -= h(np.concatenate([p[3:], p[-4:-1]]), x)
    x /= p @ p
    return x
(1.0, np.array([1.0, 0.1, 0.3, 1.0]))

# also the tangent of such a one, which is written into
def f(p):
    q = 4 - np.tile(p[1:3], 2)
    r = 3 - q
    r[1] = r[0]
    p -= r - q
    return np.sum(np.sin(p))
(np.array([1.0, 0.1, 0.3, 0.7]),)

# with a view in between, round a loop
def f(p):
    for i in range(2):
        p -= 1 - np.vstack((p[:2], p[2:])).T.ravel()
    return np.sum(np.sin(p))
(np.array([1.0, 0.1, 0.3, 0.7]),)

# and where the memory that it would share is read-only
def f(p):
    q = -(-np.broadcast_to(p[0], 4))
    q[0] = 2.0
    return np.sum(np.sin(p + q))
(np.array([1.0, 0.1, 0.3, 0.7]),)
"""
