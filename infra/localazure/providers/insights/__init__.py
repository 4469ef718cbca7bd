"""Microsoft.Insights: Application Insights components, and autoscale settings (kept and answered; nothing scales)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from localazure.arm.resource_type import Json, Provider, Resource, Write
from localazure.providers.api_versions import served
from localazure.providers.generic import PlainType, Refusal, resource_type
from localazure.providers.links import must_exist
from localazure.providers.name_rules import pattern_of

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure

COMPONENTS = "Microsoft.Insights/components"
AUTOSCALE_SETTINGS = "Microsoft.Insights/autoscaleSettings"


def _computed(write: Write) -> Json:
    return {
        "AppId": str(uuid.uuid4()),
        "ApplicationId": write.id.name,
        "CreationDate": write.azure.clock.now().isoformat(),
        "InstrumentationKey": str(uuid.uuid4()),
        "Name": write.id.name,
        "TenantId": write.id.subscription_id,  # Azure shows the subscription here
        "provisioningState": "Succeeded",
    }


def _addresses(azure: LocalAzure, component: Resource) -> Json:
    key, app = component.properties["InstrumentationKey"], component.properties["AppId"]
    endpoint = f"{azure.url}/insights/"
    return {
        "ConnectionString": f"InstrumentationKey={key};IngestionEndpoint={endpoint};LiveEndpoint={endpoint};"
        f"ApplicationId={app}"
    }


def _scales_something(write: Write) -> None:
    must_exist(write, "targetResourceUri")


def _guard(write: Write) -> None:
    must_exist(write, "WorkspaceResourceId")


PROVIDER = Provider(
    "Microsoft.Insights",
    types=(
        resource_type(
            PlainType(
                name=AUTOSCALE_SETTINGS,
                api_versions=served(AUTOSCALE_SETTINGS),
                name_pattern=r"[^<>*%&:?+/\\]{1,260}",
                name_refusal=Refusal(
                    400, "InvalidResourceName", "Resource name '{name}' is invalid."
                ),  # assumed
                required=("properties.profiles",),
                defaults={"properties": {"enabled": True}},
                guard=_scales_something,
            )
        ),
        resource_type(
            PlainType(
                name=COMPONENTS,
                api_versions=served(COMPONENTS),
                name_pattern=pattern_of("Application Insights component"),
                name_refusal=Refusal(
                    400, "InvalidResourceName", "Resource name '{name}' is invalid."
                ),  # assumed
                required=("kind", "properties.Application_Type"),
                defaults={
                    "properties": {
                        "Flow_Type": "Bluefield",
                        "IngestionMode": "LogAnalytics",
                        "Request_Source": "rest",
                        "RetentionInDays": 90,
                        "publicNetworkAccessForIngestion": "Enabled",
                        "publicNetworkAccessForQuery": "Enabled",
                    }
                },
                computed=_computed,
                addresses=_addresses,
                guard=_guard,
            )
        ),
    ),
)
