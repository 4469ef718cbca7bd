"""accounts/projects, and connections of accounts and projects: kept and answered, their secrets never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.localazure.arm.errors import ArmError
from modelstacks.localazure.arm.resource_type import Draft, ResourceType
from modelstacks.localazure.providers.cognitiveservices.names import ACCOUNTS, API_VERSIONS
from modelstacks.localazure.providers.generic import merged
from modelstacks.localazure.providers.identities import with_identity

if TYPE_CHECKING:
    from modelstacks.localazure.arm.resource_type import Json, Resource, Write
    from modelstacks.localazure.azure import LocalAzure

_SINCE = tuple(version for version in API_VERSIONS if version >= "2025-04-01")
_NAME = "[a-zA-Z0-9][a-zA-Z0-9_.-]{1,63}"
_SECRET = "credentials"  # noqa: S105  the property's name
_DEFAULTS: Json = {"isSharedToAll": False, "metadata": {}, "sharedUserList": []}


def _put_connection(write: Write) -> Draft:
    properties = dict(write.body.get("properties") or {})
    if not properties.get("category") or not properties.get("authType"):
        raise ArmError(400, "ValidationError", "A connection needs category and authType.")  # wording assumed
    kept = write.before.private if write.before else {}
    sent = properties.pop(_SECRET, None)
    return Draft({"properties": _DEFAULTS | properties}, {_SECRET: sent} if sent else kept)


def _put_project(write: Write) -> Draft:
    body = merged({"identity": {"type": "SystemAssigned"}, "properties": {}}, write.body)
    body["properties"]["provisioningState"] = "Succeeded"
    return Draft(with_identity(write, body))


def _view_project(azure: LocalAzure, project: Resource) -> Json:
    address = f"{azure.url}/cognitiveservices/{project.id.names[0]}/api/projects/{project.id.name}"
    return project.body | {"properties": project.properties | {"endpoints": {"AI Foundry API": address}}}


TYPES = (
    ResourceType(
        f"{ACCOUNTS}/projects",
        _SINCE,
        put=_put_project,
        view=_view_project,
        etag=True,
        etag_header=True,
        name_pattern=_NAME,
    ),
    ResourceType(
        f"{ACCOUNTS}/connections", _SINCE, put=_put_connection, tracked=False, created=200, name_pattern=_NAME
    ),
    ResourceType(
        f"{ACCOUNTS}/projects/connections",
        _SINCE,
        put=_put_connection,
        tracked=False,
        created=200,
        name_pattern=_NAME,
    ),
)
