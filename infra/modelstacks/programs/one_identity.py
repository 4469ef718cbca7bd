"""Before the first resource: the provider must sign in as the checks did, in the subscription of the spec.

`pulumi up` starts the provider in its own environment, and it reads no `AZURE_*`; `modelstacks up` sets what it reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

from modelstacks.azure.credentials import read_identity
from modelstacks.azure.provider_identity import provider_variables
from modelstacks.azure.token_claims import claims_in
from modelstacks.components.provider_functions import options
from modelstacks.errors import ModelstacksError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.programs.azure_thread import AzureThread
    from modelstacks.programs.entry import Settings

WHO_AM_I = "azure-native:authorization:getClientConfig"
SIGN_IN_KEYS = (
    *("clientId", "clientSecret", "clientCertificatePath", "tenantId", "useDefaultAzureCredential"),
    *("useMsi", "useOidc", "oidcToken", "oidcTokenFilePath", "oidcRequestToken", "oidcRequestUrl"),
)
"""The stack's `azure-native:*` config by which its provider signs in; it wins over the environment."""


@dataclass(frozen=True)
class Caller:
    """Somebody as Entra knows them; *object_id* is the same for every client they sign in with.

    *is_user*: a person, and no application or managed identity.
    """

    object_id: str
    client_id: str
    tenant_id: str
    is_user: bool = False

    def __str__(self) -> str:
        return f"client {self.client_id} in tenant {self.tenant_id} (object id {self.object_id})"


def require_one_caller(azure: AzureThread, subscription: str, settings: Settings) -> Caller | None:
    """Return who the provider and the checks are; None where the provider can't say, and that is no reason to stop.

    Raises UsageError naming both where it is somebody else than the checks, or writes elsewhere.
    """
    environ = azure.environ
    try:
        answer = pulumi.runtime.invoke(WHO_AM_I, {}, options()).value
    except Exception as err:  # noqa: BLE001  the SDK raises nothing narrower for a failed function
        _refuse_or_warn(
            f"The azure-native provider can't sign in.\n{err}\n{advice(environ, subscription)}",
            settings,
            err,
        )
        return None
    if str(answer["subscriptionId"]).lower() != subscription.lower():
        raise UsageError(
            f"The spec is for subscription {subscription}, but the provider would write to "
            f"{answer['subscriptionId']}.\n{advice(environ, subscription)}"
        )
    checks = azure.result(azure.with_arm(_caller))
    provider = Caller(answer["objectId"], answer["clientId"], answer["tenantId"])
    if checks.object_id.lower() != provider.object_id.lower():
        raise UsageError(
            "The azure-native provider signs in as a different identity than the checks.\n"
            f"Checks:   {read_identity(environ).kind}, {checks}\nProvider: {provider}\n"
            f"{advice(environ, subscription)}"
        )
    return checks


def _refuse_or_warn(message: str, settings: Settings, err: Exception) -> None:
    if settings.check == "strict":
        raise ModelstacksError(message) from err
    pulumi.log.warn(message)


async def _caller(arm: Arm) -> Caller:
    claims = claims_in(await arm.sign_in())
    object_id, client_id, tenant_id = (str(claims.get(name, "")) for name in ("oid", "appid", "tid"))
    return Caller(object_id, client_id, tenant_id, "scp" in claims)  # scopes are delegated by people alone


def advice(environ: Mapping[str, str], subscription: str) -> str:
    """Return what to set, or to unset, so that the provider signs in as the checks do; no secret is in it."""
    config = pulumi.Config("azure-native")
    overrides = [f"`pulumi config rm azure-native:{key}`" for key in SIGN_IN_KEYS if config.get(key)]
    if overrides:
        return f"The stack's config wins over the environment: {', '.join(overrides)}."
    if config.get("subscriptionId"):
        return f"Run: pulumi config set azure-native:subscriptionId {subscription}"
    variables = provider_variables(environ, subscription)
    switches = {"true": "=true"}
    names = ", ".join(f"{name}{switches.get(value, '')}" for name, value in variables.items() if value)
    return (
        f"The provider reads only ARM_* variables: set {names} to what the checks use, and unset every other way to "
        "sign in; `modelstacks up` does this for you."
    )
