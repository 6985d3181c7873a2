"""What a type checker is to make of the public functions; `tests/test_types.py` has mypy read it."""

from collections.abc import Callable
from typing import Any, assert_type

import numpy as np

import srcad

Vector = np.ndarray[Any, np.dtype[np.float64]]


def power(x: float, n: int = 2) -> float:
    return float(x**n)


def with_aux(x: float) -> tuple[float, str]:
    return x * x, "aux"


@srcad.differentiate
def square(x: float) -> float:
    return x * x


@srcad.differentiate(argnums=("w", "b"))
def line(w: Vector, b: float, *, scale: float = 1.0) -> float:
    return float(np.sum(w) * b * scale)


class Model:
    @srcad.differentiate
    def loss(self, x: float) -> float:
        return x * x


def uses() -> None:
    assert_type(srcad.value_and_grad(power)(1.0, n=3), tuple[float, Any])
    assert_type(srcad.vjp(power, 1.0), tuple[float, Callable[[Any], Any]])
    assert_type(srcad.vjp(with_aux, 1.0, has_aux=True), tuple[float, Callable[[Any], Any], str])
    assert_type(srcad.jvp(power, (1.0,), (1.0,)), tuple[float, float])
    assert_type(srcad.jvp(with_aux, (1.0,), (1.0,), has_aux=True), tuple[float, float, str])
    assert_type(srcad.stop_gradient(1.0), float)
    assert_type(square(1.0), float)
    assert_type(square.value_and_grad(x=2.0), tuple[float, Any])
    assert_type(line(np.ones(2), 1.0, scale=2.0), float)
    assert_type(line.value_and_grad(np.ones(2), b=1.0), tuple[float, Any])
    assert_type(Model().loss(1.0), float)
    assert_type(Model().loss.value_and_grad(1.0), tuple[float, Any])
    assert_type(Model.loss(Model(), 1.0), float)
    srcad.grad(power)("text")  # type: ignore[arg-type]
    srcad.hessian(power)(1.0, m=2)  # type: ignore[call-arg]
    square("text")  # type: ignore[arg-type]
    square.grad()  # type: ignore[call-arg]
    line(np.ones(2), 1.0, 2.0)  # type: ignore[call-arg]
    Model().loss("text")  # type: ignore[arg-type]
