"""The endpoints that are there already."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.by_mode import endpoints_of
from modelstacks.azure.observed_endpoint import ListedEndpoint
from modelstacks.modes import mode_names
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
        here = [each for each in await azure.endpoints.listed(azure.root) if each.region == self.region]
        return tuple(await asyncio.gather(*map(azure.endpoints.with_models, here)))


def endpoint_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskEndpoints]:
    """Return the questions of a check that looks at all endpoints where the spec may deploy."""
    return (AskEndpoints(region) for region in spec.places)
