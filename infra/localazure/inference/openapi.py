"""GET /openapi.json: what this very endpoint answers, after its model's capabilities."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema
from starlette.responses import JSONResponse

from localazure.inference.services import SERVICES, Service

if TYPE_CHECKING:
    from starlette.responses import Response

    from localazure.inference.calls import Call
    from localazure.inference.contracts import Contract
    from localazure.inference.targets import Target

ANSWERS = Path(__file__).with_name("answers.json")
_REFERENCE = "#/components/schemas/"
_REFUSALS = {
    "400": "The key is missing, content safety stopped the prompt, or a parameter is not known",
    "401": "The key or token is wrong",
    "403": "The endpoint cannot be used",
    "404": "The model does not answer this route",
    "422": "A value is not supported by the model",
    "424": "The model's container refused",
    "429": "The deployment's limits are used up",
}
_EXTRA_PARAMETERS = {
    "name": "extra-parameters",
    "in": "header",
    "schema": {"type": "string", "enum": ["error", "drop", "pass-through"]},
}
_API_VERSION = {
    "name": "api-version",
    "in": "query",
    "schema": {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(-preview)?$"},
}


async def get_openapi(call: Call) -> Response:
    """Describe the endpoint in OpenAPI 3.1."""
    server = str(call.request.url).partition("?")[0].rpartition("/")[0]
    return JSONResponse(document(call.target, server))


def document(target: Target, server: str) -> dict[str, Any]:
    """Return the OpenAPI document of *target* at the address *server*."""
    offered = [service for service in SERVICES if service.is_offered(target)]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": target.model.name,
            "version": "2024-05-01-preview",
            "description": "The local Azure answers here: no model runs.",
        },
        "servers": [{"url": server}],
        "security": [{"key": []}],
        "paths": {service.path: {service.method.lower(): _operation(service)} for service in offered},
        "components": {
            "schemas": _schemas(offered),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(service: Service) -> dict[str, Any]:
    answers = {status: _answer("Refusal", words) for status, words in _REFUSALS.items()}
    operation: dict[str, Any] = {
        "operationId": f"{service.method.lower()}{service.path.replace('/', '_')}",
        "responses": {"200": _answer(service.answer, "The answer", streams=_streams(service))} | answers,
    }
    if service.is_inference_api:
        operation["parameters"] = [_API_VERSION] + ([_EXTRA_PARAMETERS] if service.contract else [])
    if service.contract:
        schema = {"$ref": _REFERENCE + _name(service.contract)}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _streams(service: Service) -> bool:
    return service.contract is not None and "stream" in service.contract.body.model_fields


def _answer(schema: str, words: str, streams: bool = False) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": {"$ref": _REFERENCE + schema}}}
    if streams:
        content["text/event-stream"] = {"schema": {"$ref": f"{_REFERENCE}Event"}}
    return {"description": words, "content": content}


def _name(contract: Contract) -> str:
    """The two schemas of one body differ in their parameters, so they differ in name."""
    return contract.body.__name__ if contract.is_inference_api else f"Own{contract.body.__name__}"


def _schemas(offered: list[Service]) -> dict[str, Any]:
    schemas: dict[str, Any] = json.loads(ANSWERS.read_text(encoding="utf-8"))
    for service in offered:
        if service.contract:
            schemas |= _request_schemas(service.contract)
    return schemas


def _request_schemas(contract: Contract) -> dict[str, Any]:
    """Return the body's schema and those it refers to, with the parameters of this contract only."""
    _, generated = models_json_schema([(contract.body, "validation")], ref_template=_REFERENCE + "{model}")
    schemas: dict[str, Any] = generated["$defs"]
    body = schemas.pop(contract.body.__name__)
    if contract.known is not None:
        properties = {name: schema for name, schema in body["properties"].items() if name in contract.known}
        body |= {"properties": properties, "additionalProperties": False}
    if contract.max_tokens:
        body["properties"]["max_tokens"]["default"] = contract.max_tokens
    return schemas | {_name(contract): body}
