"""Which resource providers there are, what they offer, and registering for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm import locations, refusals
from localazure.arm.registration import ALWAYS, is_registered, set_registered
from localazure.arm.resource_type import Read
from localazure.providers.resources.versions import RESOURCES

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json, Provider, ResourceType

ONE = "/subscriptions/{subscriptionId}/providers/{resourceProviderNamespace}"


def _list(call: Call) -> Json:
    return {"value": [_body(call, provider) for provider in call.azure.providers.all]}


def _list_of_tenant(call: Call) -> Json:
    """What there is at all: registrations are a subscription's."""
    regions = [region["displayName"] for region in locations.known(call.azure)]
    return {
        "value": [
            {"namespace": each.namespace, "resourceTypes": [_type(one, regions) for one in each.types]}
            for each in call.azure.providers.all
        ]
    }


def _get(call: Call) -> Json:
    return _body(call, _named(call))


def _register(call: Call) -> Json:
    return _set(call, registered=True)


def _unregister(call: Call) -> Json:
    return _set(call, registered=False)


def _set(call: Call, *, registered: bool) -> Json:
    provider, subscription = _named(call), call.id.name
    if provider.namespace.lower() not in ALWAYS:
        set_registered(call.azure, subscription, provider.namespace, registered)
    return _body(call, provider)


def _named(call: Call) -> Provider:
    namespace = call.query["resourceProviderNamespace"]
    provider = call.azure.providers.find(namespace)
    if provider is None:
        raise refusals.invalid_namespace(namespace)
    return provider


def _body(call: Call, provider: Provider) -> Json:
    registered = is_registered(call.azure, call.id.name, provider.namespace)
    regions = [region["displayName"] for region in locations.known(call.azure)]
    return {
        "id": f"{call.id}/providers/{provider.namespace}",
        "namespace": provider.namespace,
        "resourceTypes": [_type(each, regions) for each in provider.types],
        "registrationState": "Registered" if registered else "NotRegistered",
        "registrationPolicy": "RegistrationRequired"
        if provider.namespace.lower() not in ALWAYS
        else "RegistrationFree",
    }


def _type(resource_type: ResourceType, regions: list[str]) -> Json:
    tracked = resource_type.tracked
    return {
        "resourceType": resource_type.name.split("/", 1)[1],
        "locations": regions if tracked else [],
        "apiVersions": sorted(resource_type.api_versions, reverse=True),
        "capabilities": "SupportsTags, SupportsLocation" if tracked else "None",
    }


READS = (
    Read("/providers", _list_of_tenant, RESOURCES, right="", scope="root"),
    Read(
        "/subscriptions/{subscriptionId}/providers",
        _list,
        RESOURCES,
        right="Microsoft.Resources/subscriptions/providers/read",
        scope="root",
    ),
    Read(ONE, _get, RESOURCES, right="Microsoft.Resources/subscriptions/providers/read", scope="root"),
    Read(
        f"{ONE}/register",
        _register,
        RESOURCES,
        right="{resourceProviderNamespace}/register/action",
        method="POST",
        scope="root",
    ),
    Read(
        f"{ONE}/unregister",
        _unregister,
        RESOURCES,
        right="{resourceProviderNamespace}/unregister/action",
        method="POST",
        scope="root",
    ),
)
