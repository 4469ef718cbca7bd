"""The shape of JSON bodies: which fields, of which types, always there or sometimes: pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.contract.exchange import Exchange

ANY_KEY = "*"
FREE_MAPS = frozenset({"tags", "traffic", "mirrorTraffic", "userAssignedIdentities", "environmentVariables"})
"""Objects whose keys are somebody's own words."""
BAG = "properties.properties"
"""Azure ML's bags of undocumented properties: free as well, but for what the code reads of them."""
TYPES = {bool: "boolean", int: "number", float: "number", str: "string", list: "list", dict: "object"}


@dataclass
class Shape:
    """*types* of each field by its path (`value[].name`); how often it was *there*, and how often it could have been.

    ``""`` is the body itself.
    """

    types: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    there: Counter[str] = field(default_factory=Counter)
    objects: Counter[str] = field(default_factory=Counter)

    def add(self, body: Any, path: str = "") -> None:
        """Count *body* in."""
        self.types[path].add(TYPES.get(type(body), "null"))
        self.there[path] += 1
        if isinstance(body, dict):
            self.objects[path] += 1
            for name, value in body.items():
                self.add(value, child(path, name))
        elif isinstance(body, list):
            for item in body:
                self.add(item, f"{path}[]")

    def fields(self) -> Iterator[str]:
        """Yield the paths below the body itself."""
        return (path for path in self.types if path)

    def is_always(self, path: str) -> bool:
        """Say whether no object that could have had it was without."""
        if path.endswith(("[]", ANY_KEY)):
            return False
        return self.there[path] >= self.objects[parent(path)] > 0

    def lacks(self, path: str) -> bool:
        """Say whether an object that could have had it was without."""
        return self.objects[parent(path)] > self.there[path]

    def as_json(self) -> dict[str, str]:
        """Return types by path: `string|null`, and `?` behind what is not always there."""
        return {
            path: "|".join(sorted(self.types[path])) + ("" if self.is_always(path) else "?")
            for path in sorted(self.fields())
        }


def child(path: str, name: str) -> str:
    """Return the path of the field *name*; the keys of a free map are one field."""
    last = path.rpartition(".")[2]
    free = last in FREE_MAPS or path.removeprefix("value[].").endswith(BAG)
    name = ANY_KEY if free else name.replace(".", "·")
    return f"{path}.{name}" if path else name


def parent(path: str) -> str:
    """Return the path of the object that has the field."""
    return path.rpartition(".")[0]


def shape_of(exchanges: Iterable[Exchange]) -> Shape:
    """Return the shape of all their answers together."""
    shape = Shape()
    for exchange in exchanges:
        shape.add(exchange.answer)
    return shape


def expected_types(said: str) -> set[str]:
    """Return the types of a field as `as_json` wrote it."""
    return set(said.removesuffix("?").split("|"))


def is_optional(said: str) -> bool:
    """Say whether `as_json` wrote that it is not always there."""
    return said.endswith("?")
