"""While rules are tested, no helper of generated code may hand out memory of an argument unless it is known to."""

import functools
import types
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from srcad.analyse.views import shared_arguments
from srcad.backends.load import HELPERS
from srcad.ir import Call, Name


def arrays(value: Any) -> Iterator[np.ndarray]:
    """All arrays in a value that hold something."""
    if isinstance(value, np.ndarray) and value.size:
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from arrays(part)


def share(one: Any, other: Any) -> bool:
    return any(np.shares_memory(a, b) for a in arrays(one) for b in arrays(other) if np.may_share_memory(a, b))


def watched(name: str, helper: Any) -> Any:
    """The helper, which fails where its result shares memory in a way that `analyse/views.py` does not tell."""
    told = shared_arguments(Call(name, tuple(Name(f"x{i}") for i in range(8))), {})

    @functools.wraps(helper)
    def called(*args: Any, **keywords: Any) -> Any:
        result = helper(*args, **keywords)
        for position, arg in enumerate((*args, *keywords.values())):
            known = any(share(arg, args[i]) for i in told)
            assert known or not share(result, arg), f"{name} hands out memory of its argument {position}"
        return result

    return called


PLAIN = {name: helper for name, helper in HELPERS.items() if isinstance(helper, types.FunctionType)}
WATCHED = {name: watched(name, helper) for name, helper in PLAIN.items()}


@pytest.fixture(autouse=True)
def helpers_watched(request: pytest.FixtureRequest) -> Iterator[None]:
    if "compiled" in request.node.name:  # numba reads the helpers themselves
        yield
        return
    HELPERS.update(WATCHED)
    yield
    HELPERS.update(PLAIN)
