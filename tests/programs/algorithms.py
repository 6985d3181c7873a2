"""Numerical algorithms as they stand in lecture notes: loops, buffers, updates in place, early exits."""

import dataclasses
import math

import numpy as np

from tests.programs.harness import definite, integers, normal, positive, row


# ------------------------------------------------------------ linear algebra in place
def lu_in_place(a):
    a = a.copy()
    n = len(a)
    for k in range(n):
        for i in range(k + 1, n):
            a[i, k] /= a[k, k]
            for j in range(k + 1, n):
                a[i, j] -= a[i, k] * a[k, j]
    return a


def lu_with_pivots(a, b):
    a = a.copy()
    x = b.copy()
    n = len(b)
    for k in range(n - 1):
        p = k + np.argmax(np.abs(a[k:, k]))
        if p != k:
            a[[k, p]] = a[[p, k]]
            x[k], x[p] = x[p], x[k]
        factors = a[k + 1 :, k] / a[k, k]
        a[k + 1 :, k:] -= np.outer(factors, a[k, k:])
        x[k + 1 :] -= factors * x[k]
    for i in reversed(range(n)):
        x[i] = (x[i] - a[i, i + 1 :] @ x[i + 1 :]) / a[i, i]
    return x


def cholesky_columns(a):
    low = np.tril(a)
    n = low.shape[0]
    for j in range(n):
        low[j, j] = np.sqrt(low[j, j] - np.dot(low[j, :j], low[j, :j]))
        for i in range(j + 1, n):
            low[i, j] = (low[i, j] - np.dot(low[i, :j], low[j, :j])) / low[j, j]
    return low


def gram_schmidt(a):
    q = np.zeros_like(a)
    r = np.zeros((a.shape[1], a.shape[1]))
    for j in range(a.shape[1]):
        v = a[:, j].copy()
        for i in range(j):
            r[i, j] = q[:, i] @ a[:, j]
            v -= r[i, j] * q[:, i]
        r[j, j] = np.linalg.norm(v)
        q[:, j] = v / r[j, j]
    return q, r


def householder(a):
    r = a.copy()
    m, n = r.shape
    for k in range(n):
        v = r[k:, k].copy()
        v[0] += np.sign(v[0]) * np.linalg.norm(v)
        v /= np.linalg.norm(v)
        r[k:, k:] -= 2.0 * np.outer(v, v @ r[k:, k:])
    return r


def givens(a):
    r = a.copy()
    m, n = r.shape
    for j in range(n):
        for i in range(m - 1, j, -1):
            c, s = r[i - 1, j], r[i, j]
            d = np.hypot(c, s)
            c, s = c / d, s / d
            upper, lower = r[i - 1].copy(), r[i].copy()
            r[i - 1] = c * upper + s * lower
            r[i] = c * lower - s * upper
    return r


def thomas(lower, diagonal, upper, d):
    n = len(d)
    c = np.empty(n)
    y = np.empty(n)
    c[0] = upper[0] / diagonal[0]
    y[0] = d[0] / diagonal[0]
    for i in range(1, n):
        m = diagonal[i] - lower[i] * c[i - 1]
        c[i] = upper[i] / m
        y[i] = (d[i] - lower[i] * y[i - 1]) / m
    x = np.empty(n)
    x[-1] = y[-1]
    for i in range(n - 2, -1, -1):
        x[i] = y[i] - c[i] * x[i + 1]
    return x


def conjugate_gradients(a, b, steps):
    x = np.zeros_like(b)
    r = b - a @ x
    p = r.copy()
    rr = r @ r
    for _ in range(steps):
        ap = a @ p
        alpha = rr / (p @ ap)
        x += alpha * p
        r -= alpha * ap
        new = r @ r
        p *= new / rr
        p += r
        rr = new
    return x


def jacobi_iteration(a, b, steps):
    x = np.zeros(len(b))
    new = np.zeros(len(b))
    for _ in range(steps):
        for i in range(len(b)):
            new[i] = (b[i] - a[i, :] @ x + a[i, i] * x[i]) / a[i, i]
        x, new = new, x
    return x


def successive_over_relaxation(u, omega, steps):
    u = np.array(u)
    n, m = u.shape
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                residual = u[i + 1, j] + u[i - 1, j] + u[i, j + 1] + u[i, j - 1] - 4 * u[i, j]
                u[i, j] += omega * residual / 4
    return u


def power_iteration(a, x, steps):
    for _ in range(steps):
        x = a @ x
        x /= np.sqrt(np.sum(x * x))
    return x @ a @ x


