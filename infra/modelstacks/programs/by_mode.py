"""What the models program asks of a deployment's mode."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from modelstacks.modes import part

if TYPE_CHECKING:
    import pulumi

    from modelstacks.programs.build_context import BuildContext


class ModeProgram(ABC):
    """The Pulumi resources of endpoints in one mode. What an endpoint plan is, its own mode knows."""

    @abstractmethod
    def build(
        self, context: BuildContext, endpoint: Any, depends_on: list[pulumi.Resource]
    ) -> dict[str, Any]:
        """Register the endpoint with all that is behind it, and its smoke tests; return the outputs by deployment."""


def program_of(mode: str) -> ModeProgram:
    """Return how endpoints of *mode* are built."""
    found: ModeProgram = part(mode, "program")
    return found
