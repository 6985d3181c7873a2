"""Small functions from many fields, written as their practitioners write them."""

import math

import numpy as np

from tests.programs.harness import definite, integers, normal, positive, row

BOLTZMANN = 1.380649e-23
GAS_CONSTANT = 8.314


# ------------------------------------------------------------ physics
def pendulum_energy(theta, omega, mass=1.0, length=0.8):
    kinetic = 0.5 * mass * (length * omega) ** 2
    potential = mass * 9.81 * length * (1 - math.cos(theta))
    return kinetic + potential


def lennard_jones(positions, epsilon, sigma):
    energy = 0.0
    n = len(positions)
    for i in range(n):
        for j in range(i + 1, n):
            d = positions[i] - positions[j]
            r2 = d @ d
            s6 = (sigma**2 / r2) ** 3
            energy += 4 * epsilon * (s6**2 - s6)
    return energy


def coulomb_vectorised(x, q):
    d = x[:, None, :] - x[None, :, :]
    r = np.sqrt(np.sum(d**2, axis=-1) + np.eye(len(q)))
    return 0.5 * np.sum((q[:, None] * q[None, :] / r) * (1 - np.eye(len(q))))


def double_pendulum(state, masses, lengths, dt, steps):
    """Return the state (two angles, two angular velocities) some leapfrog-free midpoint steps later."""
    g = 9.81

    def rate(s):
        t1, t2, w1, w2 = s
        m1, m2 = masses
        l1, l2 = lengths
        d = t1 - t2
        denominator = 2 * m1 + m2 - m2 * math.cos(2 * d)
        a1 = (
            -g * (2 * m1 + m2) * math.sin(t1)
            - m2 * g * math.sin(t1 - 2 * t2)
            - 2 * math.sin(d) * m2 * (w2**2 * l2 + w1**2 * l1 * math.cos(d))
        ) / (l1 * denominator)
        a2 = (
            2
            * math.sin(d)
            * (w1**2 * l1 * (m1 + m2) + g * (m1 + m2) * math.cos(t1) + w2**2 * l2 * m2 * math.cos(d))
            / (l2 * denominator)
        )
        return np.array([w1, w2, a1, a2])

    for _ in range(steps):
        half = state + 0.5 * dt * rate(state)
        state = state + dt * rate(half)
    return state


def kepler_orbit(r, v, dt, steps):
    for _ in range(steps):
        a = -r / np.linalg.norm(r) ** 3
        v = v + 0.5 * dt * a
        r = r + dt * v
        a = -r / np.linalg.norm(r) ** 3
        v = v + 0.5 * dt * a
    return 0.5 * v @ v - 1 / np.linalg.norm(r)


def planck(wavelength, temperature):
    c2 = 1.4387769e-2
    x = c2 / (wavelength * 1e-6 * temperature)
    return 1.0 / (wavelength**5 * math.expm1(x))


def ising_mean_field(temperature, field):
    m = 0.9
    for _ in range(30):
        m = math.tanh((m + field) / temperature)
    return m


def heat_equation(u, kappa, steps):
    for _ in range(steps):
        interior = u[1:-1] + kappa * (u[2:] - 2 * u[1:-1] + u[:-2])
        u = np.concatenate([u[:1], interior, u[-1:]])
    return np.sum(u**2)


def wave_packet(k, x):
    psi = np.exp(-(x**2) / 2) * np.exp(1j * k * x)
    return np.sum(np.abs(psi + np.conj(psi)) ** 2)


def thin_lenses(f1, f2, d):
    ray = np.array([1.0, 0.1])
    for f in (f1, f2):
        lens = np.array([[1.0, 0.0], [-1 / f, 1.0]])
        gap = np.array([[1.0, d], [0.0, 1.0]])
        ray = gap @ lens @ ray
    return ray[0] ** 2 + ray[1]


def relativistic_sum(u, v):
    return (u + v) / (1 + u * v)


def molecular_dynamics(x, v, k, dt, n):
    f = -k * x
    for _ in range(n):
        v = v + 0.5 * dt * f
        x = x + dt * v
        f = -k * x + 0.1 * x**3
        v = v + 0.5 * dt * f
    return 0.5 * np.sum(v**2) + 0.5 * k * np.sum(x**2)


