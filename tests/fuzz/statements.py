"""Random statements: assignments of every kind, branches, loops, exits, functions inside functions."""

from __future__ import annotations

import random
from collections.abc import Callable

from .expressions import ARRAYS, FLOATS
from .loops import Loops
from .parts import Parts
from .scope import BOOL, COUNTER, FLOAT, INT, MAP, Scope, Signature, Type, array, floats, join, matrix, tree
from .sizes import Sizes

Lines = list[str]
PAIR = tree("tuple", ("0", FLOAT), ("1", FLOAT))


def indent(lines: Lines) -> Lines:
    return [f"    {line}" for line in lines]


class Body(Loops, Parts, Sizes):
    """The body of one function while it is written."""

    def __init__(
        self,
        rng: random.Random,
        on: frozenset[str],
        level: int,
        result: Type,
        scope: Scope,
        size: int,
        closed: set[str],
    ) -> None:
        self.rng, self.on, self.level, self.result, self.scope, self.budget = rng, on, level, result, scope, size
        self.closed, self.fixed, self.constants = set(closed), set(closed), set(closed)
        self.depth, self.nesting, self.inside, self.fresh_count, self.iterated = 0, 0, [], 0, set()
        self.loosened = set()

    def new_name(self, stem: str) -> str:
        """A name that nothing else in this body uses."""
        self.fresh_count += 1
        return f"{stem}{self.fresh_count}"

    def whole(self) -> Lines:
        """All statements, the last a return wherever the end can be reached."""
        lines: Lines = []
        falls = True
        while self.budget > 0 and falls:
            new, falls = self.statement()
            lines += new
        return lines + [self.final()] if falls else lines

    def block(self, count: int, leave: float = 0.0) -> tuple[Lines, bool]:
        """Some statements, and whether their end can be reached; `leave` is the chance that they end in an exit."""
        lines: Lines = []
        for _ in range(count):
            new, falls = self.statement()
            lines += new
            if not falls:
                return lines, False
        if self.has("exits") and self.chance(leave):
            return lines + [self.exit()], False
        return lines or ["pass"], True

    def exit(self) -> str:
        if self.inside and self.chance(0.7):
            return "continue" if self.inside[-1] and self.chance(0.45) else "break"
        return f"return {self.returned(1)}"

    def returned(self, d: int) -> str:
        return self.value(self.result, d)

    def final(self) -> str:
        """The last return, which lets much of what was computed reach the result."""
        if self.result != FLOAT:
            return f"return {self.returned(1)}"
        terms = [name for name in self.scope.names(FLOAT, False) if self.chance(0.5)]
        sure = [(name, kind) for name, kind in self.scope.types.items() if name in self.scope.sure]
        summed = [name for name, kind in sure if kind[0] in ("array", "matrix", "either")]
        terms += [f"np.sum({name})" for name in summed if self.chance(0.45)]
        terms += [f"sum({name})" for name, kind in sure if kind[0] == "list"][:1]
        if self.has("pytree"):
            terms += [
                f"np.sum({path})" for kind in (FLOAT, array(3), array(4), matrix(2, 3)) for path in self.paths(kind)
            ][:3]
        self.rng.shuffle(terms)
        scaled = [f"{self.constant()} * {term}" if self.chance(0.3) else term for term in terms[:5]]
        return f"return {' + '.join([self.real(2), *scaled] if self.chance(0.6) or not scaled else scaled)}"

    def statement(self) -> tuple[Lines, bool]:
        self.budget -= 1
        options: list[tuple[float, Callable[[], tuple[Lines, bool] | None]]] = [
            (0.36, self.simple(self.float_statement))
        ]
        if self.has("ints"):
            options.append((0.04, self.simple(self.int_statement)))
        if self.has("arrays"):
            options.append((0.2 if self.level == 1 else 0.12, self.simple(self.array_statement)))
        if self.has("matrices"):
            options.append((0.08, self.simple(self.matrix_statement)))
        if self.has("lists"):
            options.append((0.04, self.simple(self.list_statement)))
        if self.has("tuples"):
            options.append((0.05, self.simple(self.tuple_statement)))
        if self.has("flags"):
            options.append((0.04, self.simple(self.flag_statement)))
        if self.has("sizes"):
            options.append((0.25, self.size_statement))
        if self.has("arrays") and self.level > 1:
            options.append((0.2, self.write_statement))
        if self.level > 2:
            options.append((0.3, self.thing_statement))
        if self.level > 3:
            options.append((0.45, self.share_statement))
        if self.depth < 4 and self.budget > 0:
            if self.has("ifs"):
                options.append((0.14, self.if_statement))
            if self.has("loops") and self.nesting < 3:
                options.append((0.12 if self.has("whiles") else 0.16, self.for_statement))
            if self.has("whiles") and self.nesting < 3:
                options.append((0.07, self.while_statement))
            if self.has("nested") and self.depth < 2:
                options.append((0.06, self.def_statement))
        if self.has("lambdas") or self.has("higher"):
            options.append((0.05, self.simple(self.lambda_statement)))
        for _ in range(5):
            before = self.scope.copy()
            made = self.rng.choices([f for _, f in options], [w for w, _ in options])[0]()
            if made is not None:
                return made
            self.scope = before  # what was written may have assigned
        return ["pass"], True

    @staticmethod
    def simple(write: Callable[[], str | None]) -> Callable[[], tuple[Lines, bool] | None]:
        return lambda: ([line], True) if (line := write()) is not None else None

    # Assignments

    def assign(self, kind: Type, text: str, pool: tuple[str, ...] = ()) -> str | None:
        name = self.target(kind, pool)
        if name is None:
            return None
        self.scope.assign(name, kind)
        return f"{name} = {text}"

    def targets(self, *kinds: Type) -> list[str] | None:
        """Different names for several values at once."""
        chosen: list[str] = []
        for kind in kinds:
            name = self.target(kind)
            if name is None or name in chosen:
                return None
            chosen.append(name)
        for name, kind in zip(chosen, kinds, strict=True):
            self.scope.assign(name, kind)
        return chosen

    def own(self, kind: Type) -> list[str]:
        return [name for name in self.names(kind) if name not in self.closed]

    def float_statement(self) -> str | None:
        rng, own = self.rng, self.own(FLOAT)
        shape = rng.random()
        if shape < 0.4 or not own:
            return self.assign(FLOAT, self.real(3))
        x = rng.choice(own)
        if shape < 0.6:
            e = self.real(2)
            self.scope.assign(x, FLOAT)
            return rng.choice(
                [f"{x} += {e}", f"{x} -= {e}", f"{x} *= {e}", f"{x} /= 2.0 + np.sin({e})", f"{x} += {e} * {x}"]
            )
        if shape < 0.72:  # what reads its own result, its own operand, or both
            y, e = self.real_leaf(), self.real_leaf()
            forms = ["np.sin({x})", "np.exp(np.tanh({x}))", "0.8 / (2.0 + np.sin({x}))", "(1.5 + np.sin({x})) ** {y}"]
            forms += ["np.sqrt(1.0 + {x} * {x})", "{y} / ({x} * {x} + 1.0)", "{x} * {x}", "math.tanh({x}) * {x}"]
            forms += ["{y} * {x} * {e}", "{x}"]
            self.scope.assign(x, FLOAT)
            return f"{x} = {rng.choice(forms)}".format(x=x, y=y, e=e)
        if shape < 0.82 and self.has("swaps"):
            if len(own) < 2 or self.chance(0.3):
                values = self.real(2), self.real(2)
            else:
                a, b = rng.sample(own, 2)
                self.scope.assign(a, FLOAT), self.scope.assign(b, FLOAT)
                return f"{a}, {b} = {b}, {a}" if self.chance(0.6) else f"{a}, {b} = {b}, {a} * {b}"
            found = self.targets(FLOAT, FLOAT)
            return f"{found[0]}, {found[1]} = {values[0]}, {values[1]}" if found else None
        if shape < 0.88 and self.has("chained"):
            value = self.real(2)
            found = self.targets(FLOAT, FLOAT)
            return f"{' = '.join(found)} = {value}" if found else None
        if shape < 0.93 and self.has("unpack") and self.has("arrays"):
            value = self.vector(2, 1) if self.chance(0.5) else f"({self.vector(3, 1)})[:2]"
            found = self.targets(FLOAT, FLOAT)
            return f"{found[0]}, {found[1]} = {value}" if found else None
        if self.callees(PAIR):
            value = self.call(PAIR, 2) or ""
            found = self.targets(FLOAT, FLOAT)
            return f"{found[0]}, {found[1]} = {value}" if found else None
        return self.assign(FLOAT, self.constant()) if self.chance(0.2) else self.assign(FLOAT, self.real(2))

    def int_statement(self) -> str | None:
        return self.assign(INT, self.integer())

    def flag_statement(self) -> str | None:
        return self.assign(BOOL, self.condition(1))

    def array_statement(self) -> str | None:
        rng = self.rng
        shape = rng.random()
        n = self.length()
        own = self.own(array(n))
        if shape < 0.45 or not own:
            if self.has("lengths") and self.chance(0.3):
                n = rng.choice([1, 2, 3, 5])
            return self.assign(array(n), self.vector(n, 2))
        p = rng.choice(own)
        if shape < 0.65:
            e = self.vector(n, 1) if self.chance(0.6) else self.real(1)
            self.scope.assign(p, array(n))
            return f"{p} = {p} {rng.choice(['+', '-', '*'])} {e}"
        if shape < 0.75 and self.has("swaps") and len(own) > 1:
            a, b = rng.sample(own, 2)
            self.scope.assign(a, array(n)), self.scope.assign(b, array(n))
            return f"{a}, {b} = {b}, {a}"
        if shape < 0.8 and self.has("chained"):
            value = self.vector(n, 2)
            found = self.targets(array(n), array(n))
            return f"{' = '.join(found)} = {value}" if found and self.level == 1 else None
        if shape < 0.87:
            return self.assign(array(n), p)  # another name for the same array
        if shape < 0.95 and n > 2 and (self.level == 1 or self.has("views")):
            return self.assign(array(n - 1), f"{p}[{self.slice(n - 1, n)}]")
        name = self.mixed()
        if name:
            return self.assign(
                array(self.scope.types[name][1]), f"{name} * {self.vector(self.scope.types[name][1], 1)}"
            )
        return self.assign(array(n), self.fresh(n))

    def matrix_statement(self) -> str | None:
        r, c = self.shape()
        return self.assign(matrix(r, c), self.grid(r, c, 2))

    def list_statement(self) -> str | None:
        if self.level > 1 and self.has("append") and self.chance(0.4):
            return self.assign(floats(0), "[]", ("l",))
        k = self.rng.randrange(1, 4)
        return self.assign(floats(k), f"[{', '.join(self.real(1) for _ in range(k))}]", ("l",))

    def tuple_statement(self) -> str | None:
        """A tuple or a dict under a name, or several targets at once."""
        kinds = [FLOAT, FLOAT] + ([array(self.length())] if self.has("arrays") else [])
        kinds = [self.rng.choice(kinds) for _ in range(2)]
        if self.chance(0.3):
            values = [self.value(kind, 2) for kind in kinds]
            last = self.real(1)
            found = self.targets(*kinds, FLOAT)
            return f"({found[0]}, {found[1]}), {found[2]} = ({values[0]}, {values[1]}), {last}" if found else None
        if self.chance(0.3) and self.has("pytree"):
            kind = tree("dict", ('"a"', kinds[0]), ('"b"', kinds[1]))
        else:
            kind = tree("tuple", ("0", kinds[0]), ("1", kinds[1]))
        name = self.target(kind, ("c",))
        if name is None:
            return None
        if name in self.names(kind) and kind[1] == "tuple" and self.chance(0.4):
            found = self.targets(*kinds)
            return f"{found[0]}, {found[1]} = {name}" if found else None
        return self.assign(kind, self.value(kind, 2), (name,))

    def lambda_statement(self) -> str | None:
        name = self.new_name("g")
        with self.uncertain():
            made = self.call(MAP, 2) or self.function()
        self.fixed |= {n for n in self.scope.types if n in made}
        if self.chance(0.25) and self.has("higher"):
            other = self.function()
            self.fixed |= {n for n in self.scope.types if n in other}
            made = f"{made} if {self.condition(1)} else {other}"
        self.scope.assign(name, MAP)
        return f"{name} = {made}"

    # Branches

    def if_statement(self) -> tuple[Lines, bool]:
        lines: Lines = []
        ends: list[Scope] = []
        self.depth += 1
        arms = 1 + (self.chance(0.25) + self.chance(0.1))
        for arm in range(arms):
            lines.append(f"{'elif' if arm else 'if'} {self.condition(2)}:")
            start = self.scope
            self.scope = start.copy()
            body, falls = self.block(self.rng.choice([1, 1, 2, 3]), 0.3)
            lines += indent(body)
            if falls:
                ends.append(self.scope)
            self.scope = start
        if self.chance(0.5):
            self.scope = self.scope.copy()
            body, falls = self.block(self.rng.choice([1, 1, 2]), 0.3)
            lines += ["else:", *indent(body)]
            if falls:
                ends.append(self.scope)
        else:
            ends.append(self.scope)
        self.depth -= 1
        if not ends:
            return lines, False
        self.scope = ends[0]
        for other in ends[1:]:
            self.scope = join(self.scope, other, self.has("types"))
        return lines, True

    # Functions inside functions

    def def_statement(self) -> tuple[Lines, bool] | None:
        known = [
            n for n in self.scope.sure if self.scope.types[n][0] in ("float", "array", "int", "matrix", "function")
        ]
        captured = {n for n in sorted(known) if self.scope.types[n][0] == "function" or self.chance(0.5)}
        parameters = [(n, FLOAT) for n in self.rng.sample(FLOATS, 3) if n not in captured][: self.rng.randrange(1, 3)]
        if self.has("arrays") and self.chance(0.3):
            parameters += [(n, array(4)) for n in ARRAYS if n not in captured][:1]
        if not parameters:
            return None
        if self.chance(0.4):
            parameters = [("a", FLOAT)]
        captured -= {n for n, _ in parameters}
        name = self.new_name("g")
        signature = Signature(tuple(parameters), FLOAT)
        scope = Scope({n: self.scope.types[n] for n in sorted(captured)}, set(captured))
        for parameter, kind in parameters:
            scope.assign(parameter, kind)
        inner = Body(
            self.rng, self.on - {"nested"}, self.level, FLOAT, scope, self.rng.choice([0, 1, 1, 2, 3]), captured
        )
        head: Lines = []
        own = [n for n in sorted(captured) if self.scope.types[n] == FLOAT and n not in self.closed]
        if self.has("nonlocal") and own and self.chance(0.5):
            head = [f"nonlocal {own[0]}"]
            inner.closed.discard(own[0])
        lines = [f"def {name}({', '.join(n for n, _ in parameters)}):", *indent(head + inner.whole())]
        self.fixed |= captured
        self.scope.assign(name, signature.type)
        return lines, True


__all__ = ["COUNTER", "PAIR", "Body", "indent"]
