"""What is said of a result's kind must hold: for all the cases, and for arguments of which less and less is known."""

import warnings

import numpy as np
import pytest

from srcad.analyse.bound import result_of
from srcad.analyse.infer import expression_kind, named_lengths
from srcad.analyse.lengths import sum_of_name
from srcad.kinds import ANY, NUMERIC, UNKNOWN, Array, Dim, Scalar, Struct, join, kind_of, with_lengths
from srcad.rules.rule import RULES, USERS
from srcad.syntax.read import read_expression
from tests.rules.cases import CASES
from tests.rules.constants import CONSTANTS
from tests.rules.test_rules import NARROW, exists, op_of
from tests.rules.texts import evaluate

ALL = [case for case in [*CASES, *CONSTANTS] if exists(op_of(case))]


def longer(kind):
    """The kind without exact lengths."""
    return Array(kind.dtype, tuple(Dim(dim.low, False) for dim in kind.dims)) if isinstance(kind, Array) else kind


def lengthless(kind):
    """The kind without lengths."""
    return Array(kind.dtype, (ANY,) * len(kind.dims)) if isinstance(kind, Array) else kind


def dtypeless(kind):
    """The kind without dtype."""
    return Array(None, kind.dims) if isinstance(kind, Array) else kind


def rankless(kind):
    """The kind without rank."""
    return Array(kind.dtype, None) if isinstance(kind, Array) else kind


def numeric(kind):
    """A number or an array, no more is known."""
    return NUMERIC if isinstance(kind, Array | Scalar) else kind


def known(kind):
    """The kind itself."""
    return kind


def described(value):
    """Return the kind of a value at hand."""
    kind = result_of(value)
    if isinstance(value, tuple | list) and any(isinstance(part, np.ndarray) for part in value):
        return Struct(type(value), tuple(range(len(value))), tuple(described(part) for part in value))
    if isinstance(kind, Struct) and isinstance(value, tuple):
        return Struct(type(value), kind.keys, kind.items)
    return kind


def covers(claim, kind):
    """Return whether a claim holds for a value of a kind."""
    if claim == UNKNOWN:
        return True
    if isinstance(claim, Struct):
        return isinstance(kind, Struct) and claim.maker is kind.maker and all(map(covers, claim.items, kind.items))
    return join(claim, kind) == claim


def result(text, values):
    """Return the value of a case's expression."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return evaluate(read_expression(text), values)


@pytest.mark.parametrize("case", ALL, ids=str)
def test_claims_hold(case):
    expr = read_expression(case.text)
    for dtype in (None, np.float32, complex) if case.complex else (None, np.float32):
        values = case.values(dtype=dtype)
        found = described(result(case.text, values))
        kinds = {name: kind_of(value) for name, value in values.items()}
        for weaken in (known, longer, lengthless, dtypeless, rankless, numeric):
            claim = expression_kind(expr, {name: weaken(kind) for name, kind in kinds.items()})
            assert covers(claim, found), f"{weaken.__name__}, {dtype}: {claim} for {found}"
        for name in kinds:
            claim = expression_kind(expr, {**kinds, name: NUMERIC})
            assert covers(claim, found), f"{name} unknown, {dtype}: {claim} for {found}"


def unbounded(kind):
    """The kind of an array of whose lengths nothing is known."""
    return with_lengths(kind, lambda i, dim: ANY)


def lengths_named(claim, found):
    """Yield the named lengths of a claim, each beside the length that was found."""
    if isinstance(claim, Struct) and isinstance(found, tuple | list):
        for part, value in zip(claim.items, found, strict=True):
            yield from lengths_named(part, value)
    elif isinstance(claim, Array) and claim.dims is not None:
        yield from ((dim.name, length) for dim, length in zip(claim.dims, np.shape(found), strict=True) if dim.name)
    elif isinstance(claim, Scalar) and claim.length is not None:
        yield claim.length.name, found


@pytest.mark.parametrize("case", ALL, ids=str)
def test_lengths_of_one_name_are_equal(case):
    """A name that a length of the result has is a sum of lengths of arguments' axes, and numbers, which is as long."""
    values = case.values()
    found = result(case.text, values)
    lengths = {f"{name}.{i}": n for name, value in values.items() for i, n in enumerate(np.shape(value))}
    lengths |= {f"#{name}": value for name, value in values.items() if type(value) is int} | {"": 1}
    for weaken in (known, longer, unbounded):
        kinds = {name: named_lengths(name, weaken(kind_of(value))) for name, value in values.items()}
        for name, length in lengths_named(expression_kind(read_expression(case.text), kinds), found):
            assert sum(lengths[part] * times for part, times in sum_of_name(name)) == length, weaken.__name__


