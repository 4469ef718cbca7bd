"""Role definitions: the built-in ones as rows of builtin_roles.json, custom ones as stored resources."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from modelstacks.localazure.rbac.rights import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.localazure.arm.resource_type import Json

TYPE = "Microsoft.Authorization/roleDefinitions"


@dataclass(frozen=True)
class Role:
    """A role definition; *id* is its GUID. *description* is "" where Azure's text was not read."""

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
    """Return Azure's built-in roles by GUID, as far as their permissions are known."""
    text = (resources.files(__package__) / "builtin_roles.json").read_text(encoding="utf-8")
    return {row["id"]: _role(row) for row in json.loads(text)["roles"]}


def _role(row: Mapping[str, Any]) -> Role:
    permission = Permission(
        *(tuple(row[field]) for field in ("actions", "not_actions", "data_actions", "not_data_actions"))
    )
    return Role(row["id"], row["name"], row["description"], (permission,))


def built_in_named(name: str) -> Role | None:
    """Find a built-in role by its name, ignoring case."""
    return next((role for role in built_in().values() if role.name.lower() == name.lower()), None)


def custom(guid: str, properties: Mapping[str, Any]) -> Role:
    """Read a custom role from the properties of its resource."""
    return Role(
        id=guid,
        name=properties.get("roleName", ""),
        description=properties.get("description") or "",
        permissions=tuple(permission_of(body) for body in properties.get("permissions") or ()),
        assignable_scopes=tuple(properties.get("assignableScopes") or ()),
        built_in=False,
    )
