"""Random objects, dicts, lists and exceptions: attributes and keys written and read, methods, `try`, comprehensions."""

from __future__ import annotations

import random
from collections.abc import Callable

from .scope import FLOAT, Type, array, floats, join
from .writes import Writes

Lines = list[str]
BOX: Type = ("box",)  # an object with the floats `x` and `k` and an array `u` of length 4
KEYS = ('"a"', '"b"', '"c"', '"d"')


def table(*keys: str) -> Type:
    """A dict of floats with these keys."""
    return ("table", tuple(sorted(keys)))


def box_class(rng: random.Random) -> Lines:
    """The class of the objects, whose methods read and write attributes in one of several ways."""
    moved = rng.choice(["self.x + a * self.k", "self.x * np.cos(a)", "np.sin(self.x) + a", "a - self.x * self.k"])
    result = rng.choice(["self.x", "self.x * a", "self.k - a", "Box.scale * self.x"])
    second = rng.choice(["self.k = self.k * 0.5 + a", "self.k *= np.tanh(a)", "self.u = self.u * a", "pass"])
    added = rng.choice(["self.x + other.x, self.u * other.k", "self.x * other.k, other.u", "other.x, self.u"])
    size = rng.choice(["self.x * self.k", "np.sum(self.u) * self.k", "self.u[0] - self.x"])
    return f"""
class Box:
    scale = 0.9
    def __init__(self, x, u, k=0.5):
        self.x = x
        self.k = k
        self.u = u
    def step(self, a):
        self.x = {moved}
        {second}
        return {result}
    def put(self, i, a):
        self.u[i] {rng.choice(["=", "+=", "*="])} a * self.x
        return self
    @property
    def size(self):
        return {size}
    def __call__(self, a):
        return {rng.choice(["np.sin(a) * self.x", "a * self.size", "self.step(a) + self.k"])}
    def __add__(self, other):
        return Box({added})
""".splitlines()


