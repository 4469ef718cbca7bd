"""Who may ask an account, and what the others are told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from openai import AuthenticationError

from foundry_accounts import AI_SCOPE, GPT, QUESTION, Foundry
from foundry_builders import LLAMA, NEWEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

COGNITIVE_SERVICES_USER = "a97b65f3-24c7-4388-baec-2e87135dc908"
FOUNDRY_USER = "53ca6127-db72-4b80-b1b0-d745d6d5456d"
OPENAI_USER = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
CONTRIBUTOR = "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68"
WRONG_KEY = (
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active "
    "subscription and use a correct regional API endpoint for your resource."
)


@pytest.fixture
def own(local_azure: LocalAzureServer) -> Iterator[Foundry]:
    """An account of the test's own with `gpt` and `llama`."""
    made = Foundry(local_azure)
    made.deploy("gpt", GPT)
    made.deploy("llama", LLAMA)
    yield made
    made.close()


def test_both_keys_open_it_in_either_header(foundry: Foundry) -> None:
    keys = foundry.estate.post(f"{foundry.path}/listKeys")

    assert foundry.chat("gpt", api_key=keys["key2"]).status_code == 200
    assert foundry.chat("gpt", Authorization=f"Bearer {keys['key1']}").status_code == 200


def test_a_wrong_key_another_accounts_and_an_unknown_account(foundry: Foundry, own: Foundry) -> None:
    nobody = foundry.http.post(
        f"{foundry.azure.url}/foundry/nobody/openai/openai/v1/chat/completions", json={}
    )
    answers = [foundry.chat("gpt", api_key="wrong"), foundry.chat("gpt", api_key=own.key), nobody]

    for answer in answers:
        assert (answer.status_code, answer.json()) == (401, {"error": {"code": "401", "message": WRONG_KEY}})


def test_neither_key_nor_token(foundry: Foundry) -> None:
    answer = foundry.chat("gpt", Accept="*/*")

    assert answer.status_code == 401
    assert answer.json()["message"].startswith("Unauthorized. Access token is missing, invalid, audience")


@pytest.mark.parametrize("role", [COGNITIVE_SERVICES_USER, FOUNDRY_USER])
@pytest.mark.parametrize("audience", [AI_SCOPE, "https://cognitiveservices.azure.com"])
def test_a_token_with_a_role_that_has_the_data_action(own: Foundry, role: str, audience: str) -> None:
    own.assign("reader", role)

    answers = [own.chat(name, **own.bearer("reader", audience)) for name in ("gpt", "llama", "none")]

    assert [answer.status_code for answer in answers] == [200, 200, 404]


@pytest.mark.parametrize("principal", ["owner", "deployer", "reader", "none"])
def test_owner_and_contributor_lack_the_data_action(own: Foundry, principal: str) -> None:
    own.assign(principal, CONTRIBUTOR)
    who = own.azure.scenario.principal(principal)
    assert who

    answer = own.chat("gpt", **own.bearer(principal))

    action = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "PermissionDenied")
    assert answer.json()["error"]["message"] == (
        f"The principal `{who.object_id}` lacks the required data action `{action}` to perform "
        "`POST /openai/v1/chat/completions` operation."
    )
    logged = own.azure.state.requests.read_text(encoding="utf-8").splitlines()
    line = json.loads(next(line for line in logged if answer.headers["x-ms-request-id"] in line))
    assert (line["principal"], line["action"], line["scope"]) == (principal, action, own.estate.id(own.path))


def test_openai_user_may_ask_the_models_of_azure_openai_alone(own: Foundry) -> None:
    own.assign("deployer", OPENAI_USER)
    token = own.bearer("deployer")

    assert own.chat("gpt", **token).status_code == 200
    assert own.get("/openai/deployments?api-version=2023-03-15-preview", **token).status_code == 200
    refused = own.chat("llama", **token)
    assert "`Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action`" in refused.text


def test_a_custom_role_with_the_documented_data_actions(own: Foundry) -> None:
    guid, group = str(uuid4()), own.estate.group
    permissions = [{"actions": [], "dataActions": ["Microsoft.CognitiveServices/accounts/MaaS/*"]}]
    properties = {"roleName": f"asks-{guid}", "assignableScopes": [group], "permissions": permissions}
    path = f"{group}/providers/Microsoft.Authorization/roleDefinitions/{guid}"
    own.estate.arm.send("PUT", path, {"properties": properties | {"type": "CustomRole"}})
    own.assign("none", guid)
    token = own.bearer("none")

    answers = [own.chat(name, **token).status_code for name in ("llama", "gpt", "not-there")]

    assert answers == [200, 401, 404]


