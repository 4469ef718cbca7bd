"""What an ARM id tells of a resource."""

from __future__ import annotations

from dataclasses import dataclass

from modelstacks.azure.arm_id import ArmId


@dataclass(frozen=True)
class AzureResource:
    """A resource in Azure, known by its ARM id."""

    id: str

    @property
    def name(self) -> str:
        """Its name in Azure."""
        return ArmId(self.id).name

    @property
    def kind(self) -> str:
        """Its collection: `onlineEndpoints`, `workspaces`, `deletedVaults` …"""
        return ArmId(self.id).collection
