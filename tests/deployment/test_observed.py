"""What is observed in Azure before the first resource."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from estate import Estate
from lifecycle_builders import shared_endpoint
from modelstacks.azure.session import open_arm
from modelstacks.deployment.observed import Observed, read_observed
from modelstacks.deployment.plan import ModelsPlan
from modelstacks.deployment.repair import REPAIR_TAG
from modelstacks.errors import AzureError
from modelstacks.modes.managed.plan import OnlineEndpointPlan

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer


def observed(estate: Estate, *endpoints: OnlineEndpointPlan) -> Observed:
    """What is known before *endpoints* are made."""
    group = estate.group.rpartition("/")[2]
    plan = ModelsPlan(estate.azure.subscription, group, None, (), (), endpoints)

    async def ask() -> Observed:
        async with open_arm(estate.azure.env()) as arm:
            return await read_observed(plan, arm)

    return asyncio.run(ask())


def read(estate: Estate, status: int) -> Observed:
    """What is known where Azure answers *status* about deleted accounts."""
    group = estate.group.rpartition("/")[2]
    rule = {"path": f"{group}/deletedAccounts/cs-own", "status": status, "code": "AuthorizationFailed"}
    fault = estate.azure.control("POST", "faults", rule)["id"]
    try:
        return observed(estate, OnlineEndpointPlan("own", estate.region, "chat", (), content_safety="cs-own"))
    finally:
        estate.azure.control("DELETE", f"faults/{fault}")


def test_what_is_there_what_is_not_and_what_azure_keeps_is_all_told(local_azure: LocalAzureServer) -> None:
    with Estate(local_azure) as estate:
        project, there, gone, own, safety = estate.project(), *map(estate.name, ("on", "off", "own", "cs"))
        shared_endpoint(estate, project, there, hours=2)
        mended = estate.id(estate.online(project, own))
        estate.arm.send("PATCH", mended, {"tags": {REPAIR_TAG: "then"}})
        account = f"Microsoft.CognitiveServices/accounts/{safety}"
        estate.put(account, {"kind": "ContentSafety", "sku": {"name": "S0"}, "properties": {}})
        estate.delete(account)
        endpoints = (
            OnlineEndpointPlan(there, estate.region, "chat", (), shared=True),
            OnlineEndpointPlan(gone, estate.region, "chat", (), shared=True),
            OnlineEndpointPlan(own, estate.region, "chat", (), content_safety=safety),
            OnlineEndpointPlan(f"{own}-2", estate.region, "chat", (), content_safety=f"{safety}-2"),
        )
        now, seen = datetime.now(UTC), observed(estate, *endpoints)

    left = {name: round((time - now) / timedelta(hours=1)) for name, time in seen.expires.items()}
    assert (left, seen.missing) == ({there: 2, gone: 168}, frozenset({gone}))
    assert seen.kept == {estate.id(account).lower()}
    assert (seen.is_kept(estate.id(account).upper()), seen.is_kept(f"{estate.id(account)}-2")) == (
        True,
        False,
    )
    assert {id_: tag for id_, tag in seen.repairs.items() if tag} == {mended: {REPAIR_TAG: "then"}}
    assert (seen.repair_tag(mended), seen.repair_tag("/another")) == ({REPAIR_TAG: "then"}, {})


def test_who_may_not_see_above_the_group_goes_on(local_azure: LocalAzureServer) -> None:
    with Estate(local_azure) as estate:
        assert read(estate, 403).kept == frozenset()


def test_another_refusal_is_told(local_azure: LocalAzureServer) -> None:
    with Estate(local_azure) as estate, pytest.raises(AzureError, match="AuthorizationFailed"):
        read(estate, 401)
