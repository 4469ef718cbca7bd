"""How the provider signs in: one method, the first that is configured, in azure-native's order and in its words.

Source: azure-native's provider/pkg/provider/auth_azidentity.go, azure_cli.go. `AZURE_*` count where the default
credential is asked for, and nowhere else. A method that is configured and can't be used ends it: none follows.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from azure_native_standin.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Get = Callable[[str], str]

VARIABLES = {
    "clientId": "ARM_CLIENT_ID",
    "tenantId": "ARM_TENANT_ID",
    "subscriptionId": "ARM_SUBSCRIPTION_ID",
    "clientCertificatePath": "ARM_CLIENT_CERTIFICATE_PATH",
    "clientCertificatePassword": "ARM_CLIENT_CERTIFICATE_PASSWORD",
    "clientSecret": "ARM_CLIENT_SECRET",
    "useDefaultAzureCredential": "ARM_USE_DEFAULT_AZURE_CREDENTIAL",
    "useMsi": "ARM_USE_MSI",
    "useOidc": "ARM_USE_OIDC",
    "oidcAudience": "ARM_OIDC_AUDIENCE",
    "oidcToken": "ARM_OIDC_TOKEN",
    "oidcTokenFilePath": "ARM_OIDC_TOKEN_FILE_PATH",
    "oidcRequestToken": "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "oidcRequestUrl": "ACTIONS_ID_TOKEN_REQUEST_URL",
}
AUDIENCE = "api://AzureADTokenExchange"
AZ_TIMEOUT_S = 60
_NAMES = {"subscriptionId": "Subscription ID", "tenantId": "Tenant ID", "clientId": "Client ID"}
HOW_TO = "Set what `modelstacks local env` prints."


class Method(Enum):
    """The ways to sign in, in the order in which they are tried; values are azure-native's words for them."""

    DEFAULT = "using the Default Azure Credential"
    CERTIFICATE = "as a Service Principal using a Client Certificate"
    SECRET = "as a Service Principal using a Client Secret"  # noqa: S105 - no secret
    OIDC = "with OIDC"
    MSI = "as a Managed Identity using MSI"
    CLI = "with the Azure CLI"


_NEEDS: Mapping[Method, tuple[str, ...]] = {
    Method.DEFAULT: ("subscriptionId",),
    Method.MSI: ("subscriptionId",),
    Method.CLI: (),
}


@dataclass(frozen=True)
class SignIn:
    """One method with what it takes; *values* by the configuration's names, secrets among them."""

    method: Method
    subscription_id: str
    values: Mapping[str, str] = field(repr=False)
    cli_default: bool = True

    def __getitem__(self, name: str) -> str:
        return self.values[name]


def read_sign_in(get: Get, environment: Mapping[str, str]) -> SignIn:
    """Choose the method; *get* gives a setting by its name, "" where it is not set.

    Raises PluginError in azure-native's words where the method lacks something.
    """
    values = {name: get(name) for name in VARIABLES}
    method = _method(values)
    for name in _NEEDS.get(method, tuple(_NAMES)):
        if not values[name]:
            raise _lacking(_NAMES[name], method)
    if method is Method.OIDC and not has_token(values):
        raise _lacking("OIDC token or request URL and token", method)
    if method is Method.MSI:
        raise PluginError(
            "ManagedIdentityCredential: the local Azure issues no tokens for managed identities of this machine "
            f"(useMsi, or ARM_USE_MSI). {HOW_TO}"
        )
    if method is not Method.CLI:
        return SignIn(method, values["subscriptionId"], values)
    account = _account(values["subscriptionId"], environment)
    return SignIn(method, str(account["id"]), values, bool(account.get("isDefault")))


def has_token(values: Mapping[str, str]) -> bool:
    """Whether anything gives an OIDC token."""
    requestable = values["oidcRequestUrl"] and values["oidcRequestToken"]
    return bool(values["oidcToken"] or values["oidcTokenFilePath"] or requestable)


def _method(values: Mapping[str, str]) -> Method:
    configured = {
        Method.DEFAULT: values["useDefaultAzureCredential"] == "true",
        Method.CERTIFICATE: bool(values["clientCertificatePath"]),
        Method.SECRET: bool(values["clientSecret"]),
        Method.OIDC: values["useOidc"] == "true",
        Method.MSI: values["useMsi"] == "true",
        Method.CLI: True,
    }
    return next(method for method in Method if configured[method])


def _lacking(what: str, method: Method) -> PluginError:
    return PluginError(f"A {what} must be configured when authenticating {method.value}. {HOW_TO}")


def _account(subscription: str, environment: Mapping[str, str]) -> Mapping[str, object]:
    """Ask the Azure CLI for the account of *subscription*, by default its own."""
    az = shutil.which("az", path=environment.get("PATH", ""))
    if az is None:
        raise PluginError(f"Azure CLI not found on path, and no other way to sign in is configured. {HOW_TO}")
    chosen = ["--subscription", subscription] if subscription else []
    command = [az, "account", "show", "-o", "json", *chosen]
    shown = subprocess.run(
        command, env=dict(environment), capture_output=True, text=True, timeout=AZ_TIMEOUT_S, check=False
    )
    try:
        account: dict[str, object] = json.loads(shown.stdout) if shown.returncode == 0 else {}
    except ValueError:
        account = {}
    if "id" not in account:
        raise PluginError(shown.stderr.strip() or f"`az account show` names no account. {HOW_TO}")
    return account
