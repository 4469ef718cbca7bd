"""The traffic of an online endpoint: which shares of its requests its deployments get.

ARM takes it on the endpoint, and a PUT replaces what it does not name: so it is read, merged and written back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.azure.wait_ready import find_when_ready
from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.azure.arm import Arm

Shares = dict[str, int]
"""Percents by deployment."""
WRITTEN_BY_AZURE = ("AzureAsyncOperationUri", "azureml.onlineendpointid")
"""What Azure ML itself puts into an endpoint's property bag."""


def merge_shares(live: Mapping[str, int], ours: Mapping[str, int], before: Mapping[str, int]) -> Shares:
    """Return the traffic to write: our shares, none for what was ours *before*, and the rest for the others.

    They keep the proportions they had among themselves: the sum must be 100.
    """
    others = {name: share for name, share in live.items() if name not in ours and name not in before}
    rest = scaled(others, 100 - sum(ours.values()))
    return {name: share for name, share in {**rest, **ours}.items() if share > 0}


def scaled(shares: Mapping[str, int], total: int) -> Shares:
    """Return *shares* in the same proportions, in whole percents that are *total* together (none have nothing)."""
    before = sum(shares.values())
    if not before:
        return {}
    exact = {name: share * total / before for name, share in shares.items()}
    whole = {name: int(share) for name, share in exact.items()}
    most_cut = sorted(exact, key=lambda name: whole[name] - exact[name])
    for name in most_cut[: total - sum(whole.values())]:
        whole[name] += 1
    return whole


def writable(endpoint: Mapping[str, Any], traffic: Shares) -> dict[str, Any]:
    """Return the body of a PUT that changes nothing of *endpoint* but its traffic."""
    kept = {
        key: endpoint[key] for key in ("location", "tags", "identity", "kind", "sku") if endpoint.get(key)
    }
    read_only = {"scoringUri", "swaggerUri", "provisioningState", "keys"}
    properties = {key: value for key, value in endpoint["properties"].items() if key not in read_only}
    bag = {
        key: value
        for key, value in (properties.get("properties") or {}).items()
        if key not in WRITTEN_BY_AZURE
    }
    return {**kept, "properties": {**properties, "properties": bag, "traffic": traffic}}


async def read_traffic(endpoint_id: str, arm: Arm) -> Shares | None:
    """Return the endpoint's traffic, or None where it is not there. Raises AzureError."""
    endpoint = await arm.find(endpoint_id, MACHINE_LEARNING)
    return None if endpoint is None else endpoint["properties"].get("traffic") or {}


async def write_traffic(endpoint_id: str, ours: Shares, before: Shares, arm: Arm) -> None:
    """Write our shares once the endpoint takes writes (`merge_shares`), if they are not its traffic already.

    Raises ModelstacksError where the endpoint is gone and we have shares; AzureError.
    """
    endpoint = await find_when_ready(arm, endpoint_id)
    if endpoint is None:
        if ours:
            raise ModelstacksError(f"{endpoint_id} is gone. Run `pulumi refresh` to tell the stack.")
        return
    live = endpoint["properties"].get("traffic") or {}
    merged = merge_shares(live, ours, before)
    if merged != live:
        await arm.put(endpoint_id, MACHINE_LEARNING, writable(endpoint, merged))
