"""Random calls that pass things on, writes through views, and exits: what `finally` does, loops that grow lists."""

from __future__ import annotations

import random

from .expressions import FLOATS
from .scope import FLOAT, Type, array, floats, matrix
from .things import BOX, Things

Lines = list[str]
Made = tuple[Lines, bool] | None


def passing_helpers(rng: random.Random) -> Lines:
    """Functions that yield, that take arguments in every way, and that change what they are handed."""
    step = rng.choice(["x = x * 0.9", "x += v", "l = l[::-1]", "l = [0.4]", "x, l = x * v, l", "pass"])
    result = rng.choice(["x * s + sum(rest)", "sum(rest) * x - s", "x + sum([*rest, s])"])
    added = rng.choice(["sum(more.values())", "more.get('t', 0.3)", "(more['t'] if 't' in more else x)", "len(more)"])
    put = rng.choice(["l.append(x)", "l[0] *= x", "l += [x, 0.4]", "l[:] = [a * x for a in l]", "l = l + [x]"])
    key = rng.choice(["d[k] = d[k] * x", "d['e'] = x", "d.update(a=x)", "d = {**d, 'a': x}"])
    moved = rng.choice(["p[1:] = q[:-1] * x", "p += q", "p = p * x", "q[:2], p[2:] = p[2:] * x, q[:2]", "p[0] = q[-1]"])
    given = rng.choice(["p", "p[1:]", "p[::-1]", "p * 1.0", "q if x > 0.2 else p", "(p if x > q[0] else q)[:3]"])
    boxed = rng.choice(["o.x = o.x * x", "o.u[1] += x", "o.u = o.u * x", "o.step(x)", "o.k, o.x = o.x, x"])
    return f"""
def gen(x, l):
    for v in l:
        yield v * x
        {step}
        if x > {rng.choice(["1.5", "5.0"])}:
            return
    yield x
def opt(x, *rest, s={rng.choice(["0.5", "1.1"])}, **more):
    return {result} + {added}
def put(l, x):
    {put}
    return x * len(l)
def enter(d, x):
    for k in list(d):
        {key}
    return x * sum(d.values())
def move(p, q, x):
    {moved}
    return x
def part(p, q, x):
    return {given}
def box(o, x):
    {boxed}
    return o
""".splitlines()


