"""What must hold before the first write of level 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.azure.api_versions import RESOURCES
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.azure.arm import Arm

NAMES = ("SUBSCRIPTION_ID", "TENANT_ID", "CLIENT_ID")


def refuse_two_meanings(environ: Mapping[str, str]) -> None:
    """Raise UsageError where `AZURE_*` and `ARM_*` name two: whichever was meant, somebody may mean the other."""
    for name in NAMES:
        azure, arm = environ.get(f"AZURE_{name}"), environ.get(f"ARM_{name}")
        if azure and arm and azure.lower() != arm.lower():
            raise UsageError(
                f"AZURE_{name} is {azure}, ARM_{name} is {arm}: nothing was made.\n"
                f"Set both to the one you mean, or unset ARM_{name}."
            )


async def refuse_existing_group(arm: Arm, group: str) -> None:
    """Raise UsageError where the resource group is there already: what is in it would not be ours."""
    if await arm.find(group, RESOURCES):
        raise UsageError(
            f"The resource group {group} exists already, so nothing was made in it.\nRun the command again: it takes another name."
        )
