"""Many deployments over seven regions: what `scripts/bench` measures and tests count the requests of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estate import A100, Estate, deployment_body, serverless_body, workspace
from examined import OURS, TODAY
from modelstacks.catalog import load

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from modelstacks.catalog import Model

REGIONS = ("eastus", "eastus2", "northcentralus", "southcentralus", "swedencentral", "westus", "westus3")
MANAGED = "Phi-4"


def serverless_models() -> list[Model]:
    """Models that all seven regions offer serverless, and that are not retired."""
    alive = [model for model in load().models if model.lifecycle.stage(TODAY) != "retired"]
    return [model for model in alive if all(model.is_offered("serverless", at) for at in REGIONS)]


def build(azure: LocalAzureServer) -> Estate:
    """Make a group with an Azure ML workspace in each region."""
    estate = Estate(azure)
    stands_on = {
        "storageAccount": estate.storage_account(),
        "keyVault": estate.key_vault(),
        "applicationInsights": estate.component(),
    }
    for region in REGIONS:
        body = {"location": region, "kind": "Default", "properties": stands_on}
        estate.put(workspace(f"ml-{region}"), body)
    return estate


def choices(count: int) -> list[tuple[str, str, str]]:
    """Return (model, mode, region) of each: at least half managed, models in turn, never twice in a project."""
    models = [model.name for model in serverless_models()]
    turns = [(models[turn % len(models)], region) for turn in range(len(models)) for region in REGIONS]
    serverless = [(model, "serverless", region) for model, region in turns][: count // 2]
    managed = [(MANAGED, "managed", REGIONS[turn % len(REGIONS)]) for turn in range(count - len(serverless))]
    return [*serverless, *managed]


def write_spec(estate: Estate, folder: Path, count: int, *, sized: bool = True) -> Path:
    """Write the spec of that many; *sized*: managed ones name their VM size."""
    lines = [
        f"subscription: {estate.azure.subscription}",
        f"resource_group: {estate.group.rpartition('/')[2]}",
        "workspaces:",
        *(f"  {region}: ml-{region}" for region in REGIONS),
        "deployments:",
    ]
    for number, (model, mode, region) in enumerate(choices(count)):
        size = f", instance_type: {A100}" if mode == "managed" and sized else ""
        lines.append(f"  d{number}-{estate.tag}: {{model: {model}, mode: {mode}, regions: [{region}]{size}}}")
    path = folder / "deployments.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


def deploy(estate: Estate, count: int) -> None:
    """Deploy that many, as this stack's own."""
    catalog = load()
    for number, (name, mode, region) in enumerate(choices(count)):
        model, at, own = catalog.model(name), workspace(f"ml-{region}"), {"location": region, "tags": OURS}
        endpoint = f"d{number}-{estate.tag}"
        if mode == "serverless":
            if model.needs_marketplace_subscription("serverless"):
                estate.subscribe(at, model.id, model.name.replace(".", "-"))
            estate.put(f"{at}/serverlessEndpoints/{endpoint}", serverless_body(model.id) | own)
        else:
            estate.put(f"{at}/onlineEndpoints/{endpoint}", {"properties": {"authMode": "Key"}} | own)
            estate.put(f"{at}/onlineEndpoints/{endpoint}/deployments/{endpoint}", deployment_body() | own)
