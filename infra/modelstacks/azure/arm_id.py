"""The ids of ARM, built and taken apart nowhere else: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WORKSPACES = "Microsoft.MachineLearningServices/workspaces"
"""The type that hubs, projects and Azure ML workspaces share."""


class ArmId(str):
    """An id of ARM: a text, in the casing it was written in, that knows its parts. It need not exist."""

    __slots__ = ()

    @classmethod
    def at(cls, subscription: str, group: str | None = None) -> ArmId:
        """Return the id of a subscription, or of the resource group of that name in it."""
        return cls(f"/subscriptions/{subscription}" + (f"/resourceGroups/{group}" if group else ""))

    def resource(self, type_: str, name: str) -> ArmId:
        """Return the id of the resource of *type_* (`Microsoft.KeyVault/vaults`) in this scope."""
        return ArmId(f"{self}/providers/{type_}/{name}")

    def child(self, collection: str, name: str) -> ArmId:
        """Return the id of what lies in a *collection* of this resource."""
        return ArmId(f"{self}/{collection}/{name}")

    @property
    def name(self) -> str:
        """The last name."""
        return self.rpartition("/")[2]

    @property
    def collection(self) -> str:
        """What stands before the name: `onlineEndpoints`, `resourceGroups` …"""
        return self.listing.rpartition("/")[2]

    @property
    def type(self) -> str:
        """The type in full: `Microsoft.KeyVault/vaults`; "" for a subscription or resource group."""
        at = self.lower().rfind("/providers/")
        namespace, *parts = self[at:].split("/")[2:] if at >= 0 else ("",)
        return "/".join((namespace, *parts[::2]))

    @property
    def listing(self) -> str:
        """The path that lists it with all others of its collection."""
        return self.rpartition("/")[0]

    @property
    def parent(self) -> ArmId:
        """What it lies in or is assigned at: a resource, a resource group, a subscription; "" where that is the tenant."""
        outer = self.rsplit("/", 2)[0]
        scope, *provider = outer.rsplit("/", 2)
        return ArmId(scope if provider and provider[0].lower() == "providers" else outer)

    @property
    def subscription(self) -> str:
        """The bare id of the subscription that it lies in; "" where it lies in none."""
        return self._part("subscription")

    @property
    def group(self) -> str:
        """The name of the resource group that it lies in; "" where it lies in none."""
        return self._part("resource_group")

    def _part(self, name: str) -> str:
        """What azure-mgmt-core reads; to that the id of what lies in a tenant is none, so name and parent are read here.

        Imported late: it takes 0.2 s, which whoever only builds ids need not wait for.
        """
        from azure.mgmt.core.tools import parse_resource_id

        return str(parse_resource_id(self).get(name, ""))


def distinct(ids: Iterable[str]) -> tuple[ArmId, ...]:
    """Return each id once: Azure takes two that differ in casing alone for the same."""
    return tuple({id_.lower(): ArmId(id_) for id_ in ids}.values())


def region_id(location: str) -> str:
    """Return ARM's location as the id of a region: `Sweden Central` is swedencentral."""
    return location.replace(" ", "").lower()
