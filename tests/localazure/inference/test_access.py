"""Who may talk to an endpoint, and what the others are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from azure.ai.inference import ChatCompletionsClient

from estate import PHI_VERSION
from localazure.inference.targets import pick, places_of

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

    from .conftest import Endpoint, Endpoints

MISTRAL = "azureml://registries/azureml-mistral/models/Mistral-Nemo"
QUESTION = {"messages": [{"role": "user", "content": "Hello"}]}


def refused(status: int, message: str) -> tuple[int, dict[str, Any]]:
    """Return an online endpoint's refusal."""
    return status, {"error": {"code": str(status), "message": message}}


def test_a_serverless_endpoint_wants_a_key(chat: Endpoint) -> None:
    answer = chat.get("/info", authorization=None)

    assert answer.status_code == 400
    assert answer.json() == {"status": "Auth token must be passed as a header called Authorization"}


@pytest.mark.parametrize("authorization", ["Bearer wrong", "wrong", "Bearer"])
def test_a_wrong_key_is_refused(chat: Endpoint, authorization: str) -> None:
    answer = chat.get("/info", authorization)

    assert (answer.status_code, answer.json()) == (401, {"status": "Invalid auth token"})


def test_a_bare_key_does(chat: Endpoint) -> None:
    assert chat.get("/info", chat.key).status_code == 200


def test_an_old_key_stops_working(endpoints: Endpoints, first_party: Endpoint) -> None:
    name = first_party.uri.rpartition("/")[2]
    path = f"{endpoints.project}/serverlessEndpoints/{name}/regenerateKeys"
    keys = endpoints.estate.post(path, {"keyType": "Secondary"})
    second = keys["secondaryKey"]

    endpoints.estate.post(path, {"keyType": "Secondary"})

    assert first_party.get("/info", f"Bearer {second}").status_code == 401
    assert first_party.get("/info").status_code == 200


def test_an_unknown_serverless_endpoint(chat: Endpoint) -> None:
    answer = chat.http.get(f"{chat.uri}-not/info", headers={"Authorization": chat.key})

    assert (answer.status_code, answer.json()) == (404, {"status": "Serverless endpoint not found"})


def test_an_endpoint_that_lost_its_subscription_is_unusable(endpoints: Endpoints) -> None:
    endpoint = endpoints.serverless(MISTRAL, "lost")

    endpoints.estate.delete(f"{endpoints.project}/marketplaceSubscriptions/lost")

    answer = endpoint.get("/info")

    assert (answer.status_code, answer.json()) == (403, {"status": "Serverless endpoint is Unhealthy"})


def test_a_route_the_model_does_not_have(chat: Endpoint, embeddings: Endpoint) -> None:
    for answer in (
        chat.post("/embeddings", {"input": "x"}),
        embeddings.post("/chat/completions", QUESTION),
        chat.get("/nothing/here"),
        chat.get("/chat/completions"),
    ):
        assert (answer.status_code, answer.json()) == refused(404, "Resource not found")


def test_an_online_endpoint_wants_a_key(completions: Endpoint) -> None:
    for authorization in (None, "Bearer wrong"):
        answer = completions.get("/info", authorization)
        assert (answer.status_code, answer.json()) == refused(
            401, "Access denied: the key or token is missing, invalid or expired."
        )


def test_an_unknown_online_endpoint(completions: Endpoint) -> None:
    answer = completions.http.get(f"{completions.uri}-not/info", headers={"Authorization": completions.key})

    assert (answer.status_code, answer.json()) == refused(404, "Endpoint not found")


def test_without_traffic_nobody_answers(endpoints: Endpoints) -> None:
    path, endpoint = endpoints.online("idle")
    endpoints.estate.deployment(path)

    answer = endpoint.get("/info")

    assert (answer.status_code, answer.json()) == refused(
        404, "The endpoint has no deployment with a positive traffic weight."
    )


