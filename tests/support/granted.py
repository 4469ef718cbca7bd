"""A custom role of a test's own, for the principal that has none: exactly the rights that the test says."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterable

    from estate import Estate

NOBODY = "none"
AUTHORIZATION = "2022-04-01"
ROLE = str(uuid4())


def assign(estate: Estate) -> None:
    """Make the role, which grants nothing yet, and assign it in the subscription."""
    grant(estate, ())
    nobody = estate.azure.scenario.principal(NOBODY)
    assert nobody is not None
    assigned = {"roleDefinitionId": role_of(estate), "principalId": nobody.object_id}
    path = role_of(estate).replace("roleDefinitions", "roleAssignments")
    estate.arm.send("PUT", path, {"properties": assigned}, version=AUTHORIZATION)


def grant(estate: Estate, actions: Iterable[str], data_actions: Iterable[str] = ()) -> None:
    """Let the principal do *actions* in the subscription, and nothing else."""
    held = {
        "roleName": "asking",
        "type": "CustomRole",
        "assignableScopes": [estate.subscription],
        "permissions": [{"actions": list(actions), "dataActions": list(data_actions)}],
    }
    estate.arm.send("PUT", role_of(estate), {"properties": held}, version=AUTHORIZATION)


def role_of(estate: Estate) -> str:
    """Return the role's id."""
    return f"{estate.subscription}/providers/Microsoft.Authorization/roleDefinitions/{ROLE}"
