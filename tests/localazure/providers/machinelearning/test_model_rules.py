"""A workspace's own models and their packages: what they take, refuse and show, in process."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from localazure.arm.errors import ArmError
from open_azure import CALLER
from open_workspace import followed

if TYPE_CHECKING:
    from open_workspace import OpenWorkspace

MODEL = {"modelUri": "azureml://datastores/workspaceblobstore/paths/mine", "modelType": "custom_model"}


def put(chat: OpenWorkspace, path: str, properties: dict[str, Any]) -> Any:
    """Write what is done at once."""
    return chat.ask("PUT", path, {"properties": properties})


def test_all_that_a_model_shows(chat: OpenWorkspace) -> None:
    answer = put(chat, "models/mine/versions/1", MODEL)
    again = put(chat, "models/mine/versions/1", MODEL | {"description": "Ours", "isArchived": True})

    assert answer.body["properties"] == MODEL | {
        "description": None,
        "jobName": None,
        "isAnonymous": False,
        "isArchived": False,
        "flavors": {},
        "properties": {},
        "tags": {},
        "provisioningState": "Succeeded",
    }
    assert again.body["properties"] == answer.body["properties"] | {"description": "Ours", "isArchived": True}
    assert "location" not in answer.body
    assert chat.ask("DELETE", "models/mine/versions/1").status == 200


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"modelUri": ""}, "A model version needs a modelUri."),
        (MODEL | {"modelUri": "azureml://other"}, "modelUri of model mine:1 can't be changed."),
        ({"modelUri": MODEL["modelUri"]}, "modelType of model mine:1 can't be changed."),
    ],
)
def test_a_models_identity_stays(chat: OpenWorkspace, properties: dict[str, Any], words: str) -> None:
    put(chat, "models/mine/versions/1", MODEL)

    refusal = chat.refused("models/mine/versions/1", {"properties": properties})

    assert (refusal.status, refusal.code, refusal.message) == (400, "UserError", words)


def packaged(chat: OpenWorkspace, target: str, **more: Any) -> Any:
    """Package mine:1 into *target*; return the answer of the operation."""
    place = "azureml://locations/swedencentral/workspaces/chat/environments"
    body = {
        "targetEnvironmentId": f"{place}/{target}",
        "inferencingServer": {"serverType": "AzureMLOnline"},
    } | more
    answer = chat.ask("POST", "models/mine/versions/1/package", body)
    told = followed(chat.azure, answer.headers["Location"])
    assert (answer.status, told.status) == (202, 200)
    return told.body


def test_a_package_answers_with_the_environment_it_made(chat: OpenWorkspace) -> None:
    put(chat, "models/mine/versions/1", MODEL)
    server = {"serverType": "AzureMLOnline"}

    first = packaged(chat, "served", environmentVariables={"A": "b"}, unknown=1)
    named = packaged(chat, "served/versions/7")
    words = packaged(chat, "served/versions/newest")
    after = packaged(chat, "served")
    other = packaged(chat, "apart")

    place = "azureml://locations/swedencentral/workspaces/chat/environments"
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", first.pop("buildId"))
    assert first == {
        "buildState": "Succeeded",
        "tags": {},
        "targetEnvironmentId": f"{place}/served/versions/1",
        "environmentVariables": {"A": "b"},
        "inferencingServer": server,
    }
    versions = [
        each["targetEnvironmentId"].removeprefix(f"{place}/") for each in (named, words, after, other)
    ]
    assert versions == [
        "served/versions/7",
        "served/versions/newest",
        "served/versions/8",
        "apart/versions/1",
    ]


def test_all_that_a_packages_environment_shows(chat: OpenWorkspace) -> None:
    put(chat, "models/mine/versions/1", MODEL)
    packaged(chat, "served")

    environment = chat.get("environments/served/versions/1")

    now = chat.azure.clock.now().isoformat().replace("+00:00", "Z")
    assert environment == {
        "id": f"{chat.path}/environments/served/versions/1",
        "name": "1",
        "type": "Microsoft.MachineLearningServices/workspaces/environments/versions",
        "systemData": {"createdAt": now, "createdBy": CALLER.app_id, "createdByType": "Application"},
        "properties": {
            "environmentType": "UserCreated",
            "image": "localhost/mine/1",
            "isAnonymous": False,
            "isArchived": False,
            "osType": "Linux",
            "properties": {},
            "provisioningState": "Succeeded",
            "tags": {},
        },
    }


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"targetEnvironmentId": "azureml://locations/l/workspaces/w/environments/e"},
        {"targetEnvironmentId": "served", "inferencingServer": {"serverType": "AzureMLOnline"}},
        {"inferencingServer": {"serverType": "AzureMLOnline"}},
    ],
)
def test_a_package_needs_a_target_and_a_server(chat: OpenWorkspace, body: dict[str, Any]) -> None:
    put(chat, "models/mine/versions/1", MODEL)

    with pytest.raises(ArmError) as refusal:
        chat.ask("POST", "models/mine/versions/1/package", body)

    assert (refusal.value.status, refusal.value.code) == (400, "UserError")
    assert refusal.value.message == (
        "A package needs a targetEnvironmentId of the workspace and an inferencingServer."
    )
