"""Every public name of NumPy, math and cmath is in one class: with a rule, outside, refused, or another name."""

import cmath
import math
import types
import warnings

import numpy as np
import pytest

from srcad.rules import load
from srcad.rules.refused import IN_PLACE, REFUSED, SAME, WRITTEN, outside
from srcad.rules.rule import RULES

load()
OUTSIDE = outside()


def public(module, prefix):
    """Return the public names of a module, but for modules in it, written as rules write them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = [name for name in dir(module) if not name.startswith("_")]
        return [f"{prefix}.{name}" for name in names if not isinstance(getattr(module, name), types.ModuleType)]


def members():
    """Return the public attributes of arrays, methods with `()`."""
    names = [name for name in dir(np.ndarray) if not name.startswith("_")]
    return [f".{name}()" if callable(getattr(np.ndarray, name)) else f".{name}" for name in names]


def classes(name):
    """Return the classes that a name stands in."""
    tables = {
        "rule": RULES, "outside": OUTSIDE, "refused": REFUSED, "same": SAME, "in place": IN_PLACE, "written": WRITTEN,
    }  # fmt: skip
    return [label for label, table in tables.items() if name in table]


LISTING = [
    *public(np, "np"),
    *public(np.linalg, "np.linalg"),
    *public(np.fft, "np.fft"),
    *public(np.emath, "np.emath"),
    *members(),
    *[name for name in public(math, "math") if callable(getattr(math, name[5:]))],
    *[name for name in public(cmath, "cmath") if callable(getattr(cmath, name[6:]))],
]


@pytest.mark.parametrize("name", LISTING)
def test_name_is_in_one_class(name):
    assert len(classes(name)) == 1, classes(name)


def test_other_names_are_the_same_objects():
    for name, original in SAME.items():
        if hasattr(np, name[3:]):
            assert getattr(np, name[3:]) is getattr(np, original[3:])
            assert original in RULES


def test_reasons_say_what_to_do():
    for name, reason in REFUSED.items():
        assert len(reason) > 10, name
