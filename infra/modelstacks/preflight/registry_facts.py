"""Questions to a model's registry, and their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from modelstacks.preflight.facts import Absent, Ask


@dataclass(frozen=True)
class RegistryModel:
    """What the registry says of a model; None where it says nothing."""

    latest_version: str | None
    recommended_skus: tuple[str, ...] | None
    shared_quota_allowed: bool | None


@dataclass(frozen=True)
class AskRegistryModel(Ask[RegistryModel | Absent]):
    """A model of a registry, its newest version."""

    registry: str
    name: str
    detail: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"the model {self.name} in the registry {self.registry}"


@dataclass(frozen=True)
class AskModelVersion(Ask[bool]):
    """Whether the registry has that version of the model."""

    registry: str
    name: str
    version: str
    detail: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"whether the registry {self.registry} has version {self.version} of {self.name}"
