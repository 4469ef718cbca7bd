"""Microsoft.Authorization: role assignments and definitions at any scope, and what the caller may do there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.resource_type import Provider, Read, ResourceType
from localazure.providers.api_versions import served
from localazure.providers.authorization import role_assignments, role_definitions, seeding
from localazure.providers.authorization.scopes import scope_of
from localazure.rbac.access import ASSIGNMENTS, Access
from localazure.rbac.roles import TYPE as DEFINITIONS
from localazure.rbac.roles import permission_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from localazure.arm.resource_type import Call, Json

GUID = r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ASSIGNMENT_VERSIONS = served(ASSIGNMENTS)
DEFINITION_VERSIONS = served(DEFINITIONS)
PERMISSION_VERSIONS = served("Microsoft.Authorization/permissions")


def _permissions(call: Call) -> Json:
    """What the caller is granted at the scope, one entry an assignment. Source: Permissions - List For Resource."""
    access = Access(call.azure.store, call.azure.scenario, call.azure.clock.now())
    granted = access.permissions(call.caller.object_id, scope_of(call))
    return {"value": [permission_body(permission) for permission in granted]}


def _anywhere(path: str, run: Callable[[Call], Json], type_name: str, versions: tuple[str, ...]) -> Read:
    return Read(path, run, versions, right=f"{type_name}/read", scope="any")


PROVIDER = Provider(
    "Microsoft.Authorization",
    types=(
        ResourceType(
            name=ASSIGNMENTS,
            api_versions=ASSIGNMENT_VERSIONS,
            put=role_assignments.put,
            view=role_assignments.view,
            patch=False,
            name_pattern=GUID,
            name_error=role_assignments.name_error,
            tracked=False,
            scope="any",
            system_data=False,
        ),
        ResourceType(
            name=DEFINITIONS,
            api_versions=DEFINITION_VERSIONS,
            put=role_definitions.put,
            patch=False,
            delete=role_definitions.delete,
            name_pattern=GUID,
            name_error=role_definitions.name_error,
            tracked=False,
            scope="any",
            system_data=False,
            replaced=201,  # the only status the published PUT knows: `az role definition update` takes no other
        ),
    ),
    reads=(
        # Everybody may read Azure's own roles; below the tenant it takes the right.
        Read("roleDefinitions", role_definitions.listing, DEFINITION_VERSIONS, right="", scope="tenant"),
        Read("roleDefinitions/{role}", role_definitions.read, DEFINITION_VERSIONS, right="", scope="tenant"),
        # Lists are not "those at this scope", and their $filter has functions of its own: so they are no type's.
        _anywhere("roleDefinitions", role_definitions.listing, DEFINITIONS, DEFINITION_VERSIONS),
        _anywhere("roleDefinitions/{role}", role_definitions.read, DEFINITIONS, DEFINITION_VERSIONS),
        _anywhere("roleAssignments", role_assignments.listing, ASSIGNMENTS, ASSIGNMENT_VERSIONS),
        _anywhere("permissions", _permissions, "Microsoft.Authorization/permissions", PERMISSION_VERSIONS),
    ),
    start=seeding.seed,
)