# ------------------------------------------------------------ chemistry and biology
def arrhenius(prefactor, energy, temperature):
    return prefactor * math.exp(-energy / (GAS_CONSTANT * temperature))


def michaelis_menten(substrate, vmax, km, inhibitor=0.0, ki=1.0):
    return vmax * substrate / (km * (1 + inhibitor / ki) + substrate)


def van_der_waals(volume, temperature, a, b):
    return GAS_CONSTANT * temperature / (volume - b) - a / volume**2


def acid_concentration(total, constant):
    """Return -log10 of the hydrogen ion concentration of a weak acid."""
    h = (-constant + math.sqrt(constant**2 + 4 * constant * total)) / 2
    return -math.log10(h)


def ph_by_newton(total, ka):
    h = math.sqrt(total * ka)
    while True:
        f = h * h + ka * h - ka * total - 1e-14
        step = f / (2 * h + ka)
        h = h - step
        if abs(step) < 1e-15 * h:
            return -math.log10(h)


def lotka_volterra(prey, predator, rates, dt, steps):
    a, b, c, d = rates

    def slope(x, y):
        return a * x - b * x * y, c * x * y - d * y

    for _ in range(steps):
        k1x, k1y = slope(prey, predator)
        k2x, k2y = slope(prey + dt / 2 * k1x, predator + dt / 2 * k1y)
        k3x, k3y = slope(prey + dt / 2 * k2x, predator + dt / 2 * k2y)
        k4x, k4y = slope(prey + dt * k3x, predator + dt * k3y)
        prey, predator = (
            prey + dt / 6 * (k1x + 2 * k2x + 2 * k3x + k4x),
            predator + dt / 6 * (k1y + 2 * k2y + 2 * k3y + k4y),
        )
    return prey * predator


def sir(beta, gamma, infected, days):
    s, i, r = 1.0 - infected, infected, 0.0
    peak = i
    for _ in range(days):
        new = beta * s * i
        recovered = gamma * i
        s, i, r = s - new, i + new - recovered, r + recovered
        if i > peak:
            peak = i
    return peak + 0.1 * r


def seir_vector(p, y, dt, n):
    m = np.array([[0.0, 0.0, 0.0], [0.0, -p["sigma"], 0.0], [0.0, p["sigma"], -p["gamma"]]])
    for _ in range(n):
        force = p["beta"] * y[0] * y[2]
        y = y + dt * (m @ y + force * np.array([-1.0, 1.0, 0.0]))
    return y[2]


def hodgkin_huxley_gate(v, n, steps):
    for _ in range(steps):
        alpha = 0.01 * (10 - v) / (math.exp((10 - v) / 10) - 1)
        beta = 0.125 * math.exp(-v / 80)
        n = n + 0.05 * (alpha * (1 - n) - beta * n)
    return n**4


def logistic_map(r, x, n):
    for _ in range(n):
        x = r * x * (1 - x)
    return x


def phylogenetic_distance(transitions, transversions):
    return -0.5 * math.log((1 - 2 * transitions - transversions) * math.sqrt(1 - 2 * transversions))


# ------------------------------------------------------------ statistics
def normal_log_likelihood(params, data):
    mean, log_sigma = params
    z = (data - mean) / np.exp(log_sigma)
    return -0.5 * np.sum(z**2) - len(data) * log_sigma


def student_t(mean, scale, df, data):
    z2 = ((data - mean) / scale) ** 2
    constant = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - 0.5 * math.log(df * math.pi) - math.log(scale)
    return np.sum(constant - (df + 1) / 2 * np.log1p(z2 / df))


def gaussian_mixture(params, data):
    weights = np.exp(params["logits"]) / np.sum(np.exp(params["logits"]))
    z = (data[:, None] - params["means"]) / np.exp(params["scales"])
    density = weights * np.exp(-0.5 * z**2 - params["scales"]) / math.sqrt(2 * math.pi)
    return np.mean(np.log(np.sum(density, axis=1)))


def gaussian_process(params, x, y):
    """Return the log marginal likelihood under a squared exponential kernel."""
    scale, length, noise = np.exp(params)
    d = x[:, None] - x[None, :]
    k = scale**2 * np.exp(-0.5 * (d / length) ** 2) + noise**2 * np.eye(len(x))
    alpha = np.linalg.solve(k, y)
    _, logdet = np.linalg.slogdet(k)
    return -0.5 * y @ alpha - 0.5 * logdet - 0.5 * len(x) * np.log(2 * np.pi)


