"""The models that a region has for Foundry accounts, and how much of one is left anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.api_versions import FOUNDRY_OFFERS
from modelstacks.azure.arm_id import region_id
from modelstacks.modes.foundry.offered import KIND, FoundryFacts, OfferedModel, chosen
from modelstacks.preflight.facts import Ask, Unverified

if TYPE_CHECKING:
    from modelstacks.catalog import Catalog
    from modelstacks.placement import PlacementFacts
    from modelstacks.preflight.asked_azure import AskedAzure

NAMESPACE = "Microsoft.CognitiveServices"
MODELS_READ = f"{NAMESPACE}/locations/models/read"
ASKABLE = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*")
"""What the query for capacities takes, by its published type: `Mistral AI` has a blank."""
NOT_ASKABLE = Unverified(
    "Azure's request for it takes no publisher's name with a blank",
    fix="Nothing to do: deploying will tell, and nothing is lost.",
    obstacle="nobody",
)


async def offered_in(azure: AskedAzure, region: str, name: str | None = None) -> tuple[OfferedModel, ...]:
    """Return what accounts of kind AIServices can deploy there (of one model, in any case); other kinds have it once more."""
    path = f"{azure.root}/providers/{NAMESPACE}/locations/{region}/models"
    items = await azure.requests.list_all(path, FOUNDRY_OFFERS)
    models = (item["model"] for item in items if item.get("kind") == KIND)
    return tuple(
        OfferedModel.of(each) for each in models if name is None or each["name"].lower() == name.lower()
    )


@dataclass(frozen=True)
class AskRegionModels(Ask[tuple[OfferedModel, ...]]):
    """The models that Foundry accounts of a region can deploy."""

    region: str
    rights: ClassVar[tuple[str, ...]] = (MODELS_READ,)

    def __str__(self) -> str:
        return f"the models for Foundry accounts in {self.region}"

    async def fetch(self, azure: AskedAzure) -> tuple[OfferedModel, ...]:
        """List the region's models."""
        return await offered_in(azure, self.region)

    def placing(
        self, answer: tuple[OfferedModel, ...], facts: PlacementFacts, _catalog: Catalog
    ) -> PlacementFacts:
        """What is offered in the region."""
        known = facts.own.get("foundry", FoundryFacts())
        found = replace(known, models={**known.models, self.region: answer})
        return replace(facts, own={**facts.own, "foundry": found})


@dataclass(frozen=True)
class AskCapacity(Ask[Mapping[tuple[str, str], int]]):
    """How much of a model Azure has left, by region and SKU, and so where it is offered at all: whoever has quota may
    still find none.

    *version* None: the default one of each of *regions*, or *known*, where none of them lists the model.
    """

    format: str
    name: str
    version: str | None
    regions: tuple[str, ...]
    known: str | None = None
    rights: ClassVar[tuple[str, ...]] = (MODELS_READ, f"{NAMESPACE}/modelCapacities/read")
    detail: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"how much of {self.name} Azure has left"

    async def fetch(self, azure: AskedAzure) -> Mapping[tuple[str, str], int] | Unverified:
        """Ask for each version once, in all regions at the same time."""
        models = [
            chosen(self.name, self.version, await offered_in(azure, each, self.name)) for each in self.regions
        ]
        versions = dict.fromkeys((each.format, each.name, each.version) for each in models if each)
        if not versions and (self.version or self.known):
            versions = {(self.format, self.name, self.version or self.known or ""): None}
        if not all(ASKABLE.fullmatch(word) for version in versions for word in version):
            return NOT_ASKABLE
        left: dict[tuple[str, str], int] = {}
        for version in versions:
            left |= await _left(azure, *version)
        return left


async def _left(azure: AskedAzure, format_: str, name: str, version: str) -> dict[tuple[str, str], int]:
    query = {"modelFormat": format_, "modelName": name, "modelVersion": version}
    path = f"{azure.root}/providers/{NAMESPACE}/modelCapacities"
    items = await azure.requests.list_all(path, FOUNDRY_OFFERS, query)
    return {
        (region_id(item["location"]), item["properties"]["skuName"]): int(
            item["properties"]["availableCapacity"]
        )
        for item in items
        if item["properties"].get("availableCapacity") is not None
    }
