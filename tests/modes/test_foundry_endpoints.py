"""How a deployment in a Foundry account is called: with its account's key where the spec lets it, else with Entra's token."""

from __future__ import annotations

from typing import Literal

import pytest

from modelstacks.azure.endpoint_access import Access, Address, EndpointRef
from modelstacks.modes.foundry.endpoints import API, PART, SCOPE, FoundryRef
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


class SignedInArm(ToldArm):
    """It gives a token for each scope."""

    async def token(self, scope: str) -> str:
        """Return it."""
        return f"for {scope}"


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@pytest.mark.parametrize(
    ("ref", "key", "auth"),
    [
        (FoundryRef(*WHERE, local_auth=True), "k3y", "key"),
        (FoundryRef(*WHERE, local_auth=False), f"for {SCOPE}", "entra"),
        (EndpointRef(*WHERE), f"for {SCOPE}", "entra"),
    ],
)
async def test_a_key_is_read_where_the_account_takes_some_and_a_token_where_it_does_not(
    ref: EndpointRef, key: str, auth: Literal["key", "entra"]
) -> None:
    account = {"properties": {"endpoints": {API: f"{HOST}/"}}}
    arm = SignedInArm({"/accounts/ai": account, "/deployments/chat": {}, "/listKeys": {"key1": "k3y"}})
    assert await PART.access(arm, ref) == Access(f"{HOST}/openai/v1", key, auth)