def hidden_markov(transition, emission, start, observed):
    forward = start * emission[:, observed[0]]
    total = 0.0
    for symbol in observed[1:]:
        scale = np.sum(forward)
        total = total + np.log(scale)
        forward = (forward / scale) @ transition * emission[:, symbol]
    return total + np.log(np.sum(forward))


def poisson_regression(w, x, counts):
    eta = x @ w
    return np.sum(np.exp(eta) - counts * eta)


def weibull_censored(shape, scale, times, events):
    total = 0.0
    for t, event in zip(times, events):
        hazard = (t / scale) ** shape
        if event:
            total += math.log(shape / scale) + (shape - 1) * math.log(t / scale) - hazard
        else:
            total -= hazard
    return total


def kalman_one_dimension(q, r, observations):
    mean, variance = 0.0, 1.0
    log_likelihood = 0.0
    for z in observations:
        variance = variance + q
        innovation = z - mean
        s = variance + r
        gain = variance / s
        log_likelihood -= 0.5 * (math.log(2 * math.pi * s) + innovation**2 / s)
        mean = mean + gain * innovation
        variance = (1 - gain) * variance
    return log_likelihood


def ar_garch(params, returns):
    omega, alpha, beta = params
    h = omega / (1 - alpha - beta)
    total = 0.0
    for r in returns:
        total = total - 0.5 * (math.log(h) + r * r / h)
        h = omega + alpha * r * r + beta * h
    return total


def correlation(x, y):
    a, b = x - x.mean(), y - y.mean()
    return a @ b / np.sqrt((a @ a) * (b @ b))


def kernel_density(x, data, bandwidth):
    z = (x[:, None] - data[None, :]) / bandwidth
    return np.log(np.mean(np.exp(-0.5 * z**2), axis=1) / bandwidth)


def multivariate_normal(x, mean, cov):
    d = x - mean
    return -0.5 * d @ np.linalg.inv(cov) @ d - 0.5 * np.log(np.linalg.det(cov))


def dirichlet(alpha, p):
    total = math.lgamma(sum(alpha))
    for a, q in zip(alpha, p):
        total += (a - 1) * math.log(q) - math.lgamma(a)
    return total


# ------------------------------------------------------------ finance
def normal_cdf(x):
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def black_scholes(spot, strike, rate, volatility, time, call=True):
    d1 = (math.log(spot / strike) + (rate + 0.5 * volatility**2) * time) / (volatility * math.sqrt(time))
    d2 = d1 - volatility * math.sqrt(time)
    if call:
        return spot * normal_cdf(d1) - strike * math.exp(-rate * time) * normal_cdf(d2)
    return strike * math.exp(-rate * time) * normal_cdf(-d2) - spot * normal_cdf(-d1)


def implied_volatility(price, spot, strike, time):
    sigma = 0.3
    for _ in range(50):
        d1 = (math.log(spot / strike) + 0.5 * sigma**2 * time) / (sigma * math.sqrt(time))
        value = spot * normal_cdf(d1) - strike * normal_cdf(d1 - sigma * math.sqrt(time))
        vega = spot * math.sqrt(time) * math.exp(-0.5 * d1 * d1) / math.sqrt(2 * math.pi)
        error = value - price
        sigma = sigma - error / vega
        if abs(error) < 1e-12:
            break
    return sigma


def bond_price(rate, coupon, years):
    price = 0.0
    discount = 1.0
    for _ in range(years):
        discount /= 1 + rate
        price += coupon * discount
    return price + 100 * discount


def internal_rate(flows):
    rate = 0.05
    while True:
        value = slope = 0.0
        for year, flow in enumerate(flows):
            value += flow / (1 + rate) ** year
            slope -= year * flow / (1 + rate) ** (year + 1)
        step = value / slope
        rate = rate - step
        if abs(step) < 1e-13:
            return rate


def binomial_option(spot, volatility, steps):
    """Return an American-style upper value by working with whole arrays, from the leaves to the root."""
    u = math.exp(volatility / math.sqrt(steps))
    p = (1 - 1 / u) / (u - 1 / u)
    value = np.maximum(spot * u ** np.arange(-steps, steps + 1, 2) - 1.0, 0.0)
    for _ in range(steps):
        value = p * value[1:] + (1 - p) * value[:-1]
    return value[0]


