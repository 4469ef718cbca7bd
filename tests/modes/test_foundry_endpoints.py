"""How a deployment in a Foundry account is called: with its account's key where the spec lets it, else with Entra's token."""

from __future__ import annotations

from typing import Literal

import pytest

from modelstacks.azure.endpoint_access import Address, EndpointRef
from modelstacks.modes.foundry.endpoints import API, PART, FoundryRef
from told_arm import ToldArm

WHERE = (
    "5ab5c41b-0000-4000-8000-000000000001",
    "rg-models",
    "ai",
    "deployments",
    "chat",
    "Microsoft.CognitiveServices/accounts",
)
HOST = "https://ai.services.ai.azure.com"


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@pytest.mark.parametrize(
    ("ref", "auth"),
    [
        (FoundryRef(*WHERE, local_auth=True), "key"),
        (FoundryRef(*WHERE, local_auth=False), "entra"),
        (EndpointRef(*WHERE), "entra"),
    ],
)
async def test_an_address_says_whether_the_account_takes_keys(
    ref: EndpointRef, auth: Literal["key", "entra"]
) -> None:
    arm = ToldArm({"/accounts/ai": {"properties": {"endpoints": {API: f"{HOST}/"}}}})
    assert await PART.address(arm, ref, {}) == Address(f"{HOST}/openai/v1", auth)
