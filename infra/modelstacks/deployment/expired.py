"""Endpoints on shared quota that this stack had and Azure has no more: made again, or left away, as the spec says: pure.

What the stack had is in its own outputs: a lock that CI would have to commit can't know it, and Azure has forgotten.
Who deleted it makes no difference: Azure itself after 168 hours, or `modelstacks reap` before.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from modelstacks.deployment.plan import ModelsPlan, OnlineEndpointPlan

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

    A renewed endpoint has another name, so it was never there before, and is made.
    """
    gone = [row for row in plan.online if row.shared and row.name in missing and _was_there(row, before)]
    away = [row for row in gone if row.leave]
    notes = tuple(_note(row, before) for row in gone)
    outputs = {name: out for row in away for name, out in _outputs(row, before).items()}
    rest = tuple(row for row in plan.online if row not in away)
    return Expired(replace(plan, online=rest), outputs, notes)


def _was_there(row: OnlineEndpointPlan, before: Mapping[str, Mapping[str, Any]]) -> bool:
    return any(before.get(each.name, {}).get("endpoint") == row.name for each in row.deployments)


def _outputs(row: OnlineEndpointPlan, before: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        each.name: {
            "model": each.model.name,
            "mode": "managed",
            "region": row.region,
            "endpoint": row.name,
            "expires": _expires(row, before),
            STATE: EXPIRED,
        }
        for each in row.deployments
    }


def _expires(row: OnlineEndpointPlan, before: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The outputs of an endpoint that was there say when it was to go."""
    times = (before.get(each.name, {}).get("expires") for each in row.deployments)
    return next((str(time) for time in times if time), None)


def _note(row: OnlineEndpointPlan, before: Mapping[str, Mapping[str, Any]]) -> str:
    names = ", ".join(each.name for each in row.deployments)
    if row.leave:
        what = (
            f"it stays away (on_expiry: leave). `modelstacks renew {row.deployments[0].name}` brings it back."
        )
    else:
        what = "it is made again (on_expiry: recreate)."
    return f"{names}: {row.name} was to live until {_expires(row, before)} and is gone; {what}"
