"""Writes into memory: items of arrays and lists are assigned, arrays changed in place, whatever name they go by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..analyse.infer import expression_kind
from ..analyse.memory import ELEMENTS, is_gathering, is_memory, repeats
from ..errors import GradientLeak
from ..forms import ALL
from ..ir import Assign, Call, Const, Do, Expr, Item, Name, Origin, Update, names
from ..kinds import INT, Array, Kind, ListOf, Scalar, Unknown, dtype_of
from ..rules.rule import RULES
from .frame import Frame
from .guards import Guards
from .indices import operands
from .replaced import is_element
from .state import Resumes
from .values import NONE, Group, Keywords, Leaf, Static, Value, constant_of, is_varied, number


class Writes(Guards):
    """The part of the specialiser that writes into arrays and lists."""

    def write_item(self, base: Leaf, index: Expr, value: Value, mark: int, frame: Frame) -> None:
        """Write `base[index] = value`; the statements written since `mark` came after the value."""
        base, place = self.written_place(base, index, frame)
        value = self.as_at(value, mark)
        rows = self.as_rows(base)
        self.refuse_in_doubles(base, [value])
        if isinstance(value, Group) and rows is not None:
            value = self.parts_of(rows, value, self.origin)[0]
        self.store(base, place, value)

    def set_attribute(self, base: Value, name: str, value: Value, at: Origin | None, past: int = 0) -> None:
        """`base.name = value`: of an array, its real and its imaginary part can be written."""
        base = self.sure(base, at)
        if isinstance(base, Group | Static):
            super().set_attribute(base, name, value, at, past)
        elif name == "shape" and isinstance(base, Leaf) and isinstance(base.kind, Array):
            self.set_shape(base, value, at)
        else:
            self.store(self.part_called(base, name, at), ALL, value)

    def set_shape(self, base: Leaf, shape: Value, at: Origin | None) -> None:
        """`a.shape = shape` of an array that goes by one variable only, which becomes a view of that shape."""
        roots = self.roots_of([base])
        holders = [
            (frame, name) for frame in self.seen() for name, held in frame.env.items() if self.roots_of([held]) & roots
        ]
        kept = [group for group in self.heap.values() if isinstance(group, Group) and self.roots_of([group]) & roots]
        if len(holders) != 1 or kept or not isinstance(base.expr, Name):
            raise self.unsupported(
                "`a.shape = ...` of an array that several names may hold, or a container, is not supported",
                "Write a = a.reshape(...).", at,
            )  # fmt: skip
        frame, name = holders[0]
        self.assign(name, self.operation("np.reshape", [base, shape], (), at), frame)

    def part_called(self, base: Value, name: str, at: Origin | None) -> Leaf:
        """Return the part of an array that a write to an attribute of it changes."""
        if not isinstance(base, Leaf) or not isinstance(base.kind, Array) or name not in ("real", "imag"):
            self.refuse_attribute(base, name, at)
        part = self.attribute(base, name, at)
        assert isinstance(part, Leaf)
        if name == "imag" and not (dtype_of(base.kind) or "").startswith("complex"):
            raise self.wrong_kind("the imaginary part of an array of real numbers cannot be written", at)
        return self.atom(part)

    def array_base(self, base: Leaf) -> Leaf:
        """Return what is written into under a name; `a.flat` must be in the memory of `a` then."""
        if base.expr in self.flat:
            self.emit(Do(Call("check_view", (base.expr, self.flat[base.expr])), self.origin))
        if isinstance(base.kind, Scalar):
            raise self.wrong_kind("a number has no items to write to")
        return self.atom(base)

    def written_place(self, base: Leaf, index: Expr, frame: Frame) -> tuple[Leaf, Expr]:
        """Return what `base[index]` is written into, and the place there: for `a[i][j]`, that is `a` and `(i, j)`."""
        found, *values = self.eval_after(base, operands(index), frame)
        assert isinstance(found, Leaf)
        place, _ = self.index_of(index, values)
        whole, place = self.without_row(found, place) or (found, place)
        return self.array_base(whole), self.steady(place)

    def steady(self, index: Expr) -> Expr:
        """Return an index that means the same after the write: what it computes from memory gets a name."""
        if not isinstance(index, Call):
            return index
        if index.op in ("tuple", "slice"):
            return replace(index, args=tuple(self.steady(part) for part in index.args))
        known = self.known_kinds()
        if any(is_memory(known.get(name)) for name in names(index)):
            kind = expression_kind(index, self.known_kinds())
            name = self.temporary(index, "index")
            self.record(name.id, kind)
            return name
        return index

    def index_as_at(self, index: Expr, mark: int) -> Expr:
        """Return an index as it was where `mark` statements were written, whatever those since then assign to."""
        if isinstance(index, Call) and index.op in ("tuple", "slice"):
            return replace(index, args=tuple(self.index_as_at(part, mark) for part in index.args))
        found = Leaf(index, expression_kind(index, self.known_kinds()))
        return self.to_expr(self.rescue(found, self.lost_since(mark), mark))

    def store(self, base: Leaf, index: Expr, value: Value) -> None:
        """Write the statement `base[index] = value`."""
        value = self.as_stored(base, value)
        if not isinstance(value, Leaf | Static):
            raise self.unsupported(f"{self.say(value)} cannot be put into an array or a list yet")
        self.check_store(base, value)
        if isinstance(base.kind, ListOf):
            if not is_element(value) or (isinstance(index, Call) and index.op == "slice"):
                raise self.unsupported("only numbers and arrays can be put into a list of unknown length, one by one")
            assert isinstance(value, Leaf)
            self.hold(base, value.expr)
            self.grow(base, value.kind)
        self.emit(Assign(Item(base.expr, index), self.to_expr(value), self.origin))
        self.has_written(base, is_varied(value))

    def as_stored(self, base: Leaf, value: Value) -> Value:
        """Return what is written into an array as an array, where it is a list or a tuple."""
        listed = isinstance(value, Group) or (isinstance(value, Leaf) and isinstance(value.kind, ListOf))
        if listed and isinstance(base.kind, Array):
            return self.operation("np.array", [value], (), self.origin)
        return value

    def check_store(self, base: Leaf, value: Value) -> None:
        """Refuse to put numbers with a derivative where their derivative is lost."""
        dtype = base.kind.dtype if isinstance(base.kind, Array) else None
        if dtype is None or not is_varied(value):
            return
        if not dtype.startswith(("float", "complex", "longdouble")):
            raise GradientLeak(
                f"an array of dtype {dtype} cuts numbers put into it down to integers, and their derivative is lost",
                self.origin,
                f"The value depends on the arguments, and {names_said(base.expr)} holds {dtype}.",
                "Make the array with dtype=float.",
            )
        other = dtype_of(value.kind) if isinstance(value, Leaf) else None
        if other is not None and other.startswith("complex") and not dtype.startswith("complex"):
            raise GradientLeak(
                f"an array of dtype {dtype} drops the imaginary part of what is put into it",
                self.origin, hint="Make the array with dtype=complex, or say np.real(x).",
            )  # fmt: skip

    def has_written(self, base: Leaf, varied: bool) -> None:
        """Remember that memory was written, and whether what it holds may depend on the arguments now."""
        self.stores += 1
        roots = {self.memory_root(name) for name in names(base.expr)}
        for name, place in self.one_in_memory.items():
            if self.memory_root(name + ELEMENTS) in roots:
                raise Resumes(place, self.unsupported("writing into an array that a list holds several times"))
        if varied and any(self.memory_root(name) in roots for name in self.rearranged):
            raise self.rearranged_unseen(self.origin)
        if varied and any(self.memory_root(name) in roots for name in self.given_away):
            raise GradientLeak(
                "an array or a list that an object from outside the function holds is written into", self.origin,
                "The value depends on the arguments, and srcad does not see what the object does with it.",
                "Hand it a copy.",
            )  # fmt: skip
        self.check_wholes(roots)
        self.written |= roots
        if varied:
            self.varied_memory |= roots

    # ------------------------------------------------------------ a[i] op= e, a op= e
    def update_part_of(self, base: Leaf, target: Expr, op: str, value: Expr, frame: Frame) -> None:
        """Write `base[index] op= value`: the item is read first, then the value, then the item is written."""
        base, index = self.written_place(base, target, frame)
        held = base.kind.element if isinstance(base.kind, ListOf) else None
        if isinstance(held, Array) and held.dims is not None:  # an array in a list: it is changed, wherever it is held
            array = self.atom(Leaf(Call("[]", (base.expr, index)), held, self.leaf_varied(base)))
            self.update_array(array, op, self.eval(value, frame))
            return
        if isinstance(held, ListOf):  # and so is a list
            inner = self.current(Leaf(Call("[]", (base.expr, index)), held, self.leaf_varied(base)))
            assert isinstance(inner, Leaf)
            if self.update_container(self.atom(inner), op, self.eval(value, frame)) is None:
                raise self.unsupported(f"`{op}=` makes another thing of a list in a list", "Assign the new one.")
            return
        before, mark = self.stores, len(self.out)
        new = self.eval(value, frame)
        own = len(self.out) - mark  # how many statements the value takes
        index = self.index_as_at(index, mark)
        kept = self.rescue(base, self.lost_since(mark), mark)
        assert isinstance(kept, Leaf)
        base = kept
        part = Leaf(Call("[]", (base.expr, index)), self.part_kind(base, index), self.leaf_varied(base))
        if self.stores != before or self.may_raise_since(len(self.out) - own):
            # what was read must be kept from what the value's own statements write
            old = self.rescue(part, frozenset(), len(self.out) - own, everything=True)
            self.store(base, index, self.operation(op, [old, new], (), self.origin))
            return
        self.update_part(base, index, part, op, new)

    def part_kind(self, base: Leaf, index: Expr) -> Kind:
        """Return the kind of `base[index]` for an index of the core."""
        return expression_kind(Call("[]", (Name("base$"), index)), {**self.known_kinds(), "base$": base.kind})

    def update_part(self, base: Leaf, index: Expr, part: Leaf, op: str, new: Value) -> None:
        """Write `base[index] op= new`."""
        new = self.as_stored(base, new)
        known = self.known_kinds()
        whole = isinstance(base.kind, Array) and not is_gathering(index, known) and not repeats(index, known)
        integers = (dtype_of(base.kind) or "").startswith(("int", "uint", "bool"))
        if integers:
            self.check_store(base, new)
        if (op in ("+", "-") and whole and isinstance(new, Leaf)) or integers:
            self.check_store(base, new)
            self.emit(Update(Item(base.expr, index), op, self.to_expr(new), self.origin))
            self.has_written(base, is_varied(new))
            return
        self.store(base, index, self.operation(op, [part, new], (), self.origin))

    def update_array(self, base: Leaf, op: str, new: Value) -> None:
        """Write `base op= new` for an array, which changes it in place."""
        part = replace(base, varied=self.leaf_varied(base))
        self.update_part(self.atom(base), ALL, part, op, new)

    # ------------------------------------------------------------ functions that write into an argument
    def in_place(self, op: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Write what a function does that changes an argument; return its result, None if it is no such function."""
        named = dict(keywords)
        out = named.pop("out", None)
        if op.startswith("np.") and len(args) == UFUNCS.get(op, 0) + 1 and op in UFUNCS:  # np.add(a, b, out)
            *args, out = args
        if out is None and op in OUT_AFTER and len(args) == OUT_AFTER[op] + 1:
            *args, out = args
            while args and constant_of(args[-1]) is None:
                args.pop()  # what is left open before it
        if op == "np.nan_to_num" and constant_of(named.get("copy", (*args, NONE, NONE)[1])) is False:
            out, named = args[0], {key: value for key, value in named.items() if key != "copy"}
            del args[1:2]
        if isinstance(out, Group) and len(out.items) == 1:
            out = out.items[0]
        if out is not None and constant_of(out) is not None:
            return self.into(out, op, args, named, at)
        handler = IN_PLACE.get(op)
        if handler is None or not args:
            return None
        base = args[0]
        if not isinstance(base, Leaf) or not isinstance(base.kind, Array | Unknown):
            return None
        if op == ".put()" and len(args) == 2 and isinstance(base.kind, Unknown):
            return None  # of a queue: an array gets places and numbers
        handler(self, self.array_base(base), args[1:], named)
        return Static(None, Const(None))

    def into(self, out: Value, op: str, args: list[Value], keywords: dict[str, Value], at: Origin | None) -> Value:
        """Write what an operation gives into the array `out`, which is its result."""
        if not isinstance(out, Leaf) or not isinstance(out.kind, Array):
            raise self.unsupported("`out=` takes an array that is known to be one while compiling", at=at)
        base = self.array_base(out)
        old = replace(base, varied=self.leaf_varied(base))
        each = RULES[op].kind == "elementwise" if op in RULES else False
        where = keywords.pop("where", None) if each else None  # that of a reduction chooses what is reduced
        value = self.operation(op, args, tuple(keywords.items()), at)
        if where is not None and constant_of(where) is not True:
            value = self.operation("np.where", [where, value, old], (), at)
        self.store(base, ALL, value)
        return replace(base, varied=self.leaf_varied(base))

    def do_fill(self, base: Leaf, args: list[Value], keywords: dict[str, Value]) -> None:
        """`a.fill(v)` and `np.copyto(a, v)`."""
        where = keywords.get("where") or (args[2] if len(args) > 2 else None)
        value = args[0] if args else keywords.get("value") or keywords["src"]
        if where is None:
            self.store(base, ALL, value)
            return
        old = replace(base, varied=self.leaf_varied(base))
        self.store(base, ALL, self.operation("np.where", [where, value, old], (), self.origin))

    def do_sort(self, base: Leaf, args: list[Value], keywords: dict[str, Value]) -> None:
        """`a.sort(axis=-1)`."""
        old = replace(base, varied=self.leaf_varied(base))
        self.store(base, ALL, self.operation("np.sort", [old, *args], tuple(keywords.items()), self.origin))

    def do_partition(self, base: Leaf, args: list[Value], keywords: dict[str, Value]) -> None:
        """`a.partition(kth, axis=-1)`."""
        old = replace(base, varied=self.leaf_varied(base))
        found = self.operation("np.partition", [old, *args], tuple(keywords.items()), self.origin)
        self.store(base, ALL, found)

    def do_put(self, base: Leaf, args: list[Value], keywords: dict[str, Value]) -> None:
        """`np.put(a, i, v)`: the places are counted through all axes."""
        dims = base.kind.dims if isinstance(base.kind, Array) else None
        mode = keywords.pop("mode", args.pop() if len(args) == 3 else self.wrap_constant("raise"))
        args += [keywords.pop(key) for key in ("ind", "indices", "v", "values") if key in keywords]
        how = constant_of(mode)
        if dims is None or len(args) != 2 or keywords or how not in ("raise", "wrap", "clip"):
            raise self.unsupported("np.put into an array of unknown rank, or in a mode that only the run knows")
        if how != "raise":
            size = self.attribute(base, "size", self.origin)
            last = self.operation("-", [size, number(1)], (), self.origin)
            places = self.operation("np.asarray", [args[0]], (), self.origin) if isinstance(args[0], Group) else args[0]
            limits = [places, size] if how == "wrap" else [places, number(0), last]
            args[0] = self.operation("np.mod" if how == "wrap" else "np.clip", limits, (), self.origin)
        if len(dims) != 1:
            flat = self.attribute(base, "flat", self.origin)
            assert isinstance(flat, Leaf)
            base = self.array_base(flat)
        value = args[1]
        if not (isinstance(value, Leaf) and isinstance(value.kind, Scalar)):  # what is too little is repeated
            places = self.operation("np.ravel", [args[0]], (), self.origin)
            length = self.operation("np.size", [places], (), self.origin)
            value = self.operation("np.resize", [value, length], (), self.origin)
            args[0] = places
        self.store(base, self.to_expr(args[0]), value)

    def do_fill_diagonal(self, base: Leaf, args: list[Value], keywords: dict[str, Value]) -> None:
        """`np.fill_diagonal(a, v)` of a matrix."""
        dims = base.kind.dims if isinstance(base.kind, Array) else None
        if dims is None or len(dims) != 2 or len(args) != 1 or keywords:
            raise self.unsupported("np.fill_diagonal is supported for matrices, without wrap=True")
        low = Call(
            "min",
            (
                Call("[]", (Call(".shape", (base.expr,)), Const(0))),
                Call("[]", (Call(".shape", (base.expr,)), Const(1))),
            ),
        )
        line, value = Call("np.arange", (low,)), args[0]
        if not (isinstance(value, Leaf) and isinstance(value.kind, Scalar)):
            value = self.operation("np.resize", [value, Leaf(low, INT)], (), self.origin)
        self.store(base, Call("tuple", (line, line)), value)

    def do_add_at(self, base: Leaf, args: list[Value], keywords: dict[str, Value]) -> None:
        """`np.add.at(a, i, v)`: repeated indices add up."""
        self.scatter(base, args, "np.add.at")

    def do_subtract_at(self, base: Leaf, args: list[Value], keywords: dict[str, Value]) -> None:
        """`np.subtract.at(a, i, v)`."""
        value = self.operation("neg", [self.as_stored(base, args[1])], (), self.origin)
        self.scatter(base, [args[0], value], "np.add.at")

    def scatter(self, base: Leaf, args: list[Value], op: str) -> None:
        """Write `np.add.at(base, index, value)`."""
        index, value = args[0], self.as_stored(base, args[1])
        self.check_store(base, value)
        places = self.to_expr(index)
        if isinstance(places, Call) and any(is_memory(self.known_kinds().get(name)) for name in names(places)):
            places = self.temporary(places, "index")  # what is written may be what they are made of
        call = Call(op, (base.expr, places, self.to_expr(value)), at=self.origin)
        self.emit(Do(call, self.origin))
        self.has_written(base, is_varied(value))


