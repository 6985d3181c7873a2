"""Parts of structured arguments are read at once, under the names that the user unpacks them to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import srcad

Array = NDArray[np.float64]
Layers = list[tuple[Array, Array]]


def layer(params: tuple[Array, Array], x: Array) -> float:
    W, b = params
    return float(np.sum(np.tanh(W @ x + b)))


def layers(params: Layers, x: Array) -> float:
    for W, b in params:
        x = np.tanh(W @ x + b)
    return float(np.sum(x))


def nested(params: Layers, x: Array) -> float:
    (inner, _), (outer, shift) = params
    return float(np.sum(outer @ np.tanh(inner @ x) * shift))


def one_missing(params: Layers, x: Array) -> float:
    inner, (outer, shift) = params[0][0], params[1]
    return float(np.sum(outer @ np.tanh(inner @ x) * shift))


def by_place(params: tuple[Array, Array], x: Array) -> float:
    return float(np.sum(params[0] @ np.sin(params[1] @ x)))


def rebound(params: dict[str, Array], x: Array) -> float:
    W = params["W"]
    W = W * 2.0
    bW = np.sum(W) + 1.0  # the name that the adjoint of `W` would have
    return float(np.sum(W @ x) * bW)


W, V = np.array([[0.5, -0.3], [0.2, 0.7]]), np.array([[1.0, 0.4], [-0.6, 0.1]])
x, b = np.array([0.3, -0.8]), np.array([0.1, 0.2])


def text(function: object, params: object) -> str:
    srcad.check_grads(function, (params, x), argnums=0, order=2)
    return srcad.source(function, params, x, argnums=0, mode="grad")


def test_parts_have_the_names_that_the_user_unpacks_them_to() -> None:
    found = text(layer, (W, b))
    assert "    W, b = params\n" in found
    assert "bW = " in found
    assert "params_" not in found


def test_each_trip_of_an_unrolled_loop_unpacks_its_own() -> None:
    found = text(layers, [(W, b), (V, x)])
    assert "    (W, b), (W_1, b_1) = params\n" in found
    assert "bW_1 = " in found


def test_what_is_thrown_away_keeps_the_name_of_its_place() -> None:
    found = text(nested, [(W, b), (V, x)])
    assert "    (inner, params_0_1), (outer, shift) = params\n" in found
    assert "np.zeros_like(params_0_1)" in found


def test_parts_are_read_one_by_one_where_the_text_needs_only_some() -> None:
    found = srcad.source(one_missing, [(W, b), (V, x)], x, argnums="params.0.0", mode="grad")
    assert "    inner = params[0][0]\n    outer, shift = params[1]\n" in found


def test_parts_without_a_name_are_numbered_by_their_places() -> None:
    found = text(by_place, (W, V))
    assert "    params_0, params_1 = params\n" in found
    assert "bparams_0 = " in found
    assert "bparams_1 = " in found


def test_a_part_keeps_its_own_name_where_the_other_would_mean_two_things() -> None:
    found = text(rebound, {"W": W})
    assert "params_W = params['W']" in found
    assert srcad.grad(rebound)({"W": W}, x)["W"].shape == (2, 2)
