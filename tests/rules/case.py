"""A case: a call as a user writes it, and where its arguments come from."""

from dataclasses import dataclass

import numpy as np

from .domains import Domain


@dataclass(frozen=True)
class Case:
    """An expression in the names of `arguments`; `complex` if it is to be tried with complex numbers as well."""

    text: str
    arguments: dict[str, Domain]
    complex: bool = False
    float32: bool = True

    def values(self, seed=0, dtype=None):
        """Draw the arguments, floats among them in a dtype."""
        rng = np.random.default_rng(seed)
        return {name: domain.sample(rng, dtype) for name, domain in self.arguments.items()}

    @property
    def smooth(self):
        """The names that may vary."""
        return tuple(name for name, domain in self.arguments.items() if domain.smooth)

    def __str__(self):
        shapes = ", ".join(
            f"{name}{list(d.shape) if d.shape is not None else ''}" for name, d in self.arguments.items()
        )
        return f"{self.text} | {shapes}"


def case(text, *, complex=False, float32=True, **arguments):
    """State a case: `case("np.sum(x, axis=0)", x=normal(2, 3))`. No `float32` where rounding spoils it."""
    return Case(text, arguments, complex, float32)
