"""Soft-deleted accounts: their names stay taken for 48 hours, until they are restored or purged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from localazure.arm.answer import Answer
from localazure.arm.ids import ResourceId
from localazure.arm.locations import canonical
from localazure.arm.refusals import resource_not_found
from localazure.arm.resource_type import Call, Json, Read, Resource
from localazure.providers.cognitiveservices.names import ACCOUNTS, API_VERSIONS
from localazure.providers.soft_delete import Bin

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure
    from localazure.providers.soft_delete import Deleted

SOFT_DELETED = Bin("cognitiveservices.deleted-accounts")
RETENTION = timedelta(hours=48)
_DELETED_ACCOUNT = "locations/{location}/resourceGroups/{group}/deletedAccounts/{name}"
_DELETED_RIGHT = "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/read"
_PURGE_RIGHT = "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete"


def keep(azure: LocalAzure, account: Resource) -> None:
    """Keep a deleted account."""
    SOFT_DELETED.put(azure, account, RETENTION)


def _purge(call: Call) -> Answer:
    """DELETE: 200, or 204 where there is none; that it is done at once is assumed."""
    deleted = SOFT_DELETED.find(call.azure, _asked_for(call))
    if deleted is None or not _is_there(call, deleted):
        return Answer(204)
    SOFT_DELETED.remove(call.azure, deleted)
    return Answer(200)


def _asked_for(call: Call) -> str:
    group, name = call.query["group"], call.query["name"]
    return f"{call.id}/resourceGroups/{group}/providers/{ACCOUNTS}/{name}"


def _is_there(call: Call, deleted: Deleted) -> bool:
    """A deleted account is kept in its region."""
    return canonical(deleted.location) == canonical(call.query["location"])


def _deleted_account(call: Call) -> Json:
    """GET a soft-deleted account."""
    deleted = SOFT_DELETED.find(call.azure, _asked_for(call))
    if deleted is None or not _is_there(call, deleted):
        raise resource_not_found(ResourceId.parse(_asked_for(call)))
    return _shown(call, deleted)


def _deleted_accounts(call: Call) -> Json:
    """GET all soft-deleted accounts of the subscription."""
    return {"value": [_shown(call, deleted) for deleted in SOFT_DELETED.below(call.azure, str(call.id))]}


def _shown(call: Call, deleted: Deleted) -> Json:
    """The account as it was, under an id of its own (its shape: the published DeletedAccounts_List example)."""
    group = ResourceId.parse(deleted.id).resource_group
    below = f"locations/{canonical(deleted.location)}/resourceGroups/{group}/deletedAccounts/{deleted.name}"
    dates = {"deletionDate": deleted.deleted, "scheduledPurgeDate": deleted.purged}
    return deleted.body | {
        "id": f"{call.id}/providers/Microsoft.CognitiveServices/{below}",
        "properties": deleted.body["properties"] | dates,
    }


READS = (
    Read(
        "deletedAccounts", _deleted_accounts, API_VERSIONS, "Microsoft.CognitiveServices/deletedAccounts/read"
    ),
    Read(_DELETED_ACCOUNT, _deleted_account, API_VERSIONS, _DELETED_RIGHT),
    Read(_DELETED_ACCOUNT, _purge, API_VERSIONS, _PURGE_RIGHT, method="DELETE"),
)