def portfolio(weights, mean, cov, aversion):
    w = np.exp(weights) / np.sum(np.exp(weights))
    return w @ mean - 0.5 * aversion * w @ cov @ w


def asian_monte_carlo(spot, sigma, noise):
    drift = -0.5 * sigma**2 / noise.shape[1]
    paths = spot * np.exp(np.cumsum(drift + sigma * noise / math.sqrt(noise.shape[1]), axis=1))
    return np.mean(np.maximum(paths.mean(axis=1) - 1.0, 0.0))


# ------------------------------------------------------------ machine learning
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def logistic_regression(w, b, x, y, penalty=0.1):
    p = sigmoid(x @ w + b)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) + penalty * np.sum(w**2)


def softmax_cross_entropy(w, x, labels):
    scores = x @ w
    scores = scores - np.max(scores, axis=1, keepdims=True)
    log_p = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
    return -np.mean(log_p[np.arange(len(labels)), labels])


def perceptron(params, x, target):
    for i, (w, b) in enumerate(params):
        x = x @ w + b
        if i < len(params) - 1:
            x = np.maximum(x, 0)
    return np.mean((x - target) ** 2)


def attention(q, k, v):
    scores = q @ k.T / np.sqrt(q.shape[-1])
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ v


def layer_norm(x, gain, bias, eps=1e-5):
    mean = np.mean(x, axis=-1, keepdims=True)
    variance = np.mean((x - mean) ** 2, axis=-1, keepdims=True)
    return gain * (x - mean) / np.sqrt(variance + eps) + bias


def vae_loss(params, x, noise):
    h = np.tanh(x @ params["encoder"])
    mu, log_var = h[:, :2], h[:, 2:]
    z = mu + np.exp(0.5 * log_var) * noise
    out = sigmoid(z @ params["decoder"])
    reconstruction = -np.sum(x * np.log(out) + (1 - x) * np.log(1 - out), axis=1)
    kl = -0.5 * np.sum(1 + log_var - mu**2 - np.exp(log_var), axis=1)
    return np.mean(reconstruction + kl)


def soft_k_means(centres, x, temperature):
    for _ in range(3):
        d = np.sum((x[:, None] - centres[None]) ** 2, axis=2)
        a = np.exp(-d / temperature)
        a = a / a.sum(axis=1, keepdims=True)
        centres = (a.T @ x) / a.sum(axis=0)[:, None]
    return centres


def recurrent(params, sequence):
    h = np.zeros(len(params["b"]))
    loss = 0.0
    for t in range(len(sequence) - 1):
        h = np.tanh(params["wx"] * sequence[t] + params["wh"] @ h + params["b"])
        loss = loss + (params["wo"] @ h - sequence[t + 1]) ** 2
    return loss / (len(sequence) - 1)