class Things(Writes):
    """Adds the statements of level 3."""

    depth: int
    nesting: int

    def block(self, count: int, leave: float = 0.0) -> tuple[Lines, bool]:
        raise NotImplementedError

    def thing_statement(self) -> tuple[Lines, bool] | None:
        forms: list[Callable[[], tuple[Lines, bool] | None]] = []
        if self.has("objects"):
            forms += [self.box_made, self.box_changed, self.box_changed, self.box_called, self.box_joined]
        if self.has("tables"):
            forms += [self.table_made, self.table_written, self.table_written]
        if self.has("stacks"):
            forms += [self.list_changed] * 3
        if self.has("comprehensions"):
            forms += [self.comprehended] * 2
        if self.has("tries") and self.depth < 4:
            forms += [self.attempted] * 2
        return self.rng.choice(forms)() if forms else None

    def things(self, kind: str) -> list[str]:
        return [n for n, k in self.scope.types.items() if k[0] == kind and n in self.scope.sure]

    def real_leaf(self) -> str:
        boxes, tables = self.things("box"), self.things("table")
        if boxes and self.chance(0.25):
            o = self.rng.choice(boxes)
            return self.rng.choice([f"{o}.x", f"{o}.k", f"{o}.size", f"{o}.u[{self.index(4)}]", f"sum({o}.u)"])
        if tables and self.chance(0.25):
            d = self.rng.choice(tables)
            key = self.rng.choice(self.scope.types[d][1])
            return self.rng.choice([f"{d}[{key}]"] * 3 + [f"{d}.get({key}, 0.5)", f"sum({d}.values())"])
        return super().real_leaf()

    # Objects

    def box_made(self) -> tuple[Lines, bool] | None:
        vector = self.rng.choice(self.names(array(4)) or ["np.ones(4)"])
        form = self.rng.choice(["{u}", "{u}.copy()", "{u} * 2.0"])
        line = self.assign(BOX, f"Box({self.real(1)}, {form.format(u=vector)})", ("o", "b1"))
        return ([line], True) if line else None

    def box_changed(self) -> tuple[Lines, bool] | None:
        boxes = self.things("box")
        if not boxes:
            return self.box_made()
        o, e = self.rng.choice(boxes), self.real(2)
        forms = ["{o}.x = {e}", "{o}.x += {e}", "{o}.k = {e}", "{o}.x, {o}.k = {o}.k, {e}"]
        if self.has("writes"):
            forms += [f"{{o}}.u[{self.index(4)}] = {{e}}", "{o}.u *= {e}", f"{{o}}.put({self.index(4)}, {{e}})"]
        return [self.rng.choice(forms).format(o=o, e=e)], True

    def box_called(self) -> tuple[Lines, bool] | None:
        boxes = self.things("box")
        if not boxes:
            return None
        o, e = self.rng.choice(boxes), self.real(1)
        call = self.rng.choice([f"{o}.step({e})", f"{o}({e})"])
        if self.chance(0.3):
            return [call], True
        line = self.assign(FLOAT, call)
        return ([line], True) if line else None

    def box_joined(self) -> tuple[Lines, bool] | None:
        """Another name for an object, one of two, or a new one made of two."""
        boxes = self.things("box")
        if not boxes:
            return None
        a, b = self.rng.choice(boxes), self.rng.choice(boxes)
        with self.uncertain():
            forms = [a, f"{a} + {b}", f"{a} if {self.condition(1)} else {b}"]
        if a != b and {a, b}.isdisjoint(self.closed) and self.chance(0.3):
            return [f"{a}, {b} = {b}, {a}"], True
        line = self.assign(BOX, self.rng.choice(forms), ("o", "b1"))
        return ([line], True) if line else None

    # Dicts

    def table_made(self) -> tuple[Lines, bool] | None:
        keys = KEYS[: self.rng.choice([1, 2, 3])]
        text = "{" + ", ".join(f"{key}: {self.real(1)}" for key in keys) + "}"
        if self.chance(0.2) and not self.nesting:
            text = self.rng.choice([f"dict({text})", f"{{**{text}}}"])
        line = self.assign(table(*keys), text, ("d",))
        return ([line], True) if line else None

    def table_written(self) -> tuple[Lines, bool] | None:
        tables = self.things("table")
        if not tables:
            return self.table_made()
        d, e = self.rng.choice(tables), self.real(2)
        keys = self.scope.types[d][1]
        if not self.nesting and d not in self.fixed | self.closed and self.chance(0.3):
            key = self.rng.choice(KEYS)
            self.scope.assign(d, table(*keys, key))
            return [self.rng.choice([f"{d}[{key}] = {e}", f"{d}.update({{{key}: {e}}})"])], True
        key = self.rng.choice(keys)
        if self.chance(0.2) and (v := self.new_loop_name()):
            return [f"for {v} in {d}:", f"    {d}[{v}] {self.rng.choice(['*=', '+='])} {e}"], True
        return [self.rng.choice([f"{d}[{key}] = {e}", f"{d}[{key}] += {e}", f"{d}[{key}] *= {e}"])], True

    def new_loop_name(self) -> str | None:
        return "key" if "key" not in self.closed else None

    # Lists

    def list_changed(self) -> tuple[Lines, bool] | None:
        lists = [n for n in self.things("list") if n not in self.iterated | self.constants | self.closed]
        if not lists or self.iterated:
            k = self.rng.randrange(0, 4)
            line = None if "l" in self.closed else self.assign(floats(k), self.display(k), ("l",))
            return ([line], True) if line else None
        l, e = self.rng.choice(lists), self.real(1)
        least = self.scope.types[l][1]
        forms = [
            "{l}.insert(0, {e})",
            "{l}.extend([{e}, 0.5])",
            "{l} = {l} + [{e}]",
            "{l} = {l}[::-1]",
            "{l}.reverse()",
        ]
        forms += [
            "{l}.reverse()",
            "{l} = [*{l}, {e}]",
            "{l} += [{e}]",
            "{l} = list({l})",
            "{l} = sorted({l})",
            "{l}.append({e})",
        ]
        if least and not self.nesting and l not in self.fixed and self.chance(0.4):
            self.scope.assign(l, floats(least - 1))
            x = self.target(FLOAT)
            if x is None or self.chance(0.3):
                return [self.rng.choice([f"{l}.pop()", f"del {l}[0]", f"{l} = {l}[1:]"])], True
            self.scope.assign(x, FLOAT)
            return [self.rng.choice([f"{x} = {l}.pop()", f"{x} = {l}.pop(0)", f"{x}, *{l} = {l}"])], True
        return [self.rng.choice(forms).format(l=l, e=e)], True

    def display(self, k: int) -> str:
        return f"[{', '.join(self.real(1) for _ in range(k))}]"

    def comprehended(self) -> tuple[Lines, bool] | None:
        """A list, a sum or an extreme of what a comprehension gives."""
        sources = self.names(array(4)) + [n for n in self.things("list") if self.scope.types[n][1]]
        if not sources:
            return None
        source, e = self.rng.choice(sources), self.real_leaf()
        n = self.scope.types[source][1]
        element = self.rng.choice([f"r * {e}", f"np.sin(r) + {e}", f"r ** 2 * {e}", f"r if r > 0.1 else {e}"])
        test = self.rng.choice(["", "", " if r > 0.2", f" if r < {e}"])
        if self.chance(0.5) and "l" not in self.closed and "l" not in self.iterated:
            line = self.assign(floats(0 if test else n), f"[{element} for r in {source}{test}]", ("l",))
        else:
            form = self.rng.choice(["sum({})", "sum([{}])", "max([0.3, *({})])"])
            line = self.assign(FLOAT, form.format(f"{element} for r in {source}{test}"))
        return ([line], True) if line else None

    # Exceptions

    def attempted(self) -> tuple[Lines, bool]:
        """`try` with a handler, perhaps `finally`; what raises stands between statements."""
        start, fixed, iterated = self.scope, set(self.fixed), set(self.iterated)
        self.fixed |= set(start.types)  # a handler must know of what type a name is
        self.iterated |= set(self.things("list"))  # nor may a list get shorter
        self.depth += 1
        self.scope = start.copy()
        first, falls = self.block(self.rng.choice([0, 1, 2]), 0.1)
        lines = [line for line in first if line != "pass"]
        if falls:
            with self.uncertain():
                test, e = self.condition(1), self.real(1)
            x = self.target(FLOAT)
            lines += [f"if {test}:", f"    raise {self.rng.choice(['ValueError', 'KeyError'])}('no')"]
            if x is not None and self.chance(0.5):
                lines.append(f"{x} = math.sqrt({e})")
                self.scope.assign(x, FLOAT)
            more, falls = self.block(self.rng.choice([0, 1]), 0.1)
            lines += more
        ends = [self.scope] if falls else []
        self.scope = start.copy()
        handler, handled = self.block(self.rng.choice([1, 2]), 0.2)
        ends += [self.scope] if handled else []
        made = ["try:", *(f"    {line}" for line in lines), f"except {self.rng.choice(CAUGHT)}:"]
        made += [f"    {line}" for line in handler]
        self.depth -= 1
        self.fixed, self.iterated = fixed, iterated
        self.scope = start
        if ends:
            self.scope = ends[0]
            for other in ends[1:]:
                self.scope = join(self.scope, other, False)
        if self.chance(0.3):
            after, self.scope = self.scope, start.copy()
            last = self.float_statement()
            if last is not None:
                made += ["finally:", f"    {last}"]
                for name in self.scope.sure - start.sure:
                    after.assign(name, self.scope.types[name])
            self.scope = after
        return made, bool(ends)

    def float_statement(self) -> str | None:
        raise NotImplementedError


CAUGHT = ("(ValueError, KeyError)", "Exception", "(ValueError, KeyError) as error")
