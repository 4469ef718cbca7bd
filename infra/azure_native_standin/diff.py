"""What changes between old and new inputs, and what of it replaces the resource; pure.

Follows azure-native's provider/pkg/provider/diff.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CREATE_FIRST = "__createBeforeDelete"
"""The input Check adds beside a random name: the replacement may exist beside the old resource."""


class Change(Enum):
    """How a property changes; names are those of the engine's protocol."""

    ADD = "ADD"
    DELETE = "DELETE"
    UPDATE = "UPDATE"
    ADD_REPLACE = "ADD_REPLACE"
    DELETE_REPLACE = "DELETE_REPLACE"
    UPDATE_REPLACE = "UPDATE_REPLACE"

    @property
    def replaces(self) -> bool:
        """Whether the resource must be made anew for it."""
        return self.value.endswith("_REPLACE")

    def replacing(self) -> Change:
        """The same change, made by replacement."""
        return self if self.replaces else Change(f"{self.value}_REPLACE")


@dataclass(frozen=True)
class Diff:
    """All changes by dotted path (`tags.a`, `zones[0]`)."""

    changes: Mapping[str, Change]
    delete_before_replace: bool

    @property
    def replaces(self) -> list[str]:
        """The paths that force a replacement."""
        return [path for path, change in self.changes.items() if change.replaces]


@dataclass(frozen=True)
class Inputs:
    """The inputs of one resource before and after, the outputs in state, and the paths of `ignore_changes`.

    The engine takes ignored paths out of an update's inputs itself; for a refresh it asks the provider to.
    """

    old: Mapping[str, Any]
    new: Mapping[str, Any]
    state: Mapping[str, Any]
    ignored: tuple[str, ...] = ()


def diff(inputs: Inputs, replace_keys: frozenset[str]) -> Diff:
    """Compare the inputs; a change below one of *replace_keys* replaces.

    An input that is new but says what the state already holds is no change: so an imported resource stays as it
    is when the program spells a default out.
    """
    old = {**inputs.old}
    if "azureApiVersion" not in old and "azureApiVersion" in inputs.state:
        old["azureApiVersion"] = inputs.state["azureApiVersion"]
    changes: dict[str, Change] = {}
    for path, change in _object_changes("", _own(old), _own(inputs.new)):
        said_already = (
            change is Change.ADD and path in inputs.state and inputs.state[path] == inputs.new[path]
        )
        if not said_already and not any(_at_or_below(path, ignored) for ignored in inputs.ignored):
            name = path.split(".", 1)[0].split("[", 1)[0]
            changes[path] = change.replacing() if name in replace_keys else change
    replaces = any(change.replaces for change in changes.values())
    return Diff(changes, delete_before_replace=replaces and not inputs.old.get(CREATE_FIRST, False))


def apply_changes(base: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return *base* with what differs between *old* and *new*: how a refresh moves live changes into inputs.

    Inputs are fewer than outputs (Azure adds defaults), so only what changed is copied.
    """
    result = {name: value for name, value in base.items() if name not in old or name in new}
    for name, value in new.items():
        if name not in old:
            result[name] = value
        elif old[name] != value:
            result[name] = _apply_value(base.get(name), old[name], value)
    return result


def _apply_value(base: Any, old: Any, new: Any) -> Any:
    if isinstance(base, dict) and isinstance(old, dict) and isinstance(new, dict):
        return apply_changes(base, old, new)
    if isinstance(base, list) and isinstance(old, list) and isinstance(new, list):
        known = min(len(base), len(old), len(new))
        merged = [
            _apply_value(base[i], old[i], new[i]) if old[i] != new[i] else base[i] for i in range(known)
        ]
        return merged + new[known:]
    return new


def _own(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in inputs.items() if not name.startswith("__")}


def _object_changes(
    parent: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[str, Change]]:
    for name in sorted(old.keys() | new.keys()):
        path = f"{parent}.{name}" if parent else name
        if name not in old:
            yield path, Change.ADD
        elif name not in new:
            yield path, Change.DELETE
        else:
            yield from _value_changes(path, old[name], new[name])


def _value_changes(path: str, old: Any, new: Any) -> Iterator[tuple[str, Change]]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _object_changes(path, old, new)
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            here = f"{path}[{index}]"
            if index >= len(old):
                yield here, Change.ADD
            elif index >= len(new):
                yield here, Change.DELETE
            else:
                yield from _value_changes(here, old[index], new[index])
    elif old != new and not (path == "location" and same_location(old, new)):
        yield path, Change.UPDATE


def _at_or_below(path: str, parent: str) -> bool:
    return path == parent or path.startswith((f"{parent}.", f"{parent}["))


def same_location(one: Any, other: Any) -> bool:
    """Whether two names mean one region: "West US 2" is westus2."""
    return str(one).replace(" ", "").lower() == str(other).replace(" ", "").lower()