class Passing(Things):
    """Adds the statements of level 4 that pass things on or write through views."""

    budget: int
    inside: list[bool]

    def new_name(self, stem: str) -> str:
        raise NotImplementedError

    def some(self, *kinds: Type) -> str | None:
        found = [n for n, k in self.scope.types.items() if k in kinds and n in self.scope.sure]
        return self.rng.choice(found) if found else None

    def vectors(self, count: int = 2) -> list[str]:
        """Names of arrays of length 4 that may be written, the same twice among them."""
        found = [n for n in self.names(array(4)) if n in self.scope.sure and n not in self.constants]
        return [self.rng.choice(found) for _ in range(count)] if found else ["np.ones(4)"] * count

    def bound(self, kind: Type, text: str, pool: tuple[str, ...] = ()) -> Lines:
        line = self.assign(kind, text, pool)
        return [line] if line else []

    def between(self) -> Lines:
        """Statements after something was made and before it is used: they may change what it reads."""
        if self.depth > 3 or self.chance(0.3):
            return []
        self.depth += 1
        forms = [self.rebound, self.rebound, self.write_statement, self.thing_statement]
        made = [form() for form in self.rng.choices(forms, k=self.rng.choice([1, 2]))]
        self.depth -= 1
        return [line for some in made if some is not None for line in some[0]]

    def rebound(self) -> Made:
        if self.chance(0.5) and (line := self.assign(array(4), self.vector(4, 1))):
            return [line], True
        line = self.assign(FLOAT, self.real(1), FLOATS[:3])
        return ([line], True) if line else None

    # Exits

    def ensured(self) -> Made:
        """`try` with `finally`, perhaps in a loop with `else`, whose end changes what a return has evaluated."""
        if self.depth > 2:
            return None
        start, fixed, iterated = self.scope.copy(), set(self.fixed), set(self.iterated)
        self.fixed |= set(start.types)
        self.iterated |= set(self.things("list"))
        self.depth += 1
        with self.uncertain():
            test = self.condition(1)
        body, falls = self.block(self.rng.choice([1, 2]), 0.35)
        if falls and self.chance(0.4):
            x = self.rng.choice(self.names(FLOAT) or ["0.3"])
            body += [f"if {test}:", f"    {'break' if self.inside else f'return {self.returned(1)}'}"]
            body += self.bound(FLOAT, f"{x} * {self.real_leaf()}")
        lines = [f"    {line}" for line in body]
        self.scope = start.copy()
        last = [
            some[0]
            for _ in range(self.rng.choice([1, 2]))
            if (some := self.rebound() if self.chance(0.5) else self.write_statement())
        ]
        self.depth -= 1
        self.fixed, self.iterated = fixed, iterated
        return [
            "try:",
            *lines,
            "finally:",
            *(f"    {line}" for some in last for line in some),
            *([] if last else ["    pass"]),
        ], falls

    # Writes in other ways

    def scattered(self) -> Made:
        p, q = self.vectors()
        if "(" in p:
            return None
        e, rng, s = self.real(1), self.rng, self.vector(2, 1)
        at = rng.choice(["[0, 1, 1]", "[3, 0, 3]", "[-1, 2, 2]"])
        forms = [
            f"np.add.at({p}, {at}, {e})",
            f"np.add.at({p}, {at}, {self.vector(3, 1)})",
            f"np.subtract.at({p}, [1, 1], {s})",
        ]
        forms += [
            f"{p}[[0, 2]] = {s}",
            f"{p}[[3, 1]] *= {e}",
            f"{p}[{p} > {self.real_leaf()}] = {e}",
            f"{p}[{q} < 0.4] *= {e}",
        ]
        forms += [f"np.multiply({p}, {e}, out={p})", f"np.copyto({p}, {q})", f"{p}[::-1][1:] += {self.vector(3, 1)}"]
        forms += [f"{p}[...] = {q} * {e}", f"{p}[1:][::2] = {s}", f"{p}[:3][-1] = {e}", f"np.add({p}, {q}, out={p})"]
        forms += [f"{p}[:2], {p}[2:] = {p}[2:], {p}[:2] * {e}", f"{p}[:] = {p}[::-1]", f"{p}[1:] += {p}[:-1]"]
        return [rng.choice(forms)], True

    def reshaped(self) -> Made:
        p, rng, e, s = self.vectors(1)[0], self.rng, self.real(1), self.vector(2, 1)
        if "(" in p:
            return None
        if self.chance(0.5) and (a := self.target(matrix(2, 2), ("a", "b"))):
            self.scope.assign(a, matrix(2, 2))
            forms = ["{p}.reshape(2, 2)", "{p}.reshape(2, 2).T", "np.reshape({p}, (2, 2))", "{p}.reshape(2, -1)[::-1]"]
            make = [f"{a} = {rng.choice(forms).format(p=p)}"]
        elif found := [n for n in self.names(matrix(2, 2)) if n in self.scope.sure]:
            a, make = rng.choice(found), []
        else:
            a, make = f"{p}.reshape(2, 2)", []
        forms = ["{a}[0, 1] = {e}", "{a}[1] *= {e}", "{a}[:, 0] = {s}", "{a}.T[0] += {s}", "{a}[1, :] = {a}[0]"]
        forms += [
            "{a}[0][1] *= {e}",
            "{a}[:, 1] -= {a}[0]",
            "{a}.T[1, 0] = {e}",
            "{a}.ravel()[2] = {e}",
            "{a}[{a} > 0.3] = {e}",
        ]
        forms += ["{a}.flat[1] = {e}", "{a}[...] = {e}", "{a}[np.arange(2), [1, 0]] = {s}"]
        return [*make, *self.between(), rng.choice(forms).format(a=a, e=e, s=s)], True

    # Loops whose end only the run knows

    def growing(self) -> Made:
        """`while` with several breaks, over a list that grows."""
        if (
            self.nesting > 1
            or self.depth > 2
            or self.iterated
            or "m" in self.closed
            or self.scope.types.get("m", ("list",))[0] != "list"
        ):
            return None
        c, rng, e = self.new_name("c"), self.rng, self.real(1)
        start, fixed = self.scope, set(self.fixed)
        self.scope = start.copy()
        self.scope.assign("m", floats(1))
        self.fixed |= set(self.scope.types)
        with self.uncertain():
            one, two = self.condition(1), self.condition(1)
        self.depth, self.nesting = self.depth + 1, self.nesting + 1
        self.inside.append(True)
        body, falls = self.block(rng.choice([1, 2]), 0.3)
        self.inside.pop()
        self.depth, self.nesting = self.depth - 1, self.nesting - 1
        grow = rng.choice(
            [f"m.append({e})", f"m.append(m[-1] * {e})", f"m += [m[0], {e}]", f"m = [{e}, *m]", f"m.insert(0, {e})"]
        )
        head = rng.choice(
            ["while True:", "while len(m) < 6:", f"while m[-1] < 2.0 and {c} < 4:", f"while sum(m) < 5.0 or {c} < 2:"]
        )
        lines = [
            f"m = [{self.real_leaf()}]",
            f"{c} = 0",
            head,
            f"    {c} += 1",
            f"    if {c} > 4:",
            "        break",
            f"    {grow}",
        ]
        lines += [f"    if {one}:", f"        {rng.choice(['break', 'continue', 'm.pop()', 'break'])}"]
        lines += [f"    {line}" for line in body]
        if falls:
            lines += [f"    if {two} and m[0] < 1.0:", "        break"]
        self.scope, self.fixed = start, fixed
        self.scope.assign("m", floats(0))
        return lines + self.bound(
            FLOAT, rng.choice(["sum(m)", "sum(r * r for r in m)", "len(m) * 0.1 + sum(m[1:])"])
        ), True

    # What functions do with their arguments

    def passed(self) -> Made:
        rng, e, f = self.rng, self.real(1), self.real_leaf()
        p, q = self.vectors()
        lists = [n for n in self.things("list") if n not in self.iterated | self.constants] or ["[0.4]"]
        l, tables, boxes = rng.choice(lists), self.things("table"), self.things("box")
        calls = [f"opt({e})", f"opt({e}, {f}, s={f})", f"opt({e}, t={f})", f"opt(*[{e}, {f}])", f"opt(s={f}, x={e})"]
        calls += [
            f"opt({e}, *{l})",
            f"opt({e}, *{q}[:2], s={f})",
            f"opt(**{{'x': {e}, 's': {f}, 'z': 0.4}})",
            f"opt(*({f},), **dict(t={e}))",
        ]
        calls += [f"sum(gen({f}, {l}))", f"sum([r * {f} for r in gen({e}, {q})])"]
        calls += [f"put({l}, {e})"] * 3 if not self.iterated else []
        calls += [f"enter({rng.choice(tables)}, {e})"] * 2 if tables and not self.nesting else []
        calls += [f"move({p}, {q}, {e})"] * 3
        if boxes and self.chance(0.4):
            return self.bound(BOX, f"box({rng.choice(boxes)}, {e})", ("o", "b1")), True
        if self.chance(0.3):
            line = self.bound(array(4), f"part({p}, {q}, {f})")
            return [*line, *self.between()], True
        call = rng.choice(calls)
        return ([call], True) if self.chance(0.3) else (self.bound(FLOAT, call), True)
