"""Deployment stacks: a template that owns what it made (recordings azd-DeploymentStacks_*)."""

from __future__ import annotations

from typing import Any

import pytest

from open_azure import GROUP, OpenAzure
from template_builders import widget

PATH = f"{GROUP}/providers/Microsoft.Resources/deploymentStacks/s1"
WIDGETS = f"{GROUP}/providers/Local.Test/widgets"
pytestmark = pytest.mark.azure_verified


def stack(*resources: dict[str, Any], unmanaged: str = "delete") -> dict[str, Any]:
    template = {"resources": list(resources), "outputs": {"THE_NAME": {"type": "string", "value": "x"}}}
    return {"properties": {"actionOnUnmanage": {"resources": unmanaged}, "template": template}}


def followed(azure: OpenAzure, url: str) -> Any:
    path, _, _ = url.removeprefix(azure.url).partition("?")
    return azure.ask("GET", path).body


def put(azure: OpenAzure, body: dict[str, Any]) -> Any:
    """Write the stack, wait, and return its properties."""
    answer = azure.ask("PUT", PATH, body)
    for _ in range(5):
        followed(azure, answer.headers["Azure-AsyncOperation"])
    return azure.ask("GET", PATH).body["properties"]


def test_a_stack_deploys_its_template_and_says_what_it_holds(azure: OpenAzure) -> None:
    begun = azure.ask("PUT", PATH, stack(widget()))
    status = followed(azure, begun.headers["Azure-AsyncOperation"])
    shown = azure.ask("GET", PATH).body["properties"]

    assert (begun.status, begun.body["properties"]["provisioningState"]) == (201, "initializing")
    assert "/deploymentStackOperationStatus/" in begun.headers["Azure-AsyncOperation"]
    assert status.keys() == {"id", "name", "status"}
    assert (status["status"], shown["provisioningState"]) == ("succeeded", "succeeded")
    assert shown["resources"] == [{"id": f"{WIDGETS}/w1", "status": "managed", "denyStatus": "none"}]
    assert shown["outputs"] == {"thE_NAME": {"type": "String", "value": "x"}}
    assert f"{GROUP}/providers/Microsoft.Resources/deployments/s1-" in shown["deploymentId"]


@pytest.mark.parametrize(("unmanaged", "status"), [("delete", 404), ("detach", 204)])
def test_what_the_template_no_longer_names_goes_or_is_let_go(
    azure: OpenAzure, unmanaged: str, status: int
) -> None:
    put(azure, stack(widget("w1"), widget("w2"), unmanaged=unmanaged))

    shown = put(azure, stack(widget("w2"), unmanaged=unmanaged))

    kind = {"delete": "deletedResources", "detach": "detachedResources"}[unmanaged]
    assert shown[kind] == [{"id": f"{WIDGETS}/w1"}]
    assert azure.ask("HEAD", f"{WIDGETS}/w1").status == status


def test_with_the_stack_goes_what_the_request_says(azure: OpenAzure) -> None:
    put(azure, stack(widget()))

    gone = azure.ask("DELETE", PATH, query={"unmanageAction.Resources": "delete"})
    status = followed(azure, gone.headers["Azure-AsyncOperation"])

    assert (gone.status, gone.body, status["status"]) == (202, None, "succeeded")
    assert azure.ask("HEAD", f"{WIDGETS}/w1").status == azure.ask("HEAD", PATH).status == 404


def test_a_validation_is_an_operation_and_makes_nothing(azure: OpenAzure) -> None:
    nested = {"type": "Microsoft.Resources/deployments", "apiVersion": "2024-03-01", "name": "below"}
    below = nested | {"properties": {"mode": "Incremental", "template": {"resources": []}}}
    asked = azure.ask("POST", f"{PATH}/validate", stack(widget(), below))
    result = followed(azure, asked.headers["Location"])

    assert (asked.status, asked.headers["Retry-After"]) == (202, "0")
    assert result["properties"]["validatedResources"] == [{"id": f"{WIDGETS}/w1"}]
    assert result["properties"]["actionOnUnmanage"]["resources"] == "Delete"
    assert azure.ask("HEAD", f"{WIDGETS}/w1").status == 404


def test_a_stack_fails_with_its_deployment(azure: OpenAzure) -> None:
    shown = put(azure, stack(widget(location="nowhere")))

    assert shown["provisioningState"] == "failed"
    assert shown["resources"] == []
