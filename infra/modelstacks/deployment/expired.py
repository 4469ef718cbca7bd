"""Endpoints on shared quota that this stack had and Azure has no more: created again, or not, as the spec says: pure.

What the stack had is in its own outputs: a lock that CI would have to commit can't know it, and Azure has forgotten.
Who deleted it makes no difference: Azure itself after 168 hours, or `modelstacks reap` before.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from modelstacks.deployment.endpoint_plan import EndpointPlan
    from modelstacks.deployment.plan import ModelsPlan

STATE, DEPLOYED, EXPIRED = "state", "deployed", "expired"
"""The output that says whether a deployment on shared quota is there."""


@dataclass(frozen=True)
class Expired:
    """The *plan* without what stays away, the *outputs* of that, and the *notes* to show."""

    plan: ModelsPlan
    outputs: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def without_expired(
    plan: ModelsPlan, missing: Collection[str], before: Mapping[str, Mapping[str, Any]]
) -> Expired:
    """Decide about the endpoints that are *missing* in Azure and stand in the stack's outputs of *before*.

    A renewed endpoint has another name, so it was never there before, and is created.
    """
    expired = [
        endpoint
        for endpoint in plan.endpoints
        if endpoint.shared and endpoint.name in missing and _was_there(endpoint, before)
    ]
    staying_away = [endpoint for endpoint in expired if endpoint.leave]
    notes = tuple(_note(endpoint, before) for endpoint in expired)
    outputs = {
        name: output for endpoint in staying_away for name, output in _outputs(endpoint, before).items()
    }
    rest = tuple(endpoint for endpoint in plan.endpoints if endpoint not in staying_away)
    return Expired(replace(plan, endpoints=rest), outputs, notes)


def _was_there(endpoint: EndpointPlan, before: Mapping[str, Mapping[str, Any]]) -> bool:
    return any(
        before.get(deployment.name, {}).get("endpoint") == endpoint.name
        for deployment in endpoint.deployments
    )


def _outputs(endpoint: EndpointPlan, before: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        deployment.name: {
            "model": deployment.model.name,
            "mode": endpoint.mode,
            "region": endpoint.region,
            "endpoint": endpoint.name,
            "expires": _expires(endpoint, before),
            STATE: EXPIRED,
        }
        for deployment in endpoint.deployments
    }


def _expires(endpoint: EndpointPlan, before: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The outputs of an endpoint that was there say when it was to go."""
    times = (before.get(deployment.name, {}).get("expires") for deployment in endpoint.deployments)
    return next((str(time) for time in times if time), None)


def _note(endpoint: EndpointPlan, before: Mapping[str, Mapping[str, Any]]) -> str:
    names = ", ".join(deployment.name for deployment in endpoint.deployments)
    if endpoint.leave:
        what = f"it is not created again (on_expiry: leave). `modelstacks renew {endpoint.deployments[0].name}` brings it back."
    else:
        what = "it is created again (on_expiry: recreate)."
    return (
        f"{names}: {endpoint.name} was on shared quota until {_expires(endpoint, before)} and is gone; {what}"
    )
