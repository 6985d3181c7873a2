"""Calls of NumPy that stand for others: methods of ufuncs, lists where NumPy makes arrays."""

from __future__ import annotations

import math
import re
import string
import types
from dataclasses import replace
from typing import Any

import numpy as np

from ..analyse.bound import as_array
from ..ir import Call, Const, Expr, Origin
from ..kinds import Array, ListOf, Scalar, Unknown, dtype_of, has_real_dtype, rank_of
from ..rules.refused import REFUSED
from ..rules.rule import RULES, Rule, bind, first_by_position, param_of
from .builtin_calls import BuiltinCalls
from .frame import Frame
from .indices import argument, parts_of
from .names_of import canonical_name
from .signatures import fitted, is_ufunc
from .skeletons import Many
from .values import (
    MISSING,
    NONE,
    Closure,
    Group,
    Keywords,
    Leaf,
    Partial,
    Static,
    Value,
    constant_of,
    is_varied,
    is_whole,
    number,
)
from .written import STATISTICS, WRITERS, WRITTEN, gradient, pad, polyint, vectorize, vectorize_cores
from .written_bins import histogram, ufunc_accumulate, ufunc_at, ufunc_reduce
from .written_further import FURTHER, polyfit

CONVERSIONS: dict[object, str] = {  # which method of an object says what a function makes of it
    float: "__float__", int: "__int__", complex: "__complex__", round: "__round__", math.floor: "__floor__",
    math.ceil: "__ceil__", math.trunc: "__trunc__",
}  # fmt: skip
REDUCTIONS: dict[Any, str] = {
    np.add: "np.sum", np.multiply: "np.prod", np.maximum: "np.max", np.minimum: "np.min", np.logical_and: "np.all",
    np.logical_or: "np.any",
}  # fmt: skip
REDUCED = frozenset({"array", "axis", "dtype", "keepdims", "initial", "where"})
ONE_BY_ONE = frozenset({"array", "axis", "keepdims", "initial"})
ACCUMULATIONS: dict[Any, str] = {np.add: "np.cumsum", np.multiply: "np.cumprod"}
_JOINS = {id(np.r_): ("np.hstack", 0, 1), id(np.c_): ("np.column_stack", 1, 2)}
SAME: dict[str, object] = {"scipy.fft.fftfreq": np.fft.fftfreq, "scipy.fft.rfftfreq": np.fft.rfftfreq}
SEQUENCES = frozenset(
    {"arrays", "choices", "choicelist", "c_and_lower", "lu_and_piv", "c_or_cr", "arg1"}
)  # parameters that are lists of arrays, not arrays

# What takes a sequence of arrays, whose elements may be lists; what takes a list for an array beside an array.
JOINED = frozenset(
    f"np.{name}" for name in ("concatenate", "vstack", "hstack", "dstack", "column_stack", "linalg.multi_dot")
)
PRODUCTS = frozenset({"@", "**", ".dot()"})
ELEMENTWISE = frozenset({"+", "-", "*", "/", "//", "%"})


