"""A way that one deployment could go, or why it is ruled out by itself: pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.catalog import Sku

Quota: TypeAlias = Literal["dedicated", "shared"]
Cause: TypeAlias = Literal[
    "region", "cores", "sku", "shared-quota", "one-per-model", "endpoint", "place", "quota"
]
Capacity: TypeAlias = tuple[str, str, str]
"""("cores", region, family key or ALL_FAMILIES); ("slot", region, model): one serverless deployment per model and
project; ("quota", region, its name): what models of Foundry accounts take."""

EndpointPlace: TypeAlias = tuple[str, str, str | None]
"""Mode, region and quota: what deployments behind one endpoint have in common."""

TIERS = ("serverless", "dedicated", "shared", "unverified", "last")


@dataclass(frozen=True)
class Option:
    """One way a deployment could go. *needs* is what it takes of what deployments share; *details* are the mode's own."""

    mode: str
    region: str
    tier: int
    quota: Quota | None = None
    sku: Sku | None = None
    needs: Mapping[Capacity, int] = field(default_factory=dict)
    reason: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def place(self) -> EndpointPlace:
        """What it shares with the deployments behind the same endpoint."""
        return self.mode, self.region, self.quota

    @property
    def where(self) -> str:
        """`serverless in swedencentral`, or with the VM size and the quota."""
        size = f" on {self.sku.name}, {self.quota} quota" if self.sku else ""
        return f"{self.mode}{size} in {self.region}"


@dataclass(frozen=True)
class Rejection:
    """A way that was not taken and why; *cause* says which rule, for grouping."""

    mode: str
    region: str | None
    cause: Cause
    reason: str