def test_a_header_reaches_a_deployment_without_traffic(endpoints: Endpoints) -> None:
    path, endpoint = endpoints.online("green")
    endpoints.estate.deployment(path, "blue")
    endpoints.estate.deployment(path, "green", model=PHI_VERSION)
    endpoints.estate.traffic(path, blue=100)

    usual = endpoint.post("/chat/completions", QUESTION)
    asked = endpoint.post("/chat/completions", QUESTION, **{"azureml-model-deployment": "green"})
    unknown = endpoint.post("/chat/completions", QUESTION, **{"azureml-model-deployment": "red"})

    assert usual.headers["azureml-model-deployment"] == "blue"
    assert asked.headers["azureml-model-deployment"] == "green"
    assert (unknown.status_code, unknown.json()) == refused(404, "The endpoint has no deployment 'red'.")


def test_a_header_that_names_no_deployment(completions: Endpoint) -> None:
    for name in ("a/b", "../x", "%2f"):
        answer = completions.post("/score", {}, **{"azureml-model-deployment": name})
        assert (answer.status_code, answer.json()) == refused(
            404, f"The endpoint has no deployment '{name}'."
        )


def test_an_aml_token_opens_its_endpoint(endpoints: Endpoints) -> None:
    path, endpoint = endpoints.online("aml", authMode="AMLToken")
    endpoints.estate.deployment(path)
    endpoints.estate.traffic_with(path, "AMLToken", blue=100)
    token = endpoints.estate.post(f"{path}/token")["accessToken"]

    assert endpoint.get("/info", f"Bearer {token}").status_code == 200
    assert endpoint.get("/info", "Bearer other").status_code == 401


def test_an_entra_token_needs_the_right_to_score(endpoints: Endpoints, local_azure: LocalAzureServer) -> None:
    path, endpoint = endpoints.online("entra", authMode="AADToken")
    endpoints.estate.deployment(path)
    endpoints.estate.traffic_with(path, "AADToken", blue=100)

    answers = {
        principal: endpoint.get(
            "/info", f"Bearer {local_azure.token(principal, 'https://ml.azure.com')}"
        ).status_code
        for principal in ("owner", "reader")
    }

    assert answers == {"owner": 200, "reader": 401}


def test_azure_ai_inference_with_an_entra_credential(
    endpoints: Endpoints, local_azure: LocalAzureServer
) -> None:
    path, endpoint = endpoints.online("sdk", authMode="AADToken")
    endpoints.estate.deployment(path)
    endpoints.estate.traffic_with(path, "AADToken", blue=100)

    with (
        local_azure.credential("owner") as credential,
        ChatCompletionsClient(
            endpoint.uri,
            credential,
            credential_scopes=["https://ml.azure.com/.default"],
            connection_verify=local_azure.ca,
        ) as client,
    ):
        assert client.get_model_info().model_name == "Phi-4"


@pytest.mark.parametrize(("point", "deployment"), [(0, "blue"), (29, "blue"), (30, "green"), (99, "green")])
def test_traffic_is_split_by_share(point: int, deployment: str) -> None:
    assert pick({"blue": 30, "red": 0, "green": 70}, point) == deployment


def test_no_traffic_picks_nobody() -> None:
    assert pick({}, 0) is None
    assert pick({"blue": 0}, 0) is None


@pytest.mark.parametrize(
    ("settings", "instances", "places"),
    [
        ({"maxConcurrentRequestsPerInstance": 3}, 2, 12),
        ({}, 1, 2),
        (None, 1, 2),
        ({"maxConcurrentRequestsPerInstance": "x"}, 1, 2),
        ({"maxConcurrentRequestsPerInstance": 1}, 3, 6),
        ({"maxConcurrentRequestsPerInstance": 0}, 1, 2),
        ({"maxConcurrentRequestsPerInstance": -1}, 1, 2),
    ],
)
def test_a_deployment_takes_twice_what_its_instances_work_on(
    settings: object, instances: int, places: int
) -> None:
    deployment = {"sku": {"capacity": instances}, "properties": {"requestSettings": settings}}

    assert places_of(deployment) == places