class NumpyCalls(BuiltinCalls):
    """NumPy's part of the specialiser."""

    def stands_for(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return the value of a call that stands for another operation, None if it is a call like others."""
        own = CONVERSIONS.get(obj) if isinstance(obj, type | types.BuiltinFunctionType) else None
        if own and args and isinstance(args[0], Group) and self.has_own(args[0].maker, own):
            return self.call_dunder(args[0], own, args[1:], at)
        name = canonical_name(obj) or ""
        functions = any(map(_holds_function, args))
        varied = functions or any(is_varied(arg) for arg in (*args, *(value for _, value in keywords)))
        if varied and name in SAME:
            return self.call_values(Static(SAME[name]), args, keywords, at)
        if id(obj) in WRITTEN and (varied or id(obj) in WRITERS):
            return self.call_values(Static(WRITTEN[id(obj)]), args, keywords, at)
        if name in ("np.atleast_1d", "np.atleast_2d", "np.atleast_3d") and len(args) > 1 and not keywords:
            parts = tuple(self.call_values(Static(obj), [arg], (), at) for arg in args)
            return Group(type(np.atleast_1d(0, 0)), tuple(range(len(parts))), parts)  # a list before NumPy 2
        if obj is np.vectorize or isinstance(obj, np.vectorize):
            return self.vectorized(obj, args, keywords, at)
        if obj is np.real_if_close and len(args) == 1 and has_real_dtype(argument(args[0])[0]):
            return self.operation("np.asanyarray", args, (), at)
        if obj is np.real_if_close and varied:
            raise self.unsupported("np.real_if_close of what may be complex is not supported", "Use np.real.", at)
        if name in REFUSED and (functions or any(is_varied(arg) for arg in args)):
            raise self.unsupported(f"{name} has no derivative: {REFUSED[name]}", at=at)
        return self.ufunc_method(obj, args, keywords, at)

    def vectorized(self, obj: Any, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return what `np.vectorize(f)` gives: a function; or what that gives where it is called."""
        if obj is np.vectorize:
            options = {key: constant_of(value) for key, value in keywords}
            function = args[0] if args else dict(keywords).get("pyfunc", NONE)
        else:
            options = {"otypes": obj.otypes, "signature": obj.signature, "excluded": obj.excluded or None}
            function = Static(obj.pyfunc)
        otypes, signature = options.pop("otypes", None), options.pop("signature", None)
        more = any(value is not None for key, value in options.items() if key not in ("pyfunc", "doc", "cache"))
        single = signature is None or (isinstance(signature, str) and signature.count("(", signature.find("->")) == 1)
        if more or not single or (len(args) > 1 and obj is np.vectorize):
            raise self.unsupported(
                "np.vectorize with excluded arguments, or a signature of several results, is not supported",
                "Write a loop.",
                at,
            )
        if isinstance(otypes, str | list | tuple) and len(otypes) == 1:
            otypes = otypes[0]
        elif otypes is not None:
            raise self.unsupported("np.vectorize of several or unknown types is not supported", "Write a loop.", at)
        kind = NONE if otypes is None else Static(np.dtype(otypes).type)
        made = Partial(Static(vectorize), (function, kind))
        if isinstance(signature, str):
            cores = re.findall(r"\(([^)]*)\)", signature.partition("->")[0])
            ranks = tuple(number(len(re.findall(r"\w+", core))) for core in cores)
            made = Partial(Static(vectorize_cores), (function, kind, Group(tuple, tuple(range(len(ranks))), ranks)))
        return made if obj is np.vectorize else self.call_values(made, args, keywords, at)

    def ufunc_method(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return the value of `np.add.outer(a, b)` and its like, None if it is a call like others."""
        ufunc, name = getattr(obj, "__self__", None), getattr(obj, "__name__", "")
        if not isinstance(ufunc, np.ufunc):
            return None
        if name == "at" and ufunc not in (np.add, np.subtract) and len(args) > 1:  # those two: see Writes
            return self.call_values(Static(ufunc_at), [Static(ufunc), *args], keywords, at)
        if name == "outer" and len(args) == 2 and not keywords:
            a, b = (self.array_of(arg, at) for arg in args)
            rank = rank_of(as_array(argument(b)[0]))
            op = f"np.{ufunc.__name__}"
            if rank is None or op not in RULES:
                return None
            if rank:
                axes = tuple(number(i) for i in range(-rank, 0))
                axis = axes[0] if rank == 1 else Group(tuple, tuple(range(rank)), axes)
                a = self.operation("np.expand_dims", [a, axis], (), at)
            return self.operation(op, [a, b], (), at)
        tables: dict[str, dict[Any, str]] = {"reduce": REDUCTIONS, "accumulate": ACCUMULATIONS}
        table = tables.get(name, {})
        given = dict(zip(("array", "axis", "dtype"), args, strict=False)) | dict(keywords)
        op = f"np.{ufunc.__name__}"
        along = constant_of(given.get("axis", number(0)))
        stated = f"{op}.{name}" in RULES and given.keys() <= {"array", "axis"} and along is not None
        known = op in RULES and given.keys() <= ONE_BY_ONE and not isinstance(along, tuple)
        if ufunc not in table and not stated and known:
            one_by_one = {"reduce": ufunc_reduce, "accumulate": ufunc_accumulate}.get(name)
            if one_by_one is not None and ufunc.nin == 2:
                return self.call_values(Static(one_by_one), [Static(ufunc)], tuple(given.items()), at)
        if ufunc not in table or len(args) > 3 or not given.keys() <= REDUCED:
            return None
        array = given.pop("array")
        given.setdefault("axis", number(0))
        return self.operation(table[ufunc], [array], tuple(given.items()), at)

    def subscript(self, base: Value, index: Expr, frame: Frame, at: Origin | None) -> Value:
        """Return the value of `base[index]`; `np.r_[a, b]` and `np.c_[a, b]` join vectors."""
        join = _JOINS.get(id(base.value)) if isinstance(base, Static) else None
        if join is None:
            return super().subscript(base, index, frame, at)
        back = self.marked()
        values, marks = list[Value](), list[int]()
        for part in parts_of(index):
            values.append(self.joined_part(part, frame, at))
            marks.append(len(self.out))
        values = self.kept_in_turn(values, marks)
        ranks = [rank_of(argument(value)[0]) for value in values]
        dtypes = {dtype_of(argument(value)[0]) for value in values if _is_array(value)}
        if dtypes and dtypes <= {"float32", "float16", "complex64"}:  # beside them, Python's numbers are as narrow
            narrow = f"np.{dtypes.pop()}"
            values = [value if _is_array(value) else self.operation(narrow, [value], (), at) for value in values]
        together = Group(tuple, tuple(range(len(values))), tuple(values))
        if all(rank is not None and join[1] <= rank <= join[2] for rank in ranks):
            return self.operation(join[0], [together], (), at)
        if set(ranks) == {0} and join[1]:  # `np.c_[a, b]` of numbers
            row = self.operation("np.array", [together], (), at)
            return self.operation("np.reshape", [row, Group(tuple, (0, 1), (number(1), number(len(values))))], (), at)
        if len(set(ranks)) == 1 and (ranks[0] or 0) > 1:
            return self.operation("np.concatenate", [together, number(-1 if join[1] else 0)], (), at)
        if any(is_varied(value) for value in values):
            raise self.unsupported("this use of np.r_ or np.c_ is not supported", "Use np.concatenate or np.stack.", at)
        back()
        return super().subscript(base, index, frame, at)

    def joined_part(self, part: Expr, frame: Frame, at: Origin | None) -> Value:
        """Return the array that stands between the brackets of `np.r_`: `a:b:n` is one of numbers from a on."""
        if not isinstance(part, Call) or part.op != "slice":
            return self.array_of(self.eval_all((part,), frame)[0], at)
        low, high, step = self.eval_all(part.args, frame)
        count = constant_of(step)
        start = number(0) if constant_of(low) is None else low
        if isinstance(count, complex):
            return self.operation("np.linspace", [start, high, number(int(abs(count)))], (), at)
        return self.operation("np.arange", [start, high, number(1) if count is None else step], (), at)

    def array_of(self, value: Value, at: Origin | None) -> Value:
        """Return a list or a tuple as the array that NumPy makes of it; other values as they are."""
        if is_listed(value):
            return self.operation("np.array", [value], (), at)
        return value

    def in_its_dtype(
        self, op: str, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> tuple[list[Value], Keywords]:
        """Return the arguments of a ufunc that is told the dtype it computes in: they are cast to it before."""
        dtype = constant_of(dict(keywords).get("dtype", NONE))
        if dtype in (None, MISSING) or not is_ufunc(op) or np.dtype(dtype).kind not in "fc":  # type: ignore[call-overload]
            return args, keywords
        wanted = np.dtype(dtype).name  # type: ignore[call-overload]
        cast = Static(np.dtype(wanted).type)
        args = [
            arg if dtype_of(argument(arg)[0]) == wanted else self.operation("np.asarray", [arg], (("dtype", cast),), at)
            for arg in args
        ]
        return args, tuple((key, value) for key, value in keywords if key != "dtype")

    def beside_array(self, op: str, args: list[Value], at: Origin | None) -> list[Value]:
        """Return the operands of an operator; beside an array, a list or a tuple is the array made of it."""
        one, other = args if is_listed(args[0]) else args[::-1]
        if is_listed(other) or not isinstance(other, Leaf):
            return args
        if isinstance(other.kind, Unknown):
            raise self.unsupported(
                f"`{op}` of {self.say(one)} and of what may be an array, as is not known while compiling",
                "Write np.array(...) around the list, if arrays are meant.",
                at,
            )
        if not _is_array(other):
            return args
        return [self.array_of(self.array_of_rows(arg, at), at) for arg in args]

    def written_for(self, op: str, args: list[Value], named: dict[str, Value]) -> object:
        """Return the function that stands for an operation with these arguments, None if the operation itself does."""
        if not any(is_varied(value) for value in (*args, *named.values())):
            return None
        function, asked_for = FURTHER.get(op, (None, frozenset()))
        if asked_for & named.keys():
            return function
        between = (*args[:3], *(named[key] for key in ("a", "bins", "range") if key in named))
        if op == "np.histogram" and any(is_varied(value) for value in between):
            return histogram
        if op == "np.gradient" and any(is_varied(value) for value in args[1:]):
            return gradient
        if op == "np.polyint" and (len(args) > 2 or is_varied(named.get("k", NONE))):
            return polyint
        if op == "np.polyfit" and is_varied(named.get("w", NONE)):
            return polyfit
        if op == "np.pad":
            fills = any(is_varied(named[key]) for key in ("constant_values", "end_values") if key in named)
            mode = constant_of(args[2] if len(args) > 2 else named.get("mode", NONE))
            return pad if fills or mode in STATISTICS else None
        return None

    def einsum_in_letters(self, args: list[Value], at: Origin | None) -> list[Value]:
        """Return the arguments of `np.einsum(a, [0, 1], b, [1], [0])` as those of `np.einsum("ab,b->a", a, b)`."""
        lists = [constant_of(arg) for arg in (*args[1::2], *(args[-1:] if len(args) % 2 else ()))]
        texts = []
        for labels in lists:
            if not isinstance(labels, list | tuple):
                raise self.unsupported("np.einsum needs subscripts known while compiling", at=at)
            found = [string.ascii_letters[label] if isinstance(label, int) else "..." for label in labels]
            texts.append("".join(found))
        count = len(args) // 2
        subscripts = ",".join(texts[:count]) + ("->" + texts[-1] if len(args) % 2 else "")
        return [Static(subscripts, Const(subscripts)), *args[: 2 * count : 2]]

    def operation(self, op: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of an operation; lists where it takes arrays are made arrays, as NumPy does."""
        if keywords and op in RULES:
            args, keywords = first_by_position(RULES[op], args, keywords)
        if op in RULES and op.startswith(("np.", ".", "scipy.")):
            args, keywords = fitted(RULES[op], args, keywords)
            args, keywords = self.in_its_dtype(op, args, keywords, at)
            args = [_spelled_out(RULES[op], i, arg) for i, arg in enumerate(args)]
            keywords = tuple((key, _spelled_out(RULES[op], key, value)) for key, value in keywords)
        copied = constant_of(dict(keywords)["copy"]) if "copy" in dict(keywords) else False
        if op in ("np.reshape", ".reshape()") and copied in (True, None):
            rest = tuple((key, value) for key, value in keywords if key != "copy")
            found = self.operation(op, args, rest, at)
            return self.operation("np.copy", [found], (), at) if copied else found
        if op == "np.einsum" and args and not isinstance(constant_of(args[0]), str):
            args = self.einsum_in_letters(args, at)
        if op in (".transpose()", "np.transpose") and len(args) == 2 and constant_of(args[1]) is None:
            args = args[:1]
        if op in ("np.asarray", "np.asanyarray") and copied is True:
            op, keywords = "np.array", tuple((key, value) for key, value in keywords if key != "copy")
        if op.startswith(("np.", "scipy.")):
            keywords = tuple((key, value) for key, value in keywords if not says_nothing(op, key, value, args))
        if op.startswith("np."):
            args = [self.array_of_rows(arg, at) for arg in args]
        if op in JOINED and args and isinstance(args[0], Group) and is_varied(args[0]):
            args = [replace(args[0], items=tuple(self.array_of(item, at) for item in args[0].items)), *args[1:]]
        if op in PRODUCTS and any(is_varied(arg) for arg in args):
            args = [self.array_of(arg, at) for arg in args]
        several = op == "*" and any(map(is_whole, args))  # of a list, as often as a whole number says, NumPy's or not
        if op in ELEMENTWISE and len(args) == 2 and not several and any(is_listed(a) and is_varied(a) for a in args):
            args = self.beside_array(op, args, at)
        if op == "np.where" and len(args) == 1:
            op = "np.nonzero"
        if op == "np.clip" and len(args) == 1 and {key for key, _ in keywords} <= {"min", "max"}:
            bounds = dict(keywords)
            args, keywords = [args[0], bounds.get("min", NONE), bounds.get("max", NONE)], ()
        mode = dict(keywords).get("mode", args[1] if len(args) > 1 else NONE)
        if op == "np.linalg.qr" and constant_of(mode) == "raw" and is_varied(args[0]):
            raise self.unsupported("mode='raw' of np.linalg.qr has no derivative", "Use another mode.", at)
        if op == "np.poly" and args and (rank_of(argument(args[0])[0]) or 0) > 1 and is_varied(args[0]):
            raise self.unsupported("np.poly of a matrix is not supported", "Use np.poly(np.linalg.eigvals(a)).", at)
        if op == "np.meshgrid" and constant_of(dict(keywords).get("copy", NONE)) is False:
            what = "np.meshgrid(copy=False) gives arrays whose elements share memory, which is not followed"
            raise self.unsupported(what, "Leave copy=False out.", at)
        other = self.written_for(op, args, dict(keywords))
        if other is not None:
            return self.call_values(Static(other), args, keywords, at)
        if (
            op == "np.sign"
            and len(args) == 1
            and not keywords
            and is_varied(args[0])
            and not has_real_dtype(as_array(argument(args[0])[0]))
        ):
            op = "complex_sign"  # which is the direction of a complex number, and not constant
        rule = RULES.get(op)
        values = [*args, *(value for _, value in keywords)]
        varied = any(is_varied(value) for value in values)
        constant = rule is not None and rule.sort == "constant" and op.startswith("np.")
        if rule is not None and constant and varied and not _takes_all(rule, args, keywords):
            raise self.unsupported(
                f"{op} is called with arguments of which srcad does not know whether its derivative is zero",
                "Say srcad.stop_gradient(x) if no derivative is meant to flow here.", at,
            )  # fmt: skip
        if rule is not None and _takes_arrays(rule) and varied:
            params = [rule.params[min(i, len(rule.params) - 1)] for i in range(len(args))]
            if rule.star:
                star = rule.params.index(rule.star)
                params = [rule.params[min(i, star)] for i in range(len(args))]
            args = [self.array_of(arg, at) if _array(rule, p) else arg for arg, p in zip(args, params, strict=True)]
            keywords = tuple(
                (key, self.array_of(arg, at) if _array(rule, param_of(rule, key)) else arg) for key, arg in keywords
            )
        return super().operation(op, args, keywords, at)


RAMPS = frozenset({"np.linspace", "np.logspace", "np.geomspace"})


def says_nothing(op: str, key: str, given: Value, args: list[Value]) -> bool:
    """Return whether a keyword asks for what is so without it: the only device, an array as it is, floats of floats."""
    value = constant_of(given)
    if key == "workers":
        return op.startswith("scipy.fft.")
    if key in ("device", "like"):
        return value is None or value == "cpu" or (isinstance(given, Leaf) and isinstance(given.kind, Array))
    if key == "copy" and op in ("np.asarray", "np.asanyarray"):
        return value is None or (value is False and _is_array(args[0]))
    return op in RAMPS and key == "dtype" and value in (None, float, np.float64)


def _spelled_out(rule: Rule, param: int | str, value: Value) -> Value:
    """Return an axis that is known, or whether axes are kept, as a literal: kinds of results depend on it."""
    name = param if isinstance(param, str) else rule.params[param] if param < len(rule.params) else ""
    known = value.constant if isinstance(value, Leaf) and name in ("axis", "axis1", "axis2", "keepdims") else None
    return number(known) if isinstance(known, int) else value


def is_listed(value: Value) -> bool:
    """Whether a value is a list or a tuple that NumPy makes an array of."""
    if isinstance(value, Leaf):
        return isinstance(value.kind, ListOf)
    family = value.maker.family if isinstance(value, Group) and issubclass(value.maker, Many) else None
    return isinstance(value, Group) and (family or value.maker) in (tuple, list) and bool(value.items)


def _takes_all(rule: Rule, args: list[Value], keywords: Keywords) -> bool:
    """Whether the arguments of a call are those of a rule."""
    return bind(rule, tuple(args), keywords) is not None


def _is_array(value: Value) -> bool:
    kind = argument(value)[0]
    return isinstance(kind, Array) or (isinstance(kind, Scalar) and not kind.weak)


def _holds_function(value: Value) -> bool:
    """Whether a value is a function of the user's, or a list with one."""
    match value:
        case Static(obj):
            return isinstance(obj, types.FunctionType)
        case Group(_, _, items):
            return any(map(_holds_function, items))
        case _:
            return isinstance(value, Closure | Partial)


def _takes_arrays(rule: Rule) -> bool:
    return rule.op.startswith(("np.", "scipy.")) and rule.sort not in ("sequence", "constant")


def _array(rule: Rule, param: str) -> bool:
    """Whether a parameter is an array that derivatives are taken with respect to."""
    if param not in rule.params or param in SEQUENCES:
        return False
    text = rule.vjp[rule.params.index(param)]
    return text is not None and not text.startswith("!")
