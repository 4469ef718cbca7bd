"""Where a Pulumi resource lies in ARM: its id from its azure-native inputs, and the api-version to ask it with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure.resource_types import find_type

if TYPE_CHECKING:
    from collections.abc import Mapping

_BELOW_A_SUBSCRIPTION = "/subscriptions/{subscriptionId}/"


def locate(token: str, inputs: Mapping[str, Any], subscription: str) -> tuple[str, str] | None:
    """Return (id, api-version) of the resource that *inputs* name.

    None for a type that resource_types.json does not have, and for one at any scope (a role assignment).
    """
    resource_type = find_type(token)
    if resource_type is None or not resource_type.path.startswith(_BELOW_A_SUBSCRIPTION):
        return None
    return resource_type.path.format_map(
        {**inputs, "subscriptionId": subscription}
    ), resource_type.api_version
