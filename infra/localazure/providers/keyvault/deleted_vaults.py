"""deletedVaults: reading and purging what is soft-deleted; the rights are at subscription scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.answer import Answer
from localazure.arm.errors import ArmError
from localazure.arm.locations import canonical
from localazure.arm.resource_type import Call, Json, Read
from localazure.providers.keyvault.vaults import API_VERSIONS, SOFT_DELETED

if TYPE_CHECKING:
    from localazure.providers.soft_delete import Deleted

_TYPE = "Microsoft.KeyVault/deletedVaults"
_RIGHTS = "Microsoft.KeyVault/locations/deletedVaults"


def _list(call: Call) -> Json:
    return {"value": [_body(call, entry) for entry in SOFT_DELETED.below(call.azure, str(call.id))]}


def _no_hsm(_call: Call) -> Json:
    """`az keyvault list-deleted` asks for both; a managed HSM can't be made here."""
    return {"value": []}


def _get(call: Call) -> Json:
    return _body(call, _entry(call))


def _purge(call: Call) -> Answer:
    """Purge at once: 200, one of the two answers that the published operation knows (the other is 202)."""
    entry = _entry(call)
    if entry.body["properties"].get("enablePurgeProtection"):
        message = f"Operation \"purge\" is not allowed because purge protection is enabled for vault '{entry.name}'."
        raise ArmError(400, "MethodNotAllowed", message)  # wording assumed
    SOFT_DELETED.remove(call.azure, entry)
    return Answer(200)


def _entry(call: Call) -> Deleted:
    entry = SOFT_DELETED.find(call.azure, call.query["name"])
    if entry is None or canonical(entry.location) != canonical(call.query["location"]):
        message = f"The specified deleted vault '{call.query['name']}' does not exist."  # wording assumed
        raise ArmError(404, "DeletedVaultNotFound", message)
    return entry


def _body(call: Call, entry: Deleted) -> Json:
    location = canonical(entry.location)
    return {
        "id": f"{call.id}/providers/Microsoft.KeyVault/locations/{location}/deletedVaults/{entry.name}",
        "name": entry.name,
        "type": _TYPE,
        "properties": {
            "vaultId": entry.id,
            "location": location,
            "deletionDate": entry.deleted,
            "scheduledPurgeDate": entry.purged,
            "tags": entry.body.get("tags") or {},
        },
    }


READS = (
    Read("deletedVaults", _list, API_VERSIONS, "Microsoft.KeyVault/deletedVaults/read"),
    Read("deletedManagedHSMs", _no_hsm, API_VERSIONS, "Microsoft.KeyVault/deletedManagedHsms/read"),
    Read("locations/{location}/deletedVaults/{name}", _get, API_VERSIONS, f"{_RIGHTS}/read"),
    Read(
        "locations/{location}/deletedVaults/{name}/purge",
        _purge,
        API_VERSIONS,
        f"{_RIGHTS}/purge/action",
        method="POST",
    ),
)
