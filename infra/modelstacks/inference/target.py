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
    *catalog* has the models that might answer there instead. *sent_as* is what a request calls the model; None: by its name.
    """

    endpoint: Endpoint
    model: Model
    mode: str
    content_safety: bool | None = None
    catalog: Catalog = field(default_factory=load, repr=False, compare=False)
    sent_as: str | None = None

    @property
    def capabilities(self) -> tuple[str, ...]:
        """What the model can do: `chat-completion`, `completions`, `embeddings`, `image-embeddings` …"""
        return self.model.capabilities or ASSUMED_CAPABILITIES
