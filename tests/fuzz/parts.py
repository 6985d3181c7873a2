"""Random buffers whose parts and other names are taken before anything in them depends on the arguments."""

from __future__ import annotations

import random

from .passing import Lines, Made
from .scope import FLOAT, Type, array, floats
from .shares import NAMED, ROWS, Shares

BUFFER: Type = ("buffer",)  # an array of two rows of length 4
NESTED: Type = ("nested",)  # a list of two lists of four floats


def parts_helpers(rng: random.Random) -> Lines:
    """Functions that give back what they are given, or parts of it."""
    kept = rng.choice(["l", "l if len(l) > 1 else [0.2]", "l[:]", "l or [0.3]"])
    rows = rng.choice(["list(z)", "[r for r in z]", "[z[0], z[1]]", "[*z]", "(z[1], z[0])"])
    return f"""
def pick(rows, k):
    return rows[k]
def keep(l):
    return {kept}
def split(z):
    return {rows}
def join(p, q):
    return {{"a": p, "b": q}}
def views(p):
    return p[{rng.choice(["1:", ":3", "::2"])}], p[::-1]
""".splitlines()


class Parts(Shares):
    """Adds the statements of level 4 about buffers, and about methods under names."""

    def share_statement(self) -> Made:
        forms = []
        if self.has("parts"):
            forms += [self.buffer, self.buffer, self.buffer_changed, self.buffer_changed, self.unpacked, self.unpacked]
            forms += [self.nested_list, self.nested_list_changed, self.nested_list_changed, self.given_back]
        if self.has("methods"):
            forms += [self.method, self.method]
        if forms and self.chance(0.6):
            return self.rng.choice(forms)()
        return super().share_statement()

    def kept(self, stem: str, kind: Type, text: str) -> Lines:
        """Bind a new name that nothing else binds."""
        name = self.new_name(stem)
        self.scope.assign(name, kind)
        self.closed.add(name)
        return [f"{name} = {text}"]

    def place(self) -> str:
        if self.has("ints") and self.chance(0.4) and (i := self.int_leaf()):
            return f"({i}) % 2"
        return self.rng.choice(["0", "1", "-1"])

    # Buffers

    def buffer(self) -> Made:
        p, q = self.vectors()
        forms = [
            "np.zeros((2, 4))",
            "np.zeros((2, 4))",
            "np.ones((2, 4))",
            "np.full((2, 4), 0.3)",
            "np.zeros((4, 2)).T",
        ]
        forms += ["np.zeros(8).reshape(2, 4)", "np.zeros((3, 4))[1:]", f"np.stack([{p}, {q}])", f"np.array([{p}, {q}])"]
        lines = self.kept("z", BUFFER, self.rng.choice(forms))
        return lines + (self.unpacked() or ([], True))[0], True

    def unpacked(self) -> Made:
        """Names for parts of a buffer, or of an array of numbers that are known yet."""
        z, rng = self.some(BUFFER), self.rng
        if z is None or self.chance(0.15):
            fresh = ["np.zeros(4)", "np.ones(4) * 0.5", "np.arange(4) * 0.1", "np.full(4, 0.3)", "np.zeros((2, 4))[0]"]
            return self.bound(array(4), rng.choice(fresh)), True
        a, b = self.target(array(4)), self.target(array(4))
        if a is not None and b is not None and a != b and self.chance(0.5):
            self.scope.assign(a, array(4))
            self.scope.assign(b, array(4))
            forms = ["{z}", "{z}[::-1]", "{z}.T.T", "({z}[0], {z}[1])", "[{z}[1], {z}[0]]", "list({z})", "iter({z})"]
            forms += ["split({z})"] if self.has("passing") else []
            return [f"{a}, {b} = {rng.choice(forms).format(z=z)}"], True
        if self.chance(0.3):
            form = [
                "list({z})",
                "[*{z}]",
                "[r for r in {z}]",
                "[{z}[0]] * 2",
                "[{z}[1], {z}[1][::-1]]",
                "list({z}[::-1])",
            ]
            form += ["[np.zeros(4)] * 2", "[np.zeros(4) for _ in range(2)]"]
            return self.kept("r", ROWS, rng.choice(form).format(z=z)), True
        if self.chance(0.2):
            return self.kept("e", NAMED, f'{{"a": {z}[0], "b": {z}[{self.place()}]}}'), True
        k = self.place()
        forms = [
            "{z}[{k}]",
            "{z}[{k}, :]",
            "{z}[{k}][::-1]",
            "{z}.T[:, {k}]",
            "{z}[:, ::2].ravel()",
            "{z}[:, 1:3].T[0]",
        ]
        text = rng.choice(forms[:4]).format(z=z, k=k)
        return self.bound(array(4), text), True

    def buffer_changed(self) -> Made:
        z, rng, e = self.some(BUFFER), self.rng, self.real(1)
        if z is None:
            return self.buffer()
        k, i, p = self.place(), self.index(4), self.vectors(1)[0]
        if self.chance(0.35):
            reads = [
                "np.sum({z} ** 2)",
                "{z}[{k}, {i}]",
                "np.sum({z}[:, {i}])",
                "{z}[{k}][{i}] * {e}",
                "np.sum({z}[0] * {z}[1])",
            ]
            return self.bound(FLOAT, rng.choice(reads).format(z=z, k=k, i=i, e=e)), True
        forms = ["{z}[{k}] = {p}", "{z}[{k}, {i}] = {e}", "{z}[{k}, {i}] += {e}", "{z}[{k}] *= {e}", "{z} *= {e}"]
        forms += [
            "{z}[:, {i}] = {e}",
            "{z}[:, {i}] += {z}[:, 0]",
            "{z}[{k}][1:] = {p}[:-1]",
            "{z}[0], {z}[1] = {z}[1] * {e}, {z}[0] * 1.0",
        ]
        forms += ["{z}.T[{i}] = {e}", "{z}[...] = {e}", "{z}[:, ::-1][{k}] = {p}", "{z}[0] += {z}[1]", "{z}.fill({e})"]
        if self.chance(0.25):
            v = self.new_name("v")
            over = rng.choice([f"for {v} in {z}:", f"for _, {v} in enumerate({z}):", f"for {v} in {z}.T:"])
            return [over, f"    {v}[{rng.choice(['0', '1', '-1', ':1'])}] {rng.choice(['=', '+=', '*='])} {e}"], True
        return [rng.choice(forms).format(z=z, k=k, i=i, p=p, e=e)], True

    # Lists in lists

    def nested_list(self) -> Made:
        e, rng = self.real_leaf(), self.rng
        forms = ["[[0.0] * 4 for _ in range(2)]", "[[0.1, 0.2, 0.3, 0.4], [{e}, 0.5, 0.6, 0.7]]", "[[0.3] * 4] * 2"]
        forms += ["[[{e}] * 4 for _ in range(2)]", "[[0.1 * i + j for i in range(4)] for j in range(2)]"]
        forms += ["[list({p}), [0.0] * 4]", "np.zeros((2, 4)).tolist()"]
        return self.kept("t", NESTED, rng.choice(forms).format(e=e, p=self.vectors(1)[0])), True

    def nested_list_changed(self) -> Made:
        t, rng, e = self.some(NESTED), self.rng, self.real(1)
        if t is None:
            return self.nested_list()
        k, i = self.place(), self.index(4)
        if self.chance(0.4):
            reads = [
                "sum(map(sum, {t}))",
                "{t}[{k}][{i}]",
                "sum(r[{i}] for r in {t})",
                "sum({t}[{k}]) * {e}",
                "np.sum({t})",
            ]
            return self.bound(FLOAT, rng.choice(reads).format(t=t, k=k, i=i, e=e)), True
        if self.chance(0.25):
            row = self.new_name("w")
            way = [f"{row} = {t}[{k}]"] if self.chance(0.6) or not self.has("passing") else [f"{row} = pick({t}, {k})"]
            return [*way, *self.between(), f"{row}[{i}] {rng.choice(['=', '+='])} {e}"], True
        if self.chance(0.25):
            row = self.new_name("w")
            return [
                f"for {row} in {t}:",
                f"    {row}[{rng.choice(['0', '1', '-1'])}] {rng.choice(['=', '*='])} {e}",
            ], True
        forms = ["{t}[{k}][{i}] = {e}", "{t}[{k}][{i}] += {e}", "{t}[0], {t}[1] = {t}[1], {t}[0]", "{t}.reverse()"]
        forms += [
            "{t}[{k}] = [{e}, 0.1, 0.2, 0.3]",
            "{t}[{k}][0], {t}[{k}][1] = {t}[{k}][1], {e}",
            "{t}[{k}].reverse()",
        ]
        return [rng.choice(forms).format(t=t, k=k, i=i, e=e)], True

    # Helpers that give back what they are given

    def given_back(self) -> Made:
        if not self.has("passing"):
            return None
        p, q = self.vectors()
        rng, e = self.rng, self.real(1)
        rows = self.some(ROWS, BUFFER)
        if rows and self.chance(0.4):
            return self.bound(array(4), f"pick({rows}, {self.place()})"), True
        lists = [n for n in self.things("list") if self.scope.types[n][1] and n not in self.constants]
        if lists and not self.iterated and self.chance(0.5):
            name = self.new_name("w")
            l = rng.choice(lists)
            return [
                f"{name} = keep({l})",
                f"{name}[0] {rng.choice(['=', '*='])} {e}",
                *self.bound(FLOAT, f"sum({l})"),
            ], True
        if self.chance(0.4):
            return self.kept("e", NAMED, f"join({p}, {q})"), True
        a, b = self.new_name("w"), self.new_name("w")
        return [f"{a}, {b} = views({p})", f"{rng.choice([a, b])}[0] = {e}"], True

    # Methods under names

    def method(self) -> Made:
        rng, e = self.rng, self.real(1)
        lists = [n for n in self.things("list") if n not in self.iterated | self.constants | self.closed]
        g = self.new_name("g")
        if lists and not self.iterated and self.chance(0.6):
            l = rng.choice(lists)
            form = rng.choice(["append", "class", "insert", "map", "extend"])
            if form == "map":
                return [f"{g} = [0.3, {e}]", f"list(map({g}.append, {l}))", *self.bound(floats(2), g, ("l", "m"))], True
            if form == "insert":
                return [f"for {g} in ({e}, 0.2):", f"    list.insert({l}, 0, {g})"], True
            if form == "class":
                return [f"list.append({l}, {e})"], True
            if form == "extend":
                return [f"{g} = {l}.extend", f"{g}([{e}, 0.1])"], True
            return [f"{g} = {l}.append", *self.between(), f"{g}({e})"], True
        p = self.vectors(1)[0]
        if "(" in p:
            return None
        if self.chance(0.3):
            return [f"{g} = {p}.fill", *self.between(), f"{g}({e})"], True
        forms = [f"{g} = {p}.sum", f"{g} = {p}.dot", f"{g} = {p}.__getitem__"]
        made = rng.choice(forms)
        call = {"m": f"{g}()", "t": f"{g}({self.vector(4, 1)})", "_": f"{g}({self.index(4)})"}[made[-1]]
        return [made, *self.between(), *self.bound(FLOAT, call)], True
