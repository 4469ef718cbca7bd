"""What an endpoint answers: one service a route, each for the models that support it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from localazure.inference import chat, completions, contracts, embeddings
from localazure.inference.info import get_info
from localazure.inference.score import post_score

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from localazure.inference.calls import Call
    from localazure.inference.contracts import Contract
    from localazure.inference.targets import Target

ASSUMED_CAPABILITIES = ("chat-completion",)
"""What a model supports where the catalogue does not say (assumed, as its `/info` is)."""

Handler: TypeAlias = "Callable[[Call], Awaitable[Response]]"


@dataclass(frozen=True)
class Service:
    """One thing an endpoint answers; a model without one of *capabilities* does not have it ((): every model does).

    *answer* names the schema of what it says; *online_only* leaves serverless endpoints out.
    """

    method: str
    path: str
    handler: Handler
    answer: str
    capabilities: tuple[str, ...] = ()
    contract: Contract | None = None
    online_only: bool = False

    @property
    def is_inference_api(self) -> bool:
        """Whether it belongs to the Model Inference API, which has an api-version."""
        return self.contract is None or self.contract.is_inference_api

    def is_offered(self, target: Target) -> bool:
        """Whether *target* answers this."""
        able = target.model.capabilities or ASSUMED_CAPABILITIES
        has_place = target.deployment is not None or not self.online_only
        return has_place and (not self.capabilities or any(one in able for one in self.capabilities))


_CHAT, _TEXT = ("chat-completion",), ("completions",)
_VECTORS, _IMAGES = ("embeddings",), ("image-embeddings",)

SERVICES = (
    Service("GET", "/info", get_info, "ModelInfo"),
    Service("POST", "/chat/completions", chat.post_inference_chat, "ChatCompletion", _CHAT, contracts.CHAT),
    Service(
        "POST", "/v1/chat/completions", chat.post_llama_chat, "ChatCompletion", _CHAT, contracts.LLAMA_CHAT
    ),
    Service(
        "POST",
        "/completions",
        completions.post_inference_completions,
        "TextCompletion",
        _TEXT,
        contracts.COMPLETIONS,
    ),
    Service(
        "POST",
        "/v1/completions",
        completions.post_llama_completions,
        "TextCompletion",
        _TEXT,
        contracts.LLAMA_COMPLETIONS,
    ),
    Service(
        "POST",
        "/embeddings",
        embeddings.post_inference_embeddings,
        "Embeddings",
        _VECTORS,
        contracts.EMBEDDINGS,
    ),
    Service(
        "POST",
        "/v1/embeddings",
        embeddings.post_own_embeddings,
        "Embeddings",
        _VECTORS,
        contracts.OWN_EMBEDDINGS,
    ),
    Service(
        "POST",
        "/images/embeddings",
        embeddings.post_inference_image_embeddings,
        "Embeddings",
        _IMAGES,
        contracts.IMAGE_EMBEDDINGS,
    ),
    Service(
        "POST",
        "/v1/images/embeddings",
        embeddings.post_own_image_embeddings,
        "Embeddings",
        _IMAGES,
        contracts.OWN_IMAGE_EMBEDDINGS,
    ),
    Service("POST", "/score", post_score, "Score", (*_CHAT, *_TEXT), contracts.SCORE, online_only=True),
)
