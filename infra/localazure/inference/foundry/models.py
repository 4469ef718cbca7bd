"""Calls of a model: which deployment is meant, whether it can, may and has room, then its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from localazure.inference import chat, embeddings
from localazure.inference.calls import Call, parsed
from localazure.inference.contracts import Contract
from localazure.inference.foundry import deployments, refusals, responses
from localazure.inference.foundry.bodies import OpenAIChat, OpenAIEmbeddings
from localazure.inference.metering import Meter
from localazure.inference.refusals import RefusalError
from localazure.inference.services import ASSUMED_CAPABILITIES
from localazure.inference.targets import Target

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from localazure.arm.resource_type import Resource
    from localazure.inference.foundry.visits import Visit

Handler: TypeAlias = "Callable[[Call], Awaitable[Response]]"
MODEL_HEADER = "x-ms-model-mesh-model-name"
_OPENAI_CHAT, _OPENAI_EMBEDDINGS = Contract(OpenAIChat), Contract(OpenAIEmbeddings)


async def _openai_chat(call: Call) -> Response:
    return chat.respond(call, await call.read(_OPENAI_CHAT, OpenAIChat))


async def _openai_embeddings(call: Call) -> Response:
    return embeddings.respond(call, await call.read(_OPENAI_EMBEDDINGS, OpenAIEmbeddings))


@dataclass(frozen=True)
class ModelCall:
    """One thing to ask a model for.

    *capability* is what it must have, *operation* Azure's word for it. *openai* and *others* are the data actions, for
    Azure OpenAI's models and for all others (of those only `accounts/MaaS/*` is documented: the rest is assumed).
    *in_openai_words*: how its mistakes are told.
    """

    handler: Handler
    capability: str
    operation: str
    openai: str
    others: str
    in_openai_words: bool = True

    async def __call__(self, visit: Visit) -> Response:
        """Answer, or refuse in the words of the API that was asked."""
        try:
            return await self._answered(visit)
        except RefusalError as refusal:
            if self.in_openai_words:
                raise refusals.in_openai_words(refusal) from refusal
            raise

    async def _answered(self, visit: Visit) -> Response:
        name = visit.request.path_params.get("deployment") or await _named(visit)
        try:
            deployment = deployments.answering(visit.azure, visit.account, name)
        except RefusalError:
            visit.require(self.openai, self.others)
            raise
        visit.require(self.openai if deployments.is_openai(deployment) else self.others)
        return await self._within_limits(visit, deployment)

    async def _within_limits(self, visit: Visit, deployment: Resource) -> Response:
        target = Target(deployments.model_of(deployment), deployment)
        if self.capability not in (target.model.capabilities or ASSUMED_CAPABILITIES):
            raise refusals.not_this_operation(self.operation, target.model.name)
        allowance = deployments.allowance_of(deployment)
        meter = Meter(allowance, visit.windows) if allowance else None
        call = Call(visit.azure, visit.request, target, meter)
        if meter is None:
            return await self.handler(call)
        return await self._metered(call, meter)

    async def _metered(self, call: Call, meter: Meter) -> Response:
        """Answer with what is left of the minute in the headers, a refusal included."""
        name, now = call.target.name, call.azure.clock.now()
        try:
            meter.admit(name, now)
            response = await self.handler(call)
        except RefusalError as refusal:
            refusal.headers |= meter.headers(name, now)
            raise
        response.headers.update(meter.headers(name, now))
        return response


async def _named(visit: Visit) -> str:
    """Return the deployment that the body names; below /models a header may, too."""
    body = parsed(await visit.request.body())
    name = body.get("model") if isinstance(body, dict) else None
    name = name or visit.request.headers.get(MODEL_HEADER)
    if not name:
        raise refusals.no_model_named()
    return str(name)


_CHAT = "accounts/OpenAI/deployments/chat/completions/action"
_EMBEDDINGS = "accounts/OpenAI/deployments/embeddings/action"
_MAAS_CHAT, _MAAS_EMBEDDINGS = "accounts/MaaS/chat/completions/action", "accounts/MaaS/embeddings/action"

CHAT = ModelCall(_openai_chat, "chat-completion", "chatCompletion", _CHAT, _MAAS_CHAT)
EMBEDDINGS = ModelCall(_openai_embeddings, "embeddings", "embeddings", _EMBEDDINGS, _MAAS_EMBEDDINGS)
RESPONSES = ModelCall(
    responses.post_responses,
    "chat-completion",
    "responses",
    "accounts/OpenAI/responses/write",
    "accounts/MaaS/responses/write",
)
INFERENCE_CHAT = ModelCall(
    chat.post_inference_chat, "chat-completion", "chatCompletion", _CHAT, _MAAS_CHAT, in_openai_words=False
)
INFERENCE_EMBEDDINGS = ModelCall(
    embeddings.post_inference_embeddings,
    "embeddings",
    "embeddings",
    _EMBEDDINGS,
    _MAAS_EMBEDDINGS,
    in_openai_words=False,
)
