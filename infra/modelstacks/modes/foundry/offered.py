"""What Azure says can be deployed in a region, and how much of it is left: pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KIND = "AIServices"
"""The kind of accounts that take the models of all publishers."""
GLOBAL = "global"
"""The region whose quota all regions share."""
LAST_YEAR = 2099
"""Azure writes a date of this year where it has none (inferred from answers in public files)."""


@dataclass(frozen=True)
class OfferedSku:
    """A way to deploy a model in a region, as Azure lists it; None where it does not say.

    *usage_name* is the quota that it takes from, *allowed* are all capacities that it can have, if they are counted out.
    """

    usage_name: str | None
    default: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    step: int | None = None
    allowed: tuple[int, ...] = ()

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> OfferedSku:
        """Read an item of a model's `skus`."""
        capacity = body.get("capacity") or {}
        return cls(
            usage_name=body.get("usageName"),
            default=capacity.get("default"),
            minimum=capacity.get("minimum"),
            maximum=capacity.get("maximum"),
            step=capacity.get("step"),
            allowed=tuple(capacity.get("allowedValues") or ()),
        )

    @property
    def least(self) -> int:
        """The capacity of a deployment that names none, as far as Azure says."""
        return self.default or self.minimum or (min(self.allowed) if self.allowed else 1)

    def takes(self, capacity: int) -> bool:
        """Say whether a deployment can have that *capacity*, quota aside."""
        if self.allowed:
            return capacity in self.allowed
        least = self.minimum or 1
        most = capacity if self.maximum is None else self.maximum
        return least <= capacity <= most and (capacity - least) % (self.step or 1) == 0

    @property
    def rule(self) -> str:
        """What it can have, in words."""
        if self.allowed:
            return f"one of {', '.join(map(str, self.allowed))}"
        least = f"at least {self.minimum or 1}"
        most = f" and at most {self.maximum}" if self.maximum is not None else ""
        return least + most + (f", in steps of {self.step}" if (self.step or 1) > 1 else "")


@dataclass(frozen=True)
class OfferedModel:
    """A version of a model in a region, as Azure lists it. *ends*: when it stops answering."""

    format: str
    name: str
    version: str
    is_default: bool
    lifecycle: str | None
    skus: Mapping[str, OfferedSku]
    ends: date | None = None
    replacement: str | None = None

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> OfferedModel:
        """Read the `model` of a list's item."""
        return cls(
            format=body["format"],
            name=body["name"],
            version=body["version"],
            is_default=bool(body.get("isDefaultVersion")),
            lifecycle=body.get("lifecycleStatus"),
            skus={sku["name"]: OfferedSku.of(sku) for sku in body.get("skus") or ()},
            ends=_day((body.get("deprecation") or {}).get("inference")),
            replacement=_replacement(body.get("replacementConfig") or {}),
        )


def chosen(name: str, version: str | None, models: Iterable[OfferedModel]) -> OfferedModel | None:
    """Return the version asked for, else the default one, else the only one."""
    named = [each for each in models if each.name.lower() == name.lower()]
    if version:
        return next((each for each in named if each.version == version), None)
    return next((each for each in named if each.is_default), named[0] if len(named) == 1 else None)


@dataclass(frozen=True)
class FoundryFacts:
    """What Azure says; a region or quota that is not in here was not asked, or could not be read.

    *models* by region; *free* by region (`GLOBAL` for what all share) and the quota's name: the limit, less what others
    use (our own deployments' share is free, for it is counted with the spec).
    """

    models: Mapping[str, tuple[OfferedModel, ...]] = field(default_factory=dict)
    free: Mapping[tuple[str, str], int] = field(default_factory=dict)


def _day(written: str | None) -> date | None:
    day = date.fromisoformat(written[:10]) if written else None
    return None if day is None or day.year >= LAST_YEAR else day


def _replacement(body: Mapping[str, Any]) -> str | None:
    name = body.get("targetModelName")
    version = body.get("targetModelVersion")
    return f"{name} {version}" if name and version else name
