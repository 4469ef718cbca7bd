"""What a model's row says of its deployment on a Foundry resource (Microsoft.CognitiveServices accounts)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from modelstacks.catalog._row import Day, Row


class FoundryCapacity(Row):
    """The bounds of a deployment's `sku.capacity` and what it is without one; the unit is the model's own."""

    minimum: int | None = None
    maximum: int | None = None
    step: int | None = None
    default: int | None = None


class FoundrySku(Row):
    """One way to deploy it; *usage_name* is the quota that it takes from, which several models may share.

    *regions* are those of the accounts that it is offered in.
    """

    usage_name: str | None = None
    capacity: FoundryCapacity = FoundryCapacity()
    regions: Literal["all"] | tuple[str, ...] | None = None

    def is_offered(self, region: str) -> bool | None:
        """Say whether it is offered in *region* as far as the row knows (None: it doesn't)."""
        if self.regions is None:
            return None
        return self.regions == "all" or region in self.regions


class FoundryVersion(Row):
    """A version as ARM names it (not the registry's); *deprecation* is when inference ends."""

    version: str
    default: bool | None = None
    lifecycle: (
        Literal["Stable", "Preview", "GenerallyAvailable", "Legacy", "Deprecating", "Deprecated"] | None
    ) = None
    deprecation: Day | None = None


class FoundryOffer(Row):
    """How Azure offers a model on Foundry resources: *format* and *name* are ARM's.

    *sold_by* decides over the Marketplace: what Azure sells itself needs no purchase. A dated hint: what the service
    lists wins.
    """

    format: str = Field(min_length=1)
    name: str = Field(min_length=1)
    versions: tuple[FoundryVersion, ...] = ()
    skus: dict[str, FoundrySku] = Field(min_length=1)
    sold_by: Literal["azure", "partner"]
    source: str = Field(min_length=1)
    read: Day

    @property
    def default_version(self) -> str | None:
        """The version that a deployment gets that names none; None: no row says."""
        return next((each.version for each in self.versions if each.default), None)
