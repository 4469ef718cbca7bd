"""Microsoft.ManagedIdentity: user-assigned identities."""

from __future__ import annotations

import uuid

from localazure.arm.resource_type import Json, Provider, Write
from localazure.providers.api_versions import served
from localazure.providers.generic import PlainType, Refusal, resource_type

IDENTITIES = "Microsoft.ManagedIdentity/userAssignedIdentities"


def _computed(write: Write) -> Json:
    return {
        "clientId": str(uuid.uuid4()),
        "principalId": str(uuid.uuid4()),
        "tenantId": write.azure.scenario.tenant.id,
    }


PROVIDER = Provider(
    "Microsoft.ManagedIdentity",
    types=(
        resource_type(
            PlainType(
                name=IDENTITIES,
                api_versions=served(IDENTITIES),
                name_pattern="[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}",
                name_refusal=Refusal(
                    400, "InvalidResourceName", "Identity name '{name}' is invalid."
                ),  # assumed
                computed=_computed,
            )
        ),
    ),
)
