"""Every public name of SciPy's main modules is in one class: rule, stand-in, from source, refused, or outside."""

import importlib
import types
import warnings

import pytest

pytest.importorskip("scipy")

from srcad.rules import load
from srcad.rules.refused_scipy import FROM_SOURCE, SCIPY_OUTSIDE, SCIPY_REFUSED, UNRULED, listed
from srcad.rules.rule import RULES, USERS
from srcad.stand_ins_objects import TABLE

load()
MODULES = ("special", "linalg", "ndimage", "fft", "spatial.distance")
TABLES = {
    "stand-in": TABLE,
    "refused": SCIPY_REFUSED,
    "no rule yet": listed(UNRULED),
    "outside": listed(SCIPY_OUTSIDE),
    "from source": listed(FROM_SOURCE),
}


def public(module):
    """Return the public names of a module of SciPy's, as rules write them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = importlib.import_module(f"scipy.{module}")
        names = getattr(found, "__all__", dir(found))
        return [
            f"scipy.{module}.{name}"
            for name in sorted(names)
            if not name.startswith("_") and not isinstance(getattr(found, name, None), types.ModuleType)
        ]


@pytest.mark.parametrize("name", [name for module in MODULES for name in public(module)])
def test_name_is_in_one_class(name):
    tables = {**TABLES, "rule": set(RULES) - USERS}
    assert len([label for label, table in tables.items() if name in table]) == 1


def test_reasons_say_what_to_do():
    for name, reason in SCIPY_REFUSED.items():
        assert len(reason) > 10, name
