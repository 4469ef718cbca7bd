"""What a model's registry says: a public registry asks no right, but lies at an address of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from modelstacks.azure.api_versions import REGISTRY
from modelstacks.azure.arm_id import ArmId
from modelstacks.placement import ModelFacts
from modelstacks.preflight.asked_azure import ML
from modelstacks.preflight.facts import Absent, Ask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.catalog import Catalog
    from modelstacks.placement import PlacementFacts
    from modelstacks.preflight.asked_azure import AskedAzure


@dataclass(frozen=True)
class RegistryModel:
    """What the registry says of a model; None where it says nothing."""

    latest_version: str | None
    recommended_skus: tuple[str, ...] | None
    shared_quota_allowed: bool | None


@dataclass(frozen=True)
class AskRegistryModel(Ask[RegistryModel | Absent]):
    """A model of a registry, its newest version."""

    registry: str
    name: str
    detail: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"the model {self.name} in the registry {self.registry}"

    async def fetch(self, azure: AskedAzure) -> RegistryModel | Absent:
        """Find the registry, the model's newest version, and read that."""
        model = await _model(azure, self.registry, self.name)
        container = model and await azure.requests.find(model, REGISTRY)
        latest = container and container["properties"].get("latestVersion")
        if not latest:
            return Absent()
        body = await azure.requests.get(f"{model}/versions/{latest}", REGISTRY)
        return _registry_model(latest, body["properties"].get("properties", {}))

    def placing(
        self, answer: RegistryModel | Absent, facts: PlacementFacts, _catalog: Catalog
    ) -> PlacementFacts:
        """The model's version, VM sizes and flag for shared quota, before what the catalogue says of them."""
        if isinstance(answer, Absent):
            return facts
        said = ModelFacts(answer.latest_version, answer.recommended_skus, answer.shared_quota_allowed)
        return replace(facts, models={**facts.models, self.name: said})


@dataclass(frozen=True)
class AskModelVersion(Ask[bool]):
    """Whether the registry has that version of the model."""

    registry: str
    name: str
    version: str
    detail: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"whether the registry {self.registry} has version {self.version} of {self.name}"

    async def fetch(self, azure: AskedAzure) -> bool:
        """Find the registry, and look for the version in it."""
        model = await _model(azure, self.registry, self.name)
        return bool(model and await azure.requests.find(f"{model}/versions/{self.version}", REGISTRY))


async def _model(azure: AskedAzure, registry: str, name: str) -> str | None:
    """Return the model's URL, or None where there is no such registry."""
    where = await azure.requests.find(
        f"{azure.discovery_url}/registrymanagement/v1.0/registries/{registry}/discovery", REGISTRY
    )
    if where is None:
        return None
    front = f"{where['primaryRegionResourceProviderUri'].rstrip('/')}/mferp/managementfrontend"
    group = ArmId.at(where["subscriptionId"], where["resourceGroup"])
    return f"{front}{group}/providers/{ML}/registries/{registry}/models/{name}"


def _registry_model(version: str, properties: Mapping[str, Any]) -> RegistryModel:
    """The properties' names are azureml-assets' own; a flag that is not there is unknown."""
    skus = [sku.strip() for sku in properties.get("inference-recommended-sku", "").split(",") if sku.strip()]
    flag = {key.lower(): value for key, value in properties.items()}.get("sharedcomputecapacityenabled")
    allowed = None if flag is None else str(flag).lower() == "true"
    return RegistryModel(version, tuple(skus) or None, allowed)
