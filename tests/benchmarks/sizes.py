"""Cost against size: loops of ever more trips and arrays of ever more elements, as a table and a picture."""

from __future__ import annotations

import gc
import pathlib
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import srcad


def recurrence(x, steps):
    for _ in range(steps):
        x = 3.7 * x * (1.0 - x) + 1e-3
    return x


def converging(a, tolerance):
    x, trips = 1.0, 0.0
    while trips * tolerance < 1.0:
        x = x + tolerance * (a / x - x)
        trips = trips + 1.0
    return x


def residuals(w, x, y):
    r = w * x - y
    return np.sum(np.where(np.abs(r) < 1.0, 0.5 * r * r, np.abs(r) - 0.5))


def stencil(u, steps):
    u = u.copy()
    for _ in range(steps):
        u[1:-1] += 0.1 * u[1:-1] * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return np.sum(u * u)


def vectors(n):
    t = np.linspace(0.0, 1.0, n)
    return t + 0.5, np.cos(9.0 * t), 1.5 * np.sin(7.0 * t)


@dataclass
class Series:
    """A function, what it is given for a size, and the sizes."""

    name: str
    function: Callable
    args: Callable
    sizes: range  # powers of ten


def few_cells(steps):
    return np.sin(np.arange(200.0)), steps


SERIES = [
    Series("for, trips", recurrence, lambda n: (0.3, n), range(3, 8)),
    Series("while, trips", converging, lambda n: (2.0, 1.0 / n), range(3, 8)),
    Series("array, elements", residuals, vectors, range(3, 9)),
    Series("200-cell stencil, steps", stencil, few_cells, range(2, 6)),
]
HEAD = [
    "loop or array", "backend", "largest size", "seconds", "ns a unit", "gradient / primal", "growth of time",
    "peak bytes a unit", "growth of memory",
]  # fmt: skip


@dataclass
class Point:
    """What was measured at one size: seconds of the primal and of value and gradient, and bytes at the peak."""

    size: int
    primal: float
    gradient: float
    peak: int


def measured(series, backend, quick):
    """The points of a series; of sizes whose step before took seconds, one round alone."""
    run = srcad.value_and_grad(series.function, backend=backend)
    points = []
    for power in series.sizes[: 2 if quick else None]:
        size = 10**power
        args = series.args(size)
        run(*args)
        rounds = 1 if quick or (points and points[-1].gradient > 1.0) else 3
        primal = statistics.median(seconds(series.function, args) for _ in range(rounds))
        gradient = statistics.median(seconds(run, args) for _ in range(rounds))
        peak = 0
        if gradient < 10.0:  # tracing allocations makes loops slow
            tracemalloc.start()
            run(*args)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        points.append(Point(size, primal, gradient, peak))
    return points


def seconds(function, args):
    gc.collect()
    start = time.perf_counter()
    function(*args)
    return time.perf_counter() - start


def slope(points, pick):
    """The exponent by which a cost grows with size, over the larger half of the sizes."""
    chosen = [(np.log(p.size), np.log(pick(p))) for p in points[len(points) // 2 - 1 :] if pick(p) > 0]
    return float(np.polyfit(*zip(*chosen, strict=True), 1)[0]) if len(chosen) > 1 else float("nan")


def section(backends, quick, picture: pathlib.Path | None):
    """The rows of the page's table on sizes, and the picture beside the page."""
    found = {(s.name, b): measured(s, b, quick) for s in SERIES for b in backends}
    rows = []
    for (name, backend), points in found.items():
        last = points[-1]
        largest = next((p for p in reversed(points) if p.peak), last)
        rows.append([
            name, backend, f"{last.size:.0e}", f"{last.gradient:.3g}", f"{last.gradient / last.size * 1e9:.3g}",
            f"{last.gradient / last.primal:.2f}", f"n^{slope(points, lambda p: p.gradient):.2f}",
            f"{largest.peak / largest.size:.3g}", f"n^{slope(points, lambda p: p.peak):.2f}",
        ])  # fmt: skip
    if picture is not None:
        draw(found, picture)
    return HEAD, rows


def draw(found, picture):
    """A log-log plot of seconds against size."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "srcad"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    colours = dict(zip(dict.fromkeys(name for name, _ in found), ("C0", "C1", "C2", "C3"), strict=False))
    for (name, backend), points in found.items():
        style = {
            "color": colours[name],
            "linestyle": "-" if backend == "numpy" else "--",
            "marker": "o",
            "markersize": 3,
        }
        sizes = [p.size for p in points]
        axes[0].loglog(sizes, [p.gradient for p in points], label=f"{name}, {backend}", **style)
        traced = [p for p in points if p.peak]
        if backend == "numpy":
            axes[1].loglog([p.size for p in traced], [p.peak for p in traced], label=name, **style)
    axes[0].plot([1e3, 1e8], [1e-5, 1.0], color="0.7", linewidth=1, label="proportional to size")
    axes[0].set(xlabel="trips or elements", ylabel="seconds for value and gradient")
    axes[1].set(xlabel="trips or elements", ylabel="bytes at the peak")
    for each in axes:
        each.grid(alpha=0.3)
        each.legend(fontsize=7)
    figure.savefig(picture, metadata={"Date": None})
    plt.close(figure)
