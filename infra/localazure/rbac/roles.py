"""Role definitions: the built-in ones are the catalogue's, custom ones are stored resources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from localazure import catalogue
from localazure.rights import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localazure.arm.resource_type import Json

TYPE = "Microsoft.Authorization/roleDefinitions"
_BUILT_IN_HISTORY: Json = {
    "createdOn": "2015-02-02T21:55:09.8806423Z",
    "updatedOn": "2021-11-11T20:13:47.8628684Z",
    "createdBy": None,
    "updatedBy": None,
}
"""Of Reader (recording role-Assignment); that nobody made it holds for all built-in roles, other dates are assumed."""


@dataclass(frozen=True)
class Role:
    """A role definition; *id* is its GUID. *description* is "" for built-in roles: their texts were not read."""

    id: str
    name: str
    description: str
    permissions: tuple[Permission, ...]
    assignable_scopes: tuple[str, ...] = ("/",)
    built_in: bool = True

    def body(self) -> Json:
        """Return the resource's `properties` as ARM shows them."""
        return {
            "roleName": self.name,
            "type": "BuiltInRole" if self.built_in else "CustomRole",
            "description": self.description,
            "assignableScopes": list(self.assignable_scopes),
            "permissions": [permission_body(permission) for permission in self.permissions],
            **(_BUILT_IN_HISTORY if self.built_in else {}),
        }


def permission_body(permission: Permission) -> Json:
    """Return a permission as ARM writes it."""
    return {
        "actions": list(permission.actions),
        "notActions": list(permission.not_actions),
        "dataActions": list(permission.data_actions),
        "notDataActions": list(permission.not_data_actions),
    }


def permission_of(body: Mapping[str, Any]) -> Permission:
    """Read a permission as ARM writes it; what is missing or null is empty."""
    fields = ("actions", "notActions", "dataActions", "notDataActions")
    return Permission(*(tuple(body.get(field) or ()) for field in fields))


@cache
def built_in() -> dict[str, Role]:
    """Return Azure's built-in roles by GUID, as far as the catalogue knows their id and permissions."""
    return {
        role.id: _role(role.id, role)
        for role in catalogue.load().roles
        if role.id and role.actions is not None
    }


def _role(guid: str, role: catalogue.Role) -> Role:
    permission = Permission(
        role.actions or (), role.not_actions or (), role.data_actions or (), role.not_data_actions or ()
    )
    return Role(guid, role.name, "", (permission,))


def built_in_named(name: str) -> Role | None:
    """Find a built-in role by its name, ignoring case."""
    return next((role for role in built_in().values() if role.name.lower() == name.lower()), None)


def guid_of(role_id: str) -> str:
    """Return the GUID at the end of a role definition's id, which requests name at any scope."""
    return role_id.rpartition("/")[2]


def custom(guid: str, properties: Mapping[str, Any]) -> Role:
    """Read a custom role from the properties of its resource."""
    return Role(
        id=guid,
        name=properties["roleName"],
        description=properties.get("description") or "",
        permissions=tuple(permission_of(body) for body in properties.get("permissions") or ()),
        assignable_scopes=tuple(properties["assignableScopes"]),
        built_in=False,
    )