Handler = Callable[[Writes, Leaf, list[Value], dict[str, Value]], None]

# How many operands a function takes before a third or second one that it writes into.
UFUNCS = {
    f"np.{name}": found.nin for name, found in vars(np).items() if isinstance(found, np.ufunc) and found.nout == 1
}

# How many arguments stand before `out` in other functions and methods.
OUT_AFTER = {
    "np.dot": 2, "np.outer": 2, "np.choose": 2, "np.around": 2, "np.round": 2, "np.concatenate": 2, "np.max": 2,
    "np.min": 2, "np.amax": 2, "np.amin": 2, "np.clip": 3, "np.sum": 3, "np.prod": 3, "np.mean": 3, "np.cumsum": 3,
    "np.cumprod": 3, "np.take": 3, "np.compress": 3, "np.std": 3, "np.var": 3, "np.trace": 5, ".dot()": 2,
    ".round()": 2, ".max()": 2, ".min()": 2, ".clip()": 3, ".sum()": 3, ".prod()": 3, ".mean()": 3, ".cumsum()": 3,
    ".cumprod()": 3, ".take()": 3, ".compress()": 3, ".std()": 3, ".var()": 3, ".trace()": 5,
}  # fmt: skip

IN_PLACE: dict[str, Handler] = {
    ".fill()": Writes.do_fill, "np.copyto": Writes.do_fill, ".sort()": Writes.do_sort,
    ".partition()": Writes.do_partition,
    "np.put": Writes.do_put,
    ".put()": Writes.do_put,
    "np.fill_diagonal": Writes.do_fill_diagonal, "np.add.at": Writes.do_add_at,
    "np.subtract.at": Writes.do_subtract_at,
}  # fmt: skip


def names_said(expr: Expr) -> str:
    """Return the names of an expression as they stand in a message."""
    return ", ".join(f"`{name}`" for name in sorted(names(expr)))
