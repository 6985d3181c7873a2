"""A program is a text, the text of its arguments, and the positions of the arguments to differentiate."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

# Arrays that the rows of found.py use by name in their arguments.
P = "np.array([0.3, -0.7, 1.1, 0.5])"
Q = "np.array([-0.4, 0.9, 0.6, -1.2])"
M = "np.array([[0.2, -0.5, 0.9], [1.1, 0.4, -0.8]])"


@dataclass(frozen=True)
class Program:
    """The last function of `text` is the one to differentiate; `arguments` is the text of a tuple."""

    text: str
    arguments: str
    argnums: int | tuple[int, ...] | None = None  # None: every argument that holds floats
    level: int = 1
    seed: int | None = None
    features: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return [s.name for s in ast.parse(self.text).body if isinstance(s, ast.FunctionDef)][-1]

    def namespace(self) -> dict[str, Any]:
        return {"np": np, "math": math}

    def function(self, namespace: dict[str, Any] | None = None) -> Callable[..., Any]:
        """The function as Python makes it, in a namespace of its own."""
        namespace = self.namespace() if namespace is None else namespace
        exec(compile(self.text, f"<program {self.seed}>", "exec"), namespace)
        return namespace[self.name]

    def args(self) -> tuple[Any, ...]:
        """Fresh arguments at each call, so that whoever writes into them harms nobody."""
        return eval(self.arguments, {"np": np, "P": eval(P), "Q": eval(Q), "M": eval(M)})

    def wrt(self) -> int | tuple[int, ...]:
        if self.argnums is not None:
            return self.argnums
        return tuple(k for k, value in enumerate(self.args()) if any(True for _ in leaves(value)))

    def positions(self) -> tuple[int, ...]:
        wrt = self.wrt()
        return (wrt,) if isinstance(wrt, int) else wrt

    def __str__(self) -> str:
        origin = (
            f"# seed {self.seed}, level {self.level}: {', '.join(self.features)}\n" if self.seed is not None else ""
        )
        return f"{origin}{self.text.rstrip()}\n# arguments: {self.arguments}\n# argnums: {self.argnums}\n"


def leaves(value: Any) -> Iterator[Any]:
    """The floats and float arrays of a pytree, in order."""
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from leaves(item)
    elif (isinstance(value, np.ndarray) and value.dtype.kind == "f") or isinstance(value, (float, np.floating)):
        yield value


def rebuild(value: Any, change: Callable[[Any], Any]) -> Any:
    """The same pytree, each real leaf passed through `change` (in the order of `leaves`)."""
    if isinstance(value, dict):
        return {key: rebuild(item, change) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(rebuild(item, change) for item in value)
    return change(value) if any(True for _ in leaves(value)) else value


def flatten(value: Any) -> np.ndarray:
    """All real leaves as one vector."""
    return np.concatenate([np.zeros(0), *(np.ravel(leaf) for leaf in leaves(value))])


def along(tangent: Any, like: Any) -> np.ndarray:
    """The tangents of the real leaves of `like` as one vector; that of a count or a flag is zero, or None."""
    if isinstance(like, dict):
        return np.concatenate([np.zeros(0), *(along(tangent[key], like[key]) for key in like)])
    if isinstance(like, (tuple, list)):
        return np.concatenate([np.zeros(0), *(along(t, k) for t, k in zip(tangent, like, strict=True))])
    if any(True for _ in leaves(like)):
        return np.ravel(np.asarray(tangent, float))
    assert tangent is None or not np.any(tangent), f"{tangent!r} is no tangent of {like!r}"
    return np.zeros(0)


def unflatten(like: Any, vector: np.ndarray) -> Any:
    """A pytree shaped as `like` that holds the numbers of `vector`."""
    at = 0

    def take(leaf: Any) -> Any:
        nonlocal at
        size = np.size(leaf)
        part = vector[at : at + size]
        at += size
        return np.array(part.reshape(leaf.shape)) if isinstance(leaf, np.ndarray) else float(part[0])

    return rebuild(like, take)


def difference(got: Any, like: Any, strict: bool = True) -> str:
    """How the structure of `got` differs from that of `like`; empty when it does not."""
    if isinstance(like, dict):
        if type(got) is not type(like) or list(got) != list(like):
            return f"{got!r} is not a dict with the keys {list(like)}"
        return next(filter(None, (difference(got[key], like[key], strict) for key in like)), "")
    if isinstance(like, (tuple, list)):
        if type(got) is not type(like) or len(got) != len(like):
            return f"{got!r} is not a {type(like).__name__} of {len(like)}"
        return next(filter(None, (difference(g, k, strict) for g, k in zip(got, like, strict=True))), "")
    if isinstance(like, np.ndarray):
        if not isinstance(got, np.ndarray) or got.shape != like.shape:
            return f"{got!r} is not an array of shape {like.shape}"
        return f"dtype {got.dtype} is not {like.dtype}" if got.dtype != like.dtype and strict else ""
    if isinstance(like, (float, np.floating)) and strict and not isinstance(got, float):
        return f"{got!r} ({type(got).__name__}) is not a float"
    return f"{got!r} has shape {np.shape(got)}" if np.shape(got) != () else ""


def same_bits(a: Any, b: Any) -> bool:
    """Whether two values have one structure and the same numbers, bit for bit."""
    if isinstance(a, dict) or isinstance(b, dict):
        return type(a) is type(b) and list(a) == list(b) and all(same_bits(a[k], b[k]) for k in a)
    if isinstance(a, (tuple, list)) or isinstance(b, (tuple, list)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same_bits, a, b))
    if isinstance(a, np.ndarray) != isinstance(b, np.ndarray):
        return False
    x, y = np.asarray(a), np.asarray(b)
    return x.dtype == y.dtype and x.shape == y.shape and x.tobytes() == y.tobytes()


def rows(table: str, level: int) -> list[tuple[str, Program]]:
    """The rows of a table: a comment, a text, and a line with the arguments of each call."""
    found = []
    for part in table.strip().split("\n\n"):
        lines = part.strip().splitlines()
        if len(lines) < 3:
            continue
        calls = ast.parse(lines[-1].replace(") (", "); ("), mode="exec").body
        for k, call in enumerate(calls):
            label = lines[0].lstrip("# ") + (f" [{k}]" if len(calls) > 1 else "")
            found.append((label, Program("\n".join(lines[1:-1]), ast.unparse(call), level=level)))
    return found
