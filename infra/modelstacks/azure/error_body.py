"""What the body of a refusal says, in whichever of Azure's shapes. Without azure-core, which takes long to import."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def error_in(text: str) -> Mapping[str, Any]:
    """Return the object with code and message in the body of a refusal or of a failed operation; empty where there is none.

    ARM puts it under `error`, some operations at the top or in properties.
    """
    body = _object(text)
    if isinstance(error := body.get("error"), str):
        return {}
    properties = body.get("properties")
    inner = properties.get("error") if isinstance(properties, dict) else None
    return next(candidate for candidate in (error, inner, body) if isinstance(candidate, dict))


def entra_error(text: str) -> Mapping[str, Any]:
    """Return the same of a refusal of Entra's, whose `error` is the code itself (RFC 6749)."""
    body = _object(text)
    if not isinstance(body.get("error"), str):
        return {}
    return {"code": body["error"], "message": body.get("error_description")}


def _object(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def inner_codes(error: Mapping[str, Any]) -> Iterator[str]:
    """Yield the codes that the machine-learning plane hides in additionalInfo's InnerError, the outermost first."""
    infos = error.get("additionalInfo") or []
    inner = next((info["info"].get("value") for info in infos if info.get("type") == "InnerError"), None)
    while isinstance(inner, dict) and inner.get("code"):
        yield str(inner["code"])
        inner = inner.get("innerError")
