"""Access: what the role assignments in the store mean right now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from localazure import rights
from localazure.arm.errors import ArmError
from localazure.rbac import roles
from localazure.rights import Grant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localazure.arm.resource_type import Caller, Resource
    from localazure.arm.store import Store
    from localazure.rbac.roles import Role
    from localazure.rights import Permission
    from localazure.scenarios import Scenario

ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"
EFFECTIVE_AT = "effective_at"


@dataclass(frozen=True)
class Access:
    """The rights as of *now* (local clock): an assignment counts once its propagation delay has passed."""

    store: Store
    scenario: Scenario
    now: datetime

    def check(self, caller: Caller, action: str, scope: str, *, data: bool = False) -> None:
        """Raise ArmError 403 AuthorizationFailed unless *caller* may do *action* (*data*: a data action) at *scope*."""
        if not rights.allows(self.grants(caller.object_id, scope), action, scope, data=data):
            raise ArmError(
                403,
                "AuthorizationFailed",
                f"The client '{caller.app_id}' with object id '{caller.object_id}' does not have authorization to "
                f"perform action '{action}' over scope '{scope or '/'}' or the scope is invalid. If access was "
                "recently granted, please refresh your credentials.",
            )

    def permissions(self, object_id: str, scope: str) -> list[Permission]:
        """Return what the principal is granted at *scope*, one permission for each assignment that counts."""
        return [grant.permission for grant in self.grants(object_id, scope)]

    def grants(self, object_id: str, scope: str) -> Iterator[Grant]:
        """Yield what the principal, or a group it belongs to, was granted at *scope* or above it."""
        ids = self.with_groups(object_id)
        for assignment in self.store.at_or_above(ASSIGNMENTS, scope):
            role = self._role_for(assignment, ids)
            for permission in role.permissions if role else ():
                yield Grant(assignment.properties["scope"], permission)

    def with_groups(self, object_id: str) -> set[str]:
        """Return the object ids that stand for the principal: its own and its groups', in lower case."""
        principal = self.scenario.principal_by_id(object_id)
        groups = [self.scenario.principal(name) for name in principal.groups] if principal else []
        return {object_id.lower(), *(group.object_id.lower() for group in groups if group)}

    def find_role(self, guid: str) -> Role | None:
        """Find a role definition, built in or custom, by its GUID in any casing."""
        found = roles.built_in().get(guid.lower())
        return found or next((role for role in self.custom_roles() if role.id.lower() == guid.lower()), None)

    def custom_roles(self) -> Iterator[Role]:
        """Yield the custom roles, whatever scope they were written at."""
        for resource in self.store.of_type(roles.TYPE):
            yield roles.custom(resource.id.name, resource.properties)

    def _role_for(self, assignment: Resource, ids: set[str]) -> Role | None:
        properties = assignment.properties
        effective = assignment.private.get(EFFECTIVE_AT)
        if properties["principalId"].lower() not in ids:
            return None
        if effective and self.now < datetime.fromisoformat(effective):
            return None
        return self.find_role(roles.guid_of(properties["roleDefinitionId"]))
