"""What is deployed, endpoint by endpoint: asked mode by mode, since each takes a right of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.by_mode import endpoints_of
from modelstacks.azure.observed_endpoint import ObservedEndpoint
from modelstacks.errors import AzureError
from modelstacks.mode_parts import mode_names
from modelstacks.preflight.facts import Ask

if TYPE_CHECKING:
    from modelstacks.azure.observed_endpoint import ListedEndpoint
    from modelstacks.preflight.asked_azure import AskedAzure

TO_LIST = "Microsoft.Resources/subscriptions/resources/read"


@dataclass(frozen=True)
class AskDeployed(Ask[tuple[ObservedEndpoint, ...]]):
    """The endpoints of a mode in a resource group (None: in the subscription), each as it describes itself."""

    mode: str
    group: str | None
    rights: ClassVar[tuple[str, ...]] = (
        TO_LIST,
        *(f"{endpoints_of(mode).type}/read" for mode in mode_names()),
    )

    def __str__(self) -> str:
        return f"the {self.mode} endpoints in {_place(self.group)}"

    async def fetch(self, azure: AskedAzure) -> tuple[ObservedEndpoint, ...]:
        """List them, then read each."""
        listed = await _listed(azure, self.mode, self.group)
        found = await asyncio.gather(*map(azure.endpoints.by_itself, listed))
        return tuple(endpoint for endpoint in found if endpoint)


@dataclass(frozen=True)
class AskServed(Ask[Mapping[str, tuple[str, ...]]]):
    """The ids of the models that the endpoints of a mode serve, by the endpoint's id in lower case."""

    mode: str
    group: str | None
    rights: ClassVar[tuple[str, ...]] = (
        TO_LIST,
        *(endpoints_of(mode).right_to_models for mode in mode_names() if endpoints_of(mode).has_deployments),
    )

    def __str__(self) -> str:
        return f"what the {self.mode} endpoints in {_place(self.group)} serve"

    async def fetch(self, azure: AskedAzure) -> dict[str, tuple[str, ...]]:
        """List them, then what is below each."""
        listed = await _listed(azure, self.mode, self.group)
        found = await asyncio.gather(*map(azure.endpoints.with_models, listed))
        return {endpoint.id.lower(): endpoint.model_ids for endpoint in found}


def _place(group: str | None) -> str:
    return f"the resource group {group}" if group else "the subscription"


async def _listed(azure: AskedAzure, mode: str, group: str | None) -> list[ListedEndpoint]:
    """A resource group that is not there yet has none."""
    scope = ArmId.at(azure.spec.subscription, group)
    try:
        listed = await azure.endpoints.listed(scope, (mode,))
    except AzureError as err:
        if err.status == 404:
            return []
        raise
    return [endpoint for endpoint in listed if endpoint.mode == mode]
