"""The quota of models in a region, or in all regions together, and how much of it this stack uses already."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from modelstacks.azure.api_versions import COGNITIVE_SERVICES, FOUNDRY_OFFERS
from modelstacks.errors import AzureError
from modelstacks.modes.foundry.asks.models import MODELS_READ, NAMESPACE, offered_in
from modelstacks.modes.foundry.offered import GLOBAL, FoundryFacts, OfferedModel, chosen
from modelstacks.preflight.facts import Ask
from modelstacks.preflight.placed_spec import parent_scope
from modelstacks.preflight.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelstacks.catalog import Catalog
    from modelstacks.placement import PlacementFacts
    from modelstacks.placement.options import Capacity
    from modelstacks.preflight.asked_azure import AskedAzure

ACCOUNT_COUNT = "AccountCount"
"""The quota that an account takes one of."""
NO_SUCH_LIST = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND})


@dataclass(frozen=True)
class AskModelQuota(Ask[Mapping[str, Usage]]):
    """The quota of a region by its name in the models' list; *region* `GLOBAL`: what all regions share."""

    region: str
    rights: ClassVar[tuple[str, ...]] = (
        f"{NAMESPACE}/locations/usages/read",
        MODELS_READ,
        f"{NAMESPACE}/accounts/deployments/read",
    )

    def __str__(self) -> str:
        where = "that all regions share" if self.region == GLOBAL else f"in {self.region}"
        return f"the models' quota {where}"

    async def fetch(self, azure: AskedAzure) -> dict[str, Usage]:
        """List what is used, and the stack's own deployments in the account there, or in all of the file's accounts."""
        accounts = azure.spec.parents_of("foundry")
        regions = accounts if self.region == GLOBAL else [each for each in accounts if each == self.region]
        usages, *own = await asyncio.gather(
            self._usages(azure), *(_own_share(azure, region, accounts[region].name) for region in regions)
        )
        shares = sum(own, Counter[str]())
        return {
            usage["name"]["value"]: Usage(
                int(usage["limit"]), int(usage["currentValue"]), shares[usage["name"]["value"]]
            )
            for usage in usages
        }

    async def _usages(self, azure: AskedAzure) -> list[dict[str, Any]]:
        """That there is a list for `global` is told by public files alone: without it, nothing is shared."""
        path = f"{azure.root}/providers/{NAMESPACE}/locations/{self.region}/usages"
        try:
            return await azure.requests.list_all(path, FOUNDRY_OFFERS)
        except AzureError as err:
            if self.region == GLOBAL and err.status in NO_SUCH_LIST:
                return []
            raise

    def usages(self, answer: Mapping[str, Usage]) -> Mapping[Capacity, Usage]:
        """The quota of each model."""
        return {("quota", self.region, name): usage for name, usage in answer.items()}

    def placing(
        self, answer: Mapping[str, Usage], facts: PlacementFacts, _catalog: Catalog
    ) -> PlacementFacts:
        """How much is free."""
        known = facts.own.get("foundry", FoundryFacts())
        free = {(self.region, name): quota.free for name, quota in answer.items()}
        found = replace(known, free={**known.free, **free})
        return replace(facts, own={**facts.own, "foundry": found})


async def _own_share(azure: AskedAzure, region: str, account: str) -> Counter[str]:
    """What this stack's deployments in an account take, by the quota's name."""
    scope = parent_scope(azure.spec, "foundry", account)
    deployments, models = await asyncio.gather(
        azure.requests.list_below(scope, "deployments", COGNITIVE_SERVICES), offered_in(azure, region)
    )
    share: Counter[str] = Counter()
    for deployment in filter(azure.is_ours, deployments):
        usage = _usage_of(deployment, models)
        if usage:
            share[usage] += int(deployment["sku"].get("capacity") or 0)
    return share


def _usage_of(deployment: Mapping[str, Any], models: Iterable[OfferedModel]) -> str | None:
    model = deployment["properties"]["model"]
    listed = chosen(model["name"], model.get("version"), models)
    sku = listed.skus.get(deployment["sku"]["name"]) if listed else None
    return sku.usage_name if sku else None
