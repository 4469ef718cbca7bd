"""What goes wrong, in Azure's words; no Python frames reach the engine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Json = dict[str, Any]


class PluginError(ModelstacksError):
    """A request the plugin refuses or could not carry out; the text is what the user sees."""


class RefusedError(PluginError):
    """Azure said no. *status* is the HTTP status (200 for a failed operation), *code* Azure's own, "" without one."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class PartialError(PluginError):
    """A write Azure accepted but did not finish: the engine keeps *resource_id* and *outputs* and tries again."""

    def __init__(self, reason: str, resource_id: str, outputs: Json, inputs: Json) -> None:
        super().__init__(reason)
        self.resource_id = resource_id
        self.outputs = outputs
        self.inputs = inputs


def refusal(status: int, body: str, headers: Mapping[str, str]) -> RefusedError:
    """Build the error of an answer that is no success, or of an operation that ended as Failed.

    The text is azure-native's `Status=… Code="…" Message="…"` (provider/pkg/azure/client_azcore.go) followed by
    what it leaves out: inner codes, details and the request id.
    """
    error = _error_of(body)
    code, message = str(error.get("code") or ""), str(error.get("message") or body)
    parts = [f"Status={status}"]
    parts += [f'Code="{code}"'] if code else []
    parts += [f'Message="{message}"']
    parts += [f'InnerCode="{inner}"' for inner in _inner_codes(error)]
    parts += [f"Details={json.dumps(error['details'], ensure_ascii=False)}"] if error.get("details") else []
    request_id = headers.get("x-ms-request-id")
    parts += [f'RequestId="{request_id}"'] if request_id else []
    return RefusedError(status, code, " ".join(parts))


def _error_of(body: str) -> Json:
    """The object with code and message.

    ARM puts it under `error`, some operations at the top or in properties; Entra's `error` is the code itself.
    """
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    if not isinstance(document, dict):
        return {}
    if isinstance(document.get("error"), str):
        return {"code": document["error"], "message": document.get("error_description")}
    for candidate in (document.get("error"), (document.get("properties") or {}).get("error"), document):
        if isinstance(candidate, dict):
            return candidate
    return {}


def _inner_codes(error: Json) -> Sequence[str]:
    """The useful codes of the ML control plane stand in additionalInfo, e.g. NotFound > ServerlessOfferNotFound."""
    infos = error.get("additionalInfo") or []
    inner = next((info["info"].get("value") for info in infos if info.get("type") == "InnerError"), None)
    chain = " > ".join(_chain(inner))
    return [chain] if chain else []


def _chain(inner: object) -> Iterator[str]:
    while isinstance(inner, dict) and inner.get("code"):
        yield str(inner["code"])
        inner = inner.get("innerError")
