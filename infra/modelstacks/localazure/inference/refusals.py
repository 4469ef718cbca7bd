"""How the data plane says no; each body with the evidence it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


class RefusalError(Exception):
    """An answer instead of the one asked for."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(body)
        self.status = status
        self.body = body


def serverless_key_missing() -> RefusalError:
    """No `Authorization` on a serverless endpoint. Seen: enricoros/big-AGI#608."""
    return RefusalError(400, {"status": "Auth token must be passed as a header called Authorization"})


def serverless_not_found() -> RefusalError:
    """No such serverless endpoint. Body seen: microsoft/semantic-kernel#10339; the status is inferred."""
    return RefusalError(404, {"status": "Serverless endpoint not found"})


def serverless_key_wrong() -> RefusalError:
    """A key the serverless endpoint does not take; the body is assumed."""
    return RefusalError(401, {"status": "Invalid auth token"})


def serverless_unusable(state: str) -> RefusalError:
    """The endpoint lost its Marketplace subscription: documented as unusable; status and body are assumed."""
    return RefusalError(403, {"status": f"Serverless endpoint is {state}"})


def online_key_wrong() -> RefusalError:
    """No key, or a wrong one, on an online endpoint: 401 is documented, the body assumed."""
    return RefusalError(401, _error("401", "Access denied: the key or token is missing, invalid or expired."))


def online_not_found() -> RefusalError:
    """No such online endpoint; body assumed."""
    return RefusalError(404, _error("404", "Endpoint not found"))


def no_deployment(name: str | None) -> RefusalError:
    """No deployment has traffic, or the one asked for by header is not there: 404 documented, body assumed."""
    what = f"deployment '{name}'" if name else "deployment with a positive traffic weight"
    return RefusalError(404, _error("404", f"The endpoint has no {what}."))


def no_route() -> RefusalError:
    """A route or model the endpoint does not have. Seen: Azure/azure-sdk-for-java#44517."""
    return RefusalError(404, _error("404", "Resource not found"))


def invalid_body(problems: Sequence[dict[str, Any]]) -> RefusalError:
    """Values that are not supported: 422 with `detail[].loc` and `.input`, as documented."""
    return RefusalError(422, {"detail": list(problems)})


def _error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}
