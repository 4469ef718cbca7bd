"""What goes wrong, in Azure's words; no Python frames reach the engine."""

from __future__ import annotations

import json
from typing import Any

from modelstacks.azure.error_body import entra_error, error_in, inner_codes
from modelstacks.errors import ModelstacksError

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


def refusal(status: int, body: str, request_id: str | None) -> RefusedError:
    """Build the error of an answer that is no success, or of an operation that ended as Failed.

    The text is azure-native's `Status=… Code="…" Message="…"` (provider/pkg/azure/client_azcore.go) followed by
    what it leaves out: inner codes, details and the request id.
    """
    error = error_in(body) or entra_error(body)
    code, message = str(error.get("code") or ""), str(error.get("message") or body)
    parts = [f"Status={status}"]
    parts += [f'Code="{code}"'] if code else []
    parts += [f'Message="{message}"']
    inner = " > ".join(inner_codes(error))
    parts += [f'InnerCode="{inner}"'] if inner else []
    parts += [f"Details={json.dumps(error['details'], ensure_ascii=False)}"] if error.get("details") else []
    parts += [f'RequestId="{request_id}"'] if request_id else []
    return RefusedError(status, code, " ".join(parts))
