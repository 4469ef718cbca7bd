"""The endpoints of a subscription or resource group, read from Azure at the same time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import RESOURCES
from modelstacks.azure.arm_id import ArmId, region_id
from modelstacks.azure.by_mode import endpoint_types, endpoints_of, mode_at, modes_without_list
from modelstacks.azure.observed_endpoint import ListedEndpoint, model_id_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from modelstacks.azure.by_mode import ModeEndpoints
    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.azure.requests_once import Requests


@dataclass
class EndpointReader:
    """Reads endpoints; those of one workspace are listed once, however many are read. *requests* says how many go at once."""

    requests: Requests

    async def listed(self, scope: str, modes: Collection[str] | None = None) -> list[ListedEndpoint]:
        """Return every endpoint below *scope*, the id of a subscription or resource group. Raises AzureError.

        *modes* (None: all) are those that are looked for parent by parent where ARM's list has them not.
        """
        tracked, *below = await asyncio.gather(
            self._of_types(scope, endpoint_types(tracked=True)),
            *(self._below_parents(scope, mode) for mode in modes_without_list(modes)),
        )
        listed = [_listed(resource, resource["location"]) for resource in tracked]
        return [*listed, *chain.from_iterable(below)]

    async def with_models(self, endpoint: ListedEndpoint) -> ListedEndpoint:
        """Return *endpoint* with what it serves; of an online one, its deployments alone are read. Raises AzureError."""
        if endpoints_of(endpoint.mode).has_deployments:
            return replace(endpoint, model_ids=tuple(map(model_id_of, await self._deployments(endpoint))))
        body = await self._body(endpoint)
        return replace(endpoint, model_ids=(model_id_of(body),) if body else ())

    async def by_itself(self, endpoint: ListedEndpoint) -> ObservedEndpoint | None:
        """Return what *endpoint* says of itself, without what is below it; None where it was deleted meanwhile.

        Raises AzureError.
        """
        body = await self._body(endpoint)
        if body is None:
            return None
        found = endpoints_of(endpoint.mode).observed(body, ())
        return replace(found, region=found.region or endpoint.region)

    async def observed(self, endpoint: ListedEndpoint) -> ObservedEndpoint | None:
        """Return all that is known of *endpoint*; None where it was deleted meanwhile. Raises AzureError."""
        body = await self._body(endpoint)
        if body is None:
            return None
        mode = endpoints_of(endpoint.mode)
        found = mode.observed(body, await self._deployments(endpoint) if mode.has_deployments else ())
        return found.located(endpoint.region)

    async def _below_parents(self, scope: str, mode: ModeEndpoints) -> list[ListedEndpoint]:
        parents = await self._of_types(scope, [mode.parent_type])
        found = await asyncio.gather(*(self._below(parent, mode) for parent in parents))
        return list(chain.from_iterable(found))

    async def _of_types(self, scope: str, types: Iterable[str]) -> list[dict[str, Any]]:
        """One request for all that the modes have in ARM's list, whatever else is asked."""
        kinds = " or ".join(f"resourceType eq '{type_}'" for type_ in types)
        return await self.requests.list_all(f"{scope}/resources?$filter={kinds}", RESOURCES)

    async def _below(self, parent: Mapping[str, Any], mode: ModeEndpoints) -> list[ListedEndpoint]:
        bodies = await self.requests.list_below(parent["id"], mode.collection, mode.api_version)
        return [_listed(body, parent["location"]) for body in bodies]

    async def _body(self, endpoint: ListedEndpoint) -> dict[str, Any] | None:
        """The list of its workspace has it, in a case that may be another."""
        version = endpoints_of(endpoint.mode).api_version
        endpoints = await self.requests.list_below(endpoint.workspace_id, endpoint.kind, version)
        return next((body for body in endpoints if endpoint.is_named(body["name"])), None)

    async def _deployments(self, endpoint: ListedEndpoint) -> list[dict[str, Any]]:
        version = endpoints_of(endpoint.mode).api_version
        return await self.requests.list_below(endpoint.id, "deployments", version)


def _listed(resource: Mapping[str, Any], location: str) -> ListedEndpoint:
    """Read an endpoint from the list of a subscription's resources, or of its parent's."""
    return ListedEndpoint(
        id=resource["id"],
        mode=mode_at(ArmId(resource["id"]).type),
        region=region_id(location),
        tags=resource.get("tags") or {},
    )
