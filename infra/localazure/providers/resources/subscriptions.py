"""Tenants, subscriptions and regions: what the scenario says there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localazure.arm import locations
from localazure.arm.errors import ArmError
from localazure.arm.ids import ResourceId
from localazure.arm.resource_type import Read, Resource, ResourceType
from localazure.providers.resources.versions import SUBSCRIPTIONS

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json, LocalAzure
    from localazure.scenarios import Subscription

TYPE_NAME = "Microsoft.Resources/subscriptions"
_ZONES_SINCE = "2022-12-01"


def start(azure: LocalAzure) -> None:
    """Put the scenario's subscriptions in place; the tags of those already there stay."""
    for subscription in azure.scenario.subscriptions:
        resource_id = ResourceId("", TYPE_NAME, (subscription.id,))
        before = azure.store.find(resource_id)
        tags = before.body.get("tags") if before else None
        body = _body(azure, subscription) | ({"tags": tags} if tags else {})
        azure.store.put(Resource(resource_id, body))


def _body(azure: LocalAzure, subscription: Subscription) -> Json:
    return {
        "id": f"/subscriptions/{subscription.id}",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": subscription.id,
        "tenantId": azure.scenario.tenant.id,
        "displayName": subscription.name,
        "state": subscription.state,
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": subscription.quota_id,
            "spendingLimit": subscription.spending_limit,
        },
    }


def _subscriptions(call: Call) -> Json:
    """List the subscriptions the caller may read; nobody is refused, as in Azure."""
    found = call.azure.store.of_type(TYPE_NAME)
    return {"value": [each.body for each in found if _may_read(call, str(each.id))]}


def _may_read(call: Call, subscription: str) -> bool:
    try:
        call.azure.authorize(call.caller, "Microsoft.Resources/subscriptions/read", subscription)
    except ArmError:
        return False
    return True


def _tenants(call: Call) -> Json:
    tenant = call.azure.scenario.tenant
    return {
        "value": [
            {
                "id": f"/tenants/{tenant.id}",
                "tenantId": tenant.id,
                **({"countryCode": tenant.country} if tenant.country else {}),
                "displayName": tenant.name,
                "domains": [tenant.domain],
                "tenantCategory": "Home",
                "defaultDomain": tenant.domain,
                "tenantType": "AAD",
            }
        ]
    }


def _locations(call: Call) -> Json:
    known = {location["name"] for location in locations.every()}
    zones = call.api_version >= _ZONES_SINCE
    found = [_location(str(call.id), location, known) for location in locations.known(call.azure)]
    return {"value": [each | (_zones(each["name"]) if zones else {}) for each in found]}


def _zones(region: str) -> Json:
    """Return which building each zone of a subscription is: in Azure another one for every subscription."""
    found = next(found for found in locations.every() if found["name"] == region)
    mapped = [{"logicalZone": zone, "physicalZone": f"{region}-az{zone}"} for zone in "123"]
    return {"availabilityZoneMappings": mapped} if found.get("zones") else {}


def _location(subscription: str, location: dict[str, Any], known: set[str]) -> Json:
    metadata = {
        "regionType": "Physical",
        **{name: location[name] for name in ("regionCategory", "geography", "geographyGroup")},
        **{name: location[name] for name in ("longitude", "latitude", "physicalLocation")},
        "pairedRegion": [],
    }
    if location["pairedRegion"] in known:
        pair = location["pairedRegion"]
        metadata["pairedRegion"] = [{"name": pair, "id": f"{subscription}/locations/{pair}"}]
    return {
        "id": f"{subscription}/locations/{location['name']}",
        "name": location["name"],
        "type": "Region",
        "displayName": location["displayName"],
        "regionalDisplayName": f"({location['geographyGroup']}) {location['displayName']}",
        "metadata": metadata,
    }


TYPE = ResourceType(TYPE_NAME, SUBSCRIPTIONS, tracked=False, scope="tenant", system_data=False)
READS = (
    Read("/subscriptions", _subscriptions, SUBSCRIPTIONS, right="", scope="root"),
    Read("/tenants", _tenants, SUBSCRIPTIONS, right="", scope="root"),
    Read(
        "/subscriptions/{subscriptionId}/locations",
        _locations,
        SUBSCRIPTIONS,
        right="Microsoft.Resources/subscriptions/locations/read",
        scope="root",
    ),
)
