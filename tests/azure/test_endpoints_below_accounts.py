"""Endpoints that ARM's list of resources does not have: they are looked for in each parent, and are where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from modelstacks.azure.endpoint_reader import EndpointReader
from modelstacks.azure.requests_once import Requests
from told_arm import ToldArm

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.anyio

GROUP = "/subscriptions/s/resourceGroups/g"
ACCOUNTS = f"{GROUP}/providers/Microsoft.CognitiveServices/accounts"
ONLINE = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints/own"


class Subscription(ToldArm):
    """Two accounts and an online endpoint in the list of its resources, by the filter that asks for them."""

    async def get(
        self, path: str, api_version: str, query: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        if not path.endswith("/resources"):
            return await super().get(path, api_version, query)
        if "accounts" in (query or {})["$filter"]:
            return {"value": [_resource("a", "East US 2"), _resource("b", "swedencentral")]}
        return {"value": [{"id": ONLINE, "location": "westeurope", "tags": {"a": "b"}}]}


def _resource(name: str, location: str) -> dict[str, Any]:
    return {"id": f"{ACCOUNTS}/{name}", "name": name, "location": location}


async def test_a_deployment_of_an_account_is_in_the_account_s_region() -> None:
    deployments = {
        "/a/deployments": {"value": [{"id": f"{ACCOUNTS}/a/deployments/chat", "tags": {"team": "x"}}]},
        "/b/deployments": {"value": [{"id": f"{ACCOUNTS}/b/deployments/embed"}]},
    }

    found = await EndpointReader(Requests(Subscription(deployments))).listed("/subscriptions/s")

    assert [(each.name, each.mode, each.region, each.tags) for each in found] == [
        ("own", "managed", "westeurope", {"a": "b"}),
        ("chat", "foundry", "eastus2", {"team": "x"}),
        ("embed", "foundry", "swedencentral", {}),
    ]


async def test_accounts_are_left_alone_where_nobody_asks_for_their_mode() -> None:
    found = await EndpointReader(Requests(Subscription({}))).listed("/subscriptions/s", ["managed"])

    assert [each.name for each in found] == ["own"]
