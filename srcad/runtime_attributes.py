"""What `obj.__dict__` is, in Python that srcad can follow: a mapping that shows an object's own attributes."""

from __future__ import annotations

from typing import Any


def table_of(owner: Any) -> dict[str, Any]:
    """Return a dict of an object's own attributes as they are now."""
    return dict(vars(owner))


def put_into(owner: Any, name: str, value: Any) -> None:
    """Give an attribute that an object itself holds another value, whatever its class says of it."""
    vars(owner)[name] = value


class OwnAttributes:
    """The attributes that an object itself holds, whatever its class says of them; the object is changed by it."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner

    def copy(self) -> Any:
        """Return a dict of the attributes as they are now."""
        return table_of(self.owner)

    def keys(self) -> Any:
        """Return the names of the attributes."""
        return table_of(self.owner).keys()

    def values(self) -> Any:
        """Return what the attributes are."""
        return table_of(self.owner).values()

    def items(self) -> Any:
        """Return the attributes with their names."""
        return table_of(self.owner).items()

    def get(self, name: str, default: Any = None) -> Any:
        """Return an attribute, or something else where there is none of the name."""
        return table_of(self.owner).get(name, default)

    def __iter__(self) -> Any:
        """Go through the names."""
        return iter(table_of(self.owner))

    def __len__(self) -> int:
        """Return how many attributes there are."""
        return len(table_of(self.owner))

    def __contains__(self, name: str) -> bool:
        """Return whether there is an attribute of a name."""
        return name in table_of(self.owner)

    def __getitem__(self, name: str) -> Any:
        """Return an attribute."""
        return table_of(self.owner)[name]

    def __setitem__(self, name: str, value: Any) -> None:
        """Give an attribute another value."""
        put_into(self.owner, name, value)

    def __delitem__(self, name: str) -> None:
        """Take an attribute away."""
        object.__delattr__(self.owner, name)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """Return an attribute, which gets a value where there is none of the name."""
        if name not in table_of(self.owner):
            put_into(self.owner, name, default)
        return table_of(self.owner)[name]

    def pop(self, name: str, *default: Any) -> Any:
        """Take an attribute away and return it."""
        if default and name not in table_of(self.owner):
            return default[0]
        found = table_of(self.owner)[name]
        object.__delattr__(self.owner, name)
        return found

    def update(self, *others: Any, **named: Any) -> None:
        """Give many attributes other values."""
        for other in others:
            for name, value in dict(other).items():
                put_into(self.owner, name, value)
        for name, value in named.items():
            put_into(self.owner, name, value)
