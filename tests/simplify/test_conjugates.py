"""Conjugates taken inside an expression: the same numbers, with no more conjugations."""

import numpy as np
import pytest

import srcad
from srcad.ir import Call
from srcad.kinds import Array, Scalar, dim_of
from srcad.simplify.algebra import simplify
from srcad.simplify.conjugates import conjugate, conjugations
from srcad.syntax.read import read_expression
from srcad.syntax.write import write_expression

VECTOR, NUMBER = Array("complex128", (dim_of(4),)), Scalar("complex128")
KINDS = {"a": VECTOR, "b": VECTOR, "x": Array("float64", (dim_of(4),)), "z": NUMBER, "r": Scalar("float64")}
FORMS = [
    "np.conj({})", "{} * {}", "{} / {}", "{} + {}", "{} - {}", "-{}", "np.sum({}) * {}", "0.5j * {}", "{} @ {} * {}",
    "np.fft.fft({} * a)", "np.fft.ifft({} * a, norm='ortho')", "np.exp({})", "np.flip({} * b)", "x * {}",
]  # fmt: skip


def drawn(rng, depth):
    """Return the text of a random expression."""
    if not depth:
        return str(rng.choice(["a", "b", "x", "z", "r", "np.conj(a)", "np.conj(z)"]))
    form = FORMS[rng.integers(len(FORMS))]
    if "@" in form:
        return "a @ b * " + drawn(rng, depth - 1)
    return form.format(*[f"({drawn(rng, depth - 1)})" for _ in range(form.count("{}"))])


@pytest.mark.parametrize("seed", range(60))
def test_conjugate_of_random_expressions(seed):
    rng = np.random.default_rng(seed)
    expr = read_expression(drawn(rng, 3))
    found = conjugate(expr, KINDS)
    space = {name: rng.normal(size=(4,)) + 1j * rng.normal(size=(4,)) for name in "ab"}
    space |= {"x": rng.normal(size=4), "z": 1.2 - 0.7j, "r": 0.8, "np": np}
    with np.errstate(all="ignore"):
        wanted, got = np.conj(eval(write_expression(expr), space)), eval(write_expression(found), space)
    if np.all(np.isfinite(wanted)):
        np.testing.assert_allclose(got, wanted, rtol=1e-11, atol=1e-11 * np.max(np.abs(wanted)))
    assert conjugations(found) <= conjugations(expr) + 1


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("np.conj(a) * b", "a * np.conj(b)"),
        ("np.conj(a) * b * x * a", "a * x * np.conj(b * a)"),
        ("np.sum(np.conj(a) * x)", "np.sum(a * x)"),
        ("np.fft.fft(np.conj(a))", "np.fft.ifft(a, norm='forward')"),
        ("a * b", "np.conj(a * b)"),
        ("-0.5j * x", "0.5j * x"),
        ("r * x", "r * x"),
    ],
)
def test_shortest_form(text, short):
    assert write_expression(simplify(Call("np.conj", (read_expression(text),)), KINDS)).strip() == short


def test_gradient_of_complex_code_is_short():
    def response(r, c, w):
        z = r + 1 / (1j * w * c)
        return abs(1 / z)

    text = srcad.source(response, 1.0, 2.0, 3.0, argnums=(0, 1, 2))
    assert "unbroadcast" not in text
    assert "np.conj" not in text
