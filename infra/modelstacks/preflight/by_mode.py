"""What the checks and the deployer's role ask of a deployment's mode."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from modelstacks.mode_parts import mode_names, part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.placement import Decision
    from modelstacks.preflight.facts import Ask
    from modelstacks.spec import Deployment

Operations = tuple[str, ...]
"""Names of rows in catalog/rows/operations.json, which hold the actions."""


class ModePreflight(ABC):
    """What deploying in one mode takes in Azure, beside a place."""

    operations: Operations
    """What is done where the endpoint lies."""
    following: Operations = ()
    """What is read of it afterwards, only if the caller may: no check asks for it, the role has it."""
    needs_paid_subscription: bool = False
    """Whether Azure refuses the mode itself to free subscriptions."""
    data_actions: tuple[str, ...] = ()
    """All that `calling` may return."""
    optional: Operations = ()
    """What some deployment may need in its resource group, and every role for an unknown spec has."""

    @abstractmethod
    def providers(self, deployment: Deployment) -> tuple[str, ...]:
        """Return the namespaces that must be registered."""

    @abstractmethod
    def billing(self, decision: Decision) -> str:
        """Return how a deployment is billed, without a price."""

    def asks(self, deployment: Deployment) -> Iterator[Ask[Any]]:
        """Yield the questions whose answers placement goes by."""
        del deployment
        yield from ()

    def around(self, deployment: Deployment) -> Operations:
        """Return what is done in the resource group, around the endpoint."""
        del deployment
        return ()

    def buys(self, deployment: Deployment) -> bool:
        """Say whether Azure buys the model in the Marketplace while it makes a deployment, by the caller's rights."""
        del deployment
        return False

    def calling(self, deployment: Deployment, parent: Any) -> tuple[str, ...]:
        """Return the data actions that whoever deploys takes to call it, where that is done with a token of Entra."""
        del deployment, parent
        return ()

    def making(self, parent: Any) -> Operations:
        """Return what making what its endpoints lie in takes in the resource group, where that is no workspace."""
        del parent
        return ()

    def using(self, parent: Any) -> Operations:
        """Return what is done at what its endpoints lie in, beside `operations`, whoever made it."""
        del parent
        return ()


def preflight_of(mode: str) -> ModePreflight:
    """Return what deploying in *mode* takes."""
    found: ModePreflight = part(mode, "preflight")
    return found


def every_mode() -> Iterator[ModePreflight]:
    """Yield what deploying takes, mode by mode."""
    yield from map(preflight_of, mode_names())