def matrix_power_in_place(a, n):
    result = np.eye(len(a))
    base = a.copy()
    while n > 0:
        if n % 2 == 1:
            result = result @ base
        base = base @ base
        n //= 2
    return result


def gauss_jordan(a):
    n = len(a)
    work = np.hstack([a, np.eye(n)])
    for i in range(n):
        work[i] /= work[i, i]
        for k in range(n):
            if k != i:
                work[k] -= work[k, i] * work[i]
    return work[:, n:]


def jacobi_rotation(a, sweeps):
    a = a.copy()
    n = len(a)
    for _ in range(sweeps):
        for p in range(n - 1):
            for q in range(p + 1, n):
                if abs(a[p, q]) < 1e-12:
                    continue
                theta = 0.5 * math.atan2(2 * a[p, q], a[q, q] - a[p, p])
                c, s = math.cos(theta), math.sin(theta)
                rotation = np.eye(n)
                rotation[p, p] = rotation[q, q] = c
                rotation[p, q], rotation[q, p] = s, -s
                a = rotation.T @ a @ rotation
    return np.diag(a)


# ------------------------------------------------------------ time stepping
def heat_in_place(u, kappa, dt, steps):
    for _ in range(steps):
        u[1:-1] += kappa * dt * (u[2:] - 2 * u[1:-1] + u[:-2])
        u[0] = u[1]
        u[-1] = u[-2]
    return u


def wave_equation(u, velocity, c, steps):
    previous = u.copy()
    current = u + 0.1 * velocity
    for _ in range(steps):
        following = np.zeros_like(u)
        following[1:-1] = 2 * current[1:-1] - previous[1:-1] + c**2 * (current[2:] - 2 * current[1:-1] + current[:-2])
        previous, current = current, following
    return current


def burgers(u, nu, dt, dx, steps):
    u = u.copy()
    for _ in range(steps):
        un = u.copy()
        for i in range(1, len(u) - 1):
            u[i] = un[i] - un[i] * dt / dx * (un[i] - un[i - 1]) + nu * dt / dx**2 * (un[i + 1] - 2 * un[i] + un[i - 1])
        u[0] = un[0] - un[0] * dt / dx * (un[0] - un[-2])
        u[-1] = u[0]
    return u


def cavity_pressure(p, b, steps):
    for _ in range(steps):
        pn = p.copy()
        p[1:-1, 1:-1] = 0.25 * (pn[1:-1, 2:] + pn[1:-1, :-2] + pn[2:, 1:-1] + pn[:-2, 1:-1]) - b[1:-1, 1:-1]
        p[:, -1] = p[:, -2]
        p[0, :] = p[1, :]
        p[:, 0] = p[:, 1]
        p[-1, :] = 0
    return p


def leapfrog(x, v, dt, steps):
    trajectory = np.zeros((steps + 1, len(x)))
    trajectory[0] = x
    a = -x / np.sum(x * x) ** 1.5
    for k in range(steps):
        v = v + 0.5 * dt * a
        x = x + dt * v
        a = -x / np.sum(x * x) ** 1.5
        v = v + 0.5 * dt * a
        trajectory[k + 1] = x
    return trajectory


def n_body(positions, velocities, masses, dt, steps):
    x, v = positions.copy(), velocities.copy()
    n = len(masses)
    for _ in range(steps):
        force = np.zeros_like(x)
        for i in range(n):
            for j in range(i):
                d = x[j] - x[i]
                pull = masses[i] * masses[j] * d / (d @ d + 0.01) ** 1.5
                force[i] += pull
                force[j] -= pull
        v += dt * force / masses[:, None]
        x += dt * v
    return x


def runge_kutta(f0, y, h, steps):
    def slope(t, y):
        dy = np.empty_like(y)
        dy[0] = y[1]
        dy[1] = f0 * (1 - y[0] ** 2) * y[1] - y[0] + math.sin(t)
        return dy

    t = 0.0
    for _ in range(steps):
        k1 = slope(t, y)
        k2 = slope(t + h / 2, y + h / 2 * k1)
        k3 = slope(t + h / 2, y + h / 2 * k2)
        k4 = slope(t + h, y + h * k3)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        t += h
    return y


def crank_nicolson(u, r, steps):
    n = len(u)
    a = np.zeros((n, n))
    for i in range(n):
        a[i, i] = 1 + r
        if i > 0:
            a[i, i - 1] = -r / 2
        if i < n - 1:
            a[i, i + 1] = -r / 2
    for _ in range(steps):
        b = (1 - r) * u
        b[1:] += r / 2 * u[:-1]
        b[:-1] += r / 2 * u[1:]
        u = np.linalg.solve(a, b)
    return u


