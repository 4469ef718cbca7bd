"""What an ARM id tells of a resource."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AzureResource:
    """A resource in Azure, known by its ARM id."""

    id: str

    @property
    def name(self) -> str:
        """Its name in Azure."""
        return self.id.rsplit("/", 1)[-1]

    @property
    def kind(self) -> str:
        """Its collection: `onlineEndpoints`, `workspaces`, `deletedVaults` …"""
        return self.id.rsplit("/", 2)[-2]
