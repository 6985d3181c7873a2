"""Random writes: elements, slices, whole arrays; views, exchanged buffers, growing lists, helpers that write."""

from __future__ import annotations

from .arrays import Arrays
from .scope import FLOAT, INT, Type, array, floats

Lines = list[str]


class Writes(Arrays):
    """Adds the statements of level 2."""

    constants: set[str]  # names of arrays that must not be written
    iterated: set[str]
    fixed: set[str]

    def assign(self, kind: Type, text: str, pool: tuple[str, ...] = ()) -> str | None:
        raise NotImplementedError

    def write_statement(self) -> tuple[Lines, bool] | None:
        rng = self.rng
        names = [(x, k[1]) for x, k in self.scope.types.items()
                 if k[0] == "array" and x in self.scope.sure and x not in self.constants]  # fmt: skip
        forms = [self.made] * 2
        if names and self.has("writes"):
            forms += [self.into_element] * 5 + [self.into_slice] * 4 + [self.into_whole] * 2
        if names and self.has("views"):
            forms += [self.view] * 3
        if names and self.has("buffers"):
            forms += [self.filled] * 2
        if len(names) > 1 and self.has("pingpong"):
            forms += [self.exchanged] * 2
        if self.has("append") and self.has("lists"):
            forms += [self.appended] * 3
        if names and self.has("writers"):
            forms += [self.called] * 3
        form = rng.choice(forms)
        return form(*rng.choice(names)) if names else form("", 4)

    def made(self, _: str, n: int) -> tuple[Lines, bool] | None:
        """A new array, which nothing else shares."""
        names = self.names(array(n))
        options = [f"np.zeros({n})", f"np.ones({n})"]
        options += [form.format(x) for x in names for form in ("{}.copy()", "np.copy({})", "np.zeros_like({})")]
        line = self.assign(array(n), self.rng.choice(options))
        return ([line], True) if line else None

    def into_element(self, p: str, n: int) -> tuple[Lines, bool]:
        i, e = self.index(n), self.real(2)
        forms = ["{a} = {e}", "{a} = {e}", "{a} += {e}", "{a} -= {e}", "{a} *= {e}", "{a} = np.sin({a}) * {e}"]
        forms += ["{a} = {a} ** 2", "{a} /= 2.0 + np.sin({e})"]
        return [self.rng.choice(forms).format(a=f"{p}[{i}]", e=e)], True

    def into_slice(self, p: str, n: int) -> tuple[Lines, bool]:
        k = self.rng.randrange(1, n + 1)
        s = self.slice(k, n)
        e = self.real(1) if self.chance(0.3) else self.vector(k, 2) if self.chance(0.6) else f"{p}[{self.slice(k, n)}]"
        op = self.rng.choice(["=", "=", "+=", "-=", "*="])
        return [f"{p}[{s}] {op} {e}"], True

    def into_whole(self, p: str, n: int) -> tuple[Lines, bool]:
        e = self.real(1) if self.chance(0.4) else self.vector(n, 2)
        if p in self.closed:
            return [f"{p}[:] {self.rng.choice(['=', '+=', '*='])} {e}"], True
        return [f"{p} {self.rng.choice(['+=', '-=', '*='])} {e}"], True

    def view(self, p: str, n: int) -> tuple[Lines, bool] | None:
        k = self.rng.randrange(max(1, n - 2), n + 1)
        line = self.assign(array(k), p if k == n and self.chance(0.4) else f"{p}[{self.slice(k, n)}]")
        return ([line], True) if line else None

    def filled(self, _: str, n: int) -> tuple[Lines, bool] | None:
        """A buffer filled by a recurrence."""
        n = min(n, 4)
        name = self.target(array(n))
        if name is None or n < 2 or "i" in self.closed or self.scope.types.get("i", INT) != INT:
            return None
        start, e, x = self.real_leaf(), self.real_leaf(), self.rng.choice(self.names(FLOAT) or ["0.7"])
        step = self.rng.choice(
            [f"{name}[i - 1] * {x} + {e}", f"np.sin({name}[i - 1]) * {x}", f"{e} - {name}[i - 1] ** 2 * {x}"]
        )
        self.scope.assign(name, array(n))
        self.scope.assign("i", INT)
        make = [f"{name} = np.zeros({n})", f"{name}[0] = {start}"]
        return [*make, f"for i in range(1, {n}):", f"    {name}[i] = {step}"], True

    def exchanged(self, p: str, n: int) -> tuple[Lines, bool] | None:
        """Two buffers that change places in a loop."""
        others = [x for x in self.names(array(n)) if x != p and x not in self.closed]
        if not others or n < 3 or p in self.closed or "i" in self.closed or self.scope.types.get("i", INT) != INT:
            return None
        q = self.rng.choice(others)
        x = self.real_leaf()
        body = self.rng.choice([f"{q}[1:] = {x} * ({p}[1:] + {p}[:-1])", f"{q}[1:-1] += {p}[2:] - {x} * {p}[:-2]",
                                f"{q}[:] = np.sin({p}) * {x}"])  # fmt: skip
        self.scope.assign("i", INT)
        return [f"for i in range({self.rng.choice(['2', '3'])}):", f"    {body}", f"    {p}, {q} = {q}, {p}"], True

    def appended(self, _: str, n: int) -> tuple[Lines, bool] | None:
        lists = [x for x, k in self.scope.types.items()
                 if k[0] == "list" and x in self.scope.sure and x not in self.iterated | self.constants]  # fmt: skip
        if not lists or self.iterated:  # a list under two names may be one that a loop runs over
            line = None if "l" in self.closed else self.assign(floats(0), "[]", ("l",))
            return ([line], True) if line else None
        name = self.rng.choice(lists)
        least = self.scope.types[name][1]
        if least and self.chance(0.2):
            return [f"{name}[{self.rng.choice([0, -1])}] = {self.real(1)}"], True
        return [f"{name}.append({self.real(2)})"], True

    def called(self, p: str, n: int) -> tuple[Lines, bool] | None:
        """A call of a helper that writes into its array, the result kept or dropped."""
        known = [
            (x, k[1])
            for x, k in self.scope.types.items()
            if k[0] == "function" and k[1].writes and x in self.scope.sure
        ]
        if not known or n != 4:
            return None
        name, signature = self.rng.choice(known)
        given = [
            p if parameter in signature.writes else self.value(kind, 1) for parameter, kind in signature.parameters
        ]
        call = f"{name}({', '.join(given)})"
        if self.chance(0.3):
            return [call], True
        if self.chance(0.3):
            return [f"{p}[{self.index(n)}] {self.rng.choice(['=', '-=', '+='])} {call}"], True
        line = self.assign(FLOAT, call)
        return ([line], True) if line else None
