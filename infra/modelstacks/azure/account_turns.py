"""A Foundry account takes one write at a time, whoever sends it: when it is free, and with which codes it says that it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import COGNITIVE_SERVICES
from modelstacks.retrying import ask_until

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.arm_id import ArmId

CONFLICT = "RequestConflict"
"""Another write goes on: Azure/bicep#11211."""
NOT_READY = "AccountProvisioningStateInvalid"
"""Azure's refusal of a child for a moment after the account Succeeded (hashicorp/terraform-provider-azurerm#31712)."""
MAY_PASS = frozenset({CONFLICT, NOT_READY})
FREE_WITHIN_S = 600.0
"""How long somebody else's write is waited for: longer than any deployment took that a public source timed."""
WAITING = (
    "Azure is writing something else to the Foundry account {account}: waiting, {minutes:.0f} minutes at most. "
    "Where it refuses with RequestConflict all the same, run this again."
)
ENDED = frozenset({"succeeded", "failed", "canceled", "disabled"})
"""The provisioningStates of accounts and deployments in which Azure works on nothing."""


async def wait_until_free(
    arm: Arm, account: ArmId, say: Callable[[str], None], within_s: float = FREE_WITHIN_S
) -> None:
    """Wait until Azure works neither on the account nor on a deployment of it; *say* hears that it does.

    After *within_s* the write is tried all the same, and Azure says what it thinks of it. Raises AzureError.
    """
    said: list[str] = []

    async def busy() -> bool:
        found = await arm.find(account, COGNITIVE_SERVICES)
        if found is None:
            return False
        deployments = [each async for each in arm.list(f"{account}/deployments", COGNITIVE_SERVICES)]
        working = [each for each in deployments if is_busy(each)]
        goes_on = is_busy(found) or any([is_busy(await _now(arm, each)) for each in working])
        if goes_on and not said:
            said.append(WAITING.format(account=account.name, minutes=within_s / 60))
            say(said[0])
        return goes_on

    await ask_until(lambda goes_on: not goes_on, busy, within_s=within_s)


async def _now(arm: Arm, listed: Mapping[str, Any]) -> Mapping[str, Any]:
    """A list may be older than what it lists."""
    return await arm.find(str(listed["id"]), COGNITIVE_SERVICES) or {}


def is_busy(resource: Mapping[str, Any]) -> bool:
    """Say whether Azure works on it; what has no state says nothing."""
    state = str((resource.get("properties") or {}).get("provisioningState") or "")
    return bool(state) and state.lower() not in ENDED
