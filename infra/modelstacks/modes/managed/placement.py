"""A managed deployment goes where cores of a VM size are free, or on Azure's shared quota: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.placement.by_mode import ModePlacement
from modelstacks.placement.facts import ALL_FAMILIES, family_key
from modelstacks.placement.options import TIERS, Option, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.catalog import Catalog, Sku
    from modelstacks.placement.decision import Decision
    from modelstacks.placement.facts import PlacementFacts
    from modelstacks.placement.options import Capacity
    from modelstacks.spec import Deployment


class ManagedPlacement(ModePlacement):
    """Dedicated quota first, the smallest VM size that fits, then shared quota."""

    def ways(
        self, deployment: Deployment, catalog: Catalog, facts: PlacementFacts
    ) -> Iterator[Option | Rejection]:
        """Each region with each VM size, on both quotas unless one was asked for."""
        skus = candidate_skus(deployment, catalog, facts)
        if not skus:
            reason = f"no VM size is known for {deployment.model.name}: set instance_type"
            yield Rejection("managed", None, "sku", reason)
        reserve = catalog.limit_count("managed_online", "reserve_percent")
        cores = {sku.name: sku.cores_needed(deployment.instances, reserve_percent=reserve) for sku in skus}
        for region in deployment.regions:
            for sku in skus:
                if deployment.quota != "shared":
                    yield _dedicated(region, sku, cores[sku.name], facts)
                if deployment.quota != "dedicated":
                    yield _shared(deployment, region, sku, facts)

    def version(self, deployment: Deployment, facts: PlacementFacts) -> str | None:
        """The one asked for, else the registry's newest, else the catalogue's."""
        newest = facts.model(deployment.model.name).latest_version
        return deployment.version or newest or deployment.model.version

    def instances(self, deployment: Deployment) -> int:
        """As the spec says."""
        return deployment.instances

    def is_whole(self, decision: Decision, deployment: Deployment) -> bool:
        """A VM size, and the version asked for, if any."""
        return decision.instance_type is not None and deployment.version in (None, decision.version)

    def needs(self, decision: Decision, catalog: Catalog) -> Mapping[Capacity, int]:
        """Cores, on dedicated quota."""
        sku = catalog.find_sku(decision.instance_type or "")
        if decision.quota != "dedicated" or sku is None:
            return {}
        reserve = catalog.limit_count("managed_online", "reserve_percent")
        cores = sku.cores_needed(decision.instances, reserve_percent=reserve)
        return _cores_taken(decision.region, sku, cores)

    def not_taken(self, option: Option, capacity: Mapping[Capacity, int], *, alone: bool) -> Rejection:
        """Cores were too few, for it or for all together."""
        reason = f"{option.where}: what is free there goes to other deployments of this file"
        if not alone:
            reason = _too_few(option, capacity)
        return Rejection("managed", option.region, "cores", reason)


def candidate_skus(deployment: Deployment, catalog: Catalog, facts: PlacementFacts) -> tuple[Sku, ...]:
    """Return the VM sizes to try, smallest first: the one asked for, else the registry's, else the catalogue's.

    Sizes that the catalogue doesn't know or whose series is retired are left out.
    """
    if deployment.instance_type is not None:
        return (catalog.sku(deployment.instance_type),)
    managed = deployment.model.managed_compute
    names = facts.model(deployment.model.name).recommended_skus or (
        managed.recommended_skus if managed else None
    )
    if not names:
        names = (managed.default_instance_type,) if managed and managed.default_instance_type else ()
    known = [sku for name in names if (sku := catalog.find_sku(name))]
    in_service = [sku for sku in known if sku.series_retired is None or sku.series_retired > facts.today]
    return tuple(sorted(in_service, key=lambda sku: (sku.vcpus, sku.name)))


def _dedicated(region: str, sku: Sku, cores: int, facts: PlacementFacts) -> Option:
    free = facts.free_cores.get((region, family_key(sku.family)))
    verified = free is not None
    reason = (
        f"{free} cores of {sku.family} are free in {region}, {cores} needed"
        if verified
        else f"the cores of {sku.family} in {region} could not be verified"
    )
    return Option(
        "managed",
        region,
        TIERS.index("dedicated" if verified else "unverified"),
        quota="dedicated",
        sku=sku,
        needs=_cores_taken(region, sku, cores) if verified else {},
        reason=reason,
    )


def _cores_taken(region: str, sku: Sku, cores: int) -> dict[Capacity, int]:
    """Return what *cores* on dedicated quota take: of their family, and of the region's total."""
    return {("cores", region, family_key(sku.family)): cores, ("cores", region, ALL_FAMILIES): cores}


def _shared(deployment: Deployment, region: str, sku: Sku, facts: PlacementFacts) -> Option | Rejection:
    if against := _against_shared(deployment, facts):
        return Rejection("managed", region, "shared-quota", against)
    reason = (
        f"shared quota in {region}: Azure deletes the endpoint after 168 h; availability is not guaranteed"
    )
    return Option("managed", region, TIERS.index("shared"), quota="shared", sku=sku, reason=reason)


def _against_shared(deployment: Deployment, facts: PlacementFacts) -> str | None:
    """Return why it can't run on shared quota; what nobody knows only counts where it was not asked for."""
    name, asked_for = deployment.model.name, deployment.quota == "shared"
    in_registry = facts.model(name).shared_quota_allowed
    allowed = deployment.model.shared_quota.allowed if in_registry is None else in_registry
    if deployment.endpoint_exists:
        return f"shared quota is set on the endpoint, and {deployment.endpoint_name} belongs to somebody else"
    if allowed is False:
        return f"{name} may not run on shared quota"
    if allowed is None and not asked_for:
        return f"no source says whether {name} may run on shared quota"
    if facts.shared_quota is False:
        return "shared quota is for Enterprise Agreement subscriptions only"
    if facts.shared_quota is None and not asked_for:
        return "it could not be verified whether this subscription may use shared quota"
    return None


def _too_few(option: Option, capacity: Mapping[Capacity, int]) -> str:
    """By the scarcest of what it needs: its VM family, or all families together."""
    free, (_, region, family) = min((capacity[each], each) for each in option.needs if each in capacity)
    needed = max(option.needs.values())
    if family == ALL_FAMILIES:
        return f"{region} has {free} free dedicated cores of all families together, {needed} needed"
    return f"{region} has {free} free {option.sku.family if option.sku else family} cores, {needed} needed"


PART = ManagedPlacement()
