"""A deployment goes to the account of a region that offers its model, where quota is left for it: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.modes.foundry.offered import GLOBAL, FoundryFacts, OfferedModel, OfferedSku, chosen
from modelstacks.modes.foundry.spec import keys_of
from modelstacks.placement.by_mode import ModePlacement
from modelstacks.placement.options import TIERS, Option, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.catalog import Catalog, FoundryOffer
    from modelstacks.placement.decision import Decision
    from modelstacks.placement.facts import PlacementFacts
    from modelstacks.placement.options import Capacity
    from modelstacks.spec import Deployment

PAY_AS_YOU_GO = ("GlobalStandard", "DataZoneStandard", "Standard")
"""What is tried without `sku:`, in this order; provisioned units cost by the hour, so they are asked for by name."""


@dataclass(frozen=True)
class _Wanted:
    """A model as it would be deployed in one region. *listed* None: Azure's list is not known."""

    offer: FoundryOffer
    region: str
    listed: OfferedModel | None

    def sku(self, name: str) -> OfferedSku | None:
        """Return the SKU as Azure lists it, else as the row knows it; None where it is not offered."""
        if self.listed:
            return self.listed.skus.get(name)
        row = self.offer.skus.get(name)
        if row is None or row.is_offered(self.region) is False:
            return None
        capacity = row.capacity
        return OfferedSku(row.usage_name, capacity.default, capacity.minimum, capacity.maximum, capacity.step)


class FoundryPlacement(ModePlacement):
    """Regions in the file's order, in each the first SKU that is offered; deployments compete for quota by its name."""

    never_renewed = (
        "a Foundry deployment has no 168 hours to end; Azure changes its capacity, SKU and version in place"
    )

    def ways(
        self, deployment: Deployment, catalog: Catalog, facts: PlacementFacts
    ) -> Iterator[Option | Rejection]:
        """What Azure lists wins over the row."""
        del catalog
        offer = deployment.model.foundry
        if offer is None:
            reason = f"no source says how {deployment.model.name} is called in Foundry accounts"
            yield Rejection("foundry", None, "region", reason)
            return
        for region in deployment.regions:
            yield from _ways_in(region, deployment, offer, _facts(facts))

    def version(self, deployment: Deployment, facts: PlacementFacts) -> str | None:
        """The one asked for, else Azure's default, else the row's."""
        if deployment.version or deployment.model.foundry is None:
            return deployment.version
        offer, known = deployment.model.foundry, _facts(facts)
        listed = [chosen(offer.name, None, known.models.get(region, ())) for region in deployment.regions]
        return next((each.version for each in listed if each), offer.default_version)

    def is_whole(self, decision: Decision, deployment: Deployment) -> bool:
        """All that ARM takes, and the version asked for, if any."""
        return {"format", "name", "sku", "capacity"} <= decision.details.keys() and deployment.version in (
            None,
            decision.version,
        )

    def needs(self, decision: Decision, catalog: Catalog) -> Mapping[Capacity, int]:
        """The quota that it takes, where its name is known."""
        del catalog
        return _needs(decision.region, decision.details.get("usage"), int(decision.details["capacity"]))

    def capacity(self, deployment: Deployment, facts: PlacementFacts) -> Mapping[Capacity, int]:
        """What is free of each quota; what all regions share is no region's own, though each lists it."""
        free = _facts(facts).free
        return {
            ("quota", region, usage): left
            for (region, usage), left in free.items()
            if region == GLOBAL or (region in deployment.regions and (GLOBAL, usage) not in free)
        }

    def not_taken(self, option: Option, capacity: Mapping[Capacity, int], *, alone: bool) -> Rejection:
        """Quota was too little, for it or for all together."""
        reason = f"{option.details['sku']} in {option.region}: the quota that is free goes to other deployments of this file"
        if not alone:
            reason = "; ".join(_too_little(option, capacity))
        return Rejection("foundry", option.region, "quota", reason)


def _facts(facts: PlacementFacts) -> FoundryFacts:
    found = facts.own.get("foundry")
    return found if isinstance(found, FoundryFacts) else FoundryFacts()


def _ways_in(
    region: str, deployment: Deployment, offer: FoundryOffer, facts: FoundryFacts
) -> Iterator[Option | Rejection]:
    models = facts.models.get(region)
    listed = chosen(offer.name, deployment.version, models or ())
    if models is not None and listed is None:
        version = f" version {deployment.version}" if deployment.version else ""
        yield Rejection("foundry", region, "region", f"{region} does not offer {offer.name}{version}")
        return
    keys = keys_of(deployment)
    wanted = _Wanted(offer, region, listed)
    names = (keys.sku,) if keys.sku else PAY_AS_YOU_GO
    offered = {name: sku for name in names if (sku := wanted.sku(name))}
    if not offered:
        yield Rejection(
            "foundry", region, "region", f"{region} does not offer {offer.name} with {_or(names)}"
        )
    for name, sku in offered.items():
        yield _option(wanted, name, sku, keys.capacity)


def _option(wanted: _Wanted, name: str, sku: OfferedSku, asked: int | None) -> Option:
    capacity = asked or sku.least
    usage = {"usage": sku.usage_name} if sku.usage_name else {}
    source = "Azure lists it" if wanted.listed else "by the catalogue's rows, Azure's list could not be read"
    return Option(
        "foundry",
        wanted.region,
        TIERS.index("last"),
        needs=_needs(wanted.region, sku.usage_name, capacity),
        reason=f"{wanted.offer.name} is offered in {wanted.region} with {name} ({source})",
        details={
            "format": wanted.listed.format if wanted.listed else wanted.offer.format,
            "name": wanted.listed.name if wanted.listed else wanted.offer.name,
            "sku": name,
            "capacity": capacity,
            **usage,
        },
    )


def _needs(region: str, usage: str | int | None, capacity: int) -> dict[Capacity, int]:
    """A quota is its region's or all regions': which one, the facts know; of what they don't have, anything is left."""
    return {("quota", where, str(usage)): capacity for where in (region, GLOBAL)} if usage else {}


def _too_little(option: Option, capacity: Mapping[Capacity, int]) -> Iterator[str]:
    for (_, region, usage), needed in option.needs.items():
        left = capacity.get(("quota", region, usage), needed)
        where = "in all regions together" if region == GLOBAL else f"in {region}"
        if left < needed:
            yield f"{left} of {usage} are free {where}, {needed} needed"


def _or(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


PART = FoundryPlacement()
