"""What the models program asks of a deployment's mode."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.mode_parts import part

if TYPE_CHECKING:
    import pulumi

    from modelstacks.programs.build_context import BuildContext


@dataclass(frozen=True)
class BuiltEndpoint:
    """The outputs by deployment, and the *last* resource that was written for the endpoint."""

    outputs: dict[str, Any]
    last: pulumi.Resource


class ModeProgram(ABC):
    """The Pulumi resources of endpoints in one mode. What an endpoint plan is, its own mode knows."""

    def parents(self, context: BuildContext) -> dict[str, pulumi.Resource]:
        """Register what the plan has of its parents (`context.plan.parents`), beside workspaces; return it by Azure's id.

        An endpoint waits for what it lies in. What Azure keeps as deleted (`context.observed.is_kept`) is asked back.
        """
        del context
        return {}

    def queue(self, endpoint: Any) -> str | None:
        """Return what endpoints have in common that Azure writes one after the other; None: it takes many at once."""
        del endpoint
        return None

    @abstractmethod
    def build(self, context: BuildContext, endpoint: Any, depends_on: list[pulumi.Resource]) -> BuiltEndpoint:
        """Register the endpoint with all that is behind it, and its smoke tests."""


def program_of(mode: str) -> ModeProgram:
    """Return how endpoints of *mode* are built."""
    found: ModeProgram = part(mode, "program")
    return found
