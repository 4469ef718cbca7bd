"""What changes between old and new inputs, and what of it replaces the resource; pure.

Follows azure-native's provider/pkg/provider/diff.go: ours, because which change replaces is a rule of its own, and
finding the changes is the small part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from modelstacks.azure.arm_id import region_id

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
    """The inputs of one resource before and after, and the outputs in state.

    Paths of `ignore_changes` are not here: the engine puts their old values into the inputs, and azure-native's Diff
    does not look at them.
    """

    old: Mapping[str, Any]
    new: Mapping[str, Any]
    state: Mapping[str, Any]


def diff(inputs: Inputs, replace_keys: frozenset[str]) -> Diff:
    """Compare the inputs; a change of one of *replace_keys* replaces, and so does an update of a field of it.

    An added one that says what the state already holds is a change, but does not replace.
    """
    old = {**inputs.old}
    if "azureApiVersion" not in old and "azureApiVersion" in inputs.state:
        old["azureApiVersion"] = inputs.state["azureApiVersion"]
    changes: dict[str, Change] = {}
    for path, change in _object_changes("", _own(old), _own(inputs.new)):
        changes[path] = change.replacing() if _replaces(path, change, inputs, replace_keys) else change
    replaces = any(change.replaces for change in changes.values())
    return Diff(changes, delete_before_replace=replaces and not inputs.old.get(CREATE_FIRST, False))


def _replaces(path: str, change: Change, inputs: Inputs, replace_keys: frozenset[str]) -> bool:
    if path in replace_keys:
        known = path in inputs.state and inputs.state[path] == inputs.new.get(path)
        return change is not Change.ADD or not known
    return change is Change.UPDATE and path.split(".", 1)[0] in replace_keys


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
        return [_apply_value(base[i], old[i], new[i]) for i in range(known)] + new[known:]
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
    elif old != new and not _means_the_same(path, old, new):
        yield path, Change.UPDATE


def _means_the_same(path: str, old: Any, new: Any) -> bool:
    if path == "resourceGroupName":
        return str(old).lower() == str(new).lower()
    return path == "location" and same_location(old, new)


def same_location(one: Any, other: Any) -> bool:
    """Whether two names mean one region: "West US 2" is westus2."""
    return region_id(str(one)) == region_id(str(other))
