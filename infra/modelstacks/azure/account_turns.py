"""A Foundry account takes one write at a time, whoever sends it: when it is free, and with which codes it says that it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import COGNITIVE_SERVICES
from modelstacks.retrying import ask_until

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.arm_id import ArmId

CONFLICT = "RequestConflict"
"""Another write goes on: Azure/bicep#11211."""
NOT_READY = "AccountProvisioningStateInvalid"
"""Azure's refusal of a child for a moment after the account Succeeded (hashicorp/terraform-provider-azurerm#31712)."""
MAY_PASS = frozenset({CONFLICT, NOT_READY})
FREE_WITHIN_S = 600.0
"""How long somebody else's write is waited for: longer than any deployment took that a public source timed."""
ENDED = frozenset({"succeeded", "failed", "canceled", "disabled"})
"""The provisioningStates of accounts and deployments in which Azure works on nothing."""


async def wait_until_free(arm: Arm, account: ArmId, within_s: float = FREE_WITHIN_S) -> bool:
    """Wait until Azure works neither on the account nor on a deployment of it; return whether it does not.

    After *within_s* the write may be tried all the same, and Azure says what it thinks of it. Raises AzureError.
    """

    async def busy() -> bool:
        found = await arm.find(account, COGNITIVE_SERVICES)
        if found is None:
            return False
        deployments = arm.list(f"{account}/deployments", COGNITIVE_SERVICES)
        return is_busy([found, *[each async for each in deployments]])

    return not await ask_until(lambda is_: not is_, busy, within_s=within_s)


def is_busy(resources: Iterable[Mapping[str, Any]]) -> bool:
    """Say whether Azure works on one of them; one without a state says nothing."""
    states = (str((each.get("properties") or {}).get("provisioningState") or "") for each in resources)
    return any(state and state.lower() not in ENDED for state in states)
