"""What an account lists in whole, and which of its deployments answer, without a server."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from foundry_accounts import EMBED, GPT
from localazure.arm.ids import ResourceId
from localazure.arm.resource import Resource
from localazure.inference.foundry import deployments, listings
from localazure.inference.foundry.visits import Visit
from localazure.inference.metering import Allowance
from localazure.inference.refusals import RefusalError
from open_azure import GROUP, START

if TYPE_CHECKING:
    from open_azure import OpenAzure

ACCOUNT = f"{GROUP}/providers/Microsoft.CognitiveServices/accounts/mind"
GPT_BODY = {
    "model": GPT,
    "provisioningState": "Succeeded",
    "capabilities": {"chatCompletion": "true", "maxContextToken": "128000", "area": "EUR"},
}
EMBED_BODY = {"model": EMBED | {"publisher": "Cohere Inc"}, "provisioningState": "Succeeded"}


def deployed(name: str, properties: dict[str, Any], **more: str) -> Resource:
    """Return a deployment as Azure would have it in the midst of things."""
    made = {"created": START.isoformat(), "changed": START.isoformat()} | more
    body = {"sku": {"name": "GlobalStandard", "capacity": 3}, "properties": properties}
    return Resource(ResourceId.parse(f"{ACCOUNT}/deployments/{name}"), body, {}, **made)


def asked(azure: OpenAzure, listing: Any, query: dict[str, str] | None = None, **named: str) -> Any:
    """Return what a holder of the key is answered."""
    request: Any = SimpleNamespace(query_params=query or {}, path_params=named)
    account = Resource(ResourceId.parse(ACCOUNT), {"kind": "AIServices"})
    visit = Visit(azure, request, account, None, ACCOUNT, "GET /x", {})
    return json.loads(bytes(anyio.run(listing, visit).body))


@pytest.fixture
def mind(azure: OpenAzure) -> OpenAzure:
    """An account with two deployments."""
    azure.store.put(deployed("Gpt", GPT_BODY))
    azure.store.put(deployed("embed", EMBED_BODY))
    return azure


def test_deployments_as_openai_lists_them(mind: OpenAzure) -> None:
    same = {"object": "deployment", "created_at": 1795176000, "owner": "organization-owner"}

    assert asked(mind, listings.get_deployments) == {
        "object": "list",
        "data": [
            same | {"id": "embed", "model": "Cohere-embed-v3-multilingual"},
            same | {"id": "Gpt", "model": "gpt-4o"},
        ],
    }


IN_PROJECT = {
    "embed": {
        "name": "embed",
        "type": "ModelDeployment",
        "modelName": "Cohere-embed-v3-multilingual",
        "modelVersion": "1",
        "modelPublisher": "Cohere Inc",
        "capabilities": {},
        "sku": {"family": "", "size": "", "tier": "", "name": "GlobalStandard", "capacity": 3},
    },
    "Gpt": {
        "name": "Gpt",
        "type": "ModelDeployment",
        "modelName": "gpt-4o",
        "modelVersion": "2024-11-20",
        "modelPublisher": "OpenAI",
        "capabilities": {"chat_completion": "true", "max_context_token": "128000", "area": "EUR"},
        "sku": {"family": "", "size": "", "tier": "", "name": "GlobalStandard", "capacity": 3},
    },
}


def test_deployments_as_a_project_lists_them(mind: OpenAzure) -> None:
    vectors = {"modelName": "Cohere-embed-v3-multilingual"}
    rows: list[tuple[dict[str, str], list[str]]] = [
        ({}, ["embed", "Gpt"]),
        ({"modelPublisher": "OpenAI"}, ["Gpt"]),
        (vectors | {"modelPublisher": "Cohere Inc"}, ["embed"]),
        (vectors | {"modelPublisher": "OpenAI"}, []),
        ({"deploymentType": "ModelDeployment", "api-version": "v1"}, ["embed", "Gpt"]),
        ({"deploymentType": "Other"}, []),
    ]

    for query, names in rows:
        listed = asked(mind, listings.get_project_deployments, query)
        assert listed == {"value": [IN_PROJECT[name] for name in names]}


def test_one_deployment_as_a_project_shows_it(mind: OpenAzure) -> None:
    assert asked(mind, listings.get_project_deployment, name="gPT") == IN_PROJECT["Gpt"]
    with pytest.raises(RefusalError) as refusal:
        asked(mind, listings.get_project_deployment, name="none")

    assert (refusal.value.status, refusal.value.body["error"]["code"]) == (404, "DeploymentNotFound")


def test_a_model_by_its_id_and_its_place_in_the_list(azure: OpenAzure) -> None:
    one = asked(azure, listings.get_model, model="GPT-4o-2024-11-20")
    every = asked(azure, listings.get_models)
    with pytest.raises(RefusalError) as refusal:
        asked(azure, listings.get_model, model="gpt-4o")

    assert one == {
        "id": "gpt-4o-2024-11-20",
        "object": "model",
        "created": one["created_at"],
        "created_at": one["updated_at"],
        "updated_at": one["created"],
        "owned_by": "openai",
        "status": "succeeded",
        "lifecycle_status": one["lifecycle_status"],
        "deprecation": one["deprecation"],
        "capabilities": {
            "chat_completion": True,
            "completion": False,
            "embeddings": False,
            "inference": True,
            "fine_tune": False,
        },
    }
    assert one in every["data"]
    assert every["object"] == "list"
    assert refusal.value.status == 404


LATER = (START + timedelta(seconds=1)).isoformat()


NOW = START.isoformat()


@pytest.mark.parametrize(
    ("state", "changed", "is_up"),
    [
        ("Succeeded", NOW, True),
        ("Creating", NOW, False),
        ("Accepted", NOW, False),
        ("Updating", LATER, True),
        ("Accepted", LATER, True),
        ("Failed", LATER, False),
        ("Deleting", LATER, False),
    ],
)
def test_a_deployment_is_up_since_it_was_made(state: str, changed: str, is_up: bool) -> None:
    deployment = deployed("gpt", GPT_BODY | {"provisioningState": state}, changed=changed)

    assert deployments.is_up(deployment) is is_up


def test_a_deployment_that_is_being_made_or_too_young_is_not_found(azure: OpenAzure) -> None:
    plane = azure.scenario.data_plane.model_copy(update={"propagation_s": 300})
    azure.scenario = azure.scenario.model_copy(update={"data_plane": plane})
    azure.store.put(deployed("gpt", GPT_BODY))
    azure.store.put(deployed("making", GPT_BODY | {"provisioningState": "Creating"}))
    account = Resource(ResourceId.parse(ACCOUNT), {})

    for seconds, name in ((299, "gpt"), (1, "making")):
        azure.wait(seconds)
        with pytest.raises(RefusalError) as refusal:
            deployments.answering(azure, account, name)
        assert (refusal.value.status, refusal.value.body["error"]["code"]) == (404, "DeploymentNotFound")
    assert deployments.answering(azure, account, "GPT").id.name == "gpt"


def test_a_deployment_answers_whose_model_has_no_row_any_more(azure: OpenAzure) -> None:
    nobodys = {"format": "OpenAI", "name": "gpt-none", "version": "1"}
    azure.store.put(deployed("gpt", GPT_BODY | {"model": nobodys}))

    assert deployments.answering(azure, Resource(ResourceId.parse(ACCOUNT), {}), "gpt").id.name == "gpt"


@pytest.mark.parametrize(
    ("told", "capabilities", "context"),
    [
        (GPT_BODY["capabilities"], ("chat-completion",), 128000),
        ({"chatCompletion": "false", "embeddings": "true", "maxContextToken": "much"}, ("embeddings",), None),
        ({}, (), None),
        (None, (), None),
    ],
)
def test_a_model_without_a_row_is_what_its_deployment_tells(
    told: Any, capabilities: tuple[str, ...], context: int | None
) -> None:
    nobodys = {"format": "OpenAI", "name": "gpt-none", "version": "1"}

    model = deployments.model_of(deployed("gpt", {"model": nobodys, "capabilities": told}))

    assert (model.name, model.registry, model.publisher) == ("gpt-none", "azure-openai", "OpenAI")
    assert (model.capabilities, model.context_length) == (capabilities, context)
    assert (model.first_party, model.tool_calling) == (True, True)
    assert (model.input_modalities, model.response_formats) == (
        ("text", "image"),
        ("text", "json", "structured"),
    )


@pytest.mark.parametrize(
    ("limits", "allowance"),
    [
        (
            [
                {"key": "request", "renewalPeriod": 10, "count": 1},
                {"key": "token", "renewalPeriod": 60, "count": 9},
            ],
            (6, 9),
        ),
        ([{"key": "request", "renewalPeriod": 60, "count": 7}], (7, 10**9)),
        ([{"key": "token", "renewalPeriod": 60, "count": 7}], (10**9, 7)),
        ([], None),
        (None, None),
    ],
)
def test_what_a_minute_holds(limits: Any, allowance: tuple[int, int] | None) -> None:
    deployment = deployed("gpt", GPT_BODY | {"rateLimits": limits})

    assert deployments.allowance_of(deployment) == (allowance and Allowance(*allowance))
