"""SciPy's solvers inside differentiated functions: roots, fixed points and minima, handed functions of every sort."""

import warnings

import numpy as np
import pytest
import scipy.optimize as so
from scipy.optimize import brentq, fsolve, minimize, newton, root

import srcad

POINT = np.array([0.5, 1.2])
TIMES = np.linspace(0, 1, 9)
MEASURED = np.exp(-1.3 * TIMES) + 0.02 * np.sin(40 * TIMES)
FINE = {"gtol": 1e-12}
LEAST = {"xtol": 1e-15, "ftol": 1e-15, "gtol": 1e-15}


def cubic(x, a):
    return x**3 + a * x - 2


def pair(x, a, b):
    return [x[0] ** 2 + x[1] - a, x[1] ** 3 - b * x[0]]


def jacobian_of_pair(x, a, b):
    return np.array([[2 * x[0], 1.0], [-b, 3 * x[1] ** 2]])


def valley(x, a):
    return np.sum((x - a) ** 4) + np.sum((x - a * a) ** 2)


slope = srcad.grad(valley)
value_and_slope = srcad.value_and_grad(valley)


def told(a, b):
    found = root(pair, np.ones(2), args=(a, b), tol=1e-13)
    return np.sum(found.x**2) if found.success and found.nfev > 0 else 0.0


def with_both(a):
    found = so.root_scalar(
        lambda x: (x**3 + a * x - 2, 3 * x * x + a), x0=1.0, fprime=True, method="newton", xtol=1e-14
    )
    assert found.converged
    return found.root * a


def inside_a_loop(a):
    total = 0.0
    for k in range(1, 4):
        total = total + brentq(lambda x: x**3 + a * x - k - total, 0.0, 4.0, xtol=1e-14)  # noqa: B023
    return total


def decay(p, t, y):
    return p[0] * np.exp(-p[1] * t) - y


ONE = (1.3,)
TWO = (2.0, 1.5)
BOX = [(-5, 5), (None, 9)]
wave = lambda x, a: 0.3 * np.cos(a * x)  # noqa: E731
bowl = lambda x, a: (x - a) ** 2 + 0.1 * np.sin(x)  # noqa: E731
SOFT = {"rtol": 1e-3, "atol": 1e-5}  # where the minimum is found to the root of the precision only


def falling(t, a, b):
    return a * np.exp(-b * t)


def fitted_by_weights(y, sigma):
    found, _ = so.curve_fit(falling, list(TIMES), y, p0=(1.0, 1.0), sigma=sigma, **LEAST)
    return found[0] * falling(0.7, *found)


