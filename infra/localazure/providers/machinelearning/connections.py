"""workspaces/connections: what a workspace knows of other services; credentials only leave through listsecrets."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Action, Call, Draft, Json, ResourceType, Write
from localazure.providers import bodies
from localazure.providers.machinelearning import names
from localazure.providers.machinelearning.errors import AccountError
from localazure.providers.machinelearning.parents import region_of, workspace_of
from localazure.providers.name_rules import refusal_of

if TYPE_CHECKING:
    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import LocalAzure, Resource

_NAME = "[a-zA-Z0-9][a-zA-Z0-9_-]{2,254}"
"""Longer than the published 33 characters: recording py-Connections has 34. Where Azure stops is assumed."""
_SECRET = "credentials"  # noqa: S105  the property's name
_DEFAULTS: Json = {"isSharedToAll": False, "metadata": {}, "sharedUserList": []}


def _put(write: Write) -> Draft:
    body = bodies.check(names.CONNECTIONS, write.body)
    missing = [name for name in ("authType", "category") if not body["properties"].get(name)]
    if missing:
        raise ArmError(400, "ValidationError", f"A connection needs {', '.join(missing)}.")  # wording assumed
    body["properties"]["category"] = _spelt(body["properties"]["category"])
    previous = write.before.private if write.before else {}
    sent = body["properties"].pop(_SECRET, None)
    body["properties"] = _DEFAULTS | body["properties"] | {"group": _group(body["properties"]["category"])}
    return Draft(body, {_SECRET: sent} if sent else previous)


@cache
def _categories() -> dict[str, str]:
    text = (resources.files(__package__) / "connection_categories.json").read_text(encoding="utf-8")
    return {name.lower(): name for name in json.loads(text)["categories"]}


def _spelt(category: str) -> str:
    """Return a known category as Azure spells it, whatever the casing it was sent in (recording py-Connections)."""
    return _categories().get(category.lower(), category)


def _view(_: LocalAzure, connection: Resource) -> Json:
    unset: Json = {"credentials": None, "expiryTime": None}
    return {"tags": None, "location": None, **connection.body, "properties": unset | connection.properties}


def _not_found(azure: LocalAzure, id_: ResourceId) -> ArmError:
    region = region_of(workspace_of(azure, id_))
    return AccountError(
        azure, region, f"Connection {id_.name} can't be found in this workspace", "NotFoundError", 404
    )


def _group(category: str) -> str:
    """Return the connection's group; which category is in which is assumed, but for Azure's own services."""
    return (
        "AzureAI"
        if category.startswith(("Azure", "AIServices", "Cognitive", "Serverless"))
        else "GenericProtocol"
    )


def _list_secrets(call: Call) -> Json:
    assert call.resource is not None
    secret = call.resource.private.get(_SECRET)
    properties = call.resource.properties | ({_SECRET: secret} if secret else {})
    return call.resource.body | {"properties": properties}


TYPE = ResourceType(
    name=names.CONNECTIONS,
    api_versions=names.API_VERSIONS,
    put=_put,
    view=_view,
    not_found=_not_found,
    created=200,
    actions=(Action("listsecrets", _list_secrets, f"{names.CONNECTIONS}/listsecrets/action"),),
    name_pattern=_NAME,
    name_error=lambda id_: ArmError(
        400, "ValidationError", refusal_of("workspace", id_.name, called="connection")
    ),
    tracked=False,
)
