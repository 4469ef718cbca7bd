"""The first region that has a shelf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.placement.by_mode import ModePlacement
from modelstacks.placement.options import Option

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.catalog import Catalog
    from modelstacks.placement import Decision, PlacementFacts
    from modelstacks.placement.options import Capacity, Rejection
    from modelstacks.spec import Deployment


class ShelfPlacement(ModePlacement):
    """One way for each region."""

    def ways(
        self, deployment: Deployment, catalog: Catalog, facts: PlacementFacts
    ) -> Iterator[Option | Rejection]:
        """Yield them."""
        for region in deployment.regions:
            yield Option("shelf", region, 0, reason=f"there is a shelf in {region}")

    def version(self, deployment: Deployment, facts: PlacementFacts) -> None:
        """The newest."""

    def needs(self, decision: Decision, catalog: Catalog) -> Mapping[Capacity, int]:
        """Nothing."""
        return {}

    def not_taken(self, option: Option, capacity: Mapping[Capacity, int], *, alone: bool) -> Rejection:
        """There is nothing to compete for."""
        raise AssertionError(option)


PART = ShelfPlacement()
