"""What Check refuses, in azure-native's words."""

from __future__ import annotations

from typing import Any

import pytest

from azure_native_standin.checking import check_inputs
from azure_native_standin.mapping import UNKNOWN
from azure_native_standin.provider import Subject
from azure_native_standin.schema import resource_schema

ENDPOINT = {
    "resourceGroupName": "rg",
    "workspaceName": "ws",
    "name": "chat",
    "location": "eastus2",
    "properties": {"authMode": "Key"},
}


def reasons(**changed: Any) -> list[str]:
    schema = resource_schema("azure-native:machinelearningservices:ServerlessEndpoint")
    inputs = {name: value for name, value in {**ENDPOINT, **changed}.items() if value is not None}
    return [failure.reason for failure in check_inputs(schema, inputs)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"properties": UNKNOWN, "tags": {"a": UNKNOWN}}, []),
        ({"__createBeforeDelete": True, "azureApiVersion": "1"}, []),
        ({"workspaceName": None}, ["missing required property 'workspaceName'"]),
        ({"name": None}, ["missing required property 'name'"]),
        ({"properties": {}}, ["missing required property 'properties.authMode'"]),
        ({"sku": {"name": 1}}, ["'sku.name' should be of type 'string' but got a number"]),
        ({"tags": ["a"]}, ["'tags' should be of type 'map' but got an array"]),
        (
            {"identity": {"type": "None", "userAssignedIdentities": [{}]}},
            ["'identity.userAssignedIdentities[0]' should be of type 'string' but got an object"],
        ),
        ({"loction": "x"}, ["unknown property 'loction'. Did you mean 'location'?"]),
        ({"zzz": "x"}, ["unknown property 'zzz'"]),
        ({"properties": {"authMode": "Key", "model": 1}}, ["unknown property 'properties.model'"]),
        (
            {"location": None},
            [
                (
                    "missing required property 'location'. Either set it explicitly or configure it with "
                    "'pulumi config set azure-native:location <value>'."
                )
            ],
        ),
    ],
)
def test_each_mistake_is_named_by_its_property(changed: dict[str, Any], expected: list[str]) -> None:
    assert reasons(**changed) == expected


@pytest.mark.parametrize("name", ["thing", "a::b", "a::b::c", "a$b"])
def test_a_urn_names_type_and_name_below_its_parents(name: str) -> None:
    urn = f"urn:pulumi:dev::test::my:Parent$azure-native:resources:ResourceGroup::{name}"

    assert Subject.of(urn) == Subject("azure-native:resources:ResourceGroup", name)
