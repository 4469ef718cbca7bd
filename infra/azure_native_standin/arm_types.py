"""What the SDK does not say about a type or a function: from `types.json`, and from modelstacks its path and api-version."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from modelstacks.azure.resource_types import resource_types

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.azure.resource_types import AzureType

_PARAMETER = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class ArmType:
    """One resource type.

    *path* is its ARM id with SDK input names in braces; *force_new* are the inputs whose change replaces the
    resource; *renamed* maps dotted SDK names to where ARM keeps them in the same object; *maintained* are dotted inputs that keep ARM's value
    when the program leaves them out.
    """

    path: str
    api_version: str
    force_new: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    maintained: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        """The inputs that stand in the path, in order."""
        return tuple(name for name in _PARAMETER.findall(self.path) if name != "subscriptionId")


@dataclass(frozen=True)
class ArmAction:
    """A function that POSTs *action* to a resource of the type *of*; *query* maps arguments to the query string."""

    of: str
    action: str
    api_version: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ArmTypes:
    """All of them, keyed `module:Name` as in the SDK's tokens."""

    resources: Mapping[str, ArmType]
    actions: Mapping[str, ArmAction]


@cache
def load_arm_types() -> ArmTypes:
    """Read the packaged files."""
    entries = json.loads(resources.files(__package__).joinpath("types.json").read_text(encoding="utf-8"))
    versions = resource_types().actions
    return ArmTypes(
        resources={
            name: _arm_type(resource_types().types[name], entry)
            for name, entry in entries["resources"].items()
        },
        actions={
            name: ArmAction(api_version=versions[name], **entry) for name, entry in entries["actions"].items()
        },
    )


def _arm_type(known_type: AzureType, entry: dict[str, object]) -> ArmType:
    known = {name: value for name, value in entry.items() if name != "source"}
    lists = {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
    return ArmType(known_type.path, known_type.api_version, **{**known, **lists})  # type: ignore[arg-type]  # the file's own shape
