"""The parts of a scenario about Foundry accounts."""

from __future__ import annotations

from pydantic import BaseModel, Field

from localazure.scenarios.part import STRICT, fits_any


class DataPlane(BaseModel):
    """How Foundry accounts answer. *propagation_s*: seconds on the local clock for which a new deployment is not found
    yet; *unknown_models*: deployments (names with `*`) that Succeeded, but have no model behind them.
    """

    model_config = STRICT

    propagation_s: float = Field(default=0, ge=0)
    unknown_models: tuple[str, ...] = ()

    def knows_not(self, deployment: str) -> bool:
        """Tell whether no model stands behind the deployment."""
        return fits_any(deployment, self.unknown_models)
