"""Calls of SciPy: functions that stand in for others, distributions with parameters, results written into arrays."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ..ir import Call, Const, Name, Origin
from ..kinds import UNKNOWN, Array, Scalar, Sparse, rank_of
from ..rules.refused_scipy import ALONE, SCIPY_REFUSED
from ..rules.rule import RULES, bind
from ..stand_ins import Frozen
from ..stand_ins_namespace import answer
from ..stand_ins_objects import INSTANCES
from ..stand_ins_statistics import TABLE
from .certain import used_matrix
from .names_of import SCIPY, canonical_name, of_scipy
from .numpy_methods import NumpyMethods
from .values import NONE, Closure, Keywords, Leaf, Partial, Static, Value, constant_of, is_varied, leaves, number


@lru_cache(maxsize=8)
def _stand_ins(loaded: tuple[str, ...]) -> dict[int, object]:
    """Return what stands in for each function or class of the modules that are loaded, by identity."""
    return {id(found): made for name, made in TABLE.items() if (found := of_scipy(name)) is not None}


def stand_in(obj: object) -> object:
    """Return what stands in for an object of SciPy's where it is differentiated, or None."""
    return _stand_ins(tuple(name for name in SCIPY if name in sys.modules)).get(id(obj))


@lru_cache(maxsize=8)
def _refused(loaded: tuple[str, ...]) -> dict[int, str]:
    """Return the names of the functions that are refused, by identity."""
    return {id(found): name for name in SCIPY_REFUSED if (found := of_scipy(name)) is not None}


def refused_name(obj: object) -> str | None:
    """Return the name of a function of SciPy's that has no derivative, None for others."""
    found = _refused(tuple(name for name in SCIPY if name in sys.modules)).get(id(obj))
    return found if found not in RULES else None  # a program may have stated one


def stand_in_call(obj: object) -> object:
    """Return the function that stands in for a call of an object that SciPy made, or None."""
    if not type(obj).__module__.startswith("scipy."):
        return None
    classes = {of_scipy(name): made for name, made in INSTANCES.items() if of_scipy(name) is not None}
    return next((classes[base] for base in type(obj).__mro__ if base in classes), None)


