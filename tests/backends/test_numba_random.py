"""Random programs of arrays, numba against NumPy: `python -m tests.backends.test_numba_random SEED SECONDS`."""

import linecache
import random
import sys
import time

import numpy as np
import pytest

import srcad
from tests.programs import harness

pytest.importorskip("numba")

from tests.backends.test_numba import _cache  # noqa: F401 (the fixture keeps what is compiled in a folder)

# fmt: off
SHAPES = {
    "v": "(n,)", "w": "(m,)", "p": "(n, 3)", "d": "(n, n, 3)", "r": "(n, n)", "c": "(3,)", "k": "(3, 3)", "o": "(n, 1)",
}
# what each shape is made of, by those of others that broadcast to it
PARTS = {
    "v": ["v", "np.sum({p}, axis=1)", "np.sum({r}, axis=0)", "np.max({p}, axis=1)", "{p}[:, 1]", "{v}[::-1]",
          "{o}[:, 0]"],
    "w": ["w", "{w}[::-1]", "{v}[1] * {w}"],
    "p": ["p", "{v}[:, None]", "{c}", "{p}[:, ::-1]", "np.sum({d}, axis=1)", "{o}", "{d}[1]", "{p} @ {k}", "{p}[::-1]"],
    "d": ["d", "{r}[:, :, None]", "{p}", "{p}[:, None]", "{c}", "{d}[:, ::-1]", "np.swapaxes({d}, 0, 1)"],
    "r": ["r", "{v}", "{v}[:, None]", "np.sum({d}, axis=2)", "{d}[:, :, 2]", "{r}.T", "{o}"],
    "c": ["c", "np.sum({p}, axis=0)", "{p}[0]", "{k}[:, 1]", "{c}[::-1]"],
    "k": ["k", "{c}", "{c}[:, None]", "{k}.T", "{p}[:3]", "{k} @ {k}"],
    "o": ["o", "{v}[:, None]", "np.sum({p}, axis=1, keepdims=True)"],
}
# parts that are written to, with the shapes of what fits there
PLACES = {
    "v": [("[1:]", "{v}[:-1]"), ("[:-1]", "{v}[1:]"), ("[::-1]", "{v}"), ("[:]", "{v}[::-1]"), ("[2]", "np.sum({c})")],
    "p": [("[:, 0]", "{v}"), ("[:, ::-1]", "{p}"), ("[:, 1:]", "{p}[:, :2]"), ("[:-1]", "{p}[1:]"), ("[1]", "{c}")],
    "d": [("[:, :, 1]", "{r}"), ("[0]", "{p}"), ("[..., :2]", "{d}[..., 1:]"), ("[:, 1]", "{d}[1]")],
    "r": [("[1]", "{v}"), ("[:, 0]", "{v}"), ("[:]", "{r}.T"), ("[:-1]", "{r}[1:]")],
    "c": [("[1:]", "{c}[:2]"), ("[0]", "{c}[1] * {c}[2]"), ("[::-1]", "{c}")],
    "k": [("[:]", "{k}.T"), ("[:, 2]", "{c}"), ("[::-1]", "{k}"), ("[i]", "{k}[j]")],
}
CALLS = [
    "np.sin({})", "np.tanh({})", "{} * 0.5", "1.0 / (1.0 + {} ** 2)", "-{}", "np.exp(-{} ** 2)", "np.maximum({}, 0.1)",
]

# fmt: on


def program(seed):
    """Return the text of a function of an array of each shape, and of a number of trips."""
    draw = random.Random(seed)
    names = {shape: [shape] for shape in SHAPES}

    def filled(text):
        return text.format(**{shape: draw.choice(known) for shape, known in names.items()})

    def value(shape):
        def part():
            text = filled(draw.choice(PARTS[shape]) if draw.random() < 0.6 else "{" + shape + "}")
            return draw.choice(CALLS).format(text) if draw.random() < 0.5 else text

        return draw.choice(["{} + {}", "{} * {}", "{} - 0.3 * {}"]).format(filled("{" + shape + "}"), part())

    def statement():
        shape = draw.choice(list(SHAPES))
        kind = draw.random()
        if kind < 0.25 and shape in PLACES:
            place, fits = draw.choice(PLACES[shape])
            index = place.replace("[i]", f"[{draw.randrange(3)}]")
            fits = fits.replace("[j]", f"[{draw.randrange(3)}]")
            op = draw.choice(["=", "+=", "-=", "*="])
            return [f"{draw.choice(names[shape])}{index} {op} np.sin({filled(fits)})"]
        if kind < 0.35:
            return [f"{draw.choice(names[shape])} += 0.5 * np.cos({filled('{' + shape + '}')})"]
        text = f" = {value(shape)}"
        name = draw.choice(names[shape]) if draw.random() < 0.5 else f"{shape}{len(names[shape])}"
        if name not in names[shape]:
            names[shape].append(name)
        return [name + text]

    lines = [f"{name} = {name} * 1.0" for name in SHAPES]
    lines += [line for _ in range(draw.randint(2, 8)) for line in statement()]
    if draw.random() < 0.6:
        kept = {shape: list(known) for shape, known in names.items()}
        body = [line for _ in range(draw.randint(2, 7)) for line in statement()]
        names = kept
        lines += ["for _ in range(trips):", *(f"    {line}" for line in body)]
    lines += [line for _ in range(draw.randint(1, 4)) for line in statement()]
    total = " + ".join(f"np.sum(np.sin({draw.choice(known)}))" for known in names.values())
    return "\n    ".join([f"def f({', '.join(SHAPES)}, trips):", *lines, f"return {total}"])


def arguments(seed):
    lengths = {"n": 5 + seed % 2, "m": 4}
    return [harness.normal(*eval(shape, lengths), seed=seed) for shape in SHAPES.values()]


def compared(seed):
    """Return the text of a program, and the largest difference between the backends, relative to the largest number."""
    text = program(seed)
    file = f"<random {seed}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    space = {"np": np}
    exec(compile(text, file, "exec"), space)
    args = arguments(seed)
    wrt = tuple(range(len(args)))
    with np.errstate(all="ignore"):
        expected = srcad.grad(space["f"], wrt)(*args, 2)
        found = srcad.grad(space["f"], wrt, backend="numba")(*args, 2)
    scale = max(np.max(np.abs(each)) for each in expected)
    return text, max(float(np.max(np.abs(a - b))) for a, b in zip(found, expected, strict=True)) / scale


@pytest.mark.parametrize("seed", [*range(6), 1003, 2000])
def test_random_programs(seed):
    text, difference = compared(seed)
    assert difference < 1e-10, text


if __name__ == "__main__":
    first, seconds = int(sys.argv[1]), float(sys.argv[2])
    start, seed = time.monotonic(), first
    while time.monotonic() - start < seconds:
        try:
            text, difference = compared(seed)
        except srcad.SrcadError as error:
            print(seed, type(error).__name__, str(error)[:300])
            text, difference = program(seed), 0.0
        if not difference < 1e-10:
            print(seed, difference)
            print(text)
        seed += 1
    print(seed - first, "programs")
