"""The identity that was chosen, in the variables of the azure-native provider: it reads no `AZURE_*` of its own accord.

Names and order: azure-native's provider/pkg/provider/auth_azidentity.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.azure.credentials import (
    CERTIFICATE,
    MANAGED_IDENTITY,
    OIDC_TOKEN,
    OIDC_TOKEN_FILES,
    SERVICE_PRINCIPAL,
    WORKLOAD_IDENTITY,
    federation,
    read_identity,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = (
    "ARM_SUBSCRIPTION_ID",
    "ARM_TENANT_ID",
    "ARM_CLIENT_ID",
    "ARM_USE_DEFAULT_AZURE_CREDENTIAL",
    "ARM_CLIENT_CERTIFICATE_PATH",
    "ARM_CLIENT_CERTIFICATE_PASSWORD",
    "ARM_CLIENT_SECRET",
    "ARM_USE_OIDC",
    OIDC_TOKEN,
    "ARM_OIDC_TOKEN_FILE_PATH",
    "ARM_USE_MSI",
)


def provider_variables(environ: Mapping[str, str], subscription: str | None = None) -> dict[str, str]:
    """Return what makes the provider act as the caller; what would lead it elsewhere is "", which it takes as unset.

    *subscription* is for an environment that names none. Some of the values are secrets.
    """
    identity = read_identity(environ)
    method = _method(identity.kind, environ)
    if method is None:
        who = {"ARM_USE_DEFAULT_AZURE_CREDENTIAL": "true"}
    else:
        who = {"ARM_TENANT_ID": identity.tenant_id or "", "ARM_CLIENT_ID": identity.client_id or "", **method}
    where = identity.subscription_id or subscription or ""
    return {**dict.fromkeys(VARIABLES, ""), "ARM_SUBSCRIPTION_ID": where, **who}


def _method(kind: str, environ: Mapping[str, str]) -> dict[str, str] | None:
    """Return the variables of one method; None is azure-identity's default chain, which takes its own from AZURE_*."""
    if kind == CERTIFICATE:
        names = ("CLIENT_CERTIFICATE_PATH", "CLIENT_CERTIFICATE_PASSWORD")
        return {f"ARM_{name}": value_of(environ, name) or "" for name in names}
    if kind == SERVICE_PRINCIPAL:
        return {"ARM_CLIENT_SECRET": value_of(environ, "CLIENT_SECRET") or ""}
    if kind == WORKLOAD_IDENTITY:
        return {"ARM_USE_OIDC": "true", **_federation(environ)}
    return {"ARM_USE_MSI": "true"} if kind == MANAGED_IDENTITY else None


def _federation(environ: Mapping[str, str]) -> dict[str, str]:
    """The provider asks GitHub Actions by the variables that GitHub sets."""
    variable, value = federation(environ) or ("", "")
    if variable in OIDC_TOKEN_FILES:
        return {"ARM_OIDC_TOKEN_FILE_PATH": value}
    return {OIDC_TOKEN: value} if variable == OIDC_TOKEN else {}
