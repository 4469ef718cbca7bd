"""A quota and how much of it is used: pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Usage:
    """A quota as Azure counts it: cores of a VM family, or models in their own units. *own* is the part that this stack's
    deployments use."""

    limit: int
    used: int
    own: int = 0

    @property
    def free(self) -> int:
        """What this stack can have: our own deployments' part counts as free, for the spec counts it."""
        return max(0, self.limit - self.used + self.own)
