"""Gradients of many examples at once, against the gradient of each."""

import dataclasses

import numpy as np
import pytest

import srcad
from srcad import KindError


def loss(w, x, y, scale=1.0):
    hidden = np.tanh(w["a"] @ x + w["b"])
    return scale * np.sum((hidden - y) ** 2)


def parameters(rng):
    return {"a": rng.normal(size=(3, 4)), "b": rng.normal(size=3)}


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_each_example(backend):
    rng = np.random.default_rng(0)
    w, x, y = parameters(rng), rng.normal(size=(7, 4)), rng.normal(size=(7, 3))
    found = srcad.batched_grad(loss, batched=(1, "y"), backend=backend)(w, x, y, scale=0.5)
    for i in range(7):
        one = srcad.grad(loss)(w, x[i], y[i], 0.5)
        np.testing.assert_allclose(found["a"][i], one["a"], rtol=1e-12)
        np.testing.assert_allclose(found["b"][i], one["b"], rtol=1e-12)
    assert found["a"].shape == (7, 3, 4)


def test_by_default_all_other_arguments_hold_examples():
    found = srcad.batched_grad(lambda w, x, y: (w * x - y) ** 2)(2.0, np.array([1.0, 2.0, 3.0]), np.arange(3.0))
    np.testing.assert_allclose(found, [4.0, 12.0, 24.0])


def test_a_default_that_is_left_holds_no_examples():
    rng = np.random.default_rng(2)
    w, x, y = parameters(rng), rng.normal(size=(3, 4)), rng.normal(size=(3, 3))
    np.testing.assert_allclose(
        srcad.batched_grad(loss)(w, x, y)["b"][2], srcad.grad(loss)(w, x[2], y[2])["b"], rtol=1e-12
    )


def test_several_argnums_and_structures():
    @dataclasses.dataclass
    class Sample:
        x: np.ndarray
        label: np.ndarray

    def score(w, b, sample):
        return np.log(np.sum(np.exp(w @ sample.x + b))) - (w @ sample.x + b)[sample.label]

    rng = np.random.default_rng(1)
    w, b = rng.normal(size=(3, 2)), rng.normal(size=3)
    batch = Sample(rng.normal(size=(5, 2)), np.array([0, 2, 1, 1, 0]))
    found = srcad.batched_grad(score, argnums=(0, 1))(w, b, batch)
    for i in range(5):
        one = srcad.grad(score, argnums=(0, 1))(w, b, Sample(batch.x[i], batch.label[i]))
        np.testing.assert_allclose(found[0][i], one[0], rtol=1e-12)
        np.testing.assert_allclose(found[1][i], one[1], rtol=1e-12)


def test_the_argument_itself_may_hold_examples():
    x = np.arange(6.0).reshape(3, 2)
    np.testing.assert_allclose(srcad.batched_grad(lambda x: np.sum(x**3), batched=0)(x), 3 * x**2)


def test_no_examples():
    w = parameters(np.random.default_rng(0))
    found = srcad.batched_grad(loss, batched=(1, 2))(w, np.zeros((0, 4)), np.zeros((0, 3)))
    assert found["a"].shape == (0, 3, 4)
    assert found["b"].shape == (0, 3)


def test_what_holds_no_examples_is_refused():
    w = parameters(np.random.default_rng(0))
    with pytest.raises(KindError, match="`scale` of loss holds no examples"):
        srcad.batched_grad(loss)(w, np.ones((2, 4)), np.ones((2, 3)), 1.0)
    with pytest.raises(KindError, match="given 2 in `x` and 3 in `y` examples"):
        srcad.batched_grad(loss, batched=(1, 2))(w, np.ones((2, 4)), np.ones((3, 3)))


def test_parameters_by_name_and_defaults_between():
    def loss(w, x, y=None, *, power=2.0):
        return np.sum((w * x - (0.0 if y is None else y)) ** power)

    w, x, y = np.array([1.0, 2.0]), np.arange(6.0).reshape(3, 2), np.ones((3, 2))
    for given, options in (((w, x, y), {}), ((w, x), {"power": 3.0})):
        found = srcad.batched_grad(loss, batched=("x", "y")[: len(given) - 1])(*given, **options)
        single = [srcad.grad(loss)(w, *(part[i] for part in given[1:]), **options) for i in range(3)]
        np.testing.assert_array_equal(found, single)
