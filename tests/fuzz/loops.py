"""Random loops that always end: ranges, arrays, lists, tuples, zip, enumerate, and while with a counter of its own."""

from __future__ import annotations

from .arrays import Arrays
from .expressions import FLOATS
from .scope import COUNTER, FLOAT, INT, Scope, Type, after_loop, array

Lines = list[str]


class Loops(Arrays):
    """Adds for and while, with break, continue and else."""

    budget: int
    depth: int
    nesting: int
    inside: list[bool]  # for each loop around: whether it may `continue`
    iterated: set[str]  # lists that a loop is running over

    def block(self, count: int, leave: float = 0.0) -> tuple[Lines, bool]:
        raise NotImplementedError

    def new_name(self, stem: str) -> str:
        raise NotImplementedError

    def for_statement(self) -> tuple[Lines, bool] | None:
        before, fixed = self.scope.copy(), set(self.fixed)
        self.fixed |= set(self.scope.types)
        with self.uncertain():  # several are written, one is used
            header = self.header()
        if header is None:
            self.fixed = fixed
            return None
        targets, over, trips = header
        text = ", ".join(name for name, _ in targets)
        start = self.scope.copy()  # the header may have assigned
        for name, kind in targets:
            self.scope.assign(name, kind)
        self.fixed |= {name for name, _ in targets}
        iterated = {n for n in self.scope.types if self.scope.types[n][0] == "list" and n in over} - self.iterated
        self.iterated |= iterated
        body = self.loop_body(True)
        self.iterated -= iterated
        surely = start.copy()
        for name, kind in targets:
            if trips:  # Python leaves the target at its last value
                surely.assign(name, kind)
        return self.finish([f"for {text} in {over}:", *body], surely, before, fixed)

    def loop_body(self, may_continue: bool, first: str = "", last: str = "") -> Lines:
        self.depth += 1
        self.nesting += 1
        self.inside.append(may_continue)
        count = self.rng.choice([1, 2, 2, 3, 4])
        lines, falls = self.block(count, 0.15)
        self.inside.pop()
        self.nesting -= 1
        self.depth -= 1
        return [f"    {line}" for line in ([first] if first else []) + lines + ([last] if last and falls else [])]

    def finish(self, lines: Lines, start: Scope, before: Scope, fixed: set[str]) -> tuple[Lines, bool]:
        """The else clause, and what is known after the loop."""
        self.scope = after_loop(start, self.scope)
        if self.has("loopelse") and self.chance(0.55):
            normal = self.scope
            self.scope = normal.copy()
            self.depth += 1
            body, _ = self.block(self.rng.choice([1, 2]), 0.15)
            self.depth -= 1
            lines += ["else:", *(f"    {line}" for line in body)]
            self.scope = after_loop(normal, self.scope)
        self.fixed = fixed
        return lines, True

    def header(self) -> tuple[list[tuple[str, Type]], str, bool] | None:
        """Targets with types, the text of the iterable, and whether it surely yields something."""
        if self.chance(0.5):
            return self.over_range()
        return self.over_values()

    def index_name(self) -> str | None:
        names = [n for n in ("i", "j", "k") if n not in self.closed and self.scope.types.get(n, INT) == INT]
        free = [n for n in names if n not in self.scope.types]
        return self.rng.choice(free if free and self.chance(0.8) else names) if names else None

    def over_range(self) -> tuple[list[tuple[str, Type]], str, bool] | None:
        i, rng = self.index_name(), self.rng
        if i is None:
            return None
        n = (self.int_leaf() if self.has("ints") else None) or "2"
        fixed = ["range(2)", "range(3)", "range(1, 4)", "range(3, -1, -1)", "range(0, 4, 2)", "reversed(range(3))"]
        loose = [f"range({n})", f"range({n}, 4)", f"range({n} - 1)", f"range({n}, -1, -1)", f"reversed(range(1, {n}))",
                 f"range(0, {n}, 2)", f"range(4 - ({n}))"]  # fmt: skip
        arrays = [x for x, k in self.scope.types.items() if k[0] == "array" and k[1] <= 4 and x in self.scope.sure]
        if arrays and self.chance(0.3):
            return (
                [(i, INT)],
                rng.choice(["range(len(%s))", "range(1, len(%s))", "range(%s.shape[0])"]) % rng.choice(arrays),
                False,
            )
        if self.chance(0.5):
            return [(i, INT)], rng.choice(fixed), True
        text = rng.choice(loose)
        return [(i, INT)], text.replace("range(4 - (", "range(3 - (") if "% 4" in n else text, False

    def over_values(self) -> tuple[list[tuple[str, Type]], str, bool] | None:
        rng, v, w = self.rng, self.target(FLOAT, FLOATS), self.target(FLOAT, FLOATS)
        arrays = [x for x, k in self.scope.types.items() if k[0] == "array" and x in self.scope.sure]
        lists = [x for x, k in self.scope.types.items() if k[0] == "list" and x in self.scope.sure]
        if v is None:
            return None
        options: list[tuple[list[tuple[str, Type]], str, bool]] = []
        values = ", ".join(self.real(1) for _ in range(rng.choice([2, 3])))
        options.append(([(v, FLOAT)], rng.choice(["({})", "[{}]"]).format(values), True))
        i = self.index_name()
        sources = arrays + lists
        if sources:
            a, b = rng.choice(sources), rng.choice(sources)
            source = rng.choice([a, a, f"reversed({a})"])
            options += [([(v, FLOAT)], source, False)] * 3
            if arrays and self.level == 1 and self.chance(0.3):
                options.append(([(v, FLOAT)], self.vector(3, 1), True))
            if i is not None:
                n = self.scope.types[a][1]
                short = f"{a}[:4]" if self.scope.types[a][0] == "array" and n > 4 else a
                if self.scope.types[a][0] == "array" or self.level == 1:
                    options += [([(i, INT), (v, FLOAT)], f"enumerate({short})", False)] * 2
            if w is not None and w != v:
                options += [([(v, FLOAT), (w, FLOAT)], f"zip({a}, {b})", False)] * 2
        rows = [(x, k) for x, k in self.scope.types.items() if k[0] == "matrix" and x in self.scope.sure]
        if rows:
            name, kind = rng.choice(rows)
            row = self.target(array(kind[2]))
            if row is not None:
                options += [([(row, array(kind[2]))], name, True)] * 2
        for name, kind in self.scope.types.items():
            if (
                kind[0] == "tree"
                and kind[1] != "dict"
                and name in self.scope.sure
                and len({k for _, k in kind[2]}) == 1
            ):
                item = self.target(kind[2][0][1])
                if item is not None:
                    options += [([(item, kind[2][0][1])], name, True)] * 2
        return rng.choice(options)

    def while_statement(self) -> tuple[Lines, bool] | None:
        rng, counter = self.rng, self.new_name("c")
        before, fixed = self.scope.copy(), set(self.fixed)
        self.scope.assign(counter, COUNTER)
        self.closed.add(counter)
        self.fixed |= set(self.scope.types)
        limit, step = rng.choice([(2, 1), (3, 1), (4, 1), (4, 2)])
        bound = f"{counter} < {limit}"
        if (names := self.names(INT)) and self.chance(0.3):
            bound = f"{counter} < {rng.choice(names)}"
        stepped = f"{counter} += {step}"
        shape = rng.random()
        if shape < 0.2 and self.has("exits"):
            start = self.scope.copy()
            with self.uncertain():
                test = self.condition(1) if self.chance(0.5) else f"{counter} == 0"
            body = self.loop_body(True, stepped)
            stop = f"    if {counter} > {limit} or ({test}):"
            lines = ["while True:", body[0], stop, "        break", *body[1:]]
            after = after_loop(start, self.scope)
            self.scope, self.fixed = after, fixed
            return [f"{counter} = 0", *lines], True
        if shape < 0.6:
            test = self.condition(1)
            bound = f"({test}) and {bound}" if ":=" in test else f"{bound} and ({test})"
        start = self.scope.copy()
        first = self.has("exits") or self.chance(0.5)
        body = self.loop_body(first, stepped if first else "", "" if first else stepped)
        if not first and not body[-1].strip().startswith(counter):
            body.append(f"    {stepped}")
        lines, _ = self.finish([f"{counter} = 0", f"while {bound}:", *body], start, before, fixed)
        return lines, True
