"""What is refused to a deployment, whole, and what a cancelled one says."""

from __future__ import annotations

from typing import Any

import pytest

from open_azure import GROUP, SUBSCRIPTION, WIDGETS, OpenAzure
from template_builders import widget

DEPLOYMENTS = f"{GROUP}/providers/Microsoft.Resources/deployments"
PATH = f"{DEPLOYMENTS}/d1"
NOON = "2026-11-20T12:00:00Z"


def slow(name: str = "s1", **more: Any) -> dict[str, Any]:
    return widget(name, **more) | {"type": "Local.Test/slow"}


def body(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"properties": {"template": {"resources": list(resources)}} | more}


DENIED = (
    "Authorization failed for template resource '{0}' of type 'Local.Test/widgets'. The client 'app-1' with object id "
    f"'object-1' does not have permission to perform action 'Local.Test/widgets/write' at scope '{WIDGETS}/{{0}}'."
)


def test_all_that_may_not_be_written_is_named_at_once(azure: OpenAzure) -> None:
    azure.denied = {"Local.Test/widgets/write"}

    refusal = azure.refused("PUT", PATH, body(widget("w1"), slow(), widget("w2")))

    message = f"Deployment failed with multiple errors: '{DENIED.format('w1')}:{DENIED.format('w2')}'"
    assert (refusal.status, refusal.code, refusal.message) == (403, "InvalidTemplateDeployment", message)


def test_a_group_is_asked_for_by_the_right_of_groups(azure: OpenAzure) -> None:
    group = {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2024-03-01", "name": "New"}
    path = f"{SUBSCRIPTION}/providers/Microsoft.Resources/deployments/d2"

    azure.ask("PUT", path, {"location": "eastus"} | body(group | {"location": "eastus"}))

    actions = {action for action, _ in azure.authorized}
    assert "Microsoft.Resources/subscriptions/resourceGroups/write" in actions
    assert "Microsoft.Resources/resourceGroups/write" not in actions


NO_TEMPLATE = (
    "The request content was invalid and could not be deserialized: 'template' must be an object; the local Azure "
    "follows no templateLink."
)


@pytest.mark.parametrize(
    ("path", "sent", "status", "code", "message"),
    [
        (
            f"{DEPLOYMENTS}/d 1",
            body(),
            400,
            "InvalidDeploymentName",
            "The deployment name 'd 1' is invalid: letters, digits, '-', '.', '_', '(' and ')', at most 64 characters.",
        ),
        (
            PATH,
            body(mode="Complete"),
            400,
            "InvalidDeployment",
            "The local Azure deploys in mode Incremental only, not 'Complete'.",
        ),
        (PATH, {"properties": {"template": "x"}}, 400, "InvalidRequestContent", NO_TEMPLATE),
        (PATH, {}, 400, "InvalidRequestContent", NO_TEMPLATE),
        (
            f"{SUBSCRIPTION}/providers/Microsoft.Resources/deployments/d2",
            body(),
            400,
            "LocationRequired",
            "The location property is required for this definition.",
        ),
        (
            f"{WIDGETS}/w1/providers/Microsoft.Resources/deployments/d2",
            {"location": "eastus"} | body(),
            404,
            "NotFound",
            (
                f"The local Azure has no route for PUT {WIDGETS}/w1/providers/Microsoft.Resources/deployments/d2. If Azure has "
                "one, add a ResourceType or a Read with that path to a Provider in infra/localazure/providers/."
            ),
        ),
    ],
)
def test_a_deployment_that_is_none(
    azure: OpenAzure, path: str, sent: dict[str, Any], status: int, code: str, message: str
) -> None:
    azure.ask("PUT", f"{WIDGETS}/w1", {"location": "swedencentral"})

    refusal = azure.refused("PUT", path, sent)

    assert (refusal.status, refusal.code, refusal.message) == (status, code, message)


def test_what_is_refused_to_a_deployment_that_runs_or_ran(azure: OpenAzure) -> None:
    azure.ask("PUT", PATH, body(slow()))
    active = azure.refused("PUT", PATH, body())
    azure.ask("POST", f"{PATH}/cancel")
    status = azure.ask("GET", PATH).body["properties"]
    over = azure.refused("POST", f"{PATH}/cancel")
    lost = azure.refused("GET", f"{GROUP}/deployments/d1/operations/o1")
    none = azure.refused("GET", f"{GROUP}/deployments/nobodys/operations")

    assert status["provisioningState"] == "Canceled"
    assert [(each.status, each.code, each.message) for each in (active, over, none)] == [
        (
            409,
            "DeploymentActive",
            (
                f"Unable to edit or replace deployment 'd1': previous deployment from '{NOON}' is still active. Please see "
                "https://aka.ms/arm-deploy for usage details."
            ),
        ),
        (
            409,
            "DeploymentCannotBeCancelled",
            (
                "The deployment 'd1' cannot be cancelled because it is in provisioning state 'Canceled'. Please see "
                "https://aka.ms/arm-deployment-operations for usage details."
            ),
        ),
        (404, "DeploymentNotFound", "Deployment 'nobodys' could not be found."),
    ]
    assert (lost.status, lost.code) == (404, "ResourceNotFound")
    assert "'Microsoft.Resources/deployments/d1/operations/o1'" in lost.message


def test_a_canceled_deployments_operation_says_so(azure: OpenAzure) -> None:
    begun = azure.ask("PUT", PATH, body(slow()))
    azure.ask("POST", f"{PATH}/cancel")

    path = begun.headers["Azure-AsyncOperation"].removeprefix(azure.url).partition("?")[0]
    shown = azure.ask("GET", path).body

    error = {"code": "DeploymentCanceled", "message": "The deployment 'd1' was canceled."}
    assert (shown["status"], shown["error"]) == ("Canceled", error)
