"""Solvers differentiated through the equation of their solution: orders, modes, containers, closures, and refusals."""

import dataclasses

import numpy as np
import pytest
from scipy.sparse.linalg import LinearOperator, gmres

import srcad

RNG = np.random.default_rng(0)
MATRIX = RNG.normal(size=(3, 3)) + 4 * np.eye(3)
RIGHT = RNG.normal(size=3)


def newton(residual, x, *args):
    """Return a zero of a function of a vector, by differences: nothing to differentiate through."""
    for _ in range(30):
        columns = [(residual(x + 1e-6 * e, *args) - residual(x - 1e-6 * e, *args)) / 2e-6 for e in np.eye(len(x))]
        x = x - np.linalg.solve(np.array(columns).T, residual(x, *args))
    return x


def cubic(x, A, b):
    return A @ x + 0.1 * x**3 - b


@srcad.implicit(cubic)
def solved(A, b):
    return newton(cubic, np.zeros(len(b)), A, b)


@srcad.implicit(cubic)
def unseen(A, b):  # what it returns is not known while compiling
    return eval("newton")(cubic, np.zeros(len(b)), A, b)


def by_gmres(product, b):
    return gmres(LinearOperator((len(b), len(b)), matvec=product), b, rtol=1e-13)[0]


iterative = srcad.implicit(cubic, solve=by_gmres)(lambda A, b: newton(cubic, np.zeros(len(b)), A, b))


@srcad.implicit(lambda x, a: x * x - a)
def square_root(a, tolerance=1e-15):
    x = a
    while abs(x * x - a) > tolerance * a:
        x = 0.5 * (x + a / x)
    return x


@srcad.implicit(lambda s, p: {"u": s["u"] ** 2 - p[0] * s["v"], "v": s["v"] * p[1]["k"] - np.sum(p[0])})
def containers(p):
    v = np.sum(p[0]) / p[1]["k"]
    return {"u": np.sqrt(p[0] * v), "v": v}


def of_containers(p):
    s = containers(p)
    return np.sum(np.sin(s["u"])) * s["v"]


def closure(a, c):
    k = a * c

    @srcad.implicit(lambda x: x**3 + k * x - 2.0)
    def inner():
        x = 1.0
        for _ in range(40):
            x = x - (x**3 + k * x - 2) / (3 * x * x + k)
        return x

    return inner() * a


def in_a_loop(a):
    t = a
    for _ in range(4):
        t = square_root(t * t + 1.5) + 0.3 * t
    return t


def in_a_recursion(a, n):
    return a if n <= 0 else square_root(in_a_recursion(a * a + 0.5, n - 1) + 1.0)


def nested(a):
    return srcad.grad(lambda t: square_root(t * a) ** 3)(a) + a


def written(x, a):
    f = np.empty(2)
    f[0] = x[0] ** 2 + x[1] - a[0]
    f[1] = x[1] ** 3 - a[1] * x[0]
    return f


@srcad.implicit(written)
def of_written(a):
    return newton(written, np.ones(2), a)


@srcad.implicit(lambda x, a: [x[0] ** 2 + x[1] - a[0], x[1] ** 3 - a[1] * x[0]])
def of_a_list(a):
    return newton(written, np.ones(2), a)


@srcad.implicit(lambda x, a: x - 0.3 * np.cos(a * x))
def fixed_point(a):
    x = 0.0 * a
    for _ in range(60):
        x = 0.3 * np.cos(a * x)
    return x


@srcad.implicit(lambda x, a: srcad.grad(lambda t: np.sum(t**4 + a * t * t - t))(x))
def minimiser(a):
    return newton(lambda x, a: 4 * x**3 + 2 * a * x - 1, np.full(2, 0.5), a)


@srcad.implicit(lambda x, a, p=2: x**p - a)
def power_root(a, p=2, *, guess=1.0):
    return a ** (1 / p)


@dataclasses.dataclass
class Model:
    k: float

    @srcad.implicit(lambda x, self, a: x * x * self.k - a)
    def root(self, a):
        return np.sqrt(a / self.k)