class ScipyCalls(NumpyMethods):
    """SciPy's part of the specialiser."""

    def stands_for(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return the value of a call that stands for another operation, None if it is a call like others."""
        op = canonical_name(obj) or ""
        if op.startswith("scipy.") and op in RULES:
            bound = bind(RULES[op], tuple(args), keywords) or {}
            output = bound.get("output", NONE)
            if not isinstance(output, tuple) and constant_of(output) is not None:
                raise self.unsupported(f"`output=` of {op} is not supported", "Use the array that it returns.", at)
            self.refuse_stacks(op, [*args, *(value for _, value in keywords)], at)
        question = answer(obj)
        if isinstance(question, bool):
            return number(question)
        if question is not None:
            return self.call_values(Static(question), args, keywords, at)
        made = stand_in(obj)
        values = [*args, *(value for _, value in keywords)]
        name = refused_name(obj)
        if name is not None and any(is_varied(value) or isinstance(value, Closure | Partial) for value in values):
            raise self.unsupported(f"{name} has no derivative: {SCIPY_REFUSED[name]}", at=at)
        if isinstance(made, type) or (made is not None and any(map(is_varied, values))):
            return self.call_values(Static(made), args, keywords, at)
        if is_distribution(obj) and not self.plain:
            return self.call_values(Static(Frozen), [Static(obj), *args], keywords, at)
        if str(getattr(obj, "__module__", "")).startswith("scipy.sparse") and getattr(obj, "__name__", "") in MAKERS:
            return self.made_sparse(obj, args, keywords, at)
        owner: Any = getattr(obj, "__self__", None)
        if type(owner).__name__ == "SuperLU" and getattr(obj, "__name__", "") == "solve":
            trans = [*args[1:], *(value for key, value in keywords if key == "trans"), Static("N", Const("N"))][0]
            return self.operation("solved_with", [self.held(owner), NONE, args[0], trans], (), at)
        call = stand_in_call(obj)
        if call is not None and any(map(is_varied, values)):
            return self.call_values(Static(call), [Static(obj), *args], keywords, at)
        frozen: Any = owner
        if type(frozen).__name__ in ("rv_continuous_frozen", "rv_discrete_frozen") and any(map(is_varied, values)):
            method = getattr(getattr(sys.modules["scipy.stats"], frozen.dist.name), str(getattr(obj, "__name__", "")))
            given = [self.wrap_constant(arg) if isinstance(arg, int | float) else self.held(arg) for arg in frozen.args]
            named = tuple(
                (key, self.wrap_constant(arg) if isinstance(arg, int | float) else self.held(arg))
                for key, arg in frozen.kwds.items()
            )
            return self.call_values(Static(method), [*args, *given], (*keywords, *named), at)
        return super().stands_for(obj, args, keywords, at)

    def refuse_stacks(self, op: str, values: list[Value], at: Origin | None) -> None:
        """Refuse stacks of matrices or vectors where the rule is for one alone."""
        for value, most in zip(values, (*ALONE.get(op, ()), *ALONE.get(op, ())[-1:] * len(values)), strict=False):
            if any((rank_of(leaf.kind) or 0) > most for leaf in leaves(value)) and any(map(is_varied, values)):
                raise self.unsupported(
                    f"{op} of stacks has no derivative, that of one {'matrix' if most == 2 else 'vector'} has",
                    "Loop over them, and use np.stack.", at,
                )  # fmt: skip

    # ------------------------------------------------------------ sparse matrices
    def made_sparse(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return a sparse matrix that a function makes of what does not vary."""
        if any(map(is_varied, (*args, *(value for _, value in keywords)))):
            name = getattr(obj, "__name__", "")
            raise self.unsupported(
                f"the entries of a matrix that scipy.sparse.{name} makes have no derivative",
                "Use csr_array, csc_array or coo_array, made of the entries and their places.", at,
            )  # fmt: skip
        found = self.call_opaque(obj, args, keywords, at)
        assert isinstance(found, Leaf)
        if isinstance(found.expr, Name):
            self.record(found.expr.id, Sparse(False))
        return replace(found, kind=Sparse(False))

    def operation(self, op: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of an operation; those of sparse matrices are products, and few others."""
        if op in ARITHMETIC or op.startswith("scipy.sparse."):
            args = list(map(used_matrix, args))
        sparse = [is_sparse(arg) for arg in args[:2]]
        if any(sparse) and any(map(is_varied, args)):
            product = op in ("@", ".dot()") or (op == "*" and is_matrix(args) and not any(map(is_number, args)))
            if product and len(args) == 2 and not all(sparse):
                if not is_varied(args[sparse.index(True)]):
                    return super().operation("@", args, (), at)
                return super().operation("sparse_times" if sparse[0] else "times_sparse", args, (), at)
            if op == ".toarray()":
                return super().operation("dense_of", args[:1], (), at)
            if op in STRUCTURE:
                return Leaf(Call(op, (self.to_expr(args[0]),), at=at), UNKNOWN)
            if op == ".data":
                return super().operation("sparse_entries", args, (), at)
            if op in FORMATS and len(args) == 1:
                return super().operation("sparse_as", [args[0], self.wrap_constant(FORMATS[op])], (), at)
            if op in (".T", ".transpose()") and len(args) == 1:
                return super().operation("sparse_turned", args, (), at)
            made = self.combined_sparse(op, args, sparse, at)
            if made is not None:
                return made
            if op not in OWN and not op.startswith("scipy.sparse."):
                raise self.unsupported(
                    f"`{op.strip('.()')}` of a sparse matrix that meets a value with a derivative is not supported",
                    "Multiples, sums, products with arrays by `@`, spsolve, splu and factorized are.",
                    at,
                )
        found = super().operation(op, args, keywords, at)
        if any(sparse) and op in TURNS and isinstance(found, Leaf):
            return replace(found, kind=args[0].kind if isinstance(args[0], Leaf) else found.kind)
        return found

    def combined_sparse(self, op: str, args: list[Value], sparse: list[bool], at: Origin | None) -> Value | None:
        """Return a multiple of a sparse matrix, or the sum of two; None for other operations."""
        if op == "neg":
            return super().operation("sparse_scaled", [args[0], number(-1.0)], (), at)
        if op in ("+", "-") and len(args) == 2 and all(sparse):
            second = args[1] if op == "+" else super().operation("sparse_scaled", [args[1], number(-1.0)], (), at)
            return super().operation("sparse_added", [args[0], second], (), at)
        if (op != "*" and (op != "/" or not sparse[0])) or len(args) != 2 or all(sparse):
            return None
        factor = args[sparse.index(False)]
        if not isinstance(factor, Leaf) or not isinstance(factor.kind, Scalar):
            return None
        factor = factor if op == "*" else super().operation("/", [number(1.0), factor], (), at)
        return super().operation("sparse_scaled", [args[sparse.index(True)], factor], (), at)

    def sparse_method(
        self, name: str, base: Leaf, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value | None:
        """Return the value of a method of a sparse matrix as an operation, None if it is a call like others."""
        if any(map(is_varied, (base, *args))) or name == "dot":
            return self.operation(f".{name}()", [base, *args], keywords, at)
        if name not in ("transpose", "tocsr", "tocsc", "tocoo", "conj", "copy"):
            return None
        call = Call(f".{name}()", (base.expr, *map(self.to_expr, args)), self.named(keywords), at)
        found = self.temporary(call)
        self.record(found.id, base.kind)
        return Leaf(found, base.kind)


ARITHMETIC = frozenset({"@", "*", "+", "-", "/", "**"})
TURNS = frozenset({".T"})
OWN = frozenset(
    {
        "sparse_times", "times_sparse", "sparse_entries", "dense_of", "entries_times", "products_at", "taken_at",
        "sparse_scaled", "sparse_added", "sparse_as", "sparse_turned", "entries_into", "entries_out", "all_entries",
        "with_entries", "rows_and_columns", "entries_of", "entries_back", "entry_numbers", "solved_with", "sparse_lu",
    }
)  # operations on sparse matrices, of rules/scipy_sparse.py  # fmt: skip
FORMATS = {".tocsr()": "csr", ".tocsc()": "csc", ".tocoo()": "coo"}
STRUCTURE = frozenset({".format", ".indices", ".indptr", ".row", ".col", ".nnz", ".shape", ".ndim", ".dtype"})
MAKERS = frozenset(
    {
        "diags", "diags_array", "eye", "eye_array", "identity", "kron", "kronsum", "block_diag", "vstack", "hstack",
        "random", "random_array", "rand", "bmat", "block_array", "tril", "triu", "spdiags", "dia_array", "dia_matrix",
        "bsr_array", "bsr_matrix", "lil_array", "lil_matrix", "dok_array", "dok_matrix",
    }
)  # functions and classes of scipy.sparse that make matrices  # fmt: skip


def is_sparse(value: Value) -> bool:
    """Return whether a value is a sparse matrix."""
    return isinstance(value, Leaf) and isinstance(value.kind, Sparse)


def is_matrix(values: list[Value]) -> bool:
    """Return whether one of two values is a sparse matrix for which `*` is the product of matrices."""
    return any(isinstance(v, Leaf) and isinstance(v.kind, Sparse) and v.kind.matrix for v in values)


def is_number(value: Value) -> bool:
    """Return whether a value may be a number."""
    return not isinstance(value, Leaf) or not (
        isinstance(value.kind, Sparse) or (isinstance(value.kind, Array) and bool(value.kind.dims))
    )


def is_distribution(obj: object) -> bool:
    """Return whether an object is one of the distributions of scipy.stats."""
    return (type(obj).__module__.startswith("scipy.stats.") and hasattr(obj, "freeze")) or _is_multivariate(obj)


def _is_multivariate(obj: object) -> bool:
    return type(obj).__module__ == "scipy.stats._multivariate" and type(obj).__name__.endswith("_gen")
