"""What a reap does with each endpoint, and what came of it: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from modelstacks.azure.azure_resource import AzureResource
from modelstacks.lifecycle.marketplace_subscription import users_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.lifecycle.marketplace_subscription import MarketplaceSubscription

Way: TypeAlias = Literal["stack", "azure"]
Result: TypeAlias = Literal["planned", "deleted", "failed", "skipped"]


@dataclass(frozen=True)
class Reaped(AzureResource):
    """One resource of a reap. *way*: through the stack that holds it, or through Azure; *why* it failed or was skipped."""

    way: Way
    result: Result
    stack: str | None = None
    why: str = ""


@dataclass(frozen=True)
class Holding:
    """What is known of a stack: the URNs of the resources it holds by id in lower case, or why that is not known."""

    urns: Mapping[str, str]
    unknown: str = ""


def plan_reap(endpoints: Iterable[ObservedEndpoint], holdings: Mapping[str, Holding]) -> list[Reaped]:
    """Return what to do with each endpoint: nothing that a stack owns is deleted behind its back."""
    return [_planned(endpoint, holdings) for endpoint in endpoints]


def _planned(endpoint: ObservedEndpoint, holdings: Mapping[str, Holding]) -> Reaped:
    stack = endpoint.stack
    if stack is None:
        return Reaped(endpoint.id, "azure", "planned")
    holding = holdings[stack]
    if holding.unknown:
        return Reaped(endpoint.id, "stack", "skipped", stack, holding.unknown)
    if endpoint.id.lower() not in holding.urns:
        why = f"its tags name stack {stack}, but that stack does not hold it: another backend's, or a lost state."
        return Reaped(endpoint.id, "stack", "skipped", stack, why)
    return Reaped(endpoint.id, "stack", "planned", stack)


def stacks_of(endpoints: Iterable[ObservedEndpoint]) -> list[str]:
    """Return the stacks that own any of them, by name."""
    return sorted({endpoint.stack for endpoint in endpoints if endpoint.stack})


def deleted_through_azure(
    before: Iterable[ObservedEndpoint], outcomes: Iterable[Reaped]
) -> list[ObservedEndpoint]:
    """Return the endpoints that went without a stack: what they used is nobody's to delete.

    A stack's own subscriptions are its own to delete: its spec may ask for the endpoint again.
    """
    gone = {
        outcome.id.lower() for outcome in outcomes if outcome.result == "deleted" and outcome.way == "azure"
    }
    return [endpoint for endpoint in before if endpoint.id.lower() in gone]


def unused_subscriptions(
    existing: Iterable[MarketplaceSubscription],
    gone: Iterable[ObservedEndpoint],
    after: Iterable[ObservedEndpoint],
) -> list[str]:
    """Return the ids of the Marketplace subscriptions that *gone* endpoints used, and none of those *after* uses."""
    before, left = list(gone), list(after)
    return sorted(each.id for each in existing if users_of(each, before) and not users_of(each, left))


def failed(outcomes: Iterable[Reaped]) -> list[Reaped]:
    """Return what is still there though it was to go."""
    return [outcome for outcome in outcomes if outcome.result in {"failed", "skipped"}]
