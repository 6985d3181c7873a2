"""Kernels of scientific programs with their gradients by hand: stencils, factors, prices, recurrences."""

from __future__ import annotations

import math

import numpy as np
from numpy.random import default_rng


# ------------------------------------------------------------------ a heat equation, stepped in place
def diffusion(field, rate, steps):
    u = field.copy()
    for _ in range(steps):
        flux = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4.0 * u[1:-1, 1:-1]
        u[1:-1, 1:-1] += rate * flux
    return np.sum(u * u)


def diffusion_hand(field, rate, steps):
    u = field.copy()
    fluxes = []
    for _ in range(steps):
        flux = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4.0 * u[1:-1, 1:-1]
        fluxes.append(flux)
        u[1:-1, 1:-1] += rate * flux
    value = np.sum(u * u)
    bu = 2.0 * u
    brate = 0.0
    while fluxes:
        inside = bu[1:-1, 1:-1]
        brate += np.sum(inside * fluxes.pop())
        bflux = rate * inside
        bu[2:, 1:-1] += bflux
        bu[:-2, 1:-1] += bflux
        bu[1:-1, 2:] += bflux
        bu[1:-1, :-2] += bflux
        bu[1:-1, 1:-1] -= 4.0 * bflux
    return value, (bu, brate)


# ------------------------------------------------------------------ relaxation, element by element
def relaxed(grid, sweeps):
    g = grid.copy()
    rows, columns = g.shape
    for _ in range(sweeps):
        for i in range(1, rows - 1):
            for j in range(1, columns - 1):
                g[i, j] = 0.2 * (g[i, j] + g[i - 1, j] + g[i + 1, j] + g[i, j - 1] + g[i, j + 1])
    return np.sum(g * g)


def relaxed_hand(grid, sweeps):
    g = grid.copy()
    rows, columns = g.shape
    for _ in range(sweeps):
        for i in range(1, rows - 1):
            for j in range(1, columns - 1):
                g[i, j] = 0.2 * (g[i, j] + g[i - 1, j] + g[i + 1, j] + g[i, j - 1] + g[i, j + 1])
    value = np.sum(g * g)
    bg = 2.0 * g
    for _ in range(sweeps):
        for i in range(rows - 2, 0, -1):
            for j in range(columns - 2, 0, -1):
                share = 0.2 * bg[i, j]
                bg[i, j] = share
                bg[i - 1, j] += share
                bg[i + 1, j] += share
                bg[i, j - 1] += share
                bg[i, j + 1] += share
    return value, bg


# ------------------------------------------------------------------ the price of an option by simulation
def call_price(spot, volatility, rate, strike, draws):
    growth = np.exp(rate - 0.5 * volatility * volatility + volatility * draws)
    return np.exp(-rate) * np.mean(np.maximum(spot * growth - strike, 0.0))


def call_price_hand(spot, volatility, rate, strike, draws):
    growth = np.exp(rate - 0.5 * volatility * volatility + volatility * draws)
    payoff = spot * growth - strike
    discount = np.exp(-rate)
    value = discount * np.mean(np.maximum(payoff, 0.0))
    paid = growth * (payoff > 0.0)
    share = discount / len(draws)
    bspot = share * np.sum(paid)
    bexponent = bspot * spot
    bvolatility = share * spot * (paid @ draws) - bexponent * volatility
    return value, (bspot, bvolatility, bexponent - value)


# ------------------------------------------------------------------ steps as long as the slope allows
def adaptive(x, pull, end):
    t = 0.0
    while t < end:
        step = 0.05 / (1.0 + x * x)
        if x > 1.0:
            x = x - step * pull * x * x
        else:
            x = x + step * (pull * math.sin(2.0 * x) + 1.0)
        t = t + step
    return x * x


def adaptive_hand(x, pull, end):
    states = []
    t = 0.0
    while t < end:
        states.append(x)
        step = 0.05 / (1.0 + x * x)
        if x > 1.0:
            x = x - step * pull * x * x
        else:
            x = x + step * (pull * math.sin(2.0 * x) + 1.0)
        t = t + step
    value = x * x
    bx, bpull = 2.0 * x, 0.0
    while states:
        x = states.pop()
        size = 1.0 + x * x
        step = 0.05 / size
        if x > 1.0:
            bstep = -bx * pull * x * x
            bpull -= bx * step * x * x
            bx -= 2.0 * bx * step * pull * x
        else:
            wave = math.sin(2.0 * x)
            bstep = bx * (pull * wave + 1.0)
            bpull += bx * step * wave
            bx += 2.0 * bx * step * pull * math.cos(2.0 * x)
        bx -= 2.0 * bstep * step / size * x
    return value, (bx, bpull)


# ------------------------------------------------------------------ a factor by rows, in place
def factor(matrix):
    a = matrix.copy()
    for i in range(len(a)):
        for j in range(i):
            a[i, j] = (a[i, j] - np.dot(a[i, :j], a[j, :j])) / a[j, j]
        a[i, i] = math.sqrt(a[i, i] - np.dot(a[i, :i], a[i, :i]))
    total = 0.0
    for i in range(len(a)):
        total = total + np.sum(a[i, : i + 1] ** 2) / (i + 1)
    return total


def factor_hand(matrix):
    a = matrix.copy()
    n = len(a)
    for i in range(n):
        for j in range(i):
            a[i, j] = (a[i, j] - np.dot(a[i, :j], a[j, :j])) / a[j, j]
        a[i, i] = math.sqrt(a[i, i] - np.dot(a[i, :i], a[i, :i]))
    total = 0.0
    ba = np.zeros_like(a)
    for i in range(n):
        total = total + np.sum(a[i, : i + 1] ** 2) / (i + 1)
        ba[i, : i + 1] = 2.0 / (i + 1) * a[i, : i + 1]
    for i in reversed(range(n)):
        b = ba[i, i] = 0.5 * ba[i, i] / a[i, i]
        ba[i, :i] -= 2.0 * b * a[i, :i]
        for j in reversed(range(i)):
            b = ba[i, j] = ba[i, j] / a[j, j]
            ba[j, j] -= b * a[i, j]
            ba[i, :j] -= b * a[j, :j]
            ba[j, :j] -= b * a[i, :j]
    return total, ba


# ------------------------------------------------------------------ arguments
def diffusion_args(side):
    return default_rng(5).normal(size=(side, side)), 0.1, 20


def grid_args(side, sweeps):
    return default_rng(6).uniform(size=(side, side)), sweeps


def draws_args(count):
    return 100.0, 0.2, 0.03, 105.0, default_rng(7).normal(size=count)


def matrix_args(side):
    part = default_rng(8).normal(size=(side, side))
    return (part @ part.T + side * np.eye(side),)
