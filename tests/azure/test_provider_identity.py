"""Who the checks are, in the variables that the provider reads: exactly one way, and only there."""

from __future__ import annotations

import pytest

from azure_native_standin.cloud import read_settings
from azure_native_standin.sign_in import Method
from modelstacks.azure.provider_identity import VARIABLES, provider_variables

WHO = {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_SUBSCRIPTION_ID": "s"}
GITHUB = {"ACTIONS_ID_TOKEN_REQUEST_URL": "http://localhost/u", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "b"}
ANOTHER = {
    "ARM_TENANT_ID": "t2",
    "ARM_CLIENT_ID": "c2",
    "ARM_SUBSCRIPTION_ID": "s2",
    "ARM_METADATA_HOSTNAME": "localhost",
}


@pytest.mark.azure_verified
@pytest.mark.parametrize(
    ("given", "method", "own"),
    [
        ({"AZURE_CLIENT_SECRET": "x"}, Method.SECRET, {"ARM_CLIENT_SECRET": "x"}),
        (
            {"AZURE_CLIENT_CERTIFICATE_PATH": "x.pem", "AZURE_CLIENT_CERTIFICATE_PASSWORD": "y"},
            Method.CERTIFICATE,
            {"ARM_CLIENT_CERTIFICATE_PATH": "x.pem", "ARM_CLIENT_CERTIFICATE_PASSWORD": "y"},
        ),
        (
            {"AZURE_FEDERATED_TOKEN_FILE": "/token"},
            Method.OIDC,
            {"ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN_FILE_PATH": "/token"},
        ),
        ({"ARM_OIDC_TOKEN": "x"}, Method.OIDC, {"ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN": "x"}),
        (GITHUB, Method.OIDC, {"ARM_USE_OIDC": "true"}),
    ],
)
def test_the_provider_signs_in_as_the_checks_do(
    given: dict[str, str], method: Method, own: dict[str, str]
) -> None:
    """Read back as azure-native reads its environment."""
    environ = {**ANOTHER, **WHO, **given}
    variables = provider_variables(environ)
    who = {"ARM_TENANT_ID": "t", "ARM_CLIENT_ID": "c", "ARM_SUBSCRIPTION_ID": "s"}
    assert {name: value for name, value in variables.items() if value} == who | own
    assert read_settings({}, {**environ, **variables}).sign_in.method is method


def test_a_managed_identity_is_asked_for_by_its_switch() -> None:
    variables = provider_variables(
        {"ARM_USE_MSI": "true", "ARM_SUBSCRIPTION_ID": "s", "AZURE_CLIENT_ID": "c"}
    )
    named = {name: value for name, value in variables.items() if value}
    assert named == {"ARM_USE_MSI": "true", "ARM_SUBSCRIPTION_ID": "s", "ARM_CLIENT_ID": "c"}


def test_the_default_chain_is_the_providers_too_and_gets_the_specs_subscription() -> None:
    variables = provider_variables({}, "of-the-spec")
    named = {name: value for name, value in variables.items() if value}
    assert named == {"ARM_USE_DEFAULT_AZURE_CREDENTIAL": "true", "ARM_SUBSCRIPTION_ID": "of-the-spec"}


def test_every_other_way_is_closed() -> None:
    environ = {**dict.fromkeys(VARIABLES, "leftover"), **WHO, "AZURE_CLIENT_CERTIFICATE_PATH": "x.pem"}
    named = {name for name, value in provider_variables(environ).items() if value == "leftover"}
    assert named == {"ARM_CLIENT_CERTIFICATE_PASSWORD"}
