"""Each example runs from start to end, and what it prints is right."""

import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
NUMBER = r"-?\d+\.?\d*(?:e[-+]?\d+)?"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """A function from an example's name to the text it prints and the folder it saves into; each runs once."""
    for package in ("matplotlib", "scipy", "sklearn", "statsmodels"):
        pytest.importorskip(package)
    done = {}

    def run(name):
        if name not in done:
            folder = tmp_path_factory.mktemp(name)
            command = [sys.executable, ROOT / "examples" / f"{name}.py", "--out", folder]
            process = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT)
            assert process.returncode == 0, process.stderr
            done[name] = process.stdout, folder
        return done[name]

    return run


def numbers(text):
    """All numbers in a text, in order."""
    return [float(number) for number in re.findall(NUMBER, text)]


def line(text, start):
    """The rest of the line that begins with a text."""
    found = [row[len(start) :] for row in text.splitlines() if row.startswith(start)]
    assert found, f"no line begins with {start!r}"
    return found[0]


def section(text, title):
    """What stands below a title, up to the next one."""
    match = re.search(rf"^{re.escape(title)}\n-+\n(.*?)(?=^[^\n]+\n-+$|\Z)", text, re.MULTILINE | re.DOTALL)
    assert match, f"no section {title!r}"
    return match[1]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_saves_a_plot(outputs, path):
    text, folder = outputs(path.stem)
    saved = list(folder.glob("*.png"))
    assert saved
    assert all(f"plot saved: {plot}" in text and plot.stat().st_size > 10_000 for plot in saved)


def test_regression_agrees_with_scikit_learn(outputs):
    text, _ = outputs("robust_regression")
    rows = re.findall(rf"^(\w+) +({NUMBER}) +({NUMBER})(?: +{NUMBER} +{NUMBER})?$", text, re.MULTILINE)
    assert " ".join(row[0] for row in rows) == "age sex bmi bp s1 s2 s3 s4 s5 s6 intercept sigma"
    for name, ours, theirs in rows:
        assert float(ours) == pytest.approx(float(theirs), rel=1e-3, abs=1e-2), name


def test_regression_saves_evaluations(outputs):
    text, _ = outputs("robust_regression")
    with_gradient, differences = numbers(line(text, "function evaluations:"))
    assert with_gradient * 5 < differences


def test_regression_shows_its_gradient(outputs):
    text, _ = outputs("robust_regression")
    assert "# backward" in text or "# huber = " in text
    assert re.search(r"^def \w*loss\w*\(theta, X, y", text, re.MULTILINE)


def test_tour_polynomial(outputs):
    part = section(outputs("gradient_tour")[0], "x*x*y + y + 2 at (3, 4)")
    assert numbers(line(part, "value:")) == [42]
    assert numbers(line(part, "gradient:")) == [24, 10]
    assert numbers(line(part, "Hessian:")) == [8, 6, 6, 0]


@pytest.mark.parametrize(
    ("title", "gradient"),
    [
        ("a sum", [1, 1, 1]),
        ("x[1], picked by index", [0, 1, 0]),
        ("x[i]**i, summed in a loop", [0, 1, -0.8]),
        ("a branch that computes", [-0.9950041652780258, -0.12479177080853513, 0]),
        ("the same branch, where it returns a constant", [0, 0, 0]),
    ],
)
def test_tour_arrays(outputs, title, gradient):
    part = section(outputs("gradient_tour")[0], title)
    printed = re.search(r"\[.*?\]", line(part, "gradient:"))[0]
    assert numbers(printed) == pytest.approx(gradient, rel=1e-12, abs=1e-15)


def test_tour_steps(outputs):
    part = section(outputs("gradient_tour")[0], "3(a + bc) in steps, at a = 5, b = 3, c = 2")
    assert numbers(line(part, "by srcad:")) == [3, 6, 9]


def test_tour_errors(outputs):
    part = section(outputs("gradient_tour")[0], "sin(x**2): four ways to a derivative, at x = 1.5")
    error = {name: numbers(row)[-1] for name, row in re.findall(r"^(.{20}) (.*relative error.*)$", part, re.MULTILINE)}
    assert 1e-13 < error.pop("central differences ") < 1e-8
    assert len(error) == 3
    assert max(error.values()) < 5e-16


def test_newton_derivatives(outputs):
    text, _ = outputs("newton_and_while")
    rows = re.findall(rf"^ *({NUMBER}) +(\d+) +({NUMBER}) +({NUMBER})$", text, re.MULTILINE)
    assert len({trips for _, trips, _, _ in rows}) >= 3
    for _, _, derivative, formula in rows:
        assert float(derivative) == pytest.approx(float(formula), rel=1e-9)
    assert numbers(line(text, "at a = 1 "))[-1] == 1.0
    assert numbers(line(text, "by srcad:")) == pytest.approx(numbers(line(text, "by implicit formula:")), rel=1e-9)


def test_newton_flight(outputs):
    text, _ = outputs("newton_and_while")
    _, derivative, without_steps = numbers(line(text, "time of flight"))
    assert derivative == pytest.approx(without_steps, rel=0.05)


def test_newton_stepping(outputs):
    text, _ = outputs("newton_and_while")
    session = text[text.index("(Pdb) longlist") :]
    assert "--Call--" in text
    assert session.count("(Pdb) next\n> <srcad") >= 5
    assert re.search(r"\(Pdb\) p x_stack\n\[2\.0, 1\.5, ", session)
    assert re.search(r"-> x = x_stack\.pop\(\)", session)


def test_gaussian_process_is_at_its_greatest_likelihood(outputs):
    text, _ = outputs("gaussian_process")
    before, after = numbers(line(text, "log likelihood:"))
    assert after > before + 5
    assert numbers(line(text, "largest part of the gradient there:"))[0] < 0.05
    assert numbers(line(text, "largest difference of the gradient from central differences:"))[0] < 1e-3
    assert numbers(line(text, "forecast after 1992: error"))[0] < 2.5


def test_ode_fit_agrees_through_both_solvers(outputs):
    text, _ = outputs("ode_fit")
    rows = re.findall(rf"^(?:hares|lynxes) [\w ]+? +{NUMBER} +({NUMBER}) +({NUMBER})$", text, re.MULTILINE)
    assert len(rows) == 6
    for steps, solver in rows:
        assert float(steps) == pytest.approx(float(solver), rel=1e-4)
    assert numbers(line(text, "largest difference of the gradient from central differences:"))[0] < 1e-6
    assert numbers(line(text, "least curvature of the misfit at the fit, from its Hessian:"))[0] > 0
