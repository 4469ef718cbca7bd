"""Rows that are not models: VM sizes, regions, registries, limits, name rules, rights."""

from math import asin, cos, radians, sin, sqrt
from typing import Self, TypeAlias

from modelstacks.catalog._row import Day, Row
from modelstacks.mode_name import ModeName

EARTH_RADIUS_KM = 6371.0


class Sku(Row):
    """A VM size that managed online endpoints take (a fraction of *gpus* is possible). *family* is the quota's exact name (some hold spaces)."""

    name: str
    family: str
    vcpus: int
    gpus: float
    memory_gb: int | None = None
    gpu_memory_gb_each: int | None = None
    gpu_memory_gb_total: int | None = None
    temp_disk_gib: int | None = None
    infiniband: bool | None = None
    exempt_from_reserve: bool
    series_retired: Day | None = None
    source: str | None = None
    read: Day | None = None

    def cores_needed(self, instances: int, *, reserve_percent: int) -> int:
        """Return the cores of the family that *instances* take from the quota.

        Azure reserves *reserve_percent* more for upgrades, rounded up to whole instances, unless the size is
        exempt. Source: how-to-manage-quotas (`ceil(1.2 * instances) * cores`).
        """
        if self.exempt_from_reserve:
            return instances * self.vcpus
        return -(-instances * (100 + reserve_percent) // 100) * self.vcpus


class Region(Row):
    """An Azure region and where it lies (degrees)."""

    name: str
    display_name: str
    latitude: float
    longitude: float
    geography_group: str | None = None
    physical_location: str | None = None
    source: str | None = None
    read: Day | None = None

    def distance_km(self, other: Self) -> float:
        """Return the great-circle distance to *other*."""
        here, there = radians(self.latitude), radians(other.latitude)
        d_lat, d_lon = there - here, radians(other.longitude - self.longitude)
        chord = sin(d_lat / 2) ** 2 + cos(here) * cos(there) * sin(d_lon / 2) ** 2
        return 2 * EARTH_RADIUS_KM * asin(sqrt(chord))


class Registry(Row):
    """A model registry and whose models it *holds*."""

    name: str
    holds: str
    source: str
    read: Day


class OfferType(Row):
    """A subscription's offer type, recognised by the part of its quotaId before `_`.

    *marketplace*, *shared_quota*: whether it may buy there or use that; None: the offer type does not decide it.
    *forbids* is for people. That only Enterprise Agreements may use shared quota: how-to-manage-quotas.
    """

    quota_id_prefix: str
    name: str
    paid: bool
    marketplace: bool | None
    shared_quota: bool
    forbids: str | None
    source: str
    read: Day


LimitValue: TypeAlias = int | float | bool | str | tuple[str, ...] | None


class Limit(Row):
    """One documented limit; *area* groups them. Where sources disagree there is a row for each."""

    area: str
    name: str
    value: LimitValue
    source: str
    read: Day


class NameRule(Row):
    """What Azure takes as the name of a *kind* of resource; *rule* is for people, *pattern* decides."""

    kind: str
    min_length: int
    max_length: int
    pattern: str
    rule: str
    unique_in: str | None
    source: str
    read: Day


class Surface(Row):
    """An API whose end was announced, and what calls it. *modes*: whose endpoints speak it; none: nothing in Azure tells who
    uses it. *doubt*: what speaks against the date."""

    name: str
    clients: str
    ends: Day
    modes: tuple[ModeName, ...]
    successor: str
    doubt: str | None
    source: str
    read: Day


class Operation(Row):
    """An operation of a caller and the exact actions Azure asks for at *scope*."""

    name: str
    scope: str
    actions: tuple[str, ...]
    also: tuple[str, ...]
    note: str | None
    source: str
    read: Day


class Role(Row):
    """A built-in role. *actions* None: the list was not read, so nothing may be concluded from it."""

    name: str
    id: str | None
    actions: tuple[str, ...] | None
    not_actions: tuple[str, ...] | None
    data_actions: tuple[str, ...] | None
    not_data_actions: tuple[str, ...] | None
    note: str | None
    source: str
    read: Day
