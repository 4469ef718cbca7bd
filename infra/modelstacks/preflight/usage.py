"""A quota and how much of it is used: pure."""

from __future__ import annotations

from dataclasses import dataclass, replace


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

    def beside(self, other: Usage) -> Usage:
        """Return the same quota as it is for both stacks: the one of the two that leaves less, with what either of them uses."""
        scarcer = min(self, other, key=lambda usage: usage.limit - usage.used)
        return replace(scarcer, own=self.own + other.own)
