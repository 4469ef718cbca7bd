"""What the registries answer: discovery, model containers, model versions. Pure functions of the catalogue's models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localazure import catalogue
from localazure.registry.models import version_of

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure
    from localazure.catalogue import Model

# Registries live in a subscription of Microsoft's; which one is not published (assumed).
SUBSCRIPTION_ID = "00000000-0000-0000-0000-000000000000"
PRIMARY_REGION = "eastus"
UNKNOWN_DAY = "2026-11-20"
"""The creation date of a model without one: a user's own (assumed)."""


def discovery(azure: LocalAzure, registry: str) -> dict[str, Any] | None:
    """Return where *registry* is served, or None if there is no such registry.

    azure-ai-ml appends `mferp/managementfrontend` to the URI, so it ends with a slash.
    """
    known = next((name for name in _registries() if name.lower() == registry.lower()), None)
    if known is None:
        return None
    return {
        "registryName": known,
        "tenantId": azure.scenario.tenant.id,
        "primaryRegion": PRIMARY_REGION,
        "regions": [PRIMARY_REGION],
        "subscriptionId": SUBSCRIPTION_ID,
        "resourceGroup": f"{known}-rg",
        "primaryRegionResourceProviderUri": f"{azure.url}/",
    }


def _registries() -> list[str]:
    """Return the names of all registries: one of a user's own model stands in that model's row alone."""
    known = catalogue.load()
    return [*(row.name for row in known.registries), *(model.registry for model in known.models)]


def container(model: Model) -> dict[str, Any]:
    """Return the model without a version."""
    return {
        "id": model.id,
        "name": model.name,
        "type": "Microsoft.MachineLearningServices/registries/models",
        "systemData": _system_data(model),
        "properties": {
            "description": "",
            "isArchived": False,
            "latestVersion": version_of(model),
            "properties": {},
            "tags": {},
        },
    }


def version(model: Model) -> dict[str, Any]:
    """Return the model's one version; what the catalogue does not know is left out of its properties."""
    number = version_of(model)
    return {
        "id": model.asset_id(number),
        "name": number,
        "type": "Microsoft.MachineLearningServices/registries/models/versions",
        "systemData": _system_data(model),
        "properties": {
            "description": "",
            "flavors": {},
            "isAnonymous": False,
            "isArchived": False,
            "modelType": "custom_model",
            "modelUri": f"{model.asset_id(number)}/artifacts",
            "properties": _properties(model),
            "tags": {"author": model.publisher} | ({"task": model.task} if model.task else {}),
        },
    }


def _properties(model: Model) -> dict[str, str]:
    managed = model.managed_compute
    known = {
        "SharedComputeCapacityEnabled": "True" if model.shared_quota.allowed else None,
        "inference-min-sku-spec": managed.min_sku_spec if managed else None,
        "inference-recommended-sku": ", ".join(managed.recommended_skus or ()) if managed else None,
    }
    return {name: value for name, value in known.items() if value}


def _system_data(model: Model) -> dict[str, str]:
    created = f"{model.read or UNKNOWN_DAY}T00:00:00+00:00"
    return {
        "createdAt": created,
        "createdBy": "Microsoft",
        "createdByType": "User",
        "lastModifiedAt": created,
    }
