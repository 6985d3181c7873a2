"""Differentiate loops whose number of trips depends on the data, and step through the generated code with pdb.

python examples/newton_and_while.py [--out FOLDER]
"""

import argparse
import io
import math
import pathlib
import pdb

import matplotlib

matplotlib.use("Agg")  # draw into files: no window is needed
import matplotlib.pyplot as plt
import numpy as np

import srcad


@srcad.differentiate
def newton_sqrt(a):
    x = a
    while abs(x * x - a) > 1e-12 * a:
        x = 0.5 * (x + a / x)
    return x


@srcad.differentiate(argnums=(0, 1))
def kepler(mean, eccentricity):
    """Solve E - e sin(E) = M, the place of a planet on its ellipse, by Newton's method."""
    anomaly = mean
    for _ in range(50):
        step = (anomaly - eccentricity * math.sin(anomaly) - mean) / (1 - eccentricity * math.cos(anomaly))
        anomaly = anomaly - step
        if abs(step) < 1e-14:
            break
    return anomaly


@srcad.differentiate
def flight_time(speed):
    """Step a thrown ball until it is down again; the last, partial step is interpolated."""
    height, velocity, time, dt = 0.0, speed, 0.0, 0.01
    while True:
        velocity = velocity - 9.81 * dt
        if height + velocity * dt < 0:
            return time - height / velocity
        height = height + velocity * dt
        time = time + dt


def trips(a):
    """Count the trips of the loop in newton_sqrt."""
    x, count = a, 0
    while abs(x * x - a) > 1e-12 * a:
        x, count = 0.5 * (x + a / x), count + 1
    return count


def show_derivatives():
    """Compare derivatives through loops with formulas."""
    print("a square root by Newton's method: the trips depend on a, the derivative is 1 / (2 sqrt(a))\n")
    print(f"{'a':>8} {'trips':>6} {'derivative':>20} {'formula':>20}")
    for a in (0.01, 0.5, 2.0, 100.0, 1e6):
        print(f"{a:8g} {trips(a):6} {float(newton_sqrt.grad(a)):20.15g} {0.5 / math.sqrt(a):20.15g}")
    print(
        f"\nat a = 1 no trip is made, so the result is a itself, and its derivative is {float(newton_sqrt.grad(1.0))}:"
    )
    print("what is differentiated is the code that runs, not the formula behind it")

    mean, eccentricity = 0.8, 0.3
    place, (by_mean, by_eccentricity) = kepler.value_and_grad(mean, eccentricity)
    slope = 1 - eccentricity * math.cos(place)
    print("\nKepler's equation, a loop with a break: derivatives of the place by mean anomaly and eccentricity\n")
    print(f"by srcad:            {float(by_mean):.12f} {float(by_eccentricity):.12f}")
    print(f"by implicit formula: {1 / slope:.12f} {math.sin(place) / slope:.12f}")

    time, derivative = flight_time.value_and_grad(20.0)
    print("\na thrown ball, stepped until it lands: a return inside `while True`\n")
    print(f"time of flight {float(time):.4f} s, derivative {float(derivative):.4f} (without steps: {2 / 9.81:.4f})")


class Session(pdb.Pdb):
    """A debugger that is fed with commands and writes them down as if typed; it stops in generated code only."""

    def __init__(self, commands):
        typed = io.StringIO("\n".join([*commands, "continue"]) + "\n")
        super().__init__(stdin=typed, stdout=io.StringIO(), nosigint=True, readrc=False)

    def stop_here(self, frame):
        return frame.f_code.co_filename.startswith("<srcad ") and super().stop_here(frame)

    def precmd(self, line):
        self.stdout.write(line + "\n")
        return super().precmd(line)

    def transcript(self, function, *args):
        """Return all that was typed and printed while the function ran."""
        self.runcall(function, *args)
        return self.stdout.getvalue()


def show_stepping():
    """Step through the generated code: first forwards, then a trip of the backward sweep."""
    text = newton_sqrt.source(2.0)
    backward = next(k for k, line in enumerate(text.splitlines(), start=1) if "_stack.pop()" in line)
    commands = ["longlist", "next", "next", "next", "next", "p x"]  # into the first trip of the forward loop
    commands += [f"tbreak {backward}", "continue", "p x_stack", "next", "p x", "next", "next", "p ba"]
    newton_sqrt.value_and_grad(2.0)  # compiled now, so that the session shows only the generated code
    print("\nthe generated code is ordinary Python, so pdb steps through it:\n")
    print(Session(commands).transcript(newton_sqrt.value_and_grad, 2.0))


def save_plot(path):
    """Plot the derivative of the square root and the trips it took, against a."""
    points = np.logspace(-3, 3, 200)
    figure, axes = plt.subplots(figsize=(7, 4.5))
    axes.loglog(points, [newton_sqrt.grad(float(a)) for a in points], label="gradient by srcad")
    axes.loglog(points, 0.5 / np.sqrt(points), "k--", linewidth=1, label="1 / (2 sqrt(a))")
    axes.set(xlabel="a", ylabel="derivative", title="Through a loop whose trips depend on the data")
    axes.legend(loc="lower left")
    right = axes.twinx()
    right.plot(points, [trips(float(a)) for a in points], color="tab:orange", alpha=0.6)
    right.set_ylabel("trips (orange)")
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)
    print(f"plot saved: {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent / "output")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)

    show_derivatives()
    show_stepping()
    save_plot(out / "newton.png")


if __name__ == "__main__":
    main()
