"""Every program that broke a rule once or was found by the generator; new ones go to the end of a table."""

from __future__ import annotations

from .found_data import DATA
from .found_flow import FLOW
from .found_shared import SHARED
from .found_things import THINGS
from .found_writes import WRITES
from .program import Program, rows

# Level 1: no array and no list is written in place. Those of REVERSE.md section 8 come first, in its order.
READS = """
# zero in the branch that lacks the adjoint
def f(x, y, n):
    if n:
        return y
    return x
(0.7, 1.3, 1) (0.7, 1.3, 0)

# y is read before the old value is restored
def f(x):
    for i in range(1, 4):
        x = 0.8 / np.sin(x)
    return x
(0.7,)

# adjoints reset at the end of the mirrored body
def f(p, z):
    for v in p:
        z = v
    return z
(P, 0.2)

# contribution to the target last
def f(x, p):
    for i in range(3):
        x = p[1] * p[2] * x
    return x
(0.7, P)

# a condition whose names are overwritten gets a name
def f(x, y, q, n):
    if n == 5:
        y = x * x
    elif n < 3:
        for j in range(4):
            if q[j] > 0.5:
                return x * q[j]
            q = q * 0.9
            n = n + 1
            x = x + y * q[j]
    return x * y
(0.7, 1.3, Q, 1) (0.7, 1.3, Q, 5) (0.7, 1.3, Q, 4) (0.7, 1.3, 0.1 * Q, 0)

# body written again until the filled adjoints are stable
def f(x, y, q, n):
    for j in range(n):
        z = x * q[j]
        c = 0
        while c < 2:
            c += 1
            y += z
    return y
(0.7, 1.3, Q, 3) (0.7, 1.3, Q, 0)

# a parameter's gradient after a swap in a branch
def f(x, y, p, q, n):
    if y < x:
        p, q = q, p
    return np.sum(p) * p[n]
(0.7, 1.3, P, Q, 2) (1.7, 1.3, P, Q, 2)

# a read proves assignment
def f(x, y, n):
    if n > 5:
        x = s * y
        s = x
    return x * y
(0.7, 1.3, 1)

# inactive definitions reset adjoints too
def f(x, y, n):
    while n > 0:
        n = n - 1
        y = 1.0
    return x * np.sin(y)
(0.7, 1.3, 2) (0.7, 1.3, 0)

# what the body assigns is not available at its head
def f(x, y):
    c = 0
    while c < 3:
        c += 2
        if c == 0:
            y *= x
        y = y * np.sin(x)
    return y
(0.7, 1.3)

# needed values at loop heads to a fixpoint
def f(x, p, q, n):
    c = 0
    while c < 3:
        c += 1
        d = 0
        while d < 3:
            d += 1
            x = x * np.sin(p[d])
            if d > n:
                break
            for k in range(2):
                x = x + p[k] * x
                p = q
    return x * np.sum(p)
(0.7, P, Q, 1) (0.7, P, Q, 0)

# the iterated array has its own name
def f(p, q):
    s = 0.0
    for v in p:
        p = q
        s = s * v + v * p[1]
    return s
(P, Q)

# the iterated list has its own name
def f(x, y):
    l = [x, y, x * y]
    s = 1.0
    for v in l:
        l = []
        s = s * np.sin(v)
    return s + sum(l)
(0.7, 1.3)

# own reads are assigned before the statement
def f(x, p, n):
    if n:
        z = x * x
    else:
        z = p[0]
    z *= p[1]
    for i in range(n):
        z *= p[i] + z
    return z
(0.7, P, 2) (0.7, P, 0)

# overwritten by functions that read operands or results in turn
def f(x, y):
    x = np.sin(x)
    x = np.exp(x)
    x = np.sqrt(x)
    x = y / x
    x = x ** y
    x = x ** 2
    return x
(0.7, 1.3)

# the loop of the style guide
def f(x, n):
    s = x
    for i in range(n):
        s = np.sin(s) * x
    return s / x
(0.7, 0) (0.7, 1) (0.7, 3)

# Newton by while
def f(x):
    y = x
    while abs(y * y - x) > 1e-5:
        y = 0.5 * (y + x / y)
    return y
(1.7,) (2.3,)

# while with a step of two
def f(p, y):
    s = y
    i = 0
    while i < 4:
        s += p[i] * s
        i += 2
    return s
(P, 1.3)

# an inner bound changed by the outer loop
def f(x, y, n):
    m = n
    for i in range(3):
        for j in range(m):
            x = x * np.sin(y) + j
        m = m - 1
    return x
(0.7, 1.3, 3) (0.7, 1.3, 0)

# a helper with while, called in a loop
def h(x, n):
    s = x
    while n > 0:
        n = n - 1
        s = np.sin(s) * x
    return s
def f(x, y, n):
    for i in range(3):
        x = h(x, i) * y
    return x + h(y, n)
(0.7, 1.3, 2) (0.7, 1.3, 0)

# while inside for
def f(x, p):
    s = 1.0
    for i in range(4):
        c = 0
        while c < i:
            c += 1
            s = s * np.cos(p[i] * x)
    return s
(0.7, P)

# return from two loops
def f(x, p, q, y):
    for i in range(4):
        for j in range(4):
            if p[i] * q[j] > y:
                return x * p[i] + q[j] * q[j]
            x = x * 0.9 + p[j]
    return x
(0.7, P, Q, 0.5) (0.7, P, Q, 9.0) (0.7, P, Q, -9.0)

# break and else on both of two loops
def f(x, p, n, m):
    for i in range(n):
        x = x * p[i]
        for j in range(3):
            x = x + np.sin(x)
            if j == m:
                break
        else:
            x = x * x
        if x > 5.0:
            break
    else:
        x = x - p[0] * x
    return x
(0.7, P, 2, 1) (0.7, P, 2, 7) (2.7, P, 3, 7) (0.7, P, 0, 0)

# continue inside a nested if with code after it
def f(x, p):
    s = 0.0
    for i in range(4):
        if i > 0:
            if p[i] > 0.4:
                s = s + x * p[i]
                continue
            s = s * x
        s = s + p[i] * p[i] * s + x
    return s
(0.7, P)

# two conditional parts of one trip
def f(x, p, n):
    s = x
    t = 1.0
    for i in range(4):
        c = p[i] > 0.4
        if c:
            t = x * s
        if c:
            s *= np.sin(t)
    return s * t
(0.7, P, 1)

# swaps of floats in loops
def f(x, y, n):
    for i in range(n):
        x, y = y, x * y
        y, x = x + y, np.sin(y)
    return x - y * y
(0.7, 1.3, 3) (0.7, 1.3, 0)

# a float that becomes an array
def f(p, y, n):
    s = 0
    for i in range(n):
        s = s + p * y
    return np.sum(s * p)
(P, 1.3, 3) (P, 1.3, 1)

# a float or an array, by a branch
def f(x, p, q, n):
    if n:
        z = x
    else:
        z = p
    return np.sum(z * q)
(0.7, P, Q, 0) (0.7, P, Q, 1)

# two lives with different types
def f(x, p):
    z = x * x
    y = np.sin(z)
    z = p * y
    return np.sum(z * z)
(0.7, P)

# a result independent of x
def f(x, y):
    x = y
    return y * y
(0.7, 1.3)

# a result independent of everything
def f(x, p):
    return 2.0
(0.7, P)

# a loop target used after the loop
def f(x, p):
    for i in range(3):
        x = x * p[i]
    for v in p:
        x = x + np.sin(x)
    return x * p[i] * v
(0.7, P)

# recursion
def h(x, n):
    if n == 0:
        return x
    y = np.sin(x) * x
    return y * h(y, n - 1) + x
def f(x, n):
    return h(x, n)
(0.7, 0) (0.7, 3)

# recursion of the function itself
def f(x, y, n):
    if n <= 0:
        return x * y
    return np.sin(f(y, x * y, n - 1)) * x
(0.7, 1.3, 3) (0.7, 1.3, 0)

# mutual recursion
def even(x, n):
    return x if n == 0 else odd(x * x, n - 1)
def odd(x, n):
    return x if n == 0 else np.sin(even(x + 1.0, n - 1))
def f(x, n):
    return even(x, n)
(0.7, 3) (0.7, 0)
"""

FOUND: list[tuple[str, Program]] = [*rows(READS + FLOW + DATA, 1), *rows(WRITES, 2), *rows(THINGS + SHARED, 3)]
TWICE: list[tuple[str, Program]] = rows(SHARED, 3)  # those whose gradient is differentiated again
