"""Which Azure cloud: public, US Government, China, or any that serves a metadata document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import METADATA
from modelstacks.errors import AzureError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from ssl import SSLContext

METADATA_TIMEOUT_S = 10.0
PROXIES = ("HTTPS_PROXY", "ALL_PROXY")


@dataclass(frozen=True)
class Cloud:
    """The endpoints of one cloud; URLs without a slash at the end.

    *custom* clouds come from a metadata URL: Entra's instance discovery knows nothing of them.
    """

    name: str
    resource_manager: str
    authority: str
    audience: str
    custom: bool = False

    @property
    def scope(self) -> str:
        """The OAuth scope of an ARM token."""
        return f"{self.audience.rstrip('/')}/.default"


PUBLIC = Cloud(
    "public",
    "https://management.azure.com",
    "https://login.microsoftonline.com",
    "https://management.azure.com",
)
US_GOVERNMENT = Cloud(
    "usgovernment",
    "https://management.usgovcloudapi.net",
    "https://login.microsoftonline.us",
    "https://management.usgovcloudapi.net",
)
CHINA = Cloud(
    "china",
    "https://management.chinacloudapi.cn",
    "https://login.chinacloudapi.cn",
    "https://management.chinacloudapi.cn",
)
_NAMED = {
    "public": PUBLIC,
    "azurecloud": PUBLIC,
    "azurepubliccloud": PUBLIC,
    "usgovernment": US_GOVERNMENT,
    "azureusgovernment": US_GOVERNMENT,
    "azureusgovernmentcloud": US_GOVERNMENT,
    "china": CHINA,
    "azurechinacloud": CHINA,
}


def resolve_cloud(environ: Mapping[str, str]) -> Cloud:
    """Return the cloud the environment names; the public one where it names none.

    `ARM_CLOUD_METADATA_URL` (azure-ai-ml's), then `ARM_METADATA_HOSTNAME` (azure-native's), then
    `ARM_ENVIRONMENT` or `AZURE_ENVIRONMENT`. Raises UsageError for an unknown name, AzureError where the
    metadata document can't be read.
    """
    url = _metadata_url(environ)
    if url:
        return cloud_from_metadata(url, _fetch(url, environ))
    name = environ.get("ARM_ENVIRONMENT") or environ.get("AZURE_ENVIRONMENT") or "public"
    try:
        return _NAMED[name.lower()]
    except KeyError:
        raise UsageError(
            f"There is no Azure cloud named {name!r} (ARM_ENVIRONMENT or AZURE_ENVIRONMENT).\n"
            "Use public, usgovernment or china, or set ARM_CLOUD_METADATA_URL for another cloud."
        ) from None


def _metadata_url(environ: Mapping[str, str]) -> str | None:
    if url := environ.get("ARM_CLOUD_METADATA_URL"):
        return url
    if host := environ.get("ARM_METADATA_HOSTNAME") or environ.get("ARM_METADATA_HOST"):
        return f"https://{host}/metadata/endpoints?api-version={METADATA}"
    return None


def _fetch(url: str, environ: Mapping[str, str]) -> Any:
    import httpx2

    try:
        answer = httpx2.get(url, timeout=METADATA_TIMEOUT_S, verify=tls_context(environ))
        answer.raise_for_status()
        return answer.json()
    except (httpx2.HTTPError, ValueError) as err:
        raise AzureError(
            f"The cloud's metadata document at {url} could not be read: {err}.\n"
            f"{_proxy_hint(environ)}Is that cloud up? For the local Azure: `modelstacks local start`, then "
            '`eval "$(modelstacks local env)"` in this shell.',
            code="CloudMetadataUnreachable",
        ) from err


def _proxy_hint(environ: Mapping[str, str]) -> str:
    """Name the proxy's variable, never its value, which may hold a password."""
    named = [name for name in PROXIES if environ.get(name) or environ.get(name.lower())]
    return (
        f"It was requested through the proxy in {named[0]}; NO_PROXY lists the hosts to reach without it. "
        if named
        else ""
    )


def cloud_from_metadata(url: str, document: Any) -> Cloud:
    """Return the cloud that *document*, read at *url*, describes (either schema). Raises AzureError where it is none."""
    entry = document[0] if isinstance(document, list) and document else document
    try:
        login = entry["authentication"]
        return Cloud(
            name=entry["name"],
            resource_manager=entry["resourceManager"].rstrip("/"),
            authority=login["loginEndpoint"].rstrip("/"),
            audience=login["audiences"][0].rstrip("/"),
            custom=True,
        )
    except (KeyError, IndexError, TypeError) as err:
        raise AzureError(
            f"The metadata document at {url} is not that of an Azure cloud: it {_lack(err)}.\n"
            "Correct ARM_CLOUD_METADATA_URL (or ARM_METADATA_HOSTNAME), or unset it for Azure's public cloud.",
            code="CloudMetadataInvalid",
        ) from err


def _lack(err: Exception) -> str:
    return f"lacks {err}" if isinstance(err, KeyError) else "has a different structure"


def ca_bundle(environ: Mapping[str, str]) -> str | None:
    """Return the file that SSL_CERT_FILE, else REQUESTS_CA_BUNDLE names; None: trust what the system trusts.

    Handed to each client, for they differ in which of the two they read, and when.
    """
    return environ.get("SSL_CERT_FILE") or environ.get("REQUESTS_CA_BUNDLE") or None


def tls_context(environ: Mapping[str, str]) -> SSLContext:
    """Return an SSL context that trusts what *environ* says, as `ca_bundle` reads it."""
    return trusting(ca_bundle(environ))


def trusting(bundle: str | None) -> SSLContext:
    """Return the context that trusts the CAs of the file *bundle*, or what the system trusts; read once (45 ms).

    Raises UsageError where the file can't be read or holds no certificate.
    """
    try:
        return _trusting(bundle, Path(bundle).stat().st_mtime_ns if bundle else 0)
    except OSError as err:
        raise UsageError(
            f"The CA file {bundle}, named by SSL_CERT_FILE or REQUESTS_CA_BUNDLE, can't be used: {_why(err)}.\n"
            "Set the variable to a PEM file with the certificates to trust, or unset it to trust the system's."
        ) from err


def _why(err: OSError) -> str | None:
    import ssl

    return "it contains no certificate in PEM form" if isinstance(err, ssl.SSLError) else err.strerror


@cache
def _trusting(bundle: str | None, _changed: int) -> SSLContext:
    import ssl

    return ssl.create_default_context(cafile=bundle)
