"""Texts that NumPy holds: arrays of them, their elements, and records; what they equal is told when the code runs."""

import numpy as np

from tests.programs.harness import normal, row

NAMES = np.array(["a", "b", "cc"])
RECORDS = np.array([(1.0, 2, "a"), (3.0, 4, "b")], dtype=[("w", float), ("n", int), ("s", "U2")])


def compared_as_a_whole(x, names):
    return x * (names == "a").sum() + x * (names != "a").sum() ** 2 + (x if "b" in names else 0.0)


def elements_choose(x, names):
    for name in names:
        if name == "a":
            x = x * 2
        elif isinstance(name, str) and name.upper() == "B":
            x = x * x
        else:
            x = x + len(name)
    return x


def elements_matched(x, names):
    for name in names:
        match name:
            case "a":
                x = x * 2
            case "b":
                x = x * x
            case _:
                x = x + 1
    return x


def elements_as_keys(x, names):
    functions = {"a": np.sin, "b": np.cos, "cc": np.exp}
    for name in names:
        x = functions[name](x)
    return x


def made_inside(x):
    names = np.array(["a", "b", "cc"])
    total = sum(x * (2 if name == "a" else 3) * len(name) for name in names)
    for name in np.asarray(list("abc")):
        total = total * x if name == "b" else total + isinstance(name, str)
    return total * (names[0] == "a")


def written_inside(x):
    names = np.full(3, "a")
    names[1] = "b"
    blank = np.empty(2, dtype="U3")
    blank[0] = "abc"
    return x * x * (names == "a").sum() + (x if names[1] == "b" else 0.0) + x * len(blank[0])


def chosen_by_index(x):
    kind = np.array(["low", "high"])[int(x > 0.3)]
    return x * x + (x if kind == "high" else 0.0) + (x if np.where(x > 0.3, "up", "down") == "up" else 0.0)


def grouped(y, labels):
    total = 0.0
    for label in np.unique(labels):
        total += y[labels == label].sum() ** 2
    return total


def objects_inside(x):
    count = 0
    for part in np.array([1, "a", None, 2.0], dtype=object):
        if part is None:
            count += 1
        elif isinstance(part, str):
            count += 10
        elif part == 2.0:
            count += 100
    return x * x * count


def records(x, table):
    return x * table["w"].sum() + sum(x ** one["n"] for one in table) + sum(x for one in table if one["s"] == "a")


def nothing_in_an_array(x, y):
    return x * x * (y != None).sum() + (x if (y == "text").any() else 0.0)  # noqa: E711


def element_given(x, name):
    return x * x * (2 if name == "a" else 3) * len(name)


ROWS = [
    row(compared_as_a_whole, 0.7, NAMES),
    row(elements_choose, 0.7, NAMES),
    row(elements_choose, 0.7, NAMES[::-1], case="turned"),
    row(elements_matched, 0.7, NAMES),
    row(elements_as_keys, 0.7, NAMES),
    row(made_inside, 0.7),
    row(written_inside, 0.7),
    row(chosen_by_index, 0.7),
    row(chosen_by_index, 0.2, case="low"),
    row(grouped, normal(3), np.array(["u", "v", "u"])),
    row(objects_inside, 0.7),
    row(records, 0.7, RECORDS),
    row(nothing_in_an_array, 0.7, normal(3), argnums=0),
    row(element_given, 0.7, NAMES[0]),
    row(element_given, 0.7, NAMES[1], case="another"),
]
