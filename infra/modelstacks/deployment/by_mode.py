"""What the plan asks of a deployment's mode."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from modelstacks.mode_parts import part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.deployment.endpoint_plan import EndpointPlan, ParentPlan
    from modelstacks.deployment.placed import PlacedDeployment
    from modelstacks.spec import DeploymentsSpec


class ModePlanning(ABC):
    """The endpoints that deployments in one mode make."""

    @abstractmethod
    def endpoints(
        self, placed: Sequence[PlacedDeployment], spec: DeploymentsSpec
    ) -> tuple[EndpointPlan, ...]:
        """Return the endpoints for *placed*, all in this mode, in the file's order."""

    def parents(self, endpoints: Sequence[EndpointPlan], spec: DeploymentsSpec) -> tuple[ParentPlan, ...]:
        """Return what the stack makes for *endpoints*, all in this mode, to lie in or to share, beside workspaces.

        They are the stack's like its endpoints: what already exists is refused or taken in, adopt and destroy know them.
        """
        del endpoints, spec
        return ()


def planning_of(mode: str) -> ModePlanning:
    """Return how endpoints of *mode* are planned."""
    found: ModePlanning = part(mode, "plan")
    return found
