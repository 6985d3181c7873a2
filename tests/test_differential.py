"""SciPy's solvers of differential equations inside differentiated functions: modes, orders, inputs, and accuracy."""

import numpy as np
import pytest
from scipy.integrate import odeint, solve_ivp
from scipy.linalg import expm

import srcad

TIMES = np.linspace(0.0, 2.0, 5)
FINE = {"rtol": 1e-9, "atol": 1e-11}
NEARLY = {"rtol": 1e-7, "atol": 1e-9}
START = np.array([1.0, 2.0])
POINT = (1.1, 0.7, START)
LOOSE = {"rtol": 1e-4}  # differences of a solution see its own tolerance


def rates(t, y, a, b):
    return [a * y[0] - b * y[0] * y[1], b * y[0] * y[1] - y[1]]


def closure(a, b, y0):
    rate = lambda t, y: np.array([a * y[0] - b * y[0] * y[1], b * y[0] * y[1] - y[1] * np.sin(t)])  # noqa: E731
    return np.sum(solve_ivp(rate, (0.0, 2.0), y0, t_eval=TIMES, **FINE).y ** 2)


def told(a, b, y0):
    found = solve_ivp(rates, [0.0, 2.0], y0, args=(a, b), **FINE)
    return np.sum(found.y[:, -1] ** 2) if found.success and found.t[-1] == 2.0 else 0.0


def with_method(method, **options):
    def solved(a, b, y0):
        return np.sum(solve_ivp(rates, (0.0, 1.0), y0, method, [0.5, 1.0], args=(a, b), **options).y ** 2)

    return solved


def decaying(t, y):
    return -y * np.cos(t)


def in_a_loop(a):
    y = np.array([1.0])
    for k in range(3):
        y = solve_ivp(lambda t, y: -a * y * y + k, (0.0, 0.5), y, **FINE).y[:, -1]  # noqa: B023
    return y[0]


def start_written(solve):
    def f(a, y0):
        start = y0 * 1.0
        start[0] = a
        states = solve(start)
        start[1] = a * a
        return np.sum(states**2) + start[1]

    return f


PROGRAMS = {
    "times": (lambda a, b, y0: solve_ivp(rates, (0.0, 2.0), y0, t_eval=TIMES, args=(a, b), **FINE).y ** 2, POINT),
    "last": (told, POINT),
    "closure": (closure, POINT),
    "start of numbers": (lambda a: solve_ivp(decaying, (0.0, 2.0), [a, 2 * a], **FINE).y[1, -1], (0.4,)),
    "span": (lambda t0, t1: solve_ivp(decaying, (t0, t1), [1.0], **FINE).y[0, -1], (0.3, 2.0)),
    "times and start": (
        lambda t0, t1: np.sum(solve_ivp(decaying, (t0, 3.0), [1.0], t_eval=[0.5, 1.0, t1], **FINE).y ** 2), (0.3, 2.0),
    ),
    "backwards": (
        lambda a: solve_ivp(lambda t, y: -a * y, (2.0, 0.0), [1.0, 0.5], t_eval=[1.5, 0.2], **FINE).y ** 2, (0.9,),
    ),
    "loop": (in_a_loop, (0.9,)),
    "DOP853": (with_method("DOP853", **FINE), POINT),
    "RK23": (with_method("RK23", **NEARLY), POINT, LOOSE),
    "Radau": (with_method("Radau", **NEARLY), POINT, LOOSE),
    "BDF": (with_method("BDF", **NEARLY), POINT, LOOSE),
    "LSODA": (with_method("LSODA", **NEARLY), POINT, LOOSE),
    "odeint": (lambda a, b, y0: np.sum(odeint(rates, y0, TIMES, (a, b), tfirst=True) ** 2), POINT, LOOSE),
    "start written, LSODA": (
        start_written(lambda y: solve_ivp(decaying, (0.0, 1.0), y, "LSODA", **NEARLY).y[:, -1]), (0.7, START), LOOSE,
    ),
    "start written, odeint": (start_written(lambda y: odeint(decaying, y, TIMES, tfirst=True)), (0.7, START), LOOSE),
    "odeint closure": (lambda a: odeint(lambda y, t: -a * y * y, 1.0, TIMES)[-1, 0], (0.9,), LOOSE),
}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_both_modes(name):
    function, args, *rest = PROGRAMS[name]
    srcad.check_grads(function, args, order=1 if rest else 2, **(rest[0] if rest else {}))
    value, _ = srcad.vjp(function, *args)
    np.testing.assert_array_equal(value, function(*args))


MATRIX = np.array([[-0.5, 1.0], [-1.0, -0.2]])


@pytest.mark.parametrize("method", ["RK45", "DOP853", "Radau", "BDF", "LSODA"])
@pytest.mark.parametrize("tolerance", [1e-3, 1e-6, 1e-9])
def test_the_error_of_a_gradient_is_that_of_the_solution(method, tolerance):
    def f(A):
        found = solve_ivp(lambda t, y: A @ y, (0.0, 2.0), START, method, [1.0, 2.0], rtol=tolerance, atol=tolerance)
        return np.sum(found.y**2)

    exact = lambda A: np.sum((expm(A) @ START) ** 2) + np.sum((expm(2 * A) @ START) ** 2)  # noqa: E731
    unit = np.array([[0.0, 1.0], [0.0, 0.0]])
    slope = (exact(MATRIX + 1e-5 * unit) - exact(MATRIX - 1e-5 * unit)) / 2e-5
    own = abs(f(MATRIX) - exact(MATRIX))
    assert srcad.grad(f)(MATRIX)[0, 1] == pytest.approx(slope, abs=20 * (own + tolerance) + 1e-9)


def test_a_stiff_problem():
    def f(k):
        rate = lambda t, y: np.array([-k * (y[0] - np.cos(t))])  # noqa: E731
        return solve_ivp(rate, (0.0, 1.0), [0.0], "BDF", [1.0], **NEARLY).y[0, 0]

    k = 1e4  # for large k, y = (k cos t + sin t) k / (1 + k k)
    exact = (2 * k * np.cos(1) + np.sin(1)) / (1 + k * k) - 2 * k * k * (k * np.cos(1) + np.sin(1)) / (1 + k * k) ** 2
    assert srcad.grad(f)(k) == pytest.approx(exact, rel=1e-5)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda a: solve_ivp(decaying, (0.0, 1.0), [a], dense_output=True).y[0, -1], "dense_output"),
        (lambda a: solve_ivp(decaying, (0.0, 1.0), [a], events=lambda t, y: y[0]).y[0, -1], "events"),
        (lambda a: solve_ivp(decaying, (0.0, 1.0), [a]).sol(0.5)[0], "not differentiated"),
        (lambda a: solve_ivp(decaying, (0.0, a), [1.0]).t[-1], "t_eval"),
        (lambda a: odeint(decaying, [a], TIMES, full_output=True)[0][0, 0], "full_output"),
    ],
)
def test_what_has_no_derivative_is_refused(function, words):
    with pytest.raises(srcad.SrcadError, match=words):
        srcad.grad(function)(0.7)
