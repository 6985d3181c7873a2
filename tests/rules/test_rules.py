"""Every rule against central differences, and its two modes against each other."""

import re
import warnings

import numpy as np
import pytest

from srcad import runtime
from srcad.rules.rule import RULES, USERS
from tests.rules.cases import CASES
from tests.rules.scipy_cases import SCIPY_CASES
from tests.rules.texts import Operation, leaves

STEPS = (1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 1e-5)


def operation(case, dtype=None, values=None):
    """Return the operation of a case, with values drawn."""
    with np.errstate(all="ignore"):
        return Operation(case.text, values or case.values(dtype=dtype), case.smooth)


def directions(op, seed=7):
    """Return a random tangent for each operand that varies."""
    rng = np.random.default_rng(seed)
    names = sorted({operand.name for operand in op.operands()})
    return {name: like(rng, op.values[name]) for name in names}


def like(rng, value):
    """Return random numbers of a value's shape and dtype; zero where it is nan."""
    number = isinstance(value, np.generic)
    value = np.asarray(value)
    drawn = rng.normal(size=value.shape)
    if value.dtype.kind == "c":
        drawn = drawn + 1j * rng.normal(size=value.shape)
    drawn = np.where(np.isnan(value), 0.0, drawn).astype(value.dtype)
    if value.ndim or number:
        return drawn[()]
    return drawn.item()


def moved(op, tangents, step):
    """Return the operation's result a step along the tangents, as one flat vector."""
    values = {**op.values, **{name: op.values[name] + step * tangent for name, tangent in tangents.items()}}
    return flat(op.run(values))


def flat(value):
    """Return a result as one vector of floats or complex numbers."""
    return np.concatenate([np.ravel(np.asarray(leaf)) for leaf in leaves(value)])


def inner(a, b):
    """The real inner product, of numbers, arrays, or tuples of them."""
    return float(np.real(np.sum(np.conj(flat(a)) * flat(b))))


def inner_products(op, tangents, seeds):
    """Return <seed, J tangent> and <J* seed, tangent>, and the size of their terms."""
    tangent = op.tangent(tangents)
    assert [np.shape(leaf) for leaf in leaves(tangent)] == [np.shape(leaf) for leaf in leaves(op.result)]
    right = [(np.nan_to_num(op.adjoint(operand, seeds)), tangents[operand.name]) for operand in op.operands()]
    size = np.sum(np.abs(flat(seeds) * flat(tangent))) + sum(np.sum(np.abs(flat(a) * flat(b))) for a, b in right)
    return inner(seeds, tangent), sum(inner(a, b) for a, b in right), size + 1e-30


def seeds_for(op, seed=11):
    """Return a random adjoint of the result."""
    rng = np.random.default_rng(seed)
    found = [like(rng, leaf if np.result_type(leaf).kind in "fc" else np.float64(leaf)) for leaf in leaves(op.result)]
    return tuple(found) if isinstance(op.result, tuple | list) else found[0]


def check(op):
    """Compare the tangent with differences, and the adjoint with the tangent."""
    tangents = directions(op)
    assert tangents, "nothing varies"
    tangent = flat(op.tangent(tangents))
    errors = []
    for step in STEPS:
        difference = (moved(op, tangents, step) - moved(op, tangents, -step)) / (2 * step)
        finer = (moved(op, tangents, step / 2) - moved(op, tangents, -step / 2)) / step
        extrapolated = (4 * finer - difference) / 3  # Richardson's
        good = ~np.isnan(extrapolated)
        errors.append(np.max(np.abs(extrapolated - tangent)[good] / (1 + np.abs(tangent[good])), initial=0.0))
    assert min(errors) < 3e-9, f"off from differences by {min(errors):.1e}"
    left, right, size = inner_products(op, tangents, seeds_for(op))
    assert abs(left - right) < 1e-13 * size, f"<seed, J d> = {left}, <J* seed, d> = {right}"


@pytest.fixture(autouse=True)
def _quiet():
    """Silence NumPy about nan, which some cases hold on purpose."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule(case):
    check(operation(case))


@pytest.mark.parametrize("case", [case for case in CASES if case.complex], ids=str)
def test_complex(case):
    check(operation(case, complex))


def mixed(case):
    """Return the values of a case, complex for the first name only."""
    values, others = case.values(dtype=complex), case.values()
    return {name: values[name] if i == 0 else others[name] for i, name in enumerate(values)}


@pytest.mark.parametrize("case", [case for case in CASES if case.complex and len(case.smooth) > 1], ids=str)
def test_complex_with_real(case):
    check(operation(case, values=mixed(case)))


def arrays_only(case):
    """Return whether all that varies is an array of at least one axis."""
    return all(case.arguments[name].shape for name in case.smooth)


@pytest.mark.parametrize("case", [case for case in CASES if case.float32 and arrays_only(case)], ids=str)
def test_float32_stays_float32(case):
    op, exact = operation(case, np.float32), operation(case)
    for operand in op.operands():
        seeds = seeds_for(op)
        raw = op.adjoint(operand, seeds, fit=False)
        if any(np.asarray(leaf).dtype != np.float32 for leaf in leaves(op.result)):
            continue  # the operation itself widens, as np.float_power does
        assert np.result_type(*leaves(raw)) in (np.float32, np.complex64)
        expected = exact.adjoint(operand, seeds)
        np.testing.assert_allclose(raw_fit(op, operand, seeds), expected, rtol=2e-3, atol=2e-3)
    tangent = op.tangent(directions(op))
    for mine, leaf in zip(leaves(tangent), leaves(op.result), strict=True):
        assert (
            np.result_type(mine) == np.result_type(leaf) or np.result_type(leaf).kind == "i" or isinstance(leaf, float)
        )


def raw_fit(op, operand, seeds):
    """Return an operand's adjoint in its shape and dtype."""
    found = op.adjoint(operand, seeds)
    assert found.dtype == op.values[operand.name].dtype
    return found


