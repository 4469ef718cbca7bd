"""What to set where the provider is not the identity of the checks: by how the checks sign in."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from modelstacks.errors import ModelstacksError, UsageError
from modelstacks.programs.entry import Settings
from modelstacks.programs.one_identity import Caller, advice, require_one_caller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.programs.entry import Strictness

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


CHECKS = Caller("me", "client", "tenant", is_user=True)
PROVIDER = {"subscriptionId": "S", "objectId": "ME", "clientId": "other", "tenantId": "elsewhere"}
ADVICE = advice({}, "s")


def require(answer: Any, check: Strictness = "strict") -> Caller | None:
    """Who deploys to subscription s, where the provider's function answers *answer* and the checks are CHECKS."""
    azure: Any = SimpleNamespace(environ={}, with_arm=lambda question: question, result=lambda _: CHECKS)

    def invoke(token: str, arguments: object, _options: object) -> Any:
        assert (token, arguments) == ("azure-native:authorization:getClientConfig", {})
        if isinstance(answer, Exception):
            raise answer
        return SimpleNamespace(value=answer)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pulumi.runtime, "invoke", invoke)
        return require_one_caller(azure, "s", Settings(Path(), check, "strict", 0))


def test_who_checks_and_writes_is_one_object_in_any_case_and_by_any_client() -> None:
    assert require(PROVIDER) == CHECKS


def test_a_provider_that_writes_elsewhere_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        require({**PROVIDER, "subscriptionId": "t"})
    assert str(refused.value) == (
        f"The spec is for subscription s, but the provider would write to t.\n{ADVICE}"
    )


def test_a_provider_that_is_somebody_else_is_refused_with_both_names() -> None:
    with pytest.raises(UsageError) as refused:
        require({**PROVIDER, "objectId": "you"})
    assert str(refused.value) == (
        "The azure-native provider signs in as a different identity than the checks.\n"
        "Checks:   azure-identity's default chain, client client in tenant tenant (object id me)\n"
        f"Provider: client other in tenant elsewhere (object id you)\n{ADVICE}"
    )


def test_a_provider_that_cannot_sign_in_ends_a_strict_run_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    message = f"The azure-native provider can't sign in.\nno az\n{ADVICE}"
    with pytest.raises(ModelstacksError) as refused:
        require(OSError("no az"))
    assert (str(refused.value), said) == (message, [])
    assert require(OSError("no az"), "warn") is None
    assert require(OSError("no az"), "off") is None
    assert said == [message, message]
