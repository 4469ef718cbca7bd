"""The roles and role assignments that a scenario says are there from the start."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from localazure.arm.ids import ResourceId
from localazure.arm.resource_type import Resource
from localazure.providers.authorization.role_assignments import role_id
from localazure.rbac import roles
from localazure.rbac.access import ASSIGNMENTS
from localazure.rbac.roles import Role

if TYPE_CHECKING:
    from localazure.arm.resource_type import Json, LocalAzure
    from localazure.scenarios import Assignment

SEEDED_KEY = "authorization.seeded"


def seed(azure: LocalAzure) -> None:
    """Write what the scenario gives, once: what a user deletes afterwards stays deleted.

    What another scenario gave before goes: its rights would still count.
    """
    scenario = azure.scenario
    digest = uuid5(NAMESPACE_URL, repr((scenario.roles, scenario.withheld_actions, scenario.assignments))).hex
    before = json.loads(azure.store.get_value(SEEDED_KEY) or '{"digest": "", "ids": []}')
    if before["digest"] == digest:
        return
    for id_ in before["ids"]:
        azure.store.delete(id_)
    given = [*_definitions(azure), *_assignments(azure)]
    for resource in given:
        azure.store.put(resource)
    seeded = {"digest": digest, "ids": [str(resource.id) for resource in given]}
    azure.store.put_value(SEEDED_KEY, json.dumps(seeded))


def _subscription(azure: LocalAzure) -> str:
    return f"/subscriptions/{azure.scenario.subscriptions[0].id}"


def _custom_roles(azure: LocalAzure) -> list[Role]:
    scope = _subscription(azure)
    return [
        Role(
            id=str(uuid5(NAMESPACE_URL, f"{scope}|{role.name}")),
            name=role.name,
            description="",
            permissions=(azure.scenario.permission_of(role),),
            assignable_scopes=(scope,),
            built_in=False,
        )
        for role in azure.scenario.roles
    ]


def _definitions(azure: LocalAzure) -> list[Resource]:
    scope = _subscription(azure)
    return [
        _resource(azure, ResourceId(scope, roles.TYPE, (role.id,)), role.body())
        for role in _custom_roles(azure)
    ]


def _assignments(azure: LocalAzure) -> list[Resource]:
    return [_assignment(azure, given) for given in azure.scenario.assignments]


def _assignment(azure: LocalAzure, given: Assignment) -> Resource:
    own = {role.name: role for role in _custom_roles(azure)}
    principal, role = (
        azure.scenario.principal(given.principal),
        own.get(given.role) or roles.built_in_named(given.role),
    )
    if principal is None or role is None:
        raise ValueError(
            f"scenario {azure.scenario.name}: no principal {given.principal}, or no role {given.role}"
        )
    scope = _subscription(azure) if given.scope == "subscription" else given.scope.rstrip("/")
    name = str(uuid5(NAMESPACE_URL, f"{scope}|{principal.object_id}|{role.id}"))
    properties = {
        "roleDefinitionId": role_id(scope, role.id),
        "principalId": principal.object_id,
        "principalType": principal.type,
        "scope": scope or "/",
    }
    return _resource(azure, ResourceId(scope, ASSIGNMENTS, (name,)), properties)


def _resource(azure: LocalAzure, resource_id: ResourceId, properties: Json) -> Resource:
    now = azure.clock.now().isoformat()
    history = {"createdOn": now, "updatedOn": now, "createdBy": "", "updatedBy": ""}
    body = {"id": str(resource_id), "name": resource_id.name, "type": resource_id.type}
    return Resource(resource_id, body | {"properties": properties | history})
