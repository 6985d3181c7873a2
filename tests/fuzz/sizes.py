"""Random arrays of a size that changes: names that get a part of what they held, or more, in branches and loops."""

from __future__ import annotations

from .expressions import Expressions
from .scope import FLOAT, INT, Type, array, matrix

Lines = list[str]
Made = tuple[Lines, bool] | None
LOOSE: Type = ("loose",)  # an array of one axis, of any length but none

SHRUNK = (
    "{u}[1:]", "{u}[:-1]", "{u}[::2]", "{u}[:2]", "{u}[[0, -1]]", "{u}[1:] * {u}[:-1]", "{u}[1:] - {u}[:-1] * {e}",
    "np.diff({u})", "{u}[{u} > {u}[0] - 9.0]", "{u}[:, None][:-1, 0]", "{u}[{u}.size // 2:]", "({u} * {e})[1:]",
)  # fmt: skip
GROWN = (
    "np.concatenate([{u}, {u}[:1]])", "np.hstack([{u}, {e}])", "np.repeat({u}, 2)[:6]", "np.hstack([{u}[-1], {u}])",
    "np.outer({u}, {u})[:, 0]", "np.outer({u}, {u}).ravel()[:7]", "np.cumsum({u})", "{u}[::-1]", "{u} + {u}[:1]",
    "np.stack([{u}, {u} * {e}])[1]", "np.array([*{u}, {e}])[:6]", "np.tile({u}, 2)[:5]",
)  # fmt: skip
USED = (
    "np.sum({u} * {u})", "{u}[0]", "{u}[-1]", "{u} @ {u}", "np.sum({u}[1:]) * {e}", "np.mean({u})", "len({u}) * {e}",
    "sum({u})", "np.max({u})", "np.sum({u} * np.arange(1.0, 1.0 + len({u})))", "np.prod({u}[:2])",
)  # fmt: skip


class Sizes(Expressions):
    """Adds arrays of changing size."""

    loosened: set[str]  # those that this body made, which it may change

    def new_name(self, stem: str) -> str:
        raise NotImplementedError

    def assign(self, kind: Type, text: str, pool: tuple[str, ...] = ()) -> str | None:
        raise NotImplementedError

    def size_statement(self) -> Made:
        """Make such an array, change one, or read one."""
        rng, own = self.rng, [n for n in self.loosened if n in self.scope.sure and self.scope.types.get(n) == LOOSE]
        if not own or self.chance(0.2):
            return self.loosely_made()
        u = rng.choice(sorted(own))
        form = rng.choice([self.narrowed, self.narrowed, self.widened, self.taken_from, self.taken_from, self.crossed])
        return form(u)

    def loosely_made(self) -> Made:
        vectors = [n for n in self.names(array(4)) if n in self.scope.sure]
        grids = [n for n in self.names(matrix(2, 3)) if n in self.scope.sure]
        forms = [f"{v} * {{e}}" for v in vectors] + [f"{g}[1] + {{e}}" for g in grids]
        forms += ["np.array([{e}, {b}, 0.4])", "np.ones(4) * {e}", "np.linspace({b}, 1.3, 5) * {e}"]
        name = self.new_name("c")
        line = f"{name} = {self.rng.choice(forms).format(e=self.real_leaf(), b=self.real_leaf())}"
        self.scope.assign(name, LOOSE)
        self.closed.add(name)
        self.loosened.add(name)
        return [line], True

    def narrowed(self, u: str) -> Made:
        """A part of it is bound to its name, as often as it is long enough."""
        rng, part = self.rng, self.rng.choice(SHRUNK).format(u=u, e=self.real_leaf())
        with self.uncertain():
            test = self.condition(1)
        heads = [f"if len({u}) > 2:", f"while len({u}) > {rng.choice([2, 3])}:", f"if len({u}) > 2 and {test}:"]
        counts = [n for n in self.names(INT) if n in self.scope.sure]
        times = rng.choice(counts) if counts and self.chance(0.5) else str(rng.choice([1, 2, 3]))
        forms = [[head, f"    {u} = {part}"] for head in heads]
        forms.append([f"for _ in range({times}):", f"    if len({u}) > 2:", f"        {u} = {part}"])
        if "[:2]" in part or "> " in part or "-1]]" in part:  # which need not make it shorter
            del forms[1]
        return rng.choice(forms), True

    def widened(self, u: str) -> Made:
        """More than it held is bound to its name."""
        rng, more = self.rng, self.rng.choice(GROWN).format(u=u, e=self.real_leaf())
        with self.uncertain():
            test = self.condition(1)
        forms = [[f"{u} = {more}"], [f"if {test}:", f"    {u} = {more}"], ["for _ in range(2):", f"    {u} = {more}"]]
        return [*rng.choice(forms), f"{u} = {u}[:6] * 0.7"], True

    def crossed(self, u: str) -> Made:
        """It and another of them are bound to parts of one another."""
        others = [n for n in self.loosened if n != u and n in self.scope.sure]
        if not others:
            return None
        v = self.rng.choice(sorted(others))
        return [f"if len({u}) > 1:", f"    {u}, {v} = {v} * {self.real_leaf()}, {u}[1:]"], True

    def taken_from(self, u: str) -> Made:
        line = self.assign(FLOAT, self.rng.choice(USED).format(u=u, e=self.real_leaf()))
        return ([line], True) if line else None
