"""What is observed in Azure before the first resource."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from estate import Estate
from modelstacks.azure.session import open_arm
from modelstacks.deployment.observed import Observed, read_observed
from modelstacks.deployment.plan import ModelsPlan
from modelstacks.errors import AzureError
from modelstacks.modes.managed.plan import OnlineEndpointPlan

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer


def read(estate: Estate, status: int) -> Observed:
    """What is known where Azure answers *status* about deleted accounts."""
    guarded = OnlineEndpointPlan("own", estate.region, "chat", (), content_safety="cs-own")
    group = estate.group.rpartition("/")[2]
    plan = ModelsPlan(estate.azure.subscription, group, None, (), (), (guarded,))
    rule = {"path": f"{group}/deletedAccounts/cs-own", "status": status, "code": "AuthorizationFailed"}
    fault = estate.azure.control("POST", "faults", rule)["id"]

    async def ask() -> Observed:
        async with open_arm(estate.azure.env()) as arm:
            return await read_observed(plan, arm)

    try:
        return asyncio.run(ask())
    finally:
        estate.azure.control("DELETE", f"faults/{fault}")


def test_who_may_not_see_above_the_group_goes_on(local_azure: LocalAzureServer) -> None:
    with Estate(local_azure) as estate:
        assert read(estate, 403).kept == frozenset()


def test_another_refusal_is_told(local_azure: LocalAzureServer) -> None:
    with Estate(local_azure) as estate, pytest.raises(AzureError, match="AuthorizationFailed"):
        read(estate, 401)
