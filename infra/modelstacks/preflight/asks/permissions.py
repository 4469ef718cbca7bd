"""What the caller may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.api_versions import AUTHORIZATION
from modelstacks.preflight.facts import Absent, Ask

if TYPE_CHECKING:
    from modelstacks.preflight.asked_azure import AskedAzure
    from modelstacks.spec import Spec

FIELDS = ("actions", "notActions", "dataActions", "notDataActions")


@dataclass(frozen=True)
class PermissionSet:
    """What one role gives: effective permissions are the union of `actions - not_actions` over all sets.

    Data actions are of another kind: what may be done with what is in a resource, by its own address.
    """

    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()

    @property
    def of_data(self) -> PermissionSet:
        """The data actions as if they were actions."""
        return PermissionSet(self.data_actions, self.not_data_actions)


@dataclass(frozen=True)
class AskPermissions(Ask[tuple[PermissionSet, ...] | Absent]):
    """The caller's permissions at *scope*; Absent where the scope is not there yet."""

    scope: str
    rights: ClassVar[tuple[str, ...]] = ("Microsoft.Authorization/permissions/read",)

    def __str__(self) -> str:
        return f"your permissions at {self.scope}"

    def scope_in(self, _spec: Spec) -> str:
        """Return the scope."""
        return self.scope

    async def fetch(self, azure: AskedAzure) -> tuple[PermissionSet, ...] | Absent:
        """List the permissions at the scope."""
        path = f"{self.scope}/providers/Microsoft.Authorization/permissions"
        permissions = await azure.requests.list_or_none(path, AUTHORIZATION)
        if permissions is None:
            return Absent()
        return tuple(
            PermissionSet(*(tuple(permission.get(field) or ()) for field in FIELDS))
            for permission in permissions
        )
