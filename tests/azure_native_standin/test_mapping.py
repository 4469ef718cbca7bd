"""Inputs to ARM bodies and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azure_native_standin import mapping
from azure_native_standin.arm_types import load_arm_types
from azure_native_standin.errors import PluginError
from azure_native_standin.mapping import UNKNOWN
from azure_native_standin.schema import Field, ObjectSchema, ResourceSchema, resource_schema

SUBSCRIPTION = "00000000-0000-0000-0000-00000000000a"
TYPES = sorted(load_arm_types().resources)
NAMES = st.text("abcdefghij", min_size=3, max_size=8)


def schema_of(name: str) -> ResourceSchema:
    return resource_schema(f"azure-native:{name}")


def values(shape: ObjectSchema, name: str = "") -> st.SearchStrategy[Any]:
    """Values of a shape; list of ids are sets, so sorted and unique."""
    match shape.kind:
        case "object":
            return st.deferred(lambda: objects(shape.members))
        case "array" if shape.item:
            unique = name == "userAssignedIdentities"
            return (
                st.lists(NAMES, unique=True, max_size=2).map(sorted)
                if unique
                else st.lists(values(shape.item), max_size=2)
            )
        case "map" if shape.item:
            return st.dictionaries(NAMES, values(shape.item), max_size=2)
        case "boolean":
            return st.booleans()
        case "integer" | "number":
            return st.integers(0, 9)
    return NAMES


def objects(fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    chosen = st.sets(st.sampled_from(sorted(fields)), max_size=4) if fields else st.just(set())
    return chosen.flatmap(
        lambda names: st.fixed_dictionaries(
            {name: values(fields[name].shape, name) for name in sorted(names)}
        )
    )


def inputs_for(schema: ResourceSchema) -> st.SearchStrategy[dict[str, Any]]:
    body: dict[str, Field] = {n: f for n, f in schema.inputs.items() if n not in schema.arm_type.parameters}
    path = st.fixed_dictionaries(
        {n: NAMES.map("/{}".format) if n == "scope" else NAMES for n in schema.arm_type.parameters}
    )
    return st.tuples(path, objects(body)).map(lambda both: {**both[0], **both[1]})


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_arm_echoes_gives_the_inputs_back(name: str, data: st.DataObject) -> None:
    schema = schema_of(name)
    inputs = data.draw(inputs_for(schema))
    arm_id = mapping.resource_id(schema.arm_type, SUBSCRIPTION, inputs)

    back = mapping.inputs_of(schema, arm_id, mapping.body_of(schema, inputs))

    assert without_empty(back) == without_empty({**inputs, "azureApiVersion": schema.api_version})


def without_empty(value: Any) -> Any:
    """What is empty, or becomes so, comes back as absent: it says nothing."""
    if isinstance(value, dict):
        return {n: w for n, one in value.items() if (w := without_empty(one)) not in ({}, [], None)}
    if isinstance(value, list):
        return [w for one in value if (w := without_empty(one)) not in ({}, [], None)]
    return value


DEPLOYMENT_PATH = {
    "resourceGroupName": "g",
    "workspaceName": "w",
    "endpointName": "e",
    "deploymentName": "d",
}
PLACES = [
    ("storage:StorageAccount", {"kind": "StorageV2"}, {"kind": "StorageV2"}),
    (
        "storage:StorageAccount",
        {"enableHttpsTrafficOnly": True},
        {"properties": {"supportsHttpsTrafficOnly": True}},
    ),
    (
        "storage:StorageAccount",
        {"networkRuleSet": {"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "1.2.3.4"}]}},
        {"properties": {"networkAcls": {"defaultAction": "Deny", "ipRules": [{"value": "1.2.3.4"}]}}},
    ),
    (
        "operationalinsights:Workspace",
        {"sku": {"name": "PerGB2018"}},
        {"properties": {"sku": {"name": "PerGB2018"}}},
    ),
    (
        "applicationinsights:Component",
        {"applicationType": "web"},
        {"properties": {"Application_Type": "web"}},
    ),
    ("authorization:RoleDefinition", {"roleType": "CustomRole"}, {"properties": {"type": "CustomRole"}}),
    (
        "keyvault:Secret",
        {"properties": {"attributes": {"expires": 1}}},
        {"properties": {"attributes": {"exp": 1}}},
    ),
    (
        "machinelearningservices:Workspace",
        {
            "kind": "Hub",
            "friendlyName": "h",
            "identity": {"type": "UserAssigned", "userAssignedIdentities": ["/i"]},
        },
        {
            "kind": "Hub",
            "identity": {"type": "UserAssigned", "userAssignedIdentities": {"/i": {}}},
            "properties": {"friendlyName": "h"},
        },
    ),
    (
        "machinelearningservices:ServerlessEndpoint",
        {"properties": {"authMode": "Key"}, "name": "n"},
        {"properties": {"authMode": "Key"}},
    ),
]


@pytest.mark.parametrize(("name", "inputs", "body"), PLACES)
def test_each_input_goes_to_its_place_in_the_body(
    name: str, inputs: dict[str, Any], body: dict[str, Any]
) -> None:
    assert mapping.body_of(schema_of(name), inputs) == body


@pytest.mark.azure_verified  # azure-native's convert, ResponseToSdkInputs
def test_an_import_takes_no_empty_collections_for_inputs() -> None:
    schema = schema_of("machinelearningservices:OnlineDeployment")
    arm_id = mapping.resource_id(schema.arm_type, SUBSCRIPTION, DEPLOYMENT_PATH)
    properties = {"endpointComputeType": "Managed", "environmentVariables": {}, "appInsightsEnabled": False}
    inputs = mapping.inputs_of(schema, arm_id, {"tags": {}, "properties": properties})
    assert "tags" not in inputs
    assert inputs["properties"] == {"endpointComputeType": "Managed", "appInsightsEnabled": False}


def test_outputs_are_what_the_sdk_knows_without_nulls() -> None:
    body = {
        "id": "/x",
        "name": "n",
        "type": "t",
        "properties": {"authMode": "Key", "unheardOf": 1, "marketplaceSubscriptionId": None},
    }

    assert mapping.outputs_of(schema_of("machinelearningservices:ServerlessEndpoint"), body) == {
        "name": "n",
        "type": "t",
        "properties": {"authMode": "Key"},
        "azureApiVersion": "2025-12-01",
    }


def test_the_id_is_arms_with_names_quoted() -> None:
    arm_type = schema_of("machinelearningservices:ServerlessEndpoint").arm_type
    inputs = {"resourceGroupName": "r g", "workspaceName": "w", "name": "e"}

    assert mapping.resource_id(arm_type, "s", inputs) == (
        "/subscriptions/s/resourceGroups/r%20g/providers/Microsoft.MachineLearningServices"
        "/workspaces/w/serverlessEndpoints/e"
    )


def test_a_role_assignment_lives_below_its_scope() -> None:
    arm_type = schema_of("authorization:RoleAssignment").arm_type
    inputs = {"scope": "/subscriptions/s", "roleAssignmentName": "n"}
    arm_id = "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/n"

    assert mapping.resource_id(arm_type, "s", inputs) == arm_id
    assert mapping.path_parameters(arm_type, arm_id) == inputs


def test_an_id_is_read_in_any_casing() -> None:
    arm_type = schema_of("resources:ResourceGroup").arm_type

    assert mapping.path_parameters(arm_type, "/SUBSCRIPTIONS/s/resourcegroups/RG") == {
        "resourceGroupName": "RG"
    }


def test_an_id_of_another_type_is_refused() -> None:
    arm_type = schema_of("keyvault:Vault").arm_type

    with pytest.raises(PluginError) as refused:
        mapping.path_parameters(arm_type, "/subscriptions/s/resourceGroups/rg")

    assert str(refused.value) == (
        "The id '/subscriptions/s/resourceGroups/rg' is not of the form /subscriptions/{subscriptionId}/resourceGroups/"
        "{resourceGroupName}/providers/Microsoft.KeyVault/vaults/{vaultName}."
    )


@pytest.mark.parametrize("slashes", ["", "/", "//", "///"])
def test_a_scope_begins_with_one_slash_however_many_the_id_has(slashes: str) -> None:
    arm_type = schema_of("authorization:RoleAssignment").arm_type
    arm_id = f"{slashes}subscriptions/s/providers/Microsoft.Authorization/roleAssignments/r"

    assert mapping.path_parameters(arm_type, arm_id) == {
        "scope": "/subscriptions/s" if slashes else "subscriptions/s",
        "roleAssignmentName": "r",
    }


def test_a_path_parameter_may_not_be_missing() -> None:
    with pytest.raises(PluginError, match=r"^missing required property 'resourceGroupName'$"):
        mapping.resource_id(schema_of("resources:ResourceGroup").arm_type, "s", {})


def test_a_preview_shows_what_is_known_and_leaves_the_rest_unknown() -> None:
    schema = schema_of("machinelearningservices:ServerlessEndpoint")
    outputs = mapping.preview_outputs(schema.outputs, {"name": "n", "properties": {"authMode": "Key"}})

    assert outputs["name"] == "n"
    assert outputs["type"] == UNKNOWN
    assert outputs["properties"]["authMode"] == "Key"
    assert outputs["properties"]["inferenceEndpoint"] == UNKNOWN