def shallow_water(h, u, g, dt, steps):
    for _ in range(steps):
        flux = np.zeros(len(h) + 1)
        flux[1:-1] = 0.5 * (h[1:] + h[:-1]) * u[1:-1]
        h = h - dt * (flux[1:] - flux[:-1])
        u[1:-1] -= dt * g * (h[1:] - h[:-1])
    return np.sum(h**2) + np.sum(u**2)


# ------------------------------------------------------------ dynamic programming and filters
def dynamic_time_warping(a, b):
    n, m = len(a), len(b)
    cost = np.full((n + 1, m + 1), 1e3)
    cost[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d = abs(a[i - 1] - b[j - 1])
            cost[i, j] = d + min(cost[i - 1, j], cost[i, j - 1], cost[i - 1, j - 1])
    return cost[n, m]


def soft_viterbi(scores, transitions, temperature):
    steps, states = scores.shape
    best = np.zeros((steps, states))
    best[0] = scores[0]
    for t in range(1, steps):
        for s in range(states):
            options = best[t - 1] + transitions[:, s]
            top = np.max(options)
            best[t, s] = scores[t, s] + top + temperature * np.log(np.sum(np.exp((options - top) / temperature)))
    return np.max(best[-1])


def forward_algorithm(start, transition, emission, seen):
    alpha = np.zeros((len(seen), len(start)))
    scale = np.zeros(len(seen))
    alpha[0] = start * emission[:, seen[0]]
    scale[0] = alpha[0].sum()
    alpha[0] /= scale[0]
    for t in range(1, len(seen)):
        alpha[t] = (alpha[t - 1] @ transition) * emission[:, seen[t]]
        scale[t] = np.sum(alpha[t])
        alpha[t] /= scale[t]
    return np.sum(np.log(scale))


def kalman(a, h, q, r, observations):
    x = np.zeros(2)
    p = np.eye(2)
    likelihood = 0.0
    states = np.empty((len(observations), 2))
    for k, z in enumerate(observations):
        x = a @ x
        p = a @ p @ a.T + q * np.eye(2)
        s = h @ p @ h + r
        gain = p @ h / s
        y = z - h @ x
        x = x + gain * y
        p = p - np.outer(gain, h @ p)
        likelihood -= 0.5 * (np.log(2 * np.pi * s) + y * y / s)
        states[k] = x
    return likelihood + np.sum(states**2)


def needleman_wunsch(match, gap, similar):
    n, m = similar.shape
    score = np.zeros((n + 1, m + 1))
    for i in range(n + 1):
        score[i, 0] = i * gap
    for j in range(m + 1):
        score[0, j] = j * gap
    for i in range(n):
        for j in range(m):
            score[i + 1, j + 1] = max(score[i, j] + match * similar[i, j], score[i, j + 1] + gap, score[i + 1, j] + gap)
    return score[-1, -1]


def knapsack_soft(values, weights, capacity):
    best = np.zeros(capacity + 1)
    for value, weight in zip(values, weights):
        for c in range(capacity, weight - 1, -1):
            best[c] = np.logaddexp(best[c], best[c - weight] + value)
    return best[capacity]


def exponential_smoothing(y, alpha, beta):
    level = np.zeros(len(y))
    trend = np.zeros(len(y))
    level[0] = y[0]
    trend[0] = y[1] - y[0]
    for t in range(1, len(y)):
        level[t] = alpha * y[t] + (1 - alpha) * (level[t - 1] + trend[t - 1])
        trend[t] = beta * (level[t] - level[t - 1]) + (1 - beta) * trend[t - 1]
    return np.sum((y[1:] - level[:-1] - trend[:-1]) ** 2)


def recursive_filter(b, a, x):
    y = np.zeros_like(x)
    for n in range(len(x)):
        acc = 0.0
        for k in range(len(b)):
            if n - k >= 0:
                acc += b[k] * x[n - k]
        for k in range(1, len(a)):
            if n - k < 0:
                break
            acc -= a[k] * y[n - k]
        y[n] = acc / a[0]
    return y


# ------------------------------------------------------------ images, meshes, geometry
def convolve_by_loops(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel)
    return out


def bilinear_sampling(image, xs, ys):
    values = np.empty(len(xs))
    for k in range(len(xs)):
        i, j = int(np.floor(srcad_stop(ys[k]))), int(np.floor(srcad_stop(xs[k])))
        fx, fy = xs[k] - j, ys[k] - i
        values[k] = (
            image[i, j] * (1 - fx) * (1 - fy)
            + image[i, j + 1] * fx * (1 - fy)
            + image[i + 1, j] * (1 - fx) * fy
            + image[i + 1, j + 1] * fx * fy
        )
    return values


def srcad_stop(x):
    import srcad

    return srcad.stop_gradient(x)


def max_pooling(image, size):
    n, m = image.shape[0] // size, image.shape[1] // size
    pooled = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            pooled[i, j] = image[i * size : (i + 1) * size, j * size : (j + 1) * size].max()
    return pooled


def assemble_stiffness(nodes, elements, young):
    k = np.zeros((len(nodes), len(nodes)))
    for a, b in elements:
        stiffness = young / abs(nodes[b] - nodes[a])
        k[a, a] += stiffness
        k[b, b] += stiffness
        k[a, b] -= stiffness
        k[b, a] -= stiffness
    return np.linalg.solve(k[1:, 1:], np.ones(len(nodes) - 1))


def scatter_forces(x, pairs, stiffness):
    force = np.zeros_like(x)
    d = x[pairs[:, 1]] - x[pairs[:, 0]]
    np.add.at(force, pairs[:, 0], stiffness[:, None] * d)
    np.subtract.at(force, pairs[:, 1], stiffness[:, None] * d)
    return force


def distance_matrix(x):
    n = len(x)
    d = np.zeros((n, n))
    for i in range(n):
        for j in range(i):
            d[i, j] = d[j, i] = np.sqrt(np.sum((x[i] - x[j]) ** 2))
    return d


def rotation_matrix(angles):
    r = np.eye(3)
    for axis in range(3):
        c, s = np.cos(angles[axis]), np.sin(angles[axis])
        g = np.eye(3)
        i, j = (axis + 1) % 3, (axis + 2) % 3
        g[i, i] = c
        g[j, j] = c
        g[i, j] = -s
        g[j, i] = s
        r = r @ g
    return r


def k_means_steps(x, centres, steps):
    centres = centres.copy()
    for _ in range(steps):
        d = ((x[:, None, :] - centres[None]) ** 2).sum(axis=2)
        labels = np.argmin(d, axis=1)
        for k in range(len(centres)):
            members = x[labels == k]
            if len(members) > 0:
                centres[k] = members.mean(axis=0)
    return centres


# ------------------------------------------------------------ optimisers, learning, finance
def gradient_descent_with_momentum(x, rate, momentum, steps):
    v = np.zeros_like(x)
    for _ in range(steps):
        g = 2 * x + np.cos(x)
        v *= momentum
        v -= rate * g
        x = x + v
    return x


def adam(x, rate, steps):
    m, s = np.zeros(len(x)), np.zeros(len(x))
    for t in range(1, steps + 1):
        g = 4 * x**3 - 3 * x
        m[:] = 0.9 * m + 0.1 * g
        s[:] = 0.99 * s + 0.01 * g * g
        x = x - rate * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.99**t)) + 1e-8)
    return x


