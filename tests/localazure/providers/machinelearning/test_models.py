"""A workspace's own models and their packages, as ARM refuses them; tests/azure/test_ml.py has azure-ai-ml's way."""

from __future__ import annotations

from typing import Any

import pytest

from estate import Estate, error_of

pytestmark = pytest.mark.slow

CHAT = "Microsoft.MachineLearningServices/workspaces/chat"
MODEL = f"{CHAT}/models/mine/versions/1"
URI = "azureml://datastores/workspaceblobstore/paths/mine"


@pytest.fixture
def registered(estate: Estate) -> Estate:
    """A project with the model mine:1."""
    estate.project()
    put(estate, {"modelUri": URI, "modelType": "custom_model"})
    return estate


def put(estate: Estate, properties: dict[str, Any], path: str = MODEL) -> Any:
    return estate.arm.send("PUT", estate.id(path), {"properties": properties})


def refusal(estate: Estate, method: str, path: str, body: Any) -> str:
    error = error_of(estate.arm.refused(method, estate.id(path), body))
    return f"{error['code']}: {error['message']}"


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({}, "UserError: A model version needs a modelUri."),
        (
            {"modelUri": f"{URI}-2", "modelType": "custom_model"},
            "UserError: modelUri of model mine:1 can't be",
        ),
        ({"modelUri": URI, "modelType": "mlflow_model"}, "UserError: modelType of model mine:1 can't be"),
    ],
)
def test_what_a_model_is_stays(registered: Estate, properties: dict[str, Any], words: str) -> None:
    assert refusal(registered, "PUT", MODEL, {"properties": properties}).startswith(words)


def test_tags_of_a_model_change(registered: Estate) -> None:
    wanted = {"modelUri": URI, "modelType": "custom_model", "tags": {"stage": "test"}}
    assert put(registered, wanted)["properties"]["tags"] == {"stage": "test"}


def test_a_model_needs_its_workspace(estate: Estate) -> None:
    words = refusal(estate, "PUT", MODEL, {"properties": {"modelUri": URI}})
    assert words.startswith("ParentResourceNotFound: ")


@pytest.mark.parametrize(
    "body", [{}, {"targetEnvironmentId": "served", "inferencingServer": {"serverType": "AzureMLOnline"}}]
)
def test_a_package_says_where_to_and_with_what(registered: Estate, body: dict[str, Any]) -> None:
    words = refusal(registered, "POST", f"{MODEL}/package", body)
    assert words.startswith("UserError: A package needs a targetEnvironmentId of the workspace and an infer")


def test_a_deleted_model_is_gone_at_once(registered: Estate) -> None:
    registered.delete(MODEL)
    assert refusal(registered, "POST", f"{MODEL}/package", {}).startswith("ResourceNotFound: ")
