"""Models for which Azure wants no Marketplace subscription although the catalogue says so: it tells only when it is asked
for one (`MarketplacePlanNotRequiredForModel`), and afterwards by an endpoint that lives without."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Collection

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.arm_id import ArmId
    from modelstacks.deployment.plan import ModelsPlan


def without_subscriptions(plan: ModelsPlan, keys: Collection[str]) -> ModelsPlan:
    """Return the plan without the Marketplace subscriptions of these keys: what they were for is made all the same."""
    kept = tuple(row for row in plan.marketplace_subscriptions if row.key not in keys)
    return replace(plan, marketplace_subscriptions=kept)


async def read_not_required(plan: ModelsPlan, arm: Arm) -> frozenset[str]:
    """Return the keys of the plan's Marketplace subscriptions without which an endpoint of the plan lives in Azure."""
    keys = {row.key for row in plan.marketplace_subscriptions}
    served = [
        (deployment, plan.ref(endpoint).id)
        for endpoint in plan.endpoints
        for deployment in endpoint.deployments
        if deployment.subscription in keys
    ]
    found = await asyncio.gather(*(_lives_without(arm, id_, each.model.id) for each, id_ in served))
    return frozenset(
        each.subscription
        for (each, _), without in zip(served, found, strict=True)
        if without and each.subscription
    )


async def _lives_without(arm: Arm, endpoint_id: ArmId, model_id: str) -> bool:
    """What can't be read is not known: then the subscription is asked for, as the catalogue says."""
    try:
        body = await arm.find(endpoint_id, MACHINE_LEARNING)
        if body is None or not _is_whole(body["properties"], model_id):
            return False
        subscriptions = arm.list(f"{endpoint_id.parent}/marketplaceSubscriptions", MACHINE_LEARNING)
        bought = [each["properties"].get("modelId", "").lower() async for each in subscriptions]
    except AzureError:
        return False
    return model_id.lower() not in bought


def _is_whole(properties: dict[str, Any], model_id: str) -> bool:
    """One that lost its subscription still names it, and no longer works."""
    served = (properties.get("modelSettings") or {}).get("modelId", "")
    lives = properties.get("provisioningState") == "Succeeded" and not properties.get(
        "marketplaceSubscriptionId"
    )
    return lives and served.lower() == model_id.lower()
