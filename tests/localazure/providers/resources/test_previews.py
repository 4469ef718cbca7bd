"""What a template would do, and what its language can say: symbolic names, loops, nested scopes."""

from __future__ import annotations

from typing import Any

import pytest

from open_azure import GROUP, SUBSCRIPTION, OpenAzure
from template_builders import widget

PATH = f"{GROUP}/providers/Microsoft.Resources/deployments/d1"
WIDGETS = f"{GROUP}/providers/Local.Test/widgets"


def body(resources: Any, **more: Any) -> dict[str, Any]:
    return {"properties": {"mode": "Incremental", "template": {"resources": resources, **more}}}


def test_what_if_says_what_would_change_and_changes_nothing(azure: OpenAzure) -> None:
    azure.ask("PUT", f"{WIDGETS}/w1", {"location": "swedencentral"})
    azure.ask("PUT", f"{WIDGETS}/w2", {"location": "swedencentral"})

    asked = azure.ask(
        "POST", f"{PATH}/whatIf", body([widget("w1"), widget("w2", tags={"a": "b"}), widget("w3")])
    )
    path = asked.headers["Location"].removeprefix(azure.url).partition("?")[0]
    result = azure.ask("GET", path).body

    assert (asked.status, result["status"]) == (202, "Succeeded")
    kinds = {
        row["resourceId"].rpartition("/")[2]: row["changeType"] for row in result["properties"]["changes"]
    }
    assert kinds == {"w1": "NoChange", "w2": "Modify", "w3": "Create"}
    assert azure.ask("HEAD", f"{WIDGETS}/w3").status == 404


@pytest.mark.azure_verified  # recording azd-DeploymentStacks_ResourceGroup_Scope_Up_Down
def test_a_templates_hash_leaves_metadata_out_and_ignores_case(azure: OpenAzure) -> None:
    def asked(**template: Any) -> Any:
        return azure.ask("POST", "/providers/Microsoft.Resources/calculateTemplateHash", template).body

    one = asked(contentVersion="1.0.0.0", metadata={"by": "hand"}, resources=[])

    assert one["minifiedTemplate"] == '{"CONTENTVERSION":"1.0.0.0","RESOURCES":[]}'
    assert one["templateHash"].isdecimal()
    assert one == asked(ContentVersion="1.0.0.0", resources=[])


def test_resources_may_have_symbolic_names_and_be_there_already(azure: OpenAzure) -> None:
    azure.ask("PUT", f"{WIDGETS}/old", {"location": "swedencentral", "properties": {"size": 3}})
    resources = {
        "new": widget("w1", dependsOn=["slow"], tags={"size": "[string(reference('old').size)]"}),
        "slow": widget("w2"),
        "old": widget("old") | {"existing": True},
    }

    azure.ask("PUT", PATH, body(resources, languageVersion="2.0"))
    done = azure.ask("GET", PATH).body["properties"]

    assert [row["id"].rpartition("/")[2] for row in done["outputResources"]] == ["w2", "w1"]
    assert azure.ask("GET", f"{WIDGETS}/w1").body["tags"] == {"size": "3"}


def test_a_scope_may_be_named_from_the_type_on(azure: OpenAzure) -> None:
    note = {
        "type": "Local.Test/notes",
        "apiVersion": "2025-01-01",
        "name": "n1",
        "scope": "Local.Test/widgets/w1",
    }

    azure.ask("PUT", PATH, body([widget(), note | {"dependsOn": ["w1"]}]))

    assert azure.ask("GET", PATH).body["properties"]["provisioningState"] == "Succeeded"
    assert azure.ask("HEAD", f"{WIDGETS}/w1/providers/Local.Test/notes/n1").status == 204


def test_an_output_may_ask_for_keys_and_loop(azure: OpenAzure) -> None:
    outputs = {
        "keys": {
            "type": "object",
            "value": "[listKeys(resourceId('Local.Test/widgets', 'w1'), '2025-01-01')]",
        },
        "ALL_OF": {"type": "array", "copy": {"count": 2, "input": "[copyIndex()]"}},
    }

    azure.ask("PUT", PATH, body([widget()], outputs=outputs))
    given = azure.ask("GET", PATH).body["properties"]["outputs"]

    assert given["keys"]["value"] == azure.ask("POST", f"{WIDGETS}/w1/listKeys").body
    assert given["alL_OF"] == {"type": "Array", "value": [0, 1]}


@pytest.mark.azure_verified  # recording azd-InfraBicepParam
def test_nested_deployments_show_what_they_made_and_are_no_resources(azure: OpenAzure) -> None:
    inner = {"mode": "Incremental", "template": {"resources": [widget()]}}
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2024-03-01",
        "name": "inner",
        "properties": {"expressionEvaluationOptions": {"scope": "inner"}, **inner},
    }

    validated = azure.ask("POST", f"{PATH}/validate", body([nested])).body["properties"]
    azure.ask("PUT", PATH, body([nested]))
    done = azure.ask("GET", PATH).body["properties"]

    assert validated["validatedResources"] == []
    assert validated["providers"][0]["resourceTypes"] == [
        {"resourceType": "deployments", "locations": [None]}
    ]
    assert done["outputResources"] == [{"id": f"{WIDGETS}/w1"}]


def test_a_group_that_is_there_is_not_made_again(azure: OpenAzure) -> None:
    kind = {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2024-03-01"}
    groups = [kind | {"name": name, "location": "swedencentral"} for name in ("Shop", "New")]
    path = f"{SUBSCRIPTION}/providers/Microsoft.Resources/deployments/d1"

    asked = azure.ask("POST", f"{path}/whatIf", {"location": "eastus"} | body(groups))
    result = azure.ask("GET", asked.headers["Location"].removeprefix(azure.url).partition("?")[0]).body

    told = {row["resourceId"]: row["changeType"] for row in result["properties"]["changes"]}
    assert told == {GROUP: "NoChange", f"{SUBSCRIPTION}/resourceGroups/New": "Create"}