PAIR = np.array([2.0, 1.5])
PROGRAMS = {
    "vector": (lambda A, b: np.sum(np.sin(solved(A, b))), (MATRIX, RIGHT)),
    "vector result": (lambda A, b: solved(A, b) * 2, (MATRIX, RIGHT)),
    "unknown kind": (lambda A, b: np.sum(np.sin(unseen(A, b))) * unseen(A, b)[0], (MATRIX, RIGHT)),
    "iterative": (lambda A, b: np.sum(np.sin(iterative(A, b))), (MATRIX, RIGHT)),
    "scalar": (lambda a: np.sin(square_root(3 * a)) * a, (2.0,)),
    "containers": (of_containers, ((np.array([1.0, 2.0, 3.0]), {"k": 2.0}),)),
    "closure": (closure, (1.3, 0.7)),
    "loop": (in_a_loop, (1.1,)),
    "recursion": (lambda a: in_a_recursion(a, 3), (1.2,)),
    "nested": (nested, (2.0,)),
    "in place": (lambda a: np.sum(of_written(a) ** 2), (PAIR,)),
    "list": (lambda a: np.sum(of_a_list(a) ** 2), (PAIR,)),
    "fixed point": (lambda a: np.sum(fixed_point(a) ** 2), (PAIR,)),
    "minimiser": (lambda a: np.sum(minimiser(a) ** 2), (0.7,)),
    "keywords": (lambda a: power_root(a, p=3, guess=2.0) + power_root(a) + power_root(a=a, p=4), (2.0,)),
    "method": (lambda a, m: m.root(a) * 3, (2.0, Model(1.5))),
    "itself": (square_root, (2.0,)),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_both_modes_to_second_order(name):
    function, args = PROGRAMS[name]
    srcad.check_grads(function, args, order=2)


def test_derivatives_of_any_order_are_exact():
    derivative = square_root
    for exact in (1 / 6, -1 / 108, 1 / 648, -5 / 11664):
        derivative = srcad.grad(derivative)
        assert derivative(9.0) == pytest.approx(exact, rel=1e-12)


def test_the_solution_is_the_solver_s_own_to_the_last_bit():
    plain = square_root(2.0)
    assert srcad.value_and_grad(square_root)(2.0)[0] == plain
    assert repr(square_root).startswith("<srcad.implicit of square_root")


SCALE = 1.7


@srcad.implicit(lambda x, a: np.exp(x) + SCALE * x - a)
def with_a_global(a):
    x = 0.0
    for _ in range(60):
        x -= (np.exp(x) + SCALE * x - a) / (np.exp(x) + SCALE)
    return x


def test_a_variable_from_outside_may_be_differentiated_with_respect_to():
    function = lambda a: with_a_global(a) ** 2 * SCALE  # noqa: E731
    x = with_a_global(3.0)
    slope = -x / (np.exp(x) + SCALE)
    assert srcad.grad(function, argnums="SCALE")(3.0) == pytest.approx(2 * x * slope * SCALE + x * x, rel=1e-10)


def test_the_residual_runs_once_more_in_the_backward_sweep_but_shows_nothing(capsys):
    def residual(x, a):
        print("residual")
        return x * x - a

    solver = srcad.implicit(residual)(lambda a: np.sqrt(a))
    with pytest.raises(srcad.KindError, match="has not"):
        srcad.implicit(lambda x, missing: x)(square_root)
    assert srcad.grad(lambda a: solver(a))(4.0) == pytest.approx(0.25)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("residual", "words"),
    [
        (lambda x, a: a * 2.0, "does not depend on the solution"),
        (lambda x, a: (x - a, x), "but its residual"),
    ],
)
def test_what_is_no_equation_is_refused(residual, words):
    solver = srcad.implicit(residual)(lambda a: a)
    with pytest.raises(srcad.SrcadError, match=words):
        srcad.grad(lambda a: solver(a))(2.0)


def test_a_residual_of_another_size_raises():
    solver = srcad.implicit(lambda x, a: x[:1] - a[:1])(lambda a: a + 0.0)
    with pytest.raises(ValueError, match="reshape"):
        srcad.grad(lambda a: np.sum(solver(a)))(np.array([1.0, 2.0, 3.0]))


def test_complex_solutions_are_refused():
    solver = srcad.implicit(lambda x, a: x * x - a)(lambda a: a**0.5 + 0j)
    with pytest.raises(srcad.UnsupportedSyntax, match="complex"):
        srcad.grad(lambda a: np.real(solver(a)))(2.0)


def test_a_comprehension_of_unknown_length_in_a_loop_is_compiled():
    def f(b):
        for _ in range(2):
            b = b - np.array([b + e for e in np.eye(len(b))]) @ b
        return np.sum(b)

    srcad.check_grads(f, (np.array([0.1, 0.2]),))


def test_methods_of_an_object_that_changes():
    class Cubic:
        def __init__(self, k):
            self.k = k

        def residual(self, x, a):
            return x**3 + self.k * x - a

        def solve(self, a):
            x = a
            while abs(self.residual(x, a)) > 1e-13:
                x = x - self.residual(x, a) / (3 * x**2 + self.k)
            return x

    cubic = Cubic(2.0)
    solver = srcad.implicit(cubic.residual)(cubic.solve)
    gradient = srcad.grad(lambda a: solver(a) ** 2)
    for k in (2.0, 5.0, 5.0):
        cubic.k = k
        x = solver(3.0)
        assert gradient(3.0) == pytest.approx(2 * x / (3 * x**2 + k))
