"""What the end of a stack asks of a deployment's mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.azure.soft_deletion import VAULTS
from modelstacks.mode_parts import mode_names, part

if TYPE_CHECKING:
    from modelstacks.azure.soft_deletion import SoftDeletion


class ModeLifecycle:
    """What becomes of a mode's resources once they are deleted.

    What its endpoints lie in is known by their type (`ModeEndpoints.parent_type`): `destroy` refuses to delete that
    while endpoints of others are in it, whatever it is.
    """

    soft_deletions: tuple[SoftDeletion, ...] = ()
    """Of the types that a stack makes in this mode, parents included: `destroy` says what Azure keeps of them, and `--purge`
    ends that. In `EndpointPlan.soft_deleted` and `ParentPlan` the mode says which of its resources these are."""


def lifecycle_of(mode: str) -> ModeLifecycle:
    """Return what becomes of the resources of *mode*."""
    found: ModeLifecycle = part(mode, "lifecycle")
    return found


def soft_deletions() -> dict[str, SoftDeletion]:
    """Return what the modes say, and that of the key vaults of workspaces, by type in lower case."""
    found = (each for mode in mode_names() for each in lifecycle_of(mode).soft_deletions)
    return {each.type.lower(): each for each in (VAULTS, *found)}
