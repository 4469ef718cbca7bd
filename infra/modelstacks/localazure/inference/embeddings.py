"""POST /embeddings."""

from __future__ import annotations

import base64
import struct
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from modelstacks.localazure.inference import refusals
from modelstacks.localazure.inference.answers import Frame
from modelstacks.localazure.inference.generation import embed
from modelstacks.localazure.inference.requests import EmbeddingsRequest, body_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from modelstacks.catalog import Model
    from modelstacks.localazure.inference.targets import Target

ASSUMED_DIMENSIONS = 1024
"""The length of the vectors of a model whose catalogue row knows none (assumed)."""


async def post_embeddings(request: Request, target: Target) -> Response:
    """Embed each input."""
    asked = await body_of(request, EmbeddingsRequest)
    dimensions = _dimensions(target.model, asked.dimensions)
    vectors = [embed(text, dimensions) for text in asked.inputs]
    data = [
        {"object": "embedding", "index": index, "embedding": _encoded(vector, asked.encoding_format)}
        for index, vector in enumerate(vectors)
    ]
    frame = Frame("embd", target.model.name, "\n".join(asked.inputs), request.app.state.azure.clock.now())
    usage = frame.usage([])
    return JSONResponse(frame.head("list") | {"data": data, "usage": usage})


def _dimensions(model: Model, asked: int | None) -> int:
    known = model.embedding_dimensions or (ASSUMED_DIMENSIONS,)
    if asked is not None and asked not in known:
        allowed = ", ".join(map(str, known))
        problem = {"type": "value_error", "loc": ["body", "dimensions"], "input": asked}
        raise refusals.invalid_body([problem | {"msg": f"Dimensions must be one of {allowed}"}])
    return asked or known[0]


def _encoded(vector: list[float], encoding: str) -> list[float] | str:
    if encoding == "float":
        return vector
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
