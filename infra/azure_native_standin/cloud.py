"""Which cloud and who: configuration as azure-native reads it, and only on loopback.

Names and environment variables: azure-native's installation page (clientId / ARM_CLIENT_ID / AZURE_CLIENT_ID …).
"""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from azure_native_standin.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIABLES = {
    "clientId": ("ARM_CLIENT_ID", "AZURE_CLIENT_ID"),
    "clientSecret": ("ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET"),
    "tenantId": ("ARM_TENANT_ID", "AZURE_TENANT_ID"),
    "subscriptionId": ("ARM_SUBSCRIPTION_ID", "AZURE_SUBSCRIPTION_ID"),
    "metadataHost": ("ARM_METADATA_HOSTNAME",),
    "location": (),
    "oidcToken": ("ARM_OIDC_TOKEN",),
    "oidcTokenFilePath": ("ARM_OIDC_TOKEN_FILE_PATH", "AZURE_FEDERATED_TOKEN_FILE"),
}
_HOW_TO = "Run `modelstacks local start`, then set what `modelstacks local env` prints."
_REAL = (
    "This is the stand-in for the azure-native plugin that belongs to the local Azure; it talks to loopback only. "
    "For a real Azure subscription leave the PULUMI_HOME of `modelstacks local env` (unset PULUMI_HOME) and run "
    "`pulumi plugin install resource azure-native`."
)


@dataclass(frozen=True)
class Settings:
    """The provider's configuration; "" means not set. *client_secret* and *oidc_token* are secrets."""

    client_id: str
    client_secret: str
    tenant_id: str
    subscription_id: str
    metadata_host: str
    location: str
    oidc_token: str

    def __repr__(self) -> str:
        return f"Settings({self.client_id} in {self.tenant_id}, {self.metadata_host})"


@dataclass(frozen=True)
class Cloud:
    """The endpoints of the local Azure: *resource_manager* and *authority* without a slash at the end."""

    resource_manager: str
    authority: str
    audience: str


def read_settings(config: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
    """Merge the stack's configuration (`azure-native:clientId` as `clientId`) over the environment.

    Raises PluginError that names what is missing, and refuses a metadata host that is not loopback.
    """
    values = {name: _first(name, config, environment) for name in _VARIABLES}
    if not values["metadataHost"]:
        raise PluginError(
            f"No metadata host: neither azure-native:metadataHost nor ARM_METADATA_HOSTNAME is set. {_REAL}"
        )
    require_loopback("The metadata host", values["metadataHost"])
    if values["oidcTokenFilePath"] and not values["oidcToken"]:
        values["oidcToken"] = _read_token(Path(values["oidcTokenFilePath"]))
    for name in ("clientId", "tenantId", "subscriptionId"):
        if not values[name]:
            raise PluginError(
                f"{name} is not set: neither azure-native:{name} nor {_VARIABLES[name][0]}. {_HOW_TO}"
            )
    if not values["clientSecret"] and not values["oidcToken"]:
        raise PluginError(f"No credential: neither ARM_CLIENT_SECRET nor ARM_OIDC_TOKEN is set. {_HOW_TO}")
    return Settings(
        client_id=values["clientId"],
        client_secret=values["clientSecret"],
        tenant_id=values["tenantId"],
        subscription_id=values["subscriptionId"],
        metadata_host=values["metadataHost"],
        location=values["location"],
        oidc_token=values["oidcToken"],
    )


def metadata_url(host: str) -> str:
    """Return where the metadata document of *host* (host[:port], or a URL) is."""
    return f"https://{_netloc(host)}/metadata/endpoints?api-version=2022-09-01"


def read_cloud(text: str) -> Cloud:
    """Read the metadata document (schema 2022-09-01); every endpoint in it must be on loopback.

    Raises PluginError where *text* is no such document: something else listens there.
    """
    try:
        document = json.loads(text)
        authentication = document["authentication"]
        cloud = Cloud(
            resource_manager=str(document["resourceManager"]).rstrip("/"),
            authority=str(authentication["loginEndpoint"]).rstrip("/"),
            audience=str(authentication["audiences"][0]).rstrip("/"),
        )
    except (ValueError, LookupError, TypeError) as error:
        raise PluginError(f"What the metadata host answers is no cloud metadata. {_HOW_TO}") from error
    require_loopback("The resource manager endpoint", cloud.resource_manager)
    require_loopback("The login endpoint", cloud.authority)
    return cloud


def require_loopback(what: str, address: str) -> None:
    """Raise PluginError unless *address* (host[:port], or a URL) is on this machine."""
    host = urlsplit(f"https://{_netloc(address)}").hostname or ""
    if not _is_loopback(host):
        raise PluginError(f"{what} is {address}. {_REAL}")


def _read_token(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise PluginError(f"The OIDC token file {file} can't be read: {error.strerror}.") from error


def _netloc(address: str) -> str:
    return urlsplit(address).netloc if "://" in address else address.split("/", 1)[0]


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _first(name: str, config: Mapping[str, str], environment: Mapping[str, str]) -> str:
    candidates = [config.get(name, ""), *(environment.get(variable, "") for variable in _VARIABLES[name])]
    return next((value for value in candidates if value), "")
