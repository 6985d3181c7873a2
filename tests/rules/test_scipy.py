"""SciPy's rules: as those of NumPy, from their texts and through the compiler."""

import subprocess
import sys
import warnings

import numpy as np
import pytest

pytest.importorskip("scipy")
import scipy.fft
import scipy.integrate
import scipy.interpolate
import scipy.linalg
import scipy.ndimage
import scipy.signal
import scipy.sparse.linalg
import scipy.spatial.distance
import scipy.special
import scipy.stats

from srcad.rules.rule import RULES, USERS
from tests.rules import test_compiled, test_rules
from tests.rules.scipy_cases import SCIPY_CASES as CASES
from tests.rules.texts import NAMESPACE

NAMESPACE["scipy"] = scipy


@pytest.fixture(autouse=True)
def _quiet():
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule(case):
    test_rules.check(test_rules.operation(case))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_compiled_rule(case):
    test_compiled.check(test_compiled.Program(case))


@pytest.mark.parametrize("case", [case for case in CASES if case.complex], ids=str)
def test_complex(case):
    test_rules.check(test_rules.operation(case, complex))


@pytest.mark.parametrize("case", [case for case in CASES if case.complex], ids=str)
def test_compiled_complex(case):
    test_compiled.check(test_compiled.Program(case, complex))


@pytest.mark.parametrize("case", [case for case in CASES if case.float32 and test_rules.arrays_only(case)], ids=str)
def test_float32_stays_float32(case):
    test_rules.test_float32_stays_float32(case)


def test_every_rule_has_a_case():
    tried = {test_rules.op_of(case) for case in CASES}
    rules = [
        op for op, rule in RULES.items() if op.startswith("scipy.") and rule.sort != "constant" and op not in USERS
    ]
    assert not [op for op in rules if op not in tried]


def test_importing_srcad_does_not_import_scipy():
    program = (
        "import sys, srcad; f = srcad.from_source('def f(x):\\n    return x * x\\n', {}, 'f')\n"
        "assert srcad.grad(f)(2.0) == 4.0 and 'scipy' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
