"""Random sharing: iterators kept under a name, containers of arrays and objects, several names of one thing."""

from __future__ import annotations

from collections.abc import Callable

from .expressions import FLOATS
from .passing import Lines, Made, Passing
from .scope import FLOAT, Type, array, floats
from .things import BOX

ITERATOR: Type = ("iterator",)  # of floats, at any place
ROWS: Type = ("rows",)  # a list of two arrays of length 4
NAMED: Type = ("named",)  # a dict of two such arrays
BOXES: Type = ("boxes",)  # a list of two objects or more


class Shares(Passing):
    """Adds the statements of level 4."""

    def share_statement(self) -> Made:
        table: dict[str, list[Callable[[], Made]]] = {
            "iterators": [self.iterator, self.iterator, self.closure, self.closures],
            "sharing": [self.renamed, self.renamed, self.rows, self.rows_changed, self.rows_changed, self.named],
            "boxes": [self.boxes, self.boxes_changed, self.boxes_changed],
            "values": [self.values_kept, self.table_gone],
            "ensured": [self.ensured, self.ensured],
            "scatter": [self.scattered, self.scattered, self.reshaped],
            "growing": [self.growing, self.growing],
            "passing": [self.passed, self.passed],
        }
        forms = [form for feature, some in table.items() if self.has(feature) for form in some]
        return self.rng.choice(forms)() if forms else None

    # Iterators and closures

    def sources(self) -> list[str]:
        lists = [n for n in self.things("list") if self.scope.types[n][1]]
        return [n for n in self.names(array(4)) if n in self.scope.sure] + lists or ["(0.3, 0.8)"]

    def iterator(self) -> Made:
        rng = self.rng
        if (old := self.some(ITERATOR)) and self.chance(0.5):
            return self.used(old), True
        a, b, e = rng.choice(self.sources()), rng.choice(self.sources()), self.real_leaf()
        with self.uncertain():
            test = rng.choice(["r > 0.2", f"r < {e}", f"r * {e} < 0.5"])
        forms = ["iter({a})", "reversed({a})", "(r * {e} for r in {a})", "(r for r in {a} if {t})"]
        forms += ["map(lambda r: r * {e}, {a})", "filter(lambda r: {t}, {a})", "(r * k for r, k in zip({a}, {b}))"]
        forms += ["(0.3 * k + r for k, r in enumerate({a}))", "iter([{e}, *{a}])"]
        forms += ["(r * k for r in {a} for k in {b})", "map(lambda r, k: r * k + {e}, {a}, {b})"]
        if self.has("passing"):
            forms += ["gen({e}, {a})", "gen({e}, {a})", "map(lambda r: r + {e}, gen({e}, {a}))"]
        name = self.new_name("w")
        line = f"{name} = {rng.choice(forms).format(a=a, b=b, e=e, t=test)}"
        self.scope.assign(name, ITERATOR)
        self.closed.add(name)
        return [line, *self.between(), *self.used(name), *(self.used(name) if self.chance(0.3) else [])], True

    def used(self, w: str) -> Lines:
        rng, e = self.rng, self.real_leaf()
        if self.chance(0.4) and self.depth < 3 and (v := self.target(FLOAT, FLOATS)):
            start, fixed = self.scope, set(self.fixed)
            self.scope = start.copy()
            self.scope.assign(v, FLOAT)
            self.fixed |= set(self.scope.types)
            self.depth, self.nesting = self.depth + 1, self.nesting + 1
            self.inside.append(True)
            lines, _ = self.block(rng.choice([1, 2]), 0.3)
            self.inside.pop()
            self.depth, self.nesting = self.depth - 1, self.nesting - 1
            self.scope, self.fixed = start, fixed
            head = rng.choice(["for {v} in {w}:", "for {v} in {w}:", "for {v}, _ in zip({w}, range(2)):"])
            return [head.format(v=v, w=w), *(f"    {line}" for line in lines)]
        forms = ["next({w}, {e})", "sum({w})", "sum({w}) * {e}", "next({w}, 0.4) * next({w}, {e})", "max([{e}, *{w}])"]
        forms += ["sum(r * {e} for r in {w})", "sum(r * k for r, k in zip({w}, [{e}, 0.4]))"]
        return self.bound(FLOAT, rng.choice(forms).format(w=w, e=e))

    def closure(self) -> Made:
        """A function of what is around it, which changes before it is called."""
        g, e, b = self.new_name("g"), self.real(1), self.real_leaf()
        with self.uncertain():
            e, test = self.real(1), self.condition(1)
        make = self.rng.choice(
            [
                [f"{g} = lambda a: a * {e}"],
                [f"{g} = lambda a, b={b}: a * b + {e}"],
                [f"def {g}(a={b}):", f"    return a * {e}"],
                [f"def {g}(a):", f"    if {test}:", f"        return a * {b}", f"    return {e} - a"],
            ]
        )
        if ":=" in " ".join(make):
            return None
        lines = [*make, *self.between()]
        call = self.rng.choice(["{g}({b})", "{g}({g}({b}))", "sum({g}(r) for r in (0.5, {b}))", "sum(map({g}, [{b}]))"])
        return lines + self.bound(FLOAT, call.format(g=g, b=self.real_leaf())), True

    def closures(self) -> Made:
        """Functions in a list, which all read the last value of a loop's variable, or each its own."""
        r, fs = self.rng, self.new_name("fs")
        a, e, b = r.choice(self.sources()), self.real_leaf(), self.real_leaf()
        v = self.target(FLOAT, FLOATS)
        if v is None or v in self.closed:
            return None
        kept = r.choice([f"lambda a: a * {{v}} + {e}", f"lambda a, k={{v}}: a * k + {e}"])
        make = r.choice(
            [
                [f"{fs} = [{kept.format(v='w')} for w in {a}]"],
                [f"{fs} = []", f"for {v} in {a}:", f"    {fs}.append({kept.format(v=v)})"],
            ]
        )
        lines = [*make, *self.between()]
        call = r.choice(
            [f"sum(h({b}) for h in {fs})", f"{fs}[0]({b}) * {fs}[-1]({e})", f"sum([h({b}) for h in {fs}[1:]])"]
        )
        return lines + self.bound(FLOAT, call), True

    # Several names of one thing

    def renamed(self) -> Made:
        """A second name of an array, a list or an object, of which one is then changed."""
        rng, e = self.rng, self.real(1)
        with self.uncertain():
            test = self.condition(1)
        lists = [n for n in self.things("list") if self.scope.types[n][1] and n not in self.constants]
        if lists and not self.iterated and self.chance(0.5):
            l = rng.choice(lists)
            n = self.scope.types[l][1]
            text = rng.choice(["{l}", "{l}", "{l}[:]", "{l} if {t} else [{e}]", "[{e}] if {t} else {l}", "{l} + [{e}]"])
            lines = self.bound(floats(min(n, 1)), text.format(l=l, t=test, e=e), ("l", "m"))
            both = [n for n in self.things("list") if self.scope.types[n][1] and n not in self.constants]
            m = rng.choice(both or [l])
            change = ["{m}[0] = {e}", "{m}[-1] *= {e}", "{m}.append({e})", "{m}.insert(0, {e})", "{m} += [{e}]"]
            change += ["{m}[0], {m}[-1] = {m}[-1], {e}", "{m}.reverse()", "{m}.extend({l})", "{m}[:1] = [{e}, 0.7]"]
            return [*lines, rng.choice(change).format(m=m, e=self.real(1), l=f"list({l})")], True
        p, q = self.vectors()
        form = rng.choice(["{p}", "{p} if {t} else {q}", "{p}[::-1]", "({p} if {t} else {q})[:]", "({p}, {q})[{i}]"])
        i = self.int_leaf() if self.has("ints") else None
        lines = self.bound(array(4), form.format(p=p, q=q, t=test, i=f"({i}) % 2" if i else "1"))
        u = self.vectors(1)[0]
        if "(" not in u:
            lines += (self.into_element if self.chance(0.6) else self.into_slice)(u, 4)[0]
        return lines, True

    def rows(self) -> Made:
        p, q = self.vectors()
        name = self.new_name("r")
        self.scope.assign(name, ROWS)
        self.closed.add(name)
        form = self.rng.choice(
            ["[{p}, {q}]", "[{p}, {q} * 1.0]", "[{p}.copy(), {q}]", "[np.zeros(4) for _ in range(2)]"]
        )
        return [f"{name} = {form.format(p=p, q=q)}"], True

    def rows_changed(self) -> Made:
        r, rng, e = self.some(ROWS), self.rng, self.real(1)
        if r is None:
            return self.rows()
        k = f"({i}) % 2" if self.has("ints") and self.chance(0.4) and (i := self.int_leaf()) else rng.choice("01")
        forms = [f"{r}[{k}][{self.index(4)}] = {e}", f"{r}[{k}][1:] *= {e}", f"{r}[{k}] = {self.vector(4, 1)}"]
        forms += [
            f"{r}[0], {r}[1] = {r}[1], {r}[0]",
            f"{r}.reverse()",
            f"{r}[0] = {r}[1]",
            f"{r}[{k}] += {self.vectors(1)[0]}",
        ]
        if self.chance(0.35):
            v = self.new_name("v")
            body = rng.choice([f"{v}[{self.index(4)}] += {e}", f"{v} *= {e}", f"{v}[1:] = {v}[:-1]"])
            over = rng.choice([f"for {v} in {r}:", f"for _, {v} in enumerate({r}):", f"for {v}, _ in zip({r}, {r}):"])
            return [over, f"    {body}"], True
        if self.chance(0.4):
            text = rng.choice([f"{r}[{k}]", f"{r}[0] + {r}[1]", f"sum({r})", f"np.array({r})[{k}]", f"{r}[{k}][:]"])
            return self.bound(array(4), text), True
        return [rng.choice(forms)], True

    def named(self) -> Made:
        d, rng, e = self.some(NAMED), self.rng, self.real(1)
        p, q = self.vectors()
        if d is None or self.chance(0.2):
            name = self.new_name("e")
            self.scope.assign(name, NAMED)
            self.closed.add(name)
            return [f'{name} = {{"a": {p}, "b": {q}}}'], True
        k = rng.choice(['"a"', '"b"'])
        forms = [f"{d}[{k}][{self.index(4)}] += {e}", f"{d}[{k}] *= {e}", f"{d}[{k}] = {self.vector(4, 1)}"]
        forms += [f'{d}["a"], {d}["b"] = {d}["b"], {d}["a"]', f"{d}[{k}] = {p}"]
        if self.chance(0.3):
            return [f"for key in {d}:", f"    {d}[key] {rng.choice(['*=', '+='])} {e}"], True
        if self.chance(0.4):
            return self.bound(array(4), rng.choice([f"{d}[{k}]", f"sum({d}.values())", f'{d}["a"] * {d}["b"]'])), True
        return [rng.choice(forms)], True

    # Objects in lists

    def boxes(self) -> Made:
        if not self.has("objects"):
            return None
        made = [self.some(BOX) or f"Box({self.real_leaf()}, {self.vectors(1)[0]})" for _ in range(2)]
        made.append(f"Box({self.real(1)}, {self.vectors(1)[0]} * 1.0, {self.real_leaf()})")
        name = self.new_name("os")
        self.scope.assign(name, BOXES)
        self.closed.add(name)
        return [f"{name} = [{', '.join(self.rng.sample(made, self.rng.choice([2, 3])))}]"], True

    def boxes_changed(self) -> Made:
        os, rng, e = self.some(BOXES), self.rng, self.real(1)
        if os is None:
            return self.boxes()
        k = (
            f"({i}) % 2"
            if self.has("ints") and self.chance(0.4) and (i := self.int_leaf())
            else rng.choice(["0", "1", "-1"])
        )
        forms = [f"{os}[{k}].x = {e}", f"{os}[{k}].x += {e}", f"{os}[{k}].step({e})", f"{os}[{k}].u[1] = {e}"]
        forms += [f"{os}.reverse()", f"{os}[0] = {os}[1]", f"{os}[0].u = {os}[1].u", f"{os}.sort(key=lambda b: b.x)"]
        forms += [f"{os}.append({os}[0])", f"{os} = {os}[::-1]"]
        if self.chance(0.35):
            body = rng.choice([f"b.step({e})", f"b.x *= {e}", f"b.u[{self.index(4)}] += b.x", f"b.k = {os}[0].x"])
            return [f"for b in {os}:", f"    {body}"], True
        if self.chance(0.5):
            read = [f"{os}[{k}].x", f"sum(b.x for b in {os})", f"max({os}, key=lambda b: b.k).x", f"{os}[{k}].size"]
            read += [f"sum([b(0.3) for b in {os}])", f"min(b.x for b in {os})"]
            return self.bound(FLOAT, rng.choice(read)), True
        if self.chance(0.3):
            return self.bound(BOX, f"{os}[{k}]", ("o", "b1")), True
        return [rng.choice(forms)], True

    # Dicts and their views

    def values_kept(self) -> Made:
        tables = self.things("table")
        if not tables:
            return self.table_made()
        d, v = self.rng.choice(tables), self.new_name("vs")
        make = self.rng.choice(
            [f"{d}.values()", f"{d}.values()", f"list({d}.values())", f"{d}.items()", f"{d}.copy().values()"]
        )
        changed = [some for _ in range(2) if (some := self.table_written()) is not None]
        pairs = make.endswith("items()")
        use = (
            self.rng.choice(["sum({})", "max({})", "sum(r * r for r in {})"]) if not pairs else "sum(r for _, r in {})"
        )
        lines = [f"{v} = {make}", *(line for some in changed for line in some[0])]
        return lines + self.bound(FLOAT, use.format(v)), True

    def table_gone(self) -> Made:
        """A dict gone through while it is written, copied, or made of another."""
        tables = self.things("table")
        if not tables or self.nesting:
            return None
        d, e = self.rng.choice(tables), self.real_leaf()
        forms = [
            [f"for key, r in {d}.items():", f"    {d}[key] = r * {e}"],
            [f"for key in list({d}):", f"    {d}[key] -= {e}", f"    {d}['c'] = {e}"],
            [f"for key in sorted({d}):", f"    {d}[key] *= {d}['a']"],
            [f"{d}.setdefault('a', {e})"],
        ]
        if d not in self.fixed | self.closed:
            forms += [[f"{d} = {{key: r * {e} for key, r in {d}.items()}}"], [f"{d} = dict({d}, a={e})"]]
            forms += [[f"{d} = dict(zip({d}, [r + {e} for r in {d}.values()]))"], [f"{d} = {d} | {{'a': {e}}}"]]
        return self.rng.choice(forms), True
