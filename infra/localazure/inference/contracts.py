"""The two schemas an endpoint speaks: the Model Inference API, and the model's own below `/v1`.

Names and defaults: Microsoft's references of the Model Inference API and of the Llama models.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from localazure.inference import refusals
from localazure.inference.requests import (
    Body,
    ChatRequest,
    CompletionRequest,
    EmbeddingsRequest,
    ImageEmbeddingsRequest,
    ScoreRequest,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

EXTRA_PARAMETERS = "extra-parameters"
OPTIONS = ["error", "drop", "pass-through"]
_COMMON = frozenset(
    {
        "model",
        "max_tokens",
        "stop",
        "stream",
        "temperature",
        "top_p",
        "presence_penalty",
        "frequency_penalty",
        "seed",
    }
)


@dataclass(frozen=True)
class Contract:
    """What a route takes: *known* names the parameters (None: every one goes to the model).

    *max_tokens* holds where the request does not say.
    """

    body: type[Body]
    known: frozenset[str] | None = None
    max_tokens: int | None = None

    @property
    def is_inference_api(self) -> bool:
        """Whether this is the Model Inference API, with its header and its api-version."""
        return self.known is not None


CHAT = Contract(ChatRequest, _COMMON | {"messages", "tools", "tool_choice", "response_format"})
LLAMA_CHAT = Contract(ChatRequest, max_tokens=16)
COMPLETIONS = Contract(CompletionRequest, _COMMON | {"prompt"}, max_tokens=256)
LLAMA_COMPLETIONS = Contract(CompletionRequest, max_tokens=16)
EMBEDDINGS = Contract(EmbeddingsRequest, frozenset(EmbeddingsRequest.model_fields))
OWN_EMBEDDINGS = Contract(EmbeddingsRequest)
IMAGE_EMBEDDINGS = Contract(ImageEmbeddingsRequest, frozenset(ImageEmbeddingsRequest.model_fields))
OWN_IMAGE_EMBEDDINGS = Contract(ImageEmbeddingsRequest)
SCORE = Contract(ScoreRequest)


def admitted(body: Mapping[str, Any], known: frozenset[str], option: str | None) -> dict[str, Any]:
    """Return the parameters that reach the model under the header's *option* (None: `error`).

    Raises RefusalError 400, in the words of Azure's inference image.
    """
    if option is not None and option not in OPTIONS:
        message = f"Unexpected EXTRA_PARAMETERS option {option}, expected options are {OPTIONS}"
        raise refusals.bad_request(message)
    extra = [name for name in body if name not in known]
    if not extra or option == "pass-through":
        return dict(body)
    if option == "drop":
        return {name: value for name, value in body.items() if name in known}
    raise refusals.bad_request(
        f"Extra parameters {extra} are not allowed when {EXTRA_PARAMETERS} is not set or set to be 'error'. "
        f"Set {EXTRA_PARAMETERS} to 'pass-through' to pass to the model."
    )
