"""Microsoft.Compute: VM sizes and the (separate) compute quota, for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure import catalogue
from localazure.arm import locations
from localazure.arm.resource_type import Call, Json, Provider, Read
from localazure.providers.api_versions import served

if TYPE_CHECKING:
    from localazure.catalogue import Sku

API_VERSIONS = served("Microsoft.Compute")


def _usages(call: Call) -> Json:
    """The compute quota is separate from Azure ML's; nothing here uses it, and its limits are the scenario's."""
    region = locations.canonical(call.query["location"])
    families = sorted({sku.family for sku in catalogue.load().skus})
    return {
        "value": [
            {
                "unit": "Count",
                "currentValue": 0,
                "limit": call.azure.scenario.quotas.limit(region, family),
                "name": {"value": family, "localizedValue": f"{family} vCPUs"},
            }
            for family in families
        ]
    }


def _skus(call: Call) -> Json:
    """Every size in every region: no source says which region has which (assumed)."""
    regions = locations.names(call.azure)
    location = call.query.get("$filter", "").replace(" ", "").removeprefix("locationeq").strip("'")
    shown = [name for name in regions if not location or name == locations.canonical(location)]
    return {"value": [_sku(sku, shown) for sku in catalogue.load().skus] if shown else []}


def _sku(sku: Sku, regions: list[str]) -> Json:
    capabilities = {"vCPUs": sku.vcpus, "GPUs": sku.gpus, "MemoryGB": sku.memory_gb}
    return {
        "resourceType": "virtualMachines",
        "name": sku.name,
        "tier": "Standard",
        "family": sku.family,
        "locations": regions,
        "locationInfo": [{"location": name, "zones": []} for name in regions],
        "capabilities": [{"name": k, "value": str(v)} for k, v in capabilities.items() if v is not None],
        "restrictions": [],
    }


PROVIDER = Provider(
    "Microsoft.Compute",
    reads=(
        Read("locations/{location}/usages", _usages, API_VERSIONS, "Microsoft.Compute/locations/usages/read"),
        Read("skus", _skus, API_VERSIONS, "Microsoft.Compute/skus/read"),
    ),
)
