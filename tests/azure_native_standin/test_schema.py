"""What the installed SDK and the table say about types and functions."""

from __future__ import annotations

import pytest

from azure_native_standin.arm_types import load_arm_types
from azure_native_standin.errors import PluginError
from azure_native_standin.schema import function_schema, resource_schema
from modelstacks.azure.resource_types import resource_types

TYPES = sorted(load_arm_types().resources)
WHAT_TO_DO = (
    "Add it to scripts/lib/resource_types.py, run scripts/resource-types, and add an entry to "
    "azure_native_standin/types.json; or use the real plugin against Azure."
)
API_VERSIONS = {
    "machinelearningservices:ServerlessEndpoint": "2025-12-01",
    "resources:ResourceGroup": "2024-03-01",
    "authorization:RoleDefinition": "2022-05-01-preview",
    "storage:StorageAccount": "2024-01-01",
}


def test_the_rows_are_of_the_types_that_modelstacks_knows() -> None:
    assert set(TYPES) == resource_types().types.keys()
    assert load_arm_types().actions.keys() == resource_types().actions.keys()


@pytest.mark.parametrize("name", TYPES)
def test_every_row_fits_a_type_of_the_sdk(name: str) -> None:
    schema = resource_schema(f"azure-native:{name}")

    assert set(schema.arm_type.parameters) <= schema.inputs.keys()
    assert set(schema.arm_type.force_new) <= schema.inputs.keys()
    assert {
        path.split(".")[0] for path in schema.arm_type.renamed
    } <= schema.inputs.keys() | schema.outputs.keys()
    assert "azureApiVersion" in schema.outputs


@pytest.mark.parametrize("name", sorted(load_arm_types().actions))
def test_every_action_is_a_function_of_the_sdk_on_a_known_type(name: str) -> None:
    assert load_arm_types().actions[name].of in TYPES
    assert function_schema(f"azure-native:{name}", load_arm_types().actions[name]).outputs


@pytest.mark.parametrize(("name", "version"), API_VERSIONS.items())
def test_the_api_version_is_modelstacks(name: str, version: str) -> None:
    assert resource_schema(f"azure-native:{name}").api_version == version


def test_a_token_may_name_its_api_version() -> None:
    schema = resource_schema("azure-native:machinelearningservices/v20250101preview:OnlineEndpoint")

    assert schema.api_version == "2025-01-01-preview"


def test_required_inputs_are_the_sdks() -> None:
    inputs = resource_schema("azure-native:machinelearningservices:ServerlessEndpoint").inputs

    assert {name for name, field in inputs.items() if field.required} == {
        "properties",
        "resourceGroupName",
        "workspaceName",
    }


def test_a_union_has_the_members_of_all_its_classes() -> None:
    properties = resource_schema("azure-native:machinelearningservices:WorkspaceConnection").inputs[
        "properties"
    ]

    assert {"key", "pat", "clientSecret"} <= properties.shape.members["credentials"].shape.members.keys()


def test_an_unknown_type_says_which_are_known_and_what_to_do() -> None:
    with pytest.raises(PluginError) as refused:
        resource_schema("azure-native:network:VirtualNetwork")

    assert str(refused.value) == (
        "The local Azure's stand-in for azure-native does not know the type azure-native:network:VirtualNetwork. "
        f"It knows: {', '.join(TYPES)}. {WHAT_TO_DO}"
    )


@pytest.mark.parametrize("token", ["azure-native:storage:getNothing", "aws:s3:Bucket"])
def test_an_unknown_function_is_refused(token: str) -> None:
    with pytest.raises(PluginError):
        function_schema(token, load_arm_types().resources["storage:StorageAccount"])
