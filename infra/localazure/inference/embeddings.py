"""POST /embeddings and /images/embeddings."""

from __future__ import annotations

import base64
import struct
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from localazure.inference import contracts, images, refusals
from localazure.inference.generation import embed
from localazure.inference.requests import EmbeddingsRequest, ImageEmbeddingsRequest
from localazure.inference.rules import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from localazure.catalogue import Model
    from localazure.inference.calls import Call
    from localazure.inference.contracts import Contract

ASSUMED_DIMENSIONS = 1024
"""The length of the vectors of a model of which the catalogue has none (assumed)."""


async def post_embeddings(contract: Contract, call: Call) -> Response:
    """Embed each text, as *contract* says."""
    return respond(call, await call.read(contract, EmbeddingsRequest))


def respond(call: Call, request: EmbeddingsRequest) -> Response:
    """Embed each text."""
    texts = [request.input] if isinstance(request.input, str) else request.input
    return _answer(call, request, texts, texts)


async def post_image_embeddings(contract: Contract, call: Call) -> Response:
    """Embed each picture, with its text if it has one."""
    request = await call.read(contract, ImageEmbeddingsRequest)
    for index, item in enumerate(request.input):
        if images.read(item.image) is None:
            problem = Problem(("input", index, "image"), "The image is no base64 data URI")
            raise refusals.invalid_body([problem.detail()])
    return _answer(
        call,
        request,
        [f"{item.image}\n{item.text or ''}" for item in request.input],
        [f"{images.described(item.image)} {item.text or ''}" for item in request.input],
    )


post_inference_embeddings = partial(post_embeddings, contracts.EMBEDDINGS)
post_own_embeddings = partial(post_embeddings, contracts.OWN_EMBEDDINGS)
post_inference_image_embeddings = partial(post_image_embeddings, contracts.IMAGE_EMBEDDINGS)
post_own_image_embeddings = partial(post_image_embeddings, contracts.OWN_IMAGE_EMBEDDINGS)


def _answer(
    call: Call,
    request: EmbeddingsRequest | ImageEmbeddingsRequest,
    inputs: Sequence[str],
    counted: Sequence[str],
) -> Response:
    """Answer a vector for each of *inputs*; the tokens are those of *counted*."""
    dimensions = _dimensions(call.target.model, request.dimensions)
    frame = call.frame("embd", counted)
    usage = call.charge(frame.usage([]))
    data = [
        _item(index, embed(text, dimensions), request.encoding_format) for index, text in enumerate(inputs)
    ]
    return JSONResponse(frame.head("list") | {"data": data, "usage": usage})


def _item(index: int, vector: list[float], encoding: str) -> dict[str, Any]:
    packed = base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
    return {"object": "embedding", "index": index, "embedding": vector if encoding == "float" else packed}


def _dimensions(model: Model, dimensions: int | None) -> int:
    known = model.embedding_dimensions or (ASSUMED_DIMENSIONS,)
    if dimensions is not None and dimensions not in known:
        allowed = ", ".join(map(str, known))
        problem = Problem(("dimensions",), f"Dimensions must be one of {allowed}", dimensions)
        raise refusals.invalid_body([problem.detail()])
    return dimensions or known[0]
