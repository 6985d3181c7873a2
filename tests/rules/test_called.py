"""Rules as programs call them: by keywords, and with a gradient's seed, which is a number of Python's."""

import ast
import dataclasses
import math
import warnings

import numpy as np
import pytest
import scipy.fft
import scipy.integrate
import scipy.interpolate
import scipy.linalg
import scipy.ndimage
import scipy.signal
import scipy.spatial.distance
import scipy.special
import scipy.stats

import srcad
from srcad.rules import load
from srcad.rules.rule import RULES
from tests.rules.cases import CASES
from tests.rules.scipy_cases import SCIPY_CASES

load(scipy=True)
NAMESPACE = {"np": np, "math": math, "scipy": scipy}


def function_of(text, names):
    """Return the function with an expression as its result."""
    return srcad.from_source(f"def f({', '.join(names)}):\n    return {text}\n", NAMESPACE)


def by_keywords(text):
    """Return a call with its positional arguments given by the names of the parameters, None if it cannot be."""
    call = ast.parse(text, mode="eval").body
    op = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
    rule = RULES.get(op)
    if rule is None or rule.star or not call.args or not op.startswith(("np.", "scipy.")):
        return None
    keywords = [ast.keyword(param.rstrip("_"), arg) for param, arg in zip(rule.params, call.args, strict=False)]
    return ast.unparse(ast.Call(call.func, [], keywords + call.keywords))


def called_by_keywords():
    """Return a case for each operation that takes its arguments by keywords, spelled so."""
    found = {}
    for case in (*CASES, *SCIPY_CASES):
        text, op = by_keywords(case.text), case.text.partition("(")[0]
        if text is None or op in found:
            continue
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            values = case.values()
            try:
                eval(text, {**NAMESPACE, **values})
            except (TypeError, AttributeError):  # NumPy takes it by position only
                continue
        found[op] = dataclasses.replace(case, text=text), case.text
    return list(found.values())


@pytest.mark.filterwarnings("ignore")  # what SciPy says of some points
@pytest.mark.parametrize("case, plain", called_by_keywords(), ids=lambda case: str(case))
def test_called_by_keywords(case, plain):
    values = case.values()
    found = []
    for text in (case.text, plain):
        with np.errstate(all="ignore"):
            value, pullback = srcad.vjp(function_of(text, values), *values.values(), argnums=case.smooth)
            found.append(pullback(value))
    for mine, theirs in zip(*found, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def numbers_in_float32():
    """Return the cases whose result is a float32 number."""
    found = {}
    for case in CASES:
        if not case.float32:
            continue
        with np.errstate(all="ignore"):
            try:
                result = eval(case.text, {**NAMESPACE, **case.values(dtype=np.float32)})
            except (NameError, TypeError):  # helpers, numbers of Python's
                continue
        if isinstance(result, np.float32):
            found[case.text] = case
    return list(found.values())


@pytest.mark.parametrize("case", numbers_in_float32(), ids=str)
def test_gradient_in_float32(case):
    values = case.values(dtype=np.float32)
    with np.errstate(all="ignore"):
        gradients = srcad.grad(function_of(case.text, values), argnums=case.smooth)(*values.values())
    for name, gradient in zip(case.smooth, gradients, strict=True):
        if isinstance(values[name], np.ndarray):
            assert gradient.dtype == values[name].dtype
            assert gradient.shape == values[name].shape
