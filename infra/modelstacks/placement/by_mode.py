"""What placement asks of a deployment's mode."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from modelstacks.mode_parts import part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelstacks.catalog import Catalog
    from modelstacks.placement.decision import Decision
    from modelstacks.placement.facts import PlacementFacts
    from modelstacks.placement.options import Capacity, Option, Rejection
    from modelstacks.spec import Deployment


class ModePlacement(ABC):
    """Where deployments in one mode can go, and what they take there."""

    alone: str | None = None
    """Why a second endpoint can't stand beside the first one, in words; None: it can, where there is room."""
    never_renewed: str | None = None
    """Why `renew` means nothing here, in words; None: it gives an endpoint a new life."""

    @abstractmethod
    def ways(
        self, deployment: Deployment, catalog: Catalog, facts: PlacementFacts
    ) -> Iterable[Option | Rejection]:
        """Yield every way, best first in each region, and those that are ruled out by themselves.

        *deployment* names only regions in which the mode has a place (`ModeSpec.parents`)."""

    @abstractmethod
    def version(self, deployment: Deployment, facts: PlacementFacts) -> str | None:
        """Return the model's version to lock; None where Azure takes the newest by itself.

        Of *deployment*'s regions, only the one where it goes is left."""

    def details(self, deployment: Deployment, option: Option) -> Mapping[str, str | int]:
        """Return what else to lock, by names of the mode's own: what the way that was chosen says."""
        del deployment
        return option.details

    def instances(self, deployment: Deployment) -> int:
        """Return how many instances to lock: one, where the mode has none."""
        del deployment
        return 1

    def is_whole(self, decision: Decision, deployment: Deployment) -> bool:
        """Say whether *decision* has what the mode takes, as asked for: one that was edited by hand may not."""
        del decision, deployment
        return True

    @abstractmethod
    def needs(self, decision: Decision, catalog: Catalog) -> Mapping[Capacity, int]:
        """Return what a deployment takes that stays where it is."""

    def capacity(self, deployment: Deployment, facts: PlacementFacts) -> Mapping[Capacity, int]:
        """Return what there is, beside cores, in each region that *deployment* may go to."""
        del deployment, facts
        return {}

    @abstractmethod
    def not_taken(self, option: Option, capacity: Mapping[Capacity, int], *, alone: bool) -> Rejection:
        """Say why *option* was not possible; *alone*: it would have been, if no other deployment took anything."""


def placement_of(mode: str) -> ModePlacement:
    """Return how *mode* places its deployments."""
    found: ModePlacement = part(mode, "placement")
    return found