def test_a_token_for_somebody_else(own: Foundry) -> None:
    own.assign("reader", FOUNDRY_USER)

    answer = own.chat("gpt", **own.bearer("reader", "https://ml.azure.com"))

    assert (answer.status_code, answer.json()["statusCode"]) == (401, 401)


def test_the_openai_package_with_tokens(own: Foundry) -> None:
    own.assign("reader", COGNITIVE_SERVICES_USER)
    scope = "https://cognitiveservices.azure.com"

    with own.azure_openai(azure_ad_token_provider=lambda: own.azure.token("reader", scope)) as client:
        answer = client.chat.completions.create(model="gpt", messages=QUESTION["messages"])
    with own.openai(own.azure.token("owner", AI_SCOPE)) as client, pytest.raises(AuthenticationError):
        client.chat.completions.create(model="gpt", messages=QUESTION["messages"])

    assert answer.model == "gpt-4o"


def test_an_account_without_local_auth_takes_no_key(own: Foundry) -> None:
    own.assign("reader", FOUNDRY_USER)
    key = own.key
    own.put(own.shown() | {"disableLocalAuth": True})

    answer = own.chat("gpt", api_key=key)

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "AuthenticationTypeDisabled")
    assert own.chat("gpt", **own.bearer("reader")).status_code == 200


def test_an_account_without_public_access(own: Foundry) -> None:
    own.put(own.shown() | {"publicNetworkAccess": "Disabled"})

    answer = own.chat("gpt")

    message = "Public access is disabled. Please configure private endpoint."
    assert (answer.status_code, answer.json()) == (403, {"error": {"code": "403", "message": message}})


def test_a_token_needs_a_subdomain(local_azure: LocalAzureServer) -> None:
    plain = Foundry(local_azure, customSubDomainName=None)
    plain.deploy("gpt", GPT)
    plain.subdomain = plain.path.rpartition("/")[2]
    try:
        assert plain.shown()["endpoint"] == f"{plain.address('cognitiveservices')}/"
        assert plain.chat("gpt").status_code == 200
        assert plain.chat("gpt", Accept="*/*").status_code == 401
        answer = plain.chat("gpt", **plain.bearer("owner"))
        message = "Please provide a custom subdomain for token authentication, otherwise API key is required."
        assert (answer.status_code, answer.json()) == (
            400,
            {"error": {"code": "BadRequest", "message": message}},
        )
    finally:
        plain.close()


def test_addresses_are_the_three_hosts(foundry: Foundry) -> None:
    shown = foundry.shown()

    assert shown["endpoint"] == f"{foundry.address('cognitiveservices')}/"
    assert shown["endpoints"]["AI Foundry API"] == f"{foundry.address('services.ai')}/"
    assert shown["endpoints"]["OpenAI Language Model Instance API"] == f"{foundry.address('openai')}/"


def test_an_account_of_azure_openai_has_its_one_host(local_azure: LocalAzureServer) -> None:
    own = Foundry(local_azure, kind="OpenAI")
    own.deploy("gpt", GPT)
    try:
        body = QUESTION | {"model": "gpt"}
        assert own.shown()["endpoint"] == f"{own.address('openai')}/"
        assert own.post("/openai/v1/chat/completions", body, "openai").status_code == 200
        assert own.post("/openai/v1/chat/completions", body, "services.ai").status_code == 404
    finally:
        own.close()


def test_an_account_answers_while_it_is_changed_but_not_before_it_is_made(own: Foundry) -> None:
    key, other = own.key, f"{own.path}-new"
    body = {"kind": "AIServices", "sku": {"name": "S0"}, "location": own.estate.region, "tags": {"a": "b"}}
    properties = {"customSubDomainName": own.subdomain}
    own.estate.arm.raw("PUT", own.estate.id(own.path), body | {"properties": properties}, NEWEST)

    assert own.chat("gpt", api_key=key).status_code == 200

    properties = {"customSubDomainName": f"{own.subdomain}-new"}
    own.estate.arm.raw("PUT", own.estate.id(other), body | {"properties": properties}, NEWEST)
    made = own.http.get(f"{own.azure.url}/foundry/{own.subdomain}-new/openai/openai/v1/models")
    assert made.json()["error"]["message"] == WRONG_KEY


def test_a_project_that_is_not_there(foundry: Foundry) -> None:
    answer = foundry.get("/api/projects/none/deployments?api-version=v1")

    assert (answer.status_code, answer.json()) == (
        404,
        {"error": {"code": "NotFound", "message": "Project not found: none"}},
    )
