"""Microsoft.OperationalInsights: Log Analytics workspaces."""

from __future__ import annotations

import base64
import secrets
import uuid
from datetime import timedelta

from localazure.arm.resource_type import Action, Call, Json, Operation, Provider, Write
from localazure.arm.wire import Wire
from localazure.providers.api_versions import served
from localazure.providers.generic import PlainType, Refusal, resource_type
from localazure.providers.name_rules import pattern_of

WORKSPACES = "Microsoft.OperationalInsights/workspaces"
_WIRE = Wire(
    status_path="locations/{location}/operationstatuses/{operation}",
    result_path="{resource}/operationresults/{operation}",
    status_version="2015-11-01-preview",
    retry_after_s=0,
    fields=("id", "name", "startTime", "endTime", "properties"),
)
"""Recording azd-Up_Down_ContainerApp; a PUT is done at once here, which is assumed."""


def _computed(write: Write) -> Json:
    now = write.azure.clock.now().isoformat()
    return {
        "customerId": str(uuid.uuid4()),
        "createdDate": now,
        "modifiedDate": now,
        "provisioningState": "Succeeded",
        "workspaceCapping": {
            "dailyQuotaGb": -1.0,
            "quotaNextResetTime": (write.azure.clock.now() + timedelta(days=1)).isoformat(),
            "dataIngestionStatus": "RespectQuota",
        },
    }


def _dated_sku(write: Write) -> Json:
    """Return when the SKU was set first: nothing here changes it later."""
    now = write.azure.clock.now().isoformat()
    updated = write.before.properties["sku"]["lastSkuUpdate"] if write.before else now
    return {"properties": {"sku": {"lastSkuUpdate": updated}}}


def _delete(_: Call) -> Operation:
    return Operation("Deleting")


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
            PlainType(
                name=WORKSPACES,
                api_versions=served(WORKSPACES),
                name_pattern=pattern_of("Log Analytics workspace"),
                name_refusal=Refusal(
                    400, "InvalidResourceName", "Workspace name '{name}' is invalid."
                ),  # assumed
                defaults={
                    "properties": {
                        "features": {
                            "legacy": 0,
                            "searchVersion": 1,
                            "enableLogAccessUsingOnlyResourcePermissions": True,
                        },
                        "publicNetworkAccessForIngestion": "Enabled",
                        "publicNetworkAccessForQuery": "Enabled",
                        "retentionInDays": 30,
                        "sku": {"name": "PerGB2018"},
                    }
                },
                computed=_computed,
                secrets=_secrets,
                guard=_dated_sku,
                system_data=False,
                delete=_delete,
                wire=_WIRE,
                actions=(
                    Action("sharedKeys", _shared_keys, f"{WORKSPACES}/sharedKeys/action"),
                    # Templates ask so (recording azd-Up_Down_ContainerApp); the right is assumed.
                    Action("listKeys", _shared_keys, f"{WORKSPACES}/listKeys/action"),
                ),
            )
        ),
    ),
)
