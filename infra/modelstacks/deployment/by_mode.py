"""What the plan asks of a deployment's mode."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from modelstacks.modes import part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.deployment.endpoint_plan import EndpointPlan
    from modelstacks.deployment.placed import PlacedDeployment
    from modelstacks.spec import DeploymentsSpec


class ModePlanning(ABC):
    """The endpoints that deployments in one mode make."""

    collections: tuple[str, ...]
    """Where ARM keeps them: what lies in or below one takes tags."""

    @abstractmethod
    def endpoints(
        self, placed: Sequence[PlacedDeployment], spec: DeploymentsSpec
    ) -> tuple[EndpointPlan, ...]:
        """Return the endpoints for *placed*, all in this mode, in the file's order."""


def planning_of(mode: str) -> ModePlanning:
    """Return how endpoints of *mode* are planned."""
    found: ModePlanning = part(mode, "plan")
    return found
