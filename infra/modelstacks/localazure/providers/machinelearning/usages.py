"""locations/…/usages, quotas and vmSizes: the cores Azure ML gives a subscription in a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks import catalog
from modelstacks.localazure.arm.locations import canonical
from modelstacks.localazure.arm.resource_type import Call, Json, Read
from modelstacks.localazure.providers.machinelearning import names, quota

if TYPE_CHECKING:
    from modelstacks.catalog import Sku
    from modelstacks.localazure.azure import LocalAzure


def _skus(azure: LocalAzure) -> list[Sku]:
    return [sku for sku in catalog.load().skus if azure.scenario.compute.has(sku.name)]


def _families(azure: LocalAzure) -> list[str]:
    return sorted({sku.family for sku in _skus(azure)})


def _subscription_and_region(call: Call) -> tuple[str, str]:
    return call.id.subscription_id or call.id.name, canonical(call.query["location"])


def _usages(call: Call) -> Json:
    subscription, region = _subscription_and_region(call)
    used = quota.used(call.azure, subscription, region)
    return {
        "value": [
            {
                "id": _row_id(call, region, "usages", family),
                "type": f"{names.NAMESPACE}/usages",
                "unit": "Count",
                "currentValue": used.get(family, 0),
                "limit": call.azure.scenario.quotas.limit(region, family),
                "name": {"value": family, "localizedValue": f"{family} Cluster Dedicated vCPUs"},
            }
            for family in _families(call.azure)
        ]
    }


def _quotas(call: Call) -> Json:
    _, region = _subscription_and_region(call)
    return {
        "value": [
            {
                "id": _row_id(call, region, "quotas", family),
                "type": f"{names.NAMESPACE}/quotas",
                "unit": "Count",
                "limit": call.azure.scenario.quotas.limit(region, family),
                "name": {"value": family, "localizedValue": f"{family} Cluster Dedicated vCPUs"},
            }
            for family in _families(call.azure)
        ]
    }


def _row_id(call: Call, region: str, kind: str, family: str) -> str:
    return f"{call.id}/providers/{names.NAMESPACE}/locations/{region}/{kind}/{family}"


def _vm_sizes(call: Call) -> Json:
    return {"value": [_vm_size(sku) for sku in _skus(call.azure)]}


def _vm_size(sku: Sku) -> Json:
    known = {
        "name": sku.name,
        "family": sku.family,
        "vCPUs": sku.vcpus,
        "gpus": sku.gpus,
        "memoryGB": sku.memory_gb,
        "maxResourceVolumeMB": sku.temp_disk_gib * 1024 if sku.temp_disk_gib else None,
        "lowPriorityCapable": False,
        "premiumIO": True,
        "supportedComputeTypes": ["ManagedOnlineEndpoint"],
    }
    return {name: value for name, value in known.items() if value is not None}


READS = (
    Read(
        "locations/{location}/usages", _usages, names.API_VERSIONS, f"{names.NAMESPACE}/locations/usages/read"
    ),
    Read(
        "locations/{location}/quotas", _quotas, names.API_VERSIONS, f"{names.NAMESPACE}/locations/quotas/read"
    ),
    Read(
        "locations/{location}/vmSizes",
        _vm_sizes,
        names.API_VERSIONS,
        f"{names.NAMESPACE}/locations/vmsizes/read",
    ),
)
