"""How an endpoint gets a new life of 168 hours: pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.errors import UsageError
from modelstacks.placement import ALL_FAMILIES, family_key
from modelstacks.placement.by_mode import placement_of
from modelstacks.spec import named_deployment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelstacks.catalog import Catalog
    from modelstacks.lock_decisions import Lock, LockedDecision
    from modelstacks.spec import DeploymentsSpec


@dataclass(frozen=True)
class Renewal:
    """All *names* that share the endpoint are renewed with it. *second_first*: a second one is made before the old
    one goes; *why* says why, or why not."""

    names: tuple[str, ...]
    second_first: bool
    why: str

    def apply(self, lock: Lock) -> Lock:
        """Return the lock with the next generation of them all."""
        for name in self.names:
            lock = lock.renewed(name)
        return lock


def behind_one_endpoint(name: str, spec: DeploymentsSpec) -> tuple[str, ...]:
    """Return the deployments that share the endpoint of *name*, in the file's order.

    Raises UsageError for a name that is not in the spec, and for an endpoint that is not the stack's own.
    """
    named = named_deployment(spec, name)
    if named.endpoint_exists:
        raise UsageError(
            f"{name} is behind endpoint {named.endpoint_name}, which is somebody else's: only they can renew it."
        )
    return tuple(
        deployment.name for deployment in spec.deployments if deployment.endpoint_name == named.endpoint_name
    )


def decide_renewal(
    names: Sequence[str],
    locked: Mapping[str, LockedDecision],
    catalog: Catalog,
    free: Mapping[str, int] | None,
) -> Renewal:
    """Decide whether a second endpoint fits beside the old one.

    *free* cores by the key of a VM family in the region (ALL_FAMILIES: of all together), without those that the old one uses; None: they could not be read.
    Raises UsageError where the mode knows no new life.
    """
    if never := next(filter(None, (placement_of(locked[name].mode).never_renewed for name in names)), None):
        raise UsageError(f"{', '.join(names)} can't be renewed: {never}.")
    if alone := next(filter(None, (placement_of(locked[name].mode).alone for name in names)), None):
        return Renewal(tuple(names), False, alone)
    if all(locked[name].quota == "shared" for name in names):
        return Renewal(tuple(names), True, "shared quota takes no cores of your own")
    if free is None:
        return Renewal(tuple(names), False, "the quota could not be read")
    needed = _cores(names, locked, catalog)
    if free.get(ALL_FAMILIES, needed.total()) < needed.total():
        why = f"{free[ALL_FAMILIES]} cores of all families together are free and a second endpoint needs {needed.total()}"
        return Renewal(tuple(names), False, why)
    for family, cores in needed.items():
        available = free.get(family_key(family), 0)
        if available < cores:
            why = f"{available} {family} cores are free and a second endpoint needs {cores}"
            return Renewal(tuple(names), False, why)
    return Renewal(tuple(names), True, "there is quota for a second endpoint")


def _cores(names: Sequence[str], locked: Mapping[str, LockedDecision], catalog: Catalog) -> Counter[str]:
    """Return the cores that all of them need, by family."""
    reserve = catalog.limit_count("managed_online", "reserve_percent")
    cores: Counter[str] = Counter()
    for decision in (locked[name] for name in names):
        if decision.instance_type:
            sku = catalog.sku(decision.instance_type)
            cores[sku.family] += sku.cores_needed(decision.instances, reserve_percent=reserve)
    return cores
