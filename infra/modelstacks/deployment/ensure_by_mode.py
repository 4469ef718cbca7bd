"""What `ensure` asks of a deployment's mode."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from modelstacks.mode_parts import part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.deployment.ensure_run import EnsureRun


class ModeEnsure(ABC):
    """The endpoints of one mode through azure-ai-ml, or another of Azure's own packages. What an endpoint plan is, its own mode knows."""

    def refusals(self, endpoint: Any) -> Iterator[str]:
        """Yield what only a stack can make of it, in words."""
        del endpoint
        yield from ()

    @abstractmethod
    def make(self, endpoint: Any, run: EnsureRun) -> None:
        """Make everything but the traffic, in the order that Azure needs. Raises what `ml_ensure` raises."""

    def make_parents(self, run: EnsureRun) -> None:
        """Make what the plan has of its parents (`run.plan.parents`), before the first endpoint."""
        del run

    def give_traffic(self, endpoint: Any, run: EnsureRun) -> None:
        """Give the deployments their shares, where the mode knows any."""
        del endpoint, run

    @abstractmethod
    def remove(self, endpoint: Any, run: EnsureRun) -> str | None:
        """Delete it if ensure made it; return what went, in words."""

    def remove_parents(self, run: EnsureRun) -> Iterator[str]:
        """Delete what ensure made of its parents, after all endpoints; yield what went, in words."""
        del run
        yield from ()


def ensure_of(mode: str) -> ModeEnsure:
    """Return how endpoints of *mode* are made without a stack."""
    found: ModeEnsure = part(mode, "ensure")
    return found
