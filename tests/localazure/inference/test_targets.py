"""Whom an address leads to while something is on its way there, without a server."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from localazure import catalogue
from localazure.arm.ids import ResourceId
from localazure.arm.resource import Resource
from localazure.inference import targets
from localazure.inference.refusals import RefusalError
from localazure.inference.services import SERVICES
from localazure.inference.targets import Target, Visit
from localazure.request_notes import noting
from open_azure import START
from open_workspace import WORKSPACES

if TYPE_CHECKING:
    from open_azure import OpenAzure
    from open_workspace import OpenWorkspace

KEY = "the-key"
PHI = "azureml://registries/azureml/models/Phi-4"
SOON = {"SharedComputeCapacityEnabled": "true", "TargetAutoDeletionTime": "Fri, 20 Nov 2026 12:00:00 GMT"}
NO_ENDPOINT = (404, {"error": {"code": "404", "message": "Endpoint not found"}})
NO_SERVERLESS = (404, {"status": "Serverless endpoint not found"})
DENIED = (
    401,
    {"error": {"code": "401", "message": "Access denied: the key or token is missing, invalid or expired."}},
)


def place(shop: OpenWorkspace, path: str, properties: dict[str, Any], **private: Any) -> Resource:
    """Store what lies at *path* in the workspace as Azure would have it in the midst of things."""
    body = {"location": shop.region, "sku": {"capacity": 1}, "properties": properties}
    made = Resource(ResourceId.parse(f"{shop.path}/{path}"), body, {"keys": {"primaryKey": KEY}} | private)
    shop.azure.store.put(made)
    return made


def online(shop: OpenWorkspace, state: str = "Succeeded", **private: Any) -> Resource:
    """An endpoint with all its traffic to a deployment in *state*."""
    place(
        shop,
        "onlineEndpoints/shop/deployments/Blue",
        {"model": f"{PHI}/versions/8", "provisioningState": state},
    )
    mode = "AMLToken" if private else "Key"
    return place(
        shop,
        "onlineEndpoints/shop",
        {"authMode": mode, "traffic": {"Blue": 100}, "properties": {}},
        **private,
    )


def visit(key: str = KEY, **headers: str) -> Visit:
    return Visit("swedencentral", "shop", {"authorization": key} | headers)


def refused(find: Any, azure: OpenAzure, asked: Visit) -> tuple[int, dict[str, Any]]:
    with pytest.raises(RefusalError) as refusal:
        find(azure, asked)
    return refusal.value.status, refusal.value.body


def test_a_serverless_endpoint_is_found_when_it_has_been_made(shop: OpenWorkspace) -> None:
    settings = {"modelSettings": {"modelId": PHI}}
    nobody = refused(targets.serverless, shop.azure, visit())
    place(shop, "serverlessEndpoints/shop", settings | {"provisioningState": "Creating"})
    early = refused(targets.serverless, shop.azure, visit())
    made = place(shop, "serverlessEndpoints/shop", settings | {"provisioningState": "Updating"})

    assert (nobody, early) == (NO_SERVERLESS, NO_SERVERLESS)
    with noting() as note:
        found = targets.serverless(shop.azure, visit())
    assert (found.endpoint.id, found.model.name, found.deployment, found.places) == (
        made.id,
        "Phi-4",
        None,
        None,
    )
    assert (found.name, note.principal) == (f"{made.id}/".lower(), "endpoint-key")


def test_a_wrong_key_leaves_no_mark_of_one(shop: OpenWorkspace) -> None:
    online(shop)

    with noting() as note:
        assert refused(targets.online, shop.azure, visit("other")) == DENIED

    assert note.principal is None


def test_an_endpoint_on_shared_quota_answers_until_its_time_comes(shop: OpenWorkspace) -> None:
    endpoint = online(shop)
    endpoint.properties["properties"] = SOON
    shop.azure.store.put(endpoint)
    shop.azure.time = START - timedelta(seconds=1)
    before = targets.online(shop.azure, visit())
    shop.azure.time = START

    assert (before.deployment, before.places, before.model.name) == ("Blue", 2, "Phi-4")
    assert before.name == f"{endpoint.id}/blue".lower()
    assert refused(targets.online, shop.azure, visit()) == NO_ENDPOINT


def test_a_deployment_answers_once_it_stands(shop: OpenWorkspace) -> None:
    for state in ("Creating", "Failed", "Deleting"):
        online(shop, state)
        for chosen, what in (
            ({}, "deployment with a positive traffic weight"),
            ({targets.DEPLOYMENT_HEADER: "blue"}, "deployment 'blue'"),
        ):
            body = {"error": {"code": "404", "message": f"The endpoint has no {what}."}}
            assert refused(targets.online, shop.azure, visit(**chosen)) == (404, body)
    for state in ("Updating", "Succeeded"):
        online(shop, state)
        assert targets.online(shop.azure, visit()).deployment == "Blue"


def test_a_container_that_crashes_is_told_as_the_models_error(shop: OpenWorkspace) -> None:
    online(shop)
    compute = shop.azure.scenario.compute.model_copy(update={"crash": "answering"})
    shop.azure.scenario = shop.azure.scenario.model_copy(update={"compute": compute})

    with pytest.raises(RefusalError) as refusal:
        targets.online(shop.azure, visit())

    body = {"error": "The model's container crashed."}
    assert (refusal.value.status, refusal.value.body) == (424, body)
    assert refusal.value.headers["ms-azureml-model-error-statuscode"] == "500"


def test_a_token_opens_its_endpoint_until_it_expires(shop: OpenWorkspace) -> None:
    mine = {"value": "mine", "expires": (START + timedelta(seconds=1)).isoformat()}

    online(shop, token=mine)
    assert targets.online(shop.azure, visit("Bearer mine")).deployment == "Blue"
    for token, asked in ((mine, KEY), (mine | {"expires": START.isoformat()}, "mine"), (None, KEY)):
        online(shop, token=token)
        assert refused(targets.online, shop.azure, visit(f"Bearer {asked}")) == DENIED


@pytest.mark.parametrize(
    ("capabilities", "deployment", "offered"),
    [
        ((), None, ["/info", "/chat/completions", "/v1/chat/completions"]),
        ((), "blue", ["/info", "/chat/completions", "/v1/chat/completions", "/score"]),
        (("completions",), "blue", ["/info", "/completions", "/v1/completions", "/score"]),
        (("embeddings",), "blue", ["/info", "/embeddings", "/v1/embeddings"]),
        (("image-embeddings",), None, ["/info", "/images/embeddings", "/v1/images/embeddings"]),
    ],
)
def test_what_a_model_of_unknown_abilities_and_others_are_asked(
    capabilities: tuple[str, ...], deployment: str | None, offered: list[str]
) -> None:
    model = catalogue.load().model_by_id(PHI)
    assert model is not None
    endpoint = Resource(ResourceId.parse(f"{WORKSPACES}/chat/onlineEndpoints/shop"), {})
    target = Target(model.model_copy(update={"capabilities": capabilities}), endpoint, deployment)

    assert [service.path for service in SERVICES if service.is_offered(target)] == offered
