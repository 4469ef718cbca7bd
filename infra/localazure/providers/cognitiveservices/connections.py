"""accounts/projects, and connections of accounts and projects: kept and answered, their secrets never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.resource_type import Draft, Operation, ResourceType
from localazure.providers.api_versions import served
from localazure.providers.cognitiveservices.addresses import project_address
from localazure.providers.cognitiveservices.names import ACCOUNTS, PROJECTS
from localazure.providers.generic import merged
from localazure.providers.identities import with_identity

if TYPE_CHECKING:
    from localazure.arm.resource_type import Json, LocalAzure, Resource, Write

CONNECTIONS = f"{ACCOUNTS}/connections"
_NAME = "[a-zA-Z0-9][a-zA-Z0-9_.-]{1,63}"
_DEFAULTS: Json = {"isSharedToAll": False, "metadata": {}, "sharedUserList": []}


def _put_connection(write: Write) -> Draft:
    properties = dict(write.body.get("properties") or {})
    if not properties.get("category") or not properties.get("authType"):
        raise ArmError(400, "ValidationError", "A connection needs category and authType.")  # wording assumed
    properties.pop("credentials", None)  # no action shows them again
    return Draft({"properties": _DEFAULTS | properties})


def _put_project(write: Write) -> Draft:
    _refuse_below(write)
    body = merged({"identity": {"type": "SystemAssigned"}, "properties": {}}, write.body)
    body["properties"]["provisioningState"] = "Succeeded"
    return Draft(with_identity(write, body), operation=Operation("Accepted"))


def _refuse_below(write: Write) -> None:
    """Refuse a project of an account that takes none (code and wording assumed), or that failed: microsoft-foundry-for-vscode#116."""
    assert write.id.parent is not None
    account = write.azure.store.find(write.id.parent)
    assert account is not None, "ARM has made sure of it"
    if account.properties.get("provisioningState") == "Failed":
        message = "Parent account does not provision correctly, please retry creating the account."
        raise ArmError(400, "BadRequest", message)
    if not account.properties.get("allowProjectManagement"):
        message = (
            f"Account '{account.id.name}' does not allow projects: its allowProjectManagement is not true."
        )
        raise ArmError(400, "BadRequest", message)


def _view_project(azure: LocalAzure, project: Resource) -> Json:
    parent = project.id.parent
    account = azure.store.find(parent) if parent else None
    at = project_address(azure, account, project.id.name) if account else ""
    return project.body | {"properties": project.properties | {"endpoints": {"AI Foundry API": at}}}


TYPES = (
    ResourceType(
        PROJECTS,
        served(PROJECTS),
        put=_put_project,
        delete=lambda _: Operation("Deleting"),
        view=_view_project,
        etag=True,
        etag_header=True,
        name_pattern=_NAME,
    ),
    ResourceType(
        CONNECTIONS, served(CONNECTIONS), put=_put_connection, tracked=False, created=200, name_pattern=_NAME
    ),
    ResourceType(
        f"{PROJECTS}/connections",
        served(PROJECTS),
        put=_put_connection,
        tracked=False,
        created=200,
        name_pattern=_NAME,
    ),
)
