"""Random expressions of a wanted type, bounded so that values stay moderate and smooth."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .scope import BOOL, COUNTER, FLOAT, INT, MAP, Scope, Signature, Type, array, either, matrix

Form = tuple[float, Callable[[], "str | None"]]

UNARY = ("np.sin", "np.cos", "np.tanh", "np.arctan")
SCALAR = (*UNARY, "math.sin", "math.cos", "math.tanh", "math.atan")
CONSTANTS = ("0.5", "1.5", "0.3", "-0.7", "0.8", "2.0", "1.1", "0.9", "-1.3")
FLOATS = ("x", "y", "z", "s", "t")
ARRAYS = ("p", "q", "u", "v")


class Expressions:
    """What a body under construction needs in order to write expressions."""

    rng: random.Random
    on: frozenset[str]  # the features of the program
    scope: Scope
    fixed: set[str]  # names whose type must not change
    closed: set[str]  # names that this body must not assign
    certain = True  # whether the expression being written is surely evaluated: only then may it assign
    level = 1

    # Helpers

    def has(self, feature: str) -> bool:
        return feature in self.on

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    @contextmanager
    def uncertain(self) -> Iterator[None]:
        was, self.certain = self.certain, False
        yield
        self.certain = was

    def names(self, *kinds: Type) -> list[str]:
        return [name for kind in kinds for name in self.scope.names(kind, self.has("maybe"))]

    def constant(self) -> str:
        return self.rng.choice(CONSTANTS)

    def draw(self, forms: list[Form], otherwise: Callable[[], str]) -> str:
        """One of the forms by weight; a form that is impossible here gives None."""
        before = self.scope
        for _ in range(4):
            if self.certain and self.has("walrus"):
                before = self.scope.copy()
            made = self.rng.choices([f for _, f in forms], [w for w, _ in forms])[0]()
            if made is not None:
                return made
            self.scope = before  # what was written may have assigned
        return otherwise()

    def paths(self, kind: Type) -> list[str]:
        """Leaves of the given type in dicts, tuples and lists."""
        found = []

        def visit(text: str, inner: Type) -> None:
            if inner == kind:
                found.append(text)
            elif inner[0] == "tree":
                for key, item in inner[2]:
                    visit(f"{text}[{key}]", item)

        for name in self.scope.types:
            if self.scope.types[name][0] == "tree" and (name in self.scope.sure or self.has("maybe")):
                visit(name, self.scope.types[name])
        return found

    def target(self, kind: Type, pool: tuple[str, ...] = ()) -> str | None:
        """A name that may be assigned a value of this type here."""
        pool = pool or {FLOAT: FLOATS, INT: ("n", "m"), BOOL: ("flag",)}.get(kind, ())
        pool = pool or (ARRAYS if kind[0] in ("array", "either") else ("a", "b"))
        if self.has("types") and self.chance(0.25) and kind[0] in ("float", "array"):
            pool = FLOATS + ARRAYS
        free = [n for n in pool if n not in self.closed and (n not in self.fixed or self.scope.types.get(n) == kind)]
        return self.rng.choice(free) if free else None

    # Floats

    def real(self, d: int) -> str:
        if d <= 0 or self.chance(0.12):
            return self.real_leaf()
        forms: list[Form] = [(3, lambda: self.binary(d)), (2, lambda: self.unary(d)), (1, self.real_leaf)]
        forms += [
            (0.5, lambda: f"({self.real(d - 1)} / (2.0 + np.sin({self.real(d - 1)})))"),
            (0.5, lambda: self.power(d)),
        ]
        if self.has("arrays"):
            forms.append((2, lambda: self.reduced(d)))
        if self.has("ifexp"):
            forms.append((0.5, lambda: self.choice(d, self.real)))
        if self.has("walrus"):
            forms.append((0.6, lambda: self.walrus(d)))
        if self.has("calls"):
            forms.append((2, lambda: self.call(FLOAT, d)))
        if self.has("extra"):
            forms.append((0.5, lambda: self.extra(d)))
        return self.draw(forms, self.real_leaf)

    def real_leaf(self) -> str:
        rng, names = self.rng, self.names(FLOAT)
        forms: list[Form] = [(6, lambda: rng.choice(names) if names else None), (1.5, self.constant)]
        if self.has("arrays"):
            forms.append((3, self.element))
        if self.has("lists"):
            forms.append((2, self.list_item))
        if self.has("pytree") or self.has("tuples"):
            forms.append((2, lambda: rng.choice(found) if (found := self.paths(FLOAT)) else None))
        if self.has("ints"):
            forms.append((0.4, lambda: f"(0.4 * ({n}))" if (n := self.int_leaf()) else None))
        return self.draw(forms, self.constant)

    def list_item(self) -> str | None:
        names = [n for n, k in self.scope.types.items() if k[0] == "list" and n in self.scope.sure]
        if not names:
            return None
        name = self.rng.choice(names)
        least = self.scope.types[name][1]
        return f"{name}[{self.rng.choice([0, -1, least - 1])}]" if least and self.chance(0.6) else f"sum({name})"

    def binary(self, d: int) -> str:
        return f"({self.real(d - 1)} {self.rng.choice(['+', '-', '*', '*'])} {self.real(d - 1)})"

    def unary(self, d: int) -> str:
        inner = self.real(d - 1)
        form = self.rng.choice([*("{f}({e})",) * 5, "(-{e})", "np.sqrt(1.0 + ({e}) ** 2)", "math.exp(np.tanh({e}))",
                                "np.exp(-np.tanh({e}))", "np.log(2.5 + np.sin({e}))", "abs({e})"])  # fmt: skip
        return form.format(f=self.rng.choice(SCALAR), e=inner)

    def power(self, d: int) -> str:
        if self.chance(0.5):
            return f"({self.real(d - 1)}) ** {self.rng.choice('223')}"
        return f"((1.5 + np.sin({self.real(d - 1)})) ** {self.real_leaf()})"

    def extra(self, d: int) -> str:
        with self.uncertain():
            a, b = self.real(d - 1), self.real(d - 1)
        forms = ["max({a}, {b})", "min({a}, {b})", "np.maximum({a}, {b})", "math.hypot(1.0 + ({a}) ** 2, {b})"]
        forms += ["np.arctan2({a}, 2.0 + np.cos({b}))", "float({a})", "math.pow(1.5 + math.sin({a}), 2)"]
        return self.rng.choice(forms).format(a=a, b=b)

    def walrus(self, d: int) -> str | None:
        if not self.certain:
            return None
        value = self.real(d - 1)
        name = self.target(FLOAT, FLOATS)
        if name is None:
            return None
        self.scope.assign(name, FLOAT)
        return f"({name} := {value})"

    def choice(self, d: int, write: Callable[[int], str]) -> str:
        test = self.condition(d - 1)
        with self.uncertain():
            return f"({write(d - 1)} if {test} else {write(d - 1)})"

    def reduced(self, d: int) -> str:
        n = self.length()
        forms: list[Form] = [
            (3, lambda: f"np.sum({self.vector(n, d - 1)})"),
            (1, lambda: f"np.mean({self.vector(n, d - 1)})"),
            (1, lambda: f"np.dot({self.vector(n, d - 1)}, {self.vector(n, d - 1)})"),
            (1, lambda: f"({self.vector(n, d - 1)} @ {self.vector(n, d - 1)})"),
            (0.7, lambda: f"({self.vector(n, d - 1)})[{self.index(n)}]"),
            (0.7, lambda: f"({self.vector(n, d - 1)}).{self.rng.choice(['sum', 'mean'])}()"),
            (0.4, lambda: f"np.max({self.vector(n, d - 1)})" if self.has("extra") else None),
        ]
        if self.has("types"):
            forms.append((2, lambda: f"np.sum({name} * {self.vector(length, d - 1)})" if (name := self.mixed()) and
                          (length := self.scope.types[name][1]) else None))  # fmt: skip
        if self.has("matrices"):
            forms += [(1.5, lambda: f"np.sum({self.grid(*self.shape(), d - 1)})"), (1, self.entry)]
        return self.draw(forms, self.real_leaf)

    def mixed(self) -> str | None:
        names = [n for n, k in self.scope.types.items() if k[0] == "either" and n in self.scope.sure]
        return self.rng.choice(names) if names else None

    def element(self) -> str | None:
        names = [
            (n, k[1])
            for n, k in self.scope.types.items()
            if k[0] == "array" and (n in self.scope.sure or self.has("maybe"))
        ]
        found = [(path, n) for n in (2, 3, 4, 5) for path in self.paths(array(n))] if self.has("pytree") else []
        if not names + found:
            return None
        name, n = self.rng.choice(names + found)
        return f"{name}[{self.index(n)}]"

    def entry(self) -> str | None:
        names = [n for n, k in self.scope.types.items() if k[0] == "matrix" and n in self.scope.sure]
        if not names:
            return None
        _, rows, columns = self.scope.types[name := self.rng.choice(names)]
        return f"{name}[{self.index(rows)}, {self.index(columns)}]"

    # Integers and conditions

    def int_leaf(self) -> str | None:
        options = self.names(INT) + [f"{name} % 4" for name in self.names(COUNTER)]
        return self.rng.choice(options) if options else None

    def integer(self) -> str:
        """An integer within 0 .. 3."""
        n, m = self.int_leaf() or "1", self.int_leaf() or "2"
        k = self.rng.randrange(4)
        return self.rng.choice(
            [str(k), n, f"({n} + {k}) % 4", f"({n} + {m}) % 4", f"3 - ({n})", f"({n}) // 2", f"min({n}, {m})"]
        )

    def index(self, n: int) -> str:
        if not (self.has("ints") and self.chance(0.6) and (i := self.int_leaf())):
            return str(self.rng.randrange(-n, n))
        i = f"({i})" if "%" in i else i
        wrapped = [f"{i} % {n}", f"({i} + 1) % {n}", f"-({i} % {n}) - 1"]
        return self.rng.choice([i, f"{i} - 1", f"-{i} - 1", f"3 - {i}", *wrapped] if n >= 4 else wrapped)

    def condition(self, d: int) -> str:
        if self.certain and self.has("walrus") and self.chance(0.4) and (a := self.walrus(1)):
            return f"{a} {self.rng.choice('<>')} {self.constant()}"
        with self.uncertain():  # one part of each of these may be skipped
            a = self.real(min(d, 1))
            b = self.real(min(d, 1) if self.chance(0.5) else 0)
            forms: list[Form] = [(5, lambda: f"{a} {self.rng.choice(['<', '>', '<=', '>='])} {b}")]
            if self.has("ints") and self.int_leaf():
                forms += [
                    (2, lambda: f"{self.int_leaf()} {self.rng.choice(['==', '!=', '<', '>='])} {self.rng.randrange(3)}")
                ]
                forms += [(1, lambda: f"({self.int_leaf()}) % 2 == {self.rng.randrange(2)}"), (0.5, self.int_leaf)]
            if self.has("boolops"):
                forms += [
                    (1, lambda: f"{self.rng.choice(['-0.5', '0.1'])} < {a} < {b}"),
                    (0.5, lambda: f"not {a} < {b}"),
                ]
            if self.has("boolops") and d > 0:
                forms += [
                    (2, lambda: f"({self.condition(d - 1)}) {self.rng.choice(['and', 'or'])} ({self.condition(d - 1)})")
                ]
            if self.has("flags") and (flags := self.names(BOOL)):
                forms += [(2, lambda: self.rng.choice(flags))]
            if self.has("arrays"):
                forms += [(0.4, self.element)]
            if self.has("calls"):
                forms += [(0.7, lambda: f"{made} > 0.1" if (made := self.call(FLOAT, 1)) else None)]
            return self.draw(forms, lambda: f"{a} > 0.2")

    # Calls

    def value(self, kind: Type, d: int) -> str:
        """An expression of any type."""
        if kind == FLOAT:
            return self.real(d)
        if kind == INT:
            return self.integer()
        if kind[0] == "array":
            return self.vector(kind[1], d)
        if kind[0] == "matrix":
            return self.grid(kind[1], kind[2], d)
        if kind[0] == "either":
            return self.real(d) if self.chance(0.5) else self.vector(kind[1], d)
        if kind[0] == "function":
            return self.function()
        names = self.names(kind)
        if names and self.chance(0.7):
            return self.rng.choice(names)
        parts = [(key, self.value(item, d - 1)) for key, item in kind[2]]
        inner = ", ".join(f"{key}: {text}" if kind[1] == "dict" else text for key, text in parts)
        return {"dict": "{%s}", "list": "[%s]", "tuple": "(%s)"}[kind[1]] % inner

    def function(self) -> str:
        """A function of one float, as an argument."""
        options = [*self.names(MAP), *SCALAR]
        if self.chance(0.5):
            return self.lambda_()
        return self.rng.choice(options)

    def lambda_(self) -> str:
        outer, self.scope = self.scope, self.scope.copy()
        self.scope.assign("a", FLOAT)
        with self.uncertain():
            body = self.real(2)
        self.scope = outer
        return f"(lambda a: {body})"

    def callees(self, result: Type) -> list[tuple[str, Signature]]:
        known = [(n, k[1]) for n, k in self.scope.types.items() if k[0] == "function" and n in self.scope.sure]
        return [(name, s) for name, s in known if s.result == result and not s.writes]

    def call(self, result: Type, d: int) -> str | None:
        known = self.callees(result)
        return self.call_of(*self.rng.choice(known), d) if known else None

    def call_of(self, name: str, s: Signature, d: int) -> str:
        positional, keyword = [], []
        loose = False
        for parameter, kind in s.parameters:
            if parameter in s.loose and self.chance(0.5):
                loose = True
                continue
            loose = loose or (self.has("keywords") and self.chance(0.2) and not s.rest and s.type != MAP)
            value = self.value(kind, min(d - 1, 1)) if kind != INT else self.integer()
            keyword.append(f"{parameter}={value}") if loose else positional.append(value)
        if s.rest and not loose:
            extra = [self.real_leaf() for _ in range(self.rng.randrange(3))]
            positional += [f"*({', '.join(extra)},)"] if extra and self.chance(0.5) else extra
        return f"{name}({', '.join(positional + keyword)})"

    # Filled in by arrays.py

    def length(self) -> int:
        raise NotImplementedError

    def shape(self) -> tuple[int, int]:
        raise NotImplementedError

    def vector(self, n: int, d: int) -> str:
        raise NotImplementedError

    def grid(self, rows: int, columns: int, d: int) -> str:
        raise NotImplementedError


__all__ = ["ARRAYS", "FLOATS", "Expressions", "Form", "either", "matrix"]
