"""The parts of a scenario about Foundry accounts."""

from __future__ import annotations

from typing import Literal, TypeAlias

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


Lifecycle: TypeAlias = Literal[
    "Stable", "Preview", "GenerallyAvailable", "Legacy", "Deprecating", "Deprecated"
]


class ModelPolicy(BaseModel):
    """An Azure Policy assignment that denies deployments; *allowed* are models as `FORMAT/NAME`, with `*`."""

    model_config = STRICT

    name: str
    allowed: tuple[str, ...] = ("*",)


class Foundry(BaseModel):
    """Model deployments on Foundry resources, where they are not as everywhere.

    *quota*: the limits by usage name (with `*`; the first that fits). *capacity*: how much regions have left, by model
    name (likewise). *lifecycle*: the status of models, by name. *policies* deny deployments.
    """

    model_config = STRICT

    quota: dict[str, int] = {}
    capacity: dict[str, int] = {}
    lifecycle: dict[str, Lifecycle] = {}
    policies: tuple[ModelPolicy, ...] = ()

    def limit(self, usage_name: str) -> int | None:
        """Return the limit that the scenario sets, or None."""
        return _first(self.quota, usage_name)

    def available(self, model: str) -> int | None:
        """Return the capacity that the scenario leaves for a model, or None."""
        return _first(self.capacity, model)

    def denying(self, model: str) -> ModelPolicy | None:
        """Return the first policy that does not allow the model `FORMAT/NAME`."""
        return next((each for each in self.policies if not fits_any(model, each.allowed)), None)


def _first(table: dict[str, int], name: str) -> int | None:
    return next((value for pattern, value in table.items() if fits_any(name, (pattern,))), None)
