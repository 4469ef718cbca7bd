"""The endpoints that are there already."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.by_mode import endpoints_of
from modelstacks.azure.observed_endpoint import ListedEndpoint
from modelstacks.modes import mode_names
from modelstacks.placement import as_modes_see
from modelstacks.preflight.facts import Ask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.asked_azure import AskedAzure
    from modelstacks.spec import Spec


@dataclass(frozen=True)
class AskEndpoints(Ask[tuple[ListedEndpoint, ...]]):
    """All endpoints of the subscription in a region, whatever their mode, with what they serve."""

    region: str
    rights: ClassVar[tuple[str, ...]] = (
        "Microsoft.Resources/subscriptions/resources/read",
        *(endpoints_of(mode).right_to_models for mode in mode_names()),
    )

    def __str__(self) -> str:
        return f"the endpoints in {self.region}"

    async def fetch(self, azure: AskedAzure) -> tuple[ListedEndpoint, ...]:
        """List them in the subscription, then what each of the region serves."""
        found = await azure.endpoints.listed(azure.root, modes_of(azure.spec))
        here = [each for each in found if each.region == self.region]
        return tuple(await asyncio.gather(*map(azure.endpoints.with_models, here)))


def endpoint_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskEndpoints]:
    """Return the questions of a check that looks at all endpoints where the spec may deploy."""
    return (AskEndpoints(region) for region in regions_of(spec))


def modes_of(spec: Spec) -> frozenset[str]:
    """Return the modes that any deployment of the spec may get."""
    return frozenset(mode for each in spec.deployments for mode, _ in as_modes_see(each, spec))


def regions_of(spec: Spec) -> dict[str, None]:
    """Return the regions where the spec may deploy, in its order."""
    return dict.fromkeys((*spec.places, *(region for each in spec.deployments for region in each.regions)))
