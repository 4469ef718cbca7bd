"""vaults/secrets: a secret written through ARM; its value never comes back."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Draft, Json, Resource, ResourceType, Write
from localazure.providers import bodies
from localazure.providers.keyvault.vaults import API_VERSIONS

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure

SECRETS = "Microsoft.KeyVault/vaults/secrets"


def _put(write: Write) -> Draft:
    body = bodies.check(SECRETS, write.body)
    properties = body["properties"]
    now = int(write.azure.clock.now().timestamp())
    created = write.before.properties["attributes"]["created"] if write.before else now
    properties["attributes"] = {"enabled": True} | properties.get("attributes", {})
    properties["attributes"] |= {"created": created, "updated": now}
    previous = write.before.private if write.before else {}
    value = properties.pop("value", None)
    private = {"value": value, "version": secrets.token_hex(16)} if value is not None else previous
    return Draft(body, private)


def _view(azure: LocalAzure, secret: Resource) -> Json:
    uri = f"{azure.url}/keyvault/{secret.id.names[0]}/secrets/{secret.id.name}"
    addresses = {"secretUri": uri, "secretUriWithVersion": f"{uri}/{secret.private.get('version', '')}"}
    return secret.body | {"properties": secret.properties | addresses}


TYPE = ResourceType(
    name=SECRETS,
    api_versions=API_VERSIONS,
    put=_put,
    view=_view,
    name_pattern="[a-zA-Z0-9-]{1,127}",
    name_error=lambda id_: ArmError(
        400, "BadRequest", f"The secret name '{id_.name}' is invalid."
    ),  # wording assumed
    tracked=False,
    system_data=False,
)
