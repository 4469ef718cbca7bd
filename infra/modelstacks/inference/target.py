"""What a smoke test aims at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelstacks.catalog import load

if TYPE_CHECKING:
    from modelstacks.catalog import Catalog, Model
    from modelstacks.inference.client import Endpoint

ASSUMED_CAPABILITIES = ("chat-completion",)
"""What a model can do whose catalogue row does not say (assumed, as its `/info` is)."""


@dataclass(frozen=True)
class SmokeTarget:
    """An endpoint and the model that should answer there.

    *mode* is how the model is deployed; *content_safety*: whether Azure's filter should be on; None where nobody says.
    *catalog* has the models that might answer there instead.

    Where an endpoint holds several deployments *sent_as* is what a request calls this one, *resource_id* its ARM id;
    *project_uri* is where packages that begin with a Foundry project find it. *right_is_given*: the stack gives whoever
    deploys the right to call it, which takes effect some minutes later.
    """

    endpoint: Endpoint
    model: Model
    mode: str
    content_safety: bool | None = None
    catalog: Catalog = field(default_factory=load, repr=False, compare=False)
    sent_as: str | None = None
    resource_id: str | None = None
    project_uri: str | None = None
    right_is_given: bool = False

    @property
    def model_sent(self) -> str:
        """What a request names in `model`: the deployment where the endpoint has several, else the model."""
        return self.sent_as or self.model.name

    @property
    def capabilities(self) -> tuple[str, ...]:
        """What the model can do: `chat-completion`, `completions`, `embeddings`, `image-embeddings` …"""
        return self.model.capabilities or ASSUMED_CAPABILITIES

    @property
    def model_names(self) -> tuple[str, ...]:
        """What Azure may call the model."""
        return (self.model.name, *self.model.aliases)
