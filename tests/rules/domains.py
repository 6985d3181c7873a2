"""Where the arguments of a case come from: seeded draws, such as positive numbers or matrices far from singular."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Domain:
    """A shape (None for one of Python's numbers) and a way to draw values of a shape; `smooth` if they may vary."""

    shape: tuple[int, ...] | None
    draw: Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]
    smooth: bool = True

    def sample(self, rng, dtype=None):
        """Draw a value: a number, or an array of the dtype."""
        value = np.asarray(self.draw(rng, self.shape or ()))
        if dtype is not None and value.dtype.kind == "f":
            value = _complex(rng, value, dtype) if np.dtype(dtype).kind == "c" else value.astype(dtype)
        return value.item() if self.shape is None else value

    def reshaped(self, shape):
        """Return the same domain with another shape."""
        return replace(self, shape=shape)


def _complex(rng, value, dtype):
    return (value + 1j * rng.normal(size=value.shape)).astype(dtype)


def _shape(shape):
    return None if shape == ("number",) else tuple(shape)


def normal(*shape):
    """Any real numbers; `normal("number")` is one of Python's floats, as for all domains."""
    return Domain(_shape(shape), lambda rng, s: rng.normal(size=s))


def between(low, high, *shape):
    """Numbers between two bounds, and not close to them."""
    margin = 0.05 * (high - low)
    return Domain(_shape(shape), lambda rng, s: rng.uniform(low + margin, high - margin, size=s))


def positive(*shape):
    """Numbers between 0.2 and 3."""
    return between(0.05, 3.0, *shape)


def nonzero(*shape):
    """Numbers of both signs, away from 0."""
    return Domain(_shape(shape), lambda rng, s: rng.uniform(0.3, 2.0, size=s) * rng.choice([-1.0, 1.0], size=s))


def fractional(*shape):
    """Numbers away from the integers, where floor and mod jump."""
    return Domain(_shape(shape), lambda rng, s: rng.integers(-4, 5, size=s) + rng.uniform(0.2, 0.8, size=s))


def apart(*shape):
    """Numbers no two of which are close, in random order."""

    def draw(rng, s):
        size = int(np.prod(s))
        return np.reshape(rng.permutation(size) * 0.7 + rng.uniform(0.0, 0.2, size) - 0.3 * size, s)

    return Domain(_shape(shape), draw)


def holes(*shape):
    """Numbers no two of which are close, some of them nan."""

    def draw(rng, s):
        values = apart(*s).draw(rng, s)
        values.ravel()[:: max(2, values.size // 3)] = np.nan
        return values

    return Domain(_shape(shape), draw)


def zeros_among(*shape):
    """Numbers away from 0, and two zeros among them."""

    def draw(rng, s):
        values = nonzero(*s).draw(rng, s)
        values.ravel()[[0, -1]] = 0.0
        return values

    return Domain(_shape(shape), draw)


def regular(*shape):
    """Square matrices far from singular, and not symmetric."""
    return Domain(_shape(shape), lambda rng, s: rng.normal(size=s) + 2.5 * np.eye(s[-1]))


def definite(*shape):
    """Symmetric positive definite matrices."""

    def draw(rng, s):
        a = rng.normal(size=s)
        return a @ np.swapaxes(a, -1, -2) + 2.0 * np.eye(s[-1])

    return Domain(_shape(shape), draw)


def dominant(*shape):
    """Symmetric matrices that stay positive definite with imaginary numbers added to them."""
    return Domain(_shape(shape), lambda rng, s: definite(*s).draw(rng, s) + 6.0 * np.eye(s[-1]))


def shuffled(*shape):
    """Square matrices far from singular, whose rows a factorization has to exchange."""
    return Domain(
        _shape(shape), lambda rng, s: np.roll(rng.uniform(-0.4, 0.4, size=s) + 2.5 * np.eye(s[-1]), 1, axis=0)
    )


def heavy(row, *shape):
    """Numbers of which one, or one row, is far larger than the others."""

    def draw(rng, s):
        values = rng.uniform(-1.0, 1.0, size=s)
        values[row] += 6.0
        return values

    return Domain(_shape(shape), draw)


def whole(low, high, *shape):
    """Integers from low up to, not including, high."""
    return Domain(_shape(shape), lambda rng, s: rng.integers(low, high, size=s), smooth=False)


def flags(*shape):
    """Flags."""
    return Domain(_shape(shape), lambda rng, s: rng.random(size=s) < 0.5, smooth=False)


def fixed(value):
    """One value, an array or a number; nothing is differentiated with respect to it."""
    array = np.asarray(value)
    return Domain(array.shape if isinstance(value, np.ndarray) else None, lambda rng, s: array, smooth=False)