def long_short_term_memory(w, x, h, c):
    for v in x:
        gates = w @ np.concatenate([v, h])
        i, f, o, g = np.split(gates, 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    return h


def adam_on_quadratic(x, rate, steps):
    m = np.zeros_like(x)
    v = np.zeros_like(x)
    for t in range(1, steps + 1):
        g = 2 * (x - 1.0)
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        x = x - rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return np.sum((x - 1.0) ** 2)


def matrix_factorisation(u, v, ratings):
    total = 0.0
    for i, j, r in ratings:
        total += (u[i] @ v[j] - r) ** 2
    return total + 0.1 * (np.sum(u**2) + np.sum(v**2))


def policy_gradient(theta, features, actions, rewards):
    scores = features @ theta
    log_p = scores - np.log(np.sum(np.exp(scores), axis=1))[:, None]
    returns = np.cumsum(rewards[::-1])[::-1]
    return np.sum(log_p[np.arange(len(actions)), actions] * returns)


# ------------------------------------------------------------ signals and geometry
def low_pass(signal, cutoff):
    y = signal[0]
    energy = 0.0
    for s in signal:
        y = y + cutoff * (s - y)
        energy += y * y
    return energy


def fourier_power(signal, frequency):
    t = np.arange(len(signal))
    c = np.sum(signal * np.cos(frequency * t))
    s = np.sum(signal * np.sin(frequency * t))
    return c**2 + s**2


def goertzel(signal, omega):
    c = 2 * math.cos(omega)
    s0 = s1 = s2 = 0.0
    for v in signal:
        s0 = v + c * s1 - s2
        s1, s2 = s0, s1
    return s1 * s1 + s2 * s2 - c * s1 * s2


def blur(image, k):
    h, w = image.shape
    kh, kw = k.shape
    out = 0.0
    for i in range(kh):
        for j in range(kw):
            out = out + k[i, j] * image[i : h - kh + 1 + i, j : w - kw + 1 + j]
    return out


def chirp_fit(params, t, y):
    a, f, rate = params
    return np.mean((a * np.sin(f * t + rate * t**2) - y) ** 2)


def polygon_area(points):
    area = 0.0
    n = len(points)
    for i in range(n):
        x1, y1 = points[i]
        x2, y2 = points[(i + 1) % n]
        area += x1 * y2 - x2 * y1
    return 0.5 * abs(area)


def rotation(axis, angle, v):
    k = axis / np.linalg.norm(axis)
    return v * np.cos(angle) + np.cross(k, v) * np.sin(angle) + k * (k @ v) * (1 - np.cos(angle))


def quaternion_rotate(q, v):
    w, x, y, z = q / np.sqrt(np.sum(q**2))
    r = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    return r @ v


def great_circle(lat1, lon1, lat2, lon2):
    a = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(a))


def triangle_on_sphere(a, b, c):
    return 2 * np.arctan2(np.dot(a, np.cross(b, c)), 1 + a @ b + b @ c + c @ a)


def pinhole_camera(pose, points, focal):
    x = points[:, 0] + pose[0]
    y = points[:, 1] + pose[1]
    z = points[:, 2] + pose[2] + 5.0
    return np.stack([focal * x / z, focal * y / z], axis=1)


def signed_distance(p, radius):
    q = np.abs(p) - radius
    outside = np.linalg.norm(np.maximum(q, 0.0))
    return outside + min(max(q[0], q[1]), 0.0)


def bezier(points, t):
    while len(points) > 1:
        points = (1 - t) * points[:-1] + t * points[1:]
    return points[0]


def spline_segment(y, t):
    i = min(int(2.6), len(y) - 3)
    p0, p1, p2, p3 = y[i - 1], y[i], y[i + 1], y[i + 2]
    return 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)


def linear_interpolation(x, xs, ys):
    k = 0
    while k < len(xs) - 2 and xs[k + 1] < x:
        k += 1
    t = (x - xs[k]) / (xs[k + 1] - xs[k])
    return (1 - t) * ys[k] + t * ys[k + 1]


def lagrange(x, xs, ys):
    total = 0.0
    for i in range(len(xs)):
        weight = 1.0
        for j in range(len(xs)):
            if i != j:
                weight *= (x - xs[j]) / (xs[i] - xs[j])
        total += weight * ys[i]
    return total


def natural_spline_energy(y, h):
    n = len(y)
    a = 4 * np.eye(n - 2) + np.eye(n - 2, k=1) + np.eye(n - 2, k=-1)
    m = np.linalg.solve(a, 6 * (y[2:] - 2 * y[1:-1] + y[:-2]) / h**2)
    return h * m @ a @ m


# ------------------------------------------------------------ robotics, control, numerical work
def two_link_arm(angles, lengths):
    x = y = angle = 0.0
    for a, length in zip(angles, lengths):
        angle = angle + a
        x = x + length * math.cos(angle)
        y = y + length * math.sin(angle)
    return x, y


def inverse_kinematics(target, guess):
    q = guess
    for _ in range(4):
        c1, c12 = np.cos(q[0]), np.cos(q[0] + q[1])
        s1, s12 = np.sin(q[0]), np.sin(q[0] + q[1])
        position = np.array([c1 + c12, s1 + s12])
        jacobian = np.array([[-s1 - s12, -s12], [c1 + c12, c12]])
        q = q + np.linalg.solve(jacobian, target - position)
    return q


