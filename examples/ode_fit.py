"""Fit the Lotka-Volterra equations to the hares and lynxes of Hudson Bay, through two solvers of the equations.

    python examples/ode_fit.py [--out FOLDER]

The data are the pelts, in thousands, that the Hudson's Bay Company collected from 1900 to 1920. Four rates and two
initial numbers are fitted on the scale of logarithms. srcad differentiates the misfit once through a loop of
Runge-Kutta steps written out here, and once through `scipy.integrate.solve_ivp`: both lead to the same parameters.
"""

import argparse
import pathlib
import time

import matplotlib

matplotlib.use("Agg")  # draw into files: no window is needed
import matplotlib.pyplot as plt
import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import minimize

import srcad

YEARS = np.arange(1900.0, 1921.0)
HARES = [
    30.0, 47.2, 70.2, 77.4, 36.3, 20.6, 18.1, 21.4, 22.0, 25.4, 27.1,
    40.3, 57.0, 76.6, 52.3, 19.5, 11.2, 7.6, 14.6, 16.2, 24.7,
]  # fmt: skip
LYNXES = [
    4.0, 6.1, 9.8, 35.2, 59.4, 41.7, 19.0, 13.0, 8.3, 9.1, 7.4,
    8.0, 12.3, 19.5, 45.7, 51.1, 29.7, 15.8, 9.7, 10.1, 8.6,
]  # fmt: skip
PELTS = np.array([HARES, LYNXES])
NAMES = ("hares born", "hares eaten", "lynxes fed", "lynxes died", "hares in 1900", "lynxes in 1900")
START = np.log([0.5, 0.02, 0.02, 0.8, 30.0, 5.0])
STEPS = 10  # Runge-Kutta steps a year


def rates(t, numbers, p):
    """Return how fast the numbers of hares and lynxes change."""
    hares, lynxes = numbers
    return np.array([p[0] * hares - p[1] * hares * lynxes, p[2] * hares * lynxes - p[3] * lynxes])


def by_runge_kutta(theta):
    """Return the numbers in each year, by the classical method of Runge and Kutta."""
    p = np.exp(theta)
    numbers = p[4:6]
    h = 1.0 / STEPS
    path = np.zeros((2, len(YEARS)))
    path[:, 0] = numbers
    for year in range(1, len(YEARS)):
        for _ in range(STEPS):
            k1 = rates(0.0, numbers, p)
            k2 = rates(0.0, numbers + 0.5 * h * k1, p)
            k3 = rates(0.0, numbers + 0.5 * h * k2, p)
            k4 = rates(0.0, numbers + h * k3, p)
            numbers = numbers + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        path[:, year] = numbers
    return path


def by_scipy(theta):
    """Return the numbers in each year, by SciPy's solver, which chooses its steps."""
    p = np.exp(theta)
    span = (YEARS[0], YEARS[-1])
    return solve_ivp(rates, span, p[4:6], t_eval=YEARS, args=(p,), rtol=1e-8, atol=1e-8).y


def misfit(theta, solve):
    """Return the sum of the squared errors of the logarithms, with a mild preference for the start."""
    errors = np.log(solve(theta)) - np.log(PELTS)
    return np.sum(errors**2) + 0.01 * np.sum((theta - START) ** 2)


@srcad.differentiate
def misfit_of_steps(theta):
    return misfit(theta, by_runge_kutta)


@srcad.differentiate
def misfit_of_scipy(theta):
    return misfit(theta, by_scipy)


def fit(function):
    """Return the fitted parameters, the misfits on the way, and the seconds."""
    path = []

    def watched(theta):
        value, gradient = function.value_and_grad(theta)
        path.append(float(value))
        return value, gradient

    begin = time.perf_counter()
    found = minimize(watched, START, jac=True, method="BFGS", options={"gtol": 1e-6})
    return found.x, path, time.perf_counter() - begin


def save_plot(path, fits):
    """Save two panels: the numbers over the years, and the misfit on the way to the fit."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(13, 4.5), width_ratios=(3, 2))
    fine = np.linspace(YEARS[0], YEARS[-1], 400)
    theta = fits["solve_ivp"][0]
    p = np.exp(theta)
    smooth = solve_ivp(rates, (fine[0], fine[-1]), p[4:6], t_eval=fine, args=(p,), rtol=1e-8, atol=1e-8).y
    for row, name, color in ((0, "hares", "tab:brown"), (1, "lynxes", "tab:blue")):
        left.plot(YEARS, PELTS[row], "o", color=color, label=f"{name}, pelts counted")
        left.plot(fine, smooth[row], color=color, label=f"{name}, fitted")
    left.set(xlabel="year", ylabel="thousands", title="Lotka-Volterra equations, fitted through their solver")
    left.set_xticks(np.arange(1900, 1921, 5))
    left.legend()
    for (name, (_, values, _)), style in zip(fits.items(), ("-", "--"), strict=True):
        right.semilogy(np.arange(1, len(values) + 1), values, style, label=f"through {name}")
    right.set(xlabel="evaluation", ylabel="misfit", title="The way to the fit")
    right.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent / "output")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)

    print("The function that srcad writes for the misfit through the loop of Runge-Kutta steps:\n")
    srcad.show(misfit_of_steps, START)

    fits = {"a Runge-Kutta loop": fit(misfit_of_steps), "solve_ivp": fit(misfit_of_scipy)}
    (by_steps, values, seconds), (by_solver, others, seconds_solver) = fits.values()

    print(f"\n{'parameter':15} {'start':>9} {'by steps':>10} {'solve_ivp':>10}")
    for row in zip(NAMES, np.exp(START), np.exp(by_steps), np.exp(by_solver), strict=True):
        print("{:15} {:9.4f} {:10.5f} {:10.5f}".format(*row))
    print(f"\nmisfit: {values[0]:.3f} at the start, {min(values):.5f} by steps, {min(others):.5f} by solve_ivp")
    print(f"evaluations: {len(values)} by steps, {len(others)} by solve_ivp")
    print(f"seconds: {seconds:.1f} by steps, {seconds_solver:.1f} by solve_ivp")

    step, here = 1e-6, by_solver
    units = np.eye(len(here)) * step
    differences = [(misfit_of_steps(here + e) - misfit_of_steps(here - e)) / (2 * step) for e in units]
    error = np.max(np.abs(misfit_of_steps.grad(here) - differences))
    print(f"largest difference of the gradient from central differences: {error:.1e}")
    hessian = srcad.hessian(misfit_of_scipy)(here)
    print(f"least curvature of the misfit at the fit, from its Hessian: {np.linalg.eigvalsh(hessian)[0]:.4f}")

    path = out / "ode_fit.png"
    save_plot(path, fits)
    print(f"plot saved: {path}")


if __name__ == "__main__":
    main()
