"""Containers of the standard library from outside a function are read when its gradient is called."""

import array
import sys
from collections import Counter, OrderedDict, defaultdict, deque

import numpy as np
import pytest

import srcad

QUEUE = deque([1.0, 2.0])
ORDERED = OrderedDict(a=1.0, b=0.5)
COUNTS = Counter("aab")
DEFAULTS = defaultdict(float, a=2.0)
LISTS = defaultdict(list, a=[1.0, 2.0])
DOUBLES = array.array("d", [1.0, 2.0])
WHOLE = array.array("i", [1, 0])
LOG = deque(maxlen=3)


def read(x):
    total = sum(QUEUE) * x + ORDERED["a"] * x**2 + COUNTS["a"] * x + COUNTS["other"] * x
    for key, value in ORDERED.items():
        total = total + value * (x if key == "a" else x * x)
    for weight in DEFAULTS.values():
        total = total + weight * x**3
    return total + DOUBLES[-1] * x + WHOLE[0] * x + sum(LISTS["a"]) * x + DEFAULTS.get("b", 0.25) * x


def closure():
    queue, counts, numbers = deque([0.5, 1.5], maxlen=4), Counter("aab"), array.array("d", [1.0, 4.0])

    def inner(x):
        return sum(queue) * x + counts["a"] * x * x + max(numbers) * x**3 + len(queue) * x + (queue.maxlen or 0)

    return inner


def logs(x):
    LOG.append("called")
    return x * x


def slope(function, x):
    return (function(x + 1e-6) - function(x - 1e-6)) / 2e-6


@pytest.mark.parametrize("function", [read, closure()])
def test_what_they_hold_is_read(function):
    srcad.check_grads(function, (0.7,), order=2)
    assert srcad.value_and_grad(function)(0.7)[0] == function(0.7)


def test_what_they_hold_now_is_read_at_each_call(monkeypatch):
    gradient = srcad.grad(read)
    for _ in range(5):  # by then the generated function itself is called
        assert gradient(0.7) == pytest.approx(slope(read, 0.7))
    monkeypatch.setitem(ORDERED, "a", 7.0)
    monkeypatch.setitem(COUNTS, "a", 9)
    monkeypatch.setitem(DEFAULTS, "a", 3.0)
    monkeypatch.setattr(sys.modules[__name__], "DOUBLES", array.array("d", [1.0, 4.0]))
    WHOLE[0] = 6
    assert gradient(0.7) == pytest.approx(slope(read, 0.7))
    longer = {"QUEUE": deque([1.0] * 20), "DOUBLES": array.array("d", [2.0] * 20), "DEFAULTS": defaultdict(int, c=3)}
    for name, value in longer.items():
        monkeypatch.setitem(globals(), name, value)
        assert gradient(0.7) == pytest.approx(slope(read, 0.7))
    monkeypatch.setitem(globals(), "ORDERED", {"a": 2.0})
    monkeypatch.setitem(globals(), "DOUBLES", np.array([1.0, 5.0]))
    assert gradient(0.7) == pytest.approx(slope(read, 0.7))


def test_a_key_that_reading_would_add_is_refused():
    with pytest.raises(srcad.UnsupportedSyntax, match="gets a new key"):
        srcad.grad(lambda x: DEFAULTS["missing"] * x)(0.7)
    assert "missing" not in DEFAULTS


def test_a_queue_that_is_filled_only_is_filled():
    LOG.clear()
    assert srcad.value_and_grad(logs)(3.0) == (9.0, 6.0)
    assert list(LOG) == ["called"]
    assert srcad.value_and_grad(lambda x: logs(x) * count_of_calls())(3.0) == (18.0, 12.0)  # called as it is
    with pytest.raises(srcad.UnsupportedSyntax, match="read and filled"):
        srcad.grad(lambda x: logs(x) * count_times(x))(3.0)


def count_of_calls():
    return len(LOG)


def count_times(x):
    return len(LOG) * x


def test_the_class_of_an_array_is_not_that_of_a_list():
    with pytest.raises(srcad.UnsupportedSyntax, match=r"array\.array"):
        srcad.grad(lambda x: x if isinstance(DOUBLES, list) else x * x)(0.7)
    assert srcad.grad(lambda x: x if isinstance(ORDERED, OrderedDict) else x * x)(0.7) == 1.0
