"""Which cloud and who: configuration as azure-native reads it, and only on loopback."""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from azure_native_standin.errors import PluginError
from azure_native_standin.sign_in import VARIABLES, SignIn, read_sign_in
from modelstacks.azure.api_versions import METADATA
from modelstacks.azure.cloud import cloud_from_metadata
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.azure.cloud import Cloud

_VARIABLES = {**VARIABLES, "metadataHost": "ARM_METADATA_HOSTNAME", "location": ""}
_HOW_TO = "Run `modelstacks local start`, then set what `modelstacks local env` prints."
_REAL = (
    "This is the stand-in for the azure-native plugin that belongs to the local Azure; it talks to loopback only. "
    "For a real Azure subscription, leave the PULUMI_HOME of `modelstacks local env` (unset PULUMI_HOME) and run "
    "`pulumi plugin install resource azure-native`."
)


@dataclass(frozen=True)
class Settings:
    """The provider's configuration; "" means not set."""

    metadata_host: str
    location: str
    sign_in: SignIn

    @property
    def subscription_id(self) -> str:
        """Where it writes."""
        return self.sign_in.subscription_id


def read_settings(config: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
    """Merge the stack's configuration (`azure-native:clientId` as `clientId`) over the environment.

    A key in the configuration wins even where it is empty. Raises PluginError that names what is missing, and refuses
    a metadata host that is not loopback.
    """

    def get(name: str) -> str:
        return config[name] if name in config else environment.get(_VARIABLES[name], "")

    host = get("metadataHost")
    if not host:
        raise PluginError(
            f"No metadata host: neither azure-native:metadataHost nor ARM_METADATA_HOSTNAME is set. {_REAL}"
        )
    require_loopback("The metadata host", host)
    return Settings(host, get("location"), read_sign_in(get, environment))


def metadata_url(host: str) -> str:
    """Return where the metadata document of *host* (host[:port], or a URL) is."""
    return f"https://{_netloc(host)}/metadata/endpoints?api-version={METADATA}"


def read_cloud(text: str) -> Cloud:
    """Read the metadata document; every endpoint in it must be on loopback.

    Raises PluginError where *text* is no such document: something else listens there.
    """
    try:
        cloud = cloud_from_metadata("the metadata host", json.loads(text))
    except (ValueError, AttributeError, AzureError) as error:
        raise PluginError(f"The response of the metadata host is not cloud metadata. {_HOW_TO}") from error
    require_loopback("The resource manager endpoint", cloud.resource_manager)
    require_loopback("The login endpoint", cloud.authority)
    return cloud


def require_loopback(what: str, address: str) -> None:
    """Raise PluginError unless *address* (host[:port], or a URL) is on this machine."""
    host = urlsplit(f"https://{_netloc(address)}").hostname or ""
    if not _is_loopback(host):
        raise PluginError(f"{what} is {address}. {_REAL}")


def _netloc(address: str) -> str:
    return urlsplit(address).netloc if "://" in address else address.split("/", 1)[0]


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
