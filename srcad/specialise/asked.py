"""What classes hold, and questions to them and to functions whose answers what is compiled relies on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..dataclass_objects import told
from .values import MISSING


@dataclass(frozen=True, eq=False)
class Asked:
    """A question and what it is asked about: the answer must be the same object at each call."""

    question: Callable[..., object]
    about: tuple[object, ...]

    def is_like(self, other: object) -> bool:
        """Return whether something else is the same question about the same objects."""
        if not isinstance(other, Asked) or other.question is not self.question or len(other.about) != len(self.about):
            return False
        return all(one is another for one, another in zip(self.about, other.about, strict=True))

    def answer(self) -> object:
        """Return the answer as it is now."""
        return self.question(*self.about)


def held_by_class(cls: type, name: str) -> object:
    """Return what a class or its bases hold under a name, as it stands there; None if they do not."""
    return next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)


def class_attribute(cls: type, name: str) -> Any:
    """Return what a class or its bases hold under a name, as it stands there, or `MISSING`."""
    for base in cls.__mro__:
        if name in vars(base):
            found = vars(base)[name]
            return MISSING if base is object and name not in ("__init__", "__new__") else found
    return MISSING


def of_class(raw: Any) -> object | None:
    """Return the function of a class method, which may have been differentiated; None for all else in a class."""
    if isinstance(raw, classmethod):
        return raw.__func__
    return raw if told(raw, "__srcad_primal__") is not None and told(raw, "method") is classmethod else None


def has_equality(maker: type) -> bool:
    """Return whether objects of a class may be equal to others than themselves."""
    return class_attribute(maker, "__eq__") is not MISSING