def pid_cost(gains, steps):
    kp, ki, kd = gains
    x = v = integral = 0.0
    previous = 1.0
    cost = 0.0
    for _ in range(steps):
        error = 1.0 - x
        integral += error * 0.1
        force = kp * error + ki * integral + kd * (error - previous) / 0.1
        previous = error
        v += 0.1 * (force - 0.5 * v)
        x += 0.1 * v
        cost += error**2
    return cost


def riccati(a, b, q, n):
    p = q
    for _ in range(n):
        gain = np.linalg.solve(np.eye(1) + b.T @ p @ b, b.T @ p @ a)
        p = q + a.T @ p @ (a - b @ gain)
    return np.trace(p)


def orbit_transfer(r1, r2, mu=1.0):
    a = (r1 + r2) / 2
    v1, v2 = math.sqrt(mu / r1), math.sqrt(mu / r2)
    first = math.sqrt(mu * (2 / r1 - 1 / a)) - v1
    second = v2 - math.sqrt(mu * (2 / r2 - 1 / a))
    return first + second


def rocket(fuel, exhaust, steps):
    mass, v, h = 1.0 + fuel, 0.0, 0.0
    burn = fuel / steps
    for k in range(2 * steps):
        thrust = exhaust * burn / 0.1 if k < steps else 0.0
        v = v + 0.1 * (thrust / mass - 1.0 - 0.05 * v * abs(v))
        h = h + 0.1 * v
        if k < steps:
            mass -= burn
    return h


def gauss_legendre(f_scale, a, b):
    nodes = (-0.7745966692414834, 0.0, 0.7745966692414834)
    weights = (5 / 9, 8 / 9, 5 / 9)
    half, middle = (b - a) / 2, (a + b) / 2
    total = 0.0
    for node, weight in zip(nodes, weights):
        total += weight * math.exp(-f_scale * (middle + half * node) ** 2)
    return half * total


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def ackley(x):
    n = len(x)
    a = -20 * np.exp(-0.2 * np.sqrt(np.sum(x**2) / n))
    return a - np.exp(np.sum(np.cos(2 * np.pi * x)) / n) + 20 + np.e


def bundle_residual(camera, point, seen):
    r, t, f = camera[:3], camera[3:6], camera[6]
    p = point + np.cross(r, point) + t
    projected = f * p[:2] / p[2]
    return np.sum((projected - seen) ** 2)


def truss_energy(nodes, bars, stiffness):
    energy = 0.0
    for (i, j), k in zip(bars, stiffness):
        stretch = np.linalg.norm(nodes[i] - nodes[j]) - 1.0
        energy = energy + 0.5 * k * stretch**2
    return energy


def implicit_euler(y, rate, dt, steps):
    for _ in range(steps):
        new = y
        for _ in range(5):
            residual = new - y + dt * rate * new**3
            new = new - residual / (1 + 3 * dt * rate * new**2)
        y = new
    return y


def richardson(x, h):
    def derivative(step):
        return (math.sin(x + step) * math.exp(x + step) - math.sin(x - step) * math.exp(x - step)) / (2 * step)

    return (4 * derivative(h / 2) - derivative(h)) / 3


def colebrook(reynolds, roughness):
    x = 8.0
    for _ in range(20):
        x = -2 * math.log10(roughness / 3.7 + 2.51 * x / reynolds)
    return 1 / x**2


def antoine(temperature):
    return 10 ** (8.07131 - 1730.63 / (233.426 + temperature))


def humidity_index(temperature, humidity):
    t, h = temperature, humidity
    simple = 0.5 * (t + 61.0 + (t - 68.0) * 1.2 + h * 0.094)
    if simple < 80:
        return simple
    index = -42.379 + 2.04901523 * t + 10.14333127 * h - 0.22475541 * t * h - 0.00683783 * t * t
    index += -0.05481717 * h * h + 0.00122874 * t * t * h + 0.00085282 * t * h * h - 0.00000199 * t * t * h * h
    if h > 85 and 80 <= t <= 87:
        index += (h - 85) / 10 * (87 - t) / 5
    return index


_x = normal(6, 3)
_points = np.array([[0.0, 0.1, 0.0], [1.2, 0.0, 0.3], [0.2, 1.3, -0.2], [0.1, 0.4, 1.1]])

