"""What the Marketplace sells for a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localazure.arm.resource_type import Json
    from localazure.catalogue import Model

ASSUMED_PLAN = "consumption"
"""The plan of every offer: no source names one (assumed)."""


@dataclass(frozen=True)
class Offer:
    """An offer and the plan of it that a workspace subscribes to."""

    publisher: str
    name: str
    plan: str

    def plan_body(self) -> Json:
        """Return `marketplacePlan`."""
        return {"publisherId": self.publisher, "offerId": self.name, "planId": self.plan}


def offer_of(model: Model) -> Offer:
    """Return the offer of *model*; what no source gives is assumed from the pattern of the known ones."""
    marketplace = model.marketplace
    slug = model.name.lower().replace(".", "-")
    return Offer(
        publisher=marketplace.publisher_id or model.publisher.lower().replace(" ", ""),
        name=marketplace.offer_id or f"{slug}-offer",
        plan=marketplace.plan_id or ASSUMED_PLAN,
    )
