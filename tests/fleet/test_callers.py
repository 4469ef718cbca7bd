"""Which stacks ask Azure as one: those whose variables name the same caller and cloud, whatever else they are for."""

from __future__ import annotations

import pytest

from modelstacks.fleet.callers import caller_in

ENVIRON = {
    "AZURE_CLIENT_ID": "us",
    "AZURE_CLIENT_SECRET": "s3cret",
    "ARM_SUBSCRIPTION_ID": "first",
    "LANG": "C",
}


@pytest.mark.parametrize(
    "variables",
    [
        {"AZURE_SUBSCRIPTION_ID": "second"},
        {"ARM_SUBSCRIPTION_ID": "second"},
        {"LANG": "de", "MODELSTACKS_REGION": "eastus2"},
    ],
)
def test_another_subscription_or_stack_has_the_same_caller(variables: dict[str, str]) -> None:
    assert caller_in(dict(reversed((ENVIRON | variables).items()))) == caller_in(ENVIRON)


@pytest.mark.parametrize(
    "name",
    [
        "AZURE_CLIENT_ID",
        "ARM_TENANT_ID",
        "IDENTITY_ENDPOINT",
        "MSI_ENDPOINT",
        "ACTIONS_ID_TOKEN_REQUEST_URL",
        "REGISTRY_URL",
        "MODELSTACKS_LOCAL_URL",
    ],
)
def test_another_identity_or_cloud_is_another_caller(name: str) -> None:
    assert caller_in(ENVIRON | {name: "other"}) != caller_in(ENVIRON)