def dense_network(weights, biases, x):
    activations = np.zeros((len(weights) + 1, len(x)))
    activations[0] = x
    for k in range(len(weights)):
        z = weights[k] @ activations[k] + biases[k]
        if k < len(weights) - 1:
            z[z < 0] *= 0.1
        activations[k + 1] = z
    return np.sum(activations[-1] ** 2)


def dropout_like(x, mask, rate):
    y = x.copy()
    y[~mask] = 0.0
    y /= 1 - rate
    return np.sum(np.tanh(y))


def longstaff_schwartz(paths, strike, discount):
    cash = np.maximum(strike - paths[:, -1], 0.0)
    for t in range(paths.shape[1] - 2, 0, -1):
        cash = cash * discount
        s = paths[:, t]
        payoff = np.maximum(strike - s, 0.0)
        exercise = payoff > 0.3
        cash[exercise] = payoff[exercise]
    return np.mean(cash) * discount


def binomial_tree(spot, strike, up, steps):
    values = np.zeros(steps + 1)
    p = (1.01 - 1 / up) / (up - 1 / up)
    for i in range(steps + 1):
        values[i] = max(strike - spot * up ** (2 * i - steps), 0.0)
    for step in range(steps, 0, -1):
        for i in range(step):
            hold = (p * values[i + 1] + (1 - p) * values[i]) / 1.01
            early = strike - spot * up ** (2 * i - step + 1)
            values[i] = hold if hold > early else early
    return values[0]


