"""What a function sends and makes of the answer, where the local Azure's own answers don't show it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import jwt
import pytest

from azure_native_standin.cloud import read_settings
from azure_native_standin.errors import RefusedError
from azure_native_standin.functions import invoke

if TYPE_CHECKING:
    from collections.abc import Mapping

ENVIRONMENT = {
    "ARM_METADATA_HOSTNAME": "localhost:1",
    "ARM_CLIENT_ID": "app",
    "ARM_CLIENT_SECRET": "hush",
    "ARM_TENANT_ID": "tenant",
    "ARM_SUBSCRIPTION_ID": "sub",
}
ACCOUNT = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st"
KEYS = "azure-native:storage:listStorageAccountKeys"
PLACE = {"resourceGroupName": "rg", "accountName": "st"}


class Arm:
    """An ARM that answers that, or refuses with it, and notes what it was sent."""

    def __init__(self, answer: Any = None, claims: Mapping[str, str] | None = None) -> None:
        self.cloud = SimpleNamespace(audience="https://arm")
        self._answer, self._claims = answer, claims or {}
        self.sent: list[tuple[Any, ...]] = []

    async def post(self, path: str, _version: str, body: Any, query: Any) -> Any:
        """Answer an action."""
        self.sent.append((path, body, query))
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    async def token(self, _audience: str) -> str:
        """Return a token that says so."""
        return jwt.encode(dict(self._claims), "k" * 32)


async def asked(arm: Arm, function: str, **arguments: Any) -> Any:
    provider: Any = SimpleNamespace(settings=read_settings({}, ENVIRONMENT), arm=arm)
    return await invoke(provider, function, arguments)


@pytest.mark.anyio
async def test_what_names_the_resource_or_the_query_is_not_in_the_body() -> None:
    arm = Arm({"keys": [{"value": "k"}], "extra": 1})
    assert await asked(arm, KEYS, **PLACE, expand="kerb", more=1) == {"keys": [{"value": "k"}]}
    assert await asked(arm, KEYS, **PLACE) == {"keys": [{"value": "k"}]}
    assert arm.sent == [
        (f"{ACCOUNT}/listKeys", {"more": 1}, {"$expand": "kerb"}),
        (f"{ACCOUNT}/listKeys", {}, {}),
    ]


@pytest.mark.anyio
@pytest.mark.parametrize("answer", [{}, {"keys": None}])
async def test_what_azure_does_not_answer_is_left_out(answer: dict[str, Any]) -> None:
    assert await asked(Arm(answer), KEYS, **PLACE) == {}


@pytest.mark.anyio
async def test_a_refusal_names_the_request_and_stays_what_it_was() -> None:
    with pytest.raises(RefusedError, match=f"^request failed {ACCOUNT}/listKeys: Azure says no.$") as refused:
        await asked(Arm(RefusedError(403, "No", "Azure says no.")), KEYS, **PLACE)
    assert (refused.value.status, refused.value.code) == (403, "No")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("claims", "client", "tenant"),
    [({"appid": "cli", "tid": "home", "oid": "me"}, "cli", "home"), ({"oid": "me"}, "app", "tenant")],
)
async def test_who_it_is_the_token_says_before_the_configuration(
    claims: dict[str, str], client: str, tenant: str
) -> None:
    assert await asked(Arm(claims=claims), "azure-native:authorization:getClientConfig") == {
        "clientId": client,
        "objectId": "me",
        "subscriptionId": "sub",
        "tenantId": tenant,
    }
