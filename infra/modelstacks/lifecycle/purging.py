"""What Azure keeps of a stack that was destroyed: purged, or said."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.errors import AzureError
from modelstacks.lifecycle.leftovers import Leftover

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.soft_deletion import SoftDeleted

FORCE = {"forceToPurge": "true"}
"""Deletes a workspace for good, also one that is soft-deleted already. Source: the ARM reference of workspaces."""


async def purge_workspaces(arm: Arm, ids: Iterable[str], held: Collection[str]) -> list[Leftover]:
    """Delete these workspaces for good, one after the other in that order.

    Those that the stack *held* are there; of the others nothing is sent to one that is there again: it is somebody's.
    """
    return [await _purge_workspace(arm, id_, held=id_ in held) for id_ in ids]


async def _purge_workspace(arm: Arm, id_: str, *, held: bool) -> Leftover:
    try:
        if not held and await arm.find(id_, MACHINE_LEARNING):
            return Leftover(id_, "left", "it is there again, and this stack does not hold it")
        started = await arm.begin("DELETE", id_, MACHINE_LEARNING, query=FORCE)
        await arm.finish(started)
    except AzureError as err:
        return _not_there(id_) if err.status == HTTPStatus.NOT_FOUND else Leftover(id_, "failed", str(err))
    return _not_there(id_) if started.status == HTTPStatus.NO_CONTENT else Leftover(id_, "purged")


def _not_there(id_: str) -> Leftover:
    return Leftover(id_, "not there", "Azure knows none of that name")


async def purge(arm: Arm, deleted: Iterable[SoftDeleted]) -> list[Leftover]:
    """Purge those of the soft-deleted resources that are there, all at the same time."""
    return await asyncio.gather(*(_purge(arm, each) for each in deleted))


async def _purge(arm: Arm, deleted: SoftDeleted) -> Leftover:
    version = deleted.how.api_version
    try:
        found = await arm.find(deleted.id, version)
        if found is None:
            return _not_there(deleted.id)
        if not deleted.is_of(found):
            return Leftover(deleted.id, "left", f"it is another's: it was {deleted.former_id(found)}")
        if deleted.how.purge == "POST":
            await arm.act(f"{deleted.id}/purge", version)
        else:
            await arm.delete(deleted.id, version)
    except AzureError as err:
        return Leftover(deleted.id, "failed", str(err))
    return Leftover(deleted.id, "purged")


async def still_kept(arm: Arm, deleted: Iterable[SoftDeleted]) -> list[Leftover]:
    """Return what Azure keeps of these, which are deleted, and what may be done about it."""
    found = await asyncio.gather(*(_kept(arm, each) for each in deleted))
    return [leftover for leftover in found if leftover]


async def _kept(arm: Arm, deleted: SoftDeleted) -> Leftover | None:
    """Whoever may not look is told, too: nobody has rights on what is deleted by having them on its resource group."""
    how, sure = deleted.how, ""
    try:
        body = await arm.find(deleted.id, how.api_version)
        if body is None or not deleted.is_of(body):
            return None
    except AzureError as err:
        sure = f" (you may not look: {err.code or err.status})"
    again = "`modelstacks up` restores it" if how.restored else "its name stays taken"
    why = f"Azure keeps it for {how.keeps}{sure}; {again}, `modelstacks destroy --purge` ends it for good"
    return Leftover(deleted.id, "kept", why)