def bootstrap_curve(rates):
    factors = np.ones(len(rates) + 1)
    for k, rate in enumerate(rates):
        factors[k + 1] = (1 - rate * factors[1 : k + 1].sum()) / (1 + rate)
    return factors


def garch_path(omega, alpha, beta, noise):
    variance = np.empty(len(noise))
    returns = np.empty_like(noise)
    variance[0] = omega / (1 - alpha - beta)
    returns[0] = np.sqrt(variance[0]) * noise[0]
    for t in range(1, len(noise)):
        variance[t] = omega + alpha * returns[t - 1] ** 2 + beta * variance[t - 1]
        returns[t] = np.sqrt(variance[t]) * noise[t]
    return np.sum(returns**2)


def sorted_in_place(x):
    for i in range(1, len(x)):
        key = x[i]
        j = i - 1
        while j >= 0 and x[j] > key:
            x[j + 1] = x[j]
            j -= 1
        x[j + 1] = key
    return x @ np.arange(1.0, len(x) + 1)


def running_maximum(x):
    out = np.empty_like(x)
    best = -np.inf
    for i, v in enumerate(x):
        if v > best:
            best = v
        out[i] = best
    return out


def polynomial_product(p, q):
    out = np.zeros(len(p) + len(q) - 1)
    for i, a in enumerate(p):
        out[i : i + len(q)] += a * q
    return out


def finite_volume(u, a, dt, steps):
    n = len(u)
    for _ in range(steps):
        flux = np.empty(n)
        for i in range(n):
            flux[i] = a * u[i] if a > 0 else a * u[(i + 1) % n]
        for i in range(n):
            u[i] -= dt * (flux[i] - flux[i - 1])
    return u


def cellular_diffusion(field, rate, steps):
    rows, columns = field.shape
    for _ in range(steps):
        new = field.copy()
        for i in range(rows):
            for j in range(columns):
                total = 0.0
                count = 0
                for di, dj in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                    a, b = i + di, j + dj
                    if not (0 <= a < rows and 0 <= b < columns):
                        continue
                    total += field[a, b]
                    count += 1
                new[i, j] += rate * (total / count - field[i, j])
        field = new
    return field


# ------------------------------------------------------------ complex numbers in arrays of a dtype asked for
def thin_film(n1, d, wavelength):
    m = np.eye(2, dtype=complex)
    for n in (n1, 1.38, 2.1):
        delta = 2 * np.pi * n * d / wavelength
        layer = np.array([[np.cos(delta), 1j * np.sin(delta) / n], [1j * n * np.sin(delta), np.cos(delta)]])
        m = m @ layer
    b, c = m[0, 0] + m[0, 1] * 1.52, m[1, 0] + m[1, 1] * 1.52
    return np.abs((b - c) / (b + c)) ** 2


def impedance_ladder(r, c, omega, stages):
    chain = np.zeros((stages, 2, 2), dtype=np.complex128)
    for k in range(stages):
        chain[k] = [[1.0, r * (k + 1)], [1j * omega * c, 1.0 + 1j * omega * r * c]]
    total = chain[0]
    for k in range(1, stages):
        total = total @ chain[k]
    return np.abs(1 / total[0, 0])


MATRIX = normal(4, 4, seed=3) + 4 * np.eye(4)
PAIRS = np.array([[0, 1], [1, 2], [0, 2], [2, 3]])

