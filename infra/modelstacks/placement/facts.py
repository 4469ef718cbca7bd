"""What placement must know of Azure. What is not in here was not verified."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@cache
def family_key(family: str) -> str:
    """Return a quota family's name for comparing: services write it with and without blanks, in any case."""
    return family.replace(" ", "").lower()


ALL_FAMILIES = "totaldedicatedcores"
"""The key under which a region's dedicated cores of all families together are limited."""


@dataclass(frozen=True)
class ModelFacts:
    """What the model's registry says; None where it does not. It takes precedence over the catalogue."""

    latest_version: str | None = None
    recommended_skus: tuple[str, ...] | None = None
    shared_quota_allowed: bool | None = None


@dataclass(frozen=True)
class PlacementFacts:
    """Facts of one subscription on one day.

    *free_cores* by (region, `family_key`, or ALL_FAMILIES): the limit, less what others use; our own deployments' cores are free,
    for they are counted with the spec. *offers* by (model, region): what the service answers about serverless.
    *shared_quota*: whether this subscription may use Azure's shared quota (Enterprise Agreement). *own* are the facts that a
    mode alone knows, by mode.
    """

    today: date
    free_cores: Mapping[tuple[str, str], int] = field(default_factory=dict)
    models: Mapping[str, ModelFacts] = field(default_factory=dict)
    offers: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    shared_quota: bool | None = None
    own: Mapping[str, Any] = field(default_factory=dict)

    def model(self, name: str) -> ModelFacts:
        """Return what the registry says of the model; nothing where it was not asked."""
        return self.models.get(name, ModelFacts())
