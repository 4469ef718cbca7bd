"""Deleting what a ledger names, and nothing else: for good, and the last made first."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from modelstacks.azure.api_versions import KEY_VAULT, RESOURCES
from modelstacks.azure.arm_id import ArmId
from modelstacks.errors import AzureError, ModelstacksError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.azure.arm import Arm
    from modelstacks.contract.ledger import Ledger
    from modelstacks.contract.wanted_ids import Located

FOR_GOOD = {"forceToPurge": "true"}
"""Deletes a workspace for good, also one that is soft-deleted. Source: the ARM reference of workspaces."""
RUN_TAG = "modelstacks-contract"
MADE_BY_AZURE = frozenset(
    {"microsoft.alertsmanagement/smartdetectoralertrules", "microsoft.insights/actiongroups"}
)
"""What Azure adds to a group by itself where Application Insights is made; it ends with the group."""


class LeftError(ModelstacksError):
    """Something that a run made is still there."""


async def remove(arm: Arm, ledger: Ledger, resource_manager: str, say: Callable[[str], None]) -> None:
    """Delete everything that is left of *ledger*. Raises LeftError naming what could not be deleted, and why.

    Raises UsageError, and deletes nothing, where the ledger is of another subscription or cloud.
    """
    account = ledger.account
    if account.resource_manager != resource_manager:
        raise UsageError(
            f"{ledger.path} is of a run on {account.resource_manager}, but this shell talks to {resource_manager}.\n"
            "Run the command in a shell for that cloud: it deletes what the run made."
        )
    failed: dict[str, str] = {}
    for row in reversed(ledger.left()):
        try:
            await _remove_one(arm, row, account.run, failed)
        except AzureError as err:
            failed[row.id] = str(err)
            continue
        if row.id not in failed:
            ledger.gone(row.id)
            say(f"Gone: {' '.join(row.id.rsplit('/', 2)[1:])}")
    if failed:
        raise LeftError(_words(failed))


async def _remove_one(arm: Arm, row: Located, run: str, failed: dict[str, str]) -> None:
    kind = row.id.rsplit("/", 2)[1].lower()
    if kind == "resourcegroups":
        await _remove_group(arm, row, run, failed)
    elif kind == "workspaces" and "/microsoft.machinelearningservices/" in row.id.lower():
        await _absent_is_fine(arm, row, FOR_GOOD)
    elif await arm.find(row.id, row.api_version):
        await arm.delete(row.id, row.api_version)
    if kind == "vaults":
        await _purge_vault(arm, row)


async def _absent_is_fine(arm: Arm, row: Located, query: dict[str, str]) -> None:
    try:
        await arm.delete(row.id, row.api_version, query)
    except AzureError as err:
        if err.status != HTTPStatus.NOT_FOUND:
            raise


async def _purge_vault(arm: Arm, row: Located) -> None:
    """Only where the deleted vault of that name is this one: names of vaults are everybody's."""
    subscription = row.id.split("/")[2]
    deleted = arm.list(f"{ArmId.at(subscription)}/providers/Microsoft.KeyVault/deletedVaults", KEY_VAULT)
    async for vault in deleted:
        if str(vault["properties"]["vaultId"]).lower() == row.id.lower():
            await arm.act(f"{vault['id']}/purge", KEY_VAULT)


async def _remove_group(arm: Arm, row: Located, run: str, failed: dict[str, str]) -> None:
    """Last of all, and only while it is this run's own and holds nothing of anybody else's."""
    group = await arm.find(row.id, row.api_version)
    if group is None:
        return
    if (group.get("tags") or {}).get(RUN_TAG) != run:
        failed[row.id] = f"It does not carry the tag {RUN_TAG}={run}: somebody else made it."
        return
    inside = [each async for each in arm.list(f"{row.id}/resources", RESOURCES)]
    others = [each["id"] for each in inside if str(each["type"]).lower() not in MADE_BY_AZURE]
    if others:
        failed[row.id] = f"It still holds {', '.join(others)}."
        return
    await arm.delete(row.id, row.api_version)


def _words(failed: dict[str, str]) -> str:
    name = next(filter(None, (ArmId(id_).group for id_ in failed)), "")
    lines = [f"{id_}\n  {why}" for id_, why in failed.items()]
    group = f" in resource group {name}" if name else ""
    return "\n".join(
        [
            f"Not everything that the run made could be deleted{group}:",
            *lines,
            "The next `modelstacks contract --create` here tries again.",
        ]
    )
