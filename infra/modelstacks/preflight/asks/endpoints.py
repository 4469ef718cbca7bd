"""The endpoints that are there already."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.by_mode import endpoints_of
from modelstacks.azure.observed_endpoint import ListedEndpoint
from modelstacks.mode_parts import mode_names
from modelstacks.placement import as_modes_see
from modelstacks.preflight.facts import Ask
from modelstacks.spec.by_mode import spec_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.asked_azure import AskedAzure
    from modelstacks.spec import Spec


def in_workspaces() -> frozenset[str]:
    """Return the modes whose endpoints lie in workspaces, where their names must differ over the region."""
    return frozenset(mode for mode in mode_names() if spec_of(mode).in_workspaces)


@dataclass(frozen=True)
class AskEndpoints(Ask[tuple[ListedEndpoint, ...]]):
    """All endpoints of the subscription in workspaces of a region, whatever their mode, with what they serve."""

    region: str
    rights: ClassVar[tuple[str, ...]] = (
        "Microsoft.Resources/subscriptions/resources/read",
        *(endpoints_of(mode).right_to_models for mode in in_workspaces()),
    )

    def __str__(self) -> str:
        return f"the endpoints in {self.region}"

    async def fetch(self, azure: AskedAzure) -> tuple[ListedEndpoint, ...]:
        """List them in the subscription, then what each of the region serves."""
        modes = in_workspaces()
        found = await azure.endpoints.listed(azure.root, modes)
        here = [each for each in found if each.region == self.region and each.mode in modes]
        return tuple(await asyncio.gather(*map(azure.endpoints.with_models, here)))


def endpoint_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskEndpoints]:
    """Return the questions of a check that looks at all endpoints where the spec may deploy in a workspace."""
    modes = in_workspaces()
    seen = (seen for each in spec.deployments for mode, seen in as_modes_see(each, spec) if mode in modes)
    return (
        AskEndpoints(region) for region in dict.fromkeys(region for each in seen for region in each.regions)
    )
