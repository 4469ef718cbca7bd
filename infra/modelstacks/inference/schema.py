"""The schemas of a model's routes, and where below an endpoint's URI each lies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Schema:
    """How a model is asked below *prefix*: the *openai* schema wants a model's name in the body, and no api-version."""

    title: str
    prefix: str = ""
    openai: bool = True

    def __str__(self) -> str:
        return f"{self.title} (below {self.prefix})" if self.prefix else self.title


MODEL_INFERENCE = Schema("Azure AI Model Inference API", openai=False)
"""Microsoft announced its end for 2026 (azure-rest-api-specs#43907)."""
OPENAI = Schema("OpenAI v1 schema")
BELOW_V1 = Schema(OPENAI.title, "/v1")
BELOW_OPENAI_V1 = Schema(OPENAI.title, "/openai/v1")
