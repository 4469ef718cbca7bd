"""The OpenAPI document of each kind of model, in whole but for the schemas of what is sent and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import COHERE, LLAMA
from localazure import catalogue
from localazure.arm.ids import ResourceId
from localazure.arm.resource import Resource
from localazure.inference.openapi import document
from localazure.inference.targets import Target

if TYPE_CHECKING:
    from .conftest import Endpoint

BASE = "azureml://registries/azureml-meta/models/Llama-2-7b"
SERVER = "https://localhost:1/serverless/swedencentral/chat"
REFUSALS = {
    "400": "The key is missing, content safety stopped the prompt, or a parameter is not known",
    "401": "The key or token is wrong",
    "403": "The endpoint cannot be used",
    "404": "The model does not answer this route",
    "422": "A value is not supported by the model",
    "424": "The model's container refused",
    "429": "The deployment's limits are used up",
}
VERSION = {
    "name": "api-version",
    "in": "query",
    "schema": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(-preview)?$"},
}
EXTRA = {
    "name": "extra-parameters",
    "in": "header",
    "schema": {"type": "string", "enum": ["error", "drop", "pass-through"]},
}


def described(model_id: str, deployment: str | None = None) -> dict[str, Any]:
    """Return the document of a serverless endpoint, or of an online one's deployment."""
    model = catalogue.load().model_by_id(model_id)
    assert model is not None
    scope = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w"
    endpoint = Resource(ResourceId.parse(f"{scope}/onlineEndpoints/e"), {})
    return document(Target(model, endpoint, deployment), SERVER)


def _schema(name: str) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


def operation(
    id_: str, answer: str, body: str = "", *, api: bool = True, streams: bool = False
) -> dict[str, Any]:
    """Return what is said of one operation; *api*: it is the Model Inference API's."""
    content = {"application/json": _schema(answer)} | (
        {"text/event-stream": _schema("Event")} if streams else {}
    )
    refusal = {"application/json": _schema("Refusal")}
    told: dict[str, Any] = {
        "operationId": id_,
        "responses": {"200": {"description": "The answer", "content": content}}
        | {status: {"description": words, "content": refusal} for status, words in REFUSALS.items()},
    }
    if api:
        told["parameters"] = [VERSION, EXTRA] if body else [VERSION]
    if body:
        told["requestBody"] = {"required": True, "content": {"application/json": _schema(body)}}
    return told


INFO = {"/info": {"get": operation("get_info", "ModelInfo")}}


def both(path: str, answer: str, body: str, *, streams: bool = False) -> dict[str, Any]:
    """Return a path of the Model Inference API, and the model's own below `/v1`."""
    id_ = path.replace("/", "_")
    own = operation(f"post_v1{id_}", answer, f"Own{body}", api=False, streams=streams)
    return {
        path: {"post": operation(f"post{id_}", answer, body, streams=streams)},
        f"/v1{path}": {"post": own},
    }


@pytest.mark.parametrize(
    ("model", "deployment", "paths"),
    [
        (LLAMA, None, both("/chat/completions", "ChatCompletion", "ChatRequest", streams=True)),
        (
            BASE,
            "blue",
            {
                **both("/completions", "TextCompletion", "CompletionRequest", streams=True),
                "/score": {"post": operation("post_score", "Score", "OwnScoreRequest", api=False)},
            },
        ),
        (BASE, None, both("/completions", "TextCompletion", "CompletionRequest", streams=True)),
        (
            COHERE,
            None,
            both("/embeddings", "Embeddings", "EmbeddingsRequest")
            | both("/images/embeddings", "Embeddings", "ImageEmbeddingsRequest"),
        ),
    ],
)
def test_what_a_document_says(model: str, deployment: str | None, paths: dict[str, Any]) -> None:
    told = described(model, deployment)
    schemas = told["components"].pop("schemas")

    assert told == {
        "openapi": "3.1.0",
        "info": {
            "title": model.rpartition("/")[2],
            "version": "2024-05-01-preview",
            "description": "The local Azure answers here: no model runs.",
        },
        "servers": [{"url": SERVER}],
        "security": [{"key": []}],
        "paths": INFO | paths,
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }
    assert {"ModelInfo", "Refusal", "Event", "ChatCompletion", "Embeddings", "Score"} <= schemas.keys()


def test_the_api_takes_what_it_knows_and_the_models_own_schema_more() -> None:
    schemas = described(LLAMA)["components"]["schemas"]
    api, own = schemas["ChatRequest"], schemas["OwnChatRequest"]

    assert (api["additionalProperties"], own["additionalProperties"]) == (False, True)
    assert {"n", "best_of", "logprobs"} <= own["properties"].keys() - api["properties"].keys()
    assert api["properties"].keys() - {"messages", "tools", "tool_choice", "response_format"} == {
        "model",
        "max_tokens",
        "stop",
        "stream",
        "temperature",
        "top_p",
        "presence_penalty",
        "frequency_penalty",
        "seed",
    }
    assert (api["required"], api["properties"]["messages"]["items"]) == (
        ["messages"],
        {"$ref": "#/components/schemas/Message"},
    )
    assert "role" in schemas["Message"]["properties"]


@pytest.mark.parametrize(
    ("model", "schema", "default"),
    [
        (LLAMA, "ChatRequest", None),
        (LLAMA, "OwnChatRequest", 16),
        (BASE, "CompletionRequest", 256),
        (BASE, "OwnCompletionRequest", 16),
    ],
)
def test_as_many_tokens_as_come_unasked_are_told(model: str, schema: str, default: int | None) -> None:
    properties = described(model)["components"]["schemas"][schema]["properties"]

    assert properties["max_tokens"]["default"] == default


def test_an_endpoint_shows_its_own(chat: Endpoint, completions: Endpoint) -> None:
    told = chat.get("/openapi.json").json()

    assert told == described(LLAMA) | {"servers": [{"url": chat.uri}]}
    assert completions.get("/swagger.json").json()["servers"] == [{"url": completions.uri}]
    assert chat.get("/openapi.json", authorization=None).status_code == 400


def test_a_request_of_a_client_is_echoed_and_one_without_a_name_is_not(completions: Endpoint) -> None:
    named = completions.post("/completions", {"prompt": "x"}, **{"x-ms-client-request-id": "a-1_b<"})
    unnamed = completions.get("/info")

    assert named.headers["x-ms-client-request-id"] == "a-1_b"
    assert "x-ms-client-request-id" not in unnamed.headers
    assert {each.headers["azureml-model-deployment"] for each in (named, unnamed)} == {"blue"}
    assert len(named.headers["x-request-id"]) == len(unnamed.headers["x-request-id"]) == 36
