"""The Azure that the questions (`asks/`) go to. Equal requests are sent once, however many questions need them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.endpoint_reader import EndpointReader
from modelstacks.azure.requests_once import Requests
from modelstacks.azure.session import open_arm
from modelstacks.azure.tags import carries
from modelstacks.telemetry.spans import span

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.catalog import Catalog
    from modelstacks.spec import Spec

ML = "Microsoft.MachineLearningServices"
DISCOVERY_URL = "https://eastus.api.azureml.ms"
"""Where registries are found; azure-ai-ml asks the same. REGISTRY_DISCOVERY_ENDPOINT_URL names another."""


@asynccontextmanager
async def open_asked(
    spec: Spec, own_tags: Mapping[str, str], environ: Mapping[str, str]
) -> AsyncIterator[AskedAzure]:
    """Yield the Azure that *environ* names, signed in to. Raises AzureError where the cloud or the sign-in fails."""
    async with open_arm(environ) as arm:
        with span("sign-in"):
            await arm.sign_in()
        yield AskedAzure(arm, spec, spec.catalog, own_tags, discovery_url(environ))


def discovery_url(environ: Mapping[str, str]) -> str:
    """Return where registries are found."""
    return environ.get("REGISTRY_DISCOVERY_ENDPOINT_URL", DISCOVERY_URL).rstrip("/")


@dataclass
class AskedAzure:
    """What a question fetches its answer from. *own_tags*: what a resource must carry to be this stack's. *shared*: the
    requests of other stacks, where they ask the same Azure as the same caller."""

    arm: Arm
    spec: Spec
    catalog: Catalog
    own_tags: Mapping[str, str]
    discovery_url: str = DISCOVERY_URL
    shared: Requests | None = None
    requests: Requests = field(init=False)
    endpoints: EndpointReader = field(init=False)

    def __post_init__(self) -> None:
        self.requests = self.shared or Requests(self.arm)
        self.endpoints = EndpointReader(self.requests)

    @property
    def root(self) -> str:
        """The id of the spec's subscription."""
        return ArmId.at(self.spec.subscription)

    def is_ours(self, resource: Mapping[str, Any]) -> bool:
        """Say whether a resource, as ARM describes it, carries this stack's tags."""
        return carries(resource.get("tags") or {}, self.own_tags)
