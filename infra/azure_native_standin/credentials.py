"""The credential of a way to sign in: azure-identity's classes are the Python twins of those azure-native uses."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

from azure.identity import aio

from azure_native_standin.cloud import require_loopback
from azure_native_standin.errors import PluginError
from azure_native_standin.sign_in import AUDIENCE, Method

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from azure.core.credentials_async import AsyncSupportsTokenInfo

    from azure_native_standin.sign_in import SignIn

AZ_TIMEOUT_S = 60
REQUEST_TIMEOUT_S = 10.0


def credential(sign_in: SignIn, options: Mapping[str, Any]) -> AsyncSupportsTokenInfo:
    """Return the credential; *options* go to what speaks to Entra. Raises PluginError for a certificate that is none."""
    who = (sign_in["tenantId"], sign_in["clientId"])
    match sign_in.method:
        case Method.DEFAULT:
            return _default(options)
        case Method.CERTIFICATE:
            return _certificate(sign_in, options)
        case Method.SECRET:
            return aio.ClientSecretCredential(*who, sign_in["clientSecret"], **options)
        case Method.OIDC:
            return aio.ClientAssertionCredential(*who, _assertion(sign_in), **options)
    return aio.AzureCliCredential(
        tenant_id=sign_in["tenantId"],
        subscription=None if sign_in.cli_default else sign_in.subscription_id,
        process_timeout=AZ_TIMEOUT_S,
    )


def _default(options: Mapping[str, Any]) -> AsyncSupportsTokenInfo:
    """The chain without what the local Azure has no part in: a managed identity would be asked beyond loopback."""
    return aio.DefaultAzureCredential(
        exclude_managed_identity_credential=True,
        exclude_shared_token_cache_credential=True,
        exclude_visual_studio_code_credential=True,
        exclude_developer_cli_credential=True,
        exclude_powershell_credential=True,
        process_timeout=AZ_TIMEOUT_S,
        **options,
    )


def _certificate(sign_in: SignIn, options: Mapping[str, Any]) -> AsyncSupportsTokenInfo:
    path = sign_in["clientCertificatePath"]
    try:
        return aio.CertificateCredential(
            sign_in["tenantId"],
            sign_in["clientId"],
            path,
            password=sign_in["clientCertificatePassword"] or None,
            **options,
        )
    except (OSError, ValueError, TypeError) as error:
        raise PluginError(
            f"the Client Certificate Path is not a valid pfx file: failed to read certificate from {path}: {error}"
        ) from error


def _assertion(sign_in: SignIn) -> Callable[[], str]:
    """Return what gives the OIDC token; a file and a URL are asked again for each of Entra's tokens."""
    if token := sign_in["oidcToken"]:
        return lambda: token
    if path := sign_in["oidcTokenFilePath"]:
        return lambda: _read(Path(path))
    require_loopback("The OIDC request URL", sign_in["oidcRequestUrl"])
    return lambda: _request(sign_in)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise PluginError(f"failed to read OIDC token from {file}: {error.strerror}") from error


def _request(sign_in: SignIn) -> str:
    import httpx2

    try:
        answer = httpx2.get(
            httpx2.URL(sign_in["oidcRequestUrl"]).copy_set_param(
                "audience", sign_in["oidcAudience"] or AUDIENCE
            ),
            headers={"Authorization": f"Bearer {sign_in['oidcRequestToken']}"},
            timeout=REQUEST_TIMEOUT_S,
            verify=ssl.create_default_context(),
        )
        answer.raise_for_status()
        return str(answer.json()["value"])
    except (httpx2.HTTPError, ValueError, KeyError, TypeError) as error:
        raise PluginError(f"GitHub OIDC: couldn't request token: {error}") from error
