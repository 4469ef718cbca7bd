"""Microsoft.OperationalInsights: Log Analytics workspaces."""

from __future__ import annotations

import base64
import secrets
import uuid

from localazure.arm.resource_type import Action, Call, Json, Provider, Write
from localazure.providers.generic import Refusal, Shape, resource_type
from localazure.providers.name_rules import pattern_of

WORKSPACES = "Microsoft.OperationalInsights/workspaces"


def _computed(write: Write) -> Json:
    now = write.azure.clock.now().isoformat()
    return {
        "customerId": str(uuid.uuid4()),
        "createdDate": now,
        "modifiedDate": now,
        "provisioningState": "Succeeded",
    }


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(64)).decode()


def _secrets() -> Json:
    return {"primarySharedKey": _key(), "secondarySharedKey": _key()}


def _shared_keys(call: Call) -> Json:
    assert call.resource is not None
    return call.resource.private


PROVIDER = Provider(
    "Microsoft.OperationalInsights",
    types=(
        resource_type(
            Shape(
                name=WORKSPACES,
                api_versions=(
                    "2015-11-01-preview",
                    "2020-03-01-preview",
                    "2020-08-01",
                    "2020-10-01",
                    "2021-06-01",
                    "2021-12-01-preview",
                    "2022-10-01",
                    "2023-09-01",
                    "2025-02-01",
                    "2025-07-01",
                ),
                name_pattern=pattern_of("Log Analytics workspace"),
                name_refusal=Refusal(
                    400, "InvalidResourceName", "Workspace name '{name}' is invalid."
                ),  # assumed
                required=("location",),
                defaults={
                    "properties": {
                        "features": {"enableLogAccessUsingOnlyResourcePermissions": True},
                        "publicNetworkAccessForIngestion": "Enabled",
                        "publicNetworkAccessForQuery": "Enabled",
                        "retentionInDays": 30,
                        "sku": {"name": "PerGB2018"},
                    }
                },
                computed=_computed,
                secrets=_secrets,
                actions=(Action("sharedKeys", _shared_keys, f"{WORKSPACES}/sharedKeys/action"),),
            )
        ),
    ),
)
