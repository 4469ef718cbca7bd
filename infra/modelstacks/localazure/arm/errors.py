"""ARM's error envelope as an exception: raise it anywhere below the server, the server renders it."""

from __future__ import annotations

from typing import Any


class ArmError(Exception):
    """An answer ARM gives instead of a resource.

    *details* and *additional_info* are lists of objects as ARM writes them; *headers* go out with it
    (`Retry-After` of a 429), *envelope* holds what a provider says beside the error. Messages are Azure's own; where no public source shows one, the raise site says
    "assumed".
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        target: str | None = None,
        details: list[dict[str, Any]] | None = None,
        additional_info: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.target = target
        self.details = details
        self.additional_info = additional_info
        self.headers = headers or {}
        self.envelope: dict[str, Any] = {}

    def body(self) -> dict[str, Any]:
        """Return the object that stands under `error`."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.target is not None:
            error["target"] = self.target
        if self.details is not None:
            error["details"] = self.details
        if self.additional_info is not None:
            error["additionalInfo"] = self.additional_info
        return error
