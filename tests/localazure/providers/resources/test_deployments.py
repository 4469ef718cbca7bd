"""Template deployments: accepted, made step by step, followed, failed, canceled."""

from __future__ import annotations

from typing import Any

import pytest

from open_azure import GROUP, SUBSCRIPTION, OpenAzure
from template_builders import widget

VERSION = {"api-version": "2020-06-01"}
PATH = f"{GROUP}/providers/Microsoft.Resources/deployments/d1"


def slow(name: str = "s1", **more: Any) -> dict[str, Any]:
    return widget(name, **more) | {"type": "Local.Test/slow"}


def template(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"properties": {"mode": "Incremental", "template": {"resources": list(resources), **more}}}


def deploy(azure: OpenAzure, body: dict[str, Any], path: str = PATH) -> Any:
    """PUT and poll until it has ended; return the deployment's properties."""
    azure.ask("PUT", path, body, query=VERSION)
    return follow(azure, path)


def follow(azure: OpenAzure, path: str = PATH) -> Any:
    for _ in range(20):
        properties = azure.ask("GET", path, query=VERSION).body["properties"]
        if properties["provisioningState"] not in {"Accepted", "Running"}:
            return properties
    raise AssertionError("it never ends")


def operations(azure: OpenAzure) -> list[Any]:
    listed: list[Any] = azure.ask("GET", f"{GROUP}/deployments/d1/operations", query=VERSION).body["value"]
    return [operation["properties"] for operation in listed]


def test_resources_are_made_in_order_with_outputs(azure: OpenAzure) -> None:
    waiting = slow("s2", dependsOn=["s1"], properties={"ready": "[reference('s1').ready]"})
    outputs = {"id": {"type": "string", "value": "[reference('s2', '2025-01-01', 'Full').id]"}}

    done = deploy(azure, template(waiting, slow(), outputs=outputs))

    assert done["provisioningState"] == "Succeeded"
    assert done["outputs"]["id"]["value"] == f"{GROUP}/providers/Local.Test/slow/s2"
    assert [resource["id"].rpartition("/")[2] for resource in done["outputResources"]] == ["s1", "s2"]
    assert azure.ask("GET", f"{GROUP}/providers/Local.Test/slow/s2").body["properties"]["ready"] is True


def test_it_is_accepted_first_and_followed_by_its_operation(azure: OpenAzure) -> None:
    accepted = azure.ask("PUT", PATH, template(slow()), query=VERSION)
    url = accepted.headers["Azure-AsyncOperation"].removeprefix(azure.url).partition("?")[0]

    assert (accepted.status, accepted.body["properties"]["provisioningState"]) == (201, "Accepted")
    assert url.startswith(f"{PATH}/operationStatuses/")
    states = [azure.ask("GET", url, query=VERSION).body["status"] for _ in range(4)]
    assert (states[0], states[-1]) == ("InProgress", "Succeeded")


def test_a_template_can_ask_what_is_being_deployed(azure: OpenAzure) -> None:
    sent = template(
        parameters={"size": {"type": "int", "defaultValue": 3}},
        outputs={"all": {"type": "object", "value": "[deployment()]"}},
    )

    done = deploy(azure, sent)

    assert done["outputs"]["all"]["value"] == {
        "name": "d1",
        "properties": {
            "template": sent["properties"]["template"],
            "parameters": {"size": {"value": 3}},
            "mode": "Incremental",
            "provisioningState": "Accepted",
        },
    }


def test_it_says_what_waits_for_what_and_which_providers_it_asks(azure: OpenAzure) -> None:
    part = {"type": "Local.Test/widgets/parts", "apiVersion": "2025-01-01", "name": "w1/p1"}
    done = deploy(azure, template(widget(), part | {"dependsOn": ["w1"]}))

    def told(name: str, kind: str) -> dict[str, str]:
        path = f"{GROUP}/providers/Local.Test/widgets/w1"
        id_ = path if kind == "widgets" else f"{path}/parts/p1"
        return {"id": id_, "resourceType": f"Local.Test/{kind}", "resourceName": name}

    assert done["dependencies"] == [{"dependsOn": [told("w1", "widgets")], **told("w1/p1", "widgets/parts")}]
    assert done["providers"] == [
        {
            "namespace": "Local.Test",
            "resourceTypes": [
                {"resourceType": "widgets", "locations": ["swedencentral"]},
                {"resourceType": "widgets/parts", "locations": [None]},
            ],
        }
    ]


def test_operations_name_what_was_made(azure: OpenAzure) -> None:
    deploy(azure, template(widget(), outputs={"x": {"type": "int", "value": 1}}))

    made, outputs = operations(azure)

    assert made["targetResource"]["resourceName"] == "w1"
    assert (made["provisioningState"], made["statusCode"]) == ("Succeeded", "OK")
    assert outputs["provisioningOperation"] == "EvaluateDeploymentOutput"


def test_one_operation_is_read_by_its_id(azure: OpenAzure) -> None:
    deploy(azure, template(widget()))
    (operation,) = azure.ask("GET", f"{GROUP}/deployments/d1/operations", query=VERSION).body["value"]

    assert (
        azure.ask("GET", operation["id"].replace("/providers/Microsoft.Resources", ""), query=VERSION).body
        == operation
    )


