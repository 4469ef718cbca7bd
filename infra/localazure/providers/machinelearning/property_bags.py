"""`properties.properties` of endpoints and deployments: the client's own, and what Azure ML writes into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.wire import LAST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localazure.arm.resource_type import Json, LocalAzure, Resource

_OPERATION = "AzureAsyncOperationUri"
_OURS = (_OPERATION.lower(), "azureml.onlineendpointid")


def shown(azure: LocalAzure, resource: Resource, fixed: Mapping[str, str]) -> Json:
    """Return the bag as GET shows it: with *fixed*, and the URL of the resource's last operation."""
    last = resource.private.get(LAST)
    operation = {_OPERATION: f"{azure.url}{last}"} if last else {}
    return {**resource.properties["properties"], **fixed, **operation}


def forget_ours(body: Json) -> None:
    """Take out of a written bag what Azure ML will write anew: clients send back what they have read."""
    bag = body["properties"]["properties"]
    body["properties"]["properties"] = {
        name: value for name, value in bag.items() if name.lower() not in _OURS
    }
