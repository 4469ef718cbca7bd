"""What to set where the provider is not the identity of the checks: by how the checks sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pytest

from modelstacks.programs.one_identity import advice

if TYPE_CHECKING:
    from collections.abc import Iterator

SPN = {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c"}


@pytest.fixture(autouse=True)
def no_config_left() -> Iterator[None]:
    """Leave no config behind."""
    yield
    pulumi.runtime.set_all_config({})


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({}, "ARM_SUBSCRIPTION_ID, ARM_USE_DEFAULT_AZURE_CREDENTIAL=true"),
        ({"ARM_USE_MSI": "true"}, "ARM_SUBSCRIPTION_ID, ARM_USE_MSI=true"),
        (
            {**SPN, "AZURE_CLIENT_SECRET": "hush"},
            "ARM_SUBSCRIPTION_ID, ARM_TENANT_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET",
        ),
        (
            {**SPN, "AZURE_FEDERATED_TOKEN_FILE": "/token"},
            "ARM_SUBSCRIPTION_ID, ARM_TENANT_ID, ARM_CLIENT_ID, ARM_USE_OIDC=true, ARM_OIDC_TOKEN_FILE_PATH",
        ),
    ],
)
def test_the_variables_are_named_without_their_secrets(environ: dict[str, str], names: str) -> None:
    assert advice(environ, "s") == (
        f"The provider reads only ARM_* variables: set {names} to what the checks use, and unset every other way to "
        "sign in; `modelstacks up` does this for you."
    )


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"azure-native:useMsi": "true"}, "The stack's config wins over the environment: `pulumi config rm azure-native:useMsi`."),
        ({"azure-native:subscriptionId": "x"}, "Run: pulumi config set azure-native:subscriptionId s"),
    ],
)  # fmt: skip
def test_the_stacks_config_is_named_first(config: dict[str, str], words: str) -> None:
    pulumi.runtime.set_all_config(config)
    assert advice({}, "s") == words