ROWS = [
    row(pendulum_energy, 0.7, 1.3),
    row(lennard_jones, _points, 1.2, 0.9),
    row(coulomb_vectorised, _points, np.array([1.0, -1.0, 0.5, 0.7])),
    row(double_pendulum, np.array([1.0, 0.5, 0.1, -0.2]), (1.0, 1.5), (1.0, 0.8), 0.01, 5, argnums=(0, 1, 2)),
    row(kepler_orbit, np.array([1.0, 0.1]), np.array([0.0, 0.9]), 0.3, 5, argnums=(0, 1)),
    row(planck, 2.0, 3000.0),
    row(ising_mean_field, 0.8, 0.1),
    row(heat_equation, normal(7), 0.2, 4),
    row(wave_packet, 1.3, np.linspace(-2, 2, 7), argnums=0),
    row(thin_lenses, 2.0, 3.0, 0.5),
    row(relativistic_sum, 0.5, 0.7),
    row(molecular_dynamics, normal(3, seed=1), normal(3, seed=2), 1.3, 0.1, 5),
    row(arrhenius, 2.0, 5000.0, 300.0),
    row(michaelis_menten, 1.3, 2.0, 0.5),
    row(michaelis_menten, 1.3, 2.0, 0.5, 0.7, 0.4, case="inhibited"),
    row(van_der_waals, 2.0, 300.0, 1.3, 0.04),
    row(acid_concentration, 0.1, 1.8e-2),
    row(ph_by_newton, 0.1, 1.8e-2),
    row(lotka_volterra, 1.0, 0.8, (1.1, 0.4, 0.3, 0.6), 0.1, 5, argnums=(0, 1, 2)),
    row(sir, 0.5, 0.2, 0.05, 12),
    row(seir_vector, {"beta": 0.9, "sigma": 0.3, "gamma": 0.2}, np.array([0.9, 0.07, 0.03]), 0.5, 6, argnums=(0, 1)),
    row(hodgkin_huxley_gate, 17.0, 0.3, 8),
    row(logistic_map, 3.4, 0.3, 12),
    row(phylogenetic_distance, 0.1, 0.05),
    row(normal_log_likelihood, (0.3, -0.2), normal(6), argnums=0),
    row(student_t, 0.3, 1.2, 4.0, normal(6), argnums=(0, 1, 2)),
    row(
        gaussian_mixture,
        {"logits": normal(3, seed=1), "means": normal(3, seed=2), "scales": 0.2 * normal(3, seed=3)},
        normal(7),
        argnums=0,
    ),
    row(gaussian_process, np.array([0.1, -0.3, -1.0]), normal(5, seed=1), normal(5, seed=2)),
    row(
        hidden_markov,
        np.array([[0.7, 0.3], [0.2, 0.8]]),
        np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]]),
        np.array([0.6, 0.4]),
        [0, 2, 1, 1, 2],
    ),
    row(poisson_regression, 0.5 * normal(3), _x, integers(6), argnums=0),
    row(weibull_censored, 1.4, 2.0, positive(4), [True, False, True, True], argnums=(0, 1, 2)),
    row(kalman_one_dimension, 0.3, 0.5, normal(6)),
    row(ar_garch, (0.1, 0.2, 0.6), normal(7)),
    row(correlation, normal(6, seed=1), normal(6, seed=2)),
    row(kernel_density, normal(3), normal(5), 0.6),
    row(multivariate_normal, normal(3, seed=1), normal(3, seed=2), definite(3)),
    row(dirichlet, [1.5, 2.5, 0.8], np.array([0.2, 0.5, 0.3])),
    row(black_scholes, 100.0, 110.0, 0.03, 0.25, 1.5),
    row(black_scholes, 100.0, 110.0, 0.03, 0.25, 1.5, False, case="put"),
    row(implied_volatility, 8.0, 100.0, 105.0, 1.0),
    row(bond_price, 0.04, 5.0, 8),
    row(internal_rate, [-100.0, 30.0, 40.0, 50.0]),
    row(binomial_option, 1.03, 0.3, 6),
    row(portfolio, normal(3, seed=1), normal(3, seed=2), definite(3), 1.5),
    row(asian_monte_carlo, 1.05, 0.3, normal(5, 4)),
    row(logistic_regression, normal(3), 0.3, _x, integers(6, high=2), argnums=(0, 1)),
    row(softmax_cross_entropy, normal(3, 4), _x, integers(6, high=4), argnums=0),
    row(
        perceptron,
        [(normal(3, 4), normal(4)), (normal(4, 4), normal(4, seed=1)), (normal(4, 1), normal(1))],
        _x,
        normal(6, 1),
        argnums=0,
    ),
    row(attention, normal(2, 3), normal(4, 3), normal(4, 2)),
    row(layer_norm, normal(2, 4), normal(4, seed=1), normal(4, seed=2)),
    row(vae_loss, {"encoder": normal(3, 4), "decoder": normal(2, 3)}, positive(5, 3) / 2, normal(5, 2), argnums=0),
    row(soft_k_means, normal(2, 2), normal(6, 2), 0.7),
    row(
        recurrent,
        {"wx": normal(3, seed=1), "wh": 0.5 * normal(3, 3), "b": normal(3, seed=2), "wo": normal(3, seed=3)},
        normal(5),
    ),
    row(long_short_term_memory, 0.5 * normal(8, 5), normal(3, 3), normal(2, seed=1), normal(2, seed=2)),
    row(adam_on_quadratic, normal(3), 0.1, 4, argnums=(0, 1)),
    row(matrix_factorisation, normal(3, 2), normal(4, 2), [(0, 1, 3.0), (2, 3, 1.5), (0, 0, 2.0)]),
    row(policy_gradient, normal(3, 4), _x, integers(6, high=4), normal(6), argnums=(0, 3)),
    row(low_pass, normal(6), 0.3),
    row(fourier_power, normal(6), 0.9),
    row(goertzel, normal(6), 0.9),
    row(blur, normal(4, 5), normal(2, 3)),
    row(chirp_fit, np.array([1.2, 0.8, 0.1]), np.linspace(0, 3, 6), normal(6), argnums=0),
    row(polygon_area, np.array([[0.0, 0.1], [2.0, 0.3], [1.7, 1.9], [0.4, 1.2]])),
    row(polygon_area, [(0.0, 0.1), (2.0, 0.3), (1.7, 1.9)], case="list of tuples"),
    row(rotation, normal(3, seed=1), 0.7, normal(3, seed=2)),
    row(quaternion_rotate, normal(4), normal(3)),
    row(great_circle, 0.9, 0.1, 0.6, -1.2),
    row(triangle_on_sphere, np.array([1.0, 0.1, 0.0]), np.array([0.1, 1.0, 0.2]), np.array([0.0, 0.3, 1.0])),
    row(pinhole_camera, normal(3), normal(4, 3), 1.3),
    row(signed_distance, np.array([1.7, -1.5]), 1.0, case="outside"),
    row(signed_distance, np.array([0.7, -0.5]), 1.0, case="inside"),
    row(bezier, normal(4, 2), 0.3),
    row(spline_segment, normal(6), 0.3),
    row(linear_interpolation, 1.3, np.array([0.0, 0.5, 1.1, 2.0]), normal(4)),
    row(lagrange, 0.7, np.array([0.0, 0.5, 1.1, 2.0]), normal(4)),
    row(natural_spline_energy, normal(6), 0.7),
    row(two_link_arm, [0.3, 0.5, -0.7], (1.0, 0.8, 0.5)),
    row(inverse_kinematics, np.array([1.1, 0.9]), np.array([0.2, 1.0])),
    row(pid_cost, (2.0, 0.3, 0.4), 12),
    row(riccati, normal(2, 2), normal(2, 1), definite(2), 4),
    row(orbit_transfer, 1.0, 2.5),
    row(rocket, 0.8, 2.5, 6),
    row(gauss_legendre, 0.8, 0.1, 1.4),
    row(rosenbrock, normal(5)),
    row(ackley, normal(4)),
    row(bundle_residual, np.concatenate([0.1 * normal(3), [0.1, 0.2, 4.0, 1.1]]), normal(3), normal(2)),
    row(truss_energy, normal(4, 2), [(0, 1), (1, 2), (2, 3), (3, 0)], positive(4)),
    row(implicit_euler, 1.3, 0.8, 0.2, 4),
    row(richardson, 0.7, 0.1),
    row(colebrook, 1e5, 1e-3),
    row(antoine, 60.0),
    row(humidity_index, 70.0, 50.0),
    row(humidity_index, 84.0, 90.0, case="humid"),
]
