"""What `resource_types.json` holds: where each resource type lies in ARM, and the api-versions that we ask with.

`scripts/resource-types` writes the file, anew after each raise of pulumi-azure-native: its plugin asks with the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from modelstacks.azure.arm_id import ArmId

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class AzureType:
    """*path* is the ARM id with the inputs' names in braces, *timeout* the key of the spec's `timeouts:`, or None."""

    path: str
    api_version: str
    timeout: str | None = None


@dataclass(frozen=True)
class ResourceTypes:
    """*types* by the SDK's token without its package (`keyvault:Vault`).

    The others are api-versions: *actions* of the functions that POST to a type (`storage:listStorageAccountKeys`),
    *requests* of what azure-native has no type for, by names of our own.
    """

    types: Mapping[str, AzureType]
    actions: Mapping[str, str]
    requests: Mapping[str, str]


@cache
def resource_types() -> ResourceTypes:
    """Read the packaged file."""
    content = json.loads(
        resources.files(__package__).joinpath("resource_types.json").read_text(encoding="utf-8")
    )
    return ResourceTypes(
        types={token: AzureType(**fields) for token, fields in content["types"].items()},
        actions=content["actions"],
        requests={name: fields["api_version"] for name, fields in content["requests"].items()},
    )


def api_version_of(id_: str) -> str:
    """Return what the resource *id_* is asked with, by its type. Raises KeyError for a type that the file does not have."""
    return _api_versions()[ArmId(id_).type.lower()]


@cache
def _api_versions() -> dict[str, str]:
    return {ArmId(each.path).type.lower(): each.api_version for each in resource_types().types.values()}


def find_type(token: str) -> AzureType | None:
    """Return the type of *token*, `azure-native:keyvault:Vault` or `keyvault:Vault`; None for one that the file does not have."""
    return resource_types().types.get(token.removeprefix("azure-native:"))