SHAPES = [
    ((3, 4), (4,)),
    ((3, 1), (1, 4)),
    ((4,), (3, 4)),
    ((2, 3, 4), (3, 1)),
    ((), (3,)),
    ((3, 4), None),
    (None, (2, 3)),
]


def broadcasting():
    """Yield the elementwise cases of two operands with shapes that broadcast."""
    for case in CASES:
        shapes = {domain.shape for domain in case.arguments.values()}
        if "np.where" in case.text or (
            RULES[op_of(case)].sort == "elementwise" and shapes == {(3, 4)} and len(case.smooth) == 2
        ):
            if len(case.arguments) != 2 or None in shapes:
                continue
            for pair in SHAPES:
                new = {name: domain.reshaped(s) for (name, domain), s in zip(case.arguments.items(), pair, strict=True)}
                yield type(case)(case.text, new)


def op_of(case):
    """Return the operation of a case."""
    from srcad.syntax.read import read_expression

    return read_expression(case.text).op


@pytest.mark.parametrize("case", list(broadcasting()), ids=str)
def test_broadcasting(case):
    check(operation(case))


NARROW = {"np.float16", "np.float32", "np.complex64"}  # too coarse for differences: see test_edges


OF_SCIPY = {op for case in SCIPY_CASES if not (op := op_of(case)).startswith("scipy.")}  # its helpers
OF_SPARSE = {
    "sparse_entries", "dense_of", "all_entries", "sparse_scaled", "sparse_added", "sparse_as", "sparse_turned",
}  # of matrices with entries that vary: tests/programs/scipy_use.py  # fmt: skip
OF_SCIPY |= OF_SPARSE


def test_every_rule_has_a_case():
    tried = {op_of(case) for case in CASES}
    tried |= {"value_of", "entry"}  # parts of the user's own rules: tests/test_custom.py
    tried |= {"instead"}  # the derivative is that of another value: tests/programs/scipy_use.py
    tried |= {"column", "column_adjoint"}  # of results that are lists of tuples: tests/programs/long_loops.py
    tried |= {"copied", "numeric"}  # of lists, dicts and arrays alike: tests/programs/containers.py, test_compiled.py
    tried |= {"like"}  # of what may be None: tests/programs/styles.py
    derived = [
        op for op, rule in RULES.items() if op not in USERS and any(text and text[0] != "!" for text in rule.vjp)
    ]
    missing = [op for op in derived if op not in tried | NARROW and exists(op)]
    assert not missing


def exists(op):
    """Return whether this NumPy and this Python have an operation."""
    import cmath
    import math

    root, _, rest = op.partition(".")
    found = {"np": np, "math": math, "cmath": cmath}.get(root)
    for part in rest.split(".") if found is not None else ():
        found = getattr(found, part, None)
    if root == "scipy" or op in OF_SCIPY:
        return False  # see test_scipy
    return found is not None or root not in ("np", "math", "cmath")


def test_texts_mention_only_what_has_a_rule():
    """The table is closed: derivatives of derivatives exist."""
    from srcad.ir import Call, subexpressions
    from srcad.syntax.read import read_expression

    allowed = {"[]", "tuple", "list", "slice", "ifelse", "and", "or", "is", "is not", ".dtype", "sum", "star"}
    for rule in (rule for op, rule in RULES.items() if op not in USERS):  # those may call what the user has
        for text in [*rule.vjp, *rule.jvp, rule.whole, rule.array, *(t for _, texts in rule.variants for t in texts)]:
            if not text or text == "self" or text.startswith("!"):
                continue
            for part in subexpressions(read_expression(text)):
                if isinstance(part, Call):
                    known = part.op in RULES or part.op in allowed or part.op in runtime.__all__
                    assert known, f"{rule.signature}: {part.op} in {text!r} has no rule"


def test_texts_read_only_parameters():
    """A text's names are g, y, k, parameters, and modules."""
    from srcad.ir import names
    from srcad.syntax.read import read_expression

    for rule in RULES.values():
        for text in [*rule.vjp, *rule.jvp, rule.whole, rule.array, *(t for _, texts in rule.variants for t in texts)]:
            if text and text != "self" and not text.startswith("!"):
                free = {name for name in names(read_expression(text)) if not re.match(r"(np|math|cmath)\b", name)}
                assert free <= {"g", "y", "k", *rule.params}, f"{rule.signature}: {text!r}"
