"""Fit a Gaussian process to the carbon dioxide in the air over Hawaii, by maximum likelihood.

    python examples/gaussian_process.py [--out FOLDER]

The data are statsmodels' copy of the Mauna Loa record, 1958 to 2001, averaged over two months. The covariance is the
sum of a slow trend, a season whose shape drifts slowly, weather, and noise; its eight hyperparameters maximise the
likelihood of the data up to 1992. The gradient of the likelihood, through a Cholesky factorisation of the covariance
matrix, is srcad's. What came after 1992 shows whether the forecast is any good.
"""

import argparse
import pathlib
import time

import matplotlib

matplotlib.use("Agg")  # draw into files: no window is needed
import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import minimize
from statsmodels.datasets import co2

import srcad

NAMES = (
    "trend: size", "trend: years", "season: size", "season: drift, years", "season: smoothness",
    "weather: size", "weather: years", "noise: size",
)  # fmt: skip
START = np.log([50.0, 50.0, 3.0, 100.0, 1.0, 0.5, 1.0, 0.2])
LAST_YEAR = 1992.0  # what is fitted ends here


def covariance(theta, t, s):
    """Return the covariance of the carbon dioxide at times t with that at times s."""
    trend, trend_years, season, drift, smoothness, weather, weather_years, _ = np.exp(theta)
    d = t[:, None] - s[None, :]
    slow = trend**2 * np.exp(-0.5 * (d / trend_years) ** 2)
    yearly = season**2 * np.exp(-0.5 * (d / drift) ** 2 - 2 * (np.sin(np.pi * d) / smoothness) ** 2)
    quick = weather**2 * np.exp(-0.5 * (d / weather_years) ** 2)
    return slow + yearly + quick


@srcad.differentiate
def negative_log_likelihood(theta, t, y):
    """Return minus the logarithm of the probability density of y, given the hyperparameters' logarithms."""
    n = len(y)
    K = covariance(theta, t, t) + np.exp(2 * theta[7]) * np.eye(n)
    L = np.linalg.cholesky(K)
    z = np.linalg.solve(L, y)
    return 0.5 * (z @ z) + np.sum(np.log(np.diag(L))) + 0.5 * n * np.log(2 * np.pi)


def load():
    """Return times in years and parts per million, averaged over two months."""
    weekly = co2.load_pandas().data["co2"].dropna()
    years = weekly.index.year.to_numpy() + (weekly.index.day_of_year.to_numpy() - 0.5) / 365.25
    bins = np.floor(years * 6).astype(int)
    t = np.array([years[bins == k].mean() for k in np.unique(bins)])
    y = np.array([weekly.to_numpy()[bins == k].mean() for k in np.unique(bins)])
    return t, y


def seconds_of(function, *args):
    """Return how long a call takes, the least of five."""
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        function(*args)
        times.append(time.perf_counter() - begin)
    return min(times)


def predict(theta, t, y, new):
    """Return mean and standard deviation of the process at new times."""
    K = covariance(theta, t, t) + np.exp(2 * theta[7]) * np.eye(len(t))
    across = covariance(theta, new, t)
    mean = across @ np.linalg.solve(K, y)
    own = np.diag(covariance(theta, new, new))
    variance = own - np.sum(across * np.linalg.solve(K, across.T).T, axis=1) + np.exp(2 * theta[7])
    return mean, np.sqrt(variance)


def save_plot(path, t, y, level, theta):
    """Save two panels: the whole record with the forecast, and the forecast's years."""
    fitted = t < LAST_YEAR
    new = np.arange(1958.2, 2012.0, 1 / 12)
    mean, deviation = predict(theta, t[fitted], y[fitted] - level, new)
    mean += level
    figure, (left, right) = plt.subplots(1, 2, figsize=(13, 4.5))
    for axes in (left, right):
        axes.fill_between(new, mean - 2 * deviation, mean + 2 * deviation, color="tab:blue", alpha=0.25, label="95 %")
        axes.plot(new, mean, color="tab:blue", linewidth=1, label="Gaussian process")
        axes.plot(t[fitted], y[fitted], "k.", markersize=3, label="fitted")
        axes.plot(t[~fitted], y[~fitted], ".", color="tab:red", markersize=4, label="kept back")
        axes.axvline(LAST_YEAR, color="gray", linewidth=0.8)
        axes.set(xlabel="year", ylabel="carbon dioxide, parts per million")
    left.set(title="Fitted up to 1992, and the forecast")
    right.set(xlim=(1988, 2003), ylim=(346, 378), title="The forecast against what came")
    left.legend(loc="upper left")
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent / "output")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)

    t, y = load()
    fitted = t < LAST_YEAR
    level = y[fitted].mean()
    data = t[fitted], y[fitted] - level
    print(f"{len(t)} values, {fitted.sum()} of them fitted\n")
    print("The function that srcad writes for the likelihood and its gradient:\n")
    srcad.show(negative_log_likelihood, START, *data)

    likelihood = negative_log_likelihood.value_and_grad
    fit = minimize(likelihood, START, args=data, jac=True, method="L-BFGS-B", options={"maxiter": 100})
    theta = fit.x
    value, gradient = likelihood(theta, *data)

    print(f"\n{'hyperparameter':22} {'start':>9} {'fitted':>9}")
    for name, start, found in zip(NAMES, np.exp(START), np.exp(theta), strict=True):
        print(f"{name:22} {start:9.3f} {found:9.3f}")
    before = negative_log_likelihood(START, *data)
    print(f"\nlog likelihood: {-before:.1f} at the start, {-value:.1f} fitted")
    print(f"largest part of the gradient there: {np.max(np.abs(gradient)):.1e}")
    step = 1e-5
    plain = [negative_log_likelihood(theta + sign * step * e, *data) for e in np.eye(8) for sign in (1, -1)]
    error = np.max(np.abs(gradient - np.subtract(plain[::2], plain[1::2]) / (2 * step)))
    print(f"largest difference of the gradient from central differences: {error:.1e}")
    ratio = seconds_of(likelihood, theta, *data) / seconds_of(negative_log_likelihood, theta, *data)
    print(f"evaluations: {fit.nfev}, each {ratio:.1f} times as long as the likelihood alone")

    mean, deviation = predict(theta, *data, t[~fitted])
    error = y[~fitted] - level - mean
    inside = np.mean(np.abs(error) < 2 * deviation)
    print(
        f"forecast after 1992: error {np.sqrt(np.mean(error**2)):.2f} ppm, {100 * inside:.0f} % within two deviations"
    )

    path = out / "gaussian_process.png"
    save_plot(path, t, y, level, theta)
    print(f"plot saved: {path}")


if __name__ == "__main__":
    main()