PROGRAMS = {
    "brentq": (lambda a: brentq(cubic, 0.0, 2.0, args=(a,), xtol=1e-15) * a, ONE),
    "brentq closure": (lambda a: brentq(lambda x: x**3 + a * x - 2, 0.0, 2.0, xtol=1e-15) * a, ONE),
    "brenth": (lambda a: so.brenth(cubic, 0.0, 2.0, (a,), xtol=1e-14), ONE),
    "bisect": (lambda a: so.bisect(cubic, 0.0, 2.0, (a,), xtol=1e-14), ONE),
    "ridder": (lambda a: so.ridder(cubic, 0.0, 2.0, (a,), xtol=1e-14), ONE),
    "toms748": (lambda a: so.toms748(cubic, 0.0, 2.0, (a,), xtol=1e-14), ONE),
    "in a loop": (inside_a_loop, ONE),
    "newton": (lambda a: newton(cubic, 1.0, args=(a,), tol=1e-14) * a, ONE),
    "newton closures": (
        lambda a: newton(lambda x: x**3 + a * x - 2, 1.0, fprime=lambda x: 3 * x**2 + a, tol=1e-14) * a, ONE,
    ),
    "newton of an array": (
        lambda a: np.sum(newton(cubic, np.ones(3), args=(a,), tol=1e-14) ** 2), (np.array([1.3, 1.0, 2.0]),),
    ),
    "root_scalar": (lambda a: so.root_scalar(cubic, args=(a,), bracket=[0, 2], xtol=1e-14).root * a, ONE),
    "root_scalar with both": (with_both, ONE),
    "fsolve": (lambda a, b: np.sum(fsolve(pair, [1.0, 1.0], args=(a, b), xtol=1e-13) ** 2), TWO),
    "fsolve closure": (
        lambda a, b: np.sum(fsolve(lambda x: np.array(pair(x, a, b)), np.ones(2), xtol=1e-13) ** 2), TWO,
    ),
    "root": (told, TWO),
    "root with jac": (
        lambda a, b: np.sum(root(pair, np.ones(2), args=(a, b), jac=jacobian_of_pair, method="lm", tol=1e-13).x ** 2),
        TWO,
    ),
    "root closures": (
        lambda a, b: np.sum(
            root(lambda x: np.array(pair(x, a, b)), np.ones(2), jac=lambda x: jacobian_of_pair(x, a, b), tol=1e-13).x
            ** 2
        ),
        TWO,
    ),
    "root of a matrix": (
        lambda a: np.sum(
            root(lambda x: x + 0.1 * np.sin(x) - a, np.zeros((2, 2)), method="krylov", options={"fatol": 1e-13}).x ** 2
        ),
        (np.arange(4.0).reshape(2, 2) + 0.5,),
    ),
    "fixed_point": (lambda a: so.fixed_point(wave, 0.2, args=(a,), xtol=1e-14) * a, ONE),
    "fixed_point of an array": (
        lambda a: np.sum(so.fixed_point(wave, np.full(2, 0.2), args=(a,), xtol=1e-14) ** 2), (np.array([1.3, 0.4]),),
    ),
    "minimize": (lambda a: np.sum(minimize(valley, np.zeros(2), args=(a,), jac=slope, options=FINE).x ** 3), (POINT,)),
    "minimize with both": (
        lambda a: np.sum(minimize(value_and_slope, np.zeros(2), args=(a,), jac=True, options=FINE).x ** 3), (POINT,),
    ),
    "minimize closures": (
        lambda a: np.sum(minimize(lambda x: valley(x, a), np.zeros(2), jac=lambda x: slope(x, a), options=FINE).x ** 3),
        (POINT,),
    ),
    "minimize with grad inside": (
        lambda a: np.sum(
            minimize(lambda x: valley(x, a), np.zeros(2), jac=srcad.grad(lambda x: valley(x, a)), options=FINE).x ** 3
        ),
        (POINT,),
    ),
    "minimize between bounds": (
        lambda a: np.sum(minimize(valley, np.zeros(2), args=(a,), jac=slope, bounds=BOX, tol=1e-15).x ** 3), (POINT,),
        SOFT,
    ),
    "minimize without jac": (
        lambda a: np.sum(minimize(valley, np.zeros(2), args=(a,), method="BFGS", options=FINE).x ** 3), (POINT,), SOFT,
    ),
    "minimize_scalar": (lambda a: so.minimize_scalar(lambda x: bowl(x, a), tol=1e-12).x * a, (1.2,), SOFT),
    "minimize_scalar bounded": (
        lambda a: so.minimize_scalar(bowl, bounds=(0, 4), args=(a,), method="bounded", options={"xatol": 1e-12}).x * a,
        (1.2,), SOFT,
    ),
    "least_squares": (
        lambda y: np.sum(so.least_squares(decay, [1.0, 1.0], args=(TIMES, y), **LEAST).x ** 2), (MEASURED,), SOFT,
    ),
    "curve_fit": (
        lambda y: np.sum(so.curve_fit(falling, TIMES, y, **LEAST)[0] ** 2), (MEASURED,), SOFT,
    ),
    "curve_fit of a closure": (
        lambda k: so.curve_fit(lambda t, a, b: falling(t, a, b) + k, TIMES, MEASURED, [1.0, 1.0], **LEAST)[0][1],
        (0.1,), SOFT,
    ),
    "curve_fit with weights": (fitted_by_weights, (MEASURED, 1.0 + TIMES), SOFT),
}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_both_modes_to_second_order(name):
    function, args, *rest = PROGRAMS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # some tolerances are smaller than can be reached
        srcad.check_grads(function, args, order=2, **(rest[0] if rest else {}))
        assert srcad.value_and_grad(function)(*args)[0] == function(*args)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (
            lambda a: np.sum(minimize(valley, np.zeros(2), args=(a,), constraints={"type": "eq", "fun": np.sum}).x),
            "constr",
        ),
        (lambda a: minimize(valley, np.zeros(2), args=(a,)).fun, "not differentiated"),
        (
            lambda a: minimize(valley, np.zeros(2), args=(a,), bounds=[(-5, 0.1), (None, 9)]).x[1],
            "on a bound",
        ),
        (lambda a: so.minimize_scalar(lambda x: bowl(x, a[0]), bounds=(1, 4), method="bounded").x, "on a bound"),
        (lambda a: so.least_squares(lambda x: x - a, np.zeros(2), loss="cauchy").x[0], "loss"),
        (lambda a: so.curve_fit(falling, TIMES, a[0] * MEASURED)[1][0, 0], "covariances"),
        (lambda a: so.curve_fit(falling, TIMES, a[0] * MEASURED, sigma=np.eye(5))[0][0], "covariances"),
        (lambda a: so.curve_fit(falling, TIMES, a[0] * MEASURED, loss="cauchy", method="trf")[0][0], "loss"),
        (lambda a: brentq(cubic, 0.0, 2.0, args=(a[0],), full_output=True)[0], "full_output"),
    ],
)
def test_what_is_not_defined_by_that_equation_is_refused(function, words):
    with pytest.raises(srcad.SrcadError, match=words):
        srcad.grad(function)(POINT)


def test_a_variable_that_only_the_function_sees_is_not_lost():
    def f(a):
        global_scale = a * 2.0
        return brentq(lambda x: x - global_scale, -10.0, 10.0)

    assert srcad.grad(f)(1.5) == pytest.approx(2.0)


def early(v):
    if v <= 0:
        return 0.0
    return v * v


def test_objective_that_may_be_a_number_or_of_one_element():
    def least(a):
        return minimize(lambda x: (early(x) - a) ** 2, x0=0.3, options=FINE).x[0]

    assert srcad.grad(least)(0.6) == pytest.approx(0.5 / 0.6**0.5, rel=1e-6)
    assert srcad.jvp(least, (0.6,), (1.0,))[1] == pytest.approx(0.5 / 0.6**0.5, rel=1e-6)


def test_objective_of_one_element():
    def lowest(a):
        return minimize(lambda v: (v - a) ** 2 + 0.1 * v**4, x0=1.0, tol=1e-12).x[0]

    def lowest_by_element(a):
        return minimize(lambda v: (v[0] - a) ** 2 + 0.1 * v[0] ** 4, x0=[1.0], tol=1e-12).x[0]

    assert srcad.grad(lowest)(0.7) == pytest.approx(srcad.grad(lowest_by_element)(0.7), rel=1e-5)
    assert srcad.grad(lowest)(0.7) == pytest.approx((lowest(0.701) - lowest(0.699)) / 0.002, rel=1e-3)
