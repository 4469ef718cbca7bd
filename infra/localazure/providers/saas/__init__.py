"""Microsoft.SaaS: what is bought in the Marketplace shows as a resource in its resource group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localazure.arm.ids import ResourceId
from localazure.arm.resource_type import Provider, Resource, ResourceType
from localazure.providers.api_versions import served

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure

RESOURCES = "Microsoft.SaaS/resources"


@dataclass(frozen=True)
class Purchase:
    """An offer's plan, and the id of the ARM resource it was bought for."""

    publisher: str
    offer: str
    plan: str
    bought_for: ResourceId

    @property
    def id(self) -> ResourceId:
        """The id of the SaaS resource: how Azure names those of Azure ML is not published (assumed)."""
        return ResourceId(self.bought_for.scope, RESOURCES, ("-".join(self.bought_for.names),))


def put(azure: LocalAzure, purchase: Purchase) -> None:
    """Write the SaaS resource of *purchase*. PlainType: Microsoft.SaaS/resources@2018-03-01-beta."""
    now = azure.clock.now().isoformat()
    properties = {
        "publisherId": purchase.publisher,
        "offerId": purchase.offer,
        "skuId": purchase.plan,
        "saasResourceName": purchase.id.name,
        "paymentChannelType": "SubscriptionDelegated",
        "paymentChannelMetadata": {
            "AzureSubscriptionId": purchase.bought_for.subscription_id,
            "ResourceUri": str(purchase.bought_for),
        },
        "quantity": 1,
        "autoRenew": True,
        "isFreeTrial": False,
        "status": "Subscribed",
        "created": now,
        "lastModified": now,
    }
    body = {"id": str(purchase.id), "name": purchase.id.name, "type": RESOURCES, "location": "global"}
    azure.store.put(Resource(purchase.id, body | {"properties": properties}, created=now, changed=now))


PROVIDER = Provider("Microsoft.SaaS", types=(ResourceType(RESOURCES, served(RESOURCES), system_data=False),))
