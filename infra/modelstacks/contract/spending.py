"""Level 2: what one managed deployment and one bought model would send and cost. Nothing is sent: pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog import Catalog, Model, Sku
    from modelstacks.spec import DeploymentsSpec

PRICES = "Prices: https://azure.microsoft.com/pricing"
FEWEST_CORES = 4
WORKSPACE = "…/workspaces/contract-RUN"


def spending(packaged: DeploymentsSpec, catalog: Catalog, region: str | None) -> Iterator[str]:
    """Yield the lines. Raises UsageError where the catalogue has no model or VM size for them."""
    where = region or next(iter(packaged.workspaces))
    managed = _first(row.model for row in packaged.deployments if row.mode == "managed" and row.model.version)
    bought = _first(
        row.model
        for row in packaged.deployments
        if row.mode == "serverless" and row.model.needs_marketplace_subscription("serverless")
    )
    yield "Nothing is sent yet: this is what it would be, after the steps of --create.\n"
    yield from _managed(managed, _smallest(catalog), where)
    yield from _bought(bought, where)


def _managed(model: Model, sku: Sku, region: str) -> Iterator[str]:
    yield f"One CPU deployment: {model.name} on {sku.name} in {region}"
    deployment = {
        "location": region,
        "sku": {"name": "Default", "capacity": 1},
        "properties": {
            "endpointComputeType": "Managed",
            "model": model.asset_id(),
            "instanceType": sku.name,
        },
    }
    yield from _request(f"{WORKSPACE}/onlineEndpoints/empty-RUN/deployments/cpu-RUN", deployment)
    yield "  No row of the catalogue names a model that runs on CPUs: its container may\n  not start. What Azure answers to the request is told all the same."
    yield f"  Costs {sku.vcpus} cores by the hour while it exists, about 20 minutes: the\n  price of one {sku.name} in {region}.\n  {PRICES}\n"


def _bought(model: Model, region: str) -> Iterator[str]:
    yield f"One Marketplace model: {model.name} in {region}"
    name = model.name.replace(".", "-")
    yield from _request(f"{WORKSPACE}/marketplaceSubscriptions/{name}", {"properties": {"modelId": model.id}})
    endpoint = {
        "location": region,
        "sku": {"name": "Consumption"},
        "properties": {"authMode": "Key", "modelSettings": {"modelId": model.id}},
    }
    yield from _request(f"{WORKSPACE}/serverlessEndpoints/bought-RUN", endpoint)
    yield f"  Costs nothing while unused; one chat of 8 tokens, by {model.publisher}'s\n  price in the Marketplace.\n  {PRICES}"


def _request(path: str, body: dict[str, Any]) -> Iterator[str]:
    yield f"  PUT {path}\n    ?api-version={MACHINE_LEARNING}"
    yield "\n".join(f"    {line}" for line in json.dumps(body, indent=1).splitlines())


def _first(models: Iterator[Model]) -> Model:
    found = next(models, None)
    if found is None:
        raise UsageError("The catalogue's rows leave nothing to buy for --spend.\nLeave --rows out.")
    return found


def _smallest(catalog: Catalog) -> Sku:
    """Of the VM sizes without a GPU that have at least four cores: a container of a small model needs them (assumed)."""
    cpu = [sku for sku in catalog.skus if not sku.gpus and sku.vcpus >= FEWEST_CORES]
    return min(cpu, key=lambda sku: (sku.vcpus, sku.name))
