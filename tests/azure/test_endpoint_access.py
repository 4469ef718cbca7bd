"""URI and key of an endpoint, read from the local Azure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jwt
import pytest

from answering import Reply
from estate import PHI
from modelstacks.azure.arm import Arm
from modelstacks.azure.cloud import resolve_cloud
from modelstacks.azure.credentials import credential
from modelstacks.azure.endpoint_access import Access, EndpointRef, base_uri, endpoint_uri, read_access
from modelstacks.azure.session import open_arm
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from pathlib import Path

    from answering import Answering
    from azure_fixtures import LocalAzureServer
    from estate import Estate

pytestmark = pytest.mark.anyio


def ref(estate: Estate, collection: str, name: str) -> EndpointRef:
    group = estate.group.rpartition("/")[2]
    return EndpointRef(estate.azure.subscription, group, "chat", collection, name)


async def access_to(estate: Estate, ref: EndpointRef, principal: str = "owner") -> Access:
    async with open_arm(estate.azure.env(principal)) as arm:
        return await read_access(arm, ref)


async def test_a_serverless_endpoint_has_a_uri_and_a_key(estate: Estate) -> None:
    project = estate.project()
    endpoint = estate.serverless(project, PHI)
    where = ref(estate, "serverlessEndpoints", estate.name("chat"))
    assert where.id == endpoint["id"]
    keys = estate.post(f"{project}/serverlessEndpoints/{where.name}/listKeys")
    access = await access_to(estate, where)
    assert access == Access(endpoint["properties"]["inferenceEndpoint"]["uri"], keys["primaryKey"])
    assert access.key not in repr(access) + str(access)


async def test_an_online_endpoint_answers_beside_its_scoring_route(estate: Estate) -> None:
    endpoint = estate.online(estate.project())
    scoring_uri = estate.get(endpoint)["properties"]["scoringUri"]
    access = await access_to(estate, ref(estate, "onlineEndpoints", estate.name("ep")))
    assert scoring_uri == f"{access.uri}/score"


async def test_an_endpoint_without_keys_is_asked_with_a_token_of_its_own_audience(estate: Estate) -> None:
    estate.online(estate.project(), authMode="AADToken")
    access = await access_to(estate, ref(estate, "onlineEndpoints", estate.name("ep")))
    claims = jwt.decode(access.key, options={"verify_signature": False})
    assert (access.auth, claims["aud"]) == ("entra", "https://ml.azure.com")
    assert access.key not in repr(access)


async def test_an_endpoint_with_tokens_of_its_own_has_no_key(estate: Estate) -> None:
    estate.online(estate.project(), authMode="AMLToken")
    name = estate.name("ep")
    with pytest.raises(AzureError) as refusal:
        await access_to(estate, ref(estate, "onlineEndpoints", name))
    assert str(refusal.value) == f"NoKeys: {name} has no keys: its authMode is AMLToken."


async def test_an_endpoint_in_the_making_is_not_ready(
    local_azure: LocalAzureServer, stranger: Answering, tmp_path: Path
) -> None:
    ref = EndpointRef("s", "rg", "chat", "onlineEndpoints", "ep")
    stranger.say(ref.id, Reply({"properties": {"provisioningState": "Creating"}}))
    environ = local_azure.env()
    cloud = resolve_cloud(environ)
    there = replace(cloud, resource_manager=stranger.url)
    async with Arm(there, credential(cloud, environ), str(tmp_path / "ca.pem")) as arm:
        with pytest.raises(AzureError) as refusal:
            await read_access(arm, ref)
    assert str(refusal.value) == "EndpointNotReady: ep has no URI yet: its provisioningState is Creating."


async def test_who_may_not_read_keys_gets_none(estate: Estate) -> None:
    estate.serverless(estate.project(), PHI)
    with pytest.raises(AzureError) as refusal:
        await access_to(estate, ref(estate, "serverlessEndpoints", estate.name("chat")), "reader")
    assert (refusal.value.status, refusal.value.code) == (403, "AuthorizationFailed")


@pytest.mark.parametrize(
    ("properties", "uri"),
    [
        ({}, None),
        ({"scoringUri": None}, None),
        ({"inferenceEndpoint": {"uri": "https://a"}}, "https://a"),
        ({"scoringUri": "https://a/score"}, "https://a"),
    ],
)
def test_where_an_endpoint_answers_depends_on_its_kind(properties: dict[str, Any], uri: str | None) -> None:
    assert endpoint_uri(properties) == uri


@pytest.mark.parametrize("scoring_uri", ["https://a/score", "https://a/score/", "https://a"])
def test_the_other_routes_lie_beside_score(scoring_uri: str) -> None:
    assert base_uri(scoring_uri) == "https://a"
