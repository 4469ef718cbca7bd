"""GET /info: which model answers here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from localazure.catalogue import expected_info

if TYPE_CHECKING:
    from starlette.responses import Response

    from localazure.inference.calls import Call


async def get_info(call: Call) -> Response:
    """Answer as documented for the model, else as the catalogue assumes (name, type by task, publisher)."""
    info = expected_info(call.target.model)
    return JSONResponse(
        {
            "model_name": info.model_name,
            "model_type": info.model_type,
            "model_provider_name": info.model_provider_name,
        }
    )
