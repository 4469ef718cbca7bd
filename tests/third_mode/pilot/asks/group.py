"""The resource group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.api_versions import RESOURCES
from modelstacks.preflight.facts import Absent, Ask
from modelstacks.preflight.placed_spec import group_scope

if TYPE_CHECKING:
    from modelstacks.preflight.asked_azure import AskedAzure


@dataclass(frozen=True)
class AskGroup(Ask[str | Absent]):
    """Where the spec's resource group is."""

    rights: ClassVar[tuple[str, ...]] = ("Microsoft.Resources/subscriptions/resourceGroups/read",)

    def __str__(self) -> str:
        return "the resource group"

    async def fetch(self, azure: AskedAzure) -> str | Absent:
        """Read it."""
        body = await azure.requests.find(group_scope(azure.spec), RESOURCES)
        return Absent() if body is None else str(body["location"])
