"""Who signs in: a service principal (certificate or secret), workload identity (OIDC in CI), managed identity, `az login`.

The same variables serve azure-identity (`AZURE_*`) and azure-native (`ARM_*`); where both are set, `AZURE_*` wins.
The methods are tried in azure-native's order (its provider/pkg/provider/auth_azidentity.go), but that its last one, the
Azure CLI, is the end of azure-identity's default chain here.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelstacks.azure.cloud import ca_bundle, tls_context
from modelstacks.errors import AzureError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from azure.core.credentials import TokenCredential
    from azure.core.credentials_async import AsyncSupportsTokenInfo

    from modelstacks.azure.cloud import Cloud

SERVICE_PRINCIPAL = "service principal"
CERTIFICATE = "service principal (certificate)"
WORKLOAD_IDENTITY = "workload identity"
MANAGED_IDENTITY = "managed identity"
DEFAULT_CHAIN = "azure-identity's default chain"
DEVELOPER_TOOL_TIMEOUT_S = 30
"""How long `az` and its like may take to give a token."""
GITHUB_TIMEOUT_S = 10.0
OIDC_AUDIENCE = "api://AzureADTokenExchange"
OIDC_TOKEN = "ARM_OIDC_TOKEN"  # noqa: S105  a variable's name
OIDC_TOKEN_FILES = ("AZURE_FEDERATED_TOKEN_FILE", "ARM_OIDC_TOKEN_FILE_PATH")

logging.getLogger("azure.identity").addHandler(logging.NullHandler())
"""What it would print where nobody set up logging, the exception that it raises says, too."""


@dataclass(frozen=True)
class Identity:
    """Who the environment says the caller is; no secret is in here."""

    tenant_id: str | None
    client_id: str | None
    subscription_id: str | None
    kind: str

    def describe(self) -> str:
        """Return the caller in one line, for showing before anything is changed."""
        who = self.client_id or "the signed-in account"
        kind = f"{self.kind}:" if self.kind == DEFAULT_CHAIN else self.kind
        return f"{kind} {who} in tenant {self.tenant_id or '(default)'}"


def read_identity(environ: Mapping[str, str]) -> Identity:
    """Read who the environment names, without reading any secret."""
    return Identity(
        tenant_id=value_of(environ, "TENANT_ID"),
        client_id=value_of(environ, "CLIENT_ID"),
        subscription_id=value_of(environ, "SUBSCRIPTION_ID"),
        kind=_kind(environ),
    )


def subscription_of(environ: Mapping[str, str]) -> str:
    """Return the subscription the environment names; raises UsageError where it names none."""
    subscription = value_of(environ, "SUBSCRIPTION_ID")
    if not subscription:
        raise UsageError(
            "No Azure subscription is named.\n"
            "Set AZURE_SUBSCRIPTION_ID (your own Azure), or run "
            '`modelstacks local start` and `eval "$(modelstacks local env)"` (the local Azure).'
        )
    return subscription


def credential(cloud: Cloud, environ: Mapping[str, str]) -> AsyncSupportsTokenInfo:
    """Return the async credential the environment asks for; nothing is sent before its first token."""
    from azure.identity import aio

    from modelstacks.azure.transport import OneContextTransport

    transport = (
        {} if _kind(environ) == DEFAULT_CHAIN else {"transport": OneContextTransport(tls_context(environ))}
    )
    created: AsyncSupportsTokenInfo = _credential(aio, cloud, environ, transport)
    return created


def sync_credential(cloud: Cloud, environ: Mapping[str, str]) -> TokenCredential:
    """Return the same credential for clients that have no async side (azure-ai-ml)."""
    from azure import identity

    created: TokenCredential = _credential(identity, cloud, environ)
    return created


def _credential(
    identity: Any, cloud: Cloud, environ: Mapping[str, str], transport: Mapping[str, Any] | None = None
) -> Any:
    """*identity* is azure.identity or its async twin: both name their classes alike; *transport* is how to send."""
    sending = transport or {"connection_verify": ca_bundle(environ) or True}
    common: dict[str, Any] = {
        "authority": cloud.authority,
        "disable_instance_discovery": cloud.custom,
        **sending,
    }
    tenant, client = value_of(environ, "TENANT_ID") or "", value_of(environ, "CLIENT_ID") or ""
    kind = _kind(environ)
    if kind == SERVICE_PRINCIPAL:
        return identity.ClientSecretCredential(
            tenant, client, value_of(environ, "CLIENT_SECRET") or "", **common
        )
    if kind == CERTIFICATE:
        return _certificate_credential(identity, tenant, client, environ, common)
    if kind == WORKLOAD_IDENTITY:
        return identity.ClientAssertionCredential(tenant, client, _oidc_token_reader(environ), **common)
    if kind == MANAGED_IDENTITY:
        return identity.ManagedIdentityCredential(client_id=client or None)
    return identity.DefaultAzureCredential(process_timeout=DEVELOPER_TOOL_TIMEOUT_S, **common)


def _kind(environ: Mapping[str, str]) -> str:
    if _on(environ, "USE_DEFAULT_AZURE_CREDENTIAL"):
        return DEFAULT_CHAIN
    if value_of(environ, "CLIENT_CERTIFICATE_PATH"):
        return CERTIFICATE
    if value_of(environ, "CLIENT_SECRET"):
        return SERVICE_PRINCIPAL
    managed = _on(environ, "USE_MSI")
    if federation(environ) and (not managed or _on(environ, "USE_OIDC")):
        return WORKLOAD_IDENTITY
    return MANAGED_IDENTITY if managed else DEFAULT_CHAIN


def _certificate_credential(
    identity: Any, tenant: str, client: str, environ: Mapping[str, str], common: Mapping[str, Any]
) -> Any:
    path = value_of(environ, "CLIENT_CERTIFICATE_PATH")
    password = value_of(environ, "CLIENT_CERTIFICATE_PASSWORD")
    chain = bool(environ.get("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN"))
    try:
        return identity.CertificateCredential(
            tenant, client, path, password=password, send_certificate_chain=chain, **common
        )
    except (OSError, ValueError, TypeError) as err:
        raise UsageError(
            f"The certificate that AZURE_CLIENT_CERTIFICATE_PATH names can't be used: {path}: {err}.\n"
            "It must be a PEM or PKCS12 file with its RSA private key; AZURE_CLIENT_CERTIFICATE_PASSWORD opens it."
        ) from err


def federation(environ: Mapping[str, str]) -> tuple[str, str] | None:
    """Return what gives the OIDC token, and by which variable: the token, its file, or the URL to ask for one."""
    if not (value_of(environ, "TENANT_ID") and value_of(environ, "CLIENT_ID")):
        return None
    names = [OIDC_TOKEN, *OIDC_TOKEN_FILES]
    if environ.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"):
        names.append("ACTIONS_ID_TOKEN_REQUEST_URL")
    return next(((name, environ[name]) for name in names if environ.get(name)), None)


def _oidc_token_reader(environ: Mapping[str, str]) -> Callable[[], str]:
    """Return what gives the token each time one is asked for: a file may be written anew meanwhile."""
    variable, value = federation(environ) or (OIDC_TOKEN, "")
    if variable in OIDC_TOKEN_FILES:
        return lambda: _token_file(variable, Path(value))
    return (lambda: value) if variable == OIDC_TOKEN else (lambda: _github_token(value, environ))


def _token_file(variable: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as err:
        raise UsageError(
            f"The OIDC token that {variable} names can't be read: {path}: {err.strerror}.\n"
            "Have the CI job write it there, or unset the variable."
        ) from err


def _github_token(url: str, environ: Mapping[str, str]) -> str:
    """Ask GitHub Actions for a token for Entra. Source: GitHub's OIDC documentation."""
    import httpx2

    try:
        answer = httpx2.get(
            httpx2.URL(url).copy_set_param("audience", environ.get("ARM_OIDC_AUDIENCE") or OIDC_AUDIENCE),
            headers={"Authorization": f"Bearer {environ['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}"},
            timeout=GITHUB_TIMEOUT_S,
            verify=tls_context(environ),
        )
        answer.raise_for_status()
        return str(answer.json()["value"])
    except (httpx2.HTTPError, ValueError, KeyError, TypeError) as err:
        raise AzureError(
            f"GitHub Actions gave no OIDC token: {err}.\n"
            "Give the workflow `permissions: id-token: write`, or sign in another way.",
            code="AuthenticationFailed",
        ) from err


def value_of(environ: Mapping[str, str], name: str) -> str | None:
    """Return `AZURE_name`, else `ARM_name`."""
    return environ.get(f"AZURE_{name}") or environ.get(f"ARM_{name}") or None


def _on(environ: Mapping[str, str], name: str) -> bool:
    """Whether azure-native's switch is on; it knows no other word for it."""
    return environ.get(f"ARM_{name}") == "true"
