"""The cores of a region, and how many of them this stack uses already."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.azure.shared_quota import is_shared
from modelstacks.placement import ALL_FAMILIES, family_key
from modelstacks.preflight.asked_azure import ML
from modelstacks.preflight.facts import Ask
from modelstacks.preflight.placed_spec import workspace_scope
from modelstacks.preflight.usage import Usage

if TYPE_CHECKING:
    from modelstacks.catalog import Catalog
    from modelstacks.placement import PlacementFacts
    from modelstacks.placement.options import Capacity
    from modelstacks.preflight.asked_azure import AskedAzure


@dataclass(frozen=True)
class AskUsages(Ask[Mapping[str, Usage]]):
    """Azure ML's usage of dedicated cores in a region, by `family_key`; ALL_FAMILIES is the region's total."""

    region: str
    rights: ClassVar[tuple[str, ...]] = (
        f"{ML}/locations/usages/read",
        f"{ML}/workspaces/onlineEndpoints/read",
        f"{ML}/workspaces/onlineEndpoints/deployments/read",
    )

    def __str__(self) -> str:
        return f"the core quota in {self.region}"

    async def fetch(self, azure: AskedAzure) -> dict[str, Usage]:
        """List the region's usages, and the stack's own deployments in the workspace there."""
        path = f"{azure.root}/providers/{ML}/locations/{self.region}/usages"
        usages, own = await asyncio.gather(
            azure.requests.list_all(path, MACHINE_LEARNING), _own_cores(azure, self.region)
        )
        found = {family_key(usage["name"]["value"]): usage for usage in usages if _is_dedicated(usage)}
        return {
            family: Usage(limit=usage["limit"], used=usage["currentValue"], own=own[family])
            for family, usage in found.items()
        }

    def usages(self, answer: Mapping[str, Usage]) -> Mapping[Capacity, Usage]:
        """The cores of each family and of all together."""
        return {("cores", self.region, family): usage for family, usage in answer.items()}

    def placing(
        self, answer: Mapping[str, Usage], facts: PlacementFacts, _catalog: Catalog
    ) -> PlacementFacts:
        """How many cores are free in the region."""
        free = {(self.region, family): usage.free for family, usage in answer.items()}
        return replace(facts, free_cores={**facts.free_cores, **free})


async def _own_cores(azure: AskedAzure, region: str) -> Counter[str]:
    """The cores that this stack's deployments use on dedicated quota, by `family_key`."""
    ref = azure.spec.places.get(region)
    path = f"{workspace_scope(azure.spec, ref.name)}/onlineEndpoints" if ref else ""
    endpoints = await azure.requests.list_or_none(path, MACHINE_LEARNING) if ref else None
    own = [endpoint for endpoint in endpoints or () if azure.is_ours(endpoint) and not is_shared(endpoint)]
    behind = await asyncio.gather(
        *(azure.requests.list_below(endpoint["id"], "deployments", MACHINE_LEARNING) for endpoint in own)
    )
    cores: Counter[str] = Counter()
    for deployment in (each for deployments in behind for each in deployments):
        cores.update(_cores_of(deployment, azure.catalog))
    cores[ALL_FAMILIES] = cores.total()
    return cores


def _cores_of(deployment: Mapping[str, Any], catalog: Catalog) -> dict[str, int]:
    """The cores of one deployment, by its VM size's family; none where the size is not known."""
    sku = catalog.find_sku(deployment["properties"].get("instanceType", ""))
    if sku is None:
        return {}
    instances = deployment.get("sku", {}).get("capacity", 1)
    reserve = catalog.limit_count("managed_online", "reserve_percent")
    return {family_key(sku.family): sku.cores_needed(instances, reserve_percent=reserve)}


def _is_dedicated(usage: Mapping[str, Any]) -> bool:
    """Whether the usage is of dedicated cores, of a family or of all: low-priority ones have the same names.

    Source: the recorded answer of Azure/azure-powershell, src/MachineLearningServices, Get-ServiceUsage.
    """
    kind = str(usage["type"]).lower().removesuffix("/usages")
    return kind.endswith(("/vmfamily/dedicatedcores", "/totaldedicatedcores"))
