"""Fit a robust regression to real data, with the gradient that srcad writes for Huber's loss.

    python examples/robust_regression.py [--out FOLDER]

The data are scikit-learn's diabetes table: 442 patients, ten measurements each, and the progress of the disease after a
year. One target in ten is corrupted, as by a slipped decimal point. Least squares follows the corrupted targets;
Huber's loss, quadratic for small residuals and linear for large ones, does not.
"""

import argparse
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")  # draw into files: no window is needed
import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import minimize
from sklearn.datasets import load_diabetes
from sklearn.linear_model import HuberRegressor, LinearRegression

import srcad

EPSILON = 1.35  # where Huber's loss turns from quadratic to linear, in units of the scale sigma
ALPHA = 1e-4  # weight of the penalty on the coefficients


@srcad.differentiate
def loss(theta, X, y):
    """Huber's loss with its scale estimated, as in scikit-learn; theta holds coefficients, intercept and log(sigma)."""
    w = theta[:-2]
    intercept = theta[-2]
    sigma = np.exp(theta[-1])
    z = np.abs(X @ w + intercept - y) / sigma
    huber = np.where(z < EPSILON, z**2, 2 * EPSILON * z - EPSILON**2)
    return np.sum(sigma + huber * sigma) + ALPHA * (w @ w)


def load():
    """Return the standardised table, its targets with one in ten corrupted, and which those are."""
    X, y = load_diabetes(return_X_y=True, scaled=False)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    rng = np.random.default_rng(0)
    corrupted = rng.choice(len(y), size=len(y) // 10, replace=False)
    y[corrupted] *= 10
    return X, y, corrupted


class Progress:
    """Count evaluations of a function and keep its values; show them on one line."""

    def __init__(self, name, function):
        self.name = name
        self.function = function
        self.losses = []

    def __call__(self, theta, *args):
        result = self.function(theta, *args)
        value = result[0] if isinstance(result, tuple) else result
        self.losses.append(float(value))
        if sys.stdout.isatty():
            self.show(end="")
        return result

    def show(self, end="\n"):
        """Write the line of progress anew."""
        print(f"\r{self.name}: evaluation {len(self.losses):4}, loss {self.losses[-1]:.6f}", end=end, flush=True)


def fit(name, function, X, y, jac):
    """Minimise a function from the same start, with its gradient (jac=True) or with finite differences (jac=None)."""
    start = np.zeros(X.shape[1] + 2)
    start[-2] = np.median(y)
    start[-1] = np.log(np.std(y))
    counted = Progress(name, function)
    result = minimize(counted, start, args=(X, y), jac=jac, method="L-BFGS-B", options={"gtol": 1e-6, "ftol": 1e-15})
    counted.show()
    return result.x, counted.losses


def save_plot(path, X, y, corrupted, robust, least_squares, with_gradient, without):
    """Save three panels: the fit, the coefficients, and the loss against function evaluations."""
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(15, 4.5))
    good = np.ones(len(y), dtype=bool)
    good[corrupted] = False
    fitted = X @ robust[:-2] + robust[-2]
    left.plot(fitted[good], y[good], ".", label="as measured")
    left.plot(fitted[corrupted], y[corrupted], "x", color="tab:red", label="corrupted")
    line = np.array([fitted.min(), fitted.max()])
    left.plot(line, line, "k-", linewidth=1, label="fitted = target")
    left.set(xlabel="fitted by Huber's loss", ylabel="target", title="A robust fit ignores corrupted targets")
    left.set_yscale("log")
    left.legend()
    positions = np.arange(X.shape[1])
    middle.bar(positions - 0.2, robust[:-2], 0.4, label="Huber, srcad")
    middle.bar(positions + 0.2, least_squares.coef_, 0.4, label="least squares")
    middle.set(xticks=positions, xticklabels=load_diabetes().feature_names, title="Coefficients")
    middle.legend()
    best = min(with_gradient + without)
    for losses, label in [(with_gradient, "gradient by srcad"), (without, "finite differences")]:
        above = np.minimum.accumulate(losses) - best + 1e-9
        right.loglog(np.arange(1, len(losses) + 1), above, label=label)
    right.set(xlabel="function evaluations", ylabel="loss above the minimum", title="Cost of the fit")
    right.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent / "output")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)

    X, y, corrupted = load()
    print(f"{X.shape[0]} patients, {X.shape[1]} measurements, {len(corrupted)} targets corrupted\n")

    print("The function that srcad writes for the loss and its gradient:\n")
    theta = np.zeros(X.shape[1] + 2)
    srcad.show(loss, theta, X, y)
    print()

    robust, with_gradient = fit("with the gradient   ", loss.value_and_grad, X, y, jac=True)
    _, without = fit("finite differences  ", loss, X, y, jac=None)

    sklearn = HuberRegressor(epsilon=EPSILON, alpha=ALPHA, max_iter=10_000, tol=1e-8).fit(X, y)
    clean = y.copy()
    clean[corrupted] /= 10
    least_squares = LinearRegression().fit(X, y)
    truth = LinearRegression().fit(X, clean)

    print(f"\n{'coefficient':12} {'srcad':>10} {'sklearn':>10} {'least sq.':>10} {'uncorrupted':>12}")
    names = [*load_diabetes().feature_names, "intercept", "sigma"]
    ours = [*robust[:-1], np.exp(robust[-1])]
    theirs = [*sklearn.coef_, sklearn.intercept_, sklearn.scale_]
    squares = [*least_squares.coef_, least_squares.intercept_]
    true = [*truth.coef_, truth.intercept_]
    for k, name in enumerate(names):
        row = f"{name:12} {ours[k]:10.4f} {theirs[k]:10.4f}"
        print(row + (f" {squares[k]:10.4f} {true[k]:12.4f}" if k < len(squares) else ""))
    difference = np.max(np.abs(np.subtract(ours, theirs)) / (1 + np.abs(theirs)))
    print(f"\nlargest relative difference from scikit-learn's HuberRegressor: {difference:.1e}")
    print(f"function evaluations: {len(with_gradient)} with the gradient, {len(without)} with finite differences")

    path = out / "robust_regression.png"
    save_plot(path, X, y, corrupted, robust, least_squares, with_gradient, without)
    print(f"plot saved: {path}")


if __name__ == "__main__":
    main()
