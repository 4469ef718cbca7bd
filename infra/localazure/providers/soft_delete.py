"""What Azure keeps of a deleted resource for some days: its name stays taken until it is purged or recovered."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localazure.arm.resource_type import Json, LocalAzure, Resource


@dataclass(frozen=True)
class Deleted:
    """A soft-deleted resource; the dates are ISO 8601 on the local clock."""

    id: str
    name: str
    location: str
    deleted: str
    purged: str
    body: Json
    private: Json


@dataclass(frozen=True)
class Bin:
    """The soft-deleted resources of one type, kept in the store under *key*."""

    key: str

    def put(self, azure: LocalAzure, resource: Resource, retention: timedelta) -> None:
        """Keep *resource* for *retention* on the local clock."""
        now = azure.clock.now()
        entry = Deleted(
            id=str(resource.id),
            name=resource.id.name,
            location=resource.body.get("location", ""),
            deleted=now.isoformat(),
            purged=(now + retention).isoformat(),
            body=resource.body,
            private=resource.private,
        )
        self._write(azure, [*self.all(azure), entry])

    def all(self, azure: LocalAzure) -> list[Deleted]:
        """Return what has not been purged by hand or by time."""
        entries = [Deleted(**entry) for entry in json.loads(azure.store.get_value(self.key) or "[]")]
        return [entry for entry in entries if datetime.fromisoformat(entry.purged) > azure.clock.now()]

    def below(self, azure: LocalAzure, scope: str) -> list[Deleted]:
        """Return those of `all` whose id lies below *scope*, an id."""
        here = f"{scope}/".lower()
        return [entry for entry in self.all(azure) if entry.id.lower().startswith(here)]

    def find(self, azure: LocalAzure, id_or_name: str) -> Deleted | None:
        """Return the entry with that id or, where names are unique in all of Azure, that name."""
        lowered = id_or_name.lower()
        return next((e for e in self.all(azure) if lowered in {e.id.lower(), e.name.lower()}), None)

    def remove(self, azure: LocalAzure, entry: Deleted) -> None:
        """Purge *entry*, or forget it because it was recovered."""
        self._write(azure, [other for other in self.all(azure) if other.id.lower() != entry.id.lower()])

    def _write(self, azure: LocalAzure, entries: list[Deleted]) -> None:
        azure.store.put_value(self.key, json.dumps([asdict(entry) for entry in entries]))