ROWS = [
    row(thin_film, 1.5, 0.1, 0.6),
    row(impedance_ladder, 0.3, 0.7, 1.3, 3, argnums=(0, 1, 2)),
    row(lu_in_place, MATRIX),
    row(lu_with_pivots, normal(4, 4, seed=5), normal(4), argnums=(0, 1)),
    row(cholesky_columns, definite(4)),
    row(gram_schmidt, normal(4, 3)),
    row(householder, normal(4, 3, seed=1)),
    row(givens, normal(3, 3)),
    row(thomas, normal(5), positive(5) + 3, normal(5, seed=2), normal(5, seed=3), argnums=(0, 1, 2, 3)),
    row(conjugate_gradients, definite(4), normal(4), 3, argnums=(0, 1)),
    row(jacobi_iteration, MATRIX, normal(4), 3, argnums=(0, 1)),
    row(successive_over_relaxation, normal(4, 5), 1.3, 2, argnums=(0, 1)),
    row(power_iteration, definite(3), normal(3), 4, argnums=(0, 1)),
    row(matrix_power_in_place, normal(3, 3), 5),
    row(gauss_jordan, MATRIX),
    row(jacobi_rotation, definite(3), 2),
    row(heat_in_place, normal(7), 0.4, 0.3, 4, argnums=(0, 1, 2)),
    row(wave_equation, normal(6), normal(6, seed=1), 0.5, 3, argnums=(0, 1, 2)),
    row(burgers, positive(6), 0.1, 0.05, 0.2, 3, argnums=(0, 1, 2, 3)),
    row(cavity_pressure, normal(4, 5), normal(4, 5, seed=1), 2, argnums=(0, 1)),
    row(leapfrog, np.array([1.0, 0.2]), np.array([0.1, 0.9]), 0.1, 4, argnums=(0, 1, 2)),
    row(n_body, normal(3, 2), normal(3, 2, seed=1), positive(3), 0.05, 3, argnums=(0, 1, 2, 3)),
    row(runge_kutta, 0.7, normal(2), 0.1, 3, argnums=(0, 1, 2)),
    row(crank_nicolson, normal(5), 0.4, 2, argnums=(0, 1)),
    row(shallow_water, positive(5), normal(6), 9.8, 0.01, 3, argnums=(0, 1, 2, 3)),
    row(dynamic_time_warping, normal(4), normal(5, seed=1), argnums=(0, 1)),
    row(soft_viterbi, normal(4, 3), normal(3, 3, seed=1), 0.5, argnums=(0, 1, 2)),
    row(forward_algorithm, positive(2), positive(2, 2), positive(2, 3), np.array([0, 2, 1, 1]), argnums=(0, 1, 2)),
    row(kalman, normal(2, 2), normal(2), 0.3, 0.5, normal(4), argnums=(0, 1, 2, 3, 4)),
    row(needleman_wunsch, 1.3, -0.4, normal(3, 4), argnums=(0, 1, 2)),
    row(knapsack_soft, normal(4), [2, 1, 3, 2], 5),
    row(exponential_smoothing, normal(6), 0.4, 0.3, argnums=(0, 1, 2)),
    row(recursive_filter, normal(3), positive(3), normal(7), argnums=(0, 1, 2)),
    row(convolve_by_loops, normal(5, 6), normal(2, 3), argnums=(0, 1)),
    row(bilinear_sampling, normal(4, 4), np.array([0.3, 1.7, 2.2]), np.array([0.6, 2.1, 1.4]), argnums=(0, 1, 2)),
    row(max_pooling, normal(4, 6), 2),
    row(assemble_stiffness, np.array([0.0, 0.7, 1.9, 3.2]), [(0, 1), (1, 2), (2, 3)], 2.0, argnums=(0, 2)),
    row(scatter_forces, normal(4, 2), PAIRS, positive(4), argnums=(0, 2)),
    row(distance_matrix, normal(4, 2)),
    row(rotation_matrix, normal(3)),
    row(k_means_steps, normal(8, 2), normal(2, 2, seed=4), 2, argnums=(0, 1)),
    row(gradient_descent_with_momentum, normal(3), 0.1, 0.9, 4, argnums=(0, 1, 2)),
    row(adam, normal(3), 0.05, 4, argnums=(0, 1)),
    row(
        dense_network,
        [normal(3, 3), normal(3, 3, seed=1)],
        [normal(3), normal(3, seed=5)],
        normal(3),
        argnums=(0, 1, 2),
    ),
    row(dropout_like, normal(5), integers(5, high=2).astype(bool), 0.3, argnums=(0, 2)),
    row(longstaff_schwartz, positive(5, 4), 1.2, 0.97, argnums=(0, 1, 2)),
    row(binomial_tree, 1.0, 1.1, 1.2, 4, argnums=(0, 1, 2)),
    row(bootstrap_curve, positive(4) * 0.1),
    row(garch_path, 0.1, 0.2, 0.6, normal(5), argnums=(0, 1, 2, 3)),
    row(sorted_in_place, normal(5)),
    row(running_maximum, normal(6)),
    row(polynomial_product, normal(3), normal(4), argnums=(0, 1)),
    row(finite_volume, normal(5), 0.7, 0.2, 3, argnums=(0, 1, 2)),
    row(cellular_diffusion, normal(3, 4), 0.3, 2, argnums=(0, 1)),
]
ROWS = [dataclasses.replace(item, level=2) for item in ROWS]  # they may change their arguments
