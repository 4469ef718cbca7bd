"""What a model's registry says: a public registry asks no right, but lies at an address of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import REGISTRY
from modelstacks.azure.arm_id import ArmId
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.registry_facts import RegistryModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.preflight.azure_requests import Requests

REGISTRIES = "Microsoft.MachineLearningServices/registries"
DISCOVERY_URL = "https://eastus.api.azureml.ms"
"""Where registries are found; azure-ai-ml asks the same. REGISTRY_DISCOVERY_ENDPOINT_URL names another."""


async def read_model(azure: Requests, discovery_url: str, registry: str, name: str) -> RegistryModel | Absent:
    """Return what the registry says of the model's newest version. Raises AzureError."""
    model = await _model(azure, discovery_url, registry, name)
    container = model and await azure.find(model, REGISTRY)
    latest = container and container["properties"].get("latestVersion")
    if not latest:
        return Absent()
    body = await azure.get(f"{model}/versions/{latest}", REGISTRY)
    return _registry_model(latest, body["properties"].get("properties", {}))


async def has_version(azure: Requests, discovery_url: str, asset: tuple[str, str, str]) -> bool:
    """Say whether there is such an asset: its registry, name and version. Raises AzureError."""
    registry, name, version = asset
    model = await _model(azure, discovery_url, registry, name)
    return bool(model and await azure.find(f"{model}/versions/{version}", REGISTRY))


async def _model(azure: Requests, discovery_url: str, registry: str, name: str) -> str | None:
    """Return the model's URL, or None where there is no such registry."""
    where = await azure.find(
        f"{discovery_url}/registrymanagement/v1.0/registries/{registry}/discovery", REGISTRY
    )
    if where is None:
        return None
    front = f"{where['primaryRegionResourceProviderUri'].rstrip('/')}/mferp/managementfrontend"
    group = ArmId.at(where["subscriptionId"], where["resourceGroup"])
    return f"{front}{group.resource(REGISTRIES, registry).child('models', name)}"


def _registry_model(version: str, properties: Mapping[str, Any]) -> RegistryModel:
    """The properties' names are azureml-assets' own; a flag that is not there is unknown."""
    skus = [sku.strip() for sku in properties.get("inference-recommended-sku", "").split(",") if sku.strip()]
    flag = {key.lower(): value for key, value in properties.items()}.get("sharedcomputecapacityenabled")
    allowed = None if flag is None else str(flag).lower() == "true"
    return RegistryModel(version, tuple(skus) or None, allowed)
