"""Microsoft.ContainerRegistry: container registries (no images behind them)."""

from __future__ import annotations

import secrets
from copy import deepcopy
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Action, Call, Json, Provider, Resource, Write
from localazure.providers.api_versions import served
from localazure.providers.generic import PlainType, Refusal, resource_type

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure

REGISTRIES = "Microsoft.ContainerRegistry/registries"
_POLICIES: Json = {
    "quarantinePolicy": {"status": "disabled"},
    "trustPolicy": {"type": "Notary", "status": "disabled"},
    "retentionPolicy": {"days": 7, "status": "disabled"},
    "exportPolicy": {"status": "enabled"},
    "azureADAuthenticationAsArmPolicy": {"status": "enabled"},
}
"""What a registry has from the start (recording azd-Publish_ContainerApp_RemoteBuild_default_publish)."""


def _computed(write: Write) -> Json:
    now = write.azure.clock.now().isoformat()
    policies = deepcopy(_POLICIES)
    policies["retentionPolicy"]["lastUpdatedTime"] = now
    return {"creationDate": now, "provisioningState": "Succeeded", "policies": policies}


def _tier(write: Write) -> Json:
    """Return the SKU's tier, which is its name."""
    name = (write.body.get("sku") or {}).get("name")
    return {"sku": {"tier": name}} if name else {}


def _addresses(azure: LocalAzure, registry: Resource) -> Json:
    return {
        "loginServer": f"{azure.url.removeprefix('https://')}/containerregistry/{registry.id.name.lower()}"
    }


def _credentials(call: Call) -> Json:
    assert call.resource is not None
    if not call.resource.properties.get("adminUserEnabled"):
        raise ArmError(
            400, "UnAuthorizedForCredentialOperations", "Admin user is disabled."
        )  # wording assumed
    passwords = [{"name": name, "value": value} for name, value in call.resource.private["passwords"].items()]
    return {"username": call.id.name, "passwords": passwords}


PROVIDER = Provider(
    "Microsoft.ContainerRegistry",
    types=(
        resource_type(
            PlainType(
                name=REGISTRIES,
                api_versions=served(REGISTRIES),
                name_pattern="[a-zA-Z0-9]{5,50}",
                name_refusal=Refusal(
                    400, "InvalidResourceName", "Registry name '{name}' is invalid."
                ),  # assumed
                taken=Refusal(
                    409, "AlreadyInUse", "The registry DNS name {name}.azurecr.io is already in use."
                ),
                required=("sku.name",),
                defaults={
                    "properties": {
                        "adminUserEnabled": False,
                        "anonymousPullEnabled": False,
                        "dataEndpointEnabled": False,
                        "dataEndpointHostNames": [],
                        "encryption": {"status": "disabled"},
                        "privateEndpointConnections": [],
                        "networkRuleBypassOptions": "AzureServices",
                        "publicNetworkAccess": "Enabled",
                        "zoneRedundancy": "Disabled",
                    }
                },
                computed=_computed,
                addresses=_addresses,
                guard=_tier,
                secrets=lambda: {
                    "passwords": {name: secrets.token_urlsafe(32) for name in ("password", "password2")}
                },
                actions=(Action("listCredentials", _credentials, f"{REGISTRIES}/listCredentials/action"),),
            )
        ),
    ),
)
