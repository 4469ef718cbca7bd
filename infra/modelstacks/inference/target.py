"""What a smoke test aims at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelstacks.catalog.model import Model
    from modelstacks.inference.client import Endpoint

ASSUMED_CAPABILITIES = ("chat-completion",)
"""What a model can whose catalogue row does not say (assumed, as its `/info` is)."""


@dataclass(frozen=True)
class SmokeTarget:
    """An endpoint and the model that should answer there.

    *content_safety*: whether Azure's filter should be on; None where nobody says.
    """

    endpoint: Endpoint
    model: Model
    content_safety: bool | None = None

    @property
    def mode(self) -> str:
        """How the model is deployed: only an online deployment is reached by its name."""
        return "managed" if self.endpoint.deployment else "serverless"

    @property
    def capabilities(self) -> tuple[str, ...]:
        """What the model can: `chat-completion`, `completions`, `embeddings`, `image-embeddings` …"""
        return self.model.capabilities or ASSUMED_CAPABILITIES
