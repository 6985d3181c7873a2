"""Random expressions for arrays of rank one and two."""

from __future__ import annotations

from .expressions import UNARY, Expressions, Form
from .scope import array, matrix


class Arrays(Expressions):
    """Adds vectors and grids (matrices) of known shapes."""

    def length(self) -> int:
        """A length that some array at hand has."""
        lengths = [k[1] for n, k in self.scope.types.items() if k[0] == "array" and n in self.scope.sure]
        return self.rng.choice(lengths) if lengths and self.chance(0.9) else 4

    def shape(self) -> tuple[int, int]:
        shapes = [k[1:] for n, k in self.scope.types.items() if k[0] == "matrix" and n in self.scope.sure]
        if not shapes or self.chance(0.2):
            shapes = [(2, 3), (1, 4), (3, 1), (2, 2)]
        rows, columns = self.rng.choice(shapes)
        return (columns, rows) if self.chance(0.2) else (rows, columns)

    def vector(self, n: int, d: int) -> str:
        rng = self.rng
        if d <= 0 or self.chance(0.15):
            return self.vector_leaf(n)
        forms: list[Form] = [
            (3, lambda: f"({self.vector(n, d - 1)} {rng.choice('+-**')} {self.vector(n, d - 1)})"),
            (1.5, lambda: f"({self.vector(n, d - 1)} {rng.choice('+-**')} {self.real(d - 1)})"),
            (1.5, lambda: f"({self.real(d - 1)} {rng.choice('+-**')} {self.vector(n, d - 1)})"),
            (1.5, lambda: f"{rng.choice(UNARY)}({self.vector(n, d - 1)})"),
            (0.6, lambda: f"({self.vector(n, d - 1)} / (2.0 + np.sin({self.vector(n, d - 1)})))"),
            (0.5, lambda: f"({self.vector(n, d - 1)}) ** 2"),
            (0.4, lambda: f"np.sqrt(1.0 + ({self.vector(n, d - 1)}) ** 2)"),
            (0.4, lambda: f"(-{self.vector(n, d - 1)})"),
            (0.5, lambda: self.masked(n, d)),
            (0.5, lambda: f"np.{rng.choice(['maximum', 'minimum'])}({self.vector(n, d - 1)}, {self.real(d - 1)})"),
            (0.4, lambda: f"({self.vector(n, d - 1)})[::-1]"),
            (0.5, lambda: self.joined(n, d)),
            (0.4, lambda: self.listed(n, d)),
            (1.5, lambda: self.call(array(n), d) if self.has("calls") else None),
            (0.4, lambda: self.choice(d, lambda d: self.vector(n, d)) if self.has("ifexp") else None),
            (0.6, lambda: f"({name} * {self.vector(n, d - 1)})" if (name := self.mixed_of(n)) else None),
            (0.4, lambda: self.rarer(n, d) if self.has("extra") else None),
        ]  # fmt: skip
        if self.has("lengths"):
            forms.append((0.5, lambda: f"({self.vector(n, d - 1)} {rng.choice('+-*')} {self.vector(1, d - 1)})"))
        if self.has("matrices"):
            forms.append((3, lambda: self.projected(n, d)))
        return self.draw(forms, lambda: self.vector_leaf(n))

    def rarer(self, n: int, d: int) -> str:
        forms = ["np.roll({}, 1)", "np.flip({})", "np.copy({})", "np.cumsum({})", "np.exp(np.tanh({}))", "np.abs({})"]
        form = self.rng.choice(forms)
        return form.format(self.vector(n, d - 1))

    def mixed_of(self, n: int) -> str | None:
        return name if (name := self.mixed()) and self.scope.types[name][1] == n else None

    def masked(self, n: int, d: int) -> str:
        a, b = self.vector(n, d - 1), self.real(d - 1) if self.chance(0.3) else self.vector(n, d - 1)
        limit = self.real_leaf() if self.chance(0.5) else self.vector_leaf(n)
        return f"np.where({self.vector_leaf(n)} {self.rng.choice('<>')} {limit}, {a}, {b})"

    def joined(self, n: int, d: int) -> str | None:
        if n < 2:
            return None
        k = self.rng.randrange(1, n)
        parts = f"{self.vector(k, d - 1)}, {self.vector(n - k, d - 1)}"
        return f"np.concatenate([{parts}])" if self.chance(0.5) else f"np.concatenate(({parts}))"

    def listed(self, n: int, d: int) -> str | None:
        return f"np.array([{', '.join(self.real(d - 1) for _ in range(n))}])" if n <= 5 else None

    def projected(self, n: int, d: int) -> str | None:
        """A vector made from a matrix."""
        known = [k[1:] for k in self.scope.types.values() if k[0] == "matrix"] or [(2, n)]
        other = self.rng.choice([self.rng.choice(known)[0], 2, 3])
        forms: list[Form] = [
            (2, lambda: f"({self.grid(n, other, d - 1)} @ {self.vector(other, d - 1)})"),
            (2, lambda: f"({self.vector(other, d - 1)} @ {self.grid(other, n, d - 1)})"),
            (1, lambda: f"np.sum({self.grid(other, n, d - 1)}, axis=0)"),
            (1, lambda: f"np.sum({self.grid(n, other, d - 1)}, axis={self.rng.choice(['1', '-1'])})"),
            (0.7, lambda: f"({self.grid(other, n, d - 1)}).{self.rng.choice(['sum', 'mean'])}(axis=0)"),
            (0.5, lambda: f"np.mean({self.grid(n, other, d - 1)}, axis=1)"),
            (1, lambda: f"{self.grid(other, n, 0)}[{self.index(other)}]"),
            (1, lambda: f"{self.grid(n, other, 0)}[:, {self.index(other)}]"),
            (0.4, lambda: f"np.dot({self.grid(n, other, d - 1)}, {self.vector(other, d - 1)})"),
        ]
        return self.draw(forms, lambda: self.vector_leaf(n))

    def vector_leaf(self, n: int) -> str:
        rng, names = self.rng, self.names(array(n))
        forms: list[Form] = [
            (6, lambda: rng.choice(names) if names else None),
            (1.5, lambda: self.part(n)),
            (2, lambda: rng.choice(found) if self.has("pytree") and (found := self.paths(array(n))) else None),
            (0.3, lambda: self.fresh(n)),
        ]
        return self.draw(forms, lambda: names[0] if names else self.part(n) or self.fresh(n))

    def fresh(self, n: int) -> str:
        forms = ["np.full({n}, {c})", "({c} * np.ones({n}))", "np.zeros({n})", "np.linspace(0.1, 0.9, {n})"]
        return self.rng.choice(forms).format(n=n, c=self.constant())

    def part(self, n: int) -> str | None:
        """A slice of a longer array."""
        known = [(x, k[1]) for x, k in self.scope.types.items() if k[0] == "array" and x in self.scope.sure]
        longer = [(x, m) for x, m in known if m > n]
        if not longer:
            return None
        name, m = self.rng.choice(longer)
        return f"{name}[{self.slice(n, m)}]"

    def slice(self, n: int, m: int) -> str:
        """The text of a slice that takes `n` of `m` elements."""
        if n == m:
            return self.rng.choice([":", ":", "::-1"])
        start = self.rng.randrange(m - n + 1)
        forms = [f"{start}:{start + n}" if start else f":{n}"]
        forms.append(f"{start - m}:{start + n - m}" if start + n < m else f"{start}:")
        if 2 * n in (m, m + 1):
            forms.append("::2")
        return self.rng.choice(forms)

    # Matrices

    def grid(self, r: int, c: int, d: int) -> str:
        rng = self.rng
        if d <= 0 or self.chance(0.2):
            return self.grid_leaf(r, c)
        k = rng.choice([2, 3])
        forms: list[Form] = [
            (2, lambda: f"({self.grid(r, c, d - 1)} {rng.choice('+-**')} {self.grid(r, c, d - 1)})"),
            (1, lambda: f"({self.grid(r, c, d - 1)} {rng.choice('+-**')} {self.vector(c, d - 1)})"),
            (1, lambda: f"({self.grid(r, 1, d - 1)} {rng.choice('+-**')} {self.grid(r, c, d - 1)})"),
            (1, lambda: f"({self.grid(1, c, d - 1)} {rng.choice('+-**')} {self.grid(r, c, d - 1)})"),
            (1, lambda: f"({self.grid(r, c, d - 1)} {rng.choice('+-**')} ({self.vector(r, d - 1)})[:, None])"),
            (1, lambda: f"({self.real(d - 1)} {rng.choice('+-**')} {self.grid(r, c, d - 1)})"),
            (1, lambda: f"{rng.choice(UNARY)}({self.grid(r, c, d - 1)})"),
            (1, lambda: f"({self.grid(r, k, d - 1)} @ {self.grid(k, c, d - 1)})"),
            (0.7, lambda: f"({self.grid(c, r, d - 1)}).T"),
            (0.3, lambda: f"np.transpose({self.grid(c, r, d - 1)})"),
            (0.5, lambda: f"np.outer({self.vector(r, d - 1)}, {self.vector(c, d - 1)})"),
            (0.5, lambda: f"np.stack([{', '.join(self.vector(c, d - 1) for _ in range(r))}])" if r < 4 else None),
            (0.5, lambda: f"np.stack(({self.vector(r, d - 1)}, {self.vector(r, d - 1)}), axis=1)" if c == 2 else None),
            (0.5, lambda: self.stacked(r, c, d, axis=0) if r > 1 else None),
            (0.5, lambda: self.stacked(r, c, d, axis=1) if c > 1 else None),
            (0.5, lambda: f"np.where({self.grid_leaf(r, c)} > {self.real_leaf()}, {self.grid(r, c, d - 1)}, "
                          f"{self.grid(r, c, d - 1)})"),
            (0.4, lambda: f"np.maximum({self.grid(r, c, d - 1)}, {self.real(0)})"),
            (0.8, lambda: f"np.sum({self.grid(2, c, d - 1)}, axis=0, keepdims=True)" if r == 1 else None),
            (0.8, lambda: f"np.sum({self.grid(r, 3, d - 1)}, axis=1, keepdims=True)" if c == 1 else None),
            (0.4, lambda: self.choice(d, lambda d: self.grid(r, c, d)) if self.has("ifexp") else None),
            (1, lambda: self.call(matrix(r, c), d) if self.has("calls") else None),
        ]  # fmt: skip
        return self.draw(forms, lambda: self.grid_leaf(r, c))

    def stacked(self, r: int, c: int, d: int, axis: int) -> str:
        """Two matrices joined."""
        if axis == 0:
            return f"np.concatenate([{self.grid(1, c, d - 1)}, {self.grid(r - 1, c, d - 1)}])"
        return f"np.concatenate([{self.grid(r, 1, d - 1)}, {self.grid(r, c - 1, d - 1)}], axis=1)"

    def grid_leaf(self, r: int, c: int) -> str:
        rng, names, turned = self.rng, self.names(matrix(r, c)), self.names(matrix(c, r))
        forms: list[Form] = [
            (6, lambda: rng.choice(names) if names else None),
            (2, lambda: f"{rng.choice(turned)}.T" if turned else None),
            (2, lambda: rng.choice(found) if self.has("pytree") and (found := self.paths(matrix(r, c))) else None),
            (1, lambda: self.block_of(r, c)),
            (0.5, lambda: f"({self.vector_leaf(r)}[:, None] * {self.vector_leaf(c)})"),
            (0.2, lambda: f"np.full(({r}, {c}), {self.constant()})"),
        ]
        return self.draw(forms, lambda: f"({self.vector_leaf(r)}[:, None] + {self.vector_leaf(c)})")

    def block_of(self, r: int, c: int) -> str | None:
        larger = [(x, k[1], k[2]) for x, k in self.scope.types.items()
                  if k[0] == "matrix" and k[1] >= r and k[2] >= c and x in self.scope.sure]  # fmt: skip
        if not larger:
            return None
        name, rows, columns = self.rng.choice(larger)
        return f"{name}[{self.slice(r, rows)}, {self.slice(c, columns)}]"