VAGUE = {
    "unknown",
    "array_unknown",
    "lengths_unknown",
    "eig",
    "eigvals",
    "permuted",
    "diag",
    "matrix",
    "diagonal",
    "repeat",
    "arange",
    "like_second",
    "number",
    "python",
}


def about_arrays(case):
    """Whether a case's arguments are all numbers and arrays, and its dtype is not given by name."""
    known = UNKNOWN not in [kind_of(value) for value in case.values().values()]
    return known and "dtype" not in case.text and "astype" not in case.text


CLAIMS = [case for case in ALL if RULES[op_of(case)].kind not in VAGUE and about_arrays(case)]


@pytest.mark.parametrize("case", CLAIMS, ids=str)
def test_claims_say_something(case):
    """With kinds fully known, rank and dtype are found, and short lengths where the rule's function can tell them."""
    kinds = {name: kind_of(value) for name, value in case.values().items()}
    claim = expression_kind(read_expression(case.text), kinds)
    for part in claim.items if isinstance(claim, Struct) else (claim,):
        assert isinstance(part, Scalar) or (isinstance(part, Array) and part.dtype and part.dims is not None), part


@pytest.mark.parametrize(
    "case", [c for c in ALL if RULES[op_of(c)].kind in ("elementwise", "reduce", "matmul", "same")], ids=str
)
def test_lengths_are_found(case):
    values = case.values()
    claim = expression_kind(read_expression(case.text), {name: kind_of(value) for name, value in values.items()})
    variable = any(isinstance(values.get(name), int) for name in ("i", "n"))
    assert variable or claim == described(result(case.text, values)) or not isinstance(claim, Array)


OF_SCIPY = {
    "around", "borders", "entry_numbers", "gaussian_radius", "grid_scale", "interp_known", "interp_order",
    "all_entries", "sparse_added", "sparse_as", "sparse_scaled", "sparse_turned",
    "interpolation_knots", "line_of", "moved_along", "opposite_trans", "own_places", "pivoted",
    "quad_moves", "quad_points", "reach",
    "reach_along", "rows_and_columns", "shape_coefficients",
    "sparse_lu", "turned_round", "window_radius", "with_entries", "zoom_places",
}  # constants of SciPy's rules  # fmt: skip


OF_CONTAINERS = {
    "best_of", "column", "column_adjoint", "copied", "find", "insertion", "numeric", "order_of", "order_of_merge",
    "place_of", "placed", "sought", "taken",
}  # what is done with lists, dicts and queues while running: tests/programs/sizes.py, long_loops.py  # fmt: skip


def test_every_operation_has_a_case():
    tried = {op_of(case) for case in [*CASES, *CONSTANTS]}
    tried |= {"value_of", "saved_of", "entry"}  # parts of the user's own rules: tests/test_custom.py
    tried |= {"instead"} | OF_SCIPY  # tried by the programs and the rows of the rules that mention them
    tried |= OF_CONTAINERS | {"like"}  # of what may be None: tests/programs/styles.py
    missing = sorted(op for op in RULES if op not in tried | NARROW | USERS and exists(op))
    assert not missing
