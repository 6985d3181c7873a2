"""A tour of small functions: each with its derivative, the code that computes it, and a check.

python examples/gradient_tour.py [--out FOLDER]
"""

import argparse
import pathlib
from fractions import Fraction

import matplotlib

matplotlib.use("Agg")  # draw into files: no window is needed
import matplotlib.pyplot as plt
import numpy as np

import srcad


def stop(title):
    """Announce the next stop of the tour."""
    print(f"\n{title}\n{'-' * len(title)}")


# ------------------------------------------------------------------ the functions
def polynomial(x, y):
    return x * x * y + y + 2


def steps(a, b, c):
    u = b * c
    v = a + u
    return 3 * v


def sine_of_square(x):
    return np.sin(x**2)


def total(x):
    return np.sum(x)


def second(x):
    return x[1]


def power_series(x):
    result = 0
    for i in range(len(x)):
        result = result + x[i] ** i
    return result


def branch(x):
    if np.abs(x[1]) > 2:
        return 0
    else:
        return -(x[0] * x[0] + 1) * np.cos(x[1] - 1)


# ------------------------------------------------------------------ the stops
def show_polynomial():
    stop("x*x*y + y + 2 at (3, 4)")
    value, gradient = srcad.value_and_grad(polynomial, argnums=(0, 1))(3.0, 4.0)
    hessian = srcad.hessian(polynomial, argnums=(0, 1))(3.0, 4.0)
    print("value:   ", float(value))
    print("gradient:", tuple(map(float, gradient)))
    print("Hessian: ", [[float(entry) for entry in row] for row in hessian])
    srcad.show(polynomial, 3.0, 4.0, argnums=(0, 1))


def show_steps():
    stop("3(a + bc) in steps, at a = 5, b = 3, c = 2")
    a, b, c = 5.0, 3.0, 2.0
    u = b * c
    v = a + u
    print(f"forward:   u = bc = {u}   v = a + u = {v}   result = 3v = {3 * v}")
    bv = 3.0
    bu = bv
    print(f"backward:  bv = {bv}   ba = bv = {bv}   bu = bv = {bu}   bb = bu c = {bu * c}   bc = bu b = {bu * b}")
    print("by srcad:", tuple(map(float, srcad.grad(steps, argnums=("a", "b", "c"))(a, b, c))))
    srcad.show(steps, a, b, c, argnums=("a", "b", "c"))


def show_arrays():
    x = np.array([0.5, 0.9, -0.4])
    rows = [
        ("a sum", total, "each element counts once"),
        ("x[1], picked by index", second, "all others count nothing"),
        ("x[i]**i, summed in a loop", power_series, "1.0 does not depend on x[0]"),
        ("a branch that computes", branch, "x[2] is not used"),
    ]
    for title, function, remark in rows:
        stop(title)
        print("gradient:", srcad.grad(function)(x).tolist(), f" ({remark})")
        srcad.show(function, x)
    stop("the same branch, where it returns a constant")
    print("gradient:", srcad.grad(branch)(np.array([0.5, 2.9, -0.4])).tolist(), " (a constant depends on nothing)")


def exact_derivative(x, terms=40):
    """Return 2 x cos(x**2) in exact fractions, rounded once: the truth to compare with."""
    square = Fraction(x) ** 2
    term = total = Fraction(1)
    for k in range(1, terms):
        term *= -square * square / ((2 * k - 1) * (2 * k))
        total += term
    return 2 * Fraction(x) * total


def show_four_ways():
    stop("sin(x**2): four ways to a derivative, at x = 1.5")
    x = 1.5
    exact = exact_derivative(x)
    h = 1e-6
    ways = {
        "central differences": (sine_of_square(x + h) - sine_of_square(x - h)) / (2 * h),
        "complex step": sine_of_square(x + 1e-100j).imag / 1e-100,
        "srcad, forward mode": srcad.jvp(sine_of_square, (x,), (1.0,))[1],
        "srcad, reverse mode": srcad.grad(sine_of_square)(x),
    }
    for name, derivative in ways.items():
        error = abs(Fraction(float(derivative)) - exact) / abs(exact)
        print(f"{name:20} {float(derivative): .16f}   relative error {float(error):.1e}")
    srcad.show(sine_of_square, x)
    return x, exact


def save_plot(path, x, exact):
    """Plot the error of finite differences against the step size, beside the error of the exact gradient."""

    def error(derivative):
        return max(float(abs(Fraction(float(derivative)) - exact) / abs(exact)), 1e-17)

    sizes = np.logspace(-16, 0, 200)
    f = sine_of_square
    figure, axes = plt.subplots(figsize=(7, 4.5))
    axes.loglog(sizes, [error((f(x + h) - f(x)) / h) for h in sizes], label="forward differences")
    axes.loglog(sizes, [error((f(x + h) - f(x - h)) / (2 * h)) for h in sizes], label="central differences")
    axes.axhline(error(srcad.grad(f)(x)), color="black", label="gradient by srcad")
    axes.set(xlabel="step size", ylabel="relative error", title="Derivative of sin(x**2) at 1.5")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)
    print(f"\nplot saved: {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent / "output")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)

    show_polynomial()
    show_steps()
    show_arrays()
    x, exact = show_four_ways()
    save_plot(out / "difference_errors.png", x, exact)


if __name__ == "__main__":
    main()
