"""What the SDK's code does not say about a type or a function: rows of `types.json`, and of modelstacks for where it lies."""

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
class TypeRow:
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
class ActionRow:
    """A function that POSTs *action* to a resource of the type *of*; *query* maps arguments to the query string."""

    of: str
    action: str
    api_version: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """All rows, keyed `module:Name` as in the SDK's tokens."""

    resources: Mapping[str, TypeRow]
    actions: Mapping[str, ActionRow]


@cache
def load_table() -> Table:
    """Read the packaged rows."""
    rows = json.loads(resources.files(__package__).joinpath("types.json").read_text(encoding="utf-8"))
    versions = resource_types().actions
    return Table(
        resources={
            name: _type_row(resource_types().types[name], row) for name, row in rows["resources"].items()
        },
        actions={name: ActionRow(api_version=versions[name], **row) for name, row in rows["actions"].items()},
    )


def _type_row(known_type: AzureType, row: dict[str, object]) -> TypeRow:
    known = {name: value for name, value in row.items() if name != "source"}
    lists = {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
    return TypeRow(known_type.path, known_type.api_version, **{**known, **lists})  # type: ignore[arg-type]  # the file's own shape
