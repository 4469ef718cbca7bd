"""The endpoints of a subscription or resource group, read from Azure at the same time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import MACHINE_LEARNING, RESOURCES
from modelstacks.azure.arm_id import ArmId, region_id
from modelstacks.azure.by_mode import endpoint_types, endpoints_of, mode_at
from modelstacks.azure.observed_endpoint import ListedEndpoint, model_id_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.azure.requests_once import Requests

AT_ONCE = 16
"""How many endpoints are read at the same time: a subscription's bucket at ARM takes 250 reads at once."""


@dataclass
class EndpointReader:
    """Reads endpoints; those of one workspace are listed once, however many are read."""

    requests: Requests
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def listed(self, scope: str) -> list[ListedEndpoint]:
        """Return every endpoint below *scope*, the id of a subscription or resource group. Raises AzureError."""
        kinds = " or ".join(f"resourceType eq '{type_}'" for type_ in endpoint_types())
        found = await self.requests.list_all(f"{scope}/resources?$filter={kinds}", RESOURCES)
        return [_listed(resource) for resource in found]

    async def with_models(self, endpoint: ListedEndpoint) -> ListedEndpoint:
        """Return *endpoint* with what it serves; of an online one, its deployments alone are read. Raises AzureError."""
        async with self._gate:
            if endpoints_of(endpoint.mode).has_deployments:
                return replace(endpoint, model_ids=tuple(map(model_id_of, await self._deployments(endpoint))))
            body = await self._body(endpoint)
            return replace(endpoint, model_ids=(model_id_of(body),) if body else ())

    async def by_itself(self, endpoint: ListedEndpoint) -> ObservedEndpoint | None:
        """Return what *endpoint* says of itself, without what is below it; None where it was deleted meanwhile.

        Raises AzureError.
        """
        async with self._gate:
            body = await self._body(endpoint)
        if body is None:
            return None
        found = endpoints_of(endpoint.mode).observed(body, ())
        return replace(found, region=found.region or endpoint.region)

    async def observed(self, endpoint: ListedEndpoint) -> ObservedEndpoint | None:
        """Return all that is known of *endpoint*; None where it was deleted meanwhile. Raises AzureError."""
        async with self._gate:
            body = await self._body(endpoint)
            if body is None:
                return None
            mode = endpoints_of(endpoint.mode)
            return mode.observed(body, await self._deployments(endpoint) if mode.has_deployments else ())

    async def _body(self, endpoint: ListedEndpoint) -> dict[str, Any] | None:
        """The list of its workspace has it, in a case that may be another."""
        endpoints = await self.requests.list_below(endpoint.workspace_id, endpoint.kind, MACHINE_LEARNING)
        return next((body for body in endpoints if endpoint.is_named(body["name"])), None)

    async def _deployments(self, endpoint: ListedEndpoint) -> list[dict[str, Any]]:
        return await self.requests.list_below(endpoint.id, "deployments", MACHINE_LEARNING)


def _listed(resource: Mapping[str, Any]) -> ListedEndpoint:
    """Read an endpoint from the list of a subscription's resources."""
    return ListedEndpoint(
        id=resource["id"],
        mode=mode_at(ArmId(resource["id"]).collection),
        region=region_id(resource["location"]),
        tags=resource.get("tags") or {},
    )
