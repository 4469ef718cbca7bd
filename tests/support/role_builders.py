"""Role definitions and assignments of a test's own, and the refusals of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from estate import error_of

if TYPE_CHECKING:
    from estate import Arm, Estate

ROLES = "/providers/Microsoft.Authorization/roleDefinitions"
ASSIGNMENTS = "/providers/Microsoft.Authorization/roleAssignments"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


def custom(estate: Estate, name: str, **more: Any) -> dict[str, Any]:
    """Return the body of a role that can be assigned in the estate's group; its name is the estate's own."""
    properties = {"roleName": f"{name} of {estate.tag}", "assignableScopes": [estate.group]}
    return {"properties": properties | more}


def words(arm: Arm, method: str, path: str, body: Any = None) -> tuple[int | None, dict[str, Any]]:
    """Return status and `error` of what must be refused."""
    refusal = arm.refused(method, path, body)
    return refusal.status_code, error_of(refusal)


def shouted(id_: str) -> str:
    """Return *id_* with its name in capitals."""
    place, _, name = id_.rpartition("/")
    return f"{place}/{name.upper()}"


def told(code: str, message: str, **more: str) -> dict[str, str]:
    """Return an `error`."""
    return {"code": code, "message": message} | more


def assign(estate: Estate, scope: str = "", **properties: Any) -> Any:
    """Make an assignment in the estate's group, or at another scope."""
    path = f"{scope or estate.group}{ASSIGNMENTS}/{uuid4()}"
    return estate.arm.send("PUT", path, {"properties": properties})
