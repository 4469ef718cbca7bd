"""locations/…/usages, quotas and vmSizes: the cores Azure ML gives a subscription in a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure import catalogue
from localazure.arm.locations import canonical
from localazure.arm.resource_type import Call, Json, Read
from localazure.providers.machinelearning import names, quota

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure
    from localazure.catalogue import Sku

CLUSTERS = 200
DEDICATED = ("TotalDedicatedCores", "Total Cluster Dedicated Regional vCPUs")
LOW_PRIORITY = ("TotalLowPriorityCores", "Total Cluster Low Priority Regional vCPUs")


def _skus(azure: LocalAzure) -> list[Sku]:
    return [sku for sku in catalogue.load().skus if azure.scenario.compute.has(sku.name)]


def _families(azure: LocalAzure) -> list[str]:
    return sorted({sku.family for sku in _skus(azure)})


def _subscription_and_region(call: Call) -> tuple[str, str]:
    return call.id.subscription_id or call.id.name, canonical(call.query["location"])


def _usages(call: Call) -> Json:
    """Dedicated cores, then low-priority ones, which nothing here uses; each family once in either, by one name.

    The shape is that of Azure/azure-powershell's recording Get-ServiceUsage.
    """
    subscription, region = _subscription_and_region(call)
    used, families = quota.used(call.azure, subscription, region), _families(call.azure)
    limit = call.azure.scenario.quotas.limit
    dedicated = [
        _family_row(call, family, "dedicatedCores", (used.get(family, 0), limit(region, family)))
        for family in families
    ]
    low_priority = [_family_row(call, family, "lowPriorityCores", (0, -1)) for family in families]
    most = quota.total_limit(call.azure, region, families)
    return {
        "value": [
            _row(f"{call.id}", "totalClusters", ("TotalClusters", "Total Clusters"), (0, CLUSTERS)),
            _row(f"{call.id}", "totalDedicatedCores", DEDICATED, (sum(used.values()), most)),
            *dedicated,
            _row(f"{call.id}", "totalLowPriorityCores", LOW_PRIORITY, (0, 0)),
            *low_priority,
        ]
    }


def _family_row(call: Call, family: str, kind: str, count: tuple[int, int]) -> Json:
    name = (family, f"{family} Cluster {'Dedicated' if kind == 'dedicatedCores' else 'LowPriority'} vCPUs")
    return _row(_row_id(call, "usages", family), f"vmFamily/{kind}", name, count)


def _row(id_: str, kind: str, name: tuple[str, str], count: tuple[int, int]) -> Json:
    return {
        "id": id_,
        "type": f"{names.NAMESPACE}/{kind}/usages",
        "unit": "Count",
        "currentValue": count[0],
        "limit": count[1],
        "name": {"value": name[0], "localizedValue": name[1]},
    }


def _quotas(call: Call) -> Json:
    """The shape is that of Azure/azure-powershell's recording Get-ServiceQuota: what workspaces were given apart is not kept."""
    _, region = _subscription_and_region(call)
    return {
        "value": [
            {
                "id": _row_id(call, "quotas", family),
                "type": f"{names.NAMESPACE}/vmFamily/dedicatedCores/quotas",
                "unit": "Count",
                "limit": call.azure.scenario.quotas.limit(region, family),
                "location": None,
                "name": {"value": family, "localizedValue": f"{family} Cluster Dedicated vCPUs"},
            }
            for family in _families(call.azure)
        ]
    }


def _row_id(call: Call, kind: str, family: str) -> str:
    return f"{call.id}/{kind}/{family.replace(' ', '_')}"


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
