"""Exported modules stand by themselves: they import numpy alone, and give what the generated functions give."""

import collections
import subprocess
import sys

import numpy as np
import pytest

import srcad
from tests.test_nested import gradient_steps

SCALE = 2.5
TABLE = {"w": np.array([1.0, np.inf, 3.0]), "other": object(), "n": 2}
Pair = collections.namedtuple("Pair", "a b")


def smooth(x, n):
    y = x
    for _ in range(n):
        y = np.sin(y) * x**2 / SCALE
    return np.sum(y) + TABLE["n"]


def loss(w, x, y):
    return np.mean((np.tanh(x @ w) - y) ** 2) / np.linalg.norm(w)


def loaded(text):
    """Return what a module defines; it may not import srcad."""
    assert "import srcad" not in text
    assert "from srcad" not in text
    space = {"__name__": "exported"}
    exec(compile(text, "exported.py", "exec"), space)
    return space


W, X, Y = np.array([0.3, -0.2]), np.random.default_rng(0).normal(size=(5, 2)), np.ones(5)


def test_value_and_grad():
    space = loaded(srcad.export(loss, W, X, Y))
    value, gradient = space["loss_value_and_grad"](W, X, Y)
    expected, by_w = srcad.value_and_grad(loss)(W, X, Y)
    assert value == expected
    np.testing.assert_array_equal(gradient, by_w)


@pytest.mark.parametrize("mode", ["grad", "jvp", "hvp", "vjp"])
def test_other_modes(mode):
    space = loaded(srcad.export(loss, W, X, Y, mode=mode))
    if mode == "grad":
        np.testing.assert_array_equal(space["loss_grad"](W, X, Y), srcad.grad(loss)(W, X, Y))
    elif mode == "vjp":
        value, saved = space["loss_forward"](W, X, Y)
        assert value == loss(W, X, Y)
        np.testing.assert_allclose(space["loss_backward"](saved, 1.0), srcad.grad(loss)(W, X, Y))
    else:
        tangent = space["loss_jvp"](W, X, Y, np.ones(2))[1]
        expected = srcad.jvp if mode == "jvp" else lambda f, p, t: srcad.jvp(srcad.grad(f), p, t)
        np.testing.assert_allclose(tangent, expected(loss, (W, X, Y), (np.ones(2), None, None))[1])


def test_data_from_outside_is_written_down():
    k = 3

    def f(x):
        return SCALE * np.sum(x[:2] * TABLE["w"][::2]) * k

    space = loaded(srcad.export(f, np.ones(3)))
    np.testing.assert_array_equal(space["f_value_and_grad"](np.ones(3))[1], srcad.grad(f)(np.ones(3)))


def test_helpers_go_with_it():
    text = srcad.export(smooth, 1.0, 3)
    space = loaded(text)
    assert space["smooth_value_and_grad"](1.2, 3) == srcad.value_and_grad(smooth)(1.2, 3)
    grown = srcad.export(lambda x, y: np.sum(np.kron(x, y) ** 2) + np.linalg.norm(x * y), np.ones(3), np.ones(3))
    assert "def kron_" in grown
    loaded(grown)


def test_inner_gradients_go_with_it():
    space = loaded(srcad.export(lambda w: gradient_steps(w, 0.1, 0.2), np.ones(3)))
    assert any(name.startswith("hvp_") for name in space)


def test_functions_of_scipy_are_imported():
    special = pytest.importorskip("scipy.special")
    linalg = pytest.importorskip("scipy.linalg")

    def f(x):
        return np.sum(special.erf(x) * special.gammaln(x + 1.0)) + np.log(linalg.det(np.diag(x)))

    def erf(x):
        return x

    srcad.rule("erf(x)", "g", function=erf)  # of the same last name
    srcad.rule(
        "scipy.ndimage.fourier_gaussian(image, sigma)", "scipy.ndimage.fourier_gaussian(g, sigma)", sort="linear"
    )
    at = np.array([0.3, 0.8])
    text = srcad.export(f, at)
    assert "import scipy" in text
    np.testing.assert_array_equal(loaded(text)["f_value_and_grad"](at)[1], srcad.grad(f)(at))


def test_kinds_that_are_unknown():
    def f(x, things):
        return np.sum(x * things[0]) * things[1]

    args = (np.ones(3), [np.ones((2, 3)), 2.0, "text"])
    space = loaded(srcad.export(f, *args))
    np.testing.assert_array_equal(space["f_value_and_grad"](*args)[1], [4.0, 4.0, 4.0])


def test_method_and_attributes():
    class Model:
        def __init__(self):
            self.w, self.note = np.array([1.0, 2.0]), print

        def energy(self, x):
            return np.sum(self.w * x)

    model = Model()
    space = loaded(srcad.export(model.energy, np.ones(2)))
    (name,) = [name for name in space if name.endswith("value_and_grad")]
    np.testing.assert_array_equal(space[name](np.ones(2))[1], [1.0, 2.0])


def test_written_file_runs_without_srcad(tmp_path):
    path = tmp_path / "loss_gradient.py"
    text = srcad.export(loss, W, X, Y, path=path)
    assert path.read_text() == text
    program = (
        "import sys; sys.modules['srcad'] = None\n"
        "import numpy as np, loss_gradient\n"
        "value, gradient = loss_gradient.loss_value_and_grad(np.ones(2), np.ones((3, 2)), np.zeros(3))\n"
        "print(gradient.shape)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "(2,)\n"


def test_what_cannot_be_exported():
    big = np.ones(5000)
    with pytest.raises(srcad.KindError, match="argument"):
        srcad.export(lambda x: np.sum(x * big), 2.0)
    with pytest.raises(srcad.KindError, match="Pair"):
        srcad.export(lambda p: p.a * p.b, Pair(1.0, 2.0))
    with pytest.raises(srcad.KindError, match="mode"):
        srcad.export(loss, W, X, Y, mode="sideways")
