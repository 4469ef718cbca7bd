"""An online endpoint, our own and somebody else's, and what is beside it: what they send to Azure, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import pulumi
import pytest

from lifecycle_builders import NOW
from modelstacks.azure.shared_quota import marks
from modelstacks.components.content_safety import ContentSafety, ContentSafetyArgs
from modelstacks.components.online_endpoint import ExistingEndpoint, OnlineEndpoint, OnlineEndpointArgs
from registered import GROUP, PLACE, TAGS, URI, WHERE, registered, secret
from spec_builders import SUBSCRIPTION

if TYPE_CHECKING:
    from datetime import datetime

SYSTEM = {"type": "SystemAssigned"}
ENDPOINT = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/ws/onlineEndpoints/ep"
ACCOUNTS = f"{GROUP}/providers/Microsoft.CognitiveServices/accounts"
ROLE = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/role"


def output(value: Any) -> pulumi.Output[Any]:
    return pulumi.Output.from_input(value)


KEYS = {"listServerlessEndpointKeys": {"primaryKey": "k"}, "listOnlineEndpointKeys": {"primaryKey": "k"}}


async def ready(endpoint_id: str) -> str:
    return f"{endpoint_id}?ready"


ONLINE = OnlineEndpointArgs("ep", "swedencentral", "ws", "rg", TAGS, ready)


@pytest.mark.parametrize(
    ("expires", "identity_id", "bag", "identity"),
    [
        (None, None, {}, SYSTEM),
        (NOW, None, marks(NOW), SYSTEM),
        (None, "/id", {}, {"type": "UserAssigned", "userAssignedIdentities": ["/id"]}),
    ],
)
def test_an_online_endpoint_has_keys_marks_of_shared_quota_and_an_identity(
    expires: datetime | None, identity_id: str | None, bag: dict[str, str], identity: dict[str, Any]
) -> None:
    def make() -> None:
        given = output(identity_id) if identity_id else None
        OnlineEndpoint("ep", replace(ONLINE, expires=expires, identity_id=given))

    run = registered(make, answers=KEYS)
    endpoint = run["ep-endpoint"]
    expected = {
        **WHERE,
        "workspaceName": "ws",
        "endpointName": "ep",
        "identity": identity,
        "properties": {"authMode": "Key", "properties": bag},
    }
    assert endpoint.said(expected) == expected
    assert endpoint.inputs["properties"]["properties"] == bag
    assert {"properties.traffic", "properties.mirrorTraffic"} < endpoint.ignored
    assert run.calls == [("listOnlineEndpointKeys", {"endpointName": "ep", **PLACE})]
    assert run.outputs["ep"] == {"id": f"{ENDPOINT}?ready", "uri": URI, "key": secret("k")}


@pytest.mark.parametrize(("mode", "auth", "key"), [("Key", "key", "k"), ("AADToken", "entra", "token")])
def test_somebody_elses_endpoint_is_read_and_asked_as_it_wants(mode: str, auth: str, key: str) -> None:
    async def own_token() -> str:
        return "token"

    def use() -> None:
        theirs = ExistingEndpoint("ep", "ws", "rg", own_token)
        for name, value in {
            "id": theirs.id,
            "uri": theirs.uri,
            "auth": theirs.auth,
            "key": theirs.key,
        }.items():
            pulumi.export(name, value)

    found = {"id": ENDPOINT, "properties": {"scoringUri": f"{URI}/score", "authMode": mode}}
    run = registered(use, answers={**KEYS, "getOnlineEndpoint": found})
    assert run.outputs[""] == {"id": ENDPOINT, "uri": URI, "auth": auth, "key": secret(key)}
    assert run.calls[0] == ("getOnlineEndpoint", {"endpointName": "ep", **PLACE})
    assert run.resources == {}
    with pytest.raises(
        pulumi.RunError, match=r"^The online endpoint ep should already exist, but it can't be read\.\n"
    ):
        registered(use, answers={"getOnlineEndpoint": "NotFound"})


@pytest.mark.parametrize("restore", [True, False])
def test_content_safety_is_an_account_and_an_identity_that_may_read_its_keys(restore: bool) -> None:
    args = ContentSafetyArgs("cs", "id-cs", SUBSCRIPTION, "rg", "swedencentral", "role", restore, TAGS)
    run = registered(lambda: ContentSafety("ep-safety", args))
    account, role = run["ep-safety-account"], run["ep-safety-role"]
    assert account.inputs == {
        **WHERE,
        "accountName": "cs",
        "kind": "ContentSafety",
        "sku": {"name": "S0"},
        "properties": {
            "customSubDomainName": "cs",
            "publicNetworkAccess": "Enabled",
            **({"restore": True} if restore else {}),
        },
    }
    assert account.ignored == {"properties.restore", "properties.allowProjectManagement"}
    assert run["ep-safety-identity"].inputs == {**WHERE, "resourceName": "id-cs"}
    assert role.inputs == {
        "scope": f"{ACCOUNTS}/cs",
        "roleAssignmentName": str(uuid5(NAMESPACE_URL, f"{ACCOUNTS}/cs/its-principal/{ROLE}")),
        "roleDefinitionId": ROLE,
        "principalId": "its-principal",
        "principalType": "ServicePrincipal",
    }
    assert run.outputs["ep-safety"]["environment"] == {
        "CONTENT_SAFETY_ACCOUNT_NAME": "cs",
        "CONTENT_SAFETY_ENDPOINT": URI,
        "CONTENT_SAFETY_THRESHOLD": "2",
        "SUBSCRIPTION_ID": SUBSCRIPTION,
        "RESOURCE_GROUP_NAME": "rg",
        "UAI_CLIENT_ID": "its-client",
    }
