"""Deployment stacks whole: what they say by default and as they are told, and what goes with them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest

from localazure.arm.errors import ArmError
from open_azure import GROUP, SUBSCRIPTION, WIDGETS, OpenAzure, gone
from template_builders import widget

PATH = f"{GROUP}/providers/Microsoft.Resources/deploymentStacks/s1"
DEFAULTS = {
    "actionOnUnmanage": {
        "resources": "detach",
        "resourceGroups": "detach",
        "managementGroups": "detach",
        "resourcesWithoutDeleteSupport": "fail",
    },
    "denySettings": {
        "mode": "none",
        "applyToChildScopes": False,
        "excludedPrincipals": [],
        "excludedActions": [],
    },
}
TOLD = {
    "actionOnUnmanage": {
        "resources": "Delete",
        "resourceGroups": "Delete",
        "managementGroups": "Delete",
        "resourcesWithoutDeleteSupport": "Detach",
    },
    "denySettings": {
        "mode": "DenyDelete",
        "applyToChildScopes": True,
        "excludedPrincipals": ["p"],
        "excludedActions": ["a"],
    },
}


def lowered(settings: dict[str, Any]) -> dict[str, Any]:
    actions = {kind: action.lower() for kind, action in settings["actionOnUnmanage"].items()}
    deny = settings["denySettings"] | {"mode": settings["denySettings"]["mode"].lower()}
    return {"actionOnUnmanage": actions, "denySettings": deny}


def capitalized(settings: dict[str, Any]) -> dict[str, Any]:
    actions = {kind: action.capitalize() for kind, action in settings["actionOnUnmanage"].items()}
    deny = settings["denySettings"] | {"mode": settings["denySettings"]["mode"].capitalize()}
    return {"actionOnUnmanage": actions, "denySettings": deny}


def stack(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    template = {
        "parameters": {
            "a": {"type": "String", "defaultValue": "d"},
            "n": {"defaultValue": "d"},  # a template may leave the type out here
            "s": {"type": "secureString"},
            "o": {"type": "secureObject", "defaultValue": {}},
        },
        "resources": list(resources),
    }
    given = {"a": {"value": "v"}, "n": {"value": "v"}, "s": {"value": "secret"}}
    return {"properties": {"template": template, "parameters": given} | more}


def followed(azure: OpenAzure, url: str) -> Any:
    return azure.ask("GET", url.removeprefix(azure.url).partition("?")[0]).body


def put(azure: OpenAzure, body: dict[str, Any], path: str = PATH) -> Any:
    answer = azure.ask("PUT", path, body)
    for _ in range(5):
        followed(azure, answer.headers["Azure-AsyncOperation"])
    return azure.ask("GET", path).body


@pytest.mark.parametrize("settings", [{}, TOLD])
def test_a_stack_from_its_beginning_to_its_end(azure: OpenAzure, settings: dict[str, Any]) -> None:
    body = {"location": "eastus", "tags": {"t": "1"}} | stack(widget(), **settings)

    begun = azure.ask("PUT", PATH, body)
    azure.wait(1)
    followed(azure, begun.headers["Azure-AsyncOperation"])
    ended = azure.ask("GET", PATH).body

    top = {key: begun.body[key] for key in ("id", "name", "type", "location", "tags")}
    assert top == {
        "id": PATH,
        "name": "s1",
        "type": "Microsoft.Resources/deploymentStacks",
        "location": "eastus",
        "tags": {"t": "1"},
    }
    own = begun.body["properties"].pop("correlationId")
    assert str(UUID(own)) == own
    common = (lowered(settings) if settings else DEFAULTS) | {
        "parameters": {
            "a": {"value": "v", "type": "string"},
            "n": {"value": "v", "type": "string"},
            "s": {"value": "", "type": "securestring"},
        },
        "detachedResources": [],
        "deletedResources": [],
        "failedResources": [],
    }
    assert begun.body["properties"] == common | {"resources": [], "provisioningState": "initializing"}
    made = ended["properties"].pop("deploymentId")
    assert made.startswith(f"{GROUP}/providers/Microsoft.Resources/deployments/s1-26112012")
    assert len(made.rpartition("/")[2]) == len("s1-2611201212345")
    assert ended["properties"] == common | {
        "resources": [{"id": f"{WIDGETS}/w1", "status": "managed", "denyStatus": "none"}],
        "correlationId": own,
        "provisioningState": "succeeded",
        "duration": "PT1.0000000S",
        "outputs": {},
    }


@pytest.mark.parametrize("settings", [{}, TOLD])
def test_a_validation_whole(azure: OpenAzure, settings: dict[str, Any]) -> None:
    asked = azure.ask("POST", f"{PATH}/validate", stack(widget(), **settings))
    result = followed(azure, asked.headers["Location"])

    assert str(UUID(result["properties"].pop("correlationId")))
    assert result == {
        "id": PATH,
        "type": "Microsoft.Resources/deploymentStacks",
        "name": "s1",
        "properties": capitalized(settings or DEFAULTS)
        | {
            "validatedResources": [{"id": f"{WIDGETS}/w1"}],
            "parameters": {
                "a": {"type": "String", "value": "v"},
                "n": {"type": "String", "value": "v"},
                "s": {"type": "SecureString"},
                "o": {"type": "SecureObject"},
            },
            "deploymentExtensions": [],
        },
    }


def test_a_stack_that_is_written_again_shows_what_it_held_until_it_is_done(azure: OpenAzure) -> None:
    put(azure, stack(widget("w1"), widget("w2")))

    again = azure.ask("PUT", PATH, stack(widget("W2"), widget("w3"))).body["properties"]
    done = put(azure, stack(widget("W2"), widget("w3")))["properties"]

    def ids(rows: list[dict[str, str]]) -> list[str]:
        return [row["id"].rpartition("/")[2] for row in rows]

    assert ids(again["resources"]) == ["w1", "w2"]
    assert ids(done["resources"]) == ["W2", "w3"]
    assert ids(done["detachedResources"]) == []
    assert azure.ask("HEAD", f"{WIDGETS}/w1").status == 204


def test_what_failed_is_told_as_the_stacks_own(azure: OpenAzure) -> None:
    begun = azure.ask("PUT", PATH, stack(widget(location="nowhere")))
    for _ in range(3):
        status = followed(azure, begun.headers["Azure-AsyncOperation"])

    shown = azure.ask("GET", PATH).body["properties"]

    (inner,) = status["error"]["details"]
    assert status["status"] == "Failed"
    assert status["error"]["code"] == "DeploymentStackDeploymentFailed"
    assert status["error"]["message"] == inner["message"]
    assert inner["code"] == "DeploymentFailed"
    assert (shown["provisioningState"], shown["resources"]) == ("failed", [])
    assert "outputs" not in shown


def is_there(azure: OpenAzure, path: str) -> bool:
    with suppress(ArmError):
        return azure.ask("HEAD", path).status == 204
    return False


@pytest.mark.parametrize(
    ("query", "widget_there", "group_there"),
    [
        ({}, True, True),
        ({"unmanageAction.Resources": "detach"}, True, True),
        ({"unmanageAction.Resources": "DELETE"}, False, True),
        ({"unmanageAction.ResourceGroups": "delete"}, False, False),
        ({"unmanageAction.Resources": "delete", "unmanageAction.ResourceGroups": "delete"}, False, False),
    ],
)
def test_what_goes_with_a_subscriptions_stack(
    azure: OpenAzure, query: dict[str, str], widget_there: bool, group_there: bool
) -> None:
    path = f"{SUBSCRIPTION}/providers/Microsoft.Resources/deploymentStacks/s1"
    own = f"{SUBSCRIPTION}/resourceGroups/Own"
    group = {
        "type": "Microsoft.Resources/resourceGroups",
        "apiVersion": "2024-03-01",
        "name": "Own",
        "location": "eastus",
    }
    inner = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2024-03-01",
        "name": "inner",
        "resourceGroup": "Own",
        "dependsOn": ["Own"],
        "properties": {"mode": "Incremental", "template": {"resources": [widget()]}},
    }
    held = put(azure, {"location": "eastus"} | stack(group, inner), path)["properties"]["resources"]

    azure.ask("DELETE", path, query=query)
    with suppress(ArmError):  # until a group that goes is gone
        for _ in range(3):
            azure.ask("GET", own)

    assert [row["id"] for row in held] == [own, f"{own}/providers/Local.Test/widgets/w1"]
    assert is_there(azure, own) == group_there
    assert is_there(azure, f"{own}/providers/Local.Test/widgets/w1") == widget_there
    assert azure.ask("HEAD", path).status == 404


def test_what_lies_deepest_goes_first(azure: OpenAzure) -> None:
    azure.ask("PUT", f"{WIDGETS}/w0", {"location": "eastus"})
    part = {"type": "Local.Test/widgets/parts", "apiVersion": "2025-01-01", "name": "w0/p1"}
    put(azure, stack(widget("w1"), part, widget("w2")))

    azure.ask("DELETE", PATH, query={"unmanageAction.Resources": "delete"})

    assert gone == ["p1", "w1", "w2"]
    assert is_there(azure, f"{WIDGETS}/w0")
