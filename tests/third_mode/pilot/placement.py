"""The first region, if the resource group is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.placement.by_mode import ModePlacement
from modelstacks.placement.options import Option
from pilot.spec import reviewer_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.catalog import Catalog
    from modelstacks.placement import Decision, PlacementFacts
    from modelstacks.placement.options import Capacity, Rejection
    from modelstacks.spec import Deployment


class PilotPlacement(ModePlacement):
    """One way, and the reviewer is locked."""

    alone = "a pilot flies alone"

    def ways(
        self, deployment: Deployment, catalog: Catalog, facts: PlacementFacts
    ) -> Iterator[Option | Rejection]:
        """Yield it."""
        yield Option("pilot", deployment.regions[0], 0, reason=f"{reviewer_of(deployment)} looks after it")

    def version(self, deployment: Deployment, facts: PlacementFacts) -> None:
        """The newest."""

    def details(self, deployment: Deployment, option: Option) -> Mapping[str, str | int]:
        """The reviewer."""
        return {"reviewer": reviewer_of(deployment)}

    def needs(self, decision: Decision, catalog: Catalog) -> Mapping[Capacity, int]:
        """Nothing."""
        return {}

    def not_taken(self, option: Option, capacity: Mapping[Capacity, int], *, alone: bool) -> Rejection:
        """There is nothing to compete for."""
        raise AssertionError(option)


PART = PilotPlacement()