def test_a_refused_resource_fails_the_deployment_and_what_waits_for_it(azure: OpenAzure) -> None:
    refused = widget("w1", properties={"refuse": True})

    failed = deploy(azure, template(refused, widget("w2", dependsOn=["w1"]), widget("w3")))

    assert failed["provisioningState"] == "Failed"
    assert failed["error"]["code"] == "DeploymentFailed"
    assert failed["error"]["details"] == [{"code": "Refused", "message": "No such widget."}]
    assert azure.store.get_value("written-before-refusal") is None
    assert azure.refused("GET", f"{GROUP}/providers/Local.Test/widgets/w2").status == 404
    assert operations(azure)[0]["statusMessage"]["error"]["code"] == "Refused"


def test_a_resource_whose_operation_fails_fails_it_too(azure: OpenAzure) -> None:
    failed = deploy(azure, template(slow(properties={"fails": True})))

    assert failed["error"]["details"][0]["code"] == "OutOfCapacity"


def test_rights_are_checked_before_anything_is_made(azure: OpenAzure) -> None:
    azure.denied = {"Local.Test/widgets/write"}

    refusal = azure.refused("PUT", PATH, template(slow(), widget()), query=VERSION)

    assert (refusal.status, refusal.code) == (403, "InvalidTemplateDeployment")
    assert "Authorization failed for template resource 'w1' of type 'Local.Test/widgets'." in refusal.message
    assert azure.refused("GET", PATH, query=VERSION).code == "DeploymentNotFound"


def test_an_unknown_function_is_an_invalid_template(azure: OpenAzure) -> None:
    refusal = azure.refused("PUT", PATH, template(widget(tags={"a": "[frobnicate()]"})), query=VERSION)

    assert refusal.code == "InvalidTemplate"
    assert refusal.message.startswith(
        "Deployment template validation failed: 'The template resource 'w1' at line '0' and column '0' is not valid: "
        "The template function 'frobnicate' is not valid. Please see https://aka.ms/arm-template-expressions"
    )


def test_validate_makes_nothing(azure: OpenAzure) -> None:
    answer = azure.ask("POST", f"{PATH}/validate", template(widget()), query=VERSION)

    assert answer.status == 200
    assert answer.body["properties"]["validatedResources"] == [
        {"id": f"{GROUP}/providers/Local.Test/widgets/w1"}
    ]
    assert azure.refused("GET", f"{GROUP}/providers/Local.Test/widgets/w1").status == 404


def test_cancel_stops_what_has_not_begun(azure: OpenAzure) -> None:
    azure.ask("PUT", PATH, template(slow(), widget("w2", dependsOn=["s1"])), query=VERSION)

    canceled = azure.ask("POST", f"{PATH}/cancel", query=VERSION)

    assert canceled.status == 204
    assert follow(azure)["provisioningState"] == "Canceled"
    assert azure.refused("GET", f"{GROUP}/providers/Local.Test/widgets/w2").status == 404
    assert azure.refused("POST", f"{PATH}/cancel", query=VERSION).code == "DeploymentCannotBeCancelled"


def test_one_that_runs_is_not_replaced(azure: OpenAzure) -> None:
    azure.ask("PUT", PATH, template(slow()), query=VERSION)

    assert azure.refused("PUT", PATH, template(slow()), query=VERSION).code == "DeploymentActive"


def test_a_nested_deployment_is_one_of_its_own(azure: OpenAzure) -> None:
    azure.ask("PUT", f"{SUBSCRIPTION}/resourceGroups/Other", {"location": "swedencentral"})
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2020-06-01",
        "name": "[concat('in', 'ner')]",
        "resourceGroup": "Other",
        "properties": template(widget("[parameters('outer')]"))["properties"],
    }

    done = deploy(azure, template(nested, parameters={"outer": {"type": "string", "defaultValue": "w9"}}))

    assert done["provisioningState"] == "Succeeded"
    assert (
        azure.ask("GET", f"{SUBSCRIPTION}/resourceGroups/Other/providers/Local.Test/widgets/w9").status == 200
    )


def test_a_subscription_takes_deployments_with_a_location(azure: OpenAzure) -> None:
    path = f"{SUBSCRIPTION}/providers/Microsoft.Resources/deployments/d2"
    group = {
        "type": "Microsoft.Resources/resourceGroups",
        "apiVersion": "2024-03-01",
        "name": "New",
        "location": "swedencentral",
    }

    assert azure.refused("PUT", path, template(group), query=VERSION).code == "LocationRequired"
    done = deploy(azure, {"location": "swedencentral", **template(group)}, path)

    assert done["provisioningState"] == "Succeeded"
    assert azure.ask("GET", f"{SUBSCRIPTION}/resourceGroups/New").status == 200


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"mode": "Complete", "template": {}}, "InvalidDeployment"),
        ({"templateLink": {"uri": "https://localhost"}}, "InvalidRequestContent"),
    ],
)
def test_what_the_local_azure_does_not_deploy_is_said(azure: OpenAzure, properties: Any, code: str) -> None:
    assert azure.refused("PUT", PATH, {"properties": properties}, query=VERSION).code == code


def test_the_template_can_be_exported_and_the_deployment_forgotten(azure: OpenAzure) -> None:
    deploy(azure, template(widget()))

    exported = azure.ask("POST", f"{PATH}/exportTemplate", query=VERSION).body
    azure.ask("DELETE", PATH, query=VERSION)

    assert exported["template"]["resources"] == [widget()]
    assert azure.refused("GET", PATH, query=VERSION).status == 404
    assert azure.ask("GET", f"{GROUP}/providers/Local.Test/widgets/w1").status == 200
