"""Deployments whole: what they, their operations, previews and refusals say, field by field."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from localazure.scenarios.parts import Provisioning
from open_azure import GROUP, WIDGETS, OpenAzure
from template_builders import widget

DEPLOYMENTS = f"{GROUP}/providers/Microsoft.Resources/deployments"
PATH = f"{DEPLOYMENTS}/d1"
NOON = "2026-11-20T12:00:00Z"
LATER = "2026-11-20T12:00:03Z"


def slow(name: str = "s1", **more: Any) -> dict[str, Any]:
    return widget(name, **more) | {"type": "Local.Test/slow"}


def body(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"properties": {"template": {"resources": list(resources)}} | more}


def two_widgets() -> dict[str, Any]:
    template = {
        "parameters": {"a": {"type": "string"}, "s": {"type": "securestring"}},
        "resources": [widget(), widget("w2", dependsOn=["w1"])],
        "outputs": {"x": {"type": "int", "value": 1}},
    }
    given = {"a": {"value": "v"}, "s": {"value": "secret"}}
    properties = {"mode": "incremental", "template": template, "parameters": given}
    return {"tags": {"t": "1"}, "location": "eastus", "properties": properties}


def target(name: str, kind: str = "widgets") -> dict[str, str]:
    return {
        "id": f"{GROUP}/providers/Local.Test/{kind}/{name}",
        "resourceType": f"Local.Test/{kind}",
        "resourceName": name,
    }


def guid_from(properties: dict[str, Any], field: str) -> str:
    return str(UUID(properties.pop(field)))


COMMON = {
    "parameters": {"a": {"type": "String", "value": "v"}, "s": {"type": "SecureString"}},
    "mode": "Incremental",
    "providers": [
        {
            "namespace": "Local.Test",
            "resourceTypes": [{"resourceType": "widgets", "locations": ["swedencentral"]}],
        }
    ],
    "dependencies": [{"dependsOn": [target("w1")], **target("w2")}],
}
MADE = [{"id": f"{WIDGETS}/w1"}, {"id": f"{WIDGETS}/w2"}]


def test_a_deployment_from_its_beginning_to_its_end(azure: OpenAzure) -> None:
    begun = azure.ask("PUT", PATH, two_widgets())
    azure.wait(2.5)
    ended = azure.ask("GET", PATH)

    shown = begun.body["properties"]
    own, hashed = guid_from(shown, "correlationId"), shown.pop("templateHash")
    times = {"timestamp": NOON, "duration": "PT0S"}
    assert begun.status == 201
    assert shown == COMMON | times | {"provisioningState": "Accepted"}
    assert {key: begun.body[key] for key in ("id", "name", "type", "location", "tags")} == {
        "id": PATH,
        "name": "d1",
        "type": "Microsoft.Resources/deployments",
        "location": "eastus",
        "tags": {"t": "1"},
    }
    assert ended.body["properties"].pop("timestamp").startswith("2026-11-20T12:00:02")
    assert ended.body["properties"] == COMMON | {
        "correlationId": own,
        "templateHash": hashed,
        "duration": "PT2.5000000S",
        "provisioningState": "Succeeded",
        "outputResources": MADE,
        "outputs": {"x": {"type": "Int", "value": 1}},
    }


def test_a_validation_whole(azure: OpenAzure) -> None:
    answer = azure.ask("POST", f"{PATH}/validate", two_widgets())

    properties = answer.body.pop("properties")
    guid_from(properties, "correlationId")
    assert properties.pop("templateHash").isdecimal()
    assert answer.body == {
        "id": PATH,
        "name": "d1",
        "type": "Microsoft.Resources/deployments",
        "location": "eastus",
        "tags": {"t": "1"},
    }
    assert properties == COMMON | {
        "timestamp": NOON,
        "duration": "PT0S",
        "provisioningState": "Succeeded",
        "validatedResources": MADE,
    }


def operations(azure: OpenAzure) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = azure.ask("GET", f"{GROUP}/deployments/d1/operations").body["value"]
    return rows


def test_the_operations_of_one_that_ended(azure: OpenAzure) -> None:
    azure.ask("PUT", PATH, two_widgets())
    azure.ask("GET", PATH)
    own = azure.ask("GET", PATH).body["properties"]["correlationId"]

    rows = operations(azure)

    *made, outputs = [row["properties"] for row in rows]
    names = [row["operationId"] for row in rows]
    assert [row["id"] for row in rows] == [f"{PATH}/operations/{name}" for name in names]
    common = {"provisioningState": "Succeeded", "timestamp": NOON, "duration": "PT0S", "statusCode": "OK"}
    for name, properties, widget_name in zip(names[:2], made, ("w1", "w2"), strict=True):
        assert properties == common | {
            "provisioningOperation": "Create",
            "trackingId": name,
            "serviceRequestId": name,
            "targetResource": target(widget_name),
        }
    assert names[2] == own
    assert outputs == common | {"provisioningOperation": "EvaluateDeploymentOutput", "trackingId": own}
    assert azure.ask("GET", f"{GROUP}/deployments/d1/operations/{own.upper()}").body == rows[2]


def test_one_that_failed_goes_on_until_what_runs_has_ended(azure: OpenAzure) -> None:
    pace = {"Local.Test/slow": Provisioning(polls=0, seconds=3)}
    azure.scenario = azure.scenario.model_copy(update={"provisioning": pace})
    azure.ask("PUT", PATH, body(slow(), widget(properties={"refuse": True}), widget("w2", dependsOn=["w1"])))
    first = azure.ask("GET", PATH).body["properties"]["provisioningState"]
    running, refused = (row["properties"] for row in operations(azure))
    azure.wait(3)
    for _ in range(2):
        azure.ask("GET", PATH)
    ended = azure.ask("GET", PATH).body["properties"]
    slow_one, _ = (row["properties"] for row in operations(azure))

    error = {"code": "Refused", "message": "No such widget."}
    assert (first, ended["provisioningState"]) == ("Running", "Failed")
    assert (running["provisioningState"], running["statusCode"]) == ("Running", "Accepted")
    assert (running["timestamp"], slow_one["timestamp"]) == (NOON, LATER)
    assert (slow_one["provisioningState"], slow_one["statusCode"]) == ("Succeeded", "OK")
    assert (refused["provisioningState"], refused["statusCode"]) == ("Failed", "BadRequest")
    assert refused["statusMessage"] == {"status": "Failed", "error": error}
    assert "statusMessage" not in slow_one
    assert ended["outputResources"] == [{"id": f"{GROUP}/providers/Local.Test/slow/s1"}]
    assert "outputs" not in ended
    assert ended["error"] == {
        "code": "DeploymentFailed",
        "message": "At least one resource deployment operation failed. Please list deployment operations for details. "
        "Please see https://aka.ms/arm-deployment-operations for usage details.",
        "details": [error],
    }
    assert azure.ask("HEAD", f"{WIDGETS}/w2").status == 404


def test_after_a_failure_nothing_more_is_begun(azure: OpenAzure) -> None:
    pace = {"Local.Test/slow": Provisioning(polls=0, seconds=3)}
    azure.scenario = azure.scenario.model_copy(update={"provisioning": pace})
    azure.ask("PUT", PATH, body(slow(), widget(properties={"refuse": True}), widget("w2", dependsOn=["s1"])))
    azure.ask("GET", PATH)
    azure.wait(3)
    for _ in range(2):
        azure.ask("GET", PATH)

    assert [row["properties"]["targetResource"]["resourceName"] for row in operations(azure)] == ["s1", "w1"]
    assert azure.ask("GET", PATH).body["properties"]["provisioningState"] == "Failed"


def test_what_fails_while_it_runs_says_why(azure: OpenAzure) -> None:
    azure.ask("PUT", PATH, body(slow(properties={"fails": True})))
    for _ in range(3):
        azure.ask("GET", PATH)

    (failed,) = (row["properties"] for row in operations(azure))

    error = {"code": "OutOfCapacity", "message": "No capacity.", "target": "sku"}
    assert failed["statusMessage"] == {"status": "Failed", "error": error}
    assert azure.ask("GET", PATH).body["properties"]["error"]["details"] == [error]


def test_a_preview_whole(azure: OpenAzure) -> None:
    azure.ask("PUT", f"{WIDGETS}/w1", {"location": "swedencentral", "tags": {"a": "1", "b": "2"}})
    before = azure.ask("GET", f"{WIDGETS}/w1").body
    new = widget("w3", dependsOn=["w2"], tags={"a": "[reference('w2').x]"})

    asked = azure.ask("POST", f"{PATH}/whatIf", body(widget("w1", tags={"a": "1"}), widget("w2"), new))
    path = asked.headers["Location"].removeprefix(azure.url).partition("?")[0]
    result = azure.ask("GET", path).body

    def after(name: str, **sent: Any) -> dict[str, Any]:
        id_ = f"{WIDGETS}/{name}"
        named = {"apiVersion": "2025-01-01", "id": id_, "name": name, "type": "Local.Test/widgets"}
        return {"resourceId": id_, "after": named | sent}

    guid_from(result["properties"], "correlationId")
    place = {"location": "swedencentral"}
    assert result == {
        "status": "Succeeded",
        "properties": {
            "changes": [
                after("w1", tags={"a": "1"}, **place)
                | {"changeType": "NoChange", "before": before, "delta": []},
                after("w2", **place) | {"changeType": "Create"},
                after("w3") | {"changeType": "Create"},  # what it takes is not there yet
            ]
        },
    }
