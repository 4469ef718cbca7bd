"""Every way one deployment could go, best first, and the ways that are ruled out by themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from modelstacks.placement.facts import ALL_FAMILIES, family_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.catalog import Catalog, Mode, Model, Sku
    from modelstacks.placement.facts import PlacementFacts
    from modelstacks.spec import Deployment

Quota: TypeAlias = Literal["dedicated", "shared"]
Cause: TypeAlias = Literal["region", "cores", "sku", "shared-quota", "one-per-model", "endpoint"]
Resource: TypeAlias = tuple[str, str, str]
"""("cores", region, family key or ALL_FAMILIES), or ("slot", region, model): one serverless deployment per model and
project."""

Site: TypeAlias = tuple[str, str, str | None]
"""Mode, region and quota: what deployments behind one endpoint have in common."""

TIERS = ("serverless", "dedicated", "shared", "unverified")


@dataclass(frozen=True)
class Option:
    """One way a deployment could go. *needs* is what it takes of what deployments share."""

    mode: Mode
    region: str
    tier: int
    quota: Quota | None = None
    sku: Sku | None = None
    needs: Mapping[Resource, int] = field(default_factory=dict)
    reason: str = ""

    @property
    def site(self) -> Site:
        """What it shares with the deployments behind the same endpoint."""
        return self.mode, self.region, self.quota

    @property
    def where(self) -> str:
        """`serverless in swedencentral`, or with the VM size and the quota."""
        size = f" on {self.sku.name}, {self.quota} quota" if self.sku else ""
        return f"{self.mode}{size} in {self.region}"


@dataclass(frozen=True)
class Rejection:
    """A way that was not taken and why; *cause* says which rule, for grouping."""

    mode: Mode
    region: str | None
    cause: Cause
    reason: str


@dataclass(frozen=True)
class Ways:
    """The options of one deployment, best first, and what was ruled out."""

    options: tuple[Option, ...]
    rejections: tuple[Rejection, ...]


def ways(deployment: Deployment, catalog: Catalog, facts: PlacementFacts) -> Ways:
    """Return how *deployment* could go.

    `auto` prefers serverless, then dedicated quota on the smallest recommended size, then shared quota; in each,
    regions in the order given. What could not be verified comes last, and serverless without a known offer only
    where it was asked for.
    """
    found: list[Option | Rejection] = []
    modes = deployment.model.modes if deployment.mode == "auto" else (deployment.mode,)
    if "serverless" in modes:
        found += _serverless(deployment, facts)
    if "managed" in modes:
        found += _managed(deployment, catalog, facts)
    options = sorted((way for way in found if isinstance(way, Option)), key=lambda option: option.tier)
    return Ways(tuple(options), tuple(way for way in found if isinstance(way, Rejection)))


def _serverless(deployment: Deployment, facts: PlacementFacts) -> Iterator[Option | Rejection]:
    model = deployment.model
    for region in deployment.regions:
        answer = facts.offers.get((model.name, region))
        offered = model.is_offered("serverless", region) if answer is None else answer
        if offered is False or (offered is None and deployment.mode == "auto"):
            yield Rejection("serverless", region, "region", _no_offer(model, region, offered, answer))
            continue
        reason = (
            f"offered serverless in {region}" if offered else f"no source says whether {region} offers it"
        )
        yield Option(
            "serverless",
            region,
            TIERS.index("serverless"),
            needs={("slot", region, model.name): 1},
            reason=reason,
        )


def _no_offer(model: Model, region: str, offered: bool | None, answer: bool | None) -> str:
    if offered is None:
        return f"no source says whether {model.name} is offered serverless in {region}"
    source = (
        "the service says"
        if answer is False
        else f"region table of {model.serverless_offer.snapshot}"
        if model.serverless_offer
        else "catalogue"
    )
    return f"{model.name} is not offered serverless in {region} ({source})"


def _managed(deployment: Deployment, catalog: Catalog, facts: PlacementFacts) -> Iterator[Option | Rejection]:
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
        needs=cores_taken(region, sku, cores) if verified else {},
        reason=reason,
    )


def cores_taken(region: str, sku: Sku, cores: int) -> dict[Resource, int]:
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
